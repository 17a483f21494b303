"""Typed records of everything that stands in ``seeds/`` and in ``book/judgements.yml``.

The records say what a file may hold; :mod:`analysis.corpus` reads the files, checks what
one record alone cannot know (ids, references between files) and builds the tables. Codes
are checked against the codebook, which is handed to pydantic as validation context, so the
codebook stays data and a wrong code is reported beside every other slip of the file.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from .problems import suggest

__all__ = [
    "Check",
    "Claim",
    "Codebook",
    "Corroboration",
    "Counts",
    "Dossier",
    "Event",
    "Judgement",
    "Reference",
    "Stance",
    "TimelineEntry",
    "Wording",
]

CLAIM_ID = r"^[a-z][a-z0-9-]*-[0-9]{2,4}$"
KEY = r"^[a-z0-9][a-z0-9-]*$"
DIGEST = r"^[0-9a-f]{64}$"
ADDRESS = r"^https?://[^\s<>\"']+$"
DOCUMENT = r"^[0-9]{3}$"
LANGUAGE = r"^[a-z]{2}$"
PARTIAL_DATE = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")

#: Variables without which the rest of the package cannot work.
REQUIRED = [
    *(
        "topic",
        "kind",
        "area",
        "issue",
        "stance",
        "verdict",
        "reliability",
        "credibility",
        "actor",
        "speaker",
    ),
    *("event_type", "wording", "timeline_kind", "relation", "likelihood", "confidence"),
]


def check_date(text: str) -> str:
    """Accept an ISO day, month or year that exists in the calendar.

    Parameters
    ----------
    text : str
        What stands in the file.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        Where it has another form, or there is no such date.

    Examples
    --------
    >>> check_date("2023-07")
    '2023-07'
    >>> check_date("2023-02-30")
    Traceback (most recent call last):
    ...
    ValueError: no such date: day is out of range for month
    """
    match = PARTIAL_DATE.match(text)
    if not match:
        raise ValueError("write an ISO date in quotes: '2023', '2023-07' or '2023-07-12'")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"no such date: {error}") from None
    return text


def coded(variable: str) -> Any:
    """Build the type of a field that holds one code of a codebook variable.

    The codes come with pydantic's validation context; without one, nothing is checked.

    Parameters
    ----------
    variable : str
        Name of the variable, such as ``topic``.

    Returns
    -------
    AfterValidator
        For use in ``Annotated``; it raises ValueError where the code is unknown, which pydantic
        turns into a slip of the field.

    Examples
    --------
    >>> from pydantic import TypeAdapter
    >>> topic = TypeAdapter(Annotated[str, coded("topic")])
    >>> topic.validate_python("taiwan", context={"topic": ["taiwan"]})
    'taiwan'
    """

    def check(value: Any, info: ValidationInfo) -> Any:
        if not info.context:  # a record on its own, without a codebook
            return value
        allowed = info.context.get(variable, [])
        if str(value) not in allowed:
            raise ValueError(f"no such {variable}; {suggest(value, allowed)}")
        return value

    return AfterValidator(check)


PartialDate = Annotated[str, AfterValidator(check_date)]
Text = Annotated[str, Field(min_length=1)]
Digest = Annotated[str, Field(pattern=DIGEST)]
ClaimId = Annotated[str, Field(pattern=CLAIM_ID)]
Key = Annotated[str, Field(pattern=KEY)]


class Record(BaseModel):
    """Base of all records: no unknown fields, no silent change of type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


# --- codebook ---------------------------------------------------------------------------------


Group = Literal[
    "nato", "united-states", "france", "germany", "ally", "japan", "south-korea", "australia", "new-zealand",
    "ap4", "china", "russia", "expert", "media", "author", "other",
]  # fmt: skip
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]


class Code(Record):
    """One code: what it means, what belongs to it, what does not."""

    definition: Text
    label: str | None = None  # what readers see, where the code itself is not plain words
    examples: list[Text] = []
    bad_examples: list[Text] = []
    rulings: list[Text] = []
    group: Group | None = None  # actors: whose colour and side
    actor: str | None = None  # speakers: for whom the speaker speaks
    quad: Quad | None = None  # event types
    intensity: float | None = None  # event types: PLOVER cooperation score, -10 to 10
    modes: dict[str, float] = {}  # event types: mode to score
    low: int | None = None  # likelihood terms: percent
    high: int | None = None


class Variable(Record):
    """One variable of the codebook: the question it answers and its codes."""

    question: Text
    codes: dict[str, Code] = Field(min_length=1)


