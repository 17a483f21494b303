"""Outlook: competing hypotheses weighed by what speaks against them, and indicators to watch.

After Heuer's analysis of competing hypotheses: hypotheses are ranked by how little speaks
against them and not by how much fits, for evidence that fits several of them proves none.
An item that is rated alike against all hypotheses has no diagnostic value.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .palette import DIVERGING
from .plotting import bare, canvas, cell, finish, listing, sign, styled
from .tables import Evidence

__all__ = [
    "leading",
    "numbers",
    "plot_matrix",
    "table_dependence",
    "table_hypotheses",
    "table_indicators",
    "table_matrix",
]


def _against(matrix: pd.DataFrame) -> pd.Series:
    """Return what speaks against each hypothesis: the sum of its negative weights, as a positive number."""
    return matrix["weight"].clip(upper=0).abs().groupby(matrix["hypothesis"], sort=False).sum()


def leading(matrix: pd.DataFrame) -> list[str]:
    """Return the hypotheses against which least speaks.

    Parameters
    ----------
    matrix : DataFrame
        Rows of ``Evidence.matrix`` for one question.

    Returns
    -------
    list of str
        Ids; more than one where they tie, none where there is no row.

    Examples
    --------
    >>> rows = pd.DataFrame({"hypothesis": ["a", "b", "a", "b"], "weight": [-1, 2, 0, -2]})
    >>> leading(rows)
    ['a']
    """
    against = _against(matrix)
    return list(against.index[against == against.min()])


def numbers(evidence: Evidence) -> dict[str, str | int]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (str or int)
        For each question, such as ``office``: ``office_items`` (items of evidence),
        ``office_leading`` (label of the hypothesis against which least speaks), ``office_next`` (label
        of the next).

    Examples
    --------
    >>> from analysis import load
    >>> numbers(load())["office_items"] >= 4
    True
    """
    found: dict[str, str | int] = {}
    for question in dict.fromkeys(evidence.hypotheses["question"]):
        ranking = table_hypotheses(evidence, question)
        found[f"{question}_items"] = len(table_matrix(evidence, question))
        found[f"{question}_leading"] = listing(list(ranking.loc[ranking["rank"] == 1, "hypothesis"]))
        found[f"{question}_next"] = listing(list(ranking.loc[ranking["rank"] == 2, "hypothesis"]))
    return found


def table_hypotheses(evidence: Evidence, question: str) -> pd.DataFrame:
    """Return the hypotheses of a question, ranked by how little speaks against them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    question : str
        Id of the question.

    Returns
    -------
    DataFrame
        One row per hypothesis, the least contradicted first:

        - ``rank``: from 1; equal where as much speaks against both (dense ranking);
        - ``hypothesis``: its label; ``statement``: in a sentence;
        - ``against``: sum of the weights that speak against it, two for "speaks against", one for
          "does not fit";
        - ``fits``: sum of the weights that fit it, for comparison; it plays no part in the rank.

    Examples
    --------
    >>> from analysis import load
    >>> table_hypotheses(load(), "office")["rank"].iloc[0].item()
    1
    """
    rows = evidence.hypotheses[evidence.hypotheses["question"] == question]
    matrix = evidence.matrix[evidence.matrix["question"] == question]
    against = _against(matrix).reindex(rows.index)
    fits = matrix["weight"].clip(lower=0).groupby(matrix["hypothesis"]).sum().reindex(rows.index)
    table = pd.DataFrame(
        {
            "rank": against.rank(method="dense").astype(int),
            "hypothesis": rows["label"],
            "statement": rows["statement"],
            "against": against,
            "fits": fits,
        }
    )
    return table.sort_values(["against", "fits"], ascending=[True, False], kind="stable").reset_index(
        drop=True
    )


