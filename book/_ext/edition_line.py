"""The line at the foot of every page: version, day, cut-off of the record, fingerprints of evidence and code.

Read from the edition when the book is built. A state that was never published says so in words.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from analysis.citation_file import written_day
from analysis.edition import UNKNOWN, Edition

EXPLAINED_ON = "changelog"  # the page that says what a fingerprint is


def edition_line(edition: Edition, address: str) -> str:
    """Return the line as HTML; the address is that of the page that explains it."""
    version, date = edition.version.partition("+")[0], written_day(edition.date)
    if edition.code == UNKNOWN:
        return f'<p class="edition">Draft of a version after {escape(version)}, {date}; not to be cited.</p>'
    if edition.published:
        state = f"Version {escape(version)}, {date}."
    else:
        state = f"Not a published version: changed since {escape(version)} of {date}."
    return (
        f'<p class="edition">{state} Public record searched until {written_day(edition.cutoff)}. '
        f'<a href="{escape(address, quote=True)}">Fingerprints</a>: '
        f"evidence {edition.evidence}, code {edition.code}.</p>"
    )


def add_line(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the line before what else the theme shows at the foot."""
    line = edition_line(app.evidence_report.edition, context["pathto"](EXPLAINED_ON))
    context["theme_extra_footer"] = f"{line}\n{context.get('theme_extra_footer') or ''}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the line."""
    app.setup_extension("evidence_marks")  # which loads the edition
    app.connect("html-page-context", add_line)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
