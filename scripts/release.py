"""Make a release: everything of a published version, built and tested in a clean clone, into dist/VERSION/.

    make release

There is no way around the tests, and a version that stands in dist/ is never written again. Until all is
there, nothing is in dist/.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.downloads import Download, checksum_list, missing_kinds
from analysis.edition import Edition, load_changelog
from analysis.packages import read_lock
from scripts.archive import OFFERED, write_archive
from scripts.bill_of_materials import bill_of_materials
from scripts.build import interrupt, is_fresh, stop
from scripts.compare_trees import compare, report
from scripts.conditions import moment
from scripts.downloads import describe, find_downloads

ROOT = Path(__file__).resolve().parent.parent
DIST = "dist"
NOTEBOOKS = "notebooks.zip"
CHANGES, MANIFEST, CHECKSUMS, CITATION = "CHANGES.md", "manifest.json", "SHA256SUMS", "CITATION.cff"
SITE_CHECKSUMS = "SHA256SUMS.site"  # of every file of the site, as it was built
BILL = "packages.cdx.json"
LAST_LINES = 25  # of a failing check
#: What `make release` hands down would change the checks: its own options, and where git looks.
LEAVE_OUT = re.compile(r"^(MAKE.*|MFLAGS|GIT_.*|VIRTUAL_ENV|PYTEST_.*)$")
PASSED, SKIPPED, FAILED = (re.compile(rf"(\d+) {word}\b") for word in ("passed", "skipped", "failed"))
LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)  # name and version of a package
CHECKS = ("book", "test")  # the two commands of the README, in their order


class Refusal(Exception):
    """There is no release; the text says why, and what to do."""


@dataclass(frozen=True)
class Tested:
    """How many tests passed and were skipped."""

    passed: int
    skipped: int


def git(root: Path, *arguments: str) -> str:
    """Return what git says; raise Refusal where it fails."""
    ended = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", env=clean(), check=False
    )
    if ended.returncode:
        raise Refusal(f"git {' '.join(arguments)} failed: {ended.stderr.strip()}")
    return ended.stdout.strip()


def clean(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of the checks."""
    return {name: value for name, value in environment.items() if not LEAVE_OUT.match(name)}


def tag_of(version: str) -> str:
    """Return the name of a version's tag."""
    return f"v{version}"


def refusals(root: Path, edition: Edition) -> list[str]:
    """Return every reason against a release, each with what to do."""
    found = []
    if changed := git(root, "status", "--porcelain").splitlines():
        names = ", ".join(line[2:].strip() for line in changed[:10]) + (" and more" if changed[10:] else "")
        found.append(f"The tree has changes that are not committed: {names}. Commit or stash them.")
    if not edition.published:
        found.append(
            f"The files are not those of a published version but {edition.version}. Give the command "
            "`make version`, which stamps one, and commit what it writes."
        )
    others = sorted(path.name for path in (root / DIST).glob("*")) if (root / DIST).is_dir() else []
    if edition.version in others:
        found.append(
            f"{DIST}/{edition.version} exists, and a published version is never written again. "
            f"Stamp a new one with `make version`. In {DIST}/ are: {', '.join(others)}."
        )
    head = git(root, "rev-parse", "HEAD")
    for tag in (tag_of(edition.version), edition.version):
        if git(root, "tag", "--list", tag) and (tagged := git(root, "rev-list", "-n", "1", tag)) != head:
            found.append(
                f"The tag {tag} is on commit {tagged[:10]}, and this is {head[:10]}. "
                "Go to the tagged commit, or stamp a new version with `make version`."
            )
    return found


def run_check(clone: Path, target: str, log: Path) -> str:
    """Run one target of make in the clone and return what it said; raise Refusal with its last lines."""
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            ["make", "--no-print-directory", target], cwd=clone, env=clean(), stdin=subprocess.DEVNULL,
            stdout=written, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait()
        except BaseException:
            stop(process)
            raise
    said = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        last = "\n".join(said.rstrip().splitlines()[-LAST_LINES:])
        told = f"`make {target}` failed in a clean clone of this commit; all that it said is in {log.name}"
        raise Refusal(f"{last}\n\n{told} in _build/.")
    return said


