"""scripts/build.py: the last good site survives whatever goes wrong; the reason is said in a few lines."""

import fcntl
import gc
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
import yaml
from sphinx.testing.util import SphinxTestApp

from analysis.accession.changes import Changes
from scripts import build, placing

TOC = """\
format: jb-book
root: index
parts:
- caption: One
  chapters:
  - file: background.md
    sections:
    - file: annex/codes
  - url: https://example.org
"""


NAME = "one-book-2026.11.1"


@pytest.fixture
def project(tmp_path):
    """Return a project with a book of three pages and no site."""
    for name in ("book", "analysis", "seeds", "_build"):
        (tmp_path / name).mkdir()
    (tmp_path / "book/_toc.yml").write_text(TOC)
    (tmp_path / "book/background.md").write_text("# Background\n")
    (tmp_path / "seeds/sources.yml").write_text("a: 1\n")
    (tmp_path / "_config.yml").write_text("title: T\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "one-book"\nversion = "1.0"\n')
    return tmp_path


def make_pages(text, names=("index", "background", "annex/codes")):
    """Return a stand-in for Jupyter Book that writes these pages."""

    def make(root, work, log_path):
        html = work / "_build/html"
        for name in names:
            page = html / f"{name}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
        log_path.write_text("")
        return html

    return make


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_good_build_replaces_the_whole_site(project):
    build.build(project, name=NAME, make=make_pages("old", ["index", "background", "annex/codes", "gone"]))
    build.build(project, name=NAME, make=make_pages("new"))
    assert contents(project / "_build/html") == {
        "index.html": b"new", "background.html": b"new", "annex/codes.html": b"new"
    }  # fmt: skip
    assert sorted(os.listdir(project / "_build")) == [
        "build.log", "html", "html.inputs", f"{NAME}.zip"
    ]  # fmt: skip


def fail_to_run(root, work, log_path):
    (work / "half.html").write_text("half")
    raise build.BuildFailure("a cell failed")


def press_ctrl_c(root, work, log_path):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "make, failure",
    [
        (fail_to_run, build.BuildFailure),
        (press_ctrl_c, KeyboardInterrupt),
        (make_pages("new", ["index", "background"]), build.BuildFailure),
    ],
    ids=["failed", "interrupted", "incomplete"],
)
def test_a_failed_build_leaves_the_last_good_site_byte_for_byte(project, make, failure):
    build.build(project, name=NAME, make=make_pages("good"))
    before = contents(project / "_build/html")
    with pytest.raises(failure):
        build.build(project, name=NAME, make=make)
    assert contents(project / "_build/html") == before
    assert not (project / "_build/new").exists()


def test_a_swap_that_fails_puts_the_old_site_back(tmp_path):
    site = tmp_path / "html"
    site.mkdir()
    (site / "index.html").write_text("good")
    with pytest.raises(FileNotFoundError):
        build.swap(tmp_path / "missing", site, tmp_path / "old")
    assert contents(site) == {"index.html": b"good"}


def test_a_run_killed_between_the_two_renames_is_mended_by_the_next(project):
    (project / "_build/old").mkdir()
    (project / "_build/old/index.html").write_text("good")
    (project / "_build/new").mkdir()
    placing.tidy(project / "_build")
    assert contents(project / "_build") == {"html/index.html": b"good"}


def test_every_entry_of_the_contents_must_have_a_page(tmp_path):
    toc = {"root": "index", "chapters": [{"file": "one"}, {"file": "two.ipynb"}]}
    (tmp_path / "index.html").touch()
    with pytest.raises(build.BuildFailure, match=r"not made: one\.html, two\.html"):
        build.check_pages(tmp_path, toc)


@pytest.mark.parametrize(
    "changed", ["book/background.md", "seeds/sources.yml", "_config.yml", "analysis/new.py"]
)
def test_a_changed_input_makes_the_site_stale(project, changed):
    assert not build.is_fresh(project)
    build.build(project, name=NAME, make=make_pages("good"))
    assert build.is_fresh(project)
    (project / changed).write_text("changed")
    assert not build.is_fresh(project)


def test_another_address_makes_the_site_stale(project, monkeypatch):
    """Pages, citations and the sitemap carry the public address."""
    monkeypatch.delenv("BOOK_ADDRESS", raising=False)
    build.build(project, make_pages("one"), NAME)
    assert build.is_fresh(project)
    monkeypatch.setenv("BOOK_ADDRESS", "https://example.org/book/")
    assert not build.is_fresh(project)


