"""Text of a file, read so that no file can hang, exhaust or mislead whoever reads it.

A name in a folder may stand for a pipe that never ends, a device, a file of many gigabytes or a link to
somewhere else; and a text may hold signs that no reader sees, or that turn the words around them. All of
these are refused here, before anything parses the text.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from .problems import Problems

__all__ = ["MOST_BYTES", "misleading", "read_bytes", "read_text_file", "refuse_link_out"]

#: Of one file. The largest of the evidence has a quarter of a megabyte; lists for thousands of documents fit.
MOST_BYTES = 64 * 1024 * 1024
MOST_TOLD = 5  # of the signs of one file that are refused

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

#: Controls but tab and line ends, halves of pairs, private signs, signs without width, signs that turn the
#: direction of writing, other line ends, tags. Joiners and marks of direction are looked at in their place.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
JOINERS = "\u200c\u200d"
MARKS_OF_DIRECTION = "\u200e\u200f"
#: Scripts whose letters take another form where a joiner stands: Arabic to Mongolian, by their blocks.
JOINING = re.compile("[\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af]")
#: Letters of other scripts that no eye tells from Latin ones, beside a Latin letter in the same word.
LATIN = "A-Za-z\u00c0-\u024f"
ALIKE = (
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b9\u03bd\u03bf\u03c1\u03c5\u03c7\u0400-\u052f"
)
LOOK_ALIKE = re.compile(f"[{LATIN}][{ALIKE}]|[{ALIKE}][{LATIN}]")
#: Latin letters and digits in a second set: full width, and those of formulas.
SECOND_SET = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]")


def _joins(text: str, place: int) -> bool:
    """Tell whether a joiner or mark of direction stands where a script needs it."""
    around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    if text[place] in MARKS_OF_DIRECTION:
        return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in around)
    emoji = len(around) == 2 and all(unicodedata.category(sign) in {"So", "Sk", "Mn"} for sign in around)
    return emoji or bool(JOINING.match(around))


def misleading(text: str) -> Iterator[tuple[int, str, str]]:
    r"""Yield what in a text a reader cannot see, or cannot tell from something else.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    tuple of int, str and str
        Its position in code points, what it is, and how to mend it.

    Examples
    --------
    >>> list(misleading("NATO\u202e"))
    [(4, 'the sign U+202E (right-to-left override)', 'delete it; no reader sees it')]
    >>> list(misleading("N\u0410TO"))[0][1]
    "'NА', Latin and cyrillic letters in one word"
    """
    if text.isascii():
        for found in HIDDEN.finditer(text):
            yield found.start(), _named(found[0]), "delete it; no reader sees it"
        return
    for found in HIDDEN.finditer(text):
        if found[0] in JOINERS + MARKS_OF_DIRECTION and _joins(text, found.start()):
            continue
        yield found.start(), _named(found[0]), "delete it; no reader sees it"
    for found in LOOK_ALIKE.finditer(text):
        other = found[0][0] if re.match(f"[{ALIKE}]", found[0]) else found[0][1]
        script = unicodedata.name(other).split()[0].lower()
        yield (
            found.start(),
            f"'{found[0]}', Latin and {script} letters in one word",
            "type the word anew in one script",
        )
    for found in SECOND_SET.finditer(text):
        yield found.start(), _named(found[0]), "type the plain letter or digit"
    if not unicodedata.is_normalized("NFC", text):
        place = _unnormalised(text)
        yield (
            place,
            f"{text[place : place + 2]!a}, which is not in Unicode normal form C",
            "type the letter anew as one sign, or save the file in form C (NFC)",
        )


@lru_cache(64)
def _told(text: str) -> tuple[tuple[int, str, str], ...]:
    """Return what is misleading in the text of a file, as far as it is told; a file is read many times."""
    return tuple(islice(misleading(text), MOST_TOLD + 1))


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return f"the sign U+{ord(sign):04X}" + (f" ({name})" if name else "")


def _unnormalised(text: str) -> int:
    """Return the first place where a text differs from its normal form."""
    normal = unicodedata.normalize("NFC", text)
    differs = (place for place, pair in enumerate(zip(text, normal, strict=False)) if pair[0] != pair[1])
    return max(next(differs, min(len(text), len(normal))) - 1, 0)


def read_bytes(
    path: Path, name: str, problems: Problems, *, entry: str = "", most: int = MOST_BYTES
) -> bytes | None:
    """Read a file that is a plain file in its folder, and not too large.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here.
    entry : str, optional
        Entry for messages.
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    bytes or None
        The content; None where there was a problem. A pipe or a device is never waited for.

    Examples
    --------
    >>> problems = Problems()
    >>> read_bytes(Path(__file__).parent, "analysis", problems) is None, str(problems[0])
    (True, 'analysis: found a folder; put a plain file there')
    """
    try:
        if not path.resolve().is_relative_to(path.parent.resolve()):
            found = "a link that leads out of its folder"
            problems.note(name, entry, "", found, "put the file itself there")
            return None
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:
            kind = stat.S_IFMT(os.fstat(handle).st_mode)
            if kind != stat.S_IFREG:
                problems.note(name, entry, "", KINDS.get(kind, "no file"), "put a plain file there")
                return None
            raw = file.read(most + 1)
    except FileNotFoundError:
        problems.note(name, entry, "", "no such file", "restore it; the evidence is not whole without it")
        return None
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        if path.is_dir():
            problems.note(name, entry, "", "a folder", "put a plain file there")
            return None
        found = getattr(error, "strerror", None) or str(error)
        problems.note(name, entry, "", found.lower(), "make the file readable")
        return None
    if len(raw) > most:
        problems.note(
            name, entry, "", f"more than {most:,} bytes", f"a file has at most {most:,} bytes; divide it"
        )
        return None
    return raw


def read_text_file(path: Path, name: str, problems: Problems, *, most: int = MOST_BYTES) -> str | None:
    """Read a file as UTF-8, and refuse what a reader could not see in it.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here, each sign with its line and column.
    most : int, optional
        How many bytes it may have.

    Returns
    -------
    str or None
        The text without byte order mark; None where there was a problem.

    Examples
    --------
    >>> problems = Problems()
    >>> read_text_file(Path("no-such-file.yml"), "no-such-file.yml", problems) is None, len(problems)
    (True, 1)
    """
    raw = read_bytes(path, name, problems, most=most)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.note(name, "", "", str(error)[:120], "save the file as UTF-8")
        return None
    sound = True
    for number, (place, found, remedy) in enumerate(_told(text)):
        sound = False
        if number == MOST_TOLD:
            problems.note(name, "", "", "more signs of that kind", "mend those above, then check again")
            break
        line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
        problems.note(name, f"line {line}, column {column}", "", found, remedy)
    return text if sound else None


def refuse_link_out(folder: Path, root: Path, name: str, problems: Problems) -> bool:
    """Refuse a folder of the evidence that is a link to somewhere outside it.

    Parameters
    ----------
    folder : Path
        A folder below `root`.
    root : Path
        The folder of the evidence.
    name : str
        Name of the folder for messages.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    bool
        Whether it was refused.

    Examples
    --------
    >>> here = Path(__file__).parent
    >>> refuse_link_out(here / "model", here, "analysis/model", Problems())
    False
    """
    try:
        outside = not folder.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        outside = True
    if outside:
        problems.note(name, "", "", "a link that leads out of the evidence", "put the folder itself there")
    return outside
