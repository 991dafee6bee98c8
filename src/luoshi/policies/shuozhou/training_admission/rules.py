"""朔科发〔2023〕8号 朔州市科学技术局科技类校外培训机构准入指引（试行）, in article order."""

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
    any_of,
    checklist,
    choice,
    choose,
    day,
    labelled,
    money,
    never,
    none_of,
    not_stated,
    number,
    quantity,
    record,
    rounded,
    rule,
    same,
    step,
    text,
    truth,
    unless,
    when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

ONE_DAY = number(1, "日")
FORMS = ["企业", "民办非企业单位", "其他"]
APPROVER = "当地行政审批部门"


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


# --- 第一章 总则


class Institution(Facts):
    """一个培训机构。"""

    in_city = truth("在本市行政区域内", clause="第二条")
    run_by_state = truth("由国家机构举办", clause="第二条")
    public_money = truth("使用国家财政性经费", clause="第二条")
    approved = truth("经行政审批部门审核批准", clause="第二条")
    registered = truth("已依法注册登记", clause="第二条")
    field = choice(
        "培训领域",
        ["编程", "机器人", "科学实验", "其他自然科学或技术创新", "学科类", "其他"],
        clause="第二条",
    )
    for_pupils = truth("面向中小学生", clause="第二条")
    degree = truth("属于学历教育", clause="第二条")
    form = choice("组织形式", FORMS, clause="第二条")


@rule(DOC, "第二条", label="是否属于科技类校外培训机构")
def science_institution(i: Institution) -> Truth:
    """Private, privately paid, approved and registered, in science or technology, for pupils."""
    return all_of(
        i.in_city,
        ~i.run_by_state,
        ~i.public_money,
        i.approved & i.registered,
        i.field.is_in("编程", "机器人", "科学实验", "其他自然科学或技术创新"),
        i.for_pupils,
        ~i.degree,
        i.form.is_in("企业", "民办非企业单位"),
    )


# --- 第二章 组织机构


class Organiser(Facts):
    """一个想举办培训机构的人或者单位；企业、社会组织的后六项问其法定代表人或者负责人。"""

    kind = choice(
        "举办者",
        ["企业", "社会组织", "自然人", "国家机构", "中小学校", "在职国家机关工作人员"],
        clause="第三条",
    )
    legal_person = truth("有中国法人资格", clause="第三条（一）")
    credit = truth("举办者信用状况良好", clause="第三条")
    listed = truth("列入严重违法失信名单或社会组织异常名录", clause="第三条（一）")
    bad_record = truth("有不良记录", clause="第三条（一）")
    chinese = truth("有中国国籍", clause="第三条")
    settled = truth("在中国境内定居", clause="第三条（一）")
    own_credit = truth("法定代表人或者负责人信用状况良好", clause="第三条（一）")
    convicted = truth("有犯罪记录", clause="第三条")
    rights = truth("享有政治权利", clause="第三条")
    capacity = truth("有完全民事行为能力", clause="第三条")
    jointly = truth("联合举办", clause="第三条（三）")
    agreement = truth("已签订联合举办协议", clause="第三条（三）")
    tax_owed = truth("欠缴税款", clause="第三条（四）")
    insurance_owed = truth("欠缴社保费", clause="第三条（四）")
    tax_breach = truth("有其他涉税违法违规行为", clause="第三条（四）")


def _is_unit(o: Organiser) -> Truth:
    return o.kind.is_in("企业", "社会组织")


@rule(DOC, "第三条（一）", label="企业或社会组织作为举办者是否合格")
def unit_fit(o: Organiser) -> Truth:
    """The unit itself, and the person who stands for it."""
    return all_of(
        _is_unit(o),
        all_of(o.legal_person, o.credit, ~o.listed, ~o.bad_record),
        all_of(o.chinese, o.settled, o.own_credit, ~o.convicted, o.rights, o.capacity),
    )


@rule(DOC, "第三条（二）", label="自然人作为举办者是否合格")
def person_fit(o: Organiser) -> Truth:
    """A person need not live in the country, unlike one who stands for a unit."""
    own = all_of(o.chinese, o.rights, o.capacity, o.credit, ~o.convicted)
    return o.kind.is_("自然人") & own


@rule(DOC, "第三条（三）", label="联合举办的手续是否齐全")
def joint_fit(o: Organiser) -> Truth:
    """Those who run it together have an agreement; nothing is asked of one alone."""
    return ~o.jointly | o.agreement


