"""威政办字〔2023〕35号 4.3.3、4.5、5.1、6、8.1、9.2: reserves on the clock, special powers, help, release, drills."""

from collections.abc import Callable, Mapping
from datetime import datetime

from luoshi.policies.weihai.market_supply.roles import (
    CLAIMANT,
    DISTRICT,
    GOVERNMENT,
    HEADQUARTERS,
    MEMBERS,
    OFFICE,
    PROPAGANDA,
    REFORM,
    RESERVES,
    SUPERIOR,
)
from luoshi.policies.weihai.market_supply.rules import (
    CARGOES,
    DOC,
    Loss,
    Widening,
    compensated,
    delivered_in_time,
    may_release,
    next_drill,
    power_allowed,
    widening_due,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Every,
    Mark,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Register,
    Require,
    Step,
    View,
    Within,
    taken,
)
from luoshi.rules import Facts, choice, day, money, truth, words

LOGISTICS_CLAUSE = "4.3.3.3（2）"
PRICES = "提请临时价格干预"
STATE_RESERVE = "申请动用中央、省级储备"


def standing_level(view: View) -> str:
    """The level of the response in force; empty where none is."""
    return str(view.alert("response").get("label", ""))


def _red(view: View) -> bool:
    return view.alert("warning").get("level") == "red"


def _with_level(view: View, facts: Mapping[str, object]) -> Mapping[str, object]:
    return {**facts, "level": standing_level(view) or "没有启动响应", "red": _red(view)}


RESPONDING = Require(
    lambda v: bool(standing_level(v)), "没有正在进行的应急响应，不能采取这项措施", "4.3.3.3第一段"
)


class Allocation(Facts):
    """统一调配指令。"""

    goods = words("动用的品种和规模", clause=LOGISTICS_CLAUSE)
    plants = words("送往哪些加工企业", clause=LOGISTICS_CLAUSE)
    shops = words("送往哪些零售网点", clause=LOGISTICS_CLAUSE)


class Arrival(Facts):
    """运达情况。"""

    arrived = words("运达的数量和地点", clause=LOGISTICS_CLAUSE)


class RawArrival(Facts):
    """原料运达情况。"""

    raw_arrived = words("原料运达的数量和企业", clause=LOGISTICS_CLAUSE)
    full = truth("原料按动用规模足额运达", clause=LOGISTICS_CLAUSE)


class ProductArrival(Facts):
    """产成品运达情况。"""

    product_arrived = words("产成品运达的数量和网点", clause=LOGISTICS_CLAUSE)


