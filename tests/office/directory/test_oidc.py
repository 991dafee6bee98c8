"""Single sign-on against a provider that is made up here: who is let in, and who is not."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from luoshi.office.directory import people
from luoshi.office.directory.actors import SHELL
from tests.office.directory.conftest import City, employ
from tests.office.directory.test_accounts import SSO

CLAIMS = {"sub": "7", "preferred_username": "clerk"}


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The backend, with what the provider says of the person in place of its answers."""
    settings.OIDC_RP_CLIENT_ID = "luoshi"
    settings.OIDC_RP_CLIENT_SECRET = "secret"
    settings.OIDC_RP_SIGN_ALGO = "RS256"
    settings.OIDC_OP_JWKS_ENDPOINT = "https://id.example/keys"
    settings.OIDC_OP_TOKEN_ENDPOINT = settings.OIDC_OP_USER_ENDPOINT = "https://id.example/"
    settings.OIDC_CREATE_USER = False
    from luoshi.office.directory.oidc import SingleSignOnBackend

    backend = SingleSignOnBackend()
    backend.request = RequestFactory().get("/")
    return backend


def let_in(backend: Any, claims: dict[str, Any], **payload: Any) -> User | None:
    backend.get_userinfo = lambda *_: claims
    given = {"aud": "luoshi", "exp": time.time() + 60, "sub": "7", **payload}
    return backend.get_or_create_user("access", "id", given)


def test_those_whom_the_office_knows(city: City, provider: Any) -> None:
    user, _ = employ(city.bureau, "clerk")
    assert let_in(provider, CLAIMS) == user
    assert let_in(provider, CLAIMS, aud=["other", "luoshi"]) == user
    assert let_in(provider, {**CLAIMS, "preferred_username": "stranger"}) is None
    User.objects.create_user("homeless")
    assert let_in(provider, {**CLAIMS, "preferred_username": "homeless"}) is None
    assert let_in(provider, {**CLAIMS, "preferred_username": "a\0b"}) is None
    people.set_active(SHELL, user, False)
    assert let_in(provider, CLAIMS) is None
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("claims", "payload"),
    [
        (CLAIMS, {"aud": "other"}),
        (CLAIMS, {"aud": None}),
        (CLAIMS, {"exp": 1}),
        (CLAIMS, {"exp": None}),
        (CLAIMS, {"sub": ""}),
        ({**CLAIMS, "sub": "8"}, {}),
        ({"sub": "7"}, {}),
    ],
)
def test_tokens_that_are_not_for_us(
    city: City, provider: Any, claims: dict[str, Any], payload: dict[str, Any]
) -> None:
    employ(city.bureau, "clerk")
    with pytest.raises(SuspiciousOperation):
        let_in(provider, claims, **payload)


def test_the_settings_open_the_way(tmp_path: Any) -> None:
    """In a process of its own: settings and addresses are read once."""
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.urls import reverse\n"
        "assert settings.OIDC_RP_CLIENT_ID == 'luoshi'\n"
        "assert reverse('oidc_authentication_callback') == '/account/oidc/callback/'\n"
        "from django.contrib.auth import get_backends\n"
        "assert len(get_backends()) == 3\n"
        "from django.urls import resolve\n"
        "assert resolve('/account/oidc/callback/').func.view_class.__name__ == 'Callback'\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from django.test import Client\n"
        "page = Client().get('/account/sign-in/', HTTP_HOST='localhost').content.decode()\n"
        "assert '用统一身份登录' in page\n"
        "gone = Client().get('/account/oidc/authenticate/', HTTP_HOST='localhost')\n"
        "place = gone.headers['Location']\n"
        "assert place.startswith('https://id.example/auth?'), place\n"
        "assert 'code_challenge=' in place and 'nonce=' in place\n"
    )
    environ = {
        **SSO,
        "LUOSHI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "luoshi.office.settings",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
