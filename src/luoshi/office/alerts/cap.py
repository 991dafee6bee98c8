"""What was published of an alert (已发布的预警信息), and the same as CAP 1.2 messages, one for each turn.

The page, the feed and CAP tell the same `Notice`. A message is made from the turn alone and never changes
afterwards. What the standard asks for and no text says (urgency, severity, certainty, category, sender) is
a reading of this office, given in `COLOURS`, `CATEGORIES` and docs/cap.md.

=====================  =============================================  =========================
variable               what it sets                                   where it is not set
=====================  =============================================  =========================
``LUOSHI_CAP_SENDER``  who sends the messages, unique in the world    ``luoshi.<place>``
``LUOSHI_ADDRESS``     the address of the office as the public knows  messages carry no link
                       it, as ``https://…``
=====================  =============================================  =========================
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.conf import settings
from lxml import etree

from luoshi.config import ConfigurationError
from luoshi.office import clock
from luoshi.office.alerts.channels.wording import base
from luoshi.office.alerts.models import Alert, Turn
from luoshi.policies import alerting
from luoshi.procedures.plans import Level, Measure, Plan

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
SENDER = "LUOSHI_CAP_SENDER"

KINDS = {"issue": "发布", "adjust": "调整", "lift": "解除"}
"""The turns that are told to the public; an evaluation is not."""
TYPES = {"issue": "Alert", "adjust": "Update", "lift": "Cancel"}


@dataclass(frozen=True, slots=True)
class Weight:
    """How pressing, how grave and how sure, in the words of the standard."""

    urgency: str
    severity: str
    certainty: str


COLOURS: Mapping[str, Weight] = {
    "red": Weight("Immediate", "Extreme", "Likely"),
    "orange": Weight("Expected", "Severe", "Likely"),
    "yellow": Weight("Expected", "Moderate", "Likely"),
    "blue": Weight("Future", "Minor", "Possible"),
    "none": Weight("Unknown", "Unknown", "Unknown"),
}
"""A reading of this office: the texts know colours only. A level without a colour claims nothing."""
LIFTED = Weight("Past", "Minor", "Unlikely")
"""The state after the alert was lifted, as the standard wants it told."""

CATEGORIES: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
    # pollution of the air is Env; what people are told to do against it protects health
    (("污染天气", "臭氧", "二氧化硫", "空气质量"), ("Env", "Health")),
    (("疫情", "传染病", "公共卫生", "食品安全"), ("Health",)),
    (("地震", "地质灾害", "山洪"), ("Geo",)),
    # weather itself, also where the document is about telling people of it
    (("气象", "天气", "暴雨", "暴雪", "大风", "防汛", "高温", "寒潮"), ("Met",)),
    # supply of energy and water: "utility, other non-transport infrastructure"
    (("煤炭", "电力", "电煤", "燃气", "供热", "供水"), ("Infra",)),
    # supply of the market: no category of its own; "general emergency and public safety"
    (("生活必需品", "市场供应", "粮食"), ("Safety",)),
    (("火灾", "森林防火"), ("Fire",)),
    (("道路", "交通"), ("Transport",)),
)
"""Category by words of the plan's name and its document's title; the first that fits."""

_HERE = timezone(timedelta(hours=8))
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\s,<&]")
_ADVICE = re.compile("措施|建议|防护|防御|防范|警示|提示|提醒|注意")
_IS_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_AREA = re.compile("(区域|范围|地区)$")
_BEGINS = re.compile("(起始|开始|生效|启动).*(时间|时刻|日期)")
_ENDS = re.compile("(结束|截止|终止|解除).*(时间|时刻|日期)")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the message says: its label, the clause that wants it said, its words."""

    key: str
    label: str
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A turn of an alert as it was published.

    Attributes:
        number: among the published turns of the alert, from 1.
        level: which level it is about; of a lifting, the one that was lifted.
        by: the unit in whose name; empty where none stands there.
    """

    alert: Alert
    turn: Turn
    plan: Plan
    number: int
    level: Level | None
    by: str
    said: tuple[Said, ...]

    @property
    def identifier(self) -> str:
        """The same for ever: of the alert and the turn."""
        return f"luoshi-{_NOT_IN_NAME.sub('-', self.alert.key)}-{self.number}"

    @property
    def sent(self) -> str:
        """When, as the standard writes it."""
        return written(self.turn.at)

    @property
    def event(self) -> str:
        """The kind of event: 重污染天气橙色预警."""
        return named(self.plan, self.level)

    @property
    def headline(self) -> str:
        """One line: who did what."""
        mark = "【样例】" if self.alert.sample else ""
        responds = "响应" in self.plan.label
        if self.turn.kind == "adjust" and self.level:
            return f"{mark}{self.by}将{self.plan.label}调整为{self.level.label}"
        verb = ("终止" if responds else "解除") if self.turn.kind == "lift" else (
            "启动" if responds else "发布"
        )  # fmt: skip
        return f"{mark}{self.by}{verb}{self.event}"

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the plan wants the public to do or to be led to at this level."""
        if self.level is None or self.turn.kind == "lift":
            return ()
        return tuple(each for each in self.plan.measures_at(self.level.key) if each.public)

    @property
    def advice(self) -> tuple[str, ...]:
        """What the public is told to do: by the message itself, then by the plan."""
        told = tuple(each.text for each in self.said if _ADVICE.search(each.label))
        return (*told, *(each.label for each in self.measures))

    @property
    def area(self) -> str:
        """For where, in words: the alert's own place, what the message says, or the whole place."""
        place = self.plan.policy.place
        # a plan may keep alerts apart by something else than places: by hazards, say
        other = {each.text for each in self.said if not _AREA.search(each.label)}
        own = "" if self.alert.area in other else self.alert.area
        told = own or next((each.text for each in self.said if _AREA.search(each.label)), "")
        return f"{place} {told}".strip() if place not in told else told


