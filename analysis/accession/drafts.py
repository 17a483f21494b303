"""Drafts of sources: what one still lacks to enter the book, and what the book would be with it.

A draft is a folder ``seeds/drafts/<source>/`` with dossier, checks, corrections and references of one
document. It is tried as it would stand in the book: on a copy, against every rule of the book.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from ..anchors import compare_anchors, counted, normalise, read_text
from ..bibliography import read_bibliography
from ..corpus import BOOK
from ..files import AnyRecord, read_yaml, validate
from ..model import CLAIM_ID, Check, Codebook, Correction, Dossier
from ..problems import EvidenceError, Problem, Problems, suggest
from ..reading import list_paths, read_codebook, read_withdrawn
from ..remedies import refuse_repeats, remedy_claim, source_of
from .changes import Changes
from .incoming import Incoming
from .names import number_of
from .skeleton import write_dossier
from .survey import find_furniture, guess_language

__all__ = ["list_drafts", "plan_entry"]

PAGE, ERRORS = "evidence.md", "corrections.md"
OWN_ERRORS = "## Our own errors"  # the section that comes after those of the documents
QUESTION = re.compile(r"^ *# (?!#|[a-z_]+:$)")  # a comment, but no field that stands as one
LISTS = {"checks.yml": Check, "corrections.yml": Correction}


def list_drafts(seeds: Path) -> list[str]:
    """List the drafts.

    Parameters
    ----------
    seeds : Path
        Folder of the evidence.

    Returns
    -------
    list of str
        Ids, sorted.

    Examples
    --------
    >>> list_drafts(Path("no-such-folder"))
    []
    """
    return sorted(path.parent.name for path in (seeds / "drafts").glob("*/dossier.yml"))


def plan_entry(name: str, seeds: Path, check: Callable[[Path], str]) -> tuple[Changes, str]:
    """Plan what makes a draft a source, and try it on a copy of the project.

    Parameters
    ----------
    name : str
        Id of the draft.
    seeds : Path
        Folder of the evidence; the project lies around it.
    check : callable
        Checks a folder of evidence with its book and says how much there is:
        :func:`analysis.commands.check.report_check`.

    Returns
    -------
    changes : Changes
        Not yet carried out.
    told : str
        What `check` said of the project as it will be.

    Raises
    ------
    EvidenceError
        With everything that the draft lacks: first of its own files; once these are whole, of what the
        book asks.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> plan_entry("no-such-draft", SEEDS, str)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 1 problem in what was asked for:
      NAME: found 'no-such-draft', which is no draft; ...
    """
    drafts, problems = list_drafts(seeds), Problems()
    if name not in drafts:
        made = suggest(name, drafts) if drafts else "there is none; open one with python -m analysis add"
        problems.note("NAME", "", "", f"'{name}', which is no draft", made)
        problems.stop("what was asked for")
    codebook = read_codebook(seeds, problems)
    folder = f"{seeds.name}/drafts/{name}"
    dossier = _read_dossier(seeds, name, codebook, problems)
    lists = {
        file: _read_list(seeds, f"{folder}/{file}", kind, codebook, problems) for file, kind in LISTS.items()
    }
    changes = Changes(seeds.resolve().parent)
    bibliography = changes.read(f"{folder}/references.bib")
    if "@" in re.sub(r"(?m)^\s*%.*$", "", bibliography):
        read_bibliography(seeds / "drafts" / name / "references.bib", f"{folder}/references.bib", problems)
    else:
        bibliography = ""
    ids, sound = _check_ids(name, f"{folder}/dossier.yml", dossier, problems)
    _check_claims(folder, ids, sound, lists, problems)
    counts = _counts(seeds, folder, dossier, codebook, problems) if isinstance(dossier, Dossier) else ""
    unread = [file for file, listed in lists.items() if listed.named is None]
    unread += ["dossier.yml"] if dossier is None else []
    later = (
        f" (what rests on {' and '.join(sorted(unread))} is checked once it can be read)" if unread else ""
    )
    problems.stop(f"the draft of {name}{later}")
    assert isinstance(dossier, Dossier)
    written = changes.read(f"{folder}/dossier.yml")
    if not re.search(r"(?m)^document:", written):
        source = f"source: {name}"
        written = written.replace(source, f'{source}\ndocument: "{dossier.document}"', 1)
    changes.write(f"{seeds.name}/dossiers/{name}.yml", _without_questions(written, dossier, codebook, seeds))
    changes.write(f"{seeds.name}/counts/{name}.json", counts)
    numbered: dict[str, str] = {}
    for file in LISTS:
        entries, listed = _entries(changes.read(f"{folder}/{file}")), Path(file).stem
        if listed == "corrections":
            gone = [one for record in read_withdrawn(seeds, problems) for one in record.corrections]
            parts = [path.read_text(encoding="utf-8") for path in list_paths(seeds, listed)]
            entries = _numbered(entries, "\n".join(parts), gone)
            given = re.findall(r"(?m)^- id: (correction-[0-9]+)\n +claim: *(\S+)", entries)
            numbered = {one: f"entry {place} {claim}" for place, (one, claim) in enumerate(given, start=1)}
        divided = (seeds / listed).is_dir()
        _append(changes, f"{seeds.name}/{listed}/{name}.yml" if divided else f"{seeds.name}/{file}", entries)
    if bibliography:
        _append(
            changes, f"{seeds.name}/references.bib", re.sub(r"(?m)^%.*\n", "", bibliography).strip() + "\n"
        )
    _write_pages(changes, name, dossier.label)
    for path in sorted((seeds / "drafts" / name).iterdir()):
        changes.remove(f"{folder}/{path.name}")
    return changes, _try(changes, name, seeds, numbered, check)


def _read_dossier(
    seeds: Path, name: str, codebook: Codebook, problems: Problems
) -> Dossier | dict[str, Any] | None:
    """Return the dossier; where it is not whole yet, the plain data; None where it cannot be read."""
    file = f"{seeds.name}/drafts/{name}/dossier.yml"
    data = read_yaml(seeds / "drafts" / name / "dossier.yml", file, problems)
    if data is None:
        return None
    if note_empty((seeds / "drafts" / name / "dossier.yml").read_text(encoding="utf-8"), file, problems):
        return data if isinstance(data, dict) else {}
    if isinstance(data, dict) and "document" not in data:  # the number that add gave
        data = data | {"document": number_of(seeds / "drafts" / name / "dossier.yml", seeds)}
    dossier = validate(Dossier, data, file, codebook.allowed(), problems)
    if dossier and dossier.source != name:
        problems.note(file, "", "source", f"'{dossier.source}'", f"name it '{name}', as the folder")
    return dossier or (data if isinstance(data, dict) else {})


def note_empty(text: str, file: str, problems: Problems) -> int:
    r"""Note every field that is empty, with the question that stands above it.

    Parameters
    ----------
    text : str
        YAML that can be read.
    file : str
        Its name, for messages.
    problems : Problems
        What is empty is added here.

    Returns
    -------
    int
        How many fields are empty.

    Examples
    --------
    >>> problems = Problems()
    >>> note_empty("# Which day?\ndate:\n", "a.yml", problems), str(problems[0])
    (1, 'a.yml: line 2: date: found nothing; fill it: Which day?')
    """
    lines, found = text.split("\n"), 0
    nodes = [(yaml.compose(text, Loader=yaml.CSafeLoader), "")]
    while nodes:
        node, path = nodes.pop(0)
        if isinstance(node, yaml.SequenceNode):
            nodes = [(item, f"{path} {number}") for number, item in enumerate(node.value, start=1)] + nodes
        elif isinstance(node, yaml.MappingNode):
            nodes = [(value, f"{path}, {key.value}".strip(", ")) for key, value in node.value] + nodes
        elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            found += 1
            place = node.start_mark.line
            place -= not lines[place].strip() or ":" not in lines[place]
            question: list[str] = []
            while place > len(question) and QUESTION.match(lines[place - len(question) - 1]):
                question.insert(0, lines[place - len(question) - 1].strip(" #"))
            remedy = f"fill it: {' '.join(question)}" if question else "fill it"
            problems.note(file, f"line {place + 1}", path, "nothing", remedy)
    return found


class _Listed(NamedTuple):
    """Entries without problem, and the claims that all entries name; None where the file cannot be read."""

    records: list[Any]
    named: list[str] | None


def _read_list(
    seeds: Path, name: str, kind: type[AnyRecord], codebook: Codebook, problems: Problems
) -> _Listed:
    path = seeds.parent / name
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not re.sub(r"(?m)^\s*#.*$", "", text).strip():
        return _Listed([], [])  # nothing but comments: no entry yet
    data = read_yaml(path, name, problems, may_be_empty=True)
    if data is not None and not isinstance(data, list):
        problems.note(name, "", "", "no list", "write a list of entries, each with a dash")
    records, named = [], []
    for number, entry in enumerate(data if isinstance(data, list) else [], start=1):
        label = str(entry.get("claim", "")) if isinstance(entry, dict) else ""
        named.append(label)
        if kind is Correction and isinstance(entry, dict):
            entry = {"id": f"correction-{number:02d}"} | entry  # the number is given when the draft enters
        record = validate(
            kind, entry, name, codebook.allowed(), problems, entry=f"entry {number} {label}".strip()
        )
        records += [record] if record else []
    return _Listed(records, named if isinstance(data, list) else None)


def _check_ids(
    name: str, file: str, dossier: Dossier | dict[str, Any] | None, problems: Problems
) -> tuple[list[str], bool]:
    """Return the ids of a draft's claims, and whether they are right, so that others can be held to them."""
    claims = dossier.claims if isinstance(dossier, Dossier) else (dossier or {}).get("claims")
    claims = claims if isinstance(claims, list) else []
    found = [one.get("id") if isinstance(one, dict) else getattr(one, "id", None) for one in claims]
    ids = [one for one in found if isinstance(one, str) and re.match(CLAIM_ID, one)]
    before = len(problems)
    refuse_repeats(ids, file, problems)
    for one in ids:
        if source_of(one) != name:
            problems.note(file, f"claim {one}", "id", f"'{one}'", f"begin it with '{name}-'")
    return ids, bool(ids) and len(ids) == len(found) and len(problems) == before


