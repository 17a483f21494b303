"""The figures a brief can show, by the chapter that shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from matplotlib.figure import Figure

from .. import (
    background,
    corrections,
    cover,
    divisions,
    methods,
    outlook,
    partnerships,
    reactions,
    reliability,
)
from ..corpus import load_codings, load_outlines
from ..model import Judgement
from ..tables import Evidence

__all__ = ["FIGURES", "Plot", "chapter_of", "draw"]

Plot = Callable[[Evidence, Sequence[Judgement]], Figure]


def _of_evidence(plot: Callable[[Evidence], Figure]) -> Plot:
    return lambda evidence, judgements: plot(evidence)


def _matrix(question: str) -> Plot:
    return _of_evidence(partial(outlook.plot_matrix, question=question))


def _agreement(evidence: Evidence, judgements: Sequence[Judgement]) -> Figure:
    return methods.plot_agreement(methods.table_agreement(evidence, load_codings(evidence)))


def _support(evidence: Evidence, judgements: Sequence[Judgement]) -> Figure:
    return methods.plot_support(methods.table_support(load_outlines(), judgements))


#: Chapter to the permanent names of its figures, each with the function that draws it; in the order of the
#: pages, and the first of a chapter is the one that a brief takes where none is named.
FIGURES: dict[str, dict[str, Plot]] = {
    "index": {"cover": _of_evidence(cover.plot_cover)},
    "background": {
        "road": _of_evidence(background.plot_road),
        "windows": _of_evidence(background.plot_windows),
    },
    "partnerships": {
        "areas": _of_evidence(partnerships.plot_areas),
        "caution": _of_evidence(partnerships.plot_caution),
    },
    "divisions": {
        "stances": _of_evidence(divisions.plot_stances),
        "office": _of_evidence(divisions.plot_office),
    },
    "reactions": {
        "conduct": _of_evidence(reactions.plot_conduct),
        "patrols": _of_evidence(reactions.plot_patrols),
        "tone": _of_evidence(reactions.plot_tone),
    },
    "reliability": {
        "verdicts": _of_evidence(reliability.plot_verdicts),
        "rubric": _of_evidence(reliability.plot_rubric),
        "chains": _of_evidence(reliability.plot_chains),
        "speakers": _of_evidence(reliability.plot_speakers),
        "wording": _of_evidence(reliability.plot_wording),
        "sensitivity": reliability.plot_sensitivity,
    },
    "outlook": {"matrix-office": _matrix("office"), "matrix-obligation": _matrix("obligation")},
    "methods": {"agreement": _agreement, "support": _support},
    "corrections": {"origins": _of_evidence(corrections.plot_origins)},
}


def chapter_of(name: str) -> str:
    """Return the chapter that shows a figure.

    Parameters
    ----------
    name : str
        Permanent name of the figure.

    Returns
    -------
    str
        Name of its page.

    Raises
    ------
    KeyError
        Where no chapter has such a figure.

    Examples
    --------
    >>> chapter_of("stances")
    'divisions'
    """
    for chapter, plots in FIGURES.items():
        if name in plots:
            return chapter
    raise KeyError(name)


def draw(name: str, evidence: Evidence, judgements: Sequence[Judgement]) -> Figure:
    """Draw a figure by its name.

    Parameters
    ----------
    name : str
        Permanent name of the figure.
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        All key judgements.

    Returns
    -------
    Figure
        With title, alternative text, data and source.

    Raises
    ------
    KeyError
        Where there is no such figure.

    Examples
    --------
    >>> from analysis import load
    >>> draw("office", load(), []).report["name"]
    'office'
    """
    return FIGURES[chapter_of(name)][name](evidence, judgements)
