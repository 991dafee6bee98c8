"""Rules that look at a whole table: rows filled in, pasted, uploaded; places beside them; saved."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import Workbook, load_workbook

from luoshi.rules import Policy
from luoshi.web.rulebook import tabling
from tests.web.conftest import Look, words
from tests.web.ruled import COUNTED, PLACE

DAY = "2025-06-01"
PATH = f"/rules/{PLACE}/"
TABLE = "单位,组别,得分\n甲,市直,90\n乙,市直,95.5\n丙,县区,80\n丁,市直,95.5\n"


def places(page: html.HtmlElement) -> list[str]:
    """The results, row by row."""
    return [words(cell) for cell in page.xpath("//td[contains(@class, 'result')]")]


def sent(client: Client, status: int = 200, **data: object) -> html.HtmlElement:
    """The page that answers a form."""
    response = client.post(PATH, {"on": DAY, **data})
    assert response.status_code == status, response.content.decode()[:3000]
    return html.fromstring(response.content.decode())


def book(*rows: list[str | float | None]) -> bytes:
    """A workbook."""
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_an_empty_table_waits_for_rows(db: None, parking: Policy, look: Look) -> None:
    page = look(PATH, on=DAY)
    assert len(page.xpath("//table[contains(@class, 'cells')]/tbody/tr")) == tabling.BLANK_ROWS
    heads = [words(h) for h in page.xpath("//table[contains(@class, 'cells')]/thead//th")]
    assert heads == ["行", "单位", "组别", "得分（分）"]
    assert not places(page)


def test_rows_filled_in_get_their_places(db: None, parking: Policy, client: Client) -> None:
    cells = {
        "t.0.unit": "甲", "t.0.group": "市直", "t.0.score": "90",
        "t.1.unit": "乙", "t.1.group": "市直", "t.1.score": "95.5",
        "t.2.unit": "", "t.2.group": "", "t.2.score": "",
    }  # fmt: skip
    page = sent(client, 200, **cells)
    assert places(page) == ["2名", "1名"], "a blank row is no row"
    assert page.xpath("//input[@name='t.1.unit']/@value") == ["乙"]
    page = sent(client, 200, **cells, act="add")
    assert places(page) == ["2名", "1名"]
    assert len(page.xpath("//table[contains(@class, 'cells')]/tbody/tr")) == 2 + tabling.BLANK_ROWS


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace(",", "\t"),
        TABLE.replace("\n", "\r\n"),
        "\ufeff" + TABLE.replace("单位,组别,得分", "unit,group,score"),
        TABLE.replace("得分", "得分（分）"),
        "备注,得分,单位,组别\n无,90,甲,市直\n,95.5,乙,市直\n,80,丙,县区\n,95.5,丁,市直\n\n",
    ],
)
def test_pasted_tables(db: None, parking: Policy, client: Client, text: str) -> None:
    page = sent(client, table=text)
    assert places(page) == ["3名", "1名", "1名", "1名"], "ties share the better place"


@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030"])
def test_uploaded_csv(db: None, parking: Policy, client: Client, coding: str) -> None:
    page = sent(client, file=SimpleUploadedFile("表.csv", TABLE.encode(coding)))
    assert places(page) == ["3名", "1名", "1名", "1名"]
    assert page.xpath("//input[@name='t.0.unit']/@value") == ["甲"]


def test_uploaded_xlsx_and_the_sheet_that_is_saved(
    db: None, parking: Policy, client: Client
) -> None:
    data = book(
        ["单位", "组别", "得分"], ["甲", "市直", 90], ["=1+1", "市直", 95.5], [None, None, None]
    )
    page = sent(client, file=SimpleUploadedFile("表.xlsx", data))
    assert places(page) == ["2名", "1名"]
    assert page.xpath("//input[@name='t.1.unit']/@value") == [""], "a formula is no name"
    response = client.post(f"/rules/{PLACE}.xlsx", {"on": DAY, "table": TABLE.replace("甲", "@甲")})
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["单位", "组别", "得分（分）", "考核名次（名）"]
    assert rows[1:3] == [["@甲", "市直", 90, 3], ["乙", "市直", 95.5, 1]]
    assert sheet["A2"].data_type == "s"


def test_what_is_wrong_is_told_by_row(db: None, parking: Policy, client: Client) -> None:
    text = "单位,组别,得分\n甲,市直,90\n乙,省直,95\n丙,县区,-1\n"
    page = sent(client, 400, table=text)
    told = [words(item) for item in page.xpath("//ul[@class='troubles']/li")]
    assert len(told) == 2
    assert told[0].startswith("第 2 行：“组别”（group）不在可选之列")
    assert told[1].startswith("第 3 行：“得分”（score）应在0分至100分之间")
    assert page.xpath("//input[@name='t.2.score']/@value") == ["-1"]
    assert page.xpath("//select[@name='t.1.group']/option[@selected]/text()") == ["省直"]
    assert not places(page)


def test_a_row_that_lacks_a_fact(db: None, parking: Policy, client: Client) -> None:
    page = sent(client, table="单位,组别,得分\n甲,市直,90\n乙,市直,\n")
    assert "有的行还缺：得分" in words(page)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", None),
        ("\n\n", None),
        ("颜色,大小\n红,3\n", "要的任何一列"),
        ("单位,单位\n甲,乙\n", "列名重复：unit"),
        ("单位,组别,得分\n" + "甲,市直,90\n" * 1001, "一次最多 1000 行"),
        ('单位,组别,得分\n"甲' + "长" * 140_000, "读不懂"),
    ],
)
def test_tables_that_are_none(
    db: None, parking: Policy, client: Client, text: str, told: str | None
) -> None:
    page = sent(client, 200 if told is None else 400, table=text)
    if told:
        assert told in words(page.xpath("//*[@role='alert']")[0])
        assert page.xpath("//textarea[@id='table']")[0].text_content().strip() == text.strip()


def bomb() -> bytes:
    """A small file that unfolds to a large one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (30 * 1024 * 1024))
    return stream.getvalue()


