"""Processes that work beside Sphinx, which uses one core: for citations, and for records of the search.

Forked where the system can, as Sphinx does when it reads in parallel: they have at once what it has imported.
None is started before there is work for it.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process

from sphinx.application import Sphinx
from sphinx.util.parallel import parallel_available
from sphinx.util.typing import ExtensionMetadata


def workers(app: Sphinx) -> ProcessPoolExecutor:
    """Return the processes of this build."""
    if not hasattr(app, "workers"):
        method = "fork" if parallel_available else "spawn"
        app.workers = ProcessPoolExecutor(os.cpu_count(), get_context(method), end_with_the_build)
    return app.workers


def end_with_the_build() -> None:
    """See that this worker ends with Sphinx, also where that is killed."""
    build = parent_process()

    def end() -> None:
        build.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end, name="lifeline", daemon=True).start()


def dismiss(app: Sphinx, exception: Exception | None) -> None:
    """End them, also where the build failed."""
    if hasattr(app, "workers"):
        app.workers.shutdown(cancel_futures=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """See that none is left."""
    app.connect("build-finished", dismiss, priority=900)  # after all that still asks them
    return {"parallel_read_safe": True, "parallel_write_safe": True}
