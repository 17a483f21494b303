"""Reading the files of the evidence into typed records, with every problem of a file at once."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from .model import (
    ADDRESS,
    CLAIM_ID,
    CORRECTION_ID,
    DIGEST,
    DOCUMENT,
    FINGERPRINT,
    KEY,
    LANGUAGE,
    VERSION,
    Record,
)
from .problems import Problems
from .text_files import misleading, read_text_file
from .yaml_text import MOST_DIGITS, parse_yaml

__all__ = ["parse_file", "read_json", "read_yaml", "validate"]

COUNT_ANEW = "run python -m analysis count"
AnyRecord = TypeVar("AnyRecord", bound=Record)


#: What a pattern of :mod:`analysis.model` asks for, in words.
FORMS = {
    CLAIM_ID: "write the document's id, a hyphen and two to four digits, such as elpais-07",
    KEY: "write small letters, digits and hyphens, such as nato-treaty-1949",
    DIGEST: "write the SHA-256 in 64 hexadecimal digits; python -m analysis anchor prints that of a phrase, "
    "sha256sum that of a file",
    ADDRESS: "write an address that begins with http:// or https://, without user, spaces or quotation marks",
    ADDRESS
    + "|^$": "write an address that begins with http:// or https://, without user, spaces or quotation "
    "marks; or '' where there is none",
    DOCUMENT: "write three to five digits in quotes, such as '000'",
    FINGERPRINT: "write the first 12 hexadecimal digits, in quotes",
    VERSION: "write year, month and number of a published version, such as 2026.11.1",
    VERSION + "|^next$": "write the version, such as 2026.11.1, or next where it is not published yet",
    LANGUAGE: "write a language in two small letters, such as en",
    r"^judgement-[0-9]+$": "write the id of a key judgement, such as judgement-1",
    CORRECTION_ID: "write correction, a hyphen and two digits or more, such as correction-07",
    r"^erratum-[0-9]{2,}$": "write erratum, a hyphen and two digits or more, such as erratum-07",
    r"^(newest|oldest|python-3\.[0-9]+)$": "write newest, oldest, or a Python such as python-3.13",
    r"^[1-4]\.[1-9]\.[1-9][0-9]?$": "write the number of a criterion of WCAG 2.2 in quotes, such as '1.4.3'",
}

#: What each kind of pydantic's errors asks for, in words; names in braces stand in the error's context.
#: Those that depend on what was found are in :func:`_say`.
REMEDIES = {
    "missing": "add the field; it is required",
    "invalid_key": "write the name of a field before the colon; a number or a yes is none",
    "model_type": "write a mapping: fields with their values, one a line",
    "dict_type": "write a mapping: fields with their values, one a line",
    "list_type": "write a list: [a, b], or one entry a line with a dash",
    "too_short": "give at least {min_length}",
    "string_too_long": "write at most {max_length} letters",
    "too_long": "write at most {max_length} letters",  # of text behind a check of our own
    "int_type": "write a whole number in digits, without quotes, such as 2",
    "float_type": "write a number in digits, without quotes, such as 2.5",
    "finite_number": "write a number in digits, without quotes, such as 2.5",
    "bool_type": "write true or false, without quotes",
    "greater_than": "write a number above {gt}",
    "greater_than_equal": "write a number that is {ge} or more",
    "less_than_equal": "write a number that is {le} or less",
}


def read_yaml(path: Path, name: str, problems: Problems, *, may_be_empty: bool = False) -> Any:
    """Read a YAML file.

    Dates stay text; what :mod:`analysis.yaml_text` refuses is a problem.

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
    text = read_text_file(path, name, problems)
    return None if text is None else parse_file(text, name, problems, may_be_empty=may_be_empty)


def parse_file(text: str, name: str, problems: Problems, *, may_be_empty: bool = False) -> Any:
    """Read the text of a YAML file, as :func:`read_yaml` does once it has read the file.

    Parameters
    ----------
    text : str
        The text.
    name : str
        Name of the file for messages.
    problems : Problems
        What is wrong is added here.
    may_be_empty : bool, optional
        Whether an empty list is sound.

    Returns
    -------
    object or None
        The content; None where it could not be read, or is empty and may not be.

    Examples
    --------
    >>> parse_file("a: 1", "a.yml", Problems())
    {'a': 1}
    """
    content, slips = parse_yaml(text)
    for slip in slips:
        problems.note(name, f"line {slip.line}, column {slip.column}", "", slip.found, slip.remedy)
    if slips:
        return None
    if may_be_empty and content == []:
        return content
    if content is None or content == [] or content == {}:
        problems.note(name, "", "", "an empty file", "restore its entries")
        return None
    return content


