"""Citations: a file for all that can be cited, a link beside it, and the section "Cite this chapter".

Figures and tables are found on the pages, where they are HTML; claims and key judgements are known from the
start. To set one citation in every style takes a twentieth of a second, and there are hundreds: other
processes do it while the pages are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import asdict
from html import unescape
from pathlib import Path

from docutils import nodes
from remembered import Remembered
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata
from workers import workers

from analysis.citable import Citable
from analysis.citation import claim_citable
from analysis.citation_files import FOLDER, citation_files, citation_html, cite_link
from analysis.citation_formats import bibtex, csl_item, ris
from analysis.citation_styles import render_all
from analysis.edition import Edition
from analysis.register_pages import home_of

SECTION = "cite-this-chapter"
PORTION = 20  # citations handed to another process at once
SAFE = re.compile(r"[\w.-]+", re.ASCII)  # ids are names of files
TAG = re.compile(r"<[^>]+>")
FIGURE = re.compile(r'<figure [^>]*id="(figure-[^"]+)".*?<figcaption[^>]*>(.*?)</figcaption>', re.DOTALL)
TABLE = re.compile(r'<div [^>]*id="(table-[^"]+)"[^>]*><table[^>]*><caption>(.*?)</caption>', re.DOTALL)
NO_ROWS = re.compile(r'<p id="(table-[^"]+)"><strong>(.*?)\.?</strong>', re.DOTALL)
FIGURE_LINKS = re.compile(r'(id="(figure-[^"]+)".*?<p class="figure-links">.*?)(?=</p>)', re.DOTALL)
TABLE_END = re.compile(
    r'(<div [^>]*id="(table-[^"]+)"[^>]*><table.*?</table></div>)(<p class="table-note">.*?(?=</p>))?',
    re.DOTALL,
)


def write_files(folder: Path, edition: Edition, citations: Iterable[tuple[Citable, dict[str, str]]]) -> None:
    """Write the files of citations, each with its text in every style."""
    for citable, texts in citations:
        for suffix, text in citation_files(citable, edition, texts).items():
            (folder / f"{citable.id}.{suffix}").write_text(text, encoding="utf-8")


class citation_place(nodes.General, nodes.Element):
    """Stands for the citation of a page until the titles of all pages are known."""


class Citations:
    """All citations of a build: what is cited, and the texts that other processes make."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        report = app.evidence_report
        judgements = report.judgements.values()
        self.edition = report.edition
        self.known = [
            Citable("report", "report", self.edition.title, "index.html"),
            *(Citable(one.id, "judgement", one.title, "index.html", one.id) for one in judgements),
        ]
        self.claims = [
            claim_citable(name, statement, home_of(name, report.homes))
            for name, statement in report.evidence.claims["statement"].items()
        ]
        self.remembered, self.written = Remembered(app, "citations"), Remembered(app, "citation-files")
        self.keys: dict[str, str] = {}
        self.waiting: dict[str, tuple[Future[list[dict[str, str]]], int]] = {}
        self.all: list[Citable] = []
        self.ahead: set[str] = set()
        self.writing: Future[None] | None = None

    def ask(self, citables: Iterable[Citable]) -> None:
        """Have citations made that were not asked for, and that the build before this one did not make."""
        items = {one.id: csl_item(one, self.edition) for one in citables}
        keys = {name: Remembered.key(item) for name, item in items.items()}
        new = [name for name, key in keys.items() if name not in self.waiting or self.keys[name] != key]
        self.keys |= keys
        rest = [name for name in new if self.remembered.get(keys[name]) is None]
        while rest:
            now, rest = rest[:PORTION], rest[PORTION:]
            made = workers(self.app).submit(render_all, [items[name] for name in now])
            self.waiting |= {name: (made, place) for place, name in enumerate(now)}

    def texts(self, name: str) -> dict[str, str]:
        """Return a citation in every style; wait for it."""
        found = self.remembered.get(self.keys[name])
        if found is None:
            made, place = self.waiting[name]
            found = made.result()[place]
            self.remembered.put(self.keys[name], found)
        return found

    def is_set(self, name: str) -> bool:
        """Tell whether the text of a citation is there without waiting."""
        return name not in self.waiting or self.waiting[name][0].done()

    def is_written(self, folder: Path) -> bool:
        """Tell whether an earlier build wrote every file from the same."""
        return bool(self.written.get(self.listed())) and (folder / "index.json").is_file()

    def listed(self) -> str:
        """Return the key of all files; not in the order of the pages read this time."""
        return Remembered.key([asdict(one) for one in self.all], [self.keys[one.id] for one in self.all])

    def write_ahead(self, folder: Path) -> None:
        """Have the files written, while pages are made, of all citations that are set by now.

        By one process: where much was deleted just before, making files is slow, and two hinder each other.
        """
        if self.is_written(folder):
            return
        folder.mkdir(parents=True, exist_ok=True)
        ahead = [(one, self.texts(one.id)) for one in self.all if self.is_set(one.id)]
        self.ahead = {one.id for one, _ in ahead}
        self.writing = workers(self.app).submit(write_files, folder, self.edition, ahead)

    def write(self, folder: Path) -> None:
        """Write what is missing still; see that all is written."""
        if self.is_written(folder):
            return
        rest = [(one, self.texts(one.id)) for one in self.all if one.id not in self.ahead]
        write_files(folder, self.edition, rest)
        items = [csl_item(one, self.edition) for one in self.all]
        (folder / "all.bib").write_text(bibtex(items), encoding="utf-8")
        (folder / "all.ris").write_text(ris(items), encoding="utf-8")
        index = json.dumps([asdict(one) for one in self.all], ensure_ascii=False, indent=1)
        (folder / "index.json").write_text(index + "\n", encoding="utf-8")
        if self.writing:
            self.writing.result()
        self.written.put(self.listed(), True)
        self.written.save()
        self.remembered.save()


