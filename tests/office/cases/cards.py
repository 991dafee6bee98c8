"""An office for prepaid cards (济政字〔2022〕83号): authorities, channels, shops, consumers, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import service
from luoshi.office.cases.models import Case, Entry
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import PDF, moment, person, unit

OF = "jinan.prepaid_cards."
LAUNCHED = "2023-03-01"
PROVIDED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bank": ("bank", "bank", {"special_account": True, "watches_rate": True, "linked": True}),
    "insurance": (
        "insurer", "insurer",
        {"founded_jointly": True, "approved": True, "approval": "样例批复1号", "linked": True},
    ),
    "trust": (
        "trustee", "trustee", {"approved": True, "approval": "样例批复2号", "trust_account": True},
    ),
}  # fmt: skip
"""Of each channel: the role, the code of its unit, and the form of its connection."""
CONTRACTS: dict[str, dict[str, Any]] = {
    "bank": {"bank_account": "样例6200 0001", "agreed_rate": "60%"},
    "insurance": {"policy_number": "样例保单1号", "cover": "500元", "cover_until": "2024-12-31"},
    "trust": {"trust_account_number": "样例信托1号", "agreed_rate": "60%"},
}
SYSTEM: dict[str, Any] = {
    "name": "样例系统", "certificate": "样例认证1号", "gives_away": False, "settlement_licence": True,
    "certified": True, "issuing": True, "clearing": True, "records": True, "lookup": True,
    "realtime": True, "scope_check": True, "confidential": True,
}  # fmt: skip
SHOWN: dict[str, Any] = {
    "code_at_shop": True,
    "funds_at_shop": True,
    "pledge_at_shop": True,
    "has_site": False,
}
PLACE: dict[str, Any] = {"area": "只在区县行政区域内", "several": False}


def at(written: str) -> AbstractContextManager[None]:
    """Stand at a moment, or at nine o'clock of a day."""
    return clock.at(moment(written if "T" in written else f"{written}T09:00"))


