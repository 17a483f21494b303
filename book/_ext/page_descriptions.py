"""A description for the pages that Sphinx makes itself; chapters bring their own."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

DESCRIPTIONS = {"search": "Search the chapters, the claims and the public record of this report."}


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the description to a page that has none."""
    metatags = context.get("metatags") or ""
    if pagename in DESCRIPTIONS and 'name="description"' not in metatags:
        text = escape(DESCRIPTIONS[pagename], quote=True)
        context["metatags"] = f'{metatags}\n<meta name="description" content="{text}" />'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the descriptions."""
    app.connect("html-page-context", describe, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
