"""Bank statements of an account (银行对账) for pages and programs: tried, taken in, matched; all journalled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.office import clock
from luoshi.office.cases.errors import NotThere
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal
from luoshi.office.ledgers import bankfile, banking
from luoshi.office.ledgers.models import Account, BankFile, BankLine
from luoshi.office.ledgers.statements import below


@dataclass(frozen=True)
class Preview:
    """What a bank's statement would bring; nothing of it is kept.

    Attributes:
        again: whether it was taken in before, as ``file``.
    """

    rows: int
    new: int
    known: int
    matched: int
    again: bool
    file: int
    told: dict[str, Any]


class _NotReally(Exception):
    """Raised to take a trial back."""


def preview(account: Account, name: str, data: bytes) -> Preview:
    """Try a statement.

    Raises:
        LedgerError: it is refused, and in which line.
    """
    made: list[Preview] = []
    sheet = _read(account, name, data)
    try:
        with transaction.atomic():
            done = banking.import_file(account.code, name, data, actor="试算", sheet=sheet)
            told = banking.differences(done.file).as_json()
            file = done.file
            made.append(
                Preview(file.rows, done.new, file.known, done.matched, done.again, file.pk, told)
            )
            raise _NotReally
    except _NotReally:
        return made[0]


def take_in(account: Account, name: str, data: bytes, actor: Actor) -> banking.Imported:
    """Take a statement in, and tell the journal."""
    sheet = _read(account, name, data)
    with transaction.atomic():
        done = banking.import_file(account.code, name, data, actor=actor.name, sheet=sheet)
        if not done.again:
            body = {"account": account.code, "file": done.file.pk, "name": done.file.name,
                    "digest": done.file.digest, "new": done.new, "matched": done.matched}  # fmt: skip
            _tell("ledger.bank_file", account, actor, body)
    return done


def _read(account: Account, name: str, data: bytes) -> bankfile.BankSheet | None:
    """What stands in a file, read before anything is locked: a large one takes a while."""
    digest = hashlib.sha256(data).hexdigest()
    known = BankFile.objects.filter(account=account, digest=digest).exists()
    return None if known else bankfile.read(name, data)


def file_of(account: Account, number: int) -> BankFile:
    """A statement of an account.

    Raises:
        NotThere: it is another's, or there is none.
    """
    found = BankFile.objects.filter(account=account, pk=number).select_related("account").first()
    if found is None:
        raise NotThere("没有这份对账单", "请从账户的“银行对账”里打开")
    return found


def _own(account: Account, line: int, leg: int | None = None) -> None:
    there = BankLine.objects.filter(account=account, pk=line).exists()
    if not there or (leg is not None and not below(account).filter(pk=leg).exists()):
        raise NotThere("没有这一行银行流水，或没有这条分录", "请刷新差异清单")


@transaction.atomic
def match(account: Account, line: int, leg: int, actor: Actor) -> None:
    """Match by hand, and tell the journal."""
    _own(account, line, leg)
    banking.match_by_hand(line, leg, actor=actor.name)
    _tell("ledger.match", account, actor, {"account": account.code, "line": line, "leg": leg})


@transaction.atomic
def unmatch(account: Account, line: int, actor: Actor) -> None:
    """Undo a match, and tell the journal."""
    _own(account, line)
    banking.unmatch(line, actor=actor.name)
    _tell("ledger.unmatch", account, actor, {"account": account.code, "line": line})


def _tell(kind: str, account: Account, actor: Actor, body: dict[str, Any]) -> None:
    journal.record(
        kind, actor=actor, at=clock.now(), subject=account.code, unit=account.owner, body=body
    )
