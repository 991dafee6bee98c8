"""What is filled in at a step, read by the declarations of its form, kept as texts that rules can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.office.cases.errors import BadInput
from luoshi.procedures import Step
from luoshi.rules.errors import RuleError
from luoshi.rules.facts import Fact, Facts, Given
from luoshi.rules.units import decimal_text, in_unit, unit

EMPTY = (None, "")


def fields_of(form: type[Facts] | None) -> dict[str, Fact]:
    """The fields of a form, by name."""
    return form.declared() if form else {}


def kept(fact: Fact, value: Given) -> object:
    """A value as a case keeps it: ``3000000元``, an ISO day, a truth, a text."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    of = fact.unit or unit("")
    return f"{decimal_text(in_unit(value, of))}{of.name}"


def read(step: Step, given: Mapping[str, object], *, whole: bool) -> dict[str, object]:
    """The fields of a step as a case keeps them.

    Args:
        step: whose form it is.
        given: what somebody filled in; empty fields count as not filled in.
        whole: whether everything that is not optional must be there.

    Raises:
        BadInput: fields are missing, wrong, or none of this form; all of them are named.
    """
    declared = fields_of(step.form)
    wrong = {name: f"“{name}”不是这一步的栏目" for name in given if name not in declared}
    found: dict[str, object] = {}
    for name, fact in declared.items():
        value = given.get(name)
        if value in EMPTY:
            if whole and name not in step.optional:
                wrong[name] = f"请填写“{fact.label}”"
            continue
        try:
            found[name] = kept(fact, fact.read(value))
        except RuleError as error:
            wrong[name] = f"{error.what}" + (f"；{error.remedy}" if error.remedy else "")
    if wrong:
        raise BadInput(
            f"“{step.label}”有 {len(wrong)} 处要改：{'；'.join(wrong.values())}"[:1000],
            "改好后再提交，已填的都还在",
            fields=wrong,
        )
    return found


def checked(fields: type[Facts], given: Mapping[str, Any]) -> dict[str, object]:
    """Data of a register entry by the declarations of its fields; empty values are left out.

    Raises:
        RuleError, KeyError: a procedure writes what its register does not hold.
    """
    declared = fields.declared()
    return {
        name: kept(declared[name], declared[name].read(value))
        for name, value in given.items()
        if value not in EMPTY
    }
