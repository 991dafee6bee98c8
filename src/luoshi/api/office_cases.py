"""Procedures and cases for programs: begin, fill in, hand in, act; papers and materials as files."""

from __future__ import annotations

from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import P, PathEx, QueryEx, Router

from luoshi.api import office_shapes as shapes
from luoshi.api.errors import HEADERS, data, nothing
from luoshi.api.office_asking import (
    PER_PAGE,
    TOKEN,
    FileName,
    Limit,
    PageNumber,
    Sent,
    file,
    paged,
    who,
)  # fmt: skip
from luoshi.api.shapes import body
from luoshi.office import uploads
from luoshi.office.cases import access, home, papers, service
from luoshi.office.cases import shapes as told
from luoshi.office.cases.errors import NotThere, Stale
from luoshi.office.cases.models import Attachment, Case
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting
from luoshi.procedures.bpmn import bpmn
from luoshi.procedures.diagram import svg

router = Router(auth=TOKEN)

ProcedureKey = PathEx[str, P(description="程序的键", example="specimen.rent_subsidy.subsidy")]
Key = PathEx[str, P(description="办件的编号", example="2026-000017")]
StepKey = PathEx[str, P(description="环节的键，见办件的 tasks", example="apply")]
Number = PathEx[int, P(ge=1, le=2**53, description="编号")]
Words = QueryEx[str, P(description="编号，或标题、对象里的字", max_length=200)]
OfProcedure = QueryEx[str, P(description="程序或文件的键")]
State = QueryEx[str, P(description="draft（未提交）、open（办理中）或 closed（已办结）")]
OfDocument = QueryEx[str, P(description="文号")]
Startable = QueryEx[bool, P(description="只要本单位能发起的")]
_DOCX = uploads.MEDIA_TYPES["docx"]
_PDF = uploads.MEDIA_TYPES["pdf"]
_BPMN, _SVG = "application/xml", "image/svg+xml"


# --- procedures


@router.get(
    "/procedures", response=shapes.ok(shapes.Procedures), tags=["程序"], summary="程序目录",
    operation_id="procedures",
)  # fmt: skip
def procedures(
    request: HttpRequest, document: OfDocument = "", startable: Startable = False
) -> HttpResponse:
    """每项程序的环节、栏目、材料、办法与期限；startable 是本单位能否发起。"""
    can = _startable(who(request))
    found = [
        {**told.procedure(each), "startable": key in can}
        for key, each in acting.procedures().items()
        if (not document or document == each.policy.number) and (not startable or key in can)
    ]
    return data({"count": len(found), "procedures": found})


def _startable(actor: Actor) -> set[str]:
    return {each.whole_key for each in service.startable(actor)}


@router.get(
    "/procedures/{key}", response=shapes.ok(shapes.Procedure), tags=["程序"], summary="一项程序",
    operation_id="procedure",
)  # fmt: skip
def procedure(request: HttpRequest, key: ProcedureKey) -> HttpResponse:
    """各环节由谁办、填什么、交什么、有哪些办法、期限多长，各有条款。"""
    can = _startable(who(request))
    return data({**told.procedure(acting.procedure(key)), "startable": key in can})


@router.get(
    "/procedures/{key}/procedure.bpmn", response=shapes.ok(None), tags=["程序"],
    summary="程序的 BPMN 2.0", operation_id="procedure_bpmn", openapi_extra=shapes.file(_BPMN),
)  # fmt: skip
def procedure_bpmn(request: HttpRequest, key: ProcedureKey) -> HttpResponse:
    """可用 BPMN 工具打开。"""
    who(request)
    return _drawn(bpmn(acting.procedure(key)), _BPMN)


@router.get(
    "/procedures/{key}/diagram.svg", response=shapes.ok(None), tags=["程序"],
    summary="程序的流程图", operation_id="procedure_diagram", openapi_extra=shapes.file(_SVG),
)  # fmt: skip
def procedure_diagram(request: HttpRequest, key: ProcedureKey) -> HttpResponse:
    """SVG 图。"""
    who(request)
    return _drawn(svg(acting.procedure(key)).encode(), _SVG)


def _drawn(words: bytes, kind: str) -> HttpResponse:
    return HttpResponse(words, headers={**HEADERS, "Content-Type": kind})


# --- cases


