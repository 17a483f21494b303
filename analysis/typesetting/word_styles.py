"""The styles of a Word document, as pandoc takes them from a reference document."""

from __future__ import annotations

import io
from typing import Any

from .document import Document

__all__ = ["styled"]

FACE = "Arial"  # on every machine with Word, and as wide as the free Liberation Sans
INK, SOFT, RULE = "1B1B1B", "4A4A4A", "8A8A8A"
#: Style to size as a share of that of the running text, points before and after, and whether it is bold.
PARAGRAPHS: dict[str, tuple[float, float, float, bool]] = {
    "Normal": (1, 0, 2, False),
    "Body Text": (1, 0, 2, False),
    "First Paragraph": (1, 0, 2, False),
    "Compact": (0.85, 0, 0, False),
    "Title": (1.75, 0, 1, True),
    "Subtitle": (1.2, 0, 3, False),
    "Heading 1": (1.2, 5, 2, True),
    "Heading 2": (1.06, 3, 1, True),
    "Footnote Text": (0.81, 0, 0, False),
    "Summary": (1, 0, 2, False),
    "Facts": (0.86, 0, 2, False),
    "Note": (0.86, 2, 2, False),
    "References": (0.8, 0, 0.5, False),
    "Footer": (0.8, 0, 0, False),
}
SIDE, TOP, BOTTOM, FOOT = 1.75, 1.2, 1.3, 0.6  # margins in centimetres
WIDEST_CELL = 7.5
PAPER = (21.0, 29.7)


def styled(document: Document) -> bytes:
    """Return a reference document: A4, quiet type, rules in tables, version and page number at the foot.

    Parameters
    ----------
    document : Document
        Gives the words of the footer and the language.

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
    >>> styled(Document("A", "B", ["C"], "en", [], "D", "2026-11-25", "E", "F", []))[:2]
    b'PK'
    """
    from docx import Document as open_word
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    from .pandoc import default_reference

    file = open_word(io.BytesIO(default_reference(document)))
    for name, (size, before, after, bold) in PARAGRAPHS.items():
        known = {style.name for style in file.styles}
        style = file.styles[name] if name in known else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name not in known:
            style.base_style = file.styles["Normal"]
        _face(style)
        style.font.size, style.font.bold, style.font.italic = (
            _points(size * document.size, name),
            bold,
            False,
        )
        for spacing in style.element.xpath("./w:rPr/w:spacing"):
            spacing.getparent().remove(spacing)
        soft = name in {"Facts", "Note", "Footer"}
        style.font.color.rgb = RGBColor.from_string(SOFT if soft else INK)
        shape = style.paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.0
        if name in {"Title", "Subtitle"}:
            shape.alignment = 0
        # The summary stays in one piece: a picture beside it cannot be parted and would run into the foot.
        shape.keep_with_next = name.startswith("Heading") or name == "Summary" or None
        shape.keep_together = name == "Summary" or None
    file.styles["References"].paragraph_format.left_indent = Cm(0.4)
    file.styles["References"].paragraph_format.first_line_indent = Cm(-0.4)
    for name in ("Hyperlink", "Footnote Reference", "Verbatim Char"):
        if name in {style.name for style in file.styles}:
            _face(file.styles[name])
    file.styles["Hyperlink"].font.color.rgb = RGBColor.from_string("1F4E79")
    _rule_below(file.styles["Heading 1"])
    _rules(file.styles["Table"])
    section = file.sections[0]
    section.page_width, section.page_height = Cm(PAPER[0]), Cm(PAPER[1])
    section.left_margin = section.right_margin = Cm(SIDE)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(TOP), Cm(BOTTOM), Cm(FOOT)
    section.footer.paragraphs[0].style = file.styles["Footer"]
    _foot(section.footer.paragraphs[0], document.footer, Cm(PAPER[0] - 2 * SIDE))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _points(size: float, name: str) -> Any:
    """Return a size in the half points that Word knows; in tables small enough for an id on one line."""
    from docx.shared import Pt

    return Pt(int(2 * (min(size, WIDEST_CELL) if name == "Compact" else size)) / 2)


def _face(style: Any) -> None:
    """Name the typeface for every script; a theme's face would go before it."""
    from docx.oxml.ns import qn

    style.font.name = FACE
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FACE)


def _element(name: str, **attributes: object) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement(name)
    for key, value in attributes.items():
        node.set(qn(f"w:{key}"), str(value))
    return node


def _rule_below(style: Any) -> None:
    border = _element("w:pBdr")
    border.append(_element("w:bottom", val="single", sz=4, space=1, color=RULE))
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _rules(style: Any) -> None:
    """Give tables a line below each row, a stronger one below the head, and a bold head."""
    element = style.element
    for old in element.xpath("./w:tblPr | ./w:tblStylePr"):
        element.remove(old)
    borders = _element("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz=2, space=0, color=RULE))
    margins = _element("w:tblCellMar")
    for side, twips in (("top", 15), ("left", 50), ("bottom", 15), ("right", 50)):
        margins.append(_element(f"w:{side}", w=twips, type="dxa"))
    properties = _element("w:tblPr")
    properties.extend([_element("w:tblInd", w=0, type="dxa"), borders, margins])
    head = _element("w:tblStylePr", type="firstRow")
    bold, cells, strong = _element("w:rPr"), _element("w:tcPr"), _element("w:tcBorders")
    bold.append(_element("w:b"))
    strong.append(_element("w:bottom", val="single", sz=8, space=0, color=INK))
    cells.append(strong)
    head.extend([bold, cells])
    element.extend([properties, head])


def _foot(paragraph: Any, words: str, width: Any) -> None:
    """Write words at the left and the page number at the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{words}\tPage ")
    for name, between in (("PAGE", " / "), ("NUMPAGES", "")):
        field = _element("w:fldSimple", instr=name)
        run = _element("w:r")
        text = _element("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        if between:
            paragraph.add_run(between)
