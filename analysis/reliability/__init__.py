"""Source reliability: provenance, grades, the record, voices, witnesses, and what hangs on which source."""

from __future__ import annotations

from ..prose import spell
from ..tables import Evidence
from .provenance import (
    plot_chains,
    plot_rubric,
    table_chains,
    table_grades,
    table_originals,
    table_outlets,
    table_rubric,
)
from .record import plot_verdicts, table_contradicted, table_verdicts
from .robustness import plot_sensitivity, table_outcomes
from .voices import SIDES, plot_speakers, plot_wording, table_lexicon, table_speakers, table_wording
from .witnesses import table_relations, table_shared, table_ties

__all__ = [
    "SIDES",
    "corrected_documents",
    "numbers",
    "plot_chains",
    "plot_rubric",
    "plot_sensitivity",
    "plot_speakers",
    "plot_verdicts",
    "plot_wording",
    "table_chains",
    "table_contradicted",
    "table_grades",
    "table_lexicon",
    "table_originals",
    "table_outcomes",
    "table_outlets",
    "table_relations",
    "table_rubric",
    "table_shared",
    "table_speakers",
    "table_ties",
    "table_verdicts",
    "table_wording",
]


def corrected_documents(evidence: Evidence) -> str:
    """Say of how many documents the record corrects at least one statement.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    str
        Such as "each of the five documents" or "five of the six documents".

    Examples
    --------
    >>> from analysis import load
    >>> corrected_documents(load()).endswith(" documents")
    True
    """
    corrected, documents = evidence.corrections["source"].nunique(), spell(len(evidence.sources))
    share = "each" if corrected == len(evidence.sources) else spell(corrected) if corrected else "none"
    return f"{share} of the {documents} documents"


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    dict of str to (int or str)
        - ``corrected_documents``: of how many documents the record corrects a statement, in words;
        - ``agreements``: points on which documents agree;
        - ``independent_agreements``: those of documents shown to be independent;
        - ``most_shared_pair``: the pair of documents that shares most runs of five words;
        - ``corroborated``: claims whose credibility rests on what other documents say.

    Examples
    --------
    >>> from analysis import load
    >>> found = numbers(load())
    >>> found["independent_agreements"] <= found["agreements"]
    True
    """
    agreements = evidence.corroboration[evidence.corroboration["relation"] == "agreement"]
    return {
        "corrected_documents": corrected_documents(evidence),
        "agreements": len(agreements),
        "independent_agreements": int(agreements["independent"].sum()),
        "most_shared_pair": table_shared(evidence).loc[0, "pair"],
        "corroborated": int(evidence.claims["corroborated"].sum()),
    }
