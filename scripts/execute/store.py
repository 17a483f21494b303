"""The store of executed chapters: a notebook for everything that could have affected its run.

An entry is a pair of files: the notebook, and a record that names every file that the run read or could
import, with the hash of its content. It holds as long as all of them are as they were, and so are the
chapter's cells, the names of all files of evidence, book and analysis, the packages, Python, and the few
environment variables that count. What is broken, missing or in doubt is no entry: its chapter is run again.
"""

import contextlib
import hashlib
import json
import os
import platform
import re
import site
import sys
import time
from functools import cached_property
from pathlib import Path

from scripts.conditions import build_environment

LITTER = re.compile(r"^\.|^__pycache__$|~$|\.ipynb$")  # as in scripts/build.py
NAMED = ("seeds", "book", "analysis")  # a new file in these may be found by a run that looks for any
READ_FROM_ENVIRONMENT = (
    "LANG", "LC_ALL", "MATPLOTLIBRC", "MPLBACKEND", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH",
    "TZ",
)  # fmt: skip
# They say which edition it is, and so affect the chapters that show it alone: those that read this file.
EDITION = "book/report.yml"
OF_THE_EDITION = ("BOOK_ADDRESS", "BOOK_DRAFT")
AN_HOUR = 3600 * 10**9  # nanoseconds; what is half written and younger may be another build's
MOST_ENTRIES = 140  # ten of each chapter; the least recently used go first


def digest(data):
    """Return the hash of text, or of what can be written as JSON."""
    text = data if isinstance(data, str) else json.dumps(data, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write_whole(path, text):
    """Write a file so that it is there wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def names_below(folder):
    """Return the sorted paths of all files below a folder, without litter."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not LITTER.search(name)]
        below = os.path.relpath(place, folder)
        found += [os.path.join(below, name) for name in files if not LITTER.search(name)]
    return sorted(found)


class Present:
    """What the project is made of now, each thing looked at once at most."""

    def __init__(self, root):
        self.root, self.started, self.known = root, time.time_ns(), {}

    @cached_property
    def setting(self):
        """Return the hash of what affects every chapter: Python, packages, environment, this package."""
        folders = map(Path, site.getsitepackages())
        installed = {path.name for folder in folders for path in folder.glob("*.dist-info")}
        lock = self.root / "requirements.lock"
        # As kernels get it, not as this process has it.
        environment = build_environment(self.root / "_build", self.root)
        return digest([
            sys.version, platform.platform(), str(self.root), sorted(installed),
            lock.read_text(encoding="utf-8") if lock.is_file() else None,
            [environment.get(name) for name in READ_FROM_ENVIRONMENT],
            [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))],
        ])  # fmt: skip

    @cached_property
    def names(self):
        """Return the hash of all names of files in the project's root, evidence, book and analysis."""
        top = [path.name for path in self.root.iterdir() if path.is_file()]
        top = sorted(name for name in top if not LITTER.search(name))
        return digest([top, *(names_below(self.root / name) for name in NAMED)])

    def edition(self, files):
        """Return what the environment says of the edition, for the files of a chapter that shows it."""
        return [os.environ.get(name) for name in OF_THE_EDITION] if EDITION in files else []

    def relative(self, path):
        """Return a path as it stands in a record: from the root where it is of the project."""
        path = os.fspath(path)
        return path.removeprefix(f"{self.root}{os.sep}")

    def file(self, name):
        """Return the hash of a file's content, or None where there is no such file."""
        if ("file", name) not in self.known:
            try:
                content = hashlib.sha256((self.root / name).read_bytes()).hexdigest()
            except OSError:
                content = None
            self.known["file", name] = content
        return self.known["file", name]

    def folder(self, name):
        """Return the hash of the names in a folder, or None where there is no such folder."""
        if ("folder", name) not in self.known:
            try:
                entries = os.listdir(self.root / name)
                found = digest(sorted(entry for entry in entries if not LITTER.search(entry)))
            except OSError:
                found = None
            self.known["folder", name] = found
        return self.known["folder", name]

    def is_listed(self, name):
        """Tell whether the names in a folder must be in a record; imports list the root, and so do all."""
        parts = Path(name).parts
        known = name == str(self.root) or parts[0] in NAMED
        return not known and not any(LITTER.search(part) for part in parts)

    def changed_meanwhile(self, name):
        """Tell whether a file was changed since this look at the project began."""
        try:
            status = (self.root / name).stat()
        except OSError:
            return False
        return max(status.st_mtime_ns, status.st_ctime_ns) >= self.started


