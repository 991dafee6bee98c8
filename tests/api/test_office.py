"""A case carried over HTTP by the programs of its units, and everything that is refused on the way."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.test import Client

from luoshi.api import office_cases, office_public
from luoshi.office import clock
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import AccountUnit, Act, Case, Entry
from luoshi.office.directory import tokens
from luoshi.office.directory.models import Token, Unit
from luoshi.office.journal.models import Entry as JournalEntry
from luoshi.office.ledgers.models import BankFile, BankLine
from luoshi.office.limiting import Guesses
from tests.api.programs import BANK, Program, Programs, told
from tests.office.cases.office import APPLICATION, PDF, SUBSIDY, Office, moment

START = {"procedure": SUBSIDY, "parties": {"county_hr": "hefeng-hr"}}


@pytest.fixture
def programs(store: str) -> Iterator[Programs]:
    """The specimen's office on Thursday, 8 January 2026, with a program for each unit."""
    with clock.at(moment("2026-01-08T09:00")):
        yield Programs(Office())


def begun(programs: Programs, **more: object) -> str:
    """A draft with its materials."""
    key = programs.applicant.post("office/cases", {**START, **more}, 201)["key"]
    for material in ("id", "lease"):
        path = f"office/cases/{key}/steps/apply/materials/{material}"
        programs.applicant.upload(path, f"{material}.pdf", PDF)
    return key


def applied(programs: Programs, **other: object) -> str:
    """A case that was handed in."""
    key = begun(programs)
    programs.applicant.act(key, "apply", "submit", data={**APPLICATION, **other})
    return key


def published(programs: Programs) -> str:
    """A case that passed both reviews."""
    key = applied(programs)
    programs.county.act(key, "first_review", "pass")
    programs.city.act(key, "second_review", "pass")
    return key


def paid(programs: Programs) -> str:
    """A case that was paid, on 26 January."""
    key = published(programs)
    with clock.at(moment("2026-01-26T09:00")):
        fire()
        programs.finance.act(key, "pay", "paid", data={"amount": "3000元"})
    return key


# --- a case, whole


def test_three_programs_carry_a_case_from_application_to_payment(programs: Programs) -> None:
    applicant, county, city, finance = (
        programs.applicant, programs.county, programs.city, programs.finance,
    )  # fmt: skip
    assert SUBSIDY in {each["key"] for each in applicant.get("office/home")["can_start"]}
    units = applicant.get("office/units?role=specimen.rent_subsidy.county_hr")["units"]
    assert "hefeng-hr" in {each["code"] for each in units}

    draft = applicant.post("office/cases", {**START, "token": "first"}, 201)
    key = draft["key"]
    assert (draft["state"], draft["version"]) == ("draft", 0)
    assert {line["state"] for line in draft["checklist"]} == {"missing"}
    county.get(f"office/cases/{key}", 404)
    for material in ("id", "lease"):
        path = f"office/cases/{key}/steps/apply/materials/{material}"
        assert applicant.upload(path, "%E5%90%88%E5%90%8C.pdf", PDF)["name"] == "合同.pdf"
    saved = applicant.put(f"office/cases/{key}/steps/apply", {"data": {"name": "甲"}})
    assert saved == {"step": "apply", "draft": {"name": "甲"}}
    applicant.act(key, "apply", "submit", data=APPLICATION, version=0, token="second")

    [line] = county.get("office/home")["todo"]
    assert (line["case"], line["label"]) == (key, "初审")
    [deadline] = county.get("office/deadlines")["deadlines"]
    assert deadline["case"] == key
    assert deadline["clause"] == "麓人社发〔2025〕14号 第八条"
    assert "工作日" in deadline["convention"]
    seen = county.act(key, "first_review", "pass", version=1)
    assert seen["version"] == 2
    eligible, _ = seen["acts"][-1]["decisions"]
    assert eligible["clause"] == "麓人社发〔2025〕14号 第四条"
    city.act(key, "second_review", "pass")
    seen = programs.nobody.get("public/registers/specimen.rent_subsidy.recipients")
    assert [line["shown"] for line in seen["entries"][0]["data"]] == ["甲", "1000元"]
    with clock.at(moment("2026-01-26T09:00")):
        fire()  # nobody objected
        done = finance.act(key, "pay", "paid", data={"amount": "3000元"})
    assert (done["state"], done["state_label"]) == ("closed", "已拨付")
    _what_is_left(programs, key)


