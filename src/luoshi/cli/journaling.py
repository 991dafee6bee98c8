"""``luoshi journal`` and ``luoshi replay``: what was done, whether it is whole, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from luoshi import office
from luoshi.cli.failure import FAILED
from luoshi.cli.screen import Page, dumped, note, print_json, progress, put

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rich.progress import Progress

    from luoshi.office.journal.findings import Verification
    from luoshi.office.journal.models import Entry
    from luoshi.office.journal.replay import Difference, Replay

_LATEST = 100
_SHOWN = 20
_APART = timedelta(minutes=1)
_LENGTH = 60


def journal(case: str, unit: str, since: date | None, as_json: bool) -> None:
    """List entries: all of them for a program, the latest for people."""
    office.migrate()
    from luoshi.office.journal import queries

    found = queries.entries(case=case, unit=_code(unit), since=since)
    if as_json:
        _print_list(queries.shape(each) for each in found.iterator(chunk_size=1000))
    else:
        _lay(found)


def _code(unit: str) -> str:
    """The code of a unit; what is left in the journal of a unit that is no more is found by its code."""
    if not unit:
        return ""
    from luoshi.office.directory import units
    from luoshi.office.directory.errors import NoUnit
    from luoshi.office.journal.models import Entry

    try:
        return units.find(unit).code
    except NoUnit:
        if Entry.objects.filter(unit=unit).exists():
            return unit
        raise


def _print_list(entries: Iterable[dict[str, Any]]) -> None:
    """A list that is never held as a whole."""
    before = "[\n"
    for entry in entries:
        put(before + dumped(entry))
        before = ",\n"
    put("[]\n" if before == "[\n" else "\n]\n")


def _lay(found: QuerySet[Entry]) -> None:
    total = found.count()
    latest = list(islice(found.order_by("-id"), _LATEST))[::-1]
    if not latest:
        note("没有这样的记事。")
        return
    columns = ("链", "时刻", "行为人", "单位", "事项", "办件", "对象", "内容")
    Page().table(columns, (_row(each) for each in latest))
    if total > len(latest):
        note(
            f"共 {total} 条，这是最近的 {len(latest)} 条；全部见 --json，或用 --case、--since 缩小。"
        )


def _row(entry: Entry) -> tuple[object, ...]:
    at = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
    if abs(entry.at - entry.recorded) > _APART:
        at += f"（本机 {entry.recorded.astimezone():%Y-%m-%d %H:%M}）"
    who = f"{entry.actor}（{entry.login}）" if entry.login else entry.actor
    return (
        entry.n or "未入链", at, who, entry.unit or entry.actor_unit, entry.kind, entry.case,
        entry.subject, _gist(entry.body),
    )  # fmt: skip


def _gist(body: Any) -> str:
    """The beginning of what a body says; of a decision its rule and result."""
    receipt: Any = body.get("receipt")
    if isinstance(receipt, dict) and "rule" in receipt:
        receipt = cast("dict[str, Any]", receipt)
        return f"{receipt['rule']} = {receipt.get('result')}"
    told = "，".join(f"{name}={value}" for name, value in body.items())
    return told if len(told) <= _LENGTH else told[:_LENGTH] + "…"


def verify(as_json: bool) -> int:
    """Examine the whole journal; returns the exit code."""
    office.migrate()
    from luoshi.office import proof
    from luoshi.office.journal import chain, verification

    with _counting("核验", chain.end().n, as_json) as tick:
        found = verification.verify(tick)
    books = proof.check()
    if as_json:
        print_json({**found.as_json(), "sound": found.sound and not books, "books": books})
    else:
        _lay_verification(found)
        _lay_books(books)
    return 0 if found.sound and not books else FAILED


def _lay_books(books: list[str]) -> None:
    page = Page()
    if not books:
        page.say(("✓ ", "green"), "账、文书和材料与日志所记一致。")
        return
    page.say(("✗ ", "bold red"), f"账、文书或材料与日志所记不同 {len(books)} 处：")
    for each in books[:_SHOWN]:
        page.say(each, indent=6)
    if len(books) > _SHOWN:
        page.say("…… 其余见 --json", indent=6)


def _lay_verification(found: Verification) -> None:
    from luoshi.office.journal.findings import HARMLESS, KINDS

    page = Page()
    n, link = found.head
    if found.sound:
        page.say(("✓ ", "green"), f"共 {found.entries} 条记事，内容和次序与写入时一致。")
    else:
        page.say(("✗ ", "bold red"), f"共 {found.entries} 条记事，与写入时不一致：")
    for kind, label in KINDS.items():
        if not found.counts[kind]:
            continue
        mark = ("! ", "yellow") if kind in HARMLESS else ("✗ ", "bold red")
        page.say(mark, (label, "bold"), f" {found.counts[kind]} 处", indent=2)
        of_kind = [each for each in found.findings if each.kind == kind]
        for each in of_kind[:_SHOWN]:
            place = f"第 {each.n} 条：" if each.n and each.entry else ""
            page.say(f"{place}{each.what}" + _numbered(each.entry), indent=6)
        if found.counts[kind] > _SHOWN < len(of_kind):
            page.say("…… 其余见 --json", indent=6)
    if n:
        page.say(f"链头：第 {n} 条 {link}", indent=2)
    if not found.sound:
        page.say(
            "请先备份数据库和数据目录，再与最近一次完好的备份逐条对照；办法见 docs/journal.md。"
        )


def _numbered(entry: int | None) -> str:
    return "" if entry is None else f"（编号 {entry}）"


def replay(since: date | None, as_json: bool) -> int:
    """Ask every decision again; returns the exit code."""
    office.migrate()
    from luoshi.office.journal import replay as again

    with _counting("复算", again.count(since), as_json) as tick:
        told = again.replay(since, tick)
    if as_json:
        print_json(told.as_json())
    else:
        _lay_replay(told)
    return 0 if told.sound else FAILED


def _lay_replay(told: Replay) -> None:
    page = Page()
    mark = ("✓ ", "green") if told.sound else ("✗ ", "bold red")
    page.say(mark, f"共 {told.decisions} 个决定：结果相同 {told.same}，不同 {told.differing}，"
             f"回执被改动 {told.altered}，不由规则作出 {told.without}。")  # fmt: skip
    if told.moved:
        page.say(f"其中 {told.moved} 个的规则或原文变了，结果仍相同。", indent=2)
    _lay_differences(page, "结果不同", told.differing, told.differences)
    _lay_differences(page, "回执被改动", told.altered, told.alterations)


def _lay_differences(page: Page, label: str, times: int, found: Sequence[Difference]) -> None:
    for each in found[:_SHOWN]:
        page.say(
            ("✗ ", "bold red"), (label, "bold"),
            f"  {each.at[:10]}  {each.case}  {each.rule}" + _numbered(each.entry),
        )  # fmt: skip
        if each.then is not None or each.now is not None:
            page.say(f"当时 {_plain(each.then)}，如今 {_plain(each.now)}", indent=4)
        page.say("；".join(each.why), indent=4)
    if times > _SHOWN:
        page.say(f"…… 共 {times} 个，其余见 --json")


def _plain(value: Any) -> str:
    if value is None:
        return "（没有结果）"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


@contextmanager
def _counting(label: str, total: int, quiet: bool) -> Generator[Callable[[int], None]]:
    """A progress bar, moved by whoever is told the counts."""
    bar: Progress
    with progress(quiet) as bar:
        task = bar.add_task(label, total=total)

        def tick(count: int) -> None:
            bar.advance(task, count)

        yield tick
