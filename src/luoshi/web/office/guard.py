"""``@office``: a view for people who are signed in, and what everyone else is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from luoshi.office.directory import access
from luoshi.office.directory.access import Standing
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden, NoUnit
from luoshi.web import answers
from luoshi.web.asked import BadQuestion

Given = ParamSpec("Given")


class OfficeRequest(HttpRequest):
    """A request whose actor is known."""

    actor: Actor


OfficeView = Callable[Concatenate[OfficeRequest, Given], HttpResponse]
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]

_WAYS = {
    Standing.OUT: ("sign-in", "尚未登录", "请先登录"),
    Standing.SECOND: ("second", "还没有输入动态口令", "请输入动态口令"),
    Standing.CHANGE: ("password", "首次登录要先改口令", "请先改口令"),
    Standing.ENROL: ("second-factor", "按规定要先启用动态口令", "请先启用动态口令"),
    Standing.HOMELESS: ("account", "您的账户还不属于任何单位", "请联系单位管理员把您加入单位"),
}


def office(*, acts: bool = False) -> Callable[[OfficeView[Given]], View[Given]]:
    """A view for an actor; with ``acts``, for one who may do more than read.

    Nobody is sent to sign in and comes back afterwards; a program, and the twin in JSON, are
    answered 401. What the directory refuses becomes a page, or JSON, that says so.
    """

    def guarded(view: OfficeView[Given]) -> View[Given]:
        @wraps(view)
        def answered(
            request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs
        ) -> HttpResponse:
            form = form_of(request, kwargs.get("form"))
            actor = access.actor_of(request)
            if actor is None:
                response = _not_yet(request, form)
            elif acts and not actor.acts and not actor.runs_office:
                what, remedy = "您在本单位只能查看", "需要办理请联系单位管理员调整权限。"
                response = answers.error(request, form, 403, what, remedy)
            else:
                request.actor = actor  # type: ignore[attr-defined]
                response = told(request, form, lambda: view(request, *args, **kwargs))  # type: ignore[arg-type]
            add_never_cache_headers(response)
            return response

        return answered

    return guarded


def told(request: HttpRequest, form: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of a view, or what it refused: 404 for what is not theirs, 403, 422, 400."""
    try:
        return view()
    except NoUnit as error:
        status = 404
        what, remedy = error.what, error.remedy
    except Forbidden as error:
        status, what, remedy = 403, error.what, error.remedy
    except DirectoryError as error:
        status, what, remedy = 422, error.what, error.remedy
    except BadQuestion as error:
        status, what, remedy = 400, error.what, error.remedy
    return answers.error(request, form, status, what, remedy)


def form_of(request: HttpRequest, given: object = None) -> str:
    """In which form an error is told: JSON for the twin of a page and for programs."""
    json = given == "json" or request.path.endswith(".json")
    return "json" if json or "Authorization" in request.headers else "html"


def _not_yet(request: HttpRequest, form: str) -> HttpResponse:
    """The way to what is wanted first."""
    name, what, remedy = _WAYS[access.standing(request)]
    if form == "json":
        response = answers.error(request, form, 401, what, f"{remedy}。")
        response["WWW-Authenticate"] = "Bearer"
        return response
    place = reverse(name)
    if name != "account":
        place += f"?{urlencode({'next': _back(request)})}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = place  # a part of a page must not become the sign-in page
        return response
    return redirect(place)


def _back(request: HttpRequest) -> str:
    """Where to come back to; not to where something was sent, which would be lost."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else "/"


def safe_next(request: HttpRequest, default: str) -> str:
    """Where ``next`` leads, if that is a page of this office."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return safe_path(request, wanted) or default


def safe_path(request: HttpRequest, wanted: str) -> str:
    """A path of this office; empty for everything that leads elsewhere."""
    here = wanted.startswith("/") and len(wanted) <= 2000
    safe = here and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if safe else ""


def archive_keeper(view: View[Given]) -> View[Given]:
    """A view that changes the archive: open until the office has administrators, then theirs."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        actor = access.actor_of(request)
        if access.keeps_archive(actor):
            return view(request, *args, **kwargs)
        form = form_of(request, kwargs.get("form"))
        if actor is None:
            return _not_yet(request, form)
        what = "入档和恢复公报由系统管理员办理"
        return answers.error(request, form, 403, what, "请把公报文本交给系统管理员。")

    return answered
