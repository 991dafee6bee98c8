"""济政办字〔2022〕64号 济南市2023年度城市管理综合考评工作方案, in the order of its points."""

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
    capped,
    checklist,
    choice,
    choose,
    day,
    labelled,
    last_of_month,
    month_of,
    most,
    never,
    next_month,
    not_stated,
    number,
    positive,
    previous,
    quantity,
    rank,
    rank_from_last,
    record,
    rounded,
    rows_within,
    rule,
    same,
    step,
    text,
    truth,
    warn_when,
    words,
    year_of,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

OFFICE = "市城管委办公室"
DEPARTMENTS, SOCIETY, OUTSIDE = "市政府部门考评", "社会评价", "第三方测评"
UP, DOWN = "进步加分", "退步扣分"
PLACES = ("第一名", "第二名", "第三名")
PLACES_FROM_LAST = ("倒数第一名", "倒数第二名", "倒数第三名")
CONTENTS = (
    "生活垃圾分类",
    "农贸市场管理",
    "智慧城管",
    "建筑垃圾处置管理",
    "交通设施与秩序管理",
    "噪声扰民整治",
    "居民小区物业管理",
    "“门前五包”责任制工作",
    "道路保洁",
    "广告与城市照明管理",
    "占道经营治理",
    "城市道路桥梁管理",
    "河道水域管理",
    "绿化养护管理",
    "工地围挡管理",
    "临街建筑外立面管理",
    "公共卫生间管理",
    "环卫公用设施建设与管理",
    "执法行为规范",
    "违法建设整治",
    "公共全民健身设施管理",
)
LEVELS = ("国家相关部委", "省委、省政府", "省级业务主管部门", "市委、市政府")
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
NO_POINTS, NO_MONEY = number(0, "分"), number(0, "万元")


class Nothing(Facts):
    """不需要任何事实。"""


class Year(Facts):
    """某一年。"""

    asked_year = quantity("年份（如2023）", "", max=9999, clause="标题")


class Area(Facts):
    """一个区域或者单位。"""

    area = choice(
        "区域或单位",
        [
            "区县",
            "济南高新区",
            "市南部山区",
            "济南新旧动能转换起步区",
            "市政府部门（单位）",
            "其他",
        ],
        clause="二第一段",
    )


class Item(Facts):
    """一项城市管理事项。"""

    item = choice("城市管理事项", [*CONTENTS, "其他"], clause="三第一段")


class Part(Facts):
    """千分制的一个部分。"""

    part = choice("考评部分", [DEPARTMENTS, SOCIETY, OUTSIDE], clause="四")


class QuarterlyReport(Facts):
    """一份季度考评或者评价结果。"""

    quarterly_part = choice("考评部分（按季度的）", [DEPARTMENTS, SOCIETY], clause="四")
    quarter = quantity("季度（填1至4）", "季", min=1, max=4, clause="四")
    reported = day("报市城管委办公室的日子", clause="四")


class MonthlyReport(Facts):
    """一份月度测评结果。"""

    month = quantity("测评的月份（填1至12）", "", min=1, max=12, clause="四（三）")
    reported = day("报市城管委办公室的日子", clause="四（三）")


class Surveys(Facts):
    """一个季度里三个月的第三方测评。"""

    first_month = quantity("季度第一个月的第三方测评得分", "分", decimals=4, clause="四（三）")
    second_month = quantity("季度第二个月的第三方测评得分", "分", decimals=4, clause="四（三）")
    third_month = quantity("季度第三个月的第三方测评得分", "分", decimals=4, clause="四（三）")


class Marks(Facts):
    """一个区县一个季度的三部分得分。"""

    department = quantity("市政府部门考评得分", "分", decimals=4, clause="四（一）")
    social = quantity("社会评价得分", "分", decimals=4, clause="四（二）")
    third_party = quantity("第三方测评得分（季度汇总）", "分", decimals=4, clause="四（三）")


class Movement(Facts):
    """一个区县前后两个季度的千分制成绩。"""

    quarter = quantity("季度（填1至4）", "季", min=1, max=4, clause="四（四）")
    this_score = quantity("本季度千分制成绩", "分", decimals=4, clause="四（四）")
    last_score = quantity("上一季度千分制成绩", "分", decimals=4, clause="四（四）")


class Honours(Facts):
    """一个区县上一季度在城市管理工作中获得并在当季报送的表彰，本季度加分。"""

    national = quantity("上一季度获得并当季报送的国家相关部委表彰项数", "项", clause="四（五）")
    provincial = quantity("上一季度获得并当季报送的省委、省政府表彰项数", "项", clause="四（五）")
    provincial_department = quantity(
        "上一季度获得并当季报送的省级业务主管部门表彰项数", "项", clause="四（五）"
    )
    municipal = quantity("上一季度获得并当季报送的市委、市政府表彰项数", "项", clause="四（五）")


