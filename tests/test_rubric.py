"""Source reliability follows from rated doubts by rule, and no basis is not the bottom of the scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rubric import SCALE, reliability

CRITERIA = ["authenticity", "proximity", "competence", "record", "transformation"]


def doubts(*words: str) -> dict[str, str]:
    return dict(zip(CRITERIA, words, strict=False))


@pytest.mark.parametrize(
    ("rated", "grade"),
    [
        (["none"] * 5, "A"),
        (["none", "some", "minor", "minor", "minor"], "B"),
        (["minor", "significant", "some", "some", "minor"], "C"),
        (["lacking"] * 5, "E"),
        (["minor", "minor", "some", "some", "no-basis"], "C"),  # of two middles the worse
        (["none", "none", "lacking", "no-basis", "no-basis"], "C"),  # a quality that is absent caps the grade
        (["lacking", "none", "none", "none", "none"], "D"),  # and authenticity more than others
        (["none", "lacking", "none", "none", "none"], "C"),
        (["none", "none", "no-basis", "no-basis", "no-basis"], "F"),
        (["lacking", "no-basis", "no-basis", "no-basis", "no-basis"], "F"),
    ],
)
def test_the_grade_is_the_median_doubt_and_f_where_too_little_is_known(rated, grade):
    assert reliability(doubts(*rated)) == grade


@given(st.lists(st.sampled_from(list(SCALE)), min_size=5, max_size=5), st.integers(0, 4))
def test_more_doubt_never_betters_a_grade(rated, place):
    worse = list(rated)
    worse[place] = "lacking"
    assert reliability(doubts(*worse)) >= reliability(doubts(*rated))


def test_the_books_grades_follow_from_its_ratings(evidence):
    for source, rows in evidence.rubric.groupby("source"):
        rated = dict(zip(rows["criterion"], rows["doubt"], strict=True))
        assert evidence.sources.at[source, "reliability"] == reliability(rated)


def test_every_rating_has_its_reason(evidence):
    assert (evidence.rubric["reason"].str.len() > 20).all()
    assert len(evidence.rubric) == 5 * len(evidence.sources)
