"""Processes that work beside Sphinx, which uses one core: for citations, and for records of the search.

Forked where the system can, as Sphinx does when it reads in parallel: they have at once what it has imported.
None is started before there is work for it.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sphinx.application import Sphinx
from sphinx.util.parallel import parallel_available
from sphinx.util.typing import ExtensionMetadata


def workers(app: Sphinx) -> ProcessPoolExecutor:
    """Return the processes of this build."""
    if not hasattr(app, "workers"):
        method = "fork" if parallel_available else "spawn"
        app.workers = ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context(method))
    return app.workers


def dismiss(app: Sphinx, exception: Exception | None) -> None:
    """End them, also where the build failed."""
    if hasattr(app, "workers"):
        app.workers.shutdown(cancel_futures=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """See that none is left."""
    app.connect("build-finished", dismiss, priority=900)  # after all that still asks them
    return {"parallel_read_safe": True, "parallel_write_safe": True}
