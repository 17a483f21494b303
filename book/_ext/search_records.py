"""From the HTML of a page to the records that its search finds; no Sphinx in here.

A record is one thing that a reader looks for and that has an address of its own: a section, a claim, a
key judgement, a table, a figure, a page of the public record, a correction. Each text stands in one
record only: what has a record of its own is taken out of the section around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from bs4 import BeautifulSoup, SoupStrainer, Tag

KINDS = ("section", "claim", "judgement", "table", "figure", "row", "reference", "correction", "erratum")

# Lists made from other pages, code and controls: a reader does not look for these here. Classes and names,
# not selectors: these would take a second more.
FURNITURE = {
    "headerlink", "claim-cards", "cell_input", "judgement-listing", "judgement-label", "toctree-wrapper",
    "uses", "cite", "citations", "citation-files",
}  # fmt: skip
CONTROLS = {"summary", "script", "style", "template", "button"}
MARKS = {"claim-chip", "bibtex-citation", "shown-link"}
# In tables the ids of claims and the names of pages only repeat what the register and the references say.
REPEATED = {"claim-link", "reference-link", "correction-link"}
BLOCKS = ("p", "li", "dt", "dd", "div", "tr", "th", "td", "br", "caption", "figcaption", "h1", "h2", "h3")
PLACE = re.compile(r"\bplace (¶\d+), \d+[–-]\d+")  # the span in code points serves a machine
DRAWING = re.compile(r"(<svg\b[^>]*>).*?</svg>", re.DOTALL)
BEFORE_STOP = re.compile(r"\s+([.,;:!?)\]])")
NUMBER = re.compile(r"^\d+\.\s+")  # of a judgement, which its name has already


@dataclass(frozen=True)
class Record:
    """One thing to find: what it is, where it stands, what it says."""

    kind: str
    anchor: str
    title: str
    section: str
    text: str
    verdict: str = ""  # of a claim: never shown without what the public record says of it


@dataclass(frozen=True)
class Page:
    """What one page gives to find, and its first heading."""

    title: str
    records: list[Record]

    @classmethod
    def restored(cls, fields: dict[str, Any]) -> Page:
        """Return a page from its fields, as ``dataclasses.asdict`` gives them."""
        return cls(fields["title"], [Record(**record) for record in fields["records"]])


def article_of(html: str) -> str:
    """Return what is read of a page; no drawings, half of all tags, whose words are in their descriptions."""
    start, end = html.find("<article"), html.rfind("</article>")
    return DRAWING.sub(r"\1</svg>", html[start : end + len("</article>")]) if start < end else ""


def read_page(html: str) -> Page:
    """Return title and records of one page."""
    article = _article(html)
    heading = article.find("h1")
    title = _text(heading) if heading else ""
    records = [*_rows(article), *_tables(article), *_figures(article), *_blocks(article)]
    # Inner sections first: what is left in a section when its own turn comes is its own text.
    sections = [_section(section) for section in reversed(article.find_all("section"))]
    return Page(title, [*reversed(sections), *records])


def script(pages: dict[str, Page]) -> str:
    """Return the script that carries the records of all pages, by address."""
    lines, titles = [], []
    for address, page in pages.items():
        if not page.records:
            continue
        for record in page.records:
            fields = [KINDS.index(record.kind), len(titles), record.anchor, record.title, record.section]
            fields += [record.text, *([record.verdict] if record.verdict else [])]
            lines.append(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
        titles.append([address, page.title])
    head = json.dumps({"kinds": KINDS, "pages": titles}, ensure_ascii=False)[1:-1]
    return "window.searchRecords = {" + head + ', "records": [\n' + ",\n".join(lines) + "\n]};\n"


def _article(html: str) -> Tag:
    """Return what the authors wrote on a page, without furniture; empty where a page has none."""
    soup = BeautifulSoup(article_of(html), "lxml", parse_only=SoupStrainer("article"))
    article = soup.article or BeautifulSoup("<article></article>", "lxml").article
    for tag in article.find_all(_is_left_out):
        tag.decompose()
    for tag in article.find_all(class_="assessment-label"):
        tag.append(":")
    for tag in article.find_all(BLOCKS):
        tag.insert_before(" ")
        tag.insert_after(" ")
    return article


def _is_left_out(tag: Tag) -> bool:
    classes = set(tag.get("class", ()))
    if classes & MARKS:
        return not tag.find_parent(class_="method")  # there a mark is spoken of, and the sentence needs it
    return bool(classes & FURNITURE) or tag.name in CONTROLS or tag.has_attr("hidden")


def _text(tag: Tag) -> str:
    return BEFORE_STOP.sub(r"\1", " ".join(tag.get_text().split()))


def _section_title(tag: Tag) -> str:
    """Return the heading of the section around a tag."""
    section = tag.find_parent("section")
    heading = section and section.find(re.compile(r"^h[1-6]$"))
    return _text(heading) if heading else ""


def _cells(row: Tag) -> list[str]:
    cells = [_text(cell) for cell in row.find_all(["th", "td"])]
    return [cell for cell in cells if re.search(r"\w", cell)]


def _rows(article: Tag) -> Iterator[Record]:
    """Yield the rows that have an address: claims, corrections, errata, duties."""
    for row in article.find_all("tr", id=True):
        section, anchor = _section_title(row), row["id"]
        if row.find_parent(id=re.compile("^table-register-")):
            yield _claim(row, section)
        else:
            kind = next((kind for kind in ("correction", "erratum") if anchor.startswith(f"{kind}-")), "row")
            yield _row(row, kind, section)
        row.extract()


def _row(row: Tag, kind: str, section: str) -> Record:
    """Return a row with the names of its columns: what a document says is not what is right."""
    head, *cells = row.find_all(["th", "td"])
    title = next(head.stripped_strings, row["id"])
    told = [_text(head).removeprefix(title).strip()]
    for cell in cells:
        label = cell.get("data-label")
        told.append(f"{label}: {_text(cell)}" if label and _text(cell) else _text(cell))
    return Record(kind, row["id"], title, section, " · ".join(part for part in told if part))


def _claim(row: Tag, section: str) -> Record:
    verdict = row.select_one(".verdict")
    told = _text(verdict) if verdict else ""
    if verdict:
        verdict.string = f"public record: {told}."
    for grade in row.select("td[data-label='Grade']"):
        grade.string = f"grade {_text(grade)}"
    for small in row.find_all("small"):
        small.string = "· " + PLACE.sub(r"\1", _text(small))
    return Record("claim", row["id"], row["id"], section, " · ".join(_cells(row)[1:]), told)


def _only_repeats(tag: Tag) -> bool:
    return bool(REPEATED & set(tag.get("class", ()))) or tag.has_attr("download")


def _tables(article: Tag) -> Iterator[Record]:
    for table in article.select(".report-table[id], p[id^='table-']"):
        for tag in table.find_all(_only_repeats):
            tag.decompose()
        caption = table.find("caption")
        title = _text(caption) if caption else _text(table)
        heads = _cells(table.thead.extract()) if table.thead else []
        parts = [cell for row in table.find_all("tr") for cell in _cells(row)]
        note = table.find_next_sibling()
        if note and "table-note" in note.get("class", []):
            parts.append(_text(note.extract()))
        parts += heads
        yield Record("table", table["id"], title, _section_title(table), " · ".join(parts))
        table.extract()


def _figures(article: Tag) -> Iterator[Record]:
    for figure in article.find_all("figure", id=True):
        for link in figure.find_all(_only_repeats):
            link.decompose()
        caption = figure.find("figcaption")
        title = _text(caption.extract()) if caption else figure["id"]
        described = [tag.get("aria-label") or tag.get("alt") or "" for tag in figure.find_all(["svg", "img"])]
        notes = [_text(tag) for tag in figure.select(".figure-note")]
        parts = dict.fromkeys(part for part in [*described, *notes] if part)
        yield Record("figure", figure["id"], title, _section_title(figure), " · ".join(parts))
        figure.extract()


def _blocks(article: Tag) -> Iterator[Record]:
    """Yield key judgements, withdrawn ones too, and pages of the public record."""
    for block in article.select("div.judgement[id], p.withdrawn[id]"):
        name = block["id"].replace("-", " ").capitalize()
        head = block.find("strong")
        title = f"{name}: {NUMBER.sub('', _text(head.extract())).rstrip('.')}" if head else name
        for line in block.find_all("p"):
            lead = line.find("em")
            if lead and _text(line) == _text(lead):  # its evidence was marks only; alone it would say "none"
                line.decompose()
        yield Record("judgement", block["id"], title, _section_title(block), _text(block))
        block.extract()
    for entry in article.select("div.citation[id]"):
        label = entry.select_one(".label")
        title = _text(label.extract()).strip("[] ") if label else entry["id"]
        for link in entry.select("a[href^='http']"):
            link.string = urlparse(link["href"]).netloc  # words of an address are nobody's words
        yield Record("reference", entry["id"], title, _section_title(entry), _text(entry))
        entry.extract()


def _section(section: Tag) -> Record:
    heading = section.find(re.compile(r"^h[1-6]$"), recursive=False)
    title = _text(heading.extract()) if heading else ""
    around = _section_title(section) or title
    record = Record("section", section["id"], title, around, _text(section))
    section.extract()
    return record
