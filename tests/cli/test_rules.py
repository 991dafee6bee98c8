"""``luoshi rules``: a catalogue that a stranger can search, and one rule whole."""

import subprocess
import sys
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from luoshi import policies
from tests.cli.conftest import Call, call

KEY = "specimen.rent_subsidy.monthly_subsidy"
NUMBER = "麓人社发〔2025〕14号"
# No fixture of the database: where a test asks for none, opening one fails the test.


@pytest.fixture
def luoshi() -> Call:
    return call


def keys(luoshi: Call, *words: str) -> list[str]:
    said = luoshi("rules", *words, "--json")
    assert said.code == 0, said.err
    return [each["key"] for each in said.data]


def test_without_words_it_lists_every_rule(luoshi: Call) -> None:
    every = [rule.key for policy in policies.catalogue() for rule in policies.of_policy(policy)]
    assert keys(luoshi) == every
    assert len(every) == len(policies.rules()) > 600
    said = luoshi("rules")
    assert all(f"  {key}  " in said.out for key in every)
    assert f"共 {len(every)} 条" in said.out


def test_every_entry_says_what_is_asked_and_what_comes_out(luoshi: Call) -> None:
    told = luoshi("rules", "--json").data
    for each in told:
        rule = policies.rule(each["key"])
        assert all(each[name] for name in ("label", "gist", "place"))
        assert set(each["document"]) == {"number", "title", "place"}
        assert each["clauses"][0].startswith(rule.policy.number)
        assert each["in_force"]["from"] == rule.policy.starts.isoformat()
        assert each["result"] in {"number", "truth", "text", "day", "texts", "record"}
        assert bool(each["parts"]) is (each["result"] == "record"), each["key"]
        for fact in each["facts"]:
            assert set(fact) == {
                "name", "label", "type", "unit", "min", "max", "decimals", "options",
                "not_in_text", "left_to", "clause", "gist",
            }  # fmt: skip
            assert (fact["type"] == "number") is (fact["max"] is not None)
            assert (fact["type"] == "choice") is bool(fact["options"])
        for reading in each["readings"]:
            assert reading["default"] in reading["options"]
            assert reading["why"]
        assert all(set(p) == {"name", "label", "clause"} for p in each["parameters"])
    assert {each["table"] for each in told} == {True, False}
    assert any(fact["not_in_text"] for each in told for fact in each["facts"])


def test_the_parts_of_a_record_are_those_of_the_answer(luoshi: Call) -> None:
    records = [
        each for each in luoshi("rules", "--json").data if each["parts"] and not each["facts"]
    ]
    assert records
    for each in records[:20]:
        day = each["in_force"]["from"]
        said = luoshi("explain", each["key"], "--on", day, "--json").data
        if said["result"] is not None:
            assert list(said["result"]) == [part["name"] for part in each["parts"]]


def test_all_words_must_occur_in_label_gist_title_facts_or_clauses(luoshi: Call) -> None:
    found = keys(luoshi, "每月补贴额", "租房")
    assert KEY in found
    assert all(key.startswith("specimen.") for key in found)
    assert keys(luoshi, "每月补贴额 租房") == found
    assert KEY in keys(luoshi, "禾丰县")  # a word of a fact
    assert KEY in keys(luoshi, "第五条（四）", "每月补贴额") or KEY in keys(
        luoshi, "第五条", "每月"
    )
    assert keys(luoshi, "monthly_subsidy")[0] == KEY  # what is named so stands first
    assert keys(luoshi, "MONTHLY_subsidy")[0] == KEY


def test_a_phrase_that_stands_nowhere_finds_what_is_near(luoshi: Call) -> None:
    said = luoshi("rules", "租房每月补贴怎么算", "--json")
    assert said.code == 0
    assert KEY in [each["key"] for each in said.data]
    assert "相近" in said.err.encode().decode("unicode_escape")
    nothing = luoshi("rules", "量子纠缠", "--json")
    assert (nothing.code, nothing.data) == (1, [])
    assert "量子纠缠" in nothing.errors[0]["what"]
    assert luoshi("rules", "量子纠缠").out == ""


@pytest.mark.parametrize(
    "number",
    [NUMBER, "麓人社发(2025)14号", "麓人社发 [2025] 14 号", "《云麓市新就业青年租房补贴发放办法》",
     "rent_subsidy"],
)  # fmt: skip
def test_one_document_in_any_spelling(luoshi: Call, number: str) -> None:
    policy = policies.policy(NUMBER)
    assert policy is not None
    expected = [rule.key for rule in policies.of_policy(policy)]
    assert keys(luoshi, "--document", number) == expected


