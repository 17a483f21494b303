"""What blind coders made of the documents, set beside the published coding, unit by unit.

A unit is one claim, position, event or criterion. Blind coders cut texts into claims by
themselves, so a claim of theirs is first matched to a claim of the published coding: within
one paragraph, one to one, the largest shared part of the span first, and only where the spans
share at least half of what they cover together. How far the values agree is computed in
:mod:`analysis.agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .model import Coding
from .tables import Evidence

__all__ = [
    "LEAD",
    "NOTHING",
    "VARIABLES",
    "Measure",
    "coded_units",
    "match_spans",
    "table_found",
]

LEAD = "published"  # the coding that the book uses
LEAST_OVERLAP = 0.5  # of what two spans cover together, from which they count as one claim
NOTHING = "(none)"  # the code of a field left out, such as a claim without a target


@dataclass(frozen=True)
class Measure:
    """One coded variable: what its units are and how far apart two of its codes stand."""

    unit: str
    level: str  # nominal: same or not; ordinal: how many steps apart


#: The coded variables, in the order of the table.
VARIABLES: dict[str, Measure] = {
    "claims": Measure("paragraph", "interval"),
    "topic": Measure("claim", "nominal"),
    "kind": Measure("claim", "nominal"),
    "speaker": Measure("claim", "nominal"),
    "actor": Measure("claim", "nominal"),
    "target": Measure("claim", "nominal"),
    "stance": Measure("position", "ordinal"),
    "event type": Measure("event", "nominal"),
    "doubt": Measure("criterion", "ordinal"),
}
DOUBTS = {
    name: float(place) for place, name in enumerate(["none", "minor", "some", "significant", "lacking"])
}


def match_spans(first: pd.DataFrame, second: pd.DataFrame) -> list[tuple[object, object]]:
    """Match the spans of two codings one to one.

    Parameters
    ----------
    first, second : DataFrame
        Any index; columns ``paragraph``, ``start`` and ``end`` (code points, end excluded).

    Returns
    -------
    list of (label, label)
        Index labels of the two, best match first.

    Examples
    --------
    >>> ours = pd.DataFrame({"paragraph": [1, 1], "start": [0, 10], "end": [10, 20]}, index=["a", "b"])
    >>> theirs = pd.DataFrame({"paragraph": [1], "start": [9], "end": [20]}, index=["x"])
    >>> match_spans(ours, theirs)
    [('b', 'x')]
    """
    ours, theirs = _spans(first), _spans(second)
    pairs = []
    for paragraph, spans in ours.items():
        for start, end, name in spans:
            for other_start, other_end, other in theirs.get(paragraph, []):
                shared = min(end, other_end) - max(start, other_start)
                covered = max(end, other_end) - min(start, other_start)
                if shared >= LEAST_OVERLAP * covered:
                    pairs.append((-shared / covered, start, other_start, name, other))
    matched, taken, used = [], set(), set()
    for *_, one, other in sorted(pairs, key=lambda pair: pair[:3]):
        if one not in taken and other not in used:
            taken.add(one)
            used.add(other)
            matched.append((one, other))
    return matched


def _spans(table: pd.DataFrame) -> dict[int, list[tuple[int, int, object]]]:
    """Return start, end and label of each row, by paragraph."""
    spans: dict[int, list[tuple[int, int, object]]] = {}
    columns = (table["paragraph"], table["start"], table["end"], table.index)
    for paragraph, start, end, name in zip(*columns, strict=True):
        spans.setdefault(paragraph, []).append((start, end, name))
    return spans


def coded_units(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return every coded value, unit by unit, of the published coding and of blind ones.

    Parameters
    ----------
    evidence : Evidence
        As loaded; its coding is called :data:`LEAD`.
    codings : sequence of Coding
        Blind codings of one round.

    Returns
    -------
    DataFrame
        One row per value:

        - ``variable``: one of :data:`VARIABLES`;
        - ``source``: id of the document;
        - ``unit``: claim id; source and paragraph; source, actor and issue; first claim and number of
          an event; or source and criterion;
        - ``coder``: id of the coder;
        - ``value``: code, or number where the level is ordinal or interval.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> units = coded_units(evidence, [coding for coding in load_codings(evidence) if coding.round == 1])
    >>> set(units["variable"]) == set(VARIABLES)
    True
    """
    rows: list[tuple[str, str, str, str, object]] = []
    for source in evidence.sources.index:
        ours = evidence.claims[evidence.claims["source"] == source]
        places = sorted(set(evidence.counts.loc[evidence.counts["source"] == source, "paragraph"]))
        _add_claims(rows, source, LEAD, ours, ours, places)
        anchors = _event_anchors(evidence, source)
        rows += [("event type", source, row.unit, LEAD, row.type) for row in anchors.itertuples()]
        stances = evidence.stances[evidence.stances["source"] == source]
        rows += [
            ("stance", source, f"{source}, {row.actor}, {row.issue}", LEAD, float(row.stance))
            for row in stances.itertuples()
        ]
        rubric = evidence.rubric[evidence.rubric["source"] == source]
        rows += _doubts(source, LEAD, dict(zip(rubric["criterion"], rubric["doubt"], strict=True)))
        for coding in codings:
            document = next((item for item in coding.documents if item.source == source), None)
            if document is None:
                continue
            theirs = pd.DataFrame([claim.model_dump() for claim in document.claims])
            _add_claims(rows, source, coding.coder, ours, theirs, places)
            events = pd.DataFrame([event.model_dump() for event in document.events])
            if len(events) and len(anchors):
                rows += [
                    ("event type", source, anchors.at[one, "unit"], coding.coder, events.at[other, "type"])
                    for one, other in match_spans(anchors, events)
                ]
            rows += [
                ("stance", source, f"{source}, {row.actor}, {row.issue}", coding.coder, float(row.stance))
                for row in document.stances
            ]
            rows += _doubts(source, coding.coder, document.rubric)
    return pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])


