"""Hold what is imported against what pyproject.toml declares, both ways.

    .venv/bin/python -m scripts.dependencies

It fails where code imports a package that nobody declared, even if another package happens to bring it, and
where a package is declared that nobody imports. deptry compares; this module shows it all code there is:
analysis/, scripts/, book/_ext/, tests/, the cells of the chapters, and the extensions that _config.yml names.
A package that is run and never imported stands in CALLED with the place of its call, which is looked up too.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml

from analysis.problems import Problems

ROOT = Path(__file__).resolve().parent.parent
CODE, TESTS = ("analysis", "scripts", "book/_ext"), ("tests",)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
HERE = "scripts/dependencies.py"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

#: Packages that are run or read as plugins and never imported: a file that does so, and the words in it.
CALLED = {
    "ruff": ("Makefile", "-m ruff check"),
    "deptry": ("Makefile", "-m scripts.dependencies"),
    "brotli": ("scripts/slim.py", 'flavor = "woff2"'),  # fonttools needs it to write that form
    "pytest-xdist": ("Makefile", "-n auto --dist worksteal"),
    "frictionless": ("tests/test_export.py", 'with_name("frictionless")'),
    "jupyterlab": ("scripts/lab.py", '"-m", "jupyterlab"'),
    "jupytext": ("scripts/lab.py", "Jupytext Notebook"),
    "cffconvert": ("scripts/citation_tool.py", "bin/cffconvert"),
    "mkdocs-jupyter": ("scripts/bench/peers.py", '"-m", "mkdocs"'),
    "nbsite": ("scripts/bench/peers.py", '"-m", "nbsite"'),
    "nbconvert": ("scripts/bench/peers.py", '"-m", "nbconvert"'),
    "flit-core": ("pyproject.toml", 'build-backend = "flit_core.buildapi"'),
    "uv": ("scripts/environment.py", '"bin/uv"'),
}
#: Extensions of Sphinx that Jupyter Book itself loads, in the versions it pins: _config.yml repeats its list.
OF_JUPYTER_BOOK = (
    "sphinx_external_toc", "sphinx_book_theme", "sphinx_comments", "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
)  # fmt: skip
#: Packages of the group test that scripts/ may import: what does so is no part of the build.
OF_THE_CHECKS = ("playwright",)  # scripts/check_site.py measures a site that stands


@dataclass(frozen=True)
class Declared:
    """What pyproject.toml declares: names as PyPI compares them, by where they stand."""

    dependencies: frozenset
    groups: dict

    @property
    def every(self):
        """All names."""
        return self.dependencies.union(*self.groups.values())


def plain(name):
    """Return a package's name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements):
    """Return the names in a list of requirements; an included group has none of its own."""
    return frozenset(plain(NAME.match(one)[0]) for one in requirements if isinstance(one, str))


def read_declared(root):
    """Read what pyproject.toml declares."""
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {name: names(listed) for name, listed in data.get("dependency-groups", {}).items()}
    return Declared(names(data["project"].get("dependencies", [])), groups)


def cells(text):
    """Return the code of a chapter's cells as a module in which every line keeps its number."""
    kept = [""] * (text.count("\n") + 1)
    for match in CELL.finditer(text):
        first = text.count("\n", 0, match.start(1))
        for number, line in enumerate(match[1].splitlines(), start=first):
            kept[number] = "" if line.startswith((":", "%", "!")) else line  # options; magics of IPython
    return "\n".join(kept) + "\n"


def extensions(text):
    """Return the extensions of _config.yml as a module that imports each, on the line that names it."""
    listed = yaml.safe_load(text).get("sphinx", {}).get("config", {}).get("extensions", [])
    found = (re.fullmatch(r"\s*- ([\w.]+)\s*(#.*)?", line) for line in text.splitlines())
    return "".join(f"import {match[1]}\n" if match and match[1] in listed else "\n" for match in found)


def stage(root, folder, tests):
    """Copy all code into a folder, chapters and configuration as modules; return where each came from."""
    shutil.copy(root / "pyproject.toml", folder)
    for name in (*CODE, *(TESTS if tests else ())):
        if (root / name).is_dir():
            only_code = shutil.ignore_patterns("__pycache__", "static", "node", "*.ipynb")
            shutil.copytree(root / name, folder / name, ignore=only_code)
    origins = {}
    for path in sorted((root / "book").glob("*.md")):
        (folder / "book").mkdir(exist_ok=True)
        module = f"book/{path.stem}_cells.py"
        (folder / module).write_text(cells(path.read_text(encoding="utf-8")), encoding="utf-8")
        origins[module] = f"book/{path.name}"
    if (root / "_config.yml").is_file():
        text = extensions((root / "_config.yml").read_text(encoding="utf-8"))
        (folder / "config_extensions.py").write_text(text, encoding="utf-8")
        origins["config_extensions.py"] = "_config.yml"
    return origins


