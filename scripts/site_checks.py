"""What is asked of every page of the built site.

`look_at` opens a page from the disk, as a reader without a network does, and returns what each measure finds;
an empty list is a pass. A single measure takes a page that is open (`site_browser.visit`).
"""

import base64
import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlparse
from urllib.request import url2pathname
from xml.etree import ElementTree

import rispy

from scripts.site_browser import NotDrawn, View, show, visit

SCRIPT = (Path(__file__).parent / "site_checks.js").read_text(encoding="utf-8")
PHONE = 360  # px
PAPER = 680  # px: A4 at 96 dots an inch, without the margins
CONTRAST, CONTRAST_LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3
LARGE, LARGE_BOLD = 24, 18.66  # px
TAB_STOPS = 60  # pressed one by one, from the top of a page


@dataclass(frozen=True)
class Finding:
    """One fault of a page: what rule, where, in what view, in words."""

    page: str
    rule: str
    target: str
    view: View = field(default_factory=View)
    words: str = ""

    def __str__(self):
        return (
            f"{self.page} ({self.view}): {self.rule}: {self.target}{f' ({self.words})' if self.words else ''}"
        )


def look_at(browser, site, page, axe=""):
    """Return all findings of a page by measure, from two tabs: one in each colour scheme.

    Without the text of axe-core its measure is left out. The tabs change their width and medium as they go,
    so the order matters: what changes the page comes last. Of a tab that the browser ceases to draw nothing
    can be said: then all is asked once more, in new ones.
    """
    try:
        return look_once(browser, site, page, axe)
    except NotDrawn:
        return look_once(browser, site, page, axe)


def look_once(browser, site, page, axe):
    """Return what `look_at` does; raise `NotDrawn` where a tab is not drawn."""
    with (
        visit(browser, site, page, View(1280, "light"), axe + SCRIPT) as light,
        visit(browser, site, page, View(1280, "dark"), axe + SCRIPT) as dark,
    ):
        tabs = (light, dark)
        found = {"downloads": download_faults(light), "headings": heading_faults(light)}
        found["contrast of figures"] = figure_faults(light) + figure_faults(dark)
        found["axe"] = axe_violations(*tabs) if axe else []
        for tab in tabs:
            show(tab, width=PHONE)
        found["axe"] += axe_violations(*tabs) if axe else []
        found["width"] = width_faults(light)
        found["keyboard"] = keyboard_faults(dark)
        show(light, width=1280)
        found["keyboard"] += keyboard_faults(light)
        found["motion"] = motion_faults(light)
        for tab in tabs:
            show(tab, width=PAPER, media="print")
        found["paper"] = paper_faults(light) + paper_faults(dark)
        show(light, width=1280, media="screen")
        show(dark, width=PHONE, media="screen")
        found["focus"] = focus_faults(light) + focus_faults(dark)
        light.tab.wait_for_load_state("networkidle")
        found["errors"] = [Finding(page, "error", error) for error in light.errors + dark.errors]
        found["outside"] = [Finding(page, "request", address) for address in light.outside + dark.outside]
    if not axe:
        del found["axe"]
    return found


def faults(visited, found):
    """Return findings, each once, from pairs of rule and target."""
    return [Finding(visited.page, rule, target, visited.view) for rule, target in dict.fromkeys(found)]


def axe_violations(*visits):
    """Return what axe-core finds, under all of its rules; the tabs run beside one another."""
    for visited in visits:
        visited.tab.evaluate("siteChecks.startAxe()")
    found = []
    for visited in visits:
        # A function: an expression would be evaluated in the page, which its policy forbids.
        visited.tab.wait_for_function("() => window.axeFound")
        reported = visited.tab.evaluate("window.axeFound")
        found += [Finding(visited.page, view=visited.view, **fault) for fault in reported]
    return found


def width_faults(visited):
    """Return whether a page is wider than its window."""
    width = visited.tab.evaluate("document.documentElement.scrollWidth")
    return faults(visited, [("wider than the window", f"{width} px")] if width > visited.view.width else [])


def heading_faults(visited):
    """Return headings that break the order: one of the first depth, first; then none that skips a depth."""
    return heading_order(visited.page, visited.tab.evaluate("siteChecks.headings()"))


def heading_order(page, headings):
    """Return what is wrong in a list of headings, each with depth and name."""
    found, before = [], 0
    for heading in headings:
        if heading["depth"] > before + 1:
            found.append(
                Finding(page, "heading skips a depth", heading["name"], words=f"after depth {before}")
            )
        if heading["depth"] == 1 and before:
            found.append(Finding(page, "second heading of depth 1", heading["name"]))
        before = heading["depth"]
    if not headings:
        found.append(Finding(page, "no heading", "the page"))
    return found


def focus_faults(visited):
    """Return what does not look different when it has the keyboard's focus, in folded parts too."""
    show(visited, motion="reduce")  # a transition would show the old look for a while
    visited.tab.keyboard.press("Escape")  # a card that is still open: timers wait in a tab behind another
    visited.tab.keyboard.press("Tab")  # from here on the browser shows focus as for a keyboard
    unseen = visited.tab.evaluate("siteChecks.unseenFocus()")
    return faults(visited, [("focus is not seen", target) for target in unseen])


