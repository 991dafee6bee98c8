"""济政办发〔2022〕12号 职工医保门诊共济保障, in article order."""

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
    day,
    labelled,
    money,
    never,
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
    total,
    truth,
    words,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

EMPLOYED, RETIRED, OLD_WORKER = "在职职工", "退休人员", "建国前老工人"
HERE = "本市"
RESIDENCE = "已备案的异地长期居住地"
UNFILED = "未备案的异地长期居住地"
UNFILED_SHARE = "原文未写明异地长期居住而未备案的人员按什么比例支付"
IN_PROVINCE = "临时外出：省内其他地市"
OUTSIDE = "临时外出：省外"


class Asked(Facts):
    """只问文件本身，不需要事实。"""


class AskedDay(Facts):
    """一个日期。"""

    asked = day("所问日期")


class Insured(Facts):
    """一名参保人。"""

    scheme = choice(
        "参加的医疗保险", ["济南市职工医保", "济南市居民医保", "其他"], clause="一（一）"
    )


class Member(Facts):
    """一名职工医保参保人在某一级定点医疗机构就诊。"""

    level = choice(
        "定点医疗机构级别",
        ["三级", "二级", "一级"],
        clause="一（二）",
        gist="互联网医院填所依托的实体医疗机构的级别，药店填开具处方的机构的级别",
    )
    person = choice("人员类别", [EMPLOYED, RETIRED, OLD_WORKER], clause="一（二）")


class Visit(Member):
    """一次普通门诊就诊。"""

    place = choice(
        "就医地点",
        [HERE, RESIDENCE, UNFILED, IN_PROVINCE, OUTSIDE],
        clause="一（五）",
        gist="已备案的人离开长期居住地到别处就医，也是临时外出",
    )
    cost = money("政策范围内普通门诊医疗费用", clause="一（二）")
    deductible_left = money(
        "起付标准尚余额",
        clause="一（四）",
        gist="起付标准数额不在原文，须另行提供；已付满填 0",
    )
    paid_this_year = money(
        "本年度统筹基金已支付的普通门诊费用", clause="一（三）", gist="不含本次；首次就诊填 0"
    )


class YearVisit(Visit):
    """一年里的一次普通门诊就诊，与同一参保人的其他就诊放在一张表里。"""

    insured = words("参保人")


class DeductibleMet(Facts):
    """一名参保人本年度已付的起付标准。"""

    met_here = money("本年度在本机构已计入起付标准的费用", clause="一（四）")
    met_everywhere = money("本年度在各定点医疗机构已计入起付标准的费用合计", clause="一（四）")


class ResidentLimit(Facts):
    """居民医保普通门诊统筹的一个年度最高支付限额。"""

    limit = money("居民医保普通门诊统筹年度最高支付限额", clause="一（三）")


class Trip(Facts):
    """一次外出就医。"""

    destination = choice("就医地", ["省内其他地市", "省外"], clause="一（五）")
    stay = choice(
        "外出情形", ["异地长期居住人员在长期居住地就医", "临时外出就医"], clause="一（五）"
    )
    filed = truth("异地长期居住已备案", clause="一（五）")


class Drug(Facts):
    """一种药品。"""

    negotiated = truth("属于国家医保谈判药品", clause="二（六）")
    necessary = truth("临床必需", clause="二（六）")
    costly = truth("费用较高", clause="二（六）")
    irreplaceable = truth("替代性不强", clause="二（六）")
    outpatient = truth("适于门诊治疗", clause="二（六）")
    in_chronic_list = truth("已纳入门诊慢特病范围", clause="二（六）")
    separately_paid = truth("实行单独支付", clause="五（十六）")


WITHIN_LIMITS = "起付标准至最高支付限额之间的政策规定自付"
BELOW_DEDUCTIBLE = "起付标准以下且符合支付范围"
ABOVE_LIMIT = "最高支付限额以上且符合支付范围"
CLASS_B_FIRST = "乙类目录首先自付"
OVER_STANDARD = "超出医保支付标准的药品、医用耗材等费用"


class OwnCost(Facts):
    """一笔由个人负担的费用。"""

    service = choice("费用类别", ["门诊慢特病", "普通门诊统筹", "住院", "其他"], clause="二（七）")
    part = choice(
        "个人负担的部分",
        [
            WITHIN_LIMITS,
            BELOW_DEDUCTIBLE,
            ABOVE_LIMIT,
            CLASS_B_FIRST,
            OVER_STANDARD,
            "其他",
        ],
        clause="二（七）",
    )


class YearOfOwnCosts(Facts):
    """一名参保职工一年里个人负担的各部分费用。"""

    within_limits = money("起付标准至最高支付限额之间的政策规定自付费用", clause="二（七）")
    below_deductible = money("起付标准以下符合支付范围的个人负担费用", clause="二（七）")
    above_limit = money("最高支付限额以上符合支付范围的个人负担费用", clause="二（七）")
    class_b_first = money("乙类目录个人首先自付费用", clause="二（七）")


class SecondPayment(Facts):
    """一名参保职工一年的二次支付。"""

    compliant = money(
        "个人累计负担的合规医疗费用",
        clause="二（七）",
        gist="门诊慢特病、普通门诊统筹和住院三类合计，基本医保等支付之后",
    )


