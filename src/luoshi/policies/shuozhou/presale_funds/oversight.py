"""第二十五条至第二十九条: courts, misuse, correction, liability, patrols, reconciliation."""

from luoshi.policies.shuozhou.presale_funds.common import (
    ACCOUNTS,
    AUTHORITY,
    BANK,
    CITY,
    CREDIT,
    DEVELOPER,
    FILING,
    OURS,
    PART,
    PATROLS,
    PUBLISHED,
    REGULATOR,
    STATEMENTS,
    SUPERVISOR,
    balance_of,
    change,
    leaf,
    other_open,
    project,
    required_of,
    resumed,
    whole_account,
)
from luoshi.policies.shuozhou.presale_funds.rules import (
    CONDUCT,
    DOC,
    bank_liability,
    bank_must,
    breach_consequences,
    helper_consequences,
    statement_agrees,
)
from luoshi.procedures import (
    Decide,
    Effect,
    Enter,
    Floor,
    Hold,
    Mark,
    Material,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Release,
    Require,
    Start,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
)
from luoshi.rules import Facts, choice, day, money, truth, words

# --- 第二十六条第二款 法院保全、执行


class Measure(Facts):
    """人民法院的保全或者执行。"""

    court = words("人民法院", clause="第二十六条第二款")
    ruling = words("裁定或者通知的文号", clause="第二十六条第二款")
    kind = choice("措施", ["保全", "执行"], clause="第二十六条第二款")
    amount = money("金额", min="0.01元", clause="第二十六条第二款")
    part = PART
    served_on = day("银行收到的日期", clause="第二十六条第二款")


def _part(v: View) -> str:
    return leaf("key" if v.data["part"] == "重点监管资金" else "free")(v)


def _court_hold(v: View) -> str:
    return f"court:{v.key}"


def beside_floor(*effects: Effect, clause: str) -> tuple[Effect, ...]:
    """What the law or a fault takes from an account however little it holds; the floor then stands again."""
    return (
        Floor(whole_account, lambda _: 0, "", clause),
        *effects,
        Floor(whole_account, lambda v: required_of(v.subject), "", "第十五条"),
    )


class Ended(Facts):
    """法院措施的结束。"""

    checked_by_notice = truth(
        "已按法〔2022〕12号核对，可以扣划",
        clause="第二十六条第二款",
        gist="该文件的内容不在本办法里，由银行严格执行；扣划的才填",
    )


UNFROZEN = Enter(
    ACCOUNTS, lambda v: v.subject_key, lambda v: {"frozen": other_open(v, "court", "served_on")}
)
BY_NOTICE_12 = Require(
    lambda v: v.data.get("checked_by_notice") is True,
    "应当严格执行法〔2022〕12号，请先核对能否扣划",
    "第二十六条第二款",
)
COURT_NOTICE = Paper(
    "court_notice", "人民法院保全、执行预售资金告知书", BANK, (SUPERVISOR,),
    lambda v: (
        f"{v.data['served_on']}收到{v.data['court']}{v.data['ruling']}，对{v.subject['project']}监管账户资金采取{v.data['kind']}，金额{v.data['amount']}。",
    ),
    "第二十六条第二款",
)  # fmt: skip

COURT = Procedure(
    "court", "法院保全、执行", DOC, "第二十六条第二款",
    (
        Step(
            "receive", "收到法院文书", BANK, "第二十六条第二款",
            (
                Outcome(
                    "freeze", "登记并冻结", ("tell",),
                    checks=(
                        OURS,
                        Decide("must", bank_must, lambda _: {"misuse": False, "court_measure": True}),
                        Require(lambda v: str(v.data["served_on"]) <= v.today.isoformat(), "收到的日期晚于今天", "第二十六条第二款"),
                        Require(lambda v: fen(v.data["amount"]) <= v.available(_part(v)), "金额超过这一部分没有冻结、没有预留的余额，请按实际冻结的数填写", "第二十六条第二款"),
                    ),
                    effects=(
                        *beside_floor(Hold(_court_hold, _part, lambda v: fen(v.data["amount"]), "第二十六条第二款"), clause="第二十六条第二款"),
                        change(frozen=True),
                    ),
                ),
            ),
            form=Measure, materials=(Material("ruling", "法院文书", "第二十六条第二款"),),
        ),
        Step(
            "tell", "书面告知监管部门", BANK, "第二十六条第二款",
            (Outcome("told", "已书面告知", ("end",), papers=(COURT_NOTICE,)),),
            due=Within("court_notice_term", since="data:served_on"),
        ),
        Step(
            "end", "措施结束", BANK, "第二十六条第二款",
            (
                Outcome("lifted", "法院解除", ends="已解除", reasons=True, incomplete=True,
                        effects=(Release(_court_hold, "第二十六条第二款"), UNFROZEN,
                                 Notify((SUPERVISOR, DEVELOPER), lambda v: f"法院措施已解除：{v.reasons}", "第二十六条第二款"))),
                Outcome("executed", "已执行划转", ends="已执行", reasons=True, checks=(BY_NOTICE_12,),
                        effects=(Release(_court_hold, "第二十六条第二款", to=leaf("court"), memo="人民法院执行"), UNFROZEN,
                                 Notify((SUPERVISOR, DEVELOPER), lambda v: f"已按法院文书划转：{v.reasons}", "第二十六条第二款"))),
            ),
            form=Ended, optional=("checked_by_notice",), gist="能否执行以及执行多少，严格按法〔2022〕12号；没有冻结的资金照常拨付。",
        ),
    ),
    "银行收到法院文书即冻结写明的数额，1个工作日内书面告知监管部门；扣划严格按法〔2022〕12号。",
    subject=ACCOUNTS, watches=(CITY, DEVELOPER), sums=("amount",), title=project("法院保全、执行"),
)  # fmt: skip

