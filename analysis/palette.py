"""The colours of every figure, in two schemes: a colour means the same in each chapter, by day and by night.

A figure is drawn once, in the light scheme. :data:`DARK` says what each colour becomes where the
page is dark; :func:`in_both_schemes` writes that into a drawing. Colours that stand beside each
other differ for readers with a colour vision deficiency too (``tests/test_palette.py`` simulates
it), and no figure leaves it to colour alone: parts are labelled, numbered or ordered as well.
"""

from __future__ import annotations

import re

from matplotlib.colors import to_rgb

__all__ = [
    "DARK",
    "DIVERGING",
    "DOUBT_COLOURS",
    "GRID",
    "GROUP_COLOURS",
    "INK",
    "NEUTRALS",
    "ORIGIN_COLOURS",
    "PAPER",
    "RULE",
    "SEEN",
    "SEEN_EDGE",
    "SOFT",
    "STEPS",
    "SUPPORT_COLOURS",
    "VERDICT_COLOURS",
    "in_both_schemes",
    "luminance",
    "on",
]

INK = "#222222"  #: Words, and marks that belong to no group.
SOFT = "#555555"  #: Words and lines that stand back.
RULE = "#BBBBBB"  #: Edges of cells, and lines that lead the eye.
GRID = "#DDDDDD"  #: Lanes.
PAPER = "#FDFDFD"  #: What the figure is drawn on, and the inside of hollow marks.
NEUTRALS = (INK, SOFT, RULE, GRID, PAPER)

#: Colour of each actor group of the codebook. After Paul Tol's schemes, made for colour-blind readers.
GROUP_COLOURS = {
    "nato": "#332288",
    "united-states": "#0072B2",
    "france": "#56B4E9",
    "germany": "#5577AA",
    "ally": "#8899AA",
    "japan": "#117733",
    "south-korea": "#44AA99",
    "australia": "#999933",
    "new-zealand": "#DDCC77",
    "ap4": "#225555",
    "china": "#D55E00",
    "russia": "#AA3377",
    "expert": "#E0E0D0",
    "media": "#DDA0C4",
    "author": "#2B2B2B",
    "other": "#8A8A8A",
}

#: From strongly against to strongly for, from strongly inconsistent to strongly consistent, from falls
#: to stands: orange to purple, with a pale middle.
DIVERGING = {-2: "#B35806", -1: "#F1A340", 0: "#EFEFEF", 1: "#B2ABD2", 2: "#5E3C99"}

#: Verdicts of the record; the same in every chapter.
VERDICT_COLOURS = {
    "confirmed": "#0F6B4A",
    "confirmed-with-caveat": "#88B36B",
    "contradicted": "#CC3311",
    "unverified": "#DDAA33",
    "opinion": "#77AADD",
    "not checked": "#CCCCCC",
}

#: Doubts of the rubric, from pale to strong; *no basis* stands apart from the scale.
DOUBT_COLOURS = {
    "none": "#FAFAFA",
    "minor": "#FDE8C8",
    "some": "#F6C27A",
    "significant": "#D98032",
    "lacking": "#8C3F0A",
    "no-basis": "#E4E4E4",
}

#: Where an error of a document arose.
ORIGIN_COLOURS = {
    "translation": "#77AADD",
    "paraphrase": "#EE8866",
    "compilation": "#EEDD88",
    "author": "#AA3377",
    "statement": "#CCCCCC",
}

#: What bears out a sentence of the book.
SUPPORT_COLOURS = {
    "documents": "#5B8FC7",
    "documents and record": "#C6D4F0",
    "public record": "#DDCC77",
    "error reported": "#CC3311",
    "assessment, marked": "#0B6B4B",
    "assessment": "#86C5A5",
    "judgement": "#332288",
}

STEPS = ("#88CCEE", "#332288")  #: A first and a second round of one thing.
SEEN, SEEN_EDGE = "#DCE6F2", "#33557A"  #: A step of a chain that was seen, and the edge of every step.

