"""Citations in the built site: a file for everything, a link beside it, and nothing that was withdrawn."""

from __future__ import annotations

import json
import re
import sys

import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT
from pybtex.database import parse_string

import analysis
from analysis.citable import Citable
from analysis.citation import load_citables
from analysis.citation_files import citation_files
from analysis.citation_formats import csl_item
from analysis.citation_styles import render_all
from scripts import build

sys.path.insert(0, str(ROOT / "book" / "_ext"))
import citations as extension

PAGES = list(
    dict.fromkeys(build.pages(yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))))
)
# Not the lists of files on the page of downloads, made once all else is there: a list of a copy is nothing to cite.
TABLES = "div.report-table[id]:not([id^='table-files-'])"
SUFFIXES = ("bib", "ris", "json", "txt", "js")


@pytest.fixture(scope="module")
def index(site):
    """Return what the built site says can be cited, by id."""
    entries = json.loads((site / "citations" / "index.json").read_text(encoding="utf-8"))
    return {entry["id"]: Citable(**entry) for entry in entries}


@pytest.fixture(scope="module")
def soups(site):
    """Return every page of the contents, read once."""
    return {
        page: BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        for page in PAGES
    }


# Reading titles, on small literals


def test_titles_are_read_from_figures_tables_and_tables_without_rows():
    html = (
        '<figure class="report-figure" id="figure-a" aria-labelledby="title-a"><figcaption id="title-a">B &amp; C</figcaption></figure>'
        '<div class="report-table" id="table-d" tabindex="0"><table role="table"><caption>E <b>F</b></caption></table></div>'
        '<p id="table-g"><strong>H.</strong> Nothing to show.</p><p id="other"><strong>I.</strong></p>'
    )
    assert extension.read_titles(html) == [("figure-a", "B & C"), ("table-d", "E F"), ("table-g", "H")]


def test_a_link_stands_among_the_links_of_a_figure_and_in_or_below_a_table():
    figure = '<figure id="figure-a"><p class="figure-links"><a>Data</a></p></figure>'
    table = '<div id="table-b"><table><caption>C</caption></table></div>'
    noted = f'{table.replace("table-b", "table-d")}<p class="table-note">Note.</p>'
    html = extension.link(figure + table + noted)
    assert '<a>Data</a> <a class="cite" href="citations/figure-a.txt">Cite</a></p>' in html
    assert (
        '</table></div><p class="table-cite"><a class="cite" href="citations/table-b.txt">Cite table</a></p>'
        in html
    )
    assert 'Note. <a class="cite" href="citations/table-d.txt">Cite</a></p>' in html
    assert html.count("<a class") == 3


def test_html_without_figure_or_table_is_left_alone():
    assert (
        extension.link('<p id="table-of">A</p><div id="x"><table></table></div>')
        == '<p id="table-of">A</p><div id="x"><table></table></div>'
    )


def test_an_id_that_stands_twice_or_cannot_name_a_file_is_told():
    table = Citable("table-a", "table", "A", "a.html", "table-a")
    assert extension.spoilt([table, Citable("Table-A", "table", "B", "b.html")]) == [
        "b.html: the id 'Table-A' stands on a.html too; rename one"
    ]
    assert extension.spoilt([Citable("table-a/b", "table", "A", "a.html")]) == [
        "a.html: the id 'table-a/b' names a file; use letters, digits, hyphens"
    ]
    assert extension.spoilt([table]) == []


# The built site


def test_everything_that_can_be_cited_stands_where_the_index_says(index, soups):
    missing = [
        one.id
        for one in index.values()
        if one.anchor and soups[one.page.removesuffix(".html")].find(id=one.anchor) is None
    ]
    assert missing == [] and {one.kind for one in index.values()} == {
        "report",
        "chapter",
        "judgement",
        "claim",
        "figure",
        "table",
    }


def test_every_figure_and_table_of_the_pages_is_in_the_index_with_its_title(index, soups):
    for page, soup in soups.items():
        for figure in soup.select("figure.report-figure"):
            assert index[figure["id"]].title == " ".join(figure.figcaption.text.split()), page
        for table in soup.select(TABLES):
            assert index[table["id"]].title == " ".join(table.caption.text.split()), page


def test_python_cites_what_the_site_cites(evidence, index):
    assert load_citables(evidence).keys() == index.keys()
    apart = {
        one.id: (one, index[one.id])
        for one in load_citables(evidence).values()
        if one.kind != "report" and one != index[one.id]
    }
    assert apart == {}


def test_each_has_its_files_and_nothing_else_has(site, index):
    made = {path.name for path in (site / "citations").iterdir()}
    assert made == {f"{name}.{suffix}" for name in index for suffix in SUFFIXES} | {
        "all.bib",
        "all.ris",
        "index.json",
    }


def test_what_was_withdrawn_has_no_file(site, evidence):
    for name in evidence.errata["withdraws"].dropna():
        assert not list((site / "citations").glob(f"{name}.*"))


def test_the_files_are_those_that_python_makes_of_the_same_edition(site, evidence, index):
    edition = analysis.load_edition(evidence.references)
    built = (site / "citations" / "report.txt").read_text(encoding="utf-8")
    if f"Version {edition.version}," not in built:
        pytest.skip("the site was built from other files; run make book")
    for name in ("report", "divisions", "judgement-4", "elpais-33", "figure-stances", "table-office"):
        (texts,) = render_all([csl_item(index[name], edition)])
        for suffix, text in citation_files(index[name], edition, texts).items():
            assert (site / "citations" / f"{name}.{suffix}").read_text(encoding="utf-8") == text


def test_the_files_of_the_whole_book_hold_every_citation_once(site, index):
    bib = parse_string((site / "citations" / "all.bib").read_text(encoding="utf-8"), "bibtex")
    ris = rispy.loads((site / "citations" / "all.ris").read_text(encoding="utf-8"))
    assert len(bib.entries) == len(ris) == len({record["id"] for record in ris}) == len(index)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_ends_with_its_citation_before_its_lists(soups, page):
    section = soups[page].find(id="cite-this-chapter")
    assert len(section.select("dt")) == len(section.select("dd")) == 4
    name = "report" if page == "index" else page
    assert [link["href"] for link in section.select(".citation-files a")] == [
        f"citations/{name}.{suffix}" for suffix in ("bib", "ris", "json")
    ]
    assert len(str(section)) < 2500
    lists = soups[page].select("details.claim-cards")
    assert all(section in one.find_all_previous("section") for one in lists)


@pytest.mark.parametrize("page", PAGES)
def test_each_figure_table_and_judgement_has_one_link_to_its_citation(soups, page):
    links = [link["href"] for link in soups[page].select("a.cite")]
    wanted = [tag["id"] for tag in soups[page].select(f"figure.report-figure, {TABLES}, div.judgement[id]")]
    rows = [row["id"] for row in soups[page].select("[id^='table-register-'] tbody tr[id]")]
    assert sorted(links) == sorted(f"citations/{name}.txt" for name in [*wanted, *rows])


def test_the_links_of_the_register_stay_light(soups):
    links = soups["evidence"].select("tr a.cite")
    assert len(links) > 200 and sum(len(str(link)) for link in links) < 40_000


def test_no_citation_names_a_host_that_the_report_does_not_have(site, evidence):
    if analysis.load_edition(evidence.references).identity.address:
        pytest.skip("the report has a public address")
    for name in ("all.bib", "all.ris"):
        assert not re.search(r"https?://", (site / "citations" / name).read_text(encoding="utf-8"))
