"""朔住建发〔2023〕65号 朔州市商品房预售资金监管办法, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    absolute,
    advised,
    all_of,
    any_of,
    capped,
    checklist,
    choice,
    choose,
    day,
    least,
    money,
    none_of,
    not_stated,
    number,
    positive,
    quantity,
    rate,
    record,
    rule,
    same,
    step,
    text,
    total,
    truth,
    warn_when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

NODE_0 = "主体未达±0.00"
NODE_1 = "主体达到±0.00"
NODE_2 = "主体达到三分之一"
NODE_3 = "主体达到三分之二"
NODE_4 = "主体结构封顶"
NODE_5 = "基本建成并三方验收"
NODE_6 = "综合竣工验收备案"
NODE_7 = "首次登记且可单方转移登记"
BUILDING_NODES = [NODE_0, NODE_1, NODE_2, NODE_3, NODE_4, NODE_5]
NODES = [*BUILDING_NODES, NODE_6, NODE_7]

CONSTRUCTION = "有关的工程建设"
FORBIDDEN = [
    "支付借（贷）款本金和利息",
    "缴纳土地款",
    "缴纳罚金",
    "支付营销费用",
    "支付房地产开发企业员工工资",
    "集团公司抽调",
    "其他非工程建设支出",
]
USES = [CONSTRUCTION, *FORBIDDEN]

PAID = "已提前支付"
PLANNED = "拟支付"


class Measures(Facts):
    """本办法（直接查询，不需要事实）。"""


# --- 通知、第一章 总则


@rule(DOC, ("落款", "主送", "附注"), label="本办法由谁在何时印发，发给谁", any_day=True)
def issuance(m: Measures) -> Record:
    """Who issued the measures, when, and to whom."""
    return record(
        issuers=(
            "印发机关",
            checklist(
                "朔州市住房和城乡建设局",
                "中国人民银行朔州市分行",
                "国家金融监督管理总局朔州监管分局",
            ),
        ),
        issued_on=("印发日期", p.issued_on),
        recipients=(
            "主送",
            checklist("各县（市）住房和城乡建设局", "金融机构", "房地产开发企业"),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


class Project(Facts):
    """一个商品房建设项目。"""

    in_city = truth("在本市行政区域内", clause="第二条")
    presale_approved = truth("批准预售", clause="第二条")


@rule(DOC, "第二条", label="项目的预售资金是否适用本办法")
def in_scope(x: Project) -> Truth:
    """Every project in the city whose presale is approved."""
    return all_of(x.in_city, x.presale_approved)


class Money(Facts):
    """购房人付出的一笔款项。"""

    presale_contract = truth("按商品房预售合同的约定支付", clause="第三条")
    payment = choice(
        "款项",
        ["定金", "首付款", "分期付款", "一次性付款", "银行按揭贷款", "住房公积金贷款", "其他房款", "房款以外的费用"],
        clause="第三条",
    )  # fmt: skip


@rule(DOC, "第三条", label="一笔款项是否属于商品房预售资金")
def is_presale_money(m: Money) -> Truth:
    """All of the price that a buyer pays under the contract, loans included."""
    return all_of(m.presale_contract, ~m.payment.is_("房款以外的费用"))


class Matter(Facts):
    """要问由谁负责的一件监管事项。"""

    matter = choice(
        "事项",
        ["全市指导和监督", "具体监管", "监管账户管理的指导", "操作风险和合规性检查"],
        clause="第四条",
    )
    place = choice("项目所在地", ["县（市）", "区、开发区"], clause="第四条")


@rule(DOC, ("第四条", "第四条第二款"), label="商品房预售资金由谁监管")
def supervised_by(m: Matter) -> Text:
    """Who guides, who supervises, who looks after the banks; districts are not named."""
    return choose(
        (m.matter.is_("全市指导和监督"), text("市住房和城乡建设局")),
        (m.matter.is_("监管账户管理的指导"), step("银行账户", text("人民银行分支机构"), "第四条第二款")),
        (m.matter.is_("操作风险和合规性检查"), step("银行合规", text("金融监管部门"), "第四条第二款")),
        (m.place.is_("县（市）"), text("县（市）住房城乡建设主管部门")),
        (DOC.reading("district_supervisor").is_("city"), text("市住房和城乡建设局")),
        otherwise=not_stated("原文只写各县（市），没有写区和开发区由谁监管", "第四条"),
    )  # fmt: skip


@rule(DOC, "第五条", label="预售资金监管遵循什么原则")
def principles(m: Measures) -> Texts:
    """The four principles."""
    return checklist("专户专存", "专款专用", "全程监管", "节点控制")


@rule(DOC, "第六条", label="预售管理信息系统怎样建、与谁对接、共享什么")
def information_system(m: Measures) -> Record:
    """What the system is indexed by, what it is joined to and what data are shared."""
    return record(
        index=("索引", text("楼盘表")),
        joined=("对接的系统", checklist("房屋网签备案系统", "商业银行业务管理系统")),
        shared=("共享的数据", checklist("房屋网签备案", "监管账户资金", "银行按揭贷款")),
        builder=("建立的部门", text("监管部门")),
    )


# --- 第二章 监管银行及账户


class Bank(Facts):
    """一家要承接或者正在承接预售资金监管的商业银行。"""

    tender_public = truth("通过公开招标确定", clause="第七条")
    tender_won = truth("已中标", clause="第七条")
    agreement_signed = truth("已与监管部门签订监管金融服务协议", clause="第七条")
    unperformed = truth("未履行预售资金监管职责", clause="第七条第二款")
    unable = truth("无法承担预售资金监管工作", clause="第七条第二款")
    last_evaluated = day("上次考核评价的日期（没有过的填入列名录的日期）", clause="第七条第二款")


@rule(DOC, "第七条", label="监管银行怎样选定、在哪里公示")
def bank_selection(m: Measures) -> Record:
    """Who selects, by what, how, and where the directory is shown; no scores are given."""
    return record(
        selectors=("选定的部门", checklist("监管部门", "人民银行", "金融监管部门")),
        factors=("综合的因素", checklist("监管能力", "服务效率", "研发水平", "经营状况")),
        method=("方式", text("公开招标")),
        agreement=("签订的协议", text("商品房预售资金监管金融服务协议")),
        published=("公示的地方", text("监管部门门户网站")),
    )


@rule(DOC, "第七条", label="银行能否列入监管银行名录")
def bank_admitted(b: Bank) -> Truth:
    """Chosen by public tender, and the service agreement is signed."""
    return all_of(b.tender_public, b.tender_won, b.agreement_signed)


@rule(DOC, "第七条第二款", label="考核评价后银行能否留在名录")
def bank_stays(b: Bank) -> Truth:
    """Out goes a bank that did not do its duty or cannot do the work."""
    return none_of(b.unperformed, b.unable)


@rule(DOC, "第七条第二款", label="监管银行下一次考核评价的日期（原则上）")
def next_evaluation(b: Bank) -> Day:
    """Two years after the last evaluation, as a rule (原则上)."""
    return b.last_evaluated + p.evaluation_cycle


class Opening(Facts):
    """开立一个监管账户。"""

    before_permit = truth("在申请商品房预售许可之前开立", clause="第八条")
    in_directory = truth("银行在项目所在地监管部门的监管银行名录中", clause="第八条")
    accounts = quantity("这个预售许可证的监管账户数（含这一个）", "个", max=1000, clause="第八条")
    in_permit = truth("账户在《商品房预售许可证》中载明", clause="第八条")
    in_contract = truth("账户在《商品房买卖合同》中载明", clause="第八条")


@rule(DOC, "第八条", label="监管账户能否这样开立")
def may_open_account(x: Opening) -> Truth:
    """Before the permit, at a bank of the directory, one account to a permit."""
    return all_of(x.before_permit, x.in_directory, same(x.accounts, p.accounts_per_permit))


@rule(DOC, "第八条", label="监管账户是否已在许可证和合同中载明")
def account_stated(x: Opening) -> Truth:
    """In the permit and in the contract."""
    return all_of(x.in_permit, x.in_contract)


class Agreement(Facts):
    """一份商品房预售资金监管协议。"""

    signed_supervisor = truth("监管部门已签订", clause="第九条")
    signed_bank = truth("监管银行已签订", clause="第九条")
    signed_developer = truth("房地产开发企业已签订", clause="第九条")
    has_duties = truth("写明各方权利、义务和责任", clause="第九条")
    has_deposit = truth("写明预售资金收存方式", clause="第九条")
    has_use = truth("写明预售资金使用方式", clause="第九条")
    has_amount = truth("写明监管额度", clause="第九条")
    has_breach = truth("写明违约责任", clause="第九条")


@rule(DOC, "第九条", label="监管协议缺哪些内容")
def agreement_missing(a: Agreement) -> Texts:
    """The contents that the agreement still lacks."""
    return checklist(
        ("各方权利、义务和责任", ~a.has_duties),
        ("预售资金收存方式", ~a.has_deposit),
        ("预售资金使用方式", ~a.has_use),
        ("监管额度", ~a.has_amount),
        ("违约责任", ~a.has_breach),
    )


def _agreed(a: Agreement) -> Truth:
    return all_of(a.has_duties, a.has_deposit, a.has_use, a.has_amount, a.has_breach)


@rule(DOC, "第九条", label="监管协议的内容是否齐全")
def agreement_complete(a: Agreement) -> Truth:
    """All five contents stand in it."""
    return _agreed(a)


@rule(DOC, "第九条", label="三方监管协议是否签订")
def agreement_concluded(a: Agreement) -> Truth:
    """Complete, and signed by all three."""
    return all_of(_agreed(a), a.signed_supervisor, a.signed_bank, a.signed_developer)


class Plan(Facts):
    """一份预售资金监管计划和随同提交的材料。"""

    has_key_amount = truth("写明项目重点监管额度", clause="第十条第二款（一）")
    has_building_amounts = truth("写明单体工程重点监管额度明细", clause="第十条第二款（一）")
    has_use_plan = truth("写明项目用款计划", clause="第十条第二款（二）")
    has_account = truth("写明监管银行、账户名称、账号", clause="第十条第二款（三）")
    has_notes = truth("需要说明的其他情况已写明，或者没有", clause="第十条第二款（四）")
    agreement_enclosed = truth("提交预售资金监管协议", clause="第十条")
    agreement_in_plan = truth("协议主要内容写进预售方案", clause="第十条")
    agreement_in_contract = truth("协议主要内容作为《商品房买卖合同》的附件", clause="第十条")


@rule(
    DOC,
    ("第十条第二款", "第十条第二款（一）", "第十条第二款（二）", "第十条第二款（三）", "第十条第二款（四）"),
    label="预售资金监管计划缺哪些内容",
)  # fmt: skip
def plan_missing(x: Plan) -> Texts:
    """The contents that the plan still lacks."""
    return checklist(
        ("项目重点监管额度", ~x.has_key_amount),
        ("单体工程重点监管额度明细", ~x.has_building_amounts),
        ("项目用款计划", ~x.has_use_plan),
        ("监管银行、账户名称、账号", ~x.has_account),
        ("其他需要说明的情况", ~x.has_notes),
    )


@rule(DOC, ("第十条", "第十条第二款"), label="申请预售许可时监管计划和协议是否齐备")
def plan_complete(x: Plan) -> Truth:
    """The plan has all its contents; the agreement is enclosed, told in the plan and annexed."""
    return all_of(
        x.has_key_amount,
        x.has_building_amounts,
        x.has_use_plan,
        x.has_account,
        x.has_notes,
        x.agreement_enclosed,
        x.agreement_in_plan,
        x.agreement_in_contract,
    )


class Publication(Facts):
    """取得预售许可后的公示。"""

    permit_held = truth("已取得商品房预售许可", clause="第十条第三款")
    at_site = truth("已在商品房销售场所显著位置公示", clause="第十条第三款")
    on_portal = truth("已在监管部门门户网站公示", clause="第十条第三款")


@rule(DOC, "第十条第三款", label="监管银行、监管账户等信息还要在哪里公示")
def publication_missing(x: Publication) -> Texts:
    """Once the permit is held: at the place of sale and on the portal."""
    return checklist(
        ("商品房销售场所显著位置", x.permit_held & ~x.at_site),
        ("监管部门门户网站", x.permit_held & ~x.on_portal),
    )


class Change(Facts):
    """一项信息的变更。"""

    item = choice(
        "变更的信息",
        ["监管银行", "监管账号", "开户范围", "企业名称", "项目名称", "其他相关信息"],
        clause="第十一条",
    )
    supervisor_agrees = truth("监管部门同意", clause="第十一条")
    bank_agrees = truth("监管银行同意", clause="第十一条")


@rule(DOC, "第十一条", label="信息能否变更")
def change_allowed(x: Change) -> Truth:
    """Whatever is changed, both the supervisor and the bank must agree."""
    return all_of(x.supervisor_agrees, x.bank_agrees)


# --- 第三章 收存


class Contract(Facts):
    """一份商品房预售合同的收款情况。"""

    price = money("全部购房价款", clause="第十二条")
    due_now = money("合同约定到申请网签备案时应付的款项", clause="第十三条")
    own_paid = money("购房人自付、已存入监管账户的款项", clause="第十二条第三款")
    loan_paid = money("已到监管账户的按揭和公积金贷款", clause="第十二条第三款")
    elsewhere = money("存入其他账户的款项", clause="第十二条")
    voucher = truth("有预售资金存入监管账户的凭证", clause="第十三条")
    slip_issued = truth("房地产开发企业已开具监管账户缴款单", clause="第十二条第二款")


@rule(DOC, "第十二条第二款", label="购房款缴款单由谁开给谁")
def payment_slip(m: Measures) -> Record:
    """After the contract is signed the developer issues it to the buyer."""
    return record(
        issuer=("开具", text("房地产开发企业")),
        to=("开给", text("购房人")),
        when=("何时", text("签订商品房预售合同后")),
        document=("单据", text("监管账户缴款单")),
    )


@rule(DOC, ("第十二条", "第十二条第三款"), label="购房款是否全部直接存入监管账户")
def deposit_complete(c: Contract) -> Truth:
    """The whole price, loans included, is in the account and nothing went elsewhere."""
    return all_of(
        c.own_paid + c.loan_paid >= c.price,
        same(c.elsewhere, number(0, "元")),
    )


@rule(DOC, "第十二条第三款", label="还没有到监管账户的购房款", unit="元", rounding="分")
def still_to_come(c: Contract) -> Number:
    """The price less what the buyer and the lenders paid in."""
    return positive(c.price - c.own_paid - c.loan_paid)


@rule(DOC, "第十三条", label="商品房预售合同能否办理网签备案")
def may_file_online(c: Contract) -> Truth:
    """Not without the vouchers, nor where presale money is not in the account as it should be."""
    whole = DOC.reading("online_filing_amount").is_("whole")
    asked = step("备案前应存入的款项", choose((whole, c.price), otherwise=c.due_now), "第十三条")
    return all_of(
        c.voucher,
        c.own_paid + c.loan_paid >= asked,
        same(c.elsewhere, number(0, "元")),
    )


@rule(DOC, "第十三条", label="网签备案前由谁核对")
def filing_checked_by(m: Measures) -> Text:
    """A department that the text does not name."""
    return choose(
        (DOC.reading("filing_department").is_("supervisor"), text("监管部门")),
        otherwise=not_stated("原文只称有关部门，没有写明是哪个部门", "第十三条"),
    )


# --- 第三章 支取和使用


class Budget(Facts):
    """一个项目的工程建设预算。"""

    installation = money("建筑安装费用", clause="第十四条")
    supporting = money("区内配套建设费用", clause="第十四条")
    other_costs = money("其他工程建设费用", clause="第十四条")
    full_fitout = truth("全装修交付", clause="第十四条")
    fitout = money("装修成本", clause="第十四条")
    key_total = money("监管部门确定的重点监管资金总额", clause="第十四条")


def _budget(b: Budget) -> Number:
    plain = b.installation + b.supporting + b.other_costs
    return step(
        "工程建设预算总额",
        choose((b.full_fitout, plain + b.fitout), otherwise=plain),
        "第十四条",
    )


@rule(DOC, "第十四条", label="工程建设预算总额", unit="元", rounding="分")
def budget_total(b: Budget) -> Number:
    """What building costs; the fit-out counts where homes are handed over fitted out."""
    return _budget(b)


@rule(DOC, "第十四条", label="重点监管资金总额的最低数", unit="元", rounding="分")
def key_floor(b: Budget) -> Number:
    """The budget times the ratio that the total may not be below."""
    return _budget(b) * p.key_ratio


@rule(DOC, "第十四条", label="重点监管资金总额是否足够")
def key_sufficient(b: Budget) -> Truth:
    """Whether the total that is set reaches the least one."""
    return p.key_ratio.admits(b.key_total / _budget(b))


class Spending(Facts):
    """一笔支出。"""

    use = choice("用途", USES, clause="第十四条第二款")
    free_use = choice(
        "非重点监管资金的用途",
        ["预售项目工程建设", "偿还本项目贷款", "其他用途"],
        clause="第十四条第三款",
    )


@rule(DOC, "第十四条第二款", label="重点监管资金能否用于这项支出")
def use_allowed(x: Spending) -> Truth:
    """Only for the building works; what is forbidden is listed, and so is drawing by a parent."""
    return x.use.is_(CONSTRUCTION)


@rule(DOC, "第十四条第二款", label="重点监管资金对银行和集团公司有哪些禁止")
def key_fund_protection(m: Measures) -> Record:
    """While the account exists a bank may not debit it; a parent company may not draw on it."""
    return record(
        forbidden=("不得用于", checklist(*FORBIDDEN[:5])),
        bank=("商业银行", text("监管账户存续期间不得擅自扣划")),
        group=("设立子公司的集团公司", text("不得抽调")),
    )


@rule(DOC, "第十四条第三款", label="非重点监管资金能否这样提取使用")
def free_use_allowed(x: Spending) -> Truth:
    """The developer may use it; works and the project's own loans come first (优先)."""
    return advised(
        ~x.free_use.is_("其他用途"), "优先用于预售项目工程建设和偿还本项目贷款等", "第十四条第三款"
    )


