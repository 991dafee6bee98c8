"""What happened on an account between two days (对账单、明细账), and what came in and went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from luoshi.office import clock
from luoshi.office.ledgers import books
from luoshi.office.ledgers.errors import LedgerError
from luoshi.office.ledgers.models import Account, Leg, Line


@dataclass(frozen=True)
class Entry:
    """A line of a statement; `others` are the accounts on the other side."""

    at: datetime
    day: date
    account: str
    amount: int
    balance: int
    memo: str
    clause: str
    case: str
    key: str
    others: tuple[str, ...]
    reverses: str = ""
    reversed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The line as data; amounts in fen."""
        return {
            "at": self.at.astimezone(clock.HERE).isoformat(), "day": self.day.isoformat(),
            "account": self.account, "amount": self.amount, "balance": self.balance,
            "memo": self.memo, "clause": self.clause, "case": self.case, "key": self.key,
            "others": list(self.others), "reverses": self.reverses, "reversed": self.reversed,
        }  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """What was there, what happened, what is there; opening + came + went = closing."""

    account: Account
    first: date
    last: date
    opening: int
    closing: int
    came: int
    went: int
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """The statement as data; amounts in fen, what went is negative."""
        return {
            "account": self.account.as_json(), "from": self.first.isoformat(),
            "to": self.last.isoformat(), "opening": self.opening, "closing": self.closing,
            "in": self.came, "out": self.went,
            "entries": [entry.as_json() for entry in self.entries],
        }  # fmt: skip


def statement(code: str, first: date, last: date) -> Statement:
    """The statement of an account, or of all leaves below it, by the days on which postings count."""
    if first > last:
        raise LedgerError(f"起日 {first} 在止日 {last} 之后", "请把两个日期对调")
    account = Account.objects.select_related("owner", "parent").filter(code=code).first()
    if account is None:
        raise books.no_account(code)
    opening = _sum(below(account).filter(day__lt=first))
    entries = tuple(_entries(account, first, last, opening))
    came = sum(entry.amount for entry in entries if entry.amount > 0)
    went = sum(entry.amount for entry in entries if entry.amount < 0)
    return Statement(account, first, last, opening, opening + came + went, came, went, entries)


def below(account: Account) -> QuerySet[Leg]:
    """The legs of an account, or of the leaves below it."""
    if not account.is_group:
        return Leg.objects.filter(account=account)
    leaves = Line.objects.filter(above=account).values("account_id")
    return Leg.objects.filter(account_id__in=leaves)


def balance_on(account: Account, day: date) -> int:
    """What was on an account at the end of a day."""
    return _sum(below(account).filter(day__lte=day))


def _sum(legs: QuerySet[Leg]) -> int:
    return int(legs.aggregate(sum=Sum("amount"))["sum"] or 0)


def _entries(account: Account, first: date, last: date, balance: int) -> Iterable[Entry]:
    chosen = below(account).filter(day__gte=first, day__lte=last)
    legs = list(chosen.select_related("account", "posting__reverses").order_by("posting__at", "id"))
    others = _others(chosen)
    undone = set(
        Leg.objects.filter(posting__reverses__in=chosen.values("posting_id")).values_list(
            "posting__reverses_id", flat=True
        )
    )
    for leg in legs:
        balance += leg.amount
        posting = leg.posting
        yield Entry(
            posting.at, posting.day, leg.account.code, leg.amount, balance, posting.memo,
            posting.clause, posting.case, posting.key,
            tuple(name for pk, name in others[posting.pk] if pk != leg.account.pk),
            posting.reverses.key if posting.reverses else "", posting.pk in undone,
        )  # fmt: skip


def _others(chosen: QuerySet[Leg]) -> dict[int, list[tuple[int, str]]]:
    """Names of all accounts of these postings."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Leg.objects.filter(posting_id__in=chosen.values("posting_id")).order_by(
        "posting_id", "n"
    )
    for posting, account, name in rows.values_list("posting_id", "account_id", "account__name"):
        found[posting].append((account, name))
    return found


def turnover(code: str, memo: str = "") -> tuple[int, int]:
    """What came in and what went out (发生额), both positive.

    What was reversed counts as if it had never been. With a memo, only postings whose memo begins
    so are counted.
    """
    account = Account.objects.filter(code=code).first()
    if account is None:
        raise books.no_account(code)
    legs = below(account).filter(posting__reverses=None, posting__reversed_by=None)
    if memo:
        legs = legs.filter(posting__memo__startswith=memo)
    sums = legs.aggregate(
        came=Sum("amount", filter=Q(amount__gt=0)), went=Sum("amount", filter=Q(amount__lt=0))
    )
    return int(sums["came"] or 0), -int(sums["went"] or 0)