def _what_is_left(programs: Programs, key: str) -> None:
    """Paper, ledger, register, journal and figures of a case that was paid."""
    applicant, finance = programs.applicant, programs.finance
    [paper] = applicant.get(f"office/cases/{key}")["papers"]
    docx = applicant.ask("GET", f"office/cases/{key}/papers/{paper['id']}.docx")
    assert zipfile.ZipFile(io.BytesIO(docx.content)).testzip() is None
    assert docx.headers["Content-Disposition"].startswith("attachment")
    pdf = applicant.ask("GET", f"office/cases/{key}/papers/{paper['id']}.pdf")
    assert pdf.content.startswith(b"%PDF-")

    account = applicant.get(f"office/accounts/rent:{key}")
    assert (account["balance"], account["free"]) == (300_000, 300_000)
    path = f"office/accounts/rent:{key}/statement"
    statement = applicant.get(f"{path}?from=2026-01-01&to=2026-01-31")
    assert (statement["opening"], statement["in"], statement["closing"]) == (0, 300_000, 300_000)
    assert statement["entries"][0]["case"] == key
    csv = applicant.ask("GET", f"{path}.csv?from=2026-01-01&to=2026-01-31")
    assert "3000.00" in csv.content.decode("utf-8-sig")
    xlsx = applicant.ask("GET", f"{path}.xlsx?from=2026-01-01&to=2026-01-31")
    assert xlsx.content.startswith(b"PK")
    assert finance.get("office/accounts/rent:treasury")["balance"] == -300_000

    entry = applicant.get(f"office/registers/specimen.rent_subsidy.recipients/{key}")
    assert (entry["state"], [each["key"] for each in entry["cases"]]) == ("已拨付", [key])
    assert applicant.get("office/registers")["count"] == 1
    journal = applicant.get(f"office/journal?case={key}&kind=decision")
    assert journal["count"] == 5
    told(
        programs.nobody.ask("POST", "receipts/reproduce", journal["entries"][0]["body"]["receipt"])
    )
    notices = applicant.get("office/notices?unread=true")
    assert any("3000元" in each["text"] for each in notices["notices"])
    assert applicant.post("office/notices/read", {})["read"] == notices["unread"]
    assert applicant.get("office/notices")["unread"] == 0
    [figures] = applicant.get("office/statistics")["procedures"]
    assert figures["closed"] == 1
    money = applicant.get(f"office/statistics/{SUBSIDY}")["money"]
    assert money[0]["total"].startswith("3000")


def test_lists_are_filtered_and_come_in_pages(programs: Programs) -> None:
    keys = [applied(programs) for _ in range(3)]
    first = programs.county.get("office/cases?limit=2")
    assert (first["count"], first["pages"], len(first["cases"])) == (3, 2, 2)
    rest = programs.county.get("office/cases?limit=2&page=2")
    assert [each["key"] for each in (*first["cases"], *rest["cases"])] == keys[::-1]
    assert programs.county.get(f"office/cases?words={keys[1]}")["count"] == 1
    assert programs.county.get("office/cases?state=closed")["count"] == 0
    assert programs.county.get("office/cases?page=9")["cases"] == []
    assert programs.county.get("office/deadlines?until=2026-01-08")["count"] == 0
    assert programs.county.get("office/deadlines?limit=2")["pages"] == 2


