"""scripts/reproduce.py: what a machine brings along changes no byte of what is published.

The whole comparison builds twice and is `make reproduce`; here the parts that are quick are made again under the
other conditions and held against the site that was built under those of the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from scripts import reproduce
from scripts.compare_trees import NothingToCompare, compare, report
from scripts.reproduce import (
    OTHER,
    REVERSED,
    Machine,
    NotReproduced,
    compare_builds,
    copy_project,
    environment_of,
    run,
    settings,
)  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path) -> dict[str, str]:
    """Return the environment of the other machine, where names in folders come the other way round."""
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages/sitecustomize.py").write_text(REVERSED, encoding="utf-8")
    return {**environment_of(OTHER, tmp_path / "home"), "PYTHONPATH": str(tmp_path / "packages")}


def command(environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, umask=OTHER.rights, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_the_other_machine_lists_names_the_other_way_round(elsewhere, tmp_path):
    for name in "abc":
        (tmp_path / "folder" / name).mkdir(parents=True)
    code = (
        "import os, sys; from pathlib import Path; top = sys.argv[1]; print(os.listdir(top), "
        "[entry.name for entry in os.scandir(top)], next(os.walk(top))[1], "
        "[path.name for path in Path(top).glob('*')], [path.name for path in Path(top).iterdir()])"
    )
    told = command(elsewhere, "-c", code, str(tmp_path / "folder"))
    assert told == f"{' '.join([str(['c', 'b', 'a'])] * 5)}\n"


def test_the_data_package_made_elsewhere_is_that_of_the_site(elsewhere, tmp_path, site):
    (archive,) = (site / "data").glob("*.zip")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "of the site")
    command(elsewhere, "-m", "analysis", "export", "--out", str(tmp_path / "data"))
    found = compare(tmp_path / "of the site", tmp_path / "data")
    assert found.identical, report(found, tmp_path / "of the site", tmp_path / "data")


def test_the_brief_made_elsewhere_is_that_of_the_site(elsewhere, tmp_path, site):
    command(elsewhere, "-m", "analysis", "brief", "--out", str(tmp_path / "brief"))
    found = compare(site / "brief", tmp_path / "brief")
    assert found.identical, report(found, site / "brief", tmp_path / "brief")


def test_the_files_of_figures_made_elsewhere_are_those_of_the_site(elsewhere, tmp_path, site):
    """A figure with words, bars and dates; their widths are those of our typeface."""
    code = (
        "import sys; from pathlib import Path; import analysis; from analysis.brief.figures import draw\n"
        "from analysis.drawing import image_png, image_svg\n"
        "evidence, place = analysis.load(), Path(sys.argv[1])\n"
        "for name in ('road', 'stances'):\n"
        "    figure = draw(name, evidence, [])\n"
        "    (place / f'{name}.png').write_bytes(image_png(figure))\n"  # first, as a chapter does it: to lay
        "    (place / f'{name}.svg').write_bytes(image_svg(figure))"  # a figure out moves its parts a little
    )
    made = tmp_path / "figures"
    made.mkdir()
    command(elsewhere, "-c", code, str(made))
    for path in sorted(made.iterdir()):
        assert path.read_bytes() == (site / "figures" / path.name).read_bytes(), path.name


def test_nothing_of_the_machine_stands_in_the_site(site):
    """Its folders, and Sphinx's note in which their hash is."""
    assert not list(site.rglob(".buildinfo"))
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in {
            ".html",
            ".js",
            ".json",
            ".ipynb",
            ".svg",
            ".css",
            ".csv",
            ".pdf",
        }:
            assert os.fsencode(ROOT) not in path.read_bytes(), path


def test_what_git_leaves_out_is_not_copied_and_what_is_not_committed_is(tmp_path):
    root = tmp_path / "project"
    (root / "a/b").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name in (".gitignore", "a/b/c.txt", "left.txt", "nöme.txt"):
        (root / name).write_text("left.txt\n")
    copy_project(root, tmp_path / "copy", 0o077)
    copied = {path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*.*")}
    assert copied == {".gitignore", "a/b/c.txt", "nöme.txt"}
    assert (tmp_path / "copy/a/b/c.txt").stat().st_mode & 0o777 == 0o600


def test_a_folder_without_git_is_refused_in_words(tmp_path):
    with pytest.raises(NotReproduced, match="git does not tell the files of"):
        copy_project(tmp_path, tmp_path / "copy")


@pytest.fixture
def machine(tmp_path) -> tuple[Path, Machine]:
    """Return a copy of no project at all, with a Python, and a machine to run it on."""
    python = tmp_path / "copy/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path / "copy", Machine("copy", {"LANG": "xx"}, rights=0o027, cores=1, home_files={".a/b": "c"})


def test_a_command_runs_as_on_that_machine(tmp_path, machine):
    code = (
        "import os; from pathlib import Path; text = Path('~/.a/b').expanduser().read_text()\n"
        "cores = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else 1\n"
        "Path('told').write_text(f'{os.environ[\"LANG\"]} {os.umask(0):03o} {cores} {text}')"
    )
    run(*machine, environment_of(machine[1], tmp_path / "home"), "-c", code)
    assert (machine[0] / "told").read_text() == "xx 027 1 c"
    assert settings(machine[1]) == "LANG=xx, umask 027, 1 core, settings in the home folder"


def test_a_command_that_fails_is_told_with_its_last_lines(machine):
    with pytest.raises(NotReproduced, match=r"(?s)out of luck.*failed in .*copy\."):
        run(*machine, os.environ, "-c", "import sys; sys.exit('out of luck')")


def test_two_builds_are_compared_part_by_part(tmp_path):
    for number in "12":
        for part in ("html", "zip"):
            (tmp_path / number / part).mkdir(parents=True)
            (tmp_path / number / part / "a").write_text("same")
    folders = (tmp_path / "1", tmp_path / "2")
    assert compare_builds(*folders, ["html", "zip"]) == (
        True, "html: Identical: 1 files, byte for byte\nzip: Identical: 1 files, byte for byte"
    )  # fmt: skip
    (tmp_path / "2/zip/a").write_text("other")
    same, said = compare_builds(*folders, ["html", "zip"])
    assert not same and "zip: The first difference:\n  a, line 1, column 1:" in said
    with pytest.raises(NothingToCompare):
        compare_builds(*folders, ["data"])


def test_make_reproduce_ends_with_an_error_where_builds_differ(monkeypatch, capsys):
    for same, code in ((True, 0), (False, 1)):
        monkeypatch.setattr(reproduce, "reproduce", lambda *_, same=same: (same, "told"))
        assert reproduce.main([]) == code
    assert "not the same" in capsys.readouterr().err
    assert reproduce.main(["--quick"]) == 2
