"""scripts/check_site.py: a table that tells every measure, and an exit code that hears what was missed."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest

from scripts import check_site, lighthouse, node_tools, screenshots
from scripts.check_site import Measure
from scripts.page_weight import PageWeight
from scripts.site_browser import View
from scripts.site_checks import Finding, open_file

SCORES = {"performance": 97, "accessibility": 100, "best-practices": 96, "seo": 94}


@pytest.mark.parametrize(
    ("measure", "missed", "bar"),
    [
        (Measure("requests", 20, at_most=20), False, "at most 20"),
        (Measure("requests", 21, at_most=20), True, "at most 20"),
        (Measure("score", 95, at_least=95), False, "at least 95"),
        (Measure("score", 94, at_least=95), True, "at least 95"),
        (Measure("told", 7), False, ""),
        (Measure("axe", None, at_most=0), False, "at most 0"),
    ],
)
def test_a_bar_is_missed_beyond_it_only(measure, missed, bar):
    assert (measure.missed, measure.bar) == (missed, bar)


@pytest.mark.parametrize(
    ("measures", "code", "told"),
    [
        ([Measure("requests", 3, at_most=20)], 0, ""),
        ([Measure("requests", 21, at_most=20)], 1, "Missed: requests: 21; the bar is at most 20"),
        ([Measure("axe", None, note="no npm")], 2, "Not measured: axe: no npm"),
        (
            [Measure("requests", 21, at_most=20), Measure("axe", None, note="no npm")],
            2,
            "Not measured: axe: no npm",
        ),
    ],
)
def test_the_exit_code_says_held_missed_or_not_measured(capsys, measures, code, told):
    assert check_site.judge(measures) == code
    out, err = capsys.readouterr()
    assert told in err and ("Every bar is held." in out) == (code == 0)
    assert ("not measured" in out) == (code == 2)


def test_the_table_shows_what_was_found_the_bar_and_where():
    lines = check_site.table(
        [Measure("Console errors", 2, "", 0, note="index 2"), Measure("Weight", 431, "kB", 450)]
    )
    assert lines[0].split() == ["Measure", "Found", "Bar", "Where,", "or", "why", "not"]
    assert lines[1].split() == ["Console", "errors", "2", "at", "most", "0", "MISSED", "index", "2"]
    assert lines[2].split() == ["Weight", "431", "kB", "at", "most", "450"]


def test_findings_are_told_and_those_beyond_a_dozen_counted(capsys):
    findings = [Finding("index", "moves", f"part {number}", View(360, "dark")) for number in range(15)]
    check_site.judge([], findings)
    err = capsys.readouterr().err
    assert (
        "Found: index (dark, 360 px): moves: part 0\n" in err and "and 3 more" in err and "part 12" not in err
    )


def test_a_page_is_weighed_without_its_figures():
    first, second = check_site.weight_measures({"index": PageWeight(21, 500_000, 60_000, {})})
    assert (first.found, first.bar, first.missed, first.note) == (
        440,
        "at most 450",
        False,
        "with figures 500 kB",
    )
    assert (second.found, second.missed) == (21, True)


def test_every_measure_of_the_pages_has_a_line_that_says_where():
    clean = {name: [] for name in check_site.NAMES}
    reports = {"index": clean, "methods": clean | {"axe": [Finding("methods", "region", "div")] * 2}}
    lines = {measure.name: measure for measure in check_site.page_measures(reports)}
    assert set(lines) == set(check_site.NAMES.values())
    assert (lines[check_site.NAMES["axe"]].found, lines[check_site.NAMES["axe"]].note) == (2, "methods 2")
    assert all(not line.missed for name, line in lines.items() if name != check_site.NAMES["axe"])


def test_scores_are_medians_of_all_runs_and_held_to_95():
    runs = [SCORES | {"performance": score} for score in (77, 95, 96, 95, 100)]
    median = lighthouse.median_scores(runs)
    assert median == SCORES | {"performance": 95}
    measures = check_site.lighthouse_measures("index", median, ["meta-description"])
    assert [(measure.found, measure.missed) for measure in measures] == [
        (95, False),
        (100, False),
        (96, False),
        (94, True),
    ]
    assert measures[3].note == "meta-description" and "front page" in measures[3].name


def report(performance=0.97, error=None):
    categories = {name: {"score": 1, "auditRefs": []} for name in lighthouse.CATEGORIES}
    categories["performance"]["score"] = performance
    categories["seo"]["auditRefs"] = [
        {"id": "meta-description", "weight": 1},
        {"id": "crawlable", "weight": 0},
    ]
    audits = {"meta-description": {"score": 0}, "crawlable": {"score": 0}}
    return {"categories": categories, "audits": audits} | (
        {"runtimeError": {"message": error}} if error else {}
    )


def test_a_run_gives_four_scores_and_the_audits_that_cost_points():
    assert lighthouse.scores(report()) == {
        "performance": 97,
        "accessibility": 100,
        "best-practices": 100,
        "seo": 100,
    }
    assert lighthouse.lost_points(report()) == ["meta-description"]


@pytest.mark.parametrize(
    ("broken", "words"), [(report(None), "no score for performance"), (report(error="NO_FCP"), "NO_FCP")]
)
def test_a_run_without_a_score_is_no_zero(broken, words):
    with pytest.raises(lighthouse.Failed, match=words):
        lighthouse.scores(broken)


def test_what_lighthouse_cannot_say_is_told(monkeypatch):
    def fail(*_, **__):
        raise node_tools.Unavailable("no npm on this machine")

    monkeypatch.setattr(lighthouse, "measure", fail)
    measures, _ = check_site.check_lighthouse(None, None, [])
    assert [(measure.unmeasured, measure.note) for measure in measures] == [
        (True, "no npm on this machine")
    ] * 3


def test_without_axe_the_rest_is_measured_and_axe_told(monkeypatch):
    def missing():
        raise node_tools.Unavailable("no npm on this machine")

    monkeypatch.setattr(node_tools, "axe_script", missing)
    rest = {name: [] for name in check_site.NAMES if name != "axe"}
    monkeypatch.setattr(check_site.site_checks, "look_at", lambda *_: rest)
    measures, _ = check_site.check_pages(None, None, ["index"])
    assert [measure.name for measure in measures if measure.unmeasured] == [check_site.NAMES["axe"]]
    assert len(measures) == len(check_site.NAMES)


def test_the_zip_of_the_site_is_opened(tmp_path):
    assert check_site.archive_measure(tmp_path).unmeasured
    with zipfile.ZipFile(tmp_path / "nato-asia-pacific-four-2026.11.0.zip", "w") as archive:
        archive.writestr("index.html", bytes(range(256)) * 800)
    measure = check_site.archive_measure(tmp_path)
    assert not measure.missed and "2026.11.0.zip" in measure.note


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Return a site with a front page, on a machine with a browser that is never used."""
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("<h1>Page</h1>")
    monkeypatch.setattr(check_site.site_browser, "executable", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(check_site.site_browser, "chromium", contextlib.nullcontext)
    return tmp_path / "html"


def test_a_part_that_breaks_is_told_beside_what_was_measured(site, monkeypatch, capsys):
    def broken(*_):
        raise ValueError("index.html asks for a file that is not there")

    parts = {"weight": broken, "pages": lambda *_: ([Measure("Console errors", 0, "", 0)], [])}
    monkeypatch.setattr(check_site, "PARTS", parts)
    assert check_site.main(["pages", "weight"], site) == 2
    out, err = capsys.readouterr()
    assert "Console errors" in out and "Not measured: weight: index.html asks for" in err


def test_without_a_browser_or_a_site_nothing_passes(site, monkeypatch, capsys):
    monkeypatch.setattr(check_site.site_browser, "executable", lambda: None)
    assert check_site.main([], site) == 2 and "no Chromium" in capsys.readouterr().err
    assert check_site.main([], site / "none") == 2 and "make book" in capsys.readouterr().err
    assert check_site.main(["wieght"], site) == 2
    assert "allowed: weight, pages, lighthouse, screenshots" in capsys.readouterr().err


def test_a_long_page_is_cut_into_parts_that_leave_nothing_out():
    assert screenshots.cuts(900) == [(0, 900)]
    assert screenshots.cuts(17_000) == [(0, 8_000), (8_000, 8_000), (16_000, 1_000)]
    assert screenshots.name_of("index", View(1280, "dark"), 1, 1) == "index-1280-dark.jpg"
    assert screenshots.name_of("evidence", View(360), 3, 12) == "evidence-360-03.jpg"


def docx(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize("name, content", [
    ("a.pdf", b"%PDF-1.7 ... %%EOF\n"), ("a.docx", docx("word/document.xml")), ("a.ris", b"TY  - RPRT\nTI  - One\nER  - \n"), ("a.jsonld", b"{}"), ("SHA256SUMS", b"ab  a\n"),
])  # fmt: skip
def test_a_file_that_is_what_its_name_says_opens(name, content):
    open_file(name, content)


@pytest.mark.parametrize("name, content", [
    ("a.pdf", b"%PDF-1.7 cut"), ("a.pdf", b"<html>%%EOF"), ("a.docx", docx("other.xml")), ("a.docx", b"text"), ("a.ris", b"\xff"), ("a.ris", b"TY  - RPRT\n"), ("a.jsonld", b"{"), ("a.exe", b"x"),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_does_not_open(name, content):
    with pytest.raises((ValueError, KeyError, zipfile.BadZipFile)):
        open_file(name, content)
