"""What was measured of the build and tried with other versions: the record that the page *Status* shows."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Key, PartialDate, Record, Text
from .edition import Fingerprint

Amount = Annotated[float, Field(allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Machine(Record):
    """The machine that measured, in plain words."""

    cores: Annotated[int, Field(ge=1)]
    memory: Annotated[float, Field(gt=0, allow_inf_nan=False)]  # GiB
    system: Text
    python: Text


class Measured(Record):
    """One figure beside its bar; a bar is the most that is allowed."""

    name: Text
    measured: Amount | None  # none where no number came out, such as a ratio to nothing
    unit: Text
    peer: str = ""
    bar: Amount | None = None

    @property
    def missed(self) -> bool:
        """Whether the figure lies above its bar, or is none where there is a bar."""
        return self.bar is not None and (self.measured is None or self.measured > self.bar)


class Measurement(Record):
    """All figures of one part of the bench, from one run."""

    part: Key
    day: PartialDate
    code: Fingerprint  # of what was measured
    machine: Machine
    figures: Annotated[list[Measured], Field(min_length=1)]


class OtherVersion(Record):
    """A package that a lane had in another version than the lock."""

    package: Text
    here: Text
    lock: Text | None = None  # none where the lock has no such package


class Lane(Record):
    """One run of build and tests with other versions than those of the lock."""

    lane: Annotated[str, Field(pattern=r"^(newest|oldest|python-3\.[0-9]+)$")]
    day: PartialDate
    code: Fingerprint
    python: Text
    outcome: Literal["passed", "failed", "not run"]
    seconds: Seconds
    tests: str = ""  # what pytest counted
    reason: Text | None = None  # why it failed or was not run
    versions: list[OtherVersion] = []

    @model_validator(mode="after")
    def _reason_unless_passed(self) -> Self:
        if (self.outcome == "passed") == bool(self.reason):
            raise ValueError("give the reason where a lane failed or was not run, and only there")
        if self.outcome == "passed" and not self.tests:
            raise ValueError("a lane that passed says how many tests did")
        return self


class Measurements(Record):
    """The whole record."""

    bench: list[Measurement] = []
    lanes: list[Lane] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        parts, lanes = [one.part for one in self.bench], [one.lane for one in self.lanes]
        for name in [*parts, *lanes]:
            if parts.count(name) > 1 or lanes.count(name) > 1:
                raise ValueError(f"{name} stands twice; keep the later run")
        return self
