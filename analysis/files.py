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

from .model import Record, Reference
from .problems import Problem

__all__ = ["read_bibliography", "read_json", "read_yaml", "validate"]

AnyRecord = TypeVar("AnyRecord", bound=Record)


MONTHS = {name: number for number, name in enumerate(calendar.month_name) if number}


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a repeated key and leaves dates as the text they are."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key_node, _ in node.value:
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


def _read(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(
            Problem(name, "", "", "no such file", "restore it; the evidence is not whole without it")
        )
    except UnicodeDecodeError as error:
        problems.append(Problem(name, "", "", str(error), "save the file as UTF-8"))
    except OSError as error:
        problems.append(Problem(name, "", "", str(error), "make the file readable"))
    return None


def read_yaml(path: Path, name: str, problems: list[Problem]) -> Any:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : list of Problem
        What is wrong is appended here.

    Returns
    -------
    object or None
        The content; None where it could not be read.
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
        problems.append(Problem(name, place, "", f"broken YAML ({found})", "mend the file at that place"))
        return None
    if content is None:
        problems.append(Problem(name, "", "", "an empty file", "restore its entries"))
    return content


def read_json(path: Path, name: str, problems: list[Problem]) -> Any:
    """Read a JSON file; parameters and result as for :func:`read_yaml`."""
    text = _read(path, name, problems)
    if text is None:
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        problems.append(
            Problem(name, place, "", f"broken JSON ({error.msg})", "run python -m analysis count")
        )
        return None


def read_bibliography(path: Path, name: str, problems: list[Problem]) -> list[Reference]:
    """Read a BibTeX file into references.

    Each entry needs author, title, howpublished (the publisher), url, urldate (the day it was
    seen) and ``primary`` or ``secondary`` among its keywords; year, month and day where known.
    """
    text = _read(path, name, problems)
    if text is None:
        return []
    try:
        entries = parse_string(text, "bibtex").entries
    except (BibliographyDataError, PybtexSyntaxError) as error:
        problems.append(
            Problem(name, "", "", f"broken BibTeX ({error})", "mend the entry; each key stands once")
        )
        return []
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
                field[label.lower()] = str(Text.from_latex(value))
            except PybtexSyntaxError as error:
                remedy = "balance the braces; write a percent sign and an ampersand with a backslash"
                problems.append(Problem(name, key, label, f"broken LaTeX ({error})", remedy))
        dated = field.get("year", "").isdigit()  # undated pages say n.d.
        month = field.get("month")
        if month and month not in MONTHS:
            remedy = "write the month by name: January to December"
            problems.append(Problem(name, key, "month", f"'{month}'", remedy))
            continue
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
            "primary": "primary" in field.get("keywords", ""),
        }
        record = validate(Reference, data, name, {}, problems, entry=key)
        if record:
            references.append(record)
    addresses: dict[str, str] = {}
    for reference in references:
        other = addresses.setdefault(reference.url, reference.key)
        if other != reference.key:
            found = f"the same url as {other}"
            problems.append(Problem(name, reference.key, "url", found, "keep one entry for a page"))
    return references


def validate(
    kind: type[AnyRecord],
    data: Any,
    name: str,
    context: Mapping[str, list[str]],
    problems: list[Problem],
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
    problems : list of Problem
        Every slip is appended here, each with entry and field.
    entry : str
        Entry for messages, where `data` is not the whole file.

    Returns
    -------
    Record or None
        None where there was any problem.
    """
    try:
        return kind.model_validate(data, context=dict(context))
    except ValidationError as error:
        for slip in error.errors(include_url=False):
            where, field = _place(data, slip["loc"])
            label = " ".join(part for part in (entry, where) if part)
            problems.append(Problem(name, label, field, *_say(slip)))
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
    if kind in {"model_type", "dict_type"}:
        return _short(found), "write a mapping: fields with their values, one a line"
    if kind == "list_type":
        return _short(found), "write a list: [a, b], or one entry a line with a dash"
    if kind == "too_short":
        return _short(found), f"give at least {slip['ctx']['min_length']}"
    if kind == "string_type":
        return _short(found), "write text; put numbers and dates that are text in quotes"
    if kind == "string_pattern_mismatch":
        return _short(found), f"write it in the form {slip['ctx']['pattern']}"
    if kind == "literal_error":
        return _short(found), f"allowed: {slip['ctx']['expected']}"
    return _short(found), slip["msg"][0].lower() + slip["msg"][1:]


def _short(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return f"a {'mapping' if isinstance(value, dict) else 'list'} of {len(value)}"
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
