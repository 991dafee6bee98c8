"""Who asks: a person at the unit of the session, a token, or nobody; and what is wanted first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from luoshi.office.directory import access, admin, people, tokens, units
from luoshi.office.directory.access import Standing
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.errors import DirectoryError, NoUnit
from luoshi.office.directory.models import Account, Membership, Token
from luoshi.office.journal.models import Entry
from tests.office.directory.conftest import City, employ


def asking(user: Any = None, verified: bool = False, **session: Any) -> HttpRequest:
    request: Any = RequestFactory().get("/")
    request.user = cast("Any", user or AnonymousUser())
    request.user.is_verified = lambda: verified
    request.session = session
    return request


def bearing(plain: str, scheme: str = "Bearer") -> HttpRequest:
    request: Any = RequestFactory().get("/", headers={"Authorization": f"{scheme} {plain}"})
    request.user, request.session = AnonymousUser(), {}
    return request


def ready(user: User) -> User:
    Account.objects.filter(user=user).update(must_change=False)
    return user


def test_a_person_at_the_unit_they_chose(city: City) -> None:
    user = ready(employ(city.bureau, "clerk")[0])
    people.add(SHELL, city.bank, "clerk", "样例", "viewer")
    actor = access.actor_of(asking(user))
    assert actor
    assert actor.unit == city.bureau  # the first by name
    request = asking(user)
    assert access.choose(request, "yh") == city.bank
    chosen = access.actor_of(request)
    assert chosen
    assert (chosen.unit, chosen.may, chosen.acts) == (city.bank, "viewer", False)
    with pytest.raises(NoUnit):
        access.choose(request, "zjz")
    # Let go there, the session falls back to what is left; a unit that closed opens nothing.
    people.remove(SHELL, Membership.objects.get(user=user, unit=city.bank))
    left = access.actor_of(asking(user, unit=city.bank.pk))
    assert left
    assert left.unit == city.bureau
    units.change(SHELL, city.bureau, active=False)
    assert access.standing(asking(user)) is Standing.HOMELESS


def test_what_is_wanted_first(city: City, settings: Any) -> None:
    user, _ = employ(city.bureau, "chief", "admin")
    assert access.standing(asking()) is Standing.OUT
    assert access.standing(asking(user)) is Standing.CHANGE
    sso: dict[str, Any] = {BACKEND_SESSION_KEY: "luoshi.office.directory.oidc.SingleSignOnBackend"}
    assert access.standing(asking(user, **sso)) is Standing.READY
    ready(user)
    assert access.standing(asking(user)) is Standing.READY
    settings.LUOSHI_REQUIRE_TOTP = "admins"
    assert access.standing(asking(user)) is Standing.ENROL
    Account.objects.update(second=True)
    assert access.standing(asking(user)) is Standing.SECOND
    assert access.standing(asking(user, verified=True)) is Standing.READY
    clerk = ready(employ(city.bureau, "clerk")[0])
    assert access.standing(asking(clerk)) is Standing.READY
    settings.LUOSHI_REQUIRE_TOTP = "all"
    assert access.standing(asking(clerk)) is Standing.ENROL
    user.is_active = False
    assert access.actor_of(asking(user, verified=True)) is None


def test_an_administrator_without_a_unit_acts_nowhere(city: City) -> None:
    root, _ = admin.create("root1")
    actor = access.actor_of(asking(ready(root)))
    assert actor
    assert actor.runs_office
    assert not actor.acts
    assert actor.unit is None


def test_tokens(city: City) -> None:
    token, plain = tokens.make(city.bank, "核心系统")
    other, second = tokens.make(city.bank, "另一个")
    assert plain != second
    assert plain not in str(Token.objects.filter(pk=token.pk).values())
    assert tokens.unit_of(plain) == city.bank
    actor = access.actor_of(bearing(plain))
    assert actor
    assert (actor.kind, actor.unit, actor.may) == ("program", city.bank, "officer")
    assert not access.manages(actor, city.bank)
    used = Token.objects.get(pk=token.pk).last_used
    tokens.unit_of(plain)
    assert used
    assert Token.objects.get(pk=token.pk).last_used == used  # not written with every request
    Token.objects.update(last_used=timezone.now() - timedelta(hours=1))
    tokens.unit_of(plain)
    again = Token.objects.get(pk=token.pk).last_used
    assert again
    assert again > used
    tokens.revoke(token)
    tokens.revoke(token)
    assert tokens.unit_of(plain) is None
    assert tokens.unit_of(second) == city.bank
    units.change(SHELL, city.bank, active=False)
    assert tokens.unit_of(second) is None
    other.unit.refresh_from_db()
    with pytest.raises(DirectoryError):
        tokens.make(other.unit, "停用之后")
    told = [entry.text for entry in Entry.objects.filter(kind__startswith="token.")]
    assert len(told) == 3
    assert not any(plain in text for text in told)


@pytest.mark.parametrize(
    "plain", ["", "luoshi_", "luoshi_wrong", "x" * 10_000, "luoshi_" + "令牌", "luoshi_\0"]
)
def test_what_is_no_token(city: City, plain: str) -> None:
    tokens.make(city.bank, "核心系统")
    assert tokens.unit_of(plain) is None


def test_a_token_never_falls_back_to_the_session(city: City) -> None:
    user = ready(employ(city.bureau, "clerk")[0])
    for header in ("Bearer luoshi_wrong", "Basic YTpi", "Bearer", "nonsense"):
        request = asking(user)
        request.META["HTTP_AUTHORIZATION"] = header
        assert access.actor_of(request) is None


def test_the_archive_is_open_until_there_are_administrators(city: City) -> None:
    assert access.keeps_archive(None)
    _, clerk = employ(city.bureau, "clerk")
    assert access.keeps_archive(clerk)
    root, _ = admin.create("root1")
    assert not access.keeps_archive(None)
    assert not access.keeps_archive(clerk)
    assert access.keeps_archive(access.actor_of(asking(ready(root))))
    User.objects.filter(pk=root.pk).update(is_active=False)
    assert access.keeps_archive(None)
