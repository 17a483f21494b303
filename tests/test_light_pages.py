"""The light site in a browser: what a page weighs, and that it looks as it did before it was made light."""

from __future__ import annotations

import pytest
import yaml
from conftest import ROOT, add_style

from scripts import build
from scripts.page_weight import MOST_REQUESTS, most_bytes, weigh

PAGES = list(
    dict.fromkeys(build.pages(yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))))
)
PLAIN = ROOT / "_build" / "plain"  # the pages as Jupyter Book wrote them
COMPARED = ["index", "divisions", "search"]
pytestmark = pytest.mark.browser

# All elements count for text and place. Of elements that are called alike, with parents called alike, the
# first is read in full, with what stands before and after it; classes that slimming drops name nothing.
# Logical properties repeat the physical ones. Marks of code without a colour of their own go, their words stay.
READ = """(base) => {
  const SKIPPED = 'script, noscript, style, svg svg *, defs *, metadata, metadata *, '
    + '.highlight :is(.n, .nn, .p, .w)';
  const path = (one) => { const names = []; for (; one && names.length < 3; one = one.parentElement)
    names.push(one.localName + '.' + [...one.classList].filter((name) => !/^(reference-link|reference|external)$/.test(name))
      .sort().join('.')); return names.join(' < '); };
  const properties = [...getComputedStyle(document.body)].filter((name) => !/^-webkit|^--|-inline|-block/.test(name));
  const style = (one, part) => { const given = getComputedStyle(one, part);
    if (part && given.content === 'none') return 'none';
    return properties.map((name) => `${name}: ${given.getPropertyValue(name).replaceAll(base, '')}`); };
  const styles = { html: style(document.documentElement, null) }, places = [];
  for (const one of document.body.querySelectorAll('*')) {
    if (one.matches(SKIPPED)) continue;
    const box = one.getBoundingClientRect();
    // Letters that stand in one piece are set a fraction of a pixel otherwise than letters in two.
    const across = one.closest('.highlight pre *') ? [] : [box.x, box.width];
    places.push([one.localName, ...[...across, box.y, box.height].map(Math.round)].join(' '));
    const name = path(one);
    if (name in styles) continue;
    styles[name] = style(one, null);
    if (!one.closest('svg')) for (const part of ['::before', '::after']) styles[name + part] = style(one, part);
  }
  return { styles, places, text: document.body.innerText };
}"""
VIEWS = [
    (360, "light", "screen"), (360, "dark", "screen"), (1280, "light", "screen"), (1280, "dark", "screen"),
    (1280, "light", "print"), (360, "dark", "print"),
]  # fmt: skip

# Nothing is read on its way from one colour to the other; in a tab that is not in front it would never end.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
STATES = ["hover", "focus", "focus-visible", "active"]
CONTROLS = "a, button, input, summary, select"


def show(browser, site, page, width):
    """Open a page as a reader would see it; without the script that draws icons a second time."""
    tab = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    tab.route("**/fontawesome.js*", lambda route: route.abort())
    tab.goto((site / f"{page}.html").as_uri())
    tab.evaluate("document.fonts.ready.then(() => null)")
    add_style(tab, STILL)
    return tab


def look(tab, site, width, scheme="light", media="screen"):
    """Read a page in a window of this width, in this scheme, on screen or on paper."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.emulate_media(media=media, reduced_motion="reduce")
    tab.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
    if media == "print":  # the page hears of it when it is drawn, and unfolds itself then
        tab.wait_for_function("() => !document.querySelector('details:not(.hide):not([open])')", polling=50)
    tab.wait_for_timeout(150)
    return tab.evaluate(READ, site.as_uri())


def assert_alike(after, before):
    """Compare two readings; name the first element that differs, and how."""
    assert after["text"].split() == before["text"].split()
    assert list(after["styles"]) == list(before["styles"])
    for name, style in before["styles"].items():
        assert set(after["styles"][name]) ^ set(style) == set(), name
    assert [pair for pair in zip(after["places"], before["places"], strict=True) if pair[0] != pair[1]][
        :3
    ] == []


@pytest.fixture(scope="module")
def plain(site):
    """Return the pages as they were before."""
    if not (PLAIN / "index.html").is_file():
        pytest.skip("no pages as they were before slimming; run make book")
    return PLAIN


@pytest.mark.parametrize("page", COMPARED)
def test_a_light_page_looks_as_it_did(browser, site, plain, page):
    after, before = (show(browser, folder, page, 360) for folder in (site, plain))
    for width, scheme, media in VIEWS:
        reading = look(after, site, width, scheme, media)
        assert len(reading["styles"]) > 100
        assert_alike(reading, look(before, plain, width, scheme, media))
    after.close()
    before.close()


def test_a_rule_too_few_would_be_seen(browser, site):
    tab = show(browser, site, "index", 1280)
    before = look(tab, site, 1280)
    add_style(tab, "a.claim-chip { border-top-width: 0 }")
    with pytest.raises(AssertionError):
        assert_alike(look(tab, site, 1280), before)
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_control_looks_as_it_did_below_the_pointer_and_in_focus(browser, site, plain, scheme):
    readings = []
    for folder in (site, plain):
        tab = show(browser, folder, "divisions", 1280)
        session = tab.context.new_cdp_session(tab)
        for domain in ("DOM", "CSS"):
            session.send(f"{domain}.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": CONTROLS})["nodeIds"]:
            session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": STATES})
        readings.append(look(tab, folder, 1280, scheme))
        tab.close()
    assert_alike(*readings)


@pytest.mark.parametrize(
    "width, act",
    [
        (1280, lambda tab: tab.keyboard.press("Control+k")),
        (1280, lambda tab: tab.locator(".primary-toggle").click()),
        (360, lambda tab: tab.locator(".primary-toggle").click()),
        (360, lambda tab: tab.locator(".secondary-toggle").click()),
        (1280, lambda tab: tab.locator("a.claim-chip").first.hover()),
        (1280, lambda tab: tab.locator("div.cell details > summary").first.click()),
    ],
    ids=["search", "sidebar", "sidebar on a phone", "contents on a phone", "card", "code"],
)
def test_what_a_script_opens_looks_as_it_did(browser, site, plain, width, act):
    readings = []
    for folder in (site, plain):
        tab = show(browser, folder, "divisions", width)
        act(tab)
        readings.append(look(tab, folder, width))
        tab.close()
    assert_alike(*readings)


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_a_page_is_light(browser, site, page):
    weight = weigh(browser, site, page)
    assert weight.requests <= MOST_REQUESTS and weight.bytes_without_figures <= most_bytes(page), weight
    assert weight.bytes_of_figures < weight.bytes and f"{page}.html" in weight.files


def test_ctrl_k_and_the_field_of_the_sidebar_lead_to_the_search(browser, site):
    for start in (
        lambda tab: tab.keyboard.press("Control+k"),
        lambda tab: tab.locator("button.search-button-field").click(),
    ):
        tab = show(browser, site, "divisions", 1280)
        start(tab)
        tab.keyboard.type("geography")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/search.html?q=geography*")
        tab.close()
