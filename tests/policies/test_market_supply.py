"""威政办字〔2023〕35号: prices and queues become levels; warnings, responses and reserves take the plan's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from luoshi.office import clock
from luoshi.office.alerts import readings as taking
from luoshi.office.alerts.drills import scenario
from luoshi.office.alerts.models import Alert, MeasureTask, Message, Standing, Turn
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case, ChosenReading, Deadline, IssuedPaper, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.sample import market_supply as sample
from luoshi.office.sample.book import Book
from luoshi.policies import acting
from luoshi.policies.verify.lookup import Lookup
from luoshi.policies.weihai.market_supply import roles, tables
from luoshi.policies.weihai.market_supply.plan import PLANS, RESPONSE, WARNING
from luoshi.policies.weihai.market_supply.procedure import PROCEDURES
from luoshi.policies.weihai.market_supply.readings import event_facts
from luoshi.policies.weihai.market_supply.rules import DOC
from luoshi.procedures.series import judged
from luoshi.procedures.soundness import faults, plan_faults
from tests.policies.made import real_documents

OF = "weihai.market_supply."
DAY = datetime(2026, 1, 20, 1, tzinfo=UTC)  # nine in the morning there
(EVENT,) = RESPONSE.classifiers
(GROUNDS,) = WARNING.classifiers
SCHEMA = {
    "place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"), "forecast": pl.Boolean,
    "supply": pl.String, "buying": pl.String, "whole_city": pl.Boolean, "expected_days": pl.Int64,
    "price": pl.Int64, "other_law": pl.String,
}  # fmt: skip
STATE = {
    "Ⅰ": ("紧张并脱销或供给中断", "抢购十分严重"),
    "Ⅱ": ("紧张", "持续抢购"),
    "Ⅲ": ("紧张", "持续争相购买"),
    "Ⅳ": ("较为紧张", "持续排队购买"),
    "": ("正常", "平稳"),
}


# --- it holds together


def test_plans_and_procedures_hold_together() -> None:
    assert [fault for each in PLANS for fault in plan_faults(each, acting.procedures())] == []
    assert [fault for each in PROCEDURES for fault in faults(each)] == []


def test_measures_add_up_level_by_level() -> None:
    assert [len(WARNING.measures_at(each.key)) for each in WARNING.levels] == [12, 10, 8, 4]
    assert [len(RESPONSE.measures_at(each.key)) for each in RESPONSE.levels] == [20, 15, 11, 5]
    assert all(each.optional for each in WARNING.measures)
    left = {each.key for each in RESPONSE.measures if each.optional}
    assert left == {"limit", "aid", "requisition", "rationing"}
    owed = {each.key: [role.label for role in each.by] for each in RESPONSE.measures}
    assert owed["green_channel"] == ["市交通运输局", "市公安局"]
    assert owed["money"] == ["市财政局"]


def test_departments_without_a_name_are_the_members() -> None:
    (reachable,) = (each for each in RESPONSE.measures if each.key == "reachable")
    assert set(reachable.by) == {roles.DISTRICT, *roles.MEMBERS}


def test_every_named_unit_has_a_role() -> None:
    assert set(tables.MEMBERS) == {each.label for each in roles.MEMBERS}
    assert {name for each in tables.RESPONSE_MEASURES for name in each.by} <= set(roles.BY_NAME)


def test_deadlines_are_those_of_the_text() -> None:
    found = {
        (procedure.key, step.key): (step.due.limit, step.due.since)
        for procedure in PROCEDURES
        for step in procedure.steps
        if step.due
    }
    assert found == {
        ("report", "verify"): ("district_report", "tell"),
        ("report", "phone_office"): ("district_report", "tell"),
        ("report", "paper_office"): ("district_report", "tell"),
        ("report", "phone_up"): ("office_report", "judge"),
        ("report", "paper_up"): ("office_report", "judge"),
        ("district_report", "phone_office"): ("district_report", "verify"),
        ("district_report", "paper_office"): ("district_report", "verify"),
        ("district_report", "phone_up"): ("office_report", "judge"),
        ("district_report", "paper_up"): ("office_report", "judge"),
        ("logistics", "raw"): ("raw_to_plant", "order"),
        ("logistics", "goods"): ("goods_to_shops", "order"),
        ("logistics", "product"): ("product_to_shops", "raw"),
        ("response", "evaluate"): ("evaluation_term", "ended"),
        ("response", "evaluate_district"): ("evaluation_term", "ended"),
        ("district_response", "evaluate_district"): ("evaluation_term", "ended"),
    }


@pytest.mark.gazettes
def test_every_clause_that_is_named_exists(gazettes: Any) -> None:
    lookup = Lookup(real_documents(gazettes)[DOC.number])
    named = {clause for clause, _ in acting.clauses(DOC)}
    assert [each for each in sorted(named) if lookup.find(each) is None] == []


# --- readings


def sheet(*rows: dict[str, Any]) -> pl.DataFrame:
    """A sheet as the office lays it out."""
    blank = dict.fromkeys(SCHEMA)
    return pl.DataFrame(
        [{**blank, "place": "", "item": "", "forecast": False, "at": DAY, **row} for row in rows],
        schema=SCHEMA,
    ).sort("place", "item", "at")


def state(place: str, level: str, at: datetime = DAY) -> dict[str, Any]:
    supply, buying = STATE[level]
    return {"place": place, "supply": supply, "buying": buying, "at": at}


def prices(
    before: int, now: int, place: str = "环翠区", item: str = "蔬菜"
) -> list[dict[str, Any]]:
    """Fourteen days of prices in thousandths, to the day itself."""
    return [
        {"place": place, "item": item, "at": DAY - timedelta(days=back), "price": now if back < 7 else before}
        for back in range(14)
    ]  # fmt: skip


def level(*rows: dict[str, Any], **readings: str) -> str:
    found = judged(RESPONSE, EVENT, sheet(*rows), DAY.date(), readings)
    return str(found.filter(pl.col("at") == DAY)["level"].item())


KNOWN = {"expected_days": 1000, "whole_city": False, "other_law": "没有"}


@pytest.mark.parametrize(
    ("before", "now", "reached"),
    [
        (10_000, 20_000, "first"),
        (10_000, 19_999, "second"),
        (3, 6, "first"),
        (10_000, 17_000, "second"),
        (10_000, 16_999, "third"),
        (10_000, 15_000, "third"),
        (10_000, 14_999, "fourth"),
        (10_000, 13_000, "fourth"),
        (10_000, 12_999, ""),
        (10_000, 9_000, ""),
    ],
)
def test_a_rise_of_exactly_the_limit_meets_it(before: int, now: int, reached: str) -> None:
    # The bonded zone is no 区市, so that only the price can be a ground.
    assert level(state("综保区", "Ⅰ"), KNOWN, *prices(before, now)) == reached


def test_the_week_is_a_mean_of_its_days_and_the_basket_of_its_goods() -> None:
    mixed = prices(10_000, 30_000) + prices(10_000, 10_000, item="粮食")
    facts = event_facts(sheet(state("综保区", "Ⅰ"), KNOWN, *mixed)).filter(pl.col("at") == DAY)
    assert facts["basket_rise"].to_list() == [100]
    assert facts["item_rise"].to_list() == [200]
    dear = [each for each in prices(10_000, 20_000) if each["at"] != DAY]  # a day is missing
    assert level(state("综保区", "Ⅰ"), KNOWN, *dear) == "first"
    assert level(state("综保区", "Ⅰ"), KNOWN, *prices(10_000, 20_000)[:7]) == ""  # no week before


def test_one_dear_item_counts_under_the_other_reading_alone() -> None:
    mixed = prices(10_000, 20_000) + prices(90_000, 90_000, item="猪肉")
    rows = (state("综保区", "Ⅰ"), KNOWN, *mixed)
    assert level(*rows) == ""
    assert level(*rows, price_scope="item") == "first"


def test_districts_are_counted_and_the_bonded_zone_is_not() -> None:
    two = (state("环翠区", "Ⅱ"), state("文登区", "Ⅳ"), KNOWN)
    assert level(*two) == "third"
    assert level(*two, state("综保区", "Ⅱ")) == "third"
    assert level(*two, state("南海新区", "Ⅳ")) == "second"
    assert level(state("环翠区", "Ⅱ"), state("文登区", ""), KNOWN) == "fourth"


def test_the_days_and_the_whole_city() -> None:
    assert level(state("环翠区", "Ⅰ"), {**KNOWN, "expected_days": 10_000}) == "first"
    assert level(state("环翠区", "Ⅰ"), {**KNOWN, "expected_days": 9_999}) == "second"
    assert level(state("环翠区", "Ⅰ"), {**KNOWN, "whole_city": True}) == "first"


def test_a_state_stands_until_another_is_told() -> None:
    yesterday = DAY - timedelta(days=1)
    told = (state("环翠区", "Ⅲ", yesterday), state("文登区", "Ⅲ", yesterday))
    assert level(*told, KNOWN) == "third"
    assert level(*told, KNOWN, state("文登区", "")) == "fourth"


# --- the office


class Weihai:
    """The units, each with somebody who acts."""

    def __init__(self) -> None:
        named = (
            "office", "headquarters", "chief", "deputy", "leader", "government", "emergency", "superior",
            "experts", "reserves", "trades", "enforcers", *(each.key for each in roles.MEMBERS),
        )  # fmt: skip
        self.actors = {name: self._unit(name, name) for name in named}
        self.actors["wendeng"] = self._unit("wendeng", "district")
        self.actors["huancui"] = self._unit("huancui", "district")
        self.actors["town"] = self._unit("town", "town")

    def _unit(self, code: str, role: str) -> Actor:
        made = Unit.objects.create(code=code, name=f"样例{code}", kind="agency")
        UnitRole.objects.create(unit=made, role=OF + role)
        return Actor("person", f"{code}值班员", made, may="officer")

    def start(self, procedure: str, who: str) -> Case:
        return service.start(OF + procedure, self.actors[who])

    def act(
        self, case: Case, step: str, outcome: str, who: str, *,
        parties: Any = None, **data: object,
    ) -> Case:  # fmt: skip
        return service.act(
            case.key, step, outcome, self.actors[who], data=data, parties=parties or {}
        )


@pytest.fixture
def weihai(db: None) -> Iterator[Weihai]:
    with clock.at(DAY):
        yield Weihai()


GROUND: dict[str, Any] = {
    "department_signal": "没有", "department_finding": "不会引发", "source_event": False,
    "source_finding": "不会引发", "other_finding": "不会引发", "districts": 2,
}  # fmt: skip
TEXT: dict[str, Any] = {
    "cause": "样例：持续降雪，蔬菜运输受阻", "matters": "样例：按需购买", "begins": "样例：明日起", "scope": "样例：两个区",
    "phone": "0000-0000", "taken_measures": "样例：24小时值班、组织货源",
}  # fmt: skip
SITUATION: dict[str, Any] = {
    "supply": "紧张", "buying": "持续争相购买", "whole_city": False, "districts": 2, "expected_days": 3,
    "basket_rise": "20%", "item_rise": "40%", "other_law": "没有", "higher": False, "summary": "样例：争相购买",
    "scope": "样例：两个区",
}  # fmt: skip
CALM: dict[str, Any] = dict.fromkeys(("subsided", "removed", "orderly", "finished"), True)
REPORT: dict[str, Any] = {
    "origin": "样例", "course": "样例", "effects": "样例", "blame": "样例", "lessons": "样例", "remedies": "样例",
    "advice": "样例",
}  # fmt: skip


def drafted(weihai: Weihai, **ground: object) -> Case:
    case = weihai.start("warning", "office")
    return weihai.act(case, "consult", "warn", "office", parties={"district": "wendeng"}, **{**GROUND, **ground})  # fmt: skip


def test_a_yellow_warning_is_approved_by_headquarters_and_issued_by_its_office(
    weihai: Weihai,
) -> None:
    case = drafted(weihai, other_finding="较大")
    with pytest.raises(CaseError):
        weihai.act(case, "draft", "issue", "office", **TEXT)
    weihai.act(case, "draft", "submit", "office", **TEXT)
    assert not Alert.objects.exists()
    with pytest.raises(CaseError):
        weihai.act(case, "approve", "issue", "headquarters")
    weihai.act(case, "approve", "approve", "headquarters")
    weihai.act(case, "publish", "issue", "office")
    alert = Alert.objects.get()
    assert (alert.level, alert.content["issuer"]) == ("yellow", "市生活必需品指挥部办公室")
    assert set(alert.content) == {each.key for each in WARNING.fields}
    assert alert.content["issued_at"] == "2026年01月20日 09:00"
    assert all(alert.content.values())
    paper = IssuedPaper.objects.get(case=case, paper="notice")
    assert (paper.unit.code, paper.to) == ("office", ["emergency"])  # type: ignore[union-attr]
    assert set(Message.objects.values_list("call", flat=True)) == {"emergency_yellow", "members"}
    owed = MeasureTask.objects.filter(alert=alert, unit__code="office")
    assert owed.count() == 8


def test_an_orange_warning_is_the_headquarters_own_from_issue_to_end(weihai: Weihai) -> None:
    case = drafted(weihai, department_signal="橙色", department_finding="重大")
    weihai.act(case, "draft", "submit", "office", **TEXT)
    weihai.act(case, "approve", "issue", "headquarters")
    paper = IssuedPaper.objects.get(case=case, paper="notice")
    assert (paper.unit.code, paper.to) == ("headquarters", ["emergency", "superior"])  # type: ignore[union-attr]
    with pytest.raises(CaseError):
        weihai.act(case, "in_force", "lift", "office", impossible=True, eliminated=False)
    weihai.act(case, "in_force", "to_headquarters", "office")
    with pytest.raises(CaseError):  # nothing shows that it is over
        weihai.act(
            case, "lift_headquarters", "lift", "headquarters", impossible=False, eliminated=False
        )
    case = weihai.act(
        case, "lift_headquarters", "lift", "headquarters", impossible=False, eliminated=True
    )
    assert (case.state, case.ended, Alert.objects.get().state) == ("closed", "预警已解除", "lifted")


def test_a_blue_warning_of_one_district_may_be_the_offices_or_the_districts(weihai: Weihai) -> None:
    case = drafted(weihai, other_finding="一般", districts=1)
    weihai.act(case, "draft", "issue", "office", **TEXT)
    alert = Alert.objects.get()
    assert (alert.level, alert.content["issuer"]) == ("blue", "市生活必需品指挥部办公室")
    weihai.act(case, "in_force", "lift", "office", impossible=True, eliminated=False)
    ChosenReading.objects.create(policy=DOC.key, name="blue_issuer", option="by_number")
    case = drafted(weihai, other_finding="一般", districts=1)
    with pytest.raises(CaseError):
        weihai.act(case, "draft", "issue", "office", **TEXT)
    weihai.act(case, "draft", "to_district", "office", **TEXT)
    weihai.act(case, "district_publish", "issue", "wendeng")
    alert = Alert.objects.get(state="in_force")
    assert (alert.level, alert.content["issuer"]) == ("blue", "样例wendeng")
    weihai.act(case, "in_force", "to_district", "office")
    weihai.act(case, "lift_district", "lift", "wendeng", impossible=True, eliminated=False)
    assert not Alert.objects.filter(state="in_force").exists()


def test_a_warning_is_raised_while_it_stands_and_can_be_lifted_meanwhile(weihai: Weihai) -> None:
    case = drafted(weihai, other_finding="一般")
    weihai.act(case, "draft", "issue", "office", **TEXT)
    weihai.act(case, "in_force", "adjust", "office")
    weihai.act(case, "consult", "warn", "office", **{**GROUND, "other_finding": "较大"})
    weihai.act(case, "draft", "submit", "office", **TEXT)
    assert Task.objects.filter(case=case, state="open", step="in_force").count() == 1
    weihai.act(case, "approve", "approve", "headquarters")
    weihai.act(case, "publish", "issue", "office")
    assert Alert.objects.get().level == "yellow"
    weihai.act(case, "in_force", "adjust", "office")
    case = weihai.act(case, "in_force", "lift", "office", impossible=True, eliminated=False)
    assert case.state == "closed"


def test_nobody_issues_a_colour_that_was_found_after_the_approval(weihai: Weihai) -> None:
    case = drafted(weihai, other_finding="较大")
    weihai.act(case, "draft", "submit", "office", **TEXT)
    weihai.act(case, "approve", "approve", "headquarters")
    weihai.act(case, "publish", "issue", "office")
    weihai.act(case, "in_force", "adjust", "office")
    weihai.act(case, "consult", "warn", "office", **{**GROUND, "other_finding": "较大"})
    weihai.act(case, "draft", "submit", "office", **TEXT)
    weihai.act(case, "approve", "approve", "headquarters")
    weihai.act(case, "in_force", "adjust", "office")
    weihai.act(case, "consult", "warn", "office", **{**GROUND, "other_finding": "特别重大"})
    with pytest.raises(CaseError):  # the yellow approval that waited is gone
        weihai.act(case, "publish", "issue", "office")
    weihai.act(case, "draft", "submit", "office", **TEXT)
    weihai.act(case, "approve", "issue", "headquarters")
    assert Alert.objects.get().level == "red"


def test_no_ground_no_warning(weihai: Weihai) -> None:
    case = weihai.start("warning", "office")
    with pytest.raises(CaseError):
        weihai.act(case, "consult", "warn", "office", **GROUND)
    case = weihai.act(case, "consult", "none", "office", **GROUND)
    assert case.ended == "不发布预警"


def test_a_district_warns_and_ends_by_itself(weihai: Weihai) -> None:
    case = weihai.start("district_warning", "huancui")
    weihai.act(case, "issue", "issue", "huancui", **TEXT, area="环翠区",
               blue_ground="会商研判其他情况可能引发一般事件")  # fmt: skip
    alert = Alert.objects.get()
    assert (alert.level, alert.area, alert.content["issuer"]) == ("blue", "环翠区", "样例huancui")
    weihai.act(case, "in_force", "lift", "huancui", impossible=False, eliminated=True)
    assert Alert.objects.get().state == "lifted"


def started(weihai: Weihai, approver: str, step: str, way: str, **situation: object) -> Case:
    case = weihai.start("response", "office")
    weihai.act(case, "assess", "grade", "office", parties={"district": "wendeng"}, **{**SITUATION, **situation})  # fmt: skip
    weihai.act(case, "propose", way, "office", orders="样例：组织货源")
    return weihai.act(case, step, "approve", approver)


def last_day(case: Case, step: str) -> str:
    """The day whose end is a step's deadline."""
    at = Deadline.objects.get(task__case=case, task__step=step).at
    return (at.astimezone(clock.HERE) - timedelta(seconds=1)).date().isoformat()


