"""Who asks, and what of the directory is theirs: the one place through which every view goes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from luoshi.office.directory import tokens
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import Forbidden, NoUnit
from luoshi.office.directory.models import Account, Membership, Unit
from luoshi.office.directory.units import above, below, find, plays, units_playing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

__all__ = [
    "Standing",
    "actor_of",
    "choose",
    "find",
    "keeps_archive",
    "manages",
    "memberships",
    "needs_second",
    "plays",
    "standing",
    "unit",
    "units",
    "units_playing",
]

UNIT = "unit"
"""Where a session holds the unit that its person chose."""
_KNOWN = "_luoshi_standing"
SSO = "oidc.SingleSignOnBackend"


class Standing(Enum):
    """How far a request has come on its way to acting."""

    OUT = "nobody is signed in"
    SECOND = "the code of the second factor is wanted"
    CHANGE = "the password must be changed"
    ENROL = "a second factor must be set up"
    HOMELESS = "the person belongs to no unit"
    READY = "may act"


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts: a token of a unit, or a signed-in person at the unit that they chose."""
    return _known(request)[1]


def standing(request: HttpRequest) -> Standing:
    """How far the request has come, where it has no actor yet."""
    return _known(request)[0]


def _known(request: HttpRequest) -> tuple[Standing, Actor | None]:
    found = getattr(request, _KNOWN, None)
    if found is None:
        found = _look(request)
        setattr(request, _KNOWN, found)
    return cast("tuple[Standing, Actor | None]", found)


def forget(request: HttpRequest) -> None:
    """Look again: something that this rests on has just changed."""
    request.__dict__.pop(_KNOWN, None)


def _look(request: HttpRequest) -> tuple[Standing, Actor | None]:
    header = request.headers.get("Authorization", "")
    if header:
        # Whoever shows a token is that program or nobody, whatever cookies came along.
        return _program(header)
    user = cast("Any", request).user
    if not user.is_authenticated or not user.is_active:
        return Standing.OUT, None
    chosen = _chosen(request, memberships(user))
    account = Account.objects.filter(user_id=user.pk).first() or Account(user_id=user.pk)
    wanted = _wanted(request, user, account, chosen)
    if wanted is not Standing.READY:
        return wanted, None
    return wanted, _person(user, chosen)


def _program(header: str) -> tuple[Standing, Actor | None]:
    scheme, _, plain = header.partition(" ")
    token = tokens.find(plain.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        return Standing.OUT, None
    return Standing.READY, Actor("program", token.name, token.unit, may="officer")


def _wanted(
    request: HttpRequest, user: Any, account: Account, chosen: Membership | None
) -> Standing:
    if account.second and not user.is_verified():
        return Standing.SECOND
    signed_on = request.session.get(BACKEND_SESSION_KEY, "").endswith(SSO)
    if account.must_change and not signed_on:
        return Standing.CHANGE
    if not account.second and needs_second(user):
        return Standing.ENROL
    if chosen is None and not _runs(user):
        return Standing.HOMELESS
    return Standing.READY


def needs_second(user: Any) -> bool:
    """Whether the office's settings want a second factor of this person."""
    required = settings.LUOSHI_REQUIRE_TOTP
    if required == "nobody":
        return False
    return (
        required == "all"
        or _runs(user)
        or Membership.objects.filter(user_id=user.pk, may="admin").exists()
    )


def _runs(user: Any) -> bool:
    return bool(user.is_superuser or user.is_staff)


def _person(user: User, chosen: Membership | None) -> Actor:
    name = user.first_name or user.username
    if chosen is None:
        return Actor("person", name, None, user, may="viewer")
    return Actor("person", name, chosen.unit, user, may=chosen.may)


def memberships(user: User) -> list[Membership]:
    """Where a person works, as the list of the switcher."""
    rows = Membership.objects.filter(user_id=user.pk, unit__active=True)
    return list(rows.select_related("unit", "post").order_by("unit__name"))


def _chosen(request: HttpRequest, rows: list[Membership]) -> Membership | None:
    wanted = request.session.get(UNIT)
    return next((row for row in rows if row.unit_id == wanted), rows[0] if rows else None)


def choose(request: HttpRequest, code: str) -> Unit:
    """Act for another of one's own units from now on."""
    for row in memberships(cast("Any", request).user):
        if row.unit.code == code:
            request.session[UNIT] = row.unit_id
            forget(request)
            return row.unit
    raise NoUnit("您不在这个单位任职", "请从列表中选择自己的单位")


# ---- what is theirs ------------------------------------------------------------------------


def units(actor: Actor) -> QuerySet[Unit]:
    """The units that an actor may look into: all, one's own, and for its administrator those below."""
    if actor.runs_office:
        return Unit.objects.all()
    if actor.unit is None:
        return Unit.objects.none()
    if actor.kind == "person" and actor.may == "admin":
        return Unit.objects.filter(Q(pk=actor.unit.pk) | Q(pk__in=below(actor.unit)))
    return Unit.objects.filter(pk=actor.unit.pk)


def unit(actor: Actor, code: str) -> Unit:
    """One of them; what is not theirs does not exist for them."""
    found = Unit.objects.select_related("parent").filter(code=code).first()
    if found is None or not _sees(actor, found):
        raise NoUnit("没有这个单位", "请核对地址，或从单位列表进入")
    return found


def _sees(actor: Actor, found: Unit) -> bool:
    own = actor.unit is not None and actor.unit.pk == found.pk
    return own or manages(actor, found)


def manages(actor: Actor, found: Unit) -> bool:
    """Whether the people, posts and tokens of a unit are an actor's to manage."""
    if actor.runs_office:
        return True
    if actor.kind != "person" or actor.may != "admin" or actor.unit is None:
        return False
    return actor.unit.pk == found.pk or actor.unit.pk in above(found)


def must_manage(actor: Actor, found: Unit) -> None:
    """Refuse whoever does not manage a unit."""
    if not manages(actor, found):
        raise Forbidden(
            f"您不能管理“{found.name}”的人员、岗位和令牌", "请联系该单位的管理员或系统管理员"
        )


def keeps_archive(actor: Actor | None) -> bool:
    """Whether gazettes may be taken in and restored: by anyone, until the office has people."""
    if actor is not None and actor.runs_office:
        return True
    from django.contrib.auth.models import User

    running = User.objects.filter(Q(is_superuser=True) | Q(is_staff=True), is_active=True)
    return not running.exists()