def test_procedures_and_their_drawings(programs: Programs) -> None:
    county = programs.county
    every = county.get("office/procedures")
    assert not any(each["startable"] for each in every["procedures"] if each["key"] == SUBSIDY)
    mine = programs.applicant.get("office/procedures?startable=true")
    assert SUBSIDY in {each["key"] for each in mine["procedures"]}
    assert county.get(f"office/procedures/{SUBSIDY}")["steps"][0]["key"] == "apply"
    bpmn = county.ask("GET", f"office/procedures/{SUBSIDY}/procedure.bpmn")
    assert bpmn.headers["Content-Type"] == "application/xml"
    assert b"definitions" in bpmn.content
    key = applied(programs)
    for path in (f"office/procedures/{SUBSIDY}/diagram.svg", f"office/cases/{key}/diagram.svg"):
        drawing = county.ask("GET", path)
        assert drawing.headers["Content-Type"] == "image/svg+xml"
        assert drawing.content.startswith(b"<svg")
    county.get("office/procedures/nothing", 404)


def test_the_calendar_and_the_readings_by_which_is_counted_and_decided(programs: Programs) -> None:
    year = programs.county.get("office/calendar/2026")
    assert year["known"]
    assert "2026-10-01" in year["rest"]
    assert not set(year["rest"]) & set(year["work"])
    programs.county.get("office/calendar/1", 422)
    found = programs.county.get("office/readings")["readings"]
    assert found
    assert all(each["chosen"] in each["options"] and each["clause"] for each in found)


# --- what is refused


def test_the_rule_refuses_with_its_clause_and_explanation(programs: Programs) -> None:
    key = applied(programs, owns_home=True)
    error = programs.county.act(key, "first_review", "pass", 422)
    assert error["code"] == "refused"
    assert error["clause"] == "麓人社发〔2025〕14号 第四条"
    assert error["detail"]["explanation"]
    assert programs.county.get(f"office/cases/{key}")["version"] == 1


def test_every_wrong_field_is_named(programs: Programs) -> None:
    key = begun(programs)
    error = programs.applicant.act(
        key, "apply", "submit", 400, data={**APPLICATION, "born": "昨天", "foo": 1, "contract": [1]}
    )
    assert set(error["fields"]) == {"born", "foo", "contract"}
    error = programs.county.act(applied(programs), "first_review", "refuse", 400)
    assert set(error["fields"]) == {"reasons"}


def test_what_is_missing_is_named_all_at_once(programs: Programs) -> None:
    key = programs.applicant.post("office/cases", START, 201)["key"]
    error = programs.applicant.act(key, "apply", "submit", 422, data=APPLICATION)
    assert "身份证件" in error["what"]
    assert "租赁合同" in error["what"]


def test_a_repeated_request_does_nothing_twice(programs: Programs) -> None:
    first = programs.applicant.post("office/cases", {**START, "token": "t"}, 201)
    again = programs.applicant.post("office/cases", {**START, "token": "t"}, 201)
    assert first["key"] == again["key"]
    other = {"procedure": "specimen.rent_subsidy.nothing", "token": "t"}
    assert programs.applicant.post("office/cases", other, 409)["code"] == "stale"
    # Another unit's token of the same words is another token.
    mine = programs.stranger.post("office/cases", {**START, "token": "t"}, 201)
    assert mine["key"] != first["key"]
    key = applied(programs)
    for _ in range(2):
        done = programs.county.act(key, "first_review", "pass", version=1, token="t")
        assert done["version"] == 2
    assert Act.objects.filter(case__key=key, step="first_review").count() == 1


def test_who_looked_before_another_acted_is_told_so(programs: Programs) -> None:
    key = applied(programs)
    programs.county.act(key, "first_review", "gaps", reasons="缺页", version=1)
    error = programs.county.act(key, "first_review", "pass", 409, version=1)
    assert error["code"] == "stale"
    assert "禾丰县人社局" in error["what"] or "测试" in error["what"]


def test_it_is_another_units_turn(programs: Programs) -> None:
    key = applied(programs)
    for program in (programs.applicant, programs.city):
        assert program.act(key, "first_review", "pass", 403)["code"] == "not_allowed"
    programs.county.act(key, "first_review", "nothing", 400)
    programs.county.act(key, "nothing", "pass", 409)
    assert programs.county.post(
        f"office/cases/{key}/steps/first_review/extend", {"reasons": "忙"}, 422
    )["clause"]


