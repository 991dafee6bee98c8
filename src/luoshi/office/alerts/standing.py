"""What stands now, as the functions of a procedure ask for it: the judgement of the readings, the alert in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from luoshi.office.alerts.models import Alert, Calling, Standing
from luoshi.policies import alerting

if TYPE_CHECKING:
    from luoshi.office.cases.view import CaseView


def told(policy: str, classifier: str, place: str, view: CaseView) -> Mapping[str, Any]:
    """See `luoshi.procedures.View.standing`: a classifier by its key, with its plan's where two share it."""
    keys = [
        key
        for key in alerting.classifiers()
        if key.startswith(f"{policy}.") and key.endswith(f".{classifier}")
    ]
    rows = Standing.objects.filter(classifier__in=keys, sample=view.case.sample, place=place)
    found = rows.order_by("-judged").first()
    if found is None:
        return {}
    plan, _ = alerting.classifiers()[found.classifier]
    return {
        "level": found.level, "label": plan.level(found.level).label if found.level else "",
        "at": found.at.isoformat(), "since": found.since.isoformat(), "facts": found.facts,
        "hours": int((view.now - found.calm_since).total_seconds() // 3600),
    }  # fmt: skip


def alert(plan: str, area: str, view: CaseView) -> Mapping[str, Any]:
    """See `luoshi.procedures.View.alert`."""
    rows = Alert.objects.filter(plan=plan, state="in_force", sample=view.case.sample)
    found = rows.filter(case=view.case).first() or rows.filter(area=area).first()
    if found is None:
        return {}
    return {
        "level": found.level, "label": alerting.plan(plan).level(found.level).label,
        "key": found.key, "ordered": found.ordered, "issued": found.issued.isoformat(),
        "changed": found.changed.isoformat(), "case": found.case.key, "area": found.area,
        **_calls(found),
    }  # fmt: skip


def _calls(of: Alert) -> dict[str, Any]:
    """How the calls of an alert stand, those of what holds now."""
    rows = Calling.objects.filter(message__alert=of, message__overtaken=None)
    answered = rows.filter(state="answered")
    kinds = answered.filter(attempts__step=F("step")).values_list("attempts__kind")
    return {
        "waiting": rows.filter(state__in=["open", "exhausted", "unreachable"]).count(),
        "reached": answered.count(),
        "reached_by": dict(kinds.annotate(Count("pk")).order_by()),
    }
