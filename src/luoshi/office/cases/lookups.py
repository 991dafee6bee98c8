"""What a code (二维码) shows to whoever holds it: the entry, its balance, its records; else a warning.

The code is the permission: nobody signs in. So only what is named here is shown, and of a register
that is not named here only what its document orders to be published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.office import clock, rulebook
from luoshi.office.cases import decisions, public, shapes
from luoshi.office.cases.models import Entry
from luoshi.office.ledgers.models import Account
from luoshi.policies import acting
from luoshi.procedures import Procedure, Register, yuan
from luoshi.rules.errors import RuleError

MOST_RECORDS = 500
_BLANKS = re.compile(r"[\s\-—·]+")


@dataclass(frozen=True)
class Lookup:
    """What the holder of a code of one register may see.

    Attributes:
        fields: of the entry; ``records`` the register of its records, whose field ``by`` holds its key.
        account: how the code of its account is made of the entry's data and key.
        clause: the clause that orders the look-up.
        next: procedures that the holder may begin with the code.
        destroyed: the state in which the records were destroyed and are shown no more.
    """

    clause: str
    fields: tuple[str, ...]
    records: str
    by: str
    record_fields: tuple[str, ...]
    account: str
    next: tuple[str, ...]
    destroyed: str = ""


LOOKUPS: Mapping[str, Lookup] = {
    "jinan.prepaid_cards.cards": Lookup(
        clause="七", fields=("issuer_name", "name", "bought_on", "price"),
        records="jinan.prepaid_cards.spending", by="card",
        record_fields=("spent_on", "what", "amount", "left"), account="card:{issuer}:{key}",
        next=("jinan.prepaid_cards.refund", "jinan.prepaid_cards.complaint"),
        destroyed="交易信息已销毁",
    ),
}  # fmt: skip

WARNING = "jinan.prepaid_cards.scan_result"
"""The rule that says what is shown where a code cannot be found."""
REPORT = "jinan.prepaid_cards.report_unfiled"


@dataclass(frozen=True)
class Found:
    """What a code shows.

    Attributes:
        name: of the entry, and its state, where they may be seen.
        balance: in fen; None where the register has no account, or none was opened yet.
        next: the procedures that can be begun with the code: key and label.
        clause: address of the clause that orders it.
    """

    register: Register
    entry: Entry
    name: str
    state: str
    data: list[dict[str, Any]]
    balance: int | None
    records: list[dict[str, Any]]
    more: int
    next: list[tuple[str, str]]
    clause: str

    def as_json(self) -> dict[str, Any]:
        """The same as data; the balance in 元."""
        return {
            "found": True, "register": self.entry.register, "label": self.register.label,
            "name": self.name, "state": self.state, "data": self.data,
            "balance": None if self.balance is None else yuan(self.balance),
            "records": [
                {each["name"]: each["value"] for each in record["data"]} for record in self.records
            ],
            "left_out": self.more, "procedures": [key for key, _ in self.next],
            "clause": self.clause, "sample": self.entry.sample,
        }  # fmt: skip


@dataclass(frozen=True)
class Warned:
    """What is shown where a code belongs to nothing that was filed (非合规提示)."""

    words: str
    clause: str
    procedure: str
    in_force: bool
    why: str

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "found": False, "warning": self.words, "clause": self.clause, "report": self.procedure,
            "in_force": self.in_force, "why": self.why,
        }  # fmt: skip


def tidy(code: str) -> str:
    """A code as it is kept: people type blanks, hyphens and small letters."""
    return _BLANKS.sub("", code[:80]).upper()


def look_up(code: str) -> Found | None:
    """What a code shows; None where it belongs to nothing."""
    wanted = tidy(code)
    if not wanted.isascii() or not wanted.isalnum():
        return None
    found = public.by_code(wanted)
    if found is None:
        return None
    register, entry = found
    rule = LOOKUPS.get(entry.register)
    if rule is None:
        return _published(register, entry)
    records, more = _records(rule, entry)
    return Found(
        register, entry, entry.name, entry.state, _fields(entry.data, register, rule.fields),
        _balance(rule, entry), records, more, _next(rule), register.policy.address(rule.clause),
    )  # fmt: skip


def _published(register: Register, entry: Entry) -> Found:
    """What may be seen of an entry of which the document says only what is published."""
    told = register.public
    shown = told is not None and (told.only is None or told.only(entry.data, entry.state))
    fields = told.fields if told and shown else ()
    clause = told.clause if told else register.clause
    data = _fields(entry.data, register, fields)
    name = str(entry.data.get("name", "")) if "name" in fields else ""
    address = register.policy.address(clause)
    return Found(register, entry, name, "", data, None, [], 0, [], address)


def _fields(
    data: Mapping[str, Any], register: Register, names: Sequence[str]
) -> list[dict[str, Any]]:
    declared = register.fields.declared()
    return [
        {"name": name, "label": declared[name].label, "kind": declared[name].kind,
         "value": data[name], "shown": shapes.shown(data[name])}
        for name in names
        if name in data
    ]  # fmt: skip


def _balance(rule: Lookup, entry: Entry) -> int | None:
    try:
        code = rule.account.format(**{**entry.data, "key": entry.key})
    except (KeyError, IndexError):
        return None
    return Account.objects.filter(code=code).values_list("balance", flat=True).first()


def _records(rule: Lookup, entry: Entry) -> tuple[list[dict[str, Any]], int]:
    """The records of an entry, the newest first; and how many older ones are left out."""
    register = acting.registers().get(rule.records)
    if register is None or (rule.destroyed and entry.state == rule.destroyed):
        return [], 0
    rows = Entry.objects.filter(register=rule.records, **{f"data__{rule.by}": entry.key})
    told = [
        {"data": _fields(each.data, register, rule.record_fields)}
        for each in rows.order_by("-pk")[:MOST_RECORDS]
    ]
    return told, rows.count() - len(told)


def _next(rule: Lookup) -> list[tuple[str, str]]:
    known: Mapping[str, Procedure] = acting.procedures()
    return [(key, known[key].label) for key in rule.next if key in known]


def warning() -> Warned | None:
    """The warning of the document that knows codes; None where none of the kind is encoded."""
    procedure = acting.procedures().get(REPORT)
    if procedure is None:
        return None
    policy = procedure.policy
    state = policy.state_on(clock.today())
    body = {
        "facts": {"scannable": False}, "on": clock.today().isoformat(),
        "readings": decisions.readings_of(policy.key), "even_if_not_in_force": True,
    }  # fmt: skip
    try:
        told = rulebook.answer(rulebook.question_of(WARNING, body))
    except RuleError:
        return None
    return Warned(str(told["result"]), policy.address("七"), REPORT, state.in_force, state.why)
