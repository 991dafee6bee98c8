"""Who may see what (谁看得见什么): the one place that decides it.

A unit sees the cases it takes part in, the entries and accounts that are its own or its cases', and
nothing else. Whoever has no unit sees nothing; the shell and the clock, which are the office itself,
see everything. What is not theirs is told exactly as what is not there.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.office.cases.errors import NotAllowed, NotThere
from luoshi.office.cases.models import (
    AccountUnit,
    Attachment,
    Case,
    Entry,
    EntryAccount,
    IssuedPaper,
    Notice,
    Participant,
    Task,
)
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers.models import Account

_HOME = "请从“办件”里打开；链接可能是别的单位的，或者写错了"


def _everything(actor: Actor) -> bool:
    return actor.kind in ("shell", "clock")


def cases(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see. A draft is seen by the unit that began it only."""
    if _everything(actor):
        return Case.objects.all()
    if actor.unit is None:
        return Case.objects.none()
    taking_part = Participant.objects.filter(unit=actor.unit).values("case")
    mine = Case.objects.filter(pk__in=taking_part)
    return mine.exclude(~Q(starter=actor.unit), state="draft")


def case(actor: Actor, key: str, *, lock: bool = False) -> Case:
    """One of their cases.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    rows = cases(actor)
    if lock:
        # Not against rows that refer to it: a worker that holds a deadline of this case must be able to
        # write its notice while an act that holds the case waits for the deadline.
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(key=key).select_related(*([] if lock else ["subject", "starter"])).first()
    if found is None:
        raise NotThere(f"没有办件“{key[:40]}”", _HOME)
    if lock and found.subject_id is not None:
        # What is checked on an entry must still hold when it is acted upon: one act on it at a time.
        found.subject = Entry.objects.select_for_update(no_key=True).get(pk=found.subject_id)
    return found


def tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks that an actor's unit owes or owed."""
    if _everything(actor):
        return Task.objects.all()
    if actor.unit is None:
        return Task.objects.none()
    return Task.objects.filter(unit=actor.unit)


def entries(actor: Actor, register: str = "") -> QuerySet[Entry]:
    """The register entries an actor may see: those of its unit."""
    if _everything(actor):
        rows = Entry.objects.all()
    elif actor.unit is None:
        rows = Entry.objects.none()
    else:
        own = Entry.objects.filter(units__unit=actor.unit).values_list("pk", flat=True)
        rows = Entry.objects.filter(pk__in=own)
    return rows.filter(register=register) if register else rows


def entry(actor: Actor, register: str, key: str) -> Entry:
    """One of their entries.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = entries(actor, register).filter(key=key).first()
    if found is None:
        raise NotThere(f"没有登记“{key[:40]}”", "请从“名录台账”里打开")
    return found


def accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts an actor may see: its unit's own, those of its entries, those it was named for."""
    if _everything(actor):
        return Account.objects.all()
    if actor.unit is None:
        return Account.objects.none()
    mine = EntryAccount.objects.filter(entry__units__unit=actor.unit).values("account")
    named = AccountUnit.objects.filter(unit=actor.unit).values("account")
    return Account.objects.filter(Q(owner=actor.unit) | Q(code__in=mine) | Q(code__in=named))


def account(actor: Actor, code: str) -> Account:
    """One of their accounts.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = accounts(actor).filter(code=code).first()
    if found is None:
        raise NotThere(f"没有账户“{code[:60]}”", "请从“账簿”里打开")
    return found


def attachment(actor: Actor, number: int) -> Attachment:
    """A material of one of their cases.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = Attachment.objects.filter(pk=number, removed=None, case__in=cases(actor)).first()
    if found is None:
        raise NotThere("没有这份材料", _HOME)
    return found


def paper(actor: Actor, number: int) -> IssuedPaper:
    """A paper of one of their cases.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = (
        IssuedPaper.objects.filter(pk=number, case__in=cases(actor)).select_related("case").first()
    )
    if found is None:
        raise NotThere("没有这份文书", _HOME)
    return found


def notices(actor: Actor) -> QuerySet[Notice]:
    """What their unit was told."""
    if actor.unit is None:
        return Notice.objects.none()
    return Notice.objects.filter(unit=actor.unit)


def acting(actor: Actor) -> None:
    """See that they may do more than read.

    Raises:
        NotAllowed: they may not.
    """
    if not actor.acts:
        raise NotAllowed("您在本单位只有查看的权限", "请本单位管理员改为经办人")


def keeping_books(actor: Actor) -> None:
    """See that they may bring bank statements and match them.

    Banks, organs and institutions that see an account may; not the firms and persons whose money it is.

    Raises:
        NotAllowed: they may not.
    """
    acting(actor)
    if actor.unit is not None and actor.unit.kind in ("company", "person"):
        raise NotAllowed("银行对账由开户银行、主管机关或者管理机构办理")