def test_a_draft_is_thrown_away_and_a_case_is_not(programs: Programs) -> None:
    key = begun(programs)
    assert programs.applicant.ask("DELETE", f"office/cases/{key}").status_code == 204
    programs.applicant.get(f"office/cases/{key}", 404)
    key = applied(programs)
    told(programs.applicant.ask("DELETE", f"office/cases/{key}"), 403)


# --- materials


def test_materials_come_as_a_form_and_go_as_they_came(programs: Programs) -> None:
    key = programs.applicant.post("office/cases", START, 201)["key"]
    path = f"office/cases/{key}/steps/apply/materials/lease"
    form = {"file": SimpleUploadedFile("租赁合同.pdf", PDF)}
    sent = Client().post(f"/api/{path}", form, headers=programs.applicant.headers)
    made = told(sent, 201)
    assert (made["name"], made["size"]) == ("租赁合同.pdf", len(PDF))
    where = f"office/cases/{key}/materials/{made['id']}"
    back: Any = programs.applicant.ask("GET", where)
    assert b"".join(back.streaming_content) == PDF
    assert back.headers["Content-Type"] == "application/pdf"
    assert back.headers["Content-Disposition"].startswith("attachment")
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert programs.applicant.ask("DELETE", where).status_code == 204
    told(programs.applicant.ask("GET", where), 404)


def test_a_material_is_sent_back_with_its_reason(programs: Programs) -> None:
    key = applied(programs)
    case = programs.county.get(f"office/cases/{key}")
    number = case["checklist"][1]["files"][0]["id"]
    path = f"office/cases/{key}/materials/{number}/return"
    assert programs.county.post(path, {"reason": " "}, 400)["fields"] == {"reason": "请写明原因"}
    assert programs.county.post(path, {"reason": "缺第二页"})["returned"] == "缺第二页"
    told(programs.applicant.ask("POST", path, {"reason": "不"}), 403)
    told(programs.applicant.ask("DELETE", f"office/cases/{key}/materials/{number}"), 409)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("lease.exe", PDF, 400),
        ("../lease.pdf", PDF, 400),
        ("lease.pdf", b"MZ" + PDF, 400),
        ("lease%00.pdf", PDF, 400),
        ("%FF.pdf", PDF, 400),
        ("", PDF, 400),
        ("lease.pdf", PDF + b" " * (20 * 1024 * 1024), 413),
    ],
)
def test_files_that_are_not_taken(
    programs: Programs, name: str, content: bytes, status: int
) -> None:
    key = programs.applicant.post("office/cases", START, 201)["key"]
    path = f"office/cases/{key}/steps/apply/materials/lease"
    programs.applicant.upload(path, name, content, status)
    assert programs.applicant.get(f"office/cases/{key}")["checklist"][1]["files"] == []


def test_a_file_must_say_what_it_is(programs: Programs) -> None:
    key = programs.applicant.post("office/cases", START, 201)["key"]
    path = f"office/cases/{key}/steps/apply/materials/lease"
    ask = programs.applicant.ask
    told(ask("POST", path, {"file": "x"}), 415)
    told(ask("POST", path), 415)
    told(ask("POST", path, PDF, "multipart/form-data; boundary=x"), 400)
    told(ask("POST", path, PDF, "multipart/form-data"), 400)
    told(ask("POST", path, PDF, "application/pdf", **{"Transfer-Encoding": "chunked"}), 411)
    empty = Client().post(f"/api/{path}", {"other": "x"}, headers=programs.applicant.headers)
    assert told(empty, 400)["fields"]
    there = f"office/cases/{key}/steps/apply/materials/nothing"
    programs.applicant.upload(there, "a.pdf", PDF, 400)


