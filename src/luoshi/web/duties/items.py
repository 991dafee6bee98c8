"""One item of supervision (督办事项): its clause, what may be done on it now, and every act so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.gazette import AddressError
from luoshi.office import clock, uploads
from luoshi.office.archive import queries
from luoshi.office.directory import units
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import NoUnit
from luoshi.office.directory.models import Unit
from luoshi.office.duties import access, boards, service, shapes
from luoshi.office.duties.errors import DutyError, NotThere
from luoshi.office.duties.models import ACTS, OPEN, STAGES, Act, Evidence, Extension, Item
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.duties import item_shapes
from luoshi.web.duties.refusing import day, duty_desk, number, sent, trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.paging import MOST_IN_SHEET
from luoshi.web.office.refusing import measured
from luoshi.web.rulebook.places import Place, Places

LONGEST = 4000
PIECES = 5
"""Lines of the form that divides an item; who needs more divides again."""
MOST_UNITS = 400
"""Units that a field proposes while somebody types."""
STATIONS = ("registered", "assigned", "accepted", "tracked", "reported", "closed", "evaluated")
"""The stations of an item on its page; 分解 and 退回 lie beside the way."""
_PLACE = {"divided": "accepted", "returned": "tracked"}
ACT_COLUMNS = ["时间", "环节", "单位", "经办人", "内容", "材料"]
MAIN = ("assign", "accept", "close", "return", "report", "track", "evaluate", "extend")
"""The acts whose forms stand open; the others unfold."""
SAID = {**{act: f"已{label}" for act, label in ACTS.items()}, "accept": "已签收", "return": "已退回补充", "extend": "已审批延期", "refuse_extension": "已审批延期", "ask_extension": "已提交延期申请"}  # fmt: skip


# --- the page


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def item(request: OfficeRequest, key: str, form: str = "html") -> HttpResponse:
    """An item: what may be done now, its clause, what it was divided into, every act and its files."""
    found = access.item(request.actor, key)
    if form == "xlsx":
        body = [_act_row(each) for each in _acts(found)]
        return answers.sheet(f"{found.key} 办理记录", ACT_COLUMNS, body)
    if form == "json":
        return answers.data(_told(request.actor, found))
    return _page(request, found)


def _acts(of: Item) -> list[Act]:
    rows = of.acts.select_related("unit").prefetch_related("files").order_by("at", "pk")
    return list(rows)


def _act_row(of: Act) -> list[object]:
    told = item_shapes.act(of)
    files = "、".join(each["name"] for each in told["files"])
    return [told["at"], told["label"], told["unit"], told["who"], told["text"], files]


def _told(actor: Actor, of: Item) -> dict[str, Any]:
    pieces = access.items(actor).filter(parent=of).order_by("pk").values_list("pk", flat=True)
    return {
        **item_shapes.line(boards.whole([of.pk])[0]), "parent": of.parent.key if of.parent else "",
        "parts": [_part(each) for each in of.parts.select_related("unit").order_by("-role", "pk")],
        "pieces": item_shapes.lines(boards.whole(list(pieces))),
        "acts": [item_shapes.act(each) for each in _acts(of)], "allowed": list(service.allowed(actor, of)),
        "extensions": [_extension(each) for each in of_extensions(of)],
        "reminders": [
            {"unit": each.unit.name, "kind": each.kind, "day": each.day, "state": each.state,
             "channel": each.channel, "why": each.why}
            for each in access.reminders(actor).filter(item=of).order_by("at", "pk")
        ],
    }  # fmt: skip


def _part(of: Any) -> dict[str, Any]:
    return {
        "unit": of.unit.code, "name": of.unit.name, "role": of.role, "active": of.unit.active,
        "role_label": "牵头" if of.role == "lead" else "配合", "accepted": of.accepted, "by": of.accepted_by,
    }  # fmt: skip


def of_extensions(of: Item) -> list[Extension]:
    """The extensions that were asked for, the oldest first."""
    return list(Extension.objects.filter(item=of).select_related("unit").order_by("asked", "pk"))


def _extension(of: Extension) -> dict[str, Any]:
    return {
        "unit": of.unit.name, "until": of.until, "reason": of.reason, "asked": of.asked,
        "granted": of.granted, "note": of.note,
    }  # fmt: skip


def _page(
    request: OfficeRequest, of: Item, error: DutyError | None = None, act: str = ""
) -> HttpResponse:
    told = _told(request.actor, of)
    allowed = told["allowed"]
    pending = next((each for each in of_extensions(of) if each.granted is None), None)
    given: dict[str, Any] = request.POST.dict() if request.method == "POST" else {}
    said = SAID.get(words(request, "said"), "") if request.method != "POST" else ""
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "here": "board", "item": of, "told": told, "stations": _stations(of),
        "main": [each for each in MAIN if each in allowed],
        "more": [each for each in allowed if each not in MAIN and each != "refuse_extension"],
        "labels": ACTS, "pending": pending, "extensions": of_extensions(of), "given": given, "failed": act,
        "clause": clause_of(of), "units": _proposed(request.actor, of, allowed), "pieces": _typed(given if act == "divide" else {}),
        "marks": service.MARKS, "runs": access.runs(request.actor, of), "said": said, "today": clock.today(),
        "next": service.following(of) if of.stage in OPEN else None, "kinds": ",".join(f".{each}" for each in uploads.KINDS),
        "acts_done": list(reversed(told["acts"])), "gone": _gone(of),
    }  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(request, "luoshi/duties/item.html", context, error.status if error else 200)


def _typed(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of the form that divides, with what was typed."""
    names = ("unit", "text", "due")
    return [
        {"n": n, **{name: given.get(f"{name}-{n}", "") for name in names}} for n in range(PIECES)
    ]


