"""Sending what is queued (发送): claimed, carried, recorded; at least once, and marked where it is twice.

A sender claims attempts for a while (a lease) and commits before any of them goes out; so two senders
never take the same one, and what a killed sender had claimed is sent again when the lease has ended, under
the same key and marked as sent again. Threads carry the letters; the database is touched by the caller's
thread only.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q

from luoshi.config import ConfigurationError
from luoshi.office import clock
from luoshi.office.alerts.channels import keeping, wording
from luoshi.office.alerts.channels.carrying import Crew, Job, Outcome, longest
from luoshi.office.alerts.channels.keeping import DOWN_AFTER, health
from luoshi.office.alerts.models import Attempt, Calling, Channel
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal.service import record

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["Sent", "health", "send"]

LEASE = timedelta(minutes=2)
"""How long a claim holds: longer than any letter is under way, short enough for whoever waits to be woken."""
TRIES = 3
"""On one channel: what a gateway refused three times within half a minute the next channel brings sooner."""
FIRST_PAUSE = timedelta(seconds=5)
"""Before the second try; twice as long before each further one."""
PROBE = timedelta(minutes=1)
"""How often one attempt may try a channel that is down: an outage is over within a minute of its end."""
LIMIT = 200
"""Attempts claimed in one go: what the threads carry well within a lease."""
_FAR = timedelta(seconds=30)
_VERY_FAR = timedelta(minutes=10)  # clocks of two machines differ by less
_LOOK = 0.2
_TOGETHER = 50
"""Outcomes that are written in one transaction; a fifth of a second is waited for them."""
_LONGEST = 30.0
"""Seconds after which a round takes nothing more, so that it ends."""

_log = logging.getLogger(__name__)
_Row = TypeVar("_Row", Attempt, Calling, Channel)


@dataclass
class Sent:
    """What came of one round.

    Attributes:
        sent: taken by a gateway; ``again``: of these, how many may have gone out before.
        samples: recorded as sent, sent nowhere.
        queued: failed, and wait for another try. ``failed``: failed, and the call goes on.
        stopped: not needed any more. ``left``: put back, because the sender was told to stop.
    """

    sent: int = 0
    again: int = 0
    samples: int = 0
    queued: int = 0
    failed: int = 0
    stopped: int = 0
    left: int = 0

    def add(self, more: Sent) -> None:
        """Count others in."""
        for name, number in vars(more).items():
            setattr(self, name, getattr(self, name) + number)

    @property
    def anything(self) -> bool:
        """Whether there was anything to do."""
        return any((self.sent, self.samples, self.queued, self.failed, self.stopped, self.left))


@dataclass(frozen=True)
class _Verdict:
    """What is to be written of an attempt.

    Attributes:
        state: sent, sample, failed, stopped, left.
        outcome: of its gateway, where one was asked.
        final: no other try on this channel is of use.
    """

    attempt: Attempt
    state: str
    says: str = ""
    outcome: Outcome | None = None
    final: bool = False


def send(
    now: datetime | None = None, *, limit: int = LIMIT, stop: threading.Event | None = None
) -> Sent:
    """One round: send what is due, up to a number of attempts; returns when each of them is recorded.

    A round lasts as long as its slowest gateway may take (`carrying.longest`), however many hang; what falls
    due on other channels meanwhile is sent in it.

    Args:
        now: the office's clock.
        limit: how many attempts to have in hand at a time.
        stop: when set, nothing more is begun, and what was not begun is put back.
    """
    return _Round(now or clock.now(), limit, stop or threading.Event()).run()


@dataclass
class _Round:
    """One round of a sender: what it has in hand (``jobs`` are not begun), and has seen of the gateways."""

    now: datetime
    limit: int
    stop: threading.Event
    told: Sent = field(default_factory=Sent)
    began: float = field(default_factory=time.monotonic)
    crew: Crew = field(default_factory=Crew)
    failures: Counter[int] = field(default_factory=Counter[int])
    attempts: dict[int, Attempt] = field(default_factory=dict[int, Attempt])
    jobs: deque[Job] = field(default_factory=deque[Job])
    looked: float = 0.0

    def run(self) -> Sent:
        """Claim, carry, record; while letters are under way, what has become due meanwhile too."""
        self._take()
        verdicts: list[_Verdict] = []
        while self.attempts:
            verdicts += self._begin()
            for job, outcome in self.crew.gather(_LOOK if self.crew.busy else 0):
                verdicts.append(self._ended(self.attempts[job.number], outcome))
            idle = time.monotonic() - self.looked > _LOOK
            if verdicts and (idle or len(verdicts) >= _TOGETHER or not self.crew.busy):
                self._write(verdicts)
                verdicts = []
            if idle and not self.stop.is_set():
                self._take()
        return self.told

    def _moment(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    # -- carrying

    def _take(self) -> None:
        """Claim what is due, as far as there is room and the round is not too long already."""
        self.looked = time.monotonic()
        free = self.limit - len(self.attempts)
        if free <= 0 or (self.attempts and self.looked - self.began > _LONGEST):
            return
        moment = self._moment() if self.attempts else self.now
        with transaction.atomic():
            triage = [(each, _verdict(each, moment)) for each in _due(moment, free)]
            _claim(triage, moment)
        self._write([verdict for _, verdict in triage if verdict])
        office, replies = _office(), wording.replies()
        for each in (each for each, verdict in triage if verdict is None):
            channel = _channel(each)
            self.failures.setdefault(channel.pk, 0 if channel.down else channel.failures)
            self.attempts[each.pk] = each
            self.jobs.append(_job(each, wording.letter(each, office, replies)))

    def _begin(self) -> list[_Verdict]:
        """Start what there is room for; what need not be started at all is told."""
        over: list[_Verdict] = []
        ready: list[Job] = []
        room = self.crew.room()
        for _ in range(len(self.jobs)):
            job = self.jobs.popleft()
            attempt = self.attempts[job.number]
            if verdict := self._hindered(attempt, job):
                over.append(verdict)
            elif room.take(job.channel):
                ready.append(job)
            else:
                self.jobs.append(job)
        unwanted = _answered([job.number for job in ready])
        for job in ready:
            if why := unwanted.get(job.number):
                over.append(_Verdict(self.attempts[job.number], "stopped", why))
            else:
                self.crew.start(job)
        return over

    def _hindered(self, attempt: Attempt, job: Job) -> _Verdict | None:
        """Why a letter is not begun any more, if it is not."""
        if self.stop.is_set():
            return _Verdict(attempt, "left")
        left = attempt.next - self._moment() if attempt.next else timedelta(0)
        if left.total_seconds() < longest(job.target):
            return _Verdict(attempt, "left")  # another sender would take it while it is under way
        if self.failures[_channel(attempt).pk] >= DOWN_AFTER:
            return _Verdict(attempt, "failed", _out_of_order(_channel(attempt)), final=True)
        return None

    def _ended(self, attempt: Attempt, outcome: Outcome) -> _Verdict:
        channel = _channel(attempt).pk
        if outcome.ok:
            self.failures[channel] = 0
            return _Verdict(attempt, "sent", "已发出", outcome)
        if outcome.blame == "gateway":
            self.failures[channel] += 1
        final = outcome.blame == "address" or attempt.tries >= TRIES
        return _Verdict(attempt, "failed", outcome.trouble, outcome, final)

    # -- recording

    def _write(self, verdicts: list[_Verdict]) -> None:
        """Write verdicts down, all or none.

        Calls are locked before their attempts, as whoever records an answer does.
        """
        if not verdicts:
            return
        moment = self._moment()
        with transaction.atomic():
            calls = _locked(Calling, {each.attempt.calling_id for each in verdicts})
            rows = _locked(Attempt, {each.attempt.pk for each in verdicts})
            channels = _locked(Channel, {each.attempt.channel_id for each in verdicts} - {None})
            told, moved = Sent(), list[Calling]()
            for verdict in verdicts:
                row = rows.get(verdict.attempt.pk)
                channel = channels.get(verdict.attempt.channel_id or 0)
                if channel:
                    _count(channel, verdict.outcome, moment)
                if row:
                    call = calls[row.calling_id]
                    before = row.state
                    _settle(row, call, channel, verdict, moment, told)
                    if row.state != before and _moved(call, row, moment):
                        moved.append(call)
            Attempt.objects.bulk_update(rows.values(), _WRITTEN)
            Channel.objects.bulk_update(channels.values(), keeping.COUNTED)
            Calling.objects.bulk_update(moved, ["due"])
        self.told.add(told)
        for verdict in verdicts:
            self.attempts.pop(verdict.attempt.pk, None)


ALIVE = ("open", "exhausted")
"""A call that is still worth an attempt: nobody has answered, and what it tells still holds."""
LAST_PAUSE = timedelta(minutes=1)
"""When the last step of a call is tried again: there is nobody else, and the gateway may come back."""
_WRITTEN = ["state", "tries", "next", "sent", "trouble", "log"]


def _settle(
    row: Attempt,
    call: Calling,
    channel: Channel | None,
    verdict: _Verdict,
    moment: datetime,
    told: Sent,
) -> None:
    """Put a verdict into the attempt's row as it stands by now.

    Somebody may have answered, or another sender have taken the row over, while the letter was under way.
    """
    own = row.state == "claimed" and row.next == verdict.attempt.next
    if verdict.state in ("sent", "sample"):
        _log_entry(row, moment, channel, verdict.state, verdict.says)
        row.state, row.next, row.trouble = "sent", None, ""
        row.sent = row.sent or moment
        told.sent += verdict.state == "sent"
        told.samples += verdict.state == "sample"
        told.again += verdict.state == "sent" and row.tries > 1
    elif verdict.state == "left":
        if own:
            row.state, row.next, row.tries = "queued", moment, row.tries - 1
            told.left += 1
    else:
        if verdict.outcome or own:
            _log_entry(row, moment, channel, verdict.state, verdict.says)
        if own:
            _settle_unsent(row, call, channel, verdict, moment, told)


def _settle_unsent(
    row: Attempt,
    call: Calling,
    channel: Channel | None,
    verdict: _Verdict,
    moment: datetime,
    told: Sent,
) -> None:
    row.trouble = verdict.says[:300]
    if verdict.state == "stopped" or call.state not in ALIVE:
        row.state, row.next = "stopped", None
        told.stopped += 1
    elif _gateway_failed(verdict, channel) and _is_last(row):
        # Whoever leads is told that nobody is reached; meanwhile it goes on trying until it is stale.
        row.state, row.next = "queued", moment + LAST_PAUSE
        call.due = moment if call.state == "open" else None
        told.queued += 1
    elif verdict.final or (channel and channel.down):
        row.state, row.next = "failed", None
        told.failed += 1
    else:
        row.state, row.next = "queued", moment + FIRST_PAUSE * 2 ** (row.tries - 1)
        told.queued += 1


def _gateway_failed(verdict: _Verdict, channel: Channel | None) -> bool:
    """Whether it is for good this time, and the gateway's doing and not the address's."""
    if channel is None or not channel.active:
        return False
    address = verdict.outcome is not None and verdict.outcome.blame == "address"
    return (verdict.final or channel.down is not None) and not address


def _is_last(row: Attempt) -> bool:
    return not Attempt.objects.filter(calling=row.calling_id, step__gt=row.step).exists()


def _moved(call: Calling, row: Attempt, moment: datetime) -> bool:
    """When the call goes on: at once after a failure, after the time to answer where it was sent."""
    if call.state != "open" or call.step != row.step:
        return False
    if row.state == "failed":
        call.due = moment
        return True
    if row.state == "queued" and call.due == moment:
        return True  # the last step failed: those who lead are to know
    if row.state == "sent" and row.patience is not None:
        call.due = moment + timedelta(seconds=row.patience)
        return True
    return False


def _count(channel: Channel, outcome: Outcome | None, moment: datetime) -> None:
    """Let an outcome count for its channel; the journal tells when it fails and when it is back."""
    if outcome is None or outcome.blame == "address":
        return
    changed = keeping.count(channel, outcome, moment)
    if changed:
        record(
            f"channel.{changed}", actor=CLOCK, at=moment, subject=channel.key,
            body={"label": channel.label, "trouble": channel.trouble, "failures": channel.failures},
        )  # fmt: skip


def _log_entry(
    row: Attempt, moment: datetime, channel: Channel | None, outcome: str, says: str
) -> None:
    """A line of an attempt's own log: key, which try, when, on what, and what came of it."""
    again = row.tries > 1 and outcome in ("sent", "failed")
    row.log.append(
        {
            "at": moment.isoformat(),
            "key": row.key,
            "try": row.tries,
            "channel": channel.key if channel else "",
            "outcome": outcome,
            "says": f"重发：{says}" if again else says,
            "again": again,
        }
    )


