"""Calendar versions: ``YYYY.M.N`` counts the versions of a month from 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .model import VERSION, Release
from .problems import Problems

__all__ = ["check_version", "next_version", "version_order"]


def version_order(version: str) -> tuple[int, ...]:
    """Return by what versions are ordered.

    Parameters
    ----------
    version : str
        Such as ``2026.11.10``.

    Returns
    -------
    tuple of int
        Year, month, number.

    Examples
    --------
    >>> version_order("2026.11.9") < version_order("2026.11.10")
    True
    """
    return tuple(int(part) for part in version.split("."))


def next_version(published: Sequence[str], day: str) -> str:
    """Return the next free version of a month.

    Parameters
    ----------
    published : sequence of str
        The versions that exist.
    day : str
        ISO day of the stamp.

    Returns
    -------
    str
        Year, month, and one more than the highest number of that month.

    Examples
    --------
    >>> next_version(["2026.11.0"], "2026-11-26"), next_version(["2026.11.0"], "2026-12-01")
    ('2026.11.1', '2026.12.0')
    """
    year, month = int(day[:4]), int(day[5:7])
    numbers = [order[2] for order in map(version_order, published) if order[:2] == (year, month)]
    return f"{year}.{month}.{max(numbers, default=-1) + 1}"


def check_version(version: str, releases: Sequence[Release], day: str, problems: Problems) -> None:
    """See that a version may be stamped on a day.

    Parameters
    ----------
    version : str
        What was asked for.
    releases : sequence of Release
        As from :func:`analysis.edition.load_changelog`.
    day : str
        ISO day of the stamp.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> problems = Problems()
    >>> check_version("2026.11.0", [Release(version="2026.11.0", date="2026-11-25")], "2026-11-26", problems)
    >>> print(problems[0].found)
    '2026.11.0', which exists
    """
    published = [one.version for one in releases if one.date]
    free = next_version(published, day)
    listed = f"the next free one is {free}; published: {', '.join(published) or 'none'}"
    month = ".".join(free.split(".")[:2])

    def refuse(found: str) -> None:
        problems.note("the command line", "", "VERSION", f"'{version}'{found}", listed)

    if not re.fullmatch(VERSION, version, re.ASCII):
        refuse(", which is no version (year, month and number, such as 2026.11.3)")
    elif version in published:
        refuse(", which exists")
    elif any(version_order(version) < version_order(one) for one in published):
        refuse(", which is older than the last one")
    elif not version.startswith(f"{month}."):
        refuse(f", which is not of this month, {month}")
    last = max((one.date for one in releases if one.date), default="")
    if day < last:
        remedy = f"the last version was published on {last}; set the clock, or SOURCE_DATE_EPOCH, right"
        problems.note("the clock", "", "", f"the day {day}", remedy)
