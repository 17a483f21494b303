"""Pages in fewer bytes: what every cell of a table, and every entry of a list, repeats stands once.

On a phone each row of a table becomes a card. There each cell needs the head of its column, and the
table the roles that some browsers take from it. Jupyter Book's pages say both in every cell: on the
register 40 kB. Here the heads stand once, in the style of the table, from where the stylesheet fetches
them, and a small script gives the roles back. Classes of links go where no rule asks for them, and so do
marks of code that give a word the colour of the words around it.
"""

from __future__ import annotations

import re
from html import escape, unescape

TABLE = re.compile(r'<table role="table">.*?</table>', re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>")
LABEL = re.compile(r'\sdata-label="([^"]*)"')
ROLE = re.compile(
    r'(<(?:table|thead|tbody|tr|th|td)\b[^>]*?)\srole="(?:table|rowgroup|row|cell|rowheader|columnheader)"'
)
CITATIONS = re.compile(r'class="citation-list".*?(?=</section>)', re.S)
LINK_CLASS = re.compile(r'(<a\b[^>]*?)\sclass="(?:reference-link|reference external)"')
CODE_COLOUR = re.compile(
    r'html\[data-theme="(?P<scheme>\w+)"\] \.highlight(?: \.(?P<kind>\w+))? '
    r"\{(?: background: #\w+;)? color: (?P<colour>#\w+) \}"
)
CODE = re.compile(r'<div class="highlight">.*?</div>', re.S)
MOST_COLUMNS = 20

GIVE_ROLES_BACK = """\
(() => {
  "use strict";
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const part of document.querySelectorAll(".report-table :is(table, thead, tbody, tr, th, td)"))
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
})();
"""


def labels_of(table: str) -> dict[int, str] | None:
    """Return the label of each column, or None where cells of one column differ."""
    found: dict[int, str | None] = {}
    for row in ROW.findall(table.partition("<tbody")[2]):
        for position, (kind, attributes) in enumerate(CELL.findall(row), start=1):
            label = LABEL.search(attributes)
            if kind == "td" and found.setdefault(position, label and label[1]) != (label and label[1]):
                return None
            if "colspan=" in attributes or position > MOST_COLUMNS:
                return None
    return None if None in found.values() else {key: unescape(label) for key, label in found.items() if label}


def uncoloured(css: str) -> set[str]:
    """Return the kinds of code that, in every scheme of Pygments, look as the code around them does."""
    colours: dict[str, dict[str, str]] = {}
    for match in CODE_COLOUR.finditer(css):
        colours.setdefault(match["scheme"], {})[match["kind"] or ""] = match["colour"].lower()
    schemes = [
        {kind for kind, colour in kinds.items() if kind and colour == kinds.get("")}
        for kinds in colours.values()
    ]
    return set.intersection(*schemes) if schemes else set()


def lean_code(html: str, kinds: set[str]) -> str:
    """Return a page without the marks of code of these kinds; their words stay."""
    if not kinds:
        return html
    mark = re.compile(rf'<span class="(?:{"|".join(sorted(kinds))})">([^<]*)</span>')
    return CODE.sub(lambda block: mark.sub(r"\1", block[0]), html)


def lean_markup(html: str) -> str:
    """Return a page whose tables say once what every cell repeats."""

    def lean(match: re.Match[str]) -> str:
        table = match[0]
        if labels := labels_of(table):
            quoted = {key: label.replace("\\", "\\\\").replace('"', '\\"') for key, label in labels.items()}
            style = ";".join(f'--label-{key}:"{label}"' for key, label in quoted.items())
            cells = CELL.sub(lambda cell: f"<{cell[1]}{LABEL.sub('', cell[2])}>", table)
            table = cells.replace("<table", f'<table style="{escape(style)}"', 1)
        return LINK_CLASS.sub(r"\1", ROLE.sub(r"\1", table))

    return CITATIONS.sub(lambda match: LINK_CLASS.sub(r"\1", match[0]), TABLE.sub(lean, html))


def fetch_labels(css: str) -> str:
    """Return a stylesheet that finds the labels of cells where :func:`lean_markup` puts them."""
    if "attr(data-label)" not in css:
        return css
    css = css.replace("td[data-label]", ':is(td[data-label], [style^="--label"] td)')
    css = css.replace("attr(data-label)", "var(--label, attr(data-label))")
    return css + "".join(
        f'\n[style^="--label"] td:nth-child({key}) {{ --label: var(--label-{key}) }}'
        for key in range(1, MOST_COLUMNS + 1)
    )
