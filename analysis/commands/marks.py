"""``python -m analysis marks``: record which marks the sentences of the book have."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..corpus import BOOK, save_marks

__all__ = ["HELP", "report_marks", "run"]

HELP = "record which marks the sentences of the book have"


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_marks(options.seeds))
    return 0


def report_marks(seeds: Path) -> str:
    """Record the marks of the pages beside the evidence and say of how many sentences.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; the pages lie in ``book/`` beside it.

    Returns
    -------
    str
        One line with the number of sentences.

    Raises
    ------
    EvidenceError
        Where a page cannot be read.

    Examples
    --------
    >>> report_marks(Path("no-such-folder/seeds"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no-such-folder/book/marks.json'
    """
    return f"recorded the marks of {save_marks(seeds.parent / BOOK.name)} sentences"
