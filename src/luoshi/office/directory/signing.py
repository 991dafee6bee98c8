"""Signing in and out: the name and password, the lock after repeated failures, the session after it.

What is said to whoever fails never tells whether there is an account of that name.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from axes.models import AccessAttempt
from django.contrib import auth
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as verified_by

from luoshi.office.accounts import LOCKED_FOR, SECOND_WAITS
from luoshi.office.clock import HERE
from luoshi.office.directory import access, sessions
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.addresses import address_of
from luoshi.office.directory.errors import DirectoryError, Locked
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_otp.models import Device

PENDING = "second"
"""Where a session holds whose password was right while the code is awaited."""
LONGEST_NAME, LONGEST_PASSWORD = 150, 1000


def wrong() -> DirectoryError:
    """The one answer to a wrong name, a wrong password and an account that was closed."""
    return DirectoryError("登录名或口令不对", "请重新输入；忘记口令请联系本单位的管理员")


def check(request: HttpRequest, name: str, password: str) -> User:
    """The person of this name and password; raises `Locked` after too many that were wrong."""
    name = name.strip()
    if not name or not password or len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
        raise wrong()
    if "\0" in name or "\0" in password:
        raise wrong()
    user = auth.authenticate(request, username=name, password=password)
    if user is not None:
        return cast("User", user)
    if getattr(request, "axes_locked_out", False):
        until = _locked_until(name, address_of(request))
        if getattr(request, "axes_failures_since_start", None) is not None:
            _tell_locked(request, name, until)  # by this attempt; those after it are not told again
        raise Locked(
            f"失败次数过多，这个登录名已在您的地址上锁定到 {until:%H:%M}",
            "请到时再试；急需登录请联系本单位的管理员重设口令",
        )
    raise wrong()


def prove(request: HttpRequest, password: str) -> None:
    """Whether someone signed in still knows the password; guesses count as those at the door do."""
    user = cast("Any", request).user
    try:
        check(request, user.get_username(), password)
    except Locked:
        raise
    except DirectoryError as error:
        raise DirectoryError("现在的口令不对", "请重新输入现在使用的口令") from error


def without_a_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
    """Whether an attempt names nobody (single sign-on): there is nothing that could be locked."""
    return not (credentials or {}).get("username")


def _locked_until(name: str, address: str) -> datetime:
    rows = AccessAttempt.objects.filter(username=name, ip_address=address)
    last = rows.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    until = (last or timezone.now()) + LOCKED_FOR
    # Shown in whole minutes, so that nobody comes back a few seconds too early.
    return (until + timedelta(seconds=59)).astimezone(HERE).replace(second=0, microsecond=0)


def _tell_locked(request: HttpRequest, name: str, until: datetime) -> None:
    # A name that nobody has may be a password in the wrong field; it is not written down.
    user = User.objects.filter(username=name).first()
    actor = Actor("person", name_of(user) if user else "未知登录名", user=user)
    with transaction.atomic():
        tell(
            "account.locked", actor, subject=user.username if user else "",
            address=address_of(request), until=until.isoformat(),
        )  # fmt: skip


def name_of(user: User) -> str:
    """What a person is called."""
    return user.first_name or user.username


# ---- the code of the second factor ---------------------------------------------------------


def wants_second(user: User) -> bool:
    """Whether a code is wanted after the password."""
    return Account.objects.filter(user_id=user.pk, second=True).exists()


def wait_for_second(request: HttpRequest, user: User) -> None:
    """Remember whose password was right; nothing is opened yet."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "backend": getattr(user, "backend", ""),
        "at": timezone.now().isoformat(),
        "hash": user.get_session_auth_hash(),
    }


def waiting(request: HttpRequest) -> User | None:
    """Whose code is awaited: who gave the password a moment ago, or who is signed in without it."""
    if access.standing(request) is access.Standing.SECOND:
        return cast("User", cast("Any", request).user)
    held = request.session.get(PENDING)
    if not isinstance(held, dict):
        return None
    if timezone.now() - datetime.fromisoformat(held["at"]) > SECOND_WAITS:
        del request.session[PENDING]
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != held["hash"]:
        return None
    user.backend = held["backend"]  # type: ignore[attr-defined]
    return user


# ---- in and out ----------------------------------------------------------------------------


def enter(request: HttpRequest, user: User, device: Device | None = None) -> None:
    """Open a session: a new key, whatever key the browser brought."""
    backend = getattr(user, "backend", None) or request.session.get(auth.BACKEND_SESSION_KEY)
    auth.login(request, user, backend=backend)
    request.session.pop(PENDING, None)
    sessions.mark(request)
    sessions.SessionStore.clear_expired()
    if device is not None:
        verified(request, device)
    access.forget(request)
    rows = access.memberships(user)
    unit = rows[0].unit if rows else None
    actor = Actor("person", name_of(user), unit, user)
    sso = str(backend).endswith(access.SSO)
    with transaction.atomic():
        tell(
            "account.sign_in", actor, subject=user.username, unit=unit, address=address_of(request),
            by="单点登录" if sso else "口令", second=device is not None,
        )  # fmt: skip


def verified(request: HttpRequest, device: Device) -> None:
    """Remember by which device the person of this session was verified."""
    verified_by(request, device)
    access.forget(request)


def leave(request: HttpRequest) -> None:
    """End the session."""
    user = cast("Any", request).user
    if user.is_authenticated:
        actor = access.actor_of(request)
        actor = actor or Actor("person", name_of(user), None, user)
        with transaction.atomic():
            tell("account.sign_out", actor, subject=user.username, unit=actor.unit)
    auth.logout(request)
    access.forget(request)
