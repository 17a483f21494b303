"""The search of the site: what of a page becomes a record, and what a reader finds, from the disk."""

from __future__ import annotations

import importlib.util
import json
import re
import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

SPEC = importlib.util.spec_from_file_location("search_records", ROOT / "book/_ext/search_records.py")
search_records = importlib.util.module_from_spec(SPEC)
sys.modules["search_records"] = search_records  # dataclasses look their module up
SPEC.loader.exec_module(search_records)

CLAIM = """<div class="report-table register" id="table-register-first"><table><caption>All claims of First</caption>
<thead><tr><th>Claim</th><th>Statement</th><th>Grade</th><th>Check</th></tr></thead><tbody>
<tr id="first-01"><th>first-01</th><td data-label="Statement">Japan is close.<br/><small>voice: Jens Stoltenberg ·
treaty · place ¶2, 10–55</small><p class="uses">used in <a href="x.html">Outlook</a></p></td><td data-label="Grade">B1</td>
<td data-label="Check"><span class="verdict contradicted">contradicted</span> He did not say so.
<a class="reference-link" href="r.html">NATO 2023</a></td></tr></tbody></table></div>"""


def records(body):
    """Return the records of a page with this article, by anchor."""
    page = search_records.read_page(
        f"<html><nav>Outlook</nav><article>{body}</article><footer>end</footer></html>"
    )
    return {record.anchor: record for record in page.records}


def chapter(inside):
    """Return a chapter with one section."""
    return f'<section id="top"><h1>Top</h1><section id="part"><h2>Part</h2>{inside}</section></section>'


def test_the_text_of_a_section_excludes_its_subsections():
    found = records(
        '<section id="top"><h1>Top<a class="headerlink" href="#top">#</a></h1><p>Above.</p>'
        '<section id="part"><h2>Part</h2><p>Below,</p><p>and on.</p></section></section>'
    )
    assert (found["top"].title, found["top"].text) == ("Top", "Above.")
    assert (found["part"].section, found["part"].text) == ("Top", "Below, and on.")


def test_a_claim_has_statement_voice_topic_grade_verdict_and_source():
    claim = records(chapter(CLAIM))["first-01"]
    assert (claim.kind, claim.title, claim.section, claim.verdict) == (
        "claim",
        "first-01",
        "Part",
        "contradicted",
    )
    assert claim.text == (
        "Japan is close. · voice: Jens Stoltenberg · treaty · ¶2 · grade B1 · public record: contradicted. "
        "He did not say so. NATO 2023"
    )


def test_a_claim_stands_in_its_own_record_only():
    found = records(chapter(f"<p>Words.</p>{CLAIM}"))
    assert [anchor for anchor, record in found.items() if "Japan is close" in record.text] == ["first-01"]
    assert found["table-register-first"].title == "All claims of First"


def test_a_correction_keeps_what_is_said_apart_from_what_is_right():
    found = records(chapter(
        '<table><tr id="correction-01"><th>correction-01<br/><a class="claim-link">first-01</a></th>'
        '<td data-label="The document says">Black.</td><td data-label="What is right">White.</td></tr>'
        '<tr id="erratum-02"><th>erratum-02</th><td data-label="What we said">Red.</td></tr></table>'
    ))  # fmt: skip
    assert found["correction-01"].kind == "correction" and found["erratum-02"].kind == "erratum"
    assert found["correction-01"].title == "correction-01"
    assert found["correction-01"].text == "first-01 · The document says: Black. · What is right: White."


def test_a_table_is_found_by_caption_cells_and_note_but_not_by_the_ids_in_it():
    found = records(chapter(
        '<details class="folded-table"><summary>Who (1 row)</summary><div class="report-table" id="table-who"><table>'
        "<caption>Who</caption><thead><tr><th>Actor</th><th>Claims</th></tr></thead><tbody><tr><th>France</th>"
        '<td>–</td><td><a class="claim-link">first-01</a>, <a class="claim-link">first-02</a></td></tr></tbody></table>'
        '</div><p class="table-note">Counted.</p></details>'
    ))  # fmt: skip
    assert (
        found["table-who"].title == "Who" and found["table-who"].text == "France · Counted. · Actor · Claims"
    )
    assert found["part"].text == ""


def test_a_table_that_is_empty_is_found_by_what_stands_in_its_place():
    found = records(chapter('<p id="table-who">Nobody was named.</p>'))
    assert (found["table-who"].kind, found["table-who"].title) == ("table", "Nobody was named.")
    assert found["part"].text == ""


