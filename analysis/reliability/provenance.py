"""Each document's chain from event to reader, its publishers, and the grade that follows from the rubric."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from ..palette import DOUBT_COLOURS, PAPER, SEEN, SEEN_EDGE, SOFT
from ..plotting import bare, canvas, cell, finish, listing, styled
from ..tables import Evidence

__all__ = [
    "plot_chains",
    "plot_rubric",
    "table_chains",
    "table_grades",
    "table_originals",
    "table_outlets",
    "table_rubric",
]

MOST_ACROSS = 5  # columns of the figure of chains; in more of them a box would not hold its word
LETTERS = 55  # of labels that stand side by side
HEAD, LINE = 0.8, 0.3  # room above a further row for label and grade, and for each further line, in steps


def table_grades(evidence: Evidence) -> pd.DataFrame:
    """Return each document's reliability with its reasons.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - ``grade``: reliability of the source after AJP-2.1, A to F (F: cannot be judged);
        - ``kind``: kind of text;
        - one column per criterion of the rubric: the doubt on it.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_grades(load())["grade"]) <= set("ABCDEF")
    True
    """
    sources = evidence.sources
    doubts = evidence.rubric.pivot(index="source", columns="criterion", values="doubt")
    criteria = evidence.codes("criterion")
    table = doubts.reindex(index=sources.index, columns=criteria)
    for name in criteria:
        table[name] = [evidence.codebook.label("doubt", doubt) for doubt in table[name]]
    table.insert(0, "document", sources["label"])
    table.insert(1, "grade", sources["reliability"])
    table.insert(2, "kind", sources["kind"])
    return table.reset_index(drop=True)


def table_rubric(evidence: Evidence) -> pd.DataFrame:
    """Return the reasons behind each document's reliability.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document and criterion, in the order of the documents:

        - ``document``: short label;
        - ``criterion``: one of the five of the codebook;
        - ``doubt``: from ``none`` to ``lacking``, or ``no basis``;
        - ``reason``: why.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_rubric(load())
    >>> table.groupby("document").size().unique().tolist()
    [5]
    """
    rubric = evidence.rubric
    return pd.DataFrame(
        {
            "document": rubric["source"].map(evidence.sources["label"]),
            "criterion": rubric["criterion"],
            "doubt": [evidence.codebook.label("doubt", doubt) for doubt in rubric["doubt"]],
            "reason": rubric["reason"],
        }
    )


def table_outlets(evidence: Evidence) -> pd.DataFrame:
    """Return the publishers in each chain, with what is publicly known of them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per publisher, document by document:

        - ``outlet``: its name;
        - ``document``: short label of the document in whose chain it stands;
        - ``part``: its part in that chain;
        - ``nature``: what kind of outlet it is;
        - ``ownership``, ``record``: what is publicly known, or that nothing is;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> set(table_outlets(evidence)["document"]) == set(evidence.sources["label"])
    True
    """
    outlets = evidence.outlets
    table = outlets.rename(columns={"name": "outlet"}).assign(
        document=outlets["source"].map(evidence.sources["label"])
    )
    return table[["outlet", "document", "part", "nature", "ownership", "record", "references"]]


def table_originals(evidence: Evidence) -> pd.DataFrame:
    """Return how far the article behind each document was found.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - ``found``: ``whole``, ``excerpt`` or ``no``;
        - ``note``: what was found;
        - ``date``: ISO date of the original as the record shows it, missing where none is shown;
        - ``url``: its address, empty where it was not found;
        - ``references``: list of its key in the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_originals(load())["found"]) <= {"whole", "excerpt", "no"}
    True
    """
    sources, references = evidence.sources, evidence.references
    keys = [key if isinstance(key, str) else None for key in sources["original_reference"]]
    return pd.DataFrame(
        {
            "document": sources["label"].to_numpy(),
            "found": sources["original_found"].to_numpy(),
            "note": sources["original_note"].to_numpy(),
            "date": [references.at[key, "date"] if key else None for key in keys],
            "url": [references.at[key, "url"] if key else "" for key in keys],
            "references": [[key] if key else [] for key in keys],
        }
    )


def table_chains(evidence: Evidence) -> pd.DataFrame:
    """Return each document's way from the event to us.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per step, document by document, then in the order of the chain:

        - ``document``: short label;
        - ``order``: from 1, the step nearest to the event;
        - ``step``: ``statement``, ``wire``, ``article``, ``translation``, ``paraphrase`` or ``copy``;
        - ``who``: who took it;
        - ``what``: what came of it;
        - ``basis``: ``seen`` or ``inferred``;
        - ``date``: ISO date where it is known;
        - ``references``: list of keys of the bibliography, where it was seen on a page.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_chains(load())
    >>> table.groupby("document")["order"].min().unique().tolist()
    [1]
    """
    chains = evidence.chains
    return chains.assign(document=chains["source"].map(evidence.sources["label"]))[
        ["document", "order", "step", "who", "what", "basis", "date", "references"]
    ]


def _draw_chain(axes: Axes, across: float, top: float, steps: pd.DataFrame) -> None:
    """Draw the steps of one document, from the event down."""
    for place, (step, basis) in enumerate(zip(steps["step"], steps["basis"], strict=True)):
        seen, height = basis == "seen", top - place
        if place:
            axes.plot([across, across], [height + 0.3, height + 0.7], color=SOFT, linewidth=1.2, zorder=0)
        box = FancyBboxPatch(
            (across - 0.42, height - 0.28),
            0.84,
            0.56,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=SEEN if seen else PAPER,
            edgecolor=SEEN_EDGE,
            linestyle="-" if seen else (0, (3, 2)),
            linewidth=1,
        )
        axes.add_patch(box)
        axes.text(across, height, step, ha="center", va="center", fontsize=9.5)


@styled
def plot_chains(evidence: Evidence) -> Figure:
    """Draw each document's way from the event to us; dashed where a step is inferred.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One column of boxes per document, headed by its label and grade, one box per step from
        the event down; more columns than fit stand in further rows. ``report["data"]`` is
        :func:`table_chains`.

    Examples
    --------
    >>> from analysis import load
    >>> plot_chains(load()).report["name"]
    'chains'
    """
    table = table_chains(evidence)
    labels = list(evidence.sources["label"])
    rows = -(-len(labels) // MOST_ACROSS)
    across = -(-len(labels) // rows)
    bands = [labels[start : start + across] for start in range(0, len(labels), across)]
    longest = [int(table.loc[table["document"].isin(band), "order"].max()) for band in bands]
    heads = {label: textwrap.fill(label, LETTERS // across) for label in labels}
    more = LINE * max(head.count("\n") for head in heads.values())
    gap = HEAD + more
    figure, axes = canvas(0.56 * (sum(longest) + gap * (rows - 1) + more) + 0.8)
    grades = evidence.sources.set_index("label")["reliability"]
    top = 0.0
    for band, steps in zip(bands, longest, strict=True):
        for place, label in enumerate(band):
            _draw_chain(axes, place, top, table[table["document"] == label])
            words = f"{heads[label]}\ngrade {grades[label]}"
            axes.text(place, top + 0.42, words, ha="center", va="bottom", fontsize=10, fontweight="bold")
        top -= steps + gap
    axes.set_xlim(-0.5, across - 0.5)
    axes.set_ylim(top + gap + 0.55, 1.2 + more)
    axes.axis("off")
    inferred = int((table["basis"] == "inferred").sum())
    title = (
        f"{inferred} of the {len(table)} sources and steps between event and reader are inferred, not seen"
    )
    alt = "Chains of boxes, parallel statements first; a dashed box is inferred. " + " ".join(
        f"{label}: "
        + ", ".join(
            f"{row.step} ({row.basis}: {row.who})" for row in table[table["document"] == label].itertuples()
        )
        + "."
        for label in labels
    )
    return finish(
        figure,
        name="chains",
        title=title,
        alt=alt,
        data=table.drop(columns="references"),
        source="Source: dossiers. Filled: seen; dashed: inferred.",
    )


@styled
def plot_rubric(evidence: Evidence) -> Figure:
    """Draw the doubts on each document, criterion by criterion, with the grade that follows.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        A grid of documents by criteria; the darker a field, the greater the doubt; hatched where
        there is no basis. ``report["data"]`` has one row per field: ``document``, ``grade``,
        ``criterion``, ``doubt``.

    Examples
    --------
    >>> from analysis import load
    >>> plot_rubric(load()).report["name"]
    'rubric'
    """
    labels, grades = evidence.sources["label"], evidence.sources["reliability"]
    criteria, sources = evidence.codes("criterion"), list(labels.index)
    doubts = evidence.rubric.set_index(["source", "criterion"])["doubt"]
    figure, axes = canvas(0.52 * len(sources) + 1.0)
    for height, source in enumerate(reversed(sources)):
        for across, criterion in enumerate(criteria):
            doubt = doubts[source, criterion]
            words = evidence.codebook.label("doubt", doubt)
            hatch = "///" if doubt == "no-basis" else ""
            cell(axes, across, height, DOUBT_COLOURS[doubt], words, size=8.5, hatch=hatch)
    axes.set_xlim(-0.55, len(criteria) - 0.45)
    axes.set_ylim(-0.55, len(sources) - 0.45)
    axes.set_yticks(range(len(sources)), [f"{labels[name]}  {grades[name]}" for name in reversed(sources)])
    axes.set_xticks(
        range(len(criteria)), ["transfor-\nmation" if name == "transformation" else name for name in criteria]
    )
    axes.tick_params(labelsize=9)
    axes.xaxis.tick_top()
    bare(axes)
    data = evidence.rubric[["source", "criterion", "doubt"]].assign(
        document=evidence.rubric["source"].map(labels), grade=evidence.rubric["source"].map(grades)
    )[["document", "grade", "criterion", "doubt"]]
    ranked = grades[grades != "F"]
    if ranked.nunique() < 2:
        best = worst = grades.index[0]
    else:
        best, worst = ranked.idxmin(), ranked.idxmax()
    scale = [name for name in DOUBT_COLOURS if name != "no-basis"]
    gaps = {
        criterion: scale.index(doubts[worst, criterion]) - scale.index(doubts[best, criterion])
        for criterion in criteria
        if "no-basis" not in {doubts[worst, criterion], doubts[best, criterion]}
    }
    widest = [criterion for criterion, gap in gaps.items() if gap == max(gaps.values())]
    title = (
        f"Grades run from {grades[best]} ({labels[best]}) to {grades[worst]} ({labels[worst]}); "
        f"these two lie furthest apart on {listing(widest)}"
        if best != worst
        else f"Every document that can be graded has the grade {ranked.iloc[0]}"
        if len(ranked)
        else "No document can be graded"
    )
    alt = "A grid of documents by five criteria of doubt. " + " ".join(
        f"{labels[name]}, grade {grades[name]}: "
        + ", ".join(
            f"{criterion} {evidence.codebook.label('doubt', doubts[name, criterion])}"
            for criterion in criteria
        )
        + "."
        for name in sources
    )
    return finish(
        figure,
        name="rubric",
        title=title,
        alt=alt,
        data=data,
        source="Source: dossiers, rubric. The letter is the median of the doubts, with caps (see methods).",
    )
