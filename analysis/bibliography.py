"""Reading the bibliography, ``references.bib``, into typed records."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pybtex.database import BibliographyDataError, Entry, parse_string
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError

from .files import validate
from .model import Reference
from .problems import Problem, Problems, suggest
from .text_files import misleading, read_text_file

__all__ = ["MONTHS", "read_bibliography"]

MONTHS = {name: number for number, name in enumerate(calendar.month_name) if number}
FIELDS = ["author", "title", "howpublished", "year", "month", "day", "url", "urldate", "keywords", "note"]
#: What the model calls a field, and how the file calls it.
IN_THE_FILE = {"publisher": "howpublished", "seen": "urldate", "date": "year, month, day"}
DEEPEST = 10  # braces in each other
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.|$)", re.S)
#: Escaped signs, accents and letters. Any other command is refused: in the hands of another program it could
#: make a link or read a file.
SIGNS = {rf"\{sign}" for sign in "%&$_#{}'`^\"~=."}
LETTERS = {rf"\{name}" for name in "c v u H k r o O l L i ss aa AA ae AE oe OE".split()}  # noqa: SIM905


def read_bibliography(path: Path, name: str, problems: Problems) -> list[Reference]:
    """Read a BibTeX file into references.

    Each entry needs author, title, howpublished (the publisher), url, urldate (the day it was
    seen) and ``primary`` or ``secondary`` among its keywords; year, month and day where known.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here, each with the key and the field of its entry.

    Returns
    -------
    list of Reference
        The entries that could be read, in the order of the file; empty where the file is broken.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> problems = Problems()
    >>> references = read_bibliography(SEEDS / "references.bib", "references.bib", problems)
    >>> len({reference.key for reference in references}) == len(references), problems
    (True, [])
    """
    text = read_text_file(path, name, problems)
    if text is None:
        return []
    references, found = _parsed(text, name)
    problems.extend(found)
    return list(references)


@lru_cache(maxsize=2)
def _parsed(text: str, name: str) -> tuple[list[Reference], list[Problem]]:
    """Return the references of a text and what is wrong with it; remembered, since pybtex is slow."""
    problems = Problems()
    if line := _too_deep(text):
        found = f"more than {DEEPEST} braces in each other"
        problems.note(name, f"line {line}", "", found, "balance the braces of that entry")
        return [], problems
    try:
        entries = parse_string(text, "bibtex").entries
    except (BibliographyDataError, PybtexSyntaxError, RecursionError) as error:
        problems.note(name, "", "", f"broken BibTeX ({error})", "mend the entry; each key stands once")
        return [], problems
    if not entries:
        problems.note(name, "", "", "an empty bibliography", "restore its entries")
    references: list[Reference] = []
    for key, entry in entries.items():
        data = _plain_data(name, key, entry, problems)
        slips = Problems()
        record = validate(Reference, data, name, {}, slips, entry=key)
        problems.extend(_as_in_the_file(slip) for slip in slips)
        if record:
            references.append(record)
    addresses: dict[str, str] = {}
    for reference in references:
        other = addresses.setdefault(reference.url, reference.key)
        if other != reference.key:
            found = f"the same url as {other}"
            problems.note(name, reference.key, "url", found, "keep one entry for a page")
    return references, problems


def _too_deep(text: str) -> int:
    """Return the line in which braces stand too deep in each other, or 0."""
    depth = 0
    for brace in re.finditer(r"[{}]|^@", text, re.M):
        depth = 0 if brace[0] == "@" else max(depth + (1 if brace[0] == "{" else -1), 0)
        if depth > DEEPEST:
            return text.count("\n", 0, brace.start()) + 1
    return 0


def _as_in_the_file(slip: Problem) -> Problem:
    """Return a problem with the name that its field has in the file, where values stand in braces."""
    field, remedy = IN_THE_FILE.get(slip.field, slip.field), slip.remedy.replace(" in quotes", "")
    return replace(slip, field=field, remedy=remedy)


def _plain_data(name: str, key: str, entry: Entry, problems: Problems) -> dict[str, object]:
    """Return the data of a reference; what is wrong with its fields is added to the problems."""
    field = {label.lower(): value for label, value in entry.fields.items()}
    for label in [label for label in field if label not in FIELDS]:
        problems.note(name, key, label, "an unknown field", suggest(label, FIELDS))
    for role in [role for role in entry.persons if role != "author"]:
        problems.note(name, key, role, "an unknown field", suggest(role, FIELDS))
    for label in ("title", "howpublished", "note"):  # the rest is plain: dates, addresses, keywords
        if label in field:
            field[label] = _words(name, key, label, field[label], problems)
    authors = [str(person) for person in entry.persons.get("author", [])]
    authors = [_words(name, key, "author", author, problems).strip("{}") for author in authors]
    month, year = field.get("month"), field.get("year", "")
    if month and month not in MONTHS:
        problems.note(name, key, "month", f"'{month[:40]}'", "write the month by name: January to December")
    if year and not re.fullmatch(r"[0-9]{4}|n\.d\.", year):
        problems.note(name, key, "year", f"'{year[:40]}'", "write four digits, or n.d. where it is not known")
    kind = field.get("keywords", "").strip()
    if kind not in {"primary", "secondary"}:
        remedy = "write keywords = {primary} or keywords = {secondary}"
        problems.note(name, key, "keywords", f"'{kind[:40]}'", remedy)
    numbers = field | ({"month": str(MONTHS.get(month, 1))} if month else {})
    parts = [numbers[part].zfill(2) for part in ("year", "month", "day") if part in numbers]
    data: dict[str, object] = {
        "key": key,
        "author": " and ".join(authors),
        "title": field.get("title", ""),
        "publisher": field.get("howpublished", ""),
        "date": "-".join(parts) if re.fullmatch("[0-9]{4}", year) else None,
        "url": entry.fields.get("url", ""),  # as it stands: an address is no LaTeX
        "seen": field.get("urldate", ""),
        "primary": kind == "primary",
    }
    return {part: value for part, value in data.items() if value != ""}  # what is empty is missing


def _words(name: str, key: str, label: str, value: str, problems: Problems) -> str:
    """Return the words of a field: LaTeX only for signs, accents and braces."""
    inner = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    if not set(inner) & set("\\{}%$&~"):  # most titles; pybtex's parser is slow
        return inner
    unknown = [one for one in COMMAND.findall(value) if one not in SIGNS | LETTERS]
    if unknown:
        found = f"the LaTeX command {unknown[0][:40]}"
        remedy = r"write plain words; of LaTeX only accents, and \%, \& and \$ for the signs"
        problems.note(name, key, label, found, remedy)
        return inner
    try:
        words = str(Text.from_latex(value))
    except (PybtexSyntaxError, RecursionError) as error:
        remedy = "balance the braces; write a percent sign and an ampersand with a backslash"
        problems.note(name, key, label, f"broken LaTeX ({error})", remedy)
        return inner
    for _, found, remedy in misleading(words):
        problems.note(name, key, label, found, remedy)
    return words
