"""朔住建发〔2023〕65号 over HTTP: a payout from application to payment, each unit by its token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from luoshi.office import clock
from tests.api.programs import Program
from tests.office.cases.office import PDF, moment
from tests.office.cases.presale import APPLICATION, NUMBER, OF, SIX, WAN, Presale


class Maker(Program):
    """A program of one unit that carries cases."""

    def start(self, procedure: str, subject: str) -> str:
        """Begin a case: its key."""
        told = {"procedure": OF + procedure, "subject": subject}
        return str(self.post("office/cases", told, 201)["key"])

    def hand_in(self, case: str, step: str, *materials: str) -> None:
        """Hand in materials."""
        for each in materials:
            path = f"office/cases/{case}/steps/{step}/materials/{each}"
            self.upload(path, f"{each}.pdf", PDF)


@pytest.fixture
def o(store: str) -> Iterator[Presale]:
    """The office on Friday, 6 March 2026."""
    with clock.at(moment("2026-03-06T10:00")):
        yield Presale()


@pytest.fixture
def account(o: Presale) -> str:
    """An account with 12,000,000, of which 10,100,000 must stay."""
    key = o.funded()
    o.node(key)
    return key


def accepted(developer: Maker, bureau: Maker, account: str) -> str:
    """An application that the bureau has accepted."""
    case = developer.start("payout", account)
    developer.hand_in(case, "apply", *SIX, "contract", "payee_account")
    developer.act(case, "apply", "submit", data={**APPLICATION, "amount": "190万元"}, version=0)
    bureau.act(case, "accept", "accept")
    return case


def test_a_payout_from_application_to_payment(o: Presale, account: str) -> None:
    developer, bureau, bank = Maker(o.developer.unit), Maker(o.bureau.unit), Maker(o.bank.unit)
    case = accepted(developer, bureau, account)
    (task,) = [each for each in bureau.get("office/home")["todo"] if each["case"] == case]
    assert (task["step"], task["by"]) == ("inspect", "2026-03-11")
    assert task["deadline"]["clause"] == f"{NUMBER} 第十九条"
    bureau.act(case, "inspect", "done", data={"inspected": True, "findings": "相符"})
    over = {"granted": "1900000.01元", "node_reached": True, "payee_verified": True}
    told = bureau.act(case, "review", "approve", 422, data=over)
    assert told["clause"] == f"{NUMBER} 第十九条第二款"  # more than was asked
    done = bureau.act(
        case,
        "review",
        "approve",
        data={"granted": "190万元", "node_reached": True, "payee_verified": True},
    )
    (notice,) = done["papers"]
    assert "拨付额度：1900000元。" in notice["paragraphs"]
    assert done["data"]
    page = bank.ask("GET", f"office/cases/{case}/papers/{notice['id']}.pdf")
    assert page.headers["Content-Type"] == "application/pdf"
    due = {each["step"]: each["last_day"] for each in bank.get("office/deadlines")["deadlines"]}
    assert due["pay"] == "2026-03-10"
    paid = bank.act(case, "pay", "paid", token="once")
    assert (paid["state"], paid["state_label"]) == ("closed", "已拨付")
    again = bank.act(case, "pay", "paid", token="once")
    assert again["version"] == paid["version"]
    held = developer.get(f"office/accounts/presale:{account}")
    assert (held["balance"], held["free"]) == (1010 * WAN, 0)
    register = developer.get(f"office/registers/{OF}accounts/{account}")
    assert register["state"] == "监管中"
    assert developer.get(f"office/cases/{case}")["state"] == "closed"


def test_what_is_missing_is_told_with_its_clause(o: Presale, account: str) -> None:
    developer, bureau = Maker(o.developer.unit), Maker(o.bureau.unit)
    case = developer.start("payout", account)
    developer.hand_in(case, "apply", *SIX)
    told = developer.act(case, "apply", "submit", 422, data=APPLICATION)
    assert told["what"].startswith("还缺 2 份材料：合同")
    assert told["clause"] == f"{NUMBER} 第十八条（五）"
    developer.hand_in(case, "apply", "contract", "payee_account")
    developer.act(case, "apply", "submit", data=APPLICATION)
    bureau.act(case, "accept", "gaps", 400)
    told = bureau.act(case, "accept", "gaps", 422, reasons="合同缺页")
    assert told["clause"] == f"{NUMBER} 第十八条"  # nothing is missing, none was sent back
    more = {"other_asked": True, "other_wanted": "样例证明"}
    done = bureau.act(case, "accept", "gaps", reasons="请补", data=more)
    assert "应当提供的其他材料" in str(done["data"])
    assert done["papers"] == []  # the text knows no paper for it


def test_each_decision_shows_its_rule_and_clause(o: Presale, account: str) -> None:
    developer, bureau = Maker(o.developer.unit), Maker(o.bureau.unit)
    case = accepted(developer, bureau, account)
    bureau.act(case, "inspect", "done", data={"inspected": False})
    done = bureau.act(
        case, "review", "approve", data={"node_reached": True, "payee_verified": True}
    )
    decided = {each["name"]: each for each in done["acts"][-1]["decisions"]}
    assert decided["releasable"]["shown"].replace(",", "").startswith("1900000")
    assert decided["approved"]["clause"] == f"{NUMBER} 第十九条"
    assert decided["approved"]["explanation"]


def test_others_find_nothing(o: Presale, account: str) -> None:
    developer, bureau = Maker(o.developer.unit), Maker(o.bureau.unit)
    case = accepted(developer, bureau, account)
    for who in (o.other_developer, o.other_bank, o.other_bureau, o.stranger):
        program = Maker(who.unit)
        program.get(f"office/cases/{case}", 404)
        program.get(f"office/accounts/presale:{account}", 404)
        program.get(f"office/registers/{OF}accounts/{account}", 404)
        program.act(case, "inspect", "done", 404, data={"inspected": True})
        assert program.get("office/cases")["count"] == 0
    developer.act(case, "inspect", "done", 403, data={"inspected": True})
    assert Client().get(f"/api/office/cases/{case}").status_code == 401


def test_a_stale_page_is_told(o: Presale, account: str) -> None:
    developer, bureau = Maker(o.developer.unit), Maker(o.bureau.unit)
    case = accepted(developer, bureau, account)
    bureau.act(case, "inspect", "done", 409, data={"inspected": True}, version=1)
    bureau.act(case, "inspect", "done", data={"inspected": True}, version=2)


def test_what_is_published_needs_no_token(o: Presale, account: str) -> None:
    response = Client().get(f"/api/public/registers/{OF}accounts")
    told = response.content.decode()
    assert response.status_code == 200
    assert "样例监管户" in told
    assert "required" not in told
