"""Telling people and waiting for their answer (通知和叫应).

One message goes to many posts. Each post gets a call, each call its steps beforehand: who is tried on which
channel, first the one on duty, then the other holders of the post. A step that is not answered in time, or
that cannot be sent, is followed by the next; an answer on any channel ends the call. Everything here works
on sets of rows: a hundred thousand calls cost a few statements.
"""

from __future__ import annotations

import os
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from luoshi.office import clock
from luoshi.office.alerts import inserting, office_settings
from luoshi.office.alerts.models import (
    Alert,
    AlertUnit,
    Answer,
    Attempt,
    Calling,
    Channel,
    Contact,
    Message,
    Relay,
    Shift,
)
from luoshi.office.cases import calendar
from luoshi.office.cases.models import Notice
from luoshi.office.directory.models import Post, Unit
from luoshi.office.directory.units import units_playing
from luoshi.policies import alerting
from luoshi.procedures.calendar import CountingError
from luoshi.procedures.counting import Term, due, limit_of
from luoshi.procedures.plans import Call, Plan

PHONE = "phone"
BATCH = 1000
"""Calls that go on in one transaction."""
_HELD = 10_000
"""Calls that are written at once: what is held in memory."""


class Target(NamedTuple):
    """A post to be reached: of which unit, by what name; None as post where the unit has none of that name."""

    unit: int
    wanted: str
    post: int | None


# --- whom


def targets(plan: Plan, call: Call, parties: Mapping[str, Unit], *, sample: bool) -> list[Target]:
    """Every post that a call of a plan reaches, each once.

    A unit that the case has chosen for a role stands for the role; else every unit that plays it does.
    """
    found: dict[tuple[int, str], Target] = {}
    for to in call.to:
        chosen = parties.get(to.role.key)
        units = units_playing(f"{plan.policy.key}.{to.role.key}")
        wanted = (Unit.objects.filter(pk=chosen.pk) if chosen else units).filter(
            active=True, sample=sample
        )
        ids = wanted.values_list("pk", flat=True)
        rows = Post.objects.filter(unit__in=wanted.values("pk"), name=to.post)
        posts = dict(rows.values_list("unit_id", "pk"))
        for unit in ids:
            found.setdefault((unit, to.post), Target(unit, to.post, posts.get(unit)))
    return list(found.values())


def posts_of(plan: Plan, call: Call) -> QuerySet[Post]:
    """Every post that the call may reach, and perhaps more: for one query over all of them."""
    roles = [f"{plan.policy.key}.{to.role.key}" for to in call.to]
    return Post.objects.filter(
        name__in={to.post for to in call.to}, unit__roles__role__in=roles
    ).distinct()


class Person(NamedTuple):
    """Somebody at a post: the contact's number, name, addresses, and when these were last confirmed."""

    contact: int
    name: str
    addresses: Mapping[str, str]
    confirmed: date | None


class Step(NamedTuple):
    """One step of a call beforehand: whom, on which channel, and how long to wait; None: for ever."""

    person: Person
    channel: Channel
    patience: int | None


