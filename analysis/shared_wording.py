"""Which documents share wording: exact for each pair that is looked at, and few pairs to look at among many.

Of few documents every pair is looked at. Of more, pairs are found by MinHash (Broder 1997): a document is
represented by the least value of each of 256 hashes over its runs of words, and a pair is looked at where
one of these values is the same. The chance of that is ``1 - (1 - J) ** 256`` where J is the share of
their runs that both have (Jaccard). So documents that share a passage are found, and those that share
little may be missed: of pairs of made documents of 400 runs each (eight paragraphs or so), 52 percent are
found with two runs in common, 79 percent with four, 95 percent with eight (a passage of twelve words) and all
with 32 (one sentence or two); :func:`recall` measures it. What is found is then counted exactly. Grades and
confidence do not rest on the search: there every pair of claims on a point is compared as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import combinations, count

import numpy as np
import pandas as pd
from rensa import RMinHash

from .independence import EVERY_PAIR

__all__ = ["candidate_pairs", "exact_pairs", "places_of_runs", "recall"]

HASHES = 256  # one value in common makes a pair worth a look
SEED = 1  # of the hashes; any, but always the same
SHIFT, LOW = 32, 2**32 - 1  # two numbers of 32 bits in one of 64
MADE = 400  # pairs of documents, and runs of each, for the measure of recall


def places_of_runs(counts: pd.DataFrame, sources: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """Return where the runs of words of each document stand.

    Parameters
    ----------
    counts : DataFrame
        Of the evidence, with ``source``, ``paragraph`` and ``shingles`` (list of hashes).
    sources : iterable of str
        The documents; those without counts have no runs.

    Returns
    -------
    dict of str to dict of str to list of int
        Document to run to the paragraphs that have it.

    Examples
    --------
    >>> counts = pd.DataFrame({"source": ["a", "a"], "paragraph": [1, 2], "shingles": [["x"], ["x", "y"]]})
    >>> places_of_runs(counts, ["a", "b"])
    {'a': {'x': [1, 2], 'y': [2]}, 'b': {}}
    """
    places: dict[str, dict[str, list[int]]] = {source: {} for source in sources}
    columns = (counts["source"].tolist(), counts["paragraph"].tolist(), counts["shingles"].tolist())
    for source, paragraph, runs in zip(*columns, strict=True):
        of_document = places.get(source)
        if of_document is not None:
            for run in runs:
                of_document.setdefault(run, []).append(paragraph)
    return places


def candidate_pairs(runs: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    """Return the pairs of documents that are worth a comparison.

    Parameters
    ----------
    runs : mapping of str to collection of str
        Document to its distinct runs of words.

    Returns
    -------
    list of (str, str)
        In the order of the documents. Of at most :data:`analysis.independence.EVERY_PAIR` documents all
        pairs, also those that share nothing; of more, those that MinHash finds, with the recall that
        :func:`recall` measures.

    Examples
    --------
    >>> candidate_pairs({"a": ["x"], "b": ["x", "y"], "c": ["z"]})
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    names = list(runs)
    return list(combinations(names, 2)) if len(names) <= EVERY_PAIR else _by_minhash(runs)


def exact_pairs(runs: Mapping[str, Set[str]]) -> list[tuple[str, str]]:
    """Return all pairs of documents that share a run, by comparing each with each.

    For tests and for the measure of recall: the time grows with the square of the documents.

    Parameters
    ----------
    runs : mapping of str to set of str
        Document to its distinct runs of words.

    Returns
    -------
    list of (str, str)
        In the order of the documents.

    Examples
    --------
    >>> exact_pairs({"a": {"x"}, "b": {"x", "y"}, "c": {"z"}})
    [('a', 'b')]
    """
    return [pair for pair in combinations(runs, 2) if not runs[pair[0]].isdisjoint(runs[pair[1]])]


def recall(shared: Sequence[int]) -> dict[int, float]:
    """Measure how many pairs of documents the search finds, by how many runs of words they share.

    Parameters
    ----------
    shared : sequence of int
        Numbers of runs in common, each at most 400.

    Returns
    -------
    dict of int to float
        Number of runs to the percentage of pairs that is found, out of 400 made pairs of documents with
        400 runs each.

    Examples
    --------
    >>> found = recall([1, 32])
    >>> found[1] < 50, found[32]
    (True, 100.0)
    """
    found = {}
    for number in shared:
        runs: dict[str, list[str]] = {}
        for pair in range(MADE):
            both = [f"{pair} both {run}" for run in range(number)]
            for name in ("first", "second"):
                own = [f"{pair} {name} {run}" for run in range(MADE - number)]
                runs[f"{pair} {name}"] = both + own
        pairs = set(_by_minhash(runs))
        hits = sum((f"{pair} first", f"{pair} second") in pairs for pair in range(MADE))
        found[number] = 100 * hits / MADE
    return found


def _by_minhash(runs: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    # Without those that have no counts, which would all be alike.
    names = [name for name, of_document in runs.items() if of_document]
    least = np.empty((HASHES, len(names)), dtype=np.uint64)
    for place, name in enumerate(names):
        signature = RMinHash(num_perm=HASHES, seed=SEED)
        signature.update(list(runs[name]))
        least[:, place] = signature.digest()
    # Value and document are put into one number and sorted: documents with the same value are then
    # neighbours. A table of the values would be looked up all over memory, the slower the more there are.
    ordered = np.sort(least << SHIFT | np.arange(len(names), dtype=np.uint64), axis=1)
    values, places = ordered >> SHIFT, ordered & LOW
    found = []
    for apart in count(1):
        same = values[:, apart:] == values[:, :-apart]
        if not same.any():
            break
        found.append(pd.unique(places[:, :-apart][same] << SHIFT | places[:, apart:][same]))
        more = same.any(axis=1)  # the hashes for which there may be neighbours further apart
        values, places = values[more], places[more]
    pairs = np.sort(pd.unique(np.concatenate(found))) if found else []
    return [(names[pair >> SHIFT], names[pair & LOW]) for pair in map(int, pairs)]
