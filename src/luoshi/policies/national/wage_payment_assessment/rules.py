"""国办发〔2023〕33号 保障农民工工资支付工作考核办法, in article order."""

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
    never,
    not_stated,
    number,
    one_of,
    quantity,
    rank,
    rank_from_last,
    record,
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

GROUP = "国务院就业促进和劳动保护工作领导小组"
OFFICE = "领导小组办公室"
MEMBERS = "领导小组办公室组织有关成员单位"
PROVINCES = "各省级政府"
MASS = f"{next(p.mass_people.definition.leaves()).written}以上群体性事件"
FIRST, LAST = "第八条第（一）项", "第八条第（二）项"


class Nothing(Facts):
    """不需要任何事实。"""


class Moment(Facts):
    """要查的一天。"""

    moment = day("要查的日子")


class Body(Facts):
    """一个政府或者机构。"""

    body = choice(
        "政府或机构",
        [
            "省人民政府",
            "自治区人民政府",
            "直辖市人民政府",
            "新疆生产建设兵团",
            "设区的市、县、乡镇人民政府",
            "国务院部委和直属机构",
            "企业",
            "其他",
        ],
        clause="第二条",
    )


class Round(Facts):
    """某一年的考核。"""

    year = quantity("开展考核的年份（如2024）", "", max=9999, clause="第三条")


DUTIES: tuple[tuple[str, str, str, str], ...] = (
    ("实施考核工作", GROUP, PROVINCES, "第三条"),
    ("具体组织落实考核", OFFICE, "", "第三条"),
    ("制定年度考核方案及细则", MEMBERS, "", "第六条"),
    ("省级自查并报送自查报告", PROVINCES, OFFICE, "第七条第（一）项"),
    ("组成考核组实地核查", MEMBERS, PROVINCES, "第七条第（二）项"),
    ("委托第三方评估", OFFICE, "第三方机构", "第七条第（三）项"),
    ("组建暗访组暗访抽查", OFFICE, "各地", "第七条第（四）项"),
    ("综合评议并形成考核报告", MEMBERS, "领导小组", "第七条第二款"),
    ("审批考核报告和考核结果", "领导小组", "国务院", "第九条"),
    ("同意考核结果", "国务院", "", "第九条"),
    ("通报考核结果", OFFICE, PROVINCES, "第九条"),
    ("抄送考核结果", OFFICE, "中央组织部", "第九条"),
    ("移交问责", "", "有关党组织或纪检监察机关", "第九条"),
    ("对A级通报表扬", "领导小组", "考核等级为A级的省级政府", "第十条"),
    ("对C级约谈", "领导小组", "C级省级政府的有关负责人", "第十条"),
    ("反馈问题和改进意见建议", OFFICE, PROVINCES, "第十条"),
    ("组织整改", PROVINCES, "", "第十条"),
    ("报送整改情况", PROVINCES, OFFICE, "第十条"),
    ("制定本地区考核办法", PROVINCES, "本地区各级政府", "第十二条"),
    ("解释本办法", OFFICE, "", "第十三条"),
)
"""Who does what, for or to whom, and by which clause; empty where the text does not say."""


class Task(Facts):
    """考核中的一件事。"""

    task = choice("考核中的哪件事", [task for task, *_ in DUTIES])


class Step(Facts):
    """考核程序中的一步。"""

    step = choice(
        "考核步骤",
        ["省级自查", "实地核查", "第三方评估", "暗访抽查", "综合评议"],
        clause="第七条",
    )


class Gathered(Facts):
    """综合评议以前已有的情况。"""

    own_review = truth("省级自查情况已有", clause="第七条第二款")
    on_site_check = truth("实地核查情况已有", clause="第七条第二款")
    outside_assessment = truth("第三方评估情况已有", clause="第七条第二款")
    secret_visits = truth("暗访抽查情况已有", clause="第七条第二款")
    departments_known = truth("行业主管、公安、信访等部门掌握的情况已有", clause="第七条第二款")


class Indicator(Facts):
    """一项考核指标。"""

    indicator = choice(
        "考核指标",
        [
            "组织领导",
            "源头治理",
            "制度建设",
            "制度落实",
            "人民群众满意度",
            "畅通维权渠道",
            "作风建设",
            "其他",
        ],
        clause="第七条",
    )


