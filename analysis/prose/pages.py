"""From the text of a page to its sentences, each with its marks: what the prose lint reads.

Pages are MyST Markdown. They are read with markdown-it-py, on which MyST itself stands, so that
a page can be checked in a moment, without Sphinx and without running its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

__all__ = ["Call", "Cell", "Mark", "Page", "Passage", "Sentence", "Unread", "read_page", "split_sentences"]

SOURCE_ROLES = ("claim", "reported-error", "cite")
EVIDENCE_ROLES = (*SOURCE_ROLES, "table", "figure")
#: Roles that stand for words which are not typed on the page.
OTHER_ROLES = ("glue:text", "nb-download")
#: Directives whose prose is read, or that hold none. Whatever else a page may call could show anything.
DIRECTIVES = ("assessment", "judgement", "judgements", "register", "bibliography", "rerun", "toctree")

# Signs of Unicode's private use area stand for what is no plain word while sentences are cut.
MARK, PASTED, CODE, STRONG, WEAK = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
#: Where a sentence ends. Marks may stand before or after the stop. Rather once too often than once too
#: rarely: a sentence too many asks for a mark and is seen, two taken for one let the first go without.
END = re.compile(rf"[.?!…。][\"”'’»)\]{WEAK}]*(?:\s*{MARK})*(?P<gap>\s+)(?=\S)")
ABBREVIATION = re.compile(r"\b(?:St|Mr|Mrs|Dr|vs|cf|e\.g|i\.e|approx)\.$")
DIRECTIVE = re.compile(r"^\{(?P<name>[^\s}]+)\s*\}\s*(?P<argument>.*)$")
LABEL_WORDS = 3  # of a run-in heading such as "In short."
OPTION = re.compile(r":(?P<name>[\w-]+):(?P<value>[^\n]*)\n")


@dataclass(frozen=True)
class Mark:
    """A mark in prose: its role, its text and the line on which it stands (from 1)."""

    role: str
    text: str
    line: int


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words without marks, its marks, its line, and the links (words, target) in it.

    A number that is pasted from the tables stands as ``…``; inline code is left out. A *label* is a
    run-in heading in bold type, such as "In short."
    """

    text: str
    line: int
    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    label: bool = False

    @property
    def sourced(self) -> bool:
        """Whether a mark names a claim or a page of the record; a table or figure alone is no source."""
        return any(mark.role in SOURCE_ROLES for mark in self.marks)


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, heading, table row, or a caption in a cell, cut into sentences.

    ``setting`` is ``text``, ``assessment``, ``heading``, ``row`` or ``caption``; ``block`` is the line on
    which the assessment around it starts, 0 where there is none.
    """

    setting: str
    line: int
    sentences: tuple[Sentence, ...]
    block: int = 0

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks of the passage: of documents, record, tables and figures."""
        return tuple(mark for sentence in self.sentences for mark in sentence.marks)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """All links of the passage: words and target."""
        return tuple(link for sentence in self.sentences for link in sentence.links)


@dataclass(frozen=True)
class Call:
    """A directive that a page calls: its name, its argument, its options as (name, value), its line."""

    name: str
    argument: str
    options: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True)
class Cell:
    """The code of a cell, without its options, and the line of the page above its first line."""

    code: str
    above: int


@dataclass(frozen=True)
class Unread:
    """What a page may show and the lint cannot read as prose: its sort, what stands there, its line."""

    sort: str
    found: str
    line: int


