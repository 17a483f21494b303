"""Dates as running text has them."""

from __future__ import annotations

__all__ = ["spoken_date"]

MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def spoken_date(date: object) -> str:
    """Write an ISO day, month or year in words.

    Parameters
    ----------
    date : str
        Such as ``2023-07-12``, ``2023-07`` or ``2023``; what is no text counts as no date.

    Returns
    -------
    str
        As printed in a reference; ``no date`` where there is none.

    Raises
    ------
    ValueError
        Where the text is no such date.

    Examples
    --------
    >>> spoken_date("2023-07-12"), spoken_date("2023-07"), spoken_date("2023"), spoken_date(None)
    ('12 July 2023', 'July 2023', '2023', 'no date')
    """
    if not isinstance(date, str):
        return "no date"
    year, *rest = date.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    day = str(int(rest[1])) if len(rest) > 1 else ""
    return " ".join(part for part in (day, month, year) if part)
