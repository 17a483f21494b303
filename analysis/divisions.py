"""Alliance divisions: who wants what, the Tokyo office case, and words beside deployments."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from .palette import DIVERGING, GROUP_COLOURS, RULE, SOFT, on
from .plotting import bare, canvas, cell, finish, listing, moment, sign, styled, year_axis
from .prose import spell
from .tables import Evidence

__all__ = [
    "ISSUES",
    "numbers",
    "plot_office",
    "plot_stances",
    "table_consensus",
    "table_deployments",
    "table_office",
    "table_stances",
]

ISSUES = {
    "partnership": "Deeper\npartnership",
    "tokyo_office": "Tokyo\noffice",
    "remit": "Wider\nremit",
    "china_threat": "China as\na threat",
}
#: Rows of the stance matrix, from the Alliance outwards; experts and authors have their own table.
ACTORS = [
    "NATO Secretary General",
    "NATO",
    "United States",
    "France",
    "Germany",
    "European Allies",
    "Western Allies",
    "Japan",
    "South Korea",
    "Australia",
    "New Zealand",
    "AP4",
    "China",
    "Xinhua",
    "Russia",
]
MEMBERS = ["United States", "United Kingdom", "Canada", "France", "Germany"]


def numbers(evidence: Evidence) -> dict[str, str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to str
        - ``france_documents``: documents that show France's stance on the Tokyo office, in words;
        - ``fighters_claimed``: how many French warplanes a document counts, in words.

    Examples
    --------
    >>> from analysis import load
    >>> sorted(numbers(load()))
    ['fighters_claimed', 'france_documents']
    """
    stances = evidence.stances
    france = stances[(stances["actor"] == "France") & (stances["issue"] == "tokyo_office")]
    return {
        "france_documents": spell(france["source"].nunique()),
        "fighters_claimed": spell(int(evidence.claims.at["paraphrase-56", "value"])),
    }


def table_stances(evidence: Evidence) -> pd.DataFrame:
    """Return where the documents place each actor on each issue.

    Stances that rest on nothing but contradicted claims are left out.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per actor and issue, over all documents that show the position; actors in the
        order of the matrix, others after them by name, and issues in the order of :data:`ISSUES`:

        - ``actor``: short name, each author apart; ``issue``: label of the code;
        - ``median``: median stance of the documents, -2 (strongly against) to 2 (strongly for);
        - ``lowest``, ``highest``: lowest and highest stance, on the same scale;
        - ``documents``: how many documents show it;
        - ``claims``: list of the ids of the claims behind it.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_stances(load())
    >>> bool((table["lowest"] <= table["median"]).all() and (table["median"] <= table["highest"]).all())
    True
    """
    table = _positions(evidence)
    return table.assign(issue=[evidence.codebook.label("issue", code) for code in table["issue"]])


def table_office(evidence: Evidence) -> pd.DataFrame:
    """Return the Tokyo office case step by step, as the record has it.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per entry of the thread ``tokyo-office`` in the timeline, by date:

        - ``number``: from 1, as in the figure;
        - ``date``: ISO date;
        - ``step``: what happened;
        - ``note``: what a reader should know besides; missing where there is nothing;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_office(load())
    >>> table["number"].tolist() == list(range(1, len(table) + 1))
    True
    """
    rows = evidence.timeline[evidence.timeline["thread"] == "tokyo-office"]
    return pd.DataFrame(
        {
            "number": range(1, len(rows) + 1),
            "date": rows["date"],
            "step": rows["event"],
            "note": rows["note"],
            "references": rows["references"],
        }
    ).reset_index(drop=True)


