"""Blind codings: matched to claims by place, checked like the rest, and settled by the published rule."""

import types

import pandas as pd
import pytest
from conftest import ROOT, edit
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.agreement import settled_round
from analysis.intercoder import (
    DOUBTS,
    FOUND,
    LEAD,
    VARIABLES,
    _carriers,
    coded_units,
    match_spans,
    table_found,
)
from analysis.methods import letter_numbers, only_lead_numbers, table_agreement, table_letters
from analysis.model import CodedEvent, CodedStance


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
    first = {document.source for document in codings[0].documents}
    assert first <= set(evidence.sources.index)  # a source that came later may not be coded blind yet
    for number in {coding.round for coding in codings}:
        own = [coding for coding in codings if coding.round == number]
        assert [coding.blind for coding in own].count(True) == 2 and [coding.blind for coding in own].count(
            False
        ) == 1
        for coding in own:
            assert {document.source for document in coding.documents} == first


def test_every_claim_of_the_published_coding_is_a_unit(evidence, codings):
    units = coded_units(evidence, codings)
    own = units[(units["coder"] == LEAD) & (units["variable"] == "topic")]
    assert set(own["unit"]) == set(evidence.claims.index) and set(units["variable"]) == set(VARIABLES)


def a_coding(name: str, blind: bool, stances: list[tuple[str, str]], events: list[tuple[int, int]]):
    """Return a coding of the tiny document ``first`` with positions and events, and no claim."""
    document = types.SimpleNamespace(
        source="first",
        claims=[],
        stances=[CodedStance.model_construct(actor=actor, issue=issue, stance=1) for actor, issue in stances],
        events=[
            CodedEvent.model_construct(
                paragraph=2, start=start, end=end, actor="NATO", target=None, type="AGREE"
            )
            for start, end in events
        ],
    )
    return types.SimpleNamespace(coder=f"round-1-{name}", round=1, blind=blind, documents=[document])


def test_what_one_coder_finds_is_counted_beside_what_two_share():
    lead = a_coding("lead", False, [("Japan", "remit"), ("China", "remit"), ("NATO", "remit")], [(0, 10)])
    one = a_coding("coder-a", True, [("Japan", "remit")], [(0, 9), (20, 30)])
    two = a_coding("coder-b", True, [("Japan", "remit"), ("China", "remit")], [(40, 50)])
    table = table_found([one, two, lead]).set_index(["unit", "first", "second"])
    columns = ["found_first", "found_second", "matched", "f1"]
    assert table.loc[("positions", "lead", "coder a"), columns].tolist() == [3, 1, 1, 0.5]
    assert table.loc[("positions", "coder a", "coder b"), "f1"] == pytest.approx(2 / 3)
    assert table.loc[("events", "lead", "coder a"), columns].tolist() == [1, 2, 1, pytest.approx(2 / 3)]
    assert table.loc[("events", "lead", "coder b"), columns].tolist() == [1, 1, 0, 0]
    assert table.loc[("claims", "lead", "coder b"), columns[:3]].tolist() == [0, 0, 0]


def test_what_only_the_lead_found_is_counted():
    lead = a_coding("lead", False, [("Japan", "remit"), ("China", "remit")], [(0, 10), (100, 110)])
    lead.documents[0].claims = [CodedEvent.model_construct(paragraph=1, start=0, end=9)]
    one = a_coding("coder-a", True, [("Japan", "remit")], [(0, 9)])
    assert only_lead_numbers([one, lead]) == {
        "only_lead_claims": 1,
        "only_lead_positions": 1,
        "only_lead_events": 1,
        "only_lead_percent": "100",
        "events_elsewhere": 1,
        "lead_claims": 1,
        "lead_positions": 2,
        "lead_events": 2,
    }


def test_doubt_rises_and_no_basis_is_no_value(evidence, codings):
    assert list(DOUBTS) == [code for code in evidence.codes("doubt") if code != "no-basis"]
    assert list(DOUBTS.values()) == sorted(DOUBTS.values())
    units = coded_units(evidence, [coding for coding in codings if coding.round == 1])
    rated = units[units["variable"] == "doubt"]
    for coding in (coding for coding in codings if coding.round == 1 and coding.blind):
        own = [doubt for document in coding.documents for doubt in document.rubric.values()]
        assert (rated["coder"] == coding.coder).sum() == sum(doubt != "no-basis" for doubt in own)


def test_a_paragraph_without_claims_counts_as_none(evidence, codings):
    units = coded_units(evidence, [coding for coding in codings if coding.round == 1])
    counted = units[(units["variable"] == "claims") & (units["coder"] == LEAD)]
    assert counted["value"].sum() == len(evidence.claims)


def test_an_event_is_named_after_its_first_claim(evidence, codings):
    units = coded_units(evidence, codings[:0])
    own = units[units["variable"] == "event type"]["unit"].str.partition(",")[0]
    assert own.tolist() == [claims[0] for claims in evidence.events["claims"]]