# --- 第二十六条 挪用


class Discovery(Facts):
    """银行发现的挪用。"""

    misuse = truth("违规挪用重点监管额度内资金", clause="第二十六条")
    found = words("发现的情况", clause="第二十六条")
    amount = money("涉及金额", clause="第二十六条")


MISUSE_NOTICE = Paper(
    "misuse_notice", "停止拨付告知书", BANK, (SUPERVISOR,),
    lambda v: (f"发现{v.subject['project']}违规挪用重点监管额度内资金{v.data['amount']}：{v.data['found']}。", "本行已停止拨付。"),
    "第二十六条",
)  # fmt: skip

MISUSE = Procedure(
    "misuse", "银行发现挪用", DOC, "第二十六条",
    (
        Step(
            "discover", "停止拨付并告知", BANK, "第二十六条",
            (
                Outcome(
                    "stop", "停止拨付并告知", ("handle",), papers=(MISUSE_NOTICE,), effects=(change(suspended=True),),
                    checks=(
                        OURS,
                        Decide("must", bank_must, taken(bank_must, court_measure=lambda _: False)),
                        Require(lambda v: bool(v.data["must"]), "没有发现挪用", "第二十六条"),
                    ),
                ),
            ),
            form=Discovery,
        ),
        Step(
            "handle", "监管部门处理", SUPERVISOR, "第二十六条",
            (
                Outcome(
                    "order", "责令整改", ends="转责令整改",
                    effects=(Start("correction", lambda v: {"conduct": CONDUCT[2], "conduct_facts": v.data["found"], "suspend": True}),),
                ),
                Outcome("dismiss", "不属实，恢复拨付", ends="不属实", reasons=True,
                        effects=(Enter(ACCOUNTS, lambda v: v.subject_key, resumed), Notify((BANK, DEVELOPER), lambda v: f"恢复拨付：{v.reasons}", "第二十六条"))),
            ),
            gist="及时处理；原文没有写多久。",
        ),
    ),
    "银行发现挪用立即停止拨付并告知，监管部门及时处理。",
    subject=ACCOUNTS, watches=(CITY, DEVELOPER), sums=("amount",), title=project("挪用"),
)  # fmt: skip

# --- 第二十七条 责令整改


class Order(Facts):
    """责令整改的决定。"""

    conduct = choice("违规行为", CONDUCT, clause="第二十七条")
    conduct_facts = words("违规事实", clause="第二十七条")
    correct_by = day("改正的期限", clause="第二十七条", gist="由整改决定写明，原文没有写")
    suspend = truth("暂停监管资金拨付", clause="第二十七条")


class Corrected(Facts):
    """整改情况。"""

    corrections = words("整改情况", clause="第二十七条")


class Verified(Facts):
    """核实整改时的决定。"""

    suspend = truth("暂停监管资金拨付", clause="第二十七条", gist="整改决定所定的，可以改")


def _was_overdue(v: View) -> bool:
    return "可暂停商品房预售" in (v.data.get("consequences") or ())


def _stopped(v: View) -> dict[str, object]:
    """Payment stops where this case says so, or another one does."""
    return {"suspended": v.data["suspend"] is True or resumed(v)["suspended"]}


STOPPED = Enter(ACCOUNTS, lambda v: v.subject_key, _stopped)


