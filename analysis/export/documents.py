"""The texts of the data package: how to read it, its licence, and the codebook to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..edition import Edition
from ..markdown import readable
from ..model import Codebook
from .descriptor import LICENCES, MISSING
from .flatten import FlatTable
from .labels import code_label

__all__ = ["PANDAS", "as_text", "codebook_text", "licence_text", "readme_text"]

LIKE_A_NUMBER = re.compile(r"(?=.*\d)[\d\s.,:/+-]+|\d+[eE]\d+")  # or like a day

#: How to read the tables in Python; a test runs these lines on the package.
PANDAS = """\
import json
import re

import pandas as pd


def restore(text):
    rest, rule = text[1:], package["neutralised"]
    added = re.match(rule["pattern"], rest) and not re.fullmatch(rule["except"], rest)
    return rest if text.startswith(rule["prefix"]) and added else text



with open("datapackage.json", encoding="utf-8") as file:
    package = json.load(file)
kinds = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
tables = {}
for resource in package["resources"]:
    types = {field["name"]: kinds[field["type"]] for field in resource["schema"]["fields"]}
    tables[resource["name"]] = pd.read_csv(
        resource["path"], dtype=types, keep_default_na=False, na_values=[""]
    )
    for name in [name for name, kind in types.items() if kind == "str"]:
        tables[resource["name"]][name] = tables[resource["name"]][name].map(restore, na_action="ignore")

with_claims = tables["events"].merge(tables["events_claims"], on="event")
"""
#: The same in R, without a package.
R_CODE = """\
read <- function(name) {
  types <- if (name == "sources") c(document = "character") else NA
  read.csv(paste0(name, ".csv"), na.strings = "", encoding = "UTF-8", colClasses = types)
}
claims <- read("claims")
with_claims <- merge(read("events"), read("events_claims"), by = "event")
"""
FOLDER = Path(__file__).parent


def readme_text(edition: Edition, tables: Sequence[FlatTable]) -> str:
    """Return the ``README.md`` of the package.

    Parameters
    ----------
    edition : Edition
        Which edition it is.
    tables : sequence of FlatTable
        What the package holds.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> readme_text(load_edition(load().references), []).splitlines()[0]
    '# Data of NATO and the Asia-Pacific Four: An evidence-linked report'
    """
    identity = edition.identity
    files = [f"| `{table.name}.csv` | {len(table.frame)} | {table.says} |" for table in tables]
    return (
        (FOLDER / "readme.md")
        .read_text("utf-8")
        .format(
            title=f"Data of {edition.title}",
            version=edition.version,
            date=edition.date,
            year=edition.date[:4],
            cutoff=edition.cutoff,
            description=identity.description,
            files="\n".join(files),
            missing=MISSING,
            pandas=PANDAS,
            r=R_CODE,
            licence=identity.licence_text,
            licence_title=LICENCES[identity.licence_text][0],
            authors="; ".join(edition.authors),
            as_text=_listed(as_text(tables)),
            evidence=edition.evidence,
            code=edition.code,
        )
    )


def as_text(tables: Sequence[FlatTable]) -> list[str]:
    """Return the columns of text in which a spreadsheet would see numbers or days.

    Parameters
    ----------
    tables : sequence of FlatTable
        What the package holds.

    Returns
    -------
    list of str
        Names of columns, sorted.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.model.dictionary import Column
    >>> frame = pd.DataFrame({"day": ["2023-07-12"], "who": ["Japan"]})
    >>> columns = {"day": Column(says="A day."), "who": Column(says="A name.")}
    >>> as_text([FlatTable("rain", "Rain", "Rain.", (), columns, {}, frame)])
    ['day']
    """
    return sorted(
        {
            name
            for table in tables
            for name, column in table.columns.items()
            if column.type == "string"
            and table.frame[name].dropna().map(lambda value: bool(LIKE_A_NUMBER.fullmatch(str(value)))).any()
        }
    )


def _listed(names: Sequence[str]) -> str:
    """Return names of columns as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names) or "of days and numbers"


def licence_text(edition: Edition) -> str:
    """Return the ``LICENSE.txt`` of the package.

    Parameters
    ----------
    edition : Edition
        Which edition it is.

    Returns
    -------
    str
        Plain text.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> "CC-BY-4.0" in licence_text(load_edition(load().references))
    True
    """
    title, address = LICENCES[edition.identity.licence_text]
    return (
        (FOLDER / "licence.txt")
        .read_text("utf-8")
        .format(
            title=f"Data of {edition.title}",
            licence_title=title,
            licence=edition.identity.licence_text,
            address=address,
            authors="; ".join(edition.authors),
        )
    )


def codebook_text(codebook: Codebook) -> str:
    """Return the codebook as Markdown: each variable, each code with definition, examples and rulings.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> from analysis import load
    >>> codebook_text(load().codebook).splitlines()[0]
    '# Codebook'
    """
    lines = ["# Codebook", "", f"Version of {codebook.version}.", ""]
    lines += [f"- {readable(text)}" for text in codebook.instructions]
    for name, variable in codebook.variables.items():
        lines += ["", f"## {readable(name)}", "", readable(variable.question), ""]
        for code, entry in variable.codes.items():
            label = code_label(codebook, name, code)
            words = (
                f" ({readable(label)})"
                if label.lower() not in (code.lower(), entry.definition.lower())
                else ""
            )
            lines.append(f"- `{code}`{words}: {readable(entry.definition)}")
            for title, texts in (
                ("Belongs to it", entry.examples),
                ("Does not", entry.bad_examples),
                ("Ruling", entry.rulings),
            ):
                lines += [f"  - {title}: {readable(text)}" for text in texts]
    lines += ["", "## Changes", ""]
    lines += [f"- {change.date}: {readable(change.change)}" for change in codebook.changes]
    return "\n".join(lines) + "\n"