#: What a colour of the light scheme becomes in the dark one; what is missing here stays as it is.
#: Scales turn round: their pale end is dark, their strong end bright.
DARK = {
    INK: "#E6EAEE",
    SOFT: "#A9B3BE",
    RULE: "#5A6470",
    GRID: "#39424C",
    PAPER: "#171D24",
    "#332288": "#9C8FE8",
    "#0072B2": "#3F97D0",
    "#117733": "#2E8B46",
    "#44AA99": "#7FD6C6",
    "#225555": "#6FA3B5",
    "#AA3377": "#A83D79",
    "#E0E0D0": "#50504A",
    "#2B2B2B": "#F2F2F2",
    "#999933": "#A6A63A",
    "#DDA0C4": "#F0BFDD",
    "#5B8FC7": "#2F6FB5",
    "#0F6B4A": "#3C9A70",
    "#0B6B4B": "#3C9A70",
    "#33557A": "#7FA6CF",
    "#DCE6F2": "#2A3E55",
    "#EFEFEF": "#2B3038",
    "#B35806": "#E8973F",
    "#F1A340": "#7A4F17",
    "#B2ABD2": "#4B4578",
    "#5E3C99": "#B19CE6",
    "#FAFAFA": "#20262E",
    "#FDE8C8": "#3B2E1A",
    "#F6C27A": "#62441A",
    "#D98032": "#A5642A",
    "#8C3F0A": "#F0A860",
    "#E4E4E4": "#3A4049",
}

#: Colour of words on a fill, by whether they are white by day and by night.
_WORDS = {
    (True, True): "#FFFFFF",
    (False, False): "#000000",
    (False, True): "#010101",
    (True, False): "#FEFEFE",
}
_TURNING = {"#010101": "#FFFFFF", "#FEFEFE": "#000000"}
_HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}\b")


def luminance(shade: str) -> float:
    """Return the relative luminance of a colour, after WCAG 2.2.

    Parameters
    ----------
    shade : str
        A colour as matplotlib takes it.

    Returns
    -------
    float
        From 0, black, to 1, white.

    Examples
    --------
    >>> luminance("#FFFFFF"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(shade)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def on(shade: str) -> str:
    """Return the colour of words on a fill, which reads well in both schemes.

    Parameters
    ----------
    shade : str
        A fill of this module.

    Returns
    -------
    str
        White on dark fills and black on light ones; nearly so where that turns with the scheme.

    Examples
    --------
    >>> on("#332288"), on("#DDCC77"), on("#EFEFEF")
    ('#FEFEFE', '#000000', '#010101')
    """
    shade = shade.upper()
    return _WORDS[luminance(shade) < 0.19, luminance(DARK.get(shade, shade)) < 0.19]


def in_both_schemes(svg: str) -> str:
    """Let a drawing follow the scheme of its page.

    Parameters
    ----------
    svg : str
        A drawing in the light scheme, colours as hexadecimal RGB.

    Returns
    -------
    str
        The same drawing; each colour that changes is a custom property, with the light one to fall back
        on where no page defines it, as in a notebook or a file.

    Examples
    --------
    >>> in_both_schemes("fill: #332288; stroke: #56b4e9")
    'fill: var(--figure-332288, #332288); stroke: #56b4e9'
    """

    def property_of(match: re.Match[str]) -> str:
        name = match[0].upper()
        if name in DARK or name in _TURNING:
            return f"var(--figure-{name[1:].lower()}, {match[0]})"
        return match[0]

    return _HEXADECIMAL.sub(property_of, svg)


def dark_scheme() -> dict[str, str]:
    """Return the custom properties of the dark scheme.

    Returns
    -------
    dict of str to str
        Name, such as ``--figure-332288``, to colour.

    Examples
    --------
    >>> dark_scheme()["--figure-332288"]
    '#9C8FE8'
    """
    return {f"--figure-{light[1:].lower()}": night for light, night in {**DARK, **_TURNING}.items()}
