"""麓人社发〔2025〕14号 云麓市新就业青年租房补贴发放办法, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    age_on,
    all_of,
    always,
    any_of,
    as_of,
    capped,
    checklist,
    choice,
    choose,
    day,
    labelled,
    least,
    money,
    month_of,
    most,
    next_month,
    not_stated,
    number,
    positive,
    quantity,
    record,
    rounded,
    rule,
    step,
    text,
    truth,
    unless,
    warn_when,
    when,
    year_of,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

ONE_MONTH = number(1, "个月")
HR, FINANCE, FUND = "市人力资源社会保障局", "市财政局", "市住房公积金管理中心"
DEGREES = ["博士研究生", "硕士研究生", "本科毕业生"]


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


class Applicant(Facts):
    """申请租房补贴的一个人。"""

    graduate = truth("是全日制高校毕业生", clause="第二条")
    born = day("出生日期", clause="第二条")
    first_job = day("首次在本市就业之日", clause="第二条")
    applied = day("申请日", clause="第七条")
    work = choice("就业方式", ["与用人单位签订劳动合同", "创办企业", "其他"], clause="第四条（一）")
    contract = quantity("劳动合同期限", "月", max=600, clause="第四条（一）")
    business = quantity("企业已正常经营的时间", "月", max=600, clause="第四条（一）")
    insured = quantity("已连续缴纳社会保险的时间", "月", max=600, clause="第四条（二）")
    owns_home = truth("本人或者配偶在申请区域内有自有住房", clause="第四条（三）")
    public_rental = truth("本人或者配偶享受公共租赁住房", clause="第四条（三）")
    lease_filed = truth("租赁合同已网签备案", clause="第四条（四）")
    degree = choice("学历", DEGREES, clause="第五条")
    in_raised_county = truth("在禾丰县或者松陂县就业", clause="第五条（四）")
    months_received = quantity("已领补贴的月数", "月", max=600, clause="第五条第二款")


# --- 第一章 总则


@rule(DOC, "第二条", label="是否属于新就业青年")
def newly_employed_youth(a: Applicant) -> Truth:
    """A graduate of full-time study, first employed here after the given day, within the age limit."""
    employed = choose(
        (DOC.reading("first_day").is_("included"), a.first_job >= p.employed_after),
        otherwise=a.first_job > p.employed_after,
    )
    measured_on = step(
        "计算年龄之日",
        choose((DOC.reading("age_day").is_("employed"), a.first_job), otherwise=a.applied),
        "第二条",
    )
    age = step("年龄", age_on(a.born, measured_on), "第二条")
    return all_of(
        a.graduate, labelled(employed, "首次就业在起算日之后", "第二条"), p.age_limit.admits(age)
    )


class Task(Facts):
    """一项要找主管部门的工作。"""

    name = choice("工作", ["资格审核", "资金保障", "缴存信息核对", "解释本办法"], clause="第三条")


@rule(DOC, ("第三条", "第十三条"), label="一项工作由哪个部门负责")
def responsible_body(t: Task) -> Text:
    """The city's offices by task; counties do their part of each."""
    return choose(
        (t.name.is_("资格审核"), text(HR)),
        (t.name.is_("资金保障"), text(FINANCE)),
        (t.name.is_("缴存信息核对"), text(FUND)),
        otherwise=step("解释", text(f"{HR}会同{FINANCE}、{FUND}"), "第十三条"),
    )


# --- 第二章 补贴条件和标准


@rule(DOC, "第四条（一）", label="就业条件是否符合")
def work_met(a: Applicant) -> Truth:
    """A labour contract that is long enough, or a firm of one's own that has run long enough."""
    return any_of(
        a.work.is_("与用人单位签订劳动合同") & p.contract_term.admits(a.contract),
        a.work.is_("创办企业") & p.business_term.admits(a.business),
    )


@rule(DOC, "第四条（二）", label="社会保险条件是否符合")
def insurance_met(a: Applicant) -> Truth:
    """Contributions without a break for long enough."""
    return p.insured_term.admits(a.insured)


