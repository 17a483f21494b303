"""The evidence cut by document, for what is made of one document after another."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from .remedies import source_of
from .tables import Evidence

__all__ = ["by_source"]


def by_source(evidence: Evidence) -> dict[str, Evidence]:
    """Cut claims, checks and corrections by document.

    To look for the claims of one document in the whole table, and that for each of thousands, takes a time
    that grows with the square of the documents.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to Evidence
        Document to the evidence whose ``claims``, ``checks`` and ``corrections`` are those of this document
        alone, in their order; all other tables are whole.

    Examples
    --------
    >>> from analysis import load
    >>> set(by_source(load())["elpais"].claims["source"])
    {'elpais'}
    """
    claims = _groups(evidence.claims, evidence.claims["source"])
    checks = _groups(evidence.checks, evidence.checks["claim"].map(source_of))
    corrections = _groups(evidence.corrections, evidence.corrections["source"])
    return {
        source: replace(
            evidence,
            claims=claims.get(source, evidence.claims.iloc[:0]),
            checks=checks.get(source, evidence.checks.iloc[:0]),
            corrections=corrections.get(source, evidence.corrections.iloc[:0]),
        )
        for source in evidence.sources.index
    }


def _groups(table: pd.DataFrame, sources: pd.Series) -> dict[str, pd.DataFrame]:
    return {str(source): rows for source, rows in table.groupby(sources.to_numpy(), sort=False)}
