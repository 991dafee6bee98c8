"""Parameters against the text and the text against parameters, on invented sentences."""

from pathlib import Path
from typing import Any

import pytest

from luoshi.policies import HERE
from luoshi.policies.verify import fingerprint, verify
from luoshi.policies.verify.printed import numbers
from luoshi.rules.policy import Policy
from tests.policies.made import checked, document, policy, real_documents

Given = dict[str, Any]


def date(value: str, **more: Any) -> Given:
    return {"value": value, "kind": "date", **more}


def recurring(value: str, **more: Any) -> Given:
    return {"value": value, "kind": "recurring", **more}


FOUND: list[tuple[str, Given]] = [
    # Arabic digits
    ("补助比例为12%", {"value": "12%"}),
    ("补助比例为１２％", {"value": "12%"}),
    ("补助1,200元", {"value": "1200元"}),
    ("补助1，200元", {"value": "1200元"}),
    ("补助 500 万元", {"value": "500万元"}),
    ("利率为2.5%", {"value": "2.5%"}),
    ("费率为2.5‰", {"value": "2.5‰"}),
    ("总额1亿元", {"value": "10000万元"}),
    ("总额10000万元", {"value": "1亿元"}),
    # Chinese numerals
    ("期限为三年", {"value": "3年"}),
    ("十个工作日内答复", {"value": "10个工作日", "comparator": "以内"}),
    ("二十五日内答复", {"value": "25日", "comparator": "之内"}),
    ("支付百分之七十", {"value": "70%"}),
    ("支付百分之二点五", {"value": "2.5%"}),
    ("按千分之五计算", {"value": "5‰"}),
    ("罚款为损失的两倍", {"value": "2倍"}),
    ("罚款为损失的一倍", {"value": "1倍"}),
    ("罚款为损失的2倍", {"value": "2倍"}),
    ("罚款壹万元", {"value": "1万元"}),
    ("补助一百二十万元", {"value": "120万元"}),
    ("半年内完成", {"value": {"value": "6个月", "printed": "半年"}}),
    ("补助减半", {"value": {"value": "50%", "printed": "减半"}}),
    ("一年半内完成", {"value": {"value": "18个月", "printed": "一年半"}}),
    # dates
    ("自2024年1月1日起执行", date("2024-01-01")),
    ("自2024年1月起执行", date("2024-01")),
    ("自二〇二四年一月一日起执行", date("2024-01-01")),
    ("到2027年底完成", date("2027-12-31")),
    ("2027年完成", date("2027-12-31", printed="2027年")),
    ("到2026年6月底完成", date("2026-06-30")),
    ("2024年1月1日至12月31日", date("2024-12-31")),
    ("到2027年完成", {"value": "2027年"}),
    ("2025—2027年实施", {"value": "2025年"}),
    # days that come back
    ("每年2月底前报送", recurring("每年2月底")),
    ("下年1月底之前报送", recurring("每年1月底")),
    ("每年3月31日前报送", recurring("每年3月31日")),
    ("每季度末月25日前报送", recurring("每季度末月25日")),
    ("每月25日前报送", recurring("每月25日")),
    ("年底前报送", recurring("每年12月31日", printed="年底")),
    # ranges and lists
    ("比例为2‰-5‰", {"value": "2‰"}),
    ("比例为2‰-5‰", {"value": "5‰"}),
    ("补助30—50万元", {"value": "30万元"}),
    ("补助30—50万元", {"value": "50万元"}),
    ("投资3000万元—1亿元", {"value": "3000万元"}),
    ("投资3000万元—1亿元", {"value": "1亿元"}),
    ("三至五年", {"value": "3年"}),
    ("3至5日", {"value": "3日"}),
    ("分别奖励50万元、25万元、15万元", {"value": "25万元"}),
    ("分别奖励50、25、15万元", {"value": "25万元"}),
    ("第一、二、三名", {"value": "2名"}),
    ("排名前3名", {"value": "3名"}),
    ("按5:3:2分担", {"value": {"value": "3", "printed": "5:3:2"}}),
    ("按5：3：2分担", {"value": {"value": "5", "printed": "5:3:2"}}),
    ("达到三分之二", {"value": {"value": "3", "printed": "三分之二"}}),
    # compound units
    ("投资强度300万元/亩", {"value": "300万元/亩"}),
    ("每亩补助300万元", {"value": "300万元/亩"}),
    ("每人每天6000元", {"value": "6000元/人天"}),
    ("每人每日6000元", {"value": "6000元/人天"}),
    ("6000元/人天", {"value": "6000元/人天"}),
    ("6000元/人·天", {"value": "6000元/人天"}),
    # words of limits
    ("代偿率不超过5%", {"value": "5%", "comparator": "不超过"}),
    ("代偿率不得超过5%", {"value": "5%", "comparator": "不得超过"}),
    ("占比不低于80%", {"value": "80%", "comparator": "不低于"}),
    ("占比高于80%", {"value": "80%", "comparator": "高于"}),
    ("年限满3年", {"value": "3年", "comparator": "满"}),
    ("人数5人以上", {"value": "5人", "comparator": "以上"}),
    ("金额500万元及以下", {"value": "500万元", "comparator": "及以下"}),
    ("金额500万元（含）以下", {"value": "500万元", "comparator": "以下"}),
    ("金额500万元（含500万元）以下", {"value": "500万元", "comparator": "以下"}),
    ("金额500万元（不含）以下", {"value": "500万元", "comparator": "低于"}),
    ("给予最高50万元补助", {"value": "50万元", "comparator": "最高"}),
    ("最高不超过50万元", {"value": "50万元", "comparator": "不超过"}),
    ("最高不超过50万元", {"value": "50万元", "comparator": "最高"}),
    ("不超过上年度上解额的2倍", {"value": "2倍", "comparator": "不超过"}),
    ("不超过50万元、25万元、15万元", {"value": "15万元", "comparator": "不超过"}),
    ("不低于当地最低工资标准的80%", {"value": "80%", "comparator": "不低于"}),
    ("分别不超过甲类50万元、乙类25万元", {"value": "25万元", "comparator": "不超过"}),
    ("20家企业以上", {"value": "20家", "comparator": "以上"}),
    ("80≤得分", {"value": "80", "comparator": "不低于"}),
    ("浓度≥200", {"value": "200", "comparator": "达到"}),
]

