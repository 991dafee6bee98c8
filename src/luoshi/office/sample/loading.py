"""Loading all samples at once, and removing them without a trace but in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from luoshi.office import clock
from luoshi.office.alerts.models import Alert, Reading, Standing
from luoshi.office.cases.models import (
    AccountUnit,
    Case,
    Counter,
    Deadline,
    Entry,
    EntryAccount,
    Period,
)
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Membership, Unit, UnitRole
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.journal import service as journal
from luoshi.office.ledgers import service as ledgers
from luoshi.office.sample import supervision
from luoshi.office.sample.book import Book, Loaded
from luoshi.policies import acting

SAMPLES = (
    "rent_subsidy", "presale_funds", "rescue_fund", "prepaid_cards", "flood_calls", "weather_calls",
    "heavy_pollution", "market_supply", "coal_supply", "supervision",
)  # fmt: skip
"""Modules of this package, each with ``start(now) -> datetime`` and ``load(book) -> None``."""
_REMOVED = "sample:removed"


class SampleError(Exception):
    """The samples cannot be loaded or removed: what, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what, self.remedy = what, remedy


def is_loaded() -> bool:
    """Whether the office holds samples."""
    return Unit.objects.filter(sample=True).exists()


def wanted() -> bool:
    """Whether a first run should load them: an office without units that never removed them."""
    return not Unit.objects.exists() and not Counter.objects.filter(name=_REMOVED).exists()


def people() -> list[tuple[str, str, str]]:
    """The people of the samples: account, name, unit."""
    rows = _own().select_related("user", "unit").order_by("unit__id")
    return [(each.user.username, each.user.first_name, each.unit.name) for each in rows]


def by_document() -> list[tuple[str, list[tuple[str, str]]]]:
    """The people of the samples, account and name, under the document whose story they belong to."""
    roles = dict(
        UnitRole.objects.filter(unit__sample=True).order_by("-pk").values_list("unit", "role")
    )
    titles = {each.policy.key: each.policy.title for each in acting.procedures().values()}
    titles[DUTIES_OFFICE.rpartition(".")[0]] = "督办"
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for each in _own().select_related("user").order_by("unit__id"):
        title = titles.get(roles.get(each.unit_id, "").rpartition(".")[0], "")
        # Persons have no role: they follow those they were made with.
        if not found or (title and found[-1][0] != title):
            found.append((title or "样例", []))
        found[-1][1].append((each.user.username, each.user.first_name))
    return found


def _own() -> QuerySet[Membership]:
    """The people that came with the samples: each is called as its unit; others who joined are real."""
    return Membership.objects.filter(unit__sample=True, user__username=F("unit__code"))


def load(progress: Callable[[str], None] = lambda _: None) -> Loaded:
    """Load every sample; all of it or nothing.

    Raises:
        SampleError: samples are there already.
    """
    if is_loaded():
        raise SampleError("样例已经装入", "要重新装入，请先用 luoshi sample remove 移除")
    loaded = Loaded()
    with transaction.atomic():
        for name in SAMPLES:
            module = import_module(f"luoshi.office.sample.{name}")
            progress(module.LABEL)
            start: datetime = module.start(clock.now())
            book = Book(start)
            module.load(book)
            loaded.units += book.loaded.units
            loaded.people += book.loaded.people
            loaded.cases += book.loaded.cases
        Counter.objects.filter(name=_REMOVED).delete()
        journal.record(
            "sample.load",
            actor=SHELL,
            at=clock.now(),
            body={"units": loaded.units, "cases": loaded.cases},
        )
    return loaded


def _remove_alerts() -> None:
    """Sample alerts with all that was told, and sample readings."""
    Alert.objects.filter(sample=True).delete()
    Reading.objects.filter(sample=True).delete()
    Standing.objects.filter(sample=True).delete()


@transaction.atomic
def remove() -> tuple[int, int]:
    """Remove the samples; how many units and cases.

    Raises:
        SampleError: there are none.
    """
    units = Unit.objects.filter(sample=True)
    if not units.exists():
        raise SampleError("没有样例", "装入样例：luoshi sample load")
    _remove_alerts()
    supervision.remove(list(_own().values_list("user__first_name", flat=True)))
    cases, entries = Case.objects.filter(sample=True), Entry.objects.filter(sample=True)
    told = (units.count(), cases.count())
    Deadline.objects.filter(case__in=cases).delete()
    for about in entries.values_list("pk", flat=True):
        Period.objects.filter(about=f"entry:{about}").delete()
    Period.objects.filter(
        about__in=[f"unit:{code}" for code in units.values_list("code", flat=True)]
    ).delete()
    AccountUnit.objects.filter(unit__in=units).delete()
    EntryAccount.objects.filter(entry__in=entries).delete()
    cases.delete()
    entries.delete()
    ledgers.remove_samples()
    User.objects.filter(pk__in=list(_own().values_list("user", flat=True))).delete()
    _leaves_first(list(units))
    Counter.objects.get_or_create(name=_REMOVED)
    journal.record(
        "sample.remove", actor=SHELL, at=clock.now(), body={"units": told[0], "cases": told[1]}
    )
    return told


def _leaves_first(units: list[Unit]) -> None:
    Unit.objects.filter(pk__in=[each.pk for each in units]).update(parent=None)
    Unit.objects.filter(pk__in=[each.pk for each in units]).delete()


def days_before(now: datetime, days: int, hour: int = 9) -> datetime:
    """A morning so many days before."""
    day = now.astimezone(clock.HERE) - timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
