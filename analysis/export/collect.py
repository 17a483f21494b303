"""Everything that the data package holds, as tables by name, before lists become tables of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ..model import Codebook, Coding, Judgement, Settlement
from ..tables import Evidence
from .labels import code_label

__all__ = ["BAR", "collect_tables"]

BAR = " | "  # between several texts of one cell of the codebook
#: Tables that go out as they are.
PLAIN = [
    *("sources", "claims", "stances", "checks", "corrections", "errata", "summits", "indicators", "audit"),
    *("rerating", "corroboration", "wording", "chains", "rubric", "outlets", "upstream", "references"),
]


def collect_tables(
    evidence: Evidence,
    judgements: Sequence[Judgement] = (),
    codings: Sequence[Coding] = (),
    settlements: Sequence[Settlement] = (),
) -> dict[str, pd.DataFrame]:
    """Return every table of the data package.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    judgements, codings, settlements : sequence
        As from :func:`analysis.load_judgements`, :func:`analysis.load_codings` and
        :func:`analysis.load_settlements`.

    Returns
    -------
    dict of str to DataFrame
        By the names of ``dictionary.yml``, without index; cells may still hold lists.

    Examples
    --------
    >>> from analysis import load
    >>> collect_tables(load())["events"]["event"].head(2).tolist()
    ['elpais-03-event', 'elpais-07-event']
    """
    tables = {name: _flat(getattr(evidence, name)) for name in PLAIN}
    addresses = tables["sources"]["url"]  # an empty cell of a file reads as none
    tables["sources"] = tables["sources"].assign(url=addresses.where(addresses != "", None))
    first = [f"{claims[0]}-event" for claims in evidence.events["claims"]]
    tables["events"] = evidence.events.assign(event=_numbered(first))
    tables["timeline"] = evidence.timeline.assign(entry=_numbered(evidence.timeline["date"]))
    return {
        **tables,
        **_outlook(evidence),
        **_counts(evidence),
        **_judgements(judgements),
        **_codings(codings),
        "settlements": _rows(settlements, "round unit variable settled reason"),
        "institutions": _institutions(evidence.references),
        **_codebook(evidence.codebook),
    }


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    return table.reset_index() if table.index.name else table


def _rows(records: Iterable[Any], columns: str) -> pd.DataFrame:
    return pd.DataFrame([one.model_dump() for one in records], columns=columns.split())


def _numbered(names: Iterable[str]) -> list[str]:
    """Return names that stand once: the second of a name gets a 2, and so on."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def _outlook(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Part hypotheses and matrix, which repeat question and item in every row."""
    hypotheses = evidence.hypotheses.reset_index()
    items = evidence.matrix.drop_duplicates("item")
    return {
        "questions": hypotheses[["question", "asked", "horizon", "judgement"]].drop_duplicates("question"),
        "hypotheses": hypotheses[["hypothesis", "question", "label", "statement"]],
        "items": items[["item", "question", "label", "text", "claims", "references", "reason"]],
        "matrix": evidence.matrix[["item", "hypothesis", "consistency", "weight"]],
    }


def _counts(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Tabulate counts, paragraphs left out of them, and who stands behind each claim."""
    hits = [
        (row.source, row.paragraph, lexicon, hits)
        for row in evidence.counts.itertuples()
        for lexicon, hits in sorted(row.lexicon.items())
    ]
    furniture = [
        (source, number) for source in evidence.sources.index for number in sorted(evidence.furniture(source))
    ]
    witnesses = [(one.claim, one.voice, sorted(one.wires)) for one in evidence.witnesses.values()]
    return {
        "counts": evidence.counts.drop(columns="lexicon"),
        "counts_lexicon": pd.DataFrame(hits, columns=["source", "paragraph", "lexicon", "hits"]),
        "furniture": pd.DataFrame(furniture, columns=["source", "paragraph"]),
        "witnesses": pd.DataFrame(witnesses, columns=["claim", "voice", "wires"]),
    }


def _institutions(references: pd.DataFrame) -> pd.DataFrame:
    pages = references.groupby(["author", "institution"]).size()
    return pages.rename("pages").reset_index()


def _judgements(judgements: Sequence[Judgement]) -> dict[str, pd.DataFrame]:
    columns = (
        "id title statement likelihood confidence confidence_reason assumption implication "
        "evidence_for evidence_errors evidence_against references chapter"
    )
    points = [
        {"point": f"{judgement.id}-{place}", "judgement": judgement.id} | point.model_dump()
        for judgement in judgements
        for place, point in enumerate(judgement.points, start=1)
    ]
    names = ["point", "judgement", "says", "claims", "errors", "references", "tables"]
    return {
        "judgements": _rows(judgements, columns).rename(columns={"id": "judgement"}),
        "points": pd.DataFrame(points, columns=names),
    }


def _codings(codings: Sequence[Coding]) -> dict[str, pd.DataFrame]:
    place = "paragraph start end digest"

    def coded(field: str, columns: str) -> pd.DataFrame:
        rows = [
            {"coder": coding.coder, "source": document.source, "order": order} | record.model_dump()
            for coding in codings
            for document in coding.documents
            for order, record in enumerate(getattr(document, field), start=1)
        ]
        return pd.DataFrame(rows, columns=["coder", "source", *columns.split()])

    rubric = [
        (coding.coder, document.source, criterion, doubt)
        for coding in codings
        for document in coding.documents
        for criterion, doubt in document.rubric.items()
    ]
    return {
        "codings": _rows(codings, "coder round blind codebook date how"),
        "coded_claims": coded("claims", f"order {place} statement speaker actor target topic kind"),
        "coded_stances": coded("stances", "actor issue stance"),
        "coded_events": coded("events", f"order {place} actor target type mode"),
        "coded_rubric": pd.DataFrame(rubric, columns=["coder", "source", "criterion", "doubt"]),
    }


def _codebook(codebook: Codebook) -> dict[str, pd.DataFrame]:
    codes, modes = [], []
    for name, variable in codebook.variables.items():
        for order, (code, entry) in enumerate(variable.codes.items(), start=1):
            texts = {
                field: BAR.join(getattr(entry, field)) or None
                for field in ("examples", "bad_examples", "rulings")
            }
            plain = entry.model_dump(exclude={"modes", *texts})
            label = code_label(codebook, name, code)
            codes.append({"variable": name, "code": code, "order": order} | plain | texts | {"label": label})
            modes += [(code, mode, score) for mode, score in entry.modes.items()]
    columns = (
        "variable code order label definition examples bad_examples rulings group actor quad intensity "
        "weight low high"
    )
    changes = [(place, one.date, one.change) for place, one in enumerate(codebook.changes, start=1)]
    words = [(name, word) for name, entries in codebook.lexicons.items() for word in entries]
    questions = [(name, variable.question) for name, variable in codebook.variables.items()]
    return {
        "variables": pd.DataFrame(questions, columns=["variable", "question"]),
        "codebook": pd.DataFrame(codes, columns=columns.split()),
        "codebook_modes": pd.DataFrame(modes, columns=["event_type", "mode", "intensity"]),
        "codebook_changes": pd.DataFrame(changes, columns=["order", "date", "change"]),
        "lexicons": pd.DataFrame(words, columns=["lexicon", "word"]),
    }
