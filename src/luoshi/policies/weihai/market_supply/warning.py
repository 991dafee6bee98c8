"""威政办字〔2023〕35号 第3章: the life of a warning (预警): consultation, proposal, approval, issue, ending."""

from collections.abc import Mapping

from luoshi.policies.weihai.market_supply.roles import (
    DISTRICT,
    EMERGENCY,
    EXPERTS,
    HEADQUARTERS,
    OFFICE,
    SUPERIOR,
)
from luoshi.policies.weihai.market_supply.rules import (
    DOC,
    NO_WARNING,
    Ending,
    Grounds,
    experts_consult,
    warning_approver,
    warning_issuer,
    warning_level,
    warning_may_end,
)
from luoshi.policies.weihai.market_supply.tables import COLOURS
from luoshi.procedures import (
    Decide,
    Issue,
    Lift,
    Mark,
    Outcome,
    Paper,
    Procedure,
    Require,
    Role,
    Step,
    View,
    taken,
)
from luoshi.procedures.counting import HERE
from luoshi.rules import Facts, choice, quantity, words

RED, ORANGE, YELLOW, BLUE = COLOURS
KEYS = {RED: "red", ORANGE: "orange", YELLOW: "yellow", BLUE: "blue"}
FIELDS = {
    "issuer": "发布机关", "issued_at": "发布时间", "cause": "事件诱因和类别", "colour": "预警级别", "matters": "警示事项",
    "begins": "可能起始时间", "scope": "影响范围及后果", "phone": "咨询电话",
}  # fmt: skip
"""What the message must say (3.3第一段), by the fields of the case."""


class Study(Grounds):
    """会商研判：三种情形。"""

    districts = quantity("涉及几个区市", "个", max=100, clause="3.3（1）")


class Draft(Facts):
    """预警信息稿。"""

    issued_at = words("发布时间（不填的以发布之时为准）", clause="3.3第一段")
    cause = words("事件诱因和类别", clause="3.3第一段")
    matters = words("警示事项", clause="3.3第一段")
    begins = words("可能起始时间", clause="3.3第一段")
    scope = words("影响范围及后果", clause="3.3第一段")
    phone = words("咨询电话", clause="3.3第一段")
    taken_measures = words("采取的预防措施（一项或多项）", clause="3.4.1第一段")
    channels = words("发布形式（广播、电视、报刊、网络、短信、微信、微博等）", clause="3.3第二段")
    by_experts = words("专家组的建议", clause="3.5第一段")


_OPTIONAL = ("issued_at", "channels", "by_experts")


def colour_of(view: View) -> str:
    """The colour that was decided for the message under way."""
    return str(view.data.get("colour", ""))


def moment(view: View) -> str:
    """The moment of the act by the clock of the place, in words."""
    return f"{view.now.astimezone(HERE):%Y年%m月%d日 %H:%M}"


def message(view: View, by: Role) -> Mapping[str, str]:
    """What the message says; the moment of issue where none was filled in.

    A blue one may be the district's or the office's: it names the one that issues it.
    """
    told = {key: str(view.data.get(key, "")) for key in FIELDS}
    told["issued_at"] = told["issued_at"] or moment(view)
    if colour_of(view) == BLUE:
        told["issuer"] = view.party(by.key).name if by is DISTRICT else by.label
    return told


def _issue(by: Role) -> tuple[Issue, Mark]:
    return (
        Issue("warning", lambda v: KEYS[colour_of(v)], lambda v: message(v, by), lambda v: str(v.data.get("area", "")),
              by=lambda _: by.key),
        Mark(f"issued_by_{by.key}"),
    )  # fmt: skip


def _body(view: View, by: Role) -> tuple[str, ...]:
    told = message(view, by)
    return (
        *(f"{label}：{told[key]}" for key, label in FIELDS.items()),
        f"采取的预防措施：{view.data.get('taken_measures', '')}",
    )


def _notice(by: Role, to: tuple[Role, ...], clause: str) -> Paper:
    return Paper("notice", "预警信息", by, to, lambda v: _body(v, by), clause)


