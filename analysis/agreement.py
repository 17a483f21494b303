"""Agreement between coders: Krippendorff's alpha, its bootstrap interval, and where coders differ.

Alpha (Hayes and Krippendorff 2007) is 1 where coders agree wholly and 0 where they agree as
much as chance would have it; 0.80 is the usual floor for firm conclusions and 0.667 for
tentative ones. The coefficient is the library's; the interval resamples units, those of one
paragraph together, for which the same formula is written for many draws at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import krippendorff
import numpy as np
import pandas as pd

from .intercoder import DOUBTS, LEAD, VARIABLES, coded_units
from .model import Coding, Settlement
from .problems import Problems
from .tables import Evidence

__all__ = [
    "FIRM",
    "RULES",
    "TENTATIVE",
    "check_settlements",
    "coefficient",
    "interval",
    "settled_round",
    "table_alpha",
    "table_disagreements",
    "table_settled",
    "weighted",
]

FIRM, TENTATIVE = 0.8, 0.667  # Krippendorff's customary floors
DRAWS, SEED = 2000, 20261125  # of the bootstrap

#: How a disagreement was settled, in order of precedence: the name of each rule and what it says.
RULES: dict[str, str] = {
    "codebook": "recoded under the codebook as mended after the round",
    "lead": "the lead's code stands, a blind coder agrees",
    "both": "the code of both blind coders was taken",
    "reason": "an exception, with a reason printed with the case",
    "alone": "the lead's code stands; one blind coder only, and differs",
    "none": "the lead's code stands, no two coders agree",
    "later": "coded by the lead after this round",
    "dropped": "not coded by the lead after this round",
    "open": "no reason is given, though both blind coders agree on another code",
}


def coefficient(counts: np.ndarray, scale: np.ndarray, level: str) -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    counts : array of int, units by values
        How many coders gave each value to each unit.
    scale : array of float
        The values, in rising order.
    level : str
        ``nominal``, ``ordinal`` or ``interval``.

    Returns
    -------
    float
        NaN where all values are the same, so that alpha is not defined.

    Examples
    --------
    >>> coefficient(np.array([[2, 0], [0, 2]]), np.array([0.0, 1.0]), "nominal")
    1.0
    """
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, value_domain=scale, level_of_measurement=level))


