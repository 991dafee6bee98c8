"""Presale funds in an invented county (样例·甲县的预售资金监管): banks, accounts, payouts at every stage.

Everything is dated in working days before the present day, so that what is shown as running runs, and
what is shown as late is late, on whatever day the sample is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F

from luoshi.office import clock
from luoshi.office.cases import calendar, service
from luoshi.office.cases.models import Attachment, Case, Entry, Notice
from luoshi.office.sample.book import Book

LABEL = "朔州市商品房预售资金监管（样例·甲县）"
_OF = "shuozhou.presale_funds."
_BEGUN = 130
"""Working days from the first tender to the present day."""

COUNTY, CITY, CENTRAL, REGULATOR, FILING = (
    "jiaxian-zjj", "yishi-zjj", "jiaxian-rmyh", "jiaxian-jrjg", "jiaxian-wangqian",
)  # fmt: skip
BANK_1, BANK_2, BANK_3, BANK_4 = "presale-bank-1", "presale-bank-2", "presale-bank-3", "presale-bank-4"  # fmt: skip
DEVELOPER_1, DEVELOPER_2 = "presale-developer-1", "presale-developer-2"
BUYER_1, BUYER_2 = "presale-buyer-1", "presale-buyer-2"
BUILDER = "样例·施工公司"


def start(now: datetime) -> datetime:
    """Nine in the morning, half a year of working days before."""
    return _morning(calendar.present().add(now.astimezone(clock.HERE).date(), -_BEGUN))


def load(book: Book) -> None:
    """The county's bureau and its banks, two developers, two buyers; four accounts."""
    _units(book)
    told = _Telling(book, clock.today())
    for bank in (BANK_1, BANK_2):
        told.bank_listed(bank)
    told.lifted("样例·旧城花苑")
    garden = told.account("样例·花园一期", DEVELOPER_1, BANK_1, {"1号楼": 480, "2号楼": 400})
    home = told.account("样例·家园", DEVELOPER_2, BANK_2, {"1号楼": 220})
    told.sold(garden)
    told.building_site(garden)
    told.misused(home)
    told.at_work(garden)
    told.last_days(garden, home)
    told.read()


def _units(book: Book) -> None:
    roles = lambda *names: tuple(_OF + each for each in names)  # noqa: E731 - short and local
    book.unit(CITY, "乙市住房和城乡建设局", "agency", *roles("city"), level="city", place="乙市",
              aliases=("乙市住建局",), post="住房保障科")  # fmt: skip
    book.unit(COUNTY, "甲县住房和城乡建设局", "agency", *roles("supervisor", "authority"), level="county",
              place="甲县", parent=CITY, aliases=("甲县住建局",), post="预售资金监管股")  # fmt: skip
    book.unit(FILING, "甲县网签备案部门", "agency", *roles("filing"), level="county", place="甲县")
    book.unit(CENTRAL, "人民银行甲县支行", "agency", *roles("central_bank"), place="甲县")
    book.unit(REGULATOR, "甲县金融监管支局", "agency", *roles("regulator"), place="甲县")
    for code, name in (
        (BANK_1, "第一银行"),
        (BANK_2, "第二银行"),
        (BANK_3, "第三银行"),
        (BANK_4, "第四银行"),
    ):
        book.unit(code, f"{name}甲县支行", "bank", *roles("bank", "new_bank"), post="监管专员")
    book.unit(DEVELOPER_1, "第一房地产开发公司", "company", *roles("developer"), post="财务")
    book.unit(DEVELOPER_2, "第二房地产开发公司", "company", *roles("developer"), post="财务")
    book.unit(BUYER_1, "购房人甲", "person")
    book.unit(BUYER_2, "购房人乙", "person")


def _morning(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), clock.HERE)


@dataclass(frozen=True)
class _Account:
    key: str
    developer: str
    bank: str


