"""Citations as data: what stands in CSL-JSON, BibTeX and RIS, and that others can read it back."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from analysis.citable import Citable
from analysis.citation_formats import LATEX, bibtex, citation_key, csl_item, csl_json, plain_title, ris
from analysis.edition import Edition, load_identity
from analysis.model.edition import Author

ADDRESS = "https://example.org/book/"
REPORT = "NATO and the Asia-Pacific Four: An evidence-linked report"
PROJECT = "NATO and the Asia-Pacific Four project"
CHAPTER = Citable("divisions", "chapter", "Alliance divisions", "divisions.html")
CLAIM = Citable("elpais-33", "claim", "France names geography.", "evidence.html", "elpais-33")


def edition(version: str = "2026.11.1", date: str = "2026-11-25", address: str = "") -> Edition:
    """Return an edition; what a test does not name is the same in all."""
    return Edition(load_identity(address=address), version, date, True, "2026-11-20", "0" * 12, "1" * 12)


def unescape(latex: str) -> str:
    """Return the text that LaTeX would print, of what the writer writes."""
    text = re.sub(r"(?<!\\)[{}](?!\})", "", latex.replace("{}", "\0"))
    for sign, command in sorted(LATEX.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(command.replace("{}", "\0"), sign)
    return text


# What a citation says


@pytest.mark.parametrize(
    ("citable", "title"),
    [
        (CHAPTER, "Alliance divisions"),
        (CLAIM, "Claim elpais-33, register of claims"),
        (
            Citable("judgement-4", "judgement", "No office", "index.html", "judgement-4"),
            "Key judgement 4: No office",
        ),
        (
            Citable("figure-road", "figure", "Who came,\nwhen.", "a.html", "figure-road"),
            "Figure road: Who came, when",
        ),
        (Citable("table-ties", "table", "Who is tied", "a.html", "table-ties"), "Table ties: Who is tied"),
    ],
)
def test_the_title_names_the_part_so_that_it_is_found_without_an_address(citable, title):
    assert plain_title(citable) == title


def test_a_part_is_a_chapter_of_the_report_and_names_the_version():
    item = csl_item(CHAPTER, edition())
    assert item == {
        "id": "nato-asia-pacific-four-2026.11.1-divisions", "type": "chapter", "title": "Alliance divisions",
        "container-title": REPORT, "author": [{"literal": PROJECT}], "edition": "version 2026.11.1",
        "issued": {"date-parts": [[2026, 11, 25]]}, "language": "en",
    }  # fmt: skip


def test_the_whole_is_a_report_and_stands_in_nothing():
    item = csl_item(Citable("report", "report", "", "index.html"), edition(address=ADDRESS))
    assert (item["type"], item["title"], item["URL"]) == ("report", REPORT, ADDRESS)
    assert "container-title" not in item


def test_with_an_address_the_place_on_the_page_is_cited_and_without_one_none():
    assert csl_item(CLAIM, edition(address=ADDRESS))["URL"] == f"{ADDRESS}evidence.html#elpais-33"
    assert "URL" not in csl_item(CLAIM, edition())


def test_who_publishes_is_said_only_where_it_is_not_the_author():
    other = edition()
    other = replace(other, identity=other.identity.model_copy(update={"publisher": "A press"}))
    assert csl_item(CHAPTER, other)["publisher"] == "A press"
    assert "publisher" not in csl_item(CHAPTER, edition())


def test_persons_have_family_and_given_name_in_every_format():
    people = edition()
    authors = [Author(family="Sørensen", given="Ada"), Author(name="Body & Sons")]
    people = replace(people, identity=people.identity.model_copy(update={"authors": authors}))
    item = csl_item(CHAPTER, people)
    assert item["author"] == [{"family": "Sørensen", "given": "Ada"}, {"literal": "Body & Sons"}]
    persons = parse_string(bibtex([item]), "bibtex").entries[item["id"]].persons["author"]
    assert [str(one) for one in persons] == ["Sørensen, Ada", r"{Body \& Sons}"]
    assert rispy.loads(ris([item]))[0]["authors"] == ["Sørensen, Ada", "Body & Sons"]


# Keys


def test_a_key_is_another_in_each_version_and_for_each_part():
    keys = [
        citation_key(one, edition(version))
        for one in (CHAPTER, CLAIM)
        for version in ("2026.11.1", "2026.12.0")
    ]
    assert len(set(keys)) == 4
    assert all(re.fullmatch(r"[a-z][a-z0-9.-]+", key) for key in keys)


def test_the_key_of_a_state_that_was_not_published_holds_no_sign_that_latex_or_a_shell_reads():
    assert (
        citation_key(CLAIM, edition("2026.11.1+0a1b2c3d"))
        == "nato-asia-pacific-four-2026.11.1-0a1b2c3d-elpais-33"
    )


# Two versions of one claim


def test_citations_of_two_versions_of_one_claim_differ_only_where_they_must():
    """Blanking version, day and year, and nothing else, makes them the same in every format."""
    old, new = edition("2026.11.1", "2026-11-25", ADDRESS), edition("2027.1.0", "2027-01-09", ADDRESS)
    first, second = csl_item(CLAIM, old), csl_item(CLAIM, new)
    assert {field for field in first if first[field] != second[field]} == {"id", "edition", "issued"}
    for write in (bibtex, ris, csl_json):
        texts = []
        for item, version, dates in (
            (first, "2026.11.1", ("2026-11-25", "2026/11/25", "2026,\n          11,\n          25", "2026")),
            (second, "2027.1.0", ("2027-01-09", "2027/01/09", "2027,\n          1,\n          9", "2027")),
        ):
            text = write([item]).replace(version, "VERSION")
            for date in dates:
                text = text.replace(date, "DATE")
            texts.append(text)
        assert texts[0] == texts[1], write.__name__
        assert "VERSION" in texts[0] and "DATE" in texts[0]


# Reading back


# Line ends, tabs and what LaTeX reads as commands; no signs that no text file may hold.
TITLES = st.text(
    st.one_of(
        st.sampled_from("{}\\%&#$_~^\"<>|'“”‘’−αΩ€\n\r\t @=,"),
        st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S"]),
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip(" .\n\r\t"))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(title=TITLES)
def test_a_wild_title_comes_back_from_bibtex(title):
    item = csl_item(Citable("table-wild", "table", title, "a.html", "table-wild"), edition(address=ADDRESS))
    entry = parse_string(bibtex([item]), "bibtex").entries[item["id"]]
    assert squeezed(unescape(entry.fields["title"])) == squeezed(
        plain_title(Citable("table-wild", "table", title, ""))
    )
    assert (entry.type, entry.fields["year"], entry.fields["url"]) == (
        "incollection",
        "2026",
        f"{ADDRESS}a.html#table-wild",
    )


@given(title=TITLES)
def test_a_wild_title_comes_back_from_ris(title):
    item = csl_item(Citable("table-wild", "table", title, "a.html", "table-wild"), edition(address=ADDRESS))
    (record,) = rispy.loads(ris([item]))
    assert squeezed(record["title"]) == squeezed(plain_title(Citable("table-wild", "table", title, "")))
    assert record["type_of_reference"] == "CHAP" and record["secondary_title"] == REPORT
    assert record["urls"] == [f"{ADDRESS}a.html#table-wild"] and record["id"] == item["id"]


@given(title=TITLES)
def test_a_wild_title_comes_back_from_csl_json(title):
    item = csl_item(Citable("table-wild", "table", title, "a.html", "table-wild"), edition())
    assert json.loads(csl_json([item])) == [item]


def test_no_sign_is_left_that_latex_would_take_for_a_command():
    wild = "100 % of {a} & b_c #1 ~ $5 ^ \\end"
    text = bibtex([csl_item(Citable("elpais-1", "claim", wild, "evidence.html"), edition())])
    (abstract,) = re.findall(r"abstract = \{(.*)\}\n", text)
    bare = re.sub(r"\\(?:[&%$#_]|text\w+\{\})", "", abstract)
    assert not re.search(r"[\\{}%&#$_~^]", bare), abstract


def test_names_and_ids_in_a_title_are_kept_from_styles_that_lower_letters():
    text = bibtex([csl_item(CLAIM, edition())])
    assert "title = {{Claim} {elpais-33}, register of claims}" in text
    assert "booktitle = {{NATO} and the {Asia-Pacific} {Four}: {An} evidence-linked report}" in text


def test_the_files_of_the_whole_report_are_of_the_kind_report():
    item = csl_item(Citable("report", "report", "", "index.html"), edition())
    entry = parse_string(bibtex([item]), "bibtex").entries["nato-asia-pacific-four-2026.11.1"]
    assert (entry.type, entry.fields["institution"]) == ("techreport", f"{{{PROJECT}}}")
    assert rispy.loads(ris([item]))[0]["type_of_reference"] == "RPRT"


def test_many_citations_stand_in_one_file_without_numbers_between_them():
    items = [csl_item(one, edition()) for one in (CHAPTER, CLAIM)]
    assert list(parse_string(bibtex(items), "bibtex").entries) == [item["id"] for item in items]
    assert [record["id"] for record in rispy.loads(ris(items))] == [item["id"] for item in items]
    assert re.findall(r"^\d+\.$", ris(items), re.MULTILINE) == []