def table_consensus(evidence: Evidence, also: Sequence[str] = ()) -> pd.DataFrame:
    """Return what the documents say of agreement, consensus and veto.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    also : sequence of str, optional
        Ids of claims to show beside those on the division of the Alliance.

    Returns
    -------
    DataFrame
        One row per claim, in the order of the documents; the index is the id of the claim:

        - ``document``: short label;
        - ``statement``: the claim, in our words;
        - ``claims``: list with the id of the claim.

    Raises
    ------
    KeyError
        Where a claim of `also` is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> topics = evidence.claims.loc[table_consensus(evidence).index, "topic"]
    >>> topics.unique().tolist()
    ['alliance-division']
    """
    claims = evidence.claims
    extra = claims.loc[list(also)].index
    rows = claims[(claims["topic"] == "alliance-division") | claims.index.isin(extra)]
    return pd.DataFrame(
        {
            "document": rows["source"].map(evidence.sources["label"]),
            "statement": rows["statement"],
            "claims": [[name] for name in rows.index],
        }
    )


def table_deployments(evidence: Evidence) -> pd.DataFrame:
    """Return what the documents say of members' own military activity, with their stance on the office.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per claim of topic ``military-activity`` whose actor is one of five members, member
        by member:

        - ``member``: the member;
        - ``deployment``: the claim, in our words;
        - ``date``: ISO date, missing where the document gives none;
        - ``verdict``: code of the check against the public record, or ``not checked``;
        - ``stance_on_office``: median of the member's stances on the Tokyo office, -2 to 2 with its
          sign, as text; ``not shown`` where no document shows one;
        - ``claims``: list with the id of the claim.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_deployments(load())["member"]) <= set(MEMBERS)
    True
    """
    claims = evidence.claims
    rows = claims[(claims["topic"] == "military-activity") & claims["actor"].isin(MEMBERS)]
    office = evidence.stances[evidence.stances["issue"] == "tokyo_office"].groupby("actor")["stance"].median()
    order = {member: place for place, member in enumerate(MEMBERS)}
    table = pd.DataFrame(
        {
            "member": rows["actor"],
            "deployment": rows["statement"],
            "date": rows["date"],
            "verdict": rows["verdict"].fillna("not checked"),
            "stance_on_office": [
                sign(office[actor]) if actor in office else "not shown" for actor in rows["actor"]
            ],
            "claims": [[name] for name in rows.index],
        }
    )
    return table.sort_values("member", key=lambda column: column.map(order), kind="stable").reset_index(
        drop=True
    )


@styled
def plot_stances(evidence: Evidence) -> Figure:
    """Draw the stance matrix; a cell with two values shows the range between documents.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One row per actor and one column per issue. A cell's colour is the median stance, from
        orange (against) to purple (for); its text is the value or the range, and the number of
        documents where more than one. ``report["data"]`` is :func:`table_stances` for the actors
        drawn, with ``claims`` as text.

    Examples
    --------
    >>> from analysis import load
    >>> plot_stances(load()).report["name"]
    'stances'
    """
    table = _positions(evidence)
    table = table[table["actor"].isin(ACTORS)]
    actors = [actor for actor in ACTORS if actor in set(table["actor"])]
    figure, axes = canvas(0.44 * len(actors) + 1.0)
    for row in table.itertuples():
        across, up = list(ISSUES).index(row.issue), len(actors) - 1 - actors.index(row.actor)
        shade = DIVERGING[round(row.median) if abs(row.median) != 0.5 else (1 if row.median > 0 else -1)]
        text = sign(row.lowest) if row.lowest == row.highest else f"{sign(row.lowest)} to {sign(row.highest)}"
        cell(axes, across, up, shade, text + (f"\nn = {row.documents}" if row.documents > 1 else ""))
    axes.set_xlim(-0.5, len(ISSUES) - 0.5)
    axes.set_ylim(-0.55, len(actors) - 0.45)
    axes.set_xticks(range(len(ISSUES)), ISSUES.values())
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(actors)), [actor.removeprefix("NATO ") for actor in reversed(actors)])
    bare(axes)
    office = table[table["issue"] == "tokyo_office"].set_index("actor")["median"]
    named = office[[actor for actor in office.index if actor in {"NATO Secretary General", *MEMBERS}]]
    named = named.rename({"NATO Secretary General": "the Secretary General"})
    sides = {"for": named > 0, "against": named <= -1.5, "reserved": (named < 0) & (named > -1.5)}
    title = "On the Tokyo office the documents show " + listing(
        [f"{listing(list(named[side].index))} {word}" for word, side in sides.items() if side.any()]
    )
    alt = "Matrix of actors and issues; values from −2, strongly against, to +2, strongly for. " + " ".join(
        f"{actor}: "
        + ", ".join(
            f"{evidence.codebook.label('issue', row.issue)} "
            + (
                sign(row.lowest)
                if row.lowest == row.highest
                else f"{sign(row.lowest)} to {sign(row.highest)}"
            )
            for row in table[table["actor"] == actor].itertuples()
        )
        + "."
        for actor in actors
    )
    data = table.assign(claims=table["claims"].map(" ".join))
    return finish(
        figure,
        name="stances",
        title=title,
        alt=alt,
        data=data,
        source="Source: coded stances. n: documents, where more than one. "
        "A range: they differ. Orange: against; purple: for. Empty: no position shown.",
    )


