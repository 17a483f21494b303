"""The plain part of YAML: mappings, lists, text, numbers, yes and no, and nothing else.

What makes YAML dangerous or doubtful is refused with its place: anchors and aliases (with which a small file
grows without end), tags (which can ask for code), merge keys, keys that stand twice, several documents in a
file, deep nesting, numbers in other forms than plain decimal ones. The text is taken event by event as
libyaml reads it, without recursion, so that no nesting can exhaust the stack.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

import yaml

from .plain_yaml import NotPlain, read_plain
from .text_files import misleading

__all__ = ["DEEPEST", "Slip", "parse_yaml"]

DEEPEST = 20  # of mappings and lists in each other; the codebook has seven
TOO_DEEP = f"more than {DEEPEST} lists and mappings in each other", "mend the indentation or the brackets"
MOST_DIGITS = 15  # more than a double holds exactly
MOST_SLIPS = 20  # told of one file
QUOTE = "put it in quotes where it is text"

PLAIN_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
PLAIN_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]*(?:[eE][-+][0-9]+)?")
TRUE = {"yes", "true", "on"}
RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
NULL, BOOL, INT, FLOAT = (f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float"))
BREAK = re.compile(r"[\n\r\t]")


class Slip(NamedTuple):
    """What is wrong at a place of a YAML text.

    Parameters
    ----------
    line, column : int
        From 1.
    found : str
        What stands there.
    remedy : str
        How to mend it.
    """

    line: int
    column: int
    found: str
    remedy: str


class _Doubt(ValueError):
    """A plain scalar that could be read in more than one way; its words are found and remedy."""


def _plain(text: str) -> Any:
    """Return what a scalar without quotes is: text, a number, yes or no, or nothing. Dates are text."""
    for tag, pattern in RESOLVERS.get(text[:1], []):
        if not pattern.match(text):
            continue
        if tag == NULL:
            return None
        if tag == BOOL:
            return text.lower() in TRUE
        if tag == INT:
            return _whole(text)
        if tag == FLOAT:
            return _decimal(text)
    return text


def _whole(text: str) -> int:
    if not PLAIN_INT.fullmatch(text):
        raise _Doubt(
            f"'{text[:40]}', a number that is not in plain digits", f"write it in digits, or {QUOTE}"
        )
    if len(text) > MOST_DIGITS:
        found, remedy = f"a number of {len(text)} digits", f"write at most {MOST_DIGITS} digits, or {QUOTE}"
        raise _Doubt(found, remedy)
    return int(text)


def _decimal(text: str) -> float:
    number = float(text) if PLAIN_FLOAT.fullmatch(text) and len(text) <= 2 * MOST_DIGITS else math.nan
    if not math.isfinite(number):
        raise _Doubt(f"'{text[:40]}', no plain number", f"write a finite number in digits, or {QUOTE}")
    return number


class _Open:
    """A mapping or list that is being read."""

    def __init__(self, content: dict | list) -> None:
        self.content = content
        self.key: Any = None
        self.waits_for_value = False  # of a mapping: the key was read
        self.seen: set[str] = set()

    def add(self, value: Any) -> None:
        if isinstance(self.content, list):
            self.content.append(value)
        else:
            self.content[self.key] = value
            self.waits_for_value = False


class _Reader:
    def __init__(self, text: str) -> None:
        self.events = yaml.CSafeLoader(text)
        self.escapes = "\\" in text  # only they bring signs that the check of the whole text has not seen
        self.slips: list[Slip] = []
        self.plain: dict[str, Any] = {}  # codes stand a hundred times in a file
        self.open: list[_Open] = []
        self.content: Any = None
        self.documents = 0

    def refuse(self, event: yaml.Event, found: str, remedy: str) -> None:
        mark = event.start_mark
        self.slips.append(Slip(mark.line + 1, mark.column + 1, found, remedy))

    def read(self) -> None:
        while len(self.slips) < MOST_SLIPS:
            event = self.events.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if not self.starts(event, {} if kind is yaml.MappingStartEvent else []):
                    return
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.place(self.open.pop().content)
            elif kind is yaml.AliasEvent:
                self.refuse(event, f"the alias *{event.anchor[:40]}", "write out what it stands for")
                self.place(None, key=f"*{event.anchor}")
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self.refuse(
                        event, "a second document in the file", "take out the line ---, or split the file"
                    )
                    return
            elif kind is yaml.StreamEndEvent:
                return

    def common(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.refuse(
                event, f"the anchor &{event.anchor[:40]}", "take it out; write everything out where it stands"
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:40]
            self.refuse(event, f"the tag {tag}", "take it out; quotes say that something is text")

    def starts(self, event: yaml.CollectionStartEvent, content: dict | list) -> bool:
        self.common(event)
        if len(self.open) == DEEPEST:
            self.refuse(event, *TOO_DEEP)
            return False
        if self.open and isinstance(self.open[-1].content, dict) and not self.open[-1].waits_for_value:
            self.refuse(event, "a key that is no plain word", "write a word before the colon")
            return False
        self.open.append(_Open(content))
        return True

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.common(event)
        text = event.value
        if event.style in (None, "") and event.implicit[0]:
            try:
                value = self.plain[text]
            except KeyError:
                try:
                    value = self.plain[text] = _plain(text)
                except _Doubt as doubt:
                    self.refuse(event, *doubt.args)
                    value = text
        else:
            value = text
            if self.escapes and event.style == '"':
                for _, found, remedy in misleading(text):
                    self.refuse(event, found, remedy)
                    break
        if BREAK.search(text):
            found = "text with an empty line, a line break or a tab in it"
            self.refuse(event, found, "write one paragraph: after > or >-, without empty lines")
        self.place(value, key=text, event=event)

    def place(self, value: Any, key: str = "", event: yaml.Event | None = None) -> None:
        if not self.open:
            self.content = value
            return
        here = self.open[-1]
        if isinstance(here.content, list) or here.waits_for_value:
            here.add(value)
            return
        here.key, here.waits_for_value = value, True
        if event is None:
            return
        if key == "<<" and event.style in (None, ""):
            self.refuse(event, "the merge key <<", "write the fields out")
        elif key in here.seen:
            self.refuse(event, f"the key {key[:60]!r} stands twice", "keep one")
        here.seen.add(key)


def parse_yaml(text: str) -> tuple[Any, list[Slip]]:
    r"""Read a YAML text into plain data.

    Parameters
    ----------
    text : str
        The text, already free of what :func:`analysis.text_files.misleading` names.

    Returns
    -------
    tuple of object and list of Slip
        The content, dates as text; and what is wrong, of which the content is sound only without any.

    Examples
    --------
    >>> parse_yaml("a: [1, 2.5, yes, '3', 2023-07-12]")
    ({'a': [1, 2.5, True, '3', '2023-07-12']}, [])
    >>> content, slips = parse_yaml("a: &x [1]\nb: *x\na: 010")
    >>> for slip in slips:
    ...     print(slip.line, slip.column, slip.found)
    1 4 the anchor &x
    2 4 the alias *x
    3 1 the key 'a' stands twice
    3 4 '010', a number that is not in plain digits
    """
    try:
        return read_plain(text, _plain, DEEPEST), []
    except NotPlain:
        pass  # read again, slowly, to say what is wrong with it and where
    reader = None
    try:
        reader = _Reader(text)
        reader.read()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        begun = getattr(error, "context_mark", None)
        if begun and mark and begun.line < mark.line and "block" not in error.context:
            found += (
                f" {error.context}, begun in line {begun.line + 1}"  # a quote or bracket that nobody closed
            )
        remedy = "mend the file at that place"
        if "expected key" in found:
            remedy += ", or close the quotation mark that was left open before it"
        slip = Slip(line, column, f"broken YAML ({found})", remedy)
        if "nesting depth" in found:  # of brackets libyaml, since 0.2.6, meets so many before it tells of one
            slip = Slip(line, column, *TOO_DEEP)
        return None, [*(reader.slips if reader else []), slip]
    finally:
        if reader:
            reader.events.dispose()
    return reader.content, reader.slips
