"""How confident a judgement may be: a ceiling computed from its evidence.

ICD 203 asks that confidence rest on the quality, number and agreement of sources; the IPCC
puts strength of evidence and agreement in a grid. The rule here does the same with what can
be counted: who in the public record bears a judgement out, how many documents do, and how
many credible claims speak against it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .model import Judgement
from .tables import Evidence

__all__ = ["GRID", "RULE", "Ceiling", "ceiling"]

#: The rule in words: part, degree, condition; the first that holds in its part counts.
RULE: list[tuple[str, str, str]] = [
    ("evidence", "robust", "three voices in the record, a primary page among theirs, and two documents"),
    ("evidence", "medium", "two voices in the record, or one with a primary page"),
    ("evidence", "limited", "less than that"),
    ("agreement", "high", "no credible claim against"),
    ("agreement", "medium", "credible claims against, at most half as many as for"),
    ("agreement", "low", "more than that"),
]

#: Evidence and agreement to the highest confidence that a judgement may claim.
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
        ``high``, ``moderate`` or ``low``; ``none`` where nothing credible is left to rest on.
    claims, documents, voices : int
        How many credible claims, documents and voices of the record support the judgement.
    """

    evidence: str
    agreement: str
    confidence: str
    claims: int
    documents: int
    voices: int


def ceiling(
    judgement: Judgement,
    evidence: Evidence,
    *,
    without: Collection[str] = (),
    record: bool = True,
) -> Ceiling:
    """Compute the highest confidence that a judgement may claim.

    A voice of the record is the author of a page that the judgement names, or on which the check
    of a supporting claim rests; pages of a document's own chain are none. Errors of documents
    support a judgement that names them as errors.

    Parameters
    ----------
    judgement : Judgement
        With its claims for and against, and its references.
    evidence : Evidence
        As loaded.
    without : collection of str, optional
        Claims to leave out, for and against.
    record : bool, optional
        False leaves out the public record: then every claim is as good as the documents make it.

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
    >>> ceiling(judgement, evidence, record=False).confidence
    'low'
    """
    claims = evidence.claims
    checks = evidence.checks.set_index("claim")["references"]
    credible = claims["credibility"].isin(CREDIBLE)
    chosen = [name for name in judgement.evidence_for if name not in without]
    support = [name for name in chosen if credible[name]] if record else chosen
    # An error supports a judgement that the document errs; it is the record that shows the error.
    support += [name for name in judgement.evidence_errors if record and name not in without]
    against = [name for name in judgement.evidence_against if name not in without and credible[name]]
    pages = set(judgement.references) if record else set()
    for name in support if record else []:
        chain = evidence.sources.at[claims.at[name, "source"], "upstream"]
        pages |= set(checks.get(name, [])) - set(chain)
    rows = evidence.references.loc[sorted(pages)]
    voices, primary = rows["author"].nunique(), bool(rows["primary"].any())
    documents = claims.loc[support, "source"].nunique()
    if voices >= 3 and primary and documents >= 2:
        strength = "robust"
    elif voices >= 2 or primary:
        strength = "medium"
    else:
        strength = "limited"
    if not against:
        agreement = "high"
    elif 2 * len(against) <= len(support):
        agreement = "medium"
    else:
        agreement = "low"
    confidence = GRID[strength, agreement] if support or pages else "none"
    return Ceiling(strength, agreement, confidence, len(support), documents, voices)
