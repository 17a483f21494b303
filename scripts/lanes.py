"""Build and test the book with other versions of the packages, or of Python, than those of the lock.

    make lanes                                    newest, then oldest
    make lanes LANES=python-3.13                  the locked versions on another Python of this machine
    make lanes RECORD=1                           and keep the results for the page *Status*

`newest` takes the newest versions that pyproject.toml allows, as a reader does who installs without the lock;
`oldest` the lowest that it promises, with whatever newest versions those bring. Each lane has an environment
in .tools/lanes/NAME/ and a copy of the project in it; .venv/, the lock and _build/ stay as they are. What is
tested is all that needs no browser. A lane that fails makes the exit code 1.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.measurements import measured_code
from analysis.packages import read_lock, versions_for
from scripts import environment
from scripts.bench.record import record_lane

ROOT = environment.ROOT
LANES = {"newest": "highest", "oldest": "lowest-direct"}  # as uv calls them
BY_DEFAULT = ("newest", "oldest")
PYTHON_LANE = re.compile(r"python-(3\.\d+)")
OWN_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
COUNTED = re.compile(r"\b(\d+) (passed|failed|skipped|errors?)\b")
LAST_LINES = 30  # of a step that failed


class Unavailable(Exception):
    """A lane that cannot be run on this machine; the text says why."""


@dataclass(frozen=True)
class Result:
    """What a lane found."""

    lane: str
    python: str
    outcome: str  # passed, failed, or not run
    seconds: float
    tests: str  # what pytest counted
    versions: dict[str, str]
    differing: dict[str, tuple[str, str | None]]  # package: version here, version of the lock
    code: str  # fingerprint of the copy that was tried
    said: str = ""  # the last words of the step that failed


def differing(versions, locked):
    """Return the packages that the lock has in another version, each with both; None where it has none."""
    return {
        name: (version, locked.get(name))
        for name, version in sorted(versions.items())
        if locked.get(name) != version
    }


def counted(said):
    """Return what pytest counted at its end, in words."""
    lines = [line for line in said.splitlines() if COUNTED.search(line) and " in " in line]
    return ", ".join(f"{number} {kind}" for number, kind in COUNTED.findall(lines[-1])) if lines else ""


def known(name):
    """Return the version of Python that a lane asks for; raise Trouble where there is no such lane."""
    if name in LANES:
        return OWN_PYTHON
    if found := PYTHON_LANE.fullmatch(name):
        return found[1]
    allowed = ", ".join([*LANES, "python-3.12 and the like"])
    raise environment.Trouble(f"no lane is called {name}; allowed: {allowed}")


def find_python(uv, version):
    """Return a Python of this version; raise Unavailable where the machine has none."""
    asked = subprocess.run(
        [str(uv), "python", "find", "--no-project", "--system", version], capture_output=True,
        encoding="utf-8", env=environment.clean_environment(), check=False,
    )  # fmt: skip
    if asked.returncode:
        raise Unavailable(f"no Python {version} on this machine")
    return asked.stdout.strip()


def copy_project(root, target):
    """Copy the files that git knows or would take, as they are now; older copies go."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    shutil.rmtree(target, ignore_errors=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
    # Some tests ask git what belongs to the project.
    for step in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", "-C", str(target), *step], check=True, stderr=subprocess.DEVNULL)


def resolve(root, uv, name, place, version):
    """Return a list of pinned versions for a lane: found anew, or for another Python the lock's own."""
    if name not in LANES:
        return root / environment.LOCK
    target = place / "versions.txt"
    target.unlink(missing_ok=True)  # what stands there would be kept where it still fits
    environment.run(
        root, uv, "pip", "compile", "pyproject.toml", "--group", "test", "--group", "build", "--quiet",
        "--resolution", LANES[name], "--python-version", version, "--generate-hashes", "--no-emit-index-url",
        "--output-file", target,
    )  # fmt: skip
    return target


