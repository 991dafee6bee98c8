"""4.2: the warning: graded by the rule, signed by the issuing department's own procedure, lifted by it alone."""

from collections.abc import Mapping

from luoshi.policies.shuozhou.coal_supply.roles import (
    DEPUTY,
    EMERGENCY,
    ENERGY,
    LAND,
    OFFICE,
    POLICE,
    TRANSPORT,
    WARNER,
    WEATHER,
)
from luoshi.policies.shuozhou.coal_supply.rules import (
    DOC,
    STOCKS,
    UNTOLD,
    WARNING_ONE,
    WARNING_TWO,
    Assessed,
    Situation,
    may_lift_warning,
    may_publish,
    warning_level,
)
from luoshi.procedures import (
    Decide,
    Issue,
    Lift,
    Outcome,
    Paper,
    Procedure,
    Require,
    Step,
    View,
    taken,
)
from luoshi.rules import Facts, truth, words

KEYS = {WARNING_ONE: "one", WARNING_TWO: "two"}


class Draft(Situation):
    """拟发布的预警：全市煤炭运行情况和依据。"""

    grounds = words("达到的情形和依据", clause="4.2.1第一段")


MAY_BE_EMPTY = tuple(name for name in Situation.declared() if name != "cause")
"""Whatever the level does not hang on need not be filled in; the rule asks for what it lacks."""


def known(facts: Mapping[str, object], of: type[Facts]) -> dict[str, object]:
    """The facts of a form that readings told; a stock that nobody told stays empty."""
    return {
        name: facts[name]
        for name in of.declared()
        if name in facts and not (name in STOCKS and facts[name] == UNTOLD)
    }


def situation(view: View) -> dict[str, object]:
    """What the readings say when an adjustment begins; a draft that was sent back keeps what was filled in."""
    before = {name: view.data[name] for name in Draft.declared() if name in view.data}
    told = known(view.standing("warning").get("facts", {}), Situation)
    return {**before, **told} if view.event("in_force") == view.now else {**told, **before}


def level(view: View) -> str:
    """The key of the level that the rule found."""
    return KEYS[str(view.data["level"])]


REACHED = (
    Decide("level", warning_level, taken(warning_level)),
    Require(lambda v: v.data.get("level") in KEYS, "所填的情况没有达到预警条件", "4.2.1第一段"),
)
MAY_PUBLISH = Decide("may_publish", may_publish, taken(may_publish), expect=True)
RECEIVERS = (OFFICE, ENERGY, POLICE, WEATHER, EMERGENCY, LAND, TRANSPORT)
BULLETIN = Paper(
    "bulletin", "煤炭保供预警信息", WARNER, RECEIVERS,
    lambda v: (
        f"发布煤炭保供{v.data['level']}。达到的情形：{v.data['grounds']}。",
        "请有关部门和企业按预警级别采取预防措施，应急队伍和相关单位进入待命状态。",
    ),
    "4.2第一段",
)  # fmt: skip
LIFTING = Paper(
    "lifting", "煤炭保供预警解除通知", WARNER, RECEIVERS,
    lambda v: (f"保供事件得到缓减，库存和市场供求恢复，解除煤炭保供{v.data['level']}。",),
    "4.2.3第一段",
)  # fmt: skip


class Signing(Assessed):
    """本部门原有程序的审签。"""


class Eased(Facts):
    """解除预警的依据。"""

    eased = truth("保供事件得到缓减", clause="4.2.3第一段")
    stock_basic = truth(
        "煤炭库存达到基本水平",
        clause="4.2.3第一段",
        gist="多少天算基本水平原文未写明，由发布单位认定",
    )
    market_basic = truth("煤炭市场供求基本正常", clause="4.2.3第一段")
    supply_restored = truth("企业已经恢复正常供应", clause="4.2.3第一段")


class HandOver(Facts):
    """工作交接。"""

    handed_over = words("交接了哪些工作、交给谁", clause="4.2.3第一段")


MAY_LIFT = Decide(
    "may_lift",
    may_lift_warning,
    # the case belongs to the unit that issued the warning: nobody else can act here
    taken(may_lift_warning, same_unit=lambda _: True),
    expect=True,
)


def drafting(key: str, label: str, sign: str, *more: Outcome) -> Step:
    """Fill in the situation; the rule grades it."""
    return Step(
        key, label, WARNER, "4.2第一段",
        (Outcome("submit", "定级并送审签", (sign,), checks=REACHED), *more),
        form=Draft, offers=situation, optional=MAY_BE_EMPTY,
        gist="级别由规则按所填情况判定；没有用到的栏目可以不填。",
    )  # fmt: skip


def signing(key: str, label: str, back: str, follows: tuple[str, ...]) -> Step:
    """The department's own procedure: the text names no signer."""
    return Step(
        key, label, WARNER, "4.2第一段",
        (
            Outcome("publish", "发布", follows, checks=(MAY_PUBLISH,), papers=(BULLETIN,),
                    effects=(Issue("warning", level),)),
            Outcome("return", "退回修改", (back,), reasons=True, incomplete=True),
        ),
        form=Signing, gist="由谁审签按本部门原有的发布程序，原文未写明。",
    )  # fmt: skip


CHANGING = ("adjust", "adjust_sign")

WARNING = Procedure(
    "warning", "煤炭保供预警", DOC, "4.2第一段",
    (
        drafting("draft", "研判定级", "sign",
                 Outcome("none", "不发布", reasons=True, incomplete=True, ends="不发布预警")),
        signing("sign", "按本部门原有程序审签发布", "draft", ("in_force",)),
        Step(
            "in_force", "预警生效", WARNER, "4.2.2第一段",
            (
                Outcome("adjust", "调整级别", ("adjust", "in_force")),
                Outcome("lift", "提出解除", ("lift", "in_force")),
            ),
        ),
        drafting("adjust", "重新研判定级", "adjust_sign", Outcome("keep", "不调整", incomplete=True)),
        signing("adjust_sign", "审签发布调整", "adjust", ()),
        Step(
            "lift", "解除预警", WARNER, "4.2.3第一段",
            (
                Outcome("lift", "解除", ("hand_over",), checks=(MAY_LIFT,), papers=(LIFTING,),
                        effects=(Lift("warning"),), closes=("in_force", *CHANGING)),
                Outcome("keep", "暂不解除", incomplete=True),
            ),
            form=Eased, gist="谁启动、谁解除：由发布这次预警的单位办理。",
        ),
        Step(
            "hand_over", "工作交接", WARNER, "4.2.3第一段", (Outcome("done", "交接完毕", ends="已解除"),),
            form=HandOver,
        ),
    ),
    "按库存、产量、市场、价格定级，按本部门原有程序审签发布；情况变化时调整，恢复后由发布单位解除并交接。",
    watches=(OFFICE, DEPUTY), title=lambda v: f"煤炭保供预警：{v.data.get('level', '待定级')}",
)  # fmt: skip

PROCEDURES = (WARNING,)
