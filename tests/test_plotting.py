"""Plotting: one style, one palette, and what a figure must carry."""

import pandas as pd
import pytest

from analysis.palette import GROUP_COLOURS, VERDICT_COLOURS
from analysis.plotting import (
    canvas,
    colour,
    finish,
    listing,
    moment,
    sign,
    stacked_bars,
)


def test_every_actor_of_the_codebook_has_a_colour(evidence):
    for actor in evidence.codes("actor"):
        assert colour(actor, evidence.codebook).startswith("#")


def test_every_group_has_a_colour_of_its_own():
    assert len(set(GROUP_COLOURS.values())) == len(GROUP_COLOURS)


def test_every_verdict_has_a_colour(evidence):
    assert set(evidence.codes("verdict")) <= set(VERDICT_COLOURS)


def test_an_unknown_actor_has_no_colour(evidence):
    with pytest.raises(KeyError):
        colour("Atlantis", evidence.codebook)


@pytest.mark.parametrize(("value", "text"), [(-2, "−2"), (0, "0"), (1.5, "+1.5"), (-0.0, "0")])
def test_signs_are_typographic(value, text):
    assert sign(value) == text


def test_a_partial_date_stands_in_the_middle_of_its_span():
    assert moment("2023-07").strftime("%Y-%m-%d") == "2023-07-16"


def test_names_are_listed_as_prose_does():
    assert listing(["a", "b", "c"]) == "a, b and c"


def test_a_finished_figure_carries_its_parts(evidence):
    figure, _ = canvas(1)
    finish(figure, name="n", title="t", alt="a", data=evidence.sources, source="s")
    assert figure.report["title"] == "t"


def test_stacked_bars_draw_every_part_and_name_it(evidence):
    figure, axes = canvas(2)
    table = pd.DataFrame({"x": [1, 4], "y": [5, 0]}, index=["first", "second"])
    stacked_bars(axes, table, {"x": "#000000", "y": "#FFFFFF"})
    drawn = sorted(bar.get_width() for bar in axes.patches if bar.get_width())
    assert drawn == [1, 4, 5]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["x", "y"]
    assert [text.get_text() for text in axes.texts] == ["4", "5"]
