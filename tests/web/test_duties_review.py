"""The review screen: by forms, by htmx, by two people at once; and by keyboard in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from luoshi.office import clock
from luoshi.office.archive import ingest
from luoshi.office.archive.models import Issue
from luoshi.office.directory.models import Unit
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.duties import finding
from luoshi.office.duties.models import Found
from luoshi.office.journal.models import Entry
from luoshi.web.duties import passages
from tests.office.cases.office import moment, unit
from tests.web.conftest import GAZETTE, words
from tests.web.console import listen
from tests.web.officed import HOSTILE
from tests.web.signed import PASSWORD, client_of, employ
from tests.web.test_browser import CONTRAST

PLAN = "麓政办发〔2025〕13号"
REVIEW = "/office/duties/review/"
NOW = "2026-06-10T09:30"

Visit = Callable[[str], None]


class Room:
    """A supervision office with two officers and a viewer, and a bureau beside it."""

    def __init__(self) -> None:
        self.office: Unit = unit("dc", "云麓市督查室（样例）", "agency", DUTIES_OFFICE)
        bureau = unit("js", "云麓市建设局（样例）")
        self.users: dict[str, User] = {
            "jia": employ(self.office, "jia1"), "yi": employ(self.office, "yi1"),
            "viewer": employ(self.office, "viewer1", "viewer"), "bureau": employ(bureau, "bureau1"),
        }  # fmt: skip

    def client(self, who: str = "jia", *, csrf: bool = False) -> Client:
        """Somebody's browser."""
        return client_of(self.users[who], csrf=csrf)


def settled() -> Room:
    finding.ensure()
    return Room()


@pytest.fixture
def room(archive: Path) -> Iterator[Room]:
    """The room, with the specimen's findings."""
    with clock.at(moment(NOW)):
        yield settled()


def seen(response: Any, status: int = 200) -> html.HtmlElement:
    assert response.status_code == status, response.content.decode()[:1500]
    return html.fromstring(response.content.decode())


def first(kind: str = "duty") -> Found:
    row = finding.found(kind, number=PLAN).first()
    assert row is not None
    return row


def send(client: Client, row: Found, do: str, version: int | None = None, **more: Any) -> Any:
    told = {"do": do, "version": str(row.version if version is None else version), **more}
    query = f"?document={PLAN}"
    return client.post(f"{REVIEW}{row.pk}/{query}", told, follow=True)


# --- the screen


def test_the_clause_stands_in_view_with_its_notation_marked(room: Room) -> None:
    page = seen(room.client().get(REVIEW, {"document": PLAN}))
    [clause] = page.xpath("//div[@class='review-clause']")
    marked = [words(each) for each in clause.xpath(".//mark[@class='who']")]
    assert any("市住房城乡建设局牵头" in each for each in marked)
    assert [words(each) for each in clause.xpath(".//mark[@class='when']")] == ["2027年10月底前"]
    rows = finding.found("duty").filter(document=PLAN).count()
    assert f"第 1 条，共 {rows} 条" in words(page)
    assert f"0／{rows}" in words(page)
    assert len(page.xpath("//nav[@class='review-list']//a")) == rows


def test_confirming_goes_on_to_the_next_and_can_be_undone(room: Room) -> None:
    client = room.client()
    one, two = finding.found("duty").filter(document=PLAN)[:2]
    page = seen(send(client, one, "confirm"))
    one.refresh_from_db()
    assert (one.state, one.reviewer != "") == ("confirmed", True)
    assert Entry.objects.filter(kind="duties.confirmed").exists()
    form = page.xpath("//div[@class='review-acts no-print']/form/@action")[0]
    assert f"{REVIEW}{two.pk}/" in form
    undo = page.xpath("//button[@value='undo' and @data-key='u']")
    assert undo
    assert f"{REVIEW}{one.pk}/" in undo[0].getparent().get("action")
    page = seen(send(client, one, "undo"))
    one.refresh_from_db()
    assert one.state == "found"
    assert f"{REVIEW}{one.pk}/" in page.xpath("//div[@class='review-acts no-print']/form/@action")[0]  # fmt: skip