class _Telling:
    """Acts of the sample's people, in order, at working hours before the present day."""

    def __init__(self, book: Book, today: date) -> None:
        self.book, self.today, self.work = book, today, calendar.present()
        self.contracts = 0

    def day(self, before: int) -> date:
        """The working day so many before today."""
        return self.work.add(self.today, -before)

    def on(self, before: int, hour: int = 9) -> None:
        """Go on to an hour of that day."""
        self.book.until(_morning(self.day(before), hour))

    def act(self, case: Case, step: str, outcome: str, who: str, *materials: str, reasons: str = "",
            parties: dict[str, str] | None = None, **data: object) -> Case:  # fmt: skip
        """Hand in what the step wants, and do it; five minutes pass."""
        self.book.hand_in(case, step, who, *materials)
        done = self.book.act(case, step, outcome, who, reasons=reasons, parties=parties, **data)
        self.book.at += timedelta(minutes=5)
        return done

    def send_back(self, case: Case, material: str, reason: str) -> None:
        """The bureau notes why a material will not do."""
        with clock.at(self.book.at):
            number = Attachment.objects.get(case=case, material=material).pk
            service.send_back(case.key, number, self.book.actor(COUNTY), reason)

    # --- banks and accounts

    def tender(self, bank: str) -> Case:
        """A bank won the tender."""
        case = self.book.start(_OF + "bank_entry", COUNTY)
        return self.act(
            case,
            "tender",
            "won",
            COUNTY,
            parties={"bank": bank},
            tender_public=True,
            tender_won=True,
        )

    def bank_listed(self, bank: str) -> None:
        """A bank comes into the directory."""
        case = self.tender(bank)
        self.act(case, "central_opinion", "agree", CENTRAL)
        self.act(case, "regulator_opinion", "agree", REGULATOR)
        self.act(case, "agreement", "sign", bank, agreement_number=f"样例监管协议{bank[-1]}号")
        self.act(case, "list", "list", COUNTY)

    def asked_for(self, project: str, developer: str, bank: str) -> Case:
        """A developer asks a bank of the directory to open an account."""
        case = self.book.start(_OF + "account", developer)
        return self.act(
            case, "open", "submit", developer, parties={"supervisor": COUNTY, "bank": bank},
            project=project, scope="本预售许可证的全部楼栋", before_permit=True,
        )  # fmt: skip

    def account(
        self, project: str, developer: str, bank: str, buildings: dict[str, int]
    ) -> _Account:
        """An account from its opening to its publication; key amounts of the buildings in 万元."""
        case = self.asked_for(project, developer, bank)
        whole = sum(buildings.values())
        self.act(
            case,
            "confirm",
            "opened",
            bank,
            account_name=f"{project}预售资金监管户",
            account_number=f"样例6200{case.pk:06}",
        )
        self.act(case, "agreement", "sign", developer, "agreement", other_terms=False, **dict.fromkeys(
            ("has_duties", "has_deposit", "has_use", "has_amount", "has_breach"), True))  # fmt: skip
        self.act(case, "agreement_bank", "sign", bank)
        self.act(case, "agreement_supervisor", "sign", COUNTY)
        self.act(case, "plan", "submit", developer, "scheme", "use_plan", "details", **_plan(whole))
        for name, amount in buildings.items():
            self.act(
                case, "building", "add", developer, building=name, building_key=f"{amount}万元"
            )
        self.act(case, "building", "done", developer)
        self.act(case, "permit", "grant", COUNTY, parties={"filing": FILING}, permit_number=f"样例预售证{case.pk}号",
                 in_permit=True, in_contract=True, key_total=f"{whole}万元")  # fmt: skip
        self.act(case, "publish", "shown", developer, at_site=True, on_portal=True)
        return _Account(case.key, developer, bank)

    # --- buyers

    def slip(self, of: _Account, home: str, buyer: str, price: int) -> Case:
        """A contract is signed and its payment slip issued; three tenths are due at once."""
        self.contracts += 1
        case = self.book.start(_OF + "deposit", of.developer, subject=of.key)
        return self.act(
            case, "slip", "issue", of.developer, parties={"buyer": buyer},
            contract_number=f"样例合同{self.contracts:03}", home=home, price=f"{price}万元", due_now=f"{price * 3 // 10}万元",
        )  # fmt: skip

    def own_paid(self, case: Case, of: _Account, price: int) -> None:
        """The buyer's own part arrives."""
        self.act(
            case,
            "own",
            "due",
            of.bank,
            received=f"{price * 3 // 10}万元",
            voucher_number=f"样例存{case.pk}",
        )

    def bought(self, of: _Account, home: str, buyer: str, price: int) -> Case:
        """A contract paid in full: own money, filing, the loan."""
        case = self.slip(of, home, buyer, price)
        self.own_paid(case, of, price)
        self.act(case, "file", "file", FILING, voucher=True, elsewhere="0元")
        return self.act(case, "rest", "complete", of.bank, received=f"{price - price * 3 // 10}万元",
                        voucher_number=f"样例贷{case.pk}", source="按揭或者公积金贷款")  # fmt: skip

    def sold(self, of: _Account) -> None:
        """Eight shops at 1,200,000: the key part is full, and 800,000 are free."""
        for number in range(1, 9):
            self.on(62 - number)
            self.bought(of, f"1号楼商铺{number}号", (BUYER_1, BUYER_2)[number % 2], 120)

    # --- building and paying

    def node(self, of: _Account, building: str, **progress: object) -> None:
        """A building reaches a node."""
        case = self.book.start(_OF + "node", of.developer, subject=of.key)
        here: dict[str, Any] = {
            "building": building, "level": 0, "done": 0, "whole": 18, "topped": False,
            "basically_built": False, "jointly_accepted": False, "acceptance_papers": False, **progress,
        }  # fmt: skip
        self.act(case, "report", "submit", of.developer, "progress", **here)
        self.act(case, "site", "confirm", COUNTY)

    def building_site(self, of: _Account) -> None:
        """1号楼 at ±0.00 (85%), 2号楼 at a third (70%): 4,080,000 + 2,800,000 must stay."""
        self.on(40)
        self.node(of, "1号楼")
        self.on(30)
        self.node(of, "2号楼", level=18, done=6)

    def applied(
        self, of: _Account, amount: int, payee: str = BUILDER, *, paid: bool = False,
        use: str = "有关的工程建设",
    ) -> Case:  # fmt: skip
        """An application for key money with its six materials."""
        case = self.book.start(_OF + "payout", of.developer, subject=of.key)
        fifth = ("proof",) if paid else ("contract", "payee_account")
        return self.act(
            case, "apply", "submit", of.developer, "form", "progress", "statement", "authority", *fifth,
            amount=f"{amount}万元", payment="已提前支付" if paid else "拟支付", payee="本项目施工单位",
            payee_name=payee, payee_account="样例6200 0088", use=use, other_asked=False,
        )  # fmt: skip

    def approved(self, of: _Account, amount: int, *, paid: bool = False) -> Case:
        """An application that was accepted, inspected and approved on one day."""
        case = self.applied(of, amount, paid=paid)
        self.act(case, "accept", "accept", COUNTY)
        self.act(case, "inspect", "done", COUNTY, inspected=True, findings="进度与申报相符")
        return self.act(
            case,
            "review",
            "approve",
            COUNTY,
            granted=f"{amount}万元",
            node_reached=True,
            payee_verified=True,
        )

    def at_work(self, of: _Account) -> None:
        """One payout paid, one refused, one whose review is late by now, one with papers lacking."""
        self.on(12)
        paid = self.approved(of, 100)
        self.on(11)
        self.act(paid, "pay", "paid", of.bank)
        refused = self.applied(of, 30, payee="样例·广告公司", use="支付营销费用")
        self.act(refused, "accept", "accept", COUNTY)
        self.act(refused, "inspect", "done", COUNTY, inspected=False)
        self.act(refused, "review", "refuse", COUNTY, reasons="重点监管资金不得用于营销费用")
        self.on(6)
        patrol = self.book.start(_OF + "patrol", COUNTY, subject=of.key)
        self.act(
            patrol,
            "patrol",
            "fine",
            COUNTY,
            patrolled_on=self.day(6).isoformat(),
            findings="施工正常",
        )
        late = self.applied(of, 20, payee="样例·供水公司")
        self.act(late, "accept", "accept", COUNTY)

    # --- endings and faults

    def lifted(self, project: str) -> None:
        """An account whose project is registered: supervision lifted, everything paid out."""
        self.on(120)
        of = self.account(project, DEVELOPER_1, BANK_1, {"1号楼": 110})
        self.on(110)
        self.bought(of, "1号楼商铺1号", BUYER_1, 150)
        self.on(90)
        done = self.book.start(_OF + "project_node", of.developer, subject=of.key)
        self.act(
            done,
            "report",
            "submit",
            of.developer,
            "filing",
            "registration",
            filed=True,
            registered=True,
            transferable=True,
        )
        self.act(done, "site", "confirm", COUNTY)
        self.on(88)
        case = self.book.start(_OF + "lifting", of.developer, subject=of.key)
        self.act(
            case,
            "apply",
            "submit",
            of.developer,
            "registration",
            "transfer",
            registered=True,
            transferable=True,
        )
        self.act(case, "accept", "accept", COUNTY)
        self.act(case, "review", "approve", COUNTY)
        self.on(87)
        self.act(case, "lift", "all", of.bank)

    def misused(self, of: _Account) -> None:
        """The bank found that key money was misused: payment stopped, correction ordered."""
        self.on(25)
        self.bought(of, "1号楼101", BUYER_2, 80)
        self.on(20)
        found = self.book.start(_OF + "misuse", of.bank, subject=of.key)
        self.act(
            found,
            "discover",
            "stop",
            of.bank,
            misuse=True,
            found="材料款转入与本项目无关的账户",
            amount="15万元",
        )
        self.on(19)
        self.act(found, "handle", "order", COUNTY)
        case = Case.objects.get(procedure=_OF + "correction", subject__key=of.key)
        limit = self.today + timedelta(days=15)
        self.act(case, "order", "order", COUNTY, correct_by=limit.isoformat(), suspend=True)
        helper = self.book.start(_OF + "helper", COUNTY, subject=of.key)
        self.act(helper, "find", "refer", COUNTY, parties={"authority": COUNTY}, unit_kind="监理单位",
                 company="样例·监理公司", false_proof=True, helped=False)  # fmt: skip
        self.act(helper, "handle", "handled", COUNTY, handling="依法处理，记入信用信息系统")

    def last_days(self, garden: _Account, home: _Account) -> None:
        """What waits for somebody today."""
        self.on(2)
        self.tender(BANK_4)
        third = self.tender(BANK_3)
        self.act(third, "central_opinion", "agree", CENTRAL)
        self.asked_for("样例·家园二期", DEVELOPER_2, BANK_2)
        self._contracts(garden)
        lacking = self.applied(garden, 40)
        self.send_back(lacking, "statement", "对账单不是最近一个月的")
        self.act(lacking, "accept", "gaps", COUNTY, reasons="请换一份对账单")
        self.on(1)
        self.applied(garden, 25)
        checking = self.applied(garden, 60)
        self.act(checking, "accept", "accept", COUNTY)
        self.approved(garden, 50, paid=True)
        taking = self.book.start(_OF + "free_withdrawal", garden.developer, subject=garden.key)
        self.act(
            taking, "apply", "submit", garden.developer, amount="30万元", free_use="偿还本项目贷款"
        )
        self._court(home)

    def read(self) -> None:
        """What is older than a week of working days was read."""
        old = Notice.objects.filter(
            case__procedure__startswith=_OF, case__sample=True, at__lt=_morning(self.day(5))
        )
        old.update(read=F("at"))

    def _contracts(self, of: _Account) -> None:
        self.slip(of, "2号楼商铺1号", BUYER_1, 120)
        self.own_paid(self.slip(of, "2号楼商铺2号", BUYER_2, 120), of, 120)
        refund = self.book.start(
            _OF + "refund", of.developer, subject=self._contract("样例合同003")
        )
        self.act(
            refund,
            "apply",
            "submit",
            of.developer,
            "dissolution",
            dissolved=True,
            dissolved_on=self.day(3).isoformat(),
        )

    def _contract(self, number: str) -> str:
        return Entry.objects.get(register=_OF + "contracts", data__number=number).key

    def _court(self, of: _Account) -> None:
        case = self.book.start(_OF + "court", of.bank, subject=of.key)
        self.act(case, "receive", "freeze", of.bank, "ruling", court="样例·人民法院", ruling="样例裁定1号", kind="保全",
                 amount="10万元", part="重点监管资金", served_on=self.day(1).isoformat())  # fmt: skip


def _plan(whole: int) -> dict[str, Any]:
    """A plan whose key amount is just 110 % of its budget, in 万元."""
    budget = whole * 10 // 11
    return {
        "installation": f"{budget * 8 // 10}万元", "supporting": f"{budget - budget * 8 // 10}万元", "other_costs": "0元",
        "full_fitout": False, "key_total": f"{whole}万元",
        **dict.fromkeys(("has_key_amount", "has_building_amounts", "has_use_plan", "has_account", "has_notes",
                         "agreement_enclosed", "agreement_in_plan", "agreement_in_contract"), True),
    }  # fmt: skip
