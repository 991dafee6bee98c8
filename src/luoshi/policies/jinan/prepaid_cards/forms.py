"""济政字〔2022〕83号: what is filled in (表单), and small functions that the procedures share."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from luoshi.policies.jinan.prepaid_cards.registers import LAUNCHES, TRUSTS
from luoshi.procedures import Require, View, fen, yuan
from luoshi.rules import Facts, choice, day, money, quantity, rate, truth, words

HERE = ZoneInfo("Asia/Shanghai")
BUYERS = "outside:card-buyers"
"""Consumers' money outside: what they pay for cards comes from here and goes back here."""
ACTIVE, BLANK, USED, RETURNED, REPAID = "已激活", "未激活", "已用完", "已退卡", "已返还"
ERASED = "已销毁"
MOST_CARDS = 1000
"""Cards of one application: a limit of this office, not of the text."""


# --- 备案


class Launch(Facts):
    """公布备案平台上线时间。"""

    launch_on = day("备案平台上线日", clause="六第一段")
    way = words("公布的形式", clause="六第一段", gist="新闻发布会、新闻媒体、政府网站等，可写几种")


class Connection(Facts):
    """接入备案平台的二级平台。"""

    name = words("名称", clause="四")


class BankConnection(Connection):
    """商业银行。"""

    special_account = truth("能开设经营者预收资金管理专户", clause="四")
    watches_rate = truth("对资金存管比例实施监督", clause="四")
    linked = truth("已与备案平台建立定期数据连接", clause="四")


class InsurerConnection(Connection):
    """商业保险共保体。"""

    founded_jointly = truth("由商业保险公司共同发起组建", clause="四")
    approved = truth("经国家银保监机构批准", clause="四")
    approval = words("批准文件号", clause="四")
    linked = truth("已直连备案平台", clause="四")


class TrustConnection(Connection):
    """信托公司。"""

    approved = truth("经国家银保监机构批准", clause="四")
    approval = words("批准文件号", clause="四")
    trust_account = truth("能设立信托账户", clause="四")


class Declaration(Facts):
    """经营者说明发卡情况。"""

    name = words("经营者名称", clause="第一段")
    address = words("经营场所", clause="六第二段")
    area = choice(
        "所在区域",
        ["只在区县行政区域内", "只在功能区内", "区县与功能区重叠"],
        clause="二第一段",
    )
    zone_authorised = truth("该功能区管理机构已获得授权", clause="二第一段")
    several = truth("在两个以上区县或功能区经营", clause="二第一段")
    launch_on = day("备案平台上线日", clause="六第一段")
    issued_on = day("首次发行预付卡之日", clause="六第一段", gist="还没有发行的不填")
    filed_offline = truth("平台上线前已完成线下备案", clause="六第一段")


class DepositContract(Facts):
    """存管合同。"""

    bank_account = words("预收资金管理专户账号", clause="四")
    agreed_rate = rate("约定的存管比例", clause="四")


class InsurancePolicy(Facts):
    """保单。"""

    policy_number = words("保单号", clause="四")
    cover = money("保险金额", clause="四")
    cover_until = day("保险期间届满之日", clause="四")


class TrustContract(Facts):
    """信托合同。"""

    trust_account_number = words("信托账户账号", clause="四")
    agreed_rate = rate("约定的风控比例", clause="四")


class Week(Facts):
    """一周的资金存缴情况。"""

    paid_in = money("本周存入专户", clause="四")
    paid_out = money("本周从专户支取", clause="四")


# --- 发卡、用卡


class CardApplication(Facts):
    """发卡申请。"""

    kind_name = words("卡种名称", clause="三")
    cards = quantity(
        "申请数量（张）", "", max=MOST_CARDS, clause="三",
        gist=f"一次最多{MOST_CARDS}张，多的分次申请；这是本系统的限制，原文没有限制",
    )  # fmt: skip


class CardSale(Facts):
    """销售一张卡。"""

    price = money("购卡款", max=10_000_000, clause="四")


class Spend(Facts):
    """一笔消费。"""

    what = words("消费内容", clause="七")
    amount = money("消费金额", max=10_000_000, clause="三")


