"""The brief: chosen judgements with evidence, one figure, source summary and references, on a page or two."""

from __future__ import annotations

from .choice import FORMATS, STANDARD, Choice, choose
from .command import report_brief
from .composition import compose
from .files import write_brief

__all__ = ["FORMATS", "STANDARD", "Choice", "choose", "compose", "report_brief", "write_brief"]
