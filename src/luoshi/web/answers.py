"""One view, three forms: the page, the same as JSON, and lists as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from luoshi.web import sheets

Form = Literal["html", "json", "xlsx"]


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The page, or the part of it that `part` named."""
    response = render(request, template, dict(context), status=status)
    # Kept copies of page and part must not be taken for each other.
    response["Vary"] = "HX-Request, HX-Target"
    return response


def part(request: HttpRequest) -> str:
    """The id of the element that htmx will put the answer into; empty for a whole page."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or "HX-History-Restore-Request" in headers:
        return ""
    return headers.get("HX-Target", "")


def data(value: object, status: int = 200) -> JsonResponse:
    """The same as data: readable Chinese, dates as ISO strings."""
    return JsonResponse(
        value,
        safe=False,
        status=status,
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def sheet(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """A list as a spreadsheet to save."""
    response = HttpResponse(sheets.workbook(name, columns, rows), content_type=sheets.MEDIA_TYPE)
    return saved_as(response, f"{name}.xlsx")


def saved_as(response: HttpResponse, name: str) -> HttpResponse:
    """Have the browser save the answer under a name that may be Chinese."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def error(
    request: HttpRequest, form: str, status: int, what: str, remedy: str, **more: Any
) -> HttpResponse:
    """What is wrong and what to do, in the form that was asked for."""
    if form != "html":
        where = cast("str", more.get("where", request.path))
        return data({"error": {"what": what, "where": where, "remedy": remedy}}, status)
    context = {"status": status, "what": what, "remedy": f"{remedy.rstrip('。')}。", **more}
    return render(request, "luoshi/error.html", context, status=status)
