"""Counts: tokens, lexicon hits and hashed runs of words."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.anchors import paragraphs
from analysis.counts import count, shingles, words


def test_words_are_lower_case_with_straight_apostrophes():
    assert words("NATO’s “close” partner-ship, 2023") == ["nato's", "close", "partner", "ship", "2023"]


def test_furniture_is_not_counted():
    rows = count(paragraphs("one two\nadvert"), {2}, {})
    assert [(row["paragraph"], row["tokens"]) for row in rows] == [(1, 2)]


def test_a_star_stands_for_any_ending_and_a_plain_word_for_itself():
    rows = count(paragraphs("threat threats threatened tie ties"), set(), {"a": ["threat*"], "b": ["tie"]})
    assert rows[0]["lexicon"] == {"a": 3, "b": 1}


def test_a_lexicon_without_a_hit_is_left_out():
    assert count(paragraphs("peace"), set(), {"a": ["war"]})[0]["lexicon"] == {}


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=30), st.integers(1, 6))
def test_shared_runs_are_found_and_no_text_is_kept(tokens, size):
    hashes = shingles(tokens, size)
    assert len(hashes) == len({tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)})
    assert all(len(item) == 16 for item in hashes) and hashes == sorted(hashes)


def test_texts_shorter_than_a_run_have_none():
    assert shingles(["a", "b"], size=5) == []
