"""Who may see what of alerts (谁看得见什么): the one place that decides it.

What was published is everybody's. Who was called and who answered, and what each unit did, is seen by those
who lead the alert; a called unit sees its own calls, those it passed on, and its own measures.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.office.alerts.errors import NotThere
from luoshi.office.alerts.models import (
    Alert,
    AlertUnit,
    Attempt,
    Calling,
    Contact,
    MeasureTask,
    Reading,
    Standing,
)
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.units import below
from luoshi.policies import alerting


def _everything(actor: Actor) -> bool:
    return actor.kind in ("shell", "clock")


def _sample(actor: Actor) -> bool:
    return bool(actor.unit and actor.unit.sample)


def alerts(actor: Actor) -> QuerySet[Alert]:
    """The alerts that concern an actor's unit."""
    if _everything(actor):
        return Alert.objects.all()
    if actor.unit is None:
        return Alert.objects.none()
    return Alert.objects.filter(pk__in=AlertUnit.objects.filter(unit=actor.unit).values("alert"))


def alert(actor: Actor, key: str) -> Alert:
    """One of them.

    Raises:
        NotThere: there is none, or it is none of theirs.
    """
    found = alerts(actor).select_related("case").filter(key=key).first()
    if found is None:
        raise NotThere(f"没有预警“{key[:40]}”", "请从“预警”里打开；已发布的预警见公示页")
    return found


def leads(actor: Actor, of: Alert) -> bool:
    """Whether an actor's unit leads an alert and sees who answered."""
    if _everything(actor):
        return True
    return AlertUnit.objects.filter(alert=of, unit=actor.unit, leads=True).exists()


def calls(actor: Actor, of: Alert) -> QuerySet[Calling]:
    """The calls of an alert that an actor may see."""
    rows = Calling.objects.filter(message__alert=of)
    if leads(actor, of):
        return rows
    return rows.filter(Q(unit=actor.unit) | Q(message__by=actor.unit, message__kind="relay"))


def tasks(actor: Actor, of: Alert) -> QuerySet[MeasureTask]:
    """The measures of an alert that an actor may see."""
    rows = MeasureTask.objects.filter(alert=of)
    return rows if leads(actor, of) else rows.filter(unit=actor.unit)


def phone_list(actor: Actor) -> QuerySet[Attempt]:
    """The telephone calls that an actor's unit must make: of messages in its name, or that it leads."""
    rows = Attempt.objects.filter(kind="phone", state="queued", calling__state="open")
    if _everything(actor):
        return rows
    if actor.unit is None:
        return rows.none()
    led = AlertUnit.objects.filter(unit=actor.unit, leads=True).values("alert")
    mine = Q(calling__message__by=actor.unit)
    return rows.filter(
        mine | (Q(calling__message__alert__in=led) & ~Q(calling__message__kind="relay"))
    )


def contacts(actor: Actor) -> QuerySet[Contact]:
    """The contacts that an actor keeps: of its unit, and of those below it."""
    if _everything(actor) or actor.runs_office:
        return Contact.objects.all()
    if actor.unit is None:
        return Contact.objects.none()
    return Contact.objects.filter(Q(unit=actor.unit) | Q(unit__in=below(actor.unit)))


def watches(actor: Actor, policy: str) -> bool:
    """Whether an actor's unit takes part in the plans of a document, and so sees and sends its readings."""
    if _everything(actor):
        return True
    if actor.unit is None:
        return False
    return actor.unit.roles.filter(role__startswith=f"{policy}.").exists()


def series(actor: Actor) -> list[str]:
    """The series that an actor may see and send readings of."""
    policies = {of.key for _, of in alerting.indicators().values()}
    seen = {each for each in policies if watches(actor, each)}
    return [key for key, (_, of) in alerting.indicators().items() if of.key in seen]


def readings(actor: Actor) -> QuerySet[Reading]:
    """The readings that an actor may see."""
    return Reading.objects.filter(series__in=series(actor), sample=_sample(actor))


def standings(actor: Actor) -> QuerySet[Standing]:
    """What the readings say, of the plans that an actor's unit takes part in."""
    keys = [
        key for key, (plan, _) in alerting.classifiers().items() if watches(actor, plan.policy.key)
    ]
    return Standing.objects.filter(classifier__in=keys, sample=_sample(actor))
