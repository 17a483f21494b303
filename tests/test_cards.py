"""The cards of evidence beside the chips, on a small page that links the real script and style sheets."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

pytestmark = pytest.mark.browser

STATIC = ROOT / "book" / "_static"
POPUP = ".claim-popup"
LONG = (
    "Once the summit was over, the member states still did not agree on what the office should be for. " * 12
)

PAGE = f"""<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src file:; script-src file:">
<meta name="viewport" content="width=device-width">
<title>Cards</title>
<link rel="stylesheet" href="{(STATIC / "report.css").as_uri()}">
<link rel="stylesheet" href="{(STATIC / "cards.css").as_uri()}">
<link rel="stylesheet" href="page.css">
<script src="{(STATIC / "cards.js").as_uri()}"></script>
<script src="{(STATIC / "print.js").as_uri()}"></script>
</head>
<body>
<p>One <a class="claim-chip" id="use-elpais-07-1" href="evidence.html#elpais-07" title="elpais-07: a tooltip"
  aria-describedby="card-elpais-07">El País 07 (¶3) B2</a></p>
<p class="right">A range <a class="claim-chip" id="range" href="evidence.html#elpais-07"
  aria-describedby="card-elpais-07 card-skai-28">El País 07 to 28</a></p>
<p>Mark-up <a class="claim-chip" id="markup" href="evidence.html#skai-28"
  aria-describedby="card-skai-28">Skai</a></p>
<p>No card <a class="claim-chip" id="missing" href="evidence.html#no-1"
  aria-describedby="card-no-1">None</a></p>
<p class="narrow"><a class="claim-chip" id="broken" href="evidence.html#elpais-07"
  aria-describedby="card-elpais-07">El País the seventh</a></p>
<p>Long <a class="claim-chip" id="long" href="evidence.html#long-01"
  aria-describedby="card-long-01">Long 01</a></p>
<p class="far"><a href="evidence.html">Another link</a></p>
<details class="claim-cards" id="claims-on-this-page"><summary>Claims on this page <span>(3)</span></summary>
<ul>
<li class="claim-card" id="card-elpais-07">
  <p class="card-head"><strong id="inner">elpais-07</strong> El País, paragraph 3, B2</p>
  <p>The tailored programmes deepen the cooperation of each of the four.</p>
  <p class="card-meta">Macron · verdict <span class="verdict confirmed">confirmed</span></p></li>
<li class="claim-card" id="card-skai-28">
  <p class="card-head"><strong>skai-28</strong> Skai, paragraph 2, C3</p>
  <p>It reads &lt;b&gt;x&lt;/b&gt;&lt;script&gt;document.title = "spoilt"&lt;/script&gt;</p>
  <p class="card-meta">author · verdict <span class="verdict contradicted">contradicted</span></p>
  <p class="card-correction">Correction: it is an area.</p></li>
