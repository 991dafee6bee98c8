"""2.3, 4.2.2（6）, 5.2, 6 and 7: the group, lists, passes, weather bulletins, requisition, contacts, plans."""

from luoshi.policies.shuozhou.coal_supply.roles import (
    CARDED,
    COMMANDER,
    COUNTY,
    DEPUTY,
    DISPATCH,
    FIRM,
    MEMBER,
    OFFICE,
    POLICE,
    TRANSPORT,
    WEATHER,
)
from luoshi.policies.shuozhou.coal_supply.rules import (
    DOC,
    Requisition,
    Revision,
    may_requisition,
    revision_due,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Material,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Register,
    Require,
    Step,
    View,
    taken,
)
from luoshi.rules import Facts, choice, words

# --- 2.3 调度指挥组


class Group(Facts):
    """调度指挥组的构成。"""

    composition = words("调整后的构成和抽调的单位", clause="2.3第一段")


GROUP_PAPER = Paper(
    "group", "调整煤炭保供调度指挥组的通知", COMMANDER, (DISPATCH, OFFICE, *CARDED),
    lambda v: (f"调度指挥组调整为：{v.data['composition']}。",), "2.3第一段",
)  # fmt: skip
GROUP = Procedure(
    "dispatch_group", "调整调度指挥组", DOC, "2.3第一段",
    (
        Step("change", "调整构成、调集单位", COMMANDER, "2.3第一段",
             (Outcome("change", "调整", papers=(GROUP_PAPER,), ends="已调整"),), form=Group),
    ),
    "指挥长视情调整调度指挥组的构成，调集市直其他部门和单位。", watches=(DEPUTY,),
)  # fmt: skip

# --- 4.2.2（6） 可中断工业用户名单


class User(Facts):
    """一家可中断工业用户。"""

    user = words("可中断工业用户", clause="4.2.2（6）")
    use = words("用煤情况", clause="4.2.2（6）")


USERS = Register("interruptible", "可中断工业用户名单", DOC, "4.2.2（6）", User, (FIRM,))
INTERRUPTIBLE = Procedure(
    "interruptible", "建立可中断工业用户名单", DOC, "4.2.2（6）",
    (
        Step(
            "list", "列入名单", FIRM, "4.2.2（6）",
            (Outcome("list", "列入", effects=(Enter(USERS, lambda v: v.key, lambda v: {"user": v.data["user"], "use": v.data["use"]}, "在名单"),), ends="已列入"),),
            form=User,
        ),
    ),
    "煤炭企业按压非保民、民生优先建立名单，减供停供从名单里的用户开始。", subject=USERS, creates=True, watches=(OFFICE,),
    title=lambda v: f"可中断工业用户：{v.data.get('user', '')}",
)  # fmt: skip

# --- 5.2.1（8） 气象信息


class Weather(Facts):
    """灾害性天气。"""

    weather = words("灾害性天气实况和预报预警", clause="5.2.1（8）")


WEATHER_PAPER = Paper(
    "weather", "灾害性天气实况报告", WEATHER, (OFFICE, COMMANDER), lambda v: (f"{v.data['weather']}。",), "5.2.1（8）"
)  # fmt: skip
BULLETIN = Procedure(
    "weather_bulletin", "灾害性天气实况和预报预警", DOC, "5.2.1（8）",
    (
        Step(
            "publish", "报市指挥部并告知成员单位", WEATHER, "5.2.1（8）",
            (Outcome("publish", "报告并发布", papers=(WEATHER_PAPER,), ends="已发布",
                     effects=(Notify(CARDED, lambda v: f"灾害性天气：{v.data['weather']}", "5.2.1（8）"),)),),
            form=Weather, gist="原文指定的方式是部门联动微信群和手机短信。",
        ),
    ),
    "市气象局把实况报市指挥部，市气象台告知各成员单位。",
)  # fmt: skip

# --- 5.2.2（4） 保供运煤车辆专用通行证


class Pass(Facts):
    """一张专用通行证。"""

    plate = words("车牌号", clause="5.2.2（4）")
    driver = words("司机", clause="5.2.2（1）")
    route = words("运输线路", clause="5.2.2（1）")


PASSES = Register("passes", "保供运煤车辆专用通行证", DOC, "5.2.2（4）", Pass, (POLICE, TRANSPORT))
PASS_PAPER = Paper(
    "pass", "保供运煤车辆专用通行证", POLICE, (TRANSPORT,),
    lambda v: (f"车辆{v.data['plate']}，司机{v.data['driver']}，线路{v.data['route']}，准予走运煤便捷通道。",), "5.2.2（4）",
)  # fmt: skip


def responding_at_one(view: View) -> bool:
    """The pass belongs to the work of 一级."""
    return view.alert("response").get("level") == "one"


