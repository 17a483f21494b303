"""Background: the documents, the treaty's scope and the road from first contacts to summits."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .palette import GRID, GROUP_COLOURS, PAPER, SOFT
from .plotting import canvas, finish, moment, styled, year_axis
from .prose import spell
from .tables import PARTNERS, Evidence

__all__ = ["numbers", "plot_road", "plot_windows", "table_documents", "table_summits", "table_treaty"]

LANES = [*PARTNERS, "AP4"]
MARKERS = {"visit": "o", "agreement": "s", "institution": "D", "summit": "^"}
KINDS = {
    "visit": "visit or meeting",
    "agreement": "agreement",
    "institution": "mission or standing body",
    "summit": "summit",
}


def numbers(evidence: Evidence) -> dict[str, str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to str
        - ``documents``: how many there are, in words;
        - ``record_latest``: ISO date of the newest page of the bibliography;
        - ``record_seen``: ISO day on which a page was last seen.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["record_latest"] <= found["record_seen"]
    True
    """
    return {
        "documents": spell(len(evidence.sources)),
        "record_latest": evidence.references["date"].dropna().max(),
        "record_seen": evidence.references["seen"].max(),
    }


def table_documents(evidence: Evidence) -> pd.DataFrame:
    """Return what the documents are.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - ``title``: its title;
        - ``kind``: kind of text, such as ``agency compilation``;
        - ``published``: ISO date where it is known, ``<earliest> to <latest>`` where it is not;
        - ``claims_coded``: how many claims were coded in it;
        - ``grade``: reliability of the source after AJP-2.1, A to F (F: cannot be judged);
        - ``url``: address, empty where there is none.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> table = table_documents(evidence)
    >>> len(table) == len(evidence.sources), int(table["claims_coded"].sum()) == len(evidence.claims)
    (True, True)
    """
    sources = evidence.sources
    window = [
        early if early == late else f"{early} to {late}"
        for early, late in zip(sources["published_earliest"], sources["published_latest"], strict=True)
    ]
    return pd.DataFrame(
        {
            "document": sources["label"],
            "title": sources["title"],
            "kind": sources["kind"],
            "published": window,
            "claims_coded": evidence.claims.groupby("source").size().reindex(sources.index).to_numpy(),
            "grade": sources["reliability"],
            "url": sources["url"],
        }
    ).reset_index(drop=True)


def table_treaty(evidence: Evidence) -> pd.DataFrame:
    """Return what the documents say of the treaty, with the answer of the record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per checked claim of topic ``treaty-scope`` and kind ``treaty``, in the order of
        the documents:

        - ``document``: short label;
        - ``statement``: the claim, in our words;
        - ``verdict``: code of the check against the public record;
        - ``finding``: what the record shows;
        - ``claims``: list with the id of the claim.

    Examples
    --------
    >>> from analysis import load
    >>> table_treaty(load()).columns.tolist()
    ['document', 'statement', 'verdict', 'finding', 'claims']
    """
    claims = evidence.claims
    claims = claims[(claims["topic"] == "treaty-scope") & (claims["kind"] == "treaty")].reset_index()
    checked = claims.merge(evidence.checks[["claim", "finding"]], on="claim")
    return pd.DataFrame(
        {
            "document": checked["source"].map(evidence.sources["label"]),
            "statement": checked["statement"],
            "verdict": checked["verdict"],
            "finding": checked["finding"],
            "claims": [[claim] for claim in checked["claim"]],
        }
    )


def table_summits(evidence: Evidence) -> pd.DataFrame:
    """Return what each summit since 2019 says on China and on the four, and who of the four came.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per summit, by date:

        - ``summit``: name of the place;
        - ``date``: ISO date;
        - ``on_china``, ``on_the_four``: what its text says, ``nothing`` where it is silent, ``not seen``
          where the passage was not visible;
        - ``who_came``: who of the four came;
        - ``references``: list of keys of the bibliography, for all of it.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_summits(load())
    >>> bool((table["date"] >= "2019").all()), table["date"].is_monotonic_increasing
    (True, True)
    """
    rows = evidence.summits.sort_values("date")
    parts = ["on_china_references", "on_four_references", "attendance_references"]
    return pd.DataFrame(
        {
            "summit": rows["summit"],
            "date": rows["date"],
            "on_china": rows["on_china"],
            "on_the_four": rows["on_four"],
            "who_came": rows["attendance"],
            "references": [
                list(dict.fromkeys(key for part in parts for key in getattr(row, part)))
                for row in rows.itertuples()
            ],
        }
    )


