"""Measures as tasks (措施): owed at a level, ticked off with evidence, marked when they are overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from luoshi.office import clock
from luoshi.office.alerts import calling
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Alert, AlertUnit, MeasureTask
from luoshi.office.cases.models import Notice
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import units_playing
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures.plans import Measure, Plan

BATCH = 1000


def owed_by(plan: Plan, measure: Measure, parties: Mapping[str, Unit], alert: Alert) -> list[Unit]:
    """The units that owe a measure: those of its roles; where it names none, those that lead the alert."""
    found: dict[int, Unit] = {}
    for role in measure.by:
        chosen = parties.get(role.key)
        units = [chosen] if chosen else units_playing(f"{plan.policy.key}.{role.key}")
        found.update(
            {each.pk: each for each in units if each.active and each.sample == alert.sample}
        )
    if not measure.by:
        leads = AlertUnit.objects.filter(alert=alert, leads=True).select_related("unit")
        found.update({each.unit_id: each.unit for each in leads})
    return list(found.values())


def open_for(alert: Alert, plan: Plan, parties: Mapping[str, Unit], now: datetime) -> int:
    """Open what is owed at the alert's level and is not open or done yet; end what no longer is."""
    wanted = plan.measures_at(alert.level)
    keys = {each.key for each in wanted}
    end(alert, now, beside=keys)
    today = now.astimezone(clock.HERE).date()
    there = set(
        MeasureTask.objects.filter(alert=alert)
        .exclude(state="ended")
        .values_list("measure", "unit_id", "day")
    )
    rows = [
        MeasureTask(
            alert=alert,
            measure=measure.key,
            unit=unit,
            level=alert.level,
            day=day,
            opened=now,
            due=_due(plan, measure, day, now),
        )
        for measure in wanted
        for unit in owed_by(plan, measure, parties, alert)
        for day in [today if measure.daily else None]
        if (measure.key, unit.pk, day) not in there
    ]
    # One that had ended with a lower level and is owed again begins anew.
    MeasureTask.objects.filter(alert=alert, state="ended", measure__in=keys).delete()
    MeasureTask.objects.bulk_create(rows, batch_size=BATCH)
    AlertUnit.objects.bulk_create(
        [AlertUnit(alert=alert, unit_id=each) for each in {row.unit_id for row in rows}],
        ignore_conflicts=True,
    )
    return len(rows)


def _due(plan: Plan, measure: Measure, day: date | None, now: datetime) -> datetime | None:
    """The time of the text; a daily measure has its day; nothing where the text sets none."""
    if measure.within:
        return calling.until(plan, measure.within, now)
    if day is not None:
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), clock.HERE)
    return None


def end(alert: Alert, now: datetime, *, beside: set[str] | None = None) -> int:
    """End the measures that are open, all of them or those beside some."""
    rows = MeasureTask.objects.filter(alert=alert, state="open")
    if beside is not None:
        rows = rows.exclude(measure__in=beside)
    return rows.update(state="ended", done=now)


def tick(number: int, actor: Actor, *, done: bool, evidence: str) -> MeasureTask:
    """Say of a measure that it is done, with what shows it; or that it is left, and why.

    Raises:
        NotThere: there is none that is open. NotAllowed: another unit owes it, or the text does not leave
            the choice. AlertError: nothing was said.
    """
    if not actor.acts:
        raise NotAllowed("您在本单位只能查看", "请由经办人登记落实情况")
    if not evidence.strip():
        raise AlertError(
            "请写明落实情况" if done else "请写明不采取的理由", "谁、何时、做了什么，有何凭据"
        )
    with transaction.atomic():
        task = (
            MeasureTask.objects.select_for_update(of=("self",))
            .select_related("alert", "unit")
            .filter(pk=number)
            .first()
        )
        if task is None or not _theirs(task, actor):
            raise NotThere("没有这项措施", "请从预警页面进入")
        if task.state != "open":
            raise AlertError(f"这项措施{MeasureTask.STATES[task.state]}", "请刷新页面")
        plan = alerting.plan(task.alert.plan)
        measure = next((each for each in plan.measures if each.key == task.measure), None)
        if not done and (measure is None or not measure.optional):
            raise NotAllowed("原文没有允许不采取这项措施", "请落实后登记")
        now = clock.now()
        task.state, task.done = ("done" if done else "left"), now
        task.who, task.evidence = actor.name[:100], evidence.strip()[:1000]
        task.save(update_fields=["state", "done", "who", "evidence"])
        journal.record(
            "alert.measure", actor=actor, at=now, subject=task.alert.key, case=task.alert.case.key,
            body={"measure": task.measure, "state": task.state, "evidence": task.evidence,
                  "clause": plan.policy.address(measure.clause) if measure else "",
                  "late": bool(task.due and now > task.due)},
        )  # fmt: skip
    return task


