"""What a scenario wanted to see (检验): judged from what the sandbox's office wrote down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from luoshi.office import clock
from luoshi.office.alerts.drills.scenario import Expected
from luoshi.office.alerts.models import Alert, Calling, MeasureTask, Turn
from luoshi.office.cases.models import Act
from luoshi.policies import alerting

if TYPE_CHECKING:
    from luoshi.office.alerts.drills.running import Run


def judged(of: Run) -> list[dict[str, Any]]:
    """Each expectation, whether it was met, and what was seen."""
    found: list[dict[str, Any]] = []
    for each in of.scenario.expected:
        by = of.scenario.start + each.by if each.by else None
        met, seen = _HOW[each.what](of, each, by)
        found.append(
            {"what": each.what, "value": each.value, "met": met, "seen": seen,
             "by": by.astimezone(clock.HERE).isoformat() if by else None}
        )  # fmt: skip
    return found


def _told(rows: list[tuple[datetime, str]], by: datetime | None) -> tuple[bool, str]:
    seen = "、".join(f"{at.astimezone(clock.HERE):%m-%d %H:%M} {what}" for at, what in rows)
    return any(by is None or at <= by for at, _ in rows), seen or "没有"


def _level(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    plans = alerting.plans()
    rows = [
        (turn.at, plans[turn.alert.plan].level(turn.level).label)
        for turn in Turn.objects.filter(kind__in=["issue", "adjust"])
        .select_related("alert")
        .order_by("at")
    ]
    met, _ = _told([row for row in rows if each.value in row[1]], by)
    return met, _told(rows, None)[1]


def _state(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    states = [f"{alert.key} {Alert.STATES[alert.state]}" for alert in Alert.objects.order_by("pk")]
    turns = {"in_force": "issue", "lifted": "lift", "reviewed": "review"}
    rows = [(turn.at, each.value) for turn in Turn.objects.filter(kind=turns.get(each.value, ""))]
    return _told(rows, by)[0], "、".join(states) or "没有预警"


def _answered(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    """``all``, a number, or the name of a person or unit that must have answered."""
    rows = Calling.objects.filter(state="answered")
    if by is not None:
        rows = rows.filter(ended__lte=by)
    total, there = Calling.objects.exclude(state="stopped").count(), rows.count()
    seen = f"{there}/{total}"
    if each.value == "all":
        return there >= total > 0, seen
    if each.value.isdecimal():
        return there >= int(each.value), seen
    return rows.filter(answers__name=each.value).exists(), seen


def _refused(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    rows = [(told.at, told.what) for told in of.happened if told.refused]
    return _told([row for row in rows if each.value in row[1]], by)[0], _told(rows, None)[1]


def _overdue(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    found = MeasureTask.objects.filter(overdue__isnull=False)
    seen = "、".join(f"{row.unit.name}:{row.measure}" for row in found.select_related("unit"))
    return found.filter(measure=each.value).exists() or str(
        found.count()
    ) == each.value, seen or "0"


def _exhausted(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    states = ("exhausted", "unreachable")
    rows = Calling.objects.filter(state__in=states).select_related("unit")
    seen = "、".join(f"{row.unit.name}{row.wanted}" for row in rows)
    return str(rows.count()) == each.value or each.value in seen, seen or "0"


def _report(of: Run, each: Expected, by: datetime | None) -> tuple[bool, str]:
    """A step (its key) that must have been done, in whichever procedure."""
    rows = [(act.at, act.label) for act in Act.objects.filter(step=each.value).order_by("at")]
    return _told(rows, by)


_HOW: dict[str, Callable[[Run, Expected, datetime | None], tuple[bool, str]]] = {
    "level": _level, "state": _state, "answered": _answered, "refused": _refused,
    "overdue": _overdue, "exhausted": _exhausted, "report": _report,
}  # fmt: skip
