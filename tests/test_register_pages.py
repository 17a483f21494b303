"""The register on several pages: one home for each claim, links that lead there, ways between the pages."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

import analysis
from analysis.register_pages import MOST_CLAIMS, divide, lead_home, navigation_html, read_homes
from scripts.generate_sources import claim_name, make_sources, source_name
from scripts.page_weight import MOST_BYTES_OF_DATA, PageWeight, most_bytes, weigh
from scripts.register_pages import contents, write_pages

ROOT = Path(__file__).resolve().parent.parent
SOURCES, CLAIMS = 100, 9  # three pages
EXTENSIONS = (
    "claim_chips", "claim_register", "evidence_marks", "page_files", "reference_uses", "shown_links", "published_ids",
    "edition_line",
)  # fmt: skip
JUDGEMENT = """- id: judgement-1
  title: It holds
  statement: It holds.
  confidence: low
  confidence_reason: One source.
  assumption: None.
  implication: Go on.
  evidence_for: [source-aaaa-01]
  chapter: index
"""
HOMES = {"evidence": ["a", "b"], "evidence-2": ["c"], "evidence-3": ["d", "e"], "evidence-4": ["f"]}
LABELS = {name: name.upper() for name in "abcdef"}


@pytest.mark.parametrize(
    ("claims", "pages"),
    [
        ({"a": 3, "b": 1}, [["a", "b"]]),
        ({"a": 3, "b": 2, "c": 2}, [["a"], ["b", "c"]]),
        ({"a": 9, "b": 1}, [["a"], ["b"]]),
    ],
)
def test_sources_are_divided_in_their_order_and_never_cut(claims, pages):
    assert divide(claims, most=4) == pages


def test_the_five_sources_stand_on_one_page(evidence):
    assert list(read_homes(analysis.corpus.BOOK)) == ["evidence"]
    assert len(evidence.claims) <= MOST_CLAIMS


def test_a_source_that_is_added_moves_none_that_was_there():
    before = divide({"a": 3, "b": 1, "c": 2}, most=4)
    assert divide({"a": 3, "b": 1, "c": 2, "d": 2, "e": 1}, most=4)[: len(before) - 1] == before[:-1]


def test_only_links_to_claims_of_the_register_are_led_home():
    html = (
        '<a href="evidence.html#c-01">c</a> <a href="evidence.html#table-x">t</a> <a href="a.html#c-01">a</a>'
    )
    assert lead_home(html, HOMES) == html.replace("evidence.html#c-01", "evidence-2.html#c-01")
    assert lead_home(html, {"evidence": ["c"]}) == html


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("evidence", ["Page 1 of 4: A to B", "Next: page 2, C", "Last: page 4, F"]),
        (
            "evidence-3",
            ["First: page 1, A to B", "Previous: page 2, C", "Page 3 of 4: D to E", "Next: page 4, F"],
        ),
        ("evidence-4", ["First: page 1, A to B", "Previous: page 3, D to E", "Page 4 of 4: F"]),
        ("methods", []),
    ],
)
def test_each_page_names_the_first_previous_next_and_last(page, told):
    soup = BeautifulSoup(navigation_html(HOMES, page, LABELS), "html.parser")
    assert [item.get_text() for item in soup.select("nav[aria-label] li")] == told
    assert [item["aria-current"] for item in soup.select("span")] == ["page"] * bool(told)


def test_the_contents_list_further_pages_below_the_first_and_forget_them_again():
    toc = "      - file: methods\n      - file: evidence\n      - file: cite\n"
    longer = contents(toc, ["evidence", "evidence-2", "evidence-3"])
    assert re.findall(r"file: (\S+)", longer) == ["methods", "evidence", "evidence-2", "evidence-3", "cite"]
    assert contents(longer, ["evidence"]) == toc


def test_pages_no_longer_needed_are_taken_away(tmp_path, evidence):
    for name in ("evidence.md", "_toc.yml"):
        shutil.copy(ROOT / "book" / name, tmp_path)
    (tmp_path / "evidence-2.md").write_text("old", encoding="utf-8")
    before = (tmp_path / "evidence.md").read_bytes()
    assert write_pages(evidence, tmp_path) == ["evidence"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_toc.yml", "evidence.md"]
    assert (tmp_path / "evidence.md").read_bytes() == before


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Return a built book of a hundred sources, without the theme; its register has several pages."""
    folder = tmp_path_factory.mktemp("grown")
    seeds = make_sources(folder / "seeds", SOURCES, CLAIMS)
    evidence, book = analysis.load(seeds), folder / "book"
    book.mkdir()
    for name in ("evidence.md", "_toc.yml"):
        shutil.copy(ROOT / "book" / name, book)
    register = (book / "evidence.md").read_text(encoding="utf-8").replace("elpais-01", "source-aaaa-01")
    (book / "evidence.md").write_text(register, encoding="utf-8")
    pages = write_pages(evidence, book)
    last = claim_name(SOURCES * CLAIMS - 1, CLAIMS)
    toctree = "\n".join(["```{toctree}", *pages, "```"])
    text = f"# Page\n\nOne {{claim}}`source-aaaa-01` and the last {{claim}}`{last}`.\n\n{toctree}\n"
    (book / "index.md").write_text(text, encoding="utf-8")
    (book / "judgements.yml").write_text(JUDGEMENT, encoding="utf-8")
    (book / "conf.py").write_text("")
    settings = {
        "extensions": ["myst_parser", "evidence_marks"], "html_theme": "basic",
        "myst_enable_extensions": ["colon_fence"], "suppress_warnings": ["myst.xref_missing", "myst.topmatter"],
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "book" / "_ext"))
        patch.setattr(analysis, "load", lambda: evidence)
        app = SphinxTestApp("html", srcdir=book, builddir=folder / "out", confoverrides=settings)
        app.build(force_all=True)
        assert app.warning.getvalue() == ""
        app.cleanup()
    for name in EXTENSIONS:
        sys.modules.pop(name, None)
    return folder / "out" / "html"


