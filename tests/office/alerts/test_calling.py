"""Telling people until somebody answers: whom, on what, when the next; what answers end, what ends them all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError

from luoshi.office import clock
from luoshi.office.alerts import calling, office_settings, ticking, watch
from luoshi.office.alerts.calling import Said
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import (
    Answer,
    Attempt,
    Calling,
    Channel,
    Contact,
    Message,
    Relay,
)
from luoshi.office.cases.models import Notice
from luoshi.office.directory.models import Post
from luoshi.procedures.plans import RECEIVERS
from tests.office.alerts.office import HEADS, PLAN, FloodOffice, moment

NOW = moment("2026-06-10T08:00")
MINUTES = timedelta(minutes=3)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def steps(call: Calling) -> list[tuple[str, str, str]]:
    return [(each.kind, each.name, each.state) for each in call.attempts.order_by("step")]


def ways(call: Calling) -> list[tuple[str, str]]:
    return [(kind, name[len(call.unit.name) :]) for kind, name, _ in steps(call)]


def tried(call: Calling) -> list[int]:
    return [each.step for each in call.attempts.exclude(state="waiting").order_by("step")]


def again(call: Calling) -> Calling:
    return Calling.objects.select_related("unit").get(pk=call.pk)


def phone_waits(seconds: int) -> None:
    Channel.objects.filter(kind="phone").update(patience=seconds)


# --- the order of steps


def test_the_channels_of_the_text_come_first_then_the_next_person(office: FloodOffice) -> None:
    office.issued("orange")
    call = office.call("hefeng")
    assert ways(call) == [("wechat", "值班员"), ("phone", "值班员"), ("phone", "副班")]
    assert (call.state, call.step, call.due) == ("open", 0, NOW + MINUTES)
    assert [each.patience for each in call.attempts.order_by("step")] == [180, None, None]
    assert len(set(Attempt.objects.values_list("token", flat=True))) == Attempt.objects.count()


def test_the_order_is_the_texts_and_not_the_offices(office: FloodOffice) -> None:
    Channel.objects.filter(kind="phone").update(order=0)
    Channel.objects.filter(kind="wechat").update(order=9)
    Channel.objects.create(key="sms", kind="sms", label="短信", order=0)
    office.issued("orange")
    assert [kind for kind, _ in ways(office.call("hefeng"))] == ["wechat", "phone", "phone"]


def test_where_the_text_names_no_channel_the_offices_order_holds(office: FloodOffice) -> None:
    Channel.objects.create(key="sms", kind="sms", label="短信", order=0, patience=60)
    Channel.objects.filter(kind="wechat").update(order=2)
    contact = office.contact("hefeng")
    contact.addresses["sms"] = "0000"
    contact.save()
    routes = calling.Routes((), None, NOW).of(Post.objects.filter(pk=contact.post_id))
    assert [(step.channel.kind, step.patience) for step in routes[contact.post_id]] == [
        ("sms", 60), ("phone", None), ("wechat", 180), ("phone", None),
    ]  # fmt: skip


def test_a_channel_that_is_out_of_use_is_not_tried(office: FloodOffice) -> None:
    Channel.objects.filter(kind="wechat").update(active=False)
    office.issued("orange")
    assert [kind for kind, _ in ways(office.call("hefeng"))] == ["phone", "phone"]


def test_whoever_is_on_duty_comes_first(office: FloodOffice) -> None:
    deputy = Contact.objects.get(unit=office.units["hefeng"], post__name=RECEIVERS, order=1)
    office.on_duty("hefeng", deputy)
    yesterday = office.on_duty("songbei", Contact.objects.get(unit=office.units["songbei"], post__name=RECEIVERS, order=1))  # fmt: skip
    yesterday.begins, yesterday.ends = NOW - timedelta(hours=24), NOW
    yesterday.save()
    office.issued("orange")
    assert ways(office.call("hefeng")) == [("phone", "副班"), ("wechat", "值班员"), ("phone", "值班员")]  # fmt: skip
    assert ways(office.call("songbei"))[0] == ("wechat", "值班员")


# --- the time to answer


def test_three_minutes_are_three_minutes_to_the_second(office: FloodOffice) -> None:
    office.issued("orange")
    call = office.call("hefeng")
    assert ticking.calls(at(0)).escalated == 0
    assert ticking.calls(at(179)).escalated == 0
    assert ticking.calls(at(179.999)).escalated == 0
    assert tried(call) == [0]
    assert ticking.calls(at(180)).escalated == 6
    assert tried(call) == [0, 1]
    assert ticking.calls(at(180)).escalated == 0
    assert ticking.calls(at(10_000)).escalated == 0  # the telephone waits for its operator


def test_next_channel_next_person_and_then_nobody(office: FloodOffice) -> None:
    phone_waits(60)
    office.issued("orange")
    call = office.call("hefeng")
    for seconds, found in ((179, [0]), (180, [0, 1]), (239, [0, 1]), (240, [0, 1, 2]), (299, [0, 1, 2])):  # fmt: skip
        ticking.calls(at(seconds))
        assert tried(call) == found, seconds
        assert again(call).state == "open"
    ticking.calls(at(300))
    done = again(call)
    assert (done.state, done.due, done.ended) == ("exhausted", None, at(300))
    assert ticking.calls(at(400)).escalated == 0
    for code in ("flood", "director"):
        (notice,) = Notice.objects.filter(unit=office.units[code], kind="late")
        assert "无人应答，已没有别的办法" in notice.text
        assert notice.text.count(RECEIVERS) == 6
    assert not Notice.objects.filter(unit=office.units["hefeng"], kind="late").exists()


def test_a_worker_that_looks_late_takes_one_step_and_gives_it_its_time(office: FloodOffice) -> None:
    phone_waits(60)
    office.issued("orange")
    call = office.call("hefeng")
    assert ticking.calls(at(1000)).escalated == 6
    assert (tried(call), again(call).due) == ([0, 1], at(1060))


def test_what_cannot_be_sent_is_followed_at_once(office: FloodOffice) -> None:
    office.issued("orange")
    call = office.call("hefeng")
    Calling.objects.filter(pk=call.pk).update(due=at(5))  # as a sender does when a gateway is down
    assert ticking.calls(at(5)).escalated == 1
    assert tried(call) == [0, 1]


def test_who_cannot_be_reached_at_all_is_said_at_once(office: FloodOffice) -> None:
    Contact.objects.filter(unit=office.units["hefeng"]).update(active=False)
    Contact.objects.filter(unit=office.units["songbei"]).update(addresses={"mail": "x"})
    Post.objects.filter(unit=office.units["water"]).delete()
    office.issued("orange")
    why = {code: (office.call(code).state, office.call(code).why) for code in ("hefeng", "songbei", "water")}  # fmt: skip
    assert why == {
        "hefeng": ("unreachable", "“预警接收人”没有人"),
        "songbei": ("unreachable", "“预警接收人”的人留了邮件，这些渠道还没有设置"),
        "water": ("unreachable", "本单位没有设“预警接收人”"),
    }
    assert not Attempt.objects.filter(calling__state="unreachable").exists()
    ticking.calls(at(1000))
    assert office.call("hefeng").state == "unreachable"


# --- answers


@pytest.mark.parametrize("via", ["link", "reply", "office", "operator"])
@pytest.mark.parametrize("step", [0, 2])
def test_an_answer_on_any_channel_ends_the_call(office: FloodOffice, via: str, step: int) -> None:
    phone_waits(60)
    office.issued("orange")
    call = office.call("hefeng")
    for n in range(step):
        ticking.calls(at(180 + 60 * n))
    attempt = call.attempts.get(step=step)
    if via == "operator":
        heard = calling.by_operator(attempt, "话务员", at(290), answered=True, note="已转达")
    else:
        heard = calling.answer([Said(attempt.token, via, "已转达")], at(290))
    assert heard.ended == [call.pk]
    done = again(call)
    assert (done.state, done.due, done.ended) == ("answered", None, at(290))
    ticking.calls(at(300))
    ticking.calls(at(10_000))
    assert tried(call) == list(range(step + 1))  # nothing is escalated afterwards
    answer = Answer.objects.get()
    assert (answer.via, answer.note, answer.attempt) == (via, "已转达", attempt)
    assert answer.who == ("话务员" if via == "operator" else "")


def test_an_earlier_channel_may_still_be_answered(office: FloodOffice) -> None:
    office.issued("orange")
    call = office.call("hefeng")
    ticking.calls(at(180))
    calling.answer([Said(call.attempts.get(step=0).token)], at(200))
    assert again(call).state == "answered"


def test_late_and_second_answers_are_kept_and_change_nothing(office: FloodOffice) -> None:
    phone_waits(60)
    office.issued("orange")
    call = office.call("hefeng")
    token = call.attempts.get(step=0).token
    first = calling.answer([Said(token)], at(10))
    second = calling.answer([Said(token, "reply"), Said(token)], at(20))
    assert (first.ended, first.late) == ([call.pk], 0)
    assert (second.ended, second.late) == ([], 2)
    assert again(call).ended == at(10)
    assert Answer.objects.filter(calling=call).count() == 3
    for seconds in (180, 240, 300):
        ticking.calls(at(seconds))
    other = office.call("water")
    assert again(other).state == "exhausted"
    late = calling.answer([Said(other.attempts.get(step=0).token)], at(900))
    assert late.ended == [other.pk]  # somebody did take it in
    assert again(other).state == "answered"


def test_an_answer_to_what_was_stopped_is_late(office: FloodOffice) -> None:
    alert = office.issued("orange")
    call = office.call("hefeng")
    calling.stop(alert, "解除", at(5))
    heard = calling.answer([Said(call.attempts.get(step=0).token)], at(6))
    assert (heard.ended, heard.late, again(call).state) == ([], 1, "stopped")
    assert Answer.objects.count() == 1


def test_an_unknown_token_is_nobodys(office: FloodOffice) -> None:
    office.issued("orange")
    heard = calling.answer([Said(uuid4()), Said(office.call("hefeng").attempts.get(step=0).token)], at(1))  # fmt: skip
    assert (heard.unknown, len(heard.ended), heard.late) == (1, 1, 0)
    assert calling.answer([], at(1)).ended == []
    assert Calling.objects.filter(state="open").count() == 5


def test_the_operator_who_hears_nobody_goes_on_to_the_next(office: FloodOffice) -> None:
    office.issued("orange")
    call = office.call("hefeng")
    ticking.calls(at(180))
    calling.by_operator(call.attempts.get(step=1), "话务员", at(200), answered=False, note="占线")
    assert call.attempts.get(step=1).state == "failed"
    assert call.attempts.get(step=1).log[0]["note"] == "占线"
    ticking.calls(at(200))
    assert tried(call) == [0, 1, 2]
    last = call.attempts.get(step=2)
    calling.by_operator(last, "话务员", at(230), answered=False)
    last.refresh_from_db()
    assert (last.state, last.tries, again(call).state) == ("queued", 1, "open")  # the list goes on


def same_account(office: FloodOffice) -> tuple[Contact, Contact]:
    user = get_user_model().objects.create_user("jia")
    receiver, head = office.contact("hefeng"), office.contact("hefeng", HEADS)
    Contact.objects.filter(pk__in=[receiver.pk, head.pk]).update(user=user)
    return receiver, head


def test_one_person_at_two_posts_answers_once(office: FloodOffice) -> None:
    same_account(office)
    office.issued("red")
    calls = [office.call("hefeng"), office.call("hefeng", HEADS)]
    office.answer("hefeng")
    assert [again(each).state for each in calls] == ["answered", "answered"]
    assert again(calls[1]).why == "同一人已在另一岗位应答"
    assert Calling.objects.filter(state="open").count() == 6
    ticking.calls(at(180))
    assert tried(calls[1]) == [0]


def test_another_at_the_second_post_is_still_asked(office: FloodOffice) -> None:
    same_account(office)
    office.issued("red")
    head = office.call("hefeng", HEADS)
    Calling.objects.filter(pk=head.pk).update(due=at(1))
    ticking.calls(at(1))
    ticking.calls(at(1))
    Calling.objects.filter(pk=head.pk).update(due=at(2))
    ticking.calls(at(2))  # the deputy is being called now
    office.answer("hefeng")
    assert again(head).state == "open"


def test_a_late_answer_ends_nothing_that_was_told_anew(office: FloodOffice) -> None:
    same_account(office)
    alert = office.issued("red")
    token = office.call("hefeng").attempts.get(step=0).token
    office.answer("hefeng")
    office.adjusted(alert, "red")
    anew = [office.call("hefeng"), office.call("hefeng", HEADS)]
    assert calling.answer([Said(token)], at(9)).ended == []
    assert [again(each).state for each in anew] == ["open", "open"]


# --- passing on


def town(office: FloodOffice, code: str = "hefeng", name: str = "乡镇值班") -> Post:
    post = office.staff(code, name)
    office.passes_on(code, post)
    return post


def relays() -> list[tuple[str, str, int]]:
    rows = Message.objects.filter(kind="relay").order_by("pk")
    return [(each.by.code if each.by else "", each.call, each.total) for each in rows]


def test_whoever_answers_passes_it_on_within_their_unit(office: FloodOffice) -> None:
    town(office)
    office.issued("orange")
    office.answer("water")
    assert relays() == []
    with clock.at(at(30)):
        office.answer("hefeng")
    assert relays() == [("hefeng", "receivers", 1)]
    made, origin = Message.objects.get(kind="relay"), Message.objects.get(kind="issue")
    assert (made.text, made.stale, made.parent) == (origin.text, origin.stale, office.call("hefeng"))  # fmt: skip
    call = office.call("hefeng", "乡镇值班")
    assert (call.due, ways(call)[0][0]) == (at(210), "wechat")
    ticking.calls(at(210))
    assert tried(call) == [0, 1]


def test_what_was_passed_on_is_not_passed_on_again_by_the_same_unit(office: FloodOffice) -> None:
    town(office)
    office.issued("orange")
    office.answer("hefeng")
    office.answer("hefeng", "乡镇值班")
    office.answer("hefeng")
    assert len(relays()) == 1


def test_a_unit_passes_on_once_though_two_of_it_answer(office: FloodOffice) -> None:
    town(office)
    office.issued("red")
    office.answer("hefeng")
    office.answer("hefeng", HEADS)
    assert len(relays()) == 1
    both = [office.call("songbei"), office.call("songbei", HEADS)]
    town(office, "songbei")
    tokens = [each.attempts.get(step=0).token for each in both]
    calling.answer([Said(each) for each in tokens], at(5))
    assert [by for by, _, _ in relays()] == ["hefeng", "songbei"]


def test_units_that_pass_on_to_each_other_end(office: FloodOffice) -> None:
    one, two = office.staff("hefeng", "乡镇值班"), office.staff("songbei", "乡镇值班")
    office.passes_on("hefeng", two)
    office.passes_on("songbei", one)
    office.issued("orange")
    for _ in range(3):
        for each in Calling.objects.filter(state="open", unit__code__in=["hefeng", "songbei"]):
            token = each.attempts.get(step=0).token
            calling.answer([Said(token)], at(1))
    assert sorted(relays()) == [("hefeng", "receivers", 1), ("songbei", "receivers", 1)]
    assert Calling.objects.filter(wanted="乡镇值班").count() == 2


def test_nobody_is_told_by_themselves(office: FloodOffice) -> None:
    own = Post.objects.get(unit=office.units["hefeng"], name=RECEIVERS)
    office.passes_on("hefeng", own)
    office.issued("orange")
    office.answer("hefeng")
    assert relays() == []


def test_a_relay_of_another_plan_is_not_used(office: FloodOffice) -> None:
    post = office.staff("hefeng", "乡镇值班")
    Relay.objects.create(
        unit=office.units["hefeng"], post=post, plan="weihai.market_supply.warning"
    )
    office.issued("orange")
    office.answer("hefeng")
    assert relays() == []
    Relay.objects.update(plan=PLAN)
    office.answer("songbei")
    assert relays() == []


def test_what_is_told_anew_is_passed_on_anew(office: FloodOffice) -> None:
    town(office)
    alert = office.issued("orange")
    office.answer("hefeng")
    with clock.at(at(60)):
        office.adjusted(alert, "red")
        old = Calling.objects.get(message__kind="relay")
        assert (old.state, "红色预警" in old.why) == ("stopped", True)
        office.answer("hefeng")
    assert len(relays()) == 2


# --- stopping


def test_adjusting_stops_only_what_is_told_anew(office: FloodOffice) -> None:
    alert = office.issued("red")
    receivers, heads = Message.objects.order_by("pk")
    calling.stop(alert, "已有新的通知", at(5), calls=["receivers"])
    assert set(receivers.calls.values_list("state", flat=True)) == {"stopped"}
    assert set(heads.calls.values_list("state", flat=True)) == {"open"}
    assert ticking.calls(at(180)).escalated == 2


def test_a_lower_level_ends_what_no_longer_belongs_to_it(office: FloodOffice) -> None:
    alert = office.issued("red")
    office.answer("water")
    answered = office.call("water")
    with clock.at(at(60)):
        office.adjusted(alert, "orange")
    assert Calling.objects.filter(message__call="heads", state="open").count() == 0
    assert Calling.objects.filter(message__kind="adjust", state="open").count() == 6
    assert again(answered).state == "answered"  # what was answered stays
    stopped = Calling.objects.filter(state="stopped")
    assert stopped.count() == 7
    assert {each.why for each in stopped} == {"已有新的通知（橙色预警）"}
    ticking.calls(at(180))
    assert not Attempt.objects.filter(calling__in=stopped).exclude(state="stopped").exists()


def test_lifting_stops_all_that_is_pending(office: FloodOffice) -> None:
    town(office)
    phone_waits(60)
    alert = office.issued("red")
    office.answer("hefeng")
    ticking.calls(at(180))
    with clock.at(at(200)):
        office.lifted(alert)
    pending = Calling.objects.filter(message__alert=alert).exclude(message__kind="lift")
    assert set(pending.values_list("state", flat=True)) == {"stopped", "answered"}
    ticking.calls(at(240))
    later = Attempt.objects.filter(calling__in=pending, step=2)
    assert set(later.values_list("state", flat=True)) == {"stopped", "waiting"}
    assert ticking.calls(at(380)).escalated == 6  # only the lifting itself


def test_an_old_message_wakes_nobody_after_a_day_without_a_worker(office: FloodOffice) -> None:
    phone_waits(60)
    office.issued("orange")
    done = ticking.calls(NOW + timedelta(hours=24))
    assert (done.stale, done.escalated) == (6, 0)
    assert set(Calling.objects.values_list("state", "why")) == {("stopped", "消息已过时，不再叫醒任何人")}  # fmt: skip
    assert ticking.calls(NOW + timedelta(hours=25)).escalated == 0


@pytest.mark.parametrize("days", [7, 9, 400])
def test_nor_after_any_longer_time(office: FloodOffice, days: int) -> None:
    office.issued("orange")
    assert ticking.calls(NOW + timedelta(days=days)).escalated == 0


def test_how_long_a_message_wakes_people_is_the_offices_to_say(office: FloodOffice) -> None:
    office_settings.put("stale_minutes", 10, PLAN)
    office.issued("orange")
    assert Message.objects.get().stale == NOW + timedelta(minutes=10)
    assert ticking.calls(NOW + timedelta(minutes=10) - SECOND).stale == 0
    assert ticking.calls(NOW + timedelta(minutes=10)).stale == 6
    for name, value in (("stale_minutes", 4), ("stale_minutes", 10_081), ("gone", 1)):
        with pytest.raises(AlertError):
            office_settings.put(name, value)


def test_going_on_is_done_in_parts(office: FloodOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office.issued("red")
    assert calling.escalate(at(180), limit=3) == 3
    monkeypatch.setattr(calling, "BATCH", 2)
    monkeypatch.setattr(calling, "_HELD", 2)
    assert calling.escalate(at(180)) == 5
    assert set(Calling.objects.values_list("step", flat=True)) == {1}


def test_a_look_that_took_long_is_followed_by_the_next_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed, waited = 0.0, list[float]()
    took = iter([0.05, 0.2, 5.0, 0.0])

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(round(timeout or 0.0, 2))
            if len(waited) == 5:
                self.set()
            return True

    def work(_: datetime) -> None:
        nonlocal passed
        if len(waited) == 3:
            raise DatabaseError
        passed += next(took)

    monkeypatch.setattr(watch.time, "monotonic", lambda: passed)
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    monkeypatch.setattr(watch.connection, "close", lambda: None)
    watch.loop(Stop(), work)
    assert waited == [0.2, 0.05, 0.0, 0.5, 0.25]
