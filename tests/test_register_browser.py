"""The register in a browser: search and choices, their address, and a claim that is always found."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def register(browser, site):
    """Return a function that opens the register from the disk, with a query or an anchor."""
    contexts = []

    def open_register(address="", width=1280, script=True):
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        contexts.append(context)
        tab = context.new_page()
        tab.errors = []
        tab.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.goto((site / "evidence.html").as_uri() + address)
        return tab

    yield open_register
    for context in contexts:
        assert [error for tab in context.pages for error in tab.errors] == []
        context.close()


def shown(tab):
    """Return the claims that are seen."""
    rows = tab.locator(".report-table[data-source] tbody tr:visible")
    return set(rows.evaluate_all("rows => rows.map((row) => row.id)"))


def claims(evidence, **codes):
    """Return the claims with these codes."""
    table = evidence.claims
    for column, code in codes.items():
        table = table[table[column] == code]
    return set(table.index)


def options(tab, label):
    """Return the choices of a control with their counts."""
    texts = tab.get_by_label(label, exact=True).locator("option").all_text_contents()
    return {
        words: int(count)
        for words, count in (re.fullmatch(r"(.*) \((\d+)\)", text).groups() for text in texts)
    }


def test_the_register_filters_by_verdict(register, evidence):
    tab = register()
    assert shown(tab) == set(evidence.claims.index)
    tab.get_by_label("Public record", exact=True).select_option("contradicted")
    assert shown(tab) == claims(evidence, verdict="contradicted")


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("?source=skai", {"source": "skai"}),
        ("?topic=liaison-office", {"topic": "liaison-office"}),
        ("?verdict=contradicted&source=paraphrase", {"verdict": "contradicted", "source": "paraphrase"}),
        ("?figure=6", {"credibility": 6}),
        ("?voice=Jens+Stoltenberg", {"speaker": "Jens Stoltenberg"}),
        ("?voice=author&topic=taiwan", {"speaker": "author", "topic": "taiwan"}),
    ],
)
def test_an_address_holds_what_was_chosen(register, evidence, address, codes):
    tab = register(address)
    assert shown(tab) == claims(evidence, **codes) != set()
    told = f"{len(claims(evidence, **codes))} of {len(evidence.claims)} claims"
    assert tab.locator(".register-shown").inner_text().startswith(told)


def test_the_letter_is_chosen_apart_from_the_figure(register, evidence):
    tab = register("?letter=C")
    sources = evidence.sources.index[evidence.sources["reliability"] == "C"]
    assert shown(tab) == set(evidence.claims.index[evidence.claims["source"].isin(sources)])
    groups = tab.get_by_label("Credibility of the item").locator("optgroup")
    assert groups.evaluate_all("all => all.map((group) => group.label)") == [
        "judged, 1 best",
        "no basis to judge",
    ]
    assert groups.last.locator("option").evaluate_all("all => all.map((one) => one.value)") == ["6"]


def test_an_unknown_code_in_an_address_hides_nothing(register, evidence):
    assert shown(register("?verdict=wrong&source=")) == set(evidence.claims.index)


def test_the_search_finds_words_in_any_order_without_accents(register):
    tab = register()
    tab.get_by_label("Search the claims").fill("STUBBORN geography")
    assert "elpais-33" in shown(tab) and len(shown(tab)) < 10
    assert tab.url.endswith("?words=STUBBORN+geography")
    tab.get_by_label("Search the claims").fill("elpais-33")
    assert shown(tab) == {"elpais-33"}


def test_counts_follow_the_other_choices(register, evidence):
    tab = register("?verdict=contradicted")
    wrong = evidence.claims[evidence.claims["verdict"] == "contradicted"]
    by_label = wrong["source"].map(evidence.sources["label"]).value_counts()
    assert options(tab, "Source") == {"any": len(wrong)} | {
        label: int(by_label.get(label, 0)) for label in evidence.sources["label"]
    }
    assert options(tab, "Public record")["confirmed"] == len(claims(evidence, verdict="confirmed"))


def test_the_back_button_undoes_a_choice(register, evidence):
    tab = register()
    tab.get_by_label("Source", exact=True).select_option("skai")
    tab.get_by_label("Public record", exact=True).select_option("contradicted")
    tab.go_back()
    assert shown(tab) == claims(evidence, source="skai")
    assert tab.get_by_label("Public record", exact=True).input_value() == ""
    tab.go_back()
    assert shown(tab) == set(evidence.claims.index)
    tab.go_forward()
    assert shown(tab) == claims(evidence, source="skai")


def test_clear_shows_all_and_leaves_no_query(register, evidence):
    tab = register("?verdict=contradicted&words=office")
    tab.get_by_role("button", name="Clear").click()
    assert shown(tab) == set(evidence.claims.index) and "?" not in tab.url
    assert not tab.get_by_role("button", name="Clear").is_visible()


def test_the_number_of_claims_is_told_in_a_live_region(register):
    tab = register()
    spoken = tab.locator(".register-spoken[role=status]")
    assert spoken.text_content() == ""
    tab.get_by_label("Public record", exact=True).select_option("contradicted")
    tab.wait_for_function("() => document.querySelector('.register-spoken').textContent !== ''")
    assert "public record contradicted" in spoken.text_content()


def in_view(tab, claim):
    box = tab.locator(f"[id='{claim}']").bounding_box()
    return box is not None and 0 <= box["y"] < 800


def test_a_claim_in_the_address_is_shown_against_a_choice_which_says_so(register, evidence):
    tab = register("?verdict=contradicted#elpais-33")
    tab.wait_for_load_state()
    assert shown(tab) == set(evidence.claims.index) and in_view(tab, "elpais-33")
    assert "elpais-33" in tab.locator(".register-note").inner_text()
    assert tab.url.endswith("evidence.html#elpais-33")


def test_a_choice_that_shows_the_claim_of_the_address_stays(register, evidence):
    tab = register("?source=elpais#elpais-33")
    tab.wait_for_load_state()
    assert shown(tab) == claims(evidence, source="elpais") and in_view(tab, "elpais-33")


def test_a_link_to_a_hidden_claim_of_the_same_page_is_followed(register):
    tab = register("?source=skai")
    tab.locator("a.claim-chip").first.click()
    tab.wait_for_function("() => document.querySelector('.register-note').textContent !== ''")
    assert in_view(tab, "elpais-01")


def test_a_choice_after_a_claim_was_reached_survives_loading_again(register, evidence):
    tab = register("#elpais-33")
    tab.get_by_label("Source", exact=True).select_option("skai")
    tab.reload()
    assert shown(tab) == claims(evidence, source="skai")


def test_a_document_without_a_match_says_so_under_its_heading(register):
    tab = register("?source=skai")
    section = tab.locator("section#asianews")
    assert section.locator("h2").is_visible()
    assert section.locator(".register-none").inner_text() == "No claim of AsiaNews is among them."
    assert not section.locator(".report-table").is_visible()


def test_the_register_is_chosen_from_by_keyboard_alone(register):
    tab = register()
    tab.get_by_label("Search the claims").focus()
    tab.keyboard.type("stoltenberg")
    few = len(shown(tab))
    for label in ("Choose by source", "Source"):
        tab.keyboard.press("Tab")
        assert tab.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
        ).startswith(label)
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert 0 < len(shown(tab)) < few


def test_sorting_leaves_hidden_rows_hidden(register, evidence):
    tab = register("?verdict=contradicted&source=paraphrase")
    tab.locator("#table-register-paraphrase").get_by_role("button", name="Grade").click()
    assert shown(tab) == claims(evidence, verdict="contradicted", source="paraphrase")


def test_on_a_phone_a_document_opens_on_demand(register, evidence):
    tab = register(width=360)
    assert shown(tab) == set()
    tab.get_by_role("button", name="claims of Skai/DW").click()
    assert shown(tab) == claims(evidence, source="skai")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_what_is_found_is_open(register, evidence):
    tab = register("?verdict=contradicted", width=360)
    assert shown(tab) == claims(evidence, verdict="contradicted")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_the_document_of_a_claim_in_the_address_is_open(register):
    tab = register("#skai-14", width=360)
    tab.wait_for_load_state()
    assert in_view(tab, "skai-14")


def test_without_script_the_whole_register_stands_and_no_control(register, evidence):
    for width in (1280, 360):
        tab = register("?verdict=contradicted", width=width, script=False)
        assert shown(tab) == set(evidence.claims.index)
        article = tab.locator("article")
        assert (
            article.locator("form, input, select, button, .register-choices").locator("visible=true").count()
            == 0
        )


def test_paper_shows_what_is_shown_and_names_the_choice(register, evidence):
    tab = register("?verdict=contradicted")
    tab.emulate_media(media="print")
    assert shown(tab) == claims(evidence, verdict="contradicted")
    assert "public record contradicted" in tab.locator(".register-shown").inner_text()
    assert tab.locator(".register-filter :is(input, select, button)").locator("visible=true").count() == 0


def test_paper_of_a_phone_folds_nothing(register, evidence):
    tab = register(width=360)
    tab.emulate_media(media="print")
    assert shown(tab) == set(evidence.claims.index)


def test_only_the_register_loads_its_files(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'\b(?:src|href)="?_static/register\.[\w.]*(js|css)\b', text)
        assert sorted(loaded) == (["css", "js"] if page.name == "evidence.html" else []), page.name
