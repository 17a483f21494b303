"""Citing from Python and the page *cite*: what can be cited, in which version, and what is refused."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace

import pytest
from conftest import ROOT
from test_citation_formats import ADDRESS, CLAIM, edition

import analysis
from analysis import citation, divisions
from analysis.citable import Citable
from analysis.citation import cite, load_citables, show_citation, table_parts
from analysis.citation_styles import STYLES
from analysis.model import Identifier
from analysis.model.identifier import Renaming, Withdrawal

FIGURE = Citable("figure-stances", "figure", "Who wants what", "divisions.html", "figure-stances")
TABLE = Citable("table-office", "table", "The office", "divisions.html", "table-office")


@pytest.fixture
def index(tmp_path):
    """Return an index as the build writes it, with one figure and one table."""
    path = tmp_path / "index.json"
    path.write_text(json.dumps([asdict(FIGURE), asdict(TABLE)]), encoding="utf-8")
    return path


def message(evidence, *arguments, index=citation.INDEX) -> str:
    """Return what is said when something cannot be cited."""
    with pytest.raises(ValueError) as caught:
        cite(*arguments, evidence=evidence, index=index)
    return str(caught.value)


# What can be cited


def test_the_report_chapters_judgements_and_claims_can_be_cited_without_a_built_book(evidence, tmp_path):
    found = load_citables(evidence, index=tmp_path / "none.json")
    kinds = {
        kind: [one.id for one in found.values() if one.kind == kind]
        for kind in ("report", "chapter", "judgement", "figure", "table", "claim")
    }
    assert kinds["report"] == ["report"] and kinds["figure"] == kinds["table"] == []
    assert kinds["chapter"][:3] == ["background", "partnerships", "divisions"] and "cite" in kinds["chapter"]
    assert kinds["judgement"] == [one.id for one in analysis.load_judgements(evidence)]
    assert kinds["claim"] == list(evidence.claims.index)


def test_figures_and_tables_are_those_of_the_last_build(evidence, index):
    found = load_citables(evidence, index=index)
    assert (found["figure-stances"], found["table-office"]) == (FIGURE, TABLE)


def test_a_chapter_has_the_title_that_stands_above_it(evidence):
    found = load_citables(evidence)
    assert found["divisions"] == Citable("divisions", "chapter", "Alliance divisions", "divisions.html")
    assert found["evidence"].title == "Evidence: the register of claims"


# Citing


def test_the_citation_names_the_version_of_the_files_at_hand(evidence):
    version = analysis.load_edition(evidence.references).version
    for style in [*STYLES, "bibtex", "ris", "csl-json"]:
        assert version in str(cite("elpais-33", style, evidence=evidence)), style


def test_the_citation_prints_as_text_and_shows_in_a_notebook_with_italics(evidence):
    shown = cite("divisions", evidence=evidence)
    assert repr(shown) == str(shown) and "<i>" not in str(shown)
    assert shown._repr_html_().startswith(
        '<p class="citations">NATO and the Asia-Pacific Four project. (2026). Alliance divisions. In <i>'
    )


def test_without_an_id_the_report_is_cited_in_apa(evidence):
    text = str(cite(evidence=evidence))
    assert text.startswith(
        "NATO and the Asia-Pacific Four project. (2026). NATO and the Asia-Pacific Four: An evidence-linked report (Version "
    )


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_the_address_stands_in_the_citation_where_there_is_one(evidence, monkeypatch, address):
    monkeypatch.setenv("BOOK_ADDRESS", address)
    text = str(cite("elpais-33", evidence=evidence))
    assert text.endswith(f" {ADDRESS}evidence.html#elpais-33" if address else ").")


def test_a_format_is_shown_as_it_stands_in_its_file(evidence, index):
    shown = cite("figure-stances", "bibtex", evidence=evidence, index=index)
    assert str(shown).startswith("@incollection{nato-asia-pacific-four-") and shown.html.startswith(
        '<pre class="citations">@'
    )
    assert "title = {{Figure} stances: {Who} wants what}" in str(shown)


# What is refused


def test_an_unknown_style_is_refused_with_those_there_are(evidence):
    assert message(evidence, "divisions", "chicag") == (
        "no style 'chicag'; did you mean 'chicago'? Allowed: apa, chicago, chicago-note, oscola, bibtex, ris, csl-json"
    )


def test_an_unknown_chapter_is_refused_with_the_nearest(evidence):
    told = message(evidence, "divison")
    assert (
        "nothing with the id 'divison' can be cited; did you mean 'divisions'? Allowed: report, background"
        in told
    )


def test_an_unknown_judgement_is_refused_with_all_there_are(evidence):
    ids = ", ".join(one.id for one in analysis.load_judgements(evidence))
    assert message(evidence, "judgement-44").endswith(f"Allowed: {ids}")


def test_a_claim_that_is_not_there_is_refused_with_the_claims_of_its_document(evidence):
    told = message(evidence, "skai-999")
    assert "Allowed: skai-01" in told and "elpais" not in told


def test_a_figure_that_was_renamed_is_refused_with_the_figures_there_are(evidence, index):
    assert message(evidence, "figure-stance", index=index) == (
        "nothing with the id 'figure-stance' can be cited; did you mean 'figure-stances'? Allowed: figure-stances"
    )


def test_an_id_that_the_registry_knows_as_renamed_or_withdrawn_is_refused_with_what_became_of_it(
    evidence, index, monkeypatch
):
    gone = [
        Identifier(id="figure-old", kind="figure", since="2026.11.1", named="Old",
                   renamed=Renaming(version="2026.12.0", to="figure-stances", reason="Clearer.")),
        Identifier(id="elpais-99", kind="claim", since="2026.11.1", digest="0" * 12,
                   withdrawn=Withdrawal(version="2026.12.0", reason="Coded twice.", superseded_by="elpais-33")),
    ]  # fmt: skip
    monkeypatch.setattr("analysis.citation.load_identifiers", lambda: gone)
    assert message(evidence, "figure-old", index=index) == (
        "figure-old was renamed figure-stances (version 2026.12.0: Clearer.); cite figure-stances"
    )
    assert message(evidence, "elpais-99", index=index) == (
        "elpais-99 was withdrawn and cannot be cited (version 2026.12.0: Coded twice.); cite elpais-33"
    )


def test_where_the_book_was_not_built_a_figure_is_refused_with_the_command_to_build_it(evidence, tmp_path):
    told = message(evidence, "figure-stances", index=tmp_path / "none.json")
    assert (
        told
        == "no figure 'figure-stances': figures and tables are known once the book was built; run `make book`"
    )


def test_a_judgement_that_was_withdrawn_is_refused_with_its_erratum(evidence):
    withdrawn = evidence.errata["withdraws"].dropna()
    assert len(withdrawn) > 0
    for erratum, name in withdrawn.items():
        assert (
            message(evidence, name)
            == f"{name} was withdrawn and cannot be cited; see {erratum} on the page of corrections"
        )
        assert name not in load_citables(evidence)


# The page


def test_the_parts_of_a_citation_are_those_of_the_edition():
    table = table_parts(CLAIM, edition("2026.11.1", "2026-11-25", ADDRESS)).set_index("part")["example"]
    assert table.to_dict() == {
        "Author": "NATO and the Asia-Pacific Four project", "Year": "2026",
        "Part": "Claim elpais-33, register of claims",
        "Report": "NATO and the Asia-Pacific Four: An evidence-linked report", "Version": "2026.11.1",
        "Address": f"{ADDRESS}evidence.html#elpais-33", "Key": "nato-asia-pacific-four-2026.11.1-elpais-33",
    }  # fmt: skip
    assert table_parts(CLAIM, edition()).set_index("part").at["Address", "example"] == ""


def test_the_page_shows_each_citation_in_every_style_with_its_files():
    shown = show_citation(CLAIM, edition())
    assert [name for name in STYLES.values() if f"<dt>{name}</dt>" in shown.html] == list(STYLES.values())
    assert re.findall(r'href="([^"]+)"', shown.html) == [
        f"citations/elpais-33.{suffix}" for suffix in ("bib", "ris", "json")
    ]
    assert len(shown.text.splitlines()) == len(STYLES)


def test_a_figure_of_the_page_has_the_title_that_stands_above_it(evidence):
    found = citation.figure_citable(divisions.plot_stances(evidence), "divisions.html")
    assert replace(found, title="") == replace(FIGURE, title="")
    assert found.title.startswith("On the Tokyo office")


def test_the_page_has_an_example_of_every_kind():
    text = (ROOT / "book" / "cite.md").read_text(encoding="utf-8")
    for heading in (
        "The whole report",
        "A chapter",
        "A key judgement",
        "A claim",
        "A figure",
        "A table",
        "From Python",
    ):
        assert f"\n## {heading}\n" in text
