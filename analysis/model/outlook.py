"""Questions about what comes next: competing hypotheses, items of evidence, indicators."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .base import ClaimId, Key, Label, PartialDate, Record, Text, coded


class Hypothesis(Record):
    """One answer to a question."""

    id: Key
    label: Label
    statement: Text


class Item(Record):
    """One item of evidence, with its rating against every hypothesis."""

    id: Key
    label: Annotated[Text, Field(max_length=24)]  # for the figure
    item: Text
    claims: list[ClaimId] = []
    references: list[Key] = []
    ratings: dict[Key, Annotated[str, coded("consistency")]]
    reason: Text

    @model_validator(mode="after")
    def _rests_on_something(self) -> Item:
        if not self.claims and not self.references:
            raise ValueError("an item needs claims or references")
        return self


class Indicator(Record):
    """What to watch: a threshold that would change the view, and whether it was met by the cut-off date."""

    id: Key
    indicator: Text
    threshold: Text
    points_to: list[Key] = Field(min_length=1)
    status: Annotated[str, coded("indicator_status")]
    note: Text
    references: list[Key] = []

    @model_validator(mode="after")
    def _what_was_seen_has_a_page(self) -> Indicator:
        if self.status != "not-seen" and not self.references:
            raise ValueError(f"a status of {self.status} needs at least one reference")
        return self


class Question(Record):
    """A question with its hypotheses, the matrix of evidence and the indicators."""

    id: Key
    question: Text
    horizon: PartialDate
    judgement: Annotated[str, Field(pattern=r"^judgement-[0-9]+$")]  # the key judgement that it bears on
    hypotheses: list[Hypothesis] = Field(min_length=4)
    items: list[Item] = Field(min_length=4)
    indicators: list[Indicator] = Field(min_length=2)

    @model_validator(mode="after")
    def _the_matrix_is_whole(self) -> Question:
        known = [hypothesis.id for hypothesis in self.hypotheses]
        slips = []
        for item in self.items:
            missing = [name for name in known if name not in item.ratings]
            unknown = [name for name in item.ratings if name not in known]
            if missing:
                slips.append(f"{item.id} has no rating for {', '.join(missing)}")
            if unknown:
                slips.append(f"{item.id} rates {', '.join(unknown)}, which is no hypothesis of {self.id}")
        for indicator in self.indicators:
            unknown = [name for name in indicator.points_to if name not in known]
            if unknown:
                slips.append(
                    f"{indicator.id} points to {', '.join(unknown)}, which is no hypothesis of {self.id}"
                )
        names = [*known, *(item.id for item in self.items), *(entry.id for entry in self.indicators)]
        slips += [f"the id {name} stands twice" for name in sorted({n for n in names if names.count(n) > 1})]
        if slips:
            raise ValueError("; ".join(slips))
        return self
