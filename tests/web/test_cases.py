"""The pages of cases: home, beginning, the work at each step, what is refused, what is taken away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.cases import service
from luoshi.office.cases.models import Act, Attachment, Case, IssuedPaper, Notice
from luoshi.office.directory.actors import CLOCK
from luoshi.office.directory.models import Membership
from luoshi.office.uploads import UploadError
from luoshi.policies import acting
from tests.office.cases.office import SUBSIDY, moment
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk, begun, form, handed_in, hidden, pdf, step


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    """The specimen's office on a Thursday morning, on either database."""
    with clock.at(moment("2026-01-08T09:00")):
        yield Desk()


def tree(response: Any) -> Any:
    return html.fromstring(response.content.decode())


def shown(response: Any) -> str:
    return words(tree(response).xpath("//main")[0])


def test_a_case_goes_from_draft_to_payment_through_the_pages(desk: Desk) -> None:
    applicant, county, city, finance = map(desk.client, ("applicant", "county", "city", "finance"))
    key = handed_in(applicant).key
    place = f"/office/cases/{key}/"
    assert "等待禾丰县人社局：初审" in shown(applicant.get(place))
    home = shown(county.get("/office/"))
    assert "初审" in home
    assert "还有 10 个工作日 2026-01-22" in home
    assert (
        step(county, key, "first_review", {"outcome": "pass"}).headers["Location"]
        == f"{place}?said=done#now"
    )
    done = shown(county.get(f"{place}?said=done"))
    assert "已办理：初审：初审通过" in done
    assert "下一步由云麓市人社局办理“复审”" in done
    step(city, key, "second_review", {"outcome": "pass"})
    service.act(key, "notice", "expire", CLOCK)
    assert step(finance, key, "pay", {"outcome": "paid", "f-amount": "3,000"}).status_code == 302
    page = tree(applicant.get(place))
    told = words(page.xpath("//main")[0])
    assert "已办结：已拨付" in told
    assert "本季度补贴额3,000元" in told
    decision = page.xpath("//ol[@class='history']//details[contains(@class,'decision')]")[0]
    assert "第四条" in words(decision)
    assert decision.xpath(".//ul[@class='steps']/li")
    assert "期限届满，由系统按规定办理" in told


def test_the_home_begins_with_what_to_do_first(desk: Desk) -> None:
    told = shown(desk.client("applicant").get("/office/"))
    assert "从这里开始" in told
    assert "租房补贴申请" in told
    assert "还没有要您办的事" in shown(desk.client("county").get("/office/"))
    assert "还没有办件" in shown(desk.client("city").get("/office/cases/"))
    assert "本单位还没有可以发起的事项" in shown(desk.client("city").get("/office/start/"))


def test_notices_are_there_until_they_are_read(desk: Desk) -> None:
    case = desk.office.applied()
    service.act(case.key, "first_review", "gaps", desk.office.county, reasons="缺第二页")
    applicant = desk.client("applicant")
    told = shown(applicant.get("/office/"))
    assert "补正材料一次性告知书" in told
    assert "全部标为已读（1）" in told
    assert applicant.post("/office/notices/read/").headers["Location"] == "/office/"
    assert not Notice.objects.filter(unit=desk.office.applicant.unit, read=None).exists()
    assert "全部标为已读" not in shown(applicant.get("/office/"))


