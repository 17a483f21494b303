"""Old addresses of chapters: they say where the page went, and lead there without script or network."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from conftest import write_yaml

from scripts.redirects import RedirectFailure, page_title, write_redirects

EVENT = {"version": "2026.12.0", "reason": "A <shorter> name."}
IDENTITY = {
    "title": "T", "subtitle": "S", "authors": [{"name": "A"}], "publisher": "P", "description": "D", "keywords": ["k"],
    "language": "en", "licence_text": "CC-BY-4.0", "licence_code": "BSD-3-Clause", "address": "",
}  # fmt: skip


def chapter(name: str, **fields) -> dict:
    return {"id": name, "kind": "chapter", "since": "2026.11.1", "named": f"Page {name} & more", **fields}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a function that writes the registry: entries in, names of written pages out."""
    monkeypatch.delenv("BOOK_ADDRESS", raising=False)
    site = tmp_path / "site"
    for folder in (tmp_path / "book", site):
        folder.mkdir()
    for name in ("bonds", "evidence", "index", "ties"):
        title = f"<title>The {name} &amp; so on — The book</title>"
        (site / f"{name}.html").write_text(title, encoding="utf-8")
    write_yaml(tmp_path / "book/report.yml", IDENTITY)

    def write(*entries: dict, address: str = ""):
        write_yaml(tmp_path / "book/identifiers.yml", list(entries))
        write_yaml(tmp_path / "book/report.yml", IDENTITY | {"address": address})
        return write_redirects(tmp_path, site)

    write.site = site
    return write


def read(project, name: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / name).read_text(encoding="utf-8"), "html.parser")


def test_a_renamed_page_says_where_it_went_and_leads_there(project):
    assert project(chapter("partners", renamed=EVENT | {"to": "bonds"})) == ["partners.html"]
    page = read(project, "partners.html")
    assert page.find("meta", attrs={"http-equiv": "refresh"})["content"] == "0; url=bonds.html"
    assert page.find("link", rel="canonical")["href"] == "bonds.html"
    assert (page.main.a["href"], page.main.a.text) == ("bonds.html", "The bonds & so on")
    assert (
        page.main.p.text == "This page is now The bonds & so on, since version 2026.12.0. A <shorter> name."
    )
    assert page.h1.text == page.title.text == "Moved: Page partners & more" and page.html["lang"] == "en"
    assert not page.find("script")


def test_a_page_renamed_twice_leads_to_the_last_name(project):
    first = chapter("partners", renamed=EVENT | {"to": "friends"})
    second = chapter("friends", renamed=EVENT | {"to": "bonds"})
    assert project(first, second) == ["partners.html", "friends.html"]
    assert read(project, "partners.html").main.a["href"] == "bonds.html"


def test_the_canonical_address_is_the_public_one_where_there_is_one(project):
    project(chapter("partners", renamed=EVENT | {"to": "bonds"}), address="https://example.org/book/")
    page = read(project, "partners.html")
    assert page.find("link", rel="canonical")["href"] == "https://example.org/book/bonds.html"
    assert page.main.a["href"] == "bonds.html"


@pytest.mark.parametrize(("more", "target"), [({"superseded_by": "bonds"}, "bonds.html"), ({}, "index.html")])
def test_a_withdrawn_page_says_why_and_what_to_read(project, more, target):
    project(chapter("partners", withdrawn=EVENT | more))
    page = read(project, "partners.html")
    assert "withdrawn in version 2026.12.0. A <shorter> name." in page.main.p.text
    assert page.main.a["href"] == target and not page.find("meta", attrs={"http-equiv": "refresh"})


@pytest.mark.parametrize(
    ("instead", "target"),
    [("elpais-07", "evidence.html#elpais-07"), ("judgement-4", "index.html#judgement-4"), ("figure-a", "ties.html#figure-a")],
)  # fmt: skip
def test_a_page_superseded_by_something_else_leads_to_its_place(project, instead, target):
    path = project.site / "ties.html"
    path.write_text(f"{path.read_text(encoding='utf-8')}<figure id=figure-a></figure>", encoding="utf-8")
    project(chapter("partners", withdrawn=EVENT | {"superseded_by": instead}))
    assert read(project, "partners.html").main.a["href"] == target


def test_what_is_still_there_gets_no_page(project):
    figure = {"id": "figure-a", "kind": "figure", "since": "2026.11.1", "named": "A", "withdrawn": EVENT}
    assert project(chapter("ties"), figure) == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (chapter("ties", withdrawn=EVENT), "ties: the book has a page of that name again"),
        (chapter("partners", renamed=EVENT | {"to": "gone"}), "partners: no page of gone to lead to"),
    ],
)
def test_an_address_that_cannot_be_kept_is_refused(project, entry, words):
    with pytest.raises(RedirectFailure, match=words):
        project(entry)


def test_without_a_title_a_page_is_called_by_its_file(tmp_path):
    (tmp_path / "a.html").write_text("<p>", encoding="utf-8")
    assert page_title(tmp_path / "a.html") == "a"