def _add_claims(
    rows: list, source: str, coder: str, ours: pd.DataFrame, theirs: pd.DataFrame, places: list[int]
) -> None:
    found = theirs["paragraph"].value_counts()
    rows += [("claims", source, f"{source} ¶{place}", coder, float(found.get(place, 0))) for place in places]
    matched = [(name, name) for name in ours.index] if coder == LEAD else match_spans(ours, theirs)
    for variable in ("topic", "kind", "speaker", "actor", "target"):
        values = theirs[variable].to_dict() if variable in theirs else {}
        for one, other in matched:
            value = values.get(other)
            rows.append((variable, source, str(one), coder, value if isinstance(value, str) else NOTHING))


def _event_anchors(evidence: Evidence, source: str) -> pd.DataFrame:
    """Give each published event the place of its first claim."""
    events = evidence.events[evidence.events["source"] == source]
    first = evidence.claims.loc[[claims[0] for claims in events["claims"]]]
    table = first[["paragraph", "start", "end"]].reset_index(names="claim")
    table["type"] = events["type"].to_numpy()
    table["unit"] = [f"{claim}, event {place}" for place, claim in enumerate(table["claim"], start=1)]
    return table


def _doubts(source: str, coder: str, rubric: dict[str, str]) -> list[tuple[str, str, str, str, object]]:
    """Return the ratings on the scale; no-basis stands outside it and is no value."""
    return [
        ("doubt", source, f"{source}, {criterion}", coder, DOUBTS[doubt])
        for criterion, doubt in rubric.items()
        if doubt in DOUBTS
    ]


def table_found(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return how many claims each blind coder found, and how many of them match.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        Blind codings.

    Returns
    -------
    DataFrame
        One row per coding:

        - ``coder``, ``round``: who and when;
        - ``claims``: claims found in all documents;
        - ``matched``: those that match a published claim;
        - ``of_theirs``, ``of_ours``: percent of the coder's and of the published claims that match;
        - ``stances``, ``events``: positions and events found.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> table = table_found(evidence, load_codings(evidence))
    >>> bool((table["matched"] <= table["claims"]).all())
    True
    """
    rows = []
    for coding in codings:
        claims = matched = 0
        for document in coding.documents:
            theirs = pd.DataFrame([claim.model_dump() for claim in document.claims])
            ours = evidence.claims[evidence.claims["source"] == document.source]
            claims += len(theirs)
            matched += len(match_spans(ours, theirs))
        rows.append(
            {
                "coder": coding.coder,
                "round": coding.round,
                "claims": claims,
                "matched": matched,
                "of_theirs": 100 * matched / claims,
                "of_ours": 100 * matched / len(evidence.claims),
                "stances": sum(len(document.stances) for document in coding.documents),
                "events": sum(len(document.events) for document in coding.documents),
            }
        )
    return pd.DataFrame(rows)
