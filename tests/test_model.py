"""Records: what a file may hold."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analysis.model import Check, Claim, Stance, Step, check_date

CLAIM = {
    "id": "x-01", "paragraph": 1, "start": 0, "end": 5, "digest": "0" * 64, "statement": "It is so.",
    "speaker": "author", "actor": "NATO", "topic": "taiwan", "kind": "event",
}  # fmt: skip

CODES = {"speaker": ["author"], "actor": ["NATO"], "topic": ["taiwan"], "kind": ["event"], "area": []}


@pytest.mark.parametrize("text", ["2023", "2023-07", "2023-07-12", "2024-02-29"])
def test_a_day_a_month_and_a_year_are_dates(text):
    assert check_date(text) == text


@pytest.mark.parametrize("text", ["", "2023-13", "2023-02-30", "July 2023", "12/07/2023", "2023-7-1", "23"])
def test_nothing_else_is_a_date(text):
    with pytest.raises(ValueError, match=r"ISO date|no such date"):
        check_date(text)


@given(st.dates(dt.date(1500, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_of_the_calendar_is_a_date(day):
    assert check_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"end": 0}, "greater than or equal to 1"),
        ({"start": 5, "end": 5}, "end must come after start"),
        ({"value": 3}, "value and unit go together"),
        ({"kind": "statistic"}, "a statistic needs value and unit"),
        ({"id": "No Id"}, "String should match pattern"),
        ({"digest": "abc"}, "String should match pattern"),
        ({"paragraph": "1"}, "valid integer"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_claim_refuses(change, message):
    with pytest.raises(ValidationError, match=message):
        Claim.model_validate(CLAIM | change)


def test_codes_are_checked_against_the_codebook_that_is_handed_in():
    with pytest.raises(ValidationError, match="did you mean 'taiwan'"):
        Claim.model_validate(CLAIM | {"topic": "tawian"}, context=CODES)


@pytest.mark.parametrize("words", ["a statement needs origins", "a wire needs", "an article needs origins"])
def test_a_step_that_others_share_needs_origins(words):
    step = {"step": words.split()[1], "who": "NATO", "what": "words", "basis": "inferred"}
    with pytest.raises(ValidationError, match=words):
        Step.model_validate(step)


def test_a_stance_runs_from_minus_two_to_two():
    stance = {"actor": "NATO", "issue": "remit", "stance": 3, "claims": ["x-01"], "basis": "b"}
    with pytest.raises(ValidationError, match="less than or equal to 2"):
        Stance.model_validate(stance)


@pytest.mark.parametrize("verdict", ["confirmed", "confirmed-with-caveat", "contradicted"])
def test_a_verdict_that_rests_on_the_record_needs_a_reference(verdict):
    with pytest.raises(ValidationError, match="needs at least one reference"):
        Check.model_validate({"claim": "x-01", "verdict": verdict, "finding": "f"})


@pytest.mark.parametrize(
    "variable, code, words",
    [("stance", "-2", "-2"), ("timeline_kind", "visit", "visit"), ("event_type", "AGREE", "AGREE")],
)
def test_the_label_of_a_code_without_one_is_the_code_in_plain_words(evidence, variable, code, words):
    assert evidence.codebook.label(variable, code) == words
