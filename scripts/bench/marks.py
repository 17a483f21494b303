"""What the evidence marks and the prose lint cost: in generated books of any size, and in the real one."""

import contextlib
import io
import json
import shutil
import time
from pathlib import Path

import yaml

from scripts import build
from scripts.bench.figures import Figure
from scripts.bench.processes import ROOT, fastest, run_alone, timed
from scripts.generate_evidence import CLAIMS_PER_DOCUMENT, MARKS_PER_PAGE, make_book, make_seeds

SIZES = (50, 100, 200)  # pages
CLAIMS_PER_PAGE = 50
TURNS = 3
MORE_TURNS = 2  # of the real book, before a bar counts as missed: chapters are most of its time, and vary

ADDED = 1.15  # marks and lint may make the real book take so many times as long as its peer
# A cost per mark that is proportional to the size of the book grows fourfold from 50 to 200 pages; where a
# tenth of it is so at 50 pages, it grows to 1.3. Turns of one build differ by a few hundredths.
GROWTH = 1.3

# Beside the marks; the peer has none of them.
OF_THE_EVIDENCE = ("prose_lint", "bibliography_labels", "edition_line", "published_ids")

# Stands in for the marks of book/_ext/: the same names, so that the same pages build. Evidence is read for
# citations and for the data about each page, which stay in both books; no mark asks for it.
STUB = """
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

import analysis
from analysis.register_pages import read_homes


class Report:
    def __init__(self, app):
        self.evidence = analysis.load()
        self.edition = analysis.load_edition(self.evidence.references)
        judgements = analysis.load_judgements(self.evidence, Path(app.srcdir) / "judgements.yml")
        self.judgements = {one.id: one for one in judgements}
        self.homes = read_homes(Path(app.srcdir))
        app.evidence_report = self


class Words(SphinxRole):
    def run(self):
        return [nodes.Text(self.text)], []


class Nothing(SphinxDirective):
    optional_arguments = 1
    has_content = True
    option_spec = {"chapter": str}

    def run(self):
        return []


class Block(SphinxDirective):
    has_content = True

    def run(self):
        block = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


def setup(app):
    app.connect("builder-inited", Report, priority=100)
    for name in ("claim", "reported-error", "table", "figure"):
        app.add_role(name, Words())
    for name in ("judgement", "judgements", "register", "rerun"):
        app.add_directive(name, Nothing)
    app.add_directive("assessment", Block)
"""


def added_by(runs, pages):
    """Return the processor seconds that the marks add to the generated book of so many pages."""
    return runs["marks", pages].processor - runs["links", pages].processor


def generated_figures(runs):
    """Return the figures of the generated books from their runs, by kind and number of pages.

    The book of no pages shows what the marks take to start. The growth leaves that out: spread over ever more
    marks, it would hide a cost that grows.
    """
    start = added_by(runs, 0)
    figures = [Figure("To start, whatever the size", start, "s", "the same without marks")]
    each = {}
    for pages in SIZES:
        marks, ours, peer = pages * MARKS_PER_PAGE, runs["marks", pages], runs["links", pages]
        book = f"{pages} pages, {pages * CLAIMS_PER_PAGE:,} claims, {marks:,} marks"
        each[pages] = 1000 * (added_by(runs, pages) - start) / marks
        figures += [
            Figure(f"{book}: clock", ours.seconds, "s", f"plain links {peer.seconds:.2f} s"),
            Figure("  processor", ours.processor, "s", f"plain links {peer.processor:.2f} s"),
            Figure("  peak memory", ours.peak, "MiB", f"plain links {peer.peak:.0f} MiB"),
            Figure("  added per mark", 1000 * added_by(runs, pages) / marks, "ms", "a plain link"),
            Figure("  added per mark, start left out", each[pages], "ms", "a plain link"),
        ]
    first, last = SIZES[0], SIZES[-1]
    growth = each[last] / each[first] if each[first] > 0 else float("inf")
    name = f"Growth of the cost per mark, {first} to {last} pages"
    return [*figures, Figure(name, growth, "times", f"the book of {first} pages", GROWTH)]


def book_figures(ours, peer, check):
    """Return the figures of the real book beside its peer, and of the check that goes before every build."""
    stubbed = "marks stubbed, no lint"
    ratio = ours.processor / peer.processor
    with_check = (ours.processor + check.processor) / peer.processor
    return [
        Figure("The real book, cold: clock", ours.seconds, "s", f"{stubbed}: {peer.seconds:.2f} s"),
        Figure("  ratio of clocks", ours.seconds / peer.seconds, "times", stubbed),
        Figure("  processor", ours.processor, "s", f"{stubbed}: {peer.processor:.2f} s"),
        Figure("The real book: ratio of processor time", ratio, "times", stubbed, ADDED),
        Figure("  the check of all evidence before it", check.processor, "s"),
        Figure("  ratio with that check", with_check, "times", f"{stubbed}, no check"),
    ]


