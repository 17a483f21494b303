"""The register of claims on its page, with a link back to every place that uses a claim."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from claim_chips import REGISTER, claim_cards, claim_chip
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from analysis.evidence import Use, register_html
from analysis.evidence_parts import by_source
from analysis.problems import suggest
from analysis.register_choices import choices_html
from analysis.register_pages import index_html, lead_home, navigation_html

# Tables are HTML by now: their own id, and the first link to each claim, which carries an id of its own.
IN_TABLE = re.compile(
    r'<div [^>]*id="(?P<table>table-[^"]+)"'
    rf'|<a id="(?P<anchor>[^"]+)" [^>]*href="{REGISTER}\.html#(?P<claim>[^"]+)"'
)


class register_table(nodes.General, nodes.Element):
    """Stands for the register until all pages are read and the uses of each claim are known."""


class RegisterDirective(SphinxDirective):
    """``{register} elpais``: all claims of one document."""

    optional_arguments = 1  # one is needed; asked for below, so that the message can name the choice

    def run(self) -> list[nodes.Node]:
        """Return the placeholder; an unknown document is an error."""
        sources = self.env.app.evidence_report.evidence.sources
        name = self.arguments[0].strip() if self.arguments else ""
        if name not in sources.index:
            found = f"no document '{name}'" if name else "a register without a document"
            raise self.error(f"{found}; {suggest(name, sources.index)}")
        return [register_table("", source=name)]


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Note every place of a page that uses a claim: chips in the text, and links in tables."""
    uses: list[tuple[str, str, str]] = []  # claim, anchor, name of the place
    for chip in doctree.findall(claim_chip):
        uses += [(name, *place_of(chip)) for name in chip["claims"]]
    for raw in doctree.findall(nodes.raw):
        table = ""
        for match in IN_TABLE.finditer(raw.astext()):
            if match["table"]:
                table = match["table"]
            else:
                uses.append((match["claim"], match["anchor"], table.replace("-", " ")))
    app.env.claim_uses[app.env.docname] = list(dict.fromkeys(uses))


def place_of(mark: nodes.Element) -> tuple[str, str]:
    """Return anchor and name of a place: the judgement as a whole, or the mark and its section."""
    node = mark.parent
    while node is not None and not isinstance(node, nodes.section):
        if isinstance(node, nodes.container) and "judgement" in node["classes"] and node["names"]:
            name = str(node["names"][0])
            return name, name.replace("-", " ")
        node = node.parent
    if node is None or isinstance(node.parent, nodes.document):
        return mark["ids"][0], "opening"
    return mark["ids"][0], str(node.next_node(nodes.title).astext())


def fill_registers(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the register in place of its placeholders."""
    placeholders = list(doctree.findall(register_table))
    if not placeholders:
        return
    evidence, homes = app.evidence_report.evidence, app.evidence_report.homes
    uses: dict[str, list[Use]] = defaultdict(list)
    for page in pages_in_order(app.env, app.env.claim_uses):
        if page not in {REGISTER, *homes}:
            for claim, anchor, place in app.env.claim_uses[page]:
                uses[claim].append(use_of(app.env, page, anchor, place))
    first = placeholders[0]
    while isinstance(first.parent, nodes.section) and isinstance(first.parent.parent, nodes.section):
        first = first.parent  # the choices stand above all sections that hold a register
    divided = len(homes) > 1 and docname in homes
    labels = evidence.sources["label"].to_dict()
    navigation = navigation_html(homes, docname, labels)
    index = index_html(homes, labels) if docname == REGISTER else ""
    choices = choices_html(evidence, homes[docname] if divided else None)
    place = first.parent.index(first)
    first.parent.insert(place, nodes.raw("", navigation + index + choices, format="html"))
    parts = by_source(evidence)
    for placeholder in placeholders:
        html = register_html(parts[placeholder["source"]], placeholder["source"], uses)
        html += navigation if placeholder is placeholders[-1] else ""
        placeholder.replace_self(nodes.raw("", html, format="html"))


def lead_links_home(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead links to claims on further pages of the register there; tables and cards are HTML by now."""
    homes = app.evidence_report.homes
    if len(homes) < 2:
        return
    for raw in list(doctree.findall(nodes.raw)):
        html = lead_home(raw.astext(), homes)
        if html != raw.astext():
            raw.replace_self(nodes.raw("", html, format=raw["format"], classes=raw["classes"]))
    for cards in doctree.findall(claim_cards):
        cards["html"] = lead_home(cards["html"], homes)


def load_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load script and style of the register on pages that hold one."""
    if doctree is not None and any("register-choices" in raw.astext() for raw in doctree.findall(nodes.raw)):
        app.add_js_file("register.js", loading_method="defer")
        app.add_css_file("register.css")


def use_of(env: BuildEnvironment, page: str, anchor: str, place: str) -> Use:
    """Return a use with the address and the title of its page."""
    title = "Front page" if page == env.config.root_doc else env.titles[page].astext()
    return Use(f"{posixpath.basename(page)}.html", title, anchor, place)


def pages_in_order(env: BuildEnvironment, used: Iterable[str]) -> list[str]:
    """Return the pages that use something, the front page first, then as the contents have them."""
    contents = env.toctree_includes.get(env.config.root_doc, [])
    found = set(used)
    return [page for page in dict.fromkeys([env.config.root_doc, *contents, *sorted(found)]) if page in found]


def forget_uses(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page used before it is read again."""
    if not hasattr(env, "claim_uses"):
        env.claim_uses = {}
    env.claim_uses.pop(docname, None)


def merge_uses(app: Sphinx, env: BuildEnvironment, docnames: Any, other: BuildEnvironment) -> None:
    """Join what parallel readers found."""
    env.claim_uses.update({name: other.claim_uses[name] for name in docnames if name in other.claim_uses})


def prepare_uses(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Make the table of uses exist before the first page is read."""
    if not hasattr(env, "claim_uses"):
        env.claim_uses = {}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the register."""
    app.add_node(register_table)
    app.add_directive("register", RegisterDirective)
    app.connect("env-before-read-docs", prepare_uses)
    app.connect("env-purge-doc", forget_uses)
    app.connect("env-merge-info", merge_uses)
    app.connect("doctree-read", note_uses, priority=600)  # after the chips have their ids
    app.connect("doctree-resolved", fill_registers)
    app.connect("doctree-resolved", lead_links_home, priority=750)  # after the last table was made
    app.setup_extension("page_files")
    app.connect("html-page-context", load_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