class Pharmacy(Facts):
    """一家定点零售药店。"""

    qualified = truth("资质合规", clause="三（十）")
    well_managed = truth("管理规范", clause="三（十）")
    reputable = truth("信誉良好", clause="三（十）")
    well_placed = truth("布局合理", clause="三（十）")
    traceable = truth("已实现药品电子追溯", clause="三（十）")
    connected = truth("已接入医保信息系统平台", clause="三（十）")


class OnlineService(Facts):
    """互联网医院的一项服务。"""

    designated = truth("互联网医院已纳入医保定点", clause="三（十二）")
    compliant = truth("互联网诊疗服务和费用符合规定", clause="三（十二）")


class HerbalPharmacy(Facts):
    """一家智慧中药房。"""

    independent = truth("智慧中药房独立设置", clause="三（十三）")
    eligible = truth("智慧中药房符合条件", clause="三（十三）", gist="具体条件原文没有写明")


class Account(Facts):
    """一名参保人一个月的职工医保个人账户。"""

    status = choice(
        "在职或退休",
        [EMPLOYED, RETIRED],
        clause="四（十四）",
        gist="退休当月仍填在职职工，次月起填退休人员",
    )
    own_contribution = money("个人缴纳的基本医疗保险费", clause="四（十四）")
    employer_credit = money(
        "按调减前标准由单位缴费计入个人账户的金额", clause="四（十四）", gist="调减前标准不在原文"
    )
    age = quantity("退休人员年龄", "周岁", clause="四（十四）", max="150周岁")


class Retirement(Facts):
    """一名在职转退休的职工。"""

    retired_on = day("退休日期", clause="四（十四）")


class FlexibleWorker(Facts):
    """一名灵活就业人员。"""

    entitled = truth("按规定享受职工医保待遇", clause="四（十四）")
    has_account = truth("建立了个人账户", clause="四（十四）")


CLINIC_COST = "定点医疗机构就医的个人负担费用"
PHARMACY_COSTS = (
    "定点零售药店购买药品的个人负担费用",
    "定点零售药店购买医疗器械的个人负担费用",
    "定点零售药店购买医用耗材的个人负担费用",
)
PREMIUMS = (
    "居民基本医疗保险个人缴费",
    "长期护理保险个人缴费",
    "政府指导的普惠型商业医疗保险个人缴费",
)
FORBIDDEN = (
    "公共卫生费用",
    "体育健身消费",
    "养生保健消费",
    "不属于基本医疗保险保障范围的其他支出",
)
UNDESIGNATED = "非定点医疗机构或非定点药店的费用"


class AccountUse(Facts):
    """个人账户的一笔支出。"""

    beneficiary = choice(
        "费用是谁的",
        ["本人", "配偶", "父母", "子女", "其他人"],
        clause="四（十五）",
        gist="兄弟姐妹、配偶的父母、祖父母等都是其他人",
    )
    item = choice(
        "支出项目",
        [CLINIC_COST, *PHARMACY_COSTS, *PREMIUMS, *FORBIDDEN, UNDESIGNATED, "其他"],
        clause="四（十五）",
    )


class Service(Facts):
    """一类门诊服务。"""

    kind = choice(
        "门诊服务类别",
        [
            "普通门诊",
            "门诊慢特病",
            "不宜打包付费的门诊费用",
            "日间手术",
            "中医日间病房",
            "符合条件的门诊特殊病种",
        ],
        clause="五（十六）",
    )


TREATMENT_ACTS = ("违反诊疗规范过度诊疗", "超量开药", "重复开药", "超标准收费")
FRAUD_ACTS = (
    "冒用他人身份信息",
    "留存参保人员医保凭证",
    "盗刷参保人员医保凭证",
    "冒用参保人员医保凭证",
    "假病人",
    "假病情",
    "假票据",
)


class Misconduct(Facts):
    """定点医药机构的一种违规行为。"""

    act = choice("违规行为", [*TREATMENT_ACTS, *FRAUD_ACTS], clause="六")


class Department(Facts):
    """一个部门。"""

    name = choice(
        "部门",
        ["市医保局", "公安", "财政", "卫生健康", "市场监管", "税务", "其他部门"],
        clause="第三段",
    )


# --- 印发通知和依据


@rule(
    DOC,
    ("第一段", "主送", "落款", "日期", "登记号"),
    label="文件由谁同意、由谁印发、印发给谁、何时成文",
    any_day=True,
)
def issuing(a: Asked) -> Record:
    """Who agreed to the measures, who issued them and to whom, when they were signed."""
    return record(
        agreed_by=("经谁同意", checklist("市委", "市政府")),
        issuer=("印发机关", text("济南市人民政府办公厅")),
        signed_on=("成文日期", p.signed_on),
        registration=("登记号", p.registration),
        to=("印发给谁", checklist("各区县人民政府", "市政府各部门（单位）")),
    )


@rule(DOC, ("正文 第一段", "四（十四）"), label="制定依据", any_day=True)
def basis(a: Asked) -> Texts:
    """The State Council's and the province's papers that the measures rest on."""
    return checklist("国办发〔2021〕14号", "鲁政办发〔2021〕22号")


# --- 一、普通门诊费用统筹


