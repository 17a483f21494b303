"""A blind coding: what one coder made of the documents from the codebook alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .base import Digest, Key, PartialDate, Record, Text, coded
from .dossier import Anchor


class CodedClaim(Anchor):
    """A claim as a blind coder found and coded it."""

    statement: Text
    speaker: Annotated[str, coded("speaker")]
    actor: Annotated[str, coded("actor")]
    target: Annotated[str, coded("actor")] | None = None
    topic: Annotated[str, coded("topic")]
    kind: Annotated[str, coded("kind")]


class CodedStance(Record):
    """A position as a blind coder read it."""

    actor: Annotated[str, coded("actor")]
    issue: Annotated[str, coded("issue")]
    stance: Annotated[int, Field(ge=-2, le=2)]


class CodedEvent(Anchor):
    """An event as a blind coder found and coded it."""

    actor: Annotated[str, coded("actor")]
    target: Annotated[str, coded("actor")] | None = None
    type: Annotated[str, coded("event_type")]
    mode: Text | None = None


class CodedDocument(Record):
    """All that a blind coder made of one document."""

    source: Key
    sha256: Digest
    claims: list[CodedClaim]
    stances: list[CodedStance]
    events: list[CodedEvent]
    rubric: dict[Annotated[str, coded("criterion")], Annotated[str, coded("doubt")]]

    @model_validator(mode="after")
    def _one_row_per_position(self) -> CodedDocument:
        pairs = [(row.actor, row.issue) for row in self.stances]
        twice = sorted({f"{actor} on {issue}" for actor, issue in pairs if pairs.count((actor, issue)) > 1})
        if twice:
            raise ValueError(f"two stances of {', '.join(twice)}; keep one row per actor and issue")
        return self


class Coding(Record):
    """The coding of all documents by one coder, with the version of the codebook that was used."""

    coder: Key
    round: Annotated[int, Field(ge=1)]
    blind: bool  # false: the lead's coding as it was when the blind ones were made
    codebook: PartialDate
    date: PartialDate
    how: Text
    documents: list[CodedDocument] = Field(min_length=1)


class Settlement(Record):
    """How one disagreement between coders was settled by the lead."""

    round: Annotated[int, Field(ge=1)]
    unit: Text  # as the table of disagreements names it, such as elpais-07
    variable: Text
    settled: Text  # the code that stands
    reason: Text
