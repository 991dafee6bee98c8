"""A made document and procedure of an invented office (样例), with every shape that a drawing must know."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from luoshi.procedures import Outcome, Procedure, Role, Step, Within
from luoshi.rules import Policy

POLICY = """
number: 样例〔2025〕1号
title: 样例办法
place: 样例市
issuers: [样例局]
gist: 样例
signed: 2025-01-01
in_force: {from: 2025-01-01, clause: 第九条}
"""
PARAMETERS = """
review: {label: 样例审核时限, clause: 第三条, values: {2025-01-01: 5个工作日, 2026-01-01: 3个工作日}}
review_more: {label: 样例延长时限, clause: 第三条, value: 5个工作日}
kind_review: {label: 样例分类时限, clause: 第四条, by: [kind], value: {甲: 72小时, 乙: 36小时}}
report: {label: 样例报送日, clause: 第五条, kind: recurring, value: 每年2月底}
notice: {label: 样例告知期限, clause: 第六条, value: 30日}
keep: {label: 样例保存期限, clause: 第七条, value: 3年}
open: {label: 样例另定时限, clause: 第八条, unit: 日, not_in_text: true, left_to: 样例局}
"""


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A document whose limit became shorter in 2026."""
    folder = tmp_path_factory.mktemp("policies") / "sample" / "limits"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "parameters.yaml").write_text(PARAMETERS, encoding="utf-8")
    return Policy.load(folder)


APPLICANT = Role("applicant", "样例申请单位", ("company",))
OFFICE = Role("office", "样例主管部门", ("agency",), sole=True)
BANK = Role("bank", "样例经办银行", ("bank",))
WATCH = Role("watch", "样例指导部门", ("agency",), watches=True)


@pytest.fixture(scope="session")
def made(policy: Policy) -> Procedure:
    """A loop, a choice, a fork, a step that repeats itself, two beginnings, and ends."""
    steps = (
        Step(
            "apply", "提出样例申请", APPLICANT, "第二条",
            (Outcome("filed", "提交", to=("accept",)),), gist="交齐材料",
        ),
        Step(
            "accept", "受理 <审查> & 核对", OFFICE, "第三条",
            (
                Outcome("ok", "受理", to=("survey", "check")),
                Outcome("more", "一次性告知补正", to=("supplement",), incomplete=True),
                Outcome("no", "不予受理", ends="不予受理", reasons=True),
                Outcome("out", "不属于本机关职权", ends="不予受理"),
            ),
            due=Within("review", "received", paused_by=("supplement",), extension="review_more"),
        ),
        Step(
            "supplement", "补正材料", APPLICANT, "第三条",
            (Outcome("done", "补正", to=("accept",)), Outcome("back", "撤回", ends="已撤回")),
            due=Within("notice", "received"), late="back",
        ),
        Step(
            "survey", "现场核查", OFFICE, "第四条", (Outcome("seen", "核查完毕", to=("decide",)),),
            due=Within("kind_review", "accept", index=("甲",)),
        ),
        Step("check", "书面核对并且把所有的样例材料都看一遍", BANK, "第四条", (Outcome("done", "核对完毕", to=("decide",)),)),
        Step(
            "decide", "作出决定", OFFICE, "第五条",
            (
                Outcome("yes", "同意", to=("pay",)),
                Outcome("part", "部分同意", to=("pay",)),
                Outcome("no", "不同意", ends="不予支付", reasons=True),
                Outcome("again", "退回重新核查", to=("survey",)),
            ),
            due=Within("open", "accept"),
        ),
        Step(
            "pay", "按批次支付", BANK, "第六条",
            (Outcome("next", "还有下一批", to=("pay",)), Outcome("all", "付清", ends="已办结")),
            due=Within("notice", "data:ends_on", before=True),
        ),
        Step("complain", "提出异议", APPLICANT, "第七条", (Outcome("sent", "提交", to=("answer",)),)),
        Step("answer", "答复异议", OFFICE, "第七条", (Outcome("told", "答复"),), due=Within("keep", "complain")),
    )  # fmt: skip
    return Procedure(
        "loan", "样例办事 <全程>", policy, "第二条", steps, "从申请到支付", watches=(WATCH,)
    )


@pytest.fixture(scope="session")
def small(policy: Policy) -> Procedure:
    """One step."""
    only = Step("tell", "备案", APPLICANT, "第二条", (Outcome("sent", "提交", ends="已备案"),))
    return Procedure("tell", "样例备案", policy, "第二条", (only,), "一步办结")


@st.composite
def procedures(draw: st.DrawFn, policy: Policy) -> Procedure:
    """Any procedure: steps that lead anywhere, with or without deadlines."""
    count = draw(st.integers(1, 7))
    keys = [f"s{place}" for place in range(count)]
    words = st.text(min_size=1, max_size=24)
    dues = st.sampled_from([None, Within("review", "received"), Within("notice", "x", before=True)])
    steps: list[Step] = []
    for key in keys:
        outcomes = tuple(
            Outcome(
                f"o{place}", draw(words), to=tuple(draw(st.lists(st.sampled_from(keys), max_size=3))),
                ends=draw(st.sampled_from(["", "已办结"])),
            )
            for place in range(draw(st.integers(1, 4)))
        )  # fmt: skip
        late = draw(st.sampled_from(["", "o0"]))
        due, role = draw(dues), draw(st.sampled_from([APPLICANT, OFFICE, BANK]))
        steps.append(Step(key, draw(words), role, "第二条", outcomes, due=due, late=late))
    return Procedure("any", draw(words), policy, "第二条", tuple(steps), "样例")


@pytest.fixture(scope="session")
def any_procedure(policy: Policy) -> st.SearchStrategy[Procedure]:
    """Procedures of all shapes."""
    return procedures(policy)
