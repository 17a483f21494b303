"""What blind coders made of the documents, set beside the published coding, unit by unit.

A unit is one claim, position, event or criterion. Blind coders cut texts into claims by
themselves, so a claim of theirs is first matched to a claim of the published coding: within
one paragraph, one to one, the largest shared part of the span first, and only where the spans
share at least half of what they cover together. Positions and events that only one coding has
are kept too, so that their absence can be counted. How far the values agree is computed in
:mod:`analysis.agreement`.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .model import CodedDocument, CodedEvent, Coding
from .tables import Evidence

__all__ = [
    "DOUBTS",
    "FOUND",
    "LEAD",
    "NOTHING",
    "UNITS",
    "VARIABLES",
    "Measure",
    "coded_units",
    "match_spans",
    "shared_units",
    "short_name",
    "table_found",
    "unit_names",
]

LEAD = "published"  # the coding that the book uses
LEAST_OVERLAP = 0.5  # of what two spans cover together, from which they count as one claim
UNITS = ["claims", "positions", "events"]  # what a coder finds and another may miss
FOUND = "found"  # of presence; where a coder found none, the code is NOTHING
NOTHING = "(none)"  # the code of a field left out, such as a claim without a target

Spans = dict[int, list[tuple[int, int, object]]]  # of each paragraph: start, end and label


@dataclass(frozen=True)
class Measure:
    """One coded variable: what its units are and how far apart two of its codes stand."""

    unit: str
    level: str  # nominal: same or not; ordinal: how many steps apart
    label: str = ""  # what a reader sees, where that is more than the name
    presence: bool = (
        False  # whether there is anything to code: FOUND or NOTHING, over all places where it could be
    )


#: The coded variables, in the order of the table.
VARIABLES: dict[str, Measure] = {
    "claims": Measure("paragraph", "interval"),
    "topic": Measure("claim", "nominal"),
    "kind": Measure("claim", "nominal"),
    "speaker": Measure("claim", "nominal"),
    "actor": Measure("claim", "nominal"),
    "target": Measure("claim", "nominal"),
    "stance": Measure("position", "ordinal", "stance, where both found one"),
    "position found": Measure("position", "nominal", presence=True),
    "event type": Measure("event", "nominal", "event type, where both found one"),
    "event found": Measure("claim", "nominal", presence=True),
    "doubt": Measure("criterion", "ordinal"),
}
#: The scale of doubt as numbers, in rising order.
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
    ours, theirs = (
        _by_paragraph((row.paragraph, row.start, row.end, row.Index) for row in table.itertuples())
        for table in (first, second)
    )
    return _match(ours, theirs)


def _match(ours: Spans, theirs: Spans) -> list[tuple[object, object]]:
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


def _placed(found: Mapping[object, Any]) -> Spans:
    """Return start, end and name of each thing found, by paragraph."""
    return _by_paragraph((one.paragraph, one.start, one.end, name) for name, one in found.items())


def _by_paragraph(places: Iterable[tuple[int, int, int, object]]) -> Spans:
    """Return start, end and label of each paragraph's spans."""
    spans: Spans = {}
    for paragraph, start, end, name in places:
        spans.setdefault(paragraph, []).append((start, end, name))
    return spans


