"""Other tools that run notebooks and make pages of them, on the same chapters: MkDocs, nbsite and nbconvert.

They live in .tools/peers/, from a lock of their own, and run the chapters as plain notebooks in kernels of
the book's Python: the same cells, with the same packages. Marks, citations and the register are unknown to
them: they do less than the book's pages need. A peer that cannot be had, or fails, is told with its reason.
"""

import json
import os
import sys

from scripts import citation_tool
from scripts.bench.figures import Figure
from scripts.bench.processes import ROOT, Trouble, run_alone
from scripts.build import COLOUR
from scripts.conditions import build_environment
from scripts.execute.run import Book, Present, Store

LOCK, PLACE = "requirements-peers.lock", ".tools/peers"
MKDOCS = """site_name: peer
docs_dir: notebooks
site_dir: mkdocs
theme: {name: material, font: false}
plugins:
- mkdocs-jupyter: {execute: true, allow_errors: false, include: ["*.ipynb"]}
"""
NBSITE = """from nbsite.shared_conf import *
project = authors = copyright = "peer"
version = release = "1"
html_theme = "pydata_sphinx_theme"
html_static_path = []
"""
COMMANDS = {
    "mkdocs-jupyter": ["-m", "mkdocs", "build", "-q", "-f", "mkdocs.yml"],
    "nbsite": [
        "-m", "nbsite", "build", "--doc", "notebooks", "--examples", "none", "--output", "nbsite",
        "--project-name", "peer", "--examples-assets", "",
    ],
    "nbconvert --execute": ["-m", "nbconvert", "--execute", "--to", "html", "--output-dir", "nbconvert"],
}  # fmt: skip
OUTPUTS = {"mkdocs-jupyter": "mkdocs", "nbsite": "nbsite", "nbconvert --execute": "nbconvert"}


def write_notebooks(project, folder):
    """Write the chapters as notebooks without outputs, with the settings of each peer; return their names."""
    import nbformat

    notebooks, kernel = folder / "notebooks", folder / "kernels/python3"
    notebooks.mkdir(parents=True)
    kernel.mkdir(parents=True)
    book = Book(project, Store(folder / "store", Present(project)))
    names = [name for name in book.names if book.chapter(name)]
    for name in names:
        nbformat.write(book.chapter(name).fresh_notebook(), notebooks / f"{name}.ipynb")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (notebooks / "conf.py").write_text(NBSITE, encoding="utf-8")
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(described), encoding="utf-8")
    return names


def run_peer(name, names, project, folder):
    """Build the chapters with one peer; return what it took. Raise `Trouble` where a page has no output."""
    tools = ROOT / PLACE / "bin"
    environment = {**build_environment(folder), "PYTHONPATH": str(project), "JUPYTER_PATH": str(folder)}
    environment["PATH"] = f"{tools}{os.pathsep}{environment['PATH']}"
    command = list(COMMANDS[name])
    if OUTPUTS[name] == "nbconvert":
        command += [f"notebooks/{page}.ipynb" for page in names]
    run = run_alone(command, folder, cwd=folder, environment=environment, python=tools / "python")
    for page in names:
        made = [folder / OUTPUTS[name] / path for path in (f"{page}.html", f"{page}/index.html")]
        html = next((path.read_text(encoding="utf-8") for path in made if path.is_file()), "")
        if not any(shown in html for shown in ("<table", "<figure", 'class="session"')):
            raise Trouble(f"its page of {page} shows nothing that was run")
    return run


def measure_peers(project, folder, ours):
    """Build the chapters of a copied project with every peer, from nothing; `ours` is what our pages took."""
    ours = f"the pages of make book: {ours.processor:.1f} s"
    try:
        if sys.version_info[:2] != (3, 11):
            raise Trouble("their versions were chosen for Python 3.11")
        citation_tool.install(ROOT, LOCK, PLACE)
        names = write_notebooks(project, folder)
    except (Trouble, citation_tool.environment.Trouble, OSError) as trouble:
        return [not_measured(name, trouble) for name in COMMANDS]
    figures = []
    for name in COMMANDS:
        print(f"  {name}, cold:", end=" ", flush=True)
        try:
            run = run_peer(name, names, project, folder)
        except (Trouble, OSError) as trouble:
            print("failed", flush=True)
            figures.append(not_measured(name, trouble))
            continue
        print(f"{run.seconds:.1f} s, {run.processor:.1f} s of the processor", flush=True)
        figures += [
            Figure(f"{name}, cold: clock", run.seconds, "s", "chapters as plain notebooks"),
            Figure("  processor", run.processor, "s", ours),
        ]
    return figures


def not_measured(name, trouble):
    """Return the figure of a peer that could not be measured, with the reason."""
    told = COLOUR.sub("", str(trouble)).strip()  # a record holds no signs for a terminal
    reason = (told.splitlines() or ["no reason was given"])[-1]
    return Figure(f"{name}, cold: not measured", float("nan"), "s", reason)