class Codebook(Record):
    """The whole codebook."""

    version: PartialDate
    instructions: list[Text]
    variables: dict[str, Variable]
    lexicons: dict[str, list[Text]]

    @model_validator(mode="after")
    def _whole(self) -> Codebook:
        missing = [name for name in REQUIRED if name not in self.variables]
        if missing:
            raise ValueError(f"the codebook lacks the variables {', '.join(missing)}; restore them")
        actors = self.variables["actor"].codes
        slips = [f"actor {name} has no group" for name, code in actors.items() if not code.group]
        for name, code in self.variables["speaker"].codes.items():
            if code.actor not in actors:
                slips.append(f"speaker {name} speaks for {code.actor}, which is no actor")
        for name, code in self.variables["event_type"].codes.items():
            if code.quad is None or code.intensity is None:
                slips.append(f"event type {name} lacks quad or intensity")
        if slips:
            raise ValueError("; ".join(slips))
        return self

    def allowed(self) -> dict[str, list[str]]:
        """Return the codes of each variable, as validation context for the other records.

        Returns
        -------
        dict of str to list of str
            Name of the variable to its codes, both in the order of the codebook.

        Examples
        --------
        >>> from analysis import load
        >>> load().codebook.allowed()["stance"]
        ['-2', '-1', '0', '1', '2']
        """
        return {name: list(variable.codes) for name, variable in self.variables.items()}

    def label(self, variable: str, code: str) -> str:
        """Return what readers see for a code: its label, or the code in plain words.

        Parameters
        ----------
        variable, code : str
            Names in the codebook.

        Returns
        -------
        str
            The label.

        Raises
        ------
        KeyError
            Where the codebook has no such variable or code.

        Examples
        --------
        >>> from analysis import load
        >>> load().codebook.label("issue", "tokyo_office")
        'Tokyo office'
        """
        return self.variables[variable].codes[code].label or code.replace("-", " ").replace("_", " ")

    def intensity(self, event_type: str, mode: str | None) -> float:
        """Return PLOVER's cooperation score of an event type and mode.

        Parameters
        ----------
        event_type : str
            One of PLOVER's sixteen types.
        mode : str or None
            A mode of this type; None for the score of the type as a whole.

        Returns
        -------
        float
            -10 (conflict) to 10 (cooperation).

        Raises
        ------
        KeyError
            Where the type or its mode is not in the codebook.

        Examples
        --------
        >>> from analysis import load
        >>> load().codebook.intensity("AGREE", None) > 0
        True
        """
        code = self.variables["event_type"].codes[event_type]
        return code.modes[mode] if mode else code.intensity


# --- dossiers ---------------------------------------------------------------------------------


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
    unit: str | None = None
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
    mode: str | None = None
    summary: Text


class Wording(Anchor):
    """A loaded expression of at most six words, in the author's voice or quoted."""

    phrase: Text
    direction: Annotated[str, coded("wording")]
    voice: Literal["author", "quoted"]


class Step(Record):
    """One step of the chain from an event to the text we hold."""

    step: Literal["statement", "wire", "article", "translation", "paraphrase", "copy"]
    who: Text
    what: Text
    basis: Literal["seen", "inferred"]


class Furniture(Record):
    """Paragraphs that are not article text."""

    paragraphs: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)
    what: Text


class Dossier(Record):
    """All that the project holds of one document."""

    source: Key
    document: Annotated[str, Field(pattern=DOCUMENT)]
    title: Text
    outlet: Text
    label: Text
    byline: Text
    language: Annotated[str, Field(pattern=LANGUAGE)]
    original_language: Annotated[str, Field(pattern=LANGUAGE)]
    published_earliest: PartialDate
    published_latest: PartialDate
    date_reason: Text
    kind: Literal[
        "news report in translation",
        "agency compilation",
        "machine paraphrase",
        "machine translation of a translation",
        "opinion",
    ]
    url: Annotated[str, Field(pattern=ADDRESS)] | Literal[""]
    sha256: Digest
    normalisation: Literal["nfc-lf"]
    reliability: Annotated[str, coded("reliability")]
    reliability_reason: Text
    transmission: Text
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


# --- what the record and the other documents say ------------------------------------------------


class Check(Record):
    """The answer of the public record to one claim."""

    claim: ClaimId
    verdict: Annotated[str, coded("verdict")]
    finding: Text
    references: list[Key] = []

    @model_validator(mode="after")
    def _verdict_has_reference(self) -> Check:
        if self.verdict in {"confirmed", "confirmed-with-caveat", "contradicted"} and not self.references:
            raise ValueError(f"a verdict of {self.verdict} needs at least one reference")
        return self


class Corroboration(Record):
    """Claims of different documents that bear on the same point."""

    point: Text
    relation: Annotated[str, coded("relation")]
    claims: list[ClaimId] = Field(min_length=2)
    independent: bool
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


class TimelineEntry(Record):
    """One event of the public record, with its references."""

    date: PartialDate
    event: Text
    actors: list[Annotated[str, coded("actor")]] = Field(min_length=1)
    kind: Annotated[str, coded("timeline_kind")]
    level: Literal["leaders", "ministers", "mixed", "officials", "none"] | None = None
    references: list[Key] = Field(min_length=1)
    note: str | None = None
    thread: Literal["tokyo-office", "air-patrol", "naval-patrol"] | None = None
    number: Annotated[int, Field(ge=1)] | None = None  # of a patrol, in the count of the thread

    @model_validator(mode="after")
    def _patrols_are_numbered(self) -> TimelineEntry:
        if self.thread in {"air-patrol", "naval-patrol"} and self.number is None:
            raise ValueError("a joint patrol needs its number; add number: and the count")
        return self


class Judgement(Record):
    """A key judgement: what the authors conclude, how likely, how sure, and on what evidence."""

    id: Annotated[str, Field(pattern=r"^judgement-[0-9]+$")]
    title: Text
    statement: Text
    likelihood: Annotated[str, coded("likelihood")] | None = None
    confidence: Annotated[str, coded("confidence")]
    confidence_reason: Text
    evidence_for: list[ClaimId] = Field(min_length=1)
    evidence_against: list[ClaimId] = []
    references: list[Key] = []
    chapter: Key
