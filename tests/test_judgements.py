"""Key judgements: none rests on what the record does not bear out, none is surer than its evidence allows."""

from __future__ import annotations

import pytest
from conftest import edit, write_yaml

import analysis
from analysis import load_judgements
from analysis.judgements import SUPPORT
from analysis.prose import likelihood_terms

JUDGEMENT = {
    "id": "judgement-1", "title": "T", "statement": "It is likely that it rains.", "likelihood": "likely",
    "confidence": "low", "confidence_reason": "R.", "assumption": "A.", "implication": "I.", "evidence_for": ["first-01"], "chapter": "index",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"evidence_for": []}, ["needs evidence_for"]),
        ({"evidence_for": ["first-99"]}, ["first-99", "no such claim"]),
        (
            {"evidence_for": ["second-03"]},
            ["evidence_for", "second-03", "contradicted", "name other evidence"],
        ),
        ({"evidence_for": ["first-02"]}, ["first-02", "no verdict"]),
        ({"evidence_errors": ["first-01"]}, ["evidence_errors", "first-01", "no error is on record"]),
        ({"evidence_against": ["first-77"]}, ["evidence_against", "first-77"]),
        ({"confidence": "high"}, ["confidence", "'high' on medium evidence", "claim at most moderate"]),
        ({"references": ["nowhere"]}, ["nowhere", "references.bib"]),
        ({"evidence_against": ["first-01"]}, ["first-01 for and against", "one side only"]),
        ({"evidence_for": ["first-01", "first-01"]}, ["first-01 twice", "each claim once"]),
        ({"likelihood": "probable"}, ["'probable'", "Allowed: almost no chance"]),
        ({"likelihood": "unlikely"}, ["likely beside likelihood: unlikely", "in the same words"]),
        ({"confidence": "total"}, ["'total'", "Allowed: high"]),
        ({"statement": "It is likely, with high confidence."}, ["never beside a likelihood"]),
        ({"statement": "We are confident that it is likely."}, ["never beside a likelihood"]),
        ({"statement": "It is likely, very likely, that it rains."}, ["likely beside likelihood: likely"]),
        (
            {"title": "Rain is almost certain"},
            ["title: found 'almost certain'", "in the statement, not here"],
        ),
        ({"title": "High confidence in rain"}, ["title: found the word 'confidence'"]),
        ({"statement": "It is confidently held likely."}, ["never beside a likelihood"]),
        ({"title": "Analysts agree on rain"}, ["title: found 'Analysts agree'", "name who says it"]),
        ({"confidence_reason": "It is probably so."}, ["confidence_reason: found 'probably'; say: likely"]),
        ({"confidence_reason": "With great confidence."}, ["'great confidence'; say: high confidence"]),
        (
            {"statement": "It is likely that it rains on 17 days."},
            ["statement: found '17'", "value of a claim"],
        ),
        ({"statement": "It is likely that it rains on three days."}, ["statement: found 'three'"]),
        (
            {"confidence_reason": "The source is likely right."},
            ["keep terms of likelihood out of the reasons"],
        ),
    ],
)
def test_a_judgement_that_outruns_its_evidence_is_refused(tiny, tmp_path, change, words):
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT | change])
    with pytest.raises(analysis.EvidenceError) as caught:
        load_judgements(tiny, tmp_path / "judgements.yml")
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("verdict", ["unverified", "opinion"])
def test_what_the_record_does_not_bear_out_supports_nothing(tiny, tmp_path, verdict):
    tiny.claims.loc["first-01", "verdict"] = verdict
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT])
    with pytest.raises(analysis.EvidenceError, match=f"says: {verdict}"):
        load_judgements(tiny, tmp_path / "judgements.yml")


def test_a_judgement_without_a_credible_claim_is_refused(tiny, tmp_path):
    tiny.claims.loc["first-01", "credibility"] = 6  # confirmed, but only by its own chain
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT])
    with pytest.raises(analysis.EvidenceError, match="nothing credible bears it out"):
        load_judgements(tiny, tmp_path / "judgements.yml")


def test_an_id_of_a_judgement_stands_once(tiny, tmp_path):
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT, JUDGEMENT])
    with pytest.raises(analysis.EvidenceError, match="2 entries"):
        load_judgements(tiny, tmp_path / "judgements.yml")


def test_the_longest_term_of_likelihood_counts():
    terms = ["likely", "unlikely", "very unlikely"]
    assert likelihood_terms("It is very unlikely, not unlikely.", terms) == ["very unlikely", "unlikely"]
    assert likelihood_terms("A roughly even chance.", ["roughly even", "roughly even chance"]) == [
        "roughly even chance"
    ]


def test_the_books_judgements_stand_on_the_evidence(evidence):
    judgements = load_judgements(evidence)
    assert 5 <= len(judgements) <= 8


def test_errors_of_documents_can_carry_a_judgement_about_errors(tiny, tmp_path):
    change = {"evidence_for": [], "evidence_errors": ["second-03"]}
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT | change])
    assert load_judgements(tiny, tmp_path / "judgements.yml")[0].evidence_errors == ["second-03"]


def test_every_judgement_of_the_book_rests_on_claims_whose_verdicts_support_it(evidence):
    for judgement in load_judgements(evidence):
        verdicts = evidence.claims.loc[judgement.evidence_for, "verdict"]
        assert verdicts.isin(SUPPORT).all(), judgement.id
        assert set(judgement.evidence_errors) <= set(evidence.corrections["claim"]), judgement.id


def test_the_id_of_a_withdrawn_judgement_is_never_used_again(tiny_seeds, tmp_path):
    edit(tiny_seeds / "errata.yml", lambda data: data[0].update(withdraws="judgement-1"))
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT])
    with pytest.raises(analysis.EvidenceError, match="erratum-01 withdrew it"):
        load_judgements(analysis.load(tiny_seeds), tmp_path / "judgements.yml")


def test_a_number_that_the_tables_hold_may_stand_in_a_judgement(tiny, tmp_path):
    tiny.claims.loc["first-01", "value"] = 16.0
    text = "It is likely that it rains in two documents, on 12 July 2023 and on 16 days."
    write_yaml(tmp_path / "judgements.yml", [JUDGEMENT | {"statement": text}])
    assert load_judgements(tiny, tmp_path / "judgements.yml")[0].statement == text