def _check_claims(
    folder: str, ids: list[str], sound: bool, lists: dict[str, _Listed], problems: Problems
) -> None:
    """See that each claim has its check, and that nothing is said of other documents' claims."""
    name, (checks, named) = folder.rpartition("/")[2], lists["checks.yml"]
    refuse_repeats([check.claim for check in checks], f"{folder}/checks.yml", problems)
    missing = [one for one in ids if source_of(one) == name and one not in named] if named is not None else []
    for stray in (Counter(named) - Counter(ids)).elements():  # that it is no other claim is told below
        for near in difflib.get_close_matches(stray, missing, n=1, cutoff=0):
            missing.remove(near)
    for claim in missing:
        remedy = "look for it in the public record, and say what was found; the file shows the fields"
        problems.note(f"{folder}/checks.yml", "", claim, "no check of it", remedy)
    for file, listed in lists.items():
        for entry in listed.records:
            if entry.claim in ids:
                continue
            if source_of(entry.claim) != name:
                remedy = f"a draft speaks of its own claims; what touches others goes into seeds/{file}"
                problems.note(f"{folder}/{file}", entry.claim, "claim", f"'{entry.claim}'", remedy)
            elif sound:
                remedy = remedy_claim(entry.claim, ids)
                problems.note(f"{folder}/{file}", entry.claim, "claim", f"'{entry.claim}'", remedy)


