"""The search of the site: an index with snippets that needs no server, and the page that asks it.

The stock search of Sphinx fetches each page to show a snippet, which a page opened from a file may not
do, and it knows pages only. Here the records of :mod:`search_records` are written into a script that
the search page loads; MiniSearch (``static/vendor/minisearch``) makes the index in the browser.

Weighed and left: the index ready-made in the script. It would be as large again as the texts (0.65 MB), which
the snippets need anyway, and only a program of the Node world can make it; to save a tenth of a second.
"""

from __future__ import annotations

from concurrent.futures import Future
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
        reading = reading_of(app)
        for name in addresses:
            reading.begin(folder / name)
        pages = {name: reading.finish(folder / name) for name in addresses}
        reading.remembered.save()
        (folder / "_static" / RECORDS).write_text(script(pages), encoding="utf-8")
    return []


class Reading:
    """The reading of pages by other processes; what the build before this one read is not read again."""

    def __init__(self, app: Sphinx) -> None:
        self.app, self.remembered = app, Remembered(app, "search-records")
        self.written: Path | None = None  # the page before the one that is made now
        self.keys: dict[Path, str] = {}
        self.texts: dict[Path, str] = {}
        self.waiting: dict[Path, Future[Page]] = {}

    def begin(self, path: Path) -> None:
        """Have a page read that is written, unless it is remembered or begun."""
        if path in self.keys:
            return
        text = article_of(path.read_text(encoding="utf-8"))
        self.keys[path] = Remembered.key(text)
        if self.remembered.get(self.keys[path]) is None:
            self.texts[path] = text
            if len(self.texts) > FEW:
                self.hand_over()

    def hand_over(self) -> None:
        """Give other processes what is still to be read."""
        for path, text in self.texts.items():
            if path not in self.waiting:
                self.waiting[path] = workers(self.app).submit(read_page, text)

    def finish(self, path: Path) -> Page:
        """Return the records of a page; wait for them."""
        found = self.remembered.get(self.keys[path])
        if found is not None:
            return Page.restored(found)
        page = self.waiting[path].result() if path in self.waiting else read_page(self.texts[path])
        self.remembered.put(self.keys[path], asdict(page))
        return page


def reading_of(app: Sphinx) -> Reading:
    """Return the reading of this build."""
    if not hasattr(app, "search_reading"):
        app.search_reading = Reading(app)
    return app.search_reading


def read_ahead(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Have each page read while the next one is made."""
    if app.builder.name != "html" or doctree is None or app.parallel > 1:
        return
    reading, path = reading_of(app), Path(app.outdir, app.builder.get_target_uri(page))
    if reading.written:
        reading.begin(reading.written)
    reading.written = path


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
    app.connect("html-page-context", read_ahead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
