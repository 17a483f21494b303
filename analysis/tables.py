"""The tables: typed records as pandas data frames, with what can be derived from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .credibility import grade
from .model import Codebook, Reference
from .reading import Records

__all__ = ["PARTNERS", "Evidence", "first_day", "last_day", "make_tables"]

#: The Asia-Pacific Four, in the order of the report.
PARTNERS = ["Japan", "South Korea", "Australia", "New Zealand"]


@dataclass(frozen=True)
class Evidence:
    """The evidence as tables. Missing values are None or NaN; dates are ISO text.

    Attributes
    ----------
    sources : DataFrame
        Index ``source``, one row per document: ``document``, ``label``, ``title``, ``outlet``,
        ``byline``, ``language``, ``original_language``, ``published_earliest``,
        ``published_latest``, ``date_reason``, ``kind``, ``url``, ``sha256``, ``reliability``
        (A to F), ``reliability_reason``, ``transmission``, ``upstream`` (list).
    claims : DataFrame
        Index ``claim``: ``source``, ``paragraph``, ``start``, ``end``, ``digest``,
        ``statement``, ``speaker``, ``actor``, ``target``, ``topic``, ``kind``, ``date``,
        ``value``, ``unit``, ``areas`` (list), ``verdict``, ``credibility`` (1 to 6),
        ``corroborated`` (whether that grade rests on what other documents say).
    stances : DataFrame
        ``source``, ``actor``, ``issue``, ``stance`` (-2 to 2), ``claims`` (list), ``basis``,
        ``contradicted`` (True where every claim behind it is contradicted by the record).
    events : DataFrame
        ``source``, ``claims`` (list), ``date``, ``actor``, ``target``, ``type`` and ``mode``
        (PLOVER), ``quad``, ``intensity`` (PLOVER cooperation score, -10 to 10), ``summary``,
        ``contradicted``.
    checks : DataFrame
        ``claim``, ``verdict``, ``finding``, ``references`` (list).
    timeline : DataFrame
        ``date``, ``event``, ``actors`` (list), ``kind``, ``level``, ``references`` (list), ``note``,
        ``thread``, ``number`` (of a patrol).
    corroboration : DataFrame
        ``point``, ``relation``, ``claims`` (list), ``independent``, ``reason``.
    wording : DataFrame
        ``source``, ``paragraph``, ``start``, ``end``, ``digest``, ``phrase``, ``direction``, ``voice``.
    chains : DataFrame
        ``source``, ``order``, ``step``, ``who``, ``what``, ``basis``: each document's way to us.
    counts : DataFrame
        ``source``, ``paragraph``, ``tokens``, ``lexicon`` (dict), ``shingles`` (list of 64-bit hashes).
    references : DataFrame
        Index ``key``: ``author``, ``title``, ``publisher``, ``date``, ``url``, ``seen``, ``primary``,
        ``label`` (author, year and a letter where needed, as citations print it).
    codebook : Codebook
        The codes, with definitions.
    """

    sources: pd.DataFrame
    claims: pd.DataFrame
    stances: pd.DataFrame
    events: pd.DataFrame
    checks: pd.DataFrame
    timeline: pd.DataFrame
    corroboration: pd.DataFrame
    wording: pd.DataFrame
    chains: pd.DataFrame
    counts: pd.DataFrame
    references: pd.DataFrame
    codebook: Codebook
    _furniture: Mapping[str, frozenset[int]]

    def furniture(self, source: str) -> set[int]:
        """Return the paragraphs of a document that are not article text.

        Parameters
        ----------
        source : str
            Id of the document.

        Returns
        -------
        set of int
            Their numbers, from 1.

        Raises
        ------
        KeyError
            Where the document is unknown.

        Examples
        --------
        >>> from analysis import load
        >>> evidence = load()
        >>> elpais = evidence.claims[evidence.claims["source"] == "elpais"]
        >>> evidence.furniture("elpais") & set(elpais["paragraph"])
        set()
        """
        return set(self._furniture[source])

    def codes(self, variable: str) -> list[str]:
        """Return the codes of a variable.

        Parameters
        ----------
        variable : str
            Name of the variable, such as ``topic``.

        Returns
        -------
        list of str
            In the order of the codebook.

        Raises
        ------
        KeyError
            Where the codebook has no such variable.

        Examples
        --------
        >>> from analysis import load
        >>> load().codes("stance")
        ['-2', '-1', '0', '1', '2']
        """
        return list(self.codebook.variables[variable].codes)


def first_day(date: str) -> pd.Timestamp:
    """Return the first moment of an ISO day, month or year.

    Parameters
    ----------
    date : str
        Such as ``2023-07-12``, ``2023-07`` or ``2023``.

    Returns
    -------
    Timestamp
        The first day, at midnight.

    Raises
    ------
    ValueError
        Where the text is no date.

    Examples
    --------
    >>> first_day("2023").date().isoformat()
    '2023-01-01'
    """
    return pd.Period(date).start_time


def last_day(date: str) -> pd.Timestamp:
    """Return the last day of an ISO day, month or year, at midnight.

    Parameters
    ----------
    date : str
        Such as ``2023-07-12``, ``2023-07`` or ``2023``.

    Returns
    -------
    Timestamp
        The last day, at midnight.

    Raises
    ------
    ValueError
        Where the text is no date.

    Examples
    --------
    >>> last_day("2023-02").date().isoformat()
    '2023-02-28'
    """
    return pd.Period(date).end_time.normalize()


def make_tables(records: Records) -> Evidence:
    """Turn checked records into tables; every table has its columns also where it has no row.

    Parameters
    ----------
    records : Records
        As from :func:`analysis.reading.read_seeds`, after
        :func:`analysis.consistency.check_records`.

    Returns
    -------
    Evidence
        The tables. Quad and intensity of events (PLOVER), credibility of claims (AJP-2.1), verdicts,
        labels and ``contradicted`` are derived here.

    Raises
    ------
    KeyError
        Where the type or the mode of an event is not in the codebook.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.problems import Problems
    >>> from analysis.reading import read_seeds
    >>> evidence = make_tables(read_seeds(SEEDS, Problems()))
    >>> evidence.claims.index.is_unique, evidence.sources.index[0]
    (True, 'elpais')
    """
    claims = _claims(records)
    contradicted = set(claims.index[claims["verdict"] == "contradicted"])
    inner = {"claims", "stances", "events", "wording", "chain", "furniture", "normalisation"}
    codebook = records.codebook

    def rows(field: str) -> list[dict[str, Any]]:
        return [
            {"source": dossier.source} | record.model_dump()
            for dossier in records.dossiers
            for record in getattr(dossier, field)
        ]

    sources = pd.DataFrame([dossier.model_dump(exclude=inner) for dossier in records.dossiers])
    stances = _frame(rows("stances"), "source actor issue stance claims basis")
    acts = [
        act
        | {"quad": codebook.variables["event_type"].codes[act["type"]].quad}
        | {"intensity": codebook.intensity(act["type"], act["mode"])}
        for act in rows("events")
    ]
    events = _frame(acts, "source claims date actor target type mode quad intensity summary")
    for table in (stances, events):
        table["contradicted"] = [set(claims) <= contradicted for claims in table["claims"]]
    chains = _frame(rows("chain"), "source step who what basis")
    chains.insert(1, "order", chains.groupby("source").cumcount() + 1)
    return Evidence(
        sources=sources.set_index("source"),
        claims=claims,
        stances=stances,
        events=events,
        checks=_listed(records.checks, "claim verdict finding references"),
        timeline=_listed(records.timeline, "date event actors kind level references note thread number"),
        corroboration=_listed(records.corroboration, "point relation claims independent reason"),
        wording=_frame(rows("wording"), "source paragraph start end digest phrase direction voice"),
        chains=chains,
        counts=_frame(
            [
                {"source": record.source} | line.model_dump()
                for record in records.counts
                for line in record.paragraphs
            ],
            "source paragraph tokens lexicon shingles",
        ),
        references=_references(records.references),
        codebook=codebook,
        _furniture={
            dossier.source: frozenset(number for entry in dossier.furniture for number in entry.paragraphs)
            for dossier in records.dossiers
        },
    )


def _frame(rows: list[dict[str, Any]], columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def _listed(records: list[Any], columns: str) -> pd.DataFrame:
    return _frame([record.model_dump() for record in records], columns)


def _claims(records: Records) -> pd.DataFrame:
    checks = {check.claim: check for check in records.checks}
    relations: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for entry in records.corroboration:
        for claim in entry.claims:
            relations[claim].append((entry.relation, entry.independent))
    rows = []
    for dossier in records.dossiers:
        chain = set(dossier.upstream)
        for claim in dossier.claims:
            check = checks.get(claim.id)
            verdict = check.verdict if check else None
            own = bool(check and check.references) and set(check.references) <= chain
            credibility = grade(verdict, relations[claim.id], own_chain_only=own)
            derived = {
                "verdict": verdict,
                "credibility": credibility,
                "corroborated": credibility != grade(verdict, own_chain_only=own),
            }
            rows.append({"source": dossier.source} | claim.model_dump() | derived)
    columns = (
        "id source paragraph start end digest statement speaker actor target topic kind date value unit "
        "areas verdict credibility corroborated"
    )
    return _frame(rows, columns).rename(columns={"id": "claim"}).set_index("claim")


def _references(references: list[Reference]) -> pd.DataFrame:
    """Tabulate the bibliography, each entry with its label."""
    table = _listed(references, "key author title publisher date url seen primary").set_index("key")
    year = table["date"].astype(object).str[:4].fillna("n.d.")
    table["label"] = table["author"] + " " + year
    for label, group in table.groupby("label"):
        if len(group) > 1:
            ordered = group.sort_values(["date", "title"], kind="stable", na_position="last").index
            for place, key in enumerate(ordered):
                table.at[key, "label"] = f"{label}{_letters(place)}"
    return table


def _letters(place: int) -> str:
    """Count a, b, ... z, aa, ab, ..."""
    first, last = divmod(place, 26)
    return (chr(ord("a") + first - 1) if first else "") + chr(ord("a") + last)