class Incident(Facts):
    """一起因欠薪引发的事件。"""

    wage_arrears = truth("因拖欠农民工工资引发", clause=LAST)
    people = quantity("群体性事件的人数", "人", clause="第八条第（二）项第2目")
    government_project = truth("欠薪发生在政府投资工程项目", clause="第八条第（二）项第2目")
    extreme = truth("属于极端事件", clause="第八条第（二）项第3目")
    grave = truth("造成严重后果", clause="第八条第（二）项第3目")
    occurred = day("事件发生日", clause=LAST)
    assessed_year = quantity("考核年度（如2023）", "", max=9999, clause="第七条")


class Conduct(Facts):
    """一个省级政府在一个考核年度的工作和事件。"""

    leadership = truth("领导重视", clause="第八条第（一）项第1目")
    mechanism = truth("工作机制健全", clause="第八条第（一）项第1目")
    systems = truth("各项工资支付保障制度完备", clause="第八条第（一）项第1目")
    implementation = truth("落实得力", clause="第八条第（一）项第1目")
    achievement = truth("工作成效明显", clause="第八条第（一）项第1目")
    ineffective = truth("保障农民工工资支付工作不力", clause="第八条第（二）项第1目")
    little_effect = truth("成效不明显", clause="第八条第（二）项第1目")
    serious_arrears = truth("欠薪问题突出", clause="第八条第（二）项第1目")
    mass_incidents = quantity(
        f"因拖欠农民工工资引发{MASS}的起数（含政府投资工程项目引发的）",
        "起",
        clause="第八条第（二）项第2目",
        gist="考核年度内发生的；一起够不够人数，见“群体性事件是否计入起数”",
    )
    government_incidents = quantity(
        f"其中因政府投资工程项目拖欠引发{MASS}的起数",
        "起",
        clause="第八条第（二）项第2目",
    )
    extreme_incidents = quantity(
        "因拖欠农民工工资引发极端事件、且后果严重的起数",
        "起",
        clause="第八条第（二）项第3目",
    )


class Assessment(Conduct):
    """一个省级政府的考核：工作、事件和得分名次。"""

    place = quantity("考核得分排在全国第几名", "名", min=1, clause="第八条第（一）项第2目")
    place_from_last = quantity(
        "考核得分排在全国倒数第几名", "名", min=1, clause="第八条第（二）项第1目"
    )


class Ranked(Conduct):
    """全国各省级政府的考核，一个政府一行，名次由得分排出。"""

    province = words("省级政府")
    year = quantity("考核年度（如2023）", "", max=9999, clause="第七条")
    score = quantity("考核得分", "分", decimals=4, max="1000000分", clause="第八条")


class Outcome(Facts):
    """考核结果。"""

    grade = choice("考核等级", ["A级", "B级", "C级"], clause="第八条")


class Release(Facts):
    """考核结果走到哪一步。"""

    approved = truth("已经领导小组审批", clause="第九条")
    agreed = truth("国务院已同意", clause="第九条")
    accountability = truth("需要问责", clause="第九条")


class Fraud(Facts):
    """考核工作中的不实行为。"""

    fabricated = truth("在考核工作中弄虚作假或者瞒报谎报", clause="第十一条")
    distorted = truth("造成考核结果失实", clause="第十一条")
    serious = truth("情节严重", clause="第十一条")


@rule(DOC, ("第一段", "第十三条", "日期"), label="某日适用新办法还是原办法", any_day=True)
def measure_on(m: Moment) -> Text:
    """Which measure stands on a day: this one from its issue, when the one of 2017 was repealed.

    The text says when the former one was issued, not what stood before it.
    """
    return choose(
        (m.moment >= p.issued, text("本办法（修订后的）")),
        (m.moment >= p.former_issued, text("原办法")),
        otherwise=not_stated("原文没有写原办法印发以前适用什么", "第一段"),
    )


@rule(DOC, ("第十三条", "日期"), label="本办法自哪天起施行", any_day=True)
def effective_day(_: Nothing) -> Day:
    """The day of issue, from which it is in force."""
    return p.issued


@rule(DOC, "第一段", label="原办法何时印发、何时废止", any_day=True)
def former_measure(_: Nothing) -> Record:
    """The former measure of the same name: its day of issue and the day of its repeal."""
    return record(
        issued=("原办法印发日", p.former_issued),
        repealed=("原办法废止日", p.issued),
    )


