"""Outlook: hypotheses ranked by what speaks against them, items that tell nothing told, indicators kept."""

import dataclasses

import pandas as pd
import pytest
from conftest import edit, write_yaml

import analysis
from analysis import outlook


def test_hypotheses_are_ranked_by_what_speaks_against_them_and_not_by_what_fits(tiny):
    table = outlook.table_hypotheses(tiny, "rain")
    assert table[["hypothesis", "against"]].values.tolist() == [
        ["none", 1],
        ["some", 1],
        ["hail", 2],
        ["much", 3],
    ]
    assert table["rank"].tolist() == [1, 1, 2, 3]


def weighed(tiny, weights):
    """Replace the matrix by literal weights: one list per item, in the order none, some, much, hail."""
    rows = [
        {"question": "rain", "item": f"rain-{place}", "label": f"item {place}", "text": f"Item {place}", "claims": [],
         "references": [], "hypothesis": f"rain-{name}", "consistency": "neutral", "weight": weight, "reason": "R."}
        for place, line in enumerate(weights, start=1)
        for name, weight in zip(["none", "some", "much", "hail"], line, strict=True)
    ]  # fmt: skip
    return dataclasses.replace(tiny, matrix=pd.DataFrame(rows))


def test_what_fits_does_not_lift_a_rank_and_only_orders_equals(tiny):
    evidence = weighed(tiny, [[-1, -2, 0, 0], [0, 2, 0, 2], [0, 2, -1, -1], [0, 2, 0, 0]])
    table = outlook.table_hypotheses(evidence, "rain")
    assert table["hypothesis"].tolist() == ["hail", "none", "much", "some"]
    assert table["rank"].tolist() == [1, 1, 1, 2]


def test_the_margin_is_that_to_the_next(tiny):
    evidence = weighed(tiny, [[-1, -2, -2, -2], [0, -1, -2, -2], [0, 0, -2, -2], [0, 0, 0, -1]])
    assert "by 2 points" in outlook.plot_matrix(evidence, "rain").report["title"]
    margins = outlook.table_dependence(evidence, "rain").set_index("without")["margin"]
    assert margins["Item 1"] == 1 and margins["Item 4"] == 2


def test_the_status_of_an_indicator_is_in_plain_words(tiny):
    assert outlook.table_indicators(tiny, "rain")["status"].tolist() == ["not seen", "not seen"]


@pytest.mark.parametrize("verdict", ["unverified", "contradicted"])
def test_an_item_may_not_rest_on_what_the_record_does_not_bear_out(tiny_seeds, verdict):
    edit(tiny_seeds / "hypotheses.yml", lambda data: data[0]["items"][0].update(claims=["second-03"]))
    silence = {"silence": "Looked, not seen."} if verdict == "unverified" else {}
    edit(tiny_seeds / "checks.yml", lambda data: data[1].update(verdict=verdict, **silence))
    write_yaml(tiny_seeds / "corrections.yml", [])
    with pytest.raises(analysis.EvidenceError, match="rain-01: claims"):
        analysis.load(tiny_seeds)


def test_an_item_rated_alike_everywhere_has_no_diagnostic_value(tiny):
    table = outlook.table_matrix(tiny, "rain").set_index("item")
    assert table["diagnosticity"].to_dict() == {"Item 1": 3, "Item 2": 3, "Item 3": 1, "Item 4": 0}
    assert table.loc["Item 1", ["none", "some", "much", "hail"]].tolist() == ["+", "−", "−−", "0"]


def test_leaving_an_item_out_can_change_the_lead(tiny):
    table = outlook.table_dependence(tiny, "rain").set_index("without")
    assert table.loc["Item 3", ["leads", "changed"]].tolist() == ["none", "yes"]
    assert table.loc["Item 4", ["leads", "changed"]].tolist() == ["none and some", "no"]


def test_the_numbers_of_prose_are_those_of_the_tables(tiny):
    assert outlook.numbers(tiny) == {"rain_items": 4, "rain_leading": "none and some", "rain_next": "hail"}


def test_without_questions_there_is_nothing_to_say(tiny_seeds):
    (tiny_seeds / "hypotheses.yml").write_text("[]\n")
    evidence = analysis.load(tiny_seeds)
    assert outlook.numbers(evidence) == {} and evidence.matrix.empty


def test_the_books_questions_are_whole(evidence):
    for question, rows in evidence.hypotheses.groupby("question"):
        assert len(rows) >= 4
        matrix = evidence.matrix[evidence.matrix["question"] == question]
        assert len(matrix) == len(rows) * matrix["item"].nunique()
        assert (matrix["reason"].str.len() > 20).all()
        assert len(outlook.table_indicators(evidence, question)) >= 4
    assert evidence.hypotheses["question"].nunique() >= 2


def test_no_leading_hypothesis_of_the_book_is_free_of_evidence_against(evidence):
    # where nothing at all speaks against an answer, the matrix was filled to confirm it
    for question in evidence.hypotheses["question"].unique():
        assert outlook.table_hypotheses(evidence, question)["against"].min() > 0


def test_the_figure_says_what_it_shows(evidence):
    report = outlook.plot_matrix(evidence, "office").report
    assert outlook.numbers(evidence)["office_leading"] in report["title"]
    assert len(report["data"]) == (evidence.matrix["question"] == "office").sum()


SPOILT = [
    (lambda data: data[0]["items"][0]["ratings"].pop("rain-hail"), ["rain-01 has no rating for rain-hail"]),
    (lambda data: data[0]["items"][0]["ratings"].update(snow="neutral"), ["rates snow", "no hypothesis of rain"]),
    (lambda data: data[0]["items"][0]["ratings"].update({"rain-hail": "maybe"}), ["'maybe'", "Allowed: strongly-consistent"]),
    (lambda data: data[0]["items"][0].update(claims=[]), ["an item needs claims or references"]),
    (lambda data: data[0]["items"][0].update(claims=["second-03"]), ["rain-01: claims", "second-03", "contradicted"]),
    (lambda data: data[0]["items"][0].update(claims=["first-77"]), ["rain-01: claims", "no such claim"]),
    (lambda data: data[0]["items"][0].update(references=["nowhere"]), ["rain-01", "'nowhere'"]),
    (lambda data: data[0]["hypotheses"].pop(), ["hypotheses", "give at least 4"]),
    (lambda data: data[0]["indicators"][0].update(points_to=["snow"]), ["points to snow"]),
    (lambda data: data[0]["indicators"][0].update(status="seen"), ["a status of seen needs at least one reference"]),
    (lambda data: data[0]["items"][0].update(id="rain-02"), ["the id rain-02 stands twice"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), SPOILT, ids=range(len(SPOILT)))
def test_a_slip_in_the_matrix_is_named(tiny_seeds, change, words):
    edit(tiny_seeds / "hypotheses.yml", change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load(tiny_seeds)
    for word in ["hypotheses.yml", *words]:
        assert word in str(caught.value)
