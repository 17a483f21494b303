"""What all records share: forms of ids, dates and digests, and the check of a code against the codebook."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from ..problems import suggest
from ..typefaces import ANOTHER_SIGN, without_typeface

CLAIM_ID = r"^[a-z][a-z0-9-]{0,79}-[0-9]{2,4}$"
CORRECTION_ID = r"^correction-[0-9]{2,}$"
KEY = r"^[a-z0-9][a-z0-9-]{0,99}$"
DIGEST = r"^[0-9a-f]{64}$"
# Host with a name of the web, in letters that cannot be mistaken (other scripts as xn--…); no user, no
# password; of the path only the signs that RFC 3986 allows, but no apostrophe.
ADDRESS = (
    r"^https?://(?:[A-Za-z0-9_-]{1,63}\.)+(?:[A-Za-z]{2,63}|xn--[a-z0-9-]{1,59})\.?(?::[0-9]{1,5})?"
    r"(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%|-]*)?$"
)
DOCUMENT = r"^[0-9]{3,5}$"
LANGUAGE = r"^[a-z]{2}$"
YEARS = (1500, 2199)  # what a document of today may speak of; pandas counts nanoseconds and ends soon after
PARTIAL_DATE = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")


LONGEST_TEXT = 5_000
LONGEST_WORD = 120  # a quoted address is the longest; nothing else would break at the end of a line
UNBROKEN = re.compile(rf"\S{{{LONGEST_WORD + 1}}}")
BREAK = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def check_date(text: str) -> str:
    """Accept an ISO day, month or year that exists in the calendar.

    Parameters
    ----------
    text : str
        What stands in the file.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        Where it has another form, or there is no such date.

    Examples
    --------
    >>> check_date("2023-07")
    '2023-07'
    >>> check_date("2023-02-30")
    Traceback (most recent call last):
    ...
    ValueError: no such date: day is out of range for month
    """
    match = PARTIAL_DATE.match(text)
    if not match:
        raise ValueError("write an ISO date in quotes: '2023', '2023-07' or '2023-07-12'")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(f"write a year from {YEARS[0]} to {YEARS[1]}")
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"no such date: {error}") from None
    return text


def check_words(text: str) -> str:
    """Accept text that fits into a line, a cell and a page.

    Parameters
    ----------
    text : str
        What stands in the file.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        Where it is too long, has a word that no line can hold or a sign that no typeface of the PDFs has, or
        holds line breaks or tabs.

    Examples
    --------
    >>> check_words("Japan is the closest partner.")
    'Japan is the closest partner.'
    >>> check_words("a" * 200)
    Traceback (most recent call last):
    ...
    ValueError: write words of at most 120 letters, with spaces between
    """
    if BREAK.search(text):
        raise ValueError("write one paragraph, without line breaks and tabs")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"write at most {LONGEST_TEXT:,} letters")
    if len(text) > LONGEST_WORD and UNBROKEN.search(text):
        raise ValueError(f"write words of at most {LONGEST_WORD} letters, with spaces between")
    if signs := without_typeface(text):
        raise ValueError(f"the PDFs cannot show {signs}; {ANOTHER_SIGN}")
    return text


#: Variables to which whoever adds a document may add a code, and what such a code needs.
GROWING = {"speaker": "the actor behind the voice", "actor": "its group"}


def _codebook(variable: str) -> str:
    """Say where the codes of a variable stand, and how it gets a new one where it may."""
    if variable not in GROWING:
        return "seeds/codebook.yml says what each means"
    return (
        f"a new {variable} is entered in seeds/codebook.yml, under {variable}, with {GROWING[variable]}, "
        "and named under changes"
    )


def coded(variable: str) -> Any:
    """Build the type of a field that holds one code of a codebook variable.

    The codes come with pydantic's validation context; without one, nothing is checked.

    Parameters
    ----------
    variable : str
        Name of the variable, such as ``topic``.

    Returns
    -------
    AfterValidator
        For use in ``Annotated``; it raises ValueError where the code is unknown, which pydantic
        turns into a slip of the field.

    Examples
    --------
    >>> from pydantic import TypeAdapter
    >>> topic = TypeAdapter(Annotated[str, coded("topic")])
    >>> topic.validate_python("taiwan", context={"topic": ["taiwan"]})
    'taiwan'
    """

    def check(value: Any, info: ValidationInfo) -> Any:
        if not info.context:  # a record on its own, without a codebook
            return value
        allowed = info.context.get(variable, [])
        if str(value) not in allowed:
            raise ValueError(f"no such {variable}; {suggest(value, allowed)}; {_codebook(variable)}")
        return value

    return AfterValidator(check)


PartialDate = Annotated[str, AfterValidator(check_date)]
Text = Annotated[str, Field(min_length=1), AfterValidator(check_words)]
Label = Annotated[Text, Field(max_length=60)]  # stands in a figure, which a longer one would crush
Digest = Annotated[str, Field(pattern=DIGEST)]
ClaimId = Annotated[str, Field(pattern=CLAIM_ID)]
CorrectionId = Annotated[str, Field(pattern=CORRECTION_ID)]
Key = Annotated[str, Field(pattern=KEY)]


class Record(BaseModel):
    """Base of all records: no unknown fields, no silent change of type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)
