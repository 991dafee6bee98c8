"""The coal supply plan (样例·朔州市煤炭保供): a warning and a 二级 response in force since yesterday, output falling."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book
from luoshi.policies.shuozhou.coal_supply.duties import UNITS
from luoshi.procedures.plans import RECEIVERS

LABEL = "朔州市煤炭保供应急预案"
_OF = "shuozhou.coal_supply."
OFFICE, DIRECTOR, COMMANDER, ENERGY = "coal-zhb", "coal-zr", "coal-zhz", "coal-energy"
COUNTY, FIRM = "coal-xian", "coal-mk"
_HEAD = {
    OFFICE: ("煤炭保供应急指挥部办公室", "office", "值班室"),
    DIRECTOR: ("煤炭保供应急指挥部办公室主任", "director", "主任"),
    COMMANDER: ("煤炭保供应急指挥部指挥长", "commander", "指挥长"),
    "coal-fzhz": ("煤炭保供应急指挥部副指挥长", "deputy", "副指挥长"),
    "coal-ddz": ("煤炭保供调度指挥组", "dispatch", "组长"),
    "coal-zzb": ("应急救援总指挥部", "higher", "值班室"),
}
_OTHERS = {
    COUNTY: ("甲县人民政府", "agency", ("county", "government")),
    "coal-xnyj": ("甲县能源局", "agency", ("bureau", "reporter")),
    "coal-land": ("规划和自然资源局", "agency", ("land",)),
    "coal-czj": ("财政局", "agency", ("member",)),
    "coal-snyj": ("省级煤炭保供主管部门", "agency", ("above",)),
    FIRM: ("甲煤矿", "company", ("firm", "reporter")),
    "coal-jzz": ("乙集装站", "company", ("store",)),
    "coal-jyd": ("矿山救护队", "institution", ("team",)),
}
_ALSO = {"energy": ("warner", "bureau", "reporter")}
_FIRMS_OF_LAW = ("railway", "motorway", "grid", "local_power")
_SIGNED: dict[str, Any] = {"assessed": True, "possible": True, "own_procedure": True}


def start(now: datetime) -> datetime:
    """The evening of the day before yesterday."""
    return (now - timedelta(days=2)).replace(hour=18, minute=0, second=0, microsecond=0)


def load(book: Book) -> None:
    """Units and their officers on duty, readings, the warning, the response, a report from a mine."""
    _units(book)
    with clock.at(book.at):
        _read(
            book, quota="50", cause=True, market="供应紧张", price="正常", output="48.5",
            stock={"样例甲电厂": "18.5", "样例乙热力": "24"}, conditions="符合二级响应条件",
        )  # fmt: skip
    book.after(hours=1)
    warning = _opened("warning")
    book.act(warning, "draft", "submit", ENERGY, grounds="样例：甲电厂库存不足20天，市场供应紧张")
    book.act(warning, "sign", "publish", ENERGY, **_SIGNED)
    response = _opened("response")
    book.act(response, "assess", "two", OFFICE, parties={"county": COUNTY},
             grounds="样例：库存下降，市场供应紧张", event_place="样例：甲县")  # fmt: skip
    book.act(response, "start_two", "start", DIRECTOR)
    book.loaded.cases += 2
    book.after(hours=14)
    stoppage = book.start(_OF + "stoppage", FIRM, parties={"county": COUNTY})
    book.act(stoppage, "report", "submit", FIRM, parties={"county": COUNTY}, incident="运输不畅", securing=True,
             details="样例：农村运煤公路结冰")  # fmt: skip
    with clock.at(book.at):
        _read(book, output="47", stock={"样例甲电厂": "16.5"})


def _units(book: Book) -> None:
    for code, (name, role, post) in _HEAD.items():
        book.unit(code, name, "agency", _OF + role, level="city", place="朔州市", post=post)
    for key, name in UNITS.items():
        kind = "company" if key in _FIRMS_OF_LAW else "agency"
        roles = (key, *_ALSO.get(key, ()))
        book.unit(f"coal-{key}", name, kind, *(_OF + each for each in roles), level="city", place="朔州市")  # fmt: skip
    for code, (name, kind, roles) in _OTHERS.items():
        book.unit(code, name, kind, *(_OF + each for each in roles), place="朔州市")
    called = (*(f"coal-{key}" for key in UNITS), *_OTHERS, COMMANDER, "coal-ddz")
    for number, code in enumerate(called):
        book.contact(code, RECEIVERS, "样例·值班员", wechat=code, phone=f"0000-{number:04}")


def _read(book: Book, **values: Any) -> None:
    """Readings of the present moment; the stock by firm."""
    rows = [
        readings.NewReading(_OF + name, each, book.at, item=item, source="样例")
        for name, value in values.items()
        for item, each in (value.items() if isinstance(value, dict) else [("", value)])
    ]
    readings.take(rows, book.actor(ENERGY))


def _opened(procedure: str) -> Case:
    """The case that the office has opened by itself."""
    return Case.objects.filter(procedure=_OF + procedure, sample=True).order_by("-pk")[0]
