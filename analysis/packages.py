"""The packages that the book is made with: what the lock pins, and what each declared one is for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .edition import ROOT

__all__ = ["LOCK", "Package", "read_lock", "table_packages", "versions_for"]

LOCK = "requirements.lock"
DECLARED = re.compile(r'^\s*"(?P<requirement>[^"]+)",?\s*#\s*(?P<purpose>.+)$', re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """One entry of a lock.

    Parameters
    ----------
    name : str
        As PyPI compares names.
    version : str
        The only one that is installed.
    marker : str
        For which Python or system the entry holds; empty for all.
    hashes : tuple of str
        SHA-256 of each file that may be installed.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(text: str) -> list[Package]:
    r"""Read a lock as ``make lock`` writes it.

    Parameters
    ----------
    text : str
        Content of the file.

    Returns
    -------
    list of Package
        In the order of the file. A package stands once for each version that some Python needs.

    Raises
    ------
    ValueError
        Where an entry pins no version, or has no hash.

    Examples
    --------
    >>> read_lock("one==1.0 ; python_version < '3.12' \\\n    --hash=sha256:ab\n    # via two\n")
    [Package(name='one', version='1.0', marker='python_version < "3.12"', hashes=('ab',))]
    """
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    packages = []
    for entry in "\n".join(lines).replace("\\\n", " ").splitlines():
        words, *hashes = re.split(r"\s+--hash=sha256:", entry.strip())
        requirement = Requirement(words)
        pins = [one.version for one in requirement.specifier if one.operator == "=="]
        if len(pins) != 1 or not hashes:
            raise ValueError(f"'{words}' needs one version (==) and at least one hash; run make lock")
        marker = str(requirement.marker or "")
        packages.append(Package(canonicalize_name(requirement.name), pins[0], marker, tuple(hashes)))
    return packages


def versions_for(packages: Iterable[Package], python: str) -> dict[str, str]:
    """Return the versions that a lock has for one Python on this system.

    Parameters
    ----------
    packages : iterable of Package
        As from :func:`read_lock`.
    python : str
        Whole version, such as ``3.11.7``.

    Returns
    -------
    dict of str to str
        Version by name.

    Examples
    --------
    >>> lock = [Package("one", "1", "python_version < '3.12'", ("ab",)), Package("two", "2", "", ("cd",))]
    >>> versions_for(lock, "3.11.7"), versions_for(lock, "3.12.1")
    ({'one': '1', 'two': '2'}, {'two': '2'})
    """
    place = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
    return {one.name: one.version for one in packages if not one.marker or Marker(one.marker).evaluate(place)}


def table_packages(root: Path = ROOT) -> pd.DataFrame:
    """Return the packages that the book itself needs, in the versions of the lock.

    The lock is read, not the interpreter that builds: the table is the same on every machine.

    Parameters
    ----------
    root : Path, optional
        Folder of the project.

    Returns
    -------
    DataFrame
        One row per package that ``pyproject.toml`` declares for the book, by name: ``package``; ``version``,
        or several where one Python needs another; ``purpose``, as the file gives it.

    Examples
    --------
    >>> table_packages().set_index("package").loc["pandas", "purpose"]
    'the tables of evidence, and all that is computed from them'
    """
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    purposes = {match["requirement"]: match["purpose"].strip() for match in DECLARED.finditer(text)}
    locked: dict[str, list[str]] = {}
    for package in read_lock((root / LOCK).read_text(encoding="utf-8")):
        locked.setdefault(package.name, []).append(package.version)
    rows = []
    for declared in tomllib.loads(text)["project"]["dependencies"]:
        name = canonicalize_name(Requirement(declared).name)
        versions = " or ".join(sorted(locked[name]))
        rows.append({"package": name, "version": versions, "purpose": purposes.get(declared)})
    rows.sort(key=lambda row: row["package"])
    return pd.DataFrame(rows, columns=["package", "version", "purpose"])
