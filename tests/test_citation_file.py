"""CITATION.cff and the README's citation: written from the edition, valid, and the same everywhere."""

from __future__ import annotations

import pytest
import yaml
from conftest import ROOT

from analysis.citation_file import citation_file, last_published, readme_citation, written_day
from analysis.edition import load_edition, load_identity
from analysis.model import Author, Identity
from scripts import citation_tool

IDENTITY = load_identity(address="")
PERSON = IDENTITY.model_copy(
    update={
        "authors": [Author(family="Müller: a", given="Zoë"), Author(name="A body")],
        "address": "https://example.org/book/",
    }
)


def as_cited(file: str) -> Identity:
    """Return the identity that a citation file was written from."""
    data = yaml.safe_load(file)
    title, _, subtitle = data["title"].partition(": ")
    authors = [Author(name=one.get("name"), family=one.get("family-names"), given=one.get("given-names")) for one in data["authors"]]  # fmt: skip
    changes = {"title": title, "subtitle": subtitle, "authors": authors, "address": data.get("url", "")}
    changes |= {
        "description": data["abstract"],
        "keywords": data["keywords"],
        "licence_text": data["license"],
    }
    report = data["preferred-citation"]
    changes |= {"publisher": report["publisher"]["name"], "language": report["languages"][0]}
    return IDENTITY.model_copy(update=changes)


@pytest.fixture(scope="module")
def cffconvert():
    """Return a function that asks cffconvert about a file."""
    if not citation_tool.is_installed(ROOT):
        pytest.skip("cffconvert is not in .tools/citation; run python3 scripts/citation_tool.py install")
    return lambda file: citation_tool.verdict(ROOT, file)


def test_file_and_readme_are_what_the_last_stamp_wrote(evidence):
    """Where book/report.yml was changed since, they still tell of the version that was published."""
    last, published = last_published(), load_edition(evidence.references).published
    file = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Cite\n\n")[1]
    identity = IDENTITY if published else as_cited(file)
    assert file == citation_file(identity, last.version, last.date)
    assert section.startswith(f"{readme_citation(identity, last.version, last.date)}\n")


def test_cffconvert_finds_the_file_valid(cffconvert):
    assert cffconvert(ROOT / "CITATION.cff") == (
        True,
        "Citation metadata are valid according to schema version 1.2.0.",
    )


def test_cffconvert_finds_persons_and_an_address_valid(cffconvert, tmp_path):
    file = tmp_path / "CITATION.cff"
    file.write_text(citation_file(PERSON, "2026.11.1", "2026-11-26"), encoding="utf-8")
    valid, said = cffconvert(file)
    assert valid, said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: dataset", "type: report"),
        ("cff-version", "version-of-cff"),
        ("license: CC-BY-4.0", "license: CC"),
    ],
)
def test_cffconvert_finds_a_spoilt_file(cffconvert, tmp_path, old, new):
    file = tmp_path / "CITATION.cff"
    file.write_text(citation_file(IDENTITY, "2026.11.1", "2026-11-26").replace(old, new, 1), encoding="utf-8")
    assert not cffconvert(file)[0]


def test_the_report_is_what_is_cited():
    data = yaml.safe_load(citation_file(IDENTITY, "2026.11.1", "2026-11-06"))
    report = data["preferred-citation"]
    assert (data["type"], report["type"]) == ("dataset", "report")
    assert report["title"] == data["title"] == f"{IDENTITY.title}: {IDENTITY.subtitle}"
    assert (report["version"], report["date-released"], report["year"], report["month"]) == (
        "2026.11.1", "2026-11-06", 2026, 11,
    )  # fmt: skip
    assert report["license"] == data["license"] == IDENTITY.licence_text
    assert report["keywords"] == IDENTITY.keywords and "url" not in data | report


def test_persons_and_bodies_are_authors_each_in_their_form():
    data = yaml.safe_load(citation_file(PERSON, "2026.11.1", "2026-11-06"))
    assert data["authors"] == [{"family-names": "Müller: a", "given-names": "Zoë"}, {"name": "A body"}]
    assert data["url"] == "https://example.org/book/"
    assert readme_citation(PERSON, "2026.11.1", "2026-11-06").startswith("> Zoë Müller: a; A body: *")


@pytest.mark.parametrize(
    ("date", "words"), [("2026-11-05", "5 November 2026"), ("2027-01-31", "31 January 2027")]
)
def test_a_day_is_written_out(date, words):
    assert written_day(date) == words
