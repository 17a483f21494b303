"""Record what a kernel reads, while it reads it: these files can affect what its chapter shows.

Python announces every opened file and every listed folder to an audit hook. Each new path goes at once into a
file, so that nothing is lost with a kernel that is killed. Only the standard library is used here: a cold
kernel loads this before anything else.
"""

import contextlib
import importlib.util
import json
import os
import sys
import tempfile
import threading
from dataclasses import dataclass

WATCHED = {"open": "file", "os.listdir": "folder", "os.scandir": "folder"}
# What these start or reach reads files that no hook sees.
BLIND = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.forkpty", "socket.connect",
)  # fmt: skip
#: By which Python asks for the kind of machine, and matplotlib for typefaces, of which our figures use none.
HARMLESS = ("uname", "fc-list", "system_profiler")
UNREAL = ("/proc/", "/sys/", "/dev/")
# Opened so, a file has nothing in it that was not written by this run.
EMPTIED = os.O_EXCL | os.O_TRUNC


@dataclass(frozen=True)
class Reads:
    """Absolute paths that were read or listed, and what cannot be followed, such as programs."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


def python_folders():
    """Return where Python and its packages live: of these the versions stand in a chapter's key."""
    folders = {sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)}
    folders |= {os.path.realpath(folder) for folder in folders}
    return tuple(f"{folder}{os.sep}" for folder in sorted(folders))


def source_of(path):
    """Return the module's source for a path of bytecode, and any other path as it is."""
    if not path.endswith(".pyc"):
        return path
    try:
        return importlib.util.source_from_cache(path)
    except ValueError:
        return path


def passing_folders():
    """Return where files come and go: caches, such as matplotlib's of fonts, and temporary files."""
    folders = [os.environ.get(name) for name in ("XDG_CACHE_HOME", "MPLCONFIGDIR")]
    folders += [os.path.expanduser("~/.cache"), tempfile.gettempdir()]
    return tuple(f"{os.path.abspath(folder)}{os.sep}" for folder in folders if folder)


class Recorder:
    """Hears every path that this process opens or lists, and writes each new one as a line of JSON."""

    def __init__(self, root):
        self.root = f"{root}{os.sep}"
        passing = passing_folders()
        # A project may stand in such a folder, as in the tests; what is beside it there counts for nothing.
        self.around = tuple(folder for folder in passing if self.root.startswith(folder))
        elsewhere = (folder for folder in passing if folder not in self.around)
        tools = f"{self.root}.tools{os.sep}"  # installers, and matplotlib's list of fonts
        self.passed_over = (*UNREAL, *python_folders(), tools, *elsewhere)
        self.lines, self.path, self.here = {}, None, threading.local()
        sys.addaudithook(self.hear)

    def can_affect(self, path):
        """Tell whether a path can affect what is shown, and is not told by the versions of the packages."""
        path = f"{path}{os.sep}"
        own = path.startswith(self.root)
        return not path.startswith(self.passed_over) and (own or not path.startswith(self.around))

    def forget_modules(self):
        """Forget the project's modules that were heard until now, not the data that they read."""
        start = json.dumps(["file", self.root]).encode().removesuffix(b'"]')
        self.lines = {
            line: None for line in self.lines if not (line.startswith(start) and line.endswith(b'.py"]\n'))
        }

    def write_to(self, path):
        """Write what was heard until now, and from now on every new path, into a file."""
        self.path = path
        self.write(b"".join(self.lines))

    def write(self, data):
        """Add to the file; never left open, as a process that the kernel forks may close what it inherits."""
        with self.deaf():
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            os.write(handle, data)
            os.close(handle)

    @contextlib.contextmanager
    def deaf(self):
        """Hear nothing of what this thread opens meanwhile."""
        self.here.deaf = True
        try:
            yield
        finally:
            self.here.deaf = False

    def note(self, kind, what):
        line = json.dumps([kind, what]).encode() + b"\n"
        if line not in self.lines:
            self.lines[line] = None
            if self.path:
                self.write(line)

    def hear(self, event, arguments):
        """Note what an event tells; called by Python at every event of this process."""
        if getattr(self.here, "deaf", False):
            return
        kind = WATCHED.get(event)
        if kind:
            path = arguments[0]
            if isinstance(path, int):
                return  # an open file; its own opening was heard
            flags = (arguments[2] or 0) if kind == "file" else 0
            if flags & os.O_ACCMODE == os.O_WRONLY or flags & EMPTIED:
                return
            path = os.path.abspath(os.fsdecode(os.curdir if path is None else path))
            if self.can_affect(path):
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
