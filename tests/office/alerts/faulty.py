"""What the processes of `test_alert_faults` do: one word names it, the last line printed is its outcome.

They stand on a database of their own, so that threads, killed workers and cut connections meet it as they
would meet the office's.
"""

from __future__ import annotations

import json
import logging
import os
import random
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import luoshi.office

luoshi.office.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from luoshi.office import clock, worker  # noqa: E402
from luoshi.office.alerts import calling, readings, sending, ticking, watch  # noqa: E402
from luoshi.office.alerts.models import (  # noqa: E402
    Alert,
    Answer,
    Attempt,
    Calling,
    Channel,
    Contact,
    Message,
    Reading,
    Standing,
    Turn,
)
from luoshi.office.cases import service  # noqa: E402
from luoshi.office.cases.models import Case, Notice  # noqa: E402
from luoshi.office.directory.actors import Actor  # noqa: E402
from luoshi.office.directory.models import Unit  # noqa: E402
from luoshi.policies import acting, alerting  # noqa: E402
from tests.office.alerts.office import HEADS, PLAN, RAIN, FloodOffice, moment  # noqa: E402
from tests.office.cases.faulty import Child, Fate, Say, together  # noqa: E402
from tests.office.cases.office import person  # noqa: E402

NOW = moment("2026-06-10T08:00")
MINUTES = timedelta(minutes=3)


class There(FloodOffice):
    """The office that another process has set up."""

    def __init__(self) -> None:
        self.units = {each.code: each for each in Unit.objects.all()}
        self.actors: dict[str, Actor] = {code: person(of) for code, of in self.units.items()}


def fresh() -> There:
    """Without any alert in force, any reading, any call that is open."""
    Alert.objects.update(state="reviewed")
    Calling.objects.update(state="stopped")
    Reading.objects.all().delete()
    Standing.objects.all().delete()
    Case.objects.update(state="closed")
    return There()


def by_hand(office: There, level: str = "orange") -> str:
    """A case that waits for its signature."""
    case = service.start(PLAN, office.actors["flood"])
    data = office.message(level)
    service.act(case.key, "draft", "to_director", office.actors["flood"], data=data)
    return case.key


def issued(office: There) -> Alert:
    """An alert in force."""
    key = by_hand(office)
    service.act(key, "sign", "publish", office.actors["director"])
    return Alert.objects.get(case__key=key)


def said(found: object) -> str:
    """What became of something, in words."""
    return f"{type(found).__name__}: {found}" if isinstance(found, Exception) else "done"


# --- at once


def publish() -> dict[str, Any]:
    """Two officers publish for one place; then one officer in two tabs."""
    told = []
    for _ in range(3):
        office = fresh()
        keys = [by_hand(office), by_hand(office)]
        sign: list[Callable[[], Any]] = [
            partial(service.act, key, "sign", "publish", office.actors["director"]) for key in keys
        ]
        came = [said(each) for each in together(sign)]
        (alert,) = Alert.objects.filter(state="in_force")
        calls = Calling.objects.filter(state="open").count()
        told.append([sorted(came), alert.key, calls, alert.turns.count()])
    office = fresh()
    key, before = by_hand(office), Turn.objects.count()
    sign_once = partial(
        service.act, key, "sign", "publish", office.actors["director"], version=1, token="tab"
    )
    tabs = [said(each) for each in together([sign_once] * 4)]
    other = partial(service.act, key, "sign", "publish", office.actors["director"], version=1)
    return {"told": told, "tabs": tabs, "turns": Turn.objects.count() - before, "other": said(together([other])[0])}  # fmt: skip


def escalate() -> dict[str, Any]:
    """Several workers look at one moment at calls that are due."""
    told = []
    for _ in range(3):
        issued(fresh())
        rounds = together([partial(calling.escalate, NOW + MINUTES, 2)] * 3)
        rest = calling.escalate(NOW + MINUTES)
        steps = Counter(
            Calling.objects.filter(due=None, state="open").values_list("step", flat=True)
        )
        queued = Attempt.objects.filter(calling__state="open", step=1, state="queued").count()
        told.append([[said(each) for each in rounds], sum(each for each in rounds if isinstance(each, int)) + rest, dict(steps), queued])  # fmt: skip
    return {"told": told}