class Award(Facts):
    """一项表彰。"""

    level = choice("表彰由谁授予", [*LEVELS, "其他"], clause="四（五）")
    for_management = truth("区县政府在城市管理工作中获得", clause="四（五）")
    awarded = day("获奖日", clause="四（五）")
    reported = day("把获奖情况报市城管委办公室的日子", clause="四（五）")


class QuarterResult(Marks, Honours):
    """一个区县一个季度的全部得分。"""

    quarter = quantity("季度（填1至4）", "季", min=1, max=4, clause="四（六）")
    last_score = quantity("上一季度千分制成绩", "分", decimals=4, clause="四（四）")


class Placing(Facts):
    """一个区县一个季度的名次。"""

    quarter = quantity("季度（填1至4）", "季", min=1, max=4, clause="六（三）")
    place = quantity("季度考评排名第几名", "名", min=1, clause="六（三）")
    last_place = quantity("上一季度考评排名第几名", "名", min=1, clause="六（三）第二段")
    progress_place = quantity(
        "名次提升幅度排第几名",
        "名",
        clause="六（三）第二段",
        gist="名次没有提升、或者没有排上的填0；提升幅度相同的，本季度排名靠前者在前",
    )


class Standing(Marks):
    """各区县各季度的得分，一个区县一个季度一行。"""

    district = words("区县", clause="二第一段")
    quarter = quantity("季度（填1至4）", "季", min=1, max=4, clause="六（一）")
    bonus = quantity(
        "本季度的加分项目分值", "分", clause="四（五）", gist="上一季度获奖、当季报送的，各项相加"
    )


class Review(Facts):
    """一份考评结果的程序。"""

    reviewed = truth("部门（单位）主要负责同志已审核", clause="七（二）")
    signed = truth("部门（单位）主要负责同志已签字", clause="七（二）")
    sealed = truth("已盖章", clause="七（二）")
    authentic = truth("成绩及材料真实、准确、可追溯", clause="七（二）")


class Handling(Review):
    """一个考评部门的程序。"""

    images_kept = truth("已留存相关影像资料", clause="七（二）")
    questions_answered = truth("已做好答疑释惑", clause="七（二）")
    in_the_open = truth("考评的标准、依据、要求、程序及结果公开透明", clause="七（二）")


class Behaviour(Facts):
    """考评中的做法。"""

    daily = truth("注重日常考评", clause="七（三）")
    unannounced = truth("以暗访为主", clause="七（三）")
    burdens = truth("借考评增加基层负担", clause="七（三）")
    subjective = truth("凭主观印象计分", clause="七（三）")
    obstructs = truth("区县干扰考评人员正常工作", clause="七（三）")


@rule(
    DOC, ("第一段", "主送", "落款", "日期"), label="方案经谁同意、由谁印发、印发给谁", any_day=True
)
def issuance(_: Nothing) -> Record:
    """With whose consent it was issued, by whom and to whom."""
    return record(
        agreed_by=("经谁同意", text("市政府")),
        issued_by=("由谁印发", text("济南市人民政府办公厅")),
        to=("印发给谁", checklist("各区县人民政府", "市政府各部门（单位）")),
    )


@rule(DOC, ("标题", "六（四）"), label="某年是否按本方案考评", any_day=True)
def covers_year(y: Year) -> Truth:
    """The plan is for one year only."""
    return same(y.asked_year, p.year)


@rule(DOC, "二第一段", label="是否属于城市管理综合考评的对象")
def is_assessed(a: Area) -> Truth:
    """Every district is assessed, the three functional areas among them."""
    return a.area.is_in("区县", "济南高新区", "市南部山区", "济南新旧动能转换起步区")


@rule(DOC, "二第一段", label="考评对象：多少个、分几组、含哪些区域")
def assessed_group(_: Nothing) -> Record:
    """How many districts there are, that they make one group, and what is left open."""
    return record(
        districts=("区县数", p.districts),
        grouping=("分组", text("为一组，全域考评")),
        includes=("含", checklist("济南高新区", "市南部山区", "济南新旧动能转换起步区")),
        differences=(
            "差异化考评的办法",
            not_stated("只写实施差异化考评，没有写怎样差异", "二第一段"),
        ),
    )


@rule(DOC, "三第一段", label="考评内容清单")
def contents(_: Nothing) -> Texts:
    """Everything that is assessed."""
    return checklist(*CONTENTS)


@rule(DOC, ("三第一段", "附注"), label="某事项是否考评、占多少分")
def item_assessed(i: Item) -> Record:
    """Whether a matter is among the contents; points of each stand in the annex, not printed."""
    return record(
        assessed=("是否属于考评内容", i.item.is_in(*CONTENTS)),
        points=(
            "分值",
            choose(
                (i.item.is_("其他"), not_stated("不属于列出的考评内容，没有分值", "三第一段")),
                otherwise=not_stated("各项分值在附件赋分表里，公报没有刊登", "附注"),
            ),
        ),
    )