def test_a_third_level_response_from_approval_to_the_report_in_fifteen_days(weihai: Weihai) -> None:
    case = started(weihai, "deputy", "approve_third", "third")
    alert = Alert.objects.get()
    assert alert.level == "third"
    assert IssuedPaper.objects.filter(case=case, paper="report", to=["government"]).exists()
    assert MeasureTask.objects.filter(alert=alert).values("measure").distinct().count() == 11
    assert Case.objects.filter(procedure=OF + "daily_report").count() == 2
    assert Case.objects.filter(procedure=OF + "daily_prices").count() == 1
    weihai.act(case, "in_force", "end", "office")
    with pytest.raises(CaseError):
        weihai.act(case, "end_headquarters", "end", "headquarters", **{**CALM, "orderly": False})
    case = weihai.act(case, "end_headquarters", "end", "headquarters", **CALM)
    assert Alert.objects.get().state == "lifted"
    assert last_day(case, "evaluate") == "2026-02-04"  # the 15th day
    assert Case.objects.filter(procedure=OF + "final_report", state="open").exists()
    case = weihai.act(case, "evaluate", "report", "headquarters", **REPORT)
    paper = IssuedPaper.objects.get(case=case, paper="evaluation")
    assert paper.to == ["government", "superior"]
    assert (case.ended, Alert.objects.get().state) == ("已评估", "reviewed")


