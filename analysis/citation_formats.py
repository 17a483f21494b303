"""What a citation consists of, as data: CSL-JSON, BibTeX and RIS for one edition of the report.

All three say the same: who, what, in which report, in which version, of which day and, where the report
has a public address, at which place. A part of the report is a chapter to reference managers, whatever it
is to us: all of them know what to do with a chapter. The words that name a part are in its title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import rispy
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from .citable import Citable
from .edition import Edition

__all__ = ["FORMATS", "bibtex", "citation_key", "csl_item", "csl_json", "plain_title", "ris"]

#: Name of a format to the suffix of its files.
FORMATS = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}
KEEP = '<span class="nocase">{}</span>'  # CSL's way to say that no style may change these letters
TAG = re.compile(r"<span class=\"nocase\">|</span>")
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "−": r"\textminus{}", **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
WORD = re.compile(r"[^\W_](?:[\w'’.+-]*[^\W_])?|.", re.DOTALL)


def citation_key(citable: Citable, edition: Edition) -> str:
    """Return the key of a citation: another one for each version, so that two versions can be cited at once.

    Parameters
    ----------
    citable : Citable
        What is cited.
    edition : Edition
        In which edition.

    Returns
    -------
    str
        Letters, digits, hyphens and dots, such as ``nato-asia-pacific-four-2026.11.1-elpais-33``.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> edition = load_edition(load().references)
    >>> key = citation_key(Citable("divisions", "chapter", "D", "divisions.html"), edition)
    >>> key.startswith("nato-asia-pacific-four-20"), key.endswith("-divisions")
    (True, True)
    """
    return edition.slug if citable.kind == "report" else f"{edition.slug}-{citable.id}"


def _parts(citable: Citable) -> tuple[str, str]:
    """Return the words that say which part it is, of which no letter may change, and its title."""
    title = " ".join(citable.title.split()).rstrip(".")
    if citable.kind == "claim":
        return f"Claim {citable.id},", "register of claims"
    if citable.kind == "judgement":
        return "", f"Key judgement {citable.id.rpartition('-')[2]}: {title}"
    if citable.kind in ("figure", "table"):
        return f"{citable.kind.capitalize()} {citable.id.partition('-')[2]}:", title
    return "", title


def plain_title(citable: Citable) -> str:
    """Return the title under which something is cited, as text.

    Parameters
    ----------
    citable : Citable
        What is cited.

    Returns
    -------
    str
        Of a chapter its title; all else names its kind and id first.

    Examples
    --------
    >>> plain_title(Citable("elpais-33", "claim", "France names geography.", "evidence.html", "elpais-33"))
    'Claim elpais-33, register of claims'
    >>> plain_title(Citable("figure-stances", "figure", "Who wants what", "divisions.html", "figure-stances"))
    'Figure stances: Who wants what'
    """
    return " ".join(part for part in _parts(citable) if part)


def csl_item(citable: Citable, edition: Edition) -> dict[str, Any]:
    """Return a citation as one item of CSL-JSON.

    Parameters
    ----------
    citable : Citable
        What is cited.
    edition : Edition
        In which edition.

    Returns
    -------
    dict
        Of type ``report`` or ``chapter``. The version is its ``edition``, the one field for it that all
        styles show. ``abstract`` holds what a claim says. ``URL`` is missing where the report has no public
        address, ``publisher`` where the authors publish it.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> edition = load_edition(load().references)
    >>> item = csl_item(Citable("divisions", "chapter", "D", "divisions.html"), edition)
    >>> item["type"], item["container-title"]
    ('chapter', 'NATO and the Asia-Pacific Four: An evidence-linked report')
    """
    lead, title = _parts(citable)
    whole = citable.kind == "report"
    year, month, day = edition.date.split("-")
    item: dict[str, Any] = {
        "id": citation_key(citable, edition),
        "type": "report" if whole else "chapter",
        "title": edition.title if whole else f"{KEEP.format(lead)} {title}" if lead else title,
        "author": [
            {"literal": one.name} if one.name else {"family": one.family, "given": one.given}
            for one in edition.identity.authors
        ],
        "edition": f"version {edition.version}",
        "issued": {"date-parts": [[int(year), int(month), int(day)]]},
        "language": edition.identity.language,
    }
    if not whole:
        item["container-title"] = edition.title
    if edition.identity.publisher not in edition.authors:
        item["publisher"] = edition.identity.publisher
    if citable.kind == "claim":
        item["abstract"] = " ".join(citable.title.split())
    if address := edition.address("" if whole else citable.page, citable.anchor):
        item["URL"] = address
    return item


def csl_json(items: Sequence[dict[str, Any]]) -> str:
    r"""Write citations as CSL-JSON, for Zotero, pandoc and others.

    Parameters
    ----------
    items : sequence of dict
        As from :func:`csl_item`.

    Returns
    -------
    str
        A list, indented, ending with a line end.

    Examples
    --------
    >>> csl_json([{"id": "a"}])
    '[\n  {\n    "id": "a"\n  }\n]\n'
    """
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


class _Escaped(Writer):
    """Writes BibTeX whose fields are LaTeX already."""

    def _encode(self, text: str) -> str:
        return text


def _latex(text: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in text)


def _guarded(text: str) -> str:
    """Return LaTeX in which a style that lowers the letters of titles leaves names and ids alone."""
    words = [(_latex(word), word != word.lower() or re.search(r"\d", word)) for word in WORD.findall(text)]
    return "".join(f"{{{latex}}}" if kept else latex for latex, kept in words)


def _text(item: dict[str, Any], field: str) -> str:
    return " ".join(TAG.sub("", str(item.get(field, ""))).split())


def _dated(item: dict[str, Any]) -> tuple[int, str, str]:
    year, month, day = item["issued"]["date-parts"][0]
    return year, f"{month:02}", f"{day:02}"


def bibtex(items: Iterable[dict[str, Any]]) -> str:
    r"""Write citations as BibTeX, for BibTeX and for biblatex.

    Parameters
    ----------
    items : iterable of dict
        As from :func:`csl_item`.

    Returns
    -------
    str
        ``@techreport`` or ``@incollection``; what LaTeX would take as a command is escaped. ``date`` is
        for biblatex, ``year`` for BibTeX.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> edition = load_edition(load().references)
    >>> text = bibtex([csl_item(Citable("table-a", "table", "Profit & loss", "a.html", "table-a"), edition)])
    >>> r"title = {{Table} a: {Profit} \& loss}" in text
    True
    """
    entries: dict[str, Entry] = {}
    for item in items:
        year, month, day = _dated(item)
        whole = item["type"] == "report"
        institution = item.get("publisher") or item["author"][0].get("literal", "")
        fields = {
            "title": _guarded(_text(item, "title")),
            "booktitle": _guarded(_text(item, "container-title")),
            "institution": f"{{{_latex(institution)}}}" if whole else "",
            "publisher": "" if whole else _latex(item.get("publisher", "")),
            "year": str(year),
            "date": f"{year}-{month}-{day}",
            "note": _latex(item["edition"].capitalize()),
            "url": item.get("URL", ""),  # read as it stands, inside \\url
            "abstract": _latex(_text(item, "abstract")),
        }
        authors = [
            Person(
                f"{{{_latex(one['literal'])}}}" if "literal" in one else f"{one['family']}, {one['given']}"
            )
            for one in item["author"]
        ]
        told = {field: text for field, text in fields.items() if text}
        entries[item["id"]] = Entry("techreport" if whole else "incollection", told, {"author": authors})
    stream = StringIO()
    _Escaped().write_stream(BibliographyData(entries), stream)
    return re.sub(r'^(    \w+ = )"(.*)"(,?)$', r"\1{\2}\3", stream.getvalue(), flags=re.MULTILINE)


class _Unnumbered(rispy.RisWriter):
    """Writes RIS without a number before each record, which not every reader takes."""

    def set_header(self, count: int) -> str:
        return ""


def ris(items: Iterable[dict[str, Any]]) -> str:
    """Write citations as RIS, for EndNote and others.

    Parameters
    ----------
    items : iterable of dict
        As from :func:`csl_item`.

    Returns
    -------
    str
        Records of type ``RPRT`` or ``CHAP``.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> edition = load_edition(load().references)
    >>> ris([csl_item(Citable("divisions", "chapter", "D", "divisions.html"), edition)]).splitlines()[0]
    'TY  - CHAP'
    """
    records = []
    for item in items:
        year, month, day = _dated(item)
        record = {
            "type_of_reference": "RPRT" if item["type"] == "report" else "CHAP",
            "authors": [one.get("literal") or f"{one['family']}, {one['given']}" for one in item["author"]],
            "title": _text(item, "title"),
            "secondary_title": _text(item, "container-title"),
            "edition": item["edition"],
            "publisher": item.get("publisher", ""),
            "year": str(year),
            "date": f"{year}/{month}/{day}/",
            "language": item["language"],
            "abstract": _text(item, "abstract"),
            "urls": [item["URL"]] if "URL" in item else [],
            "id": item["id"],
        }
        records.append({field: value for field, value in record.items() if value})
    return rispy.dumps(records, implementation=_Unnumbered)
