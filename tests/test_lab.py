"""scripts/lab.py: JupyterLab opens the chapters as notebooks, writes them back unchanged, and runs our Python."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
import yaml
from conftest import ROOT

from scripts import environment, lab

BOOK = ROOT / "book"
TOOLS = ROOT / ".tools/lab"
PATIENCE = 60  # seconds for a server or a kernel, on a machine that has other work
# The names of two chapters and of a page without code.
SAVED = sorted(path.name for path in BOOK.glob("*.md"))


def locked(name: str) -> dict[str, str]:
    """Return the version of each package that a lock file names."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), re.M))


# Without JupyterLab


def test_the_lock_of_the_lab_holds_names_versions_markers_and_hashes_only():
    for line in (ROOT / lab.LOCK).read_text(encoding="utf-8").splitlines():
        assert "://" not in line
        if not line.lstrip().startswith("#"):
            assert re.fullmatch(r"[a-z0-9.-]+==[^\s;]+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)


def test_the_lab_has_the_versions_of_the_book_where_both_have_a_package():
    book, ours = locked(environment.LOCK), locked(lab.LOCK)
    both = set(book) & set(ours)
    assert {"jupyterlab", "jupytext"} <= set(ours) - set(book) and len(both) > 20
    assert {name: book[name] for name in both} == {name: ours[name] for name in both}


def test_the_head_of_a_chapter_is_written_as_the_lab_writes_it():
    """Else the first save there would change lines that nobody touched."""
    for path in BOOK.glob("*.md"):
        head = re.match(r"---\n(.*?)^---\n", path.read_text(encoding="utf-8"), re.M | re.S)
        if head and "jupytext:" in head[1]:
            wanted = yaml.safe_dump(yaml.safe_load(head[1]), sort_keys=False)
            assert head[1] == wanted, f"book/{path.name}: write its head as\n{wanted}"


def test_the_lab_keeps_its_settings_in_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "the user's own")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")
    said = lab.lab_environment(tmp_path)
    folders = {name: value for name, value in said.items() if name.startswith(("JUPYTER", "IPYTHON"))}
    assert set(folders) == {
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTER_PATH",
        "IPYTHONDIR",
    }
    assert all(value.startswith(f"{tmp_path}/") for value in folders.values())


def test_the_lab_asks_nobody_for_news_or_updates(tmp_path):
    start = lab.command(tmp_path, tmp_path / "home", TOOLS)
    assert (
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in start
        and "--LabApp.news_url=" in start
    )
    asked = lab.SETTINGS["@jupyterlab/apputils-extension:notification"]
    assert asked == {"fetchNews": "false", "checkForUpdates": False}


def test_a_missing_lock_is_named(tmp_path):
    with pytest.raises(environment.Trouble, match=r"^requirements-lab\.lock is missing"):
        lab.install(tmp_path)


def test_an_installation_that_failed_is_begun_again(tmp_path, monkeypatch):
    shutil.copy(ROOT / lab.LOCK, tmp_path)
    runs = []

    def run(root, *command):
        runs.append(command[1:3])
        (tmp_path / ".tools/lab/bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".tools/lab/bin/python").touch()
        if len(runs) == 2:
            raise environment.Trouble("no network")

    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment, "find_uv", lambda root: "uv")
    with pytest.raises(environment.Trouble, match="no network"):
        lab.install(tmp_path)
    assert lab.install(tmp_path) and not lab.install(tmp_path)
    assert runs == 2 * [("venv", "--quiet"), ("pip", "sync")]


# With JupyterLab


class Server:
    """A running lab on a copy of the project."""

    def __init__(self, root: Path, address: str, token: str) -> None:
        self.root, self.address, self.token = root, address, token

    def ask(self, method: str, path: str, data: object = None) -> object:
        head = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.address}api/{path}", body, head, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """Start the lab as `make lab` does, without a browser, on a copy that a test may write to."""
    if not (TOOLS / ".ready").is_file():
        pytest.skip("JupyterLab is not installed; run python3 scripts/lab.py install first")
    root = tmp_path_factory.mktemp("clone")
    shutil.copytree(BOOK, root / "book", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "jupytext.toml", root)
    home = root / "home"
    lab.write_settings(home, ROOT / ".venv/bin/python")
    start = lab.command(root, home, TOOLS, ["--no-browser", "--port=0"])
    log = root / "server.log"
    with log.open("w") as said:
        process = subprocess.Popen(start, cwd=root, env=lab.lab_environment(home), stdout=said, stderr=said)
        try:
            yield Server(root, *wait_for(process, home, log))
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_for(process: subprocess.Popen, home: Path, log: Path) -> tuple[str, str]:
    """Wait until the server answers; return its address and token."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        for path in home.glob("runtime/jpserver-*.json"):
            try:
                found = json.loads(path.read_text(encoding="utf-8"))
                urllib.request.urlopen(f"{found['url']}api?token={found['token']}", timeout=5).close()
            except (URLError, ValueError):
                continue
            return found["url"], found["token"]
        time.sleep(0.2)
    pytest.fail(f"no lab came up:\n{log.read_text(encoding='utf-8')}")


