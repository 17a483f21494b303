"""scripts/pdf: the PDFs of a tiny book, then those of the built site, read back as a reader's program reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pypdfium2
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from test_pdf_pages import CARDS, CITED, FIRST, page, table

import analysis
from analysis.edition import load_edition
from scripts import build
from scripts.pdf import BOOK, NEEDS, PdfFailure, cite_line, gather, make_pdfs
from scripts.pdf.__main__ import main
from scripts.pdf.notes import MARKS, side_by_side
from scripts.pdf.pages import SCREEN_ONLY, prepare

PAGES = list(dict.fromkeys(build.pages(yaml.safe_load((ROOT / "book/_toc.yml").read_text(encoding="utf-8")))))
EDITION = load_edition(pd.DataFrame({"seen": ["2026-11-20"]}))
#: What typst, pandoc or HTML would take for its own if it were not text.
HOSTILE = r"""#panic("x") #[a](b) $x^2$ *b* _u_ `r` @name <label> \ // /* ~ -- = + [c] "q" 'p' {d} http://e.org/a_b & &lt; </p> “x” it’s 1–2 …"""


def text_of(reader: PdfReader) -> str:
    """Return all text of a PDF without space, which a PDF does not keep as it was typed."""
    return "".join("".join(leaf.extract_text() for leaf in reader.pages).split())


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every element of a PDF's tree of tags."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, ArrayObject):
            waiting += list(one)
        elif isinstance(one, DictionaryObject) and "/S" in one:
            yield one
            waiting.append(one.get("/K", ArrayObject()))