class Account(Facts):
    """一个监管账户。"""

    key_total = money("重点监管资金总额", clause="第十四条")
    balance = money("监管账户余额", clause="第十五条")
    key_balance = money("其中重点监管资金的余额", clause="第十五条")
    key_paid = money("累计已拨付的重点监管资金", clause="第十四条第三款")
    key_received = money("累计计入重点监管资金的流入（扣除退款）", clause="第十四条第三款")
    inflow = money("这一笔流入的预售资金", clause="第十四条第三款")
    required = money("应留存余额", clause="第十五条")
    first_node = truth("已有单体工程达到主体工程±0.00", clause="第十七条")


@rule(DOC, "第十四条第三款", label="流入的资金分入重点和非重点各多少", rounding="分")
def inflow_split(a: Account) -> Record:
    """The key total is filled first; what comes after is free.

    Under the other reading the retained balance is filled first.
    """
    room = step(
        "重点监管额度还差",
        choose(
            (DOC.reading("free_part").is_("key_first"), positive(a.key_total - a.key_received)),
            otherwise=positive(a.required - a.balance),
        ),
        "第十四条第三款",
    )
    return record(
        to_key=("计入重点监管资金", least(a.inflow, room)),
        to_free=("计入非重点监管资金", a.inflow - least(a.inflow, room)),
    )


