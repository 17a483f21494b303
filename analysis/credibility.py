"""Item credibility, 1 to 6 after AJP-2.1, derived by a published rule.

The grade of an item never looks at the grade of its source: the two are judged apart. It
looks only at what the public record says and at what other documents say. Pages of the
document's own chain (the article it copies, the original it translates) prove that a
statement was handed on faithfully, not that it is true; they lend no credibility.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["RULE", "grade"]

#: The rule in words, first match wins; printed by the methods chapter and followed by `grade`.
RULE: list[tuple[str, str]] = [
    ("5", "the public record contradicts the claim"),
    ("1", "the public record, outside the document's own chain, confirms it"),
    ("2", "the public record, outside the document's own chain, confirms it with a caveat"),
    ("6", "it is an opinion, which no record can settle"),
    ("4", "another document contradicts it and the record has not settled it"),
    (
        "2",
        "another document, shown to be independent, says the same; of words: that this voice said them",
    ),
    ("3", "another document, not shown to be independent, says the same; of words: likewise"),
    ("6", "nothing above holds: not seen in the record, or only in the document's own chain"),
]


def grade(
    verdict: str | None, relations: Iterable[tuple[str, bool]] = (), *, own_chain_only: bool = False
) -> int:
    """Derive the credibility of one claim.

    The scale is that of AJP-2.1; the rule that applies it is :data:`RULE`.

    Parameters
    ----------
    verdict : str or None
        Verdict of the check against the public record; None where there is no check.
    relations : iterable of (str, bool)
        Relation to claims of other documents (``agreement``, ``contradiction`` or
        ``tension``) and whether those documents are independent of this one.
    own_chain_only : bool
        Whether the check rests on nothing but pages of the document's own chain.

    Returns
    -------
    int
        1 to 5 from confirmed to improbable; 6 where there is no basis. 6 is no worse
        than 5: it must not be ranked or averaged with the rest.

    Examples
    --------
    >>> grade("confirmed"), grade("contradicted"), grade(None)
    (1, 5, 6)
    >>> grade("confirmed", own_chain_only=True)
    6
    >>> grade(None, [("agreement", True)]), grade(None, [("agreement", False)])
    (2, 3)
    """
    relations = list(relations)
    if verdict == "contradicted":
        return 5
    if verdict == "confirmed" and not own_chain_only:
        return 1
    if verdict == "confirmed-with-caveat" and not own_chain_only:
        return 2
    if verdict == "opinion":
        return 6
    if any(relation == "contradiction" for relation, _ in relations):
        return 4
    if ("agreement", True) in relations:
        return 2
    if ("agreement", False) in relations:
        return 3
    return 6
