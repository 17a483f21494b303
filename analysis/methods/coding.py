"""How far blind coders agree, and how their disagreements were settled."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..agreement import FIRM, RULES, TENTATIVE, settled_round, table_alpha
from ..intercoder import UNITS, VARIABLES, coded_units, shared_units, short_name, table_found, unit_names
from ..model import Coding, Settlement
from ..palette import PAPER, SOFT, STEPS
from ..plotting import canvas, finish, listing, styled
from ..prose import spell
from ..rubric import reliability
from ..tables import Evidence

__all__ = [
    "agreement_numbers",
    "letter_numbers",
    "only_lead_numbers",
    "plot_agreement",
    "table_agreement",
    "table_coders",
    "table_letters",
    "table_precedence",
    "table_settlements",
]

HOLLOW = {"facecolors": PAPER, "linewidths": 1.2}


def table_coders(codings: Sequence[Coding]) -> pd.DataFrame:
    """Return how much of what one coder found another found too.

    Parameters
    ----------
    codings : sequence of Coding
        As loaded.

    Returns
    -------
    DataFrame
        The columns of :func:`analysis.intercoder.table_found`, percentages left out.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> table = table_coders(load_codings(load()))
    >>> table["unit"].unique().tolist()
    ['claims', 'positions', 'events']
    """
    return table_found(codings)[
        ["unit", "round", "first", "second", "found_first", "found_second", "matched", "f1"]
    ].sort_values("unit", key=lambda unit: unit.map(UNITS.index), kind="stable", ignore_index=True)


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
        - ``with_lead``: alpha of these two and the lead's coding as it was before the round;
        - ``lead_1``, ``lead_2``: alpha of the lead's coding with the first and with the second of
          them. All three are NaN where the lead had not coded the variable.

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
        leads, names = [coding.coder for coding in lead], [coding.coder for coding in blind]
        coded = set(units.loc[units["coder"].isin(leads), "variable"])
        table = table_alpha(units, names)
        table.insert(1, "round", number)
        compared = {
            "with_lead": names,
            **{f"lead_{place}": [one] for place, one in enumerate(names, start=1)},
        }
        for column, others in compared.items():
            alphas = table_alpha(units, [*leads, *others], draws=0)["alpha"]
            table[column] = alphas.where(table["variable"].isin(coded))
        frames.append(table)
    table = pd.concat(frames, ignore_index=True).rename(columns={"level": "metric"})
    table["variable"] = [VARIABLES[name].label or name for name in table["variable"]]
    first = ["variable", "round", "unit", "metric", "units", "values", "alpha", "low", "high"]
    return table[[*first, "with_lead", "lead_1", "lead_2"]]


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
        - ``stood``: the code that stood after the round; ``why``: how it was settled.

    Raises
    ------
    StopIteration
        Where there is no such round.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence = load()
    >>> codings = load_codings(evidence)
    >>> table = table_settlements(evidence, codings, load_settlements(evidence, codings), 1)
    >>> bool(table["why"].ne("").all())
    True
    """
    _, lead, blind = next(entry for entry in _rounds(codings) if entry[0] == number)
    coders = [coding.coder for coding in [*lead, *blind]]
    table = settled_round(evidence, codings, settlements, number)
    columns = ["lead", *(f"coder_{place}" for place in range(1, len(coders)))]
    table = table.rename(columns=dict(zip(coders, columns, strict=True)) | {"now": "stood", "how": "why"})
    for name in [*columns, "stood"]:
        table[name] = [_code(value) for value in table[name]]
    return table[["unit", "variable", *columns, "stood", "why"]]


def table_precedence(
    evidence: Evidence, codings: Sequence[Coding], settlements: Sequence[Settlement]
) -> pd.DataFrame:
    """Return how many disagreements each rule settled, round by round.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        As loaded.
    settlements : sequence of Settlement
        As loaded.

    Returns
    -------
    DataFrame
        One row per rule of :data:`analysis.agreement.RULES` that was used, in their order:

        - ``rule``: in words;
        - ``round_1`` and so on: disagreements that it settled.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence = load()
    >>> codings = load_codings(evidence)
    >>> table = table_precedence(evidence, codings, load_settlements(evidence, codings))
    >>> bool((table[["round_1", "round_2"]].sum() > 0).all())
    True
    """
    counts = {
        f"round_{number}": settled_round(evidence, codings, settlements, number)["rule"].value_counts()
        for number, *_ in _rounds(codings)
    }
    table = pd.DataFrame(counts).reindex(list(RULES)).fillna(0).astype(int)
    table.insert(0, "rule", [RULES[name] for name in table.index])
    return table[table.drop(columns="rule").sum(axis=1) > 0]


