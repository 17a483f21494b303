"""Shared wording: every pair of few documents, and of many those that MinHash finds, counted exactly."""

import random
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from rensa import RMinHash, RMinHashLSH

from analysis import independence, load_judgements, reliability, shared_wording
from analysis.counts import shingles
from analysis.export import export_tables
from analysis.shared_wording import HASHES, SEED, candidate_pairs, exact_pairs, recall
from scripts.generate_sources import counts_of

QUERY = Path(shared_wording.__file__).with_suffix(".sql")


@pytest.fixture(scope="module")
def texts():
    """Return runs of words of 80 made texts: pairs share a passage of 60 words, or of 12, or nothing."""
    chance = random.Random(5)
    vocabulary = [f"word{number}" for number in range(3000)]
    runs, passages = {}, {}
    for number in range(80):
        words = chance.choices(vocabulary, k=400)
        length = (60, 12, 0, 0)[number // 20]
        passage = passages.setdefault((length, number // 2), chance.choices(vocabulary, k=length))
        runs[f"text-{number}"] = set(shingles(words + passage))
    return runs


def test_every_pair_of_few_documents_is_looked_at():
    assert candidate_pairs({"b": [], "a": ["x"], "c": ["x"]}) == [("b", "a"), ("b", "c"), ("a", "c")]


def test_a_passage_that_two_of_many_texts_share_is_found(texts):
    found, exact = set(candidate_pairs(texts)), set(exact_pairs(texts))
    long = {(f"text-{number}", f"text-{number + 1}") for number in range(0, 20, 2)}
    short = {(f"text-{number}", f"text-{number + 1}") for number in range(20, 40, 2)}
    assert exact == long | short
    assert long <= found <= exact  # nothing is found that is not there
    assert len(short & found) >= 8


def test_the_search_finds_the_same_pairs_every_time(texts):
    again = {name: frozenset(reversed(sorted(runs))) for name, runs in texts.items()}
    assert candidate_pairs(again) == candidate_pairs(texts)


def test_the_search_finds_what_an_index_of_each_value_finds():
    lines = {f"source-{number}": counts_of(number, claims=50)["paragraphs"] for number in range(300)}
    runs = {name: {run for line in of for run in line["shingles"]} for name, of in lines.items()}
    runs |= {"empty": set(), "alone": {"x"}, "again": {"x"}}
    index, expected = RMinHashLSH(threshold=0.5, num_perm=HASHES, num_bands=HASHES), set()
    for place, of_document in enumerate(runs.values()):
        signature = RMinHash(num_perm=HASHES, seed=SEED)
        signature.update(sorted(of_document))
        expected |= {(other, place) for other in index.query(signature) if of_document}
        if of_document:
            index.insert(place, signature)
    names = list(runs)
    assert candidate_pairs(runs) == [(names[one], names[other]) for one, other in sorted(expected)]
    assert len(expected) > 300 * 9 / 2  # all of each family of ten, two that are alike, and some by chance


def test_documents_without_counts_share_nothing():
    assert candidate_pairs({f"text-{number}": [] for number in range(60)}) == []


def test_what_is_said_of_the_search_is_what_was_measured():
    said = re.findall(r"(\w+)\n?\s*percent are\s+found with two|(\w+) percent with four|(\w+) percent with eight",
                      shared_wording.__doc__)  # fmt: skip
    numbers = [int(next(filter(None, groups))) for groups in said]
    assert numbers == [round(share) for share in recall([2, 4, 8]).values()]
    assert recall([32]) == {32: 100.0}


def test_among_many_documents_shared_runs_are_counted_as_among_few(evidence, monkeypatch):
    every = reliability.table_shared(evidence).set_index("pair")
    for module in (independence, shared_wording):
        monkeypatch.setattr(module, "EVERY_PAIR", 1)
    found = reliability.table_shared(evidence).set_index("pair")
    assert len(found) >= 1
    pd.testing.assert_frame_equal(found, every.loc[found.index])


def test_the_query_that_would_move_counts_what_pandas_counts(evidence, tmp_path):
    tables = {table.name: table.frame for table in export_tables(evidence, load_judgements(evidence))}
    engine = duckdb.connect().register("shingled", tables["counts_shingles"])
    engine.execute(f"COPY shingled TO '{tmp_path}/counts_shingles.parquet'")
    engine.execute(f"CREATE VIEW counts_shingles AS FROM '{tmp_path}/counts_shingles.parquet'")
    rows = engine.execute(QUERY.read_text(encoding="utf-8")).fetchall()
    labels = evidence.sources["label"]
    told = {frozenset((labels[one], labels[other])): shared for one, other, shared in rows}
    every = reliability.table_shared(evidence)
    expected = {
        frozenset(pair.split(" and ")): shared for pair, shared in every.set_index("pair")["shared"].items()
    }
    assert told == {pair: shared for pair, shared in expected.items() if shared}
    assert told


def test_every_table_of_the_data_package_goes_to_parquet_and_back(evidence, tmp_path):
    engine = duckdb.connect()
    for table in export_tables(evidence, load_judgements(evidence)):
        frame = table.frame
        engine.register("frame", frame)
        engine.execute(f"COPY frame TO '{tmp_path}/{table.name}.parquet'")
        back = engine.execute(f"FROM '{tmp_path}/{table.name}.parquet'").df()
        assert list(back.columns) == list(frame.columns), table.name
        cells = [
            frame.astype(object).where(frame.notna(), None),
            back.astype(object).where(back.notna(), None),
        ]
        assert cells[0].values.tolist() == cells[1].values.tolist(), table.name