class Routes:
    """Who holds which post and which channels there are, read once for a whole message."""

    def __init__(
        self, kinds: Sequence[str], patience: int | None, now: datetime, *, sample: bool = False
    ) -> None:
        """Read the channels.

        Args:
            kinds: of channels, in the order of the text; the office's own order where there are none.
            patience: seconds to wait for an answer, as the text sets it; None where it sets none.
            now: the moment for which the roster is read.
            sample: what samples tell goes nowhere, so that it needs no channel of the office; those that
                are missing are stood in for.
        """
        self._now = now
        self._patience = patience
        channels: dict[str, Channel] = {}
        for each in Channel.objects.filter(active=True).order_by("order", "pk"):
            channels.setdefault(each.kind, each)
        if sample:
            for kind in kinds or (() if channels else (_SAMPLE_KIND, PHONE)):
                channels.setdefault(kind, _stand_in(kind))
        wanted = tuple(kinds) or tuple(channels)
        self._ways = [
            (kind, channels[kind], self._wait(channels[kind]))
            for kind in wanted
            if kind in channels
        ]

    def of(self, posts: QuerySet[Post]) -> dict[int, list[Step]]:
        """The steps for each post that has somebody."""
        within = posts.order_by().values("pk")
        people: dict[int, list[Person]] = defaultdict(list)
        rows = Contact.objects.filter(post__in=within, active=True).order_by("order", "pk")
        for post, *person in rows.values_list("post_id", "pk", "name", "addresses", "confirmed"):
            people[post].append(Person(*person))
        on_duty = dict(
            Shift.objects.filter(post__in=within, begins__lte=self._now, ends__gt=self._now)
            .order_by("-begins")
            .values_list("post_id", "contact_id")
        )
        return {post: self._steps(each, on_duty.get(post)) for post, each in people.items()}

    def _steps(self, people: list[Person], on_duty: int | None) -> list[Step]:
        if on_duty is not None:
            people = sorted(people, key=lambda each: each.contact != on_duty)
        return [
            Step(person, channel, patience)
            for person in people
            for kind, channel, patience in self._ways
            if person.addresses.get(kind)
        ]

    def _wait(self, channel: Channel) -> int | None:
        """The text's time holds for what is sent; a telephone call ends when the operator says so."""
        if channel.kind == PHONE or self._patience is None:
            return channel.patience
        return self._patience


_SAMPLE_KIND = "wechat"
_SAMPLE_PATIENCE = 180
"""Seconds that a stand-in of a channel waits, where the text says nothing."""


def _stand_in(kind: str) -> Channel:
    """A channel that no office has set up, for samples; it is not kept."""
    patience = None if kind == PHONE else _SAMPLE_PATIENCE
    return Channel(kind=kind, label=Channel.KINDS.get(kind, kind), patience=patience)


def patience_of(plan: Plan, call: Call, now: datetime) -> int | None:
    """Seconds to wait for an answer, as the text sets it."""
    if not call.answer:
        return None
    return round((until(plan, call.answer, now) - now).total_seconds())


def until(plan: Plan, limit: str, since: datetime) -> datetime:
    """The end of a period that a parameter of the plan's document sets, counted from a moment.

    Raises:
        CountingError: the text has no such period, or it is a recurring day.
    """
    of = limit_of(plan.policy, limit, since.astimezone(clock.HERE).date())
    if not isinstance(of.term, Term):
        raise CountingError(f"“{of.label}”不是一段时间", "请用写明多长时间的参数。", of.clause)
    return due(of.term, since, calendar.present()).at


# --- telling


def tell(
    alert: Alert, plan: Plan, call: Call, kind: str, content: Mapping[str, str],
    parties: Mapping[str, Unit], now: datetime,
) -> Message | None:  # fmt: skip
    """Queue one call of a plan to everyone it reaches; None where there is nobody."""
    found = targets(plan, call, parties, sample=alert.sample)
    if not found:
        return None
    by = parties.get(call.by.key) or next(
        (
            each
            for each in units_playing(f"{plan.policy.key}.{call.by.key}")
            if each.sample == alert.sample
        ),
        None,
    )
    message = Message.objects.create(
        alert=alert, call=call.key, kind=kind, title=title_of(alert, plan, kind),
        text=text_of(plan, call, content), clause=plan.policy.address(call.clause), by=by,
        post=call.post, at=now, stale=now + office_settings.stale_after(plan.whole_key),
        total=len(found),
    )  # fmt: skip
    routes = Routes(call.channels, patience_of(plan, call, now), now, sample=alert.sample)
    queue(message, found, routes.of(posts_of(plan, call)), now)
    return message


