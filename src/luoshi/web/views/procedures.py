"""Procedures (程序): what can be begun, how each goes, for everybody to read; and how a case is begun."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import access, service, shapes
from luoshi.office.cases.errors import CaseError, NotAllowed, NotThere
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting
from luoshi.procedures import Procedure
from luoshi.procedures.bpmn import bpmn
from luoshi.procedures.diagram import svg
from luoshi.procedures.layout import deadline
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.markup import Html
from luoshi.web.office import fields
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk, refused
from luoshi.web.views.home_office import by_document

MOST = 500
"""Entries to choose from; of more one writes the key."""


# --- for everybody


@require_http_methods(["GET", "HEAD"])
def procedures(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Every procedure below its document."""
    told = [shapes.procedure(each) for each in acting.procedures().values()]
    if form == "json":
        return answers.data({"procedures": told})
    context = {"nav": "procedures", "groups": by_document(told), "count": len(told)}
    return answers.page(request, "luoshi/cases/procedures.html", context)


@require_http_methods(["GET", "HEAD"])
def procedure(request: HttpRequest, key: str, form: str = "html") -> HttpResponse:
    """How a procedure goes: steps, materials, deadlines, clauses, the drawing."""
    try:
        found = acting.procedure(key)
    except acting.NoProcedure as error:
        return refused(request, form, NotThere(str(error), "请从程序目录进入"))
    if form == "json":
        return answers.data(shapes.procedure(found))
    if form == "bpmn":
        response = HttpResponse(bpmn(found), content_type="application/xml")
        return answers.saved_as(response, f"{found.label}.bpmn")
    if form == "svg":
        response = HttpResponse(svg(found), content_type="image/svg+xml")
        return answers.saved_as(response, f"{found.label}.svg")
    context = {
        "nav": "procedures", "procedure": found, "told": shapes.procedure(found),
        "steps": [_step(found, each) for each in shapes.procedure(found)["steps"]],
        "drawing": Html(svg(found)), "own": found.policy.number,
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/procedure.html", context)


def _step(procedure: Procedure, told: dict[str, Any]) -> dict[str, Any]:
    step = procedure.step(told["key"])
    return {
        **told,
        "gist": step.gist,
        "deadline": deadline(procedure, step),
        "outcomes": [
            {
                **way,
                "next": [procedure.step(key).label for key in step.outcome(way["key"]).to],
                "clock": way["key"] == step.late,
            }
            for way in told["outcomes"]
        ],
    }


# --- to begin


@desk()
@require_http_methods(["GET", "HEAD"])
def start(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """What the unit can begin, below the documents."""
    told = [shapes.procedure(each) for each in service.startable(request.actor)]
    wanted = words(request, "q")[:100]
    shown = [each for each in told if wanted in f"{each['label']}{each['gist']}{each['title']}"]
    if form == "json":
        return answers.data({"procedures": shown})
    context = {
        "nav": "office", "area": "start", "groups": by_document(shown), "wanted": wanted,
        "count": len(told), "actor": request.actor,
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/start.html", context)


@desk()
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: OfficeRequest, procedure: str) -> HttpResponse:
    """Choose whom and what it is about, then begin: a draft."""
    try:
        found = acting.procedure(procedure)
    except acting.NoProcedure as error:
        raise NotThere(str(error), "请从“办事”里选择") from error
    if request.method != "POST":
        if found not in service.startable(request.actor):
            _why_not(found, request)
        return _begin_page(request, found, None)
    form = request.POST
    subject = fields.words(form, "subject").strip() or fields.words(form, "code").strip()
    try:
        made = service.start(
            found.whole_key, request.actor, subject=subject[:80], parties=fields.parties(form),
            token=_token(request, fields.words(form, "token")),
            even_if_not_in_force=form.get("even-if-not-in-force") == "1",
        )  # fmt: skip
    except CaseError as error:
        return _begin_page(request, found, error)
    return redirect(f"{reverse('case', args=[made.key])}?said=begun#now")


def _token(request: OfficeRequest, token: str) -> str | None:
    """A token of this unit's own, so that it meets nobody else's."""
    unit = request.actor.unit
    return f"{unit.pk}:{token[:60]}" if unit and token else None


def _why_not(found: Procedure, request: OfficeRequest) -> None:
    access.acting(request.actor)
    if found.clock_only:
        raise NotAllowed(f"“{found.label}”由时钟或别的办件发起，不能自行新建")
    first = found.steps[0].by.label
    raise NotAllowed(f"“{found.label}”由{first}发起", "需要办理请系统管理员给本单位这个角色")


def _begin_page(request: OfficeRequest, found: Procedure, error: CaseError | None) -> HttpResponse:
    told, step = shapes.procedure(found), found.steps[0]
    given = request.POST if error else request.GET
    entries = _entries(request, told["subject"])
    context = {
        "nav": "office", "area": "start", "procedure": told, "error": error,
        "step": _step(found, told["steps"][0]), "own": found.policy.number,
        "state": found.policy.state_on(service.clock.today()),
        "entries": entries[:MOST], "many": len(entries) > MOST,
        "by_key": bool(found.subject and (found.subject.code or found.subject.public)),
        "anyway": given.get("even-if-not-in-force") == "1",
        "subject": given.get("subject", "")[:80], "code": given.get("code", "")[:80],
        "parties": [
            {"role": role.key, "label": role.label, "name": fields.PARTY + role.key,
             "units": service_units(found, role.key, request.actor), "chosen": given.get(fields.PARTY + role.key, ""),
             "trouble": error.fields.get(role.key, "") if error else ""}
            for role in step.parties
        ],
        "token": uuid4().hex,
    }  # fmt: skip
    status = error.status if error else 200
    return answers.page(request, "luoshi/cases/begin.html", context, status)


def service_units(procedure: Procedure, role: str, actor: Actor) -> list[tuple[str, str]]:
    """The units that may take a role, by code and name; a sample chooses among samples."""
    sample = bool(actor.unit and actor.unit.sample)
    found = next(each for each in procedure.roles if each.key == role)
    return [(each.code, each.name) for each in shapes.playing(found, procedure, sample)]


def _entries(request: OfficeRequest, register: str) -> list[tuple[str, str, str]]:
    if not register:
        return []
    rows = access.entries(request.actor, register).order_by("-pk")[: MOST + 1]
    return [(each.key, each.name or each.key, each.state) for each in rows]
