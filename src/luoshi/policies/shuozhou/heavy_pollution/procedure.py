"""朔政办发〔2023〕37号 朔州市重污染天气应急预案: its procedures, in the order of the text."""

from datetime import date, datetime, time, timedelta

from luoshi.policies.shuozhou.heavy_pollution.forms import (
    Adverse,
    Assessment,
    Carried,
    Changing,
    Consulted,
    DailyReport,
    DrillPlan,
    DrillSummary,
    FinalReport,
    FirstReport,
    Inspected,
    LevelledMessage,
    LiftOpinion,
    LiftText,
    Limited,
    LiveConsulted,
    Message,
    Opinion,
    Order,
    OzoneOpinion,
    Published,
    SulphurControl,
    Yearly,
)
from luoshi.policies.shuozhou.heavy_pollution.roles import (
    AREA,
    ECOLOGY,
    EXPERTS,
    FORECAST,
    GOVERNMENT,
    HEADQUARTERS,
    INSPECTION,
    LOGISTICS,
    MEMBER,
    OFFICE,
    PRESS,
    PROVINCE,
    WEATHER,
)
from luoshi.policies.shuozhou.heavy_pollution.rules import (
    DOC,
    DOWN,
    FREE,
    NONE,
    ORANGE,
    RED,
    SULPHUR,
    UP,
    YELLOW,
    adjustment,
    below_notice,
    evaluation_missing,
    issued_ahead,
    may_lift,
    message_missing,
    opinion_filed,
    response_level,
    so2_control,
    start_at_once,
)
from luoshi.procedures import (
    Decide,
    Every,
    Issue,
    Lift,
    Mark,
    Material,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Review,
    Start,
    Step,
    View,
    Within,
    taken,
)
from luoshi.procedures.counting import HERE

KEYS = {YELLOW: "yellow", ORANGE: "orange", RED: "red"}
LABELS = {key: label for label, key in KEYS.items()}
ORDER_OF = [NONE, YELLOW, ORANGE, RED]
RESPONSES = {YELLOW: "三级应急响应", ORANGE: "二级应急响应", RED: "一级应急响应"}
OZONE_LABEL = "臭氧重污染天气预警"

# --- what the functions look at


def _filled(view: View, name: str) -> str:
    return str(view.data.get(name) or "")


def _starts(view: View) -> datetime | None:
    """The planned start; None where the case names none."""
    if not view.data.get("starts_on"):
        return None
    hour = int(str(view.data.get("starts_hour") or "0"))
    return datetime.combine(date.fromisoformat(str(view.data["starts_on"])), time(hour), HERE)


def _lead_hours(view: View) -> str:
    """Whole hours from now to the planned start; none once it has passed."""
    begins = _starts(view)
    left = begins - view.now if begins else timedelta()
    return f"{max(0, int(left.total_seconds() // 3600))}小时"


def _lift_content(view: View) -> dict[str, str]:
    return {"lift_text": _filled(view, "lift_text")}


def _start_words(view: View) -> str:
    begins = _starts(view)
    return f"{begins:%Y年%m月%d日%H时}启动" if begins else "即时启动"


def _level_words(view: View) -> str:
    return _filled(view, "level") or OZONE_LABEL


def _level_key(view: View) -> str:
    return KEYS[str(view.data["level"])]


def _standing_label(view: View) -> str:
    """The label of the warning in force, as the rules name it."""
    return LABELS.get(str(view.alert("warning").get("level", "")), NONE)


def _issued_words(view: View) -> str:
    """When the warning in force was issued; empty where none is."""
    issued = view.alert("warning").get("issued")
    if not issued:
        return ""
    return f"{datetime.fromisoformat(str(issued)).astimezone(HERE):%Y年%m月%d日%H时%M分}"


def _message_facts(view: View) -> dict[str, object]:
    parts = ("trend", "adverse", "pollutants", "response", "outlook", "measures")
    return {
        **{f"has_{part}": bool(_filled(view, part)) for part in parts},
        "has_period": bool(_filled(view, "spell")),
        "has_level": True,
        "special_cause": view.data.get("special_cause", False),
        "has_cause": bool(_filled(view, "note")),
    }


def _forecast_offers(view: View) -> dict[str, object]:
    """What the classifier reached, as a first proposal."""
    label = LABELS.get(_filled(view, "proposed")) or view.standing("aqi_level").get("label", "")
    return {"level": label} if label in KEYS else {}


