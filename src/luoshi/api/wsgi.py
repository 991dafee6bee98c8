"""The office's entry for a WSGI server, with a straight way to the questions of the API.

``granian --interface wsgi luoshi.api.wsgi:application`` serves pages and API. A question to a rule
comes by the thousand, reads no cookie and writes nothing; sessions, CSRF, compression and static
files guard and serve pages only, and would cost more time than the answer. So questions are answered
before Django's middleware; everything else takes its usual way, on which the same functions answer.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.office.settings")

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, Start], Iterable[bytes]]
Answer = Callable[[HttpRequest, str], HttpResponse]

pages: Application = get_wsgi_application()

# Django must be ready before what uses its models is imported.
from luoshi.api import operations  # noqa: E402
from luoshi.api.errors import answered, broken  # noqa: E402
from luoshi.rules.errors import RuleError  # noqa: E402

_QUESTION = re.compile(r"/api/rules/([a-z0-9_.]{1,200})/(evaluate|explain|batch|what-if)")
_ANSWERS: dict[str, Answer] = {
    "evaluate": operations.evaluate,
    "explain": operations.explain,
    "batch": operations.batch,
    "what-if": operations.what_if,
}


def application(environ: Environ, start: Start) -> Iterable[bytes]:
    """Answer a question to a rule at once; leave everything else to Django."""
    asked = _QUESTION.fullmatch(environ["PATH_INFO"])
    if asked is None or environ["REQUEST_METHOD"] != "POST":
        return pages(environ, start)
    request = WSGIRequest(environ)
    try:
        request.get_host()
    except SuspiciousOperation:  # a name that is not one of ours: Django says so
        return pages(environ, start)
    response = _answered(_ANSWERS[asked[2]], request, asked[1])
    words = response.content
    start(
        f"{response.status_code} {response.reason_phrase}",
        [*response.items(), ("Content-Length", str(len(words)))],
    )
    return (words,)


def _answered(answer: Answer, request: HttpRequest, key: str) -> HttpResponse:
    try:
        return answer(request, key)
    except RuleError as error:
        return answered(error)
    except Exception:  # whatever it is, programs get JSON
        logging.getLogger("django.request").exception("%s %s", request.method, request.path)
        return broken()
