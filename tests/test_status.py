"""The page of status: figures beside their bars, missed ones told in words, lanes and versions as recorded."""

from __future__ import annotations

import pytest
from test_measurements import FIGURE, LANE, RUN

import analysis
from analysis import status
from analysis.model import Measurements

MISSED = FIGURE | {"name": "Prose edit", "measured": 3.1, "unit": "s", "bar": 2.5, "peer": ""}
TOLD = {"name": "Memory", "measured": 512.4, "unit": "MiB"}
CHAPTERS = [
    {"name": "Chapter methods", "measured": 6.0, "unit": "s"},
    {"name": "Chapter outlook", "measured": 2.0, "unit": "s"},
]
OLDEST = LANE | {"lane": "oldest", "code": "1" * 12, "outcome": "failed", "tests": "", "reason": "no such option",
                 "versions": [{"package": "pandas", "here": "3.0.0", "lock": "3.1.1"}, {"package": "six", "here": "1.0"}]}  # fmt: skip
NEWEST = LANE | {"versions": [{"package": "pandas", "here": "3.2.0", "lock": "3.1.1"}]}


def record(figures=(), lanes=()) -> Measurements:
    bench = [RUN | {"figures": list(figures)}] if figures else []
    return Measurements.model_validate({"bench": bench, "lanes": list(lanes)})


SOME = record([FIGURE, MISSED, TOLD, *CHAPTERS], [NEWEST, OLDEST])


def test_a_missed_figure_stands_first_and_says_so_in_words():
    assert status.table_bars(SOME).to_dict("records") == [
        {"figure": "Prose edit", "measured": "3.10 s", "bar": "at most 2.50 s", "verdict": "missed", "peer": None,
         "part": "builds beside other tools"},
        {"figure": "Cold build", "measured": "0.280 times", "bar": "at most 0.300 times", "verdict": "met",
         "peer": "stock 11.3 s", "part": "builds beside other tools"},
    ]  # fmt: skip


def test_a_figure_without_a_bar_is_told_apart_and_chapters_are_left_out():
    assert status.table_told(SOME)[["figure", "measured"]].values.tolist() == [["Memory", "512 MiB"]]


def test_chapters_stand_longest_first_with_their_share():
    assert status.table_chapters(SOME).values.tolist() == [["methods", 6.0, 75.0], ["outlook", 2.0, 25.0]]


@pytest.mark.parametrize(
    "name, chapter",
    [("Chapter methods", "methods"), ("Chapter methods: clock", "methods"), ("Chapter methods: ratio of clocks", None),
     ("One chapter's code changed: clock", None), ("Chapter of the real book", None)],
)  # fmt: skip
def test_a_figure_of_one_chapter_is_known_by_its_name(name, chapter):
    told = status.table_chapters(record([{"name": name, "measured": 1.0, "unit": "s"}]))
    assert told["chapter"].tolist() == ([chapter] if chapter else [])


def test_a_lane_tells_its_result_its_reason_and_how_many_packages_differ():
    assert status.table_lanes(SOME).values.tolist() == [
        ["newest versions allowed", "3.11.7", "passed", "900 passed", 1, None],
        ["oldest versions allowed", "3.11.7", "failed", None, 2, "no such option"],
    ]


def test_a_lane_of_another_python_is_told_by_its_version():
    told = status.table_lanes(record(lanes=[LANE | {"lane": "python-3.13"}]))
    assert told["lane"].tolist() == ["locked versions, Python 3.13"]


def test_versions_stand_beside_the_lock_and_a_package_that_it_lacks_says_so():
    table = status.table_other_versions(SOME)
    assert table.columns.tolist() == ["package", "lock", "newest", "oldest"]
    assert table.fillna("").values.tolist() == [
        ["pandas", "3.1.1", "3.2.0", "3.0.0"],
        ["six", "not in it", "", "1.0"],
    ]


def test_a_run_of_older_code_says_so():
    table = status.table_runs(SOME, "0" * 12)
    assert table[["run", "code"]].values.tolist() == [
        ["builds beside other tools", "this"],
        ["newest versions allowed", "this"],
        ["oldest versions allowed", "older"],
    ]
    assert table["machine"].iloc[0] == "2 cores, 7.8 GiB, Debian, Python 3.11.7"


@pytest.mark.parametrize(
    "of, code, told",
    [
        (record(), "0" * 12, ["Nothing was measured against a bar yet", "Other versions were not tried yet", "No run is on record"]),
        (record([FIGURE]), "0" * 12, ["The one figure that has a bar met it", None, "All was measured on the code of this copy"]),
        (record([FIGURE]), "2" * 12, [None, None, "The code has changed since the one run on record"]),
        (SOME, "0" * 12, ["One of two figures that have a bar missed it",
                          "Build and tests were run: with the newest versions allowed they passed, with the oldest versions allowed they failed",
                          "The code has changed since one of three runs on record"]),
        (SOME, "2" * 12, [None, None, "The code has changed since three of three runs on record"]),
    ],
)  # fmt: skip
def test_the_page_says_in_its_first_line_what_missed_what_failed_and_what_is_old(of, code, told):
    words = list(status.numbers(of, code).values())
    assert [word if expected else None for word, expected in zip(words, told, strict=True)] == told


@pytest.mark.parametrize(
    "value, unit, told",
    [
        (1234.5, "MiB", "1,234 MiB"),
        (99.96, "s", "100.0 s"),
        (-0.5, "ms", "−0.500 ms"),
        (0.00012, "ms", "0.000120 ms"),
        (None, "s", "no number"),
    ],
)
def test_a_number_has_the_digits_it_deserves(value, unit, told):
    assert status.amount(value, unit) == told


def test_a_copy_that_was_not_published_says_so(evidence):
    edition = analysis.load_edition(evidence.references)
    table = status.table_copy(edition).set_index("what")["value"]
    assert table["Fingerprint of the code"] == edition.code and table["Python"] == "3.11 or newer"
    assert (table["Published"] == edition.date) is edition.published


def test_the_record_of_the_project_is_sound():
    record = analysis.measurements.load_measurements()
    assert status.table_bars(record)["verdict"].isin(["met", "missed"]).all()
