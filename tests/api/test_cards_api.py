"""济政字〔2022〕83号 over HTTP: from filing to a complaint, by programs of a shop, authorities and consumers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock, worker
from tests.api.programs import Program, of, told
from tests.office.cases.cards import CONTRACTS, LAUNCHED, OF, PLACE, PROVIDED, SHOWN, Cards, at
from tests.office.cases.office import PDF, moment

A = "济政字〔2022〕83号 "


class City:
    """A program for each unit, and whole procedures by them."""

    def __init__(self, office: Cards) -> None:
        self.city, self.district, self.zone = of(office.city), of(office.district), of(office.zone)
        self.shop, self.rival, self.bank = of(office.shop), of(office.rival), of(office.bank)
        self.buyer, self.other, self.nobody = of(office.buyer), of(office.other), Program(None)

    def begin(self, who: Program, procedure: str, status: int = 201, **more: Any) -> str:
        """Begin a case; its key."""
        return who.post("office/cases", {"procedure": OF + procedure, **more}, status).get(
            "key", ""
        )

    def upload(self, who: Program, key: str, step: str, *materials: str) -> None:
        """Hand in materials."""
        for each in materials:
            who.upload(f"office/cases/{key}/steps/{step}/materials/{each}", f"{each}.pdf", PDF)

    def platform(self) -> None:
        """The launch, and a bank that is connected."""
        key = self.begin(self.city, "launch")
        self.city.act(key, "announce", "publish", data={"launch_on": LAUNCHED, "way": "政府网站"})
        key = self.begin(self.bank, "bank_connection")
        self.bank.act(key, "apply", "submit", data={"name": "样例银行", **PROVIDED["bank"][2]})
        self.city.act(key, "connect", "connect")

    def declared(self) -> str:
        """A shop that had filed on paper declares so."""
        key = self.begin(
            self.shop, "issuer_filing", parties={"authority": "district"}, token="filing"
        )
        data = {"name": "样例超市", "address": "样例路1号", "launch_on": LAUNCHED,
                "issued_on": "2021-05-01", "filed_offline": True, **PLACE}  # fmt: skip
        self.shop.act(key, "declare", "convert", data=data)
        return key

    def filed(self) -> dict[str, Any]:
        """A filing, whole."""
        key = self.declared()
        self.upload(self.shop, key, "upload_convert", "charter", "agreement")
        self.shop.act(key, "upload_convert", "submit")
        self.district.act(key, "review", "pass")
        self.shop.act(key, "choose", "bank")
        self.upload(self.shop, key, "bank_contract", "bank_paper")
        self.shop.act(
            key, "bank_contract", "submit", data=CONTRACTS["bank"], parties={"bank": "bank"}
        )
        self.district.act(key, "bank_review", "accept")
        return self.shop.act(key, "display", "shown", data=SHOWN)

    def cards(self, count: int) -> list[dict[str, Any]]:
        """Cards with their codes."""
        key = self.begin(self.shop, "card_filing", subject="shop")
        self.upload(self.shop, key, "apply", "sample")
        self.shop.act(key, "apply", "submit", data={"kind_name": "储值卡", "cards": count})
        self.district.act(key, "review", "issue")
        return self.shop.get(f"office/registers/{OF}cards")["entries"]

    def sold(self) -> dict[str, Any]:
        """A card that a consumer bought for 1,000 元 and used for 120.50 元."""
        card = self.cards(1)[0]
        key = self.begin(self.shop, "card_sale", subject=card["key"])
        self.shop.act(key, "sell", "sell", data={"price": "1000元"}, parties={"consumer": "buyer"})
        key = self.begin(self.shop, "consumption", subject=card["key"])
        self.shop.act(key, "spend", "book", data={"what": "米面", "amount": "120.50元"})
        return card


@pytest.fixture
def city(store: str) -> Iterator[City]:
    """Friday, 10 March 2023; the platform is online since the first."""
    with at("2023-03-10"):
        made = City(Cards())
        made.platform()
        yield made


def test_from_filing_to_a_red_light(city: City) -> None:
    done = city.filed()
    assert done["state_label"] == "已备案"
    assert done["in_force"]["in_force"] is True
    decided = {one["name"]: one for act in done["acts"] for one in act["decisions"]}
    assert decided["authority_kind"]["result"] == "区县商务主管部门"
    assert (decided["filing"]["result"], decided["filing"]["clause"]) == (
        "按期备案",
        A + "六第一段",
    )
    assert [paper["title"] for paper in done["papers"]] == ["主体二维码核发通知书"]
    card = city.sold()
    [account] = city.buyer.get("office/accounts")["accounts"]
    assert account["code"] == f"card:shop:{card['key']}"
    assert account["balance"] == 87_950
    key = city.begin(city.buyer, "complaint", subject=card["code"])
    complained = city.buyer.act(
        key, "complain", "send", data={"complaint": "不予退款", "wanted": "退款"}
    )
    assert complained["state"] == "open"
    lines = city.district.get("office/deadlines")["deadlines"]
    assert {line["step"] for line in lines} == {"handle", "settle"}
    told_ = {(line["case"], line["last_day"], line["clause"]) for line in lines}
    assert told_ == {(key, "2023-03-15", A + "七")}
    assert [each["label"] for each in city.shop.get("office/home")["todo"]] == ["处理投诉"]
    city.shop.act(key, "handle", "answered", data={"answer": "正在核实"})
    warnings = f"public/registers/{OF}warnings"
    with at("2023-03-15T23:59"):
        worker.once()
        assert city.nobody.get(warnings)["entries"] == []
    with at("2023-03-16T00:00"):
        worker.once()
        shown = city.nobody.get(warnings)
        assert shown["clause"] == A + "七"
        [red] = shown["entries"]
        assert {each["name"]: each["value"] for each in red["data"]} == {
            "name": "样例超市", "red_on": "2023-03-16", "authority_name": "样例甲区商务局",
        }  # fmt: skip
        [todo] = [each for each in city.city.get("office/home")["todo"] if "督办" in each["title"]]
        city.city.act(todo["case"], "supervise", "done", data={"result": "已经督办"})
        done = city.district.act(key, "finish", "done", data={"result": "已经退款"})
    assert done["state_label"] == "亮红灯后处理完毕"


def test_settled_in_time_over_http(city: City) -> None:
    city.filed()
    key = city.begin(city.buyer, "complaint", subject=city.sold()["code"])
    city.buyer.act(key, "complain", "send", data={"complaint": "不予退款", "wanted": "退款"})
    with at("2023-03-16T00:01"):
        refused = city.district.act(key, "settle", "settled", 422, data={"result": "已经退款"})
        assert refused["clause"] == A + "七"
        city.district.act(key, "settle", "red", 422)
    with at("2023-03-15T23:59"):
        city.district.act(key, "settle", "settled", data={"result": "已经退款"})
    with at("2023-03-16T00:01"):
        worker.once()
    assert city.nobody.get(f"public/registers/{OF}warnings")["entries"] == []


def test_the_bank_reports_and_a_refusal_carries_its_clause(city: City) -> None:
    city.filed()
    city.sold()
    with clock.at(moment("2023-03-13T09:00")):
        worker.once()
        [todo] = city.bank.get("office/home")["todo"][:1]
        key = todo["case"]
        sent = {"paid_in": "439.74元", "paid_out": "0元"}
        refused = city.bank.act(key, "report", "kept", 422, data=sent)
        assert refused["clause"] == A + "四"
        assert refused["detail"]["explanation"]
        sent["paid_in"] = "439.75元"  # half of 879.50
        done = city.bank.act(key, "report", "kept", data=sent)
    assert {each["name"]: each["value"] for each in done["data"]}["ratio"] == "50%"
    [entry] = city.nobody.get(f"public/registers/{OF}issuers")["entries"]
    shown = {each["name"]: each["value"] for each in entry["data"]}
    assert shown == {"name": "样例超市", "funds": "商业银行"}


def test_a_card_is_returned_on_the_seventh_day_and_not_on_the_eighth(city: City) -> None:
    city.filed()
    card = city.sold()
    key = city.begin(city.buyer, "refund", subject=card["code"])
    with at("2023-03-18"):  # Friday the 10th and seven days
        refused = city.buyer.act(key, "ask", "ask", 422)
        assert refused["clause"] == A + "六第三段"
    with at("2023-03-17T23:59"):
        city.buyer.act(key, "ask", "ask")
        data = {"gift": "没有退回", "gift_price": "79.50元"}
        city.shop.act(key, "repay", "propose", data=data)
        city.buyer.act(key, "agree", "agree", data={"agreed_price": "79.50元"})
        done = city.shop.act(key, "repay", "repaid", data={"gift": "没有退回"})
    told_ = {each["name"]: each["value"] for each in done["data"]}
    assert (told_["refund"], told_["refund_kind"]) == ("800元", "扣除赠品价款后的余额")
    [paper] = done["papers"]
    answer = city.buyer.ask("GET", f"office/cases/{key}/papers/{paper['id']}.pdf")
    assert answer.content.startswith(b"%PDF")


def test_what_is_another_units_is_not_there(city: City) -> None:
    done = city.filed()
    card = city.sold()
    for who in (city.rival, city.other, city.zone):
        who.get(f"office/cases/{done['key']}", 404)
        who.get(f"office/registers/{OF}cards/{card['key']}", 404)
        who.get(f"office/accounts/card:shop:{card['key']}", 404)
        assert who.get(f"office/registers/{OF}cards")["entries"] == []
    city.nobody.get(f"office/cases/{done['key']}", 401)
    for procedure in ("consumption", "card_sale"):
        sent = {"procedure": OF + procedure, "subject": card["code"]}
        error = city.rival.post("office/cases", sent, 403)
        assert "样例超市" in error["what"]
    sent = {"procedure": OF + "exit", "subject": "shop"}
    city.rival.post("office/cases", sent, 403)


def test_the_same_request_twice_is_one_case(city: City) -> None:
    sent = {"procedure": OF + "issuer_filing", "parties": {"authority": "district"}, "token": "t1"}
    first = city.shop.post("office/cases", sent, 201)
    assert city.shop.post("office/cases", sent, 201)["key"] == first["key"]
    bad = city.shop.act(
        first["key"], "declare", "convert", 400, data={"issued_on": "去年", "name": "样例"}
    )
    assert {"issued_on", "address", "area"} <= set(bad["fields"])


def test_a_code_shows_balance_and_records_and_an_unknown_one_warns(city: City) -> None:
    city.filed()
    card = city.sold()
    shown = city.nobody.get(f"public/codes/{card['code']}")
    assert shown["balance"] == "879.50元"
    assert [(each["what"], each["amount"]) for each in shown["records"]] == [("米面", "120.5元")]
    assert set(shown["procedures"]) == {OF + "refund", OF + "complaint"}
    unknown = told(city.nobody.ask("GET", "public/codes/23456789ABCDEFGHJKMN"), 404)
    assert unknown["detail"]["warning"] == "此卡非合规备案卡，请谨慎购买"
    assert unknown["detail"]["report"] == OF + "report_unfiled"


def test_an_unscannable_card_is_reported(city: City) -> None:
    key = city.begin(city.buyer, "report_unfiled", parties={"authority": "district"})
    data = {
        "name": "样例九号店",
        "address": "样例路9号",
        "bought_on": "2023-03-09",
        "complaint": "扫不出来",
    }
    city.buyer.act(key, "report", "send", data=data)
    todo = {each["label"] for each in city.district.get("office/home")["todo"]}
    assert todo == {"核查举报", "认明经营者并转接"}
    city.district.act(key, "verify", "settled", data={"result": "另行核实"})
