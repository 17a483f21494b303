"""Showing tables and figures on a page: one helper for each, so that all pages are alike.

The objects returned have a ``_repr_html_`` method, which Jupyter calls by itself; nothing
of Jupyter is imported. All text is escaped: nothing from the evidence becomes live HTML.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from numbers import Real
from statistics import median
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from .drawing import draw_svg, image_png, image_svg, inline_svg, parts
from .spreadsheet import csv_text
from .table_markup import Head, Row, table_markup

DATE = r"\d{4}-\d\d(-\d\d)?"  # a month or a day

__all__ = ["Shown", "claim_link", "entry_table", "reference_link", "show_figure", "show_table"]


CROWDED, DENSE = 6, 8  # columns from which cells stand closer, and closer still
SIGNED = {
    "stance",
    "intensity",
    "median",
    "lowest",
    "highest",
    "score",
}  # shown with their sign, zero without


def _numbers(column: pd.Series) -> list[Any]:
    """Return the numbers of a column of numbers; of any other column nothing."""
    values = column.dropna().tolist()
    plain = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    return values if plain else []


def _places(column: pd.Series, decimals: int) -> int:
    """Return how many decimals all numbers of a column get; signed ones as many as the longest needs."""
    if column.name not in SIGNED:
        return decimals
    return max((len(f"{float(value):g}".partition(".")[2]) for value in _numbers(column)), default=0)


def _longest_word(texts: Iterable[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _kind(column: pd.Series, head: str, *, columns: int) -> str:
    """Return the class of a column: numbers stand right, dates stay whole, sentences get room, heads turn."""
    numbers = _numbers(column)
    values = column.dropna().tolist()
    texts = [str(value) if isinstance(value, (str, Real)) else "" for value in values]
    texts += [""] * (len(column) - len(values))
    told = [text for text in texts if text]
    if told and all(re.fullmatch(DATE, text) for text in told):
        return "date"
    kind = "number" if numbers else "long" if median(len(text) for text in texts) > 60 else ""
    listed = any(isinstance(value, (list, tuple)) for value in values)
    if columns < CROWDED or listed or kind == "long":
        return kind
    code = kind == "number" or max(len(text) for text in texts) <= 3
    word = _longest_word([head])
    wide = columns >= DENSE and word >= 10 and word > _longest_word(texts)
    turned = "turned" if wide or (code and len(head) > 10) else ""
    return f"{kind or ('code' if code else '')} {turned}".strip()


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


def _cell(column: str, value: Any, references: pd.DataFrame | None, decimals: int) -> str:
    if isinstance(value, (list, tuple)):
        if column in {"claims", "for", "against"}:
            return " ".join(claim_link(item) for item in value) or "–"
        if column == "references":
            return ", ".join(reference_link(item, references) for item in value) or "–"
        return escape(", ".join(str(item) for item in value)) or "–"
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return "–"
    if column == "verdict":
        return escape(str(value).replace("-", " "))
    if column == "claim":
        return claim_link(value)
    if column == "url" and re.match(r"https?://", str(value)):
        host = re.sub(r"^https?://(www\.)?|/.*$", "", str(value))
        return f'<a href="{escape(str(value), quote=True)}">{escape(host)}</a>'
    if column in SIGNED and isinstance(value, Real):
        return f"{value:+,.{decimals}f}".replace("-", "−") if value else f"{0:.{decimals}f}"
    if isinstance(value, float):
        return f"{value:,.{decimals}f}".replace("-", "−")
    return escape(str(value)) or "–"


def entry_table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[tuple[str, str, Sequence[str]]],
    *,
    name: str,
    codes: Mapping[str, Mapping[str, str]] | None = None,
    attributes: Mapping[str, str] | None = None,
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
    codes : mapping of str to mapping, optional
        By id, attributes that the entry's row carries, such as ``data-verdict``, as text.
    attributes : mapping of str to str, optional
        Attributes of the box around the table, as text.

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
    more = codes or {}
    lines = [Row(heading, cells, {"id": anchor, **more.get(anchor, {})}) for anchor, heading, cells in rows]
    columns = [Head(head) for head in heads]
    return table_markup(caption, columns, lines, name=name, kind="register", attributes=attributes)


def show_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    name: str,
    labels: Mapping[str, str] | None = None,
    references: pd.DataFrame | None = None,
    decimals: int = 1,
    under: Mapping[str, Sequence[str]] | None = None,
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
    under : mapping of str to sequence of str, optional
        Column to the columns that stand below its text, small and named, and not beside it; for
        tables that would be wider than a page.
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
    under = under or {}
    words = {column: labels.get(column, _heading(str(column))) for column in frame.columns}
    anchor = escape(name, quote=True)
    if frame.empty:
        html = f'<p id="table-{anchor}"><strong>{escape(caption)}.</strong> {escape(empty)}</p>'
        return Shown(html, f"{caption}: {empty}")
    below = {column for columns in under.values() for column in columns}
    columns = [column for column in frame.columns if column not in below]
    count = len(columns)
    heads = [Head(words[column], _kind(frame[column], words[column], columns=count)) for column in columns]
    cells = {}
    for column in frame.columns:
        places = _places(frame[column], decimals)
        cells[column] = [_cell(str(column), value, references, places) for value in frame[column]]
    for column, more in under.items():
        for position in range(len(frame)):
            cells[column][position] += "".join(
                f'<div class="under"><span>{escape(words[one])}:</span> {cells[one][position]}</div>'
                for one in more
                if cells[one][position] != "–"
            )
    first, *others = columns
    rows = [
        Row(cells[first][position], [cells[column][position] for column in others])
        for position in range(len(frame))
    ]
    kind = "crowded dense" if count >= DENSE else "crowded" if count >= CROWDED else ""
    html = table_markup(caption, heads, rows, name=name, kind=kind)
    html += f'<p class="table-note">{escape(note)}</p>' if note else ""
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
    csv = csv_text(report["data"]).encode()
    png, drawn = image_png(figure), draw_svg(figure)
    links = [
        _download(f"{name}.csv", "text/csv", csv, "Data", "CSV"),
        _download(f"{name}.png", "image/png", png, "Image", "PNG"),
        _download(f"{name}.svg", "image/svg+xml", image_svg(figure, drawn), "Image", "SVG"),
    ]
    html = (
        f'<figure class="report-figure" id="figure-{name}" aria-labelledby="title-{name}">'
        f'<figcaption id="title-{name}">{title}</figcaption>'
        f"{inline_svg(figure, drawn)}"
        f'<p class="figure-note">{escape(report["source"])}</p>'
        f'<p class="figure-links">{" ".join(links)}</p></figure>'
    )
    return Shown(html, f"{report['title']}\n{report['alt']}")


def _download(file: str, media_type: str, content: bytes, what: str, kind: str) -> str:
    """Return a link that holds the file itself: it works in a notebook, and the book makes a file of it."""
    data = base64.b64encode(content).decode("ascii")
    return f'<a download="{file}" href="data:{media_type};base64,{data}">{what} <small>{kind}</small></a>'
