"""Typesetting: one Markdown text as Word document, as PDF, and as Markdown that reads well by itself.

Pandoc does the conversions, so that what it escapes is escaped by people who know the formats; typst sets the
PDF. Both come as wheels and are loaded when first needed, never with :mod:`analysis`.
"""

from __future__ import annotations

from .document import Document, Picture
from .markdown_file import plain_markdown
from .pandoc import TypesettingError
from .pdf import fitted, pdf
from .word import word

__all__ = ["Document", "Picture", "TypesettingError", "fitted", "typeset"]

WRITERS = {"docx": word, "pdf": pdf, "md": plain_markdown}


def typeset(document: Document, kind: str) -> bytes:
    r"""Set a document in one format.

    Parameters
    ----------
    document : Document
        Text, facts and pictures.
    kind : str
        ``docx``, ``pdf`` or ``md``.

    Returns
    -------
    bytes
        The file. The same document gives the same bytes. Markdown names its pictures as ``NAME.png``, which
        have to lie beside it.

    Raises
    ------
    KeyError
        Where the format is another one.
    TypesettingError
        Where pandoc or typst cannot be run, or refuses the text.

    Examples
    --------
    >>> document = Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F\n\nG.\n", [])
    >>> print(typeset(document, "md").decode())
    # A
    <BLANKLINE>
    B
    <BLANKLINE>
    ## F
    <BLANKLINE>
    G.
    <BLANKLINE>
    """
    return WRITERS[kind](document)
