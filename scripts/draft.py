"""Make the pages alone, and of these only what an edit can change: _build/draft/html/, in seconds.

    make draft            after an edit; nothing at all is done where nothing was changed
    make draft FRESH=1    from nothing

A draft is for those who write: no PDF, no brief, no data package, and at the foot of each page "draft" in
place of a version. It is never published; `make book` makes the whole site from nothing. Sphinx reads the
pages that were edited, and writes these and those that show something of them (book/_ext/rewriting.py); a
change anywhere else, in analysis/, seeds/ or book/_ext/, starts from nothing, with the chapters that it can
not affect taken from the store. The tests hold each draft to one made from nothing.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import build, warm  # noqa: E402 (its folder must be known first)

FOLDER = "_build/draft"
SITE = f"{FOLDER}/html"
PAGE = "book/"  # with .md: a page, whose change does not start everything anew
RECORDS = {"book/marks.json", "book/outline.json"}  # of the pages; chapters that read them are run again
SHOWN = "shown.json"  # the run of each chapter that the pages show
ENVIRONMENT = "environment.pickle"  # of Sphinx: which pages it has read


def read_inputs(root: Path) -> dict[str, str]:
    """Return the hash of every file that the pages are made from, by its path."""
    found = {}
    for name in build.INPUTS:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = path.relative_to(root).parts
            if path.is_file() and not any(build.LITTER.search(part) for part in parts):
                found["/".join(parts)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def is_page(name: str) -> bool:
    """Tell whether a path is that of a page, a Markdown file right in book/, or a record of the pages."""
    return name in RECORDS or (name.startswith(PAGE) and name.endswith(".md") and name.count("/") == 1)


def only_pages_changed(before: dict[str, str], now: dict[str, str]) -> bool:
    """Tell whether nothing differs but the words of pages: the same files, and the same in all others."""
    return before.keys() == now.keys() and all(is_page(name) for name in now if before[name] != now[name])


def load_inputs(folder: Path) -> dict[str, str]:
    """Return the inputs of the draft that stands; none where the record is not to be read."""
    try:
        return json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def configuration(cache: Path, run_anew: Callable[[], list[str]]) -> dict[str, object]:
    """Return what a draft sets otherwise than _config.yml: chapters are run aside of Sphinx."""
    executed = {"nb_execution_mode": "cache", "nb_execution_cache_path": str(cache)}
    return {**executed, "pages_run_anew": run_anew, "nitpicky": True, "latex_individualpages": False}


def run_sphinx(root: Path, folder: Path, log: Path, run_anew: Callable[[], list[str]]) -> bool:
    """Read and write the pages; return whether all went well. What Sphinx says goes into the log."""
    from jupyter_book.sphinx import build_sphinx

    with (
        log.open("w", encoding="utf-8") as stream,
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
    ):
        result = build_sphinx(
            str(root / "book"), str(root / SITE), noconfig=True, path_config=str(root / "_config.yml"),
            doctreedir=str(folder / "doctrees"), confoverrides=configuration(folder / "cache", run_anew),
            builder="html", warningiserror=True, keep_going=True,
        )  # fmt: skip
        if isinstance(result, Exception):
            print(f"{type(result).__name__}: {result}")
    return result == 0


def clear(folder: Path) -> None:
    """Delete a draft and all that was kept of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def is_up_to_date(root: Path) -> bool:
    """Tell whether the draft that stands was made from the files as they are."""
    return (root / SITE / "index.html").is_file() and load_inputs(root / FOLDER) == read_inputs(root)


