"""The rescue fund of an invented city (样例·丙市的道路交通事故救助基金): a quarter of its life, and what waits today.

The document is in force until 31 July 2025. The story begins within its term, a month before the end
of a quarter, and is dated in working days from that end, so that the clock opens the transfers and the
reports as the story passes; what waits for somebody is dated from the present day, even where the
document has expired by then.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import calendar
from luoshi.office.cases.models import Case, Entry, Task
from luoshi.office.sample import rescue_units
from luoshi.office.sample.book import Book
from luoshi.office.sample.rescue_units import (
    DISTRICT,
    FARMING,
    FINANCE,
    FINES,
    FUNERAL_HOME,
    HEALTH,
    HOSPITAL_1,
    HOSPITAL_2,
    INSURER_1,
    INSURER_2,
    KIN,
    MEETING,
    OF,
    OPERATOR,
    POLICE,
    REGULATOR,
    TRAFFIC,
)
from luoshi.procedures.counting import period_of

LABEL = "青岛市道路交通事故社会救助基金（样例·丙市）"
_LAST = date(2025, 7, 31)
"""The last day of the document's term."""
_STORY = timedelta(days=90)
"""From the end of the quarter to the end of the story, at most."""

_FOUND: dict[str, object] = {
    "in_city": True, "motor_vehicle": True, "location": "道路", "casualties": True, "hurt": True,
    "position": "不在肇事机动车上", "policyholder": False, "liability_limit": "200000元",
    "rescue_total": "0元", "uninsured": False, "hit_and_run": False, "deliberate": False, "papers_ok": True,
    "costs_ok": True, "others_ok": True, "within": "0元", "beyond": "0元", "settled": "0元",
}  # fmt: skip
_WAGE = "8000元"


def start(now: datetime) -> datetime:
    """Nine in the morning, twenty-two working days before the quarter of the story ends."""
    return _morning(calendar.present().add(_quarter(now.astimezone(clock.HERE).date()), -22))


def _quarter(today: date) -> date:
    """The end of the last quarter that leaves room for the story before today and within the term."""
    latest = min(today, _LAST) - _STORY
    return period_of("quarter", latest).first - timedelta(days=1)


def _morning(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), clock.HERE)


def load(book: Book) -> None:
    """The units, a month of advances, the end of the quarter, recovery, and what waits today."""
    rescue_units.load(book)
    told = _Telling(book, clock.today())
    told.founded()
    told.advances()
    told.quarter_ends()
    told.recoveries()
    told.oversight()
    told.quarters_since()
    told.last_days()


