"""威政办字〔2023〕35号 3.1.2、4.1、4.2: reports of an event, early handling, daily reports."""

from luoshi.policies.weihai.market_supply.roles import (
    DISTRICT,
    GOVERNMENT,
    HEADQUARTERS,
    OFFICE,
    REFORM,
    TOWN,
)
from luoshi.policies.weihai.market_supply.rules import DOC, Skipping, may_skip_levels
from luoshi.procedures import (
    Decide,
    Mark,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Role,
    Step,
    View,
    Within,
    taken,
)
from luoshi.rules import Facts, choice, truth, words

_AT = "4.1.2第一段"


class FirstReport(Facts):
    """首报的内容。"""

    happened = words("发生时间", clause=_AT)
    place = words("地点", clause=_AT)
    reason = words("原因", clause=_AT)
    source = words("信息来源", clause=_AT)
    kind = words("事件类别", clause=_AT)
    course = words("基本过程", clause=_AT)
    first_level = choice("初判级别", ["Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级", "尚未判定"], clause=_AT)
    extent = words("影响范围", clause=_AT)
    trend = words("发展趋势", clause=_AT)
    done = words("已采取的措施", clause=_AT)
    secondary = truth("有次生或衍生危害", clause=_AT)
    warned = words("预警发布情况", clause=_AT)
    next_steps = words("拟进一步采取的措施", clause=_AT)
    support = words("需要支援的事项", clause=_AT)
    problems = words("亟需帮助解决的问题", clause=_AT)
    leaders = words("参与处置的领导姓名、单位和联系方式", clause=_AT)


class TownReport(FirstReport, Skipping):
    """镇街的报告。"""


class FollowUp(Facts):
    """续报的内容。"""

    latest = words("最新处置", clause=_AT)
    situation = words("事态发展", clause=_AT)
    instructions = words("领导批示落实情况", clause=_AT)


class FinalReport(Facts):
    """终报（内容原文未写明）。"""

    summary = words("处置情况和结果", clause=_AT)


_LATER = (
    "course", "first_level", "trend", "warned", "next_steps", "support", "problems", "leaders", "kind",
)  # fmt: skip
"""What a report in the first hour may not know yet; the text asks for it all the same, in the paper."""


def _first(view: View) -> tuple[str, ...]:
    told: list[str] = []
    for name, fact in FirstReport.declared().items():
        value = view.data.get(name, "")
        told.append(
            f"{fact.label}：{('是' if value else '否') if isinstance(value, bool) else value}。"
        )
    return tuple(told)


def _paper(key: str, title: str, by: Role, to: tuple[Role, ...]) -> Paper:
    return Paper(key, title, by, to, _first, "4.1.1第一段")


def _steps(since: str) -> tuple[Step, ...]:
    """Verifying, the two calls and the two papers, the office's finding, follow-ups, the last report."""
    district = Within("district_report", since=since, reading="自区市接到报告起算")
    office = Within("office_report", since="judge")
    return (
        Step("phone_office", "电话报告指挥部办公室", DISTRICT, "4.1.1第一段",
             (Outcome("phoned", "已电话报告", ("paper_office",), effects=(Notify((OFFICE,), lambda v: f"区市电话报告：{v.data.get('place', '')}", "4.1.1第一段"),)),),
             due=district, gist="先电话，后书面，都在1小时内。"),
        Step("paper_office", "书面报告指挥部办公室", DISTRICT, "4.1.1第一段",
             (Outcome("report", "提交书面报告", ("judge",), papers=(_paper("district_report", "突发事件信息报告", DISTRICT, (OFFICE,)),)),),
             form=FirstReport, due=district),
        Step("judge", "评估是否达到等级", OFFICE, "4.1.1第一段",
             (Outcome("reached", "达到相关等级", ("phone_up",), effects=(Mark("graded"),)),
              Outcome("below", "没有达到等级", ends="没有达到等级", reasons=True))),
        Step("phone_up", "电话报告指挥部和市政府", OFFICE, "4.1.1第一段",
             (Outcome("phoned", "已电话报告", ("paper_up",), effects=(Notify((HEADQUARTERS, GOVERNMENT), lambda v: f"办公室电话报告：{v.data.get('place', '')}", "4.1.1第一段"),)),),
             due=office),
        Step("paper_up", "书面报告指挥部和市政府", OFFICE, "4.1.1第一段",
             (Outcome("report", "提交书面报告", ("follow",), papers=(_paper("office_report", "突发事件信息报告", OFFICE, (HEADQUARTERS, GOVERNMENT)),)),),
             due=office),
        Step("follow", "续报", OFFICE, _AT,
             (Outcome("again", "续报", ("follow",),
                      papers=(Paper("follow_up", "突发事件信息续报", OFFICE, (HEADQUARTERS, GOVERNMENT),
                                    lambda v: (f"最新处置：{v.data.get('latest', '')}。", f"事态发展：{v.data.get('situation', '')}。", f"批示落实：{v.data.get('instructions', '')}。"), _AT),)),
              Outcome("over", "处置结束，转终报", ("final",), incomplete=True)),
             form=FollowUp, gist="处置过程中及时续报；多久一次原文未写明。"),
        Step("final", "终报", OFFICE, _AT,
             (Outcome("report", "终报",
                      papers=(Paper("final_report", "突发事件信息终报", OFFICE, (HEADQUARTERS, GOVERNMENT), lambda v: (str(v.data.get("summary", "")),), _AT),),
                      ends="已终报"),),
             form=FinalReport),
    )  # fmt: skip


def _title(view: View) -> str:
    return f"突发事件信息报告：{view.data.get('place', '')}"