def keyboard_faults(visited):
    """Return what breaks the way of the Tab key: a leap, a hidden stop, a skip link that does not skip."""
    show(visited, motion="reduce")
    tab = visited.tab
    found = [("positive tabindex", name) for name in tab.evaluate("siteChecks.outOfOrder()")]
    found += [("cannot be reached by keyboard", name) for name in tab.evaluate("siteChecks.unreachable()")]
    tab.evaluate("() => { window.lastStop = null; siteChecks.toTop(); }")
    for count in range(TAB_STOPS):
        tab.keyboard.press("Tab")
        step = tab.evaluate("siteChecks.step()")
        if step is None:
            break
        if count == 0 and not step["href"].startswith("#"):
            found.append(("the first stop is no link to the main text", step["name"]))
        if not step["seen"]:
            found.append(("stop is out of sight", step["name"]))
        if not step["onwards"]:
            found.append(("stop leaps backwards", step["name"]))
    tab.evaluate("siteChecks.toTop()")
    for key in ("Tab", "Enter", "Tab"):
        tab.keyboard.press(key)
    if not tab.evaluate("document.activeElement?.closest('main') !== null"):
        found.append(("skip link does not lead into the main text", "the first stop"))
    return faults(visited, found)


def motion_faults(visited):
    """Return what moves although the reader asked for no motion."""
    show(visited, motion="reduce")
    return faults(visited, [("moves", name) for name in visited.tab.evaluate("siteChecks.motion()")])


def paper_faults(visited):
    """Return what is wrong on paper: furniture, folded parts, pale text, what leaves the sheet."""
    ask = visited.tab.evaluate
    found = [("furniture on paper", name) for name in ask("siteChecks.furniture()")]
    found += [("folded on paper", name) for name in ask("siteChecks.folded()")]
    found += [("pale or on a dark ground on paper", name) for name in ask("siteChecks.pale()")]
    found += [("leaves the sheet", name) for name in ask(f"siteChecks.beyond({visited.view.width})")]
    return faults(visited, found)


def figure_faults(visited):
    """Return texts of figures that stand out too little from what is drawn behind them."""
    found = []
    for text in visited.tab.evaluate("siteChecks.figureTexts()"):
        large = text["size"] >= (LARGE_BOLD if text["bold"] else LARGE)
        if text["ratio"] < (CONTRAST_LARGE if large else CONTRAST):
            found.append(("text of a figure is pale", f"{text['text']} ({text['ratio']:.1f}:1)"))
    return faults(visited, found)


def download_faults(visited):
    """Return files that a page offers and that are not there, or are not what their name says."""
    found = []
    for link in visited.tab.evaluate("siteChecks.offered()"):
        try:
            name, content = read_offered(link["href"], link["file"])
            open_file(name, content)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as error:
            found.append(("download does not open", f"{link['name']} ({error})"))
    return faults(visited, found)


def read_offered(address, name):
    """Return file name and content of a link: of a file of the site, or of data within the page."""
    if address.startswith("data:"):
        head, _, data = address.partition(",")
        if ";base64" in head:
            return name, base64.b64decode(data, validate=True)
        return name, unquote_to_bytes(data)
    path = Path(url2pathname(urlparse(address).path))
    return name or path.name, path.read_bytes()


def open_file(name, content):
    """Raise ValueError or what the format's own reader raises, unless the content is what the name says."""
    kind = name.rpartition(".")[2]
    if not content:
        raise ValueError("the file is empty")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
        if len(rows) < 2 or len({len(row) for row in rows}) != 1:
            raise ValueError("a head and rows of one length were expected")
    elif kind == "svg":
        if not ElementTree.fromstring(content).tag.endswith("svg"):
            raise ValueError("the file is XML, but no drawing")
    elif kind == "png":
        if not content.startswith(b"\x89PNG\r\n\x1a\n") or b"IEND" not in content[-12:]:
            raise ValueError("no whole PNG image")
    elif kind in {"ipynb", "json", "jsonld"}:
        if kind == "ipynb" and not json.loads(content)["cells"]:
            raise ValueError("the notebook has no cells")
        json.loads(content)
    elif kind == "zip":
        if broken := zipfile.ZipFile(io.BytesIO(content)).testzip():
            raise ValueError(f"{broken} is damaged")
    elif kind == "pdf":
        if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
            raise ValueError("no whole PDF")
    elif kind == "docx":
        zipfile.ZipFile(io.BytesIO(content)).getinfo("word/document.xml")
    elif kind == "ris":
        records = rispy.loads(content.decode("utf-8"))
        if not records or not all(record.get("title") for record in records):
            raise ValueError("records with a title were expected")
    elif kind in {"bib", "txt", "md", "SHA256SUMS"}:
        content.decode("utf-8")
    else:
        raise ValueError(
            f"a file of the kind {kind!r} was not expected; teach scripts/site_checks.py to open it"
        )
