"""The prose lint inside the build: the same rules as `python -m analysis check`, for every page read."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from analysis.corpus import load_marks
from analysis.prose import Lint, read_page

LOGGER = logging.getLogger(__name__)


def lint_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Report every finding as an error with file, line and remedy; under -W errors fail the build."""
    report = app.evidence_report
    chapters = {judgement.chapter for judgement in report.judgements.values()}
    lint = Lint(report.evidence, report.judgements, chapters, load_marks(app.srcdir))
    for docname in docnames:
        path = Path(env.doc2path(docname))
        if path.suffix != ".md":
            message = "a page that the lint does not read; write it as Markdown, with the suffix .md"
            LOGGER.error(message, location=docname, type="prose")
            continue
        for finding in lint.findings(read_page(docname, path.read_text(encoding="utf-8-sig"))):
            message = f"{finding.rule}: found {finding.found}; {finding.remedy}"
            LOGGER.error(message, location=(docname, finding.line), type="prose")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the lint; it runs before the first page is read, so before any chapter is run."""
    app.setup_extension("evidence_marks")
    app.connect("env-before-read-docs", lint_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
