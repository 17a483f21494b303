"""What can be cited, and where it stands: the report, chapters, judgements, claims, figures and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Citable", "Kind"]

Kind = Literal["report", "chapter", "judgement", "claim", "figure", "table"]


@dataclass(frozen=True)
class Citable:
    """One thing that a reader can cite.

    Parameters
    ----------
    id : str
        Permanent id: ``report``; the page's name of a chapter, such as ``divisions``; ``judgement-1``;
        ``elpais-07``; ``figure-stances``; ``table-office``.
    kind : str
        What it is.
    title : str
        Its title or caption, or the words of a claim, as text.
    page : str
        File of the page that shows it, such as ``evidence.html``.
    anchor : str, optional
        Id on that page; empty for a page as a whole.

    Examples
    --------
    >>> Citable("elpais-07", "claim", "NATO has four partners.", "evidence.html", "elpais-07").kind
    'claim'
    """

    id: str
    kind: Kind
    title: str
    page: str
    anchor: str = ""