class GiftState(Facts):
    """退卡时的赠品。"""

    gift = choice("赠品或赠送的服务", ["没有", "已退回", "没有退回"], clause="六第三段")
    gift_price = money(
        "赠品或赠送服务的合理价款", max=10_000_000, clause="六第三段",
        gist="只是经营者提出的；消费者同意了才从余额里扣",
    )  # fmt: skip


class GiftAnswer(Facts):
    """消费者对赠品价款的答复。"""

    agreed_price = money("同意支付的赠品价款", max=10_000_000, clause="六第三段")


class ExitNotice(Facts):
    """终止业务的公示。"""

    ends_on = day("终止业务之日", clause="六第二段")
    at_shop = truth("已在经营场所显著位置公示", clause="六第二段")
    has_site = truth("有网站", clause="六第二段")
    on_site = truth("已在网站首页显著位置公示", clause="六第二段")


# --- 投诉、监管


class ComplaintForm(Facts):
    """投诉的内容。"""

    complaint = words("投诉的事项", clause="七")
    wanted = words("希望怎样处理", clause="七")


class Answer(Facts):
    """经营者的处理。"""

    answer = words("处理情况", clause="七")


class Result(Facts):
    """处理或督办的结果。"""

    result = words("处理结果", clause="七")


class Supervised(Result):
    """督办的事项和结果。"""

    accused = words("被投诉的经营者", clause="七")
    complaint_case = words("投诉的办件编号", clause="七")


class Report(Facts):
    """对扫不出来的卡的举报。"""

    name = words("发卡的经营者", clause="七")
    address = words("经营场所", clause="七")
    bought_on = day("购卡之日", clause="七")
    complaint = words("举报的事项", clause="七")


class Unfiled(Facts):
    """对逾期未备案的核实。"""

    name = words("经营者", clause="六第一段")
    address = words("经营场所", clause="六第一段")
    launch_on = day("备案平台上线日", clause="六第一段")
    issued_on = day("首次发行预付卡之日", clause="六第一段")
    filed_offline = truth("平台上线前已完成线下备案", clause="六第一段")
    namesake = truth(
        "与平台上的同名经营者不是同一家", clause="六第一段",
        gist="平台上有同名的已备案或正在审核时才问，由核实的机关核对",
    )  # fmt: skip


class Removal(Facts):
    """撤下公示。"""

    filed_issuer = words("补办备案后的经营者代码", clause="六第一段")
    same_as = words("名称不同的，怎样核对为同一家", clause="六第一段", gist="名称相同的不填")


class Identified(Facts):
    """举报所指的发卡经营者。"""

    name = words("发卡的经营者", clause="七", gist="核对后的名称")


class RiskNotice(Facts):
    """消费风险警示。"""

    sector = words("行业领域", clause="二第二段")
    concentrated = truth("投诉举报集中", clause="二第二段")
    common = truth("有共性问题", clause="二第二段")
    prominent = truth("有突出问题", clause="二第二段")
    content = words("警示内容", clause="二第二段")


class Draw(Facts):
    """抽查的安排。"""

    sampled = truth("统一抽样、随机抽选产生", clause="二第二段")
    partners = words("联合执法的部门", clause="二第二段")


class Found(Facts):
    """检查结果。"""

    result = words("检查结果", clause="二第二段")


class SystemForm(Facts):
    """公共基础业务处理系统。"""

    name = words("系统名称", clause="五")
    certificate = words("支付安全认证编号", clause="五")
    settlement_licence = truth("建设企业具有第三方结算资质", clause="五")
    certified = truth("符合支付安全认证要求", clause="五")
    issuing = truth("具备发行管理功能", clause="五")
    clearing = truth("具备预收资金清结算功能", clause="五")
    records = truth("具备交易记录保存功能", clause="五")
    lookup = truth("具备消费信息查询功能", clause="五")
    realtime = truth("消费数据实时传输到备案平台", clause="五")
    scope_check = truth("能核实经营者发卡范围", clause="五")
    confidential = truth("对消费者和经营者信息保密、保证数据安全", clause="五")
    gives_away = truth("向第三方提供信息", clause="五")


class SystemChoice(Facts):
    """选用业务处理系统。"""

    size = choice("经营者", ["小型企业", "个体工商户", "其他企业"], clause="五")
    own_system = truth("有自主发卡系统", clause="五")


