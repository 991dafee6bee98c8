"""The check at the end of a day (日终核对): does everything that is kept add up to what happened?

Each question is one statement to the database, so it sees one moment even while others post.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from luoshi.office import clock
from luoshi.office.ledgers.errors import LedgerError, told, yuan
from luoshi.office.ledgers.models import Account, DayEnd, Hold, HoldMove, Leg, Posting

MOST = 100
"""Findings of one kind that are listed; more than that says nothing new."""

Finding = dict[str, Any]


def day_end(day: date) -> DayEnd:
    """Check the books and keep what was found; asked again, the day's row is written anew."""
    if day > clock.today():
        raise LedgerError(f"{day} 还没有到", "日终核对只能核对今天和以前的日子")
    with told():
        of_day = Leg.objects.filter(day=day, amount__gt=0)
        row, _ = DayEnd.objects.update_or_create(
            day=day,
            defaults={
                "checked": clock.now(),
                "postings": Posting.objects.filter(day=day).count(),
                "turnover": of_day.aggregate(sum=Sum("amount"))["sum"] or 0,
                "findings": list(findings()),
            },
        )
    return row


def findings() -> Iterator[Finding]:
    """Everything that does not add up."""
    yield from _unbalanced()
    yield from _wrong_balances()
    yield from _wrong_parents()
    yield from _wrong_holds()
    yield from _overheld()


def _unbalanced() -> Iterator[Finding]:
    """All legs sum to zero, and those of each posting."""
    total = Leg.objects.aggregate(sum=Sum("amount"))["sum"] or 0
    if total:
        yield _finding("total", "全部账户", f"全部分录合计 {yuan(total)}，应为零")
    postings = Leg.objects.values("posting__key").annotate(sum=Sum("amount"), n=Count("id"))
    for row in postings.filter(~Q(sum=0)).order_by("posting__key")[:MOST]:
        words = f"这笔账的分录合计 {yuan(row['sum'])}，应为零"
        yield _finding("posting", row["posting__key"], words)
    for empty in Posting.objects.filter(legs=None)[:MOST]:
        yield _finding("posting", empty.key, "这笔账没有分录")


def _wrong_balances() -> Iterator[Finding]:
    legs = Leg.objects.filter(account=OuterRef("pk")).order_by().values("account")
    rows = _kept(_sum(legs, "amount")).filter(is_group=False).exclude(balance=F("real"))
    for row in rows[:MOST]:
        words = f"余额 {yuan(row.balance)}，分录合计 {yuan(row.real)}"
        yield _finding("balance", row.code, words)


def _wrong_parents() -> Iterator[Finding]:
    for label, field in (("余额", "balance"), ("冻结", "held")):
        children = Account.objects.filter(parent=OuterRef("pk")).order_by().values("parent")
        rows = _kept(_sum(children, field)).filter(is_group=True).exclude(**{field: F("real")})
        for row in rows[:MOST]:
            words = f"{label} {yuan(getattr(row, field))}，下级合计 {yuan(row.real)}"
            yield _finding("parent", row.code, words)


def _wrong_holds() -> Iterator[Finding]:
    holds = Hold.objects.filter(account=OuterRef("pk")).order_by().values("account")
    rows = _kept(_sum(holds, "left")).filter(is_group=False).exclude(held=F("real"))
    for row in rows[:MOST]:
        yield _finding("held", row.code, f"冻结 {yuan(row.held)}，各项冻结合计 {yuan(row.real)}")
    moves = HoldMove.objects.filter(hold=OuterRef("pk")).order_by().values("hold")
    kept: Any = Hold.objects.annotate(real=_sum(moves, "amount"))
    for each in kept.exclude(left=F("real"))[:MOST]:
        words = f"尚冻结 {yuan(each.left)}，变动合计 {yuan(each.real)}"
        yield _finding("hold", each.name, words)


def _overheld() -> Iterator[Finding]:
    """What is held is there; that groups hold what they have follows from their leaves."""
    rows = Account.objects.filter(is_group=False, held__gt=F("balance")).exclude(held=0)
    for row in rows[:MOST]:
        yield _finding("held", row.code, f"冻结 {yuan(row.held)}，多于余额 {yuan(row.balance)}")


def _sum(rows: Any, field: str) -> Coalesce:
    total = Subquery(rows.annotate(sum=Sum(field)).values("sum"), output_field=BigIntegerField())
    return Coalesce(total, 0)


def _kept(real: Coalesce) -> QuerySet[Any]:
    return Account.objects.annotate(real=real).order_by("code")


def _finding(kind: str, where: str, what: str) -> Finding:
    return {"kind": kind, "where": where, "what": what}
