"""济政字〔2022〕83号: who acts (角色) and what is registered (台账)."""

from luoshi.policies.jinan.prepaid_cards.rules import CHANNELS, DOC, SITUATIONS
from luoshi.procedures import Public, Register, Role
from luoshi.rules import Facts, choice, day, money, quantity, rate, truth, words

# --- 角色

CITY = Role("city", "市商务部门", ("agency",), clause="二第一段", sole=True)
AUTHORITY = Role("authority", "备案管理机关", ("agency",), clause="二第一段")
SUPERIOR = Role("superior", "上级主管部门", ("agency",), clause="七", sole=True)
ISSUER = Role("issuer", "发卡经营者", ("company", "institution"), clause="第一段")
AGENT = Role("agent", "代理发卡机构", ("company", "institution"), clause="七")
BANK = Role("bank", "商业银行（专户）", ("bank",), clause="四")
INSURER = Role("insurer", "商业保险共保体", ("company", "institution"), clause="四")
TRUSTEE = Role("trustee", "服务信托公司", ("company", "institution"), clause="四")
SYSTEM = Role("system", "公共基础业务处理系统", ("company", "institution"), clause="五")
CONSUMER = Role("consumer", "消费者", ("person",), clause="六第三段")


# --- 台账的栏目


class LaunchEntry(Facts):
    """备案平台的上线。"""

    launch_on = day("备案平台上线日", clause="六第一段")
    way = words("公布的形式", clause="六第一段")
    announced_by = words("公布机关", clause="六第一段")
    corrected_on = day("更正之日", clause="六第一段")


class ProviderEntry(Facts):
    """一家二级平台，或者一个业务处理系统的建设企业。"""

    name = words("名称")
    channel = choice("风控模式", CHANNELS, clause="四")
    special_account = truth("能开设经营者预收资金管理专户", clause="四")
    watches_rate = truth("对资金存管比例实施监督", clause="四")
    linked = truth("已与备案平台建立数据连接", clause="四")
    founded_jointly = truth("由商业保险公司共同发起组建", clause="四")
    approved = truth("经国家银保监机构批准", clause="四")
    trust_account = truth("能设立信托账户", clause="四")
    approval = words("批准文件号", clause="四")


class FilingEntry(Facts):
    """一次资质备案的申请。"""

    issuer = words("单位代码")
    name = words("名称")
    address = words("经营场所")
    handed_on = day("首次提交备案材料之日", clause="六第一段")


class IssuerEntry(Facts):
    """一个已备案的经营者。"""

    issuer = words("单位代码")
    name = words("名称")
    address = words("经营场所")
    authority = words("备案管理机关代码", clause="二第一段")
    authority_name = words("备案管理机关", clause="二第一段")
    situation = choice("备案情形", SITUATIONS, clause="六第一段")
    filing = words("是否按期", clause="六第一段")
    handed_on = day("首次提交备案材料之日", clause="六第一段")
    filed_on = day("完成线上备案之日", clause="六第一段")
    funds = words("资金保障方式", clause="四")
    ratio = rate("资金风控比例", max=1_000_000, clause="四")
    star = words("信用等级", clause="四")
    checked_on = day("最近一次核定之日", clause="四")
    ends_on = day("终止业务之日", clause="六第二段")


class ContractEntry(Facts):
    """一份风控合同或保单。"""

    issuer = words("经营者代码")
    name = words("经营者")
    provider = words("二级平台代码")
    provider_name = words("二级平台", clause="四")
    number = words("账号或保单号", clause="四")
    account = words("账簿科目")
    agreed_rate = rate("约定的风控比例", clause="四")
    cover = money("保险金额", clause="四")
    until = day("保险期间届满之日", clause="四")
    signed_on = day("签订之日", clause="四")


class KindEntry(Facts):
    """一种卡：卡样和数量。"""

    issuer = words("经营者代码")
    issuer_name = words("经营者")
    name = words("卡种名称", clause="三")
    cards = quantity("核发单卡二维码数", "", max=10_000_000, clause="三")
    filed_on = day("发行备案之日", clause="三")