def test_a_deputy_cannot_start_a_level_that_is_the_chiefs(weihai: Weihai) -> None:
    case = started(weihai, "deputy", "approve_third", "third")
    weihai.act(case, "in_force", "adjust", "office")
    weihai.act(case, "assess", "grade", "office", **{**SITUATION, "expected_days": 6})
    weihai.act(case, "propose", "third", "office", orders="样例")
    weihai.act(case, "in_force", "adjust", "office")
    worse = {**SITUATION, "buying": "持续抢购", "districts": 3}
    weihai.act(case, "assess", "grade", "office", **worse)
    with pytest.raises(CaseError):  # what was proposed for Ⅲ is gone
        weihai.act(case, "approve_third", "approve", "deputy")
    weihai.act(case, "propose", "second", "office", orders="样例")
    weihai.act(case, "approve_second", "approve", "chief")
    alert = Alert.objects.get()
    assert alert.level == "second"
    assert (
        Turn.objects.filter(alert=alert, level="second").get().unit
        == weihai.actors["headquarters"].unit
    )


def test_a_level_that_went_down_to_the_district_is_ended_by_it(weihai: Weihai) -> None:
    case = started(weihai, "deputy", "approve_third", "third")
    weihai.act(case, "in_force", "end", "office")
    weihai.act(case, "in_force", "adjust", "office")
    mild = {**SITUATION, "supply": "较为紧张", "buying": "持续排队购买", "districts": 1}
    weihai.act(case, "assess", "grade", "office", **mild)
    weihai.act(case, "propose", "fourth", "office", orders="样例")
    weihai.act(case, "start_fourth", "start", "wendeng")
    with pytest.raises(CaseError):
        weihai.act(case, "end_headquarters", "end", "headquarters", **CALM)
    weihai.act(case, "in_force", "end_fourth", "office")
    weihai.act(case, "end_district", "end", "wendeng", **CALM)
    assert Alert.objects.get().state == "lifted"
    (left,) = Task.objects.filter(case=case, state="open")
    assert left.step == "evaluate_district"