MISSED: list[tuple[str, Given, str]] = [
    ("补助比例为12%", {"value": "2%"}, "value"),
    ("奖励15万元", {"value": "5万元"}, "value"),
    ("占比为50%", {"value": "0%"}, "value"),
    ("利率为2.5%", {"value": "5%"}, "value"),
    ("利率为2.5%", {"value": "2%"}, "value"),
    ("二十五日内答复", {"value": "5日"}, "value"),
    ("二十五日内答复", {"value": "20日"}, "value"),
    ("补助1,200元", {"value": "200元"}, "value"),
    ("百分之七十五", {"value": "70%"}, "value"),
    ("第五条所列情形", {"value": "5"}, "value"),
    ("（五）所列情形", {"value": "5"}, "value"),
    ("麓水发〔2021〕32号", {"value": "32"}, "value"),
    ("3个工作日内答复", {"value": "3日"}, "unit"),
    ("3日内答复", {"value": "3个工作日"}, "unit"),
    ("提高5个百分点", {"value": "5%"}, "unit"),
    ("费率为5‰", {"value": "5%"}, "unit"),
    ("补助5万元", {"value": "50000元/亩"}, "unit"),
    ("补助5万元/亩", {"value": "5万元"}, "unit"),
    ("最多3家", {"value": "3名"}, "unit"),
    ("每月25日前报送", {"value": "25日"}, "value"),
    ("6月以前报送", {"value": "6个月"}, "value"),
    ("代偿率不超过5%", {"value": "5%", "comparator": "超过"}, "comparator"),
    ("代偿率超过5%", {"value": "5%", "comparator": "不超过"}, "comparator"),
    ("占比不低于80%", {"value": "80%", "comparator": "低于"}, "comparator"),
    ("金额500万元及以上", {"value": "500万元", "comparator": "以上"}, "comparator"),
    ("金额500万元以上", {"value": "500万元", "comparator": "及以上"}, "comparator"),
    ("金额500万元以上", {"value": "500万元", "comparator": "以下"}, "comparator"),
    ("金额500万元（不含）以下", {"value": "500万元", "comparator": "以下"}, "comparator"),
    ("比例为5%，人数不超过3人", {"value": "5%", "comparator": "不超过"}, "comparator"),
    ("不得超过5%", {"value": "5%", "comparator": "不超过"}, "comparator"),
    ("有3项以下情形", {"value": "3项", "comparator": "以下"}, "comparator"),
    ("比例为5%、人数不超过3人", {"value": "5%", "comparator": "不超过"}, "comparator"),
    ("群众满意的有5家", {"value": "5家", "comparator": "满"}, "comparator"),
    ("5日内设机构", {"value": "5日", "comparator": "以内"}, "comparator"),
    ("自2024年1月1日起执行", date("2024-01-02"), "value"),
    ("自2024年1月起执行", date("2024-02-01"), "value"),
    ("每年2月底前报送", recurring("每年2月28日"), "value"),
    ("每年3月31日前报送", recurring("每年3月30日"), "value"),
    ("补助比例为12%", {"value": "12%", "printed": "百分之十二"}, "printed"),
    ("补助比例为12%", {"value": "2%", "printed": "12%"}, "printed"),
    ("补助比例为12%", {"value": "12%", "clause": "第九条"}, "clause"),
]


