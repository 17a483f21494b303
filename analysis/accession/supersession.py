"""Putting a corrected text of a document in the place of the one that was coded.

An anchor stands where its words stand: it is found again by length and digest, so that not even the old text
is needed. What the new text does not have is listed in the dossier as unsettled, and nothing loads until a
person has settled it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..anchors import Paragraph, counted, normalise, paragraphs
from ..files import read_yaml, validate
from ..model import UNPLACED, Dossier
from ..problems import EvidenceError, Problems, suggest
from ..reading import read_codebook
from ..yaml_text import parse_yaml
from .changes import Changes
from .incoming import Incoming, known_texts, read_incoming

__all__ = ["Moved", "Places", "supersede"]


@dataclass
class Moved:
    """What became of the anchors of a document.

    Parameters
    ----------
    kept, moved : int
        Anchors that stand where they stood, and that stand elsewhere now.
    chosen : list of str
        Anchors whose words stand more than once; the nearest place was taken.
    unsettled : list of str
        What the new text does not have.
    """

    kept: int = 0
    moved: int = 0
    chosen: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)


class Places:
    r"""Finds spans of a text again by their length and digest.

    Parameters
    ----------
    text : str
        The new text, normalised.

    Examples
    --------
    >>> from analysis.anchors import digest
    >>> Places("One.\nTwo and two.").find(3, digest("two"))
    [(2, 13)]
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = paragraphs(text)
        self._by_length: dict[int, dict[bytes, list[tuple[int, int]]]] = {}

    def find(self, length: int, digest: str) -> list[tuple[int, int]]:
        """Return every place where a span stands in one paragraph.

        Parameters
        ----------
        length : int
            Of the span, in code points.
        digest : str
            Its SHA-256, in hexadecimal.

        Returns
        -------
        list of (int, int)
            Paragraph and start.
        """
        if length not in self._by_length:
            table: dict[bytes, list[tuple[int, int]]] = {}
            for line in self._lines:
                for start in range(line.start, line.end - length + 1):
                    key = hashlib.sha256(self._text[start : start + length].encode()).digest()
                    table.setdefault(key, []).append((line.number, start))
            self._by_length[length] = table
        return self._by_length[length].get(bytes.fromhex(digest), [])


def supersede(
    name: str, path: Path, reason: str, seeds: Path, check: Callable[[Path], str], *, dry_run: bool = False
) -> tuple[Changes, Moved, str]:
    """Put a corrected text in the place of the one that was coded.

    Parameters
    ----------
    name : str
        Id of the source.
    path : Path
        The corrected text.
    reason : str
        Why it takes the place of the other.
    seeds : Path
        Folder of the evidence.
    check : callable
        As for :func:`analysis.accession.drafts.plan_entry`.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    changes : Changes
        What was done: dossier, counts, blind codings, the texts.
    moved : Moved
        What became of the anchors.
    told : str
        What `check` said; empty where something is unsettled, for then the book cannot be built yet.

    Raises
    ------
    EvidenceError
        Where the text is not sound or known, or a blind coding rests on words that it does not have; then
        nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> supersede("no-such-source", Path("a.txt"), "Corrected.", SEEDS, str)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: ...
      NAME: found 'no-such-source', which is no source; ...
    """
    problems = Problems()
    sources = sorted(one.stem for one in (seeds / "dossiers").glob("*.yml"))
    if name not in sources:
        problems.note("NAME", "", "", f"'{name}', which is no source", suggest(name, sources))
    if not reason.strip():
        problems.note(
            "--reason", "", "", "nothing", "say in a sentence why this text takes the other's place"
        )
    incoming = read_incoming(path, known_texts(seeds), problems)
    problems.stop("what was asked for")
    assert incoming is not None
    codebook = read_codebook(seeds, problems)
    file = f"{seeds.name}/dossiers/{name}.yml"
    dossier = validate(
        Dossier,
        read_yaml(seeds / "dossiers" / f"{name}.yml", file, problems),
        file,
        codebook.allowed(),
        problems,
    )
    problems.stop()
    assert dossier is not None
    changes, moved, places = Changes(seeds.resolve().parent), Moved(), Places(incoming.text)
    text = _move_dossier(changes.read(file), dossier, incoming, places, seeds, moved)
    text = _record(text, dossier, " ".join(reason.split()), moved)
    changes.write(file, text)
    _move_codings(changes, dossier, incoming, places, seeds, problems)
    problems.stop(f"superseding {name}")
    after = validate(Dossier, parse_yaml(text)[0], file, codebook.allowed(), problems)
    problems.stop()
    assert after is not None
    lines = incoming.paragraphs
    within = after.model_copy(update={"furniture": _within(after, lines)})
    changes.write(
        f"{seeds.name}/counts/{name}.json", counted(within, incoming.text, codebook, file, problems)
    )
    _keep_texts(changes, dossier, incoming, seeds)
    told = _try(changes, seeds, check)
    if not dry_run:
        changes.commit()
    return changes, moved, told