def read_tests(said: str) -> Tested:
    """Return the counts that pytest gave at its end; raise Refusal where there are none."""
    lines = [line for line in said.splitlines() if PASSED.search(line) and " in " in line]
    if not lines or FAILED.search(lines[-1]):
        raise Refusal("`make test` told of no test that passed; there is no release.")
    skipped = SKIPPED.search(lines[-1])
    return Tested(int(PASSED.search(lines[-1])[1]), int(skipped[1]) if skipped else 0)


def clone_commit(root: Path, folder: Path, commit: str) -> Path:
    """Clone a commit into a folder, and give it the source texts, where they are at hand."""
    clone = folder / "project"
    git(root, "clone", "--quiet", "--no-hardlinks", str(root), str(clone))
    git(clone, "checkout", "--quiet", "--detach", commit)
    for text in sorted((root / "seeds/texts").glob("*.txt")):
        (clone / "seeds/texts").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(text, clone / "seeds/texts" / text.name)
    return clone


def changes_text(root: Path, version: str) -> str:
    """Return what a version changed, as Markdown; raise Refusal where the changelog does not tell."""
    release = next((one for one in load_changelog(root) if one.version == version), None)
    if release is None:
        raise Refusal(f"book/changelog.yml has no entry of {version}; stamp the version with `make version`.")
    lines = [f"# Version {version}, {release.date}"]
    for name in ("adds", "changes", "fixes", "removes"):
        if told := getattr(release, name):
            lines += ["", f"## {name.capitalize()}", "", *(f"- {one}" for one in told)]
    return "\n".join(lines) + "\n"


def gather(clone: Path, folder: Path, version: str) -> list[Download]:
    """Copy what is published from the clone into a folder, flat; return it with sizes and checksums."""
    site = clone / "_build/html"
    found = find_downloads(site)
    if missing := missing_kinds([*found, describe(site, site / CHECKSUMS)]):
        raise Refusal("\n".join(missing))
    for file in found:
        if file.path.startswith(f"{OFFERED}/") and not file.name.endswith(f"-{version}.zip"):
            raise Refusal(
                f"The archive of the site is called {file.name}, and this is version {version}. "
                "Stamp the version with `make version`, which writes it wherever it stands."
            )
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    for file in found:
        if file.path.startswith("figures/"):
            continue  # they are in the archive of the site, and too many to stand alone
        name = file.path.replace("/all.", ".") if file.path.startswith("citations/") else file.name
        target = (notebooks if name.endswith(".ipynb") else folder) / name
        if target.exists():
            raise Refusal(f"Two files of the site are called {name}; give one of them another name.")
        shutil.copyfile(site / file.path, target)
    write_archive(notebooks, folder / NOTEBOOKS, seconds=moment(clone))
    shutil.rmtree(notebooks)
    if (clone / CITATION).is_file():
        shutil.copyfile(clone / CITATION, folder / CITATION)
    (folder / CHANGES).write_text(changes_text(clone, version), encoding="utf-8")
    (folder / SITE_CHECKSUMS).write_text(site_checksums(site), encoding="utf-8")
    return [describe(folder, path) for path in sorted(folder.iterdir())]


def site_checksums(site: Path) -> str:
    """Return the checksums of all files of a site, to be proved within it by `sha256sum -c`."""
    return checksum_list(describe(site, path) for path in sorted(site.rglob("*")) if path.is_file())


def conditions_of(clone: Path, lock: bytes) -> dict[str, object]:
    """Return what somebody needs who makes the same again."""
    return {
        "command": "make book",
        "address": os.environ.get("BOOK_ADDRESS", ""),
        "sourceDateEpoch": moment(clone),
        "system": f"{platform.system()} {platform.machine()}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,  # of the system, not of the lock; the archives are packed by it
        "packages": dict(LOCKED.findall(lock.decode())),
    }


def compare_with_here(root: Path, clone: Path) -> bool:
    """Hold the site of the clone against that of this folder, where it is of the same files.

    Return whether there was one; raise Refusal where two builds gave other bytes.
    """
    if not is_fresh(root):
        print("      Not compared with a second build: _build/html is not of this commit", flush=True)
        return False
    folders = root / "_build/html", clone / "_build/html"
    found = compare(*folders)
    if not found.identical:
        raise Refusal(
            f"{report(found, *folders)}\n\nThe site that was built in this folder and that of a clean clone "
            "are not the same, byte for byte, so nobody could prove this release by building it again."
        )
    print("      The site of the clone is that of this folder, byte for byte", flush=True)
    return True


