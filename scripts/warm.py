"""A warm Python: a process that has loaded the packages of others once, and forks a child for each job.

To load pandas, Sphinx and the theme takes two seconds, as long as all the rest of a draft. The warm process
loads nothing of this project, so a child always runs the code as it stands in the files. It ends by itself
after a while without a job, and when the project's folder is gone; with other locked packages another is
started. Where a system has no fork, and with WARM=0, jobs run in the process that asks.

    run(root, "scripts.draft", ["--fresh"])   is `python -m scripts.draft --fresh`, in such a child
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

#: Slow to load, and never of this project.
PACKAGES = (
    "pandas", "pydantic", "yaml", "bs4", "lxml.etree", "pybtex.plugin", "citeproc", "rispy",
    "matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "sphinx.application", "sphinx.builders.html", "sphinx.util.docutils", "sphinx_book_theme",
    "jupyter_book.sphinx", "myst_nb.sphinx_", "sphinxcontrib.bibtex", "sphinx_external_toc",
    "sphinx_comments", "sphinx_togglebutton", "sphinx_multitoc_numbering", "sphinx_jupyterbook_latex",
    # As scripts/execute/warm.py has them, so that kernels too can be forked from here.
    "ipykernel.kernelapp", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.completer",
    "IPython.core.oinspect", "IPython.extensions.storemagic", "sqlite3", "tornado.platform.asyncio",
    "matplotlib.pyplot", "PIL.Image", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin", "pandas.io.formats.string", "myst_nb", "myst_nb.ext.glue",
    "jupyter_cache.cache.main", "nbclient", "nbformat", "jupyter_client", "zmq.asyncio",
)  # fmt: skip
IDLE = 15 * 60  # seconds without a job, after which the process ends
PATIENCE = 30  # seconds that it gets to start


def can_fork() -> bool:
    """Tell whether this system can keep a warm process, and nobody has switched it off."""
    wanted = os.environ.get("WARM", "1") != "0"
    return wanted and hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


def socket_of(root: Path) -> Path:
    """Return the address of the warm process of a project: another for other packages, Python or user."""
    lock = (root / "requirements.lock").read_bytes() if (root / "requirements.lock").is_file() else b""
    packages = [hashlib.sha256(lock).hexdigest(), *PACKAGES]
    made_from = "\n".join([str(root.resolve()), sys.executable, sys.version, *packages])
    name = hashlib.sha256(made_from.encode()).hexdigest()[:16]
    # Not in the project: the address of a socket may have a hundred characters only.
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"warm-python-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise PermissionError(f"{folder} is open to others; a warm process would run what they ask")
    return folder / name


def run(root: Path, module: str, arguments: Sequence[str]) -> int:
    """Run a module as a program in a child of the warm process; return its exit code.

    It has this process's folder, environment and streams. Where there is no warm process, one is started.
    """
    if not can_fork():
        return run_here(module, arguments)
    try:
        address = socket_of(root)
        connection = connect(address)
        if connection is None:
            start(root, address)
            connection = connect(address, PATIENCE)
    except OSError:
        connection = None
    return run_here(module, arguments) if connection is None else ask(connection, module, arguments)


def connect(address: Path, patience: float = 0) -> socket.socket | None:
    """Return a connection to the warm process, or None if none answers in time."""
    end = time.monotonic() + patience
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(address))
            return connection
        except OSError:
            connection.close()
        if time.monotonic() > end:
            return None
        time.sleep(0.02)


def start(root: Path, address: Path) -> None:
    """Start the warm process, apart from this one."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), str(address)], cwd=root, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def ask(connection: socket.socket, module: str, arguments: Sequence[str]) -> int:
    """Have a job done and wait for its exit code; an interrupt here ends it there."""
    job = {"module": module, "arguments": list(arguments), "folder": os.getcwd()}
    job["environment"] = dict(os.environ)
    with connection:
        message = json.dumps(job).encode()
        socket.send_fds(connection, [len(message).to_bytes(8, "big")], [0, 1, 2])
        connection.sendall(message)
        answer = connection.recv(16)  # an interrupt closes the connection, which the warm process sees
    return int(answer) if answer else 1


def run_here(module: str, arguments: Sequence[str]) -> int:
    """Run a module as a program in this process; return its exit code."""
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return int(end.code or 0)
    return 0


def read_job(connection: socket.socket) -> tuple[dict, list[int]]:
    """Read a job and the streams that come with it."""
    head, streams, _, _ = socket.recv_fds(connection, 8, 3)
    size, message = int.from_bytes(head, "big"), b""
    while len(message) < size:
        part = connection.recv(size - len(message))
        if not part:
            raise ConnectionError("the one who asked has gone")
        message += part
    return json.loads(message), streams


def work(connection: socket.socket) -> None:
    """Do one job in this child and tell its exit code; end the job when the one who asked goes."""
    job, streams = read_job(connection)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            connection.close()
            os.setsid()
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
                os.close(stream)
            for sign in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.environ.clear()
            os.environ.update(job["environment"])
            os.chdir(job["folder"])
            sys.path[0] = job["folder"]
            code = run_here(job["module"], job["arguments"])
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                atexit._run_exitfuncs()  # pools of processes end here
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)
    for stream in streams:
        os.close(stream)
    handle = os.pidfd_open(child)
    while True:
        ready, _, _ = select.select([connection, handle], [], [])
        if handle in ready:
            break
        with contextlib.suppress(ProcessLookupError):  # nobody waits for it any more
            os.killpg(child, signal.SIGTERM)
        select.select([handle], [], [], 10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        break
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        connection.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())


def serve(address: Path) -> None:
    """Load the packages, then do jobs until none has come for a while."""
    # Bound first and renamed: whoever connects too early waits for the packages, and two at once do no harm.
    aside = address.with_name(f"{address.name}.{os.getpid()}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(aside))
        server.listen(8)
        aside.replace(address)
        mine = address.stat().st_ino
        # As a kernel sets it: matplotlib reads it once, when it is imported.
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        for name in PACKAGES:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        with contextlib.suppress(Exception):
            # It makes the rules by which it reads selectors when it reads the first, for a tenth of a second.
            sys.modules["bs4"].BeautifulSoup("<p></p>", "lxml").select("p")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that have ended leave nothing
        root = Path.cwd()
        end = time.monotonic() + IDLE
        while time.monotonic() < end:
            ready, _, _ = select.select([server], [], [], 5)
            if not ready:
                if not root.is_dir() or not address.exists() or address.stat().st_ino != mine:
                    break
                continue
            connection, _ = server.accept()
            if os.fork() == 0:
                server.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                with contextlib.suppress(Exception):
                    work(connection)
                os._exit(0)
            connection.close()
            end = time.monotonic() + IDLE
    with contextlib.suppress(OSError):
        if address.stat().st_ino == mine:
            address.unlink()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
