"""The source summary statement: what ICD 206 asks for, from the data alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import edit

import analysis
from analysis.model import Judgement
from analysis.prose import spell
from analysis.source_summary import PARTS, record_doubt, source_summary, weakest_point


def judgement(number: int = 1, **more: object) -> Judgement:
    """Return a judgement on the tiny evidence."""
    facts = {
        "id": f"judgement-{number}", "title": "Japan is near", "statement": "Japan is near.", "confidence": "low", "confidence_reason": "One page.",
        "assumption": "It was said.", "implication": "Look twice.", "evidence_for": ["first-01"], "references": ["nato-page"], "chapter": "index",
    }  # fmt: skip
    return Judgement(**facts | more)


def said(evidence: analysis.Evidence, *judgements: Judgement) -> dict[str, str]:
    """Return the parts of the statement by name."""
    return dict(source_summary(evidence, judgements))


def test_every_part_is_there_in_order(tiny: analysis.Evidence) -> None:
    assert list(said(tiny, judgement())) == list(PARTS)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("Base", "Judgement 1 rests on one claim of one of the two documents coded, published between 12 July 2023 and 13 July 2023, with their reliability: First (B). Beside them stands one page of the public record (one primary) by one institution; the newest is of July 2023. All sources are open."),
        ("Strengths", "Each claim was taken to the public record, which confirms one of these outright and none with a caveat."),
        ("Weaknesses", "Of no document was the original seen whole. The weakest points are: authenticity (First); the reasons stand with each document under References."),
        ("What matters most", "Judgement 1 leans on one page alone, of NATO. Without First or without its main institution it has no credible claim of a document left."),
        ("Agreement and conflict", "Of one point that these claims touch, documents agree on one, as independent witnesses on none, and differ on none. Against judgement 1 the report names no claim."),
        ("Expertise", "No claim used is an expert's reading; the judgements are the authors' own."),
        ("Gaps", "The record was searched until 22 November 2026, in a store of public pages, often as excerpts. Language models coded and checked; no person reviewed each claim."),
        ("Confidence", "At most this confidence follows from the source base, by the report's rule: moderate for judgement 1 (medium evidence, high agreement; low is claimed)."),
    ],
)  # fmt: skip
def test_each_part_says_what_the_data_say(tiny: analysis.Evidence, part: str, words: str) -> None:
    assert said(tiny, judgement())[part] == words


def test_an_error_that_is_the_evidence_and_a_claim_against_are_told(tiny: analysis.Evidence) -> None:
    parts = said(
        tiny, judgement(evidence_for=[], evidence_errors=["second-03"], evidence_against=["first-02"])
    )
    assert "Of one claim the error itself is the evidence" in parts["Strengths"]
    assert "Against judgement 1 stands first-02." in parts["Agreement and conflict"]
    assert (
        "The record contradicts one claim of the same documents; one of them stands here, as an error."
        in parts["Agreement and conflict"]
    )


def test_one_witness_behind_several_claims_is_a_weakness(tiny: analysis.Evidence) -> None:
    parts = said(tiny, judgement(evidence_for=["first-01", "second-01"]))
    assert "All claims behind judgement 1 go back to one witness." in parts["Weaknesses"]


def test_a_doubtful_record_of_the_publishers_is_a_slant(tiny_seeds: Path) -> None:
    def doubt(data: dict) -> None:
        data["rubric"]["record"] = {"doubt": "lacking", "reason": "It was caught lying."}

    edit(tiny_seeds / "dossiers" / "first.yml", doubt)
    evidence = analysis.load(tiny_seeds)
    assert weakest_point(evidence, "first")["criterion"] == "record"
    assert record_doubt(evidence, "first") == "It was caught lying."
    assert "gives reason to expect a slant in First" in said(evidence, judgement())["Weaknesses"]


def test_pages_of_state_outlets_show_words_only(evidence: analysis.Evidence) -> None:
    china = next(one for one in analysis.load_judgements(evidence) if one.id == "judgement-5")
    assert "show what was said, not that it is so" in said(evidence, china)["Weaknesses"]


def test_words_of_experts_are_named(evidence: analysis.Evidence) -> None:
    claim = evidence.claims.index[evidence.claims["speaker"] == "Mirna Galic"][0]
    assert (
        said(evidence, judgement(evidence_for=[claim], references=["nato-consensus-2023"]))["Expertise"]
        == "One claim used gives the words of Mirna Galic."
    )


def test_the_numbers_are_those_of_the_evidence(evidence: analysis.Evidence) -> None:
    chosen = analysis.load_judgements(evidence)[:3]
    claims = evidence.claims.loc[list({claim for one in chosen for claim in one.evidence_for})]
    parts = said(evidence, *chosen)
    assert f"rest on {spell(len(claims))} claims" in parts["Base"]
    assert (
        f"confirms {spell(int((claims['verdict'] == 'confirmed').sum()))} of these outright"
        in parts["Strengths"]
    )