@rule(DOC, "四第一段", label="千分制满分", unit="分")
def full_score(_: Nothing) -> Number:
    """The full score of a quarter before dynamic points and bonus."""
    return p.full_score


@rule(DOC, ("四（一）", "四（二）", "四（三）"), label="某部分的满分", unit="分")
def part_score(x: Part) -> Number:
    """The points of each of the three parts."""
    return p.part_score[x.part]


@rule(DOC, ("四（一）", "四（二）", "四（三）"), label="某部分由谁考评、怎么做、多久一次、报给谁")
def part_arrangement(x: Part) -> Record:
    """Who scores a part, by which means, how often, and where the result goes."""
    departments, society = x.part.is_(DEPARTMENTS), x.part.is_(SOCIETY)
    return record(
        by=(
            "由谁考评",
            choose(
                (departments, text("市政府有关部门")),
                (society, not_stated("原文没有写社会评价由谁组织", "四（二）")),
                otherwise=text("聘请的第三方机构"),
            ),
        ),
        means=(
            "方式",
            choose(
                (society, checklist("市民服务热线办理", "专家评审", "社会监督")),
                otherwise=not_stated("原文没有写具体方式", "四"),
            ),
        ),
        every=(
            "多久一次",
            choose((x.part.is_(OUTSIDE), text("每月，每季度汇总一次")), otherwise=text("每季度")),
        ),
        points=("分值", p.part_score[x.part]),
        reported_to=("报给谁", text(OFFICE)),
        due=(
            "何时以前报",
            choose(
                (departments, p.quarterly_report[text(DEPARTMENTS)]),
                (society, p.quarterly_report[text(SOCIETY)]),
                otherwise=p.monthly_report,
            ),
        ),
    )


@rule(DOC, ("四（一）", "四（二）"), label="某季度的考评或评价结果最迟哪天报")
def quarterly_report_due(r: QuarterlyReport) -> Day:
    """The day in the last month of the quarter by which the result is handed in."""
    return p.quarterly_report[r.quarterly_part].in_quarter(p.year, r.quarter)


def _by(reported: Day, due: Day) -> Truth:
    """Before the day, or on it by the reading, which matters on that day only."""
    return choose(
        (reported < due, always),
        (reported > due, never),
        otherwise=DOC.reading("before_25th").is_("inclusive"),
    )


@rule(DOC, ("四（一）", "四（二）"), label="季度考评或评价结果是否按时报送")
def quarterly_report_on_time(r: QuarterlyReport) -> Truth:
    """Whether it was handed in by the day; what follows on lateness is not in the text."""
    return _by(r.reported, quarterly_report_due(r))


@rule(DOC, "四（三）", label="某月的第三方测评结果最迟哪天报")
def monthly_report_due(r: MonthlyReport) -> Day:
    """The day of the month by which the outside survey is handed in."""
    return p.monthly_report.in_month(p.year, r.month)


@rule(DOC, "四（三）", label="第三方测评结果是否按时报送")
def monthly_report_on_time(r: MonthlyReport) -> Truth:
    """Whether it was handed in by the day."""
    return _by(r.reported, monthly_report_due(r))


@rule(DOC, ("四（一）", "四（二）", "四（三）"), label="考评结果逾期未报的后果")
def late_report(_: Nothing) -> Text:
    """The text gives a day, and nothing for missing it."""
    return not_stated("原文没有写考评结果逾期报送的后果", "四")


def _months(s: Surveys) -> tuple[Number, ...]:
    return s.first_month, s.second_month, s.third_month


@rule(DOC, "四（三）", label="第三方测评季度得分", unit="分", rounding="0.0001分")
def third_party_score(s: Surveys) -> Number:
    """The quarter's score out of three monthly surveys."""
    added = s.first_month + s.second_month + s.third_month
    score = choose((DOC.reading("third_party").is_("sum"), added), otherwise=added / number(3))
    points = p.part_score[text(OUTSIDE)]
    above = any_of(score > points, *(month > points for month in _months(s)))
    return warn_when(above, score, "有的得分超过了第三方测评的分值", "四（三）")


@rule(DOC, "四（三）", label="第三方测评每季度汇总几次", unit="次")
def collections(_: Nothing) -> Number:
    """How often the monthly results of a quarter are put together."""
    return p.collections


@rule(DOC, ("四（一）", "四（二）", "四（三）"), label="各部分得分是否都在分值之内")
def parts_within_points(m: Marks) -> Truth:
    """Whether no part has more than its points."""
    return all_of(
        m.department <= p.part_score[text(DEPARTMENTS)],
        m.social <= p.part_score[text(SOCIETY)],
        m.third_party <= p.part_score[text(OUTSIDE)],
    )