@rule(DOC, "第四条（三）", label="住房条件是否符合")
def housing_met(a: Applicant) -> Truth:
    """Neither a home of their own in the area nor public rental housing, husband and wife alike."""
    return ~any_of(a.owns_home, a.public_rental)


@rule(DOC, "第四条（四）", label="租赁条件是否符合")
def lease_met(a: Applicant) -> Truth:
    """The lease is signed online and on file."""
    return labelled(a.lease_filed, "租赁合同已网签备案")


@rule(DOC, "第四条", label="是否符合补贴条件")
def eligible(a: Applicant) -> Truth:
    """A newly employed young person for whom all four conditions hold."""
    return all_of(
        newly_employed_youth(a), work_met(a), insurance_met(a), housing_met(a), lease_met(a)
    )


@rule(DOC, "第四条", label="哪些条件不符合")
def unmet_conditions(a: Applicant) -> Texts:
    """The conditions that fail, in the document's order; none where the person is eligible."""
    return checklist(
        ("新就业青年", ~newly_employed_youth(a)),
        ("劳动合同或者正常经营", ~work_met(a)),
        ("连续缴纳社会保险", ~insurance_met(a)),
        ("无自有住房、未享受公共租赁住房", ~housing_met(a)),
        ("租赁合同网签备案", ~lease_met(a)),
    )


def _standard(degree: Text, raised: Truth) -> Number:
    base = p.monthly[degree]
    return choose((raised, base * (number(1) + p.county_raise)), otherwise=base)


@rule(DOC, "第五条", label="每月补贴额", unit="元", rounding="分")
def monthly_subsidy(a: Applicant) -> Number:
    """What one eligible person gets a month, by degree, raised in two counties."""
    return _standard(a.degree, a.in_raised_county)


class Couple(Applicant):
    """双方均符合条件的一对夫妻；本人的事实同上。"""

    spouse_degree = choice("配偶的学历", DEGREES, clause="第五条")
    spouse_in_raised_county = truth("配偶在禾丰县或者松陂县就业", clause="第五条（四）")


def _spouse(c: Couple) -> Number:
    return step("配偶的标准", _standard(c.spouse_degree, c.spouse_in_raised_county), "第五条")


@rule(DOC, "第五条第二款", label="夫妻的每月补贴额（一方全额）", unit="元", rounding="分")
def couple_full(c: Couple) -> Number:
    """The higher of the two standards, which one of them claims in full."""
    return most(monthly_subsidy(c), _spouse(c))


@rule(DOC, "第五条第二款", label="夫妻的每月补贴额（另一方减半）", unit="元", rounding="分")
def couple_halved(c: Couple) -> Number:
    """What the other one gets: half of the other's own standard, or of the higher one (reading)."""
    halved = choose(
        (DOC.reading("halved").is_("higher"), couple_full(c)),
        otherwise=least(monthly_subsidy(c), _spouse(c)),
    )
    return halved * p.spouse_share


@rule(DOC, "第五条第二款", label="夫妻的每月补贴额（合计）", unit="元", rounding="分")
def couple_monthly(c: Couple) -> Number:
    """What the two get together a month."""
    return couple_full(c) + couple_halved(c)


@rule(DOC, "第五条第二款", label="还能领的月数", unit="月")
def months_left(a: Applicant) -> Number:
    """Months up to the limit for all the time together."""
    return positive(p.months_limit - a.months_received)


class Claim(Applicant):
    """要领的一段时间。"""

    months_claimed = quantity("要领的月数", "月", max=600, clause="第五条第二款")


@rule(DOC, "第五条", label="一段时间的补贴额", unit="元", rounding="分")
def subsidy_for_months(c: Claim) -> Number:
    """The monthly amount for the months claimed, as far as the limit leaves any."""
    months = capped(c.months_claimed, months_left(c))
    return monthly_subsidy(c) * step("可领的月数", months, "第五条第二款") / ONE_MONTH


