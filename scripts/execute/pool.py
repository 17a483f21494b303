"""Run chapters, several at once, in kernels of their own."""

import asyncio
import atexit
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.conditions import build_environment
from scripts.execute.reads import Reads, read_record
from scripts.execute.warm import WarmServer, can_fork


@dataclass(frozen=True)
class Outcome:
    """What came of one run: the notebook with its outputs, or the reason why there are none."""

    notebook: object
    seconds: float
    reads: Reads | None = None  # None: not recorded, the kernel was of another kind
    failure: str = ""
    line: int | None = None  # of the cell that failed


def cores():
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Runs notebooks, `many` or one; the warm server starts with the pool and ends with it."""

    def __init__(self, root, timeout, allow_errors=False, warm=True, many=True):
        self.root, self.timeout, self.allow_errors = root, timeout, allow_errors
        # Short, as the addresses of sockets must be.
        self.temporary = Path(tempfile.mkdtemp(prefix="chapters-"))
        # A kernel is killed when its chapter is done; what it left in its temporary folder goes with this.
        self.environment = {**build_environment(self.temporary, root), "TMPDIR": str(self.temporary)}
        self.server, self.broken_off = None, False
        if warm and can_fork():
            self.server = WarmServer(root, self.temporary, self.environment, evidence=many)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.server:
            self.server.close()
        shutil.rmtree(self.temporary, ignore_errors=True)

    def run(self, chapters, finished, meanwhile=lambda: None):
        """Run chapters in the order given; call `finished` with each chapter and outcome, as they come.

        `meanwhile` is called several times a second; what it raises ends the run.
        """
        # nbclient puts a handler of its own on Ctrl-C when it runs in the main thread.
        done, loop = threading.Event(), asyncio.new_event_loop()
        result = {}

        def work():
            asyncio.set_event_loop(loop)
            try:
                result["task"] = task = loop.create_task(self.run_all(chapters, finished))
                loop.run_until_complete(task)
            except BaseException as error:
                result["error"] = error
            finally:
                loop.run_until_complete(self.end_all(loop))
                loop.close()
                done.set()

        thread = threading.Thread(target=work, name="chapters", daemon=True)
        thread.start()
        try:
            while not done.wait(0.2):  # so that Ctrl-C is heard
                meanwhile()
        except BaseException:
            self.broken_off = True
            if not done.is_set():
                loop.call_soon_threadsafe(lambda: result["task"].cancel())
            done.wait(10)
            raise
        if error := result.get("error"):
            # Of a group of tasks the first failure says it all: the others were ended for it.
            raise error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error

    async def end_all(self, loop):
        """End what nbclient leaves at work where a run is broken off, as `asyncio.run` does."""
        left = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await loop.shutdown_default_executor()

    async def run_all(self, chapters, finished):
        """Run all chapters, one more at once than there are processors: each waits now and then."""
        from zmq.asyncio import Context

        slots, context = asyncio.Semaphore(cores() + 1), Context()

        async def run(number, chapter):
            async with slots:
                outcome = await self.run_one(number, chapter, context)
                if not self.broken_off:  # a kernel that is ended looks as if its cell had failed
                    finished(chapter, outcome)

        try:
            async with asyncio.TaskGroup() as group:
                for number, chapter in enumerate(chapters):
                    group.create_task(run(number, chapter))
        finally:
            context.destroy(linger=0)

    def kernel_manager(self, notebook, number, context):
        """Return the manager of a kernel that is still to be started, and the file for its reads."""
        from jupyter_client import AsyncKernelManager

        from scripts.execute.provisioner import ChapterClient, ChapterProvisioner

        manager = AsyncKernelManager(
            kernel_name=notebook.metadata.get("kernelspec", {}).get("name", "python3"), context=context,
            client_factory=ChapterClient,
            connection_file=str(self.temporary / f"{number}.json"),
            transport="ipc" if os.name == "posix" else "tcp",
        )  # fmt: skip
        manager.provisioner = ChapterProvisioner(parent=manager)
        manager.provisioner.server, manager.provisioner.root = self.server, self.root
        manager.provisioner.reads = reads = self.temporary / f"{number}.reads"
        return manager, reads

    async def run_one(self, number, chapter, context):
        """Run one chapter as `jupyter-book build` does, in its folder and with its time limit."""
        from jupyter_client.kernelspec import NoSuchKernel
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError

        notebook = chapter.fresh_notebook()
        manager, reads = self.kernel_manager(notebook, number, context)
        override = notebook.metadata.get("execution", {})
        client = NotebookClient(
            notebook, km=manager, resources={"metadata": {"path": str(chapter.path.parent)}},
            timeout=override.get("timeout", self.timeout),
            allow_errors=override.get("allow_errors", self.allow_errors),
            record_timing=False, shutdown_kernel="immediate",
        )  # fmt: skip
        started, failure, begun = time.monotonic(), "", []
        client.on_cell_execute = lambda cell, cell_index: begun.append(cell_index)
        try:
            await client.async_execute(env=self.environment, cleanup_kc=True)
        except CellExecutionError as error:
            failure = f"{error.ename}: {error.evalue}"
        except (CellTimeoutError, NoSuchKernel, RuntimeError) as error:  # the last: the kernel died
            failure = f"{type(error).__name__}: {error}"
        finally:
            atexit.unregister(client._cleanup_kernel)  # where the start fails, nbclient leaves it for the end
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
        seconds = time.monotonic() - started
        record = read_record(reads) if reads.exists() else None
        line = chapter.line(begun[-1]) if failure and begun else None
        return Outcome(notebook, seconds, record, failure, line)
