"""Independence is shown, never assumed: one voice, one wire or one wording is one witness."""

import pytest
from conftest import edit

import analysis
from analysis.independence import TIES, Witness, ties, untied


def witness(claim="a-01", source="a", voice="france", wires=(), runs=()):
    return Witness(claim, source, voice, frozenset(wires), frozenset(runs))


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (witness("b-01", "b", "Ian Lesser"), []),
        (witness("a-02", "a", "Ian Lesser"), ["same document"]),
        (witness("b-01", "b", "france"), ["same voice"]),
        (witness("b-01", "b", None), ["voice not named"]),
        (witness("b-01", "b", "nato", wires=["kyodo"]), ["same wire"]),
        (witness("b-01", "b", "nato", runs=["f00"]), ["same wording"]),
        (witness("a-03", "a", None, wires=["kyodo"]), ["same document", "voice not named", "same wire"]),
    ],
)
def test_two_claims_are_tied_for_the_reason_that_holds(other, reasons):
    first = witness(wires=["kyodo"], runs=["f00"])
    assert ties(first, other) == reasons == ties(other, first)
    assert set(reasons) <= set(TIES)


def test_a_claim_is_no_witness_of_itself():
    assert untied("a-01", ["a-01"], {"a-01": witness()}) == []


@pytest.mark.parametrize(
    ("speaker", "voice"),
    [
        ("Joe Biden", "united-states"),
        ("United States strategy", "united-states"),
        ("Wang Wenbin", "china"),
        ("Vladimir Putin", "russia"),
        ("Boris Pistorius", "germany"),
        ("Jens Stoltenberg", "nato"),
        ("Ian Lesser", "Ian Lesser"),
        ("experts", "experts"),
        ("author", None),
    ],
)
def test_persons_speak_for_their_government_and_experts_for_themselves(tiny_seeds, speaker, voice):
    edit(tiny_seeds / "dossiers" / "first.yml", lambda data: data["claims"][0].update(speaker=speaker))
    assert analysis.load(tiny_seeds).witnesses["first-01"].voice == voice


@pytest.mark.parametrize(("step", "tied"), [("wire", True), ("article", True), ("statement", False)])
def test_a_shared_wire_or_article_ties_and_a_shared_statement_does_not(tiny_seeds, step, tied):
    for source in ("first", "second"):
        edit(
            tiny_seeds / "dossiers" / f"{source}.yml",
            lambda data: data["chain"][0].update(step=step, origins=["agency-item"]),
        )
    witnesses = analysis.load(tiny_seeds).witnesses
    assert ("same wire" in ties(witnesses["first-01"], witnesses["second-02"])) is tied


def test_wording_is_that_of_the_paragraph_of_the_claim(tiny):
    shared = "same wording"
    assert shared in ties(tiny.witnesses["first-01"], tiny.witnesses["second-01"])
    assert shared not in ties(tiny.witnesses["first-01"], tiny.witnesses["second-02"])


def test_a_point_is_independent_where_any_two_of_its_claims_are(tiny_seeds):
    def rewrite(data):
        data["claims"][0] |= {"speaker": "Fumio Kishida", "paragraph": 2}
        data["claims"][1] |= {"speaker": "Jens Stoltenberg"}

    edit(tiny_seeds / "dossiers" / "second.yml", rewrite)
    edit(
        tiny_seeds / "corroboration.yml",
        lambda data: data[0].update(claims=["first-01", "second-01", "second-02"]),
    )
    assert analysis.load(tiny_seeds).corroboration["independent"].tolist() == [True]


def test_officials_of_one_government_are_one_voice(evidence):
    assert evidence.witnesses["elpais-33"].voice == evidence.witnesses["elpais-30"].voice == "france"
    assert evidence.witnesses["elpais-47"].voice == evidence.witnesses["elpais-39"].voice == "nato"


def test_one_speech_in_two_documents_lends_no_independence(tiny):
    assert tiny.corroboration["independent"].tolist() == [False]
    assert tiny.claims.at["second-01", "credibility"] == 3


@pytest.mark.parametrize(("kind", "grade"), [("event", 2), ("quotation", 6)])
def test_another_voice_bears_out_an_event_but_not_that_words_were_said(tiny_seeds, kind, grade):
    def rewrite(data):
        data["claims"][0] |= {"speaker": "Fumio Kishida", "paragraph": 2, "kind": kind}

    edit(tiny_seeds / "dossiers" / "second.yml", rewrite)
    tiny = analysis.load(tiny_seeds)
    assert tiny.corroboration["independent"].tolist() == [True]
    assert tiny.claims.at["second-01", "credibility"] == grade


def test_two_documents_that_share_nothing_can_witness_that_words_were_said(tiny_seeds):
    """One voice in two documents is one witness of what it says, and two that it was said."""
    edit(tiny_seeds / "dossiers" / "second.yml", lambda data: data["claims"][0].update(paragraph=2))
    tiny = analysis.load(tiny_seeds)
    assert ties(tiny.witnesses["first-01"], tiny.witnesses["second-01"]) == ["same voice"]
    assert tiny.claims.at["second-01", "credibility"] == 2


def test_a_group_and_its_member_are_one_voice():
    group = witness(claim="a-01", source="a", voice="leaders of the four")
    member = witness(claim="b-01", source="b", voice="japan")
    assert ties(group, member) == ties(member, group) == ["same voice"]
    assert ties(group, witness(claim="b-01", source="b", voice="china")) == []


def test_shared_upstream_is_what_both_chains_name(tiny, evidence):
    assert tiny.upstream["shared"].tolist() == [["nato-words"]]
    pair = evidence.upstream.set_index(["first", "second"])["shared"]["elpais", "asianews"]
    assert "vilnius-communique" in pair


def test_no_grade_of_1_rests_on_documents_alone(evidence):
    best = evidence.claims[evidence.claims["credibility"] == 1]
    assert (best["verdict"] == "confirmed").all() and not best["corroborated"].any()
