"""Build the book into _build/html/, or leave the last good one there untouched.

    .venv/bin/python scripts/build.py               builds where the site is missing or its inputs changed
    .venv/bin/python scripts/build.py --fresh       builds in any case
    .venv/bin/python scripts/build.py --if-stale    as the first, without a word where there is nothing to do

Sphinx makes every page anew, from nothing. Its notebook cache alone does not see a change in analysis/ or
seeds/, and would go on showing the old numbers without a warning: scripts/execute does, and fills that cache
for each build.
"""

import contextlib
import errno
import fcntl
import gc
import hashlib
import importlib.util
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, this one knows only its own folder
from scripts import placing  # noqa: E402
from scripts.conditions import build_environment, enter, moment  # noqa: E402

INPUTS = ("book", "analysis", "seeds", "scripts", "_config.yml", "pyproject.toml", "requirements.lock")
PLACE = "_build/html/index.html"
STORE = "_build/executed"  # of executed chapters, for this and for drafts
MOST_LINES = 20  # of the log, shown when a build fails
PATIENCE = 5  # seconds that an interrupted build gets to stop its kernels
AFTERMATH = 2.0  # seconds that a lock may outlive a killed run: what it was just starting holds it too
SPACE_NEEDED = 300 * 1000 * 1000  # measured: 0.2 GB beside the last site, while both are there
LEAST_SPACE = 1000 * 1000  # bytes; with less no log can be written
DISK_FULL = f"Free about {SPACE_NEEDED / 1e9:.1f} GB and run the same command again."
FULL = re.compile(r"No space left on device|Disk quota exceeded|File too large")

LITTER = re.compile(r"^\.|^__pycache__$|~$|\.ipynb$")  # and notebooks: no page is made from one
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FAILED = re.compile(r"base\.ExecutionError: (.+)")
ANNOUNCED = re.compile(r"^[a-z][a-z ]*\.\.\. (?=\S)")  # a step of Sphinx; the first problem stands behind it
PROBLEM = re.compile(r"^(.*: )?(WARNING|ERROR|SEVERE|CRITICAL): ")
EXCEPTION = re.compile(r"^[\w.]*(Error|Exception|Exit|Interrupt|Timeout|Warning)\b.*?: ?\S")


class BuildFailure(Exception):
    """The book could not be built; the text says why, with file names."""


class AlreadyRunning(Exception):
    """Another build is at work in the same folder."""


def pages(toc):
    """Return the name of every page that a parsed _toc.yml lists, without suffix."""
    found = []

    def visit(entry):
        for key in ("root", "file"):
            if key in entry:
                found.append(re.sub(r"\.(md|ipynb|rst)$", "", entry[key]))
        for key in ("parts", "subtrees", "chapters", "sections", "entries"):
            for child in entry.get(key) or []:
                visit(child)

    visit(toc)
    return found


def check_pages(html, toc):
    """Raise BuildFailure unless the site has its front page and a page for every entry of the contents."""
    wanted = dict.fromkeys(f"{name}.html" for name in ["index", *pages(toc)])
    missing = [name for name in wanted if not (html / name).is_file()]
    if missing:
        raise BuildFailure("Pages that were not made: " + ", ".join(missing))


def fingerprint(root):
    """Return a hash of everything the site is made from: contents, not times, which a checkout changes.

    Public address and moment are among it: pages and citations carry the one, archives and papers the other.
    """
    digest = hashlib.sha256(f"{os.environ.get('BOOK_ADDRESS', '')} {moment(root)}\n".encode())
    for name in INPUTS:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = path.relative_to(root).parts
            if path.is_file() and not any(LITTER.search(part) for part in parts):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{'/'.join(parts)} {content}\n".encode())
    return digest.hexdigest()


def is_fresh(root):
    """Tell whether all that a build makes is there, whole, and made from the inputs as they are now."""
    build_dir = root / "_build"
    record = placing.read_record(build_dir / placing.RECORD)
    return (
        record is not None
        and (build_dir / record.archive).is_file()
        and (not record.plain or (build_dir / placing.PLAIN).is_dir())
        and record.inputs == fingerprint(root)
        and record.site == placing.tree_digest(build_dir / placing.SITE)
    )


