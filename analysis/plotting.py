"""One style and one palette for every figure, so that a colour means the same in each chapter.

Figures are made without pyplot: no global state, nothing to close. A chapter's ``plot_*``
function is decorated with :func:`styled`, starts with :func:`canvas` and ends with
:func:`finish`, which ties title, alternative text and data to the figure.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure

from .model import Codebook

__all__ = [
    "GROUP_COLOURS",
    "STANCE_COLOURS",
    "VERDICT_COLOURS",
    "canvas",
    "colour",
    "dark",
    "finish",
    "listing",
    "moment",
    "sign",
    "stacked_bars",
    "styled",
    "year_axis",
]

#: Colour of each actor group of the codebook. After Paul Tol's muted scheme and the
#: Okabe-Ito set, both made for colour-blind readers; groups are always labelled as well.
GROUP_COLOURS = {
    "nato": "#332288",
    "united-states": "#0072B2",
    "france": "#56B4E9",
    "germany": "#5577AA",
    "ally": "#8899AA",
    "japan": "#117733",
    "south-korea": "#44AA99",
    "australia": "#999933",
    "new-zealand": "#B8A33A",
    "ap4": "#1B7F5C",
    "china": "#D55E00",
    "russia": "#882255",
    "expert": "#AAAAAA",
    "media": "#CC79A7",
    "author": "#222222",
    "other": "#888888",
}

#: From strongly against to strongly for: orange to purple, with a light middle.
STANCE_COLOURS = {-2: "#B35806", -1: "#F1A340", 0: "#EFEFEF", 1: "#B2ABD2", 2: "#5E3C99"}

#: Verdicts of the record; the same in every chapter.
VERDICT_COLOURS = {
    "confirmed": "#117733",
    "confirmed-with-caveat": "#88B36B",
    "contradicted": "#CC3311",
    "unverified": "#DDAA33",
    "opinion": "#77AADD",
    "not checked": "#CCCCCC",
}

STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.labelcolor": "#333333",
    "axes.axisbelow": True,
    "text.color": "#222222",
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "grid.color": "#DDDDDD",
    "figure.facecolor": "white",
    "svg.fonttype": "none",  # text stays text: it can be selected, searched and read aloud
    "svg.hashsalt": "nato-asia-pacific-four",  # the same figure gives the same bytes
}

WIDTH = 4.8  # inches; narrow, so that labels stay readable when a phone scales the figure down


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
        with mpl.rc_context(STYLE):
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
    """Tie to a figure what a reader needs beside the drawing.

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
        Hexadecimal RGB, one of :data:`GROUP_COLOURS`.

    Raises
    ------
    KeyError
        Where the actor is not in the codebook.

    Examples
    --------
    >>> from analysis import load
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


def stacked_bars(
    axes: Axes, table: pd.DataFrame, colours: Mapping[str, str], *, labels: bool = True, smallest: float = 3
) -> None:
    """Draw one horizontal bar per row of a table, stacked by its columns, with a legend below.

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
    >>> [text.get_text() for text in axes.texts], [text.get_text() for text in axes.get_legend().get_texts()]
    (['4'], ['yes', 'no'])
    """
    for height, (_, row) in enumerate(table.iloc[::-1].iterrows()):
        left = 0.0
        for part, shade in colours.items():
            axes.barh(
                height, row[part], left=left, color=shade, height=0.62, edgecolor="white", linewidth=0.6
            )
            if labels and row[part] >= smallest:
                axes.text(
                    left + row[part] / 2,
                    height,
                    f"{row[part]:g}",
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    color="white" if dark(shade) else "black",
                )
            left += row[part]
    for part, shade in colours.items():
        axes.barh([0], [0], color=shade, label=part)
    axes.set_yticks(range(len(table)), table.index[::-1])
    axes.tick_params(axis="y", length=0)
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.38, -0.16),
        ncols=2,
        frameon=False,
        fontsize=9.5,
        handlelength=1,
        columnspacing=1,
    )


def dark(shade: str) -> bool:
    """Tell whether white text reads better than black on a colour.

    Parameters
    ----------
    shade : str
        A colour as matplotlib takes it.

    Returns
    -------
    bool
        By relative luminance, after WCAG.

    Examples
    --------
    >>> dark("#332288"), dark("#FFFFFF")
    (True, False)
    """
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(shade)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 0.18


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
