"""朔政办发〔2023〕37号 朔州市重污染天气应急预案, in the order of the text."""

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
    always,
    any_of,
    checklist,
    choice,
    choose,
    never,
    not_stated,
    number,
    quantity,
    rate,
    record,
    rule,
    step,
    text,
    truth,
    unless,
    when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

RED, ORANGE, YELLOW, NONE = "红色预警", "橙色预警", "黄色预警", "没有预警"
LEVELS = [YELLOW, ORANGE, RED, NONE]
OZONE, SULPHUR = "臭氧重污染天气预警", "二氧化硫针对性管控"

FREE, BANNED = "可以", "禁止"
APPROVED = "经市政府批准后可以"
BY_LIST = "按工业源减排清单执行"
UNLIMITED = "没有预警，本预案不限制"
UNNAMED = "这一级的措施没有限制"

PM25, O3, OTHER, UNKNOWN = "细颗粒物", "臭氧", "其他污染物", "没有报"
PRIMARIES = [PM25, O3, OTHER, UNKNOWN]


class Plan(Facts):
    """本预案（直接查询，不需要事实）。"""


class Levelled(Facts):
    """现在的预警级别。"""

    level = choice("现在的预警级别", LEVELS, clause="3.2.1第一段")


def at(a: Levelled, *, yellow: Text, orange: Text, red: Text) -> Text:
    """The answer of the list of the level; every list stands alone as it is printed."""
    return choose(
        (a.level.is_(RED), red),
        (a.level.is_(ORANGE), orange),
        (a.level.is_(YELLOW), yellow),
        otherwise=text(UNLIMITED),
    )


def banned_if(condition: Truth, label: str, clause: str, otherwise: str = FREE) -> Text:
    """Banned by a clause where the condition holds."""
    return choose((condition, step(label, text(BANNED), clause)), otherwise=text(otherwise))


# --- 通知、1 总则


