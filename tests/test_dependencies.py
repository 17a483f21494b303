"""scripts/dependencies.py: a package nobody imports and an import nobody declared both fail, wherever they stand."""

from __future__ import annotations

from importlib.metadata import packages_distributions

import pytest
from conftest import ROOT

from scripts import dependencies

# Each package of this tiny project is imported in one place, and each kind of place has one import.
FILES = {
    "pyproject.toml": """
[project]
name = "tiny"
version = "1"
dependencies = ["PyYAML>=6", "pandas", "myst-nb", "numpy", "sphinx>=7"]
[dependency-groups]
test = ["pytest>=9"]
tool = ["ruff"]
""",
    "analysis/__init__.py": "import yaml\n",
    "scripts/build.py": "import json\nimport analysis\n",
    "book/_ext/marks.py": "import sphinx\n",
    "book/rain.md": "# Rain\n\n```{code-cell} ipython3\n:tags: [hide-cell]\n\nimport pandas\n```\n\nIt rains.\n\n```{code-cell}\nimport numpy\n```\n",
    "tests/test_rain.py": "import pytest\nimport marks\n",
    "_config.yml": "sphinx:\n  config:\n    extensions:\n      - myst_nb\n      - marks\n",
    "Makefile": "check:\n\truff check .\n",
}


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Return a project in which all is declared and used."""
    monkeypatch.setattr(dependencies, "CALLED", {"ruff": ("Makefile", "ruff check")})
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def add(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def declare(root, old, new):
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(root):
    return [str(problem) for problem in dependencies.check(root)]


def test_the_project_uses_all_it_declares_and_declares_all_it_imports(capsys):
    assert dependencies.main([]) == 0, capsys.readouterr().err


def test_a_sound_project_has_no_problem(tiny):
    assert told(tiny) == []


def test_an_import_that_only_another_package_brings_is_told_with_its_line_wherever_it_stands(tiny):
    for file in ("analysis/__init__.py", "scripts/build.py", "book/_ext/marks.py", "tests/test_rain.py"):
        add(tiny / file, "import docutils\n")
    add(tiny / "book/rain.md", "\n```{code-cell} ipython3\nimport docutils\n```\n")
    add(tiny / "_config.yml", "      - docutils\n")
    remedy = "declare docutils in pyproject.toml, with a line that says what for, and run `make lock`"
    assert told(tiny) == [
        f"{place}: found an import of docutils, which only another package brings; {remedy}"
        for place in (
            "_config.yml: line 6",
            "analysis/__init__.py: line 2",
            "book/_ext/marks.py: line 2",
            "book/rain.md: line 16",
            "scripts/build.py: line 3",
            "tests/test_rain.py: line 3",
        )
    ]


def test_an_import_of_what_is_not_even_installed_is_told(tiny):
    add(tiny / "analysis/__init__.py", "import no_such_package\n")
    assert told(tiny)[0].startswith(
        "analysis/__init__.py: line 2: found an import of no_such_package, which nobody declared"
    )


def test_a_package_is_idle_once_its_only_import_goes(tiny):
    for file in ("analysis/__init__.py", "book/_ext/marks.py", "tests/test_rain.py", "_config.yml"):
        (tiny / file).write_text("{}" if file == "_config.yml" else "", encoding="utf-8")
    (tiny / "book/rain.md").write_text(FILES["book/rain.md"].replace("import numpy", ""), encoding="utf-8")
    assert [line.partition("; ")[0] for line in told(tiny)] == [
        f"pyproject.toml: found {name}, which nobody imports"
        for name in ("PyYAML", "myst-nb", "numpy", "pytest", "sphinx")
    ]


def test_a_package_of_the_book_that_only_the_tests_import_is_idle(tiny):
    (tiny / "analysis/__init__.py").write_text("", encoding="utf-8")
    add(tiny / "tests/test_rain.py", "import yaml\n")
    assert told(tiny)[0].startswith("pyproject.toml: found PyYAML, which nobody imports")


def test_a_package_of_the_tests_that_the_book_imports_is_told(tiny):
    add(tiny / "analysis/__init__.py", "import pytest\n")
    assert told(tiny)[0].startswith(
        "analysis/__init__.py: line 2: found an import of pytest, which is declared for the tests alone"
    )


def test_a_package_that_is_run_needs_the_place_of_its_call(tiny):
    (tiny / "Makefile").write_text("check:\n", encoding="utf-8")
    assert told(tiny)[0].startswith(
        "scripts/dependencies.py: CALLED, ruff: found no 'ruff check' in Makefile"
    )


def test_a_package_of_a_tool_that_nothing_runs_is_told(tiny):
    declare(tiny, '"ruff"', '"ruff", "black"')
    assert told(tiny)[0].startswith("pyproject.toml: group tool: found black, which nothing runs")


def test_a_call_of_what_is_no_longer_declared_is_told(tiny):
    declare(tiny, '"ruff"', "")
    assert told(tiny)[0].startswith(
        "scripts/dependencies.py: CALLED, ruff: found a package that nobody declares"
    )


def test_no_module_of_the_project_hides_a_package_of_the_same_name():
    own = {path.stem for top in ("book/_ext", "scripts", "tests") for path in (ROOT / top).glob("*.py")}
    assert not own & set(packages_distributions())


def test_problems_end_the_command_with_an_error(tiny, capsys):
    add(tiny / "analysis/__init__.py", "import docutils\n")
    assert dependencies.main([], root=tiny) == 1
    assert "an import of docutils" in capsys.readouterr().err
