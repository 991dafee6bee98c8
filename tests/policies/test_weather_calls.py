"""朔政办函〔2023〕65号: which warnings start the calls, whom they reach, and what three minutes are for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from luoshi.office import clock
from luoshi.office.alerts import calling, readings, ticking
from luoshi.office.alerts.models import Alert, Attempt, Calling, Channel, Contact, Message
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Act, Case, Deadline, Entry, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Post, Unit
from luoshi.policies import acting
from luoshi.policies.shuozhou.weather_calls.plan import (
    CALLS,
    CHIEF,
    DEPARTMENTS,
    FLOOD_LEADER,
    IN_CHARGE,
    WEATHER_LEADER,
)
from luoshi.policies.shuozhou.weather_calls.procedure import PROCEDURES
from luoshi.policies.shuozhou.weather_calls.rules import DOC
from luoshi.procedures.plans import figure
from luoshi.procedures.series import judged, standing
from luoshi.procedures.soundness import faults, plan_faults
from tests.office.cases.office import moment, person, unit

OF = "shuozhou.weather_calls."
BEGAN = datetime(2024, 7, 1, tzinfo=UTC)
(CLASSIFIER,) = CALLS.classifiers
NIGHT = "2024-07-01T02:00"
MESSAGE: dict[str, Any] = {
    "area": "暴雨", "colour": "红色", "likely": True, "rain": "一小时五十毫米", "trend": "持续到早晨",
    "service": "已发布红色预警", "risk": "山洪风险高", "reminder": "请加强防范", "response": "已启动一级响应",
    "advice": "转移低洼地带人员", "extreme": False, "serious": True, "urgent": True,
}  # fmt: skip


def test_plan_and_procedures_hold_together() -> None:
    assert plan_faults(CALLS, acting.procedures()) == []
    assert [fault for each in PROCEDURES for fault in faults(each)] == []


# --- what starts the calls


def stands(*rows: tuple[int, str, str]) -> dict[str, str]:
    """The level of each hazard after some warnings: hour, indicator, colour."""
    keys = ("rain_warning", "snow_warning", "wind_warning")
    sheet = pl.DataFrame(
        [
            {"place": "", "item": "", "at": BEGAN + timedelta(hours=hour), "forecast": False,
             **dict.fromkeys(keys), key: colour}
            for hour, key, colour in rows
        ],
        schema={"place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
                "forecast": pl.Boolean, **dict.fromkeys(keys, pl.String)},
    )  # fmt: skip
    found = judged(CALLS, CLASSIFIER, sheet, BEGAN.date())
    assert found["why"].to_list() == [""] * found.height
    now = standing(CALLS, CLASSIFIER, found, BEGAN + timedelta(hours=24))
    return {each.place: each.level for each in now}


@pytest.mark.parametrize(
    ("key", "colour", "hazard", "level"),
    [
        ("rain_warning", "红色", "暴雨", "rain_red"),
        ("rain_warning", "橙色", "暴雨", "rain_orange"),
        ("rain_warning", "黄色", "暴雨", ""),
        ("rain_warning", "蓝色", "暴雨", ""),
        ("snow_warning", "红色", "暴雪", "snow_red"),
        ("snow_warning", "橙色", "暴雪", ""),
        ("wind_warning", "红色", "雷暴大风", "wind_red"),
        ("wind_warning", "橙色", "雷暴大风", ""),
    ],
)
def test_only_four_warnings_start_the_calls(key: str, colour: str, hazard: str, level: str) -> None:
    assert stands((0, key, colour)) == {hazard: level}


def test_a_warning_stands_until_another_is_told_and_hazards_do_not_hide_each_other() -> None:
    assert stands((0, "rain_warning", "红色"), (3, "wind_warning", "红色")) == {
        "暴雨": "rain_red", "雷暴大风": "wind_red",
    }  # fmt: skip
    assert stands((0, "rain_warning", "红色"), (3, "rain_warning", "无")) == {"暴雨": ""}


def test_three_minutes_are_for_wechat_and_seven_departments_are_called() -> None:
    assert {each.answer for each in CALLS.calls} == {"answer_within"}
    assert figure(DOC, "answer_within") == 3
    assert all(each.channels == ("wechat", "phone") for each in CALLS.calls)
    assert len(DEPARTMENTS) == 7
    assert [each.relay for each in CALLS.calls] == [True, False, False]
    assert CALLS.calls[0].post == "分管领导"
    assert {each.post for each in CALLS.calls[1:]} == {"主要负责人"}
    assert "reminder" in CALLS.calls[0].says
    assert "response" not in CALLS.calls[0].says
    assert {"response", "advice"} <= set(CALLS.calls[1].says)


# --- in the office


class City:
    """The bureau, seven departments, the two governments' leaders, each with one at every post."""

    def __init__(self) -> None:
        self.bureau = person(unit("bureau", "样例气象局", "agency", OF + "bureau"))
        self.departments = [
            unit(role.key, f"样例{role.label}", "agency", OF + role.key, OF + "member")
            for role in DEPARTMENTS
        ]
        government = unit("government", "样例市政府", "agency", OF + "government")
        party = unit("party", "样例市委", "agency", OF + "party")
        self.hq = person(unit("hq", "样例指挥部办公室", "agency", OF + "hq_office"))
        Channel.objects.create(
            key="w", kind="wechat", label="企业微信", order=0, target="http://127.0.0.1:9/{address}"
        )
        Channel.objects.create(key="p", kind="phone", label="电话", order=1)
        for of in self.departments:
            self._staff(of, IN_CHARGE)
        for post in (WEATHER_LEADER, FLOOD_LEADER, CHIEF):
            self._staff(government, post)
        self._staff(party, CHIEF)

    def _staff(self, of: Unit, post: str) -> None:
        made = Post.objects.create(unit=of, name=post)
        Contact.objects.create(
            unit=of, post=made, name=f"{of.name}{post}",
            addresses={"wechat": f"w{made.pk}", "phone": f"0000-{made.pk}"},
        )  # fmt: skip

    def warned(self, colour: str = "红色", series: str = "rain_warning") -> None:
        """A weather warning is published."""
        row = readings.NewReading(OF + series, colour, clock.now())
        readings.take([row], self.bureau)

    def started(self, **other: object) -> Case:
        """The case that the office has opened, and the calls started."""
        self.warned(str(other.get("colour", "红色")))
        case = Case.objects.get(procedure=OF + "calls")
        return service.act(case.key, "start", "start", self.bureau, data={**MESSAGE, **other})


