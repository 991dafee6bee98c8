"""5.2 to 5.4: the response: 二级 by the director, 一级 by the commander; adjusting, beyond 一级, ending."""

from luoshi.policies.shuozhou.coal_supply import rules
from luoshi.policies.shuozhou.coal_supply.roles import (
    CARDED,
    COMMANDER,
    COUNTY,
    DEPUTY,
    DIRECTOR,
    DISPATCH,
    HIGHER,
    OFFICE,
)
from luoshi.policies.shuozhou.coal_supply.rules import (
    DOC,
    ONE,
    TWO,
    Condition,
    Situation,
    adjusted_by,
    ended_by,
    handled_by,
    may_end,
    response_level,
    started_by,
)
from luoshi.policies.shuozhou.coal_supply.warning import known
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
from luoshi.rules import Facts, truth, words


class Proposal(Condition):
    """对照分级响应条件的结论。"""

    grounds = words("供需失衡的程度和依据", clause="5.2第一段")
    event_place = words("保供事发地", clause="2.3第一段")


EMPTY = (*Situation.declared(), "event_place")
"""Asked for only where the office has chosen to stand the warning's conditions in for the annex."""


def conclusion(view: View) -> dict[str, object]:
    """What the readings say when an adjustment begins; a draft that was sent back keeps what was filled in."""
    before = {name: view.data[name] for name in Proposal.declared() if name in view.data}
    told = known(view.standing("response").get("facts", {}), Condition)
    return {**before, **told} if view.event("in_force") == view.now else {**told, **before}


def standing_level(view: View) -> str:
    """The key of the level in force; empty where none is."""
    return str(view.alert("response").get("level", ""))


def at(key: str) -> Require:
    """The response stands at this level."""
    label = ONE if key == "one" else TWO
    return Require(lambda v: standing_level(v) == key, f"现在生效的不是{label}", "5.4第一段")


def reaches(label: str, name: str = "level") -> Decide:
    """The conditions are those of this level; under another name while it is only proposed."""
    return Decide(name, response_level, taken(response_level), expect=label)


def starter(label: str, who: str) -> Decide:
    """Whoever starts the level."""
    return Decide("starter", started_by, lambda _: {"level": label}, expect=who)


def in_charge(label: str) -> Decide:
    """Which headquarters deals with it: kept, and printed in the order."""
    return Decide("handled_by", handled_by, lambda _: {"level": label})


TOLD = (*CARDED, DISPATCH, COUNTY)
ORDER_TWO = Paper(
    "order_two", "启动煤炭保供二级响应的通知", DIRECTOR, TOLD,
    lambda v: (
        f"经研判符合二级响应条件（{v.data['grounds']}），启动二级响应，由{v.data['handled_by']}负责应对。",
        "市指挥部办公室和各成员单位24小时值班，各单位按职责开展工作，做好扩大响应的准备。",
    ),
    "5.2.1第一段",
)  # fmt: skip
ASK_ONE = Paper(
    "ask_one", "关于启动煤炭保供一级响应的报告", DIRECTOR, (COMMANDER,),
    lambda v: (f"经研判符合一级响应条件：{v.data['grounds']}。请指挥长决定并宣布启动一级响应。",),
    "5.2.2第一段",
)  # fmt: skip
ORDER_ONE = Paper(
    "order_one", "启动煤炭保供一级响应的命令", COMMANDER, TOLD,
    lambda v: (
        f"符合一级响应条件（{v.data['grounds']}），宣布启动一级响应，由{v.data['handled_by']}负责应对。",
        "各单位继续做好二级响应的各项工作，并按一级响应的职责开展工作。",
    ),
    "5.2.2第一段",
)  # fmt: skip
LOWERED = Paper(
    "lowered", "煤炭保供响应调整为二级的通知", OFFICE, TOLD,
    lambda v: (f"依据保供事件情况变化（{v.data['grounds']}），一级响应调整为二级响应。",), "5.3第一段",
)  # fmt: skip
BEYOND = Paper(
    "beyond", "超出一级响应条件的报告", OFFICE, (COMMANDER,),
    lambda v: (f"保供事件已超出一级响应条件：{v.data['grounds']}。请指挥长向市应急救援总指挥部报告。",),
    "5.3第一段",
)  # fmt: skip
REPORT_UP = Paper(
    "report_up", "向市应急救援总指挥部的报告", COMMANDER, (HIGHER,),
    lambda v: (f"煤炭保供事件超出一级响应条件：{v.data['grounds']}。一级响应的各项工作继续进行，请予指导。",),
    "5.3第一段",
)  # fmt: skip