def title_of(alert: Alert, plan: Plan, kind: str) -> str:
    """The first line of what goes out."""
    words = {"issue": "发布", "adjust": "调整为", "lift": "解除"}
    if kind == "adjust" and _same_level(alert):
        words["adjust"] = "更新"
    label = plan.level(alert.level).label
    area = "" if label.startswith(alert.area) else alert.area  # 暴雨红色预警 says already what for
    sample = "【样例】" if alert.sample else ""
    return f"{sample}{area}{words[kind]}{label}（{plan.label}）"[:200]


def _same_level(alert: Alert) -> bool:
    """Whether the last turn left the level as it was."""
    last = list(alert.turns.order_by("-pk").values_list("level", flat=True)[:2])
    return len(last) > 1 and last[0] == last[1]


def text_of(plan: Plan, call: Call, content: Mapping[str, str]) -> str:
    """What goes out, one field a line."""
    wanted = call.says or tuple(each.key for each in plan.fields)
    labels = {each.key: each.label for each in plan.fields}
    return "\n".join(f"{labels[key]}：{content[key]}" for key in wanted if content.get(key))


def queue(
    message: Message, found: Sequence[Target], steps: Mapping[int, list[Step]], now: datetime
) -> None:
    """Write the calls of a message and all their steps; the first step of each is due at once."""
    for start in range(0, len(found), _HELD):
        _queue(message, found[start : start + _HELD], steps, now)
    _concern(message, {each.unit for each in found}, now)


def _concern(message: Message, units: set[int], now: datetime) -> None:
    """The units are concerned by the alert from now on, and find it among their notices."""
    there = set(AlertUnit.objects.filter(alert=message.alert).values_list("unit_id", flat=True))
    alert, case = message.alert_id, message.alert.case_id
    inserting.insert(AlertUnit, ("alert_id", "unit_id"), [(alert, each) for each in units - there])
    told = ("told", now, message.clause, message.title)
    inserting.insert(
        Notice, ("unit_id", "case_id", "kind", "at", "clause", "text"),
        [(each, case, *told) for each in units],
    )  # fmt: skip


_CALLING = ("message_id", "unit_id", "post_id", "wanted", "state", "why", "due", "at")
_ATTEMPT = (
    "calling_id", "step", "contact_id", "name", "channel_id", "kind", "address", "patience", "token",
    "state", "next", "queued",
)  # fmt: skip


def _queue(
    message: Message, found: Sequence[Target], steps: Mapping[int, list[Step]], now: datetime
) -> None:
    ahead = [steps.get(each.post, []) if each.post is not None else [] for each in found]
    calls = inserting.insert(
        Calling, _CALLING,
        [(message.pk, each.unit, each.post, each.wanted, *_begins(each, way, now), now)
         for each, way in zip(found, ahead, strict=True)],
    )  # fmt: skip
    inserting.insert(
        Attempt, _ATTEMPT,
        [(call, number, step.person.contact, step.person.name, step.channel.pk, step.channel.kind,
          str(step.person.addresses[step.channel.kind])[:200], step.patience, _token(),
          "waiting" if number else "queued", None if number else now, None if number else now)
         for call, way in zip(calls, ahead, strict=True)
         for number, step in enumerate(way)],
    )  # fmt: skip


def _token() -> uuid.UUID:
    """Unguessable: 122 random bits, as `uuid.uuid4` in half its time."""
    return uuid.UUID(bytes=os.urandom(16), version=4)


def _begins(of: Target, way: Sequence[Step], now: datetime) -> tuple[str, str, datetime | None]:
    """How a call begins: its state, why it cannot, and when its first step is over."""
    if not way:
        return "unreachable", why_not(of), None
    return "open", "", _due(now, way[0].patience)


NO_CHANNEL = "这些渠道还没有设置"


