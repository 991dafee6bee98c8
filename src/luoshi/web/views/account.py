"""A person's way in and out, and their own account: password, second factor, sessions, unit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.office import accounts
from luoshi.office.directory import access, passwords, people, second, sessions, signing
from luoshi.office.directory.access import Standing
from luoshi.office.directory.errors import DirectoryError, Locked
from luoshi.office.directory.models import MAY, Sitting
from luoshi.web import answers
from luoshi.web.office.guard import form_of, safe_next, told

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def signed_in(view: View[Given]) -> View[Given]:
    """A view for anyone who is signed in, even where something is wanted before they can act."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        form = form_of(request, kwargs.get("form"))
        standing, user = access.standing(request), request.user
        if user.is_authenticated and standing not in (Standing.OUT, Standing.SECOND):
            response = told(request, form, lambda: view(request, *args, **kwargs))
        elif form == "json":
            response = answers.error(request, form, 401, "尚未登录", "请先登录。")
        else:
            response = redirect("second" if standing is Standing.SECOND else "sign-in")
        add_never_cache_headers(response)
        return response

    return answered


# ---- in and out ----------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then the code, where there is a second factor."""
    target = safe_next(request, reverse(settings.LOGIN_REDIRECT_URL))
    if request.method != "POST":
        if access.standing(request) is Standing.SECOND:
            return redirect(_with_next("second", target))
        if access.actor_of(request) is not None:
            return redirect(target)
        refused = "单点登录没有成功" if request.GET.get("refused") else ""
        remedy = "统一身份平台上的账户还没有在落实中登记，请联系本单位的管理员。" if refused else ""
        return _door(request, target, refused, remedy)
    name = request.POST.get("username", "")
    try:
        user = signing.check(request, name, request.POST.get("password", ""))
    except DirectoryError as error:
        status = 429 if isinstance(error, Locked) else 422
        return _door(request, target, error.what, f"{error.remedy}。", status)
    if signing.wants_second(user):
        signing.wait_for_second(request, user)
        return redirect(_with_next("second", target))
    signing.enter(request, user)
    return redirect(target)


def _with_next(name: str, target: str) -> str:
    from luoshi.web.links import with_query

    return with_query(reverse(name), next=target)


