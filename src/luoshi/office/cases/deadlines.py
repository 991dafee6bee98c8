"""Deadlines (期限) as rows: set when their event is known, stopped, prolonged, met, and fired by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from luoshi.office import clock
from luoshi.office.cases import calendar
from luoshi.office.cases.models import Case, Deadline, Task
from luoshi.office.cases.view import CaseView
from luoshi.procedures import Procedure, Step, Within
from luoshi.procedures.calendar import WorkCalendar
from luoshi.procedures.counting import Due, Term, after_period, due, limit_of

REMIND_DAYS = 1
"""Working days before the end at which a unit is reminded; of hours, a quarter of the period."""


def set_missing(view: CaseView) -> None:
    """Give every open task whose event has happened by now its deadline."""
    open_tasks = Task.objects.filter(case=view.case, state="open", deadlines=None)
    for task in open_tasks:
        step = view.procedure.step(task.step)
        if view.procedure.every and step is view.procedure.steps[0]:
            continue  # the clock set it when it opened the case
        if step.due is not None and (since := event_of(step.due, view, task)) is not None:
            make(task, step.due, since, view)


def event_of(within: Within, view: CaseView, task: Task) -> datetime | None:
    """When the period of a deadline begins to run; None while that is not known."""
    if within.since == "received":
        return task.opened
    if within.since.startswith("data:"):
        day = view.data.get(within.since.removeprefix("data:"))
        return datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=clock.HERE) if day else None
    return view.event(within.since)


def follow_draft(task: Task, step: Step, view: CaseView) -> None:
    """A deadline that counts from a day of the form is shown as soon as that day is filled in."""
    if step.due is None or not step.due.since.startswith("data:"):
        return
    since = event_of(step.due, view, task)
    rows = Deadline.objects.filter(task=task, met=None)
    if since is not None and rows.filter(since=since).exists():
        return
    rows.delete()
    if since is not None:
        make(task, step.due, since, view)


def make(task: Task, within: Within, since: datetime, view: CaseView) -> Deadline:
    """Write the row of a deadline. A step that comes again keeps the pauses that it had before."""
    if not within.limit:
        return _on_the_day(task, since, view)
    term, clause = term_of(view.procedure, within.limit, since, within.index)
    earlier = Deadline.objects.filter(case=task.case, task__step=task.step, since=since)
    before = earlier.order_by("-pk").first()
    row = Deadline(
        task=task, case=task.case, unit=task.unit, since=since, limit=within.limit,
        amount=term.amount, measure=term.unit, clause=clause, pauses=before.pauses if before else [],
    )  # fmt: skip
    _count(row, view.procedure, calendar.present(), view.now)
    row.save()
    return row


def _on_the_day(task: Task, day: datetime, view: CaseView) -> Deadline:
    """A deadline whose day is set in the case itself."""
    work, at = calendar.present(), day + timedelta(days=1)
    step = view.procedure.step(task.step)
    found = Due(at, "以办件中写明的日期为限，当日24时止")
    return Deadline.objects.create(
        task=task, case=task.case, unit=task.unit, since=day, at=at,
        next=first_look(found, Term(1, "day"), view.now, work),
        clause=view.procedure.policy.address(step.clause), convention=found.convention,
    )  # fmt: skip


def term_of(
    procedure: Procedure, key: str, since: datetime, index: tuple[str, ...] = ()
) -> tuple[Term, str]:
    """The period that a parameter of the document sets, and the address of its clause."""
    limit = limit_of(procedure.policy, key, since.astimezone(clock.HERE).date(), index)
    if not isinstance(limit.term, Term):
        raise TypeError(f"{key} 不是一段时间")
    return limit.term, limit.clause


def make_periodic(task: Task, procedure: Procedure, end: datetime, now: datetime) -> Deadline:
    """The deadline of a case that comes back, after the end of its period."""
    row = Deadline(task=task, case=task.case, unit=task.unit, since=end)
    _count_period(row, procedure, calendar.present(), now)
    row.save()
    return row


def _count_period(row: Deadline, procedure: Procedure, work: WorkCalendar, now: datetime) -> None:
    """Count the deadline of a period from the period's end."""
    every = procedure.every
    assert every is not None
    day = row.since.astimezone(clock.HERE).date()
    rule, row.clause = None, procedure.policy.address(procedure.clause)
    if every.limit:
        rule, row.clause, *_ = limit_of(procedure.policy, every.limit, day, ())
    found = after_period(every.period, day, rule, work)
    term = rule if isinstance(rule, Term) else Term(1, "day")
    row.limit = every.limit
    if isinstance(rule, Term):
        row.amount, row.measure = rule.amount, rule.unit
    row.at, row.next = found.at, first_look(found, term, now, work)
    row.convention = (found.convention + _noted(found))[:300]


def _noted(found: Due) -> str:
    return f"；{found.note}" if found.note else ""


def first_look(found: Due, term: Term, now: datetime, work: WorkCalendar) -> datetime:
    """When the clock must look at a deadline first: to remind, or when it falls due."""
    remind = reminder(found.at, term, work)
    return remind if remind > now else found.at


