"""The state of the build: which copy this is, what was measured against which bar, and what was tried."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from .edition import ROOT, Edition
from .measurements import measured_code
from .model import Lane, Measured, Measurements
from .prose import spell

__all__ = [
    "numbers",
    "table_bars",
    "table_chapters",
    "table_copy",
    "table_lanes",
    "table_other_versions",
    "table_runs",
    "table_told",
]

#: Parts of ``make bench`` in the words of the page.
PARTS = {
    "book": "marks and lint in the real book",
    "builds": "builds beside other tools",
    "generated": "marks and lint in generated books",
    "growth": "growth of the evidence",
    "serving": "edits shown in a browser",
}
LANES = {"newest": "newest versions allowed", "oldest": "oldest versions allowed"}
#: Names of figures that tell the seconds of one chapter, such as "Chapter methods: clock".
CHAPTER = re.compile(r"Chapter ([\w-]+)(?:: clock)?")
UNKNOWN = "no number"


def amount(value: float | None, unit: str) -> str:
    """Return a measured number with its unit, in as many digits as it deserves.

    Parameters
    ----------
    value : float or None
        None where no number came out.
    unit : str
        Such as ``s``.

    Returns
    -------
    str
        At most three digits that mean something, unless the number has more before its point.

    Examples
    --------
    >>> amount(1234.5, "MiB"), amount(9.456, "s"), amount(0.01234, "ms"), amount(0, "s"), amount(None, "s")
    ('1,234 MiB', '9.46 s', '0.0123 ms', '0 s', 'no number')
    """
    if value is None:
        return UNKNOWN
    size = abs(value)
    places = 0 if size >= 100 or not size else 1 if size >= 10 else 2 if size >= 1 else 3
    while 0 < size < 0.1 and places < 9:
        size, places = size * 10, places + 1
    return f"{value:,.{places}f} {unit}".replace("-", "−")


def _figures(record: Measurements) -> list[tuple[str, Measured]]:
    return [
        (PARTS.get(one.part, one.part.replace("-", " ")), figure)
        for one in record.bench
        for figure in one.figures
    ]


def _listed(figures: Iterable[tuple[str, Measured]], columns: list[str]) -> pd.DataFrame:
    """Return figures in words, one a row."""
    rows = [
        {
            "figure": one.name,
            "measured": amount(one.measured, one.unit),
            "bar": f"at most {amount(one.bar, one.unit)}",
            "verdict": "missed" if one.missed else "met",
            "peer": one.peer or None,
            "part": part,
        }
        for part, one in figures
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _chapter(figure: Measured) -> str | None:
    """Return the chapter whose seconds a figure tells."""
    found = CHAPTER.fullmatch(figure.name)
    return found[1] if found and figure.unit == "s" and figure.bar is None else None


def table_copy(edition: Edition, root: Path = ROOT) -> pd.DataFrame:
    """Return what this copy of the book is.

    Parameters
    ----------
    edition : Edition
        The state of the files at hand.
    root : Path, optional
        Folder of the project, for the versions of Python that it promises.

    Returns
    -------
    DataFrame
        One row per fact: ``what`` and ``value``, both text.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> table_copy(load_edition(load().references))["what"].tolist()[:2]
    ['Version', 'Published']
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=")
    rows = [
        ("Version", edition.version),
        ("Published", edition.date if edition.published else "no; this copy has changes since the version"),
        ("The record was searched until", edition.cutoff),
        ("Fingerprint of the evidence", edition.evidence),
        ("Fingerprint of the code", edition.code),
        ("Python", f"{oldest} or newer"),
    ]
    return pd.DataFrame(rows, columns=["what", "value"])


def table_bars(record: Measurements) -> pd.DataFrame:
    """Return every figure that has a bar, those that missed it first.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.

    Returns
    -------
    DataFrame
        One row per figure, all text: ``figure``; ``measured`` with its unit; ``bar``, the most that is
        allowed; ``verdict``: ``met`` or ``missed``; ``peer`` in the same run; ``part`` of the bench.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> set(table_bars(load_measurements())["verdict"]) <= {"met", "missed"}
    True
    """
    figures = sorted(_figures(record), key=lambda pair: not pair[1].missed)
    columns = ["figure", "measured", "bar", "verdict", "peer", "part"]
    return _listed([pair for pair in figures if pair[1].bar is not None], columns)


def table_told(record: Measurements) -> pd.DataFrame:
    """Return every figure that has no bar and is told only, chapters left out.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.

    Returns
    -------
    DataFrame
        One row per figure, all text: ``figure``, ``measured``, ``peer``, ``part``.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> table_told(load_measurements()).columns.tolist()
    ['figure', 'measured', 'peer', 'part']
    """
    figures = [pair for pair in _figures(record) if pair[1].bar is None and _chapter(pair[1]) is None]
    return _listed(figures, ["figure", "measured", "peer", "part"])


def table_chapters(record: Measurements) -> pd.DataFrame:
    """Return how long each chapter ran, the longest first.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.

    Returns
    -------
    DataFrame
        One row per chapter: ``chapter``, its file's name; ``seconds``; ``share`` of all chapters, in percent.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> table_chapters(load_measurements())["seconds"].is_monotonic_decreasing
    True
    """
    rows = [
        {"chapter": name, "seconds": one.measured}
        for _, one in _figures(record)
        if (name := _chapter(one)) and one.measured is not None
    ]
    table = pd.DataFrame(rows, columns=["chapter", "seconds"])
    table["seconds"] = table["seconds"].astype(float)
    table["share"] = 100 * table["seconds"] / table["seconds"].sum()
    return table.sort_values(["seconds", "chapter"], ascending=[False, True], ignore_index=True)


