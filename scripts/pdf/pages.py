"""A built page made ready for paper: its article without what works on a screen only, its links by page.

What comes out is plain HTML for pandoc, with a few classes that filter.lua turns into the functions of
book.typ. All text stays text: nothing is written as typst here but what pandoc writes itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

from .failure import PdfFailure
from .notes import Notes, claim_words
from .tables import set_columns

FRONT, REGISTER, RECORD = "index", "evidence", "references"
#: Controls, code and lists that a page has for the screen; ids of sections that tell how to use it there.
SCREEN_ONLY = (
    ".headerlink, .code-fold, .cell_input, .figure-links, .register-choices, .toctree-wrapper, .uses, "
    "a.cite, .table-cite, .citation-files, #cite-this-chapter, .screen-only, .visually-hidden, "
    "button, form, input, select, script, noscript, iframe, nav, #rerun-this-chapter, #how-to-read-the-marks"
)
PLAIN = (
    ".cell, .cell_output, .output, .pasted-text, .std, .doc, .report-table, .pst-scrollable-table-container"
)
SHORT = 100  # letters of rows' headings that stand out; sentences in bold type are hard to read
MANY = 100  # rows of a folded table that paper leaves out
# From the page itself: the parser writes all names small, and SVG tells viewBox from viewbox.
DRAWING = re.compile(r'<figure\b[^>]*\bid="(figure-[\w-]+)".*?(<svg\b.*?</svg>)', re.DOTALL)
OPENING = re.compile(r"""<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>""")  # a description may hold what ends a tag
DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
FOLDED_CODE = re.compile(r'<details class="code-fold.*?</details>', re.DOTALL)
ARTICLE = '<article class="bd-article"'
PAPER = "#fdfdfd"  # of the screen, as analysis/palette.py has it; a grey box on white paper
COLOUR = re.compile(r"var\(--[\w-]+,\s*([^)]+)\)")
MARKED = ("judgement", "assessment")


@dataclass
class PreparedPage:
    """One page for paper.

    Parameters
    ----------
    name, title : str
        Name of the page's file without suffix; its heading.
    html : str
        The article for pandoc.
    images : dict of str to str
        Drawings by file name, as SVG.
    notes : int
        How many notes it has.
    left_out : list of str
        Ids of tables that were left out.
    """

    name: str
    title: str
    html: str
    images: dict[str, str] = field(default_factory=dict)
    notes: int = 0
    left_out: list[str] = field(default_factory=list)


class Preparation:
    """The steps from one page of the site to paper.

    Parameters
    ----------
    name : str
        Name of the page's file without suffix.
    text : str
        HTML of the whole page, as Sphinx wrote it.
    titles : dict of str to str
        Headings of all pages of the contents, by name.
    address : str, optional
        Public address of the report's folder, with a slash at its end.
    """

    def __init__(self, name: str, text: str, titles: dict[str, str], address: str = "") -> None:
        # Code and drawings are half of a page and would take half of the time.
        self.drawings = dict(DRAWING.findall(text))
        short = FOLDED_CODE.sub("", DRAWN.sub("<svg></svg>", "".join(text.partition(ARTICLE)[1:])))
        self.soup = BeautifulSoup(short.partition("</article>")[0], "html.parser")
        self.titles, self.address = titles, address
        article = self.soup.find("article")
        if article is None or article.find("h1") is None:
            raise PdfFailure(
                f"{name}.html has no article with a heading; scripts/pdf/pages.py looks for "
                "article.bd-article and h1"
            )
        self.article: Tag = article
        self.page = PreparedPage(name, titles[name], "")

    def run(self) -> PreparedPage:
        """Take every step, in the order in which one needs another."""
        cards = {card["id"]: card.extract() for card in self.article.select("li.claim-card")}
        self.drop()
        self.draw_figures()
        self.set_tables()
        notes = Notes(self.soup, self.page.name, cards)
        notes.write(self.article)
        self.page.notes = notes.count
        self.list_sources(notes)
        self.mark_links()
        self.name_places()
        self.wrap_paragraphs()
        self.article.name = "div"
        self.article.attrs = {}
        self.page.html = str(self.article)
        return self.page

    def drop(self) -> None:
        """Take out what paper cannot do, and boxes that only arrange the screen."""
        for comment in self.article.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()
        for part in self.article.select(f"{SCREEN_ONLY}, details.claim-cards"):
            part.decompose()
        for picture in self.article.select("img"):
            picture.replace_with(picture.get("alt", ""))
        for fold in self.article.select("details"):
            self.unfold(fold)
        for verdict in self.article.select("td > .verdict"):
            verdict.name = "strong"  # colour sets it off on the screen
        for words in self.article.select("small"):
            words.name, words["class"] = "span", "small"
        for box in self.article.select(PLAIN):
            if box.get("id") and (table := box.find("table")):
                table["id"] = box["id"]
            box.unwrap()
        for entry in self.article.select(".citation"):
            self.name_entry(entry)
        for section in self.article.find_all("section"):
            heading = section.find(re.compile("^h[1-6]$"))
            heading["id"] = section.get("id", "")
            section.unwrap()
        heading = self.article.find("h1")
        if heading.get_text() != self.page.title:
            heading.string = self.page.title

    def name_entry(self, entry: Tag) -> None:
        """Put the label of an entry of the bibliography into its paragraph, without brackets."""
        label = entry.select_one(".label").extract()
        name = self.soup.new_tag("strong")
        name.string = label.get_text().strip("[]")
        entry.find("p").insert(0, " ")
        entry.find("p").insert(0, name)

    def unfold(self, fold: Tag) -> None:
        """Print a folded table, or say where it is if it has hundreds of rows."""
        box = fold.select_one(".report-table")
        rows = len(fold.select("tbody > tr"))
        summary = fold.find("summary")
        if box is not None and rows > MANY:
            words = self.soup.new_tag("p", attrs={"class": "left-out"})
            name = box["id"].removeprefix("table-").replace("-", " ")
            title = box.find("caption").get_text().rstrip(".")
            words.string = (
                f"Table {name}, {rows} rows: {title}. It stands on the page {self.page.title} of the site."
            )
            words["id"] = box["id"]
            self.page.left_out.append(box["id"])
            fold.replace_with(words)
            return
        rest, first = fold.find("pre", class_="session"), fold.find_previous_sibling("pre", class_="session")
        if rest is not None and first is not None:  # lines of one box
            first.append(f"\n{rest.get_text()}")
            fold.decompose()
            return
        if summary is not None:
            summary.decompose()
        fold.unwrap()

    def draw_figures(self) -> None:
        """Take the drawings out into files, and keep title, source and description of each."""
        for figure in self.article.select("figure.report-figure"):
            name = figure["id"]
            drawing = BeautifulSoup(OPENING.match(self.drawings[name])[0], "html.parser").svg
            file = f"{self.page.name}-{name}.svg"
            self.page.images[file] = svg_file(self.drawings[name])
            box = self.soup.new_tag("div", attrs={"class": "drawing", "id": name, "data-file": file})
            box["data-alt"] = " ".join(drawing["aria-label"].split())
            box["data-width"] = drawing["viewbox"].split()[2]  # small, as the parser writes it
            box["data-name"] = name.removeprefix("figure-").replace("-", " ")
            for part in (figure.find("figcaption"), figure.select_one(".figure-note")):
                words = self.soup.new_tag("p")
                words.extend(list(part.contents) if part is not None else [])
                box.append(words)
            box.p.insert_after(self.soup.new_tag("hr"))  # filter.lua parts title and source here
            figure.replace_with(box)

    def set_tables(self) -> None:
        """Give every table its columns, its name and the size of its type."""
        for table in self.article.find_all("table"):
            for row in table.select("tr[id]"):
                # pandoc's rows have no ids
                row.find(["th", "td"]).insert(0, self.soup.new_tag("span", attrs={"id": row.attrs.pop("id")}))
            heads = table.select("tbody th")
            for head in heads if all(len(one.get_text()) <= SHORT for one in heads) else []:
                words = self.soup.new_tag("strong")
                words.extend(list(head.contents))
                head.append(words)
            for number in table.select("th.number, td.number"):
                number["style"] = "text-align: right"
            for under in table.select("td > .under"):
                self.run_in(under)
            found = set_columns(self.soup, table)
            box = self.soup.new_tag("div", attrs={"class": "table-room"})
            box["data-size"], box["data-room"] = f"{found.size:g}", f"{found.room:g}"
            box["data-tall"] = f"{found.tall:g}"
            table.replace_with(box)
            box.append(table)
            name = table.get("id", "").removeprefix("table-").replace("-", " ")
            caption = table.find("caption")
            if caption is not None and name:
                label = self.soup.new_tag("strong")
                label.string = f"Table {name}."
                caption.insert(0, " ")
                caption.insert(0, label)

    def run_in(self, under: Tag) -> None:
        """Let one line under a cell's text follow the other: a line each would make the rows tall."""
        before = under.find_previous_sibling()
        if before is not None and "under" in before.get("class", []):
            before.append(" · ")
            before.extend(list(under.contents))
            under.extract()

    def list_sources(self, notes: Notes) -> None:
        """Add, for the chapter alone, the claims that only tables name, and the pages of the record in full.

        The whole book has the register and the references for that.
        """
        if not notes.cards or self.page.name == RECORD:
            return
        lists = self.soup.new_tag("div", attrs={"class": "chapter-only"})
        own = {row["id"] for row in self.article.select("span[id]")} if self.page.name == REGISTER else set()
        claims = [card for key, card in notes.cards.items()
                  if key.startswith("card-") and key not in notes.told and key[5:] not in own]  # fmt: skip
        pages = [card for key, card in notes.cards.items() if key.startswith("page-")]
        for title, cards in (("Claims that only tables name", claims), ("Public record in full", pages)):
            if not cards:
                continue
            heading = self.soup.new_tag("h2", attrs={"class": "unlisted"})
            heading.string = title
            lists.append(heading)
            entries = self.soup.new_tag("div", attrs={"class": "entries"})
            for card in cards:
                entry = self.soup.new_tag("p")
                entry.append(self.soup.new_tag("span", attrs={"id": card["id"]}))
                name = self.soup.new_tag("strong")
                name.string = card.select_one(".card-head strong").get_text()
                entry.append(name)
                if cards is claims:
                    claim_words(entry, card)
                else:
                    entry.extend([". ", *list(card.find("p", class_=False).contents)])
                entries.append(entry)
            lists.append(entries)
        self.article.append(lists)

    def mark_links(self) -> None:
        """Make every link one into the book, one to the web, or plain text."""
        for link in self.article.find_all("a"):
            target = self.place(link.get("href", ""))
            if target is None:
                link.unwrap()
                continue
            kind = link.get("class", [])
            link.attrs = {"href": target}
            if not target.startswith("#"):
                continue
            page, _, anchor = target[1:].partition(":")
            if page == REGISTER and anchor and not link.find_parent(class_="note"):
                told = (f"{self.page.name}:{kind}-{anchor}" for kind in ("told-card", "card"))
                link["data-else"] = " ".join(told)
            elif page == RECORD and anchor:
                link["data-else"] = f"{self.page.name}:page-{anchor.removeprefix('cite-')}"
            if address := self.edition_address(page, anchor):
                link["data-address"] = address
            if "shown-link" in kind:
                link["class"] = "shown"
                link["data-page"] = self.titles[page] if page != self.page.name else ""

    def edition_address(self, page: str, anchor: str) -> str:
        """Return the public address of a place, where the report has one."""
        return f"{self.address}{page}.html{'#' * bool(anchor)}{anchor}" if self.address else ""

    def place(self, address: str) -> str | None:
        """Return where a link leads, ``#page:anchor`` within the book; None if paper cannot follow it."""
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "mailto"}:
            return address
        if parts.scheme or parts.netloc:
            return None
        path = PurePosixPath(unquote(parts.path)) if parts.path else PurePosixPath(f"{self.page.name}.html")
        if path.suffix != ".html" or path.stem not in self.titles or len(path.parts) != 1:
            return None
        return f"#{path.stem}:{unquote(parts.fragment)}"

    def wrap_paragraphs(self) -> None:
        """Put paragraphs with a class or an id into boxes: pandoc's paragraphs have neither."""
        for line in self.article.find_all("p"):
            if line.attrs:
                line.wrap(self.soup.new_tag("div", attrs=line.attrs))
                line.attrs = {}

    def name_places(self) -> None:
        """Put the page's name before every id, and drop ids that stand twice."""
        seen = set()
        self.article.find("h1")["id"] = ""
        for part in self.article.find_all(id=True):
            name = f"{self.page.name}:{part['id']}"
            part["id"] = name
            if name in seen:
                del part["id"]
            seen.add(name)


def svg_file(drawing: str) -> str:
    """Return a drawing of a page as a file of its own, in the light colours."""
    light = COLOUR.sub(r"\1", drawing).replace(PAPER, "#ffffff")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{light}\n'


def prepare(name: str, text: str, titles: dict[str, str], address: str = "") -> PreparedPage:
    """Make one built page ready for paper."""
    return Preparation(name, text, titles, address).run()
