"""Marks in prose, tried on tiny books: what they render, and what fails the build."""

from __future__ import annotations

import sys

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, edit, write_yaml
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp

import analysis
from analysis.presentation import show_table

EXTENSIONS = (
    "evidence_marks", "claim_chips", "claim_register", "notebook_export", "notebook_marks", "bibliography_labels",
    "prose_lint", "reference_uses", "shown_links",
)  # fmt: skip
JUDGEMENT = {
    "id": "judgement-1", "title": "It holds", "statement": "It is likely that it holds.", "likelihood": "likely",
    "confidence": "low", "confidence_reason": "One source.", "assumption": "It is whole.", "implication": "Go on.", "evidence_for": ["first-01"],
    "evidence_against": ["first-02"], "references": ["nato-page"], "chapter": "index",
}  # fmt: skip


@pytest.fixture
def book(tmp_path, tiny_seeds, monkeypatch):
    """Return a function that builds a one-page book with the tiny evidence: text in, page and warnings out."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    monkeypatch.setattr(analysis, "load", lambda: analysis.corpus.load(tiny_seeds))

    def build(text: str, judgements: list | None = None, *more: str) -> tuple[BeautifulSoup, str]:
        source = tmp_path / "book"
        source.mkdir(exist_ok=True)
        (source / "index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
        (source / "evidence.md").write_text(
            "---\norphan: true\n---\n\n# Register\n\n```{register} first\n```\n\n```{register} second\n```\n",
            encoding="utf-8",
        )
        write_yaml(source / "judgements.yml", judgements or [JUDGEMENT])
        settings = {
            "extensions": ["myst_parser", "sphinxcontrib.bibtex", "evidence_marks", "bibliography_labels", *more],
            # Said here, for Sphinx keeps what other books of the same process have added to its own.
            "source_suffix": {".rst": "restructuredtext", ".md": "markdown"},
            "bibtex_bibfiles": [str(tiny_seeds / "references.bib")],
            "bibtex_default_style": "report", "bibtex_reference_style": "label",
            "myst_enable_extensions": ["colon_fence"], "suppress_warnings": ["toc.not_included"],
            "html_theme": "basic",
        }  # fmt: skip
        (source / "conf.py").write_text("")
        app = SphinxTestApp("html", srcdir=source, builddir=tmp_path / "out", confoverrides=settings)
        apps.append(app)
        app.build(force_all=True)
        page = (tmp_path / "out" / "html" / "index.html").read_text(encoding="utf-8")
        return BeautifulSoup(page, "html.parser"), app.warning.getvalue()

    apps: list[SphinxTestApp] = []
    yield build
    for app in apps:
        app.cleanup()
    for name in EXTENSIONS:
        sys.modules.pop(name, None)


def test_a_claim_becomes_a_chip_that_leads_to_the_register(book):
    page, warnings = book("So it is {claim}`first-01`.")
    chip = page.find("a", class_="claim-chip")
    assert chip["href"] == "evidence.html#first-01" and chip["id"] == "use-first-01-1"
    assert chip.text == "First 01 (¶2) B1"
    assert "Japan is the closest partner." in chip["title"] and "WARNING" not in warnings


def test_several_claims_become_several_chips(book):
    page, _ = book("So it is {claim}`first-01, second-01`.")
    assert [chip.text for chip in page.find_all("a", class_="claim-chip")] == [
        "First 01 (¶2) B1", "Second 01 (¶1) B3",
    ]  # fmt: skip


def test_a_range_becomes_one_chip_that_describes_every_claim_in_it(book):
    page, warnings = book("So it is {claim}`second-01..02`.")
    (chip,) = page.find_all("a", class_="claim-chip")
    assert chip.text == "Second 01–02 (¶1–2) B3/B6" and "WARNING" not in warnings
    assert chip["aria-describedby"].split() == ["card-second-01", "card-second-02"]


def test_a_page_ends_with_the_card_of_every_claim_it_uses_once(book):
    page, _ = book("It is {claim}`second-01..02`. Again {claim}`second-01, first-01`.")
    (cards,) = page.find_all("details", class_="claim-cards")
    assert [card["id"] for card in cards.find_all("li")] == [
        "card-first-01",
        "card-second-01",
        "card-second-02",
    ]
    assert "Claims on this page (3)" in cards.summary.text
    described = {
        name for chip in page.find_all("a", class_="claim-chip") for name in chip["aria-describedby"].split()
    }
    assert described == {card["id"] for card in cards.find_all("li")}


def test_a_page_without_marks_has_no_list_of_claims(book):
    page, _ = book("Nothing.")
    assert not page.find("details", class_="claim-cards")


def test_html_in_a_statement_is_text_in_chip_card_and_register(book, tiny_seeds, tmp_path):
    nasty = "<script>alert(1)</script><b>x</b>"
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data["claims"][0].update(statement=nasty))
    page, _ = book("So it is {claim}`first-01`.")
    register = BeautifulSoup(
        (tmp_path / "out" / "html" / "evidence.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert nasty in page.find("a", class_="claim-chip")["title"]
    assert nasty in page.find(id="card-first-01").text and nasty in register.find(id="first-01").text
    for soup in (page.find("main") or page.find(class_="body"), register.find(id="first-01")):
        assert not soup.find("b") and not soup.find("script")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{claim}`first-99`", ["index.md:3", "no claim 'first-99'", "did you mean 'first-0"]),
        ("{claim}` , `", ["an empty mark", "{claim}`elpais-07`"]),
        ("{claim}`second-03`", ["contradicts second-03", "{reported-error}`second-03`"]),
        ("{reported-error}`first-01`", ["does not contradict first-01", "{claim}`first-01`"]),
        ("{claim}`<b>x</b>`", ["index.md:3", "'<b>x</b>' is no claim id", "such as elpais-07"]),
        ("{claim}`first-1`", ["'first-1' is no claim id"]),
        ("{claim}`first-02..01`", ["index.md:3", "'first-02..01' runs backwards", "write first-01..02"]),
        ("{claim}`first-01..02-03`", ["is no range of claims", "elpais-07..09"]),
        ("{claim}`first-01..second-02`", ["spans two documents"]),
        ("{claim}`first-01..09`", ["no claim 'first-09'", "first has first-01 to first-02"]),
        ("{claim}`first-01..01`", ["holds one claim; write first-01"]),
        ("{claim}`second-01..03`", ["contradicts second-03", "{reported-error}`second-03`"]),
        (":::{assessment}\nWe think so.\n:::", ["an assessment without evidence"]),
        (":::{assessment}\n:::", ["Content block expected"]),
        ("```{judgement} judgement-9\n```", ["no judgement 'judgement-9'", "Allowed: judgement-1"]),
        ("```{judgement}\n```", ["index.md:3", "a judgement without a name", "Allowed: judgement-1"]),
        (
            "```{judgements}\n:chapter: elsewhere\n```",
            ["no judgement of chapter 'elsewhere'", "Allowed: index"],
        ),
        ("```{register}\n```", ["a register without a document", "Allowed: first, second"]),
        ("```{register} third\n```", ["no document 'third'", "Allowed: first, second"]),
    ],
)
def test_a_mark_without_sound_evidence_is_an_error_with_place_and_remedy(book, text, words):
    _, warnings = book(f"{text} is so." if text.startswith("{") else text)
    for word in words:
        assert word in warnings


def test_a_contradicted_claim_can_be_reported_as_an_error(book):
    page, warnings = book("It errs {reported-error}`second-03`.")
    assert "contradicted" in page.find("a", class_="claim-chip")["class"] and "WARNING" not in warnings


def test_a_judgement_shows_confidence_and_evidence_both_ways(book):
    page, warnings = book("```{judgement} judgement-1\n```\n\n```{bibliography}\n```")
    block = page.find(class_="judgement")
    assert block["id"] == "judgement-1"
    assert "Key judgement 1 Low confidence" in block.text
    assert "It holds. It is likely that it holds." in block.text
    assert "Low confidence. One source." in block.text
    assert "What follows. Go on." in block.text and "Assumed. It is whole." in block.text
    assert [chip["href"] for chip in block.find_all("a", class_="claim-chip")] == [
        "evidence.html#first-01", "evidence.html#first-02",
    ]  # fmt: skip
    assert "WARNING" not in warnings


def test_a_judgement_on_errors_shows_them_and_says_on_what_it_hangs(book):
    change = {"evidence_for": [], "evidence_errors": ["second-03"]}
    page, _ = book("```{judgement} judgement-1\n```", [JUDGEMENT | change])
    block = page.find(class_="judgement")
    assert block.find("a", href="evidence.html#second-03") and "Errors that bear it out." in block.text
    assert "Without Second or without contradicted claims or" in block.text


def test_mark_up_in_a_judgement_stays_text(book):
    nasty = {
        "title": "<script>alert(x)</script>",
        "statement": "It is likely {nb-download}`x` **b** <b>c</b>.",
    }
    page, _ = book("```{judgement} judgement-1\n```", [JUDGEMENT | nasty])
    block = page.find(class_="judgement")
    assert not block.find("script") and not block.find("b")
    assert "<script>alert(x)</script>" in block.text and "{nb-download}`x` **b**" in block.text


def test_an_assessment_with_evidence_is_set_off(book):
    page, warnings = book(":::{assessment}\nWe think so {claim}`first-01`.\n:::")
    assert page.find(class_="assessment").find("a", class_="claim-chip") and "WARNING" not in warnings


def test_the_register_links_back_to_every_place_that_uses_a_claim(book, tmp_path):
    book(
        "It is {claim}`first-01`.\n\n## Limits\n\nAgain {claim}`first-01`, and {claim}`first-01`.\n\n"
        "```{judgement} judgement-1\n```\n\n```{bibliography}\n```"
    )
    out = tmp_path / "out" / "html"
    register = BeautifulSoup((out / "evidence.html").read_text(encoding="utf-8"), "html.parser")
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    uses = register.find(id="first-01").find(class_="uses")
    assert uses.text == "used in Front page: opening, Limits, Limits (2), judgement 1"
    *chips, judgement = uses.find_all("a")
    for link in chips:
        assert page.find(id=link["href"].removeprefix("index.html#"))["href"] == "evidence.html#first-01"
    assert judgement["href"] == "index.html#judgement-1"  # the whole of it, not the chip in its midst
    assert "judgement 1" in register.find(id="first-02").find(class_="uses").text


def test_the_register_links_back_to_tables_that_name_a_claim(book, tmp_path):
    table = show_table(
        pd.DataFrame({"deed": ["None", "One"], "claims": [["first-02"], ["first-02"]]}), "Deeds", name="deeds"
    )
    book(f"```{{raw}} html\n{table.html}\n```")
    register = BeautifulSoup(
        (tmp_path / "out" / "html" / "evidence.html").read_text(encoding="utf-8"), "html.parser"
    )
    link = register.find(id="first-02").find(class_="uses").a
    assert link["href"] == "index.html#table-deeds-first-02" and link.text == "table deeds"
    assert len(register.find(id="first-02").find(class_="uses").find_all("a")) == 1


def test_the_listing_shows_all_judgements_or_those_of_a_chapter_in_short(book):
    second = JUDGEMENT | {"id": "judgement-2", "title": "It falls", "chapter": "elsewhere"}
    page, _ = book("```{judgements}\n```\n\n```{bibliography}\n```", [JUDGEMENT, second])
    assert [block["id"] for block in page.find_all(class_="judgement")] == ["judgement-1", "judgement-2"]
    page, _ = book("```{judgements}\n:chapter: elsewhere\n```", [JUDGEMENT, second])
    (box,) = page.find_all(class_="judgement-listing")
    assert box.text.strip() == "Key judgement 2: It falls. Low confidence."
    assert box.a["href"] == "index.html#judgement-2"


def test_citations_and_bibliography_carry_the_same_label(book):
    page, warnings = book("It says so {cite}`nato-page`.\n\n```{bibliography}\n```")
    labels = [link.text for link in page.find_all("a") if "NATO 2023" in link.text]
    assert labels and "NATO 2023" in page.find(class_="citation-list").text and "WARNING" not in warnings


def test_unsound_evidence_stops_the_build_before_any_page(book, tiny_seeds):
    (tiny_seeds / "checks.yml").write_text("- claim: first-77\n", encoding="utf-8")
    with pytest.raises(SphinxError, match=r"checks\.yml"):
        book("Text.")


def test_a_judgement_on_contradicted_evidence_stops_the_build(book):
    with pytest.raises(SphinxError, match="second-03"):
        book("Text.", [JUDGEMENT | {"evidence_for": ["second-03"]}])


def test_what_counts_against_may_be_contradicted_and_is_marked_so(book):
    page, warnings = book(
        "```{judgement} judgement-1\n```\n\n```{bibliography}\n```",
        [JUDGEMENT | {"evidence_against": ["first-02", "second-03"]}],
    )
    chips = page.find(class_="judgement").find_all("a", class_="claim-chip")
    assert ["contradicted" in chip["class"] for chip in chips] == [False, False, True]
    assert "WARNING" not in warnings and "ERROR" not in warnings


def test_the_lint_speaks_inside_the_build_with_file_line_and_remedy(book):
    _, warnings = book("It is so.\n\nSources say so {claim}`first-01`.", None, "prose_lint")
    assert "index.md:3: ERROR: sentence without evidence: found 'It is so.'" in warnings
    assert "index.md:5: ERROR: phrase without an owner: found 'Sources say'" in warnings


def test_the_lint_is_silent_on_sound_prose(book):
    _, warnings = book(
        "It is so {claim}`first-01`.\n\n```{judgements}\n```\n\n```{bibliography}\n```", None, "prose_lint"
    )
    assert "ERROR" not in warnings and "WARNING" not in warnings


def test_a_withdrawn_judgement_keeps_its_address_and_leads_to_its_erratum(book, tiny_seeds):
    edit(tiny_seeds / "errata.yml", lambda data: data[0].update(withdraws="judgement-6"))
    page, _ = book("```{judgements}\n```\n\n```{bibliography}\n```")
    assert page.find(id="judgement-6").text == "Judgement 6 was withdrawn on 2026-11-25: erratum-01."
    assert page.find(id="judgement-6").a["href"] == "corrections.html#erratum-01"


POINTS = {key: value for key, value in JUDGEMENT.items() if key not in ("statement", "evidence_for", "references")} | {
    "points": [
        {"says": "It is likely that it holds,", "claims": ["first-01"], "references": ["nato-page"]},
        {"says": "and one errs.", "errors": ["second-03"]},
    ],
}  # fmt: skip


def test_a_judgement_in_points_shows_each_mark_beside_the_words_that_it_bears_out(book):
    page, warnings = book("```{judgements}\n```\n\n```{bibliography}\n```", [POINTS])
    statement = page.find(class_="judgement").find_all("p")[1]
    assert " ".join(statement.text.split()) == (
        "It holds. It is likely that it holds First 01 (¶2) B1 [NATO 2023], and one errs Second 03 (¶2) B5."
    )
    assert "Evidence for" not in page.find(class_="judgement").text and "WARNING" not in warnings


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"statement": "It holds."}, "statement beside points"),
        ({"points": [{"says": "It is likely."}]}, "a point needs claims, errors, references or tables"),
    ],
)
def test_a_judgement_whose_points_are_not_whole_is_refused(book, change, words):
    with pytest.raises(SphinxError, match=words):
        book("Text.", [POINTS | change])


def test_a_page_lists_the_pages_of_the_record_that_it_cites(book):
    page, _ = book("It is so {cite}`nato-page`.\n\n```{bibliography}\n```")
    (entry,) = page.find(id="public-record-on-this-page").find_all("li")
    assert "NATO 2023" in entry.text and "A page" in entry.text and "Seen 2026-11-22" in entry.text
    assert entry.a["href"] == "https://example.org/page"


def test_a_claim_that_a_table_names_has_its_card_too(book):
    table = show_table(pd.DataFrame({"deed": ["One"], "claims": [["first-02"]]}), "Deeds", name="deeds")
    page, _ = book(f"```{{raw}} html\n{table.html}\n```")
    assert page.find(id="card-first-02")


def test_a_table_mark_leads_to_the_table_on_whatever_page_it_stands(book):
    page, warnings = book(":::{assessment}\nOne errs {table}`register-first`.\n:::")
    link = page.find("a", class_="shown-link")
    assert link["href"] == "evidence.html#table-register-first" and link.text == "table register first"
    assert "WARNING" not in warnings and "ERROR" not in warnings


def test_a_table_mark_without_table_is_an_error_with_the_nearest_name(book):
    _, warnings = book(":::{assessment}\nOne errs {table}`register-firs`.\n:::")
    assert "no table 'register-firs' in the book; did you mean 'register-first'?" in warnings
    assert "index.md:4" in warnings


def test_a_word_on_method_looks_unlike_an_assessment(book):
    page, warnings = book(":::{assessment} method\nIt was done so {claim}`first-01`.\n:::")
    block = page.find(class_="assessment")
    assert (
        "method" in block["class"]
        and block.text.startswith("\nAbout this report")
        and "WARNING" not in warnings
    )
    _, warnings = book(":::{assessment} guess\nIt was done so {claim}`first-01`.\n:::")
    assert "no assessment of the kind 'guess'" in warnings


def test_a_range_leads_to_its_first_claim_and_every_claim_of_it_leads_back(book, tmp_path):
    page, _ = book("So it is {claim}`second-01..02`.")
    assert page.find("a", class_="claim-chip")["href"] == "evidence.html#second-01"
    register = BeautifulSoup(
        (tmp_path / "out" / "html" / "evidence.html").read_text(encoding="utf-8"), "html.parser"
    )
    for name in ("second-01", "second-02"):
        assert register.find(id=name).find(class_="uses").a["href"] == "index.html#use-second-01-1"


def test_the_lint_finds_an_empty_mark_that_sphinx_does_not_see(book):
    _, warnings = book("It is so {claim}``.", None, "prose_lint")
    assert "a mark that is none" in warnings and "index.md:3" in warnings


def test_a_page_without_a_heading_has_its_cards_too(book, tmp_path):
    book("Text.")
    (tmp_path / "book" / "bare.md").write_text("So it is {claim}`first-01`.\n", encoding="utf-8")
    book("Text.")
    bare = BeautifulSoup((tmp_path / "out" / "html" / "bare.html").read_text(encoding="utf-8"), "html.parser")
    assert bare.find(id="card-first-01")


def test_the_bibliography_leads_back_to_prose_judgements_tables_and_the_register(book, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "references.md").write_text(
        "---\norphan: true\n---\n\n# References\n\n```{bibliography}\n:all:\n```\n", encoding="utf-8"
    )
    frame = pd.DataFrame({"deed": ["One"], "references": [["nato-page"]]})
    table = show_table(frame, "Deeds", name="deeds").html
    page, warnings = book(
        f"Said {{cite}}`nato-page`.\n\n## Limits\n\nAgain {{cite}}`nato-page`.\n\n```{{judgements}}\n```\n\n"
        f"```{{raw}} html\n{table}\n```"
    )
    assert warnings == ""
    references = (tmp_path / "out" / "html" / "references.html").read_text(encoding="utf-8")
    entry = BeautifulSoup(references, "html.parser").select_one("div.citation")
    assert entry["role"] == "listitem" and entry.find_parent(role="list")
    assert "July 2023" in entry.text  # its day is not known
    assert entry.find(class_="uses").text == (
        "used in Front page: opening, Limits, judgement 1, table deeds · Register: first-01, second-03"
    )
    for link in entry.select(".uses a[href^='index.html']"):
        assert page.find(id=link["href"].partition("#")[2])
