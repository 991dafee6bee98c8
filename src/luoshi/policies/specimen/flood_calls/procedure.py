"""第四条至第十条: issuing, adjusting, lifting, reporting; daily reports, contacts, drills."""

from collections.abc import Mapping

from luoshi.policies.specimen.flood_calls.rules import (
    BLUE,
    DIRECTOR,
    DOC,
    LEVELS,
    MAYOR,
    NONE,
    ORANGE,
    RED,
    Calm,
    drills_enough,
    lift_signer,
    may_lift,
    signer,
)
from luoshi.procedures import (
    Decide,
    Every,
    Issue,
    Lift,
    Mark,
    Material,
    Outcome,
    Paper,
    Procedure,
    Review,
    Role,
    Step,
    View,
    Within,
    taken,
)
from luoshi.rules import Facts, choice, day, quantity, truth, words

# --- 谁办

FLOOD_OFFICE = Role("flood_office", "市防汛抗旱指挥部办公室", ("agency",), "第二条", sole=True)
DIRECTOR_ROLE = Role("director", "市防办主任", ("agency",), "第四条", sole=True)
MAYOR_ROLE = Role("vice_mayor", "分管副市长", ("agency",), "第四条", sole=True)
GOVERNMENT = Role("government", "市政府", ("agency",), "第九条", sole=True)
HYDROLOGY = Role("hydrology", "市水文中心", ("agency", "institution"), "第二条", watches=True)
COUNTY = Role("county", "县（区）、云麓高新区", ("agency",), "第六条")
WATER_OFFICE = Role("water", "市水利局", ("agency",), "第六条", sole=True)
EMERGENCY_OFFICE = Role("emergency", "市应急管理局", ("agency",), "第六条", sole=True)
CITY_MANAGEMENT = Role("city_management", "市城市管理局", ("agency",), "第六条", sole=True)
SCHOOL_OFFICE = Role("education", "市教育局", ("agency",), "第六条", sole=True)
MEMBER = Role("member", "有预警接收人的单位", ("agency",), "第十条")

LEVEL_KEYS = {RED: "red", ORANGE: "orange", BLUE: "blue"}


class Message(Facts):
    """预警信息。"""

    level = choice("预警级别", LEVELS, clause="第五条")
    areas = words("影响区域", clause="第五条")
    lasts = words("预计持续时间", clause="第五条")
    advice = words("防范建议", clause="第五条")
    phone = words("咨询电话", clause="第五条")


def level(view: View) -> str:
    """The key of the level that the form names."""
    return LEVEL_KEYS[str(view.data["level"])]


def known(view: View) -> dict[str, object]:
    """What the readings say now: the level that the rain has reached; the rest as it last went out."""
    found = view.standing("rain").get("label", "")
    offered: dict[str, object] = {
        name: view.data[name] for name in Message.declared() if name in view.data
    }
    return {**offered, "level": found} if found in LEVEL_KEYS else offered


def text_of(view: View) -> tuple[str, ...]:
    """The message as it is printed."""
    of: Mapping[str, object] = view.data
    return (
        f"发布{of['level']}。影响区域：{of['areas']}。",
        f"预计持续时间：{of['lasts']}。防范建议：{of['advice']}。咨询电话：{of['phone']}。",
    )


APPROVAL = Paper("approval", "暴雨洪涝预警签发单", FLOOD_OFFICE, (), text_of, "第四条")
BULLETIN = Paper("bulletin", "暴雨洪涝预警信息", FLOOD_OFFICE, (), text_of, "第五条")
LIFTING = Paper(
    "lifting", "暴雨洪涝预警解除通知", FLOOD_OFFICE, (),
    lambda c: (f"各雨量站均不符合预警标准已持续{c.data['calm']}，解除暴雨洪涝预警。",), "第八条",
)  # fmt: skip
REPORT = Paper(
    "report", "暴雨洪涝预警总结报告", FLOOD_OFFICE, (GOVERNMENT,),
    lambda c: (str(c.data["summary"]),), "第九条",
)  # fmt: skip
EVALUATION = Paper(
    "evaluation", "暴雨洪涝红色预警评估报告", FLOOD_OFFICE, (), lambda c: (str(c.data["findings"]),), "第九条"
)  # fmt: skip

ISSUED = (Issue("warning", level), Mark("issued"))


