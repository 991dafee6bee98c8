"""What the office sets for supervision (设定): when a light turns yellow, when somebody is reminded."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.directory.units import units_playing
from luoshi.office.duties import access, lights, office_settings
from luoshi.office.duties.errors import DutyError, NotAllowed
from luoshi.office.duties.office_settings import SETTINGS
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.duties.refusing import duty_desk, number, trouble
from luoshi.web.office.guard import OfficeRequest

COLUMNS = ["设定", "数值", "单位", "默认", "最少", "最多"]


@duty_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The settings with their values and bounds; the supervision office and the administrator change them."""
    may = _may_set(request)
    now = office_settings.values()
    if form == "json":
        told = [{"name": name, "label": known.label, "unit": known.unit, "value": now[name],
                 "default": known.default} for name, known in SETTINGS.items()]  # fmt: skip
        return answers.data({"settings": told})
    if form == "xlsx":
        body = [[known.label, now[name], known.unit, known.default, known.least, known.most] for name, known in SETTINGS.items()]  # fmt: skip
        return answers.sheet("督办设定", COLUMNS, body)
    if request.method != "POST":
        return _page(request, {name: str(value) for name, value in now.items()}, may=may)
    if not may:
        raise NotAllowed("只有督查室和系统管理员可以更改设定", "请联系督查室")
    try:
        _put(request)
    except DutyError as error:
        return _page(request, request.POST.dict(), may=may, error=error)
    lights.relight(clock.today())
    return redirect(f"{reverse('duty-settings')}?said=kept")


def _may_set(request: OfficeRequest) -> bool:
    actor = request.actor
    tried = actor.unit is not None and actor.unit.sample
    return actor.runs_office or (actor.acts and access.supervises(actor) and not tried)


def _put(request: OfficeRequest) -> None:
    with transaction.atomic():
        for name, known in SETTINGS.items():
            value = number(request.POST, name, f"“{known.label}”")
            if value is None:
                raise DutyError(f"没有填写“{known.label}”", "请填写整数")
            office_settings.put(name, value)


def _page(
    request: OfficeRequest, given: dict[str, Any], *, may: bool, error: DutyError | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "here": "settings", "may": may,
        "fields": [(name, known, given.get(name, "")) for name, known in SETTINGS.items()],
        "offices": list(units_playing(DUTIES_OFFICE).order_by("name")), "kept": words(request, "said") == "kept",
    }  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(request, "luoshi/duties/settings.html", context, error.status if error else 200)  # fmt: skip
