"""How far blind coders agree, and how their disagreements were settled."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..agreement import FIRM, TENTATIVE, table_alpha, table_settled
from ..intercoder import coded_units, table_found
from ..model import Coding, Settlement
from ..plotting import canvas, finish, listing, styled
from ..tables import Evidence

__all__ = [
    "agreement_numbers",
    "plot_agreement",
    "table_agreement",
    "table_coders",
    "table_settlements",
]


def table_coders(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return what each blind coder found.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        As loaded.

    Returns
    -------
    DataFrame
        The columns of :func:`analysis.intercoder.table_found`, blind codings only.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> len(table_coders(evidence, load_codings(evidence))) >= 2
    True
    """
    return table_found(evidence, [coding for coding in codings if coding.blind])


def table_agreement(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return Krippendorff's alpha per variable and round.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        As loaded.

    Returns
    -------
    DataFrame
        One row per round and variable:

        - ``variable``, ``round``;
        - ``unit``, ``metric``: what is coded, and how far apart two values stand;
        - ``units``, ``values``: of the two blind coders;
        - ``alpha``, ``low``, ``high``: of the two blind coders, with a 95 percent bootstrap interval;
        - ``with_lead``: alpha of these two and the lead's coding as it was before the round; NaN
          where the lead had not coded the variable.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> table = table_agreement(evidence, load_codings(evidence))
    >>> bool((table["low"] <= table["alpha"]).all())
    True
    """
    frames = []
    for number, lead, blind in _rounds(codings):
        units = coded_units(evidence, [*lead, *blind])
        names = [coding.coder for coding in blind]
        pair = table_alpha(units, names)
        three = table_alpha(units, [*(coding.coder for coding in lead), *names]).set_index("variable")
        coded = set(units.loc[units["coder"].isin([coding.coder for coding in lead]), "variable"])
        pair.insert(1, "round", number)
        pair["with_lead"] = [
            three.at[variable, "alpha"] if variable in coded else float("nan")
            for variable in pair["variable"]
        ]
        frames.append(pair)
    table = pd.concat(frames, ignore_index=True).rename(columns={"level": "metric"})
    return table[
        ["variable", "round", "unit", "metric", "units", "values", "alpha", "low", "high", "with_lead"]
    ]


def _rounds(codings: Sequence[Coding]) -> list[tuple[int, list[Coding], list[Coding]]]:
    """Return number, the lead's coding and the blind codings of each round."""
    numbers = sorted({coding.round for coding in codings})
    rounds = []
    for number in numbers:
        own = [coding for coding in codings if coding.round == number]
        rounds.append(
            (
                number,
                [coding for coding in own if not coding.blind],
                [coding for coding in own if coding.blind],
            )
        )
    return rounds


def table_settlements(
    evidence: Evidence, codings: Sequence[Coding], settlements: Sequence[Settlement], number: int
) -> pd.DataFrame:
    """Return the disagreements of a round, and how each was settled.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        As loaded.
    settlements : sequence of Settlement
        As loaded.
    number : int
        The round.

    Returns
    -------
    DataFrame
        One row per unit and variable on which coders differ:

        - ``unit``, ``variable``;
        - ``lead``, ``coder_1``, ``coder_2``: their codes, ``–`` where a coder did not code the unit;
        - ``stands``: the published code; ``why``: how it was settled.

    Raises
    ------
    StopIteration
        Where there is no such round.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence = load()
    >>> table = table_settlements(evidence, load_codings(evidence), load_settlements(), 1)
    >>> bool(table["why"].ne("").all())
    True
    """
    _, lead, blind = next(entry for entry in _rounds(codings) if entry[0] == number)
    coders = [coding.coder for coding in [*lead, *blind]]
    reasons = {
        (entry.unit, entry.variable): (entry.settled, entry.reason)
        for entry in settlements
        if entry.round == number
    }
    table = table_settled(coded_units(evidence, [*lead, *blind]), coders, reasons)
    columns = ["lead", *(f"coder_{place}" for place in range(1, len(coders)))]
    table = table.rename(columns=dict(zip(coders, columns, strict=True)) | {"now": "stands", "how": "why"})
    for name in [*columns, "stands"]:
        table[name] = [_code(value) for value in table[name]]
    return table[["unit", "variable", *columns, "stands", "why"]]


def _code(value: object) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)


