"""Citations as text, set by a CSL processor in the styles that briefs use.

The styles are the official files of the Citation Style Language in ``styles/`` (CC BY-SA 3.0, authors and
licence in each file). They are amended here, not there: what the processor leaves undone, and where OSCOLA,
which knows no part of a work without an editor, would print no "in" before the report.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.model import CitationStylesElement, Text
from citeproc.source.json import CiteProcJSON

__all__ = ["STYLES", "plain", "render", "render_all"]

FOLDER = Path(__file__).parent / "styles"
#: Style to what a reader is told that it is.
STYLES = {
    "apa": "APA 7",
    "chicago": "Chicago 18, bibliography",
    "chicago-note": "Chicago 18, footnote",
    "oscola": "OSCOLA, footnote",
}
FILES = {
    "apa": "apa",
    "chicago": "chicago-notes-bibliography",
    "chicago-note": "chicago-notes-bibliography",
    "oscola": "oscola",
}
NOTES = ("chicago-note", "oscola")  # what stands in a footnote and not in a list at the end
HEADLINE = ("chicago", "chicago-note", "oscola")  # styles that write titles with capitals
CSL = "{http://purl.org/net/xbiblio/csl}"
COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")  # such as "evidence-linked"
SMALL = {"a", "an", "and", "as", "at", "by", "for", "in", "of", "off", "on", "or", "out", "the", "to", "up"}
KEPT = re.compile(r'<span class="nocase">(.*?)</span>')
TAG = re.compile(r"</?\w+[^>]*>")
CLAIM = re.compile(r'^<span class="nocase">Claim (\S+),</span>')
STAND_IN = "\ue020"
ITALIC = re.compile(r"(</?i>)")
AFTER_QUOTE = re.compile(r"”([.,])")
INNER = re.compile(r"[“\"]([^“”\"]*)[”\"]")  # a quotation in a title
# A title in CSL may hold mark-up, and nothing there says that a sign means itself: these go in disguise.
SIGNS = {"&": "\ue010", "<": "\ue011", ">": "\ue012"}


@cache
def _style(name: str) -> CitationStylesStyle:
    """Return a style, read once; OSCOLA's with "in" before the whole also where there is no editor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the schema of the processor is older than the styles
        style = CitationStylesStyle(str(FOLDER / f"{FILES[name]}.csl"), validate=False)
    if name == "oscola":
        (part,) = style.root.xpath(
            "//cs:macro[@name='book-container']//cs:text[@variable='container-title']",
            namespaces=style.root.nsmap,
        )
        part.set("prefix", "in ")
        part.set("text-case", "title")
    macros = {macro.get("name"): macro for macro in style.root.iterchildren(f"{CSL}macro")}
    _MACROS[style.root] = macros, {name for name, macro in macros.items() if macro.calls_variable()}
    return style


def _get_macro(element: CitationStylesElement, name: str) -> CitationStylesElement:
    """Return a macro: the processor searches the whole style for it, hundreds of times in a citation."""
    return _MACROS[element.get_root()][0][name] if element.get_root() in _MACROS else _SEARCH(element, name)


def _calls_variable(element: Text) -> bool:
    """Tell whether a text holds a field: known of each macro, of which the processor follows all parts."""
    known = _MACROS.get(element.get_root()) if "macro" in element.attrib else None
    return element.get("macro") in known[1] if known else bool(_FOLLOW(element))


def _search_once(element: CitationStylesElement, expression: str) -> list[Any]:
    """Return what a search in a style or its locale finds: neither changes while citations are set."""
    place = element, expression
    if place not in _FOUND:
        _FOUND[place] = _SEARCH_ALL(element, expression)
    return _FOUND[place]


def _reference(item: CitationItem) -> Any:
    """Return what an item cites: the processor looks it up for every condition of a style."""
    if "cites" not in item.__dict__:
        item.__dict__["cites"] = item.bibliography.source[item.key]
    return item.__dict__["cites"]


#: Of each style its macros, and the names of those that hold a field.
_MACROS: dict[Any, tuple[dict[str, Any], set[str]]] = {}
_SEARCH, _FOLLOW = CitationStylesElement.get_macro, Text.calls_variable
CitationStylesElement.get_macro, Text.calls_variable = _get_macro, _calls_variable
_FOUND: dict[tuple[CitationStylesElement, str], list[Any]] = {}
_SEARCH_ALL, _LOOK_UP = CitationStylesElement.xpath_search, CitationItem.reference
CitationStylesElement.xpath_search, CitationItem.reference = _search_once, property(_reference)