def test_litter_does_not_make_the_site_stale(project):
    build.build(project, name=NAME, make=make_pages("good"))
    (project / "analysis/__pycache__").mkdir()
    (project / "analysis/__pycache__/one.pyc").touch()
    (project / "book/.background.md.swp").touch()
    (project / "book/background.md~").touch()
    (project / "book/background.ipynb").touch()
    assert build.is_fresh(project)


def test_a_notebook_saved_in_the_book_is_no_second_source_of_its_page(tmp_path):
    from sphinx.project import Project

    config = yaml.safe_load((build.ROOT / "_config.yml").read_text(encoding="utf-8"))
    for name in ("background.ipynb", "background.md"):
        (tmp_path / name).touch()
    book = Project(tmp_path, {".ipynb": "jupyter_notebook", ".md": "markdown"})
    assert book.discover(config["exclude_patterns"]) == {"background"}
    assert book.doc2path("background", absolute=False) == "background.md"


def test_an_input_saved_during_the_build_makes_the_site_stale(project):
    def make(root, work, log_path):
        (root / "book/background.md").write_text("saved meanwhile")
        return make_pages("good")(root, work, log_path)

    build.build(project, name=NAME, make=make)
    assert not build.is_fresh(project)


def test_warnings_are_shown_with_relative_paths_and_without_noise(tmp_path):
    log = (
        "Running Sphinx v7\n"
        "[IPKernelApp] WARNING | Kernel is running over TCP without encryption.\n"
        f"\x1b[91m{tmp_path}/book/one.md:13: WARNING: unknown document: 'x'\x1b[39;49;00m\n"
        f"{tmp_path}/book/one.md:13: WARNING: unknown document: 'x'\n"
        "build finished with problems, 1 warning.\n"
    )
    assert build.summary(log, tmp_path) == ["book/one.md:13: WARNING: unknown document: 'x'"]


def test_a_failed_cell_is_shown_by_page_and_whole_message(tmp_path):
    log = (
        "nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:\n"
        "KeyError                  Traceback (most recent call last)\n"
        "\x1b[36mCell In[1], line 1\x1b[39m\n"
        "----> 1 analysis.load()\n\n"
        "\x1b[31mKeyError\x1b[39m: 'two errors in seeds/sources.yml:\n"
        "  elpais: no title\n"
        "  xinhua: no date'\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        f"myst_nb.core.execute.base.ExecutionError: {tmp_path}/book/one.md\n"
    )
    assert build.summary(log, tmp_path) == [
        "book/one.md: a cell failed",
        "KeyError: 'two errors in seeds/sources.yml:",
        "  elpais: no title",
        "  xinhua: no date'",
    ]


def test_a_cell_that_ran_too_long_is_shown_by_page_and_reason(tmp_path):
    log = (
        f"myst_nb.core.execute.base.ExecutionError: {tmp_path}/book/one.md\n"
        "The full traceback has been saved in some file.\n"
        "Traceback (most recent call last):\n"
        '  File "client.py", line 1, in run\n'
        "nbclient.exceptions.CellTimeoutError: A cell timed out after 2 seconds.\n"
    )
    assert build.summary(log, tmp_path) == [
        "book/one.md: a cell failed",
        "nbclient.exceptions.CellTimeoutError: A cell timed out after 2 seconds.",
    ]


def test_an_exception_outside_the_notebooks_is_shown_without_its_traceback(tmp_path):
    log = (
        "Traceback (most recent call last):\n"
        '  File "reader.py", line 1, in read\n'
        "    parse(toc)\n"
        "yaml.parser.ParserError: while parsing a block mapping\n"
        f'  in "{tmp_path}/book/_toc.yml", line 3\n'
        "\n"
        "The above exception was the direct cause of the following exception:\n"
    )
    assert build.summary(log, tmp_path) == [
        "yaml.parser.ParserError: while parsing a block mapping",
        '  in "book/_toc.yml", line 3',
    ]


def test_chapters_that_fail_stop_the_build_with_their_messages(project, monkeypatch):
    import scripts.execute

    def fail(*arguments, **options):
        raise scripts.execute.ExecutionFailure("book/background.md:3: a cell failed\nKeyError: 'x'")

    monkeypatch.setattr(build, "source_problems", lambda root: [])
    monkeypatch.setattr(scripts.execute, "execute_chapters", fail)
    with pytest.raises(build.BuildFailure, match=r"background.md:3: a cell failed\nKeyError: 'x'"):
        build.execute(project, project / "work", lambda wait=True: None)