def end_paper(key: str, label: str, by: Role) -> Paper:
    """The decision that the response ends."""
    return Paper(
        key, f"结束煤炭保供{label}的决定", by, (*TOLD, OFFICE),
        lambda v: (f"响应条件消除，应急处置工作基本完成，经市调度指挥组确认，决定结束{label}。",),
        "5.4第一段",
    )  # fmt: skip


END_ONE, END_TWO = end_paper("end_one", ONE, COMMANDER), end_paper("end_two", TWO, DIRECTOR)
FINAL = Paper(
    "final",
    "煤炭保供事件终报",
    OFFICE,
    (COMMANDER,),
    lambda v: (str(v.data["final"]),),
    "5.1第一段",
)


class Gone(Facts):
    """提出结束响应的依据。"""

    conditions_gone = truth("响应条件已经消除", clause="5.4第一段")
    work_done = truth("保供应急处置工作基本完成", clause="5.4第一段")


class Confirmed(Facts):
    """调度指挥组的确认。"""

    confirmed = truth("市调度指挥组确认", clause="5.4第一段")


class Guidance(Facts):
    """上级指挥部的指导意见。"""

    guidance = words("指导意见和落实情况", clause="5.3第一段")


class Final(Facts):
    """终报。"""

    final = words("终报内容", clause="5.1第一段", gist="终报要实")


MAY_END = Decide("may_end", may_end, taken(may_end), expect=True)
CHANGING = (
    "adjust",
    "report_one",
    "declare_one",
    "lower",
    "report_up",
    "guidance",
    "start_two",
    "assess",
)
LOWERS = Decide("lowers", adjusted_by, lambda _: {"change": "一级降为二级"})


def lowering(key: str, label: str, *checks: Decide | Require) -> Outcome:
    """一级 becomes 二级."""
    return Outcome(key, label, checks=(*checks, at("one"), in_charge(TWO)), papers=(LOWERED,),
                   effects=(Issue("response", lambda _: "two"), Mark("lowered")))  # fmt: skip


def ending(key: str, label: str, by: Role, paper: Paper, level: str) -> Step:
    """Whoever started the level ends it, after the group has confirmed."""
    decides = Decide("ends", ended_by, lambda _: {"level": label})
    return Step(
        key, f"决定结束{label}", by, "5.4第一段",
        (
            Outcome("end", "决定结束", ("final_report",), checks=(MAY_END, decides, at(level)), papers=(paper,),
                    effects=(Lift("response"),), closes=("in_force", *CHANGING)),
            Outcome("go_on", "不结束", reasons=True),
        ),
    )  # fmt: skip


