"""What is asked of the ledgers, checked for form before any account is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.office.clock import HERE
from luoshi.office.ledgers.errors import LedgerError, yuan

LARGEST = 10**15
"""Fen that one leg may move (ten trillion 元): far below what a sum in the database can hold."""
MOST_LEGS = 1000

Legs = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Draft:
    """A posting before it is written."""

    legs: Legs
    memo: str
    clause: str
    key: str
    at: datetime
    case: str = ""
    actor: str = ""
    reverses: str = ""
    hold: str = ""

    @property
    def day(self) -> date:
        """The day in China on which it counts."""
        return self.at.astimezone(HERE).date()

    @property
    def digest(self) -> str:
        """Of what makes two requests under one key the same.

        Time and actor are left out: a request that is sent again comes later, perhaps from the
        worker instead of the person, and moves the same money.
        """
        content = [sorted(self.legs), self.memo, self.clause, self.case, self.reverses, self.hold]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def draft(
    legs: Sequence[tuple[str, int]], *, memo: str, clause: str, key: str, at: datetime,
    case: str = "", actor: str = "", reverses: str = "", hold: str = "",
) -> Draft:  # fmt: skip
    """A draft that can be posted, if the accounts allow it."""
    words("幂等键", key, 200, needed=True)
    words("摘要", memo, 300, needed=True)
    words("依据", clause, 200)
    words("办件", case, 80)
    words("经办", actor, 100)
    return Draft(_balanced(legs), memo, clause, key, moment(at), case, actor, reverses, hold)


def _balanced(legs: Sequence[tuple[str, int]]) -> Legs:
    checked = tuple((str(code), amount_of(fen)) for code, fen in legs)
    if not 2 <= len(checked) <= MOST_LEGS:
        raise LedgerError(
            f"一笔账要有 2 至 {MOST_LEGS} 条分录，这笔有 {len(checked)} 条",
            "请写明钱从哪个账户来、到哪个账户去",
        )
    codes = [code for code, _ in checked]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise LedgerError(f"账户“{twice}”在一笔账中出现两次", "请把同一账户的金额合为一条分录")
    if total := sum(fen for _, fen in checked):
        raise LedgerError(
            f"分录合计应为零，这笔合计 {yuan(total)}", "请核对各条分录：转出为负，转入为正"
        )
    return checked


def amount_of(fen: object) -> int:
    """Whole fen, not zero."""
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise LedgerError(f"金额“{fen}”不是以分计的整数", "请先把金额换算成分")
    if fen == 0 or abs(fen) > LARGEST:
        raise LedgerError(
            f"金额 {yuan(fen)} 不能记账", f"每条分录的金额不为零，且不超过 {yuan(LARGEST)}"
        )
    return fen


def positive(fen: object) -> int:
    """Whole fen above zero."""
    checked = amount_of(fen)
    if checked < 0:
        raise LedgerError(f"金额 {yuan(checked)} 应大于零", "请写正数")
    return checked


def words(label: str, text: str, most: int, *, needed: bool = False) -> str:
    """Words that fit their column."""
    if needed and not text.strip():
        raise LedgerError(f"{label}不能为空", f"请写明{label}")
    if len(text) > most:
        raise LedgerError(f"{label}有 {len(text)} 个字，超过 {most} 个", f"请缩短{label}")
    if "\0" in text:
        raise LedgerError(f"{label}含有不能保存的字符", f"请改写{label}")
    return text


def moment(at: datetime) -> datetime:
    """A moment with its time zone."""
    if at.tzinfo is None:
        raise LedgerError(f"时间 {at} 没有时区", "请使用带时区的时间，如 clock.now()")
    return at
