"""Figures and tables keep their ids: one that was published stays, or its entry says what became of it.

Which figures and tables there are is known once all pages are read; then they are held against
``book/identifiers.yml``. Where one was renamed, an empty anchor with the old id stands before it, so that old
links still land. Pages that were renamed are the work of ``scripts/redirects.py``.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from claim_chips import REGISTER
from claim_register import register_table
from docutils import nodes
from shown_links import ANCHOR
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from analysis.identifier_rules import check_identifiers
from analysis.identifiers import NEXT, Named, became, kind_of, published_versions
from analysis.model import Identifier
from analysis.problems import Problems

LOGGER = logging.getLogger(__name__)
KINDS = ("figure", "table")


def old_names(identifiers: list[Identifier]) -> dict[str, list[str]]:
    """Return, by the id that is in use, the ids that figures and tables had before."""
    found: dict[str, list[str]] = {}
    for one in identifiers:
        now = became(one.id, identifiers)
        if one.kind in KINDS and one.renamed and now:
            found.setdefault(now, []).append(one.id)
    return found


def keep_old_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Put an empty anchor before each figure and table for every id that it had."""
    old = old_names(app.evidence_report.identifiers)
    if not old:
        return
    for raw in list(doctree.findall(nodes.raw)):
        text = raw.astext()
        anchored = ANCHOR.sub(lambda found: f"{_anchors(old.get(found[1], []))}{found[0]}", text)
        if anchored != text:
            raw.children = []
            raw += nodes.Text(anchored)
    for register in list(doctree.findall(register_table)):
        names = old.get(f"table-register-{register['source']}", [])
        if names:
            place = register.parent.index(register)
            register.parent.insert(place, nodes.raw("", _anchors(names), format="html"))


def tell_withdrawn(app: Sphinx, doctree: nodes.document) -> None:
    """Say on the register's page, at the old address of each withdrawn claim, what became of it."""
    gone = [one for one in app.evidence_report.identifiers if one.kind == "claim" and one.withdrawn]
    if not gone or app.env.docname != REGISTER:
        return
    section = nodes.section("", nodes.title("", "Withdrawn claims"), ids=["withdrawn-claims"])
    for one in gone:
        when = (
            "since the last version"
            if one.withdrawn.version == NEXT
            else f"in version {one.withdrawn.version}"
        )
        words = f"was withdrawn {when}. {one.withdrawn.reason}"
        line = nodes.paragraph("", "", nodes.strong("", one.id), nodes.Text(f" {words}"), ids=[one.id])
        instead = one.withdrawn.superseded_by
        if instead:
            place = "" if kind_of(instead) == "claim" else "changelog.html"
            address = f"{place}#{instead if not place else 'table-gone-ids'}"
            line += [
                nodes.Text(" Cite "),
                nodes.reference("", instead, refuri=address, internal=True),
                nodes.Text(" instead."),
            ]
        section += line
    place = next(iter(doctree.findall(nodes.section)), doctree)
    place += section


def _anchors(names: list[str]) -> str:
    return "".join(f'<span id="{escape(name, quote=True)}"></span>' for name in names)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Tell every figure and table that is lost, or whose id another has or had; errors fail the build."""
    identifiers = app.evidence_report.identifiers
    shown = [name for names in env.shown_anchors.values() for name in dict.fromkeys(names)]
    present = [Named(name, kind_of(name), name) for name in shown]
    problems = Problems()
    versions = published_versions(Path(app.srcdir).parent) if identifiers else []
    check_identifiers(identifiers, present, versions, problems, kinds=KINDS)
    for problem in problems:
        LOGGER.error(str(problem))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register check and anchors."""
    app.setup_extension("evidence_marks")  # which loads the registry and notes the anchors
    app.connect("doctree-read", keep_old_anchors)
    app.connect("doctree-read", tell_withdrawn)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
