"""朔财投〔2023〕26号 朔州市政府性融资担保机构代偿损失核销管理办法（暂行）, in article order.

The annex comes after the articles; its rows are what 第五条 calls 认定标准. It prints sixteen rows.
"""

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
    least,
    money,
    not_stated,
    number,
    positive,
    quantity,
    record,
    rule,
    step,
    text,
    truth,
    warn_when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

ROW_1 = "1 破产、关闭、解散或者撤销"
ROW_2 = "2 死亡、失踪或者丧失能力"
ROW_3 = "3 自然灾害或者意外事故"
ROW_4 = "4 注销、吊销营业执照"
ROW_5 = "5 停止经营或者下落不明且未公示年报"
ROW_6 = "6 依法被判处刑罚"
ROW_7 = "7 强制执行未能收回"
ROW_8 = "8 重整或者和解程序"
ROW_9 = "9 调解书或者执行和解协议"
ROW_10 = "10 驳回起诉、不承担责任、凭证遗失或者超过时效"
ROW_11 = "11 抵债资产"
ROW_12 = "12 信用证、承兑汇票、保函等垫款"
ROW_13 = "13 市场手段处置债权"
ROW_14 = "14 涉嫌违法犯罪或者内部案件立案侦查"
ROW_15 = "15 长期不良资产"
ROW_16 = "16 国务院专案批准"
FIRST_TEN = [ROW_1, ROW_2, ROW_3, ROW_4, ROW_5, ROW_6, ROW_7, ROW_8, ROW_9, ROW_10]
ALL_ROWS = [*FIRST_TEN, ROW_11, ROW_12, ROW_13, ROW_14, ROW_15, ROW_16]


class Measures(Facts):
    """本办法（直接查询，不需要事实）。"""


class Moment(Facts):
    """要查询的日子。"""

    asked_on = day("要查询的日期", clause="第二十一条")


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
            checklist("各县（市、区）财政局", "开发区财政局", "市华朔融资担保有限公司"),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


# --- 第一条至第四条


@rule(DOC, ("第一条", "第一章第一段"), label="本办法依据什么制定")
def legal_basis(m: Measures) -> Texts:
    """What the measures rest on; the sentence is put together again across a page break."""
    papers = checklist(
        "财金〔2017〕90号《金融企业呆账核销管理办法（2017年版）》", "有关财务会计制度"
    )
    return warn_when(
        always,
        papers,
        "原文错栏：第一条的前半印在条号之前，文号断在两处，这里按次序拼合",
        "第一条",
    )


class Guarantor(Facts):
    """一家担保机构和它发生代偿损失的业务。"""

    state_held = truth("由市、县（市、区）政府出资控股", clause="第二条")
    approved = truth("经批准经营融资担保业务", clause="第二条")
    in_city = truth("在我市行政区域内经营", clause="第二条")
    business = choice(
        "发生代偿损失的业务",
        ["融资担保", "依据经营许可证开展的其他担保业务", "其他业务"],
        clause="第十八条",
    )


@rule(DOC, "第二条", label="是否属于本办法所称政府性融资担保机构")
def is_state_guarantor(g: Guarantor) -> Truth:
    """Whether a firm is a government guarantee institution in the sense of the measures."""
    return all_of(g.state_held, g.approved, g.in_city)


@rule(DOC, ("第二条", "第十八条"), label="代偿损失核销是适用、参照还是不适用本办法")
def applicability(g: Guarantor) -> Text:
    """Financing guarantees: the measures apply; other licensed guarantees: by analogy."""
    return choose(
        (~is_state_guarantor(g), text("不适用本办法")),
        (g.business.is_("融资担保"), text("适用本办法")),
        (g.business.is_("依据经营许可证开展的其他担保业务"), text("参照本办法执行")),
        otherwise=text("不适用本办法"),
    )


class Party(Facts):
    """担保关系中的一方。"""

    subject = choice("主体类型", ["法人", "其他组织", "个人"], clause="第三条")
    financing = choice(
        "融资方式", ["向银行等债权人贷款", "通过债券市场直接融资", "其他"], clause="第三条"
    )
    guaranteed = truth("接受政府性融资担保机构提供的担保服务", clause="第三条")
    third_party = truth("是第三方", clause="第三条第二款")
    secures_recourse = truth("为保证担保机构的追偿权，为被担保人提供担保", clause="第三条第二款")


@rule(DOC, "第三条", label="是否属于被担保人")
def is_debtor(s: Party) -> Truth:
    """Whether somebody is a guaranteed debtor: borrower or bond issuer under such a guarantee."""
    return all_of(
        s.financing.is_in("向银行等债权人贷款", "通过债券市场直接融资"),
        s.guaranteed,
        s.subject.is_in("法人", "其他组织", "个人"),
    )


@rule(DOC, "第三条第二款", label="是否属于反担保人")
def is_counter_guarantor(s: Party) -> Truth:
    """Whether somebody is a counter-guarantor: a third party who secures the recourse."""
    return all_of(s.third_party, s.secures_recourse, s.subject.is_in("法人", "其他组织", "个人"))


class Payment(Facts):
    """一笔代为履行的债务。"""

    guarantee_given = truth("担保机构为被担保人提供了融资担保", clause="第三条第三款")
    due = truth("债务已到期", clause="第三条第三款")
    unpaid = truth("被担保人未能按约定清偿债务", clause="第三条第三款")
    performed = truth("担保机构按照合同约定代为履行债务", clause="第三条第三款")


@rule(DOC, "第三条第三款", label="是否形成代偿资产")
def is_compensated_asset(c: Payment) -> Truth:
    """Whether a claim came about by paying for a debtor who did not pay when due."""
    return all_of(c.guarantee_given, c.due, c.unpaid, c.performed)


DEFINITIONS = (
    ("政府性融资担保机构", "第二条", "市、县政府出资控股、经批准在本市经营融资担保业务的机构"),
    ("被担保人", "第三条", "向债权人贷款或者发债融资、由担保机构担保的法人、其他组织或者个人"),
    ("反担保人", "第三条第二款", "为保证担保机构追偿权而给被担保人提供担保的第三方"),
    ("代偿资产", "第三条第三款", "债务到期未清偿，担保机构按合同代为履行后形成的债权"),
    (
        "担保代偿损失",
        "第三条第四款",
        "按程序认定、机构实际承担的损失：代偿本息和追偿支出与追偿收入之差",
    ),
    ("核销", "第三条第五款", "以减值准备、担保赔偿准备或者损益冲减认定的损失，资产转到表外"),
)
"""Each term with its clause and what it means, in our words."""


class Term(Facts):
    """本办法定义的一个用语。"""

    term = choice("用语", [name for name, _, _ in DEFINITIONS], clause="第三条")


@rule(
    DOC,
    ("第三条", *(clause for _, clause, _ in DEFINITIONS)),
    label="本办法的用语是什么意思",
)
def definition(t: Term) -> Text:
    """What a defined term means."""
    *cases, (_, last) = [
        (t.term.is_(name), step(name, text(meaning), clause))
        for name, clause, meaning in DEFINITIONS
    ]
    return choose(*cases, otherwise=last)


class Loss(Facts):
    """一笔代偿的收支。"""

    paid = money("代偿本息", clause="第三条第四款")
    cost = money("追偿支出", clause="第三条第四款")
    income = money("追偿收入", clause="第三条第四款")


@rule(DOC, "第三条第四款", label="担保代偿损失额", unit="元", rounding="分")
def loss_amount(c: Loss) -> Number:
    """What was paid and spent less what came back; nothing where more came back than went out.

    Read the other way round, the difference is shown as it is, a loss below zero.
    """
    return choose(
        (
            DOC.reading("loss_sign").is_("cost_less_recovery"),
            warn_when(
                c.income > c.paid + c.cost,
                positive(c.paid + c.cost - c.income),
                "追偿收入多于代偿本息和追偿支出，没有损失",
                "第三条第四款",
            ),
        ),
        otherwise=c.income - c.paid - c.cost,
    )


class Charge(Facts):
    """一笔要核销的代偿损失。"""

    recognised_loss = money("认定的代偿损失", clause="第三条第五款")
    impairment = money("已计提的资产减值准备", clause="第三条第五款")
    reserve = money("担保赔偿准备余额", clause="第三条第五款")


@rule(
    DOC,
    "第三条第五款",
    label="核销的账务处理：减值准备、担保赔偿准备、损益各冲减多少",
    rounding="分",
)
def write_off_charge(c: Charge) -> Record:
    """How a loss is charged: impairment first; the rest to the reserve, then to profit and loss."""
    from_impairment = least(c.recognised_loss, c.impairment)
    rest = step("减值准备不足的部分", c.recognised_loss - from_impairment, "第三条第五款")
    from_reserve = choose(
        (c.recognised_loss <= c.impairment, number(0, "元")),
        (DOC.reading("charge_order").is_("reserve_first"), least(rest, c.reserve)),
        otherwise=number(0, "元"),
    )
    return record(
        from_impairment=("冲销资产减值准备", from_impairment),
        from_reserve=("冲减担保赔偿准备", from_reserve),
        to_profit=("调整损益", rest - from_reserve),
    )


