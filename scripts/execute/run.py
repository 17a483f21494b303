"""Execute the chapters: from the store where nothing changed that can affect them, else in kernels."""

import json
from dataclasses import dataclass

from scripts.execute.store import Present, Store, digest, write_whole


class ExecutionFailure(Exception):
    """Cells failed; the text names each with file, line and exception."""


@dataclass(frozen=True)
class Execution:
    """What a chapter took when it was run, whether in an earlier build, and the key of its entry."""

    seconds: float
    reused: bool
    key: str


# What Jupyter Book takes where _config.yml is silent.
DEFAULTS = {"timeout": 30, "allow_errors": False}
DEFAULT_EXTENSIONS = ("colon_fence", "dollarmath", "linkify", "substitution", "tasklist")


def pages_of(toc):
    """Return the name of every page that a parsed _toc.yml lists, without suffix, in its order."""
    found = []
    for key, value in toc.items():
        if key in ("root", "file"):
            found.append(value.removesuffix(".md"))
        elif isinstance(value, list):
            found += [name for entry in value for name in pages_of(entry)]
    return found


class Book:
    """The pages of a project, each read no more than once, and only if its text is not known from before."""

    def __init__(self, root, store):
        import yaml

        config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
        toc = yaml.safe_load((root / "book/_toc.yml").read_text(encoding="utf-8"))
        self.execute = DEFAULTS | (config.get("execute") or {})
        self.extensions = (config.get("parse") or {}).get("myst_enable_extensions", DEFAULT_EXTENSIONS)
        names = dict.fromkeys(pages_of(toc))
        self.names = [name for name in names if (root / "book" / f"{name}.md").is_file()]
        self.root, self.store, self.read = root, store, {}
        self.memory = store.folder / "pages.json"
        try:
            self.known = {str(text): cells for text, cells in json.loads(self.memory.read_text()).items()}
        except (OSError, ValueError, AttributeError):
            self.known = {}

    def chapter(self, name):
        """Return a page as a `Chapter`, or None where it has no code cells."""
        from scripts.execute.chapters import read_chapter  # slow to import, and needed only after a change

        if name not in self.read:
            self.read[name] = read_chapter(self.root, name, self.extensions)
        return self.read[name]

    def cells(self):
        """Return the hash of the cells of every page that has any."""
        present, known = self.store.present, {}
        found = {}
        for name in self.names:
            text = digest([present.file(f"book/{name}.md"), present.setting, list(self.extensions)])
            if text in self.known:
                known[text] = self.known[text]
            else:
                chapter = self.chapter(name)
                known[text] = chapter.cells if chapter else None
            if known[text]:
                found[name] = known[text]
        if known != self.known:
            write_whole(self.memory, json.dumps(known, indent=1, sort_keys=True))
        return found


def look_up(root, store):
    """Return the book, its store, the hash of every chapter's cells, and the entries that still hold."""
    kept = Store(store, Present(root))
    book = Book(root, kept)
    cells = book.cells()
    entries = {name: kept.find(name, cells[name]) for name in cells}
    return book, kept, cells, {name: entry for name, entry in entries.items() if entry}


def changed_chapters(root, store):
    """Return the names of the chapters that would be run now, in the order of the book; runs nothing."""
    _, _, cells, found = look_up(root.resolve(), store)
    return [name for name in cells if name not in found]


def execute_chapters(root, store, cache, report=print, check=lambda wait=True: None, warm=True):
    """Bring every chapter up to date and put it into the cache that MyST-NB reads.

    `root` is the project's folder, `store` that of executed chapters, `cache` a jupyter-cache; `report` takes
    a line for each chapter that was run, and one for those that were not. `check` is called with wait=False
    again and again while chapters run, and at the end without: what it raises ends all. Returns an
    `Execution` for every page with code cells, by its name. Raises `ExecutionFailure` when every chapter has
    had its turn and cells failed.
    """
    root = root.resolve()
    book, kept, cells, found = look_up(root, store)
    executions, notebooks = {}, {}
    for name, (record, notebook) in found.items():
        executions[name] = Execution(record["seconds"], True, record["key"])
        notebooks[name] = notebook
    waiting = [name for name in cells if name not in found]
    if not waiting:
        check()
    else:
        run_waiting(book, kept, waiting, executions, notebooks, report, check, warm)
        kept.prune()
    if unchanged := [name for name in cells if executions[name].reused]:
        report(f"  unchanged: {', '.join(unchanged)}")
    fill(cache, root, executions, notebooks)
    return {name: executions[name] for name in cells}


def run_waiting(book, kept, waiting, executions, notebooks, report, check, warm):
    """Run the chapters that nothing in the store stands for, the longest first."""
    from scripts.execute.pool import Pool

    limits = book.execute["timeout"], book.execute["allow_errors"]
    with Pool(book.root, *limits, warm, many=len(waiting) > 1) as pool:
        import nbformat  # while the server warms up

        from scripts.execute.imports import closure

        chapters = [book.chapter(name) for name in waiting]
        last = {chapter.name: kept.seconds(chapter.name) or chapter.size / 10 for chapter in chapters}
        chapters.sort(key=lambda chapter: -last[chapter.name])
        failures = {}

        def finished(chapter, outcome):
            page = chapter.path.relative_to(book.root)
            if outcome.failure:
                place = page if outcome.line is None else f"{page}:{outcome.line}"
                failures[chapter.name] = f"{place}: a cell failed\n{outcome.failure}"
                report(f"  {page}  failed")
                return
            files = closure(book.root, chapter.sources)
            reads, why = outcome.reads, ""
            if reads is None:
                why = "its kernel does not tell what it reads"
                record = kept.describe(chapter.name, chapter.cells, outcome.seconds, files, ())
            else:
                files |= {*reads.files}
                record = kept.describe(chapter.name, chapter.cells, outcome.seconds, files, reads.folders)
                changed = [name for name in record["files"] if kept.present.changed_meanwhile(name)]
                if changed:
                    why = f"{changed[0]} was changed while it ran"
                elif reads.unseen:
                    why = f"what it reads through {', '.join(sorted(reads.unseen))} cannot be followed"
            outcome.notebook.cells = [cell for cell in outcome.notebook.cells if cell.cell_type == "code"]
            notebooks[chapter.name] = nbformat.writes(outcome.notebook)
            executions[chapter.name] = Execution(record["seconds"], False, record["key"])
            if not why:
                try:
                    kept.put(record, notebooks[chapter.name])
                except OSError as error:
                    why = f"the store cannot be written: {error.strerror}"
            report(f"  {page}  {outcome.seconds:.2f} s{why and f' (not kept: {why})'}")

        pool.run(chapters, finished, lambda: check(wait=False))
    check()  # before the failures: unsound evidence is the reason for many
    if failures:
        raise ExecutionFailure("\n".join(failures[name] for name in book.names if name in failures))


def fill(cache, root, executions, notebooks):
    """Put executed notebooks into a jupyter-cache, apart from those that it holds already."""
    filled = cache / "chapters.json"
    try:
        before = json.loads(filled.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    keys = {name: execution.key for name, execution in executions.items()}
    if keys == before:
        return
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    target = get_cache(str(cache))
    for name, text in notebooks.items():
        if before.get(name) != keys[name]:
            page, seconds = str(root / "book" / f"{name}.md"), executions[name].seconds
            bundle = CacheBundleIn(nbformat.reads(text, 4), page, data={"execution_seconds": seconds})
            target.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    write_whole(filled, json.dumps(keys, indent=1, sort_keys=True))
