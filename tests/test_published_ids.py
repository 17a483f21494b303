"""Figures and tables keep their ids, and every page says which edition it is: tried on tiny books."""

from __future__ import annotations

import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, write_yaml
from test_marks import book  # noqa: F401

import analysis
from analysis.identifiers import load_identifiers
from scripts.stamp_version import shown_on_pages

FIGURE = '```{{raw}} html\n<figure class="report-figure" id="figure-{0}"><figcaption>{0}</figcaption></figure>\n```\n'
RELEASE = {"version": "2026.11.1", "date": "2026-11-26"}
PUBLISHED = {"id": "figure-rain", "kind": "figure", "since": "2026.11.1", "named": "It rains"}
EVENT = {"version": "2026.11.1", "reason": "Shorter."}


@pytest.fixture
def shown(book, tmp_path):  # noqa: F811
    """Return a function that builds a book with a registry: entries and figures in, page and warnings out."""

    def build(entries: list[dict], *names: str, text: str = "") -> tuple[BeautifulSoup, str]:
        (tmp_path / "book").mkdir(exist_ok=True)
        write_yaml(tmp_path / "book/identifiers.yml", entries)
        write_yaml(tmp_path / "book/changelog.yml", [RELEASE])
        figures = "\n".join(FIGURE.format(name) for name in names)
        return book(f"{figures}\n{text}", None, "published_ids")

    yield build
    sys.modules.pop("published_ids", None)  # its classes are those of the extensions of this book


def test_a_published_figure_that_is_there_is_told_nothing_of(shown):
    page, warnings = shown([PUBLISHED], "rain", "snow")
    assert page.find(id="figure-rain") and warnings == ""


def test_a_lost_figure_fails_the_build_with_its_nearest_names(shown):
    _, warnings = shown([PUBLISHED], "rains", "snow")
    assert 'ERROR: book/identifiers.yml: figure-rain: found no such figure, published since 2026.11.1 as "It rains"' in warnings  # fmt: skip
    assert "renamed: {version: next, to: figure-rains, reason: ...}" in warnings


def test_a_withdrawn_id_that_is_used_again_fails_the_build(shown):
    _, warnings = shown([PUBLISHED | {"withdrawn": EVENT}], "rain")
    assert (
        "ERROR: book/identifiers.yml: figure-rain: id: found a figure with an id that was withdrawn"
        in warnings
    )


def test_links_to_old_names_still_land(shown):
    older = {**PUBLISHED, "id": "figure-drops", "renamed": EVENT | {"to": "figure-rain"}}
    page, warnings = shown(
        [older, PUBLISHED | {"renamed": EVENT | {"to": "figure-showers"}}], "showers", "snow"
    )
    assert warnings == ""
    names = [
        tag["id"] for tag in page.find_all(["span", "figure"], id=lambda name: name and "figure-" in name)
    ]
    assert sorted(names[:2]) == ["figure-drops", "figure-rain"] and names[2:] == [
        "figure-showers",
        "figure-snow",
    ]


def test_an_old_name_of_the_register_still_lands(shown):
    old = {
        **PUBLISHED,
        "id": "table-claims",
        "kind": "table",
        "renamed": EVENT | {"to": "table-register-first"},
    }
    page, _ = shown([old], text="```{register} first\n```")
    register = page.find(id="table-register-first")
    assert register.find_previous(id="table-claims") and page.find(id="table-claims").text == ""


def test_a_mark_that_names_a_renamed_figure_is_told_the_new_name(shown):
    _, warnings = shown([PUBLISHED | {"renamed": EVENT | {"to": "figure-showers"}}], "showers", text="It rains {figure}`rain`.")  # fmt: skip
    assert "no figure 'rain' in the book; it was renamed to figure-showers" in warnings


def test_a_book_of_which_nothing_was_published_is_free(shown):
    assert shown([], "rain")[1] == ""


def test_two_figures_of_one_id_fail_the_build(shown):
    _, warnings = shown([], text="```{register} first\n```")  # which the page of the register shows as well
    assert "table-register-first: id: found a table" in warnings and "an id names one thing" in warnings


# The line at the foot of every page


def edition(*, published: bool) -> analysis.Edition:
    version = "2026.11.1" if published else "2026.11.1+22223333"
    identity = analysis.edition.load_identity(address="")
    return analysis.Edition(identity, version, "2026-11-26", published, "2026-11-24", "2" * 12, "3" * 12)


@pytest.fixture
def edition_line(monkeypatch):
    """Return the function that writes the line."""
    monkeypatch.syspath_prepend(str(ROOT / "book/_ext"))
    import edition_line

    yield edition_line.edition_line
    sys.modules.pop("edition_line", None)


@pytest.mark.parametrize(
    ("published", "state"),
    [(True, "Version 2026.11.1, 26 November 2026."), (False, "Not a published version: changed since 2026.11.1 of 26 November 2026.")],
)  # fmt: skip
def test_the_line_says_version_day_cut_off_and_fingerprints(edition_line, published, state):
    line = BeautifulSoup(edition_line(edition(published=published), "changelog.html"), "html.parser")
    assert line.text == (
        f"{state} Public record searched until 24 November 2026. Fingerprints: evidence 222222222222, code 333333333333."
    )
    assert line.a["href"] == "changelog.html" and len(str(line)) < 320


def test_every_page_of_the_site_has_the_line(edition_line, evidence, site):
    line = BeautifulSoup(
        edition_line(analysis.load_edition(evidence.references), "changelog.html"), "html.parser"
    )
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 10
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if page.find("meta", attrs={"http-equiv": "refresh"}) is None:
            assert [one.text for one in page.select("footer p.edition")] == [line.text], path.name


@pytest.mark.browser
def test_the_line_is_printed(browser, site):
    page = browser.new_page()
    page.goto((site / "divisions.html").as_uri())
    page.emulate_media(media="print")
    line = page.locator("p.edition")
    assert line.is_visible() and "Fingerprints: evidence" in line.inner_text()
    assert page.get_by_text("Text and data CC BY 4.0").is_visible()
    page.close()


def test_the_figures_and_tables_of_the_site_are_those_that_were_published(site):
    """The build holds this; here the pages themselves are read, as a reader gets them."""
    shown_now = {one.id for one in shown_on_pages(site)}
    published = {one.id: one for one in load_identifiers() if one.kind in {"figure", "table"}}
    assert {name for name, one in published.items() if not one.gone} <= shown_now
    assert not {name for name, one in published.items() if one.gone} & shown_now
