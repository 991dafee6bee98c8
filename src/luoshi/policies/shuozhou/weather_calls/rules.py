"""朔政办函〔2023〕65号 朔州市重大灾害性天气“叫应服务”工作机制（试行）, in the order of the text."""

from luoshi.rules import (
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    advised,
    all_of,
    any_of,
    checklist,
    choice,
    choose,
    labelled,
    not_stated,
    quantity,
    record,
    rule,
    text,
    truth,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

RAIN, SNOW, WIND, OTHER = "暴雨", "暴雪", "雷暴大风", "其他气象灾害"
HAZARDS = [RAIN, SNOW, WIND]
NO_COLOUR = "无"
COLOURS = [NO_COLOUR, "蓝色", "黄色", "橙色", "红色"]
NOT_STARTED = "不启动"
BUREAU, HQ_OFFICE = "朔州市气象局", "朔州市较大气象灾害应急指挥部办公室"
DEPARTMENTS = ["应急", "城管", "规划和自然资源", "水利", "住建", "农业农村", "交通"]
TO_DEPARTMENTS, TO_DEPUTY, TO_LEADERS = "部门责任人", "分管市领导", "市委、市政府主要领导"
TIERS = [TO_DEPARTMENTS, TO_DEPUTY, TO_LEADERS]
DEPUTY, HEAD = "市气象局分管领导", "市气象局主要负责人"


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


# --- 一、适用范围


class Occasion(Facts):
    """一次灾害性天气。"""

    published = truth("预报预警信息已经及时发布", clause="一第一段")
    under_way = truth("天气已经开始发生或者将要发生", clause="一第一段")
    likely = truth("极可能造成重大灾情", clause="一第一段")


@rule(DOC, "一第一段", label="是不是叫应服务要管的情况")
def is_occasion(o: Occasion) -> Truth:
    """A warning is out, the weather is there or is coming, and a major disaster is most likely: all three."""
    return all_of(o.published, o.under_way, o.likely)


@rule(DOC, "一第一段", label="叫应服务是什么：谁用什么手段向谁报告")
def service(_: Lookup) -> Record:
    """Point to point: the bureau's people to leaders and to whoever answers for seven kinds of department."""
    return record(
        who=("报告的人", text("市气象局相关人员")),
        how=("手段", text("电话、微信等")),
        whom=("向谁", text("市政府领导和相关部门责任人")),
        manner=("方式", text("点对点，快速报告")),
    )


class Hazard(Facts):
    """一种气象灾害。"""

    hazard_kind = choice("气象灾害", [*HAZARDS, OTHER], clause="一第二段")
    harmful = truth("容易造成人员伤亡、重大经济损失或者重大社会影响", clause="一第二段")


@rule(
    DOC,
    "一第二段",
    label="一种气象灾害是否在叫应机制的适用范围（下大雨、下大雪、刮大风和别的灾害）",
)
def in_scope(h: Hazard) -> Truth:
    """Three are named; others of that harm belong to the scope, though no warning of theirs starts a call."""
    return any_of(labelled(h.hazard_kind.is_in(*HAZARDS), "列名的三种", "一第二段"), h.harmful)


# --- 二、启动标准


class Warned(Facts):
    """已经发布、仍然有效的一种预警。"""

    hazard = choice("灾害种类", [*HAZARDS, OTHER], clause="二第二段")
    colour = choice("预警颜色", COLOURS, clause="二第二段")


@rule(DOC, ("二第二段", "二1", "二2", "二3"), label="哪一种预警触发叫应服务")
def trigger(w: Warned) -> Text:
    """Rain at orange and red, snow and thunderstorm wind at red only; nothing lower, no other hazard."""
    return choose(
        (w.hazard.is_(RAIN) & w.colour.is_("红色"), text("暴雨红色预警")),
        (w.hazard.is_(SNOW) & w.colour.is_("红色"), text("暴雪红色预警")),
        (w.hazard.is_(WIND) & w.colour.is_("红色"), text("雷暴大风红色预警")),
        (w.hazard.is_(RAIN) & w.colour.is_("橙色"), text("暴雨橙色预警")),
        otherwise=text(NOT_STARTED),
    )


class Starting(Warned):
    """要不要启动叫应服务。"""

    likely = truth("极可能造成重大灾情", clause="一第一段")


@rule(DOC, ("二第二段", "一第一段"), label="是否应当启动叫应服务")
def must_start(s: Starting) -> Truth:
    """Whether one of the triggers is there; that a disaster is likely is asked only where the text is read so."""
    triggered = labelled(~trigger(s).is_(NOT_STARTED), "达到启动标准", "二第二段")
    return choose(
        (DOC.reading("likely_disaster").is_("both"), all_of(triggered, s.likely)),
        otherwise=triggered,
    )


@rule(DOC, "二第一段", label="叫应服务由谁实施、按什么开展")
def implementer(_: Lookup) -> Record:
    """The weather bureau, by hazard and level, for its own area of defence."""
    return record(
        who=("实施单位", text(BUREAU)),
        area=("范围", text("气象灾害防御辖区")),
        by=("依据", text("灾害类别和灾害等级")),
    )


@rule(DOC, "二第二段", label="叫应服务什么时候结束")
def service_end(_: Lookup) -> Text:
    """The text has no rule for an end."""
    return not_stated("没有写叫应服务何时结束、由谁决定，由市气象局掌握", "二第二段")


# --- 三、叫应对象


class Extreme(Starting):
    """灾害是否到了要直通式报告的程度。"""

    extreme = truth("出现极端暴雨、极端暴雪、强雷暴大风等重大灾害性天气", clause="三3")
    serious = truth("影响严重", clause="三3")
    urgent = truth("情况紧急", clause="三3")


@rule(DOC, ("三3", "二第二段"), label="是否向市委、市政府主要领导直通式报告")
def direct_report(e: Extreme) -> Truth:
    """Extreme weather that is serious and urgent. Without a started service only where the text is read so."""
    gravity = choose(
        (DOC.reading("direct_conditions").is_("either"), any_of(e.serious, e.urgent)),
        otherwise=all_of(e.serious, e.urgent),
    )
    grave = all_of(e.extreme, labelled(gravity, "影响严重、情况紧急", "三3"))
    return choose(
        (DOC.reading("direct_scope").is_("alone"), grave), otherwise=all_of(must_start(e), grave)
    )


@rule(DOC, ("三1", "三2", "三3"), label="这次要叫应哪几层对象")
def tiers_called(e: Extreme) -> Texts:
    """Departments and the leaders in charge at every trigger; the chief leaders only at the gravest."""
    return checklist(
        (TO_DEPARTMENTS, must_start(e)), (TO_DEPUTY, must_start(e)), (TO_LEADERS, direct_report(e))
    )


class Tier(Facts):
    """一层叫应对象。"""

    tier = choice("叫应对象", TIERS, clause="三")


@rule(DOC, ("三1", "三2", "三3"), label="一层对象由谁叫应、叫应谁（谁打、打给谁：部门还是市领导）")
def caller(t: Tier) -> Record:
    """The bureau's deputy calls departments; its head calls leaders."""
    departments = t.tier.is_(TO_DEPARTMENTS)
    return record(
        by=("由谁叫应", choose((departments, text(DEPUTY)), otherwise=text(HEAD))),
        whom=(
            "叫应谁",
            choose(
                (departments, text("本级相关涉灾部门责任人")),
                (t.tier.is_(TO_DEPUTY), text("分管气象工作和防汛工作的市政府领导")),
                otherwise=text("市委、市政府主要领导"),
            ),
        ),
        manner=("方式", choose((t.tier.is_(TO_LEADERS), text("直通式报告")), otherwise=text("叫应"))),
    )  # fmt: skip


@rule(DOC, ("三1", "三2", "三3"), label="叫应时要报告哪些内容")
def contents(t: Tier) -> Texts:
    """Departments hear four things and a reminder; leaders hear of the response and get advice too."""
    departments = t.tier.is_(TO_DEPARTMENTS)
    return checklist(
        "雨情", "天气发展趋势", "预报预警服务情况", "风险预警情况",
        ("提醒加强防范", departments), ("启动应急响应情况", ~departments), ("防范建议", ~departments),
    )  # fmt: skip


@rule(DOC, ("三1", "一第一段"), label="要叫应哪些部门的责任人")
def departments(_: Lookup) -> Texts:
    """Seven are named; the text goes on with 等相关涉灾部门 and names no more."""
    return checklist(*DEPARTMENTS)


class Department(Facts):
    """一个部门。"""

    department = choice("部门", [*DEPARTMENTS, "其他部门"], clause="三1")
    concerned = truth("与这次灾害有关（涉灾）", clause="三1")


@rule(DOC, "三1", label="一个部门的责任人要不要叫应")
def department_called(d: Department) -> Truth:
    """The seven named, and others that the disaster concerns."""
    return any_of(d.department.is_in(*DEPARTMENTS), d.concerned)


# --- 四、组织实施


class Person(Facts):
    """成员单位的一名预警信息接收人员。"""

    in_charge = truth("是该单位的分管领导", clause="四1")


@rule(DOC, "四1", label="成员单位里被叫应的人是否合适")
def called_person(q: Person) -> Truth:
    """In principle the leader in charge among the receivers; another one is warned about, not refused."""
    return advised(q.in_charge, "原则上应是分管领导", "四1")


class Filing(Facts):
    """一次更新备案。"""

    filing = choice("哪一种", ["每年更新", "被叫应对象变更"], clause="四1")


@rule(DOC, "四1", label="预警信息接收责任人何时更新备案（每年一次，换人换号）")
def contact_filing(f: Filing) -> Record:
    """Yearly before the flood season, by the bureau; on a change without delay, with the headquarters' office."""
    yearly = f.filing.is_("每年更新")
    return record(
        when=("何时", choose((yearly, text("每年汛期前")), otherwise=text("变更后及时"))),
        who=(
            "由谁",
            choose((yearly, text(BUREAU)), otherwise=not_stated("没有写由谁报送变更", "四1")),
        ),
        to=(
            "报给谁",
            choose((~yearly, text(HQ_OFFICE)), otherwise=not_stated("没有写每年更新报给谁", "四1")),
        ),
    )


@rule(DOC, "四1", label="开展叫应服务的前提")
def precondition(_: Lookup) -> Text:
    """Every one who answers for an emergency is covered by the publication of warnings."""
    return text("预警信息发布覆盖全部相关应急责任人")


@rule(DOC, "四2", label="叫应有哪些方式、先用哪一种")
def methods(_: Lookup) -> Texts:
    """WeChat, from which the protocol of the text begins, then the telephone."""
    return checklist("微信叫应", "电话叫应")


class Method(Facts):
    """一种叫应方式。"""

    method = choice("叫应方式", ["微信叫应", "电话叫应"], clause="四2")


@rule(DOC, "四2", label="叫应后等多少分钟", unit="分钟")
def answer_time(m: Method) -> Number:
    """The time is for WeChat alone; for the telephone the text sets none."""
    silent = not_stated("电话叫应没有写时限，只要求叫应到位", "四2")
    return choose((m.method.is_("微信叫应"), p.answer_within), otherwise=silent)


class Calling(Method):
    """正在进行的一次叫应。"""

    answered = truth("被叫应对象已经回应", clause="四2")
    waited = quantity("已等待的时间", "分钟", max=100000, decimals=2, clause="四2")


@rule(DOC, ("四2", "四3"), label="叫应的下一步（微信不回、电话没人接、不接电话怎么办）")
def next_step(c: Calling) -> Text:
    """An answer ends it; WeChat unanswered for the time goes on by telephone; the telephone goes on until it succeeds."""
    return choose(
        (c.answered, text("在本部门再传播并组织防灾避险")),
        (c.method.is_("电话叫应"), text("继续电话叫应，直到叫应到位")),
        (c.waited >= p.answer_within, text("改用电话继续叫应")),
        otherwise=text("等待微信回应"),
    )


@rule(DOC, "四3", label="被叫应对象收到叫应后要做什么")
def duties_when_called(_: Lookup) -> Texts:
    """Answer, pass it on within the department, and act as its own rules say."""
    return checklist("及时响应叫应", "按职责在本部门内再传播", "按有关规定组织防灾避险")


class Duty(Facts):
    """一项工作。"""

    duty = choice(
        "工作",
        ["实施叫应服务", "信息登记", "本部门再传播和防灾避险", "落实叫应机制、做好防范准备"],
        clause="四",
    )


@rule(DOC, ("四3", "四4", "四5", "二第一段"), label="叫应服务的一项工作由谁负责")
def responsible(d: Duty) -> Text:
    """The bureau calls and keeps the log; who is called passes it on; every member gets ready."""
    return choose(
        (d.duty.is_in("实施叫应服务", "信息登记"), text(BUREAU)),
        (d.duty.is_("本部门再传播和防灾避险"), text("被叫应对象")),
        otherwise=text("各成员单位"),
    )


@rule(DOC, "标题", label="叫应机制试行到什么时候", any_day=True)
def trial_period(_: Lookup) -> Text:
    """On trial, and no period is given: it stands until something else is issued."""
    return not_stated("只写试行，没有写试行期限，也没有写施行日期", "标题")
