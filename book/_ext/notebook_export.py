"""Marks in the notebooks to download: plain links that any Jupyter shows, in place of our roles."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract
from myst_nb.ext.glue import extract_glue_data_cell
from notebook_marks import escape, link, render_notebook
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from analysis.sensitivity import sentence

SITE = "../_build/html/"  # as seen from book/, where a notebook is saved to be run
#: The first cell: a notebook travels alone, so it says itself where it comes from and what it needs.
ORIGIN = (
    "**{title}**: the executed notebook of this page of *{book}*, version {version}.\n\n"
    "To run it, save it in a clone of the project as `book/{name}.ipynb`, give the command `make lab` there, "
    "and open it in the list of files. What stands below the cells was computed for this version; run again, "
    "they show what the files of the clone hold."
)


class Renderer:
    """Says how a mark reads in a notebook."""

    def __init__(self, app: Sphinx) -> None:
        self.report = app.evidence_report

    def chips(self, role: str, text: str) -> list[tuple[str, str, str]]:
        """Return label, target and title of each chip."""
        cards = self.report.cards
        return [
            (cards.label(claims), f"{SITE}evidence.html#{claims[0]}", cards.title(claims))
            for claims in self.report.marks.read(role, text)
        ]

    def citations(self, text: str | list[str]) -> list[tuple[str, str]]:
        """Return label and target of each reference."""
        labels = self.report.evidence.references["label"]
        keys = [key.strip() for key in (text.split(",") if isinstance(text, str) else text)]
        return [(labels[key], f"{SITE}references.html#cite-{key}") for key in keys]

    def judgement(self, name: str) -> str:
        """Return a judgement in full, as Markdown."""
        judgement = self.report.judgements[name]
        number = name.rpartition("-")[2]
        head = f"**{number}. {escape(judgement.title)}.**"
        if judgement.points:
            parts = []
            for point in judgement.points:
                marks = self._marks([*point.claims, *point.errors], point.references)
                parts.append(f"{escape(point.says)} {marks}".strip())
        else:
            claims = [*judgement.evidence_for, *judgement.evidence_errors]
            parts = [escape(judgement.statement), self._marks(claims, judgement.references)]
        against = self._marks(judgement.evidence_against, []) or "None found in the documents."
        return "\n\n".join(
            [
                " ".join([head, *parts]),
                f"*What follows.* {escape(judgement.implication)}",
                f"*{judgement.confidence.capitalize()} confidence.* {escape(judgement.confidence_reason)}",
                f"*Assumed.* {escape(judgement.assumption)}",
                f"*If sources are left out.* {escape(sentence(self.report.sensitivity, name))}",
                f"*Evidence against.* {against}",
            ]
        )

    def _marks(self, claims: list[str], references: list[str]) -> str:
        """Return links to claims and references; what the record contradicts carries its sign."""
        cards, verdicts = self.report.cards, self.report.marks.verdicts
        links = [
            link(("✗ " if verdicts[name] == "contradicted" else "") + label, target, title)
            for name in claims
            for label, target, title in [
                (cards.label([name]), f"{SITE}evidence.html#{name}", cards.title([name]))
            ]
        ]
        return " ".join(links + [link(label, target) for label, target in self.citations(references)])

    def judgements(self, options: dict[str, str]) -> str:
        """Return the judgements in full, or those of a chapter in short, as Markdown."""
        chapter, every = options.get("chapter", ""), self.report.judgements.values()
        if not chapter:
            return "\n\n".join(self.judgement(item.id) for item in every)
        return "\n\n".join(
            f"**Key judgement {item.id.rpartition('-')[2]}**: {escape(item.title)}. "
            f"{item.confidence.capitalize()} confidence."
            for item in every
            if item.chapter == chapter
        )


def add_origin(notebook: dict[str, Any], title: str, name: str, book: str, version: str) -> None:
    """Put a cell before all others that says what the notebook is and how to run it."""
    text = ORIGIN.format(title=escape(title), book=escape(book), version=version, name=name)
    cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    if (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5):  # from there on each cell has an id
        cell["id"] = "origin"
    notebook["cells"].insert(0, cell)


def leave_out_of_dependencies(app: Sphinx, doctree: nodes.document) -> None:
    """Let no page depend on its own notebook, which is written after it was read: each would be read anew."""
    files = app.env.dependencies[app.env.docname]
    files -= {name for name in files if name.endswith(".ipynb")}


def name_cells(notebook: dict[str, Any]) -> None:
    """Give each cell an id by its place: MyST-NB draws them by lot, anew for each build."""
    for number, cell in enumerate(notebook["cells"]):
        if "id" in cell and cell["id"] != "origin":
            cell["id"] = f"cell-{number}"


def read_executed(path: Path, cache: JupyterCacheAbstract | None) -> dict[str, Any]:
    """Read a notebook that MyST-NB wrote; if it was executed beforehand, what its cells showed is in a cache.

    MyST-NB shows that on the page, and leaves it out of the file.
    """
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    if cache is not None:
        with contextlib.suppress(KeyError):  # a page without code has no entry
            _, notebook = cache.merge_match_into_notebook(notebook)
        for cell in notebook.cells:
            extract_glue_data_cell(cell)  # takes out what is pasted elsewhere, as MyST-NB does for the page
    return json.loads(nbformat.writes(notebook))


def export_notebook(app: Sphinx, doctree: nodes.document) -> None:
    """Rewrite the executed notebook of a page before it is copied to the downloads."""
    env, name = app.env, app.env.docname
    path = Path(app.outdir).parent / "jupyter_execute" / f"{name}.ipynb"
    if not path.is_file():  # a page without code
        return
    edition, settings = app.evidence_report.edition, env.mystnb_config
    beforehand = settings.execution_mode == "cache"
    notebook = read_executed(path, get_cache(settings.execution_cache_path) if beforehand else None)
    beside = path.with_suffix(".glue.json")  # MyST-NB keeps the pasted values there
    glued = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    notebook = render_notebook(notebook, Renderer(app), glued)
    add_origin(notebook, env.titles[name].astext(), name, edition.identity.title, edition.version)
    name_cells(notebook)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the export."""
    app.connect("doctree-read", leave_out_of_dependencies, priority=900)  # collected by then
    app.connect("doctree-read", export_notebook, priority=900)  # after the title of the page is known
    return {"parallel_read_safe": True, "parallel_write_safe": True}
