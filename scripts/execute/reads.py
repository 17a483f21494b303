"""Record what a kernel reads, while it reads it: the contents of these files can affect what its chapter shows.

Python announces every opened file and every listed folder to an audit hook. Each new path goes at once into a
file, so that nothing is lost with a kernel that is killed. Only the standard library is used here: a cold
kernel loads this before anything else.
"""

import importlib.util
import json
import os
import sys
from dataclasses import dataclass

WATCHED = {"open": "file", "os.listdir": "folder", "os.scandir": "folder"}
# What these start or reach reads files that no hook sees.
BLIND = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.forkpty", "socket.connect")
HARMLESS = ("uname",)  # a program by which Python's `platform` asks for the kind of machine
UNREAL = ("/proc/", "/sys/", "/dev/")
# Opened so, a file has nothing in it that was not written by this run.
EMPTIED = os.O_EXCL | os.O_TRUNC


@dataclass(frozen=True)
class Reads:
    """Absolute paths that were read or listed, and what cannot be followed, such as a program that was run."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


def python_folders():
    """Return where Python and its packages live: their versions stand in the key of a chapter instead."""
    folders = {path for prefix in (sys.prefix, sys.base_prefix) for path in (prefix, os.path.realpath(prefix))}
    folders |= {os.path.realpath(os.path.dirname(os.__file__))}
    return tuple(f"{folder}{os.sep}" for folder in sorted(folders))


def source_of(path):
    """Return the module's source for a path of bytecode, and any other path as it is."""
    if not path.endswith(".pyc"):
        return path
    try:
        return importlib.util.source_from_cache(path)
    except ValueError:
        return path


def is_own(path, passed_over):
    """Tell whether a path is neither Python's, nor the system's view of itself, nor in a folder passed over."""
    return not f"{path}{os.sep}".startswith((*UNREAL, *passed_over))


class Recorder:
    """Hears every path that this process opens or lists, and writes each new one as a line of JSON."""

    def __init__(self, passed_over=()):
        self.passed_over = (*python_folders(), *passed_over)
        self.lines = {}
        self.handle = None
        sys.addaudithook(self.hear)

    def forget_modules(self):
        """Forget the modules that were heard until now, not the data that they read."""
        self.lines = {line: None for line in self.lines if not line.endswith(b'.py"]\n')}

    def write_to(self, path):
        """Write what was heard until now, and from now on every new path, into a file."""
        self.handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        for line in self.lines:
            os.write(self.handle, line)

    def note(self, kind, what):
        line = json.dumps([kind, what]).encode() + b"\n"
        if line not in self.lines:
            self.lines[line] = None
            if self.handle is not None:
                os.write(self.handle, line)

    def hear(self, event, arguments):
        kind = WATCHED.get(event)
        if kind:
            path = arguments[0]
            if isinstance(path, int):
                return  # an open file; its own opening was heard
            flags = (arguments[2] or 0) if kind == "file" else 0
            if flags & os.O_ACCMODE == os.O_WRONLY or flags & EMPTIED:
                return
            path = os.path.abspath(os.fsdecode(os.curdir if path is None else path))
            if is_own(path, self.passed_over):
                self.note(kind, source_of(path))
        elif event in BLIND:
            program = os.path.basename(os.fsdecode(arguments[0])) if event == "subprocess.Popen" else event
            if program not in HARMLESS:
                self.note("unseen", program)


def read_record(path):
    """Return the `Reads` that a recorder wrote into a file."""
    found = {"file": set(), "folder": set(), "unseen": set()}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, what = json.loads(line)
            found[kind].add(what)
    return Reads(frozenset(found["file"]), frozenset(found["folder"]), frozenset(found["unseen"]))
