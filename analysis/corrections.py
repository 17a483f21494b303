"""Corrections: what was wrong in which document, how it arose, and what was wrong in this report."""

from __future__ import annotations

from html import escape

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .palette import ORIGIN_COLOURS
from .plotting import canvas, finish, stacked_bars, styled
from .presentation import Shown, claim_link, entry_table, reference_link
from .prose import spell
from .tables import Evidence

__all__ = [
    "ORIGIN_COLOURS",
    "numbers",
    "plot_origins",
    "show_corrections",
    "show_errata",
    "table_corrections",
    "table_errors",
]


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``documents``: how many there are, in words;
        - ``corrections``: errors of the documents;
        - ``severe_corrections``, ``slips``: those of high and of low severity;
        - ``repeats``: those that mend a slip which another correction mends too;
        - ``in_transit``: those put down to translation, paraphrase or compilation;
        - ``transit_seen``, ``transit_inferred``: whether for these an original or a cleaner copy was seen;
        - ``errata``: errors of our own.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["severe_corrections"] <= found["corrections"]
    True
    """
    corrections = evidence.corrections
    moved = corrections[corrections["origin"].isin(["translation", "paraphrase", "compilation"])]
    return {
        "documents": spell(len(evidence.sources)),
        "corrections": len(corrections),
        "severe_corrections": int((corrections["severity"] == "high").sum()),
        "slips": int((corrections["severity"] == "low").sum()),
        "repeats": int(corrections["same_as"].notna().sum()),
        "in_transit": len(moved),
        "transit_seen": int((moved["origin_basis"] == "seen").sum()),
        "transit_inferred": int((moved["origin_basis"] == "inferred").sum()),
        "errata": len(evidence.errata),
    }


def table_corrections(evidence: Evidence, source: str) -> pd.DataFrame:
    """Return the errors of a document, the gravest first.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    DataFrame
        One row per correction, by severity and then by id; empty where the document has none:

        - ``correction``, ``claim``: ids;
        - ``error``, ``severity``: what sort of error, and how grave;
        - ``says``, ``right``: what the document says, and what is right;
        - ``origin``: where it arose, ``basis``: ``seen`` or ``inferred``, ``arose``: how;
        - ``consequence``: what it would have done to a briefing that copied it;
        - ``status``: whether the publisher knows; ``same_as``: the correction that mends the same slip;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load
    >>> set(table_corrections(load(), "skai")["severity"]) <= {"high", "medium", "low"}
    True
    """
    rows = evidence.corrections[evidence.corrections["source"] == source]
    order = rows["severity"].map({"high": 0, "medium": 1, "low": 2}).sort_values(kind="stable").index
    rows = rows.loc[order].reset_index()
    label = evidence.codebook.label
    return pd.DataFrame(
        {
            "correction": rows["correction"],
            "claim": rows["claim"],
            "error": [label("error", code) for code in rows["error"]],
            "severity": rows["severity"],
            "says": rows["says"],
            "right": rows["right"],
            "origin": [label("error_origin", code) for code in rows["origin"]],
            "basis": rows["origin_basis"],
            "arose": rows["origin_reason"],
            "consequence": rows["consequence"],
            "status": rows["status"],
            "same_as": rows["same_as"].fillna(""),
            "references": rows["references"],
        }
    )


def table_errors(evidence: Evidence) -> pd.DataFrame:
    """Return how many errors of each sort each document holds.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per sort of error that occurs, in the order of the codebook:

        - ``error``: its label;
        - one column per document, under its label: how many;
        - ``all``: their sum.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> int(table_errors(evidence)["all"].sum()) == len(evidence.corrections)
    True
    """
    corrections, labels = evidence.corrections, evidence.sources["label"]
    counts = pd.crosstab(corrections["error"], corrections["source"])
    counts = counts.reindex(columns=labels.index, fill_value=0).rename(columns=labels.to_dict())
    table = counts.reindex([code for code in evidence.codes("error") if code in counts.index])
    table["all"] = table.sum(axis=1)
    table.insert(0, "error", [evidence.codebook.label("error", code) for code in table.index])
    return table.rename_axis(None, axis=1).reset_index(drop=True)


def show_corrections(evidence: Evidence, source: str) -> Shown:
    """Show the errors of a document; each row carries the correction's id as its anchor.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    Shown
        One table, or a sentence where there is none; all text of the evidence is escaped.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> 'id="correction-' in show_corrections(load(), "skai").html
    True
    """
    label = evidence.sources.at[source, "label"]
    table = table_corrections(evidence, source)
    caption = f"Errors of {label}, the gravest first"
    if table.empty:
        return Shown(f"<p>{escape(caption)}: none was found.</p>", f"{caption}: none was found.")
    heads = ["Correction", "The document says", "What is right", "How it probably arose", "In a brief"]
    rows = []
    for row in table.itertuples(index=False):
        references = ", ".join(reference_link(key, evidence.references) for key in row.references)
        cells = [
            escape(row.says),
            f"{escape(row.right)} <small>{references}</small>",
            f"<strong>{escape(row.origin)}</strong> ({escape(row.basis)}). {escape(row.arose)}",
            escape(row.consequence),
        ]
        same = f" · the slip of {escape(row.same_as)}" if row.same_as else ""
        head = (
            f"{escape(row.correction)}<br>{claim_link(row.claim)}<br>"
            f'<small>{escape(row.error)} · <span class="severity {escape(row.severity)}">'
            f"{escape(row.severity)}</span> · {escape(row.status)}{same}</small>"
        )
        rows.append((row.correction, head, cells))
    html = entry_table(caption, heads, rows, name=f"corrections-{source}")
    return Shown(html, f"{caption}\n{table.to_string()}")


def show_errata(evidence: Evidence) -> Shown:
    """Show our own errors; each row carries the erratum's id as its anchor.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Shown
        One table, or a sentence where there is none; all text of the evidence is escaped.

    Examples
    --------
    >>> from analysis import load
    >>> 'id="erratum-01"' in show_errata(load()).html
    True
    """
    caption = "Our own errors, with the day on which they were found and mended"
    if evidence.errata.empty:
        return Shown(f"<p>{escape(caption)}: none yet.</p>", f"{caption}: none yet.")
    heads = ["Erratum", "Where it stood", "What we said", "What is right", "Found by"]
    rows = []
    for row in evidence.errata.reset_index().itertuples(index=False):
        links = " ".join(claim_link(claim) for claim in row.claims)
        cells = [f"{escape(row.place)} {links}", escape(row.said), escape(row.right), escape(row.how_found)]
        dates = f"found {escape(row.found)}, mended {escape(row.mended)}"
        head = f"{escape(row.erratum)}<br><small>{dates}</small>"
        rows.append((row.erratum, head, cells))
    html = entry_table(caption, heads, rows, name="errata")
    return Shown(html, f"{caption}\n{evidence.errata.to_string()}")


@styled
def plot_origins(evidence: Evidence) -> Figure:
    """Draw where the errors of each document arose.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    Figure
        One stacked bar per document; length of a part: number of errors that arose there.
        ``report["data"]`` has one row per document: ``document`` and one column per origin.

    Examples
    --------
    >>> from analysis import load
    >>> plot_origins(load()).report["name"]
    'origins'
    """
    corrections, labels = evidence.corrections, evidence.sources["label"]
    counts = pd.crosstab(corrections["source"], corrections["origin"]).reindex(
        index=labels.index, columns=list(ORIGIN_COLOURS), fill_value=0
    )
    named = {code: evidence.codebook.label("error_origin", code) for code in ORIGIN_COLOURS}
    shown = [code for code in ORIGIN_COLOURS if counts[code].any()]
    figure, axes = canvas(0.55 * len(counts) + 1.8)
    bars = counts[shown].rename(index=labels.to_dict(), columns=named)
    stacked_bars(axes, bars, {named[code]: ORIGIN_COLOURS[code] for code in shown})
    axes.set_xlabel("errors found")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    found = numbers(evidence)
    title = (
        f"{found['in_transit']} of the {found['corrections']} errors are put down to translation, paraphrase "
        f"or compilation; {found['transit_seen']} of these by comparison with an original or cleaner copy"
    )
    alt = "Stacked bars of errors by where they arose. " + " ".join(
        f"{labels[source]}: " + ", ".join(f"{named[code]} {counts.at[source, code]}" for code in shown) + "."
        for source in counts.index
    )
    data = counts.rename(columns=named).assign(document=labels)[["document", *named.values()]]
    return finish(
        figure,
        name="origins",
        title=title,
        alt=alt,
        data=data.reset_index(drop=True),
        source="Source: seeds/corrections.yml. Compilation and translation may be the publisher's own.",
    )
