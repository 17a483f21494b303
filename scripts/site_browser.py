"""Pages of the built site, opened from the disk in the Chromium of the machine."""

import contextlib
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from scripts import build

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = "no Chromium on this machine; install Debian's package chromium"
PATIENCE = 60_000  # ms
TRIES = 3  # to have a page drawn, in half of that time
# Two frames: the first tells the page's scripts of a change, the second shows what they made of it. Then
# nothing may be on its way. A promise that is never kept would be waited for without an end: after the
# patience it is told what was waited for.
DRAWN = """(patience) => {
  let wanted = "a frame";
  const drawn = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
    const moving = document.getAnimations(), name = (one) => one.animationName || one.transitionProperty;
    wanted = moving.map((one) => `${name(one)} (${one.playState})`).join(", ");
    return Promise.allSettled(moving.map((one) => one.finished)).then(() => "");
  });
  return Promise.race([drawn, new Promise((done) => setTimeout(() => done(wanted), patience))]);
}"""


@dataclass(frozen=True)
class View:
    """How a page is looked at: width in px, colour scheme, screen or print, motion."""

    width: int = 1280
    scheme: str = "light"
    media: str = "screen"
    motion: str = "no-preference"

    def __str__(self):
        return f"{self.scheme}, {'paper' if self.media == 'print' else f'{self.width} px'}"


@dataclass
class Visit:
    """A page that is open: its tab and view, its errors so far and its requests to other hosts."""

    tab: Any
    page: str
    view: View
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


class NotDrawn(Exception):
    """The browser did not draw a page that was changed."""


class WrongScheme(Exception):
    """The page does not show the colour scheme that was asked for."""


def executable():
    """Return the path of the machine's Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextlib.contextmanager
def chromium():
    """Give a browser; it is closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def site_pages(root=ROOT):
    """Return the names of the pages: those of the contents, and the search page beside them."""
    toc = yaml.safe_load((root / "book/_toc.yml").read_text(encoding="utf-8"))
    return list(dict.fromkeys([*build.pages(toc), "search"]))


@contextlib.contextmanager
def visit(browser, site, page, view=View(), script=""):
    """Open a page in a tab without a past, in the scheme and width of a view; a script is run in it."""
    context = browser.new_context(
        viewport={"width": view.width, "height": 800}, color_scheme=view.scheme, reduced_motion=view.motion
    )
    try:
        # Where the theme keeps the reader's choice.
        choice = (
            f"localStorage.setItem('mode', '{view.scheme}'); localStorage.setItem('theme', '{view.scheme}')"
        )
        context.add_init_script(choice)
        context.set_default_timeout(PATIENCE)
        visited = Visit(context.new_page(), page, view)
        tab = visited.tab
        tab.on("console", lambda said: visited.errors.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: visited.errors.append(str(error)))
        tab.on("request", lambda asked: note_request(visited, asked.url))
        tab.on("websocket", lambda socket: visited.outside.append(socket.url))
        tab.goto((site / f"{page}.html").as_uri())
        shown = tab.evaluate("document.documentElement.dataset.theme")
        if shown != view.scheme:
            raise WrongScheme(f"{page} shows the scheme {shown!r}, not {view.scheme!r}")
        if script:
            tab.evaluate(script)
        yield visited
    finally:
        context.close()


def show(visited, **changes):
    """Look at an open page in another view: width, medium or motion; the scheme is that of its visit."""
    visited.view = view = replace(visited.view, **changes)
    # The medium first, so that the sidebar does not glide to its new place; then nothing may be on its way.
    visited.tab.emulate_media(media=view.media, color_scheme=view.scheme, reduced_motion=view.motion)
    visited.tab.set_viewport_size({"width": view.width, "height": 800})
    for _ in range(TRIES):
        wanted = visited.tab.evaluate(DRAWN, PATIENCE / 2 / TRIES)
        if not wanted:
            return
        visited.tab.bring_to_front()  # a tab that the browser takes for hidden is not drawn
    raise NotDrawn(f"{visited.page} was not drawn ({view}); it waited for: {wanted}")


def note_request(visited, address):
    """Note a request that is not for a file of the site or for data within the page."""
    if not address.startswith(("file:", "data:", "blob:", "about:")):
        visited.outside.append(address)
