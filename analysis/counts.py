"""Counts that carry no text: tokens, lexicon hits and hashed word shingles per paragraph.

The model is the HathiTrust Extracted Features: texts under rights are not republished, but
counts of them are, so that others can recompute what the report says about tone and shared
wording.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["SHINGLE_WORDS", "count", "shingles", "words"]

# Five words are long enough that a shared run is no accident, short enough to survive light editing.
SHINGLE_WORDS = 5
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def words(text: str) -> list[str]:
    """Return the words of a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        In lower case and in the order of the text, with straight apostrophes inside words.

    Examples
    --------
    >>> words("NATO’s “eastward movement”")
    ["nato's", 'eastward', 'movement']
    """
    return [match.group().lower().replace("’", "'") for match in WORD.finditer(text)]


def shingles(tokens: list[str], size: int = SHINGLE_WORDS) -> list[str]:
    """Return the hashes of all runs of `size` words.

    Parameters
    ----------
    tokens : list of str
        As from :func:`words`.
    size : int, optional
        Words in a run; five by default.

    Returns
    -------
    list of str
        64-bit BLAKE2b hashes as 16 hexadecimal digits, sorted, each once; so the order of the text
        cannot be told from them.

    Examples
    --------
    >>> shingles(["a", "b", "c"], size=2)
    ['8a73316e14f6b004', 'bb37dea5c027f928']
    """
    runs = {" ".join(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}
    return sorted(hashlib.blake2b(run.encode("utf-8"), digest_size=8).hexdigest() for run in runs)


def count(
    lines: Iterable[Any], furniture: set[int], lexicons: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    r"""Count the article paragraphs of a text.

    After the HathiTrust Extracted Features: counts are published where the text may not be.

    Parameters
    ----------
    lines : iterable of Paragraph
        As from :func:`analysis.anchors.paragraphs`.
    furniture : set of int
        Numbers of paragraphs that are not article text; they are left out.
    lexicons : mapping of str to list of str
        Name to words; a star at the end of a word stands for any ending.

    Returns
    -------
    list of dict
        One per paragraph, in the order of the text:

        - ``paragraph``: its number, from 1;
        - ``tokens``: how many words it has;
        - ``lexicon``: name of a lexicon to hits, zero left out;
        - ``shingles``: as from :func:`shingles`.

    Examples
    --------
    >>> from analysis.anchors import paragraphs
    >>> rows = count(paragraphs("Title\nA threat is threatened."), {1}, {"conflict": ["threat*"]})
    >>> [(row["paragraph"], row["tokens"], row["lexicon"]) for row in rows]
    [(2, 4, {'conflict': 2})]
    """
    patterns = {
        name: re.compile("|".join(_pattern(term) for term in terms)) for name, terms in lexicons.items()
    }
    rows = []
    for line in lines:
        if line.number in furniture:
            continue
        tokens = words(line.text)
        joined = " ".join(tokens)
        hits = {name: len(pattern.findall(joined)) for name, pattern in patterns.items()}
        rows.append(
            {
                "paragraph": line.number,
                "tokens": len(tokens),
                "lexicon": {name: number for name, number in hits.items() if number},
                "shingles": shingles(tokens),
            }
        )
    return rows


def _pattern(term: str) -> str:
    stem = re.escape(term.rstrip("*"))
    return rf"\b{stem}\w*" if term.endswith("*") else rf"\b{stem}\b"
