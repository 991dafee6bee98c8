"""第十一条至第十四条、第十六条、第十七条: service points, applying for an advance, deciding, paying."""

from collections.abc import Mapping
from datetime import date

from luoshi.policies.qingdao.rescue_fund.registers import (
    ADVANCES,
    APPLICANT,
    APPLICATIONS,
    GRANTED,
    INSURER,
    OPEN_CLAIMS,
    OPERATOR,
    OUTLETS,
    POLICE,
    PROVIDER,
    PUBLISHED,
    RECOVERING,
    REFUSED,
    UNDER_REVIEW,
    WATCHES,
    OutletEntry,
    amount,
    claims,
    day_of,
    elapsed,
    not_later,
    operating,
    plus,
    receivable,
)
from luoshi.policies.qingdao.rescue_fund.rules import (
    ADVANCE,
    APPLICANTS,
    COSTS,
    DOC,
    FUNERAL,
    FUNERAL_HOME,
    HOSPITAL,
    OTHER_APPLICANT,
    RESCUE,
    Accident,
    Area,
    FuneralCosts,
    Occurrence,
    Payment,
    Person,
    RescueCosts,
    Review,
    advance_decision,
    applicability,
    application_admitted,
    funeral_amount_fits,
    funeral_standard,
    ground_met,
    grounds,
    in_time,
    is_victim,
    outlet_complete,
    payee,
    payee_fits,
    rescue_amount_fits,
    rescue_standard,
    within_claim,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Mark,
    Material,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Require,
    Role,
    Start,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
    yuan,
)
from luoshi.procedures.model import Get
from luoshi.rules import Facts, choice, day, money, truth, words

# --- 第十七条第二款 救助网点

OUTLET_SHOWN = Decide(
    "complete", outlet_complete,
    lambda c: {
        "phone_shown": bool(c.data.get("phone")),
        "address_shown": bool(c.data.get("address")),
        "materials_shown": bool(c.data.get("materials")),
    },
    expect=True, why="电话、地址和申请所需材料都要公布",
)  # fmt: skip
_SHOWN = ("phone", "address", "materials")


def _outlet(c: View) -> Mapping[str, object]:
    return {name: c.data.get(name) for name in ("name", "area", *_SHOWN)}


OUTLET = Procedure(
    "outlet", "设立和公布救助网点", DOC, "第十七条第二款",
    (
        Step(
            "publish", "公布网点信息", OPERATOR, "第十七条第二款",
            (
                Outcome(
                    "publish", "向社会公布", checks=(OUTLET_SHOWN,),
                    effects=(Enter(OUTLETS, lambda c: c.key, _outlet, PUBLISHED),),
                    ends=PUBLISHED,
                ),
            ),
            form=OutletEntry, optional=_SHOWN,
            gist="每个区（市）都要有网点；电话、地址和所需材料向社会公布",
        ),
    ),
    "运行管理机构在各区（市）设立救助网点，公布电话、地址和申请要交的材料。",
    subject=OUTLETS, creates=True, watches=WATCHES,
    title=lambda c: f"救助网点：{c.data.get('name', '')}",
)  # fmt: skip

OUTLET_CHANGE = Procedure(
    "outlet_change", "更改救助网点信息", DOC, "第十七条第二款",
    (
        Step(
            "change", "更改", OPERATOR, "第十七条第二款",
            (
                Outcome(
                    "publish", "公布更改后的信息", checks=(OUTLET_SHOWN,),
                    effects=(Enter(OUTLETS, lambda c: c.subject_key, _outlet, PUBLISHED),),
                    ends=PUBLISHED,
                ),
                Outcome(
                    "withdraw", "网点撤并，不再公布",
                    effects=(Enter(OUTLETS, lambda c: c.subject_key, None, "已撤并"),),
                    reasons=True, incomplete=True, ends="已撤并",
                ),
            ),
            form=OutletEntry, optional=_SHOWN,
            offers=lambda c: {name: c.subject.get(name) for name in ("name", "area", *_SHOWN)},
        ),
    ),
    "网点的电话、地址或者所需材料变了，随即公布。",
    subject=OUTLETS, watches=WATCHES,
    title=lambda c: f"更改救助网点：{c.subject.get('name', '')}",
)  # fmt: skip


