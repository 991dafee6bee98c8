"""What an emergency plan (应急预案) is made of: indicators, classifiers, levels, measures, calls, rounds.

Data, written in ``policies/<place>/<name>/plan.py`` in the order of the document, beside the
``procedure.py`` whose steps carry an alert from draft to review. The office runs it
(``luoshi.office.alerts``). No number of the text stands here: limits name parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from luoshi.procedures.model import Role
from luoshi.rules import BadPolicy, Policy, Rule
from luoshi.rules.parameters import find
from luoshi.rules.units import in_unit

RECEIVERS = "预警接收人"
"""The post of whoever takes alerts in at a unit, where the text names no post."""

COLOURS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色", "none": ""}
THOUSAND = 1000
"""Numbers of a sheet are whole thousandths, so that a limit is met exactly or not at all."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level (级别): of a warning or of a response.

    Attributes:
        label: as the rule answers it and as it is shown (红色预警、Ⅰ级).
        response: the response that begins with it (一级应急响应); empty where it begins none.
    """

    key: str
    label: str
    colour: Literal["red", "orange", "yellow", "blue", "none"]
    clause: str
    response: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is watched (监测指标): a series of readings, each with its place, moment, source and arrival.

    Attributes:
        kind: a number (at most three decimal places), a truth, or one of ``options``.
        unit: of a number, in words (微克/立方米); empty for one without.
        per: what its places are called (区市、站点); empty where there is one for the whole city.
        item: what its items are called (品种、企业); empty where it has none.
        ahead: readings may be about the future (预测).
        lowest, highest: what the number can be at all, as text; a reading outside is kept aside as
            doubtful (存疑) and counts only when an officer says so.
        bounds: where these come from: the nature of the quantity, or a standard. Never the text's limits.
        holds: the last reading stands until another one comes (a state of affairs), unlike a series of
            hourly or daily values that may have gaps.
    """

    key: str
    label: str
    clause: str
    kind: Literal["number", "truth", "choice"] = "number"
    unit: str = ""
    options: tuple[str, ...] = ()
    per: str = ""
    item: str = ""
    ahead: bool = False
    lowest: str = ""
    highest: str = ""
    bounds: str = ""
    holds: bool = False


Sheet = pl.DataFrame
"""Readings of a classifier as a table, sorted by place, item and time: ``place``, ``item``, ``at`` (UTC, to
the second), ``forecast`` (whether it is about the future of its arrival), and one column for each indicator:
Int64 in thousandths for a number, Boolean, or String; null where that indicator has no reading then."""


@dataclass(frozen=True)
class Classifier:
    """Which level the readings reach (分级判断): each row of facts is put to one rule.

    Attributes:
        of: the indicators it looks at.
        rule: answers the label of a level; every other answer is no level.
        facts: a sheet to facts: columns ``place`` and ``at`` and one for each fact of the rule, as its
            column reading takes them. One row for each moment that is judged.
        back: how far back readings can matter: no limit of the text, only what is fetched.
        looks: ``latest``: the last row of a place holds; ``ahead``: the highest of the rows from now on
            does, and the first of these tells when it begins.
    """

    key: str
    label: str
    clause: str
    of: tuple[Indicator, ...]
    rule: Rule[Any, Any]
    facts: Callable[[Sheet], pl.DataFrame]
    back: timedelta
    looks: Literal["latest", "ahead"] = "latest"


