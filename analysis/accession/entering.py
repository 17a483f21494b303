"""Making a draft a source of the book: all of its files at once, after the whole book was tried with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

from ..bibliography import read_bibliography
from ..corpus import BOOK, JUDGEMENTS, load_pages
from ..problems import Problems
from .changes import Changes
from .drafts import plan_entry

__all__ = ["cutoff_moves", "enter_draft", "read_again"]

OF_ALL = re.compile(
    r"(?<!one of )\b(the documents|these documents|none of|no document|all documents|each document)\b", re.I
)
LONGEST = 60  # signs of a sentence that are shown


def enter_draft(
    name: str, seeds: Path, check: Callable[[Path], str], *, dry_run: bool = False
) -> tuple[Changes, str]:
    """Make a draft a source.

    Parameters
    ----------
    name : str
        Id of the draft.
    seeds : Path
        Folder of the evidence.
    check : callable
        As for :func:`analysis.accession.drafts.plan_entry`.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    changes : Changes
        What was done.
    told : str
        What `check` said of the project with the source.

    Raises
    ------
    EvidenceError
        With everything that the draft lacks; then nothing is written.

    Examples
    --------
    >>> enter_draft("no-such-draft", Path("no-such-folder"), str)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in what was asked for:
      NAME: found 'no-such-draft', which is no draft; there is none; open one with python -m analysis add
    """
    changes, told = plan_entry(name, seeds, check)
    if not dry_run:
        changes.commit()
    return changes, told


def cutoff_moves(name: str, seeds: Path) -> str:
    """Say whether a draft moves the day until which the whole report says that the record was searched.

    Parameters
    ----------
    name : str
        Id of the draft.
    seeds : Path
        Folder of the evidence, as it is before the draft enters.

    Returns
    -------
    str
        Both days, where a page of the draft was seen later than all of the book; else empty.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> cutoff_moves("no-such-draft", SEEDS)
    ''
    """

    def latest(folder: Path) -> str:
        path = folder / "references.bib"  # one that is not sound is told by the check
        return max((page.seen for page in read_bibliography(path, path.name, Problems())), default="")

    after = latest(seeds / "drafts" / name)
    before = latest(seeds) if after else ""
    if after <= before:
        return ""
    return f"the cut-off of the whole report moves: {before} → {after}, the latest urldate of its references"


def read_again(seeds: Path) -> list[str]:
    """List what is said of all documents, in judgements and pages; a new document may not bear it out.

    Numbers follow the evidence by themselves, words such as "no document" do not. Of the pages those
    sentences are listed that rest on claims.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; the book lies beside it.

    Returns
    -------
    list of str
        File and line, with the judgement or the beginning of the sentence.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> found = read_again(SEEDS)
    >>> [place.partition(":")[0] for place in (found[0], found[-1])]
    ['book/judgements.yml', 'book/methods.md']
    """
    book = seeds.resolve().parent / BOOK.name
    path = book / JUDGEMENTS.name
    found, judgement = [], ""
    for number, line in enumerate(path.read_text("utf-8").split("\n") if path.is_file() else [], start=1):
        start = re.match(r"- id: *(\S+)", line)
        judgement = start[1] if start else judgement
        if OF_ALL.search(line):
            found.append(f"{BOOK.name}/{JUDGEMENTS.name}:{number} ({judgement})")
    for page in load_pages(book):
        sentences = [sentence for passage in page.passages for sentence in passage.sentences]
        for sentence in sentences:
            words = shorten(sentence.text, LONGEST, placeholder=" …")
            if OF_ALL.search(sentence.text) and any(mark.role == "claim" for mark in sentence.marks):
                found.append(f"{BOOK.name}/{page.name}.md:{sentence.line} ({words})")
    return found