def _headline(title: str) -> str:
    """Return a title in which all parts of compounds have capitals, which the processor leaves small."""
    return COMPOUND.sub(lambda found: "-".join(_capitals(found[0].split("-"))), title)


def _capitals(parts: list[str]) -> list[str]:
    return [
        part if place and part in SMALL else part[0].upper() + part[1:] for place, part in enumerate(parts)
    ]


def _disguised(value: Any) -> Any:
    if isinstance(value, list):
        return [_disguised(one) for one in value]
    if isinstance(value, dict):
        return {field: _disguised(one) for field, one in value.items()}
    if isinstance(value, str):
        for sign, disguise in SIGNS.items():
            value = value.replace(sign, disguise)
    return value


def _prepared(item: dict[str, Any], field: str, style: str) -> Any:
    """Return the value of a field as a style needs it."""
    value = item[field]
    if field == "edition" and style == "apa":
        return _disguised(value.capitalize())
    if field not in ("title", "container-title"):
        return _disguised(value)
    quoted = style.startswith("chicago") and item["type"] == "chapter" and field == "title"
    pieces = KEPT.split(value)  # every second one is kept as it is
    for place, text in enumerate(pieces):
        if quoted:  # in double quotation marks, so that those within become single
            text = INNER.sub(r"‘\1’", text)
        if place % 2:
            pieces[place] = f'<span class="nocase">{_disguised(text)}</span>'
        else:
            pieces[place] = _disguised(_headline(text) if style in HEADLINE else text)
    return "".join(pieces)


def render(item: dict[str, Any], style: str) -> str:
    """Return a citation in a style.

    Parameters
    ----------
    item : dict
        As from :func:`analysis.citation_formats.csl_item`.
    style : str
        One of :data:`STYLES`.

    Returns
    -------
    str
        HTML of which ``i`` is the only tag.

    Raises
    ------
    KeyError
        Where there is no such style.

    Examples
    --------
    >>> author, day = [{"literal": "A body"}], {"date-parts": [[2026, 11, 25]]}
    >>> item = {"id": "a", "type": "report", "title": "A title", "author": author, "issued": day}
    >>> render({**item, "edition": "version 2026.11.1"}, "apa")
    'A body. (2026). <i>A title</i> (Version 2026.11.1).'
    """
    made = _style(style)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fields that the processor does not know, such as a language
        source = CiteProcJSON([{field: _prepared(item, field, style) for field in item}])
        bibliography = CitationStylesBibliography(made, source, formatter.html)
        citation = Citation([CitationItem(item["id"])])
        bibliography.register(citation)
        if style in NOTES:
            text = str(bibliography.cite(citation, _refuse))
        else:
            text = "".join(str(part) for part in bibliography.bibliography()[0])
    if style.startswith("chicago"):  # as the locale of the style asks, and the processor does not do
        text = AFTER_QUOTE.sub(r"\1”", text)
    # Whatever else looks like a tag is the style's own, as the angles in which OSCOLA puts an address.
    text = "".join(
        one if ITALIC.fullmatch(one) else escape(unescape(one), quote=False) for one in ITALIC.split(text)
    )
    for sign, disguise in SIGNS.items():
        text = text.replace(disguise, escape(sign))
    return text.strip()


def _refuse(item: CitationItem) -> None:
    raise LookupError(f"the processor lost {item.key}")


def render_all(items: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Return many citations, each in every style.

    Parameters
    ----------
    items : iterable of dict
        As from :func:`analysis.citation_formats.csl_item`.

    Returns
    -------
    list of dict of str to str
        For each item, style to HTML.

    Examples
    --------
    >>> render_all([])
    []
    """
    made: dict[str, dict[str, str]] = {}
    found = []
    for item in items:
        claim = CLAIM.search(item["title"])
        name = claim[1] if claim else ""
        told = {field: value for field, value in item.items() if field not in ("id", "abstract")}
        # Claims differ in their id alone, which no style changes: one of them is set, and serves for all.
        shape = json.dumps(told).replace(name, STAND_IN) if name else json.dumps(told)
        if shape not in made:
            made[shape] = {style: render({**json.loads(shape), "id": item["id"]}, style) for style in STYLES}
        found.append({style: text.replace(STAND_IN, name) for style, text in made[shape].items()})
    return found


def plain(html: str) -> str:
    """Return a citation as text, without its italics.

    Parameters
    ----------
    html : str
        As from :func:`render`.

    Returns
    -------
    str
        Text.

    Examples
    --------
    >>> plain("In <i>Profit &amp; loss</i>.")
    'In Profit & loss.'
    """
    return unescape(TAG.sub("", html))
