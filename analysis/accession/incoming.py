"""Reading a text that is to become a source: what is no plain text is refused, and so is what is known."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..anchors import Paragraph, normalise, paragraphs
from ..counts import words
from ..problems import Problems
from ..reading import read_withdrawn
from .names import read_head

__all__ = ["Incoming", "known_texts", "read_incoming"]

MOST_BYTES = 2_000_000  # an article has some thousands; more is another thing than one document
FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word file or an archive",
    b"{\\rtf": "rich text",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"<!DO": "a web page with its markup",
    b"<htm": "a web page with its markup",
}
#: Signs that turn the direction of what is read: what a person sees is not what stands there.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Incoming:
    """A text that is to become a source.

    Parameters
    ----------
    raw : bytes
        The file as it is.
    text : str
        The normalised text, as from :func:`analysis.anchors.normalise`.
    """

    raw: bytes = field(repr=False)
    text: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the file, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Its lines that are not empty, as from :func:`analysis.anchors.paragraphs`."""
        return paragraphs(self.text)


def read_incoming(path: Path, known: Mapping[str, str], problems: Problems) -> Incoming | None:
    r"""Read a file that is to become a source.

    Parameters
    ----------
    path : Path
        The file.
    known : mapping of str to str
        As from :func:`known_texts`.
    problems : Problems
        What is wrong is added here: no plain text, not UTF-8, signs that hide what stands there, a text that
        is known.

    Returns
    -------
    Incoming or None
        None where there was a problem.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> problems = Problems()
    >>> with TemporaryDirectory() as folder:
    ...     size = Path(folder, "a.txt").write_bytes("Vilnius – “ally”".encode("cp1252"))
    ...     read_incoming(Path(folder, "a.txt"), {}, problems) is None, problems[0].found
    (True, 'no UTF-8, at byte 8')
    """
    before = len(problems)

    def refuse(found: str, remedy: str, place: str = "") -> None:
        problems.note(str(path), place, "", found, remedy)

    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            found = f"{path.stat().st_size:,} bytes"
            refuse(found, f"give the text of one document, at most {MOST_BYTES:,} bytes")
            return None
        raw = path.read_bytes()
    except OSError as error:
        refuse(error.strerror or str(error), "name a text file that can be read")
        return None
    kind = next((words for start, words in FORMATS.items() if raw.startswith(start)), "")
    if not raw.strip():
        refuse("an empty file", "save the text of the document in it")
    elif kind:
        refuse(kind, "save the words of the document as plain text, in UTF-8")
    elif b"\0" in raw:
        refuse(f"a binary file, with a null at byte {raw.index(0)}", "save it as plain text, in UTF-8")
    elif hashlib.sha256(raw).hexdigest() in known:
        refuse(f"the text of {known[hashlib.sha256(raw).hexdigest()]}", "give a text that is not coded yet")
    if len(problems) > before:
        return None
    try:
        text = normalise(raw)
    except UnicodeDecodeError as error:
        refuse(
            f"no UTF-8, at byte {error.start}",
            "save it as UTF-8; for a text from Windows: iconv -f WINDOWS-1252 -t UTF-8",
        )
        return None
    for line in paragraphs(text):
        _check_signs(line, refuse)
    if not words(text):
        refuse("no word", "save the text of the document in it")
    return Incoming(raw, text) if len(problems) == before else None


def _check_signs(line: Paragraph, refuse: object) -> None:
    found = {
        sign
        for sign in line.text
        if sign in TURNING or sign == "\ufffd" or (unicodedata.category(sign) == "Cc" and sign != "\t")
    }
    for sign in sorted(found):
        place = f"paragraph {line.number}"
        if sign == "\ufffd":
            remedy = "letters were lost when it was saved; save it anew from where it was read"
            refuse("a replacement sign (U+FFFD)", remedy, place)  # type: ignore[operator]
        else:
            called = f"{unicodedata.name(sign, 'control sign').lower()} (U+{ord(sign):04X})"
            refuse(f"the sign {called}", "take it out; readers cannot see it", place)  # type: ignore[operator]


def known_texts(seeds: Path) -> dict[str, str]:
    """Return the texts that are, or once were, a source or a draft.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    dict of str to str
        SHA-256 of the file to whose text it is, in words.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> "elpais, which is coded" in known_texts(SEEDS).values()
    True
    """
    known = {}
    for one in read_withdrawn(seeds, Problems()):
        for digest in (one.sha256, *one.earlier):
            known[digest] = f"{one.source}, which was withdrawn ({one.reason})"
    for path in [
        *sorted((seeds / "drafts").glob("*/dossier.yml")),
        *sorted((seeds / "dossiers").glob("*.yml")),
    ]:
        draft = path.name == "dossier.yml" and path.parent.parent.name == "drafts"
        name = path.parent.name if draft else path.stem
        data = read_head(path)
        for entry in data.get("earlier") or []:
            if isinstance(entry, dict):
                known[str(entry.get("sha256"))] = f"{name}, before it was superseded"
        known[str(data.get("sha256", ""))] = f"{name}, {'a draft' if draft else 'which is coded'}"
    return known
