"""analysis/record_files.py: what a file says is remembered, and never taken for what it says now."""

from __future__ import annotations

from analysis.model import Withdrawn
from analysis.problems import Problems
from analysis.record_files import read_records

ENTRY = f"- source: lost\n  document: '009'\n  label: Lost\n  sha256: {'a' * 64}\n  reason: Its REASON.\n"


def read(path):
    problems = Problems()
    return read_records(path, path.name, Withdrawn, {}, problems), [str(problem) for problem in problems]


def test_a_file_that_has_changed_is_read_anew(tmp_path):
    path = tmp_path / "withdrawn.yml"
    found = []
    for reason in ("first", "second", "first"):
        path.write_text(ENTRY.replace("REASON", reason))
        (record,), problems = read(path)
        found.append((record.reason, problems))
    assert found == [("Its first.", []), ("Its second.", []), ("Its first.", [])]


def test_what_is_wrong_is_told_each_time_under_the_name_of_each_file(tmp_path):
    told = []
    for name in ("a.yml", "a.yml", "b.yml"):
        (tmp_path / name).write_text("- source: 1\n")
        told.append(read(tmp_path / name)[1])
    assert told[0] == told[1] != [] and [line.replace("a.yml", "b.yml") for line in told[0]] == told[2]


def test_a_list_that_was_given_belongs_to_who_asked(tmp_path):
    path = tmp_path / "withdrawn.yml"
    path.write_text(ENTRY)
    read(path)[0].clear()
    assert len(read(path)[0]) == 1