def why_not(of: Target) -> str:
    """Why a post cannot be reached at all."""
    if of.post is None:
        return f"本单位没有设“{of.wanted}”"
    people = Contact.objects.filter(post=of.post, active=True).values_list("addresses", flat=True)
    if not people:
        return f"“{of.wanted}”没有人"
    kinds = {kind for each in people for kind, address in each.items() if address}
    used = set(Channel.objects.filter(active=True, kind__in=kinds).values_list("kind", flat=True))
    if kinds and not used:
        told = "、".join(label for kind, label in Channel.KINDS.items() if kind in kinds)
        return f"“{of.wanted}”的人留了{told}，{NO_CHANNEL}"
    return f"“{of.wanted}”的人没有可用的联系方式"


def _due(now: datetime, patience: int | None) -> datetime | None:
    return None if patience is None else now + timedelta(seconds=patience)


# --- going on


def escalate(now: datetime, limit: int = BATCH) -> int:
    """Take the next step of the calls whose time to answer is over; how many it took on."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            taken, last = _take_on(now, limit)
        else:
            rows = Calling.objects.filter(state="open", due__lte=now).order_by("due")
            steps = dict(rows.values_list("pk", "step")[:limit])
            ahead = _next_steps(steps)
            _go_on(ahead, now)
            taken, last = len(steps), [each for each in steps if each not in ahead]
        _exhaust(last, now)
    return taken


_TAKE_ON = """
WITH taken AS MATERIALIZED (
    SELECT id, step FROM alerts_calling WHERE state = 'open' AND due <= %(now)s
    ORDER BY due LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), ahead AS (
    UPDATE alerts_attempt SET state = 'queued', queued = %(now)s, next = %(now)s FROM taken
    WHERE calling_id = taken.id AND alerts_attempt.step = taken.step + 1 AND state = 'waiting'
    RETURNING calling_id, alerts_attempt.step, patience
), gone AS (
    UPDATE alerts_calling SET step = ahead.step, due = %(now)s + patience * interval '1 second' FROM ahead
    WHERE id = calling_id RETURNING id
)
SELECT ARRAY(SELECT id FROM taken), ARRAY(SELECT id FROM gone)
"""


def _take_on(now: datetime, limit: int) -> tuple[int, list[int]]:
    """Escalate in one statement; how many it took on, and those of them that have no step left.

    The commit need not wait for the disk: what a crash undoes is due still and is taken on again, and
    nothing has gone out meanwhile, as whoever sends commits the claim first, and all before it with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(_TAKE_ON, {"now": now, "limit": limit})
        ((taken, gone),) = cursor.fetchall()
    return len(taken), sorted(set(taken) - set(gone))


def _next_steps(taken: Mapping[int, int]) -> dict[int, tuple[int, int | None]]:
    """For each call the attempt that follows, and how long that one waits."""
    rows = Attempt.objects.filter(
        calling_id__among=list(taken), state="waiting", step=F("calling__step") + 1
    ).values_list("calling_id", "pk", "patience")
    return {calling: (attempt, patience) for calling, attempt, patience in rows}


def _go_on(ahead: Mapping[int, tuple[int, int | None]], now: datetime) -> None:
    waits: dict[int | None, list[int]] = defaultdict(list)
    for calling, (_, patience) in ahead.items():
        waits[patience].append(calling)
    for patience, callings in waits.items():
        Calling.objects.filter(pk__among=callings).update(
            step=F("step") + 1, due=_due(now, patience)
        )
    Attempt.objects.filter(pk__among=[attempt for attempt, _ in ahead.values()]).update(
        state="queued", queued=now, next=now
    )


