"""Sensitivity: what becomes of a judgement when a source is taken away is computed and said where it stands."""

import pandas as pd
import pytest
from test_confidence import ORDER, judgement

from analysis import load_judgements
from analysis.confidence import ceiling
from analysis.sensitivity import OUTCOMES, scenarios, sentence, table_sensitivity


def test_every_document_is_left_out_once_and_so_are_poor_sources_errors_and_the_record(tiny):
    trials = {trial.name: trial for trial in scenarios(tiny)}
    assert list(trials) == [
        *(
            "First",
            "Second",
            "sources below C",
            "contradicted claims",
            "its main institution",
            "the public record",
        )
    ]
    assert trials["First"].claims == {"first-01", "first-02"}
    assert trials["contradicted claims"].claims == {"second-03"}


@pytest.mark.parametrize(
    ("grade", "poor"), [("A", False), ("B", False), ("C", False), ("D", True), ("E", True), ("F", False)]
)
def test_d_and_e_are_poor_and_f_is_no_basis(tiny, grade, poor):
    tiny.sources.loc["first", "reliability"] = grade
    left_out = {trial.name: trial.claims for trial in scenarios(tiny)}["sources below C"]
    assert ("first-01" in left_out) is poor


def test_unverified_claims_are_no_contradicted_ones(tiny):
    tiny.claims.loc["first-01", "verdict"] = "unverified"
    assert {trial.name: trial.claims for trial in scenarios(tiny)}["contradicted claims"] == {"second-03"}


def test_a_judgement_that_loses_its_only_support_falls(tiny):
    table = table_sensitivity(tiny, [judgement(confidence="moderate")]).set_index("scenario")
    assert table.at["First", "outcome"] == "falls"
    assert table.at["Second", "outcome"] == "untouched"
    assert table.at["its main institution", "outcome"] == "falls"
    assert table.at["its main institution", "institution"] == "NATO"
    assert table.at["the public record", "outcome"] == "weakens"
    assert set(table["outcome"]) <= set(OUTCOMES)


def test_leaving_out_what_speaks_against_never_makes_a_judgement_surer(tiny):
    contested = judgement(evidence_against=["second-01"])
    table = table_sensitivity(tiny, [contested]).set_index("scenario")
    assert table.at["Second", "ceiling"] == ceiling(contested, tiny).confidence == "low"


def test_no_trial_of_the_book_allows_more_than_all_evidence_does(evidence):
    judgements = load_judgements(evidence)
    full = {item.id: ceiling(item, evidence).confidence for item in judgements}
    for row in table_sensitivity(evidence, judgements).itertuples():
        assert ORDER.index(row.ceiling) <= ORDER.index(full[row.judgement])
        assert (row.removed == 0) == (row.outcome == "untouched")
        assert (row.claims == 0) == (row.ceiling == "none")


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["stands", "untouched"], "No trial leaves less confidence than is claimed."),
        (
            ["falls", "stands"],
            "Without A no credible claim of the documents is left to support it. Every other trial leaves the confidence that is claimed.",
        ),
        (
            ["falls", "weakens"],
            "Without A no credible claim of the documents is left to support it. Without B its confidence would be low at most.",
        ),
        (
            ["falls", "falls"],
            "Without A or without B no credible claim of the documents is left to support it.",
        ),
        (["weakens", "weakens"], "Without any one of these its confidence would be low at most: A, B."),
    ],
)
def test_the_sentence_says_on_what_a_judgement_hangs(outcomes, said):
    table = pd.DataFrame(
        {
            "judgement": ["j", "j"],
            "scenario": ["A", "B"],
            "institution": ["", ""],
            "ceiling": ["low", "low"],
            "outcome": outcomes,
            "claimed": ["high", "high"],
        }
    )
    assert sentence(table, "j") == said


def test_an_unknown_judgement_gets_no_certificate(tiny):
    with pytest.raises(KeyError, match="judgement-99"):
        sentence(table_sensitivity(tiny, [judgement()]), "judgement-99")


def test_the_lowest_confidence_is_not_praised_for_standing():
    table = pd.DataFrame(
        {"judgement": ["j"], "scenario": ["A"], "ceiling": ["low"], "outcome": ["stands"], "claimed": ["low"]}
    )
    assert sentence(table, "j").startswith("Its confidence is the lowest there is already")