# --- 第十一条至第十四条 申请、审核、划款


class Claim(Facts):
    """一件垫付申请。"""

    applicant = choice("申请人身份", APPLICANTS, clause="第十一条")
    applicant_name = words("申请人", clause="第十一条")
    victim = words("受害人姓名", clause="第十一条")
    accident_no = words("事故编号", clause="第十一条", gist="公安交通管理部门给这起事故的编号")
    accident_on = day("事故发生日", clause="第十一条")
    district = Area.district
    place = words("事故发生地点", clause="第十一条")
    cost_kind = choice("申请垫付的费用", COSTS, clause="第十一条", gist="两种费用分两件申请")
    claimed = money("申请垫付的金额", clause="第十一条", max="1亿元")
    beyond_claimed = truth("包括超过72小时的抢救费用", clause="第十二条")
    account = words("医疗机构或者殡葬服务机构的收款账户", clause="第十四条第二款")


class Supplement(Facts):
    """补正时可以改的。受害人、事故和费用的种类在申请时已定，改由审核认定。"""

    applicant_name = Claim.applicant_name
    place = Claim.place
    claimed = Claim.claimed
    beyond_claimed = Claim.beyond_claimed
    account = Claim.account


class Question(Facts):
    """要核实的情况。"""

    question = words("要核实的情况", clause="第十六条")


class Answer(Facts):
    """核实的答复。"""

    answer = words("核实结果", clause="第十六条")


class Assessment(Facts):
    """审核中认定的事实和决定垫付的金额。"""

    applicant_found = choice(
        "核实的申请人身份", [*APPLICANTS, OTHER_APPLICANT], clause="第十一条",
        gist="先填的是申请人自己的说法，请核对",
    )  # fmt: skip
    accident_found = day(
        "核实的事故发生日",
        clause="第十一条",
        gist="与申请所写不同时填写；30个工作日按核实的日子计算",
    )
    payee_kind = Payment.payee_kind
    in_city = Occurrence.in_city
    motor_vehicle = Occurrence.motor_vehicle
    location = Occurrence.location
    casualties = Occurrence.casualties
    hurt = Person.hurt
    position = Person.position
    policyholder = Person.policyholder
    rescue_total = Accident.rescue_total
    liability_limit = money(
        "适用的交强险责任限额", clause="第十一条第（一）项", gist="原文未写明数额，按国家有关规定填"
    )
    uninsured = Accident.uninsured
    hit_and_run = Accident.hit_and_run
    deliberate = Accident.deliberate
    papers_ok = Review.papers_ok
    costs_ok = Review.costs_ok
    others_ok = Review.others_ok
    within = RescueCosts.within
    beyond = RescueCosts.beyond
    special = RescueCosts.special
    reasons_written = RescueCosts.reasons_written
    priced = RescueCosts.priced
    settled = RescueCosts.settled
    charges = FuneralCosts.charges
    reduction = FuneralCosts.reduction
    wage = money(
        "事故发生地上一年度职工月平均工资", clause="第十三条", gist="原文未写明数额，按公布的数据填"
    )
    amount = money("决定垫付的金额", clause="第十四条", max="1亿元")


_OPTIONAL = (
    "accident_found", "rescue_total", "liability_limit", "uninsured", "hit_and_run", "within", "beyond", "special",
    "reasons_written", "priced", "settled", "charges", "reduction", "wage",
)  # fmt: skip
"""What matters only for one kind of cost or one ground; the rules ask for what they need."""


class Paid(Facts):
    """划款。"""

    paid_on = day("划款日", clause="第十四条第二款")
    voucher = words("转账凭证号", clause="第十四条第二款")


def earlier(c: View) -> Mapping[str, object]:
    """What the register knows of the same victim of the same accident; empty at the first advance."""
    found = c.entries(
        "advances", accident_no=c.data.get("accident_no"), victim=c.data.get("victim")
    )
    return found[0] if found else {}


