"""Who acts (谁办), what is registered (名录、台账) and which accounts there are (账户) in 青政办发〔2020〕12号."""

from collections.abc import Mapping
from datetime import date, datetime

from luoshi.policies.qingdao.rescue_fund.rules import APPLICANTS, COSTS, DOC, OPERATING, Area
from luoshi.procedures import OpenAccount, Public, Register, Require, Role, View, fen, yuan
from luoshi.procedures.counting import HERE
from luoshi.rules import Facts, choice, day, money, truth, words

# --- 谁办

OPERATOR = Role("operator", "救助基金运行管理机构", ("institution", "company"), "第三条", sole=True)
APPLICANT = Role("applicant", "申请人", ("person", "institution", "company"), "第十一条")
PROVIDER = Role("provider", "医疗机构、殡葬服务机构", ("institution", "company"), "第十一条")
POLICE = Role("police", "处理事故的公安交通管理部门", ("agency",), "第十四条第二款")
INSURER = Role("insurer", "办理交强险业务的保险公司", ("company",), "第八条")
OFFICE = Role("office", "市联席会议办公室", ("agency",), "第四条", sole=True)
MEETING = Role("meeting", "市联席会议", ("agency",), "第四条", sole=True)
FINANCE = Role("finance", "市财政局", ("agency",), "第五条第三款", sole=True)
REGULATOR = Role("regulator", "青岛银保监局", ("agency",), "第五条第四款", sole=True)
HEALTH = Role("health", "卫生健康部门", ("agency",), "第二十六条")
FINE_POLICE = Role("fine_police", "各级公安部门", ("agency",), "第九条")
LOCAL_FINANCE = Role("local_finance", "各级财政部门", ("agency",), "第九条")
HELPER = Role("helper", "协助追偿的单位", ("agency", "institution", "company"), "第十九条第三款")
FUND_WATCH = Role(
    "fund_watch", "市财政局（指导和监督）", ("agency",), "第五条第三款", watches=True, sole=True
)
DAILY_WATCH = Role(
    "daily_watch", "市公安局（日常监督）", ("agency",), "第五条第二款", watches=True, sole=True
)
WATCHES = (FUND_WATCH, DAILY_WATCH)


# --- 名录、台账


class OutletEntry(Facts):
    """一个救助网点。"""

    name = words("网点名称", clause="第十七条第二款")
    area = words("所在区（市）", clause="第十七条第二款")
    phone = words("电话", clause="第十七条第二款")
    address = words("地址", clause="第十七条第二款")
    materials = words("申请垫付所需材料", clause="第十七条第二款")


PUBLISHED = "已公布"
OUTLETS = Register(
    "outlets", "救助网点名录", DOC, "第十七条第二款", OutletEntry, (OPERATOR, *WATCHES),
    public=Public(
        "第十七条第二款", ("name", "area", "phone", "address", "materials"),
        lambda _, state: state == PUBLISHED,
    ),
)  # fmt: skip


class ApplicationEntry(Facts):
    """一件垫付申请和对它的决定；对决定的争议从这里提起。"""

    victim = words("受害人姓名", clause="第十一条")
    applicant = choice("申请人身份", APPLICANTS, clause="第十一条")
    applicant_name = words("申请人", clause="第十一条")
    accident_no = words("事故编号", clause="第十一条")
    accident_on = day("事故发生日", clause="第十一条")
    district = Area.district
    cost_kind = choice("申请垫付的费用", COSTS, clause="第十一条")
    claimed = money("申请垫付的金额", clause="第十一条", max="1亿元")
    account = words("医疗机构或者殡葬服务机构的收款账户", clause="第十四条第二款")
    hit_and_run = truth("因逃逸申请", clause="第十一条第（三）项")
    granted = money("已决定垫付的金额", clause="第十四条", max="1亿元")


UNDER_REVIEW, GRANTED, REFUSED = "审核中", "予以垫付", "不予垫付"
GRANTED_BY_MEETING = "专题会议决定垫付"
APPLICATIONS = Register(
    "applications", "垫付申请登记", DOC, "第十七条第（一）项", ApplicationEntry,
    (OPERATOR, APPLICANT, PROVIDER, POLICE, *WATCHES),
)  # fmt: skip