@rule(DOC, "第三条第五款", label="核销后资产记在哪里，冲减的次序是什么")
def write_off_treatment(m: Measures) -> Record:
    """The order of the charges, and where the asset goes."""
    return record(
        order=("冲减次序", checklist("已计提的资产减值准备", "担保赔偿准备或者损益")),
        asset=("资产的去处", text("资产负债表外")),
    )


@rule(DOC, "第四条", label="核销代偿损失的基本原则，核销后由谁继续追偿")
def principles(m: Measures) -> Record:
    """The five principles, and who goes on recovering after a write-off."""
    return record(
        principles=(
            "基本原则",
            checklist("符合认定条件", "提供有效证据", "账销案存", "权在力催", "追责并行"),
        ),
        recoverer=("继续追偿的部门", text("指定的专门清收部门")),
    )


# --- 附件 认定标准，十六行


class Claim(Facts):
    """一笔代偿资产。"""

    pursued_debtor = truth("已对借款人（被担保人）及其财产清偿、追偿", clause="附件 表1")
    pursued_counter = truth(
        "已对反担保人追偿",
        clause="附件 表1",
        gist="没有反担保人的填“是”，原文对此没有另外要求",
    )
    remaining = money("仍未能收回的剩余债权", clause="附件 表1")


def _both_pursued(c: Claim) -> Truth:
    return all_of(c.pursued_debtor, c.pursued_counter, c.remaining > number(0, "元"))


class Insolvency(Claim):
    """借款人破产、关闭、解散或者撤销。"""

    ending = choice(
        "借款人的终止情形",
        ["依法宣告破产", "关闭", "解散", "撤销", "其他"],
        clause="附件 表1 行1",
    )
    procedure_ended = truth("相关程序已经终结", clause="附件 表1 行1")
    days_since_bankruptcy = quantity("法院宣告破产后的天数", "天", max=36600, clause="附件 表1 行1")
    shortfall_proved = truth("法院或破产管理人出具证明或有内部清收报告", clause="附件 表1 行1")


@rule(DOC, "附件 表1 行1", label="认定标准1：借款人破产、关闭、解散或者撤销")
def row_1_insolvency(c: Insolvency) -> Truth:
    """The procedure has ended; or a declared bankruptcy has dragged on for the days set and longer."""
    ended = all_of(
        c.ending.is_in("依法宣告破产", "关闭", "解散", "撤销"),
        c.procedure_ended,
    )
    dragging = all_of(
        c.ending.is_("依法宣告破产"),
        ~c.procedure_ended,
        p.bankruptcy_days.admits(c.days_since_bankruptcy),
        c.shortfall_proved,
    )
    return all_of(any_of(ended, dragging), _both_pursued(c))


class Incapacity(Claim):
    """借款人死亡、失踪或者丧失能力。"""

    person_state = choice(
        "借款人本人的情形",
        ["死亡", "宣告失踪", "宣告死亡", "丧失完全民事行为能力", "丧失劳动能力", "其他"],
        clause="附件 表1 行2",
    )


@rule(DOC, "附件 表1 行2", label="认定标准2：借款人死亡、宣告失踪或死亡、丧失行为能力或劳动能力")
def row_2_incapacity(c: Incapacity) -> Truth:
    """The borrower is dead, declared missing or dead, or has lost capacity or fitness to work."""
    return all_of(~c.person_state.is_("其他"), _both_pursued(c))


class Disaster(Claim):
    """借款人遭受自然灾害或者意外事故。"""

    event = choice("遭受的事件", ["自然灾害", "意外事故", "其他"], clause="附件 表1 行3")
    insurance = choice(
        "保险赔偿", ["不能获得保险赔偿", "已获保险赔偿", "尚未确定"], clause="附件 表1 行3"
    )
    unable = truth("确实无力偿还部分或者全部债务", clause="附件 表1 行3")


@rule(DOC, "附件 表1 行3", label="认定标准3：借款人遭受自然灾害或者意外事故")
def row_3_disaster(c: Disaster) -> Truth:
    """After a disaster or accident, uninsured or even with the insurance paid, unable to repay."""
    return all_of(
        c.event.is_in("自然灾害", "意外事故"),
        c.insurance.is_in("不能获得保险赔偿", "已获保险赔偿"),
        c.unable,
        _both_pursued(c),
    )


class Deregistration(Claim):
    """借款人被注销、吊销营业执照。"""

    stopped = truth("已完全停止经营活动", clause="附件 表1 行4")
    licence = choice("营业执照", ["注销", "吊销", "存续"], clause="附件 表1 行4")
    authority = choice(
        "注销、吊销的工商行政管理部门的级别",
        ["县级以上", "县级", "县级以下"],
        clause="附件 表1 行4",
    )


@rule(DOC, "附件 表1 行4", label="认定标准4：借款人停止经营且被注销、吊销营业执照")
def row_4_deregistration(c: Deregistration) -> Truth:
    """Business has wholly stopped and a county or higher registry has cancelled or revoked it."""
    return all_of(
        c.stopped,
        c.licence.is_in("注销", "吊销"),
        c.authority.is_in("县级", "县级以上"),
        _both_pursued(c),
    )


class Silence(Claim):
    """借款人停止经营或者下落不明。"""

    whereabouts = choice(
        "借款人状况", ["完全停止经营活动", "下落不明", "正常"], clause="附件 表1 行5"
    )
    unfiled = quantity(
        "未履行企业年度报告公示义务的年数",
        "年",
        decimals=4,
        max=100,
        clause="附件 表1 行5",
    )


@rule(DOC, "附件 表1 行5", label="认定标准5：借款人停止经营或者下落不明，长期未公示年报")
def row_5_silence(c: Silence) -> Truth:
    """Stopped or vanished, with the yearly reports unpublished for longer than the years set."""
    return all_of(
        c.whereabouts.is_in("完全停止经营活动", "下落不明"),
        p.unfiled_years.admits(c.unfiled),
        _both_pursued(c),
    )


class Conviction(Claim):
    """借款人触犯刑法。"""

    convicted = truth("借款人触犯刑法，依法被判处刑罚", clause="附件 表1 行6")
    lost_ability = truth("因此丧失还款能力", clause="附件 表1 行6")
    insufficient = truth("其财产不足归还所借债务", clause="附件 表1 行6")
    other_obligor = truth("有其他债务承担者", clause="附件 表1 行6")


@rule(DOC, "附件 表1 行6", label="认定标准6：借款人依法被判处刑罚")
def row_6_conviction(c: Conviction) -> Truth:
    """Convicted and so unable to repay, with too little property and nobody else who owes."""
    return all_of(
        c.convicted,
        c.lost_ability,
        c.insufficient,
        ~c.other_obligor,
        c.pursued_debtor,
        c.remaining > number(0, "元"),
    )


class Enforcement(Claim):
    """诉讼后的强制执行。"""

    sued = truth("已对借款人和反担保人诉诸法律", clause="附件 表1 行7")
    property_state = choice(
        "借款人和反担保人的财产", ["虽有财产", "无财产可执行"], clause="附件 表1 行7"
    )
    enforced_days = quantity("强制执行的天数", "天", max=36600, clause="附件 表1 行7")
    ruling = choice(
        "法院的裁定",
        ["终结执行", "中止执行", "终结本次执行程序", "没有裁定"],
        clause="附件 表1 行7",
    )


@rule(DOC, "附件 表1 行7", label="认定标准7：诉讼后强制执行未能收回")
def row_7_enforcement(c: Enforcement) -> Truth:
    """Sued, and enforcement failed: too long, or closed by ruling with or without property.

    With property, either the days or a ruling is enough; without property a ruling is needed.
    """
    long_enough = choose(
        (
            DOC.reading("enforcement_limit").is_("over"),
            p.enforcement_days.admits(c.enforced_days),
        ),
        otherwise=c.enforced_days >= p.enforcement_days,
    )
    return all_of(
        c.sued,
        any_of(
            c.ruling.is_in("终结执行", "中止执行", "终结本次执行程序"),
            all_of(c.property_state.is_("虽有财产"), long_enough),
        ),
        c.remaining > number(0, "元"),
    )


class Restructuring(Claim):
    """重整或者和解程序。"""

    sued = truth("已对借款人和反担保人诉诸法律", clause="附件 表1 行8")
    proceeding = choice("按照《破产法》进入的程序", ["重整", "和解", "没有"], clause="附件 表1 行8")
    plan_confirmed = truth("重整协议或者和解协议经法院裁定通过", clause="附件 表1 行8")


@rule(DOC, "附件 表1 行8", label="认定标准8：重整或者和解协议经法院裁定通过")
def row_8_restructuring(c: Restructuring) -> Truth:
    """Sued, in restructuring or composition, the agreement confirmed, the rest pursued."""
    return all_of(
        c.sued,
        c.proceeding.is_in("重整", "和解"),
        c.plan_confirmed,
        c.pursued_counter,
        c.remaining > number(0, "元"),
    )


