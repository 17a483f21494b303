"""scripts/conditions.py: the book is made under the same conditions, whatever a person or machine has set."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from conftest import ROOT

import analysis
from scripts import conditions
from scripts.conditions import build_environment, moment

#: Settings of a machine, as they are found: each changes what a program writes, or where it looks.
FOUND = {
    "LANG": "de_DE.UTF-8", "LC_TIME": "ja_JP.UTF-8", "LANGUAGE": "de", "TZ": "Pacific/Auckland", "COLUMNS": "40",
    "PYTHONHASHSEED": "7", "PYTHONPATH": "/elsewhere", "PYTHONWARNINGS": "error", "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "4",
    "MPLBACKEND": "agg", "MPLCONFIGDIR": "/elsewhere", "MATPLOTLIBRC": "/elsewhere", "JUPYTER_PATH": "/elsewhere",
    "JUPYTER_CONFIG_PATH": "/elsewhere", "IPYTHONDIR": "/elsewhere", "SPHINXOPTS": "-D language=de",
    "PANDOC_DATA_DIR": "/elsewhere", "NO_COLOR": "1",
}  # fmt: skip
SCRIPT = """
import json, os, sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from scripts.conditions import enter
enter(Path({root!r}))
rights = os.umask(0)
print(json.dumps([sys.argv[1:], hash("a"), time.tzname[0], f"{{rights:03o}}", sys.flags.utf8_mode, dict(os.environ)]))
"""


def test_nothing_that_was_set_comes_in(monkeypatch, tmp_path):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in FOUND:
        monkeypatch.delenv(name, raising=False)
    alone = build_environment(tmp_path)
    for name, value in FOUND.items():
        monkeypatch.setenv(name, value)
    assert build_environment(tmp_path) == alone


def test_what_the_book_needs_of_the_machine_stays(monkeypatch, tmp_path):
    for name, value in {
        "HOME": "/home/somebody",
        "BOOK_ADDRESS": "https://example.org/book/",
        "LD_LIBRARY_PATH": "/lib",
    }.items():
        monkeypatch.setenv(name, value)
        assert build_environment(tmp_path)[name] == value
    assert build_environment(tmp_path)["PATH"].split(":")[0] == str(conditions.Path(sys.executable).parent)


def test_files_of_a_run_lie_in_its_own_folder(tmp_path):
    """Two builds at once, and the person's own Jupyter, would else meet in the home folder."""
    environment = build_environment(tmp_path)
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        assert environment[name].startswith(f"{tmp_path}/")


def test_the_moment_is_the_day_of_the_edition(monkeypatch, evidence):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    day = analysis.load_edition(evidence.references).date
    assert time.strftime("%Y-%m-%d %H:%M", time.gmtime(moment(ROOT))) == f"{day} 12:00"


@pytest.mark.parametrize(
    "changelog, day",
    [
        ("- version: next\n  adds: [A.]\n\n- version: 2026.1.1\n  date: '2026-01-02'\n", "2026-01-02"),
        ("- date: 2025-05-06\n", "2025-05-06"),
        ("nothing of use", "1980-01-01"),
        (None, "1980-01-01"),
    ],
)
def test_the_moment_is_read_from_the_changelog(monkeypatch, tmp_path, changelog, day):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (tmp_path / "book").mkdir()
    if changelog:
        (tmp_path / "book/changelog.yml").write_text(changelog)
    assert time.strftime("%Y-%m-%d", time.gmtime(moment(tmp_path))) == day


def test_a_moment_that_is_given_goes_before_it(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert moment(tmp_path) == 1700000000
    assert build_environment(tmp_path)["SOURCE_DATE_EPOCH"] == "1700000000"


def test_a_command_goes_on_under_these_conditions(tmp_path):
    script = tmp_path / "command.py"
    script.write_text(SCRIPT.format(root=str(ROOT)))
    told = []
    for found, rights in ((FOUND, 0o077), ({}, 0o002)):
        done = subprocess.run(
            [sys.executable, str(script), "--if-stale", "a b"], cwd=tmp_path, check=True, capture_output=True,
            text=True, umask=rights, env={"PATH": "/usr/bin:/bin", **found, "PYTHONPATH": "", "PYTHONWARNINGS": ""},
        )  # fmt: skip
        told.append(json.loads(done.stdout))
    arguments, _, zone, rights, utf8, environment = told[0]
    assert told[0] == told[1]
    assert (arguments, zone, rights, utf8) == (["--if-stale", "a b"], "UTC", "022", 1)
    assert environment["PYTHONHASHSEED"] == "0"


def test_fonts_are_listed_once_and_before_a_chapter_is_run(tmp_path, monkeypatch):
    environment = build_environment(tmp_path) | {"MPLCONFIGDIR": str(tmp_path / "matplotlib")}
    conditions.list_fonts(environment)
    (fonts,) = (tmp_path / "matplotlib").glob("fontlist-*.json")
    assert fonts.stat().st_size > 1000
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("listed a second time"))
    conditions.list_fonts(environment)
