"""The controls of the citations in a browser: links, dialog, copying; by pointer, by keys, without script."""

from __future__ import annotations

import shutil

import pytest

from scripts import node_tools

pytestmark = pytest.mark.browser

PASTED = "navigator.clipboard.readText()"
RICH = """navigator.clipboard.read().then((items) => items[0].getType("text/html")).then((blob) => blob.text())"""
AXE = "axe.run('dialog[open].cite-dialog').then((found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens a page from the disk, as a reader would."""
    contexts = []

    def opened(page, width=1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
        contexts.append(context)
        if settings.get("java_script_enabled", True):
            context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab = context.new_page()
        tab.errors = []
        tab.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.on(
            "request",
            lambda request: tab.errors.append(request.url) if request.url.startswith("http") else None,
        )
        tab.goto((site / f"{page}.html").as_uri())
        return tab

    yield opened
    for context in contexts:
        assert [error for tab in context.pages for error in getattr(tab, "errors", [])] == []
        context.close()


def dialog(tab):
    """Wait for the dialog of a citation and return it."""
    box = tab.locator("dialog.cite-dialog[open]")
    box.wait_for()
    return box


def copied(tab):
    """Wait until the page says that it has copied; return the text that a reader would paste."""
    tab.locator(".cite-status", has_text="Copied").wait_for()
    return tab.evaluate(PASTED)


# From a sentence to a reference


def test_from_a_chip_to_a_copied_reference_in_three_clicks(open_page):
    """Chip, Cite, Copy: what a reader does who wants the claim behind a sentence in a brief."""
    tab = open_page("divisions")
    claim = tab.locator("a.claim-chip").first.get_attribute("href").partition("#")[2]
    tab.locator("a.claim-chip").first.click()  # 1
    tab.wait_for_url(f"**/evidence.html#{claim}")
    tab.locator(f"[id='{claim}'] a.cite").click()  # 2
    dialog(tab).get_by_role("button", name="Copy APA 7").click()  # 3
    text = copied(tab)
    assert (
        text.startswith("NATO and the Asia-Pacific Four project. (2026). Claim ")
        and f"Claim {claim}, register" in text
    )
    assert "(Version 20" in text


def test_from_a_card_to_a_copied_reference_in_two_actions_after_pointing(open_page):
    tab = open_page("divisions")
    chip = tab.locator("a.claim-chip").first
    claim = chip.get_attribute("href").partition("#")[2]
    chip.hover()
    tab.locator(".claim-popup a.cite").first.click()  # 1
    dialog(tab)
    tab.keyboard.press("Enter")  # 2: the first button has the focus
    assert f"Claim {claim}, register of claims" in copied(tab)


def test_a_word_processor_gets_italics_and_nothing_else_of_the_page(open_page):
    tab = open_page("divisions")
    tab.locator("#cite-this-chapter").get_by_role("button", name="Copy Chicago 18, footnote").click()
    copied(tab)
    html = tab.evaluate(RICH)
    assert "<i>NATO and the Asia-Pacific Four: An Evidence-Linked Report</i>" in html
    assert "style=" not in html and "class=" not in html and "Copy" not in html


def test_bibtex_is_copied_as_it_stands_in_its_file(open_page, site):
    tab = open_page("divisions")
    tab.locator("#figure-stances a.cite").click()
    dialog(tab).get_by_role("button", name="Copy BibTeX").click()
    assert (
        copied(tab).strip() == (site / "citations" / "figure-stances.bib").read_text(encoding="utf-8").strip()
    )


def test_where_copying_is_refused_the_text_is_selected_and_the_reader_told(open_page):
    tab = open_page("divisions")
    tab.evaluate("document.execCommand = () => false")
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab.locator("#cite-this-chapter .cite-copy").first.click()
    tab.locator(".cite-status", has_text="Selected; copy it").wait_for()
    assert tab.evaluate("getSelection().toString()").startswith(
        "NATO and the Asia-Pacific Four project. (2026). Alliance"
    )


# The dialog


@pytest.mark.parametrize(
    ("page", "link", "heading"),
    [
        ("index", "[id='judgement-4'] a.cite", "Cite: Key judgement 4: "),
        ("divisions", "#figure-stances a.cite", "Cite: Figure stances: "),
        ("divisions", "a.cite[href$='table-office.txt']", "Cite: Table office: "),
        ("evidence", "[id='skai-14'] a.cite", "Cite: Claim skai-14, register of claims"),
    ],
)
def test_each_kind_opens_a_dialog_named_after_it(open_page, page, link, heading):
    tab = open_page(page)
    tab.locator(link).click()
    box = dialog(tab)
    name = box.evaluate("(box) => document.getElementById(box.getAttribute('aria-labelledby')).textContent")
    assert name.startswith(heading) and box.locator("dd").count() == 5
    assert box.locator(".citation-files a").count() == 4


def test_by_keys_the_focus_goes_in_stays_in_and_comes_back(open_page):
    tab = open_page("divisions")
    link = tab.locator("#figure-stances a.cite")
    link.focus()
    tab.keyboard.press("Enter")
    box = dialog(tab)
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "Copy APA 7"
    stops = []
    for _ in range(14):
        tab.keyboard.press("Tab")
        stops.append(
            tab.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog.cite-dialog')"
            )
        )
    assert all(stops)
    tab.keyboard.press("Escape")
    box.wait_for(state="detached")
    assert link.evaluate("(link) => link === document.activeElement")


