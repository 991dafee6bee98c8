"""Who sees and does what of supervision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from luoshi.office import clock
from luoshi.office.directory.actors import CLOCK, SHELL, Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.directory.roles import DUTIES_OFFICE, kinds_of, label_of
from luoshi.office.directory.units import give_role
from luoshi.office.duties import access, service
from luoshi.office.duties.errors import NotAllowed, NotThere
from luoshi.office.duties.models import Item
from tests.office.duties.desk import Desk, moment


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-06-01T09:00")):
        yield Desk()


def test_the_role_has_a_name_and_is_given_to_organs(desk: Desk) -> None:
    assert label_of(DUTIES_OFFICE) == "督查室"
    assert kinds_of(DUTIES_OFFICE) == ("agency",)
    give_role(SHELL, desk.units["gov"], DUTIES_OFFICE)
    assert access.supervises(desk.actors["gov"])


def test_who_sees_an_item(desk: Desk) -> None:
    item = service.register(desk.office, desk.fields())
    seen = {key for key, each in desk.actors.items() if access.items(each).exists()}
    assert seen == {"office"}  # not assigned yet
    service.assign(desk.office, item)
    seen = {key for key, each in desk.actors.items() if access.items(each).exists()}
    assert seen == {"office", "build", "money", "gov"}  # gov is above
    assert access.items(SHELL).exists()
    assert access.items(CLOCK).exists()
    assert not access.items(Actor("person", "某人")).exists()
    for key in ("school", "station"):
        for name in (item.key, "没有的", "a\0b"):
            with pytest.raises(NotThere) as error:
                access.item(desk.actors[key], name)
            assert "没有督办事项" in error.value.what


def test_who_may_do_what(desk: Desk) -> None:
    item = desk.assigned()
    told = {key: set(service.allowed(each, item)) for key, each in desk.actors.items()}
    assert told["gov"] == {"comment"}
    assert told["school"] == told["station"] == set()
    assert told["build"] == {"accept", "comment", "file", "ask_extension"}
    assert told["money"] == {"accept", "comment", "file"}
    assert told["office"] == {"accept", "cancel", "comment", "file", "transfer"}
    assert service.allowed(desk.viewer("office"), item) == ()
    item = desk.until(item, "accepted")
    assert set(service.allowed(desk.actors["build"], item)) == {
        "divide", "track", "report", "comment", "file", "ask_extension"
    }  # fmt: skip
    assert set(service.allowed(desk.actors["money"], item)) == {
        "accept",
        "track",
        "comment",
        "file",
    }
    item = desk.until(item, "reported")
    assert {"return", "close"} <= set(service.allowed(desk.office, item))


def test_what_is_not_theirs_is_refused(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    with pytest.raises(NotAllowed):
        service.track(desk.actors["gov"], item, 1, "样例")
    with pytest.raises(NotAllowed):
        service.report(desk.actors["money"], item, "样例")
    with pytest.raises(NotAllowed):
        service.cancel(desk.actors["build"], item, "样例")
    with pytest.raises(NotAllowed, match="只有查看"):
        service.track(desk.viewer("build"), item, 1, "样例")
    with pytest.raises(NotThere):
        service.comment(desk.actors["school"], item, "样例")
    for key in ("build", "gov"):
        with pytest.raises(NotAllowed, match="只有督查室"):
            service.register(desk.actors[key], desk.fields())
    with pytest.raises(NotAllowed):
        service.register(desk.viewer("office"), desk.fields())
    UnitRole.objects.all().delete()
    with pytest.raises(NotAllowed, match="还没有单位担任督查室"):
        service.register(SHELL, desk.fields())
    assert Item.objects.count() == 1


def test_a_divider_sees_and_checks_its_pieces_and_their_unit_not_the_whole(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    (piece,) = service.divide(desk.actors["build"], item, [(desk.units["station"], "样例", None)])
    assert list(access.items(desk.actors["station"])) == [piece]
    assert "close" not in service.allowed(desk.actors["station"], desk.until(piece, "reported"))
    assert "close" in service.allowed(desk.actors["build"], Item.objects.get(pk=piece.pk))
    assert "close" not in service.allowed(desk.actors["build"], desk.until(item, "reported"))


def test_samples_and_the_real_do_not_see_each_other(desk: Desk) -> None:
    sample = Desk(sample=True)
    mine, theirs = desk.assigned(), sample.assigned()
    assert list(access.items(desk.office)) == [mine]
    assert list(access.items(sample.office)) == [theirs]


def test_an_office_that_lost_its_role_only_sees_what_it_registered(desk: Desk) -> None:
    item = desk.assigned()
    UnitRole.objects.all().delete()
    assert not access.supervises(desk.office)
    assert list(access.items(desk.office)) == [item]
    Unit.objects.filter(pk=desk.units["office"].pk).update(active=False)
    assert not access.supervises(desk.office)
