"""Agreement between coders: Krippendorff's alpha, its bootstrap interval, and where coders differ.

Alpha (Hayes and Krippendorff 2007) is 1 where coders agree wholly and 0 where they agree as
much as chance would have it; 0.80 is the usual floor for firm conclusions and 0.667 for
tentative ones. The coefficient is the library's; the interval resamples units, for which the
same formula is written for many draws at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import krippendorff
import numpy as np
import pandas as pd

from .intercoder import LEAD, VARIABLES

__all__ = [
    "FIRM",
    "TENTATIVE",
    "coefficient",
    "interval",
    "table_alpha",
    "table_disagreements",
    "table_settled",
    "weighted",
]

FIRM, TENTATIVE = 0.8, 0.667  # Krippendorff's customary floors
DRAWS, SEED = 2000, 20261125  # of the bootstrap


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


def interval(counts: np.ndarray, scale: np.ndarray, level: str, draws: int = DRAWS) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of alpha over resampled units.

    Parameters
    ----------
    counts, scale, level
        As for :func:`coefficient`.
    draws : int, optional
        How many samples; draws in which all values are the same are left out.

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
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan"), float("nan")
    generator = np.random.default_rng(SEED)
    weights = generator.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=draws)
    alphas = weighted(counts, weights, scale, level)
    alphas = alphas[~np.isnan(alphas)]
    if not len(alphas):
        return float("nan"), float("nan")
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)


def weighted(counts: np.ndarray, weights: np.ndarray, scale: np.ndarray, level: str) -> np.ndarray:
    """Return alpha for many weightings of the units at once.

    Parameters
    ----------
    counts, scale, level
        As for :func:`coefficient`; every unit has two values or more.
    weights : array of int, draws by units
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
    coincidences = (own / (pairable[:, :, None] - 1)).reshape(len(counts), -1)
    observed = (weights @ coincidences).reshape(len(weights), len(scale), len(scale))
    marginals = observed.sum(axis=2)
    total = marginals.sum(axis=1)
    distance = _distances(marginals, scale, level)
    disagreement = (observed * distance).sum(axis=(1, 2))
    expected = np.einsum("dc,dk,dck->d", marginals, marginals, distance)
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas = 1 - (total - 1) * disagreement / expected
    return np.where(expected > 0, alphas, np.nan)


def _distances(marginals: np.ndarray, scale: np.ndarray, level: str) -> np.ndarray:
    """Return the squared distance of every two values, draw by draw."""
    size = len(scale)
    if level == "nominal":
        fixed = 1 - np.eye(size)
    elif level == "interval":
        fixed = (scale[:, None] - scale[None, :]) ** 2
    else:  # ordinal: how many values lie between, half of the two themselves counted
        before = np.cumsum(marginals, axis=1) - marginals / 2
        return (before[:, :, None] - before[:, None, :]) ** 2
    return np.broadcast_to(fixed, (len(marginals), size, size))


def _grid(units: pd.DataFrame, variable: str, coders: Sequence[str]) -> pd.DataFrame:
    """Return a table of units by coders, with the units that two or more of them coded."""
    rows = units[(units["variable"] == variable) & units["coder"].isin(coders)]
    rows = rows.drop_duplicates(["unit", "coder"])
    grid = rows.pivot(index="unit", columns="coder", values="value").reindex(columns=list(coders))
    return grid[grid.notna().sum(axis=1) >= 2]


