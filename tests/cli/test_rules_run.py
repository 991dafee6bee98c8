"""``luoshi run``, ``explain``, ``compare`` and ``reproduce`` as people and programs call them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from luoshi import policies
from luoshi.cli import asked, ruling, telling
from luoshi.cli.app import app
from luoshi.cli.screen import Page
from luoshi.office.rulebook import receipts
from luoshi.rules import RuleError
from luoshi.rules.cases import WorkedCase, load
from luoshi.rules.explain import Explained
from tests.cli.conftest import Call, Said, call

KEY = "specimen.rent_subsidy.monthly_subsidy"
ON = ("--on", "2025-10-01")
FACTS = {"degree": "硕士研究生", "in_raised_county": True}
GIVEN = json.dumps(FACTS, ensure_ascii=False)
TABLE = "jinan.outpatient_insurance.annual_outpatient_payment"
ERROR = {"code", "message", "fact", "given", "clause", "remedy", "what", "where"}


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """No test knows which documents another one had loaded."""
    receipts.forget()
    yield
    receipts.forget()


def piped(text: str | bytes, *words: str) -> Said:
    """A command whose standard input holds this."""
    result = CliRunner().invoke(app, list(words), input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Said(result.exit_code, result.stdout, result.stderr)


# --- run


def test_run(luoshi: Call) -> None:
    said = luoshi("run", KEY, *ON, "--facts", GIVEN, "--json")
    assert (said.code, said.err) == (0, "")
    told = said.data
    assert (told["result"], told["exact"], told["unit"]) == (1200, "1200", "元")
    assert told["in_force"] is True
    assert "麓人社发〔2025〕14号 第五条" in "".join(told["clauses"])
    assert {each["name"] for each in told["parameters"]} >= {"monthly[硕士研究生]", "county_raise"}
    assert (told["warnings"], told["missing"]) == ([], [])
    assert told["explanation"]["value"] == "1,200元"
    assert told["receipt"]["documents"] == [{"number": "麓人社发〔2025〕14号", "sha256": None}]
    shown = luoshi("run", KEY, *ON, "--facts", GIVEN)
    assert (shown.code, shown.err) == (0, "")
    assert "每月补贴额：1,200元" in shown.out
    assert "1,000元" in shown.out
    assert "20%" in shown.out


def test_where_the_document_is_loaded_the_receipt_holds_its_hash(loaded: Call) -> None:
    told = loaded("run", KEY, *ON, "--facts", GIVEN, "--json").data
    (document,) = told["receipt"]["documents"]
    assert len(document["sha256"]) == 64


def test_the_day_is_today_where_none_is_given(luoshi: Call) -> None:
    said = luoshi("run", KEY, "--facts", GIVEN, "--even-if-not-in-force", "--json")
    today = date.today().isoformat()  # noqa: DTZ011 - the day on the user's own calendar
    assert said.data["on"] == today
    assert today in json.loads(said.err)["note"]
    assert today in call("explain", KEY, "--facts", GIVEN, "--even-if-not-in-force").err


@pytest.mark.parametrize(
    "words",
    [
        ("--fact", "degree=硕士研究生", "--fact", "in_raised_county=是"),
        ("--fact", "学历=硕士研究生", "--fact", "in_raised_county=true"),
        ("--facts", '{"degree": "本科毕业生"}', "--fact", "degree=硕士研究生",
         "--fact", "in_raised_county=是"),
        ("--facts", '{"degree": "硕士研究生", "in_raised_county": true, "born": null}'),
        ("--facts", '\n {"degree": " 硕士研究生", "in_raised_county": "是"}\n'),
    ],
)  # fmt: skip
def test_facts_by_name_or_label(words: tuple[str, ...]) -> None:
    assert call("explain", KEY, *ON, *words, "--json").data["result"] == 1200


def test_facts_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "事实.json"
    file.write_text("\ufeff" + GIVEN, "utf-8")
    assert call("explain", KEY, *ON, "--facts", f"@{file}", "--json").data["result"] == 1200
    said = piped(GIVEN, "explain", KEY, *ON, "--facts", "-", "--json")
    assert said.data["result"] == 1200


def test_missing_facts_are_named_and_the_code_is_3(luoshi: Call) -> None:
    said = luoshi("run", KEY, *ON, "--fact", "degree=硕士研究生", "--json")
    assert said.code == 3
    assert (said.data["result"], said.data["status"]) == (None, "missing")
    assert [each["name"] for each in said.data["missing"]] == ["in_raised_county"]
    shown = luoshi("run", KEY, *ON, "--fact", "degree=硕士研究生")
    assert shown.code == 3
    assert "in_raised_county  在禾丰县或者松陂县就业" in shown.out


def test_not_in_force(luoshi: Call) -> None:
    last = luoshi("run", KEY, "--on", "2030-08-31", "--facts", GIVEN, "--json")
    assert (last.code, last.data["result"]) == (0, 1200)
    words = ("run", KEY, "--on", "2030-09-01", "--facts", GIVEN, "--json")
    said = luoshi(*words)
    assert (said.code, said.out) == (4, "")
    (error,) = said.errors
    assert error["code"] == "not_in_force"
    assert error["clause"] == "麓人社发〔2025〕14号 第十四条"
    assert "--even-if-not-in-force" in error["remedy"]
    anyway = luoshi(*words, "--even-if-not-in-force")
    assert (anyway.code, anyway.data["result"], anyway.data["in_force"]) == (0, 1200, False)
    assert "不在施行期" in anyway.data["warnings"][0]
    assert luoshi("run", KEY, "--on", "2025-08-31", "--facts", GIVEN).code == 4


BAD: list[tuple[str, str, str, str]] = [
    # facts, code, fact, given
    ('{"degree": "专科毕业生"}', "wrong_type", "degree", "专科毕业生"),
    ('{"degree": 3}', "wrong_type", "degree", "3"),
    ('{"in_raised_county": 1}', "wrong_type", "in_raised_county", "1"),
    ('{"salary": 8000}', "unknown_fact", "salary", "8000"),
    ('{"insured": -1}', "out_of_range", "insured", "-1"),
    ('{"insured": 601}', "out_of_range", "insured", "601"),
    ('{"insured": 1.5}', "wrong_type", "insured", "1.5"),
    ('{"insured": 6.000000000000000000001}', "wrong_type", "insured", "6.000000000000000000001"),
    ('{"insured": NaN}', "wrong_type", "insured", "nan"),
    ('{"insured": 1e999}', "wrong_unit", "insured", "1e999"),
    ('{"insured": "6元"}', "wrong_unit", "insured", "6元"),
    ('{"insured": [6]}', "wrong_type", "insured", "[6]"),
    ('{"born": "2001-02-29"}', "wrong_type", "born", "2001-02-29"),
]


@pytest.mark.parametrize(("facts", "code", "fact", "given"), BAD, ids=[each[0] for each in BAD])
def test_bad_facts_are_named_with_value_and_clause(
    facts: str, code: str, fact: str, given: str
) -> None:
    said = call("explain", "specimen.rent_subsidy.eligible", *ON, "--facts", facts, "--json")
    if said.code == 0 or code == "unknown_fact":
        said = call("explain", KEY, *ON, "--facts", facts, "--json")
    assert (said.code, said.out) == (2, "")
    (error,) = said.errors
    assert set(error) == ERROR
    assert (error["code"], error["fact"], error["given"]) == (code, fact, given)
    assert error["clause"].startswith("麓人社发〔2025〕14号 第")
    assert error["message"].startswith(error["what"])


def test_errors_for_people_name_fact_value_and_clause() -> None:
    said = call("explain", KEY, *ON, "--fact", "degree=专科毕业生")
    assert (said.code, said.out) == (2, "")
    for word in ("degree", "专科毕业生", "麓人社发〔2025〕14号 第五条", "博士研究生"):
        assert word in said.err


@pytest.mark.parametrize(
    "facts",
    ['{"degree": ', "[1, 2]", "3", '"x"', "null", "", "{'degree': 1}", "[" * 100_000,
     '{"a":' * 50_000, '{"degree": "\\ud800"}', '{"insured": ' + "9" * 5000 + "}",
     '{"degree": "硕士研究生", "degree": "本科毕业生"}'],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_facts_that_are_no_object(facts: str) -> None:
    said = piped(facts, "explain", KEY, *ON, "--facts", "-", "--json")
    assert (said.code, said.out) == (2, "")
    assert said.errors[0]["code"] == "wrong_type"
    assert len(said.err) < 2000


def test_facts_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("explain", KEY, *ON, "--facts", f"@{tmp_path / 'nosuch.json'}").code == 1
    said = piped(b"\xff\xfe{", "explain", KEY, *ON, "--facts", "-", "--json")
    assert (said.code, said.errors[0]["code"]) == (2, "wrong_type")
    monkeypatch.setattr(asked, "LARGEST", 100)
    said = piped(b" " * 101, "explain", KEY, *ON, "--facts", "-", "--json")
    assert (said.code, said.errors[0]["code"]) == (2, "too_large")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--fact", "degree"], "“degree”要写成 名称=值"),
        (["--set", "=3"], "“=3”要写成 名称=值"),
        (["--on", "2025-02-30"], "“2025-02-30”不是日期"),
    ],
)
def test_misuse(words: list[str], what: str) -> None:
    said = call("explain", KEY, *words)
    assert (said.code, said.out) == (2, "")
    assert what in said.err


# --- readings and parameters


def test_readings_by_name_or_label() -> None:
    key = "specimen.rent_subsidy.couple_halved"
    rule = policies.rule(key)
    assert "halved" in rule.readings
    case = next(each for each in load(rule.policy.folder) if each.rule.key == key)
    facts = json.dumps(dict(case.facts), ensure_ascii=False)
    for chosen in (
        "halved=higher",
        "halved=较高标准的一半",
        "夫妻中的另一方减的是哪一份标准=higher",
    ):
        said = call("explain", key, *ON, "--facts", facts, "--reading", chosen, "--json")
        options = {each["name"]: each["option"] for each in said.data["readings"]}
        assert options["halved"] == "higher"
    for wrong in ("halved=none", "nosuch=own"):
        said = call("explain", key, *ON, "--reading", wrong, "--json")
        (error,) = said.errors
        assert (said.code, error["code"]) == (2, "unknown_reading")
        assert f"{error['fact']}={error['given']}" == wrong
        assert error["clause"].startswith("麓人社发〔2025〕14号 第")


def test_parameters_for_one_run(luoshi: Call) -> None:
    words = ("run", KEY, *ON, "--facts", GIVEN, "--json")
    assert luoshi(*words, "--set", "county_raise=50%").data["result"] == 1500
    assert luoshi(*words, "--set", "禾丰县、松陂县的上浮比例=50").data["result"] == 1500
    assert luoshi(*words, "--set", "monthly[硕士研究生]=1万元").data["result"] == 12000
    assert luoshi(*words, "--set", "monthly=100元").data["result"] == 120
    assert luoshi(*words, "--set", "monthly[本科毕业生]=1元").data["result"] == 1200
    assert "试算" in luoshi(*words, "--set", "county_raise=50%").data["warnings"][-1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("nosuch=1", "unknown_parameter"),
        ("monthly[专科毕业生]=1元", "unknown_parameter"),
        ("monthly=三百", "wrong_unit"),
        ("monthly=", "wrong_unit"),
        ("monthly=5%", "wrong_unit"),
        ("monthly=" + "9" * 5000, "wrong_type"),
    ],
)
def test_parameters_that_cannot_be_meant(change: str, code: str) -> None:
    said = call("explain", KEY, *ON, "--facts", GIVEN, "--set", change, "--json")
    assert (said.code, said.out) == (2, "")
    (error,) = said.errors
    assert error["code"] == code
    assert error["fact"] in change
    assert error["given"][:50] == change.partition("=")[2][:50]
    assert error["clause"].startswith("麓人社发〔2025〕14号 第五条")


@pytest.mark.parametrize("day", ["2025-13-01", "下个月", "每月底前"])
def test_days_that_cannot_be_meant(day: str) -> None:
    rule = policies.rule("specimen.rent_subsidy.newly_employed_youth")
    said = call("explain", rule.key, *ON, "--set", f"employed_after={day}", "--json")
    assert (said.code, said.errors[0]["fact"]) == (2, "employed_after")
    window = call(
        "explain", "specimen.rent_subsidy.applied_in_window", *ON, "--set", f"window_last={day}",
        "--json",
    )  # fmt: skip
    assert (window.code, window.errors[0]["fact"]) == (2, "window_last")


def test_a_name_given_twice() -> None:
    said = call("explain", KEY, *ON, "--fact", "degree=本科毕业生", "--fact", "学历=硕士研究生")
    assert said.code == 2
    assert "写了两次" in said.err


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (15000, "元", "15,000元"),
        (1200.5, "元", "1,200.5元"),
        (0.1, "%", "0.1%"),
        (100 / 3, "元", "约33.333333元"),
        (9999999999999.99, "元", "9,999,999,999,999.99元"),
        (2025, "年", "2025年"),
        (2025, "", "2025"),
        (True, "元", "是"),
        (None, "元", "原文未写明"),
        ([], "", "（无）"),
        (["甲", "乙"], "", "甲、乙"),
        ("2025-01-01", "", "2025-01-01"),
        (-3, "万元", "-3万元"),
    ],
)
def test_values_as_people_write_them(value: object, unit: str, shown: str) -> None:
    assert telling.plain(value, unit) == shown


# --- explain


def test_explain_prints_the_steps_with_their_clauses() -> None:
    said = call("explain", KEY, *ON, "--facts", GIVEN)
    assert (said.code, said.err) == (0, "")
    first, *rest = said.out.splitlines()
    assert first.startswith("每月补贴额：1,200元")
    assert first.endswith("麓人社发〔2025〕14号 第五条") or "第五条" in first
    assert any("禾丰县、松陂县的上浮比例：20%" in line and "第五条（四）" in line for line in rest)
    assert "\x1b" not in said.out
    told = call("explain", KEY, *ON, "--facts", GIVEN, "--json").data
    assert told["explanation"]["children"]
    assert call("explain", KEY, *ON).code == 3


def test_a_long_line_is_not_cut_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    step: Explained = {
        "label": "长" * 600, "value": "1元", "children": [{"label": "短" * 600, "value": "2元"}]
    }  # fmt: skip
    telling.tree(Page(), step)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["长" * 600 + "：1元", "└── " + "短" * 600 + "：2元"]


def test_a_step_is_told_in_full_once(capsys: pytest.CaptureFixture[str]) -> None:
    inner: Explained = {
        "label": "甲",
        "value": "1元",
        "children": [{"label": "乙", "value": "2元"}],
    }
    telling.tree(Page(), {"label": "丙", "value": "3元", "children": [inner, inner]})
    out = capsys.readouterr().out
    assert (out.count("乙：2元"), out.count("甲：1元"), out.count("见上文")) == (1, 2, 1)


def table_case() -> WorkedCase:
    rule = policies.rule(TABLE)
    return next(
        each for each in load(rule.policy.folder) if each.rule is rule and "expect" in each.expected
    )


def test_a_whole_table(luoshi: Call) -> None:
    case = table_case()
    facts = json.dumps(dict(case.facts), ensure_ascii=False)
    words = (TABLE, "--on", case.on.isoformat(), "--facts", facts)
    said = luoshi("run", *words, "--json")
    assert (said.code, said.data["result"]) == (0, case.expected["expect"])
    rows = json.loads(facts)["rows"]
    bare = luoshi("run", TABLE, "--on", case.on.isoformat(), "--facts", json.dumps(rows), "--json")
    assert bare.data["result"] == case.expected["expect"]
    assert f"{len(rows)}" in luoshi("run", *words).out
    assert call("explain", *words).out.count(policies.rule(TABLE).label + "：") == len(rows)
    one = call("explain", *words, "--row", "2").out
    assert "第2行" in one
    assert "第1行" not in one
    assert "表中只有" in call("explain", *words, "--row", "99").out
    assert call("explain", TABLE, *ON, "--facts", "{}").code == 2


def test_every_kind_of_answer_can_be_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    """One worked case of every rule, and the rule with nothing known, as the commands lay them out."""
    seen: set[str] = set()
    for policy in policies.catalogue():
        for case in load(policy.folder):
            if case.rule.key in seen:
                continue
            try:
                outcome = case.run()
            except RuleError:
                continue
            seen.add(case.rule.key)
            told = outcome.as_json()
            telling.answer(case.rule, told)
            ruling.lay_explanation(outcome, told)
            out = capsys.readouterr().out
            assert case.rule.label in out
            if told["missing"]:
                assert told["missing"][0]["label"] in out
    assert len(seen) >= 0.95 * len(policies.rules())


def test_the_result_shown_is_the_result_worked_out(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = [
        case
        for policy in policies.catalogue()
        for case in load(policy.folder)
        if case.rule.unit.name == "元" and not case.rule.table
        and isinstance(case.expected.get("expect"), int | float)
        and not case.problems()
    ]  # fmt: skip
    assert len(numbers) > 100
    for case in numbers:
        telling.answer(case.rule, case.run().as_json())
        first = capsys.readouterr().out.splitlines()[0]
        shown = first.rpartition("：")[2].removesuffix("元").replace(",", "")
        assert float(shown) == pytest.approx(float(case.expected["expect"])), case.name


# --- compare


def test_compare() -> None:
    words = ("compare", KEY, *ON, "--facts", GIVEN, "--set", "county_raise=50%")
    said = call(*words, "--json")
    assert (said.code, said.err) == (0, "")
    told = said.data
    assert (told["before"], told["after"], told["difference"]) == (1200, 1500, 300)
    assert told["difference_exact"] == "300"
    assert told["changed"] is True
    (changed,) = told["parameters"]
    assert (changed["before"], changed["after"], changed["used"]) == ("20%", "50%", True)
    assert changed["clause"] == "麓人社发〔2025〕14号 第五条（四）"
    shown = call(*words).out
    for word in ("1,200元", "1,500元", "+300元（+25.00%）", "20% → 50%"):
        assert word in shown


def test_compare_less_and_the_same() -> None:
    words = ("compare", KEY, *ON, "--facts", GIVEN, "--set")
    assert "-100元" in call(*words, "county_raise=10%").out
    same = call(*words, "monthly[博士研究生]=1元", "--json").data
    assert (same["difference"], same["changed"]) == (0, False)
    assert same["parameters"][0]["used"] is False
    shown = call(*words, "monthly[博士研究生]=1元").out
    assert "不变" in shown
    assert "没有用到" in shown


def test_compare_of_other_kinds() -> None:
    youth = '{"graduate": true, "born": "1990-09-30", "first_job": "2025-07-01", "applied": "2025-10-01"}'
    words = ("compare", "specimen.rent_subsidy.newly_employed_youth", *ON, "--facts", youth)
    said = call(*words, "--set", "age_limit=34周岁", "--json").data
    assert (said["before"], said["after"], said["difference"]) == (True, False, None)
    assert said["changed"] is True
    assert "改变" in call(*words, "--set", "age_limit=34周岁").out


def test_compare_of_a_table() -> None:
    case = table_case()
    facts = json.dumps(dict(case.facts), ensure_ascii=False)
    words = ("compare", TABLE, "--on", case.on.isoformat(), "--facts", facts)
    said = call(*words, "--set", "annual_limit=0元", "--json").data
    assert said["after"] == [0] * len(said["before"])
    assert said["total_difference"] == pytest.approx(-sum(said["before"]))
    assert "合计相差" in call(*words, "--set", "annual_limit=0元").out


def test_compare_without_a_change_or_without_a_fact() -> None:
    said = call("compare", KEY, *ON, "--facts", GIVEN)
    assert (said.code, said.out) == (2, "")
    assert "--set" in said.err
    assert "county_raise" in said.err
    lacking = call("compare", KEY, *ON, "--set", "county_raise=50%", "--json")
    assert lacking.code == 3
    assert "in_raised_county" in [each["name"] for each in lacking.data["missing"]]
    shown = call("compare", KEY, *ON, "--set", "county_raise=50%")
    assert shown.code == 3
    assert "还缺" in shown.out


# --- reproduce


@pytest.fixture
def receipt(luoshi: Call, tmp_path: Path) -> Path:
    file = tmp_path / "回执.json"
    said = luoshi("run", KEY, *ON, "--facts", GIVEN, "--set", "county_raise=50%", "--json")
    file.write_text(said.out, "utf-8")
    return file


def test_reproduce(luoshi: Call, receipt: Path) -> None:
    said = luoshi("reproduce", receipt, "--json")
    assert (said.code, said.err) == (0, "")
    assert (said.data["same"], said.data["then"], said.data["now"]) == (True, 1500, 1500)
    assert (said.data["changed"], said.data["differs"]) == ([], [])
    shown = luoshi("reproduce", receipt)
    assert (shown.code, shown.err) == (0, "")
    assert "1,500元" in shown.out
    again = piped(receipt.read_bytes(), "reproduce", "-", "--json")
    assert again.code == 0


def sealed(told: dict[str, object], path: Path) -> Path:
    receipt = told["receipt"]
    assert isinstance(receipt, dict)
    receipt["digest"] = receipts.digest(told)
    path.write_text(json.dumps(told), "utf-8")
    return path


def test_what_differs_is_told(luoshi: Call, receipt: Path) -> None:
    told = json.loads(receipt.read_text("utf-8"))
    told["result"], told["exact"] = 1499, "1499"
    told["receipt"]["rule_version"] = "0" * 16
    file = sealed(told, receipt)
    said = luoshi("reproduce", file, "--json")
    assert said.code == 1
    assert (said.data["same"], said.data["then"], said.data["now"]) == (False, 1499, 1500)
    assert said.data["differs"] == ["result", "exact"]
    assert any("规则" in change for change in said.data["changed"])
    shown = luoshi("reproduce", file)
    assert shown.code == 1
    assert all(word in shown.out for word in ("1,499元", "1,500元", "规则的版本变了"))


def test_another_text_of_the_document_is_told(loaded: Call, tmp_path: Path) -> None:
    told = loaded("run", KEY, *ON, "--facts", GIVEN, "--json").data
    told["receipt"]["documents"][0]["sha256"] = "0" * 64
    said = loaded("reproduce", sealed(told, tmp_path / "r.json"), "--json")
    assert said.code == 0
    assert any("原文变了" in change for change in said.data["changed"])


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "3", "null", '{"receipt": {"digest": "x"}}', "[" * 100_000, "\x00"]
)
def test_what_is_no_receipt(luoshi: Call, tmp_path: Path, text: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(text, "utf-8")
    said = luoshi("reproduce", file, "--json")
    assert (said.code, said.out) == (2, "")
    assert said.errors[0]["code"] == "bad_receipt"


def test_a_receipt_that_was_changed(luoshi: Call, receipt: Path) -> None:
    receipt.write_text(receipt.read_text("utf-8").replace("1500", "1501"), "utf-8")
    said = luoshi("reproduce", receipt, "--json")
    assert (said.code, said.errors[0]["code"]) == (2, "bad_receipt")
    assert "改动" in said.errors[0]["what"]


@pytest.mark.parametrize("lost", ["asked", "rule", "result", "parameters"])
def test_a_sealed_receipt_that_lacks_a_part(luoshi: Call, receipt: Path, lost: str) -> None:
    told = json.loads(receipt.read_text("utf-8"))
    del told[lost]
    told["receipt"]["rule_version"] = "0" * 16
    said = luoshi("reproduce", sealed(told, receipt), "--json")
    assert said.code == 2
    assert said.errors[0]["code"] == "bad_receipt"


# --- with no archive to ask


PROGRAM = [sys.executable, "-c", "from luoshi.cli import main; main()"]


def alone(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The program in a process and a data folder of its own."""
    kept = {
        n: v for n, v in os.environ.items() if n not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    }
    return subprocess.run(
        [*PROGRAM, *words], env={**kept, "LUOSHI_HOME": str(home), **settings},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_on_a_fresh_machine(tmp_path: Path) -> None:
    said = alone(tmp_path / "home", "run", KEY, *ON, "--facts", GIVEN, "--json")
    assert (said.returncode, said.stderr) == (0, "")
    told = json.loads(said.stdout)
    assert (told["result"], told["receipt"]["documents"][0]["sha256"]) == (1200, None)
    (tmp_path / "r.json").write_text(said.stdout, "utf-8")
    again = alone(tmp_path / "home", "reproduce", str(tmp_path / "r.json"))
    assert (again.returncode, again.stderr) == (0, "")


def test_what_needs_no_archive_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for words in (
        ["rules", KEY],
        ["explain", KEY, *ON, "--facts", GIVEN],
        ["compare", KEY, *ON, "--facts", GIVEN, "--set", "county_raise=50%"],
        ["interview", KEY, *ON, "--facts", GIVEN],
        ["check", KEY],
    ):
        said = alone(home, *words)
        assert (said.returncode, said.stderr) == (0, ""), words
    assert not home.exists()


def test_a_database_that_cannot_be_used_is_told_and_the_answer_is_the_same(tmp_path: Path) -> None:
    words = ("run", KEY, *ON, "--facts", GIVEN, "--json")
    said = alone(tmp_path, *words, DATABASE_URL="postgres://user:s3cret@127.0.0.1:1/luoshi")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["result"] == 1200
    told = json.loads(said.stderr)["note"]
    assert "回执里没有原文的校验值" in told
    assert "s3cret" not in told
    (tmp_path / "luoshi.sqlite3").write_bytes(b"\xa5" * 5000)
    damaged = alone(tmp_path, *words)
    assert damaged.returncode == 0, damaged.stderr
    assert "损坏" in json.loads(damaged.stderr)["note"]
