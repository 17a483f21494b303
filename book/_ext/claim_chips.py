"""Chips and their cards: a small link beside a sentence, and the claim behind it on the same page.

Each page ends with the claims and the pages of the record that it uses, once each. A chip names
its claim there as its description, so a screen reader reads it out; a small script shows it as a
card on hover and on focus; on paper and without a script the list itself is there to read. So
nothing is fetched, no claim stands on a page twice, and a page works from a disk. Script and style
are ``cards.js`` and ``cards.css``; Jupyter Book loads whatever lies in ``_static``.

sphinx-tippy was left: it names its files at random, so that no two builds are alike, loads its
scripts from another host by default, writes script into every page, and shows nothing on paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import escape

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from analysis.register_pages import lead_home

REGISTER = "evidence"  # the page that holds the register
CLAIM_LINK = re.compile(rf'class="claim-link" href="{REGISTER}\.html#([^"]+)"')
PAGE_LINK = re.compile(r'class="reference-link" href="references\.html#cite-([^"]+)"')


class claim_chip(nodes.Inline, nodes.TextElement):
    """A chip: ``claims`` are the ids behind it, its child is the label."""


class claim_cards(nodes.General, nodes.Element):
    """The claims and the pages of the record that a page uses, as ``html``."""


def name_chips(app: Sphinx, doctree: nodes.document) -> None:
    """Give every chip of a page an id of its own, and put the cards at the end of the page."""
    seen: Counter[str] = Counter()
    chips = list(doctree.findall(claim_chip))
    named = [claim for chip in chips for claim in chip["claims"]]
    cited = [node for node in doctree.findall(pending_xref) if node["refdomain"] == "cite"]
    keys = [key.strip() for node in cited for key in node["reftarget"].split(",")]
    for raw in doctree.findall(nodes.raw):  # tables are HTML by now
        named += CLAIM_LINK.findall(raw.astext())
        keys += PAGE_LINK.findall(raw.astext())
    for chip in chips:
        first = chip["claims"][0]
        seen[first] += 1
        chip["ids"] = [f"use-{first}-{seen[first]}"]
    sections = [node for node in doctree.children if isinstance(node, nodes.section)]
    if named or keys:
        cards = app.evidence_report.cards
        html = folded("card", "Claims on this page", sorted(set(named)), cards.card)
        pages = sorted(set(keys), key=lambda key: (cards.page_label(key).lower(), key))
        html += folded("page", "Public record on this page", pages, cards.page)
        (sections or [doctree])[-1].append(claim_cards("", html=html))


def folded(prefix: str, title: str, used: list[str], write: Callable[[str], str]) -> str:
    """Return a list of what a page uses, folded on the screen and open on paper; nothing if it uses none."""
    if not used:
        return ""
    items = "\n".join(
        f'<li class="claim-card" id="{prefix}-{escape(key, quote=True)}">{write(key)}</li>' for key in used
    )
    summary = f"<summary>{title} <span>({len(used)})</span></summary>"
    identity = title.lower().replace(" ", "-")
    return f'<details class="claim-cards" id="{identity}">{summary}\n<ul>\n{items}\n</ul></details>\n'


def visit_chip(self: HTML5Translator, node: claim_chip) -> None:
    """Open the link to the register."""
    page = self.builder.get_relative_uri(self.builder.current_docname, REGISTER)
    address = lead_home(f'{page}#{node["claims"][0]}"', self.builder.app.evidence_report.homes)[:-1]
    described = " ".join(f"card-{name}" for name in node["claims"])
    # The title is what a browser without script shows; a closed list describes nothing to Chromium.
    attributes = {
        "href": address,
        "title": node["title"],
        "aria-describedby": described,
    }
    self.body.append(self.starttag(node, "a", "", **attributes))


def depart_chip(self: HTML5Translator, node: claim_chip) -> None:
    """Close the link."""
    self.body.append("</a>")


def visit_cards(self: HTML5Translator, node: claim_cards) -> None:
    """Write the cards; they are text that is escaped where it is made."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def plain(self: nodes.NodeVisitor, node: nodes.Node) -> None:
    """Write the label alone, in formats that have no links to the register."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register chips and cards."""
    app.add_node(claim_chip, html=(visit_chip, depart_chip), text=(plain, plain), latex=(plain, plain))
    app.add_node(claim_cards, html=(visit_cards, None), text=(plain, plain), latex=(plain, plain))
    app.connect("doctree-read", name_chips)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
