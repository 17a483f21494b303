"""What hostile or broken input cannot do, and the tests that hold it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Key, Record, Text
from .tradecraft import Enforcer


class Promise(Record):
    """One promise on hostile input, with the tests that would fail where it is broken."""

    id: Key
    input: Text  # what may come
    promise: Text  # what happens then
    tests: Annotated[list[Enforcer], Field(min_length=1)]

    @model_validator(mode="after")
    def _held_by_tests(self) -> Self:
        if not all(named.is_test for named in self.tests):
            raise ValueError("name test_ functions of files tests/test_*.py: pytest runs no others")
        return self
