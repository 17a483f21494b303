"""``python -m analysis anchor``: where a phrase stands in a document, as an anchor to paste."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..accession.phrases import find_phrase, fold, nearest, read_source
from ..anchors import paragraphs, shortened
from ..problems import Problems

__all__ = ["HELP", "add_arguments", "report_anchor", "run"]

HELP = "say where a phrase stands in a document, as an anchor to paste"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("name", help="id of a source or of a draft")
    parser.add_argument("phrase", help="words of one paragraph, in quotes")


def run(options: argparse.Namespace) -> int:
    """Run the command and say what it found."""
    print(report_anchor(options.seeds, options.name, options.phrase))
    return 0


def report_anchor(seeds: Path, name: str, phrase: str) -> str:
    """Find a phrase and write its anchors.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.
    name : str
        Id of a source or of a draft.
    phrase : str
        What to look for.

    Returns
    -------
    str
        YAML: for every place paragraph, start, end and digest.

    Raises
    ------
    EvidenceError
        Where the phrase does not stand in one paragraph, with the passage that is nearest to it.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> report_anchor(SEEDS, "no-such-source", "a phrase")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
    """
    text = read_source(name, seeds)
    hits = find_phrase(text, phrase)
    if not hits:
        problems = Problems()
        problems.note(name, "", "", f"no such phrase: {shortened(phrase)!r}", _remedy(text, phrase))
        problems.stop("what was asked for")
    blocks = []
    for number, hit in enumerate(hits, start=1):
        head = [f"place {number} of {len(hits)}"] if len(hits) > 1 else []
        head += [] if hit.exact else ["found without regard to quotation marks, dashes, spaces and capitals"]
        blocks.append("\n".join([*(f"  # {line}" for line in head), hit.anchor()]))
    return "\n".join(blocks)


def _remedy(text: str, phrase: str) -> str:
    """Say where to look: across a line break, or at the passage that is most like the phrase."""
    wanted = fold(phrase.strip())[0]
    if wanted and wanted in fold(text)[0]:
        return "it runs over the end of a paragraph; an anchor lies in one paragraph, so give a part of it"
    near = nearest(text, phrase)
    if near:
        place = f"in paragraph {near.paragraph}, from {near.start} to {near.end}"
        return f"nearest is {shortened(near.words)!r} {place}"
    return f"nothing in its {len(paragraphs(text))} paragraphs is like it; copy the words from the text"
