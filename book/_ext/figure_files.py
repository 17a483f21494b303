"""Files of the figures, the way to their code, and their colours in the dark scheme.

A figure carries its data and images inside its links, so that they also work in a notebook. In the
book they become files in ``figures/``: a page loads none of them before a reader asks.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from analysis.palette import dark_scheme

FOLDER = "figures"
STYLESHEET = "figure_colours.css"
LINKS = re.compile(r'(id="figure-(?P<name>[\w-]+)".*?<p class="figure-links">.*?)(?=</p>)', re.DOTALL)
DATA_LINK = re.compile(r'<a download="(?P<file>[\w.-]+)" href="data:[\w/+]+;base64,(?P<content>[^"]+)">')


def write_files(app: Sphinx, doctree: nodes.document) -> None:
    """Write what the figures of a page hold, and link to it."""
    folder = Path(app.outdir) / FOLDER

    def file_of(link: re.Match[str]) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / link["file"]).write_bytes(base64.b64decode(link["content"]))
        return f'<a download="{link["file"]}" href="{FOLDER}/{link["file"]}">'

    for raw in list(doctree.findall(nodes.raw)):
        if DATA_LINK.search(raw.astext()):
            html = DATA_LINK.sub(file_of, raw.astext())
            html = LINKS.sub(r'\1 <a href="#code-figure-\g<name>">Code</a>', html)  # an id of code_cells
            raw.replace_self(nodes.raw("", html, format=raw["format"], classes=raw["classes"]))


def add_colours(app: Sphinx) -> None:
    """Make the stylesheet of the dark scheme; paper is always light."""
    folder = Path(app.doctreedir).parent / "figure_colours"
    folder.mkdir(parents=True, exist_ok=True)
    rules = "".join(f" {name}: {shade};" for name, shade in dark_scheme().items())
    sheet = f'@media screen {{ html[data-theme="dark"] .report-figure {{{rules} }} }}\n'
    (folder / STYLESHEET).write_text(sheet, encoding="utf-8")
    app.config.html_static_path.append(str(folder))
    app.add_css_file(STYLESHEET)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register both."""
    app.connect("builder-inited", add_colours)
    app.connect("doctree-read", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
