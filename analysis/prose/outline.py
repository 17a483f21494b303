"""The outline of a page: its title, and how many of its sentences rest on which kind of support.

Chapters that tell of the whole book (*Methods*, *Cite this report*) read outlines, not pages. The outlines
stand in ``book/outline.json``, so that a word changed in one chapter does not make others run again; the lint
holds them to the pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .pages import Page, Passage, Sentence

__all__ = ["Outline", "outline", "support_of"]

UNSUPPORTED = "none"


@dataclass(frozen=True)
class Outline:
    """What the rest of the book tells of a page.

    Parameters
    ----------
    name : str
        Of the page, such as ``divisions``.
    title : str
        Its first heading.
    support : mapping of str to int
        Kind of support to number of sentences, as :func:`support_of` tells them; without judgements.
    judgements : list of str
        Ids of the key judgements that it shows in full; ``all`` stands for all of them.
    """

    name: str
    title: str
    support: Mapping[str, int] = field(default_factory=dict)
    judgements: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return all but the name, to be written down."""
        return {"title": self.title, "support": dict(self.support), "judgements": self.judgements}


def outline(page: Page) -> Outline:
    r"""Return the outline of a page.

    Parameters
    ----------
    page : Page
        As from :func:`analysis.prose.read_page`.

    Returns
    -------
    Outline
        Headings, questions, run-in headings, tables, figures and their captions are no statements and are
        not counted.

    Examples
    --------
    >>> from analysis.prose import read_page
    >>> found = outline(read_page("a", "# A page\n\nIt is so {claim}`elpais-33`. Why?"))
    >>> found.title, dict(found.support)
    ('A page', {'documents': 1})
    """
    kinds = [support_of(passage, sentence) for passage in page.passages for sentence in passage.sentences]
    shown = [
        call.argument or "all"
        for call in page.directives
        # A listing of one chapter repeats no statement.
        if call.name == "judgement" or (call.name == "judgements" and not call.options)
    ]
    return Outline(page.name, page.title, dict(sorted(Counter(filter(None, kinds)).items())), shown)


def support_of(passage: Passage, sentence: Sentence) -> str:
    """Return what a sentence rests on.

    Parameters
    ----------
    passage : Passage
        Where it stands.
    sentence : Sentence
        With its marks.

    Returns
    -------
    str
        A kind of :data:`analysis.palette.SUPPORT_COLOURS`, ``none``, or empty where it states nothing.

    Examples
    --------
    >>> from analysis.prose import read_page
    >>> (passage,) = read_page("a", "It is so {cite}`nato-treaty-1949`.").passages
    >>> support_of(passage, passage.sentences[0])
    'public record'
    """
    if passage.setting not in ("text", "assessment") or sentence.label or sentence.text.endswith("?"):
        return ""
    roles = {mark.role for mark in sentence.marks}
    if passage.setting == "text":
        roles -= {"table", "figure"}
    if passage.setting == "assessment":
        return "assessment, marked" if roles else "assessment"
    if "reported-error" in roles:
        return "error reported"
    if roles == {"claim", "cite"}:
        return "documents and record"
    return {"claim": "documents", "cite": "public record"}.get("".join(roles), UNSUPPORTED)