@rule(DOC, "第三条（三）", label="联合举办协议要写明什么")
def joint_agreement(_: Lookup) -> Texts:
    """What the agreement settles."""
    return checklist(
        "各方的出资金额", "出资方式", "出资比例", "合作方式", "各方权利义务", "争议解决方式"
    )


@rule(DOC, "第三条（四）", label="税费方面是否合格")
def dues_paid(o: Organiser) -> Truth:
    """Neither the organiser nor its firms owe taxes or contributions, or broke tax law."""
    return none_of(o.tax_owed, o.insurance_owed, o.tax_breach)


@rule(DOC, "第三条（五）", label="是否属于不得举办的人或者单位")
def organiser_barred(o: Organiser) -> Truth:
    """Serving officials and schools may not, nor take part; state bodies are none of the three kinds."""
    barred = o.kind.is_in("在职国家机关工作人员", "中小学校")
    return any_of(barred, labelled(o.kind.is_("国家机构"), "国家机构", "第三条"))


@rule(DOC, "第三条", label="能否举办科技类校外培训机构")
def organiser_fit(o: Organiser) -> Truth:
    """Not barred, fit as a unit or as a person, with agreement and dues in order."""
    return all_of(~organiser_barred(o), unit_fit(o) | person_fit(o), joint_fit(o), dues_paid(o))


class Name(Facts):
    """一个拟用的名称和经营（业务）范围。"""

    lawful = truth("符合名称登记管理的规定", clause="第四条")
    misleading = truth("含有歧义或误导性词汇", clause="第四条")
    indecent = truth("违背公序良俗", clause="第四条")
    names = quantity("使用的名称个数", "个", min=1, max=100, clause="第四条")
    short_name = truth("使用简称", clause="第四条")
    school_subjects = truth("经营或业务范围含学科类培训", clause="第四条")


@rule(DOC, "第四条", label="名称和范围是否合格")
def name_fit(n: Name) -> Truth:
    """One lawful, clear and decent name, no short one, and no school subjects in the scope."""
    return all_of(
        n.lawful,
        none_of(n.misleading, n.indecent, n.short_name, n.school_subjects),
        same(n.names, p.name_count),
    )


class Capital(Facts):
    """机构的开办资金。"""

    amount = money("开办资金", clause="第五条")
    registrar = truth("符合登记机关的规定", clause="第五条")
    sufficient = truth("满足办学基本需求", clause="第五条")
    steady = truth("有稳定的经费来源", clause="第五条")


@rule(DOC, "第五条", label="开办资金最少多少", unit="元", rounding="分")
def capital_least(_: Lookup) -> Number:
    """The least capital."""
    return step("开办资金下限", p.capital, "第五条")


@rule(DOC, "第五条", label="开办资金是否合格")
def capital_fit(c: Capital) -> Truth:
    """Enough by the number, by the registrar and by need, and a steady source."""
    return all_of(p.capital.admits(c.amount), c.registrar, c.sufficient, c.steady)


@rule(DOC, "第六条", label="章程依据什么制定")
def charter_law(i: Institution) -> Text:
    """The law by form; other forms are not provided for."""
    return choose(
        (i.form.is_("企业"), text("公司法及国家和省相关规定")),
        (i.form.is_("民办非企业单位"), text("民办非企业单位登记管理暂行条例及国家和省相关规定")),
        otherwise=not_stated("组织形式只有企业和民办非企业单位两种", "第六条"),
    )


@rule(DOC, "第六条（一）", label="党建的三个同步")
def party_building(_: Lookup) -> Texts:
    """What goes in step with the institution."""
    return checklist("党建同步谋划", "组织同步设置", "工作同步开展")


class Leader(Facts):
    """机构的法定代表人或者行政负责人。"""

    post = choice("所任职务", ["董事长", "理事长", "行政负责人", "其他"], clause="第六条（二）")
    chinese = truth("有中国国籍", clause="第六条（二）")
    rights = truth("有政治权利", clause="第六条")
    capacity = truth("有完全民事行为能力", clause="第六条")
    settled = truth("在中国境内定居", clause="第六条（二）")
    credit = truth("信用状况良好", clause="第六条")
    convicted = truth("有犯罪记录", clause="第六条")
    school_breach = truth("有违法违规办学记录", clause="第六条（三）")
    age = quantity("年龄", "周岁", max=150, clause="第六条（三）")
    healthy = truth("身体健康", clause="第六条（三）")
    education = choice("学历", ["研究生", "大学本科", "大学专科", "其他"], clause="第六条（三）")
    experience = quantity("教育管理经验", "年", max=100, clause="第六条（三）")
    elsewhere = truth("兼任其他培训机构的行政负责人", clause="第六条（三）")


