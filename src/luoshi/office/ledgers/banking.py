"""Takes in a bank's statements and holds them against our postings (银行对账).

A file is taken in whole or not at all. The same file again changes nothing; lines that an earlier
file brought already are left out. What is the same money on both sides is matched; the rest is the
list of differences, which together with the two balances is the bank reconciliation.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet, Sum

from luoshi.office import clock
from luoshi.office.ledgers import bankfile, books
from luoshi.office.ledgers.bankfile import BankRow, BankSheet
from luoshi.office.ledgers.errors import BankFileError, LedgerError, told, yuan
from luoshi.office.ledgers.models import Account, BankFile, BankLine, Leg, Match
from luoshi.office.ledgers.statements import below

WINDOW = 3
"""Days by which the bank's day and ours may differ for the same money."""


@dataclass(frozen=True)
class Imported:
    """What came of a file; `again` where it was taken in before and nothing was done."""

    file: BankFile
    new: int
    matched: int
    again: bool

    def as_json(self) -> dict[str, Any]:
        """The outcome as data."""
        return {
            **file_json(self.file), "new": self.new, "matched": self.matched, "again": self.again,
        }  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A line of the bank and a leg of ours that must be the same money but differ in amount."""

    line: BankLine
    leg: Leg

    def as_json(self) -> dict[str, Any]:
        """The pair as data."""
        return {"bank": self.line.as_json(), "ours": leg_json(self.leg)}


@dataclass(frozen=True)
class Differences:
    """What does not agree between a bank's statement and our postings (差异清单).

    Attributes:
        bank_only: on the bank's side only; ours_only: on ours only.
        amounts: the same payment with two amounts.
        duplicates: lines whose serial the bank used before for something else, or printed twice.
        bank: the bank's balance at the end of the file; ours: the account's at the same day.
        rest: what neither lines nor postings explain: a statement that is missing, or a balance
            that the books did not begin with; None where the bank printed no balance.
    """

    file: BankFile
    bank_only: tuple[BankLine, ...]
    ours_only: tuple[Leg, ...]
    amounts: tuple[Pair, ...]
    duplicates: tuple[BankLine, ...]
    bank: int | None
    ours: int
    rest: int | None

    @property
    def agreed(self) -> bool:
        """Whether nothing differs."""
        listed = self.bank_only or self.ours_only or self.amounts or self.duplicates
        return not listed and self.rest in (0, None)

    def as_json(self) -> dict[str, Any]:
        """The list as data; amounts in fen."""
        return {
            "file": file_json(self.file), "agreed": self.agreed,
            "bank_only": [line.as_json() for line in self.bank_only],
            "ours_only": [leg_json(leg) for leg in self.ours_only],
            "amounts": [pair.as_json() for pair in self.amounts],
            "duplicates": [line.as_json() for line in self.duplicates],
            "bank": self.bank, "ours": self.ours, "rest": self.rest,
        }  # fmt: skip


def file_json(file: BankFile) -> dict[str, Any]:
    """A file that was taken in, as data."""
    return {
        "id": file.pk, "name": file.name, "account": file.account.code,
        "from": file.first.isoformat(), "to": file.last.isoformat(), "opening": file.opening,
        "closing": file.closing, "rows": file.rows, "known": file.known,
        "at": file.at.astimezone(clock.HERE).isoformat(),
    }  # fmt: skip


def leg_json(leg: Leg) -> dict[str, Any]:
    """A leg of ours with its posting, as data."""
    return {
        "id": leg.pk, "key": leg.posting.key, "day": leg.day.isoformat(), "amount": leg.amount,
        "memo": leg.posting.memo, "case": leg.posting.case,
    }  # fmt: skip


def import_file(
    code: str, name: str, data: bytes, *, actor: str = "", sheet: BankSheet | None = None
) -> Imported:
    """Take in a statement of the bank for an account, and match what can be matched.

    Args:
        code: of the account.
        name: of the file.
        data: its bytes.
        actor: who brings it.
        sheet: what `bankfile.read` found in it, where it was read already.

    Raises:
        BankFileError: with the line, where it cannot be read or does not add up; nothing is kept.
    """
    digest = hashlib.sha256(data).hexdigest()
    account = Account.objects.filter(code=code).first()
    if account is None:
        raise books.no_account(code)
    if earlier := BankFile.objects.filter(account=account, digest=digest).first():
        return Imported(earlier, 0, 0, again=True)
    sheet = sheet or bankfile.read(name, data)
    with told(), transaction.atomic():
        books.lock([account.pk])  # of two who bring files at once the second finds the first's
        if earlier := BankFile.objects.filter(account=account, digest=digest).first():
            return Imported(earlier, 0, 0, again=True)
        fresh = _new(account, sheet.rows)
        file = BankFile.objects.create(
            account=account, name=name[:200], digest=digest, first=sheet.rows[0].day,
            last=max(row.day for row in sheet.rows), opening=sheet.opening, closing=sheet.closing,
            rows=len(sheet.rows), known=len(sheet.rows) - len(fresh), actor=actor[:100],
        )  # fmt: skip
        BankLine.objects.bulk_create(
            (_line(file, row, duplicate) for row, duplicate in fresh), batch_size=1000
        )
        return Imported(file, len(fresh), match(account, actor=actor), again=False)


def _line(file: BankFile, row: BankRow, duplicate: bool) -> BankLine:
    return BankLine(
        file=file, account=file.account, n=row.n, day=row.day, amount=row.amount,
        balance=row.balance, memo=row.memo, counterparty=row.counterparty,
        counter_account=row.counter_account, serial=row.serial, duplicate=duplicate,
    )  # fmt: skip


def _identity(row: BankRow | BankLine) -> tuple[Any, ...]:
    """What makes two lines of different files the same line."""
    who = (row.counterparty, row.counter_account)
    return (row.day, row.amount, row.serial, *(() if row.serial else (row.balance, row.memo, *who)))


def _new(account: Account, rows: Sequence[BankRow]) -> list[tuple[BankRow, bool]]:
    """The rows that no earlier file brought; and whether their serial stands for another line.

    Lines without serial and balance are told apart by how often they occur: a second payment like
    the first is new once a file shows both.
    """
    span = BankLine.objects.filter(
        account=account,
        day__gte=min(row.day for row in rows),
        day__lte=max(row.day for row in rows),
    )
    known = Counter(_identity(line) for line in span)
    serials = {row.serial for row in rows if row.serial}
    used = set(_used(account, serials))
    fresh: list[tuple[BankRow, bool]] = []
    for row in rows:
        if known[_identity(row)] > 0:
            known[_identity(row)] -= 1
            continue
        fresh.append((row, bool(row.serial) and row.serial in used))
        used.add(row.serial)
    return fresh


def _used(account: Account, serials: set[str]) -> Iterable[str]:
    ordered = sorted(serials)
    for at in range(0, len(ordered), 500):
        lines = BankLine.objects.filter(account=account, serial__in=ordered[at : at + 500])
        yield from lines.values_list("serial", flat=True)


def match(account: Account, *, window: int = WINDOW, actor: str = "") -> int:
    """Match what is open on both sides of an account; returns how many pairs were made.

    The same amount within some days is the condition; among several the serial in our key or memo
    decides, then the name of the other side, then the nearest day.
    """
    lines = list(_open_lines(account).filter(duplicate=False))
    if not lines:
        return 0
    days = [line.day for line in lines]
    around = timedelta(days=window)
    legs = _open_legs(account).filter(day__gte=min(days) - around, day__lte=max(days) + around)
    by_amount: dict[int, list[Leg]] = defaultdict(list)
    for leg in legs:
        by_amount[leg.amount].append(leg)
    names = _names_beside(legs)
    ranked = sorted(
        (_distance(line, leg, names), line.pk, leg.pk)
        for line in lines
        for leg in by_amount[line.amount]
        if abs((line.day - leg.day).days) <= window
    )
    taken_lines: set[int] = set()
    taken_legs: set[int] = set()
    for _, line, leg in ranked:
        if line not in taken_lines and leg not in taken_legs:
            taken_lines.add(line)
            taken_legs.add(leg)
            Match.objects.create(line_id=line, leg_id=leg, actor=actor[:100])
    return len(taken_lines)


def _distance(line: BankLine, leg: Leg, names: dict[int, str]) -> int:
    apart = abs((line.day - leg.day).days)
    return apart - 1000 * _same_serial(line, leg) - 100 * _same_party(line, leg, names)


def _same_serial(line: BankLine, leg: Leg) -> bool:
    return len(line.serial) >= 4 and line.serial in f"{leg.posting.key} {leg.posting.memo}"


def _same_party(line: BankLine, leg: Leg, names: dict[int, str]) -> bool:
    told_names = f"{leg.posting.memo} {names.get(leg.posting.pk, '')}"
    return len(line.counterparty) >= 2 and line.counterparty in told_names


def _names_beside(legs: QuerySet[Leg]) -> dict[int, str]:
    """The accounts and their owners on the other side of these legs' postings."""
    found: dict[int, str] = defaultdict(str)
    rows = Leg.objects.filter(posting_id__in=legs.order_by().values("posting_id"))
    told_rows = rows.values_list("posting_id", "account__name", "account__owner__name")
    for posting, name, owner in told_rows:
        found[posting] += f" {name} {owner or ''}"
    return found


