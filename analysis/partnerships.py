"""AP4 partnerships: what was agreed with whom, on which areas, and how cautious each partner is."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .palette import GROUP_COLOURS, PAPER, SOFT
from .plotting import bare, canvas, colour, finish, listing, sign, styled
from .prose import spell
from .tables import PARTNERS, Evidence

__all__ = [
    "PARTNERS",
    "numbers",
    "per_partner",
    "plot_areas",
    "plot_caution",
    "table_agreements",
    "table_areas",
    "table_disagreements",
    "table_gives",
]

GIVES = ["ukraine-link", "technology-supply-chain", "military-activity"]


def per_partner(claims: pd.DataFrame) -> pd.DataFrame:
    """Give each claim one row per partner it concerns.

    A claim concerns a partner that is its actor or its target; one on the four together concerns
    each of them.

    Parameters
    ----------
    claims : DataFrame
        As ``Evidence.claims``.

    Returns
    -------
    DataFrame
        In the order of `claims`, then of the partners:

        - ``claim``: id of the claim;
        - ``partner``: one of the four;
        - ``alone``: False where the claim concerns the partner only as one of the four;
        - the columns of `claims`.

    Examples
    --------
    >>> claims = pd.DataFrame({"actor": ["AP4", "Japan"], "target": [None, "NATO"]}, index=["x-01", "x-02"])
    >>> per_partner(claims)[["partner", "alone"]].values.tolist()[3:]
    [['New Zealand', False], ['Japan', True]]
    """
    rows = []
    for name, claim in claims.iterrows():
        named = {claim["actor"], claim["target"]}
        for partner in PARTNERS:
            if partner in named or "AP4" in named:
                rows.append({"claim": name, "partner": partner, "alone": partner in named, **claim})
    return pd.DataFrame(rows, columns=["claim", "partner", "alone", *claims.columns])


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``documents``: how many there are, in words;
        - ``joint_projects``: how many joint projects a document counts, in words;
        - ``japan_areas_before``, ``japan_areas_claimed``: lowest and highest number of areas that
          the documents give for Japan's programme; 0 where they give none.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["japan_areas_before"] <= found["japan_areas_claimed"]
    True
    """
    claims = evidence.claims
    japan = (claims["unit"] == "areas of cooperation") & (claims["actor"] == "Japan")
    counted = claims.loc[japan, "value"]
    return {
        "documents": spell(len(evidence.sources)),
        "joint_projects": spell(int(evidence.claims.at["skai-43", "value"])),
        "japan_areas_before": int(counted.min()) if len(counted) else 0,
        "japan_areas_claimed": int(counted.max()) if len(counted) else 0,
    }


def table_agreements(evidence: Evidence) -> pd.DataFrame:
    """Return agreements and institutions of the record, partner by partner.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per partner and entry of the timeline that names it, in the order of
        :data:`PARTNERS`, then by date; entries on the four together only are left out:

        - ``partner``: one of the four;
        - ``date``: ISO date;
        - ``what``: what was agreed or set up;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_agreements(load())["partner"]) <= set(PARTNERS)
    True
    """
    timeline = evidence.timeline[evidence.timeline["kind"].isin(["agreement", "institution"])]
    rows = [
        {"partner": partner, "date": entry.date, "what": entry.event, "references": entry.references}
        for partner in PARTNERS
        for entry in timeline.itertuples()
        if partner in entry.actors
    ]
    return pd.DataFrame(rows, columns=["partner", "date", "what", "references"])


