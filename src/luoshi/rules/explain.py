"""The second reading: the same value as a tree of steps, each with its clause and its inputs.

What a node says is put together once, when the rule is made; a case only fills in the values, which
the value reading has remembered. So the explanation cannot differ from the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, cast

from luoshi.rules.nodes import Node, Number, Record, record_of
from luoshi.rules.parameters import COMPARATORS, Definition, Recurring
from luoshi.rules.policy import Policy
from luoshi.rules.units import UNITS, shown
from luoshi.rules.value import Case, Silent, Unknown, supplied_fact


class Explained(TypedDict, total=False):
    """One step: what, how much, by which clause, from what.

    ``kind`` is one of rule, step, fact, parameter, supplied, reading, condition, cases, exceptions, value.
    """

    kind: str
    label: str
    value: str
    clause: str
    formula: str
    note: str
    children: list[Explained]


_FOLDED = {
    "warn",
    "add",
    "sub",
    "mul",
    "div",
    "min",
    "max",
    "round",
    "later",
    "recur",
    "month_edge",
    "through",
}
_CONDITIONS = {"compare", "is_in", "all", "any", "not", "advised", "count"}
_SIGNS = {"add": "＋", "sub": "－", "mul": "×", "div": "÷"}
_COMPARED = {"<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于", "==": "等于"}
_COMPARED_DAYS = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "==": "就是"}
_KINDS = {"choose": "cases", "unless": "exceptions", "rule": "rule", "step": "step"}


@dataclass(slots=True)
class Plan:
    """What a node will say: its fixed words, and the nodes that stand below it.

    Attributes:
        kind: empty for a mere operation, which its parent tells in a formula.
        key: under which a case remembers the node's value.
        exceptions: the ``unless`` whose exception is to be named, if there is one.
        alternatives: conditions that are not worth telling where they do not hold: 15 of 16 options.
    """

    node: Node
    kind: str
    label: str
    clause: str
    formula: str
    shown: Callable[[Any], str]
    below: tuple[Plan, ...]
    address: Callable[[str], str]
    key: int
    exceptions: Node | None = None
    alternatives: frozenset[int] = frozenset()


def plan(root: Node, policy: Policy) -> Plan:
    """The plan of a whole rule."""
    made: dict[int, Plan] = {}
    for node in root.walk():
        made[id(node)] = _planned(node, [made[id(arg)] for arg in node.args], policy)
    return made[id(root)]


def _each_once(plans: list[Plan]) -> list[Plan]:
    found: dict[int, Plan] = {}
    for each in plans:
        if each.node.op not in ("constant", "name", "silent"):
            found.setdefault(id(each.node), each)
    return list(found.values())


def _planned(node: Node, args: list[Plan], policy: Policy) -> Plan:
    kind = _kind(node)
    below: list[Plan] = []
    for each in args[-1:] if node.op == "warn" else args:
        hoisted = each.kind == "" or each.kind in _HOISTED.get(node.op, ())
        hoisted = hoisted or (each.node.op in _LISTED and node.op in _HOISTED) or not each.label
        below += each.below if hoisted else [each]
    if node.op == "is_in" and args[0].kind == "fact":
        below = []
    if kind == "" and not below:
        kind = "value"
    label = written(node)
    told = kind in _NAMED and node.args[0].op != "silent"
    formula = written(node.args[0]) if told else ""
    inner = args[0] if kind in ("", *_NAMED) and len(args) == 1 else None
    return Plan(
        node, kind, label, policy.address(node.clause), "" if formula in (label, *_WAYS.values()) else formula,
        _shower(node, policy), tuple(_each_once(below)), policy.address, id(node),
        node if node.op == "unless" else inner.exceptions if inner else None,
        _alternatives(node) or (inner.alternatives if inner else frozenset()),
    )  # fmt: skip


_NAMED = ("step", "rule")
_HOISTED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("choose", "unless", *_FOLDED), ("cases",)),
    **dict.fromkeys(
        ("step", "rule", "through", "round", "warn"), ("condition", "cases", "exceptions")
    ),
    "not": ("condition",),
}
_LISTED = ("record", "checklist")
"""What is not told apart from the node above it, which says the same value."""
_FEW = 2


def _kind(node: Node) -> str:
    if node.op in ("fact", "parameter", "reading", "supplied"):
        return node.op
    if node.op in _CONDITIONS:
        return "condition"
    return _KINDS.get(node.op, "" if node.op in _FOLDED else "value")


def _alternatives(node: Node) -> frozenset[int]:
    conditions = node.args[:-1:2] if node.op in ("choose", "unless") else ()
    chosen = [id(each) for each in conditions if each.op == "is_in"]
    return frozenset(chosen if len(chosen) > _FEW else ())


def explained(step: Plan, case: Case, told_before: set[int] | None = None) -> Explained:
    """The tree of a case, from what its value remembered; only what was looked at.

    What is needed in several places is told in full once, and by its line alone afterwards.
    """
    memo, kind, key = case.memo, step.kind, step.key
    before = set[int]() if told_before is None else told_before
    value = memo[key]
    told: Explained = {
        "kind": kind or "value",
        "label": step.label,
        "value": _told(value, step),
    }
    clause = _leaf_clause(step, case) if kind == "parameter" else step.clause
    if clause:
        told["clause"] = clause
    if step.formula and step.formula != told["value"]:
        told["formula"] = step.formula
    if step.exceptions is not None and kind and id(step.exceptions) in memo:
        told["note"] = _exception(step.exceptions, memo)
    elif kind == "parameter" and case.overrides and _key(step.node, memo) in case.overrides:
        told["note"] = "试算值，不是文件的数值"
    elif kind == "supplied":
        told["note"] = _origin(step.node, case)
    if key in before:
        return told
    before.add(key)
    skipped, settled = step.alternatives, type(value) is not Unknown
    children = [
        explained(each, case, before)
        for each in step.below
        if each.key in memo
        and not (each.key in skipped and memo[each.key] is False)
        and (settled is False or type(memo[each.key]) is not Unknown)
    ]
    if children:
        told["children"] = children
    return told


def _leaf_clause(step: Plan, case: Case) -> str:
    """The clause of the very value used, where an indexed parameter has several."""
    leaf = case.used.get(_key(step.node, case.memo))
    own = step.node.clause
    return step.clause if leaf is None or leaf.clause == own else step.address(leaf.clause)


def _told(value: Any, step: Plan) -> str:
    if type(value) is Unknown:
        return "未知"
    if type(value) is Silent:
        return "原文未写明" if value.telling == step.label else value.telling
    return step.shown(value)


def _key(node: Node, memo: dict[int, Any]) -> tuple[str, tuple[Any, ...]]:
    if not node.args:
        return node.data.name, ()
    return node.data.name, tuple(memo.get(id(arg)) for arg in node.args)


def _exception(node: Node, memo: dict[int, Any]) -> str:
    for condition in node.args[:-1:2]:
        if memo.get(id(condition)) is True:
            return f"适用例外：{written(condition)}"
    return "没有例外适用"


def _origin(node: Node, case: Case) -> str:
    definition: Definition = node.data
    if definition.name in case.filled:
        return f"原文未写明，由 {case.filled[definition.name][0]} 规定"
    left = f"，由{definition.left_to}确定" if definition.left_to else ""
    return f"原文未写明{left}，按提供的数"


# --- how values are written


def _shower(node: Node, policy: Policy) -> Callable[[Any], str]:
    if isinstance(node, Number):
        unit = node.unit if node.unit.dimensions == node.dimensions else UNITS[""]
        return lambda value: shown(value, unit)
    if isinstance(node, Record):
        record = record_of(node)
        named = [
            (name, label, _shower(arg, policy))
            for (name, label), arg in zip(record.data, record.args, strict=True)
        ]
        return lambda value: "；".join(
            f"{label}：{_part(value[name], show)}" for name, label, show in named
        )
    if node.op == "reading":
        options = policy.readings[node.args[0].data].options
        return lambda value: options[value]
    return plain


def _part(value: Any, show: Callable[[Any], str]) -> str:
    return "原文未写明" if type(value) is Silent else show(value)


def plain(value: Any) -> str:
    """A value that carries no unit, as people write it."""
    if value is True or value is False:
        return "是" if value else "否"
    if type(value) is Silent:
        return value.telling
    if isinstance(value, Recurring):
        return value.printed
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(cast("tuple[str, ...]", value)) or "（无）"
    if isinstance(value, str):
        return value
    return shown(value, UNITS[""])


# --- how nodes are written


def written(node: Node, inner: bool = False) -> str:
    """What a node says, in words: its label, or its formula over labels."""
    if node.label and node.op != "warn":
        return node.label
    words = [written(arg, True) for arg in node.args]
    return _WRITERS.get(node.op, _plainly)(node, words, inner)


def _plainly(node: Node, words: list[str], _: bool) -> str:
    return _WAYS.get(node.op) or "、".join(words)


_WAYS = {"choose": "分情形", "unless": "有例外", "rank": "名次", "rank_from_last": "倒数名次"}


def _infix(node: Node, words: list[str], inner: bool) -> str:
    made = f" {_SIGNS[node.op]} ".join(words)
    return f"（{made}）" if inner and node.op in ("add", "sub") else made


def _constantly(node: Node, _: list[str], __: bool) -> str:
    if isinstance(node, Number):
        return shown(node.data, node.unit if node.unit.dimensions == node.dimensions else UNITS[""])
    return plain(node.data)


def _called(name: str) -> Callable[[Node, list[str], bool], str]:
    return lambda node, words, inner: f"{name}（{'，'.join(words)}）"


_EDGES = {"first": "所在月的第一日", "last": "所在月的最后一日", "next": "的次月第一日"}


def _unrounded(node: Node) -> Node:
    """What is rounded last of all: the rounding is told beside the result."""
    return node.args[0] if node.op == "round" else node


def _compared(node: Node) -> str:
    """The word of a comparison: as printed where it stands before the number, else the plain one."""
    limit = node.args[1]
    printed = limit.data.comparator if limit.op == "parameter" else ""
    if limit.kind == "number" and printed in _BEFORE and COMPARATORS[printed] == node.data:
        return printed
    return (_COMPARED_DAYS if limit.kind == "day" else _COMPARED)[node.data]


_BEFORE = (
    "不超过",
    "不低于",
    "不高于",
    "不少于",
    "低于",
    "高于",
    "超过",
    "不足",
    "少于",
    "达到",
    "满",
    "大于",
)


def _options(node: Node) -> list[str]:
    """The options of a test, those of a reading by their Chinese names."""
    (of,) = node.args
    named: Mapping[str, str] = of.data if of.op == "reading" else {}
    options: tuple[str, ...] = node.data
    return [named.get(option, option) for option in options]


_WRITERS: dict[str, Callable[[Node, list[str], bool], str]] = {
    **dict.fromkeys(_SIGNS, _infix),
    "constant": _constantly,
    "name": lambda node, words, inner: str(node.data),
    "min": _called("取低"),
    "max": _called("取高"),
    **dict.fromkeys(("checklist", "record"), lambda node, words, inner: ""),
    "warn": lambda node, words, inner: words[-1],
    "round": lambda node, words, inner: f"{words[0]}（取整到{node.data[2]}）",
    "through": lambda node, words, inner: written(_unrounded(node.args[0])),
    "month_edge": lambda node, words, inner: f"{words[0]}{_EDGES[node.data]}",
    "compare": lambda node, words, inner: f"{words[0]} {_compared(node)} {words[1]}",
    "is_in": lambda node, words, inner: f"{words[0]}是{'或'.join(_options(node))}",
    "all": lambda node, words, inner: "各项同时符合",
    "any": lambda node, words, inner: "各项有一项符合",
    "not": lambda node, words, inner: f"并非：{words[0]}",
    "advised": lambda node, words, inner: words[0],
    "count": lambda node, words, inner: "符合的项数",
    "later": lambda node, words, inner: f"{words[0]}之后{words[1]}",
    "total": lambda node, words, inner: f"{words[0]}合计",
    "rows": lambda node, words, inner: "表中同组的行数" if words else "表的行数",
    "previous": lambda node, words, inner: f"上一期{words[0]}",
    "has_previous": lambda node, words, inner: "有上一期",
    "year_of": lambda node, words, inner: f"{words[0]}的年份",
    "month_of": lambda node, words, inner: f"{words[0]}的月份",
    "days_between": lambda node, words, inner: f"{words[0]}至{words[1]}的天数",
    "months_between": lambda node, words, inner: f"{words[0]}至{words[1]}的整月数",
    "age": lambda node, words, inner: f"{words[1]}时的周岁",
}


def lines(step: Explained | list[Explained], depth: int = 0) -> list[str]:
    """The tree, or the trees of a whole table, as lines of text for people."""
    if isinstance(step, list):
        return [line for each in step for line in lines(each, depth)]
    told = f"{step.get('label', '')}：{step.get('value', '')}"
    told += _with("　＝ {}", step.get("formula")) + _with("　［{}］", step.get("note"))
    made = ["　" * depth + told + _with("　（{}）", step.get("clause"))]
    for child in step.get("children", []):
        made += lines(child, depth + 1)
    return made


def _with(form: str, told: str | None) -> str:
    return form.format(told) if told else ""


__all__ = ["Explained", "Plan", "explained", "lines", "plain", "plan", "supplied_fact"]
