"""Receipts that come back: anybody can write one and seal it, so its shape is checked first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from luoshi.api import asking, bodies
from luoshi.office import rulebook
from luoshi.rules.errors import BadReceipt
from luoshi.rules.yamlio import is_list, is_mapping

_ASKED = ("facts", "on", "readings", "overrides", "even_if_not_in_force")
_LONGEST = 200


def reproduced(request: HttpRequest) -> dict[str, Any]:
    """What comes of asking again what a receipt records.

    Raises:
        RuleError: it is no receipt, it was changed, or its rule no longer takes such facts.
    """
    limits = bodies.RECEIPT_BYTES, bodies.RECEIPT_BRACKETS
    bodies.read(request, *limits)
    told = rulebook.read_receipt(bodies.raw(request, *limits))
    if not _is_whole(told):
        raise BadReceipt("回执不完整", remedy="请用答复的全文")
    asked = asking.question(told["rule"], {name: told["asked"].get(name) for name in _ASKED})
    asking.check_explainable(asked)
    return rulebook.reproduce(told).as_json()


def _is_whole(told: Mapping[str, Any]) -> bool:
    """Whether it has the parts of a receipt, each of its kind."""
    receipt, asked = told.get("receipt"), told.get("asked")
    if not is_mapping(receipt) or not is_mapping(asked):
        return False
    return (
        _is_text(told.get("rule"))
        and "result" in told
        and "exact" in told
        and isinstance(asked.get("even_if_not_in_force"), bool)
        and _is_text(receipt.get("rule_version"))
        and _each(receipt.get("documents"), "number", "sha256")
        and _each(told.get("parameters"), "name", "value")
    )


def _each(given: object, *names: str) -> bool:
    """Whether it is a list of objects with these names, each a short text or nothing."""
    return is_list(given) and all(
        is_mapping(one)
        and all(name in one and (one[name] is None or _is_text(one[name])) for name in names)
        for one in given
    )


def _is_text(given: object) -> bool:
    return isinstance(given, str) and len(given) <= _LONGEST
