"""China and Russia: who answered, when, in which words and with which deeds."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from .palette import GRID, GROUP_COLOURS, INK, PAPER, on
from .plotting import canvas, finish, listing, moment, sign, styled, year_axis
from .prose import spell
from .tables import Evidence

__all__ = [
    "answers_to_nato",
    "numbers",
    "plot_conduct",
    "plot_patrols",
    "plot_tone",
    "table_answers",
    "table_conduct",
    "table_record",
]

SIDES = {"China": "China", "Xinhua": "China", "Russia": "Russia"}
#: Groups of actors that stand on NATO's side of the quarrel: the Alliance, its members, the four.
NATO_SIDE = {
    *("nato", "united-states", "france", "germany", "ally"),
    *("japan", "south-korea", "australia", "new-zealand", "ap4"),
}
ENOUGH = 10  # statements; with fewer the figure says that no trend can be seen
QUADS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]


def table_conduct(evidence: Evidence) -> pd.DataFrame:
    """Return every event in which China or Russia acts, as the documents report it.

    One row per report: two documents that report one event give two rows. Joint exercises of
    China and Russia (PLOVER type COOPERATE, material) give a row for each side.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        China first, then by date, events without a date before the others:

        - ``side``: ``China`` (Xinhua included) or ``Russia``;
        - ``date``: ISO date, missing where the document gives none;
        - ``document``: short label;
        - ``what``: the event, in our words;
        - ``target``: at whom it is aimed, missing where at nobody;
        - ``type``: PLOVER type;
        - ``quad``: verbal or material cooperation or conflict;
        - ``intensity``: PLOVER's cooperation score, -10 (conflict) to 10 (cooperation);
        - ``claims``: list of the ids of the claims.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_conduct(load())
    >>> set(table["side"]) <= {"China", "Russia"}, bool(table["intensity"].between(-10, 10).all())
    (True, True)
    """
    events = evidence.events[evidence.events["actor"].isin(SIDES)]
    table = pd.DataFrame(
        {
            "side": events["actor"].map(SIDES),
            "date": events["date"],
            "document": events["source"].map(evidence.sources["label"]),
            "what": events["summary"],
            "target": events["target"],
            "type": events["type"],
            "quad": events["quad"],
            "intensity": events["intensity"],
            "claims": events["claims"],
        }
    )
    joint = table["target"].isin(["Russia", "China"])
    mirrored = table[
        joint & (table["quad"] == "material cooperation") & (table["type"] == "COOPERATE")
    ].copy()
    mirrored["side"], mirrored["target"] = mirrored["target"], mirrored["side"]
    both = pd.concat([table, mirrored], ignore_index=True)
    return both.sort_values(["side", "date"], kind="stable", na_position="first").reset_index(drop=True)


def table_answers(evidence: Evidence) -> pd.DataFrame:
    """Return what China and Russia are reported to say.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per claim whose speaker speaks for China or Russia, on whatever topic; China
        first, then by date, claims without a date before the others:

        - ``side``: ``China`` (Xinhua included) or ``Russia``;
        - ``date``: ISO date, missing where the document gives none;
        - ``speaker``: code of the codebook;
        - ``words``: the claim, in our words;
        - ``document``: short label;
        - ``claims``: list with the id of the claim.

    Examples
    --------
    >>> from analysis import load
    >>> table_answers(load()).columns.tolist()
    ['side', 'date', 'speaker', 'words', 'document', 'claims']
    """
    actors = {name: code.actor for name, code in evidence.codebook.variables["speaker"].codes.items()}
    claims = evidence.claims
    side = claims["speaker"].map(actors).map(SIDES)
    rows = claims[side.notna()]
    return (
        pd.DataFrame(
            {
                "side": side[side.notna()],
                "date": rows["date"],
                "speaker": rows["speaker"],
                "words": rows["statement"],
                "document": rows["source"].map(evidence.sources["label"]),
                "claims": [[name] for name in rows.index],
            }
        )
        .sort_values(["side", "date"], kind="stable", na_position="first")
        .reset_index(drop=True)
    )


def table_record(evidence: Evidence) -> pd.DataFrame:
    """Return the official reactions of the public record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per entry of kind ``reaction`` in the timeline, and per joint statement of the two, by date:

        - ``date``: ISO date;
        - ``side``: ``China``, ``Russia`` or ``Russia and China``;
        - ``reaction``: what was said;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_record(load())
    >>> set(table["side"]) <= {"China", "Russia", "Russia and China"}, table["date"].is_monotonic_increasing
    (True, True)
    """
    timeline = evidence.timeline
    both = timeline["actors"].map(lambda actors: set(actors) == {"Russia", "China"})
    joint = both & (timeline["kind"] == "statement")
    rows = timeline[joint | (timeline["kind"] == "reaction")]
    side = [
        "Russia and China" if joint[place] else "Russia" if "Russia" in row else "China"
        for place, row in rows["actors"].items()
    ]
    return pd.DataFrame(
        {"date": rows["date"], "side": side, "reaction": rows["event"], "references": rows["references"]}
    )


def answers_to_nato(evidence: Evidence) -> pd.DataFrame:
    """Return dated verbal conflict of China towards NATO and its side, one row per statement.

    Reports of one statement (same month, same actor, same PLOVER type) by two documents count
    once: two reports of one press release are one data point. Statements known only by their
    year are left out.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per statement, sorted by date:

        - ``date``: ISO month or day, the first in order of text where reports differ;
        - ``actor``: ``China`` or ``Xinhua``;
        - ``type``: PLOVER type;
        - ``intensity``: PLOVER's cooperation score, -10 to 10, the sharpest where reports differ;
        - ``reports``: how many documents report it.

    Examples
    --------
    >>> from analysis import load
    >>> table = answers_to_nato(load())
    >>> table.duplicated(["date", "actor", "type"]).any().item(), (table["reports"] >= 1).all().item()
    (False, True)
    """
    events = evidence.events.assign(month=evidence.events["date"].str[:7])
    events = events[events["actor"].map(SIDES).eq("China") & (events["quad"] == "verbal conflict")]
    aimed = _aimed_at_nato(events["target"], evidence)
    dated = events[aimed & (events["month"].str.len() == len("2023-07"))]
    return (
        dated.groupby(["month", "actor", "type"], as_index=False)
        .agg(date=("date", "min"), intensity=("intensity", "min"), reports=("source", "nunique"))
        .sort_values("date", kind="stable")
        .reset_index(drop=True)[["date", "actor", "type", "intensity", "reports"]]
    )


def _aimed_at_nato(targets: pd.Series, evidence: Evidence) -> pd.Series:
    """Tell of each target whether it is NATO, a member or one of the four."""
    actors = evidence.codebook.variables["actor"].codes
    return targets.map(lambda name: name in actors and actors[name].group in NATO_SIDE).astype(bool)


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``china_events``, ``russia_events``: rows of :func:`table_conduct` by side;
        - ``russia_answers``: rows of :func:`table_answers` in Russian voice;
        - ``all_claims``: claims of all documents;
        - ``tone_statements``, ``tone_months``: rows of :func:`answers_to_nato`, and distinct months;
        - ``other_china_events``: events of China that are no verbal conflict;
        - ``alaska_patrol``: number, in words, of the air patrol of July 2024 among those on record.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["russia_answers"] <= found["all_claims"]
    True
    """
    conduct, points = table_conduct(evidence), answers_to_nato(evidence)
    sides = conduct["side"].value_counts()
    china = conduct[conduct["side"] == "China"]
    air = evidence.timeline[evidence.timeline["thread"] == "air-patrol"]
    return {
        "china_events": int(sides.get("China", 0)),
        "other_china_events": int((china["quad"] != "verbal conflict").sum()),
        "russia_events": int(sides.get("Russia", 0)),
        "russia_answers": int((table_answers(evidence)["side"] == "Russia").sum()),
        "all_claims": len(evidence.claims),
        "tone_statements": len(points),
        "tone_months": points["date"].str[:7].nunique(),
        "alaska_patrol": spell(int(air.loc[air["date"].str.startswith("2024-07"), "number"].iloc[0])),
    }


