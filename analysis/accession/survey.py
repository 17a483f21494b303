"""What can be seen in a new text before anybody read it: language, dates, names, lines of the page around.

Everything here is a hint for the person who codes; nothing of it enters the evidence by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..anchors import Paragraph
from ..dates import MONTHS
from ..model import Codebook

__all__ = ["Seen", "find_dates", "find_furniture", "find_names", "guess_language"]


class Seen(NamedTuple):
    """Something seen in a text.

    Parameters
    ----------
    what : str
        A date, a name, or the rule that a line fits.
    paragraphs : tuple of int
        Numbers of the paragraphs in which it stands.
    """

    what: str
    paragraphs: tuple[int, ...]


def guess_language(text: str) -> str:
    """Guess in which language a text is written.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str
        Two letters, ISO 639-1.

    Examples
    --------
    >>> guess_language("The leaders of the four partners came to the summit.")
    'en'
    """
    import py3langid  # loads its model, for which no other command should wait

    return str(py3langid.classify(text)[0])


_MONTH = "|".join(MONTHS)
_SHORT = "|".join(rf"{month[:3]}{'t?' if month == 'September' else ''}\.?" for month in MONTHS)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_NAMED = f"(?P<month>{_MONTH}|{_SHORT})"
#: From the fullest form to the barest; what one has read the next ones do not see.
_DATES = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>[0-2][0-9]|3[01]))?\b",
        rf"\b{_DAY}\.? +(?:of +)?{_NAMED},? +{_YEAR}\b",
        rf"\b{_NAMED} +{_DAY},? +{_YEAR}\b",
        rf"\b(?P<month>{_MONTH}),? +(?:of +)?{_YEAR}\b",
        rf"\b{_DAY} +(?P<month>{_MONTH})\b",
        rf"\b(?P<month>{_MONTH}) +{_DAY}\b(?! *[0-9])",
        rf"\b{_YEAR}\b",
    )
]


def find_dates(lines: Iterable[Paragraph]) -> list[Seen]:
    """Find the dates that stand in a text in English or in figures.

    Parameters
    ----------
    lines : iterable of Paragraph
        The text.

    Returns
    -------
    list of Seen
        Sorted: ``2023-07-12``, ``2023-07`` or ``2023``; ``--07-12`` where no year stands with it.

    Examples
    --------
    >>> from analysis.anchors import paragraphs
    >>> [seen.what for seen in find_dates(paragraphs("On 12 July 2023, and again on May 3, in 2024."))]
    ['--05-03', '2023-07-12', '2024']
    """
    found: dict[str, list[int]] = {}
    for line in lines:
        rest = line.text
        for pattern in _DATES:
            for match in pattern.finditer(rest):
                found.setdefault(_iso(match.groupdict()), []).append(line.number)
            rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    return [Seen(date, tuple(sorted(set(numbers)))) for date, numbers in sorted(found.items())]


def _iso(parts: dict[str, str | None]) -> str:
    month, number = parts.get("month"), parts.get("number")
    if month:
        short = [name[:3].lower() for name in MONTHS]
        number = f"{short.index(month[:3].lower()) + 1:02d}"
    day = f"{int(parts['day'] or 0):02d}" if parts.get("day") else ""
    return "-".join(part for part in (parts.get("year") or "-", number or "", day) if part)


_RUN = re.compile(r"\b[A-Z][\w'’-]+(?: +(?:(?:of|the|de|von|van) +)?[A-Z][\w'’-]+)+")
PERSON = re.compile(r"[A-Z]\w+(?: [A-Z][\w-]+)+")  # a speaker with a name of their own
_LONGEST_NAME = 5  # words; a longer run is a headline


def find_names(
    lines: Sequence[Paragraph], codebook: Codebook, others: Iterable[str] = ()
) -> tuple[list[Seen], list[Seen]]:
    """Find names in a text: those that are known, and runs of words with capitals that are not.

    Parameters
    ----------
    lines : sequence of Paragraph
        The text.
    codebook : Codebook
        Whose actors and speakers are known.
    others : iterable of str, optional
        Further names that are known, such as the authors of the bibliography.

    Returns
    -------
    known, unknown : list of Seen
        Each sorted by name.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.anchors import paragraphs
    >>> known, unknown = find_names(paragraphs("Then Ian Lesser met Mary Example in Japan."), load().codebook)
    >>> [seen.what for seen in known], [seen.what for seen in unknown]
    (['Ian Lesser', 'Japan'], ['Mary Example'])
    """
    coded = {*codebook.variables["actor"].codes, *codebook.variables["speaker"].codes} - {"author", "experts"}
    people = {" ".join(reversed(name.split(", "))) for name in others}
    names = {name for name in coded | people if len(name) > 2 and name[0].isupper()}
    people |= {name for name in codebook.variables["speaker"].codes if PERSON.fullmatch(name)}
    surnames = {name.split()[-1]: name for name in sorted(coded & people)}
    names |= {surname for surname in surnames if len(surname) > 3}
    words = re.compile(
        "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    )
    known: dict[str, list[int]] = {}
    unknown: dict[str, list[int]] = {}
    for line in lines:
        rest = line.text
        for match in words.finditer(line.text):
            whole = not (line.text[match.start() - 1 : match.start()].isalnum() if match.start() else False)
            if whole and not line.text[match.end() : match.end() + 1].isalnum():
                known.setdefault(surnames.get(match[0], match[0]), []).append(line.number)
                rest = f"{rest[: match.start()]}{'.' * len(match[0])}{rest[match.end() :]}"
        for match in _RUN.finditer(rest):
            parts = re.sub(r"^(?:By|The) +", "", match[0]).split()
            if 1 < len(parts) <= _LONGEST_NAME:
                unknown.setdefault(" ".join(parts), []).append(line.number)
    return _sorted(known), _sorted(unknown)


def _sorted(found: dict[str, list[int]]) -> list[Seen]:
    return [Seen(name, tuple(sorted(set(numbers)))) for name, numbers in sorted(found.items())]


#: Rule in words to its pattern; a line that fits one is probably not part of the article.
FURNITURE = {
    "asks to subscribe": r"\b(subscribe|newsletter|sign up|log in|register now|already a subscriber)\b",
    "asks to share or comment": r"\b(share (this|on)|follow us|leave a comment|facebook|whatsapp)\b",
    "speaks of cookies or privacy": r"\b(cookies?|privacy policy|terms of (use|service))\b",
    "claims rights": r"(©|\ball rights reserved\b|\bcopyright\b)",
    "leads to other articles": r"^(read (more|also|next)|related|see also|recommended|trending)\b",
    "is a menu": r"^(\W*\w+\W*[|›>•·]){2,}",
    "is an address of the web or of mail": r"^\S*(https?://|www\.|\S@\S+\.\w{2,})\S*$",
    "names a photograph": r"^(photo|picture|image|credit|caption)\b *:",
    "advertises": r"^(advertisement|sponsored|promoted)\b",
}
_FURNITURE = {rule: re.compile(pattern, re.I) for rule, pattern in FURNITURE.items()}


def find_furniture(lines: Iterable[Paragraph]) -> list[Seen]:
    r"""Find lines that look like the page around an article.

    Parameters
    ----------
    lines : iterable of Paragraph
        The text.

    Returns
    -------
    list of Seen
        The rule, as in :data:`FURNITURE`, and the paragraphs that fit it; of a paragraph the first rule.

    Examples
    --------
    >>> from analysis.anchors import paragraphs
    >>> find_furniture(paragraphs("The summit ends.\nSubscribe to our newsletter"))
    [Seen(what='asks to subscribe', paragraphs=(2,))]
    """
    found: dict[str, list[int]] = {}
    for line in lines:
        rule = next((rule for rule, pattern in _FURNITURE.items() if pattern.search(line.text.strip())), "")
        if rule:
            found.setdefault(rule, []).append(line.number)
    return [Seen(rule, tuple(numbers)) for rule, numbers in sorted(found.items(), key=lambda pair: pair[1])]