@rule(
    DOC, ("第一段", "主送", "落款", "日期"), label="办法经谁同意、由谁印发、印发给谁", any_day=True
)
def issuance(_: Nothing) -> Record:
    """With whose consent it was issued, by whom, when and to whom."""
    return record(
        agreed_by=("经谁同意", text("国务院")),
        issued_by=("由谁印发", text("国务院办公厅")),
        issued=("印发日", p.issued),
        to=(
            "印发给谁",
            checklist("各省、自治区、直辖市人民政府", "国务院各部委", "国务院各直属机构"),
        ),
    )


@rule(DOC, "第一条", label="考核办法的制定依据", any_day=True)
def basis(_: Nothing) -> Texts:
    """What the measure rests on: one regulation by name, and the rest in a general word."""
    return checklist("《保障农民工工资支付条例》", "有关规定")


@rule(DOC, "第二条", label="是否属于农民工工资支付工作的考核对象")
def is_assessed(b: Body) -> Truth:
    """Provincial governments and the 兵团 are assessed; nobody below or beside them is."""
    return b.body.is_in("省人民政府", "自治区人民政府", "直辖市人民政府", "新疆生产建设兵团")


@rule(DOC, ("第二条", "第三条", "第十二条"), label="由谁考核、依据什么")
def assessor(b: Body) -> Record:
    """Who assesses a body: the leading group for provinces, the province for those below it."""
    below = b.body.is_("设区的市、县、乡镇人民政府")
    silent = "本办法没有写对这类机构的考核"
    return record(
        by=(
            "由谁考核",
            choose(
                (is_assessed(b), text(GROUP)),
                (below, text("所在的省级政府")),
                otherwise=not_stated(silent, "第二条"),
            ),
        ),
        under=(
            "依据",
            choose(
                (is_assessed(b), text("本办法")),
                (below, text("省级政府参照本办法制定的办法")),
                otherwise=not_stated(silent, "第二条"),
            ),
        ),
    )


@rule(DOC, "第三条", label="考核由谁领导、谁负责、谁落实")
def organisers(_: Nothing) -> Record:
    """Under whom, by whom and through whom the assessment is done."""
    return record(
        under=("在谁领导下", text("国务院")),
        responsible=("负责实施", text(GROUP)),
        organised_by=("具体组织落实", text(OFFICE)),
    )


@rule(DOC, "第三条", label="某年是否开展考核", any_day=True)
def held_in(r: Round) -> Truth:
    """Whether there is a round in that year; both ends of the period are in it."""
    return all_of(r.year >= p.first_year, r.year <= p.last_year)


@rule(DOC, "第三条", label="某年是第几次考核", unit="次", any_day=True)
def round_number(r: Round) -> Number:
    """The ordinal of the last round of that year, counted from the first."""
    return choose(
        (held_in(r), (r.year - p.first_year + 1) * p.rounds_a_year),
        otherwise=not_stated("这一年不在原文写明的考核年份之内", "第三条"),
    )


@rule(DOC, "第三条", label="考核的起止年份和次数", any_day=True)
def calendar(_: Nothing) -> Record:
    """First and last year, how often, and how many rounds that makes."""
    return record(
        first=("第一年", p.first_year),
        last=("最后一年", p.last_year),
        yearly=("每年几次", p.rounds_a_year),
        rounds=("一共几次", (p.last_year - p.first_year + 1) * p.rounds_a_year),
    )


@rule(DOC, "第四条", label="考核坚持的导向和原则")
def principles(_: Nothing) -> Texts:
    """Orientations and principles, as one list; the gazette doubles a character in the second."""
    return checklist(
        "目标导向",
        "问题导向",
        "结果导向",
        "定性定量相结合",
        "客观公正原则",
        "突出重点",
        "注重实效",
    )


@rule(DOC, "第五条", label="农民工工资支付工作考核哪些内容")
def contents(_: Nothing) -> Texts:
    """What is assessed; the text names these as the main ones."""
    return checklist(
        "对保障农民工工资支付工作的组织领导",
        "完善落实工资支付保障制度",
        "治理欠薪特别是工程建设领域欠薪的成效",
        "人民群众满意度",
    )


