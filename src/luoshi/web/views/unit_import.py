"""Units from a table: uploaded, shown line by line, taken in when confirmed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from luoshi.office.directory import importing, tables
from luoshi.office.directory.errors import DirectoryError, Forbidden
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest, office

EXAMPLE: tuple[tuple[str, ...], ...] = (
    ("ylzj", "云麓市住房和城乡建设局", "机关", "市级", "云麓市", "", "市住建局、住建局", ""),
    ("ylyh", "云麓银行", "银行", "", "云麓市", "", "", ""),
)


@office(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficeRequest) -> HttpResponse:
    """The form, the preview, and the deed."""
    if not request.actor.runs_office:
        raise Forbidden("只有系统管理员可以导入单位", "请联系系统管理员办理")
    context: dict[str, Any] = {
        "nav": "units",
        "columns": importing.COLUMNS,
        "needed": importing.NEEDED,
        "limit": tables.LARGEST // 1048576,
        "most": tables.MOST_ROWS,
    }
    if request.method != "POST":
        return answers.page(request, "luoshi/units/import.html", context)
    try:
        if request.POST.get("act") == "keep":
            importing.take_in(request.actor, request.POST.get("text", "").encode(), "名录.csv")
            return redirect("units")
        context |= _preview(request)
    except DirectoryError as error:
        context |= {"what": error.what, "remedy": f"{error.remedy}。"}
    return answers.page(
        request, "luoshi/units/import.html", context, 422 if "what" in context else 200
    )


def _preview(request: OfficeRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise DirectoryError("没有选择文件", "请选择一个 CSV 或 xlsx 文件")
    if (file.size or 0) > tables.LARGEST:
        raise DirectoryError(f"文件超过 {tables.LARGEST // 1048576} MB", "请分成几个文件导入")
    lines = importing.preview(request.actor, file.read(), file.name or "")
    bad = sum(1 for line in lines if line.errors)
    return {
        "lines": lines,
        "bad": bad,
        "counts": [
            (label, sum(1 for line in lines if line.state == state))
            for state, label in importing.STATES.items()
        ],
        "text": "" if bad else importing.written(lines),
    }


@office()
@require_http_methods(["GET", "HEAD"])
def template(request: OfficeRequest) -> HttpResponse:
    """An empty table with the right titles, and two lines that show how."""
    return answers.sheet("单位导入样表", importing.COLUMNS, EXAMPLE)