def table_alpha(units: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return Krippendorff's alpha for every variable.

    Parameters
    ----------
    units : DataFrame
        As from :func:`analysis.intercoder.coded_units`.
    coders : sequence of str
        Whose values to compare, two or more.

    Returns
    -------
    DataFrame
        One row per variable, in the order of :data:`VARIABLES`:

        - ``variable``, ``unit``, ``level``: what is coded, of what, and the metric;
        - ``units``, ``values``: units with two or more values, and how many values they have;
        - ``same``: percent of these units on which all who coded them agree;
        - ``alpha``: NaN where all values are the same, so that it is not defined;
        - ``low``, ``high``: 95 percent bootstrap interval over units.

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
    results = []
    for variable, measure in VARIABLES.items():
        grid = _grid(units, variable, coders)
        values = grid.to_numpy().ravel()
        domain = sorted({value for value in values if value is not None and value == value})
        places = {value: place for place, value in enumerate(domain)}
        counts = np.zeros((len(grid), len(domain)), dtype=int)
        for row, line in enumerate(grid.itertuples(index=False)):
            for value in line:
                if value in places:
                    counts[row, places[value]] += 1
        numeric = measure.level != "nominal"
        scale = np.array(domain, dtype=float) if numeric else np.arange(len(domain), dtype=float)
        alpha = coefficient(counts, scale, measure.level)
        low, high = interval(counts, scale, measure.level)
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
        One row per unit and variable, ``claims`` left out, in the order of :data:`VARIABLES`:

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
    frames = []
    for variable in [name for name in VARIABLES if name != "claims"]:
        grid = _grid(units, variable, coders)
        grid = grid[grid.nunique(axis=1) > 1]
        if grid.empty:
            continue
        sides = []
        for line in grid.itertuples(index=False):
            lead, *blind = line
            known = [value for value in blind if value is not None and value == value]
            if lead is not None and lead == lead and lead in known:
                sides.append("published")
            elif len(known) > 1 and len(set(known)) == 1:
                sides.append("blind")
            else:
                sides.append("none")
        frames.append(grid.reset_index().assign(variable=variable, side=sides))
    columns = ["unit", "variable", *coders, "side"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def table_settled(
    units: pd.DataFrame, coders: Sequence[str], settlements: Mapping[tuple[str, str], tuple[str, str]]
) -> pd.DataFrame:
    """Return the disagreements of a round with what stands now, and why.

    Where both blind coders agree on another code than the lead's, theirs is taken; a settlement
    that keeps the lead's code, or takes a third, gives its reason.

    Parameters
    ----------
    units : DataFrame
        As from :func:`analysis.intercoder.coded_units`; the published coding is among the coders.
    coders : sequence of str
        The lead's coding of the round first, then the blind ones.
    settlements : mapping of (str, str) to (str, str)
        Unit and variable to the code that stands and the reason.

    Returns
    -------
    DataFrame
        The columns of :func:`table_disagreements`, and:

        - ``now``: the published code, missing where the unit is no longer coded;
        - ``how``: how it was settled.

    Examples
    --------
    >>> rows = [("topic", "a", "a-01", coder, code) for coder, code in
    ...         [("lead", "x"), ("one", "y"), ("two", "y"), ("published", "y")]]
    >>> units = pd.DataFrame(rows, columns=["variable", "source", "unit", "coder", "value"])
    >>> table_settled(units, ["lead", "one", "two"], {})[["now", "how"]].values.tolist()
    [['y', 'the code of both blind coders was taken']]
    """
    table = table_disagreements(units, coders)
    now = units[units["coder"] == LEAD].drop_duplicates(["unit", "variable"])
    now = now.set_index(["unit", "variable"])["value"]
    lead, *blind = coders
    stands, how = [], []
    for row in table.to_dict("records"):
        code = now.get((row["unit"], row["variable"]))
        known = {row[name] for name in blind if not pd.isna(row[name])}
        if (row["unit"], row["variable"]) in settlements:
            reason = settlements[row["unit"], row["variable"]][1]
        elif code is None:
            reason = "no longer coded under the mended codebook"
        elif pd.isna(row[lead]):
            reason = "coded by the lead after this round"
        elif code == row[lead]:
            reason = "the lead's code stands, a blind coder agrees"
            if row["side"] != "published":
                reason = "the lead's code stands, no two coders agree"
        elif row["side"] == "blind" and known == {code}:
            reason = "the code of both blind coders was taken"
        else:
            reason = "recoded under the mended codebook"
        stands.append(code)
        how.append(reason)
    return table.assign(now=stands, how=how)
