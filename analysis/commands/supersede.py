"""``python -m analysis supersede``: put a corrected text in the place of the one that was coded."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..accession.supersession import supersede
from .check import report_check

__all__ = ["HELP", "add_arguments", "report_supersede", "run"]

HELP = "put a corrected text of a document in the place of the one that was coded"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("name", help="id of the source")
    parser.add_argument("text", type=Path, help="the corrected text, in UTF-8")
    parser.add_argument("--reason", default="", help="why it takes the place of the other")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(
        report_supersede(options.seeds, options.name, options.text, options.reason, dry_run=options.dry_run)
    )
    return 0


def report_supersede(seeds: Path, name: str, text: Path, reason: str, *, dry_run: bool = False) -> str:
    """Put a text in the place of another, and say what became of the anchors.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    name : str
        Id of the source.
    text : Path
        The corrected text.
    reason : str
        Why it takes the place of the other.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    str
        Some lines.

    Raises
    ------
    EvidenceError
        Where the text is not sound, or a blind coding rests on words that it does not have.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_supersede(SEEDS, "no-such-source", Path("a.txt"), "Corrected.")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    changes, moved, told = supersede(name, text, reason, seeds, report_check, dry_run=dry_run)
    lines = [*changes.told(), f"anchors: {moved.kept} where they were, {moved.moved} moved, word for word"]
    if moved.chosen:
        lines.append(
            f"their words stand more than once, the nearest place was taken: {', '.join(moved.chosen)}"
        )
    if moved.unsettled:
        lines.append("unsettled, for the new text does not have their words:")
        lines += [f"  {one}" for one in moved.unsettled]
        lines.append("until these are settled, python -m analysis check fails and the book is not built")
    else:
        lines.append(f"the book with it: {told}")
    return "\n".join([*lines, "nothing was written (dry run)" if dry_run else f"{name} has a new text"])
