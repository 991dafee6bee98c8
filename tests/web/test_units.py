"""The directory's pages: what each person sees and may do, and what becomes of hostile words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from lxml import html
from openpyxl import load_workbook

from luoshi.office.directory import people, roles, tokens, units
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Membership, Token, Unit, UnitRole
from luoshi.web.views import unit_parts
from luoshi.web.views import units as pages
from tests.web import signed
from tests.web.conftest import words
from tests.web.signed import City

ROLE = "yunlu.parking.supervisor"
HOSTILE = "<script>window.ran=1</script><img src=x onerror=alert(1)>\"'="


@pytest.fixture(autouse=True)
def known_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = {ROLE: "停车场监管部门"}
    for module in (units, roles, pages, unit_parts):
        monkeypatch.setattr(module, "role_labels", lambda: labels)
    monkeypatch.setattr(units, "kinds_of", lambda role: ())


@pytest.fixture
def city(store: str) -> City:
    return signed.city()


def shown(response: Any) -> str:
    return words(html.fromstring(response.content.decode()))


def filled(unit: Unit) -> dict[str, str]:
    """One of everything at a unit, by the word of its address."""
    post = people.make_post(SHELL, unit, "样例岗位")
    alias = units.name_also(SHELL, unit, f"别名{unit.code}")
    role = units.give_role(SHELL, unit, ROLE)
    token, _ = tokens.make(unit, "样例系统")
    member = unit.members.first()
    assert member
    found = {"people": member, "posts": post, "aliases": alias, "roles": role, "tokens": token}
    return {what: str(row.pk) for what, row in found.items()}


def addresses(code: str, rows: dict[str, str]) -> list[str]:
    """Every address below a unit, from the table of addresses itself."""
    found: list[str] = []
    patterns: list[Any] = list(get_resolver().url_patterns)
    for pattern in patterns:
        route = str(pattern.pattern)
        if not route.startswith("units/<slug:code>"):
            continue
        path = "/" + route.replace("<slug:code>", code)
        for what, key in rows.items():
            key = rows["people"] if "/people/" in path else key
            found.append(path.replace("<slug:what>", what).replace("<str:key>", key))
    return sorted(set(found))


def test_a_unit_does_not_exist_for_others(city: City) -> None:
    rows = filled(city.bank)
    every = addresses("yh", rows)
    assert len(every) >= 14
    before = (Membership.objects.count(), Token.objects.filter(revoked=None).count())
    for login in ("chief", "clerk", "reader", "below"):
        client = signed.client_of(city.everyone[login])
        for path in every:
            assert client.get(path).status_code in (404, 405, 403), (login, path)
            assert client.post(path, {"name": "x"}).status_code in (404, 405, 403), (login, path)
            if path.endswith((".json", ".xlsx")) or path == "/units/yh/":
                assert client.get(path).status_code == 404
            assert "云麓银行" not in client.get(path).content.decode()
    for path in every:
        nobody = Client()
        for response in (nobody.get(path), nobody.post(path, {"name": "x"})):
            assert response.status_code in (302, 401, 405), path
    assert (Membership.objects.count(), Token.objects.filter(revoked=None).count()) == before
    assert UnitRole.objects.count() == 1


def test_another_units_rows_are_not_reached_through_ones_own(city: City) -> None:
    rows = filled(city.bank)
    for user in (city.chief, city.root):
        client = signed.client_of(user)
        for what, key in rows.items():
            path = f"/units/zjj/{what}/{key}/remove/"
            assert client.post(path).status_code in (403, 404), path
        assert client.get(f"/units/zjj/people/{rows['people']}/").status_code == 404
        given = {"act": "password"}
        assert client.post(f"/units/zjj/people/{rows['people']}/", given).status_code == 404
        given = {"login": "fresh", "name": "样例", "may": "officer", "post": rows["posts"]}
        assert client.post("/units/zjj/people/add/", given).status_code == 404
    for key in ("0", "-1", "x", "9" * 30, "१"):
        assert signed.client_of(city.root).get(f"/units/zjj/people/{key}/").status_code == 404


def test_what_each_sees(city: City, client: Client) -> None:
    seen = {
        login: {one["code"] for one in signed.client_of(user).get("/units.json").json()}
        for login, user in city.everyone.items()
    }
    assert seen == {
        "chief": {"zjj", "zjz"},
        "clerk": {"zjj"},
        "reader": {"zjj"},
        "below": {"zjz"},
        "banker": {"yh"},
        "root1": {"zjj", "zjz", "yh"},
    }
    below = signed.client_of(city.below).get("/units/zjz/")
    assert "云麓市住房和城乡建设局" not in below.content.decode().replace("&", "")
    clerk = signed.client_of(city.clerk)
    page = clerk.get("/units/zjj/")
    assert "样例chief" in shown(page)
    assert "添加人员" not in shown(page)
    assert "接口令牌" not in shown(page)
    assert "tokens" not in clerk.get("/units/zjj.json").json()
    for what in ("people", "tokens", "posts", "aliases", "roles"):
        assert clerk.post(f"/units/zjj/{what}/add/", {"name": "x", "login": "x"}).status_code == 403
    reader = signed.client_of(city.reader).post("/units/zjj/posts/add/", {"name": "x"})
    assert "只能查看" in shown(reader)


def test_a_program_reads_its_own_unit(city: City, client: Client) -> None:
    _, plain = tokens.make(city.bank, "核心系统")
    headers = {"Authorization": f"Bearer {plain}"}
    assert [one["code"] for one in client.get("/units.json", headers=headers).json()] == ["yh"]
    assert client.get("/units/zjj.json", headers=headers).status_code == 404
    assert client.get("/units/yh.json", headers=headers).status_code == 200
    wrong = client.get("/units.json", headers={"Authorization": "Bearer luoshi_no"})
    assert wrong.status_code == 401


def test_the_day_of_a_units_administrator(city: City) -> None:
    chief = signed.client_of(city.chief)
    assert chief.post("/units/zjj/posts/add/", {"name": "经办岗"}).status_code == 302
    post = city.bureau.posts.get()
    given = {"login": "novice", "name": "样例新人", "may": "officer", "post": post.pk}
    once = chief.post("/units/zjj/people/add/", given)
    assert "只显示这一次" in shown(once)
    assert "no-store" in once.headers["Cache-Control"]
    plain = html.fromstring(once.content.decode()).xpath("//code[@class='secret']/text()")[0]
    member = Membership.objects.get(user__username="novice")
    assert member.user.check_password(plain)
    assert member.post == post
    assert chief.post("/units/zjj/people/add/", given).status_code == 422
    path = f"/units/zjj/people/{member.pk}/"
    chief.post(path, {"act": "change", "may": "viewer", "post": ""})
    member.refresh_from_db()
    assert (member.may, member.post) == ("viewer", None)
    assert "临时口令" in shown(chief.post(path, {"act": "password"}))
    chief.post(path, {"act": "close"})
    member.user.refresh_from_db()
    assert not member.user.is_active
    assert chief.post(path, {"act": "nonsense"}).status_code == 400
    gone = f"/units/zjj/people/{member.pk}/remove/"
    assert "移出本单位" in shown(chief.get(gone))
    assert Membership.objects.filter(pk=member.pk).exists()  # looking does nothing
    assert chief.post(gone).headers["Location"] == "/units/zjj/#people"
    assert not Membership.objects.filter(pk=member.pk).exists()

    once = chief.post("/units/zjj/tokens/add/", {"name": "核心系统"})
    plain = html.fromstring(once.content.decode()).xpath("//code[@class='secret']/text()")[0]
    assert tokens.unit_of(plain) == city.bureau
    assert plain not in chief.get("/units/zjj/").content.decode()
    token = city.bureau.tokens.get()
    chief.post(f"/units/zjj/tokens/{token.pk}/remove/")
    assert tokens.unit_of(plain) is None
    assert chief.post("/units/zjz/posts/add/", {"name": "下级岗位"}).status_code == 302
    for path in ("/units/new/", "/units/import/", "/units/zjj/edit/"):
        assert chief.get(path).status_code == 403
        assert chief.post(path).status_code == 403


def test_the_office_makes_units(city: City) -> None:
    root = signed.client_of(city.root)
    assert root.get("/units/new/").status_code == 200
    given = {"code": "czj", "name": "云麓市财政局", "kind": "agency", "level": "city", "parent": ""}
    assert root.post("/units/new/", given).headers["Location"] == "/units/czj/"
    wrong = root.post("/units/new/", given)
    assert wrong.status_code == 422
    assert "已经有单位使用" in shown(wrong)
    given = {"name": "云麓市住房和城乡建设局", "kind": "agency", "parent": "zjz", "active": "1"}
    cycle = root.post("/units/zjj/edit/", given)
    assert "不能作它的上级" in shown(cycle)
    given = {"name": "云麓市财政局", "kind": "agency", "parent": "市住建局", "active": "1"}
    assert root.post("/units/czj/edit/", given).status_code == 302
    assert Unit.objects.get(code="czj").parent == city.bureau
    assert root.post("/units/czj/roles/add/", {"name": ROLE}).status_code == 302
    assert root.post("/units/czj/roles/add/", {"name": "a.b.c"}).status_code == 422
    assert "停车场监管部门" in shown(root.get("/units/czj/"))
    assert root.post("/units/czj/aliases/add/", {"name": "市财政局"}).status_code == 302
    assert root.post("/units/czj/nonsense/add/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("wanted", ["市住建局", "住房和", "ZJJ", "　市住建局 "])
def test_searched_by_any_name(city: City, wanted: str) -> None:
    root = signed.client_of(city.root)
    found = root.get("/units.json", {"q": wanted}).json()
    assert [one["code"] for one in found] == ["zjj"]
    assert "没有名称" in shown(root.get("/units/", {"q": "没有的局"}))
    assert root.get("/units/", {"q": "a\0"}).status_code == 400


def test_first_of_all(store: str) -> None:
    from luoshi.office.directory import admin

    root = signed.client_of(signed.settled(admin.create("root1")[0]))
    page = shown(root.get("/units/"))
    assert "还没有单位" in page
    assert "设立第一个单位" in page


def test_import(city: City) -> None:
    root = signed.client_of(city.root)
    text = "代码,名称,类别,上级单位\nczk,国库科,机关,czj\nczj,云麓市财政局,机关,\n"

    def send(words: str, name: str = "单位.csv") -> Any:
        return root.post("/units/import/", {"file": SimpleUploadedFile(name, words.encode())})

    page = send(text)
    assert "新设 2 行" in shown(page)
    assert not Unit.objects.filter(code="czj").exists()
    [held] = html.fromstring(page.content.decode()).xpath("//textarea[@name='text']/text()")
    bad = send(text.replace("czj,云麓市财政局", "czj,云麓银行"))
    assert "已经是一个单位的名称或别名" in shown(bad)
    assert "确认导入" not in shown(bad)
    assert root.post("/units/import/", {"act": "keep", "text": held}).status_code == 302
    assert Unit.objects.get(code="czk").parent == Unit.objects.get(code="czj")
    assert send("x", "单位.xlsx").status_code == 422
    assert root.post("/units/import/", {}).status_code == 422
    book = load_workbook(io.BytesIO(root.get("/units/import/template.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["代码", "名称", "类别"]


def test_hostile_names_stay_words(city: City) -> None:
    Unit.objects.filter(code="zjj").update(name=HOSTILE, place=HOSTILE[:40])
    city.bureau.aliases.update(name=f"=1+1{HOSTILE}")
    people.make_post(SHELL, city.bureau, HOSTILE[:60])
    tokens.make(city.bureau, HOSTILE[:60])
    for user in city.everyone.values():
        user.first_name = HOSTILE[:40]
        user.save()
    root = signed.client_of(city.root)
    people.add(SHELL, city.bureau, "root1", "x", "admin")
    member = Membership.objects.get(user=city.clerk)
    for path in (
        "/", "/units/", f"/units/?q={HOSTILE}", "/units/zjj/", "/units/zjj/edit/", "/account/",
        f"/units/zjj/people/{member.pk}/", f"/units/zjj/people/{member.pk}/remove/",
    ):  # fmt: skip
        response = root.get(path)
        assert response.status_code == 200, path
        page = html.fromstring(response.content.decode())
        assert all((s.get("src") or "").startswith("/static/") for s in page.xpath("//script"))
        assert not page.xpath("//img | //iframe | //style | //@style"), path
        assert not [a for e in page.iter() for a in e.attrib if str(a).startswith("on")]
    door = Client().post("/account/sign-in/", {"username": HOSTILE, "password": "x"})
    assert b"<script>window" not in door.content
    for path in ("/units.xlsx", "/units/zjj.xlsx"):
        sheet = load_workbook(io.BytesIO(root.get(path).content)).worksheets[0]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