def _upright(q: Leader) -> Truth:
    return all_of(q.rights, q.capacity, q.credit, ~q.convicted)


@rule(DOC, "第六条（二）", label="能否担任法定代表人")
def representative_fit(q: Leader) -> Truth:
    """One of three posts, of Chinese nationality, living here, upright."""
    posts = q.post.is_in("董事长", "理事长", "行政负责人")
    return all_of(posts, q.chinese, q.settled, _upright(q))


@rule(DOC, "第六条（三）", label="能否担任行政负责人")
def head_fit(q: Leader) -> Truth:
    """Upright, within the age, healthy, educated, experienced and nowhere else; no nationality named."""
    return all_of(
        _upright(q),
        ~q.school_breach,
        p.head_age.admits(q.age),
        q.healthy,
        q.education.is_in("研究生", "大学本科"),
        p.head_experience.admits(q.experience),
        ~q.elsewhere,
    )


@rule(DOC, "第六条（三）", label="行政负责人哪些条件不符合")
def head_faults(q: Leader) -> Texts:
    """The conditions that fail, in the document's order."""
    return checklist(
        ("政治权利、行为能力、信用或者犯罪记录", ~_upright(q)),
        ("违法违规办学记录", q.school_breach),
        ("年龄", ~p.head_age.admits(q.age)),
        ("健康", ~q.healthy),
        ("学历", ~q.education.is_in("研究生", "大学本科")),
        ("教育管理经验", ~p.head_experience.admits(q.experience)),
        ("兼任", q.elsewhere),
    )


class Staff(Facts):
    """机构的从业人员。"""

    contract = quantity("任职合同期限", "月", max=600, clause="第七条（一）")
    full_time = quantity(
        "专职教学、教研人员数", "人", clause="第七条（一）", gist="只算任职合同够长的"
    )
    all_staff = quantity("从业人员总数", "人", min=1, clause="第七条（一）")


@rule(DOC, "第七条（一）", label="是否计入专职人员的比例")
def counted_full_time(s: Staff) -> Truth:
    """Full-time staff count with a contract that is long enough."""
    return p.staff_contract.admits(s.contract)


def _full_time(s: Staff) -> Number:
    return step("专职人员的比例", s.full_time / s.all_staff, "第七条（一）")


@rule(DOC, "第七条（一）", label="专职人员的比例（两位小数）", unit="%", rounding="0.01%")
def full_time_share(s: Staff) -> Number:
    """Full-time teaching and research staff among all who work there."""
    return _full_time(s)


@rule(DOC, "第七条（一）", label="专职人员的比例是否可以")
def full_time_enough(s: Staff) -> Truth:
    """A requirement in principle: too small a share is told and does not by itself refuse."""
    return p.staff_share.admits(_full_time(s))


class Teacher(Facts):
    """一位拟聘的教师。"""

    education = choice("学历", ["研究生", "大学本科", "大学专科", "其他"], clause="第七条（二）")
    certificate = truth("有与教学内容对应的教师资格证", clause="第七条（二）")
    skill_proof = truth("有相应的职业（专业）能力证明", clause="第七条（二）")
    school_teacher = truth("是中小学在职教师或者教研人员", clause="第七条（二）")
    foreign = truth("是外籍人员", clause="第七条（二）")
    foreign_lawful = truth("聘用外籍人员符合国家规定", clause="第七条（二）")
    first_hired = truth("初次招用", clause="第七条（三）")


@rule(DOC, "第七条（二）", label="能否聘为教师")
def teacher_fit(t: Teacher) -> Truth:
    """Education and one of two proofs, lawfully if foreign; never a serving school teacher."""
    return unless(
        all_of(
            labelled(t.education.is_in("研究生", "大学本科", "大学专科"), "大学专科及以上学历"),
            labelled(t.certificate | t.skill_proof, "有教师资格证或者能力证明"),
            labelled(~t.foreign | t.foreign_lawful, "不是外籍人员，或者聘用符合国家规定"),
        ),
        when(t.school_teacher, never, "第七条（二）", "中小学在职教师、教研人员不得聘用"),
    )


