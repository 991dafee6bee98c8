"""Taking readings in (接收监测值): understood or refused as a whole; what cannot be is kept aside as doubtful.

A batch that holds one row that nobody can read is refused, and nothing of it is kept. A value outside of
what its quantity can be is kept as doubtful and counts for nothing until an officer says otherwise. The
same reading again is taken once; another value about the same moment corrects the earlier one, which stays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.db import transaction

from luoshi.office import clock
from luoshi.office.alerts import inserting, judging
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Reading
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures.plans import THOUSAND, Indicator

MOST = 50_000
"""Rows in one batch."""
FARTHEST = timedelta(days=31)
"""How far ahead a forecast may reach, and how old a late reading may be in ten times that."""
_EARLY = timedelta(minutes=5)
"""How far ahead of the office's clock a clock that measures may be."""
_LARGEST = 10**15
_FIELDS = (
    "series", "place", "item", "at", "arrived", "forecast", "value", "words", "source", "state", "why", "who",
    "sample",
)  # fmt: skip


@dataclass(frozen=True)
class NewReading:
    """A reading as somebody sent it.

    Attributes:
        series: ``<place>.<name>.<indicator>``.
        value: a number or its text, a truth, or one of the indicator's options.
        at: the moment it is about; without a time zone it is by the office's.
    """

    series: str
    value: object
    at: datetime
    place: str = ""
    item: str = ""
    source: str = ""


@dataclass
class Taken:
    """What came of a batch."""

    good: int = 0
    doubtful: int = 0
    again: int = 0
    changed: list[judging.Change] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """As programs are told."""
        return {
            "good": self.good, "doubtful": self.doubtful, "again": self.again,
            "changed": [each.as_json() for each in self.changed],
        }  # fmt: skip


def take(rows: Sequence[NewReading], actor: Actor) -> Taken:
    """Take readings in, and judge anew what rests on them.

    Raises:
        AlertError: a row cannot be understood; nothing was taken. NotAllowed: the actor only reads.
    """
    if not actor.acts:
        raise NotAllowed("您在本单位只能查看，不能填报监测值", "请由经办人填报")
    if len(rows) > MOST:
        raise AlertError(f"一次最多 {MOST} 条监测值，这里有 {len(rows)} 条", "请分几次报送")
    now = clock.now()
    sample = bool(actor.unit and actor.unit.sample)
    found, wrong = _understood(rows, actor, now, sample)
    if wrong:
        first = "；".join(f"第 {number} 条：{why}" for number, why in wrong[:5])
        raise AlertError(
            f"有 {len(wrong)} 条监测值不能接收：{first}",
            "改正后整批重报；这一批没有收下任何一条",
            wrong,
        )
    with transaction.atomic():
        for series in sorted({each.series for each in found}):
            judging.alone(
                f"readings/{series}"
            )  # of the same batch twice at once the second finds the first
        fresh = _fresh(found)
        inserting.insert(
            Reading, _FIELDS, [tuple(getattr(each, name) for name in _FIELDS) for each in fresh]
        )
        doubtful = sum(1 for each in fresh if each.state == "doubtful")
        if fresh:
            journal.record(
                "readings.take", actor=actor, at=now, subject="、".join(sorted({each.series for each in fresh}))[:200],
                body={"count": len(fresh), "doubtful": doubtful, "sample": sample},
            )  # fmt: skip
        taken = Taken(len(fresh) - doubtful, doubtful, len(rows) - len(fresh))
        touched = {each.series for each in fresh if each.state == "good"}
        taken.changed = judging.judge_series(touched, now, sample=sample)
    return taken


def _understood(
    rows: Iterable[NewReading], actor: Actor, now: datetime, sample: bool
) -> tuple[list[Reading], list[tuple[int, str]]]:
    known = alerting.indicators()
    found: list[Reading] = []
    wrong: list[tuple[int, str]] = []
    for number, row in enumerate(rows, 1):
        try:
            pair = known.get(row.series)
            if pair is None:
                raise AlertError(f"没有监测指标“{row.series[:80]}”")
            found.append(_one(row, pair[0], actor, now, sample))
        except AlertError as error:
            wrong.append((number, error.what))
    return found, wrong


def _one(row: NewReading, of: Indicator, actor: Actor, now: datetime, sample: bool) -> Reading:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=clock.HERE)
    try:
        at = at.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise AlertError("时刻离现在太远") from error
    if not 1900 < at.year < 2200:
        raise AlertError("时刻离现在太远")
    ahead = at > now + _EARLY
    if ahead and not of.ahead:
        raise AlertError(f"“{of.label}”的时刻 {at.astimezone(clock.HERE):%Y-%m-%d %H:%M} 还没有到")
    if at > now + FARTHEST or at < now - 10 * FARTHEST:
        raise AlertError(f"时刻 {at.astimezone(clock.HERE):%Y-%m-%d %H:%M} 离现在太远")
    place, item, source = (_word(each, what) for each, what in (
        (row.place, of.per or "地点"), (row.item, of.item or "品种"), (row.source, "来源"),
    ))  # fmt: skip
    if of.per and not place:
        raise AlertError(f"“{of.label}”要写明{of.per}")
    value, words, doubt = value_of(of, row.value)
    return Reading(
        series=row.series, place=place, item=item, at=at, arrived=now, forecast=ahead, value=value,
        words=words, source=source, state="doubtful" if doubt else "good", why=doubt,
        who=actor.name[:100], sample=sample,
    )  # fmt: skip


