"""Execute the chapters: from the store where nothing changed that can affect them, else in kernels."""

import contextlib
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


class Nobody:
    """Where nobody waits for single chapters: the interface of who does."""

    def expect(self, names):
        """Take the names of all chapters, in the order in which they are likely to be ready."""

    def ready(self, name):
        """Take the name of a chapter that the cache holds as it is to be shown."""


def execute_chapters(root, store, cache, report=print, check=lambda wait=True: None, warm=True, reader=None):
    """Bring every chapter up to date and put it into the cache that MyST-NB reads.

    `root` is the project's folder, `store` that of executed chapters, `cache` a jupyter-cache; `report` takes
    a line for each chapter that was run, and one for those that were not. `check` is called with wait=False
    again and again while chapters run, and at the end without: what it raises ends all. `reader` is told of
    each chapter as soon as the cache holds it, see `Nobody`. Returns an `Execution` for every page with code
    cells, by its name. Raises `ExecutionFailure` when every chapter has had its turn and cells failed.
    """
    from scripts.execute.pool import Pool

    root, reader = root.resolve(), reader or Nobody()
    book, kept, cells, found = look_up(root, store)
    waiting = [name for name in cells if name not in found]
    shown, executions = Cache(cache, root), {}

    def show(name, execution, notebook):
        executions[name] = execution
        shown.put(name, execution, notebook)
        reader.ready(name)

    limits = book.execute["timeout"], book.execute["allow_errors"]
    pool = Pool(root, *limits, warm, many=len(waiting) > 1) if waiting else contextlib.nullcontext()
    with pool:
        chapters = in_order(book, kept, waiting)  # while the server warms up
        shown.make()
        reader.expect([*found, *(chapter.name for chapter in chapters)])
        for name, (record, notebook) in found.items():
            show(name, Execution(record["seconds"], True, record["key"]), notebook)
        failures = run_waiting(pool, book, kept, chapters, show, report, check) if chapters else {}
    check()  # before the failures: unsound evidence is the reason for many
    if failures:
        raise ExecutionFailure("\n".join(failures[name] for name in book.names if name in failures))
    if waiting:
        kept.prune()
    if unchanged := [name for name in cells if executions[name].reused]:
        report(f"  unchanged: {', '.join(unchanged)}")
    shown.keep_only(cells)
    return {name: executions[name] for name in cells}


def in_order(book, kept, names):
    """Return the chapters of these names, the longest first, as far as can be told before they run."""
    chapters = [book.chapter(name) for name in names]
    last = {chapter.name: kept.seconds(chapter.name) or chapter.size / 10 for chapter in chapters}
    return sorted(chapters, key=lambda chapter: -last[chapter.name])


def run_waiting(pool, book, kept, chapters, show, report, check):
    """Run the chapters that nothing in the store stands for; return why cells failed, by chapter."""
    # While the server warms up.
    import jupyter_cache.cache.main  # noqa: F401 (for the first chapter that is put into the cache)
    import nbformat

    from scripts.execute.imports import closure

    failures, files_of = {}, {}

    def meanwhile():
        check(wait=False)
        for chapter in chapters:
            if chapter.name not in files_of:
                files_of[chapter.name] = closure(book.root, chapter.sources)

    def finished(chapter, outcome):
        page = chapter.path.relative_to(book.root)
        if outcome.failure:
            place = page if outcome.line is None else f"{page}:{outcome.line}"
            failures[chapter.name] = f"{place}: a cell failed\n{outcome.failure}"
            report(f"  {page}  failed")
            return
        files = files_of.get(chapter.name) or closure(book.root, chapter.sources)
        reads, why = outcome.reads, ""
        if reads is None:
            why = "its kernel does not tell what it reads"
            record = kept.describe(chapter.name, chapter.cells, outcome.seconds, files, ())
        else:
            files = files | {*reads.files}
            record = kept.describe(chapter.name, chapter.cells, outcome.seconds, files, reads.folders)
            changed = [name for name in record["files"] if kept.present.changed_meanwhile(name)]
            if changed:
                why = f"{changed[0]} was changed while it ran"
            elif reads.unseen:
                why = f"what it reads through {', '.join(sorted(reads.unseen))} cannot be followed"
        outcome.notebook.cells = [cell for cell in outcome.notebook.cells if cell.cell_type == "code"]
        notebook = nbformat.writes(outcome.notebook)
        if not why:
            try:
                kept.put(record, notebook)
            except OSError as error:
                why = f"the store cannot be written: {error.strerror}"
        report(f"  {page}  {outcome.seconds:.2f} s{why and f' (not kept: {why})'}")
        key = record["key"]
        if why:  # what cannot be told from its record is told by what came of it
            key = digest([key, [cell.outputs for cell in outcome.notebook.cells]])
        show(chapter.name, Execution(record["seconds"], False, key), notebook)

    pool.run(chapters, finished, meanwhile)
    return failures


class Cache:
    """A jupyter-cache, and a record of which run of each chapter it holds."""

    def __init__(self, folder, root):
        self.folder, self.root, self.record = folder, root, folder / "chapters.json"
        try:
            self.keys = {**json.loads(self.record.read_text(encoding="utf-8"))}
        except (OSError, ValueError, TypeError):
            self.keys = {}

    def make(self):
        """Make it, before whoever waits looks for it: two processes that make it at once fail."""
        if not (self.folder / "global.db").exists():
            from jupyter_cache import get_cache

            get_cache(str(self.folder)).db.dispose()

    def put(self, name, execution, text):
        """Put an executed notebook into it, unless it holds that very run."""
        if self.keys.get(name) == execution.key:
            return
        import nbformat
        from jupyter_cache import get_cache
        from jupyter_cache.base import CacheBundleIn

        # First: a record of the run before must not outlive it, also where this is broken off.
        if self.keys.pop(name, None):
            self.save()
        page = str(self.root / "book" / f"{name}.md")
        bundle = CacheBundleIn(nbformat.reads(text, 4), page, data={"execution_seconds": execution.seconds})
        get_cache(str(self.folder)).cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        self.keys[name] = execution.key
        self.save()

    def keep_only(self, names):
        """Forget what the record says of other chapters."""
        if others := self.keys.keys() - set(names):
            for name in others:
                del self.keys[name]
            self.save()

    def save(self):
        """Write the record."""
        write_whole(self.record, json.dumps(self.keys, indent=1, sort_keys=True))
