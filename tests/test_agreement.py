"""Agreement between coders: the published coefficient, its interval, and what became of disagreements."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import (
    RULES,
    coefficient,
    interval,
    table_alpha,
    table_disagreements,
    table_settled,
    weighted,
)

LEVELS = ["nominal", "ordinal", "interval"]


@st.composite
def codings(draw):
    """Draw counts of values by unit, as of two or three coders, every unit with two values or more."""
    values = draw(st.integers(2, 5))
    units = draw(
        st.lists(st.lists(st.integers(0, values - 1), min_size=2, max_size=3), min_size=2, max_size=12)
    )
    counts = np.zeros((len(units), values), dtype=int)
    for row, unit in enumerate(units):
        for value in unit:
            counts[row, value] += 1
    return counts


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=60)
@given(counts=codings())
def test_the_formula_for_many_draws_is_that_of_the_library(level, counts):
    scale = np.arange(counts.shape[1], dtype=float)
    found = weighted(counts, np.ones((1, len(counts)), dtype=int), scale, level)[0]
    expected = coefficient(counts, scale, level)
    assert found == pytest.approx(expected, nan_ok=True)


def test_the_interval_is_that_of_95_percent_of_the_draws():
    counts = np.array([[2, 0], [0, 2], [1, 1]] * 30)
    weights = np.random.default_rng(0).multinomial(90, np.full(90, 1 / 90), size=4000)
    draws = weighted(counts, weights, np.arange(2.0), "nominal")
    low, high = interval(counts, np.arange(2.0), "nominal", draws=4000)
    assert (low, high) == pytest.approx(tuple(np.percentile(draws, [2.5, 97.5])), abs=0.02)


def test_alpha_of_numbers_measures_how_far_apart_they_stand():
    rows = [("claims", "a", f"a ¶{place}", coder, value)
            for coder, values in {"one": [0.0, 1.0, 9.0, 9.0], "two": [0.0, 1.0, 9.0, 1.0]}.items()
            for place, value in enumerate(values)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])
    found = table_alpha(table, ["one", "two"], draws=0).set_index("variable").loc["claims"]
    expected = krippendorff.alpha(
        reliability_data=[[0, 1, 9, 9], [0, 1, 9, 1]], level_of_measurement="interval"
    )
    assert found["alpha"] == pytest.approx(expected) and found["same"] == 75


def test_alpha_is_that_of_the_published_example():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: four observers, twelve units
    data = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, np.nan, np.nan, np.nan],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, np.nan, 3],
            [np.nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, np.nan],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, np.nan],
        ]
    )
    counts = np.array([[(data[:, unit] == value).sum() for value in range(1, 6)] for unit in range(12)])
    assert coefficient(counts[:11], np.arange(1.0, 6.0), "nominal") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff.alpha(reliability_data=data, level_of_measurement="nominal") == pytest.approx(
        0.743, abs=5e-4
    )


def test_alpha_is_not_defined_where_all_values_are_the_same():
    counts, scale = np.array([[2, 0], [2, 0]]), np.array([0.0, 1.0])
    assert (
        np.isnan(coefficient(counts, scale, "nominal")) and np.isnan(interval(counts, scale, "nominal")).all()
    )


def test_the_interval_holds_the_coefficient_and_is_the_same_each_time():
    counts, scale = np.array([[2, 0], [0, 2], [1, 1], [2, 0], [0, 2]] * 8), np.array([0.0, 1.0])
    low, high = interval(counts, scale, "nominal")
    assert low < coefficient(counts, scale, "nominal") < high
    assert (low, high) == interval(counts, scale, "nominal")


def test_units_of_one_cluster_are_drawn_together():
    # three paragraphs of eight claims that agree or differ as one: fewer independent draws, a wider interval
    counts, scale = np.array([[2, 0]] * 8 + [[0, 2]] * 8 + [[1, 1]] * 8), np.array([0.0, 1.0])
    alone = interval(counts, scale, "nominal")
    together = interval(counts, scale, "nominal", ["a"] * 8 + ["b"] * 8 + ["c"] * 8)
    assert together[0] < alone[0] and together[1] > alone[1]
    assert interval(counts, scale, "nominal", range(24)) == alone


def units(*values: tuple[str, object], variable: str = "topic", unit: str = "a-01") -> pd.DataFrame:
    return pd.DataFrame(
        [(variable, "a", unit, coder, value) for coder, value in values],
        columns=["variable", "source", "unit", "coder", "value"],
    )


@pytest.mark.parametrize(
    ("lead", "one", "two", "stood", "side", "rule"),
    [
        ("x", "y", "y", "y", "blind", "both"),
        ("x", "y", "y", "x", "blind", "open"),
        ("x", "y", "y", "z", "blind", "open"),
        ("x", "x", "y", "x", "published", "lead"),
        ("x", "x", "y", "y", "published", "codebook"),
        ("x", "y", "z", "x", "none", "none"),
        ("x", "y", "z", "w", "none", "codebook"),
        ("x", "y", None, "x", "none", "alone"),
        ("x", "y", None, "y", "none", "codebook"),
        (None, "y", "z", "y", "none", "later"),
        ("x", "y", "z", None, "none", "dropped"),
    ],
)
def test_a_disagreement_says_how_it_was_settled(lead, one, two, stood, side, rule):
    values = {"lead": lead, "one": one, "two": two, "published": stood}
    table = units(*((coder, value) for coder, value in values.items() if value))
    assert table_disagreements(table, ["lead", "one", "two"])["side"].tolist() == [side]
    settled = table_settled(table, ["lead", "one", "two"], {})
    assert settled["rule"].tolist() == [rule]
    assert "no two coders agree" not in settled["how"][0] or rule == "none"
    if rule != "codebook":
        assert settled["how"].tolist() == [RULES[rule]]


def test_what_stood_after_a_round_is_the_coding_before_the_next():
    table = units(("lead", "x"), ("one", "y"), ("two", "y"), ("next", "y"), ("published", "x"))
    settled = table_settled(table, ["lead", "one", "two"], {}, {1: "next", 2: "published"})
    assert settled[["now", "rule"]].values.tolist() == [["y", "both"]]
    assert settled["how"][0].endswith("; changed again in round 2 or later")
    settled = table_settled(table, ["lead", "one", "two"], {}, {1: "next"})
    assert settled["how"].tolist() == [RULES["both"]]


def test_a_reason_given_is_the_reason_shown():
    table = units(("lead", "x"), ("one", "y"), ("two", "y"), ("published", "x"))
    settled = table_settled(table, ["lead", "one", "two"], {("a-01", "topic"): ("x", "It is garbled.")})
    assert settled["how"].tolist() == ["It is garbled."]


def test_agreement_is_no_disagreement():
    assert table_disagreements(units(("lead", "x"), ("one", "x"), ("two", "x")), ["lead", "one", "two"]).empty
