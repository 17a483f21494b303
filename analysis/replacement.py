"""A folder made aside takes the place of another in one step: whoever looks sees the old one or the new."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

__all__ = ["exchange", "swap"]

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
#: Where the system, its library or the file system cannot exchange two folders.
UNABLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step.

    Parameters
    ----------
    one, other : Path
        Both exist, on one file system.

    Returns
    -------
    bool
        False where this system or file system cannot do it; then nothing has changed.

    Raises
    ------
    OSError
        Where one is missing, or there is no right to move it.

    Examples
    --------
    >>> exchange(Path("no-such-folder"), Path("."))
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no-such-folder'
    """
    for path in (one, other):
        if not os.path.lexists(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return False
    # Without it a number of 32 bits would be handed over where the library reads one of 64.
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def swap(new: Path, place: Path, old: Path) -> None:
    """Put a folder in the place of another, which goes.

    Where the system can exchange two folders there is no moment without one in the place. Elsewhere two
    renames follow each other; a run that was ended between them left the former folder at `old`.

    Parameters
    ----------
    new : Path
        Made aside and whole.
    place : Path
        Where it goes; what stands there is deleted.
    old : Path
        A name, free or of litter, on the same file system, for what stood there until it is deleted.

    Raises
    ------
    OSError
        Where `new` is missing or cannot be moved; what stood in the place stands there still.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     new, place = Path(name) / "new", Path(name) / "place"
    ...     for folder in (new, place):
    ...         folder.mkdir()
    ...         _ = (folder / folder.name).write_text("")
    ...     swap(new, place, Path(name) / "old")
    ...     [path.relative_to(name).as_posix() for path in sorted(Path(name).rglob("*"))]
    ['place', 'place/new']
    """
    if not place.exists():
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)  # only now: it may be all that a run left that was killed
        return
    shutil.rmtree(old, ignore_errors=True)
    if exchange(new, place):
        new.rename(old)
    else:
        place.rename(old)
        try:
            new.rename(place)
        except BaseException:
            old.rename(place)
            raise
    shutil.rmtree(old, ignore_errors=True)
