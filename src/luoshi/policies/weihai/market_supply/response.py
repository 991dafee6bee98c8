"""威政办字〔2023〕35号 4.3、4.6、5.3: the life of a response (应急响应): grading, approval, start, end, evaluation."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from luoshi.policies.weihai.market_supply.roles import (
    CHIEF,
    DEPUTY,
    DISTRICT,
    GOVERNMENT,
    HEADQUARTERS,
    LEADER,
    MEMBERS,
    OFFICE,
    SUPERIOR,
)
from luoshi.policies.weihai.market_supply.rules import (
    DOC,
    NO_LEVEL,
    Calm,
    Event,
    commanded_by,
    event_level,
    goes_on_site,
    response_approver,
    response_may_end,
    response_measures,
    response_starter,
)
from luoshi.policies.weihai.market_supply.tables import LEVELS
from luoshi.policies.weihai.market_supply.warning import moment
from luoshi.procedures import (
    Decide,
    Issue,
    Lift,
    Mark,
    Outcome,
    Paper,
    Procedure,
    Require,
    Review,
    Role,
    Start,
    Step,
    View,
    Within,
    taken,
)
from luoshi.rules import Facts, truth, words

FIRST, SECOND, THIRD, FOURTH = LEVELS
KEYS = {FIRST: "first", SECOND: "second", THIRD: "third", FOURTH: "fourth"}
FIELDS = {
    "level": "响应级别", "starter": "启动单位", "started_at": "启动时间", "summary": "事件情况", "scope": "涉及范围",
    "orders": "处置要求",
}  # fmt: skip


class Assessment(Event):
    """评估事件级别。"""

    higher = truth("省或国家已成立应急指挥部或派出工作组", clause="4.3.2（4）")
    summary = words("事件情况", clause="4.1.1第一段")
    scope = words("涉及哪些区市", clause="1.5.2（1）")


class Proposal(Facts):
    """启动响应的建议。"""

    orders = words("处置要求", clause="4.3.1（2）")
    started_at = words("启动时间（不填的以启动之时为准）", clause="4.3.1（2）")


_UNSENT = ("expected_days", "basket_rise", "item_rise")
"""Grounds that the readings count as not reached where nobody sent any: they are left for the officer."""


def _known(view: View) -> Mapping[str, object]:
    facts: Mapping[str, object] = view.standing("event").get("facts", {})
    return {name: told for name, told in facts.items() if told or name not in _UNSENT}


def level_of(view: View) -> str:
    """The level that was decided for the case."""
    return str(view.data.get("level", ""))


def content(view: View) -> Mapping[str, str]:
    """What is told when a response starts or is adjusted."""
    told = {key: str(view.data.get(key, "")) for key in FIELDS}
    told["started_at"] = told["started_at"] or moment(view)
    return told


def _listed(view: View, name: str) -> str:
    found: object = view.data.get(name) or ""
    many = isinstance(found, list | tuple)
    return "、".join(map(str, cast("Sequence[object]", found))) if many else str(found)


def _body(view: View) -> tuple[str, ...]:
    told = content(view)
    return (
        *(f"{label}：{told[key]}" for key, label in FIELDS.items()),
        f"赴现场指挥协调：{_listed(view, 'on_site')}",
        f"本级措施：{_listed(view, 'measures')}",
    )


def _order(by: Role, to: tuple[Role, ...], clause: str) -> Paper:
    return Paper("order", "启动应急响应的命令", by, to, _body, clause)


def _report(clause: str) -> Paper:
    return Paper(
        "report", "关于启动应急响应的报告", HEADQUARTERS, (GOVERNMENT,),
        lambda v: (f"经批准，已启动{level_of(v)}应急响应。", *_body(v)), clause,
    )  # fmt: skip


def _approval(to: Role, clause: str) -> Paper:
    return Paper(
        "approval", "应急响应启动审批表", OFFICE, (to,),
        lambda v: (f"建议启动{level_of(v)}应急响应，报请{v.data.get('approver', '')}批准。", *_body(v)), clause,
    )  # fmt: skip


def _issue() -> tuple[Issue, Mark]:
    return (
        Issue("response", lambda v: KEYS[level_of(v)], content, lambda v: str(v.data.get("area", "")),
              by=lambda v: DISTRICT.key if level_of(v) == FOURTH else HEADQUARTERS.key),
        Mark("started"),
    )  # fmt: skip


GRADE = (
    Decide("level", event_level, taken(event_level)),
    Require(lambda v: level_of(v) != NO_LEVEL, "不够分级标准，不启动应急响应", "1.5第一段"),
    Decide("approver", response_approver, taken(response_approver)),
    Decide("starter", response_starter, taken(response_starter)),
    Decide("commander", commanded_by, taken(commanded_by)),
    Decide("on_site", goes_on_site, taken(goes_on_site)),
    Decide("measures", response_measures, taken(response_measures)),
)
MAY_END = Decide(
    "may_end", response_may_end, taken(response_may_end), expect=True,
    why="四项条件要同时具备：平息或受控、危害消除、秩序恢复、工作完成",
)  # fmt: skip
_DECIDING = (
    "assess", "propose", "propose_first", "start_fourth", "approve_third", "approve_second", "approve_first",
)  # fmt: skip


def _is(level: str) -> Callable[[View], bool]:
    return lambda v: level_of(v) == level


def _standing(view: View) -> str:
    """The level in force; the decided one where none is known."""
    return str(view.alert("response").get("label", "") or level_of(view))


def _approve(level: str, clause: str, papers: tuple[Paper, ...]) -> tuple[Outcome, ...]:
    return (
        Outcome("approve", "批准，启动响应", ("in_force",), papers=papers, effects=_issue(), clause=clause),
        Outcome("back", "退回修改建议", ("propose",), reasons=True, clause=clause),
        Outcome("refuse", "不批准", reasons=True, ends=f"没有批准{level}响应", clause=clause),
    )  # fmt: skip


def _end(by: Role, to: tuple[Role, ...], then: tuple[str, ...], away: tuple[str, ...]) -> Outcome:
    """Whoever started the level in force ends it: the district Ⅳ, the headquarters the others."""
    return Outcome(
        "end", "宣布应急响应结束", then, checks=(MAY_END,),
        when=lambda v: (_standing(v) == FOURTH) == (by is DISTRICT),
        papers=(Paper("end", "终止应急响应的命令", by, to,
                      lambda v: (f"{_standing(v)}应急响应自即日起结束。", v.reasons or "事件得到有效控制，市场秩序基本恢复正常。"),
                      "4.6第一段"),),
        effects=(Lift("response"), Mark("ended"), Start("final_report")), closes=away, clause="4.6第一段",
    )  # fmt: skip


class Evaluation(Facts):
    """总结评估报告。"""

    origin = words("起因和性质", clause="5.3第一段")
    course = words("过程和损失", clause="5.3第一段")
    effects = words("影响", clause="5.3第一段")
    blame = words("责任", clause="5.3第一段")
    lessons = words("经验教训", clause="5.3第一段")
    remedies = words("防范和改进措施", clause="5.3第一段")
    advice = words("对应急体系建设的意见建议", clause="5.3第一段")


def _evaluation(view: View) -> tuple[str, ...]:
    declared = Evaluation.declared()
    return tuple(f"{fact.label}：{view.data.get(name, '')}。" for name, fact in declared.items())


def _evaluate(key: str, by: Role) -> Step:
    return Step(
        key, "调查评估，报总结评估报告", by, "5.3第一段",
        (
            Outcome(
                "report", "上报市政府，抄报上级有关部门",
                papers=(Paper("evaluation", "总结评估报告", by, (GOVERNMENT, SUPERIOR), _evaluation, "5.3第一段"),),
                effects=(Review("response"),), ends="已评估",
            ),
        ),
        form=Evaluation, due=Within("evaluation_term", since="ended"),
        gist="会同有关部门和所涉区市；15日从响应结束次日起按自然日计算（读法）。",
    )  # fmt: skip


RESPONSE = Procedure(
    "response", "生活必需品市场供应应急响应", DOC, "4.3.1",
    (
        Step(
            "assess", "评估事件级别", OFFICE, "4.1.1第一段",
            (
                Outcome("grade", "达到等级，提出建议", ("propose",), checks=GRADE),
                Outcome("none", "不够等级",
                        checks=(Decide("level", event_level, taken(event_level), expect=NO_LEVEL, why="已达到等级"),),
                        ends="不启动响应"),
            ),
            form=Assessment, optional=("expected_days", "basket_rise", "item_rise", "higher"), parties=(DISTRICT,),
            offers=_known,
            gist="只涉及1个区市的选定它；涉及几个的不选，各区市都得到通知。",
        ),
        Step(
            "propose", "提出启动响应的建议", OFFICE, "4.3.1（2）",
            (
                Outcome("fourth", "Ⅳ级：交所涉区市启动", ("start_fourth",), when=_is(FOURTH), clause="4.3.1（1）",
                        checks=(Require(lambda v: bool(v.party("district").code), "还没有选定所涉区市", "4.3.1（1）"),)),
                Outcome("third", "Ⅲ级：报副总指挥批准", ("approve_third",), when=_is(THIRD), clause="4.3.1（2）",
                        papers=(_approval(DEPUTY, "4.3.1（2）"),)),
                Outcome("second", "Ⅱ级：报总指挥批准", ("approve_second",), when=_is(SECOND), clause="4.3.1（3）",
                        papers=(_approval(CHIEF, "4.3.1（3）"),)),
                Outcome("first", "Ⅰ级：请指挥部提出建议", ("propose_first",), when=_is(FIRST), clause="4.3.1（4）"),
                Outcome("back", "退回重新评估", ("assess",), reasons=True, incomplete=True),
            ),
            form=Proposal, optional=("started_at",),
        ),
        Step(
            "propose_first", "指挥部建议启动Ⅰ级响应", HEADQUARTERS, "4.3.1（4）",
            (
                Outcome("first", "报市主要领导批准", ("approve_first",), clause="4.3.1（4）",
                        papers=(Paper("approval", "应急响应启动审批表", HEADQUARTERS, (LEADER,), lambda v: ("建议启动Ⅰ级应急响应。", *_body(v)), "4.3.1（4）"),)),
                Outcome("back", "退回", ("propose",), reasons=True),
            ),
        ),
        Step(
            "start_fourth", "区市启动Ⅳ级响应", DISTRICT, "4.3.1（1）",
            (
                Outcome("start", "启动", ("in_force",), papers=(_order(DISTRICT, (OFFICE,), "4.3.1（1）"),),
                        effects=_issue(), clause="4.3.1（1）"),
            ),
        ),
        Step("approve_third", "副总指挥审批Ⅲ级响应", DEPUTY, "4.3.1（2）",
             _approve(THIRD, "4.3.1（2）", (_order(HEADQUARTERS, (DISTRICT, *MEMBERS), "4.3.1（2）"), _report("4.3.1（2）")))),
        Step("approve_second", "总指挥审批Ⅱ级响应", CHIEF, "4.3.1（3）",
             _approve(SECOND, "4.3.1（3）", (_order(HEADQUARTERS, (DISTRICT, *MEMBERS), "4.3.1（3）"), _report("4.3.1（3）")))),
        Step("approve_first", "市主要领导审批Ⅰ级响应", LEADER, "4.3.1（4）",
             _approve(FIRST, "4.3.1（4）", (_order(HEADQUARTERS, (DISTRICT, *MEMBERS), "4.3.1（4）"),))),
        Step(
            "in_force", "响应进行中", OFFICE, "4.4第一段",
            (
                # a proposal under way goes: nobody approves a level that was assessed for another's approval
                Outcome("adjust", "事态变化，重新评估级别", ("assess", "in_force"), clause="2.1.1第一段", closes=_DECIDING),
                Outcome("widen", "事态扩大，请指挥部研究求援", ("in_force",), effects=(Start("widening"),), clause="4.5第一段"),
                Outcome("end", "建议结束响应", ("end_headquarters", "in_force"), clause="4.6第一段",
                        when=lambda v: _standing(v) != FOURTH),
                Outcome("end_fourth", "请区市结束Ⅳ级响应", ("end_district", "in_force"), clause="4.6第一段",
                        when=lambda v: _standing(v) == FOURTH),
            ),
            gist="办公室统一指挥和调度现场处置，向指挥部报告；成立了现场指挥部的由它组织（读法）。",
        ),
        Step("end_headquarters", "宣布响应结束", HEADQUARTERS, "4.6第一段",
             (_end(HEADQUARTERS, (GOVERNMENT, DISTRICT, *MEMBERS), ("evaluate",), ("in_force", "end_district", *_DECIDING)),
              Outcome("keep", "继续响应", reasons=True, incomplete=True)), form=Calm),
        Step("end_district", "区市宣布响应结束", DISTRICT, "4.6第一段",
             (_end(DISTRICT, (OFFICE,), ("evaluate_district",), ("in_force", "end_headquarters", *_DECIDING)),
              Outcome("keep", "继续响应", reasons=True, incomplete=True)), form=Calm),
        _evaluate("evaluate", HEADQUARTERS),
        _evaluate("evaluate_district", DISTRICT),
    ),
    "评估定级；Ⅳ级由区市启动，Ⅲ级副总指挥、Ⅱ级总指挥、Ⅰ级市主要领导批准；启动的单位宣布结束，15日内报总结评估报告。",
    title=lambda v: f"市场供应应急响应：{level_of(v)}" if level_of(v) else "市场供应应急响应",
)  # fmt: skip


class DistrictAssessment(Assessment):
    """区市评估本区域的事件。"""

    area = words("本区市的名称", clause="4.3.1（1）")
    orders = words("处置要求", clause="4.3.1（1）")


def _only(level: str, why: str) -> tuple[Decide | Require, ...]:
    return (GRADE[0], Require(lambda v: level_of(v) == level, why, "4.3.1（1）"), *GRADE[2:])


def _handed_on(view: View) -> dict[str, object]:
    """What the district found goes with its proposal; the response is then the whole city's."""
    return {key: value for key, value in view.data.items() if key not in ("area", "may_end")}


