"""What a build takes, beside stock `jupyter-book build` of the same chapters in the same run.

Both build copies of the project, in turns: from nothing, again with nothing changed, after a word of one
chapter's prose, and after a line of one chapter's code. Stock runs its chapters in `force` mode with the same
extensions; its later builds are incremental, as Jupyter Book's are, and ours make every page anew,
or do nothing where nothing has changed.
"""

import json
import shutil
from pathlib import Path

from scripts.bench.figures import Figure
from scripts.bench.peers import measure_peers
from scripts.bench.processes import ROOT, Trouble, fastest, run_alone
from scripts.conditions import build_environment

TURNS = 2
#: Seconds on the clock that a draft may take: what somebody who writes waits for; and the whole book, idle.
DRAFTS = {"nothing changed": 1.5, "prose changed": 2.5, "code changed": 3.5}
BOOKS = {"nothing changed": 1.5}
COLD = 0.30  # of stock's time on the clock that our pages may take from nothing; chapters run side by side
CHAPTER = "divisions"
STATES = ("cold", "nothing changed", "prose changed", "code changed")
LEFT_OUT = (
    "_build", ".git", ".venv", ".tools", "dist", "texts",
    "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis",
)  # fmt: skip

# Run inside a copy: the pages alone, without PDF, brief, data package and slimming.
PAGES = (
    "from scripts import build; from pathlib import Path; import shutil; "
    "work = build.ROOT / '_build/pages'; shutil.rmtree(work, ignore_errors=True); work.mkdir(parents=True); "
    "build.run_jupyter_book(build.ROOT, work, build.ROOT / '_build/pages.log')"
)
STOCK = "from jupyter_book.cli.main import main; main()"
COMMANDS = {
    "stock": ["-c", STOCK, "build", "book", "--config", "_config.yml", "--path-output", ".", "-W", "-n"],
    "pages": ["-c", PAGES],
    "draft": ["scripts/draft.py"],
    "book": ["scripts/build.py"],
}
NAMES = {
    "stock": "stock jupyter-book build",
    "pages": "the pages of make book",
    "draft": "make draft",
    "book": "the whole of make book",
}


def copy_project(folder):
    """Copy what the book is made from, so that nothing is built or changed in the project itself."""
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT)))


def change(project, state, turn):
    """Bring a copy into a state; each turn changes it to something that was never built."""
    page = project / "book" / f"{CHAPTER}.md"
    text = page.read_text(encoding="utf-8")
    if state == "cold":
        # Not deleted: ext4 passes over the places of files deleted within half a minute, one by one, and who
        # makes thousands of files right after that would pay for it; a clone has nothing to delete.
        if (project / "_build").exists():
            (project / "_build").rename(project.with_name(f"{project.name}-before-turn-{turn + 1}"))
        return
    before, after = {
        "nothing changed": ("", ""),
        "prose changed": ("**In short.** ", f"**In short.** {'Once more: ' * (turn + 1)}"),
        "code changed": ("\nimport analysis", f"\nimport analysis  # turn {turn}"),
    }[state]
    if before not in text:
        raise Trouble(f"book/{CHAPTER}.md has no '{before.strip()}', where the bench changes it")
    page.write_text(text.replace(before, after, 1), encoding="utf-8")


def run_build(kind, project):
    """Build a copy in one way; return what it took."""
    work = project / "_build"
    work.mkdir(exist_ok=True)
    # Else the chapters would run with the modules of the project itself.
    environment = {**build_environment(work), "PYTHONPATH": str(project)}
    return run_alone(COMMANDS[kind], work, cwd=project, environment=environment)


def build_figures(runs):
    """Return the figures of all builds from their runs, by kind and state."""
    figures = []
    for state in STATES:
        stock = runs["stock", state]
        for kind in ("pages", "book"):
            ours, name = runs[kind, state], f"{NAMES[kind]}, {state}"
            clock, peer = (f"{NAMES['stock']}: {one:.1f} s" for one in (stock.seconds, stock.processor))
            bar = COLD if (kind, state) == ("pages", "cold") else None
            most = BOOKS.get(state) if kind == "book" else None
            figures += [
                Figure(f"{name}: clock", ours.seconds, "s", clock, most),
                Figure(f"{name}: ratio of clocks", ours.seconds / stock.seconds, "times", clock, bar),
                Figure("  processor", ours.processor, "s", peer),
                Figure("  ratio of processor time", ours.processor / stock.processor, "times", peer),
            ]
        # On the clock alone: the warm Python works for it, and that one's time is not the command's.
        ours, clock = runs["draft", state], f"{NAMES['stock']}: {stock.seconds:.1f} s"
        name, bar = f"{NAMES['draft']}, {state}: clock", DRAFTS.get(state)
        figures.append(Figure(name, ours.seconds, "s", clock, bar))
    return figures


def chapter_figures(store):
    """Return how long each chapter took when it was last run, the slowest first, from the store of a copy."""
    newest = {}
    for path in sorted(store.glob("*/*.json"), key=lambda path: path.stat().st_mtime_ns):
        record = json.loads(path.read_text(encoding="utf-8"))
        newest[record["page"]] = record["seconds"]
    ranked = sorted(newest.items(), key=lambda item: (-item[1], item[0]))
    return [Figure(f"Chapter {name}: clock", took, "s", "others run beside it") for name, took in ranked]


def measure_builds(work):
    """Build copies of the project in turns; return the figures."""
    projects = {kind: copy_project(work / kind) for kind in COMMANDS}
    runs, chapters = {}, []
    for turn in range(TURNS):
        for state in STATES:
            for kind, project in projects.items():
                change(project, state, turn)
                print(f"  turn {turn + 1} of {TURNS}, {NAMES[kind]}, {state}:", end=" ", flush=True)
                run = run_build(kind, project)
                print(f"{run.seconds:.1f} s, {run.processor:.1f} s of the processor", flush=True)
                runs.setdefault((kind, state), []).append(run)
                if (kind, state) == ("pages", "cold"):
                    chapters = chapter_figures(project / "_build/executed")
    least = {key: fastest(turns) for key, turns in runs.items()}
    peers = measure_peers(projects["pages"], work / "peers", least["pages", "cold"])
    return build_figures(least) + peers + chapters