def test_whether_there_is_a_position_is_asked_of_every_actor_and_issue(evidence, codings):
    """Where two coders agree that there is none, that is agreement too."""
    units = coded_units(evidence, [coding for coding in codings if coding.round == 1])
    asked = units[units["variable"] == "position found"]
    coded = {document.source for document in codings[0].documents}
    both = asked[asked["unit"].str.split(", ").str[0].isin(coded)]
    assert both.groupby("coder")["unit"].apply(set).map(len).nunique() == 1
    found = asked[(asked["coder"] == LEAD) & (asked["value"] == FOUND)]
    assert len(found) == len(evidence.stances)
    assert f"elpais, {evidence.claims.at['elpais-33', 'actor']}, remit" in set(asked["unit"])


def test_an_event_is_carried_by_the_claim_that_shares_most_of_its_words():
    claims = {1: [(0, 19, "a"), (20, 60, "b")], 2: [(20, 60, "c")]}
    event = CodedEvent.model_construct(paragraph=1, start=15, end=50)
    elsewhere = CodedEvent.model_construct(paragraph=3, start=15, end=50)
    assert _carriers(claims, [event, elsewhere]) == {"b"}


def test_an_event_that_the_published_coding_lacks_is_a_unit_too(evidence, codings):
    units = coded_units(evidence, [coding for coding in codings if coding.round == 1])
    events = units[units["variable"] == "event type"]
    for coding in (coding for coding in codings if coding.round == 1):
        own = events[events["coder"] == coding.coder]
        assert len(own) == sum(len(document.events) for document in coding.documents)
        assert own["unit"].is_unique
    assert set(events["unit"]) > set(events.loc[events["coder"] == LEAD, "unit"])


def test_every_disagreement_is_settled_by_the_rule_or_with_a_reason(evidence, codings):
    settlements = analysis.load_settlements(evidence, codings)
    for number in {coding.round for coding in codings}:
        assert "open" not in set(settled_round(evidence, codings, settlements, number)["rule"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop(6), ["round 1 skai-06", "target", "'NATO'", "both blind coders say 'United States'"]),
        (lambda data: data[6].update(settled="Japan"), ["round 1 skai-06", "'Japan'", "after this round is 'NATO'"]),
        (lambda data: data[6].update(variable="topic"), ["round 1 skai-06", "topic", "no disagreement"]),
        (lambda data: data[6].update(round=9), ["round", "9", "name a round that was coded"]),
    ],
    ids=range(4),
)  # fmt: skip
def test_a_slip_in_the_settlements_is_named(evidence, codings, tmp_path, change, words):
    path = tmp_path / "settlements.yml"
    path.write_text((ROOT / "seeds" / path.name).read_text(encoding="utf-8"), encoding="utf-8")
    edit(path, change)
    with pytest.raises(analysis.EvidenceError) as caught:
        analysis.load_settlements(evidence, codings, tmp_path)
    for word in [path.name, *words]:
        assert word in str(caught.value)


def test_a_letter_is_given_by_each_coder_and_hangs_on_what_would_move_it():
    ours = {"authenticity": "some", "proximity": "some", "competence": "minor", "record": "minor"}
    rows = [{"source": "first", "criterion": name, "doubt": doubt} for name, doubt in ours.items()]
    evidence = types.SimpleNamespace(
        sources=pd.DataFrame({"label": ["First"]}, index=["first"]), rubric=pd.DataFrame(rows)
    )
    codings = []
    for name, record in (("coder-a", "minor"), ("coder-b", "no-basis"), ("coder-c", "none")):
        document = types.SimpleNamespace(
            source="first", rubric=ours | {"proximity": "minor", "record": record}
        )
        codings.append(
            types.SimpleNamespace(coder=f"round-1-{name}", round=1, blind=True, documents=[document])
        )
    row = table_letters(evidence, codings).iloc[0]
    # some, some, minor, minor: the worse of two middles is C; one "minor" more makes it B
    assert row[["document", "coder_a", "coder_b", "coder_c", "published"]].tolist() == [
        "First",
        "B",
        "B",
        "B",
        "C",
    ]
    assert row["others"] == 3 and row["hangs_on"] == "proximity: minor would give B"


def test_a_document_that_nobody_rated_blind_is_not_told_as_agreed():
    letters = pd.DataFrame(
        {
            "document": ["A", "B", "New"], "published": ["C", "C", "D"], "others": [0, 1, None],
            "coder_a": ["C", "D", None], "coder_b": ["C", None, None], "hangs_on": "",
        }
    ).astype({"others": "Int64"})  # fmt: skip
    assert letter_numbers(letters) == {
        "letters_rated": "two",
        "letters_firm": "one",
        "letters_hang": "B (more than one rating; 1 of 1 blind coders gives another letter)",
    }


def test_of_a_document_that_nobody_rated_blind_no_coder_is_told_to_agree(tiny):
    assert table_letters(tiny, [])["others"].isna().all()


def test_an_alpha_below_the_floor_would_be_seen(evidence, codings):
    table = table_agreement(evidence, codings)
    presence = table["variable"].isin([name for name, item in VARIABLES.items() if item.presence])
    last = table[(table["round"] == table["round"].max()) & ~presence]
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