class CardEntry(Facts):
    """一张卡。"""

    issuer = words("经营者代码")
    issuer_name = words("经营者", clause="七")
    authority = words("备案管理机关代码")
    kind = words("卡种编号")
    name = words("卡种和卡号", clause="三")
    bought_on = day("购卡之日", clause="六第三段")
    price = money("购卡款", clause="四")
    balance = money("余额", clause="七")
    trust_rate = rate("存入信托的比例", clause="四")
    fulfilled_on = day("合同履行完毕之日", clause="六第二段")
    buyer = words("登记的购卡人代码", clause="六第三段")
    refund_hold = words("退卡留款的名称", clause="六第三段")
    erased_on = day("登记销毁之日", clause="六第二段")


class SpendEntry(Facts):
    """一笔消费。"""

    card = words("单卡编号")
    issuer_name = words("经营者", clause="七")
    what = words("消费内容", clause="七")
    amount = money("消费金额", clause="七")
    left = money("消费后的余额", clause="七")
    spent_on = day("消费之日", clause="七")


class ReportEntry(Facts):
    """一次风控比例的核定，或者银行一周的存缴情况。"""

    issuer = words("经营者代码")
    name = words("经营者")
    period = words("所属期间", clause="四")
    paid_in = money("存入", clause="四")
    paid_out = money("支取", clause="四")
    secured = money("已落实的风控资金", clause="四")
    previous_balance = money("上一个营业日的预收资金余额", clause="四")
    ratio = rate("资金风控比例", max=1_000_000, clause="四")
    star = words("信用等级", clause="四")


class NonCompliantEntry(Facts):
    """一种非合规预付卡。"""

    issuer = words("单位代码")
    name = words("经营者", clause="六第一段")
    address = words("经营场所", clause="六第一段")
    situation = choice("备案情形", SITUATIONS, clause="六第一段")
    last_day = day("应完成备案的最后一日", clause="六第一段")
    verified_on = day("核实之日", clause="六第一段")
    authority_name = words("核实机关", clause="六第一段")
    launch_on = day("备案平台上线日", clause="六第一段")
    issued_on = day("首次发行预付卡之日", clause="六第一段")
    filed_offline = truth("平台上线前已完成线下备案", clause="六第一段")
    removed_on = day("撤下之日", clause="六第一段")
    removed_why = words("撤下的根据", clause="六第一段")


class WarningEntry(Facts):
    """一件投诉举报的灯。"""

    name = words("被投诉的经营者", clause="七", gist="举报所称而没有认明的不写在这里")
    yellow_on = day("亮黄灯之日", clause="七")
    red_on = day("亮红灯之日", clause="七")
    authority_name = words("备案管理机关", clause="七")
    result = words("处理结果", clause="七")


class NoticeEntry(Facts):
    """一次消费风险警示。"""

    name = words("行业领域", clause="二第二段")
    content = words("警示内容", clause="二第二段")
    issued_on = day("发布之日", clause="二第二段")
    authority_name = words("发布机关", clause="二第二段")


class InspectionEntry(Facts):
    """一次双随机、一公开检查。"""

    name = words("被检查的经营者", clause="二第二段")
    partners = words("联合执法的部门", clause="二第二段")
    checked_on = day("检查之日", clause="二第二段")
    result = words("检查结果", clause="二第二段")


class SystemEntry(Facts):
    """一个公共基础业务处理系统。"""

    name = words("名称", clause="五")
    certificate = words("支付安全认证编号", clause="五")


class SystemUseEntry(Facts):
    """一个经营者使用业务处理系统的情况。"""

    issuer = words("经营者代码")
    name = words("经营者", clause="五")
    system_name = words("业务处理系统", clause="五")
    since = day("开始使用之日", clause="五")


# --- 台账

RED, RED_DONE = "红灯", "红灯（已督办）"
SHOWN = "公示中"
UNDER_REVIEW = "审核中"
FILED, EXITING, ENDED = "已备案", "终止公示中", "已终止"

