"""Opening a draft: from a text to an empty dossier, its counts, and a sheet of what was seen in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..counts import SHINGLE_WORDS, count
from ..problems import Problems
from ..reading import Records, read_seeds
from .changes import Changes
from .incoming import Incoming, known_texts, read_incoming
from .kinship import Passage, find_quotations, find_shared, overlap
from .names import check_name, next_number, taken_names
from .skeleton import CHECKS, CORRECTIONS, REFERENCES, says, write_dossier
from .survey import Seen, find_dates, find_furniture, find_names, guess_language

__all__ = ["Survey", "open_draft"]

NEARLY_ALL = 0.8  # of the runs of words: then it is probably a copy of a coded document


@dataclass(frozen=True)
class Survey:
    """What was seen in a text that is to become a source.

    Parameters
    ----------
    name, document : str
        Id and number of the source.
    incoming : Incoming
        Its text.
    tokens, runs : int
        Words, and different runs of five words.
    language : str
        A guess.
    dates, known, unknown, furniture : list of Seen
        See :mod:`analysis.accession.survey`.
    shared, quotations : list of Passage
        See :mod:`analysis.accession.kinship`.
    nearest : tuple of str and float
        The coded document with which it shares most, and how much.
    """

    name: str
    document: str
    incoming: Incoming
    tokens: int
    runs: int
    language: str
    dates: list[Seen]
    known: list[Seen]
    unknown: list[Seen]
    furniture: list[Seen]
    shared: list[Passage]
    quotations: list[Passage]
    nearest: tuple[str, float]

    @property
    def text_path(self) -> str:
        """Where the text is kept, from the top of the project; git does not take it."""
        return f"seeds/texts/{self.document}_{self.name}.txt"

    def told(self) -> str:
        """Say what was seen, in some lines.

        Returns
        -------
        str
            For the terminal.
        """
        paragraphs = len(self.incoming.paragraphs)
        lines = [
            f"text        {self.text_path}, SHA-256 {self.incoming.sha256[:12]}…, normalised as nfc-lf",
            f"size        {paragraphs} paragraphs, {self.tokens} words, {self.runs} runs of {SHINGLE_WORDS}",
            f"language    {self.language} (a guess)",
            f"dates       {_listed(self.dates)}",
            f"names       {_listed(self.known)}",
            f"unknown     {_listed(self.unknown)}",
            f"furniture   {_listed(self.furniture)}",
            f"wording     {_passages(self.shared)}",
            f"quotations  {_passages(self.quotations)}",
        ]  # fmt: skip
        source, share = self.nearest
        if share >= NEARLY_ALL:
            lines.append(
                f"attention   {share:.0%} of its runs stand in {source}, too: a copy, or a correction of it?"
            )
        return "\n".join(lines)

    def sheet(self) -> str:
        """Write the work sheet.

        Returns
        -------
        str
            Markdown; it has no more than single names and dates of the text.
        """
        parts = [
            f"# What was seen in {self.name}",
            "Made by `python -m analysis add` and read by nothing. Numbers in brackets are paragraphs.",
            *_section("Dates", self.dates),
            *_section("Names that the project knows", self.known),
            *_section("Other runs of words with capitals", self.unknown),
            *_section("Lines that look like the page around the article, with the rule", self.furniture),
            "## Runs of five words that coded documents share",
            _table(self.shared),
            "## Quotations that recur",
            _table(self.quotations),
        ]
        return "\n\n".join(parts) + "\n"


def _numbers(seen: Seen) -> str:
    return ", ".join(map(str, seen.paragraphs))


def _listed(found: Sequence[Seen]) -> str:
    return "; ".join(f"{seen.what} (¶{_numbers(seen)})" for seen in found) or "none found"


def _passages(found: Sequence[Passage]) -> str:
    words = [f"¶{one.paragraph} with {one.source} ¶{one.theirs} ({one.runs})" for one in found]
    return "; ".join(words) or "none shared with a coded document"


def _section(title: str, found: Sequence[Seen]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {seen.what} ({_numbers(seen)})" for seen in found) or "None."]


def _table(found: Sequence[Passage]) -> str:
    if not found:
        return "None."
    rows = [f"| {one.paragraph} | {one.source} | {one.theirs} | {one.runs} |" for one in found]
    return "\n".join(["| paragraph | document | its paragraph | runs |", "|---|---|---|---|", *rows])


def open_draft(path: Path, name: str, seeds: Path, *, dry_run: bool = False) -> tuple[Survey, Changes]:
    """Open a draft for a text; it makes no claim.

    Parameters
    ----------
    path : Path
        The text, in UTF-8.
    name : str
        Id of the source.
    seeds : Path
        Folder of the evidence.
    dry_run : bool, optional
        Whether to write nothing.

    Returns
    -------
    survey : Survey
        What was seen.
    changes : Changes
        What was written: the folder ``drafts/<name>/`` and the text in ``texts/``.

    Raises
    ------
    EvidenceError
        With every problem of id, text or evidence; then nothing is written.

    Examples
    --------
    >>> from analysis.corpus import SEEDS
    >>> open_draft(Path("no-such-file.txt"), "elpais", SEEDS)
    Traceback (most recent call last):
    ...
    analysis.problems.EvidenceError: 2 problems in what was asked for:
      --id: found 'elpais', a source; choose another id; an id is never used again
      no-such-file.txt: found No such file or directory; name a text file that can be read
    """
    problems = Problems()
    check_name(name, taken_names(seeds), problems)
    incoming = read_incoming(path, known_texts(seeds), problems)
    problems.stop("what was asked for")
    records = read_seeds(seeds, problems)
    problems.stop()
    assert incoming is not None  # a text without problems is a text
    survey = _survey(name, next_number(seeds), incoming, records)
    changes = _draft(survey, records, seeds)
    if not dry_run:
        changes.commit()
    return survey, changes


def _survey(name: str, document: str, incoming: Incoming, records: Records) -> Survey:
    lines = incoming.paragraphs
    rows = count(lines, set(), records.codebook.lexicons)
    known, unknown = find_names(lines, records.codebook, {one.author for one in records.references})
    return Survey(
        name,
        document,
        incoming,
        tokens=sum(row["tokens"] for row in rows),
        runs=len({run for row in rows for run in row["shingles"]}),
        language=guess_language(incoming.text),
        dates=find_dates(lines),
        known=known,
        unknown=unknown,
        furniture=find_furniture(lines),
        shared=find_shared(rows, records.counts),
        quotations=find_quotations(lines, records.counts),
        nearest=overlap(rows, records.counts),
    )


def _draft(survey: Survey, records: Records, seeds: Path) -> Changes:
    name, codebook = survey.name, records.codebook
    folder = f"{seeds.name}/drafts/{name}"
    changes = Changes(seeds.resolve().parent)
    dossier = write_dossier(
        name, survey.document, survey.incoming, codebook, language=survey.language, furniture=survey.furniture
    )
    changes.write(f"{folder}/dossier.yml", dossier)
    words = {part: says("checks", part) for part in ("verdict", "finding", "references", "silence")}
    verdicts = "; ".join(codebook.variables["verdict"].codes)
    changes.write(f"{folder}/checks.yml", CHECKS.format(name=name, verdicts=verdicts, **words))
    changes.write(f"{folder}/corrections.yml", CORRECTIONS.format(name=name))
    changes.write(f"{folder}/references.bib", REFERENCES.format(name=name))
    counted = {
        "source": name,
        "sha256": survey.incoming.sha256,
        "shingle_words": SHINGLE_WORDS,
        "paragraphs": count(survey.incoming.paragraphs, set(), codebook.lexicons),
    }
    changes.write(f"{folder}/counts.json", json.dumps(counted, indent=1) + "\n")
    changes.write(f"{folder}/worksheet.md", survey.sheet())
    changes.write(f"{seeds.name}/texts/{Path(survey.text_path).name}", survey.incoming.raw)
    return changes
