"""Word documents by pandoc: real headings, footnotes, table heads and alternative texts, in quiet type."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from .document import Document, Picture
from .pandoc import Node, blocks_of, classes, images_of, read, replace, write
from .word_styles import styled

__all__ = ["word"]

GROUPS = {"facts": "Facts", "note": "Note", "references": "References"}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
#: Pandoc's own indent of a list is that of a letter; this one is as deep as the bullet needs.
BULLETS = (b'w:left="720" w:hanging="360"', b'w:left="240" w:hanging="240"')
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can hold: times of packing say nothing


def word(document: Document) -> bytes:
    """Return a document for Word and other programs that read DOCX.

    Parameters
    ----------
    document : Document
        Text, facts and pictures.

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
    >>> word(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "# F", []))[:2]
    b'PK'
    """
    tree = read(document)
    tree["meta"].pop("author")  # pandoc would print it below the title; the properties get it below
    pictures = {picture.name: picture for picture in document.pictures}
    tree["blocks"] = _styled_groups(tree["blocks"], pictures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture in document.pictures:
            (folder / f"{picture.name}.png").write_bytes(picture.png)
        (folder / "styles.docx").write_bytes(styled(document))
        made = write(tree, "docx", document, "--reference-doc", "styles.docx", folder=folder)
    return _finished(made, document)


def _styled_groups(blocks: list[Node], pictures: dict[str, Picture]) -> list[Node]:
    """Name the style of each group, and hang each picture into the paragraph that follows it."""
    out: list[Node] = []
    waiting: list[Node] = []
    beside = False
    for block in replace(blocks, lambda node: [_bold_head(node)] if node["t"] == "Table" else None):
        if "figure" in classes(block):
            waiting += images_of(block)
            beside = True
            continue
        name = next((GROUPS[one] for one in classes(block) if one in GROUPS), "")
        if name:
            out.append(_styled(name, blocks_of(block)))
        elif block["t"] == "Div":
            out += blocks_of(block)
        else:
            if block["t"] == "BulletList":
                block = _spaced_out(block)
            if waiting and block["t"] == "Para":
                image = waiting.pop()
                name = image["c"][2][0]
                block = {"t": "Para", "c": [_sized(image, pictures[name]), *block["c"]]}
            beside = beside and block["t"] == "Para"
            out.append(_styled("Summary", [block]) if beside else block)
    return out


def _styled(name: str, blocks: list[Node]) -> Node:
    return {"t": "Div", "c": [["", [], [["custom-style", name]]], blocks]}


def _spaced_out(items: Node) -> Node:
    """Make a list of one item like any other: pandoc would set it in the small type of tables."""
    for item in items["c"]:
        for block in item:
            block["t"] = "Para" if block["t"] == "Plain" else block["t"]
    return items


def _bold_head(table: Node) -> Node:
    """Programs other than Word leave out what a table's style says of its head, so the words say it too."""
    for row in table["c"][3][1]:
        for cell in row[1]:
            for block in cell[4]:
                block["c"] = [{"t": "Strong", "c": block["c"]}]
    return table


def _sized(image: Node, picture: Picture) -> Node:
    width = [["width", f"{picture.width:.2f}cm"]]
    return {"t": "Image", "c": [["", [], width], image["c"][1], [f"{picture.name}.png", picture.name]]}


def _finished(made: bytes, document: Document) -> bytes:
    """Let text flow round the picture, complete the properties, and pack without times."""
    from lxml import etree

    source = zipfile.ZipFile(io.BytesIO(made))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                tree = etree.fromstring(data)
                for number, inline in enumerate(tree.iter(f"{{{DRAWING}}}inline"), start=1):
                    _float(inline, number, document)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            elif name == "word/numbering.xml":
                data = data.replace(*BULLETS)
            elif name == "docProps/core.xml":
                data = _properties(data, document)
            target.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _float(inline: Any, number: int, document: Document) -> None:
    """Turn a picture in the line into one at the right edge, with the same size and the same description."""
    from lxml import etree

    def part(name: str, text: str = "", **attributes: str) -> Any:
        node = etree.Element(f"{{{DRAWING}}}{name}", attributes)
        node.text = text or None
        return node

    across, down = part("positionH", relativeFrom="column"), part("positionV", relativeFrom="paragraph")
    across.append(part("align", "right"))
    down.append(part("posOffset", "0"))
    children = {etree.QName(child).localname: child for child in inline}
    inline.tag = f"{{{DRAWING}}}anchor"
    for name in list(inline.attrib):
        del inline.attrib[name]
    gaps = {"distT": "36000", "distB": "36000", "distL": "144000", "distR": "0"}
    rest = {"simplePos": "0", "relativeHeight": str(number), "behindDoc": "0", "locked": "0"}
    inline.attrib.update(gaps | rest | {"layoutInCell": "1", "allowOverlap": "0"})
    for child in list(inline):
        inline.remove(child)
    inline.extend([part("simplePos", x="0", y="0"), across, down, children["extent"]])
    inline.append(part("effectExtent", l="0", t="0", r="0", b="0"))
    inline.append(part("wrapSquare", wrapText="left"))
    described = children["docPr"]
    described.set("descr", next(one.alt for one in document.pictures if one.name == described.get("title")))
    described.set("name", described.get("title"))
    inline.append(described)
    inline.extend([children[name] for name in ("cNvGraphicFramePr", "graphic") if name in children])


def _properties(data: bytes, document: Document) -> bytes:
    from lxml import etree

    tree = etree.fromstring(data)
    terms = "http://purl.org/dc/elements/1.1/"
    for name, words in (("creator", "; ".join(document.authors)), ("language", document.locale)):
        for old in tree.findall(f"{{{terms}}}{name}"):
            tree.remove(old)
        etree.SubElement(tree, f"{{{terms}}}{name}").text = words
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
