r"""The marks of a chapter, written as plain Markdown, so that its notebook can be read in Jupyter.

A reader who downloads an executed chapter opens it where no Sphinx is: ``{claim}`elpais-07``` and the
``{judgement}`` fence would stand there raw. `render_notebook` writes what the book shows in their place.
Only Markdown cells change. Evidence comes from a `Renderer`, so this module knows neither Sphinx nor seeds/.

================================================  =============================================
mark                                              becomes
================================================  =============================================
``{claim}``, ``{reported-error}``                 links to the register, the statement as title
``{cite}``                                        links to the references, in brackets
``{glue:text}``                                   the value that a cell glued under that name
``{nb-download}``                                 the name of the file
``{table}``, ``{figure}``                         its name, in brackets
``{assessment}``, ``{judgement}`` (``s``)         a block quotation
``{rerun}``, ``{register}``, ``{bibliography}``   a sentence that says where that part stands
================================================  =============================================

markdown-it finds the blocks, so fences and code that merely show a mark stay as they are. It gives no
positions inside a paragraph; there one pattern reads escapes, roles and code spans in the same order.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

# Without front_matter: in a cell, text between two rules is text.
PARSER = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin).use(myst_block_plugin)

INLINE = re.compile(
    r"""
      \\.                                                                  # an escape
    | \{(?P<role>[A-Za-z0-9_+:-]+)\}(?P<fence>`++)(?P<text>.+?)(?P=fence)  # a role
    | (?P<ticks>`++)(?:.+?(?<!`)(?P=ticks)(?!`))?                          # a code span, or bare ticks
    """,
    re.VERBOSE | re.DOTALL,
)
DIRECTIVE = re.compile(r"\{(?P<name>[\w-]+)\}\s*(?P<argument>.*)")
OPTION = re.compile(r"^:([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)

# Whatever Markdown, HTML, a table or Jupyter's MathJax may take for mark-up.
SPECIAL = re.compile(r"[\\`*_\[\]<>&\"$~|]")
GLUE_PREFIX = "application/papermill.record/"

ELSEWHERE = {
    "rerun": "*How to rerun this chapter is said in the built book, at the end of its page.*",
    "register": "*The register of claims is in the built book, evidence.html.*",
    "bibliography": "*The list of references is in the built book, references.html.*",
}


class Renderer(Protocol):
    """What the marks stand for; labels, targets and titles are plain text, judgements are Markdown."""

    def chips(self, role: str, text: str) -> list[tuple[str, str, str]]:
        """Return label, target and title of each claim that a ``role`` mark names."""

    def citations(self, text: str) -> list[tuple[str, str]]:
        """Return label and target of each reference."""

    def judgement(self, name: str) -> str:
        """Return one judgement."""

    def judgements(self, options: dict[str, str]) -> str:
        """Return the list of judgements that the options of the directive ask for."""


def render_notebook(
    notebook: dict[str, Any], renderer: Renderer, glued: Mapping[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return a copy of an nbformat 4 notebook whose Markdown cells hold no marks.

    MyST-NB takes glued values out of the notebook that it writes; they are in ``<page>.glue.json`` beside
    it. Pass what that file holds as ``glued``. A name that is glued nowhere raises KeyError.
    """
    notebook = copy.deepcopy(notebook)
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    values = _glued_values([*(glued or {}).values(), *outputs])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = _render("".join(cell["source"]), renderer, values)
            cell["source"] = source if isinstance(cell["source"], str) else source.splitlines(keepends=True)
    return notebook


def escape(text: str) -> str:
    """Return text as Markdown that shows just this text, on one line: nothing in it is mark-up.

    Character references, unlike backslashes, also hold in tables and beside MathJax.
    """
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def link(label: str, target: str, title: str = "") -> str:
    """Return a Markdown link, safe whatever label, target and title hold."""
    title = f' "{escape(title)}"' if title else ""
    return f"[{escape(label)}]({quote(target, safe='/:#?=&%,')}{title})"


