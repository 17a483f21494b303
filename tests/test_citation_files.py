"""The files of a citation: each can be read by the program that it is for, and by a reader without one."""

from __future__ import annotations

import json
from dataclasses import replace

import rispy
from pybtex.database import parse_string
from test_citation_formats import CLAIM, edition

from analysis.citable import Citable
from analysis.citation_files import citation_files, citation_html, cite_link

TEXTS = {"apa": "A. (2026). <i>R &amp; S</i>.", "oscola": "A, ‘R’ (2026)."}
KEY = "nato-asia-pacific-four-2026.11.1-elpais-33"


def test_each_format_is_read_by_its_library():
    files = citation_files(CLAIM, edition(), TEXTS)
    assert list(parse_string(files["bib"], "bibtex").entries) == [KEY]
    assert [record["id"] for record in rispy.loads(files["ris"])] == [KEY]
    assert [item["id"] for item in json.loads(files["json"])] == [KEY]


def test_the_text_holds_every_style_and_format_and_says_which_state_it_is():
    text = citation_files(CLAIM, edition(), TEXTS)["txt"]
    assert text.startswith(
        "Claim elpais-33, register of claims\n\nAPA 7\nA. (2026). R & S.\n\nOSCOLA, footnote\nA, ‘R’ (2026).\n\nBibTeX\n@incollection{"
    )
    assert "\nRIS\nTY  - CHAP\n" in text and "\nCSL-JSON\n[\n" in text
    assert text.endswith(
        "Version 2026.11.1, published 2026-11-25. Public record searched until 2026-11-20.\n"
        "Fingerprint of the evidence 000000000000, of the code 111111111111.\n"
    )


def test_a_state_that_was_not_published_says_so():
    state = replace(edition("2026.11.1+0a1b2c3d"), published=False)
    text = citation_files(CLAIM, state, TEXTS)["txt"]
    assert "Version 2026.11.1+0a1b2c3d, not published; the last version before it is of 2026-11-25." in text


def test_the_script_calls_one_function_with_data_and_cannot_end_early():
    odd = Citable("table-odd", "table", "a </script><b> \u2028 b", "a.html", "table-odd")
    script = citation_files(odd, edition(), {"apa": "<i>é</i>"})["js"]
    assert script.isascii() and "<" not in script
    data = json.loads(script.removeprefix("showCitation(").removesuffix(");\n"))
    assert (data["id"], data["texts"]) == ("table-odd", [["APA 7", "<i>é</i>"]])
    assert data["title"] == "Table odd: a </script><b> b"  # a line separator is a space


def test_two_versions_of_one_claim_differ_in_their_files_only_where_they_must():
    files = []
    for version, date in (("2026.11.1", "2026-10-03"), ("2026.12.0", "2026-12-03")):
        made = citation_files(CLAIM, edition(version, date), TEXTS)
        files.append({suffix: text.replace(version, "V").replace(date[:7], "M").replace(date[:7].replace("-", "/"), "M")
                      .replace(f"{int(date[5:7])},", "M,") for suffix, text in made.items()})  # fmt: skip
    assert files[0] == files[1]


def test_a_page_shows_a_short_name_for_each_style_and_three_files():
    html = citation_html(CLAIM, TEXTS)
    assert html.startswith(
        '<dl class="citations"><div><dt>APA 7</dt><dd>A. (2026). <i>R &amp; S</i>.</dd></div>'
    )
    assert html.count("<a download ") == 3


def test_ids_and_words_of_a_link_are_escaped():
    assert cite_link('a"b', "<x>") == '<a class="cite" href="citations/a&quot;b.txt">&lt;x&gt;</a>'