@rule(DOC, ("四第一段", "四（一）", "四（二）", "四（三）"), label="千分制成绩", unit="分")
def thousand_score(m: Marks) -> Number:
    """The sum of the three parts; a part above its points is told of."""
    added = step("三部分相加", m.department + m.social + m.third_party, "四")
    return warn_when(~parts_within_points(m), added, "有一部分的得分超过了它的分值", "四")


def _dynamic(quarter: Number, this: Number, last: Number) -> Number:
    up, down = text(UP), text(DOWN)
    gain = choose(
        (
            labelled(quarter >= p.dynamic_from[up], "已到进步加分的季度"),
            positive(this - last) * p.dynamic_factor[up],
        ),
        otherwise=NO_POINTS,
    )
    loss = choose(
        (
            labelled(quarter >= p.dynamic_from[down], "已到退步扣分的季度"),
            positive(last - this) * p.dynamic_factor[down],
        ),
        otherwise=NO_POINTS,
    )
    return step(UP, gain, "四（四）1") - step(DOWN, loss, "四（四）2")


@rule(DOC, ("四（四）1", "四（四）2"), label="动态评价加分或扣分", unit="分")
def dynamic_points(m: Movement) -> Number:
    """Half the change of the score against the quarter before; negative is a deduction.

    Nothing in the first quarter of the year.
    """
    return _dynamic(m.quarter, m.this_score, m.last_score)


@rule(DOC, ("四（四）1", "四（四）2"), label="动态评价：从哪季度起、系数、上限")
def dynamic_terms(_: Nothing) -> Record:
    """From which quarter the change counts and at which factor, either way."""
    return record(
        up_from=("进步加分起始季度", p.dynamic_from[text(UP)]),
        up_factor=("进步加分系数", p.dynamic_factor[text(UP)]),
        down_from=("退步扣分起始季度", p.dynamic_from[text(DOWN)]),
        down_factor=("退步扣分系数", p.dynamic_factor[text(DOWN)]),
        compares=("比什么", text("本季度与上一季度的千分制成绩")),
        limit=("加分或扣分的上限", not_stated("原文没有写动态评价的上限", "四（四）")),
    )


@rule(DOC, "四（五）", label="加分项目：谁报、报给谁、何时报、何时加、逾期怎样")
def bonus_terms(_: Nothing) -> Record:
    """How an award becomes points."""
    return record(
        reported_by=("由谁报", text("各区县")),
        reported_to=("报给谁", text(OFFICE)),
        reported_in=("何时报", text("获奖当季度")),
        added_in=("何时加分", text("获奖的次季度")),
        late=("过季才报", text("不加分")),
        cap=("季度累计上限", p.bonus_cap),
    )


@rule(DOC, "四（五）", label="每项表彰加几分", unit="分")
def award_points(a: Award) -> Number:
    """The bonus for one award of this rank; ranks that are not named bring nothing."""
    return choose((a.level.is_("其他"), NO_POINTS), otherwise=p.bonus[a.level])


def _quarter(of: Day) -> Number:
    """The quarter of a day: a third of its month, rounded up."""
    return rounded(month_of(of) / number(3), "1", "up")


@rule(DOC, "四（五）", label="获奖情况最迟哪天报")
def award_report_due(a: Award) -> Day:
    """The last day of the quarter in which the award was won."""
    quarter = step("获奖的季度", _quarter(a.awarded), "四（五）")
    month, following = month_of(a.awarded), next_month(a.awarded)
    third = labelled(same(quarter * number(3), month), "获奖月份是季度末月")
    second = labelled(same(quarter * number(3), month + 1), "获奖月份是季度第二个月")
    return choose(
        (third, last_of_month(a.awarded)),
        (second, last_of_month(following)),
        otherwise=last_of_month(next_month(following)),
    )


@rule(DOC, "四（五）", label="获奖情况是否在当季度报送")
def award_reported_in_time(a: Award) -> Truth:
    """Whether it was reported in the quarter of the award; afterwards it is not counted."""
    return all_of(a.reported >= a.awarded, a.reported <= award_report_due(a))


@rule(DOC, "四（五）", label="一项表彰能否加分、加几分、在哪个季度加")
def award_booking(a: Award) -> Record:
    """The points of an award and the quarter in which they are added: the one after it was won."""
    begins = step("加分季度的首日", next_month(award_report_due(a)), "四（五）")
    unnamed = a.level.is_("其他")
    early = choose(
        (year_of(a.awarded) >= p.year, never),
        (year_of(begins) < p.year, always),
        otherwise=DOC.reading("edge_awards").is_("within"),
    )
    before = labelled(early, "在本方案的年度以前获奖", "四（五）")
    after = labelled(year_of(begins) > p.year, "加分季度在本方案的年度以后", "六（四）")
    late = labelled(~award_reported_in_time(a), "没有在获奖当季度报送", "四（五）")
    apart = labelled(~a.for_management, "不是在城市管理工作中获得", "四（五）")
    why = choose(
        (unnamed, text("授予单位不在列出的之中")),
        (late, text("没有在获奖当季度报送")),
        (before, text("在本方案的年度以前获奖")),
        (after, text("加分季度在本方案的年度以后")),
        (apart, text("不是在城市管理工作中获得")),
        otherwise=text("符合加分条件"),
    )
    none = labelled(any_of(unnamed, late, before, after, apart), "有一项不能加分", "四（五）")
    quarters = [text(name) for name in QUARTERS]
    return record(
        points=("加分", choose((none, NO_POINTS), otherwise=award_points(a))),
        quarter=(
            "在哪个季度加",
            choose(
                (none, text("不加分")),
                *((same(_quarter(begins), number(n)), q) for n, q in enumerate(quarters[:3], 1)),
                otherwise=quarters[3],
            ),
        ),
        reason=("理由", why),
    )


