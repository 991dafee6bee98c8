"""Units from a table: read, shown line by line with what is wrong, and taken in whole or not at all.

The columns are found by their titles: 代码、名称、类别、级别、地方、上级单位、别名、角色. The first three must be
there. A unit whose code is known is changed, every other one is made; nothing is ever taken away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType

from django.db import transaction

from luoshi.office.directory import tables, units
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.models import KINDS, LEVELS, Alias, Unit

COLUMNS: tuple[str, ...] = ("代码", "名称", "类别", "级别", "地方", "上级单位", "别名", "角色")
NEEDED = COLUMNS[:3]
_SEPARATORS = re.compile(r"[、;；|]")
STATES = {"new": "新设", "changed": "更改", "same": "不变", "bad": "有误"}


@dataclass
class Line:
    """A line of the table, what would come of it, and what is wrong with it."""

    number: int
    values: dict[str, str]
    state: str = "new"
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return STATES[self.state]


class _Undo(Exception):
    """Takes back a trial."""


def read(data: bytes, name: str) -> list[Line]:
    """The lines of a table."""
    rows = tables.rows(data, name)
    if not rows:
        raise DirectoryError("表中没有内容", f"第一行写列名：{'、'.join(COLUMNS)}")
    _, titles = rows[0]
    if missing := [title for title in NEEDED if title not in titles]:
        raise DirectoryError(f"缺少列：{'、'.join(missing)}", f"第一行写列名：{'、'.join(COLUMNS)}")
    known = {title: titles.index(title) for title in COLUMNS if title in titles}
    return [
        Line(number, {title: _cell(cells, place) for title, place in known.items()})
        for number, cells in rows[1:]
    ]


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def written(lines: Sequence[Line]) -> str:
    """The lines as CSV again, as the page of the preview holds them."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(line.values for line in lines)
    return stream.getvalue()


def preview(actor: Actor, data: bytes, name: str) -> list[Line]:
    """What would come of a table: tried out in full, then taken back."""
    lines = read(data, name)
    try:
        with transaction.atomic():
            _take_in(actor, lines)
            raise _Undo
    except _Undo:
        return lines


def take_in(actor: Actor, data: bytes, name: str) -> list[Line]:
    """Make and change the units of a table; where one line is wrong, none of them."""
    lines = read(data, name)
    with transaction.atomic():
        _take_in(actor, lines)
        if bad := [line for line in lines if line.errors]:
            first = bad[0]
            raise DirectoryError(
                f"{len(bad)} 行有误，没有导入；第{first.number}行：{first.errors[0]}",
                "请改正后重新导入",
            )
    return lines


def _take_in(actor: Actor, lines: Sequence[Line]) -> None:
    """Units first, then their names, then who stands above whom: the order of lines is free."""
    units.hold_tree()
    made: dict[str, tuple[Line, Unit]] = {}
    for line in lines:
        code = line.values["代码"].strip().lower()
        if code in made:
            _wrong(line, f"代码“{code}”与第{made[code][0].number}行重复")
            continue
        with _Trying(line):
            made[code] = line, _unit(actor, line, code)
    for line, unit in made.values():
        with _Trying(line):
            _name(actor, line, unit)
    for line, unit in made.values():
        with _Trying(line):
            _relate(actor, line, unit)


def _unit(actor: Actor, line: Line, code: str) -> Unit:
    given = line.values
    values = {"name": given["名称"], "kind": units.one_of(given["类别"], KINDS, "类别")}
    if "级别" in given:
        values["level"] = units.one_of(given["级别"] or "不分级", LEVELS, "级别")
    if "地方" in given:
        values["place"] = given["地方"]
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        return units.make(actor, code, values.pop("name"), values.pop("kind"), **values)
    same = units.clean(values["name"], "单位名称", 100) == unit.name and all(
        getattr(unit, name) == value for name, value in values.items()
    )
    line.state = "same" if same else "changed"
    return unit if same else units.change(actor, unit, **values)


def _name(actor: Actor, line: Line, unit: Unit) -> None:
    for name in _several(line.values.get("别名", "")):
        if name != unit.name and not Alias.objects.filter(unit=unit, name=name).exists():
            units.name_also(actor, unit, name)
            _changed(line)


def _relate(actor: Actor, line: Line, unit: Unit) -> None:
    above = line.values.get("上级单位", "").strip()
    if above:
        parent = units.find(above)
        if parent.pk != unit.parent_id:
            units.change(actor, unit, parent=parent)
            _changed(line)
    for role in _several(line.values.get("角色", "")):
        if not unit.roles.filter(role=role).exists():
            units.give_role(actor, unit, role)
            _changed(line)


def _several(written: str) -> list[str]:
    return [name for name in map(str.strip, _SEPARATORS.split(written)) if name]


def _changed(line: Line) -> None:
    if line.state == "same":
        line.state = "changed"


def _wrong(line: Line, what: str) -> None:
    line.state = "bad"
    line.errors.append(what)


class _Trying:
    """Do a line in its own savepoint; what it refuses is written beside it."""

    def __init__(self, line: Line) -> None:
        self.line, self.savepoint = line, transaction.atomic()

    def __enter__(self) -> None:
        self.savepoint.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.savepoint.__exit__(kind, error, trace)
        if isinstance(error, DirectoryError):
            _wrong(self.line, f"{error.what}，{error.remedy}")
            return True
        return False
