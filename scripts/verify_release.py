"""Prove a release: is each file whole, and do they come out again, byte for byte, when its commit is built?

    make verify-release RELEASE=dist/2026.11.1

The folder is that of a release, as it was handed out. The commit that its manifest names must be in this
clone.
Exit code 0: all is the same. 1: something differs, and is named. 2: it could not be tried.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.build import interrupt
from scripts.compare_trees import content, difference
from scripts.release import (
    BILL,
    CHECKSUMS,
    MANIFEST,
    ROOT,
    SITE_CHECKSUMS,
    Refusal,
    clone_commit,
    gather,
    git,
    run_check,
    site_checksums,
)

LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
MOST_NAMES = 20  # of files that differ
#: What tells of the release itself, and is not made again: how many tests passed, the sums of all, and the
#: packages with their licences, which come from the lock, whose own sum is compared.
TOLD = {MANIFEST, CHECKSUMS, BILL}


class NotProved(Exception):
    """The release could not be tried; the text says why, and what to do."""


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Return the manifest of a release; raise NotProved where there is none, or it lacks what is needed."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        commit, version, built = manifest["commit"], manifest["version"], manifest["build"]
        assert re.fullmatch(r"[0-9a-f]{40}", commit) and isinstance(version, str)
        assert isinstance(built["address"], str) and isinstance(built["sourceDateEpoch"], int)
    except FileNotFoundError:
        raise NotProved(
            f"{path}: found no such file; name the folder of a release, such as dist/2026.11.1"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise NotProved(
            f"{path}: it does not say which commit was built, and how ({type(error).__name__}: {error}); "
            "the first releases did not"
        ) from None
    return dict(manifest)


def damaged(folder: Path) -> list[str]:
    """Return every file of a release that its list of checksums does not prove."""
    path = folder / CHECKSUMS
    try:
        lines = [LINE.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise NotProved(f"{path} cannot be read: {error}") from None
    if not lines or None in lines:
        raise NotProved(f"{path}: found other lines than a SHA-256, two spaces and a name")
    sums = {line[2]: line[1] for line in lines if line}
    there = {one.name for one in folder.iterdir()} - {CHECKSUMS}
    problems = [f"{name}: on the list, and not there" for name in sorted(sums.keys() - there)]
    problems += [f"{name}: there, and not on the list" for name in sorted(there - sums.keys())]
    for name in sorted(sums.keys() & there):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sums[name]:
            problems.append(f"{name}: its bytes are not those on the list")
    return problems


def differences(folder: Path, again: Path, site: Path) -> list[str]:
    """Return what of a release is not the same in what was built again; each with its place."""
    first, second = (
        dict(LINE.fullmatch(line).group(2, 1) for line in text.splitlines())
        for text in ((folder / SITE_CHECKSUMS).read_text(encoding="utf-8"), site_checksums(site))
    )
    problems = []
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            missing = "" if name in first and name in second else ", in one of the two only"
            problems.append(f"the site: {name}{missing}")
    for name in sorted({path.name for path in [*folder.iterdir(), *again.iterdir()]} - TOLD):
        if not ((folder / name).is_file() and (again / name).is_file()):
            problems.append(f"{name}: in one of the two only")
        elif content(folder / name) != content(again / name) and name != SITE_CHECKSUMS:
            problems.append(f"{name}: {difference(content(folder / name), content(again / name))}")
    return problems


def other_tools(manifest: Mapping[str, Any]) -> list[str]:
    """Return what here is not as where the release was made, though the lock does not hold it."""
    here = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    there = {"python": manifest.get("python"), "zlib": manifest["build"].get("zlib")}
    return [f"{name} {there[name]} there, {here[name]} here" for name in here if here[name] != there[name]]


def rebuild(folder: Path, manifest: Mapping[str, Any], root: Path) -> list[str]:
    """Build the commit of a release in a clean clone; return what differs."""
    commit, built = manifest["commit"], manifest["build"]
    try:
        git(root, "cat-file", "-e", f"{commit}^{{commit}}")
    except Refusal:
        raise NotProved(
            f"Commit {commit[:10]} is not in this clone. Give `git fetch --tags` and try again."
        ) from None
    with tempfile.TemporaryDirectory(prefix="verify-") as scratch:
        print(f"[2/3] make book, in a clean clone of commit {commit[:10]}", flush=True)
        clone, again, log = (
            clone_commit(root, Path(scratch), commit),
            Path(scratch) / "again",
            Path(scratch) / "log",
        )
        lock = hashlib.sha256((clone / "requirements.lock").read_bytes()).hexdigest()
        if lock != manifest["lock"]["sha256"]:
            raise NotProved(
                "The lock of that commit is not the one that the manifest names; it was not made of it."
            )
        given = {"BOOK_ADDRESS": built["address"], "SOURCE_DATE_EPOCH": str(built["sourceDateEpoch"])}
        os.environ.update(given)
        run_check(clone, "book", log)
        print("[3/3] Comparing", flush=True)
        again.mkdir()
        gather(clone, again, manifest["version"])
        return differences(folder, again, clone / "_build/html")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="make verify-release RELEASE=...", description="Prove a release.")
    parser.add_argument("folder", type=Path, help="of the release, such as dist/2026.11.1")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        manifest = read_manifest(chosen.folder)
        print(f"[1/3] Version {manifest['version']}: the checksums of its files", flush=True)
        problems = damaged(chosen.folder) or rebuild(chosen.folder, manifest, root)
    except (NotProved, Refusal, OSError, shutil.Error) as problem:
        print(f"\n{problem}\n\nError: the release was not tried.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; the release was not tried.", file=sys.stderr)
        return 130
    tools = other_tools(manifest)
    if problems:
        more = [f"and {len(problems) - MOST_NAMES} more"] if len(problems) > MOST_NAMES else []
        cause = [f"It may come from other tools: {'; '.join(tools)}."] if tools else []
        print("\n".join([*problems[:MOST_NAMES], *more, *cause]))
        print(f"\nError: version {manifest['version']} was not proved.", file=sys.stderr)
        return 1
    print(f"Version {manifest['version']} is what commit {manifest['commit'][:10]} gives, byte for byte")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
