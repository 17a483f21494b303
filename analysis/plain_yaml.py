"""A quick reading of YAML that is plain, which is nearly all that the evidence holds.

It takes the same events of libyaml as :mod:`analysis.yaml_text` and makes the same of them, in a third of
the time, and gives up at the first thing that needs a second look. So what it returns is what the careful
reading would return, and what is wrong with a file is told by the careful reading alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

__all__ = ["NotPlain", "read_plain"]


class NotPlain(ValueError):
    """The text holds something that only the careful reading can judge."""


def read_plain(text: str, resolve: Callable[[str], Any], deepest: int) -> Any:
    """Read a YAML text of mappings, lists and scalars, without recursion.

    Parameters
    ----------
    text : str
        The text.
    resolve : callable
        Returns what a scalar without quotes is, and raises ValueError where that is in doubt.
    deepest : int
        How many mappings and lists may stand in each other.

    Returns
    -------
    dict or list
        The content.

    Raises
    ------
    NotPlain
        Where the text is broken, or holds an anchor, alias, tag or escape, a key that is no text or stands
        twice, a scalar with a line break or tab, a scalar in doubt, more than one document, or no mapping
        and no list.

    Examples
    --------
    >>> read_plain("claims: [{id: elpais-07, paragraph: '2'}]", str, 20)
    {'claims': [{'id': 'elpais-07', 'paragraph': '2'}]}
    >>> read_plain("a: &anchor b", str, 20)
    Traceback (most recent call last):
    ...
    analysis.plain_yaml.NotPlain
    """
    events = None
    try:
        events = yaml.CSafeLoader(text)
        return _read(events.get_event, resolve, deepest, escapes="\\" in text)
    except (yaml.YAMLError, ValueError):
        raise NotPlain from None
    finally:
        if events:
            events.dispose()


def _read(
    next_event: Callable[[], Any], resolve: Callable[[str], Any], deepest: int, *, escapes: bool
) -> Any:
    # One loop with local names: it runs for every scalar of the evidence.
    scalar, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    known: dict[str, Any] = {}  # codes stand a hundred times in a file
    around: list[tuple[Any, str | None]] = []  # what the mapping or list stands in, each with its key
    here: Any = None
    key: str | None = None  # of a mapping: the key whose value comes next
    content, documents = None, 0
    while True:
        event = next_event()
        kind = type(event)
        if kind is scalar:
            value = event.value
            if event.anchor is not None or event.tag is not None or here is None:
                raise NotPlain
            if "\n" in value or "\t" in value or "\r" in value:
                raise NotPlain
            if not event.style and event.implicit[0]:
                if value in known:
                    value = known[value]
                elif " " not in value:  # else it is text: no number, no yes and no null holds a space
                    known[value] = value = resolve(value)
            elif escapes and event.style == '"':
                raise NotPlain
            if type(here) is list:
                here.append(value)
            elif key is not None:
                here[key], key = value, None
            elif type(value) is not str or value in here or value == "<<":
                raise NotPlain
            else:
                key = value
        elif kind is mapping_start or kind is sequence_start:
            if event.anchor is not None or event.tag is not None or len(around) == deepest:
                raise NotPlain
            if type(here) is dict and key is None:
                raise NotPlain
            around.append((here, key))
            here, key = ({} if kind is mapping_start else []), None
        elif kind in ends:
            done = here
            here, key = around.pop()
            if here is None:
                content = done
            elif key is None:
                here.append(done)
            else:
                here[key], key = done, None
        elif kind is yaml.DocumentStartEvent:
            documents += 1
        elif kind is yaml.StreamEndEvent:
            break
        elif kind is yaml.AliasEvent:
            raise NotPlain
    if content is None or documents != 1:
        raise NotPlain
    return content