def _message_offers(view: View) -> dict[str, object]:
    level = _filled(view, "to_level") or _filled(view, "level")
    return {
        "level": level if level in KEYS else "",
        "response": RESPONSES.get(level, ""),
        "outlook": _filled(view, "forecast"),
        "measures": f"按{RESPONSES[level]}措施执行" if level in RESPONSES else "",
        "special_cause": False,
    }


def _without_level(view: View) -> dict[str, object]:
    offered = {name: value for name, value in _message_offers(view).items() if name != "level"}
    return {**offered, "response": "臭氧污染减排措施"}


def _not_below_readings(view: View, name: str) -> bool:
    """Whether a level is at least what the readings and forecasts reach; true where none were judged."""
    reached = str(view.standing("aqi_level").get("label") or NONE)
    return ORDER_OF.index(reached) <= ORDER_OF.index(_filled(view, name))


def _ordered(view: View) -> bool:
    return view.event("ordered") is not None


def _province_lifted(view: View) -> bool:
    """Whether the province has lifted what it notified last: a later notice binds anew."""
    ordered, lifted = view.event("ordered"), view.event("province_lifted")
    return ordered is not None and lifted is not None and lifted >= ordered


def _notified(view: View) -> str:
    """The level that the province's last notice holds up; none where it is free."""
    if not _ordered(view) or _province_lifted(view):
        return NONE
    return next((level for level, of in RESPONSES.items() if of == view.data["notified"]), NONE)


def _paragraphs(view: View) -> tuple[str, ...]:
    """A warning as it is printed: level, start, and the eight parts."""
    told = (
        f"{_level_words(view)}，{_filled(view, 'response')}，{_start_words(view)}。",
        f"气象条件改变趋势：{_filled(view, 'trend')}。",
        f"不利气象条件：{_filled(view, 'adverse')}。",
        f"出现时段：{_filled(view, 'spell')}。",
        f"主要污染物指标：{_filled(view, 'pollutants')}。",
        f"趋势分析：{_filled(view, 'outlook')}。",
        f"应急响应措施：{_filled(view, 'measures')}。",
    )
    return (*told, f"说明：{_filled(view, 'note')}。") if _filled(view, "note") else told


# --- 文书

APPROVAL = Paper(
    "approval", "朔州市重污染天气预警信息发布调整解除审批表", OFFICE, (GOVERNMENT,), _paragraphs,
    "3.3.2第二段",
)  # fmt: skip
WARNING_PAPER = Paper(
    "warning", "重污染天气预警信息", OFFICE, (MEMBER, AREA), _paragraphs, "3.3.2第五段"
)
LIFT_APPROVAL = Paper(
    "lift_approval", "朔州市重污染天气预警信息发布调整解除审批表", OFFICE, (GOVERNMENT,),
    lambda v: ("拟解除重污染天气预警。", _filled(v, "lift_text")), "3.5.2第一段",
)  # fmt: skip
LIFT_PAPER = Paper(
    "lifted", "重污染天气预警解除信息", OFFICE, (MEMBER, AREA),
    lambda v: (_filled(v, "lift_text"), "预警解除信息发布后，应急响应终止。"), "3.5.2第一段",
)  # fmt: skip
OPINION_PAPER = Paper(
    "opinion", "重污染天气预报会商意见", FORECAST, (OFFICE,),
    lambda v: (_filled(v, "forecast"), f"建议发布{_level_words(v)}，{_start_words(v)}。"), "3.3.2第一段",
)  # fmt: skip
CHANGE_PAPER = Paper(
    "change_opinion", "重污染天气预报会商意见", FORECAST, (OFFICE,),
    lambda v: (f"预测或者监测达到{v.data['reached']}，建议调整为{v.data['to_level']}。",), "3.5.1第一段",
)  # fmt: skip
FIRST_PAPER = Paper(
    "first_report", "重污染天气应急响应初报", OFFICE, (PROVINCE,),
    lambda v: (
        f"预警级别：{_standing_label(v)}。",
        f"发布时间：{_issued_words(v)}。",
        f"主要污染物：{_filled(v, 'first_pollutants')}。",
    ),
    "4.3第一段",
)  # fmt: skip
FINAL_PAPER = Paper(
    "final_report", "重污染天气应急响应终报", OFFICE, (PROVINCE,),
    lambda v: (f"应急响应终止情况：{_filled(v, 'ended')}", f"应急响应措施总结：{_filled(v, 'summary')}", "附重污染天气应急响应统计表。"),
    "4.3第一段",
)  # fmt: skip
END_ORDER = Paper(
    "end_order", "应急终止命令", OFFICE, (MEMBER, AREA),
    lambda _: ("预警已经解除，应急响应终止。", "请完成应急处理情况的上报与发布；办公室继续跟踪监测和评估。"), "4.4.2第一段",
)  # fmt: skip
END_REPORT = Paper(
    "end_report", "应急响应终止情况报告", OFFICE, (HEADQUARTERS,),
    lambda _: ("预警已经解除，应急终止命令已向成员单位下达。",), "4.4.2第一段",
)  # fmt: skip
EVALUATION_PAPER = Paper(
    "evaluation", "重污染天气应急过程评估", OFFICE, (HEADQUARTERS,),
    lambda v: (
        f"重污染天气发生及预警发布情况：{_filled(v, 'weather')}",
        f"各部门响应情况：{_filled(v, 'departments')}",
        f"企业措施落实情况：{_filled(v, 'firms')}",
        f"各县（市、区）、开发区响应情况：{_filled(v, 'counties')}",
        f"经验、教训：{_filled(v, 'lessons')}",
        f"处置措施效果：{_filled(v, 'results')}",
    ),
    "4.5第二段",
)  # fmt: skip

