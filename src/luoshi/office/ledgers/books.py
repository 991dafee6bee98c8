"""The accounts of one change, locked: what it would come to, whether floors allow it, the writing.

All accounts that change are locked in one order (that of their rows) before anything is read, so two
changes never wait for each other in a circle. An account above others is locked only where its own
sum changes: money that moves below it leaves it free for others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from luoshi.office.ledgers.drafts import Draft
from luoshi.office.ledgers.errors import LedgerError, yuan
from luoshi.office.ledgers.models import Account, Leg, Line, Posting

# On PostgreSQL everyone queues for an account before taking its row. Who waits for a row that
# changes meanwhile has to run after its newest version each time, and fifty who do that get in
# each other's way; a queue lets in one after the other. The row's own lock still guards it.
QUEUE = 0x4C53 << 48
_QUEUE_UP = "SELECT pg_advisory_xact_lock(%s + m.id) FROM unnest(%s::bigint[]) AS m(id)"


@dataclass(frozen=True)
class Move:
    """What happens to one leaf: to its balance, and to what of it is held."""

    balance: int = 0
    held: int = 0

    def __add__(self, other: Move) -> Move:
        """Both together."""
        return Move(self.balance + other.balance, self.held + other.held)

    @property
    def available(self) -> int:
        """What happens to what is available."""
        return self.balance - self.held


@dataclass(frozen=True)
class Books:
    """Locked accounts, and how each of them will move."""

    leaves: Mapping[str, Account]
    moves: Mapping[int, Move]
    accounts: Mapping[int, Account]

    def check(self) -> None:
        """Refuse what may not be."""
        for leaf in self.leaves.values():
            _usable(leaf)
        if len({leaf.sample for leaf in self.leaves.values()}) > 1:
            raise LedgerError("样例账户和真实账户之间不能记账", "请只用样例账户，或只用真实账户")
        for pk, account in self.accounts.items():
            _floor_holds(account, self.moves[pk])

    def write(self) -> None:
        """Move the balances."""
        for pk, account in self.accounts.items():
            account.balance += self.moves[pk].balance
            account.held += self.moves[pk].held
        Account.objects.bulk_update(self.accounts.values(), ["balance", "held"])


def opened(moves: Mapping[str, Move]) -> Books:
    """Lock the leaves and what above them changes; inside a transaction."""
    lines = Line.objects.filter(account__code__in=moves).values_list(
        "account__code", "account_id", "above_id"
    )
    sums: dict[int, Move] = defaultdict(Move)
    leaves: dict[str, int] = {}
    for code, leaf, above in lines:
        leaves[code] = leaf
        sums[above] += moves[code]
    if unknown := sorted(moves.keys() - leaves.keys()):
        raise no_account(unknown[0])
    still = Move()
    ids = {pk for pk, move in sums.items() if move != still} | set(leaves.values())
    accounts = {each.pk: each for each in lock(ids)}
    return Books({code: accounts[pk] for code, pk in leaves.items()}, sums, accounts)


def lock(ids: Iterable[int]) -> list[Account]:
    """These accounts, kept from others until the transaction ends."""
    chosen = sorted(set(ids))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE_UP, [QUEUE, chosen])
    rows = Account.objects.select_for_update(no_key=True).filter(pk__in=chosen)
    return list(rows.order_by("pk"))


def no_account(code: str) -> LedgerError:
    """That there is no such account."""
    return LedgerError(
        f"没有账户“{code[:120]}”",
        "请先开户，或用 luoshi ledger 查看已有账户的账号",
        kind="unknown",
    )


def _usable(leaf: Account) -> None:
    if leaf.is_group:
        raise LedgerError(f"{leaf}下面有分账户，不能直接记账", "请记在它下面的账户上", kind="state")
    if leaf.closed:
        raise LedgerError(f"{leaf}已销户", "请核对账号，或另开账户", kind="state")


def bottom(account: Account, held: int) -> int | None:
    """What must stay available: the floor, and on a leaf that holds money nothing below zero.

    An account without a floor may be overdrawn, but what it holds must really be there.
    """
    if held > 0 and not account.is_group:
        return max(account.floor or 0, 0)
    return account.floor


def _floor_holds(account: Account, move: Move) -> None:
    if move.available >= 0:
        return
    floor = bottom(account, account.held + move.held)
    after = account.available + move.available
    if floor is None or after >= floor:
        return
    held = f"（余额 {yuan(account.balance)}，冻结 {yuan(account.held)}）" if account.held else ""
    reason = f"，因为{account.floor_why}" if account.floor_why else ""
    room = max(0, account.available - floor)
    raise LedgerError(
        f"{account}可用 {yuan(account.available)}{held}，减少 {yuan(-move.available)} 后只剩 "
        f"{yuan(after)}，低于底线 {yuan(floor)}{reason}",
        f"最多可动用 {yuan(room)}；请减少金额，或等资金到账、底线调整后再办",
        account.floor_clause or account.clause,
        kind="floor",
    )


def posted(draft: Draft, moves: Mapping[str, Move], reverses: Posting | None = None) -> Posting:
    """Lock, check and write a posting; the first one where the key was used before."""
    books = opened(moves)
    if earlier := first_of(draft):
        return earlier
    books.check()
    written = _inserted(draft, next(iter(books.leaves.values())).sample, reverses)
    if written is None:
        # Somebody with other accounts used the key, or reversed the posting, a moment ago.
        if earlier := first_of(draft):
            return earlier
        raise reversed_before(draft.reverses) if draft.reverses else _lost_key(draft)
    Leg.objects.bulk_create(
        Leg(
            posting=written, n=n, account=books.leaves[code], amount=fen, day=draft.day,
            sample=written.sample,
        )
        for n, (code, fen) in enumerate(draft.legs, start=1)
    )  # fmt: skip
    books.write()
    return written


def first_of(draft: Draft) -> Posting | None:
    """The posting under this key, if it says the same; a refusal if it says something else."""
    earlier = Posting.objects.filter(key=draft.key).first()
    if earlier is not None and earlier.digest != draft.digest:
        raise LedgerError(
            f"幂等键“{draft.key}”已用于另一笔账：{earlier.memo}",
            "没有记账。内容不同的账请用新的幂等键；如要更正那一笔，请先冲正",
            kind="key",
        )
    return earlier


def reversed_before(key: str) -> LedgerError:
    """That a posting can be reversed only once."""
    return LedgerError(
        f"“{key}”已经冲正过", "一笔账只能冲正一次；如需再更正，请另记一笔", kind="state"
    )


def _lost_key(draft: Draft) -> LedgerError:
    return LedgerError(
        f"幂等键“{draft.key}”正被另一笔账使用", "没有记账。请稍后用同一个幂等键再试一次", kind="key"
    )


def row(draft: Draft, sample: bool, reverses: Posting | None = None) -> Posting:
    """The row of a posting, not yet written."""
    return Posting(
        key=draft.key, memo=draft.memo, clause=draft.clause, case=draft.case, actor=draft.actor,
        at=draft.at, day=draft.day, digest=draft.digest, sample=sample, reverses=reverses,
    )  # fmt: skip


def _inserted(draft: Draft, sample: bool, reverses: Posting | None) -> Posting | None:
    written = row(draft, sample, reverses)
    try:
        with transaction.atomic():
            written.save(force_insert=True)
    except IntegrityError:
        return None
    return written
