"""Run what is measured in processes of their own, and say what each took."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from scripts import build

ROOT = Path(__file__).resolve().parents[2]


class Trouble(Exception):
    """A build that was to be measured failed."""


@dataclass(frozen=True)
class Run:
    """What one build took: seconds on the clock and of the processor, peak memory in MiB."""

    seconds: float
    processor: float
    peak: float = 0


def fastest(runs):
    """Return the least of each measure over the turns of one build; of the peak, the most."""
    seconds, processor = min(run.seconds for run in runs), min(run.processor for run in runs)
    return Run(seconds, processor, max(run.peak for run in runs))


def run_alone(command, work, cwd=ROOT, environment=None, python=sys.executable):
    """Run Python in a process of its own and return what it took; its output is shown if it fails."""
    started, log = time.monotonic(), work / "log.txt"
    with log.open("w") as handle:
        process = subprocess.Popen(
            [str(python), *map(str, command)], cwd=cwd,
            env=environment or build.build_environment(work),
            stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            build.stop(process)
            raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Trouble("\n".join(log.read_text(errors="replace").splitlines()[-build.MOST_LINES :]))
    mebibyte = 2**20 if sys.platform == "darwin" else 2**10
    return Run(time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / mebibyte)


def timed(work):
    """Call a function; return what it and the processes took that it ran to their end."""

    def used():
        both = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)  # the latter with processes below: kernels
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    started, before = time.monotonic(), used()
    work()
    return Run(time.monotonic() - started, used() - before)