@rule(DOC, "四（五）", label="季度累计加分", unit="分")
def bonus_points(h: Honours) -> Number:
    """The bonus of a quarter out of last quarter's awards that were reported in time, capped."""
    counts = (h.national, h.provincial, h.provincial_department, h.municipal)
    parts = [
        step(f"{level}表彰加分", count * p.bonus[text(level)])
        for level, count in zip(LEVELS, counts, strict=True)
    ]
    return capped(parts[0] + parts[1] + parts[2] + parts[3], p.bonus_cap)


@rule(DOC, "四（五）", label="季度累计加分上限", unit="分")
def bonus_limit(_: Nothing) -> Number:
    """The most that a quarter's awards may add."""
    return p.bonus_cap


@rule(DOC, "四（六）", label="季度考评成绩由哪几部分相加")
def score_parts(_: Nothing) -> Texts:
    """What is added up to the score of a quarter."""
    return checklist(DEPARTMENTS, SOCIETY, OUTSIDE, "动态评价", "加分项目")


def _added(quarter: Number, bonus: Number) -> Number:
    """The bonus that a quarter adds; the first would add awards of the year before, by a reading."""
    first = same(quarter, number(1, "季"))
    within = DOC.reading("edge_awards").is_("within")
    added = choose((first, choose((within, NO_POINTS), otherwise=bonus)), otherwise=bonus)
    telling = "第一季度的加分来自上一年第四季度获奖，原文没有写跨年度怎样处理，按所选读法"
    told = warn_when(all_of(first, bonus > NO_POINTS), added, telling, "四（五）")
    return step("加分项目", told, "四（五）")


def _compared_score(parts: Number, bonus: Number) -> Number:
    """The score that the dynamic points compare."""
    score = choose(
        (DOC.reading("thousand_score").is_("with_bonus"), parts + bonus), otherwise=parts
    )
    return step("本季度相比的千分制成绩", score, "四（四）")


@rule(DOC, "四（六）", label="季度考评成绩", unit="分")
def quarter_score(r: QuarterResult) -> Number:
    """The three parts, the dynamic points and the bonus of one district, added up."""
    parts, bonus = thousand_score(r), _added(r.quarter, bonus_points(r))
    dynamic = _dynamic(r.quarter, _compared_score(parts, bonus), r.last_score)
    return parts + step("动态评价", dynamic, "四（四）") + bonus


@rule(DOC, "五第一段", label="考评细则和标准由谁定、依据什么")
def standards(_: Nothing) -> Record:
    """Who makes the detailed standards, under which laws and after which standards."""
    return record(
        makers=("由谁制定", checklist(OFFICE, "承担考评责任的市政府有关部门（单位）")),
        under=("根据", text("国家、地方相关法律法规规定")),
        after=(
            "参照",
            checklist(
                "全国文明城市创建标准",
                "国家卫生城市创建标准",
                "住房城乡建设部等部委相关行业标准",
                "山东省和济南市相关地方标准",
            ),
        ),
        deadline=("制定时限", not_stated("原文没有写何时制定", "五第一段")),
    )


@rule(DOC, "六（一）", label="排名通报：由谁排名、报送谁、在哪公布")
def announcement(_: Nothing) -> Record:
    """Who ranks, how often, who is told and where it is published."""
    return record(
        by=("由谁排名和通报", text(OFFICE)),
        every=("多久一次", text("每季度")),
        reported_to=("报送", checklist("市委", "市政府", "市城管委成员单位")),
        published=("公布", text("市级媒体")),
        deadline=("时限", not_stated("原文没有写季度后多少日内通报", "六（一）")),
    )


@rule(DOC, "六（二）", label="讲评会议：谁召开、多久一次、做什么、谁发言")
def review_meeting(_: Nothing) -> Record:
    """The meeting of every quarter and who speaks there."""
    return record(
        by=("由谁召开", text("市政府")),
        every=("多久一次", text("每季度")),
        does=("会议内容", checklist("通报考评结果", "通报相关情况")),
        speaks=("谁作表态发言", text("排名末位的区县政府主要负责同志")),
        deadline=("会议时间", not_stated("原文没有写会议的日子", "六（二）")),
    )


