"""岚政办发〔2025〕11号 岚江省人民政府办公厅关于做好2025年农村供水保障工作的通知, in article order."""

from luoshi.rules import (
    Facts,
    Number,
    Policy,
    Record,
    Truth,
    as_of,
    checklist,
    choice,
    choose,
    day,
    money,
    positive,
    quantity,
    rate,
    record,
    rule,
    step,
    text,
    truth,
)

DOC = Policy.beside(__file__)
p = DOC.parameters


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


# --- 一、摸清供水底数


class Survey(Facts):
    """一处供水工程的核查。"""

    population = quantity("供水人数", "人", max=100_000_000, clause="一第一段")
    done = truth("已经核查完", clause="一第一段")
    done_on = day("核查完成之日", clause="一第一段")


@rule(DOC, "一第一段", label="这处供水工程是否须逐处核查")
def survey_covers(s: Survey) -> Truth:
    """Small sites only, by the number of people served."""
    return p.small_scale.admits(s.population)


@rule(DOC, "一第一段", label="核查是否按期完成")
def survey_in_time(s: Survey) -> Truth:
    """Done by the day (whether that day counts is a reading); an open one is late after it."""
    return choose(
        (
            DOC.reading("before").is_("excluded"),
            choose((s.done, s.done_on < p.survey_due), otherwise=as_of() < p.survey_due),
        ),
        otherwise=choose((s.done, s.done_on <= p.survey_due), otherwise=as_of() <= p.survey_due),
    )


@rule(DOC, "一第一段", label="核查看哪些、留下什么")
def survey_contents(_: Lookup) -> Record:
    """What the survey looks at, and the papers that remain of it."""
    return record(
        focus=("重点", checklist("水源", "净化消毒设施", "管网漏损情况")),
        papers=("建立", checklist("问题台账", "每处工程的档案")),
        due=("期限", p.survey_due),
    )


@rule(DOC, "一第一段", label="核查由谁负责")
def survey_bodies(_: Lookup) -> Record:
    """Who does it, who leads and who helps at the province."""
    return record(
        done_by=("完成", text("各市")),
        led_by=("牵头", text("省水利厅")),
        helped_by=("配合", checklist("省生态环境厅", "省卫生健康委")),
    )


# --- 二、加快工程改造


class Network(Facts):
    """一处管网。"""

    leakage = rate("管网漏损率", clause="二1")


@rule(DOC, "二1", label="管网是否优先列入当年改造计划")
def renewed_first(n: Network) -> Truth:
    """Networks that lose more than the limit come first."""
    return p.leakage_priority.admits(n.leakage)


class Target(Facts):
    """到目标年份年底的全省情况。"""

    indicator = choice("指标", ["农村自来水普及率", "规模化供水工程服务人口比例"], clause="二1")
    reached = rate("已达到的比例", clause="二1")


@rule(DOC, "二1", label="全省目标是多少", unit="%")
def target(t: Target) -> Number:
    """The least share at the end of the year."""
    return choose(
        (t.indicator.is_("农村自来水普及率"), p.tap_water_target), otherwise=p.large_scale_target
    )


@rule(DOC, "二1", label="全省目标是否达到")
def target_met(t: Target) -> Truth:
    """The share reached against the target."""
    return choose(
        (t.indicator.is_("农村自来水普及率"), p.tap_water_target.admits(t.reached)),
        otherwise=p.large_scale_target.admits(t.reached),
    )


@rule(DOC, "二1", label="目标是否已经到期")
def target_due(_: Lookup) -> Truth:
    """Whether the last day of the target year has come."""
    return as_of() >= p.target_day


class Aid(Facts):
    """一笔省级维修养护补助和它的配套资金。"""

    sites = quantity("小型供水工程处数", "处", min=1, max=1_000_000, clause="二2")
    aid = money("省级补助资金", min="0.01元", clause="二2")
    city = choice("哪个市", ["云麓市", "其他市"], clause="二2")
    city_funds = money("市级配套资金", clause="二2")
    county_funds = money("县级配套资金", clause="二2")


@rule(DOC, "二2", label="省级补助最多多少", unit="元", rounding="分")
def aid_ceiling(a: Aid) -> Number:
    """The standard for each site times the sites."""
    return p.aid_per_site * a.sites


@rule(DOC, "二2", label="省级补助是否在标准内")
def aid_within(a: Aid) -> Truth:
    """What each site gets on average against the standard."""
    return p.aid_per_site.admits(step("每处的补助", a.aid / a.sites, "二2"))


@rule(DOC, "二2", label="市、县两级配套最少多少", unit="元", rounding="分")
def match_least(a: Aid) -> Number:
    """City and county together, as a share of the province's aid."""
    return p.match_share * a.aid


@rule(DOC, "二2", label="市、县两级配套是否足够")
def match_enough(a: Aid) -> Truth:
    """City and county funds together against the least share; how they split it is left open."""
    return p.match_share.admits(
        step("两级配套的比例", (a.city_funds + a.county_funds) / a.aid, "二2")
    )


@rule(DOC, "二2", label="市级配套多少", unit="元", rounding="分")
def city_match(a: Aid) -> Number:
    """The aid times the city's rate, which the notice leaves to the city.

    The rate of 云麓市 comes from its own rules while they are in force; any other is asked for.
    """
    share = choose((a.city.is_("云麓市"), p.city_match_rate), otherwise=p.other_city_match_rate)
    return a.aid * step("市级配套的比例", share, "二2")


@rule(DOC, "二2", label="县级配套最少多少", unit="元", rounding="分")
def county_match_least(a: Aid) -> Number:
    """What the city's part leaves of the least that both must find."""
    return positive(match_least(a) - city_match(a))


# --- 三、落实应急送水


class Village(Facts):
    """一个缺水的自然村。"""

    dry = quantity("已连续缺水的时间", "小时", decimals=2, max=10_000, clause="三第一段")
    started = quantity(
        "从应当送水到启动送水的时间", "小时", decimals=2, max=10_000, clause="三第一段"
    )
    litres = quantity("每人每日供水量（升）", decimals=2, max=100_000, clause="三第一段")
    people = quantity("村里的人数", "人", max=1_000_000, clause="三第一段")


@rule(DOC, "三第一段", label="是否须应急送水")
def delivery_due(v: Village) -> Truth:
    """A village without water for longer than the limit."""
    return p.dry_hours.admits(v.dry)


@rule(DOC, "三第一段", label="送水是否按时启动")
def delivery_in_time(v: Village) -> Truth:
    """Within the hours allowed; nothing is due before the village has been dry for long enough."""
    return ~delivery_due(v) | p.delivery_start.admits(v.started)


@rule(DOC, "三第一段", label="供水量是否足够")
def water_enough(v: Village) -> Truth:
    """Litres a head a day against the least."""
    return p.water_per_head.admits(v.litres)


@rule(DOC, "三第一段", label="全村每日至少供水多少升")
def water_least(v: Village) -> Number:
    """The least for each person, for all of the village."""
    return p.water_per_head * v.people


@rule(DOC, "三第一段", label="应急送水由谁准备、怎样报送")
def delivery_duties(_: Lookup) -> Record:
    """Who keeps the register of vehicles, and when and to whom deliveries are told."""
    return record(
        register=("应急送水车辆登记册", text("县级人民政府")),
        report_by=("当日几时前报送", p.report_hour),
        report_to=("报送", text("市级水行政主管部门")),
    )