def table_letters(evidence: Evidence, codings: Sequence[Coding]) -> pd.DataFrame:
    """Return the reliability letter of each document by each coder's ratings.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    codings : sequence of Coding
        As loaded; codings without ratings are left out.

    Returns
    -------
    DataFrame
        One row per document:

        - ``document``: its label;
        - one column per blind coding, such as ``coder_a``: the letter by :func:`analysis.rubric.reliability`;
        - ``published``: the letter by the published ratings;
        - ``others``: how many blind coders' letters differ from it; missing where nobody rated it blind;
        - ``hangs_on``: each published rating that alone would change the letter, were it as a blind
          coder put it.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> table = table_letters(evidence, load_codings(evidence))
    >>> bool(table["published"].isin(list("ABCDEF")).all())
    True
    """
    rows = []
    for source in evidence.sources.index:
        own = evidence.rubric[evidence.rubric["source"] == source]
        ours = dict(zip(own["criterion"], own["doubt"], strict=True))
        ratings = {
            short_name(coding).replace(" ", "_"): document.rubric
            for coding in codings
            for document in coding.documents
            if coding.blind and document.source == source and document.rubric
        }
        published = reliability(ours)
        letters = {name: reliability(rubric) for name, rubric in ratings.items()}
        moved = {
            f"{criterion}: {doubt} would give {letter}"
            for rubric in ratings.values()
            for criterion, doubt in rubric.items()
            if (letter := reliability(ours | {criterion: doubt})) != published
        }
        rows.append(
            {
                "document": evidence.sources.at[source, "label"],
                **letters,
                "published": published,
                "others": sum(letter != published for letter in letters.values()) if letters else None,
                "hangs_on": "; ".join(sorted(moved)),
            }
        )
    return pd.DataFrame(rows).astype({"others": "Int64"})


def _code(value: object) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)


def agreement_numbers(
    agreement: pd.DataFrame, coders: pd.DataFrame, precedence: pd.DataFrame
) -> dict[str, int | str]:
    """Return the numbers on the blind codings that prose uses.

    Parameters
    ----------
    agreement : DataFrame
        As from :func:`table_agreement`.
    coders : DataFrame
        As from :func:`table_coders`.
    precedence : DataFrame
        As from :func:`table_precedence`.

    Returns
    -------
    dict of str to (int or str)
        - ``blind_codings``: blind codings of all documents, ``rounds``: in how many rounds;
        - ``variables_tried``: variables compared where both coded, presence left out;
        - ``lowest_alpha``, ``lowest_variable``: of the blind pair of the last round, presence left out;
        - ``first_lowest_alpha``, ``first_lowest_variable``: of the first round;
        - ``lowest_lead_alpha``, ``lowest_lead_variable``, ``lowest_lead_round``: of the lead with one
          blind coder, presence left out;
        - ``lowest_presence_pair``, ``lowest_presence_lead``, each with ``_variable``: of presence, for the
          blind pair and for the lead with one blind coder;
        - ``lowest_f1``, ``lowest_f1_unit``: the smallest overlap of what two coders found;
        - ``pair_positions_f1``, ``pair_events_f1``: of the blind pair of the last round;
        - ``least_found``: the smallest share, in percent, of the lead's claims that a blind coder found;
        - ``settled_`` and a key of :data:`analysis.agreement.RULES`: disagreements that this rule settled.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence = load()
    >>> codings = load_codings(evidence)
    >>> precedence = table_precedence(evidence, codings, load_settlements(evidence, codings))
    >>> found = agreement_numbers(table_agreement(evidence, codings), table_coders(codings), precedence)
    >>> found["rounds"] >= 1
    True
    """
    presence = agreement["variable"].isin([name for name, item in VARIABLES.items() if item.presence])
    coded, found = agreement[~presence], agreement[presence]
    first = _least(coded[coded["round"] == coded["round"].min()], ["alpha"])
    last = _least(coded[coded["round"] == coded["round"].max()], ["alpha"])
    lead = _least(coded, ["lead_1", "lead_2"])
    pair, single = _least(found, ["alpha"]), _least(found, ["lead_1", "lead_2"])
    share = coders.loc[coders["f1"].idxmin()]
    led = coders["first"] == "lead"
    claims = coders[led & (coders["unit"] == "claims")]
    blind = coders[~led & (coders["round"] == coders["round"].max())].set_index("unit")["f1"]
    settled = {name: int(count) for name, count in precedence.drop(columns="rule").sum(axis=1).items()}
    return {
        "blind_codings": len({(row.round, name) for row in coders[~led].itertuples() for name in row[3:5]}),
        "rounds": int(agreement["round"].nunique()),
        "variables_tried": int(coded["variable"].nunique()),
        "lowest_alpha": f"{last['value']:.2f}",
        "lowest_variable": last["variable"],
        "first_lowest_alpha": f"{first['value']:.2f}",
        "first_lowest_variable": first["variable"],
        "lowest_lead_alpha": f"{lead['value']:.2f}",
        "lowest_lead_variable": lead["variable"],
        "lowest_lead_round": int(lead["round"]),
        "lowest_presence_pair": f"{pair['value']:.2f}",
        "lowest_presence_pair_variable": _article(pair["variable"].removesuffix(" found")),
        "lowest_presence_lead": f"{single['value']:.2f}",
        "lowest_presence_lead_variable": _article(single["variable"].removesuffix(" found")),
        "lowest_f1": f"{share['f1']:.2f}",
        "lowest_f1_unit": share["unit"],
        "pair_positions_f1": f"{blind['positions']:.2f}",
        "pair_events_f1": f"{blind['events']:.2f}",
        "least_found": f"{(100 * claims['matched'] / claims['found_first']).min():.0f}",
    } | {f"settled_{name}": settled.get(name, 0) for name in RULES}


