"""The files of a brief: made whole or not at all, and never over what another program or person made."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from ..problems import Problems
from ..typesetting import Document, fitted, typeset

__all__ = ["MOST_PAGES", "check_folder", "write_brief"]

STEM = "brief"
MOST_PAGES = 2
BEGUN = ".brief-"


def check_folder(folder: Path, formats: Sequence[str], title: str, problems: Problems) -> None:
    """Note where the files of a brief cannot go; nothing is written.

    Parameters
    ----------
    folder : Path
        Where they shall go.
    formats : sequence of str
        Suffixes of the files.
    title : str
        Title of the report: a file that holds it counts as an earlier brief and may be written over.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> problems = Problems()
    >>> check_folder(Path(__file__), ["md"], "A", problems)
    >>> problems[0].found
    'a file'
    """
    name = f"--out {folder}"
    there = next((place for place in [folder, *folder.absolute().parents] if place.exists()), folder)
    if not there.is_dir():
        found = "a file" if there == folder else f"a folder inside the file {there}"
        problems.note(name, "", "", found, "name a folder")
        return
    if not os.access(there, os.W_OK | os.X_OK):
        remedy = "name a folder in which you may write"
        problems.note(name, "", "", f"no right to write in {there}", remedy)
        return
    for suffix in formats:
        path = folder / f"{STEM}.{suffix}"
        if path.exists() and not _is_ours(path, title):
            remedy = "move it away, or name another folder"
            problems.note(str(path), "", "", "a file that is no brief of this report", remedy)


def _is_ours(path: Path, title: str) -> bool:
    """Tell whether a file is a brief of this report: it says so in its properties, or in its first line."""
    try:
        data = path.read_bytes()
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as file:
                return title in file.read("docProps/core.xml").decode()
        return title.encode() in data
    except (OSError, zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return False


def write_brief(document: Document, formats: Sequence[str], folder: Path) -> tuple[list[Path], int]:
    """Write a brief in several formats, all of them or none.

    Parameters
    ----------
    document : Document
        As from :func:`analysis.brief.compose`.
    formats : sequence of str
        Of :data:`analysis.brief.FORMATS`.
    folder : Path
        Where the files go; made where it is missing.

    Returns
    -------
    list of Path
        The files, in the order of the formats; pictures of the Markdown come last.
    int
        Pages on paper.

    Raises
    ------
    TypesettingError
        Where a format cannot be made; then nothing is written.
    OSError
        Where a file cannot be written.

    Examples
    --------
    >>> document = Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F", [])
    >>> with tempfile.TemporaryDirectory() as name:
    ...     files, pages = write_brief(document, ["md"], Path(name))
    >>> [path.name for path in files], pages
    (['brief.md'], 1)
    """
    document, pages = fitted(document, MOST_PAGES)
    made = {f"{STEM}.{kind}": typeset(document, kind) for kind in formats}
    if "md" in formats:
        made |= {f"{picture.name}.png": picture.png for picture in document.pictures}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=BEGUN, dir=folder) as begun:
        for name, data in made.items():
            (Path(begun) / name).write_bytes(data)
        for name in made:
            os.replace(Path(begun) / name, folder / name)
    return [folder / name for name in made], pages
