"""The prose lint: what every page must hold to, and how a finding is told.

A sentence either carries a mark or stands in an assessment or a judgement. That is ICD 203's
"separate information from judgement". The rest keeps the words honest: numbers come from the
tables, likelihood and confidence from the lexicon, and whatever is said has somebody who says it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..marks import ROLES, ClaimMarks, MarkError
from ..problems import Problems, suggest
from ..remedies import remedy_key
from ..tables import Evidence
from ..typefaces import ANOTHER_SIGN, without_typeface
from .cells import captions, slips
from .pages import DIRECTIVES, EVIDENCE_ROLES, Mark, Page, Passage, Sentence
from .record import Record, lost_marks
from .wording import Wording

__all__ = ["Finding", "Lint", "check_pages"]

JUDGEMENT_LINK = re.compile(r"#judgement-([0-9]+)$")
NUMBERED = re.compile(r"\b(?:judgement|number) ([0-9]+)\b", re.IGNORECASE)
#: A mark that is not read as one, a substitution, a footnote.
LITERAL = re.compile(r"\{[a-z:-]+\}|\{\{|\[\^")
OWN_PAGE = re.compile(r"[\w-]+\.md(?:#|$)|#")
#: Options of directives that show no words.
OPTIONS = {"judgements": {"chapter"}, "bibliography": {"all"}, "toctree": {"hidden", "maxdepth"}}
REMEDIES = {
    "raw HTML": "write Markdown; a comment starts with %",
    "code that is only shown": "put code in a {code-cell}, a name in backticks; fences are not read",
    "directive that the lint does not read": f"use one of: {', '.join(DIRECTIVES)}; or plain paragraphs",
    "role that the lint does not read": f"use one of: {', '.join(EVIDENCE_ROLES)}, glue:text",
    "image that is no figure of the evidence": "draw it from the evidence and show it with show_figure",
}
SHOWN = 70  # characters of a sentence in a message


@dataclass(frozen=True)
class Finding:
    """One thing that the lint refuses: page, line, rule, what stands there, and how to mend it."""

    page: str
    line: int
    rule: str
    found: str
    remedy: str


class Lint:
    """All rules for pages, made ready once.

    Parameters
    ----------
    evidence : Evidence
        What the pages may name.
    judgements : collection of str
        Ids of the key judgements.
    chapters : collection of str, optional
        Pages to which a judgement belongs; where none is given, a listing may name any.
    record : mapping, optional
        The marks that sentences had, as from :func:`analysis.prose.record_marks`.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.prose import read_page
    >>> lint = Lint(load(), ["judgement-1"])
    >>> [(finding.line, finding.rule) for finding in lint.findings(read_page("a", "It is so."))]
    [(1, 'sentence without evidence')]
    """

    def __init__(
        self,
        evidence: Evidence,
        judgements: Collection[str],
        chapters: Collection[str] = (),
        record: Record | None = None,
    ) -> None:
        self.marks = ClaimMarks(evidence.claims)
        self.references = evidence.references.index
        self.sources = evidence.sources.index
        self.wording = Wording(evidence.codebook)
        self.judgements = list(judgements)
        self.chapters = set(chapters)
        self.record = record or {}

    def findings(self, page: Page) -> Iterator[Finding]:
        """Try every rule on a page.

        Parameters
        ----------
        page : Page
            As from :func:`analysis.prose.read_page`.

        Yields
        ------
        Finding
            In the order of the rules; empty where the page holds to all of them.

        Examples
        --------
        >>> from analysis import load
        >>> from analysis.prose import read_page
        >>> lint = Lint(load(), ["judgement-1"])
        >>> list(lint.findings(read_page("a", "France refused {claim}`elpais-33`.")))
        []
        """
        for unread in page.unread:
            yield Finding(page.name, unread.line, unread.sort, repr(unread.found), REMEDIES[unread.sort])
        for cell in page.cells:
            for line, found, remedy in slips(cell):
                yield Finding(page.name, line, "cell that shows what is not read", repr(found), remedy)
        yield from self._directives(page)
        evidence_of_block = {call.line: False for call in page.directives if call.name == "assessment"}
        for passage in (*page.passages, *(shown for cell in page.cells for shown in captions(cell))):
            if passage.block:
                evidence_of_block[passage.block] |= _names_evidence(passage)
            for sentence in passage.sentences:
                for line, rule, found, remedy in self._sentence(passage, sentence):
                    yield Finding(page.name, line, rule, found, remedy)
        for sentence, name in lost_marks(page, self.record):
            role, _, lost = name.partition(" ")
            remedy = f"put {{{role}}}`{lost}` back, or record that it is gone: make marks"
            yield Finding(page.name, sentence.line, "mark that is gone", self._shown(sentence.text), remedy)
        yield from self._rows(page)
        for line, named in evidence_of_block.items():
            if not named:
                yield Finding(
                    page.name, line, "assessment without evidence", "no mark in it",
                    "add a {claim}, {cite}, {table} or {figure} mark, or link a judgement",
                )  # fmt: skip

    def _directives(self, page: Page) -> Iterator[Finding]:
        known = {"judgement": self.judgements, "register": list(self.sources), "assessment": ["", "method"]}
        for call in page.directives:
            allowed = known.get(call.name, [""])
            if call.argument not in allowed:
                found = repr(call.argument) if call.argument else "no name"
                remedy = suggest(call.argument, allowed) if any(allowed) else "write nothing after its name"
                yield Finding(page.name, call.line, f"unknown {call.name}", found, remedy)
            for option in sorted(dict(call.options).keys() - OPTIONS.get(call.name, set())):
                found, remedy = f"{option!r} of {call.name}", "leave it out; what it says is not read"
                yield Finding(page.name, call.line, "option that the lint does not read", found, remedy)
            chapter = dict(call.options).get("chapter")
            if call.name == "judgements" and chapter and self.chapters and chapter not in self.chapters:
                remedy = suggest(chapter, sorted(self.chapters))
                yield Finding(page.name, call.line, "chapter without a judgement", repr(chapter), remedy)

    def _rows(self, page: Page) -> Iterator[Finding]:
        """Refuse a row of a table typed by hand that neither carries a mark nor leads to another page."""
        rows: dict[int, list[Passage]] = {}
        for passage in page.passages:
            if passage.setting == "row":
                rows.setdefault(passage.line, []).append(passage)
        for line, cells in rows.items():
            links = [target for cell in cells for _, target in cell.links]
            if not any(cell.marks for cell in cells) and not any(OWN_PAGE.match(target) for target in links):
                yield Finding(
                    page.name, line, "row without evidence", "a table row typed by hand",
                    "add a mark, or make the table from the evidence with show_table",
                )  # fmt: skip

    def _sentence(self, passage: Passage, sentence: Sentence) -> Iterator[tuple[int, str, str, str]]:
        text, line = sentence.text, sentence.line
        shown = self._shown(text)
        for mark in sentence.marks:
            yield from self._mark(mark)
        yield from self._links(sentence)
        if literal := LITERAL.search(text):
            yield (
                line, "a mark that is none", repr(literal.group()),
                "put what it names between backticks: {claim}`elpais-07`; no footnotes, no substitutions",
            )  # fmt: skip
        asserts = not sentence.label and not text.endswith("?")
        if passage.setting == "text" and asserts and not sentence.sourced:
            yield (
                line, "sentence without evidence", shown,
                "add a {claim} or {cite} mark to it, or put the authors' own words in an {assessment}",
            )  # fmt: skip
        yield from ((line, rule, found, remedy) for rule, found, remedy in self._words(passage, sentence))

    @staticmethod
    def _shown(text: str) -> str:
        return repr(text if len(text) <= SHOWN else text[: SHOWN - 1].rsplit(" ", 1)[0] + " …")

    def _words(self, passage: Passage, sentence: Sentence) -> Iterator[tuple[str, str, str]]:
        text = sentence.text
        if signs := without_typeface(text):
            yield "sign that the PDFs cannot show", signs, ANOTHER_SIGN
        for phrase in self.wording.ownerless(text):
            yield "phrase without an owner", repr(phrase), "name who says it, with a mark, or leave it out"
        if not sentence.marks and passage.setting in ("text", "assessment"):
            for phrase in self.wording.reported(text):
                yield (
                    "report without an owner", repr(phrase),
                    "add the mark of what reports it to this sentence",
                )  # fmt: skip
        for phrase, instead in self.wording.other_likelihoods(text):
            yield "likelihood outside the lexicon", repr(phrase), f"say: {instead}"
        for phrase, instead in self.wording.other_confidences(text):
            yield "confidence outside the scale", repr(phrase), f"say: {instead}"
        if len(said := self.wording.likelihoods(text)) > 1:
            yield "two likelihoods in one sentence", repr(", ".join(said)), "say how likely it is once"
        if passage.setting == "heading" and (said or text.endswith(".")):
            yield "heading that makes a statement", repr(text[:SHOWN]), "make a marked sentence of it"
        if self.wording.mixes(text):
            yield (
                "likelihood and confidence in one sentence", repr(", ".join(said)),
                "make two sentences of it",
            )  # fmt: skip
        if passage.setting == "text":
            for term in said:
                yield (
                    "likelihood outside a judgement", repr(term),
                    "put it in an {assessment} or a judgement, or quote the source's word",
                )  # fmt: skip
        if passage.setting != "caption":  # captions describe scales and columns
            bare = (
                NUMBERED.sub("", text) if any(JUDGEMENT_LINK.search(t) for _, t in sentence.links) else text
            )
            for number in self.wording.numbers(bare):
                yield (
                    "number typed by hand", repr(number),
                    "paste it from the tables with {glue:text}, or say it without a number",
                )  # fmt: skip

    def _mark(self, mark: Mark) -> Iterator[tuple[int, str, str, str]]:
        if mark.role in ROLES:
            try:
                self.marks.read(mark.role, mark.text)
            except MarkError as error:
                yield mark.line, "unsound mark", f"{{{mark.role}}}`{mark.text}`", str(error)
            return
        if mark.role != "cite":
            return  # tables and figures are known once the chapters have run; the build checks them
        keys = [key.strip() for key in mark.text.split(",")]
        for key in keys:
            if key not in self.references:
                yield mark.line, "unknown reference", repr(key), remedy_key(key, self.references)

    def _links(self, sentence: Sentence) -> Iterator[tuple[int, str, str, str]]:
        for words, target in sentence.links:
            if match := JUDGEMENT_LINK.search(target):
                name, said = f"judgement-{match[1]}", NUMBERED.search(words)
                if name not in self.judgements:
                    yield sentence.line, "unknown judgement", repr(target), suggest(name, self.judgements)
                elif said and said[1] != match[1]:
                    yield (
                        sentence.line, "judgement misnamed", f"{words!r} linked to {name}",
                        "let number and link name the same judgement",
                    )  # fmt: skip


def _names_evidence(passage: Passage) -> bool:
    return bool(passage.marks) or any(JUDGEMENT_LINK.search(target) for _, target in passage.links)


def check_pages(
    pages: Iterable[Page],
    evidence: Evidence,
    judgements: Collection[str],
    problems: Problems,
    folder: str = "book",
    chapters: Collection[str] = (),
    record: Record | None = None,
) -> None:
    """Try every rule on every page.

    Parameters
    ----------
    pages : iterable of Page
        As from :func:`analysis.load_pages`.
    evidence : Evidence
        What the pages may name.
    judgements : collection of str
        Ids of the key judgements.
    problems : Problems
        What is wrong is added here, with file and line.
    folder : str, optional
        Folder of the pages, for messages.
    chapters : collection of str, optional
        Pages to which a judgement belongs.
    record : mapping, optional
        The marks that sentences had.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.prose import read_page
    >>> problems = Problems()
    >>> check_pages([read_page("a", "Sources say so {claim}`elpais-33`.")], load(), [], problems)
    >>> print(*problems)
    book/a.md:1: phrase without an owner: found 'Sources say'; name who says it, with a mark, or leave it out
    """
    lint = Lint(evidence, judgements, chapters, record)
    for page in pages:
        for finding in lint.findings(page):
            place = f"{folder}/{finding.page}.md:{finding.line}"
            problems.note(place, finding.rule, "", finding.found, finding.remedy)