def agreement_numbers(agreement: pd.DataFrame, coders: pd.DataFrame) -> dict[str, int | str]:
    """Return the numbers on the blind codings that prose uses.

    Parameters
    ----------
    agreement : DataFrame
        As from :func:`table_agreement`.
    coders : DataFrame
        As from :func:`table_coders`.

    Returns
    -------
    dict of str to (int or str)
        - ``blind_codings``: blind codings of all documents, ``rounds``: in how many rounds;
        - ``lowest_alpha``, ``lowest_variable``: of the blind pair of the last round;
        - ``first_lowest_alpha``, ``first_lowest_variable``: of the first round;
        - ``least_found``: the smallest share, in percent, of published claims that a blind coder found.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> codings = load_codings(evidence)
    >>> found = agreement_numbers(table_agreement(evidence, codings), table_coders(evidence, codings))
    >>> found["rounds"] >= 1
    True
    """
    by_alpha = agreement.sort_values("alpha", kind="stable")
    first = by_alpha[by_alpha["round"] == by_alpha["round"].min()].iloc[0]
    last = by_alpha[by_alpha["round"] == by_alpha["round"].max()].iloc[0]
    return {
        "blind_codings": len(coders),
        "rounds": int(agreement["round"].nunique()),
        "lowest_alpha": f"{last['alpha']:.2f}",
        "lowest_variable": last["variable"],
        "first_lowest_alpha": f"{first['alpha']:.2f}",
        "first_lowest_variable": first["variable"],
        "least_found": f"{coders['of_ours'].min():.0f}",
    }


@styled
def plot_agreement(table: pd.DataFrame) -> Figure:
    """Draw Krippendorff's alpha of the blind coders, variable by variable.

    Parameters
    ----------
    table : DataFrame
        As from :func:`table_agreement`.

    Returns
    -------
    Figure
        One row per variable; a point is alpha, a line its 95 percent interval, light for the first
        round and dark for the last. Dotted lines mark the floors for tentative and for firm
        conclusions. ``report["data"]`` is the table.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> plot_agreement(table_agreement(evidence, load_codings(evidence))).report["name"]
    'agreement'
    """
    variables, rounds = list(dict.fromkeys(table["variable"])), sorted(table["round"].unique())
    shades = dict(zip(rounds, ["#88CCEE", "#332288"][-len(rounds) :], strict=True))
    figure, axes = canvas(0.42 * len(variables) + 1.5)
    for number, shade in shades.items():
        rows = table[table["round"] == number].set_index("variable")
        shift = 0.17 * (len(rounds) - 1) * (1 if number == rounds[0] else -1)
        for height, variable in enumerate(reversed(variables)):
            row = rows.loc[variable]
            axes.plot([row["low"], row["high"]], [height + shift] * 2, color=shade, linewidth=2)
            axes.scatter([row["alpha"]], [height + shift], color=shade, s=34, zorder=3)
        axes.scatter([], [], color=shade, s=34, label=f"round {number}")
    for floor, name in ((TENTATIVE, "tentative"), (FIRM, "firm")):
        axes.axvline(floor, color="#666666", linewidth=1, linestyle=":")
        axes.annotate(
            f"{name}\n{floor:g}",
            (floor, len(variables) - 0.45),
            ha="center",
            va="bottom",
            fontsize=9,
            color="#555555",
            annotation_clip=False,
        )
    axes.set_yticks(range(len(variables)), reversed(variables))
    axes.set_ylim(-0.6, len(variables) - 0.45)
    axes.set_xlim(min(0.6, table["low"].min() - 0.03), 1.02)
    axes.set_xlabel("Krippendorff's alpha of two blind coders")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=2, frameon=False, fontsize=9.5)
    last = table[table["round"] == rounds[-1]]
    weak = list(last.loc[last["alpha"] < FIRM, "variable"])
    doubtful = list(last.loc[(last["alpha"] >= FIRM) & (last["low"] < FIRM), "variable"])
    title = (
        f"Two blind coders fall short of {FIRM:g} on {listing(weak)}"
        if weak
        else f"Two blind coders reach an alpha of {FIRM:g} or more on every variable"
    )
    title += f"; the interval of {listing(doubtful)} still reaches below it" if doubtful else ""
    alt = "Points with intervals of Krippendorff's alpha. " + " ".join(
        f"Round {number}: "
        + ", ".join(
            f"{row.variable} {row.alpha:.2f} ({row.low:.2f} to {row.high:.2f}, {row.units} units)"
            for row in table[table["round"] == number].itertuples()
        )
        + "."
        for number in rounds
    )
    return finish(
        figure,
        name="agreement",
        title=title,
        alt=alt,
        data=table,
        source="Source: seeds/codings. Units: claims that both coders found, positions, events, criteria.",
    )
