"""What a reader can choose the claims of the register by, and the codes that its rows carry for it.

The letter of a grade and its figure are two choices, since they are judged apart. F and 6 mean *no
basis to judge*: they stand in a group of their own and at no end of a scale.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from .tables import Evidence

__all__ = ["choices_html", "row_codes"]

NO_BASIS = {"letter": "F", "figure": "6"}
NOT_CHECKED = "not-checked"
OWN_VOICE = "author"


def row_codes(evidence: Evidence, source: str) -> dict[str, dict[str, str]]:
    """Return what each row of a document's register says of itself to the script that filters.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    source : str
        Id of the document.

    Returns
    -------
    dict
        By claim, the attributes ``data-topic``, ``data-verdict`` and ``data-figure``, and ``data-voice``
        where it is not the document's own. Source and letter stand on the document's table.

    Examples
    --------
    >>> from analysis import load
    >>> row_codes(load(), "elpais")["elpais-33"]["data-verdict"]
    'confirmed'
    """
    claims = evidence.claims[evidence.claims["source"] == source]
    return {
        row.Index: {
            "data-topic": row.topic,
            "data-verdict": row.verdict if isinstance(row.verdict, str) else NOT_CHECKED,
            "data-figure": str(row.credibility),
            **({"data-voice": row.speaker} if row.speaker != OWN_VOICE else {}),
        }
        for row in claims.itertuples()
    }


def choices_html(evidence: Evidence, on_page: Sequence[str] | None = None) -> str:
    """Return the choices of the register, for a script to make its controls from; nothing is seen of it.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    on_page : sequence of str, optional
        The sources of the page, where the register has several pages; all by default.

    Returns
    -------
    str
        A hidden box with the choices as JSON: for each its name in addresses, its words, and its groups
        of codes with their words. Only codes that some claim of the page has are named. Where there are
        claims on other pages, the box has their number.

    Examples
    --------
    >>> from analysis import load
    >>> html = choices_html(load())
    >>> html.startswith('<div class="register-choices" hidden'), "no basis to judge" in html
    (True, True)
    """
    claims, sources = evidence.claims, evidence.sources
    if on_page is not None:
        claims, sources = claims[claims["source"].isin(on_page)], sources.loc[list(on_page)]
    elsewhere = len(evidence.claims) - len(claims)
    verdicts = claims["verdict"].fillna(NOT_CHECKED)
    letters = sources.loc[claims["source"].unique(), "reliability"]
    figures = claims["credibility"].astype(str)

    def listed(kind: str, used: set[str]) -> list[list[str]]:
        labels = [[code, evidence.codebook.label(kind, code)] for code in evidence.codes(kind)]
        return [pair for pair in labels if pair[0] in used]

    def graded(name: str, used: set[str], scale: str) -> list[list[object]]:
        codes = [[code, code] for code in sorted(used - {NO_BASIS[name]})]
        groups: list[list[object]] = [[f"judged, {scale} best", codes]]
        if NO_BASIS[name] in used:
            groups.append(["no basis to judge", [[NO_BASIS[name]] * 2]])
        return groups

    unchecked = [[NOT_CHECKED, "not checked"]] if NOT_CHECKED in set(verdicts) else []
    documents = [[name, sources.at[name, "label"]] for name in sources.index]
    named = sorted(set(claims["speaker"]) - {OWN_VOICE}, key=str.casefold)
    voices = [[OWN_VOICE, "the document itself"], *([name, name] for name in named)]
    choices = [
        ["source", "Source", [["", documents]]],
        ["topic", "Topic", [["", listed("topic", set(claims["topic"]))]]],
        ["verdict", "Public record", [["", [*listed("verdict", set(verdicts)), *unchecked]]]],
        ["letter", "Reliability of the source", graded("letter", set(letters), "A")],
        ["figure", "Credibility of the item", graded("figure", set(figures), "1")],
        ["voice", "Voice", [["", voices]]],
    ]
    data = escape(json.dumps(choices, ensure_ascii=False, separators=(",", ":")), quote=True)
    others = f' data-elsewhere="{elsewhere}"' if elsewhere else ""
    return f'<div class="register-choices" hidden data-choices="{data}"{others}></div>'
