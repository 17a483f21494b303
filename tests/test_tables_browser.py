"""Tables in a browser: sorted by number, text and rating, by keyboard, on a phone, and never wider than a page."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT
from test_browser import PAGES

from analysis.presentation import show_table

pytestmark = pytest.mark.browser
STATIC = ROOT / "book" / "_static"
ROWS = 12  # as many as make a table sortable

NAMES = [f"first-{number:02}" for number in (10, 9, 11, 2, 1, 3, 4, 5, 6, 7, 8, 12)]
VALUES = {
    "score": [-2, 1, None, 0, 2, -1.5, 1, 1, 1, 1, 1, 1],
    "tokens": [1200, 90, 1000, None, 5, 6, 7, 8, 9, 10, 11, 12],
    "rating": ["+", "−−", "++", "0", "−", "0", "0", "0", "0", "0", "0", "0"],
    "grade": ["B2", "F6", "A1", "C3", "B6", "B1", "B1", "B1", "B1", "B1", "B1", "B1"],
    "date": ["2023-07-12", "2023-07", None, "2022-06-29", *["2024"] * 8],
    "why": [f"A sentence so long that no reader wants it sorted by its alphabet, number {number}" for number in range(ROWS)],
}  # fmt: skip


@pytest.fixture
def page(browser, tmp_path):
    """Return a function that opens the table above, or its first rows, in a window of a width."""
    tabs = []

    def open_table(width=1000, rows=ROWS, script=True):
        frame = pd.DataFrame({"claim": NAMES, **VALUES}).head(rows)
        file = tmp_path / "table.html"
        style = (STATIC / "tables.css").as_uri()
        source = (STATIC / "tables.js").as_uri()
        file.write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>'
            f'<link rel="stylesheet" href="{style}"><script src="{source}"></script></head>'
            f"<body>{show_table(frame, 'Table', name='t').html}</body></html>",
            encoding="utf-8",
        )
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        tab = context.new_page()
        tab.goto(file.as_uri())
        tabs.append(context)
        return tab

    yield open_table
    for context in tabs:
        context.close()


def order(tab):
    """Return the rows as they stand, by the number of the claim."""
    names = tab.locator("tbody th").all_text_contents()
    return [int(name.rpartition("-")[2]) for name in names]


def press(tab, head, times=1):
    for _ in range(times):
        tab.get_by_role("button", name=head, exact=True).click()


def test_claim_ids_are_sorted_by_number(page):
    tab = page()
    press(tab, "Claim")
    assert order(tab) == list(range(1, 13))


def test_numbers_are_sorted_with_true_minus_and_the_missing_last_both_ways(page):
    tab = page()
    press(tab, "Score")
    assert order(tab)[:3] == [10, 3, 2] and order(tab)[-2:] == [1, 11]
    press(tab, "Score")
    assert order(tab)[:1] == [1] and order(tab)[-2:] == [10, 11]


def test_thousands_are_numbers(page):
    tab = page()
    press(tab, "Tokens", 2)
    assert order(tab)[:3] == [10, 11, 9] and order(tab)[-1] == 2


def test_ratings_are_sorted_by_weight(page):
    tab = page()
    press(tab, "Rating", 2)
    assert order(tab)[:2] == [11, 10] and order(tab)[-2:] == [1, 9]


def test_no_basis_is_no_end_of_the_scale_of_grades(page):
    tab = page()
    press(tab, "Grade")
    assert order(tab)[0] == 11 and order(tab)[-3:] == [2, 9, 1]
    press(tab, "Grade")
    assert order(tab)[:2] == [2, 10] and order(tab)[-2:] == [9, 1]


def test_dates_are_sorted_and_a_missing_one_stands_last(page):
    tab = page()
    press(tab, "Date")
    assert order(tab)[:3] == [2, 9, 10] and order(tab)[-1] == 11


def test_the_sort_is_stable_and_the_third_press_restores_the_order(page):
    tab = page()
    original = order(tab)
    press(tab, "Score")
    assert [name for name in order(tab) if name in (9, 4, 5, 6, 7, 8, 12)] == [9, 4, 5, 6, 7, 8, 12]
    press(tab, "Score", 2)
    assert order(tab) == original and tab.locator("[aria-sort]").count() == 0


def test_a_sort_is_told_to_a_screen_reader(page):
    tab = page()
    press(tab, "Score")
    assert tab.locator("th", has_text="Score").get_attribute("aria-sort") == "ascending"
    assert tab.get_by_role("status").text_content() == "Sorted by Score, ascending."
    press(tab, "Claim")
    assert tab.locator("[aria-sort]").all_text_contents() == ["Claim"]


def test_a_table_is_sorted_by_keyboard_alone(page):
    tab = page()
    tab.wait_for_selector(".report-table:not([tabindex])")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Claim"
    tab.keyboard.press("Enter")
    assert order(tab) == list(range(1, 13))
    tab.keyboard.press("Space")
    assert order(tab) == list(range(12, 0, -1))


def test_sentences_and_short_tables_have_no_control(page):
    assert page().get_by_role("button", name="Why").count() == 0
    assert page(rows=ROWS - 1).get_by_role("button").count() == 0


def test_cards_are_sorted_by_a_choice_above_them(page):
    tab = page(width=360)
    assert not tab.locator("thead").is_visible()
    tab.get_by_label("Sort by").select_option(label="Score, descending")
    assert order(tab)[0] == 1 and order(tab)[-1] == 11
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_a_table_has_no_dead_control(page):
    tab = page(script=False)
    assert tab.locator("button, select").count() == 0 and order(tab)[0] == 10
    assert tab.locator(".report-table").get_attribute("tabindex") == "0"


def test_only_a_table_that_scrolls_takes_a_stop_of_the_keyboard(page):
    tab = page(width=1000)
    box = tab.locator(".report-table")
    tab.wait_for_selector(".report-table:not([tabindex])")
    tab.evaluate("document.querySelector('table').style.minWidth = '1500px'")
    tab.set_viewport_size({"width": 900, "height": 800})
    tab.wait_for_selector(".report-table.scrolls[tabindex='0']")
    box.focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function("() => document.querySelector('.report-table').scrollLeft > 0")


@pytest.mark.parametrize("width", [1280, 1000, 768, 360])
def test_no_table_is_wider_than_its_page(browser, site, width):
    tab = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for name in PAGES:
        tab.goto((site / f"{name}.html").as_uri())
        wide[name] = tab.evaluate(
            """() => {
                document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
                return [...document.querySelectorAll(".report-table")]
                    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.id);
            }"""
        )
    tab.close()
    assert {name: found for name, found in wide.items() if found} == {}


def test_the_heads_of_a_matrix_are_whole(browser, site):
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto((site / "outlook.html").as_uri())
    cut = tab.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
            return [...document.querySelectorAll("th.turned span")].filter((words) => {
                const range = document.createRange();
                range.selectNodeContents(words);
                const text = range.getBoundingClientRect(), head = words.closest("th").getBoundingClientRect();
                return text.top < head.top - 1 || text.bottom > head.bottom + 1;
            }).map((words) => words.textContent);
        }"""
    )
    assert tab.locator("th.turned").count() > 5 and cut == []
    tab.close()