@rule(DOC, ("第七条（三）", "第七条（四）"), label="聘用一个人要办哪些事")
def hiring_duties(t: Teacher) -> Texts:
    """Before and after somebody is taken on; training for those who are new to the work."""
    return checklist(
        "查询违法犯罪信息",
        "签订劳动合同",
        "缴纳社会保险",
        ("岗位培训并取得合格证明", t.first_hired),
        "公示从业人员信息",
        "在监管部门备案",
    )


@rule(DOC, "第七条", label="从业人员的基本要求")
def staff_basics(_: Lookup) -> Texts:
    """What all who train must be."""
    return checklist("遵守宪法和法律", "思想品德良好", "有相应的专业技能", "有相应的培训能力")


@rule(DOC, "第七条（四）", label="从业人员信息公示什么、在哪里")
def staff_notice(_: Lookup) -> Record:
    """What is shown of the staff and where; in how many days it is filed the text does not say."""
    return record(
        contents=("内容", checklist("基本信息", "从业资格", "从教经历", "任教课程")),
        places=("地点", checklist("培训场所", "平台", "网站")),
        filed_with=("备案", text("监管部门")),
        within=("备案期限", not_stated("只写及时，几日内原文未写明", "第七条（四）")),
    )


# --- 第三章 场所设施


class Venue(Facts):
    """一处培训场所。"""

    tenure = choice("场所来源", ["自有", "租用"], clause="第八条（一）")
    applied = day("申请办学之日", clause="第八条（一）")
    lease_ends = day("租赁到期之日", clause="第八条（一）")
    teaching_area = quantity("教学用房建筑面积", "平方米", decimals=2, clause="第八条（二）")
    whole_area = quantity(
        "开办场所建筑面积", "平方米", decimals=2, min="0.01平方米", clause="第八条（二）"
    )
    training_area = quantity(
        "培训场地总面积", "平方米", decimals=2, clause="第八条（二）", gist="不含配套服务场所"
    )
    pupils = quantity("同一时间场内学员人数", "人", min=1, max=1_000_000, clause="第八条（二）")
    much_equipment = truth("课程需要较多设备、器材", clause="第八条（二）")
    building = choice(
        "房屋类别",
        ["工业生产厂房", "废弃厂房", "居民住宅", "违章建筑", "其他有安全隐患的场所", "其他"],
        clause="第八条（三）",
    )
    youngest = quantity("学员的最小年龄", "周岁", max=100, clause="第八条（三）")
    middle_school = truth("面向中学生", clause="第八条（三）")
    floor = quantity("所在楼层", min=1, max=200, clause="第八条（三）")
    cellar = truth("在地下室或者半地下室", clause="第八条（三）")
    own_exit = truth("有独立的疏散通道", clause="第八条（三）")


@rule(DOC, "第八条", label="要有哪些固定场所")
def rooms(_: Lookup) -> Texts:
    """The rooms of a steady place of one's own use."""
    return checklist("办公用房", "教学培训用房", "其他必备场地")


@rule(DOC, "第八条（一）", label="场所要交什么证明")
def venue_papers(v: Venue) -> Text:
    """By whether the place is owned or rented."""
    return choose((v.tenure.is_("自有"), text("产权证明材料")), otherwise=text("租赁合同（协议）"))


@rule(DOC, "第八条（一）", label="最早可以租到哪一天")
def lease_until(v: Venue) -> Day:
    """The first day on which the lease may end; whether the last day falls one short is a reading."""
    full = v.applied + p.lease_term
    return choose((DOC.reading("lease_end").is_("same_day"), full), otherwise=full - ONE_DAY)


@rule(DOC, "第八条（一）", label="租赁期限是否够长")
def lease_enough(v: Venue) -> Truth:
    """True for a place that is owned; else the lease reaches the day."""
    return v.tenure.is_("自有") | (v.lease_ends >= lease_until(v))


@rule(DOC, "第八条（二）", label="教学用房面积是否足够")
def teaching_area_enough(v: Venue) -> Truth:
    """Teaching rooms as a part of the whole place."""
    least = v.whole_area * p.teaching_parts / p.whole_parts
    return v.teaching_area >= step("教学用房最少面积", least, "第八条（二）")


def _area(v: Venue) -> Number:
    return step("生均面积", v.training_area / v.pupils, "第八条（二）")


