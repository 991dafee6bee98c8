"""The pages of supervision: the board and its lights, one item and every act, registering, units, settings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.directory.models import Unit
from luoshi.office.duties import lights, office_settings, reminding, service
from luoshi.office.duties.models import Act, Extension, Found, Item, Reminder, Saved
from tests.office.cases.office import PDF
from tests.office.duties.desk import Desk, deadline, moment
from tests.web.conftest import words
from tests.web.signed import client_of, employ

TODAY = date(2026, 6, 1)
BOARD = "/office/duties/"


class Room:
    """The supervision office and its units, with a browser for each."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.users = {key: employ(unit, f"{key}1") for key, unit in self.desk.units.items()}
        self.users["viewer"] = employ(self.desk.units["build"], "viewer1", "viewer")

    def client(self, who: str = "office", *, csrf: bool = False) -> Client:
        """Somebody's browser."""
        return client_of(self.users[who], csrf=csrf)

    def page(self, path: str, who: str = "office", status: int = 200, **query: str) -> Any:
        """A page as its root element."""
        response = self.client(who).get(path, query)
        assert response.status_code == status, response.content.decode()[:3000]
        return html.fromstring(response.content.decode())

    def data(self, path: str, who: str = "office", **query: str) -> Any:
        """The twin of a page."""
        response = self.client(who).get(path, query)
        assert response.status_code == 200, response.content.decode()[:3000]
        return response.json()

    def sheet(self, path: str, who: str = "office", **query: str) -> list[tuple[Any, ...]]:
        """A list as its spreadsheet."""
        response = self.client(who).get(path, query)
        assert response.status_code == 200
        book = load_workbook(io.BytesIO(response.content))
        return [tuple(each.value for each in row) for row in book.worksheets[0].iter_rows()]

    def act(self, item: Item, act: str, who: str = "office", **more: Any) -> Any:
        """Send the form of an act with the version that the page shows."""
        page = self.page(place(item), who)
        forms = page.xpath(f"//form[contains(@action, '/acts/{act}/')]")
        assert forms, f"no form for {act}"
        version = forms[0].xpath(".//input[@name='version']/@value")[0]
        return self.client(who).post(f"{place(item)}acts/{act}/", {"version": version, **more})


def place(item: Item) -> str:
    """The page of an item."""
    return f"{BOARD}{item.key}/"


@pytest.fixture
def room(db: None) -> Iterator[Room]:
    """The room on a day."""
    with clock.at(moment("2026-06-01T09:00")):
        yield Room()


def many(room: Room) -> dict[str, Item]:
    """One item of each light, one for another unit, one without a day."""
    made = {
        "red": room.desk.assigned(TODAY - timedelta(days=3), text="样例：逾期的事"),
        "yellow": room.desk.assigned(TODAY + timedelta(days=2), text="样例：临期的事"),
        "green": room.desk.assigned(TODAY + timedelta(days=60), text="样例：正常的事", leader="样例领导甲"),
        "other": room.desk.assigned(
            TODAY + timedelta(days=90), text="样例：教育局的事", lead=room.desk.units["school"], assist=()
        ),
        "ongoing": room.desk.assigned(None, text="样例：长期的事", lead=room.desk.units["school"]),
    }  # fmt: skip
    made["done"] = room.desk.until(room.desk.assigned(text="样例：办结的事"), "closed")
    lights.relight(TODAY)
    return made


# --- the board


def test_the_empty_board_says_what_to_do(room: Room) -> None:
    assert "立项" in words(room.page(BOARD).xpath("//main")[0])
    assert "督查室交办以后" in words(room.page(BOARD, "build").xpath("//main")[0])


