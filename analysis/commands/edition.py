"""``python -m analysis edition``: which version the files are, with their fingerprints."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..corpus import load
from ..edition import CODE, EVIDENCE, list_files, load_edition

__all__ = ["HELP", "add_arguments", "report_edition", "run"]

HELP = "say which version this is, with its fingerprints"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument(
        "--list", choices=["evidence", "code"], default="", help="list the files of a fingerprint instead"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_edition(options.seeds, options.list))
    return 0


def report_edition(seeds: Path, listed: str = "") -> str:
    """Say which edition the files are, or list the files of which a fingerprint is made.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; the project lies around it.
    listed : str, optional
        ``evidence`` or ``code``: list these files, each with its SHA-256.

    Returns
    -------
    str
        Title, version, day, cut-off and fingerprints; or the list, whose SHA-256 begins with the fingerprint.

    Raises
    ------
    EvidenceError
        Where the evidence has problems.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> print(report_edition(SEEDS).splitlines()[0])
    NATO and the Asia-Pacific Four: An evidence-linked report
    """
    if listed:
        return list_files(seeds.parent, {"evidence": EVIDENCE, "code": CODE}[listed]).removesuffix("\n")
    edition = load_edition(load(seeds).references, seeds.parent)
    last = edition.version.partition("+")[0]
    state = "published" if edition.published else f"not published: files changed since {last}"
    return "\n".join(
        [
            edition.title,
            f"version   {edition.version} ({state})",
            f"date      {edition.date}{'' if edition.published else f', of {last}'}",
            f"cut-off   {edition.cutoff}",
            f"evidence  {edition.evidence}",
            f"code      {edition.code}",
        ]
    )