@rule(DOC, "第十四条第三款", label="可以提取的非重点监管资金", unit="元", rounding="分")
def free_part(a: Account) -> Number:
    """What exceeds the key total, what was paid out of the key part counted in."""
    return choose(
        (
            DOC.reading("free_part").is_("key_first"),
            positive(a.balance + a.key_paid - a.key_total),
        ),
        otherwise=positive(a.balance - a.required),
    )


class Adjustment(Facts):
    """节点留存比例的调整。"""

    adjustment = rate(
        "节点留存比例的调整（降低填负数，不调整填0）", min=-100, max=100, clause="第十六条"
    )


class Building(Adjustment):
    """一个单体工程。"""

    building_key = money("单体工程重点监管额度", clause="第十条第二款（一）")
    level = quantity(
        "主体工程施工到的标高（米）", "", decimals=2, min=-100, max=1000, clause="第十五条（一）"
    )
    done = quantity(
        "已完成的地上主体工程量",
        "",
        decimals=2,
        max=1_000_000,
        clause="第十五条（二）",
        gist="层数或者工程量，与总量用同一单位",
    )
    whole = quantity(
        "地上主体工程总量",
        "",
        decimals=2,
        min="0.01",
        max=1_000_000,
        clause="第十五条（二）",
        gist="层数或者工程量",
    )
    topped = truth("地上主体工程已封顶", clause="第十五条（四）")
    basically_built = truth("项目基本建成", clause="第十五条（五）")
    jointly_accepted = truth("开发企业、施工单位和监理单位三方已验收", clause="第十五条（五）")
    acceptance_papers = truth("具备验收合格资料", clause="第十五条（五）")
    others_topped = truth("项目的其他单体工程都已封顶（没有其他的填是）", clause="第十五条（五）")


