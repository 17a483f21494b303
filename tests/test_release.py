"""scripts/release.py: only what was built and tested in a clean clone, whole or not at all, and never twice."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import signal
import stat
import subprocess
import sys
import time
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from analysis.edition import Edition, load_identity
from scripts import release
from scripts.release import Refusal

VERSION = "2026.12.1"
NOON = 1796126400  # of 1 December 2026, the day of that version
LOCK = "a==1 \\\n    --hash=sha256:ab\n"
MAKEFILE = """\
.PHONY: book test
book:
\t@for one in data figures _downloads/1a downloads pdf brief citations; do mkdir -p _build/html/$$one; done
\t@echo "book of $$(cat text.txt)" > _build/html/downloads/a-book-2026.12.1.zip
\t@echo data > _build/html/data/a-data.zip
\t@echo pdf > _build/html/pdf/nato-asia-pacific-four.pdf
\t@echo pdf > _build/html/pdf/divisions.pdf
\t@echo docx > _build/html/brief/brief.docx
\t@echo '{}' > _build/html/evidence.jsonld
\t@echo bib > _build/html/citations/all.bib
\t@echo "a,b" > _build/html/figures/rain.csv
\t@echo "{}" > _build/html/_downloads/1a/outlook.ipynb
\t@echo sums > _build/html/SHA256SUMS
\t@ls seeds/texts > _build/texts 2>/dev/null || true

test:
\t@test -f _build/html/SHA256SUMS
\t@echo "==== 41 passed, 2 skipped in 1.50s ===="
"""
CHANGELOG = """\
- version: 2026.12.1
  date: "2026-12-01"
  adds: [A page of downloads.]
  fixes: [A slip.]
