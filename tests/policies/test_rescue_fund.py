"""青政办发〔2020〕12号: every role, step, deadline and material of its procedures, with its clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.policies.qingdao.rescue_fund import advancing, funding, recovering, registers
from luoshi.policies.qingdao.rescue_fund.procedure import PROCEDURES
from luoshi.policies.qingdao.rescue_fund.rules import DOC
from luoshi.policies.verify.lookup import Lookup
from luoshi.procedures import (
    Decide,
    Enter,
    OpenAccount,
    Outcome,
    Party,
    Procedure,
    Start,
    Step,
    Transfer,
    Within,
)
from luoshi.procedures.bpmn import bpmn
from luoshi.procedures.calendar import WorkCalendar
from luoshi.procedures.counting import HERE
from luoshi.procedures.diagram import svg
from luoshi.procedures.soundness import known_events
from luoshi.rules.parameters import Recurring
from tests.policies.made import real_documents

BY_KEY = {each.key: each for each in PROCEDURES}

# procedure, step, role, clause, and the deadline: parameter, counted from
STEPS = """
entrust choose office 第五条第二款
evaluation check office 第五条第二款
other_income book finance 第六条
accounts special finance 第七条第二款
accounts operating operator 第七条第二款
insurer list regulator 第八条
insurer_leaving leave regulator 第八条
premium_transfer transfer insurer 第八条 premium_within quarter
premium_transfer rest insurer 第八条 premium_within quarter_ended
premium_transfer pay_late insurer 第二十五条 late_over call
premium_transfer confirm finance 第八条
premium_transfer call regulator 第二十五条
premium_transfer watch regulator 第二十五条 late_over call
premium_transfer warn regulator 第二十五条
fines_transfer count fine_police 第九条
fines_transfer budget local_finance 第九条
fines_transfer confirm finance 第九条
allocation allocate finance 第十条
allocation receive operator 第十条
advance apply applicant 第十一条 apply_within data:accident_on
advance accept operator 第十七条第（一）项
advance supplement applicant 第十四条第（二）项
advance verify operator 第十六条
advance ask_police police 第十六条
advance ask_provider provider 第十六条
advance ask_insurer insurer 第十六条
advance decide operator 第十四条 review_within apply
advance pay operator 第十四条第二款 pay_within received
dispute report operator 第十五条
dispute convene office 第十五条
dispute state provider 第十五条
outlet publish operator 第十七条第二款
outlet_change change operator 第十七条第二款
recovery begin operator 第十九条
recovery solved police 第十九条第二款
recovery pursue operator 第十九条
recovery seek_help operator 第十九条第三款
recovery assist helper 第十九条第三款
write_off propose operator 第二十一条
write_off decide office 第二十一条
quarterly_report report operator 第二十二条 report_within quarter
quarterly_report receive office 第二十二条
annual_report submit office 第二十二条 annual_report year
annual_report review meeting 第二十二条
winding_up begin office 第二十四条
winding_up audit operator 第二十四条
winding_up hand_over operator 第二十四条
winding_up pay_back operator 第二十四条
winding_up confirm office 第二十四条
hospital_breach find health 第二十六条
operator_breach find office 第五条第二款
operator_breach study meeting 第五条第二款
operator_breach act office 第二十七条
"""

ROLES = {
    "operator": "第三条", "applicant": "第十一条", "provider": "第十一条", "police": "第十四条第二款",
    "insurer": "第八条", "office": "第四条", "meeting": "第四条", "finance": "第五条第三款",
    "regulator": "第五条第四款", "health": "第二十六条", "fine_police": "第九条",
    "local_finance": "第九条", "helper": "第十九条第三款", "fund_watch": "第五条第三款",
    "daily_watch": "第五条第二款",
}  # fmt: skip

MATERIALS = {
    ("advance", "apply", "papers"): "第十七条第二款",
    ("advance", "apply", "beyond_reasons"): "第十二条",
    ("advance", "supplement", "papers"): "第十七条第二款",
    ("advance", "supplement", "beyond_reasons"): "第十二条",
    ("advance", "ask_provider", "beyond_letter"): "第十二条",
    ("quarterly_report", "report", "report"): "第二十二条",
    ("annual_report", "submit", "work"): "第二十二条",
    ("annual_report", "submit", "audited"): "第二十二条",
    ("winding_up", "audit", "audit"): "第二十四条",
    ("winding_up", "audit", "settlement"): "第二十四条",
}

PAPERS = {
    "gaps": ("operator", ("applicant",), "第十四条第（二）项"),
    "refusal": ("operator", ("applicant",), "第十四条第二款"),
    "refusal_to_police": ("operator", ("police",), "第十四条第二款"),
    "paid": ("operator", ("police", "applicant"), "第十四条第二款"),
    "resolution": ("office", ("operator", "provider"), "第十五条"),
    "solved": ("police", ("operator",), "第十九条第二款"),
    "confirm_first": ("operator", (), "第二十条"),
    "write_off": ("office", ("operator",), "第二十一条"),
    "keep": ("office", ("operator",), "第二十一条"),
    "call": ("regulator", ("insurer",), "第二十五条"),
    "warning": ("regulator", ("insurer",), "第二十五条"),
    "hospital_warning": ("health", ("provider",), "第二十六条"),
    "liability": ("office", ("operator",), "第二十七条"),
    "termination": ("office", ("operator",), "第二十七条"),
}

PERIODS = {
    "premium_within": "10个工作日",
    "apply_within": "30个工作日",
    "review_within": "5个工作日",
    "pay_within": "3个工作日",
    "report_within": "10个工作日",
    "late_over": "3个工作日",
}


def _steps() -> Iterator[tuple[Procedure, Step]]:
    for procedure in PROCEDURES:
        for step in procedure.steps:
            yield procedure, step


def _outcomes() -> Iterator[tuple[Procedure, Step, Outcome]]:
    for procedure, step in _steps():
        for outcome in step.outcomes:
            yield procedure, step, outcome


def _row(procedure: Procedure, step: Step) -> str:
    told = [procedure.key, step.key, step.by.key, step.clause]
    if step.due is not None:
        told += [step.due.limit, step.due.since]
    elif procedure.every is not None and step is procedure.steps[0]:
        told += [procedure.every.limit, procedure.every.period]
    return " ".join(told)


def test_every_step_with_its_role_clause_and_deadline() -> None:
    assert [_row(*each) for each in _steps()] == STEPS.strip().splitlines()


def test_every_role_with_its_clause() -> None:
    found = {role.key: role.clause for procedure in PROCEDURES for role in procedure.roles}
    assert found == ROLES


def test_every_material_with_its_clause() -> None:
    found = {(p.key, s.key, m.key): m.clause for p, s in _steps() for m in s.materials}
    assert found == MATERIALS


def test_every_paper_with_issuer_addressees_and_clause() -> None:
    papers = [paper for *_, outcome in _outcomes() for paper in outcome.papers]
    found = {p.key: (p.by.key, tuple(r.key for r in p.to), p.clause) for p in papers}
    assert found == PAPERS


def test_the_periods_are_those_of_the_parameters() -> None:
    limits = {step.due.limit for _, step in _steps() if step.due}
    limits |= {each.every.limit for each in PROCEDURES if each.every}
    assert limits == {*PERIODS, "annual_report"}
    found = {each.name: each for each in DOC.parameters}
    for name, period in PERIODS.items():
        (leaf,) = found[name].leaves()
        assert leaf.written == period
    (leaf,) = found["annual_report"].leaves()
    assert isinstance(leaf.value, Recurring)
    assert leaf.value.printed == "每年2月底"


def test_only_completion_stops_the_clock_and_nothing_prolongs_it() -> None:
    dues = {f"{p.key}.{s.key}": s.due for p, s in _steps() if s.due is not None}
    assert {key: due.paused_by for key, due in dues.items() if due.paused_by} == {
        "advance.decide": ("supplement",)
    }
    assert not [key for key, due in dues.items() if due.extension]


def test_every_way_leads_to_a_step_and_every_step_is_reached() -> None:
    for procedure in PROCEDURES:
        keys = {step.key for step in procedure.steps}
        reached = {procedure.steps[0].key}
        for step in procedure.steps:
            for outcome in step.outcomes:
                assert {*outcome.to, *outcome.closes} <= keys
                reached |= set(outcome.to)
            assert step.late in ("", *(outcome.key for outcome in step.outcomes))
            if isinstance(step.due, Within):
                assert step.due.since in known_events(procedure)
        assert reached == keys, procedure.key


def test_each_fine_of_the_premium_flow_follows_from_silence() -> None:
    transfer, watch = (BY_KEY["premium_transfer"].step(key) for key in ("transfer", "watch"))
    assert transfer.outcome(transfer.late).to == ("call", "pay_late")
    rest = BY_KEY["premium_transfer"].step("rest")
    assert rest.outcome(rest.late) is transfer.outcome(transfer.late)
    assert watch.outcome(watch.late).to == ("warn",)


def test_cases_that_others_start_exist() -> None:
    started = {
        effect.procedure
        for *_, outcome in _outcomes()
        for effect in outcome.effects
        if isinstance(effect, Start)
    }
    assert started == {"advance", "recovery", "write_off", "operator_breach", "winding_up"}
    assert started <= BY_KEY.keys()
    assert {key for key, each in BY_KEY.items() if each.clock_only} == {
        "premium_transfer", "recovery", "write_off",
    }  # fmt: skip


def test_what_is_published_is_what_the_document_orders() -> None:
    outlets, warnings = registers.OUTLETS.public, registers.WARNINGS.public
    assert outlets is not None
    assert warnings is not None
    assert (outlets.clause, outlets.fields[2:]) == (
        "第十七条第二款",
        ("phone", "address", "materials"),
    )
    assert outlets.only is not None
    assert outlets.only({}, "已公布")
    assert not outlets.only({}, "已撤并")
    assert warnings.clause == "第二十五条"
    assert registers.ADVANCES.public is None
    assert registers.INSURERS.public is None
    assert registers.APPLICATIONS.public is None


def test_names_of_decisions_and_of_fields_do_not_collide() -> None:
    for procedure in PROCEDURES:
        fields = {
            name for step in procedure.steps if step.form for name in step.form.declared()
        }  # fmt: skip
        decided = {
            check.name
            for step in procedure.steps
            for outcome in step.outcomes
            for check in outcome.checks
            if isinstance(check, Decide)
        }
        assert not fields & decided, procedure.key


def _clauses(procedure: Procedure) -> Iterator[str]:
    yield procedure.clause
    for role in procedure.roles:
        yield role.clause
    for step in procedure.steps:
        yield step.clause
        yield from (each.clause for each in step.materials)
        if step.form:
            yield from (fact.clause for fact in step.form.declared().values())
        for outcome in step.outcomes:
            yield outcome.clause
            for each in (*outcome.checks, *outcome.papers, *outcome.effects):
                yield getattr(each, "clause", "")
                if isinstance(each, Enter):
                    yield each.register.clause
                    yield from (f.clause for f in each.register.fields.declared().values())


def test_every_clause_that_is_named_is_in_the_document(gazettes: Path) -> None:
    lookup = Lookup(real_documents(gazettes)["青政办发〔2020〕12号"])
    named = {clause for procedure in PROCEDURES for clause in _clauses(procedure)} - {""}
    assert [clause for clause in sorted(named) if lookup.find(clause) is None] == []
    assert len(named) > 25


@pytest.mark.parametrize("procedure", PROCEDURES, ids=list(BY_KEY))
def test_it_can_be_drawn(procedure: Procedure) -> None:
    assert svg(procedure).startswith("<svg")
    assert bpmn(procedure).startswith(b"<?xml")


# --- the functions of the case, on a case that is made by hand


@dataclass
class Made:
    """A case as the functions of a procedure see it."""

    data: dict[str, Any] = field(default_factory=dict)
    subject: dict[str, Any] = field(default_factory=dict)
    subject_key: str = "2023-000001"
    key: str = "2023-000009"
    reasons: str = ""
    now: datetime = datetime(2023, 3, 6, 9, tzinfo=HERE)
    known: list[dict[str, Any]] = field(default_factory=list)
    balances: dict[str, int] = field(default_factory=dict)
    events: dict[str, datetime] = field(default_factory=dict)
    other_cases: list[dict[str, Any]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()

    def event(self, name: str) -> datetime | None:
        return self.events.get(name)

    def party(self, role: str) -> Party:
        return Party(role, f"样例{role}")

    def entry(self, register: str, key: str) -> Mapping[str, Any] | None:
        return next((each for each in self.known if each["key"] == key), None)

    def entries(self, register: str, **equal: object) -> list[dict[str, Any]]:
        return [e for e in self.known if all(e.get(k) == v for k, v in equal.items())]

    def balance(self, account: str, on: date | None = None) -> int:
        return self.balances.get(account, 0)

    def available(self, account: str) -> int:
        return self.balances.get(account, 0)

    def turnover(self, account: str, memo: str = "") -> tuple[int, int]:
        return 0, 0

    def workdays(self, start: date, end: date) -> int:
        return WorkCalendar().between(start, end)

    def next_workday(self, day: date) -> date:
        return WorkCalendar().next_workday(day)

    def provided(self, material: str) -> bool:
        return True

    def standing(self, classifier: str, place: str = "") -> Mapping[str, Any]:
        return {}

    def alert(self, plan: str, area: str = "") -> Mapping[str, Any]:
        return {}

    def others(self, procedure: str) -> list[dict[str, Any]]:
        return self.other_cases


CLAIM = {
    "victim": "样例甲", "accident_no": "样例1", "accident_on": "2023-02-20", "district": "即墨区",
    "cost_kind": "抢救费用", "amount": "80000元", "hit_and_run": True,
}  # fmt: skip
BEFORE = {
    "key": "2023-000002", "victim": "样例甲", "accident_no": "样例1", "advanced": "20000.50元",
    "rescue_advanced": "20000.50元",
}  # fmt: skip


def test_an_entry_is_one_victim_of_one_accident() -> None:
    assert advancing.entry_key(Made(CLAIM)) == "2023-000009"
    assert advancing.entry_key(Made(CLAIM, known=[BEFORE])) == "2023-000002"
    another = {**BEFORE, "victim": "样例乙"}
    assert advancing.entry_key(Made(CLAIM, known=[another])) == "2023-000009"


def _entered(case: Made) -> Mapping[str, object]:
    (enter,) = (each for each in advancing.PAYMENT if isinstance(each, Enter))
    assert enter.data is not None
    return enter.data(case)


def test_an_advance_is_added_to_what_the_victim_had_before() -> None:
    first = _entered(Made(CLAIM))
    assert (first["advanced"], first["rescue_advanced"]) == ("80000元", "80000元")
    second = _entered(Made({**CLAIM, "cost_kind": "丧葬费用"}, known=[BEFORE]))
    assert (second["advanced"], second["funeral_advanced"]) == ("100000.50元", "80000元")
    assert "rescue_advanced" not in second
    assert second["hit_and_run"] is True


def test_money_goes_to_the_hospital_and_what_is_owed_stands_against_it() -> None:
    case = Made(CLAIM)
    moves = [
        (each.source(case), each.target(case), each.amount(case))
        for each in advancing.PAYMENT
        if isinstance(each, Transfer)
    ]
    assert moves == [
        ("rescue:operating", "rescue:provider:provider", 8000000),
        ("rescue:claims", "rescue:receivable:2023-000009", 8000000),
    ]


def test_a_recovery_begins_once() -> None:
    (start,) = (each for each in advancing.PAYMENT if isinstance(each, Start))
    assert start.when is not None
    assert start.when(Made(CLAIM))
    assert start.when(Made(CLAIM, other_cases=[{"state": "closed"}]))
    assert not start.when(Made(CLAIM, other_cases=[{"state": "open"}]))


def test_the_days_since_the_accident_end_when_the_application_comes_in() -> None:
    assert advancing.days_since_accident(Made({})) is None
    assert advancing.days_since_accident(Made(CLAIM)) == 10
    sent = datetime(2023, 2, 21, 8, tzinfo=HERE)
    assert advancing.days_since_accident(Made(CLAIM, events={"apply": sent})) == 1


def test_a_reason_in_writing_is_asked_for_beyond_the_window_only() -> None:
    (_, reasons) = advancing.PAPERS
    assert reasons.when is not None
    assert reasons.when(Made({**CLAIM, "beyond_claimed": True}))
    assert not reasons.when(Made(CLAIM))
    assert not reasons.when(Made({**CLAIM, "cost_kind": "丧葬费用", "beyond_claimed": True}))


def _facts(check: object, case: Made) -> Mapping[str, object]:
    assert isinstance(check, Decide)
    return check.facts(case)


def test_what_arrives_is_added_up_over_a_quarter() -> None:
    case = Made({"arrived": "200000元", "premium": "100000000元", "premium_rate": "1.5%"})
    case.balances["rescue:insurer:2023-000001:2023-000009"] = -100_000_000
    assert _facts(funding.SHORTFALL, case)["transferred"] == "1200000元"


def test_recovered_money_goes_where_the_reading_says() -> None:
    case = Made({"repaid": "50元", "into": "救助基金专用账户"}, {"recovered": "10元"})
    step = BY_KEY["recovery"].step("pursue")
    moves = [each for each in step.outcome("part").effects if isinstance(each, Transfer)]
    found = [(each.source(case), each.target(case), each.amount(case)) for each in moves]
    liable, owed = "rescue:liable:2023-000001", "rescue:receivable:2023-000001"
    assert found == [(liable, "rescue:operating", 5000), (owed, "rescue:claims", 5000)]
    case.data["into"] = "救助基金特设专户"
    assert moves[0].target(case) == "rescue:special"


def test_what_is_owed_is_the_balance_of_the_receivable() -> None:
    case = Made(balances={"rescue:receivable:2023-000001": 7800050})
    assert recovering.still_owed(case) == "78000.50元"


def test_both_accounts_of_the_fund_never_fall_below_zero() -> None:
    opened = [
        effect
        for *_, outcome in _outcomes()
        for effect in outcome.effects
        if isinstance(effect, OpenAccount)
    ]
    case = Made({**CLAIM, "period": ""})
    floors = {each.code(case): each.floor for each in opened}
    bound = {code for code, floor in floors.items() if floor == 0}
    assert bound == {"rescue:special", "rescue:operating", "rescue:receivable:2023-000009"}
    assert all(code.isascii() for code in floors)
