"""Every page of the site under all measures of scripts/site_checks.py, and a page full of faults that they all find."""

from __future__ import annotations

import re

import pytest

from scripts import node_tools, screenshots, site_browser, site_checks

pytestmark = pytest.mark.browser
PAGES = site_browser.site_pages()
# All tests of a page one after another, so that each is opened by one of the processes alone.
every_page = pytest.mark.parametrize("page", PAGES, scope="session")


@pytest.fixture(scope="session")
def axe():
    """Return axe-core, or why it cannot be had."""
    try:
        return node_tools.axe_script(), ""
    except node_tools.Unavailable as reason:
        return "", str(reason)


@pytest.fixture(scope="session")
def look_at(browser, site, axe):
    """Return a function that gives the findings of a page; each page is opened once."""
    reports = {}

    def look(page):
        if page not in reports:
            reports[page] = site_checks.look_at(browser, site, page, axe[0])
        return reports[page]

    return look


def told(findings):
    """Return findings as lines, so that a failure can be read."""
    return [str(finding) for finding in findings]


@every_page
def test_axe_finds_no_violation_in_either_scheme_at_either_width(look_at, axe, page):
    if not axe[0]:
        pytest.skip(f"axe-core is not here: {axe[1]}")
    assert told(look_at(page)["axe"]) == []


@every_page
def test_headings_are_in_order(look_at, page):
    assert told(look_at(page)["headings"]) == []


@every_page
def test_the_focus_is_seen_wherever_the_keyboard_leads(look_at, page):
    assert told(look_at(page)["focus"]) == []


@every_page
def test_the_tab_key_leads_through_the_page_in_order(look_at, page):
    assert told(look_at(page)["keyboard"]) == []


@every_page
def test_nothing_moves_for_a_reader_who_asked_for_no_motion(look_at, page):
    assert told(look_at(page)["motion"]) == []


@every_page
def test_the_texts_of_figures_stand_out_in_both_schemes(look_at, page):
    assert told(look_at(page)["contrast of figures"]) == []


@every_page
def test_paper_shows_the_whole_text_dark_on_white_whatever_the_scheme(look_at, page):
    assert told(look_at(page)["paper"]) == []


@every_page
def test_every_download_opens(look_at, page):
    assert told(look_at(page)["downloads"]) == []


@every_page
def test_a_page_in_either_scheme_gives_no_error_and_asks_no_other_host(look_at, page):
    report = look_at(page)
    assert told(report["errors"] + report["outside"] + report["width"]) == []


def test_a_page_that_the_browser_ceases_to_draw_is_looked_at_once_more_and_not_again(monkeypatch):
    looks = []

    def look(*_: object) -> str:
        looks.append(1)
        if len(looks) % 3:
            raise site_browser.NotDrawn("index was not drawn")
        return "found"

    monkeypatch.setattr(site_checks, "look_once", look)
    with pytest.raises(site_browser.NotDrawn):
        site_checks.look_at(None, None, "index")
    looks.pop()
    assert site_checks.look_at(None, None, "index") == "found"