def _stations(of: Item) -> list[dict[str, Any]]:
    """The way of an item, with where it stands."""
    reached = {each.kind: each for each in of.acts.order_by("-at", "-pk")}
    kinds = {"registered": "register", "assigned": "assign", "accepted": "accept", "tracked": "track",
             "reported": "report", "closed": "close", "evaluated": "evaluate"}  # fmt: skip
    at = STATIONS.index(_PLACE.get(of.stage, of.stage)) if of.stage != "cancelled" else -1
    return [
        {"label": STAGES[stage], "reached": place <= at, "here": place == at,
         "at": reached[kinds[stage]].at if kinds[stage] in reached and place <= at else None}
        for place, stage in enumerate(STATIONS)
    ]  # fmt: skip


def _gone(of: Item) -> str:
    """What the present text says of the clause, where it changed since."""
    found = of.found
    if found is None or not found.gone:
        return ""
    return (
        str(shapes.value_of(found.instead).get("notation") or "")
        if found.instead
        else "现行文本中没有这一条"
    )


def clause_of(of: Item) -> dict[str, Any]:
    """The clause of an item in the archive, with the words that allot the work marked; what was kept where it is not there."""
    notation = str(shapes.value_of(of.found).get("notation") or "") if of.found else ""
    place = Places(of.document).place(of.address) if of.address else Place("", "", "")
    text = of.clause
    try:
        text = queries.text(queries.clause(of.address)) if of.address else text
    except (queries.NotFound, AddressError):
        place = Place(of.address, of.address, "")
    before, mark, after = text.partition(notation) if notation else (text, "", "")
    return {"place": place, "before": before, "mark": mark, "after": after, "kept": of.clause}


def _proposed(actor: Actor, of: Item, allowed: list[str]) -> list[str]:
    """The units that the fields propose: whoever takes part, those below, then all."""
    if not {"divide", "transfer"} & set(allowed):
        return []
    near = Unit.objects.filter(active=True, sample=of.sample)
    if not access.runs(actor, of) and of.lead:
        helping = of.parts.values("unit")
        near = near.filter(pk__in=units.below(of.lead)) | near.filter(pk__in=helping)
    return list(near.order_by("name").values_list("name", flat=True)[:MOST_UNITS])


# --- what is done


@measured
@duty_desk(acts=True)
@require_POST
def act(request: OfficeRequest, key: str, act: str) -> HttpResponse:
    """One act on an item; what was typed is shown again where it is refused."""
    of = access.item(request.actor, key)
    do = DOING.get(act)
    if do is None:
        raise NotThere("没有这项办理", "请从事项页面上的表单办理")
    try:
        do(request, of, number(request.POST, "version", "版本"))
    except DutyError as error:
        of = access.item(request.actor, key)
        return _page(request, of, error, act)
    except NoUnit as error:
        return _page(request, of, DutyError(error.what, error.remedy), act)
    back = reverse("duty-item", args=[key])
    if not access.items(request.actor).filter(pk=of.pk).exists():  # given to another unit
        return redirect("duty-board")
    return redirect(f"{back}?said={act}#now")


def files_of(request: OfficeRequest) -> list[service.Fresh]:
    """The files of a form: names and bytes."""
    return [(each.name or "", each.read()) for each in request.FILES.getlist("files")]


def unit_named(name: str, what: str) -> Unit:
    """A unit by its name, an alias or its code.

    Raises:
        DutyError: none is named.
        NoUnit: there is none.
    """
    if not name:
        raise DutyError(f"没有写{what}", "请填写单位的名称、别名或代码")
    return units.find(name)


def _text(request: OfficeRequest, name: str = "text") -> str:
    return sent(request.POST, name, LONGEST)


