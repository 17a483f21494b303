"""scripts/execute/reads.py: what a process reads, lists or runs is written down, in threads and forks too."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT

from scripts.execute.reads import read_record

START = """
import json, os, subprocess, sys, threading
sys.path.insert(0, {root!r})
from scripts.execute.reads import Recorder
recorder = Recorder({folder!r})
os.chdir({folder!r})
"""


def record(tmp_path, before, after):
    """Run code in a process that records, partly before it has a file for that; return what it read."""
    for name in ("a.txt", "b.txt", "c.txt", "package/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    script = START.format(root=str(ROOT), folder=str(tmp_path))
    script += f"{before}\nrecorder.write_to({str(tmp_path / 'reads')!r})\n{after}"
    subprocess.run([sys.executable, "-c", script], check=True)
    found = read_record(tmp_path / "reads")
    assert not any("python3" in path for path in found.files)  # versions of packages stand for these
    short = {path.removeprefix(f"{tmp_path}/") for path in found.files}
    folders = {path.removeprefix(str(tmp_path)) for path in found.folders}
    return short, folders, found.unseen


def test_files_are_written_down_from_the_start_also_when_they_are_missing(tmp_path):
    after = "open('b.txt').close()\ntry:\n    open('gone.txt')\nexcept OSError:\n    pass"
    files, _, unseen = record(tmp_path, "open('a.txt').close()", after)
    assert {"a.txt", "b.txt", "gone.txt"} <= files and not unseen


def test_what_is_only_written_is_no_read(tmp_path):
    after = "open('c.txt', 'w').close()\nopen('new.txt', 'x').close()"
    files, _, _ = record(tmp_path, "", after)
    assert not files & {"c.txt", "new.txt"}


def test_a_module_is_known_by_its_source(tmp_path):
    files, _, _ = record(tmp_path, "", "sys.path.insert(0, '.')\nimport package")
    assert "package/__init__.py" in files and not any(name.endswith(".pyc") for name in files)


def test_the_modules_of_the_project_that_the_server_imports_are_forgotten_and_its_data_is_not(tmp_path):
    before = "open('package/__init__.py')\nopen('a.txt')\nrecorder.forget_modules()"
    files, _, _ = record(tmp_path, before, "")
    assert "a.txt" in files and "package/__init__.py" not in files


def test_folders_and_programs_are_written_down(tmp_path):
    _, folders, unseen = record(tmp_path, "", "os.listdir('package')\nsubprocess.run(['true'])")
    assert "/package" in folders and unseen == {"true"}


def test_threads_and_forks_are_heard_even_if_they_close_what_they_inherit(tmp_path):
    after = """
thread = threading.Thread(target=lambda: open("a.txt").close())
thread.start()
thread.join()
if not os.fork():
    os.closerange(3, 50)
    open("b.txt").close()
    os._exit(0)
os.wait()
"""
    files, _, _ = record(tmp_path, "", after)
    assert {"a.txt", "b.txt"} <= files


def test_caches_and_temporary_files_come_and_go_and_affect_nothing(tmp_path):
    after = "import tempfile\nopen(tempfile.mkstemp()[1])\nopen('/etc/passwd')\n"
    after += "try:\n    open(os.path.expanduser('~/.cache/fonts.json'))\nexcept OSError:\n    pass"
    files, _, _ = record(tmp_path, "", after)
    assert files == {"/etc/passwd"}


def test_a_cache_inside_the_project_affects_nothing_either(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / ".tools/matplotlib"))
    after = "os.makedirs('.tools/matplotlib')\nopen('.tools/matplotlib/fonts.json', 'w').close()\n"
    files, _, _ = record(tmp_path, "", after + "open('.tools/matplotlib/fonts.json')\nopen('a.txt')")
    assert files == {"a.txt"}


def test_the_tools_of_a_project_affect_no_chapter(tmp_path):
    """Installers, and the list of fonts that matplotlib writes there when it is first drawn with."""
    (tmp_path / ".tools").mkdir()
    (tmp_path / ".tools/fonts.json").write_text("")
    files, _, _ = record(tmp_path, "", "open('.tools/fonts.json').close()\nopen('a.txt').close()")
    assert files == {"a.txt"}


def test_a_list_of_typefaces_hides_nothing_else_does(tmp_path):
    after = "import subprocess\nfor name in ('fc-list', 'true'):\n    subprocess.run([name], capture_output=True)\n"
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/fc-list"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    _, _, unseen = record(
        tmp_path, "", f"import os\nos.environ['PATH'] = '{tmp_path}/bin:/usr/bin:/bin'\n{after}"
    )
    assert unseen == {"true"}
