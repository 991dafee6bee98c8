"""The encodings (已编码的文件): one folder per document, in article order, by place.

``catalogue()`` imports them all; each place and folder reads like its document.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from luoshi.rules import REGISTRY, Policy, Rule
from luoshi.rules.errors import UnknownRule

HERE = Path(__file__).parent


@cache
def catalogue() -> tuple[Policy, ...]:
    """Every encoded document; its rules are in ``luoshi.rules.REGISTRY`` after the call."""
    found: list[Policy] = []
    for folder in sorted(path.parent for path in HERE.glob("*/*/rules.py")):
        module = import_module(f"luoshi.policies.{folder.parent.name}.{folder.name}.rules")
        found.append(module.DOC)
    return tuple(found)


def rules() -> dict[str, Rule[Any, Any]]:
    """Every rule by key."""
    catalogue()
    return REGISTRY


def rule(key: str) -> Rule[Any, Any]:
    """The rule of this key; its last part alone is enough where it is unambiguous.

    Raises:
        UnknownRule: there is none, or there are several.
    """
    known = rules()
    if key in known:
        return known[key]
    named = [each for each in known if each.rpartition(".")[2] == key]
    if len(named) == 1:
        return known[named[0]]
    remedy = f"是不是：{'、'.join(named)}" if named else "用 luoshi rules 查看全部规则"
    raise UnknownRule(
        f"没有规则“{key}”" if not named else f"“{key}”不止一条", fact=key, remedy=remedy
    )


def policy(number: str) -> Policy | None:
    """The encoding of the document with this 文号."""
    return next((each for each in catalogue() if each.number == number), None)


def of_policy(chosen: Policy) -> list[Rule[Any, Any]]:
    """The rules of one document, in article order."""
    return [each for each in rules().values() if each.policy is chosen]