def racing() -> dict[str, Any]:
    """Answers come in while the time to answer is over: whichever is first, and never both."""
    wrong, seen = [], Counter[str]()
    for _ in range(5):
        office = fresh()
        issued(office)
        calls = list(Calling.objects.filter(state="open"))
        tokens = [each.attempts.get(step=0).token for each in calls]
        work: list[Callable[[], Any]] = [
            partial(calling.answer, [calling.Said(each) for each in some], NOW + MINUTES)
            for some in (tokens[:3], list(reversed(tokens[3:])), tokens[::-2])
        ]
        came = together([*work, partial(ticking.calls, NOW + MINUTES)])
        wrong += [said(each) for each in came if isinstance(each, Exception)]
        at = dict(
            Calling.objects.filter(pk__in=[each.pk for each in calls]).values_list("pk", "step")
        )
        for seconds in (180, 400, 1000):
            ticking.calls(NOW + timedelta(seconds=seconds))
        for each in Calling.objects.filter(pk__in=at):
            seen[each.state] += 1
            if each.state != "answered" or each.due is not None or each.step != at[each.pk]:
                wrong.append(f"{each.pk} {each.state} {each.step} {each.due}")
    return {"wrong": wrong, "seen": dict(seen)}


def same_person() -> dict[str, Any]:
    """Somebody at two posts answers both at one moment: neither waits for the other for ever."""
    user, _ = get_user_model().objects.get_or_create(username="jia")
    posts = Contact.objects.filter(order=0, unit__code="hefeng")
    posts.update(user=user)
    came: list[str] = []
    for _ in range(4):
        office = fresh()
        case = service.start(PLAN, office.actors["flood"])
        service.act(
            case.key, "draft", "to_mayor", office.actors["flood"], data=office.message("red")
        )
        service.act(case.key, "sign_red", "publish", office.actors["mayor"])
        tokens = [
            office.call("hefeng", post).attempts.get(step=0).token for post in ("预警接收人", HEADS)
        ]
        found = together([partial(calling.answer, [calling.Said(each)], NOW) for each in tokens])
        came += [said(each) for each in found]
        came += [
            f"open {each.wanted}"
            for each in Calling.objects.filter(unit__code="hefeng", state="open")
        ]
    posts.update(user=None)
    return {"came": sorted(set(came))}


def relayed() -> dict[str, Any]:
    """Two of one unit answer at one moment: it is passed on once."""
    office = There()
    post = office.staff("songbei", "乡镇值班")
    made = office.passes_on("songbei", post)
    counts, came = [], list[str]()
    for _ in range(4):
        office = fresh()
        case = service.start(PLAN, office.actors["flood"])
        service.act(
            case.key, "draft", "to_mayor", office.actors["flood"], data=office.message("red")
        )
        service.act(case.key, "sign_red", "publish", office.actors["mayor"])
        tokens = [
            office.call("songbei", name).attempts.get(step=0).token
            for name in ("预警接收人", HEADS)
        ]
        found = together([partial(calling.answer, [calling.Said(each)], NOW) for each in tokens])
        came += [said(each) for each in found]
        counts.append(Message.objects.filter(alert__case=case, kind="relay").count())
    made.delete()
    return {"counts": counts, "came": sorted(set(came))}