def named(plan: Plan, level: Level | None) -> str:
    """Plan and level in one name: 重污染天气预警 and 橙色预警 are 重污染天气橙色预警."""
    if level is None:
        return plan.label
    for size in range(len(level.label), 1, -1):
        if plan.label.endswith(level.label[-size:]):
            return plan.label[:-size] + level.label
    return plan.label + level.label


def notices(alert: Alert) -> list[Notice]:
    """What was published of an alert, the first first; nothing where its plan is no longer there."""
    plan = alerting.plans().get(alert.plan)
    if plan is None:
        return []
    found: list[Notice] = []
    turns = (each for each in alert.turns.all() if each.kind in KINDS)
    for turn in sorted(turns, key=lambda each: (each.at, each.pk)):
        level = _level(plan, turn.level) or (found[-1].level if found else None)
        by = turn.unit.name if turn.unit else ""
        found.append(Notice(alert, turn, plan, len(found) + 1, level, by, _said(plan, turn)))
    return found


def _level(plan: Plan, key: str) -> Level | None:
    return next((each for each in plan.levels if each.key == key), None)


def _said(plan: Plan, turn: Turn) -> tuple[Said, ...]:
    """Only what the plan wants the message to say."""
    return tuple(
        Said(each.key, each.label, each.clause, _readable(text))
        for each in plan.fields
        if (text := str(turn.content.get(each.key) or "").strip())
    )


# --- as CAP


def sender(plan: Plan) -> str:
    """Who sends.

    Raises:
        ConfigurationError: the setting cannot stand in a message.
    """
    given = os.environ.get(SENDER, "").strip()
    if _NOT_IN_NAME.search(given) or _NOT_IN_XML.search(given):
        raise ConfigurationError(
            f"CAP 发送者“{given[:60]}”含有空白、逗号、< 或 &", f"环境变量 {SENDER}",
            "请写成域名那样的名称，如 yj.example.gov.cn。",
        )  # fmt: skip
    return given or f"luoshi.{plan.policy.key.partition('.')[0]}"


def written(moment: datetime) -> str:
    """A moment as CAP writes it: to the second, at +08:00."""
    return moment.astimezone(_HERE).replace(microsecond=0).isoformat()


