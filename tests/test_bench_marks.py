"""scripts/bench/marks.py: sound evidence of any size, and figures computed right."""

from __future__ import annotations

import re
import types

import pytest
import yaml
from conftest import ROOT

import analysis
from analysis.marks import ROLES
from analysis.prose import Lint, read_page
from analysis.prose.pages import EVIDENCE_ROLES
from scripts.bench import marks as bench
from scripts.bench.processes import Run, Trouble, fastest, run_alone
from scripts.generate_evidence import make_book, make_page, make_seeds


@pytest.fixture
def seeds(tmp_path):
    """Return generated evidence: two documents of ten claims."""
    return make_seeds(tmp_path / "seeds", documents=2, claims=10)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_generated_evidence_is_sound_and_holds_every_verdict(seeds):
    evidence = analysis.load(seeds)
    assert evidence.claims["source"].value_counts().to_dict() == {"document-aa": 10, "document-ab": 10}
    assert set(evidence.claims["verdict"].dropna()) == set(evidence.codes("verdict"))
    assert evidence.claims["verdict"].isna().sum() == 4
    assert evidence.corrections["claim"].tolist() == ["document-aa-10", "document-ab-10"]


def test_what_is_generated_is_the_same_every_time(seeds, tmp_path):
    assert contents(make_seeds(tmp_path / "again", documents=2, claims=10)) == contents(seeds)


def test_a_generated_page_has_its_marks_and_holds_to_the_lint(seeds):
    page = read_page("page", make_page("marks", 1, documents=2, claims=10))
    marks = [mark for passage in page.passages for mark in passage.marks]
    assert len(marks) == bench.MARKS_PER_PAGE
    assert {mark.role for mark in marks} == set(ROLES) and any(".." in mark.text for mark in marks)
    assert {passage.setting for passage in page.passages} == {"heading", "text", "assessment"}
    assert list(Lint(analysis.load(seeds), ["judgement-1"]).findings(page)) == []


def test_the_peer_has_the_same_words_and_plain_links():
    def words(text):
        text = re.sub(r"\{[a-z-]+\}`[^`]+`|\[[^]]+\]\([^)]+\)", "MARK", text)
        return text.replace("{assessment}", "{note}")

    marks, links = (make_page(kind, 3, documents=2, claims=10) for kind in ("marks", "links"))
    assert words(marks) == words(links) and "{claim}" not in links and links.count("](evidence.html#") == 100


@pytest.mark.parametrize("kind", ["marks", "links"])
def test_a_generated_book_builds_without_a_warning(seeds, tmp_path, kind):
    book = make_book(tmp_path / "book", kind, 1, seeds, documents=2, claims=10)
    run = run_alone(["-m", "sphinx", "-q", "-W", "-b", "html", book, tmp_path / "html"], tmp_path)
    page = (tmp_path / "html" / "page-001.html").read_text(encoding="utf-8")
    register = (tmp_path / "html" / "evidence.html").read_text(encoding="utf-8")
    assert page.count('href="evidence.html#') >= 100 and run.processor > 0 and run.peak > 10
    assert ("claim-chip" in page, 'id="document-ab-10"' in register) == (
        (True, True) if kind == "marks" else (False, False)
    )


def test_a_build_that_fails_is_told_with_its_last_words(tmp_path):
    with pytest.raises(Trouble, match="no such page"):
        run_alone(["-c", "raise SystemExit('no such page')"], tmp_path)


def test_the_stub_stands_in_for_every_mark():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "book" / "_ext").glob("*.py"))
    names = {*ROLES, *re.findall(r'add_directive\(\s*"([\w-]+)"', text)}
    names |= set(EVIDENCE_ROLES) - {"cite"}
    assert "register" in names and all(f'"{name}"' in bench.STUB for name in names)


def test_what_stays_in_the_peer_finds_the_evidence_that_it_asks_for():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    kept = set(config["sphinx"]["local_extensions"]) - {*bench.OF_THE_EVIDENCE, "evidence_marks"}
    code = "".join((ROOT / f"book/_ext/{name}.py").read_text(encoding="utf-8") for name in sorted(kept))
    asked = set(re.findall(r"\b(?:evidence_)?report\.(\w+)", code))
    stub: dict = {}
    exec(bench.STUB, stub)
    report = stub["Report"](types.SimpleNamespace(srcdir=str(ROOT / "book")))
    assert "edition" in asked and [name for name in asked if not hasattr(report, name)] == []


def test_the_copy_for_the_peer_has_neither_marks_nor_lint(tmp_path):
    stubbed = bench.copy_book(tmp_path / "peer", stubbed=True)
    assert (stubbed / "book/_ext/evidence_marks.py").read_text(encoding="utf-8") == bench.STUB
    config = (stubbed / "_config.yml").read_text(encoding="utf-8")
    assert "prose_lint" not in config and "bibliography_labels" not in config and "myst_nb" in config
    whole = bench.copy_book(tmp_path / "ours", stubbed=False)
    assert (whole / "book" / "_ext" / "prose_lint.py").is_file()


# Processor seconds of plain links: 1, 2, 3, 5. Marks add 1 to start, then 2, 4 and 8: 0.4 ms each at any size.
LINEAR = {("links", 0): 1, ("links", 50): 2, ("links", 100): 3, ("links", 200): 5,
          ("marks", 0): 2, ("marks", 50): 5, ("marks", 100): 8, ("marks", 200): 14}  # fmt: skip


def figures_of(processor):
    runs = {key: Run(seconds=9, processor=value, peak=100) for key, value in processor.items()}
    return {figure.name: figure for figure in bench.generated_figures(runs)}


def test_the_cost_of_a_mark_is_what_the_marks_add():
    runs = {key: Run(9, value, 100) for key, value in LINEAR.items()}
    figures = bench.generated_figures(runs)
    measured = [figure.measured for figure in figures if figure.name.strip() == "added per mark"]
    assert measured == pytest.approx([0.6, 0.5, 0.45])
    measured = [figure.measured for figure in figures if "start left out" in figure.name]
    assert measured == pytest.approx([0.4, 0.4, 0.4])
    assert figures[0].measured == 1


def test_linear_cost_passes_and_growing_cost_is_missed():
    name = "Growth of the cost per mark, 50 to 200 pages"
    growth = figures_of(LINEAR)[name]
    assert growth.measured == pytest.approx(1) and growth.bar == 1.3 and not growth.missed
    growth = figures_of(LINEAR | {("marks", 200): 18})[name]  # 12 s for 20,000 marks: 0.6 ms against 0.4 ms
    assert growth.measured == pytest.approx(1.5) and growth.missed


def test_marks_that_seem_to_cost_nothing_are_no_ground_to_pass():
    growth = figures_of(LINEAR | {("marks", 50): 3})["Growth of the cost per mark, 50 to 200 pages"]
    assert growth.missed


def test_the_real_book_is_held_to_its_bar():
    bars = [figure for figure in bench.book_figures(Run(50, 23), Run(40, 20), Run(3, 3)) if figure.bar]
    assert [(figure.measured, figure.missed) for figure in bars] == [(pytest.approx(1.15), False)]
    bars = [figure for figure in bench.book_figures(Run(50, 23.1), Run(40, 20), Run(3, 3)) if figure.bar]
    assert bars[0].missed and bars[0].bar == 1.15


def test_the_fastest_turn_counts_and_the_highest_peak():
    assert fastest([Run(3, 2, 90), Run(2, 3, 80)]) == Run(2, 2, 90)