@rule(DOC, "一（一）", label="能否享受普通门诊统筹待遇")
def outpatient_pool_eligible(i: Insured) -> Truth:
    """Everyone insured under the city's employee scheme is covered; others are not by this text."""
    return i.scheme.is_("济南市职工医保")


@rule(DOC, "一（一）", label="普通门诊统筹和大额医疗费用补助的个人缴费")
def personal_premium(a: Asked) -> Record:
    """Whether the insured still pay themselves; the amount before the end is not in the text."""
    due = labelled(as_of() < p.personal_premium_ends, "尚在停止个人缴费之前", "一（一）")
    return record(
        due=("是否实行个人缴费", due),
        amount=(
            "个人缴费金额（元）",
            choose(
                (due, not_stated("原文未写明2024年1月前个人缴费的金额", "一（一）")),
                otherwise=number(0, "元"),
            ),
        ),
        ends=("停止个人缴费的日期", p.personal_premium_ends),
    )


@rule(DOC, "一（二）", label="支付比例比在职职工高多少", unit="个百分点")
def person_addition(m: Member) -> Number:
    """How far retirees and workers from before 1949 stand above employees on the day."""
    later = labelled(as_of() >= p.retiree_addition_from, "已到退休人员提高比例之时", "一（二）")
    retired = choose(
        (all_of(later, m.person.is_in(RETIRED, OLD_WORKER)), p.retiree_addition),
        otherwise=number(0, "个百分点"),
    )
    over_retirees = choose((later, p.old_worker_over_retirees), otherwise=p.old_worker_addition)
    old_worker = choose((m.person.is_(OLD_WORKER), over_retirees), otherwise=number(0, "个百分点"))
    return step("退休人员提高", retired, "一（二）") + step(
        "建国前老工人再提高", old_worker, "一（二）"
    )


@rule(DOC, "一（二）", label="支付比例从何时起提高，退休人员从何时起高于在职职工")
def payment_rate_days(a: Asked) -> Record:
    """The first days of the raised rates and of the retirees' advantage over employees."""
    return record(
        raised_from=("各级支付比例提高的起始日", p.payment_rate_from),
        retirees_from=("退休人员、建国前老工人再提高的起始日", p.retiree_addition_from),
    )


@rule(DOC, "一（二）", label="本市就医的统筹基金支付比例", unit="%")
def local_payment_rate(m: Member) -> Number:
    """The fund's share of in-policy outpatient costs in the city, by level, person and date."""
    return p.payment_rate[m.level] + person_addition(m)


@rule(DOC, ("一（二）", "一（五）"), label="统筹基金支付比例（含异地就医）", unit="%")
def payment_rate(v: Visit) -> Number:
    """The fund's share wherever the visit was.

    Lower for a temporary stay outside the province; unstated where a long-term resident elsewhere
    has not filed.
    """
    reduction = choose(
        (v.place.is_(OUTSIDE), p.out_of_province_reduction),
        (v.place.is_(UNFILED), not_stated(UNFILED_SHARE, "一（五）")),
        otherwise=number(0, "个百分点"),
    )
    return local_payment_rate(v) - step("外出就医降低", reduction, "一（五）")


@rule(DOC, "一（二）", label="2023年1月前的统筹基金支付比例", unit="%")
def previous_payment_rate(m: Member) -> Number:
    """The share before the measures; none is stated for workers from before 1949."""
    return choose(
        (
            m.person.is_(OLD_WORKER),
            not_stated("原文未写明建国前老工人在2023年1月前的支付比例", "一（二）"),
        ),
        otherwise=p.previous_payment_rate[m.level],
    )


@rule(DOC, "一（三）", label="普通门诊费用年度支付限额", unit="元", rounding="分")
def annual_limit(a: Asked) -> Number:
    """The most that the fund pays for one insured person's outpatient visits in the year."""
    return p.annual_limit


@rule(DOC, "一（三）", label="2023年1月前的普通门诊年度支付限额", unit="元", rounding="分")
def previous_annual_limit(a: Asked) -> Number:
    """The yearly limit before the measures."""
    return p.previous_annual_limit


def _limit_left(v: Visit) -> Number:
    return step("年度支付限额余额", positive(p.annual_limit - v.paid_this_year), "一（三）")


@rule(DOC, "一（三）", label="年度支付限额原来多少、现在多少、何时提高")
def annual_limit_steps(a: Asked) -> Record:
    """The former limit, the one of the day asked for, and the days of both rises."""
    return record(
        before=("2023年1月前的限额（元）", previous_annual_limit(a)),
        now=("当日的限额（元）", annual_limit(a)),
        raised_from=("第一次提高的起始日", p.annual_limit_from),
        raised_again_from=("第二次提高的起始日", p.annual_limit_again_from),
    )


@rule(DOC, "一（三）", label="本年度支付限额的余额", unit="元", rounding="分")
def annual_limit_left(v: Visit) -> Number:
    """What the fund may still pay this year; nothing once the limit is used up."""
    return _limit_left(v)


@rule(DOC, "一（三）", label="年度支付限额由谁支付、怎样计算")
def annual_limit_payer(a: Asked) -> Record:
    """Who pays up to the yearly limit, and which two former parts it unites."""
    return record(
        payer=("由谁支付", text("统筹基金")),
        united=(
            "合并计算的部分",
            checklist("统筹基金支付部分", "职工大额医疗费用补助金支付部分"),
        ),
    )