def far_below() -> bytes:
    """A sheet with one cell in its last row, for which its readers make a million blank ones."""
    made = Workbook()
    made.worksheets[0].cell(1_048_576, 1, "甲")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (far_below(), "表格超过 10000 行"),
        (b"\n" * 20_000, "表格超过 10000 行"),
        (b"PK\x03\x04 no zip at all", "读不出这个 xlsx 文件"),
        (bomb(), "表格展开后太大"),
        (b"\xff\xfe\x00\x01\x00", "读不出这个文件"),
        (b"a\x00b", "这不是文字表格"),
        (b"x" * (2 * 1024 * 1024 + 1), "表格文件超过 2 MB"),
        (b"\n \n", "表是空的"),
    ],
)
def test_files_that_are_no_tables(
    db: None, parking: Policy, client: Client, data: bytes, told: str
) -> None:
    page = sent(client, 400, file=SimpleUploadedFile("表.xlsx", data))
    assert told in words(page.xpath("//*[@role='alert']")[0])


def test_the_link_and_the_receipt_of_a_table(
    db: None, parking: Policy, client: Client, look: Look
) -> None:
    page = sent(client, table=TABLE)
    [link] = page.xpath("//a[text()='本次计算的链接']/@href")
    assert places(look(link.removeprefix("http://testserver"))) == places(page)
    told = client.post(f"/rules/{PLACE}/receipt.json", {"on": DAY, "table": TABLE})
    assert told.json()["result"] == [3, 1, 1, 1]
    again = client.post("/rules/reproduce/", {"text": told.content.decode()})
    assert "结果相同" in again.content.decode()
    data = client.get(f"/rules/{PLACE}.json", {"on": DAY, "table": TABLE}).json()
    assert data["answer"]["result"] == [3, 1, 1, 1]
    assert client.get(f"/rules/{PLACE}.json").json()["answer"] is None


def test_a_long_table_is_shown_without_fields(db: None, parking: Policy, client: Client) -> None:
    rows = "".join(f"单位{n},市直,{n % 90}\n" for n in range(400))
    page = sent(client, table="单位,组别,得分\n" + rows)
    assert len(places(page)) == 400
    assert not page.xpath("//input[starts-with(@name, 't.')]")
    assert page.xpath("//textarea[@id='table']")[0].text_content().count("\n") == 401
    assert "表太长" in words(page)
    assert "其余各行见回执" in words(page)


def test_steps_of_each_row(db: None, parking: Policy, client: Client) -> None:
    page = sent(client, table=TABLE)
    summaries = [
        words(s) for s in page.xpath("//section[@aria-labelledby='steps-title']/details/summary")
    ]
    assert len(summaries) == 4
    assert summaries[0].startswith("第 1 行")


def test_what_if_row_by_row(db: None, parking: Policy, client: Client) -> None:
    data = {
        "on": DAY,
        "table": "单位,组别,得分\n甲,市直,90\n乙,市直,\n丙,县区,0\n",
        "p.weight": "0.6",
    }
    page = html.fromstring(client.post(f"/rules/{COUNTED}/", data).content.decode())
    rows = page.xpath("//table[contains(@class, 'cells')]/tbody/tr")
    told = [[words(cell) for cell in row.xpath("./td[contains(@class, 'num')]")] for row in rows]
    assert told[0] == ["45分", "54分", "＋9分（增 20.0%）"]
    assert told[1] == ["还缺事实", "还缺事实", ""]
    assert told[2] == ["0分", "0分", "不变"]
    assert "试算：改动了得分的权重" in words(page)
    assert page.xpath("//input[@id='p.weight']/@value") == ["0.6"]
    receipt = client.post(f"/rules/{COUNTED}/receipt.json", data).json()
    assert receipt["asked"]["overrides"] == {"weight": "0.6"}


def test_out_of_force(db: None, parking: Policy, client: Client) -> None:
    page = sent(client, on="2025-04-30", table=TABLE)
    assert "尚未施行" in words(page.xpath("//*[@id='force']")[0])
    assert not places(page)
    assert places(sent(client, on="2025-04-30", table=TABLE, even="1")) == [
        "3名",
        "1名",
        "1名",
        "1名",
    ]
    refused = client.post(f"/rules/{PLACE}.xlsx", {"on": "2025-04-30", "table": TABLE})
    assert refused.status_code == 400
