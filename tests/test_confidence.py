"""No judgement is surer than its evidence allows, and one witness heard twice stays one witness."""

import dataclasses

import pytest

from analysis import load_judgements
from analysis.confidence import GRID, RULE, ceiling, pages_of, witnesses_behind
from analysis.model import Judgement

ORDER = ["none", "low", "moderate", "high"]


def judgement(**fields) -> Judgement:
    base = {
        "id": "judgement-1", "title": "T", "statement": "S.", "confidence": "low", "confidence_reason": "R.",
        "assumption": "A.", "implication": "I.",
        "evidence_for": ["first-01"], "chapter": "index",
    }  # fmt: skip
    return Judgement(**(base | fields))


def test_one_primary_page_and_one_document_allow_moderate_confidence(tiny):
    found = ceiling(judgement(), tiny)
    assert (found.evidence, found.agreement, found.confidence) == ("medium", "high", "moderate")
    assert (found.claims, found.documents, found.witnesses, found.institutions) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("pages", "documents", "degree"),
    [
        ([("a", True), ("b", False), ("c", False)], 2, "robust"),
        ([("a", True), ("b", False), ("c", False)], 1, "medium"),  # three institutions, but one document
        ([("a", False), ("b", False), ("c", False)], 2, "medium"),  # none of them primary
        ([("a", True), ("b", False)], 2, "medium"),
        ([("a", True), ("a", False), ("a", False)], 2, "medium"),  # one institution three times
        ([("a", False), ("b", False)], 1, "medium"),
        ([("a", True)], 1, "medium"),
        ([("a", False)], 2, "limited"),
        ([("a", False), ("a", False)], 2, "limited"),
    ],
)
def test_institutions_primary_pages_and_documents_make_the_degree(tiny, pages, documents, degree):
    keys = [f"page-{place}" for place in range(len(pages))]
    page = tiny.references.loc["nato-page"]
    for key, (institution, primary) in zip(keys, pages, strict=True):
        tiny.references.loc[key] = page
        tiny.references.loc[key, ["institution", "primary"]] = [institution, primary]
    tiny.claims.loc[["second-01", "second-02"], "credibility"] = (
        2  # neither has a check, so no page of its own
    )
    chosen = ["second-02"] if documents == 1 else ["second-02", "first-02"]
    tiny.claims.loc["first-02", "credibility"] = 1
    assert ceiling(judgement(evidence_for=chosen, references=keys), tiny).evidence == degree


@pytest.mark.parametrize(
    ("grade", "counts"), [(1, True), (2, True), (3, True), (4, False), (5, False), (6, False)]
)
def test_credible_is_one_to_three(tiny, grade, counts):
    tiny.claims.loc["first-01", "credibility"] = grade
    assert ceiling(judgement(), tiny).claims == counts


@pytest.mark.parametrize(
    ("against", "degree"), [(0, "high"), (1, "medium"), (2, "low")], ids=["none", "half", "all"]
)
def test_agreement_weighs_witnesses_for_and_against(evidence, against, degree):
    stated = ["elpais-33", "asianews-54"]  # France and China: two witnesses
    other = ["elpais-44", "skai-11"]  # the United States or Japan, and Russia
    found = ceiling(judgement(evidence_for=stated, evidence_against=other[:against]), evidence)
    assert (found.witnesses, found.against, found.agreement) == (2, against, degree)


def test_what_is_left_out_counts_neither_for_nor_against(evidence):
    stated = judgement(evidence_for=["elpais-33", "asianews-54"], evidence_against=["skai-11"])
    assert ceiling(stated, evidence, without={"skai-11"}).against == 0


def test_errors_support_a_judgement_on_errors_and_only_with_the_record(tiny):
    errs = judgement(evidence_for=[], evidence_errors=["second-03"])
    assert ceiling(errs, tiny).claims == 1
    assert ceiling(errs, tiny, record=False).confidence == "none"


@pytest.mark.parametrize(
    ("degrees", "confidence"),
    [(("robust", "high"), "high"), (("robust", "medium"), "moderate"), (("medium", "high"), "moderate"),
     (("medium", "medium"), "moderate"), (("medium", "low"), "low"), (("limited", "high"), "low")],
)  # fmt: skip
def test_the_grid_says_what_may_be_claimed(degrees, confidence):
    assert GRID[degrees] == confidence


def test_where_no_credible_claim_is_left_there_is_no_confidence(tiny):
    assert ceiling(judgement(references=["nato-page"]), tiny, without={"first-01"}).confidence == "none"


def test_without_the_record_claims_have_the_grade_that_the_documents_give(tiny):
    assert ceiling(judgement(), tiny, record=False).confidence == "low"  # second-01 says the same
    tiny.claims.loc["first-01", "credibility_alone"] = 6
    assert ceiling(judgement(), tiny, record=False).confidence == "none"


