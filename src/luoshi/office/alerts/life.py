"""The life of an alert (预警的发布、调整、解除、评估): what the acts of its case do to it.

Each runs inside the transaction of the act: the level, the calls, the measures and the case change
together, or not at all. Of two officers who publish for one place at the same moment one is told that
the other did.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from luoshi.office import clock
from luoshi.office.alerts import calling, measures, rounds
from luoshi.office.alerts.models import Alert, AlertUnit, Turn
from luoshi.office.cases import numbers
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Task
from luoshi.office.directory.models import Unit
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures import Issue, Lift, Review
from luoshi.procedures.model import Get
from luoshi.procedures.plans import Plan

if TYPE_CHECKING:
    from luoshi.office.cases.service import Run


def issue(effect: Issue, run: Run) -> None:
    """Issue an alert, or adjust the one of this case.

    Raises:
        Refused: another one stands for this place, it was lifted already, or the level is unknown.
    """
    view, plan = run.view, _plan(effect, run)
    level = effect.level(view)
    if level not in {each.key for each in plan.levels}:
        raise Refused(
            f"“{plan.label}”没有级别“{level[:30]}”", "请核对所选的级别", clause=_clause(plan)
        )
    content = _content(plan, effect.content, run)
    alert = Alert.objects.select_for_update(no_key=True).filter(case=view.case).first()
    before = alert.level if alert else ""
    kind = "adjust" if alert else "issue"
    if alert is None:
        alert = _made(plan, effect, run, level)
    elif alert.state != "in_force":
        raise Refused(f"{alert.key} 已经解除，不能再调整", "请另行发布", clause=_clause(plan))
    alert.level, alert.content, alert.changed = level, content, view.now
    alert.ordered = effect.ordered(view) if effect.ordered else alert.ordered
    alert.until = effect.until(view) if effect.until else alert.until
    alert.save()
    _leads(alert, run)
    by = view.unit(effect.by(view)) if effect.by else None
    _turn(alert, plan, kind, content, run, before, by or run.actor.unit)


def lift(effect: Lift, run: Run) -> None:
    """Lift the alert of this case: open calls stop, measures end, the lifting is told.

    Raises:
        Refused: none of this case is in force.
    """
    view, plan = run.view, _plan(effect, run)
    alert = _own(run, "in_force", "没有生效中的预警可以解除")
    _leads(alert, run)
    content = _content(plan, effect.content, run)
    alert.state, alert.lifted, alert.changed = "lifted", view.now, view.now
    alert.save()
    measures.end(alert, view.now)
    _turn(alert, plan, "lift", content, run, alert.level, run.actor.unit)


def review(effect: Review, run: Run) -> None:
    """Close an alert that was lifted, with its evaluation.

    Raises:
        Refused: none of this case was lifted.
    """
    view, plan = run.view, _plan(effect, run)
    alert = _own(run, "lifted", "没有已解除、待评估的预警")
    alert.state, alert.reviewed = "reviewed", view.now
    alert.save()
    _turn(alert, plan, "review", {}, run, alert.level, run.actor.unit)


def _plan(effect: Issue | Lift | Review, run: Run) -> Plan:
    return alerting.plan(f"{run.view.procedure.policy.key}.{effect.plan}")


def _clause(plan: Plan) -> str:
    return plan.policy.address(plan.clause)


def _own(run: Run, state: str, why: str) -> Alert:
    """The alert of the case, or of the entry that the case is about."""
    rows = Alert.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(case=run.view.case, state=state).first()
    if found is None and run.view.subject_key:
        found = rows.filter(key=run.view.subject_key, state=state).first()
    if found is None:
        raise Refused(why, "请看预警页面的最新状态")
    return found


def _made(plan: Plan, effect: Issue, run: Run, level: str) -> Alert:
    view = run.view
    area = effect.area(view) if effect.area else ""
    standing = Alert.objects.filter(
        plan=plan.whole_key, area=area, state="in_force", sample=view.case.sample
    )
    year = view.now.astimezone(clock.HERE).year
    try:
        with transaction.atomic():
            return Alert.objects.create(
                key=f"YJ-{year}-{numbers.following(f'alert:{year}'):05}", plan=plan.whole_key,
                area=area, case=view.case, level=level, issued=view.now, changed=view.now,
                sample=view.case.sample,
            )  # fmt: skip
    except IntegrityError as error:
        other = standing.select_related("case").first()
        words = f"{other.key}（{plan.level(other.level).label}）" if other else "另一个"
        raise Refused(
            f"{area or '全域'}的{plan.label}已经发布：{words}", "请在原办件上调整，不要另发",
            clause=_clause(plan),
        ) from error  # fmt: skip


def _content(plan: Plan, given: Get[Mapping[str, str]] | None, run: Run) -> dict[str, str]:
    """What the message says: as the effect works it out, or the fields of the case by the same names."""
    if given is not None:
        return {key: str(value) for key, value in given(run.view).items()}
    told: dict[str, str] = {}
    for field in plan.fields:
        value = run.view.data.get(field.key)
        if value not in (None, ""):
            told[field.key] = ("是" if value else "否") if isinstance(value, bool) else str(value)
    return told


def _leads(alert: Alert, run: Run) -> None:
    """Whoever has acted in the case, or must, leads the alert and sees who answered; others take part."""
    acting = set(
        Task.objects.filter(case=run.view.case, unit__isnull=False).values_list(
            "unit_id", flat=True
        )
    )
    for unit in run.view.parties.values():
        found, _ = AlertUnit.objects.get_or_create(alert=alert, unit=unit)
        if unit.pk in acting and not found.leads:
            found.leads = True
            found.save(update_fields=["leads"])


def _turn(
    alert: Alert, plan: Plan, kind: str, content: Mapping[str, str], run: Run, before: str,
    unit: Unit | None,
) -> None:  # fmt: skip
    """What every turn has in common: it is written down, told to whom the plan says, and measured out.

    ``before`` is the level before it, ``unit`` the one in whose name it is published.
    """
    now: datetime = run.view.now
    Turn.objects.create(
        alert=alert, kind=kind, level=alert.level, content=dict(content), who=run.actor.name[:100],
        unit=unit, at=now, until=alert.until,
    )  # fmt: skip
    told = _tell(alert, plan, kind, content, run) if kind != "review" else 0
    opened = 0
    if kind in ("issue", "adjust"):
        opened = measures.open_for(alert, plan, run.view.parties, now)
        rounds.begin(alert, plan, now)
    journal.record(
        f"alert.{kind}", actor=run.actor, at=now, subject=alert.key, case=alert.case.key,
        body={"plan": plan.whole_key, "area": alert.area, "before": before, "level": alert.level,
              "content": dict(content), "told": told, "measures": opened, "sample": alert.sample,
              "clause": _clause(plan)},
    )  # fmt: skip


def _tell(alert: Alert, plan: Plan, kind: str, content: Mapping[str, str], run: Run) -> int:
    """Make the calls of a turn; how many posts they go to.

    What is told anew, or no longer holds at this level, ends what was told before; other calls go on until
    somebody answers. A lifting ends them all.
    """
    fitting = [each for each in plan.calls if not each.levels or alert.level in each.levels]
    now_told = [
        each for each in fitting if kind in each.on and (each.when is None or each.when(content))
    ]
    over = {each.key for each in plan.calls} - {each.key for each in fitting}
    word = plan.level(alert.level).label
    why = f"{alert.key} 已解除" if kind == "lift" else f"已有新的通知（{word}）"
    ended = None if kind == "lift" else over | {each.key for each in now_told}
    calling.stop(alert, why, run.view.now, calls=ended)
    told = 0
    for call in now_told:
        message = calling.tell(alert, plan, call, kind, content, run.view.parties, run.view.now)
        told += message.total if message else 0
    return told
