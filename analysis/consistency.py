"""What one record alone cannot know: ids, references between files, judgements against evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from .model import Codebook, Dossier, Judgement
from .problems import Problems, suggest
from .reading import Records
from .tables import Evidence, first_day, last_day

__all__ = ["check_judgements", "check_records", "likelihood_terms"]


def check_records(records: Records, problems: Problems) -> None:
    """Check all records of a folder against each other.

    Ids stand once, every claim and reference that is named exists, anchors keep out of
    furniture, dates and document numbers fit.

    Parameters
    ----------
    records : Records
        As from :func:`analysis.reading.read_seeds`.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.reading import read_seeds
    >>> problems = Problems()
    >>> check_records(read_seeds(SEEDS, problems), problems)
    >>> problems
    []
    """
    for dossier in records.dossiers:
        _check_dossier(f"{records.folder}/dossiers/{dossier.source}.yml", dossier, records.codebook, problems)
    _check_numbers(records, problems)
    _check_links(records, problems)


def check_judgements(
    name: str, judgements: Iterable[Judgement], evidence: Evidence, problems: Problems
) -> None:
    """Check key judgements against the evidence.

    A judgement names only known claims and references, does not rest on a claim that the
    record contradicts, says its likelihood in the terms of the lexicon, and never says
    likelihood and confidence in one breath. Its id stands once.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    judgements : iterable of Judgement
        What to check; it is gone through twice, so no generator.
    evidence : Evidence
        What the judgements may name.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis import load
    >>> judgement = Judgement(
    ...     id="judgement-1", title="A", statement="B is likely.", confidence="low", chapter="index",
    ...     confidence_reason="One document.", evidence_for=["elpais-01"],
    ... )
    >>> problems = Problems()
    >>> check_judgements("judgements.yml", [judgement], load(), problems)
    >>> print(*problems)
    judgements.yml: judgement-1: statement: found 'likely'; name the term in likelihood, or say it otherwise
    """
    terms = evidence.codes("likelihood")
    judgements = list(judgements)
    for judgement in judgements:
        place = judgement.id
        for claim in [*judgement.evidence_for, *judgement.evidence_against]:
            if claim not in evidence.claims.index:
                problems.note(
                    name, place, "evidence", f"'{claim}'", _remedy_claim(claim, evidence.claims.index)
                )
            elif claim in judgement.evidence_for and evidence.claims.at[claim, "verdict"] == "contradicted":
                found = f"'{claim}', which the public record contradicts"
                remedy = "a judgement cannot rest on it; name other evidence"
                problems.note(name, place, "evidence_for", found, remedy)
        for key in judgement.references:
            if key not in evidence.references.index:
                problems.note(
                    name, place, "references", f"'{key}'", _remedy_key(key, evidence.references.index)
                )
        said = likelihood_terms(judgement.statement, terms)
        if judgement.likelihood and said != [judgement.likelihood]:
            found = f"{' and '.join(said) or 'no likelihood'} beside likelihood: {judgement.likelihood}"
            problems.note(name, place, "statement", found, "say the likelihood once, in the same words")
        elif said and not judgement.likelihood:
            problems.note(
                name, place, "statement", f"'{said[0]}'", "name the term in likelihood, or say it otherwise"
            )
        if likelihood_terms(judgement.confidence_reason, terms):
            remedy = "keep terms of likelihood out of the reasons for confidence"
            problems.note(name, place, "confidence_reason", "a term of likelihood", remedy)
        if re.search(r"\bconfiden(ce|t)\b", judgement.statement, re.IGNORECASE):
            remedy = "say how sure you are in confidence and confidence_reason, never beside a likelihood"
            problems.note(name, place, "statement", "the word 'confidence'", remedy)
    _refuse_repeats([judgement.id for judgement in judgements], name, problems)


def likelihood_terms(text: str, terms: Collection[str]) -> list[str]:
    """Return the terms of likelihood in a text; the longest match counts.

    Parameters
    ----------
    text : str
        Any prose.
    terms : collection of str
        The lexicon; at least one term.

    Returns
    -------
    list of str
        The terms found, in lower case and in the order of the text.

    Examples
    --------
    >>> likelihood_terms("It is very unlikely.", ["likely", "unlikely", "very unlikely"])
    ['very unlikely']
    """
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = r"\b(" + "|".join(re.escape(term) for term in longest_first) + r")\b"
    return [match.group().lower() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _source(claim: str) -> str:
    return claim.rpartition("-")[0]


def _remedy_claim(claim: str, known: Iterable[str]) -> str:
    known = list(known)
    same = [name for name in known if _source(name) == _source(claim)]
    if same:
        return f"no such claim; {_source(claim)} has {same[0]} to {same[-1]}"
    return "no such claim; of documents " + suggest(_source(claim), sorted({_source(name) for name in known}))


def _remedy_key(key: str, known: Iterable[str]) -> str:
    near = suggest(key, sorted(known)).split(" Allowed:")[0]
    hint = f"; {near}" if near.startswith("did you mean") else "; add it there, once you have seen the page"
    return f"no such key in seeds/references.bib{hint}"


def _refuse_repeats(names: Iterable[str], file: str, problems: Problems) -> None:
    for name, number in sorted(Counter(names).items()):
        if number > 1:
            problems.note(
                file, name, "id", f"{number} entries of that id", "an id stands once and is never reused"
            )


def _check_dossier(name: str, dossier: Dossier, codebook: Codebook, problems: Problems) -> None:
    known = [claim.id for claim in dossier.claims]
    furniture = {number for entry in dossier.furniture for number in entry.paragraphs}
    _refuse_repeats(known, name, problems)
    if first_day(dossier.published_earliest) > last_day(dossier.published_latest):
        found = f"{dossier.published_earliest} after {dossier.published_latest}"
        problems.note(name, "", "published_earliest", found, "put the earlier date first")
    for claim in dossier.claims:
        place = f"claim {claim.id}"
        if _source(claim.id) != dossier.source:
            problems.note(name, place, "id", f"'{claim.id}'", f"begin it with '{dossier.source}-'")
        if claim.paragraph in furniture:
            found = f"paragraph {claim.paragraph}, listed as furniture"
            problems.note(name, place, "paragraph", found, "anchor the claim in article text")
    for kind, records in (("stance", dossier.stances), ("event", dossier.events)):
        for number, record in enumerate(records, start=1):
            place = f"{kind} number {number} ({record.actor})"
            for claim in record.claims:
                if claim not in known:
                    problems.note(name, place, "claims", f"'{claim}'", _remedy_claim(claim, known))
    for number, event in enumerate(dossier.events, start=1):
        modes = codebook.variables["event_type"].codes[event.type].modes
        if event.mode and event.mode not in modes:
            remedy = suggest(event.mode, modes) if modes else f"{event.type} has no modes; leave it out"
            problems.note(name, f"event number {number} ({event.actor})", "mode", f"'{event.mode}'", remedy)
    for pair, number in Counter((stance.actor, stance.issue) for stance in dossier.stances).items():
        if number > 1:
            place = f"stances of {pair[0]} on {pair[1]}"
            problems.note(name, place, "", f"{number} rows", "keep one row per actor and issue")


def _check_numbers(records: Records, problems: Problems) -> None:
    owner: dict[str, str] = {}
    for dossier in records.dossiers:
        first = owner.setdefault(dossier.document, dossier.source)
        if first != dossier.source:
            name = f"{records.folder}/dossiers/{dossier.source}.yml"
            found = f"'{dossier.document}', as in {first}.yml"
            problems.note(name, "", "document", found, "give each document its own number")


def _check_links(records: Records, problems: Problems) -> None:
    claims = {claim.id: dossier.source for dossier in records.dossiers for claim in dossier.claims}
    keys = {reference.key for reference in records.references}
    unread = _check_sources(records, claims, problems)
    name = f"{records.folder}/checks.yml"
    _refuse_repeats([check.claim for check in records.checks], name, problems)
    for check in records.checks:
        if check.claim not in claims and _source(check.claim) not in unread:
            remedy = _remedy_claim(check.claim, claims)
            problems.note(name, f"check of {check.claim}", "claim", f"'{check.claim}'", remedy)
    name = f"{records.folder}/corroboration.yml"
    for number, entry in enumerate(records.corroboration, start=1):
        place = f"entry {number}"
        for claim in entry.claims:
            if claim not in claims and _source(claim) not in unread:
                problems.note(name, place, "claims", f"'{claim}'", _remedy_claim(claim, claims))
        if len({_source(claim) for claim in entry.claims}) < 2:
            remedy = "name claims of two or more documents"
            problems.note(name, place, "claims", "claims of one document", remedy)
    if keys:  # an unreadable bibliography has been told already
        _check_keys(records, keys, problems)


def _check_sources(records: Records, claims: Mapping[str, str], problems: Problems) -> set[str]:
    """Tell once of each document that other files name and that has no sound dossier."""
    named = Counter(_source(check.claim) for check in records.checks)
    named += Counter(_source(claim) for entry in records.corroboration for claim in entry.claims)
    unread = set(named) - set(claims.values())
    told = " ".join(problem.file for problem in problems)
    for source in sorted(unread):
        if f"dossiers/{source}.yml" not in told:
            found = f"{named[source]} mentions of '{source}' in other files, and no such dossier"
            remedy = f"restore {source}.yml, or correct the claim ids"
            problems.note(f"{records.folder}/dossiers", "", "", found, remedy)
    return unread


def _check_keys(records: Records, keys: set[str], problems: Problems) -> None:
    named = [
        *((f"{records.folder}/checks.yml", check.claim, check.references) for check in records.checks),
        *((f"{records.folder}/timeline.yml", entry.date, entry.references) for entry in records.timeline),
        *(
            (f"{records.folder}/dossiers/{dossier.source}.yml", "upstream", dossier.upstream)
            for dossier in records.dossiers
        ),
    ]
    for name, place, references in named:
        for key in references:
            if key not in keys:
                problems.note(name, place, "references", f"'{key}'", _remedy_key(key, keys))
