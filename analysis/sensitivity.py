"""Whether each key judgement survives when part of its evidence is taken away.

The seventh step of the analysis of competing hypotheses asks how a conclusion depends on a
few items. Here the items are whole sources: each document in turn, all documents graded
below C, all claims that the record contradicts, the institution of the record on which a
judgement leans most, and the whole record. What is left decides by the rule of
:mod:`analysis.confidence` how confident one could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .confidence import Ceiling, ceiling, pages_of
from .model import Judgement
from .tables import Evidence

__all__ = ["OUTCOMES", "Scenario", "scenarios", "sentence", "table_sensitivity"]

#: From the best to the worst outcome: what it means.
OUTCOMES: dict[str, str] = {
    "untouched": "nothing of its evidence was left out",
    "stands": "the evidence left allows the confidence that is claimed",
    "weakens": "the evidence left allows less confidence than is claimed",
    "falls": "no credible claim is left to rest on",
}
ORDER = {"none": 0, "low": 1, "moderate": 2, "high": 3}


@dataclass(frozen=True)
class Scenario:
    """What is taken away in one trial.

    Parameters
    ----------
    name : str
        What is left out, such as ``El País``.
    claims : frozenset of str
        Claims left out, for and against.
    main_institution : bool
        Whether the pages of the institution on whose pages the judgement leans most are left out.
    record : bool
        False where the whole public record is left out.
    """

    name: str
    claims: frozenset[str] = frozenset()
    main_institution: bool = False
    record: bool = True


def scenarios(evidence: Evidence) -> list[Scenario]:
    """Return the trials.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    list of Scenario
        Each document, poor sources, contradicted claims, the main institution, the record.

    Examples
    --------
    >>> from analysis import load
    >>> [scenario.name for scenario in scenarios(load())][:2]
    ['El País', 'AsiaNews']
    """
    claims, sources = evidence.claims, evidence.sources

    def of(names: Sequence[str]) -> frozenset[str]:
        return frozenset(claims.index[claims["source"].isin(names)])

    poor = sources.index[sources["reliability"].isin(["D", "E"])]
    wrong = frozenset(claims.index[claims["verdict"] == "contradicted"])
    return [
        *(Scenario(row.label, of([row.Index])) for row in sources.itertuples()),
        Scenario("sources below C", of(poor)),
        Scenario("contradicted claims", wrong),
        Scenario("its main institution", main_institution=True),
        Scenario("the public record", record=False),
    ]


def table_sensitivity(evidence: Evidence, judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Return how each judgement fares in each trial.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        As loaded.

    Returns
    -------
    DataFrame
        One row per judgement and trial:

        - ``judgement``: id; ``title``; ``claimed``: its confidence;
        - ``scenario``: name of what is left out; ``institution``: which one, where it is the main one;
        - ``removed``: how many claims and pages of the judgement that took away;
        - ``ceiling``: the highest confidence that what is left allows, never more than all evidence
          allows, and ``none`` where no credible claim is left;
        - ``outcome``: one of :data:`OUTCOMES`;
        - ``claims``, ``documents``, ``witnesses``, ``against``, ``institutions``: counts of what is left.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> judgements = load_judgements(evidence)
    >>> table = table_sensitivity(evidence, judgements)
    >>> len(table) == len(judgements) * len(scenarios(evidence))
    True
    """
    trials = scenarios(evidence)
    rows = []
    for judgement in judgements:
        full, pages = ceiling(judgement, evidence), pages_of(judgement, evidence)
        rows += [_row(judgement, trial, evidence, full, pages) for trial in trials]
    return pd.DataFrame(rows)


def _row(
    judgement: Judgement, trial: Scenario, evidence: Evidence, full: Ceiling, pages: set[str]
) -> dict[str, object]:
    """Try one judgement; `full` is what all its evidence allows, `pages` are its pages of the record."""
    own = {*judgement.evidence_for, *judgement.evidence_errors, *judgement.evidence_against}
    institution = ""
    gone: set[str] = set() if trial.record else pages
    if trial.main_institution and pages:
        behind = evidence.references.loc[sorted(pages), "institution"]
        institution = behind.value_counts(sort=False).sort_values(ascending=False, kind="stable").index[0]
        gone = set(behind.index[behind == institution])
    left = ceiling(
        judgement,
        evidence,
        without=trial.claims,
        without_pages=gone if trial.record else (),
        record=trial.record,
    )
    allowed = min(left.confidence, full.confidence, key=ORDER.__getitem__)
    removed = len(own & trial.claims) + len(gone)
    if not removed:
        outcome = "untouched"
    elif allowed == "none":
        outcome = "falls"
    else:
        outcome = "weakens" if ORDER[allowed] < ORDER[judgement.confidence] else "stands"
    return {
        "judgement": judgement.id,
        "title": judgement.title,
        "claimed": judgement.confidence,
        "scenario": trial.name,
        "institution": institution,
        "removed": removed,
        "ceiling": allowed,
        "outcome": outcome,
        "claims": left.claims,
        "documents": left.documents,
        "witnesses": left.witnesses,
        "against": left.against,
        "institutions": left.institutions,
    }


def sentence(table: pd.DataFrame, judgement: str) -> str:
    """Say in one or two sentences on what a judgement depends.

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

    Raises
    ------
    KeyError
        Where the table has no such judgement.

    Examples
    --------
    >>> table = pd.DataFrame({"judgement": ["j"] * 2, "scenario": ["A", "B"], "institution": [""] * 2,
    ...                       "ceiling": ["low"] * 2, "outcome": ["weakens"] * 2, "claimed": ["high"] * 2})
    >>> sentence(table, "j")
    'Without any one of these its confidence would be low at most: A, B.'
    """
    rows = table[table["judgement"] == judgement]
    if rows.empty:
        raise KeyError(f"no judgement {judgement!r} in the table")
    said = []
    falls = rows[rows["outcome"] == "falls"]
    if len(falls):
        said.append(f"Without {_any_of(falls)} no credible claim of the documents is left to support it.")
    for level, group in rows[rows["outcome"] == "weakens"].groupby("ceiling", sort=False):
        names = _names(group)
        if len(names) == 1:
            said.append(f"Without {names[0]} its confidence would be {level} at most.")
        else:
            without = f"Without any one of these its confidence would be {level} at most"
            said.append(f"{without}: {', '.join(names)}.")
    if not said and (rows["claimed"] == "low").all():
        return "Its confidence is the lowest there is already; no trial takes all its support away."
    if not said:
        return "No trial leaves less confidence than is claimed."
    rest = rows["outcome"].isin(["stands", "untouched"]).any()
    return " ".join(said) + (" Every other trial leaves the confidence that is claimed." if rest else "")


def _any_of(rows: pd.DataFrame) -> str:
    names = _names(rows)
    return names[0] if len(names) == 1 else " or without ".join(names)


def _names(rows: pd.DataFrame) -> list[str]:
    return [
        f"{row.scenario} ({row.institution})" if row.institution else row.scenario
        for row in rows.itertuples()
    ]
