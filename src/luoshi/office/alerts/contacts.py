"""Who is reached and how (通信录、再传播、值班、渠道): kept by each unit for itself and those below it.

Everything is checked before it is kept, and written down; addresses of people never stand in the journal,
which keeps for ever what is put there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max, Q, QuerySet

from luoshi.office import clock
from luoshi.office.alerts import access, importing, office_settings
from luoshi.office.alerts.channels import keeping, targets
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Channel, Contact, Relay, Shift
from luoshi.office.directory import tables, units
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.models import Post, Unit
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures.plans import RECEIVERS

LONGEST_SHIFT = timedelta(days=31)
FARTHEST = timedelta(days=400)
"""How far ahead a roster may reach, and how far back it may be written up."""
MOST_CONTACTS = 200
"""People at one post: whoever has more has made a list of another kind of it."""

_M = TypeVar("_M", bound=models.Model)


# --- whose they are


def kept_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose contacts an actor keeps: its own and those below; every one for the office."""
    if actor.kind in ("shell", "clock") or actor.runs_office:
        return Unit.objects.all()
    if actor.unit is None:
        return Unit.objects.none()
    return Unit.objects.filter(Q(pk=actor.unit.pk) | Q(pk__in=units.below(actor.unit)))


def unit(actor: Actor, code: str) -> Unit:
    """One of them by its code.

    Raises:
        NotThere: it is none of theirs.
    """
    found = kept_units(actor).filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise NotThere("没有这个单位", "只能办理本单位和下级单位的通信录")
    return found


def contact(actor: Actor, number: int) -> Contact:
    """One contact.

    Raises:
        NotThere: there is none, or it is another unit's.
    """
    rows = access.contacts(actor).select_related("unit", "post", "user")
    return _one(rows, number, "没有这位联系人")


def relay(actor: Actor, number: int) -> Relay:
    """One relay of a unit that the actor keeps.

    Raises:
        NotThere: as `contact`.
    """
    rows = Relay.objects.filter(unit__in=kept_units(actor)).select_related("unit", "post__unit")
    return _one(rows, number, "没有这一项再传播")


def shift(actor: Actor, number: int) -> Shift:
    """One shift of a unit that the actor keeps.

    Raises:
        NotThere: as `contact`.
    """
    rows = Shift.objects.filter(unit__in=kept_units(actor)).select_related(
        "unit", "post", "contact"
    )
    return _one(rows, number, "没有这一班")


def post(actor: Actor, number: int) -> Post:
    """One post of a unit that the actor keeps.

    Raises:
        NotThere: as `contact`.
    """
    rows = Post.objects.filter(unit__in=kept_units(actor)).select_related("unit")
    return _one(rows, number, "没有这个岗位")


def _one(rows: QuerySet[_M], number: int, what: str) -> _M:
    found = rows.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise NotThere(what, "可能已经移除，或者是别的单位的；请从列表重新进入")
    return found


def _must_act(actor: Actor) -> None:
    if not (actor.acts or actor.runs_office):
        raise NotAllowed("您在本单位只能查看", "请由经办人或单位管理员办理")


def _must_keep(actor: Actor, of: Unit) -> None:
    _must_act(actor)
    if not kept_units(actor).filter(pk=of.pk).exists():
        raise NotThere("没有这个单位", "只能办理本单位和下级单位的通信录")


def _must_run(actor: Actor) -> None:
    if not actor.runs_office:
        raise NotAllowed("渠道和设定由系统管理员办理", "请联系系统管理员")


def _tell(kind: str, actor: Actor, of: Unit, subject: str, **body: Any) -> None:
    journal.record(kind, actor=actor, at=clock.now(), subject=subject, unit=of, body=body)


# --- posts that the plans call


@dataclass(frozen=True)
class Wanted:
    """A post that a plan calls at a unit (原文要叫应的岗位): by which call, on which channels, by which clause."""

    post: str
    plan: str
    call: str
    channels: tuple[str, ...]
    clause: str