@rule(DOC, "第六条", label="考核方案、细则、指标和分值由谁定")
def scheme(_: Nothing) -> Record:
    """Who makes the yearly scheme and what it settles; points are not in this document."""
    return record(
        maker=("由谁制定", text(MEMBERS)),
        papers=("制定什么", checklist("年度考核方案", "年度考核细则")),
        settles=("明确什么", checklist("具体考核指标", "具体考核分值")),
        points=("各项指标的分值", not_stated("各项指标的分值由年度考核方案及细则明确", "第六条")),
        deadline=("制定时限", not_stated("原文没有写方案及细则何时制定", "第六条")),
    )


@rule(
    DOC,
    (
        "第三条",
        "第六条",
        "第七条第（一）项",
        "第七条第（二）项",
        "第七条第（三）项",
        "第七条第（四）项",
        "第七条第二款",
        "第九条",
        "第十条",
        "第十二条",
        "第十三条",
    ),
    label="考核中的某件事由谁做、对谁做、何时以前",
)
def duty(t: Task) -> Record:
    """Who does a task and to whom or with whom; no task has a day or a number of days."""
    actors = [
        (t.task.is_(task), step("由谁做", text(actor), clause))
        for task, actor, _, clause in DUTIES
        if actor
    ]
    others = [
        (t.task.is_(task), step("对谁做或报给谁", text(other), clause))
        for task, _, other, clause in DUTIES
        if other
    ]
    soon = not_stated("只要求及时整改，没有写具体期限", "第十条")
    return record(
        by=("由谁做", choose(*actors, otherwise=not_stated("原文没有写这件事由谁做"))),
        to=("对谁做或报给谁", choose(*others, otherwise=not_stated("这件事没有写对象"))),
        deadline=(
            "时限",
            choose(
                (t.task.is_("组织整改"), soon),
                otherwise=not_stated("原文没有写这件事的期限"),
            ),
        ),
    )


@rule(DOC, "第七条", label="考核程序的步骤（按顺序）")
def procedure(_: Nothing) -> Texts:
    """The steps of the assessment in their order."""
    return checklist("省级自查", "实地核查", "第三方评估", "暗访抽查", "综合评议")


@rule(
    DOC,
    (
        "第七条",
        "第七条第（一）项",
        "第七条第（二）项",
        "第七条第（三）项",
        "第七条第（四）项",
        "第七条第（五）项",
    ),
    label="某一步骤：第几步、谁做、怎么做、看什么、形成什么",
)
def procedure_step(s: Step) -> Record:
    """A step of the procedure: its place, who does it, how, on what, and what comes of it."""
    own = s.step.is_("省级自查")
    on_site = s.step.is_("实地核查")
    outside = s.step.is_("第三方评估")
    secret = s.step.is_("暗访抽查")
    return record(
        order=(
            "第几步",
            choose(
                (own, number(1, "步")),
                (on_site, number(2, "步")),
                (outside, number(3, "步")),
                (secret, number(4, "步")),
                otherwise=number(5, "步"),
            ),
        ),
        by=(
            "由谁做",
            choose(
                (own, text(PROVINCES)),
                (on_site, text("有关成员单位组成的考核组")),
                (outside, text("领导小组办公室委托的第三方机构")),
                (secret, text("领导小组办公室或受托媒体组建的暗访组")),
                otherwise=text(MEMBERS),
            ),
        ),
        how=(
            "怎么做",
            choose(
                (own, checklist("对照考核方案及细则自查", "填报考核自查表", "形成自查报告")),
                (on_site, checklist("听取汇报", "核验资料")),
                (outside, checklist("抽样调查", "座谈访谈", "数据分析")),
                (secret, checklist("暗访", "明查")),
                otherwise=checklist("考核评议", "形成考核报告"),
            ),
        ),
        looks_at=(
            "看什么",
            choose(
                (own, checklist("考核年度工作进展情况", "考核年度工作成效")),
                (
                    on_site,
                    checklist(
                        "考核年度工作进展情况",
                        "考核年度工作成效",
                        "组织领导",
                        "源头治理",
                        "制度建设",
                    ),
                ),
                (outside, checklist("制度落实", "人民群众满意度")),
                (secret, checklist("畅通维权渠道", "作风建设")),
                otherwise=checklist(
                    "省级自查情况",
                    "实地核查情况",
                    "第三方评估情况",
                    "暗访抽查情况",
                    "行业主管、公安、信访等部门掌握的情况",
                ),
            ),
        ),
        product=(
            "形成什么",
            choose(
                (own, checklist("考核自查表", "自查报告")),
                (s.step.is_("综合评议"), checklist("考核报告")),
                otherwise=not_stated("原文没有写这一步形成什么材料", "第七条"),
            ),
        ),
        sent_to=(
            "报给谁",
            choose(
                (own, text(OFFICE)),
                (s.step.is_("综合评议"), text("领导小组")),
                otherwise=not_stated("原文没有写这一步的结果报给谁", "第七条"),
            ),
        ),
        deadline=("时限", not_stated("原文没有写各步骤的期限", "第七条")),
    )


