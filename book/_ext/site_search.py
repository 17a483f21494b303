"""The search of the site: an index with snippets that needs no server, and the page that asks it.

The stock search of Sphinx fetches each page to show a snippet, which a page opened from a file may not
do, and it knows pages only. Here the records of :mod:`search_records` are written into a script that
the search page loads; MiniSearch (``static/vendor/minisearch``) makes the index in the browser.

Weighed and left: the index ready-made in the script. It would be as large again as the texts (0.65 MB), which
the snippets need anyway, and only a program of the Node world can make it; to save a tenth of a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from search_records import script
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

PAGE = "search"
RECORDS = "search_records.js"
SCRIPTS = ("vendor/minisearch/minisearch.js", RECORDS, "search_engine.js", "search_page.js")  # in this order


def write_records(app: Sphinx) -> list[Any]:
    """Write the records; all chapters are written by now, and the search page is not."""
    folder = Path(app.outdir)
    if app.builder.name == "html":  # others, for print, have no search page
        addresses = [app.builder.get_target_uri(page) for page in sorted(app.env.found_docs)]
        pages = {name: (folder / name).read_text(encoding="utf-8") for name in addresses}
        (folder / "_static" / RECORDS).write_text(script(pages), encoding="utf-8")
    return []


def add_files(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the search page its files; no other page loads them."""
    if page == PAGE:
        app.add_css_file("search.css")
        for name in SCRIPTS:
            app.add_js_file(name, priority=900, loading_method="defer")  # after the words of search_words.js


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the search."""
    app.setup_extension("page_files")
    app.connect("html-collect-pages", write_records)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
