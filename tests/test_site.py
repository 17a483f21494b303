"""The built site: every page there, every link sound, nothing from outside, nothing of this machine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse
from xml.etree import ElementTree

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT

from scripts import build

SVG = "{http://www.w3.org/2000/svg}"
TOC = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
PAGES = list(dict.fromkeys(build.pages(TOC)))


@pytest.fixture(scope="module")
def soups(site: Path) -> dict[str, BeautifulSoup]:
    """Return every page of the site, parsed once."""
    return {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.glob("*.html")
    }


@pytest.fixture(scope="module")
def anchors(soups) -> dict[str, set[str]]:
    """Return the ids of every page."""
    return {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}


def test_the_site_has_every_page_of_the_contents(soups):
    assert {f"{page}.html" for page in PAGES} <= set(soups)


def test_the_site_shows_the_evidence_as_it_is_now(site):
    assert build.is_fresh(ROOT), "the site is older than its inputs; run make book"


def test_no_internal_link_is_broken(site, soups, anchors):
    broken = []
    for name, soup in soups.items():
        for tag in soup.find_all(["a", "link", "script", "img"]):
            target = tag.get("href") or tag.get("src")
            if not target or urlparse(target).scheme or target.startswith("//"):
                continue
            path, fragment = urldefrag(unquote(target))
            path = path.split("?")[0]
            page = path or name
            if (path and not (site / path).exists()) or (
                fragment and page in anchors and fragment not in anchors[page]
            ):
                broken.append(f"{name}: {target}")
    assert not broken, "\n".join(broken[:20])


def test_every_claim_stands_in_the_register(evidence, anchors):
    assert set(evidence.claims.index) <= anchors["evidence.html"]


def test_every_correction_and_erratum_can_be_linked_to(evidence, anchors):
    assert set(evidence.corrections.index) | set(evidence.errata.index) <= anchors["corrections.html"]


def test_the_front_page_states_the_cut_off_of_the_record(evidence, soups):
    text = soups["index.html"].find("main").text
    assert "Cut-off." in text and evidence.references["seen"].max() in text


def test_every_judgement_says_what_hangs_on_which_source(soups):
    for block in soups["index.html"].select("div.judgement"):
        assert "If sources are left out." in block.text


def test_the_register_says_of_every_claim_what_the_record_says(evidence, soups):
    for row in soups["evidence.html"].select("tr[id]"):
        verdict = evidence.claims.at[row["id"], "verdict"]
        assert row.select_one(".verdict").text == verdict.replace("-", " ")


def test_no_page_loads_anything_from_outside(soups):
    outside = [
        f"{name}: {tag}"
        for name, soup in soups.items()
        for tag in soup.find_all(["script", "link", "img", "iframe"])
        if urlparse(tag.get("src") or (tag.get("href") if tag.name == "link" else "") or "").scheme
        in {"http", "https"} and tag.get("rel") not in (["canonical"], ["schema.DC"])  # names, nothing to load
    ]  # fmt: skip
    assert not outside


@pytest.mark.parametrize("word", ["Traceback (most recent call last)", "cell_output_error", "problematic"])
def test_no_page_shows_a_failure(soups, word):
    assert not [name for name, soup in soups.items() if word in str(soup)]


def test_no_file_names_a_path_of_this_machine(site):
    home = (str(ROOT), str(Path.home()))
    named = []
    for path in site.rglob("*"):
        if path.suffix in {".html", ".js", ".ipynb", ".json", ".css"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            named += [path.name for place in home if len(place) > 3 and f"{place}/" in text]
    assert not named


def test_every_table_has_a_caption_and_scoped_headers(soups):
    for name, soup in soups.items():
        for table in soup.select(".report-table table"):
            assert table.caption and table.caption.text, name
            assert all(cell.get("scope") for cell in table.find_all("th")), name


@pytest.fixture(scope="module")
def figures(soups):
    found = [figure for soup in soups.values() for figure in soup.select("figure.report-figure")]
    assert len(found) >= 15
    return found


def test_every_figure_can_be_read_without_seeing_it(figures):
    for figure in figures:
        assert figure.figcaption.text and len(figure.svg["aria-label"]) > 80


def test_every_figure_gives_its_data_and_its_image_as_files(site, figures):
    for figure in figures:
        name = figure["id"].removeprefix("figure-")
        files = {link["download"]: site / link["href"] for link in figure.select("a[download]")}
        assert set(files) == {f"{name}.csv", f"{name}.png", f"{name}.svg"}
        data = pd.read_csv(files[f"{name}.csv"])
        assert len(data) and len(data.columns) > 1, name
        assert files[f"{name}.png"].read_bytes().startswith(b"\x89PNG")
        drawing = ElementTree.parse(files[f"{name}.svg"]).getroot()
        words = " ".join(" ".join(text.itertext()) for text in drawing.iter(f"{SVG}text"))
        assert figure.figcaption.text in words, name
        assert drawing.findtext(f"{SVG}title") == figure.svg["aria-label"]


def test_ids_are_unique_on_a_page(soups):
    for name, soup in soups.items():
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), name


def test_numbers_in_prose_come_from_the_tables(evidence, soups):
    pasted = [tag.text for tag in soups["background.html"].select(".pasted-text")]
    assert "31" in pasted and all(re.match(r"^[\w.+−%-]+$", text) for text in pasted)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_states_licence_and_the_rights_of_the_publishers(soups, page):
    footer = soups[f"{page}.html"].find("footer", class_="bd-footer-content").text
    assert "CC BY 4.0" in footer and "belong to their publishers" in footer


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_back_to_the_front_page_by_its_sidebar(soups, page):
    sidebar = soups[f"{page}.html"].find("nav", class_="bd-links")
    links = [link.get("href", "").split("#")[0] or f"{page}.html" for link in sidebar.find_all("a")]
    assert "index.html" in links


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stays_light(site, page):
    assert (site / f"{page}.html").stat().st_size < 600_000


def test_chapters_offer_their_executed_notebook(site, soups):
    chapters = (
        "background",
        "partnerships",
        "divisions",
        "reactions",
        "reliability",
        "outlook",
        "methods",
        "tradecraft",
        "corrections",
        "downloads",
        "adding",
        "accessibility",
        "status",
        "changelog",
        "cite",
    )
    for page in chapters:
        link = soups[f"{page}.html"].find("a", class_="download", href=re.compile(rf"{page}\.ipynb$"))
        assert link and (site / link["href"]).is_file(), page


def test_every_text_of_a_page_has_a_mark_or_is_the_authors_own(soups):
    """Read from the built pages alone, so that the lint's own reading of the sources is put to the test."""
    own = [
        "judgement",
        "assessment",
        "claim-cards",
        "report-table",
        "report-figure",
        "folded-table",
        "citation-list",
    ]
    furniture = [
        "citations",
        "citation-files",
        "table-cite",
        "withdrawn",
        "register-source",
        "table-note",
        "prev-next-area",
        "bd-toc",
        "hide",
        "screen-only",
        "session",
    ]
    bare = []
    for page in PAGES:
        article = soups[f"{page}.html"].find("article")
        for text in article.select("p, li, dd, dt, blockquote, tbody td"):
            if (
                text.find_parent("thead")
                or str(text.get("id", "")).startswith("table-")  # a table without rows
                or text.find(["p", "li"])
                or {*own, *furniture} & set(text.get("class", []))
            ):
                continue
            row = text.find_parent("tr") or text
            marked = row.select_one(
                "a.claim-chip, a[href*='#cite-'], a.download, a.reference.internal[href$='.html']"
            )
            if (
                not text.find_parent(class_=[*own, *furniture])
                and not marked
                and not text.text.strip().endswith("?")
            ):
                bare.append(f"{page}: {text.text[:80]}")
    assert not bare


