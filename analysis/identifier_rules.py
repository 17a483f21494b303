"""The rules for ids that were published: each stays, or goes with a reason, and is never used again.

Chapters, judgements and claims are held to them by ``python -m analysis check``; figures and tables, which
are known once the pages are read, by ``book/_ext/published_ids.py`` during the build.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from .edition import ROOT
from .identifiers import (
    FILE,
    NEXT,
    Named,
    became,
    kind_of,
    load_identifiers,
    named_here,
    published_versions,
    withdrawn_judgements,
)
from .model import NAMED_KINDS, Identifier, Judgement, NamedKind
from .problems import Problems
from .prose import Page
from .remedies import refuse_repeats
from .tables import Evidence

__all__ = ["check_identifiers", "check_published"]


def check_published(
    evidence: Evidence, judgements: Iterable[Judgement], pages: Iterable[Page], root: Path = ROOT
) -> int:
    """Hold chapters, judgements and claims to what was published.

    Parameters
    ----------
    evidence : Evidence
        Whose claims and errata are meant.
    judgements : iterable of Judgement
        As from :func:`analysis.load_judgements`.
    pages : iterable of Page
        As from :func:`analysis.load_pages`.
    root : Path, optional
        Folder of the project, with ``book/identifiers.yml`` and ``book/changelog.yml``.

    Returns
    -------
    int
        How many ids are published.

    Raises
    ------
    EvidenceError
        With every problem of the registry.

    Examples
    --------
    >>> from analysis import load, load_judgements, load_pages
    >>> evidence = load()
    >>> check_published(evidence, load_judgements(evidence), load_pages()) >= 0
    True
    """
    problems, identifiers = Problems(), load_identifiers(root)
    versions = published_versions(root) if identifiers else []
    present = named_here(evidence, judgements, pages)
    kinds: list[NamedKind] = ["chapter", "judgement", "claim"]
    errata = withdrawn_judgements(evidence)
    check_identifiers(identifiers, present, versions, problems, kinds=kinds, errata=errata)
    problems.stop()
    return len(identifiers)


def check_identifiers(
    identifiers: Sequence[Identifier],
    present: Sequence[Named],
    versions: Collection[str],
    problems: Problems,
    *,
    kinds: Collection[NamedKind] = NAMED_KINDS,
    errata: Mapping[str, str] | None = None,
) -> None:
    """Hold what bears an id now to what was published.

    Parameters
    ----------
    identifiers : sequence of Identifier
        As from :func:`load_identifiers`.
    present : sequence of Named
        Everything of these kinds that bears an id now.
    versions : collection of str
        The published versions.
    problems : Problems
        What is wrong is added here: an id that stands twice, is of two kinds, has gone without a reason, is
        used again, leads nowhere, or is a claim on another span than it was.
    kinds : collection of str, optional
        The kinds of which all that is present was given.
    errata : mapping of str to str, optional
        As from :func:`withdrawn_judgements`; without it, withdrawn judgements are not held against errata.

    Examples
    --------
    >>> problems = Problems()
    >>> old = Identifier(id="elpais-07", kind="claim", since="2026.11.1", digest="0123456789ab")
    >>> check_identifiers([old], [Named("elpais-07", "claim", "ba9876543210")], ["2026.11.1"], problems)
    >>> print(problems[0].found)
    another span than the one that was published
    """
    refuse_repeats([one.id for one in identifiers], FILE, problems)
    for name, number in sorted(Counter(one.id for one in present).items()):
        if number > 1:
            bearers = " and ".join(f"a {one.kind} '{one.named}'" for one in present if one.id == name)
            problems.note(FILE, name, "id", bearers, "an id names one thing; give one of them another")
    here = {one.id: one for one in present}
    known = {one.id: one for one in identifiers}
    fresh = [name for name in here if name not in known]
    for one in identifiers:
        _check_versions(one, versions, problems)
        bearer = here.get(one.id)
        if one.gone and bearer:
            fate = "renamed" if one.renamed else "withdrawn"
            remedy = f"an id once published is never used again; give the {bearer.kind} another id"
            problems.note(FILE, one.id, "id", f"a {bearer.kind} with an id that was {fate}", remedy)
        elif bearer and bearer.kind != one.kind:
            found = f"a {bearer.kind}; it was published as a {one.kind}"
            problems.note(FILE, one.id, "kind", found, f"give the {bearer.kind} another id")
        elif bearer and one.kind == "claim" and bearer.named != one.span:
            remedy = (
                "put it back; or, where the same claim now stands on other words, add to its entry: revised: "
                f'[{{version: next, digest: "{bearer.named}", reason: ...}}]; another claim gets a new id'
            )
            problems.note(FILE, one.id, "digest", "another span than the one that was published", remedy)
        elif not one.gone and not bearer and one.kind in kinds:
            problems.note(FILE, one.id, "", *_lost(one, fresh, here))
        if one.gone:
            _check_successor(one, here, known, kinds, problems)
        if one.kind == "judgement" and one.withdrawn and errata is not None and one.id not in errata:
            found = "withdrawn, but by no erratum"
            problems.note(
                FILE, one.id, "withdrawn", found, "add an erratum with withdraws to seeds/errata.yml"
            )


def _check_versions(one: Identifier, versions: Collection[str], problems: Problems) -> None:
    """Hold the versions of an entry to those that were published."""
    later = {"revised": [entry.version for entry in one.revised]}
    later |= {"renamed": [one.renamed.version]} if one.renamed else {}
    later |= {"withdrawn": [one.withdrawn.version]} if one.withdrawn else {}
    for field, named in {"since": [one.since], **later}.items():
        for version in named:
            if version not in versions and not (version == NEXT and field != "since"):
                allowed = [*versions, *([] if field == "since" else [NEXT])]
                listed = f"allowed: {', '.join(allowed)}" if allowed else "none is published yet"
                problems.note(FILE, one.id, field, f"'{version}', which is no published version", listed)


def _lost(one: Identifier, fresh: Iterable[str], here: Mapping[str, Named]) -> tuple[str, str]:
    """Say that a published id has gone, and what may be done about it."""
    called = f' as "{one.named}"' if one.named else ""
    found = f"no such {one.kind}, published since {one.since}{called}"
    new = [name for name in fresh if here[name].kind == one.kind]
    near = difflib.get_close_matches(one.id, new, n=3, cutoff=0.5)
    near += [name for name in new if here[name].named == one.named and name not in near]
    renaming = f"renamed: {{version: next, to: {near[0] if near else '...'}, reason: ...}}"
    withdrawal = "withdrawn: {version: next, reason: ...}"
    ways = {
        "judgement": f"withdraw it by an erratum with withdraws, and write {withdrawal}",
        "claim": f"write {withdrawal}, where you can with superseded_by",
    }
    remedy = f"bring it back; or, in its entry, {ways.get(one.kind, f'write {renaming} or {withdrawal}')}"
    return found, remedy + (f"; new and near: {', '.join(near)}" if near else "")


def _check_successor(
    one: Identifier,
    here: Mapping[str, Named],
    known: Mapping[str, Identifier],
    kinds: Collection[NamedKind],
    problems: Problems,
) -> None:
    """See that what an id was renamed to, or superseded by, exists; a renamed one stays of its kind."""
    if one.renamed:
        field, to = "renamed", one.renamed.to
        if became(one.id, known.values()) is None:
            found = f"'{to}', which leads back to {one.id}"
            problems.note(FILE, one.id, field, found, "name the id that is in use")
            return
    elif one.withdrawn and one.withdrawn.superseded_by:
        field, to = "withdrawn", one.withdrawn.superseded_by
    else:
        return
    bearer = here.get(to) or known.get(to)
    if bearer is None and kind_of(to) in kinds:
        same = [name for name in here if here[name].kind == kind_of(to)]
        near = difflib.get_close_matches(to, same, n=3) or sorted(same)[:5]
        problems.note(FILE, one.id, field, f"'{to}', which nothing bears", f"near: {', '.join(near)}")
    elif field == "renamed" and (bearer.kind if bearer else kind_of(to)) != one.kind:
        remedy = f"name a {one.kind}; where another kind takes its place, withdraw it with superseded_by"
        problems.note(FILE, one.id, field, f"'{to}', which is no {one.kind}", remedy)
