"""Which edition of the report this is: title, version, date, cut-off, and fingerprints of evidence and code.

A version names what was published. Where the files are no longer those of the published version, the
edition says so and carries fingerprints in its version, as PEP 440 writes a local version: nothing that
was never published can pass for something that was.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .files import read_yaml, validate
from .model import Identity, Release
from .problems import Problems
from .record_files import read_records

__all__ = [
    "CODE", "EVIDENCE", "ROOT", "Edition", "fingerprint", "list_files", "load_changelog", "load_edition",
    "load_identity",
]  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
IDENTITY, CHANGELOG = "book/report.yml", "book/changelog.yml"
EVIDENCE = ("seeds",)
CODE = ("analysis", "book", "scripts", "_config.yml", "requirements.lock")
#: Written when a version is published, so no part of what it names; and what belongs to others or to no one.
APART = {CHANGELOG, "book/identifiers.yml", "analysis/version.py"}
LITTER = ("seeds/texts/", "seeds/drafts/", "book/_build/")
NAME = "nato-asia-pacific-four"
DRAFT = "BOOK_DRAFT"  # environment variable of a draft, for those who write; never published
UNKNOWN = "draft"
LENGTH = 12  # hexadecimal digits: enough to tell editions apart, short enough to read out


@dataclass(frozen=True)
class Edition:
    """The report as a publication, in the state of the files at hand.

    Parameters
    ----------
    identity : Identity
        Title, authors, licences, address.
    version : str
        Calendar version such as ``2026.11.1``; of a state that was not published, followed by ``+`` and the
        first digits of its fingerprints.
    date : str
        ISO day on which the version was published; of a state that was not, of the version before it.
    published : bool
        Whether the files are those of the published version.
    cutoff : str
        ISO day until which the public record was searched.
    evidence, code : str
        Fingerprints: the first 12 hexadecimal digits of a SHA-256 over names and contents of the files.
    """

    identity: Identity
    version: str
    date: str
    published: bool
    cutoff: str
    evidence: str
    code: str

    @property
    def title(self) -> str:
        """Title and subtitle, with a colon between."""
        return f"{self.identity.title}: {self.identity.subtitle}"

    @property
    def authors(self) -> list[str]:
        """Names of the authors: a body's name, or family name, comma, given name."""
        return [one.name or f"{one.family}, {one.given}" for one in self.identity.authors]

    @property
    def slug(self) -> str:
        """Name and version for files, such as ``nato-asia-pacific-four-2026.11.1``."""
        return f"{NAME}-{self.version}".replace("+", "-")

    def address(self, page: str = "", anchor: str = "") -> str:
        """Return the public address of a page or of a place on it.

        Parameters
        ----------
        page : str, optional
            Name of the page's file, such as ``divisions.html``; the front page by default.
        anchor : str, optional
            Id on the page.

        Returns
        -------
        str
            Empty where the report stands on no public host.

        Examples
        --------
        >>> edition = load_edition(pd.DataFrame({"seen": ["2026-11-20"]}), address="https://example.org/book/")
        >>> edition.address("evidence.html", "elpais-07")
        'https://example.org/book/evidence.html#elpais-07'
        """
        if not self.identity.address:
            return ""
        place = f"#{anchor}" if anchor else ""
        return f"{self.identity.address.rstrip('/')}/{page}{place}"