def test_two_independent_documents_allow_more_than_one_even_without_the_record(tiny):
    both = judgement(evidence_for=["first-02", "second-02"])
    tiny.claims.loc[["first-02", "second-02"], "credibility_alone"] = 2
    assert ceiling(both, tiny, record=False).confidence == "low"  # first-02 names no voice
    tiny.witnesses["first-02"] = tiny.witnesses["first-02"].__class__(
        "first-02", "first", "france", frozenset(), frozenset()
    )
    assert ceiling(both, tiny, record=False).confidence == "moderate"


def test_a_claim_falls_with_the_only_pages_that_bear_it_out(tiny):
    assert ceiling(judgement(), tiny, without_pages={"nato-page"}).confidence == "none"


def test_a_credible_claim_against_lowers_agreement(tiny):
    found = ceiling(judgement(evidence_against=["second-01"]), tiny)
    assert (found.agreement, found.confidence) == ("low", "low")


def test_a_claim_without_basis_does_not_count_against(tiny):
    assert ceiling(judgement(evidence_against=["second-02"]), tiny).agreement == "high"


def test_a_forecast_gets_no_high_confidence(evidence):
    first = load_judgements(evidence)[0]
    assert ceiling(first, evidence).confidence == "high"
    forecast = first.model_copy(update={"likelihood": "likely"})
    assert ceiling(forecast, evidence).confidence == "moderate"


def test_saying_it_again_adds_no_witness(tiny):
    assert witnesses_behind(["first-01", "second-01"], tiny) == 1
    assert witnesses_behind(["first-01", "second-02"], tiny) == 2


def test_agreement_that_is_shown_independent_is_two_witnesses(tiny):
    tiny.witnesses["first-01"] = dataclasses.replace(
        tiny.witnesses["first-01"], voice="france", runs=frozenset()
    )
    assert witnesses_behind(["first-01", "second-01"], tiny) == 2


def test_pages_of_the_chains_of_its_documents_do_not_count_where_a_judgement_names_them(tiny):
    tiny.sources.at["first", "upstream"] = ["nato-page"]
    own = judgement(references=["nato-page"])
    assert pages_of(own, tiny) == set() and ceiling(own, tiny).institutions == 0


def test_one_author_is_one_witness_and_so_is_one_wire(tiny):
    assert witnesses_behind(["first-02", "second-03"], tiny) == 2
    tiny.claims.loc["second-03", "source"] = "first"
    first, second = tiny.witnesses["first-02"], tiny.witnesses["second-03"]
    tiny.witnesses["second-03"] = dataclasses.replace(second, source="first")
    assert witnesses_behind(["first-02", "second-03"], tiny) == 1
    tiny.witnesses["first-02"] = dataclasses.replace(first, voice="france", wires=frozenset({"item"}))
    tiny.witnesses["second-03"] = dataclasses.replace(second, voice="china", wires=frozenset({"item"}))
    assert witnesses_behind(["first-02", "second-03"], tiny) == 1


def test_a_third_claim_can_join_two_witnesses(evidence):
    """Claims that agree on a point are one witness, whatever the order in which they come."""
    point = next(row for row in evidence.corroboration.itertuples() if row.relation == "agreement")
    assert witnesses_behind(point.claims, evidence) == witnesses_behind(point.claims[::-1], evidence) == 1


def test_pages_of_one_state_are_one_institution(evidence):
    china = evidence.references[evidence.references["institution"] == "China (state)"]
    assert china["author"].nunique() > 5
    own = judgement(evidence_for=["elpais-02"], references=china.index.tolist())
    others = evidence.references.loc[sorted(pages_of(own, evidence)), "institution"].nunique() - 1
    assert ceiling(own, evidence).institutions == others + 1


def test_pages_of_a_documents_own_chain_do_not_count(evidence):
    own = judgement(evidence_for=["skai-06"])
    assert pages_of(own, evidence) == set() and ceiling(own, evidence).confidence == "none"


@pytest.mark.parametrize("part", ["evidence", "agreement"])
def test_the_grid_covers_every_degree_of_the_rule(part):
    degrees = {degree for name, degree, _ in RULE if name == part}
    assert {pair[part == "agreement"] for pair in GRID} == degrees


def test_more_agreement_or_evidence_never_lowers_the_ceiling():
    steps = {"limited": 0, "medium": 1, "robust": 2}, {"low": 0, "medium": 1, "high": 2}
    for (strength, agreement), level in GRID.items():
        for (other, accord), higher in GRID.items():
            if steps[0][other] >= steps[0][strength] and steps[1][accord] >= steps[1][agreement]:
                assert ORDER.index(higher) >= ORDER.index(level)


def test_the_books_judgements_keep_below_their_ceilings(evidence):
    for item in load_judgements(evidence):
        assert ORDER.index(item.confidence) <= ORDER.index(ceiling(item, evidence).confidence), item.id