def _project_built(b: Building) -> Truth:
    """The project is basically built: under the default reading no other building is below node four."""
    alone = DOC.reading("fifth_node").is_("building")
    return step(
        "项目基本建成", all_of(b.basically_built, any_of(alone, b.others_topped)), "第十五条（五）"
    )


def _node(b: Building) -> Text:
    third = step("已完成的份额乘以份数", b.done * p.part_count, "第十五条（二）")
    above = p.ground_level.admits(b.level)
    reached = choose(
        (
            all_of(_project_built(b), b.jointly_accepted, b.acceptance_papers),
            step("第（五）项", text(NODE_5), "第十五条（五）"),
        ),
        (b.topped, step("第（四）项", text(NODE_4), "第十五条（四）")),
        (~above, step("还没有到首个节点", text(NODE_0), "第十七条")),
        (third >= b.whole * p.third_node_parts, step("第（三）项", text(NODE_3), "第十五条（三）")),
        (
            third >= b.whole * p.second_node_parts,
            step("第（二）项", text(NODE_2), "第十五条（二）"),
        ),
        otherwise=step("第（一）项", text(NODE_1), "第十五条（一）"),
    )
    told = warn_when(b.done > b.whole, reached, "已完成的量多于总量，请核对", "第十五条（二）")
    return step("节点", told, "第十五条")


@rule(
    DOC,
    ("第十五条", "第十五条（一）", "第十五条（二）", "第十五条（三）", "第十五条（四）", "第十五条（五）"),
    label="单体工程到了哪个节点",
)  # fmt: skip
def building_node(b: Building) -> Text:
    """The last of the first five nodes that a building has reached; ±0.00, ⅓ and ⅔ count as reached."""
    return _node(b)


def _size(by: Adjustment) -> Number:
    return step("调整幅度", absolute(by.adjustment), "第十六条")


def _adjusted(share: Number, by: Adjustment) -> Number:
    """The share after an adjustment within the limit, never below zero; none beyond the limit."""
    relative = DOC.reading("adjustment_basis").is_("relative")
    moved = choose((relative, share + share * by.adjustment), otherwise=share + by.adjustment)
    return choose(
        (p.adjustment_limit.admits(_size(by)), positive(moved)),
        otherwise=not_stated(
            "调整超过第十六条的限度，不得这样调整，没有可用的留存比例", "第十六条"
        ),
    )