def test_everybody_goes_where_the_text_sends_them() -> None:
    sent = {
        level.key: {
            to.role.key
            for call in RESPONSE.calls
            if level.key in call.levels and "现场" in call.label
            for to in call.to
        }
        for level in RESPONSE.levels
    }
    assert sent == {
        "first": {"leader"}, "second": {"chief", "deputy", "district", "leader"}, "third": {"deputy", "district"},
        "fourth": {"district"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "way", "step", "who", "key"),
    [
        ({"buying": "持续抢购", "districts": 3}, "second", "approve_second", "chief", "second"),
        ({"buying": "持续抢购", "basket_rise": "70%"}, "second", "approve_second", "chief", "second"),
    ],
)  # fmt: skip
def test_the_second_level_is_the_chiefs(
    weihai: Weihai, situation: dict[str, Any], way: str, step: str, who: str, key: str
) -> None:
    started(weihai, who, step, way, **situation)
    assert Alert.objects.get().level == key


def test_the_first_level_is_proposed_by_headquarters_and_approved_by_the_leader(
    weihai: Weihai,
) -> None:
    case = weihai.start("response", "office")
    worst = {"supply": "紧张并脱销或供给中断", "buying": "抢购十分严重", "whole_city": True}
    weihai.act(case, "assess", "grade", "office", **{**SITUATION, **worst})
    weihai.act(case, "propose", "first", "office", orders="样例")
    weihai.act(case, "propose_first", "first", "headquarters")
    weihai.act(case, "approve_first", "approve", "leader")
    alert = Alert.objects.get()
    assert alert.level == "first"
    assert MeasureTask.objects.filter(alert=alert).values("measure").distinct().count() == 20
    assert not IssuedPaper.objects.filter(case=case, paper="report").exists()


