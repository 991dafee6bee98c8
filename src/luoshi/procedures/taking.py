"""Taking the facts of a rule from the data of a case, where the two go by the same names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.procedures.model import Get, View
from luoshi.rules import Rule


def taken(rule: Rule[Any, Any], **also: Callable[[View], object]) -> Get[Mapping[str, object]]:
    """The facts of a rule: from the data of the case by name, and ``also`` what is worked out.

    What the case does not know is left out, so that the rule says what it lacks.
    """
    names = tuple(rule.facts)

    def found(view: View) -> Mapping[str, object]:
        worked_out = {name: make(view) for name, make in also.items()}
        return {**{name: view.data[name] for name in names if name in view.data}, **worked_out}

    return found