@rule(DOC, "第八条（二）", label="生均面积（两位小数）", unit="平方米", rounding="0.01平方米")
def area_each(v: Venue) -> Number:
    """The area for training divided by those who are in it at one time."""
    return _area(v)


@rule(DOC, "第八条（二）", label="生均面积是否足够")
def area_enough(v: Venue) -> Truth:
    """More room where a course needs much equipment."""
    return choose(
        (v.much_equipment, p.area_with_equipment.admits(_area(v))),
        otherwise=p.area_per_pupil.admits(_area(v)),
    )


@rule(DOC, "第八条（二）", label="同一时间最多多少学员", unit="人")
def most_pupils(v: Venue) -> Number:
    """How many pupils the area holds, whole persons downwards."""
    each = choose((v.much_equipment, p.area_with_equipment), otherwise=p.area_per_pupil)
    return rounded(v.training_area / step("每人的面积", each, "第八条（二）"), "1人", "down")


@rule(DOC, "第八条（二）", label="场地还要满足什么")
def area_duties(_: Lookup) -> Texts:
    """What goes beyond the numbers."""
    return checklist("与培训内容和规模相适应", "预留安全距离", "不拥挤、易疏散")


@rule(DOC, "第八条（三）", label="房屋能否用作培训场所")
def building_fit(v: Venue) -> Truth:
    """Five kinds of building are out."""
    return v.building.is_("其他")


def _young(v: Venue) -> Truth:
    return labelled(p.young_age.admits(v.youngest), "含低龄学生", "第八条（三）")


@rule(DOC, "第八条（三）", label="楼层是否可以")
def floor_fit(v: Venue) -> Truth:
    """Lower with young pupils than for secondary pupils; for others the text says nothing."""
    silent = not_stated("不含低龄学生、也不面向中学生的，楼层原文未写明", "第八条（三）")
    return choose(
        (_young(v), ~p.barred_floor.admits(v.floor)),
        (v.middle_school, p.highest_floor.admits(v.floor)),
        otherwise=silent,
    )


@rule(DOC, "第八条（三）", label="地下室和疏散通道是否可以")
def exit_fit(v: Venue) -> Truth:
    """Above ground and with an exit of its own, with young pupils; for others a reading."""
    silent = not_stated("不含低龄学生的，地下室和疏散通道原文未写明", "第八条（三）")
    older = v.middle_school & DOC.reading("cellar_scope").is_("all")
    return choose((_young(v) | older, ~v.cellar & v.own_exit), otherwise=silent)


@rule(DOC, "第九条", label="设备和教具的要求")
def equipment_duties(_: Lookup) -> Texts:
    """Equipment by national standards, aids that do no harm."""
    return checklist("设施设备、器材资料符合国家标准", "教辅教具不得有害身心健康")


class Rooms(Facts):
    """场所里的一类活动。"""

    experiments = truth("做科学实验", clause="第十条（二）")
    risky = truth("有存在安全风险的设施设备", clause="第十条（二）")


@rule(DOC, ("第十条", "第十条（一）"), label="场地要通过哪些要求")
def site_duties(_: Lookup) -> Texts:
    """Fire, air and the room itself."""
    return checklist(
        "工程建设消防技术标准",
        "室内环境污染控制规范",
        "消防审验等许可或者备案",
        "采光",
        "照明",
        "通风",
        "给排水",
    )


@rule(DOC, "第十条（二）", label="实验和有风险的设备要做到什么")
def experiment_duties(r: Rooms) -> Texts:
    """What experiments need, and what risky equipment needs; nothing where there is neither."""
    return checklist(
        ("专用教室", r.experiments),
        ("与中小学校实验室要求一致", r.experiments),
        ("防护措施", r.risky),
        ("警示标牌", r.risky),
        ("基本防护用品", r.risky),
    )


@rule(DOC, "第十条（三）", label="安全防范要做到什么")
def safety_duties(_: Lookup) -> Record:
    """Cameras, plan, drills, training and cover."""
    return record(
        cameras=("视频监控", text("培训场所全域覆盖")),
        plan=("应急", checklist("应急处置预案", "定期演练")),
        training=("从业人员培训", checklist("设施操作", "消防安全", "应急救护")),
        cover=("风险化解", text("为培训对象购买保险等")),
    )


# --- 第四章 培训内容