# --- 判断

FILED = Decide(
    "filed", opinion_filed, taken(opinion_filed), expect=True,
    why="会商意见要同时以电子邮件和书面两种方式提交",
)  # fmt: skip
AHEAD = Decide(
    "ahead", issued_ahead, taken(issued_ahead, lead_hours=_lead_hours), expect=True, soft=True,
    why="离启动不到24小时，原则上应提前24小时发布；特殊气象条件请在会商意见里写明",
)  # fmt: skip
COMPLETE = Decide("missing", message_missing, _message_facts, expect=[], why="预警信息的内容不全")
LIFTABLE = Decide(
    "may_lift", may_lift,
    taken(may_lift, ordered=_ordered, province_lifted=_province_lifted),
    expect=True, why="还不能解除：要达到优良并预测持续36小时以上；因省指挥部通报而发布的，要先接到省的解除通知",
)  # fmt: skip

RESPONDS = Require(
    lambda v: v.data.get("response") == RESPONSES[str(v.data["level"])],
    "响应级别与预警等级不对应：黄色三级，橙色二级，红色一级", "4.1第一段",
)  # fmt: skip
AS_READ = Require(
    lambda v: _not_below_readings(v, "level"), "建议的级别低于监测和预报达到的级别，请核对", "3.4第一段", soft=True,
)  # fmt: skip
ADJUSTED_AS_READ = Require(
    lambda v: _not_below_readings(v, "to_level"), "建议的级别低于监测和预报达到的级别，请核对", "3.5.1第一段",
    soft=True,
)  # fmt: skip
# What the opinion and the notice said is kept beside the form, where the level can be changed again.
OPINED = Decide("opined", response_level, taken(response_level))
AS_OPINED = Require(
    lambda v: v.data.get("opined") == RESPONSES[str(v.data["level"])],
    "预警等级与会商意见不一致，要改等级请退回重新会商", "3.3.2第二段",
)  # fmt: skip
AS_ADJUSTED = Require(
    lambda v: v.data["level"] == v.data["to_level"],
    "预警等级与会商意见不一致，要改等级请退回重新会商", "3.5.1第一段",
)  # fmt: skip
NOTIFIED = Decide("notified", response_level, taken(response_level))
NOT_BELOW = Decide(
    "floor", below_notice, lambda v: {"notified": _notified(v), "to": _filled(v, "to_level")},
    expect=FREE, why="不能自行降到省里通报的级别以下，要等省里的通报",
)  # fmt: skip


def _changed_to(outcome: str) -> Decide:
    facts = taken(adjustment, in_force=_standing_label, provincial=lambda _: False)
    return Decide("adjustment", adjustment, facts, expect=outcome)


