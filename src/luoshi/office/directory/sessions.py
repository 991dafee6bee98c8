"""Sessions that end: after a time without a request, and after a day's work in any case.

The machine's own clock counts here, not the office's, which drills may set.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from luoshi.office.accounts import IDLE_SESSION, LONGEST_SESSION
from luoshi.office.directory.addresses import address_of

BEGAN, SEEN, ADDRESS, AGENT = "began", "seen", "address", "agent"
SELDOM = timedelta(minutes=1)
"""A request writes its time only where the last one written is older."""

Answer = Callable[[HttpRequest], HttpResponse]


class SessionStore(RowStore):
    """Django's sessions in rows, with their owner and times in columns."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The rows."""
        from luoshi.office.directory.models import Sitting

        return Sitting

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session that is about to be kept."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.began, row.seen = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        row.address, row.agent = data.get(ADDRESS, ""), data.get(AGENT, "")
        return row


class SessionLimits:
    """End a session whose time has come, before any view looks at it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the session that is left."""
        session = request.session
        # Whoever has no cookie has no session, and none is looked for.
        if session.session_key and SESSION_KEY in session:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        session, now = request.session, timezone.now()
        began, seen = _moment(session.get(BEGAN)), _moment(session.get(SEEN))
        if began is None or seen is None:
            mark(request)  # signed in by other means than a page, as a test does
        elif now - began > LONGEST_SESSION or now - seen > IDLE_SESSION:
            session.flush()
        elif not timedelta(0) <= now - seen < SELDOM:
            session[SEEN] = now.isoformat()


def mark(request: HttpRequest) -> None:
    """Write when and from where a session began."""
    now = timezone.now().isoformat()
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[ADDRESS] = address_of(request)
    request.session[AGENT] = request.headers.get("User-Agent", "")[:200]


def end_others(user_id: int, but: str | None = None) -> int:
    """End every session of a person but one; returns how many."""
    from luoshi.office.directory.models import Sitting

    rows = Sitting.objects.filter(user_id=user_id)
    return (rows.exclude(session_key=but) if but else rows).delete()[0]


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
