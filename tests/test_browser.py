"""The site in a browser: no request to another host, no error, no sideways scrolling on a phone."""

from __future__ import annotations

import pytest
import yaml
from conftest import ROOT, add_style

from scripts import build

PAGES = list(
    dict.fromkeys(build.pages(yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))))
)
pytestmark = pytest.mark.browser


def visit(browser, site, page, width=1280):
    """Open a page from the disk; return it with its errors and its requests to other hosts."""
    tab = browser.new_page(viewport={"width": width, "height": 800})
    errors, outside = [], []
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: outside.append(request.url) if request.url.startswith("http") else None)
    tab.goto((site / f"{page}.html").as_uri())
    return tab, errors, outside


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_the_disk_without_error_or_request(browser, site, page):
    tab, errors, outside = visit(browser, site, page)
    assert errors == [] and outside == []
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_phone(browser, site, page):
    tab, _, _ = visit(browser, site, page, width=360)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.close()


SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""  # of WCAG 2.2, criterion 1.4.12


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_enlarged_need_not_be_scrolled_sideways(browser, site, page):
    tab, _, _ = visit(browser, site, page, width=320)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    add_style(tab, SPACING)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.close()


def test_a_chip_leads_to_its_claim_clear_of_the_header(browser, site):
    tab, _, _ = visit(browser, site, "index")
    tab.locator("a.claim-chip").first.click()
    tab.wait_for_url("**/evidence.html#*")
    row = tab.locator(f"[id='{tab.url.rpartition('#')[2]}']")
    box = row.bounding_box()
    assert row.is_visible() and 0 <= box["y"] < 800
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_no_text_of_a_figure_leaves_its_drawing(browser, site, page):
    tab, _, _ = visit(browser, site, page, width=360)
    outside = tab.evaluate(
        """[...document.querySelectorAll('figure.report-figure svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left - 2 || box.right > frame.right + 2;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    tab.close()


def test_a_chip_of_the_site_shows_its_card_by_mouse_and_by_keyboard(browser, site):
    tab, errors, _ = visit(browser, site, "divisions")
    chip = tab.locator("a.claim-chip").first
    statement = chip.get_attribute("title").partition(": ")[2]
    chip.hover()
    tab.wait_for_selector(".claim-popup")
    assert statement in tab.locator(".claim-popup").inner_text()
    tab.keyboard.press("Escape")
    assert tab.locator(".claim-popup").count() == 0
    tab.mouse.move(0, 0)
    for _ in range(80):  # past the sidebar and the contents
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('a.claim-chip')"):
            break
    assert tab.locator(".claim-popup").is_visible() and errors == []
    tab.close()


def test_the_register_leads_back_to_the_sentence(browser, site):
    tab, _, _ = visit(browser, site, "evidence")
    link = tab.locator("#elpais-33 .uses a[href*='divisions.html#use-']").first
    link.click()
    tab.wait_for_url("**/divisions.html#use-*")
    chip = tab.locator(f"[id='{tab.url.rpartition('#')[2]}']")
    assert chip.get_attribute("href") == "evidence.html#elpais-33" and 0 <= chip.bounding_box()["y"] < 800
    tab.close()


def test_on_paper_the_claims_of_a_page_stand_at_its_end(browser, site):
    tab, _, _ = visit(browser, site, "divisions")
    tab.emulate_media(media="print")
    cards = tab.locator("li.claim-card")
    assert cards.count() > 20 and all(
        box and box["height"] > 5 for box in (cards.nth(n).bounding_box() for n in (0, 5, -1))
    )
    tab.close()


def test_a_bracket_and_a_claim_in_a_table_show_their_cards_too(browser, site):
    tab, errors, _ = visit(browser, site, "divisions")
    for link, words in (("article p a[href*='#cite-nato-consensus-2023']", "Seen 2026"), ("#table-office a[href*='#cite-']", "Seen 2026"),
                        ("#table-deployments a.claim-link", "public record:")):  # fmt: skip
        tab.locator(link).first.hover()
        tab.wait_for_selector(".claim-popup")
        assert words in tab.locator(".claim-popup").inner_text()
        tab.keyboard.press("Escape")
        tab.mouse.move(0, 0)
        tab.wait_for_timeout(300)
    assert errors == []
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_around_a_figure_cuts_it_off_on_a_phone(browser, site, page):
    tab, _, _ = visit(browser, site, page, width=360)
    cut = tab.evaluate(
        """[...document.querySelectorAll('figure.report-figure')].filter((figure) => {
            const box = figure.getBoundingClientRect();
            for (let around = figure.parentElement; around !== document.body; around = around.parentElement) {
                const frame = around.getBoundingClientRect();
                if (getComputedStyle(around).overflowX !== 'visible'
                    && (box.left < frame.left - 1 || box.right > frame.right + 1)) return true;
            }
            return box.left < -1 || box.right > innerWidth + 1;
        }).map((figure) => figure.id)"""
    )
    assert cut == []
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_the_letters_of_a_figure_can_be_read_on_a_phone(browser, site, page):
    tab, _, _ = visit(browser, site, page, width=360)
    small = tab.evaluate(
        """[...document.querySelectorAll('figure.report-figure svg')].flatMap((svg) => {
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [...svg.querySelectorAll('text')]
                .map((text) => [text.textContent, parseFloat(getComputedStyle(text).fontSize) * scale])
                .filter(([, size]) => size < 8.4);
        })"""
    )
    assert small == []
    tab.close()
