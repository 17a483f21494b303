"""analysis/metadata.py and its tags on the pages: what Zotero, Scholar and linked data read of them.

`zotero_item` follows the rules of Zotero's translators *Embedded Metadata* and *RDF*, read at two versions: `older`
(2015, and like it those until 2018) and `newer` (those that know ``citation_inbook_title``).
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT

import analysis
from analysis.citable import Citable
from analysis.metadata import RATED, chapter_graph, citation_tags, claim_graph, report_graph
from scripts import build

PAGES = list(
    dict.fromkeys(build.pages(yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))))
)
# Prefixes that the translators take for a namespace, wherever `newer` finds them in a name.
NAMESPACES = {"bib", "bibo", "dc", "dcterms", "prism", "foaf", "vcard", "link", "z", "eprint", "eprints", "og",
              "article", "book", "music", "video", "so", "codemeta", "rdf"}  # fmt: skip
TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
DUBLIN_CORE_TYPES = {
    "bookitem": "bookSection",
    "report": "report",
    "book": "book",
    "dataset": "journalArticle",
}
FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_inbook_title": "publicationTitle",
    "citation_book_title": "bookTitle",
    "citation_publisher": "publisher",
    "citation_public_url": "url",
    "citation_language": "language",
    "bibo.edition": "edition",
}


def clean_author(name: str) -> dict[str, str]:
    """Cut a name as Zotero does: at its comma, or before its last word."""
    comma, stripped = "," in name, name.strip(" .,/[]:")
    if comma:
        family, _, given = stripped.partition(",")
        return {"lastName": family, "firstName": given.strip()}
    given, _, family = stripped.rpartition(" ")
    return {"lastName": family, "firstName": given}


def zotero_item(tags: list[tuple[str, str]], version: str) -> dict[str, Any]:
    """Return what Zotero makes of the meta elements of a page."""
    sure = guessed = dublin_core = ""
    statements = False
    for name, content in tags:
        parts = re.split(r"[.:_]", name)
        prefix = parts[0].lower()
        if version == "newer" and len(parts) > 2 and parts[1].lower() in NAMESPACES:
            prefix = parts[1].lower()
        if prefix in NAMESPACES:
            statements = True
            if name.lower() == "dc.type":
                dublin_core = DUBLIN_CORE_TYPES.get(content.lower().replace(" ", ""), "")
        elif name in TYPES and not (version == "older" and name == "citation_inbook_title"):
            sure = TYPES[name]
        elif name in ("citation_title", "citation_series_title"):
            guessed = guessed or "journalArticle"
    # To `older` the types of Dublin Core come first, and those of Highwire are their default.
    kind = (dublin_core or sure or guessed) if version == "older" else (sure or dublin_core or guessed)
    item: dict[str, Any] = {"itemType": kind or ("webpage" if statements else ""), "creators": []}
    for name, content in tags:
        if name in FIELDS:
            item.setdefault(FIELDS[name], content)
        if name == "citation_author":
            item["creators"].append(clean_author(content))
        if name == "citation_pdf_url":
            item["pdf"] = content
    return item


def tags_of(html: str) -> list[tuple[str, str]]:
    soup = BeautifulSoup(html, "html.parser")
    return [
        (tag["name"], tag.get("content", "")) for tag in soup.head.find_all("meta") if tag.has_attr("name")
    ]


def linked_data(html: str) -> dict[str, Any]:
    blocks = BeautifulSoup(html, "html.parser").find_all("script", type="application/ld+json")
    assert len(blocks) == 1
    return json.loads(blocks[0].string)


@pytest.fixture(scope="module")
def edition(evidence):
    return analysis.load_edition(evidence.references, address="")


@pytest.fixture(scope="module")
def hosted(evidence):
    return analysis.load_edition(evidence.references, address="https://example.org/book/")


@pytest.fixture(scope="module")
def heads(site: Path) -> dict[str, str]:
    return {page: (site / f"{page}.html").read_text(encoding="utf-8") for page in PAGES}


# The rules themselves: what they make of tags that are known to go wrong.


@pytest.mark.parametrize(
    "tags, version, kind",
    [
        ([("citation_title", "A")], "newer", "journalArticle"),
        ([("citation_title", "A"), ("citation_book_title", "B")], "older", "bookSection"),
        # The second word of the name is taken for a namespace, and the type is lost.
        ([("citation_title", "A"), ("citation_book_title", "B")], "newer", "journalArticle"),
        ([("citation_title", "A"), ("citation_inbook_title", "B")], "newer", "bookSection"),
        ([("citation_title", "A"), ("citation_technical_report_institution", "B")], "newer", "report"),
        ([("citation_title", "A"), ("DC.type", "Report"), ("citation_book_title", "B")], "older", "report"),
    ],
)
def test_the_rules_make_of_tags_what_zotero_makes_of_them(tags, version, kind):
    assert zotero_item(tags, version)["itemType"] == kind


def test_a_name_without_a_comma_loses_its_last_word():
    assert clean_author("The Some project") == {"lastName": "project", "firstName": "The Some"}
    assert clean_author("The Some project,") == {"lastName": "The Some project", "firstName": ""}
    assert clean_author("Family, Given") == {"lastName": "Family", "firstName": "Given"}


# The pages.


@pytest.mark.parametrize("version", ["older", "newer"])
@pytest.mark.parametrize("page", PAGES)
def test_zotero_files_every_page_as_a_book_section(heads, site, page, version):
    built = analysis.load_edition(analysis.load().references)
    item = zotero_item(tags_of(heads[page]), version)
    assert item["itemType"] == "bookSection"
    assert [one["lastName"] for one in item["creators"]] == built.authors
    assert item["publicationTitle"] == item["bookTitle"] == built.title
    assert item["date"] == built.date.replace("-", "/")
    assert item["title"] and item["edition"] == f"version {built.version}"
    assert item["pdf"].startswith(built.identity.address)
    assert (site / "pdf" / item["pdf"].rpartition("/")[2]).is_file()


def test_no_two_pages_have_one_title(heads):
    titles = [dict(tags_of(head))["citation_title"] for head in heads.values()]
    assert len(set(titles)) == len(PAGES)


def test_pages_that_are_nothing_to_cite_have_no_tags(site):
    tags = dict(tags_of((site / "search.html").read_text(encoding="utf-8")))
    assert not [name for name in tags if name.startswith("citation_")]


def test_the_front_page_describes_the_report_and_all_its_chapters(heads):
    found = linked_data(heads["index"])
    assert found["@type"] == "Report" and found["version"] and found["author"][0]["name"]
    assert [one["@id"].rpartition("/")[2] for one in found["hasPart"]] == [f"{page}.html" for page in PAGES]
    assert found["subjectOf"]["@type"] == "Dataset"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "index"])
def test_every_other_page_describes_itself_as_a_chapter_of_the_report(heads, site, page):
    found = linked_data(heads[page])
    assert found["@type"] == "Chapter" and found["isPartOf"]["@type"] == "Report"
    assert found["description"] and found["name"] == dict(tags_of(heads[page]))["citation_title"]
    soup = BeautifulSoup(heads[page], "html.parser")
    figures = [figure.figcaption.get_text() for figure in soup.select("figure.report-figure")]
    datasets = found.get("hasPart", [])
    assert [one["name"] for one in datasets] == figures
    for one in datasets:
        assert (site / "figures" / one["distribution"]["contentUrl"].rpartition("/")[2]).is_file()


def test_the_register_leads_to_its_claims_as_linked_data(heads, site, evidence):
    link = BeautifulSoup(heads["evidence"], "html.parser").find("link", rel="alternate")
    assert link["type"] == "application/ld+json"
    graph = json.loads((site / link["href"]).read_text(encoding="utf-8"))["@graph"]
    assert {node["name"] for node in graph if node["@type"] == "Claim"} == set(evidence.claims.index)


# What is said of claims.


def test_a_claim_names_where_it_appeared_and_who_coded_it(evidence, edition):
    graph = claim_graph(evidence, edition)["@graph"]
    known = {node["@id"] for node in graph if "@id" in node}
    for node in graph:
        if node["@type"] == "Claim":
            assert node["appearance"]["@id"] in known and node["claimInterpreter"]["@id"] in known
            assert evidence.claims.at[node["name"], "statement"] == node["text"]


def test_only_claims_that_the_record_rates_have_a_review(evidence, edition):
    reviews = [node for node in claim_graph(evidence, edition)["@graph"] if node["@type"] == "ClaimReview"]
    rated = evidence.checks[evidence.checks["verdict"].isin(RATED)]
    assert [node["itemReviewed"]["@id"] for node in reviews] == [
        f"evidence.html#{name}" for name in rated["claim"]
    ]
    assert 0 < len(reviews) < len(evidence.claims)
    assert {node["reviewRating"]["alternateName"] for node in reviews} == {
        verdict.replace("-", " ") for verdict in RATED
    }


def test_a_report_with_an_address_names_it_everywhere(hosted, evidence):
    tags = dict(citation_tags(hosted, "Alliance divisions", "divisions.html", "pdf/divisions.pdf"))
    assert tags["citation_public_url"] == tags["DC.identifier"] == "https://example.org/book/divisions.html"
    assert tags["citation_pdf_url"] == "https://example.org/book/pdf/divisions.pdf"
    page = Citable("divisions", "chapter", "Alliance divisions", "divisions.html")
    assert report_graph(hosted, [page])["hasPart"][0]["@id"] == "https://example.org/book/divisions.html"
    assert chapter_graph(hosted, page, "x", [])["isPartOf"]["@id"] == "https://example.org/book/index.html"
    claims = [node for node in claim_graph(evidence, hosted)["@graph"] if node["@type"] == "Claim"]
    assert claims[0]["@id"].startswith("https://example.org/book/evidence.html#")


def test_a_report_without_an_address_claims_none(edition, evidence):
    tags = dict(citation_tags(edition, "A", "a.html", "pdf/a.pdf"))
    assert "citation_public_url" not in tags and tags["citation_pdf_url"] == "pdf/a.pdf"
    assert tags["DC.identifier"] == f"{edition.slug}/a.html"


def test_a_person_is_named_with_family_and_given_name(edition):
    person = analysis.model.Author(family="Ng", given="Ada")
    identity = edition.identity.model_copy(update={"authors": [person]})
    written = dataclasses.replace(edition, identity=identity)
    assert ("citation_author", "Ng, Ada") in citation_tags(written, "A", "a.html")
    assert report_graph(written, [])["author"] == [
        {"@type": "Person", "familyName": "Ng", "givenName": "Ada"}
    ]


@pytest.mark.parametrize("title", ["</script><script>x</script>", "a \u2028 b", "<b>&amp;", '"quoted"'])
def test_no_title_can_end_the_block_of_data(title, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    from page_metadata import data_block

    block = data_block({"name": title})
    assert block.count("<") == 2 and json.loads(block.partition(">")[2].rpartition("<")[0]) == {"name": title}
