"""The register: every claim, its anchor, its grade, its uses."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.evidence import Cards, Use, register_html, table_register


def test_a_row_gives_place_grade_and_verdict(tiny):
    row = table_register(tiny, "first").iloc[0]
    assert row["grade"] == "B1" and row["verdict"] == "confirmed" and row["finding"] == "He said so."
    assert row["place"].startswith("¶2, ")


def test_an_error_leads_to_its_correction(tiny):
    page = BeautifulSoup(register_html(tiny, "second", {}), "html.parser")
    assert page.find(id="second-03").find("a", href="corrections.html#correction-01")


def test_an_unverified_claim_says_where_was_looked(evidence):
    for source in evidence.sources.index:
        table = table_register(evidence, source)
        assert (table.loc[table["verdict"] == "unverified", "silence"].str.len() > 40).all()


def test_the_silence_of_the_record_is_shown(tiny):
    tiny.checks.loc[0, ["verdict", "silence"]] = ["unverified", "Looked in <b>two</b> archives."]
    html = register_html(tiny, "first", {})
    assert "Looked in &lt;b&gt;two&lt;/b&gt; archives." in html


def test_a_claim_without_check_says_so(tiny):
    assert table_register(tiny, "first").iloc[1]["verdict"] == "not checked"


def test_every_claim_is_an_anchor_and_links_back_to_its_uses(tiny):
    uses = {
        "first-01": [
            Use("x.html", "A <b>page</b>", "use-1", "Limits"),
            Use("x.html", "A <b>page</b>", "use-2", "Limits"),
        ]
    }
    page = BeautifulSoup(register_html(tiny, "first", uses), "html.parser")
    assert [row["id"] for row in page.find_all("tr", id=True)] == ["first-01", "first-02"]
    places = page.find(id="first-01").find(class_="uses")
    assert places.text == "used in A <b>page</b>: Limits, Limits (2)" and not page.find("b")
    assert [link["href"] for link in places.find_all("a")] == ["x.html#use-1", "x.html#use-2"]
    assert page.find(id="first-02").find(class_="uses").text == "used nowhere but here"


def test_markup_in_a_statement_stays_text(tiny):
    tiny.claims.loc["first-01", "statement"] = "<img src=x onerror=alert(1)>"
    assert "<img" not in register_html(tiny, "first", {})


def test_a_card_says_statement_voice_verdict_and_what_is_right(tiny):
    card = BeautifulSoup(Cards(tiny).card("second-03"), "html.parser").text
    for words in ("second-03", "Second, paragraph 2, grade B5", "Article 5 covers attacks.", "voice: the document",
                  "contradicted", "Correction: It covers attacks in an area."):  # fmt: skip
        assert words in card, words
    assert (
        "Correction" not in Cards(tiny).card("first-01")
        and "Caveat" not in Cards(tiny).card("first-01")
        and "not checked" in Cards(tiny).card("first-02")
    )


def test_the_label_of_a_range_names_its_ends_and_every_pair_once(tiny):
    cards = Cards(tiny)
    assert cards.label(["second-01"]) == "Second 01 (¶1) B3"
    assert cards.label(["second-01", "second-02"]) == "Second 01–02 (¶1–2) B3/B6"
    assert cards.label(["second-01", "second-03"]) == "Second 01–03 (¶1–2) B3/B5"


def test_a_card_of_no_claim_is_an_error(tiny):
    with pytest.raises(KeyError):
        Cards(tiny).card("first-77")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(alphabet=st.sampled_from("<>&\"'/= abscriptonerror"), min_size=1))
def test_no_text_of_a_claim_is_ever_live_in_its_card(tiny, text):
    tiny.claims.loc["first-01", ["statement", "speaker"]] = text
    tiny.corrections.loc[:, ["claim", "right"]] = ["first-01", text]
    tags = {tag.name for tag in BeautifulSoup(Cards(tiny).card("first-01"), "html.parser").find_all()}
    assert tags <= {"p", "a", "strong", "span"}


def test_a_card_with_a_caveat_says_which(tiny):
    tiny.checks.loc[0, ["verdict", "finding"]] = ["confirmed-with-caveat", "It was <b>two</b> days."]
    assert "Caveat: It was &lt;b&gt;two&lt;/b&gt; days." in Cards(tiny).card("first-01")


def test_the_head_of_the_register_says_what_the_document_is(tiny):
    head = BeautifulSoup(register_html(tiny, "first", {}), "html.parser").find(class_="register-source")
    assert head.text.startswith("First, opinion, Outlet, 2023-07-12 to 2023-07-13. Source reliability B.")
    assert not head.find("a", string="A copy")  # the tiny document has no address
    tiny.sources.loc["first", "url"] = 'https://example.org/"x'
    head = BeautifulSoup(register_html(tiny, "first", {}), "html.parser").find(class_="register-source")
    assert head.find("a", string="A copy")["href"] == 'https://example.org/"x'


NASTY = "<script>alert(1)</script>\"'&<b>x</b>"


def test_no_field_of_the_evidence_is_live_in_the_register(tiny):
    tiny.claims.loc["first-01", ["statement", "speaker", "kind", "date"]] = NASTY
    tiny.checks.loc[0, ["finding", "silence"]] = NASTY
    tiny.sources.loc["first", ["label", "outlet", "kind"]] = NASTY
    tiny.references["label"] = NASTY
    uses = {"first-01": [Use("x.html", NASTY, "use-1", NASTY)]}
    page = BeautifulSoup(register_html(tiny, "first", uses), "html.parser")
    assert not page.find("script") and not page.find("b")
    assert page.find(id="first-01").text.count("<script>") == 9


def test_a_name_with_a_stop_at_its_end_gets_no_second_one(evidence):
    cards = Cards(evidence)
    assert "Erickson, Andrew S. New U.S." in cards.page("erickson-us-security-strategy-2022")
    assert not [key for key in evidence.references.index if ".. " in cards.page(key)]