def _exhaust(callings: Sequence[int], now: datetime) -> None:
    """No step is left: whoever leads the alert must know."""
    if not callings:
        return
    Calling.objects.filter(pk__among=callings).update(state="exhausted", due=None, ended=now)
    found: dict[int, list[str]] = defaultdict(list)
    rows = Calling.objects.filter(pk__among=callings).values_list(
        "message__alert_id", "unit__name", "wanted"
    )
    for alert, unit, wanted in rows:
        found[alert].append(f"{unit}{wanted}")
    leads = AlertUnit.objects.filter(alert_id__in=found, leads=True).select_related("alert")
    Notice.objects.bulk_create(
        Notice(unit_id=each.unit_id, case_id=each.alert.case_id, kind="late", at=now,
               text=f"无人应答，已没有别的办法：{'、'.join(found[each.alert.pk])}"[:400])
        for each in leads
    )  # fmt: skip


# --- answers


@dataclass(frozen=True)
class Said:
    """An answer as it came in.

    Attributes:
        token: of the attempt that it answers.
        via: link, reply, office, operator. ``who``: who wrote it down, where that is another person.
    """

    token: uuid.UUID
    via: str = "link"
    note: str = ""
    who: str = ""


@dataclass
class Heard:
    """What came of answers: calls that ended with them, calls that had ended before, tokens of none."""

    ended: list[int] = field(default_factory=list[int])
    late: int = 0
    unknown: int = 0


def answer(said: Sequence[Said], now: datetime) -> Heard:
    """Take answers in: each ends its call on every channel, and all calls to the same person of that alert.

    Late ones and second ones are kept too, and change nothing.
    """
    with transaction.atomic():
        known = _known(said)
        answered = {each.calling: each for each in known.values()}
        others = _to_the_same(list(answered.values()))
        calls = answered | {each.calling: each for found in others.values() for each in found}
        passing = _passing(calls.values())
        open_still = _open_still(calls)
        ended = sorted(open_still & set(answered))
        also = sorted(open_still & {each.calling for of in ended for each in others.get(of, ())})
        rows = Calling.objects.filter(pk__among=ended)
        rows.update(state="answered", due=None, ended=now)
        if also:
            rows = Calling.objects.filter(pk__among=also)
            rows.update(state="answered", due=None, ended=now, why="同一人已在另一岗位应答")
        inserting.write(
            Answer, ("calling_id", "attempt_id", "name", "via", "note", "who", "at"),
            [(found.calling, found.attempt, found.name, each.via, each.note[:200], each.who[:100], now)
             for each in said if (found := known.get(each.token))],
        )  # fmt: skip
        if passing:
            _pass_on(passing, [calls[each] for each in (*ended, *also)], now)
    unknown = sum(1 for each in said if each.token not in known)
    return Heard(ended, len(said) - unknown - len(ended), unknown)


class _Tried(NamedTuple):
    """An attempt, of which call, and whom it tries: the contact and its account."""

    attempt: int
    calling: int
    unit: int
    message: int
    alert: int
    name: str
    contact: int | None
    user: int | None


_TRIED = (
    "pk", "calling_id", "calling__unit_id", "calling__message_id", "calling__message__alert_id", "name",
    "contact_id", "contact__user_id",
)  # fmt: skip


def _known(said: Sequence[Said]) -> dict[uuid.UUID, _Tried]:
    """What the tokens of answers stand for."""
    rows = Attempt.objects.filter(token__among=[each.token for each in said])
    return {token: _Tried(*row) for token, *row in rows.values_list("token", *_TRIED)}


def _to_the_same(answered: Sequence[_Tried]) -> dict[int, list[_Tried]]:
    """For each call that was answered, the other calls of that alert that now try the same person.

    The same person is the same contact, or another contact of the same account.
    """
    contacts = {each.contact for each in answered if each.contact is not None}
    users = {each.user for each in answered if each.user is not None}
    if users:
        contacts |= set(Contact.objects.filter(user__among=users).values_list("pk", flat=True))
    rows = Attempt.objects.filter(
        contact__among=contacts, step=F("calling__step"), calling__state="open",
        calling__message__alert__in={each.alert for each in answered},
    ).exclude(calling__among=[each.calling for each in answered])  # fmt: skip
    trying = [_Tried(*row) for row in rows.values_list(*_TRIED)]
    return {
        each.calling: [other for other in trying if _same(each, other)]
        for each in (answered if trying else ())
    }


