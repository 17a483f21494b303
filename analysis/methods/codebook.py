"""The codebook as tables: every code with definition, examples, rulings and use."""

from __future__ import annotations

import pandas as pd

from ..tables import Evidence

__all__ = [
    "table_changes",
    "table_codebook",
    "table_event_types",
    "table_instructions",
    "table_lexicons",
    "table_wording",
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
        One row per code, in the order of the codebook:

        - ``code``, ``definition``: the code and what it means;
        - ``examples``, ``not_this``, ``rulings``: what belongs to it, what does not, and decisions
          on hard cases; each only where any code has one;
        - ``used``: how many times it is coded, in the table that the variable describes (claims,
          stances, events and so on; of an actor, claims it is the actor of); not for ``likelihood``
          and ``confidence``.

    Raises
    ------
    KeyError
        Where the codebook has no such variable.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> table_codebook(evidence, "topic")["code"].tolist() == evidence.codes("topic")
    True
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
        "criterion": evidence.rubric["criterion"],
        "doubt": evidence.rubric["doubt"],
        "error": evidence.corrections["error"],
        "error_origin": evidence.corrections["origin"],
        "timeline_kind": evidence.timeline["kind"],
    }
    return columns[variable].value_counts() if variable in columns else None


def table_event_types(evidence: Evidence) -> pd.DataFrame:
    """Return PLOVER's sixteen event types as we read them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per type, in the order of the codebook:

        - ``type``: PLOVER's name;
        - ``definition``: what it means;
        - ``quad``: verbal or material cooperation or conflict;
        - ``score``: PLOVER's cooperation score of the type, -10 (conflict) to 10 (cooperation);
        - ``modes``: modes with their own scores, as text;
        - ``rulings``: decisions on hard cases;
        - ``used``: how many events are coded so.

    Examples
    --------
    >>> from analysis import load
    >>> table = table_event_types(load())
    >>> len(table), bool(table["score"].between(-10, 10).all())
    (16, True)
    """
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
    """Return the instructions to coders.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per instruction, in the order of the codebook: ``number`` (from 1) and
        ``instruction`` (its text).

    Examples
    --------
    >>> from analysis import load
    >>> table_instructions(load()).columns.tolist()
    ['number', 'instruction']
    """
    lines = evidence.codebook.instructions
    return pd.DataFrame({"number": range(1, len(lines) + 1), "instruction": lines})


def table_lexicons(evidence: Evidence) -> pd.DataFrame:
    """Return the lexicons of the counts.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per lexicon, in the order of the codebook: ``lexicon`` (its name) and ``words``
        (joined by commas; a star stands for any ending).

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> table_lexicons(evidence)["lexicon"].tolist() == list(evidence.codebook.lexicons)
    True
    """
    lexicons = evidence.codebook.lexicons
    return pd.DataFrame(
        {"lexicon": list(lexicons), "words": [", ".join(words) for words in lexicons.values()]}
    )


def table_changes(evidence: Evidence) -> pd.DataFrame:
    """Return what was changed in the codebook since its first version.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per change, in the order of the codebook: ``date`` (ISO) and ``change``.

    Examples
    --------
    >>> from analysis import load
    >>> table_changes(load()).columns.tolist()
    ['date', 'change']
    """
    changes = evidence.codebook.changes
    return pd.DataFrame(
        {"date": [entry.date for entry in changes], "change": [entry.change for entry in changes]}
    )


def table_wording(evidence: Evidence) -> pd.DataFrame:
    """Return which words the build refuses, and what to say instead.

    Parameters
    ----------
    evidence : Evidence
        As loaded.

    Returns
    -------
    DataFrame
        One row per rule: ``rule`` (what is refused and where), ``words`` (joined by commas; a star
        stands for any ending) and ``instead``.

    Examples
    --------
    >>> from analysis import load
    >>> table_wording(load()).columns.tolist()
    ['rule', 'words', 'instead']
    """
    prose = evidence.codebook.prose
    terms = ", ".join(evidence.codes("likelihood"))
    rows = [
        ("phrase without an owner, anywhere", ", ".join(prose.ownerless), "name who says it, with a mark"),
        (
            "the same: one of the first with one of the second, anywhere",
            f"{', '.join(prose.nobodies)}; {', '.join(prose.sayings)}",
            "name who says it, with a mark",
        ),
        (
            "report of what others say, in a sentence without a mark of its own",
            ", ".join(prose.reported),
            "add the mark of what reports it",
        ),
        ("likelihood outside the lexicon, anywhere", ", ".join(prose.other_likelihoods), terms),
        (
            "degree of confidence outside the scale, anywhere",
            ", ".join(prose.other_confidences),
            ", ".join(f"{degree} confidence" for degree in evidence.codes("confidence")),
        ),
        ("likelihood outside an assessment or judgement", terms, "move it there, or quote the source's word"),
    ]
    return pd.DataFrame(rows, columns=["rule", "words", "instead"])