@styled
def plot_conduct(evidence: Evidence) -> Figure:
    """Draw reported conduct of China and Russia by kind: verbal and material, cooperation and conflict.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        Two bars, China and Russia, for each of PLOVER's four quads; length: rows of
        :func:`table_conduct`. ``report["data"]`` has one row per side: ``side`` and one column
        per quad (counts).

    Examples
    --------
    >>> from analysis import load
    >>> plot_conduct(load()).report["name"]
    'conduct'
    """
    conduct = table_conduct(evidence)
    data = conduct.groupby(["side", "quad"]).size().unstack(fill_value=0).reindex(columns=QUADS, fill_value=0)
    figure, axes = canvas(3.0)
    for offset, side in ((0.2, "China"), (-0.2, "Russia")):
        values = data.loc[side] if side in data.index else pd.Series(0, index=QUADS)
        places = [place + offset for place in range(len(QUADS))]
        bars = axes.barh(places, values, height=0.36, color=GROUP_COLOURS[side.lower()])
        axes.bar_label(bars, labels=[f"{side} {int(value)}" for value in values], padding=3, fontsize=10)
    axes.set_yticks(range(len(QUADS)), QUADS)
    axes.invert_yaxis()
    axes.set_xlabel("events reported by the documents")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.12)  # room for the words at the end of the longest bar
    china = conduct[conduct["side"] == "China"]
    words = china[china["quad"] == "verbal conflict"]
    aimed = words[_aimed_at_nato(words["target"], evidence)]
    deeds = int((china["quad"] == "material conflict").sum())
    title = (
        f"Of {len(words)} reports of verbal conflict by China, {len(aimed)} are aimed at "
        f"{listing(list(aimed['target'].unique()))}; "
        f"{_number(deeds)} of material conflict {'is' if deeds < 2 else 'are'} coded"
    )
    alt = "Bars by side and kind of conduct. " + " ".join(
        f"{side}: " + ", ".join(f"{quad} {int(value)}" for quad, value in row.items()) + "."
        for side, row in data.iterrows()
    )
    return finish(
        figure,
        name="conduct",
        title=title,
        alt=alt,
        data=data.reset_index(),
        source="Source: coded events (PLOVER). A joint exercise counts for both; two reports of one event "
        "count twice. Incidents whose blame is unsettled are no events; a charge is an act of the accuser.",
    )


