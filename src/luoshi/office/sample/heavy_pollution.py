"""A sample city's heavy pollution (重污染天气样例): a yellow warning in force, measures and reports under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book
from luoshi.procedures.plans import RECEIVERS

LABEL = "重污染天气预警（样例城市）"
OFFICE, GROUP, GOVERNMENT = "wu-zhb", "wu-yubao", "wu-zf"
_OF = "shuozhou.heavy_pollution."
_UNITS = (
    (OFFICE, "戊市重污染天气应急指挥部办公室", "agency", ("office",)),
    ("wu-zhihui", "戊市重污染天气应急指挥部", "agency", ("headquarters",)),
    (GOVERNMENT, "戊市人民政府", "agency", ("government",)),
    (GROUP, "戊市预报预警组", "agency", ("forecast",)),
    ("wu-dudao", "戊市督导检查组", "agency", ("inspection",)),
    ("wu-zhuanjia", "戊市专家组", "agency", ("experts",)),
    ("wu-xuanchuan", "戊市新闻宣传组", "agency", ("press",)),
    ("wu-baozhang", "戊市应急保障组", "agency", ("logistics",)),
    ("wu-hbj", "戊市生态环境局", "agency", ("ecology", "member")),
    ("wu-qxj", "戊市气象局", "agency", ("weather", "member")),
    ("wu-wjw", "戊市卫健委", "agency", ("health", "member")),
    ("wu-jyj", "戊市教育局", "agency", ("education", "member")),
    ("wu-jiaojing", "戊市公安局交警支队", "agency", ("police", "member")),
    ("wu-xian", "戊东县人民政府", "agency", ("area", "county")),
    ("wu-kfq", "戊市经济开发区管委会", "agency", ("area",)),
    ("wu-chang", "戊市焦化厂", "company", ("enterprise",)),
    ("wu-xiaoxue", "戊市第一小学", "institution", ("school",)),
    ("wu-yiyuan", "戊市人民医院", "institution", ("hospital",)),
    ("wu-sheng", "样例省重污染天气应急指挥部办公室", "agency", ("province",)),
)  # fmt: skip
_CALLED = ("wu-hbj", "wu-qxj", "wu-wjw", "wu-jyj", "wu-jiaojing", "wu-xian", "wu-kfq")
_MESSAGE: dict[str, Any] = {
    "trend": "样例：未来三天静稳高湿", "adverse": "样例：小风逆温，扩散条件差", "spell": "样例：后天中午到大后天夜间",
    "pollutants": "样例：细颗粒物", "outlook": "样例：先升后降", "measures": "样例：按三级响应措施执行",
    "special_cause": False,
}  # fmt: skip


def start(now: datetime) -> datetime:
    """Six hours ago: the warning was issued two hours after that."""
    return (now - timedelta(hours=6)).replace(minute=0, second=0, microsecond=0)


def load(book: Book) -> None:
    """Offices, a county, a firm, a school; a forecast, the opinion, the signature, the issue."""
    for code, name, kind, roles in _UNITS:
        book.unit(code, name, kind, *[_OF + each for each in roles], level="city", place="戊市")
        if code in _CALLED:
            book.contact(code, RECEIVERS, f"样例·{name}值班员", wechat=code, phone="0000-0005")
    with clock.at(book.at):
        readings.take(_forecast(book.at), book.actor("wu-hbj"))
    # The office has opened the case by itself.
    case = Case.objects.filter(procedure=_OF + "warning", sample=True).order_by("-pk")[0]
    book.loaded.cases += 1
    begins = book.at + timedelta(hours=30)
    book.act(
        case, "opinion", "submit", GROUP, forecast="样例：静稳过程，日均值将超过200",
        starts_on=begins.date().isoformat(), starts_hour=begins.hour, special=False, by_mail=True,
        in_writing=True,
    )  # fmt: skip
    book.after(hours=0.5)
    book.act(case, "form", "submit", OFFICE, **_MESSAGE)
    book.after(hours=0.5)
    book.act(case, "sign", "sign", GOVERNMENT)
    book.after(hours=1)
    book.act(case, "issue", "issue", OFFICE)
    book.after(hours=1)
    book.act(case, "first_report", "send", OFFICE)


def _forecast(now: datetime) -> list[readings.NewReading]:
    """A day of fair air, then thirty hours of foul air: enough for yellow, too short for orange."""
    hours = [*["80"] * 54, *["230"] * 30, *["80"] * 24]
    rows = [
        readings.NewReading(_OF + "aqi", value, now + timedelta(hours=hour - 24), source="样例")
        for hour, value in enumerate(hours)
    ]
    return [
        readings.NewReading(_OF + "primary", "细颗粒物", now - timedelta(hours=24), source="样例"),
        *rows,
    ]
