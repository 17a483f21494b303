"""An id that was published: what it named, since when, and what became of it."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from .base import CLAIM_ID, Record, Text
from .edition import VERSION, Fingerprint

NamedKind = Literal["chapter", "judgement", "claim", "figure", "table"]
NAMED_KINDS: tuple[NamedKind, ...] = get_args(NamedKind)
FORM_OF_KIND = {
    "chapter": r"[a-z][a-z0-9_-]*",  # the page's name, without suffix
    "judgement": r"judgement-[0-9]+",
    "claim": CLAIM_ID,
    "figure": r"figure-[a-z0-9][a-z0-9-]*",
    "table": r"table-[a-z0-9][a-z0-9-]*",
}
KEEPS_ITS_ID = {"judgement", "claim"}  # of these no address but the id leads to them

Version = Annotated[str, Field(pattern=VERSION)]
VersionOrNext = Annotated[str, Field(pattern=VERSION + "|^next$")]


class Revision(Record):
    """A claim that was moved to another span: since which version, its digest, and why."""

    version: VersionOrNext
    digest: Fingerprint
    reason: Text


class Renaming(Record):
    """Under which id it goes on: since which version, and why."""

    version: VersionOrNext
    to: Text
    reason: Text


class Withdrawal(Record):
    """That it is gone: since which version, why, and what to cite in its place, where there is something."""

    version: VersionOrNext
    reason: Text
    superseded_by: Text | None = None


class Identifier(Record):
    """A published id. A claim has the first digits of its span's digest, all others what they were called."""

    id: Text
    kind: NamedKind
    since: Version
    named: Text | None = None
    digest: Fingerprint | None = None
    revised: list[Revision] = []
    renamed: Renaming | None = None
    withdrawn: Withdrawal | None = None

    @property
    def gone(self) -> bool:
        """Whether nothing may bear this id any more."""
        return bool(self.renamed or self.withdrawn)

    @property
    def span(self) -> str | None:
        """The digest of a claim's span as it stands now; the first 12 hexadecimal digits."""
        return self.revised[-1].digest if self.revised else self.digest

    @model_validator(mode="after")
    def _as_its_kind(self) -> Self:
        if not re.fullmatch(FORM_OF_KIND[self.kind].strip("^$"), self.id):
            raise ValueError(f"an id of a {self.kind} has the form {FORM_OF_KIND[self.kind].strip('^$')}")
        if (self.kind == "claim") != bool(self.digest) or (self.kind == "claim") == bool(self.named):
            raise ValueError("a claim has the digest of its span, every other kind says what it named")
        if self.revised and self.kind != "claim":
            raise ValueError("only a claim is revised; say what became of another kind in the changelog")
        if self.renamed and self.kind in KEEPS_ITS_ID:
            raise ValueError(f"a {self.kind} keeps its id; withdraw it and name what supersedes it")
        if self.renamed and self.withdrawn:
            raise ValueError("it was renamed or withdrawn, not both")
        return self
