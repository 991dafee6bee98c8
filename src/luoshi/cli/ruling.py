"""``luoshi run``, ``explain``, ``compare`` and ``reproduce``: questions to rules, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from luoshi import office
from luoshi.cli import telling
from luoshi.cli.archive import open_archive
from luoshi.cli.asked import Asked, Wording, addressed, asked, read_text, remark
from luoshi.cli.failure import FAILED
from luoshi.cli.screen import Page, print_json

if TYPE_CHECKING:
    from luoshi.office.rulebook import Reproduction
    from luoshi.rules import Outcome
    from luoshi.rules.explain import Explained

_MOST_TREES = 20
_CAME_OUT = {
    "status": "状态",
    "result": "结果",
    "exact": "精确值",
    "unit": "单位",
    "warnings": "提示",
    "missing": "所缺事实",
    "explanation": "解释",
}


def run(wording: Wording, as_json: bool) -> int:
    """Answer with a receipt; returns the exit code."""
    question = asked(wording, as_json)
    told = _with_receipt(question, as_json)
    if as_json:
        print_json(told)
    else:
        telling.answer(question.rule, told)
        Page().say(("每一步的理由见 luoshi explain；回执见 --json。", "dim"))
    return telling.code_of(told)


def _with_receipt(question: Asked, as_json: bool) -> dict[str, Any]:
    _open_if_possible(as_json)
    from luoshi.office import rulebook

    put = rulebook.Question(
        question.rule, question.facts, question.on, question.readings, question.overrides,
        question.even_if_not_in_force,
    )  # fmt: skip
    with addressed(question.rule):
        return rulebook.answer(put)


def _open_if_possible(as_json: bool) -> None:
    """Open the archive; where it cannot be read the answer is the same, without the text's hash."""
    office.setup()
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()  # at once, where making the tables is tried for a while
        open_archive()
    except DatabaseError as error:
        from luoshi.doctor import database_trouble

        reason, remedy = database_trouble(error)
        remark(f"档案不能使用（{reason}），回执里没有原文的校验值。{remedy}", as_json)


def explain(wording: Wording, row: int | None, as_json: bool) -> int:
    """Answer with the tree of steps; returns the exit code."""
    question = asked(wording, as_json)
    outcome = question.run()
    told = outcome.as_json()
    if as_json:
        print_json(told)
    else:
        lay_explanation(outcome, told, row)
    return telling.code_of(told)


def lay_explanation(outcome: Outcome, told: Mapping[str, Any], row: int | None = None) -> None:
    """The tree of steps and what stands beside it; of a table, one tree for each row."""
    page = Page()
    if not outcome.rule.table:
        telling.tree(page, told["explanation"])
    else:
        steps: list[Explained] = told["explanation"]
        trees = list(enumerate(steps, 1))
        for number, explained in trees[row - 1 : row] if row else trees[:_MOST_TREES]:
            page.say((f"第{number}行", "bold"))
            telling.tree(page, explained)
        if row and row > len(trees):
            page.say(f"表中只有 {len(trees)} 行。")
        elif not row and len(trees) > _MOST_TREES:
            page.say((f"共 {len(trees)} 行；其余各行用 --row 行号 查看。", "dim"))
    telling.beside(page, told)


def reproduce(path: str, as_json: bool) -> int:
    """Ask again what a receipt records; returns the exit code: 0 the same, 1 not."""
    _open_if_possible(as_json)
    from luoshi.office import rulebook
    from luoshi.rules.errors import BadReceipt

    receipt = rulebook.read_receipt(read_text(path))
    try:
        found = rulebook.reproduce(receipt)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadReceipt("这不是回执", remedy="回执是 luoshi run … --json 的全文") from error
    differs = [name for name in _CAME_OUT if receipt.get(name) != found.answer.get(name)]
    if as_json:
        print_json({**found.as_json(), "differs": [] if found.same else differs})
    else:
        _lay_reproduction(receipt, found, differs)
    return 0 if found.same else FAILED


def _lay_reproduction(receipt: Mapping[str, Any], found: Reproduction, differs: list[str]) -> None:
    from luoshi import policies

    page, rule = Page(), policies.rule(receipt["rule"])
    if found.same:
        shown = telling.written(found.now, rule) if not rule.table else f"{len(found.now)} 行"
        if found.answer["missing"]:
            shown = "缺少事实，没有结果"
        page.say(("✓ ", "green"), f"{rule.label}：", (shown, "bold"), "，与回执相同。")
    else:
        names = "、".join(_CAME_OUT[name] for name in differs)
        page.say(("✗ ", "bold red"), f"{rule.label}：与回执不同（{names}）。")
        page.say(f"回执：{telling.written(found.then, rule)}", indent=2)
        page.say(f"现在：{telling.written(found.now, rule)}", indent=2)
    for change in found.changed:
        page.say(("! ", "yellow"), change)
    documents = receipt["receipt"]["documents"]
    if any(each["sha256"] is None for each in documents):
        page.say(("回执没有记录原文的校验值：当时公报没有入档。", "dim"))
