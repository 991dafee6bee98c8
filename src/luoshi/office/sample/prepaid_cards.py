"""Prepaid cards in an invented city (样例·单用途预付卡): filing, cards, risk money, complaints, red light.

The document ran out on 25 December 2025. What is filed, sold, consumed and refunded happens within its
term; some open things stand at the present day, where the pages then say that it has run out.

A bank's contract gets a case every week. One runs for nine weeks and ends with the shop's business;
the other is signed in the week before the present one, where that lies within the term, so that two
weeks are asked for and not all those between. After the term the clock asks no bank any more.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import calendar
from luoshi.office.cases.models import Case, Entry, Task
from luoshi.office.sample.book import Book
from luoshi.policies import acting

LABEL = "济南市单用途商业预付卡（样例·甲区）"
_OF = "jinan.prepaid_cards."
_BEGUN = date(2025, 3, 3)
_LASTS = 120
"""Days that the story takes: where the present is earlier, it begins so many days before."""

CITY, DISTRICT, ZONE = "cards-sw", "cards-jiaqu-sw", "cards-gnq"
BANK, INSURER, TRUSTEE, SYSTEM = "cards-bank", "cards-gongbao", "cards-trust", "cards-system"
MARKET, BEAUTY, DINER, LAUNDRY = "cards-market", "cards-beauty", "cards-diner", "cards-laundry"
BUYER_1, BUYER_2 = "cards-buyer-1", "cards-buyer-2"
_NAMES = {MARKET: "样例·第一超市", BEAUTY: "样例·第二美容店", DINER: "样例·第三餐馆", LAUNDRY: "样例·第四洗衣店"}  # fmt: skip


def start(now: datetime) -> datetime:
    """Nine in the morning of Monday, 3 March 2025, or of a Monday early enough for the story to be over."""
    latest = now.astimezone(clock.HERE).date() - timedelta(days=_LASTS)
    return _morning(min(_BEGUN, latest - timedelta(days=latest.weekday())))


def load(book: Book) -> None:
    """Two authorities and a zone, a bank, the insurers' pool, a trust, four shops, two consumers."""
    _units(book)
    told = _Telling(book)
    told.platform()
    told.shops()
    told.first_cards()
    told.supervised()
    told.diner_ends()
    told.red_light()
    told.unfiled()
    told.last_days()


def _units(book: Book) -> None:
    def roles(*names: str) -> tuple[str, ...]:
        return tuple(_OF + each for each in names)

    book.unit(CITY, "市商务局", "agency", *roles("city", "superior", "authority"), level="city",
              aliases=("市商务部门",), post="预付卡管理处")  # fmt: skip
    book.unit(DISTRICT, "甲区商务局", "agency", *roles("authority"), level="county", place="甲区",
              parent=CITY, post="预付卡管理科")  # fmt: skip
    book.unit(ZONE, "乙高新区管理机构", "agency", *roles("authority"), place="乙高新区")
    book.unit(BANK, "第五银行", "bank", *roles("bank"), post="存管专员")
    book.unit(INSURER, "预付卡保险共保体", "company", *roles("insurer"))
    book.unit(TRUSTEE, "第一信托公司", "company", *roles("trustee"))
    book.unit(SYSTEM, "预付卡业务处理系统公司", "company", *roles("system"), post="运维")
    for code, name in _NAMES.items():
        book.unit(code, name.removeprefix("样例·"), "company", *roles("issuer"), post="店长")
    book.unit(BUYER_1, "持卡人甲", "person")
    book.unit(BUYER_2, "持卡人乙", "person")


def _morning(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), clock.HERE)


