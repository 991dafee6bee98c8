"""Units from a table: whole or not at all, with what is wrong line by line."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from luoshi.office.directory import importing, tables
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from tests.office.directory.conftest import City

GOOD = """代码,名称,类别,级别,地方,上级单位,别名
czk,云麓市财政局国库科,机关,县级,云麓市,市财政局,
czj,云麓市财政局,agency,市级,云麓市,,市财政局、财政局
zjj,云麓市住房和城乡建设局,机关,市级,,,市住建局
yh,云麓银行股份有限公司,银行,,,,
"""


def states(lines: list[importing.Line]) -> list[str]:
    return [line.state for line in lines]


def test_preview_changes_nothing(city: City) -> None:
    entries = Entry.objects.count()
    lines = importing.preview(SHELL, GOOD.encode(), "单位.csv")
    assert states(lines) == ["new", "new", "same", "changed"]
    assert Unit.objects.count() == 3
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_taken_in_whatever_the_order_of_lines(city: City, encoding: str) -> None:
    importing.take_in(SHELL, GOOD.encode(encoding), "单位.csv")
    child = Unit.objects.get(code="czk")
    assert child.parent == Unit.objects.get(code="czj")
    assert Unit.objects.get(code="yh").name == "云麓银行股份有限公司"
    again = importing.preview(SHELL, GOOD.encode(encoding), "单位.csv")
    assert states(again) == ["same"] * 4


def test_as_a_workbook(city: City) -> None:
    book = Workbook()
    for line in GOOD.splitlines():
        book.worksheets[0].append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    assert states(importing.take_in(SHELL, stream.getvalue(), "单位.xlsx")) == [
        "new", "new", "same", "changed",
    ]  # fmt: skip


def test_one_bad_line_and_nothing_comes_in(city: City) -> None:
    text = (
        "代码,名称,类别,上级单位,别名\na,甲局,机关,,\nb,乙局,衙门,,\nc,丙局,机关,没有的局,\n"
        "A,丁局,机关,,\nd,,机关,,\ne,戊局,机关,e,市住建局\n"
    )
    lines = importing.preview(SHELL, text.encode(), "x.csv")
    assert states(lines) == ["new", "bad", "bad", "bad", "bad", "bad"]
    assert [line.number for line in lines] == [2, 3, 4, 5, 6, 7]
    assert "衙门" in lines[1].errors[0]
    assert "第2行重复" in lines[3].errors[0]
    with pytest.raises(DirectoryError, match=r"5 行有误.*第3行"):
        importing.take_in(SHELL, text.encode(), "x.csv")
    assert Unit.objects.count() == 3


def test_cycles_across_lines(city: City) -> None:
    text = "代码,名称,类别,上级单位\na,甲局,机关,乙局\nb,乙局,机关,甲局\n"
    lines = importing.preview(SHELL, text.encode(), "x.csv")
    assert states(lines) == ["new", "bad"]
    assert "下级" in lines[1].errors[0]


def test_written_again_it_reads_the_same(city: City) -> None:
    text = '代码,名称,类别\na,"甲,""局""",机关\n'
    lines = importing.read(text.encode(), "x.csv")
    again = importing.read(importing.written(lines).encode(), "x.csv")
    assert {k: v for k, v in again[0].values.items() if v} == lines[0].values


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "x.csv"),
        (b"\xff\xfe\x00\x01\x80", "x.csv"),
        ("名称\n甲".encode(), "x.csv"),
        (b"PK\x03\x04 not a zip", "x.xlsx"),
        (b"a,b\n", "x.xlsx"),
        (b'a,"b\n', "x.csv"),
        (b"a\0b", "x.csv"),
        (b"x" * (tables.LARGEST + 1), "x.csv"),
        (("代码,名称,类别\n" + "a,b,c\n" * (tables.MOST_ROWS + 2)).encode(), "x.csv"),
        (bomb(), "x.xlsx"),
    ],
)
def test_what_is_no_table(data: bytes, name: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        importing.read(data, name)
    assert refused.value.what
    assert refused.value.remedy
