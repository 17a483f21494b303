"""Showing tables and figures on a page: one helper for each, so that all pages are alike.

The objects returned have a ``_repr_html_`` method, which Jupyter calls by itself; nothing
of Jupyter is imported. All text is escaped: nothing from the evidence becomes live HTML.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from .drawing import image_png, image_svg, inline_svg, parts
from .plotting import sign

__all__ = ["Shown", "claim_link", "entry_table", "reference_link", "show_figure", "show_table"]


CLAIM_LINK = re.compile(r'<a class="claim-link" href="evidence\.html#(?P<claim>[^"]+)">')


def _column_kind(column: pd.Series) -> str:
    """Return the class of a column's cells: numbers stand right, long text gets room."""
    if pd.api.types.is_numeric_dtype(column):
        return ' class="number"'
    lengths = column.map(lambda value: len(value) if isinstance(value, str) else 0)
    return ' class="long"' if len(lengths) and lengths.median() > 60 else ""


def _heading(column: str) -> str:
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]


class Shown:
    """Something to show: HTML for pages and notebooks, plain text for a terminal.

    Parameters
    ----------
    html : str
        What Jupyter shows.
    text : str
        What ``repr`` shows.

    Examples
    --------
    >>> Shown("<p>five</p>", "five")
    five
    """

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def claim_link(claim: str) -> str:
    """Return a link to a claim in the register.

    Parameters
    ----------
    claim : str
        Id of the claim; it is escaped and not looked up.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> claim_link("elpais-07")
    '<a class="claim-link" href="evidence.html#elpais-07">elpais-07</a>'
    """
    name = escape(str(claim), quote=True)
    return f'<a class="claim-link" href="evidence.html#{name}">{name}</a>'


def reference_link(key: str, references: pd.DataFrame | None = None) -> str:
    """Return a link to an entry of the bibliography, under its label where that is known.

    Parameters
    ----------
    key : str
        Key of the entry.
    references : DataFrame, optional
        ``Evidence.references``, for the label; without it, or where it lacks the key, the key is shown.

    Returns
    -------
    str
        HTML; all text is escaped.

    Examples
    --------
    >>> reference_link("nato-treaty-1949")
    '<a class="reference-link" href="references.html#cite-nato-treaty-1949">nato-treaty-1949</a>'
    >>> table = pd.DataFrame({"label": ["NATO 1949"]}, index=["nato-treaty-1949"])
    >>> reference_link("nato-treaty-1949", table)
    '<a class="reference-link" href="references.html#cite-nato-treaty-1949">NATO 1949</a>'
    """
    name, text = escape(str(key), quote=True), str(key)
    if references is not None and key in references.index:
        text = references.at[key, "label"]
    return f'<a class="reference-link" href="references.html#cite-{name}">{escape(text)}</a>'


def _anchored(html: str, name: str) -> str:
    """Give the first link to each claim in a table an anchor, so that the register can lead back to it."""
    seen: set[str] = set()

    def anchor(link: re.Match[str]) -> str:
        if link["claim"] in seen:
            return link[0]
        seen.add(link["claim"])
        return link[0].replace("<a ", f'<a id="table-{name}-{link["claim"]}" ', 1)

    return CLAIM_LINK.sub(anchor, html)


def _cell(column: str, value: Any, references: pd.DataFrame | None, decimals: int) -> str:
    if isinstance(value, (list, tuple)):
        if column in {"claims", "for", "against"}:
            return " ".join(claim_link(item) for item in value) or "–"
        if column == "references":
            return ", ".join(reference_link(item, references) for item in value) or "–"
        return escape(", ".join(str(item) for item in value)) or "–"
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return "–"
    if column == "claim":
        return claim_link(value)
    if column == "url" and re.match(r"https?://", str(value)):
        host = re.sub(r"^https?://(www\.)?|/.*$", "", str(value))
        return f'<a href="{escape(str(value), quote=True)}">{escape(host)}</a>'
    if column in {"stance", "intensity", "median", "lowest", "highest", "score"}:
        return sign(value)
    if isinstance(value, float):
        return f"{value:,.{decimals}f}".replace("-", "−")
    return escape(str(value)) or "–"


def entry_table(
    caption: str, heads: Sequence[str], rows: Iterable[tuple[str, str, Sequence[str]]], *, name: str
) -> str:
    """Render a table of entries, each row with the entry's permanent id as its anchor.

    Parameters
    ----------
    caption : str
        What the table shows, as text.
    heads : sequence of str
        Column headings, as text; the first is that of the entries.
    rows : iterable of (str, str, sequence of str)
        Id, then as HTML the row's heading and its other cells. Who calls escapes the HTML.
    name : str
        Permanent name; the page's anchor is ``table-<name>``.

    Returns
    -------
    str
        HTML; on a narrow screen each row becomes a card.

    Examples
    --------
    >>> html = entry_table("Errors", ["Error", "Right"], [("error-01", "error-01", ["so"])], name="errors")
    >>> '<tr role="row" id="error-01">' in html, 'data-label="Right">so</td>' in html
    (True, True)
    """
    lines = []
    for anchor, heading, cells in rows:
        data = "".join(
            f'<td role="cell" data-label="{escape(head, quote=True)}">{cell}</td>'
            for head, cell in zip(heads[1:], cells, strict=True)
        )
        identity = escape(anchor, quote=True)
        lines.append(
            f'<tr role="row" id="{identity}"><th role="rowheader" scope="row">{heading}</th>{data}</tr>'
        )
    header = "".join(f'<th role="columnheader" scope="col">{escape(head)}</th>' for head in heads)
    body = "\n".join(lines)
    anchor = escape(name, quote=True)
    return (
        f'<div class="report-table register" id="table-{anchor}" tabindex="0" role="region" '
        f'aria-label="{escape(caption, quote=True)}">'
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{header}</tr></thead>'
        f'<tbody role="rowgroup">\n{_anchored(body, anchor)}\n</tbody></table></div>'
    )