RESPONSE = Procedure(
    "response", "煤炭保供应急响应", DOC, "5.2第一段",
    (
        Step(
            "assess", "对照响应条件研判", OFFICE, "5.2第一段",
            (
                Outcome("two", "符合二级响应条件，报办公室主任", ("start_two",), checks=(reaches(TWO, "proposed_level"),)),
                Outcome("one", "符合一级响应条件，报办公室主任", ("report_one",), checks=(reaches(ONE, "proposed_level"),)),
                Outcome("none", "不启动", reasons=True, incomplete=True, ends="不启动响应"),
            ),
            form=Proposal, offers=conclusion, optional=EMPTY, parties=(COUNTY,),
            gist="响应条件在附件3（网络版），由市指挥部办公室对照后填写结论。",
        ),
        Step(
            "start_two", "启动二级响应", DIRECTOR, "5.2.1第一段",
            (
                Outcome("start", "启动二级响应", ("in_force",), papers=(ORDER_TWO,),
                        checks=(reaches(TWO), starter(TWO, rules.DIRECTOR), in_charge(TWO)),
                        effects=(Issue("response", lambda _: "two"),)),
                Outcome("return", "退回再研判", ("assess",), reasons=True),
            ),
        ),
        Step(
            "report_one", "向指挥长报告", DIRECTOR, "5.2.2第一段",
            (
                Outcome("report", "报告指挥长", ("declare_one",), papers=(ASK_ONE,)),
                Outcome("return", "退回再研判", ("assess",), reasons=True, when=lambda v: not standing_level(v)),
                Outcome("keep", "不报告，维持现级", reasons=True, when=lambda v: bool(standing_level(v))),
            ),
        ),
        Step(
            "declare_one", "宣布启动一级响应", COMMANDER, "5.2.2第一段",
            (
                Outcome("declare", "宣布启动一级响应", ("in_force",), papers=(ORDER_ONE,),
                        checks=(reaches(ONE), starter(ONE, rules.COMMANDER), in_charge(ONE)),
                        effects=(Issue("response", lambda _: "one"),)),
                Outcome("return", "不宣布，退回再研判", ("assess",), reasons=True, when=lambda v: not standing_level(v)),
                Outcome("keep", "不宣布，维持现级", reasons=True, when=lambda v: bool(standing_level(v))),
            ),
        ),
        Step(
            "in_force", "响应生效", OFFICE, "5.2.1第一段",
            (
                Outcome("adjust", "研究调整", ("adjust", "in_force")),
                Outcome("end", "提出结束", ("end", "in_force")),
            ),
            gist="通过电话、视频连线关注处置和事态，视情派工作组，做好扩大响应的准备。",
        ),
        Step(
            "adjust", "调整响应级别", OFFICE, "5.3第一段",
            (
                Outcome("raise", "升为一级，报办公室主任", ("report_one",), checks=(at("two"), reaches(ONE, "proposed_level"))),
                lowering("down", "降为二级", reaches(TWO),
                         Decide("lowers", adjusted_by, lambda _: {"change": "一级降为二级"},
                                expect="市指挥部或者市指挥部办公室",
                                why="按所选的读法，降级要由指挥长决定，请选“报指挥长降为二级”")),
                Outcome("down_ask", "报指挥长降为二级", ("lower",), checks=(at("one"), reaches(TWO, "proposed_level"))),
                Outcome("beyond", "超出一级响应条件，报指挥长", ("report_up",), papers=(BEYOND,),
                        checks=(at("one"), Require(lambda v: v.data.get("conditions") == "超出一级响应条件", "结论不是超出一级响应条件", "5.3第一段"))),
                Outcome("keep", "不调整", incomplete=True),
            ),
            form=Proposal, offers=conclusion, optional=EMPTY,
        ),
        Step(
            "lower", "决定降为二级", COMMANDER, "5.3第一段",
            (lowering("down", "降为二级", reaches(TWO), LOWERS), Outcome("keep", "不降级", reasons=True)),
        ),
        Step(
            "report_up", "向市应急救援总指挥部报告", COMMANDER, "5.3第一段",
            (Outcome("report", "已报告", ("guidance",), papers=(REPORT_UP,), effects=(Mark("beyond"),)),),
        ),
        Step(
            "guidance", "配合落实上级指挥部的指导意见", OFFICE, "5.3第一段", (Outcome("done", "已落实"),),
            form=Guidance, gist="一级响应的重点工作继续做。",
        ),
        Step(
            "end", "提出结束响应", OFFICE, "5.4第一段",
            (
                Outcome("propose", "送调度指挥组确认", ("confirm",)),
                Outcome("keep", "暂不结束", incomplete=True),
            ),
            form=Gone,
        ),
        Step(
            "confirm", "确认响应可以结束", DISPATCH, "5.4第一段",
            (
                Outcome("to_director", "确认，报办公室主任决定", ("decide_two",), checks=(MAY_END, at("two")),
                        when=lambda v: standing_level(v) == "two"),
                Outcome("to_commander", "确认，报指挥长决定", ("decide_one",), checks=(MAY_END, at("one")),
                        when=lambda v: standing_level(v) == "one"),
                Outcome("not_yet", "不确认", reasons=True, incomplete=True),
            ),
            form=Confirmed,
        ),
        ending("decide_two", TWO, DIRECTOR, END_TWO, "two"),
        ending("decide_one", ONE, COMMANDER, END_ONE, "one"),
        Step(
            "final_report", "终报", OFFICE, "5.1第一段", (Outcome("submit", "报市指挥部", papers=(FINAL,), ends="已结束"),),
            form=Final,
        ),
    ),
    "二级由市指挥部办公室主任启动和结束，一级由指挥长宣布和结束；结束前由调度指挥组确认，超出一级的逐级报告。",
    watches=(DEPUTY,), title=lambda v: f"煤炭保供响应：{v.data.get('level', '待研判')}",
)  # fmt: skip

PROCEDURES = (RESPONSE,)
