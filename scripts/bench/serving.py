"""How long a writer waits: from the save of an edit until the page that is open in a browser shows it.

`make serve` runs on a copy of the project, and Chromium has a chapter open, as a writer has. What is timed
holds all of it: the save is noticed, the draft is made, the page reloads, and its words are there.
"""

import contextlib
import socket
import subprocess
import sys
import time

from scripts import build
from scripts.bench.builds import CHAPTER, change, copy_project
from scripts.bench.figures import Figure
from scripts.bench.processes import Trouble
from scripts.conditions import build_environment
from scripts.serve import ADDRESS
from scripts.site_browser import NO_CHROMIUM, PATIENCE, chromium, executable

TURNS = 3
REFRESHED = 3.0  # seconds from the save of a word of prose to the page that shows it
QUIET = 1.0  # seconds between two saves
STATES = {"prose changed": "prose", "code changed": "code"}
#: Whether a page holds words so often, shown or folded away as code is; there may be none for a moment.
SHOWS = "([words, times]) => document.body?.textContent.split(words).length > times"


@contextlib.contextmanager
def serving(project, work):
    """Serve the draft of a project at a free port; yield its address once it is made."""
    with socket.create_server((ADDRESS, 0)) as free:
        port = free.getsockname()[1]
    log = work / "serve.log"
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "scripts/serve.py", str(port)], cwd=project, start_new_session=True,
            env={**build_environment(work), "PYTHONPATH": str(project)},
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(process, log)
        yield f"http://{ADDRESS}:{port}/"
    finally:
        build.stop(process)


def wait_for(process, log):
    """Wait until the draft is made; raise `Trouble` with what was said where it is not."""
    until = time.monotonic() + PATIENCE / 1000
    while "The draft is at" not in log.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > until:
            said = log.read_text(encoding="utf-8")  # again: its last words come with its end
            raise Trouble(f"make serve did not come up\n{said}".strip())
        time.sleep(0.05)


def shown(state, turn):
    """Return what a page holds once it shows the edit of a turn: words, and how often; see `change`."""
    if state == "prose changed":  # each turn adds one time more than the turn before
        return ["Once more: ", (turn + 1) * (turn + 2) // 2]
    return [f"# turn {turn}", 1]


def time_edits(project, address, turns):
    """Edit the chapter that is open in a browser; return the seconds of each edit, by its kind."""
    took = {state: [] for state in STATES}
    with chromium() as browser:
        tab = browser.new_page()
        tab.set_default_timeout(PATIENCE)
        tab.goto(f"{address}{CHAPTER}.html")
        for turn in range(turns):
            for state, seconds in took.items():
                time.sleep(QUIET)
                started = time.monotonic()
                change(project, state, turn)
                tab.wait_for_function(SHOWS, arg=shown(state, turn))
                seconds.append(time.monotonic() - started)
                print(f"  turn {turn + 1} of {turns}, {state}: {seconds[-1]:.1f} s", flush=True)
    return took


def serving_figures(took):
    """Return the figures from the seconds of each edit, by its kind: the least, as of builds."""
    return [
        Figure(
            f"make serve, from saved {words} to the page in a browser: clock", min(took[state]), "s",
            bar=REFRESHED if state == "prose changed" else None,
        )
        for state, words in STATES.items()
    ]  # fmt: skip


def measure_serving(work):
    """Serve a copy of the project and edit it; return the figures."""
    from playwright.sync_api import Error

    if executable() is None:
        raise Trouble(NO_CHROMIUM)
    project = copy_project(work / "serve")
    try:
        with serving(project, work) as address:
            return serving_figures(time_edits(project, address, TURNS))
    except Error as error:
        raise Trouble(f"the page did not show an edit: {error}") from None