def test_a_figure_is_found_by_what_is_seen_on_it():
    found = records(chapter(
        '<figure id="figure-who" class="report-figure"><figcaption>France is against</figcaption>'
        '<svg aria-label="Bars. France: 2."><text>2</text></svg><p class="figure-note">Source: claims. '
        '<a download="x.csv" href="data:x">Data (CSV)</a></p></figure>'
    ))  # fmt: skip
    figure = found["figure-who"]
    assert (figure.kind, figure.title, figure.text) == (
        "figure",
        "France is against",
        "Bars. France: 2. · Source: claims.",
    )


def test_a_page_of_the_record_is_found_by_its_host_and_not_by_the_rest_of_its_address():
    found = records(chapter(
        '<div class="citation" id="cite-nato"><span class="label">[NATO 2023]</span><p>NATO. A page. URL: '
        '<a class="reference external" href="https://www.nato.int/a/b">https://www.nato.int/a/b</a>.</p></div>'
    ))  # fmt: skip
    assert found["cite-nato"].title == "NATO 2023"
    assert found["cite-nato"].text == "NATO. A page. URL: www.nato.int."


def test_a_judgement_whose_evidence_is_marks_does_not_seem_to_have_none():
    found = records(chapter(
        '<div class="judgement" id="judgement-4"><p class="judgement-label"><strong>Judgement</strong></p>'
        '<p><strong>4. No office.</strong> It is unlikely <a class="claim-chip">First 01</a>.</p>'
        '<p><em>Evidence for.</em> <a class="claim-chip">First 01</a></p><p><em>Evidence against.</em> None found.</p></div>'
        '<p class="withdrawn" id="judgement-6">Judgement 6 was withdrawn.</p>'
    ))  # fmt: skip
    assert found["judgement-4"].title == "Judgement 4: No office"
    assert found["judgement-4"].text == "It is unlikely. Evidence against. None found."
    assert found["judgement-6"].kind == "judgement" and found["part"].text == ""


@pytest.mark.parametrize(
    "left_out",
    [
        '<div class="cell_input">secret</div>',
        '<details class="claim-cards"><ul><li>secret</li></ul></details>',
        "<p hidden>secret</p>",
        "<script>secret</script>",
        '<div class="judgement judgement-listing"><p>secret</p></div>',
        '<p>So <a class="claim-chip">secret</a></p>',
    ],
)
def test_code_lists_of_the_page_end_and_hidden_text_are_left_out(left_out):
    assert "secret" not in str(records(chapter(left_out)))


def test_a_mark_that_is_spoken_of_stays():
    method = '<div class="assessment method"><p>Such as <a class="claim-chip">First 01</a>.</p></div>'
    assert records(chapter(method))["part"].text == "Such as First 01."


def test_a_page_without_an_article_has_no_records():
    assert search_records.read_page("<p>Words.</p>").records == []


def test_the_script_sets_one_global_and_says_where_each_record_stands():
    page = search_records.read_page(f"<article>{chapter('<p>El País said</p>')}</article>")
    text = search_records.script({"a.html": page, "b.html": search_records.read_page("")})
    head, _, data = text.partition(" = ")
    told = json.loads(data.removesuffix(";\n"))
    assert head == "window.searchRecords" and told["pages"] == [["a.html", "Top"]]
    assert told["records"][1] == [told["kinds"].index("section"), 0, "part", "Part", "Top", "El País said"]


