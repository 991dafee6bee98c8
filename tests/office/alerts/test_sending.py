"""Sending: at least once, at most marked twice, never after the answer, never a sample; gateways that fail."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from luoshi.office import clock
from luoshi.office.alerts import calling, sending
from luoshi.office.alerts.channels import wire, wording
from luoshi.office.alerts.models import Alert, Attempt, Calling, Channel, Message
from luoshi.office.alerts.sending import LEASE, PROBE, Sent, send
from luoshi.office.cases.models import Case
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from tests.office.alerts.gateways import Gateway, serving, wecom_robot

NOW = datetime(2026, 6, 10, 8, 0, tzinfo=clock.HERE)
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONNECT", 0.3)
    monkeypatch.setattr(wire, "READ", 0.3)
    for name in (wording.ADDRESS, wording.REPLIES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with serving() as found:
        yield found


def channel(url: str, key: str = "web", **more: Any) -> Channel:
    return Channel.objects.create(
        key=key, kind="webhook", label=key, target=f"json://{url}/{key}?:to={{address}}", **more
    )


def told(sample: bool = False, text: str = "请立即转移") -> Message:
    number = Case.objects.count()
    case = Case.objects.create(
        key=f"K{number}", procedure="p", title="t", opened=NOW, changed=NOW, sample=sample
    )
    alert = Alert.objects.create(
        key=f"A{number}", plan=f"p{number}", case=case, level="red", issued=NOW, changed=NOW,
        sample=sample,
    )  # fmt: skip
    return Message.objects.create(
        alert=alert, call="all", kind="issue", title="暴雨预警", text=text, at=NOW,
        stale=NOW + timedelta(hours=2),
    )  # fmt: skip


def called(
    message: Message, by: Channel, *others: Channel, address: str = "u", alone: bool = False
) -> Attempt:
    """A call whose first step is queued; returns that attempt. A telephone comes last unless it is ``alone``."""
    unit, _ = Unit.objects.get_or_create(code="u", defaults={"name": "甲", "kind": "agency"})
    call = Calling.objects.create(
        message=message, unit=unit, wanted="值班", at=NOW, due=NOW + timedelta(minutes=3)
    )
    for step, each in enumerate((by, *others)):
        Attempt.objects.create(
            calling=call, step=step, channel=each, kind=each.kind, address=f"{address}{call.pk}",
            state="waiting" if step else "queued", next=None if step else NOW, queued=NOW,
            patience=60,
        )  # fmt: skip
    if not alone:
        Attempt.objects.create(calling=call, step=len(others) + 1, kind="phone", address="1")
    return call.attempts.get(step=0)


def after(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_related("calling").get(pk=attempt.pk)


# ---- sent ------------------------------------------------------------------------------------------


def test_what_is_due_is_sent_once_and_told(store: str, gateway: Gateway) -> None:
    web, message = channel(gateway.url), told()
    attempts = [called(message, web) for _ in range(30)]
    later = called(message, web)
    Attempt.objects.filter(pk=later.pk).update(next=NOW + timedelta(seconds=20))
    assert send(NOW) == Sent(sent=30)
    assert send(NOW) == Sent()
    assert Counter(gateway.keys) == Counter(each.key for each in attempts)
    done = after(attempts[0])
    assert (done.state, done.tries, done.next) == ("sent", 1, None)
    assert done.sent
    assert done.log == [
        {"at": done.log[0]["at"], "key": done.key, "try": 1, "channel": "web", "outcome": "sent",
         "says": "已发出", "again": False}
    ]  # fmt: skip
    assert done.calling.due == done.sent + timedelta(seconds=60)  # the time to answer begins
    assert send(NOW + timedelta(seconds=20)).sent == 1


def test_no_more_than_a_number_at_a_time(store: str, gateway: Gateway) -> None:
    web, message = channel(gateway.url), told()
    for _ in range(3):
        called(message, web)
    assert send(NOW, limit=1).sent == 1


def test_the_words_say_how_to_answer(
    store: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.ADDRESS, "https://office.example.org/")
    monkeypatch.setenv(wording.REPLIES, "sms,webhook")
    attempt = called(told(text="一\x07\n二"), channel(gateway.url))
    send(NOW)
    assert gateway.asked[0].payload["message"].split("\n") == [
        "暴雨预警", "一", "二", f"收到请点：https://office.example.org/a/{attempt.token}/",
        f"或回复：1 {attempt.pk}",
    ]  # fmt: skip


def test_a_wrong_address_of_the_office_keeps_nobody_from_being_called(
    store: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.ADDRESS, "nonsense")
    called(told(), channel(gateway.url))
    assert send(NOW).sent == 1


def test_a_sample_is_sent_nowhere(store: str, gateway: Gateway) -> None:
    attempt = called(told(sample=True), channel(gateway.url))
    assert send(NOW) == Sent(samples=1)
    done = after(attempt)
    assert (done.state, done.log[0]["says"], gateway.asked) == ("sent", "样例不真发", [])


def test_telephone_calls_are_left_to_the_operator(store: str) -> None:
    phone = Channel.objects.create(key="tel", kind="phone", label="电话")
    attempt = called(told(), phone)
    assert send(NOW) == Sent()
    assert after(attempt).state == "queued"


# ---- not sent --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("stale", "已过时"),
        ("overtaken", "已被后来的发布取代"),
        ("answered", "已应答"),
        ("stopped", "已停止"),
    ],
)
def test_what_wakes_nobody_any_more(store: str, gateway: Gateway, what: str, why: str) -> None:
    attempt = called(message := told(), channel(gateway.url))
    if what == "stale":
        Message.objects.update(stale=NOW - timedelta(seconds=1))
    elif what == "overtaken":
        Message.objects.filter(pk=message.pk).update(overtaken=NOW)
    else:
        Calling.objects.update(state=what)
    assert send(NOW) == Sent(stopped=1)
    assert (after(attempt).state, after(attempt).trouble, gateway.asked) == ("stopped", why, [])


def test_answered_between_claim_and_sending(
    store: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = called(told(), channel(gateway.url))
    letter = wording.letter

    def answered(*args: Any) -> wording.Letter:
        Calling.objects.update(state="answered", due=None)
        return letter(*args)

    monkeypatch.setattr(wording, "letter", answered)
    assert send(NOW) == Sent(stopped=1)
    assert (after(attempt).state, gateway.asked) == ("stopped", [])


def test_answered_while_it_is_under_way(store: str, gateway: Gateway) -> None:
    """It went out: that is what is written. The call stays answered."""
    attempt = called(told(), channel(gateway.url))
    with pytest.MonkeyPatch.context() as patch:
        start = sending.Crew.start

        def begun(self: Any, job: Any) -> None:
            start(self, job)
            Calling.objects.update(state="answered", due=None)

        patch.setattr(sending.Crew, "start", begun)
        assert send(NOW) == Sent(sent=1)
    assert (after(attempt).state, after(attempt).calling.due) == ("sent", None)


def test_told_to_stop_it_puts_back_what_is_not_begun(store: str, gateway: Gateway) -> None:
    attempt = called(told(), channel(gateway.url))
    stop = threading.Event()
    stop.set()
    assert send(NOW, stop=stop) == Sent(left=1)
    assert (after(attempt).state, after(attempt).tries) == ("queued", 0)
    assert send(NOW + timedelta(seconds=1)).sent == 1


@pytest.mark.parametrize("what", ["removed", "inactive"])
def test_a_channel_that_is_no_more(store: str, gateway: Gateway, what: str) -> None:
    attempt = called(told(), web := channel(gateway.url))
    if what == "removed":
        web.delete()
    else:
        Channel.objects.update(active=False)
    assert send(NOW) == Sent(failed=1)
    assert after(attempt).trouble == "渠道已停用或移除"
    assert after(attempt).calling.due <= NOW + timedelta(seconds=5)  # type: ignore[operator]


def test_an_address_that_is_none_is_tried_once(store: str, gateway: Gateway) -> None:
    attempt = called(told(), channel(gateway.url), address="a b&c")
    assert send(NOW) == Sent(failed=1)
    assert "不能作网络接口的联系方式" in after(attempt).trouble
    assert Channel.objects.get().failures == 0  # the gateway is well
    assert not gateway.asked


# ---- again -----------------------------------------------------------------------------------------


def test_a_failure_is_tried_again_and_then_the_call_goes_on(store: str, gateway: Gateway) -> None:
    gateway.misdeed = "fail"
    attempt = called(told(), channel(gateway.url))
    pauses: list[float] = []
    now = NOW
    for _ in range(2):
        assert send(now) == Sent(queued=1)
        found = after(attempt).next
        assert found
        pauses.append(round((found - now).total_seconds()))
        now = found
    assert pauses == [5, 10]
    assert send(now) == Sent(failed=1)
    done = after(attempt)
    assert (done.state, done.tries, done.trouble) == ("failed", 3, "网关答复出错（HTTP 500）")
    assert done.calling.due
    assert abs(done.calling.due - now) < timedelta(seconds=3)
    assert gateway.keys == [attempt.key] * 3
    assert [each["again"] for each in done.log] == [False, True, True]
    assert done.log[-1]["says"].startswith("重发：")


def test_the_last_step_is_tried_until_the_gateway_comes_back(store: str, gateway: Gateway) -> None:
    """Whoever leads hears that nobody is reached; who is called still hears of it when they can."""
    gateway.misdeed = "fail"
    attempt = called(told(), channel(gateway.url), alone=True)
    Attempt.objects.update(tries=2)
    assert send(NOW) == Sent(queued=1)
    done = after(attempt)
    assert (done.state, done.trouble) == ("queued", "网关答复出错（HTTP 500）")
    assert done.next
    assert abs(done.next - NOW - sending.LAST_PAUSE) < timedelta(seconds=3)
    assert done.calling.due
    calling.escalate(done.calling.due)
    assert after(attempt).calling.state == "exhausted"

    gateway.misdeed = ""
    Channel.objects.update(down=None, failures=0)
    assert send(done.next + timedelta(seconds=5)) == Sent(sent=1, again=1)
    assert after(attempt).state == "sent"
    calling.answer([calling.Said(attempt.token)], NOW + timedelta(minutes=5))
    assert after(attempt).calling.state == "answered"


def test_what_a_killed_sender_had_is_sent_again_under_its_key(store: str, gateway: Gateway) -> None:
    attempt = called(told(), channel(gateway.url))
    Attempt.objects.update(state="claimed", tries=1, next=NOW + LEASE)
    assert send(NOW) == Sent()  # somebody may have it in hand
    assert send(NOW + LEASE) == Sent(sent=1, again=1)
    done = after(attempt)
    assert [each["outcome"] for each in done.log] == ["lost", "sent"]
    assert done.log[1]["says"] == "重发：已发出"
    assert gateway.keys == [attempt.key]


def test_whoever_lost_its_lease_changes_nothing_but_tells(store: str, gateway: Gateway) -> None:
    """Another sender has the row by now."""
    attempt = called(told(), channel(gateway.url))
    gateway.misdeed = "fail"
    with pytest.MonkeyPatch.context() as patch:
        start = sending.Crew.start

        def taken(self: Any, job: Any) -> None:
            start(self, job)
            Attempt.objects.update(next=NOW + LEASE / 2, tries=2)

        patch.setattr(sending.Crew, "start", taken)
        assert send(NOW) == Sent()
    done = after(attempt)
    assert (done.state, done.next, len(done.log)) == ("claimed", NOW + LEASE / 2, 1)


@pytest.mark.parametrize("state", ["queued", "claimed"])
def test_nobody_waits_for_a_clock_that_was_set_back(
    store: str, gateway: Gateway, state: str
) -> None:
    called(told(), channel(gateway.url))
    Attempt.objects.update(state=state, next=NOW + timedelta(hours=1))
    assert send(NOW).sent == 1


# ---- channels that are down ------------------------------------------------------------------------


def test_a_channel_that_is_down_is_left_at_once_and_found_again(
    store: str, gateway: Gateway
) -> None:
    gateway.misdeed = "fail"
    web, message = channel(gateway.url), told()
    for _ in range(50):
        called(message, web)
    done = send(NOW)
    assert done.failed >= 30
    assert len(gateway.asked) <= 20  # those that were under way when it was noticed
    web.refresh_from_db()
    assert web.down
    assert (sending.health()[0].state, sending.health()[0].trouble) == (
        "down",
        "网关答复出错（HTTP 500）",
    )

    gateway.misdeed, asked = "", len(gateway.asked)
    lately = called(message, web)
    assert send(NOW + timedelta(seconds=20)).failed >= 1
    assert "渠道不通" in after(lately).trouble
    assert len(gateway.asked) == asked  # nobody asks

    Channel.objects.update(tried=NOW)
    Attempt.objects.filter(state="queued").update(state="failed")
    for _ in range(3):
        called(message, web)
    assert send(NOW + PROBE) == Sent(sent=1, failed=2)  # one asks, the others go on
    web.refresh_from_db()
    assert (web.down, web.failures, sending.health()[0].state) == (None, 0, "well")
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["channel.down", "channel.up"]


def test_a_probe_that_fails_goes_on_at_once(store: str, gateway: Gateway) -> None:
    gateway.misdeed = "fail"
    web = channel(gateway.url, failures=5, down=NOW - PROBE, tried=NOW - PROBE)
    attempt = called(told(), web)
    assert send(NOW) == Sent(failed=1)
    assert after(attempt).state == "failed"


def test_a_channel_that_hangs_keeps_no_other_waiting(store: str, gateway: Gateway) -> None:
    with serving(Gateway(misdeed="hang")) as bad:
        message = told()
        hung = [called(message, channel(bad.url, "bad"), address="h") for _ in range(1)]
        hung += [called(message, Channel.objects.get(key="bad"), address="h") for _ in range(40)]
        well = [called(message, channel(gateway.url, "good")) for _ in range(1)]
        well += [called(message, Channel.objects.get(key="good")) for _ in range(40)]
        done = send(NOW)
    assert done.sent == 41
    assert done.failed + done.queued == 41
    slowest = max(after(each).sent for each in well)  # type: ignore[type-var]
    first = min(datetime.fromisoformat(after(each).log[0]["at"]) for each in hung)
    assert slowest
    assert slowest < first + timedelta(seconds=2)
    assert len(bad.asked) <= 20


def test_what_falls_due_meanwhile_does_not_wait_for_a_gateway_that_hangs(
    store: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ", 1.5)
    with serving(Gateway(misdeed="hang")) as bad:
        message = told()
        called(message, channel(bad.url, "bad"))
        late = called(message, channel(gateway.url, "good"))
        Attempt.objects.filter(pk=late.pk).update(next=NOW + timedelta(seconds=0.3))
        done = send(NOW)
    assert (done.sent, done.queued) == (1, 1)
    assert after(late).sent < NOW + timedelta(seconds=1.3)  # type: ignore[operator]


def test_a_robot_that_lies_is_not_believed(
    store: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.wecombot import NotifyWeComBot

    monkeypatch.setattr(
        NotifyWeComBot, "notify_url", f"http://{gateway.url}/cgi-bin/webhook/send?key={{key}}"
    )
    gateway.answer = wecom_robot("the-real-key")
    robot = Channel.objects.create(
        key="wx", kind="wechat", label="群", target="wecombot://another-key?to={address}"
    )
    attempt = called(told(), robot)
    assert send(NOW) == Sent(queued=1)
    assert after(attempt).trouble.startswith("网关拒收（93000）")
    assert "another-key" not in json.dumps(after(attempt).log, ensure_ascii=False)
    gateway.answer = wecom_robot("another-key")
    assert send(NOW + timedelta(seconds=10)).sent == 1
    content = gateway.asked[-1].payload["text"]["content"]
    assert f"编号 {attempt.pk}" in content  # by which people tell that it is the same


# ---- several processes, some of them killed --------------------------------------------------------

PROGRAM = """
import sys
from luoshi import office
office.setup()
from luoshi.office import clock
from luoshi.office.alerts import calling, sending
what = sys.argv[1]
if what == "make":
    from luoshi.office.alerts.channels import keeping
    from luoshi.office.directory.actors import SHELL
    from tests.office.alerts import test_sending as made
    made.NOW = clock.now()
    web = made.channel(sys.argv[2])
    message = made.told()
    from django.db import transaction
    with transaction.atomic():
        for _ in range(int(sys.argv[3])):
            made.called(message, web)
