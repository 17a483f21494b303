"""The downloads page: the files of the site, as they lie there, with sizes and checksums.

It runs last. The archive of the site cannot hold its own checksum, so it is made from a site whose page
says so; then it goes into the site, and the page gets its line.
"""

from __future__ import annotations

import hashlib
import re
from html import unescape
from pathlib import Path

from analysis.downloads import CHECKSUMS, Download, checksum_list, downloads_markup, kind_of, missing_kinds
from scripts.archive import OFFERED, write_archive
from scripts.lean_markup import lean_markup

PAGE = "downloads.html"
PLACE = re.compile(r'<div[^>]*\bid="?table-downloads"?[\s>].*?</table>\s*</div>', re.S)
HEADING = re.compile(r"<h1[^>]*>(.*?)(?:<a\b[^>]*headerlink[^>]*>.*?</a>)?\s*</h1>", re.S)
FIGURE = re.compile(r'\bid="?figure-([\w-]+)"?[^>]*>\s*<figcaption[^>]*>(.*?)</figcaption>', re.S)
INSTEAD = (
    "This page was unpacked from {name}. An archive cannot hold its own checksum: that one stands on this "
    "page of the site from which the archive was taken, and in the file SHA256SUMS there."
)


class MissingDownloads(Exception):
    """A file that the page must offer is not there, or the page has no place for the files."""


def describe(html: Path, path: Path) -> Download:
    """Return a file of the site with its size and checksum."""
    content = path.read_bytes()
    return Download(path.relative_to(html).as_posix(), len(content), hashlib.sha256(content).hexdigest())


def find_downloads(html: Path) -> list[Download]:
    """Return the files of the site that the page offers, but for the list of their checksums."""
    paths = sorted(path for path in html.rglob("*") if path.is_file())
    return [
        describe(html, path)
        for path in paths
        if path.name != CHECKSUMS and kind_of(path.relative_to(html).as_posix())
    ]


def find_titles(html: Path) -> dict[str, tuple[str, str]]:
    """Return title and address of every page, by its name, and of every figure, by the name of its files."""
    titles = {}
    for page in sorted(html.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        if heading := HEADING.search(text):
            titles[page.stem] = (words(heading[1]), page.name)
        for name, caption in FIGURE.findall(text):
            titles[f"figures/{name}"] = (words(caption), f"{page.name}#figure-{name}")
    return titles


def words(markup: str) -> str:
    """Return the text of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def list_downloads(html: Path, page: str, instead: str = "") -> str:
    """Write the checksums; return the page with the files in the place of what was announced."""
    files = find_downloads(html)
    (html / CHECKSUMS).write_text(checksum_list(files), encoding="utf-8", newline="\n")
    files.append(describe(html, html / CHECKSUMS))
    markup = downloads_markup(files, find_titles(html), instead=instead)
    return PLACE.sub(lambda _: lean_markup(markup), page, count=1)


def offer_downloads(html: Path, work: Path, name: str) -> None:
    """List all files on the page of downloads, and put the archive of the site, of this name, among them."""
    page = (html / PAGE).read_text(encoding="utf-8")
    if not PLACE.search(page):
        raise MissingDownloads(
            f"{PAGE} has no table named downloads, in whose place the files would stand; show "
            "downloads.table_kinds() with show_table in book/downloads.md, under this name"
        )
    instead = INSTEAD.format(name=f"{name}.zip")
    (html / PAGE).write_text(list_downloads(html, page, instead), encoding="utf-8")
    archive = work / f"{name}.zip"
    write_archive(html, archive)
    (html / OFFERED).mkdir(exist_ok=True)
    archive.rename(html / OFFERED / archive.name)
    (html / PAGE).write_text(list_downloads(html, page), encoding="utf-8")
    files = [*find_downloads(html), describe(html, html / CHECKSUMS)]
    if missing := missing_kinds(files):
        raise MissingDownloads("\n".join(missing))
