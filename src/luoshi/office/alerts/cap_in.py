"""Taking in a CAP message (接收 CAP 预警信息): read from bytes that anybody may have written, then as readings.

CAP 1.2, and 1.1, which differs in nothing that is read here. What Chinese offices write is read as they
write it: the hazard and its colour stand in the event, the headline or a parameter (暴雨橙色预警信号).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from luoshi.office import clock
from luoshi.office.alerts.models import Reading
from luoshi.office.alerts.readings import NewReading
from luoshi.policies import alerting
from luoshi.procedures.plans import COLOURS, Indicator

LARGEST = 512 * 1024
"""Bytes of one message; real ones have some thousand."""
MOST_ELEMENTS = 5_000
DEEPEST = 12

_NAMESPACES = {f"urn:oasis:names:tc:emergency:cap:{each}": each for each in ("1.2", "1.1")}
_STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
_SCOPES = ("Public", "Restricted", "Private")
_URGENCY = ("Immediate", "Expected", "Future", "Past", "Unknown")
_SEVERITY = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
_CERTAINTY = ("Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely")
_ENGLISH = {"RED": "red", "ORANGE": "orange", "YELLOW": "yellow", "BLUE": "blue"}
_CHINESE = {label[0]: key for key, label in COLOURS.items() if label}
_COLOUR = re.compile("([红橙黄蓝])色")
_COLOURED = re.compile("([\u4e00-\u9fff]+?)[红橙黄蓝]色")
_CHANGED = re.compile("(?:升|降|变更|更新|调整|改|转).*?(?:为|成|至|到)")
_OF_COLOUR = re.compile("颜色|级别|等级|colou?r|level|severity", re.I)
_BEFORE = re.compile(
    ".*(?:发布|变更|更新|升级|降级|调整|解除|继续|确认|为|成|将|的|气象台|气象局|中心)"
)
_AFTER = re.compile(
    "(?:[红橙黄蓝]色?)?(?:气象)?(?:灾害)?(?:预警|警报)?(?:信号|信息)?(?:级别|等级|颜色)?$"
)
_CALM = re.compile("^(?:无|没有|未|已?解除|已?取消)")
_WEATHER = re.compile("气象|天气|预警")


class CapError(Exception):
    """A message that cannot be used: what is wrong, where in it, what to do."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(f"{what}（{where}）。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message that this one is about."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Area:
    """For where: in words, and by the codes of the sender."""

    description: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What the message says of one event.

    Attributes:
        colour: red, orange, yellow or blue; empty where the message names none.
        hazard: what the colour is of (暴雨); empty where no word tells.
    """

    event: str
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    colour: str
    hazard: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    sender_name: str
    headline: str
    description: str
    instruction: str
    parameters: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """A message that could be read.

    Attributes:
        kind: Alert, Update, Cancel, Ack or Error.
    """

    version: str
    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    scope: str
    note: str
    references: tuple[Reference, ...]
    infos: tuple[Info, ...]

    @property
    def actual(self) -> bool:
        """Whether it is meant: no exercise, test or draft."""
        return self.status == "Actual"

    @property
    def ends(self) -> bool:
        """Whether it says that what it refers to is over."""
        clear = bool(self.infos) and all("AllClear" in each.responses for each in self.infos)
        return self.kind == "Cancel" or clear

    @property
    def source(self) -> str:
        """How its readings are marked: the same for the same message."""
        return source_of(self.sender, self.identifier)

    def as_json(self) -> dict[str, Any]:
        """As programs are told."""
        return {
            "version": self.version, "identifier": self.identifier, "sender": self.sender,
            "sent": self.sent.isoformat(), "status": self.status, "msgType": self.kind,
            "scope": self.scope, "note": self.note,
            "references": [
                {"sender": e.sender, "identifier": e.identifier, "sent": e.sent.isoformat()}
                for e in self.references
            ],
            "infos": [_info_json(each) for each in self.infos],
        }  # fmt: skip


def _info_json(info: Info) -> dict[str, Any]:
    moments = {"effective": info.effective, "onset": info.onset, "expires": info.expires}
    return {
        "event": info.event, "hazard": info.hazard, "colour": info.colour,
        "categories": list(info.categories), "responses": list(info.responses),
        "urgency": info.urgency, "severity": info.severity, "certainty": info.certainty,
        **{name: each.isoformat() if each else None for name, each in moments.items()},
        "sender_name": info.sender_name, "headline": info.headline,
        "description": info.description, "instruction": info.instruction,
        "parameters": [list(each) for each in info.parameters],
        "areas": [{"description": e.description, "codes": [list(c) for c in e.codes]} for e in info.areas],
    }  # fmt: skip


def source_of(sender: str, identifier: str) -> str:
    """How the readings of a message are marked: short, and never the same for two messages."""
    digest = hashlib.sha256(f"{sender}\0{identifier}".encode()).hexdigest()[:16]
    return f"CAP {identifier[:38]} {digest}"


# --- reading


def read(data: bytes) -> Cap:
    """Read a message.

    Raises:
        CapError: it is none, or it says something that cannot be.
    """
    root = _parsed(data)
    name = etree.QName(root)
    version = _NAMESPACES.get(name.namespace or "")
    if name.localname != "alert" or version is None:
        raise CapError(
            f"根元素是“{name.localname[:40]}”，命名空间是“{(name.namespace or '无')[:80]}”", "根元素",
            "应是 CAP 1.2 或 1.1 的 alert；若这是一个订阅列表，请取其中每条消息的地址。",
        )  # fmt: skip
    at = _At(root, f"{{{name.namespace}}}", "alert")
    kind = at.one_of("msgType", _TYPES)
    infos = _chinese([_info(each) for each in at.children("info")])
    references = tuple(_references(at.text("references")))
    if kind in ("Update", "Cancel") and not references:
        raise CapError(
            f"{kind} 没有说明针对哪一条消息",
            "alert/references",
            "请向发送方索取带 references 的消息。",
        )
    return Cap(
        version, at.needed("identifier"), at.needed("sender"), at.moment_needed("sent"),
        at.one_of("status", _STATUS), kind, at.one_of("scope", _SCOPES), at.text("note"), references,
        tuple(info for _, info in infos),
    )  # fmt: skip


def _parsed(data: bytes) -> etree._Element:
    """The root; nothing is fetched, no entity is replaced, and what is too large is not read."""
    if len(data) > LARGEST:
        raise CapError(
            f"消息有 {len(data)} 字节，超过 {LARGEST} 字节",
            "整个文件",
            "请确认这是一条 CAP 消息，不是汇总。",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise CapError(
            "不是完好的 XML", f"第 {line} 行" if line else "整个文件", "请向发送方索取完整的文件。"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise CapError(
            "带有 DOCTYPE 声明", "文件开头", "CAP 消息不用 DOCTYPE，请向发送方核实来源。"
        )
    _bounded(root)
    return root


def _bounded(root: etree._Element) -> None:
    """Refuse what is deeper or larger than any message."""
    level, count = [root], 0
    for _ in range(DEEPEST):
        level = [child for each in level for child in each]
        count += len(level)
        if count > MOST_ELEMENTS:
            raise CapError(f"元素超过 {MOST_ELEMENTS} 个", "整个文件", "请确认这是一条 CAP 消息。")
    if level:
        raise CapError(f"元素嵌套超过 {DEEPEST} 层", "整个文件", "请确认这是一条 CAP 消息。")


class _At:
    """An element and where it stands, for what is read of it and what is said where it is wrong."""

    def __init__(self, element: etree._Element, prefix: str, path: str) -> None:
        self.element = element
        self.prefix = prefix
        self.path = path

    def children(self, name: str) -> list[_At]:
        found = self.element.findall(self.prefix + name)
        return [
            _At(each, self.prefix, f"{self.path}/{name}[{number}]")
            for number, each in enumerate(found, 1)
        ]

    def text(self, name: str) -> str:
        return " ".join((self.element.findtext(self.prefix + name) or "").split())

    def texts(self, name: str) -> tuple[str, ...]:
        found = (" ".join((each.element.text or "").split()) for each in self.children(name))
        return tuple(each for each in found if each)

    def whole(self, name: str) -> str:
        """Text with its lines."""
        return (self.element.findtext(self.prefix + name) or "").strip()

    def needed(self, name: str) -> str:
        if not (found := self.text(name)):
            raise CapError(f"缺少 {name}", f"{self.path}/{name}", "请向发送方索取完整的消息。")
        return found

    def one_of(self, name: str, known: Iterable[str]) -> str:
        found = self.needed(name)
        if found not in known:
            raise CapError(
                f"{name} 是“{found[:40]}”", f"{self.path}/{name}", f"应是 {'、'.join(known)} 之一。"
            )
        return found

    def moment(self, name: str) -> datetime | None:
        return _moment(found, f"{self.path}/{name}") if (found := self.text(name)) else None

    def moment_needed(self, name: str) -> datetime:
        return _moment(self.needed(name), f"{self.path}/{name}")

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple((each.text("valueName"), each.text("value")) for each in self.children(name))


def _moment(text: str, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 < found.year < 9000:
        raise CapError(
            f"“{text[:40]}”不是带时区的时刻", where, "应写成 2024-07-01T15:00:00+08:00 的样子。"
        )
    return found.astimezone(clock.HERE)


def _references(text: str) -> Iterator[Reference]:
    for each in text.split():
        parts = each.split(",")
        if len(parts) != 3:
            raise CapError(
                f"“{each[:60]}”不是“发送者,编号,时刻”",
                "alert/references",
                "请向发送方核实这条消息。",
            )
        yield Reference(parts[0], parts[1], _moment(parts[2], "alert/references"))


def _chinese(infos: list[tuple[str, Info]]) -> list[tuple[str, Info]]:
    """Those in Chinese; all of them where none is."""
    return [each for each in infos if each[0].lower().startswith("zh")] or infos


def _info(at: _At) -> tuple[str, Info]:
    event = at.needed("event")
    headline, severity = at.text("headline"), at.needed("severity")
    stated = (*at.pairs("parameter"), *at.pairs("eventCode"))
    colour = _colour(stated, severity, event, headline, at.path)
    if severity not in _SEVERITY and severity.upper() not in _ENGLISH:
        at.one_of("severity", _SEVERITY)
    return at.text("language"), Info(
        event, at.texts("category"), at.texts("responseType"), at.one_of("urgency", _URGENCY),
        severity, at.one_of("certainty", _CERTAINTY), colour, _hazard(event, headline),
        at.moment("effective"), at.moment("onset"), at.moment("expires"), at.text("senderName"),
        headline, at.whole("description"), at.whole("instruction"), at.pairs("parameter"),
        tuple(Area(e.needed("areaDesc"), e.pairs("geocode")) for e in at.children("area")),
    )  # fmt: skip


def _colour(
    stated: Iterable[tuple[str, str]], severity: str, event: str, headline: str, where: str
) -> str:
    """The colour that the message names; from its severity only where a colour stands there itself.

    Raises:
        CapError: it names two.
    """
    named = {_colour_in(value) for name, value in stated if _OF_COLOUR.search(name)}
    named |= {_ENGLISH.get(severity.upper(), ""), _colour_in(event), _colour_in(headline)}
    named.discard("")
    if len(named) > 1:
        both = "、".join(sorted(COLOURS[each] for each in named))
        raise CapError(
            f"各处的颜色不一致：{both}", where, "请向发送方核实级别，或由值班人员按原文填报。"
        )
    return named.pop() if named else ""


def _colour_in(text: str) -> str:
    """The one colour that words name; of a change, the one that it changes to."""
    alone = text.strip().upper()
    if alone in _ENGLISH or alone in _CHINESE:
        return _ENGLISH.get(alone) or _CHINESE[alone]
    colours = {_CHINESE[each] for each in _COLOUR.findall(_CHANGED.split(text)[-1])}
    return colours.pop() if len(colours) == 1 else ""


def _hazard(event: str, headline: str) -> str:
    """What is warned of, in the words of the message: what stands before a colour, else the event."""
    for text in (event, headline):
        for words in (*reversed(_COLOURED.findall(text)), text):
            if re.search("[\u4e00-\u9fff]", found := _bare(words)):
                return found
    return ""


def _bare(text: str) -> str:
    """暴雨 of 暴雨橙色预警信号, of 某市气象台发布暴雨, of 暴雨预警级别."""
    return _AFTER.sub("", _BEFORE.sub("", text.strip()))


# --- as readings


def as_readings(cap: Cap, also: Iterable[str] = ()) -> tuple[NewReading, ...]:
    """What a message says to the indicators of the plans; nothing where no plan looks at such warnings.

    A Cancel, an all-clear, and what an Update no longer names set back what the earlier messages said.
    A warning that expires without that stands until somebody says otherwise.

    Args:
        cap: the message.
        also: other status (Exercise, Test, Draft) that is to count too.

    Raises:
        CapError: it names no colour, or no place where the indicator wants one.
    """
    if not (cap.actual or cap.status in also) or cap.kind in ("Ack", "Error"):
        return ()
    found: dict[tuple[str, str, str], NewReading] = {}
    for number, info in enumerate(cap.infos, 1):
        for each in _of(cap, info, f"alert/info[{number}]"):
            found[each.series, each.place, each.item] = each
    for each in _earlier(cap):
        found.setdefault((each.series, each.place, each.item), each)
    return tuple(found.values())


def _of(cap: Cap, info: Info, where: str) -> Iterator[NewReading]:
    """What one event says."""
    for series, (indicator, _) in alerting.indicators().items():
        if not _is_of(indicator, info.hazard):
            continue
        if not info.colour and not cap.ends:
            raise CapError(
                f"“{info.event[:40]}”没有写明颜色", where, "请由值班人员按发布的原文填报级别。"
            )
        option = ("" if cap.ends else _option(indicator, info)) or _calm(indicator)
        if not option:
            continue
        item = info.hazard if indicator.item else ""
        for place in _places(indicator, info, where):
            yield NewReading(series, option, cap.sent, place, item, cap.source)


def _is_of(indicator: Indicator, hazard: str) -> bool:
    """Whether an indicator holds the colour of warnings of this hazard."""
    coloured = [each for each in indicator.options if _colour_in(each)]
    if indicator.kind != "choice" or not coloured or not hazard:
        return False
    hazards = {_bare(each) for each in coloured} - {""}
    if hazards:
        return hazard in hazards
    if indicator.item:
        return bool(_WEATHER.search(indicator.label))
    return _bare(indicator.label) == hazard


def _option(indicator: Indicator, info: Info) -> str:
    """The option for a hazard and its colour; empty for a colour that the indicator does not watch."""
    of = [each for each in indicator.options if _colour_in(each) == info.colour]
    return next((each for each in of if _bare(each) in ("", info.hazard)), "")


def _calm(indicator: Indicator) -> str:
    """The option that says that nothing is warned of."""
    return next((each for each in indicator.options if _CALM.search(each)), "")


def _places(indicator: Indicator, info: Info, where: str) -> list[str]:
    """The places of the message, where the indicator tells places apart."""
    if not indicator.per:
        return [""]
    named = [
        each for area in info.areas for each in re.split(r"[、，,；;\s]+", area.description) if each
    ]
    if not named:
        raise CapError("没有写明地区", f"{where}/area", f"请由值班人员填明{indicator.per}。")
    return named


def _earlier(cap: Cap) -> Iterator[NewReading]:
    """What the messages of this sender that this one overtakes had said, set back."""
    if cap.kind not in ("Update", "Cancel"):
        return
    own = [each for each in cap.references if each.sender == cap.sender]
    sources = [source_of(each.sender, each.identifier) for each in own]
    known = alerting.indicators()
    rows = Reading.objects.filter(source__in=sources).exclude(state="refused")
    for series, place, item in rows.values_list("series", "place", "item").distinct():
        if series in known and (calm := _calm(known[series][0])):
            yield NewReading(series, calm, cap.sent, place, item, cap.source)