def _as_reached(view: View) -> bool:
    """Whether a rise goes to the level that was reached, and no further."""
    return view.data.get("to_level") == view.data.get("reached")


def _lower(view: View) -> bool:
    """Whether a fall goes below what stands and not below what was reached."""
    standing, to = _standing_label(view), _filled(view, "to_level")
    return ORDER_OF.index(_filled(view, "reached")) <= ORDER_OF.index(to) < ORDER_OF.index(standing)


# --- 3.3 至 4.5 一次预警的全过程


def _opening(plan: str, ladder: bool) -> tuple[Step, ...]:
    """From the opinion to the issue (3.3.2): 1 hour, 2 hours, the signature, 2 hours."""
    issue = Issue(plan, _level_key if ladder else lambda _: "ozone", until=None)
    return (
        Step(
            "opinion", "形成并提交会商意见", FORECAST, "3.3.2第一段",
            (
                Outcome("submit", "提交会商意见", ("form",), papers=(OPINION_PAPER,),
                        checks=(FILED, AS_READ, OPINED) if ladder else (FILED,)),
                Outcome("drop", "会商认为未达到条件", reasons=True, ends="未发布", incomplete=True),
            ),
            form=Opinion if ladder else OzoneOpinion, optional=("conditions_met",),
            due=Within("opinion_within", since="received"), offers=_forecast_offers if ladder else None,
            gist="1小时内同时以电子邮件和书面两种方式提交办公室。",
        ),
        Step(
            "form", "完成审批表，报请签发", OFFICE, "3.3.2第二段",
            (
                Outcome("submit", "报请签发", ("sign",), papers=(APPROVAL,),
                        checks=(COMPLETE, RESPONDS, AS_OPINED) if ladder else (COMPLETE,)),
                Outcome("again", "退回重新会商", ("opinion",), reasons=True, incomplete=True),
            ),
            form=LevelledMessage if ladder else Message, optional=("note",),
            due=Within("form_within", since="received"), offers=_message_offers if ladder else _without_level,
        ),
        Step(
            "sign", "签发", GOVERNMENT, "3.3.2第二段",
            (
                Outcome("sign", "同意，签发", ("issue",)),
                Outcome("back", "退回修改", ("form",), reasons=True),
                Outcome("refuse", "不同意发布", reasons=True, ends="未发布"),
            ),
            gist="签发的时限原文未写明。",
        ),
        Step(
            "issue", "向相关部门发布", OFFICE, "3.3.2第二段",
            (
                Outcome(
                    "issue", "发布", ("in_force", "first_report") if ladder else ("in_force",),
                    checks=(COMPLETE, AHEAD), papers=(WARNING_PAPER,), effects=(issue, Mark("issued")),
                ),
            ),
            due=Within("issue_within", since="sign"),
        ),
    )  # fmt: skip


