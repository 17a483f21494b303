"""The wording of a sentence: terms of likelihood and confidence, phrases without an owner, typed numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ..model.codebook import Codebook

__all__ = ["Wording", "likelihood_terms", "spell"]

QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
SURE = re.compile(r"\bconfiden(?:ce|t|tly)\b(?!-building)", re.IGNORECASE)
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
#: Days, months and years: they name a time and count nothing.
DATES = re.compile(
    rf"\b(?:[0-3]?[0-9](?: and |[–-])?(?:[0-3]?[0-9])? )?(?:{MONTHS})\b(?: (?:19|20)[0-9]{{2}}\b)?"
    r"|\b(?:19|20)[0-9]{2}(?:s|[–-][0-9]{2,4})?\b(?!,[0-9])"
    r"|\b[0-9]+(?:st|nd|rd|th) century\b"
)
UNITS = "two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
LARGE = "dozens?|scores of|hundreds?|thousands?|millions?|billions?|trillions?"
#: From fourth on; "first", "second" and "third" are used as plain words.
ORDINALS = "fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[a-z]+teenth|[a-z]+tieth|hundredth"
NUMBERS = re.compile(
    rf"(?<![A-Z\d-])\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|[½¼¾⅓⅔]|\b(?:(?:{TENS})(?:-(?:one|{UNITS}))?|{TEENS}|{UNITS}|{LARGE}|{ORDINALS})\b",
    re.IGNORECASE,
)


NOTHING = re.compile(r"(?!)")  # matches nowhere


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for all phrases, the longest first; a star stands for any ending."""
    longest_first = sorted(phrases, key=len, reverse=True)
    if not longest_first:
        return NOTHING
    words = ["".join(_word(part) for part in re.split(r"(\s+|\*)", phrase)) for phrase in longest_first]
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


def _word(part: str) -> str:
    if part == "*":
        return r"\w*"
    return r"\s+" if part.isspace() else re.escape(part)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


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
    return [term.lower() for term in _found(_phrases(terms), text)]


class Wording:
    """The rules of wording, ready to be tried on sentences; words in quotation marks are a source's.

    Parameters
    ----------
    codebook : Codebook
        Whose ``prose`` holds the phrases, and whose variable ``likelihood`` holds the lexicon.

    Examples
    --------
    >>> from analysis import load
    >>> wording = Wording(load().codebook)
    >>> wording.ownerless("Sources say so."), wording.other_likelihoods("It is probably so.")
    (['Sources say'], [('probably', 'likely')])
    """

    def __init__(self, codebook: Codebook) -> None:
        rules = codebook.prose
        said = [f"{who} {say}" for who in rules.nobodies for say in rules.sayings]
        self._ownerless = _phrases([*rules.ownerless, *said])
        self._reported = _phrases(rules.reported)
        self._likelihoods = _phrases(codebook.variables["likelihood"].codes)
        tables = {"likelihood": rules.other_likelihoods, "confidence": rules.other_confidences}
        self._others = {
            which: [(_phrases([phrase]), instead) for phrase, instead in table.items()]
            for which, table in tables.items()
        }
        self._any_other = {which: _phrases(table) for which, table in tables.items()}
        self._named = re.compile("|".join(rules.named_numbers)) if rules.named_numbers else NOTHING

    def ownerless(self, text: str) -> list[str]:
        """Return the phrases behind which nobody stands.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of str
            As they stand in the sentence.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).ownerless('He said that "many believe" it.')
        []
        """
        return _found(self._ownerless, QUOTED.sub("", text))

    def reported(self, text: str) -> list[str]:
        """Return the phrases that report what others say, and so need a mark beside them.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of str
            As they stand in the sentence.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).reported("Paris is said to object.")
        ['is said to']
        """
        return _found(self._reported, QUOTED.sub("", text))

    def likelihoods(self, text: str) -> list[str]:
        """Return the terms of likelihood of the lexicon.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of str
            As they stand in the sentence; the longest match counts.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).likelihoods("It is very unlikely.")
        ['very unlikely']
        """
        return _found(self._likelihoods, QUOTED.sub("", text))

    def other_likelihoods(self, text: str) -> list[tuple[str, str]]:
        """Return the terms of likelihood outside the lexicon, each with what to say instead.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of (str, str)
            What stands there, and the term of the lexicon.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).other_likelihoods("It is highly likely.")
        [('highly likely', 'very likely')]
        """
        return self._outside("likelihood", text)

    def other_confidences(self, text: str) -> list[tuple[str, str]]:
        """Return the degrees of confidence outside the scale, each with what to say instead.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of (str, str)
            What stands there, and the degree of the scale.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).other_confidences("We have great confidence in it.")
        [('great confidence', 'high confidence')]
        """
        return self._outside("confidence", text)

    def mixes(self, text: str) -> bool:
        """Tell whether a sentence says likelihood and confidence in one breath, which ICD 203 forbids.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        bool
            Whether both stand in it.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).mixes("We have high confidence that it is likely.")
        True
        """
        said = self.likelihoods(text) or self.other_likelihoods(text)
        return bool(said and self.sure(text))

    def sure(self, text: str) -> bool:
        """Tell whether a sentence speaks of confidence.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        bool
            Whether the word, or one of its kin, stands in it; measures that build confidence do not count.

        Examples
        --------
        >>> from analysis import load
        >>> wording = Wording(load().codebook)
        >>> wording.sure("We are confident."), wording.sure("They agreed on confidence-building measures.")
        (True, False)
        """
        return bool(SURE.search(QUOTED.sub("", text)))

    def numbers(self, text: str) -> list[str]:
        """Return the numbers that were typed: neither a date nor part of a name.

        Parameters
        ----------
        text : str
            A sentence.

        Returns
        -------
        list of str
            Figures and words, as they stand in the sentence.

        Examples
        --------
        >>> from analysis import load
        >>> Wording(load().codebook).numbers("On 12 July 2023 the AP4 named 16 areas and two aims.")
        ['16', 'two']
        """
        bare = DATES.sub(" ", QUOTED.sub("", text))
        return NUMBERS.findall(self._named.sub(" ", bare))

    def _outside(self, which: str, text: str) -> list[tuple[str, str]]:
        bare = QUOTED.sub("", text)
        return [
            (found, instead)
            for found in _found(self._any_other[which], bare)
            for phrase, instead in self._others[which]
            if phrase.fullmatch(found)
        ]


SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def spell(number: int) -> str:
    """Return a number as running prose has it: in words up to twelve, in figures above.

    Parameters
    ----------
    number : int
        Zero or more.

    Returns
    -------
    str
        Word or figures.

    Examples
    --------
    >>> spell(5), spell(283), spell(1200)
    ('five', '283', '1,200')
    """
    return SMALL[number] if number < len(SMALL) else f"{number:,}"
