"""Tradecraft: how the book meets the duties of ICD 203, ICD 206 and ICS 206-01, as tables to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import pandas as pd

from .duties import STANDARDS
from .model import Duty, Enforcer
from .presentation import Shown, entry_table, reference_link
from .prose import spell
from .tables import Evidence

__all__ = ["numbers", "show_tradecraft", "table_tradecraft"]


def table_tradecraft(duties: Sequence[Duty], directive: str) -> pd.DataFrame:
    """Return the duties of a directive, with how the book meets each.

    Parameters
    ----------
    duties : sequence of Duty
        As from :func:`analysis.load_tradecraft`.
    directive : str
        ``ICD 203``, ``ICD 206`` or ``ICS 206-01``.

    Returns
    -------
    DataFrame
        One row per duty, in the order of the file:

        - ``duty``: its id; ``standard``: its short name;
        - ``asks``: what it asks; ``met``: how the book meets it;
        - ``status``: ``built``, ``partial`` or ``gap``; ``missing``: what is not done, None where built;
        - ``enforced_by``: file and check of all that enforces it, the words of a test's name set apart;
        - ``references``: list of keys of the bibliography.

    Examples
    --------
    >>> from analysis import load, load_tradecraft
    >>> table_tradecraft(load_tradecraft(load()), "ICD 206")["standard"].tolist()[0]
    'Source reference citations'
    """
    return pd.DataFrame(
        [
            {
                "duty": duty.id,
                "standard": duty.standard,
                "asks": duty.asks,
                "met": duty.met,
                "status": duty.status,
                "missing": duty.missing,
                "enforced_by": _enforcers(duty.enforced_by),
                "references": duty.references,
            }
            for duty in duties
            if duty.directive == directive
        ],
        columns=["duty", "standard", "asks", "met", "status", "missing", "enforced_by", "references"],
    )


def show_tradecraft(evidence: Evidence, duties: Sequence[Duty], directive: str, caption: str) -> Shown:
    """Show the duties of a directive; each row carries the id of its duty as its anchor.

    Parameters
    ----------
    evidence : Evidence
        Whose bibliography the duties cite.
    duties : sequence of Duty
        As from :func:`analysis.load_tradecraft`.
    directive : str
        ``ICD 203``, ``ICD 206`` or ``ICS 206-01``.
    caption : str
        What the table shows.

    Returns
    -------
    Shown
        A table of four columns; on a narrow screen each duty becomes a card.

    Examples
    --------
    >>> from analysis import load, load_tradecraft
    >>> evidence = load()
    >>> 'id="icd-206-summary"' in show_tradecraft(evidence, load_tradecraft(evidence), "ICD 206", "A").html
    True
    """
    table = table_tradecraft(duties, directive)
    rows = []
    for row in table.itertuples(index=False):
        seen = ", ".join(reference_link(key, evidence.references) for key in row.references)
        missing, enforced = (text if isinstance(text, str) else "" for text in (row.missing, row.enforced_by))
        lacks = f"<p><strong>Missing:</strong> {escape(missing)}</p>" if missing else ""
        checks = "".join(f"<p>{escape(line)}</p>" for line in (enforced or "nothing").split("; "))
        cells = [
            f"<p>{escape(row.asks)}</p><p>{seen}</p>",
            f"<p><strong>{escape(row.status.capitalize())}.</strong> {escape(row.met)}</p>{lacks}",
            checks,
        ]
        rows.append((row.duty, escape(row.standard), cells))
    heads = ["Standard", "What it asks", "How it is met", "Enforced by"]
    name = f"tradecraft-{directive.lower().replace(' ', '-')}"
    return Shown(entry_table(caption, heads, rows, name=name), f"{caption}\n{table.to_string(index=False)}")


def _enforcers(enforcers: Sequence[Enforcer]) -> str | None:
    """Return files with their checks, each file once; the name of a test becomes a clause."""
    by_file: dict[str, list[str]] = {}
    for enforcer in enforcers:
        words = enforcer.check.removeprefix("test_").replace("_", " ") if enforcer.is_test else enforcer.check
        by_file.setdefault(enforcer.file, []).append(words)
    return "; ".join(f"{file}: {', '.join(checks)}" for file, checks in by_file.items()) or None


def numbers(duties: Sequence[Duty]) -> dict[str, str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    duties : sequence of Duty
        As from :func:`analysis.load_tradecraft`.

    Returns
    -------
    dict of str to str
        All in words as prose has them:

        - ``duties``: how many there are; ``built``, ``partial``, ``gaps``: how many of each status;
        - ``standards``: tradecraft standards of ICD 203; ``standards_built``: how many of them are built.

    Examples
    --------
    >>> from analysis import load, load_tradecraft
    >>> numbers(load_tradecraft(load()))["standards"]
    'nine'
    """
    status = Counter(duty.status for duty in duties)
    standards = [duty for duty in duties if duty.id in STANDARDS]
    return {
        "duties": spell(len(duties)),
        "built": spell(status["built"]),
        "partial": spell(status["partial"]),
        "gaps": spell(status["gap"]),
        "standards": spell(len(standards)),
        "standards_built": spell(sum(duty.status == "built" for duty in standards)),
    }
