"""Which key judgements survive when part of the evidence is taken away."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..model import Judgement
from ..palette import DIVERGING, SOFT
from ..plotting import bare, canvas, cell, finish, listing, styled
from ..sensitivity import OUTCOMES, table_sensitivity
from ..tables import Evidence

__all__ = ["OUTCOME_COLOURS", "plot_sensitivity", "table_outcomes"]

#: What becomes of a judgement: purple stands, orange falls, light between; safe for the colour-blind.
OUTCOME_COLOURS = {
    "untouched": DIVERGING[0],
    "stands": DIVERGING[1],
    "weakens": DIVERGING[-1],
    "falls": DIVERGING[-2],
}


def table_outcomes(evidence: Evidence, judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Return how each judgement fares in each scenario, one row per judgement.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        As loaded.

    Returns
    -------
    DataFrame
        One row per judgement:

        - ``judgement``: number and title;
        - ``claimed``: its confidence;
        - one column per scenario: outcome, and after a colon the highest confidence left.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> table_outcomes(evidence, load_judgements(evidence)).columns[1]
    'claimed'
    """
    long = table_sensitivity(evidence, judgements)
    long["text"] = long["outcome"] + ": " + long["ceiling"]
    long.loc[long["outcome"] == "untouched", "text"] = "–"
    long["name"] = long["judgement"].str.rpartition("-")[2] + ". " + long["title"]
    order = list(dict.fromkeys(long["scenario"]))
    names = list(dict.fromkeys(long["name"]))
    table = long.pivot(index="name", columns="scenario", values="text").reindex(index=names, columns=order)
    claimed = long.drop_duplicates("name").set_index("name")["claimed"]
    table.insert(0, "claimed", claimed)
    return table.rename_axis(None, axis=1).reset_index(names="judgement")


@styled
def plot_sensitivity(evidence: Evidence, judgements: Sequence[Judgement]) -> Figure:
    """Draw what becomes of each judgement when sources are left out.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        As loaded.

    Returns
    -------
    Figure
        A grid of judgements by scenarios; in each field the highest confidence that is left.
        ``report["data"]`` is :func:`analysis.sensitivity.table_sensitivity`.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> plot_sensitivity(evidence, load_judgements(evidence)).report["name"]
    'sensitivity'
    """
    data = table_sensitivity(evidence, judgements)
    order, names = list(dict.fromkeys(data["scenario"])), list(dict.fromkeys(data["judgement"]))
    cells = data.set_index(["judgement", "scenario"])
    figure, axes = canvas(0.42 * len(order) + 1.5)
    for height, scenario in enumerate(reversed(order)):
        for across, name in enumerate(names):
            field = cells.loc[(name, scenario)]
            short = {"moderate": "mod."}.get(field["ceiling"], field["ceiling"])
            short = "–" if field["outcome"] == "untouched" else short
            cell(axes, across, height, OUTCOME_COLOURS[field["outcome"]], short)
    claimed = cells.groupby(level="judgement")["claimed"].first()
    shown = {"moderate": "mod."}
    axes.set_xticks(
        range(len(names)),
        [f"{name.rpartition('-')[2]}\n{shown.get(claimed[name], claimed[name])}" for name in names],
    )
    axes.xaxis.tick_top()
    axes.set_xlabel("judgement, and the confidence it claims", fontsize=9.5)
    axes.xaxis.set_label_position("top")
    axes.set_yticks(range(len(order)), list(reversed(order)))
    axes.set_ylabel("left out", fontsize=9.5)
    axes.tick_params(labelsize=9)
    bare(axes)
    axes.set_xlim(-0.55, len(names) - 0.45)
    axes.set_ylim(-0.55, len(order) - 0.45)
    for outcome, shade in OUTCOME_COLOURS.items():
        if outcome in set(data["outcome"]):
            axes.scatter([], [], marker="s", s=60, color=shade, edgecolor=SOFT, label=outcome)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.02), ncols=2, frameon=False, fontsize=9.5)
    single = data[data["scenario"].isin(evidence.sources["label"])]
    shaken = [
        name.rpartition("-")[2]
        for name in names
        if single.loc[single["judgement"] == name, "outcome"].isin(["weakens", "falls"]).any()
    ]
    alone = data[data["scenario"] == order[-1]]
    lost = int(alone["outcome"].isin(["weakens", "falls"]).sum())
    first = (
        f"Leaving out one document shakes judgement{'s' * (len(shaken) > 1)} {listing(shaken)}"
        if shaken
        else "No judgement hangs on a single document"
    )
    title = f"{first}; the documents alone, without the record, do not carry {lost} of {len(names)}"
    alt = "A grid of what is left of each judgement's confidence when evidence is taken away. " + " ".join(
        f"Without {scenario}: "
        + ", ".join(
            f"judgement {name.rpartition('-')[2]} {cells.loc[(name, scenario), 'ceiling']} "
            f"({cells.loc[(name, scenario), 'outcome']})"
            for name in names
            if cells.loc[(name, scenario), "outcome"] != "untouched"
        )
        + "."
        for scenario in order
    )
    return finish(
        figure,
        name="sensitivity",
        title=title,
        alt=alt,
        data=data,
        source="Source: judgements and dossiers. "
        + " ".join(f"{name.capitalize()}: {text}." for name, text in OUTCOMES.items()),
    )
