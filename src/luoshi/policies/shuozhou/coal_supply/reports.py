"""3, 4.1, 4.2.2 and 5.1: what is reported to whom: events, stoppages, risks, problems, supply, output."""

from luoshi.policies.shuozhou.coal_supply.roles import (
    ABOVE,
    BUREAU,
    CARDED,
    COMMANDER,
    COUNTY,
    DEPUTY,
    EMERGENCY,
    ENERGY,
    FIRM,
    GOVERNMENT,
    INDUSTRY,
    MINES,
    OFFICE,
    REPORTER,
)
from luoshi.policies.shuozhou.coal_supply.rules import (
    DOC,
    Floor,
    Incident,
    OfficeReport,
    Risk,
    Storage,
    incident_report_due,
    office_report,
    output_floor,
    output_met,
    report_missing,
    report_virtue,
    risk_report_due,
    storage_enough,
    storage_short,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Register,
    Step,
    View,
    taken,
)
from luoshi.rules import Facts, choice, quantity, truth, words

# --- 5.1 首报、续报、终报


class Event(Facts):
    """一起保供事件的信息。"""

    event_kind = choice(
        "事件的种类", ["自然灾害", "事故灾难", "公共卫生", "其他"], clause="4.1第一段"
    )
    time = words("时间", clause="5.1第一段")
    where = words("地点", clause="5.1第一段")
    source = words("信息来源", clause="5.1第一段")
    supply = words("资源供需现状", clause="5.1第一段")
    scope = words("影响范围", clause="5.1第一段")
    trend = words("发展趋势", clause="5.1第一段")
    taken_measures = words("已经采取的措施", clause="5.1第一段")


EVENTS = Register(
    "events", "煤炭保供事件基础信息数据库", DOC, "4.1第一段", Event, (REPORTER, OFFICE)
)
CONTENTS = {
    "has_time": "time", "has_place": "where", "has_source": "source", "has_supply": "supply",
    "has_scope": "scope", "has_trend": "trend", "has_measures": "taken_measures",
}  # fmt: skip


def complete(stage: str) -> tuple[Decide, Decide]:
    """All seven contents are there; what kind of report it is and what it must be."""
    return (
        Decide(
            "missing", report_missing,
            lambda v: {"stage": stage, **{name: bool(v.data.get(field)) for name, field in CONTENTS.items()}},
            expect=[], why="报告内容不全",
        ),
        Decide("virtue", report_virtue, lambda _: {"stage": stage}),
    )  # fmt: skip


def told(view: View) -> tuple[str, ...]:
    """The seven contents as they are printed."""
    of = view.data
    return (
        f"时间：{of['time']}。地点：{of['where']}。信息来源：{of['source']}。",
        f"资源供需现状：{of['supply']}。影响范围：{of['scope']}。发展趋势：{of['trend']}。",
        f"已经采取的措施：{of['taken_measures']}。",
    )


def record_of(view: View) -> dict[str, object]:
    """What the database keeps of the event."""
    return {name: view.data[name] for name in Event.declared() if name in view.data}


FIRST = Paper("first", "煤炭保供事件首报", REPORTER, (OFFICE,), told, "5.1第一段")
FOLLOW = Paper("follow", "煤炭保供事件续报", REPORTER, (OFFICE,), told, "5.1第一段")
LAST = Paper("last", "煤炭保供事件终报", REPORTER, (OFFICE,), told, "5.1第一段")
VERIFIED = Paper(
    "verified", "保供事件核实情况报告", OFFICE, (COMMANDER, DEPUTY),
    lambda v: (f"经调查核实：{v.data['verified']}。", *told(v)), "5.1（3）",
)  # fmt: skip


class Verification(Facts):
    """调查核实。"""

    verified = words("调查核实的情况", clause="5.1（3）")
    tell_members = truth("需要通报指挥部成员单位", clause="5.1（3）")


def verifying(report: Paper, *follows: str) -> Step:
    """The office investigates, verifies, reports to the headquarters, and tells members as needed."""
    return Step(
        "verify", "调查核实并报市指挥部", OFFICE, "5.1（3）",
        (
            Outcome("report", "属实，报市指挥部", papers=(report,), ends="已核实上报"),
            Outcome("report_and_tell", "属实，报市指挥部并通报成员单位", papers=(report,), ends="已核实上报、已通报",
                    effects=(Notify(CARDED, lambda v: f"煤炭保供情况通报：{v.data['verified']}", "5.1（3）"),),
                    when=lambda v: v.data.get("tell_members") is not False),
            Outcome("untrue", "不属实", reasons=True, ends="不属实", closes=follows),
        ),
        form=Verification, gist="及时核实；没有写几小时内核实。",
    )  # fmt: skip