@rule(
    DOC,
    (
        "第七条第（二）项第一段",
        "第七条第（三）项第一段",
        "第七条第（四）项第一段",
    ),
    label="某项指标在哪一步考核",
)
def step_for(i: Indicator) -> Text:
    """The step that the text names for an indicator."""
    return choose(
        (i.indicator.is_in("组织领导", "源头治理", "制度建设"), text("实地核查")),
        (i.indicator.is_in("制度落实", "人民群众满意度"), text("第三方评估")),
        (i.indicator.is_in("畅通维权渠道", "作风建设"), text("暗访抽查")),
        otherwise=not_stated("原文没有写这项指标在哪一步考核", "第七条"),
    )


@rule(DOC, "第七条第（一）项第一段", label="省级自查要交的材料和责任")
def self_review(_: Nothing) -> Record:
    """What a province hands in after its own review, to whom, and who answers for its truth."""
    return record(
        papers=("材料", checklist("考核自查表", "自查报告")),
        sent_to=("报送", text(OFFICE)),
        answers=("谁对自查报告负责", text(PROVINCES)),
        answers_for=("负责什么", checklist("真实性", "准确性")),
        deadline=("报送时限", not_stated("原文没有写自查报告何时报送", "第七条第（一）项")),
    )


@rule(DOC, "第七条第二款", label="考核报告由谁形成、由谁审批")
def report(_: Nothing) -> Record:
    """Who draws up the report of the assessment, out of what, and who approves it."""
    return record(
        drawn_up_by=("由谁形成", text(MEMBERS)),
        out_of=(
            "根据什么",
            checklist("省级自查", "实地核查", "第三方评估", "暗访抽查"),
        ),
        along_with=("结合哪些部门掌握的情况", checklist("行业主管", "公安", "信访")),
        approved_by=("由谁审批", text("领导小组")),
        deadline=("时限", not_stated("原文没有写考核报告何时报批", "第七条")),
    )


@rule(DOC, "第七条第二款", label="综合评议还缺哪些依据")
def lacking_for_review(g: Gathered) -> Texts:
    """What the joint review is to rest on and is not there yet; empty when it may begin."""
    return checklist(
        ("省级自查", ~g.own_review),
        ("实地核查", ~g.on_site_check),
        ("第三方评估", ~g.outside_assessment),
        ("暗访抽查", ~g.secret_visits),
        ("行业主管、公安、信访等部门掌握的情况", ~g.departments_known),
    )


@rule(DOC, "第八条", label="基准分", unit="分")
def base_score(_: Nothing) -> Number:
    """The base of the score."""
    return p.base_score


@rule(DOC, "第八条", label="考核方法和等级")
def grading(_: Nothing) -> Record:
    """How it is scored and which grades there are."""
    return record(
        method=("评分方法", text("分级评分法")),
        base=("基准分", p.base_score),
        grades=("等级", checklist("A级", "B级", "C级")),
        top=("A级要求的得分名次（前几名）", p.top_places),
        bottom=("C级对应的得分名次（后几名）", p.bottom_places),
        top_score=("满分或加分上限", not_stated("原文只写基准分，没有写最高分", "第八条")),
    )


def _good_work(c: Conduct) -> Truth:
    return all_of(c.leadership, c.mechanism, c.systems, c.implementation, c.achievement)


