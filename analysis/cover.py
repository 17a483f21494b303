"""The cover: the report's argument in one picture (front page, page *index*)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from .palette import GRID, GROUP_COLOURS, INK, PAPER, SOFT, on
from .plotting import bare, canvas, finish, listing, moment, styled, year_axis
from .tables import Evidence

__all__ = ["LANES", "Lane", "plot_cover", "table_cover"]

FIRST_YEAR = "2019"  # of the first summit text that names China
FOUR = {"Japan", "South Korea", "Australia", "New Zealand", "AP4"}
ALLIANCE = {"NATO", "NATO Secretary General"}


@dataclass(frozen=True)
class Lane:
    """One line of the argument.

    Parameters
    ----------
    name : str
        Code in the data.
    label : str
        What stands at its left.
    part : str
        Heading of the group of lanes that it opens; empty where it goes on with one.
    judgement : str
        Key judgement that says it.
    group : str
        Actor group, for its colour.
    none : str
        What to write where nothing of the kind is on record.
    """

    name: str
    label: str
    part: str
    judgement: str
    group: str
    none: str = ""


LANES = [
    Lane("work", "agreements and bodies", "WHAT GOES ON", "judgement-1", "ap4"),
    Lane("duty", "duty of mutual defence", "", "judgement-1", "ap4", none="none in any programme seen"),
    Lane("leaders", "leaders of the four\nat NATO’s summit", "WHERE ATTENTION FELL", "judgement-8", "ap4"),
    Lane("texts", "summit text\nnames China", "", "judgement-8", "nato"),
    Lane(
        "office",
        "steps on a\nTokyo office",
        "WHERE MEMBERS DIVIDED",
        "judgement-4",
        "nato",
        none="not opened",
    ),
    Lane("china", "China objects", "HOW OTHERS ANSWER", "judgement-5", "china"),
    Lane(
        "acts", "China commits\nan act of conflict", "", "judgement-5", "china", none="none in the documents"
    ),
    Lane("russia", "Russia objects", "", "judgement-9", "russia"),
]


def table_cover(evidence: Evidence) -> pd.DataFrame:
    """Return what the cover draws.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per mark, by lane and date, from 2019:

        - ``lane``: a name of :data:`LANES`. ``work``: agreements and bodies of NATO with one or more of the
          four, from the timeline; ``leaders`` and ``texts``: summits; ``office``: steps of the Tokyo office
          but for reactions; ``china``, ``russia``: reactions, a joint statement in both lanes; ``acts``:
          coded events of China's that are material conflict. ``duty`` has no rows: that no programme holds
          one is said by judgement 1 and its references;
        - ``date``: ISO date;
        - ``value``: of ``leaders`` how many came, of ``texts`` 1 where China is named and 0
          where not, else 1; missing where it was not seen;
        - ``event``: what happened.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_cover(load())
    >>> set(table["lane"]) <= {lane.name for lane in LANES}
    True
    """
    timeline = evidence.timeline[evidence.timeline["date"] >= FIRST_YEAR]
    office = timeline["thread"] == "tokyo-office"
    answer = timeline["kind"] == "reaction"
    joint = (timeline["kind"] == "statement") & timeline["actors"].map(set).eq({"Russia", "China"})
    work = timeline["kind"].isin(["agreement", "institution"]) & timeline["actors"].map(
        lambda actors: bool(FOUR & set(actors)) and bool(ALLIANCE & set(actors))
    )
    parts = [
        _marks("work", timeline[work & ~office]),
        _marks("office", timeline[office & ~answer]),
        _marks("china", timeline[(answer | joint) & _takes_part(timeline, "China")]),
        _marks("acts", _acts(evidence).dropna(subset=["date"])),
        _marks("russia", timeline[(answer | joint) & _takes_part(timeline, "Russia")]),
    ]
    summits = evidence.summits[evidence.summits["date"] >= FIRST_YEAR]
    named = summits["on_china"].map(
        lambda words: float("nan") if words.startswith("not seen") else float(not words.startswith("nothing"))
    )
    met = summits["leaders"].notna() | (summits["level"] == "unknown") & (
        summits["date"] > summits.loc[summits["leaders"].notna(), "date"].max()
    )
    for lane, rows, values in (("leaders", summits[met], summits["leaders"]), ("texts", summits, named)):
        words = rows["attendance"] if lane == "leaders" else rows["on_china"]
        event = rows["summit"] + ": " + words
        parts.append(
            pd.DataFrame({"lane": lane, "date": rows["date"], "value": values[rows.index], "event": event})
        )
    table = pd.concat(parts, ignore_index=True)
    order = {lane.name: place for place, lane in enumerate(LANES)}
    return table.sort_values(
        ["lane", "date"], key=lambda column: column.map(order) if column.name == "lane" else column
    ).reset_index(drop=True)


def _acts(evidence: Evidence) -> pd.DataFrame:
    """Return the acts of conflict by China that the documents report, dated or not."""
    events = evidence.events
    acts = events[events["actor"].isin(["China", "Xinhua"]) & (events["quad"] == "material conflict")]
    return acts.rename(columns={"summary": "event"})


def _takes_part(timeline: pd.DataFrame, actor: str) -> pd.Series:
    return timeline["actors"].map(lambda actors: actor in actors)


def _marks(lane: str, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"lane": lane, "date": rows["date"], "value": 1.0, "event": rows["event"]})


def is_empty(lane: Lane, evidence: Evidence, data: pd.DataFrame) -> bool:
    """Tell whether what a lane is about has not come to pass.

    Parameters
    ----------
    lane : Lane
        One of :data:`LANES`.
    evidence : Evidence
        As loaded.
    data : DataFrame
        As from :func:`table_cover`.

    Returns
    -------
    bool
        Of the office, whether no step of it is an institution; of acts, whether the documents report none,
        dated or not; of others with a word for it, whether they have no row.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> [lane.name for lane in LANES if is_empty(lane, evidence, table_cover(evidence))]
    ['duty', 'office', 'acts']
    """
    if lane.name == "office":
        steps = evidence.timeline[evidence.timeline["thread"] == "tokyo-office"]
        return not (steps["kind"] == "institution").any()
    if lane.name == "acts":
        return _acts(evidence).empty  # an act without a date is drawn nowhere, and is an act
    return bool(lane.none) and not (data["lane"] == lane.name).any()


@styled
def plot_cover(evidence: Evidence) -> Figure:
    """Draw the argument of the report: what goes on, where attention fell, who divided, how others answer.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        Lanes on one time axis. A dot is an entry of the record; a number in it says how many leaders
        came; hollow: the text is silent; a question mark: not seen. ``report["data"]`` is
        :func:`table_cover`.

    Examples
    --------
    >>> from analysis import load
    >>> plot_cover(load()).report["name"]
    'cover'
    """
    data = table_cover(evidence)
    empty = {lane.name for lane in LANES if is_empty(lane, evidence, data)}
    figure, axes = canvas(5.6)
    height, ticks = 0.0, []
    edge = blended_transform_factory(figure.transFigure, axes.transData)  # headings start at the left edge
    for lane in LANES:
        if lane.part:
            height -= 0.55
            axes.text(0.012, height + 0.66, lane.part, transform=edge, fontsize=9)
            axes.texts[-1].set(fontweight="bold", color=SOFT, va="center")
        shade = GROUP_COLOURS[lane.group]
        axes.axhline(height, color=GRID, linewidth=1, zorder=0)
        for row in data[data["lane"] == lane.name].itertuples():
            unseen, hollow = pd.isna(row.value), not row.value
            numbered = lane.name == "leaders"
            axes.scatter(
                moment(row.date),
                height,
                s=190 if numbered or unseen else 62,
                color=PAPER if hollow or unseen else shade,
                edgecolor=SOFT if unseen else shade if hollow or numbered else PAPER,
                linestyle=":" if unseen else "-",
                linewidth=1.3 if hollow or unseen else 0.7,
                zorder=3,
            )
            if numbered or unseen:
                words = "?" if unseen else f"{row.value:g}"
                ink = SOFT if unseen else INK if hollow else on(shade)
                axes.text(moment(row.date), height, words, ha="center", va="center", color=ink, zorder=4)
                axes.texts[-1].set_fontsize(10)
        if lane.name in empty:
            steps = data.loc[data["lane"] == lane.name, "date"]
            start = moment(steps.max()) + pd.Timedelta(days=90) if len(steps) else moment("2020-01")
            axes.text(start, height, lane.none, va="center", fontsize=9.5, fontstyle="italic", color=SOFT)
            axes.texts[-1].set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 2})
        ticks.append((height, f"{lane.label} ({lane.judgement.rpartition('-')[2]})"))
        height -= 0.9
    axes.set_yticks([place for place, _ in ticks], [label for _, label in ticks], linespacing=1.05)
    axes.set_ylim(height + 0.3, 0.35)
    margin = pd.Timedelta(days=150)
    axes.set_xlim(moment(data["date"].min()) - margin, moment(data["date"].max()) + margin)
    bare(axes)
    year_axis(axes)
    axes.tick_params(axis="y", labelsize=10.5)
    axes.tick_params(axis="x", which="both", length=3, labelsize=9.5)
    came = data[(data["lane"] == "leaders") & data["value"].notna()]
    title = f"NATO’s work with the four goes on{_fell(came)}"
    absent = {
        "duty": "no duty of NATO to defend them",
        "office": "no Tokyo office",
        "acts": "in the documents no act of conflict by China",
    }
    missing = [absent[name] for name in absent if name in empty]
    title += f"; on record is {listing(missing)}" if missing else ""
    told = [
        f"{_plain(lane)}: {_told(lane, data[data['lane'] == lane.name], lane.name in empty)}."
        for lane in LANES
    ]
    alt = f"{len(LANES)} lanes on a time axis from {FIRST_YEAR} to {data['date'].max()[:4]}. {' '.join(told)}"
    return finish(
        figure,
        name="cover",
        title=title,
        alt=alt,
        data=data,
        source="Source: timeline and summits of the public record. In brackets: the key judgement. In a dot: "
        "how many of the four leaders came. Hollow: the text is silent. Question mark: not seen.",
    )


def _fell(came: pd.DataFrame) -> str:
    """Say how many leaders came last, and where they were more before; nothing where no number is known."""
    if came.empty:
        return ""
    most, last = came.loc[came["value"].idxmax()], came.iloc[-1]
    told = f"{last['value']:g} of their leaders came to the summit of {last['date'][:4]}"
    if last["value"] < most["value"]:
        return f", but {told}, after {most['value']:g} in {most['date'][:4]}"
    return f", and {told}"


def _plain(lane: Lane) -> str:
    words = lane.label.replace("\n", " ")
    return words[:1].upper() + words[1:]


def _told(lane: Lane, rows: pd.DataFrame, empty: bool) -> str:
    """Say in words what a lane shows."""
    if lane.name in {"leaders", "texts"}:
        words = {1.0: "named", 0.0: "not named"}
        return ", ".join(
            f"{row.date[:4]} "
            + (
                "not seen"
                if pd.isna(row.value)
                else words[row.value]
                if lane.name == "texts"
                else f"{row.value:g}"
            )
            for row in rows.itertuples()
        )
    years = rows["date"].str[:4].value_counts().sort_index()
    told = ", ".join(f"{count} in {year}" for year, count in years.items())
    return told or (lane.none if empty else "not dated")
