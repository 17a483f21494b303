"""The hosting workflow: the two commands of the README, in order, then the tested site, with no right to spare.

It was never run: there is no network to try it. What can be read from the file is held here.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from conftest import ROOT

from scripts.environment import OLDEST_PYTHON
from scripts.lanes import known

PATH = ROOT / ".github/workflows/book.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    return yaml.safe_load(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def steps(workflow) -> list[dict[str, Any]]:
    return workflow["jobs"]["build"]["steps"]


def places(steps: list[dict[str, Any]], name: str) -> list[int]:
    """Return where an action is used."""
    return [place for place, step in enumerate(steps) if step.get("uses", "").startswith(f"actions/{name}@")]


def commands(steps: list[dict[str, Any]]) -> list[str]:
    return [
        line.strip() for step in steps if "run" in step for line in step["run"].splitlines() if line.strip()
    ]


def test_it_runs_the_two_commands_of_the_readme_in_their_order_and_no_other(workflow, steps):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^## Two commands\n.*?^```\n(.*?)^```$", readme, re.M | re.S)[1]
    promised = [line.partition("#")[0].strip() for line in block.splitlines()]
    assert promised == ["make book", "make test"]
    assert commands(steps) == promised
    assert commands(workflow["jobs"]["publish"]["steps"]) == []


def test_the_site_is_handed_on_only_after_the_tests(steps):
    upload = places(steps, "upload-pages-artifact")
    test = [place for place, step in enumerate(steps) if step.get("run", "").strip() == "make test"]
    assert len(upload) == len(test) == 1 and upload[0] > test[0]
    assert steps[upload[0]]["with"] == {"path": "_build/html"}


def test_no_failure_is_passed_over(workflow):
    for job in workflow["jobs"].values():
        assert "continue-on-error" not in job
        for step in job["steps"]:
            assert not {"continue-on-error", "if", "shell"} & set(step), step
    assert not re.search(r"always\(\)|\|\| *true|set \+e", PATH.read_text(encoding="utf-8"))


def test_it_publishes_what_was_tested_and_only_from_main_and_versions(workflow):
    publish = workflow["jobs"]["publish"]
    assert publish["needs"] == "build" and places(publish["steps"], "deploy-pages") == [0]
    assert publish["if"] == "github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v')"
    triggers = workflow[True]  # YAML 1.1 reads the word `on` as a truth value
    assert triggers == {"push": {"branches": ["main"], "tags": ["v*"]}, "workflow_dispatch": None}


def test_each_job_has_the_rights_that_it_needs_and_no_more(workflow):
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert "secrets." not in PATH.read_text(encoding="utf-8")


def test_a_version_is_built_twice_under_different_conditions(workflow):
    job = workflow["jobs"]["reproduce"]
    assert job["if"] == "startsWith(github.ref, 'refs/tags/v')" and commands(job["steps"]) == [
        "make reproduce"
    ]
    assert job["permissions"] == {"contents": "read"}


def test_one_publication_runs_at_a_time_and_none_is_cut_short(workflow):
    assert workflow["concurrency"]["group"] and workflow["concurrency"]["cancel-in-progress"] is False


def test_actions_are_the_official_ones_at_a_major_version(workflow):
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 7
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@v[0-9]+", action), action


def test_both_commands_know_the_address_of_the_site(steps):
    source = places(steps, "configure-pages")[0]
    address = f"${{{{ steps.{steps[source]['id']}.outputs.base_url }}}}/"
    for place, step in enumerate(steps):
        if "run" in step:
            assert place > source and step["env"] == {"BOOK_ADDRESS": address}


def test_it_uses_the_oldest_python_that_the_project_promises(steps):
    promised = re.search(
        r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )[1]
    assert steps[places(steps, "setup-python")[0]]["with"] == {"python-version": promised}


# The weekly lanes


@pytest.fixture(scope="module")
def weekly() -> dict[Any, Any]:
    return yaml.safe_load((ROOT / ".github/workflows/lanes.yml").read_text(encoding="utf-8"))


def test_every_lane_runs_once_a_week_whatever_the_others_find(weekly):
    strategy = weekly["jobs"]["lane"]["strategy"]
    assert {"newest", "oldest"} < set(strategy["matrix"]["lane"]) and strategy["fail-fast"] is False
    assert all(known(lane) for lane in strategy["matrix"]["lane"])
    assert [one["cron"].split()[2:] for one in weekly[True]["schedule"]] == [["*", "*", "1"]]
    assert commands(weekly["jobs"]["lane"]["steps"]) == ["make lanes LANES=${{ matrix.lane }}"]


def test_a_lane_that_fails_says_so_and_stops_no_publication(weekly, workflow):
    assert "continue-on-error" not in str(weekly)
    assert "lanes" not in str(workflow["jobs"])  # nothing that a publication waits for


def test_a_lane_has_each_python_that_it_asks_for_and_no_right_to_spare(weekly):
    job = weekly["jobs"]["lane"]
    assert (weekly["permissions"], job["permissions"]) == ({}, {"contents": "read"})
    pythons = job["steps"][places(job["steps"], "setup-python")[0]]["with"]["python-version"].split()
    asked = {
        lane.removeprefix("python-")
        for lane in job["strategy"]["matrix"]["lane"]
        if lane.startswith("python-")
    }
    assert asked < set(pythons) and pythons[-1] == ".".join(map(str, OLDEST_PYTHON))


def test_the_actions_of_the_lanes_are_those_of_the_book(weekly):
    of_the_book = set(re.findall(r"actions/\S+", PATH.read_text(encoding="utf-8")))
    assert {step["uses"] for step in weekly["jobs"]["lane"]["steps"] if "uses" in step} <= of_the_book
