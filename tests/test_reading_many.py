"""Reading in several processes: what comes out, and what is told, is the same as one file after another."""

import gc
import shutil
from functools import partial

import pandas as pd
import pytest

import analysis
from analysis import reading_many
from analysis.files import read_yaml
from analysis.problems import EvidenceError
from analysis.reading_many import read_each, without_collection
from scripts.generate_sources import make_sources


@pytest.fixture
def seeds(tmp_path):
    """Return evidence of twelve sources, whose lists are divided by source."""
    return make_sources(tmp_path / "seeds", 12, claims=10)


def tables(seeds):
    evidence = analysis.load(seeds)
    return {name: table for name, table in vars(evidence).items() if isinstance(table, pd.DataFrame)}


def in_processes(monkeypatch):
    monkeypatch.setattr(reading_many, "MANY", 1)
    monkeypatch.setattr(reading_many, "TOGETHER", 2)
    monkeypatch.setattr(reading_many, "_cores", lambda: 2)


def test_two_processes_give_the_same_tables(seeds, monkeypatch):
    alone = tables(seeds)
    in_processes(monkeypatch)
    for name, table in tables(seeds).items():
        pd.testing.assert_frame_equal(table, alone[name])


def test_two_processes_tell_the_same_problems_in_the_same_order(seeds, monkeypatch):
    for name in ("aaab", "aaad", "aaak"):
        path = seeds / "dossiers" / f"source-{name}.yml"
        path.write_text(path.read_text().replace("kind: opinion", "kind: rumour"))
    (seeds / "counts" / "source-aaaa.json").unlink()
    (seeds / "checks" / "source-aaac.yml").write_text("- claim: nobody\n")
    with pytest.raises(EvidenceError) as alone:
        analysis.load(seeds)
    in_processes(monkeypatch)
    with pytest.raises(EvidenceError) as together:
        analysis.load(seeds)
    assert str(together.value) == str(alone.value)
    assert len(alone.value.problems) > 4


def test_results_come_in_the_order_of_the_calls_and_long_ones_last(tmp_path):
    for name in "abcd":
        (tmp_path / f"{name}.yml").write_text(f"[{name}]")
    calls = [partial(read_yaml, tmp_path / f"{name}.yml", name) for name in "abc"]
    long = [partial(read_yaml, tmp_path / "d.yml", "d")]
    for processes in (1, 2):
        found = [content for content, _ in read_each(calls, long=long, processes=processes)]
        assert found == [["a"], ["b"], ["c"], ["d"]]


def test_the_collector_is_left_as_it_was():
    with without_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with without_collection():
        pass
    assert not gc.isenabled()
    gc.enable()


def test_a_list_stands_in_a_file_or_in_a_folder_of_files(tiny_seeds):
    whole = tables(tiny_seeds)["checks"]
    (tiny_seeds / "checks").mkdir()
    shutil.move(tiny_seeds / "checks.yml", tiny_seeds / "checks" / "all.yml")
    pd.testing.assert_frame_equal(tables(tiny_seeds)["checks"], whole)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["checks.yml", "checks/all.yml"], "a file checks.yml beside the folder checks"),
        (["checks/notes.txt", "checks/all.yml"], "checks/notes.txt: found a file that is no list"),
        ([], "seeds/checks: found no file"),
    ],
)
def test_a_folder_of_lists_that_is_not_whole_is_told(tiny_seeds, files, words):
    text = (tiny_seeds / "checks.yml").read_text()
    (tiny_seeds / "checks.yml").unlink()
    (tiny_seeds / "checks").mkdir()
    for name in files:
        (tiny_seeds / name).write_text(text)
    with pytest.raises(EvidenceError) as error:
        analysis.load(tiny_seeds)
    assert words in str(error.value)


def test_a_problem_of_a_divided_list_names_the_folder(tiny_seeds):
    (tiny_seeds / "checks").mkdir()
    shutil.move(tiny_seeds / "checks.yml", tiny_seeds / "checks" / "all.yml")
    path = tiny_seeds / "checks" / "all.yml"
    path.write_text(path.read_text().replace("first-01", "first-77", 1))
    with pytest.raises(EvidenceError, match="seeds/checks: check of first-77"):
        analysis.load(tiny_seeds)
