"""What would go wrong (事前检查): the grave first, by plan, each with what to do about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access, readiness
from luoshi.office.directory.actors import Actor
from luoshi.policies import alerting
from luoshi.web import answers
from luoshi.web.office.alerted import alarm, around
from luoshi.web.office.guard import OfficeRequest

COLUMNS = ["预案", "叫应", "在哪里", "什么问题", "怎么办", "程度"]


@alarm()
@require_http_methods(["GET", "HEAD"])
def readiness_of(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """What would go wrong in the plans that this unit takes part in."""
    actor = request.actor
    found = readiness.troubles(actor, sample=bool(actor.unit and actor.unit.sample))
    found.sort(key=lambda each: not each.grave)
    known = alerting.plans()
    if form == "json":
        return answers.data({"troubles": [each.as_json() for each in found]})
    if form == "xlsx":
        rows = [
            [known[each.plan].label, each.call, each.where, each.what, each.remedy, "要紧" if each.grave else "留意"]
            for each in found
        ]  # fmt: skip
        return answers.sheet("事前检查", COLUMNS, rows)
    groups: dict[str, list[readiness.Trouble]] = {}
    for each in found:
        groups.setdefault(each.plan, []).append(each)
    context = around(
        request, "readiness", grave=sum(1 for each in found if each.grave), count=len(found),
        groups=[(known[key], rows) for key, rows in groups.items()], plans=_plans(actor), now=clock.now(),
    )  # fmt: skip
    return answers.page(request, "luoshi/monitoring/readiness.html", context)


def _plans(actor: Actor) -> list[Any]:
    """The plans that are looked at."""
    return [
        each
        for each in alerting.plans().values()
        if actor.runs_office or access.watches(actor, each.policy.key)
    ]