@rule(DOC, "一（三）", label="居民医保年度限额的目标下限", unit="元", rounding="分")
def resident_limit_floor(a: Asked) -> Number:
    """The lowest residents' limit that meets the target; the limit of 2021 must be supplied."""
    return p.resident_limit_2021 * (1 + p.resident_limit_rise)


@rule(DOC, "一（三）", label="居民医保年度限额是否达到目标")
def resident_limit_target(r: ResidentLimit) -> Record:
    """Whether a residents' limit has risen enough over 2021, and by which year it must."""
    rise = step("提高幅度", (r.limit - p.resident_limit_2021) / p.resident_limit_2021, "一（三）")
    return record(
        met=("是否达到", p.resident_limit_rise.admits(rise)),
        year=("目标年度", p.resident_target_year),
    )


@rule(DOC, "一（四）", label="普通门诊是否限定点数量，起付标准是否合并")
def designation_limit(a: Asked) -> Record:
    """Whether the number of designated institutions per person is limited, and how many before."""
    free = labelled(as_of() >= p.designation_reform_from, "已取消定点数量限制", "一（四）")
    return record(
        limited=("是否限制定点数量", ~free),
        count=(
            "可选定点数量",
            choose(
                (free, text("不限")),
                otherwise=not_stated("原文未写明2024年1月前可选几家定点", "一（四）"),
            ),
        ),
        merged=(
            "起付标准是否在机构之间合并计算",
            choose((free, always), otherwise=DOC.reading("deductible_2023").is_("merged")),
        ),
        free_from=("不限数量的起始日", p.designation_reform_from),
    )


@rule(DOC, "一（四）", label="起付标准尚余额", unit="元", rounding="分")
def deductible_left(d: DeductibleMet) -> Number:
    """What is left of the deductible; from 2024 what was met at every institution counts."""
    separate = DOC.reading("deductible_2023").is_("separate")
    free = labelled(as_of() >= p.designation_reform_from, "已取消定点数量限制", "一（四）")
    met = choose((free, d.met_everywhere), (separate, d.met_here), otherwise=d.met_everywhere)
    return positive(p.deductible - step("已计入起付标准的费用", met, "一（四）"))


@rule(DOC, "一（五）", label="外出就医降低的百分点", unit="个百分点")
def away_reduction(t: Trip) -> Number:
    """How far the share falls away from home; unstated for a long-term resident who has not filed."""
    return choose(
        (
            t.stay.is_("临时外出就医"),
            choose(
                (t.destination.is_("省外"), p.out_of_province_reduction),
                otherwise=number(0, "个百分点"),
            ),
        ),
        (t.filed, number(0, "个百分点")),
        otherwise=not_stated(UNFILED_SHARE, "一（五）"),
    )


@rule(DOC, "一（五）", label="外出就医要办什么手续、受什么限制")
def away_formalities(a: Asked) -> Record:
    """Referral, filing and choice of institutions for a visit away from home."""
    return record(
        referral_needed=("是否要办转诊手续", never),
        filed_by=("按本市比例支付须先备案的人", text("异地长期居住人员")),
        level_limited=("是否限定点医疗机构等级", never),
        count_limited=("是否限定点医疗机构数量", never),
    )


def _covered(v: Visit) -> Number:
    return step("扣除起付标准后的费用", positive(v.cost - v.deductible_left), "一（四）")


@rule(
    DOC,
    ("一（二）", "一（三）", "一（四）", "一（五）"),
    label="一次普通门诊的统筹基金支付额",
    unit="元",
    rounding="分",
)
def outpatient_payment(v: Visit) -> Number:
    """What the fund pays for one visit.

    The cost above what is left of the deductible, at the rate of the level, person, place and date,
    and never more than what is left of the yearly limit: nothing once that is used up.
    """
    used_up = labelled(_limit_left(v) <= number(0, "元"), "年度支付限额已经用完", "一（三）")
    paid = capped(payment_rate(v) * _covered(v), _limit_left(v))
    return choose((used_up, number(0, "元")), otherwise=paid)


@rule(
    DOC,
    ("一（二）", "一（三）", "一（四）", "一（五）"),
    label="一次普通门诊政策范围内费用的个人负担额",
    unit="元",
    rounding="分",
)
def outpatient_own_payment(v: Visit) -> Number:
    """What is left of the in-policy cost after the fund has paid, to the fen."""
    return v.cost - outpatient_payment(v)


@rule(
    DOC,
    ("一（二）", "一（三）", "一（四）", "一（五）"),
    label="参保人全年普通门诊的统筹基金支付额",
    unit="元",
    rounding="分",
    table=True,
)
def annual_outpatient_payment(v: YearVisit) -> Number:
    """What the fund pays for all of a person's visits of one year, up to the yearly limit."""
    each = step("每次应付", rounded(payment_rate(v) * _covered(v), "分"), "一（二）")
    return capped(total(each, within=v.insured), p.annual_limit)


# --- 二、门诊慢特病


@rule(DOC, "二（六）", label="门诊慢特病病种依据什么目录、规范什么")
def chronic_catalogue(a: Asked) -> Record:
    """Which catalogue decides the chronic diseases, and what is made uniform."""
    return record(
        catalogue=("病种目录", text("全省统一的门诊慢特病基本病种目录")),
        regulated=("须规范的内容", checklist("病种名称", "认定标准")),
    )