def lifting() -> dict[str, Any]:
    """An answer that is passed on comes while the alert is lifted: nothing of it is open afterwards."""
    office = There()
    made = [office.passes_on(code, office.staff(code, "值班室")) for code in ("water", "city")]
    came, left = list[str](), list[str]()
    for n in range(6):
        office = fresh()
        alert = issued(office)
        key = alert.case.key
        service.act(key, "in_force", "lift", office.actors["flood"])
        data = {"all_below": True, "calm": 6}
        service.act(key, "lift", "propose", office.actors["flood"], data=data)
        tokens = [
            office.call(code).attempts.get(step=0).token for code in ("water", "city", "hefeng")
        ]

        def late(part: list[Any], wait: float) -> calling.Heard:
            time.sleep(wait)
            return calling.answer([calling.Said(each) for each in part], NOW)

        lift = partial(service.act, key, "lift_sign", "lift", office.actors["director"])
        found = together(
            [lift, partial(late, tokens[:2], n * 0.004), partial(late, tokens[::-1], n * 0.008)]
        )
        came += [said(each) for each in found]
        rows = Calling.objects.filter(message__alert=alert, state="open")
        left += [each.message.kind for each in rows.exclude(message__kind="lift")]
    for each in made:
        each.delete()
    return {"came": sorted(set(came)), "left": left}


def two_batches() -> dict[str, Any]:
    """Two batches of readings at one moment, the first that there ever are: the higher level stands."""
    told = []
    for n in range(4):
        office = fresh()

        def send(place: str, value: float, office: There = office) -> readings.Taken:
            row = readings.NewReading(RAIN, value, NOW, place, source="样例")
            return readings.take([row], office.actors["hydrology"])

        work = [partial(send, "一号站", 80), partial(send, "二号站", 0)]
        came = together(work if n % 2 else work[::-1])
        cases = Case.objects.filter(procedure=PLAN).exclude(state="closed").count()
        told.append([[said(each) for each in came], Standing.objects.get().level, cases])
    return {"told": told}


# --- killed


def _due(office: There, seconds: list[int]) -> list[int]:
    issued(office)
    calls = list(Calling.objects.filter(state="open").order_by("pk"))
    Channel.objects.filter(kind="phone").update(patience=60)
    Attempt.objects.filter(calling__in=calls, kind="phone").update(patience=60)
    for each, wait in zip(calls, seconds, strict=False):
        Calling.objects.filter(pk=each.pk).update(due=NOW + timedelta(seconds=wait))
    return [each.pk for each in calls]


def watching(moments: list[float], fate: Fate | None) -> Callable[[Say], None]:
    """Like a worker's thread that looks after calls, over some moments, again and again."""

    def work(say: Say) -> None:
        say("ready")
        if fate:
            connection.execute_wrappers.append(fate)
        while True:
            for each in moments:
                ticking.calls(NOW + timedelta(seconds=each))
                say(f"looked {each}")

    return work


def kills(count: str, seed: str) -> dict[str, Any]:
    """A worker is killed again and again while calls are due; the next one takes them on."""
    chance, wrong, died = random.Random(seed), list[str](), Counter[str]()
    for n in range(int(count)):
        office = fresh()
        ids = _due(office, [180 + 7 * k for k in range(6)])
        calling.BATCH = chance.choice([1, 2, 5000])
        moments = [180.0 + 3 * k for k in range(20)]
        fate = Fate(chance.randint(1, 60), chance.random() < 0.5) if n % 2 else None
        child = Child(watching(moments, fate), fate)
        if fate is None:
            things = chance.randint(1, 15)
            child.await_(lambda told, things=things: len(told) > things, 10)
        else:
            child.await_(lambda _: False, 3)
        died["by itself" if not child.lives() else "killed"] += 1
        child.kill()
        seen = [_whole(each) for each in ids]
        wrong += [f"round {n}: {each}" for each in seen if each]
        for second in range(180, 480, 5):
            ticking.calls(NOW + timedelta(seconds=second))
            if second in (190, 300, 360):
                wrong += [f"round {n} at {second}: {each}" for each in map(_whole, ids) if each]
        for each in Calling.objects.filter(pk__in=ids):
            if each.state != "exhausted" or each.step != 2:
                wrong.append(f"round {n}: {each.pk} {each.state} {each.step}")
        notices = Notice.objects.filter(kind="late", case=Message.objects.latest("pk").alert.case)
        named = Counter(part for each in notices for part in each.text.split("：")[1].split("、"))
        if set(named.values()) != {2}:  # each call once to each of the two who lead
            wrong.append(f"round {n}: told {dict(named)}")
        notices.delete()
    return {"wrong": wrong, "died": dict(died)}


