"""Writing the journal, inside the transaction of what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from luoshi.office.journal import chain
from luoshi.office.journal.errors import JournalError
from luoshi.office.journal.models import Entry

if TYPE_CHECKING:
    from luoshi.office.directory.actors import Actor
    from luoshi.office.directory.models import Unit

_KIND = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NAIVE_UTC
_AT_ONCE = 1000


@dataclass(frozen=True)
class Record:
    """What is to be written down; the arguments of `record`."""

    kind: str
    actor: Actor
    at: datetime
    body: Mapping[str, Any]
    subject: str = ""
    case: str = ""
    unit: Unit | None = None


def record(
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    subject: str = "",
    case: str = "",
    unit: Unit | None = None,
    body: Mapping[str, Any],
) -> Entry:
    """Write down what is being done; it stands if, and only if, the caller's transaction does.

    Args:
        kind: short ASCII name; ``decision`` where the body has the ``receipt`` of a rule's answer.
        actor: who did it.
        at: the office's clock.
        subject: what it is about, in words or by its key.
        case: the key of the case.
        unit: whose matter it is; the actor's unit where none is named.
        body: all of it, as data that JSON can hold.

    Raises:
        JournalError: it cannot be written down.
    """
    entry = _entry(Record(kind, actor, at, body, subject, case, unit))
    entry.save(force_insert=True)
    chain.when_committed()
    return entry


def record_many(records: Iterable[Record]) -> int:
    """Write down many things at once; returns how many.

    Raises:
        JournalError: one of them cannot be written down; then none is.
    """
    entries = [_entry(each) for each in records]
    if entries:
        Entry.objects.bulk_create(entries, batch_size=_AT_ONCE)
        chain.when_committed()
    return len(entries)


def _entry(told: Record) -> Entry:
    if not _KIND.fullmatch(told.kind):
        raise JournalError(f"事项名称“{told.kind[:60]}”不合格式", "用小写字母、数字、点和下划线。")
    if told.at.tzinfo is None:
        raise JournalError("办公时刻没有时区", "请用办公时钟 luoshi.office.clock。")
    actor = told.actor
    unit = told.unit or actor.unit
    entry = Entry(
        kind=told.kind,
        actor_kind=actor.kind,
        actor=_plain(actor.name),
        login=_plain(actor.user.get_username()) if actor.user else "",
        actor_unit=actor.unit.code if actor.unit else "",
        unit=unit.code if unit else "",
        subject=_plain(told.subject),
        case=_plain(told.case),
        at=told.at,
        recorded=datetime.now(UTC),
        text=canonical(told.body),
    )
    entry.digest = digest_of(entry)
    return entry


def digest_of(entry: Entry) -> str:
    """The hash of all that an entry says, from its fields."""
    fields = (
        entry.kind, entry.actor_kind, entry.actor, entry.login, entry.actor_unit, entry.unit,
        entry.subject, entry.case, chain.written(entry.at), chain.written(entry.recorded),
    )  # fmt: skip
    return chain.digest(fields, entry.text)


def canonical(body: Mapping[str, Any]) -> str:
    """JSON with sorted names and no blanks: the same data is the same text.

    Raises:
        JournalError: JSON cannot hold it.
    """
    try:
        return orjson.dumps(body, default=_as_json, option=_OPTIONS).decode()
    except TypeError as error:
        raise JournalError(
            f"内容写不进办事日志：{error}", "请只用文字、数、真假、日期、列表和对象。"
        ) from error


def _as_json(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    raise TypeError(type(value).__name__)


def _plain(text: str) -> str:
    """Text that both databases can hold and give back as it was."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise JournalError("文字的编码有误，写不进办事日志", "请改为正常的文字。") from error
    if "\0" in text:
        raise JournalError("文字中有空字符，写不进办事日志", "请删去空字符。")
    return text