def soup_of(site, page):
    return BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


def pages_of(site):
    return sorted((path.stem for path in site.glob("evidence*.html")), key=lambda name: (len(name), name))


def test_every_claim_has_one_home_and_pages_stay_small(grown):
    homes = {}
    for page in pages_of(grown):
        rows = [row["id"] for row in soup_of(grown, page).select(".report-table tbody tr")]
        assert len(rows) <= MOST_CLAIMS
        homes |= dict.fromkeys(rows, page)
    assert len(pages_of(grown)) > 2
    assert list(homes) == [claim_name(number, CLAIMS) for number in range(SOURCES * CLAIMS)]


def test_chips_and_cards_lead_to_the_page_of_the_claim(grown):
    last, page = claim_name(SOURCES * CLAIMS - 1, CLAIMS), pages_of(grown)[-1]
    soup = soup_of(grown, "index")
    chips = [chip["href"] for chip in soup.select("a.claim-chip")]
    assert chips == ["evidence.html#source-aaaa-01", f"{page}.html#{last}"]
    assert [link["href"] for link in soup.select(f"#card-{last} .card-head a")] == [f"{page}.html#{last}"]


def test_the_row_of_a_claim_leads_back_from_every_page(grown):
    last = claim_name(SOURCES * CLAIMS - 1, CLAIMS)
    row = soup_of(grown, pages_of(grown)[-1]).find(id=last)
    assert [link["href"] for link in row.select(".uses a")] == [f"index.html#use-{last}-1"]


def test_pages_lead_to_their_neighbours_and_say_where_they_are(grown):
    pages = pages_of(grown)
    for place, page in enumerate(pages):
        soup = soup_of(grown, page)
        ways = soup.select("nav.register-pages")
        assert len(ways) == 2  # above and below
        assert len(soup.select("nav.register-pages [aria-current=page]")) == 2
        assert [link["href"] for link in ways[0].select("a[rel=next]")] == [
            f"{name}.html" for name in pages[place + 1 : place + 2]
        ]
        assert [link["href"] for link in ways[0].select("a[rel=prev]")] == [
            f"{name}.html" for name in pages[max(place - 1, 0) : place]
        ]


def test_the_first_page_lists_every_source_of_the_others(grown):
    listed = {
        link["data-source"]: link["href"] for link in soup_of(grown, "evidence").select(".register-index a")
    }
    here = {table["data-source"] for table in soup_of(grown, "evidence").select(".report-table")}
    assert set(listed) | here == {source_name(number) for number in range(SOURCES)}
    assert not set(listed) & here
    for source, href in list(listed.items())[::20]:
        page, _, anchor = href.partition("#")
        assert soup_of(grown, page.removesuffix(".html")).find(id=anchor)["data-source"] == source


def test_further_pages_of_the_register_have_its_weight():
    assert most_bytes("evidence-12") == MOST_BYTES_OF_DATA["evidence"]
    assert most_bytes("icd-203") < MOST_BYTES_OF_DATA["evidence"]


@pytest.mark.browser
def test_an_old_link_to_a_claim_that_moved_arrives(grown, browser):
    last, page = claim_name(SOURCES * CLAIMS - 1, CLAIMS), pages_of(grown)[-1]
    tab = browser.new_page()
    tab.goto(f"{(grown / 'evidence.html').as_uri()}#{last}")
    tab.wait_for_url(f"**/{page}.html#{last}")
    assert tab.locator(f"[id='{last}']").is_visible()
    tab.goto(
        f"{(grown / 'evidence-2.html').as_uri()}#{last}"
    )  # from a page that does not know where it stands
    tab.wait_for_url(f"**/{page}.html#{last}")
    tab.close()


@pytest.mark.browser
def test_a_choice_goes_along_to_the_next_page_and_tells_what_it_covers(grown, browser):
    tab = browser.new_page()
    tab.goto(f"{(grown / 'evidence.html').as_uri()}?verdict=confirmed")
    words = tab.locator(".register-shown").inner_text()
    assert re.search(r"on this page: .*; \d+ more stand on its other pages", words)
    following = tab.locator(".register-pages a[rel=next]").first
    following.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/evidence-2.html?verdict=confirmed")
    assert "on this page" in tab.locator(".register-shown").inner_text()
    tab.close()


@pytest.mark.browser
def test_every_page_of_the_register_weighs_less_than_its_bar(grown, browser):
    for page in pages_of(grown):
        found: PageWeight = weigh(browser, grown, page)
        assert found.bytes_without_figures <= most_bytes(page)