def coded_units(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return every coded value, unit by unit, of the published coding and of others.

    Parameters
    ----------
    evidence : Evidence
        As loaded; its coding is called :data:`LEAD`.
    codings : sequence of Coding
        Codings of one round, or of more.

    Returns
    -------
    DataFrame
        One row per value:

        - ``variable``: one of :data:`VARIABLES`;
        - ``source``: id of the document;
        - ``unit``: claim id; source and paragraph; source, actor and issue; first claim and number of
          an event, or its place where the published coding lacks it; or source and criterion. Whether
          there is a position is asked of every actor of a claim or position and every issue, whether
          there is an event of every claim that the coder found;
        - ``coder``: id of the coder;
        - ``value``: code, or number where the level is ordinal or interval;
        - ``cluster``: what is drawn together when units are resampled: the paragraph of a claim or
          event, else the unit itself.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> units = coded_units(evidence, [coding for coding in load_codings(evidence) if coding.round == 1])
    >>> set(units["variable"]) == set(VARIABLES)
    True
    """
    claims, counts, stances, events, ratings = (
        _by_source(table)
        for table in (evidence.claims, evidence.counts, evidence.stances, evidence.events, evidence.rubric)
    )
    rows: list[tuple[str, str, str, str, object, str]] = []
    for source in evidence.sources.index:
        ours = {claim.Index: claim for claim in claims[source]}
        spans, own = _placed(ours), [(name, name) for name in ours]
        places = sorted({row.paragraph for row in counts[source]})
        _add_claims(rows, source, LEAD, ours, ours, own, places)
        positions = {LEAD: {(row.actor, row.issue): row.stance for row in stances[source]}}
        _add_carriers(rows, source, LEAD, ours, own, {event.claims[0] for event in events[source]})
        _add_doubts(rows, source, LEAD, {row.criterion: row.doubt for row in ratings[source]})
        for coding in codings:
            document = next((item for item in coding.documents if item.source == source), None)
            if document is None:
                continue
            theirs = dict(enumerate(document.claims))
            found = _placed(theirs)
            matched = _match(spans, found)
            _add_claims(rows, source, coding.coder, ours, theirs, matched, places)
            positions[coding.coder] = {(row.actor, row.issue): row.stance for row in document.stances}
            _add_carriers(rows, source, coding.coder, ours, matched, _carriers(found, document.events))
            _add_doubts(rows, source, coding.coder, document.rubric)
        actors = {claim.actor for claim in ours.values()}
        _add_stances(rows, source, positions, actors, evidence.codes("issue"))
        _add_events(rows, source, events[source], ours, codings)
    return pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value", "cluster"])


def _by_source(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the rows of each document."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in table.astype(object).itertuples():  # plain objects are passed through far faster
        rows[row.source].append(row)
    return rows


def _add_claims(
    rows: list,
    source: str,
    coder: str,
    ours: Mapping[object, Any],
    theirs: Mapping[object, Any],
    matched: Sequence[tuple[object, object]],
    places: list[int],
) -> None:
    found = Counter(claim.paragraph for claim in theirs.values())
    for place in places:
        unit = f"{source} ¶{place}"
        rows.append(("claims", source, unit, coder, float(found[place]), unit))
    for variable in ("topic", "kind", "speaker", "actor", "target"):
        for one, other in matched:
            value = getattr(theirs[other], variable)
            code = value if isinstance(value, str) else NOTHING
            rows.append((variable, source, str(one), coder, code, f"{source} ¶{ours[one].paragraph}"))


def _add_events(
    rows: list, source: str, published: Sequence[Any], ours: Mapping[object, Any], codings: Sequence[Coding]
) -> None:
    """Add the events of each coding, matched one coding after the other.

    The published events come last and only lend their names, so that what coders share does not
    change when the published coding does. Each of them has the place of its first claim.
    """
    known: list[tuple[int, int, int, str]] = []  # place and name of each event that a coder found first
    coded: list[tuple[str, str, str, int]] = []  # coder, name, type and paragraph of every event
    for coding in codings:
        events = [
            event for document in coding.documents if document.source == source for event in document.events
        ]
        pairs = _match(_by_paragraph(known), _placed(dict(enumerate(events))))
        matched = {place: name for name, place in pairs}
        for place, event in enumerate(events):
            # numbered, since two events may share one run of words
            words = f"{source} ¶{event.paragraph}, {event.start} to {event.end}, {coding.coder} {place}"
            name = str(matched.get(place, words))
            coded.append((coding.coder, name, event.type, event.paragraph))
            if place not in matched:
                known.append((event.paragraph, event.start, event.end, name))
    leading = {f"{event.claims[0]}, event {place}": event for place, event in enumerate(published, start=1)}
    anchors = {name: ours[event.claims[0]] for name, event in leading.items()}
    named = dict(_match(_by_paragraph(known), _placed(anchors)))
    lead = [(LEAD, name, event.type, anchors[name].paragraph) for name, event in leading.items()]
    for coder, name, kind, paragraph in [*lead, *coded]:
        unit, cluster = named.get(name, name), f"{source} ¶{paragraph}"
        rows.append(("event type", source, unit, coder, kind, cluster))


def _add_stances(
    rows: list, source: str, positions: Mapping[str, Mapping], actors: set[str], issues: Sequence[str]
) -> None:
    """Add the positions of each coding, and for every actor and issue whether there is one."""
    asked = {(actor, issue) for actor in actors for issue in issues}
    places = sorted(asked.union(*positions.values()))
    for coder, found in positions.items():
        for actor, issue in places:
            unit = f"{source}, {actor}, {issue}"
            if (actor, issue) in found:
                rows.append(("stance", source, unit, coder, float(found[actor, issue]), unit))
            present = FOUND if (actor, issue) in found else NOTHING
            rows.append(("position found", source, unit, coder, present, unit))


def _carriers(spans: Spans, events: Iterable[CodedEvent]) -> set[object]:
    """Return the claims that carry an event: of each event the one that shares most of its words."""
    found = set()
    for event in events:
        near = spans.get(event.paragraph, [])
        shared = [min(end, event.end) - max(start, event.start) for start, end, _ in near]
        if shared and max(shared) > 0:
            found.add(near[shared.index(max(shared))][2])
    return found


def _add_carriers(
    rows: list,
    source: str,
    coder: str,
    ours: Mapping[object, Any],
    matched: Sequence[tuple[object, object]],
    carriers: set[object],
) -> None:
    """Add for every claim that a coder found whether it carries an event."""
    for one, other in matched:
        present = FOUND if other in carriers else NOTHING
        cluster = f"{source} ¶{ours[one].paragraph}"
        rows.append(("event found", source, str(one), coder, present, cluster))


def _add_doubts(rows: list, source: str, coder: str, rubric: dict[str, str]) -> None:
    """Add the ratings on the scale; no-basis stands outside it and is no value."""
    for criterion, doubt in rubric.items():
        if doubt in DOUBTS:
            unit = f"{source}, {criterion}"
            rows.append(("doubt", source, unit, coder, DOUBTS[doubt], unit))


def short_name(coding: Coding) -> str:
    """Return the name of a coder within its round.

    Parameters
    ----------
    coding : Coding
        As loaded.

    Returns
    -------
    str
        Such as ``coder a`` or ``lead``.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> [short_name(coding) for coding in load_codings(load()) if coding.round == 1]
    ['coder a', 'coder b', 'lead']
    """
    return coding.coder.removeprefix(f"round-{coding.round}-").replace("-", " ")


def table_found(codings: Sequence[Coding]) -> pd.DataFrame:
    """Return how many claims, positions and events each coder found, and how many two of them share.

    Parameters
    ----------
    codings : sequence of Coding
        Those of the lead included; coders are compared within their round.

    Returns
    -------
    DataFrame
        One row per round, kind of unit and pair of coders, the lead's pairs first:

        - ``round``; ``unit``: ``claims``, ``positions`` or ``events``;
        - ``first``, ``second``: the two coders;
        - ``found_first``, ``found_second``: how many each of them found in all documents;
        - ``matched``: how many match, claims and events by place, positions by actor and issue;
        - ``of_first``, ``of_second``: percent of those found that match;
        - ``f1``: twice the matches over all that the two found, from 0 to 1.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> table = table_found(load_codings(load()))
    >>> bool(table["f1"].between(0, 1).all())
    True
    """
    rows = []
    for number in sorted({coding.round for coding in codings}):
        own = sorted((coding for coding in codings if coding.round == number), key=lambda one: one.blind)
        for unit in UNITS:
            for first, second in itertools.combinations(own, 2):
                theirs = {document.source: document for document in second.documents}
                pairs = [(ours, theirs[ours.source]) for ours in first.documents if ours.source in theirs]
                one, other = (
                    sum(len(unit_names(item, unit)) for item in side) for side in zip(*pairs, strict=True)
                )
                matched = sum(len(shared_units(*pair, unit)) for pair in pairs)
                rows.append(
                    {
                        "round": number,
                        "unit": unit,
                        "first": short_name(first),
                        "second": short_name(second),
                        "found_first": one,
                        "found_second": other,
                        "matched": matched,
                        "of_first": 100 * matched / one if one else float("nan"),
                        "of_second": 100 * matched / other if other else float("nan"),
                        "f1": 2 * matched / (one + other) if one + other else float("nan"),
                    }
                )
    return pd.DataFrame(rows)


def unit_names(document: CodedDocument, unit: str) -> list[object]:
    """Return the names of what a coder found in a document.

    Parameters
    ----------
    document : CodedDocument
        Of one coding.
    unit : str
        One of :data:`UNITS`.

    Returns
    -------
    list
        Actor and issue of each position; for claims and events their places in the list.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> document = load_codings(load())[0].documents[0]
    >>> len(unit_names(document, "events")) == len(document.events)
    True
    """
    if unit == "positions":
        return [(row.actor, row.issue) for row in document.stances]
    return list(range(len(getattr(document, unit))))


def shared_units(first: CodedDocument, second: CodedDocument, unit: str) -> list[tuple[object, object]]:
    """Return what two coders both found in a document.

    Parameters
    ----------
    first, second : CodedDocument
        The same document in two codings.
    unit : str
        One of :data:`UNITS`; positions match by actor and issue, the others by place.

    Returns
    -------
    list of (name, name)
        As from :func:`unit_names`.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> document = load_codings(load())[0].documents[0]
    >>> len(shared_units(document, document, "claims")) == len(document.claims)
    True
    """
    if unit == "positions":
        theirs = set(unit_names(second, unit))
        return [(name, name) for name in unit_names(first, unit) if name in theirs]
    ours, theirs = (_placed(dict(enumerate(getattr(document, unit)))) for document in (first, second))
    return _match(ours, theirs)
