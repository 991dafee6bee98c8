"""Ledgers: accounts, statements, bank files that are tried before they are kept, matching by hand."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.config import home
from luoshi.office.journal.models import Entry as JournalEntry
from luoshi.office.ledgers import bankfile
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.models import BankFile, BankLine, Leg, Match
from tests.web import booked
from tests.web.booked import FIRST, FORMULA, SECOND, STRANGE, sheet
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk

CODE = "zhuanhu:1"
PAGE = f"/office/ledgers/{CODE}/"
BANK = f"/office/ledgers/{CODE}/bank/"


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with booked.standing():
        made = Desk()
        booked.account(made)
        yield made


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    """Other tests of this process have left files that nobody confirmed."""
    shutil.rmtree(home() / "waiting", ignore_errors=True)


def waiting() -> list[str]:
    """Files that wait to be confirmed."""
    folder = home() / "waiting"
    return [each.name for each in folder.iterdir()] if folder.is_dir() else []


def nothing_kept() -> bool:
    return not (BankFile.objects.exists() or BankLine.objects.exists() or Match.objects.exists())


# --- accounts and statements


def test_one_sees_ones_own_accounts(desk: Desk) -> None:
    page = desk.client("county").get("/office/ledgers/").content.decode()
    assert "样例专户" in page
    assert "699.50" in page
    assert "账外" not in page
    for who in ("other_county", "stranger"):
        client = desk.client(who)
        assert "样例专户" not in client.get("/office/ledgers/").content.decode()
        for path in (
            PAGE,
            BANK,
            *(f"/office/ledgers/{CODE}.{form}" for form in ("json", "xlsx", "csv", "pdf")),
        ):
            assert client.get(path).status_code == 404, path
        assert client.post(BANK, {"file": sheet(FIRST)}).status_code == 404


def test_accounts_below_others_stand_under_them(desk: Desk) -> None:
    opened: dict[str, Any] = {
        "purpose": "试验",
        "clause": "样例办法 第一条",
        "owner": desk.office.county.unit,
    }
    ledgers.open_account("up", "上级", **opened)
    ledgers.open_account("up:down", "下级", parent="up", **opened)
    page = html.fromstring(desk.client("county").get("/office/ledgers/").content.decode())
    row = page.xpath("//th[a='下级']")[0]
    assert row.get("class") == "deep-1"


def test_a_statement_has_both_balances_and_the_way_to_its_cases(desk: Desk) -> None:
    case = booked.paid(desk)
    client = desk.client("finance")
    code = client.get("/office/ledgers.json").json()["accounts"][0]["code"]
    page = client.get(
        f"/office/ledgers/{code}/", {"from": "2026-01-01", "to": "2026-02-28"}
    ).content.decode()
    assert f"/office/cases/{case.key}/" in page
    assert "期初余额" in page
    assert "3,000.00" in page


def test_a_statement_of_other_days(desk: Desk) -> None:
    client = desk.client("county")
    days = {"from": "2026-01-09", "to": "2026-01-20"}
    told = client.get(f"/office/ledgers/{CODE}.json", days).json()
    assert (told["opening"], told["closing"], told["entries"]) == (699_50, 699_50, [])
    assert client.get(PAGE, {"from": "2026-02-30"}).status_code == 400
    assert client.get(PAGE, {"from": "2026-02-01"}).status_code == 422


def test_exports_hold_no_formulas(desk: Desk) -> None:
    client = desk.client("county")
    book = load_workbook(io.BytesIO(client.get(f"/office/ledgers/{CODE}.xlsx").content))
    cells = [each for row in book.worksheets[0] for each in row if each.value is not None]
    assert "f" not in {each.data_type for each in cells}
    text = client.get(f"/office/ledgers/{CODE}.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE)
    assert client.get(f"/office/ledgers/{CODE}.pdf").content.startswith(b"%PDF")


def test_what_is_held_and_what_must_stay_is_told(desk: Desk) -> None:
    ledgers.hold("用款-1", CODE, 100_00, clause="样例办法 第二条", at=booked.NOW)
    ledgers.set_floor(CODE, 200_00, why=HOSTILE, clause="样例办法 第三条", at=booked.NOW)
    page = html.fromstring(desk.client("county").get(PAGE).content.decode())
    told = words(page)
    assert all(each in told for each in ("用款-1", "200.00", "样例办法 第三条", "399.50"))
    assert not page.xpath("//main//script | //main//img")


# --- bank statements


def tried(client: Client, *lines: str, **more: Any) -> Any:
    """What the page says of a file before it is kept."""
    return client.post(BANK, {"file": sheet(*lines, **more)})


def confirmed(client: Client, response: Any) -> Any:
    """Confirm what was tried."""
    page = html.fromstring(response.content.decode())
    form = page.xpath("//section[@id='preview']//form")[0]
    return client.post(BANK, {each.name: each.value for each in form.xpath(".//input[@name]")})


def test_a_file_is_tried_then_kept(desk: Desk) -> None:
    client = desk.client("county")
    response = tried(client, FIRST, SECOND, STRANGE)
    assert response.status_code == 200
    assert "还没有导入" in response.content.decode()
    assert nothing_kept()
    done = confirmed(client, response)
    file = BankFile.objects.get()
    assert done.headers["Location"] == f"{BANK}{file.pk}/?said=kept"
    assert BankLine.objects.count() == 3
    assert Match.objects.count() == 2
    assert not waiting()
    assert JournalEntry.objects.filter(kind="ledger.bank_file", subject=CODE).count() == 1
    told = client.get(f"{BANK}{file.pk}.json").json()
    assert [each["memo"] for each in told["bank_only"]] == ["利息"]
    assert "以前已经导入过" in tried(client, FIRST, SECOND, STRANGE).content.decode()


def test_confirming_twice_takes_it_in_once(desk: Desk) -> None:
    client = desk.client("county")
    response = tried(client, FIRST, SECOND)
    assert confirmed(client, response).status_code == 302
    assert confirmed(client, response).status_code == 422
    assert BankFile.objects.count() == 1


BAD = {
    "wrong total": (sheet, (FIRST, SECOND, "合计,,300.50,1234.00"), {}, "合计"),
    "wrong balance": (sheet, (FIRST, SECOND.replace("699.50", "700.00")), {}, "余额对不上"),
    "missing column": (sheet, (FIRST,), {"head": "甲,乙,丙,丁,戊,己,庚,辛"}, "没有找到表头"),
    "not an amount": (sheet, (FIRST.replace("1000.00,1000.00", "一千,1000.00"),), {}, "不是金额"),
    "no lines": (sheet, (), {}, "没有一笔交易"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_leave_nothing_behind(desk: Desk, name: str) -> None:
    make, lines, more, said = BAD[name]
    before = waiting()
    response = desk.client("county").post(BANK, {"file": make(*lines, **more)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert nothing_kept()
    assert waiting() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\x00\x81\xfe" * 40, "读不出来"),
        (b"PK\x03\x04" + b"\0" * 60, "xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 60, "xls"),
        (b"", ""),
    ],
)
def test_what_is_no_statement(desk: Desk, content: bytes, said: str) -> None:
    response = desk.client("county").post(BANK, {"file": SimpleUploadedFile("a.csv", content)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert nothing_kept()
    assert not waiting()


def test_a_file_that_is_too_large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bankfile, "MOST_BYTES", 1024 * 1024)
    big = SimpleUploadedFile("a.csv", b"x" * (1024 * 1024 + 1))
    response = desk.client("county").post(BANK, {"file": big})
    assert response.status_code == 422
    assert "超过" in response.content.decode()
    assert desk.client("county").post(BANK, {}).status_code == 422
    assert nothing_kept()


def test_a_token_is_worth_nothing_to_others(desk: Desk) -> None:
    booked.seen_by(desk, CODE, "city")
    response = tried(desk.client("county"), FIRST, SECOND)
    assert confirmed(desk.client("city"), response).status_code == 422
    assert nothing_kept()


def test_who_only_reads_takes_nothing_in(desk: Desk) -> None:
    client = desk.client("viewer")
    assert client.get(BANK).status_code == 200
    assert tried(client, FIRST).status_code == 403
    assert nothing_kept()


def test_nothing_without_the_mark_of_the_form(desk: Desk) -> None:
    assert tried(desk.client("county", csrf=True), FIRST).status_code == 403


def kept(desk: Desk, *lines: str) -> BankFile:
    client = desk.client("county")
    assert confirmed(client, tried(client, *lines)).status_code == 302
    return BankFile.objects.get()


def test_matching_by_hand_and_back(desk: Desk) -> None:
    booked.move("outside", CODE, 5_00, "lixi", "结息")
    file = kept(desk, FIRST, SECOND, STRANGE.replace("2026-01-08", "2026-01-30"))
    path, client = f"{BANK}{file.pk}/", desk.client("county")
    line, leg = (
        BankLine.objects.get(memo="利息"),
        Leg.objects.get(posting__key="lixi", account__code=CODE),
    )
    done = client.post(path, {"line": line.pk, "leg": leg.pk})
    assert done.headers["Location"].endswith("?said=matched")
    again = client.post(path, {"line": line.pk, "leg": leg.pk})
    assert again.status_code == 409
    assert "已经勾对" in again.content.decode()
    assert client.post(path, {"unmatch": line.pk}).status_code == 302
    kinds = JournalEntry.objects.filter(kind__startswith="ledger.").values_list("kind", flat=True)
    assert sorted(kinds) == ["ledger.bank_file", "ledger.match", "ledger.unmatch"]


def test_other_amounts_and_half_a_choice_are_refused(desk: Desk) -> None:
    booked.move("outside", CODE, 6_00, "lixi", "结息")
    file = kept(desk, FIRST, SECOND, STRANGE)
    path, client = f"{BANK}{file.pk}/", desk.client("county")
    line, leg = (
        BankLine.objects.get(memo="利息"),
        Leg.objects.get(posting__key="lixi", account__code=CODE),
    )
    page = client.post(path, {"line": line.pk, "leg": leg.pk})
    assert page.status_code == 422
    assert "不能勾对" in page.content.decode()
    assert client.post(path, {"line": line.pk}).status_code == 422
    assert client.post(path, {"line": "1 or 1=1", "leg": leg.pk}).status_code == 404


def test_nothing_of_another_account_is_matched_or_shown(desk: Desk) -> None:
    file = kept(desk, FIRST, SECOND, STRANGE)
    booked.account(desk, "bieren:1", "别人的专户", "other_county")
    theirs = Leg.objects.filter(account__code="bieren:1").first()
    line = BankLine.objects.get(memo="利息")
    assert theirs
    path = f"{BANK}{file.pk}/"
    assert desk.client("county").post(path, {"line": line.pk, "leg": theirs.pk}).status_code == 404
    other = desk.client("other_county")
    for stranger in (path, f"/office/ledgers/bieren:1/bank/{file.pk}/"):
        assert other.get(stranger).status_code == 404
        assert other.post(stranger, {"unmatch": line.pk}).status_code == 404
    assert other.get(f"/office/ledgers/bieren:1/bank/{file.pk}.json").status_code == 404
    assert desk.client("viewer").post(path, {"unmatch": line.pk}).status_code == 403


def test_hostile_words_of_a_bank(desk: Desk) -> None:
    client = desk.client("county")
    hostile = STRANGE.replace("利息", '"<img src=x onerror=alert(1)>"').replace(
        "某行", FORMULA.replace('"', "").replace(";", " ")
    )
    response = client.post(BANK, {"file": sheet(FIRST, SECOND, hostile, name="<b>'.csv")})
    assert not html.fromstring(response.content.decode()).xpath(
        '//main//img | //main//b[.="\'.csv"]'
    )
    confirmed(client, response)
    file = BankFile.objects.get()
    page = html.fromstring(client.get(f"{BANK}{file.pk}/").content.decode())
    assert not page.xpath("//main//img")
    book = load_workbook(io.BytesIO(client.get(f"{BANK}{file.pk}.xlsx").content))
    cells = [each for row in book.worksheets[0] for each in row if each.value is not None]
    assert "f" not in {each.data_type for each in cells}
