"""Is the journal what was written? Every entry, every link, both ends (日志核验)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from luoshi.office.journal import chain, headfile, rows
from luoshi.office.journal.findings import Verification
from luoshi.office.journal.headfile import End
from luoshi.office.journal.models import Head
from luoshi.office.journal.rows import Row

GRACE = timedelta(minutes=1)
"""So long an entry may wait for its link, and so far two clocks of machines may differ."""

Tick = Callable[[int], None]
_NOTHING = End(0, chain.FIRST)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def verify(tick: Tick | None = None) -> Verification:
    """Examine every entry; then put into the chain what was left outside of it by a crash.

    Args:
        tick: told how many entries were examined since it was last told.
    """
    walk = _Walk(Verification(), tick or (lambda _: None))
    walk.read_file()
    walk.go()
    walk.compare_ends()
    walk.look_outside()
    if connection.vendor == "sqlite":
        walk.count_ids()
    walk.found.head = walk.last.n, walk.last.link
    chain.seal()
    return walk.found


@dataclass
class _Walk:
    """The walk along the chain: where it has come to, and what it saw."""

    found: Verification
    tick: Tick
    last: End = _NOTHING
    fitting: str = chain.FIRST  # the link that the last entry should have had
    last_id: int = 0
    latest: datetime = _LONG_AGO
    ahead: timedelta | None = None  # of the office's clock before the machine's
    file: End | None = None
    file_seen: bool = False
    missing: int = 0

    def read_file(self) -> None:
        """Read first what the file tells: the database may go on meanwhile, but never back."""
        path = headfile.path()
        try:
            self.file = headfile.read(path)
        except (ValueError, OSError):
            self.found.found("head", f"链头文件 {path} 读不出，可能被改动过")
        else:
            if self.file is None:
                self.found.found("file", f"没有链头文件 {path}，截去末尾的记事无从发现")
        self.file_seen = self.file is None or self.file == self.last

    def go(self) -> None:
        """Walk to the end."""
        for batch in rows.chained((self.last.n, self.last_id)):
            for row in batch:
                self.step(row)
            self.tick(len(batch))

    def step(self, row: Row) -> None:
        """Examine one entry."""
        self.found.entries += 1
        if row.own_digest() != row.digest:
            self.found.found("changed", "内容与摘要不符", entry=row.id, n=row.n)
        fits = row.n == self.last.n + 1
        if row.n > self.last.n + 1:
            self.gap(self.last.n + 1, row.n - 1)
        elif not fits:
            self.found.found("link", "链上次序重复", entry=row.id, n=row.n)
        # Of a changed link only its own entry is told, not the one behind it.
        own = row.own_link(self.last.link)
        if fits and row.link != own and row.link != row.own_link(self.fitting):
            self.found.found(
                "link", "链值与前后不符，内容、次序或链值被改动", entry=row.id, n=row.n
            )
        self.look_at_clocks(row)
        self.last, self.fitting, self.last_id = End(row.n, str(row.link)), own, row.id
        if self.file is not None and row.n == self.file.n:
            self.meet_file(row)

    def gap(self, first: int, last: int) -> None:
        """Tell of places of the chain that no entry holds."""
        times = last - first + 1
        self.missing += times
        places = f"第 {first} 条" if times == 1 else f"第 {first} 至 {last} 条"
        self.found.found("missing", f"链上缺{places}", n=first, times=times)

    def look_at_clocks(self, row: Row) -> None:
        """See an entry that was put in later, and a clock that was set back."""
        try:
            at, recorded, sealed = (
                rows.moment(each) for each in (row.at, row.recorded, row.sealed)
            )
        except (TypeError, ValueError):
            return  # told as changed
        if recorded < self.latest - GRACE:
            if sealed - recorded > GRACE:
                self.found.found("inserted", _late(recorded, self.latest), entry=row.id, n=row.n)
            else:
                self.found.found(
                    "clock", _back("本机时钟", self.latest, recorded), entry=row.id, n=row.n
                )
        ahead = at - recorded
        if self.ahead is not None and ahead < self.ahead - GRACE:
            self.found.found(
                "clock", f"办公时钟拨回 {_span(self.ahead - ahead)}", entry=row.id, n=row.n
            )
        self.latest, self.ahead = max(self.latest, recorded), ahead

    def meet_file(self, row: Row) -> None:
        """Compare the entry that the file names."""
        self.file_seen = True
        if self.file is not None and row.link != self.file.link:
            self.found.found(
                "head", "链值与链头文件所记不同，整条链被改写过", entry=row.id, n=row.n
            )

    def compare_ends(self) -> None:
        """Compare where the entries end with the kept head and with the file."""
        kept = self.kept_head()
        if kept is None:
            if self.last.n:
                self.found.found("head", "数据库中没有链头")
        elif kept.n > self.last.n:
            self.gap(self.last.n + 1, kept.n)
        elif kept != self.last:
            self.found.found(
                "head", f"数据库中的链头是第 {kept.n} 条，链止于第 {self.last.n} 条，或链值不同"
            )
        if self.file is None:
            return
        if self.file.n > self.last.n:
            self.found.found(
                "head", f"链头文件记到第 {self.file.n} 条，链止于第 {self.last.n} 条：末尾被截去，"
                "或数据库是旧的备份", n=self.file.n,
            )  # fmt: skip
        elif not self.file_seen:
            self.found.found("head", f"链头文件所记的第 {self.file.n} 条不在链上", n=self.file.n)
        elif self.file.n < self.last.n:
            self.found.found("file", f"链头文件只记到第 {self.file.n} 条，下次入链时补上")

    def kept_head(self) -> End | None:
        """The head in the database, once the walk has come as far as there is something new."""
        while True:
            kept = Head.objects.filter(pk=1).first()
            before = self.last.n
            if kept is None or kept.n <= before:
                return None if kept is None else End(kept.n, kept.link)
            self.go()  # another has sealed meanwhile
            if self.last.n == before:
                return End(kept.n, kept.link)

    def look_outside(self) -> None:
        """Tell of the entries without a link, but of those that were only just recorded."""
        now = datetime.now(UTC)
        for row in rows.unchained():
            if row.own_digest() != row.digest:
                self.found.found("changed", "内容与摘要不符", entry=row.id)
                continue
            recorded = rows.moment(row.recorded)
            if row.link is not None or row.sealed is not None:
                self.found.found("link", "有链值而没有次序", entry=row.id)
            elif now - recorded <= GRACE:
                continue
            elif recorded < self.latest - GRACE:
                self.found.found("inserted", _late(recorded, self.latest), entry=row.id)
            else:
                self.found.found(
                    "unsealed", f"记于 {_shown(recorded)}，尚未入链，现已补上", entry=row.id
                )

    def count_ids(self) -> None:
        """Find what was removed before it had a link: SQLite leaves no number out by itself."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), min(id), max(id),"
                " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'), max(id)) FROM journal_entry"
            )
            count, first, _, given = cursor.fetchone() or (0, 0, 0, 0)
        lost = given - first + 1 - count - self.missing if count else 0
        if lost > 0:
            self.found.found("missing", f"另有 {lost} 个编号没有记事，入链前被删去", times=lost)


def _late(recorded: datetime, latest: datetime) -> str:
    return f"自称记于 {_shown(recorded)}，却在 {_shown(latest)} 的记事之后才入链"


def _back(clock: str, before: datetime, after: datetime) -> str:
    return f"{clock}从 {_shown(before)} 拨回到 {_shown(after)}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 1440} 天" if minutes >= 2880 else f"{minutes} 分钟"
