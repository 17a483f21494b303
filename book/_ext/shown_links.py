"""Links to the tables and figures of the book: ``{table}`speakers``` and ``{figure}`rubric```.

A count, or the absence of something, is borne out by no single claim but by a table or figure that
is made from all of them. Their names are known once every page was read; a name that no page has
is an error with file, line and the nearest names.
"""

from __future__ import annotations

import re
from typing import Any

from claim_register import register_table
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from analysis.identifiers import became
from analysis.problems import suggest

LOGGER = logging.getLogger(__name__)
KINDS = ("table", "figure")
# Of the table or figure itself; links inside a table have ids that begin alike.
ANCHOR = re.compile(r'<(?:div|figure|p)\b[^>]*\bid="((?:table|figure)-[^"]+)"')


class shown_link(nodes.Inline, nodes.TextElement):
    """Stands for a link until all pages are read: ``anchor`` is the id of the table or figure."""


class ShownRole(SphinxRole):
    """``{table}`` or ``{figure}``, with the permanent name of what it links to."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the placeholder."""
        link = shown_link("", anchor=f"{self.name}-{self.text.strip()}")
        self.set_source_info(link)
        return [link], []


def note_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Note the tables and figures of a page; all but the register are HTML by now."""
    found = [name for raw in doctree.findall(nodes.raw) for name in ANCHOR.findall(raw.astext())]
    found += [f"table-register-{node['source']}" for node in doctree.findall(register_table)]
    app.env.shown_anchors[app.env.docname] = found


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn the placeholders into links."""
    for link in list(doctree.findall(shown_link)):
        anchor = link["anchor"]
        page = next((page for page, names in sorted(app.env.shown_anchors.items()) if anchor in names), None)
        kind, _, name = anchor.partition("-")
        words = nodes.Text(f"{kind} {name.replace('-', ' ')}")
        if page is None:
            now = became(anchor, app.evidence_report.identifiers)
            same = [one for names in app.env.shown_anchors.values() for one in names if one.startswith(kind)]
            known = sorted(one.partition("-")[2] for one in same)
            hint = suggest(name, known) if now in {None, anchor} else f"it was renamed to {now}"
            LOGGER.error(f"no {kind} '{name}' in the book; {hint}", location=link)
            link.replace_self(words)
            continue
        other = "" if page == docname else app.builder.get_relative_uri(docname, page)
        address = f"{other}#{anchor}"
        link.replace_self(
            nodes.reference("", "", words, refuri=address, internal=True, classes=["shown-link"])
        )


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page showed before it is read again."""
    if not hasattr(env, "shown_anchors"):
        env.shown_anchors = {}
    env.shown_anchors.pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Any, other: BuildEnvironment) -> None:
    """Join what parallel readers found."""
    found = other.shown_anchors
    env.shown_anchors.update({name: found[name] for name in docnames if name in found})


def prepare(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Make the table of anchors exist before the first page is read."""
    if not hasattr(env, "shown_anchors"):
        env.shown_anchors = {}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register roles and links."""
    app.add_node(shown_link)
    for kind in KINDS:
        app.add_role(kind, ShownRole())
    app.connect("env-before-read-docs", prepare)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", note_anchors)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
