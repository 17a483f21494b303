"""Command line: ``python -m analysis COMMAND``; :mod:`analysis.commands` has a module for each command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .accession.changes import finish
from .commands import COMMANDS
from .corpus import SEEDS, load
from .edition import load_edition
from .problems import EvidenceError


class _Version(argparse.Action):
    """Print the edition's version: that of the package cannot say whether files were changed since."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(load_edition(load().references).version)
        parser.exit()


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    arguments : list of str, optional
        What follows ``python -m analysis``; that of the command line where not given.

    Returns
    -------
    int
        0 where all is well; 1 where the evidence has problems or a file cannot be read or
        written. What is wrong goes to standard error.

    Raises
    ------
    SystemExit
        From argparse: with status 2 where the arguments are wrong, 0 after help or version.

    Examples
    --------
    >>> main(["edition"])
    NATO and the Asia-Pacific Four: ...
    0
    """
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Check and prove the evidence of the report."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, help="folder of the evidence (default: the project's own)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        command = commands.add_parser(name, help=module.HELP)
        if hasattr(module, "add_arguments"):
            module.add_arguments(command)
    options = parser.parse_args(arguments)
    try:
        if finish(options.seeds.resolve().parent):
            print("Finished first what an earlier command had begun when it was cut short.", file=sys.stderr)
        return COMMANDS[options.command].run(options)
    except EvidenceError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; nothing more was written", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
