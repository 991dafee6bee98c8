"""From a level to a draft (拟稿): the office opens the case that leads to an alert, and tells who leads one.

Nothing is published by itself: people approve, as the plan says.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from luoshi.office.alerts.models import Alert, Standing
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Case, Notice
from luoshi.office.directory.actors import CLOCK
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import units_playing
from luoshi.office.journal import service as journal
from luoshi.policies import acting
from luoshi.procedures.plans import Classifier, Plan


def consider(plan: Plan, places: set[str], now: datetime, *, sample: bool) -> None:
    """See whether what stands at places where it changed asks for an alert, or another level of one."""
    for area, level in reached(plan, sample=sample).items():
        if area not in places:
            continue
        alert = Alert.objects.filter(
            plan=plan.whole_key, area__in=[area, ""], state="in_force", sample=sample
        ).first()
        if alert is None:
            if level:
                _draft(plan, area, level, now, sample=sample)
        elif level != alert.level:
            _tell(plan, alert, level, now)


def reached(plan: Plan, *, sample: bool) -> dict[str, str]:
    """The highest level that its classifiers say, for each place."""
    keys = [f"{plan.whole_key}.{each.key}" for each in plan.classifiers]
    found: dict[str, str] = {}
    rows = Standing.objects.filter(classifier__in=keys, sample=sample).values_list("place", "level")
    for place, level in rows:
        found[place] = max(found.get(place, ""), level, key=plan.rank)
    return found


def _draft(plan: Plan, area: str, level: str, now: datetime, *, sample: bool) -> None:
    """Open the case for whoever begins it, unless one is open."""
    open_ones = (
        Case.objects.filter(procedure=plan.whole_procedure, sample=sample)
        .exclude(state="closed")
        .exclude(alert__state__in=["lifted", "reviewed"])  # only its reports are still owed
    )
    waiting = next((each for each in open_ones if each.data.get("area", "") == area), None)
    if waiting is not None:
        _rose(plan, waiting, area, level, now)
        return
    procedure = acting.procedure(plan.whole_procedure)
    unit = _beginner(plan, area, sample=sample)
    if unit is None:
        journal.record(
            "alert.nobody", actor=CLOCK, at=now, subject=plan.whole_key,
            body={"area": area, "level": level, "role": procedure.steps[0].by.key, "sample": sample},
        )  # fmt: skip
        return
    data = {"area": area, "proposed": level} if area else {"proposed": level}
    try:
        with transaction.atomic():  # what was begun of it goes too; the readings stay
            case = service.open_for(procedure, unit, None, data, now)
    except CaseError as error:
        journal.record(
            "alert.nobody", actor=CLOCK, at=now, subject=plan.whole_key,
            body={"area": area, "level": level, "why": str(error), "sample": sample},
        )  # fmt: skip
        return
    where = f"{area}：" if area else ""
    Notice.objects.create(
        unit=unit, case=case, kind="told", at=now, clause=plan.policy.address(plan.clause),
        text=f"{where}监测值达到“{plan.level(level).label}”的条件，请拟稿：{plan.label}"[:400],
    )  # fmt: skip


def _rose(plan: Plan, case: Case, area: str, level: str, now: datetime) -> None:
    """Tell whoever has a draft in hand that the readings have come to a higher level meanwhile."""
    before = str(case.data.get("proposed", ""))
    if plan.rank(level) <= plan.rank(before):
        return
    case.data = {**case.data, "proposed": level}
    case.save(update_fields=["data"])
    where = f"{area}：" if area else ""
    units = set(
        case.tasks.filter(state="open", unit__isnull=False).values_list("unit_id", flat=True)
    )
    Notice.objects.bulk_create(
        Notice(unit_id=unit, case=case, kind="told", at=now, clause=plan.policy.address(plan.clause),
               text=f"{where}监测值已升到“{plan.level(level).label}”，请按它拟稿、报批：{plan.label}"[:400])
        for unit in units
    )  # fmt: skip


def ask(
    plan: Plan, classifier: Classifier, place: str, lacking: list[str], now: datetime, *, sample: bool
) -> None:  # fmt: skip
    """Tell whoever would draft that the readings are not enough for a judgement, and what is missing."""
    unit = _beginner(plan, place, sample=sample)
    if unit is not None:
        where = f"{place}：" if place else ""
        Notice.objects.create(
            unit=unit, kind="told", at=now, clause=plan.policy.address(classifier.clause),
            text=f"{where}{classifier.label}还不能判断，缺少：{'、'.join(lacking)}"[:400],
        )  # fmt: skip


def _beginner(plan: Plan, area: str, *, sample: bool) -> Unit | None:
    """The unit that plays the role of the first step: the only one, or the one of the place."""
    first = acting.procedure(plan.whole_procedure).steps[0]
    units = [
        each
        for each in units_playing(f"{plan.policy.key}.{first.by.key}")
        if each.sample == sample and each.active
    ]
    if len(units) == 1:
        return units[0]
    return next((each for each in units if area and area in (each.place, each.name)), None)


def _tell(plan: Plan, alert: Alert, level: str, now: datetime) -> None:
    """Tell those who lead an alert that what stands is another level than theirs."""
    higher = plan.rank(level) > plan.rank(alert.level)
    said = f"“{plan.level(level).label}”" if level else "任何一级以下"
    text = (
        f"{alert.key}：监测值升到{said}，请研究升级"
        if higher
        else f"{alert.key}：监测值降到{said}，请按规定研究降级或解除"
    )
    Notice.objects.bulk_create(
        Notice(unit_id=each.unit_id, case_id=alert.case_id, kind="told", at=now, text=text,
               clause=plan.policy.address(plan.clause))
        for each in alert.units.filter(leads=True)
    )  # fmt: skip
