"""A case as the functions of its procedure see it (:class:`luoshi.procedures.View`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import calendar
from luoshi.office.cases.models import Attachment, Case, Entry, Participant
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.errors import LedgerError
from luoshi.office.ledgers.statements import statement
from luoshi.procedures import Party, Procedure
from luoshi.rules.errors import BadPolicy


class CaseView:
    """One case under an act: its data grows while decisions are made; nothing is written here."""

    def __init__(self, case: Case, procedure: Procedure, now: datetime, reasons: str = "") -> None:
        self.case = case
        self.procedure = procedure
        self.data: dict[str, Any] = dict(case.data)
        self._now = now
        self.reasons = reasons
        self._parties: dict[str, Unit] | None = None

    @property
    def key(self) -> str:
        """The number of the case."""
        return self.case.key

    @property
    def subject(self) -> Mapping[str, Any]:
        """The data of the entry that the case is about, with its ``state``."""
        entry = self.case.subject
        return {**entry.data, "state": entry.state} if entry else {}

    @property
    def subject_key(self) -> str:
        """Its key."""
        return self.case.subject.key if self.case.subject else ""

    @property
    def now(self) -> datetime:
        """The moment of the act, as it is read here."""
        return self._now.astimezone(clock.HERE)

    @property
    def today(self) -> date:
        """Its day, by the office's clock."""
        return self.now.date()

    def event(self, name: str) -> datetime | None:
        """When an event of this case happened."""
        if name == "opened":
            return self.case.opened
        found = self.case.events.get(name)
        return datetime.fromisoformat(found) if found else None

    @property
    def parties(self) -> dict[str, Unit]:
        """The units of the case, by role."""
        if self._parties is None:
            rows = Participant.objects.filter(case=self.case).select_related("unit")
            self._parties = {each.role: each.unit for each in rows}
        return self._parties

    def forget_parties(self) -> None:
        """Look again who takes part."""
        self._parties = None

    def unit(self, role: str) -> Unit | None:
        """The unit in a role, if there is one."""
        return self.parties.get(role)

    def party(self, role: str) -> Party:
        """The unit that plays a role in this case; without a name where there is none yet."""
        unit = self.parties.get(role)
        return Party(unit.code, unit.name) if unit else Party("", "")

    def _register(self, register: str) -> str:
        return register if "." in register else f"{self.procedure.policy.key}.{register}"

    def entry(self, register: str, key: str) -> Mapping[str, Any] | None:
        """The data of an entry of a register of this document, with its ``state``."""
        found = Entry.objects.filter(register=self._register(register), key=key).first()
        return {**found.data, "state": found.state} if found else None

    def entries(self, register: str, **equal: object) -> Sequence[Mapping[str, Any]]:
        """The data, ``key`` and ``state`` of the entries whose fields have these values."""
        rows = Entry.objects.filter(register=self._register(register))
        if state := equal.pop("state", None):
            rows = rows.filter(state=state)
        rows = rows.filter(**{f"data__{name}": value for name, value in equal.items()})
        return [{**each.data, "key": each.key, "state": each.state} for each in rows.order_by("pk")]

    def balance(self, account: str, on: date | None = None) -> int:
        """The balance of an account in fen, now or at the end of a day; 0 where it does not exist."""
        try:
            return ledgers.balance(account) if on is None else statement(account, on, on).closing
        except LedgerError:
            return 0

    def available(self, account: str) -> int:
        """What of a balance is not held; 0 where the account does not exist."""
        try:
            return ledgers.available(account)
        except LedgerError:
            return 0

    def turnover(self, account: str, memo: str = "") -> tuple[int, int]:
        """What came in and what went out of an account in fen."""
        try:
            return ledgers.turnover(account, memo)
        except LedgerError:
            return 0, 0

    def provided(self, material: str) -> bool:
        """Whether a material is there and was not sent back."""
        return Attachment.objects.filter(
            case=self.case, material=material, removed=None, returned=""
        ).exists()

    def workdays(self, start: date, end: date) -> int:
        """The working days after one day up to and with another."""
        return calendar.present().between(start, end)

    def next_workday(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        return calendar.present().next_workday(day)

    def others(self, procedure: str) -> Sequence[Mapping[str, Any]]:
        """The other cases of a procedure of this document on the same subject."""
        key = f"{self.procedure.policy.key}.{procedure}"
        if self.case.subject_id is None:
            return []
        rows = Case.objects.filter(procedure=key, subject_id=self.case.subject_id).exclude(
            pk=self.case.pk
        )
        return [
            {**each.data, "key": each.key, "state": each.state, "ended": each.ended}
            for each in rows.order_by("pk")
        ]

    def standing(self, classifier: str, place: str = "") -> Mapping[str, Any]:
        """What the readings say now, by a classifier of this document; empty where nothing was judged."""
        from luoshi.office.alerts import standing

        return standing.told(self.procedure.policy.key, classifier, place, self)

    def alert(self, plan: str, area: str = "") -> Mapping[str, Any]:
        """The alert of a plan of this document that is in force, the one of this case first."""
        from luoshi.office.alerts import standing

        return standing.alert(f"{self.procedure.policy.key}.{plan}", area, self)

    def facts(self, given: Mapping[str, object]) -> dict[str, object]:
        """Facts for a rule: what is empty is left out, so that the rule asks for it."""
        return {name: value for name, value in given.items() if value is not None and value != ""}


def of(case: Case, procedure: Procedure, now: datetime, reasons: str = "") -> CaseView:
    """The view of a case.

    Raises:
        BadPolicy: the case belongs to another procedure.
    """
    if case.procedure != procedure.whole_key:
        raise BadPolicy(f"办件 {case.key} 不属于程序 {procedure.whole_key}")
    return CaseView(case, procedure, now, reasons)
