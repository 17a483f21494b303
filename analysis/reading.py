"""Reading a ``seeds/`` folder into typed records; what the records say of each other is checked elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from .bibliography import read_bibliography
from .counts import SHINGLE_WORDS
from .files import read_json, validate
from .model import (
    Audit,
    Check,
    Codebook,
    Coding,
    Correction,
    Corroboration,
    Counts,
    Dossier,
    Erratum,
    Institution,
    Question,
    Record,
    Reference,
    Rerating,
    Settlement,
    Summit,
    TimelineEntry,
    Withdrawn,
)
from .problems import Problems
from .reading_many import read_each, without_collection
from .record_files import read_record, read_records
from .text_files import refuse_link_out

__all__ = [
    "LISTS",
    "Records",
    "list_paths",
    "read_codebook",
    "read_codings",
    "read_definitions",
    "read_dossiers",
    "read_seeds",
    "read_settlements",
    "read_withdrawn",
]

#: Lists of records, in the order in which they are read: what each entry is, and whether a file may be empty.
LISTS: dict[str, tuple[type[Record], bool]] = {
    "checks": (Check, False),
    "corrections": (Correction, True),
    "errata": (Erratum, True),
    "corroboration": (Corroboration, False),
    "timeline": (TimelineEntry, False),
    "summits": (Summit, False),
    "hypotheses": (Question, True),
    "audit": (Audit, True),
    "rerating": (Rerating, True),
    "institutions": (Institution, True),
}
FIELDS = {"hypotheses": "questions"}  # of Records, where it has another name than the file


@dataclass(frozen=True)
class Records:
    """All records of a ``seeds/`` folder.

    Parameters
    ----------
    folder : str
        Its name, for messages.
    codebook : Codebook
        The codes, with definitions.
    dossiers : list of Dossier
        In the order of the document numbers.
    counts : list of Counts
        In the same order.
    checks : list of Check
        This and what follows: in the order of the file.
    corrections : list of Correction
        Errors of the documents.
    errata : list of Erratum
        Errors of our own.
    corroboration : list of Corroboration
        What documents say on the same points.
    timeline : list of TimelineEntry
        Events of the public record.
    summits : list of Summit
        What the texts of the summits say, and who came.
    questions : list of Question
        What comes next: hypotheses, evidence, indicators.
    audit : list of Audit
        A later look at a sample of the checks.
    rerating : list of Rerating
        Verdicts of two blind raters on a sample.
    institutions : list of Institution
        Which authors of the bibliography count as one.
    withdrawn : list of Withdrawn
        Documents that are no source any more.
    references : list of Reference
        The bibliography.
    divided : frozenset of str
        Lists that stand in a folder of files instead of in one, such as ``checks``.
    """

    folder: str  # its name, for messages
    codebook: Codebook
    dossiers: list[Dossier]
    counts: list[Counts]
    checks: list[Check]
    corrections: list[Correction]
    errata: list[Erratum]
    corroboration: list[Corroboration]
    timeline: list[TimelineEntry]
    summits: list[Summit]
    questions: list[Question]
    audit: list[Audit]
    rerating: list[Rerating]
    institutions: list[Institution]
    withdrawn: list[Withdrawn]
    references: list[Reference]
    divided: frozenset[str] = frozenset()

    def file(self, listed: str) -> str:
        """Return the name of a list for messages: of its file, or of the folder into which it is divided.

        Parameters
        ----------
        listed : str
            Such as ``checks``.

        Returns
        -------
        str
            The name.

        Examples
        --------
        >>> from analysis.corpus import SEEDS
        >>> read_seeds(SEEDS, Problems()).file("checks")
        'seeds/checks.yml'
        """
        return f"{self.folder}/{listed}" + ("" if listed in self.divided else ".yml")


def read_seeds(seeds: Path, problems: Problems) -> Records:
    """Read every file of the evidence.

    A list that has grown long, such as ``checks.yml``, may be divided: a folder of its name, ``checks``,
    then holds any number of files of the same form.

    Parameters
    ----------
    seeds : Path
        The folder.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    Records
        Whatever could be read.

    Raises
    ------
    EvidenceError
        Where the folder or the codebook cannot be read, for nothing can be checked without it.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> problems = Problems()
    >>> records = read_seeds(SEEDS, problems)
    >>> [dossier.document for dossier in records.dossiers][:2], problems
    (['000', '001'], [])
    """
    if not seeds.is_dir():
        problems.note(str(seeds), "", "", "no such folder", "name the folder that holds the evidence")
        problems.stop()
    codebook = read_codebook(seeds, problems)
    context = codebook.allowed()
    files = _dossier_files(seeds, problems)
    calls: list[partial[Any]] = [partial(_read_dossier, path, name, context) for path, name in files]
    counted = [] if refuse_link_out(seeds / "counts", seeds, f"{seeds.name}/counts", problems) else files
    for path, _ in counted:
        name = f"{seeds.name}/counts/{path.stem}.json"
        calls.append(partial(_read_counts, seeds / "counts" / f"{path.stem}.json", name))
    lists = {listed: _list_files(seeds, listed, problems) for listed in LISTS}
    for listed, parts in lists.items():
        kind, may_be_empty = LISTS[listed]
        calls += [
            partial(read_records, path, name, kind, context, may_be_empty=may_be_empty)
            for path, name in parts
        ]
    bibliography = partial(read_bibliography, seeds / "references.bib", f"{seeds.name}/references.bib")
    with without_collection():
        results = read_each(calls, long=[bibliography])

        def take(number: int) -> list[Any]:
            """Return what the next calls read, and note their problems."""
            found = []
            for content, slips in islice(results, number):
                problems.extend(slips)
                found.append(content)
            return found

        dossiers = {dossier.source: dossier for dossier in take(len(files)) if dossier}
        counts = []
        for (path, _), (record, slips) in zip(counted, islice(results, len(counted)), strict=True):
            if path.stem in dossiers:  # what is wrong with a dossier has been told
                problems.extend(slips)
                name = f"{seeds.name}/counts/{path.stem}.json"
                counts += _fitting(record, name, dossiers[path.stem], problems)
        entries = {name: [one for part in take(len(parts)) for one in part] for name, parts in lists.items()}
        references = [reference for part in take(1) for reference in part]
    by_number = sorted(dossiers.values(), key=_number)
    places = {dossier.source: place for place, dossier in enumerate(by_number)}
    return Records(
        folder=seeds.name,
        codebook=codebook,
        dossiers=by_number,
        counts=sorted(counts, key=lambda record: places[record.source]),
        withdrawn=read_withdrawn(seeds, problems),
        references=references,
        divided=frozenset(name for name in LISTS if not (seeds / f"{name}.yml").is_file()),
        **{FIELDS.get(name, name): records for name, records in entries.items()},
    )


def list_paths(seeds: Path, listed: str) -> list[Path]:
    """Return the files of a list of entries: one, or those of the folder into which it is divided.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence.
    listed : str
        Name of the list, such as ``checks``.

    Returns
    -------
    list of Path
        By name; only those that exist.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> [path.name for path in list_paths(SEEDS, "checks")]
    ['checks.yml']
    """
    whole = seeds / f"{listed}.yml"
    return sorted((seeds / listed).glob("*.yml")) or ([whole] if whole.is_file() else [])


def _list_files(seeds: Path, listed: str, problems: Problems) -> list[tuple[Path, str]]:
    """Return the file of a list, or the files of the folder into which a long one is divided."""
    file, folder = seeds / f"{listed}.yml", seeds / listed
    if not folder.is_dir():
        return [(file, f"{seeds.name}/{file.name}")]
    if refuse_link_out(folder, seeds, f"{seeds.name}/{listed}", problems):
        return []
    if file.exists():
        found = f"a file {file.name} beside the folder {listed}"
        problems.note(f"{seeds.name}/{listed}", "", "", found, "keep the list in the one or in the other")
    parts = []
    for path in sorted(folder.iterdir()):
        name = f"{seeds.name}/{listed}/{path.name}"
        if path.suffix == ".yml":
            parts.append((path, name))
        else:
            problems.note(name, "", "", "a file that is no list", "name it <source>.yml, or move the file")
    if not parts:
        problems.note(f"{seeds.name}/{listed}", "", "", "no file", f"restore {listed}/*.yml")
    return parts


def read_codebook(seeds: Path, problems: Problems) -> Codebook:
    """Read the codebook; without it nothing else can be checked, so its problems stop at once.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    Codebook
        Checked as a whole.

    Raises
    ------
    EvidenceError
        Where there is any problem, with those that were in `problems` before.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> list(read_codebook(SEEDS, Problems()).variables["stance"].codes)
    ['-2', '-1', '0', '1', '2']
    """
    name = f"{seeds.name}/codebook.yml"
    codebook = read_record(seeds / "codebook.yml", name, Codebook, {}, problems)
    problems.stop()
    assert codebook is not None  # a codebook without problems is a codebook
    return codebook


def read_dossiers(seeds: Path, context: Mapping[str, list[str]], problems: Problems) -> list[Dossier]:
    """Read all dossiers.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence.
    context : mapping of str to list of str
        Codes of each variable, from :meth:`analysis.model.Codebook.allowed`.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    list of Dossier
        Those without problem, in the order of their document numbers.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> problems = Problems()
    >>> context = read_codebook(SEEDS, problems).allowed()
    >>> [dossier.source for dossier in read_dossiers(SEEDS, context, problems)][0]
    'elpais'
    """
    calls = [partial(_read_dossier, path, name, context) for path, name in _dossier_files(seeds, problems)]
    dossiers = []
    for dossier, slips in read_each(calls):
        problems.extend(slips)
        dossiers += [dossier] if dossier else []
    return sorted(dossiers, key=_number)


def _dossier_files(seeds: Path, problems: Problems) -> list[tuple[Path, str]]:
    """Return the files of the dossiers, each with its name for messages."""
    folder = seeds / "dossiers"
    if refuse_link_out(folder, seeds, f"{seeds.name}/dossiers", problems):
        return []
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    if not any(path.suffix == ".yml" for path in paths):
        problems.note(f"{seeds.name}/dossiers", "", "", "no dossier", "restore seeds/dossiers/*.yml")
    files = []
    for path in paths:
        name = f"{seeds.name}/dossiers/{path.name}"
        if path.suffix == ".yml":
            files.append((path, name))
        else:
            remedy = "name dossiers <source>.yml, or move the file"
            problems.note(name, "", "", "a file that is no dossier", remedy)
    return files


def _read_dossier(
    path: Path, name: str, context: Mapping[str, list[str]], problems: Problems
) -> Dossier | None:
    dossier = read_record(path, name, Dossier, context, problems)
    if dossier and dossier.source != path.stem:
        problems.note(name, "", "source", f"'{dossier.source}'", f"name it '{path.stem}', as the file")
        return None
    return dossier


def _number(dossier: Dossier) -> tuple[int, str]:
    """Order documents by number: 999 comes before 1000."""
    return len(dossier.document), dossier.document


def read_codings(seeds: Path, context: Mapping[str, list[str]], problems: Problems) -> list[Coding]:
    """Read the blind codings.

    They are kept apart from the evidence: nothing in the book but the page on methods rests on
    them, so :func:`read_seeds` does not read them.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence; the codings stand in its folder ``codings``.
    context : mapping of str to list of str
        Codes of each variable.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    list of Coding
        Those without problem, by round and then by coder.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> problems = Problems()
    >>> context = read_codebook(SEEDS, problems).allowed()
    >>> len({coding.coder for coding in read_codings(SEEDS, context, problems)}) > 1, problems
    (True, [])
    """
    folder = seeds / "codings"
    if refuse_link_out(folder, seeds, f"{seeds.name}/codings", problems):
        return []
    paths = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    if not paths:
        problems.note(f"{seeds.name}/codings", "", "", "no coding", "restore seeds/codings/*.yml")
    codings = []
    for path in paths:
        name = f"{seeds.name}/codings/{path.name}"
        coding = read_record(path, name, Coding, context, problems)
        if coding and coding.coder != path.stem:
            problems.note(name, "", "coder", f"'{coding.coder}'", f"name it '{path.stem}', as the file")
        elif coding:
            codings.append(coding)
    return sorted(codings, key=lambda coding: (coding.round, coding.coder))


def read_settlements(seeds: Path, problems: Problems) -> list[Settlement]:
    """Read how disagreements between coders were settled.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    list of Settlement
        In the order of the file.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> problems = Problems()
    >>> all(entry.reason for entry in read_settlements(SEEDS, problems)), problems
    (True, [])
    """
    name = f"{seeds.name}/settlements.yml"
    return read_records(seeds / "settlements.yml", name, Settlement, {}, problems, may_be_empty=True)


def read_withdrawn(seeds: Path, problems: Problems) -> list[Withdrawn]:
    """Read which documents were sources and are none any more.

    Parameters
    ----------
    seeds : Path
        The folder of the evidence; without a file ``withdrawn.yml`` in it nothing was withdrawn.
    problems : Problems
        What is wrong is added here.

    Returns
    -------
    list of Withdrawn
        In the order of the file.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> read_withdrawn(SEEDS / "no-such-folder", Problems())
    []
    """
    path = seeds / "withdrawn.yml"
    if not path.is_file():
        return []
    return read_records(path, f"{seeds.name}/{path.name}", Withdrawn, {}, problems, may_be_empty=True)


def read_definitions(root: Path, files: Iterable[str], problems: Problems) -> dict[str, set[str]]:
    """Read which functions and classes Python files define, without running them.

    Parameters
    ----------
    root : Path
        Folder of the project.
    files : iterable of str
        Paths below it.
    problems : Problems
        A file that cannot be read as Python is added here.

    Returns
    -------
    dict of str to set of str
        File to the names that it defines at its outermost level; a file that does not exist has no entry.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> found = read_definitions(SEEDS.parent, ["analysis/confidence.py", "analysis/lost.py"], Problems())
    >>> list(found), "ceiling" in found["analysis/confidence.py"]
    (['analysis/confidence.py'], True)
    """
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = {}
    for file in dict.fromkeys(files):
        if not (root / file).is_file():
            continue
        try:
            tree = ast.parse((root / file).read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError) as error:
            found = f"broken Python ({error.msg if isinstance(error, SyntaxError) else error.reason})"
            problems.note(file, "", "", found, "mend the file; its functions cannot be listed")
            continue
        defined[file] = {node.name for node in tree.body if isinstance(node, kinds)}
    return defined


def _read_counts(path: Path, name: str, problems: Problems) -> Counts | None:
    data = read_json(path, name, problems)
    return validate(Counts, data, name, {}, problems) if data is not None else None


def _fitting(record: Counts | None, name: str, dossier: Dossier, problems: Problems) -> list[Counts]:
    """Return counts that are those of the dossier's text; note why others are not."""
    mend = "run python -m analysis count with the texts at hand"
    if record is None:
        return []
    numbers = [line.paragraph for line in record.paragraphs]
    if record.source != dossier.source:
        remedy = f"counts of '{dossier.source}' belong here; {mend}"
        problems.note(name, "", "source", f"'{record.source}'", remedy)
    elif record.sha256 != dossier.sha256:
        problems.note(name, "", "sha256", "counts of another text than the dossier's", mend)
    elif record.shingle_words != SHINGLE_WORDS:
        found, remedy = str(record.shingle_words), f"runs of {SHINGLE_WORDS} words; {mend}"
        problems.note(name, "", "shingle_words", found, remedy)
    elif len(numbers) != len(set(numbers)):
        problems.note(name, "", "paragraphs", "a paragraph that stands twice", mend)
    else:
        return [record]
    return []