<li class="claim-card" id="card-long-01"><p class="card-head"><strong>long-01</strong></p><p>{LONG}</p></li>
</ul></details>
</body>
</html>
"""
# The colours are the theme's. The blocks leave room to scroll.
STYLE = """
body { margin: 1rem; background: #fff; color: #222832; font: 16px/1.6 sans-serif; }
html[data-theme="dark"] body { background: #14181e; color: #ced6dd; }
.right { text-align: right; }
.narrow { width: 5rem; }
.narrow a.claim-chip { white-space: normal; }
.far { margin-top: 1500px; }
"""


@pytest.fixture
def visit(browser, tmp_path):
    """Return a function that opens the page; at the end no page may have reported an error."""
    for name, text in {
        "page.html": PAGE,
        "page.css": STYLE,
        "evidence.html": "<title>Register</title>",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    contexts, errors = [], []

    def visit(width=1280, height=800, fragment="", **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **options))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(5_000)
        tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto((tmp_path / "page.html").as_uri() + fragment)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert errors == []


def shows(tab, text):
    """Wait for the one card, which must hold the text; return it."""
    popup = tab.locator(POPUP)
    popup.wait_for()
    assert popup.count() == 1 and text in popup.inner_text()
    return popup


def shows_none(tab):
    """Outlast every delay of the script; then no card may be seen."""
    tab.wait_for_timeout(450)
    return not tab.locator(POPUP).is_visible()


def point(tab, selector, x=0.5, y=0.5):
    """Move the pointer, step by step, to a place inside an element."""
    box = tab.locator(selector).bounding_box()
    tab.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)


def is_inside(tab, selector=POPUP):
    """Say whether an element lies wholly inside the window."""
    box = tab.locator(selector).bounding_box()
    width, height = tab.viewport_size["width"], tab.viewport_size["height"]
    fits_across = box["x"] >= 0 and box["x"] + box["width"] <= width
    return fits_across and box["y"] >= 0 and box["y"] + box["height"] <= height


def contrasts(tab, selector):
    """Return the contrast of the text of every element, on the nearest background that is painted."""
    pairs = tab.locator(selector).evaluate_all(
        """elements => elements.map(element => {
            let ground = element;
            const painted = node => getComputedStyle(node).backgroundColor;
            while (painted(ground) === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
            return [getComputedStyle(element).color, painted(ground)];
        })"""
    )
    assert pairs and not any("rgba" in colour for pair in pairs for colour in pair)
    ratios = []
    for pair in pairs:
        dark, light = sorted(luminance(colour) for colour in pair)
        ratios.append((light + 0.05) / (dark + 0.05))
    return ratios


def luminance(colour):
    """Return the relative luminance of `rgb(r, g, b)` as WCAG 2.2 defines it."""
    values = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_pointer_that_rests_on_a_chip_opens_its_card(visit):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    popup = shows(tab, "The tailored programmes deepen")
    assert popup.get_attribute("role") == "tooltip" and popup.locator("[id]").count() == 0


def test_a_pointer_that_only_passes_opens_nothing(visit):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    tab.mouse.move(900, 600)
    assert shows_none(tab)


def test_a_chip_that_scrolls_below_a_resting_pointer_opens_nothing(visit):
    tab = visit()
    box = tab.locator("#range").bounding_box()
    tab.mouse.move(box["x"] + 20, box["y"] - 20)
    tab.evaluate("window.scrollTo(0, 30)")
    tab.locator("#range:hover").wait_for()
    assert shows_none(tab)


def test_the_tab_key_opens_the_card_of_the_chip_it_reaches(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    shows(tab, "elpais-07")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    shows(tab, "skai-28")


def test_leaving_by_the_tab_key_closes_the_card(visit):
    tab = visit()
    tab.locator("#long").focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    shows(tab, "long-01")
    tab.keyboard.press("Tab")
    assert shows_none(tab) and tab.evaluate("document.activeElement.textContent") == "Another link"


def test_a_screen_reader_is_told_the_card_of_the_chip_it_reaches(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    shows(tab, "elpais-07")
    session = tab.context.new_cdp_session(tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    chip = next(node for node in nodes if node.get("name", {}).get("value") == "El País 07 (¶3) B2")
    assert "The tailored programmes deepen" in chip["description"]["value"]
    tab.keyboard.press("Escape")
    assert tab.locator("#use-elpais-07-1").get_attribute("aria-describedby") == "card-elpais-07"


def test_escape_closes_the_card_and_the_focus_stays(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    shows(tab, "elpais-07")
    tab.keyboard.press("Escape")
    assert tab.locator(POPUP).count() == 0
    assert tab.evaluate("document.activeElement.id") == "use-elpais-07-1"


def test_escape_closes_a_card_of_the_pointer_until_the_pointer_comes_again(visit):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")
    tab.keyboard.press("Escape")
    point(tab, "#use-elpais-07-1", 0.6)
    assert shows_none(tab)
    tab.mouse.move(900, 600)
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")


def test_the_pointer_can_move_onto_the_card_and_stay_there(visit):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")
    point(tab, POPUP)
    tab.wait_for_timeout(450)
    shows(tab, "elpais-07")


@pytest.mark.parametrize("selector", ["#use-elpais-07-1", POPUP])
def test_the_card_closes_when_the_pointer_leaves_the_chip_or_the_card(visit, selector):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")
    point(tab, selector)
    tab.mouse.move(900, 600)
    assert shows_none(tab)


def test_a_card_of_the_keyboard_stays_while_the_pointer_moves_elsewhere(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    shows(tab, "elpais-07")
    tab.mouse.move(900, 600)
    tab.mouse.move(900, 500)
    tab.wait_for_timeout(450)
    shows(tab, "elpais-07")


def test_a_range_shows_all_its_cards(visit):
    tab = visit()
    point(tab, "#range")
    popup = shows(tab, "elpais-07")
    assert "skai-28" in popup.inner_text() and popup.locator(".claim-card").count() == 2


def test_a_chip_without_a_card_opens_nothing(visit):
    tab = visit()
    point(tab, "#missing")
    assert shows_none(tab)


def test_the_words_of_a_statement_stay_words(visit):
    tab = visit()
    point(tab, "#markup")
    popup = shows(tab, '<b>x</b><script>document.title = "spoilt"</script>')
    assert popup.locator("b, script").count() == 0 and tab.title() == "Cards"


def test_the_native_tooltip_is_gone_while_the_card_is_open_and_then_back(visit):
    tab = visit()
    chip = tab.locator("#use-elpais-07-1")
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")
    assert chip.get_attribute("title") is None
    tab.mouse.move(900, 600)
    assert shows_none(tab) and chip.get_attribute("title") == "elpais-07: a tooltip"


@pytest.mark.parametrize("chip", ["#use-elpais-07-1", "#range", "#markup", "#broken", "#long"])
@pytest.mark.parametrize(
    "size", [(360, 740), (640, 360), (320, 256)], ids=["phone", "zoom 200%", "zoom 400%"]
)
def test_the_card_stays_inside_a_small_window_and_off_its_chip(visit, size, chip):
    tab = visit(*size)
    tab.locator(chip).scroll_into_view_if_needed()
    point(tab, chip, 0.5, 0.25)
    shows(tab, "")
    card, line = (
        tab.locator(POPUP).bounding_box(),
        tab.evaluate(f"document.querySelector('{chip}').getClientRects()[0].toJSON()"),
    )
    assert is_inside(tab)
    assert card["y"] >= line["bottom"] or card["y"] + card["height"] <= line["top"]


def test_the_card_stays_inside_a_phone_whose_letters_are_twice_as_large(visit):
    tab = visit(360, 740)
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    point(tab, "#range")
    shows(tab, "skai-28")
    assert is_inside(tab) and tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_long_card_scrolls_without_losing_its_place_when_the_page_scrolls(visit):
    tab = visit(360, 500)
    tab.locator("#long").scroll_into_view_if_needed()
    point(tab, "#long")
    popup = shows(tab, "long-01")
    assert popup.evaluate("card => card.scrollHeight > card.clientHeight")
    point(tab, POPUP)
    tab.mouse.wheel(0, 60)
    tab.wait_for_timeout(450)
    place = popup.evaluate("card => card.scrollTop")
    tab.evaluate("window.scrollBy(0, 10)")
    tab.wait_for_timeout(450)
    assert popup.evaluate("card => card.scrollTop") == place > 0


def test_the_card_of_a_broken_chip_stands_by_the_line_below_the_pointer(visit):
    tab = visit()
    lines = tab.evaluate("[...document.querySelector('#broken').getClientRects()].map(box => box.toJSON())")
    assert len(lines) >= 2
    tab.mouse.move(lines[-1]["left"] + 5, lines[-1]["top"] + 5, steps=2)
    shows(tab, "elpais-07")
    assert abs(tab.locator(POPUP).bounding_box()["y"] - lines[-1]["bottom"]) < 10


def test_the_card_follows_its_chip_and_is_hidden_with_it(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    before = shows(tab, "elpais-07").bounding_box()["y"]
    tab.evaluate("window.scrollTo(0, 20)")
    tab.wait_for_timeout(100)
    assert abs(tab.locator(POPUP).bounding_box()["y"] - (before - 20)) < 1
    tab.evaluate("window.scrollTo(0, 1000)")
    assert shows_none(tab)


def test_a_card_stays_inside_a_window_that_is_made_smaller(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    shows(tab, "skai-28")
    tab.set_viewport_size({"width": 360, "height": 640})
    tab.wait_for_timeout(100)
    assert is_inside(tab)


def test_a_click_and_the_enter_key_follow_the_link(visit):
    tab = visit()
    point(tab, "#use-elpais-07-1")
    shows(tab, "elpais-07")
    tab.locator("#use-elpais-07-1").click()
    tab.wait_for_url("**/evidence.html#elpais-07")
    tab.go_back()
    assert shows_none(tab)
    tab.locator("#markup").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/evidence.html#skai-28")


def test_a_tap_shows_no_card_and_follows_the_link(visit):
    tab = visit(360, 740, has_touch=True, is_mobile=True)
    tab.evaluate(
        """() => addEventListener("click", event => {
            document.title = event.target.closest("a").hash;
            event.preventDefault();  // stay, to see whether a card comes
        })"""
    )
    tab.locator("#use-elpais-07-1").tap()
    assert shows_none(tab) and tab.title() == "#elpais-07"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_the_card_and_of_the_list_is_legible(visit, scheme):
    tab = visit()
    tab.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
    tab.locator("summary").click()
    tab.evaluate("window.scrollTo(0, 0)")
    point(tab, "#range")
    shows(tab, "skai-28")
    for selector in (f"{POPUP} *", ".claim-cards *"):
        assert min(contrasts(tab, selector)) >= 4.5


def test_the_border_of_the_card_is_seen_in_forced_colours(visit):
    tab = visit(forced_colors="active")
    point(tab, "#range")
    popup = shows(tab, "skai-28")
    border, ground = popup.evaluate(
        "card => [getComputedStyle(card).borderTopColor, getComputedStyle(card).backgroundColor]"
    )
    assert border != ground


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_shows_the_list_in_black_and_no_card(visit, scheme):
    tab = visit()
    tab.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
    tab.keyboard.press("Tab")
    shows(tab, "elpais-07")
    closed = tab.locator(".claim-cards").bounding_box()["height"]
    tab.emulate_media(media="print")
    assert not tab.locator(POPUP).is_visible()
    assert tab.locator(".claim-cards").bounding_box()["height"] > closed + 50
    assert tab.locator("#card-skai-28").is_visible()
    colours = tab.locator(".claim-cards *").evaluate_all(
        "all => all.map(node => getComputedStyle(node).color)"
    )
    assert set(colours) == {"rgb(0, 0, 0)"}


def test_a_browser_that_cannot_unfold_in_css_unfolds_the_list_for_the_printer(visit):
    tab = visit()
    states = tab.evaluate(
        """() => ["beforeprint", "beforeprint", "afterprint"].map(name => {
            dispatchEvent(new Event(name));
            return document.querySelector(".claim-cards").open;
        })"""
    )
    assert states == [True, True, False]


@pytest.mark.parametrize("fragment", ["#claims-on-this-page", "#card-skai-28", "#inner"])
def test_an_address_that_points_into_the_list_opens_it(visit, fragment):
    tab = visit(fragment=fragment)
    tab.wait_for_selector(".claim-cards[open]")
    assert tab.locator(fragment).is_visible() and 0 <= tab.locator(fragment).bounding_box()["y"] < 800
    tab = visit()
    assert tab.locator(".claim-cards[open]").count() == 0
    tab.evaluate("fragment => { location.hash = fragment; }", fragment)
    tab.wait_for_selector(".claim-cards[open]")