def run_deptry(root, tests):
    """Return deptry's findings, those in code of the book or those in all code with the tests."""
    with tempfile.TemporaryDirectory(prefix="dependencies-") as place:
        folder, report = Path(place) / "code", Path(place) / "found.json"
        folder.mkdir()
        origins = stage(root, folder, tests)
        own = {path.stem for top in ("book/_ext", "scripts", "tests") for path in (root / top).glob("*.py")}
        command = [sys.executable, "-m", "deptry", ".", "--no-ansi", "--json-output", str(report)]
        command += ["--exclude", r"\.git"]  # not its own list, which leaves tests/ out
        for name in sorted(own):
            command += ["--known-first-party", name]
        accepted = {"DEP002": sorted(CALLED), "DEP003": OF_JUPYTER_BOOK, "DEP004": OF_THE_CHECKS}
        command += ["--per-rule-ignores", ",".join(f"{rule}={'|'.join(of)}" for rule, of in accepted.items())]
        if tests:
            command += ["--non-dev-dependency-groups", "test"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if not report.is_file():
            raise RuntimeError(f"deptry did not run: {ended.stderr.strip()}")
        found = json.loads(report.read_text(encoding="utf-8"))
    for one in found:
        one["location"]["file"] = origins.get(one["location"]["file"], one["location"]["file"])
    return found


def say(one):
    """Put a finding of deptry into the words of a problem: what was found, and how to mend it."""
    name = one["module"]
    home = ", ".join(sorted(set(packages_distributions().get(name, [name]))))
    declare = f"declare {home} in pyproject.toml, with a line that says what for, and run `make lock`"
    return {
        "DEP001": (f"an import of {name}, which nobody declared", declare),
        "DEP002": (
            f"{name}, which nobody imports",
            f"take it out and run `make lock`, or name the file that runs it in CALLED of {HERE}",
        ),
        "DEP003": (f"an import of {name}, which only another package brings", declare),
        "DEP004": (
            f"an import of {name}, which is declared for the tests alone",
            "move it to the dependencies, or import it in tests/ only",
        ),
        "DEP005": (f"{name}, which is a part of Python", "take it out"),
    }[one["error"]["code"]]


def check_imports(root, problems):
    """Note every import that is not declared and every declared package that is not imported."""
    # The first run does not see the tests: what they alone import must not excuse a dependency of the book.
    found = {}
    for tests in (False, True):
        for one in run_deptry(root, tests):
            place = one["location"]
            found.setdefault((place["file"], say(one)), []).append(place["line"])
    for (file, (what, remedy)), lines in sorted(found.items()):
        told = ", ".join(map(str, sorted({line for line in lines if line})))
        problems.note(file, f"line {told}" if told else "", "", what, remedy)


def check_called(root, problems):
    """Note every entry of CALLED that is not declared or not called where it says, and idle groups."""
    declared = read_declared(root)
    for name, (file, words) in CALLED.items():
        if name not in declared.every:
            problems.note(HERE, f"CALLED, {name}", "", "a package that nobody declares", "take it out")
        elif not (root / file).is_file() or words not in (root / file).read_text(encoding="utf-8"):
            remedy = "name the file that runs it and words of the call, or declare the package no more"
            problems.note(HERE, f"CALLED, {name}", "", f"no {words!r} in {file}", remedy)
    for group, listed in declared.groups.items():
        # Of the group test deptry sees the imports. The others live in environments of their own, and may
        # bound there what the book itself uses.
        for name in sorted(listed - set(CALLED) - declared.dependencies) if group != "test" else ():
            remedy = f"take it out, or name the file that runs it in CALLED of {HERE}"
            problems.note("pyproject.toml", f"group {group}", "", f"{name}, which nothing runs", remedy)


def check(root):
    """Return all problems of the declared packages."""
    problems = Problems()
    check_imports(root, problems)
    check_called(root, problems)
    return problems


def main(arguments, root=ROOT):
    """Run from the command line; return the exit code."""
    if arguments:
        print("Error: scripts.dependencies takes no options.", file=sys.stderr)
        return 2
    if problems := check(root):
        print(*problems, sep="\n", file=sys.stderr)
        print(f"Error: {len(problems)} in what is declared and imported.", file=sys.stderr)
        return 1
    declared = read_declared(root)
    print(f"All {len(declared.every)} declared packages are used, and all imports are declared")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
