"""How confident a judgement may be: a ceiling computed from its evidence.

ICD 203 asks that confidence rest on the quality, number and agreement of sources; the IPCC
puts strength of evidence and agreement in a grid. The rule here does the same with what can
be counted: which institutions in the public record bear a judgement out, how many documents
do, and how many credible witnesses speak against it. It counts quantity and balance; whether
a claim bears on the judgement at all no rule can see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from .independence import one_voice, ties
from .model import Judgement
from .tables import Evidence

__all__ = ["GRID", "RULE", "Ceiling", "ceiling", "pages_of", "witnesses_behind"]

#: The rule in words: part, degree, condition; the first that holds in its part counts.
RULE: list[tuple[str, str, str]] = [
    (
        "evidence",
        "robust",
        "three institutions in the record, one with a primary page, and two documents",
    ),
    ("evidence", "medium", "two institutions in the record, or one with a primary page"),
    ("evidence", "medium", "without the record: two documents whose witnesses are independent"),
    ("evidence", "limited", "less than that"),
    ("agreement", "high", "no credible witness against"),
    ("agreement", "medium", "credible witnesses against, at most half as many as for"),
    ("agreement", "low", "more than that"),
]

#: Evidence and agreement to the highest confidence a judgement may claim; forecasts: at most moderate.
GRID: dict[tuple[str, str], str] = {
    ("robust", "high"): "high",
    ("robust", "medium"): "moderate",
    ("robust", "low"): "low",
    ("medium", "high"): "moderate",
    ("medium", "medium"): "moderate",
    ("medium", "low"): "low",
    ("limited", "high"): "low",
    ("limited", "medium"): "low",
    ("limited", "low"): "low",
}

CREDIBLE = {1, 2, 3}  # item credibility; 4 and 5 are doubtful and improbable, 6 is no basis


@dataclass(frozen=True)
class Ceiling:
    """What a judgement's evidence allows.

    Parameters
    ----------
    evidence, agreement : str
        Degrees of :data:`RULE`.
    confidence : str
        ``high``, ``moderate`` or ``low``; ``none`` where no credible claim is left to rest on.
    claims, documents : int
        How many credible claims support the judgement, and from how many documents.
    witnesses, against : int
        How many witnesses stand behind them, and behind the credible claims against.
    institutions : int
        How many institutions of the record bear them out.
    """

    evidence: str
    agreement: str
    confidence: str
    claims: int
    documents: int
    witnesses: int
    against: int
    institutions: int


def ceiling(
    judgement: Judgement,
    evidence: Evidence,
    *,
    without: Collection[str] = (),
    without_pages: Collection[str] = (),
    record: bool = True,
) -> Ceiling:
    """Compute the highest confidence that a judgement may claim.

    Pages count by institution, as ``seeds/institutions.yml`` groups them; pages of a document's own
    chain do not count. Errors of documents support a judgement that names them as errors.

    Parameters
    ----------
    judgement : Judgement
        With its claims for and against, and its references.
    evidence : Evidence
        As loaded.
    without : collection of str, optional
        Claims to leave out, for and against.
    without_pages : collection of str, optional
        Pages of the record to leave out; a claim that rests on no other is left out too.
    record : bool, optional
        False leaves out the public record: claims then have the grade that the documents alone give.

    Returns
    -------
    Ceiling
        Degrees, confidence and the counts behind them.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> judgement = load_judgements(evidence)[0]
    >>> ceiling(judgement, evidence).confidence
    'high'
    >>> ceiling(judgement, evidence, without=judgement.evidence_for).confidence
    'none'
    """
    claims = evidence.claims
    grades = claims["credibility" if record else "credibility_alone"]
    asked = [*judgement.evidence_for, *judgement.evidence_against]
    credible = {name for name in asked if grades[name] in CREDIBLE}
    left = [name for name in judgement.evidence_for if name in credible and name not in without]
    # An error supports a judgement that the document errs; it is the record that shows the error.
    left += [name for name in judgement.evidence_errors if record and name not in without]
    pages = _pages(left, evidence) if record else {}
    support = [name for name in left if not pages.get(name) or pages[name] - set(without_pages)]
    against = [name for name in judgement.evidence_against if name in credible and name not in without]
    named = _named(judgement, evidence) if record else set()
    rows = evidence.references.loc[
        sorted(named.union(*(pages.get(name, set()) for name in support)) - set(without_pages))
    ]
    institutions, primary = rows["institution"].nunique(), bool(rows["primary"].any())
    documents = claims.loc[support, "source"].nunique()
    if institutions >= 3 and primary and documents >= 2:
        strength = "robust"
    elif institutions >= 2 or primary or (not record and _two_independent(support, evidence)):
        strength = "medium"
    else:
        strength = "limited"
    behind, opposed = witnesses_behind(support, evidence), witnesses_behind(against, evidence)
    agreement = "high" if not opposed else "medium" if 2 * opposed <= behind else "low"
    confidence = GRID[strength, agreement] if support else "none"
    if judgement.likelihood and confidence == "high":
        confidence = "moderate"  # facts of the past bear on a forecast only so far
    return Ceiling(strength, agreement, confidence, len(support), documents, behind, opposed, institutions)


def pages_of(judgement: Judgement, evidence: Evidence) -> set[str]:
    """Return the pages of the record on which a judgement rests.

    Parameters
    ----------
    judgement : Judgement
        With its claims and references.
    evidence : Evidence
        As loaded.

    Returns
    -------
    set of str
        Keys of the bibliography: those that the judgement names, and those of the checks of its claims.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> judgement = load_judgements(evidence)[0]
    >>> pages_of(judgement, evidence) >= set(judgement.references)
    True
    """
    claims = [*judgement.evidence_for, *judgement.evidence_errors]
    return _named(judgement, evidence).union(*_pages(claims, evidence).values())


def witnesses_behind(claims: Iterable[str], evidence: Evidence) -> int:
    """Count the witnesses behind claims: what one voice says, or says again, counts once.

    Two claims have one witness where one voice says both, where both stand in one author's own voice,
    where they share a wire or wording, or where they agree on one point and nothing shows them independent.

    Parameters
    ----------
    claims : iterable of str
        Ids of claims.
    evidence : Evidence
        As loaded.

    Returns
    -------
    int
        At most one for each claim.

    Examples
    --------
    >>> from analysis import load
    >>> witnesses_behind(["elpais-39", "asianews-39"], load())
    1
    """
    groups: list[set[str]] = []
    points = [
        set(names)
        for names, relation in zip(
            evidence.corroboration["claims"], evidence.corroboration["relation"], strict=True
        )
        if relation == "agreement"
    ]
    for claim in claims:
        joined = [
            group for group in groups if any(_one_witness(claim, other, points, evidence) for other in group)
        ]
        groups = [group for group in groups if group not in joined] + [{claim}.union(*joined)]
    return len(groups)


def _one_witness(first: str, second: str, points: list[set[str]], evidence: Evidence) -> bool:
    one, other = evidence.witnesses[first], evidence.witnesses[second]
    if one.source == other.source and one.voice is None and other.voice is None:
        return True
    tied = set(ties(one, other))
    if one_voice(one.voice, other.voice) or (tied and any({first, second} <= point for point in points)):
        return True
    return one.source != other.source and bool({"same wire", "same wording"} & tied)


def _two_independent(claims: list[str], evidence: Evidence) -> bool:
    return any(
        not ties(evidence.witnesses[first], evidence.witnesses[second])
        for first, second in combinations(claims, 2)
    )


def _named(judgement: Judgement, evidence: Evidence) -> set[str]:
    """Return the pages that a judgement names, without those of the chains of the documents it rests on."""
    sources = {
        evidence.claims.at[name, "source"] for name in [*judgement.evidence_for, *judgement.evidence_errors]
    }
    return set(judgement.references).difference(*evidence.sources.loc[sorted(sources), "upstream"])


def _pages(claims: Iterable[str], evidence: Evidence) -> dict[str, set[str]]:
    """Return the pages on which the check of each claim rests, without those of the document's own chain."""
    named = dict(zip(evidence.checks["claim"], evidence.checks["references"], strict=True))
    sources, upstream = evidence.claims["source"], evidence.sources["upstream"]
    return {name: set(named.get(name, [])) - set(upstream[sources[name]]) for name in claims}
