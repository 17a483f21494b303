"""Code cells on a page: folded to one quiet word below what they show, each with an address.

MyST-NB folds code behind a bar that says "Show code cell source", above every figure. Most readers never
open one, so here the fold stands below the figure or table and says "Code". The code that draws
``figure-stances`` has the address ``code-figure-stances``, whether or not it is folded. A browser opens the
fold on the way there; where one does not, ``_static/code.js`` does. That also makes the switch for all.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from shown_links import ANCHOR
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

AFTER_FOLDING = 200  # MyST-NB folds at 199


def name_code(app: Sphinx, doctree: nodes.document) -> None:
    """Give the code of each cell one address for every figure and table that it shows."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code" or not cell.children:
            continue
        source, *outputs = cell.children
        if source.get("nb_element") != "cell_code_source":
            continue
        html = [raw.astext() for output in outputs for raw in output.findall(nodes.raw)]
        names = dict.fromkeys(name for text in html for name in ANCHOR.findall(text))
        source["ids"] += [f"code-{name}" for name in names]


class FoldBelow(SphinxPostTransform):
    """Put the folded code of a cell below what the cell shows."""

    default_priority = AFTER_FOLDING
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Move each fold to the end of its cell, and note what its code shows."""
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") != "cell_code":
                continue
            for fold in [child for child in cell.children if isinstance(child, HideCodeCellNode)]:
                source = fold.children[0]
                if source.get("nb_element") == "cell_code_source":
                    names = [name.removeprefix("code-") for name in source["ids"] if name.startswith("code-")]
                    fold["shows"] = ", ".join(name.replace("-", " ") for name in names)
                    cell.remove(fold)
                    cell.append(fold)


def visit_fold(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open the fold; who hears the page instead of seeing it is told which code it is."""
    if "shows" not in node:  # folded output, of which the book has none
        summary = escape(node["prompt_show"])
    else:
        what = f"of {node['shows']}" if node["shows"] else "that reads the evidence of this page"
        summary = f'Code<span class="visually-hidden"> {escape(what)}</span>'
    self.body.append(f'<details class="code-fold hide"><summary>{summary}</summary>\n')


def depart_fold(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close the fold."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the folds."""
    app.setup_extension("myst_nb")  # whose folds are replaced here
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_fold))
    app.add_post_transform(FoldBelow)
    app.connect("doctree-read", name_code)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