def test_cells_show_tables_and_figures_only(soups):
    for name, soup in soups.items():
        for output in soup.select("div.cell_output"):
            assert output.select_one(
                ".report-table, .report-figure, p[id^='table-'], .citations, .citation-files, pre.session"
            ), f"{name}: {output.text[:80]}"


def test_every_chip_leads_to_its_claims_and_has_their_cards(evidence, soups, anchors):
    for name, soup in soups.items():
        for chip in soup.select("a.claim-chip"):
            claims = [card.removeprefix("card-") for card in chip["aria-describedby"].split()]
            page = "" if name == "evidence.html" else "evidence.html"
            assert chip["href"] == f"{page}#{claims[0]}" and set(claims) <= set(evidence.claims.index), name
            assert {f"card-{claim}" for claim in claims} <= anchors[name]
            wrong = evidence.claims.loc[claims, "verdict"].eq("contradicted")
            assert wrong.all() if "contradicted" in chip["class"] else not wrong.any(), f"{name}: {chip.text}"


def test_a_contradicted_claim_is_told_on_its_card_with_what_is_right(evidence, soups):
    corrected = evidence.corrections.groupby("claim")["right"].apply(list)
    for name, soup in soups.items():
        for card in soup.select("li.claim-card"):
            for right in corrected.get(card["id"].removeprefix("card-"), []):
                assert " ".join(right.split()) in " ".join(card.text.split()), name


