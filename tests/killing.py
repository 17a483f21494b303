"""Builds of a tiny project that are ended at a chosen step or moment; run by test_placing.py, in a process of its own.

    python tests/killing.py steps FOLDER          kill at every step on files, one after another
    python tests/killing.py moments FOLDER SEED   kill whole groups of processes at moments drawn by lot
    python tests/killing.py full FOLDER           say that the disk is full at every step that writes

A process without threads, so that it may fork: each build starts from modules that are loaded already. It prints
one JSON object: how many builds were ended, what the site was after each, and every promise that did not hold.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import analysis.replacement
from scripts import build, placing

PAGES = ("index", "background", "annex/codes")
TOC = "format: jb-book\nroot: index\nchapters:\n- file: background\n- file: annex/codes\n"
#: What Python reports of itself before it does it: the steps that change files, or could.
STEPS = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "open", "shutil.rmtree",
}  # fmt: skip
MOST_STEPS = 1000
MOMENTS = 36
GOT_OVER = 99  # exit code of a build that succeeded although something was done to it
ENDINGS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def plant(root: Path) -> None:
    """Write the tiny project."""
    for name in ("book", "analysis", "seeds", "_build"):
        (root / name).mkdir(parents=True)
    (root / "book/_toc.yml").write_text(TOC)
    (root / "_config.yml").write_text("title: T\n")
    change(root, 0)


def change(root: Path, number: int) -> None:
    (root / "seeds/sources.yml").write_text(f"{number}\n")


def make_pages(slow: float) -> Callable[[Path, Path, Path], Path]:
    """Return a stand-in for Jupyter Book, whose pages say what they were made from; part of it is a helper's work."""

    def make(root: Path, work: Path, log: Path) -> Path:
        says, html = (root / "seeds/sources.yml").read_text(), work / "_build/html"
        log.write_text("Running\n")
        if slow:
            helper = f"for n in range(40): open({str(work)!r} + '/drawing-%d' % n, 'w').write('a'); time.sleep({slow} / 100)"
            command = [sys.executable, "-S", "-c", f"import time\n{helper}"]
            # Of another group, so that it outlives a kill, and meets the next build.
            subprocess.run(command, check=True, start_new_session=True, stderr=subprocess.DEVNULL)
        for folder in (html, work / "plain"):
            for name in PAGES:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / f"{name}.html").write_text(f"{folder.name} {says}")
                time.sleep(slow / 20)
        return html

    return make


def name_of(number: int) -> str:
    """Return the name of the zip: two builds share one, as two of one edition with other addresses do."""
    return f"one-book-2026.11.{number // 2}"


def run(root: Path, number: int, slow: float = 0.0, before: Callable[[], list[str]] = list) -> int:
    """Build in a process and a group of its own; return its number.

    `before` is called when the build begins; where something is in its list in the end, that was got over.
    """
    child = os.fork()
    if child:
        return child
    os.setpgrp()
    signal.signal(signal.SIGTERM, build.interrupt)
    code = 1
    try:
        with build.alone(root):
            done = before()
            build.build(root, make_pages(slow), name_of(number))
        code = GOT_OVER if done else 0
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        code = error.errno or 1
    finally:
        os._exit(code)


