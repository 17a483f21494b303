"""Corrections: tied to the words they correct, complete for what the record contradicts, shown as text."""

import dataclasses

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import edit, write_yaml

import analysis
from analysis import corrections
from analysis.anchors import digest


def test_a_correction_shows_what_is_said_what_is_right_and_how_it_arose(tiny):
    row = corrections.table_corrections(tiny, "second").iloc[0]
    assert row[["claim", "right", "origin", "basis", "severity"]].tolist() == [
        "second-03", "It covers attacks in an area.", "author", "inferred", "high",
    ]  # fmt: skip
    page = BeautifulSoup(corrections.show_corrections(tiny, "second").html, "html.parser")
    assert page.find("tr", id="correction-01").find("a", href="evidence.html#second-03")


def test_a_document_without_errors_says_so(tiny):
    assert "none was found" in corrections.show_corrections(tiny, "first").html


@pytest.mark.parametrize("field", ["says", "right", "origin_reason", "consequence"])
def test_markup_in_a_correction_stays_text(tiny, field):
    tiny.corrections.loc["correction-01", field] = "<img src=x onerror=alert(1)>"
    assert "<img" not in corrections.show_corrections(tiny, "second").html


@pytest.mark.parametrize("field", ["place", "said", "right", "how_found"])
def test_markup_in_an_erratum_stays_text(tiny, field):
    tiny.errata.loc["erratum-01", field] = "<img src=x onerror=alert(1)>"
    assert "<img" not in corrections.show_errata(tiny).html


def test_an_erratum_says_first_what_we_said_and_then_what_is_right(tiny):
    row = BeautifulSoup(corrections.show_errata(tiny).html, "html.parser").find("tr", id="erratum-01")
    assert [cell.text.strip() for cell in row.find_all("td")][1:3] == ["No.", "Yes."]


def test_the_gravest_errors_come_first_and_sorts_stand_as_in_the_codebook(evidence):
    for source in evidence.sources.index:
        found = corrections.table_corrections(evidence, source)["severity"].map(
            {"high": 0, "medium": 1, "low": 2}
        )
        assert found.is_monotonic_increasing
    labels = [evidence.codebook.label("error", code) for code in evidence.codes("error")]
    shown = corrections.table_errors(evidence)["error"].tolist()
    assert shown == [label for label in labels if label in shown]


def test_numbers_count_severity_and_origin(tiny):
    rows = [
        ("high", "translation", "seen"), ("medium", "paraphrase", "inferred"), ("low", "compilation", "inferred"),
        ("low", "author", "seen"), ("low", "statement", "inferred"),
    ]  # fmt: skip
    table = pd.concat([tiny.corrections.assign(severity=s, origin=o, origin_basis=b) for s, o, b in rows])
    table["same_as"] = [None, "correction-01", None, None, None]
    found = corrections.numbers(dataclasses.replace(tiny, corrections=table))
    assert found == {
        "documents": "two", "corrections": 5, "severe_corrections": 1, "slips": 3, "repeats": 1,
        "in_transit": 3, "transit_seen": 1, "transit_inferred": 2, "errata": 1,
    }  # fmt: skip


def test_our_own_errors_are_shown_with_their_dates(tiny):
    html = corrections.show_errata(tiny).html
    assert 'id="erratum-01"' in html and "2026-11-25" in html


def test_no_erratum_is_a_sound_state(tiny_seeds):
    write_yaml(tiny_seeds / "errata.yml", [])
    assert "none yet" in corrections.show_errata(analysis.load(tiny_seeds)).html


SPOILT = [
    ("corrections.yml", lambda data: data[0]["expect"].update(statement="covers nothing"),
     ["correction-01: expect", "second-03 no longer says", "close the correction"]),
    ("corrections.yml", lambda data: data[0]["expect"].update(digest="0" * 12), ["expect", "is now anchored at"]),
    ("dossiers/second.yml", lambda data: data["claims"][2].update(statement="Article 5 is silent."),
     ["correction-01: expect", "no longer says"]),
    ("corrections.yml", lambda data: data[0].update(claim="second-09"), ["correction-01: claim", "no such claim"]),
    ("corrections.yml", lambda data: data[0].update(claim="second-02"), ["correction-01: claim", "unverified"]),
    ("checks.yml", lambda data: data[1].update(verdict="unverified", silence="Not seen."),
     ["correction-01: claim", "unverified"]),
    ("corrections.yml", lambda data: data[0]["expect"].update(digest=digest("Article 5 covers an armed attack")[1:13]),
     ["expect", "is now anchored at"]),
    ("corrections.yml", lambda data: data[0].update(references=["nowhere"]), ["correction-01", "'nowhere'"]),
    ("corrections.yml", lambda data: data.append(data[0]), ["correction-01: id", "2 entries"]),
    ("corrections.yml", lambda data: data[0].update(error="slip"), ["error", "'slip'", "Allowed: name"]),
    ("corrections.yml", lambda data: data.clear(), ["no correction of second-03, which the record contradicts"]),
    ("errata.yml", lambda data: data[0].update(claims=["first-09"]), ["erratum-01: claims", "first-09"]),
    ("errata.yml", lambda data: data[0].update(mended="2020-01-01"), ["erratum-01", "lies before found"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), SPOILT, ids=range(len(SPOILT)))
def test_a_correction_that_lost_its_error_stops_the_build(tiny_seeds, file, change, words):
    edit(tiny_seeds / file, change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    for word in words:
        assert word in str(caught.value)


def test_every_contradicted_claim_of_the_book_has_its_correction(evidence):
    wrong = set(evidence.claims.index[evidence.claims["verdict"] == "contradicted"])
    assert wrong <= set(evidence.corrections["claim"])


def test_the_title_of_the_figure_counts_what_it_draws(evidence):
    report = corrections.plot_origins(evidence).report
    found = corrections.numbers(evidence)
    assert f"{found['in_transit']} of the {found['corrections']} errors" in report["title"]
    assert report["data"].drop(columns="document").to_numpy().sum() == found["corrections"]
