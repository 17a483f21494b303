"""Ids that last: the registry of those that were published, and what bears an id now.

``book/identifiers.yml`` lists every id that a published version named; ``make version`` adds to it.
:mod:`analysis.identifier_rules` holds what is there now against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .edition import ROOT, load_changelog
from .model import Identifier, Judgement, NamedKind
from .problems import Problems
from .prose import Page
from .record_files import read_records
from .tables import Evidence

__all__ = [
    "FILE", "NEXT", "Named", "became", "kind_of", "load_identifiers", "named_here", "published_versions",
    "withdrawn_judgements",
]  # fmt: skip

FILE = "book/identifiers.yml"
LENGTH = 12  # hexadecimal digits of a digest
NEXT = "next"


@dataclass(frozen=True)
class Named:
    """Something that bears an id now.

    Parameters
    ----------
    id : str
        The id.
    kind : str
        ``chapter``, ``judgement``, ``claim``, ``figure`` or ``table``.
    named : str
        Its title or caption; of a claim the first 12 digits of its span's digest.
    """

    id: str
    kind: NamedKind
    named: str


def kind_of(name: str) -> NamedKind:
    """Tell of which kind an id must be, by its form.

    Parameters
    ----------
    name : str
        The id.

    Returns
    -------
    str
        One of the kinds; what has no other form is the name of a page.

    Examples
    --------
    >>> [kind_of(name) for name in ("judgement-10", "elpais-07", "figure-2023", "divisions")]
    ['judgement', 'claim', 'figure', 'chapter']
    """
    for kind in ("figure", "table"):
        if name.startswith(f"{kind}-"):
            return kind
    if re.fullmatch(r"judgement-[0-9]+", name):
        return "judgement"
    return "claim" if re.fullmatch(r"[a-z][a-z0-9-]*-[0-9]{2,4}", name) else "chapter"


def load_identifiers(root: Path = ROOT) -> list[Identifier]:
    """Read the ids that were published.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    list of Identifier
        In the order of the file; none where there is no file, for then nothing was published.

    Raises
    ------
    EvidenceError
        With every entry that cannot be read.

    Examples
    --------
    >>> load_identifiers(Path("no-such-folder"))
    []
    """
    if not (root / FILE).is_file():
        return []
    problems = Problems()
    identifiers = read_records(root / FILE, FILE, Identifier, {}, problems, may_be_empty=True)
    problems.stop()
    return identifiers


def named_here(evidence: Evidence, judgements: Iterable[Judgement], pages: Iterable[Page]) -> list[Named]:
    """Return the chapters, judgements and claims of the files at hand.

    Parameters
    ----------
    evidence : Evidence
        Whose claims are meant.
    judgements : iterable of Judgement
        As from :func:`analysis.load_judgements`.
    pages : iterable of Page
        As from :func:`analysis.load_pages`.

    Returns
    -------
    list of Named
        Chapters first, then judgements, then claims.

    Examples
    --------
    >>> from analysis import load, load_judgements, load_pages
    >>> evidence = load()
    >>> found = named_here(evidence, load_judgements(evidence), load_pages())
    >>> found[0].id, found[0].kind, found[0].named
    ('index', 'chapter', 'NATO and the Asia-Pacific Four')
    """
    chapters = [Named(page.name, "chapter", _title(page)) for page in pages]
    judged = [Named(one.id, "judgement", one.title) for one in judgements]
    claims = [
        Named(str(name), "claim", digest[:LENGTH]) for name, digest in evidence.claims["digest"].items()
    ]
    return [*chapters, *judged, *claims]


def _title(page: Page) -> str:
    headings = (passage for passage in page.passages if passage.setting == "heading")
    first = next(headings, None)
    return " ".join(sentence.text for sentence in first.sentences) if first else page.name


def withdrawn_judgements(evidence: Evidence) -> dict[str, str]:
    """Return the judgements that an erratum withdrew.

    Parameters
    ----------
    evidence : Evidence
        Whose ``errata`` are read.

    Returns
    -------
    dict of str to str
        Id of the judgement to that of its erratum.

    Examples
    --------
    >>> from analysis import load
    >>> withdrawn_judgements(load())
    {'judgement-6': 'erratum-41'}
    """
    taken_back = evidence.errata["withdraws"].dropna()
    return {str(judgement): str(erratum) for erratum, judgement in taken_back.items()}


def became(name: str, identifiers: Iterable[Identifier]) -> str | None:
    """Return the id under which something goes on, over all its renamings.

    Parameters
    ----------
    name : str
        A published id.
    identifiers : iterable of Identifier
        As from :func:`load_identifiers`.

    Returns
    -------
    str or None
        The last id of the chain; the same one where it was not renamed; None where the chain is a circle.

    Examples
    --------
    >>> from analysis.model import Renaming
    >>> renamed = Renaming(version="2026.11.2", to="bonds", reason="Shorter.")
    >>> old = Identifier(id="ties", kind="chapter", since="2026.11.1", named="Ties", renamed=renamed)
    >>> became("ties", [old])
    'bonds'
    """
    chain = {one.id: one.renamed.to for one in identifiers if one.renamed}
    seen = set()
    while name in chain:
        if name in seen:
            return None
        seen.add(name)
        name = chain[name]
    return name


def published_versions(root: Path = ROOT) -> list[str]:
    """Return the versions of the changelog that have a date, newest first.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    list of str
        Such as ``2026.11.0``.

    Examples
    --------
    >>> published_versions()[-1]
    '2026.11.0'
    """
    return [one.version for one in load_changelog(root) if one.date]
