"""How a finished build takes its place, so that whoever looks, at any moment, finds one whole site.

A build is made in _build/new/. Once all of it is there (site, zip, plain pages, and the record of what
they were made from) and on the disk, it becomes _build/ready/, in one rename: from that moment it will be
published. Then each part takes its place, the record last. A run that is killed on the way is carried on by
the next command. Until then the site is whole, and its record cannot be taken for that of another, since it
names the site by its bytes.
"""

from __future__ import annotations

import contextlib
import ctypes
import filecmp
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from scripts.archive import archive_site, forget_others

SITE, PLAIN, RECORD, READY, WORK = "html", "plain", "html.inputs", "ready", "new"
OLD, LITTER = "old", ".litter-"
#: Everything that a killed run may have left in _build/.
LEFT = (OLD, WORK, READY, f"{LITTER}*", f"{PLAIN}.old", "*.zip.part")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Record:
    """What a site was made from, and which site that was: fingerprints, and the name of its zip."""

    inputs: str
    site: str
    plain: str
    archive: str

    def text(self) -> str:
        """Return the record as a file: a line for each part."""
        return "".join(f"{name} {value}\n" for name, value in asdict(self).items())


def read_record(path: Path) -> Record | None:
    """Return a record; None where there is none, or it is not whole."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = dict(line.partition(" ")[::2] for line in lines)
    names = [field.name for field in fields(Record)]
    # A name that leads elsewhere would be deleted there.
    whole = list(found) == names and found["archive"] == Path(found["archive"]).name != ""
    return Record(**found) if whole else None


def tree_digest(folder: Path) -> str:
    """Return a fingerprint of all names and bytes in a folder; empty where there is no such folder."""
    if not folder.is_dir():
        return ""
    lines = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{path.relative_to(folder).as_posix()} {content}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def flush(folder: Path) -> None:
    """Wait until all that was written to a folder is on the disk, so that a loss of power cannot half it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # One call for thousands of files; the fallback costs one wait for each.
        library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
        if library is not None and hasattr(library, "syncfs") and library.syncfs(descriptor) == 0:
            return
        os.sync()
    finally:
        os.close(descriptor)


def discard(path: Path) -> None:
    """Delete a folder or file; moved away first, since helpers of a killed run may still write to it."""
    if not os.path.lexists(path):
        return
    with contextlib.suppress(OSError):  # such as a disk on which not even a name has room
        aside = Path(tempfile.mkdtemp(prefix=LITTER, dir=path.parent))
        path = path.rename(aside / path.name).parent
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let a request to end wait until the steps within are done.

    By handlers, not by a mask: that is of one thread, and the system gives the signal to another.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers belong to the main thread, which is the one that a signal disturbs
        return
    received: list[int] = []
    before = {one: signal.signal(one, lambda number, _: received.append(number)) for one in ENDINGS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
        for number in received[:1]:
            signal.raise_signal(number)


def prepare(work: Path, html: Path, name: str, inputs: str) -> Path:
    """Gather a finished build in a folder of its own within `work`, on the disk; return that folder."""
    ready = work / READY
    ready.mkdir()
    html.rename(ready / SITE)
    if (work / PLAIN).is_dir():
        (work / PLAIN).rename(ready / PLAIN)
    for path in [ready / SITE, *(ready / SITE).rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # whatever rights the files of the clone have
    archive_site(ready / SITE, ready / f"{name}.zip")
    record = Record(inputs, tree_digest(ready / SITE), tree_digest(ready / PLAIN), f"{name}.zip")
    (ready / RECORD).write_text(record.text(), encoding="utf-8")
    flush(ready)
    return ready


def place(ready: Path, build_dir: Path) -> Path:
    """Publish what was prepared; return the zip beside the site. A request to end waits."""
    with undisturbed():
        discard(build_dir / READY)
        ready.rename(build_dir / READY)
        flush_names(build_dir)
        return settle(build_dir)


def settle(build_dir: Path) -> Path:
    """Put each part of what is ready into its place, where it does not stand there yet; the record last."""
    from analysis.replacement import swap  # not above: it brings pandas along, and most runs settle nothing

    ready = build_dir / READY
    record = read_record(ready / RECORD)
    assert record is not None, "settle() is for what prepare() made"
    made, archive = ready / record.archive, build_dir / record.archive
    if made.exists() and archive.exists() and not filecmp.cmp(made, archive, shallow=False):
        archive.unlink()  # for a moment there is no zip of this name: better than that of another site
    for name, digest in ((SITE, record.site), (PLAIN, record.plain)):
        if digest and tree_digest(build_dir / name) != digest:
            swap(ready / name, build_dir / name, ready / f"{OLD}-{name}")
    if made.exists():
        made.replace(archive)
    forget_others(archive)
    (ready / RECORD).replace(build_dir / RECORD)
    flush_names(build_dir)
    discard(ready)
    return archive


def flush_names(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def can_settle(build_dir: Path) -> bool:
    """Tell whether a build stands ready, every part of it whole: here, or in its place already."""
    ready = build_dir / READY
    record = read_record(ready / RECORD)
    if record is None:
        return False
    parts = ((SITE, record.site), (PLAIN, record.plain))
    whole = all(
        not digest or digest in {tree_digest(ready / name), tree_digest(build_dir / name)}
        for name, digest in parts
    )
    return whole and ((ready / record.archive).exists() or (build_dir / record.archive).exists())


def tidy(build_dir: Path) -> None:
    """Clear up after a run that was killed: what stood ready takes its place, what was half made goes."""
    if can_settle(build_dir):
        with undisturbed():
            settle(build_dir)
    # Where the system cannot exchange folders, a site may have been moved aside and its successor be lost.
    for name in (SITE, PLAIN):
        for aside in (build_dir / READY / f"{OLD}-{name}", build_dir / OLD):
            if (name == SITE or aside.name != OLD) and aside.is_dir() and not (build_dir / name).exists():
                aside.rename(build_dir / name)
    for pattern in LEFT:
        for path in sorted(build_dir.glob(pattern)):
            discard(path)
