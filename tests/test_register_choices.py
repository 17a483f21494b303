"""The choices of the register: every code that a claim has, and F and 6 at no end of a scale."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup

from analysis.evidence import register_html
from analysis.register_choices import choices_html, row_codes


def read(evidence):
    """Return the choices by name, each as its groups of codes."""
    box = BeautifulSoup(choices_html(evidence), "html.parser").div
    assert box.has_attr("hidden") and box.text == ""
    return {name: dict(groups) for name, _, groups in json.loads(box["data-choices"])}


def codes(groups):
    return {code for group in groups.values() for code, _ in group}


def test_every_claim_can_be_chosen_by_every_choice(evidence):
    choices = read(evidence)
    for source in evidence.sources.index:
        assert source in codes(choices["source"])
        assert evidence.sources.at[source, "reliability"] in codes(choices["letter"])
        for attributes in row_codes(evidence, source).values():
            for name in ("topic", "verdict", "figure", "voice"):
                assert attributes.get(f"data-{name}", "author") in codes(choices[name])


def test_no_choice_is_offered_that_no_claim_has(tiny):
    choices = read(tiny)
    assert codes(choices["verdict"]) == {"confirmed", "contradicted", "not-checked"}
    assert codes(choices["topic"]) == {"ap4-partnership", "liaison-office", "china-reaction", "treaty-scope"}
    assert codes(choices["voice"]) == {"author", "Jens Stoltenberg", "Lin Yan"}


def test_no_basis_stands_apart_from_both_scales(tiny):
    assert [code for code, _ in read(tiny)["figure"]["no basis to judge"]] == ["6"]
    assert "6" not in [code for code, _ in read(tiny)["figure"]["judged, 1 best"]]
    tiny.sources.loc["first", "reliability"] = "F"
    assert [code for code, _ in read(tiny)["letter"]["no basis to judge"]] == ["F"]
    assert "F" not in [code for code, _ in read(tiny)["letter"]["judged, A best"]]


def test_rows_of_the_register_carry_their_codes(tiny):
    page = BeautifulSoup(register_html(tiny, "second", {}), "html.parser")
    box = page.find(class_="report-table")
    assert (box["data-source"], box["data-letter"], box["data-label"]) == ("second", "B", "Second")
    row = page.find(id="second-02")
    assert (row["data-topic"], row["data-verdict"], row["data-figure"], row["data-voice"]) == (
        "china-reaction", "not-checked", "6", "Lin Yan",
    )  # fmt: skip
    assert not page.find(id="second-03").has_attr("data-voice")  # its own voice goes without saying


def test_markup_in_a_voice_stays_text(tiny):
    nasty = "</div><script>alert(1)</script>\"'"
    tiny.claims.loc["first-01", "speaker"] = nasty
    box = BeautifulSoup(choices_html(tiny), "html.parser")
    assert not box.find("script") and nasty in codes(read(tiny)["voice"])
