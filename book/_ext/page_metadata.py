"""What machines read of a page: citation tags, JSON-LD, the canonical address, and the claims as linked data.

The claims stand in a file of their own, linked from the register: in the page they would be a quarter of
its weight.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from analysis.citable import Citable
from analysis.edition import load_identity
from analysis.metadata import chapter_graph, citation_tags, claim_graph, report_graph
from analysis.register_pages import lead_home

REGISTER = "evidence"
CLAIMS = "evidence.jsonld"
KEY_JUDGEMENTS = "Key judgements"  # what the front page holds, as a part of the report
REPORT_PDF = "pdf/nato-asia-pacific-four.pdf"
DATA = "data/nato-asia-pacific-four-data.zip"
DESCRIPTION = re.compile(r'<meta content="(?P<text>[^"]*)" name="description"')


def set_address(app: Sphinx, config: Config) -> None:
    """Let Sphinx write the canonical address of each page, where the report has a public one."""
    config.html_baseurl = load_identity(Path(app.confdir).parent).address or config.html_baseurl


def chapters(app: Sphinx) -> list[Citable]:
    """Return the pages of the contents, in their order; the front page as what it holds."""
    front = Citable(app.config.root_doc, "chapter", KEY_JUDGEMENTS, f"{app.config.root_doc}.html")
    return [front, *(one for one in app.citations.all if one.kind == "chapter")]


def data_block(graph: dict[str, Any]) -> str:
    """Return a description as a block of data in the page; no text in it can end the block."""
    written = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{written}</script>'


def add_tags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add tags and description to the head of a page of the contents; other pages are nothing to cite."""
    pages = {one.id: one for one in chapters(app)}
    if doctree is None or pagename not in pages:
        return
    edition, page = app.evidence_report.edition, pages[pagename]
    front = pagename == app.config.root_doc
    pdf = REPORT_PDF if front else f"pdf/{pagename}.pdf"
    head = context.get("metatags") or ""
    found = DESCRIPTION.search(head)
    if front:
        graph = report_graph(edition, pages.values(), DATA)
    else:
        description = unescape(found["text"]) if found else ""
        figures = [one for one in app.citations.all if one.kind == "figure" and one.page == page.page]
        graph = chapter_graph(edition, page, description, figures)
    tags = citation_tags(edition, page.title, page.page, pdf)
    lines = [head, '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/" />']
    lines += [f'<meta name="{name}" content="{escape(content, quote=True)}" />' for name, content in tags]
    if pagename == REGISTER:
        lines.append(f'<link rel="alternate" type="application/ld+json" href="{CLAIMS}" />')
    context["metatags"] = "\n".join([*lines, data_block(graph)])


def write_claims(app: Sphinx, error: Exception | None) -> None:
    """Write the claims as linked data beside the register."""
    if error is None and app.builder.format == "html":
        report = app.evidence_report
        graph = json.dumps(claim_graph(report.evidence, report.edition), ensure_ascii=False, indent=1)
        graph = lead_home(graph, report.homes)
        (Path(app.outdir) / CLAIMS).write_text(graph + "\n", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register tags and file."""
    app.setup_extension("citations")  # which collects what can be cited
    app.connect("config-inited", set_address)
    app.connect("html-page-context", add_tags, priority=950)
    app.connect("build-finished", write_claims)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