def manifest_text(
    edition: Edition,
    commit: str,
    lock: bytes,
    tested: Tested,
    files: Iterable[Download],
    built: Mapping[str, object],
) -> str:
    """Return the manifest: which edition, from which commit, made and tested how, and every file."""
    manifest = {
        "title": edition.title,
        "version": edition.version,
        "date": edition.date,
        "recordCutoff": edition.cutoff,
        "commit": commit,
        "fingerprints": {"evidence": edition.evidence, "code": edition.code},
        "python": platform.python_version(),
        "lock": {"name": "requirements.lock", "sha256": hashlib.sha256(lock).hexdigest()},
        "build": dict(built),
        "tests": {"passed": tested.passed, "skipped": tested.skipped},
        "files": [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in files],
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def release(root: Path, edition: Edition) -> Path:
    """Make a release of the commit that is checked out; return its folder in dist/."""
    if reasons := refusals(root, edition):
        raise Refusal("\n".join(reasons))
    (root / "_build").mkdir(exist_ok=True)
    commit = git(root, "rev-parse", "HEAD")
    with (
        tempfile.TemporaryDirectory(prefix="release-") as clones,
        # Beside dist/, so that all goes there in one move.
        tempfile.TemporaryDirectory(prefix="release-", dir=root / "_build") as aside,
    ):
        print(f"[1/4] Cloning commit {commit[:10]}", flush=True)
        clone, said = clone_commit(root, Path(clones), commit), ""
        for step, target in enumerate(CHECKS, start=2):
            log = root / "_build" / f"release-{target}.log"
            print(f"[{step}/4] make {target}, in the clone (log: _build/{log.name})", flush=True)
            said = run_check(clone, target, log)
        compared = compare_with_here(root, clone)
        tested = read_tests(said)
        if changed := git(clone, "status", "--porcelain"):
            raise Refusal(f"The checks changed files of the clone; there is no release:\n{changed}")
        print(f"[4/4] Gathering the files into {DIST}/{edition.version}", flush=True)
        folder = Path(aside) / edition.version
        folder.mkdir()
        lock = read_lock((clone / "requirements.lock").read_text(encoding="utf-8"))
        (folder / BILL).write_text(bill_of_materials(edition, lock), encoding="utf-8")
        files = gather(clone, folder, edition.version)
        lock = (clone / "requirements.lock").read_bytes()
        built = {**conditions_of(clone, lock), "builtTwice": compared}
        manifest = manifest_text(edition, commit, lock, tested, files, built)
        (folder / MANIFEST).write_text(manifest, encoding="utf-8")
        files.append(describe(folder, folder / MANIFEST))
        (folder / CHECKSUMS).write_text(checksum_list(files), encoding="utf-8")
        for path in folder.iterdir():
            path.chmod(0o444)
        target_folder = root / DIST / edition.version
        target_folder.parent.mkdir(exist_ok=True)
        folder.rename(target_folder)  # fails, and changes nothing, where another run was quicker
        target_folder.chmod(0o555)
    return target_folder


def next_steps(folder: Path, edition: Edition, tagged: bool) -> str:
    """Return what remains to be done by hand."""
    place, tag = f"{DIST}/{folder.name}", tag_of(edition.version)
    make_tag = [] if tagged else [f'  git tag -a {tag} -m "Version {edition.version}"']
    steps = [
        f"The release is in {place}: built and tested from a clean clone. Prove it with",
        f"  (cd {place} && sha256sum -c {CHECKSUMS})",
        "and anybody who has a clone proves, by building it again, that it was made of this commit:",
        f"  make verify-release RELEASE={place}",
        "Then publish it:",
        *make_tag,
        f"  git push origin {tag}        # the hosting workflow builds, tests and publishes the site",
        f"and hand out the files of {place}, with {CHANGES} as what is new.",
    ]
    return "\n".join(steps)


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    import analysis

    if arguments:
        print("Error: a release takes no options; no check of it can be left out.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, interrupt)
    try:
        edition = analysis.load_edition(analysis.load().references)
        folder = release(ROOT, edition)
        tagged = bool(git(ROOT, "tag", "--list", tag_of(edition.version)))
    except (Refusal, analysis.EvidenceError) as refusal:
        print(f"\n{refusal}\n\nError: no release was made.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nError: no release was made: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; no release was made.", file=sys.stderr)
        return 130
    print(next_steps(folder, edition, tagged), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
