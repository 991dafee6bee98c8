"""Measures (措施): what the unit owes while alerts stand, ticked off with what shows it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access, measures
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import MeasureTask
from luoshi.office.directory.actors import Actor
from luoshi.web import answers
from luoshi.web.asked import BadQuestion, words
from luoshi.web.office import alert_shapes, fields, paging
from luoshi.web.office.guard import OfficeRequest, safe_path
from luoshi.web.office.refusing import desk

STATES = {"": "待落实的", "late": "已逾期的", "done": "已落实的", "left": "不采取的", "ended": "已终止的", "all": "全部"}  # fmt: skip


@desk()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """What the unit owes: the overdue first, then by the time it is due."""
    state = words(request, "state")
    if state not in STATES:
        raise BadQuestion(f"没有“{state[:20]}”这种情况", "请从列表中选择")
    rows = _of(request.actor, state)
    if form == "xlsx":
        body = [
            alert_shapes.task_row(alert_shapes.task(each)) for each in rows[: paging.MOST_IN_SHEET]
        ]
        return answers.sheet("措施", alert_shapes.TASK_COLUMNS, body)
    pages = paging.page_of(request, rows)
    lines = [alert_shapes.task(each, request.actor) for each in pages.rows]
    if form == "json":
        return answers.data(paging.told(pages, "measures", lines))
    context = {
        "nav": "office", "area": "alerts", "pages": pages, "lines": lines, "state": state,
        "states": STATES.items(), "query": request.GET.urlencode(), "back": request.path,
        "late": sum(each["overdue"] for each in lines), "said": words(request, "said"),
        "unit": request.actor.unit,
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/measures.html", context)


def _of(actor: Actor, state: str) -> QuerySet[MeasureTask]:
    rows = MeasureTask.objects.none()
    if actor.unit is not None:
        rows = MeasureTask.objects.filter(unit=actor.unit)
    rows = rows.select_related("alert", "unit")
    if state in ("", "late"):
        rows = rows.filter(state="open")
        if state:
            rows = rows.filter(due__lte=clock.now())
        return rows.order_by(F("due").asc(nulls_last=True), "pk")
    if state != "all":
        rows = rows.filter(state=state)
    return rows.order_by("-opened", "-pk")


@desk(acts=True)
@require_http_methods(["POST"])
def tick(request: OfficeRequest, number: int) -> HttpResponse:
    """Tick a measure off; one that is left is asked about once more before it counts."""
    row = _one(request.actor, number)
    form = request.POST
    given, evidence = str(form.get("do", "")), fields.words(form, "evidence").strip()
    try:
        if given not in ("done", "leave", "left"):
            raise AlertError("没有选择怎样登记", "请按“已落实”或“不采取”")
        if given == "leave":
            _may_leave(row, evidence)
            return _asked(request, row, evidence)
        row = measures.tick(number, request.actor, done=given == "done", evidence=evidence)
    except AlertError as error:
        row.refresh_from_db()
        return _shown(request, row, evidence, error)
    if answers.part(request):
        return _shown(request, row)
    back = safe_path(request, str(form.get("back", ""))) or reverse("measures")
    return redirect(f"{back}?said={row.state}#measure-{row.pk}")


def _one(actor: Actor, number: int) -> MeasureTask:
    row = MeasureTask.objects.select_related("alert", "unit").filter(pk=number).first()
    if row is None or not access.tasks(actor, row.alert).filter(pk=number).exists():
        raise NotThere("没有这项措施", "请从“措施”里打开")
    if actor.unit is None or row.unit_id != actor.unit.pk:
        raise NotAllowed(f"这项措施由{row.unit.name}落实", "请由该单位登记")
    return row


def _may_leave(row: MeasureTask, evidence: str) -> None:
    if not evidence:
        raise AlertError("请写明不采取的理由", "写在“落实情况或理由”里")
    if not alert_shapes.task(row)["optional"]:
        raise NotAllowed("原文没有允许不采取这项措施", "请落实后登记")


def _asked(request: OfficeRequest, row: MeasureTask, evidence: str) -> HttpResponse:
    """Ask once more: to leave a measure cannot be taken back."""
    return _page(request, row, {"typed": evidence, "confirming": True}, 200)


def _shown(
    request: OfficeRequest, row: MeasureTask, typed: str = "", trouble: AlertError | None = None
) -> HttpResponse:
    return _page(request, row, {"typed": typed, "trouble": trouble}, trouble.status if trouble else 200)  # fmt: skip


def _page(
    request: OfficeRequest, row: MeasureTask, more: dict[str, Any], status: int
) -> HttpResponse:
    """The measure alone, or in the place of its line where the page asked for that."""
    back = safe_path(request, str(request.POST.get("back", ""))) or reverse("measures")
    context = {
        "nav": "office", "area": "alerts", "one": alert_shapes.task(row, request.actor), "back": back,
        **more,
    }  # fmt: skip
    if answers.part(request) == f"measure-{row.pk}":
        # htmx puts in only what it is told is well.
        return answers.page(request, "luoshi/alerts/measure.html", {**context, "fresh": True})
    return answers.page(request, "luoshi/alerts/measure_page.html", context, status)