def _within(dossier: Dossier, lines: list[Paragraph]) -> list[Any]:
    kept = []
    for entry in dossier.furniture:
        numbers = [number for number in entry.paragraphs if number <= len(lines)]
        kept += [entry.model_copy(update={"paragraphs": numbers})] if numbers else []
    return kept


def _try(changes: Changes, seeds: Path, check: Callable[[Path], str]) -> str:
    """Check the project as it will be; what is unsettled may stay so, nothing else."""
    with changes.tried() as copy:
        try:
            return check(copy / seeds.name)
        except EvidenceError as error:
            others = [problem for problem in error.problems if problem.field != "unsettled"]
            if others:
                raise EvidenceError(others, "the project with the new text") from None
    return ""


Edits = list[tuple[yaml.ScalarNode, str]]


def _rewrite(text: str, edits: Edits) -> str:
    """Put new values in the place of scalars of a YAML text; all else stays as it is written."""
    lines = text.split("\n")
    for node, value in sorted(
        edits, key=lambda edit: (edit[0].start_mark.line, edit[0].start_mark.column), reverse=True
    ):
        line = lines[node.start_mark.line]
        lines[node.start_mark.line] = line[: node.start_mark.column] + value + line[node.end_mark.column :]
    return "\n".join(lines)


def _fields(node: yaml.Node) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _items(node: yaml.Node | None) -> Iterator[dict[str, yaml.Node]]:
    for item in node.value if isinstance(node, yaml.SequenceNode) else []:
        yield _fields(item)


def _move(fields: Mapping[str, Any], places: Places) -> tuple[Edits, str]:
    """Return the edits that move one anchor, and what became of it: kept, moved, chosen or lost."""
    start, end = int(fields["start"].value), int(fields["end"].value)
    paragraph = int(fields["paragraph"].value)
    found = places.find(end - start, fields["digest"].value)
    if not found:
        return [], "lost"
    nearest = min(found, key=lambda place: (place[0] != paragraph, abs(place[1] - start)))
    if nearest == (paragraph, start):
        return [], "kept"
    values = {"paragraph": nearest[0], "start": nearest[1], "end": nearest[1] + end - start}
    edits = [(fields[part], str(value)) for part, value in values.items()]
    return edits, "chosen" if len(found) > 1 else "moved"


def _move_dossier(
    text: str, dossier: Dossier, incoming: Incoming, places: Places, seeds: Path, moved: Moved
) -> str:
    root = _fields(yaml.compose(text, Loader=yaml.SafeLoader))
    edits: Edits = [(root["sha256"], incoming.sha256)]  # type: ignore[list-item]
    for kind in ("claims", "wording"):
        for fields in _items(root.get(kind)):
            label = fields["id"].value if kind == "claims" else f"wording: {fields['phrase'].value}"
            own, fate = _move(fields, places)
            edits += own
            moved.kept += fate == "kept"
            moved.moved += fate in {"moved", "chosen"}
            moved.chosen += [label] if fate == "chosen" else []
            moved.unsettled += [label] if fate == "lost" else []
    edits += _move_furniture(root.get("furniture"), dossier, incoming, seeds, moved)
    return _rewrite(text, edits)


