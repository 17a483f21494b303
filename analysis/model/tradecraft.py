"""Duties of the tradecraft directives: what each asks, how the book meets it, and what enforces that."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .base import Key, Record, Text

CODE_FILE = re.compile(r"(tests|analysis|book/_ext)/([a-z0-9_]+/)*[a-z0-9_]+\.py")


def _run_by_tests_or_build(file: str) -> str:
    if not CODE_FILE.fullmatch(file):
        raise ValueError("write the path of a Python file in tests/, analysis/ or book/_ext/")
    return file


def _a_name(check: str) -> str:
    if not check.isidentifier():
        raise ValueError("write the bare name of a function or class, such as ceiling")
    return check


class Enforcer(Record):
    """One piece of code that keeps a duty: a test, or what the build runs."""

    file: Annotated[str, AfterValidator(_run_by_tests_or_build)]
    check: Annotated[str, AfterValidator(_a_name)]  # a function or class of that file

    @property
    def is_test(self) -> bool:
        """Whether pytest runs it as a test."""
        return self.file.startswith("tests/test_") and self.check.startswith("test_")


class Duty(Record):
    """One duty of a directive, and how the book meets it."""

    id: Key
    directive: Literal["ICD 203", "ICD 206", "ICS 206-01"]
    standard: Text
    asks: Text  # in our own words
    met: Text
    enforced_by: list[Enforcer] = []
    status: Literal["built", "partial", "gap"]
    missing: Text | None = None  # of a partial duty and of a gap
    references: list[Key] = Field(min_length=1)  # pages on which the duty was seen
