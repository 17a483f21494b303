"""The HTML of every table: caption, scopes, labels for cards, and anchors to lead back to.

Here stands the only place that writes a table; :mod:`analysis.presentation` says what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

__all__ = ["Head", "Row", "table_markup"]

LINK = re.compile(
    r'<a class="claim-link" href="evidence\.html#(?P<claim>[^"]+)">'
    r'|<a class="reference-link" href="references\.html#cite-(?P<key>[^"]+)">'
    r'|(?P<row><tr role="row"(?P<id> id=)?)'
)


@dataclass(frozen=True)
class Head:
    """The head of a column: its words as text, and the class that its cells share."""

    words: str
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its heading and its other cells as HTML, and attributes such as its ``id`` as text."""

    heading: str
    cells: Sequence[str]
    attributes: Mapping[str, str] = field(default_factory=dict)


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(str(value), quote=True)}"' for name, value in pairs.items())


def _anchored(html: str, name: str) -> str:
    """Give the first link to each claim and page an anchor, to which register and references lead back.

    A row with an id of its own needs none for its pages.
    """
    seen: set[str] = set()
    own = False

    def anchor(found: re.Match[str]) -> str:
        nonlocal own
        if found["row"]:
            own = bool(found["id"])
            return found[0]
        identity = f"table-{name}-{found['claim']}" if found["claim"] else f"cited-{name}-{found['key']}"
        if identity in seen or (own and found["key"]):
            return found[0]
        seen.add(identity)
        return found[0].replace("<a ", f'<a id="{identity}" ', 1)

    return LINK.sub(anchor, html)


def _words(head: Head) -> str:
    """Return the words of a head; those that stand upright need a box of their own."""
    words = escape(head.words)
    return f"<span>{words}</span>" if "turned" in head.kind.split() else words


def _row(heads: Sequence[Head], row: Row) -> str:
    cells = "".join(
        f'<td role="cell"{_attributes({"class": head.kind}) if head.kind else ""}'
        f' data-label="{escape(head.words, quote=True)}">{cell}</td>'
        for head, cell in zip(heads[1:], row.cells, strict=True)
    )
    heading = f'<th role="rowheader" scope="row">{row.heading}</th>'
    return f'<tr role="row"{_attributes(row.attributes)}>{heading}{cells}</tr>'


def table_markup(
    caption: str,
    heads: Sequence[Head],
    rows: Iterable[Row],
    *,
    name: str,
    kind: str = "",
    attributes: Mapping[str, str] | None = None,
) -> str:
    """Return a table that a screen reader can follow and that a narrow screen shows as cards.

    Parameters
    ----------
    caption : str
        What the table shows, as text.
    heads : sequence of Head
        Columns; the first is that of the rows' headings.
    rows : iterable of Row
        Who calls escapes the HTML of headings and cells; all else is escaped here.
    name : str
        Permanent name; the page's anchor is ``table-<name>``.
    kind : str, optional
        A class beside ``report-table``.
    attributes : mapping of str to str, optional
        Of the box around the table, as text.

    Returns
    -------
    str
        HTML. The roles are written out because cards take from a table, in some browsers, that it is one.

    Examples
    --------
    >>> heads = [Head("Partner"), Head("Year", "number")]
    >>> html = table_markup("Who", heads, [Row("Japan", ["2023"])], name="who")
    >>> 'id="table-who"' in html, '<td role="cell" class="number" data-label="Year">2023</td>' in html
    (True, True)
    """
    box = {"class": f"report-table {kind}".strip(), "id": f"table-{name}", "tabindex": "0", "role": "region"}
    kinds = ["", *(head.kind for head in heads[1:])]
    header = "".join(
        f'<th role="columnheader" scope="col"{_attributes({"class": one}) if one else ""}>{_words(head)}</th>'
        for head, one in zip(heads, kinds, strict=True)
    )
    body = _anchored("\n".join(_row(heads, row) for row in rows), escape(name, quote=True))
    return (
        f"<div{_attributes({**box, 'aria-label': caption, **(attributes or {})})}>"
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{header}</tr></thead>'
        f'<tbody role="rowgroup">\n{body}\n</tbody></table></div>'
    )
