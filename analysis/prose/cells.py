"""What a cell of a chapter may do: call the analysis module, paste numbers, and show tables and figures.

Whatever else a cell prints would stand on the page unread. So its code is held to a short list, and
the strings that it shows, captions and notes, are read like other prose.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .pages import Cell, Passage, Sentence, split_sentences

__all__ = ["captions", "slips"]

SHOW = "show_"  # show_table, show_figure, corrections.show_errata
CITE = "cite"  # analysis.cite: its words are made from titles that are read elsewhere
Slip = tuple[int, str, str]


def captions(cell: Cell) -> Iterator[Passage]:
    """Return the sentences that a cell shows: every string of several words.

    Parameters
    ----------
    cell : Cell
        As :func:`analysis.prose.read_page` found it.

    Yields
    ------
    Passage
        One per string, with the setting ``caption``; none where the code cannot be read.

    Examples
    --------
    >>> [passage.sentences[0].text for passage in captions(Cell("show_table(x, 'Who wants what')", 3))]
    ['Who wants what']
    """
    for node in ast.walk(_parsed(cell) or ast.Module([], [])):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(" ") > 1:
            line = cell.above + node.lineno
            sentences = tuple(Sentence(text, line) for text in split_sentences(node.value))
            yield Passage("caption", line, sentences)


def slips(cell: Cell) -> Iterator[Slip]:
    """Return what a cell does that it may not: line, what stands there, and how to mend it.

    Parameters
    ----------
    cell : Cell
        As :func:`analysis.prose.read_page` found it.

    Yields
    ------
    (int, str, str)
        Line of the page, found, remedy.

    Examples
    --------
    >>> list(slips(Cell("print('So it is')", 3)))
    [(4, "print('So it is')", 'show tables and figures only, through show_table and show_figure')]
    >>> list(slips(Cell("glue('many', 16)", 3)))
    [(4, "glue('many', 16)", 'paste a value that the analysis module computes, not one typed here')]
    """
    tree = _parsed(cell)
    if tree is None:
        yield (
            cell.above + 1,
            "code that is no plain Python",
            "write plain Python, without magics or YAML options",
        )
        return
    for statement in tree.body:
        yield from _statement(statement, cell.above)


def _parsed(cell: Cell) -> ast.Module | None:
    try:
        return ast.parse(cell.code)
    except (SyntaxError, ValueError):  # a null byte is a ValueError in some versions of Python
        return None


def _statement(statement: ast.stmt, above: int) -> Iterator[Slip]:
    line, found = above + statement.lineno, ast.unparse(statement).split("\n")[0]
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign)):
        return
    if isinstance(statement, ast.For):
        for inner in statement.body:
            yield from _statement(inner, above)
        return
    call = statement.value if isinstance(statement, ast.Expr) else None
    name = _name(call.func) if isinstance(call, ast.Call) else ""
    if name == "glue" and isinstance(call, ast.Call):
        if len(call.args) < 2 or isinstance(call.args[1], (ast.Constant, ast.JoinedStr)):
            yield line, found, "paste a value that the analysis module computes, not one typed here"
    elif name != CITE and not name.startswith(SHOW):
        yield line, found, "show tables and figures only, through show_table and show_figure"


def _name(function: ast.expr) -> str:
    """Return the last part of the name of a function."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
