"""鲁政字〔2023〕184号 职工基本医疗保险省级统筹：参保、缴费、退休年限和省级调剂金，依原文次序."""

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
    as_of,
    capped,
    checklist,
    choice,
    choose,
    floored,
    labelled,
    money,
    never,
    not_stated,
    number,
    positive,
    quantity,
    record,
    rule,
    same,
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

EMPLOYER = "三（二）第一段"
FLEXIBLE = "三（二）第二段"
YEARS = "三（二）第三段"

PUBLIC_BODY = "机关事业单位"
OTHER_EMPLOYER = "其他用人单位"


class Reference(Facts):
    """不需要任何事实的查询。"""


# 发文


@rule(DOC, ("日期", "落款"), label="省级统筹意见由谁发文、何时成文、施行日和有效期", any_day=True)
def validity(_: Reference) -> Record:
    """What is printed of issue, day of effect and expiry; the last two are not."""
    return record(
        issuer=("发文机关", text("山东省人民政府")),
        signed=("成文日期", p.signed_day),
        effective=("施行日", not_stated("施行日期，原文未写明", "日期")),
        expiry=("有效期", not_stated("有效期，原文未写明", "日期")),
    )


@rule(
    DOC,
    ("第一段", "主送", "落款", "日期", "附注"),
    label="省级统筹意见由谁研究确定、由谁印发、印发给谁",
    any_day=True,
)
def issuance(_: Reference) -> Record:
    """Who settled it, who issued it, when and to whom."""
    return record(
        decided_by=("由谁研究确定", checklist("省委", "省政府")),
        issued_by=("由谁印发", text("山东省人民政府")),
        issued=("印发日", p.signed_day),
        to=(
            "印发给谁",
            checklist(
                "各市人民政府",
                "各县（市、区）人民政府",
                "省政府各部门",
                "省政府各直属机构",
                "各大企业",
                "各高等院校",
            ),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


@rule(DOC, "正文 第一段", label="省级统筹意见的制定依据", any_day=True)
def basis(_: Reference) -> Texts:
    """The two national papers that it carries out."""
    return checklist("《中共中央国务院关于深化医疗保障制度改革的意见》", "国办发〔2021〕36号")


# 二（二） 先调剂，后统收统支


@rule(DOC, "二（二）", label="职工医保省级统筹分几步走")
def pooling_stages(_: Reference) -> Record:
    """Where pooling starts from, which form comes first and which form it moves towards."""
    return record(
        basis=("基础", text("职工医保基金市级统筹")),
        first=("先建立", text("全省统筹调剂制度")),
        later=("逐步过渡到", text("基金统收统支的全省统筹")),
        later_when=("过渡到的时间", not_stated("何时过渡到统收统支，原文未写明", "二（二）")),
    )


# 三（一） 参保范围


class Person(Facts):
    """一个要参加职工医保的人。"""

    occupation = choice(
        "就业身份",
        ["用人单位职工", "个体工商户", "非全日制从业人员", "新就业形态劳动者", "其他灵活就业人员"],
        clause="三（一）",
    )
    hires_workers = truth("有雇工", clause="三（一）", gist="个体工商户才需要")
    insured_by_employer = truth(
        "已在用人单位参加职工医保", clause="三（一）", gist="非全日制从业人员才需要"
    )
    employed_by_platform = truth(
        "与新业态平台企业建立了劳动关系", clause="三（一）", gist="新就业形态劳动者才需要"
    )


@rule(DOC, "三（一）", label="是否属于灵活就业人员")
def is_flexible_worker(w: Person) -> Truth:
    """The four kinds that may join of their own accord, each with its own exclusion.

    A sole trader counts without hired workers, a part-timer when no employer insures them, a
    platform worker when no platform employs them.
    """
    return any_of(
        w.occupation.is_("其他灵活就业人员"),
        labelled(
            all_of(w.occupation.is_("个体工商户"), ~w.hires_workers),
            "无雇工的个体工商户",
            "三（一）",
        ),
        labelled(
            all_of(w.occupation.is_("非全日制从业人员"), ~w.insured_by_employer),
            "未在用人单位参保的非全日制从业人员",
            "三（一）",
        ),
        labelled(
            all_of(w.occupation.is_("新就业形态劳动者"), ~w.employed_by_platform),
            "未与平台企业建立劳动关系的新就业形态劳动者",
            "三（一）",
        ),
    )


@rule(DOC, "三（一）", label="是应当参加还是可以参加职工医保")
def coverage(w: Person) -> Text:
    """Whether the person is covered as an employee or may choose to join.

    A part-timer insured by an employer and a platform's own employee are employees here. Of a sole
    trader who hires workers the document says nothing.
    """
    return choose(
        (w.occupation.is_("用人单位职工"), text("应当参加")),
        (is_flexible_worker(w), text("可以参加")),
        (w.occupation.is_in("非全日制从业人员", "新就业形态劳动者"), text("应当参加")),
        otherwise=not_stated("有雇工的个体工商户怎样参保，原文未写明", "三（一）"),
    )


@rule(DOC, "三（一）", label="灵活就业人员包括哪些人")
def flexible_kinds(_: Reference) -> Texts:
    """The four kinds of people that the document calls 灵活就业人员."""
    return checklist(
        "无雇工的个体工商户",
        "未随用人单位参保的非全日制从业人员",
        "未与平台企业建立劳动关系的新就业形态劳动者",
        "其他灵活就业人员",
    )


# 三（二）第一段 用人单位和职工


class Employer(Facts):
    """一个用人单位在一个月里的缴费。"""

    kind = choice("用人单位类别", [OTHER_EMPLOYER, PUBLIC_BODY], clause=EMPLOYER)
    wage_bill = money("职工工资总额", clause=EMPLOYER, max="100亿元")
    city_phases_in = truth("本市对用人单位缴费比例分步调整", clause=EMPLOYER)
    rate_rise = quantity(
        "本市用人单位缴费比例上调幅度",
        "个百分点",
        clause=EMPLOYER,
        gist="下调填负数",
        decimals=4,
        min=-100,
        max=100,
    )


@rule(DOC, EMPLOYER, label="职工医保费由谁缴纳")
def who_contributes(_: Reference) -> Texts:
    """The two sides that pay together."""
    return checklist("用人单位", "职工")


@rule(DOC, EMPLOYER, label="统一后的用人单位缴费比例", unit="%")
def unified_employer_rate(e: Employer) -> Number:
    """The rate that the province sets for this kind of employer."""
    return choose((e.kind.is_(PUBLIC_BODY), p.public_body_rate), otherwise=p.employer_rate)


@rule(DOC, EMPLOYER, label="由调整前比例算出的上调幅度", unit="个百分点")
def employer_rate_rise(e: Employer) -> Number:
    """How far the city's earlier rate (to be supplied) must rise; negative when it must fall."""
    target = choose(
        (DOC.reading("rise_basis").is_("unified"), p.employer_rate),
        otherwise=unified_employer_rate(e),
    )
    return target - p.earlier_employer_rate


@rule(DOC, EMPLOYER, label="用人单位缴费比例可否分步调整（按上调幅度）")
def may_phase_in(e: Employer) -> Truth:
    """Only a city whose rate rises by more than the limit may go in steps; a fall never may."""
    return p.phase_in_threshold.admits(e.rate_rise)


@rule(DOC, EMPLOYER, label="用人单位缴费比例可否分步调整（按调整前比例）")
def may_phase_in_from_earlier_rate(e: Employer) -> Truth:
    """The same test for one who knows the city's earlier rate and not the rise."""
    return p.phase_in_threshold.admits(employer_rate_rise(e))


@rule(DOC, EMPLOYER, label="用人单位缴费比例是否在分步调整期内")
def in_phase_in(e: Employer) -> Truth:
    """The city chose steps, was allowed to, and the month lies between the start and the end."""
    return all_of(
        labelled(as_of() >= p.unified_start, "统一比例已经开始", EMPLOYER),
        labelled(as_of() < p.employer_in_place, "尚未到调整到位的月份", EMPLOYER),
        e.city_phases_in,
        may_phase_in(e),
    )


@rule(DOC, EMPLOYER, label="当月执行的用人单位缴费比例", unit="%")
def employer_rate(e: Employer) -> Number:
    """The rate for the month of the run's date.

    Before the start the city's own earlier rate; in permitted steps the city's own step; both must
    be supplied. A city that goes in steps without being allowed to owes the unified rate.
    """
    return unless(
        unified_employer_rate(e),
        when(as_of() < p.unified_start, p.earlier_employer_rate, EMPLOYER, "统一比例开始之前"),
        when(in_phase_in(e), p.interim_employer_rate, EMPLOYER, "分步调整期内"),
    )


@rule(DOC, EMPLOYER, label="用人单位应缴职工医保费", unit="元", rounding="分")
def employer_contribution(e: Employer) -> Number:
    """The month's rate on the total wages of the unit's employees."""
    return employer_rate(e) * e.wage_bill


@rule(DOC, EMPLOYER, label="用人单位缴费中的生育保险部分", unit="元", rounding="分")
def maternity_part(e: Employer) -> Number:
    """The maternity share of the unified rate; the text splits no other rate."""
    return choose(
        (
            e.kind.is_(PUBLIC_BODY),
            not_stated("机关事业单位的比例里有多少属于生育，原文未写明", EMPLOYER),
        ),
        (
            any_of(as_of() < p.unified_start, in_phase_in(e)),
            not_stated("统一比例到位前怎样拆分，原文未写明", EMPLOYER),
        ),
        otherwise=p.maternity_rate * e.wage_bill,
    )


@rule(DOC, EMPLOYER, label="用人单位缴费中除生育保险外的部分", unit="元", rounding="分")
def medical_part(e: Employer) -> Number:
    """What the unified rate leaves after its maternity share; silent where that share is."""
    return choose(
        (
            e.kind.is_(PUBLIC_BODY),
            not_stated("机关事业单位的比例里有多少属于生育，原文未写明", EMPLOYER),
        ),
        (
            any_of(as_of() < p.unified_start, in_phase_in(e)),
            not_stated("统一比例到位前怎样拆分，原文未写明", EMPLOYER),
        ),
        otherwise=(p.employer_rate - p.maternity_rate) * e.wage_bill,
    )


class Employee(Facts):
    """一名用人单位职工在一个月里的缴费。"""

    wage = money("本人工资收入", clause=EMPLOYER, max="1亿元")


@rule(DOC, EMPLOYER, label="职工个人缴费比例", unit="%")
def employee_rate(_: Employee) -> Number:
    """The employee's own rate; whether the start month binds it too is a declared reading."""
    return choose(
        (
            all_of(DOC.reading("start_scope").is_("all"), as_of() < p.unified_start),
            not_stated("统一标准开始之前的职工缴费比例，原文未写明", EMPLOYER),
        ),
        otherwise=p.employee_rate,
    )


@rule(DOC, EMPLOYER, label="职工个人应缴职工医保费", unit="元", rounding="分")
def employee_contribution(e: Employee) -> Number:
    """The employee's rate on their own wage; the text sets no floor or ceiling for that wage."""
    return employee_rate(e) * e.wage


@rule(DOC, EMPLOYER, label="职工缴费划入本人个人账户的金额", unit="元", rounding="分")
def employee_account_credit(e: Employee) -> Number:
    """All that the employee pays goes to the employee's own account."""
    return employee_contribution(e)


@rule(DOC, EMPLOYER, label="职工缴费工资的上限和下限", unit="元", rounding="分")
def employee_wage_limits(_: Employee) -> Number:
    """The document sets neither a floor nor a ceiling for an employee's wage."""
    return not_stated("职工缴费工资有没有上限、下限，原文未写明", EMPLOYER)


@rule(DOC, EMPLOYER, label="用人单位缴费划入个人账户的金额", unit="元", rounding="分")
def employer_account_credit(_: Employer) -> Number:
    """Only the employee's own payment is said to go to the account."""
    return not_stated("用人单位缴费是否划入个人账户，原文未写明", EMPLOYER)


@rule(DOC, EMPLOYER, label="本市用人单位缴费比例从哪一天起必须到位")
def employer_rate_in_place(e: Employer) -> Day:
    """A city in permitted steps has until the later month; every other city has not."""
    return unless(
        p.unified_start,
        when(
            all_of(e.city_phases_in, may_phase_in(e)),
            p.employer_in_place,
            EMPLOYER,
            "允许分步调整且选择分步",
        ),
    )


OTHER_STAFF = "其他用人单位职工"
PUBLIC_STAFF = "机关事业单位职工"
FLEXIBLE_PERSON = "灵活就业人员"
FLEXIBLE_IN_TRIAL = "试行参加生育保险的灵活就业人员"


class Insured(Facts):
    """一名参保人员的待遇。"""

    status = choice(
        "参保身份",
        [OTHER_STAFF, PUBLIC_STAFF, FLEXIBLE_PERSON, FLEXIBLE_IN_TRIAL],
        clause="三（二）",
    )
    sex = choice("性别", ["男", "女"], clause=EMPLOYER)
    leave = choice("不上班的原因", ["产假", "计划生育手术", "其他"], clause=EMPLOYER)


@rule(DOC, (EMPLOYER, FLEXIBLE), label="是否享受职工医保待遇")
def gets_medical_benefits(i: Insured) -> Truth:
    """Everyone who contributes under this document gets the medical benefits."""
    return i.status.is_in(OTHER_STAFF, PUBLIC_STAFF, FLEXIBLE_PERSON, FLEXIBLE_IN_TRIAL)


@rule(DOC, (EMPLOYER, FLEXIBLE), label="是否享受生育医疗费待遇")
def gets_maternity_care(i: Insured) -> Truth:
    """Named for public bodies and flexible workers; for others it follows from the insurance."""
    return choose(
        (i.status.is_in(PUBLIC_STAFF, FLEXIBLE_PERSON, FLEXIBLE_IN_TRIAL), always),
        (DOC.reading("allowance_by_contrast").is_("implied"), always),
        otherwise=not_stated("其他用人单位职工的生育待遇，原文没有正面写明", EMPLOYER),
    )


@rule(DOC, (EMPLOYER, FLEXIBLE), label="是否享受生育津贴")
def gets_maternity_allowance(i: Insured) -> Truth:
    """Excluded for public bodies and flexible workers; for others only implied.

    Of a flexible worker who joins maternity insurance where a city tries that, nothing is said.
    """
    return choose(
        (i.status.is_in(PUBLIC_STAFF, FLEXIBLE_PERSON), never),
        (
            i.status.is_(FLEXIBLE_IN_TRIAL),
            not_stated("试行参加生育保险的灵活就业人员有无生育津贴，原文未写明", FLEXIBLE),
        ),
        (DOC.reading("allowance_by_contrast").is_("implied"), always),
        otherwise=not_stated("其他用人单位职工的生育津贴，原文没有正面写明", EMPLOYER),
    )


@rule(DOC, EMPLOYER, label="产假和计划生育手术期间的工资由谁发")
def leave_pay(i: Insured) -> Text:
    """A public body pays normal wages to its women on maternity leave or after such surgery."""
    surgery = all_of(
        i.leave.is_("计划生育手术"),
        any_of(DOC.reading("surgery_leave").is_("everyone"), i.sex.is_("女")),
    )
    maternity = all_of(i.leave.is_("产假"), i.sex.is_("女"))
    return choose(
        (
            all_of(i.status.is_(PUBLIC_STAFF), any_of(maternity, surgery)),
            text("由单位正常发放工资"),
        ),
        otherwise=not_stated("这种情形的工资由谁发，原文未写明", EMPLOYER),
    )


# 三（二）第二段 灵活就业人员


class FlexibleWorker(Facts):
    """一名灵活就业人员在一个月里的缴费。"""

    base = money("申报的月缴费基数", clause=FLEXIBLE, max="1亿元")
    account = choice("缴费方式", ["不建立个人账户", "建立个人账户"], clause=FLEXIBLE)
    rate_needs_change = truth("本市需调整灵活就业人员缴费比例", clause=FLEXIBLE)
    city_sets_transition = truth("本市设置了过渡期", clause=FLEXIBLE)
    city_tries_maternity = truth("本市试行灵活就业人员参加生育保险", clause=FLEXIBLE)
    retiree = truth("符合享受退休人员基本医保待遇的条件", clause=FLEXIBLE)


@rule(DOC, FLEXIBLE, label="灵活就业人员月缴费基数下限", unit="元", rounding="分")
def flexible_base_floor(_: FlexibleWorker) -> Number:
    """A share of last year's provincial average monthly wage, which must be supplied."""
    return p.flexible_base_share * p.average_wage


@rule(DOC, FLEXIBLE, label="申报的缴费基数是否达到下限")
def flexible_base_allowed(w: FlexibleWorker) -> Truth:
    """The declared base may equal the floor; no ceiling is set."""
    return p.flexible_base_share.admits(w.base / p.average_wage)


@rule(DOC, FLEXIBLE, label="实际使用的月缴费基数", unit="元", rounding="分")
def flexible_base(w: FlexibleWorker) -> Number:
    """The declared base, never less than the floor; a lower one is raised with a warning."""
    return warn_when(
        labelled(~flexible_base_allowed(w), "申报的基数低于下限", FLEXIBLE),
        floored(w.base, p.flexible_base_share * p.average_wage),
        "申报的基数低于下限，已按下限计算",
        FLEXIBLE,
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员缴费基数上限", unit="元", rounding="分")
def flexible_base_ceiling(_: FlexibleWorker) -> Number:
    """The document sets a floor only."""
    return not_stated("灵活就业人员缴费基数的上限，原文未写明", FLEXIBLE)


@rule(DOC, FLEXIBLE, label="灵活就业人员缴费比例是否在过渡期内")
def in_flexible_transition(w: FlexibleWorker) -> Truth:
    """A city that must change its rate and set a transition, until the month of arrival."""
    return all_of(
        labelled(as_of() < p.flexible_in_place, "尚未到过渡到位的月份", FLEXIBLE),
        w.rate_needs_change,
        w.city_sets_transition,
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员仍按本市原比例缴费")
def on_city_flexible_rate(w: FlexibleWorker) -> Truth:
    """In transition, or (by the default reading) before the unified standard begins."""
    return any_of(
        in_flexible_transition(w),
        all_of(
            DOC.reading("start_scope").is_("all"),
            labelled(as_of() < p.unified_start, "统一标准开始之前", EMPLOYER),
            w.rate_needs_change,
        ),
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员当月执行的缴费比例", unit="%")
def flexible_rate(w: FlexibleWorker) -> Number:
    """The lower rate without an account or the higher one with it; the city's own until arrival."""
    return unless(
        choose(
            (w.account.is_("建立个人账户"), p.flexible_rate_account),
            otherwise=p.flexible_rate_plain,
        ),
        when(on_city_flexible_rate(w), p.city_flexible_rate, FLEXIBLE, "本市比例尚未到位"),
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员月应缴职工医保费", unit="元", rounding="分")
def flexible_contribution(w: FlexibleWorker) -> Number:
    """The month's rate on the base; a base under the floor is raised to it."""
    return flexible_rate(w) * flexible_base(w)


@rule(DOC, FLEXIBLE, label="灵活就业人员划入个人账户的月金额", unit="元", rounding="分")
def flexible_account_credit(w: FlexibleWorker) -> Number:
    """The account's part of the higher rate; nothing where no account is set up."""
    return choose(
        (
            on_city_flexible_rate(w),
            not_stated("到位前怎样划入个人账户，原文未写明", FLEXIBLE),
        ),
        (w.account.is_("建立个人账户"), p.flexible_account_part * flexible_base(w)),
        otherwise=number(0, "元"),
    )


@rule(DOC, FLEXIBLE, label="本市灵活就业人员缴费比例从哪一天起必须到位")
def flexible_rate_in_place(w: FlexibleWorker) -> Day:
    """The later month for a city that sets a transition; else the start, if that binds it."""
    return choose(
        (all_of(w.rate_needs_change, w.city_sets_transition), p.flexible_in_place),
        (DOC.reading("start_scope").is_("all"), p.unified_start),
        otherwise=not_stated("不设过渡期的市从哪一天起执行，原文未写明", FLEXIBLE),
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员能否参加生育保险")
def flexible_maternity(w: FlexibleWorker) -> Text:
    """Each city may try it; where it does not, the document gives no way in."""
    return choose(
        (w.city_tries_maternity, text("可以，由所在市试行")),
        otherwise=not_stated("所在市没有试行的，原文没有给出参加的办法", FLEXIBLE),
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员参加生育保险参照的比例", unit="%")
def flexible_maternity_rate(w: FlexibleWorker) -> Number:
    """The employers' rate is the model; which part of it is a declared reading."""
    return choose(
        (
            ~w.city_tries_maternity,
            not_stated("所在市未试行，没有可参照的比例", FLEXIBLE),
        ),
        (DOC.reading("maternity_reference").is_("part"), p.maternity_rate),
        otherwise=p.employer_rate,
    )


@rule(DOC, FLEXIBLE, label="灵活就业人员退休后个人账户的计入标准")
def flexible_retiree_account(w: FlexibleWorker) -> Text:
    """The same as for an employer's retirees, whichever rate was paid before."""
    return choose(
        (w.retiree, text("与用人单位退休人员一致")),
        otherwise=not_stated("不符合退休人员待遇条件时不适用这一标准", FLEXIBLE),
    )


@rule(DOC, FLEXIBLE, label="退休人员个人账户的计入金额", unit="元", rounding="分")
def retiree_account_amount(_: FlexibleWorker) -> Number:
    """The document says whose standard it is, not how much."""
    return not_stated("退休人员个人账户的计入金额，原文未写明", FLEXIBLE)


# 三（二）第三段 缴费年限


class Retirement(Facts):
    """一名参保人员退休时的缴费年限。"""

    sex = choice("性别", ["男", "女"], clause=YEARS)
    paid_months = quantity("在省内各统筹区的实际缴费月数合计", "月", clause=YEARS, max=1200)
    deemed_months = quantity("视同缴费月数", "月", clause=YEARS, max=1200)
    has_outside_years = truth("另有省外的缴费年限", clause=YEARS)
    of_age = truth("达到法定退休年龄", clause=YEARS)
    way_out = choice("年限不足时的办法", ["一次性缴费", "继续按月缴费", "不再缴费"], clause=YEARS)
    lump_sum_paid = truth("已按规定一次性缴费", clause=YEARS)
    city_differs = truth("本市现行政策与省规定不一致", clause=YEARS)


@rule(DOC, YEARS, label="享受退休人员医保待遇的最低缴费年限", unit="年")
def minimum_years(r: Retirement) -> Number:
    """Years by sex; a city that differs keeps its own number (to be supplied) until arrival."""
    return unless(
        choose((r.sex.is_("男"), p.minimum_years_men), otherwise=p.minimum_years_women),
        when(
            all_of(as_of() < p.years_in_place, r.city_differs),
            p.city_minimum_years,
            YEARS,
            "本市政策尚未过渡到位",
        ),
    )


@rule(DOC, YEARS, label="累计缴费月数", unit="月")
def counted_months(r: Retirement) -> Number:
    """Paid and deemed months anywhere in the province added up; months elsewhere are left out."""
    return warn_when(
        r.has_outside_years,
        r.paid_months + r.deemed_months,
        "省外的缴费年限是否计入，原文未写明，这里没有计入",
        YEARS,
    )


@rule(DOC, YEARS, label="是否达到最低缴费年限")
def reaches_minimum(r: Retirement) -> Truth:
    """Counted to the month; exactly the minimum is enough.

    Where the paid months alone suffice, deemed months are not asked for.
    """
    return any_of(
        labelled(r.paid_months >= minimum_years(r), "只算实际缴费年限已经达到", YEARS),
        counted_months(r) >= minimum_years(r),
    )


@rule(DOC, YEARS, label="距最低缴费年限还差的月数", unit="月")
def months_short(r: Retirement) -> Number:
    """Months still to be paid when one goes on month by month; none once the minimum is met."""
    return positive(minimum_years(r) - counted_months(r))


@rule(DOC, YEARS, label="退休时缴费年限不足可选的办法")
def ways_out(r: Retirement) -> Texts:
    """Both ways for one who is of age and short; none for anyone else."""
    short = step("达到退休年龄而年限不足", all_of(r.of_age, ~reaches_minimum(r)), YEARS)
    return checklist(("一次性缴费", short), ("继续按月缴费", short))


@rule(DOC, YEARS, label="达到法定退休年龄后享受哪种医保待遇")
def retirement_benefits(r: Retirement) -> Text:
    """Retirees' benefits once the years or the lump sum are there; employees' while paying on."""
    return choose(
        (
            labelled(~r.of_age, "尚未达到法定退休年龄", YEARS),
            not_stated("原文只写达到法定退休年龄后的待遇，未达到的不在此列", YEARS),
        ),
        (reaches_minimum(r), text("退休人员基本医保待遇")),
        (
            all_of(r.way_out.is_("一次性缴费"), r.lump_sum_paid),
            text("退休人员基本医保待遇"),
        ),
        (r.way_out.is_("继续按月缴费"), text("在职人员基本医保待遇")),
        otherwise=not_stated("年限不足又没有补足时的待遇，原文未写明", YEARS),
    )


@rule(DOC, YEARS, label="一次性缴费要缴多少", unit="元", rounding="分")
def lump_sum(_: Retirement) -> Number:
    """The document refers to other provisions and gives no amount."""
    return not_stated("一次性缴费的金额和算法按有关规定，原文未写明", YEARS)


@rule(DOC, YEARS, label="法定退休年龄是多少", unit="周岁")
def statutory_retirement_age(_: Retirement) -> Number:
    """The document relies on it and does not give it."""
    return not_stated("法定退休年龄，原文未写明", YEARS)


class ContributionRecord(Facts):
    """一段要确认的缴费年限。"""

    kind = choice("缴费年限的种类", ["实际缴费年限", "视同缴费年限", "其他年限"], clause=YEARS)
    in_province = truth("在省内的统筹区", clause=YEARS)


@rule(DOC, YEARS, label="一段医保缴费年限能否互认并累计")
def years_recognised(c: ContributionRecord) -> Truth:
    """Paid and deemed years of 职工医保 in any area of the province; of others nothing is said."""
    return choose(
        (all_of(c.kind.is_in("实际缴费年限", "视同缴费年限"), c.in_province), always),
        otherwise=not_stated("省外的或其他种类的年限能否累计，原文未写明", YEARS),
    )


class Transition(Facts):
    """一项要过渡到统一标准的本市政策。"""

    matter = choice(
        "要调整的事项",
        [
            "用人单位缴费比例",
            "灵活就业人员缴费比例",
            "最低缴费年限等缴费年限政策",
            "其他筹资政策",
        ],
        clause="三（二）",
    )


@rule(DOC, (EMPLOYER, FLEXIBLE, YEARS), label="各市筹资政策过渡最迟从哪一天起到位")
def transition_deadline(t: Transition) -> Day:
    """The latest day for each matter; who may take so long is asked of the matter's own rule."""
    return choose(
        (t.matter.is_("用人单位缴费比例"), p.employer_in_place),
        (t.matter.is_("灵活就业人员缴费比例"), p.flexible_in_place),
        (t.matter.is_("最低缴费年限等缴费年限政策"), p.years_in_place),
        (DOC.reading("local_policy_scope").is_("section"), p.years_in_place),
        otherwise=not_stated("其他筹资政策有没有过渡期，原文未写明", YEARS),
    )


# 三（三） 待遇政策


class Expense(Facts):
    """一笔医疗费用。"""

    kind = choice(
        "费用类别", ["职工医保报销后的个人负担费用", "统筹基金支付限额以上的费用", "其他费用"]
    )
    within_policy = truth("在政策范围内", clause="三（三）", gist="个人负担费用才需要")
    meets_rules = truth("符合医保规定", clause="三（三）", gist="限额以上的费用才需要")


@rule(DOC, "三（三）", label="职工大额医疗费用补助是否保障这笔费用")
def large_expense_aid_covers(e: Expense) -> Truth:
    """The two named kinds of cost; “mainly” leaves others neither in nor out."""
    return choose(
        (e.kind.is_("职工医保报销后的个人负担费用"), e.within_policy),
        (e.kind.is_("统筹基金支付限额以上的费用"), e.meets_rules),
        otherwise=not_stated("原文只写主要保障两类费用，其他费用未写明", "三（三）"),
    )


class Scheme(Facts):
    """一项现行的补充保障。"""

    name = choice("现行制度", ["职工大额医疗费用补助", "职工大病保险", "其他"], clause="三（三）")


@rule(DOC, "三（三）", label="职工大额补助、大病保险等统一为什么制度")
def merged_scheme(s: Scheme) -> Text:
    """Two schemes become one under the first one's name."""
    return choose(
        (s.name.is_in("职工大额医疗费用补助", "职工大病保险"), text("职工大额医疗费用补助")),
        otherwise=not_stated("其他制度是否并入，原文未写明", "三（三）"),
    )


@rule(DOC, "三（三）", label="职工医保报销比例、起付线和封顶线", unit="%")
def benefit_levels(_: Reference) -> Number:
    """The document gives no benefit figures; a separate plan is to give them."""
    return not_stated("待遇标准由另行制定的实施方案规定，原文未写明", "三（三）")


@rule(DOC, "三（三）", label="统一职工医保待遇政策要考虑哪些因素")
def benefit_factors(_: Reference) -> Texts:
    """What is weighed when the province unifies benefits and adjusts them later."""
    return checklist("全省疾病谱", "参保人员医疗保障需求", "职工医保基金收支情况", "中长期支撑能力")


# 三（四） 省级统筹调剂金


class Body(Facts):
    """一个可能要上解调剂金的单位。"""

    kind = choice(
        "单位类别", ["市", "省本级", "胜利油田", "县（市、区）", "其他单位"], clause="三（四）"
    )


@rule(DOC, "三（四）", label="一个单位是否要计提上解调剂金")
def owes_levy(b: Body) -> Truth:
    """Cities, the provincial level itself and the oil field; counties are not among them."""
    return b.kind.is_in("市", "省本级", "胜利油田")


class CityFund(Reference):
    """一个市（或省本级、胜利油田）职工医保基金的一个年度。"""

    premium_income = money(
        "统筹基金上年度保险费收入", clause="三（四）", gist="只算进统筹基金的", max="1000亿元"
    )
    maternity_income = money("其中生育保险费收入", clause="三（四）", max="1000亿元")
    gap = money(
        "当期收支缺口",
        clause="三（四）",
        gist="没有缺口填0；只知道收入和支出的，先用 current_gap 算出",
        max="1000亿元",
    )
    income = money("当期基金收入", clause="三（四）", max="1000亿元")
    spending = money("当期基金支出", clause="三（四）", max="1000亿元")
    previous_levy = money("该市上年度调剂金上解额", clause="三（四）", max="1000亿元")
    proposed_share = money("拟由调剂金全年分担的金额", clause="三（四）", max="1000亿元")
    surplus = money("该市历年累计结余", clause="三（四）", max="1000亿元")


@rule(DOC, "四", label="全省统筹调剂制度是否已经启动")
def pool_started(_: Reference) -> Truth:
    """True from the start month on."""
    return as_of() >= p.pool_start


@rule(DOC, "四", label="全省统筹调剂制度从哪一天启动")
def pool_start_day(_: Reference) -> Day:
    """First day of the start month."""
    return p.pool_start


@rule(DOC, ("三（四）", "四"), label="调剂金由谁、按什么比例、从何时起计提")
def levy_terms(_: Reference) -> Record:
    """Who pays, the rate and its base, that the rate is provisional, and the start."""
    return record(
        payers=("计提的单位", checklist("各市", "省本级", "胜利油田")),
        rate=("计提比例", p.levy_rate),
        base=("基数", text("统筹基金上年度保险费收入")),
        nature=("性质", text("暂按")),
        start=("启动", p.pool_start),
    )


@rule(DOC, ("三（四）", "四"), label="本年度应上解的调剂金", unit="元", rounding="分")
def levy(c: CityFund) -> Number:
    """A provisional share of last year's premiums of the pooled fund; none before the start.

    What went to personal accounts is not pooled and does not belong in the base.
    """
    base = step(
        "计提基数",
        choose(
            (
                DOC.reading("premium_scope").is_("medical"),
                positive(c.premium_income - c.maternity_income),
            ),
            otherwise=c.premium_income,
        ),
        "三（四）",
    )
    return unless(
        p.levy_rate * base,
        when(~pool_started(c), number(0, "元"), "四", "调剂制度尚未启动"),
    )


@rule(DOC, ("三（四）", "三（五）"), label="调剂金怎样存放和核算")
def fund_custody(_: Reference) -> Record:
    """Where the money is kept, how it is booked and that it stands in the budget."""
    return record(
        account=("存放", text("省财政专户")),
        accounting=("核算", text("单独核算")),
        budget=("预算", text("纳入预算管理")),
    )


class FundUse(Facts):
    """调剂金的一项用途。"""

    purpose = choice(
        "用途",
        [
            "各市职工医保基金合理超支",
            "国家和省统一政策调整的政策补偿性支付",
            "其他医疗保险突发应急支付",
            "不合理的超支",
            "市县自行调整政策的支付",
            "其他",
        ],
        clause="三（四）",
    )


@rule(DOC, "三（四）", label="是否属于列明的调剂金用途")
def fund_use_named(u: FundUse) -> Truth:
    """One of the three main uses; “mainly” is the text's word, so false means not named."""
    return u.purpose.is_in(
        "各市职工医保基金合理超支",
        "国家和省统一政策调整的政策补偿性支付",
        "其他医疗保险突发应急支付",
    )


@rule(DOC, "三（四）", label="调剂金主要用于什么")
def fund_uses(_: Reference) -> Texts:
    """The three uses that the document names."""
    return checklist(
        "各市职工医保基金合理超支",
        "国家和省统一政策调整的政策补偿性支付",
        "其他医疗保险突发应急支付",
    )


@rule(DOC, "三（四）", label="各市医保基金历年累计结余归谁")
def surplus_stays(_: Reference) -> Text:
    """Accumulated surpluses are not handed up."""
    return text("留存当地")


@rule(DOC, "三（四）", label="由收入和支出算出的医保基金当期收支缺口", unit="元", rounding="分")
def current_gap(c: CityFund) -> Number:
    """How far the year's spending exceeds its income; zero in a year without a gap."""
    return positive(c.spending - c.income)


@rule(DOC, "三（四）", label="调剂金分担缺口的比例由谁定、看什么")
def share_setting(_: Reference) -> Record:
    """What the share depends on; who sets it and by which formula the text does not say."""
    return record(
        factors=("考虑的因素", checklist("缺口额度", "省级考核评价")),
        decided_by=("由谁确定", not_stated("分担比例由谁确定，原文未写明", "三（四）")),
        formula=("比例或算式", not_stated("分担比例的数值和算式，原文未写明", "三（四）")),
    )


@rule(DOC, "三（四）", label="是否调剂制度启动的第一年")
def first_pool_year(_: Reference) -> Truth:
    """The calendar year of the start, which has no levy of a year before."""
    return same(year_of(as_of()), year_of(p.pool_start))


@rule(DOC, "三（四）", label="调剂金全年分担的上限", unit="元", rounding="分")
def gap_cap(c: CityFund) -> Number:
    """A multiple of the city's own levy of last year; the first year is a declared reading."""
    reading = DOC.reading("first_year_cap")
    return choose(
        (
            labelled(~pool_started(c), "调剂制度尚未启动", "四"),
            not_stated("调剂制度尚未启动，没有分担上限", "四"),
        ),
        (
            labelled(~first_pool_year(c), "已有上年度上解额", "三（四）"),
            p.cap_multiple * c.previous_levy,
        ),
        (reading.is_("zero"), number(0, "元")),
        (reading.is_("same"), p.cap_multiple * levy(c)),
        otherwise=not_stated("第一年没有上年度上解额，没有可以翻倍的数", "三（四）"),
    )


@rule(DOC, "三（四）", label="拟分担的金额是否在上限内")
def share_within_cap(c: CityFund) -> Truth:
    """The year's total from the fund may equal the cap and not exceed it."""
    return c.proposed_share <= gap_cap(c)


@rule(DOC, ("三（四）", "四"), label="由调剂金分担的缺口", unit="元", rounding="分")
def fund_share(c: CityFund) -> Number:
    """The set share of the gap (to be supplied), held under the cap; none before the start.

    Without a gap nothing is shared, so neither the share nor the cap is asked for.
    """
    shared = step("按分担比例", p.fund_share_ratio * c.gap, "三（四）")
    uncapped = all_of(DOC.reading("first_year_cap").is_("uncapped"), first_pool_year(c))
    return unless(
        capped(shared, gap_cap(c)),
        when(~pool_started(c), number(0, "元"), "四", "调剂制度尚未启动"),
        when(same(c.gap, number(0, "元")), number(0, "元"), "三（四）", "没有当期收支缺口"),
        when(uncapped, shared, "三（四）", "第一年不设上限"),
    )


@rule(DOC, "三（四）", label="由该市累计结余承担的缺口", unit="元", rounding="分")
def local_share(c: CityFund) -> Number:
    """All of the gap that the fund does not bear, what the cap cut off included."""
    return c.gap - fund_share(c)


@rule(DOC, "三（四）", label="累计结余不足的金额", unit="元", rounding="分")
def surplus_shortfall(c: CityFund) -> Number:
    """What the city's surplus cannot bear of its part."""
    return positive(local_share(c) - c.surplus)


@rule(DOC, "三（四）", label="累计结余不足时怎么办")
def shortfall_remedy(c: CityFund) -> Text:
    """Nothing when the surplus is enough; else the funds' financial rules secure payment."""
    return choose(
        (surplus_shortfall(c) > number(0, "元"), text("按社会保险基金财务制度保障支付")),
        otherwise=text("累计结余足够"),
    )


@rule(DOC, "三（四）", label="医保基金收支缺口怎样分担（一次算出）")
def gap_settlement(c: CityFund) -> Record:
    """The fund's part, the city's part, and what happens when the city's surplus falls short."""
    return record(
        fund=("调剂金分担", fund_share(c)),
        city=("累计结余承担", local_share(c)),
        shortfall=("累计结余不足", surplus_shortfall(c)),
        remedy=("不足时怎么办", shortfall_remedy(c)),
    )


# 三（五）—三（七） 基金管理、信息系统、经办


@rule(DOC, "三（五）", label="医保基金监管管哪些环节")
def supervised_links(_: Reference) -> Texts:
    """Every link of the fund that supervision takes in."""
    return checklist("基金筹集", "使用", "经办", "服务", "监督检查")


@rule(DOC, "三（五）", label="医保基金监管由谁负责、怎样做")
def fund_supervision(_: Reference) -> Record:
    """Who supervises, with which means, and how fraud is met."""
    return record(
        responsible=("属地监管责任", text("市、县（市、区）")),
        internal=("经办", text("医保经办内控管理制度")),
        system=("全面推行", text("医保智能审核和监控系统")),
        fraud=("欺诈骗保", text("零容忍，严厉打击")),
    )


@rule(DOC, "三（六）", label="医保信息系统怎样统一")
def information_system(_: Reference) -> Record:
    """Which platform it rests on, where city systems go, how it is run and backed up."""
    return record(
        platform=("依托", text("全国统一的医疗保障信息平台和业务编码")),
        direction=("方向", text("各市医保信息系统省级集中")),
        operation=("运维", text("省、市一体化协同")),
        backup=("备份", text("省内异地数据备份中心")),
    )


class Hall(Facts):
    """一个医保服务大厅。"""

    level = choice("级别", ["省级", "市级", "县级", "县级以下"], clause="三（七）")


@rule(DOC, "三（七）", label="医保服务大厅是否纳入标准化管理全覆盖")
def hall_standardised(h: Hall) -> Truth:
    """County level and above, county level included; below it the text says nothing."""
    return choose(
        (h.level.is_in("省级", "市级", "县级"), always),
        otherwise=not_stated("县级以下的服务大厅，原文未写明", "三（七）"),
    )


@rule(DOC, "三（七）", label="医保经办服务要落实哪些制度")
def service_rules(_: Reference) -> Texts:
    """Three working rules of the service windows."""
    return checklist("首问负责", "容缺受理", "证明事项告知承诺")


@rule(DOC, "三（七）", label="医保经办服务推行哪些办理方式（网上办、掌上办等）")
def service_channels(_: Reference) -> Texts:
    """Four ways of getting things done."""
    return checklist("网上办", "掌上办", "一厅联办", "跨省通办")


# 四 实施步骤


class Paper(Facts):
    """一份配套文件。"""

    name = choice(
        "配套文件",
        ["职工医保省级统筹调剂金管理办法", "待遇保障政策实施方案", "其他相关配套文件"],
        clause="四",
    )
    issued = truth("已经制定", clause="四")


@rule(DOC, ("三（三）", "三（四）", "四"), label="省级统筹配套文件由谁制定、何时前完成")
def related_paper(q: Paper) -> Record:
    """Maker, partner and last day are the same for every paper; what each one settles differs."""
    return record(
        maker=("制定", text("省医保部门")),
        partner=("会同", text("财政等部门")),
        deadline=("最后一天", p.papers_due),
        settles=(
            "内容",
            choose(
                (q.name.is_("职工医保省级统筹调剂金管理办法"), text("调剂金的管理")),
                (q.name.is_("待遇保障政策实施方案"), text("统一的待遇保障政策")),
                otherwise=not_stated("其他配套文件的内容，原文未写明", "四"),
            ),
        ),
    )


@rule(DOC, "四", label="省级统筹配套文件是否已过制定期限")
def paper_overdue(q: Paper) -> Truth:
    """Late when not yet made after the last day of the year."""
    return all_of(~q.issued, as_of() > p.papers_due)


# 五 保障措施


@rule(DOC, "五（一）", label="省级统筹启动前要做好哪些准备")
def preparations(_: Reference) -> Texts:
    """The three pieces of work to be done before the start."""
    return checklist("基金测算", "政策规范统一", "信息系统调整维护")


@rule(DOC, "五（一）", label="在属地落实省级统筹由谁负主体责任")
def main_responsibility(_: Reference) -> Text:
    """Who answers for putting the policies into effect on the spot."""
    return text("各级各部门")


class Department(Facts):
    """一个有职责的部门。"""

    name = choice(
        "部门",
        [
            "医保部门",
            "发展改革部门",
            "财政部门",
            "人力资源社会保障部门",
            "审计部门",
            "税务部门",
            "其他有关部门",
        ],
        clause="五（二）",
    )


@rule(DOC, "五（二）", label="省级统筹中各部门的职责")
def duties(d: Department) -> Texts:
    """What the department is charged with, in the document's order."""
    health = d.name.is_("医保部门")
    finance = d.name.is_("财政部门")
    tax = d.name.is_("税务部门")
    return checklist(
        ("组织实施省级统筹", health),
        ("牵头落实各项工作任务", health),
        ("调剂金的结算、清算和考核管理", health),
        ("会同有关部门动态调整医保政策", health),
        ("把省级统筹纳入全省发展战略规划", d.name.is_("发展改革部门")),
        ("牵头预决算管理", finance),
        ("财政专户的会计核算", finance),
        ("共享办理退休手续等社会保险信息", d.name.is_("人力资源社会保障部门")),
        ("审计监督", d.name.is_("审计部门")),
        ("提供灵活多样的缴费渠道", tax),
        ("职工医保保费征缴", tax),
        ("在职责范围内监管医保基金使用", d.name.is_("其他有关部门")),
    )


class Task(Facts):
    """一项要找主管部门的工作。"""

    name = choice(
        "工作",
        [
            "组织实施",
            "调剂金结算清算和考核",
            "医保政策动态调整",
            "纳入发展战略规划",
            "预决算管理",
            "财政专户会计核算",
            "退休手续信息共享",
            "审计监督",
            "缴费渠道和保费征缴",
            "医保基金使用监管",
            "运行评估",
            "抓好省统一部署的贯彻落实",
        ],
        clause="五（二）",
    )


@rule(DOC, ("五（二）", "五（三）"), label="省级统筹的一项工作由哪个部门负责")
def responsible_department(t: Task) -> Text:
    """The duties read from the task's side; evaluation is the provincial department's."""
    return choose(
        (
            t.name.is_in("组织实施", "调剂金结算清算和考核", "医保政策动态调整"),
            text("医保部门"),
        ),
        (t.name.is_("纳入发展战略规划"), text("发展改革部门")),
        (t.name.is_in("预决算管理", "财政专户会计核算"), text("财政部门")),
        (t.name.is_("退休手续信息共享"), text("人力资源社会保障部门")),
        (t.name.is_("审计监督"), text("审计部门")),
        (t.name.is_("缴费渠道和保费征缴"), text("税务部门")),
        (t.name.is_("医保基金使用监管"), text("其他有关部门")),
        (t.name.is_("抓好省统一部署的贯彻落实"), text("市、县级政府")),
        otherwise=text("省医保部门会同财政等部门"),
    )


@rule(DOC, "五（二）", label="医保政策动态调整看哪些因素")
def adjustment_factors(_: Reference) -> Texts:
    """What the medical insurance departments weigh when they adjust policy."""
    return checklist(
        "经济社会发展", "群众健康需求", "国家和地方政策调整", "应急保障", "基金支撑能力"
    )


@rule(DOC, "五（三）", label="省级统筹运行评估怎样做")
def evaluation(_: Reference) -> Record:
    """Who evaluates whom, how often and what the result is tied to; weights are not given."""
    return record(
        evaluator=("评估", text("省医保部门会同财政等部门")),
        subject=("对象", text("各市")),
        schedule=("安排", text("年度")),
        scoring=("方式", text("量化赋分")),
        linked_to=("结果挂钩", text("省级统筹调剂金分配")),
        weights=("指标和分值", not_stated("评价指标和赋分办法另定，原文未写明", "五（三）")),
    )


@rule(DOC, "五（三）", label="省级统筹运行评估评哪些内容")
def evaluation_contents(_: Reference) -> Texts:
    """Three tasks achieved and three responsibilities met."""
    return checklist("参保扩面", "基金征缴", "控费管理", "基金预决算管理", "绩效评价", "风险防控")


@rule(DOC, "五（四）", label="省级统筹政策解读和宣传由谁做、做什么")
def publicity(_: Reference) -> Record:
    """Who explains the policy, and the guard against risks that goes with it."""
    return record(
        actor=("负责", text("各级各部门")),
        duty=("宣传", text("政策解读和宣传服务，回应社会关切")),
        risk=("风险", text("重大风险防范化解机制")),
    )