def test_a_correction_wins_and_shows_what_was_found(room: Room) -> None:
    client, row = room.client(), first()
    page = seen(client.get(REVIEW, {"at": str(row.pk)}))
    fields = {
        each.get("name"): each.get("value") or each.text_content()
        for each in page.xpath("//details[@id='edit']//*[starts-with(@name, 'f-')]")
    }
    assert fields["f-lead"] == "市住房城乡建设局"
    told = {**fields, "f-lead": "市水利局", "f-units": "市水利局，市住房城乡建设局；云麓水务集团", "f-assist": ""}  # fmt: skip
    send(client, row, "correct", **told)
    row.refresh_from_db()
    assert row.state == "corrected"
    assert row.corrected["lead"] == ["市水利局"]
    assert row.corrected["units"] == ["市水利局", "市住房城乡建设局", "云麓水务集团"]
    assert not row.corrected.keys() & {"text", "deadline"}  # nobody changed them
    page = seen(client.get(REVIEW, {"at": str(row.pk), "state": "corrected"}))
    assert [words(each) for each in page.xpath("//del")][:1] == ["市住房城乡建设局"]


def test_a_corrected_limit_is_read_anew(room: Room) -> None:
    client, row = room.client(), first()
    page = seen(client.get(REVIEW, {"at": str(row.pk)}))
    text = page.xpath("//textarea[@name='f-text']")[0].text_content()
    told: dict[str, Any] = {"f-text": text, "f-lead": "市住房城乡建设局", "f-assist": "市水利局、云麓水务集团",
            "f-units": "市住房城乡建设局、市水利局、云麓水务集团", "f-deadline": "2026年6月底前"}  # fmt: skip
    send(client, row, "correct", **told)
    row.refresh_from_db()
    assert row.corrected["due"] == "2026-06-30"


def test_what_is_written_wrongly_is_said_and_kept(room: Room) -> None:
    client, row = room.client(), first()
    wrong: dict[str, Any] = {"f-text": "", "f-units": "市写了一半局"}
    response = send(client, row, "correct", **wrong)
    page = seen(response, 422)
    assert "没有填写“事项”" in words(page.xpath("//*[@id='trouble']")[0])
    assert page.xpath("//input[@name='f-units']/@value") == ["市写了一半局"]
    assert page.xpath("//details[@id='edit']/@open")
    row.refresh_from_db()
    assert row.state == "found"


def test_the_second_of_two_reviewers_sees_what_the_first_decided(room: Room) -> None:
    row = first()
    send(room.client("yi"), row, "reject")
    page = seen(send(room.client("jia"), row, "confirm", version=row.version), 409)
    assert "已在09:30把这一条标为“已排除”" in words(page.xpath("//*[@id='trouble']")[0])
    row.refresh_from_db()
    assert row.state == "rejected"
    # the form now has the present version: who has looked may decide
    version = int(page.xpath("//div[@class='review-acts no-print']//input[@name='version']/@value")[0])  # fmt: skip
    send(room.client("jia"), row, "confirm", version=version)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_htmx_gets_the_screen_alone(room: Room) -> None:
    client, row = room.client(), first()
    headers: Any = {"HX-Request": "true", "HX-Target": "review"}
    told = {"do": "confirm", "version": "0"}
    response = client.post(f"{REVIEW}{row.pk}/?document={PLAN}", told, headers=headers)
    text = response.content.decode()
    assert text.lstrip().startswith('<div id="review"')
    assert "at=" in response.headers["HX-Replace-Url"]
    again = client.post(f"{REVIEW}{row.pk}/?document={PLAN}", told, headers=headers)
    assert again.status_code == 200  # htmx puts in only what it is told is well
    assert "标为“已确认”" in again.content.decode()


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("bureau", 403)])
def test_only_the_supervision_office_reviews(room: Room, who: str, status: int) -> None:
    client, row = room.client(who), first()
    page = seen(client.get(REVIEW))
    assert not page.xpath("//button[@name='do']")
    assert send(client, row, "confirm").status_code == status
    row.refresh_from_db()
    assert row.state == "found"


def test_nobody_is_sent_to_sign_in(room: Room, client: Client) -> None:
    assert client.get(REVIEW).status_code == 302
    assert client.get(f"{REVIEW[:-1]}.json").status_code == 401
    assert client.post(f"{REVIEW}{first().pk}/", {"do": "confirm"}).status_code == 302