def clean(text: str) -> str:
    """Text without characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def status(notice: Notice, exercise: str = "") -> str:
    """Only what is meant is Actual: an exercise and sample data say what they are."""
    if exercise or settings.LUOSHI_SANDBOX:
        return "Exercise"
    return "Test" if notice.alert.sample else "Actual"


def message(notice: Notice, before: Sequence[Notice], exercise: str = "") -> bytes:
    """A turn as a CAP 1.2 message.

    Args:
        notice: the turn.
        before: the turns of the alert before it, which it overtakes.
        exercise: name of the drill that it belongs to; the message then says Exercise.

    Raises:
        ConfigurationError: sender or address are set to what cannot stand in a message.
    """
    name = sender(notice.plan)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _put(root, "identifier", notice.identifier)
    _put(root, "sender", name)
    _put(root, "sent", notice.sent)
    _put(root, "status", status(notice, exercise))
    _put(root, "msgType", TYPES[notice.turn.kind])
    open_to_all = bool(notice.plan.public)
    _put(root, "scope", "Public" if open_to_all else "Restricted")
    _put(root, "restriction", "" if open_to_all else "限有关单位，不向社会公布")
    _put(root, "note", _note(notice, exercise))
    if before:
        _put(root, "references", " ".join(f"{name},{e.identifier},{e.sent}" for e in before))
    _put(root, "incidents", _NOT_IN_NAME.sub("-", notice.alert.key))
    _info(root, notice)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _note(notice: Notice, exercise: str) -> str:
    if exercise or settings.LUOSHI_SANDBOX:
        return exercise or "演练"
    return "样例数据，不是真实的预警" if notice.alert.sample else ""


def messages(alert: Alert, exercise: str = "") -> list[bytes]:
    """Every message of an alert, the first first."""
    every = notices(alert)
    return [message(each, every[:at], exercise) for at, each in enumerate(every)]


def _info(root: etree._Element, notice: Notice) -> None:
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    weight = weight_of(notice)
    _put(info, "language", "zh-CN")
    for each in categories(notice.plan):
        _put(info, "category", each)
    _put(info, "event", notice.event)
    _put(info, "responseType", _response(notice))
    _put(info, "urgency", weight.urgency)
    _put(info, "severity", weight.severity)
    _put(info, "certainty", weight.certainty)
    _put(info, "effective", notice.sent)
    begins, ends = _span(notice)
    if begins:
        _put(info, "onset", written(begins))
    if ends:
        _put(info, "expires", written(ends))
    _put(info, "senderName", notice.by or notice.plan.policy.place)
    _put(info, "headline", notice.headline)
    _put(info, "description", "\n".join(f"{e.label}：{e.text}" for e in notice.said))
    _put(info, "instruction", "\n".join(notice.advice))
    if notice.plan.public and (home := base()):
        _put(info, "web", f"{home}/public/alerts/{notice.alert.key}/")
    for key, value in _parameters(notice):
        found = etree.SubElement(info, f"{{{NAMESPACE}}}parameter")
        _put(found, "valueName", key)
        _put(found, "value", value)
    _put(etree.SubElement(info, f"{{{NAMESPACE}}}area"), "areaDesc", notice.area)


def _put(parent: etree._Element, name: str, text: str) -> None:
    """An element, unless there is nothing to say."""
    if words := clean(text):
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = words


def weight_of(notice: Notice) -> Weight:
    """Urgency, severity and certainty of a turn, by the colour of its level."""
    if notice.turn.kind == "lift":
        return LIFTED
    return COLOURS[notice.level.colour if notice.level else "none"]


def categories(plan: Plan) -> tuple[str, ...]:
    """The categories of a plan; Other where no word tells."""
    words = plan.label + plan.policy.title
    return next(
        (found for told, found in CATEGORIES if any(each in words for each in told)), ("Other",)
    )


def _response(notice: Notice) -> str:
    """What the public is asked for: to act, to prepare, or to keep informed."""
    if notice.turn.kind == "lift":
        return "AllClear"
    if not notice.advice:
        return "Monitor"
    responds = "响应" in notice.plan.label or (notice.level and notice.level.response)
    return "Execute" if responds else "Prepare"


def _parameters(notice: Notice) -> list[tuple[str, str]]:
    level = notice.level
    every = [
        ("文号", notice.plan.policy.number),
        ("级别", level.label if level else ""),
        ("响应", level.response if level and notice.turn.kind != "lift" else ""),
    ]
    return [(key, value) for key, value in every if value]


def _span(notice: Notice) -> tuple[datetime | None, datetime | None]:
    """From when until when, where the message says so in a way that can be read."""
    if notice.turn.kind == "lift":
        return None, None
    begins = _read(notice.said, _BEGINS)
    ends = notice.turn.until or _read(notice.said, _ENDS)
    if ends is not None and ends <= max(notice.turn.at, begins or notice.turn.at):
        ends = None
    return begins, ends


def _read(said: Sequence[Said], label: re.Pattern[str]) -> datetime | None:
    found = (_moment(each.text) for each in said if label.search(each.label))
    return next((each for each in found if each), None)


def _moment(text: str) -> datetime | None:
    """The moment that is the whole of a text; a day alone is none."""
    try:
        found = datetime.fromisoformat(text) if _IS_MOMENT.match(text) else None
    except ValueError:
        return None
    return found.replace(tzinfo=clock.HERE) if found and not found.tzinfo else found


def _readable(text: str) -> str:
    """Text as people read it: a moment to the minute, by the office's clock."""
    moment = _moment(text)
    return f"{moment.astimezone(clock.HERE):%Y-%m-%d %H:%M}" if moment else text
