"""Command line: ``python -m analysis check | edition | verify | count | marks | export | brief``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .anchors import count_texts, verify
from .corpus import (
    ACCESSIBILITY,
    BOOK,
    JUDGEMENTS,
    SEEDS,
    TRADECRAFT,
    check_prose,
    load,
    load_accessibility,
    load_codings,
    load_judgements,
    load_pages,
    load_settlements,
    load_tradecraft,
    save_marks,
)
from .edition import CODE, EVIDENCE, list_files, load_edition
from .export import export_tables, write_package
from .identifier_rules import check_published
from .measurements import RECORD, load_measurements
from .problems import EvidenceError

BRIEFS = SEEDS.parent / "_build" / "brief"


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
    if (seeds.parent / RECORD).is_file():
        load_measurements(seeds.parent)
    sentences = check_prose(evidence, stated, book) if stated else 0
    published = check_published(evidence, stated, load_pages(book), seeds.parent) if stated else 0
    export_tables(evidence, stated, codings, settlements)  # every column has its words
    return (
        f"{len(evidence.sources)} documents, {len(evidence.claims)} claims, {len(evidence.stances)} stances, "
        f"{len(evidence.events)} events, {len(evidence.checks)} checks, {len(codings)} codings, "
        f"{len(stated)} judgements, {len(duties)} duties, {sentences} sentences, {published} published ids: "
        "no problem found"
    )


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


def report_verify(seeds: Path, texts: Path) -> str:
    """Prove hashes, anchors and counts against the texts and say how many.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    texts : Path
        Folder of the source texts.

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
    >>> report_verify(SEEDS, Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    evidence = load(seeds)
    codings = load_codings(evidence, seeds) if (seeds / "codings").is_dir() else []
    proved = verify(texts, evidence, codings)
    words = {"coded": "anchors of other codings"}
    return (
        ", ".join(f"{number} {words.get(thing, thing)}" for thing, number in proved.items())
        + ": all as coded"
    )


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
    >>> report_count(SEEDS, Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in the evidence:
      no-such-folder: found no such folder; name the folder that holds the source texts
    """
    return f"counted {len(count_texts(texts, seeds))} documents"


def report_marks(seeds: Path) -> str:
    """Record the marks of the pages beside the evidence and say of how many sentences.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; the pages lie in ``book/`` beside it.

    Returns
    -------
    str
        One line with the number of sentences.

    Raises
    ------
    EvidenceError
        Where a page cannot be read.

    Examples
    --------
    >>> report_marks(Path("no-such-folder/seeds"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no-such-folder/book/marks.json'
    """
    return f"recorded the marks of {save_marks(seeds.parent / BOOK.name)} sentences"


class _Version(argparse.Action):
    """Print the edition's version: that of the package cannot say whether files were changed since."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(load_edition(load().references).version)
        parser.exit()


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


def run_brief(options: argparse.Namespace) -> int:
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
    >>> run_brief(asked)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 2 problems in what was asked for:
      --judgements: found an empty entry in '1,,x'; write it without the comma too many, such as 1,2
      --judgements: found 'x'; Allowed: 1, 2, 8, 3, 4, 5, 9, 7
    """
    from .brief import report_brief
    from .typesetting import TypesettingError

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
    >>> main(["check"])
    5 documents, ... no problem found
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
    commands.add_parser("check", help="load and check every file of the evidence, and the prose")
    commands.add_parser("marks", help="record which marks the sentences of the book have")
    edition = commands.add_parser("edition", help="say which version this is, with its fingerprints")
    edition.add_argument(
        "--list", choices=["evidence", "code"], default="", help="list the files of a fingerprint instead"
    )
    export = commands.add_parser("export", help="write the data package")
    export.add_argument("--out", type=Path, required=True, help="folder of the package")
    for name, text in (
        ("verify", "prove every anchor and count against the source texts"),
        ("count", "write the counts of the source texts"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--texts", type=Path, help="folder of the source texts (default: texts/ in the evidence)"
        )
    brief = commands.add_parser(
        "brief", help="write a brief of chosen judgements; without options, the standard one"
    )
    brief.add_argument("--judgements", default="", help="numbers with commas between, such as 1,3")
    brief.add_argument("--chapters", default="", help="pages with commas between; they decide the figure too")
    brief.add_argument("--figure", default="", help="name of the figure, or none")
    brief.add_argument(
        "--to", action="append", default=[], help="docx, pdf or md; may be given again (default: all)"
    )
    brief.add_argument(
        "--out",
        type=Path,
        default=BRIEFS,
        help="folder for the files (default: _build/brief/ of the project)",
    )
    options = parser.parse_args(arguments)
    try:
        if options.command == "brief":
            return run_brief(options)
        if options.command == "check":
            print(report_check(options.seeds))
        elif options.command == "edition":
            print(report_edition(options.seeds, options.list))
        elif options.command == "marks":
            print(report_marks(options.seeds))
        elif options.command == "export":
            print(report_export(options.seeds, options.out))
        else:
            texts = options.texts or options.seeds / "texts"
            report = report_verify if options.command == "verify" else report_count
            print(report(options.seeds, texts))
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; nothing more was written", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
