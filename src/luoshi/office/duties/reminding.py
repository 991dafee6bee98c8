"""Reminders (提醒): decided by sets, each once; sent through the office's channels; then the clock's part of it.

A reminder belongs to an item, a unit, a kind and the day on which it falls: the database holds each of these
once, so that a worker which is killed, runs twice or sees its clock jump decides nothing a second time. What
is over is not made up for: on the day after, nobody is told that the day is near.

Whatever becomes of the letter, the reminder stands in the office as a notice. All that waits for a unit goes
out as one letter; a channel that fails is followed by the next at once, and all are tried again later, after
longer and longer pauses. What a killed sender had in hand is sent again, under the same key.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from luoshi.office import clock
from luoshi.office.alerts import watch
from luoshi.office.alerts.channels import keeping, wording
from luoshi.office.alerts.channels.carrying import Crew, Job, Outcome, longest
from luoshi.office.alerts.models import Channel, Contact
from luoshi.office.directory.actors import CLOCK, Actor
from luoshi.office.duties import access, lights, office_settings
from luoshi.office.duties.models import OPEN, Reminder, Setting
from luoshi.office.journal.service import record

KINDS = {
    "before": "即将到期",
    "on": "今日到期",
    "after": "已逾期",
    "head": "逾期报上级",
    "office": "逾期报督查室",
}
REMINDED = tuple(stage for stage in OPEN if stage != lights.KEPT)
"""Stages in which a unit is reminded: it has the item and has not reported."""

LOOK = timedelta(minutes=5)
"""How often the clock looks whom to remind: what is assigned today for tomorrow is reminded today."""
LEASE = timedelta(minutes=5)
TRIES = 8
"""Rounds through all channels, hours apart at the end: after two days whoever sits in the office has read it."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
_VERY_FAR = timedelta(days=2)  # beyond every pause: written by a clock that was wrong
LIMIT = 2000
"""Reminders that one round of sending takes."""
_LONGEST = 360
"""Characters of what a letter lists: with its title and link it is a short message on every channel."""
_PAUSE = 2.0

_log = logging.getLogger(__name__)


# ---- deciding ----------------------------------------------------------------------------------------

# One statement for each kind. {day}: the day on which it falls; {to}: whom; {due}: which last days; {parts}: whose
# part of the item. A unit out of use is not told; who registered the item is, in its stead.
_DECIDE = """
INSERT INTO duties_reminder (item_id, unit_id, kind, day, at, state, tries, next, channel, why)
SELECT i.id, {to}, %(kind)s, {day}, %(at)s, 'queued', 0, %(at)s, '', ''
FROM duties_item i
JOIN duties_part p ON p.item_id = i.id AND p.role IN ({parts})
JOIN directory_unit u ON u.id = p.unit_id
LEFT JOIN directory_unit h ON h.id = u.parent_id AND h.active
WHERE i.due IS NOT NULL AND i.stage IN ({stages}) AND {due}
AND NOT EXISTS (
  SELECT 1 FROM duties_reminder r
  WHERE r.item_id = i.id AND r.unit_id = {to} AND r.kind = %(kind)s AND {told}
)
ON CONFLICT DO NOTHING
"""
_SELF = "CASE WHEN u.active THEN u.id ELSE i.by_id END"
_HEAD = "COALESCE(h.id, i.by_id)"
_ACTS = """
INSERT INTO duties_act (item_id, kind, at, unit_id, who, text, data)
SELECT item_id, CASE WHEN kind IN ('head', 'office') THEN 'escalate' ELSE 'remind' END, at, unit_id,
  %(who)s, {label}, {data} FROM {made}
"""


@dataclass(frozen=True)
class _Rule:
    """Whom one kind of reminder is for, and when it falls; ``told``: by which earlier one it was done already."""

    kind: str
    to: str
    day: str
    due: str
    parts: str = "'lead'"
    told: str = "r.day = {day}"


