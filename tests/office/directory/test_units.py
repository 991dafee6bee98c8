"""Units: their names, their tree, their roles, and who may do what to them."""

from __future__ import annotations

from threading import Barrier, Thread
from time import sleep

import pytest
from django.contrib.auth.models import User
from django.db import connections

from luoshi.office.directory import access, roles, units
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden, NoUnit
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from tests.office.directory.conftest import City, employ

ROLE = "yunlu.parking.supervisor"


@pytest.fixture(autouse=True)
def known_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "role_labels", lambda: {ROLE: "监管部门"})
    monkeypatch.setattr(units, "label_of", lambda role: "监管部门")
    monkeypatch.setattr(units, "kinds_of", lambda role: ("agency",))


@pytest.mark.parametrize(
    "name",
    [
        "zjj",
        "云麓市住房和城乡建设局",
        "市住建局",
        " 市住建局 ",
        "市住建局（）",
        "雲麓市住房和城鄉建設局",
    ],
)
def test_found_by_any_name(city: City, name: str) -> None:
    assert units.find(name) == city.bureau


@pytest.mark.parametrize("name", ["", "   ", "局", "没有的局", "a\0b", "（）", "x" * 5000])
def test_not_found(city: City, name: str) -> None:
    with pytest.raises(NoUnit) as refused:
        units.find(name)
    assert refused.value.what
    assert refused.value.remedy


def test_a_name_leads_to_one_unit(city: City) -> None:
    for act in (
        lambda: units.make(SHELL, "other", "市住建局", "agency"),
        lambda: units.make(SHELL, "other", "云麓银行", "bank"),
        lambda: units.name_also(SHELL, city.bank, "云麓市住房和城乡建设局"),
        lambda: units.name_also(SHELL, city.bank, "市住建局"),
        lambda: units.change(SHELL, city.bank, name="市住建局"),
        lambda: units.make(SHELL, "zjj", "另一个局", "agency"),
    ):
        with pytest.raises(DirectoryError, match=r"已经"):
            act()
    assert Unit.objects.count() == 3


@pytest.mark.parametrize("code", ["", "New", "import", "住建局", "-a", "a b", "a/b", "x" * 41])
def test_codes_that_cannot_be_addresses(city: City, code: str) -> None:
    with pytest.raises(DirectoryError):
        units.make(SHELL, code, "某单位", "agency")


@pytest.mark.parametrize("name", ["", "a\u202eb", "a\0b", "\u200b", "长" * 101])
def test_names_that_cannot_be_read(city: City, name: str) -> None:
    with pytest.raises(DirectoryError):
        units.make(SHELL, "other", name, "agency")


def test_no_cycles(city: City) -> None:
    cell = units.make(SHELL, "cell", "监督站一科", "institution", parent=city.station)
    for above in (city.bureau, city.station, cell):
        with pytest.raises(DirectoryError, match="下级"):
            units.change(SHELL, city.bureau, parent=above)
    cell = units.change(SHELL, cell, parent=city.bureau)
    city.bureau.refresh_from_db()
    assert city.bureau.parent is None
    assert units.below(city.bureau) == {city.station.pk, cell.pk}
    assert units.above(cell) == [city.bureau.pk]


def test_in_order(city: City) -> None:
    rows = units.in_order(list(Unit.objects.all()))
    assert [(unit.code, depth) for unit, depth in rows] == [("zjj", 0), ("zjz", 1), ("yh", 0)]
    assert [depth for _, depth in units.in_order([city.station])] == [0]


def test_roles(city: City) -> None:
    units.give_role(SHELL, city.bureau, ROLE)
    given = units.give_role(SHELL, city.bureau, ROLE)
    assert list(units.units_playing(ROLE)) == [city.bureau]
    assert units.plays(city.bureau, ROLE)
    assert not units.plays(city.bank, ROLE)
    with pytest.raises(DirectoryError, match="只能由机关"):
        units.give_role(SHELL, city.bank, ROLE)
    with pytest.raises(DirectoryError, match="没有"):
        units.give_role(SHELL, city.bureau, "yunlu.parking.stranger")
    units.change(SHELL, city.bureau, active=False)
    city.bureau.refresh_from_db()
    assert not units.plays(city.bureau, ROLE)
    assert not units.units_playing(ROLE).exists()
    units.take_role(SHELL, given)
    units.take_role(SHELL, given)
    told = list(Entry.objects.filter(kind__startswith="role.").values_list("kind", flat=True))
    assert told == ["role.given", "role.taken"]


def test_labels_come_from_the_procedures() -> None:
    labels = roles.role_labels()
    assert all(label for label in labels.values())
    assert roles.label_of("no.such.role") == "no.such.role"


def test_only_the_office_makes_units(city: City) -> None:
    _, chief = employ(city.bureau, "chief", "admin")
    for act in (
        lambda: units.make(chief, "other", "另一个局", "agency"),
        lambda: units.change(chief, city.bureau, name="改名"),
        lambda: units.name_also(chief, city.bureau, "市财政局"),
        lambda: units.give_role(chief, city.bureau, ROLE),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_sees_and_manages_what(city: City) -> None:
    _, chief = employ(city.bureau, "chief", "admin")
    _, clerk = employ(city.bureau, "clerk")
    _, below = employ(city.station, "below", "admin")
    office = User.objects.create_user("office", is_staff=True)
    program = Actor("program", "系统", city.bureau, may="officer")
    nobody = Actor("person", "无单位", None)

    def seen(actor: Actor) -> set[str]:
        return {unit.code for unit in access.units(actor)}

    assert seen(chief) == {"zjj", "zjz"}
    assert seen(clerk) == seen(program) == {"zjj"}
    assert seen(below) == {"zjz"}
    assert seen(nobody) == set()
    assert seen(Actor("person", "管理员", None, office)) == {"zjj", "zjz", "yh"}
    for actor in (chief, clerk, below, program, nobody):
        for unit in Unit.objects.all():
            if unit.code in seen(actor):
                assert access.unit(actor, unit.code) == unit
            else:
                with pytest.raises(NoUnit):
                    access.unit(actor, unit.code)
            manages = {"chief": {"zjj", "zjz"}, "below": {"zjz"}}
            login = actor.user.username if actor.user else ""
            assert access.manages(actor, unit) == (unit.code in manages.get(login, set()))


def test_two_moves_at_once_make_no_cycle(
    transactional_db: None, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is fine alone; together they would close a ring."""
    if store == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    first = units.make(SHELL, "first", "甲局", "agency")
    second = units.make(SHELL, "second", "乙局", "agency")
    refused: list[DirectoryError] = []
    looked = units.above

    def slowly(unit: Unit) -> list[int]:
        found = looked(unit)
        sleep(0.3)  # long enough for the other to look too, were it let
        return found

    monkeypatch.setattr(units, "above", slowly)
    start, outer = Barrier(2), connections["default"]

    def move(unit: Unit, parent: Unit) -> None:
        connections["default"] = outer.copy()
        try:
            start.wait(10)
            units.change(SHELL, unit, parent=parent)
        except DirectoryError as error:
            refused.append(error)
        finally:
            connections["default"].close()

    movers = [Thread(target=move, args=pair) for pair in ((first, second), (second, first))]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join(30)
    assert len(refused) == 1
    assert Unit.objects.exclude(parent=None).count() == 1