def _paying_told(v: View) -> str:
    return "整改期间暂停监管资金拨付。" if v.data["suspend"] else "没有因此暂停监管资金拨付。"


def _consequences(overdue: bool = False, grave: bool = False) -> Decide:
    return Decide(
        "consequences", breach_consequences,
        lambda v: {"conduct": v.data["conduct"], "overdue": overdue or _was_overdue(v), "grave": grave},
    )  # fmt: skip


def _credit(state: str, handling: str) -> Enter:
    return Enter(
        CREDIT, lambda v: v.key,
        lambda v: {
            "company": v.subject["developer_name"], "conduct": v.data["conduct"], "handling": handling,
            "recorded_on": v.today.isoformat(),
        },
        state,
    )  # fmt: skip


ORDER = Paper(
    "order", "责令限期整改通知书", SUPERVISOR, (DEVELOPER, BANK),
    lambda v: (
        f"{v.subject['developer_name']}在{v.subject['project']}有下列行为：{v.data['conduct']}。{v.data['conduct_facts']}。",
        f"责令在{v.data['correct_by']}前改正，并记入企业信用档案。",
        _paying_told(v),
    ),
    "第二十七条",
)  # fmt: skip
SUSPENSION = Paper(
    "suspension", "暂停商品房预售和合同网签备案通知书", SUPERVISOR, (DEVELOPER, FILING, BANK),
    lambda v: (f"{v.subject['project']}逾期未改正，自即日起暂停商品房预售和预售合同网签备案。", _paying_told(v), v.reasons),
    "第二十七条",
)  # fmt: skip
LEGAL = Outcome(
    "grave", "后果严重，移送依法追究", ("referred",), reasons=True, closes=("rectify",),
    checks=(_consequences(grave=True),), effects=(_credit("记入信用档案", "依法追究法律责任"),),
)  # fmt: skip
RESTORED = Outcome(
    "restored", "恢复正常，办结", ends="依法追究法律责任，已恢复正常", reasons=True,
    effects=(
        Enter(ACCOUNTS, lambda v: v.subject_key, resumed), _credit("记入信用档案", "依法追究法律责任，已恢复正常"),
        Notify((DEVELOPER, BANK, FILING), lambda v: f"{v.subject['project']}恢复正常：{v.reasons}", "第二十七条"),
    ),
)  # fmt: skip
"""Suspension lasts while the law takes its course, and ends by a decision; the text sets no time."""
DONE = Outcome(
    "corrected", "已改正，恢复正常", ends="已改正", closes=("rectify",),
    effects=(
        Enter(ACCOUNTS, lambda v: v.subject_key, resumed), _credit("记入信用档案", "已改正"),
        Notify((DEVELOPER, BANK, FILING), lambda v: f"{v.subject['project']}已改正，恢复正常", "第二十七条"),
    ),
)  # fmt: skip

CORRECTION = Procedure(
    "correction", "违规责令整改", DOC, "第二十七条",
    (
        Step(
            "order", "责令限期整改", SUPERVISOR, "第二十七条",
            (
                Outcome(
                    "order", "责令整改", ("rectify", "verify"), papers=(ORDER,),
                    checks=(
                        OURS, _consequences(),
                        Require(lambda v: str(v.data["correct_by"]) > v.today.isoformat(), "改正的期限应在今天以后", "第二十七条"),
                    ),
                    effects=(
                        STOPPED,
                        _credit("记入信用档案", "责令限期整改"),
                    ),
                ),
            ),
            form=Order,
        ),
        Step(
            "rectify", "整改", DEVELOPER, "第二十七条",
            (Outcome("report", "报告已整改", effects=(Notify((SUPERVISOR,), lambda v: f"整改报告：{v.data['corrections']}", "第二十七条"),)),),
            form=Corrected, due=Within("", since="data:correct_by"), gist="期限由整改决定写明。",
        ),
        Step(
            "verify", "核实整改", SUPERVISOR, "第二十七条",
            (
                DONE,
                Outcome("again", "没有改正到位，继续整改", ("rectify", "verify"), reasons=True, effects=(STOPPED, Notify((DEVELOPER, BANK), lambda v: f"没有改正到位，继续整改：{v.reasons}。{_paying_told(v)}", "第二十七条")), when=lambda v: v.event("rectify") is not None),
                Outcome(
                    "overdue", "逾期未改正，暂停预售和网签备案", ("after",), reasons=True, closes=("rectify",),
                    when=lambda v: v.today.isoformat() > str(v.data.get("correct_by", "9999-12-31")),
                    checks=(_consequences(overdue=True),), papers=(SUSPENSION,),
                    effects=(STOPPED, change(presale_suspended=True), _credit("记入信用档案", "逾期未改正，暂停预售和网签备案")),
                ),
                LEGAL,
            ),
            form=Verified, gist="改正期限过后才能按逾期处理；是否暂停拨付另行决定，写进通知书。",
        ),
        Step("after", "暂停期间", SUPERVISOR, "第二十七条", (DONE, LEGAL)),
        Step("referred", "依法追究期间", SUPERVISOR, "第二十七条", (RESTORED,), gist="已定的暂停继续有效，到决定恢复为止；原文没有写多久。"),
    ),
    "责令限期整改、可暂停拨付、记入信用档案；逾期可暂停预售和网签备案；后果严重的依法追究。",
    subject=ACCOUNTS, watches=(CITY,), title=project("责令整改"),
)  # fmt: skip

