"""Tables for paper: how wide each column stands, so that a table is as short as its page allows.

A browser finds the widths itself; typst divides what room there is evenly, or lets a column grow past the
page. Here every column gets room for its longest word, and what is left goes, bit by bit, to the column that
makes the table shorter by most. The widths of the letters are those of the typeface that sets the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bs4 import BeautifulSoup, Tag
from fontTools.ttLib import TTFont

FONT = Path(__file__).resolve().parents[2] / "analysis/fonts/PublicSans-Regular.ttf"
BOLD = 1.06  # how much wider the bold letters of this typeface run
ROOM, WIDE = (
    436.0,
    496.0,
)  # points for a table: between the margins, and reaching into them; book.typ has both
BETWEEN = 9.0  # points between the texts of two columns
CHOICES = (
    (8.0, ROOM),
    (7.5, ROOM),
    (8.0, WIDE),
    (7.5, WIDE),
    (7.0, WIDE),
)  # size of type and room, best first
ENOUGH = 0.75  # of the room, for the longest words; where they take more, text stands in ribbons
STEPS = 40  # into which the room that is left is cut
LOOSE = 1.1  # lines are not filled to their ends
BREAKABLE = re.compile(r"(?<=[/-])(?!\d)")  # where typst breaks a word
LINE, EDGES = 1.3, 8.0  # height of a line in ems, and what a row has above and below it in points


@cache
def _advances() -> tuple[dict[int, float], float]:
    with TTFont(FONT) as font:
        per_em = font["head"].unitsPerEm
        widths = {code: font["hmtx"][name][0] / per_em for code, name in font.getBestCmap().items()}
    return widths, widths[ord("n")]


@cache
def width(text: str) -> float:
    """Return the width of a text in ems."""
    widths, usual = _advances()
    return sum(widths.get(ord(letter), usual) for letter in text)


def pieces(text: str) -> list[str]:
    """Return the parts of a text that are never broken."""
    return [piece for word in text.split() for piece in BREAKABLE.split(word) if piece]


class Fit(NamedTuple):
    """How a table stands: size of type and room in points, columns as parts of the room, height in points."""

    size: float
    room: float
    columns: list[float]
    tall: float


def fit(rows: Sequence[Sequence[str]]) -> Fit:
    """Return how a table of texts stands best.

    One whose texts need less room than there is stays as narrow as they are.
    """
    longest = np.array([[max(map(width, pieces(text)), default=0) for text in row] for row in rows]).max(
        axis=0
    )
    texts = np.array([[width(text) for text in row] for row in rows])
    least, whole = np.maximum(longest * BOLD, 1.0), texts.max(axis=0) * BOLD
    between = BETWEEN * len(longest)

    def roomy(choice: tuple[float, float]) -> bool:
        size, room = choice
        return least.sum() * size <= ENOUGH * (room - between)

    size, room = next(filter(roomy, CHOICES), CHOICES[-1])
    ems = (room - between) / size
    if whole.sum() <= ems:
        widths = np.maximum(whole, 1.0)
    elif least.sum() >= ems:
        widths = least * ems / least.sum()
    else:
        widths = widened(texts, least, ems)
    lines = np.ceil(np.maximum(1.0, LOOSE * texts / widths)).max(axis=1).sum()
    tall = lines * LINE * size + EDGES * len(rows)
    return Fit(size, room, [float(one) for one in (widths * size + BETWEEN) / room], float(round(tall)))


def widened(texts: np.ndarray, least: np.ndarray, ems: float) -> np.ndarray:
    """Return the widths of columns that fill the room, so that the rows take the fewest lines.

    Where no column makes the table shorter by itself, the one with most text to the width gets the room.
    """
    widths, step = least.copy(), (ems - least.sum()) / STEPS
    for _ in range(STEPS):
        lines = np.maximum(1.0, LOOSE * texts / widths)
        wider = np.maximum(1.0, LOOSE * texts / (widths + step))
        heights = []
        for column in range(len(widths)):
            trial = lines.copy()
            trial[:, column] = wider[:, column]
            heights.append(round(trial.max(axis=1).sum(), 6))
        crowding = -texts.sum(axis=0) / widths
        widths[min(range(len(widths)), key=lambda column: (heights[column], crowding[column]))] += step
    return widths


def row_texts(row: Tag) -> list[str]:
    """Return the text of each column of a row; a cell over several columns leaves all but the first empty."""
    texts = []
    for cell in row.find_all(["th", "td"]):
        texts += [" ".join(cell.stripped_strings)] + [""] * (int(cell.get("colspan", 1)) - 1)
    return texts


def set_columns(soup: BeautifulSoup, table: Tag) -> Fit:
    """Write the widths of the columns into a table; return how it stands."""
    rows = [row_texts(row) for row in table.find_all("tr")]
    columns = max(map(len, rows))
    found = fit([row + [""] * (columns - len(row)) for row in rows])
    group = soup.new_tag("colgroup")
    for one in found.columns:
        group.append(soup.new_tag("col", attrs={"style": f"width: {100 * one:.2f}%"}))
    caption = table.find("caption")
    table.insert(0, group) if caption is None else caption.insert_after(group)
    return found