def wait(child: int) -> int:
    """Return how a process ended: its exit code, or less than zero for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def says(folder: Path) -> str:
    """Return the number that every page of a site says; what is wrong where they do not."""
    found = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }
    numbers = {text.split()[-1] if text.split() else "nothing" for text in found.values()}
    if set(found) != {f"{name}.html" for name in PAGES} or len(numbers) != 1:
        return f"broken: {found}"
    return numbers.pop()


def without_exchange(*_: Path) -> bool:
    """Stand in for a system that cannot exchange folders."""
    return False


def broken_promises(root: Path, old: int, new: int) -> tuple[str, list[str]]:
    """Return which site stands there, and what does not hold of it."""
    built = root / "_build"
    if analysis.replacement.exchange is without_exchange:
        placing.tidy(built)  # what every command does first: without it there is a moment between two names
    site, problems = says(built / "html"), []
    if site not in {str(old), str(new)}:
        problems.append(f"the site is neither the old nor the new one: {site}")
        return site, problems
    if build.is_fresh(root) and site != str(new):  # the inputs are those of the new one
        problems.append(f"the record says that site {site} was made from {new}")
    for path in sorted(built.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            held = {archive.read(name).decode().split()[-1] for name in archive.namelist()}
        if path.stem == name_of(int(site)) and held != {site}:
            problems.append(f"{path.name} holds {held}, and the site is {site}")
    return site, problems


def recover(root: Path, new: int) -> list[str]:
    """Build again after a build was ended; return what does not hold then."""
    if code := wait(run(root, new)):
        return [f"the next build ended with {code}"]
    site, problems = broken_promises(root, new, new)
    left = sorted(path.name for path in (root / "_build").iterdir())
    wanted = sorted(["build.log", "html", "html.inputs", "lock", f"{name_of(new)}.zip", "plain"])
    if left != wanted:
        problems.append(f"left in _build/: {left}")
    if says(root / "_build/plain") != site or not build.is_fresh(root):
        problems.append("the next build is not whole")
    return problems


def at_step(
    wanted: int, act: Callable[[str], None], chosen: Callable[[str, tuple], bool]
) -> Callable[[], list[str]]:
    """Return what makes a process do something at the step of that number, and note the step before."""

    def before() -> list[str]:
        count, done = 0, []

        def watch(event: str, arguments: tuple) -> None:
            nonlocal count
            if event in STEPS and chosen(event, arguments):
                count += 1
                if count == wanted:
                    done.append(event)
                    act(event)

        sys.addaudithook(watch)
        return done

    return before


def each_step(
    root: Path,
    act: Callable[[str], None],
    chosen: Callable[[str, tuple], bool],
    codes: set[int],
    then: Callable[[int], list[str]] = lambda _: [],
) -> dict:
    """End a build at its first step, the next at its second, and so on, until one comes to its end."""
    told: dict = {"ended": 0, "sites": [], "problems": []}
    wait(run(root, 0))
    for step in range(1, MOST_STEPS):
        old, new = told["ended"], told["ended"] + 1
        change(root, new)
        code = wait(run(root, new, before=at_step(step, act, chosen)))
        if code == 0:
            told["sites"].append("end")
            return told
        site, problems = broken_promises(root, old, new)
        if code == GOT_OVER and site != str(new):
            problems.append("the build said that it had succeeded")
        told["sites"].append("new" if site == str(new) else "old")
        told["problems"] += [f"step {step}, ended with {code}: {problem}" for problem in problems]
        if code not in codes:
            told["problems"].append(f"step {step} ended with {code}")
        told["problems"] += [f"after step {step}: {problem}" for problem in [*then(new), *recover(root, new)]]
        told["ended"] += 1
    raise RuntimeError("no build came to its end")


def kill(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at_steps(root: Path) -> dict:
    """Kill a build at each of its steps; the next one, which clears up, is killed as well, at a step drawn by lot."""
    draw = random.Random(1)

    def kill_next(new: int) -> list[str]:
        wait(run(root, new, before=at_step(draw.randint(1, 40), kill, every)))
        return [f"and the next one killed: {problem}" for problem in broken_promises(root, new - 1, new)[1]]

    return each_step(root, kill, every, {-signal.SIGKILL}, kill_next)


def every(*_: object) -> bool:
    return True


def fill_at_steps(root: Path) -> dict:
    """Let every step that needs room find none: files opened to be written, new folders, new names."""

    def act(event: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), event)

    def needs_room(event: str, arguments: tuple) -> bool:
        if event == "open":
            return isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        return event in {"os.rename", "os.mkdir", "os.link"}

    return each_step(root, act, needs_room, {errno.ENOSPC, GOT_OVER})


def kill_at_moments(root: Path, seed: int) -> dict:
    """End the whole group of a build at moments over all its length."""
    draw, told = random.Random(seed), {"ended": 0, "sites": [], "problems": []}
    started = time.monotonic()
    wait(run(root, 0, slow=0.3))
    length = time.monotonic() - started
    for new in range(1, MOMENTS + 1):
        change(root, new)
        moment, ending = draw.uniform(0, length), draw.choice(ENDINGS)
        child = run(root, new, slow=0.3)
        time.sleep(moment)
        with contextlib.suppress(ProcessLookupError):  # it has come to its end, or is not yet a group
            os.killpg(child, ending)
        code = wait(child)
        site, problems = broken_promises(root, new - 1, new)
        told["sites"].append("new" if site == str(new) else "old")
        if code == 0 and site != str(new):
            problems.append("the build said that it had succeeded")
        told["problems"] += [f"{ending!s} after {moment:.3f} s: {problem}" for problem in problems]
        told["problems"] += [
            f"after {ending!s} at {moment:.3f} s: {problem}" for problem in recover(root, new)
        ]
        told["ended"] += code != 0
    return told


def main(arguments: list[str]) -> None:
    kind, folder, *more = arguments
    root = Path(folder)
    plant(root)
    # A kill loses nothing that was written: only a loss of power does, and these waits would be most of the time.
    placing.flush = placing.flush_names = lambda _: None
    if "without-exchange" in more:
        analysis.replacement.exchange = without_exchange
    if kind == "moments":
        told = kill_at_moments(root, int(more[0]))
    else:
        told = {"steps": kill_at_steps, "full": fill_at_steps}[kind](root)
    print(json.dumps(told))
    shutil.rmtree(root)


if __name__ == "__main__":
    main(sys.argv[1:])