UNSOUND = """
import sys
def main(arguments):
    print("seeds/sources.yml: no title", file=sys.stderr)
    return 1
"""


def project_with_analysis(project: Path, code: str) -> Path:
    """Give a small project a command of its own to check the evidence, and a chapter that takes its time."""
    (project / "analysis/__init__.py").write_text("")
    (project / "analysis/__main__.py").write_text(code)
    shutil.copytree(build.ROOT / "scripts", project / "scripts", dirs_exist_ok=True)
    (project / "book/_toc.yml").write_text("format: jb-book\nroot: index\n")
    head = (
        "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n"
    )
    cell = "```{code-cell}\nimport time\ntime.sleep(120)\n```\n"
    (project / "book/index.md").write_text(f"{head}\n# Index\n\n{cell}")
    (project / "_config.yml").write_bytes((build.ROOT / "_config.yml").read_bytes())
    (project / "work").mkdir(exist_ok=True)
    return project


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (UNSOUND, r"^seeds/sources.yml: no title$"),
        (f"import time; time.sleep(4)\n{UNSOUND}", r"^seeds/sources.yml: no title$"),
        ("import no_such_module", "No module named 'no_such_module'"),
    ],
    ids=["evidence that is not sound", "told when a kernel is at work", "a check that cannot run"],
)
def test_the_check_of_the_evidence_stops_the_build_while_chapters_run(project, code, told, caplog):
    started = time.monotonic()
    with pytest.raises(build.BuildFailure, match=told):
        build.run_jupyter_book(project_with_analysis(project, code), project / "work", project / "build.log")
    assert time.monotonic() - started < 100
    gc.collect()  # asyncio complains of a task left behind only when it is freed
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_evidence_that_is_not_sound_is_told_by_the_check_and_never_by_a_traceback(
    project, capsys, monkeypatch
):
    def make(root, work, log_path):
        raise build.BuildFailure("seeds/sources.yml: what the check says of it")

    monkeypatch.setattr(build, "ROOT", project)
    whole = build.build
    monkeypatch.setattr(build, "build", lambda root: whole(root, make))
    assert build.main([]) == 1  # the name of the archive, which is taken from the evidence, is not known
    assert "seeds/sources.yml: what the check says of it" in capsys.readouterr().err


def test_evidence_that_loses_its_soundness_during_the_build_is_told_without_a_traceback(project):
    with pytest.raises(build.BuildFailure, match=r"seeds/codebook\.yml: found no such file"):
        build.build(project, make_pages("new"))
    assert not (project / "_build/html").exists()


def test_the_configuration_for_executed_chapters_differs_in_nothing_else(project):
    given = yaml.safe_load((build.ROOT / "_config.yml").read_text(encoding="utf-8"))
    made = yaml.safe_load(build.config_with_cache(build.ROOT, project).read_text(encoding="utf-8"))
    assert made["execute"].pop("execute_notebooks") == "cache"
    assert given["execute"].pop("execute_notebooks") == "force"
    assert made["sphinx"]["config"]["extensions"].pop() == "scripts.pages"  # which waits for the chapters
    folders = set(made["sphinx"].pop("local_extensions").values())
    assert folders == {
        str(build.ROOT / folder) for folder in given["sphinx"].pop("local_extensions").values()
    }
    assert made == given


def test_a_warning_that_a_cell_writes_fails_the_build_by_page(tmp_path):
    from jupyter_book.config import yaml_to_sphinx

    given = yaml.safe_load((build.ROOT / "_config.yml").read_text(encoding="utf-8"))
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="/home/me/x.py:1: UserWarning: y")]
    title = nbformat.v4.new_markdown_cell("# Page")
    nbformat.write(nbformat.v4.new_notebook(cells=[title, cell]), tmp_path / "index.ipynb")
    (tmp_path / "conf.py").write_text("")
    settings, *_ = yaml_to_sphinx({"execute": given["execute"]})
    chosen = {
        "extensions": ["myst_nb"],
        "nb_execution_mode": "off",
        "nb_output_stderr": settings["nb_output_stderr"],
    }
    app = SphinxTestApp("html", srcdir=tmp_path, builddir=tmp_path / "out", confoverrides=chosen)
    app.build()
    app.cleanup()
    assert "ERROR: stderr was found in the cell outputs" in app.warning.getvalue()  # which -W makes a failure


def test_a_full_disk_that_leaves_no_log_is_told(tmp_path, monkeypatch):
    log = tmp_path / "build.log"
    log.write_text("")
    assert "log says nothing" in build.reason(log, tmp_path)
    usage = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert build.FULL.search(build.reason(log, tmp_path))


