"""青政办发〔2020〕12号 over HTTP: each unit by its token, from application to payment, recovery and reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock
from tests.api.programs import Program
from tests.office.cases.office import PDF, moment
from tests.office.cases.rescue import CLAIM, FOUND, NUMBER, OF, OPERATING, SPECIAL, START, Fund

PARTIES = {"provider": "yy1", "police": "jj"}
LONG = {"beyond_claimed": True, "claimed": "120000元"}


@pytest.fixture
def fund(store: str) -> Iterator[Fund]:
    """The office on Monday, 2 September 2024, with money in both accounts."""
    with clock.at(moment(START)):
        made = Fund()
        made.funded()
        yield made


class Maker(Program):
    """A program of one unit that carries cases."""

    def start(self, procedure: str, **more: Any) -> str:
        """Begin a case: its key."""
        return str(self.post("office/cases", {"procedure": OF + procedure, **more}, 201)["key"])

    def hand_in(self, case: str, step: str, *materials: str) -> None:
        """Hand in materials."""
        for each in materials:
            self.upload(f"office/cases/{case}/steps/{step}/materials/{each}", f"{each}.pdf", PDF)


def maker(fund: Fund, code: str) -> Maker:
    """The program of a unit."""
    return Maker(fund[code].unit)


def applied(hospital: Maker) -> str:
    """An application of a hospital beyond 72 hours."""
    case = hospital.start("advance", parties=PARTIES, token="begin")
    assert hospital.start("advance", parties=PARTIES, token="begin") == case
    hospital.hand_in(case, "apply", "papers", "beyond_reasons")
    hospital.act(case, "apply", "submit", data={**CLAIM, **LONG}, version=0)
    return case


def advanced(hospital: Maker, operator: Maker) -> str:
    """An application that was accepted and is to be advanced in full."""
    case = applied(hospital)
    operator.act(case, "accept", "accepted")
    found = {"within": "90000元", "beyond": "30000元", "special": True, "reasons_written": True,
             "priced": True, "amount": "120000元"}  # fmt: skip
    over = {**FOUND, **found, "amount": "120000.01元"}
    told = operator.act(case, "decide", "advance_rescue", 422, data=over)
    assert told["clause"] == f"{NUMBER} 第十二条"
    operator.act(case, "decide", "advance_rescue", data={**FOUND, **found})
    return case


def test_an_advance_from_application_to_payment(fund: Fund) -> None:
    hospital, operator, police = (maker(fund, code) for code in ("yy1", "yxjg", "jj"))
    case = advanced(hospital, operator)
    due = {each["step"]: each["last_day"] for each in operator.get("office/deadlines")["deadlines"]}
    assert due["pay"] == "2024-09-05"
    given = {"paid_on": "2024-09-02", "voucher": "转1"}
    done = operator.act(case, "pay", "paid", data=given, token="once")
    assert (done["state"], done["state_label"]) == ("closed", "已拨付")
    again = operator.act(case, "pay", "paid", data=given, token="once")
    assert again["version"] == done["version"]
    decide = next(each for each in done["acts"] if each["step"] == "decide")
    assert any("原则" in each or "10万元" in each for each in decide["warnings"])
    assert operator.get(f"office/accounts/{OPERATING}")["balance"] == 88_000_000
    assert operator.get(f"office/accounts/rescue:receivable:{case}")["balance"] == 12_000_000
    entry = operator.get(f"office/registers/{OF}advances/{case}")
    assert entry["state"] == "追偿中"
    for reader in (hospital, police):
        notices = reader.get("office/notices?unread=true")["notices"]
        assert any("垫付告知书" in each["text"] for each in notices)
        (paper,) = reader.get(f"office/cases/{case}")["papers"]
        assert any("已决定垫付120000元" in line for line in paper["paragraphs"])
        page = reader.ask("GET", f"office/cases/{case}/papers/{paper['id']}.docx")
        assert page.status_code == 200
        assert reader.post("office/notices/read", {})["read"] >= 1


def test_every_decision_can_be_reproduced(fund: Fund) -> None:
    hospital, operator = maker(fund, "yy1"), maker(fund, "yxjg")
    case = advanced(hospital, operator)
    told = operator.get(f"office/journal?case={case}&kind=decision&limit=200")
    receipts = [each["body"]["receipt"] for each in told["entries"]]
    assert len(receipts) > 8
    for receipt in receipts:
        assert operator.post("receipts/reproduce", receipt)["same"]


def test_what_lacks_is_told_with_its_clause(fund: Fund) -> None:
    hospital = maker(fund, "yy1")
    case = hospital.start("advance", parties=PARTIES)
    told = hospital.act(case, "apply", "submit", 422, data={**CLAIM, **LONG})
    assert told["what"].startswith("还缺 2 份材料")
    told = hospital.act(case, "apply", "submit", 400, data={"claimed": "很多", "victim": ""})
    assert {"claimed", "victim", "district"} <= told["fields"].keys()
    hospital.hand_in(case, "apply", "papers")
    saved = hospital.put(
        f"office/cases/{case}/steps/apply", {"data": {"accident_on": "2024-09-02"}}
    )
    assert saved["draft"]["accident_on"] == "2024-09-02"
    (task,) = hospital.get(f"office/cases/{case}")["tasks"]
    assert task["deadline"]["last_day"] == "2024-10-18"
    assert task["deadline"]["clause"] == f"{NUMBER} 第十一条"


def test_a_refusal_reaches_the_applicant_and_the_police(fund: Fund) -> None:
    hospital, operator, police = (maker(fund, code) for code in ("yy1", "yxjg", "jj"))
    case = applied(hospital)
    operator.act(case, "decide", "refuse", 400)
    operator.act(case, "decide", "refuse", reasons="不属于三种情形", version=1)
    titles = [each["title"] for each in police.get(f"office/cases/{case}")["papers"]]
    assert titles == ["不予垫付理由说明书", "不予垫付告知书"]
    for reader, title in ((hospital, "不予垫付理由说明书"), (police, "不予垫付告知书")):
        assert any(title in each["text"] for each in reader.get("office/notices")["notices"])
    operator.act(case, "decide", "advance_rescue", 409, data=FOUND)


def test_papers_that_lack_stop_the_clock(fund: Fund) -> None:
    hospital, operator = maker(fund, "yy1"), maker(fund, "yxjg")
    case = applied(hospital)
    operator.act(case, "accept", "gaps", reasons="缺病历首页")
    tasks = {each["step"]: each for each in operator.get(f"office/cases/{case}")["tasks"]}
    assert tasks["decide"]["deadline"]["state"] == "paused"
    with clock.at(moment("2024-09-11T09:00")):
        hospital.hand_in(case, "supplement", "papers")
        hospital.act(case, "supplement", "submit")
        tasks = {each["step"]: each for each in operator.get(f"office/cases/{case}")["tasks"]}
    assert tasks["decide"]["deadline"]["last_day"] == "2024-09-19"


def test_others_see_nothing_of_it(fund: Fund) -> None:
    hospital = maker(fund, "yy1")
    case = applied(hospital)
    material = hospital.get(f"office/cases/{case}")["checklist"][0]["files"][0]["id"]
    for code in ("yy2", "byg", "jj2", "bx1", "wjw"):
        other = maker(fund, code)
        assert other.get("office/cases")["count"] == 0
        for path in (
            f"office/cases/{case}", f"office/cases/{case}/materials/{material}",
            f"office/accounts/{OPERATING}", f"office/journal?case={case}",
        ):  # fmt: skip
            assert other.ask("GET", path).status_code == 404, (code, path)
        other.act(case, "decide", "refuse", 404, reasons="x")
    watching = maker(fund, "czj")
    assert watching.get(f"office/cases/{case}")["key"] == case
    watching.act(case, "decide", "refuse", 403, reasons="x")


def test_a_quarter_that_is_late_is_warned_of_in_public(fund: Fund) -> None:
    fund.insurer()
    insurer, regulator, finance = (maker(fund, code) for code in ("bx1", "ybj", "czj"))
    with fund.on("2024-09-03"), fund.on("2024-10-01"):
        (task,) = insurer.get("office/home")["todo"]
        assert (task["step"], task["by"]) == ("transfer", "2024-10-18")
    case = task["case"]
    with fund.on("2024-10-21"):
        regulator.act(case, "call", "call")
    with fund.on("2024-10-25"):
        assert Maker(None).get("public/registers/" + OF + "warnings")["count"] == 0
        regulator.act(case, "warn", "warn", data={"owed": "400000元"})
        shown = Maker(None).get("public/registers/" + OF + "warnings")
        assert shown["clause"] == f"{NUMBER} 第二十五条"
        (warned,) = shown["entries"]
        assert {each["name"]: each["value"] for each in warned["data"]}["owed"] == "400000元"
        sent = {"premium": "20000000元", "premium_rate": "2%", "sent": "400000元",
                "sent_on": "2024-10-25", "receipt": "转2"}  # fmt: skip
        insurer.act(case, "pay_late", "sent", data=sent)
        arrived = {"arrived": "400000元", "arrived_on": "2024-10-25"}
        assert finance.act(case, "confirm", "full", data=arrived)["state"] == "closed"
        assert finance.get(f"office/accounts/{SPECIAL}")["balance"] == 140_000_000


def test_recovery_puts_the_fund_first(fund: Fund) -> None:
    _, recovery = fund.advanced()
    operator = maker(fund, "yxjg")
    operator.act(recovery.key, "begin", "known", data={"liable": "某人", "farm_machine": False})
    paid = {"paid": "100000元", "way": "调解", "paid_on": "2024-09-02"}
    done = operator.act(recovery.key, "pursue", "all", data=paid)
    assert done["state_label"] == "已追回"
    told = {each["name"]: each["value"] for each in done["data"]}
    assert told["split"] == {"to_fund": 80000, "to_victim": 20000}
    assert maker(fund, "czj").get(f"office/accounts/{SPECIAL}")["balance"] == 108_000_000
    figures = operator.get(f"office/statistics/{OF}advance")
    assert figures