def lint_figures(where, lint, whole):
    """Return the figures of the lint alone, from what `lint_alone` measured, and its share of a build."""
    each, share = 1000 * lint["seconds"] / lint["sentences"], 100 * lint["seconds"] / whole.processor
    return [
        Figure(f"Lint of {where}: {lint['sentences']:,} sentences", each, "ms each"),
        Figure("  share of the build", share, "%", f"the build: {whole.processor:.2f} s"),
    ]


def lint_alone(work, seeds, book):
    """Return seconds and sentences of the lint of a book, measured in a process of its own."""
    run_alone(["-m", "scripts.bench", "lint", seeds, book], work)
    return json.loads((work / "log.txt").read_text())


def lint(seeds, book):
    """Print as JSON what the lint of a book takes, reading included; run by `lint_alone`."""
    import analysis
    from analysis.prose import Lint, read_page

    evidence, took = analysis.load(seeds), []
    judgements = [item.id for item in analysis.load_judgements(evidence, Path(book) / "judgements.yml")]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(book).glob("*.md"))}
    for _ in range(TURNS):
        started = time.process_time()
        rules, pages = Lint(evidence, judgements), [read_page(name, text) for name, text in texts.items()]
        found = [finding for page in pages for finding in rules.findings(page)]
        took.append(time.process_time() - started)
    sentences = sum(len(passage.sentences) for page in pages for passage in page.passages)
    print(json.dumps({"seconds": min(took), "sentences": sentences, "findings": len(found)}))


def measure_generated(work):
    """Build the generated books in turns; return their figures."""
    books, runs = {}, {}
    for pages in (0, *SIZES):
        documents = pages * CLAIMS_PER_PAGE // CLAIMS_PER_DOCUMENT
        size = (documents, CLAIMS_PER_DOCUMENT) if pages else (2, 10)
        seeds = make_seeds(work / f"seeds-{pages}", *size)
        for kind in ("links", "marks"):
            books[kind, pages] = make_book(work / f"{kind}-{pages}", kind, pages, seeds, *size)
    for turn in range(TURNS):
        for (kind, pages), book in books.items():
            print(f"  turn {turn + 1} of {TURNS}, {pages} pages with {kind}:", end=" ", flush=True)
            run = run_alone(["-m", "sphinx", "-q", "-W", "-b", "html", book, work / "html"], work)
            shutil.rmtree(work / "html")
            print(f"{run.seconds:.1f} s", flush=True)
            runs.setdefault((kind, pages), []).append(run)
    runs = {key: fastest(turns) for key, turns in runs.items()}
    largest = SIZES[-1]
    lint = lint_alone(work, work / f"seeds-{largest}", work / f"marks-{largest}")
    return generated_figures(runs) + lint_figures("the largest of these", lint, runs["marks", largest])


def copy_book(folder, stubbed):
    """Copy what Jupyter Book reads into a folder; the peer has the stub for the marks, and no lint.

    Search, files of figures and folds of code stay in both: they are not what is measured.
    """
    folder.mkdir()
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "seeds").symlink_to(ROOT / "seeds")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    if stubbed:
        (folder / "book/_ext/evidence_marks.py").write_text(STUB, encoding="utf-8")
        settings = config["sphinx"]["config"]
        settings["extensions"] = [name for name in settings["extensions"] if name not in OF_THE_EVIDENCE]
        # The labels of the bibliography are ours too; links to judgements lead nowhere without them.
        settings |= {"bibtex_default_style": "plain", "suppress_warnings": ["myst.xref_missing"]}
        for name in OF_THE_EVIDENCE:
            del config["sphinx"]["local_extensions"][name]
    (folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return folder


def build_book(root):
    """Build a copy of the book as scripts/build.py does, cold, without the check before it; show nothing."""
    work = root / "work"
    work.mkdir()
    shutil.rmtree(root / "_build", ignore_errors=True)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return timed(lambda: build.run_jupyter_book(root, work, root / "build.log", checked=False))
    finally:
        shutil.rmtree(work)


def measure_book(work):
    """Build the real book and its peer in turns; return their figures."""
    print("  the check of all evidence", flush=True)
    check = fastest([timed(lambda: build.check_sources(ROOT)) for _ in range(TURNS)])
    ours = copy_book(work / "ours", stubbed=False)
    peer = copy_book(work / "peer", stubbed=True)
    runs = {ours: [], peer: []}
    for turn in range(TURNS + MORE_TURNS):
        for root in runs:
            name = "the book" if root is ours else "the book with marks stubbed, no lint"
            print(f"  turn {turn + 1}, {name}:", end=" ", flush=True)
            runs[root].append(build_book(root))
            print(f"{runs[root][-1].seconds:.1f} s", flush=True)
        whole = fastest(runs[ours])
        figures = book_figures(whole, fastest(runs[peer]), check)
        if turn + 1 >= TURNS and not any(figure.missed for figure in figures):
            break
    return figures + lint_figures("the real book", lint_alone(work, ROOT / "seeds", ROOT / "book"), whole)