def test_everything_that_was_typed_and_chosen_is_kept_when_it_is_refused(desk: Desk) -> None:
    client = desk.client("applicant")
    key = begun(client)
    sent = {
        **form(born="昨天", contract="很久"),
        "m-id": pdf(),
        "outcome": "submit",
        "f-name": "甲甲",
    }
    response = step(client, key, "apply", sent)
    assert response.status_code == 400
    page = tree(response)
    assert page.xpath("//input[@name='f-born']/@value") == ["昨天"]
    assert page.xpath("//input[@name='f-born']/@aria-invalid") == ["true"]
    assert page.xpath("//input[@name='f-contract']/@value") == ["很久"]
    assert page.xpath("//input[@name='f-name']/@value") == ["甲甲"]
    assert page.xpath("//select[@name='f-degree']/option[@selected]/text()") == ["硕士研究生"]
    assert page.xpath("//input[@name='f-graduate'][@checked]/@value") == ["是"]
    assert page.xpath("//div[@id='trouble']//li/a/@href") == ["#apply-born", "#apply-contract"]
    assert Attachment.objects.get(case__key=key).name == "证件.pdf"
    response = step(client, key, "apply", {**form(), "outcome": "submit"})
    assert response.status_code == 422
    told = shown(response)
    assert "还缺 1 份材料：网签备案的租赁合同" in told
    assert "第四条" in told
    assert "还缺 1 份：网签备案的租赁合同" in told
    assert tree(client.get(f"/office/cases/{key}/")).xpath("//input[@name='f-name']/@value") == [
        "甲"
    ]


def test_a_draft_is_saved_with_gaps_and_materials_follow_what_is_filled_in(desk: Desk) -> None:
    client = desk.client("applicant")
    key = begun(client)
    response = step(client, key, "apply", {"f-work": "创办企业", "f-name": "", "do": "save"})
    assert response.headers["Location"].endswith("?said=kept#now")
    told = shown(client.get(f"/office/cases/{key}/?said=kept"))
    assert "已保存，还没有提交" in told
    assert "还缺 3 份：身份证件、网签备案的租赁合同、营业执照" in told
    assert desk.client("county").get(f"/office/cases/{key}/").status_code == 404
    bad = step(client, key, "apply", {"f-born": "昨天", "do": "save"})
    assert bad.status_code == 400


