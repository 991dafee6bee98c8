"""The life of an alert: drafted, approved, published, adjusted, lifted, reviewed; by people, and provably."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.alerts import access, calling, life, measures
from luoshi.office.alerts.errors import NotThere
from luoshi.office.alerts.models import Alert, AlertUnit, Calling, MeasureTask, Message, Turn
from luoshi.office.cases import service
from luoshi.office.cases.errors import BadInput, CaseError, NotAllowed, Refused, Stale
from luoshi.office.cases.models import Act, Case, IssuedPaper, Notice, Task
from luoshi.office.journal import chain, headfile, replay
from luoshi.office.journal.models import Entry
from luoshi.office.journal.verification import verify
from tests.office.alerts.office import LABELS, MESSAGE, PLAN, POLICY, FloodOffice, moment
from tests.office.cases.office import person

NOW = moment("2026-06-10T08:00")
CLAUSE = "麓政办发〔2025〕19号 第三条"


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


def turns(alert: Alert) -> list[tuple[str, str]]:
    return list(alert.turns.order_by("pk").values_list("kind", "level"))


def told(kind: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(kind=kind).order_by("pk")
    return [json.loads(each.text) for each in rows]


def by_hand(office: FloodOffice, level: str = "orange") -> Case:
    """A draft that the flood office begins itself, handed to whoever signs."""
    case = service.start(PLAN, office.actors["flood"])
    way = "to_mayor" if level == "red" else "to_director"
    return service.act(case.key, "draft", way, office.actors["flood"], data=office.message(level))


# --- approving


@pytest.mark.parametrize("field", sorted(["level", *MESSAGE]))
def test_the_message_says_all_that_the_text_wants(office: FloodOffice, field: str) -> None:
    case = service.start(PLAN, office.actors["flood"])
    data: dict[str, Any] = {**office.message("orange"), field: ""}
    with pytest.raises(BadInput) as error:
        service.act(case.key, "draft", "to_director", office.actors["flood"], data=data)
    assert field in error.value.fields
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("level", "step", "who"), [("orange", "sign", "director"), ("red", "sign_red", "mayor")]
)
def test_only_the_right_one_signs(office: FloodOffice, level: str, step: str, who: str) -> None:
    case = office.proposed(level)
    for other in set(office.actors) - {who}:
        with pytest.raises(CaseError):
            service.act(case.key, step, "publish", office.actors[other])
    with pytest.raises(NotAllowed):
        service.act(case.key, step, "publish", person(office.units[who], "viewer"))
    assert not Alert.objects.exists()
    assert not Message.objects.exists()
    service.act(case.key, step, "publish", office.actors[who])
    alert = Alert.objects.get()
    assert (alert.level, alert.state, alert.issued) == (level, "in_force", NOW)
    turn = alert.turns.get()
    assert (turn.kind, turn.who, turn.unit) == ("issue", office.actors[who].name, office.units[who])


@pytest.mark.parametrize(("level", "way"), [("red", "to_director"), ("orange", "to_mayor"), ("blue", "to_mayor")])  # fmt: skip
def test_who_signs_is_not_chosen(office: FloodOffice, level: str, way: str) -> None:
    case = office.drafted(level)
    with pytest.raises(Refused) as error:
        service.act(case.key, "draft", way, office.actors["flood"], data=office.message(level))
    assert "第四条" in error.value.clause
    assert Task.objects.get(case=case, state="open").step == "draft"


def test_a_draft_may_be_returned_and_left(office: FloodOffice) -> None:
    case = office.proposed("orange")
    with pytest.raises(BadInput, match="理由"):
        service.act(case.key, "sign", "return", office.actors["director"])
    service.act(case.key, "sign", "return", office.actors["director"], reasons="区域不明")
    assert Task.objects.get(case=case, state="open").draft["areas"] == MESSAGE["areas"]
    service.act(case.key, "draft", "none", office.actors["flood"], reasons="雨停了")
    assert not Alert.objects.exists()


# --- publishing


def test_what_is_published_is_what_was_signed(office: FloodOffice) -> None:
    alert = office.issued("red")
    assert alert.content == {"level": "红色预警", **MESSAGE}
    assert alert.key == "YJ-2026-00001"
    (entry,) = told("alert.issue")
    assert (entry["level"], entry["before"], entry["told"], entry["clause"]) == (
        "red",
        "",
        8,
        CLAUSE,
    )
    assert Entry.objects.get(kind="alert.issue").actor == office.actors["mayor"].name
    papers = set(IssuedPaper.objects.values_list("title", flat=True))
    assert papers == {"暴雨洪涝预警签发单", "暴雨洪涝预警信息"}
    leading = AlertUnit.objects.filter(alert=alert, leads=True)
    assert {each.unit.code for each in leading} == {"flood", "mayor"}


def test_whom_it_does_not_concern_sees_nothing_of_it(office: FloodOffice) -> None:
    alert = office.issued("orange")
    with pytest.raises(NotThere):
        access.alert(office.actors["hydrology"], alert.key)
    assert access.alert(office.actors["hefeng"], alert.key) == alert
    assert access.calls(office.actors["flood"], alert).count() == 6
    assert access.calls(office.actors["hefeng"], alert).count() == 1
    assert access.tasks(office.actors["city"], alert).get().measure == "close"
    assert access.tasks(office.actors["flood"], alert).count() == MeasureTask.objects.count()


def test_an_issue_that_fails_in_the_middle_leaves_nothing(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.proposed("red")
    before = (
        Entry.objects.count(),
        Notice.objects.count(),
        Task.objects.count(),
        Act.objects.count(),
    )

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    for where, name in ((measures, "open_for"), (calling, "tell"), (life.journal, "record")):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, broken)
            with pytest.raises(RuntimeError):
                service.act(case.key, "sign_red", "publish", office.actors["mayor"])
        for model in (Alert, Turn, AlertUnit, Message, Calling, MeasureTask):
            assert not model.objects.exists(), (name, model)
        assert before == (
            Entry.objects.count(), Notice.objects.count(), Task.objects.count(), Act.objects.count(),
        )  # fmt: skip
    service.act(case.key, "sign_red", "publish", office.actors["mayor"])
    assert Alert.objects.get().key == "YJ-2026-00001"


def test_of_two_for_one_place_the_second_is_told_which(office: FloodOffice) -> None:
    first = office.issued("orange")
    second = by_hand(office, "red")
    with pytest.raises(Refused) as error:
        service.act(second.key, "sign_red", "publish", office.actors["mayor"])
    assert f"已经发布：{first.key}（橙色预警）" in error.value.what
    assert "请在原办件上调整" in error.value.remedy
    assert Alert.objects.count() == 1
    assert Task.objects.get(case=second, state="open").step == "sign_red"


def test_two_tabs_of_one_officer_publish_once(office: FloodOffice) -> None:
    case = office.proposed("orange")
    for _ in range(2):
        done = service.act(
            case.key, "sign", "publish", office.actors["director"], version=case.version, token="t"
        )
        assert done.key == case.key
    with pytest.raises(Stale):
        service.act(case.key, "sign", "publish", office.actors["director"], version=case.version)
    assert Alert.objects.count() == Turn.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_sample_stands_beside_what_is_real(store: str) -> None:
    with clock.at(NOW):
        sample = FloodOffice(sample=True)
        alert = sample.issued("red")
        assert alert.sample
        assert all(each.title.startswith("【样例】") for each in Message.objects.all())
        for code, each in sample.units.items():
            each.code, each.name = f"s-{code}", f"样例{each.name}"
            each.save()
        from luoshi.office.alerts.models import Channel

        Channel.objects.all().delete()
        real = FloodOffice()
        other = real.issued("red")
        assert not other.sample
        callings = Calling.objects.filter(message__alert=other)
        assert callings.count() == 8
        assert not callings.filter(unit__sample=True).exists()
        assert not Calling.objects.filter(message__alert=alert, unit__sample=False).exists()
        calling.stop(other, "解除", NOW)
        assert Calling.objects.filter(message__alert=alert, state="open").count() == 8


# --- adjusting


def test_up_and_down_again(office: FloodOffice) -> None:
    alert = office.issued("orange")
    assert set(alert.tasks.values_list("measure", flat=True)) == {
        "patrol", "evacuate", "close", "reservoirs", "schools",
    }  # fmt: skip
    with clock.at(NOW + timedelta(hours=1)):
        assert office.adjusted(alert, "red").level == "red"
        assert alert.tasks.get(measure="forward").due == NOW + timedelta(hours=4)
        assert alert.tasks.filter(measure="evacuate")[0].due == NOW + timedelta(hours=2)
    with clock.at(NOW + timedelta(hours=2)):
        assert office.adjusted(alert, "blue").level == "blue"
        states = set(alert.tasks.exclude(measure="patrol").values_list("state", flat=True))
        assert states == {"ended"}
        assert set(alert.tasks.filter(measure="patrol").values_list("state", flat=True)) == {"open"}
    with clock.at(NOW + timedelta(hours=3)):
        office.adjusted(alert, "orange")
        again = alert.tasks.filter(measure="evacuate")
        assert {(each.state, each.due) for each in again} == {("open", NOW + timedelta(hours=5))}
        assert alert.tasks.get(measure="forward").state == "ended"
    assert turns(alert) == [
        ("issue", "orange"), ("adjust", "red"), ("adjust", "blue"), ("adjust", "orange"),
    ]  # fmt: skip
    assert [each["before"] for each in told("alert.adjust")] == ["orange", "red", "blue"]
    assert (alert.issued, alert.changed) == (NOW, NOW + timedelta(hours=3))


def test_what_was_done_stays_done_at_another_level(office: FloodOffice) -> None:
    alert = office.issued("orange")
    task = alert.tasks.get(measure="close")
    measures.tick(task.pk, office.actors["city"], done=True, evidence="已封闭两处")
    office.adjusted(alert, "blue")
    office.adjusted(alert, "red")
    task.refresh_from_db()
    assert (task.state, task.evidence) == ("done", "已封闭两处")
    assert alert.tasks.filter(measure="close").count() == 1


def test_an_adjustment_may_be_given_up(office: FloodOffice) -> None:
    alert = office.issued("orange")
    service.act(alert.case.key, "in_force", "adjust", office.actors["flood"])
    service.act(alert.case.key, "adjust", "keep", office.actors["flood"])
    assert [each.step for each in Task.objects.filter(case=alert.case, state="open")] == [
        "in_force"
    ]
    assert turns(alert) == [("issue", "orange")]


# --- lifting


@pytest.mark.parametrize(("below", "hours"), [(True, 5), (False, 6), (False, 100)])
def test_only_the_rule_lets_it_be_lifted(office: FloodOffice, below: bool, hours: int) -> None:
    alert = office.issued("orange")
    key = alert.case.key
    service.act(key, "in_force", "lift", office.actors["flood"])
    data = {"all_below": below, "calm": hours}
    with pytest.raises(Refused) as error:
        service.act(key, "lift", "propose", office.actors["flood"], data=data)
    assert "第八条" in error.value.clause
    alert.refresh_from_db()
    assert alert.state == "in_force"


def test_lifting_ends_calls_measures_and_steps(office: FloodOffice) -> None:
    alert = office.issued("orange")
    office.answer("hefeng")
    service.act(alert.case.key, "in_force", "adjust", office.actors["flood"])
    with clock.at(NOW + timedelta(hours=8)):
        office.lifted(alert)
    assert (alert.state, alert.lifted) == ("lifted", NOW + timedelta(hours=8))
    assert not alert.tasks.filter(state="open").exists()
    open_ones = Calling.objects.filter(message__alert=alert, message__kind="issue", state="open")
    assert not open_ones.exists()
    lift = Message.objects.get(kind="lift")
    assert lift.title == "解除橙色预警（暴雨洪涝预警）"
    assert lift.calls.filter(state="open").count() == 6
    assert {each.step for each in Task.objects.filter(case=alert.case, state="open")} == {"report"}
    assert turns(alert)[-1] == ("lift", "orange")
    with pytest.raises(CaseError):
        service.act(alert.case.key, "in_force", "adjust", office.actors["flood"])


def test_only_the_director_lifts(office: FloodOffice) -> None:
    alert = office.issued("red")
    service.act(alert.case.key, "in_force", "lift", office.actors["flood"])
    data = {"all_below": True, "calm": 6}
    service.act(alert.case.key, "lift", "propose", office.actors["flood"], data=data)
    for other in ("flood", "mayor", "hefeng"):
        with pytest.raises(CaseError):
            service.act(alert.case.key, "lift_sign", "lift_red", office.actors[other])
    service.act(alert.case.key, "lift_sign", "lift_red", office.actors["director"])
    alert.refresh_from_db()
    assert alert.state == "lifted"


# --- the end


def test_a_whole_life_is_written_down_and_comes_out_the_same_again(office: FloodOffice) -> None:
    headfile.path().unlink(missing_ok=True)  # of journals that other tests rolled back
    alert = office.issued("orange")
    office.adjusted(alert, "red")
    with clock.at(NOW + timedelta(hours=20)):
        office.lifted(alert)
    key = alert.case.key
    with clock.at(NOW + timedelta(days=2)):
        service.act(key, "report", "submit_red", office.actors["flood"], data={"summary": "样例"})
        alert.refresh_from_db()
        assert alert.state == "lifted"  # red owes an evaluation
        service.act(key, "evaluate", "finish", office.actors["flood"], data={"findings": "样例"})
    alert.refresh_from_db()
    assert (alert.state, alert.reviewed) == ("reviewed", NOW + timedelta(days=2))
    assert turns(alert) == [
        ("issue", "orange"), ("adjust", "red"), ("lift", "red"), ("review", "red"),
    ]  # fmt: skip
    who = {kind: Entry.objects.get(kind=f"alert.{kind}").actor for kind in ("issue", "adjust", "lift", "review")}  # fmt: skip
    names = {code: office.actors[code].name for code in ("flood", "director", "mayor")}
    assert who == {
        "issue": names["director"], "adjust": names["mayor"], "lift": names["director"],
        "review": names["flood"],
    }  # fmt: skip
    for kind in who:
        entry = Entry.objects.get(kind=f"alert.{kind}")
        assert (entry.subject, entry.case) == (alert.key, key)
        assert json.loads(entry.text)["clause"] == CLAUSE
    chain.seal()
    assert verify().sound
    again = replay.replay()
    assert again.sound
    assert again.decisions == again.same >= 5
    assert Case.objects.get(key=key).state == "closed"


def test_what_is_over_cannot_be_issued_lifted_or_reviewed_again(office: FloodOffice) -> None:
    alert = office.lifted(office.issued("blue"))
    service.act(
        alert.case.key, "report", "submit", office.actors["flood"], data={"summary": "样例"}
    )
    for step, outcome in (("in_force", "lift"), ("lift_sign", "lift"), ("report", "submit")):
        with pytest.raises(CaseError):
            service.act(alert.case.key, step, outcome, office.actors["flood"])
    assert LABELS[alert.level] == "蓝色预警"
    assert POLICY in alert.plan
