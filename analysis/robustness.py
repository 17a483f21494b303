"""Hostile input: what is promised of it, and which test holds each promise, as a table to show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from .corpus import BOOK
from .model import Promise
from .problems import Problems
from .record_files import read_records
from .remedies import refuse_repeats

__all__ = ["PROMISES", "load_promises", "table_promises"]

PROMISES = BOOK / "robustness.yml"


def load_promises(path: Path | str = PROMISES) -> list[Promise]:
    """Read what is promised of hostile input.

    Parameters
    ----------
    path : path
        The file; the book's own by default.

    Returns
    -------
    list of Promise
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where an id stands twice, or a promise names no test.

    Examples
    --------
    >>> load_promises()[0].id
    'plain-files'
    """
    path, problems = Path(path), Problems()
    name = f"{path.parent.name}/{path.name}"
    promises = read_records(path, name, Promise, {}, problems)
    refuse_repeats([one.id for one in promises], name, problems)
    problems.stop()
    return promises


def table_promises(promises: Sequence[Promise]) -> pd.DataFrame:
    """Return the promises with the tests that hold them.

    Parameters
    ----------
    promises : sequence of Promise
        As from :func:`load_promises`.

    Returns
    -------
    DataFrame
        One row per promise, in the order of the file:

        - ``input``: what may come; ``promise``: what happens then;
        - ``tests``: file and name of each test, the words of a name set apart.

    Examples
    --------
    >>> table_promises(load_promises()).columns.tolist()
    ['input', 'promise', 'tests']
    """
    rows = [
        {
            "input": one.input,
            "promise": one.promise,
            "tests": "; ".join(
                f"{test.file}: {test.check.removeprefix('test_').replace('_', ' ')}" for test in one.tests
            ),
        }
        for one in promises
    ]
    return pd.DataFrame(rows, columns=["input", "promise", "tests"])
