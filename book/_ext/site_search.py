"""The search of the site: an index with snippets that needs no server, and the page that asks it.

The stock search of Sphinx fetches each page to show a snippet, which a page opened from a file may not
do, and it knows pages only. Here the records of :mod:`search_records` are written into a script that
the search page loads; MiniSearch (``static/vendor/minisearch``) makes the index in the browser.

Weighed and left: the index ready-made in the script. It would be as large again as the texts (0.65 MB), which
the snippets need anyway, and only a program of the Node world can make it; to save a tenth of a second.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from remembered import Remembered
from search_records import Page, article_of, read_page, script
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from workers import workers

PAGE = "search"
RECORDS = "search_records.js"
SCRIPTS = ("vendor/minisearch/minisearch.js", RECORDS, "search_engine.js", "search_page.js")  # in this order
FEW = 2  # pages, for which other processes would not pay


def leave_out_stock_index(app: Sphinx) -> None:
    """Keep Sphinx from making its own index, a second of every build: no page loads it."""
    if app.builder.name == "html":
        app.builder.load_indexer = lambda *_: None
        app.builder.index_page = lambda *_: None
        # The theme names the file on every page; scripts/slim.py takes it out again.
        app.builder.dump_search_index = Path(app.outdir, "searchindex.js").touch


def write_records(app: Sphinx) -> list[Any]:
    """Write the records; all chapters are written by now, and the search page is not."""
    folder = Path(app.outdir)
    if app.builder.name == "html":  # others, for print, have no search page
        addresses = [app.builder.get_target_uri(page) for page in sorted(app.env.found_docs)]
        texts = {name: article_of((folder / name).read_text(encoding="utf-8")) for name in addresses}
        (folder / "_static" / RECORDS).write_text(script(read_pages(app, texts)), encoding="utf-8")
    return []


def read_pages(app: Sphinx, texts: dict[str, str]) -> dict[str, Page]:
    """Return the records of each page; those that the build before this one read are not read again."""
    remembered = Remembered(app, "search-records")
    keys = {name: Remembered.key(text) for name, text in texts.items()}
    pages = {name: Page.restored(found) for name, key in keys.items() if (found := remembered.get(key))}
    unread = sorted(texts.keys() - pages.keys(), key=lambda name: (-len(texts[name]), name))
    apply = workers(app).map if len(unread) > FEW else map
    pages |= zip(unread, apply(read_page, [texts[name] for name in unread]), strict=True)
    for name in unread:
        remembered.put(keys[name], asdict(pages[name]))
    remembered.save()
    return {name: pages[name] for name in texts}


def add_files(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the search page its files; no other page loads them."""
    if page == PAGE:
        app.add_css_file("search.css")
        for name in SCRIPTS:
            app.add_js_file(name, priority=900, loading_method="defer")  # after the words of search_words.js


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the search."""
    app.setup_extension("page_files")
    app.setup_extension("workers")
    app.connect("builder-inited", leave_out_stock_index)
    app.connect("html-collect-pages", write_records)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
