"""Deadlines in lists (期限): filtered, one page at a time, as data, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.office import clock
from luoshi.office.cases import access, calendar, shapes
from luoshi.office.cases.models import Deadline
from luoshi.office.directory.actors import Actor
from luoshi.office.journal.queries import beginning
from luoshi.policies import acting
from luoshi.web.office import wording

STATES = {
    "": "未办的", "late": "已逾期未办", "today": "今天到期", "week": "七日内到期",
    "paused": "暂停计算", "met": "按期办结", "missed": "逾期办结", "all": "全部",
}  # fmt: skip
COLUMNS = [
    "办件", "名称", "环节", "由谁办理", "期限", "到期时刻", "情况", "起算", "怎样计算", "依据", "样例",
]  # fmt: skip


def rows(actor: Actor, *, state: str, mine: bool, until: date | None) -> QuerySet[Deadline]:
    """The deadlines of the cases that an actor may see, the nearest first."""
    found = Deadline.objects.filter(case__in=access.cases(actor))
    found = found.select_related("task", "case", "unit").filter(_state(state))
    if mine:
        found = found.filter(unit=actor.unit)
    if until:
        found = found.filter(at__lte=beginning(until + timedelta(days=1)))
    return found.order_by("at", "pk")


def _state(state: str) -> Q:
    open_ = Q(state__in=["open", "late"], met=None)
    tomorrow = beginning(clock.today() + timedelta(days=1))
    ways = {
        "": open_ | Q(state="paused"),
        "late": open_ & Q(at__lte=clock.now()),
        "today": open_ & Q(at__gt=clock.now(), at__lte=tomorrow),
        "week": open_ & Q(at__gt=clock.now(), at__lte=tomorrow + timedelta(days=6)),
        "paused": Q(state="paused"),
        "met": Q(state="met"),
        "missed": Q(state="late") & ~Q(met=None),
        "all": Q(),
    }
    return ways[state]


def lines(rows: Sequence[Deadline]) -> list[dict[str, Any]]:
    """Deadlines as data."""
    work = calendar.present()
    found: list[dict[str, Any]] = []
    for row in rows:
        procedure = acting.procedures().get(row.case.procedure)
        deadline = shapes.deadline(row, work)
        found.append({
            **deadline, "case": row.case.key, "title": row.case.title, "step": row.task.step,
            "label": procedure.step(row.task.step).label if procedure else row.task.step,
            "procedure": procedure.label if procedure else row.case.procedure,
            "unit": row.unit.code if row.unit else "", "unit_name": row.unit.name if row.unit else "",
            "sample": row.case.sample, "left": wording.left(deadline, work),
        })  # fmt: skip
    return found


def as_row(line: dict[str, Any]) -> list[object]:
    """A deadline as a row of a spreadsheet."""
    return [
        line["case"], line["title"], line["label"], line["unit_name"], line["last_day"],
        line["at"][:16].replace("T", " "), line["left"], line["since"][:16].replace("T", " "),
        line["convention"], line["clause"], "样例" if line["sample"] else "",
    ]  # fmt: skip
