"""Whether the office answers, for those who watch it."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from luoshi.gazette import READER_VERSION
from luoshi.office.archive.models import Issue
from luoshi.web import answers


def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers and has its tables, else 503."""
    try:
        Issue.objects.exists()
    except DatabaseError:
        response = answers.data({"status": "error", "database": "不可用"}, 503)
    else:
        response = answers.data({"status": "ok", "reader": READER_VERSION})
    response["Cache-Control"] = "no-store"
    return response
