"""cffconvert, which says whether CITATION.cff is valid, in .tools/citation/.

    python3 scripts/citation_tool.py            installs it the first time, then checks the file
    python3 scripts/citation_tool.py install    only installs it

An environment of its own, from requirements-citation.lock: its jsonschema is too old for Jupyter.
The book is built without it. Standard library only, like scripts/environment.py, on which this stands.
"""

import hashlib
import platform
import shutil
import subprocess
import sys

try:
    import environment
except ImportError:  # as a module of the tests
    from scripts import environment

ROOT = environment.ROOT
LOCK = environment.CITATION_LOCK
PLACE = ".tools/citation"


def wanted(root, lock=LOCK):
    """Return what the stamp of an up-to-date environment says."""
    digest = hashlib.sha256((root / lock).read_bytes()).hexdigest()
    return f"Python {' '.join(sys.version.split())} {platform.machine()} {root} {digest}"


def install(root, lock=LOCK, place=PLACE):
    """Make a folder of .tools/ hold what its lock names; return whether anything had to be done."""
    if not (root / lock).is_file():
        raise environment.Trouble(f"{lock} is missing. Restore it from git: it names what {place} needs.")
    place, want = root / place, wanted(root, lock)
    stamp = place / ".ready"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == want and (place / "bin/python").exists():
        return False
    with environment.alone(root):
        uv = environment.find_uv(root)
        shutil.rmtree(str(place), ignore_errors=True)
        if uv:
            environment.run(root, uv, "venv", "--quiet", "--python", environment.base_python(), place)
            tool = (uv, "pip", "sync", "--python", place / "bin/python")
        else:
            environment.make_plain_venv(root, place)
            tool = (place / "bin/python", "-m", "pip", "install", "--no-deps", "-r")
        environment.run(root, *tool, lock, "--require-hashes")
        stamp.write_text(want, encoding="utf-8")
    return True


def is_installed(root):
    """Tell whether cffconvert can be asked."""
    return (root / PLACE / ".ready").is_file() and (root / PLACE / "bin/cffconvert").exists()


def verdict(root, file):
    """Return whether cffconvert finds a citation file valid, and what it says."""
    command = [str(root / PLACE / "bin/cffconvert"), "--validate", "--infile", str(file)]
    done = subprocess.run(command, cwd=str(root), capture_output=True, encoding="utf-8", check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def main(arguments, root=ROOT):
    """Run from the command line; return the exit code."""
    try:
        environment.check_python()
        installed = install(root)
    except (environment.Trouble, OSError) as trouble:
        print(f"Error: {trouble}", file=sys.stderr)
        return 1
    if arguments[:1] == ["install"]:
        print("cffconvert is " + ("installed" if installed else "already") + f" in {PLACE}", flush=True)
        return 0
    valid, said = verdict(root, root / "CITATION.cff")
    print(said, file=sys.stdout if valid else sys.stderr)
    return 0 if valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