REPORT = Procedure(
    "report", "突发事件信息报告（镇街—区市—办公室—市政府）", DOC, "4.1.1",
    (
        Step(
            "tell", "镇街向区市报告", TOWN, "4.1.1第一段",
            (
                Outcome("tell", "报区市", ("verify",)),
                Outcome("skip", "情况特殊，越级报办公室", ("judge",),
                        checks=(Decide("may_skip", may_skip_levels, taken(may_skip_levels), expect=True, why="情况特殊的基层单位才能越级上报"),),
                        effects=(Notify((OFFICE,), lambda v: f"镇街越级报告：{v.data.get('place', '')}", "4.1.1第一段"),)),
            ),
            form=TownReport, optional=_LATER, parties=(DISTRICT,),
            gist="没有写多久内报；紧急情况下处置、核实、报告同时进行。",
        ),
        Step(
            "verify", "立即核实", DISTRICT, "4.1.1第一段",
            (Outcome("true", "属实", ("phone_office",)), Outcome("false", "不属实", reasons=True, ends="不属实")),
            due=Within("district_report", since="tell", reading="自区市接到报告起算"),
        ),
        *_steps("tell"),
    ),
    "镇街报区市；区市立即核实，1小时内先电话后书面报办公室；办公室认为达到等级后1小时内先电话后书面报指挥部和市政府；续报、终报。",
    title=_title,
)  # fmt: skip

DISTRICT_REPORT = Procedure(
    "district_report", "区市自己掌握的突发事件信息报告", DOC, "4.1.1第一段",
    (
        Step("verify", "核实", DISTRICT, "4.1.1第一段",
             (Outcome("true", "属实", ("phone_office",)),), form=FirstReport, optional=_LATER),
        *_steps("verify"),
    ),
    "区市自己掌握的事件，1小时内先电话后书面报办公室，以后与镇街报来的相同。",
    title=_title,
)  # fmt: skip

FINAL_REPORT = Procedure(
    "final_report", "应急处置结束后的终报", DOC, _AT,
    (
        Step("report", "终报", OFFICE, _AT,
             (Outcome("report", "报指挥部和市政府",
                      papers=(Paper("final_report", "突发事件信息终报", OFFICE, (HEADQUARTERS, GOVERNMENT), lambda v: (str(v.data.get("summary", "")),), _AT),),
                      ends="已终报"),),
             form=FinalReport, gist="及时；没有写期限和内容。"),
    ),
    "应急响应结束后开出，提醒及时终报。", clock_only=True,
)  # fmt: skip


class Early(Facts):
    """先期处置。"""

    started = words("启动了哪些预案", clause="4.2第一段")
    production = words("动员加工企业增产投放的情况", clause="4.2第一段")
    stock = words("组织供应企业充实库存、敞开供应的情况", clause="4.2第一段")
    order = words("稳定价格、维护秩序的情况", clause="4.2第一段")
    experts = words("会商评估的意见", clause="4.2第一段")


EARLY = Procedure(
    "early", "先期处置", DOC, "4.2第一段",
    (
        Step("handle", "先期处置", DISTRICT, "4.2第一段",
             (Outcome("done", "上报评估", ("go",),
                      papers=(Paper("early", "先期处置情况报告", DISTRICT, (OFFICE,),
                                    lambda v: tuple(f"{fact.label}：{v.data.get(name, '')}。" for name, fact in Early.declared().items()), "4.2第一段"),)),),
             form=Early, optional=("experts",), gist="立即启动，不等定级；镇街和区市一起做。"),
        Step("go", "成员单位处置并会商", OFFICE, "4.2第一段",
             (Outcome("done", "已处置、会商", ends="先期处置完毕", reasons=True),)),
    ),
    "事发地立即启动相关预案，动员加工企业增产、供应企业敞开供应；成员单位赴现场，组织专家会商上报。",
    title=lambda v: f"先期处置：{v.party('district').name}",
)  # fmt: skip


class Daily(Facts):
    """日监测报告。"""

    supply = words("上市量（销售额）和库存", clause="3.1.2第一段")
    prices = words("主要品种价格和变化", clause="3.1.2第一段")
    buying = words("购买情况", clause="3.1.2第一段")
    remarks = words("需要说明的情况", clause="3.1.2第一段")


def _daily(view: View) -> tuple[str, ...]:
    return tuple(
        f"{fact.label}：{view.data.get(name, '')}。" for name, fact in Daily.declared().items()
    )


DAILY_REPORT = Procedure(
    "daily_report", "市场运行日监测报告", DOC, "3.1.2第一段",
    (
        Step("report", "填报当日市场情况", DISTRICT, "3.1.2第一段",
             (Outcome("report", "报办公室", papers=(Paper("daily", "市场运行日监测报告", DISTRICT, (OFFICE,), _daily, "3.1.2第一段"),), ends="已报"),),
             form=Daily, optional=("remarks",)),
    ),
    "应急状态下每日报告一次市场运行情况。",
)  # fmt: skip

DAILY_PRICES = Procedure(
    "daily_prices", "价格日监测报告", DOC, "2.1.2（3）",
    (
        Step("report", "填报当日价格", REFORM, "2.1.2（3）",
             (Outcome("report", "报市政府和办公室", papers=(Paper("prices", "价格日监测报告", REFORM, (GOVERNMENT, OFFICE), _daily, "2.1.2（3）"),), ends="已报"),),
             form=Daily, optional=("supply", "buying", "remarks")),
    ),
    "应急状态下市发展改革委每日报送价格监测信息。",
)  # fmt: skip