def test_the_register_leads_back_to_every_chip(soups):
    register = {link["href"] for link in soups["evidence.html"].select(".uses a")}
    for name, soup in soups.items():
        if name != "evidence.html":
            for chip in soup.select("a.claim-chip"):
                block = chip.find_parent(class_="judgement")
                place = block["id"] if block else chip["id"]
                assert f"{name}#{place}" in register, name
    places = " ".join(text.text for text in soups["evidence.html"].select(".uses"))
    for title in ("Front page: judgement 1", "Alliance divisions: opening", "Outlook: "):
        assert title in places


def test_a_claim_shows_every_table_that_names_it(soups):
    register = {
        row["id"]: {link["href"] for link in row.select(".uses a")}
        for row in soups["evidence.html"].select("tr[id]")
    }
    for name, soup in soups.items():
        for link in soup.select(".report-table[id] a.claim-link"):
            table = link.find_parent(class_="report-table")
            assert f"{name}#{table['id']}-{link.text}" in register[link.text], f"{name}: {link.text}"


def test_downloaded_notebooks_hold_no_mark_that_jupyter_cannot_show(site):
    notebooks = sorted(site.glob("_downloads/*/*.ipynb"))
    assert len(notebooks) >= 8
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        assert not re.search(r"\{(claim|reported-error|cite|glue:text|nb-download)\}|:::|```\{", text), (
            path.name
        )
        assert "NATO and the Asia-Pacific Four" in text and "not set" not in text, path.name
        # The status of a copy names no claim.
        assert "evidence.html#" in text or path.stem == "status", path.name


def test_no_page_loads_a_file_twice(soups):
    for name, soup in soups.items():
        files = [
            tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[rel=stylesheet]")
        ]
        assert len(files) == len(set(files)), name


def test_a_table_or_figure_has_a_name_that_no_other_has(anchors):
    names = [
        name for page in anchors.values() for name in page
        if re.match(r"(table|figure)-", name) and not re.search(r"-[a-z]+-\d{2}$", name)
    ]  # fmt: skip
    assert len(names) == len(set(names))


def test_every_link_to_a_table_or_figure_leads_there(soups, anchors):
    links = [(name, link["href"]) for name, soup in soups.items() for link in soup.select("a.shown-link")]
    assert len(links) > 20
    for name, address in links:
        page, _, anchor = address.partition("#")
        assert anchor in anchors[page or name]


def test_every_part_of_a_judgement_has_its_own_mark(soups):
    for block in soups["index.html"].select("div.judgement[id]"):
        statement = block.find_all("p")[1]
        assert statement.select("a.claim-chip, a.reference"), block["id"]
        last = statement.find_all("a")[-1]
        assert statement.text.rstrip(".]").endswith(last.text), block["id"]


def test_each_page_of_the_record_leads_back_to_every_place_that_cites_it(soups, anchors):
    entries = soups["references.html"].select("div.citation[id]")
    back = {entry["id"]: {link["href"] for link in entry.select(".uses a")} for entry in entries}
    for name, soup in soups.items():
        if name == "references.html":
            continue
        for link in soup.select("article a[href^='references.html#cite-']"):
            row, mark = link.find_parent("tr"), link.find_parent(class_="bibtex-citation")
            block = link.find_parent(class_="judgement")
            box = link.find_parent(class_="report-table")
            if row and row.get("id"):
                place = row["id"]
            elif box:
                place = f"cited-{box['id'].removeprefix('table-')}-{link['href'].partition('#cite-')[2]}"
            else:
                place = block["id"] if block and block.get("id") else mark["id"]
            assert f"{name}#{place}" in back[link["href"].partition("#")[2]], f"{name}: {link['href']}"
    assert all(entry.select_one(".uses") for entry in entries)


def test_the_bibliography_is_a_list_that_a_screen_reader_follows(evidence, soups):
    lists = soups["references.html"].select("[role=list]")
    assert [one["class"] for one in lists] == [["citation-list"]]
    items = lists[0].find_all(recursive=False)
    assert len(items) == len(evidence.references) and {item["role"] for item in items} == {"listitem"}


def test_the_bibliography_is_dated_to_the_day_where_the_day_is_known(evidence, soups):
    entry = soups["references.html"].find(id="cite-abc-rudd-bucharest-2008")
    assert evidence.references.at["abc-rudd-bucharest-2008", "date"] == "2008-04-04"
    assert "4 April 2008" in entry.text
    dated = evidence.references["date"].dropna()
    for key, date in dated[dated.str.len() == len("2008-04-04")].items():
        assert f" {int(date[8:])} " in soups["references.html"].find(id=f"cite-{key}").text, key
