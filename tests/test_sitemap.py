"""scripts/sitemap.py: every page of the contents with its public address, and no map without one."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import analysis
from scripts.sitemap import NAMESPACE, write_sitemap


@pytest.fixture
def edition(evidence):
    return lambda address: analysis.load_edition(evidence.references, address=address)


def test_the_map_names_every_page_and_its_day(tmp_path, edition):
    hosted = edition("https://example.org/book/")
    root = ElementTree.parse(write_sitemap(tmp_path, hosted, ["index", "divisions"])).getroot()
    places = [(url[0].text, url[1].text) for url in root]
    assert root.tag == f"{{{NAMESPACE}}}urlset"
    assert places == [
        ("https://example.org/book/index.html", hosted.date),
        ("https://example.org/book/divisions.html", hosted.date),
    ]


def test_an_address_with_signs_of_mark_up_is_still_a_map(tmp_path, edition):
    written = write_sitemap(tmp_path, edition("https://example.org/a&b"), ["index"])
    assert ElementTree.parse(written).getroot()[0][0].text == "https://example.org/a&b/index.html"


def test_a_report_without_an_address_has_no_map(tmp_path, edition):
    assert write_sitemap(tmp_path, edition(""), ["index"]) is None
    assert not list(tmp_path.iterdir())