def test_the_board_shows_what_is_late_first_and_counts_lights(room: Room) -> None:
    many(room)
    told = room.data("/office/duties.json")
    assert told["lights"] == {"red": 1, "yellow": 1, "green": 3, "done": 1}
    assert [each["text"] for each in told["items"]] == [
        "样例：逾期的事", "样例：临期的事", "样例：正常的事", "样例：教育局的事", "样例：长期的事",
    ]  # fmt: skip
    first = told["items"][0]
    assert (first["light_label"], first["left"]) == ("逾期", "已逾期 3 天")
    page = room.page(BOARD)
    assert page.xpath("//nav[@aria-label='办公']//a[@aria-current]")[0].text == "督办"
    lit = [words(each) for each in page.xpath("//ul[contains(@class, 'duty-lights')]/li")]
    assert [each.split("件")[0].strip() for each in lit] == ["逾期 1", "临期 1", "正常 3", "办结 1"]
    assert "已逾期 3 天" in words(page.xpath("//tbody/tr[1]")[0])


def test_each_light_and_filter_is_a_link(room: Room) -> None:
    many(room)
    page = room.page(BOARD)
    red = page.xpath("//li[contains(@class, 'is-red')]/a/@href")[0]
    shown = room.page(BOARD + red)
    assert [words(each) for each in shown.xpath("//tbody//th/a")] == ["样例：逾期的事"]
    back = shown.xpath("//li[contains(@class, 'is-red')]/a/@href")[0]
    assert len(room.page(BOARD if back == BOARD else BOARD + back).xpath("//tbody/tr")) == 5
    done = page.xpath("//li[contains(@class, 'is-done')]/a/@href")[0]
    assert words(room.page(BOARD + done).xpath("//tbody//th/a")[0]) == "样例：办结的事"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"unit": "jy"}, ["教育局的事", "长期的事"]),
        ({"unit": "cz", "role": "assist"}, ["逾期的事", "临期的事", "正常的事", "长期的事"]),
        ({"unit": "cz", "role": "lead"}, []),
        ({"unit": "gov", "within": "1", "month": "2026-05"}, ["逾期的事"]),
        ({"leader": "样例领导甲"}, ["正常的事"]),
        ({"month": "none"}, ["长期的事"]),
        ({"month": "2026-06"}, ["临期的事"]),
        ({"q": "教育局"}, ["教育局的事"]),
        ({"state": "closed"}, ["办结的事"]),
        ({"state": "cancelled"}, []),
        ({"stage": "closed"}, ["办结的事"]),
        ({"document": "样政发〔2026〕2号"}, []),
    ],
)
def test_filters(room: Room, query: dict[str, str], found: list[str]) -> None:
    many(room)
    told = room.data("/office/duties.json", **query)
    assert [each["text"].removeprefix("样例：") for each in told["items"]] == found
    assert told["total"] == len(found)
    rows = room.sheet("/office/duties.xlsx", **query)
    assert [str(each[1]).removeprefix("样例：") for each in rows[1:]] == found
    room.page(f"{BOARD}?{urlencode(query)}")


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("document", ["样政发〔2026〕1号"]),
        ("unit", ["云麓市建设局", "云麓市教育局"]),
        ("leader", ["没有写明", "样例领导甲"]),
        ("light", ["逾期", "临期", "正常", "办结"]),
        ("month", ["2026年5月", "2026年6月", "2026年7月", "2026年8月", "长期，没有时限"]),
    ],
)
def test_boards_group(room: Room, by: str, labels: list[str]) -> None:
    many(room)
    told = room.data("/office/duties.json", by=by)
    assert [each["label"] for each in told["groups"]] == labels
    assert sum(each["total"] for each in told["groups"]) == 6
    assert [each[0] for each in room.sheet("/office/duties.xlsx", by=by)[1:]] == labels
    page = room.page(BOARD, by=by)
    for link in page.xpath("//tbody//td/a/@href"):
        count = int(page.xpath(f"//tbody//td/a[@href='{link}']")[0].text)
        assert len(room.page(link).xpath("//tbody/tr")) == count, link


