"""What the office sets for supervision (本单位设定): days before, on and after the day; shown as settings."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Setting


@dataclass(frozen=True)
class Known:
    """A setting: what it is for, its unit, its value unless the office says otherwise, and its bounds."""

    label: str
    unit: str
    default: int
    least: int
    most: int


SETTINGS = {
    "yellow_days": Known("到期前多少天起亮黄灯", "天", 3, 0, 365),
    "before_days": Known("到期前多少天提醒责任单位", "天", 3, 0, 365),
    "after_days": Known("逾期多少天后提醒牵头单位", "天", 1, 1, 365),
    "again_days": Known("此后仍未报告的，每隔多少天再提醒（0 为不再提醒）", "天", 7, 0, 365),
    "head_days": Known("逾期多少天后提醒上级（分管）单位", "天", 3, 1, 365),
    "office_days": Known("逾期多少天后提醒督查室", "天", 7, 1, 365),
}


def values() -> dict[str, int]:
    """Every setting with its value."""
    set_here = dict(Setting.objects.filter(name__in=list(SETTINGS)).values_list("name", "value"))
    return {name: int(set_here.get(name) or known.default) for name, known in SETTINGS.items()}


def of(name: str) -> int:
    """The value of a setting: of the office, or the default."""
    return values()[name]


def put(name: str, value: int) -> None:
    """Set one.

    Raises:
        DutyError: there is no such setting, or the value is out of its bounds.
    """
    known = SETTINGS.get(name)
    if known is None:
        raise DutyError(f"没有设定项“{name[:40]}”", f"可设：{'、'.join(SETTINGS)}")
    if not known.least <= value <= known.most:
        raise DutyError(
            f"“{known.label}”应在 {known.least} 到 {known.most} {known.unit}之间",
            f"给出的是 {value}",
        )
    Setting.objects.update_or_create(name=name, defaults={"value": str(value)})