LAUNCHES = Register(
    "launches", "备案平台上线公告", DOC, "六第一段", LaunchEntry, roles=(AUTHORITY,),
    public=Public("六第一段", ("launch_on", "way", "announced_by", "corrected_on")),
)  # fmt: skip
PROVIDERS = Register(
    "providers", "风控功能平台（二级平台）", DOC, "四", ProviderEntry, roles=(BANK, INSURER, TRUSTEE, CITY),
)  # fmt: skip
FILINGS = Register("filings", "资质备案申请", DOC, "三", FilingEntry, roles=(ISSUER, AUTHORITY))
ISSUERS = Register(
    "issuers", "发卡经营者（主体二维码）", DOC, "三", IssuerEntry, roles=(ISSUER, AUTHORITY),
    public=Public("六第二段", ("name", "funds"), lambda data, state: state in (FILED, EXITING)),
    code=True,
)  # fmt: skip
"""Shown is what the operator must display anyway; that stars are shown is not in the text."""
DEPOSITS = Register(
    "deposits", "预收资金管理专户（存管合同）", DOC, "四", ContractEntry, roles=(ISSUER, AUTHORITY, BANK),
)  # fmt: skip
INSURANCES = Register(
    "insurances", "预付卡保险（保单）", DOC, "四", ContractEntry, roles=(ISSUER, AUTHORITY, INSURER),
)  # fmt: skip
TRUSTS = Register(
    "trusts", "服务信托（信托合同）", DOC, "四", ContractEntry, roles=(ISSUER, AUTHORITY, TRUSTEE),
)  # fmt: skip
REPORTS = Register(
    "reports", "风控比例和每周存缴情况", DOC, "四", ReportEntry, roles=(ISSUER, AUTHORITY, BANK),
)  # fmt: skip
KINDS = Register("kinds", "卡种（卡样和数量）", DOC, "三", KindEntry, roles=(ISSUER, AUTHORITY))
CARDS = Register(
    "cards", "单卡（单卡二维码）", DOC, "三", CardEntry, roles=(ISSUER, AUTHORITY, AGENT, CONSUMER),
    code=True,
)  # fmt: skip
SPENDING = Register(
    "spending", "消费流水（预付卡大数据库）", DOC, "三", SpendEntry, roles=(ISSUER, CONSUMER),
)  # fmt: skip
NON_COMPLIANT = Register(
    "non_compliant", "非合规预付卡公示", DOC, "六第一段", NonCompliantEntry, roles=(AUTHORITY, ISSUER),
    public=Public(
        "六第一段", ("name", "address", "verified_on", "authority_name"),
        lambda data, state: state == SHOWN,
    ),
)  # fmt: skip
WARNINGS = Register(
    "warnings", "投诉预警（黄灯、红灯）", DOC, "七", WarningEntry, roles=(ISSUER, AUTHORITY, AGENT),
    public=Public(
        "七", ("name", "red_on", "authority_name"), lambda data, state: state in (RED, RED_DONE)
    ),
)  # fmt: skip
RISK_NOTICES = Register(
    "risk_notices", "消费风险警示", DOC, "二第二段", NoticeEntry, roles=(AUTHORITY,),
    public=Public("二第二段", ("name", "content", "issued_on", "authority_name")),
)  # fmt: skip
INSPECTIONS = Register(
    "inspections", "双随机、一公开检查", DOC, "二第二段", InspectionEntry, roles=(ISSUER, AUTHORITY),
    public=Public("二第二段", ("name", "checked_on", "result")),
)  # fmt: skip
SYSTEMS = Register("systems", "公共基础业务处理系统", DOC, "五", SystemEntry, roles=(SYSTEM, CITY))
SYSTEM_USES = Register(
    "system_uses", "使用业务处理系统的经营者", DOC, "五", SystemUseEntry, roles=(ISSUER, SYSTEM, AUTHORITY),
)  # fmt: skip