@rule(DOC, "六（二）", label="某名次的区县是否要作表态发言")
def must_speak(x: Placing) -> Truth:
    """The head of the district that stands last speaks."""
    none = not_stated("名次大于参加考评的区县数", "二第一段")
    return choose((x.place > p.districts, none), otherwise=same(x.place, p.districts))


def _by_place(place: Number, *amounts: Number) -> Number:
    """The amount of the first, second and third place of one end; nothing for the others."""
    cases = [(same(place, number(order)), amount) for order, amount in enumerate(amounts, 1)]
    return choose(*cases, otherwise=NO_MONEY)


def _first(quarter: Number) -> Truth:
    """Whether the first scale of money holds."""
    return labelled(quarter < p.later_from, "是第一季度", "六（三）第一段")


def _reward(quarter: Number, place: Number) -> Number:
    first = [p.first_reward[text(name)] for name in PLACES]
    later = [p.later_reward[text(name)] for name in PLACES]
    return choose((_first(quarter), _by_place(place, *first)), otherwise=_by_place(place, *later))


def _progress(quarter: Number, progress_place: Number) -> Number:
    later = [p.progress_reward[text(name)] for name in PLACES]
    return choose((_first(quarter), NO_MONEY), otherwise=_by_place(progress_place, *later))


def _penalty(quarter: Number, from_last: Number) -> Number:
    first = [p.first_penalty[text(name)] for name in PLACES_FROM_LAST]
    later = [p.later_penalty[text(name)] for name in PLACES_FROM_LAST]
    return choose(
        (_first(quarter), _by_place(from_last, *first)),
        otherwise=_by_place(from_last, *later),
    )


def _balance(reward: Number, progress: Number, penalty: Number) -> Number:
    """Rewards less payment; the reading about both rewards matters only where there are both."""
    both = choose(
        (same(reward, NO_MONEY), progress),
        (same(progress, NO_MONEY), reward),
        (DOC.reading("stacking").is_("higher"), most(reward, progress)),
        otherwise=reward + progress,
    )
    return step("奖励合计", both, "六（三）第二段") - penalty


MONEY = ("六（三）第一段", "六（三）第二段")


@rule(DOC, "六（三）", label="经济奖惩：依据什么、多久一次、由谁发放")
def money_terms(_: Nothing) -> Record:
    """On what and how often money is given and taken; who pays and when is not in the text."""
    return record(
        by=("依据", text("考评排名")),
        every=("多久一次", text("每季度")),
        whom=("奖罚谁", text("区县政府")),
        rewards=("奖励哪些", checklist("排名前三", "名次提升幅度前三（第二季度起）")),
        payments=("罚缴哪些", checklist("排名倒数前三")),
        paid_by=("奖励由谁发放", not_stated("原文没有写奖励资金由谁发放", "六（三）")),
        paid_to=("罚缴交给谁", not_stated("原文没有写罚缴交给谁", "六（三）")),
        deadline=("何时兑现", not_stated("原文没有写奖罚何时兑现", "六（三）")),
    )


@rule(DOC, MONEY, label="某季度的奖罚标准")
def money_scale(x: Placing) -> Record:
    """Every amount of a quarter; a rise in places brings nothing in the first."""

    def scale(first: Number, later: Number) -> Number:
        return choose((_first(x.quarter), first), otherwise=later)

    rewards = [scale(p.first_reward[text(n)], p.later_reward[text(n)]) for n in PLACES]
    rises = [scale(NO_MONEY, p.progress_reward[text(n)]) for n in PLACES]
    paid = [scale(p.first_penalty[text(n)], p.later_penalty[text(n)]) for n in PLACES_FROM_LAST]
    return record(
        first=("第一名奖励", rewards[0]),
        second=("第二名奖励", rewards[1]),
        third=("第三名奖励", rewards[2]),
        greatest_rise=("提升幅度第一奖励", rises[0]),
        second_rise=("提升幅度第二奖励", rises[1]),
        third_rise=("提升幅度第三奖励", rises[2]),
        last=("倒数第一名罚缴", paid[0]),
        second_last=("倒数第二名罚缴", paid[1]),
        third_last=("倒数第三名罚缴", paid[2]),
    )


@rule(DOC, MONEY, label="名次奖励", unit="万元", rounding="分")
def ranking_reward(x: Placing) -> Number:
    """The reward for the first three places; one scale for the first quarter, one for the later."""
    return _reward(x.quarter, x.place)


@rule(DOC, "六（三）第二段", label="名次提升幅度", unit="名")
def improvement(x: Placing) -> Number:
    """By how many places a district rose since the quarter before; negative when it fell."""
    return x.last_place - x.place