def test_what_a_page_waited_for_is_told(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(site_browser, "PATIENCE", 2_000)
    (tmp_path / "endless.html").write_text(
        "<!DOCTYPE html><html data-theme='light'><style>@keyframes turn { to { opacity: 0 } }"
        " p { animation: turn 1s infinite }</style><p>Turns</p>"
    )
    with (
        site_browser.visit(browser, tmp_path, "endless") as visited,
        pytest.raises(site_browser.NotDrawn, match=r"waited for: turn \(running\)"),
    ):
        site_browser.show(visited, width=400)


def test_screenshots_of_every_page_are_kept(browser, site):
    folder = screenshots.take(browser, site, PAGES, site.parent)
    names = {path.name.partition(".")[0] for path in folder.iterdir()}
    for page in PAGES:
        for wanted in (f"{page}-360", f"{page}-768", f"{page}-1280", f"{page}-1280-dark"):
            assert wanted in names or f"{wanted}-01" in names
    for path in folder.iterdir():
        assert path.read_bytes()[:2] == b"\xff\xd8", path.name
        # A blank part of 8,000 px takes 50 bytes a px of width, one with text 1,000; the last may be short.
        page, width, number = re.fullmatch(r"(\w+)-(\d+(?:-dark)?)(?:-(\d\d))?", path.stem).groups()
        if number and path.with_name(f"{page}-{width}-{int(number) + 1:02d}.jpg").exists():
            assert path.stat().st_size > 200 * int(width.partition("-")[0]), path.name
    assert sum(path.stat().st_size for path in folder.iterdir()) < 150e6


FAULTY = """<!DOCTYPE html><html lang="en"><head><title>Faults</title><meta charset="utf-8">
<script>document.documentElement.dataset.theme = localStorage.getItem("theme");</script>
<style>
  .still:focus { outline: none } .moves { transition: color 1s } html { background: #fff }
  html[data-theme="dark"] { background: #111; color: #eee }
  .wide { width: 1000px } .box { overflow: auto; width: 90px; white-space: nowrap }
</style></head><body>
<button class="first">No skip link</button>
<main id="main"><article><h1>Faults</h1><h3>Too deep</h3>
<p class="wide moves">Wide and moving</p><a href="#x" class="still">No focus shown</a> <span tabindex="3">Leaps</span>
<div class="box">Only a pointer can scroll this long line</div><button></button>
<svg width="200" height="40" role="img" aria-label="A drawing"><rect width="200" height="40" fill="#333"/>
<text x="100" y="24" fill="#444">pale words</text></svg>
<details><summary>More</summary><p>Folded</p></details>
<a download="data.csv" href="data:text/csv,one,two%0A1">broken table</a>
<a download="none.csv" href="none.csv">no file</a>
<a download="none.ris" href="data:text/plain,TY%20%20-%20CHAP%0AER%20%20-%20">untitled record</a>
</article></main><img alt="" src="http://127.0.0.1:9/outside.png"></body></html>"""


@pytest.fixture(scope="module")
def faults(browser, tmp_path_factory, axe):
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "faults.html").write_text(FAULTY, encoding="utf-8")
    return site_checks.look_at(browser, folder, "faults", axe[0])


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("headings", "heading skips a depth: h3"),
        ("focus", "focus is not seen: a.still"),
        ("keyboard", "positive tabindex"),
        ("keyboard", "the first stop is no link"),
        ("keyboard", "cannot be reached by keyboard: div.box"),
        ("motion", "moves: p.wide.moves"),
        ("contrast of figures", "pale words"),
        ("paper", "furniture on paper: button"),
        ("paper", "folded on paper: details"),
        ("paper", "leaves the sheet: p.wide"),
        ("paper", "pale or on a dark ground on paper: h1"),
        ("width", "wider than the window"),
        ("downloads", "broken table"),
        ("downloads", "no file"),
        ("downloads", "untitled record"),
        ("outside", "http://127.0.0.1:9/outside.png"),
        ("errors", "Failed to load resource"),
        ("axe", "button-name"),
        ("axe", "heading-order"),
    ],
)
def test_a_fault_is_found(faults, axe, measure, words):
    if measure == "axe" and not axe[0]:
        pytest.skip(f"axe-core is not here: {axe[1]}")
    assert words in "\n".join(told(faults[measure])), told(faults[measure])


def test_a_card_taller_than_its_room_is_read_by_the_keys(browser, site):
    with site_browser.visit(browser, site, "divisions", site_browser.View(1280)) as visited:
        tab = visited.tab
        tab.set_viewport_size({"width": 1280, "height": 150})
        for _ in range(120):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.matches('a.claim-chip')"):
                break
        tab.wait_for_selector(".claim-popup.overflows")
        popup = "document.querySelector('.claim-popup')"
        page = tab.evaluate("window.scrollY")
        tab.keyboard.press("ArrowDown")
        assert tab.evaluate(f"{popup}.scrollTop") > 0 and tab.evaluate("window.scrollY") == page
        for _ in range(40):
            tab.keyboard.press("PageDown")
            if tab.evaluate(
                f"!{popup} || {popup}.scrollTop + {popup}.clientHeight >= {popup}.scrollHeight - 1"
            ):
                break
        assert tab.locator(".claim-popup").count() == 1


def test_after_printing_the_page_is_as_the_reader_had_it(browser, site):
    with site_browser.visit(browser, site, "divisions", site_browser.View(1280, "dark")) as visited:
        state = "[document.documentElement.dataset.theme, document.querySelectorAll('article details[open]').length]"
        before = visited.tab.evaluate(state)
        site_browser.show(visited, media="print")
        assert visited.tab.evaluate(state)[0] == "light" and visited.tab.evaluate(state)[1] > before[1]
        site_browser.show(visited, media="screen")
        assert visited.tab.evaluate(state) == before
