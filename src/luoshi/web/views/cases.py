"""Cases (办件): the list, the page of one, and everything that is done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import access, home, service, shapes
from luoshi.office.cases.errors import BadInput, CaseError, NotThere, Refused, Stale
from luoshi.office.cases.models import Act, Attachment, Case, Task
from luoshi.office.uploads import UploadError
from luoshi.policies import acting
from luoshi.procedures.counting import CountingError
from luoshi.web import answers
from luoshi.web.asked import Pages, around, number, words
from luoshi.web.office import casework, fields, listing
from luoshi.web.office.casework import Trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk, measured
from luoshi.web.rulebook.places import Places

PAGE = 50
MOST_IN_SHEET = 20_000
_REASONS = "reasons"
"""Where a session holds reasons that were begun and not sent."""


# --- the list


@desk()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The cases that the unit takes part in, filtered, the newest first or the nearest deadline."""
    asked = {name: words(request, name)[:100] for name in ("q", "procedure", "state", "order")}
    found = home.search(
        request.actor, words=asked["q"], procedure=asked["procedure"], state=asked["state"]
    )
    if asked["order"] == "due":
        found = home.nearest(found)
    if form == "xlsx":
        rows = listing.lines(list(found[:MOST_IN_SHEET]))
        return answers.sheet("办件", listing.COLUMNS, [listing.as_row(each) for each in rows])
    total = found.count()
    last = max(1, -(-total // PAGE))
    current = min(number(request, "page") or 1, last)
    rows = listing.lines(list(found[(current - 1) * PAGE : current * PAGE]))
    pages: Pages[dict[str, Any]] = around(request, rows, current, last, total)
    if form == "json":
        return answers.data(
            {"total": total, "page": current, "pages": last, "cases": [listing.as_data(r) for r in rows]}
        )  # fmt: skip
    context = {
        "nav": "office", "area": "cases", "pages": pages, "asked": asked,
        "filtered": any(asked[name] for name in ("q", "procedure", "state")),
        "procedures": listing.procedures_of(request.actor), "states": Case.STATES.items(),
        "query": request.GET.urlencode(), "can_start": bool(service.startable(request.actor)),
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/cases.html", context)


# --- one case


@desk()
@require_http_methods(["GET", "HEAD"])
def case(request: OfficeRequest, key: str, form: str = "html") -> HttpResponse:
    """A case: what is to be done now, and everything that was done."""
    found = access.case(request.actor, key)
    if form == "json":
        return answers.data(shapes.whole(found, request.actor))
    return _page(request, found)


def _page(
    request: OfficeRequest, found: Case, trouble: Trouble | None = None, status: int = 200
) -> HttpResponse:
    context = casework.page_of(found, request.actor, trouble, _begun(request, found.key))
    if (said := request.GET.get("said", "")) in _SAID:
        context["said"] = _SAID[said]
        context["last"] = context["history"][0] if said == "done" and context["history"] else None
    return answers.page(request, "luoshi/cases/case.html", context, status)


_SAID = {
    "begun": "已建立草稿",
    "kept": "已保存，还没有提交",
    "done": "已办理",
    "files": "材料清单已更新",
    "extended": "已延长期限",
    "returned": "已退回材料",
}


@measured
@desk()
@require_http_methods(["POST"])
def step(request: OfficeRequest, key: str, step: str) -> HttpResponse:
    """What is done at a step: files are kept first, then the fields, then the act itself.

    So nothing that was typed or chosen is lost when the act is refused.
    """
    found = access.case(request.actor, key)
    try:
        said = _done(request, found, step)
    except NotThere:
        raise
    except (CaseError, CountingError, UploadError) as problem:
        error = (
            problem
            if isinstance(problem, CaseError)
            else Refused(problem.what, problem.remedy.rstrip("。"))
        )
        found.refresh_from_db()
        return _page(request, found, _trouble(request, error, found, step), error.status)
    return redirect(f"{reverse('case', args=[key])}?said={said}#now")


def _done(request: OfficeRequest, found: Case, step: str) -> str:
    form = request.POST
    kept = _keep_files(request, found.key, step)
    if outcome := form.get("outcome", ""):
        _act(request, found, step, outcome)
        _remember(request, found.key, step, "")
        return "done"
    service.save(found.key, step, request.actor, _filled(found, step, fields.given(form)))
    _remember(request, found.key, step, fields.words(form, "reasons"))
    ways: dict[str, Callable[[str], str]] = {
        "withdraw": lambda value: _withdraw(request, found, value),
        "return": lambda value: _send_back(request, found, value),
        "extend": lambda _: _extend(request, found, step),
    }
    for name, way in ways.items():
        if value := form.get(name, ""):
            return way(value)
    return "files" if kept else "kept"


def _remember(request: OfficeRequest, key: str, step: str, reasons: str) -> None:
    """Keep reasons that were begun for as long as their writer is signed in."""
    kept: dict[str, str] = dict(request.session.get(_REASONS, {}))
    before = kept.pop(f"{key} {step}", "")
    if reasons:
        kept[f"{key} {step}"] = reasons[: fields.LONGEST]
    if reasons != before:
        request.session[_REASONS] = dict(list(kept.items())[-20:])


def _begun(request: OfficeRequest, key: str) -> dict[str, str]:
    """The reasons that were begun on a case, by step."""
    kept: dict[str, str] = request.session.get(_REASONS, {})
    return {
        name.partition(" ")[2]: told for name, told in kept.items() if name.startswith(f"{key} ")
    }


def _act(request: OfficeRequest, found: Case, step: str, outcome: str) -> None:
    form = request.POST
    try:
        version = int(form.get("version", ""))
    except ValueError:
        raise BadInput("请求里缺少页面的版本", "请从办件页面办理") from None
    token = fields.words(form, "token")[:80] or None
    data = fields.given(form)
    if version == found.version:
        _draft(request, found, step, data)
    service.act(
        found.key, step, outcome[:60], request.actor, data=data, parties=fields.parties(form),
        reasons=fields.words(form, "reasons"), version=version, token=token,
    )  # fmt: skip


def _draft(request: OfficeRequest, found: Case, step: str, data: dict[str, str]) -> None:
    """Keep what was typed before the act, which may be refused; what is wrong the act says itself."""
    try:
        service.save(found.key, step, request.actor, _filled(found, step, data))
    except CaseError:
        return


def _filled(found: Case, step: str, data: dict[str, str]) -> dict[str, object]:
    """What was kept before, with what the form brought: a field that it lacks stays as it is."""
    task = Task.objects.filter(case=found, step=step[:60], state="open").order_by("pk").first()
    kept = cast("dict[str, object]", task.draft) if task else {}
    return {**kept, **data}


def _keep_files(request: OfficeRequest, key: str, step: str) -> int:
    """Keep the files that came along; one that is there already is not kept twice."""
    chosen = [
        (name.removeprefix(fields.MATERIAL), file)
        for name in request.FILES
        if name.startswith(fields.MATERIAL)
        for file in request.FILES.getlist(name)
    ]
    wrong: dict[str, str] = {}
    kept, remedy = 0, ""
    for material, file in chosen:
        try:
            kept += _keep(request, key, step, material, file)
        except BadInput as error:
            wrong[fields.MATERIAL + material] = error.what
            remedy = error.remedy
    if wrong:
        raise BadInput("；".join(wrong.values()), remedy, fields=wrong)
    return kept


def _keep(request: OfficeRequest, key: str, step: str, material: str, file: UploadedFile) -> int:
    content = file.read()
    digest = casework.digest(content)
    there = Attachment.objects.filter(
        case__key=key, step=step, material=material, sha256=digest, removed=None, returned=""
    )
    if there.exists():
        return 0
    service.attach(key, step, material, request.actor, file.name or "", content)
    return 1


def _withdraw(request: OfficeRequest, found: Case, value: str) -> str:
    service.withdraw_attachment(found.key, _number(value), request.actor)
    return "files"


def _send_back(request: OfficeRequest, found: Case, value: str) -> str:
    reason = fields.words(request.POST, f"why-{value}")
    try:
        service.send_back(found.key, _number(value), request.actor, reason)
    except BadInput as error:
        raise BadInput(error.what, error.remedy, fields={f"why-{value}": error.what}) from error
    return "returned"


def _extend(request: OfficeRequest, found: Case, step: str) -> str:
    service.extend(found.key, step, request.actor, fields.words(request.POST, "extend-reasons"))
    return "extended"


def _number(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 12:
        raise NotThere("没有这份材料", "请刷新页面")
    return int(value)


def _trouble(request: OfficeRequest, error: CaseError, found: Case, step: str) -> Trouble:
    """What is shown beside what was typed. After another's act the new page shows what is new."""
    form = request.POST
    number = acting.procedure(found.procedure).policy.number
    told = error.detail.get("explanation")
    return Trouble(
        error, step, fields.given(form), fields.parties(form), fields.words(form, "reasons"),
        form.get("outcome", "")[:60], casework.explained(told, Places(number)) if told else None,
    )  # fmt: skip


# --- a draft that is thrown away


@desk(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: OfficeRequest, key: str) -> HttpResponse:
    """Ask, then throw a draft away."""
    found = access.case(request.actor, key)
    if request.method == "POST":
        service.discard(key, request.actor)
        return redirect("cases")
    if found.state != "draft":
        raise Stale("只有未提交的草稿可以删除", "已提交的办件要按程序办结")
    context = {
        "nav": "office", "area": "cases", "case": shapes.brief(found),
        "files": Attachment.objects.filter(case=found, removed=None).count(),
        "filled": sum(len(cast("dict[str, Any]", each.draft)) for each in Task.objects.filter(case=found)),
        "acts": Act.objects.filter(case=found).count(),
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/discard.html", context)
