"""Sensitivity: what becomes of a judgement when a source is taken away is computed and said where it stands."""

import pandas as pd
import pytest
from test_confidence import judgement

from analysis.sensitivity import OUTCOMES, scenarios, sentence, table_sensitivity


def test_every_document_is_left_out_once_and_so_are_poor_sources_and_errors(tiny):
    assert list(scenarios(tiny)) == [
        "without First",
        "without Second",
        "without sources below C",
        "without contradicted claims",
        "without the public record",
    ]
    assert scenarios(tiny)["without First"] == {"first-01", "first-02"}
    assert scenarios(tiny)["without contradicted claims"] == {"second-03"}


def test_f_is_no_basis_and_not_below_c(tiny):
    tiny.sources.loc["first", "reliability"] = "F"
    assert scenarios(tiny)["without sources below C"] == set()


def test_a_judgement_that_loses_its_only_support_falls(tiny):
    table = table_sensitivity(tiny, [judgement(confidence="moderate")]).set_index("scenario")
    assert table.at["without First", "outcome"] == "falls"
    assert table.at["without Second", "outcome"] == "stands"
    assert table.at["without the public record", "outcome"] == "weakens"
    assert set(table["outcome"]) <= set(OUTCOMES)


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["stands", "stands"], "Stands in every trial, whichever source is left out."),
        (["falls", "stands"], "Falls without A; stands in every other trial."),
        (["falls", "weakens"], "Falls without A; weaker without B (at most low confidence)."),
    ],
)
def test_the_sentence_says_on_what_a_judgement_hangs(outcomes, said):
    table = pd.DataFrame(
        {
            "judgement": ["j", "j"],
            "scenario": ["without A", "without B"],
            "ceiling": ["low", "low"],
            "outcome": outcomes,
        }
    )
    assert sentence(table, "j") == said
