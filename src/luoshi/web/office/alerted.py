"""What readings and alerts refuse, as a page or as data; files that wait to be confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from luoshi.office.alerts.errors import AlertError
from luoshi.web import answers
from luoshi.web.office import holding
from luoshi.web.office.guard import OfficeRequest, View, form_of
from luoshi.web.office.refusing import desk

Given = ParamSpec("Given")
OfficeView = Callable[Concatenate[OfficeRequest, Given], HttpResponse]

AREAS = (
    ("monitoring", "监测"), ("readiness", "事前检查"), ("contacts", "通信录"),
    ("relays", "再传播"), ("roster", "值班表"), ("drills", "演练"),
)  # fmt: skip


def alarm(*, acts: bool = False) -> Callable[[OfficeView[Given]], View[Given]]:
    """``@desk`` for views around alerts: 404 for what is not theirs, 403, 422."""

    def guarded(view: OfficeView[Given]) -> View[Given]:
        @wraps(view)
        def answered(
            request: OfficeRequest, *args: Given.args, **kwargs: Given.kwargs
        ) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except AlertError as error:
                return refused(request, form_of(request, kwargs.get("form")), error)

        return desk(acts=acts)(answered)

    return guarded


def refused(request: HttpRequest, form: str, error: AlertError) -> HttpResponse:
    """A refusal by itself, where there is no page to show it on."""
    remedy = error.remedy or "请返回上一页再试"
    return answers.error(request, form, error.status, error.what, remedy)


def around(request: OfficeRequest, here: str, **more: Any) -> dict[str, Any]:
    """What every page around alerts shows: the way between them, who acts, what was just done."""
    areas = [*AREAS, ("channels", "渠道")] if request.actor.runs_office else AREAS
    return {
        "nav": "office", "area": "monitoring", "here": here, "areas_around": areas,
        "actor": request.actor, "acts": request.actor.acts or request.actor.runs_office,
        "query": request.GET.urlencode(), "given": request.POST, **more,
    }  # fmt: skip


def trouble(error: AlertError) -> dict[str, Any]:
    """A refusal as `account/trouble.html` shows it; rows of a batch below."""
    remedy = error.remedy.rstrip("。")
    return {"what": error.what, "remedy": f"{remedy}。" if remedy else "", "wrong": error.rows}


def sent(form: Mapping[str, Any], name: str, most: int = 2000) -> str:
    """Words of a form, without what no database holds, and not longer than anybody would write."""
    return str(form.get(name, "")).replace("\0", "")[: most + 1].strip()


def number(form: Mapping[str, Any], name: str, what: str) -> int | None:
    """A whole number of a form; None where it is empty.

    Raises:
        AlertError: it is none.
    """
    text = sent(form, name, 20)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise AlertError(f"{what}应是整数，写的是“{text[:20]}”", "请改正后再提交")
    return int(text)


# --- files


def brought(request: HttpRequest, most: int) -> tuple[str, bytes]:
    """The file of a form: its name and what is in it.

    Raises:
        AlertError: there is none, or it is too large.
    """
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise AlertError("没有选择文件", "请选择一个 CSV 或 xlsx 文件")
    if (file.size or 0) > most:
        raise AlertError(f"文件超过 {most // 1048576} MB", "请分成几个文件")
    name = "".join(each for each in file.name or "" if each.isprintable())[-100:]
    return name, file.read()


def hold(request: OfficeRequest, what: str, data: bytes) -> str:
    """Keep a file until its bringer confirms it; the token gives it back.

    Raises:
        AlertError: too many wait.
    """
    try:
        return holding.hold(data, _owner(request, what))
    except holding.TooManyWaiting as error:
        raise AlertError("等待确认的文件太多", "请过几分钟再试") from error


def held(request: OfficeRequest, what: str) -> bytes:
    """The file whose token a form brings back.

    Raises:
        AlertError: it waits no longer, or is another's.
    """
    found = holding.held(sent(request.POST, "token", 100), _owner(request, what))
    if found is None:
        raise AlertError("预览过的文件已经过期", "请重新选择文件")
    return found


def drop(request: OfficeRequest, what: str) -> None:
    """Forget the file of a form."""
    holding.drop(sent(request.POST, "token", 100), _owner(request, what))


def _owner(request: OfficeRequest, what: str) -> str:
    actor = request.actor
    user = actor.user.pk if actor.user else actor.name
    return f"alerts:{what}:{user}:{actor.unit.pk if actor.unit else 0}"
