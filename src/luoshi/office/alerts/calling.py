"""Telling people and waiting for their answer (通知和叫应).

One message goes to many posts. Each post gets a call, each call its steps beforehand: who is tried on which
channel, first the one on duty, then the other holders of the post. A step that is not answered in time, or
that cannot be sent, is followed by the next; an answer on any channel ends the call. Everything here works
on sets of rows: a hundred thousand calls cost a few statements.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

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
BATCH = 5000
"""Calls that go on in one transaction."""
_HELD = 10_000
"""Calls that are written at once: what is held in memory."""


@dataclass(frozen=True)
class Target:
    """A post to be reached: of which unit, by what name; None as post where the unit has none of that name."""

    unit: Unit
    wanted: str
    post: Post | None


# --- whom


def targets(plan: Plan, call: Call, parties: Mapping[str, Unit], *, sample: bool) -> list[Target]:
    """Every post that a call of a plan reaches, each once.

    A unit that the case has chosen for a role stands for the role; else every unit that plays it does.
    """
    found: dict[tuple[int, str], Target] = {}
    for to in call.to:
        chosen = parties.get(to.role.key)
        units = [chosen] if chosen else units_playing(f"{plan.policy.key}.{to.role.key}")
        wanted = [each for each in units if each.active and each.sample == sample]
        posts = {each.unit_id: each for each in Post.objects.filter(unit__in=wanted, name=to.post)}
        for unit in wanted:
            found.setdefault((unit.pk, to.post), Target(unit, to.post, posts.get(unit.pk)))
    return list(found.values())


@dataclass(frozen=True)
class Step:
    """One step of a call beforehand: whom, on which channel, and how long to wait; None: for ever."""

    contact: Contact
    channel: Channel
    patience: int | None


class Routes:
    """Who holds which post and which channels there are, read once for a whole message."""

    def __init__(self, kinds: Sequence[str], patience: int | None, now: datetime) -> None:
        """Read the channels.

        Args:
            kinds: of channels, in the order of the text; the office's own order where there are none.
            patience: seconds to wait for an answer, as the text sets it; None where it sets none.
            now: the moment for which the roster is read.
        """
        self._now = now
        self._patience = patience
        self._channels: dict[str, Channel] = {}
        for each in Channel.objects.filter(active=True).order_by("order", "pk"):
            self._channels.setdefault(each.kind, each)
        self.kinds = tuple(kinds) or tuple(self._channels)

    def of(self, posts: Iterable[int]) -> dict[int, list[Step]]:
        """The steps for each post."""
        ids = list(posts)
        people: dict[int, list[Contact]] = defaultdict(list)
        for each in Contact.objects.filter(post_id__in=ids, active=True).order_by("order", "pk"):
            people[each.post_id].append(each)
        on_duty = dict(
            Shift.objects.filter(post_id__in=ids, begins__lte=self._now, ends__gt=self._now)
            .order_by("-begins")
            .values_list("post_id", "contact_id")
        )
        return {post: list(self._steps(people[post], on_duty.get(post))) for post in ids}

    def _steps(self, people: list[Contact], on_duty: int | None) -> Iterable[Step]:
        for contact in sorted(people, key=lambda each: each.pk != on_duty):
            for kind in self.kinds:
                channel = self._channels.get(kind)
                if channel is not None and contact.addresses.get(kind):
                    yield Step(contact, channel, self._wait(channel))

    def _wait(self, channel: Channel) -> int | None:
        """The text's time holds for what is sent; a telephone call ends when the operator says so."""
        if channel.kind == PHONE or self._patience is None:
            return channel.patience
        return self._patience


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
    queue(message, found, Routes(call.channels, patience_of(plan, call, now), now), now)
    return message


def title_of(alert: Alert, plan: Plan, kind: str) -> str:
    """The first line of what goes out."""
    words = {"issue": "发布", "adjust": "调整为", "lift": "解除", "relay": "转达"}
    area = f"{alert.area}" if alert.area else ""
    sample = "【样例】" if alert.sample else ""
    return f"{sample}{area}{words[kind]}{plan.level(alert.level).label}（{plan.label}）"[:200]


def text_of(plan: Plan, call: Call, content: Mapping[str, str]) -> str:
    """What goes out, one field a line."""
    wanted = call.says or tuple(each.key for each in plan.fields)
    labels = {each.key: each.label for each in plan.fields}
    return "\n".join(f"{labels[key]}：{content[key]}" for key in wanted if content.get(key))