def _open_lines(account: Account) -> QuerySet[BankLine]:
    return BankLine.objects.filter(account=account).exclude(matches__in=_matched())


def _open_legs(account: Account) -> QuerySet[Leg]:
    open_ = below(account).exclude(matches__in=_matched())
    return open_.select_related("posting").order_by("day", "id")


def _matched() -> QuerySet[Match]:
    return Match.objects.filter(undone=None)


def match_by_hand(line: int, leg: int, *, actor: str) -> Match:
    """Match a line of the bank and a leg of ours (手工勾对), whose amounts must agree."""
    with told(), transaction.atomic():
        found, ours = _both(line, leg)
        books.lock([found.account.pk])
        if found.amount != ours.amount:
            raise LedgerError(
                f"银行金额 {yuan(found.amount)}，账上金额 {yuan(ours.amount)}，不能勾对",
                "金额不同的请先冲正并重记，或请银行更正",
            )
        if not below(found.account).filter(pk=ours.pk).exists():
            raise LedgerError("这条分录不在对账的账户上", "请核对账户")
        if _matched().filter(Q(line=found) | Q(leg=ours)).exists():
            raise LedgerError("这一行或这条分录已经勾对", "请先撤销原来的勾对", kind="state")
        return Match.objects.create(line=found, leg=ours, by_hand=True, actor=actor[:100])


