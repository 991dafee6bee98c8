"""An office for presale funds: one county with its banks, developers and buyers, and its neighbours.

The account of every scenario: budget 8,000,000 + 1,500,000 + 500,000 = 10,000,000, of which 110 % is
11,000,000, shared by 1号楼 (6,000,000) and 2号楼 (5,000,000).
"""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.office.cases import service
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Attachment, Case, Deadline, Entry
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import PDF, person, unit

OF = "shuozhou.presale_funds."
NUMBER = "朔住建发〔2023〕65号"
SIX = ("form", "progress", "statement", "authority")
AGREEMENT = dict.fromkeys(
    ("has_duties", "has_deposit", "has_use", "has_amount", "has_breach"), True
)
PLAN: dict[str, Any] = {
    "installation": "800万元", "supporting": "150万元", "other_costs": "50万元", "full_fitout": False,
    "key_total": "1100万元",
    **dict.fromkeys(
        ("has_key_amount", "has_building_amounts", "has_use_plan", "has_account", "has_notes",
         "agreement_enclosed", "agreement_in_plan", "agreement_in_contract"), True),
}  # fmt: skip
PROGRESS: dict[str, Any] = {
    "building": "1号楼", "level": 0, "done": 0, "whole": 30, "topped": False,
    "basically_built": False, "jointly_accepted": False, "acceptance_papers": False,
}  # fmt: skip
APPLICATION: dict[str, Any] = {
    "amount": "100万元", "payment": "拟支付", "payee": "本项目施工单位", "payee_name": "样例施工公司",
    "payee_account": "6200 0088", "use": "有关的工程建设", "other_asked": False,
}  # fmt: skip


def roles(*names: str) -> tuple[str, ...]:
    """Whole keys of roles."""
    return tuple(OF + each for each in names)


