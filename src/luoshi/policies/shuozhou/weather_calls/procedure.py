"""Starting and ending a round of calls with its log (二、三、四5), yearly filing and changes of contacts (四1)."""

from collections.abc import Mapping

from luoshi.policies.shuozhou.weather_calls.rules import (
    DOC,
    HAZARDS,
    Extreme,
    Person,
    called_person,
    contact_filing,
    direct_report,
    must_start,
    trigger,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Every,
    Issue,
    Lift,
    Mark,
    Outcome,
    Paper,
    Procedure,
    Register,
    Require,
    Review,
    Role,
    Step,
    View,
    Within,
    taken,
)
from luoshi.rules import Facts, choice, day, quantity, truth, words

# --- 谁办

BUREAU = Role("bureau", "市气象局", ("agency",), "二第一段", sole=True)
HQ_OFFICE = Role("hq_office", "市较大气象灾害应急指挥部办公室", ("agency",), "四1", sole=True)
MEMBER = Role("member", "成员单位", ("agency",), "四1")

LEVEL_KEYS = {
    "暴雨红色预警": "rain_red", "暴雪红色预警": "snow_red", "雷暴大风红色预警": "wind_red", "暴雨橙色预警": "rain_orange",
}  # fmt: skip


class LogEntry(Facts):
    """叫应服务信息登记。原文没有规定栏目，这些是记录一次叫应所需的。"""

    area = words("灾害种类", clause="四5")
    trigger = words("触发的预警", clause="四5")
    started = words("启动时间", clause="四5")
    direct = truth("向主要领导直通式报告", clause="四5")
    by_wechat = quantity("微信叫应到位", "个", max=10000, clause="四5")
    by_phone = quantity("电话叫应到位", "个", max=10000, clause="四5")
    missed = words("没有叫应到位的", clause="四5")


LOG = Register("log", "叫应服务信息登记", DOC, "四5", LogEntry, (BUREAU,))


class Message(Facts):
    """叫应时报告的内容。"""

    area = choice("灾害种类", HAZARDS, clause="二第二段")
    colour = choice("预警颜色", ["橙色", "红色"], clause="二第二段")
    likely = truth("极可能造成重大灾情", clause="一第一段")
    rain = words("雨情（雪情、风情）", clause="三1")
    trend = words("天气发展趋势", clause="三1")
    service = words("预报预警服务情况", clause="三1")
    risk = words("风险预警情况", clause="三1")
    reminder = words("提醒加强防范", clause="三1")
    response = words("启动应急响应情况", clause="三2")
    advice = words("防范建议", clause="三2")
    extreme = Extreme.extreme
    serious = Extreme.serious
    urgent = Extreme.urgent


class Gravity(Facts):
    """直通式报告的条件和最新情况。"""

    extreme = Extreme.extreme
    serious = Extreme.serious
    urgent = Extreme.urgent
    rain = Message.rain
    trend = Message.trend
    response = Message.response
    advice = Message.advice


def _hazard(view: View) -> object:
    return view.data["area"]


def _warned(view: View) -> str:
    """The colour of the hazard's warning, as it was told last; empty where nobody has told one."""
    facts = view.standing("warnings", str(view.data.get("area", ""))).get("facts", {})
    return str(facts.get("colour") or "")


TRIGGER = Decide("trigger", trigger, taken(trigger, hazard=_hazard))
STARTS = Decide(
    "must_start", must_start, taken(must_start, hazard=_hazard), expect=True,
    why="没有达到启动标准：暴雨橙色以上、暴雪红色、雷暴大风红色",
)  # fmt: skip
DIRECT = Decide("direct", direct_report, taken(direct_report, hazard=_hazard))
DIRECT_HOLDS = Decide(
    "direct", direct_report, taken(direct_report, hazard=_hazard), expect=True,
    why="直通式报告限于极端天气、影响严重、情况紧急",
)  # fmt: skip

SAME = Require(
    lambda c: c.data.get("area") == c.alert("calls").get("area"),
    "灾害种类与正在叫应的不同，另一种灾害有它自己的办件", "二第二段",
)  # fmt: skip

AS_WARNED = Require(
    lambda c: _warned(c) in ("", c.data.get("colour")), "预警颜色与生效中的预警不同，请核对", "二第二段", soft=True,
)  # fmt: skip
ALL_REACHED = Require(
    lambda c: not c.alert("calls").get("waiting"), "还有岗位没有叫应到位，结束以后不再叫应", "四2", soft=True,
)  # fmt: skip

SAID = ("rain", "trend", "service", "risk", "reminder", "response", "advice")


def level(view: View) -> str:
    """The key of the level that the rule has found for this warning."""
    return LEVEL_KEYS[str(view.data["trigger"])]