def queue(message: Message, found: Sequence[Target], routes: Routes, now: datetime) -> None:
    """Write the calls of a message and all their steps; the first step of each is due at once."""
    for start in range(0, len(found), _HELD):
        _queue(message, found[start : start + _HELD], routes, now)
    notify = {each.unit.pk for each in found}
    AlertUnit.objects.bulk_create(
        [AlertUnit(alert_id=message.alert_id, unit_id=each) for each in notify],
        ignore_conflicts=True, batch_size=BATCH,
    )  # fmt: skip
    Notice.objects.bulk_create(
        [Notice(unit_id=each, case_id=message.alert.case_id, kind="told", at=now, clause=message.clause,
                text=message.title) for each in notify],
        batch_size=BATCH,
    )  # fmt: skip


def _queue(message: Message, found: Sequence[Target], routes: Routes, now: datetime) -> None:
    steps = routes.of({each.post.pk for each in found if each.post})
    calls: list[Calling] = []
    for each in found:
        ahead = steps.get(each.post.pk, []) if each.post else []
        calls.append(
            Calling(
                message=message,
                unit=each.unit,
                post=each.post,
                wanted=each.wanted,
                at=now,
                state="open" if ahead else "unreachable",
                why="" if ahead else why_not(each),
                due=_due(now, ahead[0].patience) if ahead else None,
            )
        )
    inserting.insert(calls)
    inserting.insert(
        [
            Attempt(
                calling_id=call.pk,
                step=number,
                contact=step.contact,
                name=step.contact.name,
                channel=step.channel,
                kind=step.channel.kind,
                address=str(step.contact.addresses[step.channel.kind])[:200],
                patience=step.patience,
                token=uuid.uuid4(),
                state="waiting" if number else "queued",
                next=None if number else now,
                queued=None if number else now,
            )
            for call, target in zip(calls, found, strict=True)
            if target.post
            for number, step in enumerate(steps[target.post.pk])
        ]
    )


def why_not(target: Target) -> str:
    """Why a post cannot be reached at all."""
    if target.post is None:
        return f"本单位没有设“{target.wanted}”"
    if not Contact.objects.filter(post=target.post, active=True).exists():
        return f"“{target.wanted}”没有人"
    return f"“{target.wanted}”的人没有可用的联系方式"


def _due(now: datetime, patience: int | None) -> datetime | None:
    return None if patience is None else now + timedelta(seconds=patience)


# --- going on


def escalate(now: datetime, limit: int = BATCH) -> int:
    """Take the next step of the calls whose time to answer is over; how many it took on."""
    with transaction.atomic():
        rows = Calling.objects.filter(state="open", due__lte=now).order_by("due")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        taken = dict(rows.values_list("pk", "step")[:limit])
        if not taken:
            return 0
        ahead = _next_steps(taken)
        _go_on(ahead, now)
        _exhaust([each for each in taken if each not in ahead], now)
    return len(taken)


def _next_steps(taken: Mapping[int, int]) -> dict[int, tuple[int, int | None]]:
    """For each call the attempt that follows, and how long that one waits."""
    rows = Attempt.objects.filter(
        calling_id__in=list(taken), state="waiting", step=F("calling__step") + 1
    ).values_list("calling_id", "pk", "patience")
    return {calling: (attempt, patience) for calling, attempt, patience in rows}


def _go_on(ahead: Mapping[int, tuple[int, int | None]], now: datetime) -> None:
    waits: dict[int | None, list[int]] = defaultdict(list)
    for calling, (_, patience) in ahead.items():
        waits[patience].append(calling)
    for patience, callings in waits.items():
        Calling.objects.filter(pk__in=callings).update(step=F("step") + 1, due=_due(now, patience))
    Attempt.objects.filter(pk__in=[attempt for attempt, _ in ahead.values()]).update(
        state="queued", queued=now, next=now
    )


