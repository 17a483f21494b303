"""Every chapter runs, holds no analysis of its own, and shows at least two figures that state a finding."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

BOOK = ROOT / "book"
TOC = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"])]
CELL = re.compile(r"^```\{code-cell\} ipython3\n(?::[^\n]*\n)*\n?(.*?)^```$", re.MULTILINE | re.DOTALL)
CHAPTERS = ["background", "partnerships", "divisions", "reactions", "reliability", "outlook"]
APPARATUS = [
    "methods", "tradecraft", "evidence", "corrections", "accessibility", "cite", "downloads", "adding",
    "changelog",
]  # fmt: skip
ROOMS = {"cite": "citation"}  # whose module has another name: `analysis.cite` is the function


def module_files(name: str) -> list[Path]:
    """Return the files of a chapter's module: one, or those of its package."""
    name = ROOMS.get(name, name)
    single = ROOT / "analysis" / f"{name}.py"
    return [single] if single.is_file() else sorted((ROOT / "analysis" / name).glob("*.py"))


def cells(page: str) -> list[str]:
    return CELL.findall((BOOK / f"{page}.md").read_text(encoding="utf-8"))


def run(page: str, monkeypatch) -> tuple[list, dict]:
    """Run the cells of a chapter; return what they show and what they glue."""
    import myst_nb

    glued: dict = {}
    monkeypatch.setattr(myst_nb, "glue", lambda name, value, display=True: glued.update({name: value}))
    namespace: dict = {}
    shown = []
    for cell in cells(page):
        tree = ast.parse(cell)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, page, "exec"), namespace)
        if last:
            shown.append(eval(compile(ast.Expression(last.value), page, "eval"), namespace))
    return [item for item in shown if item is not None], glued


@pytest.mark.parametrize("page", [page for page in PAGES if cells(page)])
def test_a_chapter_runs_and_glues_every_number_that_its_prose_uses(page, monkeypatch):
    shown, glued = run(page, monkeypatch)
    used = set(re.findall(r"\{glue:text\}`([^`]+)`", (BOOK / f"{page}.md").read_text(encoding="utf-8")))
    assert used <= set(glued)
    assert all(item._repr_html_() for item in shown)


def test_every_page_of_the_bibliography_is_cited(evidence):
    """A page that nothing rests on is no evidence; it only makes the bibliography look longer."""
    files = [
        *(ROOT / "seeds").glob("*.yml"),
        *(ROOT / "seeds").glob("dossiers/*.yml"),
        *BOOK.glob("*.md"),
        BOOK / "judgements.yml",
        BOOK / "tradecraft.yml",
    ]
    words = set(re.findall(r"[a-z0-9-]+", "".join(path.read_text(encoding="utf-8") for path in files)))
    assert set(evidence.references.index) <= words


def test_a_module_offers_no_number_that_prose_does_not_use(evidence):
    prose = "".join(path.read_text(encoding="utf-8") for path in BOOK.glob("*.md"))
    used = set(re.findall(r"\{glue:text\}`([^`]+)`", prose))
    for name in [*CHAPTERS, "methods", "corrections"]:
        module = importlib.import_module(f"analysis.{name}")
        assert set(module.numbers(evidence)) <= used, name


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_has_two_figures_with_finding_and_alternative_text(page, monkeypatch):
    shown, _ = run(page, monkeypatch)
    html = [item._repr_html_() for item in shown]
    figures = [text for text in html if "report-figure" in text]
    assert len(figures) >= 2
    for text in figures:
        assert len(re.search(r"<figcaption[^>]*>(.*?)</figcaption>", text)[1]) > 30
        assert len(re.search(r'aria-label="(.*?)"', text)[1]) > 80


@pytest.mark.parametrize("page", [page for page in PAGES if cells(page)])
def test_a_chapter_only_calls_the_analysis_module(page):
    for cell in cells(page):
        for node in ast.walk(ast.parse(cell)):
            assert not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.While, ast.If, ast.ListComp)), page
            if isinstance(node, ast.Import):
                assert [name.name for name in node.names] == ["analysis"]
            if isinstance(node, ast.ImportFrom):
                assert node.module in {"analysis", "analysis.presentation", "myst_nb"}


def test_every_chapter_has_its_module_and_its_tests():
    for page in [*CHAPTERS, *APPARATUS]:
        assert module_files(page) and (ROOT / "tests" / f"test_{ROOMS.get(page, page)}.py").is_file(), page


def test_chapter_modules_never_import_each_other():
    names = [*CHAPTERS, *APPARATUS]
    for name in names:
        for path in module_files(name):
            above = 2 if path.parent.name == name else 1  # dots that lead out of the chapter's own module
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert not {node.module for node in imports if node.level == above} & set(names), path


def test_analysis_imports_neither_sphinx_nor_jupyter():
    banned = {"sphinx", "docutils", "myst_nb", "IPython", "jupyter_book", "nbformat", "nbclient"}
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not {name.name.split(".")[0] for name in node.names} & banned, path.name
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                assert node.module.split(".")[0] not in banned, path.name