def _same(one: _Tried, other: _Tried) -> bool:
    """Whether two attempts of one alert try the same person."""
    person = one.contact == other.contact or (one.user is not None and one.user == other.user)
    return person and one.alert == other.alert


def _passing(calls: Iterable[_Tried]) -> dict[Message, list[int]]:
    """The messages that may be passed on by those who answer, and by which units.

    Lifting an alert must not slip in between (`stop`): the messages are locked first, and what is passed on
    while it is being lifted is either seen and stopped there, or not begun here.
    """
    # One look into the index for each unit, however many posts another unit passes on to.
    relays = Relay.objects.filter(unit=OuterRef("pk")).order_by("unit_id", "plan", "post_id")
    found: dict[int, set[int]] = defaultdict(set)
    for each in calls:
        found[each.unit].add(each.message)
    units = Unit.objects.annotate(passes=Subquery(relays.values("pk")[:1])).filter(
        pk__among=list(found), passes__isnull=False
    )
    of: dict[int, list[int]] = defaultdict(list)
    for unit in units.order_by().values_list("pk", flat=True):
        for message in found[unit]:
            of[message].append(unit)
    return {each: of[each.pk] for each in _shared(sorted(of))} if of else {}


def _shared(messages: Sequence[int]) -> list[Message]:
    """Messages as they stand, with their alerts; nobody overtakes them until the transaction ends."""
    rows: Iterable[Message] = Message.objects.filter(pk__among=messages).order_by("pk")
    if connection.features.has_select_for_update:
        table = Message._meta.db_table
        rows = Message.objects.raw(
            f'SELECT * FROM "{table}" WHERE id = ANY(%s) ORDER BY id FOR SHARE', [list(messages)]
        )
    found = list(rows)
    prefetch_related_objects(found, "alert")
    return found


def _open_still(callings: Iterable[int]) -> set[int]:
    """Lock all calls that answers touch, in one order; those that nobody has answered yet.

    Because of the order no two batches of answers wait for each other in a circle.
    """
    rows = Calling.objects.filter(pk__among=list(callings)).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.values_list("pk", "state")
    return {pk for pk, state in found if state in {"open", "exhausted"}}


def _locked(rows: QuerySet[Calling]) -> list[int]:
    """Lock calls in the order of their rows; which they are."""
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _pass_on(
    passing: Mapping[Message, Sequence[int]], answered: Sequence[_Tried], now: datetime
) -> None:
    """Where the plan wants it, whoever answered passes the message on within their unit (再传播).

    A unit does so once for what it was told, whoever of it answers first, at whichever of its posts; what it
    is told anew it passes on anew.
    """
    for message, units in passing.items():
        plan = alerting.plans().get(message.alert.plan)
        of = next((each for each in plan.calls if each.key == message.call), None) if plan else None
        if plan is None or of is None or not of.relay or message.overtaken is not None:
            continue
        first: dict[int, int] = {}
        for each in sorted(answered, key=lambda each: each.calling):
            if each.message == message.pk and each.unit in units:
                first.setdefault(each.unit, each.calling)
        for unit in _not_yet(message, list(first)):
            calling = Calling.objects.select_related("unit").get(pk=first[unit])
            relay(message, calling, plan, of, now)


def _not_yet(message: Message, units: Sequence[int]) -> list[int]:
    """Which units have not passed a message on; for each of these one answer at a time comes this far."""
    done = Message.objects.filter(
        alert=message.alert, text=message.text, kind="relay", overtaken=None
    ).order_by()  # fmt: skip
    left = set(units) - set(done.filter(by__in=units).values_list("by", flat=True))
    if not left:
        return []  # as nearly always: then nobody waits for anybody
    concerned = AlertUnit.objects.filter(alert=message.alert, unit__in=left).order_by("pk")
    held = concerned.select_for_update(of=("self",), no_key=True)
    left = set(held.values_list("unit_id", flat=True))
    # The next one sees what the first has passed on.
    return sorted(left - set(done.filter(by__in=left).values_list("by", flat=True)))