def _poor_work(c: Conduct) -> Truth:
    every = all_of(c.ineffective, c.little_effect, c.serious_arrears)
    some = any_of(c.ineffective, c.little_effect, c.serious_arrears)
    enough = choose((some, DOC.reading("poor_words").is_("any")), otherwise=never)
    poor = choose((every, always), otherwise=enough)
    return labelled(poor, "工作不力、成效不明显、欠薪突出", "第八条第（二）项第1目")


def _weak_and_last(c: Conduct, from_last: Number) -> Truth:
    """Both are needed; a place among the last without the bad work is told of."""
    poor, last = _poor_work(c), from_last <= p.bottom_places
    return warn_when(
        all_of(last, ~poor),
        all_of(poor, last),
        "得分名次已在后几名之内，但工作评语不符，原文要求两者都有，不属于这一项",
        "第八条第（二）项第1目",
    )


def _grade(a: Truth, c: Truth) -> Text:
    """C where only C holds, A where only A holds; where both do, by the reading."""
    both = choose((DOC.reading("overlap").is_("a_first"), one_of("A级")), otherwise=one_of("C级"))
    return choose(
        (c, choose((a, both), otherwise=one_of("C级"))), (a, one_of("A级")), otherwise=one_of("B级")
    )


@rule(DOC, "第八条第（一）项第1目", label="是否符合A级的工作条件")
def works_well(c: Conduct) -> Truth:
    """The first condition of A: every one of the words about the work holds."""
    return _good_work(c)


@rule(DOC, "第八条第（一）项第2目", label="得分名次是否符合A级")
def in_top_places(a: Assessment) -> Truth:
    """The second condition of A: the score stands within the first places of the nation."""
    return a.place <= p.top_places


@rule(DOC, FIRST, label="是否同时符合A级的两个条件")
def meets_a(a: Assessment) -> Truth:
    """Both conditions of A, before asking whether a case of C overrides them."""
    return all_of(works_well(a), in_top_places(a))


@rule(DOC, "第八条第（二）项第1目", label="工作不力且得分靠后，是否属于C级情形")
def weak_and_last(a: Assessment) -> Truth:
    """The first case of C: bad work and a score within the last places; a rank alone is not."""
    return _weak_and_last(a, a.place_from_last)


def _in_period(i: Incident) -> Truth:
    in_year = same(year_of(i.occurred), i.assessed_year)
    counted = choose((in_year, always), otherwise=DOC.reading("incident_period").is_("unlimited"))
    return labelled(counted, "发生在计算期间内", LAST)


@rule(DOC, "第八条第（二）项第2目", label="群体性事件是否计入起数")
def counts_as_mass_incident(i: Incident) -> Truth:
    """Whether one incident counts: caused by unpaid wages, many enough people, in the year."""
    return all_of(
        i.wage_arrears,
        p.mass_people.admits(i.people),
        _in_period(i),
    )


@rule(DOC, "第八条第（二）项第2目", label="群体性事件是否计入政府投资工程项目的起数")
def counts_as_government_incident(i: Incident) -> Truth:
    """Whether one incident counts among those out of unpaid wages in government-funded projects."""
    return all_of(
        i.wage_arrears,
        i.government_project,
        p.government_people.admits(i.people),
        _in_period(i),
    )


@rule(DOC, "第八条第（二）项第3目", label="极端事件是否计入起数")
def counts_as_extreme_incident(i: Incident) -> Truth:
    """Whether an incident counts: extreme, caused by unpaid wages, and of grave consequences."""
    return all_of(i.wage_arrears, i.extreme, i.grave, _in_period(i))


@rule(DOC, "第八条第（二）项第2目", label="群体性事件是否达到C级")
def too_many_mass_incidents(c: Conduct) -> Truth:
    """The second case of C: so many mass incidents, or fewer out of government-funded projects."""
    clause = "第八条第（二）项第2目"
    apart = step("不含政府投资项目的起数", c.mass_incidents - c.government_incidents, clause)
    enough = choose(
        (p.mass_incidents.admits(apart), always),
        (
            p.mass_incidents.admits(c.mass_incidents),
            DOC.reading("government_part").is_("included"),
        ),
        otherwise=never,
    )
    reached = any_of(
        labelled(enough, "群体性事件达到起数", clause),
        labelled(
            p.government_incidents.admits(c.government_incidents),
            "政府投资项目的事件达到起数",
            clause,
        ),
    )
    return warn_when(
        c.government_incidents > c.mass_incidents,
        reached,
        "政府投资工程项目的起数大于总起数，请核对：总起数应当含政府投资工程项目的",
        clause,
    )


