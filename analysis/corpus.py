"""The corpus: all of ``seeds/`` as checked tables.

`load` reads every file, checks each record and what the records say of each other, and
either returns the whole evidence or raises one :class:`EvidenceError` with every problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from .agreement import check_settlements
from .consistency import check_codings, check_records
from .duties import check_duties
from .files import read_json
from .judgements import check_judgements
from .model import Coding, Duty, Judgement, Requirement, Settlement
from .problems import Problems, suggest
from .prose import Outline, Page, Record, check_pages, outline, read_page, record_marks
from .reading import read_codings, read_definitions, read_seeds, read_settlements
from .reading_many import without_collection
from .record_files import read_records
from .remedies import refuse_repeats
from .tables import Evidence, make_tables
from .text_files import read_text_file

__all__ = [
    "ACCESSIBILITY", "BOOK", "JUDGEMENTS", "SEEDS", "TRADECRAFT", "Evidence", "check_prose", "load",
    "load_accessibility", "load_codings", "load_judgements", "load_marks", "load_outlines", "load_pages",
    "load_settlements", "load_tradecraft", "save_marks", "save_outlines",
]  # fmt: skip

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
BOOK = SEEDS.parent / "book"
JUDGEMENTS = BOOK / "judgements.yml"
MARKS, OUTLINE = "marks.json", "outline.json"  # beside the pages
TRADECRAFT = BOOK / "tradecraft.yml"
ACCESSIBILITY = BOOK / "accessibility.yml"


def load(seeds: Path | str = SEEDS) -> Evidence:
    """Read and check the whole evidence.

    Parameters
    ----------
    seeds : path
        Folder with the dossiers, the codebook and the records; the project's own by default.

    Returns
    -------
    Evidence
        The tables, described there column by column.

    Raises
    ------
    EvidenceError
        With every problem of every file, where there is any.

    Examples
    --------
    >>> evidence = load()
    >>> evidence.sources["document"].tolist()[:2]
    ['000', '001']
    """
    problems = Problems()
    with without_collection():
        records = read_seeds(Path(seeds), problems)
        check_records(records, problems)
        problems.stop()
        return make_tables(records)


def load_judgements(evidence: Evidence, path: Path | str = JUDGEMENTS) -> list[Judgement]:
    """Read the key judgements and check them against the evidence.

    Parameters
    ----------
    evidence : Evidence
        What they may name.
    path : path
        The file; the book's own by default.

    Returns
    -------
    list of Judgement
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where a judgement names no or unknown evidence, rests on a claim that the record does not
        bear out, claims more confidence than its evidence allows, or uses a term outside the lexicon.

    Examples
    --------
    >>> load_judgements(load())[0].id
    'judgement-1'
    """
    path, problems = Path(path), Problems()
    name = f"{path.parent.name}/{path.name}"
    judgements = read_records(path, name, Judgement, evidence.codebook.allowed(), problems)
    check_judgements(name, judgements, evidence, problems)
    problems.stop()
    return judgements


def load_tradecraft(evidence: Evidence, path: Path | str = TRADECRAFT) -> list[Duty]:
    """Read how the book meets the tradecraft directives, and check it against the project's own code.

    Parameters
    ----------
    evidence : Evidence
        Whose bibliography the duties may cite.
    path : path
        The file; the book's own by default.

    Returns
    -------
    list of Duty
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where a duty is left out or stands twice, cites an unknown page, names a file or check that does
        not exist, counts as built without a test, or does not say what is missing.

    Examples
    --------
    >>> load_tradecraft(load())[0].id
    'icd-203-1'
    """
    path, problems = Path(path), Problems()
    name = f"{path.parent.name}/{path.name}"
    duties = read_records(path, name, Duty, {}, problems)
    problems.stop()  # an entry that cannot be read would be told again as left out
    files = [enforcer.file for duty in duties for enforcer in duty.enforced_by]
    defined = read_definitions(SEEDS.parent, files, problems)
    problems.stop()
    check_duties(name, duties, defined, evidence, problems)
    problems.stop()
    return duties


def load_accessibility(path: Path | str = ACCESSIBILITY) -> list[Requirement]:
    """Read what the pages must let every reader do, and how each was tried.

    Parameters
    ----------
    path : path
        The file; the book's own by default.

    Returns
    -------
    list of Requirement
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where an id stands twice, or the proof of an entry is not the one that it names.

    Examples
    --------
    >>> {one.proof for one in load_accessibility()} == {"test", "by hand", "not tested"}
    True
    """
    path, problems = Path(path), Problems()
    name = f"{path.parent.name}/{path.name}"
    requirements = read_records(path, name, Requirement, {}, problems)
    refuse_repeats([one.id for one in requirements], name, problems)
    problems.stop()
    return requirements


def load_codings(evidence: Evidence, seeds: Path | str = SEEDS) -> list[Coding]:
    """Read the blind codings and check them against the documents.

    Parameters
    ----------
    evidence : Evidence
        Whose documents they code.
    seeds : path
        Folder of the evidence; the project's own by default.

    Returns
    -------
    list of Coding
        By round and then by coder.

    Raises
    ------
    EvidenceError
        Where a coding has a wrong code, or codes an unknown document or another text of it.

    Examples
    --------
    >>> evidence = load()
    >>> {document.source for coding in load_codings(evidence) for document in coding.documents} <= set(
    ...     evidence.sources.index)
    True
    """
    seeds, problems = Path(seeds), Problems()
    codings = read_codings(seeds, evidence.codebook.allowed(), problems)
    check_codings(f"{seeds.name}/codings", codings, evidence, problems)
    problems.stop()
    return codings


def load_settlements(
    evidence: Evidence, codings: Sequence[Coding], seeds: Path | str = SEEDS
) -> list[Settlement]:
    """Read how disagreements between coders were settled, and check it against their codings.

    Parameters
    ----------
    evidence : Evidence
        Whose coding is published.
    codings : sequence of Coding
        As from :func:`load_codings`.
    seeds : path
        Folder of the evidence; the project's own by default.

    Returns
    -------
    list of Settlement
        In the order of the file.

    Raises
    ------
    EvidenceError
        Where an entry is not sound or names no disagreement, and where both blind coders of a round
        agree on another code than the one that stood after it and no entry says why.

    Examples
    --------
    >>> evidence = load()
    >>> all(entry.reason for entry in load_settlements(evidence, load_codings(evidence)))
    True
    """
    seeds, problems = Path(seeds), Problems()
    settlements = read_settlements(seeds, problems)
    check_settlements(f"{seeds.name}/settlements.yml", settlements, codings, evidence, problems)
    problems.stop()
    return settlements


def load_pages(book: Path | str = BOOK) -> list[Page]:
    """Read the pages of the book, cut into sentences.

    Parameters
    ----------
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    list of Page
        Every ``.md`` file of the folder: first as the contents list them, then the others by name.

    Raises
    ------
    EvidenceError
        Where a page is not UTF-8.

    Examples
    --------
    >>> "divisions" in [page.name for page in load_pages()]
    True
    """
    problems, pages = Problems(), []
    contents = Path(book) / "_toc.yml"
    order = (
        re.findall(r"(?:root|file): *([\w/-]+)", contents.read_text("utf-8")) if contents.is_file() else []
    )
    for name in (name for name in order if "/" in name):
        found = f"'{name}', a page in a folder of its own"
        problems.note(
            "book/_toc.yml", "", "file", found, "put all pages in book/; links between them need it"
        )
    places = {name: place for place, name in enumerate(order)}
    for path in sorted(Path(book).glob("*.md"), key=lambda path: (places.get(path.stem, len(places)), path)):
        text = read_text_file(path, f"{path.parent.name}/{path.name}", problems)
        if text is not None:
            pages.append(read_page(path.stem, text))
    problems.stop()
    return pages


def load_marks(book: Path | str = BOOK) -> Record:
    """Read which marks the sentences of the book had when they were last recorded.

    Parameters
    ----------
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    mapping of str to mapping of str to list of str
        Page to fingerprint of a sentence to its marks; empty where nothing is recorded.

    Raises
    ------
    EvidenceError
        Where the record cannot be read.

    Examples
    --------
    >>> "divisions" in load_marks()
    True
    """
    path, problems = Path(book) / MARKS, Problems()
    if not path.is_file():
        return {}
    name, remedy = f"{path.parent.name}/{MARKS}", "write it anew with make marks"
    record = read_json(path, name, problems, remedy=remedy)
    problems.stop()
    try:
        whole = all(isinstance(marks, list) for page in record.values() for marks in page.values())
    except AttributeError:
        whole = False
    if not whole:
        problems.note(name, "", "", "no table of marks", remedy)
    problems.stop()
    return dict(record)


def save_marks(book: Path | str = BOOK) -> int:
    """Record which marks the sentences of the book have now.

    Parameters
    ----------
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    int
        How many sentences have marks.

    Raises
    ------
    EvidenceError
        Where a page cannot be read; then nothing is written.

    Examples
    --------
    >>> save_marks("no-such-folder")
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no-such-folder/marks.json'
    """
    pages = load_pages(book)
    record = record_marks(pages)
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (Path(book) / MARKS).write_text(text, encoding="utf-8")
    save_outlines(pages, book)
    return sum(len(sentences) for sentences in record.values())


def load_outlines(book: Path | str = BOOK) -> list[Outline]:
    """Read the outlines of the pages: titles, and what how many of their sentences rest on.

    Parameters
    ----------
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    list of Outline
        As the pages were when they were last recorded, in the order of the contents.

    Raises
    ------
    EvidenceError
        Where the record cannot be read.

    Examples
    --------
    >>> [page.title for page in load_outlines()][1]
    'Background'
    """
    path, problems = Path(book) / OUTLINE, Problems()
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        outlines = [
            Outline(name, data["title"], dict(data["support"]), list(data["judgements"]))
            for name, data in record.items()
        ]
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        problems.note(f"{path.parent.name}/{OUTLINE}", "", "", repr(error), "write it anew with make marks")
    problems.stop()
    return outlines


def save_outlines(pages: Sequence[Page], book: Path | str = BOOK) -> bool:
    """Write the outlines of pages.

    Parameters
    ----------
    pages : sequence of Page
        As from :func:`load_pages`.
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    bool
        Whether they differ from what was written.

    Examples
    --------
    >>> save_outlines(load_pages())
    False
    """
    record = {page.name: outline(page).as_data() for page in pages}
    text, path = json.dumps(record, indent=1, ensure_ascii=False) + "\n", Path(book) / OUTLINE
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def check_prose(evidence: Evidence, judgements: Sequence[Judgement], book: Path | str = BOOK) -> int:
    """Hold every page of the book to the rules of :mod:`analysis.prose`.

    Parameters
    ----------
    evidence : Evidence
        What the pages may name.
    judgements : sequence of Judgement
        As from :func:`load_judgements`.
    book : path
        Folder of the pages; the project's own by default.

    Returns
    -------
    int
        How many sentences were read.

    Raises
    ------
    EvidenceError
        With every finding, each with file, line and remedy; also where a judgement names no chapter of
        the book, or a question of the outlook no judgement.

    Examples
    --------
    >>> evidence = load()
    >>> check_prose(evidence, load_judgements(evidence)) > 300
    True
    """
    problems, pages, book = Problems(), load_pages(book), Path(book)
    ids, chapters = [judgement.id for judgement in judgements], [page.name for page in pages]
    owned = {judgement.chapter for judgement in judgements}
    check_pages(pages, evidence, ids, problems, book.name, owned, load_marks(book))
    # Without a record the chapters that read it say so.
    if (book / OUTLINE).is_file() and [outline(page) for page in pages] != load_outlines(book):
        found = "not what the pages say now"
        problems.note(f"{book.name}/{OUTLINE}", "", "", found, "record titles and support: make marks")
    for judgement in judgements:
        if judgement.chapter not in chapters:
            file, found = f"{book.name}/{JUDGEMENTS.name}", f"'{judgement.chapter}', which is no page"
            problems.note(file, judgement.id, "chapter", found, suggest(judgement.chapter, chapters))
    for question, bears_on in evidence.hypotheses.groupby("question")["judgement"].first().items():
        if bears_on not in ids:
            found = f"'{bears_on}', which is no judgement of the book"
            problems.note("seeds/hypotheses.yml", question, "judgement", found, suggest(bears_on, ids))
    problems.stop()
    return sum(len(passage.sentences) for page in pages for passage in page.passages)