def test_a_form_without_its_mark_is_refused(room: Room) -> None:
    response = room.client(csrf=True).post(f"{REVIEW}{first().pk}/", {"do": "confirm"})
    assert response.status_code == 403


def test_strange_questions_are_refused(room: Room) -> None:
    client, row = room.client(), first()
    for query in ({"kind": "x"}, {"state": "x"}, {"order": "x"}, {"issue": "x"}, {"at": "x"}):
        assert client.get(REVIEW, query).status_code == 400, query
    assert client.get(REVIEW, {"at": "999999"}).status_code == 200  # gone: the first instead
    assert send(client, row, "burn").status_code == 422
    assert client.post(f"{REVIEW}{row.pk}/", {"do": "confirm"}).status_code == 422
    assert client.post(f"{REVIEW}999999/", {"do": "confirm", "version": "0"}).status_code == 404
    assert client.get(f"{REVIEW}{row.pk}/").status_code == 405


def test_progress_and_quality_are_shown(room: Room) -> None:
    client = room.client()
    rows = list(finding.found("duty").filter(document=PLAN)[:4])
    for row in rows[:3]:
        send(client, row, "confirm")
    send(client, rows[3], "reject")
    told = client.get(f"{REVIEW[:-1]}.json", {"issue": GAZETTE}).json()
    assert told["counts"]["confirmed"] == 3
    assert 0 < told["quality"]["precision"] < 1
    assert told["quality"]["recall"] == 1
    page = seen(client.get(REVIEW, {"issue": GAZETTE}))
    [progress] = page.xpath("//progress")
    assert progress.get("value") == "4"
    sheet = client.get(f"{REVIEW[:-1]}.xlsx", {"issue": GAZETTE, "state": "rejected"})
    assert len(list(load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)) == 2


def test_the_doubtful_come_first_where_that_is_wanted(room: Room) -> None:
    told = room.client().get(f"{REVIEW[:-1]}.json", {"order": "doubt"}).json()["findings"]
    sure = [each["confidence"] for each in told]
    assert sure == sorted(sure)


def test_what_the_grammar_missed_is_added_and_counts_as_missed(room: Room) -> None:
    client = room.client()
    path = f"{REVIEW}add/?kind=duty&issue={GAZETTE}"
    assert client.get(f"{REVIEW}add/").status_code == 400
    seen(client.get(path))
    told = {"document": PLAN, "path": "二（一）1", "f-text": "样例事项", "f-lead": "", "f-assist": "",
            "f-units": "市样例局", "f-deadline": "2026年底前"}  # fmt: skip
    response = client.post(path, told)
    assert response.status_code == 302
    page = seen(client.get(response.headers["Location"]))
    assert "补录" in words(page.xpath("//section[@class='card'][1]")[0])
    row = Found.objects.get(data={})
    assert row.corrected["due"] == "2026-12-31"
    assert client.get(f"{REVIEW[:-1]}.json").json()["quality"]["missed"] == 1
    for wrong in ({"document": ""}, {"path": "第九百条"}, {"f-text": ""}, {"f-units": ""}):
        page = seen(client.post(path, {**told, **wrong}), 422)
        assert page.xpath("//*[@id='trouble']"), wrong
    assert Found.objects.filter(data={}).count() == 1


def test_targets_and_days_are_reviewed_too(room: Room) -> None:
    client = room.client()
    for kind in ("target", "timing"):
        row = finding.found(kind).first()
        assert row
        page = seen(client.get(REVIEW, {"kind": kind, "at": str(row.pk)}))
        assert page.xpath("//div[@class='review-clause']//mark"), kind
        assert page.xpath("//details[@id='edit']//input")
        told = {"do": "confirm", "version": str(row.version)}
        client.post(f"{REVIEW}{row.pk}/?kind={kind}", told)
        row.refresh_from_db()
        assert row.state == "confirmed"