def test_what_nobody_can_ask_is_refused(room: Room) -> None:
    for query in ("light=blue", "month=2026-13", "stage=x", "by=x", "state=x", "page=0", "role=x"):
        room.page(f"{BOARD}?{query}", status=400)


def test_filters_are_kept_and_forgotten_by_their_owner(room: Room) -> None:
    many(room)
    client = room.client()
    response = client.post(
        f"{BOARD}filters/", {"name": "逾期的", "query": "light=red&evil=1&page=7"}
    )
    assert response.headers["Location"] == f"{BOARD}?light=red"
    saved = Saved.objects.get()
    assert saved.query == "light=red"
    client.post(f"{BOARD}filters/", {"name": "逾期的", "query": "light=red&unit=js"})
    assert Saved.objects.get().query == "unit=js&light=red"
    assert words(room.page(BOARD).xpath("//div[contains(@class, 'duty-saved')]//a")[0]) == "逾期的"
    assert not room.page(BOARD, "build").xpath("//span[@class='kept']")
    forget = f"{BOARD}filters/{saved.pk}/forget/"
    assert room.client("build").post(forget).status_code == 404
    assert client.post(forget).status_code == 302
    assert not Saved.objects.exists()
    assert client.post(f"{BOARD}filters/", {"name": "", "query": "light=red"}).status_code == 422
    assert client.post(f"{BOARD}filters/", {"name": "x", "query": "page=2"}).status_code == 422


def test_units_see_their_own(room: Room) -> None:
    made = many(room)
    assert {each["text"] for each in room.data("/office/duties.json", "school")["items"]} == {
        "样例：教育局的事", "样例：长期的事",
    }  # fmt: skip
    room.page(place(made["red"]), "school", status=404)
    room.page(place(made["red"]), "build")
    assert room.client("build").get(f"{BOARD}register/").status_code == 403


def test_the_heat_map_is_a_table_that_is_read_without_colours(room: Room) -> None:
    many(room)
    told = room.data("/office/duties/heat.json")
    line = next(each for each in told["units"] if each["unit"] == "js")
    assert (line["total"], line["late"]) == (4, 1)
    assert {each["month"]: each["due"] for each in line["months"] if each["due"]} == {
        "2026-05": 1, "2026-06": 2, "2026-07": 1,
    }  # fmt: skip
    page = room.page(f"{BOARD}heat/")
    assert page.xpath("//table//caption")
    assert len(page.xpath("//thead/tr/th[@scope='col']")) == 15
    cell = page.xpath("//tbody//td[contains(@class, 'has-late')]/a")[0]
    assert cell.get("aria-label") == "云麓市建设局，2026年5月，到期 1 件，逾期 1 件，办结 0 件"
    assert len(room.page(cell.get("href")).xpath("//tbody/tr")) == 1
    assert room.sheet("/office/duties/heat.xlsx")[0][0] == "单位"
    assert "没有到期的事项" in words(room.page(f"{BOARD}heat/?from=2030-01").xpath("//main")[0])
    room.page(f"{BOARD}heat/?from=2030", status=400)


def test_the_timeline_says_each_bar_in_words(room: Room) -> None:
    many(room)
    page = room.page(f"{BOARD}timeline/")
    said = page.xpath("//tbody//svg/@aria-label")
    assert said[0] == "2026-06-01 立项，2026-05-29 到期，逾期"
    assert said[-1] == "2026-06-01 立项，长期，正常"
    assert page.xpath("//*[@style]") == []
    assert len(room.data("/office/duties/timeline.json")["items"]) == 5
    assert len(room.sheet("/office/duties/timeline.xlsx")) == 6