def _content(view: View, to: str) -> dict[str, str]:
    told: Mapping[str, object] = view.data
    said = {name: str(told[name]) for name in ("area", "colour", *SAID) if told.get(name)}
    direct = "是" if told.get("direct") else "否"
    return {**said, "direct": direct, "only": to}


def for_all(view: View) -> dict[str, str]:
    """What is told to everyone whom the warning concerns."""
    return _content(view, "")


def for_leaders(view: View) -> dict[str, str]:
    """What is told when only the direct report is new."""
    return _content(view, "direct")


def known(view: View) -> dict[str, object]:
    """The hazard and colour that the warnings in force say, and what was told last."""
    offered: dict[str, object] = {
        name: view.data[name] for name in Message.declared() if name in view.data
    }
    if _warned(view) in ("橙色", "红色"):
        offered["colour"] = _warned(view)
    return offered


def told_last(view: View) -> dict[str, object]:
    """What was told last, of what a direct report says."""
    return {name: view.data[name] for name in Gravity.declared() if name in view.data}


def entry(view: View) -> dict[str, object]:
    """The line of the log as far as it is known."""
    started = view.event("started") or view.now
    return {
        "area": view.data["area"],
        "trigger": view.data["trigger"],
        "started": started.isoformat(timespec="minutes"),
        "direct": bool(view.data.get("direct")),
    }


def counted(view: View) -> dict[str, object]:
    """The line of the log with whom the office knows to have been reached, before the calls end."""
    by = view.alert("calls").get("reached_by", {})
    found = {f"by_{kind}": f"{by.get(kind, 0)}个" for kind in ("wechat", "phone")}
    return {**entry(view), **found}


def known_result(view: View) -> dict[str, object]:
    """What the line of the log already says of the result."""
    return {name: view.subject.get(name) for name in ("by_wechat", "by_phone")}


def result(view: View) -> dict[str, object]:
    """The line of the log when it is over."""
    more = {name: view.data.get(name) for name in ("by_wechat", "by_phone", "missed")}
    return {**entry(view), **{name: value for name, value in more.items() if value is not None}}


def _body(view: View) -> tuple[str, ...]:
    told = view.data
    return (
        f"{told['trigger']}已经发布，启动叫应服务。实况：{told['rain']}。发展趋势：{told['trend']}。",
        f"预报预警服务：{told['service']}。风险预警：{told['risk']}。",
        f"对部门的提醒：{told['reminder']}。应急响应：{told['response']}。防范建议：{told['advice']}。",
    )


SHEET = Paper("sheet", "重大灾害性天气叫应单", BUREAU, (), _body, "三")
DIRECT_PAPER = Paper(
    "direct_report", "重大灾害性天气直通式报告", BUREAU, (),
    lambda c: (
        f"{c.data['trigger']}，出现极端天气，影响严重、情况紧急。实况：{c.data['rain']}。趋势：{c.data['trend']}。",
        f"应急响应：{c.data['response']}。防范建议：{c.data['advice']}。",
    ),
    "三3",
)  # fmt: skip
LOG_PAPER = Paper(
    "log", "叫应服务信息登记表", BUREAU, (),
    lambda c: (
        f"{c.data['trigger']}叫应：微信到位{c.data['by_wechat']}，电话到位{c.data['by_phone']}。",
        f"没有叫应到位的：{c.data.get('missed', '无')}。",
    ),
    "四5",
)  # fmt: skip

CALLED = Enter(LOG, lambda c: c.key, entry, "叫应中")


class Result(Facts):
    """叫应的结果。"""

    by_wechat = LogEntry.by_wechat
    by_phone = LogEntry.by_phone
    missed = LogEntry.missed


