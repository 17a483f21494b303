"""A process that ends with the one that started it, however that one ended.

A build that is killed cannot end its helpers, and what they went on writing would meet the next build. So
each helper waits, aside of its work, for a sign that the system gives in any case: a pipe closes.
"""

import multiprocessing
import os
import signal
import threading


def watch(wait):
    """End this process, without another step of its work, as soon as a function returns."""

    def end():
        wait()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end, name="lifeline", daemon=True).start()


def end_with_input(hear=lambda line: None):
    """End this process once its standard input closes: its starter holds the other end.

    `hear` is called with each line that comes, in a thread of its own.
    """

    def wait():
        unread = b""
        # Not by sys.stdin, whose lock a waiting thread would hold while Python shuts down.
        while found := os.read(0, 65536):
            *lines, unread = (unread + found).split(b"\n")
            for line in lines:
                hear(line.decode())

    watch(wait)


def end_with_parent():
    """End this process, one of a pool of `multiprocessing`, once its parent is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        watch(parent.join)