def test_a_target_is_corrected_by_its_fields(room: Room) -> None:
    client, issue = room.client(), Issue.objects.get(slug=GAZETTE)
    path = f"{REVIEW}add/?kind=target&issue={issue.slug}"
    told = {"document": PLAN, "path": "二（一）1", "f-name": "样例率", "f-comparator": ">", "f-value": "92.5",
            "f-unit": "%", "f-year": "2027", "f-per": "", "f-area": ""}  # fmt: skip
    for wrong in ({"f-value": "很多"}, {"f-year": "二〇二七"}, {"f-comparator": "!"}):
        seen(client.post(path, {**told, **wrong}), 422)
    assert client.post(path, told).status_code == 302
    row = Found.objects.get(data={})
    assert (row.corrected["value"], row.corrected["comparator"]) == (92.5, ">")
    send_told = {**told, "do": "correct", "version": str(row.version), "f-value": "1,300", "f-soft": "1"}  # fmt: skip
    client.post(f"{REVIEW}{row.pk}/?kind=target", send_told)
    row.refresh_from_db()
    assert (row.corrected["value"], row.corrected["soft"]) == (1300, True)
    assert "＞ 1,300%" in words(seen(client.get(REVIEW, {"kind": "target", "at": str(row.pk)})))


def test_what_the_text_no_longer_holds_is_shown_with_what_stands_there_now(room: Room) -> None:
    old, new = finding.found("duty").filter(document=PLAN)[:2]
    Found.objects.filter(pk=old.pk).update(gone=True, state="confirmed", instead=new)
    page = seen(room.client().get(REVIEW, {"state": "gone"}))
    notice = words(page.xpath("//div[@class='notice warn']")[0])
    assert "现在的原文里没有这一条了" in notice
    assert not page.xpath("//button[@value='confirm']")


def test_nothing_to_review_says_what_to_do(db: None) -> None:
    page = seen(Room().client().get(REVIEW))
    assert "还没有可以核对的责任" in words(page)


def test_all_reviewed_says_so(room: Room) -> None:
    Found.objects.filter(kind="duty").update(state="confirmed")
    assert "都核对完了" in words(seen(room.client().get(REVIEW)))


def test_words_of_a_gazette_are_no_markup(room: Room) -> None:
    row = first()
    told = {"text": HOSTILE, "units": [HOSTILE], "lead": [HOSTILE], "assist": []}
    Found.objects.filter(pk=row.pk).update(corrected=told)
    text = room.client().get(REVIEW, {"at": str(row.pk)}).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_marks_keep_every_word() -> None:
    own = "甲<b>牵头，乙配合；年底前"
    found = passages.spans(
        own, "样例", "duty", {"notation": "乙配合", "deadlines": [{"words": "年底前"}, {"words": "没有"}]}
    )  # fmt: skip
    assert passages.marked(own, found) == (
        '甲&lt;b&gt;牵头，<mark class="who">乙配合</mark>；<mark class="when">年底前</mark>'
    )
    assert passages.marked("", []) == ""
    place = {"place": {"address": "样例", "start": 2, "end": 400}}
    assert passages.spans(own, "样例", "timing", place) == []  # a place that is not there


# --- in a browser, by keyboard