@styled
def plot_office(evidence: Evidence) -> Figure:
    """Draw the steps of the Tokyo office case on a time axis, numbered as in the table.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One numbered point per step, at different heights so that near ones do not meet.
        ``report["data"]`` is :func:`table_office`, with ``references`` as text.

    Examples
    --------
    >>> from analysis import load
    >>> plot_office(load()).report["name"]
    'office'
    """
    rows = table_office(evidence)
    figure, axes = canvas(2.5)
    axes.axhline(0, color=SOFT, linewidth=1, zorder=0)
    levels, shade = [1, -1, 2, -2], GROUP_COLOURS["nato"]
    for place, row in rows.iterrows():
        at, height = moment(row["date"]), levels[place % len(levels)]
        axes.plot([at, at], [0, height], color=RULE, linewidth=1, zorder=0)
        axes.scatter(at, height, s=190, color=shade, zorder=3)
        axes.text(
            at, height, str(place + 1), color=on(shade), ha="center", va="center", fontsize=10, zorder=4
        )
        axes.scatter(at, 0, s=14, color=shade, zorder=3)
    axes.set_ylim(-2.7, 2.7)
    year_axis(axes)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    first = rows["date"].iloc[0]
    elapsed = [(pd.Period(day[:7]) - pd.Period(first[:7])).n for day in rows["date"]]
    early = sum(months < 3 for months in elapsed)
    title = (
        f"{early} recorded steps in the first three months, {len(rows) - early} in the "
        f"{elapsed[-1] - 2} months that followed"
    )
    if early > len(rows) - early:
        title += ": the office plan went quiet"
    alt = "Numbered points on a time axis. " + " ".join(
        f"{place + 1}: {row['date']}, {row['step']}" for place, row in rows.iterrows()
    )
    data = rows.assign(references=rows["references"].map(" ".join))
    return finish(
        figure,
        name="office",
        title=title,
        alt=alt,
        data=data,
        source="Source: timeline of the public record. Numbers as in the table below.",
    )


def _positions(evidence: Evidence) -> pd.DataFrame:
    """Return the table of stances with the codes of the issues; each author is an actor of his own."""
    stances = evidence.stances[~evidence.stances["contradicted"]]
    labels = stances["source"].map(evidence.sources["label"])
    own = stances["actor"] == "author"
    stances = stances.assign(actor=stances["actor"].mask(own, "author of " + labels))
    order = {
        actor: place for place, actor in enumerate([*ACTORS, *sorted(set(stances["actor"]) - set(ACTORS))])
    }
    rows = [
        {
            "actor": actor,
            "issue": issue,
            "median": group["stance"].median(),
            "lowest": int(group["stance"].min()),
            "highest": int(group["stance"].max()),
            "documents": group["source"].nunique(),
            "claims": [claim for claims in group["claims"] for claim in claims],
        }
        for (actor, issue), group in stances.groupby(["actor", "issue"])
    ]
    table = pd.DataFrame(
        rows, columns=["actor", "issue", "median", "lowest", "highest", "documents", "claims"]
    )
    issues = {issue: place for place, issue in enumerate(ISSUES)}
    return table.sort_values(
        ["actor", "issue"],
        key=lambda column: column.map(order if column.name == "actor" else issues),
        kind="stable",
    ).reset_index(drop=True)