def test_files_are_refused_beside_their_place_and_not_kept_twice(desk: Desk) -> None:
    client = desk.client("applicant")
    key = begun(client)
    wrong = SimpleUploadedFile("木马.exe", b"MZ")
    response = step(client, key, "apply", {"m-id": wrong, "m-lease": pdf(), "do": "upload"})
    assert response.status_code == 400
    slot = tree(response).xpath("//input[@name='m-id']")[0]
    assert slot.get("aria-invalid") == "true"
    assert "exe" in words(slot.getnext())
    for _ in range(2):
        assert step(client, key, "apply", {"m-lease": pdf(), "do": "upload"}).status_code == 302
    assert Attachment.objects.filter(case__key=key).count() == 1
    number = Attachment.objects.get(case__key=key).pk
    got = client.get(f"/office/cases/{key}/materials/{number}/")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Type"] == "application/pdf"
    assert b"".join(got.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    step(client, key, "apply", {"withdraw": str(number), "f-name": "甲"})
    assert Attachment.objects.get(pk=number).removed
    assert client.get(f"/office/cases/{key}/materials/{number}/").status_code == 404
    assert tree(client.get(f"/office/cases/{key}/")).xpath("//input[@name='f-name']/@value") == [
        "甲"
    ]


def test_a_material_is_sent_back_with_a_reason_and_the_words_begun_stay(desk: Desk) -> None:
    applicant, county = desk.client("applicant"), desk.client("county")
    key = handed_in(applicant).key
    number = Attachment.objects.get(case__key=key, material="lease").pk
    without = step(county, key, "first_review", {"return": str(number), "reasons": "先写一半"})
    assert without.status_code == 400
    assert "先写一半" in without.content.decode()
    sent = {"return": str(number), f"why-{number}": "看不清印章", "reasons": "先写一半"}
    assert step(county, key, "first_review", sent).status_code == 302
    page = tree(county.get(f"/office/cases/{key}/"))
    assert page.xpath("//textarea[@name='reasons']/text()") == ["先写一半"]
    assert "已退回：看不清印章" in words(page)
    step(county, key, "first_review", {"outcome": "gaps", "reasons": "合同看不清印章"})
    told = shown(applicant.get(f"/office/cases/{key}/"))
    assert "退回的原因：看不清印章" in told
    assert "还缺 1 份：网签备案的租赁合同" in told
    assert step(applicant, key, "supplement", {"outcome": "submit"}).status_code == 422
    again = {"m-lease": pdf("新合同.pdf", b"3"), "outcome": "submit"}
    assert step(applicant, key, "supplement", again).status_code == 302
    assert (
        tree(county.get(f"/office/cases/{key}/")).xpath("//textarea[@name='reasons']/text()") == []
    )


def test_two_presses_of_a_button_do_one_thing(desk: Desk) -> None:
    applicant, county = desk.client("applicant"), desk.client("county")
    key = handed_in(applicant).key
    kept = hidden(county.get(f"/office/cases/{key}/"))
    place = f"/office/cases/{key}/steps/first_review/"
    for _ in range(2):
        response = county.post(place, {**kept, "outcome": "pass"})
        assert response.status_code == 302
    assert Act.objects.filter(case__key=key, step="first_review").count() == 1
    started = Case.objects.count()
    path = f"/office/start/{SUBSIDY}/"
    for _ in range(2):
        applicant.post(path, {"token": "once", "party-county_hr": "hefeng-hr"})
    assert Case.objects.count() == started + 1


def test_an_old_page_is_told_what_another_did_and_keeps_what_was_typed(desk: Desk) -> None:
    key = handed_in(desk.client("applicant")).key
    county = desk.client("county")
    kept = hidden(county.get(f"/office/cases/{key}/"))
    service.act(key, "first_review", "pass", desk.office.county)
    sent = {**kept, "outcome": "refuse", "reasons": "他有自己的房子"}
    response = county.post(f"/office/cases/{key}/steps/first_review/", sent)
    assert response.status_code == 409
    told = shown(response)
    assert "禾丰县人社局经办人已于01月08日 09:00办理了“初审：初审通过”" in told
    assert "他有自己的房子" in told
    assert Case.objects.get(key=key).tasks.filter(step="second_review", state="open").exists()


def test_an_old_page_of_a_form_that_is_still_there_keeps_its_values(desk: Desk) -> None:
    case = desk.office.published()
    service.act(case.key, "notice", "expire", CLOCK)
    finance = desk.client("finance")
    kept = hidden(finance.get(f"/office/cases/{case.key}/"))
    Case.objects.filter(pk=case.pk).update(version=9)
    sent = {**kept, "outcome": "paid", "f-amount": "3210"}
    response = finance.post(f"/office/cases/{case.key}/steps/pay/", sent)
    assert response.status_code == 409
    assert tree(response).xpath("//input[@name='f-amount']/@value") == ["3210"]
    assert hidden(response)["version"] == "9"


def test_a_rule_that_refuses_shows_how_it_came_to_that(desk: Desk) -> None:
    applicant, county = desk.client("applicant"), desk.client("county")
    key = begun(applicant)
    files = {"m-id": pdf(), "m-lease": pdf("b.pdf", b"2")}
    step(applicant, key, "apply", {**form(owns_home=True), **files, "outcome": "submit"})
    response = step(county, key, "first_review", {"outcome": "pass"})
    assert response.status_code == 422
    trouble = tree(response).xpath("//*[@id='trouble']")[0]
    assert "第四条" in words(trouble)
    assert trouble.xpath(".//ul[@class='steps']/li")


def test_a_viewer_reads_and_does_nothing(desk: Desk) -> None:
    case = desk.office.applied()
    viewer = desk.client("viewer")
    page = viewer.get(f"/office/cases/{case.key}/")
    assert "您在本单位只能查看" in shown(page)
    assert not tree(page).xpath("//form[contains(@class,'work-form')]")
    sent = {"version": "1", "token": "t", "outcome": "pass"}
    place = f"/office/cases/{case.key}/steps/first_review/"
    assert viewer.post(place, sent).status_code == 403
    assert viewer.post(f"/office/start/{SUBSIDY}/", {}).status_code == 403
    assert viewer.get(f"/office/cases/{case.key}/discard/").status_code == 403


def test_it_is_not_every_participants_turn(desk: Desk) -> None:
    case = desk.office.applied()
    sent = {"version": "1", "token": "t", "outcome": "pass"}
    place = f"/office/cases/{case.key}/steps/first_review/"
    response = desk.client("applicant").post(place, sent)
    assert response.status_code == 403
    assert "由禾丰县人社局办理" in shown(response)
    response = desk.client("applicant").post(place, {"outcome": "pass"})
    assert response.status_code == 400
    assert Act.objects.filter(case=case, step="first_review").count() == 0


def test_a_draft_is_thrown_away_after_a_question(desk: Desk) -> None:
    client = desk.client("applicant")
    key = begun(client)
    step(client, key, "apply", {"f-name": "甲", "m-id": pdf(), "do": "save"})
    asked = client.get(f"/office/cases/{key}/discard/")
    assert "1 份材料" in shown(asked)
    assert Case.objects.filter(key=key).exists()
    assert client.post(f"/office/cases/{key}/discard/").headers["Location"] == "/office/cases/"
    assert not Case.objects.filter(key=key).exists()
    handed = handed_in(client).key
    assert client.get(f"/office/cases/{handed}/discard/").status_code == 409
    assert client.post(f"/office/cases/{handed}/discard/").status_code == 403


def test_papers_and_receipts_are_taken_away(desk: Desk) -> None:
    case = desk.office.applied()
    service.act(case.key, "first_review", "gaps", desk.office.county, reasons="缺第二页")
    paper = IssuedPaper.objects.get(case=case)
    client = desk.client("applicant")
    place = f"/office/cases/{case.key}/"
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        got = client.get(f"{place}papers/{paper.pk}.{kind}")
        assert got.content.startswith(start)
        assert got.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"{place}papers/{paper.pk}.exe").status_code == 404
    assert "缺第二页" in shown(client.get(place))
    digest = Act.objects.get(case=case, step="apply").decisions[0]["digest"]
    receipt = client.get(f"{place}receipts/{digest}.json").json()
    assert receipt["receipt"]["digest"] == digest
    assert client.get(f"{place}receipts/{'0' * 64}.json").status_code == 404
    other = desk.office.applied()
    assert client.get(f"/office/cases/{other.key}/papers/{paper.pk}.pdf").status_code == 404


