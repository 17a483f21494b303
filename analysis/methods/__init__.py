"""Methods: the codebook, the rules and the coders' agreement, as tables that cannot drift from the code."""

from __future__ import annotations

from ..tables import Evidence
from .codebook import table_changes, table_codebook, table_event_types, table_instructions, table_lexicons
from .coding import agreement_numbers, plot_agreement, table_agreement, table_coders, table_settlements
from .rules import table_confidence_grid, table_confidence_rule, table_reliability_rule, table_rule

__all__ = [
    "agreement_numbers",
    "numbers",
    "plot_agreement",
    "table_agreement",
    "table_changes",
    "table_codebook",
    "table_coders",
    "table_confidence_grid",
    "table_confidence_rule",
    "table_event_types",
    "table_instructions",
    "table_lexicons",
    "table_reliability_rule",
    "table_rule",
    "table_settlements",
]


def numbers(evidence: Evidence) -> dict[str, int]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to int
        - ``claims``: claims coded;
        - ``checked``: claims checked against the public record;
        - ``opinions``: checks with the verdict opinion.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["opinions"] <= found["checked"] <= found["claims"]
    True
    """
    return {
        "claims": len(evidence.claims),
        "checked": len(evidence.checks),
        "opinions": int((evidence.checks["verdict"] == "opinion").sum()),
    }