class Mediation(Claim):
    """法院主持下的调解或者执行和解。"""

    sued = truth("已对借款人和反担保人诉诸法律", clause="附件 表1 行9")
    outcome = choice(
        "法院主持下的结果",
        ["出具调解书", "执行和解协议已记入执行笔录", "执行和解协议未记入执行笔录", "没有"],
        clause="附件 表1 行9",
    )


@rule(DOC, "附件 表1 行9", label="认定标准9：调解书或者记入执行笔录的执行和解协议")
def row_9_mediation(c: Mediation) -> Truth:
    """Sued, mediated or settled before the court and put on record, the rest pursued."""
    return all_of(
        c.sued,
        c.outcome.is_in("出具调解书", "执行和解协议已记入执行笔录"),
        c.pursued_counter,
        c.remaining > number(0, "元"),
    )


class Dismissal(Claim):
    """诉讼不能得到支持，或者无法起诉。"""

    sued = truth("已对借款人和反担保人诉诸法律", clause="附件 表1 行10")
    obstacle = choice(
        "不能受偿的原因",
        [
            "被法院驳回起诉",
            "判决不承担责任",
            "判决部分承担责任",
            "权利凭证遗失",
            "超过诉讼时效",
            "其他",
        ],
        clause="附件 表1 行10",
    )


@rule(DOC, "附件 表1 行10", label="认定标准10：驳回起诉、不承担责任、凭证遗失或者超过诉讼时效")
def row_10_dismissal(c: Dismissal) -> Truth:
    """Sued in vain; or, with no suit needed, the papers are lost or the time for suing is over."""
    return all_of(
        any_of(
            all_of(
                c.obstacle.is_in("被法院驳回起诉", "判决不承担责任", "判决部分承担责任"), c.sued
            ),
            c.obstacle.is_in("权利凭证遗失", "超过诉讼时效"),
        ),
        c.pursued_debtor,
        c.remaining > number(0, "元"),
    )


class Derived(Claim):
    """因前面各行的原因形成的损失。"""

    underlying = choice("所因的认定标准", ALL_ROWS, clause="附件 表1 行11")
    underlying_met = truth("符合所因的认定标准的原因", clause="附件 表1 行11")


class Offset(Derived):
    """取得抵债资产后的差额。"""

    asset_taken = truth("依法取得抵债资产", clause="附件 表1 行11")
    offset_amount = money("抵债金额", clause="附件 表1 行11")
    principal_and_interest = money("贷款本息", clause="附件 表1 行11")


@rule(DOC, "附件 表1 行11", label="认定标准11：抵债金额小于贷款本息的差额")
def row_11_offset(c: Offset) -> Truth:
    """Assets were taken for less than the debt, for a reason in the first ten rows."""
    return all_of(
        c.asset_taken,
        c.offset_amount < c.principal_and_interest,
        c.underlying.is_in(*FIRST_TEN),
        c.underlying_met,
        c.pursued_debtor,
        c.remaining > number(0, "元"),
    )


@rule(DOC, "附件 表1 行11", label="抵债金额小于贷款本息的差额是多少", unit="元", rounding="分")
def offset_shortfall(c: Offset) -> Number:
    """What the assets taken leave uncovered."""
    return positive(c.principal_and_interest - c.offset_amount)


class Advance(Derived):
    """信用证、承兑汇票、保函等的垫款。"""

    advanced = truth("信用证、承兑汇票、保函等业务发生垫款", clause="附件 表1 行12")


@rule(DOC, "附件 表1 行12", label="认定标准12：信用证、承兑汇票、保函等垫款")
def row_12_advance(c: Advance) -> Truth:
    """Money advanced that cannot be had back, for a reason in the first eleven rows."""
    return all_of(
        c.advanced,
        c.underlying.is_in(*FIRST_TEN, ROW_11),
        c.underlying_met,
        c.pursued_debtor,
        c.remaining > number(0, "元"),
    )


class Disposal(Facts):
    """市场手段处置债权。"""

    method = choice(
        "处置方式",
        ["打包出售", "公开拍卖", "转让", "债务减免", "没有处置"],
        clause="附件 表1 行13",
    )
    balance = money("债权余额", clause="附件 表1 行13")
    proceeds = money("处置收回资金", clause="附件 表1 行13")


MARKET = ("打包出售", "公开拍卖", "转让", "债务减免")


@rule(DOC, "附件 表1 行13", label="认定标准13：打包出售、公开拍卖、转让、债务减免的差额")
def row_13_disposal(c: Disposal) -> Truth:
    """A claim was disposed of in the market for less than its balance; pursuit is not asked for."""
    return all_of(c.method.is_in(*MARKET), c.proceeds < c.balance)


@rule(DOC, "附件 表1 行13", label="处置收回资金与债权余额的差额是多少", unit="元", rounding="分")
def disposal_shortfall(c: Disposal) -> Number:
    """The balance less what the disposal brought."""
    return positive(c.balance - c.proceeds)


class Investigation(Claim):
    """涉嫌违法犯罪的立案侦查。"""

    suspect = choice(
        "涉嫌违法犯罪的人或案件",
        ["借款人", "反担保人", "其法定代表人", "其实际控制人", "机构内部案件", "其他"],
        clause="附件 表1 行14",
    )
    investigator = choice(
        "正式立案侦查的机关", ["公安机关", "检察机关", "其他"], clause="附件 表1 行14"
    )
    investigated = quantity("正式立案侦查的年数", "年", decimals=4, max=100, clause="附件 表1 行14")


@rule(DOC, "附件 表1 行14", label="认定标准14：涉嫌违法犯罪或者机构内部案件被立案侦查")
def row_14_investigation(c: Investigation) -> Truth:
    """A formal investigation for the years set or longer, and all who owe were pursued."""
    return all_of(
        ~c.suspect.is_("其他"),
        c.investigator.is_in("公安机关", "检察机关"),
        p.investigation_years.admits(c.investigated),
        _both_pursued(c),
    )


class Nonperforming(Claim):
    """长期不良资产。"""

    nonperforming = quantity(
        "形成不良资产的年数", "年", decimals=4, max=100, clause="附件 表1 行15"
    )
    diligent = truth("经尽职追索", clause="附件 表1 行15")


@rule(DOC, "附件 表1 行15", label="认定标准15：形成不良资产时间长，尽职追索后仍未收回")
def row_15_nonperforming(c: Nonperforming) -> Truth:
    """Bad for longer than the years set, and not recovered for all diligence."""
    return all_of(
        p.nonperforming_years.admits(c.nonperforming),
        c.diligent,
        c.remaining > number(0, "元"),
    )


class StateApproval(Facts):
    """国务院专案批准。"""

    state_council_approved = truth("经国务院专案批准核销", clause="附件 表1 行16")


@rule(DOC, "附件 表1 行16", label="认定标准16：国务院专案批准核销的债权")
def row_16_state_approval(c: StateApproval) -> Truth:
    """The State Council approved this very write-off; nothing else is asked for."""
    return c.state_council_approved


# --- 第五条 认定


@rule(DOC, ("第五条", "附件 表1"), label="附件印有几项认定标准，是哪些")
def criteria(m: Measures) -> Record:
    """The rows of the annex: sixteen are printed, and one of them is enough."""
    return record(
        count=("附件所印的认定标准项数", number(len(ALL_ROWS), "项")),
        needed=("需要符合", text("认定标准之一")),
        listed=("认定标准", checklist(*ALL_ROWS)),
    )


class Criterion(Facts):
    """附件里的一项认定标准。"""

    criterion = choice("认定标准", ALL_ROWS, clause="附件 表1")


ROW_CLAUSES = tuple(f"附件 表1 行{row}" for row in range(1, len(ALL_ROWS) + 1))
TABLE = ("附件 表1", *ROW_CLAUSES)


def _by_row(criterion: Text, *lists: Texts) -> Texts:
    """The list of the row that is named, each under its row's own clause, in the annex's order."""
    *cases, (_, last) = [
        (criterion.is_(row), step(row, each, clause))
        for row, each, clause in zip(ALL_ROWS, lists, ROW_CLAUSES, strict=True)
    ]
    return choose(*cases, otherwise=last)


DEBTOR = "已对借款人（财产、遗产）清偿、追偿"
COUNTER = "已对反担保人追偿"
LEFT = "仍有未能收回的剩余债权"