def entry_key(c: View) -> str:
    """The victim's entry: that of an earlier advance, else this case's number."""
    return str(earlier(c).get("key") or c.key)


def _advanced_before(name: str, c: View) -> str:
    return yuan(amount(earlier(c), name))


def accident_day(c: View) -> str:
    """The day of the accident: as the review found it, else as it was stated when applying."""
    return str(c.data.get("accident_found") or c.data.get("accident_on") or "")


def days_since_accident(c: View) -> int | None:
    """Working days from the day of the accident to the day on which the application came in."""
    happened = accident_day(c)
    if not happened:
        return None
    sent = c.event("apply")
    return elapsed(c, date.fromisoformat(happened), day_of(sent) if sent else c.today)


IN_TIME = Decide(
    "timely", in_time, taken(in_time, workdays=days_since_accident), expect=True, soft=True,
    why="已超过自事故发生之日起30个工作日的申请期限，审核时将据此决定",
)  # fmt: skip
ADMISSION = (
    Require(
        lambda c: c.event("accepted") is not None, "还没有受理：请先在“受理和补正”里确认材料完备",
        "第十四条第（二）项",
    ),
    Decide("scope", applicability, taken(applicability)),
    Require(lambda c: c.data.get("scope") != "不适用", "这起事故不适用本办法", "第二条"),
    Decide(
        "admitted", application_admitted,
        taken(
            application_admitted, workdays=days_since_accident,
            applicant=lambda c: c.data.get("applicant_found"),
        ),
        expect=True, why="申请人不合格，或者超过了申请期限",
    ),
    Decide("victim_ok", is_victim, taken(is_victim), expect=True, why="不是本办法所称的受害人"),
    Decide("ground_ok", ground_met, taken(ground_met), expect=True, why="不属于救助基金垫付的情形"),
    Decide(
        "decision", advance_decision, taken(advance_decision), expect=ADVANCE,
        why="材料、费用或者其他内容没有通过审核",
    ),
    Require(lambda c: amount(c.data, "amount") > 0, "垫付的金额应大于零", "第十四条"),
)  # fmt: skip
"""What must be so before any advance is decided."""


def _proposed(c: View) -> object:
    return c.data.get("amount")


def _earlier_rescue(c: View) -> str:
    return _advanced_before("rescue_advanced", c)


def _earlier_funeral(c: View) -> str:
    return _advanced_before("funeral_advanced", c)


WITHIN_CLAIM = Decide(
    "within_claim", within_claim,
    lambda c: {"claimed": c.data.get("claimed"), "to_grant": c.data.get("amount")},
    expect=True, why="垫付的金额多于申请的金额",
)  # fmt: skip


def _letter_there(c: View) -> bool:
    """What lies beyond the window is advanced on the hospital's letter, and not on a tick."""
    ticked = amount(c.data, "beyond") > 0 and c.data.get("reasons_written") is True
    return not ticked or c.provided("beyond_reasons") or c.provided("beyond_letter")


RESCUE_AMOUNT = (
    Require(
        _letter_there,
        "档案里没有医疗机构对超过72小时抢救费用的书面理由：请在“核实情况”里请医疗机构补交",
        "第十二条",
    ),
    Decide("standard", rescue_standard, taken(rescue_standard, earlier=_earlier_rescue)),
    Decide(
        "fits", rescue_amount_fits,
        taken(rescue_amount_fits, earlier=_earlier_rescue, proposed=_proposed),
        expect=True, why="垫付的金额多于可以垫付的抢救费用",
    ),
    WITHIN_CLAIM,
)  # fmt: skip
FUNERAL_AMOUNT = (
    Decide("standard", funeral_standard, taken(funeral_standard, funeral_earlier=_earlier_funeral)),
    Decide(
        "fits", funeral_amount_fits,
        taken(funeral_amount_fits, funeral_earlier=_earlier_funeral, funeral_proposed=_proposed),
        expect=True, why="垫付的金额多于丧葬费用或者超过最高限额",
    ),
    WITHIN_CLAIM,
)  # fmt: skip


