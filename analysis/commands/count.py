"""``python -m analysis count``: write the counts of the source texts."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..anchors import count_texts

__all__ = ["HELP", "add_arguments", "report_count", "run"]

HELP = "write the counts of the source texts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument(
        "--texts", type=Path, help="folder of the source texts (default: texts/ in the evidence)"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_count(options.seeds, options.texts or options.seeds / "texts"))
    return 0


def report_count(seeds: Path, texts: Path) -> str:
    """Write the counts of the texts and say of how many.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; the counts are written to ``counts/`` in it.
    texts : Path
        Folder of the source texts.

    Returns
    -------
    str
        One line with the number of documents.

    Raises
    ------
    EvidenceError
        Where the codebook, a dossier or a text is not sound; then nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_count(SEEDS, Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    return f"counted {len(count_texts(texts, seeds))} documents"
