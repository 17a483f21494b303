"""The warm server: a process that has imported what is slow, and forks a kernel from itself on request.

    python -m scripts.execute.server DESCRIPTOR PROJECT evidence|nothing MODULE...

It hears on one socket, a pair made by its parent: nothing listens, on no port and in no folder. Each request
brings the end of a channel of its own. There the kernel says that it runs, and the server how it ended; when
the other end is closed, the server kills the kernel. When the parent is gone, killed or not, its end of the
socket is closed: the server kills every kernel, and ends.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys

from scripts.execute.kernel import READS, ROOT, first_on_path, run_kernel
from scripts.execute.reads import Recorder

LARGEST = 2**20  # bytes of a request: arguments and an environment


def end_with_the_parent():
    """Have the system kill this process when its parent ends: Linux alone can, elsewhere the kernel polls."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def warm_up(modules, recorder, evidence):
    """Import the modules that are there; one that is missing or broken is told by the cell that needs it.

    Then, for `evidence`, read it once. A chapter reads every file of it again, which is heard there; what is
    slow to make from the same text `analysis` remembers.
    """
    gc.disable()  # it takes a quarter of the time of all these imports, and every kernel waits for them
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if evidence:
        with recorder.deaf(), contextlib.suppress(Exception):
            analysis = sys.modules["analysis"]
            analysis.load_codings(analysis.load())
    gc.enable()
    gc.collect()
    gc.set_threshold(100_000)  # rarely: a kernel runs for seconds
    gc.freeze()  # else the collector would write into every object, and memory shared with kernels be copied


class Server:
    """Forks kernels on request, and tells how each ended."""

    def __init__(self, control, recorder):
        self.control, self.recorder = control, recorder
        self.kernels = {}  # process id: channel
        self.selector = selectors.DefaultSelector()
        self.wake, waker = socket.socketpair()
        for end in (self.wake, waker):
            end.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.waker = waker
        self.selector.register(control, selectors.EVENT_READ)
        self.selector.register(self.wake, selectors.EVENT_READ)

    def run(self):
        """Serve until the parent closes its end, then kill what still runs."""
        try:
            while True:
                for key, _ in self.selector.select():
                    if key.fileobj is self.control:
                        message, descriptors, _, _ = socket.recv_fds(self.control, LARGEST, 1)
                        if not message:
                            return
                        self.fork(json.loads(message), socket.socket(fileno=descriptors[0]))
                    elif key.fileobj is self.wake:
                        with contextlib.suppress(BlockingIOError):
                            self.wake.recv(4096)
                        self.reap()
                    else:  # nothing is ever sent on a channel: its other end was closed
                        self.selector.unregister(key.fileobj)
                        self.kill(next(pid for pid, end in self.kernels.items() if end is key.fileobj))
        finally:
            for pid in list(self.kernels):
                self.kill(pid)

    def fork(self, request, channel):
        """Fork a kernel; in the child this does not return."""
        pid = os.fork()
        if pid:
            self.kernels[pid] = channel
            self.selector.register(channel, selectors.EVENT_READ)
            return
        status = 1
        try:
            self.become_kernel(request, channel)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def become_kernel(self, request, channel):
        """Take leave of the server, and run the kernel that was asked for."""
        server = os.getppid()
        end_with_the_parent()
        if os.getppid() != server:
            os._exit(1)
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for end in (self.control, self.wake, self.waker, *self.kernels.values()):
            end.close()
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        self.recorder.write_to(os.environ.pop(READS))
        del os.environ[ROOT]  # it stands on the path already
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()  # else every chapter would draw the same numbers
        channel.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
        channel.close()
        run_kernel([*request["arguments"], f"--IPKernelApp.parent_handle={server}"])

    def reap(self):
        """Tell of every kernel that has ended how it ended."""
        for pid in list(self.kernels):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                channel = self.kernels.pop(pid)
                with contextlib.suppress(KeyError):
                    self.selector.unregister(channel)
                with contextlib.suppress(OSError):
                    code = os.waitstatus_to_exitcode(status)
                    channel.sendall(json.dumps({"status": code}).encode() + b"\n")
                channel.close()

    def kill(self, pid):
        """Kill a kernel and what it started."""
        for kill in (os.killpg, os.kill):  # before it leads a group of its own, there is only the process
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
                return


def main(arguments):
    """Warm up and serve."""
    descriptor, root, read, *modules = arguments
    control = socket.socket(fileno=int(descriptor))
    # As a kernel sets it: matplotlib reads it once, when it is imported.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    first_on_path(root)
    recorder = Recorder(root)
    warm_up(modules, recorder, evidence=read == "evidence")
    recorder.forget_modules()  # the imports of a chapter's cells tell which of them it uses
    Server(control, recorder).run()


if __name__ == "__main__":
    main(sys.argv[1:])