def loaded(site, page):
    """Return the text of all scripts and stylesheets that a page loads, however they are bundled."""
    soup = BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser")
    files = [tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[rel=stylesheet]")]
    return "\n".join((site / name.partition("?")[0]).read_text(encoding="utf-8") for name in files)


@pytest.fixture(scope="module")
def site_records(site):
    """Return the records of the built site as (kind, page, anchor, title, section, text)."""
    text = loaded(site, "search.html")
    start = re.search(r"window\.searchRecords\s*=\s*", text)
    data, _ = json.JSONDecoder().raw_decode(text, start.end())
    return [(data["kinds"][kind], data["pages"][page][0], *rest) for kind, page, *rest in data["records"]]


def test_every_claim_correction_and_page_of_the_record_is_found_once(evidence, site_records):
    for kind, table in (("claim", "claims"), ("correction", "corrections"), ("erratum", "errata")):
        assert sorted(record[2] for record in site_records if record[0] == kind) == sorted(
            getattr(evidence, table).index
        )
    claims = {record[2]: record for record in site_records if record[0] == "claim"}
    for name, row in evidence.claims.iterrows():
        assert claims[name][5].startswith(" ".join(row["statement"].split())), name
        assert claims[name][6] == row["verdict"].replace("-", " ")
    references = [record[2] for record in site_records if record[0] == "reference"]
    assert len(references) == len(set(references)) >= 500


def test_every_record_leads_to_a_place_that_is_there(site, site_records):
    anchors = {}
    for path in site.glob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        anchors[path.name] = {tag["id"] for tag in soup.find_all(id=True)}
    assert {record[1] for record in site_records} <= set(anchors)
    assert not [record[:3] for record in site_records if record[2] not in anchors[record[1]]]


def test_every_word_that_is_read_on_a_page_is_found_there(site, site_records):
    furniture = (
        ".headerlink, .claim-cards, .cell_input, summary, .uses, .judgement-listing, .judgement-label, .toctree-wrapper, "
        "a.claim-chip, .bibtex-citation, a.shown-link, a.claim-link, a[href*='#cite-'], a.correction-link, svg, "
        "a[href^='http'], .register small, [download], .figure-links, .citations, a.cite, .screen-only, "
        # Names, sizes and checksums of files, which are there only after the words were gathered.
        "#table-downloads td:last-child, [id^='table-files-']"
    )
    for page in {record[1] for record in site_records}:
        article = BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser").article
        for tag in article.select(furniture):
            if not tag.decomposed:
                tag.decompose()
        found = " ".join(" ".join(record[3:]) for record in site_records if record[1] == page)
        missing = set(re.findall(r"\w+", article.get_text(" "))) - set(re.findall(r"\w+", found))
        assert not missing, f"{page}: {sorted(missing)[:10]}"


def test_only_the_search_page_loads_the_search_and_not_the_stock_one(site):
    for path in site.glob("*.html"):
        text = loaded(site, path.name)
        for part in ("window.searchRecords=", "window.searchEngine=", "global.MiniSearch=", ".search-hits{"):
            assert (part in re.sub(r"\s+", "", text)) == (path.name == "search.html"), f"{path.name}: {part}"
    assert not re.search(r"Search\.setIndex|performTermsSearch|stopwords", loaded(site, "search.html"))


def test_the_search_page_has_no_script_of_its_own_in_it():
    template = (ROOT / "book/_ext/templates/search.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|\son\w+=|style=|javascript:", template)


def test_the_library_carries_its_licence(site):
    text = loaded(site, "search.html")
    assert "MiniSearch 7.2.0, MIT licence" in text and "Copyright 2022 Luca Ongaro" in text
    assert "free of charge" in text and "THE SOFTWARE IS PROVIDED" in text


# In a browser, from the disk.


class Reader:
    """A tab, with what went wrong in it and what it asked of other hosts."""

    def __init__(self, browser, site, width=1280, **settings):
        self.site, self.context = (
            site,
            browser.new_context(viewport={"width": width, "height": 800}, **settings),
        )
        self.tab, self.wrong = self.context.new_page(), []
        self.tab.on(
            "console", lambda message: self.wrong.append(message.text) if message.type == "error" else None
        )
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.tab.on(
            "request",
            lambda request: self.wrong.append(request.url) if request.url.startswith("http") else None,
        )
        self.tab.on("dialog", lambda dialog: self.wrong.append(dialog.message))

    def visit(self, address):
        self.tab.goto((self.site / address.partition("?")[0]).as_uri() + "".join(address.partition("?")[1:]))
        return self.tab

    def type(self, query):
        self.tab.locator("#search-field").fill(query)
        self.tab.wait_for_function(
            "query => new URLSearchParams(location.search).get('q') === query", arg=query
        )

    def hits(self):
        return self.tab.locator(".search-hit h2 a").all_inner_texts()

    def status(self):
        return self.tab.locator("#search-status").inner_text()


@pytest.fixture
def reader(browser, site):
    """Return a reader at the search page."""
    one = Reader(browser, site)
    one.visit("search.html")
    yield one
    assert one.wrong == []
    one.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("elpais-33", "elpais-33"),
        ("el pais 33", "elpais-33"),
        ("El País 33", "elpais-33"),
        ("Skai/DW 14", "skai-14"),
        ("geography stubborn", "elpais-33"),
        ("“geography is stubborn”", "elpais-33"),
        ("correction-55", "correction-55"),
        ("judgment 4", "Judgement 4: No Tokyo office is in sight"),
        ("cite-nato-consensus-2023", "NATO 2023h"),
        ("table office", "The Tokyo office in the public record"),
    ],
)
def test_what_is_named_comes_first(reader, query, first):
    reader.type(query)
    assert reader.hits()[0] == first


