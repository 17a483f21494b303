"""What stands behind each sentence of the book: how many rest on which kind of support, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from ..model import Judgement
from ..palette import SUPPORT_COLOURS
from ..plotting import canvas, finish, stacked_bars, styled
from ..prose import Outline, spell, split_sentences
from ..prose.outline import UNSUPPORTED

__all__ = ["plot_support", "support_numbers", "table_support"]

SOURCED = ["documents", "documents and record", "public record", "error reported"]


def table_support(outlines: Sequence[Outline], judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Return how many sentences of each page rest on which kind of support.

    Headings, questions, run-in headings, tables, figures and their captions are no statements
    and are not counted.

    Parameters
    ----------
    outlines : sequence of Outline
        As from :func:`analysis.load_outlines`.
    judgements : sequence of Judgement
        As from :func:`analysis.load_judgements`; their statements count on the page that lists them in full.

    Returns
    -------
    DataFrame
        One row per page that makes statements, in the order given: ``page`` (its title), one column
        per kind of :data:`SUPPORT_COLOURS`, and ``none``, which the prose lint keeps at zero.

    Examples
    --------
    >>> from analysis import load, load_judgements, load_outlines
    >>> table = table_support(load_outlines(), load_judgements(load()))
    >>> int(table["none"].sum())
    0
    """
    kinds = [*SUPPORT_COLOURS, UNSUPPORTED]
    rows = []
    for page in outlines:
        counts = dict.fromkeys(kinds, 0) | dict(page.support)
        counts["judgement"] += sum(
            len(split_sentences(judgement.statement))
            for judgement in judgements
            if {"all", judgement.id} & set(page.judgements)
        )
        if any(counts.values()):
            rows.append({"page": page.title} | counts)
    return pd.DataFrame(rows, columns=["page", *kinds])


def support_numbers(table: pd.DataFrame) -> dict[str, str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    table : DataFrame
        As from :func:`table_support`.

    Returns
    -------
    dict of str to str
        - ``statements``: all that were counted;
        - ``unsupported``: those without support, in words;
        - ``assessed_bare``: percent of all that stand in an assessment and carry no mark of their own.

    Examples
    --------
    >>> counts = {"page": ["A"], "documents": [3], "assessment": [1], "none": [0]}
    >>> support_numbers(pd.DataFrame(counts))
    {'statements': '4', 'unsupported': 'zero', 'assessed_bare': '25'}
    """
    total = int(table.drop(columns="page").to_numpy().sum())
    bare = int(table["assessment"].sum())
    return {
        "statements": f"{total:,}",
        "unsupported": spell(int(table[UNSUPPORTED].sum())),
        "assessed_bare": f"{100 * bare / total:.0f}" if total else "0",
    }


@styled
def plot_support(table: pd.DataFrame) -> Figure:
    """Draw which share of each page's sentences rests on which kind of support.

    Parameters
    ----------
    table : DataFrame
        As from :func:`table_support`.

    Returns
    -------
    Figure
        One stacked bar per page; length of a part: percent of its sentences. ``report["data"]`` is the
        table, with numbers.

    Examples
    --------
    >>> from analysis import load, load_judgements, load_outlines
    >>> plot_support(table_support(load_outlines(), load_judgements(load()))).report["name"]
    'support'
    """
    counts = table.set_index("page").drop(columns=UNSUPPORTED)
    totals = counts.sum(axis=1)
    shown = {kind: shade for kind, shade in SUPPORT_COLOURS.items() if counts[kind].any()}
    shares = 100 * counts.div(totals.where(totals > 0, 1), axis=0)
    shares.index = [fill(f"{page.partition(':')[0]} ({totals[page]})", 20) for page in counts.index]
    figure, axes = canvas(0.36 * len(counts) + 2.4)  # so that all pages fit one of paper
    stacked_bars(axes, shares.round(), shown, smallest=14)
    axes.set_xlim(0, 102)  # shares are rounded, so their sum may pass 100
    axes.set_xlabel("percent of the page")
    bare = int(table[UNSUPPORTED].sum())
    total = int(counts.to_numpy().sum()) + bare
    sourced = int(counts[SOURCED].to_numpy().sum())
    title = (
        f"{'All' if not bare else f'{total - bare} of the'} {total:,} statements carry a mark or stand in a "
        f"block that names evidence; {sourced:,} report sources, the others are the authors'"
    )
    alt = "Stacked bars of statements by kind of support. " + " ".join(
        f"{page}: " + ", ".join(f"{kind} {row[kind]}" for kind in shown if row[kind]) + "."
        for page, row in counts.iterrows()
    )
    return finish(
        figure,
        name="support",
        title=title,
        alt=alt,
        data=table,
        source="Source: the pages of this book; in brackets, how many statements. Tables, figures, headings "
        "and questions are not counted. An assessment without a mark of its own stands beside one.",
    )