def draft(root: Path, *, fresh: bool = False, report: Callable[[str], None] = print) -> None:
    """Bring the draft up to date.

    Raises
    ------
    build.BuildFailure
        With what is wrong, by file. The pages read this time are read again next time.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    now, before = read_inputs(root), load_inputs(folder)
    if fresh or not only_pages_changed(before, now):
        clear(folder)
    if problems := build.source_problems(root):
        raise build.BuildFailure("\n".join(problems))
    record, environment = folder / "inputs.json", folder / "doctrees" / ENVIRONMENT
    for earlier in (record, folder / "build.log"):
        earlier.unlink(missing_ok=True)
    kept = environment.read_bytes() if environment.is_file() else None
    renew_outlines(root, report)
    now = read_inputs(root)
    shown, log = load_shown(folder), folder / "build.log"
    with Chapters(root, folder, report) as chapters:
        made = run_sphinx(root, folder, log, lambda: chapters.other_than(shown))
    if not made:
        # So that the next draft reads these pages again, and tells what is still wrong with them.
        if kept is None:
            environment.unlink(missing_ok=True)
        else:
            environment.write_bytes(kept)
            record.write_text(json.dumps(before), encoding="utf-8")
        said = build.summary(log.read_text(encoding="utf-8"), root)
        raise build.BuildFailure(chapters.failure or "\n".join(said))
    (folder / SHOWN).write_text(json.dumps(chapters.keys), encoding="utf-8")
    record.write_text(json.dumps(now), encoding="utf-8")


def load_shown(folder: Path) -> dict[str, str]:
    """Return which run of each chapter the draft shows, by its key."""
    try:
        return json.loads((folder / SHOWN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def renew_outlines(root: Path, report: Callable[[str], None]) -> None:
    """Record titles and support of the pages, which chapters on the whole book read."""
    from analysis.corpus import load_pages, save_outlines

    if save_outlines(load_pages(root / "book"), root / "book"):
        report("  book/outline.json  recorded anew")


class Chapters:
    """The chapters that something changed for are run, while Sphinx is loaded; it has the results of all."""

    def __init__(self, root: Path, folder: Path, report: Callable[[str], None]) -> None:
        self.root, self.folder, self.report = root, folder, report
        self.keys: dict[str, str] = {}  # of the run of each chapter
        self.failure = ""
        self.process, self.told = 0, None

    def __enter__(self) -> Chapters:
        from scripts.execute import changed_chapters

        if not hasattr(os, "fork") or not changed_chapters(self.root, self.root / build.STORE):
            self.take(self.run())
            return self
        told, tell = os.pipe()
        sys.stdout.flush()
        self.process = os.fork()
        if not self.process:
            try:
                os.close(told)
                os.write(tell, json.dumps(self.run()).encode())
            finally:
                os._exit(0)
        os.close(tell)
        self.told = os.fdopen(told, "rb")
        return self

    def __exit__(self, *_: object) -> None:
        if self.told:
            self.told.close()
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGTERM)
            os.waitpid(self.process, 0)

    def run(self) -> dict[str, object]:
        """Run the chapters; return their keys, or why there are none."""
        from scripts.execute import ExecutionFailure, execute_chapters

        try:
            found = execute_chapters(self.root, self.root / build.STORE, self.folder / "cache", self.report)
        except ExecutionFailure as failure:
            return {"keys": {}, "failure": str(failure)}
        except Exception as problem:  # told by the process that waits
            return {"keys": {}, "failure": f"{type(problem).__name__}: {problem}"}
        return {"keys": {name: one.key for name, one in found.items()}, "failure": ""}

    def take(self, result: dict[str, object]) -> None:
        """Take what came of the run."""
        self.keys, self.failure = result["keys"], result["failure"]

    def other_than(self, shown: dict[str, str]) -> list[str]:
        """Return the chapters whose run is another than the one that is shown; wait for it."""
        from sphinx.errors import SphinxError

        if self.told:
            words = self.told.read()
            lost = {"keys": {}, "failure": "the process that ran the chapters was lost"}
            self.take(json.loads(words) if words else lost)
        if self.failure:
            raise SphinxError(self.failure)
        return [name for name in self.keys if self.keys[name] != shown.get(name)]


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    started = time.monotonic()
    os.environ["BOOK_DRAFT"] = "1"
    fresh, here = "--fresh" in arguments, "--here" in arguments
    try:
        build.finish_changes(ROOT)
        if not fresh and is_up_to_date(ROOT):
            print(f"The draft is at {SITE}/index.html (nothing has changed)", flush=True)
            return 0
        build.enter(ROOT)
        if not here:
            return warm.run(ROOT, "scripts.draft", [*arguments, "--here"])
        gc.disable()  # the search for unused cycles takes a sixth of the time, and this process ends soon
        with build.alone(ROOT, wait=True):
            draft(ROOT, fresh=fresh)
    except build.BuildFailure as failure:
        log = f" Full log: {FOLDER}/build.log" if (ROOT / FOLDER / "build.log").is_file() else ""
        verdict = f"Error: the draft was not finished.{log}"
        print(f"\n{failure}\n\n{verdict}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nError: the draft was not finished: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the draft was not finished", file=sys.stderr)
        return 130
    took = time.monotonic() - started
    print(f"The draft is at {SITE}/index.html (made in {took:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