# ---- taking ----------------------------------------------------------------------------------------


def _due(now: datetime, limit: int) -> Iterable[Attempt]:
    # No row is ever put off for so long: the clock was set back, and nobody is to wait for it to catch up.
    set_back = Q(state="queued", next__gt=now + _FAR) | Q(next__gt=now + LEASE + _VERY_FAR)
    rows = Attempt.objects.filter(Q(next__lte=now) | set_back, state__in=["queued", "claimed"])
    rows = rows.exclude(kind="phone").order_by("next", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("calling__message__alert", "channel")[:limit]


def _verdict(attempt: Attempt, now: datetime) -> _Verdict | None:
    """What is to become of an attempt that is due without sending it; None: it is to be sent."""
    call, channel = attempt.calling, attempt.channel
    if why := _unwanted(call, now):
        return _Verdict(attempt, "stopped", why)
    if call.message.alert.sample:
        return _Verdict(attempt, "sample", "样例不真发")
    if channel is None or not channel.active or channel.kind != attempt.kind:
        return _Verdict(attempt, "failed", "渠道已停用或移除", final=True)
    if channel.down and not _may_probe(channel, now):
        return _Verdict(attempt, "failed", _out_of_order(channel), final=True)
    return None


def _unwanted(call: Calling, now: datetime) -> str:
    if call.state not in ALIVE:
        return Calling.STATES.get(call.state, call.state)
    if call.message.overtaken:
        return "已被后来的发布取代"
    return "已过时" if call.message.stale < now else ""


def _answered(attempts: Sequence[int]) -> dict[int, str]:
    """Which attempts need not be sent by what is known at this moment, and why."""
    if not attempts:
        return {}
    rows = Attempt.objects.filter(pk__in=attempts).values_list(
        "pk", "state", "calling__state", "calling__message__overtaken"
    )
    unwanted = dict.fromkeys(attempts, "不再需要")
    for attempt, state, call, overtaken in rows:
        if state == "claimed":
            why = "已被后来的发布取代" if overtaken else ""
            unwanted[attempt] = why if call in ALIVE else Calling.STATES.get(str(call), str(call))
    return unwanted


def _may_probe(channel: Channel, now: datetime) -> bool:
    """Whether this sender, and no other, may try a channel that is down."""
    free = Q(tried=None) | Q(tried__lte=now - PROBE)
    return bool(Channel.objects.filter(free, pk=channel.pk).update(tried=now))


def _out_of_order(channel: Channel) -> str:
    since = channel.down.astimezone(clock.HERE) if channel.down else None
    return f"渠道不通（自 {since:%m-%d %H:%M}），转下一步" if since else "渠道不通，转下一步"


def _claim(triage: Sequence[tuple[Attempt, _Verdict | None]], now: datetime) -> None:
    """Take them, those too of which only a verdict is to be written: nobody else then writes one."""
    for each, verdict in triage:
        if each.state == "claimed" and verdict is None:
            # whoever had it was killed, and it may have gone out
            _log_entry(each, now, each.channel, "lost", "上次发送没有下文，以同一编号重发")
        each.tries += verdict is None
        each.state, each.next = "claimed", now + LEASE
    rows = [each for each, _ in triage]
    Attempt.objects.bulk_update(rows, ["state", "next", "tries", "log"])


def _job(attempt: Attempt, letter: wording.Letter) -> Job:
    channel = _channel(attempt)
    return Job(attempt.pk, channel.key, channel.kind, channel.target, attempt.address, letter)


def _channel(attempt: Attempt) -> Channel:
    """The channel of an attempt that was claimed."""
    assert attempt.channel is not None
    return attempt.channel


def _office() -> str:
    """The address for links; a wrong one must not keep anybody from being called."""
    try:
        return wording.base()
    except ConfigurationError as error:
        _log.error("应答链接发不出去：%s", error)
        return ""


def _locked(model: type[_Row], keys: Iterable[Any]) -> dict[int, _Row]:
    """Rows locked in the order of their keys, so that no two senders wait for each other."""
    rows: QuerySet[_Row] = model._default_manager.filter(pk__in=set(keys)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update()}
