"""How the comparison of documents for shared wording grows: what it looks at, and what it can miss."""

from __future__ import annotations

from ..independence import EVERY_PAIR
from ..shared_wording import recall

__all__ = ["growth_numbers"]

FEW, MANY = 8, 32  # runs of five words in common: twelve words in a row, thirty-six


def growth_numbers() -> dict[str, int]:
    """Return the numbers that prose uses on the search for shared wording.

    Returns
    -------
    dict of str to int
        - ``every_pair``: up to so many documents every pair is compared;
        - ``few_words``, ``many_words``: lengths of a passage, in words;
        - ``few_found``, ``many_found``: percent of made pairs of documents with such a passage in common
          that the search among more documents finds, see :func:`analysis.shared_wording.recall`.

    Examples
    --------
    >>> found = growth_numbers()
    >>> found["few_found"] < found["many_found"]
    True
    """
    shares = recall([FEW, MANY])
    return {
        "every_pair": EVERY_PAIR,
        "few_words": FEW + 4,
        "few_found": round(shares[FEW]),
        "many_words": MANY + 4,
        "many_found": round(shares[MANY]),
    }