@rule(DOC, "第八条第（二）项第3目", label="极端事件是否达到C级")
def extreme_incident(c: Conduct) -> Truth:
    """The third case of C: an extreme incident with grave consequences."""
    return p.extreme_incidents.admits(c.extreme_incidents)


@rule(DOC, LAST, label="是否有C级的情形")
def meets_c(a: Assessment) -> Truth:
    """Any one case of C is enough."""
    return any_of(too_many_mass_incidents(a), extreme_incident(a), weak_and_last(a))


@rule(DOC, LAST, label="属于C级的哪些情形")
def grounds_of_c(a: Assessment) -> Texts:
    """Every case of C that holds."""
    return checklist(
        ("工作不力且得分排在后几名", weak_and_last(a)),
        ("群体性事件达到起数", too_many_mass_incidents(a)),
        ("极端事件造成严重后果", extreme_incident(a)),
    )


@rule(DOC, ("第八条", "第八条第（三）项"), label="省级政府的考核等级（A级、B级、C级）")
def grade(a: Assessment) -> Text:
    """The grade of one provincial government: C overrides A, and what is neither is B."""
    return _grade(meets_a(a), meets_c(a))


def _rows(r: Ranked) -> Number:
    return step("表中本年度的行数", rows_within(within=r.year), "第八条")


def _tied(r: Ranked) -> Truth:
    """Whether another row of the year has the same score."""
    first, last = rank(r.score, within=r.year), rank_from_last(r.score, within=r.year)
    return labelled(first + last <= _rows(r), "有得分相同者", "第八条")


def _apart(r: Ranked, other_end: Number) -> Number:
    """The place that equals share when all of them take the one farther from this end."""
    return _rows(r) - other_end + 1


def _read(r: Ranked, shared: Number, apart: Number) -> Number:
    """The place by the reading about equals, which matters only where there are any."""
    read = choose((DOC.reading("ties").is_("apart"), apart), otherwise=shared)
    return choose((_tied(r), read), otherwise=shared)


def _place(r: Ranked) -> Number:
    first, last = rank(r.score, within=r.year), rank_from_last(r.score, within=r.year)
    return step("全国得分名次", _read(r, first, _apart(r, last)), FIRST)


def _place_from_last(r: Ranked) -> Number:
    first, last = rank(r.score, within=r.year), rank_from_last(r.score, within=r.year)
    return step("全国得分倒数名次", _read(r, last, _apart(r, first)), LAST)


def _tie_matters(r: Ranked) -> Truth:
    """Whether equals stand across the last place of A or the first place of C."""
    first, last = rank(r.score, within=r.year), rank_from_last(r.score, within=r.year)
    return any_of(
        all_of(first <= p.top_places, _apart(r, last) > p.top_places),
        all_of(last <= p.bottom_places, _apart(r, first) > p.bottom_places),
    )


TIED = "有得分相同者，原文没有写怎样排名，按所选读法"


@rule(DOC, FIRST, label="全国得分名次", unit="名", table=True)
def national_place(r: Ranked) -> Number:
    """The place of every provincial government by score within one year, from the highest."""
    return warn_when(_tied(r), _place(r), TIED, "第八条")


@rule(DOC, LAST, label="全国得分倒数名次", unit="名", table=True)
def national_place_from_last(r: Ranked) -> Number:
    """The place from the end by score within one year; 1 is the lowest score."""
    return warn_when(_tied(r), _place_from_last(r), TIED, "第八条")


@rule(DOC, "第八条", label="全国各省级政府的考核等级（由得分排名）", table=True)
def national_grade(r: Ranked) -> Text:
    """The grades of a whole year, one row for each provincial government that is ranked."""
    top = all_of(_good_work(r), _place(r) <= p.top_places)
    bottom = _weak_and_last(r, _place_from_last(r))
    low = any_of(too_many_mass_incidents(r), extreme_incident(r), bottom)
    telling = "有得分相同者跨在A级或C级的名次界线上，原文没有写怎样排名，按所选读法"
    return warn_when(_tie_matters(r), _grade(top, low), telling, "第八条")