def table_matrix(evidence: Evidence, question: str) -> pd.DataFrame:
    """Return the matrix of a question: how each item fits each hypothesis, and how much it tells.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    question : str
        Id of the question.

    Returns
    -------
    DataFrame
        One row per item, the most diagnostic first:

        - ``label``: the item as the figure names it;
        - ``item``: what was seen;
        - one column per hypothesis, under its label: from ``−−`` to ``++``;
        - ``diagnosticity``: difference between its best and its worst weight, 0 to 4; 0 tells nothing;
        - ``why``: the reason for the ratings;
        - ``claims``, ``references``: lists of what it rests on.

    Examples
    --------
    >>> from analysis import load
    >>> table_matrix(load(), "office")["diagnosticity"].is_monotonic_decreasing
    True
    """
    rows = evidence.matrix[evidence.matrix["question"] == question]
    names = evidence.hypotheses.loc[evidence.hypotheses["question"] == question, "label"]
    labels = {code: evidence.codebook.label("consistency", code) for code in evidence.codes("consistency")}
    ratings = rows.pivot(index="item", columns="hypothesis", values="consistency")
    spread = rows.groupby("item")["weight"].agg(lambda weights: int(weights.max() - weights.min()))
    first = rows.drop_duplicates("item").set_index("item")
    table = ratings.reindex(index=first.index, columns=list(names.index)).map(lambda code: labels[code])
    table = table.rename(columns=names.to_dict())
    table.insert(0, "label", first["label"])
    table.insert(1, "item", first["text"])
    table["diagnosticity"] = spread
    table["why"] = first["reason"]
    table["claims"] = first["claims"]
    table["references"] = first["references"]
    table = table.rename_axis(None, axis=1)
    return table.sort_values("diagnosticity", ascending=False, kind="stable").reset_index(drop=True)


def table_dependence(evidence: Evidence, question: str) -> pd.DataFrame:
    """Return what leads when each item is left out in turn.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    question : str
        Id of the question.

    Returns
    -------
    DataFrame
        One row per item, those that change the lead first:

        - ``without``: the item left out;
        - ``leads``: labels of the hypotheses against which least speaks then;
        - ``margin``: by how much less speaks against them than against the next, 0 for a tie of all;
        - ``changed``: ``yes`` where the lead differs from that of the whole matrix, else ``no``.

    Examples
    --------
    >>> from analysis import load
    >>> table_dependence(load(), "office").columns.tolist()
    ['without', 'leads', 'margin', 'changed']
    """
    rows = evidence.matrix[evidence.matrix["question"] == question]
    labels = evidence.hypotheses["label"]
    whole = leading(rows)
    found = []
    for item, own in rows.groupby("item", sort=False):
        left = rows[rows["item"] != item]
        against, first = _against(left), leading(left)
        rest = against.drop(first)
        found.append(
            {
                "without": own["text"].iloc[0],
                "leads": listing([labels[name] for name in first]),
                "margin": int(rest.min() - against.min()) if len(rest) and len(first) == 1 else 0,
                "changed": "yes" if first != whole else "no",
            }
        )
    table = pd.DataFrame(found, columns=["without", "leads", "margin", "changed"])
    return table.sort_values("changed", ascending=False, kind="stable").reset_index(drop=True)


def table_indicators(evidence: Evidence, question: str) -> pd.DataFrame:
    """Return what to watch, with its status on the cut-off date of the record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    question : str
        Id of the question.

    Returns
    -------
    DataFrame
        One row per indicator:

        - ``indicator``: its name; ``threshold``: what would have to be seen;
        - ``points_to``: labels of the hypotheses that it would raise;
        - ``status``: ``not seen``, ``partly seen``, ``seen`` or ``contrary``; ``note``: what was seen;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> len(table_indicators(load(), "office")) >= 2
    True
    """
    rows = evidence.indicators[evidence.indicators["question"] == question]
    labels = evidence.hypotheses["label"]
    return pd.DataFrame(
        {
            "indicator": rows["name"],
            "threshold": rows["threshold"],
            "points_to": [listing([labels[name] for name in names]) for names in rows["points_to"]],
            "status": [evidence.codebook.label("indicator_status", code) for code in rows["status"]],
            "note": rows["note"],
            "references": rows["references"],
        }
    ).reset_index(drop=True)


