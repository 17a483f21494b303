"""Build the book twice, as two people on two machines would, and compare what came out: `make reproduce`.

    .venv/bin/python -m scripts.reproduce

Two copies of the project as it is here, at places of other lengths, one after the other, with everything
different that a machine may bring along: language, time zone, rights of new files, home folder with settings
for figures and paper, order of names in a folder, number of cores, seed of hashes. Compared to the byte are
the site with its PDFs, notebooks, citations, brief and archives, the zip beside it, the pages as they were
before they were made light, and what `make data` and `make brief` write. It takes the time of two builds and
3 GB of disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.build import interrupt, stop
from scripts.compare_trees import NothingToCompare, compare, report

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("html", "plain", "zip", "data", "brief")  # of what is compared, each a folder
LEFT_OUT = {"PYTHONPATH", "SOURCE_DATE_EPOCH", "BOOK_CONDITIONS", "MAKEFLAGS", "MFLAGS", "VIRTUAL_ENV"}
LAST_LINES = 25  # of a command that failed

#: Settings that would be seen in every figure and on every page of paper, if they were read.
HOME_FILES = {
    ".config/matplotlib/matplotlibrc": "figure.dpi: 30\nlines.linewidth: 9\naxes.grid: True\nfont.size: 30\n",
    ".config/pandoc/defaults.yaml": "standalone: true\n",
    ".local/share/pandoc/templates/default.typst": "another template\n",
    ".local/share/pandoc/templates/default.markdown": "another template\n",
    ".ipython/profile_default/startup/50-words.py": "print('a word at the start of each notebook')\n",
    ".jupyter/jupyter_config.json": '{"NbConvertApp": {"log_level": 10}}\n',
}
#: Python lists folders in the order in which the file system has them; this one turns that round.
REVERSED = """\
import os

list_names, scan = os.listdir, os.scandir


class Reversed:
    def __init__(self, path):
        with scan(path) as found:
            self.entries = iter(sorted(found, key=lambda entry: entry.name, reverse=True))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


os.listdir = lambda path=".": sorted(list_names(path), reverse=True)
os.scandir = lambda path=".": Reversed(path)
"""


class NotReproduced(Exception):
    """A build failed, or there was nothing to build; the text says which, and why."""


@dataclass(frozen=True)
class Machine:
    """What a machine brings along."""

    place: str
    settings: Mapping[str, str] = field(default_factory=dict)
    rights: int = 0o022
    cores: int = 0
    reversed_names: bool = False
    home_files: Mapping[str, str] = field(default_factory=dict)


ONE = Machine("a", {"LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"})
OTHER = Machine(
    "another machine/of a person with longer names/book",
    {
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "C",
        "LANGUAGE": "de",
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "4242",
        "COLUMNS": "40",
    },
    rights=0o077,
    cores=1,
    reversed_names=True,
    home_files=HOME_FILES,
)


def copy_project(root: Path, target: Path, rights: int = 0o022) -> None:
    """Copy the files of the project as they are, committed or not, without what git leaves out."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        raise NotReproduced(f"git does not tell the files of {root}: {listed.stderr.decode().strip()}")
    for name in sorted(set(os.fsdecode(listed.stdout).split("\0")) - {""}):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, target / name)
            (target / name).chmod(0o666 & ~rights)


