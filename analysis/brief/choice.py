"""What a brief is to hold: judgements, chapters, figure and formats, checked before anything is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..model import Judgement
from ..problems import Problems, suggest
from .figures import FIGURES, chapter_of

__all__ = ["FORMATS", "STANDARD", "Choice", "choose"]

FORMATS = ("docx", "pdf", "md")
#: Chapters of the standard brief, which has the first judgement of each: what the ties are, where the
#: members divide, how China answers. It is the order of the question that the report puts to itself.
STANDARD = ("partnerships", "divisions", "reactions")
STANDARD_FIGURE = "conduct"
NO_FIGURE = "none"


@dataclass(frozen=True)
class Choice:
    """What was chosen for a brief.

    Parameters
    ----------
    judgements : list of Judgement
        In the order of the report; at least one.
    chapters : list of str
        Names of pages, in the order given.
    figure : str
        Permanent name of the figure; empty for none.
    formats : list of str
        Of :data:`FORMATS`, in that order.
    standard : bool, optional
        Whether nothing was chosen, so that this is the standard brief.
    """

    judgements: list[Judgement]
    chapters: list[str]
    figure: str
    formats: list[str]
    standard: bool = False


def choose(
    known: Sequence[Judgement],
    pages: Sequence[str],
    problems: Problems,
    *,
    judgements: str = "",
    chapters: str = "",
    figure: str = "",
    to: Iterable[str] = (),
) -> Choice:
    """Read what was asked for and note every problem of it.

    Parameters
    ----------
    known : sequence of Judgement
        All key judgements, in the order of the report.
    pages : sequence of str
        Names of all pages of the report.
    problems : Problems
        What is wrong is added here.
    judgements : str, optional
        Numbers or ids, with commas between. Without any, those of the chapters; without chapters too, the
        standard brief.
    chapters : str, optional
        Names of pages, with commas between. They also decide the figure.
    figure : str, optional
        Name of a figure, or ``none``. Without it the first of the chapters, else of the first chapter of a
        chosen judgement that has one.
    to : iterable of str, optional
        Formats, each entry one or several with commas between; all by default.

    Returns
    -------
    Choice
        To be used only where no problem was added.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> judgements = load_judgements(load())
    >>> choice = choose(judgements, ["divisions"], Problems(), judgements="4,1", chapters="divisions")
    >>> [one.id for one in choice.judgements], choice.figure, choice.formats
    (['judgement-1', 'judgement-4'], 'stances', ['docx', 'pdf', 'md'])
    """
    standard = not judgements and not chapters
    wanted_pages = _read("--chapters", chapters, list(pages), problems)
    numbers = {one.id.rpartition("-")[2]: one.id for one in known}
    short = {number: number for number in numbers} | {name: number for number, name in numbers.items()}
    wanted = {numbers[number] for number in _read("--judgements", judgements, short, problems)}
    if standard:
        wanted = {_first(known, chapter) for chapter in STANDARD} - {""}
    elif not judgements:
        wanted = {one.id for one in known if one.chapter in wanted_pages}
        if wanted_pages and not wanted:
            owners = list(dict.fromkeys(one.chapter for one in known))
            remedy = f"name judgements with --judgements, or one of these: {', '.join(owners)}"
            problems.note("--chapters", "", "", f"{', '.join(wanted_pages)}, without a judgement", remedy)
    chosen = [one for one in known if one.id in wanted]
    formats = _read("--to", ",".join(to), list(FORMATS), problems)
    return Choice(
        chosen,
        wanted_pages,
        _figure(figure, wanted_pages, chosen, problems, standard=standard),
        [name for name in FORMATS if name in formats or not formats],
        standard,
    )


def _read(option: str, text: str, allowed: Sequence[str] | dict[str, str], problems: Problems) -> list[str]:
    """Return the entries of a list with commas, each once; note those that are not allowed."""
    if not text:
        return []
    names = allowed if isinstance(allowed, dict) else {name: name for name in allowed}
    offered = list(dict.fromkeys(names.values()))
    found = []
    for entry in text.split(","):
        word = entry.strip()
        if word in names:
            found.append(names[word])
        elif word:
            near = offered if any(sign.isalpha() for sign in word) else []  # no number is near another
            remedy = suggest(word, offered) if near else f"Allowed: {', '.join(offered)}"
            problems.note(option, "", "", f"'{word}'", remedy)
        else:
            remedy = f"write it without the comma too many, such as {','.join(offered[:2])}"
            problems.note(option, "", "", f"an empty entry in '{text}'", remedy)
    return list(dict.fromkeys(found))


def _first(known: Sequence[Judgement], chapter: str) -> str:
    return next((one.id for one in known if one.chapter == chapter), "")


def _figure(
    name: str, chapters: Sequence[str], chosen: Sequence[Judgement], problems: Problems, *, standard: bool
) -> str:
    every = [figure for plots in FIGURES.values() for figure in plots]
    if name and name not in every and name != NO_FIGURE:
        problems.note("--figure", "", "", f"'{name}'", suggest(name, [*every, NO_FIGURE]))
        return ""
    if name:
        return "" if name == NO_FIGURE else name
    if standard:
        return STANDARD_FIGURE
    for chapter in chapters or [one.chapter for one in chosen]:
        if chapter in FIGURES:
            return next(iter(FIGURES[chapter]))
    return ""


def figure_chapter(choice: Choice) -> str:
    """Return the chapter of the chosen figure; empty without a figure.

    Parameters
    ----------
    choice : Choice
        As from :func:`choose`.

    Returns
    -------
    str
        Name of its page.

    Examples
    --------
    >>> figure_chapter(Choice([], [], "office", []))
    'divisions'
    """
    return chapter_of(choice.figure) if choice.figure else ""