def to_fitting_payee(kind: Get[object]) -> Decide:
    """Whether the institution that is paid is of the kind that such costs go to."""
    return Decide(
        "payee_ok", payee_fits,
        lambda c: {"paid_for": kind(c), "payee_kind": c.data.get("payee_kind")},
        expect=True, why="抢救费用只划给医疗机构，丧葬费用只划给殡葬服务机构",
    )  # fmt: skip


_IDENTITIES = {"医疗机构": HOSPITAL, "殡葬服务机构": FUNERAL_HOME}


def _payee_as_found(c: View) -> bool:
    """One institution is not of two kinds: paid as what it was found to be when it applied itself."""
    if c.party("provider").code != c.party("applicant").code:
        return True
    return c.data.get("applicant_found") == _IDENTITIES.get(str(c.data.get("payee_kind")))


PAYEE = (
    Decide("payee", payee, lambda c: {"paid_for": c.data["cost_kind"]}),
    to_fitting_payee(lambda c: c.data["cost_kind"]),
    Require(
        _payee_as_found,
        "收款机构就是申请人，但核实的申请人身份不是这种机构",
        "第十四条第二款",
    ),
)


# 文书


def _who(c: View) -> str:
    return f"受害人{c.data['victim']}（事故编号{c.data['accident_no']}）"


GAPS = Paper(
    "gaps", "补正材料告知书", OPERATOR, (APPLICANT,),
    lambda c: (f"为{_who(c)}提出的{c.data['cost_kind']}垫付申请，材料需要补正：", c.reasons),
    "第十四条第（二）项",
)  # fmt: skip
REFUSAL = Paper(
    "refusal", "不予垫付理由说明书", OPERATOR, (APPLICANT,),
    lambda c: (
        f"为{_who(c)}提出的{c.data['cost_kind']}垫付申请，经审核决定不予垫付，理由如下：", c.reasons,
    ),
    "第十四条第二款",
)  # fmt: skip
REFUSAL_TO_POLICE = Paper(
    "refusal_to_police", "不予垫付告知书", OPERATOR, (POLICE,),
    lambda c: (f"现告知：为{_who(c)}提出的{c.data['cost_kind']}垫付申请，已决定不予垫付。", c.reasons),
    "第十四条第二款",
)  # fmt: skip
PAID_NOTICE = Paper(
    "paid", "垫付告知书", OPERATOR, (POLICE, APPLICANT),
    lambda c: (
        f"为{_who(c)}提出的{c.data['cost_kind']}垫付申请，已决定垫付{c.data['amount']}。",
        f"垫付款已于{c.data['paid_on']}划入{c.party('provider').name}的账户。",
        "救助基金将依法向赔偿义务人追偿，请有关各方协助。",
    ),
    "第十四条第二款",
)  # fmt: skip


# 划款


def _provider_account(c: View) -> str:
    return f"rescue:provider:{c.party('provider').code}"


def _amount(c: View) -> int:
    return fen(c.data["amount"])


def _entry(c: View) -> Mapping[str, object]:
    """The victim's entry with this advance added."""
    known, kind = earlier(c), c.data["cost_kind"]
    of_kind = "rescue_advanced" if kind == RESCUE else "funeral_advanced"
    fled = bool(c.data.get("hit_and_run")) or bool(known.get("hit_and_run"))
    return {
        "victim": c.data["victim"],
        "accident_no": c.data["accident_no"],
        "accident_on": accident_day(c),
        "district": c.data["district"],
        "hit_and_run": fled,
        "advanced": plus(known, "advanced", _amount(c)),
        of_kind: plus(known, of_kind, _amount(c)),
    }


def _no_recovery_open(c: View) -> bool:
    return all(each["state"] == "closed" for each in c.others("recovery"))


