"""``datapackage.json``: what the package is, and what each file and column holds (Data Package v2)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ..edition import Edition
from ..model import Codebook
from ..model.dictionary import FORMS, Column
from ..model.edition import Author
from ..spreadsheet import APOSTROPHE, FORMULA, NUMBER
from ..tables import Evidence
from .flatten import FlatTable
from .labels import code_label

__all__ = ["LICENCES", "MISSING", "PROFILE", "describe_package"]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "nato-asia-pacific-four-data"
MISSING = "not known, or does not apply"
#: Variables whose codes rise from the first to the last of the codebook.
RISING = {"stance", "likelihood"}
#: Licences by SPDX name: title and address.
LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
}


def describe_package(
    edition: Edition, evidence: Evidence, tables: Sequence[FlatTable], files: Mapping[str, bytes]
) -> dict[str, Any]:
    """Return the descriptor of the data package.

    Parameters
    ----------
    edition : Edition
        Which edition of the report the data belong to.
    evidence : Evidence
        For the codebook and the documents.
    tables : sequence of FlatTable
        As from :func:`analysis.export.flatten_tables`.
    files : mapping of str to bytes
        Name of each table to its CSV.

    Returns
    -------
    dict
        As ``datapackage.json`` holds it.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> evidence = load()
    >>> describe_package(load_edition(evidence.references), evidence, [], {})["name"]
    'nato-asia-pacific-four-data'
    """
    identity = edition.identity
    title, address = LICENCES[identity.licence_text]
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": NAME,
        "id": str(
            uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME} {edition.version} {edition.evidence} {edition.code}")
        ),
        "title": f"Data of {edition.title}",
        "description": identity.description,
        "version": edition.version,
        "created": f"{edition.date}T00:00:00Z",
        "keywords": identity.keywords,
        "licenses": [{"name": identity.licence_text, "title": title, "path": address}],
        "contributors": [
            *(_contributor(author, "author") for author in identity.authors),
            {"title": identity.publisher, "roles": ["publisher"]},
        ],
        "sources": _sources(evidence),
        "recordCutoff": edition.cutoff,
        "fingerprints": {"evidence": edition.evidence, "code": edition.code},
        "neutralised": {"prefix": APOSTROPHE, "pattern": FORMULA.pattern, "except": NUMBER.pattern},
        "resources": [_resource(table, files[table.name], evidence.codebook) for table in tables],
    }
    if edition.address():
        package["homepage"] = edition.address()
    return package


def _contributor(author: Author, role: str) -> dict[str, Any]:
    if author.name:
        return {"title": author.name, "roles": [role]}
    names = {"givenName": author.given, "familyName": author.family}
    return {"title": f"{author.given} {author.family}", **names, "roles": [role]}


def _sources(evidence: Evidence) -> list[dict[str, str]]:
    """Name the documents, with their addresses where they have one, and the bibliography."""
    documents = []
    for row in evidence.sources.itertuples():
        entry = {"title": f"{row.outlet}: {row.title}", "version": f"sha256:{row.sha256}"}
        documents.append(entry | ({"path": row.url} if row.url else {}))
    record = {"title": "The public record: every page that was seen", "path": "references.csv"}
    return [*documents, record]


def _resource(table: FlatTable, content: bytes, codebook: Codebook) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            _field(name, column, codebook, unique=column.unique or table.key == (name,))
            for name, column in table.columns.items()
        ],
        "primaryKey": list(table.key),
        "missingValues": [{"value": "", "label": MISSING}],
    }
    if table.parents:
        schema["foreignKeys"] = [
            {
                "fields": list(own),
                # A table that refers to itself is named by no name.
                "reference": {"resource": parent if parent != table.name else "", "fields": list(theirs)},
            }
            for own, (parent, theirs) in table.parents.items()
        ]
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.says,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(name: str, column: Column, codebook: Codebook, *, unique: bool) -> dict[str, Any]:
    number = int if column.type == "integer" else str
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if unique:
        constraints["unique"] = True
    if column.form:
        # As in XML Schema: a pattern is held to the whole value and knows no groups that are not counted.
        constraints["pattern"] = FORMS[column.form].removeprefix("^").removesuffix("$").replace("(?:", "(")
    for bound in ("minimum", "maximum"):
        if (value := getattr(column, bound)) is not None:
            constraints[bound] = value
    field = {
        "name": name,
        "type": column.type,
        "title": name[:1].upper() + name[1:].replace("_", " "),
        "description": column.says,
    }
    if column.code:
        codes = list(codebook.variables[column.code].codes)
        constraints["enum"] = [number(code) for code in codes]
        field["categories"] = [
            {"value": number(code), "label": code_label(codebook, column.code, code)} for code in codes
        ]
        if column.code in RISING:
            field["categoriesOrdered"] = True
    elif column.values:
        constraints["enum"] = column.values
    return {**field, "constraints": constraints} if constraints else field
