"""What WordprocessingML can say and python-docx has no words for.

Elements are put in the order of the schema: office programs refuse a file that has them otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from luoshi.procedures.papers.measures import BODY, PAD

Element = Any
"""An element of lxml with the words of python-docx, which are not typed."""


class Faced(Protocol):
    """A run or a style."""

    @property
    def font(self) -> Font:
        """Its font."""
        ...


def _xml(of: Any) -> Element:
    """The element behind a paragraph, a run, a table, a style."""
    return of._element


def twips(points: float) -> str:
    """Twentieths of a point, in which lengths are told."""
    return str(round(points * 20))


def grid(document: Document, pitch: float) -> None:
    """The grid of lines: 每页22行."""
    section = _xml(document).body.sectPr
    found = section.find(qn("w:docGrid"))
    if found is None:
        found = _element("docGrid")
        section.append(found)
    found.attrib.clear()
    _set(found, type="lines", linePitch=twips(pitch))


def tracked(run: Run, points: float) -> None:
    """Characters closer to each other, or farther apart."""
    properties: Element = _xml(run).get_or_add_rPr()
    properties.insert_element_before(
        _element("spacing", val=twips(points)), "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
    )


def east_asian(of: Any, name: str) -> None:
    """The font of Han characters."""
    element: Element = _xml(of)
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    _set(fonts, eastAsia=name, hint="eastAsia")


def language(style: ParagraphStyle) -> None:
    """Chinese, for the line breaker and the spelling."""
    properties: Element = _xml(style).get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_element("lang", val="en-US", eastAsia="zh-CN"))
    # Some programs measure the grid by the default size, not by that of the style.
    default: Element = _xml(style).getparent().find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for name in ("w:sz", "w:szCs"):
        default.find(qn(name)).set(qn("w:val"), str(round(BODY * 2)))


def tight(style: ParagraphStyle) -> None:
    """No space that is added between Han characters and Latin letters or digits."""
    properties: Element = _xml(style).get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    for name in ("autoSpaceDN", "autoSpaceDE"):
        spacing.addprevious(_element(name, val="0"))
        found = properties.findall(qn(f"w:{name}"))[0]
        first = properties.find(qn("w:autoSpaceDN"))
        if name == "autoSpaceDE":
            first.addprevious(found)


def off_grid(paragraph: Paragraph) -> None:
    """Small type keeps its own pitch and does not take that of the text."""
    properties: Element = _xml(paragraph).get_or_add_pPr()
    properties.insert_element_before(
        _element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def indent(
    paragraph: Paragraph,
    *,
    left: float = 0,
    right: float = 0,
    first: float = 0,
    hanging: float = 0,
    first_characters: int = 0,
) -> None:
    """Indents in points; those in characters win where the program knows them."""
    element: Element = _xml(paragraph).get_or_add_pPr().get_or_add_ind()
    _set(element, left=twips(left), right=twips(right))
    if hanging:
        _set(element, hanging=twips(hanging))
    if first:
        _set(element, firstLine=twips(first))
    if first_characters:
        _set(element, firstLineChars=str(first_characters * 100))


def rule_below(paragraph: Paragraph, *, colour: str, thick: float, space: float) -> None:
    """A rule under a paragraph, as wide as the type area."""
    borders = _element("pBdr")
    borders.append(
        _element("bottom", val="single", sz=_eighths(thick), space=str(round(space)), color=colour)
    )
    properties: Element = _xml(paragraph).get_or_add_pPr()
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:kinsoku",
        "w:spacing",
        "w:ind",
        "w:jc",
    )


def page_number(run: Run) -> None:
    """The number of the page, which the office program fills in."""
    element: Element = _xml(run)
    words = _element("instrText")
    words.text = "PAGE"
    shown = _element("t")
    shown.text = "1"
    for part in (
        _element("fldChar", fldCharType="begin"),
        words,
        _element("fldChar", fldCharType="separate"),
        shown,
        _element("fldChar", fldCharType="end"),
    ):
        element.append(part)


def framed(run: Run) -> None:
    """A frame around words."""
    properties: Element = _xml(run).get_or_add_rPr()
    properties.append(_element("bdr", val="single", sz="8", space="0", color="auto"))


def right_tab(paragraph: Paragraph, position: float) -> None:
    """A tab stop at which words end."""
    stops: Any = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(position), WD_TAB_ALIGNMENT.RIGHT)


def columns(table: Table, widths: Sequence[float]) -> None:
    """Columns as wide as told, whatever stands in them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _padded(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)


def _padded(table: Table) -> None:
    """A little less room at the sides of a cell than office programs leave."""
    properties: Element = _xml(table).tblPr
    margins = _element("tblCellMar")
    for edge in ("left", "right"):
        margins.append(_element(edge, w=twips(PAD), type="dxa"))
    properties.find(qn("w:tblLayout")).addnext(margins)


def whole(row: Any, *, repeat: bool) -> None:
    """A header comes again on every page."""
    properties: Element = _xml(row).get_or_add_trPr()
    if repeat:
        properties.append(_element("cantSplit"))
        properties.append(_element("tblHeader"))


def middle(cell: Any) -> None:
    """Words in the middle of the height."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def ruled(table: Table, *, width: float, thick: float, thin: float) -> None:
    """A table of one column with rules above, between and below."""
    table.autofit = False
    table.columns[0].width = Pt(width)
    for row in table.rows:
        row.cells[0].width = Pt(width)
    properties: Element = _xml(table).tblPr
    borders = _element("tblBorders")
    for side, weight in (("top", thick), ("bottom", thick), ("insideH", thin)):
        borders.append(_element(side, val="single", sz=_eighths(weight), space="0", color="000000"))
    properties.find(qn("w:tblLayout")).addprevious(borders)


def at_height(table: Table, y: float) -> None:
    """Let a table stand ``y`` points below the upper edge of its page, whatever stands above it."""
    properties: Element = _xml(table).tblPr
    place = _element(
        "tblpPr",
        leftFromText="0",
        rightFromText="0",
        vertAnchor="page",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpY=twips(y),
    )
    style = properties.find(qn("w:tblStyle"))
    if style is None:
        properties.insert(0, place)
    else:
        style.addnext(place)


def _eighths(points: float) -> str:
    return str(max(2, round(points * 8)))


def _element(name: str, **attributes: str) -> Element:
    element: Element = OxmlElement(f"w:{name}")
    _set(element, **attributes)
    return element


def _set(element: Element, **attributes: str) -> None:
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
