"""麓政办发〔2025〕19号 云麓市暴雨洪涝预警叫应办法（试行）, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    all_of,
    any_of,
    checklist,
    choice,
    choose,
    day,
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

RED, ORANGE, BLUE, NONE = "红色预警", "橙色预警", "蓝色预警", "不发布预警"
LEVELS = [RED, ORANGE, BLUE]
DIRECTOR, MAYOR = "市防办主任", "分管副市长"
OFFICE, COUNTIES = "市防办", "各县（区）、云麓高新区"
WATER, EMERGENCY, CITY, SCHOOLS = "市水利局", "市应急管理局", "市城市管理局", "市教育局"


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


class Task(Facts):
    """一项要找负责单位的工作。"""

    name = choice(
        "工作", ["会商、发布、叫应和解除", "提供雨量监测数据", "解释本办法"], clause="第二条"
    )


@rule(DOC, ("第二条", "第十一条"), label="暴雨洪涝预警的一项工作由谁负责")
def responsible_body(t: Task) -> Text:
    """The flood office warns and explains; the hydrology centre measures."""
    return choose((t.name.is_("提供雨量监测数据"), text("市水文中心")), otherwise=text(OFFICE))


# --- 第三条 分级


class Rain(Facts):
    """一个雨量站的雨量。"""

    day_rain = quantity("24小时雨量（毫米）", decimals=3, max=5000, clause="第三条")
    hour_rain = quantity("1小时雨量（毫米）", decimals=3, max=1000, clause="第三条")


def _day(level: str, r: Rain) -> Truth:
    return labelled(p.day_rain[text(level)].admits(r.day_rain), f"24小时雨量达到{level}", "第三条")


def _hour(level: str, r: Rain) -> Truth:
    return labelled(p.hour_rain[text(level)].admits(r.hour_rain), f"1小时雨量超过{level}", "第三条")


@rule(
    DOC,
    ("第三条", "第三条第（一）项", "第三条第（二）项", "第三条第（三）项"),
    label="雨量达到哪一级暴雨预警",
)
def warning_level(r: Rain) -> Text:
    """The highest level that one station's rain of a day or of an hour reaches; 24 h takes the limit in, 1 h does not."""
    return choose(
        (any_of(_day(RED, r), _hour(RED, r)), text(RED)),
        (any_of(_day(ORANGE, r), _hour(ORANGE, r)), text(ORANGE)),
        (_day(BLUE, r), text(BLUE)),
        otherwise=text(NONE),
    )  # fmt: skip


@rule(DOC, ("第三条第（一）项", "第三条第（二）项"), label="预警看多长时间的雨量")
def rain_spans(_: Lookup) -> Record:
    """The two spans over which rain is added up; the shorter one counts from orange up."""
    return record(long=("长时段（小时）", p.day_span), short=("短时段（小时）", p.hour_span))


# --- 第四条、第五条 发布


class Warning(Facts):
    """一次预警。"""

    level = choice("预警级别", LEVELS, clause="第三条")


@rule(DOC, ("第四条", "第四条第二款"), label="预警由谁签发")
def signer(w: Warning) -> Text:
    """The deputy mayor signs red; the director of the flood office signs the others. Adjusting goes the same way."""
    return choose((w.level.is_(RED), text(MAYOR)), otherwise=text(DIRECTOR))


@rule(
    DOC, ("第四条", "第四条第二款"), label="雨量达到标准后多少分钟内发布或者调整预警", unit="分钟"
)
def issue_term(_: Lookup) -> Number:
    """Counted from when the rain reaches the level."""
    return p.issue_within


@rule(DOC, "第五条", label="预警信息应当包括哪些内容")
def message_contents(_: Lookup) -> Texts:
    """Five things."""
    return checklist("预警级别", "影响区域", "预计持续时间", "防范建议", "咨询电话")


@rule(DOC, "第五条", label="预警信息在哪里向社会公布")
def published_on(_: Lookup) -> Text:
    """Published to everybody at the same time as it is issued."""
    return text("市人民政府网站")


# --- 第六条 叫应


@rule(DOC, "第六条", label="叫应哪些人")
def called(w: Warning) -> Texts:
    """Receivers at every level; at red the heads of the counties too, by the director in person."""
    return checklist(
        "各县（区）、云麓高新区的预警接收人",
        "市水利局、市应急管理局、市城市管理局、市教育局的预警接收人",
        ("各县（区）主要负责人（由市防办主任叫应）", w.level.is_(RED)),
    )


class Answering(Facts):
    """一次企业微信叫应。"""

    answered = truth("被叫应人已应答", clause="第六条")
    waited = quantity("发出后已等待的时间", "分钟", max=100000, clause="第六条")


@rule(DOC, "第六条", label="叫应下一步怎样做")
def next_step(a: Answering) -> Text:
    """Answered: pass it on. Not answered within the time: telephone. Else wait."""
    return choose(
        (a.answered, text("在本单位和所属单位内部转达")),
        (a.waited >= p.answer_within, text("改用电话叫应")),
        otherwise=text("等待企业微信应答"),
    )


