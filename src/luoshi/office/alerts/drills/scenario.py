"""A scenario (演练脚本): who takes part, what is read when, how people behave, what must be seen at the end.

A YAML file in ``policies/<place>/<name>/drills/``; ``docs/drills.md`` tells its words. Everything in it is
understood before anything is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from luoshi.office import clock
from luoshi.office.alerts.errors import AlertError, NotThere
from luoshi.office.alerts.models import Alert, Channel
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import Plan
from luoshi.rules.yamlio import is_list, is_mapping, read_mapping

POLICIES = Path(alerting.__file__).parent
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)", re.ASCII)
_SCALE = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 400 * _SCALE["d"]
_LARGEST = 4 * 1024 * 1024
_MOST_ROWS = 20_000
_MOST_VALUES = 50_000
_YEARS = (2000, 2199)
_DAY = _SCALE["d"]
T = TypeVar("T")


class BadScenario(AlertError):
    """A scenario cannot be understood: where, what, what to do."""


WANTED = {
    "level": "发布级别", "state": "预警状态", "answered": "应答", "refused": "应当被拒绝", "overdue": "逾期的措施",
    "exhausted": "无人应答", "report": "办过的环节",
}  # fmt: skip
"""What a scenario may want to see, in words for readers."""
_WORDS = {"answered": {"all": "全部"}, "state": dict(Alert.STATES)}


def wanted(what: str, value: str) -> str:
    """A wanted value in words: keys of states, ``all``."""
    return _WORDS.get(what, {}).get(value, value)


@dataclass(frozen=True)
class DrillUnit:
    """A unit of the drill: its roles (keys within the document) and posts without people."""

    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who is called: at which post, by which channels, and after how long they answer on each.

    A channel on which they do not answer has no time. ``tries``: at which telephone call they pick up.
    """

    unit: str
    post: str
    name: str
    channels: tuple[str, ...]
    answers: Mapping[str, timedelta]
    tries: int = 1
    account: str = ""


@dataclass(frozen=True)
class Gateway:
    """A channel of the drill: how long it waits of itself, and when it does not work."""

    kind: str
    patience: int | None
    down: tuple[tuple[timedelta, timedelta], ...] = ()


@dataclass(frozen=True)
class Readings:
    """Readings that come in at a moment."""

    at: timedelta
    rows: tuple[tuple[str, str, str, timedelta, object], ...]
    source: str = ""


