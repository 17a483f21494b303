"""Run an IPython kernel in this process, and record what it reads.

A forked kernel comes here from the warm server. A cold one is this file run as a program, as
`ipykernel_launcher` is: where nothing can be forked, and where the server does not start.
"""

import os
import sys

# Environment variables: the file for the record, and the project's folder.
READS, ROOT = "CHAPTER_READS", "CHAPTER_ROOT"


def first_on_path(root):
    """Have the project's own modules found before any others of the same name."""
    sys.path[:] = [root, *(path for path in sys.path if path != root)]


def run_kernel(arguments):
    """Run the kernel until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)


def main():
    """Run a cold kernel with the arguments of the command line."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or os.curdir) != here]
    first_on_path(os.path.dirname(os.path.dirname(here)))
    from scripts.execute.reads import Recorder

    root = os.environ.pop(ROOT)
    first_on_path(root)
    Recorder(root).write_to(os.environ.pop(READS))
    run_kernel(sys.argv[1:])


if __name__ == "__main__":
    main()
