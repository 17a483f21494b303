"""The corpus: all of ``seeds/`` as checked tables.

`load` reads every file, checks each record and what the records say of each other, and
either returns the whole evidence or raises one :class:`EvidenceError` with every problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .credibility import grade
from .files import read_bibliography, read_json, read_yaml, validate
from .model import Check, Codebook, Corroboration, Counts, Dossier, Judgement, Reference, TimelineEntry
from .problems import EvidenceError, Problem, suggest

__all__ = ["SEEDS", "Evidence", "load", "load_judgements"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@dataclass(frozen=True)
class Evidence:
    """The evidence as tables. Missing values are None or NaN; dates are ISO text.

    Attributes
    ----------
    sources : DataFrame
        Index ``source``, one row per document: ``document``, ``label``, ``title``, ``outlet``,
        ``byline``, ``language``, ``original_language``, ``published_earliest``,
        ``published_latest``, ``date_reason``, ``kind``, ``url``, ``sha256``, ``reliability``
        (A to F), ``reliability_reason``, ``transmission``.
    claims : DataFrame
        Index ``claim``: ``source``, ``paragraph``, ``start``, ``end``, ``digest``,
        ``statement``, ``speaker``, ``actor``, ``target``, ``topic``, ``kind``, ``date``,
        ``value``, ``unit``, ``areas`` (list), ``verdict``, ``credibility`` (1 to 6).
    stances : DataFrame
        ``source``, ``actor``, ``issue``, ``stance`` (-2 to 2), ``claims`` (list), ``basis``.
    events : DataFrame
        ``source``, ``claims`` (list), ``date``, ``actor``, ``target``, ``type`` and ``mode``
        (PLOVER), ``quad``, ``intensity`` (PLOVER cooperation score, -10 to 10), ``summary``.
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
        """Return the numbers of the paragraphs of a document that are not article text."""
        return set(self._furniture[source])

    def codes(self, variable: str) -> list[str]:
        """Return the codes of a variable, in the order of the codebook."""
        return list(self.codebook.variables[variable].codes)


def load(seeds: Path | str = SEEDS) -> Evidence:
    """Read and check the whole evidence.

    Parameters
    ----------
    seeds : path
        Folder with the dossiers, the codebook and the records; the project's own by default.

    Returns
    -------
    Evidence
        The tables.

    Raises
    ------
    EvidenceError
        With every problem of every file, where there is any.

    Examples
    --------
    >>> evidence = load()
    >>> evidence.sources["document"].tolist()
    ['000', '001', '002', '003', '004']
    """
    seeds = Path(seeds)
    problems: list[Problem] = []
    codebook = validate(
        Codebook,
        read_yaml(seeds / "codebook.yml", _name(seeds, "codebook.yml"), problems),
        _name(seeds, "codebook.yml"),
        {},
        problems,
    )
    if codebook is None:
        raise EvidenceError(problems)
    context = codebook.allowed()

    dossiers = _read_dossiers(seeds, context, problems)
    counts = [record for dossier in dossiers if (record := _read_counts(seeds, dossier, problems))]
    checks = _read_list(seeds, "checks.yml", Check, context, problems)
    corroboration = _read_list(seeds, "corroboration.yml", Corroboration, context, problems)
    timeline = _read_list(seeds, "timeline.yml", TimelineEntry, context, problems)
    references = read_bibliography(seeds / "references.bib", _name(seeds, "references.bib"), problems)

    for dossier in dossiers:
        _check_dossier(_name(seeds, f"dossiers/{dossier.source}.yml"), dossier, codebook, problems)
    _check_numbers(seeds, dossiers, problems)
    claims = {claim.id: dossier.source for dossier in dossiers for claim in dossier.claims}
    keys = {reference.key for reference in references}
    if not problems:  # a broken dossier would make every reference to it look broken too
        _check_links(seeds, checks, corroboration, timeline, claims, keys, problems)
    if problems:
        raise EvidenceError(problems)
    return _tables(codebook, dossiers, counts, checks, corroboration, timeline, references)


