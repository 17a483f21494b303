"""Pictures of every page in _build/screenshots/, at the widths of a phone, a tablet and a desk.

    .venv/bin/python -m scripts.screenshots         JPEG, about 120 MB
    .venv/bin/python -m scripts.screenshots png     the same without loss, about 210 MB

A long page comes in numbered parts. The pictures are made aside and swapped in whole, so that the folder
never holds those of two sites.
"""

import base64
import shutil
import sys
import time

from scripts import build, site_browser
from scripts.site_browser import View, visit

VIEWS = (View(360), View(768), View(1280), View(1280, "dark"))
PART = 8_000  # px: Chromium takes pictures up to 16,384 px
FORMATS = {"jpg": {"format": "jpeg", "quality": 60}, "png": {"format": "png"}}
FOLDER = "screenshots"


def name_of(page, view, part, parts, ending="jpg"):
    """Return the file name of a picture."""
    number = f"-{part:02d}" if parts > 1 else ""
    return f"{page}-{view.width}{'-dark' if view.scheme == 'dark' else ''}{number}.{ending}"


def cuts(height, part=PART):
    """Return start and height of each part of a page, from top to bottom."""
    return [(start, min(part, height - start)) for start in range(0, max(height, 1), part)]


def shoot(browser, site, page, view, folder, ending="jpg"):
    """Take the pictures of one page in one view; return their paths."""
    with visit(browser, site, page, view) as visited:
        tab = visited.tab
        tab.evaluate("document.fonts.ready.then(() => null)")
        height = tab.evaluate("document.documentElement.scrollHeight")
        parts, paths = cuts(height), []
        # One window of the size of a part, moved down the page: one of the page's own size would be laid out
        # anew for every part. What sticks to the window shows in each.
        tab.set_viewport_size({"width": view.width, "height": parts[0][1]})
        session = tab.context.new_cdp_session(tab)
        for number, (start, length) in enumerate(parts, start=1):
            tab.evaluate("(top) => window.scrollTo({ top, behavior: 'instant' })", start)
            clip = {"x": 0, "y": start, "width": view.width, "height": length, "scale": 1}
            shot = session.send("Page.captureScreenshot", {**FORMATS[ending], "clip": clip})
            paths.append(folder / name_of(page, view, number, len(parts), ending))
            paths[-1].write_bytes(base64.b64decode(shot["data"]))
    return paths


def take(browser, site, pages, build_dir, tell=lambda words: None, ending="jpg"):
    """Take the pictures of all pages and swap them in; return their folder."""
    work, folder = build_dir / f"{FOLDER}.new", build_dir / FOLDER
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        for page in pages:
            tell(page)
            for view in VIEWS:
                shoot(browser, site, page, view, work, ending)
        build.swap(work, folder, build_dir / f"{FOLDER}.old")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def main(arguments):
    """Run from the command line; return the exit code."""
    started, build_dir = time.monotonic(), site_browser.ROOT / "_build"
    ending = (arguments or ["jpg"])[0]
    if ending not in FORMATS:
        print(f"Error: no pictures of the kind {ending}; allowed: {', '.join(FORMATS)}", file=sys.stderr)
        return 2
    if site_browser.executable() is None:
        print(f"Error: {site_browser.NO_CHROMIUM}", file=sys.stderr)
        return 2
    with site_browser.chromium() as browser:
        folder = take(browser, build_dir / "html", site_browser.site_pages(), build_dir, print, ending)
    files = list(folder.iterdir())
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{len(files)} pictures ({size:.0f} MB) in _build/{FOLDER}/, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
