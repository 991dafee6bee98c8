"""Whether the people of the samples (样例) may be tried at a click: on one's own machine alone."""

from __future__ import annotations

import os
from ipaddress import ip_address

from django.http import HttpRequest

from luoshi.office import sample

_NAMES = ("localhost", "127.0.0.1", "[::1]")


def sample_people(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Account, name and unit of everyone who may be tried; nobody from another machine."""
    return sample.people() if may_try(request) and sample.is_loaded() else []


_OF_PROXIES = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Forwarded",
    "Via",
)
"""Headers that say that somebody stands between: then the office is not one's own machine alone."""


def may_try(request: HttpRequest) -> bool:
    """Whether the office is one's own: not given a name, asked under a loopback one, from this machine."""
    if os.environ.get("LUOSHI_HOSTS", "").strip():
        return False
    name, _, port = request.get_host().rpartition(":")
    host = name if port.isdigit() and name else request.get_host()
    forwarded = any(name in request.headers for name in _OF_PROXIES)
    return host in _NAMES and _from_here(request) and not forwarded


def _from_here(request: HttpRequest) -> bool:
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
