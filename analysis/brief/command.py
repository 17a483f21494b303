"""The command that writes a brief: everything is checked first, then everything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..corpus import BOOK, JUDGEMENTS, load, load_judgements, load_pages
from ..edition import load_edition
from ..problems import Problems
from ..prose import spell
from .choice import FORMATS, choose
from .composition import compose
from .files import MOST_PAGES, check_folder, write_brief

__all__ = ["report_brief"]


def report_brief(
    seeds: Path,
    folder: Path,
    *,
    judgements: str = "",
    chapters: str = "",
    figure: str = "",
    to: Sequence[str] = (),
) -> str:
    """Write a brief and say what was written.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence; judgements and pages lie in ``book/`` beside it.
    folder : Path
        Where the files go.
    judgements, chapters, figure : str, optional
        As for :func:`analysis.brief.choose`.
    to : sequence of str, optional
        Formats.

    Returns
    -------
    str
        What the brief holds, how long it is, and its files.

    Raises
    ------
    EvidenceError
        With every problem of what was asked for, or of the evidence; then nothing is written.
    TypesettingError
        Where pandoc or typst cannot be run, or refuses the text; then nothing is written.

    Examples
    --------
    >>> report_brief(Path("seeds"), Path("out"), judgements="99", to=["odt"])
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 2 problems in what was asked for:
      --judgements: found '99'; Allowed: 1, 2, 8, 3, 4, 5, 9, 7
      --to: found 'odt'; Allowed: docx, pdf, md
    """
    evidence = load(seeds)
    book = seeds.parent / BOOK.name
    known = load_judgements(evidence, book / JUDGEMENTS.name)
    edition = load_edition(evidence.references)
    problems = Problems()
    pages = [page.name for page in load_pages(book)]
    choice = choose(known, pages, problems, judgements=judgements, chapters=chapters, figure=figure, to=to)
    check_folder(folder, choice.formats if not problems else FORMATS, edition.identity.title, problems)
    problems.stop("what was asked for")
    files, length = write_brief(compose(evidence, edition, choice, known), choice.formats, folder)
    numbers = ", ".join(one.id.rpartition("-")[2] for one in choice.judgements)
    kind = "The standard brief" if choice.standard else "A brief"
    shown = f"figure {choice.figure}" if choice.figure else "no figure"
    paper = f"{spell(length)} page{'s' if length > 1 else ''} on paper"
    if length > MOST_PAGES:
        paper += f": this much evidence does not fit on {spell(MOST_PAGES)}"
    names = ", ".join(str(path) for path in files)
    return f"{kind} with judgements {numbers} and {shown}, {paper}: {names}"