def relay(message: Message, calling: Calling, plan: Plan, call: Call, now: datetime) -> None:
    """Pass a message on to the posts that the unit has named for it."""
    rows = Relay.objects.filter(
        Q(plan="") | Q(plan=plan.whole_key), unit=calling.unit, post__unit__active=True
    ).exclude(post=calling.post_id)
    found = {
        post: Target(unit, name, post)
        for post, unit, name in rows.values_list("post_id", "post__unit_id", "post__name")
    }
    if not found:
        return
    made = Message.objects.create(
        alert=message.alert, call=message.call, kind="relay", title=f"转达：{message.title}"[:200],
        text=message.text, clause=message.clause, by=calling.unit, post=calling.wanted, parent=calling,
        at=now, stale=message.stale, total=len(found),
    )  # fmt: skip
    sample = message.alert.sample
    routes = Routes(call.channels, patience_of(plan, call, now), now, sample=sample)
    posts = Post.objects.filter(pk__in=rows.values("post_id"))
    queue(made, list(found.values()), routes.of(posts), now)


def by_operator(
    attempt: Attempt, who: str, now: datetime, *, answered: bool, note: str = ""
) -> Heard:
    """What came of a telephone call: answered, or not; then the next step begins at once."""
    if answered:
        return answer([Said(attempt.token, "operator", note, who)], now)
    with transaction.atomic():
        found = Attempt.objects.select_for_update().select_related("calling").get(pk=attempt.pk)
        found.log = [
            *found.log,
            {"at": now.isoformat(), "outcome": "未接通", "note": note[:200], "who": who},
        ]
        found.tries += 1
        ahead = Attempt.objects.filter(calling=found.calling, step=found.step + 1).exists()
        if ahead:
            found.state = "failed"
            Calling.objects.filter(pk=found.calling_id, state="open", step=found.step).update(
                due=now
            )
        found.save(update_fields=["log", "tries", "state"])
    return Heard()


# --- stopping


def stop(alert: Alert, why: str, now: datetime, *, calls: Iterable[str] | None = None) -> int:
    """End calls of an alert that are still open: what was told by them no longer holds.

    Args:
        alert: whose calls.
        why: what has overtaken them.
        now: the moment.
        calls: keys of the plan's calls (with what was passed on of them); None: all of them.
    """
    messages = Message.objects.filter(alert=alert, overtaken=None)
    if calls is not None:
        messages = messages.filter(call__in=list(calls))
    ids: list[int] = []
    # Again until there is none: an answer that was being taken in may have passed one on meanwhile.
    while found := sorted(messages.values_list("pk", flat=True)):
        ids += found
        Message.objects.filter(pk__in=found).update(overtaken=now)
    rows = Calling.objects.filter(message__in=ids, state="open")
    return _stopped(rows, why, now)


def _stopped(rows: QuerySet[Calling], why: str, now: datetime) -> int:
    """End calls, and put aside the steps that they still had."""
    ids = _locked(rows)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        Attempt.objects.filter(calling__in=some, state__in=["queued", "waiting"]).update(
            state="stopped", next=None
        )
        Calling.objects.filter(pk__in=some).update(
            state="stopped", due=None, ended=now, why=why[:200]
        )
    return len(ids)


def stop_stale(now: datetime) -> int:
    """End the calls of messages that have grown old: they wake nobody any more."""
    old = Message.objects.filter(stale__lte=now).values("pk")
    rows = Calling.objects.filter(state="open", message__in=old)
    if not rows.exists():
        return 0
    with transaction.atomic():
        return _stopped(rows, "消息已过时，不再叫醒任何人", now)
