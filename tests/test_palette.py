"""The palette: told apart by every reader, in both schemes, with words that read well on every fill."""

import itertools
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from colorspacious import cspace_convert, deltaE
from conftest import ROOT

from analysis import palette

PALETTES = {
    "verdicts": palette.VERDICT_COLOURS.values(),
    "doubts": palette.DOUBT_COLOURS.values(),
    "origins": palette.ORIGIN_COLOURS.values(),
    "support": palette.SUPPORT_COLOURS.values(),
    "diverging": palette.DIVERGING.values(),
    "rounds": palette.STEPS,
}
FILLS = sorted(
    {shade for colours in [*PALETTES.values(), palette.GROUP_COLOURS.values()] for shade in colours}
)
VISION = [None, "deuteranomaly", "protanomaly", "tritanomaly"]
APART = 9  # in CAM02-UCS; neighbours in a figure that lie nearer are taken for each other
SCALE_APART = 6  # steps of a scale carry their name in every field; they need only be seen to be steps


def night(shade):
    return palette.DARK.get(shade, shade)


def seen(shade, vision):
    """Return a colour as a reader without one kind of cone sees it (Machado and others, 2009)."""
    rgb = np.array([int(shade[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    if vision is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)


def nearest(shades, vision):
    """Return the least distance between two of some colours, and which two they are."""
    pairs = itertools.combinations(shades, 2)
    return min((float(deltaE(seen(a, vision), seen(b, vision), input_space="sRGB1")), a, b) for a, b in pairs)


def contrast(one, other):
    high, low = sorted([palette.luminance(one), palette.luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_of_a_palette_are_told_apart_by_every_reader(name, vision):
    needed = SCALE_APART if name == "doubts" else APART
    for shades in (list(PALETTES[name]), [night(shade) for shade in PALETTES[name]]):
        distance, one, other = nearest(shades, vision)
        assert distance >= needed, f"{one} and {other} lie {distance:.1f} apart"


def colours_by_figure():
    """Return the fills of every figure of the built book, without neutral ones."""
    neutral = {*palette.NEUTRALS, "#FFFFFF", "#000000", "#010101", "#FEFEFE"}
    found = {}
    for page in sorted((ROOT / "_build/html").glob("*.html")):
        for figure in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(
            "figure.report-figure"
        ):
            styles = " ".join(shape.get("style", "") for shape in figure.svg.find_all(["path", "use"]))
            fills = re.findall(r"fill: (?:var\(--figure-\w+, )?(#[0-9a-f]{6})", styles)
            found[figure["id"]] = sorted({shade.upper() for shade in fills} - neutral)
    return found


def test_colours_that_share_a_figure_are_told_apart_in_both_schemes(site):
    figures = colours_by_figure()
    assert len(figures) > 15 and sum(len(shades) > 1 for shades in figures.values()) > 8
    near = []
    for name, shades in figures.items():
        needed = SCALE_APART if name == "figure-rubric" else APART
        for scheme, vision in itertools.product((shades, [night(shade) for shade in shades]), VISION):
            if len(scheme) > 1 and (found := nearest(scheme, vision))[0] < needed:
                near.append(f"{name}: {found} for {vision or 'all'}")
    assert not near, "\n".join(near)


def test_every_colour_of_a_figure_belongs_to_the_palette(site):
    known = {*FILLS, palette.SEEN, palette.SEEN_EDGE}
    unknown = {name: set(shades) - known for name, shades in colours_by_figure().items()}
    assert not any(unknown.values()), unknown


@pytest.mark.parametrize("shade", [*FILLS, palette.SEEN])
def test_words_on_a_fill_read_well_by_day_and_by_night(shade):
    words = palette.on(shade)
    by_night = palette.dark_scheme().get(f"--figure-{words[1:].lower()}", words)
    assert contrast(words, shade) >= 4.5 and contrast(by_night, night(shade)) >= 4.5


@pytest.mark.parametrize("shade", [palette.INK, palette.SOFT])
def test_words_on_the_ground_read_well_by_day_and_by_night(shade):
    assert contrast(shade, palette.PAPER) >= 4.5 and contrast(night(shade), night(palette.PAPER)) >= 4.5


def test_a_drawing_keeps_its_light_colours_where_no_page_sets_others():
    assert palette.in_both_schemes("fill: #332288") == "fill: var(--figure-332288, #332288)"
    assert palette.in_both_schemes("fill: #56b4e9") == "fill: #56b4e9"


def test_every_property_of_the_dark_scheme_is_used_or_could_be():
    assert set(palette.dark_scheme()) == {
        f"--figure-{shade[1:].lower()}" for shade in [*palette.DARK, "#010101", "#FEFEFE"]
    }