@rule(DOC, "二（六）", label="药品是否属于探索单独支付的范围")
def separate_payment_candidate(d: Drug) -> Truth:
    """Whether a drug meets every condition for separate payment, which is still to be tried out."""
    return all_of(
        d.negotiated, d.necessary, d.costly, d.irreplaceable, d.outpatient, ~d.in_chronic_list
    )


@rule(DOC, "二（六）", label="探索单独支付的药品要符合哪些条件")
def separate_payment_conditions(a: Asked) -> Texts:
    """Every condition that a drug must meet for separate payment."""
    return checklist(
        "国家医保谈判药品",
        "临床必需",
        "费用较高",
        "替代性不强",
        "适于门诊治疗",
        "未纳入门诊慢特病范围",
    )


@rule(DOC, "二（七）", label="二次支付看哪些费用，哪些合规、哪些不合规")
def second_payment_scope(a: Asked) -> Record:
    """Which kinds of cost the second payment looks at, which parts count and which do not."""
    return record(
        services=("费用类别", checklist("门诊慢特病", "普通门诊统筹", "住院")),
        compliant=(
            "合规的个人负担",
            checklist(WITHIN_LIMITS, BELOW_DEDUCTIBLE, ABOVE_LIMIT, CLASS_B_FIRST),
        ),
        excluded=("不合规的费用", checklist(OVER_STANDARD)),
        fund=("由什么支付", text("职工大额医疗费用补助")),
    )


@rule(DOC, "二（七）", label="个人负担的费用是否计入二次支付")
def second_payment_counts(c: OwnCost) -> Truth:
    """Whether a cost is compliant and of a kind that the second payment looks at."""
    service = labelled(
        c.service.is_in("门诊慢特病", "普通门诊统筹", "住院"), "属于三类费用之一", "二（七）"
    )
    compliant = c.part.is_in(WITHIN_LIMITS, BELOW_DEDUCTIBLE, ABOVE_LIMIT, CLASS_B_FIRST)
    return choose(
        (~service, never),
        (
            c.part.is_("其他"),
            not_stated("原文既未列入、也未排除这部分费用", "二（七）"),
        ),
        otherwise=compliant,
    )


@rule(DOC, "二（七）", label="合规医疗费用合计", unit="元", rounding="分")
def compliant_cost(y: YearOfOwnCosts) -> Number:
    """The four compliant parts together; costs over the payment standard are not among them."""
    return y.within_limits + y.below_deductible + y.above_limit + y.class_b_first


@rule(DOC, "二（七）", label="二次支付的起付标准", unit="元", rounding="分")
def second_payment_threshold(a: Asked) -> Number:
    """The yearly own costs above which the large-cost subsidy pays a second time."""
    return p.second_payment_threshold


@rule(DOC, "二（七）", label="2023年1月前二次支付的起付标准", unit="元", rounding="分")
def previous_second_payment_threshold(a: Asked) -> Number:
    """The threshold before the measures."""
    return p.previous_second_payment_threshold


@rule(DOC, "二（七）", label="二次支付起付标准原来多少、现在多少、何时降低")
def second_payment_threshold_steps(a: Asked) -> Record:
    """The former threshold, the one of the day asked for, and the days of both cuts."""
    return record(
        before=("2023年1月前的起付标准（元）", previous_second_payment_threshold(a)),
        now=("当日的起付标准（元）", second_payment_threshold(a)),
        lowered_from=("第一次降低的起始日", p.second_payment_threshold_from),
        lowered_again_from=("第二次降低的起始日", p.second_payment_threshold_again_from),
    )


@rule(DOC, "二（七）", label="超过二次支付起付标准的合规费用", unit="元", rounding="分")
def second_payment_excess(s: SecondPayment) -> Number:
    """The part of the yearly compliant own costs above the threshold."""
    return positive(s.compliant - p.second_payment_threshold)


@rule(DOC, "二（七）", label="二次支付额", unit="元", rounding="分")
def second_payment(s: SecondPayment) -> Number:
    """The excess at a rate and up to a limit; both are not in the text and must be supplied.

    Nothing up to the threshold, whatever the rate and the limit are.
    """
    none = labelled(second_payment_excess(s) <= number(0, "元"), "没有超过起付标准", "二（七）")
    paid = capped(second_payment_excess(s) * p.second_payment_rate, p.second_payment_limit)
    return choose((none, number(0, "元")), otherwise=paid)


@rule(DOC, "二（八）", label="日间手术的医保待遇和病种依据")
def day_surgery(a: Asked) -> Record:
    """How day surgery is treated, and what decides which operations are covered."""
    return record(
        benefit=("待遇", text("参照住院")),
        scope=("病种和术式依据", checklist("国家推荐目录", "本市日间手术医保支付实践")),
        trend=("范围", text("逐步扩大")),
    )


@rule(DOC, "二（九）", label="门诊慢特病跨省联网结算最迟何时实现")
def cross_province_by(a: Asked) -> Day:
    """The last day for settling chronic outpatient costs online across provinces."""
    return p.cross_province_by


