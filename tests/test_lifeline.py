"""scripts/lifeline.py: no helper of a build goes on once the build is gone, even if that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

PATIENCE = 60
WITH_INPUT = """
import subprocess, sys
helper = "from scripts.lifeline import end_with_input; end_with_input(); import os, time; print(os.getpid(), flush=True); time.sleep(300)"
subprocess.Popen([sys.executable, "-c", helper], stdin=subprocess.PIPE, start_new_session=True).wait()
"""
OF_A_POOL = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from scripts.lifeline import end_with_parent
if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"), end_with_parent) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 300).result()
"""


def is_there(number: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet cleared away does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to see processes in")
@pytest.mark.parametrize("code", [WITH_INPUT, OF_A_POOL], ids=["by its input", "of a pool"])
def test_a_helper_ends_with_a_starter_that_is_killed(tmp_path, code):
    script = tmp_path / "starter.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    ) as starter:
        helper = int(starter.stdout.readline())
        assert is_there(helper)
        starter.kill()
    until = time.monotonic() + PATIENCE
    while is_there(helper) and time.monotonic() < until:
        time.sleep(0.05)
    left = is_there(helper)
    if left:
        os.kill(helper, signal.SIGKILL)
    assert not left, "the helper went on"


HEARS = """
import queue
from scripts.lifeline import end_with_input
heard = queue.SimpleQueue()
end_with_input(heard.put)
print(heard.get(), heard.get(), flush=True)
heard.get()
print('too far', flush=True)
"""


def test_a_helper_hears_each_line_whole_and_ends_when_its_starter_goes():
    with subprocess.Popen(
        [sys.executable, "-c", HEARS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as helper:
        helper.stdin.write(b"one\ndivis")
        time.sleep(0.2)
        helper.stdin.write("ións\nhal".encode())
        assert helper.stdout.readline().decode() == "one divisións\n"
        helper.stdin.close()
        assert helper.stdout.read() == b""
        assert helper.wait(PATIENCE) == -signal.SIGKILL


def test_a_helper_that_has_done_its_work_ends_by_itself():
    code = "from scripts.lifeline import end_with_input; end_with_input(); print('done')"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    ) as helper:  # fmt: skip
        assert helper.stdout.read() == "done\n"
        assert helper.wait(PATIENCE) == 0