def _whole(calling_: int) -> str:
    """Whether a call's step and its attempts agree: what was reached is queued, what was not waits."""
    call = Calling.objects.get(pk=calling_)
    states = list(call.attempts.order_by("step").values_list("state", flat=True))
    wanted = ["queued"] * (call.step + 1) + ["waiting"] * (len(states) - call.step - 1)
    if states != wanted or (call.due is None) != (call.state != "open"):
        return f"{call.pk} {call.state} step {call.step} {states} due {call.due}"
    return ""


# --- the database goes away


def gone(times: str) -> dict[str, Any]:
    """Every connection is cut while the loops run: they come back and go on, and no call is lost."""
    watch.LONGEST_PAUSE = worker.LONGEST_PAUSE = 0.3
    watch.PAUSE = worker.PAUSE = 0.05
    sent = threading.Event()
    sending.send = lambda *_, **__: sent.set()
    stop, begun = threading.Event(), time.monotonic()
    watch.clock.now = lambda: NOW + timedelta(seconds=time.monotonic() - begun)
    office = fresh()
    ids = _due(office, [1] * 6)
    Attempt.objects.filter(calling__in=ids).update(patience=1)
    threads = [
        *watch.start(stop),
        threading.Thread(target=worker.run, args=(stop, lambda *_: None, 0.05), daemon=True),
    ]
    threads[-1].start()
    cuts = 0
    for _ in range(int(times)):
        time.sleep(0.25)
        cuts += _cut()
    end = time.monotonic() + 15
    while time.monotonic() < end and Calling.objects.filter(pk__in=ids, state="open").exists():
        time.sleep(0.1)
    found = [
        (each.state, each.step, sorted(each.attempts.values_list("state", flat=True)))
        for each in Calling.objects.filter(pk__in=ids)
    ]
    alive = [each.is_alive() for each in threads]
    stop.set()
    for each in threads:
        each.join(5)
    return {"cuts": cuts, "found": found, "alive": alive, "sent": sent.is_set(),
            "ended": [not each.is_alive() for each in threads]}  # fmt: skip


def _cut() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return sum(number for (number,) in cursor.fetchall())


def broken() -> dict[str, Any]:
    """An alert of a plan that is no longer installed stands among the others, while a worker runs."""
    office = fresh()
    lost = issued(office)
    lost_call = Calling.objects.filter(state="open")[0]
    Alert.objects.filter(pk=lost.pk).update(plan="gone.gone.warning")
    alert = issued(office)
    sending.send = lambda *_, **__: None
    with clock.at(NOW + timedelta(hours=2)):
        worker.once()
        heard = calling.answer([calling.Said(lost_call.attempts.get(step=0).token)], clock.now())
    return {
        "step": sorted(Calling.objects.filter(message__alert=alert).values_list("step", flat=True)),
        "overdue": alert.tasks.filter(overdue__isnull=False).count(),
        "lost": lost.tasks.filter(overdue__isnull=False).count(), "answered": len(heard.ended),
        "answers": Answer.objects.filter(calling=lost_call).count(),
    }  # fmt: skip


def races() -> dict[str, Any]:
    """All that is done at once, one after the other; what failed says so."""
    told: dict[str, Any] = {}
    for each in (publish, escalate, racing, same_person, relayed, lifting, two_batches, broken):
        try:
            told[each.__name__] = each()
        except Exception:  # noqa: BLE001 - the test tells of it
            told[each.__name__] = {"trouble": traceback.format_exc()}
    return told


def main(word: str, *more: str) -> None:
    """Do what is named."""
    logging.disable(logging.CRITICAL)
    acting.procedures()
    alerting.plans()
    words: dict[str, Callable[..., dict[str, Any]]] = {"races": races, "kills": kills, "gone": gone}
    told: dict[str, Any] = {}
    with clock.at(NOW):
        if word == "open":
            luoshi.office.migrate()
            FloodOffice()
        else:
            told = words[word](*more)
    print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)  # threads that hang are no trouble of this process


if __name__ == "__main__":
    main(*sys.argv[1:])
