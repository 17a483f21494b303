"""Records: what a file may hold."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analysis.files import FORMS, validate
from analysis.model import (
    Audit,
    Check,
    Claim,
    Dossier,
    Judgement,
    Machine,
    Record,
    Stance,
    Step,
    check_date,
)
from analysis.model.dictionary import Table
from analysis.problems import Problems

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


#: Of each kind of slip that a record can hold: the record, a field, what stands there, what is said of it.
KINDS = {
    "missing": (Check, "finding", ..., "found nothing; add the field; it is required"),
    "extra_forbidden": (Check, "colour", "red", "found an unknown field with 'red'; remove it"),
    "invalid_key": (Check, 7, "x", "found 7; write the name of a field before the colon"),
    "model_type": (Judgement, "points", ["x"], "found 'x'; write a mapping: fields with their values"),
    "dict_type": (Table, "columns", "x", "found 'x'; write a mapping: fields with their values"),
    "list_type": (Check, "references", "x", "found 'x'; write a list: [a, b]"),
    "too_short": (Stance, "claims", [], "found a list of 0; give at least 1"),
    "string_type": (Check, "finding", 3, "found 3; write text; put it in quotes"),
    "string_too_short": (Check, "finding", "", "found no letter; write text; it may not be empty"),
    "too_long": (Dossier, "label", "x" * 61, "write at most 60 letters"),
    "string_pattern_mismatch": (Check, "claim", "x", "found 'x'; write the document's id, a hyphen and two to four"),
    "literal_error": (Step, "basis", "x", "found 'x'; allowed: 'seen' or 'inferred'"),
    "int_type": (Stance, "stance", "2", "found '2'; write a whole number in digits, without quotes, such as 2"),
    "float_type": (Machine, "memory", "x", "found 'x'; write a number in digits, without quotes, such as 2.5"),
    "finite_number": (Machine, "memory", float("inf"), "found inf; write a number in digits"),
    "bool_type": (Audit, "verdict_holds", "yes", "found 'yes'; write true or false, without quotes"),
    "greater_than": (Machine, "memory", 0.0, "found 0.0; write a number above 0"),
    "greater_than_equal": (Stance, "stance", -3, "found -3; write a number that is -2 or more"),
    "less_than_equal": (Stance, "stance", 3, "found 3; write a number that is 2 or less"),
    "value_error": (Step, "date", "soon", "found 'soon'; write an ISO date"),
}  # fmt: skip
#: What each part of a record's form can refuse: of a kind of value always, and for each of its bounds.
ALWAYS = {
    "model": ["model_type", "missing", "extra_forbidden", "invalid_key"], "dict": ["dict_type"], "list": ["list_type"],
    "str": ["string_type"], "int": ["int_type"], "float": ["float_type", "finite_number"], "bool": ["bool_type"],
    "literal": ["literal_error"], "function-after": ["value_error"], "function-before": ["value_error"],
    "nullable": [], "union": [], "default": [], "model-fields": [], "model-field": [], "definitions": [], "definition-ref": [],
    "no-info": [], "with-info": [], "chain": [],
}  # fmt: skip
BOUNDS = {
    "pattern": ["string_pattern_mismatch"], "min_length": ["string_too_short", "too_short"], "max_length": ["too_long"],
    "ge": ["greater_than_equal"], "gt": ["greater_than"], "le": ["less_than_equal"],
}  # fmt: skip


def records(of: type = Record) -> list[type]:
    """Return every kind of record."""
    return [kind for one in of.__subclasses__() for kind in [one, *records(one)]]


def forms(schema: object) -> list[dict]:
    """Return every part of a record's form, as pydantic holds it."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    parts = [part for one in inner for part in forms(one)]
    return [schema, *parts] if isinstance(schema, dict) and isinstance(schema.get("type"), str) else parts


FORMS_OF_ALL = [part for record in records() for part in forms(record.__pydantic_core_schema__)]


@pytest.mark.parametrize(("record", "field", "found", "words"), KINDS.values(), ids=list(KINDS))
def test_every_kind_of_slip_says_what_is_allowed_in_words_of_our_own(record, field, found, words):
    problems = Problems()
    validate(record, {} if found is ... else {field: found}, "a.yml", {}, problems)
    assert any(words in str(problem) for problem in problems), problems
    assert not any("nput should" in problem.remedy for problem in problems)


def test_no_record_can_refuse_anything_for_which_there_are_no_words():
    kinds = {kind for part in FORMS_OF_ALL for kind in ALWAYS[part["type"]]}
    kinds |= {
        kind for part in FORMS_OF_ALL for bound in BOUNDS.keys() & part.keys() for kind in BOUNDS[bound]
    }
    assert kinds - set(KINDS) == set() and {"string_type", "too_short", "less_than_equal"} <= kinds


def test_every_form_of_a_text_is_said_in_words():
    patterns = {part["pattern"] for part in FORMS_OF_ALL if isinstance(part.get("pattern"), str)}
    assert patterns - set(FORMS) == set()
