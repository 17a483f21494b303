"""scripts/execute: what a change can affect is run again, what it cannot is not, and a failure is said once."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT
from execution import CELLS, make_project, page
from jupyter_cache import get_cache

from scripts.execute import ExecutionFailure, changed_chapters, execute_chapters, warm
from scripts.execute.run import Nobody
from scripts.execute.store import Present, Store


@pytest.fixture(autouse=True)
def small_server(monkeypatch):
    """Let the server import no more than the tiny project needs."""
    monkeypatch.setattr(warm, "WARM", ("ipykernel.kernelapp", "ipykernel.zmqshell", "analysis.base"))


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Path:
    """Return a project whose chapters were run, with its store and cache."""
    folder = make_project(tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warm, "WARM", ("ipykernel.kernelapp", "ipykernel.zmqshell", "analysis.base"))
        lines: list[str] = []
        found = execute_chapters(folder, folder / "_build/executed", folder / "cache", lines.append)
    assert list(found) == ["first", "second", "third"] and not any(one.reused for one in found.values())
    assert sorted(line.split()[0] for line in lines) == ["book/first.md", "book/second.md", "book/third.md"]
    return folder


def outputs(cache: Path) -> list[str]:
    """Return the last output of every notebook in a jupyter-cache, as text."""
    target = get_cache(str(cache))
    books = [target.get_cache_bundle(record.pk).nb for record in target.list_cache_records()]
    return sorted(book.cells[-1].outputs[0].data["text/plain"] for book in books)


def test_chapters_run_with_the_modules_of_their_own_project(executed):
    assert outputs(executed / "cache") == ["1", "2", "7"]


def test_where_nothing_changed_nothing_runs_and_it_is_said(executed, monkeypatch):
    monkeypatch.setattr(warm, "WarmServer", None)  # a chapter that ran would fail here
    lines: list[str] = []
    found = execute_chapters(executed, executed / "_build/executed", executed / "other", lines.append)
    assert all(one.reused for one in found.values()) and lines == ["  unchanged: first, second, third"]
    assert outputs(executed / "other") == ["1", "2", "7"]


ALL = ["first", "second", "third"]
# What is changed, and which chapters that can affect. `second` imports `first` inside a function.
CHANGES = {
    "analysis/first.py": ["first", "second"],
    "analysis/second.py": ["second"],
    "analysis/base.py": ["first", "second"],
    "analysis/__init__.py": ["first", "second"],
    "analysis/unused.py": [],
    "seeds/first.yml": ["first", "second"],
    "seeds/unread.yml": [],
    "book/only.yml": ["third"],
    "book/prose.md": [],
    "requirements.lock": ALL,
    "seeds/new.yml": ALL,
    "analysis/new.py": ALL,
    "book/new.md": ALL,
    "seeds/.new.yml.swp": [],
    "analysis/__pycache__/first.pyc": [],
    "tests/new.py": [],
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_asks_for_a_run_of_just_the_chapters_that_it_can_affect(executed, changed):
    path, store = executed / changed, executed / "_build/executed"
    before = path.read_bytes() if path.exists() else None
    assert changed_chapters(executed, store) == []
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((before or b"") + b"\n# changed\n")
    try:
        assert changed_chapters(executed, store) == CHANGES[changed]
    finally:
        path.write_bytes(before) if before is not None else path.unlink()
    assert changed_chapters(executed, store) == []


def test_a_file_that_goes_asks_for_a_run(executed):
    path = executed / "book/only.yml"
    path.rename(executed / "only.yml.gone")
    try:
        assert "third" in changed_chapters(executed, executed / "_build/executed")
    finally:
        (executed / "only.yml.gone").rename(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (page(CELLS["third"]).replace("Some words", "Other words"), []),
        (page(["x = int(open('only.yml').read())", "x + 1"]), ["third"]),
        (page(CELLS["third"]).replace("name: python3", "name: other"), ["third"]),
    ],
    ids=["prose", "code", "kernel"],
)
def test_code_and_kernel_of_a_page_ask_for_a_run_and_prose_does_not(executed, text, expected):
    path = executed / "book/third.md"
    before = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        assert changed_chapters(executed, executed / "_build/executed") == expected
    finally:
        path.write_text(before, encoding="utf-8")


def test_another_package_another_address_and_another_python_ask_for_a_run(executed, monkeypatch):
    store = executed / "_build/executed"
    # The edition shows on chapters that read it, and on no other.
    monkeypatch.setenv("BOOK_ADDRESS", "https://example.org/")
    assert changed_chapters(executed, store) == []
    record = next((store / "first").glob("*.json"))
    described = json.loads(record.read_text(encoding="utf-8"))
    monkeypatch.setattr("scripts.execute.store.EDITION", next(iter(described["files"])))
    assert "first" in changed_chapters(executed, store)
    monkeypatch.undo()
    assert changed_chapters(executed, store) == []
    monkeypatch.setattr("sys.version", "3.99")
    assert changed_chapters(executed, store) == ALL
    monkeypatch.undo()
    newer = executed / "site"
    (newer / "pandas-99.dist-info").mkdir(parents=True)
    monkeypatch.setattr("site.getsitepackages", lambda: [str(newer)])
    assert changed_chapters(executed, store) == ALL


@pytest.mark.parametrize("spoil", ["record", "notebook", "gone", "no mapping"])
def test_an_entry_that_is_broken_is_none(executed, spoil):
    store = executed / "_build/executed"
    record = next((store / "third").glob("*.json"))
    path = record.with_suffix(".ipynb") if spoil in ("notebook", "gone") else record
    before = path.read_bytes()
    if spoil == "gone":
        path.unlink()
    else:
        path.write_bytes(b"[]" if spoil == "no mapping" else before[: len(before) // 2])
    try:
        assert changed_chapters(executed, store) == ["third"]
    finally:
        path.write_bytes(before)


def test_a_new_number_is_shown_and_the_old_entry_serves_when_the_change_is_taken_back(tmp_path):
    project = make_project(tmp_path, {"first": CELLS["first"]})
    store = project / "_build/executed"
    execute_chapters(project, store, project / "one", list)
    (project / "seeds/first.yml").write_text("5\n")
    found = execute_chapters(project, store, project / "one", list)
    assert outputs(project / "one") == ["5"] and not found["first"].reused
    (project / "seeds/first.yml").write_text("1\n")
    assert execute_chapters(project, store, project / "one", list)["first"].reused
    assert outputs(project / "one") == ["1"]


def test_whoever_waits_is_told_all_chapters_first_and_of_each_once_the_cache_holds_it(tmp_path):
    project = make_project(tmp_path, {"first": CELLS["first"], "third": ["3"], "fourth": ["4"]})
    store, told = project / "_build/executed", []

    class Reader:
        def expect(self, names: list[str]) -> None:
            told.append(sorted(names))

        def ready(self, name: str) -> None:
            told.append(
                (name, {"first": "1", "third": "3", "fourth": "4"}[name] in outputs(project / "cache"))
            )

    names = ["first", "fourth", "third"]
    for cache_again in (False, True):
        told.clear()
        execute_chapters(project, store, project / "cache", list, reader=Reader())
        assert told[0] == names and sorted(told[1:]) == [(name, True) for name in names], cache_again


def test_who_waits_finds_the_cache_made_for_two_that_make_it_at_once_fail(tmp_path):
    project = make_project(tmp_path, {"first": CELLS["first"]})
    tables = []

    class Reader(Nobody):
        def expect(self, names: list[str]) -> None:
            with contextlib.closing(sqlite3.connect(project / "cache/global.db")) as database:
                tables.extend(database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))

    execute_chapters(project, project / "_build/executed", project / "cache", list, reader=Reader())
    assert ("nbcache",) in tables and ("nbproject",) in tables


def test_a_failure_beside_a_new_number_leaves_no_record_of_the_old_one(tmp_path):
    project = make_project(
        tmp_path, {"first": CELLS["first"], "third": ["int(open('../seeds/more.yml').read())"]}
    )
    store, cache, more = project / "_build/executed", project / "cache", project / "seeds/more.yml"
    more.write_text("3\n")
    execute_chapters(project, store, cache, list)
    (project / "seeds/first.yml").write_text("5\n")
    more.write_text("no number")
    with pytest.raises(ExecutionFailure, match=r"book/third\.md"):
        execute_chapters(project, store, cache, list)
    (project / "seeds/first.yml").write_text("1\n")
    more.write_text("3\n")
    found = execute_chapters(project, store, cache, list)
    assert all(one.reused for one in found.values()) and outputs(cache) == ["1", "3"]


def test_a_run_that_cannot_be_followed_is_shown_anew_where_it_shows_another_number(tmp_path):
    cell = "import subprocess\nint(subprocess.check_output(['cat', '../seen']))"
    project = make_project(tmp_path, {"program": [cell]})
    keys = []
    for number in ("1", "2", "2"):
        (project / "seen").write_text(number)
        found = execute_chapters(project, project / "_build/executed", project / "cache", list)
        assert outputs(project / "cache") == [number]
        keys.append(found["program"].key)
    assert keys[0] != keys[1] == keys[2]


COUNT = "open('../ran', 'a').write('{0} ')\n"


def test_failing_chapters_are_told_together_and_run_once_and_leave_nothing_behind(tmp_path):
    failing = {
        "good": [COUNT.format("good") + "1"],
        "bad": [COUNT.format("bad"), "raise KeyError('two errors in seeds:\\n  elpais: no title')", "late"],
        "odd": ["import os\n" + COUNT.format("odd") + "os._exit(3)"],
        "slow": [COUNT.format("slow") + "while True:\n    pass"],
    }
    project = make_project(tmp_path, failing)
    (project / "_config.yml").write_text("execute: {timeout: 4}\n")
    store, lines = project / "_build/executed", []
    with pytest.raises(ExecutionFailure) as failure:
        execute_chapters(project, store, project / "cache", lines.append)
    told = str(failure.value)
    assert "book/bad.md:17: a cell failed\nKeyError: 'two errors in seeds:" in told
    assert "book/odd.md:10: a cell failed\nDeadKernelError" in told
    assert "book/slow.md:10: a cell failed\nCellTimeoutError: A cell timed out" in told
    assert "book/good.md" not in told and outputs(project / "cache") == ["1"]
    assert sorted((project / "ran").read_text().split()) == ["bad", "good", "odd", "slow"]
    assert [path.parent.name for path in store.glob("*/*.json")] == ["good"]
    assert any(line.startswith("  book/good.md  ") for line in lines)


def test_a_run_that_cannot_be_followed_is_used_and_not_kept(tmp_path):
    cells = {
        "program": ["import subprocess\nsubprocess.check_output(['true'])\n1"],
        "hasty": [
            "from pathlib import Path\nPath('../seeds/first.yml').read_text()\nPath('../seeds/first.yml').write_text('2')\n2"
        ],
    }
    project = make_project(tmp_path, cells)
    store, lines = project / "_build/executed", []
    execute_chapters(project, store, project / "cache", lines.append)
    assert outputs(project / "cache") == ["1", "2"] and not list(store.glob("*/*.json"))
    told = "\n".join(sorted(lines))
    assert "not kept: seeds/first.yml was changed while it ran" in told
    assert "not kept: what it reads through true cannot be followed" in told


def test_the_least_recently_used_entries_go_first(tmp_path):
    store = Store(tmp_path / "store", Present(tmp_path))
    record = {"page": "one", "seconds": 1}
    for number in range(4):
        store.put({**record, "key": f"key-{number}"}, "{}")
        for suffix in (".json", ".ipynb"):
            path = tmp_path / f"store/one/key-{number}{suffix}"
            path.touch()
            os.utime(path, (number, number))
    (tmp_path / "store/one/left.ipynb").write_text("half")
    os.utime(tmp_path / "store/one/left.ipynb", (1, 1))
    store.prune(most=2)
    assert sorted(path.name for path in (tmp_path / "store/one").iterdir()) == [
        "key-2.ipynb", "key-2.json", "key-3.ipynb", "key-3.json",
    ]  # fmt: skip


# Of the report itself: pages that state the fingerprint of all files hang on every one of them.
STATES_THE_EDITION = {"cite", "changelog", "status"}


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("analysis/divisions.py", {"adding", "divisions"}),
        ("analysis/reliability/voices.py", {"adding", "reliability"}),
        ("seeds/settlements.yml", {"adding", "methods"}),
        ("book/accessibility.yml", {"accessibility"}),
        ("book/tradecraft.yml", {"tradecraft"}),
        ("book/outline.json", {"methods"}),
    ],
)
def test_in_the_report_a_file_affects_the_chapters_that_use_it(site, file, pages):
    folders = [path for path in (ROOT / "_build/executed").iterdir() if path.is_dir()]
    newest = [max(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns) for folder in folders]
    records = [json.loads(path.read_text(encoding="utf-8")) for path in newest]
    assert {record["page"] for record in records if file in record["files"]} == pages | STATES_THE_EDITION


def test_in_the_report_the_evidence_affects_every_chapter_that_loads_it(site):
    folders = [path for path in (ROOT / "_build/executed").iterdir() if path.is_dir()]
    records = [
        json.loads(path.read_text(encoding="utf-8")) for folder in folders for path in folder.glob("*.json")
    ]
    without = {record["page"] for record in records if "seeds/dossiers/elpais.yml" not in record["files"]}
    assert len(folders) > 10 and without <= {"accessibility", "downloads"}


def test_sphinx_ran_no_chapter_a_second_time(site):
    log = (ROOT / "_build/build.log").read_text(encoding="utf-8", errors="replace")
    assert "Using cached notebook" in log and "Executing notebook" not in log
