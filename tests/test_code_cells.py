"""Code on a page: quiet folds below what they show, one switch for all, and an address for the code of each figure."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

PAGE = "divisions"
SWITCH = "button.code-switch"


@pytest.fixture(scope="module")
def soups(site):
    return {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.glob("*.html")
    }


@pytest.fixture
def visit(browser, site):
    """Return a function that opens a page in a profile of its own, so that nothing is remembered."""
    contexts = []

    def open_page(page=PAGE, width=1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
        contexts.append(context)
        tab = context.new_page()
        name, _, anchor = page.partition("#")
        tab.goto((site / f"{name}.html").as_uri() + (f"#{anchor}" if anchor else ""))
        return tab

    yield open_page
    for context in contexts:
        context.close()


def states(tab):
    """Return whether each fold is open."""
    return tab.eval_on_selector_all("details.code-fold", "folds => folds.map((fold) => fold.open)")


# As built


def test_every_figure_and_table_drawn_by_a_cell_has_an_address_for_its_code(soups):
    many = 0
    for name, soup in soups.items():
        for shown in soup.select(".cell_output .report-figure[id], .cell_output .report-table[id]"):
            if shown["id"].startswith("table-files-"):
                continue  # no cell shows these: they list the files that are there once all pages are built
            code = soup.find(id=f"code-{shown['id']}")
            cell = shown.find_parent("div", class_="cell")
            assert code and code.find_parent("div", class_="cell") is cell, f"{name}: {shown['id']}"
            assert code.find_parent("details", class_="code-fold"), f"{name}: {shown['id']}"
            many += 1
    assert many > 50


def test_folded_code_stands_below_what_it_shows(soups):
    for name, soup in soups.items():
        for fold in soup.select("details.code-fold"):
            assert not fold.find_next_sibling(), name


def test_a_fold_says_code_and_of_what(soups):
    said = [fold.summary.text for soup in soups.values() for fold in soup.select("details.code-fold")]
    assert all(re.match(r"Code (of (figure|table) |that reads the evidence)", text) for text in said)
    assert "Code of figure stances" in said


def test_no_bar_of_the_old_kind_is_left(soups):
    assert not [name for name, soup in soups.items() if "Show code cell" in soup.text]


# In a browser


@pytest.mark.browser
def test_the_switch_opens_all_code_and_closes_it_again(visit):
    tab = visit()
    assert len(states(tab)) > 3 and not any(states(tab))
    tab.click(SWITCH)
    assert all(states(tab)) and tab.get_attribute(SWITCH, "aria-pressed") == "true"
    tab.click(SWITCH)
    assert not any(states(tab)) and tab.get_attribute(SWITCH, "aria-pressed") == "false"


@pytest.mark.browser
def test_the_switch_works_with_the_keyboard_and_says_its_state(visit):
    tab = visit()
    for _ in range(30):  # past the pages of the sidebar
        tab.keyboard.press("Tab")
        if tab.evaluate(f"document.activeElement.matches('{SWITCH}')"):
            break
    button = tab.get_by_role("button", name="Show code", pressed=False)
    assert button.evaluate("one => one === document.activeElement")
    tab.keyboard.press("Space")
    assert tab.get_by_role("button", name="Show code", pressed=True).count() == 1 and all(states(tab))


@pytest.mark.browser
def test_the_choice_holds_on_the_next_page(visit, site):
    tab = visit()
    tab.click(SWITCH)
    tab.goto((site / "reactions.html").as_uri())
    assert all(states(tab)) and tab.get_attribute(SWITCH, "aria-pressed") == "true"


@pytest.mark.browser
def test_the_switch_works_where_nothing_may_be_stored(visit):
    tab = visit()
    refuse = "Object.defineProperty(window, 'localStorage', {configurable: true, "
    refuse += "get() { throw new DOMException('refused'); }})"
    tab.context.add_init_script(refuse)
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.reload()
    tab.click(SWITCH)
    assert all(states(tab)) and errors == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "count"), [("index", 1), ("evidence", 0), ("references", 0), ("divisions", 1)]
)
def test_only_a_page_with_code_has_the_switch(visit, page, count):
    assert visit(page).locator(SWITCH).count() == count


@pytest.mark.browser
def test_the_switch_is_at_hand_on_a_phone(visit):
    tab = visit(width=360)
    box = tab.locator(SWITCH).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 24 and box["y"] < 100
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.click(SWITCH)
    assert all(states(tab)) and tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_an_address_of_code_opens_its_fold_and_no_other(visit, script):
    tab = visit(f"{PAGE}#code-figure-stances", java_script_enabled=script)
    assert tab.locator("#code-figure-stances").is_visible()
    assert tab.locator("details.code-fold[open]").count() == 1
    box = tab.locator("#code-figure-stances").bounding_box()
    assert 0 <= box["y"] < 800


@pytest.mark.browser
def test_a_link_inside_the_page_opens_the_fold_even_when_it_was_closed_again(visit):
    tab = visit(f"{PAGE}#code-figure-stances")
    tab.evaluate("document.querySelector('#code-figure-stances').closest('details').open = false")
    tab.evaluate("location.hash = '#code-table-stances'")
    tab.wait_for_selector("#code-table-stances", state="visible")
    tab.evaluate("location.hash = '#code-figure-stances'")
    tab.wait_for_selector("#code-figure-stances", state="visible")


@pytest.mark.browser
def test_an_address_of_no_part_of_the_page_is_no_error(visit):
    tab = visit()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.evaluate("location.hash = '#%E0%A4%A'")
    tab.evaluate("location.hash = '#no-such-part'")
    tab.wait_for_timeout(100)
    assert errors == []


@pytest.mark.browser
def test_without_script_no_switch_is_seen_and_a_fold_opens(visit):
    tab = visit(java_script_enabled=False)
    assert tab.locator(SWITCH).count() == 0
    summary = tab.locator("details.code-fold > summary").nth(1)
    summary.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#code-figure-stances").is_visible()


@pytest.mark.browser
def test_print_shows_no_code_and_no_switch(visit):
    tab = visit()
    tab.click(SWITCH)
    tab.emulate_media(media="print")
    assert not tab.locator("#code-figure-stances").is_visible() and not tab.locator(SWITCH).is_visible()
    assert tab.locator("#figure-stances").is_visible()
