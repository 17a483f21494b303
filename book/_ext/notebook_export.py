"""Marks in the notebooks to download: plain links that any Jupyter shows, in place of our roles."""

from __future__ import annotations

import json
from pathlib import Path

from notebook_marks import escape, link, render_notebook
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from analysis.sensitivity import sentence

SITE = "../_build/html/"  # as seen from book/, where a notebook is saved to be run


class Renderer:
    """Says how a mark reads in a notebook; the words are those of the page."""

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
        claims = {
            "For": judgement.evidence_for,
            "Errors that bear it out": judgement.evidence_errors,
            "Against": judgement.evidence_against,
        }
        lines = [
            f"**{number}. {escape(judgement.title)}.** {escape(judgement.statement)}",
            f"*What follows.* {escape(judgement.implication)}",
            f"*{judgement.confidence.capitalize()} confidence.* {escape(judgement.confidence_reason)}",
            f"*Assumed.* {escape(judgement.assumption)}",
            f"*If sources are left out.* {escape(sentence(self.report.sensitivity, name))}",
        ]
        lines += [f"{head}: {self._links(names)}" for head, names in claims.items() if names]
        cited = ", ".join(link(label, target) for label, target in self.citations(judgement.references))
        return "\n\n".join(lines + ([f"Public record: {cited}"] if cited else []))

    def _links(self, claims: list[str]) -> str:
        cards = self.report.cards
        return " ".join(
            link(cards.label([name]), f"{SITE}evidence.html#{name}", cards.title([name])) for name in claims
        )

    def judgements(self, options: dict[str, str]) -> str:
        """Return the judgements, or those of a chapter, as Markdown."""
        chapter = options.get("chapter", "")
        chosen = [
            item.id for item in self.report.judgements.values() if not chapter or item.chapter == chapter
        ]
        return "\n\n".join(self.judgement(name) for name in chosen)


def export_notebooks(app: Sphinx, env: object) -> None:
    """Rewrite the executed notebooks before they are copied to the downloads."""
    renderer = Renderer(app)
    for path in sorted(Path(app.outdir).parent.glob("jupyter_execute/**/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        beside = path.with_suffix(".glue.json")  # MyST-NB keeps the pasted values there
        glued = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        rendered = json.dumps(render_notebook(notebook, renderer, glued), indent=1, ensure_ascii=False)
        path.write_text(rendered + "\n", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the export."""
    app.connect("env-updated", export_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
