"""Each pass of the repair: what it changes, what it leaves, what it says."""

import pytest

from luoshi import gazette
from luoshi.gazette.line import Log, squeeze
from luoshi.gazette.model import Gazette
from luoshi.gazette.repair import repair

HEAD = "云麓市人民政府关于做好试验工作的通知\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n"


def repaired(text: str) -> list[str]:
    return [line.text for line in repair(text, Log(text))]


def read(body: str) -> Gazette:
    return gazette.read(f"{HEAD}{body}\n\n特此通知。\n", name="甲")


def texts(body: str) -> list[str]:
    return [clause.own for clause in read(body).documents[0].walk()][3:-1]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("朔政发 [2023] 43号", "朔政发 〔2023〕 43号"),
        ("## （一）标题", "（一）标题"),
        ("- 1. 同意", "1. 同意"),
        ("> > 市政府 2025年1月2日", "市政府 2025年1月2日"),
        ("- **第十条** 场所", "第十条 场所"),
        ("颗粒物（$PM_{2.5}$）浓度", "颗粒物（PM2.5）浓度"),
        ("按$\\times 0.5$折算", "按× 0.5折算"),
        ("<p>补助</p><br>标准", "补助标准"),
        ("應當對農業廢棄物進行處理", "应当对农业废弃物进行处理"),
        ("各县(市、区)政府,市直单位:", "各县（市、区）政府，市直单位："),
        ("１２３万元，５％", "123万元，5%"),
        ("一一应赋尽赋。坚持原则", "——应赋尽赋。坚持原则"),
        ("报批<某某专项规划〉的请示", "报批〈某某专项规划〉的请示"),
        ("网址：http://a.example/x?y=(1)", "网址：http://a.example/x?y=(1)"),
    ],
)
def test_one_line(raw: str, clean: str) -> None:
    assert repaired(raw) == [clean]


@pytest.mark.parametrize("raw", ["---", "— 12 —", "·3·", "第 5 页", "﻿", "***"])
def test_lines_that_are_furniture(raw: str) -> None:
    assert repaired(f"前文。\n\n{raw}\n\n后文。") == ["前文。", "后文。"]


@pytest.mark.parametrize("raw", ["2018—2022年", "1—3天", "3年内", "2025"])
def test_numbers_that_are_text(raw: str) -> None:
    assert repaired(f"前文。\n\n{raw}\n\n后文。")[1] == raw


def test_running_heads_go_and_are_listed() -> None:
    body = "\n\n".join(
        f"这是第{i}段很长的正文，写到这里就结束了。\n\n云麓市人民政府公报 2025·2" for i in range(80)
    )
    log = Log(body)
    assert "云麓市人民政府公报 2025·2" not in [line.text for line in repair(body, log)][61:]
    assert {removal.reason for removal in log.removals} == {"书眉"}


def test_page_number_inside_a_line() -> None:
    assert texts("一、要求\n\n各单位应当加强——18—监督管理，按时完成任务。") == [
        "一、要求",
        "各单位应当加强监督管理，按时完成任务。",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("各单位应当按照规定的程序和时限做好这项", "工作，并报告结果。"),
        ("各单位应当按照《云麓市公共停车场", "管理办法》做好工作。"),
        ("补助标准为每人每月1", "200元，按月发放给申请人。"),
        ("由县（市、区）", "人民政府负责，市直有关部门应当予以配合。"),
        ("按职责做好各项工作。（市财政局、市水利", "局按职责分工负责）"),
        ("加强监督，", "1.5万元以上的项目应当公示。"),
    ],
)
def test_broken_sentences_are_joined(first: str, second: str) -> None:
    head = "各级各部门要高度重视这项工作，" if len(first) < 16 else ""
    assert texts(f"一、要求\n\n{head}{first}\n\n{second}") == ["一、要求", f"{head}{first}{second}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("各单位应当按时完成任务。", "市政府将适时组织督查。"),
        ("指挥长：市长", "副指挥长：分管副市长"),
        ("二级预警", "连续三天高温时发布。"),
        ("各单位应当做好下列工作：", "责任单位：市财政局"),
    ],
)
def test_whole_sentences_stay_apart(first: str, second: str) -> None:
    assert texts(f"一、要求\n\n{first}\n\n{second}") == ["一、要求", first, second]


def test_latin_words_keep_their_blank() -> None:
    assert squeeze("推广 ISO 9001 and 5G 应用 于 生产") == "推广ISO 9001 and 5G应用于生产"
    assert squeeze("总面积为 788. 58 公顷") == "总面积为788.58公顷"


def test_table_of_tabs_with_repeated_header() -> None:
    issue = read(
        "附件：清单\n\n附件\n\n清单\n\n序号\t名称\t单位\n1\t甲\t水利局\n2\t乙\t林业局\n\n序号\t名称\t单位\n3\t丙\t财政局"
    )
    table = next(clause for clause in issue.walk() if clause.kind == "table")
    assert [row.cells for row in table.children if row.header] == [("序号", "名称", "单位")]
    assert [row.cells[1] for row in table.children if not row.header] == ["甲", "乙", "丙"]
    assert [r.reason for r in issue.removals].count("换页重复的表头") >= 1
    assert table.children[3].address.endswith("附件 表1 行3")


def test_table_of_pipes() -> None:
    issue = read("一、标准\n\n| 项目 | 标准 |\n|---|---|\n| 甲 | 5万元 |\n| 乙 |  |")
    table = next(clause for clause in issue.walk() if clause.kind == "table")
    assert [row.cells for row in table.children] == [("项目", "标准"), ("甲", "5万元"), ("乙", "")]


def test_loops_are_marked_and_left() -> None:
    loop = "区人民政府应当完善疫情和应急预案，提高应急处置能力。"
    issue = read(f"一、要求\n\n{loop}{loop}{loop}")
    assert [damage.kind for damage in issue.damages] == ["识别循环"]
    damaged = next(clause for clause in issue.walk() if clause.damages)
    assert damaged.own.count("提高应急处置能力") == 3


def test_sound_lists_are_not_damage() -> None:
    body = "一、标准\n\n" + "\n\n".join(
        f"{i}级标准\n\n- （1）持续{i}天以上的；\n- （2）法律法规或上级规范性文件另有规定的。"
        for i in range(1, 5)
    )
    assert read(body).damages == ()


def test_changes_say_where_and_what() -> None:
    issue = read("一、要求\n\n應當加強監督管理,按時完成任務。")
    steps = {change.step: change for change in issue.changes}
    assert steps["繁体字"].line == steps["全角半角"].line == 9
    assert steps["繁体字"].count > 3
    assert steps["全角半角"].before != steps["全角半角"].after


@pytest.mark.parametrize(
    ("paragraph", "broken"),
    [
        ("各单位应当按照规定做好各项工作，加强监督检查，请认真遵", True),
        ("各单位应当按照规定做好各项工作。原办公室印发的《试验工作应急预案》", True),
        ("各单位应当按照规定做好各项工作，加强监督检查，请认真遵照执行。", False),
        ("市财政局、市教育局、市民政局、市水务局、市交通运输局、市公安局", False),
        ("具体公式为：补助金额，即年末在保余额＝担保业务总额×补偿比例", False),
    ],
)
def test_a_sentence_that_breaks_off_is_marked(paragraph: str, broken: bool) -> None:
    issue = read(f"一、要求\n\n{paragraph}\n\n二、期限\n\n按期完成各项工作。")
    assert [damage.kind for damage in issue.damages] == ["句子中断"] * broken
    marked = [clause.own for clause in issue.walk() if clause.damages]
    assert marked == [paragraph] * broken
