"""The fields of a step on the page: what is declared, what was filled in, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from luoshi.procedures import Procedure

FIELD, PARTY, MATERIAL = "f-", "party-", "m-"
"""What stands before the names under which a form sends fields, parties and materials."""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a step's form.

    Attributes:
        id: of its element, which no other step of the page has.
        value: as it is written into the field; a truth as 是 or 否.
        money: whether it is an amount, which is read out with thousands separators below.
    """

    id: str
    name: str
    label: str
    kind: str
    unit: str
    options: tuple[str, ...]
    required: bool
    value: str
    hint: str
    clause: str
    trouble: str
    money: bool

    @property
    def typed(self) -> bool:
        """Whether what was written can only be shown as words."""
        if self.kind == "choice":
            return bool(self.value) and self.value not in self.options
        return False


def fields(
    task: Mapping[str, Any], procedure: Procedure, typed: Mapping[str, str] | None,
    wrong: Mapping[str, str],
) -> list[Field]:  # fmt: skip
    """The fields of a task: what was just typed goes before what was kept."""
    found: list[Field] = []
    for each in task["form"]:
        name, unit = each["name"], each["unit"]
        kept = _written(each["value"], unit)
        value = typed.get(name, "") if typed is not None else kept
        found.append(
            Field(
                id=f"{task['step']}-{name}", name=FIELD + name, label=each["label"], kind=each["kind"],
                unit=unit, options=tuple(each["options"]), required=each["required"], value=value,
                hint=each.get("description", ""),
                clause=procedure.policy.address(each["clause"]) if each["clause"] else "",
                trouble=wrong.get(name, ""), money=unit.endswith("元"),
            )
        )  # fmt: skip
    return found


def _written(value: object, unit: str) -> str:
    """A kept value as it stands in a field: without the unit that stands beside it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value).removesuffix(unit) if unit else str(value)


def given(form: QueryDict) -> dict[str, str]:
    """The fields that a form brought, by their own names."""
    return _named(form, FIELD)


def parties(form: QueryDict) -> dict[str, str]:
    """The units that a form chose, by role."""
    return _named(form, PARTY)


def words(form: QueryDict, name: str) -> str:
    """Words of a form: without what no text holds, and not longer than anybody would write."""
    return _clean(str(form.get(name, "")))


def _named(form: QueryDict, before: str) -> dict[str, str]:
    found = {name: str(value) for name, value in form.items() if name.startswith(before)}
    return {name.removeprefix(before)[:60]: _clean(told).strip() for name, told in found.items()}


def _clean(value: str) -> str:
    return value.replace("\0", "").replace("\r\n", "\n")[: LONGEST + 1]
