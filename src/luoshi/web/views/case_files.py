"""What a case holds to take away: materials, papers, the receipts of decisions. Always as downloads."""

from __future__ import annotations

from typing import Any, cast

import orjson
from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office import uploads
from luoshi.office.cases import access, papers
from luoshi.office.cases.errors import NotThere
from luoshi.office.journal import queries as journal
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@desk()
@require_http_methods(["GET", "HEAD"])
def material(request: OfficeRequest, key: str, number: int) -> HttpResponse:
    """A material that was handed in, to save."""
    found = access.attachment(request.actor, number)
    if found.case.key != key:
        raise NotThere("没有这份材料", "请从办件页面打开")
    try:
        file = uploads.open_kept(found.sha256)
    except uploads.UploadError as error:
        return answers.error(request, "html", 500, error.what, error.remedy)
    headers = uploads.download_headers(found.name)
    response = FileResponse(file, content_type=headers.pop("Content-Type"), headers=headers)
    return cast("HttpResponse", response)


@desk()
@require_http_methods(["GET", "HEAD"])
def paper(request: OfficeRequest, key: str, number: int, kind: str) -> HttpResponse:
    """A paper that was issued, laid out as it is printed."""
    found = access.paper(request.actor, number)
    if found.case.key != key:
        raise NotThere("没有这份文书", "请从办件页面打开")
    response = HttpResponse(papers.laid_out(found, kind), content_type=_MEDIA[kind])
    return answers.saved_as(response, f"{found.number} {found.title}.{kind}")


@desk()
@require_http_methods(["GET", "HEAD"])
def receipt(request: OfficeRequest, key: str, digest: str) -> HttpResponse:
    """The receipt (回执) of a decision, from the journal: from it the same result is got again."""
    found = access.case(request.actor, key)
    for entry in journal.entries(case=found.key).filter(kind="decision"):
        told: dict[str, Any] = entry.body.get("receipt") or {}
        seal: dict[str, Any] = told.get("receipt") or {}
        if seal.get("digest") == digest:
            text = orjson.dumps(told, option=orjson.OPT_INDENT_2)
            response = HttpResponse(text, content_type="application/json; charset=utf-8")
            return answers.saved_as(response, f"回执 {key} {digest[:12]}.json")
    raise NotThere("没有这份回执", "请从办件的办理经过里下载")
