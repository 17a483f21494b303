"""scripts/bench/builds.py: copies are changed where it says, and figures are computed right."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from scripts.bench import builds
from scripts.bench.processes import Run, Trouble


@pytest.fixture
def project(tmp_path):
    """Return a copy of the one chapter that the bench changes."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book/divisions.md").write_bytes((ROOT / "book/divisions.md").read_bytes())
    return tmp_path


def test_every_turn_changes_one_line_to_something_new(project):
    page = project / "book/divisions.md"
    seen = [page.read_text(encoding="utf-8")]
    for turn in range(2):
        for state in ("prose changed", "code changed"):
            builds.change(project, state, turn)
            text = page.read_text(encoding="utf-8")
            before = seen[-1].splitlines()
            assert sum(one != other for one, other in zip(before, text.splitlines(), strict=True)) == 1
            assert text not in seen
            seen.append(text)
    builds.change(project, "nothing changed", 2)
    assert page.read_text(encoding="utf-8") == seen[-1]


def test_a_page_without_the_words_to_change_is_told(project):
    (project / "book/divisions.md").write_text("# Nothing")
    with pytest.raises(Trouble, match=r"divisions.md has no"):
        builds.change(project, "code changed", 0)


def test_from_nothing_means_without_the_store(project):
    (project / "_build/executed/divisions").mkdir(parents=True)
    for turn in range(2):
        builds.change(project, "cold", turn)
        assert not (project / "_build").exists()
        (project / "_build/executed").mkdir(parents=True)


@pytest.mark.parametrize(("seconds", "missed"), [(30, False), (31, True)])
def test_the_pages_from_nothing_are_held_to_their_bar(seconds, missed):
    runs = {(kind, state): Run(100, 10) for kind in builds.COMMANDS for state in builds.STATES}
    figures = builds.build_figures(runs | {("pages", "cold"): Run(seconds, 5)})
    bars = [figure for figure in figures if figure.bar and figure.unit == "times"]
    assert [(figure.measured, figure.missed, figure.peer) for figure in bars] == [
        (seconds / 100, missed, "stock jupyter-book build: 100.0 s")
    ]
    assert len(figures) == (4 * 2 + 1) * len(builds.STATES)


def test_the_chapters_are_told_slowest_first_by_their_last_run(tmp_path):
    for page, key, seconds in [("one", "a", 2.0), ("two", "a", 3.0)]:
        (tmp_path / page).mkdir(exist_ok=True)
        (tmp_path / page / f"{key}.json").write_text(json.dumps({"page": page, "seconds": seconds}))
    assert [(figure.name, figure.measured) for figure in builds.chapter_figures(tmp_path)] == [
        ("Chapter two: clock", 3.0), ("Chapter one: clock", 2.0),
    ]  # fmt: skip


def test_a_draft_that_takes_longer_than_its_bar_is_told():
    runs = {(kind, state): Run(2, 10) for kind in builds.COMMANDS for state in builds.STATES}
    missed = [
        figure.name for figure in builds.build_figures(runs) if figure.missed and "draft" in figure.name
    ]
    assert missed == ["make draft, nothing changed: clock"]
