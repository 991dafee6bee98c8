"""朔政办发〔2023〕37号: what the air has to be for each level, and an episode from the opinion to the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.alerts.models import Alert, MeasureTask, Turn
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Act, Case, Deadline, IssuedPaper, Task
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting, alerting
from luoshi.policies.shuozhou.heavy_pollution.plan import (
    OZONE_PLAN,
    PLANS,
    SULPHUR_PLAN,
    WARNING,
)
from luoshi.policies.shuozhou.heavy_pollution.procedure import PROCEDURES
from luoshi.policies.shuozhou.heavy_pollution.rules import DOC
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures.plans import Plan
from luoshi.procedures.series import judged, standing
from luoshi.procedures.soundness import faults, plan_faults
from tests.office.cases.office import PDF, moment, person, unit
from tests.policies.made import real_documents

OF = "shuozhou.heavy_pollution."
BEGAN = datetime(2024, 1, 1, 5, tzinfo=UTC)
PM25, O3 = "细颗粒物", "臭氧"
Values = Sequence[float | None]


def test_plans_and_procedures_hold_together() -> None:
    assert [fault for each in PLANS for fault in plan_faults(each, acting.procedures())] == []
    assert [fault for each in PROCEDURES for fault in faults(each)] == []


def test_every_clause_of_the_plans_is_in_the_document(gazettes: Path) -> None:
    lookup = Lookup(real_documents(gazettes)["朔政办发〔2023〕37号"])
    named = {clause for clause, _ in (*alerting.clauses(DOC), *acting.clauses(DOC))}
    assert [clause for clause in sorted(named) if lookup.find(clause) is None] == []
    assert len(named) > 90


def test_classifiers_have_names_of_their_own() -> None:
    keys = [each.key for plan in PLANS for each in plan.classifiers]
    assert len(set(keys)) == len(keys)


# --- 3.2: how high, how long


def air(values: Values, primary: str | None = PM25) -> pl.DataFrame:
    """Hourly AQI as a sheet; the primary pollutant is told once, at the beginning."""
    rows = len(values)
    return pl.DataFrame(
        {
            "place": [""] * rows, "item": [""] * rows,
            "at": [BEGAN + timedelta(hours=hour) for hour in range(rows)], "forecast": [True] * rows,
            "aqi": [None if each is None else round(each * 1000) for each in values],
            "primary": [primary, *[None] * (rows - 1)],
        },
        schema={"place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
                "forecast": pl.Boolean, "aqi": pl.Int64, "primary": pl.String},
    )  # fmt: skip


def last(
    plan: Plan, values: Values, primary: str | None = PM25, chosen: dict[str, str] | None = None
) -> str:
    """The level of the last hour."""
    rows = judged(plan, plan.classifiers[0], air(values, primary), BEGAN.date(), chosen)
    return rows["level"].to_list()[-1]


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ([200.0] * 24, ""),
        ([200.001] * 24, "yellow"),
        ([201.0] * 19, ""),
        ([150.0] * 96, ""),
        ([150.001] * 47, ""),
        ([150.001] * 48, "yellow"),
        ([151.0] * 71, "yellow"),
        ([151.0] * 72, "orange"),
        ([201.0] * 47, "yellow"),
        ([201.0] * 48, "orange"),
        ([201.0] * 72, "orange"),
        ([301.0] * 71, "orange"),
        ([301.0] * 72, "red"),
        ([300.0] * 72, "orange"),
        ([250.0] * 24 + [350.0] * 24 + [250.0] * 24, "red"),
        ([251.0] * 48 + [100.0] * 24, ""),
    ],
)
def test_the_levels_of_whole_hours_of_even_air(values: Values, level: str) -> None:
    """Of n hours there are n - 23 windows, and together they cover all of them."""
    assert last(WARNING, values) == level


def test_a_mean_needs_twenty_hours_and_an_hour_without_reading_does_not_break_it() -> None:
    assert last(WARNING, [201.0] * 10 + [None] * 4 + [201.0] * 10) == "yellow"
    assert last(WARNING, [201.0] * 10 + [None] * 5 + [201.0] * 9) == ""


def test_red_of_a_former_episode_does_not_count() -> None:
    first = [350.0] * 48 + [50.0] * 48
    assert last(WARNING, [*first, *[210.0] * 72]) == "orange"
    assert last(WARNING, [*first, *[301.0] * 72]) == "red"


def test_the_readings_change_what_red_and_lasting_mean() -> None:
    one_day = [301.0] * 24
    assert last(WARNING, one_day) == "yellow"
    assert last(WARNING, one_day, chosen={"red_joiner": "or"}) == "red"
    assert last(WARNING, [201.0] * 48, chosen={"lasting": "windows"}) == "yellow"
    assert last(WARNING, [201.0] * 71, chosen={"lasting": "windows"}) == "orange"
    gap = [201.0] * 24 + [0.0] * 1 + [201.0] * 24
    assert last(WARNING, gap[:48], chosen={"lasting": "blocks"}) == "yellow"
    assert last(WARNING, [201.0] * 48, chosen={"lasting": "blocks"}) == "orange"


def test_ozone_has_a_warning_of_its_own() -> None:
    for values, level in (([201.0] * 24, "ozone"), ([151.0] * 47, ""), ([151.0] * 48, "ozone")):
        assert last(OZONE_PLAN, values, O3) == level
        assert last(WARNING, values, O3) == ""
        assert last(OZONE_PLAN, values, PM25) == ""
    assert last(WARNING, [201.0] * 24, None) == "yellow"
    assert last(WARNING, [201.0] * 24, "其他污染物") == "yellow"
    assert last(WARNING, [201.0] * 24, None, {"other_primary": "silent"}) == ""


def test_hours_go_on_where_ozone_leads_by_day_and_dust_by_night() -> None:
    """180 for days is heavy enough for a warning, whichever pollutant each hour is put down to."""
    hours = 96
    sheet = air([180.0] * hours).with_columns(
        primary=pl.Series([O3 if 10 <= hour % 24 < 20 else PM25 for hour in range(hours)])
    )
    for plan, level in ((WARNING, "orange"), (OZONE_PLAN, "ozone")):
        rows = judged(plan, plan.classifiers[0], sheet, BEGAN.date())
        (found,) = standing(plan, plan.classifiers[0], rows, BEGAN)
        assert found.level == level


def test_sulphur_dioxide_is_strict_and_needs_no_run() -> None:
    classifier = SULPHUR_PLAN.classifiers[0]
    sheet = pl.DataFrame(
        {"place": [""] * 3, "item": [""] * 3, "forecast": [True] * 3, "so2": [150_000, 150_001, None],
         "at": [BEGAN + timedelta(hours=hour) for hour in range(3)]},
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )  # fmt: skip
    rows = judged(SULPHUR_PLAN, classifier, sheet, BEGAN.date())
    assert rows["level"].to_list() == ["", "control"]


def test_the_highest_level_ahead_stands_with_its_beginning() -> None:
    values: Values = [50.0] * 24 + [230.0] * 48 + [50.0] * 48
    rows = judged(WARNING, WARNING.classifiers[0], air(values), BEGAN.date())
    (found,) = standing(WARNING, WARNING.classifiers[0], rows, BEGAN + timedelta(hours=10))
    assert found.level == "orange"
    (later,) = standing(WARNING, WARNING.classifiers[0], rows, BEGAN + timedelta(hours=110))
    assert later.level == ""


# --- 4.2: what is owed


def test_each_level_has_its_own_list() -> None:
    kinds = ("健康防护引导措施", "倡议性减排措施", "强制性减排措施")
    counted = {
        level.key: [
            len([each for each in WARNING.measures_at(level.key) if each.kind == kind])
            for kind in kinds
        ]
        for level in WARNING.levels
    }
    assert counted == {"yellow": [3, 4, 18], "orange": [3, 3, 18], "red": [4, 4, 23]}
    assert all(len(each.levels) == 1 for each in WARNING.measures if each.kind in kinds)


def test_county_heads_are_on_duty_at_orange_and_red_alone() -> None:
    found = {
        level.key: [each.key for each in WARNING.measures_at(level.key) if "heads" in each.key]
        for level in WARNING.levels
    }
    assert found == {"yellow": [], "orange": ["heads_orange"], "red": ["heads_red"]}


def test_what_nobody_is_named_for_falls_to_the_territory_or_is_told_by_the_office() -> None:
    owed = {each.key: [role.key for role in each.by] for each in WARNING.measures}
    assert all(owed.values())
    assert (owed["yellow_sites"], owed["red_machines"]) == (["area"], ["area"])
    assert (owed["yellow_transit"], owed["orange_bus"]) == (["office"], ["office"])
    assert (owed["red_plates"], owed["orange_school"]) == (["police"], ["school"])
    told = {each.key for each in WARNING.measures if each.public}
    assert {"yellow_sensitive", "red_burning", "orange_coal"} <= told
    assert not {"yellow_school", "red_sites", "yellow_list"} & told


def test_every_question_knows_the_level_in_force() -> None:
    assert len(WARNING.asks) > 15
    assert all(WARNING.level_fact in each.facts for each in WARNING.asks)
    labels = {each.label for each in WARNING.levels}
    assert all(labels <= set(each.facts["level"].options) for each in WARNING.asks)


# --- in the office

OPINION: dict[str, Any] = {
    "level": "黄色预警", "forecast": "样例：静稳", "starts_on": "2024-01-03", "starts_hour": "12",
    "special": False, "by_mail": True, "in_writing": True,
}  # fmt: skip
MESSAGE: dict[str, Any] = {
    "level": "黄色预警", "trend": "样例趋势", "adverse": "样例小风", "spell": "明日", "pollutants": "细颗粒物",
    "response": "三级应急响应", "outlook": "先升后降", "measures": "按黄色措施", "special_cause": False,
}  # fmt: skip
LIFT: dict[str, Any] = {"by_mail": True, "in_writing": True, "good": True, "good_hours": "36小时"}


class City:
    """The office, the groups, the government, two members, a county, the zone."""

    def __init__(self) -> None:
        roles = {
            "office": ("office",), "forecast": ("forecast",), "government": ("government",),
            "headquarters": ("headquarters",), "ecology": ("ecology", "member"),
            "weather": ("weather", "member"), "county": ("area", "county"), "zone": ("area",),
            "province": ("province",),
        }  # fmt: skip
        self.actors: dict[str, Actor] = {
            code: person(unit(code, f"样例{code}", "agency", *[OF + each for each in of]))
            for code, of in roles.items()
        }

    def act(self, case: Case, step: str, outcome: str, who: str, **data: object) -> Case:
        reasons = str(data.pop("reasons", ""))
        return service.act(
            case.key, step, outcome, self.actors[who], data=data, reasons=reasons
        )  # fmt: skip

    def started(self, procedure: str, who: str) -> Case:
        return service.start(OF + procedure, self.actors[who])

    def issued(self) -> Case:
        """A yellow warning, from the opinion to the issue."""
        case = self.started("warning", "forecast")
        self.act(case, "opinion", "submit", "forecast", **OPINION)
        self.act(case, "form", "submit", "office", **MESSAGE)
        self.act(case, "sign", "sign", "government")
        return self.act(case, "issue", "issue", "office")

    def ordered(self) -> Case:
        """An orange warning that the province notified."""
        case = self.started("regional", "office")
        order = {**MESSAGE, "level": "橙色预警", "response": "二级应急响应", "notified_by": "山西省",
                 "starts_on": "2024-01-03", "starts_hour": "0"}  # fmt: skip
        return self.act(case, "order_notice", "issue", "office", **order)

    def change(self, case: Case, outcome: str, reached: str, to: str, **other: object) -> Case:
        self.act(case, "in_force", "adjust", "office")
        data = {"by_mail": True, "in_writing": True, "reached": reached, "to_level": to,
                "swinging": False, "improved": False, "below_hours": "0小时"} | other  # fmt: skip
        return self.act(case, "adjust_opinion", outcome, "forecast", **data)


@pytest.fixture
def city(db: None) -> City:
    with clock.at(moment("2024-01-02T08:00")):
        return City()


def due(case: Case, step: str) -> str:
    """When an open step is due."""
    task = Task.objects.get(case=case, step=step, state="open")
    at = Deadline.objects.get(task=task, met=None).at
    return at.astimezone(clock.HERE).strftime("%d %H:%M")


def test_one_two_and_two_hours_and_no_limit_for_the_signature(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("warning", "forecast")
    with clock.at(moment("2024-01-02T08:30")):
        city.act(case, "opinion", "submit", "forecast", **OPINION)
        assert due(case, "form") == "02 10:30"
    with clock.at(moment("2024-01-02T10:00")):
        city.act(case, "form", "submit", "office", **MESSAGE)
        assert not Deadline.objects.filter(task__step="sign").exists()
    with clock.at(moment("2024-01-02T11:00")):
        city.act(case, "sign", "sign", "government")
        assert due(case, "issue") == "02 13:00"
        city.act(case, "issue", "issue", "office")
    alert = Alert.objects.get()
    assert (alert.level, alert.state, alert.ordered) == ("yellow", "in_force", False)
    owed = set(MeasureTask.objects.values_list("measure", flat=True))
    assert {"yellow_sites", "limited", "start"} <= owed
    assert not any(each.startswith("orange") for each in owed)
    titles = set(IssuedPaper.objects.values_list("title", flat=True))
    assert {"重污染天气预报会商意见", "重污染天气预警信息"} <= titles


def test_the_opinion_goes_by_mail_and_in_writing(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("warning", "forecast")
        with pytest.raises(CaseError, match="两种方式"):
            city.act(case, "opinion", "submit", "forecast", **{**OPINION, "in_writing": False})


def test_less_than_a_day_ahead_warns_and_does_not_refuse(city: City) -> None:
    with clock.at(moment("2024-01-03T08:00")):
        case = city.issued()
        acts = Act.objects.get(case=case, step="issue")
        assert any("24小时" in each for each in acts.warnings)


def test_a_cause_has_to_be_told(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("warning", "forecast")
        city.act(case, "opinion", "submit", "forecast", **OPINION)
        burnt = {**MESSAGE, "special_cause": True}
        with pytest.raises(CaseError, match="内容不全"):
            city.act(case, "form", "submit", "office", **burnt)
        city.act(case, "form", "submit", "office", **burnt, note="样例：燃放烟花爆竹")


def test_up_at_once_and_down_after_36_hours(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        case = city.change(case, "up", "橙色预警", "橙色预警")
        assert Alert.objects.get().level == "yellow"
        city.act(case, "adjust_form", "submit", "office", response="二级应急响应")
        city.act(case, "adjust_sign", "sign", "government")
        city.act(case, "adjust_issue", "issue", "office")
        assert Alert.objects.get().level == "orange"
        assert MeasureTask.objects.filter(measure="heads_orange", state="open").exists()
        calm = {"improved": True, "below_hours": "35小时"}
        with pytest.raises(CaseError):
            city.change(case, "down", "黄色预警", "黄色预警", **calm)
        calm["below_hours"] = "36小时"
        data = {"by_mail": True, "in_writing": True, "reached": "黄色预警", "to_level": "黄色预警",
                "swinging": False}  # fmt: skip
        with pytest.raises(CaseError):
            city.act(
                case, "adjust_opinion", "down", "forecast", **{**data, **calm, "swinging": True}
            )
        city.act(case, "adjust_opinion", "down", "forecast", **data, **calm)
        city.act(case, "adjust_form", "submit", "office", response="三级应急响应")
        city.act(case, "adjust_sign", "sign", "government")
        city.act(case, "adjust_issue", "issue", "office")
    assert [turn.level for turn in Turn.objects.order_by("pk")] == ["yellow", "orange", "yellow"]


def test_lifting_needs_36_hours_and_ends_everything(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        city.act(case, "in_force", "lift", "office")
        with pytest.raises(CaseError, match="还不能解除"):
            city.act(case, "lift_opinion", "submit", "forecast", **{**LIFT, "good_hours": "35小时"})
        with pytest.raises(CaseError, match="还不能解除"):
            city.act(case, "lift_opinion", "submit", "forecast", **{**LIFT, "good": False})
        city.act(case, "lift_opinion", "submit", "forecast", **LIFT)
        city.act(case, "lift_form", "submit", "office", lift_text="样例解除")
        city.act(case, "lift_sign", "sign", "government")
        city.act(case, "lift_issue", "lift", "office")
        assert Alert.objects.get().state == "lifted"
        assert not MeasureTask.objects.filter(state="open").exists()
        city.act(case, "first_report", "missed", "office", reasons="样例：并入终报")
        city.act(case, "terminate", "order", "office")
        assert {"应急终止命令", "应急响应终止情况报告"} <= set(
            IssuedPaper.objects.values_list("title", flat=True)
        )
        with pytest.raises(CaseError, match="统计表"):
            city.act(case, "final_report", "send", "office", ended="样例", summary="样例")
        service.attach(case.key, "final_report", "statistics", city.actors["office"], "t.pdf", PDF)
        city.act(case, "final_report", "send", "office", ended="样例", summary="样例")
        parts = ("weather", "departments", "firms", "counties", "lessons", "results")
        case = city.act(case, "evaluate", "review", "office", **dict.fromkeys(parts, "样例"))
    assert (Alert.objects.get().state, case.ended) == ("reviewed", "已评估")


def test_the_province_level_stands_without_signature_and_only_it_lifts(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.ordered()
        alert = Alert.objects.get()
        assert (alert.level, alert.ordered) == ("orange", True)
        assert not Task.objects.filter(unit__code="government").exists()
        city.act(case, "in_force", "lift", "office")
        with pytest.raises(CaseError, match="省"):
            city.act(case, "lift_opinion", "submit", "forecast", **LIFT)
        city.act(case, "in_force", "province_lift", "office")
        city.act(case, "lift_opinion", "submit", "forecast", **LIFT)


def test_an_order_makes_a_warning_of_our_own_the_provinces(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        with pytest.raises(CaseError):
            city.act(case, "in_force", "province_lift", "office")
        city.act(case, "in_force", "order", "office")
        assert due(case, "order_notice") == "02 10:00"
        city.act(
            case, "order_notice", "reissue", "office", level="红色预警", response="一级应急响应",
            notified_by="生态环境部", starts_on="2024-01-04", starts_hour="0",
        )  # fmt: skip
    alert = Alert.objects.get()
    assert (alert.level, alert.ordered) == ("red", True)


def test_a_later_notice_of_the_province_binds_anew(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.ordered()
        city.act(case, "in_force", "province_lift", "office")
    with clock.at(moment("2024-01-02T10:00")):
        city.act(case, "in_force", "order", "office")
        city.act(
            case, "order_notice", "reissue", "office", level="红色预警", response="一级应急响应",
            notified_by="山西省", starts_on="2024-01-04", starts_hour="0",
        )  # fmt: skip
        city.act(case, "in_force", "lift", "office")
        with pytest.raises(CaseError, match="省"):
            city.act(case, "lift_opinion", "submit", "forecast", **LIFT)
        city.act(case, "in_force", "province_lift", "office")
        city.act(case, "lift_opinion", "submit", "forecast", **LIFT)


def test_nobody_lowers_a_warning_below_what_the_province_notified(city: City) -> None:
    calm = {"improved": True, "below_hours": "36小时"}
    with clock.at(moment("2024-01-02T08:00")):
        case = city.ordered()
        city.change(case, "up", "红色预警", "红色预警")
        city.act(case, "adjust_form", "submit", "office", response="一级应急响应")
        city.act(case, "adjust_sign", "sign", "government")
        city.act(case, "adjust_issue", "issue", "office")
        assert Alert.objects.get().level == "red"
        with pytest.raises(CaseError, match="省里通报的级别"):
            city.change(case, "down", "黄色预警", "黄色预警", **calm)
        city.act(
            case, "adjust_opinion", "down", "forecast", by_mail=True, in_writing=True, swinging=False,
            reached="黄色预警", to_level="橙色预警", **calm,
        )  # fmt: skip
        city.act(case, "adjust_form", "submit", "office", response="二级应急响应")
        city.act(case, "adjust_sign", "sign", "government")
        city.act(case, "adjust_issue", "issue", "office")
        city.act(case, "in_force", "province_lift", "office")
        city.change(case, "down", "黄色预警", "黄色预警", **calm)
    assert Alert.objects.get().level == "orange"


def test_what_is_signed_is_what_the_consultation_found(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("warning", "forecast")
        city.act(case, "opinion", "submit", "forecast", **{**OPINION, "level": "红色预警"})
        with pytest.raises(CaseError, match="会商意见"):
            city.act(case, "form", "submit", "office", **MESSAGE)
        with pytest.raises(CaseError, match="响应级别"):
            city.act(case, "form", "submit", "office", **{**MESSAGE, "level": "红色预警"})
        city.act(case, "form", "again", "office", reasons="样例：级别要再议")
        city.act(case, "opinion", "submit", "forecast", **OPINION)
        city.act(case, "form", "submit", "office", **MESSAGE)
    with clock.at(moment("2024-01-02T15:00")):
        city.act(case, "sign", "back", "government", reasons="样例：补充说明")
        assert due(case, "form") == "02 17:00"


def test_an_adjusted_level_is_what_the_consultation_found(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        city.change(case, "up", "橙色预警", "橙色预警")
        with pytest.raises(CaseError, match="会商意见"):
            city.act(
                case, "adjust_form", "submit", "office", level="红色预警", response="一级应急响应"
            )
        city.act(case, "adjust_form", "again", "office", reasons="样例：级别要再议")
        assert due(case, "adjust_opinion") == "02 09:00"


def test_a_notice_is_offered_no_response_until_its_level_is_known(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("regional", "office")
        assert "response" not in Task.objects.get(case=case, step="order_notice").draft


def test_ozone_has_no_levels_and_the_same_way(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("ozone", "forecast")
        opinion = {key: value for key, value in OPINION.items() if key != "level"}
        city.act(case, "opinion", "submit", "forecast", **opinion)
        city.act(
            case, "form", "submit", "office", **{k: v for k, v in MESSAGE.items() if k != "level"}
        )
        city.act(case, "sign", "sign", "government")
        case = city.act(case, "issue", "issue", "office")
    alert = Alert.objects.get()
    assert (alert.plan, alert.level) == (OF + "ozone", "ozone")
    assert not Task.objects.filter(case=case, step="first_report").exists()


def test_sulphur_dioxide_is_controlled_above_150(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("sulphur", "office")
        with pytest.raises(CaseError):
            city.act(case, "control", "issue", "office", so2="150", measures="样例")
        city.act(case, "control", "issue", "office", so2="150.001", measures="样例")
        assert Alert.objects.get().plan == OF + "sulphur"
        case = city.act(case, "in_force", "end", "office", reasons="样例：浓度回落")
    assert (Alert.objects.get().state, case.ended) == ("reviewed", "已结束")


def test_the_response_brings_reports_and_consultations_every_day(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        city.issued()
    opened = sorted(
        each.procedure.rpartition(".")[2] for each in Case.objects.exclude(procedure=OF + "warning")
    )
    assert opened == [
        "area_implementation", "area_implementation", "daily_report", "implementation", "implementation",
        "response_consultation",
    ]  # fmt: skip


def test_a_consultation_that_finds_the_condition_begins_a_warning(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("live_consultation", "ecology")
        city.act(case, "consult", "met", "ecology", conclusion="样例：达到黄色预警条件")
        other = Case.objects.get(procedure=OF + "warning")
        assert Task.objects.get(case=other).unit == city.actors["forecast"].unit
        assert due(other, "opinion") == "02 09:00"


def test_severe_air_that_will_not_improve_begins_a_warning_at_once(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.started("live_consultation", "ecology")
        for aqi, improving in (("300", False), ("301", True)):
            with pytest.raises(CaseError):
                city.act(
                    case,
                    "consult",
                    "severe",
                    "ecology",
                    conclusion="样例",
                    aqi=aqi,
                    improving=improving,
                )
        city.act(
            case, "consult", "severe", "ecology", conclusion="样例", aqi="301", improving=False
        )
        assert Case.objects.filter(procedure=OF + "warning").count() == 1


def test_the_first_report_says_level_moment_and_pollutant(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        city.act(case, "first_report", "send", "office")
    paper = IssuedPaper.objects.get(title="重污染天气应急响应初报")
    told = str(paper.sheet)
    assert "黄色预警" in told
    assert "2024年01月02日08时00分" in told
    assert "细颗粒物" in told


def test_the_lifting_tells_its_own_words(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        case = city.issued()
        city.act(case, "in_force", "lift", "office")
        city.act(case, "lift_opinion", "submit", "forecast", **LIFT)
        city.act(case, "lift_form", "submit", "office", lift_text="样例解除")
        city.act(case, "lift_sign", "sign", "government")
        city.act(case, "lift_issue", "lift", "office")
    assert Turn.objects.get(kind="lift").content == {"lift_text": "样例解除"}


def test_a_forecast_opens_the_opinion_with_its_level(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        began = clock.now()
        rows = [
            readings.NewReading(OF + "aqi", "201", began + timedelta(hours=hour), source="样例")
            for hour in range(1, 25)
        ]
        readings.take(rows, city.actors["ecology"])
        case = Case.objects.get(procedure=OF + "warning")
        assert Task.objects.get(case=case, step="opinion").draft["level"] == "黄色预警"


def test_an_opinion_below_the_readings_is_warned_about(city: City) -> None:
    with clock.at(moment("2024-01-02T08:00")):
        rows = [
            readings.NewReading(
                OF + "aqi", "201", clock.now() + timedelta(hours=hour), source="样例"
            )
            for hour in range(1, 49)
        ]
        readings.take(rows, city.actors["ecology"])
        case = Case.objects.get(procedure=OF + "warning")
        city.act(case, "opinion", "submit", "forecast", **OPINION)
        (act,) = Act.objects.filter(case=case, step="opinion", outcome="submit")
    assert any("低于监测" in each for each in act.warnings)
