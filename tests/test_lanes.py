"""scripts/lanes.py: a lane fails when its build or its tests do, says why, and tells which versions it had."""

from __future__ import annotations

import subprocess

import pytest
from conftest import ROOT

from scripts import environment, lanes


@pytest.fixture
def project(tmp_path):
    """Return a folder with a lock, in which git knows one file, ignores one and would take one."""
    (tmp_path / "requirements.lock").write_text("one==1 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("/_build/\n", encoding="utf-8")
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build/page.html").write_text("old", encoding="utf-8")
    subprocess.run(["git", "-C", str(tmp_path), "init", "--quiet"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "add", ".gitignore", "requirements.lock"], check=True)
    (tmp_path / "new.py").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def steps(project, monkeypatch):
    """Put results in the place of the steps: none is run."""
    ends = {"build": (0, "built"), "tests": (0, "3 passed, 1 skipped in 2.00s")}
    place = project / ".tools/lanes/oldest"
    (place / "env/bin").mkdir(parents=True)
    (place / "env/bin/python").symlink_to(environment.base_python())
    monkeypatch.setattr(lanes, "prepare", lambda root, name: (place, {"one": "0.9", "two": "2"}))
    monkeypatch.setattr(lanes, "build_step", lambda place: ends["build"])
    monkeypatch.setattr(lanes, "test_step", lambda place: ends["tests"])
    return ends


def test_a_lane_passes_where_build_and_tests_pass_and_tells_what_differs(project, steps, capsys):
    assert lanes.main(["oldest"], project) == 0
    said = capsys.readouterr().out
    assert "  one 0.9 (lock: 1)\n  two 2 (lock: none)\n" in said and "passed (3 passed, 1 skipped)" in said


@pytest.mark.parametrize(
    "step, end, said",
    [
        ("build", (1, "Error: no such option"), "no such option"),
        ("tests", (1, "E assert 1 == 2\n1 failed, 2 passed in 2s"), "assert 1 == 2"),
    ],
)
def test_a_lane_fails_where_a_step_fails_with_the_last_words_of_that_step(
    project, steps, capsys, step, end, said
):
    steps[step] = end
    assert lanes.main(["oldest"], project) == 1
    told = capsys.readouterr()
    assert said in told.err and ": failed" in told.out


def test_tests_are_not_run_on_a_book_that_was_not_built(project, steps, monkeypatch):
    steps["build"] = (1, "Error: no such option")
    monkeypatch.setattr(lanes, "test_step", lambda place: pytest.fail("tests were run"))
    assert lanes.run_lane(project, "oldest").tests == ""


def test_a_python_that_the_machine_lacks_is_not_run_and_is_no_failure(project, monkeypatch, capsys):
    monkeypatch.setattr(
        lanes, "prepare", lambda root, name: lanes.find_python(environment.find_uv(ROOT), "3.99")
    )
    assert lanes.main(["python-3.99"], project) == 0
    assert "Python 3.99: not run" in capsys.readouterr().out


def test_an_unknown_lane_is_told_with_those_allowed(project, capsys):
    assert lanes.main(["newset"], project) == 2
    assert "no lane is called newset; allowed: newest, oldest, python-3.12" in capsys.readouterr().err


def test_a_lane_works_on_a_copy_without_what_git_ignores(project):
    lanes.copy_project(project, project / ".tools/copy")
    assert {path.name for path in (project / ".tools/copy").iterdir()} == {
        ".git",
        ".gitignore",
        "requirements.lock",
        "new.py",
    }


def test_the_lanes_ask_for_the_newest_and_for_the_lowest_declared_versions(project, monkeypatch):
    commands = []
    monkeypatch.setattr(environment, "run", lambda root, *command: commands.append(command))
    for name in lanes.LANES:
        lanes.resolve(project, "uv", name, project, "3.11")
    asked = [command[command.index("--resolution") + 1] for command in commands]
    assert asked == ["highest", "lowest-direct"] and all(
        "--generate-hashes" in command for command in commands
    )


def test_another_python_gets_the_lock_itself(project):
    assert lanes.resolve(project, "uv", "python-3.13", project, "3.13") == project / "requirements.lock"


def test_a_lane_that_is_kept_is_handed_to_the_record(project, steps, monkeypatch):
    kept = []
    monkeypatch.setattr(lanes, "record_lane", lambda result, root: kept.append(result))
    lanes.main(["oldest", "--record"], project)
    (result,) = kept
    assert (result.lane, result.outcome, result.differing) == (
        "oldest",
        "passed",
        {"one": ("0.9", "1"), "two": ("2", None)},
    )


def test_the_count_of_pytest_is_read_from_its_last_line():
    assert (
        lanes.counted("1 failed in a.py\n2 failed, 10 passed, 1 error in 3.00s\n")
        == "2 failed, 10 passed, 1 error"
    )
    assert lanes.counted("nothing ran") == ""