def test_one_place(luoshi: Call) -> None:
    by_place = keys(luoshi, "--place", "云麓")
    assert set(by_place) >= set(keys(luoshi, "--document", NUMBER))
    assert {policies.rule(key).policy.place for key in by_place} == {"云麓市（样例）"}
    assert keys(luoshi, "--place", "Shuozhou") == keys(luoshi, "--place", "朔州市")
    assert luoshi("rules", "--place", "火星").code == 1
    assert luoshi("rules", "--place", "云麓", "--document", "国办发〔2023〕33号").code == 1


def test_a_document_that_is_not_encoded(luoshi: Call) -> None:
    said = luoshi("rules", "--document", "麓水政办发〔2025〕999号", "--json")
    assert said.code == 1
    assert "麓水政办发〔2025〕999号" in said.errors[0]["what"]
    assert NUMBER in said.errors[0]["remedy"]


def test_one_rule_whole(luoshi: Call) -> None:
    told = luoshi("rules", KEY, "--json").data
    assert told["key"] == KEY
    Draft202012Validator.check_schema(told["schema"])
    valid = Draft202012Validator(told["schema"])
    assert valid.is_valid({"degree": "硕士研究生", "in_raised_county": True})
    assert not valid.is_valid({"degree": "专科毕业生"})
    assert not valid.is_valid({"salary": 8000})
    monthly = next(each for each in told["parameters"] if each["name"] == "monthly")
    assert monthly["by"] == ["degree"]
    assert {(v["index"][0], v["value"], v["clause"].split()[1]) for v in monthly["values"]} == {
        ("博士研究生", "1,500元", "第五条（一）"),
        ("硕士研究生", "1,000元", "第五条（二）"),
        ("本科毕业生", "600元", "第五条（三）"),
    }
    assert {v["from"] for v in monthly["values"]} == {"2025-09-01"}
    shown = luoshi("rules", KEY).out
    for word in ("每月补贴额", "degree", "博士研究生、硕士研究生、本科毕业生", "1,500元", NUMBER):
        assert word in shown


def test_parameters_by_date(luoshi: Call) -> None:
    told = luoshi("rules", "jinan.outpatient_insurance.annual_limit", "--json").data
    values = [(v["from"], v["value"]) for each in told["parameters"] for v in each["values"]]
    assert len({day for day, _ in values}) >= 2
    assert {"4,500元", "6,000元"} <= {value for _, value in values}


def test_every_rule_can_be_shown_whole() -> None:
    from luoshi.cli import catalogue

    for rule in policies.rules().values():
        told = {**catalogue.entry(rule), **catalogue.details(rule)}
        Draft202012Validator.check_schema(told["schema"])
        assert len(told["parameters"]) == len(rule.parameters)
        assert all(each["values"] or each["not_in_text"] for each in told["parameters"]), rule.key


def test_a_whole_key_imports_its_own_folder_only() -> None:
    code = (
        "import sys; from luoshi import policies\n"
        f"rule = policies.rule('{KEY}')\n"
        "print(rule.key, sorted(m for m in sys.modules if m.endswith('.rules') and '.policies.' in m))\n"
        "print([m for m in ('django', 'luoshi.gazette', 'polars') if m in sys.modules])\n"
        "again = policies.rules()[rule.key]\n"
        "print(again is rule, len(policies.rules()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"{KEY} ['luoshi.policies.specimen.rent_subsidy.rules']",
        "[]",
        f"True {len(policies.rules())}",
    ]


@pytest.mark.parametrize(
    "key", ["..", "a.b.c", "specimen.rent_subsidy.nosuch", "os.path.join", "Specimen.rent_subsidy.x",
            "specimen.rent_subsidy", "../../etc", "麓.人.社", "x" * 50_000],
)  # fmt: skip
def test_keys_that_are_none(luoshi: Call, key: str) -> None:
    said = luoshi("explain", key, "--on", "2025-10-01", "--json")
    assert (said.code, said.out) == (1, "")
    (error,) = said.errors
    assert error["code"] == "unknown_rule"
    assert "luoshi rules" in error["remedy"]
    assert len(error["what"]) < 100


def test_a_key_is_enough_by_its_last_part_where_no_other_has_it(luoshi: Call) -> None:
    assert policies.rule("monthly_subsidy").key == KEY
    near = luoshi("explain", "specimen.rent_subsidy.monthly_subsidies", "--json").errors[0]
    assert KEY in near["remedy"]
    tails = Counter(key.rpartition(".")[2] for key in policies.rules())
    shared, times = tails.most_common(1)[0]
    assert times > 1
    several = luoshi("explain", shared, "--json").errors[0]
    assert "不止一条" in several["what"]
    assert several["remedy"].count(f".{shared}") == times
