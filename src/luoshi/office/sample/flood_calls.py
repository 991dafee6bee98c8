"""The specimen city's flood warning (样例城市暴雨预警): orange in force since an hour, calls and measures open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book
from luoshi.procedures.plans import RECEIVERS

LABEL = "云麓市暴雨洪涝预警（样例城市）"
OFFICE, MAYOR, HYDROLOGY = "yunlu-fb", "yunlu-fsz", "yunlu-swzx"
_OF = "specimen.flood_calls."
_UNITS = {
    "hefeng-zf": ("禾丰县人民政府", "county"),
    "songbei-zf": ("松陂县人民政府", "county"),
    "yunlu-slj": ("云麓市水利局", "water"),
    "yunlu-yjj": ("云麓市应急管理局", "emergency"),
    "yunlu-cgj": ("云麓市城市管理局", "city_management"),
    "yunlu-jyj": ("云麓市教育局", "education"),
}  # fmt: skip
_MESSAGE: dict[str, Any] = {
    "level": "橙色预警", "areas": "样例：禾丰县、松陂县", "lasts": "样例：至今日夜间",
    "advice": "样例：远离山塘和下穿通道", "phone": "0000-0000",
}  # fmt: skip


def start(now: datetime) -> datetime:
    """An hour ago."""
    return now - timedelta(hours=1)


def load(book: Book) -> None:
    """The flood office and whom it calls; an hour of heavy rain and the warning that came of it."""
    book.unit(OFFICE, "云麓市防汛抗旱指挥部办公室", "agency", _OF + "flood_office", _OF + "director",
              level="city", place="云麓市", aliases=("云麓市防办",), post="市防办主任")  # fmt: skip
    book.unit(MAYOR, "云麓市分管副市长", "agency", _OF + "vice_mayor", level="city", place="云麓市")
    book.unit(
        "yunlu-zf", "云麓市人民政府", "agency", _OF + "government", level="city", place="云麓市"
    )
    book.unit(
        HYDROLOGY, "云麓市水文中心", "institution", _OF + "hydrology", level="city", place="云麓市"
    )
    for code, (name, role) in _UNITS.items():
        level = "county" if role == "county" else "city"
        book.unit(code, name, "agency", _OF + role, _OF + "member", level=level, place=name[:3])
        book.contact(code, RECEIVERS, f"样例·{name}值班员", wechat=code, phone="0000-0001")
    for code in ("hefeng-zf", "songbei-zf"):
        book.contact(
            code, "主要负责人", f"样例·{_UNITS[code][0]}主要负责人", wechat=code, phone="0000-0002"
        )
    with clock.at(book.at):
        hour = book.at.replace(minute=0, second=0, microsecond=0)
        rows = [
            readings.NewReading(_OF + "hour_rain", value, hour, place, source="样例")
            for place, value in (("样例一号站", "45.5"), ("样例二号站", "12"))
        ]
        readings.take(rows, book.actor(OFFICE))
    # The office has opened the case by itself.
    case = Case.objects.filter(procedure=_OF + "warning", sample=True).order_by("-pk")[0]
    book.loaded.cases += 1
    book.act(case, "draft", "to_director", OFFICE, **_MESSAGE)
    book.act(case, "sign", "publish", OFFICE)
