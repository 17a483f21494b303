"""Start the warm server and ask it for kernels."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

# Not matplotlib_inline: it sets itself up in the IPython that imports it, and there is none in the server.
# What is slow to import, third parties first. `analysis` is among it: every chapter of the report imports it,
# and the server lives no longer than one build.
WARM = (
    "ipykernel.kernelapp", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.completer",
    "IPython.core.oinspect", "IPython.extensions.storemagic", "sqlite3", "tornado.platform.asyncio",
    "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "PIL.Image",
    "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PpmImagePlugin", "pandas",
    "pandas.io.formats.string", "myst_nb", "myst_nb.ext.glue", "analysis",
)  # fmt: skip
OWN = ("analysis", "scripts")
SERVER = "scripts.execute.server"
HERE = Path(__file__).resolve().parents[2]  # from where this package is found
PATIENCE = 60  # seconds for the server to import all this and fork the first kernel, on a slow machine


class ServerLost(Exception):
    """The warm server did not start, or ended."""


def can_fork():
    """Tell whether this system forks a process that has imported much; macOS may end it for that."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform not in ("darwin", "win32")


class ForkedKernel:
    """A kernel that the server forked, with the interface of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, channel):
        self.channel, self.pid, self.returncode, self.unread = channel, None, None, b""

    async def started(self):
        """Wait until the kernel runs."""
        loop = asyncio.get_running_loop()
        self.channel.setblocking(False)
        try:
            self.hear(await asyncio.wait_for(loop.sock_recv(self.channel, 4096), PATIENCE))
        except (TimeoutError, OSError):
            self.returncode = 1
        except BaseException:  # the run was ended meanwhile
            self.close()
            raise
        if self.pid is None:
            self.close()
            raise ServerLost
        return self

    def hear(self, data):
        """Take in what came from the kernel or the server; nothing at all means that the server is gone."""
        if not data:
            self.returncode = -signal.SIGKILL
        *lines, self.unread = (self.unread + data).split(b"\n")
        for message in map(json.loads, lines):
            self.pid = message.get("pid", self.pid)
            self.returncode = message.get("status", self.returncode)

    def poll(self):
        """Return the exit code, or None while the kernel runs."""
        while self.returncode is None:
            try:
                self.hear(self.channel.recv(4096))
            except BlockingIOError:
                return None
            except OSError:
                self.hear(b"")
        return self.returncode

    def wait(self):
        """Wait for the kernel to end; return its exit code."""
        self.channel.setblocking(True)
        try:
            return self.poll()
        finally:
            self.close()

    def send_signal(self, sign):
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def terminate(self):
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the kernel."""
        self.send_signal(signal.SIGKILL)

    def close(self):
        """Let go of the kernel; the server kills it if it still runs."""
        self.channel.close()


def is_warm():
    """Tell whether this process has itself loaded what is slow, and runs no thread that a fork would lose."""
    loaded = all(name in sys.modules for name in WARM if name not in OWN)
    return loaded and threading.active_count() == 1


class ForkedServer:
    """The server as a child of this process, which is warm already: a draft's (scripts/warm.py)."""

    def __init__(self, arguments, control, log, environment):
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid:
            return
        status = 1
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDONLY)
            for stream, number in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(stream, number)
            close_all_but(control)
            os.chdir(HERE)
            os.environ.clear()
            os.environ.update(environment)
            # Loaded again under the eyes of the record of reads.
            for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
                del sys.modules[name]
            from scripts.execute.server import main

            main(arguments)
            status = 0
        finally:
            os._exit(status)

    def wait(self, patience=None):
        """Wait for the server to end."""
        end = time.monotonic() + (patience or 0)
        while not os.waitpid(self.pid, os.WNOHANG if patience else 0)[0]:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("the warm server", patience)
            time.sleep(0.01)

    def kill(self):
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)


def close_all_but(kept):
    """Close what this process holds open, so that a fork keeps nobody's files and sockets alive."""
    for number in range(3, max(map(int, os.listdir("/proc/self/fd"))) + 1):
        if number != kept:
            with contextlib.suppress(OSError):
                os.close(number)


class WarmServer:
    """The server's life: it starts at once and imports while this process does other things.

    For `evidence` it reads that too, which pays for more than one chapter.
    """

    def __init__(self, root, temporary, environment, modules=None, evidence=False):
        self.control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", SERVER]
        command += [str(other.fileno()), str(root), "evidence" if evidence else "nothing"]
        command += modules or WARM
        self.log = temporary / "server.log"
        with self.log.open("w") as log, other:
            if modules is None and is_warm():
                self.process = ForkedServer(command[3:], other.fileno(), log.fileno(), environment)
                return
            self.process = subprocess.Popen(
                command, cwd=HERE, env=environment, pass_fds=[other.fileno()], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    async def launch(self, arguments, environment, folder):
        """Return a kernel that runs; raise `ServerLost` where the server cannot give one."""
        ours, theirs = socket.socketpair()
        request = {"arguments": arguments, "environment": environment, "folder": str(folder)}
        try:
            with theirs:
                socket.send_fds(self.control, [json.dumps(request).encode()], [theirs.fileno()])
        except OSError:
            ours.close()
            raise ServerLost from None
        return await ForkedKernel(ours).started()

    def close(self):
        """End the server and every kernel of it."""
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