def decide(today: date, at: datetime | None = None) -> int:
    """Decide every reminder that falls by a day and was not decided yet; how many.

    Args:
        today: the day.
        at: the moment that they bear; now unless given.
    """
    moment = at or clock.now()
    with transaction.atomic(), _hashed():
        told = {rule.kind: _insert(rule, today, moment) for rule in _rules(today)}
        total = sum(told.values())
        if total:
            record(
                "duties.reminded", actor=CLOCK, at=moment, subject="督办提醒",
                body={"day": today.isoformat(), **told},
            )  # fmt: skip
    return total


@contextmanager
def _hashed() -> Iterator[None]:
    """On PostgreSQL without nested loops.

    Its statistics do not know of reminders that were decided a moment ago: for each of a hundred thousand items
    it would look through all of them.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("RESET enable_nestloop")


def _rules(today: date) -> list[_Rule]:
    set_here = office_settings.values()
    all_parts = "'lead', 'assist'"
    rules = [_Rule("on", _SELF, "i.due", "i.due = %(today)s", all_parts)]
    if before := set_here["before_days"]:
        due = f"i.due > %(today)s AND i.due <= {_plus('%(today)s', before)}"
        rules.append(_Rule("before", _SELF, _plus("i.due", -before), due, all_parts))
    rules.append(_after(set_here["after_days"], set_here["again_days"]))
    for kind, to in (("head", _HEAD), ("office", "i.by_id")):
        days = set_here[f"{kind}_days"]
        due = f"i.due <= {_plus('%(today)s', -days)}"
        # once for each last day: other settings do not escalate everything again
        rules.append(_Rule(kind, to, _plus("i.due", days), due, told="r.day > i.due"))
    return rules


def _after(days: int, again: int) -> _Rule:
    """The first one after the day, or the latest of those that follow it every so many days."""
    day = _plus("i.due", days)
    if again:
        postgres = connection.vendor == "postgresql"
        late = (
            "(%(today)s::date - i.due)" if postgres
            else "CAST(julianday(%(today)s) - julianday(i.due) AS INTEGER)"
        )  # fmt: skip
        gone = f"(({late} - {days}) / {again}) * {again} + {days}"
        day = f"(i.due + ({gone}))" if postgres else f"date(i.due, ({gone}) || ' days')"
    return _Rule("after", _SELF, day, f"i.due <= {_plus('%(today)s', -days)}")


def _plus(day: str, days: int) -> str:
    """A day and so many days, in the database's words."""
    if connection.vendor == "postgresql":
        return f"({day}::date + ({days}))"
    return f"date({day}, '{days:+d} days')"


def _insert(rule: _Rule, today: date, moment: datetime) -> int:
    """Decide one kind, and write each into its item's record."""
    statement = _DECIDE.format(
        to=rule.to, day=rule.day, due=rule.due, parts=rule.parts,
        told=rule.told.format(day=rule.day),
        stages=", ".join(f"'{each}'" for each in REMINDED),
    )  # fmt: skip
    values = {
        "kind": rule.kind, "today": today.isoformat(), "at": _written(moment), "who": CLOCK.name,
        "label": KINDS[rule.kind],
    }  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            acts = _ACTS.format(
                label="%(label)s", made="made",
                data="jsonb_build_object('kind', kind, 'day', day, 'unit', unit_id)",
            )  # fmt: skip
            cursor.execute(f"WITH made AS ({statement} RETURNING *) {acts}", values)
            return cursor.rowcount
        # whoever writes to SQLite is alone: what is beyond the last one is what was made
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM duties_reminder")
        (last,) = cursor.fetchone() or (0,)
        cursor.execute(statement, values)
        made = cursor.rowcount
        acts = _ACTS.format(
            label="%(label)s", made="duties_reminder WHERE id > %(last)s",
            data="json_object('kind', kind, 'day', day, 'unit', unit_id)",
        )  # fmt: skip
        if made:
            cursor.execute(acts, {**values, "last": last})
        return made


