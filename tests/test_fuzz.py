"""A sample of the cases of `make fuzz`, and the same mutations chosen and shrunk by Hypothesis."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.problems import Problem, Problems
from analysis.reading import read_dossiers
from scripts import fuzz
from scripts.mutations import mutate_bytes, mutate_data, write

SAMPLE = 120  # of each kind at least three


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory):
    return fuzz.Fuzzer(tmp_path_factory.mktemp("fuzz"))


def test_no_case_of_a_sample_breaks_a_reader(fuzzer):
    failures = {number: failed for number in range(SAMPLE) if (failed := fuzz.try_case(fuzzer, number)[1])}
    assert failures == {}


def test_a_case_is_the_same_each_time(fuzzer):
    assert [fuzzer.content_of(number) for number in range(20)] == [
        fuzzer.content_of(number) for number in range(20)
    ]


@given(st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_dossier_that_is_mutated_is_read_or_refused(fuzzer, random, bytewise):
    content = write(mutate_data(random, fuzzer.small["elpais"]))
    path = fuzzer.work / "dossiers/elpais.yml"
    path.write_bytes(mutate_bytes(random, content) if bytewise else content)
    problems = Problems()
    dossiers = read_dossiers(fuzzer.work, fuzzer.codes, problems)
    path.unlink()
    assert bool(dossiers) != bool(problems) and not fuzz.slips_of(problems)


def test_a_reader_that_breaks_is_told(fuzzer, monkeypatch):
    monkeypatch.setattr(fuzzer, "read", lambda number, content: 1 / 0)
    assert fuzz.try_case(fuzzer, 7)[1][0].startswith("ZeroDivisionError at test_fuzz.py")


def test_a_reader_that_does_not_end_is_told(fuzzer, monkeypatch):
    def wait(number, content):
        while True:
            pass

    monkeypatch.setattr(fuzzer, "read", wait)
    assert fuzz.try_case(fuzzer, 7, seconds=0.1)[1][0].startswith("TooLong at ")


def test_a_message_that_does_not_teach_is_told():
    assert fuzz.slips_of([Problem("seeds/checks.yml", "", "", "nothing", "")])
    assert fuzz.slips_of([Problem("seeds/checks.yml", "", "", "nothing", "restore it")]) == []


def test_mutations_spoil_something():
    data = {"claims": [{"id": "elpais-01", "start": 1}], "title": "A title"}
    changed = [mutate_data(Random(number), data) != data for number in range(50)]
    assert sum(changed) > 40 and data["title"] == "A title"