def interval(
    counts: np.ndarray,
    scale: np.ndarray,
    level: str,
    clusters: Sequence[str] | None = None,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of alpha over resampled units.

    Parameters
    ----------
    counts, scale, level
        As for :func:`coefficient`.
    clusters : sequence of str, optional
        What each unit belongs to, such as its paragraph; units of one cluster are drawn together,
        since they are not independent. By default every unit is drawn for itself.
    draws : int, optional
        How many samples, 0 for no interval; draws in which all values are the same are left out.

    Returns
    -------
    low, high : float
        NaN where alpha is not defined.

    Examples
    --------
    >>> low, high = interval(np.array([[2, 0], [0, 2], [1, 1]] * 9), np.array([0.0, 1.0]), "nominal")
    >>> low < 0.38 < high
    True
    """
    if not draws or (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan"), float("nan")
    groups = np.arange(len(counts)) if clusters is None else pd.factorize(np.asarray(clusters))[0]
    size = groups.max() + 1
    alphas = weighted(counts, _resampled(size, draws)[:, groups], scale, level)
    alphas = alphas[~np.isnan(alphas)]
    if not len(alphas):
        return float("nan"), float("nan")
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)


@lru_cache(maxsize=16)
def _resampled(size: int, draws: int) -> np.ndarray:
    """Return how often each of so many clusters is drawn, draw by draw; the same for all variables."""
    generator = np.random.default_rng(SEED)
    weights = generator.multinomial(size, np.full(size, 1 / size), size=draws).astype(float)
    weights.flags.writeable = False
    return weights


def weighted(counts: np.ndarray, weights: np.ndarray, scale: np.ndarray, level: str) -> np.ndarray:
    """Return alpha for many weightings of the units at once.

    Parameters
    ----------
    counts, scale, level
        As for :func:`coefficient`; every unit has two values or more.
    weights : array of int or float, draws by units
        How often each unit counts.

    Returns
    -------
    array of float
        One alpha per draw; NaN where all values that count are the same.

    Examples
    --------
    >>> counts = np.array([[2, 0], [0, 2], [1, 1]])
    >>> weighted(counts, np.array([[1, 1, 0], [1, 1, 1]]), np.array([0.0, 1.0]), "nominal").round(3).tolist()
    [1.0, 0.444]
    """
    pairable = counts.sum(axis=1, keepdims=True)
    # of each unit, the coincidences of values: n_c (n_k - [c = k]) / (n_u - 1)
    own = counts[:, :, None] * (counts[:, None, :] - np.eye(len(scale))[None])
    coincidences = own / (pairable[:, :, None] - 1)
    marginals = weights @ coincidences.sum(axis=2)
    total = marginals.sum(axis=1)
    if level == "ordinal":  # how many values lie between, half of the two themselves counted
        before = np.cumsum(marginals, axis=1) - marginals / 2
        distance = (before[:, :, None] - before[:, None, :]) ** 2
        observed = (weights @ coincidences.reshape(len(counts), -1)).reshape(distance.shape)
        disagreement = (observed * distance).sum(axis=(1, 2))
        expected = np.einsum("dc,dk,dck->d", marginals, marginals, distance)
    else:  # the same in every draw
        fixed = 1 - np.eye(len(scale)) if level == "nominal" else (scale[:, None] - scale[None, :]) ** 2
        disagreement = weights @ (coincidences * fixed).sum(axis=(1, 2))
        expected = ((marginals @ fixed) * marginals).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas = 1 - (total - 1) * disagreement / expected
    return np.where(expected > 0, alphas, np.nan)


def _grids(
    units: pd.DataFrame, coders: Sequence[str], variables: Sequence[str]
) -> dict[str, dict[str, list[object]]]:
    """Return for every variable the units that two or more coders coded, in order of their names.

    Each has the value of every coder, NaN where a coder did not code the unit.
    """
    rows = units[units["coder"].isin(coders) & units["variable"].isin(variables)]
    coded: dict[str, dict[str, dict[str, object]]] = {variable: {} for variable in variables}
    for variable, unit, coder, value in _lines(rows, "variable", "unit", "coder", "value"):
        coded[variable].setdefault(unit, {}).setdefault(coder, value)
    grids = {}
    for variable, found in coded.items():
        lines = {unit: [values.get(coder, np.nan) for coder in coders] for unit, values in found.items()}
        grids[variable] = {unit: lines[unit] for unit in sorted(lines) if len(_known(lines[unit])) >= 2}
    return grids


def _lines(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return some columns of a table row by row; as plain objects, which are passed through far faster."""
    return zip(*(table[column].to_numpy(dtype=object) for column in columns), strict=True)


def _known(values: Sequence[object]) -> list[object]:
    """Return the values that are there."""
    return [value for value in values if value is not None and value == value]


def table_alpha(units: pd.DataFrame, coders: Sequence[str], draws: int = DRAWS) -> pd.DataFrame:
    """Return Krippendorff's alpha for every variable.

    Parameters
    ----------
    units : DataFrame
        As from :func:`analysis.intercoder.coded_units`.
    coders : sequence of str
        Whose values to compare, two or more.
    draws : int, optional
        Samples of the bootstrap; 0 leaves the interval out.

    Returns
    -------
    DataFrame
        One row per variable, in the order of :data:`VARIABLES`:

        - ``variable``, ``unit``, ``level``: what is coded, of what, and the metric;
        - ``units``, ``values``: units with two or more values, and how many values they have;
        - ``same``: percent of these units on which all who coded them agree;
        - ``alpha``: NaN where all values are the same, so that it is not defined;
        - ``low``, ``high``: 95 percent bootstrap interval over units, or over the column ``cluster``
          where there is one.

    Examples
    --------
    >>> rows = [("topic", "a", f"a-{place}", coder, code)
    ...         for coder, codes in {"one": "xxyy", "two": "xxyx"}.items()
    ...         for place, code in enumerate(codes)]
    >>> units = pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])
    >>> table = table_alpha(units, ["one", "two"]).set_index("variable")
    >>> float(table.at["topic", "alpha"].round(3)), int(table.at["topic", "units"])
    (0.533, 4)
    """
    results, grids = [], _grids(units, coders, list(VARIABLES))
    together = _clusters(units) if draws else None
    for variable, measure in VARIABLES.items():
        grid = {unit: _known(line) for unit, line in grids[variable].items()}
        domain = sorted({value for line in grid.values() for value in line})
        places = {value: place for place, value in enumerate(domain)}
        counts = np.zeros((len(grid), len(domain)), dtype=int)
        for row, line in enumerate(grid.values()):
            for value in line:
                counts[row, places[value]] += 1
        numeric = measure.level != "nominal"
        scale = np.array(domain, dtype=float) if numeric else np.arange(len(domain), dtype=float)
        alpha = coefficient(counts, scale, measure.level)
        clusters = [together[variable, unit] for unit in grid] if together else None
        low, high = interval(counts, scale, measure.level, clusters, draws)
        same = (counts.max(axis=1) == counts.sum(axis=1)).mean() if len(grid) else float("nan")
        results.append(
            {
                "variable": variable,
                "unit": measure.unit,
                "level": measure.level,
                "units": len(grid),
                "values": int(counts.sum()),
                "same": 100 * float(same),
                "alpha": alpha,
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(results)


def _clusters(units: pd.DataFrame) -> dict[tuple[str, str], str] | None:
    """Return what each variable's units are drawn together with, where the table tells."""
    if "cluster" not in units:
        return None
    together: dict[tuple[str, str], str] = {}
    for variable, unit, cluster in _lines(units, "variable", "unit", "cluster"):
        together.setdefault((variable, unit), cluster)
    return together


def table_disagreements(units: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return the units on which coders differ.

    Parameters
    ----------
    units : DataFrame
        As from :func:`analysis.intercoder.coded_units`.
    coders : sequence of str
        The published coding first, then the blind ones.

    Returns
    -------
    DataFrame
        One row per unit and variable, in the order of :data:`VARIABLES`; counts of claims and the
        variables of presence are left out:

        - ``unit``, ``variable``;
        - one column per coder: its value, missing where it did not code the unit;
        - ``side``: ``published`` where a blind coder agrees with the published code, ``blind`` where
          the blind coders agree on another, ``none`` where no two agree.

    Examples
    --------
    >>> rows = [("topic", "a", "a-01", coder, code) for coder, code in
    ...         [("published", "x"), ("one", "y"), ("two", "y")]]
    >>> units = pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])
    >>> table_disagreements(units, ["published", "one", "two"])["side"].tolist()
    ['blind']
    """
    variables = [name for name, item in VARIABLES.items() if name != "claims" and not item.presence]
    rows = []
    for variable, grid in _grids(units, coders, variables).items():
        for unit, (lead, *blind) in grid.items():
            known = _known(blind)
            if len({*_known([lead]), *known}) < 2:
                continue
            if lead in known:
                side = "published"
            elif len(known) > 1 and len(set(known)) == 1:
                side = "blind"
            else:
                side = "none"
            rows.append((unit, variable, lead, *blind, side))
    table = pd.DataFrame(rows, columns=["unit", "variable", *coders, "side"])
    return table.astype(dict.fromkeys(coders, object))  # codes and numbers stand in one column


def table_settled(
    units: pd.DataFrame,
    coders: Sequence[str],
    settlements: Mapping[tuple[str, str], tuple[str, str]],
    stages: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """Return the disagreements of a round with what stood after it, and why.

    The order of precedence is that of :data:`RULES`. What stood after a round is the lead's coding
    before the next one; what stood after the last is the published coding.

    Parameters
    ----------
    units : DataFrame
        As from :func:`analysis.intercoder.coded_units`; the codings of ``stages`` are among the coders.
    coders : sequence of str
        The lead's coding of the round first, then the blind ones.
    settlements : mapping of (str, str) to (str, str)
        Unit and variable to the code that stands and the reason.
    stages : mapping of int to str, optional
        This round and each later one to the coding that stood after it; by default the published
        coding stood after this round, the last.

    Returns
    -------
    DataFrame
        The columns of :func:`table_disagreements`, and:

        - ``now``: the code that stood after the round, missing where the unit was no longer coded;
        - ``rule``: a key of :data:`RULES`;
        - ``how``: how it was settled, in words, and whether a later round changed the code again.

    Examples
    --------
    >>> rows = [("topic", "a", "a-01", coder, code) for coder, code in
    ...         [("lead", "x"), ("one", "y"), ("two", "y"), ("next", "y"), ("published", "x")]]
    >>> units = pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])
    >>> table_settled(units, ["lead", "one", "two"], {}, {1: "next", 2: "published"})["how"].tolist()
    ['the code of both blind coders was taken; changed again in round 2 or later']
    """
    table = table_disagreements(units, coders)
    numbers, stood = zip(*(stages or {1: LEAD}).items(), strict=True)
    codes: dict[str, dict[tuple[str, str], object]] = {name: {} for name in stood}
    rows = units[units["coder"].isin(stood)]
    for coder, unit, variable, value in _lines(rows, "coder", "unit", "variable", "value"):
        codes[coder].setdefault((unit, variable), value)
    lead, *blind = coders
    now, rules, how = [], [], []
    for row in table.to_dict("records"):
        place = row["unit"], row["variable"]
        after = [codes[name].get(place) for name in stood]
        known = [row[name] for name in blind if not pd.isna(row[name])]
        rule = "reason" if place in settlements else _rule(after[0], row[lead], known, row["side"])
        words = settlements[place][1] if rule == "reason" else RULES[rule]
        if rule == "codebook":
            words = "recoded under the mended codebook"
            words += ", as one blind coder had it" if after[0] in known else ""
        changed = next(
            (number for number, code in zip(numbers, after, strict=True) if code != after[0]), None
        )
        if changed is not None:
            later = " or later" if changed == numbers[-1] else ""  # what is published may be mended since
            words = f"{words.removesuffix('.')}; changed again in round {changed}{later}"
        now.append(after[0])
        rules.append(rule)
        how.append(words)
    return table.assign(now=now, rule=rules, how=how)


def _rule(code: object, lead: object, blind: Sequence[object], side: str) -> str:
    """Return the rule by which a code came to stand, where no reason is given."""
    if side == "blind":
        return "both" if code == blind[0] else "open"
    if code is None:
        return "dropped"
    if pd.isna(lead):
        return "later"
    if code != lead:
        return "codebook"
    if side == "published":
        return "lead"
    return "alone" if len(blind) == 1 else "none"


def check_settlements(
    name: str,
    settlements: Sequence[Settlement],
    codings: Sequence[Coding],
    evidence: Evidence,
    problems: Problems,
) -> None:
    """Check that every disagreement was settled by the rule or has a reason.

    Where both blind coders of a round agree on another code than the one that stood after it, an
    entry must say why; and every entry must name a disagreement of its round.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    settlements : sequence of Settlement
        What to check.
    codings : sequence of Coding
        As loaded.
    evidence : Evidence
        As loaded.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence, problems = load(), Problems()
    >>> codings = load_codings(evidence)
    >>> check_settlements("settlements.yml", load_settlements(evidence, codings), codings, evidence, problems)
    >>> problems
    []
    """
    for number in sorted({coding.round for coding in codings}):
        table = settled_round(evidence, codings, settlements, number)
        stood = {(row["unit"], row["variable"]): row["now"] for row in table.to_dict("records")}
        for row in table[table["rule"] == "open"].to_dict("records"):
            coders = [coding.coder for coding in codings if coding.round == number and coding.blind]
            found = f"{_written(row['now'])}, where both blind coders say {_written(row[coders[0]])}"
            remedy = "take the code of the blind coders, or add an entry that says which code stands and why"
            problems.note(name, f"round {number} {row['unit']}", row["variable"], found, remedy)
        for entry in (entry for entry in settlements if entry.round == number):
            place = f"round {number} {entry.unit}"
            if (entry.unit, entry.variable) not in stood:
                remedy = (
                    "name a unit and variable on which the coders of this round differ, or drop the entry"
                )
                problems.note(name, place, entry.variable, "no disagreement of that name", remedy)
                continue
            code = stood[entry.unit, entry.variable]
            if DOUBTS.get(entry.settled, entry.settled) != code and entry.settled != f"{code}":
                remedy = (
                    f"the code that stood after this round is {_written(code)}; mend the entry or the coding"
                )
                problems.note(name, place, entry.variable, f"'{entry.settled}'", remedy)
    for number in sorted({entry.round for entry in settlements} - {coding.round for coding in codings}):
        problems.note(name, "", "round", str(number), "name a round that was coded")


def _written(code: object) -> str:
    """Write a code, or that there is none, for a message."""
    if code is None or code != code:
        return "no code"
    return f"'{code:g}'" if isinstance(code, float) else f"'{code}'"


def settled_round(
    evidence: Evidence, codings: Sequence[Coding], settlements: Sequence[Settlement], number: int
) -> pd.DataFrame:
    """Return the disagreements of one round, as :func:`table_settled` settles them.

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
        The columns of :func:`table_settled`; the lead's coding first, under the ids of the coders.

    Examples
    --------
    >>> from analysis import load, load_codings, load_settlements
    >>> evidence = load()
    >>> codings = load_codings(evidence)
    >>> table = settled_round(evidence, codings, load_settlements(evidence, codings), 1)
    >>> bool(table["rule"].isin(list(RULES)).all())
    True
    """
    leads = {coding.round: coding for coding in codings if not coding.blind}
    own = [leads[number]] if number in leads else []
    own += [coding for coding in codings if coding.round == number and coding.blind]
    later = [leads[place] for place in sorted(leads) if place > number]
    stages = {coding.round - 1: coding.coder for coding in later}
    stages[max(coding.round for coding in codings)] = LEAD
    reasons = {
        (entry.unit, entry.variable): (entry.settled, entry.reason)
        for entry in settlements
        if entry.round == number
    }
    units = coded_units(evidence, [*own, *later])
    return table_settled(units, [coding.coder for coding in own], reasons, stages)