def wanted(of: Unit) -> list[Wanted]:
    """The posts that plans call at a unit, by its roles; each call once."""
    roles = set(of.roles.values_list("role", flat=True))
    return list(
        dict.fromkeys(
            Wanted(to.post, plan.whole_key, call.label, call.channels, plan.policy.address(to.clause))
            for plan in alerting.plans().values()
            for call in plan.calls
            for to in call.to
            if f"{plan.policy.key}.{to.role.key}" in roles
        )
    )  # fmt: skip


def made_post(actor: Actor, of: Unit, name: str) -> Post:
    """The post of this name at a unit, made where there is none yet.

    Raises:
        AlertError: the name cannot be used. NotThere: the unit is none of theirs.
    """
    _must_keep(actor, of)
    clean = _clean(name or RECEIVERS, "岗位", 60)
    found, new = Post.objects.get_or_create(unit=of, name=clean)
    if new:
        _tell("post.made", actor, of, of.code, name=clean)
    return found


# --- people


@dataclass(frozen=True)
class Entry:
    """What is written of a contact.

    Attributes:
        addresses: by kind of channel; empty ones are left out.
        order: None puts it last at its post.
        login: of their account at the unit; empty for none.
    """

    name: str
    addresses: Mapping[str, str]
    order: int | None = None
    login: str = ""
    active: bool = True


def add(actor: Actor, at: Post, entry: Entry) -> Contact:
    """Somebody at a post; what was just written down counts as confirmed today.

    Raises:
        AlertError: a name or an address cannot be used. NotThere, NotAllowed: not theirs to do.
    """
    _must_keep(actor, at.unit)
    values = _checked(at.unit, entry)
    with transaction.atomic():
        held = Contact.objects.filter(post=at)
        if held.count() >= MOST_CONTACTS:
            raise AlertError(f"“{at.name}”已有 {MOST_CONTACTS} 人", "请另设岗位")
        if held.filter(name=values["name"]).exists():
            raise AlertError(f"“{at.name}”已有“{values['name']}”", "请更改原来的一条，或写明区别")
        if values["order"] is None:
            last = held.aggregate(last=Max("order"))["last"]
            values["order"] = 0 if last is None else last + 1
        made = Contact.objects.create(unit=at.unit, post=at, confirmed=clock.today(), **values)
        _tell("contact.add", actor, at.unit, f"{at.unit.name}·{at.name}", **_told(made))
    return made


def change(actor: Actor, found: Contact, entry: Entry) -> Contact:
    """Write a contact anew; that counts as confirmed today.

    Raises:
        AlertError: as `add`.
    """
    _must_keep(actor, found.unit)
    values = _checked(found.unit, entry)
    if values["order"] is None:
        values["order"] = found.order
    with transaction.atomic():
        others = Contact.objects.filter(post=found.post, name=values["name"]).exclude(pk=found.pk)
        if others.exists():
            raise AlertError(f"“{found.post.name}”已有“{values['name']}”", "请写明区别")
        changed = [name for name, value in values.items() if getattr(found, name) != value]
        for name, value in values.items():
            setattr(found, name, value)
        found.confirmed = clock.today()
        found.save()
        _tell(
            "contact.change", actor, found.unit, f"{found.unit.name}·{found.post.name}",
            changed=changed, **_told(found),
        )  # fmt: skip
    return found


def confirm(actor: Actor, found: Iterable[Contact]) -> int:
    """Say of contacts that they are right (已核对); how many.

    Raises:
        NotThere, NotAllowed: one is not theirs to do.
    """
    _must_act(actor)
    keys = [each.pk for each in found]
    rows = access.contacts(actor).filter(pk__in=keys)
    if len(rows) != len(set(keys)):
        raise NotThere("没有这位联系人", "请从列表重新进入")
    with transaction.atomic():
        for of in {each.unit_id: each.unit for each in rows.select_related("unit")}.values():
            own = [each for each in rows if each.unit_id == of.pk]
            _tell("contact.confirm", actor, of, of.name, count=len(own), contacts=[each.pk for each in own])  # fmt: skip
        return rows.update(confirmed=clock.today())


