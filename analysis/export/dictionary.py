"""The data dictionary: what every table and column of the data package says, read from ``dictionary.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from ..files import read_yaml, validate
from ..model.dictionary import Table
from ..problems import Problems, suggest

__all__ = ["check_columns", "load_dictionary", "name_of_list"]

DICTIONARY = Path(__file__).with_name("dictionary.yml")
FILE = "analysis/export/dictionary.yml"


def name_of_list(table: str, column: str) -> str:
    """Return the name of the table that a column of lists becomes.

    Parameters
    ----------
    table, column : str
        Names in the dictionary.

    Returns
    -------
    str
        Such as ``events_claims``.

    Examples
    --------
    >>> name_of_list("events", "claims")
    'events_claims'
    """
    return f"{table}_{column}"


def load_dictionary(path: Path = DICTIONARY) -> dict[str, Table]:
    """Read the data dictionary.

    Parameters
    ----------
    path : Path, optional
        The file; the package's own by default.

    Returns
    -------
    dict of str to Table
        Name of each table to what it says, in the order of the file.

    Raises
    ------
    EvidenceError
        With every problem of the file: a column without words, a reference to a table that is not there.

    Examples
    --------
    >>> load_dictionary()["claims"].key
    ['claim']
    """
    problems = Problems()
    data = read_yaml(path, FILE, problems)
    problems.stop()
    tables: dict[str, Table] = {}
    for name, entry in data.items():
        table = validate(Table, entry, FILE, {}, problems, entry=f"table {name}")
        if table:
            tables[name] = table
    problems.stop()
    for name, table in tables.items():
        for title, column in table.columns.items():
            target = column.refers_to
            if target is not None and len(tables[target].key if target in tables else []) != 1:
                single = [other for other, one in tables.items() if len(one.key) == 1]
                problems.note(
                    FILE, f"table {name}, {title}", "refers_to", repr(target), suggest(target, single)
                )
    problems.stop()
    return tables


def check_columns(dictionary: Mapping[str, Table], frames: Mapping[str, pd.DataFrame]) -> None:
    """Hold tables against the dictionary: each table and column is described, and each description is used.

    Parameters
    ----------
    dictionary : mapping of str to Table
        As from :func:`load_dictionary`.
    frames : mapping of str to DataFrame
        The tables to export, without index.

    Raises
    ------
    EvidenceError
        With every table or column that stands on one side only.

    Examples
    --------
    >>> check_columns({}, {"rain": pd.DataFrame({"day": []})})
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      analysis/export/dictionary.yml: rain: found nothing on this table; say what it and its columns hold
    """
    problems = Problems()
    for name in frames:
        if name not in dictionary:
            problems.note(FILE, name, "", "nothing on this table", "say what it and its columns hold")
            continue
        _compare(name, dictionary[name].columns, frames[name].columns, problems)
    for name in dictionary:
        if name not in frames:
            problems.note(FILE, name, "", "a table that is not exported", "take it out, or export it")
    problems.stop()


def _compare(name: str, described: Iterable[str], columns: Iterable[str], problems: Problems) -> None:
    described, columns = list(described), list(columns)
    for column in columns:
        if column not in described:
            problems.note(
                FILE, f"{name}: {column}", "", "nothing on this column", "say in one sentence what it holds"
            )
    for column in described:
        if column not in columns:
            problems.note(
                FILE, f"{name}: {column}", "", "a column that is not there", suggest(column, columns)
            )