def prepare(root, name):
    """Make the environment of a lane and its copy of the project; return folder and installed versions."""
    version = known(name)
    place = root / ".tools/lanes" / name
    with environment.alone(root):
        uv = environment.find_uv(root)
        if not uv:
            raise environment.Trouble("The lanes need uv, which cannot be installed on this machine.")
        (root / environment.LOG).write_text("", encoding="utf-8")
        python = environment.base_python() if version == OWN_PYTHON else find_python(uv, version)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        copy_project(root, place / "project")
        versions = resolve(root, uv, name, place, version)
        environment.run(root, uv, "venv", "--quiet", "--python", python, place / "env")
        tool = (uv, "pip", "sync", "--python", place / "env/bin/python", "--require-hashes")
        environment.run(root, *tool, versions)
        environment.run(
            root, uv, "pip", "install", "--python", place / "env/bin/python", "--offline", "--no-deps",
            "--no-build-isolation", "--editable", place / "project",
        )  # fmt: skip
        said = subprocess.run(
            [str(uv), "pip", "freeze", "--python", str(place / "env/bin/python")], capture_output=True,
            encoding="utf-8", check=True,
        )  # fmt: skip
    return place, dict(line.split("==") for line in said.stdout.splitlines() if "==" in line)


def run_step(place, step, *command):
    """Run a command in a lane's copy of the project; return the exit code and all it said, which is kept."""
    log = place / f"{step}.log"
    bin_folder = place / "env/bin"
    uv = environment.find_uv(ROOT)  # the tests of the environment install with it, and the copy has none
    folders = [str(bin_folder), *([str(Path(uv).parent)] if uv else []), os.environ.get("PATH", os.defpath)]
    settings = dict(environment.clean_environment(), PATH=os.pathsep.join(folders))
    settings.pop("PYTHONDONTWRITEBYTECODE", None)  # every kernel would compile every package again
    with log.open("w", encoding="utf-8") as written:
        ended = subprocess.run(
            [str(bin_folder / "python"), *command], cwd=place / "project", env=settings,
            stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    return ended.returncode, log.read_text(encoding="utf-8", errors="replace")


def build_step(place):
    """Build the book in a lane."""
    return run_step(place, "build", "scripts/build.py")


def test_step(place):
    """Run the tests that need no browser in a lane."""
    options = ("-q", "-n", "auto", "--dist", "worksteal", "-m", "not browser", "-p", "no:cacheprovider")
    return run_step(place, "tests", "-m", "pytest", *options)


def run_lane(root, name):
    """Run one lane to its end and return what it found."""
    started = time.monotonic()
    print(f"Lane {name}: making .tools/lanes/{name}", flush=True)
    try:
        place, versions = prepare(root, name)
    except Unavailable as why:
        return Result(name, known(name), "not run", 0, "", {}, {}, measured_code(root), str(why))
    python = subprocess.run(
        [str(place / "env/bin/python"), "-c", "import platform; print(platform.python_version())"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.strip()  # fmt: skip
    lock = read_lock((root / environment.LOCK).read_text(encoding="utf-8"))
    others = differing(versions, versions_for(lock, python))
    told = [f"  {package} {here} (lock: {there or 'none'})" for package, (here, there) in others.items()]
    print("\n".join(told) or "  the versions of the lock", flush=True)
    code = measured_code(place / "project")
    outcome, tests, said = "passed", "", ""
    for step, work in (("build", build_step), ("tests", test_step)):
        print(f"  {step} (log: .tools/lanes/{name}/{step}.log)", flush=True)
        failed, all_said = work(place)
        tests = counted(all_said) if step == "tests" else tests
        if failed:
            outcome, said = "failed", "\n".join(all_said.rstrip().splitlines()[-LAST_LINES:])
            break
    return Result(name, python, outcome, time.monotonic() - started, tests, versions, others, code, said)


def main(arguments, root=ROOT):
    """Run from the command line; return the exit code."""
    keep = "--record" in arguments
    wanted = [one for one in arguments if one != "--record"] or list(BY_DEFAULT)
    results = []
    try:
        for name in wanted:
            known(name)
        for name in wanted:
            result = run_lane(root, name)
            results.append(result)
            if keep:
                record_lane(result, root)
            if result.said:
                print(result.said, file=sys.stderr)
            tests = f" ({result.tests})" if result.tests else ""
            print(
                f"Lane {name}, Python {result.python}: {result.outcome}{tests}, {result.seconds:.0f} s",
                flush=True,
            )
    except environment.Trouble as trouble:
        print(f"Error: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; the lanes that had ended were told above.", file=sys.stderr)
        return 130
    return 1 if any(result.outcome == "failed" for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