def test_a_district_starts_the_fourth_level_and_only_proposes_the_third(weihai: Weihai) -> None:
    mild = {**SITUATION, "supply": "较为紧张", "buying": "持续排队购买", "districts": 1, "area": "文登区", "orders": "样例"}  # fmt: skip
    case = weihai.start("district_response", "wendeng")
    weihai.act(case, "assess", "start", "wendeng", **mild)
    assert (Alert.objects.get().level, Alert.objects.get().area) == ("fourth", "文登区")
    weihai.act(case, "in_force", "end", "wendeng", **CALM)
    weihai.act(case, "evaluate_district", "report", "wendeng", **REPORT)
    assert Alert.objects.get().state == "reviewed"
    case = weihai.start("district_response", "wendeng")
    with pytest.raises(CaseError):
        weihai.act(case, "assess", "start", "wendeng", **{**mild, **SITUATION})
    weihai.act(case, "assess", "propose", "wendeng", **{**mild, **SITUATION})
    asked = Case.objects.get(procedure=OF + "response")
    weihai.act(asked, "approve_third", "approve", "deputy")
    assert Alert.objects.get(state="in_force").level == "third"


def test_a_district_asks_for_the_third_level_while_its_own_stands(weihai: Weihai) -> None:
    mild = {**SITUATION, "supply": "较为紧张", "buying": "持续排队购买", "districts": 1, "area": "文登区", "orders": "样例"}  # fmt: skip
    case = weihai.start("district_response", "wendeng")
    weihai.act(case, "assess", "start", "wendeng", **mild)
    weihai.act(case, "in_force", "escalate", "wendeng")
    weihai.act(case, "assess", "propose", "wendeng", **{**mild, **SITUATION})
    asked = Case.objects.get(procedure=OF + "response")
    weihai.act(asked, "approve_third", "approve", "deputy")
    assert set(Alert.objects.values_list("area", "level")) == {("文登区", "fourth"), ("", "third")}
    weihai.act(case, "in_force", "end", "wendeng", **CALM)
    assert Alert.objects.get(state="in_force").level == "third"


