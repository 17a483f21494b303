"""A YAML file of the evidence, read as one record or as a list of records.

What a text says is remembered by the text itself: the chapters of one build all read the same evidence, in
processes forked from one that has read it, and some read it several times. Records do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .files import AnyRecord, parse_file, validate
from .problems import Problem, Problems
from .text_files import read_text_file

__all__ = ["read_record", "read_records"]

REMEMBERED = 64  # texts: those of this evidence; of thousands each is read once and not again
Context = tuple[tuple[str, tuple[str, ...]], ...]


def read_record(
    path: Path, name: str, kind: type[AnyRecord], context: Mapping[str, list[str]], problems: Problems
) -> AnyRecord | None:
    """Read a YAML file that is one record.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    kind : type of Record
        What the file is.
    context : mapping of str to list of str
        Codes of each variable.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    Record or None
        None where there was any problem.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.model import Codebook
    >>> read_record(SEEDS / "codebook.yml", "seeds/codebook.yml", Codebook, {}, Problems()) is not None
    True
    """
    text = read_text_file(path, name, problems)
    if text is None:
        return None
    record, slips = _record(text, name, kind, _hashable(context))
    problems.extend(slips)
    return record


def read_records(
    path: Path,
    name: str,
    kind: type[AnyRecord],
    context: Mapping[str, list[str]],
    problems: Problems,
    *,
    may_be_empty: bool = False,
) -> list[AnyRecord]:
    """Read a YAML list of records of one kind.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name for messages.
    kind : type of Record
        What each entry is.
    context : mapping of str to list of str
        Codes of each variable.
    problems : Problems
        What is wrong is added here, each with the number and the name of its entry.
    may_be_empty : bool, optional
        Whether a file without entries is sound.

    Returns
    -------
    list of Record
        The entries without problem, in the order of the file.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.model import Check
    >>> problems = Problems()
    >>> checks = read_records(SEEDS / "checks.yml", "seeds/checks.yml", Check, {}, problems)
    >>> len({check.claim for check in checks}) == len(checks), problems
    (True, [])
    """
    text = read_text_file(path, name, problems)
    if text is None:
        return []
    records, slips = _records(text, name, kind, _hashable(context), may_be_empty)
    problems.extend(slips)
    return list(records)


def _hashable(context: Mapping[str, list[str]]) -> Context:
    return tuple((variable, tuple(codes)) for variable, codes in context.items())


@lru_cache(REMEMBERED)
def _record(
    text: str, name: str, kind: type[AnyRecord], context: Context
) -> tuple[AnyRecord | None, tuple[Problem, ...]]:
    problems = Problems()
    data = parse_file(text, name, problems)
    codes = {variable: [*allowed] for variable, allowed in context}
    record = validate(kind, data, name, codes, problems) if data is not None else None
    return record, tuple(problems)


@lru_cache(REMEMBERED)
def _records(
    text: str, name: str, kind: type[AnyRecord], context: Context, may_be_empty: bool
) -> tuple[tuple[AnyRecord, ...], tuple[Problem, ...]]:
    problems = Problems()
    data = parse_file(text, name, problems, may_be_empty=may_be_empty)
    if data is not None and not isinstance(data, list):
        found = "a mapping" if isinstance(data, dict) else "plain text or a number"
        problems.note(name, "", "", found, "write a list of entries, each with a dash")
        data = None
    codes = {variable: [*allowed] for variable, allowed in context}
    records = []
    for number, entry in enumerate(data or [], start=1):
        title = f"entry {number} {_title(entry)}".strip()
        if record := validate(kind, entry, name, codes, problems, entry=title):
            records.append(record)
    return tuple(records), tuple(problems)


def _title(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return str(entry.get("id") or entry.get("claim") or entry.get("date") or "")
