"""What the pages of rules do alike: refuse what is too large, say what is wrong with a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from luoshi.rules import RuleError
from luoshi.rules.errors import UnknownRule
from luoshi.web import answers
from luoshi.web.views.common import answering

LARGEST = 4 * 1024 * 1024
"""Bytes that may be sent to a page of rules: a small table, or a receipt."""

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def limited(view: View[Given]) -> View[Given]:
    """Refuse what is too large before anything of it is read; only then look for the mark of the form."""
    inner = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def measured(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if _length(request) <= LARGEST:
            return inner(request, *args, **kwargs)
        what = f"送来的内容超过 {LARGEST // 1048576} MB，没有读取"
        shape = str(kwargs.get("form", "html"))
        return answers.error(request, shape, 413, what, "请减少行数；大表请用命令 luoshi bulk")

    return measured


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def ruling(view: View[Given]) -> View[Given]:
    """Turn what is wrong with a question to a rule into a page, or JSON, that says so."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RuleError as error:
            return refused(request, str(kwargs.get("form", "html")), error)

    return answering(answered)


def refused(request: HttpRequest, shape: str, error: RuleError) -> HttpResponse:
    """What is wrong with a question, naming the value and the clause."""
    status = 404 if isinstance(error, UnknownRule) else 400
    remedy = "请从规则目录进入" if "luoshi " in error.remedy else error.remedy
    if shape != "html":
        told = {"what": error.what, "where": request.path, "remedy": remedy, **error.as_json()}
        return answers.data({"error": told}, status)
    by = f"依据：{error.clause}。" if error.clause else ""
    given = f"填写的是“{error.given}”。" if error.given else ""
    return answers.error(
        request, shape, status, error.what, f"{given}{by}{remedy or '请改正后再试'}"
    )
