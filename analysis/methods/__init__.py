"""Methods: the codebook, the rules and the coders' agreement, as tables that cannot drift from the code."""

from __future__ import annotations

from ..prose import spell
from ..tables import Evidence
from .checking import (
    audit_numbers,
    table_audit,
    table_audit_faults,
    table_rerating,
    table_verdicts_settled,
)
from .codebook import (
    table_changes,
    table_codebook,
    table_event_types,
    table_instructions,
    table_lexicons,
    table_wording,
)
from .coding import (
    agreement_numbers,
    letter_numbers,
    only_lead_numbers,
    plot_agreement,
    table_agreement,
    table_coders,
    table_letters,
    table_precedence,
    table_settlements,
)
from .growth import growth_numbers
from .rules import table_confidence_grid, table_confidence_rule, table_reliability_rule, table_rule
from .support import SUPPORT_COLOURS, plot_support, support_numbers, table_support

__all__ = [
    "SUPPORT_COLOURS",
    "agreement_numbers",
    "audit_numbers",
    "growth_numbers",
    "letter_numbers",
    "numbers",
    "only_lead_numbers",
    "plot_agreement",
    "plot_support",
    "support_numbers",
    "table_agreement",
    "table_audit",
    "table_audit_faults",
    "table_changes",
    "table_codebook",
    "table_coders",
    "table_confidence_grid",
    "table_confidence_rule",
    "table_event_types",
    "table_instructions",
    "table_letters",
    "table_lexicons",
    "table_precedence",
    "table_reliability_rule",
    "table_rerating",
    "table_rule",
    "table_settlements",
    "table_support",
    "table_verdicts_settled",
    "table_wording",
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
        - ``claims``: claims coded;
        - ``checked``: claims checked against the public record;
        - ``opinions``, ``unverified``: checks with these verdicts;
        - ``settled``: percent of claims with another verdict than unverified;
        - ``good_grades``, ``no_primary``, ``single_institution``: claims graded 1 or 2, and those of them
          that rest on no primary page, or on pages of one institution only.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["opinions"] <= found["checked"] <= found["claims"]
    True
    """
    checks = evidence.checks
    good = evidence.claims.index[evidence.claims["credibility"].isin([1, 2])]
    pages = checks[checks["claim"].isin(good)].explode("references").dropna(subset=["references"])
    known = pages.join(evidence.references[["primary", "institution"]], on="references").groupby("claim")
    unverified = int((checks["verdict"] == "unverified").sum())
    return {
        "documents": spell(len(evidence.sources)),
        "claims": len(evidence.claims),
        "checked": len(checks),
        "opinions": int((checks["verdict"] == "opinion").sum()),
        "unverified": unverified,
        "settled": round(100 * (len(checks) - unverified) / len(evidence.claims)),
        "good_grades": len(good),
        "no_primary": int((~known["primary"].any()).sum()),
        "single_institution": int((known["institution"].nunique() == 1).sum()),
    }
