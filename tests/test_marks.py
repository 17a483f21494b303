"""Marks in prose, tried on tiny books: what they render, and what fails the build."""

from __future__ import annotations

import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, write_yaml
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp

import analysis

JUDGEMENT = {
    "id": "judgement-1", "title": "It holds", "statement": "It is likely that it holds.", "likelihood": "likely",
    "confidence": "low", "confidence_reason": "One source.", "evidence_for": ["first-01"],
    "evidence_against": ["first-02"], "references": ["nato-page"], "chapter": "index",
}  # fmt: skip


@pytest.fixture
def book(tmp_path, tiny_seeds, monkeypatch):
    """Return a function that builds a one-page book with the tiny evidence: text in, page and warnings out."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    monkeypatch.setattr(analysis, "load", lambda: analysis.corpus.load(tiny_seeds))

    def build(text: str, judgements: list | None = None) -> tuple[BeautifulSoup, str]:
        source = tmp_path / "book"
        source.mkdir(exist_ok=True)
        (source / "index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
        (source / "evidence.md").write_text(
            "---\norphan: true\n---\n\n# Register\n\n```{register} first\n```\n", encoding="utf-8"
        )
        write_yaml(source / "judgements.yml", judgements or [JUDGEMENT])
        settings = {
            "extensions": ["myst_parser", "sphinxcontrib.bibtex", "evidence_marks", "bibliography_labels"],
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
    for name in ("evidence_marks", "bibliography_labels"):
        sys.modules.pop(name, None)


def test_a_claim_becomes_a_chip_that_leads_to_the_register(book):
    page, warnings = book("So it is {claim}`first-01`.")
    chip = page.find("a", class_="claim-chip")
    assert chip["href"] == "evidence.html#first-01"
    assert chip.text == "First 01 (¶2) B1"
    assert "Japan is the closest partner." in chip["title"] and "WARNING" not in warnings


def test_several_claims_become_several_chips(book):
    page, _ = book("So it is {claim}`first-01, second-01`.")
    assert [chip.text for chip in page.find_all("a", class_="claim-chip")] == [
        "First 01 (¶2) B1", "Second 01 (¶1) B3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{claim}`first-99`", ["index.md:3", "no claim 'first-99'", "did you mean 'first-0"]),
        ("{claim}``", ["index.md:3"]),
        ("{claim}` , `", ["an empty mark", "{claim}`elpais-07`"]),
        ("{claim}`second-03`", ["contradicts second-03", "{reported-error}`second-03`"]),
        ("{reported-error}`first-01`", ["does not contradict first-01", "{claim}`first-01`"]),
        ("{claim}`<b>x</b>`", ["no claim '<b>x</b>'"]),
        (":::{assessment}\nWe think so.\n:::", ["an assessment without evidence"]),
        (":::{assessment}\n:::", ["Content block expected"]),
        ("```{judgement} judgement-9\n```", ["no judgement 'judgement-9'", "Allowed: judgement-1"]),
        ("```{register} third\n```", ["no document 'third'", "Allowed: first, second"]),
    ],
)
def test_a_mark_without_sound_evidence_is_an_error_with_place_and_remedy(book, text, words):
    _, warnings = book(f"{text} is so." if text.startswith("{") else text)
    if text == "{claim}``":  # no role at all in MyST: the text shows, which the prose lint will see
        return
    for word in words:
        assert word in warnings


def test_a_contradicted_claim_can_be_reported_as_an_error(book):
    page, warnings = book("It errs {reported-error}`second-03`.")
    assert "contradicted" in page.find("a", class_="claim-chip")["class"] and "WARNING" not in warnings


def test_a_judgement_shows_confidence_and_evidence_both_ways(book):
    page, warnings = book("```{judgement} judgement-1\n```\n\n```{bibliography}\n```")
    block = page.find(class_="judgement")
    assert block["id"] == "judgement-1"
    assert "1. It holds. It is likely that it holds." in block.text
    assert "Low confidence. One source." in block.text
    assert [chip["href"] for chip in block.find_all("a", class_="claim-chip")] == [
        "evidence.html#first-01", "evidence.html#first-02",
    ]  # fmt: skip
    assert "WARNING" not in warnings


def test_a_judgement_on_errors_shows_them_and_says_on_what_it_hangs(book):
    change = {"evidence_for": [], "evidence_errors": ["second-03"]}
    page, _ = book("```{judgement} judgement-1\n```", [JUDGEMENT | change])
    block = page.find(class_="judgement")
    assert block.find("a", href="evidence.html#second-03") and "Errors that bear it out:" in block.text
    assert "Without Second or without contradicted claims or" in block.text


def test_mark_up_in_a_judgement_stays_text(book):
    nasty = {
        "title": "<script>alert(1)</script>",
        "statement": "It is likely {nb-download}`x` **b** <b>c</b>.",
    }
    page, _ = book("```{judgement} judgement-1\n```", [JUDGEMENT | nasty])
    block = page.find(class_="judgement")
    assert not block.find("script") and not block.find("b")
    assert "<script>alert(1)</script>" in block.text and "{nb-download}`x` **b**" in block.text


def test_an_assessment_with_evidence_is_set_off(book):
    page, warnings = book(":::{assessment}\nWe think so {claim}`first-01`.\n:::")
    assert page.find(class_="assessment").find("a", class_="claim-chip") and "WARNING" not in warnings


def test_the_register_links_back_to_the_pages_that_use_a_claim(book, tmp_path):
    book("So it is {claim}`first-01`.")
    register = BeautifulSoup(
        (tmp_path / "out" / "html" / "evidence.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert register.find(id="first-01").find("a", href="index.html").text == "Front page"
    assert not register.find(id="first-02").find("a", href="index.html")


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