def _assign(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.assign(request.actor, of, text=_text(request), version=version)


def _accept(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.accept(request.actor, of, version=version)


def _divide(request: OfficeRequest, of: Item, version: int | None) -> None:
    pieces: list[service.Piece] = []
    for row in range(PIECES):
        name, text = sent(request.POST, f"unit-{row}", 100), _text(request, f"text-{row}")
        due = day(request.POST, f"due-{row}", f"第 {row + 1} 项的时限")
        if name or text:
            pieces.append((unit_named(name, f"第 {row + 1} 项的单位"), text, due))
    service.divide(request.actor, of, pieces, version=version)


def _track(request: OfficeRequest, of: Item, version: int | None) -> None:
    progress = number(request.POST, "progress", "进度")
    service.track(request.actor, of, progress, _text(request), files_of(request), version=version)


def _report(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.report(request.actor, of, _text(request), files_of(request), version=version)


def _return(request: OfficeRequest, of: Item, version: int | None) -> None:
    due = day(request.POST, "due", "补充的时限")
    service.return_back(request.actor, of, _text(request), due=due, version=version)


def _close(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.close(request.actor, of, _text(request), version=version)


def _evaluate(request: OfficeRequest, of: Item, version: int | None) -> None:
    mark = sent(request.POST, "mark", 10)
    service.evaluate(request.actor, of, mark, _text(request), version=version)


def _cancel(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.cancel(request.actor, of, _text(request), version=version)


def _comment(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.comment(request.actor, of, _text(request))


def _attach(request: OfficeRequest, of: Item, version: int | None) -> None:
    service.attach(request.actor, of, files_of(request), _text(request))


def _transfer(request: OfficeRequest, of: Item, version: int | None) -> None:
    unit = unit_named(sent(request.POST, "unit", 100), "接手的单位")
    keep = bool(sent(request.POST, "keep", 5))
    service.transfer(request.actor, of, unit, _text(request), keep=keep, version=version)


def _ask_extension(request: OfficeRequest, of: Item, version: int | None) -> None:
    until = day(request.POST, "until", "延期到")
    if until is None:
        raise DutyError("没有写延期到哪一天", "请选择日期")
    service.ask_extension(request.actor, of, until, _text(request), version=version)


def _extend(request: OfficeRequest, of: Item, version: int | None) -> None:
    wanted = number(request.POST, "extension", "申请")
    asked = Extension.objects.filter(item=of, pk=wanted or 0).select_related("item").first()
    if asked is None:
        raise NotThere("没有这个延期申请", "请刷新后查看")
    granted = sent(request.POST, "decision", 10) == "grant"
    service.decide_extension(request.actor, asked, granted, _text(request), version=version)


Doing = Callable[[OfficeRequest, Item, int | None], None]
DOING: dict[str, Doing] = {
    "assign": _assign, "accept": _accept, "divide": _divide, "track": _track, "report": _report,
    "return": _return, "close": _close, "evaluate": _evaluate, "cancel": _cancel,
    "comment": _comment, "file": _attach, "transfer": _transfer,
    "ask_extension": _ask_extension, "extend": _extend,
}  # fmt: skip


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def evidence(request: OfficeRequest, key: str, number: int) -> HttpResponse:
    """A file that shows what was done (佐证材料), to save."""
    of = access.item(request.actor, key)
    found = Evidence.objects.filter(pk=number, act__item=of).first()
    if found is None:
        raise NotThere("没有这份材料", "请从事项页面打开")
    try:
        file = uploads.open_kept(found.sha256)
    except uploads.UploadError as error:
        return answers.error(request, "html", 500, error.what, error.remedy)
    headers = uploads.download_headers(found.name)
    response = FileResponse(file, content_type=headers.pop("Content-Type"), headers=headers)
    return cast("HttpResponse", response)


# --- units that are no longer in use


@duty_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def orphans(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """Items whose lead is out of use (合并、更名、撤销), and the unit that takes all of them over."""
    rows = service.orphans(request.actor).order_by("lead__name", "due", "pk")
    found = item_shapes.lines(boards.whole(list(rows.values_list("pk", flat=True)[:MOST_IN_SHEET])))
    if form == "xlsx":
        return answers.sheet("责任单位已停用", item_shapes.COLUMNS, [item_shapes.row(each) for each in found])  # fmt: skip
    if form == "json":
        return answers.data({"total": len(found), "items": found})
    groups: dict[str, list[dict[str, Any]]] = {}
    own = request.actor.unit
    for each in found:
        groups.setdefault(each["lead_code"], []).append(each)
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "here": "board", "groups": list(groups.items()), "given": request.POST,
        "units": Unit.objects.filter(active=True, sample=bool(own and own.sample)).order_by("name").values_list("name", flat=True)[:MOST_UNITS],
        "supervises": access.supervises(request.actor),
    }  # fmt: skip
    if request.method != "POST":
        return answers.page(request, "luoshi/duties/orphans.html", context)
    try:
        old = unit_named(sent(request.POST, "old", 60), "原单位")
        new = unit_named(sent(request.POST, "new", 100), "接手的单位")
        service.hand_over(request.actor, old, new, sent(request.POST, "text", LONGEST))
    except (DutyError, NoUnit) as error:
        told = error if isinstance(error, DutyError) else DutyError(error.what, error.remedy)
        return answers.page(request, "luoshi/duties/orphans.html", {**context, **trouble(told)}, told.status)  # fmt: skip
    return redirect("duty-orphans")
