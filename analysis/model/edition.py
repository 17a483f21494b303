"""What the report is as a publication, and what each of its versions changed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import ADDRESS, LANGUAGE, PartialDate, Record, Text

VERSION = r"^20[0-9]{2}\.(?:[1-9]|1[0-2])\.(?:0|[1-9][0-9]*)$"
FINGERPRINT = r"^[0-9a-f]{12}$"

Fingerprint = Annotated[str, Field(pattern=FINGERPRINT)]


class Author(Record):
    """One author: a person with family and given name, or a body with its name."""

    name: Text | None = None
    family: Text | None = None
    given: Text | None = None

    @model_validator(mode="after")
    def _person_or_body(self) -> Self:
        if bool(self.name) == bool(self.family) or bool(self.family) != bool(self.given):
            raise ValueError("name a body (name), or a person (family and given), not both")
        return self


class Identity(Record):
    """Title, authors and licences of the report: what every citation of it needs beside a version."""

    title: Text
    subtitle: Text
    authors: Annotated[list[Author], Field(min_length=1)]
    publisher: Text
    description: Text
    keywords: list[Text]
    language: Annotated[str, Field(pattern=LANGUAGE)]
    licence_text: Text  # both as SPDX writes them
    licence_code: Text
    address: Annotated[str, Field(pattern=ADDRESS + r"|^$")]  # of the front page's folder, where there is one


class Release(Record):
    """One version and what it changed; the entry without a date holds what is not published yet."""

    version: Annotated[str, Field(pattern=VERSION + "|^next$")]
    date: PartialDate | None = None
    evidence: Fingerprint | None = None
    code: Fingerprint | None = None
    adds: list[Text] = []
    changes: list[Text] = []
    fixes: list[Text] = []
    removes: list[Text] = []

    @model_validator(mode="after")
    def _published_or_next(self) -> Self:
        if (self.version == "next") != (self.date is None):
            raise ValueError("a published version has the day of its publication, the next one has none")
        if self.date and len(self.date) != len("2026-11-25"):
            raise ValueError("write the whole day, such as '2026-11-25'")
        if bool(self.evidence) != bool(self.code) or (self.evidence and not self.date):
            raise ValueError("a published version has both fingerprints or none; make version writes them")
        return self