class _Telling:
    """Acts of the sample's people, dated from the first day or from the present one."""

    def __init__(self, book: Book) -> None:
        self.book, self.begun, self.today = book, book.at.date(), clock.today()

    def day(self, number: int) -> date:
        """So many days after the first one."""
        return self.begun + timedelta(days=number)

    def on(self, day: date, hour: int = 9) -> None:
        """Go on to an hour of a day, but never past the present; the clock acts on that day."""
        self.book.until(min(_morning(day, hour), clock.now()))

    def act(self, case: Case, step: str, outcome: str, who: str, *materials: str, reasons: str = "",
            parties: dict[str, str] | None = None, **data: object) -> Case:  # fmt: skip
        """Hand in what the step wants, and do it; a minute passes."""
        self.book.hand_in(case, step, who, *materials)
        done = self.book.act(case, step, outcome, who, reasons=reasons, parties=parties, **data)
        self.book.at += timedelta(minutes=1)
        return done

    def begin(self, procedure: str, who: str, subject: str = "", **parties: str) -> Case:
        """Begin a case."""
        return self.book.start(_OF + procedure, who, subject=subject, parties=parties)

    # --- the platform and its channels

    def platform(self) -> None:
        """The launch is announced; bank, pool, trust and system are connected."""
        case = self.begin("launch", CITY)
        self.act(
            case, "announce", "publish", CITY, launch_on=self.begun.isoformat(), way="政府网站"
        )
        self.connected("bank", BANK, special_account=True, watches_rate=True, linked=True)
        self.connected(
            "insurance",
            INSURER,
            founded_jointly=True,
            approved=True,
            approval="样例批复1号",
            linked=True,
        )
        self.connected("trust", TRUSTEE, approved=True, approval="样例批复2号", trust_account=True)
        self.connected("system", SYSTEM, certificate="样例认证1号", gives_away=False, **dict.fromkeys(
            ("settlement_licence", "certified", "issuing", "clearing", "records", "lookup", "realtime",
             "scope_check", "confidential"), True))  # fmt: skip

    def connected(self, kind: str, who: str, **form: Any) -> None:
        """One provider."""
        case = self.begin(f"{kind}_connection", who)
        name = self.book.actor(who).unit
        self.act(case, "apply", "submit", who, name=name.name if name else "", **form)
        self.act(case, "connect", "connect", CITY)

    # --- filing

    def declared(self, shop: str, way: str, **form: Any) -> Case:
        """A shop declares when it first issued cards."""
        case = self.begin("issuer_filing", shop, authority=DISTRICT)
        said: dict[str, Any] = {"area": "只在区县行政区域内", **form}
        return self.act(case, "declare", way, shop, name=_NAMES[shop], address="样例路1号", several=False,
                        launch_on=self.begun.isoformat(), **said)  # fmt: skip

    def filed(
        self, shop: str, way: str, channel: str, contract: dict[str, Any], **form: Any
    ) -> None:
        """A shop from its declaration to its display."""
        case = self.declared(shop, way, **form)
        self.act(case, f"upload_{way}", "submit", shop, "charter", "agreement")
        self.act(case, "review", "pass", DISTRICT)
        self.secured(case, shop, channel, contract)
        self.act(
            case,
            "display",
            "shown",
            shop,
            code_at_shop=True,
            funds_at_shop=True,
            pledge_at_shop=True,
            has_site=False,
        )

    def secured(self, case: Case, shop: str, channel: str, contract: dict[str, Any]) -> None:
        """A risk contract of one channel, signed and accepted."""
        role, provider = {
            "bank": ("bank", BANK),
            "insurance": ("insurer", INSURER),
            "trust": ("trustee", TRUSTEE),
        }[channel]
        self.act(case, "choose", channel, shop)
        self.act(
            case,
            f"{channel}_contract",
            "submit",
            shop,
            f"{channel}_paper",
            parties={role: provider},
            **contract,
        )
        self.act(case, f"{channel}_review", "accept", DISTRICT)

    def shops(self) -> None:
        """One turned over from paper, one that had never filed, one that is new; one uses the free system."""
        until = (self.today + timedelta(days=300)).isoformat()
        self.on(self.day(1))
        self.filed(MARKET, "convert", "insurance", {"policy_number": "样例保单1号", "cover": "2200元", "cover_until": until},
                   issued_on=(self.begun - timedelta(days=900)).isoformat(), filed_offline=True)  # fmt: skip
        self.on(self.day(4))
        self.filed(DINER, "new", "bank", {"bank_account": "样例6200 0001", "agreed_rate": "60%"},
                   issued_on=self.day(2).isoformat(), filed_offline=False)  # fmt: skip
        self.filed(BEAUTY, "catch_up", "trust", {"trust_account_number": "样例信托1号", "agreed_rate": "60%"},
                   issued_on=(self.begun - timedelta(days=400)).isoformat(), filed_offline=False,
                   area="区县与功能区重叠", zone_authorised=True)  # fmt: skip
        self.on(self.day(4), 17)
        self.reported(DINER, "kept", 0)
        used = self.begin("system_use", BEAUTY, f"sample-{BEAUTY}")
        self.act(
            used,
            "choose",
            "use",
            BEAUTY,
            parties={"system": SYSTEM},
            size="个体工商户",
            own_system=False,
        )

    # --- cards

    def kind(self, shop: str, name: str, cards: int) -> None:
        """A kind of cards, each with its code."""
        case = self.begin("card_filing", shop, f"sample-{shop}")
        self.act(case, "apply", "submit", shop, "sample", kind_name=name, cards=cards)
        self.act(case, "review", "issue", DISTRICT)

    def card(self, shop: str, number: int) -> str:
        """The key of a shop's card."""
        of = Entry.objects.filter(register=_OF + "cards", data__issuer=f"sample-{shop}")
        return of.order_by("pk")[number - 1].key

    def sold(self, shop: str, number: int, buyer: str, price: int) -> None:
        """A card is sold, and its code activated."""
        case = self.begin("card_sale", shop, self.card(shop, number))
        way = "sell_trust" if shop == BEAUTY else "sell"
        self.act(case, "sell", way, shop, parties={"consumer": buyer}, price=f"{price}元")

    def spent(self, shop: str, number: int, what: str, amount: int) -> None:
        """Something is paid with a card."""
        case = self.begin("consumption", shop, self.card(shop, number))
        way = "book_trust" if shop == BEAUTY else "book"
        self.act(case, "spend", way, shop, what=what, amount=f"{amount}元")

    def asked_back(self, shop: str, number: int, buyer: str) -> Case:
        """A consumer wants to return a card."""
        case = self.begin("refund", buyer, self.card(shop, number))
        return self.act(case, "ask", "ask", buyer)

    def first_cards(self) -> None:
        """Cards of three shops: sold, used, one returned less its gift; the ratio gives four stars."""
        self.on(self.day(7))
        self.kind(MARKET, "购物卡", 5)
        self.kind(DINER, "用餐卡", 3)
        self.kind(BEAUTY, "美容卡", 3)
        self.sold(MARKET, 1, BUYER_1, 2000)
        self.sold(MARKET, 2, BUYER_2, 500)
        self.sold(DINER, 1, BUYER_2, 300)
        self.sold(BEAUTY, 1, BUYER_1, 1000)
        self.on(self.day(8))
        case = self.begin("risk_check", DISTRICT, f"sample-{MARKET}")
        self.act(case, "measure", "kept", DISTRICT)
        self.spent(MARKET, 1, "米面粮油", 120)
        self.spent(BEAUTY, 1, "美容护理", 200)
        self.on(self.day(10))
        back = self.asked_back(MARKET, 2, BUYER_2)
        self.act(back, "repay", "propose", MARKET, gift="没有退回", gift_price="20元")
        self.act(back, "agree", "agree", BUYER_2, agreed_price="20元")
        self.act(back, "repay", "repaid", MARKET, gift="没有退回")

    # --- supervision

    def reported(self, shop: str, way: str, paid_in: int) -> None:
        """The bank reports the week of a shop that is open."""
        open_ = Task.objects.filter(
            case__procedure=_OF + "weekly_report", state="open", step="report"
        )
        task = open_.get(case__subject__data__issuer=f"sample-{shop}")
        case = self.act(task.case, "report", way, BANK, paid_in=f"{paid_in}元", paid_out="0元")
        if way == "short":
            self.act(case, "order", "told", DISTRICT)

    def supervised(self) -> None:
        """A warning, an inspection, and two weeks of the bank: one too low, one topped up."""
        self.on(self.day(11))
        self.reported(DINER, "short", 100)
        notice = self.begin("risk_notice", DISTRICT)
        self.act(notice, "warn", "publish", DISTRICT, sector="美容美发", concentrated=True, common=False,
                 prominent=False, content="购卡前请先扫描卡面二维码，不要一次充值过多")  # fmt: skip
        self.on(self.day(18))
        self.reported(DINER, "kept", 100)
        drawn = self.begin("inspection", DISTRICT, f"sample-{MARKET}")
        self.act(drawn, "draw", "drawn", DISTRICT, sampled=True, partners="样例·市场监管部门")
        self.act(drawn, "inspect", "publish", DISTRICT, result="未发现问题")

    def diner_ends(self) -> None:
        """A shop announces its end, pays back, and closes; its weekly reports end with it."""
        self.on(self.day(25))
        case = self.begin("exit", DINER, f"sample-{DINER}")
        ends = self.day(60)
        self.act(
            case, "notice", "publish", DINER, ends_on=ends.isoformat(), at_shop=True, has_site=False
        )
        self.act(case, "repay", "repaid", DINER)
        for number in range(25, 61, 7):
            self.on(self.day(number), 17)
            self.reported(DINER, "kept", 0)
        self.act(case, "end", "end", DINER)

    # --- complaints

    def complained(self, shop: str, number: int, buyer: str, what: str) -> Case:
        """A consumer complains: yellow."""
        case = self.begin("complaint", buyer, self.card(shop, number))
        return self.act(case, "complain", "send", buyer, complaint=what, wanted="退还余额")

    def red_light(self) -> None:
        """One complaint settled in time; one that nobody settled, red by itself, supervised."""
        self.on(self.day(65))
        settled = self.complained(MARKET, 1, BUYER_1, "结账时多扣了一笔")
        lasting = self.complained(BEAUTY, 1, BUYER_1, "预约不到服务")
        self.on(self.day(66))
        self.act(settled, "handle", "answered", MARKET, answer="已退回多扣的金额")
        self.act(settled, "settle", "settled", DISTRICT, result="已妥善处理")
        self.on(calendar.present().add(self.day(65), 3) + timedelta(days=1), 0)
        case = Case.objects.get(procedure=_OF + "supervision", subject__key=lasting.key)
        self.on(calendar.present().add(self.day(65), 6))
        self.act(case, "supervise", "done", CITY, result="已约谈经营者并督促整改")
        self.act(lasting, "finish", "done", DISTRICT, result="已安排服务，消费者认可")

    def unfiled(self) -> None:
        """A shop that never filed: verified after its last day, and shown."""
        self.on(self.day(105))
        case = self.begin("unfiled", DISTRICT)
        self.act(case, "verify", "publish", DISTRICT, name="样例·第五足浴店", address="样例路5号",
                 launch_on=self.begun.isoformat(), issued_on=(self.begun - timedelta(days=60)).isoformat(), filed_offline=False)  # fmt: skip

    # --- the present

    def last_days(self) -> None:
        """What waits for somebody today: an application, a refund, a complaint, a filing, a report."""
        monday = self.today - timedelta(days=self.today.weekday() + 7)
        self.on(monday)
        self.sold(MARKET, 3, BUYER_2, 1000)
        self.watched(monday)
        self.on(self.today - timedelta(days=2))
        laundry = self.declared(
            LAUNDRY,
            "new",
            issued_on=(self.today - timedelta(days=20)).isoformat(),
            filed_offline=False,
        )
        self.book.hand_in(laundry, "upload_new", LAUNDRY, "charter")
        wanted = self.begin("card_filing", MARKET, f"sample-{MARKET}")
        self.act(wanted, "apply", "submit", MARKET, "sample", kind_name="生鲜卡", cards=20)
        self.sold(MARKET, 4, BUYER_1, 200)
        self.on(self.today - timedelta(days=1))
        self.spent(MARKET, 3, "家用电器", 880)
        self.asked_back(MARKET, 4, BUYER_1)
        self.complained(MARKET, 3, BUYER_2, "退货后金额没有返回卡内")
        self.on(self.today, 0)

    def watched(self, monday: date) -> None:
        """Of last week: a bank's report while the clock asks for one, else a check by the authority."""
        if acting.procedure(_OF + "weekly_report").policy.state_on(monday).in_force:
            more = self.begin("risk_contract", MARKET, f"sample-{MARKET}")
            self.secured(
                more, MARKET, "bank", {"bank_account": "样例6200 0002", "agreed_rate": "50%"}
            )
            self.on(monday + timedelta(days=4))
            self.reported(MARKET, "kept", 300)
            return
        self.on(monday + timedelta(days=4))
        case = self.begin("risk_check", DISTRICT, f"sample-{MARKET}")
        self.act(case, "measure", "kept", DISTRICT)
