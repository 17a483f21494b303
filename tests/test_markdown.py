"""Markdown of which no word from the evidence is ever mark-up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.markdown import link, literal, place, plain, table
from analysis.typesetting import Document
from analysis.typesetting.pandoc import read

HOSTILE = [
    "[a](javascript:alert(1))", "![x](file:///etc/passwd)", "<script>alert(1)</script>", "*b* _c_ **d** ~~e~~", "$x^2$ \\(y\\)",
    "`code` ```{=openxml}", "\\newpage \\input{x}", "# Head", "1. One", "- item", "> quote", "a | b | c", "[^1] [^9]: note",
    ":::{.figure}", "{.class #id}", "&lt;b&gt; &amp;", "#let x = 1 #image(\"y\") @cite <label>", "http://example.org www.example.org",
    "line\nbreak\r\n\ttab", "nul\x00 bell\x07", "\u202eturned\u202c", "Ελλάδα 中国 日本", "“quotes” 'and' \"more\"", "\\", "|", "^a^ ~b~",
    "---", "| a |\n|---|", "[ref]: http://example.org",
]  # fmt: skip


def paper(text: str) -> Document:
    """Return a document with this Markdown."""
    return Document("Title", "Subtitle", ["Author"], "en", [], "Words.", "2026-11-25", "Foot", text, [])


def words(node: object) -> str:
    """Return the text of a tree of pandoc in which nothing but text and spaces is allowed."""
    if isinstance(node, list):
        return "".join(words(item) for item in node)
    assert isinstance(node, dict)
    if node["t"] == "Str":
        return node["c"]
    assert node["t"] == "Space", f"{node['t']} is live"
    return " "


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_text(text: str) -> None:
    blocks = read(paper(f"Begin {literal(text)} end"))["blocks"]
    assert [block["t"] for block in blocks] == ["Para"]
    assert words(blocks[0]["c"]) == f"Begin {plain(text)} end"


# In the form in which evidence is read: pandoc gives letters that have two forms back in this one.
COMPOSED = st.text(min_size=1).map(lambda text: unicodedata.normalize("NFC", text))


@settings(max_examples=60)
@given(COMPOSED)
@example("\u98ef")
def test_any_text_comes_out_as_text_at_the_start_of_a_paragraph_and_in_a_cell(text: str) -> None:
    if not plain(text):
        return
    paragraph, group = read(paper(f"{literal(text)}\n\n{table(['A'], [[literal(text)]], [1])}"))["blocks"]
    assert words(paragraph["c"]) == plain(text)
    (cell,) = group["c"][1][0]["c"][4][0][3][0][1]
    assert words(cell[4][0]["c"]) == plain(text)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", "http://", "#a b"]
)
def test_an_address_that_is_not_of_the_web_is_no_link(address: str) -> None:
    assert link("Words", address) == "Words"


def test_an_address_keeps_to_itself() -> None:
    (block,) = read(paper(link("Words", 'https://example.org/a>b)(c "d" [e] \\')))["blocks"]
    (node,) = block["c"]
    assert node["c"][2] == ["https://example.org/a%3Eb)(c%20%22d%22%20%5Be%5D%20%5C", ""]


def test_a_place_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="letters, digits and hyphens"):
        place("A", 'a" onclick="x')


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        table(["A", "B"], [["1"]], [1, 1])
