"""scripts/bench/record.py: what was measured is kept whole, part by part, and read back as it was."""

from __future__ import annotations

import pytest
from test_measurements import MACHINE

from analysis.measurements import RECORD, load_measurements
from analysis.model import Machine
from scripts.bench.figures import Figure
from scripts.bench.record import record_figures, record_lane, this_machine
from scripts.lanes import Result

CODE = "0123456789ab"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "book").mkdir()
    return tmp_path


def record(project, part, *figures):
    record_figures(part, figures, CODE, project, Machine(**MACHINE))
    return load_measurements(project).bench


def test_a_figure_is_kept_with_bar_and_peer_and_the_code_that_was_measured(project):
    (run,) = record(project, "builds", Figure("Cold", 0.123456, "times", "stock 11.3 s", 1))
    (figure,) = run.figures
    assert (figure.name, figure.measured, figure.unit, figure.peer, figure.bar) == (
        "Cold",
        0.1235,
        "times",
        "stock 11.3 s",
        1.0,
    )
    assert run.code == CODE and run.machine == Machine(**MACHINE)


def test_a_name_that_is_set_in_becomes_whole(project):
    (run,) = record(
        project,
        "book",
        Figure("The book, cold: clock", 9, "s"),
        Figure("  processor", 8, "s"),
        Figure("Growth", 1, "times"),
        Figure("  of it", 1, "s"),
    )
    assert [one.name for one in run.figures] == [
        "The book, cold: clock", "The book, cold: processor", "Growth", "Growth: of it",
    ]  # fmt: skip


def test_a_ratio_to_nothing_is_kept_as_no_number_and_misses_its_bar(project):
    (run,) = record(project, "generated", Figure("Growth", float("inf"), "times", "", 1.3))
    assert run.figures[0].measured is None and run.figures[0].missed


def test_a_part_measured_again_takes_the_place_of_its_older_figures_only(project):
    record(project, "growth", Figure("Old", 1, "s"))
    record(project, "builds", Figure("Kept", 2, "s"))
    runs = record(project, "growth", Figure("New", 3, "s"))
    assert [(run.part, [one.name for one in run.figures]) for run in runs] == [
        ("builds", ["Kept"]), ("growth", ["New"]),
    ]  # fmt: skip


def test_a_record_that_is_spoilt_stays_as_it_is(project):
    (project / RECORD).write_text("bench: soon\n", encoding="utf-8")
    with pytest.raises(ValueError, match="bench"):
        record_figures("growth", [Figure("New", 3, "s")], CODE, project)
    assert (project / RECORD).read_text(encoding="utf-8") == "bench: soon\n"


def test_a_lane_that_failed_is_kept_with_its_last_words(project):
    differing = {"pandas": ("3.0.0", "3.1.1"), "six": ("1.0", None)}
    record_lane(
        Result(
            "oldest",
            "3.11.7",
            "failed",
            81.6,
            "",
            {},
            differing,
            CODE,
            "Traceback\n\nTypeError: no such option\n",
        ),
        project,
    )
    (lane,) = load_measurements(project).lanes
    assert (lane.outcome, lane.reason, lane.seconds) == ("failed", "TypeError: no such option", 82)
    assert [(one.package, one.here, one.lock) for one in lane.versions] == [
        ("pandas", "3.0.0", "3.1.1"),
        ("six", "1.0", None),
    ]


def test_this_machine_is_told_in_plain_words():
    machine = this_machine()
    assert machine.cores >= 1 and machine.memory > 0.1 and machine.python.startswith("Python 3.")