def _door(
    request: HttpRequest, target: str, what: str = "", remedy: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "what": what,
        "remedy": remedy,
        "username": request.POST.get("username", "")[: signing.LONGEST_NAME],
        "next": target,
        "single_sign_on": hasattr(settings, "OIDC_RP_CLIENT_ID"),
    }
    return answers.page(request, "luoshi/account/sign_in.html", context, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, after the password."""
    target = safe_next(request, reverse(settings.LOGIN_REDIRECT_URL))
    user = signing.waiting(request)
    if user is None:
        return redirect(_with_next("sign-in", target))
    context = {"next": target, "what": "", "remedy": ""}
    if request.method != "POST":
        return answers.page(request, "luoshi/account/second.html", context)
    try:
        device = second.verify(user, request.POST.get("code", "")[:40])
    except DirectoryError as error:
        context |= {"what": error.what, "remedy": f"{error.remedy}。"}
        return answers.page(request, "luoshi/account/second.html", context, 422)
    signing.enter(request, user, device)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signing.leave(request)
    return redirect("sign-in")


# ---- one's own account ---------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Who one is, where one works, what protects the account, where one is signed in."""
    user = _user(request)
    rows, held = access.memberships(user), people.account_of(user)
    actor = access.actor_of(request)
    chosen = actor.unit.pk if actor and actor.unit else None
    sittings = list(Sitting.objects.filter(user=user).order_by("-seen"))
    if form == "json":
        return answers.data(
            {
                "login": user.username,
                "name": user.first_name,
                "administrator": user.is_staff or user.is_superuser,
                "unit": actor.unit.code if actor and actor.unit else None,
                "units": [
                    {"code": row.unit.code, "name": row.unit.name, "may": row.may} for row in rows
                ],
                "second_factor": held.second,
                "sessions": len(sittings),
            }
        )
    context: dict[str, Any] = {
        "nav": "account",
        "person": user,
        "held": held,
        "places": [(row, MAY[row.may], row.unit.pk == chosen) for row in rows],
        "sittings": [(row, row.session_key == request.session.session_key) for row in sittings],
        "codes_left": second.left(user) if held.second else 0,
        "idle": int(accounts.IDLE_SESSION.total_seconds() // 60),
        "longest": int(accounts.LONGEST_SESSION.total_seconds() // 3600),
        "wanted": access.standing(request).name,
    }
    return answers.page(request, "luoshi/account/account.html", context)


def _user(request: HttpRequest) -> User:
    """The person as a row, not the wrapper that a request carries."""
    return User.objects.get(pk=request.user.pk)


@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; every other session ends."""
    target = safe_next(request, reverse("account"))
    forced = access.standing(request) is Standing.CHANGE
    context: dict[str, Any] = {
        "nav": "account",
        "next": target,
        "forced": forced,
        "shortest": accounts.SHORTEST_PASSWORD,
    }
    if request.method != "POST":
        return answers.page(request, "luoshi/account/password.html", context)
    user = _user(request)
    try:
        signing.prove(request, request.POST.get("old", ""))
        passwords.change(user, request.POST.get("new", ""), request.POST.get("again", ""))
    except DirectoryError as error:
        context |= {"what": error.what, "remedy": f"{error.remedy}。"}
        return answers.page(request, "luoshi/account/password.html", context, 422)
    update_session_auth_hash(request, user)
    sessions.end_others(user.pk, request.session.session_key)
    access.forget(request)
    return redirect(target)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: photograph, type what the telephone shows, keep the codes."""
    user = _user(request)
    target = safe_next(request, reverse("account"))
    held = people.account_of(user)
    context: dict[str, Any] = {
        "nav": "account",
        "next": target,
        "held": held,
        "forced": access.standing(request) is Standing.ENROL,
        "required": _required(request),
        "codes_left": second.left(user) if held.second else 0,
    }
    try:
        if request.method == "POST":
            return _second_factor(request, user, context)
    except DirectoryError as error:
        context |= {"what": error.what, "remedy": f"{error.remedy}。"}
    if not held.second:
        device = second.begin(user)
        context |= {"picture": second.picture(device), "secret": second.written(device)}
    status = 422 if context.get("what") else 200
    return answers.page(request, "luoshi/account/second_factor.html", context, status)


def _second_factor(request: HttpRequest, user: User, context: dict[str, Any]) -> HttpResponse:
    act = request.POST.get("act", "confirm")
    if act == "confirm":
        device, codes = second.confirm(user, request.POST.get("code", "")[:40])
        signing.verified(request, device)
        request.session.cycle_key()
        sessions.end_others(user.pk, request.session.session_key)
        access.forget(request)
    else:
        signing.prove(request, request.POST.get("password", ""))
        if act == "off":
            _off(request, user)
            return redirect("account")
        codes = second.new_codes(user)
    context["codes"] = codes
    return answers.page(request, "luoshi/account/recovery_codes.html", context)


def _off(request: HttpRequest, user: User) -> None:
    actor = access.actor_of(request)
    if actor is None or _required(request):
        raise DirectoryError("按规定必须使用动态口令，不能停用", "换手机请联系管理员重设")
    second.drop(user, actor)
    access.forget(request)


def _required(request: HttpRequest) -> bool:
    return access.needs_second(request.user)


@require_POST
@signed_in
def unit(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own units."""
    access.choose(request, request.POST.get("unit", ""))
    return redirect(safe_next(request, reverse("account")))


@require_POST
@signed_in
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    sessions.end_others(request.user.pk or 0, cast("str | None", request.session.session_key))
    return redirect("account")