def test_reserves_run_on_the_clock_from_the_order(weihai: Weihai) -> None:
    orders = {"goods": "样例：面粉原料和大米", "plants": "样例厂", "shops": "样例网点"}
    case = weihai.start("logistics", "headquarters")
    with pytest.raises(CaseError):  # no response at all
        weihai.act(case, "order", "both", "headquarters", parties={"reserves": "reserves"}, **orders)  # fmt: skip
    started(weihai, "chief", "approve_second", "second", buying="持续抢购", districts=3)
    weihai.act(case, "order", "both", "headquarters", parties={"reserves": "reserves"}, **orders)
    with clock.at(DAY + timedelta(hours=24)):
        case = weihai.act(case, "raw", "arrived", "reserves", raw_arrived="样例", full=True)
        assert case.data["in_time_0"] is True
    with clock.at(DAY + timedelta(hours=24, seconds=1)):
        fire()
        assert Deadline.objects.filter(task__case=case, task__step="goods", state="late").exists()
        case = weihai.act(case, "goods", "arrived", "reserves", arrived="样例")
        assert case.data["in_time_1"] is False
    with clock.at(DAY + timedelta(hours=48)):
        case = weihai.act(case, "product", "arrived", "reserves", product_arrived="样例")
        assert case.data["in_time_2"] is True


