"""Each entry of the bibliography leads back to every place that cites it, in prose, tables and register.

The list is also written as one that a screen reader follows: docutils gives its entries a role that
ARIA has withdrawn, inside a list that then has no items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from claim_chips import REGISTER
from claim_register import pages_in_order, place_of, use_of
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from analysis.evidence import Use, places_html
from analysis.remedies import source_of

# Tables are HTML by now. A row that has an id is the place; else the first link to each page has one.
IN_TABLE = re.compile(
    r'<div [^>]*id="(?P<table>table-[^"]+)"'
    r'|<tr [^>]*id="(?P<row>[^"]+)"'
    r'|<a (?:id="(?P<anchor>[^"]+)" )?class="reference-link" href="references\.html#cite-(?P<key>[^"]+)"'
)


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Note every place of a page that cites the record: marks in the text, and links in tables."""
    uses: list[tuple[str, str, str]] = []  # key, anchor, name of the place
    for mark in doctree.findall(pending_xref):
        if mark["refdomain"] == "cite":
            uses += [(key.strip(), *place_of(mark)) for key in mark["reftarget"].split(",")]
    for raw in doctree.findall(nodes.raw):
        table = row = ""
        for match in IN_TABLE.finditer(raw.astext()):
            if match["table"]:
                table, row = match["table"], ""
            elif match["row"]:
                row = match["row"]
            elif row:
                uses.append((match["key"], row, row))
            elif match["anchor"]:
                uses.append((match["key"], match["anchor"], table.replace("-", " ")))
    app.env.reference_uses[app.env.docname] = list(dict.fromkeys(uses))


def _uses(app: Sphinx, docname: str) -> dict[str, list[Use]]:
    """Return the uses of every page of the record; those of the register, made last, come from the checks."""
    found: dict[str, list[Use]] = defaultdict(list)
    homes = app.evidence_report.homes or {REGISTER: list(app.evidence_report.evidence.sources.index)}
    for page in pages_in_order(app.env, {*app.env.reference_uses, *homes} & set(app.env.all_docs)):
        for key, anchor, place in app.env.reference_uses.get(page, []):
            if page != docname:
                found[key].append(use_of(app.env, page, anchor, place))
        if page in homes:
            for check in app.evidence_report.evidence.checks.itertuples():
                for key in check.references if source_of(check.claim) in homes[page] else ():
                    found[key].append(use_of(app.env, page, check.claim, check.claim))
    return found


def lead_back(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the uses below each entry of the bibliography."""
    entries = list(doctree.findall(nodes.citation))
    if not entries:
        return
    uses = _uses(app, docname)
    keys = {citation.citation_id: citation.key for citation in app.env.get_domain("cite").citations}
    for entry in entries:
        found = [use for name in entry["ids"] for use in uses.get(keys.get(name, ""), [])]
        html = places_html(found, "cited nowhere but here")
        entry += nodes.raw("", html, format="html")


def visit_entry(self: HTML5Translator, node: nodes.citation) -> None:
    """Open an entry, and the list before the first."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_entry(self: HTML5Translator, node: nodes.citation) -> None:
    """Close an entry, and the list after the last."""
    self.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</div>\n")


def forget_uses(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page cited before it is read again."""
    prepare_uses(app, env, [])
    env.reference_uses.pop(docname, None)


def merge_uses(app: Sphinx, env: BuildEnvironment, docnames: Any, other: BuildEnvironment) -> None:
    """Join what parallel readers found."""
    found = other.reference_uses
    env.reference_uses.update({name: found[name] for name in docnames if name in found})


def prepare_uses(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Make the table of uses exist before the first page is read."""
    if not hasattr(env, "reference_uses"):
        env.reference_uses = {}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the links back and the list."""
    app.add_node(nodes.citation, override=True, html=(visit_entry, depart_entry))
    app.connect("env-before-read-docs", prepare_uses)
    app.connect("env-purge-doc", forget_uses)
    app.connect("env-merge-info", merge_uses)
    app.connect("doctree-read", note_uses, priority=600)  # after the marks have their ids
    app.connect("doctree-resolved", lead_back)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
