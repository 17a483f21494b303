"""``python -m analysis enter``: make a draft a source of the book."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..accession.entering import cutoff_moves, enter_draft, read_again
from .check import report_check

__all__ = ["HELP", "add_arguments", "report_enter", "run"]

HELP = "make a draft a source of the book, once nothing is missing"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("name", help="id of the draft")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_enter(options.seeds, options.name, dry_run=options.dry_run))
    return 0


def report_enter(seeds: Path, name: str, *, dry_run: bool = False) -> str:
    """Make a draft a source, and say what was done and what to read again.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    name : str
        Id of the draft.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    str
        Some lines.

    Raises
    ------
    EvidenceError
        With everything that the draft lacks; then nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_enter(SEEDS, "no-such-draft")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    cutoff = cutoff_moves(name, seeds)
    changes, told = enter_draft(name, seeds, report_check, dry_run=dry_run)
    lines = [*changes.told(), f"the book with it: {told}", *filter(None, [cutoff])]
    lines.append("nothing was written (dry run)" if dry_run else f"{name} is a source now")
    again = read_again(seeds)
    if again:
        lines.append("read again, for they speak of all documents:")
        lines += [f"  {place}" for place in again]
    return "\n".join(lines)