PASS = Procedure(
    "coal_pass", "监制保供运煤车辆专用通行证", DOC, "5.2.2（4）",
    (
        Step(
            "issue", "监制发证", POLICE, "5.2.2（4）",
            (
                Outcome("issue", "发证", papers=(PASS_PAPER,), ends="已发证",
                        checks=(Require(responding_at_one, "通行证是一级响应的工作，现在没有一级响应", "5.2.2（4）"),),
                        effects=(Enter(PASSES, lambda v: v.key, lambda v: {name: v.data[name] for name in Pass.declared()}, "有效"),)),
            ),
            form=Pass,
        ),
    ),
    "一级响应时由市公安局监制，会同市交通运输局开通运煤便捷通道。", subject=PASSES, creates=True,
    title=lambda v: f"运煤通行证：{v.data.get('plate', '')}",
)  # fmt: skip

# --- 6.2 征用，6.4 联络信息库


class Taking(Requisition):
    """一次征用。"""

    goods = words("征用的物资", clause="6.2第一段")
    owner = words("被征用的单位或者个人", clause="6.2第一段")


TAKING_PAPER = Paper(
    "requisition", "征用社会物资决定书", COUNTY, (), lambda v: (f"因煤炭保供应急需要，依法征用{v.data['owner']}的{v.data['goods']}。",),
    "6.2第一段",
)  # fmt: skip
REQUISITION = Procedure(
    "requisition", "依法征用社会物资", DOC, "6.2第一段",
    (
        Step("decide", "决定征用", COUNTY, "6.2第一段",
             (Outcome("take", "征用", papers=(TAKING_PAPER,), ends="已征用",
                      checks=(Decide("may", may_requisition, taken(may_requisition), expect=True),)),), form=Taking),
    ),
    "县（市、区）人民政府必要时依法征用。", watches=(OFFICE,),
)  # fmt: skip


class Contact(Facts):
    """一个成员单位的联络信息。"""

    unit_name = words("成员单位", clause="6.4第一段")
    post = words("联络岗位", clause="6.4第一段")
    channel = words("联络方式", clause="6.4第一段")


CONTACTS = Register("contacts", "成员单位通信联络信息库", DOC, "6.4第一段", Contact, (OFFICE,))
CONTACT = Procedure(
    "contact", "更新通信联络信息库", DOC, "6.4第一段",
    (
        Step("update", "更新", OFFICE, "6.4第一段",
             (Outcome("update", "写入信息库", ends="已更新",
                      effects=(Enter(CONTACTS, lambda v: str(v.data["unit_name"]), lambda v: {name: v.data[name] for name in Contact.declared()}, "在用"),)),),
             form=Contact),
    ),
    "市指挥部办公室建立并及时更新；没有写多久核对一次。", subject=CONTACTS, creates=True,
    title=lambda v: f"联络信息：{v.data.get('unit_name', '')}",
)  # fmt: skip

# --- 7 预案


class OwnPlan(Facts):
    """成员单位自己的应急预案。"""

    plan_title = words("预案名称", clause="7第一段")


OWN_PLAN = Procedure(
    "own_plan", "成员单位制定煤炭保供应急预案", DOC, "7第一段",
    (
        Step("make", "制定预案", MEMBER, "7第一段", (Outcome("made", "已制定", ends="已制定"),), form=OwnPlan,
             materials=(Material("plan", "应急预案文本", "7第一段"),)),
    ),
    "成员单位制定自己的预案，与本预案构成体系；没有写报送和期限。", watches=(OFFICE,),
)  # fmt: skip


class Revising(Revision):
    """一次修订。"""

    changes = words("修订的内容", clause="7.1第一段")
    kind = choice("修订的范围", ["全文", "部分"], clause="7.1第一段")


REVISION_PAPER = Paper(
    "revision", "煤炭保供应急预案修订说明", OFFICE, CARDED, lambda v: (f"{v.data['kind']}修订：{v.data['changes']}。",), "7.1第一段"
)  # fmt: skip
REVISION = Procedure(
    "revision", "修订预案", DOC, "7.1第一段",
    (
        Step("revise", "组织修订", OFFICE, "7.1第一段",
             (Outcome("revise", "修订", papers=(REVISION_PAPER,), ends="已修订",
                      checks=(Decide("due", revision_due, taken(revision_due), expect=True, why="机构和人员没有改变，也没有发现重大缺陷"),)),),
             form=Revising),
    ),
    "机构、人员改变或者发现重大缺陷时，市指挥部办公室及时修订。",
)  # fmt: skip

PROCEDURES = (GROUP, INTERRUPTIBLE, BULLETIN, PASS, REQUISITION, CONTACT, OWN_PLAN, REVISION)
