"""People: let in and let go by their own unit, and whose account is whose to open."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password

from luoshi.office.directory import admin, passwords, people
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden
from luoshi.office.directory.models import Account, Membership
from luoshi.office.journal.models import Entry
from tests.office.directory.conftest import City, acting, employ


def test_a_new_account_has_a_password_for_once(city: City) -> None:
    _, chief = employ(city.bureau, "chief", "admin")
    member, plain = people.add(chief, city.bureau, "officer1", "样例甲", "officer")
    assert plain
    validate_password(plain, member.user)
    assert member.user.check_password(plain)
    assert Account.objects.get(user=member.user).must_change
    again, none = people.add(chief, city.station, "Officer1", "样例甲", "viewer")
    assert again.user == member.user
    assert none is None
    told = Entry.objects.filter(kind="member.added", subject="officer1")
    assert told.count() == 2
    assert not any(plain in entry.text for entry in Entry.objects.all())


def test_a_unit_manages_its_own_people_only(city: City) -> None:
    _, chief = employ(city.bureau, "chief", "admin")
    _, clerk = employ(city.bureau, "clerk")
    teller, _ = employ(city.bank, "teller")
    [member] = Membership.objects.filter(user=teller)
    for actor in (chief, clerk):
        for act in (
            lambda: people.add(actor, city.bank, "new", "新", "officer"),  # noqa: B023
            lambda: people.remove(actor, member),  # noqa: B023
            lambda: people.change(actor, member, "admin", None),  # noqa: B023
            lambda: people.reset_password(actor, teller),  # noqa: B023
            lambda: people.set_active(actor, teller, False),  # noqa: B023
            lambda: people.make_post(actor, city.bank, "岗位"),  # noqa: B023
        ):
            with pytest.raises(Forbidden):
                act()
    with pytest.raises(Forbidden):
        people.add(clerk, city.bureau, "new", "新", "officer")


def test_nobody_takes_an_account_over_by_employing_it(city: City) -> None:
    _, chief = employ(city.bureau, "chief", "admin")
    employ(city.bank, "teller")
    with pytest.raises(DirectoryError, match="已有人使用"):
        people.add(chief, city.bureau, "teller", "冒名", "officer")
    # Employed by the office at both: still not the bureau's to hand out anew.
    member, _ = people.add(SHELL, city.bureau, "teller", "样例", "officer")
    for act in (people.reset_password, people.reset_second):
        with pytest.raises(Forbidden):
            act(chief, member.user)
    people.remove(chief, member)
    assert Membership.objects.filter(user=member.user).count() == 1


def test_nobody_takes_an_administrator_over(city: City) -> None:
    root, _ = admin.create("root1", "样例管理员")
    people.add(SHELL, city.bureau, "root1", "样例", "officer")
    _, chief = employ(city.bureau, "chief", "admin")
    with pytest.raises(Forbidden):
        people.reset_password(chief, root)
    assert people.reset_password(SHELL, root)


def test_nobody_shuts_themselves_out(city: City) -> None:
    user, chief = employ(city.bureau, "chief", "admin")
    [member] = Membership.objects.filter(user=user)
    with pytest.raises(DirectoryError):
        people.remove(chief, member)
    with pytest.raises(DirectoryError):
        people.change(chief, member, "viewer", None)
    with pytest.raises(DirectoryError):
        people.set_active(chief, user, False)


def test_posts_are_of_the_unit(city: City) -> None:
    user, _ = employ(city.bureau, "clerk")
    _, chief = employ(city.bureau, "chief", "admin")
    post = people.make_post(chief, city.bureau, "经办岗")
    foreign = people.make_post(SHELL, city.bank, "柜员")
    [member] = Membership.objects.filter(user=user)
    with pytest.raises(DirectoryError):
        people.change(chief, member, "officer", foreign)
    with pytest.raises(DirectoryError):
        people.make_post(chief, city.bureau, "经办岗")
    people.change(chief, member, "viewer", post)
    people.drop_post(chief, post)
    member = Membership.objects.get(pk=member.pk)
    assert member.post is None
    assert acting(member).acts is False


@pytest.mark.parametrize("login", ["", "a b", "a\0b", "<b>", "x" * 61, "a/b"])
def test_logins_that_cannot_be_used(city: City, login: str) -> None:
    with pytest.raises(DirectoryError):
        people.add(SHELL, city.bureau, login, "样例", "officer")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short1A", "12"),
        ("123456789012345", "数字"),
        ("password1234", "常见"),
        ("zhangsan-yunlu", "相似"),
        ("a\0bcdefghijklm", "不能使用"),
        ("x" * 1001, "不能使用"),
    ],
)
def test_weak_passwords_are_refused_in_chinese(city: City, new: str, why: str) -> None:
    member, _ = people.add(SHELL, city.bureau, "zhangsan-yunlu", "样例", "officer")
    with pytest.raises(DirectoryError) as refused:
        passwords.change(member.user, new, new)
    assert why in refused.value.what + refused.value.remedy
    assert not any("a" <= letter <= "z" for letter in refused.value.what)


def test_the_way_back_in(city: City) -> None:
    _, first = admin.create("root1")
    with pytest.raises(DirectoryError, match="已有人使用"):
        admin.create("Root1")
    User.objects.filter(username="root1").update(is_active=False)
    second = admin.reset("root1")
    assert second != first
    user = User.objects.get(username="root1")
    assert user.is_active
    assert user.check_password(second)
    with pytest.raises(DirectoryError):
        admin.reset("nobody")
    assert Actor("person", "样例", None, user).runs_office
