"""``CITATION.cff`` and the citation in the README: how to cite the report, for whoever has the repository.

The Citation File Format 1.2.0 knows software and data sets; a report stands under ``preferred-citation``.
The type is ``dataset``: what the repository holds beyond the report is coded evidence, and the code serves to
make it. One licence stands there, that of text and data: of a list of licences either may be chosen.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from .bibliography import MONTHS
from .edition import ROOT, load_changelog
from .model import Identity, Release

__all__ = ["citation_file", "last_published", "readme_citation"]

HEAD = """\
# Written by `make version` from book/report.yml; do not edit. The code is under {code}, see LICENSE:
# a second licence here would mean that either may be chosen.
"""


def last_published(root: Path = ROOT) -> Release:
    """Return the newest version that has a date.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    Release
        Its entry of the changelog.

    Raises
    ------
    EvidenceError
        Where the changelog cannot be read.

    Examples
    --------
    >>> last_published().version[:3]
    '202'
    """
    return next(one for one in load_changelog(root) if one.date)


def citation_file(identity: Identity, version: str, date: str, *, data: bool = False) -> str:
    """Write ``CITATION.cff``.

    Parameters
    ----------
    identity : Identity
        Title, authors and licences.
    version : str
        Such as ``2026.11.1``.
    date : str
        ISO day of its publication.
    data : bool, optional
        Whether the file goes with the data package, and not with the project.

    Returns
    -------
    str
        The file. It holds no address while the report stands on no public host.

    Examples
    --------
    >>> from analysis.edition import load_identity
    >>> text = citation_file(load_identity(), "2026.11.1", "2026-11-26")
    >>> data = yaml.safe_load(text)
    >>> data["type"], data["preferred-citation"]["type"], data["version"]
    ('dataset', 'report', '2026.11.1')
    """
    authors = [
        {"name": one.name} if one.name else {"family-names": one.family, "given-names": one.given}
        for one in identity.authors
    ]
    address = {"url": identity.address} if identity.address else {}
    shared = {
        "title": f"{identity.title}: {identity.subtitle}",
        "authors": authors,
        "version": version,
        "date-released": date,
        "license": identity.licence_text,
        **address,
        "abstract": " ".join(identity.description.split()),
        "keywords": identity.keywords,
    }
    year, month, _ = date.split("-")
    report = {
        "type": "report",
        **shared,
        "year": int(year),
        "month": int(month),
        "publisher": {"name": identity.publisher},
        "languages": [identity.language],
    }
    message = "Cite the report, with its version; a claim, judgement, figure or table with its id as well."
    told = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        **shared,
        "preferred-citation": report,
    }
    if data:
        return _Plain.write({**told, "title": f"Data of {shared['title']}"})
    return HEAD.format(code=identity.licence_code) + _Plain.write(told)


class _Plain(yaml.SafeDumper):
    """YAML without references to earlier parts, which not every reader of citation files follows."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    @classmethod
    def write(cls, data: object) -> str:
        return yaml.dump(data, Dumper=cls, sort_keys=False, allow_unicode=True, width=110)


def readme_citation(identity: Identity, version: str, date: str) -> str:
    """Write the citation of the report as a quotation of Markdown.

    Parameters
    ----------
    identity : Identity
        Title and authors.
    version : str
        Such as ``2026.11.1``.
    date : str
        ISO day of its publication.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> from analysis.edition import load_identity
    >>> readme_citation(load_identity(), "2026.11.1", "2026-11-26")
    '> NATO and the Asia-Pacific Four project: *NATO ..., version 2026.11.1, 26 November 2026.'
    """
    authors = "; ".join(one.name or f"{one.given} {one.family}" for one in identity.authors)
    return f"> {authors}: *{identity.title}: {identity.subtitle}*, version {version}, {written_day(date)}."


def written_day(date: str) -> str:
    """Write an ISO day in words.

    Parameters
    ----------
    date : str
        Such as ``2026-11-05``.

    Returns
    -------
    str
        Day, month by name and year; the same in every locale.

    Examples
    --------
    >>> written_day("2026-11-05")
    '5 November 2026'
    """
    year, month, day = (int(part) for part in date.split("-"))
    names = {number: name for name, number in MONTHS.items()}
    return f"{day} {names[month]} {year}"
