"""Answers of rules laid out for people: the result, what it rests on, and the tree of steps."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.text import Text
from rich.tree import Tree

from luoshi.cli.catalogue import parts, shortly
from luoshi.cli.screen import Page, safe
from luoshi.rules.yamlio import is_list, is_mapping

if TYPE_CHECKING:
    from luoshi.rules import Rule
    from luoshi.rules.explain import Explained

_WIDE = 10_000
"""Columns of a page that is no screen, so that nothing is folded where no one looks."""
_ROUND, _DENOMINATOR = 16, 10**7
"""From so many digits on a number of JSON is taken for a fraction with at most that below."""
COMPUTED, MISSING = 0, 3
"""Exit codes of an answer."""


def code_of(told: Mapping[str, Any]) -> int:
    """The exit code of an answer: 0 computed, 3 facts missing."""
    return MISSING if told["missing"] else COMPUTED


def answer(rule: Rule[Any, Any], told: Mapping[str, Any]) -> None:
    """A whole answer but for its steps."""
    page = Page()
    result(page, rule, told)
    page.say((f"{told['on']}：", "dim"), told["state"]["why"])
    page.say(("依据：", "dim"), shortly(told["clauses"]))
    if told.get("rounding") and not told["missing"]:
        page.say(("取整：", "dim"), told["rounding"])
    for each in told["parameters"]:
        mark = "（试算）" if each["overridden"] else ""
        page.say(("参数 ", "dim"), f"{each['label']} ", (each["value"], "bold"), mark,
                 (f"  {each['clause']}", "dim"))  # fmt: skip
    for each in told["readings"]:
        chosen = "默认" if each["option"] == each["default"] else "所选"
        page.say(("读法 ", "dim"), f"{each['label']} ", (each["meaning"], "bold"),
                 f"（{chosen}，{each['name']}={each['option']}）")  # fmt: skip
    beside(page, told)


def beside(page: Page, told: Mapping[str, Any]) -> None:
    """Warnings, and the facts that are missing."""
    for warning in told["warnings"]:
        page.say(("! ", "yellow"), warning)
    if told["missing"]:
        page.say(("还缺", "bold yellow"))
        _facts(page, told["missing"])
    if told.get("may_matter"):
        page.say(("补上以后还可能要", "yellow"))
        _facts(page, told["may_matter"])
    if told["missing"]:
        page.say(("用 --fact 名称=值 补上，或用 luoshi interview 逐项问答。", "dim"))


def _facts(page: Page, facts: Sequence[Mapping[str, Any]]) -> None:
    for each in facts:
        unit = f"（{each['unit']}）" if each["unit"] else ""
        left = "  原文未写明，须自行提供" if each["not_in_text"] else ""
        page.say((f"{each['name']}  ", "cyan"), f"{each['label']}{unit}", (left, "dim"), indent=2)


def result(page: Page, rule: Rule[Any, Any], told: Mapping[str, Any]) -> None:
    """The result: one line, or one for each of several answers, or one for each row."""
    if rule.table:
        page.say((rule.label, "bold"))
        steps: list[Explained] = told["explanation"]
        page.table(("行", rule.label), enumerate((each.get("value", "") for each in steps), 1))
        return
    value = told["result"]
    if told["missing"] or value is None:
        page.say((f"{rule.label}：", "bold"), "未知" if told["missing"] else "原文未写明")
        return
    named = parts(rule)
    if named:
        page.say((rule.label, "bold"))
        for part in named:
            shown = plain(told["result"][part["name"]], part["unit"])
            page.say(f"{part['label']}：", (shown, "bold"), indent=2)
    else:
        page.say((f"{rule.label}：", "bold"), (written(value, rule), "bold green"))


def written(value: Any, rule: Rule[Any, Any]) -> str:
    """A result as people write it: 15,000元, 是, 甲、乙."""
    named = parts(rule)
    if named and is_mapping(value):
        return "；".join(f"{p['label']}：{plain(value[p['name']], p['unit'])}" for p in named)
    return plain(value, rule.unit.name)


def plain(value: Any, unit: str) -> str:
    """One value with its unit, as people write it."""
    if value is None:
        return "原文未写明"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _counted(value, unit)
    if is_list(value):
        return "、".join(map(str, value)) or "（无）"
    return str(value)


def _counted(value: float, unit_name: str) -> str:
    """A number of JSON; one that has as many digits as fit is told as the fraction it stands for."""
    from luoshi.rules.units import exact, shown, unit

    digits, of = repr(value), unit(unit_name)
    number = Fraction(digits)
    if len(digits) > _ROUND:
        number = number.limit_denominator(_DENOMINATOR)
    return shown(exact(number * of.scale), of)


# --- the tree of steps


def tree(page: Page, explained: Explained) -> None:
    """The steps of one case; one that was told in full before is not told again."""
    drawn = Tree(_line(explained), guide_style="dim")
    _grow(drawn, explained, set())
    console = page.console
    width, console.width = console.width, console.width if sys.stdout.isatty() else _WIDE
    console.print(drawn)
    console.width = width


def _grow(drawn: Tree, explained: Explained, told: set[str]) -> None:
    for child in explained.get("children", []):
        line = _line(child)
        if child.get("children"):
            key = json.dumps(child, sort_keys=True)
            if key in told:
                drawn.add(line.append("  见上文", "dim"))
                continue
            told.add(key)
        _grow(drawn.add(line), child, told)


def _line(step: Explained) -> Text:
    line = Text(safe(f"{step.get('label', '')}："))
    line.append(safe(step.get("value", "")), "bold")
    for form, words in (("  ＝ {}", step.get("formula")), ("  ［{}］", step.get("note"))):
        if words:
            line.append(safe(form.format(words)))
    if clause := step.get("clause"):
        line.append(safe(f"  {clause}"), "dim")
    return line
