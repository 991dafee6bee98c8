"""People and gateways of a drill (模拟的人和渠道): what is queued is taken here, and goes nowhere else."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from luoshi.office.alerts import calling
from luoshi.office.alerts.drills.scenario import Person, Scenario
from luoshi.office.alerts.models import Attempt, Calling

PHONE = calling.PHONE
NOT_ANSWERED = timedelta(seconds=30)
"""How long a telephone rings before the operator gives up."""


@dataclass(order=True)
class _Coming:
    """An answer that will come, or a telephone call that will end."""

    at: datetime
    number: int
    token: UUID
    attempt: int
    heard: bool
    phone: bool


class People:
    """Everybody who may be called in a drill, and the operator who telephones."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._coming: list[_Coming] = []
        self._count = 0
        self._busy_until: datetime | None = None
        self._rung: dict[int, int] = {}
        self._taken: set[int] = set()

    def next(self) -> datetime | None:
        """When the next answer comes or call ends."""
        return self._coming[0].at if self._coming else None

    def live(self, now: datetime) -> None:
        """Let everybody do what they do by now."""
        self._answers(now)
        self._deliver(now)
        self._telephone(now)

    def _person(self, attempt: Attempt) -> Person:
        return self._scenario.people[int(attempt.address.removeprefix("drill-"))]

    def _down(self, kind: str, now: datetime) -> bool:
        passed = now - self._scenario.start
        return any(
            start <= passed < end
            for gateway in self._scenario.gateways
            if gateway.kind == kind
            for start, end in gateway.down
        )

    def _deliver(self, now: datetime) -> None:
        """What is sent arrives at once, or its gateway is down and the next channel is used."""
        rows = Attempt.objects.filter(state="queued", calling__state="open").exclude(kind=PHONE)
        for attempt in rows.select_related("calling"):
            if self._down(attempt.kind, now):
                attempt.state, attempt.trouble = "failed", "演练：渠道不通"
                attempt.tries += 1
                attempt.save(update_fields=["state", "trouble", "tries"])
                Calling.objects.filter(
                    pk=attempt.calling_id, state="open", step=attempt.step
                ).update(due=now)
                continue
            attempt.state, attempt.sent, attempt.tries = "sent", now, 1
            attempt.save(update_fields=["state", "sent", "tries"])
            after = self._person(attempt).answers.get(attempt.kind)
            if after is not None:
                self._come(now + after, attempt, heard=True)

    def _telephone(self, now: datetime) -> None:
        """The operator calls one after another."""
        pace = self._scenario.operator
        if pace is None or (self._busy_until is not None and self._busy_until > now):
            return
        rows = Attempt.objects.filter(state="queued", kind=PHONE, calling__state="open").exclude(
            pk__in=self._taken
        )
        attempt = rows.order_by("tries", "queued", "pk").first()
        if attempt is None:
            return
        person = self._person(attempt)
        self._rung[attempt.pk] = self._rung.get(attempt.pk, 0) + 1
        after = person.answers.get(PHONE)
        heard = after is not None and self._rung[attempt.pk] >= person.tries
        ends = now + pace + (after if heard and after is not None else NOT_ANSWERED)
        self._busy_until = ends
        self._taken.add(attempt.pk)
        self._come(ends, attempt, heard=heard, phone=True)

    def _come(self, at: datetime, attempt: Attempt, *, heard: bool, phone: bool = False) -> None:
        self._count += 1
        heapq.heappush(
            self._coming, _Coming(at, self._count, attempt.token, attempt.pk, heard, phone)
        )

    def _answers(self, now: datetime) -> None:
        while self._coming and self._coming[0].at <= now:
            coming = heapq.heappop(self._coming)
            if not coming.phone:
                calling.answer([calling.Said(coming.token, "link")], now)
                continue
            self._taken.discard(coming.attempt)
            attempt = Attempt.objects.select_related("calling").get(pk=coming.attempt)
            if attempt.calling.state == "open":
                calling.by_operator(attempt, "演练·话务员", now, answered=coming.heard)
