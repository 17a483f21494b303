"""Changes of several files of the project, all of them or none, and tried on a copy before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["Changes"]


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

        Raises
        ------
        OSError
            Where a file cannot be written; then all are as they were.
        """
        staged: dict[Path, Path] = {}
        before: dict[Path, bytes | None] = {}
        made: list[Path] = []
        try:
            for path, content in self._planned.items():
                target = self.root / path
                made += [folder for folder in reversed(target.parents) if not folder.exists()]
                target.parent.mkdir(parents=True, exist_ok=True)
                before[target] = target.read_bytes() if target.is_file() else None
                if content is not None:
                    staged[target] = target.with_name(f".{target.name}.partial")
                    staged[target].write_bytes(content)
            for target in before:
                if target in staged:
                    os.replace(staged[target], target)
                else:
                    target.unlink()
        except BaseException:
            self._restore(before, staged, made)
            raise
        for target in before:
            for folder in target.parents if target not in staged else ():
                if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    @staticmethod
    def _restore(before: dict[Path, bytes | None], staged: dict[Path, Path], made: list[Path]) -> None:
        for target, content in before.items():
            if target in staged:
                staged[target].unlink(missing_ok=True)
            if content is None:
                target.unlink(missing_ok=True)
            elif not target.is_file() or target.read_bytes() != content:
                target.write_bytes(content)
        for folder in reversed(dict.fromkeys(made)):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
