"""A warm Python: jobs run in its children as they would by themselves, and nothing is left of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from scripts import warm

pytestmark = pytest.mark.skipif(not warm.can_fork(), reason="this system has no warm process")

ASK = "import sys; from pathlib import Path; from scripts import warm; sys.exit(warm.run(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))"
JOB = """
import os, pathlib, sys, time
print("arguments", sys.argv[1:], "folder", os.getcwd(), "asked", os.environ.get("ASKED"), "loaded", "pandas" in sys.modules)
print("to stderr", file=sys.stderr)
if "wait" in sys.argv:
    pathlib.Path("pid").write_text(str(os.getpid()))
    time.sleep(60)
sys.exit(int(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return a small project with a warm process of its own, which ends with the project."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "job.py").write_text(JOB, encoding="utf-8")
    (folder / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    yield folder
    with contextlib.suppress(OSError):
        warm.socket_of(folder).unlink()  # it sees that and ends


def ask(folder, *arguments, **environment):
    """Run a job as `make draft` does, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(folder), "job", *arguments], cwd=folder, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_a_job_has_arguments_folder_environment_and_streams_of_the_one_who_asks(project):
    out, err = ask(project, "3", "b", ASKED="here").communicate(timeout=120)
    assert f"arguments ['3', 'b'] folder {project} asked here loaded True" in out and err == "to stderr\n"


@pytest.mark.parametrize("code", ["0", "3"])
def test_its_exit_code_is_that_of_the_job(project, code):
    process = ask(project, code)
    process.communicate(timeout=120)
    assert process.returncode == int(code)


def test_a_job_runs_the_code_as_it_stands_now(project):
    (project / "fresh.py").write_text("print('first')\n", encoding="utf-8")
    run = [sys.executable, "-c", ASK, str(project), "fresh"]
    told = []
    for word in ("first", "second"):
        (project / "fresh.py").write_text(f"print({word!r})\n", encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        told.append(
            subprocess.run(
                run, cwd=project, capture_output=True, encoding="utf-8", check=True, env=environment
            ).stdout
        )
    assert told == ["first\n", "second\n"]


def test_without_the_warm_process_the_job_runs_all_the_same(project):
    process = ask(project, "3", WARM="0")
    out, _ = process.communicate(timeout=120)
    assert "loaded False" in out and process.returncode == 3


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_job_ends_with_the_one_who_asks(project, sign):
    (project / "pid").unlink(missing_ok=True)
    process = ask(project, "0", "wait")
    wait_until((project / "pid").is_file)
    job = int((project / "pid").read_text())
    process.send_signal(sign)
    process.communicate(timeout=60)
    wait_until(lambda: not Path(f"/proc/{job}").exists())


def test_other_packages_have_another_warm_process(project):
    before = warm.socket_of(project)
    (project / "requirements.lock").write_text("a==2\n", encoding="utf-8")
    assert warm.socket_of(project) != before
    (project / "requirements.lock").write_text("a==1\n", encoding="utf-8")


def test_a_folder_that_others_may_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / f"warm-python-{os.getuid()}").mkdir(mode=0o700)
    (tmp_path / f"warm-python-{os.getuid()}").chmod(0o755)
    with pytest.raises(PermissionError, match="open to others"):
        warm.socket_of(tmp_path)


def wait_until(holds, patience=30):
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
