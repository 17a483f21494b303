"""Reading the files of the evidence into typed records, with every problem of a file at once."""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pybtex.database import BibliographyDataError, parse_string
from pybtex.richtext import Text
from pybtex.scanner import PybtexSyntaxError
from pydantic import ValidationError

from .model import (
    ADDRESS,
    CLAIM_ID,
    DIGEST,
    DOCUMENT,
    FINGERPRINT,
    KEY,
    LANGUAGE,
    VERSION,
    Record,
    Reference,
)
from .plain_yaml import PlainConstruction
from .problems import Problems

__all__ = ["read_bibliography", "read_json", "read_yaml", "validate"]

AnyRecord = TypeVar("AnyRecord", bound=Record)


#: What a pattern of :mod:`analysis.model` asks for, in words.
FORMS = {
    CLAIM_ID: "write the document's id, a hyphen and two to four digits, such as elpais-07",
    KEY: "write small letters, digits and hyphens, such as nato-treaty-1949",
    DIGEST: "write the SHA-256 in 64 hexadecimal digits; python -m analysis verify shows the right one",
    ADDRESS: "write an address that begins with http:// or https://",
    DOCUMENT: "write three to five digits in quotes, such as '000'",
    FINGERPRINT: "write the first 12 hexadecimal digits, in quotes",
    VERSION: "write year, month and number of a published version, such as 2026.11.1",
    VERSION + "|^next$": "write the version, such as 2026.11.1, or next where it is not published yet",
    LANGUAGE: "write a language in two small letters, such as en",
}
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if number}


