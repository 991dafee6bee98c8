"""The second factor (动态口令): a code from the person's telephone, and codes for the day it is lost."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import Account
from luoshi.office.directory.signing import name_of

if TYPE_CHECKING:
    from django_otp.models import Device

CODES = 10
"""Recovery codes, each good once."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_TOTP = re.compile(r"\d{6}", re.ASCII)


def begin(user: User) -> TOTPDevice:
    """The device that waits to be confirmed; the same until it is."""
    if Account.objects.filter(user=user, second=True).exists():
        raise DirectoryError("动态口令已经启用", "要换手机请先停用，再重新启用")
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "手机", "key": default_key()}
    )
    return device


def picture(device: TOTPDevice) -> str:
    """What the telephone photographs, as an address that holds the whole picture."""
    code = segno.make(device.config_url, error="m", micro=False)
    return code.svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def written(device: TOTPDevice) -> str:
    """The secret for telephones that cannot photograph it, in groups of four."""
    import base64

    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(re.findall(".{1,4}", secret))


def confirm(user: User, code: str) -> tuple[Device, list[str]]:
    """Take the device into use where the code is right; returns it and the recovery codes."""
    begin(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().get(user=user, confirmed=False)
        right = _allowed(device) and device.verify_token(int(_digits(code) or -1))
        if right:
            device.confirmed = True
            device.save()
            Account.objects.update_or_create(user=user, defaults={"second": True})
            codes = _new_codes(user)
            tell("account.second_on", _self(user), subject=user.username)
            return device, codes
    raise _wrong(device)


def verify(user: User, code: str) -> Device:
    """The device that this code comes from: the telephone, or the recovery codes."""
    kind = TOTPDevice if _digits(code) else StaticDevice
    with transaction.atomic():
        # Held, so that of two requests with the same code only one gets in.
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is not None and _allowed(device):
            plain = _digits(code) or re.sub(r"[\s-]", "", code.lower())[:16]
            if device.verify_token(plain):
                if kind is StaticDevice:
                    left = StaticToken.objects.filter(device=device).count()
                    tell(
                        "account.recovery_code_used", _self(user), subject=user.username, left=left
                    )
                return device
    raise _wrong(device)


def _digits(code: str) -> str:
    bare = re.sub(r"\s", "", code)
    return bare if _TOTP.fullmatch(bare) else ""


def _allowed(device: TOTPDevice | StaticDevice) -> bool:
    return bool(device.verify_is_allowed()[0])


def _wrong(device: Device | None) -> DirectoryError:
    """Each failure doubles the wait before the next attempt."""
    until: datetime | None = None
    if device is not None:
        _, told = device.verify_is_allowed()
        until = (told or {}).get("locked_until")
    if until and (seconds := int((until - timezone.now()).total_seconds()) + 1) > 0:
        return DirectoryError("动态口令不对，或试得太快", f"请等 {seconds} 秒后输入新的口令")
    return DirectoryError("动态口令不对", "请输入手机上现在显示的 6 位数字，或一个恢复码")


def new_codes(user: User) -> list[str]:
    """New recovery codes; the old ones end."""
    if not Account.objects.filter(user=user, second=True).exists():
        raise DirectoryError("还没有启用动态口令", "请先启用动态口令")
    with transaction.atomic():
        codes = _new_codes(user)
        tell("account.recovery_codes_made", _self(user), subject=user.username)
    return codes


def _new_codes(user: User) -> list[str]:
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "恢复码"})
    StaticToken.objects.filter(device=device).delete()
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return ["-".join(re.findall(".{4}", code)) for code in codes]


def left(user: User) -> int:
    """How many recovery codes a person has left."""
    return StaticToken.objects.filter(device__user=user).count()


def drop(user: User, actor: Actor) -> None:
    """Do without the second factor from now on."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        if Account.objects.filter(user=user, second=True).update(second=False):
            tell("account.second_off", actor, subject=user.username)


def _self(user: User) -> Actor:
    return Actor("person", name_of(user), None, user)