def _end_notice(by: Role, to: tuple[Role, ...]) -> Paper:
    return Paper(
        "end_notice", "解除预警公告", by, to,
        lambda v: (
            f"{v.alert('warning').get('label', '预警')}自即日起解除，已采取的有关措施同时解除。",
            v.reasons or "有事实证明不可能发生，或者已经基本消除。",
        ),
        "3.5第二段",
    )  # fmt: skip


APPROVAL = Paper(
    "approval", "预警发布审批表", OFFICE, (HEADQUARTERS,),
    lambda v: (f"建议发布{colour_of(v)}，以{v.data.get('issuer', '')}名义发布。", *_body(v, OFFICE)), "3.3（2）",
)  # fmt: skip

COLOUR = Decide("colour", warning_level, taken(warning_level))
ISSUER = Decide("issuer", warning_issuer, taken(warning_issuer))
APPROVER = Decide("approver", warning_approver, taken(warning_approver))
CALLED_FOR = Require(
    lambda v: colour_of(v) != NO_WARNING,
    "三种情形都不具备，不发布预警；不再需要的请解除",
    "3.2第一段",
)
MAY_END = Decide(
    "may_end", warning_may_end, taken(warning_may_end), expect=True,
    why="没有事实证明不可能发生，也没有基本消除",
)  # fmt: skip
_NOT_BLUE = (RED, ORANGE, YELLOW)
_DRAFTING = ("consult", "draft", "approve", "publish", "district_publish")


def _by_district(view: View) -> bool:
    return colour_of(view) == BLUE and "区市" in str(view.data.get("issuer", ""))


def _by_office(view: View) -> bool:
    """The office may issue a blue one, save where the reading leaves it to the district alone."""
    issuer = str(view.data.get("issuer", ""))
    return colour_of(view) == BLUE and "办公室" in issuer


def announced_by(view: View) -> str:
    """The role that issued what stands (the last of the three): it alone ends the warning."""
    events = {
        role.key: moment
        for role in (OFFICE, HEADQUARTERS, DISTRICT)
        if (moment := view.event(f"issued_by_{role.key}")) is not None
    }
    return max(events, key=lambda key: events[key]) if events else OFFICE.key


_CONSULT = Step(
    "consult", "会商研判", OFFICE, "3.2第一段",
    (
        Outcome("warn", "达到预警情形，拟稿", ("draft",), checks=(COLOUR, CALLED_FOR, ISSUER, APPROVER)),
        Outcome("none", "不发布预警",
                checks=(Decide("colour", warning_level, taken(warning_level), expect=NO_WARNING, why="已具备预警情形"),),
                ends="不发布预警"),
    ),
    form=Study, parties=(DISTRICT,), offers=lambda v: dict(v.standing("grounds").get("facts", {})),
    gist="行业部门的预警、货源地和周边城市的事件、办公室研判的其他情况，各可能引发哪一级；只涉及1个区市的选定区市。",
)  # fmt: skip

_DRAFT = Step(
    "draft", "拟预警信息稿", OFFICE, "3.3第一段",
    (
        Outcome("submit", "报指挥部批准", ("approve",), papers=(APPROVAL,), clause="3.3（2）",
                when=lambda v: colour_of(v) in _NOT_BLUE),
        Outcome("issue", "以办公室名义发布蓝色预警", ("in_force",), when=_by_office, clause="3.3（1）",
                papers=(_notice(OFFICE, (EMERGENCY,), "3.3（1）"),), effects=_issue(OFFICE)),
        Outcome("to_district", "由所涉区市发布蓝色预警", ("district_publish",), when=_by_district, clause="3.3（1）",
                checks=(Require(lambda v: bool(v.party("district").code), "还没有选定所涉区市", "3.3（1）"),)),
        Outcome("back", "退回重新研判", ("consult",), reasons=True, incomplete=True),
    ),
    form=Draft, optional=_OPTIONAL,
)  # fmt: skip

