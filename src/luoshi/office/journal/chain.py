"""The chain (链): each entry's own hash, and the link that binds it to all before it.

Writers never wait for each other: an entry is inserted with its digest inside the writer's transaction.
Once that is committed, one sealer at a time gives every committed entry its place and its link.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection, transaction

from luoshi.office.journal import headfile
from luoshi.office.journal.headfile import End
from luoshi.office.journal.models import Entry, Head

FIRST = "0" * 64
"""What stands for the link before the first."""

_LOCK = 0x4A4F55524E414C  # any number, as long as nothing else in the database uses it
_BATCH = 1000
_UNREACHED = 2**62  # a place so far off that only a tamperer can have given it
_LOG = logging.getLogger(__name__)

_SEAL_POSTGRES = """UPDATE journal_entry SET n = new.n, link = new.link, sealed = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new(id, n, link)
WHERE journal_entry.id = new.id AND journal_entry.n IS NULL"""
_SEAL_SQLITE = "UPDATE journal_entry SET sealed = %s, n = %s, link = %s WHERE id = %s AND n IS NULL"


def written(moment: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def digest(fields: Sequence[object], body: str) -> str:
    """The hash of all that an entry says.

    It goes over two lines: the fields as a list in JSON (kind, actor_kind, actor, login, actor_unit,
    unit, subject, case, at, recorded), and the body as it is stored.
    """
    return hashlib.sha256(orjson.dumps(fields) + b"\n" + body.encode()).hexdigest()


def link(before: str, n: int, entry: int, own: str, sealed: str) -> str:
    """The hash that binds an entry to all before it."""
    return hashlib.sha256(f"{before}\n{n}\n{entry}\n{own}\n{sealed}".encode()).hexdigest()


def seal() -> int:
    """Give every committed entry its link; returns how many got one.

    Where another is at it nothing is done: that one looks again once it is finished.
    """
    total = 0
    while Entry.objects.filter(n=None).exists():
        done = _seal_some()
        if not done:
            break
        total += done
    return total


def _seal_some() -> int:
    with transaction.atomic():
        if not _alone():
            return 0
        waiting = list(
            Entry.objects.filter(n=None).order_by("id").values_list("id", "digest")[:_BATCH]
        )
        if not waiting:
            return 0
        old = end()
        new = _link_all(old, waiting)
        if not Head.objects.filter(pk=1).update(n=new.n, link=new.link):
            Head.objects.create(pk=1, n=new.n, link=new.link)
        # Not before the commit: a file ahead of its journal would accuse it of a cut.
        transaction.on_commit(lambda: _keep(old, new), robust=True)
    return len(waiting)


def _link_all(old: End, waiting: Sequence[tuple[int, str]]) -> End:
    moment = datetime.now(UTC)
    sealed = written(moment)
    rows: list[tuple[int, int, str]] = []
    n, before = old.n, old.link
    for entry, own in waiting:
        n += 1
        before = link(before, n, entry, own, sealed)
        rows.append((entry, n, before))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ids, numbers, links = (list(column) for column in zip(*rows, strict=True))
            cursor.execute(_SEAL_POSTGRES, [moment, ids, numbers, links])
        else:
            stored = connection.ops.adapt_datetimefield_value(moment)
            cursor.executemany(
                _SEAL_SQLITE, [(stored, number, value, entry) for entry, number, value in rows]
            )
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"sealed {cursor.rowcount} of {len(rows)} entries")
    return End(n, before)


def end() -> End:
    """The last link, by the kept head or by the entries, whichever goes further.

    Where entries were cut off the head still tells where they ended, and the gap stays to be seen; where
    the head was lost the entries tell.
    """
    reached = Entry.objects.filter(n__lt=_UNREACHED).order_by("-n")
    last = reached.values_list("n", "link").first()
    kept = Head.objects.filter(pk=1).values_list("n", "link").first()
    n, value = max(last or (0, FIRST), kept or (0, FIRST), key=lambda each: each[0])
    return End(n, value or FIRST)


def _alone() -> bool:
    """Whether this transaction is the sealer; on SQLite whoever may write is alone already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return cursor.fetchone() == (True,)


def _keep(old: End, new: End) -> None:
    """Write the head into its file, unless the file tells of a journal that this one is not."""
    path = headfile.path()
    with headfile.locked(path):
        try:
            known = headfile.read(path)
        except ValueError:
            known = End(-1, "")
        if known is not None and known != old and not _leads_here(known):
            _LOG.error(
                "日志的链头与文件 %s 不符，文件保持原样。请运行 luoshi journal verify。", path
            )
        elif known is None or known.n < new.n:
            headfile.write(path, new)


def _leads_here(known: End) -> bool:
    """Whether the entry that the file names is still in the chain, with the same link."""
    if known.n == 0:
        return known.link == FIRST
    return Entry.objects.filter(n=known.n, link=known.link).exists()


def when_committed() -> None:
    """See to it that what this transaction records is sealed once it is committed."""
    mine: tuple[Any, ...] = (set(connection.savepoint_ids), _seal_quietly, True)
    # One is enough for any number of entries, as long as the same savepoints decide over it.
    if connection.run_on_commit[-1:] != [mine]:
        transaction.on_commit(_seal_quietly, robust=True)


def _seal_quietly() -> None:
    """What was done stands, sealed or not: what fails here is tried again with the next entry."""
    seal()