def _word(given: str, what: str) -> str:
    text = given.strip()
    # Printable: no controls, no halves of characters, nothing that turns the direction of writing.
    if len(text) > 60 or not text.isprintable() or "\ufffe" in text or "\uffff" in text:
        raise AlertError(f"“{what}”太长，或者有不能用的字符")
    return text


def value_of(of: Indicator, given: object) -> tuple[int | None, str, str]:
    """A value as it is kept: thousandths, words, and why it is doubtful (empty where it is not).

    Raises:
        AlertError: it is no value of this indicator.
    """
    if of.kind == "choice":
        if given not in of.options:
            raise AlertError(f"“{of.label}”应是：{'、'.join(of.options)}")
        return None, str(given), ""
    if of.kind == "truth":
        known = {True: 1, False: 0, "是": 1, "否": 0, "true": 1, "false": 0}
        if not isinstance(given, bool | str) or given not in known:
            raise AlertError(f"“{of.label}”应是“是”或“否”")
        return known[given] * THOUSAND, "", ""
    number = _number(of, given)
    scaled = number * THOUSAND
    _, digits, exponent = number.as_tuple()
    if isinstance(exponent, int) and exponent < -3 and any(digits[exponent + 3 :]):
        raise AlertError(f"“{of.label}”最多三位小数，给出的是 {number}")
    return int(scaled), "", _doubt(of, number)


def _number(of: Indicator, given: object) -> Decimal:
    if isinstance(given, int) and abs(given) >= _LARGEST:
        raise AlertError(f"“{of.label}”应是数，给出的太大")
    wrong = AlertError(f"“{of.label}”应是数，给出的是“{str(given)[:40]}”")
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        raise wrong
    if isinstance(given, float) and not math.isfinite(given):
        raise wrong
    try:
        number = Decimal(
            repr(given) if isinstance(given, float) else str(given).strip().removesuffix(of.unit)
        )
    except InvalidOperation as error:
        raise wrong from error
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise wrong
    return number


def _doubt(of: Indicator, number: Decimal) -> str:
    low, high = of.lowest, of.highest
    if (low and number < Decimal(low)) or (high and number > Decimal(high)):
        return f"{number}{of.unit} 不在 {low or '负无穷'} 至 {high or '正无穷'} 之间（{of.bounds or '量本身的范围'}）"
    return ""


def _fresh(rows: list[Reading]) -> list[Reading]:
    """Those that say something that is not known yet; of two about the same moment in a batch the last."""
    last = {_about(each): each for each in rows}
    moments = [each.at for each in rows]
    if not moments:
        return []
    there = Reading.objects.filter(
        series__in={each.series for each in rows}, at__gte=min(moments), at__lte=max(moments),
        sample=rows[0].sample,
    ).order_by("arrived", "pk")  # fmt: skip
    known: dict[tuple[object, ...], tuple[object, ...]] = {}
    fields = ("series", "place", "item", "at", "source", "value", "words", "forecast")
    for row in there.values_list(*fields):
        known[row[:5]] = row[5:]  # what was foretold and is now measured is told anew
    return [
        each
        for about, each in last.items()
        if known.get(about) != (each.value, each.words, each.forecast)
    ]


def _about(row: Reading) -> tuple[object, ...]:
    return (row.series, row.place, row.item, row.at, row.source)


@transaction.atomic
def settle(number: int, actor: Actor, *, good: bool, why: str) -> Reading:
    """Say of a doubtful reading whether it counts after all; the reason is kept.

    Raises:
        NotThere: there is none that is doubtful. NotAllowed: the actor only reads. AlertError: no reason.
    """
    if not actor.acts:
        raise NotAllowed("您在本单位只能查看", "请由经办人处理存疑的监测值")
    if not why.strip():
        raise AlertError("请写明理由", "存疑的数为什么算数，或者为什么不算数")
    sample = bool(actor.unit and actor.unit.sample)
    found = (
        Reading.objects.select_for_update()
        .filter(pk=number, state="doubtful", sample=sample)
        .first()
    )
    if found is None:
        raise NotThere("没有这条存疑的监测值", "可能已经有人处理，请刷新")
    found.state, found.why = ("good" if good else "refused"), f"{actor.name}：{why.strip()}"[:200]
    found.save(update_fields=["state", "why"])
    now = clock.now()
    journal.record(
        "readings.settle", actor=actor, at=now, subject=found.series,
        body={"reading": found.pk, "state": found.state, "why": found.why},
    )  # fmt: skip
    judging.judge_series({found.series}, now, sample=sample)
    return found