def table_areas(evidence: Evidence) -> pd.DataFrame:
    """Return the areas of cooperation that the documents name for each partner.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per area that occurs. First come the areas for which most partners are named
        individually and which most claims name (a partner weighs as much as ten claims):

        - ``area``: code of the codebook;
        - one column per partner: ``named individually``, ``as one of the four`` or ``–`` (not named);
        - ``claims``: list of the ids of the claims, sorted.

    Examples
    --------
    >>> from analysis import load
    >>> table_areas(load()).columns.tolist()
    ['area', 'Japan', 'South Korea', 'Australia', 'New Zealand', 'claims']
    """
    claims = per_partner(evidence.claims).explode("areas").dropna(subset=["areas"])
    rows = []
    for area in evidence.codes("area"):
        found = claims[claims["areas"] == area]
        if found.empty:
            continue
        row: dict[str, object] = {"area": evidence.codebook.label("area", area)}
        for partner in PARTNERS:
            own = found[found["partner"] == partner]
            row[partner] = (
                "–" if own.empty else "named individually" if own["alone"].any() else "as one of the four"
            )
        row["claims"] = sorted(set(found["claim"]))
        rows.append(row)
    table = pd.DataFrame(rows, columns=["area", *PARTNERS, "claims"])
    weight = table[PARTNERS].eq("named individually").sum(axis=1) * 10 + table["claims"].map(len)
    return table.loc[weight.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def table_gives(evidence: Evidence) -> pd.DataFrame:
    """Return what the documents say each partner gives or withholds.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per claim that has a partner as its actor and is on Ukraine, technology or military
        activity; partner by partner, then in the order of the documents. The index is the id of
        the claim:

        - ``partner``: one of the four;
        - ``what``: the claim, in our words;
        - ``claims``: list with the id of the claim.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> set(evidence.claims.loc[table_gives(evidence).index, "topic"]) <= set(GIVES)
    True
    """
    claims = evidence.claims
    rows = claims[claims["actor"].isin(PARTNERS) & claims["topic"].isin(GIVES)]
    order = {partner: place for place, partner in enumerate(PARTNERS)}
    rows = rows.assign(place=rows["actor"].map(order)).sort_values("place", kind="stable")
    return pd.DataFrame(
        {"partner": rows["actor"], "what": rows["statement"], "claims": [[name] for name in rows.index]}
    )


def table_disagreements(evidence: Evidence) -> pd.DataFrame:
    """Return where the documents disagree on the partnership.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per point of contradiction or tension with a claim of topic ``ap4-partnership``, in
        the order of ``seeds/corroboration.yml``:

        - ``point``: what it is about;
        - ``relation``: ``contradiction`` or ``tension``;
        - ``reason``: why it is coded so;
        - ``claims``: list of the ids of the claims.

    Examples
    --------
    >>> from analysis import load
    >>> "agreement" in set(table_disagreements(load())["relation"])
    False
    """
    topics = evidence.claims["topic"]
    table = evidence.corroboration[evidence.corroboration["relation"] != "agreement"]
    ours = (
        table["claims"]
        .map(lambda names: any(topics[name] == "ap4-partnership" for name in names))
        .astype(bool)
    )
    return table[ours][["point", "relation", "reason", "claims"]]


@styled
def plot_areas(evidence: Evidence) -> Figure:
    """Draw the partner-by-area matrix.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One row per area and one column per partner. A filled dot: the partner is named
        individually; an open one: only as one of the four; none: not named. ``report["data"]``
        is :func:`table_areas`, with ``claims`` as text.

    Examples
    --------
    >>> from analysis import load
    >>> plot_areas(load()).report["name"]
    'areas'
    """
    table = table_areas(evidence)
    figure, axes = canvas(0.34 * len(table) + 1.2)
    for height, row in enumerate(table.iloc[::-1].to_dict("records")):
        for place, partner in enumerate(PARTNERS):
            shade = GROUP_COLOURS[partner.lower().replace(" ", "-")]
            if row[partner] == "named individually":
                axes.scatter(place, height, s=150, color=shade)
            elif row[partner] != "–":
                axes.scatter(place, height, s=110, facecolor=PAPER, edgecolor=shade, linewidth=1.4)
    axes.scatter([], [], s=110, color=SOFT, label="named individually")
    axes.scatter([], [], s=90, facecolor=PAPER, edgecolor=SOFT, label="only among the four")
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.3, -0.01),
        ncols=2,
        frameon=False,
        fontsize=10,
        handletextpad=0.2,
    )
    axes.set_xticks(range(len(PARTNERS)), [name.replace(" ", "\n") for name in PARTNERS])
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(table)), table["area"].iloc[::-1])
    axes.set_xlim(-0.5, len(PARTNERS) - 0.5)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.grid(axis="y")
    bare(axes)
    single = table[PARTNERS].eq("named individually")
    leader = single.sum().idxmax()
    none = [partner for partner in PARTNERS if not single[partner].any()]
    missing = f", {listing(none)} for none" if none else ""
    coded = len(evidence.codes("area"))
    extent = f"All {coded}" if len(table) == coded else f"{len(table)} of {coded}"
    title = (
        f"{extent} coded areas occur; {leader} is named individually for {int(single[leader].sum())}{missing}"
    )
    alt = "Matrix of areas and partners. " + " ".join(
        f"{row['area']}: "
        + (
            ", ".join(partner for partner in PARTNERS if row[partner] == "named individually")
            or "no partner individually"
        )
        + (
            "; the others as one of the four."
            if any(row[p] == "as one of the four" for p in PARTNERS)
            else "."
        )
        for row in table.to_dict("records")
    )
    data = table.assign(claims=table["claims"].map(" ".join))
    return finish(
        figure,
        name="areas",
        title=title,
        alt=alt,
        data=data,
        source="Source: coded claims of the documents.",
    )