def load_judgements(path: Path, evidence: Evidence) -> list[Judgement]:
    """Read the key judgements and check them against the evidence.

    Parameters
    ----------
    path : Path
        The file, ``book/judgements.yml`` in the project.
    evidence : Evidence
        What they may name.

    Returns
    -------
    list of Judgement
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where a judgement names no or unknown evidence, rests on a claim that the record
        contradicts, or uses a term outside the lexicon.
    """
    problems: list[Problem] = []
    name = f"book/{path.name}"
    judgements = _read_records(path, name, Judgement, evidence.codebook.allowed(), problems)
    for judgement in judgements:
        for field in ("evidence_for", "evidence_against"):
            for claim in getattr(judgement, field):
                if claim not in evidence.claims.index:
                    problems.append(
                        Problem(
                            name,
                            judgement.id,
                            field,
                            f"'{claim}'",
                            _remedy_claim(claim, evidence.claims.index),
                        )
                    )
                elif field == "evidence_for" and evidence.claims.at[claim, "verdict"] == "contradicted":
                    found = f"'{claim}', which the public record contradicts"
                    problems.append(
                        Problem(
                            name,
                            judgement.id,
                            field,
                            found,
                            "a judgement cannot rest on it; name other evidence",
                        )
                    )
        for key in judgement.references:
            if key not in evidence.references.index:
                problems.append(
                    Problem(name, judgement.id, "references", f"'{key}'", "use a key of seeds/references.bib")
                )
        if judgement.likelihood and judgement.likelihood not in judgement.statement:
            found = f"no '{judgement.likelihood}' in the statement"
            problems.append(
                Problem(name, judgement.id, "statement", found, "say the likelihood in the same words")
            )
        if "confidence" in judgement.statement:
            remedy = "say how sure you are in confidence and confidence_reason, never beside a likelihood"
            problems.append(Problem(name, judgement.id, "statement", "the word 'confidence'", remedy))
    _refuse_repeats([judgement.id for judgement in judgements], name, problems)
    if problems:
        raise EvidenceError(problems)
    return judgements


# --- reading ----------------------------------------------------------------------------------


def _name(seeds: Path, file: str) -> str:
    return f"{seeds.name}/{file}"


def _read_dossiers(seeds: Path, context: Mapping[str, list[str]], problems: list[Problem]) -> list[Dossier]:
    paths = sorted((seeds / "dossiers").glob("*.yml"))
    if not paths:
        problems.append(
            Problem(_name(seeds, "dossiers"), "", "", "no dossier", "restore seeds/dossiers/*.yml")
        )
    dossiers = []
    for path in paths:
        name = _name(seeds, f"dossiers/{path.name}")
        before = len(problems)
        data = read_yaml(path, name, problems)
        if len(problems) > before:
            continue
        dossier = validate(Dossier, data, name, context, problems)
        if dossier is None:
            continue
        if dossier.source != path.stem:
            problems.append(
                Problem(name, "", "source", f"'{dossier.source}'", f"name it '{path.stem}', as the file")
            )
        dossiers.append(dossier)
    return sorted(dossiers, key=lambda dossier: dossier.document)


def _read_counts(seeds: Path, dossier: Dossier, problems: list[Problem]) -> Counts | None:
    name = _name(seeds, f"counts/{dossier.source}.json")
    data = read_json(seeds / "counts" / f"{dossier.source}.json", name, problems)
    record = validate(Counts, data, name, {}, problems) if data is not None else None
    if record and record.sha256 != dossier.sha256:
        remedy = "run python -m analysis count with the texts at hand"
        problems.append(Problem(name, "", "sha256", "counts of another text than the dossier's", remedy))
    return record


def _read_list(seeds: Path, file: str, kind: type, context: Mapping, problems: list[Problem]) -> list:
    return _read_records(seeds / file, _name(seeds, file), kind, context, problems)


def _read_records(path: Path, name: str, kind: type, context: Mapping, problems: list[Problem]) -> list:
    """Read a YAML list of records of one kind."""
    data = read_yaml(path, name, problems)
    if data is None:
        return []
    if not isinstance(data, list):
        problems.append(
            Problem(name, "", "", f"a {type(data).__name__}", "write a list of entries, each with a dash")
        )
        return []
    records = []
    for number, entry in enumerate(data, start=1):
        label = ""
        if isinstance(entry, dict):
            label = str(entry.get("id") or entry.get("claim") or entry.get("date") or "")
        record = validate(kind, entry, name, context, problems, entry=f"entry {number} {label}".strip())
        if record:
            records.append(record)
    return records


# --- checking ---------------------------------------------------------------------------------


def _remedy_claim(claim: str, known: Iterable[str]) -> str:
    source = claim.rpartition("-")[0]
    same = [name for name in known if name.rpartition("-")[0] == source]
    if same:
        return f"no such claim; {source} has {same[0]} to {same[-1]}"
    return (
        "no such claim; "
        + suggest(source, sorted({name.rpartition("-")[0] for name in known}))
        + " (then - and the number)"
    )


