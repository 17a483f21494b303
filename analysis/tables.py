"""The tables: typed records as pandas data frames, with what can be derived from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pandas as pd

from .credibility import grade
from .independence import Witness, make_witnesses, one_voice, shared_upstream, untied
from .model import Codebook, Institution, Reference
from .reading import Records
from .rubric import reliability

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
        (A to F), ``reliability_reason``, ``transmission``, ``upstream`` (list), ``original_found``
        (whole, excerpt or no), ``original_reference``, ``original_note``.
    claims : DataFrame
        Index ``claim``: ``source``, ``paragraph``, ``start``, ``end``, ``digest``,
        ``statement``, ``speaker``, ``actor``, ``target``, ``topic``, ``kind``, ``date``,
        ``value``, ``unit``, ``areas`` (list), ``verdict``, ``credibility`` (1 to 6),
        ``credibility_alone`` (the grade that the documents alone would give),
        ``corroborated`` (whether the grade rests on what other documents say).
    stances : DataFrame
        ``source``, ``actor``, ``issue``, ``stance`` (-2 to 2), ``claims`` (list), ``basis``,
        ``contradicted`` (True where every claim behind it is contradicted by the record).
    events : DataFrame
        ``source``, ``claims`` (list), ``date``, ``actor``, ``target``, ``type`` and ``mode``
        (PLOVER), ``quad``, ``intensity`` (PLOVER cooperation score, -10 to 10), ``summary``,
        ``contradicted``.
    checks : DataFrame
        ``claim``, ``verdict``, ``finding``, ``references`` (list), ``silence`` (of an unverified claim:
        where was looked, and why nothing was seen).
    corrections : DataFrame
        Errors of the documents, index ``correction``: ``claim``, ``source``, ``error``, ``says``,
        ``right``, ``origin``, ``origin_basis``, ``origin_reason``, ``consequence``, ``severity``,
        ``same_as``, ``references`` (list), ``found``, ``status``.
    errata : DataFrame
        Errors of our own, index ``erratum``: ``found``, ``mended``, ``place``, ``said``, ``right``,
        ``how_found``, ``claims`` (list), ``withdraws`` (id of a judgement that it took back).
    timeline : DataFrame
        ``date``, ``event``, ``actors`` (list), ``kind``, ``level``, ``references`` (list), ``note``,
        ``thread``, ``number`` (of a patrol), ``reported_only``.
    summits : DataFrame
        ``summit``, ``date``, ``text``, ``on_china``, ``on_four``, ``level``, ``leaders`` (of the
        four, missing where not known), ``attendance``, and for each of
        the three texts its references (list), such as ``on_china_references``.
    hypotheses : DataFrame
        Index ``hypothesis``: ``question`` (id), ``asked`` (in words), ``horizon``, ``judgement``,
        ``label``, ``statement``.
    matrix : DataFrame
        One row per item and hypothesis: ``question``, ``item`` (id), ``label``, ``text``, ``claims`` (list),
        ``references`` (list), ``hypothesis``, ``consistency``, ``weight`` (-2 to 2), ``reason``.
    indicators : DataFrame
        Index ``indicator`` (id): ``question``, ``name``, ``threshold``, ``points_to`` (list), ``status``,
        ``note``, ``references`` (list).
    audit : DataFrame
        A later look at a sample of the checks: ``claim``, ``verdict_holds``, ``finding_sound``, ``note``.
    rerating : DataFrame
        Verdicts on a sample: ``claim``, ``lead`` (at that time), ``first``, ``second`` (blind raters),
        ``reason`` (why another verdict than theirs stands).
    corroboration : DataFrame
        ``point``, ``relation``, ``claims`` (list), ``independent`` (whether two of the claims have
        independent witnesses, see :mod:`analysis.independence`), ``reason``.
    wording : DataFrame
        ``source``, ``paragraph``, ``start``, ``end``, ``digest``, ``phrase``, ``direction``, ``voice``.
    chains : DataFrame
        ``source``, ``order``, ``step``, ``who``, ``what``, ``basis``, ``date``, ``origins`` (list),
        ``references`` (list): each document's way to us.
    rubric : DataFrame
        ``source``, ``criterion``, ``doubt``, ``reason``: what the reliability of each document rests on.
    outlets : DataFrame
        ``source``, ``name``, ``part``, ``nature``, ``ownership``, ``record``, ``references`` (list).
    upstream : DataFrame
        One row per pair of documents: ``first``, ``second``, ``shared`` (list of what both chains name).
    counts : DataFrame
        ``source``, ``paragraph``, ``tokens``, ``lexicon`` (dict), ``shingles`` (list of 64-bit hashes).
    references : DataFrame
        Index ``key``: ``author``, ``title``, ``publisher``, ``date``, ``url``, ``seen``, ``primary``,
        ``label`` (author, year and a letter where needed, as citations print it), ``institution`` (for
        whom the author speaks; the author, where nothing else is known).
    codebook : Codebook
        The codes, with definitions.
    witnesses : mapping of str to Witness
        Who stands behind each claim, for :mod:`analysis.independence`.
    """

    sources: pd.DataFrame
    claims: pd.DataFrame
    stances: pd.DataFrame
    events: pd.DataFrame
    checks: pd.DataFrame
    corrections: pd.DataFrame
    errata: pd.DataFrame
    timeline: pd.DataFrame
    summits: pd.DataFrame
    hypotheses: pd.DataFrame
    matrix: pd.DataFrame
    indicators: pd.DataFrame
    audit: pd.DataFrame
    rerating: pd.DataFrame
    corroboration: pd.DataFrame
    wording: pd.DataFrame
    chains: pd.DataFrame
    rubric: pd.DataFrame
    outlets: pd.DataFrame
    upstream: pd.DataFrame
    counts: pd.DataFrame
    references: pd.DataFrame
    codebook: Codebook
    witnesses: Mapping[str, Witness]
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
        The tables. Quad and intensity of events (PLOVER), reliability of sources and credibility of
        claims (AJP-2.1), independence, verdicts, labels and ``contradicted`` are derived here.

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
    witnesses = make_witnesses(records.dossiers, records.counts, records.codebook)
    claims = _claims(records, witnesses)
    contradicted = set(claims.index[claims["verdict"] == "contradicted"])
    codebook = records.codebook

    def inner(field: str, columns: str) -> pd.DataFrame:
        return _inner(records.dossiers, "source", field, columns)

    stances = inner("stances", "actor issue stance claims basis")
    events = inner("events", "claims date actor target type mode summary")
    acts = [(event.type, event.mode) for dossier in records.dossiers for event in dossier.events]
    types = codebook.variables["event_type"].codes
    events.insert(7, "quad", [types[name].quad for name, _ in acts])
    events.insert(8, "intensity", [codebook.intensity(*act) for act in acts])
    for table in (stances, events):
        table["contradicted"] = [contradicted.issuperset(named) for named in table["claims"]]
    chains = inner("chain", "step who what basis date origins references")
    chains.insert(1, "order", chains.groupby("source").cumcount() + 1)
    corroboration = _listed(records.corroboration, "point relation claims reason")
    independent = [
        any(untied(claim, names, witnesses) for claim in names) for names in corroboration["claims"]
    ]
    corroboration.insert(3, "independent", independent)
    return Evidence(
        sources=_sources(records),
        claims=claims,
        stances=stances,
        events=events,
        checks=_listed(records.checks, "claim verdict finding references silence"),
        corrections=_corrections(records),
        errata=_listed(records.errata, "id found mended place said right how_found claims withdraws")
        .rename(columns={"id": "erratum"})
        .set_index("erratum"),
        timeline=_listed(
            records.timeline, "date event actors kind level references note thread number reported_only"
        ),
        summits=_listed(
            records.summits,
            "summit date text on_china on_china_references on_four on_four_references level leaders "
            "attendance attendance_references",
        ),
        hypotheses=_hypotheses(records),
        matrix=_matrix(records),
        indicators=_indicators(records),
        audit=_listed(records.audit, "claim verdict_holds finding_sound note"),
        rerating=_listed(records.rerating, "claim lead first second reason"),
        corroboration=corroboration,
        wording=inner("wording", "paragraph start end digest phrase direction voice"),
        chains=chains,
        rubric=_rubric(records),
        outlets=inner("outlets", "name part nature ownership record references"),
        upstream=_frame(
            [
                {"first": first, "second": second, "shared": sorted(shared)}
                for (first, second), shared in shared_upstream(records.dossiers).items()
            ],
            "first second shared",
        ),
        counts=_inner(records.counts, "source", "paragraphs", "paragraph tokens lexicon shingles"),
        references=_references(records.references, records.institutions),
        codebook=codebook,
        witnesses=witnesses,
        _furniture={
            dossier.source: frozenset(number for entry in dossier.furniture for number in entry.paragraphs)
            for dossier in records.dossiers
        },
    )


