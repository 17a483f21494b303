"""``python -m analysis remove``: take a source, or a draft, out of the project."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..accession.removal import left_behind, remove_source, text_of
from .check import report_check

__all__ = ["HELP", "add_arguments", "report_remove", "run"]

HELP = "take out a source on which nothing rests, or a draft; its ids stay as withdrawn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("name", help="id of the source or of the draft")
    parser.add_argument("--reason", default="", help="why; readers find it at the old addresses")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_remove(options.seeds, options.name, options.reason, dry_run=options.dry_run))
    return 0


def report_remove(seeds: Path, name: str, reason: str, *, dry_run: bool = False) -> str:
    """Take a source out and say what was done.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    name, reason : str
        Id of the source, and why it goes.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    str
        Some lines.

    Raises
    ------
    EvidenceError
        With every place that rests on the source; then nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_remove(SEEDS, "no-such-source", "Why not.")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    text = text_of(name, seeds)
    stays = left_behind(name, seeds)
    changes, told = remove_source(name, reason, seeds, report_check, dry_run=dry_run)
    lines = changes.told()
    if told:
        lines.append(f"the book without it: {told}")
        lines += [f"its text stays: {seeds.name}/texts/{text.name}"] if text else []
        lines += stays
    else:
        lines.append(f"{name} was a draft; no id of it was ever in the book")
        kept = f"its text is kept in {seeds.name}/texts/earlier/; python -m analysis add takes it from there"
        lines += [kept] if text else []
    return "\n".join([*lines, "nothing was written (dry run)" if dry_run else f"{name} is taken out"])
