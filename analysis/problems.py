"""Problems in the evidence, told so that the person who made them can mend them.

Every check in the package appends :class:`Problem` records to a list and raises one
:class:`EvidenceError` at the end, so that all problems of a file are seen at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["EvidenceError", "Problem", "Problems", "suggest"]

MOST_TOLD = 200  # problems of one message; whoever has more mends those first
LONGEST_FOUND = 300  # letters of what stands there; whoever mends it has the file open
LONGEST_COMPARED = 200  # letters; nothing of that length is a slip of a code


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and how to mend it.

    Parameters
    ----------
    file : str
        File as the reader would name it, such as ``seeds/dossiers/elpais.yml``.
    entry : str
        Entry inside the file, such as ``claim elpais-07``; empty for the whole file.
    field : str
        Field of the entry; empty where the entry as a whole is meant.
    found : str
        What stands there.
    remedy : str
        What is allowed, and how to mend it.

    Examples
    --------
    >>> print(Problem("seeds/checks.yml", "entry 3", "claim", "'elpais-99'", "use a known claim id"))
    seeds/checks.yml: entry 3: claim: found 'elpais-99'; use a known claim id
    """

    file: str
    entry: str
    field: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.entry, self.field) if part)
        found = self.found if len(self.found) <= LONGEST_FOUND else f"{self.found[:LONGEST_FOUND]}…"
        return _printable(f"{place}: found {found}; {self.remedy}")


def _printable(line: str) -> str:
    """Return a line in which nothing forges a second one, colours a terminal or turns words around."""
    if line.isprintable():
        return line
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)


class Problems(list[Problem]):
    """A list of problems that is filled while files are read and checked.

    Examples
    --------
    >>> problems = Problems()
    >>> problems.note("seeds/checks.yml", "", "", "no such file", "restore it")
    >>> len(problems)
    1
    """

    def note(self, file: str, entry: str, field: str, found: str, remedy: str) -> None:
        """Add one problem; the parts are those of :class:`Problem`.

        Parameters
        ----------
        file : str
            File as the reader would name it.
        entry : str
            Entry inside the file; empty for the whole file.
        field : str
            Field of the entry; empty where the entry as a whole is meant.
        found : str
            What stands there.
        remedy : str
            What is allowed, and how to mend it.

        Examples
        --------
        >>> problems = Problems()
        >>> problems.note("seeds/checks.yml", "", "", "no such file", "restore it")
        >>> problems[0].remedy
        'restore it'
        """
        self.append(Problem(file, entry, field, found, remedy))

    def stop(self, where: str = "the evidence") -> None:
        """Stop where there is any problem so far.

        Parameters
        ----------
        where : str, optional
            In what the problems are, for the first line of the message.

        Raises
        ------
        EvidenceError
            With all problems of the list, if there are any.

        Examples
        --------
        >>> Problems().stop()
        >>> Problems([Problem("seeds/checks.yml", "", "", "no such file", "restore it")]).stop()
        Traceback (most recent call last):
        ...
        analysis.problems.EvidenceError: 1 problem in the evidence:
          seeds/checks.yml: found no such file; restore it
        """
        if self:
            raise EvidenceError(self, where)


class EvidenceError(ValueError):
    """All problems found in one pass over the evidence, or over what a command was asked to do.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    where : str, optional
        In what they are.

    Attributes
    ----------
    problems : list of Problem
        In the order in which they were found, which is the order of the files.

    Examples
    --------
    >>> error = EvidenceError([Problem("seeds/checks.yml", "", "", "no file", "restore it from git")])
    >>> print(error)
    1 problem in the evidence:
      seeds/checks.yml: found no file; restore it from git
    """

    def __init__(self, problems: Iterable[Problem], where: str = "the evidence") -> None:
        self.problems = list(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems[:MOST_TOLD])
        if count > MOST_TOLD:
            lines += f"\n  and {count - MOST_TOLD} more"
        super().__init__(f"{count} {noun} in {where}:\n{lines}")


def suggest(found: object, allowed: Iterable[object]) -> str:
    """Name the nearest allowed value, then all of them.

    Parameters
    ----------
    found : object
        What stands in the file.
    allowed : iterable of object
        What may stand there.

    Returns
    -------
    str
        A remedy, for :attr:`Problem.remedy`.

    Examples
    --------
    >>> suggest("liason-office", ["liaison-office", "taiwan"])
    "did you mean 'liaison-office'? Allowed: liaison-office, taiwan"
    >>> suggest("x", ["a", "b"])
    'Allowed: a, b'
    """
    names = [str(value) for value in allowed]
    if isinstance(allowed, set | frozenset):
        names.sort()  # the same message each time
    wrong = str(found)
    near = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6) if len(wrong) <= LONGEST_COMPARED else []
    shown = ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
    return (f"did you mean '{near[0]}'? " if near else "") + f"Allowed: {shown}"