@styled
def plot_matrix(evidence: Evidence, question: str) -> Figure:
    """Draw the matrix of a question, the most diagnostic items on top, and what speaks against each.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    question : str
        Id of the question.

    Returns
    -------
    Figure
        A grid of items by hypotheses, numbered, least contradicted first; below it the sums against
        each, and their names.
        ``report["data"]`` has one row per field: ``item``, ``text``, ``hypothesis`` (label),
        ``consistency``, ``weight``.

    Examples
    --------
    >>> from analysis import load
    >>> plot_matrix(load(), "office").report["name"]
    'matrix-office'
    """
    ranking = table_hypotheses(evidence, question)
    names = evidence.hypotheses.loc[evidence.hypotheses["question"] == question, "label"]
    order = [names.index[names == label][0] for label in ranking["hypothesis"]]
    rows = evidence.matrix[evidence.matrix["question"] == question]
    spread = rows.groupby("item", sort=False)["weight"].agg(lambda weights: weights.max() - weights.min())
    items = list(spread.sort_values(ascending=False, kind="stable").index)
    weights = rows.set_index(["item", "hypothesis"])["weight"]
    short = rows.drop_duplicates("item").set_index("item")["label"]
    figure, axes = canvas(0.33 * (len(items) + 0.8 * len(order)) + 1.8)
    for height, item in enumerate(reversed(items)):
        for across, hypothesis in enumerate(order):
            weight = int(weights[item, hypothesis])
            mark = {2: "++", 1: "+", 0: "", -1: "−", -2: "−−"}[weight]
            cell(axes, across, height, DIVERGING[weight], mark, size=11)
    for across, against in enumerate(ranking["against"]):
        axes.text(across, -1.0, sign(-int(against)), ha="center", va="center", fontweight="bold")
    axes.set_xticks(range(len(order)), [str(place) for place in range(1, len(order) + 1)])
    axes.xaxis.tick_top()
    for place, label in enumerate(ranking["hypothesis"], start=1):  # names would run into each other on top
        axes.text(-0.5, -1.5 - 0.8 * place, f"{place}  {label}", ha="left", va="center", fontsize=10)
    axes.set_yticks([-1, *range(len(items))], ["speaks against", *(short[name] for name in reversed(items))])
    bare(axes)
    axes.set_xlim(-0.55, len(order) - 0.45)
    axes.set_ylim(-2.0 - 0.8 * len(order), len(items) - 0.45)
    first = ranking[ranking["rank"] == 1]
    margin = (
        int(ranking.loc[ranking["rank"] == 2, "against"].min() - first["against"].min())
        if len(first) < len(ranking)
        else 0
    )
    asked = evidence.hypotheses.loc[order[0], "asked"]
    title = (
        f"{asked} Least speaks against “{listing(list(first['hypothesis']))}”, "
        f"by {margin} {'point' if margin == 1 else 'points'}"
    )
    alt = (
        f"A grid of {len(items)} items of evidence by {len(order)} hypotheses. What speaks against each: "
        + ", ".join(f"{row.hypothesis} {row.against}" for row in ranking.itertuples())
        + ". The item that tells most: "
        + str(rows.loc[rows["item"] == items[0], "text"].iloc[0])
    )
    data = rows.assign(hypothesis=rows["hypothesis"].map(names))[
        ["item", "text", "hypothesis", "consistency", "weight"]
    ]
    return finish(
        figure,
        name=f"matrix-{question}",
        title=title,
        alt=alt,
        data=data.reset_index(drop=True),
        source="Source: seeds/hypotheses.yml. The table of the matrix says each item in full. "
        "Orange, −: speaks against; purple, +: is to be expected.",
    )
