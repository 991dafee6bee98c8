"""Units: made, named, moved in their tree, given roles, and found by any of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from luoshi.office.archive.folding import letters
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden, NoUnit
from luoshi.office.directory.journaling import tell
from luoshi.office.directory.models import KINDS, LEVELS, Alias, Unit, UnitRole
from luoshi.office.directory.roles import kinds_of, label_of, role_labels

RESERVED = {"new", "import"}
"""Codes that are addresses of pages."""
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_ROLE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def clean(text: str, what: str, longest: int) -> str:
    """Words of a name without blanks around them; refuses what cannot be seen or is too long."""
    text = " ".join(text.split())
    if not text:
        raise DirectoryError(f"没有填写{what}", f"请填写{what}")
    if _UNSEEN.search(text):
        raise DirectoryError(f"{what}中有看不见的字符", f"请重新输入{what}，不要从别处粘贴")
    if len(text) > longest:
        raise DirectoryError(f"{what}超过 {longest} 个字", f"请缩短{what}")
    return text


# ---- found ---------------------------------------------------------------------------------


def find(name: str) -> Unit:
    """A unit by its code, its name or an alias, however widths and brackets are written."""
    name = " ".join(name.split())
    if exact := _exactly(name):
        return exact
    wanted = letters(name)
    found = {unit for key, unit in _every_name() if wanted and letters(key) == wanted}
    if len(found) == 1:
        return Unit.objects.get(pk=found.pop())
    if found:
        raise NoUnit(f"“{name[:60]}”对应不止一个单位", "请写单位的全称或代码")
    raise NoUnit(f"没有名为“{name[:60]}”的单位", "请核对名称、别名或代码")


def _exactly(name: str) -> Unit | None:
    if not name or "\0" in name:
        return None
    return (
        Unit.objects.filter(code=name).first()
        or Unit.objects.filter(name=name).first()
        or Unit.objects.filter(aliases__name=name).first()
    )


def _every_name() -> list[tuple[str, int]]:
    return [
        *Unit.objects.values_list("name", "id"),
        *Alias.objects.values_list("name", "unit_id"),
    ]


def units_playing(role: str) -> QuerySet[Unit]:
    """The units in use that play a role."""
    return Unit.objects.filter(active=True, roles__role=role)


def plays(unit: Unit, role: str) -> bool:
    """Whether a unit in use plays a role."""
    return unit.active and unit.roles.filter(role=role).exists()


# ---- the tree ------------------------------------------------------------------------------


def above(unit: Unit) -> list[int]:
    """The keys of the units above, the nearest first."""
    found: list[int] = []
    parent = unit.parent_id
    while parent is not None and parent not in found:
        found.append(parent)
        parent = Unit.objects.values_list("parent_id", flat=True).get(pk=parent)
    return found


def below(unit: Unit) -> set[int]:
    """The keys of all units below."""
    found: set[int] = set()
    level = {unit.pk}
    while level:
        rows = Unit.objects.filter(parent_id__in=level).values_list("pk", flat=True)
        level = set(rows) - found - {unit.pk}
        found |= level
    return found


def in_order(units: Sequence[Unit]) -> list[tuple[Unit, int]]:
    """Units as they stand in the tree, each with its depth; one whose parent is absent is a root."""
    there = {unit.pk for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in there else None, []).append(unit)
    found: list[tuple[Unit, int]] = []
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        found.append((unit, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(unit.pk, []))]
    return found


def hold_tree() -> None:
    """Let whoever else moves units wait until this transaction ends: two moves could make a cycle.

    Taken before the rows of the units themselves, so that no two wait for each other.
    """
    Unit.objects.select_for_update().order_by("pk").first()


def _check_place(unit: Unit, parent: Unit | None) -> None:
    """Refuse a cycle."""
    if parent is None:
        return
    parent.refresh_from_db()
    if unit.pk is not None and unit.pk in (parent.pk, *above(parent)):
        raise DirectoryError(
            f"“{parent.name}”就是“{unit.name}”或在其下级，不能作它的上级",
            "请选择不在其下级中的单位作上级",
        )


# ---- made and changed ----------------------------------------------------------------------


def _office_only(actor: Actor) -> None:
    if not actor.runs_office:
        raise Forbidden("只有系统管理员可以设立单位、授予角色", "请联系系统管理员办理")


def make(actor: Actor, code: str, name: str, kind: str, **more: Any) -> Unit:
    """Make a unit; ``level``, ``place``, ``parent`` and ``sample`` may be given."""
    _office_only(actor)
    code = code.strip().lower()
    if not _CODE.fullmatch(code) or code in RESERVED:
        raise DirectoryError(
            f"代码“{code[:40]}”不能使用",
            "请用小写字母、数字、- 和 _，以字母或数字开头，不超过 40 个，且不是 new、import",
        )
    with transaction.atomic():
        if Unit.objects.filter(code=code).exists():
            raise DirectoryError(f"代码“{code}”已经有单位使用", "请换一个代码")
        unit = Unit(code=code, sample=bool(more.pop("sample", False)))
        _fill(unit, name=name, kind=kind, **more)
        tell("unit.made", actor, subject=unit.code, unit=unit, name=unit.name, kind=unit.kind)
    return unit


def change(actor: Actor, unit: Unit, **more: Any) -> Unit:
    """Change the name, kind, level, place, parent or use of a unit; its code stays."""
    _office_only(actor)
    with transaction.atomic():
        if "parent" in more:
            hold_tree()
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        before = _told(unit)
        _fill(unit, **more)
        after = {key: value for key, value in _told(unit).items() if before[key] != value}
        if after:
            was = {key: before[key] for key in after}
            tell("unit.changed", actor, subject=unit.code, unit=unit, before=was, after=after)
    return unit


def _told(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name, "kind": unit.kind, "level": unit.level, "place": unit.place,
        "parent": unit.parent.code if unit.parent else "", "active": unit.active,
    }  # fmt: skip


def _fill(unit: Unit, **more: Any) -> None:
    if "name" in more:
        unit.name = clean(more["name"], "单位名称", 100)
        _free(unit.name, unit)
    if "kind" in more:
        unit.kind = one_of(more["kind"], KINDS, "类别")
    if "level" in more:
        unit.level = one_of(more["level"], LEVELS, "级别")
    if "place" in more:
        unit.place = clean(more["place"], "地方", 40) if more["place"].strip() else ""
    if "parent" in more:
        _check_place(unit, more["parent"])
        unit.parent = more["parent"]
    if "active" in more:
        unit.active = bool(more["active"])
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise _taken(unit.name) from error


def one_of(given: str, known: dict[str, str], what: str) -> str:
    """A key of a table such as `KINDS`, given by itself or by its label."""
    given = given.strip()
    by_label = {label: key for key, label in known.items()}
    key = by_label.get(given, given)
    if key not in known:
        labels = "、".join(known.values())
        raise DirectoryError(f"没有“{given[:20]}”这种{what}", f"请从这些中选：{labels}")
    return key


def _taken(name: str) -> DirectoryError:
    return DirectoryError(f"“{name}”已经是一个单位的名称或别名", "请换一个名称，或先改掉那一个")


def _free(name: str, unit: Unit | None) -> None:
    """A name leads to one unit: no other has it, neither as its name nor as an alias."""
    own = unit.pk if unit else None
    if Unit.objects.filter(name=name).exclude(pk=own).exists():
        raise _taken(name)
    if Alias.objects.filter(name=name).exclude(unit_id=own).exists():
        raise _taken(name)


def name_also(actor: Actor, unit: Unit, name: str) -> Alias:
    """Give a unit another name."""
    _office_only(actor)
    name = clean(name, "别名", 100)
    with transaction.atomic():
        if name == unit.name or unit.aliases.filter(name=name).exists():
            raise DirectoryError(f"“{name}”已经是它的名称", "不需要再加")
        _free(name, unit)
        try:
            with transaction.atomic():
                alias = Alias.objects.create(unit=unit, name=name)
        except IntegrityError as error:
            raise _taken(name) from error
        tell("alias.added", actor, subject=unit.code, unit=unit, name=name)
    return alias


def drop_alias(actor: Actor, alias: Alias) -> None:
    """Take a name away."""
    _office_only(actor)
    with transaction.atomic():
        if Alias.objects.filter(pk=alias.pk).delete()[0]:
            tell("alias.dropped", actor, subject=alias.unit.code, unit=alias.unit, name=alias.name)


def _like(role: str) -> str:
    """What to do about a role that there is not: the keys that look like it, and where all of them are."""
    near = get_close_matches(role[:80], list(role_labels()), n=3, cutoff=0.6)
    told = f"相近的有 {'、'.join(near)}；" if near else ""
    return f"{told}全部角色列在任一单位页面的“授予角色”里"


def give_role(actor: Actor, unit: Unit, role: str) -> UnitRole:
    """Let a unit play a role of a procedure."""
    _office_only(actor)
    role = role.strip()
    if not _ROLE.fullmatch(role) or len(role) > 80 or role not in role_labels():
        raise DirectoryError(f"没有“{role[:80]}”这个角色", _like(role))
    kinds = kinds_of(role)
    if kinds and unit.kind not in kinds:
        allowed = "、".join(KINDS.get(kind, kind) for kind in kinds)
        raise DirectoryError(
            f"“{label_of(role)}”只能由{allowed}担任，“{unit.name}”是{KINDS[unit.kind]}",
            "请另选角色，或先改正单位的类别",
        )
    with transaction.atomic():
        given, new = UnitRole.objects.get_or_create(unit=unit, role=role)
        if new:
            label = label_of(role)
            tell("role.given", actor, subject=unit.code, unit=unit, role=role, label=label)
    return given


def take_role(actor: Actor, given: UnitRole) -> None:
    """Let a unit no longer play a role."""
    _office_only(actor)
    with transaction.atomic():
        if UnitRole.objects.filter(pk=given.pk).delete()[0]:
            tell("role.taken", actor, subject=given.unit.code, unit=given.unit, role=given.role)
