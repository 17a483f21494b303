"""One style and one palette for every figure, so that a colour means the same in each chapter.

Figures are made without pyplot: no global state, nothing to close. A chapter's ``plot_*``
function is decorated with :func:`styled`, starts with :func:`canvas` and ends with
:func:`finish`, which ties title, alternative text and data to the figure.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager
from matplotlib.patches import Patch, Rectangle

from .model import Codebook
from .palette import GRID, GROUP_COLOURS, INK, PAPER, RULE, SOFT, on

__all__ = [
    "bare",
    "canvas",
    "cell",
    "colour",
    "finish",
    "in_style",
    "listing",
    "moment",
    "sign",
    "stacked_bars",
    "styled",
    "year_axis",
]

FONTS = Path(__file__).parent / "fonts"
FAMILIES = ["Public Sans", "DejaVu Sans"]  # the second for signs that the first lacks


def use_own_faces(manager: FontManager) -> None:
    """Let a font manager know our typeface, and of each family no face of another origin.

    Words in a figure must be as wide as they are on the pages, whatever fonts a machine has.

    Parameters
    ----------
    manager : FontManager
        That of matplotlib; faces of its own and ours stay, and all of other families.

    Examples
    --------
    >>> use_own_faces(fontManager)
    >>> {Path(face.fname).parent.name for face in fontManager.ttflist if face.name == "Public Sans"}
    {'fonts'}
    """
    own = Path(mpl.get_data_path())
    manager.ttflist = [
        face for face in manager.ttflist if face.name not in FAMILIES or own in Path(face.fname).parents
    ]
    for path in sorted(FONTS.glob("*.ttf")):
        manager.addfont(path)


use_own_faces(fontManager)

#: Of a figure, not of the program that shows it.
OUTSIDE = {"backend", "backend_fallback", "interactive", "toolbar"}
STYLE: dict[str, Any] = {
    # Whatever a person has set in a matplotlibrc: the same figure looks the same everywhere.
    **{name: value for name, value in mpl.rcParamsDefault.items() if name not in OUTSIDE},
    "text.parse_math": False,  # words of the evidence are no formulas
    "font.family": FAMILIES,
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.color": SOFT,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "legend.labelcolor": INK,
    "svg.fonttype": "none",  # text stays text: it can be selected, searched and read aloud
    "svg.hashsalt": "nato-asia-pacific-four",  # the same figure gives the same bytes
}

DOTS_PER_INCH = 220  # of a PNG: sharp in a printed brief at half the width of a page
WIDTH = 4.8  # inches; narrow, so that labels stay readable when a phone scales the figure down


@contextmanager
def in_style() -> Iterator[None]:
    """Work under the report's style; matplotlib's settings are as before afterwards.

    A sign that no typeface of ours has is no warning, which would stand on the page of a chapter: it is text,
    which a browser shows in a typeface of its own. Only a picture in pixels has a box in its place.

    Examples
    --------
    >>> with in_style():
    ...     mpl.rcParams["svg.fonttype"]
    'none'
    """
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def styled(function: Callable[..., Figure]) -> Callable[..., Figure]:
    """Run a plot function under the report's style.

    Parameters
    ----------
    function : callable
        Returns a Figure.

    Returns
    -------
    callable
        The same function; matplotlib's settings are as before once it has returned.

    Examples
    --------
    >>> styled(lambda: mpl.rcParams["svg.fonttype"])()
    'none'
    """

    @functools.wraps(function)
    def wrapper(*arguments: Any, **options: Any) -> Figure:
        with in_style():
            return function(*arguments, **options)

    return wrapper


def canvas(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Return an empty figure with one pair of axes.

    Parameters
    ----------
    height : float
        In inches.
    width : float, optional
        In inches; by default that of all figures of the report.

    Returns
    -------
    Figure
        The figure, without pyplot.
    Axes
        Its only axes.

    Examples
    --------
    >>> figure, axes = canvas(2.5)
    >>> figure.get_size_inches().tolist() == [WIDTH, 2.5]
    True
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def finish(figure: Figure, *, name: str, title: str, alt: str, data: pd.DataFrame, source: str) -> Figure:
    """Lay a figure out, and tie to it what a reader needs beside the drawing.

    It is laid out here and never again: every later drawing would move its parts a little, and differently
    in pixels and in lines.

    Parameters
    ----------
    figure : Figure
        The drawing.
    name : str
        Permanent name, in lower case with hyphens; the page's anchor is ``figure-<name>``.
    title : str
        The finding, in one sentence.
    alt : str
        What a reader would see, for those who do not.
    data : DataFrame
        The plotted values, for download.
    source : str
        Where the values come from.

    Returns
    -------
    Figure
        The same figure; the parts stand in ``figure.report``, a dict with the parameters' names.

    Examples
    --------
    >>> figure, axes = canvas(2)
    >>> data = pd.DataFrame({"year": [2023]})
    >>> finish(figure, name="a", title="B", alt="C", data=data, source="D").report["title"]
    'B'
    """
    figure.report = {"name": name, "title": title, "alt": alt, "data": data, "source": source}
    if engine := figure.get_layout_engine():
        coarse, figure.dpi = figure.dpi, DOTS_PER_INCH
        with in_style():
            engine.execute(figure)
        figure.set_layout_engine("none")
        figure.dpi = coarse
    return figure


def colour(actor: str, codebook: Codebook) -> str:
    """Return the colour of an actor, which is that of its group.

    Parameters
    ----------
    actor : str
        An actor of the codebook.
    codebook : Codebook
        Says to which group the actor belongs.

    Returns
    -------
    str
        Hexadecimal RGB, one of :data:`analysis.palette.GROUP_COLOURS`.

    Raises
    ------
    KeyError
        Where the actor is not in the codebook.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.palette import GROUP_COLOURS
    >>> colour("Xinhua", load().codebook) == GROUP_COLOURS["china"]
    True
    """
    return GROUP_COLOURS[codebook.variables["actor"].codes[actor].group or "other"]


def moment(text: str) -> pd.Timestamp:
    """Return the middle of an ISO day, month or year, for a place on a time axis.

    Parameters
    ----------
    text : str
        Such as ``2023-07-12``, ``2023-07`` or ``2023``.

    Returns
    -------
    Timestamp
        Half way between the first and the last moment.

    Raises
    ------
    ValueError
        Where the text is no date.

    Examples
    --------
    >>> moment("2023-07-12").date().isoformat(), moment("2023").date().isoformat()
    ('2023-07-12', '2023-07-02')
    """
    period = pd.Period(text)
    return period.start_time + (period.end_time - period.start_time) / 2


def year_axis(axes: Axes, every: int = 1) -> None:
    """Label a time axis with years only, with thin marks for the years between.

    Parameters
    ----------
    axes : Axes
        Their horizontal axis is changed.
    every : int, optional
        Years from one label to the next.

    Examples
    --------
    >>> figure, axes = canvas(2)
    >>> year_axis(axes, every=10)
    >>> axes.xaxis.get_major_formatter()(0)
    '1970'
    """
    axes.xaxis.set_major_locator(YearLocator(every))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.xaxis.set_minor_locator(YearLocator(1))
    axes.set_xlabel("")


def cell(
    axes: Axes, across: float, up: float, shade: str, words: str = "", *, size: float = 9, hatch: str = ""
) -> None:
    """Draw a field of a grid, with words that read well on it.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    across, up : float
        Middle of the field; fields are one apart.
    shade : str
        Its colour, one of :mod:`analysis.palette`.
    words : str, optional
        What stands in it.
    size : float, optional
        Size of the words in points.
    hatch : str, optional
        A pattern of matplotlib, for a field outside the scale.

    Examples
    --------
    >>> figure, axes = canvas(2)
    >>> cell(axes, 0, 0, "#332288", "yes")
    >>> axes.texts[0].get_text(), axes.texts[0].get_color()
    ('yes', '#FEFEFE')
    """
    axes.add_patch(
        Rectangle(
            (across - 0.47, up - 0.44),
            0.94,
            0.88,
            facecolor=shade,
            edgecolor=RULE,
            linewidth=0.5,
            hatch=hatch or None,
        )
    )
    if words:
        axes.text(
            across, up, words, ha="center", va="center", fontsize=size, linespacing=1.1, color=on(shade)
        )


def bare(axes: Axes) -> None:
    """Take frame and tick marks off the axes of a grid.

    Parameters
    ----------
    axes : Axes
        Are changed.

    Examples
    --------
    >>> figure, axes = canvas(2)
    >>> bare(axes)
    >>> axes.spines["left"].get_visible()
    False
    """
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def stacked_bars(
    axes: Axes, table: pd.DataFrame, colours: Mapping[str, str], *, labels: bool = True, smallest: float = 3
) -> None:
    """Draw one horizontal bar per row of a table, stacked by its columns, with a key above.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    table : DataFrame
        Index: what labels a bar, drawn from the top; columns: lengths of the parts.
    colours : mapping of str to str
        Colour of each column to draw, in the order of the stack.
    labels : bool, optional
        Whether parts of at least `smallest` carry their length.
    smallest : float, optional
        Shortest part that has room for a label.

    Raises
    ------
    KeyError
        Where the table lacks a column of `colours`.

    Examples
    --------
    >>> figure, axes = canvas(2)
    >>> stacked_bars(axes, pd.DataFrame({"yes": [4], "no": [1]}, index=["A"]), {"yes": "green", "no": "red"})
    >>> [text.get_text() for text in axes.texts], [text.get_text() for text in figure.legends[0].get_texts()]
    (['4'], ['yes', 'no'])
    """
    for height, (_, row) in enumerate(table.iloc[::-1].iterrows()):
        left = 0.0
        for part, shade in colours.items():
            axes.barh(height, row[part], left=left, color=shade, height=0.62, edgecolor=PAPER, linewidth=0.6)
            if labels and row[part] >= smallest:
                axes.text(
                    left + row[part] / 2,
                    height,
                    f"{row[part]:g}",
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    color=on(shade),
                )
            left += row[part]
    axes.set_yticks(range(len(table)), table.index[::-1])
    axes.tick_params(axis="y", length=0)
    # Above the bars and in their order, so that the key is read before what it explains.
    key = [
        Patch(facecolor=shade, edgecolor=SOFT, linewidth=0.4, label=part) for part, shade in colours.items()
    ]
    axes.figure.legend(
        handles=key,
        loc="outside upper left",
        ncols=2,
        frameon=False,
        fontsize=9.5,
        handlelength=1,
        columnspacing=1,
    )


def listing(names: Sequence[str]) -> str:
    """Join names as prose does.

    Parameters
    ----------
    names : sequence of str
        In the order wanted.

    Returns
    -------
    str
        With commas and *and*; ``nobody`` where there is no name.

    Examples
    --------
    >>> listing(["Japan"]), listing(["France", "Germany"]), listing([])
    ('Japan', 'France and Germany', 'nobody')
    """
    if len(names) < 2:
        return "".join(names) or "nobody"
    return ", ".join(names[:-1]) + " and " + names[-1]


def sign(value: float) -> str:
    """Write a number with its sign, with a true minus.

    Parameters
    ----------
    value : float
        Such as a stance or a score.

    Returns
    -------
    str
        Up to six significant digits; zero has no sign.

    Examples
    --------
    >>> sign(-2), sign(0), sign(1)
    ('−2', '0', '+1')
    """
    return f"{value:+g}".replace("-", "−") if value else "0"
