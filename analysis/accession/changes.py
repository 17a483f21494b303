"""Changes of several files of the project, all of them or none, and tried on a copy before.

What is to be written is put aside, and with it a list of all steps; then the steps are done. A run that is
killed before the list is there has changed nothing; one that is killed later is carried on by the next
command. Where a step fails, all are undone by the same list.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

__all__ = ["Changes", "finish"]

ASIDE = ".changes"  # at the top of the project, while files take their places
JOURNAL, UNDO = "journal.json", "undo"


class Changes:
    """Files that are to be written or taken away, with nothing done until :meth:`commit`.

    Parameters
    ----------
    root : Path
        Folder of the project.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     changes = Changes(Path(folder))
    ...     changes.write("a/b.txt", "text")
    ...     before = Path(folder, "a").exists()
    ...     changes.commit()
    ...     before, Path(folder, "a", "b.txt").read_text(), changes.told()
    (False, 'text', ['new      a/b.txt'])
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._planned: dict[str, bytes | None] = {}
        self._new: set[str] = set()

    def read(self, path: str) -> str:
        """Return the text of a file as it will be.

        Parameters
        ----------
        path : str
            From the top of the project.

        Returns
        -------
        str
            Its text; empty where there is no such file.

        Raises
        ------
        UnicodeDecodeError
            Where it is no text.
        """
        planned = self._planned.get(path)
        if planned is not None:
            return planned.decode("utf-8")
        gone = path in self._planned or not (self.root / path).is_file()
        return "" if gone else (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, content: str | bytes) -> None:
        """Plan to write a file.

        Parameters
        ----------
        path : str
            From the top of the project.
        content : str or bytes
            All that it shall hold.
        """
        raw, target = content.encode("utf-8") if isinstance(content, str) else content, self.root / path
        if not target.exists():
            self._new.add(path)
        elif target.read_bytes() == raw:
            self._planned.pop(path, None)
            return
        self._planned[path] = raw

    def remove(self, path: str) -> None:
        """Plan to take a file away.

        Parameters
        ----------
        path : str
            From the top of the project; one that is not there is passed over.
        """
        if (self.root / path).is_file():
            self._planned[path] = None

    def told(self) -> list[str]:
        """Say what is planned, or was done.

        Returns
        -------
        list of str
            One line for a file: ``new``, ``changed`` or ``removed``.
        """
        names = {True: "removed", False: "changed"}
        return [
            f"{'new' if path in self._new else names[content is None]:<8} {path}"
            for path, content in sorted(self._planned.items())
        ]

    @contextmanager
    def tried(self) -> Iterator[Path]:
        """Make a copy of evidence and pages with the changes, for checks.

        Yields
        ------
        Path
            Folder of the copy; it is gone afterwards. The publishers' texts are not in it.
        """
        with TemporaryDirectory(prefix="tried-") as folder:
            copy = Path(folder) / "project"
            texts = shutil.ignore_patterns("texts", "_build", "drafts", ".*")
            for name in ("seeds", "book"):
                if (self.root / name).is_dir():
                    shutil.copytree(self.root / name, copy / name, ignore=texts)
            self._apply(copy)
            yield copy

    def _apply(self, copy: Path) -> None:
        for path, content in self._planned.items():
            if content is None:
                (copy / path).unlink(missing_ok=True)
            else:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(content)

    def commit(self) -> None:
        """Write everything: first aside, then all files take their places.

        Killed on the way, it is brought to its end by :func:`finish`.

        Raises
        ------
        OSError
            Where a file cannot be written; then all are as they were.
        """
        aside = self.root / ASIDE
        with _alone(self.root):
            _finish(self.root)
            try:
                self._stage(aside)
                _carry_out(self.root)
            except BaseException:
                if (aside / JOURNAL).is_file():
                    (aside / UNDO).touch()
                _finish(self.root)
                raise
            _finish(self.root)

    def _stage(self, aside: Path) -> None:
        """Put aside what each file is to hold and what it holds, and then, in one step, the list of both."""
        aside.mkdir()
        do: dict[str, str | None] = {}
        undo: dict[str, str | None] = {}
        for number, (path, content) in enumerate(self._planned.items()):
            target = self.root / path
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            before = target.read_bytes() if target.is_file() else None
            for steps, raw, kind in ((do, content, "new"), (undo, before, "old")):
                steps[path] = None if raw is None else f"{kind}-{number}"
                if raw is not None:
                    (aside / f"{kind}-{number}").write_bytes(raw)
        unfinished = aside / "unfinished"
        unfinished.write_text(json.dumps({"do": do, "undo": undo}), encoding="utf-8")
        unfinished.rename(aside / JOURNAL)


def finish(root: Path) -> bool:
    """Bring to its end what a killed run had begun, so that all of its files are changed or none.

    A run that is at work is waited for.

    Parameters
    ----------
    root : Path
        Folder of the project.

    Returns
    -------
    bool
        Whether there were changes to finish.

    Raises
    ------
    OSError
        Where a file cannot be written; the rest is done when that is mended.

    Examples
    --------
    >>> finish(Path("no-such-folder"))
    False
    """
    if not (root / ASIDE).is_dir():
        return False
    with _alone(root):
        return _finish(root)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one process at a time change files; the system lifts the lock even of one that was killed."""
    if fcntl is None:
        yield
        return
    folder = os.open(root, os.O_RDONLY)  # the folder itself, so that no file of a lock is left
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _finish(root: Path) -> bool:
    aside = root / ASIDE
    begun = (aside / JOURNAL).is_file()
    if begun:
        _carry_out(root)
        (aside / JOURNAL).unlink()  # first: without it nothing is done once more
    shutil.rmtree(aside, ignore_errors=True)
    return begun


def _carry_out(root: Path) -> None:
    """Do each step that was not done, or undo all; done twice it is as if done once."""
    aside = root / ASIDE
    undo = (aside / UNDO).exists()
    steps = json.loads((aside / JOURNAL).read_text(encoding="utf-8"))["undo" if undo else "do"]
    for path, kept in steps.items():
        target = root / path
        if kept is None:
            target.unlink(missing_ok=True)
            for folder in target.parents:
                if folder == root or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        elif (aside / kept).is_file():  # else it is in its place
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.replace(aside / kept, target)
            except OSError:
                if not undo:
                    raise
                raw = (aside / kept).read_bytes()
                if not target.is_file() or target.read_bytes() != raw:
                    target.write_bytes(raw)