_APPROVE = Step(
    "approve", "审批预警", HEADQUARTERS, "3.3（2）",
    (
        Outcome("approve", "批准，以办公室名义发布", ("publish",), clause="3.3（2）",
                when=lambda v: colour_of(v) == YELLOW),
        Outcome("issue", "批准并以指挥部名义发布", ("in_force",), clause="3.3（3）",
                when=lambda v: colour_of(v) in (RED, ORANGE),
                papers=(_notice(HEADQUARTERS, (EMERGENCY, SUPERIOR), "3.3（3）"),), effects=_issue(HEADQUARTERS)),
        Outcome("back", "退回修改", ("draft",), reasons=True),
        Outcome("refuse", "不同意发布", reasons=True, ends="没有批准"),
    ),
)  # fmt: skip

_PUBLISH = Step(
    "publish", "发布黄色预警", OFFICE, "3.3（2）",
    (
        Outcome("issue", "发布", ("in_force",), papers=(_notice(OFFICE, (EMERGENCY,), "3.3（2）"),),
                effects=_issue(OFFICE)),
    ),
)  # fmt: skip

_DISTRICT_PUBLISH = Step(
    "district_publish", "发布蓝色预警（区市）", DISTRICT, "3.3（1）",
    (
        Outcome("issue", "发布", ("in_force",), papers=(_notice(DISTRICT, (EMERGENCY,), "3.3（1）"),),
                effects=_issue(DISTRICT)),
        Outcome("back", "退回办公室", ("draft",), reasons=True),
    ),
)  # fmt: skip


def _lift(by: Role, to: tuple[Role, ...], closes: tuple[str, ...]) -> Outcome:
    return Outcome(
        "lift", "宣布解除警报、终止预警", checks=(MAY_END,), papers=(_end_notice(by, to),),
        effects=(Lift("warning"), Mark("lifted")), ends="预警已解除", closes=closes, clause="3.5第二段",
        when=lambda v: announced_by(v) == by.key,
    )  # fmt: skip


_IN_FORCE = Step(
    "in_force", "预警生效中", OFFICE, "3.5第一段",
    (
        # a draft under way goes: one approval at a time, so that no step issues what another decided
        Outcome("adjust", "调整级别，重新会商", ("consult", "in_force"), incomplete=True, clause="3.5第一段", closes=_DRAFTING),
        _lift(OFFICE, (EMERGENCY,), (*_DRAFTING, "lift_headquarters", "lift_district")),
        Outcome("to_headquarters", "建议指挥部解除", ("lift_headquarters", "in_force"), incomplete=True, clause="3.5第二段",
                when=lambda v: announced_by(v) == HEADQUARTERS.key),
        Outcome("to_district", "请区市解除", ("lift_district", "in_force"), incomplete=True, clause="3.5第二段",
                when=lambda v: announced_by(v) == DISTRICT.key),
    ),
    form=Ending, gist="密切关注供应状况；按事态和专家组建议及时调整，原文没有写多久调整一次。",
)  # fmt: skip

WARNING = Procedure(
    "warning", "生活必需品市场供应预警", DOC, "3.3",
    (
        _CONSULT, _DRAFT, _APPROVE, _PUBLISH, _DISTRICT_PUBLISH, _IN_FORCE,
        Step("lift_headquarters", "指挥部解除预警", HEADQUARTERS, "3.5第二段",
             (_lift(HEADQUARTERS, (EMERGENCY, SUPERIOR), (*_DRAFTING, "in_force")),
              Outcome("keep", "继续预警", reasons=True, incomplete=True)), form=Ending),
        Step("lift_district", "区市解除预警", DISTRICT, "3.5第二段",
             (_lift(DISTRICT, (EMERGENCY,), (*_DRAFTING, "in_force")),
              Outcome("keep", "继续预警", reasons=True, incomplete=True)), form=Ending),
    ),
    "会商研判定颜色；蓝色由区市或办公室发布，黄色报指挥部批准后以办公室名义发布，橙色红色以指挥部名义发布；谁发布谁解除。",
    title=lambda v: f"市场供应预警：{colour_of(v)}" if colour_of(v) else "市场供应预警",
)  # fmt: skip


