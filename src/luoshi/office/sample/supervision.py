"""Supervision in the specimen city (样例城市督办): duties of its gazette in every stage, one late, one near its day.

Where the archive holds the specimen gazette, the items come from its findings, confirmed as anybody's are; in an
office with other gazettes they are entered by hand with the gist of the clause. Their days are not the gazette's
but counted from today, and say so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from luoshi.office import clock
from luoshi.office.archive import queries
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.duties import finding, lights, reviewing, service
from luoshi.office.duties.models import OPEN, Actual, Found, Item
from luoshi.office.duties.resolving import Names
from luoshi.office.sample.book import PAPER, Book

_log = logging.getLogger(__name__)
Done = TypeVar("Done")
LABEL = "云麓市督办（样例城市）"
OFFICE, BUILDING, MONEY, FOREST = "yunlu-dcs", "yunlu-zjj", "yunlu-czj", "yunlu-lyj"
HEFENG, SONGBEI = "hefeng-zjj", "songbei-zjj"
_BAMBOO, _HOMES = "麓政发〔2025〕7号", "麓政办发〔2025〕13号"
_TITLES = {
    _BAMBOO: "云麓市人民政府关于促进竹产业高质量发展的意见",
    _HOMES: "云麓市人民政府办公室关于印发云麓市城镇老旧小区改造提升行动计划（2025—2027年）的通知",
}
_FILE = ("样例-佐证材料.pdf", PAPER)
_DAYS = 45
"""How long ago the first of them was registered."""
_MONTHLY = 5
"""The day of the month of the one that comes back."""


@dataclass(frozen=True)
class _Plan:
    """One item: its clause, a gist of it in our own words, who leads and assists, its day from today."""

    document: str
    place: str
    text: str
    lead: str
    assist: tuple[str, ...] = ()
    due: int | None = None
    rule: str = ""
    leader: str = "样例·分管副市长"
    correct: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def address(self) -> str:
        return f"{self.document} {self.place}"


_LIFTS = _Plan(_HOMES, "二（一）3", "样例：老旧小区加装电梯", BUILDING, (MONEY,), due=60)
_QUALITY = _Plan(_HOMES, "三（三）", "样例：隐蔽工程验收和质量保修", BUILDING, due=-5)
_MANAGED = _Plan(_HOMES, "二（三）", "样例：改造后的小区落实长效管理", BUILDING, due=30)
_PIPES = _Plan(_HOMES, "二（一）1", "样例：更新供水管线", BUILDING)
_FUND = _Plan(
    _BAMBOO, "五（十二）", "样例：制定竹产业补助资金管理办法", MONEY, (FOREST,), due=2,
    leader="样例·副秘书长", correct={"assist": ["市林业局"]},
)  # fmt: skip
_GROVES = _Plan(
    _BAMBOO, "二（三）", "样例：改造低产竹林", FOREST, (MONEY,), due=10, leader="样例·副秘书长"
)
_LOCUSTS = _Plan(_BAMBOO, "二（五）", "样例：建立竹蝗监测点", FOREST, due=6, leader="样例·副秘书长")
_PROGRESS = _Plan(
    _HOMES, "三（一）", "样例：每月汇总改造进度", BUILDING, rule=f"FREQ=MONTHLY;BYMONTHDAY={_MONTHLY}"
)  # fmt: skip


def start(now: datetime) -> datetime:
    """A morning, when the first of them was registered."""
    day = now.astimezone(clock.HERE) - timedelta(days=_DAYS)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def load(book: Book) -> None:
    """The supervision office, whom it supervises, and what has become of each item so far."""
    _units(book)
    desk = _Desk(book)
    _divided(desk)
    _late(desk)
    _near(desk)
    _reported(desk)
    _returned(desk)
    _coming_back(desk)
    desk.registered(_MANAGED, 1)
    desk.reviewed(_PIPES, 1)
    lights.relight(clock.today())


def _units(book: Book) -> None:
    book.unit(OFFICE, "云麓市人民政府督查室", "agency", DUTIES_OFFICE, level="city", place="云麓市",
              aliases=("云麓市政府督查室",))  # fmt: skip
    book.unit(BUILDING, "云麓市住房和城乡建设局", "agency", level="city", place="云麓市",
              aliases=("云麓市住房城乡建设局",))  # fmt: skip
    book.unit(MONEY, "云麓市财政局", "agency", level="city", place="云麓市")
    book.unit(FOREST, "云麓市林业局", "agency", level="city", place="云麓市")
    for code, place in ((HEFENG, "禾丰县"), (SONGBEI, "松陂县")):
        book.unit(code, f"{place}住房和城乡建设局", "agency", level="county", place=place, parent=BUILDING)  # fmt: skip


# ---- what has become of each -----------------------------------------------------------------------------


def _divided(desk: _Desk) -> None:
    item = desk.assigned(_LIFTS, 40)
    desk.act(39, BUILDING, service.accept, item)
    desk.act(39, MONEY, service.accept, item)
    pieces = [
        (desk.unit(code), f"样例：{place}的加装电梯", desk.day(20))
        for code, place in ((HEFENG, "禾丰县"), (SONGBEI, "松陂县"))
    ]
    first, _ = desk.act(37, BUILDING, service.divide, item, pieces)
    desk.act(36, HEFENG, service.accept, first)
    desk.act(10, HEFENG, service.track, first, 30, "样例：已完成选址和意见征集")
    desk.act(9, BUILDING, service.track, item, 35, "样例：禾丰县已开工，松陂县尚未签收")


def _late(desk: _Desk) -> None:
    item = desk.assigned(_QUALITY, 35)
    desk.act(34, BUILDING, service.accept, item)
    desk.act(12, BUILDING, service.track, item, 60, "样例：已抽查一半在建小区", [_FILE])
    desk.act(6, BUILDING, service.ask_extension, item, desk.day(10), "样例：连续降雨，两个小区停工")


def _near(desk: _Desk) -> None:
    item = desk.assigned(_FUND, 20)
    desk.act(19, MONEY, service.accept, item)
    desk.act(18, FOREST, service.accept, item)
    desk.act(5, MONEY, service.track, item, 80, "样例：已形成送审稿")
    desk.act(4, OFFICE, service.comment, item, "样例：请抓紧征求县（区）意见")


def _reported(desk: _Desk) -> None:
    item = desk.assigned(_GROVES, 30)
    desk.act(29, FOREST, service.accept, item)
    desk.act(15, FOREST, service.track, item, 90, "样例：改造面积过九成")
    desk.act(2, FOREST, service.report, item, "样例：本年度任务已完成，请核查", [_FILE])


def _returned(desk: _Desk) -> None:
    item = desk.assigned(_LOCUSTS, 25)
    desk.act(24, FOREST, service.accept, item)
    desk.act(6, FOREST, service.report, item, "样例：监测点已建成")
    desk.act(4, OFFICE, service.return_back, item, "样例：请补充监测点清单")


def _coming_back(desk: _Desk) -> None:
    """One month reported in time, checked and marked; the next one has been opened by that."""
    last = desk.today.replace(day=_MONTHLY)
    if last >= desk.today:
        last = (last.replace(day=1) - timedelta(days=1)).replace(day=_MONTHLY)
    ago = (desk.today - last).days
    item = desk.assigned(replace(_PROGRESS, due=-ago), _DAYS - 1)
    desk.act(_DAYS - 2, BUILDING, service.accept, item)
    desk.act(ago + 1, BUILDING, service.report, item, "样例：本月进度已汇总报送", [_FILE])
    desk.act(ago, OFFICE, service.close, item, "样例：属实")
    desk.act(ago, OFFICE, service.evaluate, item, "好", "样例：报送及时")


class _Desk:
    """The supervision office on the days before today."""

    def __init__(self, book: Book) -> None:
        self.book, self.today = book, clock.today()
        self._findings, self._names = _findings(), Names.load(sample=True)

    def day(self, days: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=days)

    def unit(self, code: str) -> Unit:
        """A unit of this sample."""
        unit = self.book.actor(code).unit
        assert unit is not None  # everybody in a sample acts for one
        return unit

    @contextmanager
    def _on(self, ago: int) -> Iterator[Actor]:
        """So many days ago, as the supervision office."""
        with clock.at(self.book.at + timedelta(days=_DAYS - ago)):
            yield self.book.actor(OFFICE)

    def act(self, ago: int, who: str, do: Callable[..., Done], item: Item, *given: Any) -> Done:
        """Let a unit act on an item so many days ago."""
        with self._on(ago):
            return do(self.book.actor(who), item, *given)

    def reviewed(self, plan: _Plan, ago: int) -> Found | None:
        """The finding of a clause, confirmed or corrected; None where the archive has none that is free."""
        found = self._findings.get(plan.address)
        if found is None or found.state != "found":
            return found
        with self._on(ago) as office:
            if plan.correct:
                return reviewing.correct(found, plan.correct, office, found.version)
            return reviewing.confirm(found, office, found.version)

    def registered(self, plan: _Plan, ago: int) -> Item:
        """Registered (立项), from the finding of its clause if there is one."""
        found = self.reviewed(plan, ago)
        given = service.Fields(
            plan.text, document=plan.document, title=_TITLES[plan.document], address=plan.address,
            clause=plan.text,
        )  # fmt: skip
        if found is not None:
            given = service.fields_of(found, self._names)
        printed = f"（原文：{given.due_words}）" if given.due_words else ""
        with self._on(ago) as office:
            return service.register(office, replace(
                given, lead=self.unit(plan.lead), assist=tuple(map(self.unit, plan.assist)),
                due=None if plan.due is None else self.day(plan.due), due_words=f"样例时限{printed}",
                recurrence=plan.rule, leader=plan.leader, doubts=(),
            ))  # fmt: skip

    def assigned(self, plan: _Plan, ago: int) -> Item:
        """Registered and assigned (交办)."""
        return self.act(ago, OFFICE, service.assign, self.registered(plan, ago))


def _findings() -> dict[str, Found]:
    """The duties of the specimen gazette that nothing runs of, by clause; none where the archive lacks it."""
    try:
        issue = queries.document(_HOMES).version.issue
        finding.refresh(issue)
    except queries.NotFound:
        return {}
    except Exception:  # noqa: BLE001 - a fault in the grammar must keep no sample out
        _log.exception("样例公报的责任没有提取，样例改为手工立项")
        return {}
    running = Item.objects.filter(found__issue=issue, stage__in=["registered", *OPEN])
    rows = finding.found("duty", issue=issue).exclude(pk__in=running.values("found"))
    return {row.address: row for row in rows.order_by("-position")}


# ---- removed ---------------------------------------------------------------------------------------------


def remove(reviewers: list[str]) -> None:
    """Take the sample items away with all that hangs on them, and take back what sample people reviewed.

    Args:
        reviewers: the names of the people of the samples.
    """
    Item.objects.filter(sample=True).delete()
    Actual.objects.filter(unit__sample=True).delete()
    for row in Found.objects.filter(reviewer__in=reviewers):
        _unreviewed(row)


def _unreviewed(row: Found) -> None:
    if row.data:
        while row.state != "found":  # a rejected one that was corrected before takes two
            row = reviewing.undo(row, SHELL, row.version)
    if (row.gone or not row.data) and not row.items.exists() and not row.actuals.exists():
        row.delete()  # it was kept only because a sample had it
