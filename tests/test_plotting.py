"""Plotting: one style, one palette, and what a figure must carry."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.font_manager import FontEntry, FontManager, fontManager

from analysis.background import plot_road
from analysis.drawing import draw_svg, image_png, image_svg
from analysis.palette import GROUP_COLOURS, VERDICT_COLOURS
from analysis.plotting import (
    FONTS,
    canvas,
    colour,
    finish,
    listing,
    moment,
    sign,
    stacked_bars,
    styled,
    use_own_faces,
)

SVG = "{http://www.w3.org/2000/svg}"


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


def test_a_face_of_the_machine_does_not_stand_in_for_ours():
    """Its letters may be wider: the same words would take another place on another machine."""
    manager = FontManager.__new__(FontManager)
    manager.ttflist = [
        FontEntry(f"/usr/share/fonts/{name}.ttf", name=name)
        for name in ("Public Sans", "DejaVu Sans", "Other")
    ] + [face for face in fontManager.ttflist if face.name == "DejaVu Sans"]
    use_own_faces(manager)
    homes = {face.name: str(Path(face.fname).parent) for face in manager.ttflist}
    assert homes["Public Sans"] == str(FONTS) and homes["Other"] == "/usr/share/fonts"
    assert homes["DejaVu Sans"].startswith(mpl.get_data_path())


def test_faces_are_known_once_however_often_they_are_made_known():
    before = len(fontManager.ttflist)
    use_own_faces(fontManager)
    assert len(fontManager.ttflist) == before


@pytest.mark.parametrize(
    "setting", [{"lines.linewidth": 9}, {"axes.grid": True}, {"figure.dpi": 30, "savefig.dpi": 30}, {"timezone": "Asia/Tokyo"}]
)  # fmt: skip
def test_settings_of_a_persons_own_do_not_change_a_figure(evidence, setting):
    """As a matplotlibrc in the home folder makes them."""
    ours = image_svg(plot_road(evidence))
    with mpl.rc_context(setting):
        assert image_svg(plot_road(evidence)) == ours


@pytest.mark.parametrize(
    "words", ["Costs $a_b$ here", "Between $\\frac{a}{b}$ and \\input{x}", "An odd $\\no{$ sign"]
)
def test_what_looks_like_a_formula_is_drawn_as_the_words_that_it_is(words):
    @styled
    def plot():
        figure, axes = canvas(2)
        axes.barh([0], [1], label=words)
        axes.set_yticks([0], [words])
        axes.annotate(words, (0, 0))
        axes.legend()
        return finish(figure, name="n", title="t", alt="a", data=pd.DataFrame({"x": [1]}), source="s")

    shown = [text.text for text in ElementTree.fromstring(draw_svg(plot())).iter(f"{SVG}text")]
    assert shown.count(words) == 3


def test_a_sign_that_no_face_of_ours_has_is_drawn_as_text_and_writes_no_warning_into_the_page(evidence):
    figure, axes = canvas(2)
    axes.set_yticks([0], ["An orange \U0001f7e0 circle"])
    words = {"title": "T \U0001f7e0", "source": "S \U0001f7e0"}
    finish(figure, name="n", alt="a", data=evidence.sources, **words)
    assert "An orange \U0001f7e0 circle" in draw_svg(figure)
    assert "T \U0001f7e0" in image_svg(figure).decode() and image_png(figure).startswith(b"\x89PNG")