def _written(moment: datetime) -> Any:
    """A moment as Django writes it into the database."""
    return connection.ops.adapt_datetimefield_value(moment)


# ---- sending -----------------------------------------------------------------------------------------


@dataclass
class Sent:
    """What one round of sending came to, counted in reminders."""

    sent: int = 0
    quiet: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything to do."""
        return bool(self.sent or self.quiet or self.failed or self.given_up)


@dataclass
class _Letter:
    """All that waits for one unit, and the ways to reach it that are left."""

    unit: int
    rows: list[Reminder]
    ways: list[tuple[Channel, str]]
    tried: list[str] = field(default_factory=list[str])
    trouble: str = ""
    channel: str = ""
    ok: bool = False


def send(now: datetime | None = None, *, limit: int = LIMIT) -> Sent:
    """Send what waits, one letter to a unit; returns when what became of it is recorded."""
    moment = now or clock.now()
    told = Sent()
    claimed = _claim(moment, limit)
    if not claimed:
        return told
    samples = [each for each in claimed if _tried_out(each)]
    _quiet(samples, "样例，不外发", told)
    letters = _letters([each for each in claimed if not _tried_out(each)])
    _quiet(
        [row for each in letters if not each.ways for row in each.rows],
        "该单位没有可用的联系方式，只在系统内提醒", told,
    )  # fmt: skip
    letters = [each for each in letters if each.ways]
    outcomes = _carry(letters)
    _record(letters, outcomes, moment, told)
    return told


def _tried_out(row: Reminder) -> bool:
    return row.item.sample or row.unit.sample


def _due(now: datetime) -> QuerySet[Reminder]:
    waiting = Q(next__lte=now) | Q(next__gt=now + _VERY_FAR)
    return Reminder.objects.filter(waiting, state__in=["queued", "failed"])


def _claim(now: datetime, limit: int) -> list[Reminder]:
    """Take rows for a while; what is over by now is not sent any more."""
    with transaction.atomic():
        rows = _due(now).order_by("unit", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        taken = list(rows.select_related("item__lead", "unit")[:limit])
        over = [each for each in taken if _over(each)]
        _these(over).update(state="sent", next=None, why="事项已报告、办结、撤销或延期，不再外发")
        gone = {each.pk for each in over}
        left = [each for each in taken if each.pk not in gone]
        _these(left).update(next=now + LEASE)
        for each in left:
            each.next = now + LEASE
    return left


def _over(row: Reminder) -> bool:
    """Whether there is nothing to remind of any more: done, or its day was put off meanwhile."""
    due = row.item.due
    if row.item.stage not in REMINDED or due is None:
        return True
    return row.kind != "before" and (row.day < due if row.kind == "on" else row.day <= due)


def _these(rows: Iterable[Reminder]) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk__in=[each.pk for each in rows])


def _quiet(rows: Sequence[Reminder], why: str, told: Sent) -> None:
    _these(rows).update(state="sent", next=None, why=why)
    told.quiet += len(rows)


def _letters(rows: Sequence[Reminder]) -> list[_Letter]:
    channels = list(Channel.objects.filter(active=True).exclude(kind="phone"))
    by_unit: dict[int, list[Reminder]] = {}
    for row in rows:
        by_unit.setdefault(row.unit.pk, []).append(row)
    people: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(unit__in=list(by_unit), active=True):
        people.setdefault(contact.unit_id, []).append(contact)
    return [
        _Letter(unit, own, _ways(channels, people.get(unit, []))) for unit, own in by_unit.items()
    ]


def _ways(channels: Sequence[Channel], people: Sequence[Contact]) -> list[tuple[Channel, str]]:
    """The channels in the office's order, each to the first person who has it; those that are down come last."""
    found: list[tuple[Channel, str]] = []
    for channel in sorted(channels, key=lambda each: each.down is not None):
        address = next((a for each in people if (a := each.addresses.get(channel.kind))), "")
        if address:
            found.append((channel, address))
    return found


