"""``python -m analysis check``: load and check every file of the evidence, and the prose."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..corpus import (
    ACCESSIBILITY,
    BOOK,
    JUDGEMENTS,
    TRADECRAFT,
    check_prose,
    load,
    load_accessibility,
    load_codings,
    load_judgements,
    load_pages,
    load_settlements,
    load_tradecraft,
)
from ..export import export_tables
from ..identifier_rules import check_published

__all__ = ["HELP", "report_check", "run"]

HELP = "load and check every file of the evidence, and the prose"


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did.

    Parameters
    ----------
    options : Namespace
        As parsed, with ``seeds``, the folder of the evidence.

    Returns
    -------
    int
        The exit status: 0.

    Raises
    ------
    EvidenceError
        Where something is wrong.
    """
    print(report_check(options.seeds))
    return 0


def report_check(seeds: Path) -> str:
    """Load everything in the folder, and judgements, duties and pages beside it; say how much there is.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    str
        One line with the numbers of documents, claims, stances, events, checks, codings, judgements,
        duties of tradecraft, sentences of the pages and published ids.

    Raises
    ------
    EvidenceError
        With every problem of the evidence, where there is any; also where a column of a table has no words
        in the data dictionary.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_check(SEEDS).endswith("no problem found")
    True
    """
    evidence = load(seeds)
    codings = load_codings(evidence, seeds) if (seeds / "codings").is_dir() else []
    settlements = load_settlements(evidence, codings, seeds) if codings else []
    book = seeds.parent / BOOK.name
    stated = load_judgements(evidence, book / JUDGEMENTS.name) if (book / JUDGEMENTS.name).is_file() else []
    duties = load_tradecraft(evidence, book / TRADECRAFT.name) if (book / TRADECRAFT.name).is_file() else []
    if (book / ACCESSIBILITY.name).is_file():
        load_accessibility(book / ACCESSIBILITY.name)
    sentences = check_prose(evidence, stated, book) if stated else 0
    published = check_published(evidence, stated, load_pages(book), seeds.parent) if stated else 0
    export_tables(evidence, stated, codings, settlements)  # every column has its words
    return (
        f"{len(evidence.sources)} documents, {len(evidence.claims)} claims, {len(evidence.stances)} stances, "
        f"{len(evidence.events)} events, {len(evidence.checks)} checks, {len(codings)} codings, "
        f"{len(stated)} judgements, {len(duties)} duties, {sentences} sentences, {published} published ids: "
        "no problem found"
    )