@rule(DOC, "二（九）", label="所问日期是否已过门诊慢特病跨省联网结算的期限")
def cross_province_overdue(d: AskedDay) -> Truth:
    """Whether the last day for it has passed; it had, before the measures came into force."""
    return d.asked > p.cross_province_by


# --- 三、保障渠道


@rule(DOC, "三（十）", label="药店开展谈判药品双通道管理还缺哪些条件")
def dual_channel_missing(f: Pharmacy) -> Texts:
    """The conditions that a designated pharmacy does not meet yet; empty when it meets all."""
    return checklist(
        ("资质合规", ~f.qualified),
        ("管理规范", ~f.well_managed),
        ("信誉良好", ~f.reputable),
        ("布局合理", ~f.well_placed),
        ("药品电子追溯", ~f.traceable),
        ("接入医保信息系统平台", ~f.connected),
    )


@rule(DOC, "三（十）", label="选择双通道药店看哪些条件")
def dual_channel_conditions(a: Asked) -> Texts:
    """What a designated pharmacy must be to supply negotiated drugs."""
    return checklist(
        "资质合规", "管理规范", "信誉良好", "布局合理", "药品电子追溯", "接入医保信息系统平台"
    )


@rule(DOC, "三（十）", label="谈判药品双通道指哪两个通道")
def dual_channels(a: Asked) -> Texts:
    """The two places where negotiated drugs are supplied under one management."""
    return checklist("定点医疗机构", "定点零售药店")


@rule(DOC, "三（十）", label="外配处方能否在定点零售药店配药和结算、按什么政策报销")
def pharmacy_reimbursement(a: Asked) -> Record:
    """A prescription filled at a designated pharmacy: allowed, and paid as at an institution."""
    return record(
        dispensed=("能否在符合条件的定点零售药店配药和结算", always),
        force=("推行程度", text("探索")),
        policy=("报销政策", text("与定点医疗机构统一")),
        means=("信息化改造内容", checklist("处方流转", "医保结算", "智能监控")),
    )


@rule(DOC, "三（十）", label="外配处方在定点零售药店的统筹基金支付比例", unit="%")
def pharmacy_payment_rate(v: Visit) -> Number:
    """The fund's share of a prescription filled at a pharmacy: the level is the prescriber's."""
    return choose(
        (DOC.reading("pharmacy_level").is_("prescriber"), payment_rate(v)),
        otherwise=not_stated("原文未写明药店按哪一级机构的比例支付", "三（十）"),
    )


@rule(DOC, "三（十一）", label="慢病线上复诊的医保支付政策和服务方式")
def online_chronic_care(a: Asked) -> Record:
    """Online follow-up for chronic patients is paid like a visit in person."""
    return record(
        policy=("支付政策", text("与线下相同")),
        modes=("服务方式", checklist("慢病专区管理", "线上线下一体化诊疗", "送药上门")),
        channel=("支付渠道", text("慢病复诊医保线上支付")),
    )


@rule(DOC, "三（十二）", label="互联网医院的服务能否由医保支付")
def internet_service_covered(s: OnlineService) -> Truth:
    """Whether an internet hospital's service is within the scope of payment."""
    return all_of(s.designated, s.compliant)


@rule(DOC, "三（十二）", label="互联网医院按什么报销、支持哪些服务")
def internet_hospital(a: Asked) -> Record:
    """An internet hospital is paid like the physical institution that it rests on."""
    return record(
        standard=("报销政策和支付标准", text("参照所依托的实体医疗机构")),
        services=("支持的服务", checklist("预约挂号", "复诊", "续方", "药品配送")),
    )


@rule(DOC, "三（十三）", label="智慧中药房能否探索纳入医保定点")
def smart_pharmacy_designation(h: HerbalPharmacy) -> Truth:
    """Whether a smart herbal pharmacy is of the kind that may be tried as a designated one."""
    return all_of(h.independent, h.eligible)


@rule(DOC, "三（十三）", label="智慧中药房可与谁成立联合体、怎样共享")
def smart_pharmacy_union(a: Asked) -> Record:
    """With whom a smart herbal pharmacy may join, and by which means it is shared."""
    return record(
        partners=("联合体成员", checklist("定点诊所", "定点基层卫生服务机构", "定点医院")),
        means=("共享方式", text("处方流转")),
        purpose=("解决的问题", text("基层医疗卫生机构门诊报销")),
    )


# --- 四、个人账户


UNCHANGED_CREDIT = "原文只写2024年1月前退休人员计入政策不变，没有写明标准"


@rule(DOC, "四（十四）", label="单位缴费计入个人账户的比例（占调减前标准）", unit="%")
def employer_credit_share(a: Account) -> Number:
    """How much of the former employer part still reaches an employee's account."""
    return choose(
        (as_of() < p.account_reform_from, p.employer_credit_kept), otherwise=number(0, "%")
    )


@rule(DOC, "四（十四）", label="单位缴费、个人缴费各归哪里，何时调整")
def contribution_split(a: Asked) -> Record:
    """Where employer's and employee's contributions go, and the days on which that changed."""
    return record(
        own=("个人缴费", text("全部计入个人账户")),
        employer=(
            "单位缴费",
            choose(
                (as_of() < p.account_reform_from, text("计入个人账户的部分减为原来一半")),
                otherwise=text("全部计入统筹基金"),
            ),
        ),
        cut_by=("最迟调减日", p.employer_credit_cut_by),
        ends_from=("不再划入个人账户的起始日", p.account_reform_from),
        use=("增加的统筹基金主要用途", text("门诊共济保障")),
    )


