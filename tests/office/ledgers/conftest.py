"""Small books to try things on."""

from datetime import datetime
from typing import Any

import pytest

from luoshi.office.clock import HERE
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers import service

AT = datetime(2024, 3, 1, 9, 30, tzinfo=HERE)
CLAUSE = "样例办法 第一条"


@pytest.fixture
def books(store: str) -> str:
    """A developer's account under a group, a supplier's, and the world outside."""
    unit = Unit.objects.create(code="sample-co", name="样例公司", kind="company")
    opened: dict[str, Any] = {"clause": CLAUSE, "purpose": "试验"}
    service.open_account("out", "外部资金", owner=None, floor=None, **opened)
    service.open_account("permit", "样例项目", owner=unit, **opened)
    service.open_account("permit:key", "重点资金", owner=unit, parent="permit", **opened)
    service.open_account("permit:free", "其他资金", owner=unit, parent="permit", **opened)
    service.open_account("supplier", "样例供应商", owner=None, **opened)
    return store


_keys = iter(range(1, 10**9))


def move(source: str, to: str, fen: int, key: str = "", memo: str = "转账", **more: Any):
    """Post one amount."""
    return service.post(
        [(source, -fen), (to, fen)],
        memo=memo, clause=CLAUSE, key=key or f"test-{next(_keys)}", at=more.pop("at", AT), **more,
    )  # fmt: skip
