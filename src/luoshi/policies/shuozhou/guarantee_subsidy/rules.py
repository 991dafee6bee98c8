"""朔财投〔2023〕27号 市级政府性融资担保机构补偿补贴资金管理办法, in article order."""

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
    day,
    labelled,
    money,
    never,
    not_stated,
    number,
    quantity,
    rate,
    record,
    rule,
    step,
    text,
    total,
    truth,
    unless,
    warn_when,
    when,
    words,
)
from luoshi.rules.language import When

DOC = Policy.beside(__file__)
p = DOC.parameters


class Measures(Facts):
    """本办法（直接查询，不需要事实）。"""


class Moment(Facts):
    """要查询的日子。"""

    asked_on = day("要查询的日期", clause="第二十条")


# --- 通知


@rule(
    DOC,
    ("第一段", "落款", "主送", "附注"),
    label="本办法由谁在何时同意、印发，发给谁，是否公开",
    any_day=True,
)
def issuance(m: Measures) -> Record:
    """Who approved and issued the measures, when, to whom, and whether they are public."""
    return record(
        approved_by=("同意的会议", text("朔州市财政局局党组（扩大）会议")),
        approved_on=("会议日期", p.approved_on),
        issuer=("印发机关", text("朔州市财政局")),
        issued_on=("印发日期", p.issued_on),
        recipients=(
            "主送",
            checklist("各县（市、区）财政局", "开发区财政局", "市级政府性融资担保机构"),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


# --- 第一条至第三条


@rule(DOC, "第一条", label="补偿补贴是什么：谁给谁、给哪些业务、多久一次、包括哪两项")
def subsidy_nature(m: Measures) -> Record:
    """What the support is: payer, payee, business, rhythm and its two parts."""
    return record(
        payer=("给予补偿补贴的部门", text("市、县（市、区）财政局")),
        payee=("得到补偿补贴的机构", text("市级担保机构")),
        business=("支持的业务对象", checklist("小微企业", "“三农”", "战略性新兴产业")),
        rhythm=("给予的周期", text("按年度")),
        parts=("补偿补贴的组成", checklist("风险补偿", "担保费补贴")),
    )


class Institution(Facts):
    """一家担保机构。"""

    funded_locally = truth("由我市各级财政部门出资", clause="第二条")
    set_up_in_city = truth("在朔州市行政辖区内依法设立", clause="第二条")
    permitted = truth("取得监管部门颁发的经营许可证", clause="第二条")
    serves_supported = truth("提供小微企业、“三农”、战略性新兴产业的贷款担保", clause="第二条")
    form = choice("组织形式", ["有限责任公司", "股份有限公司", "其他"], clause="第二条")


@rule(DOC, "第二条", label="是否属于市级政府性融资担保机构（市级担保机构）")
def is_municipal_institution(i: Institution) -> Truth:
    """Whether a firm is a municipal guarantee institution: all five marks of the definition."""
    return all_of(
        i.funded_locally,
        i.set_up_in_city,
        i.permitted,
        i.serves_supported,
        i.form.is_("有限责任公司"),
    )


@rule(DOC, "第三条", label="补偿补贴资金管理和使用的原则")
def principles(m: Measures) -> Texts:
    """The three principles for handling the money."""
    return checklist("公开透明", "专款专用", "依法监督")


# --- 第四条 担保机构的条件


class Applicant(Facts):
    """申报补偿补贴的市级担保机构。"""

    registered = truth("在市内依法注册登记设立", clause="第四条第（一）项")
    legal_person = truth("具有独立法人资格", clause="第四条第（一）项")
    licensed = truth("取得《融资担保业务经营许可证》", clause="第四条第（一）项")
    finance_rules = truth("财务管理制度健全", clause="第四条第（二）项")
    risk_rules = truth("风险防控制度健全", clause="第四条第（二）项")
    risk_work = truth("风险防范工作落实较好", clause="第四条第（二）项")
    bad_record = truth("有重大不良信用记录", clause="第四条第（三）项")
    defaulter = truth("被法院列为失信被执行人", clause="第四条第（三）项")
    claim_rate = rate("上年度代偿率", max="100%", clause="第四条第（四）项")
    support_share = rate(
        "支小支农担保金额占全部担保金额的比例", max="100%", clause="第四条第（五）项"
    )
    small_client_share = rate("单户500万元及以下的占比", max="100%", clause="第四条第（五）项")
    system = truth("具备准确进行补偿补贴的配套信息系统支撑", clause="第四条第（六）项")


@rule(DOC, "第四条第（一）项", label="担保机构条件（一）：注册、法人资格和许可证是否符合")
def legal_standing_met(a: Applicant) -> Truth:
    """Registered in the city, an independent legal person, and licensed."""
    return all_of(a.registered, a.legal_person, a.licensed)


@rule(DOC, "第四条第（二）项", label="担保机构条件（二）：制度和风险防范是否符合")
def systems_met(a: Applicant) -> Truth:
    """Sound finance and risk rules, and risk prevention carried out fairly well."""
    return all_of(a.finance_rules, a.risk_rules, a.risk_work)


@rule(DOC, "第四条第（三）项", label="担保机构条件（三）：信用是否符合")
def credit_met(a: Applicant) -> Truth:
    """Neither a grave bad record nor listed by a court as a defaulter."""
    return ~a.bad_record & ~a.defaulter


@rule(DOC, "第四条第（四）项", label="担保机构条件（四）：上年度代偿率是否符合")
def claim_rate_met(a: Applicant) -> Truth:
    """Last year's claim rate stands within the limit, the limit itself included."""
    return p.max_claim_rate.admits(a.claim_rate)


@rule(
    DOC, "第四条第（五）项", label="担保机构条件（五）：支小支农占比和单户500万元及以下占比是否符合"
)
def portfolio_met(a: Applicant) -> Truth:
    """Both shares reach their floors; strategic industries do not count towards the first."""
    return all_of(
        p.min_support_share.admits(a.support_share),
        p.min_small_client_share.admits(a.small_client_share),
    )


@rule(DOC, "第四条第（六）项", label="担保机构条件（六）：配套信息系统是否符合")
def system_met(a: Applicant) -> Truth:
    """An information system that lets the support be worked out truly and exactly."""
    return a.system


@rule(DOC, "第四条", label="担保机构是否符合纳入补贴支持范围的六项条件")
def institution_eligible(a: Applicant) -> Truth:
    """Whether an institution may enter: all six conditions together."""
    return all_of(
        legal_standing_met(a),
        systems_met(a),
        credit_met(a),
        claim_rate_met(a),
        portfolio_met(a),
        system_met(a),
    )


@rule(DOC, "第四条", label="担保机构不符合六项条件中的哪些要求")
def unmet_conditions(a: Applicant) -> Texts:
    """Each point that fails, with its item; an empty list means that the institution may enter."""
    return checklist(
        ("（一）在市内依法注册登记设立", ~a.registered),
        ("（一）独立法人资格", ~a.legal_person),
        ("（一）《融资担保业务经营许可证》", ~a.licensed),
        ("（二）财务管理制度健全", ~a.finance_rules),
        ("（二）风险防控制度健全", ~a.risk_rules),
        ("（二）风险防范工作落实较好", ~a.risk_work),
        ("（三）无重大不良信用记录", a.bad_record),
        ("（三）未被法院列为失信被执行人", a.defaulter),
        ("（四）上年度代偿率", ~claim_rate_met(a)),
        ("（五）支小支农担保金额占比", ~p.min_support_share.admits(a.support_share)),
        (
            "（五）单户500万元及以下的占比",
            ~p.min_small_client_share.admits(a.small_client_share),
        ),
        ("（六）配套信息系统支撑", ~a.system),
    )


@rule(DOC, "第四条", label="纳入补贴支持范围的担保机构应具备哪些条件，各比例的上下限是多少")
def institution_conditions(m: Measures) -> Record:
    """The six conditions as a list, with the limits of the fourth and the fifth."""
    return record(
        conditions=(
            "六项条件",
            checklist(
                "（一）在市内依法注册登记，独立法人，取得《融资担保业务经营许可证》",
                "（二）财务管理和风险防控制度健全，风险防范落实较好",
                "（三）无重大不良信用记录，不是失信被执行人",
                "（四）上年度代偿率不超过上限",
                "（五）支小支农占比、单户小额占比不低于下限",
                "（六）具备配套信息系统支撑",
            ),
        ),
        claim_rate=("上年度代偿率不超过", p.max_claim_rate),
        support_share=("支小支农担保金额占比不低于", p.min_support_share),
        small_client=("单户小额担保的金额（及以下）", p.small_client_amount),
        small_client_share=("单户小额担保占比不低于", p.min_small_client_share),
    )


@rule(DOC, "第四条第（四）项", label="代偿率怎样计算")
def claim_rate_formula(m: Measures) -> Text:
    """How the claim rate is worked out: the text does not say."""
    return not_stated("原文未写明代偿率的计算公式", "第四条第（四）项")


class Portfolio(Facts):
    """担保机构的业务构成。"""

    support_amount = money(
        "支小支农担保金额", max="1000亿元", clause="第四条第（五）项", gist="不含战略性新兴产业"
    )
    small_client_amount = money(
        "单户500万元及以下的担保金额", max="1000亿元", clause="第四条第（五）项"
    )
    applied_amount = money(
        "全部担保金额（申报补偿补贴的业务）",
        min="0.01元",
        max="1000亿元",
        clause="第四条第（五）项",
    )
    whole_amount = money(
        "全部担保金额（担保机构的全部业务）",
        min="0.01元",
        max="1000亿元",
        clause="第四条第（五）项",
    )
    small_clients = quantity(
        "单户500万元及以下的户数", "户", max=1_000_000, clause="第四条第（五）项"
    )
    clients = quantity("全部担保户数", "户", min=1, max=1_000_000, clause="第四条第（五）项")


def _base(f: Portfolio) -> Number:
    return choose(
        (DOC.reading("share_base").is_("applied"), f.applied_amount), otherwise=f.whole_amount
    )


def _small_share(f: Portfolio) -> Number:
    return choose(
        (DOC.reading("small_share_measure").is_("amount"), f.small_client_amount / _base(f)),
        otherwise=f.small_clients / f.clients,
    )


@rule(
    DOC,
    "第四条第（五）项",
    label="支小支农担保金额占全部担保金额的比例（由金额算出）",
    unit="%",
    rounding="0.0001%",
)
def support_share_of(f: Portfolio) -> Number:
    """Guarantees for small firms and farming as a share of all; the base is a reading."""
    return f.support_amount / _base(f)


@rule(
    DOC,
    "第四条第（五）项",
    label="单户500万元及以下担保的占比（由金额或户数算出）",
    unit="%",
    rounding="0.0001%",
)
def small_client_share_of(f: Portfolio) -> Number:
    """The share of small clients, by amount or by number of clients (a reading)."""
    return _small_share(f)


@rule(DOC, "第四条第（五）项", label="由金额看，支小支农占比是否不低于下限")
def support_share_reached(f: Portfolio) -> Truth:
    """The same share held against its floor, unrounded."""
    return p.min_support_share.admits(f.support_amount / _base(f))


@rule(DOC, "第四条第（五）项", label="由金额或户数看，单户500万元及以下占比是否不低于下限")
def small_client_share_reached(f: Portfolio) -> Truth:
    """The same share held against its floor, unrounded."""
    return p.min_small_client_share.admits(_small_share(f))


class Client(Facts):
    """一个担保客户。"""

    client_amount = money("单户担保金额", max="100亿元", clause="第四条第（五）项")


@rule(DOC, "第四条第（五）项", label="一户的担保金额是否计入单户500万元及以下")
def counts_as_small_client(c: Client) -> Truth:
    """Whether a client counts as small; the amount itself is included. Per client, not per deal."""
    return p.small_client_amount.admits(c.client_amount)


# --- 第五条、第六条 支持的业务


class Guarantee(Facts):
    """一笔融资担保业务。"""

    amount = money("单笔担保金额", max="100亿元", clause="第五条")
    fee_rate = rate("年化担保费率", max="100%", clause="第十一条第三款")
    contract_fee_rate = rate(
        "合同约定的担保费率", max="100%", clause="第五条", gist="只在另一种理解下用到"
    )
    bank_shares_risk = truth("与银行采取风险分担合作模式", clause="第五条")
    client = choice(
        "担保对象",
        ["小微企业", "三农", "战略性新兴产业企业", "其他"],
        clause="第五条",
        gist="小微企业、三农、战略性新兴产业的含义见第七条至第九条",
    )
    business = choice(
        "业务种类",
        [
            "流动资金贷款",
            "固定资产贷款",
            "银行承兑汇票",
            "信用证",
            "贸易融资",
            "综合授信",
            "监管部门核定的其他银行贷款担保",
            "其他担保",
        ],
        clause="第六条",
    )
    enterprise = choice(
        "企业类别",
        ["专精特新企业", "全省资本市场后备资源库企业", "高新技术企业", "其他支小支农支新业务"],
        clause="第十一条第二款",
        gist="同时是三农企业和高新技术企业的，选高新技术企业",
    )
    days = quantity("担保期限（天）", "天", max=36600, clause="第十一条第三款")
    days_in_year = quantity(
        "落在补贴年度内的担保天数",
        "天",
        max=366,
        clause="第十一条第三款",
        gist="只在另一种理解下用到",
    )


@rule(DOC, "第五条", label="单笔担保金额是否在支持范围内")
def amount_in_scope(g: Guarantee) -> Truth:
    """One guarantee's amount stands within the limit, the limit itself included."""
    return p.max_guarantee_amount.admits(g.amount)


@rule(DOC, "第五条", label="担保费率是否在支持范围内")
def fee_rate_in_scope(g: Guarantee) -> Truth:
    """The fee rate is below the limit; the limit itself is out. Annualised unless read otherwise."""
    compared = choose(
        (DOC.reading("fee_rate_basis").is_("annual"), g.fee_rate), otherwise=g.contract_fee_rate
    )
    return p.fee_rate_limit.admits(step("与上限相比的担保费率", compared, "第五条"))


@rule(DOC, "第六条", label="业务种类是否属于支持的银行贷款担保业务")
def business_in_scope(g: Guarantee) -> Truth:
    """Only guarantees of bank lending that the regulator recognises; bonds and the like are out."""
    return ~g.business.is_("其他担保")


@rule(DOC, ("第五条", "第六条"), label="一笔担保业务是否在补偿补贴支持范围内")
def guarantee_in_scope(g: Guarantee) -> Truth:
    """Whether one guarantee is supported: client, bank's share, amount, fee rate and kind."""
    return all_of(
        amount_in_scope(g),
        fee_rate_in_scope(g),
        g.bank_shares_risk,
        ~g.client.is_("其他"),
        business_in_scope(g),
    )


@rule(DOC, ("第五条", "第六条"), label="一笔担保业务不在支持范围内的原因")
def out_of_scope_reasons(g: Guarantee) -> Texts:
    """What keeps a guarantee out; an empty list means that it is supported."""
    return checklist(
        ("单笔担保金额过高", ~amount_in_scope(g)),
        ("担保费率不低于上限", ~fee_rate_in_scope(g)),
        ("没有与银行风险分担", ~g.bank_shares_risk),
        ("担保对象不属于小微企业、三农、战略性新兴产业企业", g.client.is_("其他")),
        ("不是银行贷款担保业务", ~business_in_scope(g)),
    )


@rule(DOC, "第五条", label="补贴对象是什么业务，单笔金额和担保费率的限额是多少")
def business_limits(m: Measures) -> Record:
    """What a supported guarantee is: clients, cooperation with a bank, and the two limits."""
    return record(
        clients=("担保对象", checklist("小微企业", "“三农”", "战略性新兴产业企业")),
        cooperation=("合作方式", text("与银行风险分担合作")),
        amount=("单笔担保业务金额不高于", p.max_guarantee_amount),
        fee_rate=("担保费率低于", p.fee_rate_limit),
    )


@rule(DOC, "第五条", label="与银行各分担多少风险")
def risk_share_ratio(m: Measures) -> Text:
    """How the risk is split with the bank: the text gives no ratio."""
    return not_stated("原文只要求与银行分担风险，未写明分担比例", "第五条")


@rule(DOC, "第六条", label="支持的融资担保业务有哪些种类")
def supported_kinds(m: Measures) -> Texts:
    """The kinds of bank lending whose guarantees are supported."""
    return checklist(
        "流动资金贷款",
        "固定资产贷款",
        "银行承兑汇票",
        "信用证",
        "贸易融资",
        "综合授信",
        "行业监管部门核定的其他银行贷款担保业务",
    )


# --- 第七条至第九条 担保对象


class Enterprise(Facts):
    """被担保的企业、经济组织或农户。"""

    operates_in_city = truth("在市内注册并从事生产经营", clause="第七条")
    size = choice(
        "规模类型",
        [
            "大型企业",
            "中型企业",
            "小型企业",
            "微型企业",
            "个体工商户",
            "小微企业主",
            "与小微企业规模相当、经其他政府机构登记的非企业经济组织",
            "其他",
        ],
        clause="第七条",
        gist="企业规模按工信部联企业〔2011〕300号的划型标准定",
    )
    subject = choice("主体类型", ["企业", "非企业经济组织", "农户", "其他"], clause="第八条")
    seat = choice("经工商登记的注册地", ["县（区）", "县级市", "其他"], clause="第八条")
    trade = choice(
        "从事的行业（农业及相关产业）",
        [
            "农林牧渔业",
            "食用农林牧渔业产品加工与制造",
            "农林牧渔业生产资料制造和农田水利设施建设",
            "农林牧渔业及相关产品流通服务",
            "农林牧渔业科研和技术服务",
            "农林牧渔业教育培训与人力资源服务",
            "农林牧渔业生态保护和环境治理",
            "农林牧渔业休闲观光与农业农村管理服务",
            "其他支持服务",
            "原文没有列出的农业及相关产业大类",
            "不属于农业及相关产业",
        ],
        clause="第八条",
    )
    strategic = truth(
        "所属产业符合国发〔2010〕32号和《战略性新兴产业分类（2018）》的规定", clause="第九条"
    )


SMALL_OR_MICRO = (
    "小型企业",
    "微型企业",
    "个体工商户",
    "小微企业主",
    "与小微企业规模相当、经其他政府机构登记的非企业经济组织",
)


@rule(DOC, "第七条", label="是否属于本办法所称小微企业")
def is_small_or_micro(e: Enterprise) -> Truth:
    """Whether a client is small or micro: in the city and of a listed kind.

    A medium firm is out unless the reading takes the cited standard for the whole.
    """
    medium = all_of(DOC.reading("medium_firms").is_("included"), e.size.is_("中型企业"))
    return all_of(e.operates_in_city, e.size.is_in(*SMALL_OR_MICRO) | medium)


@rule(DOC, "第七条", label="小微企业包括哪些主体")
def small_or_micro_kinds(m: Measures) -> Texts:
    """The kinds of client that count as small or micro."""
    return checklist(
        "小型企业",
        "微型企业",
        "个体工商户",
        "小微企业主",
        "与前者规模相当、经其他政府机构登记的非企业经济组织",
    )


@rule(DOC, "第八条", label="是否属于本办法所称“三农”")
def is_sannong(e: Enterprise) -> Truth:
    """Whether a client belongs to farming, countryside and farmers.

    A farming household always does. A firm or other body does when its seat is in a county,
    district or county-level city and its trade is one of the listed ones. The text announces one
    category more than it lists: for that one it gives no answer.
    """
    return choose(
        (e.subject.is_("农户"), always),
        (e.subject.is_("其他") | e.seat.is_("其他") | e.trade.is_("不属于农业及相关产业"), never),
        (
            e.trade.is_("原文没有列出的农业及相关产业大类"),
            not_stated("原文称农业及相关产业有10个大类，只列出9个，其余一个没有写明", "第八条"),
        ),
        otherwise=always,
    )


@rule(DOC, "第八条", label="“三农”的行业大类有哪些，一共几个")
def sannong_categories(m: Measures) -> Record:
    """The categories as listed, and the number that the text states: one is missing."""
    return record(
        stated=("原文写明的大类数", p.category_count),
        listed=(
            "原文列出的大类",
            checklist(
                "农林牧渔业",
                "食用农林牧渔业产品加工与制造",
                "农林牧渔业生产资料制造和农田水利设施建设",
                "农林牧渔业及相关产品流通服务",
                "农林牧渔业科研和技术服务",
                "农林牧渔业教育培训与人力资源服务",
                "农林牧渔业生态保护和环境治理",
                "农林牧渔业休闲观光与农业农村管理服务",
                "其他支持服务",
            ),
        ),
        standard=("行业参照的分类", text("《农业及相关产业统计分类（2020）》")),
    )


@rule(DOC, "第九条", label="是否属于本办法所称战略性新兴产业")
def is_strategic(e: Enterprise) -> Truth:
    """Whether the trade is a strategic emerging industry by the two cited papers."""
    return e.strategic


@rule(
    DOC,
    ("第五条", "第七条", "第八条", "第九条"),
    label="担保对象是否属于支持对象（小微企业、三农、战略性新兴产业任一种）",
)
def client_supported(e: Enterprise) -> Truth:
    """Whether a client is of any supported kind: a medium firm may still be farming or strategic."""
    return any_of(is_small_or_micro(e), is_strategic(e), is_sannong(e))


@rule(DOC, ("第七条", "第八条", "第九条"), label="小微企业、三农、战略性新兴产业各按哪个文件认定")
def client_standards(m: Measures) -> Record:
    """The papers that each definition leans on."""
    return record(
        small=("小微企业的划型标准", text("工信部联企业〔2011〕300号")),
        sannong=(
            "“三农”的行业",
            text("《农业及相关产业统计分类（2020）》（国家统计局令第32号）"),
        ),
        strategic=(
            "战略性新兴产业的规定",
            checklist("国发〔2010〕32号", "《战略性新兴产业分类（2018）》"),
        ),
    )


# --- 第十条 风险补偿


class Balance(Facts):
    """年末在保余额。"""

    year_end_balance = money(
        "担保业务年末在保余额（符合支持范围的业务）", max="1000亿元", clause="第十条第三款"
    )
    all_year_end_balance = money(
        "担保业务年末在保余额（全部业务）",
        max="1000亿元",
        clause="第十条第三款",
        gist="只在另一种理解下用到",
    )


class Proposal(Facts):
    """拟定的风险补偿比例。"""

    proposed_rate = quantity("拟定的补偿比例", "‰", decimals=4, max=1000, clause="第十条第二款")


def _balance(b: Balance) -> Number:
    balance = choose(
        (DOC.reading("balance_scope").is_("eligible"), b.year_end_balance),
        otherwise=b.all_year_end_balance,
    )
    return step("担保业务年末在保余额", balance, "第十条第三款")


@rule(DOC, "第十条第二款", label="风险补偿比例由谁、根据什么确定，范围是多少")
def compensation_rate_setting(m: Measures) -> Record:
    """Who sets the rate, on what grounds, and between which ends."""
    return record(
        authorities=("确定的部门", checklist("市财政局", "市金融办")),
        grounds=("根据", checklist("业务规模", "业务增速", "净增户")),
        lowest=("比例下限", p.lowest_compensation_rate),
        highest=("比例上限", p.highest_compensation_rate),
    )


@rule(DOC, "第十条第二款", label="拟定的风险补偿比例是否在规定范围内")
def compensation_rate_allowed(r: Proposal) -> Truth:
    """Whether a proposed rate lies between the two ends, both included."""
    return all_of(
        r.proposed_rate >= p.lowest_compensation_rate,
        r.proposed_rate <= p.highest_compensation_rate,
    )


@rule(DOC, "第十条第二款", label="规模、增速、净增户怎样换算成补偿比例")
def compensation_rate_method(m: Measures) -> Text:
    """How the grounds turn into a rate: the text does not say."""
    return not_stated("原文未写明规模、增速、净增户与补偿比例的对应办法", "第十条第二款")


@rule(DOC, "第十条第三款", label="风险补偿额", unit="元", rounding="分")
def risk_compensation(b: Balance) -> Number:
    """The year-end balance at the rate that the two offices set; the rate must be supplied."""
    return _balance(b) * p.compensation_rate


@rule(DOC, ("第十条第二款", "第十条第三款"), label="风险补偿额的最低和最高", rounding="分")
def risk_compensation_range(b: Balance) -> Record:
    """What the compensation can be at the least and at the most, before the rate is known."""
    return record(
        least=("最低", _balance(b) * p.lowest_compensation_rate),
        most=("最高", _balance(b) * p.highest_compensation_rate),
    )


@rule(DOC, ("第十条第三款", "第十一条第三款"), label="风险补偿额和保费补贴额的计算公式")
def formulas(m: Measures) -> Record:
    """Both formulas in words; the sign of the second is a reading."""
    return record(
        compensation=("风险补偿额", text("年末在保余额×补偿比例")),
        subsidy=(
            "保费补贴额",
            choose(
                (
                    DOC.reading("formula_sign").is_("minus"),
                    text("逐笔（盈亏平衡点－年化担保费率）×担保金额×担保期限（天）÷年天数，再相加"),
                ),
                otherwise=text("公式缺运算符，读不出"),
            ),
        ),
        days=("年天数", p.days_of_year),
    )


# --- 第十一条 担保费补贴


@rule(DOC, "第十一条第二款", label="适用的盈亏平衡点", unit="%")
def breakeven(g: Guarantee) -> Number:
    """The break-even of the client's class; one of the three named classes is enough."""
    return choose(
        (g.enterprise.is_("其他支小支农支新业务"), p.breakeven_other), otherwise=p.breakeven_key
    )


@rule(DOC, "第十一条第二款", label="担保费补贴标准：以什么为基准，各类业务的盈亏平衡点是多少")
def fee_subsidy_standard(m: Measures) -> Record:
    """What the fee subsidy starts from, and the two break-even points."""
    return record(
        basis=("基准", text("全省政府性融资担保机构平均盈亏平衡点")),
        manner=("方式", text("分行业给予担保费率补差")),
        key=("专精特新、后备资源库、高新技术企业的盈亏平衡点", p.breakeven_key),
        other=("其他业务的盈亏平衡点", p.breakeven_other),
    )


@rule(
    DOC,
    ("第十一条第二款", "第十一条第三款"),
    label="担保费率补差（盈亏平衡点减年化担保费率）",
    unit="个百分点",
)
def fee_gap(g: Guarantee) -> Number:
    """Break-even less the annual fee rate; the scanned sign is read as a minus."""
    annual = DOC.reading("fee_rate_basis").is_("annual")
    gap = warn_when(
        all_of(annual, ~p.fee_rate_limit.admits(g.fee_rate)),
        breakeven(g) - g.fee_rate,
        "这一费率不在支持范围内，补差只供核对，得不到保费补贴",
        "第五条",
    )
    return choose(
        (DOC.reading("formula_sign").is_("minus"), gap),
        otherwise=not_stated("照字面公式缺少运算符，无法计算", "第十一条第三款"),
    )


def _by_formula(g: Guarantee) -> Number:
    """The formula alone, whatever the scope.

    A rate above the break-even can only be in scope when the limit is read for the contract's rate.
    """
    counted = choose((DOC.reading("term_days").is_("whole"), g.days), otherwise=g.days_in_year)
    term = step("计入公式的担保期限", counted, "第十一条第三款")
    below_zero = all_of(
        DOC.reading("fee_rate_basis").is_("contract"),
        g.fee_rate > breakeven(g),
    )
    return choose(
        (
            labelled(below_zero, "以合同费率把关，而年化费率高于盈亏平衡点"),
            not_stated("原文未写明年化担保费率高于盈亏平衡点时怎样计算", "第十一条第三款"),
        ),
        otherwise=step(
            "按公式计算的数额", fee_gap(g) * g.amount * term / p.days_of_year, "第十一条第三款"
        ),
    )


def _limits(g: Guarantee) -> list[When[Number]]:
    """The two limits that shut a guarantee out, the first that does being told."""
    nothing = number(0, "元")
    return [
        when(~amount_in_scope(g), nothing, "第五条", "单笔担保金额超过上限，不予补贴"),
        when(~fee_rate_in_scope(g), nothing, "第五条", "担保费率没有低于上限，不予补贴"),
    ]


def _subsidy(g: Guarantee) -> Number:
    """One guarantee's subsidy before rounding; nothing where it is outside the scope."""
    nothing = number(0, "元")
    return unless(
        _by_formula(g),
        *_limits(g),
        when(~g.bank_shares_risk, nothing, "第五条", "没有与银行分担风险，不予补贴"),
        when(g.client.is_("其他"), nothing, "第五条", "担保对象不在支持范围内，不予补贴"),
        when(~business_in_scope(g), nothing, "第六条", "不是银行贷款担保业务，不予补贴"),
    )


@rule(
    DOC,
    ("第十一条第三款", "第五条"),
    label="按公式计算的保费补贴额（只核对单笔金额和费率，其余条件视为已符合）",
    unit="元",
    rounding="分",
)
def fee_subsidy_formula(g: Guarantee) -> Number:
    """(break-even - annual fee rate) x amount x days / 365, all else being in scope.

    For whoever has the amount, the rate, the term and the class only.
    """
    return unless(_by_formula(g), *_limits(g))


@rule(
    DOC,
    ("第十一条第三款", "第五条", "第六条"),
    label="单笔业务的保费补贴额（核对全部支持范围）",
    unit="元",
    rounding="分",
)
def fee_subsidy(g: Guarantee) -> Number:
    """One guarantee's fee subsidy, the institution being admitted; nothing out of scope.

    (break-even - annual fee rate) x amount x days / 365.
    """
    return _subsidy(g)


@rule(DOC, "第五条", label="年化担保费率怎样从合同费率折算")
def annual_rate_method(m: Measures) -> Text:
    """How a contract's fee becomes a yearly rate: the text does not say."""
    return not_stated("原文未写明年化担保费率的折算方法", "第十一条第三款")


@rule(DOC, "第十一条第三款", label="担保期限的天数怎样从起止日计算")
def term_counting(m: Measures) -> Text:
    """Whether the first and last days of a term both count: the text does not say."""
    return not_stated("原文未写明担保期限的首日和末日是否都计入天数", "第十一条第三款")


class FeeRow(Guarantee):
    """担保业务明细表的一行。"""

    institution = words("担保机构名称")
    county = words("区县", clause="第十二条")
    year = quantity("补贴年度", "", min=2000, max=2100, clause="第一条")


@rule(
    DOC,
    "第十一条第三款",
    label="一批业务的保费补贴额合计（整张明细表逐笔相加）",
    unit="元",
    rounding="分",
    table=True,
)
def fee_subsidy_total(g: FeeRow) -> Number:
    """The sum over every guarantee of the table, rounded once; out of scope adds nothing."""
    return total(_subsidy(g))


@rule(
    DOC,
    "第十一条第三款",
    label="各机构各年度的保费补贴额合计（明细表按机构和年度分组）",
    unit="元",
    rounding="分",
    table=True,
)
def fee_subsidy_by_institution(g: FeeRow) -> Number:
    """The sum over an institution's guarantees of one year, rounded once; out of scope adds nothing."""
    return total(_subsidy(g), within=(g.institution, g.year))


@rule(
    DOC,
    ("第十一条第三款", "第十二条"),
    label="各机构各年度分区县的保费补贴额合计（明细表按机构、年度、区县分组）",
    unit="元",
    rounding="分",
    table=True,
)
def fee_subsidy_by_county(g: FeeRow) -> Number:
    """The same sum, apart for each county, as the application report wants it."""
    return total(_subsidy(g), within=(g.institution, g.year, g.county))


class FullCase(Applicant, Guarantee):
    """担保机构及其一笔业务。"""


@rule(
    DOC,
    ("第四条", "第十一条第三款"),
    label="单笔业务的保费补贴额（同时核对担保机构六项条件）",
    unit="元",
    rounding="分",
)
def fee_subsidy_checked(f: FullCase) -> Number:
    """One guarantee's fee subsidy; nothing where the institution fails a condition."""
    return unless(
        fee_subsidy(f),
        when(
            ~institution_eligible(f),
            number(0, "元"),
            "第四条",
            "担保机构不符合条件，不纳入支持范围",
        ),
    )


class AnnualCase(Applicant, Balance):
    """担保机构的一个年度。"""

    fee_subsidy_sum = money("全年保费补贴额合计", max="1000亿元", clause="第十一条第三款")


@rule(
    DOC,
    ("第一条", "第四条", "第十条第三款"),
    label="年度补偿补贴总额（风险补偿额加保费补贴额，核对担保机构六项条件）",
    unit="元",
    rounding="分",
)
def annual_support(f: AnnualCase) -> Number:
    """Both parts of a year's support; nothing where the institution fails a condition."""
    return unless(
        risk_compensation(f) + f.fee_subsidy_sum,
        when(
            ~institution_eligible(f),
            number(0, "元"),
            "第四条",
            "担保机构不符合条件，不纳入支持范围",
        ),
    )


# --- 第十二条至第十四条 申报、拨付、清算


class ReportYear(Facts):
    """报送所在的年份。"""

    year = quantity(
        "报送所在的年份",
        "",
        min=2000,
        max=2100,
        gist="不是业务所属的年度：2024年度的确认明细、执行报告和检查报告在2025年报送，填2025",
    )


@rule(DOC, "第十二条", label="资金申请报告：谁向谁报送、何时之前、依据和要求")
def application_report(m: Measures) -> Record:
    """The yearly application: who sends it to whom, by when, and what it must hold."""
    return record(
        sender=("报送机构", text("市级担保机构")),
        recipients=("报送对象", checklist("市金融办", "市财政局")),
        paper=("报送材料", text("资金申请报告")),
        deadline=("期限（之前）", p.application_day),
        basis=("依据", text("上年业务开展情况等")),
        content=("预测内容", text("当年补偿补贴资金规模")),
        detail=("要求", text("分区县")),
    )


@rule(DOC, "第十二条", label="市、县应承担的补偿补贴资金数额由谁出具")
def shares_issued(m: Measures) -> Record:
    """Who states how much the city and each county bear."""
    return record(
        issuers=("出具部门", checklist("市金融办", "市财政局")),
        content=("出具内容", text("市级及各县（市、区）应承担的补偿补贴资金具体数额")),
    )


@rule(DOC, "第十二条", label="资金预拨文件由谁下达，资金拨到哪里")
def prepayment(m: Measures) -> Record:
    """Who issues the prepayment paper, on what ground, and where the money goes."""
    return record(
        issuer=("下达部门", text("各级财政部门")),
        ground=("根据", text("审核意见")),
        paper=("文件", text("资金预拨文件")),
        money=("拨付的资金", text("当年补偿补贴资金")),
        account=("收款账户", text("市级担保机构账户")),
        manner=("拨付方式", text("直接拨付")),
    )


@rule(DOC, "第十二条", label="市与县（市、区）的分担比例")
def county_split(m: Measures) -> Text:
    """How the city and the counties share the cost: the text gives no ratio."""
    return not_stated(
        "原文未写明市与县（市、区）的分担比例，由市金融办和市财政局出具数额", "第十二条"
    )


@rule(DOC, "第十二条", label="出具数额和下达资金预拨文件的期限")
def prepayment_deadline(m: Measures) -> Text:
    """By when the amounts and the prepayment paper are issued: the text does not say."""
    return not_stated("原文未写明出具数额和下达资金预拨文件的期限", "第十二条")


@rule(DOC, "第十三条", label="现场检查：谁检查什么、检查报告报给谁、何时之前")
def onsite_inspection(m: Measures) -> Record:
    """The yearly inspection of last year's use of the money, and its report."""
    return record(
        inspector=("检查部门", text("市金融办")),
        subject=("检查内容", text("上一年度补偿补贴资金的使用情况")),
        report=("报送材料", text("现场检查报告")),
        recipient=("报送对象", text("市财政局")),
        deadline=("期限（之前）", p.inspection_report_day),
    )


@rule(DOC, "第十三条", label="补偿补贴资金的清算和公示由谁负责，依据什么")
def settlement(m: Measures) -> Record:
    """Who settles last year's money, from what, and who makes the support public."""
    return record(
        settler=("清算部门", text("市财政局")),
        grounds=("清算依据", checklist("绩效监督检查情况", "市金融办现场检查报告")),
        subject=("清算对象", text("上一年度补偿补贴资金")),
        publisher=("公示部门", text("市金融办")),
        published=("公示内容", text("补贴情况")),
    )


@rule(DOC, "第十三条", label="清算后多退少补的办法和清算、公示的期限")
def settlement_difference(m: Measures) -> Text:
    """What becomes of a difference after settlement, and by when: the text does not say."""
    return not_stated("原文未写明清算差额如何处理，也未写明清算和公示的期限", "第十三条")


@rule(DOC, "第十四条", label="确认金额业务明细：谁向谁报送、依据什么、何时之前")
def confirmation(m: Measures) -> Record:
    """The detail list of the confirmed amount, sent in the January after the year."""
    return record(
        sender=("报送机构", text("市级担保机构")),
        recipients=("报送对象", checklist("市财政局", "市金融办")),
        grounds=("确认依据", checklist("年末在保余额", "补偿标准")),
        year=("确认的年度", text("上一年度")),
        paper=("报送材料", text("确认金额业务明细")),
        deadline=("期限（之前）", p.confirmation_day),
    )


@rule(DOC, "第十四条", label="执行情况书面报告：谁向谁报送、内容、何时之前")
def execution_report(m: Measures) -> Record:
    """The written report on last year's budget and business."""
    return record(
        sender=("报送机构", text("市级担保机构")),
        recipients=("报送对象", checklist("市财政局", "市金融办")),
        content=("报告内容", checklist("上一年度补偿补贴预算执行情况", "相关业务执行情况")),
        year=("报告的年度", text("上一年度")),
        form=("形式", text("书面报告")),
        deadline=("期限（之前）", p.execution_report_day),
    )


class Filing(ReportYear):
    """一次报送。"""

    paper = choice(
        "报送事项",
        ["确认金额业务明细", "资金申请报告", "执行情况书面报告", "现场检查报告"],
    )
    filed_on = day("报送日期")


def _last_day(printed: Day) -> Day:
    """The last day on which a paper is in time: the printed one, unless the reading leaves it out."""
    return choose(
        (DOC.reading("last_day").is_("included"), printed),
        otherwise=printed - number(1, "日"),
    )


def _out_of_force(first: Day, last: Day) -> Truth:
    """Whether the first day falls before the measures begin, or the last after they end."""
    return any_of(first < p.effective_on, last >= p.effective_on + p.validity)


def _deadline(f: Filing) -> Day:
    """The last day, with a warning where it falls before the measures begin or after they end."""
    day_of_paper = choose(
        (f.paper.is_("确认金额业务明细"), p.confirmation_day.in_year(f.year)),
        (f.paper.is_("资金申请报告"), p.application_day.in_year(f.year)),
        (
            f.paper.is_("执行情况书面报告"),
            p.execution_report_day.in_year(f.year),
        ),
        otherwise=p.inspection_report_day.in_year(f.year),
    )
    printed = step("原文所写的那一天", day_of_paper)
    told = warn_when(
        _out_of_force(printed, printed),
        _last_day(printed),
        "报送期限不在本办法有效期内",
        "第二十条",
    )
    return step("报送期限", told)


@rule(DOC, ("第十二条", "第十三条", "第十四条"), label="某事项在某年报送的最后一日")
def filing_deadline(f: Filing) -> Day:
    """The last day of one of the four yearly papers in a year."""
    return _deadline(f)


@rule(DOC, ("第十二条", "第十三条", "第十四条"), label="报送是否按时")
def filed_in_time(f: Filing) -> Truth:
    """Whether a paper came in time; whether the last day itself is in time is a reading."""
    return f.filed_on <= _deadline(f)


@rule(DOC, ("第十二条", "第十三条", "第十四条"), label="某年的报送日程：四个事项各自的最后一日")
def yearly_calendar(r: ReportYear) -> Record:
    """The four last days of a calendar year, in the order in which they fall.

    A warning where the first falls before the measures begin or the last after they end.
    """
    first, last = p.confirmation_day.in_year(r.year), p.inspection_report_day.in_year(r.year)
    calendar = record(
        confirmation=("市级担保机构报送确认金额业务明细", _last_day(first)),
        application=(
            "市级担保机构报送资金申请报告",
            _last_day(p.application_day.in_year(r.year)),
        ),
        execution=(
            "市级担保机构报送执行情况书面报告",
            _last_day(p.execution_report_day.in_year(r.year)),
        ),
        inspection=("市金融办报送现场检查报告", _last_day(last)),
    )
    return warn_when(
        _out_of_force(first, last),
        calendar,
        "这一年有报送期限不在本办法有效期内",
        "第二十条",
    )


# --- 第十五条至第十八条 监督管理


@rule(DOC, "第十五条", label="市财政局的职责")
def finance_bureau_duties(m: Measures) -> Texts:
    """What the finance bureau does with the money."""
    return checklist("预算管理", "资金拨付", "资金使用和管理情况检查", "绩效评价")


@rule(DOC, "第十六条", label="补偿补贴资金的申报使用由谁监督检查")
def supervision(m: Measures) -> Record:
    """Who supervises how the money is claimed and used."""
    return record(
        lead=("牵头部门", text("市金融办")),
        joint=("会同部门", text("市财政局")),
        subject=("监督检查内容", text("补偿补贴资金的申报使用情况")),
    )


@rule(DOC, "第十七条", label="市级担保机构的义务，应配合谁的检查和绩效评价")
def institution_duties(m: Measures) -> Record:
    """What an institution owes: true papers, kept vouchers, help with inspections."""
    return record(
        duties=(
            "义务",
            checklist("对上报材料的真实性负责", "妥善保存凭证备查", "配合监督检查和绩效评价"),
        ),
        inspectors=(
            "应配合的检查方",
            checklist("市级财政部门", "市级监管部门", "受托第三方中介"),
        ),
    )


@rule(DOC, "第十七条", label="相关凭证保存多少年")
def voucher_retention(m: Measures) -> Text:
    """How long vouchers are kept: the text does not say."""
    return not_stated("原文只要求妥善保存凭证备查，未写明保存年限", "第十七条")


BODIES = (
    ("给予风险补偿和担保费补贴", "第一条", ("市财政局", "县（市、区）财政局")),
    ("确定风险补偿比例", "第十条第二款", ("市财政局", "市金融办")),
    ("报送资金申请报告", "第十二条", ("市级担保机构",)),
    ("出具市县承担的具体数额", "第十二条", ("市金融办", "市财政局")),
    ("下达资金预拨文件", "第十二条", ("各级财政部门",)),
    ("直接拨付资金", "第十二条", ("各级财政部门",)),
    ("现场检查", "第十三条", ("市金融办",)),
    ("报送现场检查报告", "第十三条", ("市金融办",)),
    ("清算", "第十三条", ("市财政局",)),
    ("公示补贴情况", "第十三条", ("市金融办",)),
    ("报送确认金额业务明细", "第十四条", ("市级担保机构",)),
    ("报送执行情况书面报告", "第十四条", ("市级担保机构",)),
    ("预算管理和资金拨付", "第十五条", ("市财政局",)),
    ("资金使用和管理情况检查", "第十五条", ("市财政局",)),
    ("绩效评价", "第十五条", ("市财政局",)),
    ("申报使用情况监督检查", "第十六条", ("市金融办", "市财政局")),
    ("对上报材料的真实性负责", "第十七条", ("市级担保机构",)),
    ("解释本办法", "第十九条", ("市财政局", "市金融办")),
)
"""Each matter with its clause and the bodies that see to it, the leading one first."""


class Matter(Facts):
    """本办法中的一件事项。"""

    matter = choice("事项", [matter for matter, _, _ in BODIES])


@rule(
    DOC,
    tuple(dict.fromkeys(clause for _, clause, _ in BODIES)),
    label="某一事项由谁负责",
)
def responsible_bodies(q: Matter) -> Texts:
    """Who does each of the things that the measures call for; the leading body comes first."""
    (_, first), *cases = [
        (q.matter.is_(matter), step(matter, checklist(*bodies), clause))
        for matter, clause, bodies in BODIES
    ]
    return choose(*cases, otherwise=first)


class Misconduct(Facts):
    """骗取补偿补贴资金的情形。"""

    fraud = truth("以虚报、冒领等手段骗取补偿补贴资金", clause="第十八条")
    crime = truth("涉嫌犯罪", clause="第十八条")
    received = money("骗取的补偿补贴资金", max="1000亿元", clause="第十八条")


@rule(DOC, "第十八条", label="骗取补偿补贴资金的后果")
def fraud_consequences(c: Misconduct) -> Texts:
    """What follows on fraud; a suspected crime goes to the judicial organs besides."""
    return checklist(
        ("全额收缴资金", c.fraud),
        ("视情况取消一定时间的申请资格", c.fraud),
        ("追究有关单位和人员的责任", c.fraud),
        ("依法进行行政处罚", c.fraud),
        ("移送司法机关处理", all_of(c.fraud, c.crime)),
    )


@rule(DOC, "第十八条", label="骗取资金的收缴额", unit="元", rounding="分")
def recovered_amount(c: Misconduct) -> Number:
    """All of the money got by fraud; nothing where there was none."""
    return choose((c.fraud, c.received), otherwise=number(0, "元"))


@rule(DOC, "第十八条", label="骗取资金的机构取消申请资格多长时间")
def disqualification_period(m: Measures) -> Text:
    """How long an institution is shut out: the text does not say."""
    return not_stated("原文只说视情况取消一定时间，未写明时间长短", "第十八条")


# --- 附则


@rule(DOC, "第十九条", label="本办法由谁解释", any_day=True)
def interpretation(m: Measures) -> Record:
    """Who explains the measures."""
    return record(lead=("解释机关", text("市财政局")), joint=("会同部门", text("市金融办")))


@rule(DOC, "第二十条", label="本办法何时施行、有效期多长、到哪天为止", any_day=True)
def validity(m: Measures) -> Record:
    """From when, how long, and to which last day the measures hold."""
    return record(
        since=("施行日期", p.effective_on),
        period=("有效期", p.validity),
        last_day=("有效期的最后一日", p.effective_on + p.validity - number(1, "日")),
    )


@rule(DOC, "第二十条", label="某日本办法是否有效", any_day=True)
def in_force_on(m: Moment) -> Truth:
    """Whether the measures are in force on a day: the first day counts, the anniversary does not."""
    return all_of(m.asked_on >= p.effective_on, m.asked_on < p.effective_on + p.validity)


@rule(DOC, "第二十一条", label="被本办法废止的文件及废止日期", any_day=True)
def repealed_document(m: Measures) -> Record:
    """Which older paper ends, and when: on publication, before the new measures begin."""
    return record(
        title=("被废止的文件", text("原《市级政府性融资担保机构补偿补贴资金管理办法》")),
        number=("文号", text("朔财投〔2022〕15号")),
        since=("废止日期（发布之日）", p.issued_on),
    )


@rule(
    DOC,
    ("第二十条", "第二十一条"),
    label="某日适用新办法还是旧办法（含新旧之间的空档）",
    any_day=True,
)
def applicable_measures(m: Moment) -> Text:
    """Which measures hold on a day: old, none (the gap after the repeal), new, or none again."""
    return choose(
        (m.asked_on < p.issued_on, text("朔财投〔2022〕15号尚未被废止")),
        (m.asked_on < p.effective_on, text("空档：旧办法已废止，新办法尚未施行")),
        (m.asked_on < p.effective_on + p.validity, text("朔财投〔2023〕27号")),
        otherwise=text("朔财投〔2023〕27号有效期已满"),
    )


@rule(DOC, ("第二十条", "第二十一条"), label="空档期及施行前发生的业务如何处理", any_day=True)
def gap_treatment(m: Measures) -> Text:
    """What holds for business between repeal and start: the text does not say."""
    return not_stated("原文未写明旧办法废止后、新办法施行前发生的业务如何处理", "第二十一条")