def start(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Have made what is known before any chapter runs."""
    prepare(env)
    app.citations = Citations(app)
    app.citations.ask([*app.citations.known, *app.citations.claims])


def prepare(env: BuildEnvironment) -> None:
    """Make the table of figures and tables exist."""
    if not hasattr(env, "shown_titles"):
        env.shown_titles = {}


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page showed before it is read again."""
    prepare(env)
    env.shown_titles.pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Join what parallel readers found."""
    prepare(env)
    found = other.shown_titles
    env.shown_titles.update({name: found[name] for name in docnames if name in found})


def read_titles(html: str) -> list[tuple[str, str]]:
    """Return id and title of each figure and table in a piece of HTML."""
    found = [*FIGURE.findall(html), *TABLE.findall(html), *NO_ROWS.findall(html)]
    return [(name, " ".join(unescape(TAG.sub("", title)).split())) for name, title in found]


def note_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Note the figures and tables of a page, and give it its section."""
    found = [pair for raw in doctree.findall(nodes.raw) for pair in read_titles(raw.astext())]
    sources = app.evidence_report.evidence.sources
    for node in doctree.findall():
        if node.tagname == "register_table":  # made once all pages are read
            source = node["source"]
            found.append((f"table-register-{source}", f"All claims of {sources.at[source, 'label']}"))
    app.env.shown_titles[app.env.docname] = found
    sections = [node for node in doctree.children if isinstance(node, nodes.section)]
    if sections:
        words = "Cite this report" if app.env.docname == app.config.root_doc else "Cite this chapter"
        section = nodes.section("", nodes.title("", words), citation_place(), ids=[SECTION], names=[SECTION])
        sections[-1].append(section)


def ask_early(app: Sphinx, doctree: nodes.document) -> None:
    """Have the citations of a page made while the next are read; its own first, which the page shows."""
    env = app.env
    if app.parallel > 1:  # this process ends with the reading
        return
    name, first = env.docname, []
    if name != app.config.root_doc:
        first = [Citable(name, "chapter", env.titles[name].astext(), f"{name}.html")]
    app.citations.ask([*first, *shown_on(env, name)])


def shown_on(env: BuildEnvironment, page: str) -> list[Citable]:
    """Return the figures and tables of a page."""
    return [
        Citable(name, "figure" if name.startswith("figure-") else "table", title, f"{page}.html", name)
        for name, title in env.shown_titles.get(page, [])
    ]


def collect(app: Sphinx, env: BuildEnvironment) -> None:
    """Put together all that can be cited, once every page was read."""
    made = app.citations
    root = app.config.root_doc
    pages = [page for page in env.toctree_includes.get(root, []) if page != root]
    chapters = [Citable(page, "chapter", env.titles[page].astext(), f"{page}.html") for page in pages]
    order = dict.fromkeys([root, *pages, *sorted(env.shown_titles)])
    shown = [one for page in order for one in shown_on(env, page)]
    made.all = [made.known[0], *chapters, *made.known[1:], *shown, *made.claims]
    if problems := spoilt(made.all):
        raise ExtensionError("\n".join(problems))
    made.ask([*chapters, *shown])
    if writes_files(app):
        made.write_ahead(Path(app.outdir) / FOLDER)


def spoilt(citables: Iterable[Citable]) -> list[str]:
    """Return a line for each id that stands twice or cannot name a file."""
    seen: dict[str, Citable] = {}
    problems = []
    for one in citables:
        if not SAFE.fullmatch(one.id):
            problems.append(f"{one.page}: the id '{one.id}' names a file; use letters, digits, hyphens")
        if other := seen.get(one.id.lower()):  # some disks do not tell large letters from small ones
            problems.append(f"{one.page}: the id '{one.id}' stands on {other.page} too; rename one")
        seen[one.id.lower()] = one
    return problems


def link(html: str) -> str:
    """Return HTML with a link to the citation beside each figure and table."""

    def table(found: re.Match[str]) -> str:
        if found[3]:
            return f"{found[0]} {cite_link(found[2])}"
        return f'{found[0]}<p class="table-cite">{cite_link(found[2], "Cite table")}</p>'

    html = FIGURE_LINKS.sub(lambda found: f"{found[1]} {cite_link(found[2])}", html)
    return TABLE_END.sub(table, html)


def add_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links beside figures, tables and key judgements, and the citation into its section."""
    for raw in list(doctree.findall(nodes.raw)):
        html = link(raw.astext())
        if html != raw.astext():
            raw.replace_self(nodes.raw("", html, format=raw["format"], classes=raw["classes"]))
    judgements = app.evidence_report.judgements
    for block in doctree.findall(nodes.container):
        name = next((name for name in block["names"] if name in judgements), None)
        if name and "judgement" in block["classes"]:
            block.children[0] += [nodes.Text(" "), nodes.raw("", cite_link(name), format="html")]
    for place in list(doctree.findall(citation_place)):
        name = "report" if docname == app.config.root_doc else docname
        citable = next((one for one in app.citations.all if one.id == name), None)
        if citable is None:  # a page outside the contents
            place.parent.parent.remove(place.parent)
            continue
        html = citation_html(citable, app.citations.texts(name))
        place.replace_self(nodes.raw("", html, format="html"))


def writes_files(app: Sphinx) -> bool:
    """Tell whether this builder makes the site; others print it."""
    return app.builder.name == "html"


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files, unless the build has failed."""
    if exception is None and hasattr(app, "citations") and writes_files(app):
        app.citations.write(Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the citations."""
    app.setup_extension("evidence_marks")
    app.setup_extension("page_files")
    app.setup_extension("workers")
    app.add_node(citation_place)
    app.connect("env-before-read-docs", start)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", note_titles, priority=400)  # before the contents of the page are read
    app.connect("doctree-read", ask_early, priority=900)  # after the title of the page is known
    app.connect("env-updated", collect)
    app.connect("doctree-resolved", add_links, priority=700)  # after the register has its rows
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