def _move_furniture(
    node: yaml.Node | None, dossier: Dossier, incoming: Incoming, seeds: Path, moved: Moved
) -> Edits:
    """Return the edits that renumber furniture; without the old text a person must look."""
    files = list((seeds / "texts").glob(f"{dossier.document}_*.txt"))
    raw = files[0].read_bytes() if len(files) == 1 else b""
    known = hashlib.sha256(raw).hexdigest() == dossier.sha256
    before = {line.number: line.text for line in paragraphs(normalise(raw))} if known else {}
    after: dict[str, list[int]] = {}
    for line in incoming.paragraphs:
        after.setdefault(line.text, []).append(line.number)
    edits: Edits = []
    for entry in _items(node):
        for number in entry["paragraphs"].value:
            label = f"{UNPLACED}{entry['what'].value} (paragraph {number.value} before)"
            found = after.get(before.get(int(number.value), "\n"), [])
            if found and label not in dossier.unsettled:  # else the number is that of a text before the last
                edits.append((number, str(min(found, key=lambda one: abs(one - int(number.value))))))
            else:
                moved.unsettled.append(label)
    return edits


def _record(text: str, dossier: Dossier, reason: str, moved: Moved) -> str:
    """Write down the old hash and what is unsettled, behind the line on normalisation.

    What was unsettled before is so still, or the new text has its words: the list is written anew.
    """
    lines = _without_unsettled(text)
    place = next(number for number, line in enumerate(lines) if line.startswith("normalisation:")) + 1
    quoted = yaml.safe_dump(reason, default_style='"', allow_unicode=True, width=float("inf")).strip()
    entry = f"- {{sha256: {dossier.sha256}, reason: {quoted}}}"
    earlier = next((number for number, line in enumerate(lines) if line.startswith("earlier:")), None)
    if earlier is None:
        lines[place:place] = ["earlier:", entry]
    else:
        lines.insert(earlier + 1, entry)
    if moved.unsettled:
        listed = yaml.safe_dump({"unsettled": moved.unsettled}, allow_unicode=True, width=float("inf"))
        lines[place:place] = listed.rstrip("\n").split("\n")
    return "\n".join(lines)


def _without_unsettled(text: str) -> list[str]:
    lines = text.split("\n")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if key.value == "unsettled":
            last = value.value[-1] if isinstance(value, yaml.SequenceNode) and value.value else value
            end = value if isinstance(value, yaml.SequenceNode) and value.flow_style else last
            del lines[key.start_mark.line : end.end_mark.line + 1]
    return lines


def _move_codings(
    changes: Changes, dossier: Dossier, incoming: Incoming, places: Places, seeds: Path, problems: Problems
) -> None:
    """Move the anchors of blind codings; a coder's words that are gone cannot be settled by anybody else."""
    for path in sorted((seeds / "codings").glob("*.yml")):
        file = f"{seeds.name}/codings/{path.name}"
        text = changes.read(file)
        edits: Edits = []
        documents: Iterable[dict[str, Any]] = _items(
            _fields(yaml.compose(text, Loader=yaml.CSafeLoader)).get("documents")
        )
        for document in documents:
            if document["source"].value != dossier.source:
                continue
            edits.append((document["sha256"], incoming.sha256))
            for kind in ("claims", "events"):
                for number, fields in enumerate(_items(document.get(kind)), start=1):
                    own, fate = _move(fields, places)
                    edits += own
                    if fate == "lost":
                        remedy = (
                            "the new text does not have its words, and nobody can code for a blind coder; "
                            "take the document out of the codings, or add the text as a source of its own"
                        )
                        place = f"{file}:{fields['start'].start_mark.line + 1}"
                        problems.note(place, dossier.source, f"{kind} number {number}", "an anchor", remedy)
        if edits:
            changes.write(file, _rewrite(text, edits))


def _keep_texts(changes: Changes, dossier: Dossier, incoming: Incoming, seeds: Path) -> None:
    """Put the new text in the place of the old one, which is kept beside."""
    texts = f"{seeds.name}/texts"
    files = sorted((seeds / "texts").glob(f"{dossier.document}_*.txt"))
    for old in files:
        changes.write(f"{texts}/earlier/{dossier.document}_{dossier.sha256[:12]}.txt", old.read_bytes())
        changes.remove(f"{texts}/{old.name}")
    changes.write(
        f"{texts}/{files[0].name if files else f'{dossier.document}_{dossier.source}.txt'}", incoming.raw
    )
