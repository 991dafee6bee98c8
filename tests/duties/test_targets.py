"""Targets in sentences of an invented city: what is one, what it says, and what is none."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from luoshi import gazette
from luoshi.duties import Target
from luoshi.duties.measures import amounts, comparison, masked
from luoshi.duties.targets import targets
from tests.duties.document import document

Row = tuple[str, str, str, str, int | None]


def found(body: str, title: str = "云麓市样例工作方案") -> tuple[Target, ...]:
    return targets(document(body, title))


def rows(body: str, title: str = "云麓市样例工作方案") -> list[Row]:
    return [
        (each.name, each.comparator, str(each.value), each.unit, each.year)
        for each in found(body, title)
    ]


def one(sentence: str) -> Target:
    (only,) = found(f"一、主要任务\n{sentence}\n")
    return only


def report(body: str) -> list[Row]:
    text = f"政府工作报告\n——2026年1月9日在云麓市第六届人民代表大会第五次会议上\n云麓市市长 样例\n各位代表：\n现在，我向大会报告工作。\n{body}"
    (paper,) = gazette.read(text.encode(), name="sample").documents
    assert paper.kind == "report"
    return [
        (each.name, each.comparator, str(each.value), each.unit, each.year)
        for each in targets(paper)
    ]


# --- how a number is compared


@pytest.mark.parametrize(
    ("words", "comparator"),
    [
        ("管网漏损率控制在9%以内。", "<="),
        ("湿地保护率达到52%。", ">="),
        ("湿地保护率不低于52%。", ">="),
        ("湿地保护率提高到52%。", ">="),
        ("湿地保护率超过52%。", ">"),
        ("湿地保护率突破52%。", ">"),
        ("湿地保护率保持在52%以上。", ">="),
        ("湿地保护率稳定在52%左右。", "~"),
        ("竹产业总产值增长8%。", "="),
        ("竹产业总产值增长8%以上。", ">="),
        ("竹产业总产值增长8%左右。", "~"),
        ("新建口袋公园30个。", "="),
        ("新建口袋公园30个以上。", ">="),
        ("至少建成30个口袋公园。", ">="),
        ("开展培训不少于30场。", ">="),
        ("城镇调查失业率降至5%以下。", "<="),
        ("单位面积能耗下降3%以上。", ">="),
    ],
)
def test_words_on_either_side_say_how_a_number_is_compared(words: str, comparator: str) -> None:
    assert one(f"到2028年，{words}").comparator == comparator


def test_over_is_not_reached_and_about_wins() -> None:
    assert comparison("产值突破", "").comparator == ">"
    assert comparison("产值达到", "").comparator == ">="
    assert comparison("产值达到", "左右").comparator == "~"
    assert comparison("产值", "").comparator == "="


# --- what is measured


def test_a_thing_stands_before_or_behind_its_number() -> None:
    assert rows("一、任务\n2027年，新建竹文化驿站12处，打造8个湖畔营地，评选10家样例民宿。\n") == [
        ("新建竹文化驿站", "=", "12", "处", 2027),
        ("打造湖畔营地", "=", "8", "个", 2027),
        ("评选样例民宿", "=", "10", "家", 2027),
    ]


def test_a_list_gives_each_thing_its_number() -> None:
    body = "一、目标\n到2028年，竹材加工、竹制家具、竹文化旅游产值分别达到90亿元、60亿元和35亿元以上。\n"
    assert rows(body) == [
        ("竹材加工产值", ">=", "90", "亿元", 2028),
        ("竹制家具产值", ">=", "60", "亿元", 2028),
        ("竹文化旅游产值", ">=", "35", "亿元", 2028),
    ]


def test_a_list_may_print_its_unit_once() -> None:
    body = "一、目标\n到2028年，松陂、禾丰、青萝的停车泊位分别达到300、420、510个。\n"
    assert [(each[2], each[3]) for each in rows(body)] == [
        ("300", "个"),
        ("420", "个"),
        ("510", "个"),
    ]


def test_years_of_a_list_go_to_their_numbers() -> None:
    body = "一、目标\n2026年、2027年、2028年分别改造小区40个、55个、60个。\n"
    assert [(each[2], each[4]) for each in rows(body)] == [("40", 2026), ("55", 2027), ("60", 2028)]


def test_a_verb_holds_for_the_whole_list() -> None:
    body = "一、任务\n新增样例企业5家、湖畔书屋3处、竹艺工坊2个以上。\n"
    assert rows(body) == [
        ("新增样例企业", "=", "5", "家", None),
        ("新增湖畔书屋", "=", "3", "处", None),
        ("新增竹艺工坊", ">=", "2", "个", None),
    ]


def test_what_has_no_name_takes_the_one_before() -> None:
    assert rows(
        "一、目标\n到2027年，竹产业总产值达到240亿元，年均增长12%左右；到2030年达到300亿元。\n"
    ) == [
        ("竹产业总产值", ">=", "240", "亿元", 2027),
        ("竹产业总产值增长", "~", "12", "%", 2027),
        ("竹产业总产值", ">=", "300", "亿元", 2030),
    ]


def test_of_a_range_the_lower_bound_is_taken() -> None:
    target = one("2027年，新建2—3家样例实验室。")
    assert (target.value, target.unit, target.comparator) == (Decimal(2), "家", "=")


def test_where_it_starts_from_is_no_target() -> None:
    assert rows("一、目标\n到2028年，丰产竹林占比由31%提高到45%。\n") == [
        ("丰产竹林占比", ">=", "45", "%", 2028)
    ]


def test_a_share_of_many_is_a_target() -> None:
    target = one("到2028年，80%以上的社区建成样例书屋。")
    assert (target.comparator, target.value, target.unit) == (">=", Decimal(80), "%")
    assert "社区建成样例书屋" in target.name


def test_a_share_and_what_each_of_the_many_shall_have() -> None:
    share, each = found("一、目标\n到2028年，50%以上的县（市、区）建成1所以上样例康复站。\n")
    assert (share.value, share.unit, share.comparator) == (Decimal(50), "%", ">=")
    assert (each.value, each.unit, each.per) == (Decimal(1), "所", "县（市、区）")


def test_a_stretch_goes_with_the_number_before() -> None:
    first, stretch = found("一、目标\n2026年，竹产业总产值增长6%以上，力争8%。\n")
    assert (first.soft, stretch.soft) == (False, True)
    assert (stretch.name, stretch.value) == (first.name, Decimal(8))


def test_a_coming_plan_period_is_its_last_year() -> None:
    assert one("“十五五”期间，新建口袋公园30个。").year == 2030
    assert found("一、任务\n“十四五”期间，新建口袋公园30个。\n") == ()


def test_the_amounts_of_a_text_are_read_with_scale_and_slash() -> None:
    assert [
        (each.value, each.unit) for each in amounts("1.3万亿元、28微克/立方米、9.9万户、2,600台")
    ] == [
        (Decimal("1.3"), "万亿元"),
        (Decimal(28), "微克/立方米"),
        (Decimal("9.9"), "万户"),
        (Decimal(2600), "台"),
    ]


def test_years_dates_and_marks_are_no_amounts() -> None:
    assert amounts("2026年3月5日，第3条，5G，4A级，PM2.5") == []


def test_masking_keeps_places() -> None:
    text = "建成“十个一”样例（5处）站点3处"
    assert len(masked(text)) == len(text)
    assert "5处" not in masked(text)
    assert masked(text).endswith("站点3处")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("经济总量突破3000亿元。", "经济总量"),
        ("对外贸易总额达到500亿元。", "对外贸易总额"),
        ("未来三年新增样例企业40家。", "新增样例企业"),
        ("再生水利用率达到30%。", "再生水利用率"),
        ("有效发明专利拥有量突破900件。", "有效发明专利拥有量"),
        ("服务业增加值增长6%。", "服务业增加值增长"),
        ("建筑业总产值达到80亿元。", "建筑业总产值"),
        ("每万人高价值发明专利拥有量达到8件。", "高价值发明专利拥有量"),
        ("普及率、合格率分别达到95%和98%。", "普及率"),
    ],
)
def test_names_are_not_cut_where_they_look_like_other_words(words: str, name: str) -> None:
    assert name in found(f"一、目标\n到2028年，{words}\n")[0].name


# --- when


def test_the_year_of_the_clause_comes_first() -> None:
    assert one("到2027年，湿地保护率达到52%。").year == 2027
    assert one("2026—2028年，新建口袋公园30个。").year == 2028
    assert one("2027年底前，新建口袋公园30个。").year == 2027


def test_the_year_holds_for_the_sentences_that_follow() -> None:
    body = "一、目标\n到2029年，竹林面积稳定在186万亩。竹材综合利用率达到85%以上。\n"
    assert [each[4] for each in rows(body)] == [2029, 2029]


def test_the_heading_gives_the_year_of_what_stands_below() -> None:
    body = (
        "一、总体要求\n（一）样例原则。坚持生态优先。\n（二）主要目标。到2028年，竹产业取得较大提升。\n"
        "1.提升质量。培育样例品牌20个以上。\n2.扩大规模。打造竹海营地5处。\n二、重点任务\n（一）修路。新建便道30公里。\n"
    )
    assert [each[4] for each in rows(body)] == [2028, 2028, None]


def test_a_plan_of_one_year_gives_its_own() -> None:
    body = "一、任务\n新建口袋公园30个。\n"
    assert rows(body, "云麓市2026年城市更新工作要点")[0][4] == 2026
    assert rows(body, "云麓市城市更新行动计划（2026—2028年）")[0][4] is None


def test_a_year_compared_with_is_not_the_goal_year() -> None:
    assert one("到2028年，用水量比2026年下降12%。").year == 2028


def test_reports_look_back_and_forward() -> None:
    found = report(
        "一、2025年工作回顾\n过去一年，新建幼儿园21所，竹产业总产值突破192亿元。\n"
        "二、2026年工作安排\n地区生产总值增长6%以上，新建幼儿园18所。2025年新增样例企业9家，2026年再新增12家。\n"
    )
    assert found[:2] == [
        ("地区生产总值增长", ">=", "6", "%", 2026),
        ("新建幼儿园", "=", "18", "所", 2026),
    ]
    assert [(each[2], each[4]) for each in found[2:]] == [("12", 2026)]


# --- per, soft, place


@pytest.mark.parametrize(
    ("words", "per"),
    [
        ("每年新增样例企业20家。", "每年"),
        ("年均举办竹乡展览30场以上。", "年均"),
        ("每个县（区）至少建成1所样例托育园。", "每个县（区）"),
        ("每千人口拥有托位达到4.6个。", "每千人口"),
        ("新增样例企业20家。", ""),
    ],
)
def test_per(words: str, per: str) -> None:
    assert one(f"到2028年，{words}").per == per


@pytest.mark.parametrize(
    ("words", "soft"),
    [
        ("力争湿地保护率达到52%。", True),
        ("争取新增样例企业2家。", True),
        ("原则上每个县（区）建成1所样例托育园。", True),
        ("新增样例企业20家左右。", True),
        ("新增样例企业20家以上。", False),
        ("确保湿地保护率达到52%。", False),
    ],
)
def test_soft(words: str, soft: bool) -> None:
    assert one(f"到2028年，{words}").soft is soft


def test_soft_ends_with_its_half_of_the_sentence() -> None:
    body = "一、目标\n到2028年，力争湿地保护率达到52%；森林覆盖率达到63%。\n"
    assert [each.soft for each in found(body)] == [True, False]


def test_the_place_is_kept_apart() -> None:
    assert one("到2028年，全市竹林面积达到186万亩。").area == "全市"
    assert one("2026年，松陂县至少建成3个样例社区。").area == "松陂县"


# --- as such papers speak

Short = tuple[str, str, str, str]
"""Name, comparator with the number and unit, year, for each."""

SENTENCES: list[tuple[str, list[Short]]] = [
    (
        "到2028年，累计培训竹编匠人9万人次，其中2026年2.5万人次、2027年3万人次。",
        [
            ("培训竹编匠人", "=9万人次", "2028", ""),
            ("培训竹编匠人", "=2.5万人次", "2026", ""),
            ("培训竹编匠人", "=3万人次", "2027", ""),
        ],
    ),
    (
        "三年新建竹艺工坊40个（2026年15个、2027年25个）。",
        [
            ("新建竹艺工坊", "=40个", "", ""),
            ("新建竹艺工坊", "=15个", "2026", ""),
            ("新建竹艺工坊", "=25个", "2027", ""),
        ],
    ),
    (
        "竹材利用率2026年达到60%，2027年达到65%。",
        [("竹材利用率", ">=60%", "2026", ""), ("竹材利用率", ">=65%", "2027", "")],
    ),
    (
        "样例村污水治理率2027年、2028年分别达到60%、70%。",
        [("样例村污水治理率", ">=60%", "2027", ""), ("样例村污水治理率", ">=70%", "2028", "")],
    ),
    ("样例产品合格率由2025年的90%提高到2028年的98%。", [("样例产品合格率", ">=98%", "2028", "")]),
    ("到2028年，湿地保护面积占比达到六成以上。", [("湿地保护面积占比", ">=6成", "2028", "")]),
    ("到2028年，三分之二的社区建成样例书屋，办事处成立一周年。", []),
    (
        "2027年底前，募集公益岗位900个，撤并低效站点12处，取缔非法码头7座。",
        [
            ("募集公益岗位", "=900个", "2027", ""),
            ("撤并低效站点", "=12处", "2027", ""),
            ("取缔非法码头", "=7座", "2027", ""),
        ],
    ),
    (
        "到2028年，竹产业规模冲刺300亿元，经济总量迈上2000亿元台阶，旅游收入突破百亿元。",
        [
            ("竹产业规模", ">=300亿元", "2028", ""),
            ("经济总量", ">=2000亿元", "2028", ""),
            ("旅游收入", ">100亿元", "2028", ""),
        ],
    ),
    (
        "审批时限压减至5个工作日以内，压减申请材料至3份以内，表格精简至2张以下。",
        [
            ("审批时限", "<=5个工作日", "", ""),
            ("压减申请材料", "<=3份", "", ""),
            ("表格", "<=2张", "", ""),
        ],
    ),
    (
        "2026年投用驿站20家，2027年再增加6家。",
        [("投用驿站", "=20家", "2026", ""), ("增加驿站", "=6家", "2027", "")],
    ),
    (
        "建成竹艺展厅7处，每个镇（街道）原则上不少于1处。",
        [("竹艺展厅", "=7处", "", ""), ("竹艺展厅", ">=1处", "", "每个镇（街道）")],
    ),
    ("每个样例村培养网格员不少于5人。", [("网格员", ">=5人", "", "每个样例村")]),
    ("各县（市、区）要至少打造2条样例街区。", [("打造样例街区", ">=2条", "", "各县（市、区）")]),
    ("每月举办湖畔市集不少于2场。", [("湖畔市集", ">=2场", "", "每月")]),
    (
        "市财政局负责统筹安排竹产业发展资金，三年投入不少于2亿元。",
        [("竹产业发展资金三年投入", ">=2亿元", "", "")],
    ),
    (
        "市公安局负责新装监控探头600个；市城管局负责增设垃圾亭80座。",
        [("新装监控探头", "=600个", "", ""), ("增设垃圾亭", "=80座", "", "")],
    ),
    ("三年内帮扶800户困难家庭改善住房条件。", [("帮扶困难家庭改善住房条件", "=800户", "", "")]),
    (
        "组建青年突击队50支，选聘村级协理员600名，带动就业3万人以上。",
        [
            ("组建青年突击队", "=50支", "", ""),
            ("选聘村级协理员", "=600名", "", ""),
            ("带动就业", ">=3万人", "", ""),
        ],
    ),
    (
        "新增样例工作站6家以上、争取9家。",
        [("新增样例工作站", ">=6家", "", ""), ("新增样例工作站", ">=9家", "", "")],
    ),
    (
        "新辟、优化水上航线1 2条，停靠码头增至30座。",
        [("新辟、优化水上航线", "=12条", "", ""), ("停靠码头", ">=30座", "", "")],
    ),
    (
        "竹笋产量稳定在3.2亿斤以上，新增风电装机容量20万千瓦。",
        [("竹笋产量", ">=3.2亿斤", "", ""), ("新增风电装机容量", "=20万千瓦", "", "")],
    ),
    (
        "技改项目开工40个，完成投资55亿元。",
        [("技改项目开工", "=40个", "", ""), ("技改项目完成投资", "=55亿元", "", "")],
    ),
    (
        "2026年6月底前完成200个、年底前完成500个老旧楼栋加梯。",
        [("完成老旧楼栋加梯", "=200个", "2026", ""), ("完成老旧楼栋加梯", "=500个", "2026", "")],
    ),
    (
        "松陂、禾丰两地分别建成样例中心1个、6个。",
        [("松陂建成样例中心", "=1个", "", ""), ("禾丰两地建成样例中心", "=6个", "", "")],
    ),
    (
        "城市、农村生活垃圾分类覆盖率分别达到100%和90%。",
        [
            ("城市生活垃圾分类覆盖率", ">=100%", "", ""),
            ("农村生活垃圾分类覆盖率", ">=90%", "", ""),
        ],
    ),
    (
        "推行证照联办，减少材料30%以上，城乡居民收入比降至1.8以内。",
        [("减少材料", ">=30%", "", ""), ("城乡居民收入比", "<=1.8", "", "")],
    ),
    (
        "到位资金30亿元以上、开工率85%以上、入库率100%。",
        [
            ("到位资金", ">=30亿元", "", ""),
            ("开工率", ">=85%", "", ""),
            ("入库率", "=100%", "", ""),
        ],
    ),
    (
        "建设湖畔书屋。2026年建成12个，2027年建成18个。",
        [("建成湖畔书屋", "=12个", "2026", ""), ("建成湖畔书屋", "=18个", "2027", "")],
    ),
    (
        "发放慰问品4000份，采购环卫车辆45台，开展补贴性培训8000人次。",
        [
            ("发放慰问品", "=4000份", "", ""),
            ("采购环卫车辆", "=45台", "", ""),
            ("补贴性培训", "=8000人次", "", ""),
        ],
    ),
    ("完成60%以上的老旧管网更新。", [("老旧管网更新", ">=60%", "", "")]),
    (
        "分三年实施管网更新：2026年30公里，2027年45公里。",
        [("管网更新", "=30公里", "2026", ""), ("管网更新", "=45公里", "2027", "")],
    ),
]


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES)
def test_sentences_as_papers_print_them(sentence: str, wanted: list[Short]) -> None:
    short = [
        (
            each.name,
            f"{each.comparator}{each.value}{each.unit}",
            str(each.year or ""),
            each.per,
        )
        for each in found(f"一、主要任务\n{sentence}\n")
    ]
    assert short == wanted


def test_a_stretch_is_soft_and_what_it_stretches_is_not() -> None:
    assert [each.soft for each in found("一、任务\n新增样例工作站6家以上、争取9家。\n")] == [
        False,
        True,
    ]


# --- what is none


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2025年底，全市竹林面积达到180万亩，建成竹文化驿站9处。",
        "近年来，新增样例企业40家。",
        "对获评样例品牌的企业，一次性给予50万元奖励。",
        "按照每亩300元给予补助，单个项目最高不超过60万元。",
        "对连片100亩以上的改造项目优先安排。",
        "违反本规定的，处1万元以上5万元以下罚款。",
        "申请人应当在30个工作日内提交材料。",
        "当湖面水位超过21米时，启动样例响应。",
        "推进2×66万千瓦煤电机组和10万吨竹浆项目建设。",
        "线路全长58公里，设计时速80公里。",
        "实施“十大样例行动”，完善“15分钟生活圈”。",
        "优先引进营业收入10亿元以上的样例企业。",
        "日常检查占30%，年终评价得分低于80分的不得评优。",
        "工作专班下设5个工作组，每季度至少召开1次会议。",
        "已排查隐患300处，整改完毕280处。",
        "湖区总面积约58平方公里，常住人口21万人。",
        "本次普查共涉及12个镇、180个村。",
        "参加人数在500人以上的活动，主办单位提前20日报备。",
        "会议时间不超过2小时。",
        "培育百亿级竹产业集群、千亿元产业园。",
    ],
)
def test_what_is_reached_paid_allowed_or_described_is_no_target(sentence: str) -> None:
    assert found(f"一、主要任务\n{sentence}\n") == ()


def test_rules_have_goals_only_where_they_say_so() -> None:
    title = "云麓市样例管理办法"
    assert found("第一条 供水管网漏损率不得高于9%。\n第二条 抽查比例不低于5%。\n", title) == ()
    goal = "第一条 到2028年年底，全市垃圾回收利用率达到38%以上。\n第二条 本办法自印发之日起施行。\n"
    assert [each[2] for each in rows(goal, title)] == ["38"]


def test_a_group_that_is_named_again_and_again_is_no_target() -> None:
    body = "一、任务\n推进6个竹乡园区发展。支持6个竹乡园区升级。建设6个竹乡园区道路。\n"
    assert found(body) == ()


def test_a_table_of_indicators_is_read_by_its_years() -> None:
    body = (
        "一、任务\n加强建设。\n附件：样例指标表\n序号\t指标\t单位\t2025年\t2027年\t2030年\n"
        "1\t竹材综合利用率\t%\t70\t≥80\t≥85\n2\t竹文化驿站\t处\t9\t20\t30\n"
    )
    text = f"云麓市样例行动计划\n云政发〔2026〕12号\n各县（区）人民政府：\n现印发给你们。\n云麓市人民政府\n2026年2月1日\n云麓市样例行动计划\n{body}"
    paper = gazette.read(text.encode(), name="sample").documents[0]
    assert [
        (each.name, each.comparator, int(each.value), each.unit, each.year)
        for each in targets(paper)
    ] == [
        ("竹材综合利用率", ">=", 80, "%", 2027),
        ("竹材综合利用率", ">=", 85, "%", 2030),
        ("竹文化驿站", "=", 20, "处", 2027),
        ("竹文化驿站", "=", 30, "处", 2030),
    ]


# --- what it carries


def test_a_target_carries_its_clause_and_its_place() -> None:
    paper = document("一、主要任务\n到2028年，湿地保护率达到52%。\n")
    (target,) = targets(paper)
    clause = next(each for each in paper.walk() if each.address == target.address)
    assert clause.own[target.place.start : target.place.end] == "52%"
    assert target.text in clause.own
    assert target.lines[0] >= clause.lines[0]
    assert target.key == targets(paper)[0].key


def test_the_doubtful_says_so() -> None:
    target = one("市级财政每年安排不少于300万元样例资金。")
    assert target.confidence < 0.6
    assert target.doubts
    assert not one("到2028年，湿地保护率达到52%。").doubts


def test_it_is_quick() -> None:
    paper = document(
        "一、目标\n"
        + "".join(
            f"（{n}）到2028年，新建样例站点{n}处，覆盖率达到9{n % 10}%以上。\n" for n in range(400)
        )
    )
    start = time.process_time()
    assert len(targets(paper)) > 300
    assert time.process_time() - start < 1