def _theirs(task: MeasureTask, actor: Actor) -> bool:
    return actor.kind in ("shell", "clock") or bool(actor.unit and task.unit_id == actor.unit.pk)


def mark_overdue(now: datetime) -> int:
    """Mark the open measures whose time is over, and tell the unit and those who lead."""
    with transaction.atomic():
        rows: Sequence[MeasureTask] = list(
            MeasureTask.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state="open", overdue=None, due__lte=now)
            .select_related("alert", "unit")
            .order_by("due")[:BATCH]
        )
        MeasureTask.objects.filter(pk__in=[each.pk for each in rows]).update(overdue=now)
        Notice.objects.bulk_create(
            [
                Notice(unit_id=row.unit_id, case_id=row.alert.case_id, kind="late", at=now,
                       text=f"措施已逾期：{label_of(row)}"[:400])
                for row in rows
            ],
            batch_size=BATCH,
        )  # fmt: skip
        _tell_leaders(rows, now)
    return len(rows)


def _tell_leaders(rows: Sequence[MeasureTask], now: datetime) -> None:
    """One notice for each alert to each unit that leads it, however much is overdue at once."""
    late: dict[int, list[MeasureTask]] = {}
    for row in rows:
        late.setdefault(row.alert_id, []).append(row)
    leads = AlertUnit.objects.filter(alert__in=late, leads=True).select_related("alert")
    notices: list[Notice] = []
    for each in leads:
        others = [row for row in late[each.alert.pk] if row.unit_id != each.unit_id]
        if others:
            what = "、".join(f"{row.unit.name}：{label_of(row)}" for row in others[:5])
            more = "等" if len(others) > 5 else ""
            notices.append(
                Notice(unit_id=each.unit_id, case_id=each.alert.case_id, kind="late", at=now,
                       text=f"{len(others)} 项措施已逾期（{what}{more}）"[:400])
            )  # fmt: skip
    Notice.objects.bulk_create(notices, batch_size=BATCH)


def label_of(task: MeasureTask) -> str:
    """What a task is called."""
    plan = alerting.plans().get(task.alert.plan)  # one that is no longer installed silences nothing
    found = (
        next((each for each in plan.measures if each.key == task.measure), None) if plan else None
    )
    return found.label if found else task.measure


def open_daily(now: datetime) -> int:
    """Open today's daily measures of every alert in force."""
    today = now.astimezone(clock.HERE).date()
    opened = 0
    for alert in Alert.objects.filter(state="in_force").select_related("case"):
        plan = alerting.plans().get(alert.plan)
        daily = [each for each in plan.measures_at(alert.level) if each.daily] if plan else []
        if plan is None or not daily:
            continue
        last = MeasureTask.objects.filter(alert=alert, day=today).values_list("measure", flat=True)
        if set(last) >= {each.key for each in daily}:
            continue
        with transaction.atomic():
            locked = Alert.objects.select_for_update().get(pk=alert.pk)
            if locked.state == "in_force":
                parties = {
                    each.role: each.unit for each in alert.case.participants.select_related("unit")
                }
                opened += open_for(locked, plan, parties, now)
    return opened