def test_a_units_page(room: Room) -> None:
    many(room)
    told = room.data(f"{BOARD}units/js.json")
    assert told["leads"] == {"red": 1, "yellow": 1, "green": 1, "done": 1}
    assert told["to_accept"] == 3
    page = room.page(f"{BOARD}units/js/", "build")
    assert "3 件待签收" in words(page.xpath("//header[contains(@class, 'office-head')]")[0])
    assert len(page.xpath("//table[contains(@class, 'duty-items')]/tbody/tr")) == 3
    assert len(room.sheet(f"{BOARD}units/js.xlsx")) == 4
    assert "下级单位" in words(room.page(f"{BOARD}units/gov/").xpath("//main")[0])
    room.page(f"{BOARD}units/jy/", "build", status=404)
    room.page(f"{BOARD}units/nothing/", status=404)


def test_a_unit_says_that_it_has_read_its_reminders(room: Room) -> None:
    many(room)
    reminding.decide(clock.today())
    own = Reminder.objects.filter(unit=room.desk.units["build"])
    assert own.filter(read=None).exists()
    assert "全部记为已读" in words(room.page(f"{BOARD}units/js/", "build").xpath("//main")[0])
    assert "全部记为已读" not in words(room.page(f"{BOARD}units/js/", "viewer").xpath("//main")[0])
    assert room.client("school").post(f"{BOARD}units/js/read/").status_code == 404
    assert own.filter(read=None).exists()
    assert room.client("build").post(f"{BOARD}units/js/read/").status_code == 302
    assert not own.filter(read=None).exists()


def test_the_first_page_of_the_office_tells_what_is_owed(room: Room) -> None:
    many(room)
    note = words(room.page("/office/", "build").xpath("//div[@role='note']")[0])
    assert "在办 3 件" in note
    assert "1 件已逾期" in note
    assert "3 件待签收" in note
    room.desk.until(Item.objects.get(text="样例：正常的事"), "reported")
    assert "1 件报告待核查" in words(room.page("/office/").xpath("//div[@role='note']")[0])


# --- one item


def test_the_whole_way_through_the_pages(room: Room) -> None:
    item = service.register(room.desk.office, room.desk.fields())
    assert room.act(item, "assign", text="样例：抓紧").status_code == 302
    assert room.act(item, "accept", "build").status_code == 302
    paper = SimpleUploadedFile("样例照片.pdf", PDF)
    assert room.act(item, "track", "build", text="样例：已开工", progress="40", files=paper).status_code == 302  # fmt: skip
    assert room.act(item, "report", "build", text="样例：已完工").status_code == 302
    assert room.act(item, "return", text="样例：缺验收单", due="2026-06-20").status_code == 302
    assert room.act(item, "report", "build", text="样例：补上了", files=SimpleUploadedFile("样例验收.pdf", PDF + b"1")).status_code == 302  # fmt: skip
    assert room.act(item, "close", text="属实").status_code == 302
    assert room.act(item, "evaluate", mark="好", text="").status_code == 302
    item.refresh_from_db()
    assert (item.stage, item.mark, item.due) == ("evaluated", "好", date(2026, 6, 20))
    page = room.page(place(item))
    said = [words(each) for each in page.xpath("//ol[@class='history']/li//b")]
    assert said == ["评价", "办结", "核查", "报告", "退回", "报告", "跟踪", "签收", "交办", "立项"]
    link = page.xpath("//ol[@class='history']//a[text()='样例照片.pdf']/@href")[0]
    got = room.client().get(link)
    assert got.status_code == 200
    assert "attachment" in got.headers["Content-Disposition"]
    assert room.client("school").get(link).status_code == 404
    assert room.sheet(f"{BOARD}{item.key}.xlsx")[1][1] == "立项"
    told = room.data(f"{BOARD}{item.key}.json")
    assert told["acts"][0]["label"] == "立项"
    assert told["allowed"] == ["comment"]


