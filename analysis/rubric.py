"""Source reliability, A to F after AJP-2.1, derived by a published rule from five rated criteria.

A coder rates the doubt on each criterion of the codebook (authenticity, proximity,
competence, record, transformation), with a reason, on what is known of the source. The
letter follows by rule, so that two readers who agree on the doubts agree on the grade. AJP-2.1
names the letters; criteria, median and caps are this project's own. The rule never looks at
whether single claims proved true: source and item are judged apart.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RULE", "reliability"]

#: From no doubt to a quality that is absent, each with the grade it stands for.
SCALE = {"none": "A", "minor": "B", "some": "C", "significant": "D", "lacking": "E"}
FEWEST = 3  # criteria that must be rated; with less there is no basis for a grade

#: The rule in words, in order; printed by the methods chapter and followed by `reliability`.
RULE: list[tuple[str, str]] = [
    ("F", "fewer than three of the five criteria can be rated"),
    ("A to E", "else the median of the rated doubts, from none (A) to lacking (E); the worse of two middles"),
    ("at best D", "authenticity is lacking: nobody answers for the text"),
    ("at best C", "any other criterion is lacking"),
]


def reliability(doubts: Mapping[str, str]) -> str:
    """Derive the reliability of a source.

    The scale is that of AJP-2.1; the rule that applies it is :data:`RULE`.

    Parameters
    ----------
    doubts : mapping of str to str
        Criterion to the doubt on it: ``none``, ``minor``, ``some``, ``significant``, ``lacking``,
        or ``no-basis`` where nothing is known.

    Returns
    -------
    str
        A to E from completely reliable to unreliable; F where there is no basis. F is no worse
        than E: it must not be ranked or averaged with the rest.

    Raises
    ------
    KeyError
        Where a doubt is none of these words.

    Examples
    --------
    >>> reliability({"authenticity": "none", "proximity": "some", "record": "minor"})
    'B'
    >>> reliability({"authenticity": "lacking", "proximity": "none", "record": "none"})
    'D'
    >>> reliability({"authenticity": "lacking", "proximity": "no-basis", "record": "no-basis"})
    'F'
    """
    grades = sorted(SCALE[doubt] for doubt in doubts.values() if doubt != "no-basis")
    if len(grades) < FEWEST:
        return "F"
    middle = grades[len(grades) // 2]  # of an even number this is the worse of the two middles
    floor = "D" if doubts.get("authenticity") == "lacking" else "C" if "E" in grades else "A"
    return max(middle, floor)
