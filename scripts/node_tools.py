"""axe-core and Lighthouse in .tools/node/, as scripts/node/package-lock.json names them.

    .venv/bin/python -m scripts.node_tools      install them (nothing to do: a few milliseconds)

Only the tests and `make check-site` want them; the book is built without. No script of a package is run while
it is installed, and no browser is downloaded.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = (18, 16)  # what Lighthouse 12 asks for; 13 needs Node 22, which Debian 12 does not have
PATIENCE = 300  # seconds; 10 are usual

CAUSES = (
    (r"ENOSPC|no space left", "the disk is full; 250 MB are needed"),
    (r"EINTEGRITY", "a downloaded package does not match its locked hash and was not installed"),
    (r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network",
     "the package index cannot be reached; the first run needs a network connection"),
    (r"\bE?(403|404|429|5\d\d)\b", "the package index does not give out a package"),
    (r"can only install packages when your package.json and package-lock.json",
     "scripts/node/package.json and its lock do not agree; run `npm install --package-lock-only` there"),
)  # fmt: skip


class Unavailable(Exception):
    """The tools are not here and cannot be had; the text says why and what to do."""


def fingerprint(source):
    """Return a hash of what names the packages."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(f"{name}\n".encode() + (source / name).read_bytes())
    return digest.hexdigest()


def check_node(which=shutil.which, run=subprocess.run):
    """Raise Unavailable unless this machine has node and npm, and a node that is new enough."""
    wanted = ".".join(map(str, OLDEST_NODE))
    remedy = f"install Node.js {wanted} or newer with npm (Debian: apt-get install nodejs npm)"
    if missing := [name for name in ("node", "npm") if which(name) is None]:
        raise Unavailable(f"no {' and no '.join(missing)} on this machine; {remedy}")
    found = run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    numbers = re.match(r"v(\d+)\.(\d+)", found)
    if not numbers or tuple(map(int, numbers.groups())) < OLDEST_NODE:
        raise Unavailable(f"the node of this machine is {found or 'broken'}; {remedy}")


def cause(output):
    """Return what npm's words mean for the person at the keyboard, or its last line."""
    for pattern, meaning in CAUSES:
        if re.search(pattern, output, re.IGNORECASE):
            return meaning
    return next((line for line in reversed(output.splitlines()) if line.strip()), "npm said nothing")


def npm_install(folder):
    """Install what the lock in a folder names; raise Unavailable if that fails."""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unavailable(f"npm did not end within {PATIENCE} s; is there a network connection?") from None
    if done.returncode:
        raise Unavailable(f"npm could not install axe-core and Lighthouse: {cause(done.stdout)}")


def prepare(root=ROOT, install=npm_install, check=check_node):
    """Return the folder node_modules with the locked tools in it; install them if the lock is new.

    Raises Unavailable, with a remedy, where that cannot be done.
    """
    source, folder = root / "scripts/node", root / ".tools/node"
    folder.mkdir(parents=True, exist_ok=True)
    stamp, wanted = folder / "installed", fingerprint(source)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # two test runs at once
        check()
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
            stamp.unlink(missing_ok=True)  # an installation that is broken off leaves none
            for name in SOURCES:
                shutil.copy(source / name, folder / name)
            print("Getting axe-core and Lighthouse (into .tools/node/)", file=sys.stderr, flush=True)
            install(folder)
            stamp.write_text(wanted, encoding="utf-8")
    return folder / "node_modules"


def axe_script(root=ROOT):
    """Return the text of axe-core, to be run inside a page."""
    return (prepare(root) / "axe-core/axe.min.js").read_text(encoding="utf-8")


def lighthouse_command(root=ROOT):
    """Return the command that runs Lighthouse."""
    return ["node", str(prepare(root) / "lighthouse/cli/index.js")]


def main():
    """Run from the command line; return the exit code."""
    try:
        print(f"axe-core and Lighthouse are in {prepare().relative_to(ROOT)}")
    except Unavailable as reason:
        print(f"Error: {reason}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