def test_only_what_may_be_done_has_a_form(room: Room) -> None:
    item = room.desk.assigned()
    forms = "//form[contains(@action, '/acts/')]/@action"
    acts = [
        each.split("/acts/")[1].split("/")[0]
        for each in room.page(place(item), "build").xpath(forms)
    ]
    assert acts == ["accept", "comment", "file", "ask_extension"]
    assert room.page(place(item), "viewer").xpath(forms) == []
    assert room.client("viewer").post(f"{place(item)}acts/accept/").status_code == 403
    assert room.client().post(f"{place(item)}acts/nothing/").status_code == 404
    assert room.client().get(f"{place(item)}acts/accept/").status_code == 405


def test_a_refusal_is_shown_beside_what_was_typed(room: Room) -> None:
    item = room.desk.until(room.desk.assigned(), "accepted")
    response = room.act(item, "track", "build", text="样例：写了很多", progress="140")
    page = html.fromstring(response.content.decode())
    assert response.status_code == 422
    assert "不在 0 到 100 之间" in words(page.xpath("//div[@id='trouble']")[0])
    assert page.xpath("//textarea[@id='t-track']")[0].text == "样例：写了很多"
    assert (
        room.act(item, "ask_extension", "build", until="2026-02-30", text="样例").status_code == 422
    )


def test_two_people_at_once(room: Room) -> None:
    item = room.desk.until(room.desk.assigned(), "accepted")
    old = item.changed
    service.track(room.desk.actors["build"], item, 20, "样例：先办")
    response = room.client("build").post(f"{place(item)}acts/track/", {"version": old, "text": "样例：后办", "progress": "30"})  # fmt: skip
    assert response.status_code == 409
    assert "刚刚被他人办理过" in response.content.decode()
    assert not Act.objects.filter(text="样例：后办").exists()


def test_extension_division_transfer_comment_and_file(room: Room) -> None:
    item = room.desk.until(room.desk.assigned(), "accepted")
    assert (
        room.act(item, "ask_extension", "build", until="2026-07-10", text="样例：雨季").status_code
        == 302
    )
    assert "等待审批" in words(room.page(place(item)).xpath("//aside")[0])
    asked = Extension.objects.get()
    assert (
        room.act(item, "extend", extension=asked.pk, decision="refuse", text="").status_code == 422
    )
    assert (
        room.act(item, "extend", extension=asked.pk, decision="grant", text="").status_code == 302
    )
    item.refresh_from_db()
    assert item.due == date(2026, 7, 10)
    pieces = {"unit-0": "云麓市建设质量站", "text-0": "样例：质量检查", "due-0": "2026-07-01"}
    assert (
        room.act(item, "divide", "build", **{**pieces, "unit-0": "没有的单位"}).status_code == 422
    )
    assert room.act(item, "divide", "build", **pieces).status_code == 302
    piece = Item.objects.get(parent=item)
    assert room.page(place(piece), "station").xpath("//form[contains(@action, '/acts/accept/')]")
    assert piece.key in words(room.page(place(item)).xpath("//main")[0])
    assert room.act(item, "comment", "money", text="样例：资金已到").status_code == 302
    assert room.act(item, "file", "money", text="", files=SimpleUploadedFile("样例.pdf", PDF)).status_code == 302  # fmt: skip
    assert room.act(item, "transfer", unit="云麓市教育局", text="样例：职责调整").status_code == 302
    assert "云麓市教育局" in words(room.page(place(item)).xpath("//ul[@class='duty-parts']")[0])
    assert room.act(item, "cancel", text="样例：并入别的事项").status_code == 302
    assert Item.objects.get(pk=piece.pk).stage == "cancelled"


def test_a_unit_that_is_out_of_use_is_shown_and_replaced(room: Room) -> None:
    item = room.desk.assigned()
    Unit.objects.filter(code="js").update(active=False)
    assert "已停用" in words(room.page(place(item)).xpath("//main")[0])
    page = room.page(f"{BOARD}orphans/")
    assert "云麓市建设局（1 件）" in words(page.xpath("//main")[0])
    form = {"old": "js", "new": "云麓市教育局", "text": "样例：机构合并"}
    assert room.client().post(f"{BOARD}orphans/", {**form, "new": "没有"}).status_code == 422
    assert room.client().post(f"{BOARD}orphans/", form).status_code == 302
    item.refresh_from_db()
    assert item.lead == room.desk.units["school"]
    assert room.data("/office/duties/orphans.json")["total"] == 0


