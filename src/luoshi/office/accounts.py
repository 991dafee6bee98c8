"""How people sign in: what the environment says about it, checked before anything starts.

========================  ==================================================  ==================
variable                  what it sets                                        where it is not set
========================  ==================================================  ==================
``LUOSHI_REQUIRE_TOTP``   whose second factor is required: ``admins`` or      nobody's
                          ``all``
``LUOSHI_PROXIES``        addresses of reverse proxies whose                  none: the address
                          ``X-Forwarded-For`` is believed, by commas          of the connection
``LUOSHI_HTTPS``          ``1``: cookies only over https                      also over http
``LUOSHI_OIDC_CLIENT``    single sign-on (OpenID Connect): client, secret,    none: names and
``LUOSHI_OIDC_SECRET``    and four addresses of the city's provider; all of   passwords only
``LUOSHI_OIDC_AUTHORIZE`` them or none
``LUOSHI_OIDC_TOKEN``
``LUOSHI_OIDC_USER``
``LUOSHI_OIDC_KEYS``
========================  ==================================================  ==================
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from luoshi.config import ConfigurationError

TOTP = "LUOSHI_REQUIRE_TOTP"
PROXIES = "LUOSHI_PROXIES"
HTTPS = "LUOSHI_HTTPS"
OIDC = "LUOSHI_OIDC_"

LONGEST_SESSION = timedelta(hours=12)
"""After which everyone signs in again, however busy."""
IDLE_SESSION = timedelta(minutes=60)
"""Without a request for so long a session ends."""
FAILURES = 5
"""Wrong passwords for one name from one address, after which it is locked."""
LOCKED_FOR = timedelta(minutes=30)
SHORTEST_PASSWORD = 12
SECOND_WAITS = timedelta(minutes=5)
"""For how long a right password waits for its code."""

Required = Literal["nobody", "admins", "all"]

_YES, _NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
_ADDRESSES = ("AUTHORIZE", "TOKEN", "USER", "KEYS")
_NAMES = ("CLIENT", "SECRET", *_ADDRESSES)


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """A city's provider of single sign-on (统一身份认证)."""

    client: str
    secret: str
    authorize: str
    token: str
    user: str
    keys: str


def required_second_factor(environ: Mapping[str, str] = os.environ) -> Required:
    """Who must have a second factor."""
    written = environ.get(TOTP, "").strip().lower()
    if written in _NO:
        return "nobody"
    if written in _YES | {"admins"}:
        return "admins"
    if written == "all":
        return "all"
    raise ConfigurationError(
        f"“{written}”不是可用的值",
        f"环境变量 {TOTP}",
        "请写 admins（管理员必须用动态口令）或 all（人人必须用），或取消设置。",
    )


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """A setting that is on or off."""
    written = environ.get(name, "").strip().lower()
    if written not in _YES | _NO:
        raise ConfigurationError(
            f"“{written}”不是可用的值", f"环境变量 {name}", "请写 1 或 0，或取消设置。"
        )
    return written in _YES


def proxies(environ: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The proxies that are believed about where a request comes from."""
    found: set[str] = set()
    for written in filter(None, map(str.strip, environ.get(PROXIES, "").split(","))):
        try:
            found.add(str(ipaddress.ip_address(written)))
        except ValueError as error:
            raise ConfigurationError(
                f"“{written}”不是 IP 地址",
                f"环境变量 {PROXIES}",
                "请写反向代理的 IP 地址，多个用逗号隔开，或取消设置。",
            ) from error
    return frozenset(found)


def single_sign_on(environ: Mapping[str, str] = os.environ) -> SingleSignOn | None:
    """The provider of single sign-on, where one is set."""
    given = {name: environ.get(OIDC + name, "").strip() for name in _NAMES}
    if not any(given.values()):
        return None
    if missing := [OIDC + name for name, value in given.items() if not value]:
        raise ConfigurationError(
            f"单点登录的设置不全，缺少 {'、'.join(missing)}",
            f"环境变量 {OIDC}*",
            "请把六项都设好，或全部取消以只用登录名和口令。",
        )
    for name in _ADDRESSES:
        _check_address(OIDC + name, given[name])
    return SingleSignOn(**{name.lower(): value for name, value in given.items()})


def _check_address(name: str, value: str) -> None:
    """Secrets travel to these addresses, so that only https will do, or this machine."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if host and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))):
        return
    raise ConfigurationError(
        f"“{value[:80]}”不能用作单点登录的地址",
        f"环境变量 {name}",
        "请写以 https:// 开头的完整地址（本机试用可以是 http://127.0.0.1）。",
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
