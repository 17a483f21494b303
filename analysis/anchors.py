"""Anchors: the tie between a coded claim and its place in a text that is not republished.

An anchor is a W3C TextPositionSelector (``start`` included, ``end`` excluded, in Unicode
code points of the normalised text) with the paragraph and the SHA-256 of the span. Whoever
has the texts can prove with :func:`verify` that they are the same files and that every
anchor and every count still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .corpus import SEEDS, Evidence, load
from .counts import SHINGLE_WORDS, count
from .model import Codebook, Coding, Dossier
from .problems import Problems
from .reading import read_codebook, read_dossiers
from .text_files import read_bytes

__all__ = [
    "Paragraph", "compare_anchors", "count_texts", "counted", "digest", "normalise", "paragraphs",
    "read_text", "shortened", "verify",
]  # fmt: skip

MOST_WORDS = 8  # of a publisher's text, shown in a row

#: Bytes of one text: forty times the longest book of one volume would not be an article.
LONGEST_TEXT = 4 * 1024 * 1024
WORD = re.compile(r"\s*\S+")


class Paragraph(NamedTuple):
    """A non-empty line of a normalised text.

    Parameters
    ----------
    number : int
        Its number among the non-empty lines, from 1.
    start : int
        Position of its first code point in the text, from 0.
    text : str
        What it says.
    """

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """Position after the last code point of the line.

        Returns
        -------
        int
            The end, excluded, as in a W3C TextPositionSelector.

        Examples
        --------
        >>> Paragraph(number=1, start=5, text="two").end
        8
        """
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

    Parameters
    ----------
    text : str
        As from :func:`normalise`.

    Returns
    -------
    list of Paragraph
        In the order of the text. Lines of nothing but white space have no number.

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
    """Return the SHA-256 of a span of text.

    Parameters
    ----------
    span : str
        The span; it is hashed as UTF-8.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> digest("geography")[:12]
    'bf8e5ca0b2d5'
    """
    return hashlib.sha256(span.encode("utf-8")).hexdigest()


def shortened(words: str) -> str:
    """Return the first words of a passage, no more than may be shown, with the spaces around them.

    Parameters
    ----------
    words : str
        The passage.

    Returns
    -------
    str
        At most eight words.

    Examples
    --------
    >>> shortened("one two three four five six seven eight nine")
    'one two three four five six seven eight …'
    >>> shortened(" one two")
    ' one two'
    """
    parts = WORD.findall(words)
    return "".join(parts[:MOST_WORDS]) + " …" if len(parts) > MOST_WORDS else words


def read_text(folder: Path, document: str, sha256: str, problems: Problems) -> str | None:
    r"""Read and normalise the text of a document: the file whose name starts with its number.

    Parameters
    ----------
    folder : Path
        Folder with the texts.
    document : str
        Three digits, ``"000"`` to ``"999"``.
    sha256 : str
        Hash of the coded file, as it is on disk, in hexadecimal.
    problems : Problems
        What is wrong is added here: no file, more than one, unreadable, or another file than
        the coded one.

    Returns
    -------
    str or None
        The normalised text; None where there was a problem.

    Raises
    ------
    UnicodeDecodeError
        Where the file is the coded one and not UTF-8.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> raw, problems = b"one\r\ntwo", Problems()
    >>> with TemporaryDirectory() as folder:
    ...     size = Path(folder, "000_example.txt").write_bytes(raw)
    ...     read_text(Path(folder), "000", hashlib.sha256(raw).hexdigest(), problems)
    'one\ntwo'
    """
    place = f"document {document}"
    files = sorted(folder.glob(f"{document}_*.txt"))
    if len(files) != 1:
        found = ", ".join(path.name for path in files) or "no such file"
        problems.note(str(folder), place, "", found, f"put exactly one file named {document}_*.txt there")
        return None
    raw = read_bytes(files[0], str(files[0]), problems, entry=place, most=LONGEST_TEXT)
    if raw is None:
        return None
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        remedy = f"this is not the coded file, whose SHA-256 is {sha256}; restore it"
        problems.note(str(files[0]), place, "sha256", f"SHA-256 {found}", remedy)
        return None
    try:
        return normalise(raw)
    except UnicodeDecodeError as error:
        problems.note(str(files[0]), place, "", str(error), "the coded file was UTF-8; restore it")
        return None


def verify(
    texts: Path,
    evidence: Evidence | None = None,
    codings: Sequence[Coding] = (),
    *,
    absent: list[str] | None = None,
) -> dict[str, int]:
    """Prove every hash, anchor and count against the texts.

    An anchor is a W3C TextPositionSelector, with paragraph and SHA-256. It holds where it lies
    inside its paragraph and the span has that hash.

    Parameters
    ----------
    texts : Path
        Folder with one ``NNN_*.txt`` per document.
    evidence : Evidence, optional
        What to prove; loaded from ``seeds/`` where not given.
    codings : sequence of Coding, optional
        Blind codings whose anchors are proved as well.
    absent : list of str, optional
        Filled with the documents whose text is not there; by default that is a problem.

    Returns
    -------
    dict of str to int
        How many were proved:

        - ``documents``: texts that are the coded files;
        - ``anchors``: places of claims and of loaded wording;
        - ``coded``: places of claims and events in the codings;
        - ``paragraphs``: paragraphs of the texts, furniture included.

    Raises
    ------
    EvidenceError
        With one problem for each difference, of all documents at once.

    Examples
    --------
    The texts are under rights and not part of the project; without them nothing is proved:

    >>> verify(Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    evidence = evidence or load()
    problems = _with_folder(texts)
    proved = {"documents": 0, "anchors": 0, "paragraphs": 0, "coded": 0}
    for source, row in evidence.sources.iterrows():
        if absent is not None and not list(texts.glob(f"{row['document']}_*.txt")):
            absent.append(str(source))
            continue
        text = read_text(texts, row["document"], row["sha256"], problems)
        if text is None:
            continue
        name = f"text of {source}"
        lines = paragraphs(text)
        proved["documents"] += 1
        proved["paragraphs"] += len(lines)
        for frame, kind in ((evidence.claims, "claim"), (evidence.wording, "wording")):
            rows = frame[frame["source"] == source]
            compare_anchors(name, kind, rows, text, problems, source=str(source))
            proved["anchors"] += len(rows)
        _compare_counts(name, str(source), lines, evidence, problems)
        for coding in codings:
            for document in (item for item in coding.documents if item.source == source):
                for places, kind in ((document.claims, "claim"), (document.events, "event")):
                    rows = pd.DataFrame([place.model_dump() for place in places])
                    compare_anchors(f"{coding.coder}, {source}", kind, rows, text, problems)
                    proved["coded"] += len(rows)
    problems.stop()
    return proved


def count_texts(texts: Path, seeds: Path = SEEDS) -> list[Path]:
    """Count all texts, then write ``counts/<source>.json``; nothing is written where one text is wrong.

    What is counted follows the HathiTrust Extracted Features, see :mod:`analysis.counts`.

    Parameters
    ----------
    texts : Path
        Folder with one ``NNN_*.txt`` per document.
    seeds : Path, optional
        The evidence whose dossiers say what is furniture and what each text's hash is; the
        project's own by default.

    Returns
    -------
    list of Path
        The files written, in the order of the document numbers.

    Raises
    ------
    EvidenceError
        Where a dossier, the codebook or a text is not sound.

    Examples
    --------
    The texts are under rights and not part of the project; without them nothing is written:

    >>> count_texts(Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    problems = _with_folder(texts)
    codebook = read_codebook(seeds, problems)
    dossiers = read_dossiers(seeds, codebook.allowed(), problems)
    results = {}
    for dossier in dossiers:
        text = read_text(texts, dossier.document, dossier.sha256, problems)
        if text is None:
            continue
        name = f"{seeds.name}/dossiers/{dossier.source}.yml"
        results[dossier.source] = counted(dossier, text, codebook, name, problems)
    problems.stop()
    folder = seeds / "counts"
    folder.mkdir(exist_ok=True)
    written = []
    for source, result in results.items():
        partial = folder / f".{source}.json.partial"
        partial.write_text(result, encoding="utf-8")
        os.replace(partial, folder / f"{source}.json")
        written.append(folder / f"{source}.json")
    return written


def counted(dossier: Dossier, text: str, codebook: Codebook, name: str, problems: Problems) -> str:
    """Count the article paragraphs of a document.

    Parameters
    ----------
    dossier : Dossier
        Says what is furniture.
    text : str
        Its text, normalised.
    codebook : Codebook
        With the lexicons.
    name : str
        Name of the dossier's file, for messages.
    problems : Problems
        Furniture that the text does not have is added here.

    Returns
    -------
    str
        All of ``counts/<source>.json``.

    Examples
    --------
    >>> from analysis import load
    >>> dossier = Dossier.model_construct(source="wire", sha256="0" * 64, furniture=[])
    >>> counts = counted(dossier, "A threat.", load().codebook, "wire.yml", Problems())
    >>> [(row["paragraph"], row["tokens"]) for row in json.loads(counts)["paragraphs"]]
    [(1, 2)]
    """
    lines = paragraphs(text)
    furniture = _furniture(dossier, len(lines), name, problems)
    result = {
        "source": dossier.source,
        "sha256": dossier.sha256,
        "shingle_words": SHINGLE_WORDS,
        "paragraphs": count(lines, furniture, codebook.lexicons),
    }
    return json.dumps(result, indent=1) + "\n"


def _with_folder(texts: Path) -> Problems:
    problems = Problems()
    if not texts.is_dir():
        problems.note(str(texts), "", "", "no such folder", "name the folder that holds the source texts")
        problems.stop()
    return problems


def _furniture(dossier: Dossier, lines: int, name: str, problems: Problems) -> set[int]:
    numbers = {number for entry in dossier.furniture for number in entry.paragraphs}
    for number in sorted(number for number in numbers if number > lines):
        problems.note(name, "furniture", "paragraphs", str(number), f"the text has paragraphs 1 to {lines}")
    return numbers


def compare_anchors(
    name: str, kind: str, rows: pd.DataFrame, text: str, problems: Problems, *, source: str = ""
) -> None:
    """Hold anchors against a text.

    Parameters
    ----------
    name : str
        Of what the anchors are, for messages.
    kind : str
        ``claim``, ``event`` or ``wording``.
    rows : DataFrame
        Columns ``paragraph``, ``start``, ``end`` and ``digest``; of wording ``phrase``, too.
    text : str
        The normalised text.
    problems : Problems
        Each anchor that does not hold is added here.
    source : str, optional
        Id of the source or draft, so that messages can name the command that anchors a phrase of it anew.

    Examples
    --------
    >>> problems = Problems()
    >>> row = {"paragraph": 1, "start": 0, "end": 3, "digest": digest("one")}
    >>> compare_anchors("text of a", "claim", pd.DataFrame([row]), "one", problems)
    >>> problems
    []
    """
    lines = {line.number: line for line in paragraphs(text)}
    anew = f'; python -m analysis anchor {source} "a phrase" prints the right lines' if source else ""
    for label, row in rows.iterrows():
        place = f"{kind} {row['phrase'] if kind == 'wording' else label}"
        line = lines.get(row["paragraph"])
        span = text[row["start"] : row["end"]]
        if line is None:
            remedy = f"the text has paragraphs 1 to {len(lines)}{anew}"
            problems.note(name, place, "paragraph", str(row["paragraph"]), remedy)
        elif not line.start <= row["start"] < row["end"] <= line.end:
            found = f"{row['start']} to {row['end']}"
            runs = f"paragraph {line.number} runs from {line.start} to {line.end}"
            remedy = f"{runs}; anchor the claim inside it{anew}"
            problems.note(name, place, "start, end", found, remedy)
        elif digest(span) != row["digest"]:
            found = f"the words {shortened(span)!r} from {row['start']} to {row['end']}"
            remedy = f"the dossier says {row['digest'][:12]}…, the digest of other words; "
            remedy += (
                f"correct start and end where these are not meant, else the digest: {digest(span)}{anew}"
            )
            problems.note(name, place, "digest", found, remedy)


def _compare_counts(
    name: str, source: str, lines: list[Paragraph], evidence: Evidence, problems: Problems
) -> None:
    stored = evidence.counts[evidence.counts["source"] == source].set_index("paragraph")
    fresh = {
        row["paragraph"]: row for row in count(lines, evidence.furniture(source), evidence.codebook.lexicons)
    }
    remedy = "if the text is right, run python -m analysis count"
    for number in sorted(set(stored.index) | set(fresh) | evidence.furniture(source)):
        place = f"{source} paragraph {number}"
        if number > len(lines):
            problems.note(name, place, "", "no such paragraph", f"the text has paragraphs 1 to {len(lines)}")
        elif number in evidence.furniture(source):
            continue
        elif number not in stored.index:
            problems.note(name, place, "counts", "no stored counts", remedy)
        else:
            for field in ("tokens", "lexicon", "shingles"):
                if stored.at[number, field] != fresh[number][field]:
                    problems.note(name, place, field, "another count than the stored one", remedy)