ORDER = Step(
    "order_notice", "按区域预警通报发布", OFFICE, "3.3.2第三段",
    (
        Outcome(
            "issue", "按通报的级别和启动时间发布", ("in_force", "first_report"), checks=(COMPLETE, RESPONDS, NOTIFIED),
            papers=(WARNING_PAPER,),
            effects=(Issue("warning", _level_key, ordered=lambda _: True), Mark("ordered"), Mark("issued")),
            when=lambda v: v.event("issued") is None,
        ),
        Outcome(
            "reissue", "按通报调整", ("in_force",), checks=(COMPLETE, RESPONDS, NOTIFIED), papers=(WARNING_PAPER,),
            effects=(Issue("warning", _level_key, ordered=lambda _: True), Mark("ordered")),
            when=lambda v: v.event("issued") is not None,
        ),
    ),
    form=Order, optional=("note",), due=Within("regional_within", since="received"), offers=_message_offers,
    gist="级别和启动时间照通报；原文没有写要市政府签发。",
)  # fmt: skip
ADJUSTING = (
    Step(
        "adjust_opinion", "会商升级或者降级", FORECAST, "3.5.1第一段",
        (
            Outcome("up", "建议升级", ("adjust_form",), papers=(CHANGE_PAPER,),
                    checks=(FILED, ADJUSTED_AS_READ, _changed_to(UP), Require(_as_reached, "升级应当到达到的级别", "3.4第一段"))),
            Outcome("down", "建议降级", ("adjust_form",), papers=(CHANGE_PAPER,),
                    checks=(FILED, ADJUSTED_AS_READ, _changed_to(DOWN), NOT_BELOW, Require(_lower, "降级应当低于现在的级别，不低于达到的级别", "3.5.1第一段"))),
            Outcome("keep", "维持现在的级别", ("in_force",), reasons=True, incomplete=True),
        ),
        form=Changing, due=Within("opinion_within", since="received"),
    ),
    Step(
        "adjust_form", "完成调整审批表，报请签发", OFFICE, "3.5.1第一段",
        (
            Outcome("submit", "报请签发", ("adjust_sign",), checks=(COMPLETE, RESPONDS, AS_ADJUSTED), papers=(APPROVAL,)),
            Outcome("again", "退回重新会商", ("adjust_opinion",), reasons=True, incomplete=True),
        ),
        form=LevelledMessage, optional=("note",), due=Within("form_within", since="received"), offers=_message_offers,
    ),
    Step(
        "adjust_sign", "签发调整", GOVERNMENT, "3.5.1第一段",
        (
            Outcome("sign", "同意，签发", ("adjust_issue",)),
            Outcome("back", "退回修改", ("adjust_form",), reasons=True),
            Outcome("refuse", "不同意调整", ("in_force",), reasons=True),
        ),
    ),
    Step(
        "adjust_issue", "发布调整信息", OFFICE, "3.5.1第一段",
        (Outcome("issue", "发布调整", ("in_force",), checks=(COMPLETE,), papers=(WARNING_PAPER,),
                 effects=(Issue("warning", _level_key),)),),
        due=Within("issue_within", since="adjust_sign"),
    ),
)  # fmt: skip
_UNDER_WAY = tuple(step.key for step in ADJUSTING)
"""What a new adjustment ends: with another level in the case nobody may sign or issue the former one."""
_MEANWHILE = ("in_force", *(step.key for step in ADJUSTING), "order_notice")


def _in_force(ladder: bool) -> Step:
    """While a warning stands: adjust it, follow the province, or begin to lift it."""
    adjust = Outcome(
        "adjust",
        "会商认为要升级或者降级",
        ("in_force", "adjust_opinion"),
        clause="3.5.1第一段",
        closes=_UNDER_WAY,
    )
    order = Outcome(
        "order",
        "接到省指挥部的预警通报",
        ("in_force", "order_notice"),
        clause="3.5.1第一段",
        closes=_UNDER_WAY,
    )
    province = Outcome(
        "province_lift", "接到省指挥部解除预警的通知", ("in_force",), effects=(Mark("province_lifted"),),
        when=_ordered, clause="3.5.2第一段",
    )  # fmt: skip
    lift = Outcome("lift", "拟解除预警", ("in_force", "lift_opinion"), clause="3.5.2第一段")
    return Step(
        "in_force",
        "预警生效中",
        OFFICE,
        "4第一段",
        (adjust, order, province, lift) if ladder else (lift,),
    )


def _closing(plan: str, ladder: bool) -> tuple[Step, ...]:
    """From the lifting, whose procedure is that of the issue (3.5.2), to the evaluation (4.5)."""
    reports = (
        Step(
            "final_report", "终报", OFFICE, "4.3第一段",
            (Outcome("send", "报送终报", papers=(FINAL_PAPER,), ends="已评估"),),
            form=FinalReport, materials=(Material("statistics", "重污染天气应急响应统计表", "4.3第一段"),),
        ),
    )  # fmt: skip
    return (
        Step(
            "lift_opinion", "会商解除预警", FORECAST, "3.5.2第一段",
            (
                Outcome("submit", "提交会商意见", ("lift_form",), checks=(FILED, LIFTABLE)),
                Outcome("keep", "还不能解除", ("in_force",), reasons=True, incomplete=True),
            ),
            form=LiftOpinion, due=Within("opinion_within", since="received"),
        ),
        Step(
            "lift_form", "完成解除审批表，报请签发", OFFICE, "3.5.2第一段",
            (Outcome("submit", "报请签发", ("lift_sign",), papers=(LIFT_APPROVAL,)),),
            form=LiftText, due=Within("form_within", since="received"),
        ),
        Step(
            "lift_sign", "签发解除", GOVERNMENT, "3.5.2第一段",
            (
                Outcome("sign", "同意，签发", ("lift_issue",)),
                Outcome("refuse", "不同意解除", ("in_force",), reasons=True),
            ),
        ),
        Step(
            "lift_issue", "发布解除信息", OFFICE, "3.5.2第一段",
            (Outcome("lift", "发布解除", ("terminate",), papers=(LIFT_PAPER,), effects=(Lift(plan, _lift_content),),
                     closes=_MEANWHILE if ladder else ("in_force",)),),
            due=Within("issue_within", since="lift_sign"),
        ),
        Step(
            "terminate", "下达应急终止命令，上报指挥部", OFFICE, "4.4.2第一段",
            (Outcome("order", "下达并上报", ("final_report", "evaluate") if ladder else ("evaluate",),
                     papers=(END_ORDER, END_REPORT)),),
        ),
        *(reports if ladder else ()),
        Step(
            "evaluate", "过程评估", OFFICE, "4.5第二段",
            (
                Outcome(
                    "review", "完成评估", papers=(EVALUATION_PAPER,), effects=(Review(plan),), ends="已评估",
                    checks=(Decide("evaluation", evaluation_missing, lambda v: {
                        f"has_{name}": bool(_filled(v, name))
                        for name in ("weather", "departments", "firms", "counties", "lessons")
                    } | {"has_effects": bool(_filled(v, "results"))}, expect=[]),),
                ),
            ),
            form=Assessment,
        ),
    )  # fmt: skip