@pytest.fixture
def city(db: None) -> City:
    with clock.at(moment(NIGHT)):
        return City()


def told() -> dict[str, int]:
    """How many posts each call has reached out to."""
    return {each.call: each.total for each in Message.objects.order_by("pk")}


def test_the_office_opens_the_case_by_itself_for_red_rain(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.warned()
        case = Case.objects.get()
        assert case.data["area"] == "暴雨"
        city.warned("红色", "wind_warning")
        assert {each.data["area"] for each in Case.objects.all()} == {"暴雨", "雷暴大风"}
        city.warned("橙色", "snow_warning")
        assert Case.objects.count() == 2


def test_red_rain_calls_departments_and_leaders_in_charge_and_nobody_else(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.started()
    assert told() == {"departments": 7, "leaders_in_charge": 2}
    alert = Alert.objects.get()
    assert (alert.level, alert.area, alert.state) == ("rain_red", "暴雨", "in_force")
    first = Attempt.objects.filter(state="queued")
    assert {each.kind for each in first} == {"wechat"}
    assert first.count() == 9


def test_without_an_answer_the_telephone_follows_after_three_minutes(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.started()
        began = clock.now()
    last = Calling.objects.get(unit__code="transport")
    others = Attempt.objects.filter(step=0).exclude(calling=last)
    calling.answer([calling.Said(each.token) for each in others], began + timedelta(minutes=1))
    ticking.calls(began + timedelta(minutes=2, seconds=59))
    assert not Attempt.objects.filter(kind="phone", state="queued").exists()
    ticking.calls(began + timedelta(minutes=3))
    (phone,) = Attempt.objects.filter(kind="phone", state="queued")
    assert phone.calling == last
    assert phone.patience is None  # the text sets no time for the telephone
    calling.by_operator(phone, "值班员", began + timedelta(minutes=9), answered=True)
    assert set(Calling.objects.values_list("state", flat=True)) == {"answered"}


def test_extreme_serious_and_urgent_reaches_the_chief_leaders_too(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.started(extreme=True)
    assert told() == {"departments": 7, "leaders_in_charge": 2, "chief_leaders": 2}
    text = Message.objects.get(call="chief_leaders").text
    assert "防范建议：转移低洼地带人员" in text
    assert "提醒加强防范" not in text


@pytest.mark.parametrize("lacking", ["extreme", "serious", "urgent"])
def test_a_direct_report_needs_all_three(city: City, lacking: str) -> None:
    grave = {"extreme": True, "serious": True, "urgent": True, lacking: False}
    with clock.at(moment(NIGHT)):
        case = city.started(**grave)
        service.act(case.key, "in_force", "direct", city.bureau)
        with pytest.raises(CaseError, match="直通式报告"):
            service.act(
                case.key, "direct", "report", city.bureau,
                data={**grave, **{name: MESSAGE[name] for name in ("rain", "trend", "response", "advice")}},
            )  # fmt: skip
    assert "chief_leaders" not in told()


def test_a_later_direct_report_goes_to_the_chief_leaders_alone(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = city.started()
        service.act(case.key, "in_force", "direct", city.bureau)
        service.act(
            case.key, "direct", "report", city.bureau,
            data={"extreme": True, "serious": True, "urgent": True, "rain": "一小时九十毫米",
                  "trend": "增强", "response": "一级响应", "advice": "全面转移"},
        )  # fmt: skip
    later = Message.objects.filter(kind="adjust")
    assert [each.call for each in later] == ["chief_leaders"]
    assert "一小时九十毫米" in later[0].text
    assert Alert.objects.get().level == "rain_red"
    # whoever has not answered the first calls is called on
    assert Calling.objects.filter(state="open").count() == 9 + 2


def test_what_does_not_trigger_cannot_be_started_by_hand(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = service.start(OF + "calls", city.bureau)
        with pytest.raises(CaseError, match="没有达到启动标准"):
            service.act(
                case.key, "start", "start", city.bureau,
                data={**MESSAGE, "area": "暴雪", "colour": "橙色"},
            )  # fmt: skip
    assert not Alert.objects.exists()


def test_the_end_is_logged(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = city.started()
        service.act(case.key, "in_force", "end", city.bureau)
        assert Alert.objects.get().state == "lifted"
        assert set(Calling.objects.values_list("state", flat=True)) == {"stopped"}
        service.act(
            case.key, "register", "register", city.bureau,
            data={"by_wechat": 8, "by_phone": 1, "missed": ""},
        )  # fmt: skip
    assert Alert.objects.get().state == "reviewed"
    line = Entry.objects.get(register=OF + "log")
    assert line.state == "已登记"
    assert (line.data["trigger"], line.data["by_phone"], line.data["direct"]) == (
        "暴雨红色预警", "1个", False,
    )  # fmt: skip


def test_the_log_offers_who_was_reached_and_an_early_end_is_warned_about(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = city.started()
        first, *_ = Attempt.objects.filter(kind="wechat")
        calling.answer([calling.Said(first.token)], clock.now())
        service.act(case.key, "in_force", "end", city.bureau)
    draft = Task.objects.get(case=case, step="register").draft
    assert (draft["by_wechat"], draft["by_phone"]) == ("1个", "0个")
    assert any("叫应到位" in each for each in Act.objects.get(case=case, outcome="end").warnings)


def test_another_colour_than_the_warning_in_force_is_warned_about(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.warned("红色")
        case = Case.objects.get(procedure=OF + "calls")
        service.act(
            case.key, "start", "start", city.bureau, data={**MESSAGE, "colour": "橙色"}
        )  # fmt: skip
    assert any("颜色" in each for each in Act.objects.get(case=case, outcome="start").warnings)
    assert Alert.objects.get().level == "rain_orange"


def test_an_upgrade_from_orange_calls_everyone_again(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = city.started(colour="橙色")
        service.act(case.key, "in_force", "update", city.bureau)
        service.act(case.key, "update", "call", city.bureau, data={**MESSAGE, "colour": "红色"})
    assert Alert.objects.get().level == "rain_red"
    assert Message.objects.filter(kind="adjust").count() == 2
    assert Task.objects.filter(case=case, state="open").values_list("step", flat=True)[0] == (
        "in_force"
    )


def test_not_to_call_needs_words_and_no_message(city: City) -> None:
    with clock.at(moment(NIGHT)):
        city.warned()
        case = Case.objects.get()
        with pytest.raises(CaseError):
            service.act(case.key, "start", "no", city.bureau)
        done = service.act(case.key, "start", "no", city.bureau, reasons="样例：误报，已撤销")
        assert done.ended == "不启动叫应"
        city.warned("橙色")
        case = Case.objects.exclude(state="closed").get()
        data = {**MESSAGE, "colour": "橙色"}
        service.act(case.key, "start", "start", city.bureau, data=data)
        service.act(case.key, "in_force", "update", city.bureau)
        service.act(case.key, "update", "keep", city.bureau)
        service.act(case.key, "in_force", "direct", city.bureau)
        service.act(case.key, "direct", "keep", city.bureau, reasons="样例：不紧急")
    assert told() == {"departments": 7, "leaders_in_charge": 2}


def test_an_update_keeps_its_hazard(city: City) -> None:
    with clock.at(moment(NIGHT)):
        case = city.started()
        service.act(case.key, "in_force", "update", city.bureau)
        with pytest.raises(CaseError, match="灾害种类"):
            service.act(case.key, "update", "call", city.bureau, data={**MESSAGE, "area": "暴雪"})
    assert (Alert.objects.get().area, Alert.objects.get().level) == ("暴雨", "rain_red")
    assert not Message.objects.filter(kind="adjust").exists()


def test_a_change_of_contact_goes_to_the_headquarters_office(city: City) -> None:
    change = {
        "in_charge": False, "post": "分管领导", "before": "甲", "after": "乙 0000-9999",
    }  # fmt: skip
    with clock.at(moment(NIGHT)):
        who: Actor = person(city.departments[3])
        case = service.start(OF + "contact_change", who)
        service.act(case.key, "report", "submit", who, data=change)
        done = service.act(case.key, "file", "filed", city.hq)
    assert done.ended == "已备案"


def test_the_yearly_update_is_due_before_the_season_and_must_cover_everybody(city: City) -> None:
    with clock.at(moment("2024-03-01T09:00")):
        case = service.start(OF + "yearly_update", city.bureau)
        service.act(case.key, "season", "set", city.bureau, data={"last_day": "2024-05-31"})
        deadline = Deadline.objects.get(task__case=case, task__step="update")
        assert (
            deadline.at.astimezone(clock.HERE).date().isoformat() == "2024-06-01"
        )  # 24:00 of the day before
        with pytest.raises(CaseError, match="覆盖"):
            service.act(
                case.key, "update", "file", city.bureau, data={"covered": False, "list_of": "样例"}
            )
        done = service.act(
            case.key, "update", "file", city.bureau, data={"covered": True, "list_of": "样例"}
        )
    assert done.ended == "已备案"
