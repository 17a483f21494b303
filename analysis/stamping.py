"""Stamping a version: what each file says after it. Nothing is written here.

Stamping turns the entry ``next`` of the changelog into a published version with its fingerprints, adds the
ids that are new to the registry, and puts the version wherever it stands. Everything is checked first;
``scripts/stamp_version.py`` then writes all or nothing.

Weighed and left: bump-my-version. It replaces one string by another in many files; the checks, the
fingerprints, the entry of the changelog and the registry, most of what stands here, would still be needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .citation_file import citation_file, readme_citation
from .corpus import load, load_judgements, load_pages
from .edition import CHANGELOG, CODE, EVIDENCE, ROOT, fingerprint, load_changelog, load_identity
from .identifier_entries import new_identifiers, stamp_identifiers
from .identifier_rules import check_identifiers
from .identifiers import FILE, NEXT, Named, load_identifiers, named_here, withdrawn_judgements
from .model import Identifier, Release
from .problems import Problems
from .versions import check_version, next_version

__all__ = ["Stamp", "check_readiness", "plan_stamp", "stamp_changelog"]

PACKAGE, PROJECT, CITATION, README = "analysis/version.py", "pyproject.toml", "CITATION.cff", "README.md"
FILES = (CHANGELOG, FILE, PACKAGE, PROJECT, CITATION, README)
#: Where the version stands in a file: what stands before it and after it.
VERSION_LINES = {
    PACKAGE: r'^(__version__ = ")([^"]*)(")$',
    PROJECT: r'^(version = ")([^"]*)(")$',
    CITATION: r"^(version: )(\S+)()$",
}
README_CITATION = re.compile(r"(?<=\n## Cite\n\n)(?:> .*\n)+")


@dataclass(frozen=True)
class Stamp:
    """What a stamp writes.

    Parameters
    ----------
    version, date : str
        The version and its day.
    evidence, code : str
        Its fingerprints.
    added : list of Identifier
        The ids that it publishes for the first time.
    texts : mapping of str to str
        File to its new text.
    """

    version: str
    date: str
    evidence: str
    code: str
    added: list[Identifier]
    texts: Mapping[str, str]


def stamp_changelog(text: str, stamp: Mapping[str, str]) -> str:
    r"""Turn the entry ``next`` of the changelog into a published version; nothing else changes.

    Parameters
    ----------
    text : str
        The file.
    stamp : mapping of str to str
        ``version``, ``date``, ``evidence`` and ``code``.

    Returns
    -------
    str
        The file, comments and order of lines as they were.

    Raises
    ------
    ValueError
        Where there is not one entry ``next``.

    Examples
    --------
    >>> values = {"version": "2026.11.1", "date": "2026-11-26", "evidence": "0" * 12, "code": "1" * 12}
    >>> print(stamp_changelog("- version: next\n  adds: [It rains.]\n", values), end="")
    - version: 2026.11.1
      date: "2026-11-26"
      evidence: "000000000000"
      code: "111111111111"
      adds: [It rains.]
    """
    lines = [f"- version: {stamp['version']}"]
    lines += [f'  {field}: "{stamp[field]}"' for field in ("date", "evidence", "code")]
    return _replace(text, r"^- version: *[\"']?next[\"']?[ \t]*$", "\n".join(lines))


def _replace(text: str, pattern: str, new: str) -> str:
    """Replace the one place that a pattern fits."""
    found = re.findall(pattern, text, re.MULTILINE)
    if len(found) != 1:
        raise ValueError(f"{len(found)} places that look like {pattern}; there must be one")
    return re.sub(pattern, lambda _: new, text, flags=re.MULTILINE)


def check_readiness(day: str, version: str | None = None, root: Path = ROOT) -> Problems:
    """Check what needs no built book: the version, the changelog, and that the files agree.

    Parameters
    ----------
    day : str
        ISO day of the stamp.
    version : str, optional
        What was asked for.
    root : Path, optional
        Folder of the project.

    Returns
    -------
    Problems
        Everything that stands in the way.

    Raises
    ------
    EvidenceError
        Where the changelog cannot be read.

    Examples
    --------
    >>> check_readiness("2026-11-26", "2026.11.0")[0].found
    "'2026.11.0', which exists"
    """
    releases, problems = load_changelog(root), Problems()
    published = [one.version for one in releases if one.date]
    check_version(next_version(published, day) if version is None else version, releases, day, problems)
    _check_next(releases, problems)
    texts = {name: _read(root, name, problems) for name in FILES}
    _check_agreement(texts, published[:1], problems)
    return problems


def plan_stamp(shown: Sequence[Named], day: str, version: str | None = None, root: Path = ROOT) -> Stamp:
    """Check everything and say what each file says once the version is stamped.

    Parameters
    ----------
    shown : sequence of Named
        The figures and tables of the built book.
    day : str
        ISO day of the stamp.
    version : str, optional
        The version; the next free one of the month by default.
    root : Path, optional
        Folder of the project.

    Returns
    -------
    Stamp
        With the new text of every file that changes.

    Raises
    ------
    EvidenceError
        With everything that stands in the way: a version that exists or is older than the last, no or an
        empty entry ``next``, files that disagree on the version, an id that was lost or is used again.

    Examples
    --------
    >>> plan_stamp([], "2026-11-26", "2026.11.0")
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...the command line: VERSION: found '2026.11.0', which exists; ...
    """
    problems = check_readiness(day, version, root)
    problems.stop()
    evidence = load(root / "seeds")
    judgements = load_judgements(evidence, root / "book/judgements.yml")
    present = [*named_here(evidence, judgements, load_pages(root / "book")), *shown]
    identifiers, releases = load_identifiers(root), load_changelog(root)
    identity = load_identity(root, address="")
    published = [one.version for one in releases if one.date]
    new = version or next_version(published, day)
    if not shown:
        remedy = "build the book first; without its pages nobody knows which figures and tables there are"
        problems.note("_build/plain", "", "", "no figure and no table", remedy)
    else:
        errata = withdrawn_judgements(evidence)
        check_identifiers(identifiers, present, published, problems, errata=errata)
    problems.stop()
    texts = {name: (root / name).read_text(encoding="utf-8") for name in FILES}
    values = {"version": new, "date": day}
    values |= {"evidence": fingerprint(root, EVIDENCE), "code": fingerprint(root, CODE)}
    added = new_identifiers(identifiers, present, evidence, new)
    texts[CHANGELOG] = stamp_changelog(texts[CHANGELOG], values)
    texts[FILE] = stamp_identifiers(texts[FILE], added, new)
    for name in (PACKAGE, PROJECT):
        texts[name] = re.sub(VERSION_LINES[name], rf"\g<1>{new}\g<3>", texts[name], flags=re.MULTILINE)
    texts[CITATION] = citation_file(identity, new, day)
    quotation = readme_citation(identity, new, day) + "\n"
    texts[README] = README_CITATION.sub(lambda _: quotation, texts[README])
    return Stamp(added=added, texts=texts, **values)


def _read(root: Path, name: str, problems: Problems) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.note(name, "", "", f"a file that cannot be read ({error})", "restore it from git")
        return ""


def _check_next(releases: Sequence[Release], problems: Problems) -> None:
    """See that the changelog begins with an entry ``next`` that says what changed."""
    fields = "adds, changes, fixes or removes"
    if not releases or releases[0].version != NEXT:
        remedy = f"write at the top what the version changes: - version: next, with {fields}"
        problems.note(CHANGELOG, "", "", "no entry 'next' at the top", remedy)
    elif not any((releases[0].adds, releases[0].changes, releases[0].fixes, releases[0].removes)):
        problems.note(CHANGELOG, NEXT, "", "an empty entry", f"say under {fields} what the version changes")


def _check_agreement(texts: Mapping[str, str], last: Sequence[str], problems: Problems) -> None:
    """See that each file holds one version, that of the last entry, and the README its citation."""
    for name, pattern in VERSION_LINES.items():
        found = [match[1] for match in re.findall(pattern, texts[name], re.MULTILINE)]
        if texts[name] and found != list(last):
            said = " and ".join(found) or "no version"
            remedy = f"write {last[0] if last else 'one'}, which {CHANGELOG} has as the last"
            problems.note(name, "", "version", said, remedy)
    quoted = len(README_CITATION.findall(texts[README]))
    if texts[README] and quoted != 1:
        remedy = "keep the citation as one quotation (lines that begin with >) right below ## Cite"
        problems.note(README, "Cite", "", f"{quoted} citations", remedy)