FIRST_REPORT = Step(
    "first_report", "书面初报", OFFICE, "4.3第一段",
    (Outcome("send", "报送初报", ("in_force",), papers=(FIRST_PAPER,), when=lambda v: bool(v.alert("warning"))),
     Outcome("missed", "预警已解除，并入终报", reasons=True, incomplete=True, when=lambda v: not v.alert("warning"))),
    form=FirstReport, offers=lambda v: {"first_pollutants": _filled(v, "pollutants")},
    gist="发布黄色及以上预警时报送，原文没有写多久内。",
)  # fmt: skip
_RUNNING = (_in_force(ladder=True), FIRST_REPORT, *ADJUSTING)

WARNING = Procedure(
    "warning", "重污染天气预警", DOC, "3.3.2",
    (*_opening("warning", ladder=True), *_RUNNING, ORDER, *_closing("warning", ladder=True)),
    "会商、审批、签发、发布，升级降级，解除，终止，报告和评估。", watches=(HEADQUARTERS,),
    title=lambda v: f"重污染天气预警：{v.data.get('level', '')}",
)  # fmt: skip
REGIONAL = Procedure(
    "regional", "区域预警通报", DOC, "3.3.2第三段",
    (ORDER, *_RUNNING, *_closing("warning", ladder=True)),
    "接到生态环境部或者山西省通报的区域预警，按通报的级别和时间发布，省里通知解除后才解除。",
    watches=(HEADQUARTERS,), title=lambda v: f"区域预警：{v.data.get('level', '')}",
)  # fmt: skip
OZONE_WARNING = Procedure(
    "ozone", "臭氧重污染天气预警", DOC, "3.2.2",
    (*_opening("ozone", ladder=False), _in_force(ladder=False), *_closing("ozone", ladder=False)),
    "臭氧预警不分等级，审批和发布与黄、橙、红色预警相同。", watches=(HEADQUARTERS,),
)  # fmt: skip
SULPHUR_CONTROL = Procedure(
    "sulphur", "二氧化硫针对性应急管控", DOC, "3.2.3第一段",
    (
        Step(
            "control", "采取针对性管控", OFFICE, "3.2.3第一段",
            (
                Outcome("issue", "采取管控", ("in_force",), effects=(Issue("sulphur", lambda _: "control"),),
                        checks=(Decide("control", so2_control, taken(so2_control), expect=SULPHUR),)),
                Outcome("drop", "不采取", reasons=True, ends="未采取", incomplete=True),
            ),
            form=SulphurControl, gist="原文没有写由谁启动、要不要审批，由办公室办理。",
        ),
        Step(
            "in_force", "管控进行中", OFFICE, "4.2.5第一段",
            (Outcome("end", "结束管控", reasons=True, effects=(Lift("sulphur"), Review("sulphur")), ends="已结束"),),
            gist="何时结束原文未写明，由办公室说明理由。",
        ),
    ),
    "预测二氧化硫小时浓度超过150微克/立方米时对涉煤重点行业调控生产；没有预警发布的程序。",
)  # fmt: skip

