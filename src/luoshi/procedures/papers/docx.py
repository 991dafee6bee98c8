"""A paper as docx, laid out by GB/T 9704—2012, to be opened and sealed in an office program."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import cast

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from luoshi.procedures.papers import measures as m
from luoshi.procedures.papers import wordml
from luoshi.procedures.papers.sheet import (
    Face,
    Rows,
    Sheet,
    Span,
    day_text,
    shares,
    side,
    spans,
    title_lines,
)

NAMES: dict[Face, str] = {
    "fangsong": "仿宋",
    "hei": "黑体",
    "kai": "楷体",
    "song": "宋体",
    "biaosong": "方正小标宋简体",
}
LATIN = "Times New Roman"
_RED = RGBColor(0xE6, 0, 0)
_COLOPHON = 23.0
"""Height of a line of 版记."""
_TRACKING = -0.25
"""Points that a character of the text is closer to the next, so that 28 of them fill a line. The
character grid of WordprocessingML says the same, but not every program sets type larger than its cell."""
_SIDES = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}


def docx(sheet: Sheet) -> bytes:
    """The paper as docx."""
    document = Document()
    _page(document)
    _plain(document)
    _running(document, sheet)
    _masthead(document, sheet)
    _opening(document, sheet)
    _body(document, sheet)
    _signature(document, sheet)
    _colophon(document, sheet)
    made = datetime.combine(sheet.day, time())
    facts = document.core_properties
    facts.title, facts.author = sheet.title.replace("\n", "")[:255], sheet.issuer[:255]
    facts.comments, facts.created, facts.modified = "", made, made
    facts.last_modified_by, facts.language = "", "zh-CN"
    stream = io.BytesIO()
    document.save(stream)
    return _timeless(stream.getvalue())


# --- the page


def _page(document: Doc) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    section.header_distance = Mm(20)
    section.footer_distance = Mm(25.5)  # the dashes stand 7 mm below the type area
    wordml.grid(document, m.PITCH)


def _plain_style(document: Doc) -> ParagraphStyle:
    return cast("ParagraphStyle", document.styles["Normal"])


def _plain(document: Doc) -> None:
    """正文: 3号仿宋, a line of the grid each, no space that Word adds between scripts."""
    style = _plain_style(document)
    _face(style, "fangsong", m.BODY)
    wordml.language(style)
    flow = style.paragraph_format
    flow.line_spacing_rule, flow.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(m.PITCH)
    flow.space_before = flow.space_after = Pt(0)
    flow.widow_control = False
    wordml.tight(style)


def _running(document: Doc, sheet: Sheet) -> None:
    """The page number, odd right and even left; the mark of a sample at the head."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, edge in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        _reset(paragraph, document)
        wordml.off_grid(paragraph)
        paragraph.alignment = ALIGN.RIGHT if edge == "right" else ALIGN.LEFT
        wordml.indent(paragraph, left=m.SMALL, right=m.SMALL)
        _run(paragraph, "— ", "song", m.SMALL)
        wordml.page_number(_run(paragraph, "", "song", m.SMALL))
        _run(paragraph, " —", "song", m.SMALL)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        _reset(paragraph, document)
        if sheet.sample:
            paragraph.alignment = ALIGN.RIGHT
            run = _run(paragraph, "样例", "hei", m.TITLE)
            wordml.framed(run)


def _reset(paragraph: Paragraph, document: Doc) -> None:
    paragraph.style = _plain_style(document)  # not Header, which has tabs of its own


# --- the parts of the paper


def _masthead(document: Doc, sheet: Sheet) -> None:
    """发文机关标志, 发文字号, the red rule."""
    if not sheet.heading:
        return
    size = m.heading_size(sheet.heading)
    mark = _paragraph(document, [(sheet.heading, "biaosong")], size, ALIGN.CENTER)
    mark.paragraph_format.line_spacing = Pt(size * 1.25)
    mark.paragraph_format.space_before = Pt(m.HEADING_DOWN)
    mark.runs[0].font.color.rgb = _RED
    number = _paragraph(document, [(sheet.number, "fangsong")], m.BODY, ALIGN.CENTER)
    number.paragraph_format.space_before = Pt(2 * m.PITCH)
    number.paragraph_format.line_spacing = Pt(m.BODY * 1.2)
    wordml.rule_below(number, colour="E60000", thick=1.6, space=m.RULE_BELOW)
    number.paragraph_format.space_after = Pt(2 * m.PITCH)


def _opening(document: Doc, sheet: Sheet) -> None:
    """标题 and 主送机关."""
    for part in title_lines(sheet.title):
        title = _paragraph(document, [(part, "biaosong")], m.TITLE, ALIGN.CENTER)
        title.paragraph_format.line_spacing = Pt(m.PITCH * 1.2)
        title.paragraph_format.keep_with_next = True
    if sheet.number and not sheet.heading:
        _paragraph(document, [(sheet.number, "fangsong")], m.BODY, ALIGN.CENTER)
    blank = _paragraph(document, [], m.BODY)
    blank.paragraph_format.keep_with_next = True
    if sheet.greeting:
        _paragraph(document, [(sheet.greeting, "fangsong")], m.BODY, ALIGN.JUSTIFY)


