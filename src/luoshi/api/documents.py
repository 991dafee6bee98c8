"""How an encoded document stands to its text: what becomes of every clause, what is verified."""

from __future__ import annotations

from typing import Any

from luoshi import gazette, policies
from luoshi.api.errors import Refused
from luoshi.gazette import Document
from luoshi.office.archive import queries
from luoshi.policies.coverage import coverage as covered
from luoshi.policies.coverage import named_by
from luoshi.policies.verify import verify as verified
from luoshi.rules import Policy


def coverage(number: str) -> dict[str, Any]:
    """What becomes of every clause.

    Raises:
        Refused: the document is not encoded, or not loaded.
    """
    policy, document = _loaded(number)
    return covered(policy, document, named_by(policies.of_policy(policy))).as_json()


def verification(number: str) -> dict[str, Any]:
    """Every parameter held against the text, and every number of the text against the parameters.

    Raises:
        Refused: the document is not encoded, or not loaded.
    """
    return verified(*_loaded(number)).as_json()


def _loaded(number: str) -> tuple[Policy, Document]:
    """The encoding of that name, and the text that is in use."""
    policy = _policy(number)
    rows = queries.documents_named(policy.number)
    if not rows:
        raise Refused(
            404, "not_loaded", f"{policy.number} 已编码，但它所在的公报没有入档，无从核对",
            given=number, remedy="请先把那一期公报入档",
        )  # fmt: skip
    return policy, queries.value(rows[0])


def _policy(number: str) -> Policy:
    wanted = number.strip().strip("《》")
    canonical = gazette.canonical_number(wanted) or wanted
    for policy in policies.catalogue():
        if policy.number == canonical or wanted in (policy.title, policy.key):
            return policy
    raise Refused(
        404, "not_encoded", "没有编码这份文件", given=number,
        remedy=f"已编码：{'、'.join(policy.number for policy in policies.catalogue())}",
    )  # fmt: skip