# --- 第二十八条 银行擅自拨付


class Unapproved(Facts):
    """银行的一次擅自拨付。"""

    within_key = truth("属于重点监管额度内资金", clause="第二十八条")
    approved = truth("经监管部门核实同意", clause="第二十八条")
    amount = money("擅自拨付的金额", min="0.01元", clause="第二十八条")
    how = words("经过", clause="第二十八条")


def _liable(recoverable: bool) -> Decide:
    return Decide(
        "liability", bank_liability,
        taken(bank_liability, recovered=lambda _: False, recoverable=lambda _: recoverable),
    )  # fmt: skip


LIABLE = Require(
    lambda v: bool(v.data["liability"]), "不是擅自拨付重点监管额度内资金", "第二十八条"
)
RECOVERY = Paper(
    "recovery", "追回擅自拨付资金通知书", SUPERVISOR, (BANK,),
    lambda v: (f"未经核实同意从{v.subject['project']}监管账户拨付重点监管额度内资金{v.data['amount']}，请负责追回。", v.data["how"]),
    "第二十八条",
)  # fmt: skip


def _restored(memo: str) -> Transfer:
    return Transfer(leaf("bank"), leaf("key"), lambda v: fen(v.data["amount"]), memo, "第二十八条")


BANK_LIABILITY = Procedure(
    "bank_liability", "银行擅自拨付追责", DOC, "第二十八条",
    (
        Step(
            "find", "认定擅自拨付", SUPERVISOR, "第二十八条",
            (
                Outcome(
                    "find", "责成追回", ("recover",), checks=(OURS, _liable(recoverable=True), LIABLE), papers=(RECOVERY,),
                    effects=beside_floor(
                        Transfer(leaf("key"), leaf("bank"), lambda v: fen(v.data["amount"]), "监管银行擅自拨付", "第二十八条"),
                        clause="第二十八条",
                    ),
                ),
            ),
            form=Unapproved,
        ),
        Step(
            "recover", "追回资金", BANK, "第二十八条",
            (
                Outcome("recovered", "已追回", effects=(_restored("追回擅自拨付的资金"),), ends="已追回"),
                Outcome("lost", "无法追回", ("compensate",), reasons=True, checks=(_liable(recoverable=False), LIABLE)),
            ),
        ),
        Step(
            "compensate", "依法赔偿", BANK, "第二十八条",
            (Outcome("paid", "已赔偿", effects=(_restored("监管银行赔偿"),), ends="已赔偿"),),
        ),
    ),
    "银行未经同意拨付重点监管额度内资金的，负责追回；追不回的赔偿。",
    subject=ACCOUNTS, watches=(CITY, REGULATOR), sums=("amount",), title=project("银行擅自拨付"),
)  # fmt: skip

# --- 第二十九条 施工、监理单位


class Helper(Facts):
    """协助违规支取的单位。"""

    unit_kind = choice("单位", ["施工单位", "监理单位"], clause="第二十九条")
    company = words("单位名称", clause="第二十九条")
    false_proof = truth("提供虚假证明", clause="第二十九条")
    helped = truth("以提供商票等其他方式协助开发企业违规支取", clause="第二十九条")


class Handling(Facts):
    """有关部门的处理。"""

    handling = words("对责任单位和责任人的处理", clause="第二十九条")


