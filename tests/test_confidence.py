"""No judgement is surer than its evidence allows, and taking evidence away never makes it surer for less."""

import pytest

from analysis import load_judgements
from analysis.confidence import GRID, RULE, ceiling
from analysis.model import Judgement


def judgement(**fields) -> Judgement:
    base = {
        "id": "judgement-1", "title": "T", "statement": "S.", "confidence": "low", "confidence_reason": "R.",
        "evidence_for": ["first-01"], "chapter": "index",
    }  # fmt: skip
    return Judgement(**(base | fields))


def test_one_primary_page_and_one_document_allow_moderate_confidence(tiny):
    found = ceiling(judgement(), tiny)
    assert (found.evidence, found.agreement, found.confidence) == ("medium", "high", "moderate")
    assert (found.claims, found.documents, found.voices) == (1, 1, 1)


def test_without_the_record_only_low_confidence_is_left(tiny):
    assert ceiling(judgement(), tiny, record=False).confidence == "low"


def test_where_nothing_is_left_there_is_no_confidence(tiny):
    assert ceiling(judgement(), tiny, without={"first-01"}).confidence == "none"


def test_a_credible_claim_against_lowers_agreement(tiny):
    found = ceiling(judgement(evidence_against=["second-01"]), tiny)
    assert (found.agreement, found.confidence) == ("low", "low")


def test_a_claim_without_basis_does_not_count_against(tiny):
    assert ceiling(judgement(evidence_against=["second-02"]), tiny).agreement == "high"


def test_pages_of_a_documents_own_chain_are_no_voice(evidence):
    own = judgement(evidence_for=["skai-06"])
    assert ceiling(own, evidence).voices == 0 and ceiling(own, evidence).confidence == "none"


@pytest.mark.parametrize("part", ["evidence", "agreement"])
def test_the_grid_covers_every_degree_of_the_rule(part):
    degrees = {degree for name, degree, _ in RULE if name == part}
    assert {pair[part == "agreement"] for pair in GRID} == degrees


def test_more_agreement_or_evidence_never_lowers_the_ceiling():
    order = {"low": 0, "moderate": 1, "high": 2}
    steps = {"limited": 0, "medium": 1, "robust": 2}, {"low": 0, "medium": 1, "high": 2}
    for (strength, agreement), level in GRID.items():
        for (other, accord), higher in GRID.items():
            if steps[0][other] >= steps[0][strength] and steps[1][accord] >= steps[1][agreement]:
                assert order[higher] >= order[level]


def test_the_books_judgements_keep_below_their_ceilings(evidence):
    order = ["none", "low", "moderate", "high"]
    for item in load_judgements(evidence):
        assert order.index(item.confidence) <= order.index(ceiling(item, evidence).confidence), item.id
