"""scripts/pdf/pages.py, notes.py, tables.py: a page made ready for paper, its marks as notes, its tables fitted."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from analysis.palette import PAPER
from scripts.pdf.failure import PdfFailure
from scripts.pdf.pages import MANY, prepare
from scripts.pdf.tables import fit, pieces, set_columns, width

TITLES = {"one": "One", "two": "Two", "evidence": "Register", "references": "References"}

CARDS = """<details class="claim-cards"><ul>
<li class="claim-card" id="card-first-01"><p class="card-head"><a href="evidence.html#first-01"><strong>first-01</strong></a> · First, paragraph 2, grade B1</p><p>Japan is the closest partner.</p><p class="card-meta">voice: Jens Stoltenberg · public record: <span class="verdict confirmed">confirmed</span></p></li>
<li class="claim-card" id="card-first-02"><p class="card-head"><a href="evidence.html#first-02"><strong>first-02</strong></a> · First, paragraph 3, grade B5</p><p>France is for an office.</p><p class="card-meta">voice: the document · public record: <span class="verdict contradicted">contradicted</span></p><p class="card-correction">Correction: France is against it.</p></li>
<li class="claim-card" id="page-nato-page"><p class="card-head"><strong>NATO 2023</strong></p><p>NATO. A page. 2023-07-11. Seen 2026-11-22: <a href="https://www.nato.int/a">https://www.nato.int/a</a></p></li>
</ul></details>"""
FIRST = '<a class="claim-chip" aria-describedby="card-first-01" href="evidence.html#first-01">First 01 (¶2) B1</a>'
SECOND = '<a class="claim-chip contradicted" aria-describedby="card-first-02" href="evidence.html#first-02">First 02 (¶3) B5</a>'
CITED = '<span class="bibtex-citation">[<a href="references.html#cite-nato-page">NATO 2023</a>]</span>'

TOLD_FIRST = (
    "first-01 First ¶2, grade B1. Japan is the closest partner. Voice: Jens Stoltenberg. Record: confirmed."
)
TOLD_SECOND = "first-02 First ¶3, grade B5. France is for an office. The public record contradicts it. Correction: France is against it."
TOLD_PAGE = "NATO 2023. NATO. A page. 2023-07-11. nato.int."


def page(body: str) -> str:
    """Return a built page with a body."""
    return f'<html><article class="bd-article"><section id="one"><h1>One</h1>{body}{CARDS}</section></article></html>'


def prepared(body: str) -> BeautifulSoup:
    """Return the body of a page as it goes to pandoc."""
    return BeautifulSoup(prepare("one", page(body), TITLES).html, "html.parser")


def notes(body: str) -> tuple[str, list[str]]:
    """Return the first paragraph without its notes, each shown as a number in brackets, and the notes."""
    soup = prepared(body)
    told = []
    for note in soup.select("p:first-of-type span.note"):
        told.append(note.get_text())
        note.replace_with(f"[{len(told)}]")
    return soup.find("p").get_text(), told


@pytest.mark.parametrize("body, sentence, told", [
    (f"<p>Japan is close {FIRST}.</p>", "Japan is close.[1]", [TOLD_FIRST]),
    (f"<p>Japan is close {FIRST} {CITED}, it says.</p>", "Japan is close,[1] it says.", [f"{TOLD_FIRST} {TOLD_PAGE}"]),
    (f"<p>An error {SECOND}; so.</p>", "An error;[1] so.", [TOLD_SECOND]),
    (f"<p>Claims such as {FIRST}, and pages such as {CITED}.</p>", "Claims such as first-01,[1] and pages such as NATO 2023.[2]", [TOLD_FIRST, TOLD_PAGE]),
    (f"<p><em>Evidence against.</em> {FIRST} {SECOND}</p>", "Evidence against. first-01, first-02[1]", [f"{TOLD_FIRST} {TOLD_SECOND}"]),
    (f"<p>Here {FIRST} and there {FIRST}.</p>", "Here[1] and there.[2]", [TOLD_FIRST, "first-01: see note 1."]),
])  # fmt: skip
def test_marks_become_notes_that_tell_what_stands_behind_them(body, sentence, told):
    assert notes(body) == (sentence, told)


def test_a_mark_without_its_card_stops_the_build_with_the_name_of_both():
    body = f"<p>Japan is close {FIRST.replace('card-first-01', 'card-first-09')}.</p>"
    with pytest.raises(PdfFailure, match=r"one\.html marks card-first-09, but the lists at the end"):
        prepared(body)


def test_a_page_without_article_is_told_by_name():
    with pytest.raises(PdfFailure, match=r"one\.html has no article with a heading"):
        prepare("one", "<html><body><h1>One</h1></body></html>", TITLES)


@pytest.mark.parametrize("link, shown", [
    ('<a href="two.html#place">x</a>', '<a href="#two:place">x</a>'),
    ('<a href="two.html">x</a>', '<a href="#two:">x</a>'),
    ('<a href="#place">x</a>', '<a href="#one:place">x</a>'),
    ('<a href="https://nato.int/a?b#c">x</a>', '<a href="https://nato.int/a?b#c">x</a>'),
    ('<a href="other.html#place">x</a>', "x"),
    ('<a href="figures/stances.csv">x</a>', "x"),
    ('<a href="javascript:alert(1)">x</a>', "x"),
    ('<a href="../two.html">x</a>', "x"),
])  # fmt: skip
def test_links_lead_into_the_book_or_to_the_web_or_are_text(link, shown):
    assert prepared(f"<p>See {link}</p>").find("p").decode_contents() == f"See {shown}"


def test_with_a_public_address_a_link_has_it_for_places_that_the_pdf_does_not_hold():
    text = page('<p><a href="two.html#place">x</a></p>')
    soup = BeautifulSoup(prepare("one", text, TITLES, "https://example.org/book/").html, "html.parser")
    assert soup.find("p").a["data-address"] == "https://example.org/book/two.html#place"


@pytest.mark.parametrize("part", [
    "<button>Copy</button>", '<details class="code-fold"><pre>code()</pre></details>', '<a class="headerlink" href="#x">#</a>',
    '<p class="screen-only">PDF</p>', '<section id="rerun-this-chapter"><h2>Rerun</h2></section>', "<!-- note -->",
])  # fmt: skip
def test_what_works_on_a_screen_only_is_left_out(part):
    soup = prepared(f"<p>Text.</p>{part}")
    soup.select_one(".chapter-only").decompose()
    assert soup.get_text() == "OneText."


def table(rows: int) -> str:
    lines = "".join(
        f'<tr id="row-{number}"><th scope="row">r{number}</th><td class="number">{number}</td></tr>'
        for number in range(rows)
    )
    return (
        '<details class="folded-table"><summary>Rows</summary><div class="report-table" id="table-stood"><table><caption>What stood</caption>'
        f"<thead><tr><th>Row</th><th class=\"number\">Count</th></tr></thead><tbody>{lines}</tbody></table></div></details>"
    )  # fmt: skip


def test_a_folded_table_is_printed_with_its_name_and_the_anchors_of_its_rows():
    soup = prepared(table(2))
    assert soup.caption.get_text() == "Table stood. What stood"
    assert [row["id"] for row in soup.select("tbody span[id]")] == ["one:row-0", "one:row-1"]
    assert soup.table["id"] == "one:table-stood"
    assert not soup.find(["details", "summary"])


def test_what_a_command_said_is_one_box_on_paper():
    first, rest = '<pre class="session">one</pre>', '<pre class="session">two &lt;b&gt;</pre>'
    boxes = prepared(f"{first}<details><summary>The other 1 lines</summary>{rest}</details>").select("pre")
    assert [box.get_text() for box in boxes] == ["one\ntwo <b>"]


def test_a_verdict_stands_out_from_the_finding_behind_it():
    rows = '<table><tr><th>Check</th></tr><tr><td><span class="verdict confirmed">confirmed</span> In July.</td></tr></table>'
    assert prepared(rows).td.strong.get_text() == "confirmed"


def test_one_of_hundreds_of_rows_is_left_out_with_a_word_on_where_it_is():
    made = prepare("one", page(table(MANY + 1)), TITLES)
    soup = BeautifulSoup(made.html, "html.parser")
    assert made.left_out == ["table-stood"]
    assert soup.select_one(".left-out").get_text() == (
        f"Table stood, {MANY + 1} rows: What stood. It stands on the page One of the site."
    )


def test_a_drawing_keeps_title_source_and_description_and_loses_its_colours_for_the_screen():
    figure = (
        '<figure class="report-figure" id="figure-two-lines"><figcaption>Two lines</figcaption>'
        '<svg aria-label="Two lines,\n rising" viewBox="0 0 345.6 200"><clipPath id="a"></clipPath>'
        f'<path style="fill: var(--figure-222222, #222222)"></path><path style="fill: {PAPER.lower()}"></path></svg><p class="figure-note">Source: none.</p>'
        '<p class="figure-links"><a href="figures/x.csv">Data</a></p></figure>'
    )
    made = prepare("one", page(figure), TITLES)
    box = BeautifulSoup(made.html, "html.parser").select_one(".drawing")
    assert (box["data-alt"], box["data-width"], box["data-name"]) == (
        "Two lines, rising",
        "345.6",
        "two lines",
    )
    assert box.get_text() == "Two linesSource: none."
    drawing = made.images["one-figure-two-lines.svg"]
    assert re.findall(r"fill: (\S+?)\"", drawing) == [
        "#222222",
        "#ffffff",
    ]  # the figure's paper is that of the page
    assert "viewBox=" in drawing and "<clipPath" in drawing


def test_the_chapter_alone_lists_what_only_its_tables_name_and_the_record_in_full():
    soup = prepared(f"<p>Japan is close {FIRST}.</p>").select_one(".chapter-only")
    assert [heading.get_text() for heading in soup.find_all("h2")] == [
        "Claims that only tables name",
        "Public record in full",
    ]
    assert [entry.get_text() for entry in soup.select(".entries p")] == [
        TOLD_SECOND, "NATO 2023. NATO. A page. 2023-07-11. Seen 2026-11-22: https://www.nato.int/a"
    ]  # fmt: skip


# Tables


def test_a_small_table_stays_as_narrow_as_its_texts():
    assert sum(fit([["Code", "Used"], ["event", "12"]]).columns) < 0.2


def test_a_wide_one_fills_the_room_and_no_column_is_narrower_than_its_longest_word():
    rows = [["Document", "Statement", "Claims"], ["Paraphrase", "words " * 60, "paraphrase-44"]]
    found = fit(rows)
    assert sum(found.columns) == pytest.approx(1)
    assert found.columns[1] == max(found.columns)
    for column, word in zip(found.columns, ("Paraphrase", "Statement", "paraphrase-44"), strict=True):
        assert column * found.room >= width(word) * found.size


def test_a_crowded_one_gets_smaller_type_and_the_margins_before_its_words_touch():
    rows = [["Diagnosticity"] * 9, ["intelligibility"] * 9]
    found = fit(rows)
    assert (found.size, found.room) == (7.0, 496.0)
    assert sum(found.columns) <= 1
    assert min(found.columns) * found.room >= width("Diagnosticity") * found.size


def test_a_cell_over_several_columns_asks_for_no_room_in_them():
    soup = BeautifulSoup(
        "<table><tr><th>A</th><th>B</th></tr><tr><td colspan='2'>none of these</td></tr></table>",
        "html.parser",
    )
    set_columns(soup, soup.table)
    first, second = (float(column["style"].split()[1].rstrip("%")) for column in soup.find_all("col"))
    assert first > second


@pytest.mark.parametrize("text, parts", [
    ("elpais-33", ["elpais-33"]), ("agency-wide", ["agency-", "wide"]), ("tests/test_a.py", ["tests/", "test_a.py"]),
    ("a b", ["a", "b"]), ("", []),
])  # fmt: skip
def test_words_are_broken_where_typst_breaks_them(text, parts):
    assert pieces(text) == parts
