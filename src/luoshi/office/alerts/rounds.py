"""Rounds (轮次): cases that are opened again and again while an alert stands, or while none does (会商、日报).

How often is a number of the text. Days and weeks are those of the office's calendar day; of two a day
one is opened at midnight and one at noon. A worker that was stopped opens the present one, not all that
were missed: a consultation of last Tuesday cannot be held any more.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db import transaction

from luoshi.office import clock
from luoshi.office.alerts.models import Alert, RoundDone
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Entry
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import units_playing
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import Plan, Round, figure


def begin(alert: Alert, plan: Plan, now: datetime) -> None:
    """Open what an alert that has just been issued asks for at once."""
    for each in plan.rounds:
        if each.during == "alert" and (not each.levels or alert.level in each.levels):
            _open_round(plan, each, now, sample=alert.sample)


def open_due(now: datetime) -> int:
    """Open every round whose time has come; how many cases."""
    opened = 0
    standing: dict[tuple[str, bool], set[str]] = defaultdict(set)
    rows = Alert.objects.filter(state="in_force").values_list("plan", "sample", "level")
    for key, sample, level in rows:
        standing[key, sample].add(level)
    for plan in alerting.plans().values():
        if not plan.policy.state_on(now.astimezone(clock.HERE).date()).in_force:
            continue
        for each in plan.rounds:
            for sample in (False, True):
                if _runs(each, standing.get((plan.whole_key, sample), set())):
                    opened += _open_round(plan, each, now, sample=sample)
    return opened


def _runs(each: Round, levels: set[str]) -> bool:
    """Whether a round runs while alerts of these levels are in force."""
    if each.during == "always":
        return True
    if each.during == "calm":
        return not levels
    return bool(levels & set(each.levels)) if each.levels else bool(levels)


def slot(each: Round, plan: Plan, now: datetime) -> datetime:
    """When the present turn of a round began."""
    today = now.astimezone(clock.HERE).date()
    times = int(figure(plan.policy, each.times, today)) if each.times else 1
    first = today if each.per == "day" else today - timedelta(days=today.weekday())
    begins = datetime.combine(first, time(), clock.HERE)
    length = timedelta(days=1 if each.per == "day" else 7) / max(times, 1)
    return begins + length * int((now - begins) / length)


def _open_round(plan: Plan, each: Round, now: datetime, *, sample: bool) -> int:
    procedure = acting.procedure(f"{plan.policy.key}.{each.procedure}")
    since = slot(each, plan, now)
    role = f"{plan.policy.key}.{procedure.steps[0].by.key}"
    units = [each for each in units_playing(role) if each.active and each.sample == sample]
    return sum(_open_one(plan, procedure.whole_key, unit, since, now) for unit in units)


def _open_one(plan: Plan, key: str, unit: Unit, since: datetime, now: datetime) -> int:
    name = key.rpartition(".")[2]
    with transaction.atomic():
        row, _ = RoundDone.objects.get_or_create(
            plan=plan.whole_key, procedure=name, unit=unit, defaults={"until": since - timedelta(1)}
        )
        row = RoundDone.objects.select_for_update().get(pk=row.pk)
        if row.until >= since:
            return 0
        row.until = since
        row.save(update_fields=["until"])
        procedure = acting.procedure(key)
        label = since.astimezone(clock.HERE).strftime("%Y-%m-%d %H:%M")
        entry = _entry(plan, unit) if procedure.subject and not procedure.creates else None
        if procedure.subject and not procedure.creates and entry is None:
            return 0
        try:
            with transaction.atomic():  # what was begun of it goes too
                service.open_for(procedure, unit, entry, {"period": label}, now)
        except CaseError:
            return 0  # nobody plays the role any more
    return 1


def _entry(plan: Plan, unit: Unit) -> Entry | None:
    """The register entry of the alert in force, where the plan's procedures keep one by its case."""
    alert = Alert.objects.filter(plan=plan.whole_key, state="in_force", sample=unit.sample).first()
    return alert.case.subject if alert else None
