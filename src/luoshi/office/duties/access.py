"""Who may see and do what of supervision (谁看得见什么): the one place that decides it.

A supervision office (督查室) sees and does all. A unit sees the items in which it leads or assists, those that
it divided among others, and those of the units below it; it acts on its own. An item that was registered but
not yet assigned is seen by the office alone. Sample offices see samples, the others everything else.
"""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.directory.units import below, plays, units_playing
from luoshi.office.duties.errors import NotAllowed, NotThere
from luoshi.office.duties.models import Item, Part, Reminder


def _everything(actor: Actor) -> bool:
    return actor.kind in ("shell", "clock")


def supervises(actor: Actor) -> bool:
    """Whether an actor's unit is a supervision office (督查室)."""
    if _everything(actor):
        return True
    return actor.unit is not None and plays(actor.unit, DUTIES_OFFICE)


def office_of(actor: Actor) -> Unit:
    """The supervision office in whose name an actor registers items.

    Raises:
        NotAllowed: they act for none, or there is none.
    """
    if not actor.acts:
        raise NotAllowed("只有查看的权限", "请由本单位的经办人办理")
    if actor.unit is not None:
        if plays(actor.unit, DUTIES_OFFICE):
            return actor.unit
        raise NotAllowed("只有督查室可以立项和交办", "请联系督查室，或请系统管理员授予“督查室”角色")
    found = units_playing(DUTIES_OFFICE).filter(sample=False).order_by("pk").first()
    if found is None:
        raise NotAllowed("还没有单位担任督查室", "请系统管理员在“单位”中授予“督查室”角色")
    return found


def items(actor: Actor) -> QuerySet[Item]:
    """The items that an actor sees."""
    if _everything(actor):
        return Item.objects.all()
    if actor.unit is None:
        return Item.objects.none()
    rows = Item.objects.filter(sample=actor.unit.sample)
    if supervises(actor):
        return rows
    parts = Part.objects.filter(unit__in=[actor.unit.pk, *below(actor.unit)])
    own = Item.objects.filter(by=actor.unit).order_by().values("pk")
    # two conditions with OR would make the database read every item
    both = parts.order_by().values("item_id").union(own)
    return rows.filter(pk__in=both).exclude(stage="registered")


def item(actor: Actor, key: str) -> Item:
    """One of them.

    Raises:
        NotThere: there is none, or it is none of theirs.
    """
    rows = items(actor).select_related("lead", "by", "found", "parent")
    found = rows.filter(key=key).first() if "\0" not in key else None
    if found is None:
        raise NotThere(f"没有督办事项“{key[:40]}”", "请从“督办”里打开")
    return found


def runs(actor: Actor, of: Item) -> bool:
    """Whether an actor checks an item: the supervision office, or the unit that divided it off (分解)."""
    return supervises(actor) or (actor.unit is not None and of.by_id == actor.unit.pk)


def leads(actor: Actor, of: Item) -> bool:
    """Whether an actor's unit answers for an item."""
    return actor.unit is not None and of.lead_id == actor.unit.pk


def part(actor: Actor, of: Item) -> Part | None:
    """The part that an actor's unit has in an item, if any."""
    if actor.unit is None:
        return None
    return Part.objects.filter(item=of, unit=actor.unit).first()


def reminders(actor: Actor) -> QuerySet[Reminder]:
    """The reminders that an actor sees: of its unit; the supervision office sees them all."""
    rows = Reminder.objects.select_related("item", "unit")
    if _everything(actor):
        return rows
    if actor.unit is None:
        return rows.none()
    if supervises(actor):
        return rows.filter(item__sample=actor.unit.sample)
    return rows.filter(unit=actor.unit)
