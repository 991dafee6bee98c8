"""Reminders: each once whatever the worker does; sent when a channel works, shown whether or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from luoshi.office import clock, worker
from luoshi.office.alerts.channels import wire, wording
from luoshi.office.alerts.models import Channel, Contact
from luoshi.office.directory.models import Post, Unit
from luoshi.office.duties import office_settings, reminding, service
from luoshi.office.duties.models import Act, Item, Reminder, Setting
from luoshi.office.duties.reminding import Sent, decide, send, tick
from luoshi.office.journal.models import Entry
from tests.office.alerts.gateways import Gateway, serving
from tests.office.duties.desk import Desk, moment

DUE = date(2026, 6, 10)
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONNECT", 0.3)
    monkeypatch.setattr(wire, "READ", 0.3)
    monkeypatch.delenv(wording.ADDRESS, raising=False)


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-06-01T09:00")):
        yield Desk()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with serving() as found:
        yield found


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.HERE)


def days(number: int) -> date:
    return DUE + timedelta(days=number)


def told(kind: str | None = None) -> list[tuple[str, str, date]]:
    """Whom, what, for which day."""
    rows = Reminder.objects.order_by("day", "kind", "unit__code")
    rows = rows.filter(kind=kind) if kind else rows
    return list(rows.values_list("unit__code", "kind", "day"))


def channel(url: str, key: str = "web", kind: str = "webhook", order: int = 0) -> Channel:
    target = f"json://{url}/{key}?:to={{address}}"
    return Channel.objects.create(key=key, kind=kind, label=key, target=target, order=order)


def person_at(unit: Unit, **addresses: str) -> Contact:
    post, _ = Post.objects.get_or_create(unit=unit, name="样例联络员")
    return Contact.objects.create(unit=unit, post=post, name="样例", addresses=addresses)


# ---- decided ------------------------------------------------------------------------------------------


def test_a_reminder_falls_on_its_day_and_no_earlier(desk: Desk) -> None:
    desk.assigned(DUE)
    made = {number: decide(days(number)) for number in range(-5, 9)}
    assert {number: count for number, count in made.items() if count} == {
        -3: 2, 0: 2, 1: 1, 3: 1, 7: 1, 8: 1,
    }  # fmt: skip
    assert told() == [
        ("cz", "before", days(-3)), ("js", "before", days(-3)), ("cz", "on", DUE), ("js", "on", DUE),
        ("js", "after", days(1)), ("gov", "head", days(3)), ("dc", "office", days(7)),
        ("js", "after", days(8)),
    ]  # fmt: skip
    kinds = Act.objects.filter(kind__in=["remind", "escalate"]).values_list("kind", flat=True)
    assert (list(kinds).count("remind"), list(kinds).count("escalate")) == (6, 2)
    assert Act.objects.filter(kind="escalate").order_by("pk")[0].data["kind"] == "head"
    assert Entry.objects.filter(kind="duties.reminded").count() == 6


def test_deciding_twice_decides_nothing_new(desk: Desk) -> None:
    desk.assigned(DUE)
    for number in (-3, 0, 30):
        assert decide(days(number)) > 0
        assert decide(days(number)) == 0
    assert (
        len(told())
        == len(set(told()))
        == Act.objects.filter(kind__in=["remind", "escalate"]).count()
    )


def test_what_is_over_is_not_made_up_for(desk: Desk) -> None:
    desk.assigned(DUE)
    decide(days(30))  # the worker was away for a month
    assert [(kind, day) for _, kind, day in told()] == [
        ("head", days(3)), ("office", days(7)), ("after", days(29)),
    ]  # fmt: skip


def test_what_is_assigned_on_its_last_days_is_still_reminded(desk: Desk) -> None:
    desk.assigned(days(0))
    assert decide(days(-1)) == 2
    assert {day for _, _, day in told()} == {days(-3)}


def test_a_clock_that_jumps_ahead_and_back_says_nothing_twice(desk: Desk) -> None:
    desk.assigned(DUE)
    decide(days(-3))
    decide(days(8))
    first = told()
    decide(days(-3))
    decide(days(-2))
    assert told() == first
    assert decide(days(0)) == 2  # that day had not been told
    assert decide(days(8)) == 0


def test_who_has_reported_or_closed_is_left_alone_until_it_is_returned(desk: Desk) -> None:
    desk.until(desk.assigned(DUE), "closed")
    service.cancel(desk.office, desk.assigned(DUE), "样例")
    service.register(desk.office, desk.fields(DUE))
    item = desk.until(desk.assigned(DUE), "reported")
    assert [decide(days(number)) for number in (-3, 0, 1, 10)] == [0, 0, 0, 0]
    with clock.at(on(days(10))):
        service.return_back(desk.office, item, "样例：退回", due=days(14))
    assert decide(days(11)) == 2
    assert set(told()) == {("js", "before", days(11)), ("cz", "before", days(11))}


def test_more_time_means_other_days(desk: Desk) -> None:
    item = desk.until(desk.assigned(DUE), "accepted")
    decide(days(-3))
    asked = service.ask_extension(desk.actors["build"], item, days(20), "样例")
    service.decide_extension(desk.office, asked, granted=True)
    assert decide(days(0)) == decide(days(1)) == 0
    assert decide(days(17)) == 2


def test_without_a_day_nobody_is_reminded(desk: Desk) -> None:
    desk.assigned(None)
    assert decide(date(2100, 1, 1)) == 0


def test_the_office_sets_the_days(desk: Desk) -> None:
    desk.assigned(DUE)
    for name, value in (("before_days", 0), ("after_days", 2), ("again_days", 0), ("head_days", 5)):
        office_settings.put(name, value)
    made = [number for number in range(-5, 40) if decide(days(number))]
    assert made == [0, 2, 5, 7]


def test_a_unit_out_of_use_is_not_told_but_who_registered_is(desk: Desk) -> None:
    desk.assigned(DUE, assist=())
    Unit.objects.filter(pk=desk.units["build"].pk).update(active=False)
    decide(days(0))
    assert told() == [("dc", "on", DUE)]


def test_a_unit_without_one_above_escalates_to_who_registered(desk: Desk) -> None:
    desk.assigned(DUE, lead=desk.units["gov"], assist=())
    decide(days(3))
    assert told("head") == [("dc", "head", days(3))]


def test_a_piece_escalates_to_who_divided(desk: Desk) -> None:
    item = desk.until(desk.assigned(None), "accepted")
    service.divide(desk.actors["build"], item, [
        (desk.units["money"], "样例", DUE)])  # fmt: skip
    decide(days(7))
    assert told("office") == [("js", "office", days(7))]


# ---- sent ---------------------------------------------------------------------------------------------


def test_all_that_waits_for_a_unit_is_one_letter_and_goes_out_once(
    desk: Desk, gateway: Gateway
) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    items = [desk.assigned(DUE, assist=()) for _ in range(20)]
    decide(DUE, on(DUE))
    assert send(on(DUE)) == Sent(sent=20)
    assert send(on(DUE)) == Sent()
    (asked,) = gateway.asked
    assert asked.payload["to"] == "js1"
    text = asked.payload["message"]
    assert "云麓市建设局有 20 项提醒" in text
    assert items[0].key in text
    assert "另有" in text
    assert len(text) < 500
    row = Reminder.objects.first()
    assert row is not None
    assert (row.state, row.channel, row.next, row.why) == ("sent", "web", None, "")


def test_where_no_contact_is_the_notice_stands_in_the_office(desk: Desk, gateway: Gateway) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], mail="a@example.org")  # there is no mail channel
    desk.assigned(DUE)
    decide(DUE, on(DUE))
    assert send(on(DUE)) == Sent(quiet=2)
    assert not gateway.asked
    rows = reminding.shown(desk.actors["build"], unread=True)
    assert [(each.state, each.channel) for each in rows] == [("sent", "")]
    assert "没有可用的联系方式" in rows[0].why
    assert reminding.mark_read(desk.actors["money"], [each.pk for each in rows]) == 0
    assert reminding.mark_read(desk.actors["build"], [each.pk for each in rows]) == 1
    assert not reminding.shown(desk.actors["build"], unread=True).exists()
    assert reminding.shown(desk.office).count() == 2  # the office sees them all


def test_a_channel_that_is_down_is_followed_by_the_next(desk: Desk, gateway: Gateway) -> None:
    channel("127.0.0.1:9", "dead")
    channel(gateway.url, "alive", kind="sms", order=1)
    person_at(desk.units["build"], webhook="js1", sms="13800000000")
    desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    assert send(on(DUE)) == Sent(sent=1)
    row = Reminder.objects.get()
    assert row.channel == "alive"
    assert row.why.startswith("dead：")
    assert Channel.objects.get(key="dead").failures == 1


def test_when_all_are_down_it_is_tried_again_later_and_later_and_then_left(
    desk: Desk, gateway: Gateway
) -> None:
    web = channel("127.0.0.1:9")
    person_at(desk.units["build"], webhook="js1")
    desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    now, pauses = on(DUE), list[timedelta]()
    for _ in range(reminding.TRIES):
        send(now)
        row = Reminder.objects.get()
        assert (row.state, row.channel) == ("failed", "web")
        assert row.why
        if row.next is None:
            break
        assert send(row.next - timedelta(seconds=1)) == Sent()
        pauses.append(row.next - now)
        now = row.next
    assert pauses == sorted(pauses)
    assert pauses[0] == reminding.FIRST_PAUSE
    assert Reminder.objects.get().next is None
    assert Reminder.objects.get().tries == reminding.TRIES
    assert Channel.objects.get().down is not None
    assert reminding.shown(desk.actors["build"]).get().state == "failed"  # shown
    # another one, after the channel came back: it is tried although it is held to be down
    web.refresh_from_db()
    web.target = f"json://{gateway.url}/web?:to={{address}}"
    web.save()
    decide(days(1), now)
    assert send(now).sent == 1
    assert Channel.objects.get().down is None


def test_other_settings_do_not_escalate_again(desk: Desk) -> None:
    desk.assigned(DUE)
    decide(days(8))
    before = told("head"), told("office")
    office_settings.put("head_days", 5)
    office_settings.put("office_days", 4)
    decide(days(8))
    assert (told("head"), told("office")) == before


def test_a_unit_above_that_is_out_of_use_is_not_told(desk: Desk) -> None:
    desk.assigned(DUE, assist=())
    Unit.objects.filter(pk=desk.units["gov"].pk).update(active=False)
    decide(days(3))
    assert told("head") == [("dc", "head", days(3))]


def test_what_was_put_off_meanwhile_is_not_sent(desk: Desk, gateway: Gateway) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    item = desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    Item.objects.filter(pk=item.pk).update(due=days(30))
    assert send(on(DUE)) == Sent()
    assert not gateway.asked


def test_each_try_is_counted_once(desk: Desk) -> None:
    channel("127.0.0.1:9")
    person_at(desk.units["build"], webhook="js1")
    for _ in range(2):
        desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    old, new = Reminder.objects.order_by("pk")
    Reminder.objects.filter(pk=old.pk).update(tries=1)
    assert send(on(DUE)) == Sent(failed=2)
    assert list(Reminder.objects.order_by("pk").values_list("tries", flat=True)) == [2, 1]
    assert new.tries == 0


def test_a_hundred_units_behind_a_dead_gateway_do_not_wait_one_by_one(desk: Desk) -> None:
    channel("127.0.0.1:9")
    for number in range(100):
        unit = Unit.objects.create(code=f"u{number}", name=f"云麓市第{number}局", kind="agency")
        person_at(unit, webhook=f"u{number}")
        desk.assigned(DUE, lead=unit, assist=())
    decide(DUE, on(DUE))
    began = time.monotonic()
    assert send(on(DUE)) == Sent(failed=100)
    assert time.monotonic() - began < 10
    assert set(Reminder.objects.values_list("state", flat=True)) == {"failed"}


def test_what_was_reported_meanwhile_is_not_sent(desk: Desk, gateway: Gateway) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    item = desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    desk.until(item, "reported")
    assert send(on(DUE)) == Sent()
    assert not gateway.asked
    assert "不再外发" in Reminder.objects.get().why


def test_samples_go_nowhere(store: str, gateway: Gateway) -> None:
    with clock.at(moment("2026-06-01T09:00")):
        desk = Desk(sample=True)
        desk.assigned(DUE)
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    decide(DUE, on(DUE))
    assert send(on(DUE)) == Sent(quiet=2)
    assert not gateway.asked


def test_what_a_killed_sender_had_in_hand_is_sent_again_under_the_same_key(
    desk: Desk, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    with monkeypatch.context() as patch:
        patch.setattr(reminding, "_record", _killed)
        with pytest.raises(KeyboardInterrupt):
            send(on(DUE))
    assert send(on(DUE) + timedelta(seconds=30)) == Sent()  # it may still be under way
    assert send(on(DUE) + reminding.LEASE) == Sent(sent=1)
    assert len(gateway.keys) == 2
    assert len(set(gateway.keys)) == 1


def _killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_a_claim_from_a_clock_that_was_wrong_holds_nothing_up(desk: Desk, gateway: Gateway) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    desk.assigned(DUE, assist=())
    decide(DUE, on(DUE))
    Reminder.objects.update(next=on(days(300)))
    assert send(on(DUE)) == Sent(sent=1)


# ---- the clock's part ---------------------------------------------------------------------------------


def test_a_tick_lights_decides_and_sends(desk: Desk, gateway: Gateway) -> None:
    channel(gateway.url)
    person_at(desk.units["build"], webhook="js1")
    desk.assigned(DUE, assist=())
    assert tick(on(days(-3))) == Sent(sent=1)
    assert Item.objects.get().light == "yellow"
    assert tick(on(days(-3))) == Sent()
    tick(on(days(1), 0))  # at midnight, though it has just looked
    assert Item.objects.get().light == "red"
    assert told()[-1] == ("js", "after", days(1))
    tick(on(days(-3)))  # a clock put back
    assert Item.objects.get().light == "yellow"
    assert len(gateway.asked) == 2


def test_what_is_assigned_for_today_is_reminded_within_minutes(desk: Desk) -> None:
    tick(on(DUE))
    desk.assigned(DUE, assist=())
    tick(on(DUE) + reminding.LOOK - timedelta(seconds=1))
    assert not told()
    tick(on(DUE) + reminding.LOOK)
    assert told() == [("js", "on", DUE)]


def test_a_tick_that_breaks_off_leaves_everything_to_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.assigned(DUE, assist=())
    with monkeypatch.context() as patch:
        patch.setattr(reminding, "record", _killed)
        with pytest.raises(KeyboardInterrupt):
            tick(on(DUE))
    assert not told()
    assert not Act.objects.filter(kind="remind").exists()
    tick(on(DUE))
    assert told() == [("js", "on", DUE)]


def test_the_worker_does_it_in_its_round(desk: Desk) -> None:
    desk.assigned(DUE, assist=())
    worker.once(on(DUE))
    worker.once(on(DUE))
    assert told() == [("js", "on", DUE)]
    assert Setting.objects.get(name="looked_at").value


def test_the_workers_own_thread(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, stop = threading.Event(), threading.Event()

    def ticked(_now: datetime) -> Sent:
        seen.set()
        return Sent()

    monkeypatch.setattr(reminding, "tick", ticked)
    monkeypatch.setattr(reminding, "_PAUSE", 0.0)
    thread = reminding.start(stop)
    assert seen.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


# ---- several workers, and one that is killed -----------------------------------------------------------


@pytest.fixture
def postgres() -> Iterator[None]:
    default = connections["default"]
    connections["default"] = connections["postgres"]
    yield
    connections["default"] = default


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "postgres"])
def test_two_workers_at_the_same_moment_decide_once(postgres: None) -> None:
    with clock.at(moment("2026-06-01T09:00")):
        desk = Desk()
        for _ in range(50):
            desk.assigned(DUE)
    gate = threading.Barrier(4)

    def work() -> None:
        connections["default"] = connections["postgres"]
        gate.wait()
        decide(DUE, on(DUE))
        tick(on(DUE))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Reminder.objects.count() == Act.objects.filter(kind="remind").count() == 100
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


_CHILD = """
import sys
from datetime import datetime
from luoshi import office
office.setup()
from luoshi.office import clock
from luoshi.office.duties import reminding
reminding.tick(datetime(2026, 6, 10, 9, tzinfo=clock.HERE))
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "postgres"])
def test_workers_that_are_killed_again_and_again(postgres: None, tmp_path: Path) -> None:
    """Whenever it is killed, all is decided in the end, each once."""
    with clock.at(moment("2026-06-01T09:00")):
        desk = Desk()
        first = desk.assigned(DUE)
    rows = [Item.objects.get(pk=first.pk) for _ in range(3000)]
    for number, row in enumerate(rows):
        row.pk, row.key = None, f"督〔2026〕K{number}"
    made = Item.objects.bulk_create(rows)
    for unit, role in ((desk.units["build"], "lead"), (desk.units["money"], "assist")):
        first.parts.model.objects.bulk_create(
            first.parts.model(item=each, unit=unit, role=role) for each in made
        )
    database = settings.DATABASES["postgres"]
    url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "LUOSHI_HOME": str(tmp_path)}
    for delay in (0.0, 0.1, 0.2, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        _wait_begun(process, delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
    while tick(on(DUE) + timedelta(days=0, hours=2)).anything:
        pass
    assert Reminder.objects.count() == 2 * 3001
    assert Act.objects.filter(kind="remind").count() == 2 * 3001
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def _wait_begun(process: subprocess.Popen[bytes], delay: float) -> None:
    """Until it has had time to load; then a little more."""
    end = time.monotonic() + 1.2 + delay
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
