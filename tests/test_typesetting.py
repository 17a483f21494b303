"""Word, PDF and Markdown from one text: real headings, footnotes and tables, and words that stay words."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document as open_word
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from pypandoc import get_pandoc_path
from pypdf import PdfReader
from test_markdown import HOSTILE

from analysis.markdown import link, literal, place, plain, table
from analysis.typesetting import Document, Picture, TypesettingError, fitted, typeset
from analysis.typesetting.pdf import SIZES

#: Word has an element for this hyphen, which python-docx reads as the usual one.
UNBROKEN = ("\u2011", "-")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def picture(width: int = 60, height: int = 40) -> Picture:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "png")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect width="9" height="9"/></svg>'
    return Picture("figure-sun", 'The sun is "hot" & <bright>.', out.getvalue(), svg.encode())


ROWS = [[place("a-1", "claim-a-1"), literal("A | B")], [literal("a-2"), "C"]]
TEXT = f"""::: {{.facts}}
Facts\\.
:::

# First

Said\\.[^1] Said again\\.[^2]

## Second

{table(["Claim", "Statement"], ROWS, [1, 4])}

# Third

::: {{.figure}}
![{literal(picture().alt)}](figure-sun)
:::

Beside\\.

Below\\.

[^1]: See {link("a-1", "#claim-a-1")}\\.

[^2]: See {link("a page", "https://example.org/page")}\\.
"""


def paper(text: str = TEXT, title: str = "Title") -> Document:
    """Return a document with a footnote, a table and a picture."""
    return Document(
        title,
        "Subtitle",
        ["An Author"],
        "en",
        ["one", "two"],
        "Words.",
        "2026-11-25",
        "Foot 1.0",
        text,
        [picture()],
    )


@pytest.fixture(scope="module")
def word() -> bytes:
    """Return the document as a Word file."""
    return typeset(paper(), "docx")


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    """Return the document as PDF."""
    return PdfReader(io.BytesIO(typeset(paper(), "pdf")))


def part(word: bytes, name: str) -> etree._Element:
    """Return a part of a Word file."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(word)).read(name))


def text_of(node: etree._Element) -> str:
    """Return the words in a part of a Word file."""
    return "".join(piece.text or "" for piece in node.iter(f"{W}t"))


def test_headings_have_the_styles_of_headings(word: bytes) -> None:
    found = [(paragraph.style.name, paragraph.text) for paragraph in open_word(io.BytesIO(word)).paragraphs]
    assert [pair for pair in found if pair[0].startswith(("Title", "Subtitle", "Heading"))] == [
        ("Title", "Title"), ("Subtitle", "Subtitle"), ("Heading 1", "First"), ("Heading 2", "Second"), ("Heading 1", "Third"),
    ]  # fmt: skip


def test_footnotes_are_footnotes(word: bytes) -> None:
    notes = [note for note in part(word, "word/footnotes.xml") if note.get(f"{W}type") is None]
    assert [text_of(note).strip() for note in notes] == ["See a-1.", "See a page."]
    marks = list(part(word, "word/document.xml").iter(f"{W}footnoteReference"))
    assert [mark.get(f"{W}id") for mark in marks] == [note.get(f"{W}id") for note in notes]


def test_a_table_repeats_its_head_and_keeps_its_widths(word: bytes) -> None:
    (grid,) = open_word(io.BytesIO(word)).tables
    assert [cell.text for cell in grid.rows[0].cells] == ["Claim", "Statement"]
    assert grid.rows[0]._tr.find(f".//{W}tblHeader") is not None
    assert all(run.bold for cell in grid.rows[0].cells for run in cell.paragraphs[0].runs)
    first, second = (int(column.get(f"{W}w")) for column in grid._tbl.tblGrid)
    assert second == pytest.approx(4 * first, rel=0.01)


def test_a_picture_says_what_it_shows_and_text_flows_round_it(word: bytes) -> None:
    document = part(word, "word/document.xml")
    (described,) = document.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert described.get("descr") == picture().alt
    assert described.getparent().tag.endswith("}anchor")
    paragraph = next(described.iterancestors(f"{W}p"))
    assert text_of(paragraph) == "Beside."


def test_text_beside_a_picture_stays_in_one_piece_and_a_list_of_one_item_is_no_table(word: bytes) -> None:
    file = open_word(io.BytesIO(typeset(paper(f"- One\n\n{TEXT}"), "docx")))
    styles = {paragraph.text: paragraph.style for paragraph in file.paragraphs}
    assert styles["One"].name != "Compact"
    for words in ("Beside.", "Below."):
        shape = styles[words].paragraph_format
        assert (styles[words].name, shape.keep_with_next, shape.keep_together) == ("Summary", True, True)