@styled
def plot_caution(evidence: Evidence) -> Figure:
    """Draw where each document places each partner on a deeper partnership.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One lane per partner, and one for the four together, on the scale of stances, -2 (against)
        to 2 (for). A dot grows with the number of documents, which stand above it.
        ``report["data"]`` has one row per dot and document: ``actor``, ``document``, ``stance``.
        Stances that rest on nothing but contradicted claims are left out.

    Examples
    --------
    >>> from analysis import load
    >>> plot_caution(load()).report["name"]
    'caution'
    """
    actors = [*PARTNERS, "AP4"]
    stances = evidence.stances[
        (evidence.stances["issue"] == "partnership") & evidence.stances["actor"].isin(actors)
    ]
    stances = stances[~stances["contradicted"]]
    data = stances.assign(document=stances["source"].map(evidence.sources["label"]))[
        ["actor", "document", "stance"]
    ]
    shown = [actor for actor in actors if actor in set(data["actor"])]
    figure, axes = canvas(0.8 * len(shown) + 0.9)
    for height, actor in enumerate(reversed(shown)):
        rows = data[data["actor"] == actor]
        for value, group in rows.groupby("stance"):
            axes.scatter(
                value, height, s=60 + 45 * len(group), color=colour(actor, evidence.codebook), zorder=3
            )
            axes.annotate(
                "\n".join(group["document"]),
                (value, height),
                xytext=(0, 8),
                textcoords="offset points",
                fontsize=9,
                ha="center",
                va="bottom",
                linespacing=1.05,
            )
    axes.set_yticks(
        range(len(shown)), ["the four together" if actor == "AP4" else actor for actor in reversed(shown)]
    )
    axes.set_xticks([-2, -1, 0, 1, 2], ["−2\nagainst", "−1", "0\nmixed", "+1", "+2\nfor"])
    axes.set_xlim(-2.3, 2.5)
    axes.set_ylim(-0.3, len(shown) - 0.15)
    axes.grid(axis="x")
    single = data[data["actor"].isin(PARTNERS)].groupby("actor")["stance"].agg(["min", "mean", "size"])
    keen = single.sort_values(["min", "size"]).index[-1]
    wary = single.sort_values(["mean", "size"]).index[0]
    below = data[(data["actor"] == wary) & (data["stance"] < single.at[keen, "min"])]
    same = single.at[keen, "min"] == data.loc[data["actor"] == keen, "stance"].max()
    title = (
        f"{keen} stands at {sign(single.at[keen, 'min'])}{'' if same else ' or more'} in all "
        f"{single.at[keen, 'size']} documents that show its position; {wary} is lower in {len(below)} of its "
        f"{single.at[wary, 'size']}"
    )
    alt = "Dots on a scale from −2, against, to +2, for. " + " ".join(
        f"{actor}: "
        + ", ".join(f"{row.document} {sign(row.stance)}" for row in data[data["actor"] == actor].itertuples())
        + "."
        for actor in shown
    )
    return finish(
        figure,
        name="caution",
        title=title,
        alt=alt,
        data=data,
        source="Source: coded stances; one value per document that shows the partner's position.",
    )
