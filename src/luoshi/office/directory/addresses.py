"""From where a request comes (来源地址): the connection, or what a proxy that is believed says."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of who asks.

    Anyone may write ``X-Forwarded-For``; it is read from its end, and only as far as each address
    is that of a proxy of ours.
    """
    here = str(request.META.get("REMOTE_ADDR") or "")
    ours: frozenset[str] = settings.LUOSHI_PROXIES
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    while here in ours and passed and _is_address(passed[-1]):
        here = passed.pop()
    return here


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True
