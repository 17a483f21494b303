"""The page on accessibility: every requirement has the proof that it names, and what is not tested says so.

The pages themselves are tried in tests/test_accessibility.py.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, edit

import analysis
from analysis import accessibility
from analysis.__main__ import main
from analysis.model import Enforcer, Requirement
from analysis.problems import EvidenceError

BOOK = ROOT / "book"


@pytest.fixture(scope="module")
def requirements() -> list[Requirement]:
    return analysis.load_accessibility()


def requirement(name: str, **fields) -> Requirement:
    """Return a requirement that nobody has tried, with what is to be different."""
    plain = {"id": name, "must": "It can be heard.", "proof": "not tested", "how": "Nobody listened."}
    return Requirement(**plain | fields)


SOME = [
    requirement(
        "heard",
        criteria=["1.1.1", "4.1.2"],
        proof="test",
        how="It is played.",
        tests=[
            Enforcer(file="tests/test_rain.py", check="test_it_is_heard"),
            Enforcer(file="tests/test_snow.py", check="test_it_falls"),
        ],
    ),
    requirement("seen", proof="by hand", how="It was looked at.", found="It is.", seen="2026-11-24"),
    requirement("felt", proof="by hand", how="It was touched.", found="It is not.", seen="2026-11-25"),
    requirement("smelt"),
]


# The tables and numbers, on literals


def test_a_test_is_named_with_its_file_and_read_as_a_sentence():
    assert accessibility.table_accessibility(SOME, "test").to_dict("records") == [
        {"must": "It can be heard.", "criteria": "1.1.1, 4.1.2", "how": "It is played.",
         "tests": "tests/test_rain.py: it is heard; tests/test_snow.py: it falls"},
    ]  # fmt: skip


def test_a_look_by_hand_has_its_day_and_what_is_not_tested_has_neither():
    looks = accessibility.table_accessibility(SOME, "by hand")[["found", "seen"]]
    assert looks.values.tolist() == [["It is.", "2026-11-24"], ["It is not.", "2026-11-25"]]
    assert accessibility.table_accessibility(SOME, "not tested").to_dict("records") == [
        {"must": "It can be heard.", "criteria": "", "how": "Nobody listened."}
    ]


def test_another_kind_of_proof_is_refused_with_those_allowed():
    with pytest.raises(ValueError, match=r"no proof 'promise'; allowed: test, by hand, not tested"):
        accessibility.table_accessibility(SOME, "promise")


def test_numbers_count_each_proof_and_give_the_latest_look():
    assert accessibility.numbers(SOME) == {
        "requirements": "four", "by_test": "one", "by_hand": "two", "untried": "one", "looked": "2026-11-25",
    }  # fmt: skip


# What is refused


SPOILT = [
    ("no test", {"proof": "test", "seen": None}, "name tests where the proof is a test"),
    ("needless test", {"tests": [{"file": "tests/test_rain.py", "check": "test_it_rains"}]}, "name tests where the proof is a test"),
    ("no test by name", {"proof": "test", "tests": [{"file": "analysis/plotting.py", "check": "finish"}]}, "pytest runs no others"),
    ("no day", {"proof": "by hand"}, "say what was found and the day"),
    ("needless day", {"seen": "2026-11-25"}, "say what was found and the day"),
    ("criterion", {"criteria": ["1.1"]}, "criteria"),
    ("proof", {"proof": "surely"}, "'test', 'by hand' or 'not tested'"),
    ("field", {"how": None}, "how"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_entry_is_told_with_file_entry_and_remedy(tmp_path, fields, words):
    copy = Path(shutil.copy(BOOK / "accessibility.yml", tmp_path))
    edit(copy, lambda rows: next(row for row in rows if row["id"] == "screen-reader").update(fields))
    with pytest.raises(EvidenceError) as caught:
        analysis.load_accessibility(copy)
    for word in ("accessibility.yml: ", "screen-reader", words):
        assert word in str(caught.value)


def test_an_id_stands_once(tmp_path):
    copy = Path(shutil.copy(BOOK / "accessibility.yml", tmp_path))
    edit(copy, lambda rows: rows.append(rows[0]))
    with pytest.raises(EvidenceError, match="axe: id: found 2 entries"):
        analysis.load_accessibility(copy)


def test_the_command_that_checks_reads_the_file(tiny_seeds, capsys):
    book = tiny_seeds.parent / "book"
    book.mkdir()
    copy = Path(shutil.copy(BOOK / "accessibility.yml", book))
    edit(copy, lambda rows: rows[0].update(proof="not tested"))
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1
    assert "book/accessibility.yml: entry 1 axe" in capsys.readouterr().err


# The book's own statement


def test_every_named_test_exists_and_asserts_something(requirements):
    for one in requirements:
        for named in one.tests:
            path = ROOT / named.file
            assert path.is_file(), f"{one.id}: no {named.file}"
            functions = {
                node.name: node
                for node in ast.parse(path.read_text(encoding="utf-8")).body
                if isinstance(node, ast.FunctionDef)
            }
            assert named.check in functions, f"{one.id}: no {named.check} in {named.file}"
            test = functions[named.check]
            marks = " ".join(ast.unparse(mark) for mark in test.decorator_list)
            assert not re.search(r"mark\.(skip|xfail)|fixture", marks), f"{one.id}: {named.check}"
            assert any(isinstance(node, (ast.Assert, ast.With)) for node in ast.walk(test)), named.check


def test_what_was_never_tried_is_said(requirements):
    untried = {one.id for one in requirements if one.proof == "not tested"}
    assert {"screen-reader", "readers", "firefox", "safari"} <= untried


def test_the_page_shows_every_entry_and_uses_every_number(requirements):
    text = (BOOK / "accessibility.md").read_text(encoding="utf-8")
    for proof in accessibility.PROOFS:
        assert f'table_accessibility(requirements, "{proof}")' in text
    assert set(accessibility.numbers(requirements)) == set(re.findall(r"\{glue:text\}`([^`]+)`", text))


@pytest.mark.parametrize(
    "heading", ["Status", "What is tested", "What was looked at", "What is not tested", "Browsers and techniques", "Limits", "If something bars you"]
)  # fmt: skip
def test_the_statement_has_the_parts_that_the_w3c_asks_for(heading):
    assert f"\n## {heading}\n" in (BOOK / "accessibility.md").read_text(encoding="utf-8")


def test_the_page_claims_no_conformance():
    text = " ".join((BOOK / "accessibility.md").read_text(encoding="utf-8").split())
    assert "We do not claim to meet them" in text and not re.search(
        r"\bconforms?\b|\bfully\b|\bcompliant\b", text
    )
