"""The way in and out: passwords, the lock, the second factor, sessions, and who may keep the archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from lxml import html

from luoshi.office.directory import admin, people, second, units
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Account, Membership, Sitting
from luoshi.office.journal.models import Entry
from tests.web import signed
from tests.web.conftest import words
from tests.web.signed import PASSWORD, City

IN = "/account/sign-in/"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def city(store: str) -> City:
    return signed.city()


def enter(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(IN, {"username": login, "password": password, **more})


def shown(response: Any) -> str:
    return words(html.fromstring(response.content.decode()))


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_in_and_out(city: City, client: Client) -> None:
    assert "登录" in shown(client.get("/"))
    response = enter(client, " clerk ", next="/units/")
    assert response.headers["Location"] == "/units/"
    page = shown(client.get("/"))
    assert "样例clerk · 云麓市住房和城乡建设局" in page
    assert "退出" in page
    told = Entry.objects.get(kind="account.sign_in")
    assert (told.login, told.unit) == ("clerk", "zjj")
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/").headers["Location"] == IN
    assert client.get("/units/").headers["Location"].startswith(IN)
    assert kinds()[-1] == "account.sign_out"


def test_the_answer_does_not_tell_who_exists(city: City, client: Client) -> None:
    User.objects.filter(username="reader").update(is_active=False)
    answers = {
        shown(enter(client, login, password)).replace(login, "…")
        for login, password in (
            ("clerk", "wrong"),
            ("nobody", "wrong"),
            ("reader", PASSWORD),
        )
    }
    assert len(answers) == 1
    for login, password in (("", ""), ("a\0b", "x"), ("x" * 5000, "x"), ("clerk", "y" * 5000)):
        assert enter(client, login, password).status_code == 422


def test_locked_after_five_failures_until_it_ends(city: City, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(4):
            assert enter(client, "clerk", "wrong").status_code == 422
        locked = enter(client, "clerk", "wrong")
        assert locked.status_code == 429
        assert "锁定到 17:30" in shown(locked)
        assert enter(client, "clerk").status_code == 429  # the right one does not help now
        other = client.post(IN, {"username": "clerk", "password": PASSWORD}, REMOTE_ADDR="10.9.9.9")
        assert other.status_code == 302  # somebody else's failures do not lock the person out
        assert enter(Client(), "chief").status_code == 302
        assert kinds().count("account.locked") == 1
        clock.shift(timedelta(minutes=29))
        assert "锁定到 17:30" in shown(enter(client, "clerk"))
        clock.shift(timedelta(minutes=2))
        assert enter(client, "clerk").status_code == 302
        for _ in range(4):  # success has set the count to nothing
            assert enter(Client(), "clerk", "wrong").status_code == 422


def test_a_lock_says_the_same_of_a_name_that_nobody_has(city: City, client: Client) -> None:
    response = [enter(client, "my-password-typed-here", "wrong") for _ in range(5)][-1]
    assert response.status_code == 429
    told = Entry.objects.get(kind="account.locked")
    assert "my-password" not in told.text + told.subject + told.actor


def test_an_administrator_lifts_the_lock(city: City, client: Client) -> None:
    for _ in range(5):
        enter(client, "clerk", "wrong")
    plain = people.reset_password(SHELL, city.clerk)
    assert enter(client, "clerk", plain).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "http:evil", " //evil.example", "/\t/evil.example", "x" * 3000,
    ],
)  # fmt: skip
def test_no_open_redirect(city: City, client: Client, target: str) -> None:
    assert enter(client, "clerk", next=target).headers["Location"] == "/office/"
    again = client.get(IN, {"next": target})
    assert again.headers["Location"] == "/office/"
    switched = client.post("/account/unit/", {"unit": "zjj", "next": target})
    assert switched.headers["Location"] == "/account/"


def test_a_new_session_key_at_the_door(city: City, client: Client) -> None:
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    enter(client, "clerk")
    assert client.cookies["sessionid"].value != planted
    assert not Sitting.objects.filter(session_key=planted).exists()
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_csrf_everywhere(city: City) -> None:
    client = signed.client_of(city.root, csrf=True)
    for path in (
        IN, "/account/second/", "/account/sign-out/", "/account/password/", "/account/unit/",
        "/account/second-factor/", "/account/sessions/end/", "/units/new/", "/units/import/",
        "/units/zjj/edit/", "/units/zjj/people/add/", "/units/zjj/people/1/",
        "/units/zjj/people/1/remove/",
    ):  # fmt: skip
        assert client.post(path, {}).status_code == 403, path


def test_a_password_that_was_handed_out_is_changed_first(city: City, client: Client) -> None:
    member, plain = people.add(SHELL, city.bureau, "newcomer", "样例新人", "officer")
    assert plain
    enter(client, "newcomer", plain)
    response = client.get("/units/zjj/")
    assert response.headers["Location"] == "/account/password/?next=%2Funits%2Fzjj%2F"
    assert client.get("/units.json").status_code == 401
    assert "请先改口令" in shown(client.get("/account/"))
    path = "/account/password/"
    for new, again in (("short", "short"), (PASSWORD, "other"), (plain, plain)):
        given = {"old": plain, "new": new, "again": again}
        assert client.post(path, given).status_code == 422
    wrong = client.post(path, {"old": "no", "new": PASSWORD, "again": PASSWORD})
    assert "现在的口令不对" in shown(wrong)
    other = Client()
    enter(other, "newcomer", plain)
    given = {"old": plain, "new": PASSWORD, "again": PASSWORD, "next": "/units/zjj/"}
    assert client.post(path, given).headers["Location"] == "/units/zjj/"
    assert client.get("/units/zjj/").status_code == 200
    assert other.get("/account/").status_code == 302  # every other session has ended
    assert "account.password_changed" in kinds()
    assert Membership.objects.filter(user=member.user).count() == 1


def test_guesses_of_the_present_password_are_counted(city: City) -> None:
    client = signed.client_of(city.clerk)
    given = {"old": "guess", "new": "x", "again": "x"}
    last = [client.post("/account/password/", given) for _ in range(6)][-1]
    assert "锁定到" in shown(last)


# ---- the second factor -----------------------------------------------------------------------


def code_of(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{TOTP(device.bin_key).token():06d}"


def enrol(client: Client, user: User) -> list[str]:
    page = client.get("/account/second-factor/")
    picture = html.fromstring(page.content.decode()).xpath("//img/@src")[0]
    assert picture.startswith("data:image/svg+xml")
    assert "data:" in page.headers["Content-Security-Policy"]
    response = client.post("/account/second-factor/", {"act": "confirm", "code": code_of(user)})
    assert response.status_code == 200, shown(response)
    assert "no-store" in response.headers["Cache-Control"]
    root = html.fromstring(response.content.decode())
    return [str(code) for code in root.xpath("//ol[@class='codes']/li/text()")]


def test_second_factor(city: City, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        mine = signed.client_of(city.chief)
        elsewhere = signed.client_of(city.chief)
        assert mine.post("/account/second-factor/", {"code": "000000"}).status_code == 422
        clock.shift(timedelta(minutes=1))
        codes = enrol(mine, city.chief)
        assert len(codes) == 10
        assert mine.get("/units/").status_code == 200
        assert elsewhere.get("/units/").headers["Location"].startswith("/account/")

        clock.shift(timedelta(minutes=1))
        response = enter(client, "chief", next="/units/")
        assert response.headers["Location"] == "/account/second/?next=%2Funits%2F"
        assert client.get("/units/").headers["Location"].startswith(IN)
        assert client.get("/account/").status_code == 302
        assert client.post("/account/second/", {"code": "000000"}).status_code == 422
        soon = client.post("/account/second/", {"code": code_of(city.chief)})
        assert "秒后" in shown(soon)  # right, but too soon after a wrong one
        clock.shift(timedelta(seconds=31))
        code = code_of(city.chief)
        given = {"code": f" {code[:3]} {code[3:]}", "next": "/units/"}
        assert client.post("/account/second/", given).headers["Location"] == "/units/"
        assert client.get("/units/").status_code == 200

        thief = Client()
        enter(thief, "chief")
        assert thief.post("/account/second/", {"code": code}).status_code == 422  # used already

        lost = Client()
        enter(lost, "chief")
        clock.shift(timedelta(minutes=1))
        assert lost.post("/account/second/", {"code": codes[0].upper()}).status_code == 302
        assert lost.get("/units/").status_code == 200
        again = Client()
        enter(again, "chief")
        assert again.post("/account/second/", {"code": codes[0]}).status_code == 422

        late = Client()
        enter(late, "chief")
        clock.shift(timedelta(minutes=6))
        given = {"code": code_of(city.chief)}
        assert late.post("/account/second/", given).headers["Location"].startswith(IN)

        off = mine.post("/account/second-factor/", {"act": "off", "password": "wrong"})
        assert off.status_code == 422
        assert mine.post("/account/second-factor/", {"act": "off", "password": PASSWORD})
        assert not Account.objects.get(user=city.chief).second
    assert {"account.second_on", "account.second_off", "account.recovery_code_used"} <= set(kinds())
    assert not any(
        code.replace("-", "") in entry.text for entry in Entry.objects.all() for code in codes
    )


def test_a_changed_password_ends_the_wait_for_the_code(city: City, client: Client) -> None:
    enrol(signed.client_of(city.chief), city.chief)
    enter(client, "chief")
    people.reset_password(SHELL, city.chief)
    assert client.get("/account/second/").headers["Location"].startswith(IN)


def test_required_of_administrators(city: City, settings: Any) -> None:
    settings.LUOSHI_REQUIRE_TOTP = "admins"
    chief, clerk = signed.client_of(city.chief), signed.client_of(city.clerk)
    assert clerk.get("/units/").status_code == 200
    assert chief.get("/units/").headers["Location"].startswith("/account/second-factor/")
    enrol(chief, city.chief)
    assert chief.get("/units/").status_code == 200
    given = {"act": "off", "password": PASSWORD}
    assert chief.post("/account/second-factor/", given).status_code == 422
    more = chief.post("/account/second-factor/", {"act": "codes", "password": PASSWORD})
    assert more.status_code == 200
    assert second.left(city.chief) == 10
    people.reset_second(SHELL, city.chief)
    assert chief.get("/units/").status_code == 302


# ---- sessions --------------------------------------------------------------------------------


def test_sessions_end(city: City, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        enter(client, "clerk")
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            assert client.get("/units/").status_code == 200  # each request begins the hour anew
        clock.shift(timedelta(minutes=25))
        assert client.get("/units/").status_code == 302  # twelve hours are over all the same
        enter(client, "clerk")
        clock.shift(timedelta(minutes=61))
        assert client.get("/units/").status_code == 302


def test_a_request_seldom_writes_the_session(
    city: City, client: Client, django_assert_max_num_queries: Any
) -> None:
    enter(client, "clerk")
    with django_assert_max_num_queries(8) as seen:
        client.get("/account.json")
    assert not [q for q in seen.captured_queries if q["sql"].startswith(("UPDATE", "INSERT"))]


def test_one_sees_and_ends_ones_own_sessions(city: City, client: Client) -> None:
    enter(client, "clerk")
    other = Client(headers={"User-Agent": "<script>x</script>"})
    enter(other, "clerk")
    foreign = signed.client_of(city.chief)
    page = client.get("/account/")
    assert "<script>x</script>" in shown(page)
    assert b"<script>x" not in page.content
    assert client.post("/account/sessions/end/").status_code == 302
    assert other.get("/units/").status_code == 302
    assert client.get("/units/").status_code == foreign.get("/units/").status_code == 200


def test_a_closed_account_and_one_let_go_are_out_at_once(city: City) -> None:
    clerk, reader = signed.client_of(city.clerk), signed.client_of(city.reader)
    people.set_active(SHELL, city.clerk, False)
    people.remove(SHELL, Membership.objects.get(user=city.reader))
    assert clerk.get("/units/").headers["Location"].startswith(IN)
    assert reader.get("/units/").headers["Location"] == "/account/"
    assert "还不属于任何单位" in shown(reader.get("/account/"))


def test_the_unit_is_chosen(city: City) -> None:
    people.add(SHELL, city.bank, "clerk", "样例", "viewer")
    client = signed.client_of(city.clerk)
    assert client.get("/account.json").json()["unit"] == "zjj"
    assert client.get("/units/yh/").status_code == 404
    assert client.post("/account/unit/", {"unit": "yh"}).status_code == 302
    assert client.get("/account.json").json()["unit"] == "yh"
    assert client.get("/units/yh/").status_code == 200
    assert client.get("/units/zjj/").status_code == 404
    assert client.post("/account/unit/", {"unit": "zjz"}).status_code == 404


def test_json_without_a_session(city: City, client: Client) -> None:
    for path in ("/account.json", "/units.json", "/units/zjj.json"):
        response = client.get(path)
        assert response.status_code == 401
        assert response.json()["error"]["remedy"]
    part = client.get("/units/", headers={"HX-Request": "true"})
    assert part.status_code == 204
    assert part.headers["HX-Redirect"].startswith(IN)


# ---- the archive -----------------------------------------------------------------------------


def test_the_archive_is_kept_by_administrators(city: City, client: Client) -> None:
    clerk, root = signed.client_of(city.clerk), signed.client_of(city.root)
    paths = ("/upload/", "/upload/token/", "/gazettes/x/restore/")
    for path in paths:
        file = SimpleUploadedFile("x.txt", b"x")
        assert client.post(path, {"file": file}).headers["Location"].startswith(IN)
        assert clerk.post(path).status_code == 403
        assert root.post(path).status_code not in (302, 403)
    assert client.get("/upload/token.json").status_code == 401
    assert client.get("/upload/").headers["Location"] == f"{IN}?next=%2Fupload%2F"
    assert root.get("/upload/").status_code == 200


def test_open_while_the_office_has_no_administrators(db: None, client: Client) -> None:
    assert client.get("/upload/").status_code == 200
    bureau = units.make(SHELL, "zjj", "云麓市住建局", "agency")
    signed.employ(bureau, "clerk")
    assert client.get("/upload/").status_code == 200
    admin.create("root1")
    assert client.get("/upload/").status_code == 302