def test_lists_are_filtered_and_taken_away(desk: Desk) -> None:
    first = desk.office.applied(name='=HYPERLINK("x")')
    desk.office.applied(name="乙")
    desk.office.begun()
    county, applicant = desk.client("county"), desk.client("applicant")
    assert "共 2 件" in shown(county.get("/office/cases/"))
    assert "共 3 件" in shown(applicant.get("/office/cases/"))
    assert "共 1 件" in shown(applicant.get("/office/cases/?state=draft"))
    assert "共 1 件" in shown(county.get(f"/office/cases/?q={first.key}"))
    assert "没有符合的办件" in shown(county.get("/office/cases/?q=没有这样的"))
    assert county.get("/office/cases.json?order=due").json()["total"] == 2
    assert county.get("/office/cases/?page=x").status_code == 400
    book = load_workbook(io.BytesIO(county.get("/office/cases.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 3
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_every_page_has_a_twin(desk: Desk) -> None:
    case = desk.office.applied()
    client = desk.client("county")
    for path in (
        "/office.json",
        "/office/start.json",
        "/office/cases.json",
        f"/office/cases/{case.key}.json",
    ):
        assert client.get(path).json()
    told = client.get(f"/office/cases/{case.key}.json").json()
    assert told["title"] == "租房补贴申请：甲"
    error = Client().get(f"/office/cases/{case.key}.json")
    assert error.status_code == 401


def test_procedures_are_for_everybody(desk: Desk) -> None:
    nobody = Client()
    told = shown(nobody.get("/office/procedures/"))
    assert "租房补贴申请" in told
    place = f"/office/procedures/{SUBSIDY}"
    page = nobody.get(f"{place}/")
    assert "10个工作日内" in shown(page)
    assert tree(page).xpath("//*[local-name()='svg'][@class='procedure']")
    assert nobody.get(f"{place}.json").json()["label"] == "租房补贴申请"
    assert b"definitions" in nobody.get(f"{place}.bpmn").content
    assert nobody.get(f"{place}.svg").content.startswith(b"<svg")
    assert nobody.get("/office/procedures/no.such.thing/").status_code == 404
    assert nobody.get("/office/procedures/%00/").status_code == 404


def test_every_procedure_of_every_document_has_its_pages(db: None) -> None:
    nobody = Client()
    every = acting.procedures()
    for key, each in every.items():
        for end in ("/", ".json", ".bpmn", ".svg"):
            assert nobody.get(f"/office/procedures/{key}{end}").status_code == 200, key + end
        told = words(tree(nobody.get(f"/office/procedures/{key}/")).xpath("//main")[0])
        assert all(one.label in told for one in each.steps), key
    assert all(each.label in shown(nobody.get("/office/procedures/")) for each in every.values())


def test_every_procedure_can_be_begun_by_whom_it_is_for(db: None) -> None:
    from tests.office.cases.office import unit
    from tests.web.signed import client_of, employ

    every = acting.procedures()
    kinds = {each.steps[0].by.kinds[0] for each in every.values()}
    roles = [f"{each.policy.key}.{each.steps[0].by.key}" for each in every.values()]
    clients = {
        kind: client_of(
            employ(unit(f"all-{kind}", f"样例{kind}", kind, *dict.fromkeys(roles)), kind)
        )
        for kind in kinds
    }
    for key, each in every.items():
        page = clients[each.steps[0].by.kinds[0]].get(f"/office/start/{key}/")
        assert page.status_code == (403 if each.clock_only else 200), (key, shown(page))
        if each.clock_only or (each.subject and not each.creates):
            continue
        made = clients[each.steps[0].by.kinds[0]].post(
            f"/office/start/{key}/", {"token": key, "even-if-not-in-force": "1"}
        )
        assert made.status_code == 302, (key, shown(made))
        case = clients[each.steps[0].by.kinds[0]].get(made.headers["Location"])
        assert f"现在要办：{each.steps[0].label}" in shown(case), key
    for client in clients.values():
        assert client.get("/office/").status_code == 200
        assert client.get("/office/start/").status_code == 200


def test_what_cannot_be_begun_says_why(desk: Desk) -> None:
    response = desk.client("county").get(f"/office/start/{SUBSIDY}/")
    assert response.status_code == 403
    assert "由申请人发起" in shown(response)
    client = desk.client("applicant")
    assert client.get("/office/start/no.such/").status_code == 404
    wrong = client.post(f"/office/start/{SUBSIDY}/", {"party-county_hr": "yunlu-czj"})
    assert wrong.status_code == 400
    assert "不能作为" in shown(wrong)
    change = client.get("/office/start/specimen.rent_subsidy.change/")
    assert "租房补贴领取名册的编码或编号" in shown(change)
    empty = client.post("/office/start/specimen.rent_subsidy.change/", {})
    assert empty.status_code == 400


def test_a_case_about_an_entry_is_begun_with_it(desk: Desk) -> None:
    case = desk.office.published()
    client = desk.client("applicant")
    path = "/office/start/specimen.rent_subsidy.change/"
    page = tree(client.get(f"{path}?subject={case.key}"))
    assert page.xpath("//select[@name='subject']/option[@selected]/@value") == [case.key]
    assert client.post(path, {"subject": case.key}).status_code == 302
    assert client.post(path, {"subject": "nothing"}).status_code == 404


def test_hostile_words_stay_words(desk: Desk) -> None:
    county, applicant = desk.client("county"), desk.client("applicant")
    case = desk.office.begun()
    number = service.attach(
        case.key, "apply", "id", desk.office.applicant, "a'onload=x&b.pdf", pdf().read()
    ).pk
    Attachment.objects.filter(pk=number).update(name=f"{HOSTILE}.pdf")
    service.act(
        case.key, "apply", "submit", desk.office.applicant, data=_application(name=HOSTILE[:200])
    )
    Attachment.objects.filter(pk=number).update(returned=HOSTILE)
    service.act(case.key, "first_review", "gaps", desk.office.county, reasons=HOSTILE)
    Case.objects.filter(pk=case.pk).update(title=HOSTILE[:200])
    unit = desk.office.county.unit
    assert unit
    unit.name = HOSTILE[:100]
    unit.save()
    Notice.objects.update(text=HOSTILE)
    for client in (county, applicant):
        for path in (
            "/office/", "/office/cases/", f"/office/cases/?q={HOSTILE}", f"/office/cases/{case.key}/",
            f"/office/start/?q={HOSTILE}",
        ):  # fmt: skip
            response = client.get(path)
            assert response.status_code == 200
            _harmless(response)
    got = applicant.get(f"/office/cases/{case.key}/materials/{number}/")
    assert "<" not in got.headers["Content-Disposition"]
    bad = step(
        applicant,
        case.key,
        "supplement",
        {"f-born": HOSTILE, "outcome": HOSTILE, "reasons": HOSTILE},
    )
    assert bad.status_code == 400
    _harmless(bad)


def _application(**more: object) -> dict[str, object]:
    from tests.office.cases.office import APPLICATION

    return {**APPLICATION, **more}


def _harmless(response: Any) -> None:
    page = tree(response)
    assert not [each for each in page.xpath("//script") if not each.get("src")]
    assert not page.xpath("//img[@src='x'] | //*[@onerror] | //*[@onload]")
    assert "49" not in shown(response).replace("2049", "") or "{{ 7*7 }}" in shown(response)


@pytest.mark.parametrize("sent", [
    {"outcome": "pass\0", "version": "1"},
    {"outcome": "nothing", "version": "1"},
    {"outcome": "pass", "version": "x"},
    {"outcome": "pass", "version": "99999999999999999999"},
    {"withdraw": "1e9"},
    {"withdraw": "999999999999999"},
    {"return": "\u0661", "why-\u0661": "x"},
    {"extend": "1", "extend-reasons": "忙"},
    {"extend": "1"},
    {"f-nothing": "x", "do": "save"},
    {"party-city_hr": "yunlu-czj", "outcome": "pass", "version": "1"},
    {"reasons": "长" * 5000, "outcome": "refuse", "version": "1"},
    {"reasons": "a\0b", "outcome": "refuse", "version": "x"},
    {"m-id": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x"), "do": "upload"},
])  # fmt: skip
def test_odd_forms_are_refused_and_change_nothing(desk: Desk, sent: dict[str, Any]) -> None:
    case = desk.office.applied()
    place = f"/office/cases/{case.key}/steps/first_review/"
    response = desk.client("county").post(place, {"token": "t", **sent})
    assert response.status_code in {400, 403, 404, 409, 422}
    case.refresh_from_db()
    assert case.version == 1


def test_forms_need_their_mark_and_are_measured(desk: Desk) -> None:
    case = desk.office.applied()
    strict = desk.client("county", csrf=True)
    place = f"/office/cases/{case.key}/steps/first_review/"
    for path in (
        place,
        f"/office/start/{SUBSIDY}/",
        "/office/notices/read/",
        f"/office/cases/{case.key}/discard/",
    ):
        assert strict.post(path, {"outcome": "pass"}).status_code == 403
    large = desk.client("county").post(place, CONTENT_LENGTH=str(10**9), data={})
    assert large.status_code == 413
    for path in (place, "/office/notices/read/"):
        assert desk.client("county").get(path).status_code == 405


def test_the_administrator_without_a_unit_sees_no_case(desk: Desk) -> None:
    from luoshi.office.directory import admin
    from tests.web.signed import client_of, settled

    case = desk.office.applied()
    client = client_of(settled(admin.create("root1", "样例管理员")[0]))
    assert "您是系统管理员" in shown(client.get("/office/"))
    assert client.get(f"/office/cases/{case.key}/").status_code == 404
    assert "共 0 件" in shown(client.get("/office/cases/"))


def test_another_unit_is_chosen_and_sees_its_own(desk: Desk) -> None:
    case = desk.office.applied()
    user = desk.users["county"]
    other = desk.office.other_county.unit
    assert other
    Membership.objects.create(user=user, unit=other, may="officer")
    client = desk.client("county")
    client.post("/account/unit/", {"unit": "hefeng-hr"})
    assert client.get(f"/office/cases/{case.key}/").status_code == 200
    client.post("/account/unit/", {"unit": other.code})
    assert client.get(f"/office/cases/{case.key}/").status_code == 404


def test_after_signing_in_one_is_at_home(desk: Desk, client: Client) -> None:
    from tests.web.signed import PASSWORD

    sent = {"username": "county1", "password": PASSWORD}
    assert client.post("/account/sign-in/", sent).headers["Location"] == "/office/"


def test_a_document_out_of_force_is_marked(desk: Desk) -> None:
    case = desk.office.applied()
    with clock.at(moment("2099-01-08T09:00")):
        told = shown(desk.client("county").get(f"/office/cases/{case.key}/"))
    assert ("今天不在施行期" in told) == (not _in_force("2099-01-08"))


def _in_force(day: str) -> bool:
    from datetime import date

    from luoshi.policies import acting

    return acting.procedure(SUBSIDY).policy.state_on(date.fromisoformat(day)).in_force


def test_long_lists_cost_no_more_queries(desk: Desk, store: str) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    client = desk.client("county")
    desk.office.applied()
    paths = ("/office/", "/office/cases/", "/office/cases.xlsx")
    before = [asked(path) for path in paths]
    for _ in range(6):
        desk.office.applied()
    after = [asked(path) for path in paths]
    assert all(now <= then for now, then in zip(after, before, strict=True)), (before, after)


def test_a_token_of_another_unit_meets_nobody(desk: Desk) -> None:
    path = f"/office/start/{SUBSIDY}/"
    for who in ("applicant", "stranger"):
        sent = {"token": "the-same", "party-county_hr": "hefeng-hr"}
        assert desk.client(who).post(path, sent).status_code == 302
    assert Case.objects.count() == 2


def test_a_document_out_of_force_is_begun_only_when_that_is_said(desk: Desk) -> None:
    path = f"/office/start/{SUBSIDY}/"
    client = desk.client("applicant")
    sent = {"token": "t", "party-county_hr": "hefeng-hr"}
    with clock.at(moment("2001-01-08T09:00")):
        assert "今天不在施行期" in shown(client.get(path))
        refused = client.post(path, sent)
        assert refused.status_code == 422
        assert tree(refused).xpath("//select/option[@selected]/@value") == ["hefeng-hr"]
        assert client.post(path, {**sent, "even-if-not-in-force": "1"}).status_code == 302


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UploadError("文件存不下来", "请稍后再试。")

    client = desk.client("applicant")
    key = begun(client)
    monkeypatch.setattr("luoshi.office.uploads.keep", full)
    sent = {"m-id": pdf(), "f-name": "甲甲", "do": "upload"}
    response = step(client, key, "apply", sent)
    assert response.status_code in (422, 503)
    assert "文件存不下来" in shown(response)
    assert tree(response).xpath("//input[@name='f-name']/@value") == ["甲甲"]


def test_clauses_are_links_where_the_gazette_is_loaded(desk: Desk, archive: Path) -> None:
    case = desk.office.applied()
    page = tree(desk.client("county").get(f"/office/cases/{case.key}/"))
    assert page.xpath("//section[contains(@class,'work')]//a[@class='by']/@href")[0].startswith(
        "/clauses/?address="
    )
