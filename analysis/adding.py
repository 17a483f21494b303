"""How a source is added: the commands of the page, run on a copy of the project (chapter *adding*).

What the page shows of a command is what the command said when the page was made.
"""

from __future__ import annotations

import atexit
import io
import shlex
import shutil
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from html import escape
from pathlib import Path

from .corpus import BOOK, SEEDS
from .presentation import Shown

__all__ = ["COMMAND", "Session", "open_session"]

COMMAND = "python -m analysis "
PAGES = ("evidence.md", "corrections.md")  # those that a new source gets a section in
LONG, FIRST = 16, 8  # lines of a box that are shown whole, and how many of a longer one
APART = ("texts", "drafts")  # what belongs to publishers, and what is under way


class Session:
    """A copy of the project in which commands are run.

    Parameters
    ----------
    root : Path
        Folder of the copy.

    Examples
    --------
    >>> session = open_session()
    >>> session.show_command("python -m analysis anchor no-such-source 'a phrase'").text.splitlines()[1]
    '1 problem in what was asked for:'
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def show_command(self, line: str) -> Shown:
        """Run a command line in the copy.

        Parameters
        ----------
        line : str
            One that begins with :data:`COMMAND`, or ``cp`` with files and a folder. No shell is asked: what
            it reads could not be followed, and the page would be made anew each time.

        Returns
        -------
        Shown
            The line and what it said.

        Raises
        ------
        ValueError
            Where it is another line, or where there is nothing to copy.
        """
        if line.startswith(COMMAND):
            said = self._analysis(shlex.split(line.removeprefix(COMMAND)))
        else:
            said = self._copy(line)
        return _shown(f"$ {line}\n{said}".rstrip("\n"))

    def _copy(self, line: str) -> str:
        program, *names = shlex.split(line)
        if program != "cp" or len(names) < 2:
            raise ValueError(f"'{line}' is no line for the page; write {COMMAND} …, or cp FILES FOLDER")
        *patterns, folder = names
        files = sorted(path for pattern in patterns for path in self.root.glob(pattern))
        if not files or not (self.root / folder).is_dir():
            raise ValueError(f"'{line}' has nothing to copy, or no folder to copy it to")
        for path in files:
            shutil.copy(path, self.root / folder)
        return ""

    def _analysis(self, arguments: list[str]) -> str:
        from .__main__ import main  # which loads the commands, and they the whole package

        said = io.StringIO()
        with chdir(self.root), redirect_stdout(said), redirect_stderr(said):
            main(["--seeds", "seeds", *arguments])
        return said.getvalue()

    def show_file(self, path: str) -> Shown:
        """Show a file of the copy.

        Parameters
        ----------
        path : str
            From the top of the project.

        Returns
        -------
        Shown
            Its text.

        Raises
        ------
        FileNotFoundError
            Where there is none.
        """
        return _shown((self.root / path).read_text(encoding="utf-8").rstrip("\n"))


def _shown(text: str) -> Shown:
    """Show a text; of a long one the first lines, and the others folded."""
    lines = text.split("\n")
    count = len(lines) if len(lines) <= LONG else FIRST
    html = _box(lines[:count])
    if lines[count:]:
        summary = f"<summary>The other {len(lines) - count} lines</summary>"
        html += f"<details>{summary}{_box(lines[count:])}</details>"
    return Shown(html, text)


def _box(lines: list[str]) -> str:
    return f'<pre class="session" tabindex="0">{escape(chr(10).join(lines))}</pre>'


def open_session() -> Session:
    """Make a copy of the evidence and of the pages that list it; it goes when Python ends.

    Returns
    -------
    Session
        For the commands.

    Examples
    --------
    >>> sorted(path.name for path in open_session().root.iterdir())
    ['book', 'seeds']
    """
    folder = tempfile.mkdtemp(prefix="adding-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = Path(folder)
    apart = shutil.ignore_patterns(*APART)
    shutil.copytree(SEEDS, root / "seeds", ignore=apart)
    (root / "book").mkdir()
    for page in PAGES:
        shutil.copy(BOOK / page, root / "book" / page)
    return Session(root)
