"""The register: every claim of a document, with anchor, grade, verdict and uses (chapter *evidence*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from .presentation import entry_table, reference_link
from .tables import Evidence

__all__ = ["register_html", "table_register"]


def table_register(evidence: Evidence, source: str) -> pd.DataFrame:
    """Return the claims of a document with what a reader needs to judge them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    DataFrame
        One row per claim, in the order of the dossier:

        - ``claim``: its id;
        - ``statement``: the claim, in our words;
        - ``speaker``, ``topic``, ``kind``: codes of the codebook;
        - ``date``: ISO date, missing where the document gives none;
        - ``place``: paragraph, and start and end in code points (a W3C TextPositionSelector);
        - ``grade``: reliability of the source, A to F, and credibility of the item, 1 to 6, after
          AJP-2.1, such as ``B2``;
        - ``verdict``: code of the check against the public record, or ``not checked``;
        - ``finding``: what the record shows, empty where not checked;
        - ``references``: list of keys of the bibliography;
        - ``silence``: of an unverified claim, where was looked and why nothing was seen, else empty;
        - ``corrections``: list of the ids of its corrections.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> table_register(load(), "elpais").loc[0, "claim"]
    'elpais-01'
    """
    reliability = evidence.sources.at[source, "reliability"]
    claims = evidence.claims[evidence.claims["source"] == source].reset_index()
    checks = evidence.checks.set_index("claim")
    table = claims[["claim", "statement", "speaker", "topic", "kind", "date"]].copy()
    table["place"] = [
        f"¶{row.paragraph}, {row.start}–{row.end}"
        for row in claims[["paragraph", "start", "end"]].itertuples()
    ]
    table["topic"] = [evidence.codebook.label("topic", code) for code in claims["topic"]]
    table["grade"] = [f"{reliability}{grade}" for grade in claims["credibility"]]
    table["verdict"] = claims["verdict"].fillna("not checked")
    table["finding"] = [
        checks.at[name, "finding"] if name in checks.index else "" for name in claims["claim"]
    ]
    table["references"] = [
        checks.at[name, "references"] if name in checks.index else [] for name in claims["claim"]
    ]
    silence = checks["silence"].fillna("")
    table["silence"] = [silence.get(name, "") for name in claims["claim"]]
    corrected = evidence.corrections.reset_index().groupby("claim")["correction"].apply(list)
    table["corrections"] = [corrected.get(name, []) for name in claims["claim"]]
    return table


def register_html(evidence: Evidence, source: str, uses: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Render the register of one document; each row carries the claim's id as its anchor.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.
    uses : mapping of str to sequence of (str, str)
        For each claim the address and title of the pages that use it; claims that no page uses
        may be left out.

    Returns
    -------
    str
        One HTML table; all text of the evidence is escaped.

    Raises
    ------
    KeyError
        Where the document is unknown.

    Examples
    --------
    >>> from analysis import load
    >>> html = register_html(load(), "elpais", {"elpais-01": [("index.html", "Summary")]})
    >>> 'id="elpais-01"' in html, '<a href="index.html">Summary</a>' in html
    (True, True)
    """
    label = evidence.sources.at[source, "label"]
    heads = ["Claim", "Statement", "Grade", "Check against the record", "Used in the text of"]
    rows = []
    for row in table_register(evidence, source).itertuples(index=False):
        references = ", ".join(reference_link(key, evidence.references) for key in row.references)
        where = ", ".join(
            f'<a href="{escape(page, quote=True)}">{escape(title)}</a>'
            for page, title in uses.get(row.claim, [])
        )
        date = f" · {escape(row.date)}" if isinstance(row.date, str) else ""
        silence = f" <em>{escape(row.silence)}</em>" if row.silence else ""
        corrections = "".join(
            f' <a class="correction-link" href="corrections.html#{escape(name)}">{escape(name)}</a>'
            for name in row.corrections
        )
        cells = [
            f"{escape(row.statement)}<br>"
            f"<small>voice: {escape('the document' if row.speaker == 'author' else row.speaker)} · "
            f"{escape(row.topic)} · {escape(row.kind)}{date} · place {escape(row.place)}</small>",
            escape(row.grade),
            f'<span class="verdict {escape(row.verdict)}">{escape(row.verdict.replace("-", " "))}</span> '
            f"{escape(row.finding)}{silence} {references}{corrections}",
            where or "–",
        ]
        rows.append((row.claim, escape(row.claim), cells))
    caption = f"All claims of {label}"
    return entry_table(caption, heads, rows, name=f"register-{source}")
