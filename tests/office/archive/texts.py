"""Small gazettes of invented places, made for these tests."""

from __future__ import annotations

PARKING_OLD = """云江市人民政府办公室关于印发《云江市停车场管理办法》的通知

云政办发〔2019〕8号

各县（市、区）人民政府，市直各部门：

现将《云江市停车场管理办法》印发给你们，请遵照执行。

云江市人民政府办公室
2019年3月1日

云江市停车场管理办法

第一章 总则

第一条 为了规范停车场管理，制定本办法。

第二条 本办法自2019年4月1日起施行，有效期至2024年3月31日。
"""

PARKING = """云江市人民政府办公室关于印发《云江市公共停车场管理办法》的通知

云政办发〔2023〕12号

各县（市、区）人民政府，市直各部门：

现将《云江市公共停车场管理办法》印发给你们，请遵照执行。

云江市人民政府办公室
2023年12月1日

云江市公共停车场管理办法

第一章 总则

第一条 为了规范公共停车场管理，根据《云江市城市管理条例》，制定本办法。

第二条 本办法所称公共停车场，包括：

（一）独立建设的停车场；

（二）对外开放的配建停车场。

第二章 收费

第三条 首小时收费不得超过3.5元，符合第二条第（一）项的停车场减半收取。

第四条 本办法自2024年2月1日起施行，有效期5年。《云江市停车场管理办法》（云政办发〔2019〕8号）自本办法发布之日起废止。
"""

FUNDS = """云江市财政局关于做好公共停车场建设资金监管工作的通知

云财建〔2024〕5号

各县（市、区）财政局：

为加强公共停车场建设资金监管，现通知如下。

一、规范资金使用

（一）专款专用。公共停车场建设资金应当专款专用，严禁挤占挪用。

（二）定期对账。各县（市、区）财政局应当每季度对账一次。

二、落实收费政策

停车收费按照云政办发〔2023〕12号文件执行，个税、增值税依法缴纳。

云江市财政局
2024年3月5日
"""


def gazette_text(issue: int, *documents: str, year: int = 2024, place: str = "云江市") -> str:
    """A gazette with a masthead, a table of contents and these documents."""
    entries = "\n\n".join(_entry(document, page) for page, document in enumerate(documents, 1))
    head = f"""{place}人民政府公报

{year}年第{issue}期（总第{issue + 40}期）

{place}人民政府办公室主办

目 录

{entries}

"""
    return head + "\n\n".join(f"# {document}" for document in documents)


def gazette_bytes(issue: int, *documents: str, year: int = 2024, place: str = "云江市") -> bytes:
    """The same as a file has it."""
    return gazette_text(issue, *documents, year=year, place=place).encode()


def _entry(document: str, page: int) -> str:
    title, _, number, *_ = document.splitlines()
    return f"{title}\n\n{number}..... {page}"
