"""The pages of the register: which source stands on which, and the files that hold them.

While there are few claims, all stand on the page *evidence*. More are divided among *evidence*, *evidence-2*,
*evidence-3* and so on, in the order of the document numbers, and a source is never divided. So a source that
was published on the first page stays there as others are added, and so do the links to its claims.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from .remedies import source_of
from .tables import Evidence

__all__ = [
    "FIRST", "MOST_CLAIMS", "divide", "home_of", "index_html", "lead_home", "navigation_html", "read_homes",
    "register_files",
]  # fmt: skip

FIRST = "evidence"  # the page to which every link to a claim leads unless it is known better
#: Of a page, so that it stays within its weight: a claim has about one and a half kilobytes.
MOST_CLAIMS = 300
DIRECTIVE = re.compile(r"^```\{register\} *([a-z0-9][a-z0-9-]*) *$", re.MULTILINE)
FIRST_SECTION = re.compile(r"^## ", re.MULTILINE)
DESCRIPTION = re.compile(r"(?m)^    description: .*\n(?:      .*\n)*")
LINK = re.compile(rf"\b{FIRST}\.html#([a-z][a-z0-9-]*)-([0-9]{{2,4}})(?=[\"&])")


def divide(claims: Mapping[str, int], most: int = MOST_CLAIMS) -> list[list[str]]:
    """Divide the sources among pages.

    Parameters
    ----------
    claims : mapping of str to int
        Source to the number of its claims, in the order of the register.
    most : int, optional
        Claims of a page; a source that has more has a page of its own.

    Returns
    -------
    list of list of str
        The sources of each page, in the same order.

    Examples
    --------
    >>> divide({"a": 2, "b": 2, "c": 9, "d": 1}, most=4)
    [['a', 'b'], ['c'], ['d']]
    """
    pages: list[list[str]] = []
    room = 0
    for source, number in claims.items():
        if number > room:
            pages.append([])
            room = most
        pages[-1].append(source)
        room -= number
    return pages


def read_homes(book: Path | str) -> dict[str, list[str]]:
    """Return which sources stand on which page of the register.

    Parameters
    ----------
    book : path
        Folder of the pages.

    Returns
    -------
    dict of str to list of str
        Page to its sources, both as a reader comes to them; empty where there is no register.

    Examples
    --------
    >>> from analysis.corpus import BOOK
    >>> read_homes(BOOK)
    {'evidence': ['elpais', 'asianews', 'paraphrase', 'skai', 'lemoine']}
    """
    paths = [path for path in Path(book).glob(f"{FIRST}*.md") if re.fullmatch(rf"{FIRST}(-\d+)?", path.stem)]
    pages = {}
    for path in sorted(paths, key=lambda path: (len(path.stem), path.stem)):
        sources = DIRECTIVE.findall(path.read_text(encoding="utf-8"))
        if sources:
            pages[path.stem] = sources
    return pages


def home_of(claim: str, homes: Mapping[str, Sequence[str]]) -> str:
    """Return the file of the page on which a claim stands.

    Parameters
    ----------
    claim : str
        Its id.
    homes : mapping of str to sequence of str
        As from :func:`read_homes`.

    Returns
    -------
    str
        Name of the file; that of the first page where the source stands on none.

    Examples
    --------
    >>> home_of("b-07", {"evidence": ["a"], "evidence-2": ["b"]})
    'evidence-2.html'
    """
    source = source_of(claim)
    return f"{next((page for page, sources in homes.items() if source in sources), FIRST)}.html"


def lead_home(html: str, homes: Mapping[str, Sequence[str]]) -> str:
    """Return HTML whose links to claims of the register lead to the pages on which they stand.

    Parameters
    ----------
    html : str
        With links to the first page, such as ``evidence.html#elpais-07``.
    homes : mapping of str to sequence of str
        As from :func:`read_homes`.

    Returns
    -------
    str
        The same HTML where there is one page.

    Examples
    --------
    >>> lead_home('<a href="evidence.html#b-07">b-07</a>', {"evidence": ["a"], "evidence-2": ["b"]})
    '<a href="evidence-2.html#b-07">b-07</a>'
    """
    if len(homes) < 2:
        return html
    page = {source: name for name, sources in homes.items() for source in sources}
    return LINK.sub(lambda link: f"{page.get(link[1], FIRST)}.html#{link[1]}-{link[2]}", html)


def register_files(evidence: Evidence, first: str, most: int = MOST_CLAIMS) -> dict[str, str]:
    """Return the text of every page of the register.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    first : str
        Text of the first page as it stands: its head and what stands before the first section are kept.
    most : int, optional
        Claims of a page.

    Returns
    -------
    dict of str to str
        Name of the page to its text; one page where the claims fit on one.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.corpus import BOOK
    >>> text = (BOOK / "evidence.md").read_text(encoding="utf-8")
    >>> register_files(load(), text) == {"evidence": text}
    True
    """
    numbers = evidence.claims["source"].value_counts()
    claims = {source: int(numbers.get(source, 0)) for source in evidence.sources.index}
    opening = first[: found.start()] if (found := FIRST_SECTION.search(first)) else first.rstrip() + "\n\n"
    head = opening[: opening.index("\n---\n", 4) + 5] if opening.startswith("---\n") else ""
    files = {}
    for number, sources in enumerate(divide(claims, most), start=1):
        if number > 1:
            named = ", ".join(evidence.sources.loc[[sources[0], sources[-1]], "label"])
            line = f"    description: Page {number} of the register of claims, from and to {named}.\n"
            example = evidence.claims.index[evidence.claims["source"] == sources[0]][0]
            opening = (
                f"{DESCRIPTION.sub(line, head)}\n# Evidence: the register of claims ({number})\n\n"
                f":::{{assessment}} method\nThe register goes on, such as with {{claim}}`{example}`. "
                f"Its [first page]({FIRST}.md) says how to read it.\n:::\n\n"
            )
        sections = [
            f"## {evidence.sources.at[source, 'label']}\n\n```{{register}} {source}\n```\n"
            for source in sources
        ]
        files[FIRST if number == 1 else f"{FIRST}-{number}"] = opening + "\n".join(sections)
    return files


def navigation_html(homes: Mapping[str, Sequence[str]], page: str, labels: Mapping[str, str]) -> str:
    """Return links from a page of the register to the first, previous, next and last, by name.

    Parameters
    ----------
    homes : mapping of str to sequence of str
        As from :func:`read_homes`.
    page : str
        Where the links stand.
    labels : mapping of str to str
        Source to its label.

    Returns
    -------
    str
        HTML; empty where the register has one page, or the page is none of it.

    Examples
    --------
    >>> html = navigation_html({"evidence": ["a"], "evidence-2": ["b"]}, "evidence", {"a": "A", "b": "B"})
    >>> 'aria-current="page">Page 1 of 2: A<' in html, ">Next: page 2, B<" in html, "Previous" in html
    (True, True, False)
    """
    pages = list(homes)
    if page not in pages or len(pages) < 2:
        return ""
    here, last = pages.index(page), len(pages) - 1

    def span(number: int) -> str:
        sources = homes[pages[number]]
        ends = [labels[sources[0]], labels[sources[-1]]]
        return escape(" to ".join(dict.fromkeys(ends)))

    def link(words: str, number: int, relation: str = "") -> str:
        rel = f' rel="{relation}"' if relation else ""
        return f'<li><a href="{pages[number]}.html"{rel}>{words}: page {number + 1}, {span(number)}</a></li>'

    items = [link("First", 0)] if here > 1 else []
    items += [link("Previous", here - 1, "prev")] if here > 0 else []
    items.append(f'<li><span aria-current="page">Page {here + 1} of {last + 1}: {span(here)}</span></li>')
    items += [link("Next", here + 1, "next")] if here < last else []
    items += [link("Last", last)] if here < last - 1 else []
    listed = "".join(items)
    return f'<nav class="register-pages" aria-label="Pages of the register"><ul>{listed}</ul></nav>'


def index_html(homes: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> str:
    """Return the list of sources on further pages, for the first page.

    An old link to a claim that has moved arrives at the first page; there the reader finds its source here,
    and the script of the register goes on by itself.

    Parameters
    ----------
    homes : mapping of str to sequence of str
        As from :func:`read_homes`.
    labels : mapping of str to str
        Source to its label.

    Returns
    -------
    str
        HTML; empty where the register has one page.

    Examples
    --------
    >>> html = index_html({"evidence": ["a"], "evidence-2": ["b"]}, {"a": "A", "b": "B"})
    >>> '<a href="evidence-2.html#table-register-b" data-source="b">B</a>' in html
    True
    """
    items = [
        f'<li><a href="{page}.html#table-register-{source}" data-source="{source}">'
        f"{escape(labels[source])}</a> (page {number})</li>"
        for number, (page, sources) in enumerate(homes.items(), start=1)
        if number > 1
        for source in sources
    ]
    if not items:
        return ""
    summary = f"Sources on further pages ({len(items)})"
    listed = "\n".join(items)
    return f'<details class="register-index"><summary>{summary}</summary><ul>\n{listed}\n</ul></details>'
