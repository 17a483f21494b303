"""PDF by typst: tagged, with bookmarks, footnotes and links, to the standard PDF/UA-1."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import replace as replaced
from datetime import date
from pathlib import Path
from typing import Any

from .document import Document, Picture
from .pandoc import Node, TypesettingError, blocks_of, classes, images_of, read, write

__all__ = ["SIZES", "fitted", "pdf", "typst_text"]

TEMPLATE = Path(__file__).with_name("brief.typ")
FONTS = Path(__file__).resolve().parent.parent / "fonts"
SIZES = (9.4, 9.0, 8.6, 8.3, 8.0, 7.7)  # points, from the size that reads best to the least that can be read
#: How typst says that a sign has no glyph, which PDF/UA forbids.
WITHOUT_TYPEFACE = re.compile(r'the text `"(.+?)"` could not be displayed with font')
AROUND = 60  # letters on either side by which an author finds a sign again
GROUPS = {"facts", "note", "references"}  # functions of the template


def pdf(document: Document) -> bytes:
    """Return a document as PDF.

    Parameters
    ----------
    document : Document
        Text, facts and pictures.

    Returns
    -------
    bytes
        PDF/UA-1; typst refuses what is not, such as a picture without alternative text.

    Raises
    ------
    TypesettingError
        Where pandoc or typst cannot be run, or typst refuses the text.

    Examples
    --------
    >>> pdf(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F", []))[:5]
    b'%PDF-'
    """
    made = _compiled(document, _body(document), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def fitted(document: Document, pages: int) -> tuple[Document, int]:
    """Return a document in the largest type in which its PDF keeps to a number of pages, and how many it has.

    Parameters
    ----------
    document : Document
        Text, facts and pictures.
    pages : int
        How many there may be.

    Returns
    -------
    Document
        With its size; where even the smallest of :data:`SIZES` is too large, with the size as it was: what
        needs more room anyway need not be small.
    int
        Pages of its PDF.

    Raises
    ------
    TypesettingError
        Where pandoc or typst cannot be run, or typst refuses the text.

    Examples
    --------
    >>> small, pages = fitted(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F", []), 2)
    >>> small.size == SIZES[0], pages
    (True, 1)
    """
    body = _body(document)
    for size in SIZES:
        trial = replaced(document, size=size)
        if (count := _pages(trial, body)) <= pages:
            return trial, count
    return document, _pages(document, body)


def _pages(document: Document, body: str) -> int:
    made = _compiled(document, body, format="svg")  # of which there is one a page
    return len(made) if isinstance(made, list) else 1


def _body(document: Document) -> str:
    """Return the text as typst has it, by pandoc."""
    tree = read(document)
    pictures = {picture.name: picture for picture in document.pictures}
    tree["blocks"] = _beside(tree["blocks"], pictures)
    return write(tree, "typst", document, "--wrap=none").decode()


def _compiled(document: Document, body: str, **options: Any) -> bytes | list[bytes]:
    """Let typst set the text; of several pages in another format than PDF it gives a list."""
    try:
        import typst
    except ImportError:
        raise TypesettingError(
            "typst was not found. Its wheel is part of the environment: run make book, which makes it anew"
        ) from None
    language, _, region = document.locale.partition("-")
    day = date.fromisoformat(document.date)
    head = (
        f'#import "{TEMPLATE.name}": *\n'
        f"#show: brief.with(title: {typst_text(document.title)}, subtitle: {typst_text(document.subtitle)}, "
        f"authors: {_array(document.authors)}, keywords: {_array(document.keywords)}, "
        f"description: {typst_text(document.description)}, locale: {typst_text(language)}, "
        f"region: {typst_text(region) if region else 'none'}, footer: {typst_text(document.footer)}, "
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}), size: {document.size:g}pt)\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        for picture in document.pictures:
            (folder / f"{picture.name}.svg").write_bytes(picture.svg)
        (folder / "main.typ").write_text(head + body, encoding="utf-8")
        try:
            made: bytes | list[bytes] = typst.compile(
                folder / "main.typ",
                root=folder,
                font_paths=[FONTS],
                ignore_system_fonts=True,  # the same type on every machine
                timestamp=document.seconds,
                **options,
            )
        except (typst.TypstError, RuntimeError) as error:
            raise TypesettingError(_refusal(document, str(error))) from None
    return made


def _refusal(document: Document, told: str) -> str:
    """Return what typst said of a document; of a sign that cannot be shown also its name and its place."""
    found = WITHOUT_TYPEFACE.search(told)
    if found is None:
        return f"typst refused the text: {told}"
    sign = found[1]
    names = " and ".join(f"U+{ord(one):04X} {unicodedata.name(one, 'without a name')}" for one in sign)
    texts = (document.title, document.subtitle, document.footer, *document.text.split("\n"))
    line = next((text for text in texts if sign in text), sign)
    at = line.find(sign)
    around = line[max(0, at - AROUND) : at + AROUND].replace("\\", "")
    return (
        f"the PDF cannot show '{sign}' ({names}) in '{around}': none of its typefaces has the sign. Write it "
        "in Latin or Greek letters or name it in words, or leave out the PDF: Word and Markdown can hold it"
    )


def typst_text(text: str) -> str:
    r"""Return a text as a string of typst's code.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        In quotation marks.

    Examples
    --------
    >>> print(typst_text('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'


def _array(texts: object) -> str:
    assert isinstance(texts, (list, tuple))
    return "(" + "".join(f"{typst_text(text)}, " for text in texts) + ")"


def _raw(code: str) -> Node:
    return {"t": "RawBlock", "c": ["typst", code]}


def _beside(blocks: list[Node], pictures: dict[str, Picture]) -> list[Node]:
    """Put each picture at the side of the paragraphs that follow it, as far as the next heading."""
    out: list[Node] = []
    started = False
    for block in blocks:
        if started and block["t"] == "Para":
            out += [block, _raw("], [")]
            continue
        if started:
            out.append(_raw("])"))
            started = False
        if "figure" in classes(block):
            picture = pictures[images_of(block)[0]["c"][2][0]]
            image = (
                f'image("{picture.name}.svg", alt: {typst_text(picture.alt)}, width: {picture.width:.2f}cm)'
            )
            out.append(_raw(f"#beside({image}, ["))
            started = True
        elif set(classes(block)) & GROUPS:
            out += [_raw(f"#{classes(block)[0]}["), *blocks_of(block), _raw("]")]
        else:
            out += blocks_of(block) if block["t"] == "Div" else [block]
    return [*out, _raw("])")] if started else out
