"""scripts/bench/peers.py: peers get the same cells, and one that cannot be had is told with the reason."""

from __future__ import annotations

import json
import math
import re
import sys

import nbformat
import pytest
from conftest import ROOT
from execution import CELLS, make_project

from scripts.bench import peers
from scripts.bench.figures import table
from scripts.bench.processes import Run, Trouble


def test_peers_get_the_cells_of_every_chapter_and_the_books_own_python(tmp_path):
    project = make_project(tmp_path / "project")
    assert peers.write_notebooks(project, tmp_path / "peers") == list(CELLS)
    for name, cells in CELLS.items():
        notebook = nbformat.read(tmp_path / f"peers/notebooks/{name}.ipynb", 4)
        assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == cells
    kernel = json.loads((tmp_path / "peers/kernels/python3/kernel.json").read_text())
    assert kernel["argv"][0] == sys.executable


@pytest.mark.parametrize(
    ("python", "told"), [((3, 11), "No network."), ((3, 13), "their versions were chosen for Python 3.11")]
)
def test_a_peer_that_cannot_be_had_is_told_and_misses_no_bar(tmp_path, monkeypatch, python, told):
    def refuse(*_):
        raise peers.citation_tool.environment.Trouble("No network.")

    monkeypatch.setattr(sys, "version_info", python)
    monkeypatch.setattr(peers.citation_tool, "install", refuse)
    figures = peers.measure_peers(tmp_path, tmp_path, Run(1, 1))
    assert [figure.name for figure in figures] == [f"{name}, cold: not measured" for name in peers.COMMANDS]
    assert all(math.isnan(figure.measured) and not figure.missed for figure in figures)
    assert re.search(rf"nbsite, cold: not measured +– +{re.escape(told)}", "\n".join(table(figures)))


def test_a_page_without_anything_that_was_run_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "run_alone", lambda *_, **__: Run(1, 1))
    (tmp_path / "mkdocs/one").mkdir(parents=True)
    (tmp_path / "mkdocs/one/index.html").write_text("<p>one</p>")
    with pytest.raises(Trouble, match="its page of one shows nothing"):
        peers.run_peer("mkdocs-jupyter", ["one"], tmp_path, tmp_path)


def test_the_lock_of_the_peers_holds_names_versions_markers_and_hashes_only():
    text = (ROOT / peers.LOCK).read_text(encoding="utf-8")
    assert "://" not in text and re.search(r"^mkdocs-jupyter==0\.26\.", text, re.MULTILINE)


def test_the_reason_of_a_peer_holds_no_sign_for_a_terminal():
    figure = peers.not_measured("nbsite", Exception("first\n\x1b[31mlast\x1b[39m\n"))
    assert figure.peer == "last"
