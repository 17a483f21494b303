"""Methods: the codebook and the rules, as tables that cannot drift from what is enforced."""

from __future__ import annotations

import pandas as pd

from .credibility import RULE
from .tables import Evidence

__all__ = [
    "numbers",
    "table_codebook",
    "table_event_types",
    "table_instructions",
    "table_lexicons",
    "table_rule",
]


def table_codebook(evidence: Evidence, variable: str) -> pd.DataFrame:
    """Return one variable of the codebook.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    variable : str
        Name of the variable, such as ``topic``.

    Returns
    -------
    DataFrame
        ``code``, ``definition``, ``examples``, ``not_this``, ``rulings`` (text; the last three
        only where any code has them) and ``used`` (how many claims, stances or events).

    Raises
    ------
    KeyError
        Where the codebook has no such variable.
    """
    codes = evidence.codebook.variables[variable].codes
    table = pd.DataFrame(
        {
            "code": list(codes),
            "definition": [code.definition for code in codes.values()],
            "examples": [" ".join(code.examples) for code in codes.values()],
            "not_this": [" ".join(code.bad_examples) for code in codes.values()],
            "rulings": [" ".join(code.rulings) for code in codes.values()],
        }
    )
    empty = [column for column in ("examples", "not_this", "rulings") if not table[column].any()]
    table = table.drop(columns=empty)
    used = _uses(evidence, variable)
    return table if used is None else table.assign(used=[int(used.get(code, 0)) for code in codes])


def _uses(evidence: Evidence, variable: str) -> pd.Series | None:
    columns = {
        "topic": evidence.claims["topic"],
        "kind": evidence.claims["kind"],
        "speaker": evidence.claims["speaker"],
        "actor": evidence.claims["actor"],
        "area": evidence.claims["areas"].explode().dropna(),
        "issue": evidence.stances["issue"],
        "stance": evidence.stances["stance"].astype(str),
        "verdict": evidence.checks["verdict"],
        "reliability": evidence.sources["reliability"],
        "credibility": evidence.claims["credibility"].astype(str),
        "event_type": evidence.events["type"],
        "wording": evidence.wording["direction"],
        "relation": evidence.corroboration["relation"],
        "timeline_kind": evidence.timeline["kind"],
    }
    return columns[variable].value_counts() if variable in columns else None


def table_event_types(evidence: Evidence) -> pd.DataFrame:
    """Return PLOVER's sixteen event types as we read them."""
    codes = evidence.codebook.variables["event_type"].codes
    used = evidence.events["type"].value_counts()
    return pd.DataFrame(
        {
            "type": list(codes),
            "definition": [code.definition for code in codes.values()],
            "quad": [code.quad for code in codes.values()],
            "score": [code.intensity for code in codes.values()],
            "modes": [
                ", ".join(f"{mode} {score:g}" for mode, score in code.modes.items()) or "–"
                for code in codes.values()
            ],
            "rulings": [" ".join(code.rulings) or "–" for code in codes.values()],
            "used": [int(used.get(name, 0)) for name in codes],
        }
    )


def table_instructions(evidence: Evidence) -> pd.DataFrame:
    """Return the instructions to coders: ``number``, ``instruction``."""
    lines = evidence.codebook.instructions
    return pd.DataFrame({"number": range(1, len(lines) + 1), "instruction": lines})


def table_lexicons(evidence: Evidence) -> pd.DataFrame:
    """Return the lexicons of the counts: ``lexicon``, ``words`` (a star stands for any ending)."""
    lexicons = evidence.codebook.lexicons
    return pd.DataFrame(
        {"lexicon": list(lexicons), "words": [", ".join(words) for words in lexicons.values()]}
    )


def table_rule() -> pd.DataFrame:
    """Return the rule for item credibility: ``order``, ``condition``, ``grade``; the first match wins."""
    return pd.DataFrame(
        [
            {"order": order, "condition": condition, "grade": grade}
            for order, (grade, condition) in enumerate(RULE, start=1)
        ]
    )


def numbers(evidence: Evidence) -> dict[str, int | str]:
    """Return the numbers that prose uses."""
    claims = evidence.claims
    no_basis = int((claims["credibility"] == 6).sum())
    return {
        "codebook_version": evidence.codebook.version,
        "claims": len(claims),
        "stances": len(evidence.stances),
        "events": len(evidence.events),
        "wording": len(evidence.wording),
        "checked": len(evidence.checks),
        "no_basis": no_basis,
        "topics": len(evidence.codes("topic")),
        "shortest": int(claims.groupby("source").size().min()),
        "longest": int(claims.groupby("source").size().max()),
    }