"""


def run_git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *names, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def commit(folder: Path, message: str = "change") -> None:
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-q", "-m", message)


@pytest.fixture
def project(tmp_path) -> Path:
    """Return a stand-in for the project: a repository whose checks take no time."""
    folder = tmp_path / "project"
    for name, text in {
        "Makefile": MAKEFILE, "text.txt": "one\n", "requirements.lock": LOCK, "CITATION.cff": "cff-version: 1.2.0\n",
        "book/changelog.yml": CHANGELOG, ".gitignore": "/_build/\n/dist/\n/seeds/texts/\n",
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run_git(folder, "init", "-q")
    commit(folder)
    return folder


@pytest.fixture
def edition() -> Edition:
    return Edition(load_identity(ROOT), VERSION, "2026-12-01", True, "2026-11-25", "a" * 12, "b" * 12)


def released(project: Path) -> dict[str, str]:
    folder = project / "dist" / VERSION
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in folder.iterdir()}


def nothing_in_dist(project: Path) -> bool:
    return not (project / "dist").exists() or not list((project / "dist").iterdir())


# What a release is


def test_a_release_holds_every_file_flat(project, edition):
    folder = release.release(project, edition)
    assert folder == project / "dist" / VERSION
    assert sorted(released(project)) == [
        "CHANGES.md", "CITATION.cff", "SHA256SUMS", "SHA256SUMS.site", "a-book-2026.12.1.zip", "a-data.zip", "brief.docx", "citations.bib",
        "divisions.pdf", "evidence.jsonld", "manifest.json", "nato-asia-pacific-four.pdf", "notebooks.zip",
        "packages.cdx.json",
    ]  # fmt: skip
    assert zipfile.ZipFile(folder / "notebooks.zip").namelist() == ["notebooks/outlook.ipynb"]


def test_the_manifest_tells_what_was_released_and_how_it_was_made_and_tested(project, edition, monkeypatch):
    monkeypatch.setenv("BOOK_ADDRESS", "https://example.org/")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    folder = release.release(project, edition)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("build") == {
        "command": "make book", "address": "https://example.org/", "sourceDateEpoch": NOON,
        "system": f"{platform.system()} {platform.machine()}", "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "packages": {"a": "1"}, "builtTwice": False,
    }  # fmt: skip
    files = {file.pop("name"): file for file in manifest.pop("files")}
    assert manifest == {
        "title": edition.title, "version": VERSION, "date": "2026-12-01", "recordCutoff": "2026-11-25",
        "commit": run_git(project, "rev-parse", "HEAD").strip(),
        "fingerprints": {"evidence": "a" * 12, "code": "b" * 12}, "python": sys.version.split()[0],
        "lock": {"name": "requirements.lock", "sha256": hashlib.sha256(LOCK.encode()).hexdigest()},
        "tests": {"passed": 41, "skipped": 2},
    }  # fmt: skip
    assert set(files) == set(released(project)) - {"manifest.json", "SHA256SUMS"}
    for name, told in files.items():
        content = (folder / name).read_bytes()
        assert told == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}, name


def test_the_checksums_prove_every_other_file(project, edition):
    folder = release.release(project, edition)
    proved = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert {line.partition(":")[0] for line in proved.stdout.splitlines()} == set(released(project)) - {
        "SHA256SUMS"
    }


def test_the_checksums_of_the_site_prove_the_site(project, edition):
    folder = release.release(project, edition)
    with zipfile.ZipFile(folder / "notebooks.zip") as notebooks:
        assert {entry.date_time for entry in notebooks.infolist()} == {(2026, 12, 1, 12, 0, 0)}
    subprocess.run(["make", "book"], cwd=project, check=True, capture_output=True)
    site = project / "_build/html"
    proved = subprocess.run(
        ["sha256sum", "--strict", "-c", folder / "SHA256SUMS.site"], cwd=site, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert len(proved.stdout.splitlines()) == sum(path.is_file() for path in site.rglob("*")) == 10


def test_a_second_build_that_is_the_same_is_told_in_the_manifest(project, edition, monkeypatch):
    subprocess.run(["make", "book"], cwd=project, check=True, capture_output=True)
    monkeypatch.setattr(release, "is_fresh", lambda root: root == project)
    folder = release.release(project, edition)
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["build"]["builtTwice"] is True


def test_a_second_build_that_is_not_the_same_is_refused(project, edition, monkeypatch):
    subprocess.run(["make", "book"], cwd=project, check=True, capture_output=True)
    (project / "_build/html/SHA256SUMS").write_text("other")
    monkeypatch.setattr(release, "is_fresh", lambda root: root == project)
    told = refused(project, edition)
    assert "SHA256SUMS, line 1, column 1:" in told and "not the same, byte for byte" in told
    assert nothing_in_dist(project)


def test_the_changes_are_those_of_the_version(project, edition):
    release.release(project, edition)
    assert released(project)["CHANGES.md"] == (
        "# Version 2026.12.1, 2026-12-01\n\n## Adds\n\n- A page of downloads.\n\n## Fixes\n\n- A slip.\n"
    )


def test_a_release_is_read_only(project, edition):
    folder = release.release(project, edition)
    for path in [folder, *folder.iterdir()]:
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH), path


def test_it_is_made_of_the_commit_and_not_of_the_folder(project, edition):
    (project / "_build").mkdir()
    (project / "_build/html").mkdir()
    (project / "_build/html/left.txt").write_text("of an earlier build")
    release.release(project, edition)
    assert released(project)["a-book-2026.12.1.zip"] == "book of one\n"


def test_the_source_texts_go_along_and_are_not_released(project, edition):
    (project / "seeds/texts").mkdir(parents=True)
    (project / "seeds/texts/000_a.txt").write_text("text")
    makefile = project / "Makefile"
    makefile.write_text(
        MAKEFILE.replace("@test -f _build", "@grep -q 000_a.txt _build/texts && test -f _build")
    )
    commit(project)
    release.release(project, edition)
    assert not [name for name in released(project) if "000_a" in name]


def test_what_remains_to_be_done_is_said(project, edition):
    folder = release.release(project, edition)
    told = release.next_steps(folder, edition, tagged=False)
    assert (
        f"git tag -a v{VERSION}" in told
        and f"git push origin v{VERSION}" in told
        and f"dist/{VERSION}" in told
    )
    assert "git tag" not in release.next_steps(folder, edition, tagged=True)


# What is refused


def refused(project: Path, edition: Edition) -> str:
    with pytest.raises(Refusal) as caught:
        release.release(project, edition)
    return str(caught.value)


def test_a_dirty_tree_is_refused(project, edition):
    (project / "text.txt").write_text("two")
    (project / "new.txt").write_text("new")
    assert "not committed: text.txt, new.txt. Commit" in refused(project, edition) and nothing_in_dist(
        project
    )


def test_a_version_that_is_not_stamped_is_refused(project, edition):
    told = refused(project, replace(edition, published=False, version=f"{VERSION}+abcd1234"))
    assert f"not those of a published version but {VERSION}+abcd1234" in told and "make version" in told
    assert nothing_in_dist(project)


def test_a_version_that_exists_is_refused_and_stays_as_it_is(project, edition):
    release.release(project, edition)
    before = released(project)
    (project / "dist/2026.11.0").mkdir()
    assert f"In dist/ are: 2026.11.0, {VERSION}." in refused(project, edition)
    assert released(project) == before


@pytest.mark.parametrize("tag", [f"v{VERSION}", VERSION])
def test_a_tag_on_another_commit_is_refused(project, edition, tag):
    run_git(project, "tag", "-a", tag, "-m", "published")

    assert release.refusals(project, edition) == []
    (project / "text.txt").write_text("two")
    commit(project)
    assert f"The tag {tag} is on commit" in refused(project, edition) and nothing_in_dist(project)


def test_all_reasons_are_told_at_once(project, edition):
    (project / "text.txt").write_text("two")
    (project / "dist" / VERSION).mkdir(parents=True)
    told = refused(project, replace(edition, published=False)).splitlines()
    assert len(told) == 3


@pytest.mark.parametrize("target", ["book", "test"])
def test_a_failing_check_is_refused_with_its_last_lines(project, edition, target):
    makefile = project / "Makefile"
    failing = f"{target}:\n\t@seq 100; echo the last word >&2; exit 3\n"
    makefile.write_text(re.sub(rf"^{target}:\n(\t.*\n)+", failing, MAKEFILE, flags=re.M))
    commit(project)
    told = refused(project, edition)
    assert "the last word" in told and f"`make {target}` failed" in told and "\n100\n" in told
    assert "\n50\n" not in told and nothing_in_dist(project)
    assert "50" in (project / f"_build/release-{target}.log").read_text().splitlines()


@pytest.mark.parametrize("said", ["nothing", "= 3 skipped in 1s =", "= 1 failed, 2 passed in 1s ="])
def test_tests_that_did_not_pass_are_refused(project, edition, said):
    (project / "Makefile").write_text(MAKEFILE.replace("==== 41 passed, 2 skipped in 1.50s ====", said))
    commit(project)
    assert "told of no test that passed" in refused(project, edition) and nothing_in_dist(project)


def test_checks_that_change_the_files_are_refused(project, edition):
    (project / "Makefile").write_text(MAKEFILE.replace("\t@test -f", "\t@echo two > text.txt; test -f"))
    commit(project)
    assert "changed files of the clone" in refused(project, edition) and nothing_in_dist(project)


def test_a_required_file_that_the_build_did_not_make_is_refused(project, edition):
    (project / "Makefile").write_text(MAKEFILE.replace("\t@echo data > _build/html/data/a-data.zip\n", ""))
    commit(project)
    assert "The data package: found no" in refused(project, edition) and nothing_in_dist(project)


def test_an_archive_of_another_version_is_refused(project, edition):
    (project / "Makefile").write_text(MAKEFILE.replace("a-book-2026.12.1.zip", "a-book-2026.12.0.zip"))
    commit(project)
    assert "called a-book-2026.12.0.zip, and this is version 2026.12.1" in refused(project, edition)
    assert nothing_in_dist(project)


def test_a_version_that_the_changelog_does_not_tell_is_refused(project, edition):
    (project / "book/changelog.yml").write_text(CHANGELOG.replace(VERSION, "2026.12.0"))
    commit(project)
    told = refused(project, edition)
    assert "book/changelog.yml has no entry of 2026.12.1" in told and nothing_in_dist(project)


def test_options_are_refused(capsys):
    assert release.main(["--no-tests"]) == 2
    assert "no check of it can be left out" in capsys.readouterr().err


# What a release cannot be talked into


def test_options_of_make_do_not_reach_the_checks(project, edition, monkeypatch):
    """`make -n release` or `make -i release` would else make the checks in the clone say yes."""
    monkeypatch.setenv("MAKEFLAGS", "n")
    release.release(project, edition)
    assert released(project)["a-book-2026.12.1.zip"] == "book of one\n"


def test_an_interrupted_release_leaves_nothing(project, edition, tmp_path):
    makefile = (
        (project / "Makefile")
        .read_text()
        .replace("test:\n", f"test:\n\t@touch {tmp_path}/started; sleep 60\n")
    )
    (project / "Makefile").write_text(makefile)
    commit(project)
    code = (
        "import sys, signal; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from scripts import release; from analysis.edition import Edition, load_identity\n"
        "signal.signal(signal.SIGTERM, release.interrupt)\n"
        f"edition = Edition(load_identity(), {VERSION!r}, '2026-12-01', True, '2026-11-25', 'a' * 12, 'b' * 12)\n"
        "release.release(Path(sys.argv[2]), edition)"
    )
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT), str(project)], cwd=tmp_path, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )  # fmt: skip
    patience = time.monotonic() + 60
    while not (tmp_path / "started").exists() and time.monotonic() < patience:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) != 0 and (tmp_path / "started").exists()
    assert nothing_in_dist(project) and not list((tmp_path / "tmp").iterdir())
    assert sorted(path.name for path in (project / "_build").iterdir()) == [
        "release-book.log",
        "release-test.log",
    ]


def test_a_failure_while_gathering_leaves_nothing(project, edition, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(release, "write_archive", fail)
    with pytest.raises(OSError, match="disk full"):
        release.release(project, edition)
    assert nothing_in_dist(project)


def test_another_run_that_was_quicker_is_not_overwritten(project, edition, monkeypatch):
    def meanwhile(*arguments):
        (project / "dist" / VERSION).mkdir(parents=True)
        (project / "dist" / VERSION / "theirs.txt").write_text("first")
        return manifest(*arguments)

    manifest = release.manifest_text
    monkeypatch.setattr(release, "manifest_text", meanwhile)
    with pytest.raises(OSError):
        release.release(project, edition)
    assert released(project) == {"theirs.txt": "first"}


def test_dist_is_no_part_of_the_project_and_make_release_runs_the_script():
    assert "/dist/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^release: environment ## .*\n\t@\$\(RUN\) -m scripts\.release$", makefile, re.M)
