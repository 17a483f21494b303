"""Pandoc: text to its tree, the tree changed for a format, the tree to a file."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .document import Document

__all__ = [
    "MARKDOWN",
    "TypesettingError",
    "blocks_of",
    "classes",
    "default_reference",
    "images_of",
    "read",
    "replace",
    "write",
]

#: CommonMark, in which every sign of punctuation can be escaped, and no more than the text needs beside it:
#: no raw HTML, no TeX, no formulas, nothing that turns words into something else.
MARKDOWN = "commonmark+pipe_tables+footnotes+fenced_divs+bracketed_spans+attributes-raw_html"

Node = dict[str, Any]


class TypesettingError(Exception):
    """Pandoc or typst cannot be run or refuses the text; the words say what to do."""


def read(document: Document) -> Node:
    """Return the tree of a document's text.

    Parameters
    ----------
    document : Document
        With its text.

    Returns
    -------
    dict
        Pandoc's tree, with title, authors and language.

    Raises
    ------
    TypesettingError
        Where pandoc cannot be run.

    Examples
    --------
    >>> tree = read(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F", []))
    >>> tree["blocks"][0]["t"]
    'Header'
    """
    tree: Node = json.loads(_run(["--from", MARKDOWN, "--to", "json"], document.text.encode(), document))
    tree["meta"] = {
        "title": _words(document.title),
        "subtitle": _words(document.subtitle),
        "author": {"t": "MetaList", "c": [_words(name) for name in document.authors]},
        "keywords": {"t": "MetaList", "c": [_words(word) for word in document.keywords]},
        "description": _words(document.description),
        "lang": {"t": "MetaString", "c": document.locale},
    }
    return tree


def write(tree: Node, to: str, document: Document, *options: str, folder: Path | None = None) -> bytes:
    r"""Return a tree in a format.

    Parameters
    ----------
    tree : dict
        As from :func:`read`.
    to : str
        Name of the format, for pandoc.
    document : Document
        Gives the date.
    *options : str
        More options of pandoc.
    folder : Path, optional
        Where pictures lie.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    TypesettingError
        Where pandoc cannot be run, or refuses the text.

    Examples
    --------
    >>> document = Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "F\\*", [])
    >>> write(read(document), "plain", document)
    b'F*\n'
    """
    return _run(
        ["--from", "json", "--to", to, "--output", "-", *options], json.dumps(tree).encode(), document, folder
    )


def default_reference(document: Document) -> bytes:
    """Return pandoc's own reference document, from which a Word file takes its styles.

    Parameters
    ----------
    document : Document
        Gives the date.

    Returns
    -------
    bytes
        DOCX.

    Raises
    ------
    TypesettingError
        Where pandoc cannot be run.

    Examples
    --------
    >>> default_reference(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "F", []))[:2]
    b'PK'
    """
    return _run(["--print-default-data-file", "reference.docx"], b"", document)


def replace(node: Any, change: Callable[[Node], list[Node] | None]) -> Any:
    """Return a tree with nodes replaced, from the innermost outwards.

    Parameters
    ----------
    node : dict or list or other
        A tree or a part of one.
    change : callable
        Gets a node and returns what stands in its place, or None to leave it.

    Returns
    -------
    dict or list or other
        A new tree.

    Examples
    --------
    >>> replace([{"t": "Str", "c": "a"}], lambda node: [] if node["t"] == "Str" else None)
    []
    """
    if isinstance(node, list):
        out: list[Any] = []
        for item in node:
            new = replace(item, change)
            put = change(new) if isinstance(new, dict) and "t" in new else None
            out.extend([new] if put is None else put)
        return out
    if isinstance(node, dict):
        return {name: replace(value, change) for name, value in node.items()}
    return node


def classes(node: Node) -> list[str]:
    """Return the classes of a block that groups others; of any other node none.

    Parameters
    ----------
    node : dict
        A node.

    Returns
    -------
    list of str
        In their order.

    Examples
    --------
    >>> classes({"t": "Div", "c": [["", ["note"], []], []]}), classes({"t": "Space"})
    (['note'], [])
    """
    return list(node["c"][0][1]) if node["t"] == "Div" else []


def images_of(node: Any) -> list[Node]:
    """Return the pictures in a part of a tree.

    Parameters
    ----------
    node : dict or list
        A part of a tree.

    Returns
    -------
    list of dict
        Nodes ``Image``, in their order.

    Examples
    --------
    >>> images_of({"t": "Para", "c": [{"t": "Space"}, {"t": "Image", "c": []}]})
    [{'t': 'Image', 'c': []}]
    """
    found: list[Node] = []
    replace([node], lambda one: found.append(one) if one["t"] == "Image" else None)
    return found


def blocks_of(node: Node) -> list[Node]:
    """Return the blocks in a group; a table in it gets the widths that the group carries.

    Parameters
    ----------
    node : dict
        A ``Div``.

    Returns
    -------
    list of dict
        Its blocks.

    Examples
    --------
    >>> blocks_of({"t": "Div", "c": [["", ["note"], []], [{"t": "Para", "c": []}]]})
    [{'t': 'Para', 'c': []}]
    """
    attributes = dict(node["c"][0][2])
    blocks: list[Node] = node["c"][1]
    shares = [int(share) for share in attributes.get("widths", "").split()]
    for table in blocks:
        if table["t"] == "Table" and shares:
            table["c"][2] = [
                [column[0], {"t": "ColWidth", "c": share / sum(shares)}]
                for column, share in zip(table["c"][2], shares, strict=True)
            ]
    return blocks


def _words(text: str) -> Node:
    return {"t": "MetaInlines", "c": list(_inlines(text))}


def _inlines(text: str) -> Iterator[Node]:
    for place, word in enumerate(text.split()):
        if place:
            yield {"t": "Space"}
        yield {"t": "Str", "c": word}


def _run(options: list[str], given: bytes, document: Document, folder: Path | None = None) -> bytes:
    """Run pandoc; the date of what it writes is that of the document."""
    try:
        from pypandoc import get_pandoc_path

        program = get_pandoc_path()
    except (ImportError, OSError):
        raise TypesettingError(
            "pandoc was not found. Its wheel, pypandoc_binary, is part of the environment: run make book, "
            "which makes it anew, or install pandoc by your system's package manager"
        ) from None
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(document.seconds), "LC_ALL": "C.UTF-8"}
    # Else templates and filters of the user's own would come in.
    options = [f"--data-dir={Path(__file__).parent}", *options]
    done = subprocess.run(
        [program, *options], input=given, capture_output=True, env=environment, cwd=folder, check=False
    )
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()
        raise TypesettingError(f"pandoc refused the text: {told}")
    return done.stdout
