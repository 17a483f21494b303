"""The syntax of claim marks: one id, several, or a range, and which verdict each mark may carry."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from .model.base import CLAIM_ID
from .problems import suggest
from .remedies import remedy_claim, source_of

__all__ = ["ROLES", "ClaimMarks", "MarkError"]

#: Role to whether it reports a claim that the public record contradicts.
ROLES = {"claim": False, "reported-error": True}
RANGE = re.compile(r"^(?P<first>[a-z][a-z0-9-]*-[0-9]{2,4})\.\.(?P<last>(?:[a-z][a-z0-9-]*-)?[0-9]{2,4})$")


class MarkError(ValueError):
    """A mark that names no sound evidence; the text says what stands there and how to mend it."""


class ClaimMarks:
    """Reads the text of claim marks against the claims that exist.

    Parameters
    ----------
    claims : DataFrame
        ``Evidence.claims``: index ``claim``, column ``verdict``.

    Examples
    --------
    >>> claims = pd.DataFrame({"verdict": ["confirmed", "opinion"]}, index=["a-01", "a-02"])
    >>> ClaimMarks(claims).read("claim", "a-02, a-01..02")
    [('a-02',), ('a-01', 'a-02')]
    """

    def __init__(self, claims: pd.DataFrame) -> None:
        self.verdicts: dict[str, str] = claims["verdict"].to_dict()
        self.order: dict[str, list[str]] = defaultdict(list)
        for name in claims.index:
            self.order[source_of(name)].append(name)

    def read(self, role: str, text: str) -> list[tuple[str, ...]]:
        """Read the text of a mark.

        Parameters
        ----------
        role : str
            One of :data:`ROLES`.
        text : str
            Ids and ranges, with commas between: ``elpais-07, elpais-10..12``. A range takes in both
            of its ends and every claim between them.

        Returns
        -------
        list of tuple of str
            One tuple per entry, in the order of the text: one id, or all ids of a range.

        Raises
        ------
        MarkError
            Where the mark is empty, an entry is no id or names no claim, a range runs backwards,
            spans two documents or has one end only, or the verdict of a claim asks for the other role.

        Examples
        --------
        >>> claims = pd.DataFrame({"verdict": ["confirmed", "contradicted"]}, index=["a-01", "a-02"])
        >>> ClaimMarks(claims).read("reported-error", "a-02")
        [('a-02',)]
        >>> ClaimMarks(claims).read("claim", "a-02..01")
        Traceback (most recent call last):
        ...
        analysis.marks.MarkError: the range 'a-02..01' runs backwards; write a-01..02
        """
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        if not entries:
            raise MarkError(f"an empty mark; name at least one claim, such as {{{role}}}`elpais-07`")
        read = [self._range(entry) if ".." in entry else (self._known(entry),) for entry in entries]
        for names in read:
            for name in names:
                self._fits(role, name)
        return read

    def _known(self, name: str) -> str:
        if name in self.verdicts:
            return name
        if not re.match(CLAIM_ID, name):
            raise MarkError(
                f"{name!r} is no claim id; write the document and the number, such as elpais-07, "
                "with a comma between two ids and two dots in a range"
            )
        near = suggest(name, self.verdicts).split(" Allowed:")[0]
        near = f"; {near}" if near.startswith("did") else ""
        raise MarkError(f"no claim '{name}' in seeds/dossiers: {remedy_claim(name, self.verdicts)}{near}")

    def _range(self, entry: str) -> tuple[str, ...]:
        match = RANGE.match(entry)
        if not match:
            raise MarkError(f"{entry!r} is no range of claims; write it like elpais-07..09")
        first, last = match["first"], match["last"]
        source = source_of(first)
        if last.isdigit():
            last = f"{source}-{last}"
        self._known(first)
        self._known(last)
        if source_of(last) != source:
            raise MarkError(f"the range '{entry}' spans two documents; write one range for each")
        claims = self.order[source]
        start, end = claims.index(first), claims.index(last)
        if start > end:
            right = f"{last}..{first.rpartition('-')[2]}"
            raise MarkError(f"the range '{entry}' runs backwards; write {right}")
        if start == end:
            raise MarkError(f"the range '{entry}' holds one claim; write {first}")
        self._whole(entry, source, first, last)
        return tuple(claims[start : end + 1])

    def _whole(self, entry: str, source: str, first: str, last: str) -> None:
        """Refuse a range with a gap: a claim that left the dossier must not leave a range unseen."""
        ends = [int(name.rpartition("-")[2]) for name in (first, last)]
        there = {int(name.rpartition("-")[2]) for name in self.order[source]}
        lost = [number for number in range(ends[0], ends[1] + 1) if number not in there]
        if lost:
            named = ", ".join(f"{source}-{number:02d}" for number in lost)
            raise MarkError(
                f"the range '{entry}' runs over {named}, which is no claim; name the claims one by one"
            )

    def _fits(self, role: str, name: str) -> None:
        contradicted = self.verdicts[name] == "contradicted"
        if contradicted and not ROLES[role]:
            raise MarkError(
                f"the public record contradicts {name}; report it as an error with "
                f"{{reported-error}}`{name}`, or use another claim"
            )
        if not contradicted and ROLES[role]:
            raise MarkError(f"the record does not contradict {name}; use {{claim}}`{name}`")