@rule(DOC, TABLE, label="某一项认定标准有哪些要件（附件第二栏）")
def criterion_requirements(q: Criterion) -> Texts:
    """What each row of the annex asks for, in a few words; the periods are in ``time_limits``."""
    return _by_row(
        q.criterion,
        checklist(
            "破产、关闭、解散或者撤销程序已终结；或者宣告破产满规定天数仍未终结且有证明或清收报告",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist(
            "借款人死亡、宣告失踪或者死亡、丧失完全民事行为能力或劳动能力",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist(
            "遭受自然灾害或者意外事故",
            "不能获得保险赔偿，或者已获保险赔偿",
            "确实无力偿还部分或者全部债务",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist(
            "已完全停止经营",
            "被县级及以上工商部门注销或者吊销营业执照",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist(
            "已完全停止经营或者下落不明",
            "超过规定年限未公示企业年度报告",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist(
            "依法被判处刑罚",
            "因此丧失还款能力",
            "财产不足归还",
            "没有其他债务承担者",
            "经追偿",
            LEFT,
        ),
        checklist(
            "已诉诸法律",
            "有财产而强制执行超过规定天数；或者有无财产均可，法院裁定终结、中止执行或者终结本次执行程序",
            LEFT,
        ),
        checklist("已诉诸法律", "进入重整或者和解程序", "协议经法院裁定通过", COUNTER, LEFT),
        checklist("已诉诸法律", "法院出具调解书，或者执行和解协议记入执行笔录", COUNTER, LEFT),
        checklist(
            "诉讼后被驳回或者判决不承担（部分承担）责任；或者权利凭证遗失；或者超过诉讼时效",
            "经追偿",
            LEFT,
        ),
        checklist(
            "依法取得抵债资产",
            "抵债金额小于贷款本息",
            "属于第一至第十项的原因",
            "经追偿",
            LEFT,
        ),
        checklist(
            "信用证、承兑汇票、保函等发生垫款",
            "属于第一至第十一项的原因",
            "经追偿",
            "仍有未能收回的垫款",
        ),
        checklist(
            "以打包出售、公开拍卖、转让、债务减免等方式处置",
            "处置收回资金与债权余额有差额",
        ),
        checklist(
            "借款人、反担保人、其法定代表人或实际控制人涉嫌违法犯罪，或者机构内部案件",
            "公安机关或者检察机关正式立案侦查满规定年限",
            DEBTOR,
            COUNTER,
            LEFT,
        ),
        checklist("形成不良资产超过规定年限", "经尽职追索", LEFT),
        checklist("经国务院专案批准核销"),
    )


@rule(
    DOC,
    (
        "附件 表1",
        "附件 表1 行1",
        "附件 表1 行5",
        "附件 表1 行7",
        "附件 表1 行14",
        "附件 表1 行15",
        "第十二条第（五）项",
        "第十二条第（七）项",
        "第十四条第二款",
    ),
    label="本办法里的天数、年限和期限各是多少",
)
def time_limits(m: Measures) -> Record:
    """Every period of the measures in one place."""
    return record(
        bankruptcy=("宣告破产后未终结程序（以上）", p.bankruptcy_days),
        unfiled=("未履行企业年度报告公示义务（超过）", p.unfiled_years),
        enforcement=("强制执行仍未收回（印作超过……以上）", p.enforcement_days),
        investigation=("正式立案侦查（以上）", p.investigation_years),
        nonperforming=("形成不良资产（超过）", p.nonperforming_years),
        ended_bankruptcy=("裁定破产案件终结之日起（超过）", p.ended_bankruptcy_years),
        remedy=("补救未果（以上）", p.remedy_years),
        yearly_report=("会计年度终了后报送核销情况（内）", p.yearly_report_period),
    )


class Recognition(
    Insolvency,
    Incapacity,
    Disaster,
    Deregistration,
    Silence,
    Conviction,
    Enforcement,
    Restructuring,
    Mediation,
    Dismissal,
    Offset,
    Advance,
    Disposal,
    Investigation,
    Nonperforming,
    StateApproval,
):
    """申请认定为代偿损失的代偿资产。"""

    criterion = choice("所依据的认定标准", ALL_ROWS, clause="第五条")
    measures_taken = truth("已采取所有可能的必要措施", clause="第五条")
    procedures_done = truth("已实施必要程序", clause="第五条")


@rule(DOC, ("第五条", "附件 表1"), label="代偿资产是否符合所依据的那一项认定标准")
def criterion_met(c: Recognition) -> Truth:
    """Whether the one row of the annex that is invoked is met; only its facts are asked for."""
    return choose(
        (c.criterion.is_(ROW_1), row_1_insolvency(c)),
        (c.criterion.is_(ROW_2), row_2_incapacity(c)),
        (c.criterion.is_(ROW_3), row_3_disaster(c)),
        (c.criterion.is_(ROW_4), row_4_deregistration(c)),
        (c.criterion.is_(ROW_5), row_5_silence(c)),
        (c.criterion.is_(ROW_6), row_6_conviction(c)),
        (c.criterion.is_(ROW_7), row_7_enforcement(c)),
        (c.criterion.is_(ROW_8), row_8_restructuring(c)),
        (c.criterion.is_(ROW_9), row_9_mediation(c)),
        (c.criterion.is_(ROW_10), row_10_dismissal(c)),
        (c.criterion.is_(ROW_11), row_11_offset(c)),
        (c.criterion.is_(ROW_12), row_12_advance(c)),
        (c.criterion.is_(ROW_13), row_13_disposal(c)),
        (c.criterion.is_(ROW_14), row_14_investigation(c)),
        (c.criterion.is_(ROW_15), row_15_nonperforming(c)),
        otherwise=row_16_state_approval(c),
    )


@rule(DOC, "第五条", label="代偿资产可否认定为代偿损失")
def recognised(c: Recognition) -> Truth:
    """Whether an asset may be recognised as a loss: measures, procedures, and one row met."""
    return all_of(c.measures_taken, c.procedures_done, criterion_met(c))


# --- 第六条 材料


class Dossier(Facts):
    """一份核销申报。"""

    external_available = truth("能够取得财产清偿证明等外部证据", clause="第六条第（二）项")


APPLICATION = (
    "代偿损失核销申报表",
    "担保业务及代偿事项形成原因",
    "对被担保人、反担保人已实施追索情况",
    "抵质押物及处置情况",
)


@rule(
    DOC,
    ("第六条", "第六条第（一）项", "第六条第（二）项", "第六条第（三）项"),
    label="申报核销代偿损失应具备哪些材料（三类）",
)
def application_materials(m: Measures) -> Record:
    """The three kinds of paper: the application, the evidence, the legal opinion.

    The scan drops a character from the second paper (形成原因).
    """
    papers = warn_when(
        always, checklist(*APPLICATION), "原文“形成原”后缺字，这里读作形成原因", "第六条第（一）项"
    )
    return record(
        application=("代偿损失核销申报材料", papers),
        evidence=("证据", text("合理的内、外部证据")),
        without_external=(
            "无法取得财产清偿证明等外部证据时，可凭的内部证据",
            checklist("财产追偿说明", "清收报告", "法律意见书"),
        ),
        opinion=("法律意见", text("法律意见书")),
    )


class HeldMaterials(Dossier):
    """已经备好的申报材料。"""

    has_form = truth("有代偿损失核销申报表", clause="第六条第（一）项")
    has_cause = truth("有担保业务及代偿事项形成原因", clause="第六条第（一）项")
    has_pursuit = truth("有对被担保人、反担保人追索情况", clause="第六条第（一）项")
    has_collateral = truth("有抵质押物及处置情况", clause="第六条第（一）项")
    has_external = truth("有外部证据", clause="第六条第（二）项")
    has_internal = truth("有清晰、准确的内部证据", clause="第六条第（二）项")
    has_opinion = truth("有法律意见书", clause="第六条第（三）项")


@rule(DOC, "第六条", label="申报材料还缺哪些")
def missing_materials(d: HeldMaterials) -> Texts:
    """What an application still lacks; an empty list means that it is complete."""
    return checklist(
        ("代偿损失核销申报表", ~d.has_form),
        ("担保业务及代偿事项形成原因", ~d.has_cause),
        ("对被担保人、反担保人已实施追索情况", ~d.has_pursuit),
        ("抵质押物及处置情况", ~d.has_collateral),
        ("外部证据", all_of(d.external_available, ~d.has_external)),
        ("内部证据", ~d.has_internal),
        ("法律意见书", ~d.has_opinion),
    )


@rule(DOC, "第六条第（二）项", label="外部证据包括哪些")
def external_evidence(m: Measures) -> Texts:
    """Kinds of evidence from courts, arbitrators and notaries."""
    return checklist(
        "法院民事判决",
        "法院裁定",
        "法院调解书",
        "法院支付令",
        "依法设立的仲裁机构的裁决书",
        "公证机关赋予强制执行效力的债权文书",
    )


@rule(DOC, "第六条第（二）项", label="可否只凭内部证据核销")
def internal_evidence_suffices(d: Dossier) -> Truth:
    """Inner evidence alone is enough only where outside proof cannot be had."""
    return ~d.external_available


@rule(DOC, "第六条第（二）项", label="内部证据包括哪些，有什么要求")
def internal_evidence(m: Measures) -> Record:
    """Kinds of inner evidence, and what it must be."""
    return record(
        kinds=("内部证据", checklist("财产追偿说明", "清收报告", "法律意见书")),
        quality=("要求", text("清晰、准确")),
    )


@rule(DOC, "第六条第（二）项第一段", label="财产追偿说明或清收报告应包括哪些内容")
def recovery_report_contents(m: Measures) -> Texts:
    """What a note on recovery or a collection report must hold."""
    return checklist(
        "代偿项目的基本情况",
        "代偿原因及代偿确认文件",
        "追偿补偿情况",
        "抵（质）押物及处置情况",
    )


class Opinion(Facts):
    """一份法律意见书。"""

    opinion_by = choice(
        "出具法律意见书的单位",
        ["担保机构内设法律部门", "外聘律师事务所", "其他"],
        clause="第六条第（三）项",
    )


@rule(DOC, "第六条第（三）项", label="出具法律意见书的单位是否符合要求")
def opinion_issuer_valid(o: Opinion) -> Truth:
    """Only the institution's own legal department or an outside law firm may write it."""
    return o.opinion_by.is_in("担保机构内设法律部门", "外聘律师事务所")


@rule(DOC, "第六条第（三）项", label="法律意见书由谁出具，应说明什么")
def opinion_contents(m: Measures) -> Record:
    """Who writes the opinion, and what it tells: the suit, or why there was none."""
    return record(
        issuers=("出具单位", checklist("担保机构内设法律部门", "外聘律师事务所")),
        if_litigated=("涉及诉讼或仲裁的，说明", checklist("诉讼或仲裁过程", "诉讼或仲裁结果")),
        if_not=("未涉及诉讼或仲裁的，说明", checklist("未诉讼或仲裁的理由")),
    )


# --- 附件 核销所需相关材料


class Evidence(Facts):
    """某一项认定标准下的证据。"""

    criterion = choice("所依据的认定标准", ALL_ROWS, clause="附件 表1")
    row_10_case = choice(
        "认定标准10的情形",
        ["已经诉诸法律", "权利凭证遗失", "超过诉讼时效"],
        clause="附件 表1 行10",
        gist="只在选认定标准10时需要",
    )


class HeldEvidence(Evidence):
    """某一项认定标准下已经备好的证据。"""

    ending_proof = truth("有破产、关闭、解散证明或撤销决定文件", clause="附件 表1 行1")
    settlement_proof = truth("有财产清偿证明", clause="附件 表1 行1")
    recovery_proof = truth("有财产追偿证明或内部证据", clause="附件 表1 行1")
    person_proof = truth("有死亡、失踪证明或者丧失能力的证明", clause="附件 表1 行2")
    disaster_proof = truth("有自然灾害或者意外事故证明", clause="附件 表1 行3")
    insurance_proof = truth("有保险赔偿证明", clause="附件 表1 行3")
    registry_proof = truth("有注销、吊销证明", clause="附件 表1 行4")
    registry_search = truth("有工商行政管理部门查询证明", clause="附件 表1 行5")
    court_ruling = truth("有法院裁定证明", clause="附件 表1 行6")
    enforcement_proof = truth("有强制执行证明或者法院裁定证明", clause="附件 表1 行7")
    plan = truth("有重整协议或者和解协议", clause="附件 表1 行8")
    inner = truth("有内部证据", clause="附件 表1 行8")
    mediation_paper = truth("有调解书、执行笔录或者和解协议", clause="附件 表1 行9")
    court_papers = truth("有驳回起诉证明、判决书等诉讼仲裁文书", clause="附件 表1 行10")
    side_papers = truth("有台账、贷款审批单等旁证材料", clause="附件 表1 行10")
    pursuit_record = truth("有追索记录", clause="附件 表1 行10")
    statement = truth("有情况说明", clause="附件 表1 行10")
    opinion = truth("有法律意见书", clause="附件 表1 行10")
    asset_receipt = truth("有抵债资产接收证明", clause="附件 表1 行11")
    offset_proof = truth("有抵债金额确定证明", clause="附件 表1 行11")
    underlying_proof = truth("有所因认定标准的相关证明", clause="附件 表1 行11")
    advance_proof = truth("有垫款证明", clause="附件 表1 行12")
    disposal_plan = truth("有资产处置方案", clause="附件 表1 行13")
    sale_contract = truth("有出售转让合同（或协议）", clause="附件 表1 行13")
    waiver = truth("有债务减免协议", clause="附件 表1 行13")
    entry_proof = truth("有成交及入账证明", clause="附件 表1 行13")
    balance_list = truth("有资产余额清单", clause="附件 表1 行13")
    prosecution_proof = truth("有公检法部门出具的法律证明材料", clause="附件 表1 行14")
    chase_proof = truth("有财产追偿证明、内部清收报告或法律意见书", clause="附件 表1 行14")
    rating_proof = truth("有不良资产分类证明", clause="附件 表1 行15")
    state_paper = truth("有国务院批准文件", clause="附件 表1 行16")


RECOVERY = "财产追偿证明或内部证据"


@rule(DOC, TABLE, label="某一项认定标准核销所需的相关材料（附件第三栏）")
def required_evidence(e: Evidence) -> Texts:
    """The evidence that a row of the annex asks for; the tenth row has three sets.

    Papers that fit different cases of one row (dead or unfit, sold or waived) stand as one entry.
    """
    return _by_row(
        e.criterion,
        checklist("破产、关闭、解散证明或者撤销决定文件", "财产清偿证明", RECOVERY),
        checklist(
            "死亡或者失踪证明，或者丧失能力的证明（司法部门或者县级以上医院出具）",
            RECOVERY,
        ),
        checklist("自然灾害或者意外事故证明", "保险赔偿证明", "财产清偿证明", RECOVERY),
        checklist("注销、吊销证明（县级及以上工商行政管理部门出具）", RECOVERY),
        checklist("查询证明（县级及以上工商行政管理部门出具）", RECOVERY),
        checklist("法院裁定证明", "财产清偿证明", RECOVERY),
        checklist("强制执行证明或者法院裁定证明", RECOVERY),
        checklist("法院裁定证明", "签订的重整协议或者和解协议", "内部证据"),
        checklist("调解书、执行笔录或者和解协议", "内部证据"),
        choose(
            (
                e.row_10_case.is_("已经诉诸法律"),
                checklist(
                    "驳回起诉证明，或者法院文书（判决书、裁定书、调解书）、仲裁文书（裁决书、调解书）"
                ),
            ),
            (
                e.row_10_case.is_("权利凭证遗失"),
                checklist(
                    "台账、贷款审批单等旁证材料",
                    "追索记录",
                    "情况说明",
                    "法律意见书（机构法律事务部门或聘请的律师事务所出具）",
                ),
            ),
            otherwise=checklist("法律意见书（机构法律事务部门出具）"),
        ),
        checklist("抵债资产接收证明", "抵债金额确定证明", "所因认定标准（1至10）的相关证明"),
        checklist("垫款证明", "所因认定标准（1至11）的相关证明"),
        checklist(
            "资产处置方案",
            "出售转让合同（或协议）或者债务减免协议",
            "成交及入账证明",
            "资产余额清单",
        ),
        checklist("公检法部门出具的法律证明材料", "财产追偿证明、内部清收报告或法律意见书"),
        checklist("不良资产分类证明", "追索记录"),
        checklist("国务院批准文件"),
    )


@rule(DOC, TABLE, label="某一项认定标准所需的材料还缺哪些")
def missing_evidence(e: HeldEvidence) -> Texts:
    """What of a row's evidence is still lacking; an empty list means that it is complete.

    A sale has no waiver and a waiver no sale, so either contract is enough in the thirteenth row.
    """
    recovery = (RECOVERY, ~e.recovery_proof)
    return _by_row(
        e.criterion,
        checklist(
            ("破产、关闭、解散证明或撤销决定文件", ~e.ending_proof),
            ("财产清偿证明", ~e.settlement_proof),
            recovery,
        ),
        checklist(("死亡、失踪证明或者丧失能力的证明", ~e.person_proof), recovery),
        checklist(
            ("自然灾害或者意外事故证明", ~e.disaster_proof),
            ("保险赔偿证明", ~e.insurance_proof),
            ("财产清偿证明", ~e.settlement_proof),
            recovery,
        ),
        checklist(("注销、吊销证明", ~e.registry_proof), recovery),
        checklist(("查询证明", ~e.registry_search), recovery),
        checklist(
            ("法院裁定证明", ~e.court_ruling),
            ("财产清偿证明", ~e.settlement_proof),
            recovery,
        ),
        checklist(("强制执行证明或者法院裁定证明", ~e.enforcement_proof), recovery),
        checklist(
            ("法院裁定证明", ~e.court_ruling),
            ("重整协议或者和解协议", ~e.plan),
            ("内部证据", ~e.inner),
        ),
        checklist(("调解书、执行笔录或者和解协议", ~e.mediation_paper), ("内部证据", ~e.inner)),
        choose(
            (
                e.row_10_case.is_("已经诉诸法律"),
                checklist(("驳回起诉证明、判决书等诉讼仲裁文书", ~e.court_papers)),
            ),
            (
                e.row_10_case.is_("权利凭证遗失"),
                checklist(
                    ("台账、贷款审批单等旁证材料", ~e.side_papers),
                    ("追索记录", ~e.pursuit_record),
                    ("情况说明", ~e.statement),
                    ("法律意见书", ~e.opinion),
                ),
            ),
            otherwise=checklist(("法律意见书", ~e.opinion)),
        ),
        checklist(
            ("抵债资产接收证明", ~e.asset_receipt),
            ("抵债金额确定证明", ~e.offset_proof),
            ("所因认定标准的相关证明", ~e.underlying_proof),
        ),
        checklist(
            ("垫款证明", ~e.advance_proof),
            ("所因认定标准的相关证明", ~e.underlying_proof),
        ),
        checklist(
            ("资产处置方案", ~e.disposal_plan),
            ("出售转让合同（或协议）或者债务减免协议", ~(e.sale_contract | e.waiver)),
            ("成交及入账证明", ~e.entry_proof),
            ("资产余额清单", ~e.balance_list),
        ),
        checklist(
            ("公检法部门出具的法律证明材料", ~e.prosecution_proof),
            ("财产追偿证明、内部清收报告或法律意见书", ~e.chase_proof),
        ),
        checklist(("不良资产分类证明", ~e.rating_proof), ("追索记录", ~e.pursuit_record)),
        checklist(("国务院批准文件", ~e.state_paper)),
    )


# --- 第七条 审批权限


@rule(DOC, ("第七条", "第七条第二款"), label="代偿损失核销由谁审批，谁授权，制度报给谁")
def approval_power(m: Measures) -> Record:
    """Who decides on a write-off, on whose authority, and who is told of the approval rules."""
    return record(
        approver=("行使核销权的机构", text("政府性融资担保机构")),
        authoriser=("授权方", text("大股东")),
        by=("行使的依据", checklist("机构治理要求", "授权机制", "权限")),
        system=("应建立的制度", text("内部代偿损失核销审批制度")),
        reported_to=("制度报送", text("同级财政部门")),
    )


class Exercise(Facts):
    """一次行使核销权。"""

    authorised = truth("经大股东授权", clause="第七条第二款")
    within_power = truth("在机构治理要求和授权机制规定的权限内", clause="第七条第二款")


@rule(DOC, "第七条第二款", label="担保机构能否自行行使代偿损失核销权")
def may_write_off(e: Exercise) -> Truth:
    """An institution may write off when the main shareholder authorised it, within its power."""
    return all_of(e.authorised, e.within_power)


@rule(DOC, "第七条第二款", label="核销审批的金额分级权限")
def approval_tiers(m: Measures) -> Text:
    """How much each level may approve: the text gives no tiers."""
    return not_stated(
        "原文未写明按金额分级的核销审批权限，由大股东授权和机构治理要求确定", "第七条第二款"
    )


# --- 第八条、第九条 多笔债务


class RelatedDebt(Facts):
    """被担保人的其余债务。"""

    litigant = choice(
        "就其中一笔债务诉讼或仲裁的机构",
        ["本政府性融资担保机构", "其他政府性融资担保机构", "其他债权人", "没有诉讼或仲裁"],
        clause="第九条",
    )
    debt_ruling = choice(
        "就该笔债务取得的裁定",
        ["终结执行", "中止执行", "终结本次执行程序", "没有裁定"],
        clause="第八条",
    )
    debt_property = choice(
        "裁定时被担保人的财产",
        ["无财产执行", "虽有财产但难以或无法执行", "有财产可以执行"],
        clause="第八条",
    )
    within_terms = truth("其余债务的担保条件不超过该笔债务", clause="第八条")


def _ruled(d: RelatedDebt) -> Truth:
    return all_of(
        d.debt_ruling.is_in("终结执行", "中止执行", "终结本次执行程序"),
        d.debt_property.is_in("无财产执行", "虽有财产但难以或无法执行"),
        d.within_terms,
    )


@rule(DOC, "第八条", label="被担保人在同一机构的其余债务可否核销")
def same_institution_debts(d: RelatedDebt) -> Truth:
    """Other debts at the institution that sued: may follow, if secured no better than the one ruled on."""
    return all_of(d.litigant.is_("本政府性融资担保机构"), _ruled(d))


@rule(DOC, "第九条", label="被担保人在其他机构的债务可否依据一家机构的裁定核销")
def other_institution_debts(d: RelatedDebt) -> Truth:
    """Debts at other institutions: may follow the ruling that one institution obtained."""
    return all_of(d.litigant.is_("其他政府性融资担保机构"), _ruled(d))


@rule(DOC, ("第八条", "第九条"), label="依据一笔债务的裁定核销其余债务，要具备哪些条件")
def related_debt_conditions(m: Measures) -> Texts:
    """What must hold before other debts may follow the ruling on one."""
    return checklist(
        "一笔债务已由该机构（第九条：由其中一家机构）诉讼或者仲裁",
        "取得终结、中止执行或者终结本次执行程序的裁定",
        "裁定的原因是无财产执行，或者虽有财产但难以、无法执行",
        "其余债务的担保条件不超过该笔债务",
    )


@rule(DOC, ("第八条", "第九条"), label="依据一笔债务的裁定核销其余债务，需要哪些材料")
def related_debt_evidence(m: Measures) -> Texts:
    """The papers on which the other debts may be written off."""
    return checklist("法院或仲裁机构的裁定", "调查报告", "法律意见书")


@rule(DOC, ("第八条", "第九条"), label="“担保条件不超过该笔债务”怎样比较")
def guarantee_terms_scale(m: Measures) -> Text:
    """How two sets of guarantee terms are compared: the text does not say."""
    return not_stated("原文未写明担保条件怎样比较", "第八条")


# --- 第十条 不得核销


class Bars(Claim):
    """不得列入核销的情形。"""

    debtor_able = truth("被担保人有经济偿还能力", clause="第十条第（一）项")
    counter_able = truth("反担保人有经济偿还能力", clause="第十条第（一）项")
    measures_taken = truth("已采取所有可能的必要措施", clause="第十条第（一）项")
    procedures_done = truth("已实施必要程序", clause="第十条第（一）项")


@rule(DOC, "第十条第（一）项", label="不得核销（一）：有偿还能力而未尽措施和程序")
def able_but_not_pursued(b: Bars) -> Truth:
    """Somebody can pay, and the institution did not do all that it could."""
    return all_of(b.debtor_able | b.counter_able, ~(b.measures_taken & b.procedures_done))


@rule(DOC, "第十条第（二）项", label="不得核销（二）：未向被担保人或者反担保人追偿")
def never_pursued(b: Bars) -> Truth:
    """One of the two was never pursued; or neither, in the other reading."""
    return choose(
        (DOC.reading("unpursued").is_("either"), ~b.pursued_debtor | ~b.pursued_counter),
        otherwise=~b.pursued_debtor & ~b.pursued_counter,
    )


@rule(DOC, "第十条", label="是否属于不得列入代偿损失核销的情形")
def barred(b: Bars) -> Truth:
    """Whether either bar stands in the way."""
    return any_of(able_but_not_pursued(b), never_pursued(b))


@rule(DOC, ("第十条第（一）项", "第十条第（二）项"), label="哪些代偿损失不得列入核销")
def bars(m: Measures) -> Texts:
    """The two kinds of loss that must not be written off."""
    return checklist(
        "（一）被担保人或者反担保人有偿还能力，而机构没有尽到措施和程序追偿的债权",
        "（二）未向被担保人或者反担保人追偿的债权",
    )


class WriteOff(Recognition, Bars):
    """一笔拟核销的代偿资产。"""


@rule(DOC, ("第五条", "第十条"), label="一笔代偿资产能否核销（认定标准加不得核销的情形）")
def write_off_allowed(c: WriteOff) -> Truth:
    """Recognised as a loss, and not barred."""
    return all_of(recognised(c), ~barred(c))


# --- 第十一条、第十二条 核销以后


class AfterWriteOff(Facts):
    """已核销的资产。"""

    ended = truth("权利义务已依法终结", clause="第十一条")
    property_found = truth("发现有效财产", clause="第十一条")
    resumable = truth("有可恢复执行的中止或终结裁定", clause="第十一条")
    clue_proved = truth("获取了财产线索证据", clause="第十一条")


@rule(DOC, "第十一条", label="核销后担保机构是否仍享有债权")
def keeps_rights(a: AfterWriteOff) -> Truth:
    """The claim lives on after a write-off, unless rights and duties have ended."""
    return ~a.ended


STANDING = (
    "指定专门清收部门履行清收职责",
    "查找财产线索",
    "建立代偿损失核销台账",
    "立卷归档",
    "专人管理",
    "做好表外登记",
    "单独设立账户管理和核算",
)


@rule(DOC, "第十一条", label="已核销资产应怎样管理，由谁继续清收（全部要求）")
def after_duties(m: Measures) -> Record:
    """What an institution owes after every write-off, and on which events besides."""
    return record(
        rights=("债权", text("仍享有已核销债权等合法权益")),
        always=("都应做到", checklist(*STANDING)),
        property_found=("发现有效财产后", text("及时进行资产保全")),
        clue_proved=(
            "对可恢复执行的中止或终结裁定，获取财产线索证据后",
            text("及时向法院提请恢复执行"),
        ),
        secret_from=("不得向谁披露", checklist("被担保人", "反担保人")),
        unless_ended=("例外", text("权利义务已依法终结的除外")),
    )


@rule(DOC, "第十一条", label="某一笔已核销资产当前应做哪些事")
def duties_now(a: AfterWriteOff) -> Texts:
    """What is to be done about one written-off asset now; nothing where rights and duties have ended."""
    return checklist(
        ("指定专门清收部门履行清收职责", ~a.ended),
        ("查找财产线索", ~a.ended),
        ("及时进行资产保全", all_of(~a.ended, a.property_found)),
        ("及时向法院提请恢复执行", all_of(~a.ended, a.resumable, a.clue_proved)),
        ("建立代偿损失核销台账", ~a.ended),
        ("立卷归档", ~a.ended),
        ("专人管理", ~a.ended),
        ("做好表外登记", ~a.ended),
        ("单独设立账户管理和核算", ~a.ended),
        ("不得对被担保人和反担保人披露", ~a.ended),
    )


@rule(DOC, "第十一条", label="核销后收回的资金如何记账、如何分配")
def later_recoveries(m: Measures) -> Text:
    """How money that comes back after a write-off is booked: the text does not say."""
    return not_stated("原文未写明核销后收回资金的账务处理和分配", "第十一条")


class Disclosure(Facts):
    """披露核销情况。"""

    told_to = choice("披露的对象", ["被担保人", "反担保人", "机构外的其他人"], clause="第十一条")


@rule(DOC, ("第十一条", "第十六条"), label="核销情况可否披露")
def disclosure(d: Disclosure) -> Text:
    """Debtor and counter-guarantor must not be told; the rest is to be kept inside."""
    return choose(
        (d.told_to.is_in("被担保人", "反担保人"), text("不得披露")),
        otherwise=text("应当在内部进行，做好保密"),
    )


END_1 = "（一）国家兼并破产计划"
END_2 = "（二）国务院专案批准"
END_3 = "（三）终结执行或者不承担责任"
END_4 = "（四）重整协议或者和解协议执行完毕"
END_5 = "（五）破产案件终结"
END_6 = "（六）市场手段处置债权"
END_7 = "（七）驳回起诉或者超过时限"
END_8 = "（八）其他依法终结"
ENDS = [END_1, END_2, END_3, END_4, END_5, END_6, END_7, END_8]


class Closure(Facts):
    """债权与债务关系的终结。"""

    closure = choice("所依据的终结情形", ENDS, clause="第十二条")
    in_state_plan = truth("贷款担保债权列入国家兼并破产计划核销", clause="第十二条第（一）项")
    state_council_approved = truth("经国务院专案批准核销", clause="第十二条第（二）项")
    court_result = choice(
        "法院裁定或判决（仲裁裁决）的结果",
        ["裁定终结执行", "被担保人不承担责任", "被担保人部分承担责任", "其他"],
        clause="第十二条第（三）项",
    )
    all_settled = truth("了结全部债权债务关系", clause="第十二条第（三）项")
    plan_confirmed = truth("法院裁定通过重整协议或者和解协议", clause="第十二条第（四）项")
    by_plan = truth("债权根据该协议核销", clause="第十二条第（四）项")
    plan_performed = truth("协议已执行完毕", clause="第十二条第（四）项")
    still_unrecovered = truth("仍无法收回", clause="第十二条第（四）项")
    years_since_end = quantity(
        "自法院裁定破产案件终结之日起的年数",
        "年",
        decimals=4,
        max=100,
        clause="第十二条第（五）项",
    )
    method = choice(
        "处置方式",
        ["打包出售", "公开拍卖", "转让", "债务减免", "没有处置"],
        clause="第十二条第（六）项",
    )
    performed = truth("受让方或者借款人已按协议履行完毕", clause="第十二条第（六）项")
    lapse = choice(
        "驳回起诉或者超过时限",
        ["被法院驳回起诉", "超过诉讼时限", "超过仲裁时效", "其他"],
        clause="第十二条第（七）项",
    )
    years_of_remedy = quantity(
        "补救未果的年数", "年", decimals=4, max=100, clause="第十二条第（七）项"
    )
    otherwise_ended = truth("其他依法终结债务关系的情况", clause="第十二条第（八）项")


@rule(DOC, "第十二条第（一）项", label="终结情形（一）：列入国家兼并破产计划")
def ended_by_state_plan(c: Closure) -> Truth:
    """A loan guarantee claim written off under the national merger and bankruptcy plan."""
    return c.in_state_plan


@rule(DOC, "第十二条第（二）项", label="终结情形（二）：国务院专案批准")
def ended_by_state_council(c: Closure) -> Truth:
    """A claim whose write-off the State Council approved."""
    return c.state_council_approved


@rule(DOC, "第十二条第（三）项", label="终结情形（三）：终结执行或者判决裁决不承担（部分承担）责任")
def ended_by_court(c: Closure) -> Truth:
    """The court closed enforcement or freed the debtor, and everything between them is settled."""
    return all_of(
        c.court_result.is_in("裁定终结执行", "被担保人不承担责任", "被担保人部分承担责任"),
        c.all_settled,
    )


@rule(DOC, "第十二条第（四）项", label="终结情形（四）：重整或者和解协议执行完毕仍无法收回")
def ended_by_plan(c: Closure) -> Truth:
    """Written off under a confirmed agreement that has been performed, with the rest lost."""
    return all_of(c.plan_confirmed, c.by_plan, c.plan_performed, c.still_unrecovered)


@rule(DOC, "第十二条第（五）项", label="终结情形（五）：破产案件终结后已满年限")
def ended_by_bankruptcy(c: Closure) -> Truth:
    """The bankruptcy case ended longer ago than the years set; the anniversary is not enough."""
    return p.ended_bankruptcy_years.admits(c.years_since_end)


@rule(DOC, "第十二条第（六）项", label="终结情形（六）：市场手段处置后义务履行完毕的差额")
def ended_by_disposal(c: Closure) -> Truth:
    """The difference after a disposal in the market, once the other side has performed."""
    return all_of(c.method.is_in(*MARKET), c.performed)


@rule(DOC, "第十二条第（七）项", label="终结情形（七）：驳回起诉或者超过时限，补救未果")
def ended_by_lapse(c: Closure) -> Truth:
    """Dismissed or out of time, and the years of remedy brought nothing."""
    long_enough = p.remedy_years.admits(c.years_of_remedy)
    return choose(
        (
            all_of(DOC.reading("remedy_scope").is_("late_only"), c.lapse.is_("被法院驳回起诉")),
            always,
        ),
        otherwise=all_of(
            c.lapse.is_in("被法院驳回起诉", "超过诉讼时限", "超过仲裁时效"), long_enough
        ),
    )


@rule(DOC, "第十二条第（八）项", label="终结情形（八）：其他依法终结")
def ended_otherwise(c: Closure) -> Truth:
    """Any other lawful end of the debt."""
    return c.otherwise_ended


@rule(DOC, "第十二条", label="债权债务关系可否完全终结")
def fully_ended(c: Closure) -> Truth:
    """Whether the invoked one of the eight ends is met; only its facts are asked for."""
    return choose(
        (c.closure.is_(END_1), ended_by_state_plan(c)),
        (c.closure.is_(END_2), ended_by_state_council(c)),
        (c.closure.is_(END_3), ended_by_court(c)),
        (c.closure.is_(END_4), ended_by_plan(c)),
        (c.closure.is_(END_5), ended_by_bankruptcy(c)),
        (c.closure.is_(END_6), ended_by_disposal(c)),
        (c.closure.is_(END_7), ended_by_lapse(c)),
        otherwise=ended_otherwise(c),
    )


@rule(DOC, "第十二条", label="已核销资产是否仍纳入账销案存管理")
def kept_on_file(c: Closure) -> Truth:
    """A written-off asset stays on file unless its debt has wholly ended."""
    return ~fully_ended(c)


@rule(DOC, "第十二条", label="债权债务关系完全终结的情形有哪些")
def closures(m: Measures) -> Record:
    """The eight ends; any one is enough."""
    return record(
        count=("情形数", number(len(ENDS), "项")),
        needed=("需要符合", text("条件之一")),
        listed=("情形", checklist(*ENDS)),
    )


END_CLAUSES = tuple(f"第十二条第（{item}）项" for item in "一二三四五六七八")


def _by_end(closure: Text, *lists: Texts) -> Texts:
    """The list of the end that is named, each under its item's own clause, in the text's order."""
    *cases, (_, last) = [
        (closure.is_(end), step(end, each, clause))
        for end, each, clause in zip(ENDS, lists, END_CLAUSES, strict=True)
    ]
    return choose(*cases, otherwise=last)


class End(Facts):
    """第十二条里的一种终结情形。"""

    closure = choice("终结情形", ENDS, clause="第十二条")


@rule(DOC, ("第十二条", *END_CLAUSES), label="某一种终结情形有哪些要件")
def closure_requirements(q: End) -> Texts:
    """What each of the eight ends asks for, in a few words; the years are in ``time_limits``."""
    return _by_end(
        q.closure,
        checklist("贷款担保债权列入国家兼并破产计划核销"),
        checklist("经国务院专案批准核销"),
        checklist(
            "法院裁定终结执行，或者判决、裁决被担保人不承担（部分承担）责任",
            "了结全部债权债务关系",
        ),
        checklist(
            "重整协议或者和解协议经法院裁定通过",
            "债权根据该协议核销",
            "协议执行完毕",
            "仍无法收回",
        ),
        checklist("法院裁定破产案件终结", "自终结之日起超过规定年限"),
        checklist(
            "按规定以打包出售、公开拍卖、转让、债务减免等方式处置",
            "受让方或者借款人履行义务完毕",
            "限于处置回收资金与债权余额的差额",
        ),
        checklist("被法院驳回起诉，或者超过诉讼时限、仲裁时效", "经过规定年限补救未果"),
        checklist("其他依法终结债务关系的情况"),
    )


# --- 年限的起算


class Running(Facts):
    """某项年限或天数的起算。"""

    limit = choice(
        "年限或天数要求",
        [
            "宣告破产后未终结程序",
            "未履行企业年度报告公示义务",
            "强制执行",
            "正式立案侦查",
            "形成不良资产",
            "破产案件终结",
            "补救未果",
        ],
        clause="附件 表1",
    )
    started_on = day("起算日", clause="附件 表1")


@rule(
    DOC,
    (
        "附件 表1",
        "附件 表1 行1",
        "附件 表1 行5",
        "附件 表1 行7",
        "附件 表1 行14",
        "附件 表1 行15",
        "第十二条第（五）项",
        "第十二条第（七）项",
    ),
    label="从起算日起，哪一天最早满足年限或天数要求",
)
def earliest_day(r: Running) -> Day:
    """The first day on which a period is long enough: a limit with 超过 needs one day more."""
    a_day = number(1, "日")
    return choose(
        (r.limit.is_("宣告破产后未终结程序"), r.started_on + p.bankruptcy_days),
        (r.limit.is_("未履行企业年度报告公示义务"), r.started_on + p.unfiled_years + a_day),
        (
            r.limit.is_("强制执行"),
            choose(
                (
                    DOC.reading("enforcement_limit").is_("over"),
                    r.started_on + p.enforcement_days + a_day,
                ),
                otherwise=r.started_on + p.enforcement_days,
            ),
        ),
        (r.limit.is_("正式立案侦查"), r.started_on + p.investigation_years),
        (r.limit.is_("形成不良资产"), r.started_on + p.nonperforming_years + a_day),
        (r.limit.is_("破产案件终结"), r.started_on + p.ended_bankruptcy_years + a_day),
        otherwise=r.started_on + p.remedy_years,
    )


# --- 第十三条至第十七条 监督与问责


@rule(DOC, "第十三条", label="代偿损失核销的责任主体是谁，有哪些责任")
def responsibility(m: Measures) -> Record:
    """Who answers for write-offs, and what it must put in place."""
    return record(
        body=("责任主体", text("政府性融资担保机构")),
        duties=(
            "责任",
            checklist(
                "健全代偿损失制度",
                "规范审核程序",
                "建立审批制度",
                "完善监督机制",
                "强化责任和问责",
                "防范道德风险",
            ),
        ),
    )


@rule(DOC, "第十四条", label="专项审计：谁可以聘请谁、审计什么")
def special_audit(m: Measures) -> Record:
    """Who may have write-offs audited, by whom, and over what."""
    return record(
        client=("聘请部门", text("财政部门")),
        auditor=("审计方", text("第三方审计机构")),
        binding=("是否必须", text("可以聘请")),
        scope=(
            "审计内容",
            checklist("核销制度", "核销条件和审批程序", "核销后的资产管理", "责任认定和追究"),
        ),
        result=("审计结果", text("专业的审计报告")),
    )


class YearlyReport(Facts):
    """上年度代偿损失核销情况的报送。"""

    year_end = day(
        "会计年度终了日", clause="第十四条第二款", gist="会计年度最后一天，如 2024-12-31"
    )
    filed_on = day("报送日期", clause="第十四条第二款")


def _report_deadline(r: YearlyReport) -> Day:
    """The last day, with a warning where it falls before the measures begin or after they end."""
    deadline = step("报送期限", r.year_end + p.yearly_report_period, "第十四条第二款")
    return warn_when(
        any_of(deadline < p.effective_on, deadline >= p.effective_on + p.validity),
        deadline,
        "报送期限不在本办法有效期内",
        "第二十一条",
    )


@rule(DOC, "第十四条第二款", label="上年度核销情况：谁向谁报送、会计年度终了后多久之内")
def yearly_report(m: Measures) -> Record:
    """The yearly report on write-offs: sender, recipient and the time allowed."""
    return record(
        sender=("报送机构", text("政府性融资担保机构")),
        recipient=("报送对象", text("财政部门")),
        content=("报送内容", text("上年度代偿损失核销情况")),
        period=("会计年度终了后（内）", p.yearly_report_period),
    )


@rule(DOC, "第十四条第二款", label="上年度核销情况报送的最后一日")
def yearly_report_deadline(r: YearlyReport) -> Day:
    """The last day for the report on the fiscal year that ended."""
    return _report_deadline(r)


@rule(DOC, "第十四条第二款", label="上年度核销情况是否按时报送")
def yearly_report_in_time(r: YearlyReport) -> Truth:
    """Whether the report came within the months set after the end of the year; the last day counts."""
    return r.filed_on <= _report_deadline(r)


@rule(DOC, "第十五条", label="每核销一笔代偿损失要做什么，应建立什么制度")
def accountability(m: Measures) -> Record:
    """What each write-off calls for, and the system behind it."""
    return record(
        system=("应建立的制度", text("代偿损失责任认定和追究制度")),
        each=("每核销一笔", text("查明代偿损失形成的原因")),
    )


@rule(DOC, "第十六条", label="核销的保密要求")
def secrecy(m: Measures) -> Record:
    """What is kept secret, and how."""
    return record(
        system=("应建立的制度", text("代偿损失核销保密制度")),
        manner=("要求", checklist("在内部进行", "做好保密工作")),
    )


@rule(DOC, "第十七条", label="担保机构应检查哪些损失，检查后做什么")
def self_inspection(m: Measures) -> Record:
    """What institutions check, and what follows."""
    return record(
        subjects=("检查对象", checklist("已核销的代偿损失", "应当核销而未核销的代偿损失")),
        actions=(
            "检查后",
            checklist("及时纠正问题", "按照有关规定处理", "审查规章制度执行情况", "提出改进措施"),
        ),
    )


@rule(DOC, "第十七条", label="违规核销受什么处罚")
def sanctions(m: Measures) -> Text:
    """What follows on a wrongful write-off: the text only points to other rules."""
    return not_stated("原文只说按照有关规定处理，未写明具体处罚", "第十七条")


# --- 附则


@rule(DOC, "第十九条", label="担保机构制定实施办法要报给谁")
def own_rules(m: Measures) -> Record:
    """Institutions may make their own rules, and file them."""
    return record(
        maker=("制定机构", text("政府性融资担保机构")),
        binding=("是否必须", text("可以制定")),
        papers=("制定的文件", checklist("具体实施办法", "相关制度")),
        filed_with=("备案部门", text("同级财政部门")),
    )


@rule(DOC, "第二十条", label="本办法由谁解释", any_day=True)
def interpretation(m: Measures) -> Text:
    """Who explains the measures; the scan doubles a character of the name."""
    return text("朔州市财政局")


@rule(DOC, "第二十一条", label="本办法何时施行、有效期多长、到哪天为止", any_day=True)
def validity(m: Measures) -> Record:
    """From when, how long, and to which last day the measures hold."""
    return record(
        since=("施行日期", p.effective_on),
        period=("有效期", p.validity),
        last_day=("有效期的最后一日", p.effective_on + p.validity - number(1, "日")),
    )


@rule(DOC, "第二十一条", label="某日本办法是否有效", any_day=True)
def in_force_on(m: Moment) -> Truth:
    """Whether the measures are in force on a day: the first day counts, the anniversary does not."""
    return all_of(m.asked_on >= p.effective_on, m.asked_on < p.effective_on + p.validity)


def _repealed_on() -> Day:
    return choose(
        (DOC.reading("repeal_day").is_("published"), p.issued_on), otherwise=p.effective_on
    )


@rule(DOC, "第二十二条", label="被本办法废止的文件及废止日期", any_day=True)
def repealed_document(m: Measures) -> Record:
    """Which older paper ends, and when; the day is a reading."""
    return record(
        title=(
            "被废止的文件",
            text("原《政府性融资担保机构代偿损失核销管理暂行办法》"),
        ),
        number=("文号", text("朔财投〔2022〕16号")),
        since=("废止日期", _repealed_on()),
    )


@rule(
    DOC,
    ("第二十一条", "第二十二条"),
    label="某日适用新办法还是旧办法（含新旧之间的空档）",
    any_day=True,
)
def applicable_measures(m: Moment) -> Text:
    """Which measures hold on a day: old, none (a gap, if the repeal came first), new, none again."""
    return choose(
        (m.asked_on < _repealed_on(), text("朔财投〔2022〕16号尚未被废止")),
        (m.asked_on < p.effective_on, text("空档：旧办法已废止，新办法尚未施行")),
        (m.asked_on < p.effective_on + p.validity, text("朔财投〔2023〕26号")),
        otherwise=text("朔财投〔2023〕26号有效期已满"),
    )
