"""scripts/execute: forked kernels show what stock ones show, end with their build, and have stand-ins."""

from __future__ import annotations

import ast
import copy
import os
import signal
import subprocess
import sys
import time
from ast import literal_eval
from pathlib import Path

import pytest
from conftest import ROOT
from execution import make_project
from jupyter_cache.executors.utils import single_nb_execution

from scripts.execute import execute_chapters, warm
from scripts.execute.chapters import read_chapter
from scripts.execute.imports import closure, named_modules
from scripts.execute.pool import Pool

SMALL = ("ipykernel.kernelapp", "ipykernel.zmqshell", "analysis.base")
# A figure by pyplot and one without, a table, both streams, glue, a warning, and what a fork could get wrong.
CELLS = {
    "drawn": [
        "import sys\nimport pandas\nfrom myst_nb import glue\nimport matplotlib.pyplot as plt\n"
        "print('out')\nprint('err', file=sys.stderr)\nprint('more')",
        "figure, axes = plt.subplots(figsize=(2, 1))\naxes.plot([1, 3, 2])\nplt.show()",
        "pandas.DataFrame({'a': [1, 2]}, index=['x', 'y'])",
        "glue('number', 12, display=False)\nglue('shown', 'words')",
    ],
    "told": [
        "import os, warnings\nwarnings.warn('careful')",
        "!echo from the shell",
        "import matplotlib\nmatplotlib.get_backend()",
        "__name__, sorted(name for name in globals() if not name.startswith('_'))",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>b</b>'))\n%timeit -n1 -r1 -q 1",
    ],
}


def outcomes(project: Path, names: list[str], **options) -> dict:
    """Run chapters of a project in a pool."""
    found = {}
    with Pool(project, timeout=60, **options) as pool:
        chapters = [read_chapter(project, name, ["colon_fence"]) for name in names]
        pool.run(chapters, lambda chapter, outcome: found.update({chapter.name: outcome}))
        server = pool.server
    assert server is None or server.process.returncode == 0
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("kernels"), CELLS)


@pytest.fixture(scope="module")
def stock(project) -> dict:
    """Return the notebooks as MyST-NB itself runs them in `force` mode."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(project))
        patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
        patch.delenv("PYTEST_CURRENT_TEST")  # ipykernel heeds it
        books = {name: read_chapter(project, name, ["colon_fence"]).fresh_notebook() for name in CELLS}
        for book in books.values():
            assert (
                single_nb_execution(book, cwd=str(project / "book"), timeout=60, allow_errors=False).err
                is None
            )
    return books


def same(notebook):
    """Return a notebook without what differs from run to run: ids of cells, and the number in a temporary path."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.pop("id")
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and "ipykernel_" in output.text:
                output.text = output.text.split(": ", 1)[1]
    return notebook


@pytest.mark.parametrize("warm_up", [True, False], ids=["forked", "cold"])
def test_what_a_chapter_shows_is_the_same_to_the_byte_as_from_a_stock_kernel(
    project, stock, warm_up, monkeypatch
):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    found = outcomes(project, list(CELLS), warm=warm_up)
    assert [one.failure for one in found.values()] == ["", ""]
    for name, outcome in found.items():
        assert same(outcome.notebook) == same(stock[name])
    text = str(stock["drawn"])
    assert all(
        words in text for words in ("'out\\n", "'err\\n", "image/png", "<table", "application/papermill")
    )


def test_the_notebook_to_download_has_what_its_cells_showed(tmp_path, monkeypatch):
    """MyST-NB writes the notebook of a chapter that was executed beforehand as it was read, without outputs."""
    import nbformat
    from jupyter_cache import get_cache

    monkeypatch.syspath_prepend(str(ROOT / "book/_ext"))
    from notebook_export import read_executed

    monkeypatch.setattr(warm, "WARM", SMALL)
    project = make_project(
        tmp_path, {"one": ["from myst_nb import glue\nglue('n', 1, display=False)\n6 * 7", "print('words')"]}
    )
    execute_chapters(project, project / "_build/executed", project / "cache", list)
    written = tmp_path / "one.ipynb"
    nbformat.write(read_chapter(project, "one", ["colon_fence"]).fresh_notebook(), written)
    cells = read_executed(written, get_cache(str(project / "cache")))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "markdown", "code"]
    assert [output["data"]["text/plain"] for output in cells[1]["outputs"]] == [["42"]]
    assert cells[3]["outputs"][0]["text"] == ["words\n"] and cells[3]["execution_count"] == 2
    assert read_executed(written, None)["cells"][1]["outputs"] == []
    assert read_executed(written, get_cache(str(tmp_path / "empty")))["cells"][1]["outputs"] == []


