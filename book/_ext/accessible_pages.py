"""What theme, docutils and MyST-NB write so that screen readers get it wrong, written right.

=======================  =================================================================================
part of a page           what is mended
=======================  =================================================================================
bibliography             entries are items of a list; docutils gives them a role that ARIA has withdrawn
folded code              its label is the words that are seen, not a hidden "Toggle hidden content"
sidebar                  lies in a landmark, so that whoever moves by landmarks meets it (a template)
switch, search button    a name that is what the button shows; titles of drawings contradicted it (templates)
=======================  =================================================================================

``scripts/site_checks.py`` finds what is wrong; styles are ``accessible.css`` and ``print.css``.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

TEMPLATES = Path(__file__).parent / "templates"


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Open an entry of the bibliography, and the list before the first."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Close an entry, and the list after the last."""
    self.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</div>\n")


def visit_folded_code(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a folded cell under the words that a reader sees."""
    classes = escape(" ".join(node["classes"]), quote=True)
    self.body.append(
        f'<details class="admonition hide {classes}">\n<summary>\n'
        f'<p class="collapsed admonition-title">{escape(node["prompt_show"])}</p>\n'
        f'<p class="expanded admonition-title">{escape(node["prompt_hide"])}</p>\n</summary>\n'
    )


def add_templates(app: Sphinx, config: Config) -> None:
    """Put our templates before the theme's."""
    config.templates_path.insert(0, str(TEMPLATES))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what is mended."""
    app.setup_extension("myst_nb")
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded_code, depart_HideCellInput))
    app.connect("config-inited", add_templates)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
