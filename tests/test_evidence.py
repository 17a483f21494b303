"""The register: every claim, its anchor, its grade, its uses."""

from bs4 import BeautifulSoup

from analysis.evidence import register_html, table_register


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
    page = BeautifulSoup(
        register_html(tiny, "first", {"first-01": [("x.html", "A <b>page</b>")]}), "html.parser"
    )
    assert [row["id"] for row in page.find_all("tr", id=True)] == ["first-01", "first-02"]
    link = page.find(id="first-01").find("a", href="x.html")
    assert link.text == "A <b>page</b>" and not page.find("b")


def test_markup_in_a_statement_stays_text(tiny):
    tiny.claims.loc["first-01", "statement"] = "<img src=x onerror=alert(1)>"
    assert "<img" not in register_html(tiny, "first", {})
