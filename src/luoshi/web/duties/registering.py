"""Registering (立项): reviewed findings become items, one or many at once, assigned at once where wanted; or by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.directory.errors import NoUnit
from luoshi.office.directory.models import Unit
from luoshi.office.duties import access, boards, finding, service, shapes
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere
from luoshi.office.duties.models import REVIEW, Found, Item
from luoshi.office.duties.resolving import Names
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.duties.items import LONGEST, MOST_UNITS, unit_named
from luoshi.web.duties.refusing import day, duty_desk, sent, trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.paging import MOST_IN_SHEET, page_of, told

REVIEWED = ("confirmed", "corrected")
COLUMNS = [
    "文件",
    "文件标题",
    "条款",
    "事项",
    "牵头单位",
    "配合单位",
    "时限",
    "时限原文",
    "要看的",
    "核对",
]
_BETWEEN = re.compile(r"[、，,；;\n]+")


@dataclass
class Result:
    """What came of registering many: items made, findings refused and why."""

    made: list[Item] = field(default_factory=list[Item])
    refused: list[tuple[Found, DutyError]] = field(default_factory=list[tuple[Found, DutyError]])


# --- what may be registered


def waiting(*, sample: bool) -> QuerySet[Found]:
    """The reviewed duties that do not run yet (待立项), among samples or among the real ones."""
    running = Item.objects.filter(found=OuterRef("pk"), sample=sample).exclude(stage="cancelled")
    before = Item.objects.filter(
        found__instead=OuterRef("pk"), sample=sample, stage__in=boards.RUNNING
    )
    rows = Found.objects.filter(kind="duty", state__in=REVIEWED, gone=False, instead=None)
    return rows.exclude(Exists(running)).exclude(Exists(before))


@duty_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The reviewed duties that do not run yet; those that are ticked are registered, and assigned where wanted."""
    if not access.supervises(request.actor):
        raise NotAllowed("只有督查室可以立项和交办", "请联系督查室")
    finding.ensure()
    document, wanted = words(request, "document")[:400], words(request, "q")[:100]
    every = waiting(sample=access.office_of(request.actor).sample)
    rows = every.filter(document=document) if document else every
    if wanted:
        said = rows.filter(data__text__icontains=wanted) | rows.filter(address__contains=wanted)
        rows = said | rows.filter(title__contains=wanted)
    rows = rows.select_related("issue").order_by("issue_id", "position", "pk")
    if form == "xlsx":
        body = [_row(each) for each in _lines(request, rows[:MOST_IN_SHEET])]
        return answers.sheet("待立项的责任", COLUMNS, body)
    if request.method == "POST" and request.actor.acts:
        return _many(request, rows)
    pages = page_of(request, rows)
    lines = _lines(request, pages.rows)
    if form == "json":
        return answers.data(told(pages, "duties", lines))
    return answers.page(request, "luoshi/duties/register.html", {
        **_around(request), "pages": pages, "lines": lines, "wanted": wanted, "document": document,
        "documents": list(every.order_by("title").values_list("document", "title").distinct()),
        "unreviewed": Found.objects.filter(kind="duty", state="found", gone=False).count(),
        "leaders": boards.leaders(access.items(request.actor)), "query": request.GET.urlencode(),
    })  # fmt: skip


def _around(request: OfficeRequest) -> dict[str, Any]:
    return {"nav": "office", "area": "duties", "here": "register", "acts": request.actor.acts}


def _lines(request: OfficeRequest, rows: Iterable[Found]) -> list[dict[str, Any]]:
    names = _names(request)
    return [_line(each, names) for each in rows]


def _names(request: OfficeRequest) -> Names:
    """The directory, read once for a list."""
    own = request.actor.unit
    return Names.load(sample=bool(own and own.sample))


def _line(of: Found, names: Names) -> dict[str, Any]:
    proposed = service.fields_of(of, names)
    return {
        "id": of.pk, "document": of.document, "title": of.title, "address": of.address,
        "text": proposed.text, "lead": proposed.lead.name if proposed.lead else "",
        "assist": [each.name for each in proposed.assist], "due": proposed.due, "due_words": proposed.due_words,
        "recurrence": proposed.recurrence, "doubts": list(proposed.doubts), "state": of.state,
        "state_label": REVIEW[of.state], "notation": shapes.value_of(of).get("notation") or "",
    }  # fmt: skip


def _row(line: Mapping[str, Any]) -> list[object]:
    return [
        line["document"], line["title"], line["address"], line["text"], line["lead"], "、".join(line["assist"]),
        line["due"], line["due_words"], "；".join(line["doubts"]), line["state_label"],
    ]  # fmt: skip


# --- many at once


