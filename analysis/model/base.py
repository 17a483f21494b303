"""What all records share: forms of ids, dates and digests, and the check of a code against the codebook."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from ..problems import suggest

CLAIM_ID = r"^[a-z][a-z0-9-]*-[0-9]{2,4}$"
KEY = r"^[a-z0-9][a-z0-9-]*$"
DIGEST = r"^[0-9a-f]{64}$"
ADDRESS = r"^https?://[^\s<>\"']+$"
DOCUMENT = r"^[0-9]{3,5}$"
LANGUAGE = r"^[a-z]{2}$"
PARTIAL_DATE = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")


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
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"no such date: {error}") from None
    return text


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
            raise ValueError(f"no such {variable}; {suggest(value, allowed)}")
        return value

    return AfterValidator(check)


PartialDate = Annotated[str, AfterValidator(check_date)]
Text = Annotated[str, Field(min_length=1)]
Digest = Annotated[str, Field(pattern=DIGEST)]
ClaimId = Annotated[str, Field(pattern=CLAIM_ID)]
Key = Annotated[str, Field(pattern=KEY)]


class Record(BaseModel):
    """Base of all records: no unknown fields, no silent change of type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)
