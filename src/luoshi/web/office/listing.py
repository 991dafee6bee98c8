"""Cases in lists: with what is open and until when, as data, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.office.cases import access, calendar, shapes
from luoshi.office.cases.models import Case, Deadline, Task
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting
from luoshi.web.office import wording

COLUMNS = [
    "办件编号", "名称", "事项", "文号", "对象", "状态", "正在办理", "由谁办理", "期限", "情况",
    "依据", "建立", "最近变动", "办结", "样例",
]  # fmt: skip


def lines(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Cases with their open steps and the nearest deadline, in a fixed number of queries."""
    tasks: dict[int, list[Task]] = {}
    for task in (
        Task.objects.filter(case__in=cases, state="open").select_related("unit").order_by("pk")
    ):
        tasks.setdefault(task.case_id, []).append(task)
    rows = Deadline.objects.filter(
        case__in=cases, state__in=["open", "late", "paused"], task__state="open"
    )
    near: dict[int, Deadline] = {}
    for row in rows.order_by("at"):
        near.setdefault(row.case_id, row)
    work = calendar.present()
    found: list[dict[str, Any]] = []
    for each in cases:
        procedure = acting.procedures().get(each.procedure)
        row = near.get(each.pk)
        deadline = shapes.deadline(row, work) if row else None
        found.append({
            **shapes.brief(each), "deadline": deadline,
            "left": wording.left(deadline, work) if deadline else "",
            "open": [
                {"step": task.step, "label": procedure.step(task.step).label if procedure else task.step,
                 "unit": task.unit.name if task.unit else ""}
                for task in tasks.get(each.pk, [])
            ],
        })  # fmt: skip
    return found


def as_data(line: dict[str, Any]) -> dict[str, Any]:
    """A line as data."""
    return line


def as_row(line: dict[str, Any]) -> list[object]:
    """A line as a row of a spreadsheet."""
    due: dict[str, Any] = line["deadline"] or {}
    return [
        line["key"], line["title"], line["procedure_label"], line["document"], line["subject"],
        line["state_label"], "、".join(each["label"] for each in line["open"]),
        "、".join(dict.fromkeys(each["unit"] for each in line["open"])), due.get("last_day", ""),
        line["left"], due.get("clause", ""), line["opened"][:10], line["changed"][:10],
        line["closed"][:10], "样例" if line["sample"] else "",
    ]  # fmt: skip


def procedures_of(actor: Actor) -> list[tuple[str, str]]:
    """The procedures of which the unit has cases, for the filter."""
    known = acting.procedures()
    keys = access.cases(actor).values_list("procedure", flat=True).distinct()
    return [(key, known[key].label) for key in known if key in set(keys)]