def test_a_word_file_knows_its_language_title_and_author(word: bytes) -> None:
    facts = open_word(io.BytesIO(word)).core_properties
    assert (facts.title, facts.author, facts.keywords, facts.language) == (
        "Title",
        "An Author",
        "one, two",
        "en-GB",
    )
    assert f"{facts.created:%Y-%m-%d} {facts.modified:%Y-%m-%d}" == "2026-11-25 2026-11-25"
    languages = {node.get(f"{W}val") for node in part(word, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"en-GB"}


def test_the_foot_of_a_word_page_has_version_and_number(word: bytes) -> None:
    (name,) = [
        name for name in zipfile.ZipFile(io.BytesIO(word)).namelist() if name.startswith("word/footer")
    ]
    foot = part(word, name)
    assert text_of(foot).startswith("Foot 1.0Page ")
    assert [field.get(f"{W}instr") for field in foot.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    section = open_word(io.BytesIO(word)).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert list(part(word, "word/document.xml").iter(f"{W}footerReference"))


def test_a_pdf_is_tagged_and_knows_its_language_and_title(pdf: PdfReader) -> None:
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Title: Subtitle"
    assert pdf.metadata.author == "An Author"
    assert f"{pdf.metadata.creation_date:%Y-%m-%d}" == "2026-11-25"
    assert b"pdfuaid:part>1<" in pdf.root_object["/Metadata"].get_data()
    assert [entry["/Title"] for entry in flat(pdf.outline)] == ["First", "Second", "Third"]


def flat(outline: list) -> list:
    """Return the entries of an outline without its levels."""
    return [one for entry in outline for one in (flat(entry) if isinstance(entry, list) else [entry])]


def tags(pdf: PdfReader) -> list:
    """Return every element of a PDF's structure."""
    found, waiting = [], [pdf.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            found.append(node)
            kids = node.get("/K", [])
            waiting += kids if isinstance(kids, list) else [kids]
    return found


def test_a_pdf_has_notes_table_heads_and_alternative_text_in_its_structure(pdf: PdfReader) -> None:
    kinds = [node.get("/S") for node in tags(pdf)]
    assert kinds.count("/TH") == 2
    assert kinds.count("/Note") + kinds.count("/FENote") == 2
    assert [node["/Alt"] for node in tags(pdf) if "/Alt" in node] == [picture().alt]


def test_links_of_a_pdf_lead_to_places_and_pages(pdf: PdfReader) -> None:
    links = [
        note.get_object()
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    assert "https://example.org/page" in [one["/A"].get("/URI") for one in links if "/A" in one]
    assert len([one for one in links if "/Dest" in one or one.get("/A", {}).get("/S") == "/GoTo"]) >= 1


def test_fonts_are_in_the_pdf(pdf: PdfReader) -> None:
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].partition("+")[2] for font in fonts}
    assert names
    assert all(name.startswith("PublicSans") for name in names)


def test_markdown_reads_well_as_plain_text() -> None:
    assert (
        typeset(paper(), "md").decode()
        == """# Title

Subtitle

Facts.

## First

Said.[^1] Said again.[^2]

### Second

| Claim | Statement |
|:------|:----------|
| a-1   | A \\| B    |
| a-2   | C         |

## Third

![The sun is "hot" & \\<bright\\>.](figure-sun.png)

Beside.

Below.

[^1]: See a-1.

[^2]: See [a page](https://example.org/page).
"""
    )


@pytest.mark.parametrize("kind", ["docx", "pdf", "md"])
def test_the_same_document_gives_the_same_bytes(kind: str) -> None:
    assert typeset(paper(), kind) == typeset(paper(), kind)


def composed(text: str) -> str:
    """Return a text in the form of Unicode in which letters that are the same are written the same.

    Pandoc reads U+F900 as U+8C48: to Unicode both are one letter.
    """
    return unicodedata.normalize("NFC", text)


@settings(max_examples=3)
@given(st.lists(st.text(min_size=1), min_size=15, max_size=40))
@example(["\uf900"])
def test_any_text_stays_the_same_in_word(texts: list[str]) -> None:
    kept = [plain(text) for text in [*texts, *HOSTILE] if plain(text)]
    body = "\n\n".join(f"{literal('>' + text + '<')}[^{number}]" for number, text in enumerate(kept, 1))
    notes = "\n\n".join(f"[^{number}]: {literal('>' + text + '<')}" for number, text in enumerate(kept, 1))
    made = typeset(dataclasses.replace(paper(f"{body}\n\n{notes}\n"), pictures=[]), "docx")
    paragraphs = [paragraph.text for paragraph in open_word(io.BytesIO(made)).paragraphs][2:]
    assert [composed(text) for text in paragraphs] == [
        composed(f">{text}<".replace(*UNBROKEN)) for text in kept
    ]
    found = [note for note in part(made, "word/footnotes.xml") if note.get(f"{W}type") is None]
    assert [composed(text_of(note).strip()) for note in found] == [composed(f">{text}<") for text in kept]


@settings(max_examples=8)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=20))
@example(["\uf900"])
def test_any_text_stays_the_same_in_markdown(texts: list[str]) -> None:
    kept = [plain(text) for text in [*texts, *HOSTILE] if plain(text)]
    body = "\n\n".join(literal(f"From {text} to") for text in kept)
    document = dataclasses.replace(paper(body), pictures=[])
    made = typeset(document, "md").decode().partition("Subtitle\n\n")[2]
    options = [get_pandoc_path(), "--from", "gfm", "--to", "plain", "--wrap=none"]
    told = subprocess.run(options, input=made.encode(), capture_output=True, check=True).stdout.decode()
    told_texts = [composed(text) for text in told.rstrip("\n").split("\n\n")]
    assert told_texts == [composed(f"From {text} to") for text in kept]


