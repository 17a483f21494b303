"""Anchors: the tie between a coded claim and its place in a text that is not republished.

An anchor is a W3C TextPositionSelector (``start`` included, ``end`` excluded, in Unicode
code points of the normalised text) with the paragraph and the SHA-256 of the span. Whoever
has the texts can prove with :func:`verify` that they are the same files and that every
anchor and every count still holds.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import NamedTuple

from .corpus import Evidence, load
from .counts import count
from .problems import EvidenceError, Problem

__all__ = ["Paragraph", "digest", "find_text", "normalise", "paragraphs", "verify"]


class Paragraph(NamedTuple):
    """A non-empty line of a normalised text: its 1-based number, where it starts, what it says."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """Position after the last code point of the line."""
        return self.start + len(self.text)


def normalise(raw: bytes) -> str:
    r"""Decode a text and bring it to the form in which positions count (id ``nfc-lf``).

    UTF-8 with or without byte order mark, Unicode normal form C, line ends as ``\n``.
    Nothing else is changed.

    Parameters
    ----------
    raw : bytes
        The file as it is.

    Returns
    -------
    str
        The normalised text.

    Raises
    ------
    UnicodeDecodeError
        Where the bytes are not UTF-8.

    Examples
    --------
    >>> normalise(b"one\r\ntwo")
    'one\ntwo'
    """
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def paragraphs(text: str) -> list[Paragraph]:
    r"""List the non-empty lines of a normalised text, numbered from 1.

    Examples
    --------
    >>> paragraphs("one\n\ntwo")
    [Paragraph(number=1, start=0, text='one'), Paragraph(number=2, start=5, text='two')]
    """
    found: list[Paragraph] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(len(found) + 1, position, line))
        position += len(line) + 1
    return found


def digest(span: str) -> str:
    """Return the SHA-256 of a span of text, in hexadecimal.

    Examples
    --------
    >>> digest("geography")[:12]
    'bf8e5ca0b2d5'
    """
    return hashlib.sha256(span.encode("utf-8")).hexdigest()


def find_text(folder: Path, document: str) -> Path:
    """Find the file of a document: the one whose name starts with its number.

    Parameters
    ----------
    folder : Path
        Folder with the texts.
    document : str
        Three digits, ``"000"`` to ``"999"``.

    Raises
    ------
    EvidenceError
        Where no file or more than one file has that number.
    """
    files = sorted(path for path in folder.glob(f"{document}*.txt") if path.is_file())
    if len(files) == 1:
        return files[0]
    found = "no such file" if not files else ", ".join(path.name for path in files)
    remedy = f"put exactly one file named {document}_*.txt there"
    raise EvidenceError([Problem(str(folder), f"document {document}", "", found, remedy)])


def verify(texts: Path, evidence: Evidence | None = None) -> dict[str, int]:
    """Prove every hash, anchor and count against the texts.

    Parameters
    ----------
    texts : Path
        Folder with one ``NNN_*.txt`` per document.
    evidence : Evidence, optional
        What to prove; loaded from ``seeds/`` where not given.

    Returns
    -------
    dict of str to int
        How many ``documents``, ``anchors`` and ``paragraphs`` were proved.

    Raises
    ------
    EvidenceError
        With one problem for each difference, of all documents at once.
    """
    evidence = evidence or load()
    problems: list[Problem] = []
    proved = {"documents": 0, "anchors": 0, "paragraphs": 0}
    if not texts.is_dir():
        remedy = "name the folder that holds the source texts"
        raise EvidenceError([Problem(str(texts), "", "", "no such folder", remedy)])
    for source, row in evidence.sources.iterrows():
        try:
            path = find_text(texts, row["document"])
            raw = path.read_bytes()
            text = normalise(raw)
        except EvidenceError as error:
            problems += error.problems
            continue
        except UnicodeDecodeError as error:
            problems.append(Problem(str(path), str(source), "", str(error), "restore the UTF-8 file"))
            continue
        if hashlib.sha256(raw).hexdigest() != row["sha256"]:
            found = f"SHA-256 {hashlib.sha256(raw).hexdigest()}"
            remedy = f"this is not the coded file, whose SHA-256 is {row['sha256']}; restore it"
            problems.append(Problem(str(path), str(source), "sha256", found, remedy))
            continue
        proved["documents"] += 1
        for frame, kind in ((evidence.claims, "claim"), (evidence.wording, "wording")):
            rows = frame[frame["source"] == source]
            problems += _compare_anchors(str(path), kind, rows, text)
            proved["anchors"] += len(rows)
        problems += _compare_counts(str(path), str(source), text, evidence)
        proved["paragraphs"] += len(paragraphs(text))
    if problems:
        raise EvidenceError(problems)
    return proved


def _compare_anchors(file: str, kind: str, rows, text: str) -> list[Problem]:
    lines = {paragraph.number: paragraph for paragraph in paragraphs(text)}
    problems = []
    for name, row in rows.iterrows():
        entry = f"{kind} {name}"
        line = lines.get(row["paragraph"])
        if line is None:
            remedy = f"the text has paragraphs 1 to {len(lines)}"
            problems.append(Problem(file, entry, "paragraph", str(row["paragraph"]), remedy))
        elif not line.start <= row["start"] < row["end"] <= line.end:
            remedy = (
                f"paragraph {line.number} runs from {line.start} to {line.end}; anchor the claim inside it"
            )
            problems.append(Problem(file, entry, "start, end", f"{row['start']} to {row['end']}", remedy))
        elif digest(text[row["start"] : row["end"]]) != row["digest"]:
            found = f"a span whose digest is {digest(text[row['start'] : row['end']])[:12]}…"
            remedy = f"the dossier says {row['digest'][:12]}…; correct start and end, then the digest"
            problems.append(Problem(file, entry, "digest", found, remedy))
    return problems


def _compare_counts(file: str, source: str, text: str, evidence: Evidence) -> list[Problem]:
    stored = evidence.counts[evidence.counts["source"] == source].set_index("paragraph")
    remedy = "run python -m analysis count if the text is right"
    problems = []
    for row in count(paragraphs(text), evidence.furniture(source), evidence.codebook.lexicons):
        entry = f"{source} paragraph {row['paragraph']}"
        if row["paragraph"] not in stored.index:
            problems.append(Problem(file, entry, "counts", "no stored counts", remedy))
            continue
        for field in ("tokens", "lexicon", "shingles"):
            if stored.loc[row["paragraph"], field] != row[field]:
                problems.append(Problem(file, entry, field, "another count than the stored one", remedy))
    return problems
