"""Writing the registry of ids: which entries a version adds, and the file with them at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from .identifiers import Named, withdrawn_judgements
from .model import Identifier, Withdrawal
from .tables import Evidence

__all__ = ["new_identifiers", "stamp_identifiers", "write_identifier"]


def write_identifier(one: Identifier) -> str:
    """Write a new entry of the registry, on one line.

    Parameters
    ----------
    one : Identifier
        The entry; it was neither revised nor renamed.

    Returns
    -------
    str
        YAML.

    Examples
    --------
    >>> write_identifier(Identifier(id="elpais-07", kind="claim", since="2026.11.1", digest="0123456789ab"))
    '- {id: elpais-07, kind: claim, since: 2026.11.1, digest: "0123456789ab"}'
    """
    fields = [f"id: {one.id}", f"kind: {one.kind}", f"since: {one.since}"]
    fields.append(f'digest: "{one.digest}"' if one.digest else f"named: {_quoted(one.named or '')}")
    if one.withdrawn:
        fields.append(
            f"withdrawn: {{version: {one.withdrawn.version}, reason: {_quoted(one.withdrawn.reason)}}}"
        )
    return f"- {{{', '.join(fields)}}}"


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf")).strip()


def new_identifiers(
    identifiers: Sequence[Identifier], present: Sequence[Named], evidence: Evidence, version: str
) -> list[Identifier]:
    """Return the entries that a version adds to the registry.

    Parameters
    ----------
    identifiers : sequence of Identifier
        What is registered.
    present : sequence of Named
        Everything that bears an id now.
    evidence : Evidence
        Whose errata withdraw judgements: their ids are named in the book, so they are taken, too.
    version : str
        The version that is stamped.

    Returns
    -------
    list of Identifier
        In the order of ``present``, then withdrawn judgements.

    Examples
    --------
    >>> from analysis import load
    >>> evidence = load()
    >>> [one.id for one in new_identifiers([], [Named("ties", "chapter", "Ties")], evidence, "2026.11.1")]
    ['ties', 'judgement-6']
    """
    known = {one.id for one in identifiers}
    added = [
        Identifier(
            id=one.id,
            kind=one.kind,
            since=version,
            **({"digest": one.named} if one.kind == "claim" else {"named": one.named}),
        )
        for one in present
        if one.id not in known
    ]
    for judgement, erratum in withdrawn_judgements(evidence).items():
        if judgement not in known:
            said, right = evidence.errata.loc[erratum, ["said", "right"]]
            withdrawal = Withdrawal(version=version, reason=f"{erratum}: {right}")
            added.append(
                Identifier(id=judgement, kind="judgement", since=version, named=said, withdrawn=withdrawal)
            )
    return added


def stamp_identifiers(text: str, added: Sequence[Identifier], version: str) -> str:
    r"""Put a version in the place of ``next`` in the registry and add entries at its end.

    Parameters
    ----------
    text : str
        The file.
    added : sequence of Identifier
        As from :func:`new_identifiers`.
    version : str
        The version that is stamped.

    Returns
    -------
    str
        The file; its comments and what was written by hand stay.

    Examples
    --------
    >>> one = Identifier(id="ties", kind="chapter", since="2026.11.1", named="Ties")
    >>> print(stamp_identifiers("# Ids\n[]\n", [one], "2026.11.1"), end="")
    # Ids
    - {id: ties, kind: chapter, since: 2026.11.1, named: "Ties"}
    """
    lines = [line for line in text.splitlines() if line.strip() != "[]"]
    mark = re.compile(r"""(\bversion: *)(["']?)next\2(?=\s*(?:[,}]|$))""")
    kept = [line if line.lstrip().startswith("#") else mark.sub(rf"\g<1>{version}", line) for line in lines]
    entries = [write_identifier(one) for one in added]
    empty = not entries and not any(line.startswith("-") for line in kept)
    return "\n".join([*kept, *entries, *(["[]"] if empty else [])]) + "\n"
