"""Source reliability: chains, grades, who is quoted, loaded wording, shared wording, agreement."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .plotting import GROUP_COLOURS, VERDICT_COLOURS, canvas, finish, listing, stacked_bars, styled
from .tables import Evidence

__all__ = [
    "SIDES",
    "numbers",
    "plot_chains",
    "plot_speakers",
    "plot_verdicts",
    "plot_wording",
    "table_chains",
    "table_contradicted",
    "table_grades",
    "table_lexicon",
    "table_relations",
    "table_shared",
    "table_speakers",
    "table_verdicts",
    "table_wording",
]

#: Voices in the order of the figure: label and colour.
SIDES = {
    "the author": GROUP_COLOURS["author"],
    "the author, of others' views": "#777777",
    "NATO and allies": GROUP_COLOURS["nato"],
    "the four": GROUP_COLOURS["ap4"],
    "China": GROUP_COLOURS["china"],
    "Russia": GROUP_COLOURS["russia"],
    "experts": GROUP_COLOURS["expert"],
    "other media": GROUP_COLOURS["media"],
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
}


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
        - ``reason``: why it has this grade.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_grades(load())["grade"]) <= set("ABCDEF")
    True
    """
    sources = evidence.sources
    return pd.DataFrame(
        {
            "document": sources["label"],
            "grade": sources["reliability"],
            "kind": sources["kind"],
            "reason": sources["reliability_reason"],
        }
    ).reset_index(drop=True)


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
        - ``basis``: ``seen`` or ``inferred``.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_chains(load())
    >>> table.groupby("document")["order"].min().unique().tolist()
    [1]
    """
    chains = evidence.chains
    return chains.assign(document=chains["source"].map(evidence.sources["label"]))[
        ["document", "order", "step", "who", "what", "basis"]
    ]


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
    side = claims["speaker"].map(lambda name: GROUP_SIDE[actors[speakers[name].actor].group])
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


def table_shared(evidence: Evidence) -> pd.DataFrame:
    """Return the wording that pairs of documents share, from hashed runs of five words.

    The hashes are those of :func:`analysis.counts.shingles`, published in place of the texts as
    in the HathiTrust Extracted Features. A run lies within one paragraph and counts once.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per pair of documents, those that share most first; pairs that share nothing
        are kept, with 0:

        - ``pair``: the two labels;
        - ``shared``: how many runs of five words both have;
        - ``share_of_shorter``: percent of the distinct runs of the document that has fewer;
        - ``paragraphs``: where they stand in each, ``–`` where there is none.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_shared(load())
    >>> len(table), table["shared"].is_monotonic_decreasing
    (10, True)
    """
    counts = evidence.counts
    runs = {
        source: counts[counts["source"] == source].explode("shingles").dropna(subset=["shingles"])
        for source in evidence.sources.index
    }
    rows = []
    for first, second in combinations(evidence.sources.index, 2):
        both = set(runs[first]["shingles"]) & set(runs[second]["shingles"])
        smaller = min(runs[first]["shingles"].nunique(), runs[second]["shingles"].nunique())
        places = [
            sorted(
                {f"¶{number}" for number in runs[name].loc[runs[name]["shingles"].isin(both), "paragraph"]},
                key=lambda text: int(text[1:]),
            )
            for name in (first, second)
        ]
        labels = [evidence.sources.at[name, "label"] for name in (first, second)]
        rows.append(
            {
                "pair": " and ".join(labels),
                "shared": len(both),
                "share_of_shorter": 100 * len(both) / smaller if smaller else float("nan"),
                "paragraphs": "; ".join(
                    f"{label} {', '.join(place)}" for label, place in zip(labels, places, strict=True)
                )
                if both
                else "–",
            }
        )
    return pd.DataFrame(rows).sort_values("shared", ascending=False, kind="stable").reset_index(drop=True)


def table_relations(evidence: Evidence, relation: str) -> pd.DataFrame:
    """Return the points on which documents agree or differ.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    relation : str
        ``agreement``, ``contradiction`` or ``tension``.

    Returns
    -------
    DataFrame
        One row per point, in the order of ``seeds/corroboration.yml``; empty where `relation` is
        another word:

        - ``point``: what it is about;
        - ``independent``: ``yes`` where the documents are shown to be independent, else ``no``;
        - ``reason``: why it is coded so;
        - ``claims``: list of the ids of the claims.

    Examples
    --------
    >>> from analysis import load
    >>> table_relations(load(), "agreement").columns.tolist()
    ['point', 'independent', 'reason', 'claims']
    """
    rows = evidence.corroboration[evidence.corroboration["relation"] == relation]
    return pd.DataFrame(
        {
            "point": rows["point"],
            "independent": rows["independent"].map({True: "yes", False: "no"}),
            "reason": rows["reason"],
            "claims": rows["claims"],
        }
    )


def table_contradicted(evidence: Evidence) -> pd.DataFrame:
    """Return the claims that the record contradicts, with what it shows.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per claim, in the order of ``seeds/checks.yml``:

        - ``claim``: its id;
        - ``statement``: the claim, in our words;
        - ``finding``: what the record shows;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> len(table_contradicted(evidence)) == (evidence.claims["verdict"] == "contradicted").sum().item()
    True
    """
    rows = evidence.checks[evidence.checks["verdict"] == "contradicted"]
    claims = evidence.claims.loc[rows["claim"]]
    return pd.DataFrame(
        {
            "claim": rows["claim"].to_numpy(),
            "statement": claims["statement"].to_numpy(),
            "finding": rows["finding"].to_numpy(),
            "references": rows["references"].to_numpy(),
        }
    )


def table_verdicts(evidence: Evidence) -> pd.DataFrame:
    """Return how the claims of each document fare against the public record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per document, in the order of their numbers:

        - ``document``: short label;
        - one column per verdict, from ``confirmed`` to ``opinion``, then ``not checked``: number
          of claims.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> int(table_verdicts(evidence)[list(VERDICT_COLOURS)].sum().sum()) == len(evidence.claims)
    True
    """
    verdict = evidence.claims["verdict"].fillna("not checked")
    table = pd.crosstab(evidence.claims["source"], verdict).reindex(
        columns=list(VERDICT_COLOURS), fill_value=0
    )
    table = table.reindex(evidence.sources.index)
    table.insert(0, "document", evidence.sources["label"])
    return table.reset_index(drop=True)


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``agreements``: points on which documents agree;
        - ``independent_agreements``: those of documents shown to be independent;
        - ``most_shared_pair``: the pair of documents that shares most runs of five words;
        - ``corroborated``: claims whose credibility rests on what other documents say.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["independent_agreements"] <= found["agreements"]
    True
    """
    agreements = evidence.corroboration[evidence.corroboration["relation"] == "agreement"]
    return {
        "agreements": len(agreements),
        "independent_agreements": int(agreements["independent"].sum()),
        "most_shared_pair": table_shared(evidence).loc[0, "pair"],
        "corroborated": int(evidence.claims["corroborated"].sum()),
    }


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
        the event down. ``report["data"]`` is :func:`table_chains`.

    Examples
    --------
    >>> from analysis import load
    >>> plot_chains(load()).report["name"]
    'chains'
    """
    table = table_chains(evidence)
    longest = int(table["order"].max())
    labels = list(evidence.sources["label"])
    figure, axes = canvas(0.56 * longest + 0.8)
    for across, label in enumerate(labels):
        steps = table[table["document"] == label].reset_index(drop=True)
        for place, step in steps.iterrows():
            seen, height = step["basis"] == "seen", -place
            if place:
                axes.plot(
                    [across, across], [height + 0.3, height + 0.7], color="#666666", linewidth=1.2, zorder=0
                )
            box = FancyBboxPatch(
                (across - 0.42, height - 0.28),
                0.84,
                0.56,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor="#DCE6F2" if seen else "white",
                edgecolor="#33557A",
                linestyle="-" if seen else (0, (3, 2)),
                linewidth=1,
            )
            axes.add_patch(box)
            axes.text(across, height, step["step"], ha="center", va="center", fontsize=9.5)
        grade = evidence.sources.loc[evidence.sources["label"] == label, "reliability"].iloc[0]
        axes.text(
            across, 0.42, f"{label}\ngrade {grade}", ha="center", va="bottom", fontsize=10, fontweight="bold"
        )
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(-longest + 0.55, 1.2)
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
        data=table,
        source="Source: dossiers. Filled: seen; dashed: inferred.",
    )


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
        "for-nato": "#88CCEE",
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


@styled
def plot_verdicts(evidence: Evidence) -> Figure:
    """Draw how each document's claims fare against the public record.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One stacked bar per document; length of a part: number of claims with that verdict.
        ``report["data"]`` is :func:`table_verdicts`.

    Examples
    --------
    >>> from analysis import load
    >>> plot_verdicts(load()).report["name"]
    'verdicts'
    """
    table = table_verdicts(evidence)
    shown = [verdict for verdict in VERDICT_COLOURS if table[verdict].sum()]
    figure, axes = canvas(0.55 * len(table) + 1.9)
    plain = {verdict: verdict.replace("-", " ") for verdict in shown}
    counts = table.set_index("document")[shown].rename(columns=plain)
    stacked_bars(axes, counts, {plain[verdict]: VERDICT_COLOURS[verdict] for verdict in shown})
    axes.set_xlabel("claims")
    wrong = table.set_index("document")["contradicted"].sort_values(ascending=False, kind="stable")
    some = [f"{int(count)} in {document}" for document, count in wrong.items() if count]
    none = list(wrong[wrong == 0].index)
    title = f"The record contradicts {int(wrong.sum())} claims: {listing(some)}"
    title += f"; none in {listing(none)}" if none else ""
    alt = "Stacked bars of claims by verdict. " + " ".join(
        f"{row['document']}: " + ", ".join(f"{verdict} {row[verdict]}" for verdict in shown) + "."
        for row in table.to_dict("records")
    )
    return finish(
        figure,
        name="verdicts",
        title=title,
        alt=alt,
        data=table,
        source="Source: record of checks, seeds/checks.yml.",
    )