def _share(node: Text, by: Adjustment) -> Number:
    whole = choose(
        (DOC.reading("below_ground").is_("whole"), step("全额留存", number(1), "第十七条")),
        otherwise=not_stated("原文没有规定未达±0.00时留存多少", "第十七条"),
    )
    return choose((node.is_(NODE_0), whole), otherwise=_adjusted(p.retention[node], by))


@rule(DOC, ("第十五条", "第十六条", "第十七条"), label="单体工程的留存比例", unit="%")
def building_share(b: Building) -> Number:
    """By the node, adjusted; all of it before ±0.00."""
    return _share(_node(b), b)


@rule(
    DOC, ("第十五条", "第十六条", "第十七条"), label="单体工程应留存余额", unit="元", rounding="分"
)
def building_required(b: Building) -> Number:
    """The building's key amount times its share."""
    return b.building_key * _share(_node(b), b)


@rule(DOC, "第十五条", label="各单体工程应留存余额之和", unit="元", rounding="分", table=True)
def buildings_required_total(b: Building) -> Number:
    """The sum over the rows: one row for each building of the project."""
    return total(building_required(b))


class Whole(Adjustment):
    """一个项目的整体进度。"""

    key_total = money("重点监管资金总额", clause="第十五条")
    buildings_required = money("各单体工程应留存余额之和", clause="第十五条")
    slowest_node = choice("进度最慢的单体工程的节点", BUILDING_NODES, clause="第十五条")
    filed = truth("已取得项目综合竣工验收备案", clause="第十五条（六）")
    registered = truth("已完成不动产首次登记", clause="第十五条（七）")
    transferable = truth("购房人可单方办理不动产转移登记", clause="第十五条（七）")
    other_terms = truth("监管协议另有约定", clause="第十五条（七）")


@rule(DOC, ("第十五条（七）", "第二十二条"), label="能否全额拨付剩余监管资金")
def full_release(w: Whole) -> Truth:
    """Registered, transferable by the buyer alone, and nothing else agreed."""
    enough = DOC.reading("zero_balance").is_("registered")
    return all_of(w.registered, any_of(enough, w.transferable), ~w.other_terms)


@rule(
    DOC,
    ("第十五条", "第十五条（六）", "第十五条（七）"),
    label="监管账户应留存余额",
    unit="元",
    rounding="分",
)
def account_required(w: Whole) -> Number:
    """Nothing after node seven, the project's share after node six, else the sum over the buildings."""
    by_project = w.key_total * _share(w.slowest_node, w)
    return choose(
        (full_release(w), step("第（七）项", number(0, "元"), "第十五条（七）")),
        (
            w.filed,
            step(
                "第（六）项",
                w.key_total * _adjusted(p.retention[text(NODE_6)], w),
                "第十五条（六）",
            ),
        ),
        (DOC.reading("node_unit").is_("project"), by_project),
        otherwise=w.buildings_required,
    )


@rule(DOC, ("第十五条", "第十七条"), label="可以拨付的重点监管资金", unit="元", rounding="分")
def key_release(a: Account) -> Number:
    """What the account holds above the retained balance, from the first node on, out of the key part."""
    above = step("余额超出应留存余额的部分", positive(a.balance - a.required), "第十五条")
    return choose((a.first_node, capped(above, a.key_balance)), otherwise=number(0, "元"))


@rule(DOC, "第十六条", label="节点留存比例能否这样调整")
def adjustment_allowed(x: Adjustment) -> Truth:
    """Up or down, within the limit for each node."""
    return p.adjustment_limit.admits(_size(x))


@rule(DOC, "第十六条", label="调整节点留存额度看哪些情况")
def adjustment_grounds(m: Measures) -> Texts:
    """What the supervisor looks at."""
    return checklist("房地产开发企业动态考核", "信用评价", "资产负债情况")


class Node(Facts):
    """监管部门拟定的首次拨付节点。"""

    node_level = quantity(
        "拟定的首次拨付节点的标高（米）", "", decimals=2, min=-100, max=1000, clause="第十七条"
    )


@rule(DOC, "第十七条", label="首次拨付节点能否这样定")
def first_node_allowed(x: Node) -> Truth:
    """Not before ±0.00."""
    return x.node_level >= p.first_payout_level


PAYEES = ["本项目施工单位", "材料设备供应单位", "供水、供电、供气、供热等专业经营单位"]


class Payout(Facts):
    """一份重点监管资金的用款申请。"""

    has_form = truth("企业用款申请表", clause="第十八条（一）")
    has_progress = truth("工程建设进度相关证明材料及影像资料", clause="第十八条（二）")
    has_statement = truth("监管账户对账单", clause="第十八条（三）")
    has_authority = truth("授权委托书及受托人身份证复印件", clause="第十八条（四）")
    payment = choice("付款情况", [PLANNED, PAID], clause="第十八条（五）")
    has_contract = truth("合同", clause="第十八条（五）")
    has_payee_account = truth("对方指定的银行账户", clause="第十八条（五）")
    has_proof = truth("付款证明", clause="第十八条（五）")
    other_asked = truth("另有应当提供的材料", clause="第十八条（六）")
    has_other = truth("其他材料", clause="第十八条（六）")
    payee = choice("收款单位", [*PAYEES, "其他单位"], clause="第十八条（五）")
    use = choice("用途", USES, clause="第十四条第二款")
    amount = money("申请拨付的金额", clause="第十九条第二款")
    releasable = money("可以拨付的重点监管资金", clause="第十五条")
    node_reached = truth("到了监管部门确定的拨付节点", clause="第十七条")
    suspended = truth("已暂停监管资金拨付", clause="第二十七条")
    frozen = truth("人民法院已保全、执行监管账户资金", clause="第二十六条第二款")
    taken_over = truth("监管账户已被接管", clause="第二十一条")


