"""A key judgement of the authors, with its evidence."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from .base import ClaimId, Key, Record, Text, coded


class Point(Record):
    """One part of a judgement's statement, with the evidence that bears out this part."""

    says: Text
    claims: list[ClaimId] = []
    errors: list[ClaimId] = []  # claims whose errors are the evidence
    references: list[Key] = []
    tables: list[Key] = []  # of the book, where a count or an absence is the evidence

    @model_validator(mode="after")
    def _rests_on_something(self) -> Point:
        if not (self.claims or self.errors or self.references or self.tables):
            raise ValueError("a point needs claims, errors, references or tables; say what bears it out")
        return self


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
    points: list[Point] = []

    @model_validator(mode="before")
    @classmethod
    def _put_together(cls, data: Any) -> Any:
        """Make statement and evidence from the points, where a judgement is written in points."""
        if not isinstance(data, dict) or not isinstance(data.get("points"), list):
            return data
        points = [point for point in data["points"] if isinstance(point, dict)]
        whole = {
            "statement": " ".join(str(point.get("says", "")).strip() for point in points),
            "evidence_for": _united(points, "claims"),
            "evidence_errors": _united(points, "errors"),
            "references": _united(points, "references"),
        }
        twice = [name for name in whole if name in data]
        if twice:
            raise ValueError(f"{', '.join(twice)} beside points; the points say it, drop it here")
        return data | whole

    @model_validator(mode="after")
    def _rests_on_something(self) -> Judgement:
        if not self.evidence_for and not self.evidence_errors:
            raise ValueError(
                "a judgement needs evidence_for, or evidence_errors where errors are the evidence"
            )
        return self


def _united(points: list[dict[str, Any]], field: str) -> list[Any]:
    """Return what the points name in a field, each once, in their order."""
    named = [name for point in points if isinstance(point.get(field), list) for name in point[field]]
    return [name for place, name in enumerate(named) if name not in named[:place]]  # some may be no text
