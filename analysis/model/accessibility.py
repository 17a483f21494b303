"""What the pages must let every reader do, and how that was tried: by a test, by hand, or not at all."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Key, PartialDate, Record, Text
from .tradecraft import Enforcer


class Requirement(Record):
    """One thing that must hold for a reader, and what shows that it does."""

    id: Key
    must: Text
    criteria: list[Annotated[str, Field(pattern=r"^[1-4]\.[1-9]\.[1-9][0-9]?$")]] = []  # of WCAG 2.2
    proof: Literal["test", "by hand", "not tested"]
    how: Text  # it was tried, or why it was not
    tests: list[Enforcer] = []
    found: Text | None = None  # in a look by hand, what holds and what does not
    seen: PartialDate | None = None  # the day of that look

    @model_validator(mode="after")
    def _proof_as_named(self) -> Self:
        if (self.proof == "test") != bool(self.tests):
            raise ValueError("name tests where the proof is a test, and only there")
        if not all(named.is_test for named in self.tests):
            raise ValueError("name test_ functions of files tests/test_*.py: pytest runs no others")
        by_hand = self.proof == "by hand"
        if (bool(self.found), bool(self.seen)) != (by_hand, by_hand):
            raise ValueError(
                "say what was found and the day (seen) where the proof is by hand, and only there"
            )
        return self
