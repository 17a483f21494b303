"""The rules by which grades and ceilings follow from codes, as the code that applies them holds them."""

from __future__ import annotations

import pandas as pd

from .. import confidence, credibility, rubric

__all__ = [
    "table_confidence_grid",
    "table_confidence_rule",
    "table_reliability_rule",
    "table_rule",
]


def table_rule() -> pd.DataFrame:
    """Return the rule for item credibility; the first match wins.

    Returns
    -------
    DataFrame
        One row per condition, in the order in which they are tried:

        - ``order``: from 1;
        - ``condition``: in words;
        - ``grade``: credibility after AJP-2.1, ``"1"`` to ``"6"`` (6: cannot be judged).

    Examples
    --------
    >>> table_rule()["grade"].iloc[0]
    '5'
    """
    return pd.DataFrame(
        [
            {"order": order, "condition": condition, "grade": grade}
            for order, (grade, condition) in enumerate(credibility.RULE, start=1)
        ]
    )


def table_reliability_rule() -> pd.DataFrame:
    """Return the rule for source reliability; the median first, then its caps.

    Returns
    -------
    DataFrame
        One row per condition: ``order`` (from 1), ``condition`` (in words), ``grade`` (after AJP-2.1).

    Examples
    --------
    >>> table_reliability_rule()["grade"].tolist()
    ['F', 'A to E', 'at best D', 'at best C']
    """
    return pd.DataFrame(
        [
            {"order": order, "condition": condition, "grade": grade}
            for order, (grade, condition) in enumerate(rubric.RULE, start=1)
        ]
    )


def table_confidence_rule() -> pd.DataFrame:
    """Return how evidence and agreement of a judgement are measured; the first match in each part wins.

    Returns
    -------
    DataFrame
        One row per degree: ``part`` (evidence or agreement), ``degree``, ``condition`` (in words).

    Examples
    --------
    >>> table_confidence_rule()["part"].unique().tolist()
    ['evidence', 'agreement']
    """
    return pd.DataFrame(confidence.RULE, columns=["part", "degree", "condition"])


def table_confidence_grid() -> pd.DataFrame:
    """Return the highest confidence that a judgement may claim, after the grid of the IPCC.

    Returns
    -------
    DataFrame
        One row per degree of evidence, from robust to limited: ``evidence`` and one column per degree
        of agreement, ``high``, ``medium`` and ``low``.

    Examples
    --------
    >>> table_confidence_grid().iloc[0].tolist()
    ['robust', 'high', 'moderate', 'low']
    """
    strengths = list(dict.fromkeys(strength for strength, _ in confidence.GRID))
    degrees = list(dict.fromkeys(degree for _, degree in confidence.GRID))
    rows = [
        {"evidence": strength} | {degree: confidence.GRID[strength, degree] for degree in degrees}
        for strength in strengths
    ]
    return pd.DataFrame(rows)
