"""Lists become tables of their own, so that pandas, R and a spreadsheet read every cell as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ..model.dictionary import Column, Table
from .dictionary import name_of_list

__all__ = ["FlatTable", "flatten_tables"]


@dataclass(frozen=True)
class FlatTable:
    """A table with one value in each cell, and what it and its columns say.

    Parameters
    ----------
    name : str
        Name of the table and, with ``.csv``, of its file.
    title, says : str
        What it holds.
    key : tuple of str
        Columns that name a row.
    columns : mapping of str to Column
        What each column says, in order.
    parents : mapping of tuple of str to (str, tuple of str)
        Columns that name a row of another table, with that table and its columns.
    frame : DataFrame
        The rows.
    """

    name: str
    title: str
    says: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    parents: Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]
    frame: pd.DataFrame


def flatten_tables(dictionary: Mapping[str, Table], frames: Mapping[str, pd.DataFrame]) -> list[FlatTable]:
    """Return the tables with one value in each cell; each column of lists becomes a table.

    Parameters
    ----------
    dictionary : mapping of str to Table
        As from :func:`analysis.export.load_dictionary`.
    frames : mapping of str to DataFrame
        As from :func:`analysis.export.collect_tables`, with the columns that the dictionary describes.

    Returns
    -------
    list of FlatTable
        In the order of the dictionary; each table is followed by those of its lists.

    Examples
    --------
    >>> column = {"says": "A day."}
    >>> tables = {"rain": Table(title="Rain", says="Rain.", key=["day"], columns={
    ...     "day": column, "towns": {"says": "A town.", "entry": "town"}})}
    >>> frame = pd.DataFrame({"day": ["Monday"], "towns": [["Riga", "Oslo"]]})
    >>> [table.name for table in flatten_tables(tables, {"rain": frame})]
    ['rain', 'rain_towns']
    >>> flatten_tables(tables, {"rain": frame})[1].frame.to_dict("list")
    {'day': ['Monday', 'Monday'], 'town': ['Riga', 'Oslo']}
    """
    found = []
    for name, table in dictionary.items():
        plain = {title: column for title, column in table.columns.items() if not column.entry}
        parents = _parents(dictionary, plain)
        frame = frames[name][list(plain)].reset_index(drop=True)
        found.append(FlatTable(name, table.title, table.says, tuple(table.key), plain, parents, frame))
        for title, column in table.columns.items():
            if column.entry:
                found.append(_list_table(dictionary, name, title, column, frames[name]))
    return found


def _parents(
    dictionary: Mapping[str, Table], columns: Mapping[str, Column]
) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    return {
        (title,): (column.refers_to, tuple(dictionary[column.refers_to].key))
        for title, column in columns.items()
        if column.refers_to
    }


def _list_table(
    dictionary: Mapping[str, Table], name: str, title: str, column: Column, frame: pd.DataFrame
) -> FlatTable:
    """Make a table of a column of lists: the key of the row, and one entry."""
    table, entry = dictionary[name], column.entry or ""
    key = {one: table.columns[one] for one in table.key}
    columns = {**key, entry: column.model_copy(update={"entry": None})}
    longer = frame[[*key, title]].rename(columns={title: entry}).explode(entry).dropna(subset=[entry])
    parents = {tuple(key): (name, tuple(key)), **_parents(dictionary, {entry: columns[entry]})}
    return FlatTable(
        name_of_list(name, title),
        f"{table.title}: {title.replace('_', ' ')}",
        f"{column.says.rstrip('.')}: one row for each, in the order of the report.",
        tuple(columns),
        columns,
        parents,
        longer.reset_index(drop=True),
    )
