"""The settings of signing in: what can be written, and what is refused in Chinese."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from luoshi.config import ConfigurationError
from luoshi.office import accounts
from luoshi.office.directory.addresses import address_of

SSO = {
    "LUOSHI_OIDC_CLIENT": "luoshi",
    "LUOSHI_OIDC_SECRET": "secret",
    "LUOSHI_OIDC_AUTHORIZE": "https://id.example/auth",
    "LUOSHI_OIDC_TOKEN": "https://id.example/token",
    "LUOSHI_OIDC_USER": "https://id.example/user",
    "LUOSHI_OIDC_KEYS": "http://127.0.0.1:9000/keys",
}


def test_single_sign_on_is_whole_or_absent() -> None:
    assert accounts.single_sign_on({}) is None
    found = accounts.single_sign_on(SSO)
    assert found
    assert found.keys.endswith("/keys")
    for name in SSO:
        with pytest.raises(ConfigurationError, match=name):
            accounts.single_sign_on({**SSO, name: " "})


@pytest.mark.parametrize(
    "address", ["http://id.example/auth", "ftp://x/", "id.example", "https://", "https://[x/"]
)
def test_secrets_do_not_travel_in_the_open(address: str) -> None:
    with pytest.raises(ConfigurationError, match="LUOSHI_OIDC_TOKEN"):
        accounts.single_sign_on({**SSO, "LUOSHI_OIDC_TOKEN": address})


def test_who_needs_a_second_factor() -> None:
    for written, wanted in (("", "nobody"), ("1", "admins"), ("admins", "admins"), ("ALL", "all")):
        assert accounts.required_second_factor({accounts.TOTP: written}) == wanted
    with pytest.raises(ConfigurationError, match=accounts.TOTP):
        accounts.required_second_factor({accounts.TOTP: "maybe"})
    with pytest.raises(ConfigurationError):
        accounts.flag(accounts.HTTPS, {accounts.HTTPS: "maybe"})
    with pytest.raises(ConfigurationError):
        accounts.proxies({accounts.PROXIES: "proxy.example"})


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (None, "10.0.0.1"),
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("<script>", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, said: str | None, address: str) -> None:
    headers = {} if said is None else {"X-Forwarded-For": said}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    assert address_of(request) == "10.0.0.1"
    settings.LUOSHI_PROXIES = frozenset({"10.0.0.1", "10.0.0.2"})
    assert address_of(request) == address
