"""Run the chapters of the book, several at once, and only those that a change can affect.

    executed = execute_chapters(root, root / "_build/executed", work / "_build/.jupyter_cache")

puts every executed chapter where MyST-NB finds it in `cache` mode. Kernels are Jupyter's own, forked from a
warm server; notebooks are run by nbclient. What came of a run is kept, with all that could have affected it.
"""

from scripts.execute.run import Execution, ExecutionFailure, changed_chapters, execute_chapters

__all__ = ["Execution", "ExecutionFailure", "changed_chapters", "execute_chapters"]