def remove(actor: Actor, found: Contact) -> None:
    """Take somebody out, with their shifts; what they were called by stays with the calls.

    Raises:
        NotThere, NotAllowed: not theirs to do.
    """
    _must_keep(actor, found.unit)
    with transaction.atomic():
        told = _told(found)
        _tell("contact.remove", actor, found.unit, f"{found.unit.name}·{found.post.name}", **told)
        found.delete()


def _checked(of: Unit, entry: Entry) -> dict[str, Any]:
    if entry.order is not None and not 0 <= entry.order <= 999:
        raise AlertError("顺序应是 0 到 999", "数小的先叫")
    return {
        "name": _clean(entry.name, "姓名", 60),
        "addresses": addresses(entry.addresses),
        "order": entry.order,
        "user": _account(of, entry.login),
        "active": entry.active,
    }


def addresses(given: Mapping[str, str]) -> dict[str, str]:
    """Addresses by kind of channel, each as its gateway takes it.

    Raises:
        AlertError: one cannot be used.
    """
    found: dict[str, str] = {}
    for kind, written in given.items():
        plain = importing.normal(written)
        if plain:
            found[kind] = targets.address_of(kind, plain)
    return found


def _account(of: Unit, login: str) -> User | None:
    if not login.strip():
        return None
    member = of.members.select_related("user").filter(user__username=login.strip()[:150]).first()
    if member is None:
        raise AlertError(f"“{of.name}”没有账户“{login.strip()[:60]}”", "请先在“单位”里添加此人")
    return member.user


def _clean(given: str, what: str, longest: int) -> str:
    try:
        return units.clean(given, what, longest)
    except DirectoryError as error:
        raise AlertError(error.what, error.remedy) from error


def _told(found: Contact) -> dict[str, Any]:
    return {
        "contact": found.pk, "post": found.post.name, "order": found.order, "active": found.active,
        "kinds": sorted(found.addresses), "account": found.user_id is not None,
    }  # fmt: skip


# --- whom a unit passes on to


def add_relay(actor: Actor, of: Unit, to: Post, plan: str = "") -> Relay:
    """Let a unit pass alerts on to a post of its own or of a unit below it.

    Raises:
        AlertError: the post is elsewhere, or it is there already.
    """
    _must_keep(actor, of)
    if to.unit_id != of.pk and to.unit_id not in units.below(of):
        raise AlertError(f"“{to.unit.name}”不是“{of.name}”的下级单位", "只能转给本单位和下级单位")
    if plan and plan not in alerting.plans():
        raise AlertError("没有这个预案", "请从列表中选择")
    with transaction.atomic():
        made, new = Relay.objects.get_or_create(unit=of, plan=plan, post=to)
        if not new:
            raise AlertError(f"已经转给“{to.unit.name}·{to.name}”", "不需要再加")
        _tell("relay.add", actor, of, f"{to.unit.name}·{to.name}", plan=plan)
    return made


def remove_relay(actor: Actor, found: Relay) -> None:
    """Stop passing on to a post.

    Raises:
        NotThere, NotAllowed: not theirs to do.
    """
    _must_keep(actor, found.unit)
    with transaction.atomic():
        where = f"{found.post.unit.name}·{found.post.name}"
        _tell("relay.remove", actor, found.unit, where, plan=found.plan)
        found.delete()


# --- the roster