@styled
def plot_tone(evidence: Evidence) -> Figure:
    """Draw the intensity of China's dated statements towards NATO over time.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One point per row of :func:`answers_to_nato`; height: PLOVER's cooperation score; size:
        number of documents. ``report["data"]`` is that table.

    Examples
    --------
    >>> from analysis import load
    >>> plot_tone(load()).report["name"]
    'tone'
    """
    points = answers_to_nato(evidence)
    figure, axes = canvas(2.7)
    axes.scatter(
        [moment(day) for day in points["date"]],
        points["intensity"],
        s=40 + 40 * points["reports"],
        color=GROUP_COLOURS["china"],
        zorder=3,
    )
    for (day, score), group in points.groupby(["date", "intensity"]):
        text = "\n".join(f"{row.actor}: {row.type.lower()} ({row.reports})" for row in group.itertuples())
        axes.annotate(
            text, (moment(day), score), xytext=(9, 0), textcoords="offset points", va="center", fontsize=10
        )
    lowest = min(-5, int(points["intensity"].min(skipna=True)) - 1) if len(points) else -5
    axes.set_ylim(lowest, 0)
    axes.set_yticks(range(0, lowest - 1, -1), [sign(value) for value in range(0, lowest - 1, -1)])
    axes.set_ylabel("PLOVER score")
    when = [moment(day) for day in points["date"]]
    if when:
        axes.set_xlim(min(when) - pd.Timedelta(days=200), max(when) + pd.Timedelta(days=250))
        year_axis(axes)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    months = listing(sorted({day[:7] for day in points["date"]}))
    title = f"{len(points)} dated statements of China's towards NATO, from {months}"
    if len(points) < ENOUGH:
        title += ", are too few to show whether the tone rises"
    alt = "Points for China's dated statements towards NATO. "
    for row in points.itertuples():
        reports = "1 document" if row.reports == 1 else f"{row.reports} documents"
        alt += (
            f"{row.date}: {row.actor}, {row.type.lower()}, score {sign(row.intensity)}, told by {reports}. "
        )
    return finish(
        figure,
        name="tone",
        title=title,
        alt=alt.rstrip(),
        data=points,
        source="Source: coded events; in brackets how many documents report the statement.",
    )


