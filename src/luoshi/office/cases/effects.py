"""What an outcome does besides moving on: registers, accounts, money, other cases, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from luoshi.office import clock
from luoshi.office.cases import registers
from luoshi.office.cases.errors import Busy, Refused
from luoshi.office.cases.models import AccountUnit, EntryAccount, Notice
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.errors import LedgerError
from luoshi.office.ledgers.models import Account
from luoshi.procedures import (
    Each,
    Effect,
    Enter,
    Floor,
    Hold,
    Issue,
    Lift,
    Mark,
    Notify,
    OpenAccount,
    Release,
    Review,
    Start,
    Transfer,
)

if TYPE_CHECKING:
    from luoshi.office.cases.service import Run


def run(effect: Effect, of: Run) -> None:
    """Let one effect happen.

    Raises:
        Refused: a floor would be broken, an amount is none, an account does not exist.
    """
    try:
        _HOW[type(effect)](effect, of)
    except LedgerError as error:
        if error.kind == "database":
            raise Busy(error.what, "没有办理。请稍后再提交一次，不会重复办理") from error
        raise Refused(error.what, error.remedy, clause=error.clause) from error


def _enter(effect: Enter, run: Run) -> None:
    view = run.view
    entry = registers.enter(effect, view)
    subject = view.procedure.subject
    if subject is effect.register and view.case.subject_id is None:
        view.case.subject = entry
    elif view.case.subject_id == entry.pk:
        view.case.subject = entry  # with what it says now
    run.entered = entry


def _open_account(effect: OpenAccount, run: Run) -> None:
    view = run.view
    code = effect.code(view)
    if not Account.objects.filter(code=code).exists():
        ledgers.open_account(
            code, effect.name(view), owner=view.unit(effect.owner.key) if effect.owner else None,
            purpose=effect.purpose, clause=_address(effect.clause, run),
            parent=effect.parent(view) if effect.parent else "", floor=effect.floor,
            sample=view.case.sample,
        )  # fmt: skip
    own = effect.owner is not None or effect.floor is not None
    if view.case.subject is not None and own and not effect.shared:
        EntryAccount.objects.get_or_create(entry=view.case.subject, account=code)
    for role in effect.seen_by:
        if unit := view.unit(role.key):
            AccountUnit.objects.get_or_create(account=code, unit=unit)


def _floor(effect: Floor, run: Run) -> None:
    decided = run.view.data.get(effect.decided)
    why = (
        f"{decided}（办件 {run.view.key}）" if isinstance(decided, str) else f"办件 {run.view.key}"
    )
    ledgers.set_floor(
        effect.account(run.view), effect.amount(run.view), why=why,
        clause=_address(effect.clause, run), at=run.view.now,
    )  # fmt: skip


def _transfer(effect: Transfer, run: Run) -> None:
    view = run.view
    amount = _positive(effect.amount(view), effect.memo)
    if amount == 0:
        return
    ledgers.post(
        [(effect.source(view), -amount), (effect.target(view), amount)],
        memo=effect.memo, clause=_address(effect.clause, run), key=run.posting_key(), at=view.now,
        case=view.key, actor=run.actor.name,
    )  # fmt: skip


def _hold(effect: Hold, run: Run) -> None:
    view = run.view
    amount = _positive(effect.amount(view), "冻结")
    if amount:
        ledgers.hold(
            effect.name(view), effect.account(view), amount,
            clause=_address(effect.clause, run), at=view.now, case=view.key,
        )  # fmt: skip


def _release(effect: Release, run: Run) -> None:
    view = run.view
    if effect.to is None:
        ledgers.release(effect.name(view), at=view.now)
        return
    ledgers.pay_hold(
        effect.name(view), effect.to(view), effect.amount(view) if effect.amount else None,
        memo=effect.memo, clause=_address(effect.clause, run), key=run.posting_key(), at=view.now,
    )  # fmt: skip


def _start(effect: Start, run: Run) -> None:
    if effect.when is None or effect.when(run.view):
        run.start_other(effect)


def _mark(effect: Mark, run: Run) -> None:
    moment = run.view.now
    if effect.on is not None:
        moment = datetime.combine(effect.on(run.view), datetime.min.time(), clock.HERE)
    run.view.case.events[effect.event] = moment.isoformat()


def _notify(effect: Notify, run: Run) -> None:
    view = run.view
    text = effect.text(view)[:400]
    Notice.objects.bulk_create(
        Notice(unit=unit, case=view.case, kind="told", text=text, at=view.now,
               clause=_address(effect.clause, run))
        for role in effect.to
        if (unit := view.unit(role.key)) is not None
    )  # fmt: skip


def _positive(amount: int, memo: str) -> int:
    if amount < 0:
        raise Refused(f"“{memo}”的金额是负数", "请核对所填的金额")
    return amount


def _each(effect: Each, of: Run) -> None:
    for inner in effect.of(of.view):
        run(inner, of)


def _issue(effect: Issue, run: Run) -> None:
    from luoshi.office.alerts import life  # it opens cases itself

    life.issue(effect, run)


def _lift(effect: Lift, run: Run) -> None:
    from luoshi.office.alerts import life

    life.lift(effect, run)


def _review(effect: Review, run: Run) -> None:
    from luoshi.office.alerts import life

    life.review(effect, run)


def _address(clause: str, run: Run) -> str:
    return run.view.procedure.policy.address(clause)


_HOW: dict[type, Callable[[Any, Run], None]] = {
    Enter: _enter, OpenAccount: _open_account, Floor: _floor, Transfer: _transfer, Hold: _hold,
    Release: _release, Start: _start, Mark: _mark, Notify: _notify, Each: _each,
    Issue: _issue, Lift: _lift, Review: _review,
}  # fmt: skip