def _frame(rows: list[dict[str, Any]], columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def _listed(records: Sequence[Any], columns: str) -> pd.DataFrame:
    """Tabulate records, each looked at once; to dump each first would take most of the time."""
    names = columns.split()
    if not records:
        return _frame([], columns)
    if len(names) == 1:
        return pd.DataFrame({columns: list(map(attrgetter(columns), records))})
    fields = zip(*map(attrgetter(*names), records), strict=True)
    return pd.DataFrame(dict(zip(names, map(list, fields), strict=True)), columns=names)


def _inner(owners: Sequence[Any], key: str, field: str, columns: str) -> pd.DataFrame:
    """Tabulate the records in a field of others, each with the key of its owner in front."""
    table = _listed([record for owner in owners for record in getattr(owner, field)], columns)
    table.insert(0, key, [getattr(owner, key) for owner in owners for _ in getattr(owner, field)])
    return table


def _sources(records: Records) -> pd.DataFrame:
    """Tabulate the documents, each with the reliability that follows from its rubric."""
    inner = {
        *(
            "claims",
            "stances",
            "events",
            "wording",
            "chain",
            "furniture",
            "normalisation",
            "earlier",
            "unsettled",
        )
    }
    inner |= {"rubric", "outlets", "original"}
    rows = []
    for dossier in records.dossiers:
        doubts = {name: rating.doubt for name, rating in dossier.rubric.items()}
        reasons = [
            f"{name.capitalize()}: {records.codebook.label('doubt', rating.doubt)}. {rating.reason}"
            for name, rating in dossier.rubric.items()
        ]
        derived = {
            "reliability": reliability(doubts),
            "reliability_reason": " ".join(reasons),
            "original_found": dossier.original.found,
            "original_reference": dossier.original.reference,
            "original_note": dossier.original.note,
        }
        rows.append(dossier.model_dump(exclude=inner) | derived)
    return pd.DataFrame(rows).set_index("source")


def _rubric(records: Records) -> pd.DataFrame:
    """Tabulate the ratings, in the order of the codebook's criteria."""
    criteria = records.codebook.variables["criterion"].codes
    rows = [
        {"source": dossier.source, "criterion": name} | dossier.rubric[name].model_dump()
        for dossier in records.dossiers
        for name in criteria
    ]
    return _frame(rows, "source criterion doubt reason")


def _corrections(records: Records) -> pd.DataFrame:
    """Tabulate the errors of the documents."""
    source = {claim.id: dossier.source for dossier in records.dossiers for claim in dossier.claims}
    columns = "id claim error says right origin origin_basis origin_reason consequence severity same_as"
    table = _listed(records.corrections, f"{columns} references found status")
    table.insert(2, "source", [source[entry.claim] for entry in records.corrections])
    return table.rename(columns={"id": "correction"}).set_index("correction")


def _hypotheses(records: Records) -> pd.DataFrame:
    rows = [
        {"question": question.id, "asked": question.question, "horizon": question.horizon}
        | {"judgement": question.judgement, "hypothesis": entry.id}
        | entry.model_dump(exclude={"id"})
        for question in records.questions
        for entry in question.hypotheses
    ]
    columns = "hypothesis question asked horizon judgement label statement"
    return _frame(rows, columns).set_index("hypothesis")


def _matrix(records: Records) -> pd.DataFrame:
    """Tabulate the ratings, item by item, each with the weight of its code."""
    codes = records.codebook.variables["consistency"].codes
    rows = [
        {"question": question.id, "item": item.id, "label": item.label}
        | {"text": item.item, "claims": item.claims}
        | {"references": item.references, "hypothesis": entry.id, "consistency": item.ratings[entry.id]}
        | {"weight": codes[item.ratings[entry.id]].weight, "reason": item.reason}
        for question in records.questions
        for item in question.items
        for entry in question.hypotheses
    ]
    return _frame(rows, "question item label text claims references hypothesis consistency weight reason")


def _indicators(records: Records) -> pd.DataFrame:
    rows = [
        {"question": question.id, "name": entry.indicator, "indicator": entry.id}
        | entry.model_dump(exclude={"id", "indicator"})
        for question in records.questions
        for entry in question.indicators
    ]
    columns = "indicator question name threshold points_to status note references"
    return _frame(rows, columns).set_index("indicator")


def _claims(records: Records, witnesses: Mapping[str, Witness]) -> pd.DataFrame:
    """Tabulate the claims, each with its verdict and the grade that follows from it."""
    table = _inner(
        records.dossiers,
        "source",
        "claims",
        "id paragraph start end digest statement speaker actor target topic kind date value unit areas",
    )
    table.insert(0, "claim", table.pop("id"))
    checks = {check.claim: check for check in records.checks}
    relations = _relations(records, witnesses)
    graded = []
    for dossier in records.dossiers:
        chain = set(dossier.upstream)
        for claim in dossier.claims:
            check, named = checks.get(claim.id), relations.get(claim.id, ())
            verdict = check.verdict if check else None
            own = bool(check and check.references) and chain.issuperset(check.references)
            credibility = grade(verdict, named, own_chain_only=own)
            alone = grade(None, named)
            graded.append((verdict, credibility, alone, credibility != grade(verdict, own_chain_only=own)))
    columns = ["verdict", "credibility", "credibility_alone", "corroborated"]
    for name, values in zip(columns, zip(*graded, strict=True), strict=True):
        table[name] = list(values)
    return table.set_index("claim")


def _relations(records: Records, witnesses: Mapping[str, Witness]) -> dict[str, list[tuple[str, bool]]]:
    """Return what other documents say of each claim, and whether they are shown to be independent."""
    relations: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    kinds = {claim.id: claim.kind for dossier in records.dossiers for claim in dossier.claims}
    for entry in records.corroboration:
        for claim in entry.claims:
            # Of words it can be borne out that they were said, and only by whoever reports the same voice.
            voice = witnesses[claim].voice if kinds[claim] != "event" else None
            others = [
                other
                for other in entry.claims
                if other != claim and (voice is None or one_voice(voice, witnesses[other].voice))
            ]
            if others:
                ignored = {"same voice"} if voice is not None else set()
                shown = bool(untied(claim, others, witnesses, ignoring=ignored))
                relations[claim].append((entry.relation, shown))
    return relations


def _references(references: list[Reference], institutions: list[Institution]) -> pd.DataFrame:
    """Tabulate the bibliography, each entry with its label."""
    table = _listed(references, "key author title publisher date url seen primary").set_index("key")
    speaks_for = {author: entry.institution for entry in institutions for author in entry.authors}
    table["institution"] = [speaks_for.get(author, author) for author in table["author"]]
    year = table["date"].astype(object).str[:4].fillna("n.d.")
    family = table["author"].str.extract(
        r"^([^\s,]+), [^,]+$", expand=False
    )  # of persons, as BibTeX has them
    table["label"] = family.fillna(table["author"]) + " " + year
    ordered = table.sort_values(["label", "date", "title"], kind="stable", na_position="last")["label"]
    shared, place = ordered.duplicated(keep=False), ordered.groupby(ordered).cumcount()
    lettered = ordered[shared] + [_letters(number) for number in place[shared]]
    table["label"] = lettered.reindex(table.index).fillna(table["label"])
    return table


def _letters(place: int) -> str:
    """Count a, b, ... z, aa, ab, ..."""
    first, last = divmod(place, 26)
    return (chr(ord("a") + first - 1) if first else "") + chr(ord("a") + last)
