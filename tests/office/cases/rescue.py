"""The office of the rescue fund for the tests: its units, its money, and how an application goes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import deadlines, service, shapes
from luoshi.office.cases.firing import Fired, fire
from luoshi.office.cases.models import Act, Case, Deadline, Entry, IssuedPaper, Notice, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.models import Account
from tests.office.cases.office import PDF, moment, person

OF = "qingdao.rescue_fund."
NUMBER = "青政办发〔2020〕12号"
START = "2024-09-02T09:00"
"""A Monday; Mid-Autumn (15 to 17 September) and National Day (1 to 7 October) lie ahead, with the
weekend days 14 and 29 September and 12 October worked in their stead."""
SPECIAL, OPERATING, CLAIMS = "rescue:special", "rescue:operating", "rescue:claims"

UNITS = (
    ("czj", "丙市财政局", "agency", "finance", "fund_watch"),
    ("gaj", "丙市公安局", "agency", "office", "daily_watch", "helper"),
    ("lxhy", "丙市救助基金联席会议", "agency", "meeting"),
    ("yxjg", "丙市救助基金运行管理机构", "institution", "operator"),
    ("yy1", "丙市第一医院", "institution", "applicant", "provider"),
    ("yy2", "丙市第二医院", "institution", "applicant", "provider"),
    ("byg", "丙市殡仪馆", "institution", "applicant", "provider"),
    ("jj", "丙市交警大队", "agency", "police"),
    ("jj2", "丁市交警大队", "agency", "police"),
    ("bx1", "第一保险公司", "company", "insurer"),
    ("bx2", "第二保险公司", "company", "insurer"),
    ("ybj", "丙市银保监局", "agency", "regulator"),
    ("wjw", "丙市卫生健康委", "agency", "health"),
    ("nyj", "丙市农业农村局", "agency", "helper"),
    ("fj", "丙市公安分局", "agency", "fine_police"),
    ("qczj", "丙市某区财政局", "agency", "local_finance"),
    ("jqs", "近亲属", "person"),
    ("jqs2", "另一人", "person"),
)

CLAIM: dict[str, Any] = {
    "applicant": "实施抢救的医疗机构", "applicant_name": "丙市第一医院", "victim": "受害人甲",
    "accident_no": "样例事故1", "accident_on": "2024-09-02", "district": "即墨区", "place": "某路口",
    "cost_kind": "抢救费用", "claimed": "80000元", "account": "6200 0001",
}  # fmt: skip
FOUND: dict[str, Any] = {
    "in_city": True, "motor_vehicle": True, "location": "道路", "casualties": True, "hurt": True,
    "position": "不在肇事机动车上", "policyholder": False, "rescue_total": "80000元",
    "liability_limit": "180000元", "uninsured": False, "hit_and_run": True, "deliberate": False,
    "papers_ok": True, "costs_ok": True, "others_ok": True, "within": "80000元", "beyond": "0元",
    "settled": "0元", "amount": "80000元", "payee_kind": "医疗机构",
}  # fmt: skip
"""What the review of a rescue case finds: a hit-and-run, everything in order."""
BURIAL: dict[str, Any] = {
    **FOUND, "charges": "60000元", "reduction": "0元", "wage": "9000.01元", "amount": "54000.06元",
    "payee_kind": "殡葬服务机构",
}  # fmt: skip


class Fund:
    """The units, each with an officer, and everything they do."""

    def __init__(self) -> None:
        self.actors = {code: person(_unit(code, *rest)) for code, *rest in UNITS}

    def __getitem__(self, code: str) -> Actor:
        return self.actors[code]

    @contextmanager
    def on(self, written: str) -> Iterator[None]:
        """Stand at a moment, with everything fired that is due by then."""
        with clock.at(moment(written if "T" in written else f"{written}T09:00")):
            fire()
            yield

    # --- acts

    def start(self, procedure: str, who: str, subject: str = "") -> Case:
        """Begin a case."""
        return service.start(OF + procedure, self[who], subject=subject)

    def hand_in(self, case: Case, step: str, who: str, *materials: str) -> None:
        """Hand in materials."""
        for each in materials:
            service.attach(case.key, step, each, self[who], f"{each}.pdf", PDF)

    def act(
        self, case: Case, step: str, outcome: str, who: str, *, reasons: str = "",
        parties: Mapping[str, str] | None = None, **data: object,
    ) -> Case:  # fmt: skip
        """End a step."""
        return service.act(
            case.key, step, outcome, self[who], data=data, parties=parties, reasons=reasons
        )

    # --- money

    def accounts(self) -> None:
        """The two accounts."""
        case = self.start("accounts", "czj")
        self.act(case, "special", "open", "czj", bank="某银行", number="1")
        self.act(case, "operating", "open", "yxjg", operating_bank="某银行", operating_number="2")

    def income(self, source: str, amount: str) -> Case:
        """Money from one of the sources that are simply booked."""
        case = self.start("other_income", "czj")
        return self.act(
            case, "book", "booked", "czj", source=source, income=amount, payer="付款人",
            income_on=clock.today().isoformat(),
        )  # fmt: skip

    def allocate(self, amount: str) -> Case:
        """Money for advances."""
        case = self.start("allocation", "czj")
        self.act(case, "allocate", "allocated", "czj", allocated=amount, basis="上季度垫付情况")
        return self.act(case, "receive", "received", "yxjg")

    def funded(self, amount: str = "1000000元") -> None:
        """Both accounts, and money in the operating account."""
        self.accounts()
        self.income("财政补助资金", "2000000元")
        self.allocate(amount)

    # --- applications

    def draft(self, who: str = "yy1", **other: object) -> tuple[Case, dict[str, Any]]:
        """An application that is filled in, with the papers of the service point."""
        case = self.start("advance", who)
        self.hand_in(case, "apply", who, "papers")
        return case, {**CLAIM, **other}

    def applied(
        self, who: str = "yy1", *, to: str = "yy1", police: str = "jj", **other: object
    ) -> Case:
        """An application that was handed in."""
        case, data = self.draft(who, **other)
        parties = {"provider": to, "police": police}
        return self.act(case, "apply", "submit", who, parties=parties, **data)

    def accepted(self, who: str = "yy1", **other: Any) -> Case:
        """An application that was accepted."""
        case = self.applied(who, **other)
        return self.act(case, "accept", "accepted", "yxjg")

    def decided(self, case: Case, **found: object) -> Case:
        """The decision to advance rescue costs."""
        return self.act(case, "decide", "advance_rescue", "yxjg", **{**FOUND, **found})

    def buried(self, case: Case, **found: object) -> Case:
        """The decision to advance funeral costs."""
        return self.act(case, "decide", "advance_funeral", "yxjg", **{**BURIAL, **found})

    def paid(self, case: Case) -> Case:
        """The payment."""
        return self.act(
            case, "pay", "paid", "yxjg", paid_on=clock.today().isoformat(), voucher="转1"
        )

    def advanced(self, amount: str = "80000元", **other: Any) -> tuple[Case, Case]:
        """An advance of rescue costs from application to payment, and the recovery it began."""
        case = self.accepted(**other)
        self.decided(case, within=amount, amount=amount)
        done = self.paid(case)
        return done, Case.objects.get(procedure=OF + "recovery", subject=done.subject)

    def pursued(self) -> Case:
        """A recovery of 80,000 whose liable party is known."""
        _, recovery = self.advanced()
        self.act(recovery, "begin", "known", "yxjg", liable="某人", farm_machine=True)
        return recovery

    def repaid(self, case: Case, outcome: str, amount: str, way: str = "审理判决") -> Case:
        """The liable party pays."""
        day = clock.today().isoformat()
        return self.act(case, "pursue", outcome, "yxjg", paid=amount, way=way, paid_on=day)

    def insurer(self, which: str = "bx1") -> Entry:
        """An insurer in the directory."""
        case = self.start("insurer", "ybj")
        done = self.act(case, "list", "list", "ybj", parties={"insurer": which}, contact="某人")
        assert done.subject
        return done.subject


def _unit(code: str, name: str, kind: str, *roles: str) -> Unit:
    made = Unit.objects.create(code=code, name=name, kind=kind)
    UnitRole.objects.bulk_create(UnitRole(unit=made, role=OF + role) for role in roles)
    return made


# --- looking


def open_steps(case: Case) -> list[str]:
    """The steps that wait."""
    return sorted(Task.objects.filter(case=case, state="open").values_list("step", flat=True))


def due(case: Case, step: str) -> Deadline:
    """The last deadline of a step."""
    found = Deadline.objects.filter(case=case, task__step=step).order_by("-pk").first()
    assert found
    return found


def last_day(case: Case, step: str) -> str:
    """The last day of a step, as the page says it."""
    return deadlines.last_day(due(case, step).at)


def the_case(procedure: str, **where: Any) -> Case:
    """The only case of a procedure."""
    return Case.objects.get(procedure=OF + procedure, **where)


def warnings_of(case: Case, step: str) -> list[str]:
    """What was told beside the last act at a step."""
    found = Act.objects.filter(case=case, step=step).order_by("-pk").first()
    assert found
    return list(found.warnings)


def told(who: Actor, text: str) -> int:
    """How many notices of a unit hold these words."""
    return Notice.objects.filter(unit=who.unit, text__contains=text).count()


def papers_of(case: Case) -> list[tuple[str, list[str]]]:
    """The papers of a case and to whom they went."""
    return [(each.title, each.to) for each in IssuedPaper.objects.filter(case=case).order_by("pk")]


def balances() -> dict[str, int]:
    """Every balance that is not zero."""
    codes = Account.objects.values_list("code", flat=True)
    return {code: found for code in codes if (found := ledgers.balance(code))}


def moved(before: dict[str, int]) -> dict[str, int]:
    """What each balance gained since."""
    now = balances()
    return {
        code: now.get(code, 0) - before.get(code, 0)
        for code in {*now, *before}
        if now.get(code, 0) != before.get(code, 0)
    }


def whole(case: Case, who: Actor) -> dict[str, Any]:
    """The case as its page shows it."""
    case.refresh_from_db()
    return shapes.whole(case, who)


def fired(written: str) -> Fired:
    """Let the clock look at a moment."""
    with clock.at(moment(written)):
        return fire()