def _many(request: OfficeRequest, rows: QuerySet[Found]) -> HttpResponse:
    keys = {int(each) for each in request.POST.getlist("found") if each.isascii() and each.isdecimal() and len(each) <= 9}  # fmt: skip
    if request.POST.get("all"):
        keys = {each.pk for each in page_of(request, rows).rows}
    if not keys:
        raise DutyError("没有选择要立项的责任", "请先勾选，再立项")
    founds = list(
        Found.objects.filter(pk__in=keys)
        .select_related("issue")
        .order_by("issue_id", "position", "pk")
    )
    result = many(request, founds, assigning=request.POST.get("do") == "assign")
    context = {**_around(request), "result": result, "assigned": request.POST.get("do") == "assign",
               "items": boards.whole([each.pk for each in result.made]), "back": request.get_full_path()}  # fmt: skip
    return answers.page(request, "luoshi/duties/registered.html", context)


def many(request: OfficeRequest, founds: Sequence[Found], *, assigning: bool) -> Result:
    """Register findings as they are proposed, with the leader of the form; one that cannot be stops no other."""
    actor, leader, done = request.actor, sent(request.POST, "leader", 40), Result()
    names = _names(request)
    for found in founds:
        try:
            with transaction.atomic():
                item = service.register(
                    actor, replace(service.fields_of(found, names), leader=leader)
                )
                done.made.append(service.assign(actor, item) if assigning else item)
        except DutyError as error:
            done.refused.append((found, error))
    return done


# --- one, with what the officer changes


@duty_desk(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, number: int) -> HttpResponse:
    """Register one finding: what it proposes, and what the officer changes of it."""
    access.office_of(request.actor)
    found = Found.objects.filter(pk=number, kind="duty").first()
    if found is None:
        raise NotThere("没有这条责任", "请从待立项的清单里打开")
    proposed = service.fields_of(found, _names(request))
    if request.method != "POST":
        return _form(request, _given(proposed), found, proposed)
    return _registered(request, proposed, found)


@duty_desk(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Register what stands in no document that is loaded: a decision of a meeting, a request from above."""
    access.office_of(request.actor)
    if request.method != "POST":
        return _form(request, {}, None, None)
    return _registered(request, service.Fields(text=""), None)


def _registered(
    request: OfficeRequest, proposed: service.Fields, found: Found | None
) -> HttpResponse:
    form = request.POST
    try:
        with transaction.atomic():
            item = service.register(request.actor, _fields(form, proposed))
            if form.get("do") == "assign":
                item = service.assign(request.actor, item)
    except (DutyError, NoUnit) as error:
        told_of = error if isinstance(error, DutyError) else DutyError(error.what, error.remedy)
        return _form(request, form.dict(), found, proposed, told_of)
    return redirect(f"{reverse('duty-item', args=[item.key])}?said={form.get('do') or 'register'}")


def _fields(form: Mapping[str, Any], proposed: service.Fields) -> service.Fields:
    """The fields of the form over what is proposed; the clause stays what the document says.

    Raises:
        DutyError: a day that is none.
        NoUnit: a unit that nobody knows.
    """
    lead = sent(form, "lead", 100)
    assist = [
        each.strip() for each in _BETWEEN.split(sent(form, "assist", LONGEST)) if each.strip()
    ]
    own = proposed.found is None
    return replace(
        proposed, text=sent(form, "text", LONGEST), lead=unit_named(lead, "牵头单位") if lead else None,
        assist=tuple(unit_named(each, "配合单位") for each in assist), due=day(form, "due", "时限"),
        due_words=sent(form, "due_words", 200), recurrence=sent(form, "recurrence", 200),
        leader=sent(form, "leader", 40), doubts=(),
        document=sent(form, "document", 100) if own else proposed.document,
        title=sent(form, "title", 200) if own else proposed.title,
        address=sent(form, "address", 200) if own else proposed.address,
        clause=sent(form, "clause", LONGEST) if own else proposed.clause,
    )  # fmt: skip


def _given(fields: service.Fields) -> dict[str, Any]:
    return {
        "text": fields.text, "lead": fields.lead.name if fields.lead else "",
        "assist": "、".join(each.name for each in fields.assist), "due": fields.due.isoformat() if fields.due else "",
        "due_words": fields.due_words, "recurrence": fields.recurrence, "leader": fields.leader,
    }  # fmt: skip


def _form(
    request: OfficeRequest, given: Mapping[str, Any], found: Found | None,
    proposed: service.Fields | None, error: DutyError | None = None,
) -> HttpResponse:  # fmt: skip
    own = request.actor.unit
    near = Unit.objects.filter(active=True, sample=bool(own and own.sample)).order_by("name")
    context: dict[str, Any] = {
        **_around(request), "given": given, "found": found, "proposed": proposed,
        "units": list(near.values_list("name", flat=True)[:MOST_UNITS]),
        "leaders": boards.leaders(access.items(request.actor)),
    }  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(request, "luoshi/duties/new.html", context, error.status if error else 200)
