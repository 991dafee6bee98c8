"""生活必需品市场供应（威政办字〔2023〕35号）: a yellow warning since yesterday, a Ⅲ response that waits for approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book
from luoshi.procedures.plans import RECEIVERS

LABEL = "威海市生活必需品市场供应应急"
OFFICE, HEADQUARTERS, DISTRICT = "weihai-ms-bgs", "weihai-ms-zhb", "weihai-ms-jia"
_OF = "weihai.market_supply."
_PLACES = ("样例甲区", "样例乙区")
_UNITS: dict[str, tuple[str, tuple[str, ...]]] = {
    OFFICE: ("市生活必需品指挥部办公室（市商务局）", ("office", "commerce")),
    HEADQUARTERS: ("市生活必需品指挥部", ("headquarters",)),
    "weihai-ms-zzh": ("市生活必需品指挥部总指挥", ("chief",)),
    "weihai-ms-fzh": ("市生活必需品指挥部副总指挥", ("deputy",)),
    "weihai-ms-ld": ("市主要领导", ("leader",)),
    "weihai-ms-zf": ("市政府值班室", ("government",)),
    "weihai-ms-yj": ("市应急局", ("emergency",)),
    "weihai-ms-sj": ("上级商务主管部门", ("superior",)),
    "weihai-ms-zj": ("生活必需品专家组", ("experts",)),
    "weihai-ms-xc": ("市委宣传部", ("propaganda",)),
    "weihai-ms-wx": ("市委网信办", ("cyber",)),
    "weihai-ms-fg": ("市发展改革委", ("reform", "reserves", "trades")),
    "weihai-ms-gx": ("市工业和信息化局", ("industry",)),
    "weihai-ms-ga": ("市公安局", ("police",)),
    "weihai-ms-cz": ("市财政局", ("finance",)),
    "weihai-ms-jt": ("市交通运输局", ("transport",)),
    "weihai-ms-ny": ("市农业农村局", ("farming",)),
    "weihai-ms-jg": ("市市场监管局", ("market", "enforcers")),
}
_MESSAGE: dict[str, Any] = {
    "cause": "样例：寒潮降雪，蔬菜运输受阻", "matters": "样例：按需购买，不必囤货", "begins": "样例：自明日起",
    "scope": "样例：两个区，部分菜价上涨", "phone": "0000-0000", "taken_measures": "样例：24小时值班，组织货源",
}  # fmt: skip


def start(now: datetime) -> datetime:
    """A day ago, at the full hour: everything in it is past, at whatever hour it is loaded."""
    return (now - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)


def load(book: Book) -> None:
    """The headquarters, its members and two districts; dearer vegetables, a warning, a proposed response."""
    _set_up(book)
    _take(
        book,
        ("other_finding", "较大", "", ""),
        *((name, value, place, "") for place in _PLACES for name, value in
          (("supply", "较为紧张"), ("buying", "平稳"))),
    )  # fmt: skip
    warning = _opened(book, "warning")
    book.act(warning, "consult", "warn", OFFICE, districts=2)
    book.act(warning, "draft", "submit", OFFICE, **_MESSAGE)
    book.after(hours=1)
    book.act(warning, "approve", "approve", HEADQUARTERS)
    book.act(warning, "publish", "issue", OFFICE)
    book.after(hours=22)
    _take(
        book,
        *((name, value, place, "") for place in _PLACES for name, value in
          (("supply", "紧张"), ("buying", "持续争相购买"))),
    )  # fmt: skip
    response = _opened(book, "response")
    book.act(
        response, "assess", "grade", OFFICE, expected_days=5, higher=False,
        summary="样例：两个区争相购买蔬菜", scope="样例甲区、样例乙区",
    )  # fmt: skip
    book.act(response, "propose", "third", OFFICE, orders="样例：组织货源，保障运输")


def _set_up(book: Book) -> None:
    for code, (name, roles) in _UNITS.items():
        book.unit(
            code, name, "agency", *(_OF + role for role in roles), level="city", place="威海市"
        )
        book.contact(code, RECEIVERS, "样例·值班员", wechat=code, phone="0000-0001")
    for code, place in zip((DISTRICT, "weihai-ms-yi"), _PLACES, strict=True):
        book.unit(code, f"{place}政府", "agency", _OF + "district", level="county", place=place)
        book.contact(code, RECEIVERS, "样例·值班员", wechat=code, phone="0000-0002")
    book.unit(
        "weihai-ms-zhen", "样例一镇政府", "agency", _OF + "town", level="town", place=_PLACES[0]
    )
    book.unit("weihai-ms-qiye", "样例商贸企业", "company", _OF + "claimant")


def _take(book: Book, *values: tuple[str, object, str, str]) -> None:
    with clock.at(book.at):
        rows = [
            readings.NewReading(_OF + name, value, book.at, place, item, source="样例")
            for name, value, place, item in values
        ]
        readings.take(rows, book.actor(OFFICE))


def _opened(book: Book, procedure: str) -> Case:
    """The case that the office has opened by itself."""
    book.loaded.cases += 1
    return Case.objects.filter(procedure=_OF + procedure, sample=True).order_by("-pk")[0]
