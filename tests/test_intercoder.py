"""Blind codings: matched to claims by place, checked like the rest, and settled by the published rule."""

import pandas as pd
import pytest
from conftest import ROOT, edit
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.intercoder import LEAD, VARIABLES, coded_units, match_spans
from analysis.methods import table_agreement, table_settlements


def spans(*rows: tuple[int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["paragraph", "start", "end"])


@pytest.mark.parametrize(
    ("ours", "theirs", "matched"),
    [
        (spans((1, 0, 10)), spans((1, 0, 10)), [(0, 0)]),
        (spans((1, 0, 10)), spans((2, 0, 10)), []),  # another paragraph
        (spans((1, 0, 10)), spans((1, 6, 16)), []),  # less than half in common
        (spans((1, 0, 10), (1, 10, 20)), spans((1, 0, 20)), [(0, 0)]),  # one to one, the first of two alike
        (spans((1, 0, 10), (1, 0, 12)), spans((1, 0, 12)), [(1, 0)]),  # the larger overlap first
    ],
)
def test_spans_match_one_to_one_by_overlap(ours, theirs, matched):
    assert match_spans(ours, theirs) == matched


SPAN = st.tuples(st.integers(1, 2), st.integers(0, 40), st.integers(1, 20)).map(
    lambda t: (t[0], t[1], t[1] + t[2])
)


@given(st.lists(SPAN, min_size=1, max_size=8), st.lists(SPAN, min_size=1, max_size=8))
def test_no_span_is_matched_twice(ours, theirs):
    pairs = match_spans(spans(*ours), spans(*theirs))
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)


@pytest.fixture(scope="module")
def codings(evidence):
    return analysis.load_codings(evidence)


def test_there_are_two_blind_codings_of_every_document_in_each_round(evidence, codings):
    for number in {coding.round for coding in codings}:
        own = [coding for coding in codings if coding.round == number]
        assert [coding.blind for coding in own].count(True) == 2 and [coding.blind for coding in own].count(
            False
        ) == 1
        for coding in own:
            assert {document.source for document in coding.documents} == set(evidence.sources.index)


def test_every_claim_of_the_published_coding_is_a_unit(evidence, codings):
    units = coded_units(evidence, codings)
    own = units[(units["coder"] == LEAD) & (units["variable"] == "topic")]
    assert set(own["unit"]) == set(evidence.claims.index) and set(units["variable"]) == set(VARIABLES)


def test_disagreements_are_settled_by_the_rule_or_with_a_reason(evidence, codings):
    reasons = {(entry.round, entry.unit, entry.variable): entry for entry in analysis.load_settlements()}
    for number in {coding.round for coding in codings}:
        table = table_settlements(evidence, codings, list(reasons.values()), number)
        for row in table.itertuples():
            blind = {row.coder_1, row.coder_2}
            entry = reasons.get((number, row.unit, row.variable))
            if entry and number == max(coding.round for coding in codings):
                stands = {"significant": "3"}.get(entry.settled, entry.settled)
                assert row.stands == stands, (
                    f"{row.unit} {row.variable}: settlements.yml says {entry.settled}"
                )
            elif len(blind) == 1 and number == max(coding.round for coding in codings):
                assert row.stands in blind, f"{row.unit} {row.variable}: both blind coders say {blind}"


def test_an_alpha_below_the_floor_would_be_seen(evidence, codings):
    table = table_agreement(evidence, codings)
    last = table[table["round"] == table["round"].max()]
    assert (last["alpha"] >= 0.8).all(), "mend the codebook and recode, or publish that it is not reliable"
    assert (last["units"] >= 20).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["documents"][0]["claims"][0].update(topic="x"), ["topic", "'x'", "Allowed: ap4-partnership"]),
        (lambda data: data["documents"][0].update(source="other"), ["source", "'other'"]),
        (lambda data: data["documents"][0].update(sha256="0" * 64), ["sha256", "another text"]),
        (lambda data: data["documents"].append(data["documents"][0]), ["2 entries"]),
        (lambda data: data["documents"][0]["stances"].append(data["documents"][0]["stances"][0]), ["two stances of"]),
        (lambda data: data["documents"][0]["events"][0].update(mode="shout"), ["event number 1", "'shout'"]),
        (lambda data: data.update(coder="me"), ["name it"]),
    ],
    ids=range(7),
)  # fmt: skip
def test_a_slip_in_a_coding_is_named(evidence, tmp_path, change, words):
    folder = tmp_path / "codings"
    folder.mkdir()
    path = folder / "round-1-coder-a.yml"
    path.write_text((ROOT / "seeds" / "codings" / path.name).read_text(encoding="utf-8"), encoding="utf-8")
    edit(path, change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load_codings(evidence, tmp_path)
    for word in [path.name, *words]:
        assert word in str(caught.value)


def test_no_coding_at_all_is_a_problem(evidence, tmp_path):
    with pytest.raises(analysis.EvidenceError, match="no coding"):
        analysis.load_codings(evidence, tmp_path)