class Purchase(Applicant):
    """领补贴期间买房；已领月数算到停发为止。"""

    central_city = truth("住房在中心城区", clause="第六条")
    first_home = truth("是首套住房", clause="第六条")
    registered = day("不动产权证书登记之日", clause="第六条")


def _bought(q: Purchase) -> Truth:
    return labelled(q.central_city & q.first_home, "在中心城区购买首套住房", "第六条")


@rule(DOC, "第六条", label="购房后从哪一天起停发")
def purchase_stop(q: Purchase) -> Day:
    """The first of the month after the title is registered; no answer for other homes."""
    silent = not_stated("第六条只写在中心城区购买首套住房的，其他购房看第四条第（三）项", "第六条")
    return choose((_bought(q), next_month(q.registered)), otherwise=silent)


@rule(DOC, "第六条", label="购房后可以一次性申领的金额", unit="元", rounding="分")
def purchase_lump_sum(q: Purchase) -> Number:
    """A share of what the months left would have brought, up to a cap; nothing for other homes."""
    remaining = step("剩余月数的补贴", monthly_subsidy(q) * months_left(q) / ONE_MONTH, "第六条")
    return choose(
        (_bought(q), capped(remaining * p.purchase_share, p.purchase_cap)),
        otherwise=number(0, "元"),
    )


# --- 第三章 申请与发放


def _opens(q: Applicant) -> Day:
    """The first day on which applications are taken in the quarter of the application."""
    quarter = rounded(month_of(q.applied) / number(3), "1", "up")
    first_month = step("季度首月", quarter * number(3) - number(2), "第七条")
    opens = p.window_first.in_month(year_of(q.applied), first_month)
    return step("申请当季的申请期首日", opens, "第七条")


def _closes(q: Applicant) -> Day:
    opens = _opens(q)
    closes = p.window_last.in_month(year_of(opens), month_of(opens))
    return step("申请当季的申请期最后一日", closes, "第七条")


@rule(DOC, "第七条", label="提交的这一天是否在申请期内")
def applied_in_window(a: Applicant) -> Truth:
    """Applications are taken in the first half of the first month of each quarter."""
    return a.applied <= _closes(a)


@rule(DOC, "第七条", label="在哪一季度办理（该季度首日）")
def handled_in_quarter(a: Applicant) -> Day:
    """The first day of the quarter in which the application is dealt with; a late one waits."""
    return unless(
        _opens(a),
        when(~applied_in_window(a), _opens(a) + number(3, "个月"), "第七条", "逾期并入下一季度"),
    )


@rule(DOC, "第七条", label="怎样申请")
def how_to_apply(_: Lookup) -> Record:
    """Rhythm, days and channel; the text lists no papers."""
    return record(
        rhythm=("周期", text("按季申请")),
        opens=("季度首月的第一天", p.window_first),
        closes=("季度首月的最后一天", p.window_last),
        channel=("渠道", text("“云麓青年”小程序")),
    )


class Stage(Facts):
    """申请以后的一个环节。"""

    name = choice("环节", ["初审", "复审", "公示", "拨付"], clause="第八条")
    workdays = quantity("已用的工作日", "工作日", max=1000, clause="第八条")


@rule(DOC, "第八条", label="一个环节的工作日数", unit="工作日")
def stage_term(s: Stage) -> Number:
    """How long each stage may last; the public notice lasts just so long."""
    return choose(
        (s.name.is_("初审"), p.first_review),
        (s.name.is_("复审"), p.second_review),
        (s.name.is_("公示"), p.notice_term),
        otherwise=p.payment_term,
    )


@rule(DOC, ("第八条", "第八条第二款"), label="一个环节由谁办、从何时起算")
def stage_by(s: Stage) -> Record:
    """Who acts, and from when the days run; for review and notice the text names no first day."""
    silent = not_stated("起算之日原文未写明", "第八条")
    return record(
        who=(
            "负责",
            choose(
                (s.name.is_("初审"), text("用人单位所在地人力资源社会保障部门")),
                (s.name.is_("复审"), text(HR)),
                (s.name.is_("拨付"), text("财政部门")),
                otherwise=not_stated("由谁公示原文未写明", "第八条"),
            ),
        ),
        since=(
            "起算",
            choose(
                (s.name.is_("初审"), text("受理之日")),
                (s.name.is_("公示"), text("复审通过")),
                (s.name.is_("拨付"), text("公示期满")),
                otherwise=silent,
            ),
        ),
    )