def add_shift(actor: Actor, who: Contact, begins: datetime, ends: datetime) -> Shift:
    """Somebody is on duty at their post from one moment until another.

    Raises:
        AlertError: the times cannot be, or somebody else is on duty at the post then.
    """
    _must_keep(actor, who.unit)
    now = clock.now()
    if begins >= ends:
        raise AlertError("交班时刻不晚于接班时刻", "请核对起止时刻")
    if ends - begins > LONGEST_SHIFT:
        raise AlertError(f"一班超过 {LONGEST_SHIFT.days} 天", "请分开排")
    if abs(begins - now) > FARTHEST:
        raise AlertError(f"{_when(begins)} 离现在太远", "请核对年份")
    if not who.active:
        raise AlertError(f"“{who.name}”已停用", "请先在通信录里恢复，或换一个人")
    with transaction.atomic():
        # two who write up the same post wait for each other here
        Post.objects.select_for_update().get(pk=who.post_id)
        other = Shift.objects.filter(post=who.post, begins__lt=ends, ends__gt=begins)
        if (same := other.select_related("contact").first()) is not None:
            raise AlertError(
                f"与“{same.contact.name}”的班（{_when(same.begins)} 至 {_when(same.ends)}）重叠",
                "同一岗位同一时间只排一人；请先删去原来的班",
            )
        made = Shift.objects.create(
            unit=who.unit, post=who.post, contact=who, begins=begins, ends=ends
        )
        _tell("shift.add", actor, who.unit, f"{who.unit.name}·{who.post.name}", **_told_shift(made))
    return made


def remove_shift(actor: Actor, found: Shift) -> None:
    """Take a shift off the roster.

    Raises:
        NotThere, NotAllowed: not theirs to do.
    """
    _must_keep(actor, found.unit)
    with transaction.atomic():
        where = f"{found.unit.name}·{found.post.name}"
        _tell("shift.remove", actor, found.unit, where, **_told_shift(found))
        found.delete()


def _told_shift(of: Shift) -> dict[str, Any]:
    return {
        "shift": of.pk, "contact": of.contact_id,
        "begins": of.begins.isoformat(), "ends": of.ends.isoformat(),
    }  # fmt: skip


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.HERE):%Y-%m-%d %H:%M}"