def cell_failure(lines):
    """Return the message of the notebook cell that stopped the build, without its traceback."""
    header = re.compile(r"^(\w+)\s{3,}Traceback \(most recent call last\)")
    names = [(number, match.group(1)) for number, line in enumerate(lines) if (match := header.match(line))]
    if not names:
        return []
    number, name = names[-1]
    start = next((i for i in range(number + 1, len(lines)) if re.match(rf"{name}\b", lines[i])), None)
    if start is None:
        return []
    message = itertools.takewhile(lambda line: not line.startswith("The above exception"), lines[start:])
    return [line for line in message if line.strip()]


def exceptions(lines):
    """Return the messages of all exceptions: each starts with its name and ends at an empty line."""
    found, inside = [], False
    for line in lines:
        ends = not line or line.startswith(("Traceback ", "The full traceback ")) or FAILED.search(line)
        inside = not ends and (inside or bool(EXCEPTION.match(line)))
        if inside:
            found.append(line)
    return found


def summary(log, root):
    """Return the lines of a build log that say what is wrong, with paths relative to the project."""
    plain = COLOUR.sub("", log).replace(f"{root}/", "").splitlines()
    lines = [ANNOUNCED.sub("", line.rstrip()) for line in plain]
    failed_pages = [match.group(1) for line in lines if (match := FAILED.search(line))]
    found = [line for line in lines if PROBLEM.match(line)]
    if failed_pages:
        found += [f"{failed_pages[0]}: a cell failed", *(cell_failure(lines) or exceptions(lines))]
    else:
        found += exceptions(lines)
    found = [re.sub(r"^sphinx\.errors\.\w+: ", "", line) for line in found]
    found = list(dict.fromkeys(found)) or [line for line in lines if line.strip("= ")][-MOST_LINES:]
    if len(found) > MOST_LINES:
        found = [*found[:MOST_LINES], f"and {len(found) - MOST_LINES} more lines"]
    return found


def reason(log_path, root):
    """Return why the pages were not made, as far as their log tells; a full disk leaves it empty."""
    if found := summary(log_path.read_text(encoding="utf-8", errors="replace"), root):
        return "\n".join(found)
    if shutil.disk_usage(log_path.parent).free < LEAST_SPACE:
        return os.strerror(errno.ENOSPC)
    return "The pages were not made, and their log says nothing; run the same command again."


def stop(process):
    """End the build process: politely first, so that it can stop its kernels."""
    for sign, patience in ((signal.SIGINT, PATIENCE), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, sign)
            process.wait(patience)
            return


def source_problems(root):
    """Return a line for each page of the contents that cannot be read: found before any chapter runs."""
    import yaml

    toc_path = root / "book/_toc.yml"
    try:
        toc = yaml.safe_load(toc_path.read_text(encoding="utf-8"))
        yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [f"book/_toc.yml or _config.yml cannot be read: {' '.join(str(error).split())}"]
    problems = []
    for name in pages(toc):
        path = root / "book" / f"{name}.md"
        try:
            path.read_text(encoding="utf-8")
        except FileNotFoundError:
            problems.append(
                f"book/_toc.yml lists {name}, but there is no book/{name}.md; add it or take it off the list"
            )
        except UnicodeDecodeError as error:
            problems.append(
                f"book/{name}.md is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
            )
    return problems


