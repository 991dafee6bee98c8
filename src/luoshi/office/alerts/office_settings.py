"""What the office sets where the text is silent (本单位设定): never a number of the text, always shown as a setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Setting


@dataclass(frozen=True)
class Known:
    """A setting: what it is for, its unit, its value unless the office says otherwise, and its bounds."""

    label: str
    unit: str
    default: int
    least: int
    most: int


SETTINGS = {
    "stale_minutes": Known("发出多久以后不再叫醒任何人", "分钟", 720, 5, 10_080),
    "contact_days": Known("通信录多久没有核对就提醒", "天", 365, 30, 1_000),
}


def of(name: str, plan: str = "") -> int:
    """The value of a setting: of the plan, of the office, or the default."""
    known = SETTINGS[name]
    rows = dict(Setting.objects.filter(name=name, plan__in=["", plan]).values_list("plan", "value"))
    return int(rows.get(plan) or rows.get("") or known.default)


def stale_after(plan: str) -> timedelta:
    """How long after it was told a message may still wake somebody."""
    return timedelta(minutes=of("stale_minutes", plan))


def put(name: str, value: int, plan: str = "") -> None:
    """Set one.

    Raises:
        AlertError: there is no such setting, or the value is out of its bounds.
    """
    known = SETTINGS.get(name)
    if known is None:
        raise AlertError(f"没有设定项“{name[:40]}”", f"可设：{'、'.join(SETTINGS)}")
    if not known.least <= value <= known.most:
        raise AlertError(
            f"“{known.label}”应在 {known.least} 到 {known.most} {known.unit}之间",
            f"给出的是 {value}",
        )
    Setting.objects.update_or_create(plan=plan, name=name, defaults={"value": str(value)})
