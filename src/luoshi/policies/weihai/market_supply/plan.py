"""威政办字〔2023〕35号 威海市生活必需品市场供应应急预案: its warning (预警) and its response (应急响应)."""

from datetime import timedelta

from luoshi.policies.weihai.market_supply import readings, response, roles, tables, warning
from luoshi.policies.weihai.market_supply.rules import (
    DOC,
    event_level,
    goes_on_site,
    response_approver,
    response_measures,
    response_starter,
    warning_approver,
    warning_copies,
    warning_issuer,
    warning_level,
    warning_measures,
)
from luoshi.policies.weihai.market_supply.tables import COLOURS, LEVELS, Owed, from_level
from luoshi.procedures.plans import Call, Classifier, Field, Level, Measure, Plan, Round, To

_WARNING_LEVELS = (
    Level("red", "红色预警", "red", "3.2.1第一段"),
    Level("orange", "橙色预警", "orange", "3.2.2第一段"),
    Level("yellow", "黄色预警", "yellow", "3.2.3第一段"),
    Level("blue", "蓝色预警", "blue", "3.2.4第一段"),
)
_RESPONSE_LEVELS = (
    Level("first", "Ⅰ级", "red", "4.3.1（4）", response="Ⅰ级应急响应"),
    Level("second", "Ⅱ级", "orange", "4.3.1（3）", response="Ⅱ级应急响应"),
    Level("third", "Ⅲ级", "yellow", "4.3.1（2）", response="Ⅲ级应急响应"),
    Level("fourth", "Ⅳ级", "blue", "4.3.1（1）", response="Ⅳ级应急响应"),
)


def _menu(each: Owed) -> Measure:
    """A measure of a warning: one or several of the menu are taken, so each may be left."""
    levels = tuple(warning.KEYS[colour] for colour in from_level(each.since, COLOURS))
    by = () if each.since == warning.BLUE else (roles.OFFICE,)
    return Measure(
        each.key, each.label, each.clause, levels, by, "预警预防措施（一项或多项）",
        daily=each.key == "daily", optional=True,
    )  # fmt: skip


def _owed(each: Owed) -> Measure:
    """A measure of a response: owed, but for 视情, 必要时, 根据情况. The office sees to what names nobody."""
    levels = tuple(response.KEYS[level] for level in from_level(each.since, LEVELS))
    by = tuple(role for name in each.by for role in roles.BY_NAME[name]) or (roles.OFFICE,)
    return Measure(
        each.key, each.label, each.clause, levels, by, f"{each.since}应急响应措施", optional=bool(each.why)
    )  # fmt: skip


_MEMBERS = tuple(To(role, role.clause) for role in roles.MEMBERS)

WARNING = Plan(
    "warning", "生活必需品市场供应预警", DOC, "3.2第一段",
    "红橙黄蓝四色；黄色以上报指挥部批准，橙色红色以指挥部名义发布，同时报市应急局；谁发布谁调整和解除。",
    _WARNING_LEVELS, "warning",
    fields=tuple(Field(key, label, "3.3第一段") for key, label in warning.FIELDS.items()),
    classifiers=(
        Classifier("grounds", "预警的三种情形", "3.2第一段", readings.GROUNDS, warning_level, readings.ground_facts,
                   timedelta(days=60)),
    ),
    measures=tuple(map(_menu, tables.WARNING_MEASURES)),
    calls=(
        Call("emergency_blue", "同时报市应急局", "3.3（1）", roles.OFFICE, (To(roles.EMERGENCY, "3.3（1）"),), levels=("blue",)),
        Call("emergency_yellow", "同时报市应急局", "3.3（2）", roles.OFFICE, (To(roles.EMERGENCY, "3.3（2）"),), levels=("yellow",)),
        Call("emergency", "同时报市应急局", "3.3（3）", roles.HEADQUARTERS, (To(roles.EMERGENCY, "3.3（3）"),),
             levels=("red", "orange")),
        Call("superior", "按规定向上级政府主管部门报告", "3.3（3）", roles.HEADQUARTERS, (To(roles.SUPERIOR, "3.3（3）"),),
             levels=("red", "orange")),
        Call("members", "通知成员单位和区市按职责准备", "2.2第二段", roles.OFFICE,
             (*_MEMBERS, To(roles.DISTRICT, "2.1.2（11）"))),
    ),
    asks=(warning_measures, warning_copies, warning_approver, warning_issuer), level_fact="colour",
    public="3.3第二段",
    gaps=(
        "蓝色预警由区市还是办公室发布，原文用“或”，没有写怎样分，两家都可以（读法 blue_issuer）；也没有写要报批",
        "预警预防措施采取哪几项由发布单位定，至少一项；各项由谁落实没有写：蓝色由发布的一方，黄色以上由办公室组织",
        "同一颜色的部门预警与会商结论不同时怎么办没有写（读法 department_colour）",
        "没有报告过的情形按没有处理",
        "通知成员单位的渠道、等候应答的时间没有写，由办公室设定",
        "多久调整、终止没有写；向上级报告的部门和时限按有关规定；解除时要不要再报市应急局和上级没有写，按同样告知",
        "发布时通知成员单位和区市没有写明，按办公室组织协调成员单位的职责（2.2）通知",
        "日监测报告从黄色预警起每日要做，预警期间由谁填报没有写，由办公室组织",
    ),
)  # fmt: skip