# --- 3.1.2 会商

_BEGIN = Start("warning", when=lambda v: not v.alert("warning"), unless_open=True)


def _consult(label: str) -> Step:
    return Step(
        "consult", label, ECOLOGY, "3.1.2第一段",
        (
            Outcome("calm", "未达到预警条件", ends="已会商"),
            Outcome("met", "达到预警条件，形成会商意见", effects=(_BEGIN,), ends="已会商"),
        ),
        form=Consulted, optional=("experts_joined",),
    )  # fmt: skip


CONSULTATION = Procedure(
    "consultation", "日常会商", DOC, "3.1.2第一段", (_consult("市生态环境、气象部门联合会商"),),
    "日常期间每周至少会商一次，必要时专家组参与。", watches=(WEATHER, EXPERTS),
)  # fmt: skip
ADVERSE_WEATHER = Procedure(
    "adverse_weather", "不利气象条件通报和会商", DOC, "3.1.2第一段",
    (
        Step("inform", "通报不利气象条件", WEATHER, "3.1.2第一段", (Outcome("inform", "通报", ("consult",)),), form=Adverse),
        _consult("发起会商"),
    ),
    "气象部门预测可能出现不利气象条件时及时通报，市生态环境部门发起会商。",
)  # fmt: skip
LIVE = Procedure(
    "live_consultation", "实时会商", DOC, "3.1.2第一段",
    (
        Step(
            "consult", "实时会商", ECOLOGY, "3.1.2第一段",
            (
                Outcome("calm", "未达到预警条件", ends="已会商"),
                Outcome("met", "达到预警条件，形成会商意见", effects=(_BEGIN,), ends="已会商"),
                Outcome(
                    "severe", "严重污染且24小时内不会明显改善，尽早启动", effects=(_BEGIN,), ends="已会商", clause="3.5.1第一段",
                    checks=(Decide("at_once", start_at_once, taken(start_at_once), expect=True),),
                ),
            ),
            form=LiveConsulted, optional=("experts_joined", "aqi", "improving"),
        ),
    ),
    "没有发布预警而重污染天气已经出现时实时会商；也用于来不及提前24小时的紧急发布。", watches=(WEATHER,),
)  # fmt: skip
RESPONSE_CONSULTATION = Procedure(
    "response_consultation", "响应期间会商", DOC, "3.1.2第一段",
    (
        Step(
            "consult", "响应期间会商", FORECAST, "3.1.2第一段",
            (
                Outcome("keep", "维持", ends="已会商"),
                Outcome("change", "建议升级、降级或者解除", ends="已会商",
                        effects=(Notify((OFFICE,), lambda v: f"会商建议调整或者解除：{_filled(v, 'conclusion')}", "3.5.1第一段"),)),
            ),
            form=Consulted, optional=("experts_joined",), gist="原文没有写由谁发起，由预报预警组记录。",
        ),
    ),
    "应急响应期间每日至少会商两次，跟踪研判并上报。", watches=(ECOLOGY, WEATHER, OFFICE),
)  # fmt: skip

# --- 4.3 信息报送

DAILY_PAPER = Paper(
    "daily_report", "重污染天气应急响应日报", OFFICE, (PROVINCE,),
    lambda v: (f"预警级别变化情况：{_filled(v, 'changes')}", f"采取的应急响应措施：{_filled(v, 'taken_measures')}",
               f"取得的效果：{_filled(v, 'effects')}"),
    "4.3第一段",
)  # fmt: skip
DAILY = Procedure(
    "daily_report", "日报", DOC, "4.3第一段",
    (Step("report", "报送日报", OFFICE, "4.3第一段", (Outcome("send", "报送", papers=(DAILY_PAPER,), ends="已报送"),), form=DailyReport),),
    "初报之后每日向省指挥部办公室报送。",
)  # fmt: skip
LIMITED_PAPER = Paper(
    "limited_list", "限产停产企业和停工工地名单", AREA, (OFFICE,),
    lambda v: (f"限产企业{v.data['limited_firms']}，停产企业{v.data['stopped_firms']}，停工工地{v.data['stopped_sites']}，减排量{v.data['reduced']}吨。",),
    "4.3第二段",
)  # fmt: skip
LIMITED = Procedure(
    "limited_list", "限产停产停工名单", DOC, "4.3第二段",
    (
        Step(
            "report", "上报名单及减排量", AREA, "4.3第二段",
            (Outcome("send", "上报", papers=(LIMITED_PAPER,), ends="已上报"),),
            form=Limited, materials=(Material("list", "企业、工地名单", "4.3第二段"),), gist="多久内上报原文未写明。",
        ),
    ),
    "响应信息发布后，县（市、区）和开发区上报限产、停产企业和停工工地名单及减排量。", watches=(OFFICE,),
)  # fmt: skip


