"""朔政办发〔2023〕33号: readings become levels; who starts, raises, lowers and ends; every card is handed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from luoshi.office import clock
from luoshi.office.alerts import readings
from luoshi.office.alerts.drills import scenario
from luoshi.office.alerts.models import Alert, MeasureTask, Standing
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Case, ChosenReading, Entry, IssuedPaper, Notice, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.sample import coal_supply as sample
from luoshi.office.sample.book import Book
from luoshi.policies import acting, alerting
from luoshi.policies.shuozhou.coal_supply import duties, plan
from luoshi.policies.shuozhou.coal_supply.duties import AT_ONE, AT_TWO, UNITS
from luoshi.policies.shuozhou.coal_supply.plan import RESPONSE, WARNING, situation
from luoshi.policies.shuozhou.coal_supply.procedure import PROCEDURES
from luoshi.policies.shuozhou.coal_supply.rules import DOC
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures.series import judged, standing
from luoshi.procedures.soundness import faults, plan_faults
from tests.office.cases.office import moment, person, unit
from tests.policies.made import real_documents

OF = "shuozhou.coal_supply"
BEGAN = datetime(2024, 1, 1, 4, tzinfo=UTC)  # noon of that day by the office's clock
NUMBERS, TRUTHS = ("stock", "output", "quota"), ("cause",)


def sheet(*told: tuple[int, str, str, object]) -> pl.DataFrame:
    """Readings: days after the first, indicator, firm, value (numbers in their unit)."""
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {
        "place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"), "forecast": pl.Boolean,
        "stock": pl.Int64, "output": pl.Int64, "quota": pl.Int64, "cause": pl.Boolean, "market": pl.String,
        "price": pl.String, "other": pl.String, "conditions": pl.String,
    }  # fmt: skip
    rows: dict[tuple[str, datetime], dict[str, object]] = {}
    for day, name, item, value in told:
        at = BEGAN + timedelta(days=day)
        row = rows.setdefault((item, at), {"place": "", "item": item, "at": at, "forecast": False})
        row[name] = (
            round(value * 1000) if name in NUMBERS and isinstance(value, int | float) else value
        )
    whole = [{name: row.get(name) for name in kinds} for row in rows.values()]
    return pl.DataFrame(whole, schema=kinds).sort("place", "item", "at")


def level_of(*told: tuple[int, str, str, object], **readings_: str) -> str:
    """The last level of these readings."""
    (classifier,) = WARNING.classifiers
    return judged(WARNING, classifier, sheet(*told), BEGAN.date(), readings_)["level"].to_list()[-1]


CAUSE = (0, "cause", "", True)
QUOTA = (0, "quota", "", 50)


def outputs(*values: float | None) -> list[tuple[int, str, str, object]]:
    return [(day, "output", "", value) for day, value in enumerate(values) if value is not None]


def firms(*days: float) -> list[tuple[int, str, str, object]]:
    return [(0, "stock", f"样例{number}号电厂", value) for number, value in enumerate(days)]


# --- what the readings say


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ((20, 30), ""),
        ((19.999, 30), "two"),
        ((15, 30), "two"),
        ((14.999, 30), "one"),
        ((25, 30), ""),
    ],
)
def test_the_firm_with_the_least_stock_decides(days: tuple[float, ...], level: str) -> None:
    assert level_of(CAUSE, *firms(*days)) == level


def test_average_and_every_are_other_readings_of_the_text() -> None:
    told = (CAUSE, *firms(10, 21, 29.001))
    assert level_of(*told) == "one"
    assert level_of(*told, stock_of="average") == ""
    assert level_of(CAUSE, *firms(10, 21, 28.999), stock_of="average") == "two"
    assert level_of(*told, stock_of="every") == ""
    assert level_of(CAUSE, *firms(10, 19), stock_of="every") == "two"


def test_an_average_just_below_the_limit_is_below_it() -> None:
    # 20.001 + 20.000 + 19.998 are 59.999: the mean is 19.9996…
    assert level_of(CAUSE, *firms(20.001, 20, 19.998), stock_of="average") == "two"
    assert level_of(CAUSE, *firms(20.001, 20, 19.999), stock_of="average") == ""


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ([49] * 4, ""),
        ([49] * 5, "two"),
        ([49] * 9, "two"),
        ([49] * 10, "one"),
        ([49] * 4 + [50], ""),
        ([49] * 3 + [50] + [49] * 4, ""),
        ([49] * 3 + [None] + [49] * 4, ""),
        ([49.999] * 5, "two"),
        ([50] * 12, ""),
    ],
)
def test_days_in_a_row_below_the_quota(values: list[float | None], level: str) -> None:
    assert level_of(CAUSE, QUOTA, *firms(40), *outputs(*values)) == level


def test_days_are_those_of_the_office_and_the_quota_is_that_of_the_day() -> None:
    # two readings of one day by the office's clock, and two of the next
    late = pl.DataFrame({"at": [BEGAN + timedelta(hours=h) for h in (-11, 11, 12, 30)]})
    assert late.select(plan._day("at"))["at"].n_unique() == 2
    told = (CAUSE, QUOTA, *firms(40), (3, "quota", "", 48), *outputs(*[49] * 6))
    assert level_of(*told) == ""  # the last three days are above the new quota


def test_without_a_quota_no_day_is_below_it() -> None:
    assert level_of(CAUSE, *firms(40), *outputs(*[1] * 12)) == ""


def test_nobody_is_warned_before_a_sudden_situation_is_said_to_be_the_cause() -> None:
    (classifier,) = WARNING.classifiers
    found = judged(WARNING, classifier, sheet(*firms(10)), BEGAN.date())
    assert found["level"].to_list() == [""]
    assert "突发情况" in found["why"].to_list()[0]
    assert level_of((0, "cause", "", False), *firms(10)) == ""
    told = (1, "market", "", "供应严重不足")
    assert level_of((0, "cause", "", False), *firms(40), told, cause="stock_only") == "one"


def test_market_price_and_other_stand_until_told_otherwise() -> None:
    told = [CAUSE, *firms(40), (1, "market", "", "供应紧张")]
    assert level_of(*told, (9, "price", "", "正常")) == "two"
    assert level_of(*told, (2, "price", "", "大幅波动")) == "one"
    assert level_of(*told, (2, "market", "", "正常")) == ""
    assert level_of(*told, (2, "other", "", "需要一级预警")) == "one"


def test_all_together_is_the_other_reading() -> None:
    told = [CAUSE, QUOTA, *firms(14), *outputs(*[49] * 5), (5, "market", "", "供应紧张")]
    assert level_of(*told) == "one"
    assert level_of(*told, joined="all") == ""
    assert level_of(*told, (5, "price", "", "大幅波动"), joined="all") == "two"


def test_since_when_a_level_stands() -> None:
    (classifier,) = WARNING.classifiers
    rows = judged(
        WARNING,
        classifier,
        sheet(CAUSE, *firms(40), (2, "stock", "样例0号电厂", 18), (4, "market", "", "供应紧张")),
        BEGAN.date(),
    )
    (now,) = standing(WARNING, classifier, rows, BEGAN + timedelta(days=5))
    assert (now.level, now.since) == ("two", BEGAN + timedelta(days=2))


def test_the_response_goes_by_the_annex_or_by_the_warning() -> None:
    (classifier,) = RESPONSE.classifiers

    def found(*told: tuple[int, str, str, object], **chosen: str) -> str:
        return judged(RESPONSE, classifier, sheet(*told), BEGAN.date(), chosen)["level"].to_list()[
            -1
        ]

    low = (CAUSE, *firms(14))
    assert found(*low, (0, "conditions", "", "都不符合")) == ""
    assert found(*low, (0, "conditions", "", "符合二级响应条件")) == "two"
    assert found(*low, (0, "conditions", "", "超出一级响应条件")) == "one"
    assert found(*low) == ""  # nobody has held it against the annex
    assert found(*low, response_conditions="warning") == "one"


def test_facts_have_one_row_a_moment_and_no_place() -> None:
    rows = situation(sheet(CAUSE, *firms(12, 18), (1, "market", "", "供应紧张")))
    assert rows["place"].to_list() == ["", ""]
    assert rows["stock_lowest"].to_list() == [12, 12]
    assert rows["stock_average"].to_list() == [15, 15]
    assert rows["stock_highest"].to_list() == [18, 18]
    assert rows["market"].to_list() == ["正常", "供应紧张"]


# --- the plan


def test_plans_and_procedures_hold_together() -> None:
    for each in (WARNING, RESPONSE):
        assert plan_faults(each, acting.procedures()) == []
    assert [fault for each in PROCEDURES for fault in faults(each)] == []


def test_every_clause_that_is_named_is_there(gazettes: Path) -> None:
    lookup = Lookup(real_documents(gazettes)[DOC.number])
    named = {clause for clause, _ in (*acting.clauses(DOC), *alerting.clauses(DOC))}
    assert [clause for clause in named if lookup.find(clause) is None] == []
    assert len(named) > 50


def test_no_colours_and_no_hours_are_invented() -> None:
    assert {level.colour for each in (WARNING, RESPONSE) for level in each.levels} == {"none"}
    assert all(not each.within for of in (WARNING, RESPONSE) for each in of.measures)
    assert all(
        not each.answer and not each.channels for of in (WARNING, RESPONSE) for each in of.calls
    )
    assert all(step.due is None for each in PROCEDURES for step in each.steps)
    assert WARNING.rounds == RESPONSE.rounds == ()


def test_one_stands_on_the_work_of_two() -> None:
    two = {each.key for each in RESPONSE.measures_at("two")}
    one = {each.key for each in RESPONSE.measures_at("one")}
    assert two - one == {"office_ready", "county"}
    assert {each.split("_")[0] for each in one - two} == {"one"}
    assert len(AT_TWO) == 8
    assert len(AT_ONE) == 15


def test_every_item_of_every_card_is_handed_out_once() -> None:
    for unit_key, name in UNITS.items():
        handed = [each.label for each in RESPONSE.measures_at("one") if each.kind == name]
        assert handed == list(duties.at_one(unit_key))


# --- in the office

_UNITS = {
    "zhb": ("office", "agency"), "zr": ("director", "agency"), "zhz": ("commander", "agency"),
    "ddz": ("dispatch", "agency"), "yjzzb": ("higher", "agency"), "xian": ("county", "agency"),
    "nyj": ("energy", "agency"), "gaj": ("police", "agency"), "jtj": ("transport", "agency"),
    "swj": ("commerce", "agency"), "qxj": ("weather", "agency"), "gxj": ("industry", "agency"),
    "yjj": ("emergency", "agency"), "ksc": ("mines", "agency"), "dui": ("team", "agency"),
    "meikuang": ("firm", "company"),
}  # fmt: skip


class Office:
    """The units of a coal office, an officer of each."""

    def __init__(self) -> None:
        self.actors: dict[str, Actor] = {}
        self.units: dict[str, Unit] = {}
        for code, (role, kind) in _UNITS.items():
            self.units[code] = unit(code, f"样例{code}", kind, f"{OF}.{role}")
        more = {"nyj": ("warner", "bureau", "reporter"), "xian": ("government",), "zhb": ("above",)}
        for code, roles in more.items():
            for role in roles:
                self.units[code].roles.create(role=f"{OF}.{role}")
        for code, of in self.units.items():
            self.actors[code] = person(of)

    def tell(self, **values: object) -> None:
        """Readings of now."""
        now = clock.now()
        rows = [
            readings.NewReading(
                f"{OF}.{name}", value, now, item="样例电厂" if name == "stock" else ""
            )
            for name, value in values.items()
        ]
        readings.take(rows, self.actors["nyj"])

    def act(self, case: Case, step: str, outcome: str, who: str, reasons: str = "",
            parties: Mapping[str, str] | None = None, **data: Any) -> None:  # fmt: skip
        service.act(
            case.key, step, outcome, self.actors[who], data=data, reasons=reasons, parties=parties
        )

    def start(self, key: str, who: str, **parties: str) -> Case:
        return service.start(f"{OF}.{key}", self.actors[who], parties=parties)

    def responding(self, level: str) -> Case:
        """A response in force."""
        case = self.start("response", "zhb")
        said: dict[str, Any] = {
            "conditions": f"符合{'一' if level == 'one' else '二'}级响应条件",
            "grounds": "样例：供应紧张",
        }
        self.act(case, "assess", level, "zhb", parties={"county": "xian"}, **said)
        if level == "two":
            self.act(case, "start_two", "start", "zr")
        else:
            self.act(case, "report_one", "report", "zr")
            self.act(case, "declare_one", "declare", "zhz")
        return case

    def raised(self, case: Case) -> None:
        """From 二级 to 一级."""
        self.act(case, "in_force", "adjust", "zhb")
        self.act(
            case, "adjust", "raise", "zhb", conditions="符合一级响应条件", grounds="样例：不足15天"
        )
        self.act(case, "report_one", "report", "zr")
        self.act(case, "declare_one", "declare", "zhz")


@pytest.fixture
def office(db: None) -> Office:
    with clock.at(moment("2024-01-05T08:00")):
        return Office()


def papers() -> set[str]:
    return set(IssuedPaper.objects.values_list("paper", flat=True))


def open_steps(case: Case) -> set[str]:
    return set(Task.objects.filter(case=case, state="open").values_list("step", flat=True))


SIGNED: dict[str, Any] = {"assessed": True, "possible": True, "own_procedure": True}
EASED: dict[str, Any] = {
    "eased": True,
    "stock_basic": True,
    "market_basic": True,
    "supply_restored": True,
}


def test_readings_open_the_draft_and_the_rule_grades_it(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        office.tell(cause=True, stock=18, market="正常", price="正常")
        case = Case.objects.get()
        assert Task.objects.get(case=case).draft["stock_lowest"] == "18天"
        office.act(case, "draft", "submit", "nyj", grounds="样例：一家电厂库存18天")
        with pytest.raises(CaseError):  # its own procedure has not signed it
            office.act(case, "sign", "publish", "nyj", **{**SIGNED, "own_procedure": False})
        office.act(case, "sign", "publish", "nyj", **SIGNED)
        alert = Alert.objects.get()
        assert (alert.level, alert.content["level"]) == ("two", "二级预警")
        assert "bulletin" in papers()
    with clock.at(moment("2024-01-07T08:00")):
        office.tell(stock=14)
        assert Notice.objects.filter(text__contains="升到“一级预警”").exists()
        office.act(case, "in_force", "adjust", "nyj")
        office.act(case, "adjust", "submit", "nyj", grounds="样例：库存14天", stock_lowest=14)
        office.act(case, "adjust_sign", "publish", "nyj", **SIGNED)
        alert.refresh_from_db()
        assert alert.level == "one"
        office.act(case, "in_force", "lift", "nyj")
        with pytest.raises(CaseError):
            office.act(case, "lift", "lift", "nyj", **{**EASED, "stock_basic": False})
        with pytest.raises(CaseError):  # 谁启动、谁解除
            office.act(case, "lift", "lift", "gaj", **EASED)
        office.act(case, "lift", "lift", "nyj", **EASED)
        alert.refresh_from_db()
        assert alert.state == "lifted"
        office.act(case, "hand_over", "done", "nyj", handed_over="样例")
        case.refresh_from_db()
        assert case.ended == "已解除"


def test_five_days_of_low_output_are_enough_where_no_firm_told_its_stock(office: Office) -> None:
    evening = moment("2024-01-01T20:00")
    with clock.at(evening):
        office.tell(cause=True, quota=50)
    for day in range(5):
        with clock.at(evening + timedelta(days=day)):
            office.tell(output="49.999")
            found = Standing.objects.get(classifier=f"{OF}.warning.warning").level
            assert found == ("two" if day == 4 else "")
    case = Case.objects.get(procedure=f"{OF}.warning")
    assert "stock_lowest" not in Task.objects.get(case=case).draft


def test_what_reaches_no_level_is_not_published(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.start("warning", "nyj")
        calm: dict[str, Any] = {"cause": True, "stock_lowest": 20, "market": "正常", "low_days": 4, "price": "正常",
                "other": "没有", "grounds": "样例"}  # fmt: skip
        with pytest.raises(CaseError, match="没有达到"):
            office.act(case, "draft", "submit", "nyj", **calm)


def test_two_is_started_by_the_director_and_hands_out_the_cards(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("two")
        alert = Alert.objects.get()
        assert (alert.level, alert.content["handled_by"]) == ("two", "县（市、区）指挥部")
        assert open_steps(case) == {"in_force"}
        owed = MeasureTask.objects.filter(alert=alert, unit=office.units["gaj"])
        assert owed.filter(measure__startswith="two_police_").count() == 10
        assert not owed.filter(measure__startswith="one_").exists()
        assert MeasureTask.objects.filter(
            alert=alert, measure="county", unit=office.units["xian"]
        ).exists()


def test_conditions_of_one_cannot_be_started_as_two(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.start("response", "zhb")
        with pytest.raises(CaseError):
            office.act(case, "assess", "two", "zhb", conditions="符合一级响应条件", grounds="样例")
        office.act(case, "assess", "one", "zhb", conditions="符合一级响应条件", grounds="样例")
        office.act(case, "report_one", "report", "zr")
        office.act(case, "declare_one", "return", "zhz", reasons="样例：先按二级")
        assert open_steps(case) == {"assess"}
        office.act(case, "assess", "none", "zhb", reasons="样例")
        assert not Alert.objects.exists()


def test_one_adds_to_two_and_only_the_commander_declares_and_ends_it(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("two")
        office.act(case, "in_force", "adjust", "zhb")
        assert open_steps(case) == {"adjust", "in_force"}
        office.act(case, "adjust", "keep", "zhb")
        office.raised(case)
        alert = Alert.objects.get()
        assert (alert.level, alert.content["handled_by"]) == ("one", "市指挥部")
        police = MeasureTask.objects.filter(alert=alert, unit=office.units["gaj"], state="open")
        assert police.filter(measure__startswith="two_police_").count() == 10
        assert police.filter(measure__startswith="one_police_").count() == 7
        assert MeasureTask.objects.filter(
            unit=office.units["swj"], measure="one_commerce_1"
        ).exists()
        office.act(case, "in_force", "end", "zhb")
        with pytest.raises(CaseError):
            office.act(case, "end", "propose", "zr", conditions_gone=True, work_done=True)
        office.act(case, "end", "propose", "zhb", conditions_gone=True, work_done=True)
        with pytest.raises(CaseError):
            office.act(case, "confirm", "to_director", "ddz", confirmed=True)
        with pytest.raises(CaseError):
            office.act(case, "confirm", "to_commander", "ddz", confirmed=False)
        office.act(case, "confirm", "to_commander", "ddz", confirmed=True)
        office.act(case, "decide_one", "end", "zhz")
        office.act(case, "final_report", "submit", "zhb", final="样例：恢复正常")
        alert.refresh_from_db()
        case.refresh_from_db()
        assert (alert.state, case.ended) == ("lifted", "已结束")
        assert {"order_two", "ask_one", "order_one", "end_one", "final"} <= papers()


def test_two_is_ended_by_the_director(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("two")
        office.act(case, "in_force", "end", "zhb")
        office.act(case, "end", "propose", "zhb", conditions_gone=True, work_done=True)
        office.act(case, "confirm", "to_director", "ddz", confirmed=True)
        office.act(case, "decide_two", "go_on", "zr", reasons="样例：再看一天")
        assert open_steps(case) == {"in_force"}
        office.act(case, "in_force", "end", "zhb")
        office.act(case, "end", "propose", "zhb", conditions_gone=True, work_done=True)
        office.act(case, "confirm", "to_director", "ddz", confirmed=True)
        office.act(case, "decide_two", "end", "zr")
        assert Alert.objects.get().state == "lifted"
        assert "end_two" in papers()


@pytest.mark.parametrize("commander", [False, True])
def test_one_goes_down_to_two_as_the_reading_says(office: Office, commander: bool) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        if commander:
            ChosenReading.objects.create(policy=OF, name="lowered_by", option="commander")
        case = office.responding("one")
        office.act(case, "in_force", "adjust", "zhb")
        said: dict[str, Any] = {"conditions": "符合二级响应条件", "grounds": "样例：有所缓解"}
        if commander:
            with pytest.raises(CaseError):
                office.act(case, "adjust", "down", "zhb", **said)
            office.act(case, "adjust", "down_ask", "zhb", **said)
            office.act(case, "lower", "down", "zhz")
        else:
            office.act(case, "adjust", "down", "zhb", **said)
        alert = Alert.objects.get()
        assert alert.level == "two"
        open_ones = MeasureTask.objects.filter(alert=alert, state="open")
        assert not open_ones.filter(measure__startswith="one_").exists()


def test_beyond_one_is_reported_step_by_step(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("one")
        office.act(case, "in_force", "adjust", "zhb")
        said: dict[str, Any] = {"conditions": "超出一级响应条件", "grounds": "样例：全市断供"}
        office.act(case, "adjust", "beyond", "zhb", **said)
        office.act(case, "report_up", "report", "zhz")
        office.act(case, "guidance", "done", "zhb", guidance="样例")
        assert Alert.objects.get().level == "one"
        assert Notice.objects.filter(unit=office.units["yjzzb"], kind="paper").exists()
        assert open_steps(case) == {"in_force"}


def test_the_floor_of_the_day_goes_by_the_level_in_force(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("two")
        check = office.start("output_check", "nyj")
        with pytest.raises(CaseError, match="保供量"):
            office.act(check, "check", "met", "nyj", output=46)
        office.act(check, "check", "met", "nyj", output=46, daily_quota=45)
        office.raised(case)
        check = office.start("output_check", "nyj")
        with pytest.raises(CaseError):
            office.act(check, "check", "met", "nyj", output="50.9999")
        office.act(check, "check", "short", "nyj", output="50.9999")
        assert Notice.objects.filter(unit=office.units["zhb"], text__contains="底线51").exists()


def test_a_pass_belongs_to_one(office: Office) -> None:
    said: dict[str, Any] = {"plate": "晋样例001", "driver": "样例司机", "route": "样例线路"}
    with clock.at(moment("2024-01-05T08:00")):
        case = office.responding("two")
        first = office.start("coal_pass", "gaj")
        with pytest.raises(CaseError, match="一级响应"):
            office.act(first, "issue", "issue", "gaj", **said)
        office.raised(case)
        office.act(first, "issue", "issue", "gaj", **said)
        assert Entry.objects.get(register=f"{OF}.passes").state == "有效"


def test_a_stoppage_goes_to_five_and_the_office_verifies(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        case = office.start("stoppage", "meikuang", county="xian")
        office.act(
            case, "report", "submit", "meikuang", incident="运输不畅", securing=True, details="样例"
        )
        told = Notice.objects.filter(case=case, kind="paper").values_list("unit__code", flat=True)
        assert set(told) == {"xian", "nyj", "yjj", "gxj", "ksc", "zhb"}
        office.act(
            case, "verify", "report_and_tell", "zhb", verified="样例：属实", tell_members=True
        )
        assert Notice.objects.filter(unit=office.units["gaj"], text__contains="通报").exists()


def test_first_follow_up_and_final_reports(office: Office) -> None:
    said: dict[str, Any] = {"event_kind": "自然灾害", "time": "样例", "where": "样例", "source": "样例", "supply": "样例",
            "scope": "样例", "trend": "样例", "taken_measures": "样例"}  # fmt: skip
    with clock.at(moment("2024-01-05T08:00")):
        case = office.start("event_report", "nyj")
        with pytest.raises(CaseError, match="发展趋势"):
            office.act(case, "first", "submit", "nyj", **{**said, "trend": ""})
        office.act(case, "first", "submit", "nyj", **said)
        office.act(case, "verify", "report", "zhb", verified="样例", tell_members=False)
        office.act(case, "follow", "follow", "nyj", **said)
        office.act(case, "follow", "last", "nyj", **said)
        assert {"first", "follow", "last", "verified"} <= papers()
        assert Entry.objects.get(register=f"{OF}.events").state == "已终报"


def test_a_major_risk_cannot_be_listed_without_a_report(office: Office) -> None:
    said: dict[str, Any] = {
        "severity": "较大",
        "risk": "样例",
        "at_firm": "样例",
        "response_plan": "样例",
    }
    with clock.at(moment("2024-01-05T08:00")):
        case = office.start("risk", "nyj", government="xian", above="zhb")
        with pytest.raises(CaseError, match="立即报告"):
            office.act(case, "assess", "list", "nyj", **said)
        office.act(case, "assess", "report", "nyj", **said)
        told = Notice.objects.filter(case=case, kind="paper").values_list("unit__code", flat=True)
        assert {"xian", "zhb"} <= set(told)


def test_other_procedures_run_to_their_end(office: Office) -> None:
    with clock.at(moment("2024-01-05T08:00")):
        acts: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
            ("supply_report", "report", "express", "zhb", {"urgent": True, "summary": "样例"}),
            ("supply_report", "report", "regular", "zhb", {"urgent": False, "summary": "样例"}),
            ("dispatch_group", "change", "change", "zhz", {"composition": "样例"}),
            ("weather_bulletin", "publish", "publish", "qxj", {"weather": "样例：暴雪"}),
            ("requisition", "decide", "take", "xian",
             {"needed": True, "lawful": True, "goods": "样例", "owner": "样例"}),
            ("contact", "update", "update", "zhb",
             {"unit_name": "样例单位", "post": "值班室", "channel": "0000-0000"}),
            ("interruptible", "list", "list", "meikuang", {"user": "样例工厂", "use": "样例"}),
            ("revision", "revise", "revise", "zhb",
             {"changed": True, "defect": False, "changes": "样例", "kind": "部分"}),
            ("storage_check", "check", "short", "nyj", {"amount": 499}),
            ("storage_check", "check", "enough", "nyj", {"amount": 500}),
        )  # fmt: skip
        for key, step, outcome, who, data in acts:
            case = office.start(key, who)
            office.act(case, step, outcome, who, **data)
            case.refresh_from_db()
            assert case.state == "closed", key
        problem = office.start("firm_problem", "meikuang")
        office.act(problem, "report", "submit", "meikuang", problem="样例")
        office.act(problem, "solve", "done", "nyj", solved="样例")
        study = office.start("firm_study", "meikuang", bureau="nyj")
        office.act(study, "report", "submit", "meikuang", output_note="样例", price_note="样例",
                   stock_note="样例", study="样例")  # fmt: skip
        possible = office.start("possible_event", "nyj", government="xian", above="zhb")
        office.act(possible, "report", "submit", "nyj", information="样例", warning_level="二级")
        assert {"express", "regular", "group", "weather", "requisition", "revision", "problem", "study", "possible"} <= papers()  # fmt: skip


def test_the_sample_loads(db: None) -> None:
    now = moment("2026-03-05T10:00")
    with clock.at(now):
        book = Book(sample.start(now))
        sample.load(book)
    assert book.at <= now
    assert {each.plan: each.level for each in Alert.objects.all()} == {
        f"{OF}.warning": "two", f"{OF}.response": "two",
    }  # fmt: skip
    assert MeasureTask.objects.filter(unit__code="sample-coal-police", state="open").count() > 10
    assert not Unit.objects.filter(sample=False).exists()


@pytest.mark.parametrize("file", ["stock_falls.yaml", "snow.yaml"])
def test_drills_are_understood(file: str) -> None:
    made = scenario.read(Path(plan.__file__).parent / "drills" / file)
    assert made.plan is RESPONSE
    assert len(made.expected) > 4
