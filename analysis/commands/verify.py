"""``python -m analysis verify``: prove every anchor and count against the source texts."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..anchors import verify
from ..corpus import load, load_codings

__all__ = ["HELP", "add_arguments", "report_verify", "run"]

HELP = "prove every anchor and count against the source texts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument(
        "--texts", type=Path, help="folder of the source texts (default: texts/ in the evidence)"
    )
    parser.add_argument(
        "--present",
        action="store_true",
        help="prove the documents whose texts are there, and name the others",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_verify(options.seeds, options.texts or options.seeds / "texts", present=options.present))
    return 0


def report_verify(seeds: Path, texts: Path, *, present: bool = False) -> str:
    """Prove hashes, anchors and counts against the texts and say how many.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    texts : Path
        Folder of the source texts.
    present : bool, optional
        Whether a document whose text is not there is named, and no problem.

    Returns
    -------
    str
        One line with the numbers of documents, anchors and paragraphs that were proved.

    Raises
    ------
    EvidenceError
        Where the evidence has problems, or a text differs from what was coded.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_verify(SEEDS, Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    evidence = load(seeds)
    codings = load_codings(evidence, seeds) if (seeds / "codings").is_dir() else []
    absent: list[str] = []
    proved = verify(texts, evidence, codings, absent=absent if present else None)
    words = {"coded": "anchors of other codings"}
    return (
        ", ".join(f"{number} {words.get(thing, thing)}" for thing, number in proved.items())
        + ": all as coded"
        + (f"; not proved, for their texts are not here: {', '.join(absent)}" if absent else "")
    )
