"""``python -m analysis brief``: write a brief of chosen judgements."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..corpus import SEEDS

__all__ = ["BRIEFS", "HELP", "add_arguments", "run"]

HELP = "write a brief of chosen judgements; without options, the standard one"
BRIEFS = SEEDS.parent / "_build" / "brief"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("--judgements", default="", help="numbers with commas between, such as 1,3")
    parser.add_argument(
        "--chapters", default="", help="pages with commas between; they decide the figure too"
    )
    parser.add_argument("--figure", default="", help="name of the figure, or none")
    parser.add_argument(
        "--to", action="append", default=[], help="docx, pdf or md; may be given again (default: all)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=BRIEFS,
        help="folder for the files (default: _build/brief/ of the project)",
    )


def run(options: argparse.Namespace) -> int:
    """Write a brief and say so; pandoc and typst are loaded for this command only.

    Parameters
    ----------
    options : Namespace
        ``seeds``, ``out``, ``judgements``, ``chapters``, ``figure``, ``to``.

    Returns
    -------
    int
        0; 1 where pandoc or typst cannot be run or refuse the text.

    Raises
    ------
    EvidenceError
        Where what was asked for cannot be had, or the evidence has problems.

    Examples
    --------
    >>> asked = argparse.Namespace(seeds=SEEDS, out=BRIEFS, judgements="1,,x", chapters="", figure="", to=[])
    >>> run(asked)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 2 problems in what was asked for:
      --judgements: found an empty entry in '1,,x'; write it without the comma too many, such as 1,2
      --judgements: found 'x'; Allowed: 1, 2, 8, 3, 4, 5, 9, 7
    """
    from ..brief import report_brief
    from ..typesetting import TypesettingError

    try:
        print(
            report_brief(
                options.seeds,
                options.out,
                judgements=options.judgements,
                chapters=options.chapters,
                figure=options.figure,
                to=options.to,
            )
        )
    except TypesettingError as error:
        print(f"{error}; nothing was written", file=sys.stderr)
        return 1
    return 0