class AdvanceEntry(Facts):
    """一起事故中一名受害人的垫付、追偿和核销。"""

    victim = words("受害人姓名", clause="第十一条")
    accident_no = words("事故编号", clause="第十一条")
    accident_on = day("事故发生日", clause="第十一条")
    district = Area.district
    hit_and_run = truth("因逃逸垫付", clause="第十九条第二款")
    liable = words("赔偿义务人", clause="第十九条")
    advanced = money("已垫付", clause="第十九条", max="1亿元")
    rescue_advanced = money("其中抢救费用", clause="第十二条", max="1亿元")
    funeral_advanced = money("其中丧葬费用", clause="第十三条", max="1亿元")
    recovered = money("已追偿", clause="第二十一条", max="1亿元")
    written_off = money("已核销", clause="第二十一条", max="1亿元")


RECOVERING, RECOVERED, WRITTEN_OFF = "追偿中", "已追回", "已核销"
ADVANCES = Register(
    "advances", "救助基金垫付台账", DOC, "第二十一条", AdvanceEntry, (OPERATOR, POLICE, *WATCHES)
)


class InsurerEntry(Facts):
    """一家办理交强险业务的市级保险公司。"""

    name = words("保险公司", clause="第八条")
    contact = words("联系人和电话", clause="第八条")


ACTIVE, LEFT = "办理交强险业务", "不再办理"
INSURERS = Register(
    "insurers", "交强险保险公司名录", DOC, "第八条", InsurerEntry, (INSURER, REGULATOR, *WATCHES)
)


class WarningEntry(Facts):
    """对一家没有足额上缴的保险公司的警告。"""

    name = words("保险公司", clause="第二十五条")
    quarter = words("所属季度", clause="第二十五条")
    owed = money("未足额上缴的金额", clause="第二十五条", max="100亿元")
    warned_on = day("警告日期", clause="第二十五条")


WARNINGS = Register(
    "warnings", "保险公司警告公告", DOC, "第二十五条", WarningEntry, (INSURER, REGULATOR, *WATCHES),
    public=Public("第二十五条", ("name", "quarter", "owed", "warned_on")),
)  # fmt: skip


# --- 账户

SPECIAL_ACCOUNT = "rescue:special"
OPERATING_ACCOUNT = "rescue:operating"
CLAIMS_ACCOUNT = "rescue:claims"
TREASURY_ACCOUNT = "rescue:outside:treasury"
DONORS_ACCOUNT = "rescue:outside:other"


def special(_: View) -> str:
    """特设专户."""
    return SPECIAL_ACCOUNT


def operating(_: View) -> str:
    """专用账户."""
    return OPERATING_ACCOUNT


def claims(_: View) -> str:
    """The other side of what liable parties owe: minus the sum of all receivables."""
    return CLAIMS_ACCOUNT


def treasury(_: View) -> str:
    """财政预算资金."""
    return TREASURY_ACCOUNT


def receivable(key: str) -> str:
    """What is to be recovered of one entry of the register of advances."""
    return f"rescue:receivable:{key}"


def account_named(title: object) -> str:
    """The account by the name that the rule answers with."""
    return OPERATING_ACCOUNT if title == OPERATING else SPECIAL_ACCOUNT


OPEN_CLAIMS = OpenAccount(
    claims,
    lambda _: "应追偿垫付款总额",
    OPERATOR,
    "与各笔应追偿款相对",
    "第二十一条",
    floor=None,
    shared=True,
)
OPEN_TREASURY = OpenAccount(
    treasury,
    lambda _: "财政预算资金",
    None,
    "划拨到特设专户的财政资金",
    "第九条",
    floor=None,
    seen_by=(FINANCE,),
)


# --- 小工具


def amount(data: Mapping[str, object], name: str) -> int:
    """An amount of the data in fen; nothing where it is not there."""
    return fen(data[name]) if data.get(name) else 0


def plus(data: Mapping[str, object], name: str, more: int) -> str:
    """An amount of the data and something more, as a text."""
    return yuan(amount(data, name) + more)


def not_later(name: str, label: str, clause: str) -> Require:
    """A day on which something was done is no day to come."""

    def holds(c: View) -> bool:
        written = c.data.get(name)
        return not written or date.fromisoformat(str(written)) <= c.today

    return Require(holds, f"{label}不能晚于今天", clause)


def day_of(moment: datetime) -> date:
    """The day of a moment, here."""
    return moment.astimezone(HERE).date()


def elapsed(view: View, start: date, end: date) -> int:
    """The working day, counted from the one after a day, in which another lies.

    A day off belongs to the next working day: a period that ended on Friday is over on Saturday.
    """
    return view.workdays(start, view.next_workday(end))


def since_event(view: View, event: str) -> int | None:
    """Working days since an event of the case; None where it did not happen."""
    moment = view.event(event)
    return None if moment is None else elapsed(view, day_of(moment), view.today)