def test_reserves_stay_where_they_are_below_the_second_level(weihai: Weihai) -> None:
    started(weihai, "deputy", "approve_third", "third")
    case = weihai.start("logistics", "headquarters")
    with pytest.raises(CaseError):
        weihai.act(case, "order", "goods", "headquarters", parties={"reserves": "reserves"},
                   goods="样例", plants="样例", shops="样例")  # fmt: skip


def test_price_intervention_needs_the_governments_consent(weihai: Weihai) -> None:
    started(weihai, "chief", "approve_second", "second", buying="持续抢购", districts=3)
    case = weihai.start("special", "office")
    asked = {"power": "提请临时价格干预", "needed": True, "lawful": True, "details": "样例"}
    with pytest.raises(CaseError):
        weihai.act(case, "propose", "order", "office", **asked)
    weihai.act(case, "propose", "consent", "office", **asked)
    weihai.act(case, "consent", "agree", "government")
    case = weihai.act(case, "apply", "apply", "reform")
    assert case.ended == "已提请"
    other = weihai.start("special", "office")
    with pytest.raises(CaseError):  # requisition waits for Ⅰ
        weihai.act(other, "propose", "order", "office", **{**asked, "power": "紧急征用"})


def test_a_red_warning_lets_the_office_ask_for_the_reserves_above(weihai: Weihai) -> None:
    asked = {"power": "申请动用中央、省级储备", "needed": True, "lawful": True, "details": "样例"}
    case = weihai.start("special", "office")
    with pytest.raises(CaseError, match="没有正在进行的应急响应"):
        weihai.act(case, "propose", "order", "office", **asked)
    warning = drafted(weihai, other_finding="特别重大")
    weihai.act(warning, "draft", "submit", "office", **TEXT)
    weihai.act(warning, "approve", "issue", "headquarters")
    with pytest.raises(CaseError):
        weihai.act(case, "propose", "order", "office", **{**asked, "power": "定量配给"})
    weihai.act(case, "propose", "order", "office", **asked)
    assert weihai.act(case, "decide", "issue", "headquarters").ended == "已发布"