def _lacking(x: Payout) -> list[tuple[str, Truth]]:
    planned = x.payment.is_(PLANNED)
    return [
        ("企业用款申请表", ~x.has_form),
        ("工程建设进度相关证明材料及影像资料", ~x.has_progress),
        ("监管账户对账单", ~x.has_statement),
        ("授权委托书及受托人身份证复印件", ~x.has_authority),
        ("合同", planned & ~x.has_contract),
        ("对方指定的银行账户", planned & ~x.has_payee_account),
        ("付款证明", ~planned & ~x.has_proof),
        ("应当提供的其他材料", x.other_asked & ~x.has_other),
    ]


@rule(
    DOC,
    ("第十八条", *(f"第十八条（{n}）" for n in "一二三四五六")),
    label="用款申请还缺哪些材料",
)
def missing_materials(x: Payout) -> Texts:
    """The papers still missing: contract and account for a payment to come, the proof for one made."""
    return checklist(*_lacking(x))


@rule(DOC, "第十八条", label="用款申请材料是否齐全")
def materials_complete(x: Payout) -> Truth:
    """Nothing is missing."""
    return none_of(*(lacking for _, lacking in _lacking(x)))


@rule(DOC, "第十八条（五）", label="收款单位是否在可以支付的范围")
def payee_allowed(x: Payout) -> Truth:
    """The builder, suppliers of material and equipment, water, power, gas and heat."""
    return x.payee.is_in(*PAYEES)


def _court_stops(x: Payout) -> Truth:
    """Whether a court's measure stops every payment: only where the clause is read so."""
    return step(
        "因人民法院保全、执行停止拨付",
        all_of(x.frozen, DOC.reading("court_measure").is_("all")),
        "第二十六条第二款",
    )


@rule(DOC, "第二十六条第二款", label="人民法院保全、执行期间没有冻结的资金能否拨付")
def payable_under_measure(x: Payout) -> Truth:
    """The clause orders notice and 法〔2022〕12号; it does not itself stop what is not frozen."""
    return none_of(_court_stops(x))


@rule(DOC, ("第二十七条", "第二十六条第二款", "第二十一条"), label="监管账户是否可以正常拨付")
def account_open(x: Payout) -> Truth:
    """Not suspended, not stopped by a court's measure, not taken over."""
    return none_of(
        step("暂停监管资金拨付", x.suspended, "第二十七条"),
        _court_stops(x),
        step("接管", x.taken_over, "第二十一条"),
    )


@rule(DOC, ("第十九条", "第十五条"), label="申请的金额是否在可以拨付的数以内")
def amount_allowed(x: Payout) -> Truth:
    """More than nothing, and no more than may be released."""
    return all_of(x.amount > number(0, "元"), x.amount <= x.releasable)


@rule(DOC, "第十九条", label="用款申请是否符合使用条件")
def payout_approved(x: Payout) -> Truth:
    """Every condition together: papers, node, payee, use, amount, and an account that may pay."""
    return all_of(
        materials_complete(x),
        x.node_reached,
        payee_allowed(x),
        x.use.is_(CONSTRUCTION),
        amount_allowed(x),
        account_open(x),
    )


@rule(DOC, "第十九条", label="不予拨付的理由")
def refusal_reasons(x: Payout) -> Texts:
    """What stands against the payment, for the written notice; empty where nothing does."""
    return checklist(
        ("申请材料不齐", ~materials_complete(x)),
        ("没有到拨付节点", ~x.node_reached),
        ("收款单位不在范围内", ~payee_allowed(x)),
        ("不是用于有关的工程建设", ~x.use.is_(CONSTRUCTION)),
        ("金额为零或者超过可以拨付的数", ~amount_allowed(x)),
        ("已暂停拨付", x.suspended),
        ("人民法院保全、执行", _court_stops(x)),
        ("账户已被接管", x.taken_over),
    )


@rule(DOC, "第十九条第二款", label="款项拨付到谁的账户")
def payment_direction(x: Payout) -> Text:
    """Paid already: the developer; to be paid: the builder, supplier or unit concerned."""
    return choose(
        (x.payment.is_(PAID), text("房地产开发企业指定的银行账户")),
        otherwise=text("施工、材料设备供应或者有关单位指定的银行账户"),
    )


class Timing(Facts):
    """一件有期限的事用了多久。"""

    used = quantity(
        "用去的工作日数（次日为第1个工作日，当天办完填0）", "个工作日", max=1000, clause="第十九条"
    )


def _counted(t: Timing) -> Number:
    return choose(
        (DOC.reading("first_workday").is_("same_day"), t.used + number(1, "个工作日")),
        otherwise=t.used,
    )


@rule(DOC, "第十九条", label="用款申请是否按期审核完")
def review_in_time(t: Timing) -> Truth:
    """Within the working days from acceptance."""
    return p.review_term.admits(_counted(t))


@rule(DOC, "第二十条", label="银行是否按期拨付")
def payment_in_time(t: Timing) -> Truth:
    """Within the working days from receipt of the notice."""
    return p.payment_term.admits(_counted(t))


@rule(
    DOC,
    ("第十九条", "第二十条", "第二十三条", "第二十六条第二款"),
    label="审核、拨付、解除和告知的期限",
)
def time_limits(m: Measures) -> Record:
    """The four periods of the measures."""
    return record(
        review=("用款申请审核", p.review_term),
        payment=("银行拨付", p.payment_term),
        lifting=("解除监管审核", p.lifting_term),
        court=("法院保全、执行的书面告知", p.court_notice_term),
    )


class Risk(Facts):
    """一个预售项目的风险。"""

    grave_risk = truth("存在重大风险隐患（由监管部门认定）", clause="第二十一条")


