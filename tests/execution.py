"""A project of three chapters for the tests of scripts/execute."""

from __future__ import annotations

from pathlib import Path

HEAD = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# Title

"""

FILES = {
    "_config.yml": "execute: {timeout: 60}\nparse: {myst_enable_extensions: [colon_fence]}\n",
    "requirements.lock": "one==1\n",
    "book/_toc.yml": "root: first\nchapters: [{file: second}, {file: third}, {file: prose}]\n",
    "book/only.yml": "7\n",
    "book/prose.md": "# A page without code\n",
    "analysis/__init__.py": "",
    "analysis/base.py": "from pathlib import Path\nROOT = Path(__file__).resolve().parent.parent\n",
    "analysis/first.py": "from .base import ROOT\n\n\ndef number():\n    return (ROOT / 'seeds/first.yml').read_text()\n",
    "analysis/second.py": "def number():\n    from . import first\n    return 2 * int(first.number())\n",
    "analysis/unused.py": "",
    "seeds/first.yml": "1\n",
    "seeds/unread.yml": "0\n",
}
CELLS = {
    "first": ["from analysis import first\nint(first.number())"],
    "second": ["import analysis.second\nanalysis.second.number()"],
    "third": ["x = int(open('only.yml').read())", "x"],
}


def page(cells: list[str]) -> str:
    """Return a page with these cells and a sentence before each."""
    return HEAD + "\n".join(f"Some words.\n\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)


def make_project(folder: Path, cells: dict[str, list[str]] = CELLS) -> Path:
    """Write the project."""
    pages = {f"book/{name}.md": page(code) for name, code in cells.items()}
    toc = "root: {}\nchapters: [{}]\n".format(
        next(iter(cells)), ", ".join(f"{{file: {name}}}" for name in cells)
    )
    files = FILES | pages if cells is CELLS else FILES | pages | {"book/_toc.yml": toc}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
