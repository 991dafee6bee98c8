"""What the ledgers refuse, said in Chinese: what is wrong, what to do, and the clause behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError

BUSY = ("deadlock", "database is locked", "could not serialize", "lock timeout")


class LedgerError(Exception):
    """A refusal of the ledgers (拒绝记账); nothing was written.

    Attributes:
        what: what is wrong, with the account and the amounts.
        remedy: what to do about it.
        clause: the clause on which the refusal rests, where there is one.
        kind: for programs: ``bad``, ``unknown``, ``floor``, ``key``, ``state``, ``file`` or
            ``database``.
    """

    def __init__(self, what: str, remedy: str, clause: str = "", *, kind: str = "bad") -> None:
        basis = f"（依据：{clause}）" if clause else ""
        super().__init__(f"{what}{basis}。{remedy}")
        self.what = what
        self.remedy = remedy
        self.clause = clause
        self.kind = kind

    @property
    def where(self) -> str:
        """Where it happened, as the command line tells it."""
        return f"账簿，依据 {self.clause}" if self.clause else "账簿"

    def as_json(self) -> dict[str, str]:
        """The refusal as data."""
        told = {"what": self.what, "remedy": self.remedy, "kind": self.kind}
        return {**told, "clause": self.clause} if self.clause else told


class BankFileError(LedgerError):
    """A bank statement that is refused whole (对账单整份退回), with the line that is wrong."""

    def __init__(self, what: str, remedy: str, *, name: str = "", line: int | None = None) -> None:
        super().__init__(what, remedy, kind="file")
        self.name = name or "对账单"
        self.line = line

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.name} 第{self.line}行" if self.line else self.name


def yuan(fen: int) -> str:
    """An amount as people read it: 1,234.50元."""
    sign, whole = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}元"


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database says into Chinese; the transaction is rolled back as always."""
    try:
        yield
    except DatabaseError as error:
        raise _of_database(error) from error


def _of_database(error: DatabaseError) -> LedgerError:
    words = str(error).lower()
    if any(sign in words for sign in BUSY):
        what = "同时记账的人太多，数据库没有等到这些账户"
        remedy = "没有记账。请稍后用同一个幂等键再试一次"
    elif isinstance(error, OperationalError):
        what = "记账时数据库连接中断"
        remedy = (
            "请在数据库恢复后用同一个幂等键再试一次：已经记下的不会重记，没有记下的会照记；"
            "可运行 luoshi doctor 检查数据库"
        )
    else:
        what = f"数据库拒绝了这笔账（{str(error).splitlines()[0][:120]}）"
        remedy = "没有记账。请核对金额和账户；如仍不行，请把这句话交给系统管理员"
    return LedgerError(what, remedy, kind="database")