def _minutes(since: datetime | None, view: View) -> int:
    """Whole minutes, rounded up: a second late is late."""
    return -int(-(view.now - (since or view.now)).total_seconds() // 60)


def _in_time(cargo: str) -> Decide:
    def facts(view: View) -> Mapping[str, object]:
        return {
            "cargo": cargo, "full": view.data.get("full", True),
            "since_order": _minutes(view.event("order"), view), "since_raw": _minutes(view.event("raw"), view),
        }  # fmt: skip

    return Decide(f"in_time_{CARGOES.index(cargo)}", delivered_in_time, facts)


USE_RESERVE = Decide(
    "may_use", power_allowed, lambda v: _with_level(v, {"power": "动用本级政府储备"}), expect=True,
    why="Ⅱ级以上响应才动用本级政府储备",
)  # fmt: skip
ALLOCATE = Paper(
    "allocation", "统一调配指令", HEADQUARTERS, (RESERVES, REFORM, OFFICE),
    lambda v: (
        f"动用：{v.data['goods']}。", f"加工企业：{v.data['plants']}。", f"零售网点：{v.data['shops']}。",
        "各项自本指令发出时起按预案的时限运达。",
    ),
    LOGISTICS_CLAUSE,
)  # fmt: skip


def _ordered(key: str, label: str, to: tuple[str, ...]) -> Outcome:
    return Outcome(
        key,
        label,
        to,
        checks=(RESPONDING, USE_RESERVE),
        papers=(ALLOCATE,),
        clause=LOGISTICS_CLAUSE,
    )


LOGISTICS = Procedure(
    "logistics", "动用储备的运输时限", DOC, LOGISTICS_CLAUSE,
    (
        Step("order", "发出统一调配指令", HEADQUARTERS, LOGISTICS_CLAUSE,
             (_ordered("both", "原料和商品都动用", ("raw", "goods")), _ordered("raw", "只动用原料", ("raw",)),
              _ordered("goods", "只动用商品", ("goods",))),
             form=Allocation, parties=(RESERVES,)),
        Step("raw", "储备原料足额运达加工企业", RESERVES, LOGISTICS_CLAUSE,
             (Outcome("arrived", "已运达", ("product",), checks=(_in_time(CARGOES[0]),)),),
             form=RawArrival, due=Within("raw_to_plant", since="order")),
        Step("goods", "政府储备商品运达零售网点", RESERVES, LOGISTICS_CLAUSE,
             (Outcome("arrived", "已运达", checks=(_in_time(CARGOES[1]),), ends="已运达"),),
             form=Arrival, due=Within("goods_to_shops", since="order")),
        Step("product", "新加工的产成品运达零售网点", RESERVES, LOGISTICS_CLAUSE,
             (Outcome("arrived", "已运达", checks=(_in_time(CARGOES[2]),), ends="已运达"),),
             form=ProductArrival, due=Within("product_to_shops", since="raw")),
    ),
    "自统一调配指令发出，原料和储备商品各24小时内运达；新加工的产成品自原料运达后24小时内运达网点。",
    title=lambda v: f"动用储备：{v.data.get('goods', '')}",
)  # fmt: skip


class SpecialPower(Facts):
    """要采取的非常措施。"""

    power = choice(
        "非常措施",
        ["储备商品限购", PRICES, STATE_RESERVE, "紧急征用", "定量配给"],
        clause="4.3.3.3（3）",
    )
    needed = truth("确有必要", clause="4.3.3.4（3）")
    lawful = truth("依照有关法律规定", clause="4.3.3.4（3）")
    details = words("品种、对象和办法", clause="4.3.3.3（3）")


def _power(*, agreed: bool) -> Callable[[View], Mapping[str, object]]:
    def facts(view: View) -> Mapping[str, object]:
        given = {name: view.data[name] for name in ("power", "needed", "lawful")}
        return _with_level(view, {**given, "agreed": agreed})

    return facts


_IN_TIME = Require(
    lambda v: bool(standing_level(v)) or (v.data.get("power") == STATE_RESERVE and _red(v)),
    "没有正在进行的应急响应，不能采取这项措施；红色预警生效时只可以申请上级储备",
    "3.4.4（2）",
)
_IS_PRICE = Require(lambda v: v.data.get("power") == PRICES, "只有临时价格干预要先经市政府同意", "4.3.3.3（3）")  # fmt: skip
_NOT_PRICE = Require(lambda v: v.data.get("power") != PRICES, "临时价格干预要先经市政府同意", "4.3.3.3（3）")  # fmt: skip

SPECIAL = Procedure(
    "special", "限购、价格干预、征用、配给等非常措施", DOC, "4.3.3.3（3）",
    (
        Step("propose", "提出", OFFICE, "4.3.3.3（3）",
             (Outcome("order", "报指挥部决定", ("decide",),
                      checks=(_IN_TIME, _NOT_PRICE, Decide("allowed", power_allowed, _power(agreed=False), expect=True, why="这一级响应还不能采取"))),
              Outcome("consent", "临时价格干预，报市政府同意", ("consent",),
                      checks=(_IN_TIME, _IS_PRICE, Decide("allowed", power_allowed, _power(agreed=True), expect=True, why="Ⅱ级以上响应才提请")))),
             form=SpecialPower),
        Step("decide", "决定并发布", HEADQUARTERS, "4.3.3.3（3）",
             (Outcome("issue", "发布通告（命令）",
                      papers=(Paper("notice", "应急措施通告", HEADQUARTERS, (DISTRICT, *MEMBERS), lambda v: (f"决定：{v.data['power']}。", f"{v.data['details']}。"), "4.3.3.3（3）"),),
                      ends="已发布"),
              Outcome("refuse", "不采取", reasons=True, ends="不采取"))),
        Step("consent", "市政府同意", GOVERNMENT, "4.3.3.3（3）",
             (Outcome("agree", "同意", ("apply",)), Outcome("refuse", "不同意", reasons=True, ends="市政府不同意"))),
        Step("apply", "依法提请临时价格干预", REFORM, "2.1.2（3）",
             (Outcome("apply", "已提请",
                      papers=(Paper("application", "关于提请临时价格干预措施的请示", REFORM, (SUPERIOR,), lambda v: (f"经市政府同意，提请：{v.data['details']}。",), "4.3.3.3（3）"),),
                      ends="已提请"),)),
    ),
    "Ⅱ级以上可限购、经市政府同意提请价格干预；Ⅰ级可申请上级储备、依法征用、定量配给；红色预警时也可申请上级储备。",
    title=lambda v: f"应急措施：{v.data.get('power', '')}",
)  # fmt: skip

WIDENING = Procedure(
    "widening", "扩大响应，向省或国家求援", DOC, "4.5第一段",
    (
        Step("propose", "指挥部提出建议", HEADQUARTERS, "4.5第一段",
             (Outcome("propose", "报市政府", ("consent",), checks=(Decide("due", widening_due, taken(widening_due), expect=True, why="现有资源能够处置，也没有超出自身控制能力"),)),
              Outcome("none", "不需要求援", incomplete=True, reasons=True, ends="不需要求援")),
             form=Widening),
        Step("consent", "市政府同意并请求支援", GOVERNMENT, "4.5第一段",
             (Outcome("ask", "同意，请求支援",
                      papers=(Paper("request", "关于请求支援的报告", GOVERNMENT, (SUPERIOR,), lambda _: ("本市应急资源难以有效处置，请予支援。",), "4.5第一段"),),
                      ends="已请求支援"),
              Outcome("refuse", "不同意", reasons=True, ends="市政府不同意"))),
    ),
    "资源不足，或者大部分地区受到巨大影响而超出控制能力，指挥部建议，市政府同意后求援。",
)  # fmt: skip


class ReleasePlan(Facts):
    """信息发布方案。"""

    text_ = words("拟发布的内容", clause="6第一段")
    form_ = choice(
        "形式", ["新闻稿", "吹风会", "组织报道", "新闻发布会", "接受采访"], clause="6第二段"
    )
    true_ = truth("内容属实", clause="6第一段")


RELEASE = Procedure(
    "release", "应急信息发布", DOC, "6第一段",
    (
        Step("plan", "研究确定发布方案", OFFICE, "6第一段", (Outcome("plan", "报指挥部", ("agree",)),), form=ReleasePlan),
        Step("agree", "指挥部同意", HEADQUARTERS, "6第一段",
             (Outcome("agree", "同意", ("release",)), Outcome("back", "退回", ("plan",), reasons=True))),
        Step("release", "会同市委宣传部实施", OFFICE, "6第一段",
             (Outcome("release", "已发布",
                      checks=(Decide("may", may_release, lambda v: {"planned": True, "agreed": v.event("agree") is not None, "true_": v.data["true_"]}, expect=True, why="内容不属实的不得发布"),),
                      papers=(Paper("release", "信息发布稿", OFFICE, (PROPAGANDA,), lambda v: (str(v.data["text_"]),), "6第一段"),),
                      ends="已发布"),)),
    ),
    "办公室定方案、统一口径，指挥部同意，办公室会同市委宣传部实施。",
)  # fmt: skip


class Claim(Loss):
    """申请补助或补偿。"""

    what = words("物资或费用的内容、时间、数量", clause="5.1第一段")
    claimed = money("申请的金额", clause="5.1第一段")


class Grant(Facts):
    """核定的金额。"""

    granted = money("按有关规定核定的金额", clause="5.1第一段")
    by_rules = words("依据的规定", clause="5.1第一段")


COMPENSATION = Procedure(
    "compensation", "调运费用和征用损失的补助、补偿", DOC, "5.1第一段",
    (
        Step("apply", "提出", CLAIMANT, "5.1第一段", (Outcome("apply", "提交", ("verify",)),), form=Claim),
        Step("verify", "会同有关单位核定", OFFICE, "5.1第一段",
             (Outcome("grant", "给予补助或补偿",
                      checks=(Decide("covered", compensated, taken(compensated), expect=True, why="不在给予补助、补偿的费用和损失之列"),),
                      papers=(Paper("grant", "补助（补偿）决定书", OFFICE, (CLAIMANT,), lambda v: (f"核定{v.data['granted']}，依据{v.data['by_rules']}。",), "5.1第一段"),),
                      ends="已核定"),
              Outcome("refuse", "不予补助、补偿", reasons=True, incomplete=True, ends="不予补助、补偿",
                      papers=(Paper("refusal", "不予补助（补偿）告知书", OFFICE, (CLAIMANT,), lambda v: (v.reasons,), "5.1第一段"),))),
             form=Grant, gist="标准由有关规定定，预案没有写。"),
    ),
    "企业调运投放的费用，紧急调集、征用、进口造成的损失，按有关规定补助或补偿。",
    sums=("claimed", "granted"),
)  # fmt: skip


class DrillEntry(Facts):
    """一次演练。"""

    held_on = day("演练日期", clause="8.1第一段")
    subject = words("演练的内容和形式", clause="8.1第一段")
    findings = words("对预案的评估", clause="8.1第一段")


DRILLS = Register("drills", "应急演练台账", DOC, "8.1第一段", DrillEntry, (OFFICE,))


def _entry(view: View) -> Mapping[str, object]:
    return {name: view.data[name] for name in ("held_on", "subject", "findings")}


def _held(key: str, ends: str) -> Outcome:
    return Outcome(
        key, "已演练并评估预案",
        checks=(Require(lambda v: str(v.data["held_on"]) <= v.today.isoformat(), "演练日期不能在今天之后", "8.1第一段"),
                Decide("next", next_drill, lambda v: {"last_drill": v.data["held_on"]})),
        papers=(Paper("drill", "应急演练评估报告", OFFICE, (HEADQUARTERS,), lambda v: (f"{v.data['held_on']}演练：{v.data['subject']}。", f"评估：{v.data['findings']}。"), "8.1第一段"),),
        effects=(Enter(DRILLS, lambda v: v.subject_key or "drill", _entry, "在册"), Mark("held")), ends=ends,
    )  # fmt: skip


DRILL = Procedure(
    "drill", "登记一次应急演练", DOC, "8.1第一段",
    (
        Step("hold", "组织演练并评估预案", OFFICE, "8.1第一段", (_held("held", "已演练"),), form=DrillEntry),
    ),
    "演练后登记；原则上每2年至少1次，由此推算下一次。", subject=DRILLS, creates=True,
)  # fmt: skip

DRILL_DUE = Procedure(
    "drill_due", "到期应急演练", DOC, "8.1第一段",
    (
        Step("hold", "组织演练并评估预案", OFFICE, "8.1第一段", (_held("held", "已演练"),), form=DrillEntry),
    ),
    "上一次演练满2年由时钟开出，原则上至少1次。",
    subject=DRILLS, every=Every("two_years", over=DRILLS, live=("在册",), since="held_on"),
)  # fmt: skip


class LocalPlan(Facts):
    """区市的预案。"""

    plan_title = words("预案名称", clause="9.2第一段")
    made_on = day("印发日期", clause="9.2第一段")


FILING = Procedure(
    "filing", "区市预案备案", DOC, "9.2第一段",
    (
        Step("file", "报备", DISTRICT, "9.2第一段", (Outcome("file", "提交", ("record",)),), form=LocalPlan),
        Step("record", "备案", HEADQUARTERS, "9.2第一段",
             (Outcome("record", "备案", ends="已备案",
                      effects=(Notify((DISTRICT,), lambda v: f"已备案：{v.data['plan_title']}", "9.2第一段"),)),)),
    ),
    "区市参照本预案制定自己的预案，报指挥部备案。",
    title=lambda v: f"预案备案：{v.data.get('plan_title', '')}",
)  # fmt: skip