class _Loader(PlainConstruction, yaml.CSafeLoader):
    """Safe YAML that refuses a repeated key and leaves dates as the text they are."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                found = "a key that is no plain word"
                raise yaml.constructor.ConstructorError(None, None, found, key_node.start_mark)
            key = key_node.value
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice; keep one", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _read(path: Path, name: str, problems: Problems) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.note(name, "", "", "no such file", "restore it; the evidence is not whole without it")
    except UnicodeDecodeError as error:
        problems.note(name, "", "", str(error), "save the file as UTF-8")
    except OSError as error:
        problems.note(name, "", "", str(error), "make the file readable")
    return None


def read_yaml(path: Path, name: str, problems: Problems, *, may_be_empty: bool = False) -> Any:
    """Read a YAML file.

    Dates stay text; a key that stands twice in a mapping is a problem.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here.
    may_be_empty : bool, optional
        Whether an empty list is sound; of most files it means that something was lost.

    Returns
    -------
    object or None
        The content; None where it could not be read, or is empty and may not be.

    Examples
    --------
    >>> problems = Problems()
    >>> read_yaml(Path("no-such-file.yml"), "no-such-file.yml", problems) is None, len(problems)
    (True, 1)
    """
    text = _read(path, name, problems)
    if text is None:
        return None
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        found = getattr(error, "problem", None) or str(error).splitlines()[0]
        problems.note(name, place, "", f"broken YAML ({found})", "mend the file at that place")
        return None
    if may_be_empty and content == []:
        return content
    if content is None or content == [] or content == {}:
        problems.note(name, "", "", "an empty file", "restore its entries")
        return None
    return content


def read_json(path: Path, name: str, problems: Problems) -> Any:
    """Read a JSON file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    object or None
        The content; None where it could not be read or holds nothing but ``null``.

    Examples
    --------
    >>> problems = Problems()
    >>> read_json(Path("no-such-file.json"), "no-such-file.json", problems) is None, len(problems)
    (True, 1)
    """
    text = _read(path, name, problems)
    if text is None:
        return None
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        problems.note(name, place, "", f"broken JSON ({error.msg})", "run python -m analysis count")
        return None
    if content is None:
        problems.note(name, "", "", "an empty file", "run python -m analysis count")
    return content


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
    text = _read(path, name, problems)
    if text is None:
        return []
    try:
        entries = parse_string(text, "bibtex").entries
    except (BibliographyDataError, PybtexSyntaxError) as error:
        problems.note(name, "", "", f"broken BibTeX ({error})", "mend the entry; each key stands once")
        return []
    if not entries:
        problems.note(name, "", "", "an empty bibliography", "restore its entries")
    references: list[Reference] = []
    for key, entry in entries.items():
        field = {}
        for label, value in entry.fields.items():
            if label.lower() not in {
                "title",
                "howpublished",
            }:  # the rest is plain: dates, addresses, keywords
                field[label.lower()] = value
                continue
            try:
                inner = value[1:-1] if value.startswith("{") and value.endswith("}") else value
                plain = not set(inner) & set("\\{}%$&~")  # most titles; pybtex's parser is slow
                field[label.lower()] = inner if plain else str(Text.from_latex(value))
            except PybtexSyntaxError as error:
                remedy = "balance the braces; write a percent sign and an ampersand with a backslash"
                problems.note(name, key, label, f"broken LaTeX ({error})", remedy)
        dated = field.get("year", "").isdigit()  # undated pages say n.d.
        month = field.get("month")
        if month and month not in MONTHS:
            remedy = "write the month by name: January to December"
            problems.note(name, key, "month", f"'{month}'", remedy)
            continue
        kind = field.get("keywords", "").strip()
        if kind not in {"primary", "secondary"}:
            remedy = "write keywords = {primary} or keywords = {secondary}"
            problems.note(name, key, "keywords", f"'{kind}'", remedy)
        numbers = field | ({"month": str(MONTHS[month])} if month else {})
        parts = [numbers[part].zfill(2) for part in ("year", "month", "day") if part in numbers]
        data = {
            "key": key,
            "author": " and ".join(str(person).strip("{}") for person in entry.persons.get("author", [])),
            "title": field.get("title", ""),
            "publisher": field.get("howpublished", ""),
            "date": "-".join(parts) if dated else None,
            "url": entry.fields.get("url", ""),  # as it stands: an address is no LaTeX
            "seen": field.get("urldate", ""),
            "primary": kind == "primary",
        }
        record = validate(Reference, data, name, {}, problems, entry=key)
        if record:
            references.append(record)
    addresses: dict[str, str] = {}
    for reference in references:
        other = addresses.setdefault(reference.url, reference.key)
        if other != reference.key:
            found = f"the same url as {other}"
            problems.note(name, reference.key, "url", found, "keep one entry for a page")
    return references


def validate(
    kind: type[AnyRecord],
    data: Any,
    name: str,
    context: Mapping[str, list[str]],
    problems: Problems,
    entry: str = "",
) -> AnyRecord | None:
    """Turn plain data into a typed record.

    Parameters
    ----------
    kind : type of Record
        The record to make.
    data : object
        As read from the file.
    name : str
        File name for messages.
    context : mapping of str to list of str
        Codes of each variable, from :meth:`analysis.model.Codebook.allowed`.
    problems : Problems
        Every slip is added here, each with entry and field.
    entry : str, optional
        Entry for messages, where `data` is not the whole file.

    Returns
    -------
    Record or None
        None where there was any problem.

    Examples
    --------
    >>> from analysis.model import Step
    >>> problems = Problems()
    >>> validate(Step, {"step": "wire", "who": "Kyodo", "what": "a report"}, "a.yml", {}, problems)
    >>> print(*problems)
    a.yml: basis: found nothing; add the field; it is required
    """
    try:
        return kind.model_validate(data, context=dict(context))
    except ValidationError as error:
        for slip in error.errors(include_url=False):
            where, field = _place(data, slip["loc"])
            label = " ".join(part for part in (entry, where) if part)
            problems.note(name, label, field, *_say(slip))
    return None


def _place(data: Any, path: tuple[Any, ...]) -> tuple[str, str]:
    """Split a pydantic location into the entry (by its id, where it has one) and the field."""
    entry = ""
    for depth, step in enumerate(path):
        if isinstance(step, int) and isinstance(data, list) and step < len(data):
            data = data[step]
            title = str(path[depth - 1]) if depth else "entry"
            singular = {"stances": "stance", "areas": "area"}.get(title, title.removesuffix("s"))
            identity = data.get("id") if isinstance(data, dict) else None
            entry = f"{singular} {identity}" if identity else f"{entry} {singular} number {step + 1}".strip()
        elif isinstance(data, dict) and step in data:
            data = data[step]
    fields = [str(step) for step in path if not isinstance(step, int)]
    return entry, fields[-1] if fields else ""


def _say(slip: Mapping[str, Any]) -> tuple[str, str]:
    """Put a pydantic error into the words *found* and *remedy*."""
    kind, found = slip["type"], slip["input"]
    if kind == "missing":
        return "nothing", "add the field; it is required"
    if kind == "extra_forbidden" and found is None:
        return (
            "an unknown field without a value",
            "remove it; where a comma cut a sentence in two, put the sentence in quotes",
        )
    if kind == "extra_forbidden":
        return f"an unknown field with {_short(found)}", "remove it, or correct the spelling of its name"
    if kind == "value_error":
        return _short(found), str(slip["ctx"]["error"])
    if kind == "finite_number":
        return _short(found), "write a number"
    if kind in {"model_type", "dict_type"}:
        return _short(found), "write a mapping: fields with their values, one a line"
    if kind == "list_type":
        return _short(found), "write a list: [a, b], or one entry a line with a dash"
    if kind == "too_short":
        return _short(found), f"give at least {slip['ctx']['min_length']}"
    if kind == "string_type":
        return _short(found), "write text; put numbers and dates that are text in quotes"
    if kind == "string_pattern_mismatch":
        return _short(found), FORMS.get(
            slip["ctx"]["pattern"], f"write it in the form {slip['ctx']['pattern']}"
        )
    if kind == "literal_error":
        return _short(found), f"allowed: {slip['ctx']['expected']}"
    return _short(found), slip["msg"][0].lower() + slip["msg"][1:]


def _short(value: Any) -> str:
    if isinstance(value, dict):
        named = ", ".join(f"{key}: {value[key]}" for key in ("id", "claim", "actor", "date") if key in value)
        return f"a mapping ({named})" if named else f"a mapping of {len(value)} fields"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
