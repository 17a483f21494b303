"""A finished figure as it is shown on a page, and as it is taken away: images with title and source."""

from __future__ import annotations

import io
import re
from html import escape
from textwrap import fill
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from .palette import INK, PAPER, SOFT, in_both_schemes
from .plotting import DOTS_PER_INCH, in_style

__all__ = ["draw_svg", "image_png", "image_svg", "inline_svg"]

TITLE, SOURCE = 11.5, 8  # points
LINE = 1.1  # space between lines, in matplotlib's measure
TALL = 1.25 * LINE  # height of a line, times the size of its letters


def parts(figure: Figure) -> dict[str, Any]:
    """Return what :func:`analysis.plotting.finish` tied to a figure.

    Parameters
    ----------
    figure : Figure
        As returned by a ``plot_*`` function.

    Returns
    -------
    dict
        ``name``, ``title``, ``alt``, ``data`` and ``source``.

    Raises
    ------
    ValueError
        Where the figure was not finished.

    Examples
    --------
    >>> parts(Figure())
    Traceback (most recent call last):
    ValueError: this figure has no title, alt text or data; end its plot function with plotting.finish()
    """
    report: dict[str, Any] | None = getattr(figure, "report", None)
    if report is None:
        raise ValueError(
            "this figure has no title, alt text or data; end its plot function with plotting.finish()"
        )
    return report


def draw_svg(figure: Figure) -> str:
    """Draw a figure as SVG, as matplotlib writes it: what a page and a file show, before either frames it.

    Parameters
    ----------
    figure : Figure
        A finished figure, or a strip of one.

    Returns
    -------
    str
        The same for the same figure.

    Examples
    --------
    >>> draw_svg(Figure())[:5]
    '<?xml'
    """
    buffer = io.StringIO()
    with in_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def inline_svg(figure: Figure, drawn: str | None = None) -> str:
    r"""Return the drawing for a page: words as text, colours that follow the scheme of the page.

    Parameters
    ----------
    figure : Figure
        A finished figure.
    drawn : str, optional
        What :func:`draw_svg` returns for it, where it was drawn already.

    Returns
    -------
    str
        An ``svg`` element with the alternative text as its name.

    Raises
    ------
    ValueError
        Where the figure was not finished.

    Examples
    --------
    >>> from analysis.plotting import canvas, finish
    >>> figure = finish(canvas(1)[0], name="a", title="B", alt="C & D", data=None, source="E")
    >>> inline_svg(figure)[:50]
    '<svg role="img" aria-label="C &amp; D" viewBox="0 '
    """
    report = parts(figure)
    width, height = (72 * inches for inches in figure.get_size_inches())
    alt = escape(report["alt"], quote=True)
    body = in_both_schemes(_body(drawn or draw_svg(figure), escape(report["name"], quote=True)))
    return (
        f'<svg role="img" aria-label="{alt}" viewBox="0 0 {width:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>'
    )


def image_svg(figure: Figure, drawn: str | None = None) -> bytes:
    """Return a file of the figure that stands alone: title, drawing and source, in the light scheme.

    Parameters
    ----------
    figure : Figure
        A finished figure.
    drawn : str, optional
        What :func:`draw_svg` returns for it, where it was drawn already.

    Returns
    -------
    bytes
        SVG; words stay text.

    Raises
    ------
    ValueError
        Where the figure was not finished.

    Examples
    --------
    >>> from analysis.plotting import canvas, finish
    >>> figure = finish(canvas(1)[0], name="a", title="B", alt="C", data=None, source="E")
    >>> b"<title>C</title>" in image_svg(figure)
    True
    """
    report = parts(figure)
    top, bottom = _frame(figure)
    width = 72 * figure.get_size_inches()[0]
    body, height = "", 0.0
    for place, part in enumerate((top, figure, bottom)):
        tall = 72 * part.get_size_inches()[1]
        svg = drawn if drawn and part is figure else draw_svg(part)
        body += f'<g transform="translate(0 {height:g})">{_body(svg, f"part-{place}")}</g>'
        height += tall
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg width="{width:g}pt" height="{height:g}pt" viewBox="0 0 {width:g} {height:g}" role="img" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<title>{escape(report['alt'])}</title>{body}</svg>\n"
    ).encode()


def image_png(figure: Figure) -> bytes:
    r"""Return the same picture as :func:`image_svg` in pixels, for programs that take no SVG.

    Parameters
    ----------
    figure : Figure
        A finished figure.

    Returns
    -------
    bytes
        PNG.

    Raises
    ------
    ValueError
        Where the figure was not finished.

    Examples
    --------
    >>> from analysis.plotting import canvas, finish
    >>> figure = finish(canvas(1)[0], name="a", title="B", alt="C", data=None, source="E")
    >>> image_png(figure)[:4]
    b'\x89PNG'
    """
    top, bottom = _frame(figure)
    pictures = []
    for part in (top, figure, bottom):
        pixels = io.BytesIO()
        with in_style():
            part.savefig(pixels, format="rgba", dpi=DOTS_PER_INCH)
        size = tuple(int(inches * DOTS_PER_INCH) for inches in part.get_size_inches())
        pictures.append(Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB"))
    sheet = Image.new("RGB", (pictures[1].width, sum(picture.height for picture in pictures)), PAPER)
    height = 0
    for picture in pictures:
        sheet.paste(picture, (0, height))
        height += picture.height
    out = io.BytesIO()
    # A tenth larger than at the highest level, which takes eight times as long.
    sheet.quantize(128, dither=Image.Dither.NONE).save(out, format="png", compress_level=6)
    return out.getvalue()


def _frame(figure: Figure) -> tuple[Figure, Figure]:
    """Return two strips as wide as the figure: one with its title, one with its source."""
    report, width = parts(figure), figure.get_size_inches()[0]
    with in_style():
        return (
            _strip(report["title"], width, TITLE, INK, bold=True),
            _strip(report["source"], width, SOURCE, SOFT, bold=False),
        )


def _strip(words: str, width: float, size: float, shade: str, *, bold: bool) -> Figure:
    """Return a figure that holds nothing but lines of words."""
    per_line = int(72 * width / (size * (0.57 if bold else 0.53)))  # a letter's mean width, in its size
    lines = fill(words, per_line)
    height = (size * TALL * (lines.count("\n") + 1) + size) / 72
    strip = Figure(figsize=(width, height))
    strip.text(
        0.02,
        1 - size / (2 * 72 * height),
        lines,
        fontsize=size,
        color=shade,
        fontweight="bold" if bold else "normal",
        linespacing=LINE,
        va="top",
        parse_math=False,
    )
    return strip


def _body(svg: str, name: str) -> str:
    """Return what stands in an svg element, its inner ids told apart from those of other drawings."""
    body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    return re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", body)
