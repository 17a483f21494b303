"""The bibliography under the labels that citations print: author, year and, where needed, a letter.

pybtex's own styles number the list or abbreviate names; a reader of a printed page who meets
"NATO 2023c" must find just that in the list, which is sorted by it.
"""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

from pybtex.database import Entry
from pybtex.plugin import find_plugin, register_plugin
from pybtex.style import FormattedEntry
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import FieldIsMissing, Node, field, optional, optional_field, sentence, words
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


class ReportLabels(BaseLabelStyle):
    """Labels from the table of references; filled in at the start of a build."""

    labels: ClassVar[dict[str, str]] = {}

    def format_labels(self, sorted_entries: list[Entry]) -> list[str]:
        """Return the label of each entry."""
        return [self.labels[entry.key] for entry in sorted_entries]


class ReportSorting(BaseSortingStyle):
    """Sort by label, ignoring case; one letter before two."""

    def sorting_key(self, entry: Entry) -> tuple[str, int, str]:
        """Return author and year, then length and letters of the suffix."""
        label = ReportLabels.labels[entry.key].lower()
        stem = (
            label.rstrip("abcdefghijklmnopqrstuvwxyz")
            if label[-1:].isalpha() and not label.endswith("n.d.")
            else label
        )
        return stem, len(label), label


class ReportStyle(Style):
    """pybtex's plain entries under our labels and order, dated to the day where the day is known."""

    default_label_style = "report"
    default_sorting_style = "report"

    formatted: ClassVar[dict[tuple[str, str], tuple[Entry, FormattedEntry]]] = {}

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return an entry; each is asked for twice, for the list and for the tooltip, and in every draft."""
        before, found = self.formatted.get((label, entry.key), (None, None))
        if before != entry:
            found = super().format_entry(label, entry, bib_data)
            self.formatted[label, entry.key] = entry, found
        return found

    def get_misc_template(self, entry: Entry) -> Node:
        """Return the template of an entry; pybtex's own, with the day before the month."""
        date = words[optional_field("day"), optional_field("month"), field("year")]
        return toplevel[
            optional[sentence[self.format_names("author")]],
            optional[self.format_title(entry, "title")],
            sentence[optional[field("howpublished")], optional[date]],
            sentence[optional_field("note")],
            self.format_web_refs(entry),
        ]


def take_labels(app: Sphinx) -> None:
    """Take the labels of this build's evidence."""
    ReportLabels.labels = app.evidence_report.evidence.references["label"].to_dict()


def take_formatted(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Take the entries that the build before this one formatted, and format the others.

    Sphinx would ask for them later, when nothing else goes on beside; now the chapters may still run.
    """
    domain, style = env.get_domain("cite"), ReportStyle()
    ReportStyle.formatted = {
        (one.formatted_entry.label, one.entry.key): (one.entry, one.formatted_entry)
        for one in domain.citations
    }
    for key, entry in domain.bibdata.data.entries.items():
        with contextlib.suppress(FieldIsMissing):  # told later, with the place of the list
            style.format_entry(ReportLabels.labels[key], entry)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the style under the name ``report``."""
    # By force: another book of the same process may have left its own, with the labels of its references.
    register_plugin("pybtex.style.labels", "report", ReportLabels, force=True)
    register_plugin("pybtex.style.sorting", "report", ReportSorting, force=True)
    register_plugin("pybtex.style.formatting", "report", ReportStyle, force=True)
    # Asked for at every citation; each time pybtex would read the entry points of all installed packages.
    for name in ("docutils", "plaintext"):
        register_plugin("pybtex.backends", name, find_plugin("pybtex.backends", name), force=True)
    app.setup_extension("evidence_marks")
    app.connect("builder-inited", take_labels, priority=200)  # after the evidence, before bibtex
    app.connect("env-before-read-docs", take_formatted)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
