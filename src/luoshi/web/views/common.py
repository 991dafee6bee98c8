"""What every page does alike: say what is missing or wrong, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from luoshi.gazette import AddressError
from luoshi.office.archive.queries import NotFound
from luoshi.web import answers
from luoshi.web.asked import BadQuestion

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def answering(view: View[Given]) -> View[Given]:
    """Turn what the view could not find or understand into a page, or JSON, that says so."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        form = str(kwargs.get("form", "html"))
        if "\0" in request.path:  # no database could look for it
            return answers.error(request, form, 404, "没有这个页面", "请核对地址，或从首页进入。")
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            return answers.error(request, form, 404, error.what, _here(error.remedy))
        except BadQuestion as error:
            return answers.error(request, form, 400, error.what, error.remedy)
        except AddressError as error:
            return answers.error(request, form, 404, error.what, _here(error.remedy))

    return answered


def _here(remedy: str) -> str:
    """What to do on a page or with an address, where the remedy names commands."""
    if "luoshi " not in remedy:
        return remedy
    return "请核对文号、标题或条款编号，或按词语检索；尚未入档的公报可以先上传"