def _counts(seeds: Path, folder: str, dossier: Dossier, codebook: Codebook, problems: Problems) -> str:
    """Prove the anchors of a draft against its text and count it."""
    text = read_text(seeds / "texts", dossier.document, dossier.sha256, problems)
    if text is None:
        return ""
    file = f"{folder}/dossier.yml"
    for kind, records in (("claim", dossier.claims), ("wording", dossier.wording)):
        rows = pd.DataFrame([record.model_dump() for record in records])
        if kind == "claim":
            rows = rows.set_index("id")
        compare_anchors(file, kind, rows, text, problems, source=dossier.source)
    return counted(dossier, text, codebook, file, problems)


def _without_questions(text: str, dossier: Dossier, codebook: Codebook, seeds: Path) -> str:
    """Return a dossier without the questions of its draft; comments of whoever filled it stay."""
    raw = next((seeds / "texts").glob(f"{dossier.document}_*.txt")).read_bytes()
    incoming = Incoming(raw, normalise(raw))
    guess, furniture = guess_language(incoming.text), find_furniture(incoming.paragraphs)
    asked = write_dossier(
        dossier.source, dossier.document, incoming, codebook, language=guess, furniture=furniture
    )
    questions = {line for line in asked.split("\n") if line.lstrip().startswith("#")}
    kept = "\n".join(line for line in text.split("\n") if line not in questions)
    return re.sub(r"\n{3,}", "\n\n", kept).lstrip("\n")