def drafting(key: str, label: str, clause: str, sign: str, since: str, *more: Outcome) -> Step:
    """Draft a message and hand it to whoever signs that level (第四条)."""
    return Step(
        key, label, FLOOD_OFFICE, clause,
        (
            Outcome("to_director", "报市防办主任签发", (sign,), papers=(APPROVAL,),
                    checks=(Decide("signer", signer, taken(signer), expect=DIRECTOR),)),
            Outcome("to_mayor", "报分管副市长签发", (f"{sign}_red",), papers=(APPROVAL,),
                    checks=(Decide("signer", signer, taken(signer), expect=MAYOR),)),
            *more,
        ),
        form=Message, offers=known, due=Within("issue_within", since=since),
    )  # fmt: skip


def signing(key: str, label: str, clause: str, back: str, follows: tuple[str, ...], since: str) -> tuple[Step, Step]:  # fmt: skip
    """The two who sign (第四条): with their signature the warning goes out."""
    due = Within("issue_within", since=since)
    again = Outcome("return", "退回修改", (back,), reasons=True)
    return (
        Step(
            key, f"{label}（市防办主任）", DIRECTOR_ROLE, clause,
            (Outcome("publish", "签发", follows, papers=(BULLETIN,), effects=ISSUED), again), due=due,
        ),
        Step(
            f"{key}_red", f"{label}（分管副市长）", MAYOR_ROLE, clause,
            (Outcome("publish", "签发", follows, papers=(BULLETIN,), effects=(*ISSUED, Mark("red"))), again),
            due=due,
        ),
    )  # fmt: skip


class Lifting(Calm):
    """解除预警的依据。"""


def calm(view: View) -> dict[str, object]:
    """Since when no station has been at any level, as the readings say."""
    found = view.standing("rain")
    if not found:
        return {}
    return {"all_below": not found["level"], "calm": found["hours"] if not found["level"] else 0}


class Summary(Facts):
    """总结。"""

    summary = words("总结报告内容", clause="第九条")


class Findings(Facts):
    """评估。"""

    findings = words("评估意见", clause="第九条")


def was_red(view: View) -> bool:
    """Whether a red warning went out at some time."""
    return view.event("red") is not None


CHANGING = ("adjust", "adjust_sign", "adjust_sign_red")
MAY_LIFT = Decide("may_lift", may_lift, taken(may_lift), expect=True)

WARNING = Procedure(
    "warning", "暴雨洪涝预警", DOC, "第四条",
    (
        drafting(
            "draft", "拟定预警", "第四条", "sign", "received",
            Outcome("none", "不发布", reasons=True, ends=NONE),
        ),
        *signing("sign", "签发预警", "第四条", "draft", ("in_force",), "opened"),
        Step(
            "in_force", "预警生效", FLOOD_OFFICE, "第四条第二款",
            (
                # What was drafted or waits for a signature is another level: nobody signs that now.
                Outcome("adjust", "调整预警", ("adjust", "in_force"), effects=(Mark("changed"),), closes=CHANGING),
                Outcome("lift", "提出解除", ("lift", "in_force")),
            ),
        ),
        drafting(
            "adjust", "拟定调整", "第四条第二款", "adjust_sign", "changed",
            Outcome("keep", "不调整"),
        ),
        *signing("adjust_sign", "签发调整", "第四条第二款", "adjust", (), "changed"),
        Step(
            "lift", "拟定解除", FLOOD_OFFICE, "第八条",
            (
                Outcome("propose", "报请签发解除", ("lift_sign",),
                        checks=(MAY_LIFT, Decide("lift_signer", lift_signer, taken(lift_signer)))),
                Outcome("keep", "暂不解除", incomplete=True),
            ),
            form=Lifting, offers=calm, optional=("all_below", "calm"),
        ),
        Step(
            "lift_sign", "签发解除", DIRECTOR_ROLE, "第八条",
            (
                Outcome("lift", "签发解除", ("report",), papers=(LIFTING,), effects=(Lift("warning"),),
                        checks=(MAY_LIFT,), when=lambda c: not was_red(c), closes=("in_force", *CHANGING)),
                Outcome("lift_red", "签发解除（发布过红色预警）", ("report", "evaluate"), papers=(LIFTING,),
                        effects=(Lift("warning"),), checks=(MAY_LIFT,), when=was_red,
                        closes=("in_force", *CHANGING)),
                Outcome("keep", "不解除", reasons=True),
            ),
        ),
        Step(
            "report", "提交总结报告", FLOOD_OFFICE, "第九条",
            (
                Outcome("submit", "提交市政府", papers=(REPORT,), effects=(Review("warning"),),
                        when=lambda c: not was_red(c), ends="已总结"),
                Outcome("submit_red", "提交市政府（另行评估）", papers=(REPORT,), when=was_red, ends="已总结、已评估"),
            ),
            form=Summary, due=Within("report_within", since="lift_sign"),
        ),
        Step(
            "evaluate", "完成评估", FLOOD_OFFICE, "第九条",
            (Outcome("finish", "评估完成", papers=(EVALUATION,), effects=(Review("warning"),), ends="已总结、已评估"),),
            form=Findings, due=Within("evaluate_within", since="lift_sign"),
        ),
    ),
    "市防办拟定，主任或者分管副市长签发，雨情变化时调整，六小时不再符合标准后可以解除，随后总结、评估。",
    watches=(HYDROLOGY, GOVERNMENT),
    title=lambda c: f"暴雨洪涝预警：{c.data.get('level', '待定级')}",
)  # fmt: skip


