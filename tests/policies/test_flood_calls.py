"""麓政办发〔2025〕19号: rain becomes levels; every level, call, measure and deadline has its clause."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from luoshi.office import clock
from luoshi.office.alerts import ticking
from luoshi.office.alerts.models import Alert, MeasureTask, Message
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Case, IssuedPaper, Task
from luoshi.policies import acting
from luoshi.policies.specimen.flood_calls.plan import HOUR_RAIN, WARNING, rain
from luoshi.policies.specimen.flood_calls.procedure import PROCEDURES
from luoshi.policies.specimen.flood_calls.rules import DOC
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures.plans import figure
from luoshi.procedures.series import judged, standing
from luoshi.procedures.soundness import faults, plan_faults
from tests.gazette.truth import read
from tests.office.alerts.office import FloodOffice, moment

BEGAN = datetime(2025, 8, 1, tzinfo=UTC)
(CLASSIFIER,) = WARNING.classifiers


def sheet(**stations: list[float | None]) -> pl.DataFrame:
    """Hourly rain in millimetres of some stations, from the same hour on."""
    return pl.DataFrame(
        [
            {
                "place": name, "item": "", "at": BEGAN + timedelta(hours=hour), "forecast": False,
                "hour_rain": None if value is None else round(value * 1000),
            }
            for name, hours in stations.items()
            for hour, value in enumerate(hours)
        ],
        schema={
            "place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
            "forecast": pl.Boolean, "hour_rain": pl.Int64,
        },
    )  # fmt: skip


def levels(*hours: float | None) -> list[str]:
    return judged(WARNING, CLASSIFIER, sheet(甲站=list(hours)), BEGAN.date())["level"].to_list()


def test_plan_and_procedures_hold_together() -> None:
    assert plan_faults(WARNING, acting.procedures()) == []
    assert [fault for each in PROCEDURES for fault in faults(each)] == []


@pytest.mark.parametrize(
    ("hours", "last"),
    [
        ([0, 0], ""),
        ([25, 24.999], ""),
        ([25, 25], "blue"),
        ([40], ""),
        ([40.001], "orange"),
        ([33, 33, 34], "orange"),
        ([70], "orange"),
        ([70.001], "red"),
        ([40, 40, 40, 40, 40], "red"),
        ([50, *[0] * 22, 0], "blue"),
        ([50, *[0] * 23, 0], ""),
    ],
)
def test_the_last_hour_reaches_a_level(hours: list[float | None], last: str) -> None:
    assert levels(*hours)[-1] == last


def test_an_hour_without_a_reading_is_no_rain_and_no_all_clear() -> None:
    found = judged(WARNING, CLASSIFIER, sheet(甲站=[120, None]), BEGAN.date())
    assert found["level"].to_list() == ["red", ""]
    assert found["why"].to_list()[0] == ""
    assert found["why"].to_list()[1]
    assert levels(210, None)[-1] == "red"  # 24 hours alone decide


def test_one_row_an_hour_with_the_most_of_any_station() -> None:
    rows = rain(sheet(甲站=[30, 30, 0], 乙站=[10], 丙站=[0, 5, None]))
    assert rows["place"].to_list() == ["", "", ""]
    assert rows["day_rain"].to_list() == [30, 60, 60]
    assert rows["hour_rain"].to_list() == [30, 30, 0]


def test_a_station_that_has_fallen_silent_keeps_its_sum() -> None:
    rows = rain(sheet(甲站=[60], 乙站=[0] * 26))
    assert rows["day_rain"].to_list() == [60] * 24 + [0, 0]


def test_what_stands_and_since_when() -> None:
    found = judged(WARNING, CLASSIFIER, sheet(甲站=[30, 30, 0], 乙站=[0, 0, 45]), BEGAN.date())
    (now,) = standing(WARNING, CLASSIFIER, found, BEGAN + timedelta(hours=3))
    assert (now.place, now.level, now.since) == ("", "orange", BEGAN + timedelta(hours=2))
    assert found["level"].to_list() == ["", "blue", "orange"]


def test_only_red_calls_the_heads_of_the_counties() -> None:
    receivers, heads = WARNING.calls
    assert (receivers.levels, heads.levels) == ((), ("red",))
    assert receivers.channels == heads.channels == ("wechat", "phone")
    assert figure(DOC, receivers.answer) == 3
    assert {to.role.key for to in receivers.to} == {
        "county", "water", "emergency", "city_management", "education",
    }  # fmt: skip
    assert {to.post for to in heads.to} == {"主要负责人"}
    assert receivers.relay


def test_measures_add_up_from_level_to_level() -> None:
    keys = {
        level.key: {each.key for each in WARNING.measures_at(level.key)} for level in WARNING.levels
    }
    assert keys["blue"] == {"patrol"}
    assert keys["orange"] == {"patrol", "evacuate", "close", "reservoirs", "schools"}
    assert keys["red"] == keys["orange"] | {"forward"}
    hours = {each.key: figure(DOC, each.within) for each in WARNING.measures if each.within}
    assert hours == {"evacuate": 2, "close": 1, "forward": 3}
    assert {each.key for each in WARNING.measures if each.daily} == {"patrol", "reservoirs"}
    assert {each.key for each in WARNING.measures if each.optional} == {"schools"}


def test_rain_below_zero_cannot_be() -> None:
    assert (HOUR_RAIN.lowest, HOUR_RAIN.per) == ("0", "雨量站")


def test_every_clause_of_plan_and_procedures_is_there(specimen_document: Lookup) -> None:
    from luoshi.policies import alerting

    named = {clause for clause, _ in (*acting.clauses(DOC), *alerting.clauses(DOC))}
    assert [clause for clause in named if specimen_document.find(clause) is None] == []


@pytest.fixture
def specimen_document() -> Lookup:
    from luoshi import config

    issue = read(config.SPECIMEN / "yunlu-2025-2.txt")
    return Lookup(next(each for each in issue.documents if each.number == DOC.number))


# --- in the office


@pytest.fixture
def office(db: None) -> FloodOffice:
    with clock.at(moment("2026-06-10T08:00")):
        return FloodOffice()


def test_the_office_drafts_what_the_rain_says_and_the_right_one_signs(office: FloodOffice) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        case = office.drafted("red")
        draft = Task.objects.get(case=case, step="draft")
        assert draft.draft["level"] == "红色预警"
        with pytest.raises(CaseError):
            service.act(
                case.key, "draft", "to_director", office.actors["flood"], data=office.message("red")
            )
        service.act(
            case.key, "draft", "to_mayor", office.actors["flood"], data=office.message("red")
        )
        service.act(case.key, "sign_red", "publish", office.actors["mayor"])
    assert Alert.objects.get().level == "red"
    assert {each.call: each.total for each in Message.objects.all()} == {
        "receivers": 6, "heads": 2,
    }  # fmt: skip


def test_several_stations_make_one_warning(office: FloodOffice) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        office.rain(80, place="样例一号站")
        office.rain(90, place="样例二号站")
        assert Case.objects.count() == 1


def test_orange_goes_up_to_red_and_down_to_its_evaluation(office: FloodOffice) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        alert = office.issued("orange")
        assert not MeasureTask.objects.filter(alert=alert, measure="forward").exists()
        alert = office.adjusted(alert, "red")
        assert alert.level == "red"
        assert MeasureTask.objects.filter(alert=alert, measure="forward").exists()
    key = alert.case.key
    with clock.at(moment("2026-06-10T20:00")):
        service.act(key, "in_force", "lift", office.actors["flood"])
        with pytest.raises(CaseError, match="解除"):
            service.act(
                key, "lift", "propose", office.actors["flood"], data={"all_below": True, "calm": 5}
            )
        service.act(
            key, "lift", "propose", office.actors["flood"], data={"all_below": True, "calm": 6}
        )
        service.act(key, "lift_sign", "lift_red", office.actors["director"])
        alert.refresh_from_db()
        assert alert.state == "lifted"
        open_steps = Task.objects.filter(case=alert.case, state="open")
        assert {each.step for each in open_steps} == {"report", "evaluate"}
        service.act(
            key, "report", "submit_red", office.actors["flood"], data={"summary": "样例总结"}
        )
        done = service.act(
            key, "evaluate", "finish", office.actors["flood"], data={"findings": "样例评估"}
        )
    assert done.state == "closed"
    alert.refresh_from_db()
    assert alert.state == "reviewed"
    assert "暴雨洪涝红色预警评估报告" in set(
        IssuedPaper.objects.filter(case=alert.case).values_list("title", flat=True)
    )


def test_blue_ends_with_its_report(office: FloodOffice) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        alert = office.lifted(office.issued("blue"))
        service.act(
            alert.case.key, "report", "submit", office.actors["flood"], data={"summary": "样例总结"}
        )
    alert.refresh_from_db()
    assert alert.state == "reviewed"


def test_counties_report_every_day_while_the_warning_stands(office: FloodOffice) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        office.issued("blue")
    reports = Case.objects.filter(procedure="specimen.flood_calls.daily_report")
    ticking.slow(moment("2026-06-10T08:01"))
    first = reports.count()
    ticking.slow(moment("2026-06-11T08:01"))
    assert (first, reports.count()) == (2, 4)