def _exhaust(callings: Sequence[int], now: datetime) -> None:
    """No step is left: whoever leads the alert must know."""
    if not callings:
        return
    Calling.objects.filter(pk__in=callings).update(state="exhausted", due=None, ended=now)
    found: dict[int, list[str]] = defaultdict(list)
    rows = Calling.objects.filter(pk__in=callings).values_list(
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
    heard = Heard()
    with transaction.atomic():
        rows = Attempt.objects.filter(token__in=[each.token for each in said])
        known = {
            token: (attempt, calling, name, user)
            for attempt, token, calling, name, user in rows.values_list(
                "pk", "token", "calling_id", "name", "contact__user"
            )
        }
        heard.unknown = sum(1 for each in said if each.token not in known)
        heard.ended = _end({known[each.token][1] for each in said if each.token in known}, now)
        heard.late = len(said) - heard.unknown - len(heard.ended)
        inserting.insert(
            [
                Answer(calling_id=known[each.token][1], attempt_id=known[each.token][0],
                       name=known[each.token][2], via=each.via, note=each.note[:200],
                       who=each.who[:100], at=now)
                for each in said
                if each.token in known
            ]
        )  # fmt: skip
        ended = set(heard.ended)
        users = {found[3]: found[1] for found in known.values() if found[3] and found[1] in ended}
        _same_person(users, now)
        _pass_on(heard.ended, now)
    return heard


def _end(callings: Iterable[int], now: datetime) -> list[int]:
    """End the calls that nobody has answered yet; which they were."""
    rows = Calling.objects.filter(pk__in=list(callings), state__in=["open", "exhausted"])
    # In one order, so that two batches of answers never wait for each other.
    ids = list(
        rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        if connection.features.has_select_for_update
        else rows.values_list("pk", flat=True)
    )
    Calling.objects.filter(pk__in=ids).update(state="answered", due=None, ended=now)
    return ids


def _same_person(users: Mapping[int, int], now: datetime) -> None:
    """Whoever answered one call of an alert has answered all that it makes to them."""
    for user, calling in users.items():
        alert = Message.objects.filter(calls=calling).values("alert")[:1]
        others = Calling.objects.filter(
            message__alert=alert, state="open", attempts__contact__user=user,
            attempts__step=F("step"),
        ).values_list("pk", flat=True)  # fmt: skip
        ended = _end(list(others), now)
        Calling.objects.filter(pk__in=ended).update(why="同一人已在另一岗位应答")
        _pass_on(ended, now)


def _pass_on(callings: Sequence[int], now: datetime) -> None:
    """Where the plan wants it, whoever answered passes the message on within their unit (再传播)."""
    messages = Message.objects.filter(calls__in=callings).select_related("alert").distinct()
    for message in messages:
        plan = alerting.plan(message.alert.plan)
        of = next((each for each in plan.calls if each.key == message.call), None)
        if of is None or not of.relay:
            continue
        answered = Calling.objects.filter(pk__in=callings, message=message).select_related("unit")
        for calling in answered:
            relay(message, calling, plan, of, now)


def relay(message: Message, calling: Calling, plan: Plan, call: Call, now: datetime) -> None:
    """Pass a message on to the posts that the unit has named for it; once for a unit and message."""
    if Message.objects.filter(
        alert=message.alert, kind="relay", by=calling.unit, parent__message=message
    ).exists():
        return
    rows = Relay.objects.filter(
        Q(plan="") | Q(plan=plan.whole_key), unit=calling.unit, post__unit__active=True
    ).select_related("post__unit")
    found = {
        each.post_id: Target(each.post.unit, each.post.name, each.post)
        for each in rows
        if each.post_id != calling.post_id
    }
    if not found:
        return
    made = Message.objects.create(
        alert=message.alert, call=message.call, kind="relay", title=f"转达：{message.title}"[:200],
        text=message.text, clause=message.clause, by=calling.unit, post=calling.wanted, parent=calling,
        at=now, stale=message.stale, total=len(found),
    )  # fmt: skip
    queue(made, list(found.values()), Routes(call.channels, patience_of(plan, call, now), now), now)


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


def stop(alert: Alert, why: str, now: datetime) -> int:
    """End every call of an alert that is still open: what was told before no longer holds."""
    Message.objects.filter(alert=alert, overtaken=None).update(overtaken=now)
    return Calling.objects.filter(message__alert=alert, state="open").update(
        state="stopped", due=None, ended=now, why=why[:200]
    )


def stop_stale(now: datetime) -> int:
    """End the calls of messages that have grown old: they wake nobody any more."""
    return Calling.objects.filter(
        state="open", message__stale__lte=now, message__in=_open_messages(now)
    ).update(state="stopped", due=None, ended=now, why="消息已过时，不再叫醒任何人")


def _open_messages(now: datetime) -> QuerySet[Message]:
    week = now - timedelta(days=8)
    return Message.objects.filter(stale__lte=now, stale__gte=week)
