"""The record of marks: which marks each sentence of the book carries, so that none can go unseen.

A sentence that keeps one of two marks still has evidence, and no rule could tell that the other is
gone. So the marks of every sentence are written down in ``book/marks.json``. Where the words of a
sentence are as recorded and a mark is missing, the lint says so. Who means it records the change
with ``make marks``, and it shows in the history of the project.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from .pages import Page, Sentence

__all__ = ["Record", "lost_marks", "record_marks"]

#: Page to fingerprint of a sentence to its marks.
Record = Mapping[str, Mapping[str, list[str]]]


def _fingerprint(sentence: Sentence) -> str:
    """Return 12 hexadecimal digits that stand for the words of a sentence, without its marks."""
    return hashlib.sha256(" ".join(sentence.text.split()).encode()).hexdigest()[:12]


def _marks(sentence: Sentence) -> list[str]:
    """Return what the marks of a sentence name, one by one and in order."""
    names = [
        f"{mark.role} {name.strip()}"
        for mark in sentence.marks
        for name in mark.text.split(",")
        if name.strip()
    ]
    return sorted(set(names))


def record_marks(pages: Iterable[Page]) -> dict[str, dict[str, list[str]]]:
    """Return the marks of every sentence that has any.

    Parameters
    ----------
    pages : iterable of Page
        As from :func:`analysis.load_pages`.

    Returns
    -------
    dict of str to dict of str to list of str
        Page to fingerprint of a sentence to what its marks name; of sentences with the same words on
        a page, the marks of all.

    Examples
    --------
    >>> from analysis.prose import read_page
    >>> record_marks([read_page("a", "It is so {claim}`elpais-33, elpais-34`.")])
    {'a': {'623306a708b0': ['claim elpais-33', 'claim elpais-34']}}
    """
    record: dict[str, dict[str, list[str]]] = {}
    for page in pages:
        found: dict[str, list[str]] = {}
        for passage in page.passages:
            for sentence in passage.sentences:
                if names := _marks(sentence):
                    key = _fingerprint(sentence)
                    found[key] = sorted({*found.get(key, []), *names})
        record[page.name] = dict(sorted(found.items()))
    return record


def lost_marks(page: Page, record: Record) -> Iterator[tuple[Sentence, str]]:
    """Return the marks that sentences of a page have lost since they were recorded.

    Parameters
    ----------
    page : Page
        As it is now.
    record : mapping
        As from :func:`record_marks`.

    Yields
    ------
    (Sentence, str)
        A sentence whose words are as recorded, and a mark that it has no more, such as ``claim elpais-33``.

    Examples
    --------
    >>> from analysis.prose import read_page
    >>> record = record_marks([read_page("a", "It is so {claim}`elpais-33, elpais-34`.")])
    >>> [lost for _, lost in lost_marks(read_page("a", "It is so {claim}`elpais-33`."), record)]
    ['claim elpais-34']
    """
    recorded = record.get(page.name, {})
    now = record_marks([page])[page.name]
    for passage in page.passages:
        for sentence in passage.sentences:
            key = _fingerprint(sentence)
            for name in recorded.get(key, []):
                if name not in now.get(key, []):
                    yield sentence, name
