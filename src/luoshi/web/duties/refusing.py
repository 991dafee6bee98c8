"""What supervision refuses, as a page or as data; and the words of its forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from luoshi.office.duties.errors import DutyError
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest, View, form_of
from luoshi.web.office.refusing import desk

Given = ParamSpec("Given")
OfficeView = Callable[Concatenate[OfficeRequest, Given], HttpResponse]
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def duty_desk(*, acts: bool = False) -> Callable[[OfficeView[Given]], View[Given]]:
    """``@desk`` for views of supervision: 404 for what is not theirs, 403, 409, 422."""

    def guarded(view: OfficeView[Given]) -> View[Given]:
        @wraps(view)
        def answered(
            request: OfficeRequest, *args: Given.args, **kwargs: Given.kwargs
        ) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except DutyError as error:
                return refused(request, form_of(request, kwargs.get("form")), error)

        return desk(acts=acts)(answered)

    return guarded


def refused(request: HttpRequest, form: str, error: DutyError) -> HttpResponse:
    """A refusal by itself, where there is no page to show it on."""
    remedy = error.remedy or "请返回上一页再试"
    return answers.error(request, form, error.status, error.what, remedy)


def trouble(error: DutyError) -> dict[str, Any]:
    """A refusal as `account/trouble.html` shows it; rows of a batch beside it."""
    remedy = error.remedy.rstrip("。")
    return {"what": error.what, "remedy": f"{remedy}。" if remedy else "", "wrong": error.rows}


def sent(form: Mapping[str, Any], name: str, most: int = 2000) -> str:
    """Words of a form, without what no database holds, and not longer than anybody would write."""
    return str(form.get(name, "")).replace("\0", "")[: most + 1].strip()


def number(form: Mapping[str, Any], name: str, what: str) -> int | None:
    """A whole number of a form; None where it is empty.

    Raises:
        DutyError: it is none.
    """
    text = sent(form, name, 20)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise DutyError(f"{what}应是整数，写的是“{text[:20]}”", "请改正后再提交")
    return int(text)


def day(form: Mapping[str, Any], name: str, what: str) -> date | None:
    """A day of a form; None where it is empty.

    Raises:
        DutyError: it is none, as 2026-02-30.
    """
    text = sent(form, name, 20)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(each) for each in found.groups())) if found else _no_day(what, text)
    except ValueError:
        return _no_day(what, text)


def _no_day(what: str, text: str) -> date:
    raise DutyError(f"{what}“{text[:20]}”不是日期", "请写成 2026-03-31")