@rule(DOC, "四（十四）", label="退休人员个人账户的划入比例", unit="%")
def retiree_credit_rate(a: Account) -> Number:
    """The share of the average pension that is credited; the former amount is not in the text."""
    return choose(
        (
            as_of() < p.account_reform_from,
            not_stated(UNCHANGED_CREDIT, "四（十四）"),
        ),
        (p.senior_age.admits(a.age), p.senior_credit_rate),
        otherwise=p.younger_credit_rate,
    )


@rule(DOC, "四（十四）", label="退休人员划入额是每月还是每年的数额")
def retiree_credit_period(a: Asked) -> Text:
    """Whether the credit is one of each month or of each year, by the reading chosen."""
    return choose((DOC.reading("credit_period").is_("month"), text("每月")), otherwise=text("每年"))


@rule(DOC, "四（十四）", label="个人账户划入额", unit="元", rounding="分")
def account_credit(a: Account) -> Number:
    """What is credited for the same period as the contributions or the average pension given.

    From 2024 an employee's account receives the own contribution alone, so the employer's part is
    asked for only before; what retirees received before 2024 is not in the text.
    """
    before = labelled(as_of() < p.account_reform_from, "尚在2024年改革之前", "四（十四）")
    employer = choose(
        (before, a.employer_credit * employer_credit_share(a)), otherwise=number(0, "元")
    )
    retired = choose(
        (before, not_stated(UNCHANGED_CREDIT, "四（十四）")),
        otherwise=p.average_pension * retiree_credit_rate(a),
    )
    return choose(
        (
            a.status.is_(EMPLOYED),
            a.own_contribution + step("单位缴费计入部分", employer, "四（十四）"),
        ),
        otherwise=step("退休人员划入额", retired, "四（十四）"),
    )


@rule(DOC, "四（十四）", label="从哪一天起按退休人员标准划入")
def retiree_standard_from(r: Retirement) -> Day:
    """The first day of the month after the month of retirement."""
    return step("退休次月的第一日", next_month(r.retired_on), "四（十四）")


@rule(DOC, "四（十四）", label="这一天个人账户按哪种标准划入")
def account_standard(r: Retirement) -> Text:
    """Which standard applies on the day asked for, to somebody who has retired or will."""
    return choose(
        (as_of() >= retiree_standard_from(r), text("退休人员标准")),
        otherwise=text("在职职工标准"),
    )


@rule(DOC, "四（十四）", label="灵活就业人员的个人账户政策")
def flexible_worker_account(f: FlexibleWorker) -> Text:
    """Flexible workers with benefits and an account follow the same standards."""
    return choose(
        (all_of(f.entitled, f.has_account), text("按同样标准执行")),
        otherwise=not_stated("原文只写了享受待遇并建立个人账户的灵活就业人员", "四（十四）"),
    )


@rule(DOC, "四（十五）", label="个人账户可以给谁用、用于什么、不得用于什么")
def account_scope(a: Asked) -> Record:
    """For whom and for what the personal account may be used, and for what it may not."""
    return record(
        people=("可以使用的人", checklist("本人", "配偶", "父母", "子女")),
        items=("可以支付的项目", checklist(CLINIC_COST, *PHARMACY_COSTS, *PREMIUMS)),
        forbidden=("不得支付的项目", checklist(*FORBIDDEN)),
    )


@rule(DOC, "四（十五）", label="个人账户是否明确不得用于这项支出")
def account_forbidden(u: AccountUse) -> Truth:
    """Whether the text forbids the item, whoever it is for."""
    return u.item.is_in(*FORBIDDEN)


@rule(DOC, "四（十五）", label="个人账户能否支付某人的某项费用")
def account_may_pay(u: AccountUse) -> Truth:
    """Whether the personal account may pay for this item for this person."""
    family = labelled(
        u.beneficiary.is_in("本人", "配偶", "父母", "子女"),
        "费用属于本人或配偶、父母、子女",
        "四（十五）",
    )
    everyone = DOC.reading("family_items").is_("all")
    bought = labelled(
        u.item.is_in(*PHARMACY_COSTS, *PREMIUMS), "属于所列购药或参保缴费", "四（十五）"
    )
    clinic = labelled(all_of(u.item.is_(CLINIC_COST), family), "就医费用可以支付", "四（十五）")
    others = labelled(
        all_of(bought, any_of(u.beneficiary.is_("本人"), all_of(family, everyone))),
        "购药或参保缴费可以支付",
        "四（十五）",
    )
    return choose(
        (
            all_of(u.item.is_("其他"), family),
            not_stated("原文没有写到这类支出", "四（十五）"),
        ),
        otherwise=any_of(clinic, others),
    )


# --- 五、付费机制


@rule(DOC, "五（十六）", label="门诊医疗费用的付费方式")
def payment_method(s: Service) -> Texts:
    """How the fund pays institutions for each kind of outpatient service."""
    return checklist(
        ("按人头付费", s.kind.is_in("普通门诊", "门诊慢特病")),
        (
            "按病种付费",
            s.kind.is_in("门诊慢特病", "日间手术", "中医日间病房", "符合条件的门诊特殊病种"),
        ),
        (
            "按疾病诊断分组付费",
            s.kind.is_in("日间手术", "中医日间病房", "符合条件的门诊特殊病种"),
        ),
        ("按项目付费", s.kind.is_("不宜打包付费的门诊费用")),
    )