def test_a_clause_that_changed_since_is_said(room: Room) -> None:
    found = room.desk.found(notation="（云麓市建设局负责）")
    item = service.assign(room.desk.office, service.register(room.desk.office, found))
    now = room.desk.found("found", notation="（云麓市教育局负责）")
    Found.objects.filter(pk=found.pk).update(gone=True, instead=now)
    assert "云麓市教育局负责" in words(
        room.page(place(item)).xpath("//div[contains(@class, 'warn')]")[0]
    )


# --- registering


def test_many_findings_are_registered_and_assigned_at_once(room: Room) -> None:
    founds = [room.desk.found(deadlines=[deadline(date(2026, 8, 1))]) for _ in range(3)]
    bad = room.desk.found(units=["没有的单位"])
    room.desk.found("found")
    told = room.data("/office/duties/register.json")
    assert told["total"] == 4
    assert told["duties"][3]["doubts"][0].startswith("单位名录中没有“没有的单位”")
    page = room.page(f"{BOARD}register/")
    assert "1 条待核对" in words(page.xpath("//header[contains(@class, 'office-head')]")[0])
    assert room.client().post(f"{BOARD}register/", {"do": "assign"}).status_code == 422
    keys = [each.pk for each in (*founds[:2], bad)]
    response = room.client().post(f"{BOARD}register/", {"do": "assign", "found": keys, "leader": "样例领导乙"})  # fmt: skip
    result = words(html.fromstring(response.content.decode()).xpath("//main")[0])
    assert "已立项并交办 2 件，1 件没有办成" in result
    assert "还没有牵头单位" in result
    assert {each.leader for each in Item.objects.all()} == {"样例领导乙"}
    assert {each.stage for each in Item.objects.all()} == {"assigned"}
    assert room.data("/office/duties/register.json")["total"] == 2
    response = room.client().post(f"{BOARD}register/", {"do": "register", "all": "1"})
    assert "已立项 2 件" in response.content.decode()
    assert "没有待立项的责任" in words(room.page(f"{BOARD}register/").xpath("//main")[0])
    assert len(room.sheet("/office/duties/register.xlsx")) == 1


def test_one_finding_with_what_the_officer_changes(room: Room) -> None:
    found = room.desk.found(deadlines=[deadline(date(2026, 8, 1))])
    path = f"{BOARD}register/{found.pk}/"
    page = room.page(path)
    form = {each.get("name"): each.get("value") or each.text or "" for each in page.xpath("//main//form//*[@name][not(self::button)]")}  # fmt: skip
    assert form["lead"] == "云麓市建设局"
    assert form["due"] == "2026-08-01"
    assert "文件未标明牵头单位" in words(page.xpath("//div[contains(@class, 'warn')]")[0])
    assert (
        room.client().post(path, {**form, "lead": "谁也不知道局", "do": "assign"}).status_code
        == 422
    )
    response = room.client().post(path, {**form, "lead": "jy", "assist": "云麓市建设局、cz", "do": "assign"})  # fmt: skip
    assert response.status_code == 302, response.content.decode()[:3000]
    item = Item.objects.get()
    assert item.lead == room.desk.units["school"]
    assert item.parts.count() == 3
    assert item.found == found
    assert "已经立项" in room.client().post(path, {**form, "do": "register"}).content.decode()
    room.page(f"{BOARD}register/999999/", status=404)