@rule(DOC, "第六条第二款", label="被叫应人应答后做什么")
def after_answering(_: Lookup) -> Text:
    """Passed on at once within the unit and those under it."""
    return text("立即在本单位和所属单位内部转达")


# --- 第七条 措施


class Duty(Warning):
    """一个单位在一次预警中的职责。"""

    unit = choice("单位", [COUNTIES, WATER, EMERGENCY, CITY, SCHOOLS], clause="第七条")


def _from_orange(d: Duty) -> Truth:
    return labelled(d.level.is_in(ORANGE, RED), "橙色以上", "第七条第（二）项")


@rule(
    DOC,
    ("第七条", "第七条第（一）项", "第七条第（二）项", "第七条第（三）项"),
    label="一个单位在某级预警下要采取哪些措施",
)
def measures(d: Duty) -> Texts:
    """Cumulative: blue's measure stands at orange and red too. Schools may, and need not, begin later."""
    return checklist(
        ("每日巡查易涝点和山塘", d.unit.is_(COUNTIES)),
        ("转移危险区人员", d.unit.is_(COUNTIES) & _from_orange(d)),
        ("封闭积水的下穿通道", d.unit.is_(CITY) & _from_orange(d)),
        ("每日调度水库水情", d.unit.is_(WATER) & _from_orange(d)),
        ("可以通知学校推迟上学", d.unit.is_(SCHOOLS) & _from_orange(d)),
        ("救援队伍前置", d.unit.is_(EMERGENCY) & d.level.is_(RED)),
    )  # fmt: skip


class Timed(Facts):
    """一项限时的措施。"""

    measure = choice(
        "措施", ["转移危险区人员", "封闭积水的下穿通道", "救援队伍前置"], clause="第七条"
    )


@rule(DOC, ("第七条第（二）项", "第七条第（三）项"), label="一项措施在多少小时内完成", unit="小时")
def measure_term(t: Timed) -> Number:
    """Only three measures have a time."""
    return choose(
        (t.measure.is_("转移危险区人员"), p.evacuate_within),
        (t.measure.is_("封闭积水的下穿通道"), p.close_within),
        otherwise=p.forward_within,
    )


# --- 第八条 日报、解除


@rule(DOC, "第八条", label="灾情日报由谁报、何时报、报给谁")
def daily_report(_: Lookup) -> Record:
    """Every day while a warning stands."""
    return record(
        who=("报送", text(COUNTIES)), by=("每日的时刻", p.daily_by), to=("报给", text(OFFICE))
    )


class Calm(Facts):
    """雨停以后。"""

    all_below = truth("全部雨量站都不符合任何一级预警标准", clause="第八条")
    calm = quantity("不符合标准已持续的时间", "小时", max=10000, clause="第八条")


@rule(DOC, "第八条", label="可否解除暴雨预警")
def may_lift(c: Calm) -> Truth:
    """Every station below every level, for long enough; the office may then lift, and need not."""
    return all_of(labelled(c.all_below, "全部雨量站均不符合标准"), p.calm_hours.admits(c.calm))


@rule(DOC, ("第八条", "第四条"), label="解除预警由谁签发")
def lift_signer(w: Warning) -> Text:
    """The director; whoever signed the warning where the text is read so."""
    return choose(
        (DOC.reading("lift_signer").is_("issuer") & w.level.is_(RED), text(MAYOR)),
        otherwise=text(DIRECTOR),
    )


# --- 第九条、第十条 报告、评估、名单、演练


class Ended(Facts):
    """一次已经解除的预警。"""

    was_red = truth("发布过红色预警", clause="第九条")
    lifted = day("解除之日", clause="第九条")


@rule(DOC, "第九条", label="总结报告最迟哪一天提交")
def report_by(e: Ended) -> Day:
    """The last day, for the city government; the day of lifting is not counted."""
    return e.lifted + p.report_within


@rule(DOC, "第九条", label="评估最迟哪一天完成")
def evaluate_by(e: Ended) -> Day:
    """Only where the warning was red at some time."""
    silent = not_stated("没有发布过红色预警的，第九条没有要求评估", "第九条")
    return choose((e.was_red, e.lifted + p.evaluate_within), otherwise=silent)


@rule(DOC, "第十条", label="预警接收人名单何时报、变更后多久报")
def contacts(_: Lookup) -> Record:
    """Once a year by a day, and after each change within working days."""
    return record(
        by=("每年", p.contacts_by), change=("变更后（工作日）", p.change_within),
        to=("报给", text(OFFICE)),
    )  # fmt: skip


class Year(Facts):
    """一年。"""

    drills = quantity("本年已组织的叫应演练", "次", max=1000, clause="第十条")


@rule(DOC, "第十条", label="叫应演练次数是否达到")
def drills_enough(y: Year) -> Truth:
    """The flood office's drills of a year against the least number."""
    return p.drills.admits(y.drills)