_WORDS = (
    "happened", "place", "reason", "source", "kind", "course", "extent", "trend", "done", "warned",
    "next_steps", "support", "problems", "leaders",
)  # fmt: skip
FACTS: dict[str, Any] = {**dict.fromkeys(_WORDS, "样例"), "first_level": "Ⅳ级", "secondary": False}


def test_a_report_goes_up_by_telephone_then_on_paper_each_within_the_hour(weihai: Weihai) -> None:
    case = weihai.start("report", "town")
    weihai.act(case, "tell", "tell", "town", parties={"district": "wendeng"}, **FACTS, special=False, grassroots=True)  # fmt: skip
    weihai.act(case, "verify", "true", "wendeng")
    weihai.act(case, "phone_office", "phoned", "wendeng")
    due = Deadline.objects.get(task__case=case, task__step="paper_office").at
    assert due == DAY + timedelta(hours=1)
    with clock.at(DAY + timedelta(minutes=50)):
        weihai.act(case, "paper_office", "report", "wendeng", **FACTS)
        weihai.act(case, "judge", "reached", "office")
        due = Deadline.objects.get(task__case=case, task__step="phone_up").at
        assert due == DAY + timedelta(minutes=110)
        weihai.act(case, "phone_up", "phoned", "office")
        weihai.act(case, "paper_up", "report", "office")
    paper = IssuedPaper.objects.get(case=case, paper="office_report")
    assert paper.to == ["headquarters", "government"]
    told = {"latest": "样例", "situation": "样例", "instructions": "样例"}
    weihai.act(case, "follow", "again", "office", **told)
    weihai.act(case, "follow", "over", "office")
    assert weihai.act(case, "final", "report", "office", summary="样例").ended == "已终报"


def test_a_town_goes_past_the_district_only_when_it_must(weihai: Weihai) -> None:
    case = weihai.start("report", "town")
    with pytest.raises(CaseError):
        weihai.act(case, "tell", "skip", "town", parties={"district": "wendeng"}, **FACTS, special=False, grassroots=True)  # fmt: skip
    weihai.act(case, "tell", "skip", "town", parties={"district": "wendeng"}, **FACTS, special=True, grassroots=True)  # fmt: skip
    assert Task.objects.get(case=case, state="open").step == "judge"


def test_a_drill_comes_round_after_two_years(weihai: Weihai) -> None:
    case = weihai.start("drill", "office")
    weihai.act(
        case, "hold", "held", "office", held_on="2026-01-15", subject="样例", findings="样例"
    )
    fire()
    due = Case.objects.get(procedure=OF + "drill_due")
    assert last_day(due, "hold") == "2028-01-15"


def test_the_office_opens_a_response_when_readings_reach_a_level(weihai: Weihai) -> None:
    def new(series: str, value: object, place: str = "") -> taking.NewReading:
        return taking.NewReading(OF + series, value, DAY, place, source="样例")

    rows = [
        new(series, value, place)
        for place in ("文登区", "环翠区")
        for series, value in (("supply", "紧张"), ("buying", "持续争相购买"))
    ]
    rows += [new("expected_days", "3"), new("other_finding", "较大")]
    taking.take(rows, weihai.actors["office"])
    found = {each.classifier.rpartition(".")[2]: each.level for each in Standing.objects.all()}
    assert found == {"event": "third", "grounds": "yellow"}
    case = Case.objects.get(procedure=OF + "response")
    task = Task.objects.get(case=case, step="assess")
    assert task.draft["supply"] == "紧张"
    assert task.unit is not None
    assert task.unit.code == "office"
    assert Case.objects.filter(procedure=OF + "warning").count() == 1


def test_the_sample_has_a_warning_in_force_and_a_response_to_approve(db: None) -> None:
    book = Book(sample.start(datetime(2026, 1, 20, 15, tzinfo=clock.HERE)))
    sample.load(book)
    alert = Alert.objects.get()
    assert (alert.level, alert.sample) == ("yellow", True)
    case = Case.objects.get(procedure=OF + "response")
    assert Task.objects.get(case=case, state="open").step == "approve_third"


def test_its_drills_are_understood() -> None:
    folder = DOC.folder / "drills"
    found = {scenario.read(file).name for file in folder.glob("*.yaml")}
    assert found == {"supply-price-rise", "supply-logistics"}