def outline(reader: PdfReader) -> list[tuple[int, str]]:
    """Return the bookmarks of a PDF, each with its depth."""

    def walk(entries: list[Any], depth: int) -> Iterator[tuple[int, str]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, entry.title

    return list(walk(reader.outline, 1))


def headings(path: Path) -> list[str]:
    """Return the headings of a built page below its title, without those that paper leaves out."""
    article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article.bd-article")
    for part in article.select(SCREEN_ONLY):
        part.decompose()
    return [" ".join(heading.get_text().split()) for heading in article.select("h2, h3")]


def lost_links(reader: PdfReader) -> tuple[int, list[Any]]:
    """Return how many links lead to a place in the PDF, and those whose place it does not have."""
    numbers = {leaf.indirect_reference.idnum for leaf in reader.pages}
    names, found, lost = reader.named_destinations, 0, []
    for leaf in reader.pages:
        for annotation in leaf.get("/Annots", ArrayObject()):
            link = annotation.get_object()
            target = link.get("/Dest") or (link["/A"].get("/D") if "/A" in link else None)
            if target is None:
                continue
            found += 1
            held = (
                target.get_object()[0].idnum in numbers
                if isinstance(target.get_object(), ArrayObject)
                else target in names
            )
            lost += [] if held else [target]
    return found, lost


# A tiny book


def make(folder: Path, first: str, second: str = "<p>Nothing.</p>", edition=EDITION) -> dict[str, PdfReader]:
    """Make the PDFs of a book of two pages; return them by name."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(page(first), encoding="utf-8")
    (folder / "two.html").write_text(page(second).replace("<h1>One", "<h1>Two"), encoding="utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(
        "root: index\nparts:\n  - caption: Part\n    chapters:\n      - file: two\n", encoding="utf-8"
    )
    return {path.stem: PdfReader(path) for path in make_pdfs(folder, folder / "pdf", edition, toc)}


def test_text_that_looks_like_code_comes_out_as_text_wherever_it_stands(tmp_path):
    plain = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    quoted = plain.replace('"', "&quot;")
    rows = table(1).replace("What stood", plain).replace("r0", plain)
    drawing = (
        f'<figure class="report-figure" id="figure-a"><figcaption>{plain}</figcaption><svg aria-label="{quoted}" '
        'viewBox="0 0 90 20" xmlns="http://www.w3.org/2000/svg"></svg><p class="figure-note">.</p></figure>'
    )
    body = f"<p>{plain}</p><h2>{plain}</h2><p><code>{plain}</code> Japan {FIRST}({plain}).</p>{rows}{drawing}"
    edition = EDITION.__class__(
        EDITION.identity.model_copy(update={"title": HOSTILE}),
        "2026.11.1",
        "2026-11-26",
        True,
        "2026-11-20",
        "e" * 12,
        "c" * 12,
    )
    cards = f"</section>{CARDS.replace('Japan is the closest partner.', plain)}</article>"  # before those of page()
    made = make(tmp_path / "book", body + cards, edition=edition)
    seen = text_of(made["index"])
    # paragraph, heading (in the text), code, sentence, statement, caption, row, figure's title, head, citation
    assert seen.count("".join(HOSTILE.split())) >= 9
    assert made["index"].metadata.title == f"Overview – {edition.title}"
    assert [one["/Alt"] for one in elements(made["index"]) if one["/S"] == "/Figure"] == [HOSTILE]
    assert (2, HOSTILE) in outline(made["index"])


def test_a_link_is_live_where_its_place_is_and_text_where_it_is_not(tmp_path):
    body = '<p id="here">To <a href="two.html#there">there</a>, <a href="two.html#nowhere">nowhere</a>, <a href="gone.html">gone</a>, <a href="#here">here</a>.</p>'
    made = make(tmp_path / "book", body, '<p id="there">There.</p>')
    assert "Tothere,nowhere,gone,here." in text_of(made["index"])
    assert lost_links(made["index"]) == (1, [])  # here
    contents = 2
    assert lost_links(made[BOOK]) == (contents + 2, [])  # there, here


def test_the_same_pages_give_the_same_bytes(tmp_path):
    body = f"<p>Japan {FIRST} {CITED}.</p>{table(30)}"
    for name in ("a", "b"):
        make(tmp_path / name, body)
    for path in sorted((tmp_path / "a/pdf").iterdir()):
        assert path.read_bytes() == (tmp_path / "b/pdf" / path.name).read_bytes()


def test_a_short_table_stays_on_one_page(tmp_path):
    made = make(tmp_path / "book", "".join(f"<p>{'Word. ' * 60}</p>" for _ in range(8)) + table(12))
    with_rows = [
        number
        for number, leaf in enumerate(made["index"].pages)
        if re.search(r"^r\d", leaf.extract_text(), re.M)
    ]
    assert len(with_rows) == 1


def test_a_letter_that_no_typeface_has_is_told(tmp_path):
    with pytest.raises(
        PdfFailure,
        match=r"^typst did not set index\.pdf: .*北.*\. Write it in Latin or Greek letters, or add",
    ):
        make(tmp_path / "book", "<p>北京 says no.</p>")


def test_without_its_packages_it_says_what_is_missing_and_that_nothing_is_installed_by_hand(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("scripts.pdf.find_spec", lambda name: None if name == "typst" else object())
    with pytest.raises(PdfFailure, match=r"This Python has no typst\. The PDFs need"):
        make(tmp_path / "book", "<p>Text.</p>")


@pytest.mark.parametrize(
    "name, title, cited",
    [("divisions", "Alliance divisions", "divisions"), ("index", "Overview", "report"), ("", "", "report")],
)
def test_a_pdf_is_cited_as_the_site_cites_it(evidence, name, title, cited):
    edition = load_edition(evidence.references)
    assert cite_line(edition, name, title) == repr(analysis.cite(cited, "chicago", evidence=evidence))


def test_make_pdf_says_where_they_are_or_what_to_do(tmp_path, capsys):
    assert main(tmp_path) == 1
    assert NEEDS in capsys.readouterr().err
    for name in ("divisions", BOOK):
        (tmp_path / f"{name}.pdf").write_bytes(b"x" * 1_500_000)
    assert main(tmp_path) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[:2]] == [
        str(tmp_path / f"{BOOK}.pdf"), str(tmp_path / "divisions.pdf")
    ]  # fmt: skip


def test_a_pdf_that_cannot_be_made_leaves_the_last_good_site(tmp_path, monkeypatch):
    def fail(*_):
        raise PdfFailure("no room for a table")

    html = tmp_path / "new/_build/html"
    html.mkdir(parents=True)
    monkeypatch.setattr(build, "run_jupyter_book", lambda *_: html)
    monkeypatch.setattr("analysis.load", lambda _: SimpleNamespace(references=None))
    monkeypatch.setattr("analysis.load_edition", lambda *_: EDITION)
    monkeypatch.setattr("scripts.pdf.make_pdfs", fail)
    with pytest.raises(build.BuildFailure, match="no room for a table"):
        build.make_site(tmp_path, tmp_path / "new", tmp_path / "log")


def test_an_interrupt_does_not_wait_for_the_pages_that_were_not_begun():
    interrupted, waiting = Future(), Future()
    interrupted.set_exception(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        gather([interrupted, waiting])
    assert waiting.cancelled()


# The PDFs of the site


@pytest.fixture(scope="module")
def readers(site) -> dict[str, PdfReader]:
    """Return every PDF of the site."""
    return {path.stem: PdfReader(path) for path in (site / "pdf").glob("*.pdf")}


@pytest.fixture(scope="module")
def plain(site) -> Path:
    """Return the folder of the pages from which they were made."""
    return site.parent / "plain"


@pytest.fixture(scope="module")
def tags(readers) -> dict[str, list[DictionaryObject]]:
    """Return the tags of every PDF."""
    return {name: list(elements(reader)) for name, reader in readers.items()}


def test_every_page_of_the_contents_has_a_pdf_and_the_whole_report_has_one(readers):
    assert set(readers) == {*PAGES, BOOK}


def test_every_page_leads_to_its_pdf_and_to_the_whole_report(site):
    for name in PAGES:
        soup = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        links = {link["href"] for link in soup.select("article a[href^='pdf/']")}
        assert {f"pdf/{name}.pdf", f"pdf/{BOOK}.pdf"} <= links, name


def test_each_is_tagged_and_says_what_it_is(readers):
    edition = load_edition(analysis.load().references)
    for name, reader in readers.items():
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], name
        assert root["/Lang"].startswith("en"), name
        assert root["/ViewerPreferences"]["/DisplayDocTitle"], name
        assert edition.title in reader.metadata.title, name
        assert reader.metadata.author == "; ".join(edition.authors), name
        assert f"{reader.metadata.creation_date:%Y-%m-%d}" == edition.date, name
        assert "pdfuaid" in root["/Metadata"].get_data().decode(), name


def test_the_bookmarks_are_the_headings(readers, plain):
    whole = outline(readers[BOOK])
    for name in PAGES:
        own = outline(readers[name])
        assert [title for depth, title in own if depth > 1] == headings(plain / f"{name}.html"), name
        assert own[0] in whole
    assert [title for depth, title in whole if depth == 1] == [outline(readers[name])[0][1] for name in PAGES]


def test_every_link_within_a_pdf_has_its_place(readers):
    for name, reader in readers.items():
        found, lost = lost_links(reader)
        assert not lost, name
        assert found or name in {"references", "evidence", "accessibility"}, name


def test_pages_are_labelled_as_they_are_numbered(readers):
    for name, reader in readers.items():
        assert reader.page_labels == [str(number + 1) for number in range(len(reader.pages))], name
        assert f"{len(reader.pages)}/{len(reader.pages)}" in "".join(
            reader.pages[-1].extract_text().split()
        ), name


def test_every_group_of_marks_is_a_note(tags, plain):
    for name in PAGES:
        article = BeautifulSoup(
            (plain / f"{name}.html").read_text(encoding="utf-8"), "html.parser"
        ).select_one("article.bd-article")
        for part in article.select(SCREEN_ONLY):
            part.decompose()
        groups, seen = 0, set()
        for mark in article.select(MARKS):
            if id(mark) not in seen:
                groups += 1
                seen |= {id(one) for one in side_by_side(mark)}
        assert Counter(one["/S"] for one in tags[name])["/Note"] == groups, name
    whole = Counter(one["/S"] for one in tags[BOOK])["/Note"]
    assert whole == sum(Counter(one["/S"] for one in tags[name])["/Note"] for name in PAGES)


def test_a_note_that_names_another_names_the_one_that_tells_it(plain):
    """The numbers in "see note 4" are counted before the notes are set."""
    for name in PAGES:
        text = (plain / f"{name}.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(prepare(name, text, dict.fromkeys(PAGES, "Title")).html, "html.parser")
        notes = [note.get_text() for note in soup.select("span.note")]
        for place, note in enumerate(notes):
            for claim, number in re.findall(r"(\S+-\d\d): see note (\d+)\.", note):
                assert int(number) <= place + 1, (name, note)
                assert re.search(rf"{claim} \S+", notes[int(number) - 1]), (name, note)


def test_every_figure_has_words_for_whoever_does_not_see_it(tags, plain):
    for name in PAGES:
        figures = [one for one in tags[name] if one["/S"] == "/Figure"]
        assert all(len(one.get("/Alt", "")) > 40 for one in figures), name
        assert len(figures) == (plain / f"{name}.html").read_text(encoding="utf-8").count(
            'class="report-figure"'
        ), name


def test_tables_have_heads_and_captions(tags):
    for name in PAGES:
        kinds = Counter(one["/S"] for one in tags[name])
        assert kinds["/TH"] >= kinds["/Table"], name
        assert kinds["/Caption"] >= kinds["/Table"] + kinds["/Figure"] - 1, (
            name
        )  # the list on the front page has none


def test_every_typeface_is_in_the_file(readers):
    for name, reader in readers.items():
        fonts = {}
        for leaf in reader.pages:
            fonts |= {
                font.idnum: font.get_object()
                for font in leaf["/Resources"].get("/Font", {}).values()
                if hasattr(font, "idnum")
            }
        assert fonts, name
        for font in fonts.values():
            described = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described["/FontDescriptor"]), (
                name,
                font["/BaseFont"],
            )


def test_nothing_leaves_the_page_and_no_text_stands_on_another(site):
    """Lines as they are drawn, with their ends: a cell too narrow for its word runs into the next."""
    document = pypdfium2.PdfDocument(site / "pdf" / f"{BOOK}.pdf")
    for number, leaf in enumerate(document, 1):
        wide, tall = leaf.get_size()
        text = leaf.get_textpage()
        lines = sorted(text.get_rect(place) for place in range(text.count_rects()))
        assert min(line[0] for line in lines) >= 40 and max(line[2] for line in lines) <= wide - 40, number
        assert min(line[1] for line in lines) >= 20 and max(line[3] for line in lines) <= tall - 20, number
        for place, (left, low, right, high) in enumerate(lines):
            for other in lines[place + 1 :]:
                if other[0] > right - 1.5:
                    break
                shared = min(right, other[2]) - max(left, other[0]), min(high, other[3]) - max(low, other[1])
                assert shared[0] <= 1.5 or shared[1] <= 3, (
                    number,
                    text.get_text_bounded(left, low, right, high),
                )
    document.close()


def test_a_hundred_years_of_printing_need_no_network(readers):
    """No script, no file beside the file, no form."""
    for name, reader in readers.items():
        root = reader.trailer["/Root"]
        assert not {"/OpenAction", "/AcroForm", "/AA"} & set(root), name
        assert "/JavaScript" not in root.get("/Names", {}), name