PAYMENT = (
    OpenAccount(
        _provider_account, lambda c: f"付给{c.party('provider').name}的垫付款", None,
        "垫付款的收款方", "第十四条第二款", floor=None, seen_by=(PROVIDER, OPERATOR),
    ),
    OPEN_CLAIMS,
    Transfer(operating, _provider_account, _amount, "垫付", "第十四条第二款"),
    Enter(ADVANCES, entry_key, _entry, RECOVERING),
    OpenAccount(
        lambda c: receivable(entry_key(c)), lambda c: f"应追偿：{_who(c)}", OPERATOR,
        "尚未追回的垫付款", "第十九条",
    ),
    Transfer(claims, lambda c: receivable(entry_key(c)), _amount, "垫付形成应追偿款", "第十九条"),
    Start(
        "recovery",
        lambda c: {
            name: c.data[name]
            for name in ("victim", "accident_no", "district", "hit_and_run")
            if name in c.data
        },
        when=_no_recovery_open,
    ),
)  # fmt: skip
"""Money to the hospital or funeral home; what the liable party owes; the recovery begins."""

REVIEW_CLOCK = "补正期间停止计算（原文未写明，按声明的读法）"
_SIDE = ("accept", "supplement", "verify", "ask_police", "ask_provider", "ask_insurer")


def _asked(key: str, label: str, by: Role, *materials: Material) -> Step:
    return Step(
        key, label, by, "第十六条", (Outcome("answer", "答复"),), form=Answer, materials=materials,
        gist="有关单位和人员应当配合核实",
    )  # fmt: skip


PAPERS = (
    Material(
        "papers", "救助网点公布的申请材料", "第十七条第二款",
    ),
    Material(
        "beyond_reasons", "医疗机构对超过72小时抢救费用的书面理由", "第十二条",
        when=lambda c: c.data.get("cost_kind") == RESCUE and c.data.get("beyond_claimed") is True,
    ),
)  # fmt: skip

LETTER = Material(
    "beyond_letter",
    "医疗机构对超过72小时抢救费用的书面理由（核实时补交）",
    "第十二条",
    optional=True,
)


APPLIED = (
    "victim", "applicant", "applicant_name", "accident_no", "accident_on", "district", "cost_kind",
    "claimed", "account", "hit_and_run",
)  # fmt: skip


def _registered(state: str, granted: Get[str] = lambda _: "0元") -> Enter:
    """The application in its register, with what was decided."""
    return Enter(
        APPLICATIONS, lambda c: c.key,
        lambda c: {
            **{name: c.data.get(name) for name in APPLIED},
            "accident_on": accident_day(c), "granted": granted(c),
        },
        state,
    )  # fmt: skip


def _waits_for_papers(c: View) -> bool:
    """Whether the applicant was asked for more and has not answered yet."""
    asked, answered = c.event("gaps_told"), c.event("supplement")
    return asked is not None and (answered is None or answered < asked)


