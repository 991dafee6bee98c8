"""Who must do what by when, in every form that documents use."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.duties import find
from luoshi.duties.making import cut_with
from luoshi.duties.notations import read_mark
from tests.duties.document import document


@pytest.mark.parametrize(
    ("words", "lead", "assist", "units"),
    [
        ("责任单位：市财政局、市审计局", [], [], ["市财政局", "市审计局"]),
        ("市财政局、市审计局按职责分工负责", [], [], ["市财政局", "市审计局"]),
        ("市财政局按照职责分工负责", [], [], ["市财政局"]),
        ("市财政局负责落实", [], [], ["市财政局"]),
        ("市财政局牵头", ["市财政局"], [], ["市财政局"]),
        ("市财政局牵头，市审计局、市司法局配合", ["市财政局"], ["市审计局", "市司法局"], ["市财政局", "市审计局", "市司法局"]),
        ("市财政局、市审计局牵头，各有关部门按职责分工负责", ["市财政局", "市审计局"], [], ["市财政局", "市审计局", "各有关部门"]),
        ("牵头单位：市财政局；责任单位：市审计局；配合单位：市司法局", ["市财政局"], ["市司法局"], ["市财政局", "市审计局", "市司法局"]),
        ("市财政局会同市审计局，云台新区管委按职责分工负责", ["市财政局"], ["市审计局"], ["市财政局", "市审计局", "云台新区管委"]),
        ("云台新区管委会同市财政局负责", ["云台新区管委"], ["市财政局"], ["云台新区管委", "市财政局"]),
        ("云台新区管委会会同市财政局负责", ["云台新区管委会"], ["市财政局"], ["云台新区管委会", "市财政局"]),
        ("责任单位：市财政局按职责分工负责，各县〔市、区〕人民政府落实", [], [], ["市财政局", "各县（市、区）人民政府"]),
        ("云台新区管委会具体负责，市、县两级相关单位配合，2026年6月底前完成", [], ["市、县两级相关单位"], ["云台新区管委会", "市、县两级相关单位"]),
    ],
)  # fmt: skip
def test_each_form_names_its_units(
    words: str, lead: list[str], assist: list[str], units: list[str]
) -> None:
    named = read_mark(words)
    assert named is not None
    assert (named.lead, named.assist, named.units) == (lead, assist, units)


@pytest.mark.parametrize(
    "words",
    [
        "以下简称市财政局",
        "谁审批、谁负责",
        "2026年",
        "法定代表人或者主要负责人",
        "含市区",
        "市财政局",
        "第（三）项",
        "",
    ],
)
def test_other_brackets_are_none(words: str) -> None:
    assert read_mark(words) is None


def test_a_bureau_office_and_its_partner_are_told_apart() -> None:
    assert cut_with("云台新区管委会同市财政局") == ("云台新区管委", "市财政局")
    assert cut_with("云台新区管委会会同市财政局") == ("云台新区管委会", "市财政局")
    assert cut_with("市财政局") is None


PLAN = """一、主要任务
（一）改造老旧管网。完成云溪片区管网普查。（市水务局负责；2026年年底前完成）建立管网档案。（市水务局、市档案馆按职责分工负责；长期任务）
（二）提升供水质量。
更新净水设备，公开水质信息。（责任单位：市卫生健康委、市水务局。排第一位为牵头单位，下同）
（三）加强巡查。定期巡查水源地。（责任单位：市生态环境局、各区市政府）
二、保障措施
（一）加强宣传
1.开展节水宣传。
2.编写节水手册。
（牵头单位：市教育局；责任单位：市水务局）
"""


def test_one_clause_holds_several_duties_each_with_its_limit() -> None:
    first, second, *_ = find(document(PLAN))
    assert first.address == second.address == "云政办发〔2026〕9号 一（一）"
    assert (first.units, first.deadline) == (("市水务局",), "2026年年底前")
    assert first.deadlines[0].day == date(2026, 12, 31)
    assert "普查" in first.text
    assert "档案" not in first.text
    assert (second.deadline, second.deadlines[0].kind) == ("长期任务", "ongoing")
    assert first.key != second.key


def test_the_first_leads_where_the_document_says_so_and_from_there_on() -> None:
    duties = find(document(PLAN))
    assert [each.lead for each in duties[:4]] == [(), (), ("市卫生健康委",), ("市生态环境局",)]


def test_a_paragraph_and_its_heading_are_one_clause() -> None:
    assert find(document(PLAN))[2].address == "云政办发〔2026〕9号 一（二）"


def test_a_mark_below_several_points_is_for_all_of_them() -> None:
    last = find(document(PLAN))[-1]
    assert last.address == "云政办发〔2026〕9号 二（一）"
    assert "节水宣传" in last.text
    assert "节水手册" in last.text
    assert (last.lead, last.units) == (("市教育局",), ("市教育局", "市水务局"))


def test_each_has_its_things_to_do() -> None:
    tasks = find(document(PLAN))[2].tasks
    assert [(each.verb, each.object) for each in tasks][-2:] == [
        ("更新", "净水设备"),
        ("公开", "水质信息"),
    ]


RULES = """第一条 为了保护水源，制定本办法。
第二条 市水务局负责水源保护的监督管理；市财政局会同市水务局制定补助办法。
第三条 水源评估由市生态环境局牵头，市水务局、市气象局参加。
第四条 供水企业应当配合检查。谁污染、谁负责。
第五条 本办法由市水务局负责解释。
"""


def test_sentences_allot_work_to_public_bodies_only() -> None:
    found = [
        (each.address.split()[-1], each.lead, each.units)
        for each in find(document(RULES, "云麓市水源保护办法"))
    ]
    assert found == [
        ("第二条", (), ("市水务局",)),
        ("第二条", ("市财政局",), ("市财政局", "市水务局")),
        ("第三条", ("市生态环境局",), ("市生态环境局", "市水务局", "市气象局")),
    ]


def test_what_cannot_be_is_doubted_and_kept() -> None:
    (duty,) = find(
        document(
            "一、任务\n（一）清查。完成清查。（市水务局、市财政局牵头；2026年2月30日前完成）\n（二）其他。\n"
        )
    )
    assert duty.deadlines[0].kind == "unknown"
    assert any("没有这一天" in each for each in duty.doubts)
    assert any("两个以上的牵头单位" in each for each in duty.doubts)
    assert duty.confidence <= 0.8


def test_a_limit_before_the_document_is_doubted() -> None:
    (duty,) = find(
        document(
            "一、任务\n（一）清查。完成清查。（市水务局负责；2025年年底前完成）\n（二）其他。\n"
        )
    )
    assert any("早于" in each for each in duty.doubts)


@given(
    st.text(
        "市县区局财政水务（）〔〕()、，；：。 \n牵头会同负责配合责任单位等和及各由一二1.2025年底前第条",
        max_size=200,
    )
)
def test_any_text_is_read_and_what_is_found_stands_in_it(text: str) -> None:
    read = document(f"一、任务\n（一）{text}\n")
    own = {each.address: each.own for each in read.walk()}
    for duty in find(read):
        assert duty.units
        assert set(duty.lead) | set(duty.assist) <= set(duty.units)
        assert 0 <= duty.place.start < duty.place.end <= len(own[duty.place.address])
        assert duty.lines[0] <= duty.lines[1]