def test_the_lab_prints_its_address_where_there_is_no_browser(server):
    said = (server.root / "server.log").read_text(encoding="utf-8")
    assert f"lab/tree/{lab.FIRST_PAGE}?token={server.token}" in said


def test_a_chapter_opens_as_a_notebook(server):
    notebook = server.ask("GET", "contents/book/divisions.md?type=notebook")["content"]
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    source = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert kinds.count("code") == (BOOK / "divisions.md").read_text(encoding="utf-8").count("```{code-cell}")
    assert "from analysis import" in source and "markdown" in kinds


def executed(notebook: dict) -> dict:
    """Return a notebook as the lab saves it after a run: outputs, counts and times in every cell."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            stream = {"output_type": "stream", "name": "stdout", "text": "five"}
            cell |= {"outputs": [stream], "execution_count": 1}
            cell["metadata"] |= {
                "execution": {"iopub.execute_input": "2026-11-25T20:00:00Z"},
                "trusted": True,
            }
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    return notebook


@pytest.mark.parametrize("name", SAVED)
def test_saving_a_page_changes_nothing_in_it(server, name):
    path = f"contents/book/{name}"
    notebook = server.ask("GET", f"{path}?type=notebook")["content"]
    server.ask("POST", f"{path}/checkpoints")
    server.ask("PUT", path, {"type": "notebook", "format": "json", "content": executed(notebook)})
    assert (server.root / "book" / name).read_bytes() == (BOOK / name).read_bytes()


def test_saving_a_changed_cell_changes_its_lines_only(server):
    path = "contents/book/reactions.md"
    notebook = server.ask("GET", f"{path}?type=notebook")["content"]
    cell = next(cell for cell in notebook["cells"] if "analysis.load()" in cell["source"])
    cell["source"] = cell["source"].replace("analysis.load()", "analysis.load()  # mine")
    server.ask("PUT", path, {"type": "notebook", "format": "json", "content": notebook})
    before = (BOOK / "reactions.md").read_text(encoding="utf-8")
    after = (server.root / "book/reactions.md").read_text(encoding="utf-8")
    assert after == before.replace("analysis.load()", "analysis.load()  # mine", 1) != before


def test_the_lab_leaves_nothing_else_in_the_book(server):
    test_saving_a_page_changes_nothing_in_it(server, "divisions.md")
    assert {path.name for path in (server.root / "book").iterdir()} == {
        path.name for path in BOOK.iterdir() if path.name != "__pycache__"
    }


def test_the_only_kernel_is_the_books_own_python(server):
    kernels = server.ask("GET", "kernelspecs")["kernelspecs"]
    assert list(kernels) == ["python3"]
    assert kernels["python3"]["spec"]["argv"][0] == str(ROOT / ".venv/bin/python")


def test_a_kernel_of_the_lab_has_the_evidence(server):
    from jupyter_client import BlockingKernelClient

    kernel = server.ask("POST", "kernels", {"name": "python3", "path": "book/divisions.md"})
    connection = server.root / f"home/runtime/kernel-{kernel['id']}.json"
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        answer = client.execute_interactive(
            "import os, sys, analysis\n"
            "assert sys.prefix.endswith('.venv') and os.path.basename(os.getcwd()) == 'book'\n"
            "assert len(analysis.load().claims) > 100",
            timeout=PATIENCE,
            output_hook=lambda message: None,
        )
    finally:
        client.stop_channels()
        server.ask("DELETE", f"kernels/{kernel['id']}")
    assert answer["content"]["status"] == "ok", answer["content"]