def _carried(key: str, label: str, who: str) -> Procedure:
    by = AREA if who == "area" else MEMBER
    paper = Paper(
        f"{key}_report",
        "应急措施落实情况",
        by,
        (OFFICE,),
        lambda v: (_filled(v, "carried_out"),),
        "4.3第三段",
    )
    return Procedure(
        key, label, DOC, "4.3第三段",
        (Step("report", "上报落实情况", by, "4.3第三段", (Outcome("send", "上报", papers=(paper,), ends="已上报"),), form=Carried),),
        "应急响应期间每日把应急措施落实情况上报市指挥部办公室。", watches=(OFFICE,),
    )  # fmt: skip


IMPLEMENTATION = _carried("implementation", "成员单位每日落实情况", "member")
AREA_IMPLEMENTATION = _carried("area_implementation", "县区、开发区每日落实情况", "area")

# --- 4.5、5、6.6

YEARLY_PAPER = Paper(
    "yearly", "重污染天气应急工作年度评估", OFFICE, (HEADQUARTERS,),
    lambda v: (f"社会效益：{_filled(v, 'social')}", f"环境效益：{_filled(v, 'environmental')}", f"社会经济成本：{_filled(v, 'costs')}"),
    "4.5第三段",
)  # fmt: skip
ANNUAL = Procedure(
    "annual_evaluation", "年度评估", DOC, "4.5第三段",
    (Step("evaluate", "组织年度评估", OFFICE, "4.5第三段", (Outcome("done", "完成评估", papers=(YEARLY_PAPER,), ends="已评估"),), form=Yearly),),
    "每年5月组织有关部门和专家评估应急措施的社会效益、环境效益和社会经济成本。",
    every=Every("year", limit="annual_evaluation_by"), watches=(EXPERTS,),
)  # fmt: skip
INSPECTING = Procedure(
    "inspection", "监督检查", DOC, "5第一段",
    (
        Step("check", "现场抽查、记录检查", INSPECTION, "5第一段", (Outcome("report", "报告检查结果", ("publish",)),), form=Inspected),
        Step("publish", "收集结果并向社会公布", HEADQUARTERS, "5第一段", (Outcome("publish", "公布", ends="已公布"),), form=Published),
    ),
    "预警发布后督导检查组检查方案和措施的落实，市指挥部收集结果并公布。", watches=(OFFICE,),
)  # fmt: skip
DRILL = Procedure(
    "drill", "采暖期前综合性演练", DOC, "6.6第一段",
    (
        Step("plan", "安排演练", HEADQUARTERS, "6.6第一段", (Outcome("plan", "已安排", ("hold",)),), form=DrillPlan,
             gist="采暖期从哪一天开始原文未写明，由指挥部填写。"),
        Step("hold", "组织演练", HEADQUARTERS, "6.6第一段", (Outcome("held", "已演练", ("summarise",)),),
             due=Within("", since="data:before_heating")),
        Step("summarise", "总结改进", HEADQUARTERS, "6.6第一段", (Outcome("done", "完成总结", ends="已演练"),), form=DrillSummary),
    ),
    "每年进入采暖期前组织一次综合性演练，演练后总结改进。", every=Every("year"), watches=(OFFICE, PRESS, LOGISTICS),
)  # fmt: skip

PROCEDURES: tuple[Procedure, ...] = (
    WARNING, REGIONAL, OZONE_WARNING, SULPHUR_CONTROL, CONSULTATION, ADVERSE_WEATHER, LIVE,
    RESPONSE_CONSULTATION, DAILY, LIMITED, IMPLEMENTATION, AREA_IMPLEMENTATION, ANNUAL, INSPECTING, DRILL,
)  # fmt: skip