@rule(DOC, "六（三）第二段", label="名次提升奖励", unit="万元", rounding="分")
def progress_reward(x: Placing) -> Number:
    """The reward for the three greatest rises; none in the first quarter, none without a rise."""
    amount = _progress(x.quarter, x.progress_place)
    unrisen = all_of(
        amount > NO_MONEY, labelled(x.place >= x.last_place, "名次没有提升", "六（三）第二段")
    )
    only_up = DOC.reading("progress_only_up").is_("only_up")
    return warn_when(
        unrisen,
        choose((all_of(only_up, unrisen), NO_MONEY), otherwise=amount),
        "名次没有提升，却填了提升幅度的名次，请核对",
        "六（三）第二段",
    )


@rule(DOC, MONEY, label="倒数名次罚缴", unit="万元", rounding="分")
def penalty(x: Placing) -> Number:
    """What the last three places pay; the place from the end follows from the number of districts."""
    from_last = step("倒数第几名", number(1, "名") + p.districts - x.place, "二第一段")
    none = not_stated("名次大于参加考评的区县数", "二第一段")
    return choose((x.place > p.districts, none), otherwise=_penalty(x.quarter, from_last))


@rule(DOC, MONEY, label="季度奖罚合计（奖励减罚缴）", unit="万元", rounding="分")
def money_balance(x: Placing) -> Number:
    """Rewards of a district in a quarter less what it pays; negative is to be paid."""
    return _balance(ranking_reward(x), progress_reward(x), penalty(x))


def _parts(s: Standing) -> Number:
    return step("三部分相加", s.department + s.social + s.third_party, "四")


def _row_bonus(s: Standing) -> Number:
    return _added(s.quarter, capped(s.bonus, p.bonus_cap))


def _row_dynamic(s: Standing) -> Number:
    this = _compared_score(_parts(s), _row_bonus(s))
    last = previous(this, of=s.district, along=s.quarter)
    return choose(
        (
            labelled(
                any_of(
                    s.quarter >= p.dynamic_from[text(UP)],
                    s.quarter >= p.dynamic_from[text(DOWN)],
                ),
                "已到动态评价的季度",
                "四（四）",
            ),
            _dynamic(s.quarter, this, last),
        ),
        otherwise=NO_POINTS,
    )


def _row_score(s: Standing) -> Number:
    score = _parts(s) + step("动态评价", _row_dynamic(s), "四（四）") + _row_bonus(s)
    return step("本季度考评成绩", score, "四（六）")


def _rows(s: Standing) -> Number:
    return step("表中本季度的行数", rows_within(within=s.quarter), "二第一段")


def _tied(s: Standing) -> Truth:
    """Whether another district of the quarter has the same score."""
    first, last = _ends(s)
    return labelled(first + last <= _rows(s), "有得分相同者", "六（一）")


def _ends(s: Standing) -> tuple[Number, Number]:
    """The place from the highest and from the lowest score; equals share the better of each."""
    score = _row_score(s)
    return rank(score, within=s.quarter), rank_from_last(score, within=s.quarter)


def _read(s: Standing, shared: Number, other_end: Number) -> Number:
    """The place by the reading about equals, which matters only where there are any."""
    apart = _rows(s) - other_end + 1
    read = choose((DOC.reading("ties").is_("apart"), apart), otherwise=shared)
    return choose((_tied(s), read), otherwise=shared)


def _row_place(s: Standing) -> Number:
    first, last = _ends(s)
    return step("季度名次", _read(s, first, last), "六（一）")


def _row_place_from_last(s: Standing) -> Number:
    first, last = _ends(s)
    return step("季度倒数名次", _read(s, last, first), "六（三）")


def _row_improvement(s: Standing) -> Number:
    """By how many places a district rose; nothing in the first quarter, which has none before."""
    place = _row_place(s)
    before = previous(place, of=s.district, along=s.quarter)
    return choose((_first(s.quarter), number(0, "名")), otherwise=before - place)


def _row_progress_place(s: Standing) -> Number:
    risen = _row_improvement(s)
    placed = rank(risen, within=s.quarter, then_by=(-_row_place(s),))
    return choose(
        (risen > number(0, "名"), placed),
        (DOC.reading("progress_only_up").is_("only_up"), number(0, "名")),
        otherwise=placed,
    )


def _told(s: Standing, value: Number) -> Number:
    """The value, told of where districts are lacking or scores are equal."""
    complete = warn_when(
        ~same(_rows(s), p.districts), value, "本季度的行数与区县数不符", "二第一段"
    )
    telling = "有得分相同者，原文没有写怎样排名，按所选读法"
    return warn_when(_tied(s), complete, telling, "六（一）")


@rule(DOC, ("四（六）", "四（四）"), label="各区县的季度考评成绩（整表）", unit="分", table=True)
def district_score(s: Standing) -> Number:
    """Every district's score; the quarter before is looked up in the table."""
    above = "有一部分的得分超过了它的分值"
    return warn_when(~parts_within_points(s), _row_score(s), above, "四")


@rule(DOC, "六（一）", label="各区县的季度名次（整表）", unit="名", table=True)
def district_place(s: Standing) -> Number:
    """The places within each quarter, from the highest score."""
    return _told(s, _row_place(s))


