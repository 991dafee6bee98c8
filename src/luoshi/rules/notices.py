"""What a rule would warn of (提示), as a graph of its own, so that whole tables are warned too.

A warning counts only where its branch is taken. So each node gets the condition under which it is looked
at, put together from the conditions of the branches that lead to it, and a warning is told where that
condition and its own both hold.
"""

from __future__ import annotations

from luoshi.rules.language import checklist
from luoshi.rules.nodes import Node, Texts, Truth

_ALWAYS = None
"""Looked at in every case."""

Reach = Truth | None


def notices(root: Node) -> Texts | None:
    """The list of warnings that a case gets; None where the rule knows none."""
    nodes = list(root.walk())
    if not any(node.op in ("warn", "advised") for node in nodes):
        return None
    ways: dict[int, list[Reach]] = {id(node): [] for node in nodes}
    ways[id(root)].append(_ALWAYS)
    told: list[tuple[str, Truth]] = []
    for node in reversed(nodes):  # whoever asks for a node stands before it
        reach = _either(ways[id(node)])
        if node.op in ("choose", "unless"):
            _branches(node, reach, ways)
        else:
            for arg in node.args:
                ways[id(arg)].append(reach)
        if node.op in ("warn", "advised"):
            told.append(_warning(node, reach))
    return checklist(*reversed(told))


def _branches(node: Node, reach: Reach, ways: dict[int, list[Reach]]) -> None:
    for condition, value in zip(node.args[:-1:2], node.args[1:-1:2], strict=True):
        assert isinstance(condition, Truth)
        ways[id(condition)].append(reach)
        ways[id(value)].append(_both(reach, condition))
        reach = _both(reach, ~condition)
    ways[id(node.args[-1])].append(reach)


def _warning(node: Node, reach: Reach) -> tuple[str, Truth]:
    condition = node.args[0]
    assert isinstance(condition, Truth)
    if node.op == "warn":
        return node.label, _both(reach, condition)
    return f"不符合原则性要求：{node.label}", _both(reach, ~condition)


def _both(reach: Reach, condition: Truth) -> Truth:
    return condition if reach is None else Truth("all", (reach, condition))


def _either(ways: list[Reach]) -> Reach:
    found = [way for way in ways if way is not None]
    if len(found) < len(ways):
        return _ALWAYS
    return found[0] if len(found) == 1 else Truth("any", found)