REPORTS = Procedure(
    "event_report", "保供事件信息报告（首报、续报、终报）", DOC, "5.1第一段",
    (
        Step(
            "first", "首报", REPORTER, "5.1第一段",
            (
                Outcome("submit", "报出首报", ("verify", "follow"), papers=(FIRST,), checks=complete("首报"),
                        effects=(Enter(EVENTS, lambda v: v.key, record_of, "处置中"),)),
            ),
            form=Event, gist="首报要快；原文没有写几小时内报。",
        ),
        verifying(VERIFIED, "follow"),
        Step(
            "follow", "续报、终报", REPORTER, "5.1第一段",
            (
                Outcome("follow", "续报", ("follow",), papers=(FOLLOW,), checks=complete("续报"),
                        effects=(Enter(EVENTS, lambda v: v.key, record_of),)),
                Outcome("last", "终报", papers=(LAST,), checks=complete("终报"), ends="已终报",
                        effects=(Enter(EVENTS, lambda v: v.key, record_of, "已终报"),)),
            ),
            form=Event, gist="根据事态发展及时续报，续报要准；结束后终报，终报要实。",
        ),
    ),
    "首报要快、续报要准、终报要实，写清七项内容；市指挥部办公室核实后报市指挥部。",
    subject=EVENTS, creates=True, watches=(DEPUTY,), title=lambda v: f"保供事件：{v.data.get('where', '')}",
)  # fmt: skip


# --- 5.1（2） 企业的突发情况


class Stoppage(Incident):
    """企业在保供期间的突发情况。"""

    details = words("具体情况", clause="5.1（2）")


STOPPED = Paper(
    "stopped", "煤炭保供企业突发情况报告", FIRM, (COUNTY, ENERGY, EMERGENCY, INDUSTRY, MINES, OFFICE),
    lambda v: (f"应急保供期间发生{v.data['incident']}：{v.data['details']}。",), "5.1（2）",
)  # fmt: skip
STOPPAGE_VERIFIED = Paper(
    "stoppage_verified", "企业突发情况核实报告", OFFICE, (COMMANDER, DEPUTY),
    lambda v: (f"企业报告{v.data['incident']}：{v.data['details']}。经核实：{v.data['verified']}。",), "5.1（3）",
)  # fmt: skip

STOPPAGE = Procedure(
    "stoppage", "企业停产、运输不畅、销售困难报告", DOC, "5.1（2）",
    (
        Step(
            "report", "报告突发情况", FIRM, "5.1（2）",
            (
                Outcome("submit", "报告", ("verify",), papers=(STOPPED,),
                        checks=(Decide("due", incident_report_due, taken(incident_report_due), expect=True),)),
            ),
            form=Stoppage, parties=(COUNTY,), gist="及时报告；原文没有写时限。",
        ),
        verifying(STOPPAGE_VERIFIED),
    ),
    "企业同时报属地政府、能源、应急、工信和矿山安全监察执法三处；市指挥部办公室核实后报市指挥部。",
    title=lambda v: f"企业突发情况：{v.data.get('incident', '')}",
)  # fmt: skip


# --- 5.1（3） 定期报告、快速专报


class Supply(OfficeReport):
    """全市煤炭供应情况。"""

    summary = words("全市煤炭供应情况", clause="5.1（3）")


def summary(view: View) -> tuple[str, ...]:
    """The summary as it is printed."""
    return (f"全市煤炭供应情况：{view.data['summary']}。",)


REGULAR = Paper("regular", "全市煤炭供应情况报告", OFFICE, (COMMANDER, DEPUTY), summary, "5.1（3）")
EXPRESS = Paper("express", "煤炭保供快速专报", OFFICE, (COMMANDER, DEPUTY), summary, "5.1（3）")

SUPPLY = Procedure(
    "supply_report", "供应情况定期报告、快速专报", DOC, "5.1（3）",
    (
        Step(
            "report", "汇总并报市指挥部", OFFICE, "5.1（3）",
            (
                Outcome("regular", "定期报告", papers=(REGULAR,), ends="已报告",
                        checks=(Decide("form", office_report, taken(office_report), expect="定期报告"),)),
                Outcome("express", "快速专报", papers=(EXPRESS,), ends="已专报",
                        checks=(Decide("form", office_report, taken(office_report), expect="快速专报"),)),
            ),
            form=Supply, gist="只写定期，没有写多久一次。",
        ),
    ),
    "市指挥部办公室汇总全市供应情况，定期报告；紧急状态下用快速专报。", watches=(DEPUTY,),
)  # fmt: skip


