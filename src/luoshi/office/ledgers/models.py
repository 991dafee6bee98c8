"""Accounts, postings and what hangs on them. Amounts are whole fen everywhere.

Two kinds of rows: what happened (postings, legs, moves of holds, floors) is written once and never
changed, which the database itself sees to (`triggers`); what it comes to (balances on accounts,
what is left of a hold) is kept beside it and can be computed anew at any time (`dayend`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Never

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from luoshi.office import clock
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers.errors import LedgerError


def _refuse() -> Never:
    raise LedgerError(
        "账簿只能追加，已经记下的不能修改或删除",
        "记错的账请冲正（reverse），再记一笔对的",
        kind="state",
    )


class AppendOnlyRows(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        _refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refuse."""
        _refuse()


class AppendOnly(models.Model):
    """A row that is written once (只追加)."""

    objects = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; refuse to write an old one again."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()


class Account(models.Model):
    """An account (账户). Money stands on leaves; an account above others rolls them up.

    Attributes:
        balance: sum of the legs of this account, or of the leaves below it.
        held: what of it is held (冻结), likewise.
        floor: what must stay; None where nothing must. A posting that lowers what is available
            below it is refused. It may lie above what is there: then money may only come in.
        floor_why: the words of the rule's receipt that set it.
        floor_clause: the clause of that rule.
        is_group: whether accounts lie below it; then nothing is posted on it itself.
    """

    if TYPE_CHECKING:
        legs: models.Manager[Leg]

    code = models.CharField("账号", max_length=120)
    name = models.CharField("户名", max_length=200)
    owner = models.ForeignKey(
        Unit, verbose_name="所属单位", null=True, blank=True, on_delete=models.PROTECT,
        related_name="accounts",
    )  # fmt: skip
    purpose = models.CharField("用途", max_length=200)
    clause = models.CharField("依据", max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级账户", null=True, blank=True, on_delete=models.PROTECT,
        related_name="children",
    )  # fmt: skip
    balance = models.BigIntegerField("余额", default=0)
    held = models.BigIntegerField("冻结", default=0)
    floor = models.BigIntegerField("底线", null=True, default=0)
    floor_why = models.TextField("底线理由", blank=True)
    floor_clause = models.CharField("底线依据", max_length=200, blank=True)
    is_group = models.BooleanField("有下级", default=False)
    closed = models.BooleanField("已销户", default=False)
    sample = models.BooleanField("样例", default=False)
    opened = models.DateTimeField("开户时间", default=clock.now)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["code"], name="one_account_code"),
            CheckConstraint(condition=Q(held__gte=0), name="held_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    @property
    def available(self) -> int:
        """What is not held (可用余额)."""
        return self.balance - self.held

    @property
    def short(self) -> int:
        """How much is missing up to the floor (差额)."""
        return 0 if self.floor is None else max(0, self.floor - self.available)

    def as_json(self) -> dict[str, Any]:
        """The account as data; amounts in fen."""
        return {
            "code": self.code, "name": self.name, "owner": self.owner.code if self.owner else None,
            "purpose": self.purpose, "clause": self.clause,
            "parent": self.parent.code if self.parent else None, "balance": self.balance,
            "held": self.held, "available": self.available, "floor": self.floor,
            "floor_why": self.floor_why, "floor_clause": self.floor_clause, "short": self.short,
            "group": self.is_group, "closed": self.closed, "sample": self.sample,
        }  # fmt: skip


class Line(models.Model):
    """That an account lies below another, or is it (上下级): one row for each level."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="line")
    above = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="below")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account", "above"], name="one_ledger_line")
        ]


class Posting(AppendOnly):
    """A posting (记账): legs that sum to zero, for a reason.

    Attributes:
        key: idempotency key; the same key never posts twice.
        at: when it counts; `day` is that day in China.
        recorded: when it was written down.
        digest: of what was asked under the key, so that the same key with other words is noticed.
    """

    if TYPE_CHECKING:
        legs: models.Manager[Leg]

    key = models.CharField("幂等键", max_length=200)
    memo = models.CharField("摘要", max_length=300)
    clause = models.CharField("依据", max_length=200, blank=True)
    case = models.CharField("办件", max_length=80, blank=True)
    actor = models.CharField("经办", max_length=100, blank=True)
    at = models.DateTimeField("记账时间")
    day = models.DateField("记账日", db_index=True)
    recorded = models.DateTimeField("登记时间", default=clock.now)
    reverses = models.OneToOneField(
        "self", verbose_name="冲正", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    digest = models.CharField(max_length=64)
    sample = models.BooleanField("样例", default=False)

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride]
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [UniqueConstraint(fields=["key"], name="one_posting_key")]
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=~Q(case=""), name="postings_of_case")
        ]

    def __str__(self) -> str:
        return f"{self.memo}（{self.key}）"

    def as_json(self) -> dict[str, Any]:
        """The posting as data, with its legs; amounts in fen."""
        return {
            "key": self.key, "memo": self.memo, "clause": self.clause, "case": self.case,
            "actor": self.actor, "at": self.at.astimezone(clock.HERE).isoformat(),
            "day": self.day.isoformat(),
            "reverses": self.reverses.key if self.reverses else None,
            "legs": [leg.as_json() for leg in self.legs.select_related("account").order_by("n")],
        }  # fmt: skip


class Leg(AppendOnly):
    """One side of a posting (分录): what came onto an account, or went from it if negative."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="legs")
    n = models.PositiveSmallIntegerField("序号")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="legs", db_index=False
    )
    amount = models.BigIntegerField("金额")
    day = models.DateField("记账日")
    sample = models.BooleanField("样例", default=False)

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride]
        ordering: ClassVar = ["posting_id", "n"]
        indexes: ClassVar = [models.Index(fields=["account", "day", "id"], name="legs_of_account")]
        constraints: ClassVar = [CheckConstraint(condition=~Q(amount=0), name="leg_not_0")]

    def as_json(self) -> dict[str, Any]:
        """The leg as data."""
        return {"account": self.account.code, "name": self.account.name, "amount": self.amount}