@rule(DOC, ("第八条", "第八条第二款"), label="一个环节是否按期")
def stage_in_time(s: Stage) -> Truth:
    """Reviews and payment within their days; a notice must last its days."""
    return choose(
        (s.name.is_("初审"), p.first_review.admits(s.workdays)),
        (s.name.is_("复审"), p.second_review.admits(s.workdays)),
        (s.name.is_("公示"), s.workdays >= p.notice_term),
        otherwise=p.payment_term.admits(s.workdays),
    )


@rule(DOC, ("第八条", "第八条第二款"), label="从受理到拨付最多多少个工作日", unit="工作日")
def longest_way(_: Lookup) -> Number:
    """All four stages one after another, none late and none objected to."""
    return p.first_review + p.second_review + p.notice_term + p.payment_term


@rule(DOC, "第八条第二款", label="公示后怎样拨付")
def payment(_: Lookup) -> Record:
    """The condition, the payer and the account."""
    return record(
        condition=("条件", text("公示无异议")),
        payer=("拨付", text("财政部门")),
        account=("账户", text("申请人社会保障卡账户")),
    )


class Change(Facts):
    """领补贴期间的一项变化。"""

    kind = choice("发生变化的事项", ["工作单位", "住房", "婚姻状况", "其他"], clause="第九条")
    changed = day("变化之日", clause="第九条")
    reported = day("申报之日", clause="第九条")


@rule(DOC, "第九条", label="变化是否要申报")
def must_declare(c: Change) -> Truth:
    """Three kinds of change are to be told."""
    return c.kind.is_in("工作单位", "住房", "婚姻状况")


@rule(DOC, "第九条", label="申报的最后一天")
def declare_by(c: Change) -> Day:
    """The last day; the day of the change is not counted."""
    silent = not_stated("这种变化不在应当申报之列", "第九条")
    return choose((must_declare(c), c.changed + p.change_term), otherwise=silent)


@rule(DOC, "第九条", label="是否按期申报")
def declared_in_time(c: Change) -> Truth:
    """Whether the change was told by the last day; true where nothing is to be told."""
    return ~must_declare(c) | (c.reported <= declare_by(c))


class Loss(Facts):
    """不再符合一项条件。"""

    condition = choice(
        "不再符合的条件",
        ["劳动合同或者正常经营", "连续缴纳社会保险", "住房", "租赁合同网签备案"],
        clause="第九条",
    )
    since = day("从哪一天起不符合", clause="第九条")


@rule(DOC, "第九条", label="不再符合条件后从哪一天起停发")
def loss_stop(q: Loss) -> Day:
    """The first of the month after; only the first three conditions are named."""
    named = q.condition.is_in("劳动合同或者正常经营", "连续缴纳社会保险", "住房")
    silent = not_stated("租赁备案不再符合的，是否停发原文未写明", "第九条")
    return choose((named, next_month(q.since)), otherwise=silent)


class Funding(Facts):
    """一笔补贴资金。"""

    area = choice("所在地", ["县（区）", "云麓高新区"], clause="第十条")
    amount = money("补贴资金", clause="第十条")


@rule(DOC, "第十条", label="市财政负担的金额", unit="元", rounding="分")
def city_funding(f: Funding) -> Number:
    """The city's parts of the whole; nothing in the high-tech zone."""
    share = f.amount * p.city_part / (p.city_part + p.county_part)
    return unless(
        share, when(f.area.is_("云麓高新区"), number(0, "元"), "第十条", "云麓高新区自行负担")
    )


@rule(DOC, "第十条", label="县（区）或者高新区负担的金额", unit="元", rounding="分")
def local_funding(f: Funding) -> Number:
    """What the city does not bear."""
    return f.amount - city_funding(f)


