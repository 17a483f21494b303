"""The link to a page's PDF, at its end; scripts/pdf makes the files once all pages stand."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

FOLDER, BOOK = "pdf", "nato-asia-pacific-four"


def pdf_line(page: str) -> str:
    """Return the links to a page's PDF and to that of the whole report, as HTML."""
    return (
        f'<p class="screen-only"><a href="{FOLDER}/{page}.pdf">This page as PDF</a>, '
        f'<a href="{FOLDER}/{BOOK}.pdf">the whole report as PDF</a></p>'
    )


def add_line(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the links below a page of the contents; the search page has no PDF."""
    if doctree is not None:
        context["body"] += pdf_line(pagename)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the links."""
    app.connect("html-page-context", add_line)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
