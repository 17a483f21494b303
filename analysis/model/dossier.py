"""One document: provenance, claims with their places in the text, stances, events, wording, counts."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from .base import (
    ADDRESS,
    DOCUMENT,
    LANGUAGE,
    ClaimId,
    CorrectionId,
    Digest,
    Key,
    Label,
    PartialDate,
    Record,
    Text,
    coded,
)

UNPLACED = "furniture: "  # so begins an entry in the list of what is unsettled, which says what is unplaced
DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # not the name of a file on Windows


class Anchor(Record):
    """A place in a text: W3C TextPositionSelector, paragraph and digest of the span.

    ``start`` is included and ``end`` excluded; both count Unicode code points of the text
    normalised by :func:`analysis.anchors.normalise`.
    """

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    digest: Digest

    @model_validator(mode="after")
    def _runs_forward(self) -> Anchor:
        if self.end <= self.start:
            raise ValueError(f"the anchor runs from {self.start} to {self.end}; end must come after start")
        return self


class Claim(Anchor):
    """One proposition of a document, in our own words, tied to its place in the text."""

    id: ClaimId
    statement: Text
    speaker: Annotated[str, coded("speaker")]
    actor: Annotated[str, coded("actor")]
    target: Annotated[str, coded("actor")] | None = None
    topic: Annotated[str, coded("topic")]
    kind: Annotated[str, coded("kind")]
    date: PartialDate | None = None
    value: Annotated[float, Field(allow_inf_nan=False)] | int | None = None
    unit: Text | None = None
    areas: list[Annotated[str, coded("area")]] = []

    @model_validator(mode="after")
    def _numbers_have_units(self) -> Claim:
        if (self.value is None) != (self.unit is None):
            raise ValueError("value and unit go together; give both or neither")
        if self.kind == "statistic" and self.value is None:
            raise ValueError("a statistic needs value and unit")
        return self


class Stance(Record):
    """Where a document places an actor on one of the disputed issues."""

    actor: Annotated[str, coded("actor")]
    issue: Annotated[str, coded("issue")]
    stance: Annotated[int, Field(ge=-2, le=2)]
    claims: list[ClaimId] = Field(min_length=1)
    basis: Text


class Event(Record):
    """Something a document reports as done or said, coded after PLOVER."""

    claims: list[ClaimId] = Field(min_length=1)
    date: PartialDate | None = None
    actor: Annotated[str, coded("actor")]
    target: Annotated[str, coded("actor")] | None = None
    type: Annotated[str, coded("event_type")]
    mode: Text | None = None
    summary: Text


class Wording(Anchor):
    """A loaded expression of at most six words, in the author's voice or quoted."""

    phrase: Text
    direction: Annotated[str, coded("wording")]
    voice: Literal["author", "quoted"]


class Step(Record):
    """One step of the chain from an event to the text we hold.

    ``origins`` names the statements, wires or articles of the step by ids that all dossiers
    share, so that what two documents have in common upstream can be computed.
    """

    step: Literal["statement", "wire", "article", "translation", "paraphrase", "copy"]
    who: Text
    what: Text
    basis: Literal["seen", "inferred"]
    date: PartialDate | None = None
    origins: list[Key] = []
    references: list[Key] = []

    @model_validator(mode="after")
    def _shared_sources_have_ids(self) -> Step:
        if self.step in {"statement", "wire", "article"} and not self.origins:
            article = "an" if self.step[0] in "aeiou" else "a"
            raise ValueError(
                f"{article} {self.step} needs origins: the ids by which other dossiers name it too "
                "(grep origins: seeds/dossiers/*.yml lists them), or a new one"
            )
        return self


class Original(Record):
    """The article from which the text as held was made, and how much of it was seen."""

    found: Literal["whole", "excerpt", "no"]
    reference: Key | None = None
    note: Text

    @model_validator(mode="after")
    def _what_was_found_has_an_address(self) -> Original:
        if (self.found == "no") != (self.reference is None):
            raise ValueError("name the reference of an original that was found, and none where found is no")
        return self


class Outlet(Record):
    """A publisher in the chain, with what is publicly known of it."""

    name: Text
    part: Text  # its part in the chain, such as first publisher
    nature: Text  # what kind of outlet it is
    ownership: Text
    record: Text
    references: list[Key] = []


class Rating(Record):
    """How much doubt there is on one criterion of source reliability, and why."""

    doubt: Annotated[str, coded("doubt")]
    reason: Text


class Furniture(Record):
    """Paragraphs that are not article text."""

    paragraphs: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)
    what: Text


def _a_file_anywhere(source: str) -> str:
    if DEVICE.fullmatch(source):
        raise ValueError("take another name; on some systems no file can bear this one")
    return source


class EarlierText(Record):
    """A text of the document that was coded before, and why another took its place."""

    sha256: Digest
    reason: Text


class Withdrawn(Record):
    """A document that was a source and is none any more; its ids are never used again."""

    source: Key
    document: Annotated[str, Field(pattern=DOCUMENT)]
    label: Text
    sha256: Digest
    earlier: list[Digest] = []  # of its texts that were superseded
    corrections: list[CorrectionId] = []  # that went with it
    reason: Text


class Dossier(Record):
    """All that the project holds of one document."""

    source: Annotated[Key, AfterValidator(_a_file_anywhere)]
    document: Annotated[str, Field(pattern=DOCUMENT)]
    title: Text
    outlet: Text
    label: Label
    byline: Text
    language: Annotated[str, Field(pattern=LANGUAGE)]
    original_language: Annotated[str, Field(pattern=LANGUAGE)]
    published_earliest: PartialDate
    published_latest: PartialDate
    date_reason: Text
    kind: Literal[
        "news report",
        "news report in translation",
        "agency compilation",
        "machine paraphrase (inferred)",
        "machine translation of a translation (inferred)",
        "opinion",
    ]
    url: Annotated[str, Field(pattern=ADDRESS + "|^$")]
    sha256: Digest
    normalisation: Literal["nfc-lf"]
    earlier: list[EarlierText] = []
    unsettled: list[Text] = []  # whose words the present text does not have; no dossier may keep any
    rubric: dict[Annotated[str, coded("criterion")], Rating]
    transmission: Text
    original: Original
    outlets: list[Outlet] = Field(min_length=1)
    chain: list[Step] = Field(min_length=2)
    upstream: list[Key] = []  # pages of the document's own chain: they prove transmission, not truth
    furniture: list[Furniture] = []
    claims: list[Claim] = Field(min_length=1)
    stances: list[Stance] = []
    events: list[Event] = []
    wording: list[Wording] = []


class ParagraphCounts(Record):
    """Counts of one paragraph that carry no text."""

    paragraph: int
    tokens: int
    lexicon: dict[str, int]
    shingles: list[str]


class Counts(Record):
    """Counts of one document, written by ``python -m analysis count``."""

    source: Key
    sha256: Digest
    shingle_words: int
    paragraphs: list[ParagraphCounts]
