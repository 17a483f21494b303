"""Accessibility: what the pages must let every reader do, and how each was tried, as a table to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from .model import Requirement
from .prose import spell

__all__ = ["numbers", "table_accessibility"]

#: How a table says what the proof is.
PROOFS = {"test": "by a test", "by hand": "by hand", "not tested": "not tested"}


def table_accessibility(requirements: Sequence[Requirement], proof: str) -> pd.DataFrame:
    """Return the requirements of one kind of proof.

    Parameters
    ----------
    requirements : sequence of Requirement
        As from :func:`analysis.load_accessibility`.
    proof : str
        ``test``, ``by hand`` or ``not tested``.

    Returns
    -------
    DataFrame
        One row per requirement, in the order of the file:

        - ``must``: what must hold; ``criteria``: the criteria of WCAG 2.2 that ask for it, as text;
        - ``how``: how it was tried, or why it was not;
        - ``tests``: file and name of each test, the words of a name set apart; only of the kind ``test``;
        - ``found``: what holds and what does not; only of the kind ``by hand``;
        - ``seen``: the day of the look; only of the kind ``by hand``.

    Raises
    ------
    ValueError
        Where there is no such kind of proof.

    Examples
    --------
    >>> from analysis import load_accessibility
    >>> table_accessibility(load_accessibility(), "test").columns.tolist()
    ['must', 'criteria', 'how', 'tests']
    """
    if proof not in PROOFS:
        raise ValueError(f"no proof '{proof}'; allowed: {', '.join(PROOFS)}")
    own = {"test": ["tests"], "by hand": ["found", "seen"], "not tested": []}[proof]
    rows = [
        {
            "must": one.must,
            "criteria": ", ".join(one.criteria),
            "how": one.how,
            "tests": "; ".join(
                f"{test.file}: {test.check.removeprefix('test_').replace('_', ' ')}" for test in one.tests
            ),
            "found": one.found,
            "seen": one.seen,
        }
        for one in requirements
        if one.proof == proof
    ]
    return pd.DataFrame(rows, columns=["must", "criteria", "how", *own])


def numbers(requirements: Sequence[Requirement]) -> dict[str, str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    requirements : sequence of Requirement
        As from :func:`analysis.load_accessibility`.

    Returns
    -------
    dict of str to str
        - ``requirements``: how many there are; ``by_test``, ``by_hand``, ``untried``: how many of each proof,
          in words;
        - ``looked``: the latest day of a look by hand.

    Examples
    --------
    >>> from analysis import load_accessibility
    >>> sorted(numbers(load_accessibility()))
    ['by_hand', 'by_test', 'looked', 'requirements', 'untried']
    """
    kinds = Counter(one.proof for one in requirements)
    return {
        "requirements": spell(len(requirements)),
        "by_test": spell(kinds["test"]),
        "by_hand": spell(kinds["by hand"]),
        "untried": spell(kinds["not tested"]),
        "looked": max((one.seen for one in requirements if one.seen), default="never"),
    }
