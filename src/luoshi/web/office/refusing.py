"""What the office refuses, as a page or as data; and how much a form may bring."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from luoshi.office.alerts.errors import AlertError
from luoshi.office.cases.errors import CaseError
from luoshi.office.directory import access
from luoshi.office.uploads import LIMIT, UploadError
from luoshi.procedures.counting import CountingError
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest, View, form_of, office

Given = ParamSpec("Given")
OfficeView = Callable[Concatenate[OfficeRequest, Given], HttpResponse]

LARGEST = 5 * LIMIT
"""Bytes that one form may bring: a few materials at once."""
LARGEST_OF_NOBODY = 1024 * 1024
"""Bytes of a form from whoever is not signed in: it is only sent to sign in."""


def desk(*, acts: bool = False) -> Callable[[OfficeView[Given]], View[Given]]:
    """``@office`` for views of cases: what cannot be looked for is not there, refusals are pages."""

    def guarded(view: OfficeView[Given]) -> View[Given]:
        @wraps(view)
        def answered(
            request: OfficeRequest, *args: Given.args, **kwargs: Given.kwargs
        ) -> HttpResponse:
            form = form_of(request, kwargs.get("form"))
            if "\0" in request.path:
                return answers.error(request, form, 404, "没有这个页面", "请从“我的”里打开")
            try:
                return view(request, *args, **kwargs)
            except CaseError as error:
                return refused(request, form, error)
            except AlertError as error:
                return answers.error(request, form, error.status, error.what, error.remedy)
            except (CountingError, UploadError) as error:
                return answers.error(request, form, 422, error.what, error.remedy)

        return office(acts=acts)(answered)

    return guarded


def refused(request: HttpRequest, form: str, error: CaseError) -> HttpResponse:
    """A refusal by itself, where there is no page to show it on."""
    if form != "html":
        return answers.data({"error": {**error.as_json(), "where": request.path}}, error.status)
    by = f"依据：{error.clause}。" if error.clause else ""
    return answers.error(
        request, form, error.status, error.what, f"{by}{error.remedy or '请返回上一页再试'}"
    )


def measured(view: View[Given]) -> View[Given]:
    """Refuse what is too large before anything of it is read; only then look for the mark of the form."""
    inner = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def weighed(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        known = access.actor_of(request) is not None
        if _length(request) <= (LARGEST if known else LARGEST_OF_NOBODY):
            return inner(request, *args, **kwargs)
        what = f"一次送来的内容超过 {LARGEST // 1048576} MB，没有保存"
        return answers.error(request, "html", 413, what, "请分几次上传，每份不超过 20 MB")

    return weighed


class SmallForms:
    """Refuse what no form of ours brings, before Django takes it in to look for its mark.

    Views that take files are exempt of the mark, weigh for themselves, and look for it afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        """Weigh what is sent to a view that does not do it itself."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if getattr(view, "csrf_exempt", False) or not most or _length(request) <= most:
            return None
        what = f"一次送来的内容超过 {most // 1048576} MB，没有保存"
        return answers.error(request, form_of(request), 413, what, "请减少内容，分几次提交")


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