CALLS = Procedure(
    "calls", "重大灾害性天气叫应服务", DOC, "二第二段",
    (
        Step(
            "start", "研判并启动叫应", BUREAU, "二第二段",
            (
                Outcome(
                    "start", "启动叫应服务", ("in_force",), checks=(TRIGGER, STARTS, DIRECT, AS_WARNED),
                    effects=(Issue("calls", level, for_all, lambda c: str(c.data["area"])), Mark("started"), CALLED),
                    papers=(SHEET,),
                ),
                Outcome("no", "不启动", reasons=True, ends="不启动叫应", incomplete=True),
            ),
            form=Message, offers=known,
            gist="预警发布后，由市气象局分管领导叫应部门、主要负责人叫应市领导。",
        ),
        Step(
            "in_force", "叫应服务进行中", BUREAU, "三",
            (
                Outcome("update", "预警升级或情况有变，重新叫应", ("update", "in_force")),
                Outcome("direct", "提出直通式报告", ("direct", "in_force"),
                        when=lambda c: not c.data.get("direct")),
                Outcome("end", "叫应结束", ("register",), checks=(ALL_REACHED,), closes=("update", "direct"),
                        effects=(Enter(LOG, lambda c: c.key, counted, "叫应中"), Lift("calls"))),
            ),
            gist="原文没有写何时结束，由市气象局掌握。",
        ),
        Step(
            "update", "更新叫应内容", BUREAU, "三",
            (
                Outcome(
                    "call", "按新的内容叫应", checks=(SAME, TRIGGER, STARTS, DIRECT, AS_WARNED), papers=(SHEET,),
                    effects=(Issue("calls", level, for_all), CALLED),
                ),
                Outcome("keep", "不更新", incomplete=True),
            ),
            form=Message, offers=known,
        ),
        Step(
            "direct", "直通式报告主要领导", BUREAU, "三3",
            (
                Outcome(
                    "report", "报告市委、市政府主要领导", checks=(DIRECT_HOLDS,), papers=(DIRECT_PAPER,),
                    effects=(Issue("calls", level, for_leaders), CALLED),
                ),
                Outcome("keep", "不报告", reasons=True, incomplete=True),
            ),
            form=Gravity, offers=told_last,
        ),
        Step(
            "register", "信息登记", BUREAU, "四5",
            (
                Outcome("register", "登记", papers=(LOG_PAPER,), ends="已登记",
                        effects=(Review("calls"), Enter(LOG, lambda c: c.key, result, "已登记"))),
            ),
            form=Result, optional=("missed",), offers=known_result,
        ),
    ),
    "三种天气的四种预警一经发布就启动；极端、严重又紧急的，另向主要领导直通式报告；结束后登记。",
    subject=LOG, creates=True,
    title=lambda c: f"叫应服务：{c.data.get('trigger') or c.data.get('area', '')}",
)  # fmt: skip


# --- 四1 接收责任人的更新备案


class Season(Facts):
    """这一年汛期前的最后一天：汛期从哪一天开始原文没有写，由市气象局填。"""

    last_day = day("本年汛期前的最后一天", clause="四1")


class Receivers(Facts):
    """更新后的接收责任人。"""

    covered = truth("相关应急责任人已经全覆盖", clause="四1")
    list_of = words("更新情况", clause="四1")


FILED = Paper(
    "receivers", "预警信息接收责任人更新备案表", BUREAU, (),
    lambda c: (f"已于{c.today.isoformat()}更新本级预警信息接收责任人。{c.data['list_of']}",), "四1",
)  # fmt: skip

YEARLY = Procedure(
    "yearly_update", "每年汛期前更新接收责任人", DOC, "四1",
    (
        Step("season", "确定本年汛期前的最后一天", BUREAU, "四1", (Outcome("set", "确定", ("update",)),), form=Season),
        Step(
            "update", "更新备案", BUREAU, "四1",
            (
                Outcome(
                    "file", "已更新备案", papers=(FILED,), ends="已备案",
                    checks=(
                        Require(lambda c: c.data.get("covered") is True, "接收责任人还没有覆盖全部相关应急责任人", "四1"),
                    ),
                ),
            ),
            form=Receivers, due=Within("", since="data:last_day"),
        ),
    ),
    "每年汛期前由市气象局完成；汛期的日子由办公室填。", every=Every("year"),
)  # fmt: skip


class Change(Person):
    """被叫应对象的变更。"""

    post = words("岗位", clause="四1")
    before = words("原被叫应对象", clause="四1")
    after = words("新被叫应对象和联系方式", clause="四1")


CHANGE_PAPER = Paper(
    "change", "被叫应对象变更备案表", MEMBER, (HQ_OFFICE,),
    lambda c: (f"{c.data['post']}的被叫应对象由{c.data['before']}变更为{c.data['after']}。",), "四1",
)  # fmt: skip

CHANGE = Procedure(
    "contact_change", "被叫应对象变更备案", DOC, "四1",
    (
        Step(
            "report", "报送变更", MEMBER, "四1",
            (
                Outcome(
                    "submit", "报送", ("file",), papers=(CHANGE_PAPER,),
                    checks=(
                        Decide("suitable", called_person, taken(called_person)),
                        Decide("filing", contact_filing, lambda _: {"filing": "被叫应对象变更"}),
                    ),
                ),
            ),
            form=Change, gist="变更后及时报送，原文没有写几天。",
        ),
        Step(
            "file", "备案并改通信录", HQ_OFFICE, "四1",
            (Outcome("filed", "已备案", ends="已备案"), Outcome("return", "退回更正", ("report",), reasons=True)),
        ),
    ),
    "被叫应对象变更后及时向指挥部办公室更新备案。", watches=(),
)  # fmt: skip

PROCEDURES = (CALLS, YEARLY, CHANGE)
