"""The changelog as tables: versions with their fingerprints, what each changed, and ids that have gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from .edition import Edition
from .identifiers import NEXT, withdrawn_judgements
from .model import Identifier, Release
from .prose import spell
from .tables import Evidence

__all__ = ["numbers", "table_changes", "table_gone", "table_versions"]

KINDS = {"adds": "new", "changes": "changed", "fixes": "mended", "removes": "removed"}
UNPUBLISHED = "not published"


def table_versions(releases: Iterable[Release], edition: Edition) -> pd.DataFrame:
    """Return the versions.

    Parameters
    ----------
    releases : iterable of Release
        As from :func:`analysis.edition.load_changelog`.
    edition : Edition
        The state of the files at hand; where it was not published, it is the first row.

    Returns
    -------
    DataFrame
        One row per version, newest first:

        - ``version``; ``date``: ISO day of its publication;
        - ``evidence``, ``code``: fingerprints, missing where the version has none.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> from analysis.edition import load_changelog
    >>> table_versions(load_changelog(), load_edition(load().references))["version"].iloc[-1]
    '2026.11.0'
    """
    rows = [
        {"version": one.version, "date": one.date, "evidence": one.evidence, "code": one.code}
        for one in releases
        if one.date
    ]
    if not edition.published:
        this = {"version": f"this copy, {UNPUBLISHED}", "date": None}
        rows.insert(0, this | {"evidence": edition.evidence, "code": edition.code})
    return pd.DataFrame(rows, columns=["version", "date", "evidence", "code"], dtype=object)


def table_changes(releases: Iterable[Release]) -> pd.DataFrame:
    """Return what each version changed.

    Parameters
    ----------
    releases : iterable of Release
        As from :func:`analysis.edition.load_changelog`.

    Returns
    -------
    DataFrame
        One row per change, newest version first: ``version`` (``not published`` for what is to come),
        ``kind`` (``new``, ``changed``, ``mended`` or ``removed``) and ``change`` in words.

    Examples
    --------
    >>> table_changes([Release(version="2026.11.0", date="2026-11-25", fixes=["A slip."])]).values.tolist()
    [['2026.11.0', 'mended', 'A slip.']]
    """
    rows = [
        {"version": one.version if one.date else UNPUBLISHED, "kind": kind, "change": " ".join(text.split())}
        for one in releases
        for field, kind in KINDS.items()
        for text in getattr(one, field)
    ]
    return pd.DataFrame(rows, columns=["version", "kind", "change"])


def table_gone(identifiers: Sequence[Identifier], evidence: Evidence) -> pd.DataFrame:
    """Return the ids that were withdrawn or renamed, and claims that were moved to other words.

    Parameters
    ----------
    identifiers : sequence of Identifier
        As from :func:`analysis.identifiers.load_identifiers`.
    evidence : Evidence
        Whose errata may have withdrawn a judgement before any version named it.

    Returns
    -------
    DataFrame
        One row per id and event: ``id``, ``what`` became of it, ``version``, ``instead`` (the id to cite now,
        where there is one) and ``reason``.

    Examples
    --------
    >>> from analysis import load
    >>> table_gone([], load())[["id", "what"]].values.tolist()
    [['judgement-6', 'withdrawn']]
    """
    rows = []
    for one in identifiers:
        for entry in one.revised:
            rows.append((one.id, "revised", entry.version, one.id, entry.reason))
        if one.renamed:
            rows.append((one.id, "renamed", one.renamed.version, one.renamed.to, one.renamed.reason))
        if one.withdrawn:
            gone = one.withdrawn
            rows.append((one.id, "withdrawn", gone.version, gone.superseded_by, gone.reason))
    registered = {one.id for one in identifiers}
    for judgement, erratum in withdrawn_judgements(evidence).items():
        if judgement not in registered:
            reason = f"{erratum}: {evidence.errata.at[erratum, 'right']}"
            rows.append((judgement, "withdrawn", UNPUBLISHED, None, reason))
    table = pd.DataFrame(rows, columns=["id", "what", "version", "instead", "reason"], dtype=object)
    table["version"] = table["version"].where(table["version"] != NEXT, UNPUBLISHED)
    return table


def numbers(edition: Edition, identifiers: Sequence[Identifier]) -> dict[str, str]:
    """Return the numbers and words that prose uses.

    Parameters
    ----------
    edition : Edition
        The state of the files at hand.
    identifiers : sequence of Identifier
        As from :func:`analysis.identifiers.load_identifiers`.

    Returns
    -------
    dict of str to str
        - ``this_version``: the version, with what marks a copy that was not published;
        - ``state``: whether it was published, in words;
        - ``this_evidence``, ``this_code``: the fingerprints;
        - ``ids``: how many ids were published.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> numbers(load_edition(load().references), [])["ids"]
    'none'
    """
    last, date = edition.version.partition("+")[0], edition.date
    changed = f"not a published version, for files were changed since {last} of {date}"
    return {
        "this_version": edition.version,
        "state": f"the published version of {date}" if edition.published else changed,
        "this_evidence": edition.evidence,
        "this_code": edition.code,
        "ids": spell(len(identifiers)) if identifiers else "none",
    }