class Cards:
    """Units with an officer each, and the acts of the document in few words."""

    def __init__(self) -> None:
        self.even = False
        """Whether cases are begun though the document has run out."""

        def roles(*names: str) -> tuple[str, ...]:
            return tuple(OF + each for each in names)

        self.city = person(
            unit("city", "样例市商务局", "agency", *roles("city", "superior", "authority"))
        )
        self.district = person(unit("district", "样例甲区商务局", "agency", *roles("authority")))
        self.zone = person(unit("zone", "样例高新区管委会", "agency", *roles("authority")))
        self.bank = person(unit("bank", "样例银行", "bank", *roles("bank")))
        self.insurer = person(unit("insurer", "样例共保体", "company", *roles("insurer")))
        self.trustee = person(unit("trustee", "样例信托", "company", *roles("trustee")))
        self.system = person(unit("system", "样例系统公司", "company", *roles("system")))
        self.agent = person(unit("agent", "样例代理公司", "company", *roles("agent")))
        self.shop = person(unit("shop", "样例超市", "company", *roles("issuer")))
        self.rival = person(unit("rival", "样例餐馆", "company", *roles("issuer")))
        self.buyer = person(unit("buyer", "样例甲", "person"))
        self.other = person(unit("other", "样例乙", "person"))

    # --- the words of every act

    def start(self, procedure: str, who: Actor, subject: str = "", **parties: str) -> Case:
        """Begin a case."""
        return service.start(
            OF + procedure, who, subject=subject, parties=parties, even_if_not_in_force=self.even
        )

    def act(
        self, case: Case, step: str, outcome: str, who: Actor, *materials: str, reasons: str = "",
        parties: Mapping[str, str] | None = None, **data: Any,
    ) -> Case:  # fmt: skip
        """Hand in materials and act."""
        for each in materials:
            service.attach(case.key, step, each, who, f"{each}.pdf", PDF)
        return service.act(
            case.key, step, outcome, who, data=data, parties=parties or {}, reasons=reasons
        )

    def one(self, procedure: str, step: str, outcome: str, who: Actor, subject: str = "",
            parties: Mapping[str, str] | None = None, **data: Any) -> Case:  # fmt: skip
        """Begin a case and take its first step."""
        return self.act(
            self.start(procedure, who, subject), step, outcome, who, parties=parties, **data
        )

    # --- the platform

    def launch(self, day: str = LAUNCHED) -> Case:
        """The launch is announced."""
        return self.one("launch", "announce", "publish", self.city, launch_on=day, way="政府网站")

    def connect(self, channel: str) -> Case:
        """A channel is connected."""
        role, _, form = PROVIDED[channel]
        who: Actor = getattr(self, role)
        case = self.one(f"{channel}_connection", "apply", "submit", who, name="样例", **form)
        return self.act(case, "connect", "connect", self.city)

    def platform(self) -> None:
        """All of it, before and on the day of the launch."""
        with at("2023-02-20"):
            for channel in PROVIDED:
                self.connect(channel)
        with at(LAUNCHED):
            self.launch()

    # --- filing

    def declare(self, way: str, issued: str = "", *, who: Actor | None = None, authority: str = "district",
                offline: bool = False, **place: Any) -> Case:  # fmt: skip
        """An operator says when it first issued cards."""
        shop = who or self.shop
        case = self.start("issuer_filing", shop, authority=authority)
        said: dict[str, Any] = {"launch_on": LAUNCHED, **PLACE, **place}
        if issued:
            said |= {"issued_on": issued, "filed_offline": offline}
        assert shop.unit
        return self.act(
            case, "declare", way, shop, name=shop.unit.name, address="样例路1号", **said
        )

    def contract(
        self, case: Case, channel: str, who: Actor, authority: Actor, **terms: Any
    ) -> Case:
        """A risk contract: chosen, uploaded, accepted."""
        role, code, _ = PROVIDED[channel]
        self.act(case, "choose", channel, who)
        self.act(case, f"{channel}_contract", "submit", who, f"{channel}_paper",
                 parties={role: code}, **{**CONTRACTS[channel], **terms})  # fmt: skip
        return self.act(case, f"{channel}_review", "accept", authority)

    def filed(self, way: str = "convert", issued: str = "2021-05-01", channel: str = "insurance", *,
              who: Actor | None = None, authority: Actor | None = None, terms: Mapping[str, Any] | None = None,
              offline: bool = True) -> Entry:  # fmt: skip
        """An operator from its declaration to its display."""
        shop, office = who or self.shop, authority or self.district
        assert shop.unit
        assert office.unit
        case = self.declare(way, issued, who=shop, authority=office.unit.code, offline=offline)
        self.act(case, f"upload_{way}", "submit", shop, "charter", "agreement")
        self.act(case, "review", "pass", office)
        self.contract(case, channel, shop, office, **(terms or {}))
        done = self.act(case, "display", "shown", shop, **SHOWN)
        assert done.ended == "已备案"
        return Entry.objects.get(register=OF + "issuers", key=shop.unit.code)

    # --- cards

    def cards(
        self, count: int = 2, who: Actor | None = None, authority: Actor | None = None
    ) -> list[Entry]:
        """A kind of cards, one code each."""
        shop = who or self.shop
        assert shop.unit
        case = self.start("card_filing", shop, shop.unit.code)
        self.act(case, "apply", "submit", shop, "sample", kind_name="储值卡", cards=count)
        self.act(case, "review", "issue", authority or self.district)
        return list(
            Entry.objects.filter(register=OF + "cards", data__kind=f"K{case.key}").order_by("pk")
        )

    def sell(self, card: Entry, price: str = "1000元", *, buyer: str = "buyer", agent: str = "",
             who: Actor | None = None, way: str = "sell") -> Case:  # fmt: skip
        """A card is sold and its code activated."""
        parties = {"consumer": buyer, "agent": agent}
        return self.one(
            "card_sale", "sell", way, who or self.shop, card.key, parties=parties, price=price
        )

    def spend(
        self, card: Entry, amount: str, *, who: Actor | None = None, way: str = "book"
    ) -> Case:
        """Something is paid with it."""
        return self.one(
            "consumption", "spend", way, who or self.shop, card.key, what="米面", amount=amount
        )

    def sold(self, price: str = "1000元", *, agent: str = "") -> Entry:
        """A card of a new kind, sold."""
        card = self.cards(1)[0]
        self.sell(card, price, agent=agent)
        card.refresh_from_db()
        return card

    def paid_back(self, case: Case, gift: str = "没有", price: str = "") -> Case:
        """A refund that was asked for is paid; the price of a kept gift is proposed and agreed to first."""
        if price:
            self.act(case, "repay", "propose", self.shop, gift=gift, gift_price=price)
            self.act(case, "agree", "agree", self.buyer, agreed_price=price)
        return self.act(case, "repay", "repaid", self.shop, gift=gift)

    def complain(self, card: Entry, who: Actor | None = None) -> Case:
        """A consumer complains with the code of a card."""
        return self.one("complaint", "complain", "send", who or self.buyer, card.code or "",
                        complaint="不予退款", wanted="退还余额")  # fmt: skip


def held(account: str) -> int:
    """A balance in fen."""
    return ledgers.balance(account)


def register(name: str) -> list[Entry]:
    """The entries of a register, in their order."""
    return list(Entry.objects.filter(register=OF + name).order_by("pk"))
