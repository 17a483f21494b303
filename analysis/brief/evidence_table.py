"""The evidence table of a brief: the claims that bear its judgements, for and against."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from ..edition import Edition
from ..evidence import Cards
from ..markdown import link, literal, place, table
from ..model import Judgement
from ..prose import spell
from ..tables import Evidence

__all__ = ["MOST_ROWS", "evidence_table", "rows_of"]

MOST_ROWS = 10  # what two pages hold beside three judgements
WIDTHS = [12, 12, 6, 9, 45, 16]


def rows_of(evidence: Evidence, judgements: Sequence[Judgement], most: int = MOST_ROWS) -> list[str]:
    """Return the claims that stand in the table.

    What speaks against a judgement and what the record contradicts is never left out before what bears it
    out; of the rest the judgements take turns, so that none goes without.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    judgements : sequence of Judgement
        Those of the brief.
    most : int, optional
        How many rows there may be.

    Returns
    -------
    list of str
        Ids, in the order of the register.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> first = load_judgements(evidence)[0]
    >>> set(first.evidence_against) <= set(rows_of(evidence, [first], most=2))
    True
    """
    first = [name for one in judgements for name in one.evidence_against]
    wrong = [name for one in judgements for name in one.evidence_errors]
    bearing = [_point_by_point(one) for one in judgements]
    turns = [name for turn in zip_longest(*bearing) for name in turn if name]
    chosen = set(list(dict.fromkeys([*first, *wrong, *turns]))[:most])
    return [name for name in evidence.claims.index if name in chosen]


def _point_by_point(judgement: Judgement) -> list[str]:
    """Return the claims for a judgement, first one of each of its points, so that no part goes without."""
    heads = [point.claims[0] for point in judgement.points if point.claims]
    return list(dict.fromkeys([*heads, *judgement.evidence_for]))


def evidence_table(
    evidence: Evidence, edition: Edition, judgements: Sequence[Judgement], shown: Sequence[str]
) -> str:
    """Return the table and the words that go with it.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    edition : Edition
        For the address of the register.
    judgements : sequence of Judgement
        Those of the brief.
    shown : sequence of str
        As from :func:`rows_of`.

    Returns
    -------
    str
        Markdown: id, source with paragraph, Admiralty pair, for or against which judgement, statement,
        verdict.

    Examples
    --------
    >>> from analysis import load, load_edition, load_judgements
    >>> evidence = load()
    >>> text = evidence_table(evidence, load_edition(evidence.references), load_judgements(evidence)[:1],
    ...                       ["asianews-29"])
    >>> "AsiaNews ¶5 | C1 | 1 for" in text
    True
    """
    cards = Cards(evidence)
    corrections = evidence.corrections.reset_index().groupby("claim")["correction"].first()
    heads = ["Claim", "Source", "Grade", "Bears on", "Statement", "Public record"]
    rows = []
    for name in shown:
        row = evidence.claims.loc[name]
        label = evidence.sources.at[row["source"], "label"]
        rows.append(
            [
                place(name, f"claim-{name}"),
                literal(f"{label} ¶{row['paragraph']}"),
                literal(cards.pair(name)),
                literal(_bears_on(name, judgements)),
                literal(row["statement"]),
                _verdict(row["verdict"], corrections.get(name)),
            ]
        )
    every = {
        name
        for one in judgements
        for name in [*one.evidence_for, *one.evidence_errors, *one.evidence_against]
    }
    left = [name for name in evidence.claims.index if name in every - set(shown)]
    register = link("register of claims", edition.address("evidence.html"))
    note = literal(
        "Grade: reliability of the source, A (best) to E, and credibility of the item after the check, 1 "
        "(best) to 5, both after NATO's AJP-2.1; F and 6 mean no basis to judge, not worst."
    )
    if left:
        bear = "claim bears on them and is" if len(left) == 1 else "claims bear on them and are"
        note += literal(" Claims against come before others, then one for each point of a judgement in turn.")
        note += " " + literal(f"{spell(len(left)).capitalize()} further {bear} left out here;")
        note += f" the footnotes name them, and all stand in the report’s {register} (evidence\\.html)\\."
    else:
        note += f" More on each stands in the report’s {register} (evidence\\.html)\\."
    return f"{table(heads, rows, WIDTHS)}\n\n::: {{.note}}\n{note}\n:::"


def _bears_on(name: str, judgements: Sequence[Judgement]) -> str:
    """Return for or against which judgements a claim speaks, such as ``3 for, 4 against``."""
    said = []
    for one in judgements:
        number = one.id.rpartition("-")[2]
        if name in one.evidence_for:
            said.append(f"{number} for")
        if name in one.evidence_errors:
            said.append(f"{number} as error")
        if name in one.evidence_against:
            said.append(f"{number} against")
    return ", ".join(said)


def _verdict(verdict: object, correction: object) -> str:
    words = str(verdict).replace("-", " ") if isinstance(verdict, str) else "not checked"
    told = f"**{literal(words.upper())}**" if verdict == "contradicted" else literal(words)
    return f"{told}; see {literal(correction)}" if isinstance(correction, str) else told