def kernels_of(notebook):
    return [output.data["text/plain"] for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("reason", ["no fork here", "the server does not start", "the server ends"])
def test_without_a_warm_server_chapters_run_in_cold_kernels(tmp_path, monkeypatch, reason):
    project = make_project(tmp_path, {"one": ["import os\nos.environ.get('CHAPTER_READS'), os.getppid()"]})
    monkeypatch.setattr(warm, "WARM", SMALL)
    if reason == "no fork here":
        monkeypatch.delattr(os, "fork")
        assert not warm.can_fork()
    elif reason == "the server does not start":
        monkeypatch.setattr(warm, "SERVER", "scripts.execute.no_such_server")
    else:
        start = warm.WarmServer.__init__

        def killed(self, *arguments, **options):
            start(self, *arguments, **options)
            self.process.kill()
            self.process.wait()

        monkeypatch.setattr(warm.WarmServer, "__init__", killed)
    found = {}
    with Pool(project, timeout=60) as pool:
        pool.run([read_chapter(project, "one", [])], lambda chapter, outcome: found.update(one=outcome))
        assert (pool.server is None) == (reason == "no fork here")
    assert kernels_of(found["one"].notebook) == [f"(None, {os.getpid()})"]  # its parent is this process
    assert found["one"].reads is not None


def test_a_forked_kernel_is_a_child_of_the_server_and_tells_what_it_read(tmp_path, monkeypatch):
    monkeypatch.setattr(warm, "WARM", SMALL)
    cells = [
        "import os\nos.getppid()",
        "open('only.yml').close()\nos.listdir('/usr')",
        "os.path.exists('/etc')",
    ]
    project = make_project(tmp_path, {"one": cells})
    found = {}
    with Pool(project, timeout=60) as pool:
        pool.run([read_chapter(project, "one", [])], lambda chapter, outcome: found.update(one=outcome))
        server = pool.server.process.pid
    assert kernels_of(found["one"].notebook)[0] == str(server)
    reads = found["one"].reads
    assert f"{project}/book/only.yml" in reads.files and "/usr" in reads.folders and not reads.unseen
    assert not any(path.endswith(".json") and "chapters-" in path for path in reads.files)


RUN = """
import sys
from pathlib import Path
from scripts.execute import execute_chapters, warm
warm.WARM = {modules!r}
{more}
from scripts.execute import execute_chapters
root = Path({root!r})
execute_chapters(root, root / "_build/executed", root / "cache", list)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells processes by /proc")
@pytest.mark.parametrize(
    ("victim", "sign", "more"),
    [
        ("build", signal.SIGKILL, ""),
        ("build", signal.SIGINT, ""),
        ("server", signal.SIGKILL, ""),
        ("build", signal.SIGKILL, "warm.can_fork = lambda: False\nimport scripts.execute.pool as p; p.can_fork = warm.can_fork"),
    ],
    ids=["build killed", "build interrupted", "server killed", "build killed, cold kernels"],
)  # fmt: skip
def test_no_kernel_outlives_its_build(tmp_path, victim, sign, more):
    cell = "import os, time\nfrom pathlib import Path\nPath(f'../pid-{os.getpid()}').write_text(str(os.getppid()))\ntime.sleep(60)"
    project = make_project(tmp_path, {"one": [cell + "\n1"], "two": [cell + "\n2"]})
    script = RUN.format(modules=SMALL, root=str(project), more=more)
    build = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE
    )
    try:
        assert wait_until(lambda: len([path for path in project.glob("pid-*") if path.read_text()]) == 2, 60)
        kernels = [int(path.name.removeprefix("pid-")) for path in project.glob("pid-*")]
        parents = {int(path.read_text()) for path in project.glob("pid-*")}
        assert all(map(alive, kernels)) and (parents == {build.pid}) == bool(more)
        os.kill(build.pid if victim == "build" else parents.pop(), sign)
        assert wait_until(lambda: not any(map(alive, [*kernels, *parents])))
        build.wait(20)
        assert build.returncode != 0
    finally:
        build.kill()
        build.communicate()


def test_modules_are_found_through_others_and_inside_functions(tmp_path):
    files = {
        "analysis/__init__.py": "",
        "analysis/one.py": "def f():\n    from .room.inner import x\n",
        "analysis/room/__init__.py": "from . import wall\n",
        "analysis/room/wall.py": "import os, pandas\n",
        "analysis/room/inner.py": "from ..two import y\n",
        "analysis/two.py": "import analysis.three as z\n",
        "analysis/three.py": "this is no Python",
        "analysis/four.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    found = closure(tmp_path, ["%matplotlib inline", "from analysis import one"])
    assert {str(path.relative_to(tmp_path)) for path in found} == set(files) - {"analysis/four.py"}


HIDDEN_IMPORTS = """
if x:
    import a
elif y:
    import b
else:
    import c
try:
    import d
except (KeyError, ValueError):
    import e
else:
    import f
finally:
    import g
for one in lambda: (yield):
    import h
else:
    import i
with open(x) as y:
    import j
match x:
    case 1 if y:
        import k
class One:
    async def two(self):
        async with three:
            import l
while x:
    import m
"""


def test_an_import_is_found_wherever_it_can_stand():
    assert named_modules(ast.parse(HIDDEN_IMPORTS)) == set("abcdefghijklm")


def test_what_a_chapter_leaves_in_its_temporary_folder_goes_with_the_build(tmp_path):
    cells = {"litter": ["import tempfile\ntempfile.mkdtemp(prefix='left-')"]}
    outcome = outcomes(make_project(tmp_path, cells), ["litter"])["litter"]
    (made,) = [
        cell.outputs[0].data["text/plain"] for cell in outcome.notebook.cells if cell.cell_type == "code"
    ]
    assert "left-" in made and not Path(literal_eval(made)).exists()
