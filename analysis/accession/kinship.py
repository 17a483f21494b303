"""What a new text shares with coded documents: runs of words, and quotations that recur.

Hashed runs of five words in ``seeds/counts/`` suffice for both; the texts themselves are not needed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..anchors import Paragraph
from ..counts import SHINGLE_WORDS, shingles, words
from ..model import Counts
from ..problems import suggest

__all__ = ["Passage", "compare_origins", "find_quotations", "find_shared", "overlap"]

QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
WHOLE = 2 / 3  # of a quotation's runs that must recur; editors change a word here and there


class Passage(NamedTuple):
    """Words that a paragraph of the new text shares with a paragraph of a coded document.

    Parameters
    ----------
    paragraph : int
        Of the new text.
    source : str
        The coded document.
    theirs : int
        Its paragraph.
    runs : int
        How many runs of words both have.
    """

    paragraph: int
    source: str
    theirs: int
    runs: int


def find_shared(rows: Sequence[Mapping[str, Any]], coded: Iterable[Counts]) -> list[Passage]:
    """Find the passages that share wording with coded documents.

    Parameters
    ----------
    rows : sequence of mapping
        The new text as :func:`analysis.counts.count` counts it.
    coded : iterable of Counts
        Those of the coded documents.

    Returns
    -------
    list of Passage
        In the order of the new text; of a paragraph the closest first.

    Examples
    --------
    >>> from analysis.anchors import paragraphs
    >>> from analysis.counts import count
    >>> rows = count(paragraphs("No partner is closer than Japan"), set(), {})
    >>> record = {"source": "other", "sha256": "0" * 64, "shingle_words": 5, "paragraphs": rows}
    >>> find_shared(rows, [Counts.model_validate(record)])
    [Passage(paragraph=1, source='other', theirs=1, runs=2)]
    """
    places = _places(coded, {run for row in rows for run in row["shingles"]})
    found = []
    for row in rows:
        pairs: Counter[tuple[str, int]] = Counter()
        for run in row["shingles"]:
            pairs.update(places.get(run, ()))
        ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
        found += [Passage(row["paragraph"], *place, number) for place, number in ranked]
    return found


def overlap(rows: Sequence[Mapping[str, Any]], coded: Iterable[Counts]) -> tuple[str, float]:
    """Return the coded document with which a text shares most, and how much.

    Parameters
    ----------
    rows : sequence of mapping
        The new text as :func:`analysis.counts.count` counts it.
    coded : iterable of Counts
        Those of the coded documents.

    Returns
    -------
    source : str
        The document; empty where there is none.
    share : float
        Runs that both have, as part of those of the one that has fewer.

    Examples
    --------
    >>> overlap([{"shingles": ["a"]}], [])
    ('', 0.0)
    """
    own = {run for row in rows for run in row["shingles"]}
    shares = []
    for record in coded:
        runs = {run for line in record.paragraphs for run in line.shingles}
        if own and runs:
            shares.append((len(own & runs) / min(len(own), len(runs)), record.source))
    share, source = max(shares, default=(0.0, ""), key=lambda pair: (pair[0], pair[1]))
    return (source, share) if share else ("", 0.0)


def find_quotations(lines: Iterable[Paragraph], coded: Iterable[Counts]) -> list[Passage]:
    """Find quotations of the new text that stand in coded documents, too.

    Parameters
    ----------
    lines : iterable of Paragraph
        The new text.
    coded : iterable of Counts
        Those of the coded documents.

    Returns
    -------
    list of Passage
        One for a quotation and a paragraph that has two thirds of its runs of words or more. A quotation of
        fewer words than a run has cannot be found so.

    Examples
    --------
    >>> from analysis.anchors import paragraphs
    >>> find_quotations(paragraphs("He said: “No partner is closer than Japan.”"), [])
    []
    """
    quoted = [
        (line.number, shingles(words(next(part for part in match.groups() if part))))
        for line in lines
        for match in QUOTED.finditer(line.text)
    ]
    places, found = _places(coded, {run for _, runs in quoted for run in runs}), []
    for paragraph, runs in quoted:
        pairs: Counter[tuple[str, int]] = Counter()
        for run in runs:
            pairs.update(places.get(run, ()))
        for place, number in sorted(pairs.items()):
            if number >= WHOLE * len(runs):
                found.append(Passage(paragraph, *place, number))
    return found


def compare_origins(own: Iterable[str], others: Iterable[str]) -> list[str]:
    r"""Say which origins of a chain no other document names, and which ids those of other documents have.

    Documents that share an origin are one witness of it; one origin under two ids would make them two.

    Parameters
    ----------
    own : iterable of str
        Ids in the chain of one document.
    others : iterable of str
        Ids in the chains of all others.

    Returns
    -------
    list of str
        A line for each that is new, with the nearest id that others have; then all of theirs. Empty where
        none is new.

    Examples
    --------
    >>> print(*compare_origins(["kyodo-wire", "nhk"], ["kyodo", "nhk"]), sep="\n")
    kyodo-wire: no other document names it; did you mean 'kyodo'?
    others name: kyodo, nhk
    """
    known = sorted(set(others))
    lines = []
    for origin in sorted(set(own) - set(known)):
        hint = suggest(origin, known).partition("Allowed:")[0].strip()
        lines.append(f"{origin}: no other document names it{f'; {hint}' if hint else ''}")
    shown = suggest("", known).removeprefix("Allowed: ")
    return [*lines, f"others name: {shown}"] if lines and known else lines


def _places(coded: Iterable[Counts], wanted: set[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the paragraphs of coded documents in which each of some runs of words stands."""
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for record in coded:
        if record.shingle_words == SHINGLE_WORDS:
            for line in record.paragraphs:
                for run in wanted.intersection(line.shingles):
                    places[run].append((record.source, line.paragraph))
    return places