def list_files(root: Path, names: Iterable[str]) -> str:
    """List files with their hashes: the text of which a fingerprint is the hash.

    Parameters
    ----------
    root : Path
        Folder of the project.
    names : iterable of str
        Files and folders in it; hidden files, bytecode, the source texts and what a publication itself
        writes are left out.

    Returns
    -------
    str
        A line for each file, sorted by path: path, space, SHA-256 of its content.

    Examples
    --------
    >>> list_files(ROOT, ["seeds"]).split()[0]
    'seeds/README.md'
    """
    lines = []
    for name in names:
        top = root / name
        for path in top.rglob("*") if top.is_dir() else [top]:
            place = path.relative_to(root).as_posix()
            hidden = any(part.startswith((".", "__pycache__")) for part in place.split("/"))
            if path.is_file() and not hidden and place not in APART and not place.startswith(LITTER):
                if place.endswith((".ipynb", "~")):
                    continue
                lines.append(f"{place} {hashlib.sha256(path.read_bytes()).hexdigest()}\n")
    return "".join(sorted(lines))


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """Return a fingerprint of files: of their names and contents, not of their times.

    Parameters
    ----------
    root : Path
        Folder of the project.
    names : iterable of str
        Files and folders in it, as for :func:`list_files`.

    Returns
    -------
    str
        The first 12 hexadecimal digits of the SHA-256 of the list of these files.

    Examples
    --------
    >>> len(fingerprint(ROOT, ["seeds"]))
    12
    """
    return hashlib.sha256(list_files(root, names).encode()).hexdigest()[:LENGTH]


def load_identity(root: Path = ROOT, *, address: str | None = None) -> Identity:
    """Read title, authors, licences and address of the report.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.
    address : str, optional
        Address that goes before that of the file and that of the environment variable ``BOOK_ADDRESS``.

    Returns
    -------
    Identity
        As ``book/report.yml`` has it.

    Raises
    ------
    EvidenceError
        With every problem of the file.

    Examples
    --------
    >>> load_identity().title
    'NATO and the Asia-Pacific Four'
    """
    problems = Problems()
    data = read_yaml(root / IDENTITY, IDENTITY, problems)
    problems.stop()
    given = os.environ.get("BOOK_ADDRESS", "") if address is None else address
    if given and isinstance(data, dict):
        data = {**data, "address": given}
    identity = validate(Identity, data, IDENTITY, {}, problems, entry="")
    problems.stop()
    assert identity is not None
    return identity


def load_changelog(root: Path = ROOT) -> list[Release]:
    """Read what each version changed.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    list of Release
        Newest first; the first may be the one that is not published yet.

    Raises
    ------
    EvidenceError
        With every problem of the file.

    Examples
    --------
    >>> load_changelog()[-1].version
    '2026.11.0'
    """
    problems = Problems()
    releases = read_records(root / CHANGELOG, CHANGELOG, Release, {}, problems)
    problems.stop()
    return releases


def load_edition(references: pd.DataFrame, root: Path = ROOT, *, address: str | None = None) -> Edition:
    """Say which edition the files at hand are.

    Parameters
    ----------
    references : DataFrame
        ``Evidence.references``, of which ``seen`` (ISO days) gives the cut-off.
    root : Path, optional
        Folder of the project.
    address : str, optional
        Public address, where it is not that of ``book/report.yml`` or of ``BOOK_ADDRESS``.

    Returns
    -------
    Edition
        With version, date, cut-off and fingerprints; in a draft (environment variable ``BOOK_DRAFT``) the
        word "draft" stands for the fingerprints.

    Raises
    ------
    EvidenceError
        With every problem of ``book/report.yml`` or ``book/changelog.yml``.

    Examples
    --------
    >>> from analysis import load
    >>> load_edition(load().references).cutoff[:3]
    '202'
    """
    identity = load_identity(root, address=address)
    releases = load_changelog(root)
    last = next(one for one in releases if one.date)
    if os.environ.get(DRAFT):  # every edit would change the fingerprints, and with them every page
        version, seen = f"{last.version}+{UNKNOWN}", references["seen"].max()
        return Edition(identity, version, str(last.date), False, seen, UNKNOWN, UNKNOWN)
    evidence, code = fingerprint(root, EVIDENCE), fingerprint(root, CODE)
    # The changelog is no part of the fingerprints, but an entry that waits for its version shows on its page.
    published = last is releases[0] and (last.evidence, last.code) == (evidence, code)
    version = last.version if published else f"{last.version}+{evidence[:4]}{code[:4]}"
    return Edition(identity, version, str(last.date), published, references["seen"].max(), evidence, code)
