"""Drafts: the pages alone, of these only what an edit can change, and always the same as one from nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from scripts import build, draft

PARTS = (
    "book",
    "analysis",
    "seeds",
    "scripts",
    "tests",
    "_config.yml",
    "pyproject.toml",
    "requirements.lock",
    "CITATION.cff",
    "README.md",
)


# What counts as a change of pages alone


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("book/divisions.md", True),
        ("book/marks.json", True),
        ("book/outline.json", True),
        ("book/judgements.yml", False),
        ("book/_ext/citations.py", False),
        ("book/deeper/page.md", False),
        ("seeds/README.md", False),
    ],
)
def test_pages_are_the_markdown_right_in_the_book_and_the_records_of_them(name, page):
    assert draft.is_page(name) is page


@pytest.mark.parametrize(
    ("now", "alone"),
    [
        ({"book/a.md": "2", "seeds/x.yml": "1"}, True),
        ({"book/a.md": "1", "seeds/x.yml": "2"}, False),
        ({"book/a.md": "1"}, False),
        ({"book/a.md": "1", "seeds/x.yml": "1", "book/b.md": "1"}, False),
    ],
)
def test_a_new_or_lost_file_and_any_other_change_start_from_nothing(now, alone):
    assert draft.only_pages_changed({"book/a.md": "1", "seeds/x.yml": "1"}, now) is alone


def test_a_record_that_cannot_be_read_is_no_record(tmp_path):
    (tmp_path / "inputs.json").write_text("{", encoding="utf-8")
    (tmp_path / draft.SHOWN).write_text("[", encoding="utf-8")
    assert draft.load_inputs(tmp_path) == draft.load_shown(tmp_path) == {}


# The real book, in a copy: after each edit the draft is the same as one made from nothing


def make(folder, *arguments, succeeds=True):
    """Make the draft of a copy in a process of its own; return what it said."""
    run = subprocess.run(
        [sys.executable, "scripts/draft.py", "--here", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "WARM": "0"},
    )  # fmt: skip
    assert (run.returncode == 0) is succeeds, run.stdout + run.stderr
    return run.stdout + run.stderr


def read_site(folder):
    """Return every file of the draft's site by name, apart from the list of Sphinx's own settings.

    And from the marks of versions in links to style and script: Sphinx writes one where the file was there before.
    """
    site = folder / draft.SITE
    return {
        path.relative_to(site).as_posix(): re.sub(rb"\?v=[0-9a-f]{8}", b"", path.read_bytes())
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != ".buildinfo"
    }


def change(folder, page, old, new):
    """Change a page of the copy."""
    path = folder / "book" / page
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the project with a draft made from nothing."""
    folder = tmp_path_factory.mktemp("draft") / "project"
    folder.mkdir()
    for name in PARTS:
        ignore = shutil.ignore_patterns("__pycache__", "texts", ".*")
        source = ROOT / name
        shutil.copytree(source, folder / name, ignore=ignore) if source.is_dir() else shutil.copy(
            source, folder
        )
    make(folder)
    return folder


EDITS = {
    "a word": ("partnerships.md", "**In short.** Of the programmes", "**In short.** Among the programmes", 1),
    "a mark": ("divisions.md", "# Alliance divisions\n", "# Alliance divisions\n\nIt was so {claim}`elpais-33`.\n", 3),
    "a section": ("partnerships.md", "## On which areas", "## On what", 16),
    "a title": ("reactions.md", "# China and Russia reactions", "# Reactions", 16),
    "code": ("partnerships.md", "show_figure(partnerships.plot_areas(evidence))", "show_figure(partnerships.plot_areas(evidence))  # so", 1),
}  # fmt: skip


def test_a_draft_after_edits_is_the_same_as_one_from_nothing(copy):
    """Five edits, one after another, each followed by a draft; then all at once from nothing."""
    drafts = {}
    for name, (page, old, new, _) in EDITS.items():
        change(copy, page, old, new)
        before = {path: path.stat().st_mtime_ns for path in (copy / draft.SITE).glob("*.html")}
        make(copy)
        drafts[name] = [path for path, time in before.items() if path.stat().st_mtime_ns != time]
    after_edits = read_site(copy)
    make(copy, "--fresh")
    from_nothing = read_site(copy)
    assert after_edits.keys() == from_nothing.keys()
    assert not [name for name in from_nothing if after_edits[name] != from_nothing[name]]
    # And a word rewrites little: its page, the front page that lists it, and the search.
    assert len(drafts["a word"]) <= 3, drafts["a word"]


def test_nothing_is_done_where_nothing_was_changed(copy):
    make(copy)
    assert "(nothing has changed)" in make(copy)


def test_what_is_wrong_is_told_each_time_until_it_is_mended(copy):
    change(copy, "outlook.md", "# ", "# Mended ")
    change(copy, "outlook.md", "\n## ", "\nIt is so {claim}`nobody-99`.\n\n## ")
    told = [make(copy, succeeds=False) for _ in range(2)]
    assert all("nobody-99" in one and "book/outlook.md" in one for one in told), told
    change(copy, "outlook.md", "\nIt is so {claim}`nobody-99`.\n\n## ", "\n## ")
    make(copy)
    assert "Mended" in (copy / draft.SITE / "divisions.html").read_text(encoding="utf-8")  # in the sidebar


def test_a_cell_that_fails_is_told_and_once_mended_its_page_alone_is_made(copy):
    make(copy)
    change(
        copy,
        "partnerships.md",
        "\nimport analysis\n",
        "\nimport analysis\nraise ValueError('no such year')\n",
    )
    told = make(copy, succeeds=False)
    assert "book/partnerships.md:" in told and "ValueError: no such year" in told
    change(copy, "partnerships.md", "\nraise ValueError('no such year')\n", "\n# a year\n")
    before = {path: path.stat().st_mtime_ns for path in (copy / draft.SITE).glob("*.html")}
    make(copy)
    assert len([path for path, time in before.items() if path.stat().st_mtime_ns != time]) <= 3


def test_a_draft_says_that_it_is_one_and_no_version(copy):
    foot = (copy / draft.SITE / "divisions.html").read_text(encoding="utf-8")
    assert "Draft of a version after" in foot and "not to be cited" in foot
    assert json.loads(
        (copy / draft.FOLDER / "inputs.json").read_text(encoding="utf-8")
    ).keys() == build_inputs(copy)


def build_inputs(folder):
    return draft.read_inputs(folder).keys()


def test_the_inputs_of_a_draft_are_those_of_the_site():
    assert {name.partition("/")[0] for name in draft.read_inputs(ROOT)} == set(build.INPUTS)