@router.get(
    "/cases", response=shapes.ok(shapes.Cases), tags=["办件"], summary="办件列表",
    operation_id="cases",
)  # fmt: skip
def cases(
    request: HttpRequest, words: Words = "", procedure: OfProcedure = "", state: State = "",
    page: PageNumber = 1, limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """本单位参与的办件，新的在前。"""
    rows = home.search(who(request), words=words, procedure=procedure, state=state)
    found = paged(rows, page, limit)
    return data({**found.told, "cases": [told.brief(each) for each in found.rows]})


@router.post(
    "/cases", response=shapes.done(shapes.WholeCase, 201), tags=["办件"], summary="发起",
    operation_id="start_case",
    openapi_extra=body(
        shapes.StartBody,
        {"procedure": "specimen.rent_subsidy.subsidy", "parties": {"county_hr": "hefeng-hr"},
         "token": "7b0f9f1e-1"},
    ),
)  # fmt: skip
def start_case(request: HttpRequest) -> HttpResponse:
    """新建一件，停在第一步，未提交。同一个 token 再发一次，回的是同一件。"""
    actor = who(request)
    return data(told.whole(_started(actor, request), actor), 201)


def _started(actor: Actor, request: HttpRequest) -> Case:
    sent = Sent(request, "procedure", "subject", "parties", "token", "even_if_not_in_force")
    wanted, token = sent.words("procedure", 120, needed=True), sent.token(actor)
    subject, parties = sent.words("subject", 120), sent.texts("parties")
    case = service.start(
        wanted, actor, subject=subject, parties=parties, token=token,
        even_if_not_in_force=sent.truth("even_if_not_in_force"),
    )  # fmt: skip
    if case.procedure != wanted:
        raise Stale("这个 token 已经用来发起另一件", "另发起一件请换一个 token")
    return case


@router.get(
    "/cases/{key}", response=shapes.ok(shapes.WholeCase), tags=["办件"], summary="一件的全部",
    operation_id="case",
)  # fmt: skip
def case(request: HttpRequest, key: Key) -> HttpResponse:
    """谁参与、现在办什么（栏目、材料、办法）、期限怎样算、办过什么、依据什么、有哪些文书。"""
    actor = who(request)
    return data(told.whole(access.case(actor, key), actor))


@router.delete(
    "/cases/{key}", response=shapes.done(None, 204), tags=["办件"], summary="删除草稿",
    operation_id="discard_case",
)  # fmt: skip
def discard_case(request: HttpRequest, key: Key) -> HttpResponse:
    """只有本单位未提交的草稿可以删除。"""
    service.discard(key, who(request))
    return nothing()


@router.get(
    "/cases/{key}/diagram.svg", response=shapes.ok(None), tags=["办件"], summary="办到哪一步",
    operation_id="case_diagram", openapi_extra=shapes.file(_SVG),
)  # fmt: skip
def case_diagram(request: HttpRequest, key: Key) -> HttpResponse:
    """流程图，现在的环节亮着。"""
    found = access.case(who(request), key)
    tasks = list(found.tasks.values_list("step", "state"))
    lit = frozenset(step for step, state in tasks if state == "open")
    done = frozenset(step for step, state in tasks if state == "done")
    return _drawn(svg(acting.procedure(found.procedure), lit, done).encode(), _SVG)


# --- steps


@router.put(
    "/cases/{key}/steps/{step}", response=shapes.done(shapes.Saved), tags=["办件"],
    summary="暂存", operation_id="save_step",
    openapi_extra=body(shapes.SaveBody, {"data": {"name": "甲", "contract": "24月"}}),
)  # fmt: skip
def save_step(request: HttpRequest, key: Key, step: StepKey) -> HttpResponse:
    """把填好的栏目存下，不提交；可以不全。"""
    actor = who(request)
    sent = Sent(request, "data")
    access.case(actor, key)
    task = service.save(key, step, actor, sent.data("data", needed=True))
    draft: dict[str, Any] = cast("Any", task).draft
    return data({"step": task.step, "draft": draft})


@router.post(
    "/cases/{key}/steps/{step}/act", response=shapes.done(shapes.WholeCase), tags=["办件"],
    summary="办理一步", operation_id="act",
    openapi_extra=body(
        shapes.ActBody, {"outcome": "pass", "version": 1, "token": "7b0f9f1e-2"}
    ),
)  # fmt: skip
def act(request: HttpRequest, key: Key, step: StepKey) -> HttpResponse:
    """用一种办法办结这一步：判断、文书、账簿、台账和期限一起办成，或者什么都没有办。"""
    actor = who(request)
    sent = Sent(request, "outcome", "data", "parties", "reasons", "version", "token")
    done = service.act(
        key, step, sent.words("outcome", 60, needed=True), actor, data=sent.data("data"),
        parties=sent.texts("parties"), reasons=sent.words("reasons", 2000),
        version=sent.number("version"), token=sent.token(actor),
    )  # fmt: skip
    return data(told.whole(done, actor))


@router.post(
    "/cases/{key}/steps/{step}/extend", response=shapes.done(shapes.WholeCase), tags=["办件"],
    summary="延长期限", operation_id="extend",
    openapi_extra=body(shapes.Reasons, {"reasons": "需要现场核实"}),
)  # fmt: skip
def extend(request: HttpRequest, key: Key, step: StepKey) -> HttpResponse:
    """原文允许时，把这一步的期限延长一次。"""
    actor = who(request)
    reasons = Sent(request, "reasons").words("reasons", 2000, needed=True)
    service.extend(key, step, actor, reasons)
    return data(told.whole(access.case(actor, key), actor))


# --- materials


@router.post(
    "/cases/{key}/steps/{step}/materials/{material}", tags=["办件"], summary="交一份材料",
    response=shapes.done(shapes.Attachment, 201), operation_id="attach",
    openapi_extra=shapes.UPLOAD,
)  # fmt: skip
def attach(
    request: HttpRequest, key: Key, step: StepKey,
    material: PathEx[str, P(description="材料的键，见 checklist", example="lease")],
    file_name: FileName = "",
) -> HttpResponse:  # fmt: skip
    """表单的 file 栏，或直接发送文件内容并写请求头 X-File-Name。每份最多 20 MB。"""
    actor = who(request)
    access.case(actor, key)  # before what was sent is read
    sent = file(request, file_name)
    made = service.attach(key, step, material, actor, sent.name, sent.content)
    return data(told.attachment(made), 201)


@router.get(
    "/cases/{key}/materials/{number}", response=shapes.ok(None), tags=["办件"],
    summary="取一份材料", operation_id="material", openapi_extra=shapes.MATERIAL,
)  # fmt: skip
def material(request: HttpRequest, key: Key, number: Number) -> HttpResponseBase:
    """原样下载。"""
    found = _attachment(who(request), key, number)
    headers = uploads.download_headers(found.name)
    # Django takes its own guess before a type that stands among the headers.
    kind = headers.pop("Content-Type")
    return FileResponse(uploads.open_kept(found.sha256), content_type=kind, headers=headers)


def _attachment(actor: Actor, key: str, number: int) -> Attachment:
    found = access.attachment(actor, number)
    if found.case.key != key:
        raise NotThere("没有这份材料", "编号见办件的 checklist")
    return found


@router.delete(
    "/cases/{key}/materials/{number}", response=shapes.done(None, 204), tags=["办件"],
    summary="撤回一份材料", operation_id="withdraw_material",
)  # fmt: skip
def withdraw_material(request: HttpRequest, key: Key, number: Number) -> HttpResponse:
    """交材料的那一步还没有提交时可以撤回。"""
    service.withdraw_attachment(key, number, who(request))
    return nothing()


@router.post(
    "/cases/{key}/materials/{number}/return", response=shapes.done(shapes.Attachment),
    tags=["办件"], summary="退回一份材料", operation_id="return_material",
    openapi_extra=body(shapes.Reason, {"reason": "缺第二页"}),
)  # fmt: skip
def return_material(request: HttpRequest, key: Key, number: Number) -> HttpResponse:
    """审核的一方写明哪里不合要求；此后这份材料算作缺少。"""
    actor = who(request)
    reason = Sent(request, "reason").words("reason", 300)
    service.send_back(key, number, actor, reason)
    return data(told.attachment(_attachment(actor, key, number)))


# --- papers


@router.get(
    "/cases/{key}/papers/{number}.docx", response=shapes.ok(None), tags=["办件"],
    summary="文书 docx", operation_id="paper_docx", openapi_extra=shapes.file(_DOCX),
)  # fmt: skip
def paper_docx(request: HttpRequest, key: Key, number: Number) -> HttpResponse:
    """按公文格式排好的文书，可以再改。"""
    return _paper(request, key, number, "docx")


@router.get(
    "/cases/{key}/papers/{number}.pdf", response=shapes.ok(None), tags=["办件"],
    summary="文书 pdf", operation_id="paper_pdf", openapi_extra=shapes.file(_PDF),
)  # fmt: skip
def paper_pdf(request: HttpRequest, key: Key, number: Number) -> HttpResponse:
    """按公文格式排好的文书，可以打印。"""
    return _paper(request, key, number, "pdf")


def _paper(request: HttpRequest, key: str, number: int, form: str) -> HttpResponse:
    found = access.paper(who(request), number)
    if found.case.key != key:
        raise NotThere("没有这份文书", "编号见办件的 papers")
    headers = uploads.download_headers(f"{found.number}.{form}")
    return HttpResponse(papers.laid_out(found, form), headers=headers)
