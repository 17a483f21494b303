"""scripts/archive.py: the whole site as one file, the same bytes each time, never half of one."""

import os
import time
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import analysis
from scripts import build
from scripts.archive import archive_site, forget_others, write_archive

NAME = "one-book-2026.11.1"


def publish(project: Path, name: str) -> Path:
    """Put the archive of the site beside it, as a build does."""
    archive = project / f"_build/{name}.zip"
    archive_site(project / "_build/html", archive)
    return archive


@pytest.fixture
def project(tmp_path):
    """Return a project with a built site of two files."""
    site = tmp_path / "_build/html"
    (site / "_static").mkdir(parents=True)
    (site / "index.html").write_text("one")
    (site / "_static/style.css").write_text("two")
    return tmp_path


def test_the_archive_holds_the_site_in_one_folder_that_is_named_like_it(project):
    archive = publish(project, NAME)
    with zipfile.ZipFile(archive) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == {
            "one-book-2026.11.1/_static/style.css": b"two", "one-book-2026.11.1/index.html": b"one"
        }  # fmt: skip
        assert opened.namelist() == sorted(opened.namelist())
        assert {entry.external_attr >> 16 for entry in opened.infolist()} == {0o100644}


def test_times_and_rights_of_the_files_change_nothing(project):
    before = publish(project, NAME).read_bytes()
    path = project / "_build/html/index.html"
    os.utime(path, (time.time() - 9e5, time.time() - 9e5))
    path.chmod(0o600)
    assert publish(project, NAME).read_bytes() == before


@pytest.mark.parametrize("epoch, year", [(None, 1980), ("0", 1980), ("1796000000", 2026)])
def test_the_time_of_the_files_is_fixed(project, monkeypatch, epoch, year):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with zipfile.ZipFile(publish(project, NAME)) as opened:
        assert {entry.date_time[0] for entry in opened.infolist()} == {year}


def test_a_failure_leaves_the_last_archive_and_no_half_of_one(project, monkeypatch):
    archive = publish(project, NAME)
    before = archive.read_bytes()

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", fail)
    with pytest.raises(OSError, match="disk full"):
        publish(project, NAME)
    assert archive.read_bytes() == before
    assert sorted(path.name for path in archive.parent.iterdir()) == ["html", "one-book-2026.11.1.zip"]


def test_archives_of_other_versions_go_and_other_zips_stay(project):
    for other in ("one-book-2026.11.0", "one-book-2026.10.12-0e4c38ad", "one-book-data"):
        (project / f"_build/{other}.zip").write_text("other")
    forget_others(publish(project, NAME))
    left = sorted(path.name for path in (project / "_build").glob("*.zip"))
    assert left == [f"{NAME}.zip", "one-book-data.zip"]


def test_the_archive_is_named_like_the_edition(evidence):
    edition = analysis.load_edition(evidence.references)
    assert build.edition_of(ROOT).slug == edition.slug
    assert edition.version.replace("+", "-") in edition.slug


def test_a_site_that_offers_its_archive_gives_that_one(project):
    """So that the archive beside the site has the checksum that the site shows."""
    offered = project / f"_build/html/downloads/{NAME}.zip"
    offered.parent.mkdir()
    offered.write_bytes(b"packed before")
    assert publish(project, NAME).read_bytes() == b"packed before"


def test_an_archive_without_a_folder_has_its_files_at_the_top(project, tmp_path):
    write_archive(project / "_build/html", tmp_path / "data.zip", folder="")
    assert zipfile.ZipFile(tmp_path / "data.zip").namelist() == ["_static/style.css", "index.html"]
