"""Who is quoted, and in which words: voices, loaded wording and the words of the lexicons."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ..palette import GROUP_COLOURS, RULE, STEPS
from ..plotting import canvas, finish, stacked_bars, styled
from ..tables import Evidence

__all__ = [
    "DIRECTIONS",
    "SIDES",
    "plot_speakers",
    "plot_wording",
    "table_lexicon",
    "table_speakers",
    "table_wording",
]


#: Voices in the order of the figure: label and colour.
SIDES = {
    "the author": GROUP_COLOURS["author"],
    "the author, of others' views": GROUP_COLOURS["other"],
    "NATO and allies": GROUP_COLOURS["nato"],
    "the four": GROUP_COLOURS["ap4"],
    "China": GROUP_COLOURS["china"],
    "Russia": GROUP_COLOURS["russia"],
    "experts": GROUP_COLOURS["expert"],
    "other media": GROUP_COLOURS["media"],
    "others": RULE,
}
#: Direction of loaded wording, as prose says it.
DIRECTIONS = {
    "against-china": "against China",
    "against-russia": "against Russia",
    "against-nato": "against NATO",
    "for-nato": "for NATO",
}
GROUP_SIDE = {
    "author": "the author",
    "nato": "NATO and allies",
    "united-states": "NATO and allies",
    "france": "NATO and allies",
    "germany": "NATO and allies",
    "ally": "NATO and allies",
    "japan": "the four",
    "south-korea": "the four",
    "australia": "the four",
    "new-zealand": "the four",
    "ap4": "the four",
    "china": "China",
    "russia": "Russia",
    "expert": "experts",
    "media": "other media",
    "other": "others",
}


def table_speakers(evidence: Evidence) -> pd.DataFrame:
    """Return how many claims each side voices in each document.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - one column per voice of :data:`SIDES`: number of claims. Claims of kind ``attribution``
          without a speaker of their own count as ``the author, of others' views``.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> int(table_speakers(evidence)[list(SIDES)].sum().sum()) == len(evidence.claims)
    True
    """
    actors = evidence.codebook.variables["actor"].codes
    speakers = evidence.codebook.variables["speaker"].codes
    claims = evidence.claims
    side = claims["speaker"].map(lambda name: GROUP_SIDE[actors[speakers[name].actor].group or "other"])
    reported = (claims["kind"] == "attribution") & (claims["speaker"] == "author")
    side = side.mask(reported, "the author, of others' views")
    table = pd.crosstab(claims["source"], side).reindex(columns=list(SIDES), fill_value=0)
    table = table.reindex(evidence.sources.index)
    table.insert(0, "document", evidence.sources["label"])
    return table.reset_index(drop=True)


def table_wording(evidence: Evidence) -> pd.DataFrame:
    """Return loaded expressions in the author's own voice.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per expression, in the order of the dossiers:

        - ``document``: short label;
        - ``phrase``: at most six words, in quotation marks;
        - ``direction``: whom it favours or hurts, such as ``against China``;
        - ``place``: the paragraph, such as ``¶3``.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_wording(load())["direction"]) <= set(DIRECTIONS.values())
    True
    """
    rows = evidence.wording[evidence.wording["voice"] == "author"]
    return pd.DataFrame(
        {
            "document": rows["source"].map(evidence.sources["label"]),
            "phrase": rows["phrase"].map(lambda text: f"“{text}”"),
            "direction": rows["direction"].map(DIRECTIONS),
            "place": rows["paragraph"].map(lambda number: f"¶{number}"),
        }
    )


def table_lexicon(evidence: Evidence) -> pd.DataFrame:
    """Return how often each document uses the words of the lexicons.

    The lexicons stand in the codebook; quotations are counted with the rest. The counts follow
    the HathiTrust Extracted Features, see :mod:`analysis.counts`.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - ``words``: words of its article paragraphs;
        - one column per lexicon: hits per 1,000 words; NaN where there is no word.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> table_lexicon(evidence).columns.tolist() == ["document", "words", *evidence.codebook.lexicons]
    True
    """
    counts = evidence.counts
    rows = []
    for source in evidence.sources.index:
        own = counts[counts["source"] == source]
        tokens = int(own["tokens"].sum())
        row: dict[str, object] = {"document": evidence.sources.at[source, "label"], "words": tokens}
        for name in evidence.codebook.lexicons:
            row[name] = (
                1000 * sum(hits.get(name, 0) for hits in own["lexicon"]) / tokens if tokens else float("nan")
            )
        rows.append(row)
    return pd.DataFrame(rows)


@styled
def plot_speakers(evidence: Evidence) -> Figure:
    """Draw in whose voice each document puts its claims.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One stacked bar per document; length of a part: number of claims in that voice.
        ``report["data"]`` is :func:`table_speakers`.

    Examples
    --------
    >>> from analysis import load
    >>> plot_speakers(load()).report["name"]
    'speakers'
    """
    table = table_speakers(evidence)
    shown = {side: shade for side, shade in SIDES.items() if table[side].any()}
    figure, axes = canvas(0.55 * len(table) + 2.0)
    stacked_bars(axes, table.set_index("document"), shown)
    axes.set_xlabel("claims")
    totals = table[list(SIDES)].sum()
    title = (
        f"The authors speak {100 * totals['the author'] / totals.sum():.0f}% of all claims as their own; "
        f"NATO and allies voice {int(totals['NATO and allies'])}, China {int(totals['China'])}, "
        f"Russia {int(totals['Russia'])}"
    )
    alt = "Stacked bars of claims by voice. " + " ".join(
        f"{row['document']}: " + ", ".join(f"{side} {row[side]}" for side in SIDES) + "."
        for row in table.to_dict("records")
    )
    return finish(
        figure,
        name="speakers",
        title=title,
        alt=alt,
        data=table,
        source="Source: coded claims, field speaker.",
    )


@styled
def plot_wording(evidence: Evidence) -> Figure:
    """Draw loaded expressions in the author's voice, by whom they favour or hurt.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One stacked bar per document; length of a part: expressions per 1,000 words; at the
        bar's end their number. ``report["data"]`` has one row per document: ``document``,
        ``words`` and one column per direction (numbers, not rates).

    Examples
    --------
    >>> from analysis import load
    >>> plot_wording(load()).report["name"]
    'wording'
    """
    own = evidence.wording[evidence.wording["voice"] == "author"]
    tokens = evidence.counts.groupby("source")["tokens"].sum()
    shades = {
        "against-china": GROUP_COLOURS["china"],
        "against-russia": GROUP_COLOURS["russia"],
        "against-nato": GROUP_COLOURS["nato"],
        "for-nato": STEPS[0],
    }
    counts = pd.crosstab(own["source"], own["direction"]).reindex(
        index=evidence.sources.index, columns=list(shades), fill_value=0
    )
    rates = counts.mul(1000).div(tokens.reindex(counts.index), axis=0)
    labels = evidence.sources["label"]
    figure, axes = canvas(3.4)
    named = rates.rename(index=labels.to_dict(), columns=DIRECTIONS)
    stacked_bars(axes, named, {DIRECTIONS[key]: shade for key, shade in shades.items()}, labels=False)
    for height, source in enumerate(reversed(list(rates.index))):
        axes.text(
            rates.loc[source].sum() + 0.1,
            height,
            f"{int(counts.loc[source].sum())}",
            va="center",
            fontsize=10,
        )
    axes.set_xlabel("per 1,000 words (at the bar's end: number)")
    axes.xaxis.label.set_size(9.5)
    total, rate = counts.sum(axis=1), rates.sum(axis=1)
    densest, most = rate.idxmax(), total.idxmax()
    aim = DIRECTIONS[counts.loc[densest].idxmax()]
    share = "all" if counts.loc[densest].max() == total[densest] else "chiefly"
    title = f"{labels[densest]} has most loaded expressions for its length, {share} {aim}"
    if most != densest:
        title += f"; {labels[most]} has most in all ({int(total[most])} against {int(total[densest])})"
    alt = "Bars of loaded expressions in the author's voice. " + " ".join(
        f"{labels[source]}: {int(counts.loc[source].sum())}, "
        + (
            ", ".join(
                f"{DIRECTIONS[direction]} {int(value)}"
                for direction, value in counts.loc[source].items()
                if value
            )
            or "none"
        )
        + "."
        for source in counts.index
    )
    data = counts.assign(document=labels, words=tokens)[["document", "words", *shades]]
    return finish(
        figure,
        name="wording",
        title=title,
        alt=alt,
        data=data.reset_index(drop=True),
        source="Source: coded wording in the author's voice; quotations left out.",
    )