DISTRICT_RESPONSE = Procedure(
    "district_response", "区市启动Ⅳ级响应、建议Ⅲ级响应", DOC, "4.3.1（1）",
    (
        Step(
            "assess", "评估并启动", DISTRICT, "4.3.1（1）",
            (
                Outcome("start", "启动Ⅳ级响应", ("in_force",), checks=_only(FOURTH, "不是Ⅳ级：更高级别由市里批准，不够等级的不启动"),
                        papers=(_order(DISTRICT, (OFFICE,), "4.3.1（1）"),), effects=_issue(), clause="4.3.1（1）"),
                Outcome("propose", "建议启动Ⅲ级响应，报副总指挥", checks=_only(THIRD, "区市只能建议启动Ⅲ级响应"),
                        papers=(Paper("proposal", "启动Ⅲ级应急响应的建议", DISTRICT, (OFFICE,), lambda v: _body(v), "4.3.1（2）"),),
                        effects=(Start("response", _handed_on, at="approve_third"),), ends="已建议Ⅲ级响应", clause="4.3.1（2）"),
            ),
            form=DistrictAssessment, optional=("expected_days", "basket_rise", "item_rise", "higher"),
        ),
        Step(
            "in_force", "响应进行中", DISTRICT, "4.3.1（1）",
            (
                Outcome("help", "请办公室配合处置", ("in_force", "assist"), reasons=True, incomplete=True, clause="4.3.1（1）"),
                Outcome("escalate", "事态扩大，重新评估，建议市里启动Ⅲ级响应", ("assess", "in_force"), incomplete=True, clause="4.3.1（2）"),
                _end(DISTRICT, (OFFICE,), ("evaluate_district",), ("assist", "assess")),
            ),
            form=Calm,
        ),
        Step("assist", "配合区市处置", OFFICE, "4.3.1（1）", (Outcome("done", "已配合", clause="4.3.1（1）"),)),
        _evaluate("evaluate_district", DISTRICT),
    ),
    "只涉及本区市的一般事件由区市启动响应；达到较大的由区市建议，副总指挥批准。",
    title=lambda v: f"区市应急响应：{v.data.get('area', '')}",
)  # fmt: skip