def gaps(
    shifts: Sequence[tuple[datetime, datetime]], begins: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches between two moments in which nobody is on duty."""
    found: list[tuple[datetime, datetime]] = []
    at = begins
    for first, last in sorted(shifts):
        if first > at:
            found.append((at, min(first, ends)))
        at = max(at, last)
        if at >= ends:
            break
    if at < ends:
        found.append((at, ends))
    return [each for each in found if each[0] < each[1]]


# --- channels and settings


def change_channel(
    actor: Actor, key: str, *, label: str, order: int, patience: int | None, active: bool,
    target: str = "",
) -> Channel:  # fmt: skip
    """Change a channel; an empty target leaves it as it is. Its target stands in no journal.

    Raises:
        AlertError: something of this cannot be. NotAllowed: the actor does not run the office.
    """
    _must_run(actor)
    with transaction.atomic():
        found = Channel.objects.select_for_update().get(pk=keeping.find(key).pk)
        if patience is not None and not 0 < patience <= keeping.LONGEST_PATIENCE:
            raise AlertError(
                f"等候秒数不能是 {patience}",
                f"请写 1 到 {keeping.LONGEST_PATIENCE}，或空着（由人接着办）",
            )
        if not 0 <= order <= 999:
            raise AlertError("顺序应是 0 到 999", "数小的先用")
        found.label = _clean(label, "名称", 60)
        found.order, found.patience, found.active = order, patience, active
        if target.strip():
            found.target = targets.checked(found.kind, target)
            found.failures, found.down, found.trouble = 0, None, ""
        found.save()
        _told_channel("channel.change", actor, found, moved=bool(target.strip()))
    return found


def add_channel(
    actor: Actor, key: str, kind: str, target: str, *, label: str = "",
    patience: int | None = None, order: int | None = None,
) -> Channel:  # fmt: skip
    """Set a channel up.

    Raises:
        AlertError, NotAllowed: as `change_channel`.
    """
    _must_run(actor)
    if order is not None and not 0 <= order <= 999:
        raise AlertError("顺序应是 0 到 999", "数小的先用")
    return keeping.add(actor, key, kind, target, label=label, patience=patience, order=order)


def remove_channel(actor: Actor, key: str) -> int:
    """Take a channel away; how many attempts waited for it.

    Raises:
        AlertError, NotAllowed: as `change_channel`.
    """
    _must_run(actor)
    return keeping.remove(actor, key)


def test_channel(actor: Actor, key: str, address: str) -> str:
    """Send somebody a message that says it is a test; why it did not go out, or empty.

    Raises:
        AlertError, NotAllowed: as `change_channel`.
    """
    _must_run(actor)
    outcome = keeping.test(actor, key, importing.normal(address))
    return "" if outcome.ok else outcome.trouble or "网关没有收下"


def _told_channel(kind: str, actor: Actor, of: Channel, **more: Any) -> None:
    journal.record(
        kind, actor=actor, at=clock.now(), subject=of.key,
        body={"kind": of.kind, "label": of.label, "target": targets.masked(of.target), "order": of.order,
              "patience": of.patience, "active": of.active, **more},
    )  # fmt: skip


def put_setting(actor: Actor, name: str, value: int, plan: str = "") -> None:
    """Set what the text leaves open (本单位设定).

    Raises:
        AlertError: there is no such setting or plan, or it is out of its bounds.
    """
    _must_run(actor)
    if plan and plan not in alerting.plans():
        raise AlertError("没有这个预案", "请从列表中选择")
    with transaction.atomic():
        office_settings.put(name, value, plan)
        journal.record(
            "setting.put", actor=actor, at=clock.now(), subject=name,
            body={"plan": plan, "value": value},
        )  # fmt: skip


# --- tables


@dataclass
class Line:
    """A line of a table, what would come of it, and what is wrong with it."""

    number: int
    values: dict[str, str]
    state: str = "new"
    errors: list[str] = field(default_factory=list[str])

    STATES = {"new": "新增", "changed": "更改", "same": "不变", "bad": "有误"}

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return self.STATES[self.state]

    @property
    def cells(self) -> list[str]:
        """The values in the order of the columns."""
        return list(self.values.values())


KIND_OF = {label: kind for kind, label in Channel.KINDS.items()}
CONTACT_COLUMNS = ("单位", "岗位", "姓名", "顺序", *KIND_OF, "登录名", "在用")
SHIFT_COLUMNS = ("单位", "岗位", "姓名", "起", "止")


class _Undo(Exception):
    """Takes back a trial."""


def contacts_in(actor: Actor, data: bytes, name: str, *, keep: bool) -> list[Line]:
    """Contacts from a table: those known by unit, post and name are changed, others are new, none go.

    Args:
        actor: who keeps them.
        data: the file.
        name: its name.
        keep: whether to take them in; else it is only tried.

    Raises:
        AlertError: a line is wrong (only with ``keep``), or the file is no table.
    """
    lines = _lines(data, name, CONTACT_COLUMNS, ("岗位", "姓名"))
    return _each(actor, lines, _contact_line, keep=keep)


def shifts_in(actor: Actor, data: bytes, name: str, *, keep: bool) -> list[Line]:
    """Shifts from a table, added to the roster.

    Raises:
        AlertError: as `contacts_in`.
    """
    lines = _lines(data, name, SHIFT_COLUMNS, ("岗位", "姓名", "起", "止"))
    return _each(actor, lines, _shift_line, keep=keep)


def _lines(data: bytes, name: str, columns: Sequence[str], needed: Sequence[str]) -> list[Line]:
    try:
        rows = tables.rows(data, name)
    except DirectoryError as error:
        raise AlertError(error.what, error.remedy) from error
    titles = rows[0][1] if rows else []
    if missing := [each for each in needed if each not in titles]:
        raise AlertError(f"缺少列：{'、'.join(missing)}", f"第一行写列名：{'、'.join(columns)}")
    places = {each: titles.index(each) for each in columns if each in titles}
    return [
        Line(number, {title: cells[at] if at < len(cells) else "" for title, at in places.items()})
        for number, cells in rows[1:]
    ]


def _each(
    actor: Actor, lines: list[Line], do: Callable[[Actor, Line], None], *, keep: bool
) -> list[Line]:
    _must_act(actor)
    if not lines:
        raise AlertError("表中只有列名", "以下每行写一条")
    try:
        with transaction.atomic():
            for line in lines:
                try:
                    with transaction.atomic():
                        do(actor, line)
                except (AlertError, DirectoryError) as error:
                    line.state = "bad"
                    line.errors.append(f"{error.what}，{error.remedy}".rstrip("，"))
            bad = [each for each in lines if each.errors]
            if bad and keep:
                raise AlertError(
                    f"{len(bad)} 行有误，没有导入；第 {bad[0].number} 行：{bad[0].errors[0]}",
                    "请改正后重新导入", [(each.number, each.errors[0]) for each in bad],
                )  # fmt: skip
            if not keep:
                raise _Undo
    except _Undo:
        pass
    return lines


def _unit_of(actor: Actor, line: Line) -> Unit:
    written = line.values.get("单位", "").strip()
    if not written:
        if actor.unit is None:
            raise AlertError("没有写单位", "请写单位的名称或代码")
        return actor.unit
    found = units.find(written)
    if not kept_units(actor).filter(pk=found.pk).exists():
        raise NotThere(f"没有名为“{written[:60]}”的单位", "只能导入本单位和下级单位的")
    return found


def _contact_line(actor: Actor, line: Line) -> None:
    given = line.values
    of = _unit_of(actor, line)
    at = made_post(actor, of, given["岗位"])
    name = _clean(given["姓名"], "姓名", 60)
    found = Contact.objects.select_related("unit", "post").filter(post=at, name=name).first()
    kept = dict(found.addresses) if found else {}
    told = {KIND_OF[title]: _digits(given[title]) for title in KIND_OF if title in given}
    order = importing.normal(given.get("顺序", ""))
    if order and not (order.isascii() and order.isdecimal() and len(order) < 4):
        raise AlertError(f"顺序“{order[:20]}”不是 0 到 999 的数", "数小的先叫")
    active = given.get("在用", "").strip()
    if active not in ("", "是", "否"):
        raise AlertError(f"“在用”应是“是”或“否”，写的是“{active[:20]}”", "空着就是在用")
    login = given.get("登录名")
    if login is None:
        login = found.user.username if found and found.user else ""
    entry = Entry(name, {**kept, **told}, int(order) if order else None, login, active != "否")
    if found is None:
        add(actor, at, entry)
        return
    new = _checked(of, entry)
    if new["order"] is None:
        new["order"] = found.order
    same = all(getattr(found, each) == value for each, value in new.items())
    line.state = "same" if same else "changed"
    if not same:
        change(actor, found, entry)


def _digits(written: str) -> str:
    """A number as a spreadsheet hands it over, without the decimal point that it puts there."""
    whole, point, rest = written.partition(".")
    return whole if point and rest == "0" and whole.isdecimal() else written


def _shift_line(actor: Actor, line: Line) -> None:
    given = line.values
    of = _unit_of(actor, line)
    wanted_post, name = " ".join(given["岗位"].split()), " ".join(given["姓名"].split())
    rows = Contact.objects.filter(unit=of, post__name=wanted_post, name=name)
    found = rows.select_related("unit", "post").first()
    if found is None:
        raise AlertError(
            f"“{of.name}”的“{wanted_post[:40]}”没有“{name[:40]}”", "请先在通信录里添加"
        )
    begins, ends = importing.moment(given["起"]), importing.moment(given["止"])
    if Shift.objects.filter(contact=found, begins=begins, ends=ends).exists():
        line.state = "same"
        return
    add_shift(actor, found, begins, ends)