@rule(DOC, "第二十一条", label="项目有重大风险隐患时怎样处置监管账户")
def takeover(x: Risk) -> Texts:
    """Take the account over or set up a government account, closed, the project's works first."""
    return checklist(
        ("全面接管预售监管账户或者建立政府监管账户", x.grave_risk),
        ("实施封闭管理", x.grave_risk),
        ("优先用于本项目工程建设", x.grave_risk),
        ("监管银行积极配合", x.grave_risk),
    )


class Managed(Facts):
    """封闭管理期间的一笔支出。"""

    use = choice("用途", USES, clause="第二十一条")
    part = choice("资金部分", ["重点监管资金", "非重点监管资金"], clause="第十四条")


@rule(DOC, ("第二十一条", "第十四条第二款"), label="封闭管理期间能否这样支出")
def managed_use_allowed(x: Managed) -> Truth:
    """The works come first (优先); key money is for nothing else, by its own clause."""
    works = x.use.is_(CONSTRUCTION)
    return all_of(
        any_of(works, x.part.is_("非重点监管资金")),
        advised(works, "优先用于本项目工程建设", "第二十一条"),
    )


# --- 第四章 解除和退款


@rule(DOC, "第二十二条", label="能否申请解除预售资金监管")
def may_apply_lifting(w: Whole) -> Truth:
    """After the first registration, where the agreement says nothing else."""
    return choose(
        (
            w.other_terms,
            not_stated("监管协议另有约定的，能否申请按协议，本办法没有写", "第二十二条"),
        ),
        otherwise=w.registered,
    )


@rule(DOC, "第二十三条", label="解除监管的申请是否按期审核完")
def lifting_in_time(t: Timing) -> Truth:
    """Within the working days from acceptance."""
    return p.lifting_term.admits(_counted(t))


class Refund(Facts):
    """一份解除了的商品房预售合同。"""

    dissolved = truth("房地产开发企业和购房人解除商品房预售合同", clause="第二十四条")
    both_applied = truth("双方共同申请撤销网签备案", clause="第二十四条")
    withdrawn = truth("有关部门审核准予撤销", clause="第二十四条")
    own_paid = money("购房人自付、已存入监管账户的款项", clause="第二十四条第二款")
    loan_paid = money("已到监管账户的按揭和公积金贷款", clause="第二十四条第二款")
    loan_left = money("尚未还清的贷款余额", clause="第二十四条第二款")
    free_balance = money("非重点监管资金余额", clause="第二十四条第二款")
    key_balance = money("重点监管资金余额", clause="第二十四条第二款")


@rule(DOC, "第二十四条", label="能否出具退款通知书")
def refund_allowed(r: Refund) -> Truth:
    """Dissolved, applied for by both, and the withdrawal approved."""
    return all_of(r.dissolved, r.both_applied, r.withdrawn)


@rule(DOC, "第二十四条第二款", label="退给购房人和贷款银行各多少", rounding="分")
def refund_split(r: Refund) -> Record:
    """To whom it came from; under the other reading the loan's rest is paid off first."""
    everything = r.own_paid + r.loan_paid
    to_loan = choose(
        (DOC.reading("refund_basis").is_("source"), r.loan_paid),
        otherwise=least(r.loan_left, everything),
    )
    return record(
        to_buyer=("退回购房人个人账户", everything - to_loan),
        to_loan=("退回贷款银行账户", to_loan),
        whole=("退款合计", everything),
    )


@rule(DOC, "第二十四条第二款", label="退款从重点和非重点部分各支出多少", rounding="分")
def refund_parts(r: Refund) -> Record:
    """The free part first; under the other reading the key part."""
    everything = r.own_paid + r.loan_paid
    free_first = DOC.reading("refund_part").is_("free_first")
    from_free = choose(
        (free_first, least(everything, r.free_balance)),
        otherwise=positive(everything - r.key_balance),
    )
    return record(
        from_free=("从非重点监管资金", from_free),
        from_key=("从重点监管资金", everything - from_free),
    )


# --- 第五章 监督管理


class Open(Facts):
    """本办法没有写期限的一件事。"""

    act = choice(
        "事项",
        ["巡查", "对账", "挪用的处理", "整改", "提取非重点监管资金", "退款", "银行解除监管"],
        clause="第二十五条",
    )


OPEN_ACTS = {
    "巡查": ("原文要求建立巡查制度，没有写多久一次", "第二十五条"),
    "对账": ("原文只写定期对账，没有写多久一次", "第二十六条"),
    "挪用的处理": ("原文只写及时作出处理，没有写多久", "第二十六条"),
    "整改": ("原文写限期整改，期限由监管部门定", "第二十七条"),
    "提取非重点监管资金": ("原文没有写提取的程序和期限", "第十四条第三款"),
    "退款": ("原文没有写出具退款通知书和退款的期限", "第二十四条"),
}


@rule(DOC, ("第二十五条", "第二十六条"), label="本办法没有写明期限的事项")
def open_period(o: Open) -> Text:
    """For what no time is set; nothing is assumed."""
    return choose(
        *((o.act.is_(act), not_stated(why, clause)) for act, (why, clause) in OPEN_ACTS.items()),
        otherwise=not_stated("原文没有写银行解除监管的期限", "第二十三条"),
    )


@rule(DOC, ("第二十五条", "第二十六条"), label="监管部门和监管银行的日常职责")
def daily_duties(m: Measures) -> Record:
    """What both do day by day."""
    return record(
        supervisor=("监管部门", checklist("日常指导和监督", "预售项目巡查")),
        bank=("监管银行", checklist("指定专人", "监控监管账户", "定期对账", "配合执法检查")),
    )


class Discovery(Facts):
    """银行在监控中发现的情况。"""

    misuse = truth("违规挪用重点监管额度内资金", clause="第二十六条")
    court_measure = truth("人民法院保全、执行预售资金", clause="第二十六条第二款")


