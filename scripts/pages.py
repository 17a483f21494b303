"""The process that makes the pages: Jupyter Book, after a check of the evidence.

    python -m scripts.pages DESCRIPTOR build book --config FILE ...

It works while the chapters run: it checks the evidence, which the extensions read too, has Sphinx load all of
these, and reads the pages, each chapter once it has run. What the check finds goes to the descriptor. Which
chapters there are comes on standard input, then the name of each that has run; the process ends when that is
closed.
"""

import contextlib
import gc
import io
import json
import os
import queue
import select
import sys

SOUND = "sound"  # said by the check where it finds nothing


class Check:
    """What the check in such a process finds, read from the other end of its descriptor."""

    def __init__(self, descriptor):
        self.descriptor, self.said, self.ended = descriptor, b"", False

    def problems(self, wait=True):
        """Return what is wrong, or None where nothing is, or where it is not known yet and `wait` is off.

        Empty words say that the check itself failed: the log of the process tells why.
        """
        while not self.ended and (wait or select.select([self.descriptor], [], [], 0)[0]):
            found = os.read(self.descriptor, 65536)
            self.said, self.ended = self.said + found, not found
        said = self.said.decode("utf-8", errors="replace").strip()
        return None if not self.ended or said == SOUND else said


class Reader:
    """The process that reads the pages, as who runs the chapters sees it: it is told of each.

    It may have failed by then, and then its log says why.
    """

    def __init__(self, pipe):
        self.pipe = pipe

    def say(self, line):
        """Write a line."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe.fileno(), f"{line}\n".encode())

    def expect(self, names):
        """Tell which chapters there are, in the order in which they are likely to be ready."""
        self.say(json.dumps(names))

    def ready(self, name):
        """Tell that a chapter is ready to be read."""
        self.say(name)


def check():
    """Check the evidence; return what is wrong."""
    from analysis.__main__ import main as analysis

    with contextlib.redirect_stderr(io.StringIO()) as found, contextlib.redirect_stdout(io.StringIO()):
        failed = analysis(["check"])
    return found.getvalue().strip() if failed else SOUND


def put_chapters_last(app, env, docnames):
    """Have pages without code read first, then chapters in the order in which they are likely to be ready.

    The order in which pages are read makes no difference to the book.
    """
    from scripts.lifeline import end_with_input

    app.heard = queue.SimpleQueue()
    end_with_input(app.heard.put)
    app.awaited = dict.fromkeys(json.loads(app.heard.get()))
    place = {name: number for number, name in enumerate(app.awaited)}
    docnames.sort(key=lambda name: place.get(name, -1))


def wait_for_chapter(app, docname, content):
    """Go on with a page once it has run."""
    while docname in app.awaited:
        app.awaited.pop(app.heard.get(), None)


def setup(app):
    """Have Sphinx wait for each chapter, and for none before it has made all that can be made before."""
    app.connect("env-before-read-docs", put_chapters_last, priority=999)
    app.connect("source-read", wait_for_chapter, priority=0)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def main(arguments):
    """Run from the command line; return the exit code where Jupyter Book does not end the process itself."""
    descriptor, *command = arguments
    # The search for unused cycles takes a sixth of the time of all pages, and frees little before the end.
    gc.disable()
    with os.fdopen(int(descriptor), "w", encoding="utf-8") as told:
        if command[0] == "unchecked":
            command, found = command[1:], SOUND
        else:
            found = check()
        told.write(found)
    if found != SOUND:
        return 1
    sys.argv = ["jupyter-book", *command]
    from jupyter_book.cli.main import main as jupyter_book

    try:
        return jupyter_book()
    finally:
        gc.freeze()  # else Python looks for cycles at the end after all, for a second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
