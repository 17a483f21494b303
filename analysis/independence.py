"""Whether two claims have independent witnesses, computed from speakers, chains and shared wording.

Agreement counts only between witnesses that do not draw on each other or on the same source
(AJP-2.1 asks for independent corroboration; circular reporting is the danger). Two claims
are tied, and so no two witnesses, for any of the reasons in :data:`TIES`. Independence has
to be shown: a claim in the author's own voice names no witness, so nothing shows that its
source is another one than that of the next document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from .model import Codebook, Counts, Dossier

__all__ = ["TIES", "Witness", "make_witnesses", "one_voice", "shared_upstream", "ties", "untied"]

#: Why two claims are no two witnesses: short name to the rule in words, in the order of the checks.
TIES: dict[str, str] = {
    "same document": "both stand in one document",
    "same voice": "both are voiced by one institution or government, or by a group and its member",
    "voice not named": "at least one stands in the author's own voice, so its source is not shown",
    "same wire": "the chains of the documents share a wire or an article",
    "same wording": "the paragraphs share a run of five words",
}

#: Groups of the codebook whose members speak for one institution or government.
INSTITUTIONS = {
    *("nato", "united-states", "france", "germany", "japan", "south-korea", "australia", "new-zealand"),
    *("china", "russia"),
}

#: A group that speaks as one, and whose words may be those of any of its members.
MEMBERS = {"leaders of the four": {"japan", "south-korea", "australia", "new-zealand"}}

#: Up to so many documents, pairs that share nothing are told as well.
EVERY_PAIR = 50


@dataclass(frozen=True)
class Witness:
    """What is known of where a claim comes from.

    Parameters
    ----------
    claim : str
        Its id.
    source : str
        Its document.
    voice : str or None
        Institution, government or person who voices it; None for the author's own voice.
    wires : frozenset of str
        Wires and articles in the chain of the document.
    runs : frozenset of str
        Hashed runs of five words of its paragraph.
    """

    claim: str
    source: str
    voice: str | None
    wires: frozenset[str]
    runs: frozenset[str]


def make_witnesses(
    dossiers: Iterable[Dossier], counts: Iterable[Counts], codebook: Codebook
) -> dict[str, Witness]:
    """Return the witness behind every claim.

    Parameters
    ----------
    dossiers : iterable of Dossier
        With chains and claims.
    counts : iterable of Counts
        With the hashed runs of words of each paragraph.
    codebook : Codebook
        Says for whom a speaker speaks.

    Returns
    -------
    dict of str to Witness
        By claim id.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.problems import Problems
    >>> from analysis.reading import read_seeds
    >>> records = read_seeds(SEEDS, Problems())
    >>> make_witnesses(records.dossiers, records.counts, records.codebook)["elpais-33"].voice
    'france'
    """
    runs = {
        (record.source, line.paragraph): frozenset(line.shingles)
        for record in counts
        for line in record.paragraphs
    }
    nothing: frozenset[str] = frozenset()
    voices = {name: _voice(name, codebook) for name in codebook.variables["speaker"].codes}
    witnesses = {}
    for dossier in dossiers:
        wires = _wires(dossier)
        for claim in dossier.claims:
            shared = runs.get((dossier.source, claim.paragraph), nothing)
            voice = voices[claim.speaker]
            witnesses[claim.id] = Witness(claim.id, dossier.source, voice, wires, shared)
    return witnesses


def ties(first: Witness, second: Witness) -> list[str]:
    """Return why two claims are no two witnesses.

    Parameters
    ----------
    first, second : Witness
        The two, in any order.

    Returns
    -------
    list of str
        Names in :data:`TIES`, in that order; empty where the two are independent.

    Examples
    --------
    >>> nothing = frozenset()
    >>> ally = Witness("a-01", "a", "france", nothing, nothing)
    >>> ties(ally, Witness("b-01", "b", "Ian Lesser", nothing, nothing))
    []
    >>> ties(ally, Witness("b-02", "b", "france", nothing, nothing))
    ['same voice']
    """
    return list(_ties(first, second))


def _ties(first: Witness, second: Witness) -> Iterator[str]:
    """Yield why two claims are no two witnesses, in the order of :data:`TIES`; often the first is enough."""
    if first.source == second.source:
        yield "same document"
    if one_voice(first.voice, second.voice):
        yield "same voice"
    if first.voice is None or second.voice is None:
        yield "voice not named"
    if not first.wires.isdisjoint(second.wires):
        yield "same wire"
    if not first.runs.isdisjoint(second.runs):
        yield "same wording"


def one_voice(first: str | None, second: str | None) -> bool:
    """Say whether two voices are one: the same, or a group and one of its members.

    Parameters
    ----------
    first, second : str or None
        Voices of two witnesses; None, the author's own voice, is one with nobody.

    Returns
    -------
    bool
        True where agreement between them would be one voice heard twice.

    Examples
    --------
    >>> one_voice("nato", "nato"), one_voice("leaders of the four", "japan"), one_voice(None, None)
    (True, True, False)
    """
    if first is None or second is None:
        return False
    return first == second or second in MEMBERS.get(first, ()) or first in MEMBERS.get(second, ())


def untied(
    claim: str, others: Iterable[str], witnesses: Mapping[str, Witness], *, ignoring: Set[str] = frozenset()
) -> list[str]:
    """Return those claims that are independent of a claim.

    Parameters
    ----------
    claim : str
        Its id.
    others : iterable of str
        Ids of claims on the same point; the claim itself may be among them.
    witnesses : mapping of str to Witness
        As from :func:`make_witnesses`; claims that are not in it are left out.
    ignoring : set of str, optional
        Names in :data:`TIES` that do not matter here: whether words were said, two documents can
        witness although they name one voice.

    Returns
    -------
    list of str
        In the order given.

    Examples
    --------
    >>> nothing = frozenset()
    >>> witnesses = {
    ...     "a-01": Witness("a-01", "a", "france", nothing, nothing),
    ...     "b-01": Witness("b-01", "b", "Ian Lesser", nothing, nothing),
    ...     "b-02": Witness("b-02", "b", None, nothing, nothing),
    ... }
    >>> untied("a-01", ["a-01", "b-01", "b-02"], witnesses)
    ['b-01']
    """
    if claim not in witnesses:
        return []
    here = witnesses[claim]
    return [
        other
        for other in others
        if other in witnesses and all(tie in ignoring for tie in _ties(here, witnesses[other]))
    ]


def shared_upstream(dossiers: Iterable[Dossier]) -> dict[tuple[str, str], Set[str]]:
    """Return what each pair of documents has in common upstream.

    Parameters
    ----------
    dossiers : iterable of Dossier
        With chains whose steps name their origins.

    Returns
    -------
    dict of (str, str) to set of str
        Pair of documents, in the order given, to the ids of statements, wires and articles in both
        chains. Of more than :data:`EVERY_PAIR` documents, pairs that share nothing are left out: all
        pairs of ten thousand would be fifty million.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> from analysis.problems import Problems
    >>> from analysis.reading import read_seeds
    >>> shared = shared_upstream(read_seeds(SEEDS, Problems()).dossiers)
    >>> len(shared) >= 10  # of each pair of documents
    True
    """
    origins = {
        dossier.source: {name for step in dossier.chain for name in step.origins} for dossier in dossiers
    }
    if len(origins) <= EVERY_PAIR:
        return {pair: origins[pair[0]] & origins[pair[1]] for pair in combinations(origins, 2)}
    named: dict[str, list[str]] = defaultdict(list)
    for source, names in origins.items():
        for name in names:
            named[name].append(source)
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, sources in named.items():
        for pair in combinations(sources, 2):
            shared[pair].add(name)
    place = {source: number for number, source in enumerate(origins)}
    return {pair: shared[pair] for pair in sorted(shared, key=lambda pair: (place[pair[0]], place[pair[1]]))}


def _voice(speaker: str, codebook: Codebook) -> str | None:
    actor = codebook.variables["speaker"].codes[speaker].actor
    group = codebook.variables["actor"].codes[actor].group if actor else None
    if group == "author":
        return None
    return group if group in INSTITUTIONS else speaker


def _wires(dossier: Dossier) -> frozenset[str]:
    return frozenset(
        name for step in dossier.chain if step.step in {"wire", "article"} for name in step.origins
    )