class Presale:
    """The units, each with somebody who acts; how cases go through."""

    def __init__(self) -> None:
        self.bureau = person(
            unit("hj", "样例甲县住建局", "agency", *roles("supervisor", "authority"))
        )
        self.filing = person(unit("wq", "样例甲县网签备案部门", "agency", *roles("filing")))
        self.other_bureau = person(
            unit("hj2", "样例乙县住建局", "agency", *roles("supervisor", "filing"))
        )
        self.city = person(unit("sj", "样例市住建局", "agency", *roles("city")))
        self.central = person(unit("rmyh", "样例人民银行", "agency", *roles("central_bank")))
        self.regulator = person(unit("jrjg", "样例金融监管局", "agency", *roles("regulator")))
        self.bank = person(unit("bk", "样例一银行", "bank", *roles("bank", "new_bank")))
        self.other_bank = person(unit("bk2", "样例二银行", "bank", *roles("bank", "new_bank")))
        self.developer = person(unit("dev", "样例开发公司", "company", *roles("developer")))
        self.other_developer = person(unit("dev2", "样例别家公司", "company", *roles("developer")))
        self.buyer = person(unit("gou", "样例购房人", "person"))
        self.stranger = person(unit("lu", "样例路人", "person"))

    # --- one act, and what it needs

    def start(self, procedure: str, who: Actor, subject: str = "") -> Case:
        """Begin a case."""
        return service.start(OF + procedure, who, subject=subject)

    def hand_in(self, case: Case, step: str, who: Actor, *materials: str) -> None:
        """Hand in materials."""
        for each in materials:
            service.attach(case.key, step, each, who, f"{each}.pdf", PDF)

    def act(
        self, case: Case, step: str, outcome: str, who: Actor, *, reasons: Any = "",
        parties: Any = None, **data: object,
    ) -> Case:  # fmt: skip
        """End a step; the words and the parties are typed loosely, as they stand among the fields."""
        return service.act(
            case.key, step, outcome, who, data=data, parties=parties or {}, reasons=reasons
        )

    # --- the bank, the account

    def listed(self, bank: Actor | None = None) -> Case:
        """A bank from tender to directory."""
        assert (bank or self.bank).unit
        case = self.act(self.start("bank_entry", self.bureau), "tender", "won", self.bureau,
                        parties={"bank": (bank or self.bank).unit.code}, tender_public=True, tender_won=True)  # type: ignore[union-attr] # fmt: skip
        self.act(case, "central_opinion", "agree", self.central)
        self.act(case, "regulator_opinion", "agree", self.regulator)
        self.act(case, "agreement", "sign", bank or self.bank, agreement_number="样例1号")
        return self.act(case, "list", "list", self.bureau)

    def asked(self, project: str = "样例花园", scope: str = "1至2号楼", **other: object) -> Case:
        """An account is asked for."""
        return self.act(
            self.start("account", self.developer), "open", "submit", self.developer,
            parties={"supervisor": "hj", "bank": "bk"},
            **{"project": project, "scope": scope, "before_permit": True, **other},
        )  # fmt: skip

    def agreed(self, project: str = "样例花园", scope: str = "1至2号楼") -> Case:
        """The three have signed; the plan is next, its papers handed in."""
        case = self.asked(project, scope)
        self.act(
            case, "confirm", "opened", self.bank, account_name="样例监管户", account_number="6200"
        )
        self.hand_in(case, "agreement", self.developer, "agreement")
        self.act(case, "agreement", "sign", self.developer, **AGREEMENT, other_terms=False)
        self.act(case, "agreement_bank", "sign", self.bank)
        case = self.act(case, "agreement_supervisor", "sign", self.bureau)
        self.hand_in(case, "plan", self.developer, "scheme", "use_plan", "details")
        return case

    def planned(self, case: Case, **buildings: str) -> Case:
        """The plan is handed in, its buildings filled in."""
        self.act(case, "plan", "submit", self.developer, **PLAN)
        for name, amount in (buildings or {"1号楼": "600万元", "2号楼": "500万元"}).items():
            case = self.act(case, "building", "add", self.developer, building=name, building_key=amount)  # fmt: skip
        return case

    def account(self) -> str:
        """A bank is listed, an account opened, the permit granted and shown: the account's key."""
        if not Entry.objects.filter(register=OF + "banks").exists():
            self.listed()
        case = self.planned(self.agreed())
        self.act(case, "building", "done", self.developer)
        self.act(case, "permit", "grant", self.bureau, parties={"filing": "wq"}, permit_number="样例预售1号",
                 in_permit=True, in_contract=True, key_total="1100万元")  # fmt: skip
        case = self.act(case, "publish", "shown", self.developer, at_site=True, on_portal=True)
        assert case.ended == "已公示"
        return case.key

    # --- money comes in

    def slip(self, account: str, price: str = "1200万元", due: str = "360万元") -> Case:
        """A payment slip for a contract."""
        return self.act(
            self.start("deposit", self.developer, account), "slip", "issue", self.developer,
            parties={"buyer": "gou"}, contract_number="样例合同1", home="1号楼101", price=price, due_now=due,
        )  # fmt: skip

    def deposited(self, account: str, price: str = "1200万元", own: str = "360万元", loan: str = "840万元") -> str:  # fmt: skip
        """A contract paid in full, the buyer's part first, then the loan: its key."""
        case = self.slip(account, price, own)
        self.act(case, "own", "due", self.bank, received=own, voucher_number="1")
        self.act(case, "file", "file", self.filing, voucher=True, elsewhere="0元")
        case = self.act(case, "rest", "complete", self.bank, received=loan, voucher_number="2",
                        source="按揭或者公积金贷款")  # fmt: skip
        assert case.ended == "全部到账"
        return case.key

    def funded(self) -> str:
        """An account with 12,000,000 on it: 11,000,000 of key money and 1,000,000 free."""
        account = self.account()
        self.deposited(account)
        return account

    # --- nodes

    def reported(self, account: str, **progress: object) -> Case:
        """The developer reports a building's progress."""
        case = self.start("node", self.developer, account)
        self.hand_in(case, "report", self.developer, "progress")
        if progress.get("acceptance_papers"):
            service.save(case.key, "report", self.developer, {"acceptance_papers": True})
            self.hand_in(case, "report", self.developer, "acceptance")
        return self.act(case, "report", "submit", self.developer, **{**PROGRESS, **progress})

    def node(
        self, account: str, building: str = "1号楼", adjustment: str = "0%", ground: str = "不调整",
        **progress: object,
    ) -> Case:  # fmt: skip
        """A building's node is found."""
        case = self.reported(account, building=building, **progress)
        return self.act(case, "site", "confirm", self.bureau, adjustment=adjustment, ground=ground)

    def project_node(self, account: str, **marks: bool) -> Case:
        """The project's node is found."""
        told = {"filed": False, "registered": False, "transferable": False, **marks}
        case = self.start("project_node", self.developer, account)
        self.hand_in(case, "report", self.developer, "filing", "registration")
        self.act(case, "report", "submit", self.developer, **told)
        return self.act(case, "site", "confirm", self.bureau)

    # --- payouts

    def application(self, account: str, *without: str, **other: object) -> Case:
        """An application for key money with its papers, but for some, not handed in."""
        told = {**APPLICATION, **other}
        case = self.start("payout", self.developer, account)
        fifth = ("proof",) if told["payment"] == "已提前支付" else ("contract", "payee_account")
        sixth = ("other",) if told["other_asked"] else ()
        service.save(case.key, "apply", self.developer, told)
        papers = [each for each in (*SIX, *fifth, *sixth) if each not in without]
        self.hand_in(case, "apply", self.developer, *papers)
        return case

    def applied(self, account: str, **other: object) -> Case:
        """The application is handed in."""
        return self.act(self.application(account, **other), "apply", "submit", self.developer)

    def inspected(self, account: str, **other: object) -> Case:
        """It is accepted, and the site looked at: the review is next."""
        case = self.applied(account, **other)
        self.act(case, "accept", "accept", self.bureau)
        return self.act(case, "inspect", "done", self.bureau, inspected=True, findings="相符")

    def approved(self, account: str, amount: str = "100万元", **other: object) -> Case:
        """It is approved: the bank is next."""
        case = self.inspected(account, amount=amount, **other)
        return self.act(
            case, "review", "approve", self.bureau, node_reached=True, payee_verified=True
        )

    def paid(self, account: str, amount: str = "100万元", **other: object) -> Case:
        """The bank has paid."""
        return self.act(self.approved(account, amount, **other), "pay", "paid", self.bank)

    # --- what stops an account

    def suspended(self, account: str) -> Case:
        """The bank found misuse and has stopped paying."""
        return self.act(
            self.start("misuse", self.bank, account), "discover", "stop", self.bank,
            misuse=True, found="样例", amount="1万元",
        )  # fmt: skip

    def frozen(self, account: str, served: str, amount: str = "10万元", part: str = "重点监管资金") -> Case:  # fmt: skip
        """A court's measure."""
        case = self.start("court", self.bank, account)
        self.hand_in(case, "receive", self.bank, "ruling")
        return self.act(case, "receive", "freeze", self.bank, court="样例法院", ruling="样例1号", kind="保全",
                        amount=amount, part=part, served_on=served)  # fmt: skip

    def taken_over(self, account: str) -> Case:
        """The bureau has taken the account over."""
        case = self.act(self.start("takeover", self.bureau, account), "find", "take", self.bureau,
                        grave_risk=True, risk="样例", mode="全面接管预售监管账户")  # fmt: skip
        return self.act(case, "cooperate", "done", self.bank)


# --- looking

WAN = 1_000_000
"""10,000 yuan in fen."""


def refused(clause: str) -> Any:
    """A refusal that names this clause."""
    return pytest.raises(Refused, match=f"依据：{NUMBER} {clause}")


def fen(account: str, leaf: str = "") -> int:
    """A balance."""
    return ledgers.balance(f"presale:{account}" + (f":{leaf}" if leaf else ""))


def entry(register: str, key: str) -> Entry:
    """An entry as it is now."""
    return Entry.objects.get(register=OF + register, key=key)


def floor(account: str) -> int:
    """What must stay on the account, as the ledger holds it."""
    found = ledgers.find(f"presale:{account}").floor
    assert found is not None
    return found


def last_day(case: Case, step: str) -> str:
    """The last day of an open step."""
    from luoshi.office.cases import deadlines

    row = Deadline.objects.filter(case=case, task__step=step).order_by("-pk")[0]
    return deadlines.last_day(row.at)


def files(case: Case) -> list[Attachment]:
    """What was handed in."""
    return list(Attachment.objects.filter(case=case, removed=None).order_by("pk"))