@styled
def plot_patrols(evidence: Evidence) -> Figure:
    """Draw the joint Russian and Chinese patrols of the record, by air and by sea.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        Two lanes on a time axis, one point per patrol with its number. ``report["data"]`` has
        one row per patrol, by date: ``date`` (ISO), ``thread`` (``air-patrol`` or ``naval-patrol``),
        ``number`` (in the count of the thread), ``event`` and ``reported_only``.

    Examples
    --------
    >>> from analysis import load
    >>> plot_patrols(load()).report["name"]
    'patrols'
    """
    timeline = evidence.timeline
    data = timeline[timeline["thread"].isin(["air-patrol", "naval-patrol"])][
        ["date", "thread", "number", "event", "reported_only"]
    ]
    shade = GROUP_COLOURS["russia"]
    figure, axes = canvas(2.2)
    for height, (thread, label) in enumerate((("naval-patrol", "by sea"), ("air-patrol", "by air"))):
        rows = data[data["thread"] == thread]
        axes.axhline(height, color=GRID, linewidth=1, zorder=0)
        axes.scatter(
            [moment(day) for day in rows["date"]],
            [height] * len(rows),
            s=170,
            color=[PAPER if row.reported_only else shade for row in rows.itertuples()],
            edgecolor=shade,
            zorder=3,
        )
        for row in rows.itertuples():
            axes.text(
                moment(row.date),
                height,
                f"{row.number:g}",
                color=INK if row.reported_only else on(shade),
                fontsize=9,
                ha="center",
                va="center",
                zorder=4,
            )
        axes.text(-0.02, height, label, transform=axes.get_yaxis_transform(), ha="right", va="center")
    axes.set_ylim(-0.6, 1.6)
    year_axis(axes)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    air = data[(data["thread"] == "air-patrol") & ~data["reported_only"]]
    sea = data[data["thread"] == "naval-patrol"]
    events = evidence.events
    reported = events[
        (events["actor"] == "Russia") & (events["target"] == "China") & (events["type"] == "COOPERATE")
    ]
    years = sorted(reported["date"].dropna().str[:4].unique())
    title = (
        f"The record shows {len(air)} joint patrols by air since {air['date'].min()[:4]} and "
        f"{len(sea)} by sea since {sea['date'].min()[:4]}; the documents report joint drills of "
        f"{' and '.join(years) or 'no year'} only"
    )
    hollow = data[data["reported_only"]]
    note = f" Hollow: told by small outlets only ({', '.join(hollow['date'])})." if len(hollow) else ""
    alt = (
        "Numbered points on a time axis in two lanes. By air: "
        + ", ".join(air["date"])
        + ". By sea: "
        + ", ".join(sea["date"])
        + "."
        + note
    )
    return finish(
        figure,
        name="patrols",
        title=title,
        alt=alt,
        data=data,
        source="Source: timeline of the public record; numbers after China's count, dates where seen." + note,
    )


def _number(value: int) -> str:
    return "none" if value == 0 else str(value)