def table_runs(record: Measurements, code: str) -> pd.DataFrame:
    """Return when, where and of which code each part of the bench was measured, and each lane run.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.
    code : str
        Fingerprint of the code at hand, from :func:`analysis.measurements.measured_code`.

    Returns
    -------
    DataFrame
        One row per run: ``run``; ``day``; ``machine`` in words, of the bench alone; ``code``: ``this`` or
        ``older``; ``fingerprint`` of the code that was measured.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> set(table_runs(load_measurements(), measured_code())["code"]) <= {"this", "older"}
    True
    """
    rows = []
    for one in record.bench:
        machine = one.machine
        words = f"{machine.cores} cores, {machine.memory:g} GiB, {machine.system}, {machine.python}"
        rows.append((PARTS.get(one.part, one.part.replace("-", " ")), one.day, words, one.code))
    for lane in record.lanes:
        rows.append((_lane(lane.lane), lane.day, None, lane.code))
    table = pd.DataFrame(rows, columns=["run", "day", "machine", "fingerprint"], dtype=object)
    table["code"] = ["this" if one == code else "older" for one in table["fingerprint"]]
    return table[["run", "day", "machine", "code", "fingerprint"]]


def _lane(name: str) -> str:
    return LANES.get(name) or f"locked versions, {name.replace('python-', 'Python ')}"


def table_lanes(record: Measurements) -> pd.DataFrame:
    """Return what building and testing with other versions found.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.

    Returns
    -------
    DataFrame
        One row per lane: ``lane`` in words; ``python``; ``outcome``: ``passed``, ``failed`` or ``not run``;
        ``tests``, as counted; ``differing``: how many packages had another version than in the lock;
        ``reason`` where it did not pass.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> set(table_lanes(load_measurements())["outcome"]) <= {"passed", "failed", "not run"}
    True
    """
    rows = [
        {
            "lane": _lane(one.lane),
            "python": one.python,
            "outcome": one.outcome,
            "tests": one.tests or None,
            "differing": len(one.versions),
            "reason": one.reason,
        }
        for one in record.lanes
    ]
    columns = ["lane", "python", "outcome", "tests", "differing", "reason"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def table_other_versions(record: Measurements) -> pd.DataFrame:
    """Return the packages that the lanes had in other versions than the lock.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.

    Returns
    -------
    DataFrame
        One row per package: ``package``; ``lock``, at the time of the run; then a column per lane, empty
        where the lane had the version of the lock.

    Examples
    --------
    >>> from analysis.measurements import load_measurements
    >>> table_other_versions(load_measurements()).columns.tolist()[:2]
    ['package', 'lock']
    """
    lanes = [one.lane for one in record.lanes if one.versions]
    rows: dict[str, dict[str, str | None]] = {}
    for lane in record.lanes:
        for one in lane.versions:
            row = rows.setdefault(one.package, {"package": one.package, "lock": one.lock or "not in it"})
            row[lane.lane] = one.here
    listed = [rows[name] for name in sorted(rows)]
    return pd.DataFrame(listed, columns=["package", "lock", *lanes], dtype=object)


def _bars_state(figures: Iterable[Measured]) -> str:
    barred = [one for one in figures if one.bar is not None]
    missed = sum(one.missed for one in barred)
    if not barred:
        return "Nothing was measured against a bar yet"
    if len(barred) == 1:
        return f"The one figure that has a bar {'missed' if missed else 'met'} it"
    if not missed:
        return f"All {spell(len(barred))} figures that have a bar met it"
    return f"{spell(missed).capitalize()} of {spell(len(barred))} figures that have a bar missed it"


def _lanes_state(lanes: Iterable[Lane]) -> str:
    told = [f"with the {_lane(one.lane)} they {one.outcome}" for one in lanes if one.outcome != "not run"]
    return "Build and tests were run: " + ", ".join(told) if told else "Other versions were not tried yet"


def numbers(record: Measurements, code: str | None = None) -> dict[str, str]:
    """Return the words that prose uses.

    Parameters
    ----------
    record : Measurements
        As from :func:`analysis.measurements.load_measurements`.
    code : str, optional
        Fingerprint of the code at hand; by default it is taken from the files.

    Returns
    -------
    dict of str to str
        - ``bars_state``: how many figures met or missed their bar;
        - ``lanes_state``: how the lanes ended;
        - ``code_state``: whether the code is still the code that was measured.

    Examples
    --------
    >>> numbers(Measurements(), "0" * 12)["bars_state"]
    'Nothing was measured against a bar yet'
    """
    runs = table_runs(record, code or measured_code())
    older = int((runs["code"] == "older").sum())
    if runs.empty:
        state = "No run is on record"
    elif not older:
        state = "All was measured on the code of this copy"
    elif len(runs) == 1:
        state = "The code has changed since the one run on record"
    else:
        state = f"The code has changed since {spell(older)} of {spell(len(runs))} runs on record"
    return {
        "bars_state": _bars_state(figure for _, figure in _figures(record)),
        "lanes_state": _lanes_state(record.lanes),
        "code_state": state,
    }
