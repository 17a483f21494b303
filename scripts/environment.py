"""Make .venv/ hold exactly what requirements.lock names, and this project.

    python3 scripts/environment.py          make or update .venv/ (nothing to do: under 0.2 s)
    python3 scripts/environment.py lock     make the lock files anew from pyproject.toml

Standard library only, and no syntax newer than Python 3.6: it runs before anything is installed, and an old
Python must get as far as the line that says it is too old.
"""

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
SPACE_NEEDED = 1500 * 1000 * 1000  # measured: 0.9 GB in .venv/, the rest for downloads on the way
LOCK, UV_LOCK = "requirements.lock", "requirements-uv.lock"
LAB_LOCK = "requirements-lab.lock"  # installed by scripts/lab.py, if at all
CITATION_LOCK = "requirements-citation.lock"  # installed by scripts/citation_tool.py, if at all
PEERS_LOCK = "requirements-peers.lock"  # installed by scripts/bench/peers.py, if at all
LOG = ".tools/environment.log"

DISK_FULL = f"The disk is full. Free about {SPACE_NEEDED / 1e9:.1f} GB and run the same command again."
NO_VENV = "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"

# What the tools' own words mean for the person at the keyboard. The first that fits is shown.
CAUSES = (
    (r"No space left on device|os error 28\b|Disk quota exceeded", DISK_FULL),
    (r"(?i:\b(?:pypandoc.binary|typst)\b.*(?:can't be installed|no wheels?\b))|"
     r"(?i:(?:no matching distribution found for|failed to build|failed building wheel for) `?"
     r"(?:pypandoc|typst))",
     "There is no ready-made pandoc or typst for this kind of machine; the book's PDFs need both. They come "
     "for Linux, macOS and Windows on x86-64, and for Linux and macOS on arm64."),
    (r"(?i)hash mismatch|do not match the hashes",
     "A downloaded package does not match its locked hash and was not installed: it was damaged on the way "
     "or is not the one that was locked."),
    (r"HTTP status \w+ error|\b(HTTP error|Client Error|Server Error)\b",
     "The Python package index answered with an error. Try again later."),
    (r"(?i)dns error|error sending request|failed to fetch|name resolution|could not connect|timed out|"
     r"connection ?error|connection (refused|reset)|unreachable",
     "The Python package index cannot be reached. The first run needs a network connection."),
    (r"ensurepip is not available|No module named '?(venv|ensurepip)", NO_VENV),
)  # fmt: skip
PROGRESS = re.compile(r"\s*(Downloading|Building|Prepared|Installed|Uninstalled)\b.*")

# Settings of the caller that would send the packages elsewhere.
LEAVE_OUT = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "UV_PYTHON",
             "PIP_PREFIX", "PIP_TARGET", "PIP_USER")  # fmt: skip


class Trouble(Exception):
    """Something that the person at the keyboard can act on, said in one line."""


class UnknownFailure(Trouble):
    """A tool failed for a reason that CAUSES does not know."""


def check_python(version=sys.version_info[:3]):
    """Raise Trouble if this Python is too old for the project."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_PYTHON))
        raise Trouble(
            f"This is Python {found}; the book needs Python {needed} or newer. "
            f"Name a newer one, for example: make book PYTHON=python{needed}"
        )


def check_files(root):
    """Raise Trouble if a lock file is missing."""
    for name in (LOCK, UV_LOCK):
        if not (root / name).is_file():
            raise Trouble(f"{name} is missing. Restore it from git: it names every package with its hash.")


def check_space(root):
    """Raise Trouble if the disk has no room for a new .venv/."""
    free = shutil.disk_usage(str(root)).free
    if free < SPACE_NEEDED:
        needed = SPACE_NEEDED / 1e9
        raise Trouble(f"Only {free / 1e9:.1f} GB free on this disk; the packages need {needed:.1f} GB.")


def explain(output):
    """Return one line for a tool's output, or None if the cause is not a known one."""
    for pattern, line in CAUSES:
        if re.search(pattern, output):
            return line
    return None


def wanted(root):
    """Return what the stamp of an up-to-date .venv/ says: the Python and place, then the packages."""
    digest = hashlib.sha256()
    for name in (LOCK, "pyproject.toml"):
        digest.update((root / name).read_bytes())
    # The place counts because scripts and the editable install in .venv/ hold it.
    return [f"Python {' '.join(sys.version.split())} {platform.machine()} {root}", digest.hexdigest()]


