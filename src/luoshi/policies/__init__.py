"""The encodings (已编码的文件): one folder per document, in article order, by place.

``catalogue()`` imports them all; each place and folder reads like its document.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from luoshi.rules import REGISTRY, Policy, Rule
from luoshi.rules.errors import UnknownRule, shortened

HERE = Path(__file__).parent
_LONGEST_KEY = 100


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

    A whole key imports its own folder only, so that one question is answered quickly; all folders
    where the rule asks for what the text leaves open, since another document may fill it.

    Raises:
        UnknownRule: there is none, or there are several.
    """
    found = REGISTRY.get(key) or _from_its_folder(key)
    if found is not None:
        if any(each.not_in_text for each in found.parameters.values()):
            catalogue()
        return found
    known = rules()
    named = [each for each in known if each.rpartition(".")[2] == key]
    if len(named) == 1:
        return known[named[0]]
    if named:
        raise UnknownRule(
            f"“{key}”不止一条", fact=key, remedy=f"请写全，是不是：{'、'.join(named)}"
        )
    near = get_close_matches(key[:_LONGEST_KEY], known, n=3, cutoff=0.75)
    remedy = f"是不是：{'、'.join(near)}；" if near else ""
    raise UnknownRule(
        f"没有规则“{shortened(key)}”", fact=key, remedy=f"{remedy}用 luoshi rules 查看全部规则"
    )


def _from_its_folder(key: str) -> Rule[Any, Any] | None:
    """The rule of a whole key, with nothing imported but its folder."""
    place, _, rest = key.partition(".")
    name, _, function = rest.partition(".")
    plain = all(part.isidentifier() and part.isascii() for part in (place, name, function))
    # Folders are in small letters; some file systems would take a large one for the same.
    if (
        not plain
        or not (place + name).islower()
        or not (HERE / place / name / "rules.py").is_file()
    ):
        return None
    import_module(f"luoshi.policies.{place}.{name}.rules")
    return REGISTRY.get(key)


def policy(number: str) -> Policy | None:
    """The encoding of the document with this 文号."""
    return next((each for each in catalogue() if each.number == number), None)


def named(words: str) -> Policy | None:
    """The encoding that people mean: 文号 in any spelling, title with or without 《》, or key."""
    wanted = words.strip().strip("《》")
    for each in catalogue():
        if wanted in (each.number, each.title, each.key, each.key.rpartition(".")[2]):
            return each
    from luoshi.gazette import canonical_number

    return policy(canonical_number(wanted) or wanted)


def of_policy(chosen: Policy) -> list[Rule[Any, Any]]:
    """The rules of one document, in article order."""
    return [each for each in rules().values() if each.policy is chosen]
