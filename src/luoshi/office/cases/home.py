"""The home of a person (我的): what I must do and by when, what waits for others, what just happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, Q

from luoshi.office import clock
from luoshi.office.cases import access, calendar, shapes
from luoshi.office.cases.models import Case, Deadline, Participant, Task
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting

OWED = ("open", "late", "paused")
"""States of a deadline whose task is still to be done."""
MOST = 50
"""Lines of each list; the whole lists are one click away."""
NEWEST = 1000
"""Cases of a unit among which those are looked for that wait for others."""


@dataclass(frozen=True)
class Home:
    """What stands on the home page."""

    todo: list[dict[str, Any]]
    todo_count: int
    waiting: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    unread: int
    can_start: list[dict[str, Any]]


def home(actor: Actor) -> Home:
    """The home of whoever acts."""
    open_tasks = Task.objects.filter(state="open", unit=actor.unit)
    return Home(
        todo(actor, MOST), open_tasks.count() if actor.unit else 0, waiting(actor, MOST),
        [notice(each) for each in access.notices(actor).select_related("case").order_by("-at")[:20]],
        access.notices(actor).filter(read=None).count(),
        [
            {"key": each.whole_key, "label": each.label, "gist": each.gist, "document": each.policy.number,
             "title": each.policy.title}
            for each in _startable(actor)
        ],
    )  # fmt: skip


def _startable(actor: Actor) -> list[Any]:
    from luoshi.office.cases import service

    return service.startable(actor)


def todo(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The open tasks of the actor's unit: those with the nearest deadline first, then the others."""
    if actor.unit is None:
        return []
    work = calendar.present()
    dated = list(
        Deadline.objects.filter(unit=actor.unit, state__in=OWED, met=None)
        .select_related("task", "case", "case__subject")
        .order_by("at")[:most]
    )
    lines = [task_line(row.task, row.case, row, work) for row in dated]
    if len(lines) < most:
        seen = {row.task_id for row in dated}
        rest = Task.objects.filter(unit=actor.unit, state="open").exclude(deadlines__state__in=OWED)
        rest = rest.select_related("case", "case__subject").order_by("opened")[: most - len(lines)]
        lines += [task_line(each, each.case, None, work) for each in rest if each.pk not in seen]
    return lines


def task_line(task: Task, case: Case, row: Deadline | None, work: Any) -> dict[str, Any]:
    """One line of what is to be done."""
    procedure = acting.procedure(case.procedure)
    step = procedure.step(task.step)
    told = shapes.deadline(row, work) if row else None
    return {
        "case": case.key, "title": case.title, "procedure": procedure.label, "step": task.step,
        "label": step.label, "clause": procedure.policy.address(step.clause), "sample": case.sample,
        "state": case.state, "opened": shapes.local(task.opened), "deadline": told,
        "light": told["light"] if told else "", "by": told["last_day"] if told else "",
    }  # fmt: skip


def waiting(actor: Actor, most: int) -> list[dict[str, Any]]:
    """Open cases of the unit that wait for others: who, for what, until when."""
    if actor.unit is None:
        return []
    # A unit that takes part in everything looks at its newest cases only; all are in the list of cases.
    newest = Participant.objects.filter(unit=actor.unit).order_by("-case_id")
    rows = (
        Task.objects.filter(
            state="open", case__state="open", case__in=newest.values("case_id")[:NEWEST]
        )
        .exclude(unit=actor.unit)
        .select_related("case", "case__subject", "unit")
        .order_by("-opened")[:most]
    )
    found = {each.pk: each for each in rows}
    dues = {row.task_id: row for row in Deadline.objects.filter(task__in=found, state__in=OWED)}
    work = calendar.present()
    return [
        {
            **task_line(each, each.case, dues.get(each.pk), work),
            "unit": each.unit.name if each.unit else "",
        }
        for each in found.values()
    ]


def notice(row: Any) -> dict[str, Any]:
    """One thing that the unit was told."""
    return {"id": row.pk, "kind": row.kind, "text": row.text, "clause": row.clause, "at": shapes.local(row.at),
            "case": row.case.key if row.case else "", "read": row.read is not None}  # fmt: skip


def read_all(actor: Actor) -> int:
    """Mark everything read; how many were not."""
    return access.notices(actor).filter(read=None).update(read=clock.now())


def due_rows(actor: Actor, *, state: str = "owed", until: str = "") -> list[dict[str, Any]]:
    """Deadlines of the cases an actor may see, the nearest first, for lists and the shell."""
    rows = Deadline.objects.filter(case__in=access.cases(actor)).select_related(
        "task", "case", "unit"
    )
    if state == "owed":  # what is still to be done, late or not
        rows = rows.filter(state__in=OWED, met=None)
    elif state:
        rows = rows.filter(state=state)
    if until:
        rows = rows.filter(at__date__lte=until)
    work = calendar.present()
    told = []
    for row in rows.order_by("at")[:10_000]:
        procedure = acting.procedure(row.case.procedure)
        told.append({
            **shapes.deadline(row, work), "case": row.case.key, "title": row.case.title,
            "step": row.task.step, "label": procedure.step(row.task.step).label,
            "unit": row.unit.code if row.unit else "", "unit_name": row.unit.name if row.unit else "",
        })  # fmt: skip
    return told


def search(actor: Actor, *, words: str = "", procedure: str = "", state: str = "") -> Any:
    """The cases an actor may see, the newest first, filtered."""
    rows = access.cases(actor).select_related("subject")
    if procedure:
        rows = rows.filter(Q(procedure=procedure) | Q(procedure__startswith=procedure + "."))
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(
            Q(key=words) | Q(title__icontains=words) | Q(subject__name__icontains=words)
        )
    return rows.order_by("-pk")


def nearest(rows: Any) -> Any:
    """The cases with their nearest open deadline."""
    return rows.annotate(due=Min("deadlines__at", filter=Q(deadlines__state="open"))).order_by(
        F("due").asc(nulls_last=True), "-pk"
    )