def environment_of(machine: Machine, home: Path) -> dict[str, str]:
    """Return the environment that a command finds on a machine."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    for name, text in machine.home_files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        kept.pop(name, None)
    return {**kept, "HOME": str(home), **machine.settings}


def run(copy: Path, machine: Machine, environment: Mapping[str, str], *command: str) -> None:
    """Run a command of the project in its copy, on that machine; raise NotReproduced with its last lines."""
    # Set from within, since a process that is forked may not run Python code before it is another program.
    start = "import os, sys; os.umask(int(sys.argv[1])); cores = int(sys.argv[2])\n"
    start += "if cores and hasattr(os, 'sched_setaffinity'):\n"
    start += "    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])\n"
    start += "os.execv(sys.argv[3], sys.argv[3:])"
    python = str(copy / ".venv/bin/python")
    log = copy.parent / "said.log"
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", start, str(machine.rights), str(machine.cores), python, *command],
            cwd=copy,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait()
        except BaseException:
            stop(process)
            raise
    if process.returncode:
        last = "\n".join(
            log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()[-LAST_LINES:]
        )
        raise NotReproduced(f"{last}\n\n`{' '.join(command)}` failed in {copy}.")


def prepare(root: Path, copy: Path, machine: Machine) -> None:
    """Make a copy of the project with its packages, as anybody would after a clone."""
    copy_project(root, copy, machine.rights)
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    done = subprocess.run(
        [sys.executable, "scripts/environment.py"],
        cwd=copy,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReproduced(f"The packages were not installed in {copy}: {done.stderr.strip()}")
    if machine.reversed_names:
        reverse_names(copy)


def reverse_names(copy: Path) -> None:
    """Let the Python of a copy see the names in each folder the other way round."""
    (packages,) = (copy / ".venv/lib").glob("python*/site-packages")
    (packages / "reversed_names.py").write_text(REVERSED, encoding="utf-8")
    (packages / "reversed_names.pth").write_text("import reversed_names\n", encoding="utf-8")


def build(copy: Path, machine: Machine, home: Path) -> None:
    """Make everything that is published, on that machine."""
    environment = environment_of(machine, home)
    run(copy, machine, environment, "scripts/build.py")
    run(copy, machine, environment, "-m", "analysis", "export", "--out", "_build/data")
    run(copy, machine, environment, "-m", "analysis", "brief", "--out", "_build/brief")
    (copy / "_build/zip").mkdir()
    for archive in (copy / "_build").glob("*.zip"):
        archive.rename(copy / "_build/zip" / archive.name)


def compare_builds(first: Path, second: Path, parts: Iterable[str] = PARTS) -> tuple[bool, str]:
    """Compare two build folders part by part; return whether all is the same, and what is to be said."""
    same, said = True, []
    for part in parts:
        found = compare(first / part, second / part)
        same = same and found.identical
        said.append(f"{part}: {report(found, first / part, second / part)}")
    return same, "\n".join(said)


def reproduce(root: Path, scratch: Path) -> tuple[bool, str]:
    """Build twice below a folder, and compare; return whether all is the same, and what is to be said."""
    copies = [scratch / machine.place for machine in (ONE, OTHER)]
    for copy, machine in zip(copies, (ONE, OTHER), strict=True):
        prepare(root, copy, machine)  # both first: a file saved meanwhile would be in one of them only
    for number, (copy, machine) in enumerate(zip(copies, (ONE, OTHER), strict=True), start=1):
        print(f"[{number}/3] Building in {copy}, with {settings(machine)}", flush=True)
        build(copy, machine, scratch / f"home-{number}")
    print("[3/3] Comparing", flush=True)
    return compare_builds(*(copy / "_build" for copy in copies))


def settings(machine: Machine) -> str:
    """Say in a few words what a machine brings along."""
    words = [f"{name}={value}" for name, value in machine.settings.items()]
    words.append(f"umask {machine.rights:03o}")
    words += [f"{machine.cores} core"] if machine.cores else []
    words += ["names in reverse order"] if machine.reversed_names else []
    words += ["settings in the home folder"] if machine.home_files else []
    return ", ".join(words)


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if arguments:
        print("Error: this takes no options; it builds the project as it is here, twice.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="reproduce-") as scratch:
            same, said = reproduce(ROOT, Path(scratch))
    except (NotReproduced, NothingToCompare, OSError) as problem:
        print(f"\n{problem}\n\nError: the two builds were not compared.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; the two builds were not compared.", file=sys.stderr)
        return 130
    print(said)
    if not same:
        print("\nError: two builds of the same files are not the same.", file=sys.stderr)
        return 1
    print("Two builds under different conditions are the same, byte for byte")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