@rule(DOC, "第九条", label="能否通报考核结果")
def may_be_notified(r: Release) -> Truth:
    """The result is notified only after the group's approval and the State Council's consent."""
    return all_of(r.approved, r.agreed)


@rule(DOC, "第九条", label="考核结果由谁审批、谁同意、通报谁、抄送谁、作何用")
def release(_: Nothing) -> Record:
    """The way of the result, and what it is used for."""
    return record(
        approved_by=("由谁审批", text("领导小组")),
        agreed_by=("报谁同意", text("国务院")),
        notified_by=("由谁通报", text(OFFICE)),
        notified_to=("向谁通报", text(PROVINCES)),
        copied_to=("抄送", text("中央组织部")),
        used_as=("用途", text("省级政府领导班子和有关领导干部综合考核评价的参考")),
        deadline=("通报时限", not_stated("原文没有写何时通报", "第九条")),
    )


@rule(DOC, "第九条", label="需要问责的移交给谁")
def accountability(r: Release) -> Record:
    """Where a case is handed over when somebody must answer for it."""
    none = "不需要问责，不移交"
    return record(
        to=(
            "移交给谁",
            choose(
                (r.accountability, text("有关党组织或纪检监察机关")),
                otherwise=text(none),
            ),
        ),
        by=(
            "按什么移交",
            choose((r.accountability, text("干部管理权限")), otherwise=text(none)),
        ),
    )


@rule(DOC, "第十条", label="某等级的后果：表扬、约谈和整改")
def consequence(o: Outcome) -> Record:
    """What follows on a grade, by whom and to whom; mending follows on every grade."""
    silent = "原文没有写对B级的表扬或约谈"
    a, c = o.grade.is_("A级"), o.grade.is_("C级")
    return record(
        measure=(
            "措施",
            choose(
                (a, text("通报表扬")),
                (c, text("约谈")),
                otherwise=not_stated(silent, "第十条"),
            ),
        ),
        by=(
            "由谁作出",
            choose(
                (o.grade.is_in("A级", "C级"), text("领导小组")),
                otherwise=not_stated(silent, "第十条"),
            ),
        ),
        to=(
            "对谁",
            choose(
                (a, text("该省级政府")),
                (c, text("该省级政府有关负责人")),
                otherwise=not_stated(silent, "第十条"),
            ),
        ),
        besides=(
            "各等级都要做的",
            checklist("整改领导小组办公室反馈的问题", "向领导小组办公室报送整改情况"),
        ),
    )


@rule(DOC, "第十条", label="问题反馈和整改")
def rectification(_: Nothing) -> Record:
    """Feedback and mending, whatever the grade; soon, but with no day."""
    return record(
        feedback_by=("由谁反馈", text(OFFICE)),
        feedback_to=("向谁反馈", text(PROVINCES)),
        feedback=("反馈什么", checklist("考核发现的问题", "改进工作的意见建议")),
        mended_by=("由谁整改", text(PROVINCES)),
        reported_to=("整改情况报送", text(OFFICE)),
        deadline=("整改期限", not_stated("只要求及时整改，没有写具体期限", "第十条")),
    )


@rule(DOC, "第十一条", label="弄虚作假、瞒报谎报的后果")
def sanctions(f: Fraud) -> Texts:
    """What follows on false or hidden reports that falsified the result, and when it is serious.

    The list is empty where the result was not falsified: the clause asks for both.
    """
    falsified = all_of(f.fabricated, f.distorted)
    return checklist(
        ("通报批评", falsified),
        ("依纪依法追究相关人员责任", all_of(falsified, f.serious)),
    )


@rule(DOC, "第十二条", label="对省级以下政府的考核由谁制定办法")
def local_measures(_: Nothing) -> Record:
    """Provinces make measures of their own after this one."""
    return record(
        maker=("由谁制定", text(PROVINCES)),
        after=("怎样制定", text("参照本办法，结合本地区实际")),
        assesses=("考核谁", text("本地区各级政府")),
        deadline=("制定时限", not_stated("原文没有写何时制定", "第十二条")),
    )


@rule(DOC, "第十三条", label="本办法由谁解释", any_day=True)
def interpreter(_: Nothing) -> Text:
    """Who interprets it."""
    return text(OFFICE)