def _carry(letters: Sequence[_Letter]) -> list[tuple[Channel, Outcome]]:
    """Carry letters side by side, each along its channels until one takes it."""
    crew, outcomes = Crew(), list[tuple[Channel, Outcome]]()
    office = wording.base()
    failures: dict[int, int] = {}
    waiting = list(enumerate(letters))
    under_way: dict[int, tuple[_Letter, Channel]] = {}
    began = time.monotonic()
    while waiting or crew.busy:
        room, later = crew.room(), list[tuple[int, _Letter]]()
        for number, letter in waiting:
            channel, address = letter.ways[0]
            if failures.get(channel.pk, 0) >= keeping.DOWN_AFTER or _late(began, channel):
                if _next_way(letter, f"{channel.label}：暂停使用，稍后再试"):
                    later.append((number, letter))
            elif room.take(channel.key):
                under_way[number] = (letter, letter.ways.pop(0)[0])
                crew.start(_job(number, channel, address, letter, office))
            else:
                later.append((number, letter))
        waiting = later
        for job, outcome in crew.gather(0.2 if crew.busy else 0):
            letter, channel = under_way.pop(job.number)
            outcomes.append((channel, outcome))
            letter.channel = channel.label[:40]
            if outcome.ok:
                letter.ok, failures[channel.pk] = True, 0
                continue
            failures[channel.pk] = failures.get(channel.pk, 0) + (outcome.blame == "gateway")
            letter.tried.append(f"{channel.label}：{outcome.trouble}")
            if letter.ways:
                waiting.append((job.number, letter))
    return outcomes


def _late(began: float, channel: Channel) -> bool:
    """Whether a letter begun now could outlast the claim."""
    left = LEASE.total_seconds() - (time.monotonic() - began)
    return left < longest(channel.target)


def _next_way(letter: _Letter, why: str) -> bool:
    """Leave a channel out; whether another is left."""
    letter.channel = letter.ways.pop(0)[0].label[:40]
    letter.tried.append(why)
    return bool(letter.ways)


def _job(number: int, channel: Channel, address: str, letter: _Letter, office: str) -> Job:
    title, text = _title(letter.rows), _text(letter.rows, office)
    keys = ",".join(str(pk) for pk in sorted(each.pk for each in letter.rows))
    key = f"duty.{hashlib.sha256(keys.encode()).hexdigest()[:24]}"
    body = text if channel.kind == "mail" else f"{title}\n{text}"
    out = wording.Letter(title, body, key, str(letter.rows[0].pk))
    return Job(number, channel.key, channel.kind, channel.target, address, out)


def _title(rows: Sequence[Reminder]) -> str:
    return f"【督办】{rows[0].unit.name}有 {len(rows)} 项提醒"


def _text(rows: Sequence[Reminder], office: str) -> str:
    """What is most urgent first, as much as fits; of the rest how many."""
    order = list(KINDS)
    by_need = sorted(rows, key=lambda each: (-order.index(each.kind), each.day, each.pk))
    lines: list[str] = []
    for each in by_need:
        line = _line(each)
        if sum(map(len, lines)) + len(line) > _LONGEST:
            lines.append(f"……另有 {len(rows) - len(lines)} 项，见系统“督办”")
            break
        lines.append(line)
    return "\n".join([*lines, *([f"{office}/office/duties/"] if office else [])])


def _line(row: Reminder) -> str:
    item = row.item
    whose = f"，牵头：{item.lead.name}" if row.kind in ("head", "office") and item.lead else ""
    # one line, and no mark by which a robot would call people
    text = " ".join(wording.plain(item.text).split())[:40].replace("<", "＜")
    return f"{KINDS[row.kind]}：{item.key} {text}（时限 {item.due}{whose}）"


