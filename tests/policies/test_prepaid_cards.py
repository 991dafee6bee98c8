"""济政字〔2022〕83号 as procedures: every role, step, deadline and material stands on its clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from luoshi.policies.jinan.prepaid_cards import forms, registers
from luoshi.policies.jinan.prepaid_cards.cards import CONSUMPTION, EXIT
from luoshi.policies.jinan.prepaid_cards.filing import ISSUER_FILING, WEEKLY_REPORT
from luoshi.policies.jinan.prepaid_cards.lights import COMPLAINT, SUPERVISION
from luoshi.policies.jinan.prepaid_cards.procedure import PROCEDURES
from luoshi.policies.jinan.prepaid_cards.refunds import REFUND
from luoshi.policies.jinan.prepaid_cards.rules import DOC
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures import (
    Decide,
    Outcome,
    Procedure,
    Register,
    Require,
    Role,
    Step,
    View,
    Within,
)
from luoshi.procedures.calendar import WorkCalendar
from tests.policies.made import real_documents

REGISTERS = [each for each in vars(registers).values() if isinstance(each, Register)]
ROLES = [each for each in vars(registers).values() if isinstance(each, Role)]

# The whole of what the document sets a time for; everything else is 原文未写明期限.
DEADLINES = {
    ("issuer_filing", "upload_convert"): ("converted_within", "data:launch_on"),
    ("issuer_filing", "upload_catch_up"): ("unfiled_within", "data:launch_on"),
    ("issuer_filing", "upload_new"): ("new_within", "data:issued_on"),
    ("complaint", "handle"): ("light_within", "complain"),
    ("complaint", "settle"): ("light_within", "complain"),
    ("report_unfiled", "handle"): ("light_within", "report"),
    ("report_unfiled", "verify"): ("light_within", "report"),
}
MATERIALS = {
    "charter": ("预付卡发行章程", "三"),
    "agreement": ("预付卡销售协议", "三"),
    "bank_paper": ("存管合同", "四"),
    "insurance_paper": ("保单", "四"),
    "trust_paper": ("信托合同", "四"),
    "sample": ("卡样", "三"),
}
BY = {
    "launch": "authority",
    "launch_correction": "authority",
    "bank_connection": "bank",
    "insurance_connection": "insurer",
    "trust_connection": "trustee",
    "issuer_filing": "issuer",
    "risk_contract": "issuer",
    "weekly_report": "bank",
    "risk_check": "authority",
    "card_filing": "issuer",
    "card_sale": "issuer",
    "consumption": "issuer",
    "refund": "consumer",
    "exit": "issuer",
    "destruction": "issuer",
    "risk_notice": "authority",
    "inspection": "authority",
    "system_connection": "system",
    "system_use": "issuer",
    "anomaly": "system",
    "unfiled": "authority",
    "delisting": "authority",
    "complaint": "consumer",
    "report_unfiled": "consumer",
    "supervision": "superior",
}
"""Who begins each procedure."""


def steps() -> Iterator[tuple[Procedure, Step]]:
    for procedure in PROCEDURES:
        for step in procedure.steps:
            yield procedure, step


def outcomes() -> Iterator[tuple[Procedure, Step, Outcome]]:
    for procedure, step in steps():
        for outcome in step.outcomes:
            yield procedure, step, outcome


def clauses() -> set[str]:
    """Every clause that anything of the procedures names."""
    found = {each.clause for each in (*REGISTERS, *ROLES, *PROCEDURES)}
    found |= {each.public.clause for each in REGISTERS if each.public}
    for each in REGISTERS:
        found |= {fact.clause for fact in each.fields.declared().values()}
    for _, step in steps():
        found |= {step.clause, *(each.clause for each in step.materials)}
        found |= {fact.clause for fact in step.form.declared().values()} if step.form else set()
        for outcome in step.outcomes:
            found.add(outcome.clause)
            found |= {each.clause for each in outcome.checks if isinstance(each, Require)}
            found |= {each.clause for each in outcome.papers}
            found |= {str(getattr(each, "clause", "")) for each in outcome.effects}
    return found - {""}


# --- the data hangs together


def test_each_procedure_is_begun_by_the_role_the_text_names() -> None:
    assert {each.key: each.steps[0].by.key for each in PROCEDURES} == BY


def test_roles_and_steps_carry_their_clauses() -> None:
    assert all(role.clause for role in ROLES)
    assert all(step.clause for _, step in steps())
    assert all(each.label and each.clause and each.gist for each in PROCEDURES)


def test_every_clause_can_be_an_address() -> None:
    assert all(DOC.address(clause).startswith(f"{DOC.number} ") for clause in clauses())


def test_every_clause_stands_in_the_document(gazettes: Path) -> None:
    lookup = Lookup(real_documents(gazettes)[DOC.number])
    assert [
        clause for clause in sorted(clauses()) if lookup.find(DOC.address(clause)) is None
    ] == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.key)
def test_every_step_is_reached_and_every_way_leads_somewhere(procedure: Procedure) -> None:
    known = {step.key for step in procedure.steps}
    assert len(known) == len(procedure.steps)
    reached, ahead = set[str](), [procedure.steps[0].key]
    while ahead:
        key = ahead.pop()
        reached.add(key)
        for outcome in procedure.step(key).outcomes:
            assert set(outcome.to) | set(outcome.closes) <= known
            ahead += [each for each in outcome.to if each not in reached]
    assert reached == known


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.key)
def test_a_case_can_end(procedure: Procedure) -> None:
    assert any(outcome.ends for step in procedure.steps for outcome in step.outcomes)


def test_a_refusal_gives_its_reasons() -> None:
    words = ("退回", "不接入", "不恢复", "不属实", "不归", "不予")
    refusing = [each for _, _, each in outcomes() if each.label.startswith(words)]
    assert len(refusing) >= 10
    assert all(each.reasons for each in refusing)


def test_what_a_paper_is_addressed_to_takes_part() -> None:
    for procedure, _, outcome in outcomes():
        for paper in outcome.papers:
            assert {paper.by.key, *(role.key for role in paper.to)} <= {
                role.key for role in procedure.roles
            }


# --- times


def test_the_deadlines_are_those_of_the_text_and_no_others() -> None:
    found = {(p.key, s.key): (s.due.limit, s.due.since) for p, s in steps() if s.due}
    assert found == DEADLINES


@pytest.mark.parametrize(
    ("limit", "clause", "printed"),
    [
        ("converted_within", "六第一段", "30日"),
        ("unfiled_within", "六第一段", "90日"),
        ("new_within", "六第一段", "30日"),
        ("light_within", "七", "3个工作日"),
    ],
)
def test_a_deadline_is_a_parameter_of_the_clause(limit: str, clause: str, printed: str) -> None:
    definition = next(each for each in DOC.parameters if each.name == limit)
    assert definition.clause == clause
    (_, table) = definition.dated[0]
    assert table is not None
    assert [leaf.written for leaf in table.values()] == [printed]


def test_only_the_light_turns_by_itself() -> None:
    turning = {(p.key, s.key): s.late for p, s in steps() if s.late}
    assert turning == {("complaint", "settle"): "red", ("report_unfiled", "verify"): "red"}
    for _, step in steps():
        if step.late:
            assert step.outcome(step.late).incomplete
            assert not step.outcome(step.late).reasons


def test_the_bank_reports_every_week_on_each_running_contract() -> None:
    (weekly,) = (each for each in PROCEDURES if each.every)
    assert weekly is WEEKLY_REPORT
    assert weekly.every is not None
    assert (weekly.every.period, weekly.every.limit) == ("week", "")
    assert weekly.every.over is registers.DEPOSITS
    assert weekly.every.live == ("有效",)


def test_inspections_have_no_frequency() -> None:
    assert all(each.every is None for each in PROCEDURES if each.key == "inspection")


# --- materials, registers, money


def test_the_materials_are_those_of_the_text() -> None:
    found = {m.key: (m.label, m.clause) for _, step in steps() for m in step.materials}
    assert found == MATERIALS


def test_the_four_ways_of_filing_ask_for_the_same_two_papers() -> None:
    uploads = [each for each in ISSUER_FILING.steps if each.key.startswith("upload_")]
    assert len(uploads) == 4
    assert {tuple(m.key for m in each.materials) for each in uploads} == {("charter", "agreement")}


def test_codes_stand_on_operators_and_on_single_cards() -> None:
    assert {each.key for each in REGISTERS if each.code} == {"issuers", "cards"}


def test_what_is_published_names_no_consumer_and_no_account() -> None:
    published = {each.key: each.public.fields for each in REGISTERS if each.public}
    assert set(published) == {
        "launches", "issuers", "non_compliant", "warnings", "risk_notices", "inspections",
    }  # fmt: skip
    for each in REGISTERS:
        if each.public:
            assert set(each.public.fields) <= set(each.fields.declared())
            assert not {"number", "account", "issuer", "result_of"} & set(each.public.fields)


def test_a_yellow_light_is_not_published_and_a_red_one_is() -> None:
    public = registers.WARNINGS.public
    assert public is not None
    assert public.only is not None
    shown = {
        state: public.only({}, state) for state in ("黄灯", "已妥善处理", "红灯", "红灯（已督办）")
    }
    assert shown == {"黄灯": False, "已妥善处理": False, "红灯": True, "红灯（已督办）": True}


def test_a_card_that_filed_after_all_is_taken_down() -> None:
    public = registers.NON_COMPLIANT.public
    assert public is not None
    assert public.only is not None
    assert public.only({}, "公示中")
    assert not public.only({}, "已撤下")


def test_what_an_operator_begins_on_an_entry_must_be_its_own() -> None:
    for procedure in PROCEDURES:
        first = procedure.steps[0]
        if first.by is not registers.ISSUER or procedure.subject is None or procedure.creates:
            continue
        for outcome in first.outcomes:
            guard = outcome.checks[0]
            assert isinstance(guard, Require)
            assert "不是本单位" in guard.why, procedure.key


def test_statistics_add_up_money_that_is_filled_in_or_decided() -> None:
    for procedure in PROCEDURES:
        known = {name for step in procedure.steps if step.form for name in step.form.declared()}
        known |= {
            check.name
            for step in procedure.steps
            for outcome in step.outcomes
            for check in outcome.checks
            if isinstance(check, Decide)
        }
        assert set(procedure.sums) <= known


def test_every_decision_is_a_rule_of_this_document() -> None:
    for _, _, outcome in outcomes():
        for check in outcome.checks:
            if isinstance(check, Decide):
                assert check.rule.policy is DOC


def test_the_labels_of_the_steps_say_who_and_what_differently() -> None:
    for procedure in PROCEDURES:
        labels = [step.label for step in procedure.steps]
        assert all(labels)
        assert all(one != other for one, other in pairwise(sorted(labels)))


# --- the small functions


class Looking:
    """As much of a case as the functions below look at."""

    def __init__(self, today: str = "2023-04-03", **held: Any) -> None:
        self.today = date.fromisoformat(today)
        self.data: dict[str, Any] = held.pop("data", {})
        self.subject: dict[str, Any] = held.pop("subject", {})
        self.registers: dict[str, list[dict[str, Any]]] = held.pop("registers", {})
        self.balances: dict[str, int] = held.pop("balances", {})
        self.work = WorkCalendar()

    def entries(self, register: str, **equal: object) -> list[dict[str, Any]]:
        found = self.registers.get(register, [])
        return [row for row in found if all(row.get(k) == v for k, v in equal.items())]

    def balance(self, account: str, on: date | None = None) -> int:
        return self.balances.get(f"{account}@{on}" if on else account, 0)

    def workdays(self, start: date, end: date) -> int:
        return self.work.between(start, end)

    def next_workday(self, day: date) -> date:
        return self.work.next_workday(day)


def looking(today: str = "2023-04-03", **held: Any) -> View:
    return cast("View", Looking(today, **held))


@pytest.mark.parametrize(
    ("last", "days"),
    [
        ("2023-03-31", "0日"),  # a Friday
        ("2023-04-01", "2日"),  # a Saturday
        ("2023-04-05", "1日"),  # 清明节, a Wednesday
        ("2023-04-29", "5日"),  # 劳动节: back at work on 4 May
        ("2023-05-06", "0日"),  # a Saturday that is worked
        ("", "0日"),
    ],
)
def test_how_long_a_last_day_of_rest_is_moved(last: str, days: str) -> None:
    assert forms.rest_days(looking(), last) == days


@pytest.mark.parametrize(
    ("today", "number"),
    [
        ("2023-03-29", "0工作日"),
        ("2023-03-30", "1工作日"),
        ("2023-04-01", "3工作日"),  # Saturday counts as the Monday after it
        ("2023-04-03", "3工作日"),
        ("2023-04-04", "4工作日"),
        ("2023-03-28", "0工作日"),
    ],
)
def test_which_working_day_after_the_yellow_light_this_is(today: str, number: str) -> None:
    assert forms.workday_number(looking(today), date(2023, 3, 29)) == number


def test_a_light_never_turns_before_its_working_days_are_over() -> None:
    work = WorkCalendar()
    for ahead in range(366):
        moved = date(2023, 1, 1) + timedelta(days=ahead)
        over = work.add(moved, 3) + timedelta(days=1)
        assert forms.workday_number(looking(over.isoformat()), moved) == "4工作日"
        last = (over - timedelta(days=1)).isoformat()
        assert forms.workday_number(looking(last), moved) == "3工作日"


def test_what_secures_the_cards_is_money_and_running_insurance() -> None:
    rows = [
        {"issuer": "a", "state": "有效", "cover": "500元", "until": "2023-04-03"},
        {"issuer": "a", "state": "有效", "cover": "70元", "until": "2023-04-02"},
        {"issuer": "a", "state": "已终止", "cover": "3元", "until": "2024-01-01"},
        {"issuer": "b", "state": "有效", "cover": "9元", "until": "2024-01-01"},
    ]
    case = looking(
        subject={"issuer": "a"}, registers={"insurances": rows}, balances={"secured:a": 12_345}
    )
    assert forms.secured_now(case) == 62_345


def test_the_ratio_is_measured_by_the_balance_at_the_end_of_the_day_before() -> None:
    balances = {"card:a": 100, "card:a@2023-04-02": 123_456}
    case = looking("2023-04-03", subject={"issuer": "a"}, balances=balances)
    assert forms.previous_balance(case) == "1234.56元"


def test_filing_begins_with_the_announced_launch() -> None:
    announced = {"launches": [{"launch_on": "2023-03-01"}]}
    assert not forms.launched(looking())
    assert not forms.launched(looking("2023-02-28", registers=announced))
    assert forms.launched(looking("2023-03-01", registers=announced))
    assert not forms.launched(looking(registers=announced, data={"launch_on": "2023-03-02"}))
    assert forms.launched(looking(registers=announced, data={"launch_on": "2023-03-01"}))


def test_the_long_ways_are_drawn_in_the_order_of_the_text() -> None:
    assert [step.key for step in COMPLAINT.steps] == ["complain", "handle", "settle", "finish"]
    assert [step.key for step in EXIT.steps] == ["notice", "repay", "end"]
    assert [step.key for step in REFUND.steps] == ["ask", "repay", "agree", "withdraw"]
    assert [each.key for each in CONSUMPTION.steps[0].outcomes] == ["book", "book_trust"]
    assert SUPERVISION.clock_only


def test_no_deadline_is_named_twice() -> None:
    limits = [step.due for _, step in steps() if isinstance(step.due, Within)]
    assert len(limits) == len(DEADLINES)