@pytest.mark.parametrize(("words", "given"), FOUND)
def test_found(tmp_path: Path, words: str, given: Given) -> None:
    found = checked(tmp_path, f"{words}。", {"limit": given})
    assert not found.missed
    assert [each.parameter for each in found.verified] == ["limit"]


@pytest.mark.parametrize(("words", "given", "fault"), MISSED)
def test_not_found(tmp_path: Path, words: str, given: Given, fault: str) -> None:
    (missed,) = checked(tmp_path, f"{words}。", {"limit": given}).missed
    assert (missed.parameter, missed.fault) == ("limit", fault)
    assert missed.sought.endswith(str(given["value"])) or "printed" in given
    assert missed.found or fault == "clause"


def test_what_was_missed_shows_the_nearest_number(tmp_path: Path) -> None:
    found = checked(
        tmp_path, "人数满3人，比例低于5%。", {"limit": {"value": "5%", "comparator": "不低于"}}
    )
    (missed,) = found.missed
    assert missed.sought == "不低于 5%"
    assert "低于【5%】" in missed.found


def test_words_below_the_clause_count(tmp_path: Path) -> None:
    text = document("条件如下：\n（一）个人不低于12%；\n（二）企业为15万元。")
    encoded = policy(tmp_path, {"share": {"value": "12%"}, "sum": {"value": "15万元"}})
    found = verify(encoded, text)
    assert [each.place.clause for each in found.verified] == [
        "第二条第（一）项",
        "第二条第（二）项",
    ]
    other = policy(tmp_path, {"share": {"value": "12%", "clause": "第二条（二）"}})
    assert verify(other, text).missed[0].fault == "value"


