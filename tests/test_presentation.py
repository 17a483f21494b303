"""Presentation: captions, scopes, alternative texts, and nothing live from the evidence."""

import base64

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.plotting import canvas, finish
from analysis.presentation import entry_table, reference_link, show_figure, show_table

NASTY = '<script>alert("x")</script>&"\''


def soup(shown):
    return BeautifulSoup(shown._repr_html_(), "html.parser")


def test_a_table_has_a_caption_and_scoped_headers():
    table = soup(show_table(pd.DataFrame({"a": ["x"], "b": [1]}), "What it shows", name="t"))
    assert table.caption.text == "What it shows"
    assert [cell["scope"] for cell in table.find_all("th")] == ["col", "col", "row"]
    assert table.find("td")["class"] == ["number"]


def test_claims_and_references_become_links():
    frame = pd.DataFrame({"x": ["y"], "claims": [["a-01", "a-02"]], "references": [["k"]]})
    references = pd.DataFrame({"label": ["NATO 2023"]}, index=["k"])
    table = soup(show_table(frame, "c", name="t", references=references))
    assert [link["href"] for link in table.find_all("a")] == [
        "evidence.html#a-01", "evidence.html#a-02", "references.html#cite-k",
    ]  # fmt: skip
    assert table.find_all("a")[2].text == "NATO 2023"


@pytest.mark.parametrize("column", ["text", "claims", "claim", "references"])
def test_markup_in_the_evidence_stays_text(column):
    value = [NASTY] if column in {"claims", "references"} else NASTY
    shown = show_table(
        pd.DataFrame({"x": ["y"], column: [value]}), NASTY, name="t", note=NASTY, labels={"x": NASTY}
    )
    assert "<script" not in shown._repr_html_()


def test_missing_values_are_a_dash_and_an_empty_table_says_so():
    frame = pd.DataFrame({"a": ["x", "y"], "b": [None, float("nan")], "claims": [[], []]})
    assert [cell.text for cell in soup(show_table(frame, "c", name="t")).find_all("td")] == ["–"] * 4
    assert "no such entry" in show_table(frame.head(0), "c", name="t")._repr_html_()


def test_signed_numbers_of_a_column_have_the_same_decimals_and_a_true_minus():
    frame = pd.DataFrame({"a": list("wxyz"), "score": [-1.5, 1, 0, None], "median": [-2, 1, 0, None]})
    table = soup(show_table(frame, "c", name="t"))
    texts = [[cell.text for cell in row.find_all("td")] for row in table.tbody.find_all("tr")]
    assert texts == [["−1.5", "−2"], ["+1.0", "+1"], ["0.0", "0"], ["–", "–"]]
    assert all(cell["class"] == ["number"] for cell in table.find_all("td"))


def test_columns_can_stand_under_the_text_of_another():
    frame = pd.DataFrame(
        {"a": ["x", "y"], "b": ["text", "more"], "why": ["so", None], "claims": [["k-01"], []]}
    )
    table = soup(show_table(frame, "c", name="t", under={"b": ["why", "claims"]}))
    assert [head.text for head in table.thead.find_all("th")] == ["A", "B"]
    cells = table.find_all("td")
    assert [line.text for line in cells[0].select(".under")] == ["Why: so", "Claims: k-01"]
    assert cells[1].text == "more"


def test_long_heads_over_codes_turn_where_columns_are_many():
    ratings = {f"A hypothesis {number}": ["++", "−"] for number in range(6)}
    table = soup(show_table(pd.DataFrame({"item": ["x", "y"], **ratings}), "c", name="t"))
    assert len(table.select("th.turned > span")) == 6 and "crowded" in table.div["class"]
    few = soup(show_table(pd.DataFrame({"item": ["x"], "A hypothesis": ["++"]}), "c", name="t"))
    assert not few.select(".turned, .crowded")


def test_the_first_link_to_a_page_is_an_anchor_unless_its_row_is_one():
    frame = pd.DataFrame({"a": ["x", "y"], "references": [["k", "l"], ["k"]]})
    table = soup(show_table(frame, "c", name="t"))
    assert [link.get("id") for link in table.select("a.reference-link")] == ["cited-t-k", "cited-t-l", None]
    rows = [("error-01", "error-01", [reference_link("k")])]
    entries = BeautifulSoup(entry_table("c", ["Error", "Record"], rows, name="t"), "html.parser")
    assert entries.tr and entries.a.get("id") is None


def test_rows_and_box_of_entries_carry_codes_as_text():
    html = entry_table(
        "c", ["Claim", "Says"], [("k-01", "k-01", ["so"])], name="t",
        codes={"k-01": {"data-voice": NASTY}}, attributes={"data-label": NASTY},
    )  # fmt: skip
    page = BeautifulSoup(html, "html.parser")
    assert page.find(id="k-01")["data-voice"] == page.div["data-label"] == NASTY
    assert not page.find("script")


def test_both_helpers_write_the_same_table():
    entries = BeautifulSoup(entry_table("c", ["A", "B"], [("k-01", "x", ["y"])], name="t"), "html.parser")
    frame = soup(show_table(pd.DataFrame({"a": ["x"], "b": ["y"]}), "c", name="t"))
    del entries.find(id="k-01")["id"]
    assert entries.table == frame.table


def test_a_long_table_can_be_folded_and_says_how_long_it_is():
    frame = pd.DataFrame({"a": ["x", "y"]})
    assert soup(show_table(frame, "c", name="t", folded=True)).summary.text == "c (2 rows)"


def make_figure(**changes):
    figure, axes = canvas(1)
    axes.text(0.5, 0.5, NASTY)
    parts = {"name": "n", "title": "t", "alt": "a", "data": pd.DataFrame({"x": [1]}), "source": "s"}
    return finish(figure, **parts | changes)


def test_a_figure_has_title_alternative_text_and_data():
    shown = soup(show_figure(make_figure(title=NASTY, alt=NASTY)))
    assert shown.figcaption.text == NASTY
    assert shown.svg["aria-label"] == NASTY and shown.svg["role"] == "img"
    link = shown.find("a", download="n.csv")
    assert base64.b64decode(link["href"].split("base64,")[1]).decode() == "x\r\n1\r\n"
    assert not shown.find("script")


def test_ids_of_two_figures_on_a_page_do_not_meet():
    first, second = (soup(show_figure(make_figure(name=name))) for name in ("one", "two"))
    ids = [{tag["id"] for tag in shown.find_all(id=True)} for shown in (first, second)]
    assert ids[0].isdisjoint(ids[1])


def test_the_same_figure_gives_the_same_bytes():
    assert show_figure(make_figure())._repr_html_() == show_figure(make_figure())._repr_html_()


def test_an_unfinished_figure_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"end its plot function with plotting\.finish"):
        show_figure(canvas(1)[0])


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["2023-07-12", "2023-07"], ["date"]), (["2023-07", None], ["date"]), (["2023-07", "unknown"], None), ([None, None], None)],
)  # fmt: skip
def test_a_column_of_dates_is_kept_whole(values, kind):
    table = soup(show_table(pd.DataFrame({"a": ["x", "y"], "date": values}), "c", name="t"))
    assert table.find("td").get("class") == kind


def test_a_verdict_is_written_in_words():
    frame = pd.DataFrame({"a": ["x"], "verdict": ["confirmed-with-caveat"]})
    assert soup(show_table(frame, "c", name="t")).find("td").text == "confirmed with caveat"