@rule(DOC, ("第二十六条", "第二十六条第二款"), label="银行发现挪用或者遇法院保全、执行要做什么")
def bank_must(d: Discovery) -> Texts:
    """Stop and tell; tell of the court's measure in writing."""
    return checklist(
        ("立即停止拨付", d.misuse),
        ("告知本级监管部门", d.misuse),
        ("书面告知监管部门", d.court_measure),
        ("严格执行法〔2022〕12号", d.court_measure),
    )


@rule(DOC, "第二十六条第二款", label="法院保全、执行是否按期告知")
def court_notice_in_time(t: Timing) -> Truth:
    """Within the working days, in writing."""
    return p.court_notice_term.admits(_counted(t))


class Statement(Facts):
    """一次对账。"""

    bank_balance = money("银行账面余额", clause="第二十六条")
    book_balance = money("监管台账余额", clause="第二十六条")


@rule(DOC, "第二十六条", label="对账是否相符")
def statement_agrees(s: Statement) -> Truth:
    """The two balances are the same."""
    return same(s.bank_balance, s.book_balance)


CONDUCT = [
    "未按规定将预售资金全部存入监管账户",
    "变相逃避预售资金监管",
    "未按规定使用预售资金",
    "提供虚假材料",
    "其他违反本办法或者监管协议的行为",
]
CONDUCT_CLAUSES = dict(zip(CONDUCT, (f"第二十七条（{n}）" for n in "一二三四五"), strict=True))


class Breach(Facts):
    """房地产开发企业的一个行为。"""

    conduct = choice("行为", [*CONDUCT, "没有这些行为"], clause="第二十七条")
    overdue = truth("逾期未改正", clause="第二十七条")
    grave = truth("造成严重后果", clause="第二十七条")


@rule(DOC, ("第二十七条", *CONDUCT_CLAUSES.values()), label="开发企业违规要承担哪些后果")
def breach_consequences(x: Breach) -> Texts:
    """Correction, suspension of payment and the credit file; then of presale and filing; then the law."""
    broken = x.conduct.is_in(*CONDUCT)
    return checklist(
        ("责令限期整改", broken),
        ("可暂停监管资金拨付", broken),
        ("记入企业信用档案", broken),
        ("可暂停商品房预售", broken & x.overdue),
        ("可暂停商品房预售合同网签备案", broken & x.overdue),
        ("依法追究法律责任", broken & x.grave),
    )


class Unapproved(Facts):
    """银行的一次拨付。"""

    within_key = truth("属于重点监管额度内资金", clause="第二十八条")
    approved = truth("经监管部门核实同意", clause="第二十八条")
    recovered = truth("已全部追回", clause="第二十八条")
    recoverable = truth("还能够追回", clause="第二十八条")


@rule(DOC, "第二十八条", label="银行擅自拨付要承担什么责任")
def bank_liability(x: Unapproved) -> Texts:
    """Get the money back; what cannot be got back is compensated."""
    wrong = x.within_key & ~x.approved
    return checklist(
        ("负责追回资金", wrong & ~x.recovered & x.recoverable),
        ("依法承担相应赔偿责任", wrong & ~x.recovered & ~x.recoverable),
    )


class Helper(Facts):
    """协助支取的一个单位。"""

    unit_kind = choice("单位", ["施工单位", "监理单位", "其他单位"], clause="第二十九条")
    false_proof = truth("提供虚假证明", clause="第二十九条")
    helped = truth("以提供商票等其他方式协助开发企业违规支取", clause="第二十九条")


@rule(DOC, "第二十九条", label="施工、监理单位协助违规支取要承担什么后果")
def helper_consequences(x: Helper) -> Texts:
    """Dealt with by the law, put into the credit system, made public."""
    wrong = all_of(x.unit_kind.is_in("施工单位", "监理单位"), x.false_proof | x.helped)
    return checklist(
        ("有关部门依法处理责任单位和责任人", wrong),
        ("记入企业信用信息系统", wrong),
        ("向社会公示", wrong),
    )


class Official(Facts):
    """一名工作人员。"""

    employer = choice("所在单位", ["监管部门", "监管银行", "其他单位"], clause="第三十条")
    fault = choice("行为", ["玩忽职守", "徇私舞弊", "滥用职权", "没有"], clause="第三十条")
    crime = truth("构成犯罪", clause="第三十条")


@rule(DOC, "第三十条", label="监管部门和监管银行工作人员失职要承担什么责任")
def staff_liability(x: Official) -> Texts:
    """Discipline; and the criminal law where it is a crime."""
    wrong = x.employer.is_in("监管部门", "监管银行") & ~x.fault.is_("没有")
    return checklist(("依法给予处分", wrong), ("依法追究刑事责任", wrong & x.crime))


# --- 第六章 附则


class Moment(Facts):
    """要查询的日子。"""

    asked_on = day("要查询的日期", clause="第三十一条")


@rule(DOC, "第三十一条", label="本办法在这一天是否有效", any_day=True)
def in_force_on(x: Moment) -> Truth:
    """From the first day for as long as it is valid."""
    return all_of(x.asked_on >= p.effective_on, x.asked_on < p.effective_on + p.validity)


@rule(DOC, "第三十一条", label="两份试行办法在这一天是否已废止", any_day=True)
def trials_repealed(x: Moment) -> Truth:
    """The trial measures of 2021 and 2022 end when these begin."""
    return x.asked_on >= p.effective_on


@rule(DOC, "第三十一条", label="本办法的施行日期、有效期和废止的文件", any_day=True)
def validity_facts(m: Measures) -> Record:
    """When it begins, how long it holds, what it ends."""
    return record(
        effective_on=("施行日期", p.effective_on),
        validity=("有效期", p.validity),
        repealed=("同时废止", checklist("朔住建发〔2021〕107号", "朔住建发〔2022〕104号")),
    )


@rule(DOC, "第三十二条", label="本办法由谁解释", any_day=True)
def interpreted_by(m: Measures) -> Texts:
    """The three issuers together."""
    return checklist(
        "朔州市住房和城乡建设局", "中国人民银行朔州市分行", "国家金融监督管理总局朔州监管分局"
    )