def show_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    name: str,
    labels: Mapping[str, str] | None = None,
    references: pd.DataFrame | None = None,
    decimals: int = 1,
    note: str = "",
    folded: bool = False,
    empty: str = "Nothing to show: the evidence holds no such entry.",
) -> Shown:
    """Render a table with caption, column and row headers that a screen reader can follow.

    Parameters
    ----------
    frame : DataFrame
        What to show; the first column heads the rows. Columns ``claims`` and ``references``
        hold lists and become links.
    caption : str
        What the table shows, in one sentence.
    name : str
        Permanent name; the page's anchor is ``table-<name>``.
    labels : mapping of str to str, optional
        Column to heading; by default the column's name in plain words.
    references : DataFrame, optional
        ``Evidence.references``, to show author and year in place of keys.
    decimals : int, optional
        Places after the point of fractional numbers.
    note : str, optional
        A line below the table.
    folded : bool, optional
        Whether the table opens on demand; for tables that most readers will not need whole.
    empty : str, optional
        What to say, in place of a table, where there is no row.

    Returns
    -------
    Shown
        With the HTML and a plain-text form.

    Examples
    --------
    >>> frame = pd.DataFrame({"partner": ["Japan"], "claims": [["elpais-07"]]})
    >>> "<caption>Who</caption>" in show_table(frame, "Who", name="who").html
    True
    """
    labels = labels or {}
    heads = [labels.get(column, _heading(str(column))) for column in frame.columns]
    kinds = [_column_kind(frame[column]) for column in frame.columns]
    anchor = escape(name, quote=True)
    if frame.empty:
        html = f'<p id="table-{anchor}"><strong>{escape(caption)}.</strong> {escape(empty)}</p>'
        return Shown(html, f"{caption}: {empty}")
    lines = []
    for row in frame.itertuples(index=False):
        cells = []
        for position, (column, value) in enumerate(zip(frame.columns, row, strict=True)):
            content = _cell(str(column), value, references, decimals)
            if position == 0:
                cells.append(f'<th role="rowheader" scope="row">{content}</th>')
            else:
                label = escape(heads[position], quote=True)
                cells.append(f'<td role="cell"{kinds[position]} data-label="{label}">{content}</td>')
        lines.append(f'<tr role="row">{"".join(cells)}</tr>')
    body = "\n".join(lines)
    header = "".join(
        f'<th role="columnheader" scope="col"{kind if position else ""}>{escape(head)}</th>'
        for position, (head, kind) in enumerate(zip(heads, kinds, strict=True))
    )
    below = f'<p class="table-note">{escape(note)}</p>' if note else ""
    html = (
        f'<div class="report-table" id="table-{anchor}" tabindex="0" role="region" '
        f'aria-label="{escape(caption, quote=True)}">'
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{header}</tr></thead>'
        f'<tbody role="rowgroup">\n{_anchored(body, anchor)}\n</tbody></table></div>{below}'
    )
    if folded:
        count = "1 row" if len(frame) == 1 else f"{len(frame)} rows"
        summary = f"<summary>{escape(caption)} <span>({count})</span></summary>"
        html = f'<details class="folded-table">{summary}{html}</details>'
    return Shown(html, f"{caption}\n{frame.to_string(index=False)}")


def show_figure(figure: Figure) -> Shown:
    r"""Render a figure with its title, alternative text and source, and links to its data and image.

    Parameters
    ----------
    figure : Figure
        As returned by a ``plot_*`` function, that is, after :func:`analysis.plotting.finish`.

    Returns
    -------
    Shown
        With the drawing as SVG inside the page, and data (CSV) and images (PNG, SVG) inside links.

    Raises
    ------
    ValueError
        Where the figure was not finished.

    Examples
    --------
    >>> from analysis.plotting import canvas, finish
    >>> figure, axes = canvas(1)
    >>> data = pd.DataFrame({"year": [2023]})
    >>> shown = show_figure(finish(figure, name="a", title="B", alt="C", data=data, source="D"))
    >>> 'id="figure-a"' in shown.html, shown.text
    (True, 'B\nC')
    """
    report = parts(figure)
    name = escape(report["name"], quote=True)
    title = escape(report["title"])
    csv = report["data"].to_csv(index=False).encode()
    links = [
        _download(f"{name}.csv", "text/csv", csv, "Data", "CSV"),
        _download(f"{name}.png", "image/png", image_png(figure), "Image", "PNG"),
        _download(f"{name}.svg", "image/svg+xml", image_svg(figure), "Image", "SVG"),
    ]
    html = (
        f'<figure class="report-figure" id="figure-{name}" aria-labelledby="title-{name}">'
        f'<figcaption id="title-{name}">{title}</figcaption>'
        f"{inline_svg(figure)}"
        f'<p class="figure-note">{escape(report["source"])}</p>'
        f'<p class="figure-links">{" ".join(links)}</p></figure>'
    )
    return Shown(html, f"{report['title']}\n{report['alt']}")


def _download(file: str, media_type: str, content: bytes, what: str, kind: str) -> str:
    """Return a link that holds the file itself: it works in a notebook, and the book makes a file of it."""
    data = base64.b64encode(content).decode("ascii")
    return f'<a download="{file}" href="data:{media_type};base64,{data}">{what} <small>{kind}</small></a>'