class Hold(models.Model):
    """Money that may not move but for its purpose (冻结); `left` is what is still held."""

    name = models.CharField("名称", max_length=200, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    amount = models.BigIntegerField("冻结金额")
    left = models.BigIntegerField("尚冻结")
    clause = models.CharField("依据", max_length=200, blank=True)
    case = models.CharField("办件", max_length=80, blank=True, db_index=True)
    at = models.DateTimeField("冻结时间")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(left__gte=0, left__lte=models.F("amount")), name="hold_left_within"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_json(self) -> dict[str, Any]:
        """The hold as data; amounts in fen."""
        return {
            "name": self.name, "account": self.account.code, "amount": self.amount,
            "left": self.left, "clause": self.clause, "case": self.case,
            "at": self.at.astimezone(clock.HERE).isoformat(),
        }  # fmt: skip


class HoldMove(AppendOnly):
    """What happened to a hold (冻结变动): placed, released or paid, with the posting that paid."""

    KINDS: ClassVar = {"placed": "冻结", "released": "解除", "paid": "支付"}

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    amount = models.BigIntegerField("变动")
    posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    sample = models.BooleanField("样例", default=False)

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride]
        ordering: ClassVar = ["id"]


class FloorChange(AppendOnly):
    """That a floor was set (底线变动), with the words of the receipt and the clause."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="floors")
    floor = models.BigIntegerField("底线", null=True)
    why = models.TextField("理由")
    clause = models.CharField("依据", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    sample = models.BooleanField("样例", default=False)

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride]
        ordering: ClassVar = ["id"]


class DayEnd(models.Model):
    """What the check at the end of a day found (日终核对)."""

    day = models.DateField("日期", unique=True)
    checked = models.DateTimeField("核对时间", default=clock.now)
    postings = models.PositiveIntegerField("当日笔数")
    turnover = models.BigIntegerField("当日发生额")
    findings: Any = models.JSONField("不符", default=list)

    class Meta:
        ordering: ClassVar = ["-day"]

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """The check as data."""
        return {
            "day": self.day.isoformat(), "sound": self.sound, "postings": self.postings,
            "turnover": self.turnover, "findings": self.findings,
            "checked": self.checked.astimezone(clock.HERE).isoformat(),
        }  # fmt: skip


class BankFile(models.Model):
    """A statement of a bank that was taken in (对账单), whole."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bank_files")
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    first = models.DateField("起")
    last = models.DateField("止")
    opening = models.BigIntegerField("期初余额", null=True)
    closing = models.BigIntegerField("期末余额", null=True)
    rows = models.PositiveIntegerField("行数")
    known = models.PositiveIntegerField("已有行数", default=0)
    actor = models.CharField("经办", max_length=100, blank=True)
    at = models.DateTimeField("导入时间", default=clock.now)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["account", "digest"], name="one_bank_file")
        ]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """A line of a bank's statement (银行流水); `amount` is positive where money came in."""

    file = models.ForeignKey(BankFile, on_delete=models.CASCADE, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bank_lines")
    n = models.PositiveIntegerField("文件行号")
    day = models.DateField("交易日")
    amount = models.BigIntegerField("金额")
    balance = models.BigIntegerField("余额", null=True)
    memo = models.CharField("摘要", max_length=300, blank=True)
    counterparty = models.CharField("对方户名", max_length=200, blank=True)
    counter_account = models.CharField("对方账号", max_length=80, blank=True)
    serial = models.CharField("流水号", max_length=120, blank=True)
    duplicate = models.BooleanField("流水号重复", default=False)

    class Meta:
        ordering: ClassVar = ["file_id", "n"]
        indexes: ClassVar = [
            models.Index(fields=["account", "day"], name="bank_lines_by_day"),
            models.Index(fields=["account", "serial"], name="bank_lines_by_serial"),
        ]

    def as_json(self) -> dict[str, Any]:
        """The line as data; amounts in fen."""
        return {
            "id": self.pk, "line": self.n, "day": self.day.isoformat(), "amount": self.amount,
            "balance": self.balance, "memo": self.memo, "counterparty": self.counterparty,
            "counter_account": self.counter_account, "serial": self.serial,
        }  # fmt: skip


class Match(models.Model):
    """That a line of the bank and a leg of ours are the same money (勾对); undone, never deleted."""

    line = models.ForeignKey(BankLine, on_delete=models.CASCADE, related_name="matches")
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="matches")
    by_hand = models.BooleanField("手工", default=False)
    actor = models.CharField("经办", max_length=100, blank=True)
    at = models.DateTimeField("勾对时间", default=clock.now)
    undone = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["line"], condition=Q(undone=None), name="line_matched_once"),
            UniqueConstraint(fields=["leg"], condition=Q(undone=None), name="leg_matched_once"),
        ]
