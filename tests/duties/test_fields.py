"""What a finding carries besides its units: lines, words of the notation, limits with their phases, tasks."""

from datetime import date
from time import perf_counter

import pytest

from luoshi.duties import find
from luoshi.duties.places import Printed
from luoshi.duties.tasks import split
from tests.duties.document import HEAD, document

FIRST = HEAD.count("\n") + 1
"""The first line of a body."""

SEVERAL = """一、主要任务
（一）巡查渠道。查明漏点。（市水务局负责；2026年6月底前完成）修补
渠段。（市财政局、市水务局按职责分工负责）。公开结果。
（市审计局负责）
（二）其他。
"""


def test_lines_are_those_of_what_a_mark_governs_and_of_itself() -> None:
    assert [each.lines for each in find(document(SEVERAL))] == [
        (FIRST + 1, FIRST + 1),
        (FIRST + 1, FIRST + 2),
        (FIRST + 2, FIRST + 3),
    ]


def test_words_begin_behind_the_mark_before_and_its_full_stop() -> None:
    first, second, third = find(document(SEVERAL))
    assert first.text.startswith("（一）巡查渠道。")
    assert second.text == "修补渠段。"
    assert third.text == "公开结果。"


def test_a_heading_and_the_paragraph_below_are_not_run_together() -> None:
    (duty,) = find(
        document(
            "一、任务\n（一）巡查渠道\n查明漏点，逐段登记造册并上报。（市水务局负责）\n（二）其他。\n"
        )
    )
    assert duty.text == "（一）巡查渠道\n查明漏点，逐段登记造册并上报。"


def test_lines_of_every_clause_stand_within_those_that_it_has() -> None:
    read = document(SEVERAL)
    printed = Printed(read)
    for clause in read.walk():
        first, last = printed.lines([(clause, 0, len(clause.own))]) or clause.lines
        assert clause.lines[0] <= first <= last <= clause.lines[1]


def test_each_phase_of_a_limit_says_what_is_done_by_then() -> None:
    (duty,) = find(
        document(
            "一、任务\n（一）修渠。完成修渠。（市水务局负责；2027年完成东片，2027年以后逐步推开）\n（二）其他。\n"
        )
    )
    assert [(each.kind, each.day, each.what) for each in duty.deadlines] == [
        ("date", date(2027, 12, 31), "完成东片"),
        ("ongoing", None, "逐步推开"),
    ]


def test_two_in_one_sentence_have_each_their_own_words_and_key() -> None:
    one, other = find(
        document(
            "第二条 市水务局负责全市渠道管护，区水务部门负责辖区支渠管护。\n", "云麓市样例办法"
        )
    )
    assert (one.notation, other.notation) == ("市水务局负责", "区水务部门负责")
    assert other.text == "区水务部门负责辖区支渠管护"
    assert one.key != other.key
    assert one.place.end <= other.place.start


@pytest.mark.parametrize(
    ("sentence", "notation", "assist"),
    [
        ("补助标准由市财政局会同市水务局制定。", "由市财政局会同市水务局", ("市水务局",)),
        ("2026年年底前，市财政局会同市水务局拟订细则。", "市财政局会同市水务局", ("市水务局",)),
        ("市财政局应会同市水务部门从严把关。", "市财政局应会同市水务部门", ("市水务部门",)),
        ("细则由市水务局会同市财政部门共同组织实施。", "由市水务局会同市财政部门", ("市财政部门",)),
    ],
)
def test_the_notation_of_a_sentence_is_its_units_and_the_word_that_allots(
    sentence: str, notation: str, assist: tuple[str, ...]
) -> None:
    (duty,) = find(document(f"第二条 {sentence}\n", "云麓市样例办法"))
    assert (duty.notation, duty.assist) == (notation, assist)


def test_a_year_at_the_head_of_a_sentence_is_no_heading_mark() -> None:
    (duty,) = find(
        document("一、任务\n2026年年底前，市财政局会同市水务局拟订细则。\n二、其他\n要做好宣传。\n")
    )
    assert duty.text.startswith("2026年")
    assert duty.deadlines[0].day == date(2026, 12, 31)


def test_a_limit_counted_from_an_event_belongs_to_its_sentence_and_not_to_a_bracket() -> None:
    (sentence,) = find(
        document("第二条 市水务局负责在接报后5个工作日内查清原因。\n", "云麓市样例办法")
    )
    assert [each.kind for each in sentence.deadlines] == ["after"]
    (mark,) = find(
        document(
            "一、任务\n（一）办理。申请人补正后5个工作日内办结。（市水务局负责）\n（二）其他。\n"
        )
    )
    assert mark.deadline is None


def test_who_answers_for_a_quality_is_given_no_work() -> None:
    assert not find(document("第二条 市水务局对数据的真实性负责。\n", "云麓市样例办法"))


def test_seats_of_a_group_are_no_units() -> None:
    assert not find(document("一、组织\n指挥长：市政府协管负责同志\n成员：组织有关人员\n"))


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        ("依托云溪平台，建立档案，落实并完善制度。", [("建立", "档案"), ("落实并完善", "制度")]),
        ("严肃查处偷水行为。依法依规公开结果。", [("查处", "偷水行为"), ("公开", "结果")]),
        ("将支渠纳入巡查。", [("纳入", "支渠")]),
        ("对漏点进行核查，修复渠段。", [("核查", "漏点"), ("修复", "渠段")]),
        ("市水务局要加强巡查。", [("加强", "巡查")]),
        (
            "编制《云麓市渠道，支渠名录》，上报。",
            [("编制", "《云麓市渠道，支渠名录》"), ("上报", "")],
        ),
        ("水清。", [("", "水清")]),
    ],
)
def test_tasks_have_the_verb_that_does_and_its_object(
    words: str, tasks: list[tuple[str, str]]
) -> None:
    assert [(each.verb, each.object) for each in split(words, (1, 1))] == tasks


def test_tasks_stand_on_their_own_lines() -> None:
    duty = find(document(SEVERAL))[1]
    assert [each.lines for each in duty.tasks] == [(FIRST + 1, FIRST + 2)]


UNITS = "、".join(f"市第{number}管理局" for number in range(300))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("（市财政局负责）\n" * 2000, 2000),
        ("一、任务\n" + "（" * 5000 + "市财政局负责" + "）" * 5000 + "\n", 0),
        ("一、任务\n" + "（市财政局" * 5000 + "\n", 0),
        ("一、任务\n" + "完成清查，市财政局会同市水务局做好工作，" * 3400 + "\n", 3400),
        ("一、任务\n（一）清查。\n" + "依托平台，" * 13000 + "（市财政局负责）\n（二）其他。\n", 1),
        (f"一、任务\n（一）清查。完成清查。（{UNITS}按职责分工负责）\n（二）其他。\n", 1),
        (f"一、任务\n（一）清查。（{UNITS.replace('、', '和')}负责）\n（二）其他。\n", 1),
        ("一、任务\n清查。（" + "市财政局，" * 40000 + "牵头单位）\n", 0),
    ],
    ids=["brackets", "nested", "open", "one sentence", "tasks", "300", "300 joined", "one bracket"],
)
def test_hostile_words_cost_no_more_than_they_are_long(body: str, count: int) -> None:
    read = document(body)
    begun = perf_counter()
    found = find(read)
    assert perf_counter() - begun < 5
    assert len(found) == count


def test_three_hundred_units_are_three_hundred() -> None:
    (duty,) = find(document(f"一、任务\n（一）清查。（{UNITS}负责）\n（二）其他。\n"))
    assert len(duty.units) == 300