class Daily(Facts):
    """灾情日报。"""

    casualties = quantity("伤亡和失踪", "人", max=1_000_000, clause="第八条")
    moved = quantity("已转移", "人", max=10_000_000, clause="第八条")
    damage = words("灾情", clause="第八条")


DAILY = Paper(
    "daily", "灾情日报", COUNTY, (FLOOD_OFFICE,),
    lambda c: (f"伤亡和失踪{c.data['casualties']}，已转移{c.data['moved']}。灾情：{c.data['damage']}。",), "第八条",
)  # fmt: skip

DAILY_REPORT = Procedure(
    "daily_report", "灾情日报", DOC, "第八条",
    (
        Step(
            "report", "报送当日灾情", COUNTY, "第八条",
            (Outcome("submit", "报送市防办", papers=(DAILY,), ends="已报送"),),
            form=Daily, gist="每日17时前报送。",
        ),
    ),
    "预警期间每日一报。", clock_only=True,
)  # fmt: skip


class Contacts(Facts):
    """预警接收人名单。"""

    right = truth("名单已核对无误", clause="第十条")


class ContactChange(Facts):
    """名单的变更。"""

    changed_on = day("变更之日", clause="第十条")
    change = words("变更的内容", clause="第十条")


CONTACTS = Procedure(
    "contacts", "报送预警接收人名单", DOC, "第十条",
    (
        Step(
            "report", "报送名单", MEMBER, "第十条", (Outcome("submit", "报送市防办", ends="已报送"),),
            form=Contacts, materials=(Material("list", "预警接收人名单", "第十条"),),
        ),
    ),
    "各单位每年报送一次。", every=Every("year", "contacts_by"), watches=(FLOOD_OFFICE,),
)  # fmt: skip

CONTACT_CHANGE = Procedure(
    "contact_change", "预警接收人变更", DOC, "第十条",
    (
        Step(
            "report", "重新报送名单", MEMBER, "第十条", (Outcome("submit", "报送市防办", ends="已报送"),),
            form=ContactChange, materials=(Material("list", "变更后的名单", "第十条"),),
            due=Within("change_within", since="data:changed_on"),
        ),
    ),
    "变更后两个工作日内重新报送。", watches=(FLOOD_OFFICE,),
)  # fmt: skip


class Drill(Facts):
    """一次叫应演练。"""

    drills = quantity("本年已组织的叫应演练（含这一次）", "次", max=1000, clause="第十条")
    lessons = words("演练情况", clause="第十条")


DRILL = Procedure(
    "drill", "叫应演练", DOC, "第十条",
    (
        Step(
            "hold", "组织演练", FLOOD_OFFICE, "第十条",
            (
                Outcome("done", "已组织", ends="已演练",
                        checks=(Decide("enough", drills_enough, taken(drills_enough), expect=True, soft=True),)),
            ),
            form=Drill,
        ),
    ),
    "每年至少一次。", every=Every("year"),
)  # fmt: skip

PROCEDURES = (WARNING, DAILY_REPORT, CONTACTS, CONTACT_CHANGE, DRILL)