@pytest.fixture
def live(transactional_db: None, specimen: Path) -> Room:
    """The room for a browser."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return settled()


@pytest.fixture
def visit(page: Page, live: Room, live_server: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []
    listen(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield lambda path: page.goto(str(live_server.url) + path) and None
    assert complaints == []
    page.goto("about:blank")


def sign_in(page: Page, visit: Visit, who: str = "jia") -> None:
    visit("/account/sign-in/")
    page.get_by_label("登录名").fill(f"{who}1")
    page.get_by_label("口令").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


@pytest.mark.browser
def test_a_document_is_reviewed_by_keyboard_alone(page: Page, visit: Visit, live: Room) -> None:
    rows = list(finding.found("duty").filter(document=PLAN))
    sign_in(page, visit)
    visit(f"{REVIEW}?document={PLAN}")
    where = page.locator("#found-title")
    said = page.locator(".review [data-say]").first

    def at(number: int, of: int) -> None:
        expect(said).to_have_text(f"第 {number} 条，共 {of} 条")

    at(1, len(rows))
    expect(page.locator("mark.who").first).to_be_visible()
    # on, and back
    page.keyboard.press("j")
    at(2, len(rows))
    expect(where).to_be_focused()
    page.keyboard.press("j")
    at(3, len(rows))
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("#review")).to_be_visible()
    expect(said).to_contain_text("条，共")
    visit(f"{REVIEW}?document={PLAN}")
    # confirm, reject
    page.keyboard.press("c")
    expect(page.locator(".notice.good")).to_contain_text("已确认")
    at(1, len(rows) - 1)
    page.keyboard.press("x")
    expect(page.locator(".notice.good")).to_contain_text("已排除")
    at(1, len(rows) - 2)
    # that was wrong: undo
    page.keyboard.press("u")
    expect(page.locator(".notice.good")).to_contain_text("已恢复为待确认")
    at(1, len(rows) - 1)
    # correct
    page.keyboard.press("e")
    text = page.get_by_label("事项", exact=True)
    expect(text).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("市样例局cxj")  # single keys do nothing where words are written
    expect(page.get_by_label("牵头单位", exact=True)).to_have_value("市样例局cxj")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("已更正")
    states = [each.state for each in finding.found("duty", state="all").filter(document=PLAN)]
    assert states[:2] == ["confirmed", "corrected"]
    assert "市样例局cxj" in Found.objects.get(pk=rows[1].pk).corrected["lead"]
    # leave the form without a change
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    expect(page.locator("#edit")).not_to_have_attribute("open", "")
    expect(where).to_be_focused()
    # the whole document
    for left in range(len(rows) - 2, 0, -1):
        at(1, left)
        page.keyboard.press("c")
    expect(page.get_by_role("heading", name="都核对完了")).to_be_visible()
    assert not Found.objects.filter(document=PLAN, kind="duty", state="found").exists()


@pytest.mark.browser
def test_a_stale_screen_says_what_the_other_decided(page: Page, visit: Visit, live: Room) -> None:
    sign_in(page, visit)
    visit(f"{REVIEW}?document={PLAN}")
    row = first()
    send(live.client("yi"), row, "reject")
    page.keyboard.press("c")
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("已排除")
    expect(trouble).to_be_focused()
    row.refresh_from_db()
    assert row.state == "rejected"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_and_nothing_overflows(
    page: Page, visit: Visit, live: Room, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    sign_in(page, visit)
    paths = (
        REVIEW, f"{REVIEW}?state=all&order=doubt", f"{REVIEW}?kind=target", f"{REVIEW}?kind=timing",
        f"{REVIEW}add/?kind=target&issue={GAZETTE}", "/office/duties/review/units/", "/duties/", "/targets/", f"/documents/{PLAN}/duties/",
    )  # fmt: skip
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            visit(path)
            assert page.evaluate(CONTRAST) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.browser
def test_it_works_without_script(browser: Any, page: Page, visit: Visit, live: Room, live_server: Any) -> None:  # fmt: skip
    sign_in(page, visit)
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as plain:
        plain.add_cookies(page.context.cookies())
        bare = plain.new_page()
        bare.goto(f"{live_server.url}{REVIEW}?document={PLAN}")
        bare.get_by_role("button", name="确认").click()
        expect(bare.locator(".notice.good")).to_contain_text("已确认")
        bare.get_by_role("button", name="撤销").first.click()
        expect(bare.locator(".review .chip.is-found").first).to_be_visible()
        bare.goto("about:blank")


# --- names that nobody knows


def test_a_unit_that_nobody_knows_is_listed_and_named_in_the_panel(room: Room) -> None:
    client, row = room.client(), first()
    units = "/office/duties/review/units"
    told = client.get(f"{units}.json").json()
    [one] = [each for each in told if each["words"] == "市住房城乡建设局"]
    assert one["state"] == "unknown"
    assert row.pk in one["findings"]
    assert "市住房城乡建设局" in words(seen(client.get(f"{units}/", {"issue": GAZETTE})))
    panel = words(seen(client.get(REVIEW, {"at": str(row.pk)})))
    assert "市住房城乡建设局：单位名录中没有" in panel
    made = unit("zj", "云麓市住房城乡建设局")
    made.aliases.create(name="市住房城乡建设局")
    assert "市住房城乡建设局" not in {each["words"] for each in client.get(f"{units}.json").json()}
    assert "市住房城乡建设局：" not in words(seen(client.get(REVIEW, {"at": str(row.pk)})))
    rows = load_workbook(io.BytesIO(client.get(f"{units}.xlsx").content)).worksheets[0]
    assert rows.max_row > 2
    assert client.get(f"{units}/", {"issue": "x"}).status_code == 400


def test_all_names_known_says_so(db: None) -> None:
    page = seen(Room().client().get("/office/duties/review/units/"))
    assert "都对应上了" in words(page)