def test_by_hand(room: Room) -> None:
    path = f"{BOARD}register/new/"
    room.page(path)
    assert room.client().post(path, {"text": "", "do": "register"}).status_code == 422
    response = room.client().post(path, {"text": "样例：会议定的事", "lead": "云麓市教育局", "due": "2026-07-01", "do": "assign"})  # fmt: skip
    assert response.status_code == 302
    item = Item.objects.get()
    assert (item.found, item.stage) == (None, "assigned")
    assert "手工立项" in words(
        room.page(place(item)).xpath("//section[contains(@class, 'duty-clause')]")[0]
    )
    assert room.client("build").get(path).status_code == 403


# --- settings, forms, words


def test_settings(room: Room) -> None:
    path = f"{BOARD}settings/"
    item = room.desk.assigned(TODAY + timedelta(days=8))
    given = {name: str(value) for name, value in office_settings.values().items()}
    assert room.client("build").post(path, given).status_code == 403
    assert room.client().post(path, {**given, "yellow_days": "999"}).status_code == 422
    assert room.client().post(path, {**given, "yellow_days": "10"}).status_code == 302
    assert office_settings.of("yellow_days") == 10
    item.refresh_from_db()
    assert item.light == "yellow"
    assert "云麓市政府督查室" in words(room.page(path).xpath("//main")[0])
    assert len(room.sheet("/office/duties/settings.xlsx")) == len(given) + 1
    assert room.page(path, "build").xpath("//main//form//button") == []


def test_a_sample_office_sets_nothing_for_the_real_ones(room: Room) -> None:
    tried = Desk(sample=True)
    client = client_of(employ(tried.units["office"], "sdc1"))
    given = {name: str(value) for name, value in office_settings.values().items()}
    path = f"{BOARD}settings/"
    assert client.post(path, {**given, "yellow_days": "10"}).status_code == 403
    room.desk.assigned()
    Unit.objects.filter(code="js").update(active=False)
    offered = room.page(f"{BOARD}orphans/").xpath("//datalist/option/@value")
    assert offered
    assert not any("样例" in each for each in offered)


def test_what_a_later_print_replaces_or_runs_already_does_not_wait(room: Room) -> None:
    earlier, later = room.desk.found(), room.desk.found()
    Found.objects.filter(pk=earlier.pk).update(instead=later)
    told = room.data("/office/duties/register.json")["duties"]
    assert [each["id"] for each in told] == [later.pk]
    Item.objects.filter(pk=room.desk.assigned().pk).update(found=earlier)
    assert room.data("/office/duties/register.json")["duties"] == []
    assert room.client().post(f"{BOARD}register/", {"found": "9" * 5000}).status_code == 422


def test_forms_carry_the_mark_against_forgery(room: Room) -> None:
    item = room.desk.assigned()
    client = room.client("build", csrf=True)
    assert client.post(f"{place(item)}acts/accept/", {"version": item.changed}).status_code == 403
    assert client.post(f"{BOARD}filters/", {"name": "x", "query": "light=red"}).status_code == 403


def test_hostile_words_stay_words(room: Room) -> None:
    item = room.desk.assigned(text="<script>alert(1)</script>'\"", leader="<b>样例</b>")
    for path in (
        BOARD,
        f"{BOARD}?by=leader",
        f"{BOARD}timeline/",
        place(item),
        f"{BOARD}?q=<script>",
    ):
        assert "<script>alert" not in room.client().get(path).content.decode()


def test_every_page_of_the_room(room: Room) -> None:
    many(room)
    for path in (
        "",
        "heat/",
        "timeline/",
        "register/",
        "settings/",
        "orphans/",
        "register/new/",
        "units/js/",
    ):
        page = room.page(BOARD + path)
        assert page.xpath("//h1"), path
        assert page.xpath("//*[@style]") == [], path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        for field in page.xpath(
            "//main//input[not(@type='hidden')] | //main//select | //main//textarea"
        ):
            name = field.get("id")
            labelled = field.getparent().tag == "label" or page.xpath(f"//label[@for='{name}']")
            assert labelled, (path, field.get("name"))
    assert not re.search(r"\{[{%]", room.client().get(BOARD).content.decode())