def read_json(path: Path, name: str, problems: Problems, *, remedy: str = COUNT_ANEW) -> Any:
    """Read a JSON file.

    Refused are numbers that are none, keys that stand twice and nesting without end.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    problems : Problems
        What is wrong is added here.
    remedy : str, optional
        How to make the file anew, for messages: no such file is written by hand.

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
    text = read_text_file(path, name, problems)
    if text is None:
        return None
    try:
        content = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_refuse_number,
            parse_int=_whole,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        problems.note(name, place, "", f"broken JSON ({error.msg})", remedy)
        return None
    except RecursionError:
        problems.note(name, "", "", "lists and mappings too deep in each other", remedy)
        return None
    except ValueError as error:
        problems.note(name, "", "", str(error), remedy)
        return None
    hidden = next(misleading(json.dumps(content, ensure_ascii=False)), None) if "\\u" in text else None
    if hidden:
        problems.note(name, "", "", hidden[1], remedy)
        return None
    if content is None:
        problems.note(name, "", "", "an empty file", remedy)
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise ValueError(f"the key {_short(twice)} twice in one mapping")
    return content


def _refuse_number(text: str) -> float:
    raise ValueError(f"{text[:40]}, which is no finite number")


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= MOST_DIGITS else _refuse_number(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_number(text)


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
        told: set[tuple[str, str, str]] = set()
        for slip in error.errors(include_url=False):
            where, field = _place(data, slip["loc"], slip["type"])
            label = " ".join(part for part in (entry, where) if part)
            found, remedy = _say(slip)
            if field and (label, field, found) in told:
                continue  # of a field that may be of two kinds, it is told once that it is neither
            told.add((label, field, found))
            problems.note(name, label, field, found, remedy)
    return None


def _place(data: Any, path: tuple[Any, ...], kind: str) -> tuple[str, str]:
    """Split a pydantic location into the entry (by its id, where it has one) and the field."""
    entry, fields = "", []
    for depth, step in enumerate(path):
        rest = path[depth + 1 :]
        if isinstance(step, int) and isinstance(data, list) and step < len(data):
            data = data[step]
            title = str(path[depth - 1]) if depth else "entry"
            singular = {"stances": "stance", "areas": "area"}.get(title, title.removesuffix("s"))
            identity = data.get("id") if isinstance(data, dict) else None
            within = " ".join(part for part in (entry, *fields[:-1]) if part)
            entry = f"{singular} {identity}" if identity else f"{within} {singular} number {step + 1}".strip()
            fields = [] if rest else fields[-1:]
        elif isinstance(data, dict) and step in data:
            data = data[step]
            if rest != ("[key]",) and kind != "invalid_key":  # a wrong key is itself what was found
                fields.append(str(step))
        elif isinstance(step, str) and (not depth or (isinstance(data, dict) and kind == "missing")):
            fields.append(step)  # what else is not there is pydantic's name of a kind
    return " ".join(part for part in (entry, *fields[:-1]) if part), fields[-1] if fields else ""


def _say(slip: Mapping[str, Any]) -> tuple[str, str]:
    """Put a pydantic error into the words *found* and *remedy*."""
    kind, found = slip["type"], slip["input"]
    if kind == "missing":
        return "nothing", REMEDIES[kind]
    if kind == "extra_forbidden" and found is None:
        return (
            "an unknown field without a value",
            "remove it; where a comma cut a sentence in two, put the sentence in quotes",
        )
    if kind == "extra_forbidden":
        return f"an unknown field with {_short(found)}", "remove it, or correct the spelling of its name"
    if kind == "value_error":
        return _short(found), str(slip["ctx"]["error"])
    if kind == "string_type":
        return _short(found), f"write text{_quotes(found)}"
    if kind == "literal_error":
        return _short(found), f"allowed: {slip['ctx']['expected']}{_quotes(found)}"
    if kind == "string_too_short":
        return ("no letter" if found == "" else _short(found)), "write text; it may not be empty"
    if kind == "string_pattern_mismatch":
        return _short(found), FORMS.get(
            slip["ctx"]["pattern"], f"write it in the form {slip['ctx']['pattern']}"
        )
    if kind in REMEDIES:
        return _short(found), REMEDIES[kind].format(**slip.get("ctx", {}))
    return _short(found), slip["msg"][0].lower() + slip["msg"][1:]


def _quotes(found: Any) -> str:
    """Say that quotes make text of what YAML takes for another thing; nothing where it is text already."""
    if isinstance(found, bool):
        words = "yes, on and true" if found else "no, off and false"
        return f"; put it in quotes: without them YAML reads {words} as {found}"
    if isinstance(found, int | float):
        return "; put it in quotes: without them YAML reads a number"
    if isinstance(found, dict | list):
        return "; put it in quotes where it begins with a bracket or has a colon in it"
    return ""


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
