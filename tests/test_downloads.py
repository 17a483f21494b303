"""The downloads page: the files that are there, with sizes and checksums that are true, in site and archive."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.commands.export import report_export
from analysis.downloads import (
    KINDS,
    Download,
    Kind,
    checksum_list,
    downloads_markup,
    kind_of,
    missing_kinds,
    size_in_words,
    table_kinds,
)
from analysis.presentation import show_table
from scripts import downloads as step
from scripts.archive import write_archive
from scripts.build import ROOT, edition_of
from scripts.data_package import NAME as DATA
from scripts.slim import squeeze

PAGE = f"<html><head></head><body><h1>Downloads<a class=headerlink href=#d>#</a></h1><main>BEFORE{show_table(table_kinds(), 'What there is to download', name='downloads').html}AFTER</main></body></html>"
FIGURE = '<figure class="report-figure" id="figure-rain"><figcaption id="title-rain">Rain &amp; <i>hail</i></figcaption></figure>'


@pytest.fixture
def small_site(tmp_path) -> Path:
    """Return a site with a file of every kind, but for its own archive and the checksums."""
    html = tmp_path / "html"
    for name, content in {
        "index.html": "<h1>Front</h1>", "outlook.html": f"<h1>Outlook</h1>{FIGURE}", "downloads.html": squeeze(PAGE),
        f"data/{DATA}": "data", "figures/rain.csv": "a\r\n1\r\n", "figures/rain.png": "png", "figures/rain.svg": "svg",
        "pdf/nato-asia-pacific-four.pdf": "pdf", "pdf/outlook.pdf": "pdf2", "brief/brief.docx": "docx",
        "citations/all.bib": "bib", "figures/sun.csv": "b\r\n2\r\n", "figures/sun.png": "png2", "_downloads/1a2b/outlook.ipynb": "{}",
        "evidence.jsonld": "{}",
    }.items():  # fmt: skip
        (html / name).parent.mkdir(parents=True, exist_ok=True)
        (html / name).write_text(content, encoding="utf-8", newline="")
    return html


def download(path: str, bytes: int = 1200) -> Download:
    return Download(path, bytes, hashlib.sha256(path.encode()).hexdigest())


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def rows(page: BeautifulSoup) -> dict[str, str]:
    """Return the text of each row's files, by kind."""
    table = page.find(id="table-downloads")
    return {
        row["id"].removeprefix("download-"): row.find_all("td")[1].text for row in table.select("tbody tr")
    }


def check_sums(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )


# What there is to be


@pytest.mark.parametrize("path, kind", [
    ("pdf/nato-asia-pacific-four.pdf", "report"), ("pdf/divisions.pdf", "chapters"), ("brief/brief.docx", "brief"),
    ("data/nato-asia-pacific-four-data.zip", "data"), ("downloads/nato-asia-pacific-four-2026.11.0.zip", "site"),
    ("figures/rain.svg", "figures"), ("_downloads/1a2b/outlook.ipynb", "notebooks"), ("citations/all.ris", "citations"),
    ("SHA256SUMS", "checksums"), ("index.html", None), ("citations/elpais-01.bib", None), ("_static/data.zip", None),
])  # fmt: skip
def test_a_file_has_one_kind_or_is_not_offered(path, kind):
    found = kind_of(path)
    assert (found.name if found else None) == kind


def test_the_table_of_what_there_is_to_be_tells_each_kind_once():
    table = table_kinds()
    assert table["what"].is_unique and len(table) == len(KINDS) and (table != "").all(axis=None)


@pytest.mark.parametrize(
    "number, words",
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (3_808_147, "3.8 MB"),
    ],
)
def test_sizes_are_said_as_readers_say_them(number, words):
    assert size_in_words(number).replace("\u00a0", " ") == words


def test_what_must_be_there_and_is_not_is_told():
    kinds = [
        Kind("a", "The letter", "Reading", ("a/*.txt",)),
        Kind("b", "The song", "Singing", ("b/*",), required=False),
    ]
    assert missing_kinds([download("a/one.txt")], kinds) == []
    assert missing_kinds([], kinds) == [
        "The letter: found no a/*.txt in the site; mend the step that makes it, or take required from the kind a in analysis/downloads.py"
    ]


# How it is listed


def test_a_file_is_listed_with_its_size_and_its_whole_checksum():
    file = download("data/a b.zip", 12_400)
    cell = soup(downloads_markup([file], {})).find(id="download-data").find_all("td")[1]
    assert cell.a["href"] == "data/a%20b.zip" and cell.a.has_attr("download") and "12\u00a0kB" in cell.text
    assert cell.details.summary.code.text == f"{file.sha256[:12]}…"
    assert cell.details.find_all("code")[1].text == file.sha256


def test_many_files_go_into_a_fold_with_one_row_for_a_figure():
    files = [
        download(f"figures/{name}.{suffix}") for name in ("rain", "sun") for suffix in ("csv", "png", "svg")
    ]
    page = soup(downloads_markup(files, {"figures/rain": ("Rain <b>", "outlook.html#figure-rain")}))
    link = page.find(id="download-figures").find("a")
    assert link["href"] == "#table-files-figures" and "6 files" in link.text
    table = page.select_one("details.folded-table #table-files-figures")
    heads = [row.th for row in table.select("tbody tr")]
    assert [head.text for head in heads] == ["Rain <b>", "sun"] and heads[0].a[
        "href"
    ] == "outlook.html#figure-rain"
    assert len(table.select("a[download]")) == 6


def test_a_kind_without_files_is_left_out():
    page = soup(downloads_markup([download("data/a.zip")], {}))
    assert list(rows(page)) == ["data"]