def check_sources(root):
    """Raise BuildFailure where pages or evidence are not sound; it takes a second, a build takes many."""
    problems = source_problems(root)
    checked = subprocess.run(
        [sys.executable, "-m", "analysis", "check"], cwd=root, encoding="utf-8", check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    problems += checked.stderr.strip().splitlines() if checked.returncode else []
    if problems:
        raise BuildFailure("\n".join(problems))


def config_with_cache(root, work):
    """Write the configuration, changed to wait for chapters and take them from a cache; return its path."""
    import yaml

    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    config["execute"] = {**(config.get("execute") or {}), "execute_notebooks": "cache"}
    # Relative to the file itself, which lies elsewhere.
    extensions = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {name: str(root / path) for name, path in extensions.items()}
    config["sphinx"]["config"]["extensions"].append("scripts.pages")
    path = work / "_config.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def execute(root, work, check, reader=None):
    """Have every chapter executed into the cache that Jupyter Book reads below `work`.

    `check` is asked meanwhile, and at the end; it raises BuildFailure where the evidence is not sound.
    `reader` is told of each chapter that is ready.
    """
    from scripts.execute import ExecutionFailure, execute_chapters

    if problems := source_problems(root):
        raise BuildFailure("\n".join(problems))
    try:
        execute_chapters(root, root / STORE, work / "_build/.jupyter_cache", say, check, reader=reader)
    except ExecutionFailure as failure:
        raise BuildFailure(str(failure)) from None


def say(line):
    """Show a line of progress at once."""
    print(line, flush=True)


def run_jupyter_book(root, work, log_path, checked=True):
    """Build into `work` and return the folder of pages; show a line per executed chapter, log everything.

    The evidence is checked meanwhile, unless `checked` is off.
    """
    from scripts.pages import Check, Reader

    found, told = os.pipe()
    command = [sys.executable, "-m", "scripts.pages", str(told), *([] if checked else ["unchecked"])]
    command += ["build", "book", "--config", str(config_with_cache(root, work)), "--path-output", str(work)]
    command += ["-W", "-n", "--keep-going"]

    def check(wait=True):
        if (problems := evidence.problems(wait)) is not None:
            raise BuildFailure(problems or logged())

    def logged():
        return reason(log_path, root)

    with os.fdopen(found), log_path.open("w", encoding="utf-8") as log:
        with os.fdopen(told, "w"):
            process = subprocess.Popen(
                command, cwd=root, env=build_environment(work), stdin=subprocess.PIPE, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, pass_fds=[told],
            )  # fmt: skip
        evidence = Check(found)
        with process:
            gc.disable()  # many imports, little to free
            try:
                execute(root, work, check, Reader(process.stdin))
                started = time.monotonic()
                process.wait()
            except BaseException:
                stop(process)
                raise
            finally:
                gc.enable()
    if process.returncode != 0:
        raise BuildFailure(logged())
    say(f"  the pages  {time.monotonic() - started:.2f} s")
    return work / "_build/html"


def make_site(root, work, log_path):
    """Build into `work` and return the folder of pages made light; beside it stay the pages as they were."""
    html = run_jupyter_book(root, work, log_path)
    # Not before: what is wrong in the evidence is told by the check at the start of the run.
    from scripts.pdf import PdfFailure, make_pdfs
    from scripts.slim import SlimFailure, slim

    edition = edition_of(root)
    (html / ".buildinfo").unlink(missing_ok=True)  # Sphinx's own note; in it is a hash of the folder's path
    shutil.copytree(html, work / placing.PLAIN)  # the tests hold the light pages against these
    try:
        started = time.monotonic()
        make_pdfs(html, html / "pdf", edition)  # from the pages as they are before they are made light
        print(f"  the PDFs  {time.monotonic() - started:.2f} s", flush=True)
        slim(html)
    except (PdfFailure, SlimFailure) as failure:
        raise BuildFailure(str(failure)) from None
    add_products(root, work, html, edition)
    return html


def edition_of(root):
    """Return the edition; the check has passed, but files may have been saved since."""
    from analysis import EvidenceError, load, load_edition

    try:
        return load_edition(load(root / "seeds").references, root)
    except EvidenceError as error:
        raise BuildFailure(str(error)) from None


def add_products(root, work, html, edition):
    """Put beside the pages what is made from them and from the evidence, and list it for download."""
    import yaml

    from analysis import EvidenceError
    from scripts.brief import BriefFailure, add_brief
    from scripts.data_package import offer_data
    from scripts.downloads import MissingDownloads, offer_downloads
    from scripts.redirects import RedirectFailure, write_redirects
    from scripts.sitemap import write_sitemap

    contents = pages(yaml.safe_load((root / "book/_toc.yml").read_text(encoding="utf-8")))
    try:
        write_redirects(root, html)
        write_sitemap(html, edition, dict.fromkeys(contents))
        add_brief(html, root)
        offer_data(root, work, html)
        offer_downloads(html, work, edition.slug)  # last: it lists and packs what the others made
    except (BriefFailure, EvidenceError, MissingDownloads, RedirectFailure) as failure:
        raise BuildFailure(str(failure)) from None


def swap(new, site, old):
    """Put `new` in the place of `site`, in one step where the system can; `old` is a free name on the way."""
    from analysis.replacement import swap as replace  # not above: it brings pandas along

    replace(new, site, old)


def build(root, make=make_site, name=None):
    """Build the site from nothing, publish it and its zip; return the zip, named by default like the edition.

    Whatever happens on the way, the last good site, its zip and its record stay as they were.
    """
    import yaml

    build_dir = root / "_build"
    placing.tidy(build_dir)
    (build_dir / "build.log").unlink(missing_ok=True)  # of an earlier run
    work = build_dir / placing.WORK
    work.mkdir()
    try:
        # Taken before the build, so that a file saved while it runs makes the site stale.
        inputs = fingerprint(root)
        html = make(root, work, build_dir / "build.log")
        check_pages(html, yaml.safe_load((root / "book/_toc.yml").read_text(encoding="utf-8")))
        name = name or edition_of(root).slug  # not before: what is wrong in the evidence is told by the check
        return placing.place(placing.prepare(work, html, name, inputs), build_dir)
    finally:
        placing.discard(work)


def check_space(root):
    """Raise OSError where the disk has no room for another site beside the last one."""
    free = shutil.disk_usage(root).free
    if free < SPACE_NEEDED:
        reason = f"{os.strerror(errno.ENOSPC)}: {free / 1e9:.2f} GB are free"
        raise OSError(errno.ENOSPC, reason)


def finish_changes(root):
    """Bring to its end what a killed command had begun to change in the evidence."""
    if (root / ".changes/journal.json").is_file():
        from analysis.accession.changes import finish  # not above: it brings pandas along

        finish(root)


@contextlib.contextmanager
def alone(root, wait=False):
    """Let one build run at a time; the system lifts the lock even after a crash."""
    (root / "_build").mkdir(exist_ok=True)
    with (root / "_build/lock").open("w") as handle:
        patience = time.monotonic() + AFTERMATH
        while not locked(handle):
            if time.monotonic() < patience:
                time.sleep(0.02)
            elif wait:
                print("Waiting for another build in this folder", flush=True)
                fcntl.flock(handle, fcntl.LOCK_EX)
                break
            else:
                raise AlreadyRunning
        yield


def locked(handle):
    """Lock a file, if nobody else has; tell whether that was done."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def interrupt(*_):
    """Treat a request to end like Ctrl-C, so that the clearing up runs."""
    raise KeyboardInterrupt


def main(arguments):
    """Run from the command line; return the exit code."""
    started = time.monotonic()
    for request in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, interrupt)
    if_stale, fresh = "--if-stale" in arguments, "--fresh" in arguments
    kept = " The last good one is still in _build/html." if (ROOT / "_build/html").is_dir() else ""
    if not importlib.util.find_spec("jupyter_book"):
        print("Error: this Python has no Jupyter Book. Run `make book`, which uses .venv.", file=sys.stderr)
        return 1
    try:
        with alone(ROOT, wait=if_stale):
            placing.tidy(ROOT / "_build")
            finish_changes(ROOT)
            if not fresh and is_fresh(ROOT):
                if not if_stale:
                    print(f"The book is at {PLACE} (nothing has changed; FRESH=1 builds it all the same)")
                return 0
            check_space(ROOT)
            print("Building the book: chapters are run anew where anything changed for them", flush=True)
            archive = build(ROOT)
    except AlreadyRunning:
        print("Error: another build is running in this folder. Wait until it has ended.", file=sys.stderr)
        return 1
    except BuildFailure as failure:
        failure = f"{failure}\n{DISK_FULL}" if FULL.search(str(failure)) else failure
        log = " Full log: _build/build.log" if (ROOT / "_build/build.log").is_file() else ""
        verdict = f"Error: the book was not built.{kept}{log}"
        print(f"\n{failure}\n\n{verdict}", file=sys.stderr)
        return 1
    except OSError as error:
        full = f" {DISK_FULL}" if FULL.search(str(error)) else ""
        print(f"\nError: the book was not built: {error}.{full}{kept}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # It may have come while the new site was put into its place, which is not cut short.
        state = " The book in _build/html is up to date." if is_fresh(ROOT) else kept or " No book was built."
        print(f"\nInterrupted.{state}", file=sys.stderr)
        return 130
    took = time.monotonic() - started
    print(
        f"The book is at {PLACE}, and as one file at {archive.relative_to(ROOT)} "
        f"(built in {took:.1f} s)",
        flush=True,
    )
    return 0


if __name__ == "__main__":
    enter(ROOT)
    sys.exit(main(sys.argv[1:]))
