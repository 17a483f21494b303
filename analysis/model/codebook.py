"""The codebook: every variable, every code, with definitions, examples, bad examples and rulings."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .base import Label, PartialDate, Record, Text

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
    *("criterion", "doubt", "error", "error_origin", "severity", "consistency", "indicator_status"),
]


#: Scales that code reads by name: another code would be lost from a rule, a table or a figure.
CLOSED = {
    "doubt": ["none", "minor", "some", "significant", "lacking", "no-basis"],
    "verdict": ["confirmed", "confirmed-with-caveat", "contradicted", "unverified", "opinion"],
    "relation": ["agreement", "contradiction", "tension"],
    "severity": ["high", "medium", "low"],
    "error_origin": ["translation", "paraphrase", "compilation", "author", "statement"],
    "confidence": ["high", "moderate", "low"],
    "criterion": ["authenticity", "proximity", "competence", "record", "transformation"],
}

#: What makes a search take time that doubles with every letter: a group, or a count, that is repeated.
ENDLESS = re.compile(r"(?<!\\)\)[*+{]|[*+}][*+{]")
OPEN_ENDED = re.compile(r"(?<!\\)[*+]|,\}")
LONGEST_PATTERN = 120

HYPHEN = re.compile(r"(?<=\w)[-_](?=\w)")  # between words; the sign of a number stays

Group = Literal[
    "nato", "united-states", "france", "germany", "ally", "japan", "south-korea", "australia", "new-zealand",
    "ap4", "china", "russia", "expert", "media", "author", "other",
]  # fmt: skip
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]


class Code(Record):
    """One code: what it means, what belongs to it, what does not."""

    definition: Text
    label: Label | None = None  # what readers see, where the code itself is not plain words
    examples: list[Text] = []
    bad_examples: list[Text] = []
    rulings: list[Text] = []
    group: Group | None = None  # actors: whose colour and side
    actor: Text | None = None  # speakers: for whom the speaker speaks
    quad: Quad | None = None  # event types
    intensity: float | None = None  # event types: PLOVER cooperation score, -10 to 10
    modes: dict[Text, float] = {}  # event types: mode to score
    weight: int | None = None  # consistency: -2 (speaks against) to 2 (just as expected)
    low: int | None = None  # likelihood terms: percent
    high: int | None = None


class Variable(Record):
    """One variable of the codebook: the question it answers and its codes."""

    question: Text
    codes: dict[Text, Code] = Field(min_length=1)


class Change(Record):
    """One change of the codebook since its first version."""

    date: PartialDate
    change: Text


class Prose(Record):
    """How chapters may be worded: phrases that are refused, and numbers that may be typed."""

    ownerless: list[Text] = []  # nobody stands behind them
    nobodies: list[Text] = []  # who says it, where nobody is named ...
    sayings: list[Text] = []  # ... and what they do: every pair is ownerless
    reported: list[Text] = []  # only beside a mark
    other_likelihoods: dict[Text, Text] = {}  # phrase to the term of the lexicon
    other_confidences: dict[Text, Text] = {}
    named_numbers: list[Text] = []  # regular expressions

    @field_validator("named_numbers")
    @classmethod
    def _can_be_read(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
            if (
                len(pattern) > LONGEST_PATTERN
                or ENDLESS.search(pattern)
                or len(OPEN_ENDED.findall(pattern)) > 2
            ):
                raise ValueError(
                    f"{pattern[:40]!r} could take hours on one sentence: write no repeated group, at most "
                    f"two signs * or +, and at most {LONGEST_PATTERN} letters"
                )
        return patterns


class Codebook(Record):
    """The whole codebook."""

    version: PartialDate
    changes: list[Change] = []
    instructions: list[Text]
    variables: dict[Text, Variable]
    lexicons: dict[Text, list[Text]]
    prose: Prose = Prose()

    @model_validator(mode="after")
    def _whole(self) -> Codebook:
        missing = [name for name in REQUIRED if name not in self.variables]
        if missing:
            raise ValueError(f"the codebook lacks the variables {', '.join(missing)}; restore them")
        for name, codes in CLOSED.items():
            if set(self.variables[name].codes) != set(codes):
                raise ValueError(
                    f"{name} must have the codes {', '.join(codes)}: the rules read them by name"
                )
        actors = self.variables["actor"].codes
        slips = [f"actor {name} has no group" for name, code in actors.items() if not code.group]
        for name, code in self.variables["speaker"].codes.items():
            if code.actor not in actors:
                slips.append(f"speaker {name} speaks for {code.actor}, which is no actor")
        for name, code in self.variables["event_type"].codes.items():
            if code.quad is None or code.intensity is None:
                slips.append(f"event type {name} lacks quad or intensity")
        slips += [
            f"consistency {name} lacks a weight"
            for name, code in self.variables["consistency"].codes.items()
            if code.weight is None
        ]
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
        return self.variables[variable].codes[code].label or HYPHEN.sub(" ", code)

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