def test_limits_of_what_the_text_leaves_open(tmp_path: Path) -> None:
    given = {"not_in_text": True, "left_to": "市财政局", "unit": "‰", "min": "2‰", "max": "5‰"}
    found = checked(tmp_path, "比例在2‰至5‰之间由市财政局确定。", {"rate": given})
    assert [each.parameter for each in found.verified] == ["rate min", "rate max"]
    wider = checked(tmp_path, "比例在2‰至5‰之间由市财政局确定。", {"rate": {**given, "max": "6‰"}})
    assert [each.parameter for each in wider.missed] == ["rate max"]
    open_one = {"not_in_text": True, "left_to": "市财政局", "unit": "‰", "clause": "第九条"}
    assert checked(tmp_path, "比例由市财政局确定。", {"rate": open_one}).missed[0].fault == "clause"


def test_dated_and_indexed_values(tmp_path: Path) -> None:
    words = "三级医院支付50%，二级医院支付70%；自2026年1月起三级医院支付55%，二级医院支付75%。"
    values = {
        "2025-03-01": {"三级": "50%", "二级": "70%"},
        "2026-01-01": {"三级": "55%", "二级": "75%"},
    }
    found = checked(tmp_path, words, {"rate": {"by": ["level"], "values": values}})
    assert not found.missed or [m.parameter for m in found.missed] == ["rate 自 2025-03-01"]
    assert not found.uncovered
    values["2026-01-01"]["二级"] = "76%"
    found = checked(tmp_path, words, {"rate": {"by": ["level"], "values": values}})
    assert "rate 2026-01-01 二级" in [each.parameter for each in found.missed]


def test_values_that_changed_places_are_found_out(tmp_path: Path) -> None:
    words = "三级、二级、一级医院分别支付50%、60%、70%。"
    right = {"三级": "50%", "二级": "60%", "一级": "70%"}
    wrong = {"三级": "60%", "二级": "50%", "一级": "70%"}
    given = {"by": ["level"], "value": right}
    assert checked(tmp_path, words, {"rate": given}).sound
    found = checked(tmp_path, words, {"rate": {**given, "value": wrong}})
    assert {(each.parameter, each.fault) for each in found.missed} == {
        ("rate 三级", "index"),
        ("rate 二级", "index"),
    }


def test_days_in_force(tmp_path: Path) -> None:
    def found(words: str, **force: str) -> list[str]:
        encoded = policy(tmp_path, {})
        path = encoded.folder / "policy.yaml"
        days = "".join(f"\n  {key}: {value}" for key, value in force.items())
        text = path.read_text("utf-8")
        head, _, tail = text.partition("in_force:")
        rest = tail[tail.index("\nissuers") :]
        path.write_text(f"{head}in_force:{days}\n  clause: 第二条{rest}", "utf-8")
        result = verify(Policy.load(encoded.folder), document(words))
        assert not result.uncovered
        return [each.parameter for each in result.missed]

    begins = {"from": "2025-05-01"}
    assert found("本办法自2025年5月1日起施行。", **begins) == []
    assert found("本办法自2025年5月1日起施行，有效期3年。", **begins, until="2028-04-30") == []
    both = "本办法自2025年5月1日起施行，有效期至2028年4月30日。"
    assert found(both, **begins, until="2028-04-30") == []
    assert found("本办法自印发之日起施行。", **{"from": "2025-03-01"}) == []


def test_a_wrong_day_in_force_is_missed(tmp_path: Path) -> None:
    encoded = policy(tmp_path, {})
    path = encoded.folder / "policy.yaml"
    text = path.read_text("utf-8").replace("basis: signed", "clause: 第二条")
    path.write_text(text, "utf-8")
    result = verify(Policy.load(encoded.folder), document("本办法自2025年5月1日起施行。"))
    assert [each.parameter for each in result.missed] == ["in_force from"]
    assert [each.place.text for each in result.uncovered] == ["2025年5月1日"]


