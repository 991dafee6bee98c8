"""Tokens (接口令牌): a program of a unit shows one with each request; shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import Token, Unit
from luoshi.office.directory.units import clean

PREFIX = "luoshi_"
"""So that a token that leaked into a file or a log can be recognised."""
SELDOM = timedelta(minutes=1)
"""Its last use is written where the one that is written is older."""
_LONGEST = 100


def make(unit: Unit, name: str, actor: Actor = SHELL) -> tuple[Token, str]:
    """Make a token; its words are returned this once."""
    name = clean(name, "用途", 60)
    if not unit.active:
        raise DirectoryError(f"“{unit.name}”已停用", "请先恢复使用，再发令牌")
    plain = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(unit=unit, name=name, digest=_digest(plain))
        tell("token.made", actor, subject=unit.code, unit=unit, token=token.pk, name=name)
    return token, plain


def revoke(token: Token, actor: Actor = SHELL) -> None:
    """Let a token open nothing from now on; a second time nothing happens."""
    with transaction.atomic():
        held = Token.objects.filter(pk=token.pk, revoked=None)
        if held.update(revoked=timezone.now()):
            tell(
                "token.revoked", actor, subject=token.unit.code, unit=token.unit,
                token=token.pk, name=token.name,
            )  # fmt: skip


def find(plain: str) -> Token | None:
    """The token with these words, if it still opens anything."""
    if not plain.startswith(PREFIX) or len(plain) > _LONGEST or not plain.isascii():
        return None
    digest = _digest(plain)
    # Looked up by its hash: how long that takes says nothing about the words.
    token = Token.objects.select_related("unit").filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    if token.revoked is not None or not token.unit.active:
        return None
    now = timezone.now()
    if token.last_used is None or now - token.last_used > SELDOM:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    return token


def unit_of(plain: str) -> Unit | None:
    """For which unit whoever shows these words acts."""
    token = find(plain)
    return token.unit if token else None


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