# --- 3 风险清单，4.1 可能造成保供事件的信息


class MajorRisk(Risk):
    """一项保供风险。"""

    risk = words("风险和可能发生的事件", clause="3第一段")
    at_firm = words("哪一家企业", clause="3第一段")
    response_plan = words("应对方案", clause="3第一段")


RISKS = Register("risks", "重大保供风险清单", DOC, "3第一段", MajorRisk, (BUREAU,))
RISK_REPORT = Paper(
    "risk_report", "可能发生较大及以上保供事件的报告", BUREAU, (GOVERNMENT, ABOVE, ENERGY),
    lambda v: (f"{v.data['at_firm']}：{v.data['risk']}，可能发生{v.data['severity']}保供事件。应对方案：{v.data['response_plan']}。",),
    "3第一段",
)  # fmt: skip


def risk_of(view: View) -> dict[str, object]:
    """What the list keeps."""
    return {name: view.data[name] for name in MajorRisk.declared()}


LISTED = Enter(RISKS, lambda v: v.key, risk_of, "在控")
RISK = Procedure(
    "risk", "保供风险研判和报告", DOC, "3第一段",
    (
        Step(
            "assess", "研判并列入清单", BUREAU, "3第一段",
            (
                Outcome("list", "列入清单", effects=(LISTED,), ends="已列入清单",
                        checks=(Decide("due", risk_report_due, taken(risk_report_due), expect=False,
                                       why="可能发生较大及以上保供事件，应当立即报告"),)),
                Outcome("report", "列入清单并立即报告", papers=(RISK_REPORT,), effects=(LISTED,), ends="已列入清单、已报告",
                        checks=(Decide("due", risk_report_due, taken(risk_report_due), expect=True),)),
            ),
            form=MajorRisk, parties=(GOVERNMENT, ABOVE),
            gist="较大及以上的立即报本级政府、煤炭保供主管部门和上一级主管部门。",
        ),
    ),
    "能源局定期研判风险、定清单和方案；可能发生较大及以上事件的立即报告。", subject=RISKS, creates=True,
    title=lambda v: f"保供风险：{v.data.get('at_firm', '')}",
)  # fmt: skip


class Possible(Facts):
    """可能造成煤炭保供事件的信息。"""

    information = words("信息内容和研判", clause="4.1第一段")
    warning_level = choice("对应的预警等级", ["一级", "二级", "未达等级"], clause="4.1第一段")


POSSIBLE_PAPER = Paper(
    "possible", "可能造成保供事件的信息报告", BUREAU, (GOVERNMENT, ABOVE, ENERGY),
    lambda v: (f"预警等级：{v.data['warning_level']}。{v.data['information']}。",), "4.1第一段",
)  # fmt: skip
POSSIBLE = Procedure(
    "possible_event", "可能造成保供事件的信息报告", DOC, "4.1第一段",
    (
        Step(
            "report", "按预警等级报告", BUREAU, "4.1第一段",
            (Outcome("submit", "报告", papers=(POSSIBLE_PAPER,), ends="已报告"),),
            form=Possible, parties=(GOVERNMENT, ABOVE), gist="及时报告同级政府、主管部门和上级主管部门。",
        ),
    ),
    "能源局把可能造成保供事件的信息按预警等级报告三方。",
)  # fmt: skip


class Study(Facts):
    """企业的监测和研判。"""

    output_note = words("产量", clause="4.1第一段")
    price_note = words("价格", clause="4.1第一段")
    stock_note = words("库存波动", clause="4.1第一段")
    study = words("研判结果", clause="4.2第一段")


STUDY_PAPER = Paper(
    "study", "煤炭保供监测研判情况报告", FIRM, (BUREAU,),
    lambda v: (f"产量：{v.data['output_note']}。价格：{v.data['price_note']}。库存：{v.data['stock_note']}。", f"研判：{v.data['study']}。"),
    "4.1第一段",
)  # fmt: skip
STUDY = Procedure(
    "firm_study", "企业监测和研判情况报告", DOC, "4.1第一段",
    (
        Step(
            "report", "报属地煤炭保供主管部门", FIRM, "4.1第一段",
            (Outcome("submit", "报告", papers=(STUDY_PAPER,), ends="已报告"),), form=Study, parties=(BUREAU,),
        ),
    ),
    "煤炭生产、储存、运输企业把监测和研判结果及时报属地主管部门。",
)  # fmt: skip