def _record(
    letters: Sequence[_Letter],
    outcomes: Sequence[tuple[Channel, Outcome]],
    now: datetime,
    told: Sent,
) -> None:
    """Write down what became of the letters, and what it says of the channels."""
    with transaction.atomic():
        _count(outcomes, now)
        for letter in letters:
            why = "；".join(letter.tried)[:200]
            own = _these(letter.rows).filter(state__in=["queued", "failed"])
            if letter.ok:
                told.sent += own.update(state="sent", next=None, channel=letter.channel, why=why)
                continue
            # the most tried first: nothing is counted twice
            for tries in sorted({each.tries for each in letter.rows}, reverse=True):
                again = tries + 1 < TRIES
                pause = min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
                number = own.filter(tries=tries).update(
                    state="failed", tries=tries + 1, next=now + pause if again else None,
                    channel=letter.channel, why=why,
                )  # fmt: skip
                told.failed += number if again else 0
                told.given_up += 0 if again else number


def _count(outcomes: Sequence[tuple[Channel, Outcome]], now: datetime) -> None:
    used = {channel.pk for channel, _ in outcomes}
    rows = Channel.objects.select_for_update().filter(pk__in=used).order_by("pk")
    fresh = {each.pk: each for each in rows}
    for channel, outcome in outcomes:
        if channel.pk in fresh and outcome.blame != "address":
            keeping.count(fresh[channel.pk], outcome, now)
    Channel.objects.bulk_update(fresh.values(), keeping.COUNTED)


# ---- read ----------------------------------------------------------------------------------------------


def shown(actor: Actor, *, unread: bool = False) -> QuerySet[Reminder]:
    """The notices of an actor's unit (the office sees all), newest first, sent out or not."""
    rows = access.reminders(actor).order_by("-at", "-pk")
    return rows.filter(read=None, unit=actor.unit) if unread else rows


def mark_read(actor: Actor, keys: Sequence[int]) -> int:
    """The unit has read its notices (已读)."""
    if actor.unit is None or not actor.acts:
        return 0
    rows = Reminder.objects.filter(unit=actor.unit, pk__in=keys, read=None)
    return rows.update(read=clock.now())


# ---- the clock's part ------------------------------------------------------------------------------------

_LOOKED = "looked_at"


def tick(now: datetime) -> Sent:
    """The clock's part: every few minutes and on each new day lights and reminders, and always what waits to be sent."""
    _look(now)
    return send(now)


def _look(now: datetime) -> bool:
    """Light and decide, where it is time; one worker does, and a killed one leaves it to the next."""
    today = now.astimezone(clock.HERE).date()
    row = Setting.objects.filter(name=_LOOKED).first()
    if row is None:
        row, _ = Setting.objects.get_or_create(name=_LOOKED, defaults={"value": ""})
    if not _time_to_look(row.value, now):
        return False
    with transaction.atomic():
        mine = Setting.objects.filter(name=_LOOKED, value=row.value)
        if not mine.update(value=now.astimezone(clock.HERE).isoformat()):
            return False
        lights.relight(today)
        decide(today, now)
    return True


def _time_to_look(written: str, now: datetime) -> bool:
    if not written:
        return True
    last = datetime.fromisoformat(written)
    other_day = last.astimezone(clock.HERE).date() != now.astimezone(clock.HERE).date()
    return other_day or abs(now - last) >= LOOK


def start(stop: threading.Event) -> threading.Thread:
    """The worker's thread for it: a gateway that hangs must keep no deadline of a case waiting."""
    last = [0.0]

    def work(now: datetime) -> None:
        if time.monotonic() - last[0] >= _PAUSE:
            last[0] = time.monotonic()
            tick(now)

    thread = threading.Thread(target=watch.loop, args=(stop, work), name="督办提醒", daemon=True)
    thread.start()
    return thread