@rule(DOC, "五（十六）", label="付费方式的推行程度")
def payment_method_force(s: Service) -> Text:
    """Whether the method is in use, allowed, or still to be tried out."""
    return choose(
        (s.kind.is_in("普通门诊", "门诊慢特病"), text("实行")),
        (s.kind.is_("不宜打包付费的门诊费用"), text("可以")),
        otherwise=text("探索"),
    )


@rule(DOC, "五（十六）", label="药品费用是否计入定点医疗机构医保费用总额")
def counted_in_total(d: Drug) -> Truth:
    """Negotiated drugs that are paid separately stand outside the institution's total."""
    return choose(
        (all_of(d.negotiated, d.separately_paid), never),
        otherwise=not_stated("原文只写实行单独支付的谈判药品不计入，没有写其他药品", "五（十六）"),
    )


@rule(DOC, "五（十七）", label="门诊服务协议管理监测什么、怎样管理")
def agreement_management(a: Asked) -> Record:
    """Which indicators of an institution are watched, and what is done with them."""
    return record(
        indicators=(
            "监测指标",
            checklist("门诊住院人次比", "大型医疗设备检查阳性率", "医保药品配备使用率"),
        ),
        actions=("定期做什么", checklist("统计", "分析", "比较")),
        managed_by=("管理方式", text("医保定点医疗机构协议管理")),
        limits=(
            "指标的控制数",
            not_stated("原文未写明各项指标的控制数", "五（十七）"),
        ),
    )


# --- 六、监督管理


@rule(DOC, "六（十八）", label="门诊就医审核哪些信息、落实什么制度")
def audited_information(a: Asked) -> Record:
    """What is looked into when care is given, and which rule of identity holds."""
    return record(
        audited=("审核的信息", checklist("诊疗信息", "诊断信息", "费用明细")),
        system=("严格落实的制度", text("实名制就医购药")),
    )


@rule(DOC, ("六（十九）", "六（二十）"), label="列明了哪些违规行为")
def listed_misconduct(a: Asked) -> Record:
    """The acts of institutions and their staff that the text names."""
    return record(
        treatment=("诊疗和收费违规", checklist(*TREATMENT_ACTS)),
        fraud=("套取骗取医保基金", checklist(*FRAUD_ACTS)),
    )


@rule(DOC, ("六（十九）", "六（二十）"), label="某种违规行为怎样处理")
def misconduct(m: Misconduct) -> Record:
    """What the text says of an act, under which clause, and that it states no penalty."""
    treatment = m.act.is_in(*TREATMENT_ACTS)
    return record(
        handling=(
            "处理",
            choose((treatment, text("加大查处力度")), otherwise=text("严肃查处")),
        ),
        subject=(
            "针对谁",
            choose((treatment, text("定点医药机构及工作人员")), otherwise=text("定点医药机构")),
        ),
        kind=(
            "性质",
            choose((treatment, text("诊疗和收费违规")), otherwise=text("套取骗取医保基金")),
        ),
        penalty=("处罚标准", not_stated("原文未写明罚款或其他处罚标准", "六")),
    )


@rule(DOC, ("六（十九）", "六（二十）"), label="医保基金使用稽核检查的范围和手段")
def fund_supervision(a: Asked) -> Record:
    """How far the inspection of institutions reaches and which means it uses."""
    return record(
        coverage=("稽核检查覆盖", text("全部定点医药机构")),
        means=("手段", checklist("医保智能监控系统", "大数据分析核查")),
    )


# --- 施行和分工


@rule(DOC, "第二段", label="施行日和有效期", any_day=True)
def in_force_period(a: Asked) -> Record:
    """The first and the last day of the measures."""
    return record(
        first_day=("施行日", p.in_force_from), last_day=("有效期最后一日", p.in_force_until)
    )


@rule(DOC, "第二段", label="所问日期是否在有效期内", any_day=True)
def in_force(d: AskedDay) -> Truth:
    """Whether the measures hold on a day, the first and the last day included."""
    return all_of(d.asked >= p.in_force_from, d.asked <= p.in_force_until)


@rule(DOC, "第三段", label="某部门的职责")
def department_role(d: Department) -> Texts:
    """What a department does for these measures; the text leaves open which others cooperate."""
    lead = d.name.is_("市医保局")
    return choose(
        (
            d.name.is_("其他部门"),
            not_stated("原文列举配合部门后有“等”字，没有点到这个部门", "第三段"),
        ),
        otherwise=checklist(("牵头组织实施", lead), ("解释", lead), ("依职能配合", ~lead)),
    )


@rule(DOC, "第三段", label="由谁牵头、谁解释、谁配合", any_day=True)
def organisation(a: Asked) -> Record:
    """Who leads, who explains the measures, who cooperates."""
    return record(
        lead=("牵头部门", text("市医保局")),
        explains=("解释部门", text("市医保局")),
        cooperating=(
            "配合部门",
            checklist("公安", "财政", "卫生健康", "市场监管", "税务"),
        ),
    )
