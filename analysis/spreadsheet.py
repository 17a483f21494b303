"""CSV that a spreadsheet cannot take for a formula, and that can be turned back into what it was.

A spreadsheet runs a cell that starts with an equals sign, and some that start with other signs, as a
formula; a text from a document could so reach out of the file. Such texts get an apostrophe in front,
as OWASP advises (CSV injection), and every text stands in quotes, so that no comma or quote inside it
starts a new cell. Numbers stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import pandas as pd

__all__ = ["APOSTROPHE", "FORMULA", "NUMBER", "csv_text", "neutralise", "restore"]

APOSTROPHE = "'"
#: What starts a formula, also behind quotes and spaces, and as a full-width sign.
FORMULA = re.compile(r"""['"\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]""")
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
LINE_END = "\r\n"  # as RFC 4180 has it


def neutralise(text: str) -> str:
    r"""Return a text so that no spreadsheet takes it for a formula.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With an apostrophe in front where it could be taken for a formula; the text itself otherwise, and
        where it is a plain number.

    Examples
    --------
    >>> neutralise("=1+1"), neutralise('"=1+1'), neutralise("-2"), neutralise("NATO-Japan")
    ("'=1+1", '\'"=1+1', '-2', 'NATO-Japan')
    """
    return APOSTROPHE + text if _runs(text) else text


def restore(text: str) -> str:
    """Return the text that :func:`neutralise` was given.

    Parameters
    ----------
    text : str
        As :func:`neutralise` returned it.

    Returns
    -------
    str
        Without the apostrophe, where one was put in front.

    Examples
    --------
    >>> restore("'=1+1"), restore("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith(APOSTROPHE) and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    return bool(FORMULA.match(text)) and not NUMBER.fullmatch(text)


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return a table as CSV: UTF-8, commas, texts in quotes and neutralised, missing values empty.

    Parameters
    ----------
    frame : DataFrame
        The table; its index is left out. Lists and other objects are written as Python shows them.

    Returns
    -------
    str
        With a head of column names; lines end as RFC 4180 has it. A number that is whole has no decimals.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"stance": [-2, 0], "basis": ["-2 at most", None]})).replace("\r", ""))
    stance,basis
    -2,"'-2 at most"
    0,
    """
    columns: list[Iterable[Any]] = [frame.iloc[:, place].astype(object) for place in range(frame.shape[1])]
    head = [_text(str(name), bare=True) for name in frame.columns]
    return "".join(
        _line(cells) for cells in [head, *([_cell(v) for v in row] for row in zip(*columns, strict=True))]
    )


def _line(cells: Sequence[str]) -> str:
    return ",".join(cells) + LINE_END


def _text(text: str, *, bare: bool = False) -> str:
    safe = neutralise(text)
    if bare and re.fullmatch(r"\w+", safe):
        return safe
    return '"' + safe.replace('"', '""') + '"'


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple, set, dict)):
        return _text(str(value))
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return _text(value) if value else ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return str(bool(value)).upper()  # what R, too, takes for a truth value
    if isinstance(value, Real):
        number = float(value)
        return str(int(value)) if number.is_integer() else repr(number)
    return _text(str(value))
