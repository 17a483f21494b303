"""Whether each key judgement survives when part of its evidence is taken away.

The seventh step of the analysis of competing hypotheses asks how a conclusion depends on a
few items. Here the items are whole sources: each document in turn, all documents graded
below C, all claims that the record contradicts, and, the other way round, the public record.
What is left decides by the rule of :mod:`analysis.confidence` how confident one could be.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .confidence import ceiling
from .model import Judgement
from .tables import Evidence

__all__ = ["OUTCOMES", "scenarios", "sentence", "table_sensitivity"]

#: From the best to the worst outcome: what it means.
OUTCOMES: dict[str, str] = {
    "stands": "the evidence left allows the confidence that is claimed",
    "weakens": "the evidence left allows less confidence than is claimed",
    "falls": "nothing credible is left to rest on",
}
ORDER = {"none": 0, "low": 1, "moderate": 2, "high": 3}
DOCUMENTS_ALONE = "without the public record"


def scenarios(evidence: Evidence) -> dict[str, set[str]]:
    """Return what is taken away.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to set of str
        Name of the scenario to the ids of the claims that are left out; the last one leaves out no
        claim, but the record.

    Examples
    --------
    >>> from analysis import load
    >>> list(scenarios(load()))[:2]
    ['without El País', 'without AsiaNews']
    """
    claims, sources = evidence.claims, evidence.sources
    found = {
        f"without {row.label}": set(claims.index[claims["source"] == row.Index])
        for row in sources.itertuples()
    }
    poor = sources.index[sources["reliability"].isin(["D", "E"])]
    found["without sources below C"] = set(claims.index[claims["source"].isin(poor)])
    found["without contradicted claims"] = set(claims.index[claims["verdict"] == "contradicted"])
    found[DOCUMENTS_ALONE] = set()
    return found


def table_sensitivity(evidence: Evidence, judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Return how each judgement fares in each scenario.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        As loaded.

    Returns
    -------
    DataFrame
        One row per judgement and scenario:

        - ``judgement``: id; ``title``; ``claimed``: its confidence;
        - ``scenario``: as from :func:`scenarios`;
        - ``ceiling``: the highest confidence that what is left allows, ``none`` where nothing is;
        - ``outcome``: one of :data:`OUTCOMES`;
        - ``claims``, ``documents``, ``voices``: how many are left in support.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> judgements = load_judgements(evidence)
    >>> table = table_sensitivity(evidence, judgements)
    >>> len(table) == len(judgements) * len(scenarios(evidence))
    True
    """
    rows = []
    for judgement in judgements:
        for scenario, without in scenarios(evidence).items():
            left = ceiling(judgement, evidence, without=without, record=scenario != DOCUMENTS_ALONE)
            if left.confidence == "none":
                outcome = "falls"
            elif ORDER[left.confidence] < ORDER[judgement.confidence]:
                outcome = "weakens"
            else:
                outcome = "stands"
            rows.append(
                {
                    "judgement": judgement.id,
                    "title": judgement.title,
                    "claimed": judgement.confidence,
                    "scenario": scenario,
                    "ceiling": left.confidence,
                    "outcome": outcome,
                    "claims": left.claims,
                    "documents": left.documents,
                    "voices": left.voices,
                }
            )
    return pd.DataFrame(rows)


def sentence(table: pd.DataFrame, judgement: str) -> str:
    """Say in one sentence on what a judgement depends.

    Parameters
    ----------
    table : DataFrame
        As from :func:`table_sensitivity`.
    judgement : str
        Its id.

    Returns
    -------
    str
        For the place where the judgement stands.

    Examples
    --------
    >>> table = pd.DataFrame({"judgement": ["j"] * 2, "scenario": ["without A", "without B"],
    ...                       "ceiling": ["high", "low"], "outcome": ["stands", "weakens"]})
    >>> sentence(table, "j")
    'Weaker without B (at most low confidence); stands in every other trial.'
    """
    rows = table[table["judgement"] == judgement]
    parts = []
    for outcome, verb in (("falls", "Falls"), ("weakens", "Weaker")):
        hit = rows[rows["outcome"] == outcome]
        for level, group in hit.groupby("ceiling", sort=False):
            names = " and ".join(group["scenario"])
            more = f" (at most {level} confidence)" if outcome == "weakens" else ""
            parts.append(f"{verb if not parts else verb.lower()} {names}{more}")
    if not parts:
        return "Stands in every trial, whichever source is left out."
    rest = "" if len(rows) == (rows["outcome"] != "stands").sum() else "; stands in every other trial"
    return "; ".join(parts) + rest + "."