# --- bodies, addresses, tokens


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b"[]", b"1", b'"x"', b'{"outcome": 1}', b'{"outcome": "pass", "outcome": "pass"}',
     b'{"outcome": "pass", "more": 1}', b'{"outcome": "pass", "version": "1"}',
     b'{"outcome": "pass", "version": 1.5}', b'{"outcome": "pass", "data": []}',
     b'{"outcome": "pass", "parties": {"a": 1}}', b'{"outcome": "pass", "reasons": "\\u0000"}',
     b'{"outcome": "pass", "data": {"a\\u0000": 1}}', b'{"outcome": "pass", "token": 1}',
     b'{"outcome": ""}', b"\xff", b'{"outcome": "\\ud800"}'],
)  # fmt: skip
def test_a_body_that_is_none(programs: Programs, body: bytes) -> None:
    key = applied(programs)
    response = programs.county.ask("POST", f"office/cases/{key}/steps/first_review/act", body)
    told(response, 400)
    assert Case.objects.get(key=key).version == 1


def test_bodies_that_are_too_large_or_of_another_kind(programs: Programs) -> None:
    ask = programs.applicant.ask
    told(ask("POST", "office/cases", {**START, "token": "x" * 2**20}), 413)
    told(ask("POST", "office/cases", b"[" * 3000), 413)
    told(ask("POST", "office/cases", b"procedure=x", "application/x-www-form-urlencoded"), 415)
    told(ask("POST", "office/cases", {**START, "token": "x" * 81}), 400)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("office/cases?page=0", 422), ("office/cases?limit=1000", 422),
        ("office/cases?page=x", 422), ("office/deadlines?until=bald", 422),
        ("office/cases/%00", 404), ("office/cases?words=%00", 400),
        ("office/cases/2026-000001/papers/99999999999999999999.pdf", 422),
        ("office/accounts/rent:treasury/statement?from=x", 422),
        ("office/units?role=nothing", 404), ("office/units", 422),
        ("office/registers/nothing", 404), ("office/statistics/nothing", 404),
        ("office/nothing", 404), ("public/nothing", 404), ("public/registers/nothing", 404),
        ("office/journal?case=2026-000001", 404),
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere(programs: Programs, path: str, status: int) -> None:
    programs.county.get(path, status)


def test_a_statement_that_runs_backwards(programs: Programs) -> None:
    key = paid(programs)
    path = f"office/accounts/rent:{key}/statement?from=2026-02-01&to=2026-01-01"
    assert programs.applicant.get(path, 422)["code"] == "ledger_bad"


def test_only_a_token_opens_the_office(programs: Programs) -> None:
    assert programs.applicant.get("office/me")["unit"]["code"] == "jia"
    nobody = programs.nobody
    error = nobody.get("office/me", 401)
    assert error["code"] == "no_token"
    response = nobody.ask("GET", "office/me")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    bearer = programs.applicant.headers["Authorization"]
    for wrong in ("", "Bearer", "Bearer x", "Basic eDp4", bearer + "x", bearer.replace(" ", "  x"),
                  bearer.removeprefix("Bearer "), "Bearer 令牌".encode().decode("latin-1")):  # fmt: skip
        told(nobody.ask("GET", "office/me", Authorization=wrong), 401)


def test_a_token_that_was_revoked_opens_nothing(programs: Programs) -> None:
    tokens.revoke(Token.objects.get(unit__code="jia"))
    programs.applicant.get("office/me", 401)


def test_a_cookie_opens_nothing(programs: Programs) -> None:
    """Else a foreign page could send requests with the cookie of whoever looks at it."""
    from django.contrib.auth.models import User

    from luoshi.office.directory.models import Membership

    user = User.objects.create_user("clerk")
    unit = programs.office.county.unit
    assert unit
    Membership.objects.create(user=user, unit=unit, may="admin")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account.json").status_code == 200
    assert client.get("/api/office/me").status_code == 401
    started = client.post("/api/office/cases", START, content_type="application/json")
    assert started.status_code == 401
    assert not Case.objects.exists()