if what == "send":
    print("begun", flush=True)
    queued = sending.Attempt.objects.filter(state="queued").exclude(kind="phone")
    while not queued.exists():
        pass
    sent = 0
    while queued.exists():
        sent += sending.send(limit=40).sent
    print(sent)
if what == "finish":
    sending.send(clock.now() + sending.LEASE * 2, limit=1000)
    sending.send(clock.now() + sending.LEASE * 2, limit=1000)
if what in ("finish", "tell"):
    import json
    rows = sending.Attempt.objects.exclude(kind="phone").order_by("pk")
    print(json.dumps([[each.key, each.state, each.log] for each in rows]))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office whose database several processes can open."""
    environment = {**os.environ, "LUOSHI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
        environment.pop(name, None)
    with _database(request.param) as url:
        if url:
            environment["DATABASE_URL"] = url
        run(environment, "-c", "from luoshi import office; office.migrate()")
        yield environment


@contextmanager
def _database(which: str) -> Iterator[str]:
    if which == "sqlite":
        yield ""
        return
    found = settings.DATABASES["postgres"]
    server = f"postgres://{found['USER']}:{found.get('PASSWORD', '')}@{found['HOST']}:{found['PORT'] or 5432}"
    name = f"luoshi_sending_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # pyright: ignore[reportArgumentType, reportCallIssue]
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # pyright: ignore[reportArgumentType, reportCallIssue]


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def start(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    return process


def slow(asked: Any) -> dict[str, Any]:
    time.sleep(0.01)  # so that a kill hits something under way
    return {"code": 0}


def test_two_senders_at_once_never_take_the_same(processes: dict[str, str]) -> None:
    with serving(Gateway(answer=slow)) as gateway:
        senders = [start(processes, "send") for _ in range(2)]
        run(processes, "-c", PROGRAM, "make", gateway.url, "160")
        sent = 0
        for each in senders:
            number, error = each.communicate(timeout=120)
            assert (each.returncode, error) == (0, "")
            sent += int(number)
        rows = json.loads(run(processes, "-c", PROGRAM, "tell"))
    assert sent == 160
    assert Counter(gateway.keys) == Counter(key for key, _, _ in rows)
    assert {state for _, state, _ in rows} == {"sent"}


def test_killed_in_mid_fan_out_nothing_is_skipped_and_what_is_double_is_marked(
    processes: dict[str, str],
) -> None:
    chance = random.Random(5)
    with serving(Gateway(answer=slow)) as gateway:
        run(processes, "-c", PROGRAM, "make", gateway.url, "200")
        for _ in range(4):
            sender = start(processes, "send")
            enough = len(gateway.keys) + chance.randint(1, 30)
            while len(gateway.keys) < enough:  # it is killed with letters under way
                time.sleep(0.001)
            sender.send_signal(signal.SIGKILL)
            sender.communicate(timeout=60)
            assert sender.returncode == -signal.SIGKILL
        assert len(gateway.keys) < 200
        rows = json.loads(run(processes, "-c", PROGRAM, "finish"))
    sent = Counter(gateway.keys)
    assert set(sent) == {key for key, _, _ in rows}  # each at least once, and nothing else
    assert len(rows) == 200
    assert {state for _, state, _ in rows} == {"sent"}
    assert max(sent.values()) > 1  # some were under way when their sender was killed
    for key, _, log in rows:
        assert {each["key"] for each in log} == {key}
        assert log[-1]["outcome"] == "sent"
        if sent[key] > 1:
            assert "lost" in [each["outcome"] for each in log]
            assert log[-1]["says"] == "重发：已发出"
