from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from luoshi.office.security import ContentSecurityPolicy


def test_every_answer_forbids_scripts_within_the_page(rf: RequestFactory) -> None:
    answer = ContentSecurityPolicy(lambda _: HttpResponse("x"))(rf.get("/"))
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "script-src" not in policy, "the default holds for scripts"


def test_an_answer_may_be_stricter(rf: RequestFactory) -> None:
    own = HttpResponse("x", headers={"Content-Security-Policy": "default-src 'none'"})
    answer = ContentSecurityPolicy(lambda _: own)(rf.get("/"))
    assert answer["Content-Security-Policy"] == "default-src 'none'"


def test_the_settings_are_closed_by_default() -> None:
    assert settings.DEBUG is False
    assert len(settings.SECRET_KEY) >= 50
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert set(settings.ALLOWED_HOSTS) >= {"127.0.0.1", "localhost", "[::1]"}
    assert "*" not in settings.ALLOWED_HOSTS
    assert "luoshi.office.security.ContentSecurityPolicy" in settings.MIDDLEWARE
