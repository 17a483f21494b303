"""How the claims of each document fare against the public record."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ..palette import VERDICT_COLOURS
from ..plotting import canvas, finish, listing, stacked_bars, styled
from ..tables import Evidence

__all__ = ["plot_verdicts", "table_contradicted", "table_verdicts"]


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
    labels = evidence.corrections["source"].map(evidence.sources["label"])
    corrected = int(labels.isin(none).sum())
    title += f"; none in {listing(none)}" if none else ""
    title += f", though {corrected} faults of wording or detail are corrected" if corrected else ""
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
