"""Papers: the figures of GB/T 9704—2012, read back from the files that were made."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import reportlab
from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from luoshi.procedures.papers import (
    PaperError,
    Rows,
    Sheet,
    capital,
    docx,
    paper_number,
    pdf,
)
from luoshi.procedures.papers.sheet import spans, title_lines
from tests.procedures.printed import LEFT, MM, TOP, Run, lines, pages, text

PITCH = 225 * MM / 22
SHEET = Sheet(
    title="关于拨付样例花园项目预售监管资金的通知",
    number="样住建预拨〔2024〕7号",
    addressees=("样例银行营业部", "样例置业有限公司"),
    paragraphs=(
        "用款申请收悉。",
        "一、拨付金额",
        "（一）本次拨付。同意拨付人民币1,000,000.00元（大写：壹佰万元整）。",
        Rows(
            ("序号", "收款单位", "金额（元）"),
            (
                ("1", "样例建筑公司", "800,000.00"),
                ("2", "样例电梯公司", "200,000.00"),
            ),
            caption="拨付明细",
        ),
        "请在2个工作日内办理。",
    ),
    issuer="样例市住房和城乡建设局",
    day=date(2024, 3, 1),
    heading="样例市住房和城乡建设局文件",
    copy_to=("样例市财政局", "样例市审批局"),
    notes=("联系电话：0000",),
    attachments=("审核表", "查勘记录"),
)


def opened(sheet: Sheet) -> Doc:
    return Document(io.BytesIO(docx(sheet)))


def paragraph(document: Doc, words: str) -> Paragraph:
    (found,) = [each for each in document.paragraphs if each.text == words]
    return found


def east_asian(run_of: Paragraph, place: int = 0) -> str:
    fonts = run_of.runs[place]._element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts is not None
    return str(fonts.get(qn("w:eastAsia")))


# --- docx


def test_docx_page_is_a4_with_the_type_area() -> None:
    section = opened(SHEET).sections[0]
    millimetres = [
        round(each.mm) if each is not None else None
        for each in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.left_margin,
            section.right_margin,
            section.bottom_margin,
        )
    ]
    assert millimetres == [210, 297, 37, 28, 26, 35]
    assert 210 - 28 - 26 == 156
    assert 297 - 37 - 35 == 225
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert int(str(grid.get(qn("w:linePitch")))) * 22 / 20 == pytest.approx(225 * MM, abs=1)


def test_docx_text_is_three_fangsong_on_lines_of_the_grid() -> None:
    document = opened(SHEET)
    said = paragraph(document, "用款申请收悉。")
    assert east_asian(said) == "仿宋"
    assert said.runs[0].font.size is not None
    assert said.runs[0].font.size.pt == 16
    assert said.runs[0].font.name == "Times New Roman"
    indent = said._p.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert indent is not None
    assert indent.get(qn("w:firstLineChars")) == "200"
    style = document.styles["Normal"]
    assert style.paragraph_format.line_spacing.pt == pytest.approx(PITCH, abs=0.05)  # type: ignore[attr-defined]


def test_docx_masthead_title_and_greeting() -> None:
    document = opened(SHEET)
    mark = paragraph(document, SHEET.heading)
    assert mark.alignment == ALIGN.CENTER
    assert mark.runs[0].font.color.rgb == RGBColor(0xE6, 0, 0)
    assert "小标宋" in east_asian(mark)
    assert mark.paragraph_format.space_before is not None
    assert mark.paragraph_format.space_before.mm == pytest.approx(35, abs=0.1)
    number = paragraph(document, SHEET.number)
    assert number.alignment == ALIGN.CENTER
    rule = number._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
    assert rule is not None
    assert rule.get(qn("w:color")) == "E60000"
    for part in title_lines(SHEET.title):
        title = paragraph(document, part)
        assert title.alignment == ALIGN.CENTER
        assert title.runs[0].font.size is not None
        assert title.runs[0].font.size.pt == 22
        assert "小标宋" in east_asian(title)
    greeting = paragraph(document, "样例银行营业部、样例置业有限公司：")
    assert greeting.paragraph_format.first_line_indent is None


def test_docx_levels_have_their_faces() -> None:
    document = opened(SHEET)
    assert east_asian(paragraph(document, "一、拨付金额")) == "黑体"
    second = next(each for each in document.paragraphs if each.text.startswith("（一）"))
    assert second.runs[0].text == "（一）本次拨付。"
    assert east_asian(second) == "楷体"
    assert east_asian(second, 1) == "仿宋"


def test_docx_table_attachments_signature_and_notes() -> None:
    document = opened(SHEET)
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "收款单位", "金额（元）"]
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert table.rows[1].cells[2].paragraphs[0].alignment == ALIGN.RIGHT
    assert table.rows[1].cells[0].paragraphs[0].alignment == ALIGN.CENTER
    words = [each.text for each in document.paragraphs]
    place = words.index("附件：1.审核表")
    assert words[place + 1] == "2.查勘记录"
    assert words[place + 2 : place + 5] == [
        SHEET.issuer,
        "2024年3月1日",
        "（联系电话：0000）",
    ]
    day = paragraph(document, "2024年3月1日")
    assert day.alignment == ALIGN.RIGHT
    assert day.paragraph_format.right_indent is not None
    assert day.paragraph_format.right_indent.pt == pytest.approx(4 * 156 * MM / 28, abs=0.1)


def test_docx_colophon_stands_at_the_foot() -> None:
    table = opened(SHEET).tables[-1]
    assert table.rows[0].cells[0].text == "抄送：样例市财政局，样例市审批局。"
    assert table.rows[1].cells[0].text == "样例市住房和城乡建设局\t2024年3月1日印发"
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert place is not None
    assert place.get(qn("w:vertAnchor")) == "page"
    foot = int(str(place.get(qn("w:tblpY")))) / 20 + 2 * 23
    assert foot == pytest.approx((37 + 225) * MM, abs=3)


def test_docx_page_numbers_odd_right_even_left() -> None:
    document = opened(SHEET)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (ALIGN.RIGHT, ALIGN.LEFT)
    for each in (odd, even):
        assert each.text == "— 1 —"
        assert "PAGE" in etree.tostring(each._p, encoding="unicode")
        assert each.runs[0].font.size is not None
        assert each.runs[0].font.size.pt == 14
        assert east_asian(each) == "宋体"


def test_docx_elements_stand_in_the_order_of_the_schema() -> None:
    order = ["keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr"]
    order += ["shd", "tabs", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc"]
    runs = ["rStyle", "rFonts", "b", "i", "color", "spacing", "sz", "szCs", "bdr", "lang"]
    cells = ["tblStyle", "tblpPr", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout"]
    cells += ["tblCellMar", "tblLook"]
    archive = zipfile.ZipFile(io.BytesIO(docx(replace(SHEET, sample=True))))
    for name in archive.namelist():
        if name.startswith(("word/document", "word/header", "word/footer")):
            root = etree.fromstring(archive.read(name))
            for tag, sequence in (("pPr", order), ("rPr", runs), ("tblPr", cells)):
                for element in root.iter(qn(f"w:{tag}")):
                    names = [etree.QName(child).localname for child in element]
                    places = [
                        sequence.index(each) for each in names if each not in {"pStyle", "rPr"}
                    ]
                    assert places == sorted(places), names


# --- pdf


def test_pdf_says_what_the_sheet_says() -> None:
    said = text(pdf(SHEET))
    for words in (
        SHEET.heading,
        SHEET.number,
        "样例银行营业部、样例置业有限公司：",
        "一、拨付金额",
        "1,000,000.00",
        "序号收款单位金额（元）",
        "1样例建筑公司800,000.00",
        "附件：1.审核表",
        "2.查勘记录",
        SHEET.issuer,
        "2024年3月1日",
        "（联系电话：0000）",
        "抄送：样例市财政局，样例市审批局。",
        "2024年3月1日印发",
        "— 1 —",
    ):
        assert words in said
    assert "".join(title_lines(SHEET.title)) in said.replace("\n", "")


def test_pdf_masthead_is_red_and_35_mm_below_the_type_area() -> None:
    (mark, *_) = pages(pdf(SHEET))[0]
    assert mark.text == SHEET.heading
    assert mark.ink[0] > 0.8
    assert mark.ink[1:] == (0, 0)
    assert mark.heavy
    top_of_type = mark.y + mark.size * 0.86
    assert TOP - top_of_type == pytest.approx(35 * MM, abs=1)
    others = [run for page in pages(pdf(SHEET)) for run in page if run.text != SHEET.heading]
    assert {run.ink for run in others} == {(0, 0, 0)}
    number = next(run for run in others if run.text.startswith("样住建"))
    assert not number.heavy


def test_pdf_page_holds_22_lines_of_28_characters() -> None:
    sheet = replace(SHEET, paragraphs=("字" * 3000,), attachments=(), heading="", copy_to=())
    found = pages(pdf(sheet))
    body = [line for line in lines(found[1]) if "字" in line[2]]
    assert len(body) == 22
    assert {len(words) for _, _, words in body} == {28}
    assert {round(x, 1) for x, _, _ in body} == {round(LEFT, 1)}
    gaps = {round(a[1] - b[1], 2) for a, b in pairwise(body)}
    assert gaps == {round(PITCH, 2)}
    first = next(line for line in lines(found[0]) if line[2].startswith("字"))
    assert len(first[2]) == 26
    assert first[0] - LEFT == pytest.approx(2 * 156 * MM / 28, abs=0.1)


def test_pdf_no_line_begins_with_a_closing_mark_or_parts_a_number() -> None:
    sheet = replace(SHEET, paragraphs=("共计（含税）“样例”，" * 60 + "金额1,234,567.89元。" * 30,))
    for page in pages(pdf(sheet)):
        for _, _, words in lines(page):
            assert words[0] not in "，。）”、："
            assert words[-1] not in "（“"
            assert words.count("1,234,567.89") == words.count("1,2")


def test_pdf_numbers_its_pages_odd_right_even_left() -> None:
    found = pages(pdf(replace(SHEET, paragraphs=("字" * 3000,))))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        x, y, words = lines(page)[-1]
        assert words == f"— {number} —"
        foot = TOP - 225 * MM
        assert foot - (y + 14 * 0.36) == pytest.approx(7 * MM, abs=0.2)
        if number % 2:
            assert x > LEFT + 100 * MM
        else:
            assert x == pytest.approx(LEFT + 14, abs=0.1)


@pytest.mark.parametrize("amount", range(480, 760, 14))
def test_pdf_signature_is_never_alone(amount: int) -> None:
    sheet = replace(SHEET, paragraphs=("字" * amount,), attachments=(), copy_to=())
    for page in pages(pdf(sheet)):
        words = [line[2] for line in lines(page)]
        if SHEET.issuer in words[:-2] and "2024年3月1日" in words:
            assert any(each.startswith("字") for each in words)


def test_pdf_day_is_four_characters_from_the_right_and_the_issuer_above_it() -> None:
    page = pages(pdf(SHEET))[-1]
    found = {words: (x, y) for _, (x, y, words) in enumerate(lines(page))}
    day_x, day_y = found["2024年3月1日"]
    issuer_x, issuer_y = found[SHEET.issuer]
    em = 156 * MM / 28
    wide = 3 * em + 6 * 8
    assert LEFT + 156 * MM - day_x - wide == pytest.approx(4 * em, abs=0.2)
    assert issuer_y - day_y == pytest.approx(PITCH, abs=0.1)
    assert issuer_x + 11 * em / 2 == pytest.approx(day_x + wide / 2, abs=0.2)


def test_pdf_long_table_repeats_its_header() -> None:
    rows = Rows(
        ("日期", "摘要", "余额（元）"),
        tuple(("2024-01-01", f"第{i}笔", "1.00") for i in range(200)),
    )
    found = pages(pdf(replace(SHEET, paragraphs=("账户变动如下：", rows))))
    assert len(found) > 4
    shown = text(pdf(replace(SHEET, paragraphs=("账户变动如下：", rows))))
    assert all(f"2024-01-01第{i}笔1.00\n" in shown for i in range(200))
    for page in found:
        words = [line[2] for line in lines(page)]
        if any("笔1.00" in each for each in words):
            assert words.count("日期摘要余额（元）") == 1


def test_pdf_tall_cell_goes_on_over_the_page() -> None:
    rows = Rows(("事项", "说明"), (("样例", "说" * 2000), ("末行", "完")))
    shown = text(pdf(replace(SHEET, paragraphs=(rows,))))
    assert shown.count("说") - shown.count("事项说明") == 2000
    assert "末行完" in shown
    assert shown.index("：\n— 1 —") > 0  # the title does not wait for the row
    for page in pages(pdf(replace(SHEET, paragraphs=(rows,)))):
        assert min(run.y for run in page) > 20 * MM


def test_nothing_is_printed_outside_the_type_area() -> None:
    for page in pages(pdf(HOSTILE)):
        for run in page:
            assert run.x >= LEFT - 0.1
            assert run.x < LEFT + 156 * MM
            assert run.y > (35 - 7 - 6) * MM


# --- both


def test_same_sheet_same_bytes() -> None:
    again = replace(SHEET)
    assert pdf(SHEET) == pdf(again)
    assert docx(SHEET) == docx(again)
    assert pdf(SHEET) != pdf(replace(SHEET, day=date(2024, 3, 2)))


def test_sample_is_marked_on_every_page() -> None:
    sheet = replace(SHEET, sample=True, paragraphs=("字" * 2000,))
    for page in pages(pdf(sheet)):
        shown = {run.text for run in page}
        assert {"样例"} <= shown
        assert any(each.startswith("样") and run_size(page, each) == 150 for each in shown)
    section = opened(sheet).sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "样例"
    plain = opened(SHEET).sections[0]
    assert plain.header.paragraphs[0].text == plain.even_page_header.paragraphs[0].text == ""


def run_size(page: list[Run], words: str) -> float:
    return max(run.size for run in page if run.text == words)


def test_paper_of_a_firm_has_no_red_head_and_no_colophon() -> None:
    sheet = replace(SHEET, heading="", number="", copy_to=())
    document = opened(sheet)
    assert len(document.tables) == 1
    assert "印发" not in text(pdf(sheet))
    assert all(run.ink == (0, 0, 0) for page in pages(pdf(sheet)) for run in page)


HOSTILE = Sheet(
    title="标题\x00\u202e<script>&amp;\ud800\n第二行",
    number="样〔2024〕1号\x07",
    addressees=("很" * 60, "", "\u200b"),
    paragraphs=(
        "控制\x07符\ufffe与\ufdd0，应付\u202e0001元\u202c，零\u200b宽\ufeff，表情😀，生僻字𠮷，مرحبا",
        "w" * 400,
        "http://sample.invalid/" + "a/b?c=" * 60,
        "。" * 90,
        "（" * 90,
        "甲\r\n乙\u2028丙\x85丁\n\n\n",
        "]]><!--",
        "Z" + "\u0338" * 50,
        Rows(("栏\x00", "=1+1"), (("😀" * 40, "x" * 300), ("\u202e", "")), caption="\x1b[0m"),
    ),
    issuer="很长的机关" * 12,
    day=date(2024, 12, 31),
    heading="很长的机关" * 10,
    copy_to=("抄送机关",) * 60,
    notes=("（已有括号）",),
    attachments=("名" * 80,),
)


def test_hostile_words_are_made_safe() -> None:
    shown = text(pdf(HOSTILE))
    document = opened(HOSTILE)
    written = "\n".join(each.text for each in document.paragraphs)
    for words in (shown, written):
        assert "应付0001元" in words
        assert "零宽" in words
        assert "控制符与" in words
        assert "<script>&amp;" in words
        assert not {"\x00", "\x07", "\u202e", "\u200b", "\ufffe", "\ufdd0"} & set(words)
        assert "（已有括号）" in words
        assert {"甲", "乙", "丙", "丁"} <= set(words.splitlines())
    assert "表情〓" in shown
    assert "〔U+20BB7〕" in shown
    assert "表情😀" in written
    assert "𠮷" in written
    assert shown.count("w") == 400
    assert pdf(HOSTILE) == pdf(HOSTILE)


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=4).map(tuple))
def test_any_text_can_be_printed(words: str, more: tuple[str, ...]) -> None:
    sheet = Sheet(
        title="样" + words,
        number=words[:20],
        addressees=more,
        paragraphs=(words, Rows(("栏",), tuple((each,) for each in more)), *more),
        issuer="局" + words[:50],
        day=date(2024, 1, 1),
        heading="样例文件",
        copy_to=more,
        notes=more,
        attachments=more,
    )
    assert pdf(sheet).startswith(b"%PDF-")
    assert Document(io.BytesIO(docx(sheet))).paragraphs


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"title": " \n\u200b"}, "没有标题"),
        ({"issuer": "\x00"}, "没有署名"),
        ({"heading": "长" * 61}, "放不下"),
    ],
)
def test_sheet_that_cannot_be_is_refused(change: dict[str, str], what: str) -> None:
    with pytest.raises(PaperError) as refused:
        replace(SHEET, **change)
    assert what in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("header", "rows", "what"),
    [
        ((), (), "没有栏目"),
        (("甲", "乙"), (("一",),), "第1行有1格"),
        (("栏",) * 13, (), "13栏"),
    ],
)
def test_table_that_cannot_be_is_refused(
    header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], what: str
) -> None:
    with pytest.raises(PaperError, match=what):
        Rows(header, rows)


def test_levels() -> None:
    assert spans("一、总则") == [("一、总则", "hei")]
    assert spans("（十二）范围。其余文字") == [("（十二）范围。", "kai"), ("其余文字", "fangsong")]
    assert spans("1.第三层") == [("1.第三层", "fangsong")]
    assert spans("一、" + "长" * 50 + "。") == [("一、" + "长" * 50 + "。", "fangsong")]
    assert spans("一是工作") == [("一是工作", "fangsong")]


def test_long_title_is_balanced_between_words() -> None:
    assert title_lines("备案通知书") == ["备案通知书"]
    found = title_lines("关于拨付样例花园项目商品房预售监管资金的通知")
    assert len(found) == 2
    assert abs(len(found[0]) - len(found[1])) <= 4
    assert not found[1].startswith("的")
    assert title_lines("上行\n下行") == ["上行", "下行"]


# --- fonts


def test_fonts_of_a_folder_are_embedded_where_they_have_the_character(tmp_path: Path) -> None:
    vera = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    (tmp_path / "FangSong_GB2312.TTF").write_bytes(vera.read_bytes())
    sheet = replace(SHEET, paragraphs=("文字Ωæłʼn文字",))
    made = pdf(sheet, tmp_path)
    assert b"BitstreamVera" in made
    assert b"STSong-Light" in made
    assert made == pdf(sheet, tmp_path)
    assert b"BitstreamVera" not in pdf(sheet)


def test_unusable_fonts_are_named(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="读不到字体目录"):
        pdf(SHEET, tmp_path / "none")
    (tmp_path / "SimHei.ttf").write_bytes(b"no font")
    with pytest.raises(PaperError, match=r"SimHei\.ttf"):
        pdf(SHEET, tmp_path)


# --- numbers


def test_paper_number() -> None:
    pattern = "样住建预拨〔{year}〕{n}号"
    assert paper_number(pattern, 2024, 1) == "样住建预拨〔2024〕1号"
    assert paper_number(pattern, 2024, 1234) == "样住建预拨〔2024〕1234号"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "样住建〔{year}〕第{n}号",
        "样住建第〔{year}〕{n}号",
        "样住建[{year}]{n}号",
        "样住建（{year}）{n}号",
        "样住建【{year}】{n}号",
        "〔{year}〕{n}号",
        "样住建〔{year}〕{n}",
        "样住建〔{year}〕{n:03}号",
        "样住建〔{n}〕{year}号",
        "样 住建〔{year}〕{n}号",
        "样住建{x}〔{year}〕{n}号",
        "样\n〔{year}〕{n}号",
        "字" * 31 + "〔{year}〕{n}号",
    ],
)
def test_paper_number_of_a_wrong_pattern(pattern: str) -> None:
    with pytest.raises(PaperError, match="不合规范"):
        paper_number(pattern, 2024, 1)


@pytest.mark.parametrize(("year", "n"), [(24, 1), (1948, 1), (10000, 1), (2024, 0), (2024, -1)])
def test_paper_number_that_cannot_be(year: int, n: int) -> None:
    with pytest.raises(PaperError):
        paper_number("样〔{year}〕{n}号", year, n)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (11, "壹角壹分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (1000, "壹拾元整"),
        (1050, "壹拾元零伍角整"),
        (10_000, "壹佰元整"),
        (10_100, "壹佰零壹元整"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (100_100, "壹仟零壹元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (100_000_000, "壹佰万元整"),
        (100_000_001, "壹佰万元零壹分"),
        (100_001_000, "壹佰万零壹拾元整"),
        (2_000_100_000, "贰仟万壹仟元整"),
        (10_000_100_000, "壹亿零壹仟元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (10_100_000_000, "壹亿零壹佰万元整"),
        (11_000_000_000, "壹亿壹仟万元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (100_000_000_000_100, "壹万亿零壹元整"),
        (-1230, "负壹拾贰元叁角整"),
    ],
)
def test_capital(fen: int, words: str) -> None:
    assert capital(fen) == words


def test_capital_that_is_too_large() -> None:
    assert capital(10**18 - 1).startswith("玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿")
    for fen in (10**18, -(10**18)):
        with pytest.raises(PaperError, match="太大"):
            capital(fen)


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_capital_can_be_read_back(fen: int) -> None:
    words = capital(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith(("分", "整"))


@given(st.integers(0, 9), st.integers(0, 17), st.integers(0, 9), st.integers(0, 17))
def test_capital_of_mostly_zeros(a: int, i: int, b: int, j: int) -> None:
    fen = (a * 10**i + b * 10**j) % 10**18
    assert read(capital(fen)) == fen


def read(words: str) -> int:
    """An amount in words in fen, by another way than it was written."""
    sign = -1 if words.startswith("负") else 1
    rest = words.removeprefix("负").removesuffix("整")
    yuan, mark, cents = rest.partition("元")
    if not mark:
        yuan, cents = "", rest
    jiao, fen = 0, 0
    for digit, unit in zip(
        cents.replace("零", "")[::2], cents.replace("零", "")[1::2], strict=True
    ):
        value = "零壹贰叁肆伍陆柒捌玖".index(digit)
        jiao, fen = (value, fen) if unit == "角" else (jiao, value)
    return sign * (whole(yuan) * 100 + jiao * 10 + fen)


def whole(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        if unit in words:
            high, _, low = words.rpartition(unit)
            return whole(high) * size + whole(low)
    bare = words.replace("零", "")
    assert len(bare) <= 1
    return "零壹贰叁肆伍陆柒捌玖".index(bare) if bare else 0
