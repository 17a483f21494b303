"""The promises on hostile input: each names tests that exist, and the table shows them."""

from __future__ import annotations

import ast

import pytest
from conftest import ROOT, write_yaml

from analysis import robustness
from analysis.problems import EvidenceError

PROMISE = {
    "id": "rain", "input": "Rain.", "promise": "It stays dry.",
    "tests": [{"file": "tests/test_rain.py", "check": "test_it_stays_dry"}],
}  # fmt: skip


def test_every_promise_is_held_by_tests_that_exist():
    for promise in robustness.load_promises():
        for test in promise.tests:
            tree = ast.parse((ROOT / test.file).read_text(encoding="utf-8"))
            assert test.check in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
                promise.id
            )


def test_the_table_names_a_test_with_its_file_and_reads_it_as_a_sentence(tmp_path):
    write_yaml(tmp_path / "robustness.yml", [PROMISE])
    table = robustness.table_promises(robustness.load_promises(tmp_path / "robustness.yml"))
    assert table.to_dict("records") == [
        {"input": "Rain.", "promise": "It stays dry.", "tests": "tests/test_rain.py: it stays dry"}
    ]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([PROMISE, PROMISE], ["rain", "2 entries"]),
        ([PROMISE | {"tests": []}], ["tests", "give at least 1"]),
        (
            [PROMISE | {"tests": [{"file": "analysis/files.py", "check": "validate"}]}],
            ["name test_ functions"],
        ),
    ],
)
def test_a_promise_without_its_test_is_refused(tmp_path, entries, words):
    write_yaml(tmp_path / "robustness.yml", entries)
    with pytest.raises(EvidenceError) as caught:
        robustness.load_promises(tmp_path / "robustness.yml")
    for word in words:
        assert word in str(caught.value)