@styled
def plot_road(evidence: Evidence) -> Figure:
    """Draw the dealings of NATO with each of the four on a time axis, one lane each.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        Five lanes, one for each partner and one for the four together. A marker is an entry of
        the timeline; its shape tells a visit, an agreement, an institution or a summit. A
        dotted line marks the first summit with the leaders of all four. ``report["data"]`` has one
        row per marker: ``lane``, ``date`` (ISO), ``kind``, ``level``, ``event``.

    Examples
    --------
    >>> from analysis import load
    >>> plot_road(load()).report["name"]
    'road'
    """
    timeline = evidence.timeline
    rows = []
    for entry in timeline[timeline["kind"].isin(MARKERS)].itertuples():
        for lane in LANES:
            if lane in entry.actors:
                rows.append(
                    {
                        "lane": lane,
                        "date": entry.date,
                        "kind": entry.kind,
                        "level": entry.level,
                        "event": entry.event,
                    }
                )
    data = pd.DataFrame(rows)
    first = data[data["lane"].isin(PARTNERS)].groupby("lane")["date"].min()
    group = data[(data["lane"] == "AP4") & (data["kind"] == "summit") & (data["level"] == "leaders")][
        "date"
    ].min()
    figure, axes = canvas(3.9)
    for height, lane in enumerate(reversed(LANES)):
        axes.axhline(height, color=GRID, linewidth=1, zorder=0)
        shade = GROUP_COLOURS[lane.lower().replace(" ", "-")]
        for kind, marker in MARKERS.items():
            points = data[(data["lane"] == lane) & (data["kind"] == kind)]
            axes.scatter(
                [moment(day) for day in points["date"]],
                [height] * len(points),
                marker=marker,
                s=52,
                color=shade,
                edgecolor=PAPER,
                linewidth=0.6,
            )
    for kind, marker in MARKERS.items():
        axes.scatter([], [], marker=marker, color=SOFT, label=KINDS[kind])
    axes.axvline(moment(group), color=SOFT, linewidth=1, linestyle=":")
    axes.set_yticks(
        range(len(LANES)), ["the four together" if lane == "AP4" else lane for lane in reversed(LANES)]
    )
    axes.set_ylim(-0.5, len(LANES) - 0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    year_axis(axes, 10)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.1), ncols=2, frameon=False, fontsize=10)
    years = f"{first.min()[:4]} and {first.max()[:4]}"
    title = (
        f"Each of the four opened its own channel to NATO between {years}; "
        f"their leaders first came to a summit as a group in {group[:4]}"
    )
    alt = (
        f"Five lanes on a time axis from {data['date'].min()[:4]} to {data['date'].max()[:4]}. "
        + " ".join(
            f"{lane}: {count} entries, the first in {first[lane][:4]}."
            for lane, count in data[data["lane"].isin(PARTNERS)].groupby("lane").size().items()
        )
        + f" The lane of the four together is dense only in the last years; a dotted line marks {group}."
    )
    return finish(
        figure,
        name="road",
        title=title,
        alt=alt,
        data=data,
        source="Source: timeline of the public record, seeds/timeline.yml.",
    )


@styled
def plot_windows(evidence: Evidence) -> Figure:
    """Draw when each document was published, beside the summits that the four attended.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One bar per document, from its earliest to its latest possible date of publication;
        dotted lines mark the summits of those years. ``report["data"]`` has one row per
        document: ``label``, ``published_earliest``, ``published_latest`` (ISO).

    Examples
    --------
    >>> from analysis import load
    >>> plot_windows(load()).report["name"]
    'windows'
    """
    sources = evidence.sources
    data = sources.reset_index()[["label", "published_earliest", "published_latest"]]
    timeline = evidence.timeline
    meetings = timeline[(timeline["level"].notna()) & timeline["actors"].map(lambda names: "AP4" in names)]
    margin = pd.Timedelta(days=120)
    first = pd.Timestamp(data["published_earliest"].min()) - margin
    last = pd.Timestamp(data["published_latest"].max()) + margin
    when = meetings["date"].map(moment)
    summits = meetings[(meetings["kind"] == "summit") & (when > first) & (when < last)]
    near = 0
    figure, axes = canvas(3.0)
    for height, row in enumerate(data.iloc[::-1].itertuples()):
        start, end = pd.Timestamp(row.published_earliest), pd.Timestamp(row.published_latest)
        axes.plot([start, end], [height, height], linewidth=7, solid_capstyle="butt", color=SOFT)
        axes.scatter([start, end], [height, height], s=34, color=SOFT, zorder=3)
        gaps = [max((start - day).days, (day - end).days) for day in summits["date"].map(pd.Timestamp)]
        near += min(gaps, default=99) <= 14
    for day in summits["date"]:
        axes.axvline(pd.Timestamp(day), color=GROUP_COLOURS["nato"], linewidth=1, linestyle=":")
        axes.annotate(
            f"summit\n{day[:7]}",
            (pd.Timestamp(day), len(data) - 0.55),
            fontsize=9,
            ha="center",
            va="bottom",
            color=GROUP_COLOURS["nato"],
            annotation_clip=False,
        )
    axes.set_yticks(range(len(data)), data["label"].iloc[::-1])
    axes.set_ylim(-0.6, len(data) - 0.5)
    axes.set_xlim(first, last)
    year_axis(axes)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    title = (
        f"{near} of the {len(data)} documents appeared within two weeks of a summit that the four attended"
    )
    alt = (
        "Bars on a time axis. "
        + " ".join(
            f"{row.label}: {row.published_earliest} to {row.published_latest}." for row in data.itertuples()
        )
        + " Dotted lines mark the summits of this period that the four attended: "
        + ", ".join(summits["date"])
        + "."
    )
    return finish(
        figure,
        name="windows",
        title=title,
        alt=alt,
        data=data,
        source="Source: dossiers, dates of publication; timeline for the summits.",
    )