def _least(table: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return variable, unit, round and value of the lowest alpha in some columns."""
    long = table.melt(["variable", "unit", "round"], columns, var_name="column")
    return long.loc[long["value"].idxmin()]


def only_lead_numbers(codings: Sequence[Coding]) -> dict[str, int | str]:
    """Return how much of the lead's first coding no blind coder found.

    The first coding is asked, since later ones were mended toward the blind coders.

    Parameters
    ----------
    codings : sequence of Coding
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``only_lead_claims``, ``only_lead_positions``, ``only_lead_events``: how many;
        - ``only_lead_percent``: the claims among them, in percent of all claims of the lead;
        - ``events_elsewhere``: the events among them of which a blind coder tied one with the same
          actor, target and type to other words of the document;
        - ``lead_claims``, ``lead_positions``, ``lead_events``: all of the lead.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> found = only_lead_numbers(load_codings(load()))
    >>> found["events_elsewhere"] <= found["only_lead_events"] <= found["lead_events"]
    True
    """
    lead = next(coding for coding in codings if not coding.blind)
    alone = {unit: [] for unit in UNITS}
    elsewhere = 0
    for document in lead.documents:
        theirs = [
            item
            for coding in codings
            for item in coding.documents
            if coding.blind and item.source == document.source
        ]
        for unit in UNITS:
            shared = {one for item in theirs for one, _ in shared_units(document, item, unit)}
            alone[unit] += [name for name in unit_names(document, unit) if name not in shared]
            if unit == "events":
                kinds = {(event.actor, event.target, event.type) for item in theirs for event in item.events}
                own = [event for place, event in enumerate(document.events) if place not in shared]
                elsewhere += sum((event.actor, event.target, event.type) in kinds for event in own)
    claims = sum(len(document.claims) for document in lead.documents)
    return {
        **{f"only_lead_{unit}": len(names) for unit, names in alone.items()},
        "only_lead_percent": f"{100 * len(alone['claims']) / claims:.0f}",
        "events_elsewhere": elsewhere,
        "lead_claims": claims,
        "lead_positions": sum(len(document.stances) for document in lead.documents),
        "lead_events": sum(len(document.events) for document in lead.documents),
    }


def letter_numbers(letters: pd.DataFrame) -> dict[str, int | str]:
    """Return what prose says of the reliability letters by coder.

    Parameters
    ----------
    letters : DataFrame
        As from :func:`table_letters`.

    Returns
    -------
    dict of str to (int or str)
        - ``letters_rated``: documents that blind coders rated, in words;
        - ``letters_firm``: in words, those to which every blind coder's ratings give the published one;
        - ``letters_hang``: the others of them, each with the coders who differ and what the letter hangs on.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["A", "B"], "published": ["C", "D"], "others": [0, 1],
    ...     "coder_a": ["C", "C"], "hangs_on": ["", "record: some would give C"]})
    >>> letter_numbers(table)["letters_hang"]
    'B (record: some would give C; 1 of 1 blind coders gives another letter)'
    """
    rated = letters[letters["others"].notna()]
    coders = rated.filter(regex="^coder_").notna().sum(axis="columns")
    loose = rated[(rated["others"] > 0) | (rated["hangs_on"] != "")]
    return {
        "letters_rated": spell(len(rated)),
        "letters_firm": spell(len(rated) - len(loose)),
        "letters_hang": listing(
            [
                f"{row.document} ({row.hangs_on or 'more than one rating'}; {row.others} of "
                f"{coders[row.Index]} blind coders {'gives' if row.others == 1 else 'give'} another letter)"
                for row in loose.itertuples()
            ]
        ),
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
        round and dark for the last; a hollow mark is the lead with one blind coder. Dotted lines
        mark the floors for tentative and for firm conclusions. ``report["data"]`` is the table.

    Examples
    --------
    >>> from analysis import load, load_codings
    >>> evidence = load()
    >>> plot_agreement(table_agreement(evidence, load_codings(evidence))).report["name"]
    'agreement'
    """
    variables, rounds = list(dict.fromkeys(table["variable"])), sorted(table["round"].unique())
    shades = dict(zip(rounds, STEPS[-len(rounds) :], strict=True))
    figure, axes = canvas(0.5 * len(variables) + 1.6)
    for number, shade in shades.items():
        rows = table[table["round"] == number].set_index("variable")
        shift = 0.17 * (len(rounds) - 1) * (1 if number == rounds[0] else -1)
        for height, variable in enumerate(reversed(variables)):
            row, level = rows.loc[variable], height + shift
            axes.plot([row["low"], row["high"]], [level] * 2, color=shade, linewidth=2)
            axes.scatter([row["alpha"]], [level], color=shade, s=34, zorder=3)
            axes.scatter(
                row[["lead_1", "lead_2"]].astype(float),
                [level] * 2,
                s=22,
                zorder=4,
                **HOLLOW,
                edgecolors=shade,
            )
        axes.scatter([], [], color=shade, s=34, label=f"round {number}")
    axes.scatter([], [], s=22, **HOLLOW, edgecolors=SOFT, label="lead with one coder")
    for floor, name in ((TENTATIVE, "tentative"), (FIRM, "firm")):
        axes.axvline(floor, color=SOFT, linewidth=1, linestyle=":")
        axes.annotate(
            f"{name}\n{floor:g}",
            (floor, len(variables) - 0.45),
            ha="center",
            va="bottom",
            fontsize=9,
            color=SOFT,
            annotation_clip=False,
        )
    axes.set_yticks(range(len(variables)), [name.replace(", ", ",\n") for name in reversed(variables)])
    axes.set_ylim(-0.6, len(variables) - 0.45)
    axes.set_xlim(min(0.6, table[["low", "lead_1", "lead_2"]].min().min() - 0.03), 1.02)
    axes.set_xlabel("Krippendorff's alpha of two coders")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.3, -0.1), ncols=3, frameon=False, fontsize=9, columnspacing=1
    )
    alt = "Points with intervals of Krippendorff's alpha. " + " ".join(
        f"Round {number}: "
        + ", ".join(
            f"{row.variable} {row.alpha:.2f} ({row.low:.2f} to {row.high:.2f}, {row.units} units"
            + ("" if pd.isna(row.lead_1) else f"; lead with one coder {row.lead_1:.2f} and {row.lead_2:.2f}")
            + ")"
            for row in table[table["round"] == number].itertuples()
        )
        + "."
        for number in rounds
    )
    return finish(
        figure,
        name="agreement",
        title=_title(table[table["round"] == rounds[-1]]),
        alt=alt,
        data=table,
        source="Source: seeds/codings. Units: claims of the lead that both coders found, "
        "positions, events, criteria.",
    )


def _title(last: pd.DataFrame) -> str:
    """Say what the last round shows, of the variables where both coded and of presence."""
    presence = last["variable"].isin([name for name, item in VARIABLES.items() if item.presence])
    coded, found = last[~presence], last[presence]
    weak = list(
        coded.loc[~(coded["alpha"] >= FIRM), "variable"]
    )  # an alpha that is not defined is no success
    tried = f"the {_count(len(coded))} variable{'' if len(coded) == 1 else 's'} tried"
    title = (
        f"Two blind coders fall short of {FIRM:g} on {listing(weak)} among {tried}"
        if weak
        else f"Two blind coders reach an alpha of {FIRM:g} or more on {tried}"
    )
    absent = [name.removesuffix(" found") for name in found.loc[found["alpha"] < FIRM, "variable"]]
    if absent:
        title += f", but not on whether there is {' or '.join(_article(name) for name in absent)} at all"
    return title


def _count(number: int) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words[number] if number < len(words) else str(number)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