RESPONSE = Plan(
    "response", "生活必需品市场供应应急响应", DOC, "4.3.1",
    "Ⅳ级区市启动，Ⅲ级副总指挥批准，Ⅱ级总指挥批准，Ⅰ级市主要领导批准；措施逐级累加5、11、15、20项；启动单位宣布结束。",
    _RESPONSE_LEVELS, "response",
    fields=tuple(Field(key, label, "4.3.1（2）") for key, label in response.FIELDS.items()),
    classifiers=(
        Classifier("event", "突发事件分级", "1.5第一段", readings.EVENT, event_level, readings.event_facts,
                   timedelta(days=60)),
    ),
    measures=tuple(map(_owed, tables.RESPONSE_MEASURES)),
    calls=(
        Call("members", "组织成员单位和所涉区市处置", "4.3.1（2）", roles.OFFICE,
             (*_MEMBERS, To(roles.DISTRICT, "4.3.1（1）")), levels=("first", "second", "third")),
        Call("fourth", "通知所涉区市和有关成员单位", "4.3.1（1）", roles.OFFICE,
             (To(roles.DISTRICT, "4.3.1（1）"), *_MEMBERS), levels=("fourth",)),
        Call("report", "向市政府报告", "4.3.1（2）", roles.OFFICE, (To(roles.GOVERNMENT, "4.3.1（2）"),),
             on=("issue", "adjust"), levels=("second", "third")),
        Call("district_to_scene", "请区市分管负责人或区市部门主要负责人赴现场", "4.3.2（1）第一段", roles.OFFICE,
             (To(roles.DISTRICT, "4.3.2（1）第一段"),), on=("issue", "adjust"), levels=("fourth",)),
        Call("deputy_to_scene", "请副总指挥、区市主要负责人赴现场", "4.3.2（2）", roles.OFFICE,
             (To(roles.DEPUTY, "4.3.2（2）"), To(roles.DISTRICT, "4.3.2（2）")), on=("issue", "adjust"), levels=("third",)),
        Call("chief_to_scene", "请总指挥、副总指挥、区市主要负责人赴现场", "4.3.2（3）", roles.OFFICE,
             (To(roles.CHIEF, "4.3.2（3）"), To(roles.DEPUTY, "4.3.2（3）"), To(roles.DISTRICT, "4.3.2（3）")),
             on=("issue", "adjust"), levels=("second",)),
        Call("leader_at_second", "请市政府主要领导赴现场或到市应急指挥中心", "4.3.2（3）", roles.OFFICE,
             (To(roles.LEADER, "4.3.2（3）"),), on=("issue", "adjust"), levels=("second",)),
        Call("leader_to_scene", "请市委或市政府主要领导赴现场", "4.3.2（4）", roles.OFFICE,
             (To(roles.LEADER, "4.3.2（4）"),), on=("issue", "adjust"), levels=("first",)),
    ),
    rounds=(
        Round("daily_report", "3.1.2第一段", "day"),
        Round("daily_prices", "3.1.2第一段", "day"),
    ),
    asks=(response_measures, response_approver, response_starter, goes_on_site),
    gaps=(
        "有哪些区市没有列出，由办公室设定；综保区不算区市（读法 bonded_zone）",
        "涉及的区市数按供应较为紧张并排队以上的区市计，是否各区市都要到本级的程度没有写",
        "周平均价格怎样加权、一周从哪天算没有写：各区市各品种等权，以当日为止的七日与此前七日相比，缺报的日子不计",
        "建议、批准的时限没有写；Ⅰ级、Ⅳ级启动时是否向市政府报告没有写；Ⅳ级没有写要报批",
        "升级、降级由谁批准没有另写：按调整后的级别报批；降为Ⅳ级的由区市启动",
        "没有写由谁落实的措施由办公室组织；各有关部门保持通信、维护秩序（4.3.3.1（3））没有列出名字，按十个成员单位",
        "Ⅳ级赴现场的市政府有关部门分管负责人没有写是哪些部门；Ⅲ级总指挥、Ⅳ级副总指挥到指挥部只写根据需要，不自动叫应",
        "一件办件只能选定一个区市；涉及几个区市的不选，通知和区市的措施发给全部区市，没有涉及的在落实情况里写明",
        "预计持续天数、涵盖全市由办公室研判填入；没有报来的天数、价格和上级规定按没有达到处理",
        "通知的渠道和等候应答的时间没有写，由办公室设定",
    ),
)  # fmt: skip

PLANS = (WARNING, RESPONSE)
