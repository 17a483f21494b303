"""The brief: chosen judgements with evidence, one figure, source summary and references, on a page or two."""

from __future__ import annotations

from .choice import FORMATS, STANDARD, Choice, choose
from .composition import compose
from .files import write_brief

__all__ = ["FORMATS", "STANDARD", "Choice", "choose", "compose", "write_brief"]
