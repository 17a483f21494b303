"""The record of measurements: what it may hold, what is refused, and whether the code is still the same."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT, write_yaml

from analysis.measurements import MEASURED, RECORD, load_measurements, measured_code
from analysis.model import Measured, Measurements
from analysis.problems import EvidenceError

MACHINE = {"cores": 2, "memory": 7.8, "system": "Debian", "python": "Python 3.11.7"}
FIGURE = {"name": "Cold build", "measured": 0.28, "unit": "times", "peer": "stock 11.3 s", "bar": 0.3}
RUN = {"part": "builds", "day": "2026-11-26", "code": "0" * 12, "machine": MACHINE, "figures": [FIGURE]}
LANE = {"lane": "newest", "day": "2026-11-26", "code": "0" * 12, "python": "3.11.7", "outcome": "passed",
        "seconds": 300, "tests": "900 passed"}  # fmt: skip


@pytest.fixture
def project(tmp_path):
    """Return a folder with a function that writes its record."""
    (tmp_path / "book").mkdir()

    def write(**parts):
        apart = json.loads(json.dumps({"bench": [], "lanes": [], **parts}))  # else YAML writes aliases
        write_yaml(tmp_path / RECORD, apart)
        return tmp_path

    return write


def test_a_record_is_read_as_it_stands(project):
    record = load_measurements(project(bench=[RUN], lanes=[LANE]))
    assert record == Measurements.model_validate({"bench": [RUN], "lanes": [LANE]})
    assert record.bench[0].figures[0].measured == 0.28 and record.lanes[0].outcome == "passed"


@pytest.mark.parametrize(
    "measured, bar, missed", [(0.28, 0.3, False), (0.3, 0.3, False), (0.31, 0.3, True), (9, None, False), (None, 0.3, True), (None, None, False)]
)  # fmt: skip
def test_a_figure_misses_its_bar_above_it_or_without_a_number(measured, bar, missed):
    assert Measured(name="a", measured=measured, unit="s", bar=bar).missed is missed


SPOILT = [
    (
        "no machine",
        {"bench": [{key: value for key, value in RUN.items() if key != "machine"}]},
        "machine: found nothing; add the field",
    ),
    ("no figure", {"bench": [RUN | {"figures": []}]}, "found a list of 0; give at least 1"),
    (
        "text for a number",
        {"bench": [RUN | {"figures": [FIGURE | {"measured": "fast"}]}]},
        "measured: found 'fast'",
    ),
    (
        "a fingerprint cut short",
        {"bench": [RUN | {"code": "0" * 11}]},
        "write the first 12 hexadecimal digits",
    ),
    ("the same part twice", {"bench": [RUN, RUN]}, "builds stands twice; keep the later run"),
    ("the same lane twice", {"lanes": [LANE, LANE]}, "newest stands twice; keep the later run"),
    (
        "an unknown outcome",
        {"lanes": [LANE | {"outcome": "fine"}]},
        "allowed: 'passed', 'failed' or 'not run'",
    ),
    (
        "a failure without reason",
        {"lanes": [LANE | {"outcome": "failed"}]},
        "give the reason where a lane failed",
    ),
    (
        "a reason without failure",
        {"lanes": [LANE | {"reason": "none"}]},
        "give the reason where a lane failed",
    ),
    ("a pass without tests", {"lanes": [LANE | {"tests": ""}]}, "says how many tests did"),
    ("no such day", {"lanes": [LANE | {"day": "2026-02-30"}]}, "no such date"),
]


@pytest.mark.parametrize("parts, told", [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_spoilt_record_is_refused_with_file_field_and_remedy(project, parts, told):
    with pytest.raises(EvidenceError) as caught:
        load_measurements(project(**parts))
    assert RECORD in str(caught.value) and told in str(caught.value)


def test_all_problems_of_a_record_are_told_at_once(project):
    with pytest.raises(EvidenceError, match="2 problems in the record of measurements"):
        load_measurements(project(bench=[RUN | {"day": "soon"}], lanes=[LANE | {"seconds": -1}]))


def test_a_missing_record_is_named(tmp_path):
    with pytest.raises(EvidenceError, match=f"{RECORD}: found no such file"):
        load_measurements(tmp_path)


def test_prose_evidence_and_the_record_itself_make_no_figure_stale_but_code_and_lock_do(tmp_path):
    for name in (
        "analysis/tables.py",
        "book/_ext/marks.py",
        "requirements.lock",
        "book/rain.md",
        RECORD,
        "seeds/checks.yml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before\n", encoding="utf-8")

    def changed(name):
        before = measured_code(tmp_path)
        (tmp_path / name).write_text("after\n", encoding="utf-8")
        return measured_code(tmp_path) != before

    assert [changed(name) for name in ("book/rain.md", RECORD, "seeds/checks.yml")] == [False] * 3
    assert [changed(name) for name in ("analysis/tables.py", "book/_ext/marks.py", "requirements.lock")] == [
        True
    ] * 3


def test_all_that_is_measured_exists():
    assert all((ROOT / name).exists() for name in MEASURED)
