"""What a unit has, changed from its page: people, posts, names, roles, tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.office.directory import access, people, tokens, units
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import NoUnit
from luoshi.office.directory.models import MAY, Alias, Membership, Post, Token, Unit, UnitRole
from luoshi.office.directory.roles import role_labels
from luoshi.web import answers, asked
from luoshi.web.office.guard import OfficeRequest, office
from luoshi.web.views.units import office_only


@require_POST
@office(acts=True)
def add(request: OfficeRequest, code: str, what: str) -> HttpResponse:
    """Add a person, post, alias, role or token to a unit."""
    found = access.unit(request.actor, code)
    given = request.POST
    if what == "people":
        post = _own(found.posts, given.get("post", "")) if given.get("post") else None
        member, plain = people.add(
            request.actor, found, given.get("login", ""), given.get("name", ""),
            given.get("may", ""), post,
        )  # fmt: skip
        if plain:
            return _once(request, found, "临时口令", member.user.username, plain)
    elif what == "tokens":
        access.must_manage(request.actor, found)
        token, plain = tokens.make(found, given.get("name", ""), request.actor)
        return _once(request, found, "接口令牌", token.name, plain)
    else:
        adding: dict[str, Callable[[Actor, Unit, str], object]] = {
            "posts": people.make_post,
            "aliases": units.name_also,
            "roles": units.give_role,
        }
        if what not in adding:
            raise NoUnit("没有这个页面", "请从单位页面进入")
        adding[what](request.actor, found, given.get("name", ""))
    return redirect(f"{reverse('unit', args=[code])}#{what}")


def _own(rows: Any, key: str) -> Any:
    """One row of a unit's own by its key; those of other units do not exist here."""
    row = (
        rows.filter(pk=int(key)).first()
        if key.isascii() and key.isdecimal() and len(key) < 19
        else None
    )
    if row is None:
        raise NoUnit("没有这一项，可能已经移除", "请从单位页面重新进入")
    return row


def _once(request: OfficeRequest, found: Unit, what: str, name: str, plain: str) -> HttpResponse:
    """The one page that shows a password or a token."""
    context = {"nav": "units", "unit": found, "what": what, "name": name, "plain": plain}
    return answers.page(request, "luoshi/units/once.html", context)


Remove = Callable[[Actor, Any], None]


def _removal(found: Unit, what: str, key: str) -> tuple[Any, str, str, Remove]:
    """What is to go: the row, what it is called, what follows from its going, and who does it."""
    own: dict[str, Any] = {
        "people": found.members.select_related("user", "post", "unit"),
        "posts": found.posts.select_related("unit"),
        "aliases": found.aliases.select_related("unit"),
        "roles": found.roles.select_related("unit"),
        "tokens": found.tokens.filter(revoked=None).select_related("unit"),
    }
    if what not in own:
        raise NoUnit("没有这个页面", "请从单位页面进入")
    row = _own(own[what], key)
    if isinstance(row, Membership):
        name = row.user.first_name or row.user.username
        return (
            row,
            f"把“{name}”移出本单位",
            "其账户保留，但立即不能再以本单位名义办理。",
            people.remove,
        )
    if isinstance(row, Post):
        return row, f"撤销岗位“{row.name}”", "任此岗位的人仍在本单位。", people.drop_post
    if isinstance(row, Alias):
        return row, f"删去别名“{row.name}”", "此后按这个名称找不到本单位。", units.drop_alias
    if isinstance(row, UnitRole):
        label = role_labels().get(row.role, row.role)
        return row, f"收回角色“{label}”", "此后本单位不能再办理该角色的事项。", units.take_role
    assert isinstance(row, Token)
    follows = "使用它的程序立即不能再访问，令牌不能恢复。"
    return row, f"作废令牌“{row.name}”", follows, lambda actor, one: tokens.revoke(one, actor)


@office(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OfficeRequest, code: str, what: str, key: str) -> HttpResponse:
    """Take something away: asked first, done when confirmed."""
    found = access.unit(request.actor, code)
    if what in ("aliases", "roles"):
        office_only(request.actor)
    else:
        access.must_manage(request.actor, found)
    row, question, follows, away = _removal(found, what, key)
    if request.method == "POST":
        away(request.actor, row)
        return redirect(f"{reverse('unit', args=[code])}#{what}")
    context = {"nav": "units", "unit": found, "question": question, "follows": follows}
    return answers.page(request, "luoshi/units/confirm.html", context)


@office(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: OfficeRequest, code: str, key: str) -> HttpResponse:
    """Someone at a unit: what they may do, their post, and their account."""
    found = access.unit(request.actor, code)
    access.must_manage(request.actor, found)
    rows = found.members.select_related("user", "post", "unit")
    member: Membership = _own(rows, key)
    if request.method == "POST":
        return _handle(request, found, member)
    user = member.user
    context = {
        "nav": "units",
        "unit": found,
        "member": member,
        "held": people.account_of(user),
        "posts": list(found.posts.order_by("name")),
        "may": list(MAY.items()),
        "owns": people.owns(request.actor, user) and request.user.pk != user.pk,
        "self": request.user.pk == user.pk,
    }
    return answers.page(request, "luoshi/units/person.html", context)


def _handle(request: OfficeRequest, found: Unit, member: Membership) -> HttpResponse:
    act, actor, user = request.POST.get("act", ""), request.actor, member.user
    if act == "change":
        chosen = request.POST.get("post", "")
        post = _own(found.posts, chosen) if chosen else None
        people.change(actor, member, request.POST.get("may", ""), post)
    elif act == "password":
        return _once(request, found, "临时口令", user.username, people.reset_password(actor, user))
    elif act == "second":
        people.reset_second(actor, user)
    elif act in ("close", "open"):
        people.set_active(actor, user, act == "open")
    else:
        raise asked.BadQuestion("没有写明要做什么", "请从人员页面的按钮提交")
    return redirect("person", code=found.code, key=member.pk)
