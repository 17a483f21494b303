"""Markdown that reads well as plain text and that code hosts show with tables and footnotes."""

from __future__ import annotations

import re

from .document import Document
from .pandoc import Node, blocks_of, read, replace, write

__all__ = ["plain_markdown"]

#: What pandoc's writer of this flavour gets wrong: of a sign behind a backslash in one word it keeps the
#: backslash only, and an ampersand that looks like the start of an entity it does not escape.
MISWRITTEN = re.compile(r"(\\|&(?=#?\w+;))")


def plain_markdown(document: Document) -> bytes:
    r"""Return a document as Markdown of the GitHub flavour.

    Parameters
    ----------
    document : Document
        Text, facts and pictures.

    Returns
    -------
    bytes
        UTF-8. Groups and places are gone, and so are links inside the document: they need HTML here.

    Raises
    ------
    TypesettingError
        Where pandoc cannot be run.

    Examples
    --------
    >>> text = "::: {.note}\n[a](#b) [b]{#b} [c](https://example.org)\n:::\n"
    >>> document = Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", text, [])
    >>> print(plain_markdown(document).decode().splitlines()[4])
    a b [c](https://example.org)
    """
    tree = read(document)
    blocks = replace(tree["blocks"], _simplify)
    head = [
        {"t": "Header", "c": [0, ["", [], []], tree["meta"]["title"]["c"]]},
        {"t": "Para", "c": tree["meta"]["subtitle"]["c"]},
    ]
    return write(
        {**tree, "meta": {}, "blocks": head + blocks},
        "gfm",
        document,
        "--wrap=none",
        "--shift-heading-level-by=1",
    )


def _simplify(node: Node) -> list[Node] | None:
    if node["t"] == "Div":
        return [_without_widths(block) for block in blocks_of(node)]
    if node["t"] == "Str":
        pieces = MISWRITTEN.split(node["c"])  # every second one is what was looked for
        return [_word(piece, raw=at % 2 == 1) for at, piece in enumerate(pieces) if piece]
    if node["t"] == "Span":
        inlines: list[Node] = node["c"][1]
        return inlines
    if node["t"] == "Link" and node["c"][2][0].startswith("#"):
        words: list[Node] = node["c"][1]
        return words
    if node["t"] == "Image":
        attributes, words, (name, title) = node["c"]
        return [{"t": "Image", "c": [attributes, words, [f"{name}.png", title]]}]
    return None


def _word(piece: str, *, raw: bool) -> Node:
    if raw:
        return {"t": "RawInline", "c": ["gfm", f"\\{piece}"]}
    return {"t": "Str", "c": piece}


def _without_widths(block: Node) -> Node:
    """Drop the widths of a table: a pipe table has none, and with them pandoc would write HTML."""
    if block["t"] == "Table":
        block["c"][2] = [[align, {"t": "ColWidthDefault"}] for align, _ in block["c"][2]]
    return block
