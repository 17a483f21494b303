"""``python -m analysis check``: load and check every file of the evidence, and the prose."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..accession.drafts import list_drafts, plan_entry
from ..accession.entering import cutoff_moves
from ..accession.kinship import compare_origins
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
from ..measurements import RECORD, load_measurements
from ..problems import Problems
from ..reading import read_codebook, read_dossiers
from ..yaml_text import parse_yaml

__all__ = ["HELP", "add_arguments", "report_check", "report_draft", "run"]

#: Fields of a dossier that may be left out, in words.
OPTIONAL = {
    "stances": "stances",
    "events": "events",
    "wording": "loaded wording",
    "furniture": "furniture",
    "upstream": "upstream",
}
HELP = "load and check every file of the evidence, and the prose; or say what a draft lacks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("name", nargs="?", default="", help="id of a draft: say what it lacks")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it did."""
    if options.name:
        print(report_draft(options.seeds, options.name))
        return 0
    print(report_check(options.seeds))
    for name in list_drafts(options.seeds):
        print(f"a draft, not in the book: {name}; python -m analysis check {name} says what it lacks")
    return 0


def report_draft(seeds: Path, name: str) -> str:
    """Check a draft as it would stand in the book.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    name : str
        Id of the draft.

    Returns
    -------
    str
        That nothing is missing, which origins of its chain no other document names, what may still be
        added, and how it enters the book.

    Raises
    ------
    EvidenceError
        With everything that the draft lacks, each with its file.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_draft(SEEDS, "no-such-draft")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    changes, told = plan_entry(name, seeds, report_check)
    dossier, _ = parse_yaml(changes.read(f"{seeds.name}/dossiers/{name}.yml"))
    lacking = ", ".join(words for field, words in OPTIONAL.items() if not dossier.get(field))
    optional = [
        *([f"seeds/drafts/{name}/dossier.yml: {lacking}"] if lacking else []),
        "seeds/corroboration.yml: points on which it bears on other documents, once it is a source",
        "seeds/codings/: a blind coding of it; until then agreement is told of the other documents",
        "the pages: marks of its claims, then make marks",
    ]
    return "\n".join(
        [
            f"nothing is missing; the book with it: {told}",
            *filter(None, [cutoff_moves(name, seeds)]),
            *_told_origins(dossier, seeds),
            "may be added:",
            *(f"  {line}" for line in optional),
            f"next: python -m analysis enter {name}",
        ]
    )


def _told_origins(dossier: dict[str, Any], seeds: Path) -> list[str]:
    """Return lines on the origins of a draft that no source names."""
    problems = Problems()  # there are none, or the check would have told them
    sources = read_dossiers(seeds, read_codebook(seeds, problems).allowed(), problems)
    others = [origin for source in sources for step in source.chain for origin in step.origins]
    own = [origin for step in dossier["chain"] for origin in step.get("origins", [])]
    lines = compare_origins(own, others)
    return (
        [
            "origins of its chain; one that another document has, too, bears one id in both:",
            *(f"  {one}" for one in lines),
        ]
        if lines
        else []
    )


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