def test_a_note_stands_where_the_archive_cannot():
    page = soup(downloads_markup([download("data/a.zip")], {}, instead="Unpacked from <b>."))
    assert rows(page)["site"] == "Unpacked from <b>."


def test_checksums_are_in_the_form_that_sha256sum_reads(tmp_path):
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/a.txt").write_text("one")
    files = [step.describe(tmp_path, path) for path in (tmp_path / "b.txt", tmp_path / "a/a.txt")]
    (tmp_path / "SHA256SUMS").write_text(checksum_list(files))
    assert check_sums(tmp_path).stdout == "a/a.txt: OK\nb.txt: OK\n"


# The step of the build


def test_titles_are_those_of_pages_and_figures(small_site):
    titles = step.find_titles(small_site)
    assert titles["outlook"] == ("Outlook", "outlook.html")
    assert titles["figures/rain"] == ("Rain & hail", "outlook.html#figure-rain")
    assert titles["downloads"] == ("Downloads", "downloads.html")


def test_the_page_lists_what_is_there_and_keeps_the_rest(small_site, tmp_path):
    step.offer_downloads(small_site, tmp_path, "book-1.0")
    page = soup((small_site / "downloads.html").read_text(encoding="utf-8"))
    assert page.main.text.startswith("BEFORE") and page.main.text.endswith("AFTER")
    assert list(rows(page)) == [kind.name for kind in KINDS]
    assert "book-1.0.zip" in rows(page)["site"]
    for link in page.select("a[download]"):
        content = (small_site / link["href"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() in [code.text for code in link.parent.find_all("code")]


def test_every_listed_file_is_proved_by_the_checksums(small_site, tmp_path):
    step.offer_downloads(small_site, tmp_path, "book-1.0")
    proved = check_sums(small_site)
    listed = {
        link["href"]
        for link in soup((small_site / "downloads.html").read_text(encoding="utf-8")).select("a[download]")
    }
    assert proved.returncode == 0 and {
        line.partition(":")[0] for line in proved.stdout.splitlines()
    } == listed - {"SHA256SUMS"}
    (small_site / "figures/rain.csv").write_text("a\n9\n")
    assert "figures/rain.csv: FAILED" in check_sums(small_site).stdout


def test_the_archive_says_that_it_cannot_hold_its_own_checksum(small_site, tmp_path):
    step.offer_downloads(small_site, tmp_path, "book-1.0")
    with zipfile.ZipFile(small_site / "downloads/book-1.0.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    inside = tmp_path / "unpacked/book-1.0"
    page = soup((inside / "downloads.html").read_text(encoding="utf-8"))
    assert rows(page)["site"].startswith("This page was unpacked from book-1.0.zip.")
    assert not (inside / "downloads").exists() and check_sums(inside).returncode == 0
    assert not [link for link in page.select("a[download]") if not (inside / link["href"]).is_file()]


def test_the_same_site_gives_the_same_archive(small_site, tmp_path):
    made = []
    for name in ("one", "two"):
        copy = tmp_path / name / "html"
        write_archive(small_site, tmp_path / f"{name}.zip", folder="")
        zipfile.ZipFile(tmp_path / f"{name}.zip").extractall(copy)
        step.offer_downloads(copy, tmp_path / name, "book-1.0")
        made.append((copy / "downloads/book-1.0.zip").read_bytes())
    assert made[0] == made[1]


def test_a_page_without_a_place_for_the_files_stops_the_build(small_site, tmp_path):
    (small_site / "downloads.html").write_text("<h1>Downloads</h1>", encoding="utf-8")
    with pytest.raises(step.MissingDownloads, match="no table named downloads"):
        step.offer_downloads(small_site, tmp_path, "book-1.0")


def test_a_required_file_that_is_missing_stops_the_build(small_site, tmp_path):
    (small_site / "data" / DATA).unlink()
    with pytest.raises(step.MissingDownloads, match=r"The data package: found no data/\*\.zip"):
        step.offer_downloads(small_site, tmp_path, "book-1.0")


# The built site


@pytest.fixture(scope="module")
def page(site) -> BeautifulSoup:
    return soup((site / "downloads.html").read_text(encoding="utf-8"))


def test_the_site_offers_every_kind(page):
    assert {kind.name for kind in KINDS} == set(rows(page))


def test_the_checksums_of_the_site_are_true(site, page):
    assert check_sums(site).returncode == 0
    shown = {
        link["href"]: link.parent.details.find_all("code")[1].text
        for link in page.select("a[download]")
        if link.parent.details
    }
    proved = dict(re.findall(r"^(\w{64})  (.+)$", (site / "SHA256SUMS").read_text(encoding="utf-8"), re.M))
    assert {name: sum for sum, name in proved.items()} == {
        name: sum for name, sum in shown.items() if name != "SHA256SUMS"
    }


def test_every_figure_and_every_notebook_of_the_site_is_listed(site, page):
    listed = {link["href"] for link in page.select("a[download]")}
    there = {
        path.relative_to(site).as_posix()
        for path in [*site.glob("figures/*"), *site.glob("_downloads/*/*.ipynb")]
    }
    assert len(there) > 60 and there <= listed


def test_the_data_package_of_the_site_is_the_one_that_make_data_writes(site, tmp_path):
    report_export(ROOT / "seeds", tmp_path / "data")
    with zipfile.ZipFile(site / "data" / DATA) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}


def test_the_archive_beside_the_site_is_the_one_that_the_page_offers(site):
    name = f"{edition_of(ROOT).slug}.zip"
    assert (site.parent / name).read_bytes() == (site / "downloads" / name).read_bytes()