@dataclass(frozen=True)
class Conduct:
    """How an officer behaves: whenever a step is open they end it in a way, after some time.

    Attributes:
        at: not before this moment of the drill. ``times``: how often; 0 for every time.
        level: only while the form offers, or the alert stands at, this level (its label); any where empty.
    """

    step: str
    outcome: str
    takes: timedelta
    procedure: str
    by: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    reasons: str = ""
    at: timedelta = timedelta(0)
    times: int = 1
    materials: tuple[str, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Doing:
    """How a unit deals with its measures: which (all where empty), after how long, or not at all."""

    unit: str
    measure: str
    takes: timedelta | None
    evidence: str


@dataclass(frozen=True)
class Expected:
    """What must be seen: a level by a moment, a share of answers, a state at the end, a refusal."""

    what: str
    value: str
    by: timedelta | None


@dataclass(frozen=True)
class Begin:
    """A case that an officer begins by hand at a moment (区域预警通报、事件报告)."""

    at: timedelta
    procedure: str
    by: str
    parties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """A whole scenario."""

    name: str
    title: str
    gist: str
    plan: Plan
    start: datetime
    lasts: timedelta
    units: tuple[DrillUnit, ...]
    people: tuple[Person, ...]
    gateways: tuple[Gateway, ...]
    readings: tuple[Readings, ...]
    begins: tuple[Begin, ...]
    conduct: tuple[Conduct, ...]
    doing: tuple[Doing, ...]
    operator: timedelta | None
    expected: tuple[Expected, ...]
    relays: tuple[tuple[str, str, str], ...] = ()

    @property
    def policy(self) -> str:
        """The key of the document."""
        return self.plan.policy.key


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario that ships with the encoded documents, by its name.

    Raises:
        BadScenario: one of them cannot be understood.
    """
    found: dict[str, Scenario] = {}
    for file in sorted(POLICIES.glob("*/*/drills/*.yaml")):
        made = read(file)
        if made.name in found:
            raise BadScenario(f"演练“{made.name}”有两个", "请改名")
        found[made.name] = made
    return found


def scenario(name: str) -> Scenario:
    """The scenario of this name, or in this file.

    Raises:
        NotThere: there is none. BadScenario: it cannot be understood.
    """
    if name.endswith((".yaml", ".yml")):
        return read(Path(name))
    try:
        return scenarios()[name]
    except KeyError as error:
        raise NotThere(
            f"没有演练“{name[:60]}”", f"可选：{'、'.join(scenarios())}；或给出脚本文件"
        ) from error


def read(file: Path) -> Scenario:
    """Understand one file.

    Raises:
        BadScenario: it cannot be understood: where, what, what to do.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError(f"超过 {_LARGEST // 1048576} MB")
        written = read_mapping(file)
    except Exception as error:
        raise BadScenario(f"演练脚本 {file.name} 读不了：{error}", "请核对文件和格式") from error
    return _Reader(file.name, written).scenario()


def span(written: object) -> timedelta:
    """A length of time: 40s, 10m, 2h, 3d, or several one after another (1h30m).

    Raises:
        ValueError: it is none.
    """
    text = str(written).strip()
    bare = text[1:] if text[:1] in ("+", "-") else text
    parts = _SPAN.findall(bare)
    if not parts or "".join("".join(each) for each in parts) != bare:
        raise ValueError(f"“{text[:40]}”不是时长，请写成 40s、10m、2h、3d 的样子")
    total = sum(float(number) * _SCALE[unit] for number, unit in parts)
    if total > _LONGEST:
        raise ValueError(f"“{text[:40]}”太长")
    return timedelta(seconds=-total if text.startswith("-") else total)


class _Reader:
    """Reads one file; every mistake is told with its place."""

    def __init__(self, name: str, written: Mapping[str, Any]) -> None:
        self._name = name
        self._written = written
        self._values_seen = 0

    def _wrong(self, where: str, what: str, remedy: str = "请改正脚本") -> BadScenario:
        return BadScenario(f"演练脚本 {self._name} 的 {where}：{what}", remedy)

    def _get(self, of: Mapping[str, Any], key: str, where: str) -> Any:
        if key not in of:
            raise self._wrong(where, f"缺少 {key}")
        return of[key]

    def _span(self, written: object, where: str) -> timedelta:
        try:
            return span(written)
        except ValueError as error:
            raise self._wrong(where, str(error)) from error

    def _length(self, written: object, where: str) -> timedelta:
        """A length of time that does not go back."""
        found = self._span(written, where)
        if found < timedelta(0):
            raise self._wrong(where, f"“{str(written)[:40]}”不能是负的")
        return found

    def _number(self, written: Any, least: int, most: int, key: str, where: str) -> int:
        found = int(written)
        if not least <= found <= most:
            raise self._wrong(where, f"{key} 应在 {least} 到 {most} 之间，写的是 {found}")
        return found

    def _text(self, of: Mapping[str, Any], key: str, where: str, most: int = 60) -> str:
        """A word that must be there and that the tables of the sandbox can hold."""
        found = self._get(of, key, where)
        if is_list(found) or is_mapping(found):
            raise self._wrong(where, f"{key} 应是一个词")
        text = str(found)
        if not 0 < len(text) <= most or not text.isprintable():
            raise self._wrong(where, f"{key} 应是 1 到 {most} 个看得见的字")
        return text

    def _kinds(self, written: object, where: str) -> tuple[str, ...]:
        if not is_list(written):
            raise TypeError("channels 应是列表")
        return tuple(self._kind(each, where) for each in written)

    def _kind(self, written: object, where: str) -> str:
        if not isinstance(written, str) or written not in Channel.KINDS:
            raise self._wrong(
                where, f"没有“{str(written)[:20]}”这类渠道", f"可用：{'、'.join(Channel.KINDS)}"
            )
        return written

    def _rows(self, key: str, make: Callable[[Mapping[str, Any], str], T]) -> tuple[T, ...]:
        rows = self._written.get(key, [])
        if not is_list(rows):
            raise self._wrong(key, "应是列表")
        if len(rows) > _MOST_ROWS:
            raise self._wrong(key, f"有 {len(rows)} 项，最多 {_MOST_ROWS} 项")
        found: list[T] = []
        for number, row in enumerate(rows, 1):
            where = f"{key} 第 {number} 项"
            if not is_mapping(row):
                raise self._wrong(where, "应是一组键和值")
            try:
                found.append(make(row, where))
            except (
                AttributeError,
                IndexError,
                KeyError,
                TypeError,
                ValueError,
                OverflowError,
            ) as error:
                raise self._wrong(where, f"有一项的写法不对（{error}）") from error
        return tuple(found)

    def scenario(self) -> Scenario:
        """The whole of it."""
        of = self._written
        known = {
            "name", "title", "gist", "plan", "start", "lasts", "units", "people", "channels", "readings",
            "begins", "conduct", "measures", "operator", "expected", "relays",
        }  # fmt: skip
        if strange := set(of) - known:
            raise self._wrong(
                "、".join(sorted(map(str, strange))), "不认识", f"可用：{'、'.join(sorted(known))}"
            )
        try:
            self._plan = alerting.plan(str(self._get(of, "plan", "开头")))
        except alerting.NoPlan as error:
            raise self._wrong("plan", str(error)) from error
        units = self._rows("units", self._unit)
        self._codes = {each.code for each in units}
        if len(self._codes) < len(units):
            raise self._wrong("units", "有两个单位的 code 相同")
        try:
            start = datetime.fromisoformat(str(self._get(of, "start", "开头")))
        except ValueError as error:
            raise self._wrong("start", "不是时刻，请写成 2026-12-01T08:00 的样子") from error
        if not _YEARS[0] <= start.year <= _YEARS[1]:
            raise self._wrong("start", f"应在 {_YEARS[0]} 到 {_YEARS[1]} 年之间")
        lasts = self._span(self._get(of, "lasts", "开头"), "lasts")
        if lasts <= timedelta(0):
            raise self._wrong("lasts", "应比 0 长")
        operator = of.get("operator")
        gist = of.get("gist", "")
        return Scenario(
            name=self._text(of, "name", "开头", 80), title=self._text(of, "title", "开头", 200),
            gist=gist[:1000] if isinstance(gist, str) else "", plan=self._plan,
            start=start if start.tzinfo else start.replace(tzinfo=clock.HERE),
            lasts=lasts, units=units,
            people=self._rows("people", self._person), gateways=self._gateways(),
            readings=self._rows("readings", self._readings), begins=self._rows("begins", self._begin),
            conduct=self._rows("conduct", self._conduct), doing=self._rows("measures", self._doing),
            operator=self._length(operator, "operator") if operator else None,
            expected=self._rows("expected", self._expected), relays=self._rows("relays", self._relay),
        )  # fmt: skip

    def _unit(self, row: Mapping[str, Any], where: str) -> DrillUnit:
        roles = tuple(str(each) for each in row.get("roles", []))
        for role in roles:
            if f"{self._plan.policy.key}.{role}" not in acting.roles():
                raise self._wrong(where, f"文件里没有角色 {role}")
        return DrillUnit(
            self._text(row, "code", where, 40), self._text(row, "name", where, 80),
            str(row.get("kind", "agency"))[:20], roles, tuple(str(each) for each in row.get("posts", [])),
        )  # fmt: skip

    def _known_unit(self, code: object, where: str) -> str:
        if str(code) not in self._codes:
            raise self._wrong(where, f"没有单位 {code}", f"可用：{'、'.join(sorted(self._codes))}")
        return str(code)

    def _person(self, row: Mapping[str, Any], where: str) -> Person:
        answers = row.get("answers", {})
        return Person(
            self._known_unit(self._get(row, "unit", where), where), self._text(row, "post", where),
            self._text(row, "name", where),
            self._kinds(self._get(row, "channels", where), where),
            {self._kind(kind, where): self._length(after, where) for kind, after in answers.items()},
            self._number(row.get("tries", 1), 1, 100, "tries", where), str(row.get("account", "")),
        )  # fmt: skip

    def _gateways(self) -> tuple[Gateway, ...]:
        found = self._rows("channels", self._gateway)
        if len({each.kind for each in found}) < len(found):
            raise self._wrong("channels", "有两个渠道的 kind 相同")
        return found

    def _gateway(self, row: Mapping[str, Any], where: str) -> Gateway:
        down = tuple(
            (self._span(each[0], where), self._span(each[1], where)) for each in row.get("down", [])
        )
        patience = row.get("patience")
        return Gateway(
            self._kind(self._get(row, "kind", where), where),
            None if patience is None else self._number(patience, 1, _DAY, "patience", where),
            down,
        )

    def _readings(self, row: Mapping[str, Any], where: str) -> Readings:
        return Readings(
            self._span(row.get("at", "0s"), where),
            tuple(self._values(self._get(row, "values", where), where)),
            str(row.get("source", "演练")),
        )  # fmt: skip

    def _values(
        self, rows: Sequence[Mapping[str, Any]], where: str
    ) -> Iterator[tuple[str, str, str, timedelta, object]]:
        known = alerting.indicators()
        for row in rows:
            series = f"{self._plan.policy.key}.{self._get(row, 'of', where)}"
            if series not in known:
                raise self._wrong(where, f"没有监测指标 {row['of']}")
            first, every = (
                self._span(row.get(key, or_), where)
                for key, or_ in (("about", "0s"), ("every", "1h"))
            )
            values = row.get("is")
            several = values if is_list(values) else [values]
            self._values_seen += len(several)
            if self._values_seen > _MOST_VALUES:
                raise self._wrong(where, f"监测值超过 {_MOST_VALUES} 个")
            if abs(first + every * len(several)) > timedelta(seconds=_LONGEST):
                raise self._wrong(where, "about 和 every 离开始太远")
            for number, value in enumerate(several):
                if is_list(value) or is_mapping(value):
                    raise self._wrong(where, "is 中的每一个应是一个值")
                yield (
                    series,
                    str(row.get("place", "")),
                    str(row.get("item", "")),
                    first + every * number,
                    value,
                )

    def _begin(self, row: Mapping[str, Any], where: str) -> Begin:
        return Begin(
            self._span(row.get("at", "0s"), where), self._procedure(row, where),
            self._known_unit(self._get(row, "by", where), where),
            {str(k): self._known_unit(v, where) for k, v in row.get("parties", {}).items()},
        )  # fmt: skip

    def _procedure(self, row: Mapping[str, Any], where: str) -> str:
        key = f"{self._plan.policy.key}.{row.get('procedure', self._plan.procedure)}"
        try:
            acting.procedure(key)
        except acting.NoProcedure as error:
            raise self._wrong(where, str(error)) from error
        return key

    def _conduct(self, row: Mapping[str, Any], where: str) -> Conduct:
        key, step = self._procedure(row, where), str(self._get(row, "step", where))
        outcome = str(self._get(row, "outcome", where))
        try:
            acting.procedure(key).step(step).outcome(outcome)
        except KeyError as error:
            raise self._wrong(where, f"程序 {key} 没有环节 {step} 或办法 {outcome}") from error
        return Conduct(
            step, outcome, self._length(row.get("takes", "5m"), where), key, str(row.get("by", "")),
            dict(row.get("data", {})), str(row.get("reasons", "")), self._span(row.get("at", "0s"), where),
            self._number(row.get("times", 1), 0, 10_000, "times", where), tuple(str(each) for each in row.get("materials", [])),
            {str(k): self._known_unit(v, where) for k, v in row.get("parties", {}).items()},
        )  # fmt: skip

    def _doing(self, row: Mapping[str, Any], where: str) -> Doing:
        takes = row.get("takes")
        unit = str(row.get("unit", ""))
        return Doing(
            self._known_unit(unit, where) if unit else "", str(row.get("measure", "")),
            None if takes in (None, "never") else self._length(takes, where),
            str(row.get("evidence", "演练：已落实")),
        )  # fmt: skip

    def _relay(self, row: Mapping[str, Any], where: str) -> tuple[str, str, str]:
        return (
            self._known_unit(self._get(row, "unit", where), where),
            self._known_unit(row.get("to", row["unit"]), where), str(self._get(row, "post", where)),
        )  # fmt: skip

    def _expected(self, row: Mapping[str, Any], where: str) -> Expected:
        by = row.get("by")
        for what in ("level", "state", "answered", "refused", "overdue", "exhausted", "report"):
            if what in row:
                self._can_be(what, str(row[what]), where)
                return Expected(what, str(row[what]), self._span(by, where) if by else None)
        raise self._wrong(
            where,
            "没有说要看到什么",
            "可写 level、state、answered、refused、overdue、exhausted、report",
        )

    def _can_be(self, what: str, value: str, where: str) -> None:
        """Refuse what could never be seen, however the drill goes."""
        states = ("in_force", "lifted", "reviewed")
        if what == "state" and value not in states:
            raise self._wrong(where, f"没有状态 {value[:40]}", f"可用：{'、'.join(states)}")
        of = [each for each in alerting.plans().values() if each.policy is self._plan.policy]
        labels = [each.label for plan in of for each in plan.levels]
        if what == "level" and not any(value in each for each in labels):
            raise self._wrong(where, f"没有级别 {value[:40]}", f"可用：{'、'.join(labels)}")
