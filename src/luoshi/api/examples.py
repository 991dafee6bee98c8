"""What the page of the API shows as a request, over the rule of the fee subsidy."""

from __future__ import annotations

from typing import Any

_FACTS: dict[str, Any] = {
    "amount": "100万元",
    "fee_rate": "1%",
    "bank_shares_risk": True,
    "client": "小微企业",
    "business": "流动资金贷款",
    "enterprise": "专精特新企业",
    "days": 365,
}
QUESTION: dict[str, Any] = {"on": "2024-06-30", "facts": _FACTS}
BATCH: dict[str, Any] = {
    "on": "2024-06-30",
    "facts": [_FACTS, {**_FACTS, "amount": "50万元"}],
}
WHAT_IF: dict[str, Any] = {**QUESTION, "overrides": {"breakeven_key": "3%"}}
