"""What the public record and the other documents say, and what that corrects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import ADDRESS, ClaimId, CorrectionId, Key, Label, PartialDate, Record, Text, coded


class Check(Record):
    """The answer of the public record to one claim."""

    claim: ClaimId
    verdict: Annotated[str, coded("verdict")]
    finding: Text
    references: list[Key] = []
    silence: Text | None = None  # of an unverified claim: where was looked, and why nothing was seen

    @model_validator(mode="after")
    def _verdict_has_its_grounds(self) -> Check:
        if self.verdict in {"confirmed", "confirmed-with-caveat", "contradicted"} and not self.references:
            raise ValueError(f"a verdict of {self.verdict} needs at least one reference")
        if self.verdict == "unverified" and not self.silence:
            raise ValueError("an unverified claim needs silence: where was looked, and why nothing was seen")
        if self.verdict != "unverified" and self.silence:
            raise ValueError(f"silence belongs to unverified claims, not to a verdict of {self.verdict}")
        return self


class Corroboration(Record):
    """Claims of different documents that bear on the same point."""

    point: Text
    relation: Annotated[str, coded("relation")]
    claims: list[ClaimId] = Field(min_length=2)
    reason: Text


class Reference(Record):
    """One entry of the bibliography: a page that was seen."""

    key: Key
    author: Text
    title: Text
    publisher: Text
    date: PartialDate | None
    url: Annotated[str, Field(pattern=ADDRESS)]
    seen: PartialDate
    primary: bool


class Institution(Record):
    """Authors of the bibliography who speak for one state or house, and so count as one."""

    institution: Text
    authors: list[Text] = Field(min_length=1)


class Audit(Record):
    """A later look at one check, drawn at random: whether its verdict and its finding hold."""

    claim: ClaimId
    verdict_holds: bool
    finding_sound: bool
    note: Text | None = None  # what was wrong

    @model_validator(mode="after")
    def _faults_are_named(self) -> Audit:
        if (self.note is None) != (self.verdict_holds and self.finding_sound):
            raise ValueError(
                "a note belongs to every check that does not hold, and to no other; say what was wrong"
            )
        return self


class Rerating(Record):
    """Verdicts of two blind raters on one claim, beside the lead's at that time."""

    claim: ClaimId
    lead: Annotated[str, coded("verdict")]
    first: Annotated[str, coded("verdict")]
    second: Annotated[str, coded("verdict")]
    reason: Text | None = None  # why the verdict that stands is not the one that the rule gives

    @property
    def by_rule(self) -> str:
        """The verdict that the rule gives: that of both raters where they agree, else the lead's."""
        return self.first if self.first == self.second else self.lead


class TimelineEntry(Record):
    """One event of the public record, with its references."""

    date: PartialDate
    event: Text
    actors: list[Annotated[str, coded("actor")]] = Field(min_length=1)
    kind: Annotated[str, coded("timeline_kind")]
    level: Literal["leaders", "ministers", "mixed", "officials", "none"] | None = None
    references: list[Key] = Field(min_length=1)
    note: Text | None = None
    thread: Literal["tokyo-office", "air-patrol", "naval-patrol"] | None = None
    number: Annotated[int, Field(ge=1)] | None = None  # of a patrol, in the count of the thread
    reported_only: bool = False  # small outlets tell it of ministries whose own pages were not seen

    @model_validator(mode="after")
    def _patrols_are_numbered(self) -> TimelineEntry:
        if self.thread in {"air-patrol", "naval-patrol"} and self.number is None:
            raise ValueError("a joint patrol needs its number; add number: and the count")
        return self


class Summit(Record):
    """A summit of NATO: what its text says on China and on the four, and who of the four came."""

    summit: Label
    date: PartialDate
    text: Text
    on_china: Text
    on_china_references: list[Key] = []
    on_four: Text
    on_four_references: list[Key] = []
    level: Literal["leaders", "ministers", "mixed", "officials", "none", "unknown"]
    leaders: Annotated[int, Field(ge=0, le=4)] | None = None  # heads of government or state of the four
    attendance: Text
    attendance_references: list[Key] = []


class Expectation(Record):
    """What a claim must go on saying for a correction of it to stand."""

    statement: Text  # a part of the claim's statement
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]  # the first digits of its anchor's digest


class Correction(Record):
    """An error of a document: what it says, what is right, how it arose, what it would have done."""

    id: CorrectionId
    claim: ClaimId
    error: Annotated[str, coded("error")]
    says: Text
    right: Text
    origin: Annotated[str, coded("error_origin")]
    origin_basis: Literal["seen", "inferred"]
    origin_reason: Text
    consequence: Text
    severity: Annotated[str, coded("severity")]
    same_as: Text | None = None  # id of the correction of the same slip where it first stands
    references: list[Key] = Field(min_length=1)
    found: PartialDate
    status: Literal["open", "reported", "acknowledged", "fixed"]
    expect: Expectation


class Erratum(Record):
    """An error of our own: where it stood, what it said, what is right, how it was found."""

    id: Annotated[str, Field(pattern=r"^erratum-[0-9]{2,}$")]
    found: PartialDate
    mended: PartialDate
    place: Text
    said: Text
    right: Text
    how_found: Text
    claims: list[ClaimId] = []
    withdraws: Annotated[str, Field(pattern=r"^judgement-[0-9]+$")] | None = None  # never used again

    @model_validator(mode="after")
    def _mended_after_it_was_found(self) -> Erratum:
        if self.mended < self.found:
            raise ValueError(f"mended {self.mended} lies before found {self.found}; mend the dates")
        return self