def test_tables_read_bare_numbers_under_their_heads(tmp_path: Path) -> None:
    table = "考核指标如下：\n序号\t指标\t分值\n1\t水质\t30\n2\t服务\t70"
    text = document(table)
    kinds = {clause.kind for clause in text.walk()}
    if "row" not in kinds:
        pytest.skip("the reader takes this for prose")
    found = verify(
        policy(tmp_path, {"water": {"value": "30分"}, "service": {"value": "70分"}}), text
    )
    assert found.sound, (found.missed, found.uncovered)


# The other way round


COUNTING: list[tuple[str, list[str]]] = [
    ("补助5万元，比例为三分之二，期限两年", ["5万元", "三分之二", "两年"]),
    ("十个工作日内告知，一个月内办结", ["十个工作日", "一个月"]),
    ("每年3月31日前，2024年1月起", ["3月31日", "2024年1月"]),
    ("前三名，第二年，第一季度", ["三名", "第二年", "第一季度"]),
    ("按5:3:2分担", ["5", "3", "2"]),
    ("公式为金额×天数/365", ["365"]),
    ("每万人不少于3个", ["万人", "3个"]),
    ("半年，过半，翻一番，双倍", ["半年", "过半", "翻一番", "双倍"]),
    ("二十人以上，百分之十，千分之五，十五", ["二十人", "百分之十", "千分之五", "十五"]),
    ("五大行动，两个条件，三类企业，四种情形", ["五大", "两个", "三类", "四种"]),
    ("罚款三倍，三公里，三盒药品", ["三倍", "三公里", "三盒"]),
    ("每月一次，至少一名", ["一次", "一名"]),
]

IDLE = [
    "第三条、第四至六条、第（三）项、本办法第二十条第一款规定的情形",
    "（二）所列、附件2、附表3、表1所列",
    "麓水发〔2021〕32号、省政府令第32号、《产业分类（2018）》",
    "一次性补助，统一部署，进一步完善，一定比例，一体化推进，有下列情形之一",
    "三农工作、十四五规划、一站式服务、万一发生、四个意识、一票否决",
    "第一时间报告，第三方机构，第一责任人，零售企业，百货，千方百计",
    "上一年度，下一步，同一单位，任一情形，一般项目，一律不予补助",
    "PM2.5浓度、SO2、5G基站、A4纸、GB/T 9704—2012",
    "二维码、二手车、一村一品、一带一路、二氧化碳、12345热线",
    "元、万元、亿元，零",
]


@pytest.mark.parametrize(("words", "want"), COUNTING)
def test_numbers_that_need_a_parameter(tmp_path: Path, words: str, want: list[str]) -> None:
    found = checked(tmp_path, f"{words}。")
    assert [each.place.text for each in found.uncovered] == want
    assert not found.sound


@pytest.mark.parametrize("words", IDLE)
def test_numerals_that_count_nothing(tmp_path: Path, words: str) -> None:
    found = checked(tmp_path, f"{words}。")
    assert [each.place.text for each in found.uncovered] == []


def test_inline_enumeration_counts_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path, "分三步：一是报名；二是评审。1.报名；2.评审；（1）公示；（2）发放。")
    assert [each.place.text for each in found.uncovered] == ["三步"]


def test_head_and_foot_need_no_parameter(tmp_path: Path) -> None:
    assert checked(tmp_path, "应当如实申报。").sound


def test_a_parameter_covers_one_place_only(tmp_path: Path) -> None:
    found = checked(tmp_path, "甲类补助5万元，乙类补助5万元。", {"first": {"value": "5万元"}})
    assert [each.same_as for each in found.uncovered] == ["first"]
    both = {"first": {"value": "5万元"}, "second": {"value": "5万元"}}
    assert checked(tmp_path, "甲类补助5万元，乙类补助5万元。", both).sound
    assert checked(tmp_path, "各类补助5万元。", both).sound