def _body(document: Doc, sheet: Sheet) -> None:
    """正文, tables, 附件说明."""
    last: Paragraph | None = None
    for each in sheet.paragraphs:
        if isinstance(each, Rows):
            last = _table(document, each)
            continue
        parts = spans(each)
        last = _text(document, parts)
        if len(parts) == 1 and parts[0][1] != "fangsong":
            last.paragraph_format.keep_with_next = True
    if sheet.attachments:
        _paragraph(document, [], m.BODY)
    for place, name in enumerate(sheet.attachments, 1):
        ordinal = f"{place}." if len(sheet.attachments) > 1 else ""
        label = "附件：" if place == 1 else ""
        last = _paragraph(document, [(label + ordinal + name, "fangsong")], m.BODY, ALIGN.JUSTIFY)
        lead = m.ADVANCE * 5 + m.BODY / 2 * len(ordinal) * 0.8
        start = m.ADVANCE * (2 if label else 5)
        wordml.indent(last, left=lead, hanging=lead - start)
    if last is not None:
        last.paragraph_format.keep_with_next = True  # no signature alone on a page


def _signature(document: Doc, sheet: Sheet) -> None:
    """As for a paper that is sealed: the day four characters from the right, the issuer above it."""
    right = 4 * m.ADVANCE
    over = (_wide(sheet.day_text) - _wide(sheet.issuer)) / 2
    issuer = _paragraph(document, [(sheet.issuer, "fangsong")], m.BODY, ALIGN.RIGHT)
    issuer.paragraph_format.space_before = Pt(2 * m.PITCH)
    issuer.paragraph_format.keep_with_next = True
    wordml.indent(issuer, right=max(right + over, 0))
    day = _paragraph(document, [(sheet.day_text, "fangsong")], m.BODY, ALIGN.RIGHT)
    wordml.indent(day, right=right)
    for note in sheet.notes:
        bare = note[1:-1] if note.startswith("（") and note.endswith("）") else note
        _text(document, [(f"（{bare}）", "fangsong")])


def _colophon(document: Doc, sheet: Sheet) -> None:
    """版记 at the foot of the last page: 抄送机关, 印发机关 and 印发日期 between rules."""
    if not sheet.heading and not sheet.copies:
        return
    table = document.add_table(rows=2 if sheet.copies else 1, cols=1)
    # A hair narrower than the type area: some programs let no table float that is as wide.
    wordml.ruled(table, width=m.WIDTH - 1, thick=m.THICK, thin=m.THIN)
    lines = 1
    if sheet.copies:
        lines += math.ceil((_wide(sheet.copies) / m.BODY) / (m.WIDTH / m.SMALL - 5))
        copies = table.rows[0].cells[0].paragraphs[0]
        _run(copies, f"抄送：{sheet.copies}", "fangsong", m.SMALL)
        wordml.indent(copies, left=4 * m.SMALL, right=m.SMALL, hanging=3 * m.SMALL)
    issued = table.rows[-1].cells[0].paragraphs[0]
    wordml.indent(issued, left=m.SMALL, right=m.SMALL)
    wordml.right_tab(issued, m.WIDTH - m.SMALL)
    printer = sheet.printed_by or sheet.issuer
    _run(issued, f"{printer}\t{day_text(sheet.day)}印发", "fangsong", m.SMALL)
    for row in table.rows:
        paragraph = row.cells[0].paragraphs[0]
        wordml.off_grid(paragraph)
        paragraph.paragraph_format.line_spacing = Pt(_COLOPHON)
    wordml.at_height(table, m.TOP + m.HEIGHT - lines * _COLOPHON - m.THICK * 2)
    # A floating table hangs on the paragraph after it, which should take no room.
    anchor = _paragraph(document, [], 1)
    anchor.paragraph_format.line_spacing = Pt(1)


def _table(document: Doc, rows: Rows) -> Paragraph:
    """A table; the header comes again on every page. The blank half line below it is returned."""
    if rows.caption:
        caption = _paragraph(document, [(rows.caption, "hei")], m.SMALL, ALIGN.CENTER)
        caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + len(rows.rows), cols=len(rows.header))
    table.style = "Table Grid"
    wordml.columns(table, [m.WIDTH * each for each in shares(rows)])
    # Row by row: python-docx finds a cell by counting through the whole table.
    for place, (row, texts) in enumerate(zip(table.rows, (rows.header, *rows.rows), strict=True)):
        wordml.whole(row, repeat=place == 0)
        for cell, head, text in zip(row.cells, rows.header, texts, strict=True):
            wordml.middle(cell)
            paragraph = cell.paragraphs[0]
            wordml.off_grid(paragraph)
            paragraph.paragraph_format.line_spacing = Pt(18)
            _run(paragraph, text, "hei" if place == 0 else "fangsong", m.TABLE)
            paragraph.alignment = _SIDES["center" if place == 0 else side(head, text)]
    below = _paragraph(document, [], m.BODY)
    below.paragraph_format.line_spacing = Pt(m.PITCH / 2)
    return below


# --- paragraphs and faces


def _text(document: Doc, parts: Sequence[Span]) -> Paragraph:
    paragraph = _paragraph(document, parts, m.BODY, ALIGN.JUSTIFY)
    wordml.indent(paragraph, first=2 * m.ADVANCE, first_characters=2)
    return paragraph


def _paragraph(
    document: Doc, parts: Sequence[Span], size: float, align: ALIGN = ALIGN.LEFT
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if size != m.BODY:
        wordml.off_grid(paragraph)
    for text, face in parts:
        _run(paragraph, text, face, size)
    return paragraph


def _run(paragraph: Paragraph, text: str, face: Face, size: float) -> Run:
    run = paragraph.add_run(text)
    _face(run, face, size)
    if size == m.BODY:
        wordml.tracked(run, _TRACKING)
    return run


def _face(of: wordml.Faced, face: Face, size: float) -> None:
    of.font.name = LATIN
    of.font.size = Pt(size)
    wordml.east_asian(of, NAMES[face])


def _wide(text: str) -> float:
    return sum(m.BODY / 2 if each.isascii() else m.ADVANCE for each in text)


def _timeless(data: bytes) -> bytes:
    """The same archive with no time of making in it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return stream.getvalue()