def test_after_a_card_the_focus_comes_back_to_its_chip(open_page):
    tab = open_page("divisions")
    chip = tab.locator("a.claim-chip").first
    chip.hover()
    tab.locator(".claim-popup a.cite").first.click()
    dialog(tab).get_by_role("button", name="Close").click()
    assert chip.evaluate("(chip) => chip === document.activeElement")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_fits_and_axe_finds_nothing(open_page, width, scheme):
    tab = open_page("divisions", width=width, color_scheme=scheme)
    tab.evaluate(
        "(scheme) => { document.documentElement.dataset.theme = scheme; document.documentElement.dataset.mode = scheme; }",
        scheme,
    )
    tab.locator("#figure-stances a.cite").click()
    box = dialog(tab)
    assert (
        box.evaluate("(box) => box.scrollWidth <= box.clientWidth") and box.bounding_box()["width"] <= width
    )
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    try:
        script = node_tools.axe_script()
    except node_tools.Unavailable as reason:
        pytest.skip(f"axe-core is not here: {reason}")
    tab.evaluate(script)
    assert tab.evaluate(AXE) == []


def test_with_forced_colours_the_dialog_and_its_buttons_have_an_edge(open_page):
    tab = open_page("divisions", forced_colors="active")
    tab.locator("#figure-stances a.cite").click()
    widths = dialog(tab).evaluate(
        "(box) => [box, ...box.querySelectorAll('button')].map((one) => getComputedStyle(one).borderTopWidth)"
    )
    assert set(widths) == {"1px"}


# Without script, and on paper


def test_without_script_a_link_opens_the_citation_as_text(open_page):
    tab = open_page("evidence", java_script_enabled=False)
    tab.locator("[id='elpais-33'] a.cite").click()
    tab.wait_for_url("**/citations/elpais-33.txt")
    assert tab.locator("body").inner_text().startswith("Claim elpais-33, register of claims")


def test_where_the_dialog_cannot_load_the_link_leads_to_the_text(browser, site, tmp_path):
    copy = shutil.copytree(
        site, tmp_path / "site", ignore=shutil.ignore_patterns("cite_dialog.js", "figures", "_downloads")
    )
    tab = browser.new_page()
    tab.goto((copy / "divisions.html").as_uri())
    tab.locator("#figure-stances a.cite").click()
    tab.wait_for_url("**/citations/figure-stances.txt")
    tab.close()


def test_no_page_loads_the_dialog_before_a_reader_asks(open_page):
    tab = open_page("divisions")
    assert (
        tab.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.name.includes('cite_dialog')).length"
        )
        == 0
    )
    assert tab.evaluate("typeof window.citations") == "undefined"


def test_on_paper_the_text_stands_and_the_controls_are_gone(open_page):
    tab = open_page("divisions")
    tab.emulate_media(media="print")
    assert tab.locator("#cite-this-chapter dd").first.is_visible()
    for control in ("a.cite", ".cite-copy", ".citation-files"):
        assert tab.locator(f"{control}:visible").count() == 0, control


def test_every_card_of_a_claim_has_its_link_and_a_page_of_the_record_has_none(open_page):
    tab = open_page("divisions")
    cards, pages = "#claims-on-this-page .claim-card", "#public-record-on-this-page .claim-card"
    assert tab.locator(f"{cards} a.cite").count() == tab.locator(cards).count() > 0
    assert tab.locator(f"{pages} a.cite").count() == 0