def _refuse_repeats(names: list[str], file: str, problems: list[Problem]) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(
            Problem(
                file,
                name,
                "id",
                f"{names.count(name)} entries of that id",
                "an id stands once and is never reused",
            )
        )


def _check_dossier(name: str, dossier: Dossier, codebook: Codebook, problems: list[Problem]) -> None:
    known = {claim.id for claim in dossier.claims}
    furniture = {number for entry in dossier.furniture for number in entry.paragraphs}
    _refuse_repeats([claim.id for claim in dossier.claims], name, problems)
    if dossier.published_earliest > dossier.published_latest:
        found = f"{dossier.published_earliest} after {dossier.published_latest}"
        problems.append(Problem(name, "", "published_earliest", found, "put the earlier date first"))
    for claim in dossier.claims:
        entry = f"claim {claim.id}"
        if claim.id.rpartition("-")[0] != dossier.source:
            problems.append(Problem(name, entry, "id", f"'{claim.id}'", f"begin it with '{dossier.source}-'"))
        if claim.paragraph in furniture:
            found = f"paragraph {claim.paragraph}, listed as furniture"
            problems.append(Problem(name, entry, "paragraph", found, "anchor the claim in article text"))
    for kind, records in (("stance", dossier.stances), ("event", dossier.events)):
        for number, record in enumerate(records, start=1):
            entry = f"{kind} number {number} ({record.actor})"
            for claim_id in record.claims:
                if claim_id not in known:
                    problems.append(
                        Problem(
                            name, entry, "claims", f"'{claim_id}'", _remedy_claim(claim_id, sorted(known))
                        )
                    )
            if kind == "event" and record.mode:
                modes = codebook.variables["event_type"].codes[record.type].modes
                if record.mode not in modes:
                    remedy = (
                        suggest(record.mode, modes) if modes else f"{record.type} has no modes; leave it out"
                    )
                    problems.append(Problem(name, entry, "mode", f"'{record.mode}'", remedy))
    pairs = [f"{stance.actor} on {stance.issue}" for stance in dossier.stances]
    for pair in sorted({pair for pair in pairs if pairs.count(pair) > 1}):
        problems.append(
            Problem(
                name,
                f"stances of {pair}",
                "",
                f"{pairs.count(pair)} rows",
                "keep one row per actor and issue",
            )
        )


def _check_numbers(seeds: Path, dossiers: list[Dossier], problems: list[Problem]) -> None:
    owner: dict[str, str] = {}
    for dossier in dossiers:
        first = owner.setdefault(dossier.document, dossier.source)
        if first != dossier.source:
            name = _name(seeds, f"dossiers/{dossier.source}.yml")
            problems.append(
                Problem(
                    name,
                    "",
                    "document",
                    f"'{dossier.document}', as in {first}.yml",
                    "give each document its own number",
                )
            )


def _check_links(
    seeds: Path,
    checks: list[Check],
    corroboration: list[Corroboration],
    timeline: list[TimelineEntry],
    claims: Mapping[str, str],
    keys: set[str],
    problems: list[Problem],
) -> None:
    name = _name(seeds, "checks.yml")
    _refuse_repeats([check.claim for check in checks], name, problems)
    for check in checks:
        if check.claim not in claims:
            problems.append(
                Problem(
                    name,
                    f"check of {check.claim}",
                    "claim",
                    f"'{check.claim}'",
                    _remedy_claim(check.claim, claims),
                )
            )
    for number, entry in enumerate(corroboration, start=1):
        for claim in entry.claims:
            if claim not in claims:
                problems.append(
                    Problem(
                        _name(seeds, "corroboration.yml"),
                        f"entry {number}",
                        "claims",
                        f"'{claim}'",
                        _remedy_claim(claim, claims),
                    )
                )
        if len({claims.get(claim) for claim in entry.claims}) < 2:
            problems.append(
                Problem(
                    _name(seeds, "corroboration.yml"),
                    f"entry {number}",
                    "claims",
                    "claims of one document",
                    "name claims of two or more documents",
                )
            )
    for file, label, entries in (("checks.yml", "claim", checks), ("timeline.yml", "date", timeline)):
        for entry in entries:
            for key in entry.references:
                if key not in keys:
                    problems.append(
                        Problem(
                            _name(seeds, file),
                            getattr(entry, label),
                            "references",
                            f"'{key}'",
                            "no such key in seeds/references.bib; "
                            + suggest(key, sorted(keys)).split(" Allowed:")[0],
                        )
                    )


