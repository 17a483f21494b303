"""``python -m analysis export``: write the data package."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..corpus import BOOK, JUDGEMENTS, load, load_codings, load_judgements, load_settlements
from ..edition import load_edition
from ..export import export_tables, write_package

__all__ = ["HELP", "add_arguments", "report_export", "run"]

HELP = "write the data package"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("--out", type=Path, required=True, help="folder of the package")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    print(report_export(options.seeds, options.out))
    return 0


def report_export(seeds: Path, out: Path) -> str:
    """Write the data package and say how much it holds.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; ``book/`` beside it holds the judgements.
    out : Path
        Folder of the package; an earlier package in it is replaced.

    Returns
    -------
    str
        One line with the numbers of tables and rows, and the place of the descriptor.

    Raises
    ------
    EvidenceError
        Where the evidence has problems, or a column is not described.
    FileExistsError
        Where the folder holds other files.

    Examples
    --------
    >>> report_export(Path("no-such-folder/seeds"), Path("no-such-folder/data"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    evidence, root = load(seeds), seeds.resolve().parent
    codings = load_codings(evidence, seeds)
    tables = export_tables(
        evidence,
        load_judgements(evidence, root / BOOK.name / JUDGEMENTS.name),
        codings,
        load_settlements(evidence, codings, seeds),
    )
    written = write_package(out, load_edition(evidence.references, root), evidence, tables)
    rows = sum(len(table.frame) for table in tables)
    return f"{len(tables)} tables with {rows} rows: {written}"
