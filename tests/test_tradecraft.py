"""Tradecraft: what the table says of the book is so, or a test or the check says where it is not."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, edit
from test_chapters import APPARATUS, CHAPTERS

import analysis
from analysis import tradecraft
from analysis.__main__ import main
from analysis.duties import DUTIES, check_duties
from analysis.model import Duty, Enforcer, Judgement, Reference
from analysis.problems import EvidenceError, Problems
from analysis.reading import read_definitions

BOOK = ROOT / "book"


def page(name: str) -> str:
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def duties(evidence) -> list[Duty]:
    return analysis.load_tradecraft(evidence)


def duty(number: int, **fields) -> Duty:
    """Return a duty of ICD 203 that is built, with what is to be different."""
    plain = {
        "id": f"icd-203-{number}", "directive": "ICD 203", "standard": f"{number}. Rain", "asks": "Tell of rain.",
        "met": "It is told.", "status": "built", "references": ["nato-page"],
        "enforced_by": [Enforcer(file="tests/test_rain.py", check="test_it_rains")],
    }  # fmt: skip
    return Duty(**plain | fields)


def found(tiny, *duties: Duty, defined=None) -> str:
    """Return what the check says of these duties, those left out apart."""
    problems = Problems()
    defined = {"tests/test_rain.py": {"test_it_rains", "helper"}, **(defined or {})}
    check_duties("t.yml", duties, defined, tiny, problems)
    return "\n".join(str(problem) for problem in problems if problem.found != "no entry")


# The table and its numbers, on literals


def test_a_row_says_what_is_asked_how_it_is_met_and_what_enforces_it():
    enforced = [
        Enforcer(file="tests/test_rain.py", check="test_it_rains"),
        Enforcer(file="tests/test_rain.py", check="test_it_pours"),
        Enforcer(file="analysis/rain.py", check="drop_of"),
    ]
    rows = tradecraft.table_tradecraft([duty(1, enforced_by=enforced)], "ICD 203")
    assert rows.to_dict("records") == [
        {"duty": "icd-203-1", "standard": "1. Rain", "asks": "Tell of rain.", "met": "It is told.", "status": "built", "missing": None,
         "enforced_by": "tests/test_rain.py: it rains, it pours; analysis/rain.py: drop_of",
         "references": ["nato-page"]},
    ]  # fmt: skip


def test_a_table_holds_one_directive_in_the_order_of_the_file():
    other = duty(3, id="icd-206-summary", directive="ICD 206", status="gap", missing="All.", enforced_by=[])
    rows = tradecraft.table_tradecraft([duty(2), other, duty(1)], "ICD 203")
    assert rows["standard"].tolist() == ["2. Rain", "1. Rain"]
    gap = tradecraft.table_tradecraft([duty(2), other], "ICD 206").iloc[0]
    assert gap["enforced_by"] is None and gap["missing"] == "All."
    assert tradecraft.table_tradecraft([duty(1)], "ICS 206-01").empty


def test_numbers_count_each_status_and_the_standards_apart():
    some = [
        duty(1),
        duty(2, status="partial", missing="Snow."),
        duty(3, id="icd-203-timely"),
        duty(4, id="icd-206-retained", directive="ICD 206", status="gap", missing="All.", enforced_by=[]),
    ]
    assert tradecraft.numbers(some) == {
        "duties": "four", "built": "two", "partial": "one", "gaps": "one", "standards": "two", "standards_built": "one",
    }  # fmt: skip


# What the check refuses, on literals


def test_a_sound_duty_is_no_problem(tiny):
    assert found(tiny, duty(1)) == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"enforced_by": []}, ["enforced_by: found no test beside the status built", "or call it partial"]),
        ({"enforced_by": [Enforcer(file="analysis/rain.py", check="drop_of")]}, ["found no test beside the status built"]),
        ({"missing": "Snow."}, ["missing: found text beside the status built", "call it partial, or drop what is missing"]),
        ({"status": "partial"}, ["missing: found nothing", "a status of partial needs it"]),
        ({"status": "gap", "enforced_by": []}, ["missing: found nothing", "a status of gap needs it"]),
        ({"status": "partial", "missing": "Snow.", "enforced_by": []}, ["enforced_by: found nothing", "or call it a gap"]),
        ({"references": ["nato-pge"]}, ["references: found 'nato-pge'", "did you mean 'nato-page'"]),
        ({"id": "icd-203-10"}, ["icd-203-10: id: found no duty of ICD 203", "did you mean 'icd-203-1'"]),
        ({"id": "icd-206-summary"}, ["found no duty of ICD 203", "Allowed: icd-203-1"]),
        ({"enforced_by": [Enforcer(file="tests/test_snow.py", check="test_it_snows")]}, ["found no file tests/test_snow.py", "take the new name"]),
        ({"enforced_by": [Enforcer(file="tests/test_rain.py", check="test_it_rain")]},
         ["no function or class 'test_it_rain' in tests/test_rain.py", "did you mean 'test_it_rains'"]),
        ({"enforced_by": [Enforcer(file="tests/test_rain.py", check="helper")]}, ["'helper' of tests/test_rain.py", "does not run as a test"]),
        ({"enforced_by": 2 * [Enforcer(file="tests/test_rain.py", check="test_it_rains")]}, ["test_it_rains of tests/test_rain.py twice"]),
    ],
)  # fmt: skip
def test_a_row_that_says_too_much_is_refused(tiny, fields, words):
    told = found(tiny, duty(1, **fields), defined={"analysis/rain.py": {"drop_of"}})
    for word in ["t.yml: ", *words]:
        assert word in told


def test_a_gap_names_no_check(tiny):
    assert found(tiny, duty(1, status="gap", missing="All.", enforced_by=[])) == ""
    told = found(tiny, duty(1, status="gap", missing="All."))
    assert "enforced_by: found a check beside the status gap" in told and "call it partial" in told


def test_a_duty_stands_once(tiny):
    assert "icd-203-1: id: found 2 entries of that id" in found(tiny, duty(1), duty(1))


@pytest.mark.parametrize(
    "file", ["scripts/build.py", "tests/test_rain.md", "../tests/test_rain.py", "/tests/test_rain.py", "seeds/a.py"]
)  # fmt: skip
def test_only_code_that_tests_or_build_run_enforces(file):
    with pytest.raises(ValueError, match=r"a Python file in tests/, analysis/ or book/_ext/"):
        Enforcer(file=file, check="test_it_rains")


def test_definitions_are_those_of_the_outermost_level(tmp_path):
    (tmp_path / "a.py").write_text(
        "import b\nC = 1\ndef d():\n    def e(): ...\nclass F:\n    def g(self): ...\nasync def h(): ...\n"
    )
    (tmp_path / "broken.py").write_text("def :\n")
    problems = Problems()
    assert read_definitions(tmp_path, ["a.py", "a.py", "lost.py", "broken.py"], problems) == {
        "a.py": {"d", "F", "h"}
    }
    assert [problem.file for problem in problems] == ["broken.py"] and "broken Python" in problems[0].found


# The book's own table


def test_every_duty_is_there_and_all_nine_standards_of_icd_203(duties):
    assert sorted(duty.id for duty in duties) == sorted(one for known in DUTIES.values() for one in known)
    assert [duty.id for duty in duties][:9] == [f"icd-203-{number}" for number in range(1, 10)]


def test_every_named_file_and_check_exists(duties):
    for duty in duties:
        for enforcer in duty.enforced_by:
            tree = ast.parse((ROOT / enforcer.file).read_text(encoding="utf-8"))
            nodes = [node for node in tree.body if getattr(node, "name", None) == enforcer.check]
            assert len(nodes) == 1, f"{duty.id}: {enforcer}"
            assert enforcer.is_test == enforcer.file.startswith("tests/"), f"{duty.id}: {enforcer}"


def test_no_named_test_is_always_skipped_or_expected_to_fail(duties):
    for enforcer in {enforcer for duty in duties for enforcer in duty.enforced_by if enforcer.is_test}:
        tree = ast.parse((ROOT / enforcer.file).read_text(encoding="utf-8"))
        (test,) = [node for node in tree.body if getattr(node, "name", None) == enforcer.check]
        marks = " ".join(ast.unparse(mark) for mark in test.decorator_list)
        assert not re.search(r"mark\.(skip|xfail)|fixture", marks), enforcer
        assert any(isinstance(node, (ast.Assert, ast.With)) for node in ast.walk(test)), enforcer


def test_what_is_asked_met_and_missing_is_told_in_sentences(duties):
    for duty in duties:
        for text in filter(None, (duty.asks, duty.met, duty.missing)):
            assert text.endswith(".") and len(text.split()) >= 5, f"{duty.id}: {text}"


def test_the_page_shows_every_directive_and_uses_every_number(duties):
    text = page("tradecraft")
    for directive in DUTIES:
        assert f'show_tradecraft(evidence, duties, "{directive}",' in text
    assert set(tradecraft.numbers(duties)) == set(re.findall(r"\{glue:text\}`([^`]+)`", text))


SPOILT = [
    ("id", lambda rows: rows[2].update(id="icd-203-33"), ["icd-203-33: id: found no duty", "did you mean 'icd-203-3'"]),
    ("left out", lambda rows: rows.pop(2), ["icd-203-3: found no entry", "a duty is never left out"]),
    ("twice", lambda rows: rows.append(rows[2]), ["icd-203-3: id: found 2 entries"]),
    ("built", lambda rows: rows[2].update(status="built"), ["icd-203-3: missing: found text beside the status built"]),
    ("no test", lambda rows: rows[8].update(enforced_by=[{"file": "analysis/plotting.py", "check": "finish"}]),
     ["icd-203-9: enforced_by: found no test beside the status built", "name a test"]),
    ("renamed", lambda rows: rows[2]["enforced_by"][0].update(check="test_a_mark_without_evidence_is_an_error"),
     ["icd-203-3: enforced_by", "no function or class 'test_a_mark_without_evidence_is_an_error' in tests/test_marks.py"]),
    ("moved", lambda rows: rows[2]["enforced_by"][0].update(file="tests/test_mark.py"),
     ["icd-203-3: enforced_by: found no file tests/test_mark.py", "take the new name"]),
    ("helper", lambda rows: rows[2]["enforced_by"].append({"file": "tests/conftest.py", "check": "edit"}),
     ["icd-203-3: enforced_by", "does not run as a test"]),
    ("reference", lambda rows: rows[2].update(references=["odni-objectivty"]), ["icd-203-3: references", "did you mean 'odni-objectivity'"]),
    ("unseen", lambda rows: rows[2].update(references=[]), ["entry 3 icd-203-3: references", "give at least 1"]),
    ("status", lambda rows: rows[2].update(status="done"), ["entry 3 icd-203-3: status: found 'done'", "'built', 'partial' or 'gap'"]),
    ("folder", lambda rows: rows[2]["enforced_by"][0].update(file="scripts/build.py"), ["icd-203-3", "in tests/, analysis/ or book/_ext/"]),
    ("field", lambda rows: rows[2].pop("asks"), ["entry 3 icd-203-3: asks: found nothing", "it is required"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_table_is_told_with_file_entry_field_and_remedy(evidence, tmp_path, change, words):
    copy = Path(shutil.copy(BOOK / "tradecraft.yml", tmp_path / "tradecraft.yml"))
    edit(copy, change)
    with pytest.raises(EvidenceError) as caught:
        analysis.load_tradecraft(evidence, copy)
    for word in ["tradecraft.yml: ", *words]:
        assert word in str(caught.value)


def test_the_command_that_checks_reads_the_table(tiny_seeds, capsys):
    book = tiny_seeds.parent / "book"
    book.mkdir()
    shutil.copy(BOOK / "tradecraft.yml", book)
    assert main(["--seeds", str(tiny_seeds), "check"]) == 1  # the tiny bibliography has none of its pages
    assert "book/tradecraft.yml: icd-203-1: references: found 'odni-objectivity'" in capsys.readouterr().err


# What rows say of the book, where no other test holds it


@pytest.mark.parametrize("name", [*CHAPTERS, "methods", "tradecraft", "corrections"])
def test_every_chapter_opens_with_its_main_point(name):
    before_first_section = page(name).split("\n## ", 1)[0]
    prose = re.sub(r"(?s:^---\n.*?\n---\n|```.*?\n```\n)|^(#|:::).*\n", "", before_first_section, flags=re.M)
    assert prose.strip().startswith("**In short.**")


def test_the_front_page_opens_with_the_questions_and_then_the_judgements():
    sections = re.findall(r"^## (.*)$", page("index"), re.M)
    assert sections[0] == "Key judgements" and "?" in page("index").split("\n## ", 1)[0]


@pytest.mark.parametrize("name", [*CHAPTERS, "methods", "tradecraft"])
def test_every_chapter_states_its_limits(name):
    assert re.search(r"^## Limits\n\n.{80,}", page(name), re.M | re.S)


def test_every_page_of_the_record_has_who_what_where_and_when_seen(evidence):
    for column in ("author", "title", "publisher", "url"):
        assert (evidence.references[column].str.len() > 1).all(), column
    assert evidence.references["seen"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    assert evidence.references["primary"].isin([True, False]).all()


@pytest.mark.parametrize("name", ["index", "methods"])
def test_front_page_and_methods_say_that_language_models_did_the_work(name):
    text = page(name)
    assert re.search(r"\blanguage models?\b", text) and re.search(r"[Nn]o (panel of people|person)\b", text)


#: What rows call missing, as far as it can be seen: id, what would show that it has come.
MISSING = {
    "icd-203-1": lambda evidence: {"reliability", "descriptor"} & set(Reference.model_fields),
    "icd-203-3": lambda evidence: "assumption" in (ROOT / "seeds" / "hypotheses.yml").read_text(encoding="utf-8"),
    "icd-203-4": lambda evidence: set(_questions()) - {"judgement-1", "judgement-4"},
    "icd-203-5": lambda evidence: re.search(r"(written for|meant for|serves) ", page("index")),
    "icd-203-7": lambda evidence: {"earlier", "before"} & set(Judgement.model_fields),
    "icd-203-8": lambda evidence: sum(bool(one.likelihood) for one in analysis.load_judgements(evidence)) != 1,
    "icd-206-descriptors": lambda evidence: "descriptor" in Reference.model_fields,
    "icd-206-retained": lambda evidence: {"archive", "copy", "sha256"} & set(Reference.model_fields),
    "ics-206-01-elements": lambda evidence: evidence.references["date"].notna().all(),
    "ics-206-01-retained": lambda evidence: {"archive", "copy", "sha256"} & set(Reference.model_fields),
}  # fmt: skip


def _questions() -> list[str]:
    questions = yaml.safe_load((ROOT / "seeds" / "hypotheses.yml").read_text(encoding="utf-8"))
    return [question["judgement"] for question in questions]


@pytest.mark.parametrize("name", MISSING)
def test_what_a_row_calls_missing_is_missing_still(evidence, duties, name):
    """The table must not fall behind the book: whoever closes a gap is sent to its row."""
    (row,) = [duty for duty in duties if duty.id == name]
    if row.status != "built":
        assert not MISSING[name](evidence), f"what {name} lacked seems to be there; mend book/tradecraft.yml"


def test_the_page_is_in_the_contents_beside_the_methods():
    assert "tradecraft" in APPARATUS and "- file: tradecraft" in (BOOK / "_toc.yml").read_text(
        encoding="utf-8"
    )
