"""Every clause of an invented document is accounted for, or found to be missing."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from luoshi.policies import HERE
from luoshi.policies.coverage import Account, Coverage, coverage, named_by
from luoshi.rules import REGISTRY
from luoshi.rules.policy import Policy
from tests.policies.made import NUMBER, document, policy, real_documents

ARTICLES = (
    "补助条件如下：\n（一）在本市注册；\n（二）信用良好。",
    "补助5万元。\n补助每年发放。",
    "市财政局负责监督。",
)
NOTICE = {"第一段": {"nothing": "印发用语"}, "第一条": {"nothing": "目的"}}


def found(folder: Path, *named: tuple[str, str], **more: object) -> Coverage:
    parameters = {"amount": {"value": "5万元", "clause": "第三条第一款"}}
    encoded = policy(folder, parameters, **{"clauses": NOTICE, **more})
    return coverage(encoded, document(*ARTICLES), named)


def state_of(result: Coverage) -> dict[str, str]:
    return {account.clause: account.state for account in result.accounts}


def test_every_clause_with_words_is_listed_once(tmp_path: Path) -> None:
    result = found(tmp_path)
    own = [clause.address for clause in document(*ARTICLES).walk() if clause.own]
    assert [f"{NUMBER} {account.clause}" for account in result.accounts] == own


def test_frame_needs_no_account(tmp_path: Path) -> None:
    states = state_of(found(tmp_path))
    assert {states[name] for name in ("标题", "文号", "主送", "落款", "日期", "正文")} == {
        "nothing"
    }


def test_a_parameter_executes_its_clause_and_those_above(tmp_path: Path) -> None:
    result = found(tmp_path)
    (account,) = (each for each in result.accounts if each.clause == "第三条")
    assert account == Account("第三条", "executed", by=("amount",), gist=account.gist)


def test_what_nobody_names_is_unaccounted(tmp_path: Path) -> None:
    result = found(tmp_path)
    assert not result.sound
    missing = [each.clause for each in result.accounts if each.state == "unaccounted"]
    items = ["第二条第（一）项", "第二条第（二）项"]
    assert missing == ["第二条", *items, "第三条第二款", "第四条"]
    assert result.counts["unaccounted"] == 5


def test_a_rule_that_names_an_item_executes_the_words_above(tmp_path: Path) -> None:
    states = state_of(found(tmp_path, ("第二条（一）", "lushui.pilot.registered")))
    assert states["第二条第（一）项"] == "executed"
    assert states["第二条"] == "executed"


def test_an_item_is_not_covered_by_its_sibling(tmp_path: Path) -> None:
    states = state_of(found(tmp_path, ("第二条（一）", "lushui.pilot.registered")))
    assert states["第二条第（二）项"] == "unaccounted"


def test_a_rule_that_names_the_article_covers_its_items(tmp_path: Path) -> None:
    states = state_of(found(tmp_path, (f"{NUMBER} 第2条", "lushui.pilot.eligible")))
    assert {states[c] for c in ("第二条", "第二条第（一）项", "第二条第（二）项")} == {"executed"}


def test_a_heading_that_is_named_covers_nothing_below(tmp_path: Path) -> None:
    states = state_of(found(tmp_path, ("正文", "lushui.pilot.everything")))
    assert states["第四条"] == "unaccounted"
    assert states["正文"] == "executed"


def test_reasons(tmp_path: Path) -> None:
    clauses = {
        **NOTICE,
        "第三条第二款": {"nothing": "发放的周期"},
        "第四条": {"not_yet": "监督的方式没有写明"},
        "第二条": {"nothing": "只列举条件"},
    }
    result = found(tmp_path, clauses=clauses)
    accounts = {each.clause: each for each in result.accounts}
    assert (accounts["第四条"].state, accounts["第四条"].why) == ("not_yet", "监督的方式没有写明")
    assert accounts["第二条第（二）项"].why == "只列举条件"
    assert result.sound
    assert result.counts == {"executed": 1, "nothing": 12, "not_yet": 1, "unaccounted": 0}


def test_the_nearest_naming_wins(tmp_path: Path) -> None:
    clauses = {**NOTICE, "第二条（一）": {"not_yet": "没有登记系统"}, "第四条": {"nothing": "分工"}}
    result = found(tmp_path, ("第二条", "lushui.pilot.eligible"), clauses=clauses)
    states = state_of(result)
    assert states["第二条第（一）项"] == "not_yet"
    assert states["第二条第（二）项"] == "executed"


def test_clauses_that_do_not_exist(tmp_path: Path) -> None:
    result = found(tmp_path, ("第九条", "lushui.pilot.ghost"))
    assert result.unknown == (("第九条", "lushui.pilot.ghost"),)
    assert not result.sound


def test_clauses_of_other_documents_are_passed_over(tmp_path: Path) -> None:
    result = found(tmp_path, ("麓水政发〔2024〕1号 第九条", "x"), ("《某办法》第九条", "x"))
    assert result.unknown == ()


def test_days_in_force_and_repeals_are_executed(tmp_path: Path) -> None:
    repeals = [{"number": "麓水政办发〔2022〕3号", "clause": "第四条"}]
    assert state_of(found(tmp_path, repeals=repeals))["第四条"] == "executed"


def test_as_json(tmp_path: Path) -> None:
    data = found(tmp_path, ("第九条", "ghost")).as_json()
    assert data["sound"] is False
    assert data["counts"]["unaccounted"] == 5
    assert data["unknown"] == [{"clause": "第九条", "by": "ghost"}]
    assert data["clauses"][0]["clause"] == "标题"


def test_named_by_rules() -> None:
    rule = SimpleNamespace(key="lushui.pilot.sum", addresses=(f"{NUMBER} 第三条", "第四条"))
    assert list(named_by([rule])) == [
        (f"{NUMBER} 第三条", "lushui.pilot.sum"),
        ("第四条", "lushui.pilot.sum"),
    ]


POLICIES = sorted(path.parent for path in HERE.glob("*/*/policy.yaml"))


@pytest.mark.gazettes
@pytest.mark.parametrize(
    "folder", POLICIES, ids=lambda folder: f"{folder.parent.name}.{folder.name}"
)
def test_every_encoded_document_is_accounted_for(folder: Path, gazettes: Path) -> None:
    encoded = Policy.load(folder)
    import_module(f"luoshi.policies.{encoded.key}.rules")
    rules = [rule for rule in REGISTRY.values() if rule.policy.key == encoded.key]
    result = coverage(encoded, real_documents(gazettes)[encoded.number], named_by(rules))
    assert [each.clause for each in result.accounts if each.state == "unaccounted"] == []
    assert result.unknown == ()