# --- 4.2.2（4）、（5）


class Problem(Facts):
    """企业排查出的问题。"""

    problem = words("自身储备和产销过程中的问题", clause="4.2.2（4）")


class Handling(Facts):
    """问题的解决。"""

    solved = words("怎样解决", clause="4.2.2（4）")


PROBLEM_PAPER = Paper(
    "problem", "煤炭企业问题报告", FIRM, (ENERGY, EMERGENCY, MINES), lambda v: (f"{v.data['problem']}。",), "4.2.2（4）"
)  # fmt: skip
PROBLEM = Procedure(
    "firm_problem", "企业储备和产销问题报告", DOC, "4.2.2（4）",
    (
        Step("report", "报告问题", FIRM, "4.2.2（4）",
             (Outcome("submit", "报告", ("solve",), papers=(PROBLEM_PAPER,)),), form=Problem),
        Step("solve", "解决问题", ENERGY, "4.2.2（4）", (Outcome("done", "已解决", ends="已解决"),), form=Handling),
    ),
    "企业排查出的问题及时报市能源局、市应急管理局和矿山安全监察执法三处解决。",
)  # fmt: skip

STORAGE = Procedure(
    "storage_check", "洗（选）煤厂、集装站煤炭库存核对", DOC, "4.2.2（5）",
    (
        Step(
            "check", "核对全市库存量", ENERGY, "4.2.2（5）",
            (
                Outcome("enough", "达到下限", ends="达到下限",
                        checks=(Decide("enough", storage_enough, taken(storage_enough), expect=True),)),
                Outcome("short", "不足，告知市指挥部办公室", ends="不足",
                        checks=(Decide("enough", storage_enough, taken(storage_enough), expect=False, why="库存没有低于下限"),
                                Decide("short_by", storage_short, taken(storage_short))),
                        effects=(Notify((OFFICE,), lambda v: f"全市洗（选）煤厂、集装站点煤炭库存比下限少{v.data['short_by']}万吨", "4.2.2（5）"),)),
            ),
            form=Storage,
        ),
    ),
    "全市洗（选）煤厂、集装站点的库存量合计是否达到下限。",
)  # fmt: skip


# --- 5.2.1（2）、5.2.2（1） 日产量底线


class Day(Floor):
    """一天的产量；二级响应时还要填年度每日保供量。"""

    daily_quota = quantity(
        "年度每日保供量（万吨）", decimals=4, max=100_000, clause="5.2.1（2）", gist="原文没有数字"
    )
    daily_value = quantity(
        "年度每日保供值（万吨），与保供量不是一个数时才填",
        decimals=4,
        max=100_000,
        clause="5.2.1（2）",
    )


def output_day(view: View) -> dict[str, object]:
    """The level in force, and the yearly figures as they were given last."""
    label = view.alert("response").get("label", "")
    return {"level": label} if label else {}


FLOOR = Decide("floor", output_floor, taken(output_floor))
OUTPUT = Procedure(
    "output_check", "响应期间日产量核对", DOC, "5.2.1（2）",
    (
        Step(
            "check", "核对当日产量", ENERGY, "5.2.1（2）",
            (
                Outcome("met", "达到底线", ends="达到底线",
                        checks=(FLOOR, Decide("met", output_met, taken(output_met), expect=True))),
                Outcome("short", "低于底线，告知市指挥部办公室", ends="低于底线",
                        checks=(FLOOR, Decide("met", output_met, taken(output_met), expect=False, why="当日产量没有低于底线")),
                        effects=(Notify((OFFICE,), lambda v: f"全市当日产量{v.data['output']}万吨，低于{v.data['level']}的底线{v.data['floor']}万吨", "5.2.1（2）"),)),
            ),
            form=Day, offers=output_day, optional=("daily_quota", "daily_value"),
        ),
    ),
    "二级响应不低于年度每日保供值，一级响应不低于51万吨。",
)  # fmt: skip

PROCEDURES = (REPORTS, STOPPAGE, SUPPLY, RISK, POSSIBLE, STUDY, PROBLEM, STORAGE, OUTPUT)