def _glued_values(outputs: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the glued values among cell outputs as text, by name; the last of a name counts."""
    values = {}
    for output in outputs:
        name = output.get("metadata", {}).get("scrapbook", {}).get("name")
        data = output.get("data", {})
        text = data.get("text/plain", data.get(f"{GLUE_PREFIX}text/plain"))
        if name is not None and text is not None:
            values[name.removeprefix(GLUE_PREFIX)] = _without_quotes("".join(text))
    return values


def _without_quotes(text: str) -> str:
    """Return the string that a repr stands for; other text as it is."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    return value if isinstance(value, str) else text


def _render(text: str, renderer: Renderer, values: dict[str, str]) -> str:
    """Replace the marks in a piece of Markdown; lines without any stay as they are."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    edits: dict[tuple[int, int], list[str]] = {}
    for token in PARSER.parse(
        "\n".join([*lines, ""])
    ):  # colon_fence fails on some texts without a last line end
        if token.type == "inline":
            start, end = token.map
            paragraph = "\n".join(lines[start:end])
            edits[start, end] = _inline(paragraph, renderer, values).split("\n")
        elif token.type in ("fence", "colon_fence"):
            block = _directive(token, renderer, values)
            if block is not None:
                edits[tuple(token.map)] = _in_place(block, token, lines)
    for (start, end), new in sorted(edits.items(), reverse=True):  # from the end, so that positions hold
        lines[start:end] = new
    return "\n".join(lines)


def _inline(text: str, renderer: Renderer, values: dict[str, str]) -> str:
    """Replace the roles in the source of a paragraph, heading or row."""

    def replace(found: re.Match[str]) -> str:
        role, content = found["role"], " ".join((found["text"] or "").split())
        if role in ("claim", "reported-error"):
            sign = "✗ " if role == "reported-error" else ""
            return " ".join(link(sign + label, *rest) for label, *rest in renderer.chips(role, content))
        if role == "cite":
            return f"({'; '.join(link(label, target) for label, target in renderer.citations(content))})"
        if role == "glue:text":
            if content not in values:
                raise KeyError(f"no cell glues a value named '{content}', which a {{glue:text}} mark shows")
            return escape(values[content])
        if role in ("table", "figure"):
            return f"({role} {escape(content.replace('-', ' '))})"
        if role == "nb-download":
            return f"{found['fence']}{content}{found['fence']}"
        return found[0]

    return INLINE.sub(replace, text)


def _directive(fence: Token, renderer: Renderer, values: dict[str, str]) -> str | None:
    """Return what stands in place of a fence, or None if it is none of our directives."""
    found = DIRECTIVE.fullmatch(fence.info.strip())
    name = found["name"] if found else None
    if name == "assessment":
        label = "About this report" if found["argument"].strip() == "method" else "Assessment"
        return _quotation(f"**{label}.**\n\n{_render(fence.content, renderer, values)}")
    if name == "judgement":
        return _quotation(renderer.judgement(found["argument"].strip()))
    if name == "judgements":
        return _quotation(renderer.judgements(dict(OPTION.findall(fence.content))))
    return ELSEWHERE.get(name)


def _quotation(markdown: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in markdown.strip("\n").split("\n"))


def _in_place(block: str, fence: Token, lines: list[str]) -> list[str]:
    """Return the lines of a block inside the list or quotation of its fence, apart from its neighbours."""
    start, end = fence.map
    first = lines[start][: lines[start].index(fence.markup)]
    further = re.sub(r"[^>\s]", " ", first)  # the list marker stands on the first line only
    head, *tail = block.split("\n")
    new = [first + head, *((further + line).rstrip() for line in tail)]
    if first == further and start and lines[start - 1].strip(" \t>"):
        new.insert(0, further.rstrip())
    if end < len(lines) and lines[end].strip(" \t>"):
        new.append(further.rstrip())
    return new
