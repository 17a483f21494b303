"""``python -m analysis add``: open a draft for a text that is to become a source."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..accession.opening import open_draft

__all__ = ["HELP", "add_arguments", "report_add", "run"]

HELP = "open a draft for a text that is to become a source"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("text", type=Path, help="the text, in UTF-8")
    words = "id of the source, such as elpais: small letters, digits and hyphens; claims begin with it"
    parser.add_argument("--id", required=True, help=words)
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_add(options.seeds, options.text, options.id, dry_run=options.dry_run))
    return 0


def report_add(seeds: Path, text: Path, name: str, *, dry_run: bool = False) -> str:
    """Open a draft and say what was seen in the text, what was written, and what to do next.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    text : Path
        The text.
    name : str
        Id of the source.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    str
        Some lines.

    Raises
    ------
    EvidenceError
        With every problem of id, text or evidence; then nothing is written.

    Examples
    --------
    >>> report_add(Path("no-such-folder"), Path(__file__), "wire")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the evidence
    """
    survey, changes = open_draft(text, name, seeds, dry_run=dry_run)
    lines = [f"{name}: document {survey.document}", survey.told(), "", *changes.told()]
    if dry_run:
        return "\n".join([*lines, "nothing was written (dry run)"])
    return "\n".join(
        [
            *lines,
            f"next: fill {seeds.name}/drafts/{name}/; python -m analysis check {name} says what is missing",
        ]
    )