@pytest.mark.browser
def test_a_hit_tells_what_it_is_where_it_stands_and_marks_the_words(reader):
    reader.type("geography stubborn")
    hit = reader.tab.locator(".search-hit").first
    assert (
        hit.locator(".search-place").inner_text()
        == "Claim in Evidence: the register of claims › El País · public record: confirmed"
    )
    assert hit.locator(".search-snippet mark").all_inner_texts() == ["geography", "stubborn"]
    assert reader.status() == "1 hit for “geography stubborn”."
    assert reader.tab.locator("#search-status").get_attribute("aria-live") == "polite"


@pytest.mark.browser
def test_words_of_a_finding_are_not_shown_as_the_claim(reader, evidence):
    reader.type("NORAD's Alaska identification zone")
    hit = reader.tab.locator(".search-hit", has=reader.tab.get_by_role("link", name="skai-14")).first
    statement, finding = hit.locator(".search-snippet").all_inner_texts()
    assert statement == evidence.claims.at["skai-14", "statement"] and "NORAD" in finding
    assert "contradicted" in hit.locator(".search-place").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("zakharowa", "written nearly so"),
        ("tokyo xyzzyq", "some of them"),
        ("xyzzyq", "Nothing was found for “xyzzyq”."),
        ("!!!", "Nothing was found"),
        ("<script>alert('x')</script> xyzzyq", "<script>alert('x')</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ],
)
def test_the_search_says_how_it_found_and_takes_any_input(reader, query, told):
    reader.type(query)
    assert told in reader.status()
    assert reader.tab.locator("#report-search :is(script, img)").count() == 0


@pytest.mark.browser
def test_a_phrase_must_stand_as_it_is_written(reader):
    reader.type('"stubborn is geography"')
    assert "some of them" in reader.status()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("one", "other"),
    [("defense spending", "defence spending"), ("el pais", "El País"), ("veto office", "veto offices")],
)
def test_spelling_accents_and_number_do_not_matter(reader, one, other):
    reader.type(one)
    first = set(reader.hits())
    reader.type(other)
    assert first and first == set(reader.hits())


@pytest.mark.browser
def test_an_endless_query_is_cut(reader):
    reader.visit("search.html?q=" + "tokyo%20" * 500)
    assert reader.hits() and len(reader.tab.locator("#search-field").input_value()) <= 200


@pytest.mark.browser
def test_a_hit_leads_to_its_row_where_the_words_are_marked_until_escape(reader):
    reader.type("geography stubborn")
    reader.tab.locator(".search-hit h2 a").first.click()
    reader.tab.wait_for_selector("mark.search-mark")
    assert reader.tab.locator("#elpais-33 mark").all_inner_texts() == ["geography", "stubborn"]
    assert reader.tab.locator("mark").count() == 2
    assert 0 <= reader.tab.locator("#elpais-33").bounding_box()["y"] < 800
    assert 0 <= reader.tab.locator("#elpais-33 mark").first.bounding_box()["y"] < 800
    before = reader.tab.locator("#elpais-33").inner_text()
    reader.tab.keyboard.press("Escape")
    assert reader.tab.locator("mark, .search-note").count() == 0
    assert reader.tab.locator("#elpais-33").inner_text() == before
    assert "find=" not in reader.tab.url and reader.tab.url.endswith("#elpais-33")


@pytest.mark.browser
def test_the_marks_can_be_cleared_by_mouse(reader):
    reader.visit("divisions.html?find=office#the-tokyo-office-step-by-step")
    reader.tab.get_by_role("button", name="Clear the marks").click()
    assert reader.tab.locator("mark").count() == 0


@pytest.mark.browser
def test_a_hit_in_a_folded_table_opens_it_and_shows_the_word(reader):
    reader.visit("methods.html?find=hedging#table-codebook-lexicon")
    word = reader.tab.locator("#table-codebook-lexicon mark").first
    word.wait_for(state="visible")
    reader.tab.wait_for_function("() => document.readyState === 'complete'")
    assert 0 <= word.bounding_box()["y"] < 800


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    ["divisions.html?find=x#%E0%A4%A", "divisions.html?find=office", "divisions.html?find=<script>#limits"],
)
def test_a_broken_address_marks_nothing(reader, address):
    reader.visit(address)
    assert reader.tab.locator("mark, .search-note").count() == 0


@pytest.mark.browser
def test_a_search_typed_on_a_chapter_reaches_a_hit_by_keyboard_alone(reader):
    reader.visit("divisions.html")
    reader.tab.keyboard.press("Control+k")
    reader.tab.keyboard.type("geography is stubborn")
    reader.tab.keyboard.press("Enter")
    reader.tab.wait_for_url("**/search.html?q=geography*")
    reader.tab.wait_for_selector(".search-hit")
    assert reader.tab.locator("#search-field").input_value() == "geography is stubborn"
    for _ in range(6):  # button, kinds, first hit
        reader.tab.keyboard.press("Tab")
        if reader.tab.evaluate("document.activeElement.matches('.search-hit a')"):
            break
    assert reader.tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    reader.tab.keyboard.press("Enter")
    reader.tab.wait_for_url("**/evidence.html?find=*#elpais-33")