class Store:
    """The folder of executed chapters."""

    def __init__(self, folder, present):
        self.folder, self.present = folder, present

    def records(self, page):
        """Return the paths of a chapter's records, the last used first."""
        found = []
        for path in (self.folder / page).glob("*.json"):
            try:
                found.append((-path.stat().st_mtime_ns, path))
            except OSError:
                continue  # pruned by another build
        return [path for _, path in sorted(found)]

    def find(self, page, cells):
        """Return the record and the notebook's text of the entry that still holds, or None."""
        for path in self.records(page):
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
                if not self.holds(record, cells):
                    continue
                notebook = path.with_suffix(".ipynb").read_text(encoding="utf-8")
                if digest(notebook) == record["notebook"]:
                    with contextlib.suppress(OSError):  # of another user: it still holds
                        os.utime(path)
                    return record, notebook
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue  # broken: as if it were not there
        return None

    def holds(self, record, cells):
        """Tell whether everything that could affect the run of an entry is as it was."""
        now = self.present
        return (
            record["cells"] == cells
            and record["setting"] == now.setting
            and record["names"] == now.names
            and record["edition"] == now.edition(record["files"])
            and all(now.file(name) == content for name, content in record["files"].items())
            and all(now.folder(name) == content for name, content in record["folders"].items())
        )

    def describe(self, page, cells, seconds, files, folders):
        """Return the record of a run; its key is the hash of all that could affect it."""
        now = self.present
        names = sorted({now.relative(path) for path in files})
        listed = sorted({now.relative(path) for path in folders})
        affecting = {
            "cells": cells,
            "setting": now.setting,
            "names": now.names,
            "edition": now.edition(names),
            "files": {name: now.file(name) for name in names},
            "folders": {name: now.folder(name) for name in listed if now.is_listed(name)},
        }
        return {"page": page, "key": digest(affecting), "seconds": round(seconds, 2), **affecting}

    def put(self, record, notebook):
        """Keep an executed notebook; the record comes last, and with it the entry counts."""
        path = self.folder / record["page"] / f"{record['key']}.json"
        write_whole(path.with_suffix(".ipynb"), notebook)
        write_whole(path, json.dumps({**record, "notebook": digest(notebook)}, indent=1, sort_keys=True))

    def seconds(self, page):
        """Return how long a chapter took when it was last run, or None."""
        for path in self.records(page):
            try:
                return float(json.loads(path.read_text(encoding="utf-8"))["seconds"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None

    def prune(self, most=MOST_ENTRIES):
        """Delete the least recently used entries beyond so many, and what a killed run left half written."""
        aged = []
        for path in self.folder.rglob("*"):
            try:
                age = path.stat().st_mtime_ns
            except OSError:
                continue
            if path.suffix == ".json" and path.parent != self.folder:
                aged.append((age, path))
                continue
            half = path.name.startswith(".")
            half = half or (path.suffix == ".ipynb" and not path.with_suffix(".json").exists())
            if half and time.time_ns() - age > AN_HOUR:
                path.unlink(missing_ok=True)
        for _, path in sorted(aged, reverse=True)[most:]:
            path.unlink(missing_ok=True)
            path.with_suffix(".ipynb").unlink(missing_ok=True)