APPLY = Step(
    "apply", "申请垫付", APPLICANT, "第十一条",
    (Outcome("submit", "提交到事故发生地的救助网点", ("accept", "decide"),
             checks=(not_later("accident_on", "事故发生日", "第十一条"), IN_TIME),
             effects=(_registered(UNDER_REVIEW),)),),
    form=Claim, optional=("beyond_claimed",), materials=PAPERS, parties=(PROVIDER, POLICE),
    due=Within("apply_within", since="data:accident_on"),
    gist="受害人、近亲属、医疗机构、殡葬服务机构都可以申请；没有账号的到网点由工作人员代录",
)  # fmt: skip
ACCEPT = Step(
    "accept", "受理和补正", OPERATOR, "第十七条第（一）项",
    (
        Outcome(
            "accepted", "材料完备，受理", ("verify",), closes=("supplement",), effects=(Mark("accepted"),),
        ),
        Outcome(
            "gaps", "告知补正", ("supplement", "accept"), papers=(GAPS,), reasons=True,
            incomplete=True, clause="第十四条第（二）项", effects=(Mark("gaps_told"),),
            when=lambda c: not _waits_for_papers(c),
        ),
    ),
)  # fmt: skip
SUPPLEMENT = Step(
    "supplement", "补正材料", APPLICANT, "第十四条第（二）项", (Outcome("submit", "已补正"),),
    form=Supplement, optional=("beyond_claimed",), materials=PAPERS, parties=(PROVIDER,),
    gist="受害人、事故发生日和费用的种类不能改：申请期限从第一次提交时算，确有错误的由审核认定",
)  # fmt: skip
VERIFY = Step(
    "verify", "核实情况", OPERATOR, "第十六条",
    (
        Outcome("police", "向公安交通管理部门核实", ("ask_police", "verify")),
        Outcome("provider", "向医疗机构、殡葬服务机构核实", ("ask_provider", "verify")),
        Outcome("insurer", "向保险公司核实", ("ask_insurer", "verify")),
        Outcome("enough", "核实完毕", incomplete=True),
    ),
    form=Question, parties=(INSURER,),
    gist="审核的同时可以核实，不停止5个工作日的计算；不必核实的直接审核",
)  # fmt: skip
DECIDE = Step(
    "decide", "审核并决定是否垫付", OPERATOR, "第十四条",
    (
        Outcome(
            "advance_rescue", "垫付抢救费用", ("pay",), closes=_SIDE, clause="第十二条",
            checks=(*ADMISSION, Decide("grounds", grounds, taken(grounds)), *RESCUE_AMOUNT, *PAYEE),
            when=lambda c: c.data.get("cost_kind") == RESCUE,
            effects=(_registered(GRANTED, lambda c: str(c.data["amount"])),),
        ),
        Outcome(
            "advance_funeral", "垫付丧葬费用", ("pay",), closes=_SIDE, clause="第十三条",
            checks=(*ADMISSION, *FUNERAL_AMOUNT, *PAYEE),
            when=lambda c: c.data.get("cost_kind") == FUNERAL,
            effects=(_registered(GRANTED, lambda c: str(c.data["amount"])),),
        ),
        Outcome(
            "refuse", "不予垫付", effects=(_registered(REFUSED),), papers=(REFUSAL, REFUSAL_TO_POLICE), reasons=True,
            incomplete=True, closes=_SIDE, ends="不予垫付", clause="第十四条第二款",
        ),
    ),
    form=Assessment, optional=_OPTIONAL, offers=lambda c: {"applicant_found": c.data.get("applicant")},
    due=Within("review_within", since="apply", paused_by=("supplement",), reading=REVIEW_CLOCK),
    gist="自收到申请材料起5个工作日；核对情形、材料、费用和其他内容",
)  # fmt: skip


def _after_decision(c: View) -> bool:
    """Nothing was paid before it was decided, by the review or by the meeting on a dispute."""
    decided, paid = c.event("decide") or c.event("opened"), c.data.get("paid_on")
    return not (decided and paid) or date.fromisoformat(str(paid)) >= day_of(decided)


PAY = Step(
    "pay", "划拨垫付款", OPERATOR, "第十四条第二款",
    (
        Outcome(
            "paid", "已划入医疗机构或者殡葬服务机构账户", effects=PAYMENT, papers=(PAID_NOTICE,),
            ends="已拨付",
            checks=(
                not_later("paid_on", "划款日", "第十四条第二款"),
                Require(_after_decision, "划款日不能早于决定之日", "第十四条第二款"),
            ),
        ),
    ),
    form=Paid, due=Within("pay_within", since="received"),
    gist="自决定之日起3个工作日；专题会议决定应予垫付的，自会议决定之日起同样计算（声明的读法）",
)  # fmt: skip

ADVANCE_CASE = Procedure(
    "advance", "救助基金垫付申请", DOC, "第十一条",
    (
        APPLY,
        ACCEPT,
        SUPPLEMENT,
        VERIFY,
        _asked("ask_police", "答复核实（公安交通管理部门）", POLICE),
        _asked("ask_provider", "答复核实（医疗机构、殡葬服务机构）", PROVIDER, LETTER),
        _asked("ask_insurer", "答复核实（保险公司）", INSURER),
        DECIDE,
        PAY,
    ),
    "事故后30个工作日内申请，5个工作日内决定，3个工作日内把钱划到医疗机构或者殡葬服务机构，随即开始追偿。",
    subject=ADVANCES, creates=True, watches=WATCHES, sums=("claimed", "amount"),
    title=lambda c: (
        f"{c.data.get('cost_kind', '')}垫付{'（专题会议决定）' if c.data.get('resolved_in') else ''}"
        f"：{c.data.get('victim', '')}"
    ),
)  # fmt: skip
