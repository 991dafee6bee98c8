"""朔住建发〔2023〕65号 as procedures: who does what, by when, with which papers, under which clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from luoshi.policies.shuozhou.presale_funds import common, deposits, payouts
from luoshi.policies.shuozhou.presale_funds.procedure import PROCEDURES
from luoshi.policies.shuozhou.presale_funds.rules import DOC, NODE_0
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures import Decide, Enter, Material, Outcome, Paper, Require, Step, View
from luoshi.procedures.model import Procedure
from luoshi.procedures.soundness import faults
from tests.policies.made import real_documents

BY_KEY = {each.key: each for each in PROCEDURES}


@dataclass
class Seen:
    """A case as a procedure sees it, with nothing behind it."""

    data: dict[str, Any] = field(default_factory=dict[str, Any])
    subject: dict[str, Any] = field(default_factory=dict[str, Any])
    balances: dict[str, int] = field(default_factory=dict[str, int])
    holds: dict[str, int] = field(default_factory=dict[str, int])
    turnovers: dict[tuple[str, str], tuple[int, int]] = field(
        default_factory=dict[tuple[str, str], tuple[int, int]]
    )
    cases: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    key: str = "2026-000002"
    subject_key: str = "2026-000001"
    today: date = date(2026, 3, 2)
    reasons: str = ""

    def balance(self, account: str) -> int:
        return self.balances.get(account, 0)

    def available(self, account: str) -> int:
        return self.balances.get(account, 0) - self.holds.get(account, 0)

    def turnover(self, account: str, memo: str = "") -> tuple[int, int]:
        return self.turnovers.get((account, memo), (0, 0))

    def others(self, procedure: str) -> list[dict[str, Any]]:
        return self.cases.get(procedure, [])

    def entries(self, register: str, **_: object) -> list[dict[str, Any]]:
        return self.rows

    def entry(self, register: str, key: str) -> dict[str, Any] | None:
        return next((each for each in self.rows if each.get("key") == key), None)


def seen(**given: Any) -> View:
    """A view with these things in it."""
    return cast("View", Seen(**given))


def outcomes(procedure: Procedure) -> Iterator[tuple[Step, Outcome]]:
    """Every way in which a step ends."""
    for step in procedure.steps:
        for outcome in step.outcomes:
            yield step, outcome


def papers() -> dict[str, Paper]:
    """Every paper by its key."""
    return {
        paper.key: paper
        for each in PROCEDURES
        for _, outcome in outcomes(each)
        for paper in outcome.papers
    }


@pytest.mark.parametrize("procedure", PROCEDURES, ids=[each.key for each in PROCEDURES])
def test_a_procedure_holds_together(procedure: Procedure) -> None:
    assert faults(procedure) == []
    assert procedure.policy is DOC
    assert common.CITY in procedure.watches


def test_the_procedures_are_those_of_the_document() -> None:
    assert [(each.key, each.clause) for each in PROCEDURES] == [
        ("bank_entry", "第七条"), ("bank_evaluation", "第七条第二款"), ("account", "第八条"), ("change", "第十一条"),
        ("bank_change", "第十一条"), ("deposit", "第十二条"), ("free_withdrawal", "第十四条第三款"), ("node", "第十五条"),
        ("project_node", "第十五条（六）"), ("payout", "第十八条"), ("takeover", "第二十一条"), ("lifting", "第二十二条"),
        ("refund", "第二十四条"), ("patrol", "第二十五条"), ("reconciliation", "第二十六条"), ("misuse", "第二十六条"),
        ("court", "第二十六条第二款"), ("correction", "第二十七条"), ("bank_liability", "第二十八条"), ("helper", "第二十九条"),
    ]  # fmt: skip


def test_every_role_has_its_clause() -> None:
    roles = {role.key: role for each in PROCEDURES for role in each.roles}
    assert {key: role.clause for key, role in roles.items()} == {
        "supervisor": "第四条", "city": "第四条", "central_bank": "第四条第二款", "regulator": "第四条第二款", "bank": "第七条",
        "new_bank": "第十一条", "developer": "第八条", "buyer": "第十二条第三款", "filing": "第十三条", "authority": "第二十九条",
    }  # fmt: skip


def test_the_steps_of_the_document_stand_in_their_clauses() -> None:
    told = {each.key: [(s.key, s.by.key, s.clause) for s in each.steps] for each in PROCEDURES}
    assert told["account"] == [
        ("open", "developer", "第八条"), ("confirm", "bank", "第八条"), ("agreement", "developer", "第九条"),
        ("agreement_bank", "bank", "第九条"), ("agreement_supervisor", "supervisor", "第九条"), ("plan", "developer", "第十条"),
        ("building", "developer", "第十条第二款（一）"), ("permit", "supervisor", "第十条"), ("publish", "developer", "第十条第三款"),
    ]  # fmt: skip
    assert told["deposit"] == [
        ("slip", "developer", "第十二条第二款"), ("own", "bank", "第十二条第三款"), ("file", "filing", "第十三条"), ("rest", "bank", "第十二条第三款"),
        ("handover", "bank", "第十一条"),
    ]  # fmt: skip
    assert told["payout"] == [
        ("apply", "developer", "第十八条"), ("accept", "supervisor", "第十八条"), ("supplement", "developer", "第十八条"),
        ("inspect", "supervisor", "第十九条"), ("review", "supervisor", "第十九条"), ("pay", "bank", "第二十条"),
    ]  # fmt: skip
    assert told["refund"] == [
        ("apply", "developer", "第二十四条"), ("join", "buyer", "第二十四条"), ("withdraw", "filing", "第二十四条"),
        ("notice", "supervisor", "第二十四条"), ("pay", "bank", "第二十四条第二款"), ("ration", "supervisor", "第二十四条"),
        ("pay_part", "bank", "第二十四条第二款"), ("handover", "bank", "第十一条"),
    ]  # fmt: skip
    assert [key for key, by, _ in told["change"] if by in ("bank", "supervisor")] == ["bank", "supervisor"]  # fmt: skip


def test_only_the_four_deadlines_of_the_document_are_set() -> None:
    found = {
        (each.key, step.key): (step.due.limit, step.due.since)
        for each in PROCEDURES
        for step in each.steps
        if step.due
    }
    assert found == {
        ("payout", "inspect"): ("review_term", "accepted"),
        ("payout", "review"): ("review_term", "accepted"),
        ("payout", "pay"): ("payment_term", "received"),
        ("lifting", "review"): ("lifting_term", "accepted"),
        ("court", "tell"): ("court_notice_term", "data:served_on"),
        ("correction", "rectify"): ("", "data:correct_by"),  # the day that the order itself sets
    }
    assert not any(step.late for each in PROCEDURES for step in each.steps)


def test_banks_are_evaluated_every_two_years() -> None:
    recurring = {each.key: each.every for each in PROCEDURES if each.every}
    assert set(recurring) == {"bank_evaluation"}
    every = recurring["bank_evaluation"]
    assert every is not None
    assert (every.period, every.limit, every.over) == ("two_years", "", common.BANKS)


def test_the_six_materials_of_a_payout() -> None:
    told = [(each.key, each.clause) for each in payouts.MATERIALS]
    assert told == [
        ("form", "第十八条（一）"), ("progress", "第十八条（二）"), ("statement", "第十八条（三）"), ("authority", "第十八条（四）"),
        ("contract", "第十八条（五）"), ("payee_account", "第十八条（五）"), ("proof", "第十八条（五）"), ("other", "第十八条（六）"),
    ]  # fmt: skip


def asked_for(**data: Any) -> set[str]:
    """The materials that an application with this data must bring."""
    view = seen(data=data)
    return {each.key for each in payouts.MATERIALS if each.when is None or each.when(view)}


def test_the_fifth_material_depends_on_who_has_paid() -> None:
    always = {"form", "progress", "statement", "authority"}
    assert asked_for(payment="拟支付") == always | {"contract", "payee_account"}
    assert asked_for(payment="已提前支付") == always | {"proof"}
    assert asked_for(payment="已提前支付", other_asked=True) == always | {"proof", "other"}


def test_the_papers_of_the_document() -> None:
    told = {key: (paper.by.key, {role.key for role in paper.to}, paper.clause) for key, paper in papers().items()}  # fmt: skip
    assert told["slip"] == ("developer", {"buyer", "bank"}, "第十二条第二款")
    assert told["payment_notice"] == ("supervisor", {"bank", "developer"}, "第十九条第二款")
    assert told["refusal"] == ("supervisor", {"developer"}, "第十九条")
    assert told["lifting_notice"] == ("supervisor", {"bank", "developer"}, "第二十三条")
    assert told["refund_notice"] == ("supervisor", {"bank", "developer", "buyer"}, "第二十四条")
    assert told["court_notice"] == ("bank", {"supervisor"}, "第二十六条第二款")
    assert told["misuse_notice"] == ("bank", {"supervisor"}, "第二十六条")
    assert told["order"] == ("supervisor", {"developer", "bank"}, "第二十七条")
    assert BY_KEY["payout"].step("review").outcome("refuse").reasons


def test_the_payment_notice_names_amount_and_direction() -> None:
    data = {
        "granted": "2650000元", "direction": "施工、材料设备供应或者有关单位指定的银行账户",
        "payee_name": "样例施工", "payee_account": "88",
    }  # fmt: skip
    body = "".join(
        papers()["payment_notice"].body(seen(data=data, subject={"project": "样例花园"}))
    )
    assert "2650000元" in body
    assert "有关单位指定的银行账户" in body
    assert "样例施工" in body


def test_what_is_published_is_what_the_document_orders() -> None:
    entered = {
        effect.register.key: effect.register
        for each in PROCEDURES
        for _, outcome in outcomes(each)
        for effect in outcome.effects
        if isinstance(effect, Enter)
    }
    public = {key: register.public for key, register in entered.items() if register.public}
    assert {key: each.clause for key, each in public.items()} == {
        "banks": "第七条", "accounts": "第十条第三款", "credit": "第二十九条",
    }  # fmt: skip
    assert "key_total" not in public["accounts"].fields
    accounts, credit = public["accounts"].only, public["credit"].only
    assert accounts is not None
    assert credit is not None
    assert (accounts({}, "监管中"), accounts({}, "开户")) == (True, False)
    assert (credit({}, "向社会公示"), credit({}, "记入信用档案")) == (True, False)


@pytest.mark.parametrize(
    ("mark", "clause"),
    [("suspended", "第二十七条"), ("taken_over", "第二十一条")],
)
def test_nothing_is_paid_while_the_account_is_closed(mark: str, clause: str) -> None:
    shut = [each for each in common.OPEN if isinstance(each, Require) and not each.holds(seen(subject={mark: True}))]  # fmt: skip
    assert [each.clause for each in shut] == [clause]
    for key, step, outcome in (
        ("payout", "apply", "submit"), ("payout", "accept", "accept"), ("payout", "review", "approve"),
        ("payout", "pay", "paid"), ("free_withdrawal", "apply", "submit"), ("free_withdrawal", "pay", "paid"),
    ):  # fmt: skip
        checks = BY_KEY[key].step(step).outcome(outcome).checks
        assert all(each in checks for each in common.OPEN), (key, step)


def test_only_the_parties_of_the_agreement_act_on_an_account() -> None:
    for each in PROCEDURES:
        if each.subject is common.ACCOUNTS and not each.creates:
            for outcome in each.steps[0].outcomes:
                assert common.OURS in outcome.checks, (each.key, outcome.key)


def test_the_guard_before_online_filing_stands_in_its_clause() -> None:
    guard = [each for each in deposits.FILE_CHECKS if isinstance(each, Decide)]
    assert [(each.rule.clauses[0], each.expect) for each in guard] == [("第十三条", True)]
    for outcome in ("file", "file_paid"):
        checks = BY_KEY["deposit"].step("file").outcome(outcome).checks
        assert all(each in checks for each in deposits.FILE_CHECKS)


def test_the_rules_are_asked_with_what_the_ledger_holds() -> None:
    view = seen(
        subject={"key_total": "11000000元", "required": "8350000元"},
        balances={"presale:2026-000001": 1_200_000_000, "presale:2026-000001:key": 1_100_000_000},
        turnovers={
            ("presale:2026-000001:key", common.DEPOSIT): (1_150_000_000, 0),
            ("presale:2026-000001:key", common.REFUND): (0, 10_000_000),
        },
        cases={
            "payout": [
                {"state": "open", "granted": "1000000元", "approved": True},
                {"state": "open", "granted": "500000元"},
                {"state": "closed", "granted": "700000元", "approved": True},
            ]
        },
        rows=[{"node": NODE_0}, {"node": "主体结构封顶"}],
    )
    assert common.money_facts(view) == {
        "key_total": "11000000元", "balance": "11000000元", "key_balance": "10000000元", "key_received": "11400000元",
        "key_paid": "1400000元", "required": "8350000元", "first_node": True,
    }  # fmt: skip


def test_what_is_frozen_neither_stays_nor_goes() -> None:
    view = seen(
        subject={"key_total": "11000000元", "required": "8350000元", "filed": True},
        balances={"presale:2026-000001": 1_200_000_000, "presale:2026-000001:key": 1_100_000_000},
        holds={"presale:2026-000001": 1_000_000, "presale:2026-000001:key": 1_000_000},
    )
    assert common.releasable_facts(view) == {
        "balance": "11990000元", "key_balance": "10990000元", "required": "8350000元", "first_node": True,
    }  # fmt: skip


def test_after_lifting_nothing_is_key_money() -> None:
    view = seen(
        subject={"key_total": "11000000元", "required": "0元", "state": "已解除"},
        balances={"presale:2026-000001": 840_000_000},
    )
    told = common.money_facts(view)
    assert (told["balance"], told["key_total"], told["key_paid"]) == ("8400000元", "0元", "0元")


def test_a_suspension_lasts_while_another_case_asks_for_it() -> None:
    other = {"state": "open", "suspend": True, "consequences": ["责令限期整改", "可暂停商品房预售"]}
    assert common.resumed(seen()) == {"suspended": False, "presale_suspended": False}
    assert common.resumed(seen(cases={"correction": [other]})) == {
        "suspended": True, "presale_suspended": True,
    }  # fmt: skip
    assert common.resumed(seen(cases={"misuse": [{"state": "open", "found": "样例"}]}))["suspended"]


def test_overdue_correction_is_offered_only_after_the_day_of_the_order() -> None:
    overdue = BY_KEY["correction"].step("verify").outcome("overdue").when
    assert overdue is not None
    assert not overdue(seen(data={"correct_by": "2026-03-02"}))
    assert overdue(seen(data={"correct_by": "2026-03-01"}))


def every_clause() -> Iterator[tuple[str, str]]:
    """Every clause that a procedure names, and where."""
    for each in PROCEDURES:
        yield each.clause, each.key
        for role in each.roles:
            yield role.clause, f"{each.key} {role.key}"
        for step in each.steps:
            yield step.clause, f"{each.key} {step.key}"
            yield from ((m.clause, f"{each.key} {m.key}") for m in step.materials)
        for step, outcome in outcomes(each):
            place = f"{each.key} {step.key} {outcome.key}"
            named: list[Any] = [*outcome.papers, *outcome.effects, *outcome.checks]
            yield from ((x.clause, place) for x in named if getattr(x, "clause", ""))


def test_everything_carries_a_clause() -> None:
    assert [place for clause, place in every_clause() if not clause] == []
    assert all(isinstance(each, Material) and each.clause for each in payouts.MATERIALS)


@pytest.mark.gazettes
def test_every_clause_stands_in_the_document(gazettes: Path) -> None:
    lookup = Lookup(real_documents(gazettes)[DOC.number])
    assert [named for named in every_clause() if lookup.find(named[0]) is None] == []