def _entries(text: str) -> str:
    """Return the entries of a list, as they are written, without the comment that stands above them."""
    start = re.search(r"(?m)^- ", text)
    if not start:
        data = yaml.safe_load(text) or []
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110) if data else ""
    return text[start.start() :].rstrip("\n") + "\n"


def _numbered(entries: str, before: str, gone: Iterable[str]) -> str:
    """Give each correction that has no id the next number that none bears, and none that is gone bore."""
    borne = [*re.findall(r"(?m)^- \{?id: *(correction-[0-9]+)", before), *gone]
    last = max((int(name.rpartition("-")[2]) for name in borne), default=0)
    parts = re.split(r"(?m)^- (?=claim:)", entries)
    numbers = range(last + 1, last + len(parts))
    numbered = [
        f"- id: correction-{number:02d}\n  {part}" for number, part in zip(numbers, parts[1:], strict=True)
    ]
    return parts[0] + "".join(numbered)


def _append(changes: Changes, path: str, entries: str) -> None:
    before = changes.read(path)
    if entries:
        kept = "" if before.strip() == "[]" else before.rstrip("\n") + "\n"
        changes.write(path, kept + entries)


def _write_pages(changes: Changes, name: str, label: str) -> None:
    """Give the source its sections in the register and among the corrections."""
    page = changes.read(f"{BOOK.name}/{PAGE}")
    if page and f"{{register}} {name}\n" not in page:
        changes.write(
            f"{BOOK.name}/{PAGE}", f"{page.rstrip()}\n\n## {label}\n\n```{{register}} {name}\n```\n"
        )
    page = changes.read(f"{BOOK.name}/{ERRORS}")
    call = f'corrections.show_corrections(evidence, "{name}")'
    if OWN_ERRORS in page and call not in page:
        section = f"## {label}\n\n```{{code-cell}} ipython3\n:tags: [hide-input]\n\n{call}\n```\n\n"
        changes.write(f"{BOOK.name}/{ERRORS}", page.replace(OWN_ERRORS, section + OWN_ERRORS, 1))


def _try(
    changes: Changes, name: str, seeds: Path, numbered: dict[str, str], check: Callable[[Path], str]
) -> str:
    """Check the project as it will be; problems are told of the files in which they are mended.

    `numbered` names the entries of the draft's corrections by the ids that they are to have.
    """
    folder = f"{seeds.name}/drafts/{name}"
    with changes.tried() as copy:
        try:
            return check(copy / seeds.name)
        except EvidenceError as error:
            told = [_of_draft(problem, name, folder, numbered) for problem in error.problems]
    raise EvidenceError(told, f"the draft of {name}")


def _of_draft(problem: Problem, name: str, folder: str, numbered: dict[str, str]) -> Problem:
    places = Path(problem.file).with_suffix("").parts[-2:]  # such as seeds/checks, or checks/third
    file = next((file for file in LISTS if Path(file).stem in places), "")
    remedy = problem.remedy.replace("; add it there", f"; add it to {folder}/references.bib")
    if problem.file.endswith((f"dossiers/{name}.yml", f"counts/{name}.json")):
        return replace(problem, file=f"{folder}/dossier.yml", remedy=remedy)
    if file and problem.entry in numbered:
        entry = numbered[problem.entry]
        return replace(problem, file=f"{folder}/{file}", entry=entry, remedy=remedy)
    if file and (f"{name}-" in problem.entry or f"{name}-" in problem.found):
        return replace(problem, file=f"{folder}/{file}", remedy=remedy)
    return problem
