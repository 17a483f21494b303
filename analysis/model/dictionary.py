"""What the data package says of a table and of a column."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import ADDRESS, CLAIM_ID, DIGEST, DOCUMENT, KEY, LANGUAGE, PARTIAL_DATE, Key, Record, Text

#: Forms of a text, by the name that the dictionary uses: the patterns that the records are held to.
FORMS = {
    "address": ADDRESS,
    "claim": CLAIM_ID,
    "date": PARTIAL_DATE.pattern,
    "digest": DIGEST,
    "document": DOCUMENT,
    "key": KEY,
    "language": LANGUAGE,
}

Kind = Literal["string", "integer", "number", "boolean"]


class Column(Record):
    """One column: its words, its type and what its values must hold to."""

    says: Text
    type: Kind = "string"
    form: Literal["address", "claim", "date", "digest", "document", "key", "language"] | None = None
    code: str | None = None  # variable of the codebook
    values: list[Text] = []
    refers_to: str | None = None  # table whose key it names
    required: bool = True
    unique: bool = False
    minimum: int | None = None
    maximum: int | None = None
    entry: Key | None = None  # name of one, where a cell holds several
    made: bool = False  # by the export


class Table(Record):
    """One table: its words, the columns that name a row, and all columns in order."""

    title: Text
    says: Text
    key: Annotated[list[str], Field(min_length=1)]
    columns: Annotated[dict[str, Column], Field(min_length=1)]

    @model_validator(mode="after")
    def _key_is_there(self) -> Self:
        for name in self.key:
            if name not in self.columns or self.columns[name].entry or not self.columns[name].required:
                raise ValueError(f"key {name} must be a required column that holds one value")
        return self
