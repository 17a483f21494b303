"""The notebooks to download: each says what it is, runs from a clone, and shows again what it showed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from test_chapters import PAGES, cells

import analysis

TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
WITH_CODE = [page for page in PAGES if cells(page)]
# The front page pastes numbers only: its notebook would show nothing that its page does not.
OFFERED = [page for page in WITH_CODE if page != "index"]


def notebook_of(site: Path, page: str) -> nbformat.NotebookNode:
    """Return the notebook that a page offers."""
    (path,) = site.glob(f"_downloads/*/{page}.ipynb")
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def shown(notebook: nbformat.NotebookNode) -> list[list[tuple[str, str]]]:
    """Return what each code cell shows, as kinds and texts; pasted numbers stand in the prose instead."""
    return [
        [
            (kind, "".join(output.data[kind]))
            for output in cell.outputs if output.output_type in ("execute_result", "display_data")
            for kind in ("text/html", "text/plain") if kind in output.data and "scrapbook" not in output.metadata
        ]
        for cell in notebook.cells if cell.cell_type == "code"
    ]  # fmt: skip


def test_every_page_with_tables_or_figures_offers_its_notebook(site):
    assert sorted(path.stem for path in site.glob("_downloads/*/*.ipynb")) == sorted(OFFERED)


@pytest.mark.parametrize("page", OFFERED)
def test_a_notebook_says_first_what_it_is_and_how_it_runs(evidence, site, page):
    first = notebook_of(site, page).cells[0]
    title = TITLE.search((ROOT / "book" / f"{page}.md").read_text(encoding="utf-8"))[1]
    edition = analysis.load_edition(evidence.references)
    assert first.cell_type == "markdown"
    for word in (title, f"version {edition.version}", f"`book/{page}.ipynb`", "`make lab`"):
        assert word in first.source


@pytest.mark.parametrize("page", OFFERED)
def test_a_notebook_is_sound(site, page):
    nbformat.validate(notebook_of(site, page))


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """Return a copy of the project's tree, without what is made by its commands."""
    made = shutil.ignore_patterns(
        ".git", ".venv", ".tools", "_build", "__pycache__", ".*_cache", ".hypothesis"
    )
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("clone") / "project", ignore=made))


@pytest.mark.parametrize("page", OFFERED)
def test_a_notebook_saved_in_a_clone_runs_and_shows_the_same(site, clone, page, monkeypatch):
    before = notebook_of(site, page)
    after = notebook_of(site, page)
    for cell in after.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(after, clone / "book" / f"{page}.ipynb")
    # The packages are those of this environment, the project is the clone's own.
    monkeypatch.setenv("PYTHONPATH", str(clone))
    client = NotebookClient(
        after, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(clone / "book")}}
    )
    client.execute()
    assert shown(after) == shown(before)
    assert sum(len(outputs) for outputs in shown(after)) >= 2


def test_the_notebooks_run_on_the_files_of_the_clone(clone, monkeypatch):
    """Else the test above would prove nothing about a clone."""
    monkeypatch.setenv("PYTHONPATH", str(clone))
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import analysis; print(analysis.__file__)")]
    )
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(clone / "book")}}
    ).execute()
    assert notebook.cells[0].outputs[0].text.strip() == str(clone / "analysis/__init__.py")


@pytest.mark.parametrize("page", OFFERED)
def test_cells_are_named_by_their_place_and_not_by_lot(site, page):
    names = [cell["id"] for cell in notebook_of(site, page).cells]
    assert names == ["origin", *(f"cell-{number}" for number in range(1, len(names)))]