@dataclass(frozen=True)
class Page:
    """A page: its name, its passages in order, its calls of directives, its cells, and what is unread."""

    name: str
    passages: tuple[Passage, ...]
    directives: tuple[Call, ...] = ()
    cells: tuple[Cell, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def title(self) -> str:
        """The first heading, or the name where there is none."""
        headings = (passage for passage in self.passages if passage.setting == "heading")
        return next((passage.sentences[0].text for passage in headings if passage.sentences), self.name)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (front_matter_plugin, colon_fence_plugin, myst_role_plugin, myst_block_plugin):
        parser = parser.use(plugin)
    return parser


def read_page(name: str, text: str) -> Page:
    """Read a page.

    Parameters
    ----------
    name : str
        Name of the page, such as ``divisions``.
    text : str
        Its MyST Markdown.

    Returns
    -------
    Page
        Cut into passages and sentences.

    Examples
    --------
    >>> page = read_page("a", "France refused {claim}`elpais-33`. It said why {cite}`politico-2023`.")
    >>> [(sentence.text, sentence.marks[0].role) for sentence in page.passages[0].sentences]
    [('France refused.', 'claim'), ('It said why.', 'cite')]
    """
    found = list(_read(text, 0, "text", 0))
    return Page(
        name,
        tuple(item for item in found if isinstance(item, Passage)),
        tuple(item for item in found if isinstance(item, Call)),
        tuple(item for item in found if isinstance(item, Cell)),
        tuple(item for item in found if isinstance(item, Unread)),
    )


Found = Passage | Call | Cell | Unread


def _read(text: str, above: int, setting: str, block: int) -> Iterator[Found]:
    """Read Markdown that starts below line `above`."""
    inside, head = "", False
    for token in _parser().parse(text):
        line = above + (token.map[0] if token.map else 0) + 1
        if token.type in ("heading_open", "heading_close"):
            inside = "heading" if token.nesting > 0 else ""
        elif token.type in ("thead_open", "thead_close"):
            head = token.nesting > 0
        elif token.type in ("tr_open", "tr_close"):
            inside = ("heading" if head else "row") if token.nesting > 0 else ""
        elif token.type in ("fence", "colon_fence"):
            yield from _read_fence(token, line, setting, block)
        elif token.type == "code_block":
            yield Unread("code that is only shown", token.content.strip().split("\n")[0], line)
        elif token.type == "html_block":
            yield Unread("raw HTML", token.content.strip().split("\n")[0], line)
        elif token.type == "inline" and token.children:
            yield from _unread_inline(token.children, line)
            yield Passage(inside or setting, line, tuple(_sentences(token.children, line)), block)


def _read_fence(token: Token, line: int, setting: str, block: int) -> Iterator[Found]:
    """Read a fence: a cell, or the call of a directive and its prose."""
    match = DIRECTIVE.match(token.info.strip())
    if not match:
        yield Unread("code that is only shown", f"{token.markup}{token.info}", line)
        return
    body, options = token.content, []
    while option := OPTION.match(body):
        body = body[option.end() :]
        options.append((option["name"], option["value"].strip()))
    name = match["name"]
    if name == "code-cell":
        yield Cell(body, line + len(options))
    elif name not in DIRECTIVES:
        yield Unread("directive that the lint does not read", f"{{{name}}}", line)
    else:
        yield Call(name, match["argument"].strip(), tuple(options), line)
    if name == "assessment":
        yield from _read(body, line + len(options), "assessment", line)


def _unread_inline(children: list[Token], line: int) -> Iterator[Unread]:
    """Return HTML, images and roles inside a paragraph whose words are not read."""
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "html_inline":
            yield Unread("raw HTML", child.content, line)
        elif child.type == "image":
            yield Unread("image that is no figure of the evidence", child.content or "an image", line)
        elif child.type == "myst_role" and child.meta["name"] not in (*EVIDENCE_ROLES, *OTHER_ROLES):
            yield Unread("role that the lint does not read", f"{{{child.meta['name']}}}", line)


def split_sentences(text: str) -> list[str]:
    """Cut text into sentences.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    list of str
        The sentences, without the space between them.

    Examples
    --------
    >>> split_sentences("It rains. Mr. Lin says so! Does he?")
    ['It rains.', 'Mr. Lin says so!', 'Does he?']
    """
    return [text[start:end].strip() for start, end in _bounds(text)]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in END.finditer(text):
        if ABBREVIATION.search(text[: match.start() + 1][-8:]):
            continue
        yield start, match.start("gap")
        start = match.end("gap")
    if text[start:].strip():
        yield start, len(text)


def _sentences(children: list[Token], line: int) -> Iterator[Sentence]:
    """Cut the tokens of one passage into sentences; every mark stays with its sentence."""
    text = ""
    marks: list[tuple[int, Token]] = []
    links: list[tuple[int, int, str]] = []
    opened: list[tuple[int, str]] = []
    for child in children:
        if child.type == "text":
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "myst_role":
            is_mark = child.meta["name"] in EVIDENCE_ROLES
            if is_mark:
                marks.append((len(text), child))
            text += MARK if is_mark else PASTED
        elif child.type == "code_inline":  # a name or a path; without a letter it is a number
            text += CODE if re.search(r"[^\W\d_]", child.content) else child.content
        elif child.type in ("strong_open", "strong_close"):
            text += STRONG if child.nesting > 0 else WEAK
        elif child.type == "link_open":
            opened.append((len(text), str(child.attrs.get("href", ""))))
        elif child.type == "link_close" and opened:
            start, target = opened.pop()
            links.append((start, len(text), target))
    for start, end in _bounds(text):
        raw = text[start:end]
        yield Sentence(
            _plain(raw),
            line + text[:start].count("\n"),
            tuple(
                Mark(token.meta["name"], token.content, line + text[:place].count("\n"))
                for place, token in marks
                if start <= place < end
            ),
            tuple((_plain(text[a:b]), target) for a, b, target in links if start <= a < end),
            bool(re.fullmatch(rf"{STRONG}[^{WEAK}]*{WEAK}", raw.strip())) and len(raw.split()) <= LABEL_WORDS,
        )


def _plain(raw: str) -> str:
    """Return the words without the signs that stood for marks, code and bold type."""
    words = re.sub(rf"[{MARK}{CODE}{STRONG}{WEAK}]", "", raw.replace(PASTED, "…"))
    return re.sub(r"\s+([.,;:?!)])", r"\1", re.sub(r"\s+", " ", words)).strip()