def reminder(at: datetime, term: Term, work: WorkCalendar) -> datetime:
    """The moment of the reminder before a deadline."""
    if term.unit in ("hour", "minute"):
        whole = (
            timedelta(hours=term.amount) if term.unit == "hour" else timedelta(minutes=term.amount)
        )
        return at - whole / 4
    day = at.astimezone(clock.HERE).date()  # the end is the midnight after the last day
    for _ in range(REMIND_DAYS):
        day -= timedelta(days=1)
        while not work.is_workday(day):
            day -= timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), clock.HERE)


def meet(task: Task, now: datetime) -> None:
    """The task is done: what is open of its deadlines is met; what was late stays late."""
    rows = Deadline.objects.filter(task=task)
    rows.filter(state__in=["open", "paused"], at__gte=now).update(state="met", met=now)
    # The clock has not looked yet, but the time is over all the same.
    rows.filter(state__in=["open", "paused"]).update(state="late", met=now, fired=now)
    rows.filter(state="late", met=None).update(met=now)


def cancel(tasks: Iterable[Task], now: datetime) -> None:
    """The tasks fell away, and their deadlines with them."""
    rows = Deadline.objects.filter(task__in=list(tasks), met=None)
    rows.filter(state__in=["open", "paused"]).update(state="cancelled", met=now)
    rows.filter(state="late").update(met=now)


def pause_and_resume(view: CaseView) -> list[str]:
    """Stop the clocks of what waits for an open step, and let go on what waits no longer.

    Returns:
        What was stopped or goes on, in words.
    """
    told: list[str] = []
    going_on = set(Task.objects.filter(case=view.case, state="open").values_list("step", flat=True))
    rows = Deadline.objects.filter(case=view.case, state__in=["open", "paused"]).select_related(
        "task"
    )
    for row in rows:
        step = view.procedure.step(row.task.step)
        waits = step.due is not None and bool(going_on & set(step.due.paused_by))
        if waits and row.state == "open" and row.at > view.now:
            row.state, row.paused = "paused", view.now
            row.save(update_fields=["state", "paused"])
            told.append(f"“{step.label}”的期限暂停")
        elif not waits and row.state == "paused":
            resume(row, view.now, view.procedure)
            told.append(f"“{step.label}”的期限继续计算，至 {last_day(row.at)}")
    return told


def resume(row: Deadline, now: datetime, procedure: Procedure) -> None:
    """Let a stopped clock go on: the end moves by what was lost."""
    assert row.paused is not None
    row.pauses = [*row.pauses, [row.paused.isoformat(), now.isoformat()]]
    row.state, row.paused = "open", None
    _count(row, procedure, calendar.present(), now)
    row.save()


def _count(row: Deadline, procedure: Procedure, work: WorkCalendar, now: datetime) -> None:
    """Count a deadline from what happened: its event, its pauses, its extension."""
    term = Term(row.amount, row.measure)  # type: ignore[arg-type]
    step = procedure.step(row.task.step)
    longer = term_of(procedure, row.extended, row.since)[0] if row.extended else None
    before = bool(step.due and step.due.before)
    found = due(
        term, row.since, work, before=before, extension=longer,
        pauses=[(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in row.pauses],
    )  # fmt: skip
    row.at, row.next = found.at, first_look(found, term, now, work)
    reading = f"；{step.due.reading}" if step.due and step.due.reading else ""
    row.convention = (found.convention + _noted(found) + reading)[:300]


def recount(row: Deadline, procedure: Procedure, work: WorkCalendar, now: datetime) -> bool:
    """Count an open deadline anew, after a correction of the calendar; whether it moved."""
    before = row.at
    if procedure.every and row.task.step == procedure.steps[0].key:
        _count_period(row, procedure, work, now)
    elif row.amount:
        _count(row, procedure, work, now)
    if row.at == before:
        return False
    row.save()
    return True


def last_day(at: datetime) -> str:
    """The end as people say it: the midnight after a day is that day's end."""
    here = at.astimezone(clock.HERE)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        return (here - timedelta(days=1)).date().isoformat()
    return here.strftime("%Y-%m-%d %H:%M")


def light(at: datetime, now: datetime, work: WorkCalendar) -> str:
    """How near: late, close (today or the next working day), or calm."""
    if at <= now:
        return "late"
    day = now.astimezone(clock.HERE).date()
    near = work.next_workday(day)
    return (
        "close"
        if at <= datetime.combine(near, datetime.min.time(), clock.HERE) + timedelta(days=1)
        else "calm"
    )


def of_case(case: Case) -> dict[int, Deadline]:
    """The last deadline of each task of a case, by the task's row."""
    return {row.task_id: row for row in Deadline.objects.filter(case=case).order_by("pk")}


def extend(task: Task, procedure: Procedure, step: Step, now: datetime) -> str:
    """Prolong a deadline by what the text allows; says until when.

    Raises:
        Refused: it was prolonged already, or there is none to prolong.
    """
    from luoshi.office.cases.errors import Refused

    row = Deadline.objects.filter(task=task, state="open").order_by("-pk").first()
    within = step.due
    if row is None or within is None:
        raise Refused("没有正在计算的期限", "期限可能已过或暂停")
    if row.extended:
        raise Refused("期限已经延长过一次", "请在延长后的期限内办理")
    term, clause = term_of(procedure, within.extension, row.since)
    row.extended = within.extension
    _count(row, procedure, calendar.present(), now)
    row.save()
    return f"依{clause}延长{term}，至 {last_day(row.at)}"
