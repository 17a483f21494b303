"""The plain part of YAML: what is accepted is read as any loader reads it; the rest is refused with its place."""

from __future__ import annotations

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from analysis.yaml_text import DEEPEST, MOST_SLIPS, parse_yaml
from scripts.fuzz import _Reference

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12).map(str.strip)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | WORDS
    | st.sampled_from(["2023-07-12", "yes", "1_0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS.filter(bool), inner, max_size=3),
    max_leaves=12,
)
FILES = sorted([*ROOT.glob("seeds/**/*.yml"), *ROOT.glob("book/*.yml"), *ROOT.glob("analysis/**/*.yml")])


@given(PLAIN)
def test_what_is_accepted_is_read_as_another_loader_reads_it(data):
    text = yaml.safe_dump(data, allow_unicode=True, width=1000)
    content, slips = parse_yaml(text)
    assert slips or content == yaml.load(text, Loader=_Reference)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_project_is_read_as_another_loader_reads_it(path):
    text = path.read_text(encoding="utf-8")
    assert parse_yaml(text) == (yaml.load(text, Loader=_Reference), [])


def test_slips_are_told_together_and_not_without_end():
    _, slips = parse_yaml("".join(f"- &a{number} x\n" for number in range(100)))
    assert len(slips) == MOST_SLIPS and slips[1][:2] == (2, 3)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_nesting_has_an_end(opening):
    _, (slip,) = parse_yaml(opening * 1000)
    assert slip.found == f"more than {DEEPEST} lists and mappings in each other"


def test_a_plain_file_has_no_anchor_and_needs_none():
    assert parse_yaml("a: 'it is *here* & there'\nb: [x & y]") == (
        {"a": "it is *here* & there", "b": ["x & y"]},
        [],
    )


@pytest.mark.parametrize("text", ["a: 1\nb: 'x\n", "a: 1\nb: [x\nc: 2\n", "a: 1\nb: {x: 1\nc: 2\n"])
def test_a_quote_or_bracket_that_is_not_closed_is_told_with_the_line_in_which_it_begins(text):
    ((line, _, found, _),) = parse_yaml(text)[1]
    assert line == 3 and "begun in line 2)" in found
