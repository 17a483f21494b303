"""Credibility: derived by rule, never ranked where there is no basis."""

import pytest

from analysis.credibility import RULE, grade

AGREES, AGREES_ALONE = ("agreement", False), ("agreement", True)
CONTRADICTS, TENSION = ("contradiction", False), ("tension", True)


@pytest.mark.parametrize(
    ("verdict", "relations", "expected"),
    [
        ("contradicted", [AGREES_ALONE], 5),
        ("confirmed", [CONTRADICTS], 1),
        ("confirmed-with-caveat", [], 2),
        ("opinion", [AGREES_ALONE], 6),
        ("unverified", [CONTRADICTS, AGREES_ALONE], 4),
        ("unverified", [AGREES_ALONE], 2),
        ("unverified", [AGREES], 3),
        ("unverified", [TENSION], 6),
        ("unverified", [], 6),
        (None, [], 6),
    ],
)
def test_the_first_condition_that_holds_decides(verdict, relations, expected):
    assert grade(verdict, relations) == expected


def test_one_needs_the_record_and_never_only_another_outlet():
    assert grade(None, [AGREES, AGREES_ALONE]) == 2


def test_the_published_rule_names_every_grade():
    assert {number for number, _ in RULE} == {"1", "2", "3", "4", "5", "6"}