@rule(DOC, "六（三）", label="各区县的倒数名次（整表）", unit="名", table=True)
def district_place_from_last(s: Standing) -> Number:
    """The places within each quarter, from the lowest score."""
    return _told(s, _row_place_from_last(s))


@rule(DOC, "六（三）第二段", label="各区县的名次提升幅度（整表）", unit="名", table=True)
def district_improvement(s: Standing) -> Number:
    """By how many places every district rose since the quarter before."""
    return _told(s, _row_improvement(s))


@rule(DOC, "六（三）第二段", label="各区县提升幅度排第几名（整表）", unit="名", table=True)
def district_progress_place(s: Standing) -> Number:
    """The places by rise; of equal rises, the better place comes first; 0 where it did not rise."""
    return _told(s, _row_progress_place(s))


@rule(DOC, MONEY, label="各区县的季度奖罚合计（整表）", unit="万元", rounding="分", table=True)
def district_balance(s: Standing) -> Number:
    """Rewards less payments of every district in every quarter."""
    return _told(
        s,
        _balance(
            step("名次奖励", _reward(s.quarter, _row_place(s)), "六（三）"),
            step("名次提升奖励", _progress(s.quarter, _row_progress_place(s)), "六（三）第二段"),
            step("罚缴", _penalty(s.quarter, _row_place_from_last(s)), "六（三）"),
        ),
    )


@rule(DOC, "六（四）", label="年度考评成绩用在哪里、怎样算出")
def annual_use(_: Nothing) -> Record:
    """Where the year's result goes; how four quarters make a year is not in the text."""
    return record(
        used_in=("纳入什么", text("济南市高质量发展综合绩效考核")),
        year=("哪一年度的", p.year),
        computed=("年度成绩怎样算", not_stated("原文没有写四个季度怎样合成年度成绩", "六（四）")),
        weight=("占多少", not_stated("原文没有写在绩效考核里占多少", "六（四）")),
    )


@rule(DOC, "七（一）", label="考评由谁领导、谁牵头、谁实施")
def organisers(_: Nothing) -> Record:
    """Under whom, led by whom and done by whom."""
    return record(
        under=("统一领导", text("市城管委")),
        led_by=("牵头组织", text(OFFICE)),
        done_by=("具体实施", text("各考评责任部门（单位）")),
    )


@rule(DOC, "七（二）", label="考评部门的程序要求")
def procedure(_: Nothing) -> Record:
    """What an assessing department keeps, opens and signs."""
    return record(
        principles=("原则", checklist("科学合理", "公平公正", "奖罚分明")),
        keeps=("要做好", checklist("影像资料留存", "答疑释惑")),
        opens=("公开透明的", checklist("标准", "依据", "要求", "程序", "结果")),
        signed_by=("成绩和材料由谁审核签字盖章", text("部门（单位）主要负责同志")),
    )


@rule(DOC, "七（二）", label="考评成绩及材料是否合规")
def result_in_order(r: Review) -> Truth:
    """True, reviewed, signed and sealed: every one of them is needed."""
    return all_of(r.reviewed, r.signed, r.sealed, r.authentic)


@rule(DOC, "七（二）", label="考评部门还缺哪些程序要求")
def lacking_in_procedure(h: Handling) -> Texts:
    """Every demand of the procedure that is not met; empty when all are."""
    return checklist(
        ("影像资料留存", ~h.images_kept),
        ("答疑释惑", ~h.questions_answered),
        ("标准、依据、要求、程序及结果公开透明", ~h.in_the_open),
        ("成绩及材料真实、准确、可追溯", ~h.authentic),
        ("主要负责同志审核", ~h.reviewed),
        ("主要负责同志签字", ~h.signed),
        ("盖章", ~h.sealed),
    )


@rule(DOC, "七（三）", label="考评纪律要求")
def discipline(_: Nothing) -> Record:
    """How departments assess and what districts do."""
    return record(
        way=("考评方式", checklist("注重日常考评", "以暗访为主")),
        forbidden=("考评部门不得", checklist("借考评增加基层负担", "凭主观印象计分")),
        districts=("区县要", checklist("密切配合", "抓好问题整改落实")),
        districts_forbidden=("区县不得", checklist("干扰考评人员正常工作")),
        sanction=("违反的后果", not_stated("原文没有写违反考评纪律的后果", "七（三）")),
    )


@rule(DOC, "七（三）", label="违反了哪些考评纪律")
def breaches(b: Behaviour) -> Texts:
    """Every demand that was not kept and every prohibition that was broken."""
    return checklist(
        ("没有注重日常考评", ~b.daily),
        ("没有以暗访为主", ~b.unannounced),
        ("借考评增加基层负担", b.burdens),
        ("凭主观印象计分", b.subjective),
        ("干扰考评人员正常工作", b.obstructs),
    )
