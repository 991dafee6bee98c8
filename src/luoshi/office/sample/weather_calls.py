"""A sample city's calls for dangerous weather (叫应服务样例): red rain at night, the calls are under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book
from luoshi.policies.shuozhou.weather_calls.plan import (
    CHIEF,
    DEPARTMENTS,
    FLOOD_LEADER,
    IN_CHARGE,
    WEATHER_LEADER,
)

LABEL = "重大灾害性天气叫应（样例城市）"
BUREAU, GOVERNMENT, PARTY, HQ = "ding-qxj", "ding-zf", "ding-sw", "ding-zhb"
_OF = "shuozhou.weather_calls."
_MESSAGE: dict[str, Any] = {
    "area": "暴雨", "colour": "红色", "likely": True, "rain": "样例：城区一小时雨量六十毫米",
    "trend": "样例：强降雨持续到清晨", "service": "样例：两小时内已发布两次预警",
    "risk": "样例：山洪和内涝风险高", "reminder": "样例：请加强低洼处和山洪沟口防范",
    "response": "样例：已启动二级应急响应", "advice": "样例：转移低洼处人员",
    "extreme": False, "serious": True, "urgent": True,
}  # fmt: skip


def start(now: datetime) -> datetime:
    """Twenty minutes ago: the calls are still open."""
    return now - timedelta(minutes=20)


def load(book: Book) -> None:
    """The bureau, seven departments, the leaders' offices; a warning, and the calls that it started."""
    book.unit(
        BUREAU, "丁市气象局", "agency", _OF + "bureau", level="city", place="丁市", post="值班"
    )
    for role in DEPARTMENTS:
        code = f"ding-{role.key.replace('_', '-')}"
        book.unit(code, f"丁{role.label}", "agency", _OF + role.key, _OF + "member", level="city",
                  place="丁市")  # fmt: skip
        book.contact(code, IN_CHARGE, f"样例·{role.label}分管领导", wechat=code, phone="0000-0001")
    book.unit(GOVERNMENT, "丁市人民政府", "agency", _OF + "government", _OF + "member", level="city",
              place="丁市")  # fmt: skip
    for post in (WEATHER_LEADER, FLOOD_LEADER, CHIEF):
        book.contact(GOVERNMENT, post, f"样例·{post}", wechat="ding-zf", phone="0000-0002")
    book.unit(
        PARTY, "中共丁市委员会", "agency", _OF + "party", _OF + "member", level="city", place="丁市"
    )
    book.contact(PARTY, CHIEF, "样例·市委主要领导", wechat="ding-sw", phone="0000-0003")
    book.unit(
        HQ, "丁市气象灾害应急指挥部办公室", "agency", _OF + "hq_office", level="city", place="丁市"
    )
    change = book.start(_OF + "contact_change", "ding-water")
    book.act(
        change, "report", "submit", "ding-water",
        in_charge=True, post=IN_CHARGE, before="样例·甲", after="样例·乙 0000-0004",
    )  # fmt: skip
    with clock.at(book.at):
        warning = readings.NewReading(_OF + "rain_warning", "红色", book.at, source="样例")
        readings.take([warning], book.actor(BUREAU))
    # The office has opened the case by itself.
    case = Case.objects.filter(procedure=_OF + "calls", sample=True).order_by("-pk")[0]
    book.loaded.cases += 1
    book.act(case, "start", "start", BUREAU, **_MESSAGE)
