"""The administrators of the office itself (系统管理员), made from its own machine."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from luoshi.office.directory import people, second
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.units import clean


def create(login: str, name: str = "", actor: Actor = SHELL) -> tuple[User, str]:
    """Make an administrator; returns the account and the password to hand over, shown once."""
    login = people.login_name(login)
    name = clean(name, "姓名", 60) if name.strip() else ""
    with transaction.atomic():
        if User.objects.filter(username__iexact=login).exists():
            raise DirectoryError(
                f"登录名“{login}”已有人使用",
                "请换一个登录名；忘记口令请运行 luoshi admin reset 登录名",
            )
        user, plain = people.make(login, name)
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        tell("account.administrator_made", actor, subject=user.username)
    return user, plain


def reset(login: str, actor: Actor = SHELL) -> str:
    """A new password for anyone, without the second factor: the way back in from the machine."""
    user = User.objects.filter(username=login.strip()).first()
    if user is None:
        raise DirectoryError(f"没有登录名“{login[:60]}”", "请核对登录名")
    with transaction.atomic():
        second.drop(user, actor)
        people.set_active(actor, user, True)
        return people.reset_password(actor, user)