# --- 第四章 监督管理


class SpotCheck(Facts):
    """一次抽查。"""

    recipients = quantity("领取人数", "人", min=1, clause="第十一条")
    checked = quantity("抽查人数", "人", clause="第十一条")


@rule(DOC, "第十一条", label="至少抽查多少人", unit="人")
def spot_check_least(c: SpotCheck) -> Number:
    """The share of the recipients, in whole persons upwards."""
    return rounded(c.recipients * p.spot_check_share, "1人", "up")


@rule(DOC, "第十一条", label="抽查比例是否达到")
def spot_check_enough(c: SpotCheck) -> Truth:
    """The share that was checked against the least share."""
    return p.spot_check_share.admits(step("抽查的比例", c.checked / c.recipients, "第十一条"))


@rule(DOC, "第十一条", label="抽查由谁做、多久一次")
def spot_check_rhythm(_: Lookup) -> Record:
    """Who checks, and how many months lie between two checks."""
    return record(who=("负责", text(HR)), every=("间隔（月）", p.spot_check_every))


class Fraud(Facts):
    """一次骗取补贴。"""

    who = choice("谁", ["弄虚作假骗取补贴的人", "协助骗取的用人单位"], clause="第十一条")
    recorded = day("记入信用档案之日", clause="第十一条")
    established = day("协助骗取的认定之日", clause="第十一条第二款")


@rule(DOC, ("第十一条", "第十一条第二款"), label="骗取补贴的后果")
def fraud_consequences(f: Fraud) -> Texts:
    """What follows for the person, and for a firm that helped."""
    person = f.who.is_("弄虚作假骗取补贴的人")
    return checklist(
        ("责令退回", person),
        ("取消申请资格", person),
        ("记入信用档案", person),
        ("不得作为申报单位", ~person),
    )


@rule(DOC, "第十一条", label="信用档案记到哪一天")
def credit_record_until(f: Fraud) -> Day:
    """The day on which the record has stood for its term."""
    return f.recorded + p.credit_term


@rule(DOC, "第十一条第二款", label="用人单位到哪一天不得申报")
def employer_barred_until(f: Fraud) -> Day:
    """The day on which the term is over; the text does not say from when it runs."""
    until = f.established + p.employer_ban
    return warn_when(always, until, "原文未写明从哪一天起算，这里从认定之日起算", "第十一条第二款")


class Overpaid(Applicant):
    """未及时申报而多领的补贴。"""

    months_overpaid = quantity("多领的月数", "月", max=600, clause="第十二条")
    workdays = quantity("接到通知后已过的工作日", "工作日", max=1000, clause="第十二条")
    repaid = truth("多领的补贴已经退还", clause="第十二条")


@rule(DOC, "第十二条", label="应退还的金额", unit="元", rounding="分")
def to_repay(o: Overpaid) -> Number:
    """The monthly amount for the months too many."""
    return monthly_subsidy(o) * o.months_overpaid / ONE_MONTH


@rule(DOC, "第十二条", label="逾期不退的后果")
def overdue_consequences(o: Overpaid) -> Texts:
    """None in time or once repaid; after that the same as for fraud."""
    late = ~o.repaid & ~p.repayment_term.admits(o.workdays)
    return checklist(("责令退回", late), ("取消申请资格", late), ("记入信用档案", late))


# --- 第五章 附则


@rule(DOC, "第十四条", label="这一天按哪个办法", any_day=True)
def rules_of_the_day(_: Lookup) -> Text:
    """The old rules end on the day of issue, before these begin: a gap lies between."""
    gap = not_stated("旧办法已经废止，本办法尚未施行，其间没有规定", "第十四条")
    over = not_stated("本办法有效期已满，以后的规定原文未写明", "第十四条")
    return choose(
        (as_of() < p.issued_on, text("麓人社发〔2020〕31号")),
        (as_of() < p.first_day, gap),
        (as_of() < p.first_day + p.validity, text("本办法")),
        otherwise=over,
    )
