"""What the first load of a page weighs: all bytes that a browser asks for, read from the disk.

    .venv/bin/python -m scripts.page_weight _build/html

Bytes are those of the files, not compressed. Figures are counted apart: a chapter may have as many
as its argument needs. The files behind a link, such as downloads, are not part of a page.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_BYTES = 450_000
# Of pages that are themselves the data: every claim, every page of the record, and the index of the search.
MOST_BYTES_OF_DATA = {"evidence": 600_000, "references": 650_000, "search": 1_000_000}
MOST_REQUESTS = 20
PICTURES = "[...document.querySelectorAll('figure img')].map((picture) => picture.currentSrc)"
SVG = re.compile(r"<svg\b.*?</svg>", re.S)
SETTLED = 400  # ms without a word from the page, for fonts and what scripts load late


@dataclass(frozen=True)
class PageWeight:
    """The requests of a page, the bytes of all files, those of them in figures, and the files by name."""

    requests: int
    bytes: int
    bytes_of_figures: int
    files: dict[str, int] = field(default_factory=dict)

    @property
    def bytes_without_figures(self) -> int:
        """Return what is held against the bar."""
        return self.bytes - self.bytes_of_figures


def most_bytes(page: str) -> int:
    """Return how many bytes without figures a page may load at first."""
    return MOST_BYTES_OF_DATA.get(re.sub(r"-\d+$", "", page), MOST_BYTES)  # evidence-2 is of the register


def weigh(browser: Browser, site: Path, page: str) -> PageWeight:
    """Open a page of a site from the disk, by its name without suffix, and weigh what it loads."""
    site = site.resolve()
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    addresses: list[str] = []
    tab.on("request", lambda request: addresses.append(request.url))
    try:
        tab.goto((site / f"{page}.html").as_uri())
        tab.wait_for_load_state("networkidle")
        tab.wait_for_timeout(SETTLED)
        pictures = tab.evaluate(PICTURES)
    finally:
        tab.close()
    asked = [address for address in addresses if not address.startswith(("data:", "blob:"))]
    files: dict[str, int] = {}
    figures = 0
    for address in asked:
        path = Path(unquote(urlparse(address).path))
        if not address.startswith("file:") or not path.is_file():
            raise ValueError(f"{page}.html asks for {address}, which is not a file of {site}")
        files[path.relative_to(site).as_posix()] = path.stat().st_size
        if address in pictures:
            figures += path.stat().st_size
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    figures += sum(len(drawing.encode()) for drawing in SVG.findall(html))
    return PageWeight(len(asked), sum(files.values()), figures, files)


def main(site: Path) -> int:
    """Print the weight of every page; return 1 if one is over a bar."""
    import shutil

    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    over = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for path in sorted(site.glob("*.html")):
            weight = weigh(browser, site, path.stem)
            over += weight.bytes_without_figures > most_bytes(path.stem) or weight.requests > MOST_REQUESTS
            print(f"{path.stem:14} {weight.bytes_without_figures / 1000:6.0f} kB, figures "
                  f"{weight.bytes_of_figures / 1000:4.0f} kB, {weight.requests} requests")  # fmt: skip
        browser.close()
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
