"""Signing in as one of the sample's people (样例): a click, on one's own machine alone."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from luoshi.office.directory import signing
from luoshi.web import answers
from luoshi.web.office.guard import safe_next
from luoshi.web.office.sampling import sample_people

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_POST
def sign_in(request: HttpRequest, username: str) -> HttpResponse:
    """Open the session of a sample person; anyone else is told that there is no such page."""
    if username not in {each[0] for each in sample_people(request)}:
        return answers.error(request, "html", 404, "没有这个页面", "请用登录名和口令登录")
    user = User.objects.get(username=username)
    user.backend = _BACKEND  # type: ignore[attr-defined]
    signing.enter(request, user)
    return redirect(safe_next(request, "/office/"))