def stamped(root):
    """Return what the stamp says; empty if .venv/ is missing or unfinished."""
    if not (root / ".venv/bin/python").exists():
        return []
    try:
        return (root / ".venv/.ready").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def clean_environment():
    """Return the caller's environment without what would misdirect an installation."""
    kept = {name: value for name, value in os.environ.items() if name not in LEAVE_OUT}
    return dict(kept, UV_PYTHON_DOWNLOADS="never", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")


def run(root, *command):
    """Run a tool, show its progress lines, keep all it says in the log; raise Trouble if it fails."""
    command = [str(part) for part in command]
    said = []
    with (root / LOG).open("a", encoding="utf-8") as log:
        log.write("$ {}\n".format(" ".join(command)))
        process = subprocess.Popen(
            command, cwd=str(root), env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip
        with process:
            try:
                for line in process.stdout:
                    said.append(line)
                    log.write(line)
                    if PROGRESS.match(line):
                        print("     ", re.sub(r"\w+://\S+/", "", line.strip()), flush=True)
            except BaseException:
                # After Ctrl-C nothing may go on changing .venv/ behind the back of the next run.
                process.kill()
                raise
    if process.returncode == 0:
        return
    known = explain("".join(said))
    if known:
        raise Trouble(f"{known} (Details: {LOG})")
    last = next((line.strip() for line in reversed(said) if line.strip()), "no message")
    raise UnknownFailure(f"{Path(command[0]).name} failed: {last} (Details: {LOG})")


def base_python():
    """Return the Python outside any virtual environment, since .venv/ itself may be replaced."""
    return getattr(sys, "_base_executable", None) or sys.executable


def works(uv, version=""):
    """Tell whether this uv starts and is of the version; a version manager's stand-in may do neither."""
    try:
        said = subprocess.run([str(uv), "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return said.returncode == 0 and said.stdout.decode(errors="replace").startswith(f"uv {version}")


def find_uv(root):
    """Return a uv: the machine's, else a private one in .tools/; None if it cannot be installed here."""
    found = shutil.which("uv")
    if found and works(found):
        return found
    pinned = re.search(r"^uv==(\S+)", (root / UV_LOCK).read_text(encoding="utf-8"), re.MULTILINE)
    home = root / ".tools/uv"
    if works(home / "bin/uv", f"{pinned.group(1)} " if pinned else ""):
        return home / "bin/uv"
    print("      Getting uv, the installer (into .tools/)", flush=True)
    make_plain_venv(root, home)
    try:
        run(root, home / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", UV_LOCK)
    except UnknownFailure:
        # Such as no uv for this kind of machine: pip alone will do. A full disk would stop pip as well.
        return None
    return home / "bin/uv"


def make_plain_venv(root, path):
    """Make a virtual environment with pip by Python's own means."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Trouble(NO_VENV)
    run(root, base_python(), "-m", "venv", "--clear", path)


def install(root, keep):
    """Bring .venv/ to what the lock says; a .venv/ not to be kept is made anew."""
    venv, python = root / ".venv", root / ".venv/bin/python"
    action = "Updating" if keep else "Making"
    print(f"[1/3] {action} .venv for Python {platform.python_version()}", flush=True)
    uv = find_uv(root)
    if not keep:
        shutil.rmtree(str(venv), ignore_errors=True)
        if uv:
            run(root, uv, "venv", "--quiet", "--python", base_python(), venv)
        else:
            make_plain_venv(root, venv)
    print(f"[2/3] Installing the packages of {LOCK} (about 270 MB to download the first time)", flush=True)
    if uv:
        run(root, uv, "pip", "sync", "--python", python, "--require-hashes", LOCK)
    else:
        run(root, python, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "-r", LOCK)
    # Bytecode is left to the first import: a quarter of the 7,000 modules is ever used (measured: 9 s saved).
    print("[3/3] Installing this project", flush=True)
    if uv:
        tool = (uv, "pip", "install", "--python", python, "--offline")
    else:
        tool = (python, "-m", "pip", "install", "--no-index")
    run(root, *tool, "--no-deps", "--no-build-isolation", "--editable", ".")


@contextlib.contextmanager
def alone(root):
    """Wait until no other run is changing .venv/; the system lifts the lock even after a crash."""
    (root / ".tools").mkdir(exist_ok=True)
    with (root / ".tools/environment.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another run that is preparing .venv", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(root, install=install):
    """Make sure that .venv/ is ready; return whether anything had to be done."""
    check_python()
    check_files(root)
    want = wanted(root)
    if stamped(root) == want:
        return False
    with alone(root):
        have = stamped(root)
        if have == want:
            return False
        keep = have[:1] == want[:1]
        if not keep:
            check_space(root)
        (root / LOG).write_text("", encoding="utf-8")
        # From here until the stamp is back .venv/ counts as unfinished, whatever happens.
        if have:
            (root / ".venv/.ready").unlink()
        install(root, keep)
        unfinished = root / ".venv/.ready.new"
        unfinished.write_text("\n".join(want) + "\n", encoding="utf-8")
        os.replace(str(unfinished), str(root / ".venv/.ready"))
    return True


def make_locks(root, options=()):
    """Make the lock files anew. Pins that still fit stay, unless the options ask to upgrade."""
    with alone(root):
        uv = find_uv(root)
        if not uv:
            raise Trouble("The lock files are made with uv, which cannot be installed on this machine.")
        for target, groups in ((LOCK, ("pyproject.toml", "--group", "test", "--group", "build")),
                               (UV_LOCK, ("--group", "bootstrap")),
                               (CITATION_LOCK, ("--group", "citation")),
                               (PEERS_LOCK, ("--group", "peers")),
                               (LAB_LOCK, ("--group", "lab", "--constraints", LOCK))):  # fmt: skip
            print(f"Making {target}", flush=True)
            # No address and no path: the lock must serve whoever reaches the packages by another way.
            run(root, uv, "pip", "compile", *groups, "--output-file", target, "--quiet", "--universal",
                "--python-version", ".".join(map(str, OLDEST_PYTHON)), "--generate-hashes",
                "--no-emit-index-url", "--custom-compile-command", "make lock", *options)  # fmt: skip


def main(arguments):
    """Run from the command line; return the exit code."""
    started = time.time()
    try:
        check_python()
        if arguments[:1] == ["lock"]:
            make_locks(ROOT, arguments[1:])
        elif prepare(ROOT):
            print(f"The environment is ready in .venv ({time.time() - started:.1f} s)", flush=True)
    except Trouble as trouble:
        print(f"Error: {trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        print("Error:", DISK_FULL if full else error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The next run starts this step again.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