def test_limit_words_choose_the_place(tmp_path: Path) -> None:
    given = {
        "upper": {"value": "5人", "comparator": "以下"},
        "lower": {"value": "5人", "comparator": "以上"},
    }
    found = checked(tmp_path, "5人以上为甲类，5人以下为乙类。", given)
    assert found.sound
    assert {each.parameter: each.place.limits for each in found.verified} == {
        "upper": ("以下",),
        "lower": ("以上",),
    }


def test_index_words_are_covered(tmp_path: Path) -> None:
    given = {"by": ["place"], "value": {"第一名": "3万元", "第二名": "2万元", "第三名": "1万元"}}
    found = checked(tmp_path, "第一、二、三名分别奖励3万元、2万元、1万元。", {"prize": given})
    assert found.sound, found.uncovered


def test_declared_numbers(tmp_path: Path) -> None:
    words = "设三个等级，补助5万元。"
    entry = {"clause": "第二条", "text": "三个等级", "why": "等级已逐一列出"}
    found = checked(tmp_path, words, {"sum": {"value": "5万元"}}, numbers=[entry])
    assert found.sound
    assert [(each.place.text, each.why) for each in found.declared] == [("三个", "等级已逐一列出")]
    everywhere = checked(
        tmp_path, words, {"sum": {"value": "5万元"}}, numbers=[{**entry, "clause": "全文"}]
    )
    assert everywhere.sound
    stale = checked(
        tmp_path, words, {"sum": {"value": "5万元"}}, numbers=[{**entry, "text": "四个等级"}]
    )
    assert "四个等级" in stale.stale[0].declared
    assert not stale.sound


def test_a_declared_reference_is_not_stale(tmp_path: Path) -> None:
    entry = {"clause": "第二条", "text": "〔2021〕32号", "why": "文号"}
    assert checked(tmp_path, "按麓水发〔2021〕32号执行。", numbers=[entry]).sound


def test_exceptions(tmp_path: Path) -> None:
    why = {"parameter": "rate", "why": "扫描把7印成了1"}
    found = checked(tmp_path, "比例为1%。", {"rate": {"value": "7%"}}, exceptions=[why])
    assert not found.missed
    assert [each.excepted for each in found.excepted] == ["扫描把7印成了1"]
    needless = checked(tmp_path, "比例为7%。", {"rate": {"value": "7%"}}, exceptions=[why])
    assert [each.declared for each in needless.stale] == ["exceptions：rate"]


def test_as_json(tmp_path: Path) -> None:
    found = checked(tmp_path, "比例为1%，人数3人。", {"rate": {"value": "7%"}}).as_json()
    assert found["parameters"] == {"verified": 0, "excepted": 0, "not_found": 1}
    assert found["numbers"] == {"covered": 0, "declared": 0, "uncovered": 2}
    assert found["not_found"][0]["why"] == "条款中没有这个数"
    assert found["uncovered"][1]["place"]["clause"] == "第二条"
    assert found["sound"] is False


def test_fingerprint_follows_every_word() -> None:
    one, same, other = document("补助5万元。"), document("补助5万元。"), document("补助6万元。")
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)
    assert len(fingerprint(one)) == 64


@pytest.mark.parametrize("text", ["", "\n", "第", "%", "（", "5" * 400, "一" * 400, "1、" * 300])
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 <= each.start < each.end <= len(text) for each in numbers(text))


POLICIES = sorted(path.parent for path in HERE.glob("*/*/policy.yaml"))


@pytest.mark.gazettes
@pytest.mark.parametrize(
    "folder", POLICIES, ids=lambda folder: f"{folder.parent.name}.{folder.name}"
)
def test_every_encoded_document_is_faithful(folder: Path, gazettes: Path) -> None:
    encoded = Policy.load(folder)
    found = verify(encoded, real_documents(gazettes)[encoded.number])
    assert [(each.parameter, each.sought, each.fault) for each in found.missed] == []
    assert [(each.place.clause, each.place.around) for each in found.uncovered] == []
    assert [(each.declared, each.why) for each in found.stale] == []