def _both(line: int, leg: int) -> tuple[BankLine, Leg]:
    found = BankLine.objects.select_related("account").filter(pk=line).first()
    ours = Leg.objects.filter(pk=leg).first()
    if found is None or ours is None:
        raise LedgerError("没有这一行银行流水，或没有这条分录", "请刷新差异清单", kind="unknown")
    return found, ours


def unmatch(line: int, *, actor: str) -> None:
    """Undo the match of a line (撤销勾对); who and when stays on record."""
    with told(), transaction.atomic():
        row = _matched().filter(line_id=line)
        if not row.update(undone=clock.now(), undone_by=actor[:100]):
            raise LedgerError("这一行没有勾对", "请刷新差异清单", kind="unknown")


def differences(file: BankFile, *, window: int = WINDOW) -> Differences:
    """What does not agree between a file and our postings of its days."""
    account = file.account
    lines = list(_open_lines(account).filter(day__gte=file.first, day__lte=file.last))
    duplicates = tuple(line for line in lines if line.duplicate)
    legs = _open_legs(account).filter(day__gte=file.first, day__lte=file.last)
    pairs = tuple(_unequal([line for line in lines if not line.duplicate], legs, window))
    paired_lines, paired_legs = {p.line.pk for p in pairs}, {p.leg.pk for p in pairs}
    bank_only = tuple(line for line in lines if not line.duplicate and line.pk not in paired_lines)
    ours_only = tuple(leg for leg in legs if leg.pk not in paired_legs)
    ours = _until(below(account), file.last)
    return Differences(
        file, bank_only, ours_only, pairs, duplicates, file.closing, ours, _rest(file)
    )


def _rest(file: BankFile) -> int | None:
    """What the bank had before the first line that was ever taken in, less what we had open then.

    Zero where no statement is missing and the books began with the bank's own balance.
    """
    if file.closing is None:
        return None
    lines = BankLine.objects.filter(account=file.account)
    begun = lines.aggregate(day=Min("day"))["day"] or file.first
    before = _open_legs(file.account).filter(day__lt=begun)
    return file.closing - _until(lines, file.last) - _until(before, begun)


def _until(rows: QuerySet[Any], last: date) -> int:
    return int(rows.filter(day__lte=last).aggregate(sum=Sum("amount"))["sum"] or 0)


def _unequal(lines: Sequence[BankLine], legs: QuerySet[Leg], window: int) -> Iterable[Pair]:
    """Pairs that a serial, or the other side's name and the days, hold together."""
    names, taken = _names_beside(legs), set[int]()
    for line in lines:
        near = [
            (_distance(line, leg, names), leg.pk, leg)
            for leg in legs
            if leg.pk not in taken
            and (line.amount > 0) == (leg.amount > 0)
            and abs((line.day - leg.day).days) <= window
            and (_same_serial(line, leg) or _same_party(line, leg, names))
        ]
        if near:
            chosen = min(near)[2]
            taken.add(chosen.pk)
            yield Pair(line, chosen)


def file_of(pk: int) -> BankFile:
    """The file with this number."""
    found = BankFile.objects.select_related("account").filter(pk=pk).first()
    if found is None:
        raise LedgerError("没有这份对账单", "请核对编号", kind="unknown")
    return found


__all__ = [
    "WINDOW", "BankFileError", "Differences", "Imported", "Pair", "differences", "file_json",
    "file_of", "import_file", "leg_json", "match", "match_by_hand", "unmatch",
]  # fmt: skip
