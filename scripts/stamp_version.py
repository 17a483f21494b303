"""Stamp a version: `make version`.

    .venv/bin/python -m scripts.stamp_version                        the next free version of this month
    .venv/bin/python -m scripts.stamp_version --version 2026.11.3    that one
    .venv/bin/python -m scripts.stamp_version --dirty allowed        with changes that are not committed

What is written and what must hold is said in analysis/stamping.py. Either every file is written, or none:
where one cannot be, or where the files would not say of themselves that they are published, all are put back.
"""

import argparse
import contextlib
import datetime
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup

from analysis import EvidenceError, load, load_edition
from analysis.identifiers import Named
from analysis.stamping import Stamp, check_readiness, plan_stamp
from scripts.build import is_fresh

ROOT = Path(__file__).resolve().parent.parent
SHOWN = re.compile(r"^(figure|table)-[a-z0-9-]+$")


class StampFailure(Exception):
    """No version was stamped; the text says why."""


def shown_on_pages(pages: Path) -> list[Named]:
    """Return the figures and tables that built pages show, by page and place, each with its caption."""
    found = []
    for path in sorted(pages.glob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in soup.find_all(["figure", "div", "p"], id=SHOWN):
            kind = SHOWN.match(tag["id"])[1]
            words = tag.find({"figure": "figcaption", "div": "caption", "p": "strong"}[tag.name])
            named = " ".join(words.get_text().split()) if words else tag["id"]
            found.append(Named(tag["id"], kind, named.rstrip(".") if tag.name == "p" else named))
    return found


def check_tree(root: Path, dirty: str) -> None:
    """Raise StampFailure where the tree is not as committed, unless the word for it was said."""
    if dirty not in {"", "allowed"}:
        raise StampFailure(f"DIRTY={dirty} is not known; allowed: DIRTY=allowed, or none")
    command = ["git", "status", "--porcelain", "--untracked-files=normal"]
    try:
        said = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        said = " ? no git repository, so nobody knows what was changed\n"
    if said and not dirty:
        changed = "\n".join(f"  {line[3:]}" for line in said.splitlines()[:10])
        raise StampFailure(
            "A version names a state that others can get again, but these changes are not committed:\n"
            f"{changed}\nCommit them, or say: make version DIRTY=allowed"
        )


def bring_up_to_date(root: Path) -> None:
    """Build the book where it is older than its inputs: its pages say which figures and tables there are."""
    build = [sys.executable, root / "scripts/build.py", "--if-stale"]
    if subprocess.run(build, cwd=root, check=False).returncode or not is_fresh(root):
        raise StampFailure("The book could not be built as the files are now; make book says why.")


def today() -> str:
    """Return the day of the stamp: that of SOURCE_DATE_EPOCH, else of the clock, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    zone = datetime.UTC
    moment = datetime.datetime.fromtimestamp(int(epoch), zone) if epoch else datetime.datetime.now(zone)
    return moment.date().isoformat()


def write_all(root: Path, texts: Mapping[str, str]) -> dict[str, bytes]:
    """Write files, all or none; return what they held before."""
    before = {name: (root / name).read_bytes() for name in texts}
    aside = {name: root / f"{name}.new" for name in texts}
    try:
        for name, path in aside.items():  # where the disk is full, it fails here and nothing was changed
            path.write_text(texts[name], encoding="utf-8")
        for name, path in aside.items():
            path.replace(root / name)
    except BaseException:
        put_back(root, before)
        raise
    finally:
        for path in aside.values():
            path.unlink(missing_ok=True)
    return before


def put_back(root: Path, before: Mapping[str, bytes]) -> None:
    """Give every file that differs what it held before; one that fails does not keep the others from it."""
    for name, content in before.items():
        with contextlib.suppress(OSError):
            if (root / name).read_bytes() != content:
                (root / name).write_bytes(content)


def stamp_version(root: Path, shown: list[Named], day: str, version: str | None = None) -> Stamp:
    """Stamp a version; on any failure every file is as it was."""
    stamp = plan_stamp(shown, day, version, root)
    before = write_all(root, stamp.texts)
    try:
        edition = load_edition(load(root / "seeds").references, root)
        if not edition.published or edition.version != stamp.version:
            raise StampFailure(
                f"After the stamp the files would be {edition.version}, not {stamp.version}: a file was "
                "changed meanwhile; run make version again."
            )
    except BaseException:
        put_back(root, before)
        raise
    return stamp


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make version", description=__doc__.splitlines()[0])
    parser.add_argument("--version", help="such as 2026.11.3; the next free one of the month by default")
    parser.add_argument("--dirty", default="", help="'allowed' where changes need not be committed")
    options = parser.parse_args(arguments)
    try:
        check_tree(root, options.dirty)
        day = today()
        check_readiness(day, options.version, root).stop()  # before the book is built, which takes a minute
        bring_up_to_date(root)
        stamp = stamp_version(root, shown_on_pages(root / "_build/plain"), day, options.version)
    except (EvidenceError, StampFailure) as error:
        print(f"Error: no version was stamped. {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Error: no version was stamped: {error}", file=sys.stderr)
        return 1
    print(
        f"Stamped {stamp.version} of {stamp.date}: evidence {stamp.evidence}, code {stamp.code}, "
        f"{len(stamp.added)} new ids.\nWritten: {', '.join(stamp.texts)}.\n"
        f"Now read `git diff`, commit, run `git tag v{stamp.version}`, and build with `make book`."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