class Lesson(Facts):
    """一次培训。"""

    subject = choice(
        "课程内容",
        ["科技类", "学科类", "易燃易爆", "伪科学", "封建迷信", "低俗有害", "盗版侵权"],
        clause="第十一条（二）",
    )
    in_school_hours = truth("与当地中小学校教学时间相冲突", clause="第十一条（三）")
    end_hour = quantity("结束的钟点", max=23, clause="第十一条（三）", gist="24 小时制，如 20")
    end_minute = quantity("结束的分", max=59, clause="第十一条（三）", gist="如 30")


@rule(DOC, "第十一条（二）", label="课程内容能否开设")
def subject_allowed(q: Lesson) -> Truth:
    """Science and technology; neither school subjects under another name nor what does harm."""
    return q.subject.is_("科技类")


@rule(DOC, "第十一条（三）", label="结束时间是否可以")
def ends_in_time(q: Lesson) -> Truth:
    """The latest minute itself is in time."""
    ends = q.end_hour * number(60) + q.end_minute
    latest = p.closing_hour * number(60) + p.closing_minute
    return step("结束的时刻（零点起的分钟）", ends, "第十一条（三）") <= step(
        "最晚的时刻（零点起的分钟）", latest, "第十一条（三）"
    )


@rule(DOC, "第十一条（三）", label="培训时间是否可以")
def time_allowed(q: Lesson) -> Truth:
    """Outside school hours, and over in time."""
    return all_of(~q.in_school_hours, ends_in_time(q))


@rule(DOC, "第十一条（三）", label="培训最晚几点结束")
def closing_time(_: Lookup) -> Record:
    """The latest hour and minute."""
    return record(hour=("时", p.closing_hour), minute=("分", p.closing_minute))


class Material(Facts):
    """一种培训材料。"""

    kind = choice("材料类别", ["正式出版物", "自主编写"], clause="第十二条")
    used_until = day("使用完毕之日", clause="第十二条（二）")


@rule(DOC, ("第十二条", "第十一条", "第十二条（一）", "第十二条（二）"), label="培训材料要做哪些事")
def material_duties(m: Material) -> Texts:
    """Plan and standard for every course; publicity or inner rules by the kind of material."""
    own = m.kind.is_("自主编写")
    return checklist(
        "培训计划",
        "课程标准",
        "教学计划",
        ("在招生简介、网站平台公示", ~own),
        ("编写研发、审核、选用使用制度", own),
        ("人员资质审查制度", own),
        ("存档保管", own),
    )


@rule(DOC, "第十二条（二）", label="培训材料保管到哪一天")
def keep_until(m: Material) -> Day:
    """The day on which the least term is over; asked of self-written material only."""
    silent = not_stated("保管期限只写了自主编写的材料", "第十二条（二）")
    return choose((m.kind.is_("自主编写"), m.used_until + p.keeping_term), otherwise=silent)


@rule(DOC, "第十二条（三）", label="要作出什么书面承诺")
def promise(_: Lookup) -> Texts:
    """What the institution promises of its training, and to whom it answers."""
    return checklist("合法性", "合规性", "安全性")


# --- 第五章 监督和管理


class Progress(Facts):
    """办到哪一步。"""

    permit = truth("已取得办学许可证", clause="第十三条")
    registered = truth("已办理注册登记", clause="第十三条")
    on_platform = truth("已在全国监管平台注册并纳入运营", clause="第十三条")
    wants = choice(
        "想要做的事", ["变更培训地址", "增设分支机构", "增设培训点", "其他"], clause="第十三条"
    )
    consent = truth("审批部门已经同意", clause="第十三条")


@rule(DOC, "第十三条", label="下一步办什么")
def next_step(q: Progress) -> Text:
    """The steps in their order; after the last one training may begin."""
    return choose(
        (~q.permit, text("向当地行政审批部门申请，取得办学许可证")),
        (~q.registered, text("办理注册登记")),
        (~q.on_platform, text("在全国校外教育培训监管与服务综合平台申请注册")),
        otherwise=text("可以开展培训"),
    )


@rule(DOC, "第十三条", label="能否开展培训")
def may_train(q: Progress) -> Truth:
    """Only after all three."""
    return all_of(q.permit, q.registered, q.on_platform)


@rule(DOC, "第十三条", label="变更能否进行")
def change_allowed(q: Progress) -> Truth:
    """Three changes need consent beforehand; on others the text is silent."""
    named = q.wants.is_in("变更培训地址", "增设分支机构", "增设培训点")
    return choose(
        (named, labelled(q.consent, "审批部门已经同意")),
        otherwise=not_stated("其他变更要不要同意，原文未写明", "第十三条"),
    )


