"""Citations as text: each kind in each style, word for word, as a librarian would read them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from test_citation_formats import ADDRESS, CHAPTER, CLAIM, PROJECT, TITLES, edition

from analysis import citation_styles
from analysis.citable import Citable
from analysis.citation_formats import csl_item
from analysis.citation_styles import STYLES, plain, render, render_all

REPORT = Citable("report", "report", "", "index.html")
JUDGEMENT = Citable("judgement-4", "judgement", "No Tokyo office is in sight", "index.html", "judgement-4")
FIGURE = Citable(
    "figure-matrix", "figure", "Least speaks against “No office”, by 1 point", "outlook.html", "figure-matrix"
)
TABLE = Citable(
    "table-office", "table", "The well-known office, step by step", "divisions.html", "table-office"
)
LOW = "<i>NATO and the Asia-Pacific Four: An evidence-linked report</i>"
HIGH = "<i>NATO and the Asia-Pacific Four: An Evidence-Linked Report</i>"

READ = [
    (REPORT, "apa", f"{PROJECT}. (2026). {LOW} (Version 2026.11.1)."),
    (REPORT, "chicago", f"{PROJECT}. {HIGH}. Version 2026.11.1. 2026."),
    (REPORT, "chicago-note", f"{PROJECT}, {HIGH}, version 2026.11.1 (2026)."),
    (REPORT, "oscola", f"{PROJECT}, ‘NATO and the Asia-Pacific Four: An Evidence-Linked Report’ (version 2026.11.1, 2026)."),
    (CHAPTER, "apa", f"{PROJECT}. (2026). Alliance divisions. In {LOW} (Version 2026.11.1)."),
    (CHAPTER, "chicago", f"{PROJECT}. “Alliance Divisions.” In {HIGH}, version 2026.11.1. 2026."),
    (CHAPTER, "chicago-note", f"{PROJECT}, “Alliance Divisions,” in {HIGH}, version 2026.11.1 (2026)."),
    (CHAPTER, "oscola", f"{PROJECT}, ‘Alliance Divisions’ in {HIGH} (version 2026.11.1, 2026)."),
    (JUDGEMENT, "apa", f"{PROJECT}. (2026). Key judgement 4: No Tokyo office is in sight. In {LOW} (Version 2026.11.1)."),
    (JUDGEMENT, "oscola", f"{PROJECT}, ‘Key Judgement 4: No Tokyo Office Is in Sight’ in {HIGH} (version 2026.11.1, 2026)."),
    (CLAIM, "apa", f"{PROJECT}. (2026). Claim elpais-33, register of claims. In {LOW} (Version 2026.11.1)."),
    (CLAIM, "chicago", f"{PROJECT}. “Claim elpais-33, Register of Claims.” In {HIGH}, version 2026.11.1. 2026."),
    (CLAIM, "oscola", f"{PROJECT}, ‘Claim elpais-33, Register of Claims’ in {HIGH} (version 2026.11.1, 2026)."),
    (FIGURE, "apa", f"{PROJECT}. (2026). Figure matrix: Least speaks against “No office”, by 1 point. In {LOW} (Version 2026.11.1)."),
    (FIGURE, "chicago", f"{PROJECT}. “Figure matrix: Least Speaks Against ‘No Office’, by 1 Point.” In {HIGH}, version 2026.11.1. 2026."),
    (TABLE, "chicago-note", f"{PROJECT}, “Table office: The Well-Known Office, Step by Step,” in {HIGH}, version 2026.11.1 (2026)."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("citable", "style", "text"), READ, ids=[f"{one.id} {style}" for one, style, _ in READ]
)
def test_a_citation_reads(citable, style, text):
    assert render(csl_item(citable, edition()), style) == text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "citable", [REPORT, CHAPTER, JUDGEMENT, CLAIM, FIGURE, TABLE], ids=lambda one: one.id
)
def test_a_citation_names_version_and_place_once_and_says_nothing_twice(citable, style):
    without = plain(render(csl_item(citable, edition("2026.11.1+0a1b2c3d")), style))
    assert without.count("2026.11.1+0a1b2c3d") == 1 and without.count(PROJECT) == 1
    assert "http" not in without and not re.search(r"\.\.|,,|\s\s|\s[.,]|Versions", without)
    place = edition(address=ADDRESS).address("" if citable is REPORT else citable.page, citable.anchor)
    assert plain(render(csl_item(citable, edition(address=ADDRESS)), style)).count(place) == 1


@pytest.mark.parametrize("style", STYLES)
def test_two_versions_of_one_claim_differ_in_version_and_year_only(style):
    old = render(csl_item(CLAIM, edition("2026.11.1", "2026-11-25")), style)
    new = render(csl_item(CLAIM, edition("2027.1.0", "2027-01-09")), style)
    assert old != new
    assert old.replace("2026.11.1", "VERSION").replace("2026", "YEAR") == new.replace(
        "2027.1.0", "VERSION"
    ).replace("2027", "YEAR")


@settings(max_examples=30)
@given(title=TITLES)
def test_no_title_becomes_live_html(title):
    (texts,) = render_all(
        [csl_item(Citable("table-wild", "table", title, "a.html"), edition(address=ADDRESS))]
    )
    assert list(texts) == list(STYLES)
    for text in texts.values():
        assert set(re.findall(r"<[^>]*>?", text)) <= {"<i>", "</i>"}
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)


def test_signs_of_mark_up_in_a_title_are_shown_as_they_are():
    odd = Citable("table-odd", "table", "a <b>bold</b> & a < b", "a.html")
    assert "a &lt;b&gt;bold&lt;/b&gt; &amp; a &lt; b" in render(csl_item(odd, edition()), "apa")
    assert "a <b>bold</b> & a < b" in plain(render(csl_item(odd, edition()), "apa"))


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_a_claim_that_another_one_served_for_reads_as_if_set_by_itself(address):
    names = ["elpais-33", "asianews-01", "skai-14"]
    claims = [Citable(name, "claim", f"What {name} says.", "evidence.html", name) for name in names]
    items = [csl_item(claim, edition(address=address)) for claim in claims]
    for item, texts in zip(items, render_all(items), strict=True):
        assert texts == {style: render(item, style) for style in STYLES}


@pytest.mark.parametrize("citable", [CHAPTER, CLAIM, FIGURE], ids=lambda one: one.id)
def test_what_is_remembered_of_a_style_changes_no_citation(citable, monkeypatch):
    item = csl_item(citable, edition(address=ADDRESS))
    remembered = {style: render(item, style) for style in STYLES}
    monkeypatch.setattr(citation_styles, "_MACROS", {})  # the processor searches and follows by itself
    monkeypatch.setattr(citation_styles.CitationStylesElement, "xpath_search", citation_styles._SEARCH_ALL)
    monkeypatch.setattr(citation_styles.CitationItem, "reference", citation_styles._LOOK_UP)
    assert {style: render(item, style) for style in STYLES} == remembered