HELPER = Procedure(
    "helper", "施工、监理单位协助违规支取", DOC, "第二十九条",
    (
        Step(
            "find", "发现并移送", SUPERVISOR, "第二十九条",
            (
                Outcome(
                    "refer", "移送有关部门", ("handle",),
                    checks=(
                        OURS,
                        Decide("measures", helper_consequences, taken(helper_consequences)),
                        Require(lambda v: bool(v.data["measures"]), "没有第二十九条所列的行为", "第二十九条"),
                    ),
                ),
            ),
            form=Helper, parties=(AUTHORITY,),
        ),
        Step(
            "handle", "依法处理、记入信用并公示", AUTHORITY, "第二十九条",
            (
                Outcome(
                    "handled", "已处理并公示", ends="已处理并公示",
                    effects=(
                        Enter(
                            CREDIT, lambda v: v.key,
                            lambda v: {
                                "company": v.data["company"], "handling": v.data["handling"], "recorded_on": v.today.isoformat(),
                                "conduct": "提供虚假证明" if v.data["false_proof"] else "以提供商票等方式协助违规支取",
                            },
                            PUBLISHED,
                        ),
                    ),
                ),
                Outcome("none", "不属实", ends="不属实", reasons=True, incomplete=True),
            ),
            form=Handling,
        ),
    ),
    "施工、监理单位提供虚假证明或者协助违规支取的，由有关部门处理，记入信用系统并公示。",
    subject=ACCOUNTS, watches=(CITY,), title=lambda v: f"协助违规支取：{v.data.get('company', '')}",
)  # fmt: skip

# --- 第二十五条、第二十六条 巡查和对账


class Patrol(Facts):
    """一次巡查。"""

    patrolled_on = day("巡查日期", clause="第二十五条")
    findings = words("巡查情况", clause="第二十五条")


def _patrolled(problems: bool) -> Enter:
    return Enter(
        PATROLS, lambda v: v.key,
        lambda v: {
            "account": v.subject_key, "patrolled_on": v.data["patrolled_on"], "findings": v.data["findings"],
            "problems": problems,
        },
        "有问题" if problems else "正常",
    )  # fmt: skip


PATROL = Procedure(
    "patrol", "预售项目巡查", DOC, "第二十五条",
    (
        Step(
            "patrol", "巡查", SUPERVISOR, "第二十五条",
            (
                Outcome("fine", "未发现问题", checks=(OURS,), effects=(_patrolled(problems=False),), ends="正常"),
                Outcome("problem", "发现问题，责令整改", checks=(OURS,), ends="转责令整改",
                        effects=(_patrolled(problems=True), Start("correction", lambda v: {"conduct_facts": v.data["findings"]}))),
            ),
            form=Patrol, gist="原文要求建立巡查制度，没有写多久一次。",
        ),
    ),
    "监管部门巡查预售项目并记录；发现问题转责令整改。",
    subject=ACCOUNTS, watches=(CITY,), title=project("巡查"),
)  # fmt: skip


class BankStatement(Facts):
    """银行报来的余额。"""

    as_of_day = day("对账截止日", clause="第二十六条")
    bank_balance = money("银行账面余额", clause="第二十六条")


def _compared(expect: bool) -> tuple[Decide, ...]:
    return (
        Decide(
            "agrees", statement_agrees,
            lambda v: {"bank_balance": v.data["bank_balance"], "book_balance": balance_of(v, v.subject_key)},
            expect=expect, why="银行余额与台账余额不相符" if expect else "银行余额与台账余额相符",
        ),
    )  # fmt: skip


def _statement(state: str) -> Enter:
    return Enter(
        STATEMENTS, lambda v: v.key,
        lambda v: {
            "account": v.subject_key, "as_of_day": v.data["as_of_day"], "bank_balance": v.data["bank_balance"],
            "book_balance": balance_of(v, v.subject_key),
        },
        state,
    )  # fmt: skip


RECONCILIATION = Procedure(
    "reconciliation", "监管账户对账", DOC, "第二十六条",
    (
        Step(
            "submit", "报送余额", BANK, "第二十六条", (Outcome("submit", "报送", ("compare",), checks=(OURS,), effects=(Mark("submitted"),)),),
            form=BankStatement, materials=(Material("statement", "监管账户对账单", "第二十六条"),),
            gist="原文只写定期，没有写多久一次。",
        ),
        Step(
            "compare", "核对", SUPERVISOR, "第二十六条",
            (
                Outcome("agree", "相符", checks=_compared(expect=True), effects=(_statement("相符"),), ends="相符"),
                Outcome("differ", "不符，退银行查明", ("submit",), reasons=True, checks=_compared(expect=False), effects=(_statement("不符"),)),
            ),
        ),
    ),
    "银行报余额，监管部门与台账核对，不符的查明后重报。",
    subject=ACCOUNTS, watches=(CITY,), title=project("对账"),
)  # fmt: skip
