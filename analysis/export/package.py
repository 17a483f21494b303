"""Writing the data package: everything into a folder aside, then the folder into its place."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..citation_file import citation_file
from ..edition import Edition
from ..model import Coding, Judgement, Settlement
from ..replacement import swap
from ..spreadsheet import csv_text
from ..tables import Evidence
from .collect import collect_tables
from .descriptor import describe_package
from .dictionary import check_columns, load_dictionary
from .documents import codebook_text, licence_text, readme_text
from .flatten import FlatTable, flatten_tables

__all__ = ["DESCRIPTOR", "export_tables", "write_package"]

DESCRIPTOR = "datapackage.json"
CITATION = "CITATION.cff"


def export_tables(
    evidence: Evidence,
    judgements: Sequence[Judgement],
    codings: Sequence[Coding] = (),
    settlements: Sequence[Settlement] = (),
) -> list[FlatTable]:
    """Return the tables of the data package, one value in each cell, each column described.

    Parameters
    ----------
    evidence : Evidence
        As from :func:`analysis.load`.
    judgements, codings, settlements : sequence
        As from :func:`analysis.load_judgements`, :func:`analysis.load_codings` and
        :func:`analysis.load_settlements`.

    Returns
    -------
    list of FlatTable
        In the order of the data dictionary.

    Raises
    ------
    EvidenceError
        Where a table or column is not described.

    Examples
    --------
    >>> from analysis import load, load_judgements
    >>> evidence = load()
    >>> export_tables(evidence, load_judgements(evidence))[1].name
    'sources_upstream'
    """
    dictionary = load_dictionary()
    frames = collect_tables(evidence, judgements, codings, settlements)
    check_columns(dictionary, frames)
    return flatten_tables(dictionary, frames)


def write_package(folder: Path, edition: Edition, evidence: Evidence, tables: Sequence[FlatTable]) -> Path:
    """Write the data package into a folder, in place of an earlier one.

    Parameters
    ----------
    folder : Path
        Where it goes; it is missing, empty, or holds an earlier package.
    edition : Edition
        Which edition it is; of its date and version, so that the same edition gives the same bytes.
    evidence : Evidence
        For the codebook and the documents.
    tables : sequence of FlatTable
        As from :func:`export_tables`.

    Returns
    -------
    Path
        The descriptor, ``datapackage.json``.

    Raises
    ------
    FileExistsError
        Where the folder holds other files; nothing is deleted then.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import load, load_edition
    >>> evidence = load()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_package(Path(folder) / "data", load_edition(evidence.references), evidence, [])
    ...     print(sorted(path.name for path in written.parent.glob("*.[jt]*")))
    ['LICENSE.txt', 'datapackage.json']
    """
    if (
        folder.exists()
        and not (folder / DESCRIPTOR).is_file()
        and (not folder.is_dir() or any(folder.iterdir()))
    ):
        reason = "it holds other files than a data package; name a new folder"
        raise FileExistsError(errno.EEXIST, reason, str(folder))
    files = {table.name: csv_text(table.frame).encode() for table in tables}
    citation = citation_file(edition.identity, edition.version, edition.date, data=True)
    texts = {
        DESCRIPTOR: json.dumps(
            describe_package(edition, evidence, tables, files), indent=2, ensure_ascii=False
        )
        + "\n",
        "README.md": readme_text(edition, tables),
        CITATION: citation,
        "LICENSE.txt": licence_text(edition),
        "codebook.md": codebook_text(evidence.codebook),
    }
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    new = aside / "new"
    new.mkdir(parents=True)
    try:
        for name, content in files.items():
            (new / f"{name}.csv").write_bytes(content)
        for name, text in texts.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        swap(new, folder, aside / "old")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / DESCRIPTOR
