"""A key judgement of the authors, with its evidence."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .base import ClaimId, Key, Record, Text, coded


class Judgement(Record):
    """A key judgement: what the authors conclude, how sure, on what evidence, and what follows."""

    id: Annotated[str, Field(pattern=r"^judgement-[0-9]+$")]
    title: Text
    statement: Text
    likelihood: Annotated[str, coded("likelihood")] | None = None
    confidence: Annotated[str, coded("confidence")]
    confidence_reason: Text
    assumption: Text  # on what it hangs without proof, and what follows if that fails
    implication: Text  # what follows for those who act on it
    evidence_for: list[ClaimId] = []
    evidence_errors: list[ClaimId] = []  # claims whose errors are the evidence
    evidence_against: list[ClaimId] = []
    references: list[Key] = []
    chapter: Key

    @model_validator(mode="after")
    def _rests_on_something(self) -> Judgement:
        if not self.evidence_for and not self.evidence_errors:
            raise ValueError(
                "a judgement needs evidence_for, or evidence_errors where errors are the evidence"
            )
        return self
