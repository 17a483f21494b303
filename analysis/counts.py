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
    """Return the words of a text in lower case, straight apostrophes inside.

    Examples
    --------
    >>> words("NATO’s “eastward movement”")
    ["nato's", 'eastward', 'movement']
    """
    return [match.group().lower().replace("’", "'") for match in WORD.finditer(text)]


def shingles(tokens: list[str], size: int = SHINGLE_WORDS) -> list[str]:
    """Return the 64-bit hashes of all runs of `size` words, as 16 hexadecimal digits, sorted.

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
    """Count the article paragraphs of a text.

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
        One per paragraph: ``paragraph``, ``tokens``, ``lexicon`` (name to hits, zero left
        out) and ``shingles``.
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
