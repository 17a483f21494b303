"""Remedies that several checks share: unknown claims, unknown references, ids that stand twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .problems import Problems, suggest

__all__ = ["refuse_repeats", "remedy_claim", "remedy_key", "source_of"]


def source_of(claim: str) -> str:
    """Return the document that a claim id names.

    Parameters
    ----------
    claim : str
        Id of a claim.

    Returns
    -------
    str
        Id of the document.

    Examples
    --------
    >>> source_of("elpais-07")
    'elpais'
    """
    return claim.rpartition("-")[0]


def remedy_claim(claim: str, known: Iterable[str]) -> str:
    """Say how to mend an unknown claim id.

    Parameters
    ----------
    claim : str
        What stands there.
    known : iterable of str
        All claim ids.

    Returns
    -------
    str
        A remedy, for :attr:`analysis.problems.Problem.remedy`.

    Examples
    --------
    >>> remedy_claim("elpais-99", ["elpais-01", "elpais-02"])
    'no such claim; elpais has elpais-01 to elpais-02'
    >>> remedy_claim("elpais-99", ["elpais-01"])
    'no such claim; elpais has elpais-01 alone'
    """
    known = list(known)
    same = [name for name in known if source_of(name) == source_of(claim)]
    if same:
        ids = f"{same[0]} to {same[-1]}" if len(same) > 1 else f"{same[0]} alone"
        return f"no such claim; {source_of(claim)} has {ids}"
    documents = sorted({source_of(name) for name in known})
    return "no such claim; of documents " + suggest(source_of(claim), documents)


def remedy_key(key: str, known: Iterable[str]) -> str:
    """Say how to mend an unknown key of the bibliography.

    Parameters
    ----------
    key : str
        What stands there.
    known : iterable of str
        All keys.

    Returns
    -------
    str
        A remedy, for :attr:`analysis.problems.Problem.remedy`.

    Examples
    --------
    >>> remedy_key("nato-treaty", ["nato-treaty-1949"])
    "no such key in seeds/references.bib; did you mean 'nato-treaty-1949'?"
    """
    near = suggest(key, sorted(known)).split(" Allowed:")[0]
    hint = f"; {near}" if near.startswith("did you mean") else "; add it there, once you have seen the page"
    return f"no such key in seeds/references.bib{hint}"


def refuse_repeats(names: Iterable[str], file: str, problems: Problems) -> None:
    """Note every id that stands more than once.

    Parameters
    ----------
    names : iterable of str
        The ids of a file.
    file : str
        Its name, for messages.
    problems : Problems
        What is wrong is added here.

    Examples
    --------
    >>> problems = Problems()
    >>> refuse_repeats(["a-01", "a-01"], "a.yml", problems)
    >>> print(*problems)
    a.yml: a-01: id: found 2 entries of that id; an id stands once and is never reused
    """
    for name, number in sorted(Counter(names).items()):
        if number > 1:
            found = f"{number} entries of that id"
            problems.note(file, name, "id", found, "an id stands once and is never reused")
