"""Methods: what the page prints is what the build enforces."""

import pytest

from analysis import methods
from analysis.credibility import RULE


def test_a_variable_is_printed_with_every_code_and_its_use(tiny):
    table = methods.table_codebook(tiny, "topic").set_index("code")
    assert list(table.index) == tiny.codes("topic")
    assert table.loc["ap4-partnership", "used"] == 2


def test_an_unknown_variable_is_an_error(tiny):
    with pytest.raises(KeyError):
        methods.table_codebook(tiny, "colour")


def test_every_variable_can_be_printed(evidence):
    for variable in evidence.codebook.variables:
        assert len(methods.table_codebook(evidence, variable)) == len(evidence.codes(variable))


def test_the_rule_is_printed_in_its_order():
    assert methods.table_rule()["grade"].tolist() == [grade for grade, _ in RULE]


def test_plover_has_sixteen_types_and_the_three_that_matter_are_pinned(evidence):
    table = methods.table_event_types(evidence).set_index("type")
    assert len(table) == 16
    # gold records of the design: joint exercise, one nation's exercise, announced plan
    assert table.loc[["COOPERATE", "MOBILIZE", "AGREE"], "score"].tolist() == [9.5, -5.5, 2.5]
    assert "joint exercise" in table.loc["COOPERATE", "rulings"]
    assert "One nation's exercise" in table.loc["MOBILIZE", "rulings"]
    assert "announced plan" in table.loc["AGREE", "rulings"]