@rule(DOC, ("落款", "主送", "第一段", "附注"), label="本预案由谁在何时印发，发给谁", any_day=True)
def issuance(m: Plan) -> Record:
    """Who issued the plan, when, and to whom; the city government agreed to it."""
    return record(
        issuer=("印发机关", text("朔州市人民政府办公室")),
        agreed_by=("同意的机关", text("市政府")),
        issued_on=("印发日期", p.issued_on),
        recipients=(
            "主送",
            checklist("各县（市、区）人民政府", "朔州经济开发区管委会", "市直各有关单位"),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


class Event(Facts):
    """一次空气污染。"""

    in_city = truth("在朔州市行政区域内", clause="1.3第一段")
    heavy = truth("是重污染天气", clause="1.3第一段", gist="AQI大于200")
    dust_weather = truth("是沙尘天气", clause="1.3第一段")


@rule(DOC, "1.3第一段", label="是否适用本预案（沙尘天气除外）")
def in_scope(e: Event) -> Truth:
    """Heavy pollution in the city, dust weather excepted."""
    return all_of(e.in_city, e.heavy, ~e.dust_weather)


class Body(Facts):
    """要制定配套预案、方案的单位。"""

    body = choice(
        "单位",
        ["县（市、区）人民政府", "朔州经济开发区管委会", "市政府相关部门", "相关企业", "排放大气污染物的重点工业企业"],
        clause="1.4第一段",
    )  # fmt: skip


@rule(DOC, "1.4第一段", label="各单位要制定什么配套预案或者方案（一厂一策）")
def own_plan(b: Body) -> Text:
    """What stands below this plan; all of it connects with this plan."""
    return choose(
        (b.body.is_in("县（市、区）人民政府", "朔州经济开发区管委会"), text("本地区重污染天气应急预案")),
        (b.body.is_("市政府相关部门"), text("部门专项实施方案")),
        (b.body.is_("相关企业"), text("企业实施方案")),
        otherwise=text("重污染天气应急减排工作方案（一厂一策）"),
    )  # fmt: skip


@rule(DOC, ("1.5第一段", "1.5第二段", "1.5第三段", "1.5第四段", "1.5第五段"), label="工作原则")
def principles(m: Plan) -> Texts:
    """The five principles."""
    return checklist(
        "以人为本，预防为主",
        "属地管理，部门联动",
        "突出重点，差异管控",
        "科学预警，提前响应",
        "信息公开，社会参与",
    )


@rule(DOC, "1.5第三段", label="企业减排怎样差异化管控")
def differentiated(m: Plan) -> Record:
    """Firms of key trades by their grade of performance; measures can be done, measured and checked."""
    return record(
        basis=("依据", text("绩效分级")),
        first=("优先控制", text("重点行业涉气排污的主要工序")),
        demands=("对减排措施的要求", checklist("可操作", "可监测", "可核查")),
    )


# --- 2 指挥体系


@rule(
    DOC, ("2第一段", "2.1第一段", "2.1第三段"), label="市指挥部由谁组成：指挥长、副指挥长、办公室"
)
def headquarters(m: Plan) -> Record:
    """Who leads the city's headquarters; counties have headquarters of their own."""
    return record(
        tiers=("指挥部的层级", checklist("市", "县（市、区）")),
        commander=("指挥长", text("市政府分管生态环境工作的副市长")),
        deputies=(
            "副指挥长",
            checklist("市政府协管副秘书长", "市生态环境局主要负责人", "市应急管理局主要负责人"),
        ),
        office=("办公室设在", text("市生态环境局")),
        director=("办公室主任", text("市生态环境局主要负责人")),
    )


MEMBERS = (
    "市委宣传部", "市教育局", "市工业和信息化局（国资委、大数据应用局）", "市公安局", "市财政局",
    "市规划和自然资源局", "市生态环境局", "市住房和城乡建设局", "市城市管理局", "市交通运输局", "市商务局",
    "市卫健委", "市市场监督管理局", "市能源局", "市体育局", "市公安局交警支队", "市气象局", "朔州公路局",
    "国网朔州供电公司", "各通信分公司", "各县（市、区）人民政府", "朔州经济开发区管委会",
)  # fmt: skip


@rule(DOC, "2.1第二段", label="市指挥部成员单位有哪些")
def members(m: Plan) -> Texts:
    """Whose heads are members; 应急管理局 is deputy commander and not in the printed list."""
    return checklist(*MEMBERS, ("市应急管理局", DOC.reading("emergency_bureau").is_("member")))


@rule(DOC, ("2.1第三段", "2.2第一段"), label="成员单位、工作组的职责写在哪里")
def duties_elsewhere(m: Plan) -> Text:
    """The duties stand in annexes that the gazette does not print."""
    return not_stated("原文写明见附件1、附件2，两个附件都见网络版，没有刊登", "2.1第三段")


@rule(DOC, "2.2第一段", label="市指挥部设哪些工作组")
def working_groups(m: Plan) -> Texts:
    """Five groups; their members stand in an annex that is not printed."""
    return checklist("预报预警组", "督导检查组", "专家组", "应急保障组", "新闻宣传组")


@rule(DOC, ("3.3.2第一段", "2.2第一段"), label="监测预报组是哪个组")
def forecast_group(m: Plan) -> Text:
    """The text names two groups; by default they are one."""
    return choose(
        (DOC.reading("group_name").is_("same"), text("预报预警组")),
        otherwise=text("监测预报组"),
    )


# --- 3.1 监测与会商


class Watching(Facts):
    """监测预报的一项工作。"""

    work = choice(
        "工作",
        ["整合空气质量和气象监测资源", "环境空气质量现状和趋势分析", "城市空气质量预报和监测预警", "应急状况下的跟踪研判和上报"],
        clause="3.1.1第一段",
    )  # fmt: skip


@rule(DOC, ("3.1.1第一段", "3.1.1第二段"), label="监测预报工作由谁做")
def watched_by(w: Watching) -> Texts:
    """Who does which part; both share all their monitoring data."""
    analysis = w.work.is_("环境空气质量现状和趋势分析")
    return checklist(
        "市生态环境部门",
        ("市气象部门", ~analysis),
        ("预报预警组", w.work.is_("应急状况下的跟踪研判和上报")),
    )


CALM, ADVERSE = "日常期间", "气象部门预测可能出现不利气象条件"
MET, RESPONDING = "会商认为达到预警条件", "应急响应期间"
PRESENT = "没有发布预警，重污染天气已经出现"
SITUATIONS = [CALM, ADVERSE, MET, RESPONDING, PRESENT]


class Situation(Facts):
    """会商时的情形。"""

    situation = choice("情形", SITUATIONS, clause="3.1.2第一段")
    held = quantity(
        "已经会商的次数", "次", clause="3.1.2第一段", gist="日常期间按周，响应期间按日", max=100
    )


@rule(DOC, "3.1.2第一段", label="多久会商一次、由谁发起")
def consultation(s: Situation) -> Record:
    """When to consult and who begins; during the response nobody is named."""
    return record(
        when=(
            "什么时候会商",
            choose(
                (s.situation.is_(CALM), text("每周至少一次，定时联合会商")),
                (s.situation.is_(RESPONDING), text("每日至少两次")),
                (s.situation.is_(PRESENT), text("实时会商")),
                (s.situation.is_(ADVERSE), text("气象部门通报后及时会商")),
                otherwise=text("当次会商即形成会商意见"),
            ),
        ),
        by=(
            "由谁发起",
            choose(
                (s.situation.is_in(CALM, ADVERSE), text("市生态环境部门")),
                otherwise=not_stated("原文没有写由谁发起", "3.1.2第一段"),
            ),
        ),
        with_whom=(
            "谁参加",
            checklist("市生态环境部门", "市气象部门", ("必要时办公室组织专家组参与", s.situation.is_(CALM)),
                      ("预报预警组", s.situation.is_(MET))),
        ),
        opinion=(
            "要不要形成重污染天气预报会商意见",
            choose((s.situation.is_(MET), text("要")), otherwise=text("达到预警条件时要")),
        ),
    )  # fmt: skip


@rule(DOC, "3.1.2第一段", label="会商次数够不够")
def consulted_enough(s: Situation) -> Truth:
    """At least weekly in calm times, twice a day in response; elsewhere the text sets no number."""
    return choose(
        (s.situation.is_(CALM), p.weekly_consultations.admits(s.held)),
        (s.situation.is_(RESPONDING), p.daily_consultations.admits(s.held)),
        otherwise=not_stated("这种情形原文没有规定次数", "3.1.2第一段"),
    )


class Filing(Facts):
    """会商意见的提交。"""

    by_mail = truth("已用电子邮件提交", clause="3.3.2第一段")
    in_writing = truth("已书面提交", clause="3.3.2第一段")


@rule(DOC, ("3.1.2第一段", "3.3.2第一段"), label="会商意见的提交方式对不对（电子邮件和书面都要）")
def opinion_filed(f: Filing) -> Truth:
    """By e-mail and in writing, both, to the office of the headquarters."""
    return all_of(f.by_mail, f.in_writing)


# --- 3.2 预警分级


@rule(DOC, "3.2.1第一段", label="预警看什么指标，分几级")
def indicator(m: Plan) -> Record:
    """The mean AQI of 24 hours on end, across days; three levels from low to high."""
    return record(
        indicator=("指标", text("环境空气质量指数（AQI）日均值")),
        window=("按连续多少小时的均值", p.window),
        across=("可以跨自然日", text("可以")),
        levels=("从低到高", checklist(YELLOW, ORANGE, RED)),
    )


class Air(Facts):
    """截至某一小时，AQI连续24小时均值（滑动窗口）超过界限的情况。"""

    primary = choice("首要污染物", PRIMARIES, clause="3.2.1")
    run_150 = quantity("AQI日均值不间断超过150的滑动窗口数", "个", clause="3.2.1（1）", max=9999)
    run_200 = quantity("AQI日均值不间断超过200的滑动窗口数", "个", clause="3.2.1（1）", max=9999)
    run_300 = quantity(
        "AQI日均值不间断超过300的滑动窗口数", "个", clause="3.2.1（3）", max=9999,
        gist="在日均值超过200的这一段里，最长的一段",
    )  # fmt: skip
    blocks_150 = quantity(
        "首尾相接、日均值都超过150的24小时窗口数", "个", clause="3.2.1（1）", max=999
    )
    blocks_200 = quantity(
        "首尾相接、日均值都超过200的24小时窗口数", "个", clause="3.2.1（1）", max=999
    )


def _covered(run: Number) -> Number:
    hour = number(1, "小时")
    return choose(
        (number(1, "个") <= run, p.window - hour + run * hour), otherwise=number(0, "小时")
    )


def _lasting(run: Number, blocks: Number, label: str, clause: str) -> Number:
    """For how many hours a mean stayed above: n windows that slide by the hour cover n + 23 hours."""
    hours = choose(
        (DOC.reading("lasting").is_("windows"), run * number(1, "小时")),
        (DOC.reading("lasting").is_("blocks"), blocks * p.window),
        otherwise=_covered(run),
    )
    return step(label, hours, clause)


def _over_150(a: Air) -> Number:
    return _lasting(a.run_150, a.blocks_150, "日均值超过150持续的小时数", "3.2.1第一段")


def _over_200(a: Air) -> Number:
    return _lasting(a.run_200, a.blocks_200, "日均值超过200持续的小时数", "3.2.1第一段")


def _over_300(a: Air) -> Number:
    # One mean above 300 already is 24 hours, whichever way runs of windows are counted.
    windows = DOC.reading("lasting").is_("windows")
    hours = choose((windows, a.run_300 * number(1, "小时")), otherwise=_covered(a.run_300))
    return step("日均值超过300持续的小时数", hours, "3.2.1第一段")


def _graded(over_150: Number, over_200: Number, over_300: Number, once: Truth) -> Text:
    """The level of so many hours above 150, 200 and 300; ``once``: one mean was above 200 at all."""
    joined = DOC.reading("red_joiner")
    first, second = p.red_200 <= over_200, p.red_300.admits(over_300)
    red = choose(
        (joined.is_("or"), any_of(first, second)),
        (joined.is_("first"), first),
        (joined.is_("second"), second),
        otherwise=all_of(first, second),
    )
    orange = any_of(p.orange_200.admits(over_200), p.orange_150.admits(over_150))
    yellow = any_of(once, p.yellow_150.admits(over_150))
    return choose(
        (red, step("达到红色预警条件", text(RED), "3.2.1（3）")),
        (orange, step("达到橙色预警条件", text(ORANGE), "3.2.1（2）")),
        (yellow, step("达到黄色预警条件", text(YELLOW), "3.2.1（1）")),
        otherwise=text(NONE),
    )


def _by_pollutant(primary: Text, graded: Text, of_ozone: Text) -> Text:
    silent = all_of(primary.is_in(OTHER, UNKNOWN), DOC.reading("other_primary").is_("silent"))
    return choose(
        (primary.is_(O3), step("臭氧为首要污染物，另行判断", of_ozone, "3.2.2")),
        (silent, not_stated("首要污染物不是细颗粒物、臭氧时怎样分级，原文未写明", "3.2.1第一段")),
        otherwise=graded,
    )


@rule(
    DOC,
    ("3.2.1", "3.2.1（1）", "3.2.1（2）", "3.2.1（3）"),
    label="雾霾天AQI达到哪一级预警（黄色、橙色、红色）",
)
def warning_level(a: Air) -> Text:
    """The level that the means of AQI reach, not counting windows that ozone leads.

    AQI above a limit is strict, how long it lasts is inclusive. Ozone has a warning of its own.
    """
    once = number(1, "个") <= a.run_200
    graded = _graded(_over_150(a), _over_200(a), _over_300(a), once)
    return _by_pollutant(a.primary, graded, text(NONE))


@rule(DOC, "3.2.2", label="臭氧是否达到预警条件（不分等级）")
def ozone_warning(a: Air) -> Text:
    """One mean above 200, or above 150 for 48 hours, with ozone as the primary pollutant."""
    reached = any_of(number(1, "个") <= a.run_200, p.ozone_150.admits(_over_150(a)))
    return choose((all_of(a.primary.is_(O3), reached), text(OZONE)), otherwise=text(NONE))


class Lasting(Facts):
    """预测的AQI日均值各持续多少小时。"""

    primary = choice("首要污染物", PRIMARIES, clause="3.2.1")
    hours_150 = quantity("AQI日均值超过150持续的小时数", "小时", clause="3.2.1（1）", max=9999)
    hours_200 = quantity(
        "AQI日均值超过200持续的小时数", "小时", clause="3.2.1（1）", max=9999,
        gist="有一个24小时均值超过200就是24小时；没有超过填0",
    )  # fmt: skip
    hours_300 = quantity("AQI日均值超过300持续的小时数", "小时", clause="3.2.1（3）", max=9999)


@rule(
    DOC,
    ("3.2.1", "3.2.1（1）", "3.2.1（2）", "3.2.1（3）", "3.2.2"),
    label="AQI日均值持续多少小时是哪一级预警",
)
def level_by_hours(x: Lasting) -> Text:
    """The same ladder, asked with the hours as people count them; ozone has its own warning."""
    once = number(0, "小时") < x.hours_200
    ozone = choose(
        (any_of(once, p.ozone_150.admits(x.hours_150)), text(OZONE)), otherwise=text(NONE)
    )
    graded = _graded(x.hours_150, x.hours_200, x.hours_300, once)
    return _by_pollutant(x.primary, graded, ozone)


class OverLimit(Facts):
    """一个24小时的AQI均值。"""

    ozone = truth("臭氧为首要污染物", clause="3.2.2")
    mean = quantity("AQI的24小时均值", "", clause="3.2.1第一段", decimals=3, max=1000)


@rule(
    DOC, ("3.2.1（1）", "3.2.1（3）", "3.2.2"), label="24小时AQI均值超过哪些界限（150、200、300）"
)
def limits_passed(o: OverLimit) -> Texts:
    """Each limit is strict: a mean of exactly 200 does not pass it. Ozone has no third limit."""
    return checklist(
        (
            "超过150",
            choose(
                (o.ozone, p.ozone_upper_150.admits(o.mean)), otherwise=p.upper_150.admits(o.mean)
            ),
        ),
        (
            "超过200",
            choose(
                (o.ozone, p.ozone_upper_200.admits(o.mean)), otherwise=p.upper_200.admits(o.mean)
            ),
        ),
        ("超过300", choose((o.ozone, never), otherwise=p.upper_300.admits(o.mean))),
    )


class Sulphur(Facts):
    """二氧化硫预测。"""

    so2 = quantity(
        "预测的二氧化硫小时浓度（微克/立方米）", "", clause="3.2.3第一段", decimals=3, max=100_000
    )


@rule(DOC, "3.2.3第一段", label="二氧化硫是否要采取针对性应急管控")
def so2_control(s: Sulphur) -> Text:
    """Above 150 strictly. No level, no duration and no procedure of warning stand in the text."""
    return choose((p.so2_limit.admits(s.so2), text(SULPHUR)), otherwise=text("不采取"))


# --- 3.3 预警的发布


class Timing(Facts):
    """预警的发布时间。"""

    lead_hours = quantity("发布到预警启动还有多少小时", "小时", clause="3.4第一段", max=999)
    special = truth("遇特殊气象条件未能提前发布", clause="3.3.1第一段")
    conditions_met = truth("实时会商判断满足预警条件", clause="3.3.1第一段")
    signing = quantity("市政府签发要多少小时", "小时", clause="3.3.2第二段", gist="原文没有规定签发的时限", max=999)  # fmt: skip


@rule(DOC, ("3.3.1第一段", "3.4第一段"), label="预警是否提前24小时发布")
def issued_ahead(t: Timing) -> Truth:
    """At least 24 hours ahead in principle; where special weather prevents it, at once after consulting."""
    urgent = all_of(t.special, t.conditions_met)
    return unless(
        p.ahead.admits(t.lead_hours), when(urgent, always, "3.3.1第一段", "特殊气象条件，紧急发布")
    )


@rule(
    DOC,
    ("3.3.1第一段", "3.3.2第一段", "3.3.2第二段"),
    label="倒排时间：最迟在启动前多少小时做完各步",
)
def latest_moments(t: Timing) -> Record:
    """Counted back from the start with every time limit used up; signing has none in the text."""
    signed = p.ahead_principle + p.issue_within
    formed = signed + t.signing
    opinion = formed + p.form_within
    return record(
        issue=("最迟发布", p.ahead_principle),
        signed=("最迟接到签发的审批表", signed),
        form=("最迟报请签发", formed),
        opinion=("最迟提交会商意见", opinion),
        forecast=("最迟预测到", opinion + p.opinion_within),
    )


STEPS = [
    "提交会商意见",
    "完成审批表报请签发",
    "市政府签发",
    "签发后向相关部门发布",
    "区域预警向相关部门发布",
    "向企业和公众发布",
]


class Stage(Facts):
    """发布程序的一步。"""

    stage = choice("哪一步", STEPS, clause="3.3.2")


@rule(DOC, ("3.3.2第一段", "3.3.2第二段", "3.3.2第三段"), label="发布程序每一步的时限", unit="小时")
def stage_limit(s: Stage) -> Number:
    """How long each step may take; signing and telling firms and the public have no limit."""
    return choose(
        (s.stage.is_("提交会商意见"), p.opinion_within),
        (s.stage.is_("完成审批表报请签发"), p.form_within),
        (s.stage.is_("签发后向相关部门发布"), p.issue_within),
        (s.stage.is_("区域预警向相关部门发布"), p.regional_within),
        otherwise=not_stated("这一步的时限原文未写明", "3.3.2第二段"),
    )


@rule(DOC, ("3.3.2第一段", "3.3.2第二段", "3.3.2第三段"), label="发布程序每一步由谁办")
def stage_by(s: Stage) -> Text:
    """Who does each step of the issue."""
    group = choose(
        (DOC.reading("group_name").is_("same"), text("预报预警组（监测预报组）")),
        otherwise=text("监测预报组"),
    )
    return choose(
        (s.stage.is_("提交会商意见"), group),
        (s.stage.is_("市政府签发"), text("市政府（市领导）")),
        (s.stage.is_("向企业和公众发布"), text("相关职能部门")),
        otherwise=text("市重污染天气应急指挥部办公室"),
    )


class Elapsed(Facts):
    """发布程序的一步用了多久。"""

    stage = choice("哪一步", STEPS, clause="3.3.2")
    hours = quantity("用了多少小时", "小时", clause="3.3.2", decimals=2, max=999)


@rule(DOC, ("3.3.2第一段", "3.3.2第二段", "3.3.2第三段"), label="发布程序的一步是否按时")
def in_time(e: Elapsed) -> Truth:
    """Within the hours of its step, these included."""
    return choose(
        (e.stage.is_("提交会商意见"), p.opinion_within.admits(e.hours)),
        (e.stage.is_("完成审批表报请签发"), p.form_within.admits(e.hours)),
        (e.stage.is_("签发后向相关部门发布"), p.issue_within.admits(e.hours)),
        (e.stage.is_("区域预警向相关部门发布"), p.regional_within.admits(e.hours)),
        otherwise=not_stated("这一步的时限原文未写明", "3.3.2第二段"),
    )


@rule(DOC, "3.3.2第三段", label="接到国家、省区域预警通报后怎样发布")
def regional(m: Plan) -> Record:
    """The notified level and start stand; no classifier of our own and no signature is named."""
    return record(
        level=("预警级别", text("按生态环境部或者山西省通报的级别")),
        start=("启动时间", text("按通报的启动时间")),
        by=("由谁发布", text("市重污染天气应急指挥部办公室")),
        within=("多久内向相关部门发布", p.regional_within),
        signature=("要不要市政府签发", not_stated("原文没有写要签发", "3.3.2第三段")),
    )


@rule(DOC, ("3.3.2第二段", "3.3.2第四段"), label="预警信息发给谁")
def recipients(m: Plan) -> Record:
    """The departments that must act, the counties, the zone; firms and the public through departments."""
    return record(
        to=("发布对象", checklist("需要采取措施的市政府部门", "各县（市、区）政府", "朔州经济开发区管委会")),
        public=("企业和公众由谁告知", text("相关职能部门依据专项实施方案")),
    )  # fmt: skip


class Message(Facts):
    """一份预警信息写了什么。"""

    has_trend = truth("写了未来1至3天气象条件改变趋势", clause="3.3.2第五段")
    has_adverse = truth("写了不利气象条件状况", clause="3.3.2第五段")
    has_period = truth("写了重污染天气出现的时段", clause="3.3.2第五段")
    has_pollutants = truth("写了主要污染物指标", clause="3.3.2第五段")
    has_level = truth("写了预警等级", clause="3.3.2第五段")
    has_response = truth("写了响应级别", clause="3.3.2第五段")
    has_outlook = truth("写了未来一段时期的趋势定性分析", clause="3.3.2第五段")
    has_measures = truth("写了采取的应急响应措施", clause="3.3.2第五段")
    special_cause = truth("由沙尘暴、燃放烟花爆竹等导致", clause="3.3.2第五段")
    has_cause = truth("说明了原因", clause="3.3.2第五段")


@rule(DOC, "3.3.2第五段", label="预警信息还缺什么内容")
def message_missing(m: Message) -> Texts:
    """Eight parts, and the cause where dust storms or fireworks brought it about."""
    return checklist(
        ("未来1—3天气象条件改变趋势", ~m.has_trend),
        ("不利气象条件状况", ~m.has_adverse),
        ("重污染天气出现的时段", ~m.has_period),
        ("主要污染物指标", ~m.has_pollutants),
        ("预警等级", ~m.has_level),
        ("响应级别", ~m.has_response),
        ("未来一段时期内的趋势定性分析", ~m.has_outlook),
        ("采取的应急响应措施", ~m.has_measures),
        ("沙尘暴、燃放烟花爆竹等原因的说明", all_of(m.special_cause, ~m.has_cause)),
    )


@rule(DOC, "3.3.2第五段", label="预警信息说未来几天的气象趋势")
def outlook_days(m: Plan) -> Record:
    """From one to three days ahead."""
    return record(first=("从第几天", p.outlook_from), last=("到第几天", p.outlook_to))


# --- 3.4 预警启动、3.5 调整和解除

RANKED = [NONE, YELLOW, ORANGE, RED]


def _higher(one: Text, other: Text) -> Text:
    return choose(
        (any_of(one.is_(RED), other.is_(RED)), text(RED)),
        (any_of(one.is_(ORANGE), other.is_(ORANGE)), text(ORANGE)),
        (any_of(one.is_(YELLOW), other.is_(YELLOW)), text(YELLOW)),
        otherwise=text(NONE),
    )


def _rank(level: Text) -> Number:
    return choose(
        (level.is_(RED), number(3)),
        (level.is_(ORANGE), number(2)),
        (level.is_(YELLOW), number(1)),
        otherwise=number(0),
    )


def _above(one: Text, other: Text) -> Truth:
    """Whether one level is higher than another."""
    return _rank(one) > _rank(other)


class Process(Facts):
    """预测的重污染过程。"""

    days = quantity("预测重污染天气过程持续的日数", "日", clause="3.4第一段", max=99)
    first_level = choice("前一次过程达到的级别", RANKED, clause="3.4第一段")
    second_level = choice("后一次过程达到的级别", RANKED, clause="3.4第一段")
    gap_good = truth("间隔期间空气质量达到优良级别", clause="3.4第一段", gist="解除预警的条件")
    gap_hours = quantity("间隔期间优良持续的小时数", "小时", clause="3.4第一段", max=9999)


@rule(DOC, "3.4第一段", label="重污染过程定级按预报结果的上限吗")
def forecast_bound(f: Process) -> Text:
    """The upper end of the forecast where the process lasts three days or more."""
    return choose(
        (p.process_days.admits(f.days), text("按空气质量预报结果的上限")),
        otherwise=not_stated("不到3日的过程，原文没有写按上限", "3.4第一段"),
    )


@rule(DOC, ("3.4第一段", "3.5.2第一段"), label="前后两次重污染过程算一次还是两次")
def one_process(f: Process) -> Truth:
    """One, where the gap between them does not meet the condition of lifting."""
    return ~all_of(f.gap_good, p.lift_hours.admits(f.gap_hours))


@rule(DOC, "3.4第一段", label="前后两次重污染过程按什么级别启动预警")
def process_level(f: Process) -> Text:
    """The higher of the two where they count as one; the gap does not lengthen anything."""
    return choose(
        (~one_process(f), text("两次过程分别定级")),
        (
            DOC.reading("merged_level").is_("silent"),
            not_stated("合并后是否重新分级，原文未写明", "3.4第一段"),
        ),
        otherwise=_higher(f.first_level, f.second_level),
    )


class Change(Facts):
    """预警发布以后的情况。"""

    in_force = choice("现在生效的预警级别", RANKED, clause="3.5.1第一段")
    reached = choice(
        "预测或者监测达到的级别",
        RANKED,
        clause="3.5.1第一段",
        gist="在级别之间波动的，填其中较高的",
    )
    swinging = truth("在不同级别的条件内频繁波动", clause="3.5.1第一段")
    provincial = truth("接到省指挥部的通报", clause="3.5.1第一段")
    below_hours = quantity(
        "预测低于本级启动标准将持续的小时数", "小时", clause="3.5.1第一段", max=9999
    )
    improved = truth("空气质量已改善到本级启动标准以下", clause="3.5.1第一段")


KEEP, UP, DOWN, NOTICE = "维持现在的级别", "尽早升级", "可以降级", "按省指挥部通报发布或者调整"


@rule(DOC, ("3.4第一段", "3.5.1第一段"), label="预警级别要升还是可以降")
def adjustment(c: Change) -> Text:
    """Up as soon as a higher level is reached; down after improving for 36 hours; swings keep the higher.

    A notice of the province goes first. Whether a warning may end altogether is ``may_lift``.
    """
    may_lower = all_of(
        ~c.swinging, c.improved, p.lower_hours.admits(c.below_hours), _above(c.in_force, c.reached)
    )
    return choose(
        (c.provincial, step("省指挥部通报", text(NOTICE), "3.5.1第一段")),
        (_above(c.reached, c.in_force), step("达到更高级别", text(UP), "3.4第一段")),
        (may_lower, step("低于本级并将持续", text(DOWN), "3.5.1第一段")),
        otherwise=text(KEEP),
    )


class Notified(Facts):
    """省里通报过的预警。"""

    notified = choice(
        "省里通报的级别", RANKED, clause="3.3.2第三段", gist="没有通报，或者省里已经通知解除的，填没有预警"
    )  # fmt: skip
    to = choice("拟调整到的级别", RANKED, clause="3.5.1第一段")


WAIT = "等省里的通报"


@rule(DOC, ("3.5.1第一段", "3.3.2第三段"), label="省里通报的预警能不能自行降到通报的级别以下")
def below_notice(x: Notified) -> Text:
    """A notified level stands until another notice; the text says so of lifting, not of lowering."""
    own = DOC.reading("notified_floor").is_("own")
    lower = all_of(~own, _above(x.notified, x.to))
    return choose(
        (lower, step("低于省里通报的级别", text(WAIT), "3.5.1第一段")), otherwise=text(FREE)
    )


class Swing(Facts):
    """在级别之间波动的空气质量指数。"""

    one_level = choice("波动达到的一个级别", RANKED, clause="3.5.1第一段")
    other_level = choice("波动达到的另一个级别", RANKED, clause="3.5.1第一段")


@rule(DOC, "3.5.1第一段", label="指数在不同级别之间频繁波动时按什么级别")
def swinging_level(s: Swing) -> Text:
    """The higher of the two."""
    return _higher(s.one_level, s.other_level)


class Severe(Facts):
    """监测到的污染。"""

    aqi = quantity("监测的AQI", "", clause="3.5.1第一段", max=1000)
    improving = truth("预测未来24小时内会有明显改善", clause="3.5.1第一段")


@rule(DOC, ("3.5.1第一段", "7.1第四段"), label="已经严重污染，是否要尽早启动预警")
def start_at_once(s: Severe) -> Truth:
    """Severe pollution measured and no clear improvement in the next 24 hours."""
    return all_of(p.severe_from.admits(s.aqi), ~s.improving)


@rule(DOC, "3.5.1第一段", label="判断有没有改善看未来多少小时", unit="小时")
def improvement_window(m: Plan) -> Number:
    """How far ahead one looks for a clear improvement."""
    return p.no_improvement


class Lifting(Facts):
    """拟解除的预警。"""

    good = truth(
        "监测或者预测空气质量达到优良级别", clause="3.5.2第一段",
        gist="原文没有写AQI界限，依其引用的HJ 633-2012，优良为AQI不超过100",
    )  # fmt: skip
    good_hours = quantity("预测优良将持续的小时数", "小时", clause="3.5.2第一段", max=9999)
    ordered = truth("预警因省指挥部通报而发布", clause="3.5.2第一段")
    province_lifted = truth("已接到省指挥部解除预警的通知", clause="3.5.2第一段")


@rule(DOC, "3.5.2第一段", label="预警可不可以解除")
def may_lift(x: Lifting) -> Truth:
    """Good air for 36 hours or more; one that the province brought about ends only with its notice."""
    own = all_of(x.good, p.lift_hours.admits(x.good_hours))
    return choose(
        (x.ordered, step("省指挥部已通知解除", x.province_lifted, "3.5.2第一段")), otherwise=own
    )


# --- 4 应急响应


@rule(DOC, ("4.1（1）", "4.1（2）", "4.1（3）", "4.1第一段"), label="各级预警启动几级应急响应")
def response_level(a: Levelled) -> Text:
    """Yellow the third, orange the second, red the first."""
    return choose(
        (a.level.is_(RED), text("一级应急响应")),
        (a.level.is_(ORANGE), text("二级应急响应")),
        (a.level.is_(YELLOW), text("三级应急响应")),
        otherwise=text("不启动应急响应"),
    )


@rule(DOC, ("4第一段", "4.4.1第一段"), label="应急响应什么时候开始、什么时候终止")
def response_span(m: Plan) -> Record:
    """It begins with the issue, at once, and ends with the lifting."""
    return record(
        begins=("开始", text("预警信息发布时立即启动")),
        ends=("终止", text("预警解除时终止")),
        who=(
            "谁启动并采取措施",
            checklist("各县（市、区）人民政府", "朔州经济开发区管委会", "各有关部门", "企业"),
        ),
    )


@rule(DOC, "4第二段", label="县（市、区）谁要在岗指挥、调度")
def on_duty_heads(a: Levelled) -> Texts:
    """Government heads at orange, heads of party and government at red; at yellow the text names none."""
    return checklist(
        ("县（市、区）党委主要负责人", a.level.is_(RED)),
        ("县（市、区）政府主要负责人", a.level.is_in(ORANGE, RED)),
    )


@rule(DOC, "4第二段", label="县（市、区）怎样响应")
def county_response(m: Plan) -> Texts:
    """On their own air, after the city's plan, and beyond what the city asks."""
    return checklist(
        "根据本行政区空气质量主动启动应急预案",
        "市级预案启动后及时启动本行政区预案",
        "在市级要求基础上加强应急减排措施",
    )


SHARES = "4.2.1（3）第二段"


class Reduction(Levelled):
    """预警期间的减排。"""

    so2_share = rate("二氧化硫减排占全社会排放量的比例", clause=SHARES)
    nox_share = rate("氮氧化物减排占全社会排放量的比例", clause=SHARES)
    pm_share = rate("颗粒物减排占全社会排放量的比例", clause=SHARES)
    voc_share = rate("挥发性有机物减排占全社会排放量的比例", clause=SHARES)
    total_share = rate("四项合计减排占全社会排放量的比例", clause=SHARES)
    emission = quantity("这项污染物的全社会排放量（吨）", "", clause=SHARES, decimals=3)


REDUCTIONS = (
    SHARES,
    "4.2.1（3）第一段",
    "4.2.2（3）第二段",
    "4.2.2（3）第一段",
    "4.2.3（3）第一段",
)


@rule(DOC, REDUCTIONS, label="各级预警的减排比例要多少", unit="%")
def reduction_ratio(a: Levelled) -> Number:
    """20, 30 and 40 per cent of all emissions, at least."""
    return choose(
        (a.level.is_(NONE), not_stated("没有预警时没有减排比例", SHARES)),
        otherwise=p.reduction[a.level],
    )


@rule(DOC, REDUCTIONS, label="一项污染物至少要减排多少吨", rounding="0.001")
def reduction_amount(r: Reduction) -> Number:
    """The share of the level times the emission of the whole city."""
    return choose(
        (r.level.is_(NONE), not_stated("没有预警时没有减排比例", SHARES)),
        otherwise=p.reduction[r.level] * r.emission,
    )


@rule(DOC, REDUCTIONS, label="减排比例够不够，哪些污染物没有达到")
def reduction_short(r: Reduction) -> Texts:
    """The pollutants whose reduction stays below the level's share, each by itself by default."""
    total = DOC.reading("ratio_basis").is_("total")
    alert, needed = ~r.level.is_(NONE), p.reduction[r.level]
    return checklist(
        ("二氧化硫", all_of(alert, ~total, ~needed.admits(r.so2_share))),
        ("氮氧化物", all_of(alert, ~total, ~needed.admits(r.nox_share))),
        ("颗粒物", all_of(alert, ~total, ~needed.admits(r.pm_share))),
        ("挥发性有机物", all_of(alert, ~total, ~needed.admits(r.voc_share))),
        ("四项合计", all_of(alert, total, ~needed.admits(r.total_share))),
    )


# --- 4.2 健康防护、倡议


class Person(Levelled):
    """一个人。"""

    group = choice(
        "哪一类人", ["易感人群（儿童、孕妇、老年人、心血管和呼吸系统疾病患者等）", "一般人群", "室外执勤、作业人员"],
        clause="4.2.1（1）①",
    )  # fmt: skip


SENSITIVE = "易感人群（儿童、孕妇、老年人、心血管和呼吸系统疾病患者等）"
NO_ADVICE = "这一级没有专门的建议"


@rule(
    DOC,
    ("4.2.1（1）①", "4.2.2（1）①", "4.2.3（1）①", "4.2.3（1）②"),
    label="市民、老人、孩子怎样防护，能不能户外活动（雾霾天）",
)
def health_advice(x: Person) -> Text:
    """Advice to a person at a level."""
    outdoors = choose(
        (x.level.is_(ORANGE), text("减少户外活动")),
        (x.level.is_(RED), text("尽量避免户外活动")),
        otherwise=text(NO_ADVICE),
    )
    return choose(
        (x.level.is_(NONE), text(UNLIMITED)),
        (x.group.is_(SENSITIVE), text("尽量留在室内，避免户外活动")),
        (x.group.is_("一般人群"), outdoors),
        (x.level.is_(RED), text("可以采取戴口罩等防护措施")),
        otherwise=text(NO_ADVICE),
    )


class School(Levelled):
    """中小学校、幼儿园的活动。"""

    activity = choice("活动", ["户外体育课、课间操、运动会等", "室内上课"], clause="4.2.1（1）②")


FLEXIBLE = "采取弹性教学或者停课等防护措施"


@rule(
    DOC,
    ("4.2.1（1）②", "4.2.2（1）②", "4.2.3（1）③"),
    label="学校、幼儿园能不能上体育课、要不要停课放假",
)
def school_may(x: School) -> Text:
    """Outdoor lessons stop at yellow and orange; red asks for flexible teaching or closing."""
    outdoor = x.activity.is_("户外体育课、课间操、运动会等")
    return at(
        x,
        yellow=banned_if(outdoor, "停止户外活动", "4.2.1（1）②"),
        orange=banned_if(outdoor, "停止户外活动", "4.2.2（1）②"),
        red=step("弹性教学或者停课，由谁定原文未写明", text(FLEXIBLE), "4.2.3（1）③"),
    )


@rule(DOC, ("4.2.1（1）③", "4.2.2（1）③", "4.2.3（1）④"), label="宣传和医疗卫生机构做什么")
def health_services(a: Levelled) -> Texts:
    """Publicity at yellow; medical institutions at orange and red."""
    return checklist(
        (
            "生态环境、卫健、教育等部门和各县（市、区）、开发区宣传应急和健康防护知识",
            a.level.is_(YELLOW),
        ),
        ("医疗卫生机构加强呼吸疾病患者的防护宣传和就医指导", a.level.is_(ORANGE)),
        ("医疗卫生机构组织专家开展健康防护咨询", a.level.is_(RED)),
        ("医疗卫生机构加强应急值守和诊疗保障", a.level.is_(RED)),
    )


@rule(
    DOC,
    ("4.2.1（2）①", "4.2.1（2）②", "4.2.1（2）③", "4.2.1（2）④", "4.2.2（2）①", "4.2.2（2）②", "4.2.2（2）③",
     "4.2.3（2）①", "4.2.3（2）②", "4.2.3（2）③", "4.2.3（2）④"),
    label="各级预警的倡议性减排措施有哪些（错峰、居家远程办公、公交）",
)  # fmt: skip
def advisory(a: Levelled) -> Texts:
    """What is asked for and not ordered; each level's list stands alone."""
    alert = ~a.level.is_(NONE)
    return checklist(
        ("乘坐公共交通，驻车及时熄火", alert),
        ("减少使用涂料、油漆、溶剂等含挥发性有机物的材料", a.level.is_(YELLOW)),
        ("加大工地、裸露地面、物料堆放的扬尘控制", a.level.is_(YELLOW)),
        ("减少能源消耗，控制室内空调温度", a.level.is_(YELLOW)),
        ("错峰上下班", a.level.is_in(ORANGE, RED)),
        ("调休和远程办公等弹性工作方式", a.level.is_(RED)),
        ("公交增加班次、延长运营时间", a.level.is_in(ORANGE, RED)),
        ("公交备用车辆全部上路", a.level.is_(RED)),
        ("排放单位在达标基础上提高治理设施使用效率", a.level.is_(RED)),
    )


class Room(Levelled):
    """室内空调的温度。"""

    season = choice("季节", ["夏季", "冬季"], clause="4.2.1（2）④")
    degrees = quantity("空调设置的温度（摄氏度）", "", clause="4.2.1（2）④", decimals=1, max=50)


@rule(DOC, "4.2.1（2）④", label="空调温度是否合乎倡议")
def room_temperature(x: Room) -> Truth:
    """At yellow: 26 degrees or more in summer, 20 or less in winter; other levels say nothing."""
    kept = choose(
        (x.season.is_("夏季"), p.summer_room.admits(x.degrees)),
        otherwise=p.winter_room.admits(x.degrees),
    )
    return choose(
        (x.level.is_(YELLOW), kept),
        otherwise=not_stated("只有黄色预警写了空调温度", "4.2.1（2）④"),
    )


class Bus(Levelled):
    """一条公交线路。"""

    line = choice("线路", ["市区主干线路", "边远线路"], clause="4.2.2（2）③")


@rule(DOC, ("4.2.2（2）③", "4.2.3（2）④"), label="公交首末班车提前、推迟多少分钟")
def bus_hours(b: Bus) -> Record:
    """How much earlier the first bus goes and how much later the last one, by level and line."""
    main, nothing = b.line.is_("市区主干线路"), number(0, "分钟")
    red_main = all_of(b.level.is_(RED), main)
    silent = DOC.reading("bus_early").is_("silent")
    unclear = not_stated("早晚怎样增加原文未写明", "4.2.3（2）④")
    return record(
        earlier=(
            "首班提前",
            choose(
                (all_of(red_main, silent), unclear),
                (red_main, p.red_bus),
                otherwise=nothing,
            ),
        ),
        later=(
            "末班推迟",
            choose(
                (all_of(b.level.is_(ORANGE), main), p.orange_bus),
                (all_of(red_main, silent), unclear),
                (red_main, p.red_bus),
                (b.level.is_(RED), p.red_remote_bus),
                otherwise=nothing,
            ),
        ),
    )


# --- 4.2 强制性措施：工业企业


class Small(Levelled):
    """一家可能免于停限产的小微涉气企业。"""

    coal_fired = truth("燃煤", clause="4.2.1（3）①第四段")
    oil_fired = truth("燃油", clause="4.2.1（3）①第四段")
    single = truth("污染物组分单一", clause="4.2.1（3）①第四段")
    toxic = truth("排放的废气里有有毒有害或者恶臭气体", clause="4.2.1（3）①第四段")
    seasonal = truth("季节性生产", clause="4.2.1（3）①第四段")
    kilograms = quantity("污染物年排放总量（千克）", "", clause="4.2.1（3）①第四段", decimals=3)
    daily_kilograms = quantity(
        "以日核算的污染物排放量（千克/日）", "", clause="4.2.1（3）①第四段", decimals=3
    )
    city_met = truth("已满足城市总体减排要求", clause="4.2.1（3）①第四段")


SMALLS = ("4.2.1（3）①第四段", "4.2.2（3）①第四段", "4.2.3（3）①第四段")


def _small(x: Small) -> Truth:
    little = choose(
        (x.seasonal, x.daily_kilograms <= p.daily_small),
        otherwise=p.small_kilograms[x.level].admits(x.kilograms),
    )
    return all_of(
        ~x.coal_fired, ~x.oil_fired, x.single, ~x.toxic, x.city_met,
        step("排放总量在小微企业的界限以下", little, "4.2.1（3）①第四段"),
    )  # fmt: skip


@rule(DOC, SMALLS, label="小微涉气企业可不可以不停产限产")
def small_exempt(x: Small) -> Truth:
    """All conditions together, 100 kg included; a seasonal firm by the day, for which no number stands.

    Without a warning nothing has to stop, and the question does not arise.
    """
    return choose(
        (x.level.is_(NONE), not_stated("没有预警，不需要停限产", "4.2.1（3）①第四段")),
        otherwise=_small(x),
    )


class Uninterruptible(Levelled):
    """生产工序不可中断的企业。"""

    monitored = truth("已安装烟气排放自动监控设施", clause="4.2.1（3）①第二段")
    dcs_months = quantity(
        "分布式控制系统数据记录的月数", "个月", clause="4.2.1（3）①第二段", max=999
    )
    proved = truth("已自证达到减排比例要求", clause="4.2.1（3）①第二段")


STOPLESS = ("4.2.1（3）①第二段", "4.2.2（3）①第二段", "4.2.3（3）①第二段")


def _lacking(x: Uninterruptible) -> Texts:
    return checklist(
        ("烟气排放自动监控设施", ~x.monitored),
        ("一年以上的分布式控制系统数据记录", ~p.dcs_years[x.level].admits(x.dcs_months)),
        ("达到减排比例的自证", ~x.proved),
    )


@rule(DOC, STOPLESS, label="工序不可中断的企业还缺什么条件")
def uninterruptible_missing(x: Uninterruptible) -> Texts:
    """Monitoring, a year of DCS records, and proof; what is missing at a level."""
    return choose(
        (x.level.is_(NONE), not_stated("没有预警，不需要减排", "4.2.1（3）①第二段")),
        otherwise=_lacking(x),
    )


@rule(DOC, STOPLESS, label="工序不可中断的企业可以用哪些办法减排")
def uninterruptible_ways(a: Levelled) -> Texts:
    """Red does not name the change of production plans."""
    alert = ~a.level.is_(NONE)
    return checklist(
        ("提高治污效率", alert),
        ("限制生产负荷", alert),
        ("调整生产计划", a.level.is_in(YELLOW, ORANGE)),
    )


KINDS = [
    "一般工业企业",
    "生产工序不可中断的企业",
    "协同供热供气、协同处置垃圾和危险废物、外贸等企业",
]
HEAT = "以热定产或者以量定产"
STOPPED = "全部停产"
EXEMPT = "可以不停产限产"
UNPROVED = "条件不全，不能按工序不可中断减排"


class Firm(Small, Uninterruptible):
    """一家工业企业。"""

    unfinished = truth("没有完成无组织排放治理任务", clause="4.2.1（3）③第一段")
    kind = choice("企业的类别", KINDS, clause="4.2.1（3）①")
    small_firm = truth("是小微涉气企业", clause="4.2.1（3）①第四段")
    key_firm = truth("是重点工业企业", clause="4.2.3（3）①第一段")


def _firm(f: Firm, of: str, *more: tuple[Truth, Text]) -> Text:
    """The answer of one level's list, whose clauses begin with ``of``."""
    complete = all_of(f.monitored, p.dcs_years[f.level].admits(f.dcs_months), f.proved)
    return choose(
        (f.unfinished, step("没有完成无组织排放治理", text(STOPPED), f"{of}③第一段")),
        (all_of(f.small_firm, _small(f)), step("小微涉气企业", text(EXEMPT), f"{of}①第四段")),
        (
            all_of(f.kind.is_(KINDS[1]), ~complete),
            step("工序不可中断，条件不全", text(UNPROVED), f"{of}①第二段"),
        ),
        (f.kind.is_(KINDS[2]), step("协同供热、处置和外贸等企业", text(HEAT), f"{of}①第三段")),
        *more,
        otherwise=step("按本级清单", text(BY_LIST), f"{of}①第一段"),
    )


@rule(
    DOC,
    ("4.2.1（3）①第一段", "4.2.2（3）①第一段", "4.2.3（3）①第一段", "4.2.1（3）①第三段", "4.2.2（3）①第三段",
     "4.2.3（3）①第三段", "4.2.1（3）③第一段", "4.2.2（3）③第一段", "4.2.3（3）③第一段"),
    label="企业现在能不能生产（停产、限产、清单、豁免）",
)  # fmt: skip
def enterprise_may_run(f: Firm) -> Text:
    """Stopped wholly where dust control is unfinished; else by exemption, kind, or the list of the level."""
    unlisted = all_of(DOC.reading("red_firms").is_("silent"), ~f.key_firm)
    silence = not_stated("红色预警只写重点工业企业按清单执行", "4.2.3（3）①第一段")
    return at(
        f,
        yellow=_firm(f, "4.2.1（3）"),
        orange=_firm(f, "4.2.2（3）"),
        red=_firm(f, "4.2.3（3）", (unlisted, silence)),
    )


# --- 4.2 强制性措施：移动源

STAGES, FUELS = ["国二及以下", "国三及以上"], ["燃油", "燃气", "不燃油也不燃气（电动等）"]
PLACES = ["施工工地", "工业企业厂区", "工业园区", "其他地方"]


class Machine(Levelled):
    """一台非道路移动机械。"""

    place = choice("在哪里使用", PLACES, clause="4.2.1（3）②第一段")
    stage = choice("排放标准", STAGES, clause="4.2.1（3）②第一段")
    repair = truth("是紧急检修、抢修作业机械", clause="4.2.1（3）②第一段")
    clean = truth("是清洁能源机械", clause="4.2.1（3）②第一段")
    fuel = choice("燃料", FUELS, clause="4.2.3（3）②第一段")


@rule(
    DOC,
    ("4.2.1（3）②第一段", "4.2.2（3）②第一段", "4.2.3（3）②第一段"),
    label="非道路移动机械（挖掘机、铲车、叉车等）能不能用",
)
def machine_may_run(m: Machine) -> Text:
    """国二 and below stop on sites, in plants and parks; emergency repair is exempt at every level.

    Clean energy is exempt at yellow and orange; red names machines that burn oil or gas.
    """
    old = all_of(~m.place.is_("其他地方"), m.stage.is_("国二及以下"), ~m.repair)
    low = all_of(old, ~m.clean)
    return at(
        m,
        yellow=banned_if(low, "停止使用国二及以下机械", "4.2.1（3）②第一段"),
        orange=banned_if(low, "停止使用国二及以下机械", "4.2.2（3）②第一段"),
        red=banned_if(
            all_of(old, m.fuel.is_in("燃油", "燃气")),
            "停止使用国二及以下燃油（气）机械",
            "4.2.3（3）②第一段",
        ),
    )


BULK, LIVELIHOOD, NO_BULK = (
    "矿山、洗煤、贮煤、物流等大宗物料运输单位", "民生保障类物流", "其他单位",
)  # fmt: skip
ROLES = [
    "普通货车", "特种车辆", "危化品车辆", "电力保障车辆", "供热运煤车辆", "渣灰车辆", "城市运行保障车辆",
    "执行任务特种车辆",
]  # fmt: skip


class Truck(Levelled):
    """一辆货车。"""

    size = choice("车型", ["重型", "中型", "轻型或者其他"], clause="4.2.1（3）②第二段")
    stage = choice("排放标准", ["国四及以下", "国五及以上"], clause="4.2.1（3）②第二段")
    role = choice("用途", ROLES, clause="4.2.1（3）②第二段")
    unit = choice("为哪类单位运输", [BULK, LIVELIHOOD, NO_BULK], clause="4.2.1（3）②第二段")
    trips = quantity("这家单位日载货车辆进出辆次", "次", clause="4.2.1（3）②第二段", max=100_000)
    listed = truth(
        "为电力、化工、煤炭、陶瓷、有色、玻璃等重点行业的大宗原材料及产品运输",
        clause="4.2.1（3）②第三段",
    )
    black_smoke = truth("是黄标车、冒黑烟车等禁行车辆", clause="4.2.1（3）②第三段")
    built_up = truth("进入建成区", clause="4.2.1（3）②第三段")
    transit = truth("是过境车辆", clause="4.2.3（3）②第二段")
    ring_road = truth("进入市区环路", clause="4.2.3（3）②第二段")
    diesel = truth("是柴油车", clause="4.2.1（3）②第三段")
    loose = truth("运散装物料", clause="4.2.1（3）②第三段")
    spilling = truth("运煤炭、渣土、砂石料等容易遗撒的物料", clause="4.2.1（3）③第三段")
    sealed = truth("安装了密闭装置", clause="4.2.1（3）③第三段")
    garbage = truth("是生活垃圾运输车辆", clause="4.2.1（3）③第三段")


UNIT_RULES = ("4.2.1（3）②第二段", "4.2.2（3）②第二段", "4.2.3（3）②第二段")
ROAD_RULES = ("4.2.1（3）②第三段", "4.2.2（3）②第三段", "4.2.3（3）②第二段")
SEALING = ("4.2.1（3）③第三段", "4.2.2（3）③第三段", "4.2.3（3）③第三段")
OTHER_LIST = "按清单的车辆运输要求执行"
DETOUR = "可以，但要按规定绕行"
THROUGH = "走高速绕行，不得进入市区环路"
LISTED_DETOUR = "按清单的车辆运输要求执行，并且绕行"


def _old_heavy(t: Truck) -> Truth:
    return all_of(t.size.is_("重型"), t.stage.is_("国四及以下"))


def _hauling_banned(t: Truck) -> Truth:
    """The unit's own rule: yellow from ten trips a day, orange without threshold and exception, red all sizes."""
    special = t.role.is_in("特种车辆", "危化品车辆", "执行任务特种车辆")
    supplies = t.role.is_in("电力保障车辆", "供热运煤车辆", "渣灰车辆")
    yellow = all_of(_old_heavy(t), p.truck_trips.admits(t.trips), ~special)
    red = all_of(t.size.is_in("重型", "中型"), ~special, ~supplies)
    return all_of(
        t.unit.is_(BULK),
        choose(
            (t.level.is_(RED), red),
            (t.level.is_(ORANGE), _old_heavy(t)),
            otherwise=yellow,
        ),
    )


@rule(DOC, UNIT_RULES, label="矿山、洗煤、贮煤、物流单位能不能用这辆货车运输（10辆次、国四）")
def hauling_may_run(t: Truck) -> Text:
    """Whether a unit that moves bulk goods may use the truck; the road's own rule comes on top."""
    banned = _hauling_banned(t)
    return at(
        t,
        yellow=banned_if(banned, "大宗物料运输单位停用国四及以下重型载货车", "4.2.1（3）②第二段"),
        orange=banned_if(banned, "大宗物料运输单位禁用国四及以下重型载货车", "4.2.2（3）②第二段"),
        red=banned_if(banned, "大宗物料运输单位的中重型载货车禁止公路运输", "4.2.3（3）②第二段"),
    )


def _passing(t: Truck) -> Truth:
    """Medium and heavy trucks in transit: at red all of them keep to the motorways."""
    return all_of(t.transit, t.size.is_in("重型", "中型"))


def _road_banned(t: Truck) -> Truth:
    """What the traffic police turn back, whomever the truck hauls for."""
    exempt = t.role.is_in("城市运行保障车辆", "执行任务特种车辆")
    ring = all_of(t.level.is_(RED), _passing(t), t.ring_road)
    return any_of(all_of(_old_heavy(t), ~exempt), all_of(t.black_smoke, t.built_up), ring)


def _road(t: Truck, detour: Truth, words: str, clause: str) -> Text:
    """The road's answer at one level: banned, free, or free on another way."""
    banned = step("交警管控：禁止上路或者进入", text(BANNED), clause)
    return choose(
        (_road_banned(t), banned), (detour, step("道路绕行", text(words), clause)), otherwise=text(FREE)
    )  # fmt: skip


@rule(DOC, ROAD_RULES, label="这辆货车能不能上路、要不要绕行（国四重型、黄标车、过境）")
def road_may_use(t: Truck) -> Text:
    """The road's own rule: heavy 国四 and below stay off every road.

    Heavy diesel trucks and those with loose goods take the detours at yellow and orange; transit keeps
    to the motorways at red, and off the ring.
    """
    heavy_diesel = all_of(t.size.is_("重型"), t.diesel)
    detour = any_of(heavy_diesel, t.loose)
    return at(
        t,
        yellow=_road(t, detour, DETOUR, "4.2.1（3）②第三段"),
        orange=_road(t, detour, DETOUR, "4.2.2（3）②第三段"),
        red=_road(t, _passing(t), THROUGH, "4.2.3（3）②第二段"),
    )


def _spilling(t: Truck) -> Truth:
    return all_of(t.spilling, ~t.sealed, ~t.garbage)


@rule(DOC, SEALING, label="没有密闭的运煤车、渣土车、砂石车能不能通行")
def unsealed_may_run(t: Truck) -> Text:
    """Trucks that may spill and have no sealing stop at every level; household garbage is exempt."""
    banned = _spilling(t)
    return at(
        t,
        yellow=banned_if(banned, "未安装密闭装置", "4.2.1（3）③第三段"),
        orange=banned_if(banned, "未安装密闭装置", "4.2.2（3）③第三段"),
        red=banned_if(banned, "未安装密闭装置", "4.2.3（3）③第三段"),
    )


@rule(
    DOC,
    (*UNIT_RULES, *ROAD_RULES, *SEALING),
    label="货车现在能不能跑（大货车、拉煤车、柴油车、天然气车；单位、道路、密闭三条都要过）",
)
def truck_may_run(t: Truck) -> Text:
    """The unit's rule, the road's rule and the sealing are cumulative: passing one does not lift another."""
    return choose(
        (t.level.is_(NONE), text(UNLIMITED)),
        (hauling_may_run(t).is_(BANNED), step("大宗物料运输单位的限制", text(BANNED))),
        (road_may_use(t).is_(BANNED), step("上路的限制", text(BANNED))),
        (unsealed_may_run(t).is_(BANNED), step("没有密闭装置", text(BANNED))),
        (
            all_of(t.listed, road_may_use(t).is_in(DETOUR, THROUGH)),
            step("重点行业按本级清单，道路绕行", text(LISTED_DETOUR)),
        ),
        (t.listed, step("重点行业按本级清单", text(OTHER_LIST))),
        (road_may_use(t).is_(DETOUR), step("道路绕行", text(DETOUR))),
        (road_may_use(t).is_(THROUGH), step("过境绕行", text(THROUGH))),
        otherwise=text(FREE),
    )


@rule(DOC, ROAD_RULES, label="各级预警道路怎样管控：绕行、限行、查扣")
def road_measures(a: Levelled) -> Texts:
    """What the traffic police do at a level; limits by plate number are ordered separately."""
    alert = ~a.level.is_(NONE)
    return checklist(
        ("国四及以下重型载货车（含燃气）禁止上路", alert),
        ("黄标车、冒黑烟车等进入建成区的查扣处罚", alert),
        ("加大上路检查频次", a.level.is_(YELLOW)),
        ("重型柴油货车和散装物料运输车绕行", a.level.is_in(YELLOW, ORANGE)),
        ("严格执行绿色运输区规定", a.level.is_(ORANGE)),
        ("视污染情况机动车尾号限行", a.level.is_(ORANGE)),
        ("过境中重型载货车走高速绕行，禁止进入市区环路", a.level.is_(RED)),
        ("视污染情况按市指挥部要求机动车限行", a.level.is_(RED)),
    )


@rule(DOC, ROAD_RULES, label="哪些重点行业的运输按清单执行")
def listed_industries(a: Levelled) -> Texts:
    """The trades that each level names; the list decides on others."""
    low = a.level.is_in(YELLOW, ORANGE)
    alert = ~a.level.is_(NONE)
    return checklist(
        ("有色", a.level.is_(RED)), ("电力", alert), ("化工", alert), ("煤炭", alert), ("陶瓷", low),
        ("玻璃", a.level.is_(RED)),
    )  # fmt: skip


# --- 4.2 强制性措施：工地、露天作业、喷涂、道路

WORKS = [
    "土石方作业",
    "建筑拆除",
    "护坡喷浆",
    "混凝土搅拌",
    "露天切割、打磨、喷涂、粉刷等",
    "其他户外作业",
    "其他室内作业",
]
SITES = ("4.2.1（3）③第二段", "4.2.2（3）③第二段", "4.2.3（3）③第二段")


class Site(Levelled):
    """一处施工工地。"""

    rescue = truth("是应急抢险", clause="4.2.1（3）③第二段")
    key_project = truth("是省、市重点工程", clause="4.2.1（3）③第二段")
    approved = truth("已经市政府批准", clause="4.2.1（3）③第二段")
    in_city = truth("在市区", clause="4.2.1（3）③第二段")
    works = choice("什么作业", WORKS, clause="4.2.1（3）③第二段")


@rule(DOC, SITES, label="工地现在能不能开工、施工（土石方、拆除、搅拌、户外作业）")
def site_may_work(s: Site) -> Text:
    """Yellow stops the works it names on sites of the city proper; orange and red all outdoor works.

    Emergency repair is exempt; a key project goes on with the city government's approval.
    """
    named = ~s.works.is_in("其他户外作业", "其他室内作业")
    pending = choose((s.approved, text(FREE)), otherwise=text(APPROVED))

    def stopped(condition: Truth, clause: str) -> Text:
        return choose(
            (s.rescue, step("应急抢险除外", text(FREE), clause)),
            (~condition, text(FREE)),
            (s.key_project, step("省、市重点工程", pending, clause)),
            otherwise=step("停止作业", text(BANNED), clause),
        )

    everywhere = ~s.works.is_("其他室内作业")
    return at(
        s,
        yellow=stopped(all_of(s.in_city, named), "4.2.1（3）③第二段"),
        orange=stopped(everywhere, "4.2.2（3）③第二段"),
        red=stopped(everywhere, "4.2.3（3）③第二段"),
    )


DUSTY = [
    "矿山",
    "洗煤厂",
    "贮煤厂",
    "露天开采企业",
    "砂石料厂",
    "石材厂",
    "石料厂",
    "石板厂",
    "其他企业",
]
OPEN_AIR = ("4.2.1（3）③第四段", "4.2.2（3）③第四段", "4.2.3（3）③第四段", "4.2.3（3）⑦")


class Quarry(Levelled):
    """一家有露天作业的企业。"""

    kind = choice("企业的类别", DUSTY, clause="4.2.1（3）③第四段")
    guaranteed = truth("是政府协调确定的应急保障类企业", clause="4.2.1（3）③第四段")
    dusty = truth("容易产生扬尘", clause="4.2.1（3）③第四段")


def _open_air(q: Quarry, named: tuple[str, ...], label: str, clause: str) -> Text:
    mine = all_of(q.kind.is_("矿山"), q.guaranteed)
    return choose(
        (mine, step("应急保障类矿山除外", text(FREE), clause)),
        otherwise=banned_if(any_of(q.kind.is_in(*named), q.dusty), label, clause),
    )


@rule(DOC, OPEN_AIR, label="矿山（煤矿）、洗煤厂、砂石料厂等能不能露天作业")
def open_air_may_work(q: Quarry) -> Text:
    """The kinds that a level names stop, and others that raise dust; supply mines are exempt."""
    stop = "停止露天作业"
    return at(
        q,
        yellow=_open_air(q, ("矿山", "砂石料厂", "石材厂", "石板厂"), stop, "4.2.1（3）③第四段"),
        orange=_open_air(
            q, ("矿山", "洗煤厂", "贮煤厂", "砂石料厂", "石料厂", "石板厂"), stop, "4.2.2（3）③第四段"
        ),
        red=_open_air(
            q, ("矿山", "洗煤厂", "贮煤厂", "露天开采企业", "砂石料厂", "石材厂", "石板厂"), stop,
            "4.2.3（3）③第四段",
        ),
    )  # fmt: skip


ACTIVITIES = [
    "机修喷漆",
    "切割、打磨、喷涂等经营作业",
    "使用涂料、油漆、溶剂等含挥发性有机物的材料",
]
WORKSHOPS = (
    "4.2.1（3）③第六段", "4.2.1（2）②", "4.2.2（3）③第六段", "4.2.3（3）③第五段", "4.2.3（3）⑨",
)  # fmt: skip
REDUCE = "倡议减少使用"


class Workshop(Levelled):
    """一家汽修、加工作坊。"""

    activity = choice("作业", ACTIVITIES, clause="4.2.1（3）③第六段")
    built_up = truth("在建成区", clause="4.2.1（3）③第六段")


@rule(DOC, WORKSHOPS, label="修车喷漆、切割打磨、用油漆溶剂能不能做")
def workshop_may_run(w: Workshop) -> Text:
    """Spraying in the built-up area from yellow, paint and solvents from orange, all cutting at red."""
    spraying, painting = w.activity.is_(ACTIVITIES[0]), w.activity.is_(ACTIVITIES[2])
    orange = any_of(
        all_of(painting, w.built_up),
        all_of(spraying, any_of(w.built_up, DOC.reading("spray_area").is_("everywhere"))),
    )
    return at(
        w,
        yellow=choose(
            (painting, step("倡议性措施", text(REDUCE), "4.2.1（2）②")),
            otherwise=banned_if(
                all_of(spraying, w.built_up), "建成区机修喷漆停止", "4.2.1（3）③第六段"
            ),
        ),
        orange=banned_if(orange, "建成区禁用涂料等，机修喷漆停止", "4.2.2（3）③第六段"),
        red=choose(
            (painting, banned_if(w.built_up, "建成区禁用涂料等", "4.2.3（3）⑨")),
            otherwise=step("禁止切割、打磨、喷涂和机修喷漆经营", text(BANNED), "4.2.3（3）③第五段"),
        ),
    )


@rule(
    DOC, ("4.2.1（3）③第五段", "4.2.2（3）③第五段", "4.2.3（3）③第五段"), label="道路怎样清扫保洁"
)
def road_cleaning(a: Levelled) -> Text:
    """More sweeping and watering at yellow and orange, wet sweeping at red; no number stands."""
    return at(
        a,
        yellow=text("主干道路和易扬尘路段增加机械化清扫和洒水频次"),
        orange=text("主干道路和易扬尘路段增加机械化清扫和洒水频次"),
        red=text("主干道路和易扬尘路段增加湿法机扫和频次"),
    )


# --- 4.2 强制性措施：散煤、焚烧、餐饮


class Coal(Levelled):
    """煤炭和煤制品。"""

    ban_area = truth("在禁煤区", clause="4.2.1（3）④")
    activity = choice(
        "做什么", ["生产", "运输", "储存", "销售", "使用、燃烧"], clause="4.2.1（3）④"
    )
    household = truth("是民用散煤", clause="4.2.1（3）④")
    ash_share = rate("灰分", clause="4.2.1（3）④")
    sulphur_share = rate("硫分", clause="4.2.1（3）④")


ZONE_RULES = "按禁煤区的管理规定，这一级措施只写了禁止散煤燃烧"


@rule(
    DOC,
    ("4.2.1（3）④", "4.2.2（3）④", "4.2.3（3）④"),
    label="能不能烧煤取暖、卖煤（禁煤区、民用散煤、灰分硫分）",
)
def coal_may(c: Coal) -> Text:
    """In the zone without coal everything stops; elsewhere household coal of too much ash or sulphur.

    Red prints only burning for the zone; its other bans stand in the zone's own rules.
    """
    ash, sulphur = p.ash[c.level].admits(c.ash_share), p.sulphur[c.level].admits(c.sulphur_share)
    poor = choose(
        (DOC.reading("ash_sulphur").is_("both"), all_of(ash, sulphur)),
        otherwise=any_of(ash, sulphur),
    )
    use = c.activity.is_("使用、燃烧")
    dirty = all_of(use, c.household, poor)
    return at(
        c,
        yellow=banned_if(any_of(c.ban_area, dirty), "禁煤区禁令，全市域禁用劣质散煤", "4.2.1（3）④"),
        orange=banned_if(any_of(c.ban_area, dirty), "禁煤区禁令，非禁煤区禁用劣质散煤", "4.2.2（3）④"),
        red=choose(
            (all_of(c.ban_area, use), step("禁煤区禁止散煤燃烧", text(BANNED), "4.2.3（3）④")),
            (c.ban_area, text(ZONE_RULES)),
            otherwise=banned_if(dirty, "禁用劣质散煤", "4.2.3（3）④"),
        ),
    )  # fmt: skip


STRAW = "焚烧秸秆、落叶、垃圾"
SCRAP = "废品收购站焚烧废物，用废物、燃煤取暖"
FIREWORKS, BONFIRE = "燃放烟花爆竹", "燃点煤制品、木制品等旺火"
LOCAL_RULES = "这一级措施没有禁止，按当地禁放规定"


class Burning(Levelled):
    """焚烧、燃放。"""

    act = choice("烧什么、放什么", [STRAW, SCRAP, FIREWORKS, BONFIRE], clause="4.2.1（3）⑤")
    built_up = truth("在建成区内", clause="4.2.1（3）⑤")


def _burning(b: Burning, fireworks: Text, clause: str) -> Text:
    return choose(
        (b.act.is_(BONFIRE), banned_if(b.built_up, "建成区内严禁旺火", clause, UNNAMED)),
        (b.act.is_(FIREWORKS), fireworks),
        otherwise=step("严禁焚烧", text(BANNED), clause),
    )


def _fireworks(where: Truth, clause: str) -> Text:
    return banned_if(where, "禁放烟花爆竹", clause, LOCAL_RULES)


@rule(
    DOC,
    ("4.2.1（3）⑤", "4.2.2（3）⑤", "4.2.3（3）⑤"),
    label="能不能烧秸秆、垒旺火、放烟花爆竹（鞭炮、放炮）",
)
def burning_may(b: Burning) -> Text:
    """Fireworks stop in the built-up area at yellow, everywhere at orange; red is garbled (a reading)."""
    everywhere = DOC.reading("red_fireworks").is_("everywhere")
    red = any_of(b.built_up, everywhere)
    return at(
        b,
        yellow=_burning(b, _fireworks(b.built_up, "4.2.1（3）⑤"), "4.2.1（3）⑤"),
        orange=_burning(b, step("禁放烟花爆竹", text(BANNED), "4.2.2（3）⑤"), "4.2.2（3）⑤"),
        red=_burning(b, _fireworks(red, "4.2.3（3）⑤"), "4.2.3（3）⑤"),
    )


OPEN, GRILL_OUT, GRILL_IN = "餐饮单位营业", "露天烧烤", "室内烧烤"
CATERING = ("4.2.1（3）⑥", "4.2.2（3）⑥", "4.2.3（3）⑥", "4.2.3（3）⑧")


class Kitchen(Levelled):
    """一家餐饮单位、一处烧烤。"""

    activity = choice("经营什么", [OPEN, GRILL_OUT, GRILL_IN], clause="4.2.1（3）⑥")
    built_up = truth("在建成区", clause="4.2.1（3）⑥")
    purifier = truth("安装了油烟净化设施", clause="4.2.1（3）⑥")
    stable = truth("油烟净化设施稳定运行", clause="4.2.1（3）⑥")


def _kitchen(k: Kitchen, clause: str) -> Text:
    here = any_of(k.built_up, DOC.reading("catering_area").is_("everywhere"))
    bad = any_of(~k.purifier, ~k.stable)
    return banned_if(all_of(here, bad), "未安装油烟净化设施或者不能稳定运行", clause)


@rule(DOC, CATERING, label="饭店、饭馆能不能营业，烧烤、烤串能不能做")
def catering_may(k: Kitchen) -> Text:
    """Kitchens without purifiers that work stay shut; open-air grilling stops, at red indoors too."""
    out = k.activity.is_(GRILL_OUT)

    def low(clause: str) -> Text:
        return choose(
            (out, step("禁止露天烧烤", text(BANNED), clause)), otherwise=_kitchen(k, clause)
        )

    return at(
        k,
        yellow=low("4.2.1（3）⑥"),
        orange=low("4.2.2（3）⑥"),
        red=choose(
            (k.activity.is_in(GRILL_OUT, GRILL_IN), step("严禁室内外烧烤", text(BANNED), "4.2.3（3）⑧")),
            otherwise=_kitchen(k, "4.2.3（3）⑥"),
        ),
    )  # fmt: skip


# --- 响应期间谁做什么

_OFFICE, _MEMBER, _COUNTY, _ZONE = (
    "市指挥部办公室", "市直成员单位", "县（市、区）政府", "朔州经济开发区管委会",
)  # fmt: skip
_POLICE, _SCHOOL, _HOSPITAL = "市公安局交警支队", "中小学校、幼儿园", "医疗卫生机构"
_INSPECTORS, _FINANCE, _FIRM = "督导检查组", "市财政局", "企业"


class Doer(Levelled):
    """响应期间的一个单位。"""

    unit = choice(
        "单位",
        [_OFFICE, _MEMBER, _COUNTY, _ZONE, _POLICE, _SCHOOL, _HOSPITAL, _INSPECTORS, _FINANCE, _FIRM],
        clause="4第一段",
    )  # fmt: skip


@rule(DOC, ("4第一段", "4第二段", "4.3第一段", "4.3第二段", "4.3第三段", "5第一段", "6.1第一段", "6.2第一段"),
      label="预警生效期间一个单位要做什么（职责）")  # fmt: skip
def duties(d: Doer) -> Texts:
    """What the body of the text gives a unit at a level; the annex with its duties is not printed."""
    alert = ~d.level.is_(NONE)
    low, high = d.level.is_in(YELLOW, ORANGE), d.level.is_in(ORANGE, RED)
    local, members = d.unit.is_in(_COUNTY, _ZONE), d.unit.is_in(_MEMBER, _COUNTY, _ZONE, _POLICE)
    county = d.unit.is_(_COUNTY)
    return checklist(
        ("立即启动响应，按预案和方案采取措施", all_of(alert, any_of(members, d.unit.is_(_FIRM)))),
        ("在市级要求基础上加强减排措施", all_of(alert, county)),
        ("政府主要负责人在岗指挥、调度", all_of(high, county)),
        ("党委主要负责人在岗指挥、调度", all_of(d.level.is_(RED), county)),
        ("上报限产停产停工名单和减排量", all_of(alert, local)),
        ("每日上报措施落实情况", all_of(alert, members)),
        ("24小时值班", all_of(alert, any_of(members, d.unit.is_(_FIRM)))),
        ("向省指挥部办公室报初报和日报", all_of(alert, d.unit.is_(_OFFICE))),
        ("及时发布天气状况及变化趋势", all_of(alert, d.unit.is_(_OFFICE))),
        ("管控货车，查扣禁行车辆", all_of(alert, d.unit.is_(_POLICE))),
        ("停止户外体育课、课间操、运动会", all_of(low, d.unit.is_(_SCHOOL))),
        ("弹性教学或者停课", all_of(d.level.is_(RED), d.unit.is_(_SCHOOL))),
        ("加强防护宣传、就医指导或者咨询诊疗", all_of(high, d.unit.is_(_HOSPITAL))),
        ("现场抽查、记录检查", all_of(alert, d.unit.is_(_INSPECTORS))),
        ("保障预警、响应、评估、检查的经费", d.unit.is_(_FINANCE)),
    )


# --- 4.2.4、4.2.5


class Trade(Facts):
    """一家企业的一道工序。"""

    ozone_trade = truth(
        "属于煤化工、工业涂装、加油站、火电、水泥熟料等重点行业", clause="4.2.4第一段"
    )
    emits_precursor = truth("这道工序排放挥发性有机物或者氮氧化物", clause="4.2.4第一段")
    ozone_alert = truth("臭氧预警生效", clause="4.2.4第一段")
    coal_trade = truth("属于涉煤重点行业", clause="4.2.5第一段")
    emits_so2 = truth("这道工序排放二氧化硫", clause="4.2.5第一段")
    so2_alert = truth("二氧化硫管控生效", clause="4.2.5第一段")


CONTROLLED = "采取生产调控措施"


@rule(DOC, "4.2.4第一段", label="臭氧预警时哪些工序要调控生产")
def ozone_control(t: Trade) -> Text:
    """Processes of key trades that emit VOC or nitrogen oxides; no share stands in the text."""
    return choose(
        (all_of(t.ozone_alert, t.ozone_trade, t.emits_precursor), text(CONTROLLED)),
        otherwise=text(UNNAMED),
    )


@rule(DOC, "4.2.5第一段", label="二氧化硫管控时哪些工序要调控生产")
def sulphur_control(t: Trade) -> Text:
    """Processes of key trades that use coal and emit sulphur dioxide."""
    return choose(
        (all_of(t.so2_alert, t.coal_trade, t.emits_so2), text(CONTROLLED)),
        otherwise=text(UNNAMED),
    )


# --- 4.3 信息报送、4.4 终止、4.5 评估

FIRST, DAILY, FINAL = "初报", "日报", "终报"


class Report(Facts):
    """向省里报送的一份报告。"""

    report = choice("哪一种", [FIRST, DAILY, FINAL], clause="4.3第一段")


@rule(DOC, "4.3第一段", label="初报、日报、终报写什么、什么时候报")
def report_order(r: Report) -> Record:
    """What the city's office reports to the province's; the first report in writing."""
    return record(
        by=("由谁报", text("市重污染天气应急指挥部办公室")),
        to=("报给谁", text("山西省重污染天气应急指挥部办公室")),
        when=(
            "什么时候",
            choose(
                (r.report.is_(FIRST), text("发布黄色及以上预警信息时，书面报送")),
                (r.report.is_(DAILY), text("初报之后每日")),
                otherwise=text("预警解除后"),
            ),
        ),
        content=(
            "内容",
            checklist(
                ("预警级别", r.report.is_(FIRST)), ("发布时间", r.report.is_(FIRST)),
                ("主要污染物", r.report.is_(FIRST)), ("预警级别变化情况", r.report.is_(DAILY)),
                ("采取的应急响应措施", r.report.is_(DAILY)), ("取得的效果", r.report.is_(DAILY)),
                ("应急响应终止情况", r.report.is_(FINAL)), ("应急响应措施总结", r.report.is_(FINAL)),
                ("重污染天气应急响应统计表", r.report.is_(FINAL)),
            ),
        ),
    )  # fmt: skip


@rule(DOC, "4.3第一段", label="发布这个预警要不要向省里初报")
def must_report(a: Levelled) -> Truth:
    """Every warning of yellow or above; ozone has no level and is not named."""
    return a.level.is_in(YELLOW, ORANGE, RED)


@rule(DOC, ("4.3第二段", "4.3第三段"), label="县区、开发区和成员单位要向市指挥部办公室报什么")
def local_reports(m: Plan) -> Record:
    """The lists once, how the measures are carried out every day."""
    return record(
        lists=("响应信息发布后上报", checklist("限产、停产企业名单", "停工工地名单", "减排量")),
        lists_by=("名单由谁报", checklist("各县（市、区）人民政府", "朔州经济开发区管委会")),
        daily=("每日上报", text("应急措施落实情况")),
        daily_by=("每日由谁报", checklist("市指挥部各成员单位", "各县（市、区）人民政府", "朔州经济开发区管委会")),
        published=("办公室及时发布", text("全市天气状况及变化趋势")),
    )  # fmt: skip


@rule(DOC, ("4.4.1第一段", "4.4.2第一段", "4.4.3第一段"), label="响应怎样终止，终止以后做什么")
def termination(m: Plan) -> Record:
    """The office orders it to the members and tells the headquarters; tracking goes on."""
    return record(
        condition=("条件", text("预警解除")),
        order=("由谁下达终止命令", text("应急指挥部办公室")),
        to=("下达给", text("成员单位")),
        told=("上报", text("应急指挥部")),
        after=("终止后", checklist("成员单位完成应急处理情况的上报与发布", "继续跟踪监测", "评估")),
    )


class Evaluation(Facts):
    """一次过程的评估写了什么。"""

    has_weather = truth("写了重污染发生和预警发布情况", clause="4.5第二段")
    has_departments = truth("写了各部门响应情况", clause="4.5第二段")
    has_firms = truth("写了企业措施落实情况", clause="4.5第二段")
    has_counties = truth("写了县区和开发区响应情况", clause="4.5第二段")
    has_lessons = truth("写了应对经验、教训", clause="4.5第二段")
    has_effects = truth("写了处置措施效果", clause="4.5第二段")


@rule(DOC, "4.5第二段", label="过程评估还缺什么内容")
def evaluation_missing(e: Evaluation) -> Texts:
    """Six parts of the evaluation that the office makes of every event."""
    return checklist(
        ("重污染天气发生及预警发布情况", ~e.has_weather),
        ("各部门响应情况", ~e.has_departments),
        ("企业措施落实情况", ~e.has_firms),
        ("各县（市、区）、开发区响应情况", ~e.has_counties),
        ("应对经验、教训", ~e.has_lessons),
        ("处置措施效果", ~e.has_effects),
    )


@rule(DOC, "4.5第一段", label="应急过程记录和档案由谁做")
def archived_by(m: Plan) -> Texts:
    """Who keeps records of the course of events and files them."""
    return checklist("各县（市、区）人民政府", "朔州经济开发区管委会", "相关部门", "企业")


@rule(DOC, "4.5第三段", label="年度评估什么时候做、评什么")
def annual_evaluation(m: Plan) -> Record:
    """Every May, with departments and experts."""
    return record(
        month=("月份", p.annual_evaluation),
        last=("最迟", p.annual_evaluation_by),
        by=("由谁组织", text("市重污染天气应急指挥部办公室")),
        on=("重点评估", checklist("社会效益", "环境效益", "社会经济成本")),
    )


class Year(Facts):
    """一个年份。"""

    year = quantity("年份", "", clause="4.5第三段", min=2000, max=2100)


@rule(DOC, "4.5第三段", label="某年的年度评估最迟哪一天")
def annual_evaluation_day(y: Year) -> Day:
    """The last day of May of the year."""
    return p.annual_evaluation_by.in_year(y.year)


# --- 5 监督检查、6 应急保障


@rule(DOC, "5第一段", label="怎样监督检查，查什么")
def supervision(m: Plan) -> Record:
    """On the spot and by records; the headquarters publishes what was found."""
    return record(
        by=("由谁查", text("督导检查组")),
        how=("方式", checklist("现场抽查", "记录检查")),
        of=("对象", checklist("部门专项实施方案", "企业实施方案", "各项措施落实情况")),
        items=("各级各部门重点查", checklist("预警信息发布", "工业企业减排措施", "道路保洁", "停止施工和建筑作业", "机动车限行")),
        published=("结果", text("市指挥部及时收集并向社会公布")),
    )  # fmt: skip


SUPPORT = ["人员和值班", "资金", "通讯", "监测与预警能力", "宣传", "演练"]


class Support(Facts):
    """一项保障。"""

    matter = choice("事项", SUPPORT, clause="6")


@rule(
    DOC,
    ("6.1第一段", "6.2第一段", "6.3第一段", "6.4第一段", "6.5第一段", "6.6第一段"),
    label="应急保障由谁负责、做什么",
)
def support(s: Support) -> Record:
    """Who provides for what."""
    return record(
        by=(
            "由谁",
            choose(
                (s.matter.is_("人员和值班"), text("市指挥部及其办公室；成员单位和企业成立应急响应工作组并有专人")),
                (s.matter.is_("资金"), text("市财政部门")),
                (s.matter.is_("通讯"), text("市重污染天气应急指挥部")),
                (s.matter.is_("演练"), text("市指挥部每年组织，成员单位和企业也演练")),
                otherwise=not_stated("原文没有写由谁负责", "6"),
            ),
        ),
        what=(
            "做什么",
            choose(
                (s.matter.is_("人员和值班"), text("各工作组人员齐全、及时到位，响应启动后24小时值班")),
                (s.matter.is_("资金"), text("保障预警、响应、评估、监督检查的经费，支持成员单位和企业")),
                (s.matter.is_("通讯"), text("建立预警和响应联络网络，明确人员联系方式")),
                (s.matter.is_("监测与预警能力"), text("建排放清单数据库和重污染天气数据中心，完善预报预测平台")),
                (s.matter.is_("宣传"), text("专家解读，公开措施，鼓励公众举报")),
                otherwise=text("采暖期前综合性演练，可以桌面推演加部分环节拉动，演练后总结改进"),
            ),
        ),
    )  # fmt: skip


@rule(DOC, "6.1第一段", label="响应启动后每天值班多少小时", unit="小时")
def duty_hours(m: Plan) -> Number:
    """Round the clock."""
    return p.duty_hours


class Drill(Facts):
    """一年的综合性演练。"""

    drills = quantity("今年已组织的综合性演练次数", "次", clause="6.6第一段", max=99)
    before_heating = truth(
        "在进入采暖期前", clause="6.6第一段", gist="采暖期从哪一天开始原文未写明"
    )


@rule(DOC, "6.6第一段", label="今年的演练做了没有（采暖期前一次）")
def drilled(d: Drill) -> Truth:
    """Once a year before the heating season, whose first day is not in the text."""
    return all_of(p.yearly_drills <= d.drills, d.before_heating)


# --- 7 附则


class Quality(Facts):
    """一个环境空气质量指数。"""

    aqi = quantity("环境空气质量指数（AQI）", "", clause="7.1第一段", max=1000)


@rule(
    DOC, ("7.1第二段", "7.1第三段", "7.1第四段", "7.1第一段"), label="AQI多少是重度污染、严重污染"
)
def pollution_grade(q: Quality) -> Text:
    """Above 200 heavy (5级), above 300 severe (6级); lower grades stand in HJ 633-2012."""
    return choose(
        (p.severe_from.admits(q.aqi), step("6级", text("严重污染（6级）"), "7.1第四段")),
        (p.heavy_from.admits(q.aqi), step("5级", text("重度污染（5级）"), "7.1第三段")),
        otherwise=text("不是重污染天气"),
    )


@rule(DOC, "7.1第五段", label="挥发性有机物（VOCs）主要从哪里来")
def voc_sources(m: Plan) -> Texts:
    """Making, working and using oil and gas, paints and organic solvents."""
    return checklist("油气", "涂料", "有机溶剂")


@rule(DOC, ("7.2第一段", "7.3第一段"), label="预案由谁批准、解释，什么时候修订")
def keeping(m: Plan) -> Record:
    """Approved by the city government, explained by the bureau, revised as standards change."""
    return record(
        approved_by=("由谁批准发布", text("市人民政府")),
        explained_by=("由谁解释", text("朔州市生态环境局")),
        revised=(
            "根据什么修订",
            checklist("国家环境空气质量标准调整", "产业结构、能源结构调整", "大气污染防治工作进展"),
        ),
        filed=("修订后", text("上报备案")),
    )
