"""Run an IPython kernel in this process, and record what it reads.

A forked kernel comes here from the warm server. A cold one is this file run as a program, as `ipykernel_launcher`
is: where nothing can be forked, and where the server does not start.
"""

import os
import sys

READS = "CHAPTER_READS"  # the environment variable that names the file for the record


def run_kernel(arguments):
    """Run the kernel until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)


def main():
    """Run a cold kernel with the arguments of the command line."""
    folder = os.path.dirname(os.path.abspath(__file__))
    root = os.path.dirname(os.path.dirname(folder))
    # As with `ipykernel_launcher` the program's own folder goes; the project's modules come before any others.
    sys.path[:] = [root, *(path for path in sys.path if os.path.abspath(path or os.curdir) != folder)]
    from scripts.execute.reads import Recorder

    Recorder(passed_over=(os.path.dirname(os.environ[READS]) + os.sep,)).write_to(os.environ.pop(READS))
    run_kernel(sys.argv[1:])


if __name__ == "__main__":
    main()