def test_a_long_list_of_problems_is_cut(tmp_path):
    log = "\n".join(f"{tmp_path}/book/one.md:{number}: WARNING: w" for number in range(100))
    shown = build.summary(log, tmp_path)
    assert len(shown) == build.MOST_LINES + 1
    assert shown[-1] == "and 80 more lines"


def test_a_second_build_at_the_same_time_is_refused(tmp_path):
    with build.alone(tmp_path), pytest.raises(build.AlreadyRunning), build.alone(tmp_path):
        pass
    with (tmp_path / "_build/lock").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_build_finishes_first_what_a_killed_command_had_begun_to_change(tmp_path):
    build.finish_changes(tmp_path)
    changes = Changes(tmp_path)
    changes.write("seeds/checks.yml", "new")
    changes._stage(tmp_path / ".changes")
    build.finish_changes(tmp_path)
    assert (tmp_path / "seeds/checks.yml").read_text() == "new" and not (tmp_path / ".changes").exists()


def test_the_build_process_is_ended_even_if_it_ignores_ctrl_c(monkeypatch):
    deaf = "import signal as s, time; s.signal(s.SIGINT, s.SIG_IGN); print(1, flush=True); time.sleep(60)"
    command = [sys.executable, "-c", deaf]
    monkeypatch.setattr(build, "PATIENCE", 0.2)
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        process.stdout.readline()
        started = time.monotonic()
        build.stop(process)
        assert process.poll() is not None
        assert time.monotonic() - started < 5


def test_pages_that_cannot_be_read_are_told_before_any_chapter_runs(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\n")
    (tmp_path / "book/_toc.yml").write_text("root: index\nchapters:\n- file: gone\n- file: odd\n")
    (tmp_path / "book/index.md").write_text("# Index\n")
    (tmp_path / "book/odd.md").write_bytes(b"# caf\xe9\n")
    problems = build.source_problems(tmp_path)
    assert len(problems) == 2
    assert "no book/gone.md" in problems[0] and "book/odd.md is not UTF-8" in problems[1]


def test_contents_that_are_no_yaml_are_told_in_one_line(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book/_toc.yml").write_text("root: [")
    assert len(build.source_problems(tmp_path)) == 1


def test_a_problem_on_the_line_of_a_step_that_sphinx_announces_is_told(project):
    log = (
        "checking consistency... \x1b[31mERROR: book/identifiers.yml: figure-a: found no such figure\x1b[39;49;00m\n"
        "\x1b[31mERROR: book/identifiers.yml: figure-b: found no such figure\x1b[39;49;00m\ndone\n"
        "copying images... book/index.md:3: WARNING: image not readable\n"
    )
    assert build.summary(log, project) == [
        "ERROR: book/identifiers.yml: figure-a: found no such figure",
        "ERROR: book/identifiers.yml: figure-b: found no such figure",
        "book/index.md:3: WARNING: image not readable",
    ]


@pytest.fixture
def built(project, monkeypatch):
    """Return a project whose site is up to date, and the list of builds that are begun in it from now on."""
    build.build(project, name=NAME, make=make_pages("old"))
    begun, build_site = [], build.build

    def begin(root):
        begun.append(root)
        return build_site(root, name=NAME, make=make_pages("new"))

    monkeypatch.setattr(build, "ROOT", project)
    monkeypatch.setattr(build, "build", begin)
    return begun


def test_where_nothing_has_changed_nothing_is_built_and_that_is_said(built, capsys):
    assert build.main([]) == 0 and not built
    assert "nothing has changed; FRESH=1 builds it all the same" in capsys.readouterr().out
    assert build.main(["--if-stale"]) == 0 and not built
    assert capsys.readouterr().out == ""


def test_where_something_has_changed_or_on_demand_the_book_is_built(built, project):
    assert build.main(["--fresh"]) == 0 and len(built) == 1
    (project / "seeds/sources.yml").write_text("a: 2\n")
    assert build.main([]) == 0 and len(built) == 2


def test_only_the_log_of_this_run_is_named(built, project, capsys, monkeypatch):
    def fail(root):
        raise build.BuildFailure("no page")

    (project / "_build/build.log").unlink()
    monkeypatch.setattr(build, "build", fail)
    assert build.main(["--fresh"]) == 1
    assert "build.log" not in capsys.readouterr().err
    (project / "_build/build.log").write_text("")
    assert build.main(["--fresh"]) == 1
    assert "Full log: _build/build.log" in capsys.readouterr().err
