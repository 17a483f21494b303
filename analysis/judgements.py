"""Key judgements against the evidence: what they rest on, how sure they are, in which words."""

from __future__ import annotations

from collections.abc import Iterable

from .confidence import ceiling
from .model import Judgement
from .problems import Problems
from .prose import Wording, likelihood_terms, spell
from .remedies import refuse_repeats, remedy_claim, remedy_key
from .tables import Evidence

__all__ = ["SUPPORT", "check_judgements"]

#: Verdicts that let a claim support a judgement.
SUPPORT = ("confirmed", "confirmed-with-caveat")
SURENESS = ["low", "moderate", "high"]


def check_judgements(
    name: str, judgements: Iterable[Judgement], evidence: Evidence, problems: Problems
) -> None:
    """Check key judgements against the evidence.

    A judgement names only known claims and references, rests only on claims that the record
    confirms, if with a caveat, or, as errors, on claims that have a correction; it claims no more
    confidence than :func:`analysis.confidence.ceiling` allows, says its likelihood in the terms of
    the lexicon, and never says likelihood and confidence in one breath. Its words hold to the rules for
    pages (:mod:`analysis.prose`), its numbers to the tables. Its id stands once, and is not one that an
    erratum withdrew.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    judgements : iterable of Judgement
        What to check.
    evidence : Evidence
        What the judgements may name.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis import load
    >>> judgement = Judgement(
    ...     id="judgement-1", title="A", statement="B is likely.", confidence="low", chapter="index",
    ...     confidence_reason="One document.", assumption="C.", implication="D.", evidence_for=["elpais-07"],
    ... )
    >>> problems = Problems()
    >>> check_judgements("judgements.yml", [judgement], load(), problems)
    >>> print(*problems)
    judgements.yml: judgement-1: statement: found 'likely'; name the term in likelihood, or say it otherwise
    """
    terms, wording = evidence.codes("likelihood"), Wording(evidence.codebook)
    judgements = list(judgements)
    corrected = set(evidence.corrections["claim"])
    for judgement in judgements:
        place, sound = judgement.id, True
        named = {
            "evidence_for": judgement.evidence_for,
            "evidence_errors": judgement.evidence_errors,
            "evidence_against": judgement.evidence_against,
        }
        for field, claims in named.items():
            for claim in claims:
                if claim not in evidence.claims.index:
                    sound = False
                    remedy = remedy_claim(claim, evidence.claims.index)
                    problems.note(name, place, field, f"'{claim}'", remedy)
                elif field == "evidence_for" and evidence.claims.at[claim, "verdict"] not in SUPPORT:
                    sound = False
                    verdict = evidence.claims.at[claim, "verdict"]
                    verdict = verdict if isinstance(verdict, str) else "no verdict"
                    found = f"'{claim}', of which the public record says: {verdict}"
                    remedy = f"support must be {' or '.join(SUPPORT)}; name other evidence"
                    problems.note(name, place, field, found, remedy)
                elif field == "evidence_errors" and claim not in corrected:
                    found = f"'{claim}', of which no error is on record"
                    remedy = "name claims that stand in seeds/corrections.yml"
                    problems.note(name, place, field, found, remedy)
        both = set(judgement.evidence_for + judgement.evidence_errors) & set(judgement.evidence_against)
        if both:
            found = f"{', '.join(sorted(both))} for and against"
            problems.note(name, place, "evidence_against", found, "name a claim on one side only")
        for field, claims in named.items():
            twice = sorted({claim for claim in claims if claims.count(claim) > 1})
            if twice:
                problems.note(name, place, field, f"{', '.join(twice)} twice", "name each claim once")
        for key in judgement.references:
            if key not in evidence.references.index:
                sound = False
                problems.note(
                    name, place, "references", f"'{key}'", remedy_key(key, evidence.references.index)
                )
        allowed = ceiling(judgement, evidence) if sound else None
        if allowed and SURENESS.index(judgement.confidence) > _sureness(allowed.confidence):
            found = (
                f"'{judgement.confidence}' on {allowed.evidence} evidence with {allowed.agreement} agreement"
            )
            remedy = f"claim at most {allowed.confidence} confidence"
            if allowed.confidence not in SURENESS:
                remedy = "nothing credible bears it out; name a claim that the record confirms, or drop it"
            problems.note(name, place, "confidence", found, remedy)
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
        _check_wording(name, judgement, wording, _known_numbers(judgement, evidence), problems)
        for term in wording.likelihoods(judgement.title):
            problems.note(name, place, "title", repr(term), "say how likely it is in the statement, not here")
        if wording.sure(judgement.title):
            remedy = "say how sure you are in confidence and confidence_reason"
            problems.note(name, place, "title", "the word 'confidence'", remedy)
        if wording.sure(judgement.statement):
            remedy = "say how sure you are in confidence and confidence_reason, never beside a likelihood"
            problems.note(name, place, "statement", "the word 'confidence'", remedy)
    refuse_repeats([judgement.id for judgement in judgements], name, problems)
    for erratum, withdrawn in evidence.errata["withdraws"].dropna().items():
        if withdrawn in {judgement.id for judgement in judgements}:
            remedy = f"{erratum} withdrew it, and an id is never used again; take a new number"
            problems.note(name, withdrawn, "id", "a withdrawn judgement", remedy)


def _known_numbers(judgement: Judgement, evidence: Evidence) -> set[str]:
    """Return the numbers that the tables hold for a judgement: values of its claims, and of documents."""
    named = judgement.evidence_for + judgement.evidence_errors + judgement.evidence_against
    values = evidence.claims["value"].reindex(named).dropna()
    counts = [len(evidence.sources), *(int(value) for value in values if float(value).is_integer())]
    return {spell(count) for count in counts} | {str(count) for count in counts}


def _check_wording(
    name: str, judgement: Judgement, wording: Wording, known: set[str], problems: Problems
) -> None:
    """Hold the words of a judgement to the rules that hold for pages."""
    for field in ("title", "statement", "confidence_reason", "assumption", "implication"):
        text = getattr(judgement, field)
        for phrase in wording.ownerless(text):
            problems.note(name, judgement.id, field, repr(phrase), "name who says it, or leave it out")
        for phrase, instead in wording.other_likelihoods(text) + wording.other_confidences(text):
            problems.note(name, judgement.id, field, repr(phrase), f"say: {instead}")
        for number in wording.numbers(text):
            if number.lower() not in known:
                remedy = "let the value of a claim of its evidence hold it, or say it without a number"
                problems.note(name, judgement.id, field, repr(number), remedy)


def _sureness(confidence: str) -> int:
    """Return the place on the scale, -1 where nothing is left to rest on."""
    return SURENESS.index(confidence) if confidence in SURENESS else -1
