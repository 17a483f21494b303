"""The process that makes the pages: Jupyter Book, after a check of the evidence.

    python -m scripts.pages DESCRIPTOR build book --config FILE ...

It works while the chapters run, as far as it can without them: it checks the evidence, which the extensions
read too, and has Sphinx load all of these. What the check finds goes to the descriptor. Sphinx reads the
pages at a word on standard input, and never if that is closed before.
"""

import contextlib
import gc
import io
import os
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


def check():
    """Check the evidence; return what is wrong."""
    from analysis.__main__ import main as analysis

    with contextlib.redirect_stderr(io.StringIO()) as found, contextlib.redirect_stdout(io.StringIO()):
        failed = analysis(["check"])
    return found.getvalue().strip() if failed else SOUND


def wait_for_chapters(*_):
    """Go on once all chapters have run."""
    from scripts.lifeline import start_when_told

    start_when_told()


def setup(app):
    """Have Sphinx wait before it reads the first page, and after all that can be made before."""
    app.connect("env-before-read-docs", wait_for_chapters, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


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

    return jupyter_book()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
