"""Passwords: those that people choose, and those that an administrator hands out once."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from luoshi.office.directory import sessions
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import Account
from luoshi.office.directory.signing import LONGEST_PASSWORD, name_of

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another when reading them out."""


class LongEnough(MinimumLengthValidator):
    """The least length; Django says this one in English only."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return f"至少要有 {self.min_length} 个字符"

    def get_help_text(self) -> str:
        """What is wanted."""
        return f"口令{self.get_error_message()}。"


def temporary() -> str:
    """A password that is handed over and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def hand_out(user: User) -> str:
    """Set a temporary password and end every session of the person; returns it."""
    plain = temporary()
    user.set_password(plain)
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"must_change": True})
    sessions.end_others(user.pk)
    return plain


def change(user: User, new: str, again: str) -> None:
    """Change one's own password; whoever calls this has seen the old one, and keeps the session."""
    if new != again:
        raise DirectoryError("两次输入的新口令不一样", "请重新输入新口令")
    if user.check_password(new):
        raise DirectoryError("新口令与现在的口令相同", "请换一个口令")
    if len(new) > LONGEST_PASSWORD or "\0" in new:
        raise DirectoryError("新口令不能使用", f"请使用不超过 {LONGEST_PASSWORD} 个普通字符的口令")
    try:
        validate_password(new, user)
    except ValidationError as error:
        said = "；".join(message.rstrip("。.！") for message in error.messages)
        raise DirectoryError(f"新口令不合要求：{said}", "请换一个口令") from error
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        Account.objects.update_or_create(user=user, defaults={"must_change": False})
        actor = Actor("person", name_of(user), None, user)
        tell("account.password_changed", actor, subject=user.username)
