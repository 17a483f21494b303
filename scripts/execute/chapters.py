"""The chapters of the book: pages with code cells, and what of a page decides what its run shows."""

import copy
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Chapter:
    """A page with code cells."""

    name: str
    path: Path
    notebook: object
    cells: str  # the hash of the code cells and the kernel's metadata

    @property
    def sources(self):
        """Return the code of every cell."""
        return [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]

    @property
    def size(self):
        """Return the number of code cells."""
        return len(self.sources)

    def fresh_notebook(self):
        """Return the notebook, to be run."""
        return copy.deepcopy(self.notebook)

    def line(self, cell):
        """Return the line of the page on which a cell stands, by its place among all cells."""
        return self.notebook.metadata["source_map"][cell]


def read_chapter(root, name, extensions):
    """Return a page as a `Chapter`, or None where it has no code cells; read as MyST-NB reads it."""
    from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
    from myst_parser.config.main import MdParserConfig

    path = root / "book" / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    if not is_myst_markdown_notebook(text):
        return None
    settings = MdParserConfig(enable_extensions=set(extensions))
    notebook = read_myst_markdown_notebook(text, settings, add_source_map=True, path=str(path))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not cells:
        return None
    return Chapter(name, path, notebook, hash_of_cells(notebook, cells))


def hash_of_cells(notebook, cells):
    """Return the hash of what the kernel is given: prose may change without a new run."""
    given = {
        "kernel": [notebook.metadata.get("kernelspec"), notebook.metadata.get("execution")],
        "cells": [[cell.source, cell.metadata] for cell in cells],
    }
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()
