"""What machines read of a page: citation tags for Zotero and Scholar, and schema.org descriptions.

Sources: Zotero's translators *Embedded Metadata* and *RDF*, read at two of their versions. Three of their
habits decide what stands here. ``citation_title`` alone makes a journal article. Newer versions take
``citation_book_title`` for Open Graph's ``book:title``, and only ``citation_inbook_title`` still makes a
book section; older ones know the first alone: so both stand on a page. And a name without a comma is cut
before its last word, so the name of a body ends in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from .citable import Citable
from .edition import Edition
from .tables import Evidence

__all__ = ["chapter_graph", "citation_tags", "claim_graph", "report_graph"]

CONTEXT = "https://schema.org"
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
SOURCE_KINDS = {"opinion": "OpinionNewsArticle", "news": "NewsArticle"}
#: Verdicts by which a claim is rated. A claim that is unverified, or an opinion, is not.
RATED = ("confirmed", "confirmed-with-caveat", "contradicted")


def citation_tags(edition: Edition, title: str, page: str, pdf: str = "") -> list[tuple[str, str]]:
    """Return the Highwire and Dublin Core tags of a page, by which it is filed as a section of the report.

    Parameters
    ----------
    edition : Edition
        Of the report.
    title : str
        Of the page.
    page : str
        File of the page, such as ``divisions.html``.
    pdf : str, optional
        File of its PDF, relative to the site; empty where there is none.

    Returns
    -------
    list of (str, str)
        Name and content of each ``meta`` element, as text, in a fixed order. Tags that need a public address
        are left out while the report has none.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> tags = dict(citation_tags(load_edition(load().references), "Alliance divisions", "divisions.html"))
    >>> tags["citation_inbook_title"] == tags["citation_book_title"]
    True
    """
    identity, address = edition.identity, edition.address(page)
    authors = [one.name + "," if one.name else f"{one.family}, {one.given}" for one in identity.authors]
    found = [
        ("citation_title", title),
        *(("citation_author", author) for author in authors),
        ("citation_inbook_title", edition.title),
        ("citation_book_title", edition.title),
        ("citation_publication_date", edition.date.replace("-", "/")),
        ("citation_publisher", identity.publisher),
        ("citation_language", identity.language),
        ("citation_keywords", "; ".join(identity.keywords)),
        ("citation_public_url", address),
        ("citation_pdf_url", (edition.address(pdf) or pdf) if pdf else ""),
        ("bibo.edition", f"version {edition.version}"),
        ("DC.title", title),
        *(("DC.creator", author) for author in edition.authors),
        ("DC.date", edition.date),
        ("DC.publisher", identity.publisher),
        ("DC.language", identity.language),
        ("DC.identifier", address or f"{edition.slug}/{page}"),
        ("DC.rights", LICENCES.get(identity.licence_text, identity.licence_text)),
        ("DC.type", "BookItem"),  # of the Eprints vocabulary; DCMI's "Text" would make it an article
    ]
    return [(name, content) for name, content in found if content]


def _authors(edition: Edition) -> list[dict[str, str]]:
    people = edition.identity.authors
    return [
        {"@type": "Organization", "name": one.name}
        if one.name
        else {"@type": "Person", "familyName": str(one.family), "givenName": str(one.given)}
        for one in people
    ]


def _about(edition: Edition) -> dict[str, Any]:
    """Return what report, chapter and dataset share."""
    return {
        "version": edition.version,
        "datePublished": edition.date,
        "inLanguage": edition.identity.language,
        "license": LICENCES.get(edition.identity.licence_text, edition.identity.licence_text),
    }


def report_graph(edition: Edition, chapters: Iterable[Citable], data: str = "") -> dict[str, Any]:
    """Describe the report as a whole, with its chapters and its data.

    Parameters
    ----------
    edition : Edition
        Of the report.
    chapters : iterable of Citable
        Its pages.
    data : str, optional
        File of the data package, relative to the site; empty where there is none.

    Returns
    -------
    dict
        A schema.org ``Report``, ready to be written as JSON-LD. Addresses are relative to the page
        while the report has no public one.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> report_graph(load_edition(load().references), [])["@type"]
    'Report'
    """
    identity = edition.identity
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Report",
        "@id": edition.address("index.html") or "index.html",
        "name": edition.title,
        "description": " ".join(identity.description.split()),
        "keywords": identity.keywords,
        "author": _authors(edition),
        "publisher": {"@type": "Organization", "name": identity.publisher},
        "identifier": f"{edition.slug}",
        "contentReferenceTime": edition.cutoff,  # until that day the record was searched
        **_about(edition),
        "hasPart": [
            {"@type": "Chapter", "@id": edition.address(one.page) or one.page, "name": one.title}
            for one in chapters
        ],
    }
    if data:
        found["subjectOf"] = {
            "@type": "Dataset",
            "name": f"Data of {identity.title}",
            "description": f"Claims, grades, checks and codes behind the report {edition.title}, as tables.",
            **_about(edition),
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "application/zip",
                "contentUrl": edition.address(data) or data,
            },
        }
    return found


def chapter_graph(
    edition: Edition, chapter: Citable, description: str, figures: Iterable[Citable]
) -> dict[str, Any]:
    """Describe one page of the report, and the data of its figures.

    Parameters
    ----------
    edition : Edition
        Of the report.
    chapter : Citable
        The page.
    description : str
        One sentence on it, as text.
    figures : iterable of Citable
        Its figures; the data of ``figure-stances`` is the file ``figures/stances.csv``.

    Returns
    -------
    dict
        A schema.org ``Chapter``, ready to be written as JSON-LD.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> edition = load_edition(load().references)
    >>> chapter = Citable("divisions", "chapter", "Alliance divisions", "divisions.html")
    >>> figure = Citable("figure-stances", "figure", "Who wants what", "divisions.html", "figure-stances")
    >>> chapter_graph(edition, chapter, "Who wants what.", [figure])["hasPart"][0]["name"]
    'Who wants what'
    """
    datasets = [
        {
            "@type": "Dataset",
            "name": one.title,
            "description": f"The data of a figure of the chapter {chapter.title} in {edition.title}.",
            "url": edition.address(one.page, one.anchor) or f"{one.page}#{one.anchor}",
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": edition.address(_data_of(one)) or _data_of(one),
            },
        }
        for one in figures
    ]
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Chapter",
        "@id": edition.address(chapter.page) or chapter.page,
        "name": chapter.title,
        "description": description,
        "author": _authors(edition),
        "isPartOf": {
            "@type": "Report",
            "@id": edition.address("index.html") or "index.html",
            "name": edition.title,
        },
        **_about(edition),
    }
    return {**found, "hasPart": datasets} if datasets else found


def _data_of(figure: Citable) -> str:
    return f"figures/{figure.id.removeprefix('figure-')}.csv"


def _source_kind(kind: str) -> str:
    """Return the schema.org type of a document; what is neither news nor opinion is a work."""
    return next((name for word, name in SOURCE_KINDS.items() if word in kind), "CreativeWork")


def claim_graph(evidence: Evidence, edition: Edition) -> dict[str, Any]:
    """Describe every claim: where it appeared, who coded it, and, where the record rates it, the verdict.

    A claim is what a document reports, not what this report holds true. ``ClaimReview`` therefore stands
    only where a check reached a verdict on the facts; opinions and unverified claims have none. Verdicts are
    words and lie on no scale, so no number is given for them.

    Parameters
    ----------
    evidence : Evidence
        As loaded.
    edition : Edition
        Of the report.

    Returns
    -------
    dict
        A JSON-LD graph of the documents, of a ``Claim`` for each claim, and of ``ClaimReview`` records.

    Examples
    --------
    >>> from analysis import load, load_edition
    >>> evidence = load()
    >>> graph = claim_graph(evidence, load_edition(evidence.references))["@graph"]
    >>> sum(node["@type"] == "Claim" for node in graph) == len(evidence.claims)
    True
    """
    interpreter = {"@id": "#interpreter"}
    graph: list[dict[str, Any]] = [
        {
            "@type": "Organization",
            "@id": "#interpreter",
            "name": "; ".join(edition.authors),
        }
    ]
    sources: Mapping[str, Mapping[str, Any]] = evidence.sources.to_dict("index")
    for source, row in sources.items():
        node = {
            "@type": _source_kind(row["kind"]),
            "@id": f"#{source}",
            "name": row["title"],
            "publisher": {"@type": "Organization", "name": row["outlet"]},
            "inLanguage": row["language"],
            "datePublished": row["published_earliest"],
            "url": row["url"],
        }
        graph.append({key: value for key, value in node.items() if _is_told(value)})
    for name, claim in evidence.claims.to_dict("index").items():
        graph.append(
            {
                "@type": "Claim",
                "@id": edition.address("evidence.html", name) or f"evidence.html#{name}",
                "name": name,
                "text": claim["statement"],
                "appearance": {"@id": f"#{claim['source']}"},
                "claimInterpreter": interpreter,
            }
        )
    for check in evidence.checks[evidence.checks["verdict"].isin(RATED)].to_dict("records"):
        place = edition.address("evidence.html", check["claim"]) or f"evidence.html#{check['claim']}"
        graph.append(
            {
                "@type": "ClaimReview",
                "url": place,
                "claimReviewed": evidence.claims.at[check["claim"], "statement"],
                "itemReviewed": {"@id": place},
                "reviewBody": check["finding"],
                "reviewRating": {"@type": "Rating", "alternateName": check["verdict"].replace("-", " ")},
                "author": interpreter,
                "datePublished": edition.date,
            }
        )
    return {"@context": CONTEXT, "@graph": graph}


def _is_told(value: Any) -> bool:
    return not (value is None or value == "" or (not isinstance(value, dict) and pd.isna(value)))
