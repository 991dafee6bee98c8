"""What the office does with its ledgers. Every function writes whole or not at all.

Each runs inside the caller's transaction, or in one of its own, and may be asked again: the same
request under the same key or name changes nothing. A caller that posts several times in one
transaction on accounts that others use too calls `lock` with all of them first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import QuerySet

from luoshi.office.directory.models import Unit
from luoshi.office.ledgers import books, swift
from luoshi.office.ledgers.books import Move
from luoshi.office.ledgers.dayend import day_end
from luoshi.office.ledgers.drafts import draft, moment, positive, words
from luoshi.office.ledgers.errors import LedgerError, told, yuan
from luoshi.office.ledgers.models import (
    Account,
    BankFile,
    FloorChange,
    Hold,
    HoldMove,
    Leg,
    Line,
    Match,
    Posting,
)
from luoshi.office.ledgers.statements import Statement, balance_on, statement, turnover

__all__ = [
    "LedgerError", "Statement", "accounts_of", "available", "balance", "close_account",
    "day_end", "find", "free", "hold", "lock", "open_account", "pay_hold", "post", "release",
    "remove_samples", "reverse", "set_floor", "statement", "turnover",
]  # fmt: skip

_CODE = re.compile(r"[\w][\w:.\-/()（）〔〕]*")
NOT_BELOW_ZERO = "余额不得为负"


def open_account(
    code: str, name: str, *, owner: Unit | None, purpose: str, clause: str, parent: str = "",
    floor: int | None = 0, sample: bool = False,
) -> Account:  # fmt: skip
    """Open an account (开户); the one that is there if it was opened with the same words.

    The code is a stable name, such as ``presale:2023-015:key``; the parent rolls it up and must
    not have postings of its own. The floor is what must stay; None where the account may be
    overdrawn (money from outside, suspense).
    """
    if not _CODE.fullmatch(words("账号", code, 120, needed=True)):
        raise LedgerError(f"账号“{code}”含有不能用的字符", "账号由字母、数字、: . - / _ 组成")
    words("户名", name, 200, needed=True)
    words("用途", purpose, 200)
    words("依据", clause, 200)
    with told(), transaction.atomic():
        above = _parent(parent, sample) if parent else None
        if there := Account.objects.filter(code=code).first():
            return _same(there, (name, owner, purpose, above, sample))
        return _opened(
            Account(
                code=code, name=name, owner=owner, purpose=purpose, clause=clause, parent=above,
                floor=floor, floor_why=NOT_BELOW_ZERO if floor == 0 else "", floor_clause=clause,
                sample=sample,
            )
        )  # fmt: skip


def _parent(code: str, sample: bool) -> Account:
    """The account above a new one, kept from others meanwhile."""
    above = next(iter(books.lock([find(code).pk])))
    if above.closed:
        raise LedgerError(f"上级账户{above}已销户", "请核对上级账户的账号", kind="state")
    if above.sample != sample:
        raise LedgerError("样例账户和真实账户不能互为上下级", "请核对上级账户的账号")
    used = Leg.objects.filter(account=above).exists() or Hold.objects.filter(account=above).exists()
    if not above.is_group and used:
        raise LedgerError(
            f"{above}已有账目，下面不能再开分账户", "请另开一个上级账户", kind="state"
        )
    return above


def _same(there: Account, asked: tuple[str, Unit | None, str, Account | None, bool]) -> Account:
    if (there.name, there.owner, there.purpose, there.parent, there.sample) != asked:
        raise LedgerError(
            f"账号“{there.code}”已用于另一个账户：{there.name}", "请换一个账号", kind="key"
        )
    return there


def _opened(account: Account) -> Account:
    account.save(force_insert=True)
    above = [account.pk]
    if account.parent:
        Account.objects.filter(pk=account.parent.pk).update(is_group=True)
        above += Line.objects.filter(account=account.parent).values_list("above_id", flat=True)
    Line.objects.bulk_create(Line(account=account, above_id=each) for each in above)
    return account


def close_account(code: str) -> Account:
    """Close an account (销户): nothing on it, nothing held, nothing open below it."""
    with told(), transaction.atomic():
        found = next(iter(books.lock([find(code).pk])))
        if found.balance or found.held:
            raise LedgerError(
                f"{found}还有余额 {yuan(found.balance)}、冻结 {yuan(found.held)}，不能销户",
                "请先转出余额、解除冻结",
                kind="state",
            )
        if Account.objects.filter(parent=found, closed=False).exists():
            raise LedgerError(f"{found}下面还有未销户的账户", "请先销去下级账户", kind="state")
        found.closed = True
        found.save(update_fields=["closed"])
        return found


def post(
    legs: Sequence[tuple[str, int]], *, memo: str, clause: str, key: str, at: datetime,
    case: str = "", actor: str = "",
) -> Posting:  # fmt: skip
    """Post (记账): move money between leaves; the first posting where the key was used before.

    Legs are account codes and signed fen that sum to zero. The key names the request; with other
    content it is refused.

    Raises:
        LedgerError: if a floor would break, an account cannot be posted on, or the words are bad.
    """
    drafted = draft(legs, memo=memo, clause=clause, key=key, at=at, case=case, actor=actor)
    with told():
        if swiftly := swift.posted(drafted):
            return swiftly
        with transaction.atomic():
            return books.posted(drafted, {code: Move(fen) for code, fen in drafted.legs})


def reverse(posting_key: str, *, reason: str, key: str, at: datetime, actor: str = "") -> Posting:
    """Reverse a posting (冲正), once, by its mirror image; refused where that breaks a floor."""
    words("冲正原因", reason, 200, needed=True)
    with told(), transaction.atomic():
        first = Posting.objects.filter(key=posting_key).first()
        if first is None:
            raise LedgerError(f"没有幂等键为“{posting_key[:120]}”的账", "请核对", kind="unknown")
        legs = [(leg.account.code, -leg.amount) for leg in first.legs.select_related("account")]
        drafted = draft(
            legs, memo=f"冲正：{first.memo[:90]}（{reason}）", clause=first.clause, key=key, at=at,
            case=first.case, actor=actor, reverses=posting_key,
        )  # fmt: skip
        if first.reverses is not None:
            raise LedgerError("冲正本身不能再冲正", "请另记一笔正确的账", kind="state")
        if books.first_of(drafted) is None and Posting.objects.filter(reverses=first).exists():
            raise books.reversed_before(posting_key)
        return books.posted(drafted, {code: Move(fen) for code, fen in drafted.legs}, first)


def hold(
    name: str, account: str, amount: int, *, clause: str, at: datetime, case: str = ""
) -> Hold:
    """Hold money (冻结) on an account; what is held can leave it only by `pay_hold`."""
    words("冻结名称", name, 200, needed=True)
    words("依据", clause, 200)
    words("办件", case, 80)
    fen, since = positive(amount), moment(at)
    with told(), transaction.atomic():
        opened = books.opened({account: Move(held=fen)})
        if there := Hold.objects.filter(name=name).first():
            return _same_hold(there, account, fen)
        opened.check()
        on = opened.leaves[account]
        made = Hold.objects.create(
            name=name, account=on, amount=fen, left=fen, clause=clause, case=case, at=since
        )
        opened.write()
        HoldMove.objects.create(hold=made, kind="placed", amount=fen, at=since, sample=on.sample)
        return made


def _same_hold(there: Hold, account: str, amount: int) -> Hold:
    if (there.account.code, there.amount) != (account, amount):
        raise LedgerError(
            f"冻结“{there.name}”已用于{there.account}的 {yuan(there.amount)}",
            "没有冻结。请换一个名称",
            kind="key",
        )
    if not there.left:
        raise LedgerError(
            f"冻结“{there.name}”已经解除或支付完毕", "如要再次冻结，请换一个名称", kind="state"
        )
    return there


def release(name: str, *, at: datetime) -> Hold:
    """Release what is left of a hold (解除冻结); nothing happens where nothing is left."""
    with told(), transaction.atomic():
        found = _held(name)
        if not found.left:
            return found
        opened = books.opened({found.account.code: Move(held=-found.left)})
        opened.write()
        _moved(found, "released", found.left, moment(at))
        return found


def pay_hold(
    name: str, to: str, amount: int | None = None, *, memo: str, clause: str, key: str,
    at: datetime, actor: str = "",
) -> Posting:  # fmt: skip
    """Pay from a hold (支付冻结款): all that is left, or an amount; the rest stays held."""
    with told(), transaction.atomic():
        found = _held(name, to)
        fen = positive(amount) if amount is not None else _all_of(found, key)
        drafted = draft(
            [(found.account.code, -fen), (to, fen)], memo=memo, clause=clause, key=key, at=at,
            case=found.case, actor=actor, hold=name,
        )  # fmt: skip
        if earlier := books.first_of(drafted):
            return earlier
        if fen > found.left:
            raise LedgerError(
                f"冻结“{name}”只剩 {yuan(found.left)}，不够支付 {yuan(fen)}",
                "请减少金额，或另行冻结后再付",
                found.clause,
                kind="state",
            )
        moves = {found.account.code: Move(-fen, -fen), to: Move(fen)}
        posted = books.posted(drafted, moves)
        _moved(found, "paid", fen, moment(at), posted)
        return posted


def _all_of(found: Hold, key: str) -> int:
    """What is left; where the key was used before, what was paid then."""
    paid = HoldMove.objects.filter(hold=found, kind="paid", posting__key=key).first()
    if paid is not None:
        return -paid.amount
    if not found.left:
        raise LedgerError(
            f"冻结“{found.name}”已经解除或支付完毕", "请核对；没有支付", found.clause, kind="state"
        )
    return found.left


def _held(name: str, *others: str) -> Hold:
    """A hold, kept from others by the lock of its account, which is taken with those of others."""
    found = Hold.objects.select_related("account").filter(name=name).first()
    if found is None:
        raise LedgerError(f"没有名为“{name[:120]}”的冻结", "请核对冻结的名称", kind="unknown")
    lock([found.account.code, *others])
    found.refresh_from_db(fields=["left"])
    return found


def _moved(
    found: Hold, kind: str, amount: int, at: datetime, posting: Posting | None = None
) -> None:
    found.left -= amount
    found.save(update_fields=["left"])
    HoldMove.objects.create(
        hold=found, kind=kind, amount=-amount, posting=posting, at=at, sample=found.account.sample
    )


def set_floor(account: str, amount: int | None, *, why: str, clause: str, at: datetime) -> Account:
    """Set what must stay on an account (底线), with the words of the receipt that computed it.

    It may lie above what is there: then money may come in and none may leave until it is reached
    (`Account.short` says how much is missing). It cannot be set over a deficit.
    """
    words("底线理由", why, 20_000, needed=True)
    words("依据", clause, 200)
    with told(), transaction.atomic():
        found = next(iter(books.lock([find(account).pk])))
        if amount is not None and found.available < min(amount, 0):
            raise LedgerError(
                f"{found}可用 {yuan(found.available)}，已经透支，不能设底线 {yuan(amount)}",
                "请先补足资金",
                clause,
                kind="floor",
            )
        if (found.floor, found.floor_why, found.floor_clause) != (amount, why, clause):
            found.floor, found.floor_why, found.floor_clause = amount, why, clause
            found.save(update_fields=["floor", "floor_why", "floor_clause"])
            FloorChange.objects.create(
                account=found, floor=amount, why=why, clause=clause, at=moment(at),
                sample=found.sample,
            )  # fmt: skip
        return found


def lock(codes: Iterable[str]) -> None:
    """Keep these accounts, and those above them, from others until the transaction ends."""
    with told():
        lines = Line.objects.filter(account__code__in=list(codes))
        books.lock(lines.values_list("above_id", flat=True))


def find(code: str) -> Account:
    """The account with this code."""
    found = Account.objects.select_related("owner", "parent").filter(code=code).first()
    if found is None:
        raise books.no_account(code)
    return found


def accounts_of(unit: Unit) -> QuerySet[Account]:
    """The accounts of a unit, and those below them, in the order of their codes."""
    mine = Line.objects.filter(above__owner=unit).values("account_id")
    return Account.objects.filter(pk__in=mine).select_related("owner", "parent").order_by("code")


def balance(code: str, on: date | None = None) -> int:
    """What is on an account; or was at the end of a day, by the days on which postings count."""
    found = find(code)
    return found.balance if on is None else balance_on(found, on)


def available(code: str) -> int:
    """What of it is not held; the floor is not taken off."""
    return find(code).available


def free(code: str) -> int | None:
    """What may leave the account now, by its floor and those above it; None where no floor is."""
    find(code)
    rows = Account.objects.filter(below__account__code=code)
    rooms = [
        each.available - floor
        for each in rows
        if (floor := books.bottom(each, each.held)) is not None
    ]
    return max(0, min(rooms)) if rooms else None


def remove_samples() -> int:
    """Take away the sample accounts with all that is on them; returns how many there were."""
    with told(), transaction.atomic():
        gone = Account.objects.filter(sample=True)
        Match.objects.filter(line__account__in=gone).delete()
        BankFile.objects.filter(account__in=gone).delete()
        for written in (HoldMove, FloorChange, Leg):
            _erase(written)
        _erase(Posting, reverses__isnull=False)
        _erase(Posting)
        Hold.objects.filter(account__in=gone).delete()
        count = gone.count()
        gone.filter(parent__isnull=False).update(parent=None)
        gone.delete()
        return count


def _erase(model: type[models.Model], **which: bool) -> None:
    """What is append-only goes only as a sample; the guards of the database hold that too."""
    models.QuerySet(model).filter(sample=True, **which).delete()