class DistrictDraft(Draft):
    """区市自己发布的蓝色预警。"""

    area = words("本区市的名称", clause="3.3（1）")
    blue_ground = choice(
        "属于哪种情形",
        ["行业部门发布蓝色预警，会商可能引发一般事件", "货源地或周边城市的事件可能引发一般事件", "会商研判其他情况可能引发一般事件"],
        clause="3.2.4第一段",
    )  # fmt: skip


def _district_message(view: View) -> Mapping[str, str]:
    told = {key: str(view.data.get(key, "")) for key in FIELDS}
    told["issuer"], told["colour"] = view.party("district").name, BLUE
    told["issued_at"] = told["issued_at"] or moment(view)
    return told


DISTRICT_WARNING = Procedure(
    "district_warning", "区市发布蓝色预警", DOC, "3.3（1）",
    (
        Step(
            "issue", "研判并发布蓝色预警", DISTRICT, "3.3（1）",
            (
                Outcome(
                    "issue", "发布", ("in_force",),
                    papers=(Paper("notice", "预警信息", DISTRICT, (EMERGENCY, OFFICE),
                                  lambda v: tuple(f"{FIELDS[key]}：{told}" for key, told in _district_message(v).items()),
                                  "3.3（1）"),),
                    effects=(Issue("warning", lambda _: "blue", _district_message, lambda v: str(v.data["area"])),
                             Mark("issued_by_district")),
                ),
            ),
            form=DistrictDraft, optional=_OPTIONAL,
            gist="只涉及本区市的蓝色预警由本区市发布，同时报市应急局。",
        ),
        Step(
            "in_force", "预警生效中", DISTRICT, "3.5第一段",
            (
                _lift(DISTRICT, (EMERGENCY, OFFICE), ()),
                Outcome("ask_higher", "事态发展，建议市里提高预警级别", ("in_force", "higher"), reasons=True, incomplete=True,
                        clause="3.5第一段"),
            ),
            form=Ending,
        ),
        Step(
            "higher", "收到区市提高级别的建议", OFFICE, "3.5第一段",
            (Outcome("noted", "已会商研判", reasons=True, clause="3.5第一段"),),
        ),
    ),
    "只涉及一个区市的蓝色预警由它自己发布和解除，报市应急局。",
    title=lambda v: f"区市蓝色预警：{v.data.get('area', '')}",
)  # fmt: skip


class Question(Facts):
    """请专家组会商的事。"""

    level = choice("事件级别", ["Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"], clause="2.5第一段")
    matter = words("要研判的问题", clause="2.5第一段")


class Advice(Facts):
    """专家组的意见。"""

    trend = words("发生、发展趋势和影响范围", clause="2.5第一段")
    advice = words("决策方案和建议", clause="2.5第一段")


CONSULTATION = Procedure(
    "consultation", "专家组会商研判", DOC, "2.5第一段",
    (
        Step("ask", "请专家组会商", OFFICE, "2.5第一段",
             (Outcome("ask", "提交", ("advise",),
                      checks=(Decide("due", experts_consult, taken(experts_consult), expect=True, soft=True,
                                     why="专家组只对较大及以上事件会商研判"),)),),
             form=Question),
        Step("advise", "提出意见", EXPERTS, "2.5第一段",
             (Outcome("advise", "提交意见",
                      papers=(Paper("advice", "专家组会商意见", EXPERTS, (OFFICE,),
                                    lambda v: (f"问题：{v.data['matter']}。", f"趋势和影响：{v.data['trend']}。", f"建议：{v.data['advice']}。"),
                                    "2.5第一段"),),
                      ends="已会商"),),
             form=Advice),
    ),
    "对较大及以上事件的发生、发展趋势和影响范围会商研判，提出方案和建议。",
    title=lambda v: f"专家组会商：{v.data.get('matter', '')}",
)  # fmt: skip