@pytest.mark.browser
def test_the_search_button_of_the_sidebar_leads_to_the_search(reader):
    reader.visit("outlook.html")
    reader.tab.locator(".search-button__button:visible").first.click()
    reader.tab.keyboard.type("veto")
    reader.tab.keyboard.press("Enter")
    reader.tab.wait_for_url("**/search.html?q=veto*")
    assert len(reader.hits()) >= 3


@pytest.mark.browser
def test_ctrl_k_on_the_search_page_goes_to_its_field(reader):
    reader.tab.locator("h1").click()
    reader.tab.keyboard.press("Control+k")
    assert reader.tab.evaluate("document.activeElement.id") == "search-field"


@pytest.mark.browser
def test_the_kinds_filter_and_count_and_stand_in_the_address(reader):
    reader.type("tokyo office")
    counts = [int(count.strip("()")) for count in reader.tab.locator(".search-count").all_inner_texts()]
    assert counts[0] == sum(counts[1:]) > 20
    reader.tab.get_by_label("Claims").check()
    assert set(reader.tab.locator(".search-kind").all_inner_texts()) == {"Claim"}
    assert (
        reader.status().startswith(f"Claims: {counts[2]} of {counts[0]} hits")
        and "kind=claims" in reader.tab.url
    )
    reader.tab.go_back()
    reader.tab.wait_for_function("() => !location.search.includes('kind')")
    assert reader.tab.get_by_label("All").is_checked()


@pytest.mark.browser
def test_more_hits_come_in_steps_and_the_focus_goes_to_the_first_new_one(reader):
    reader.type("tokyo")
    assert len(reader.hits()) == 20
    reader.tab.get_by_role("button", name="Show 20 more").click()
    assert len(reader.hits()) == 40 and "40 shown" in reader.status()
    assert (
        reader.tab.evaluate("[...document.querySelectorAll('.search-hit a')].indexOf(document.activeElement)")
        == 20
    )


@pytest.mark.browser
def test_the_back_button_leads_to_the_hits_as_they_were(reader):
    reader.type("tokyo")
    reader.tab.get_by_role("button", name="Show 20 more").click()
    reader.tab.locator(".search-hit h2 a").nth(30).click()
    reader.tab.wait_for_url("**?find=*")
    reader.tab.go_back()
    reader.tab.wait_for_selector(".search-hit")
    assert len(reader.hits()) == 40 and reader.tab.locator("#search-field").input_value() == "tokyo"


@pytest.mark.browser
def test_an_empty_search_says_what_it_reads_with_examples_that_find(reader, evidence):
    help_text = reader.tab.locator(".search-help").inner_text()
    assert f"{len(evidence.claims)} claims of the register" in help_text
    for example in reader.tab.locator(".search-help a").all_inner_texts():
        reader.type(example)
        assert reader.hits() and "No part" not in reader.status(), example


@pytest.mark.browser
def test_without_script_the_page_says_what_to_use_instead(browser, site):
    plain = Reader(browser, site, java_script_enabled=False)
    plain.visit("search.html")
    assert plain.tab.locator("article a[href='evidence.html']").is_visible()
    assert plain.tab.locator("article :is(input, button)").count() == 0
    plain.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "search.html",
        "search.html?q=tokyo+office",
        "search.html?q=xyzzyq",
        "evidence.html?find=stubborn#elpais-33",
    ],
)
def test_the_search_fits_a_phone(browser, site, address):
    phone = Reader(browser, site, width=360)
    phone.visit(address)
    assert phone.tab.evaluate("document.documentElement.scrollWidth") <= 360 and phone.wrong == []
    phone.context.close()


@pytest.mark.browser
def test_the_search_is_there_and_answers_well_under_a_second(reader):
    reader.visit("search.html?q=tokyo+office")
    ready = reader.tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    asked = reader.tab.evaluate(
        """() => {
            const engine = window.searchEngine.make(window.searchRecords);
            const start = performance.now();
            for (const query of ["nato", "the office in tokyo", "zakharovva", "a"]) engine.search(query);
            return (performance.now() - start) / 4;
        }"""
    )
    assert ready < 5000 and asked < 200  # generous: machines that test are slow; 600 and 2 were measured