class _Telling:
    """What the sample's people do, in order, at working hours."""

    def __init__(self, book: Book, today: date) -> None:
        self.book, self.today, self.work = book, today, calendar.present()
        self.quarter = _quarter(today)

    def on(self, after: int, hour: int = 9) -> None:
        """Go on to the working day so many after the end of the quarter."""
        self.book.until(_morning(self.work.add(self.quarter, after), hour))

    def before_today(self, days: int) -> None:
        """Go on to the working day so many before the present day."""
        self.book.until(_morning(self.work.add(self.today, -days)))

    def day(self, before: int = 0) -> str:
        """The working day so many before the sample's present one."""
        return self.work.add(self.book.at.date(), -before).isoformat()

    def act(self, case: Case, step: str, outcome: str, who: str, *materials: str, reasons: str = "",
            parties: dict[str, str] | None = None, **data: object) -> Case:  # fmt: skip
        """Hand in what the step wants, and do it; five minutes pass."""
        self.book.hand_in(case, step, who, *materials)
        done = self.book.act(case, step, outcome, who, reasons=reasons, parties=parties, **data)
        self.book.at += timedelta(minutes=5)
        return done

    def begun(self, procedure: str, who: str, subject: str = "") -> Case:
        """A new case."""
        return self.book.start(OF + procedure, who, subject=subject)

    # --- the fund

    def founded(self) -> None:
        """The operator, both accounts, the insurers, the service points, the first money."""
        case = self.begun("entrust", POLICE)
        self.act(case, "choose", "signed", POLICE, parties={"operator": OPERATOR}, chosen_how="公开招标",
                 contract_no="样例合同1号", signed_on=self.day())  # fmt: skip
        case = self.begun("accounts", FINANCE)
        self.act(case, "special", "open", FINANCE, bank="样例·银行", number="样例6200 1001")
        self.act(
            case,
            "operating",
            "open",
            OPERATOR,
            operating_bank="样例·银行",
            operating_number="样例6200 1002",
        )
        for insurer in (INSURER_1, INSURER_2):
            case = self.begun("insurer", REGULATOR)
            self.act(
                case,
                "list",
                "list",
                REGULATOR,
                parties={"insurer": insurer},
                contact="样例·车险部 0000 1000",
            )
        for area, place in (("甲区", "甲路1号"), ("乙区", "乙路2号"), ("丁县", "丁街3号")):
            case = self.begun("outlet", OPERATOR)
            self.act(case, "publish", "publish", OPERATOR, name=f"样例·{area}救助网点", area=area, phone="0000 2000",
                     address=place, materials="垫付申请表；身份证明；事故证明；抢救费用清单或者殡葬费用单据")  # fmt: skip
        self.income("财政补助资金", "3000000元", "样例·市级财政")
        self.income("社会捐款", "50000元", "样例·捐款单位")
        case = self.begun("fines_transfer", FINES)
        self.act(case, "count", "counted", FINES, parties={"local_finance": DISTRICT},
                 fine_year=str(self.book.at.year - 1), last_year="420000元", treasury_no="样例库1")  # fmt: skip
        self.act(case, "budget", "moved", DISTRICT, moved="420000元", moved_on=self.day())
        self.act(case, "confirm", "arrived", FINANCE)
        self.allocated("800000元")

    def income(self, source: str, amount: str, payer: str) -> None:
        """Money that is simply booked."""
        case = self.begun("other_income", FINANCE)
        self.act(
            case,
            "book",
            "booked",
            FINANCE,
            source=source,
            income=amount,
            payer=payer,
            income_on=self.day(),
        )

    def allocated(self, amount: str, *, received: bool = True) -> None:
        """Money for advances."""
        case = self.begun("allocation", FINANCE)
        self.act(
            case, "allocate", "allocated", FINANCE, allocated=amount, basis="近期申请和用款情况"
        )
        if received:
            self.act(case, "receive", "received", OPERATOR)

    # --- advances

    def applied(self, number: int, victim: str, who: str, to: str, claimed: str, *, ago: int = 4,
                beyond: bool = False, kind: str = "抢救费用", district: str = "其他区（市）") -> Case:  # fmt: skip
        """An application of a hospital, the funeral home or close kin, about an accident some days ago."""
        self.book.at += timedelta(minutes=20)
        kinds = {KIN: "近亲属", FUNERAL_HOME: "提供殡葬服务的殡葬服务机构"}
        case = self.begun("advance", who)
        return self.act(
            case, "apply", "submit", who, "papers", *(("beyond_reasons",) if beyond else ()),
            parties={"provider": to, "police": TRAFFIC}, applicant=kinds.get(who, "实施抢救的医疗机构"),
            applicant_name="样例·申请人", victim=f"样例·{victim}", accident_no=f"样例事故{number:03}",
            accident_on=self.day(ago), district=district, place="样例路口", cost_kind=kind, claimed=claimed,
            beyond_claimed=beyond, account="样例6200 3000",
        )  # fmt: skip

    def accepted(self, *args: Any, **more: Any) -> Case:
        """An application whose papers are complete."""
        case = self.applied(*args, **more)
        return self.act(case, "accept", "accepted", OPERATOR)

    def granted(self, case: Case, amount: str, **found: object) -> Case:
        """The decision to advance."""
        way = "advance_rescue" if case.data["cost_kind"] == "抢救费用" else "advance_funeral"
        payee = "医疗机构" if way == "advance_rescue" else "殡葬服务机构"
        told = {**_FOUND, "payee_kind": payee, "amount": amount, **found}
        return self.act(case, "decide", way, OPERATOR, **told)

    def paid(self, case: Case) -> None:
        """The payment."""
        self.act(case, "pay", "paid", OPERATOR, paid_on=self.day(), voucher=f"样例转{case.pk}")

    def advances(self) -> None:
        """Four advances paid, one refused, a dispute settled."""
        self.on(-18)
        fled = self.accepted(1, "受害人甲", HOSPITAL_1, HOSPITAL_1, "68000元", district="即墨区")
        self.act(fled, "verify", "police", OPERATOR, question="案件是否侦破")
        self.act(fled, "ask_police", "answer", TRAFFIC, answer="正在侦查，尚未侦破")
        self.granted(fled, "68000元", hit_and_run=True, within="68000元", rescue_total="68000元")
        self.on(-17)
        self.paid(fled)
        self.on(-15)
        buried = self.accepted(2, "受害人乙", KIN, FUNERAL_HOME, "46500元", kind="丧葬费用")
        self.granted(
            buried, "44000元", uninsured=True, charges="46500元", reduction="2500元", wage=_WAGE
        )
        self.paid(buried)
        self.on(-13)
        refused = self.accepted(3, "受害人丙", HOSPITAL_2, HOSPITAL_2, "30000元")
        self.act(
            refused,
            "decide",
            "refuse",
            OPERATOR,
            reasons="受害人是被保险机动车的本车人员，不属于本办法所称的受害人",
        )
        self.on(-12)
        self.lasting()
        self.on(-9)
        farm = self.accepted(5, "受害人戊", HOSPITAL_1, HOSPITAL_1, "35000元")
        self.granted(farm, "35000元", uninsured=True, within="35000元", rescue_total="35000元")
        self.on(-8)
        self.paid(farm)

    def lasting(self) -> None:
        """A rescue of more than 72 hours and above the limit in principle, after papers were supplemented; its dispute."""
        case = self.applied(4, "受害人丁", HOSPITAL_2, HOSPITAL_2, "126000元", beyond=True)
        self.act(case, "accept", "gaps", OPERATOR, reasons="费用清单缺第二页")
        self.on(-10)
        self.act(case, "supplement", "submit", HOSPITAL_2)
        self.act(case, "accept", "accepted", OPERATOR)
        self.granted(
            case, "118000元", rescue_total="226000元", within="90000元", beyond="36000元", special=True,
            reasons_written=True, priced=True,
        )  # fmt: skip
        self.paid(case)
        dispute = self.begun("dispute", OPERATOR, case.key)
        self.act(
            dispute, "report", "report", OPERATOR, disputed="8000元", matter="一项用药是否必要"
        )
        self.act(dispute, "state", "state", HOSPITAL_2, answer="用药有诊疗指南的依据")
        self.act(dispute, "convene", "advance_rescue", POLICE, held_on=self.day(), amount="8000元",
                 payee_kind="医疗机构", attended="市财政局、市卫生健康委和两名专家", resolution="用药必要，予以垫付")  # fmt: skip
        self.paid(self.open("advance")[-1])

    # --- the end of the quarter

    def quarter_ends(self) -> None:
        """One insurer pays in full; the other is called to order, warned and published; the report."""
        self.on(4)
        self.reported()
        self.transferred(INSURER_1, "380000元")
        self.on(11)  # the ten working days are over: the clock says so
        late = self.open("premium_transfer")[0]
        self.act(late, "call", "call", REGULATOR)
        self.on(15)
        self.act(late, "warn", "warn", REGULATOR, owed="240000元")
        self.on(17)
        self.sent(late, "pay_late", INSURER_2, "240000元")

    def open(self, procedure: str) -> list[Case]:
        """The open cases of a procedure, the oldest first."""
        rows = Case.objects.filter(procedure=OF + procedure, state="open", sample=True)
        return list(rows.order_by("pk"))

    def transferred(self, insurer: str, amount: str) -> None:
        """What an insurer owes for the quarter comes in."""
        tasks = Task.objects.filter(step="transfer", state="open", unit__code=f"sample-{insurer}")
        for task in tasks.select_related("case").order_by("pk"):
            self.sent(task.case, "transfer", insurer, amount)

    def sent(self, case: Case, step: str, insurer: str, amount: str) -> None:
        """A transfer in full, and its confirmation."""
        premium = f"{int(amount.removesuffix('元')) * 50}元"
        self.act(case, step, "sent", insurer, premium=premium, premium_rate="2%", sent=amount, sent_on=self.day(),
                 receipt=f"样例转{case.pk}")  # fmt: skip
        self.act(case, "confirm", "full", FINANCE, arrived=amount, arrived_on=self.day())

    def reported(self) -> None:
        """The operator's report of every quarter that ended, and the office's of the year."""
        for case in self.open("quarterly_report"):
            self.act(
                case, "report", "sent", OPERATOR, "report", paid_out="273000元", collected="0元"
            )
            self.act(case, "receive", "accept", POLICE, false_record=False, omission=False, fee_charged=False)  # fmt: skip
        for case in self.open("annual_report"):
            self.act(case, "submit", "sent", POLICE, "work", "audited", auditor="样例·会计师事务所",
                     audited_on=self.day(), summary="全年的筹集、垫付和追偿")  # fmt: skip
            self.act(case, "review", "approved", MEETING, met_on=self.day(), resolved="同意")

    # --- recovery

    def recovery(self, victim: str) -> Case:
        """The recovery of what was advanced for a victim."""
        entry = Entry.objects.get(register=OF + "advances", data__victim=f"样例·{victim}")
        return Case.objects.get(procedure=OF + "recovery", subject=entry, state="open")

    def repaid(self, case: Case, outcome: str, amount: str, way: str) -> None:
        """The liable party pays; the fund comes first."""
        self.act(case, "pursue", outcome, OPERATOR, paid=amount, way=way, paid_on=self.day())

    def recoveries(self) -> None:
        """One goes on after the hit-and-run was solved, one was repaid, one written off, one just begun."""
        self.on(18)
        fled, buried, lasting = (self.recovery(f"受害人{each}") for each in "甲乙丁")
        self.act(fled, "begin", "fled", OPERATOR, farm_machine=False)
        self.act(buried, "begin", "known", OPERATOR, liable="样例·赔偿义务人乙", farm_machine=True)
        self.act(buried, "pursue", "help", OPERATOR)
        self.act(
            buried,
            "seek_help",
            "sent",
            OPERATOR,
            parties={"helper": FARMING},
            request="查找农业机械的所有人",
        )
        self.act(
            lasting, "begin", "known", OPERATOR, liable="样例·赔偿义务人丁", farm_machine=False
        )
        self.on(24)
        self.act(buried, "assist", "done", FARMING, help_result="已找到所有人")
        self.repaid(buried, "all", "60000元", "调解")
        self.act(fled, "solved", "told", TRAFFIC, solved_on=self.day(1), liable="样例·赔偿义务人甲")
        self.act(fled, "pursue", "confirm_first", OPERATOR, asked=True, proved=True)
        self.on(30)
        self.repaid(fled, "part", "25000元", "审理判决")
        self.repaid(lasting, "part", "20000元", "执行")
        self.act(lasting, "pursue", "hopeless", OPERATOR, reasons="赔偿义务人没有可供执行的财产")
        case = self.open("write_off")[0]
        self.act(case, "propose", "propose", OPERATOR, unrecoverable=True)
        self.on(36)
        self.act(
            case,
            "decide",
            "write_off",
            POLICE,
            departments=True,
            with_whom="市财政局",
            ruled_on=self.day(),
        )

    def oversight(self) -> None:
        """An evaluation without findings, a hospital warned for false costs."""
        self.on(40)
        case = self.begun("evaluation", POLICE)
        self.act(
            case,
            "check",
            "sound",
            POLICE,
            parties={"operator": OPERATOR},
            checked="绩效考评",
            findings="按规定受理、审核和垫付",
        )
        case = self.begun("hospital_breach", HEALTH)
        self.act(case, "find", "warn", HEALTH, parties={"provider": HOSPITAL_2}, kind="医疗机构", false_costs=True,
                 facts_found="一份清单重复计费", persons="由医院按规定处理")  # fmt: skip

    def quarters_since(self) -> None:
        """Each further quarter within the term ends as it should."""
        while (end := period_of("quarter", self.quarter + timedelta(days=1)).last) < min(
            self.today, _LAST
        ):
            if self.work.add(end, 4) > self.today:
                return
            self.quarter = end
            self.on(4)
            self.reported()
            self.transferred(INSURER_1, "390000元")
            self.transferred(INSURER_2, "250000元")

    # --- today

    def last_days(self) -> None:
        """What waits for somebody today; the page says where the document has expired by now."""
        self.before_today(6)
        stopped = self.applied(11, "受害人己", HOSPITAL_2, HOSPITAL_2, "52000元")
        self.before_today(5)
        self.act(stopped, "accept", "gaps", OPERATOR, reasons="缺事故证明")
        self.before_today(4)
        due = self.accepted(12, "受害人庚", HOSPITAL_1, HOSPITAL_1, "47000元", ago=6)
        self.act(
            due,
            "verify",
            "insurer",
            OPERATOR,
            parties={"insurer": INSURER_1},
            question="肇事车辆是否投保",
        )
        self.before_today(2)
        unpaid = self.accepted(
            13, "受害人辛", FUNERAL_HOME, FUNERAL_HOME, "38000元", kind="丧葬费用"
        )
        self.granted(
            unpaid, "38000元", hit_and_run=True, charges="38000元", reduction="0元", wage=_WAGE
        )
        self.before_today(1)
        self.applied(14, "受害人壬", KIN, HOSPITAL_1, "91000元", ago=8)
        self.allocated("300000元", received=False)
