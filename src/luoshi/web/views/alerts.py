"""Alerts (预警): what is in force, what the readings say, what is being drafted; and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office.alerts import access
from luoshi.office.alerts.models import MeasureTask
from luoshi.office.cases import access as case_access
from luoshi.policies import alerting
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.office import alert_shapes, casework, paging
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk
from luoshi.web.rulebook.places import Places

PAST = 20


@desk()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """What is in force, what stands, what is drafted, what is over."""
    actor = request.actor
    rows = access.alerts(actor).select_related("case")
    if form == "xlsx":
        every = rows.order_by("-issued", "-pk")[: paging.MOST_IN_SHEET]
        body = [
            alert_shapes.as_row(
                {**alert_shapes.line(each), **alert_shapes.counted(each, actor)}
            )
            for each in every
        ]  # fmt: skip
        return answers.sheet("预警", alert_shapes.COLUMNS, body)
    standing = alert_shapes.in_force(actor)
    pages = paging.page_of(request, rows.exclude(state="in_force").order_by("-issued", "-pk"), PAST)
    past = [alert_shapes.line(each) for each in pages.rows]
    said, drafts = alert_shapes.standings(actor), alert_shapes.drafts(actor)
    if form == "json":
        told = paging.told(pages, "past", past)
        return answers.data({"in_force": standing, "standings": said, "drafts": drafts, **told})
    context = {
        "nav": "office", "area": "alerts", "standing": standing, "said": said, "drafts": drafts,
        "pages": pages, "past": past, "begun": bool(standing or said or drafts or past),
        "watched": [
            each.label for each in alerting.plans().values() if access.watches(actor, each.policy.key)
        ],
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/alerts.html", context)


@desk()
@require_http_methods(["GET", "HEAD"])
def alert(request: OfficeRequest, key: str, form: str = "html") -> HttpResponse:
    """One alert: its life, its message, why this level, whom it reached, what is done."""
    actor = request.actor
    found = access.alert(actor, key)
    plan = alerting.plan(found.plan)
    rows = access.tasks(actor, found).select_related("alert", "unit").order_by("unit__name", "pk")
    tasks = [alert_shapes.task(each, actor) for each in rows]
    if form == "xlsx":
        body = [alert_shapes.task_row(each) for each in tasks]
        return answers.sheet(f"{key} 措施", alert_shapes.TASK_COLUMNS, body)
    told: dict[str, Any] = {
        **alert_shapes.line(found), **alert_shapes.counted(found, actor),
        "leads": access.leads(actor, found), "message": alert_shapes.message_fields(found),
        "stations": alert_shapes.stations(found), "life": alert_shapes.life(found, actor),
        "why": [
            each
            for each in alert_shapes.standings(actor)
            if each["plan"] == found.plan and each["place"] in (found.area, "")
        ],
        "messages": alert_shapes.fans(found, actor), "tasks": tasks,
        "reports": alert_shapes.reports(found, actor), "asks": alert_shapes.asks(found),
        "public": f"/public/alerts/{key}/", "review": f"/office/alerts/{key}/review/",
    }  # fmt: skip
    if form == "json":
        return answers.data(told)
    places = Places(plan.policy.number)
    for each in told["why"]:
        each["tree"] = casework.explained(each["explanation"], places)
    context = {
        "nav": "office", "area": "alerts", "told": told, "gaps": plan.gaps,
        "document": plan.policy.number, "published": bool(plan.public), "mine": [each for each in tasks if each["mine"]],
        "others": _overdue_first([each for each in tasks if not each["mine"]]),
        "to_do": alert_shapes.to_do(found, actor) if actor.acts else [],
        "sees_case": case_access.cases(actor).filter(pk=found.case_id).exists(),
        "back": request.path, "said": words(request, "said"), "states": MeasureTask.STATES,
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/alert.html", context)


def _overdue_first(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = {"open": 0, "done": 1, "left": 2, "ended": 3}
    return sorted(
        tasks, key=lambda each: (not each["overdue"], order[each["state"]], each["due"] or "9")
    )