# --- tables -----------------------------------------------------------------------------------


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Make a table with its columns in order, also where there is no row."""
    return pd.DataFrame(rows, columns=columns)


def _references(references: list[Reference]) -> pd.DataFrame:
    """Tabulate the bibliography, with a label for each entry: author, year and, where needed, a letter."""
    table = _frame(
        [reference.model_dump() for reference in references],
        ["key", "author", "title", "publisher", "date", "url", "seen", "primary"],
    ).set_index("key")
    year = table["date"].str[:4].fillna("n.d.")
    table["label"] = table["author"] + " " + year
    for label, group in table.groupby("label"):
        if len(group) > 1:
            ordered = group.sort_values(["date", "title"], kind="stable", na_position="last").index
            for place, key in enumerate(ordered):
                table.at[key, "label"] = label + _letters(place)
    return table


def _letters(place: int) -> str:
    """Count a, b, ... z, aa, ab, ..."""
    first, last = divmod(place, 26)
    return (chr(ord("a") + first - 1) if first else "") + chr(ord("a") + last)


def _tables(
    codebook: Codebook,
    dossiers: list[Dossier],
    counts: list[Counts],
    checks: list[Check],
    corroboration: list[Corroboration],
    timeline: list[TimelineEntry],
    references: list[Reference],
) -> Evidence:
    verdicts = {check.claim: check.verdict for check in checks}
    relations: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for entry in corroboration:
        for claim in entry.claims:
            relations[claim].append((entry.relation, entry.independent))

    inner = {"claims", "stances", "events", "wording", "chain", "furniture", "normalisation"}
    sources = pd.DataFrame([dossier.model_dump(exclude=inner) for dossier in dossiers]).set_index("source")
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("claims", "stances", "events", "wording", "chains")
    }
    for dossier in dossiers:
        origin = {"source": dossier.source}
        for claim in dossier.claims:
            verdict = verdicts.get(claim.id)
            derived = {"verdict": verdict, "credibility": grade(verdict, relations[claim.id])}
            rows["claims"].append(origin | claim.model_dump() | derived)
        rows["stances"] += [origin | stance.model_dump() for stance in dossier.stances]
        for event in dossier.events:
            derived = {
                "quad": codebook.variables["event_type"].codes[event.type].quad,
                "intensity": codebook.intensity(event.type, event.mode),
            }
            rows["events"].append(origin | event.model_dump() | derived)
        rows["wording"] += [origin | wording.model_dump() for wording in dossier.wording]
        rows["chains"] += [
            origin | {"order": order} | step.model_dump() for order, step in enumerate(dossier.chain, 1)
        ]

    claims = _frame(
        rows["claims"],
        [
            "id",
            "source",
            "paragraph",
            "start",
            "end",
            "digest",
            "statement",
            "speaker",
            "actor",
            "target",
            "topic",
            "kind",
            "date",
            "value",
            "unit",
            "areas",
            "verdict",
            "credibility",
        ],
    )
    return Evidence(
        sources=sources,
        claims=claims.rename(columns={"id": "claim"}).set_index("claim"),
        stances=_frame(rows["stances"], ["source", "actor", "issue", "stance", "claims", "basis"]),
        events=_frame(
            rows["events"],
            ["source", "claims", "date", "actor", "target", "type", "mode", "quad", "intensity", "summary"],
        ),
        checks=_frame(
            [check.model_dump() for check in checks], ["claim", "verdict", "finding", "references"]
        ),
        timeline=_frame(
            [entry.model_dump() for entry in timeline],
            ["date", "event", "actors", "kind", "level", "references", "note", "thread", "number"],
        ),
        corroboration=_frame(
            [entry.model_dump() for entry in corroboration],
            ["point", "relation", "claims", "independent", "reason"],
        ),
        wording=_frame(
            rows["wording"], ["source", "paragraph", "start", "end", "digest", "phrase", "direction", "voice"]
        ),
        chains=_frame(rows["chains"], ["source", "order", "step", "who", "what", "basis"]),
        counts=_frame(
            [
                {"source": record.source} | line.model_dump()
                for record in counts
                for line in record.paragraphs
            ],
            ["source", "paragraph", "tokens", "lexicon", "shingles"],
        ),
        references=_references(references),
        codebook=codebook,
        _furniture={
            dossier.source: frozenset(number for entry in dossier.furniture for number in entry.paragraphs)
            for dossier in dossiers
        },
    )
