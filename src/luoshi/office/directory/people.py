"""The people of a unit: let in, given a post, let go; managed by the unit's own administrator."""

from __future__ import annotations

import unicodedata
from typing import cast

from axes.utils import reset as unlock
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from luoshi.office.directory import passwords, second, sessions
from luoshi.office.directory.access import manages, must_manage
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import MAY, Account, Membership, Post, Unit
from luoshi.office.directory.units import clean

_LONGEST_LOGIN = 60


def login_name(written: str) -> str:
    """A name to sign in with: letters, digits and ``@ . + - _``."""
    name = unicodedata.normalize("NFKC", clean(written, "登录名", _LONGEST_LOGIN))
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise DirectoryError(
            f"登录名“{name}”不能使用", "请只用文字、数字和 @ . + - _，不要有空格"
        ) from error
    return name


def may_of(written: str) -> str:
    """What someone may do at a unit, by its key or its label."""
    by_label = {label: key for key, label in MAY.items()}
    key = by_label.get(written, written)
    if key not in MAY:
        raise DirectoryError("没有这种权限", f"请从这些中选：{'、'.join(MAY.values())}")
    return key


def add(
    actor: Actor, unit: Unit, login: str, name: str, may: str = "officer", post: Post | None = None
) -> tuple[Membership, str | None]:
    """Let a person work at a unit; for a new account, the password to hand over is returned too."""
    must_manage(actor, unit)
    login, may = login_name(login), may_of(may)
    _same_unit(unit, post)
    with transaction.atomic():
        user = User.objects.filter(username__iexact=login).first()
        plain = None
        if user is None:
            user, plain = make(login, clean(name, "姓名", 60))
        elif not owns(actor, user):
            raise DirectoryError(
                f"登录名“{login}”已有人使用",
                "新人请换一个登录名；要让别的单位的人到本单位兼任，请联系系统管理员",
            )
        if Membership.objects.filter(user=user, unit=unit).exists():
            raise DirectoryError(f"“{login}”已经在本单位", "不需要再加")
        member = Membership.objects.create(user=user, unit=unit, may=may, post=post)
        tell("member.added", actor, subject=user.username, unit=unit, **_told(member))
    return member, plain


def make(login: str, name: str) -> tuple[User, str]:
    """An account with a password that is changed at the first sign-in."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(login, first_name=name)
    except IntegrityError as error:
        raise DirectoryError(f"登录名“{login}”已有人使用", "请换一个登录名") from error
    return user, passwords.hand_out(user)


def change(actor: Actor, member: Membership, may: str, post: Post | None) -> None:
    """Change what someone may do at a unit, and their post."""
    must_manage(actor, member.unit)
    may = may_of(may)
    _same_unit(member.unit, post)
    if actor.user is not None and actor.user.pk == member.user_id and may != member.may:
        raise DirectoryError("不能改自己的权限", "请由另一位管理员办理")
    with transaction.atomic():
        before = _told(member)
        member.may, member.post = may, post
        member.save()
        if (after := _told(member)) != before:
            tell(
                "member.changed", actor, subject=member.user.username, unit=member.unit,
                before=before, after=after,
            )  # fmt: skip


def remove(actor: Actor, member: Membership) -> None:
    """Let someone go from a unit; at the next request their session finds itself outside."""
    must_manage(actor, member.unit)
    if actor.user is not None and actor.user.pk == member.user_id:
        raise DirectoryError("不能把自己移出单位", "请由另一位管理员办理")
    with transaction.atomic():
        if Membership.objects.filter(pk=member.pk).delete()[0]:
            told = _told(member)
            tell("member.removed", actor, subject=member.user.username, unit=member.unit, **told)


def _told(member: Membership) -> dict[str, str]:
    return {
        "name": member.user.first_name,
        "may": member.may,
        "post": member.post.name if member.post else "",
    }


def _same_unit(unit: Unit, post: Post | None) -> None:
    if post is not None and post.unit_id != unit.pk:
        raise DirectoryError("这个岗位不是本单位的", "请从列表中选择岗位")


# ---- posts ---------------------------------------------------------------------------------


def make_post(actor: Actor, unit: Unit, name: str) -> Post:
    """Make a post."""
    must_manage(actor, unit)
    name = clean(name, "岗位名称", 60)
    with transaction.atomic():
        post, new = Post.objects.get_or_create(unit=unit, name=name)
        if not new:
            raise DirectoryError(f"已经有“{name}”这个岗位", "不需要再加")
        tell("post.made", actor, subject=unit.code, unit=unit, name=name)
    return post


def drop_post(actor: Actor, post: Post) -> None:
    """Do away with a post; whoever held it stays at the unit."""
    must_manage(actor, post.unit)
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk).delete()[0]:
            tell("post.dropped", actor, subject=post.unit.code, unit=post.unit, name=post.name)


# ---- their accounts ------------------------------------------------------------------------


def owns(actor: Actor, user: User) -> bool:
    """Whether a person's account is an actor's to open, close and hand out anew.

    Not because the person works at one's unit: whoever hands out a password can sign in with it,
    at every other unit of that person too.
    """
    if actor.runs_office:
        return True
    if user.is_staff or user.is_superuser:
        return False
    units = [row.unit for row in Membership.objects.filter(user=user).select_related("unit")]
    return bool(units) and all(manages(actor, unit) for unit in units)


def _must_own(actor: Actor, user: User) -> None:
    if actor.user is not None and actor.user.pk == user.pk:
        raise DirectoryError("不能这样处理自己的账户", "请在“我的账户”中办理，或由另一位管理员办理")
    if not owns(actor, user):
        raise Forbidden(
            "这个人还在您不管理的单位任职，或是系统管理员，您不能处理其账户", "请联系系统管理员"
        )


def reset_password(actor: Actor, user: User) -> str:
    """Hand out a new password; lifts the lock, ends every session."""
    _must_own(actor, user)
    with transaction.atomic():
        plain = passwords.hand_out(user)
        unlock(username=user.username)
        tell("account.password_reset", actor, subject=user.username, unit=actor.unit)
    return plain


def reset_second(actor: Actor, user: User) -> None:
    """Let someone who lost their telephone sign in without it and set it up anew."""
    _must_own(actor, user)
    with transaction.atomic():
        second.drop(user, actor)
        sessions.end_others(user.pk)


def set_active(actor: Actor, user: User, active: bool) -> None:
    """Close an account, or open it again."""
    _must_own(actor, user)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk).exclude(is_active=active).update(is_active=active):
            kind = "account.opened" if active else "account.closed"
            tell(kind, actor, subject=user.username, unit=actor.unit)
        if not active:
            sessions.end_others(user.pk)


def account_of(user: User) -> Account:
    """What the office keeps beside Django's account."""
    return cast("Account", Account.objects.filter(user=user).first() or Account(user=user))