class AnomalyForm(Facts):
    """业务处理系统发现的情况。"""

    anomaly = words("异常情况", clause="五")


# --- 办件里的共同计算


def issuer_of(c: View) -> str:
    """Unit code of the operator that a case is about."""
    return str(c.subject.get("issuer") or c.party("issuer").code)


def name_of(c: View) -> str:
    """Its name."""
    return str(c.subject.get("issuer_name") or c.subject.get("name") or c.party("issuer").name)


def plain(name: object) -> str:
    """A name without blanks and with one kind of brackets, to compare it."""
    told = "".join(str(name).split())
    return told.replace("(", "（").replace(")", "）")


def own(clause: str) -> Require:
    """Whoever acts as the operator is the one that the entry belongs to: codes are shown to everybody."""
    return Require(
        lambda c: issuer_of(c) == c.party("issuer").code, "这不是本单位的备案或卡", clause
    )


def under(clause: str) -> Require:
    """Whoever acts as the authority is the one that filed the operator."""
    return Require(
        lambda c: c.subject.get("authority") == c.party("authority").code,
        "这个经营者不由本机关备案",
        clause,
    )


def prepaid(issuer: str) -> str:
    """The account of an operator's prepaid money; one leaf a card stands below it."""
    return f"card:{issuer}"


def secured(issuer: str) -> str:
    """The account of the money that secures it; leaves for each bank and for each card in trust."""
    return f"secured:{issuer}"


def earned(issuer: str) -> str:
    """What was consumed and so became the operator's own."""
    return f"earned:{issuer}"


def means(issuer: str) -> str:
    """The operator's own means outside, from which security is paid in and to which it returns."""
    return f"means:{issuer}"


def leaf(c: View) -> str:
    """The account of the card that a case is about."""
    return f"{prepaid(issuer_of(c))}:{c.subject_key}"


def trust_leaf(c: View) -> str:
    """The trust money of that card."""
    return f"{secured(issuer_of(c))}:{c.subject_key}"


def covers(c: View) -> Sequence[Mapping[str, Any]]:
    """The insurance policies of an operator that are running."""
    found = c.entries("insurances", state="有效", issuer=issuer_of(c))
    return [each for each in found if str(each["until"]) >= c.today.isoformat()]


def secured_now(c: View) -> int:
    """What secures an operator's prepaid money now, in fen: accounts, trust, and insurance cover."""
    return c.balance(secured(issuer_of(c))) + sum(fen(each["cover"]) for each in covers(c))


def trust_of(c: View) -> Mapping[str, Any] | None:
    """The trust contract of an operator, the latest."""
    found = c.entries(TRUSTS.key, state="有效", issuer=issuer_of(c))
    return found[-1] if found else None


def launch(c: View) -> Mapping[str, Any]:
    """The announced launch of the platform; empty before it."""
    found = c.entries(LAUNCHES.key)
    return found[-1] if found else {}


def launched(c: View) -> bool:
    """Whether the platform is online, and the day in the form is the announced one."""
    day_ = str(launch(c).get("launch_on", ""))
    given = c.data.get("launch_on", day_)
    return bool(day_) and day_ == given and day_ <= c.today.isoformat()


ONLINE = Require(launched, "备案平台还没有上线，或者所填上线日与公告不符", "六第一段")


def rest_days(c: View, last: object) -> str:
    """How many days of rest follow from this day on, itself included; 0 for a working day."""
    if not last:
        return "0日"
    ending = date.fromisoformat(str(last))
    return f"{(c.next_workday(ending) - ending).days}日"


def workday_number(c: View, since: date) -> str:
    """Which working day after a day today is; a day of rest counts as the next working day."""
    if c.today <= since:
        return "0工作日"
    return f"{c.workdays(since, c.next_workday(c.today))}工作日"


def day_of(c: View, event: str) -> date:
    """The day of an event of a case; today where it has not happened."""
    happened = c.event(event)
    return happened.astimezone(HERE).date() if happened else c.today


def previous_balance(c: View) -> str:
    """The prepaid money at the end of the last business day before today.

    On a day without business nothing moves: the end of yesterday is the end of that day.
    """
    return yuan(c.balance(prepaid(issuer_of(c)), on=c.today - timedelta(days=1)))