@dataclass(frozen=True, slots=True)
class Field:
    """What the message of an alert must say (发布内容): the key is that of a field of the case."""

    key: str
    label: str
    clause: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit owes at a level (响应措施).

    Attributes:
        levels: at which levels it stands; a cumulative measure names every level that includes it.
        by: the roles whose units owe it; none where the text names nobody, then the units that lead do.
        kind: as the text groups it (强制性减排措施、健康防护引导措施).
        within: parameter with the time from the issue in which it is done; none where the text sets none.
        daily: it is owed anew each day.
        optional: 视情、可以: the unit may leave it, and says so.
        ask: the rule that tells whom it concerns (may this run now?).
        public: it asks something of everybody: it stands in what the public is told to do.
    """

    key: str
    label: str
    clause: str
    levels: tuple[str, ...]
    by: tuple[Role, ...] = ()
    kind: str = ""
    within: str = ""
    daily: bool = False
    optional: bool = False
    ask: Rule[Any, Any] | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class To:
    """Whom a call reaches (叫应对象): a post of every unit in a role."""

    role: Role
    clause: str
    post: str = RECEIVERS


@dataclass(frozen=True, slots=True)
class Call:
    """Who tells whom, and how (通知、叫应).

    Attributes:
        by: in whose name; ``post``: which post there calls.
        says: fields of the alert that this call carries; all of them where empty.
        channels: kinds of channel in the order of the text (``wechat``, ``phone``); where it names none,
            the office's own order.
        answer: parameter with the time to wait for an answer before the next channel; empty where the
            text sets none (the office may set one of its own).
        on: at which acts: issue, adjust, lift.
        levels: at which levels; all where empty.
        when: whether the content of the alert calls for it.
        relay: whoever answers passes it on within their unit (再传播).
    """

    key: str
    label: str
    clause: str
    by: Role
    to: tuple[To, ...]
    post: str = ""
    says: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    answer: str = ""
    on: tuple[Literal["issue", "adjust", "lift"], ...] = ("issue", "adjust", "lift")
    levels: tuple[str, ...] = ()
    when: Callable[[Mapping[str, str]], bool] | None = None
    relay: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A case that is opened again and again (会商、日报): for each unit in the role of its first step.

    Attributes:
        procedure: key within the document.
        times: parameter with how often in a day or week; empty for once.
        during: while an alert of the plan stands, while none does, or always.
        levels: at which levels of the alert; all where empty.
    """

    procedure: str
    clause: str
    per: Literal["day", "week"]
    times: str = ""
    during: Literal["alert", "calm", "always"] = "alert"
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One warning or one response of an emergency plan (预警、响应): what leads to it and what follows.

    Attributes:
        key: within the document; the whole key is ``shuozhou.heavy_pollution.warning``.
        levels: from the highest to the lowest.
        procedure: the key, within the document, of the procedure that carries the alert.
        asks: rules with a fact that is filled in from the level in force (``level_fact``).
        gaps: what the text leaves open and the office sets (未写明), in words.
        public: the clause that has it published to everybody; empty: it is told to units alone.
    """

    key: str
    label: str
    policy: Policy
    clause: str
    gist: str
    levels: tuple[Level, ...]
    procedure: str
    fields: tuple[Field, ...] = ()
    classifiers: tuple[Classifier, ...] = ()
    measures: tuple[Measure, ...] = ()
    calls: tuple[Call, ...] = ()
    rounds: tuple[Round, ...] = ()
    asks: tuple[Rule[Any, Any], ...] = ()
    level_fact: str = "level"
    gaps: tuple[str, ...] = ()
    public: str = ""

    @property
    def whole_key(self) -> str:
        """``<place>.<name>.<key>``."""
        return f"{self.policy.key}.{self.key}"

    @property
    def whole_procedure(self) -> str:
        """The whole key of the procedure that carries the alert."""
        return f"{self.policy.key}.{self.procedure}"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator that its classifiers look at."""
        found = {each.key: each for of in self.classifiers for each in of.of}
        return tuple(found.values())

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role that calls, is called or owes a measure."""
        found: dict[str, Role] = {}
        for call in self.calls:
            for role in (call.by, *(to.role for to in call.to)):
                found.setdefault(role.key, role)
        for measure in self.measures:
            for role in measure.by:
                found.setdefault(role.key, role)
        return tuple(found.values())

    def level(self, key: str) -> Level:
        """The level of this key.

        Raises:
            KeyError: there is none.
        """
        return {each.key: each for each in self.levels}[key]

    def called(self, label: str) -> Level | None:
        """The level that a rule answers with this label; None where the answer is no level."""
        return next((each for each in self.levels if each.label == label), None)

    def rank(self, key: str) -> int:
        """How high a level is: 0 for none, 1 for the lowest."""
        keys = [each.key for each in reversed(self.levels)]
        return keys.index(key) + 1 if key in keys else 0

    def measures_at(self, key: str) -> tuple[Measure, ...]:
        """The measures of a level."""
        return tuple(each for each in self.measures if key in each.levels)


def figure(policy: Policy, key: str, on: date | None = None) -> Fraction:
    """The number of a parameter as the document prints it: 150, 48 (小时), 20 (天), 30 (%).

    Of one that changes the latest, where no day is given.

    Raises:
        BadPolicy: there is none on that day, or it is no single number.
    """
    definition = find(policy.parameters.definitions, key)
    leaf = (definition.on(on or date.max) or {}).get(())
    if leaf is None or not isinstance(leaf.value, int | Fraction):
        raise BadPolicy(f"{policy.number} 的参数 {key} 不是一个数")
    return Fraction(in_unit(leaf.value, definition.unit))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a classifier found for a place: the level (its key; empty for none), from when, on what facts."""

    place: str
    level: str
    at: datetime
    since: datetime
    facts: Mapping[str, object]


def levels_of(plan: Plan, answers: Sequence[str | None]) -> list[str]:
    """The keys of the levels that answers of the rule name; empty for none."""
    keys = {each.label: each.key for each in plan.levels}
    return [keys.get(each or "", "") for each in answers]
