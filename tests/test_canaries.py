"""Text of the evidence stays text: planted in every field, it reaches each output as text, or is refused."""

from __future__ import annotations

import ast
import csv
import importlib
import io
import json
import re
import shutil
import sys
import types
import xml.etree.ElementTree as ElementTree
import zipfile

import pandas as pd
import pypandoc
import pytest
import rispy
from bs4 import BeautifulSoup
from canaries import ELEMENT, LONG, SHORT, Planting, plant
from conftest import ROOT
from pybtex.database import parse_string
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp

import analysis
from analysis.__main__ import main
from analysis.citable import Citable
from analysis.citation_files import citation_html
from analysis.citation_formats import bibtex, csl_item, csl_json, ris
from analysis.citation_styles import render_all
from analysis.evidence import register_html
from analysis.export import export_tables, write_package
from analysis.metadata import claim_graph
from analysis.model import Identifier
from analysis.spreadsheet import FORMULA
from scripts import pdf
from scripts.content_security_policy import with_policy
from scripts.redirects import farewell, redirect

CHAPTERS = sorted(
    path.stem for path in (ROOT / "book").glob("*.md") if "{code-cell}" in path.read_text("utf-8")
)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?P<code>.*?)^```", re.M | re.S)
SPOILT = ("script", "img", "style", ELEMENT)


@pytest.fixture(scope="module")
def planting(tmp_path_factory) -> Planting:
    return plant(ROOT, tmp_path_factory.mktemp("canaries") / "project")


@pytest.fixture(scope="module")
def hostile(planting) -> analysis.Evidence:
    return analysis.load(planting.seeds)


@pytest.fixture(scope="module")
def judgements(planting, hostile) -> list:
    return analysis.load_judgements(hostile, planting.judgements)


def named(text: str) -> set[str]:
    """Return the marks of the canaries that stand whole in a text."""
    return set(re.findall(r"canary([A-Z]+) <canary-x", text))


def assert_text(html: str, what: str) -> set[str]:
    """Hold HTML to be free of mark-up from the evidence; return the canaries that it shows as text."""
    soup = BeautifulSoup(html, "html.parser")
    spoilt = [tag for tag in soup.find_all(SPOILT) if "spoil" in str(tag) or tag.name == ELEMENT]
    assert spoilt == [], f"{what}: {str(spoilt[0])[:300]}"
    for tag in soup.find_all(True):
        assert not any(name.startswith("on") for name in tag.attrs), f"{what}: {str(tag)[:300]}"
        assert "javascript:" not in str(tag.get("href", "")), f"{what}: {str(tag)[:300]}"
    return named(soup.get_text())


def test_every_field_for_text_takes_a_canary_or_refuses_it_with_its_name(planting):
    assert {"Claim.statement", "Check.finding", "Reference.title", "Judgement.title"} <= set(planting.marks)
    for name, told in planting.refused.items():
        assert ("found" in told and "; " in told) or name == "Institution.authors", told
    assert not set(planting.marks) & set(planting.refused) and len(planting.marks) > 60


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_tables_and_figures_of_a_chapter_show_text(planting, hostile, judgements, monkeypatch, chapter):
    made, glued = [], []
    fake = types.ModuleType("myst_nb")
    fake.glue = lambda name, value, display=False: glued.append(str(value))
    monkeypatch.setitem(sys.modules, "myst_nb", fake)
    monkeypatch.setattr(analysis, "load", lambda *_: hostile)
    monkeypatch.setattr(analysis, "load_judgements", lambda *_: judgements)
    space: dict = {}
    for cell in CELL.finditer((ROOT / f"book/{chapter}.md").read_text(encoding="utf-8")):
        code = ast.parse(re.sub(r"\A(:[^\n]*\n)+", "", cell["code"]))
        last = code.body.pop() if code.body and isinstance(code.body[-1], ast.Expr) else None
        exec(compile(code, chapter, "exec"), space)
        if last is not None:
            made.append(eval(compile(ast.Expression(last.value), chapter, "eval"), space))
    for output in made:
        html = output._repr_html_() if hasattr(output, "_repr_html_") else str(output)
        assert_text(html, chapter)
        for drawing in BeautifulSoup(html, "html.parser").find_all("svg"):
            ElementTree.fromstring(str(drawing).replace("xlink:href", "href"))
            for words in drawing.find_all("text"):  # a formula would have lost its dollar signs
                assert ELEMENT not in words.get_text() or "$" in words.get_text(), f"{chapter}: {words}"


def test_the_register_shows_every_claim_as_text(hostile, planting):
    shown = assert_text("".join(register_html(hostile, one, {}) for one in hostile.sources.index), "register")
    assert {planting.marks[name] for name in ("Claim.statement", "Check.finding", "Check.silence")} <= shown


def test_the_linked_data_is_data(hostile, planting):
    graph = claim_graph(hostile, analysis.load_edition(hostile.references))
    assert planting.marks["Claim.statement"] in named(json.dumps(graph))


@pytest.fixture(scope="module")
def citables(hostile, judgements) -> list[Citable]:
    titles = [hostile.claims["statement"].iloc[0], judgements[0].title, hostile.references["title"].iloc[0]]
    return [Citable(f"table-odd-{place}", "table", title, "index.html", f"table-odd-{place}")
            for place, title in enumerate(titles)]  # fmt: skip


def test_a_citation_is_text_in_every_format(hostile, citables):
    edition = analysis.load_edition(hostile.references)
    items = [csl_item(one, edition) for one in citables]
    assert all(named(item["title"]) for item in json.loads(csl_json(items)))
    entries = list(rispy.loads(ris(items)))
    assert len(entries) == len(items) and all(named(entry["title"]) for entry in entries)
    parsed = parse_string(bibtex(items), "bibtex").entries
    assert len(parsed) == len(items)
    for entry in parsed.values():  # no command but those that write a sign
        assert not re.search(r"\\(input|frac|import)\b", entry.fields["title"])
    for one, texts in zip(citables, render_all(items), strict=True):
        assert assert_text(citation_html(one, texts), "citation")


def test_the_data_package_holds_no_formula_and_every_text(planting, hostile, judgements, tmp_path):
    tables = export_tables(hostile, judgements, [], [])
    folder = write_package(
        tmp_path / "package", analysis.load_edition(hostile.references), hostile, tables
    ).parent
    shown: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            for cell in row:
                assert not FORMULA.match(cell) or re.fullmatch(r"[+-]?[0-9.]+|'.*", cell, re.S), (
                    path.name,
                    cell,
                )
                shown |= named(cell)
        pd.read_csv(path)
    assert {planting.marks[name] for name in ("Claim.statement", "Event.summary", "Point.says")} <= shown
    for path in sorted(folder.glob("*.md")):
        html = pypandoc.convert_text(path.read_text(encoding="utf-8"), "html", format="gfm")
        assert_text(html, path.name)


@pytest.fixture(scope="module")
def brief(planting, tmp_path_factory):
    out = tmp_path_factory.mktemp("brief")
    assert main(["--seeds", str(planting.seeds), "brief", "--judgements", "1,3", "--out", str(out)]) == 0
    return out


def test_the_brief_is_text_in_word_pdf_and_markdown(brief, planting):
    expected = {planting.marks[name] for name in ("Claim.statement", "Judgement.title", "Point.says")}
    (word,), (paper,), (markdown,) = (list(brief.glob(f"*.{kind}")) for kind in ("docx", "pdf", "md"))
    html = pypandoc.convert_file(str(markdown), "html", format="markdown")
    assert expected <= assert_text(html, markdown.name)
    with zipfile.ZipFile(word) as file:
        parts = {
            name: file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))
        }
    for name, xml in parts.items():
        for node in ElementTree.fromstring(xml).iter():  # no word has become a field or a link
            assert ELEMENT not in (node.text or "") or not node.tag.endswith("instrText"), name
            assert node.get("TargetMode") != "External" or re.match(r"https?://", node.get("Target")), name
    words = "".join(BeautifulSoup(parts["word/document.xml"], "xml").find_all(string=True))
    assert expected <= named(words)
    pages = PdfReader(paper).pages
    told = "".join("".join(page.extract_text() for page in pages).split())
    whole = "".join(LONG.format(mark=planting.marks["Judgement.title"]).split())
    assert (
        all(f"canary{mark}<{ELEMENT}" in told for mark in expected) and whole[: whole.index("\u05e9")] in told
    )
    links = [
        one.get_object().get("/A", {}).get("/URI", "") for page in pages for one in page.get("/Annots", [])
    ]
    assert any(links) and all(re.match(r"https?://", link) for link in links if link)


EXTENSIONS = ("evidence_marks", "claim_chips", "claim_register", "notebook_export", "notebook_marks",
              "bibliography_labels", "reference_uses", "shown_links", "search_records")  # fmt: skip
PAGE = """# Page

{judgement}It stands so {{claim}}`{claims}`. It does not {{reported-error}}`{error}`. So it says {{cite}}`{key}`.

# All claims

```{{register}} {source}
```
"""


@pytest.fixture(scope="module")
def page(planting, hostile, judgements, tmp_path_factory):
    """Return the body of a page with chips, cards, a judgement and a register, as Sphinx writes it, in an article."""
    claims = hostile.claims
    wrong = claims.index[claims["verdict"] == "contradicted"][0]
    source = claims.at[wrong, "source"]
    sound = claims.index[(claims["source"] == source) & (claims["verdict"] != "contradicted")][:2]
    folder = tmp_path_factory.mktemp("page") / "book"
    folder.mkdir()
    told = f"```{{judgement}} {judgements[0].id}\n```\n\n"
    text = PAGE.format(judgement=told, claims=", ".join(sound), error=wrong, source=source,
                       key=hostile.references.index[hostile.references["title"].str.contains("canary")][0])  # fmt: skip
    (folder / "index.md").write_text(text, encoding="utf-8")
    (folder / "conf.py").write_text("", encoding="utf-8")
    shutil.copy(planting.judgements, folder)
    settings = {
        "extensions": ["myst_parser", "sphinxcontrib.bibtex", "evidence_marks", "bibliography_labels"],
        # Said here, for Sphinx keeps what other books of the same process have added to its own.
        "source_suffix": {".rst": "restructuredtext", ".md": "markdown"},
        "bibtex_bibfiles": [str(planting.seeds / "references.bib")], "bibtex_default_style": "report",
        "bibtex_reference_style": "label", "html_theme": "basic",
        "smartquotes": False,  # which turn the quotation marks of a judgement, so that it could not be compared
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "book/_ext"))
        patch.setattr(analysis, "load", lambda *_: hostile)
        app = SphinxTestApp("html", srcdir=folder, builddir=folder.parent / "out", confoverrides=settings)
        app.build(force_all=True)
        app.cleanup()
        search = importlib.import_module("search_records")
        for name in EXTENSIONS:
            sys.modules.pop(name, None)
    html = (folder.parent / "out/html/index.html").read_text(encoding="utf-8")
    body = BeautifulSoup(html, "html.parser").select_one("div.body").decode_contents()
    return types.SimpleNamespace(
        html=f'<html><article class="bd-article">{body}</article></html>',
        search=search,
        claims=[*sound, wrong],
    )


def test_chips_cards_judgement_and_register_of_a_page_show_text(page, planting):
    shown = assert_text(page.html, "page")
    fields = ("Claim.statement", "Check.finding", "Correction.right", "Judgement.title", "Point.says",
              "Judgement.assumption", "Reference.title")  # fmt: skip
    assert {planting.marks[name] for name in fields} <= shown
    soup = BeautifulSoup(page.html, "html.parser")
    statement = LONG.format(mark=planting.marks["Claim.statement"])
    for claim in page.claims:
        (chip,) = soup.select(f'a.claim-chip[id="use-{claim}-1"][title*="canary"]') or [None]
        assert statement in chip["title"] and SHORT in chip.get_text()
        assert statement.strip() in soup.find(id=f"card-{claim}").get_text()


def test_the_search_finds_text(page, planting):
    found = page.search.read_page(page.html)
    script = page.search.script({"index.html": found})
    records = json.loads(script.removeprefix("window.searchRecords = ").removesuffix(";\n"))["records"]
    assert len(records) == len(found.records) and all(
        isinstance(part, str) for one in records for part in one[2:]
    )
    assert {planting.marks[name] for name in ("Claim.statement", "Judgement.title")} <= named(
        json.dumps(records)
    )


def test_a_page_on_paper_shows_text(page, planting, hostile, tmp_path):
    (tmp_path / "images").mkdir()
    shutil.copy(ROOT / "scripts/pdf/book.typ", tmp_path)
    titles = {"index": "Page", "evidence": "Register", "references": "Record"}
    pdf.typst_page("index", page.html, titles, "", tmp_path)
    (tmp_path / "main.typ").write_text('#import "book.typ": *\n#show: report\n#include "index.typ"\n')
    edition = pdf.edition_data(analysis.load_edition(hostile.references), "index", "Page")
    leaves = PdfReader(io.BytesIO(pdf.typeset(tmp_path, "main", "index", edition))).pages
    told = "".join("".join(leaf.extract_text() for leaf in leaves).split())
    for name in ("Claim.statement", "Check.finding", "Judgement.title", "Point.says"):
        whole = "".join(LONG.format(mark=planting.marks[name]).split())
        assert whole[: whole.index("\u05e9")] in told, name


def test_the_page_at_an_old_address_is_text():
    words = LONG.format(mark="ODD")
    fields = {"id": "partners", "kind": "chapter", "since": "2026.11.1", "named": words}
    event = {"version": "2026.12.0", "reason": words}
    moved = Identifier.model_validate(fields | {"renamed": event | {"to": "bonds"}})
    gone = Identifier.model_validate(fields | {"withdrawn": event})
    for html in (redirect(moved, "bonds.html", words, "en"), farewell(gone, None, "en")):
        assert_text(with_policy(html), "redirect")
        soup = BeautifulSoup(html, "html.parser")
        assert words.strip() in soup.title.get_text() and words.strip() in soup.main.p.get_text()
        assert {link["href"] for link in soup.find_all("a")} <= {"bonds.html", "index.html"}