def test_hostile_text_stays_text_in_a_pdf() -> None:
    hostile = [plain(text) for text in HOSTILE if plain(text).isascii()]
    document = dataclasses.replace(
        paper("\n\n".join(literal(text) for text in hostile), title='#import "x" *a* $b$ <c> @d'), pictures=[]
    )
    pages = PdfReader(io.BytesIO(typeset(document, "pdf")))
    told = "".join("".join(page.extract_text() for page in pages.pages).split())
    for text in hostile:
        assert "".join(text.split()) in told
    assert pages.metadata.title == '#import "x" *a* $b$ <c> @d: Subtitle'


@pytest.mark.parametrize(
    ("title", "words", "told"),
    [
        ("Title", "It says 北京 in its *head*.", "It says 北京 in its *head*."),
        ("Smile \U0001f600", "Words.", "Smile \U0001f600"),
    ],
)
def test_a_sign_that_no_typeface_of_the_pdf_has_is_told_with_its_place_and_its_remedy(
    title: str, words: str, told: str
) -> None:
    odd = dataclasses.replace(paper(literal(words), title=title), pictures=[])
    sign = next(sign for sign in told if ord(sign) > 0x2FFF)
    name = f"U+{ord(sign):04X} {unicodedata.name(sign)}"
    with pytest.raises(TypesettingError) as caught:
        typeset(odd, "pdf")
    assert str(caught.value) == (
        f"the PDF cannot show '{sign}' ({name}) in '{told}': none of its typefaces has the sign. Write it in "
        "Latin or Greek letters or name it in words, or leave out the PDF: Word and Markdown can hold it"
    )
    assert told in typeset(odd, "md").decode().replace("\\", "")
    assert sign in "".join(text_of(part(typeset(odd, "docx"), "word/document.xml")))


def test_type_is_as_large_as_the_pages_allow() -> None:
    short, pages = fitted(paper(), 2)
    assert (short.size, pages) == (SIZES[0], 1)
    sentence = literal("A sentence of some length that fills a line or so of the page that it stands on.")
    longer, pages = fitted(paper("\n\n".join([sentence] * 132)), 2)
    assert SIZES[0] > longer.size >= SIZES[-1]
    assert pages == 2
    endless, pages = fitted(paper("\n\n".join([sentence] * 260)), 2)
    assert (endless.size, pages > 2) == (paper().size, True)


def test_a_picture_without_words_is_refused() -> None:
    blind = dataclasses.replace(paper(), pictures=[dataclasses.replace(picture(), alt="")])
    with pytest.raises(TypesettingError, match="typst refused the text"):
        typeset(blind, "pdf")


def test_a_missing_pandoc_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr("pypandoc.get_pandoc_path", missing)
    with pytest.raises(TypesettingError, match="run make book"):
        typeset(paper(), "md")


def test_the_package_loads_without_the_typesetters() -> None:
    code = "import sys, analysis; print(sorted({'pypandoc', 'typst', 'docx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def office_pdf(word: bytes, folder: Path) -> PdfReader:
    """Open a Word file in LibreOffice and return what it prints."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("no LibreOffice on this machine; install Debian's package libreoffice-writer-nogui")
    (folder / "file.docx").write_bytes(word)
    subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir",
         str(folder), str(folder / "file.docx")],
        capture_output=True, check=True, timeout=120, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    return PdfReader(folder / "file.pdf")


def test_libreoffice_opens_the_word_file(word: bytes, tmp_path: Path) -> None:
    told = "\n".join(page.extract_text() for page in office_pdf(word, tmp_path).pages)
    for words in (
        "Title",
        "Subtitle",
        "First",
        "Second",
        "Third",
        "Claim",
        "A | B",
        "See a page.",
        "Beside.",
        "Foot 1.0",
        "Page 1 / 1",
    ):
        assert words in told