@rule(DOC, "第十三条", label="向谁申请、归谁管、多久办完")
def where_to_apply(_: Lookup) -> Record:
    """County by county; the list of papers is published elsewhere, terms are not given."""
    return record(
        applied_to=("申请", text(APPROVER)),
        governed=("管理", text("县（市、区）属地管理")),
        papers=("申请材料", text("由相关部门明确清单并公开")),
        within=("办理期限", not_stated("办理期限原文未写明", "第十三条")),
    )


@rule(DOC, "第十三条", label="在监管平台注册要交什么")
def platform_papers(_: Lookup) -> Texts:
    """The papers that are named; the list is open."""
    return checklist("办学许可证", "登记证", "纳入资金监管平台证明", "交纳风险保证金证明")


class Fee(Facts):
    """一次收费。"""

    months = quantity("所收费用的时间跨度", "月", decimals=2, max=600, clause="第十四条")
    lessons = quantity("所收费用的课时", max=100_000, clause="第十四条")
    account = choice(
        "收进哪个账户",
        ["本机构培训收费专用账户", "本机构其他账户", "非本机构账户"],
        clause="第十四条",
    )


@rule(DOC, "第十四条", label="一次收费的跨度是否可以")
def fee_span_allowed(f: Fee) -> Truth:
    """Neither too many months nor too many lessons at one time."""
    return none_of(p.fee_months.admits(f.months), p.fee_lessons.admits(f.lessons))


@rule(DOC, "第十四条", label="收费账户是否可以")
def fee_account_allowed(f: Fee) -> Truth:
    """One account only."""
    return f.account.is_("本机构培训收费专用账户")


@rule(DOC, "第十四条", label="这次收费是否合规")
def fee_allowed(f: Fee) -> Truth:
    """Span and account."""
    return all_of(fee_span_allowed(f), fee_account_allowed(f))


@rule(DOC, "第十四条", label="收费怎样公示、怎样监管")
def fee_control(_: Lookup) -> Record:
    """Where prices are shown, and how money paid ahead is watched."""
    return record(
        shown=("公示", checklist("收费项目", "收费标准")),
        places=("地点", checklist("场所", "平台", "网站")),
        watched=("预收费监管", checklist("银行托管", "风险保证金")),
        deposit=("风险保证金的数额", not_stated("数额原文未写明", "第十四条")),
    )


class Inspection(Facts):
    """一次年检。"""

    hid = truth("隐瞒实情", clause="第十五条")
    lied = truth("弄虚作假", clause="第十五条")
    unlawful = truth("违法违规办学", clause="第十五条")
    refused = truth("不接受年检", clause="第十五条")


@rule(DOC, "第十五条", label="年检的后果")
def inspection_consequences(q: Inspection) -> Texts:
    """What may follow, up to the loss of the licence; none where nothing is found."""
    found = any_of(q.hid, q.lied, q.unlawful, q.refused)
    return checklist(("从严处理", found), ("最重吊销许可证", found), ("追究人员的法律责任", found))


# --- 第六章 附则


@rule(DOC, "第十六条", label="县里的具体要求由谁制定")
def local_rules(_: Lookup) -> Record:
    """Who makes the local rules, with whom, and where they are filed."""
    return record(
        made_by=("制定", text("各县（市、区）、开发区科技主管部门")),
        along_with=("对接", checklist("属地教育部门", "行政审批部门")),
        filed_with=("备案", text("市科技局及有关部门")),
        by=("期限", not_stated("制定的期限原文未写明", "第十六条")),
    )


class Standing(Facts):
    """一个已经设立的机构。"""

    founded = day("设立之日", clause="第十七条")
    other_rules = truth("国家法律法规规章或地方性法规另有规定", clause="第十七条")


@rule(DOC, "第十七条", label="是否须重新审核登记")
def renewal_due(s: Standing) -> Truth:
    """Institutions founded before the first day in force; by when the text does not say."""
    return s.founded < p.first_day


@rule(DOC, "第十七条", label="设置标准按哪个规定")
def standard_source(s: Standing) -> Text:
    """Higher law first."""
    return unless(
        text("按本指引"), when(s.other_rules, text("从其规定"), "第十七条", "上位规定另有标准")
    )
