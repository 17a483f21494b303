"""The quick reading of plain YAML: it makes of a text what the careful reading makes of it, or gives up."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis import yaml_text
from analysis.corpus import BOOK, SEEDS
from analysis.plain_yaml import NotPlain, read_plain

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-999, 99_999), st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.sampled_from(["no", "on", "~", "null", "010", "0x1f", "1:30", "1_000", "2023-07-12", "<<", "=", "", " a", "-",
                     "a: b", "#", "'", '"', "!x", "&a", "*a", "%", "1e5", ".5", "+1", "1" * 16]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
)  # fmt: skip
CONTENT = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS.map(str), inner, max_size=4),
    max_leaves=12,
)


def careful(text):
    reader = yaml_text._Reader(text)
    reader.read()
    return reader.content, reader.slips


def quick(text):
    return read_plain(text, yaml_text._plain, yaml_text.DEEPEST)


def held_to_the_careful_reading(text):
    try:
        content = quick(text)
    except NotPlain:
        return False
    expected, slips = careful(text)
    assert not slips
    assert repr(content) == repr(expected)
    return True


@given(CONTENT, st.booleans(), st.sampled_from([None, "'", '"', ">"]))
def test_what_it_reads_is_what_the_careful_reading_reads(content, flow, style):
    held_to_the_careful_reading(
        yaml.safe_dump(content, default_flow_style=flow, allow_unicode=True, default_style=style)
    )


@given(st.text(st.sampled_from("ab:- \n[]{},'\"&*!#|>?%1.~<"), max_size=40))
def test_so_it_is_with_any_text(text):
    try:
        held_to_the_careful_reading(text)
    except yaml.YAMLError:
        pytest.fail("the careful reading fails where the quick one did not")


@pytest.mark.parametrize(
    "path", sorted([*SEEDS.rglob("*.yml"), *BOOK.glob("*.yml")]), ids=lambda path: path.name
)
def test_it_reads_the_evidence_as_the_careful_reading_does(path):
    held_to_the_careful_reading(path.read_text(encoding="utf-8"))


def test_dossiers_are_plain():
    assert all(held_to_the_careful_reading(path.read_text("utf-8")) for path in SEEDS.glob("dossiers/*.yml"))


@pytest.mark.parametrize(
    "text",
    ["", "word", "a: 1\na: 2", "a: &x 1", "a: *x", "a: !!str 1", "--- a\n--- b", "<<: {a: 1}", "1: a", "[a]: b", "a: 010",
     'a: "\\u202e"', "a: |\n  b\n  c", "[" * 30 + "]" * 30, "a: [", "a: 'b\n\n  c'"],
)  # fmt: skip
def test_it_gives_up_where_a_second_look_is_needed(text):
    with pytest.raises(NotPlain):
        quick(text)