def test_a_wrong_method_is_told_in_the_same_form(programs: Programs) -> None:
    response = programs.county.ask("PATCH", "office/cases", {})
    assert told(response, 405)["code"] == "method_not_allowed"
    assert set(response.headers["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


def test_a_mistake_of_ours_and_a_database_that_is_gone(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(error: Exception) -> Callable[..., Any]:
        def failing(*_: object, **__: object) -> None:
            raise error

        return failing

    for error, status, code in (
        (ZeroDivisionError("secret"), 500, "broken"),
        (OperationalError("secret"), 503, "busy"),
    ):
        monkeypatch.setattr(office_cases.home, "search", fail(error))
        response = programs.county.ask("GET", "office/cases")
        assert told(response, status)["code"] == code
        assert b"secret" not in response.content


# --- ledgers and the bank


def kept_by_finance(programs: Programs) -> str:
    """A case that was paid, whose account an organ sees too."""
    key = paid(programs)
    finance = Unit.objects.get(roles__role="specimen.rent_subsidy.finance")
    AccountUnit.objects.create(account=f"rent:{key}", unit=finance)
    return key


def test_a_bank_statement_is_taken_in_and_matched(programs: Programs) -> None:
    key = kept_by_finance(programs)
    path = f"office/accounts/rent:{key}/bank-files"
    tried = programs.finance.upload(f"{path}?preview=true", "bank.csv", BANK)
    assert (tried["preview"], tried["rows"], tried["matched"]) == (True, 1, 1)
    assert not BankFile.objects.exists()
    done = programs.finance.upload(path, "bank.csv", BANK)
    assert (done["new"], done["matched"], done["again"]) == (1, 1, False)
    assert programs.finance.upload(path, "bank.csv", BANK)["again"] is True
    assert programs.finance.get(path)["count"] == 1
    assert JournalEntry.objects.filter(kind="ledger.bank_file").count() == 1
    where = f"{path}/{done['id']}/differences"
    assert programs.finance.get(where)["agreed"] is True
    line = BankLine.objects.get()
    unmatch = f"office/accounts/rent:{key}/matches/{line.pk}"
    assert programs.finance.ask("DELETE", unmatch).status_code == 204
    [pair] = programs.finance.get(where)["amounts"]
    body = {"line": pair["bank"]["id"], "leg": pair["ours"]["id"]}
    assert programs.finance.post(f"office/accounts/rent:{key}/matches", body, 201) == body
    programs.finance.post(f"office/accounts/rent:{key}/matches", body, 409)
    assert programs.finance.get(where)["agreed"] is True


def test_whose_money_it_is_does_not_keep_the_books(programs: Programs) -> None:
    key = paid(programs)
    path = f"office/accounts/rent:{key}/bank-files"
    assert programs.applicant.upload(path, "bank.csv", BANK, 403)["code"] == "not_allowed"
    assert not BankFile.objects.exists()


def test_a_bank_statement_that_does_not_add_up_is_refused_with_its_line(programs: Programs) -> None:
    key = kept_by_finance(programs)
    wrong = BANK + '2026-01-27,转出,,"100.00","2,800.00",某,S2\n'.encode()
    error = programs.finance.upload(
        f"office/accounts/rent:{key}/bank-files", "bank.csv", wrong, 422
    )
    assert (error["code"], error["detail"]) == ("ledger_file", {"line": 3})
    assert not BankFile.objects.exists()


# --- for anybody


def test_only_what_is_ordered_to_be_published_is_public(programs: Programs) -> None:
    nobody = programs.nobody
    listed = {each["register"]: each for each in nobody.get("public/registers")["registers"]}
    recipients = listed["specimen.rent_subsidy.recipients"]
    assert recipients["clause"] == "麓人社发〔2025〕14号 第八条"
    published(programs)
    [entry] = nobody.get("public/registers/specimen.rent_subsidy.recipients")["entries"]
    assert {each["name"] for each in entry["data"]} == {"name", "monthly"}
    assert not {"units", "code", "key", "state"} & set(entry)


def test_whoever_guesses_codes_is_stopped(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_public, "GUESSES", Guesses(3, 60))
    for number in range(3):
        error = programs.nobody.get(f"public/codes/{number}", 404)
        assert "谨慎" in error["what"]  # the document's own warning
        assert error["clause"].startswith("济政字〔2022〕83号")
    assert programs.nobody.get("public/codes/x", 429)["code"] == "too_many"
    response = programs.nobody.ask("GET", "public/codes/x")
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_the_holder_of_a_code_sees_what_may_be_seen(programs: Programs) -> None:
    now = clock.now()
    Entry.objects.create(
        register="jinan.prepaid_cards.cards", key="c1", name="次卡 1", state="在用", made=now,
        changed=now, code="ABCD2345EFGH6789JKMN", data={"name": "次卡 1", "issuer": "k1",
                                                        "kind": "秘密", "price": "100元"},
    )  # fmt: skip
    for written in ("ABCD2345EFGH6789JKMN", "abcd-2345-efgh-6789-jkmn"):
        told_ = programs.nobody.get(f"public/codes/{written}")
        assert (told_["name"], told_["balance"], told_["records"]) == ("次卡 1", None, [])
        assert {each["name"] for each in told_["data"]} == {"name", "price"}
        assert "秘密" not in str(told_)


# --- two at once


def test_of_two_programs_that_decide_at_once_one_is_told_what_the_other_did(
    programs: Programs, store: str, transactional_db: None
) -> None:
    key = applied(programs)
    unit = programs.office.county.unit
    ways = [("pass", ""), ("refuse", "不符合")] * 4
    crowd = [Program(unit) for _ in ways]
    gate = threading.Barrier(len(ways))
    found: list[tuple[int, str]] = []

    def decide(program: Program, outcome: str, reasons: str) -> None:
        if store == "postgres":  # the fixture exchanges it in its own thread only
            connections["default"] = connections["postgres"]
        try:
            gate.wait()
            found.append(_decided(program, key, outcome, reasons))
        finally:
            connections["default"].close()

    threads = [
        threading.Thread(target=decide, args=(program, *way))
        for program, way in zip(crowd, ways, strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    statuses = sorted(status for status, _ in found)
    assert statuses == [200, *[409] * (len(ways) - 1)], found
    assert Act.objects.filter(case__key=key, step="first_review").count() == 1
    case = Case.objects.get(key=key)
    assert case.version == 2
    [task] = case.tasks.filter(step="first_review")
    assert task.state == "done"


def _decided(program: Program, key: str, outcome: str, reasons: str) -> tuple[int, str]:
    """Decide; ask again where the database is busy, as the answer says."""
    path = f"office/cases/{key}/steps/first_review/act"
    body = {"outcome": outcome, "reasons": reasons, "version": 1}
    until = time.monotonic() + 30
    while True:
        response = program.ask("POST", path, body)
        if response.status_code != 503 or time.monotonic() > until:
            return response.status_code, response.content.decode()[:200]
        time.sleep(0.02)


def test_of_two_requests_with_one_token_one_case_comes(
    programs: Programs, store: str, transactional_db: None
) -> None:
    unit = programs.office.applicant.unit
    crowd = [Program(unit) for _ in range(6)]
    gate = threading.Barrier(len(crowd))
    keys: list[str] = []

    def begin(program: Program) -> None:
        if store == "postgres":
            connections["default"] = connections["postgres"]
        try:
            gate.wait()
            until = time.monotonic() + 30
            response = program.ask("POST", "office/cases", {**START, "token": "one"})
            while response.status_code == 503 and time.monotonic() < until:
                time.sleep(0.02)
                response = program.ask("POST", "office/cases", {**START, "token": "one"})
            keys.append(told(response, 201)["key"])
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=begin, args=(program,)) for program in crowd]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(keys) == len(crowd)
    assert len(set(keys)) == 1
    assert Case.objects.count() == 1
