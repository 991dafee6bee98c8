"""第六条至第十条、第十八条、第二十五条: the two accounts, and the money that comes into the fund."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from luoshi.policies.qingdao.rescue_fund.registers import (
    ACTIVE,
    DONORS_ACCOUNT,
    FINANCE,
    FINE_POLICE,
    INSURER,
    INSURERS,
    LEFT,
    LOCAL_FINANCE,
    OPEN_TREASURY,
    OPERATING_ACCOUNT,
    OPERATOR,
    REGULATOR,
    SPECIAL_ACCOUNT,
    WARNINGS,
    WATCHES,
    InsurerEntry,
    account_named,
    amount,
    day_of,
    elapsed,
    not_later,
    operating,
    since_event,
    special,
    treasury,
)
from luoshi.policies.qingdao.rescue_fund.rules import (
    DOC,
    SOURCES,
    Fines,
    LateInsurer,
    Premium,
    fines_to_transfer,
    income_account,
    insurer_measures,
    premium_in_time,
    premium_share,
    premium_shortfall,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Every,
    Mark,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Require,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
    yuan,
)
from luoshi.procedures.counting import period_of
from luoshi.rules import Facts, choice, day, money, quantity, rate, words

# --- 第七条 两个账户


class BankAccount(Facts):
    """一个银行账户。"""

    bank = words("开户银行", clause="第七条第二款")
    number = words("账号", clause="第七条第二款")


class OperatingBankAccount(Facts):
    """专用账户。"""

    operating_bank = words("开户银行", clause="第七条第二款")
    operating_number = words("账号", clause="第七条第二款")


ACCOUNTS = Procedure(
    "accounts", "开立特设专户和专用账户", DOC, "第七条",
    (
        Step(
            "special", "开立救助基金特设专户", FINANCE, "第七条第二款",
            (
                Outcome(
                    "open", "已开立", ("operating",),
                    effects=(
                        OpenAccount(
                            lambda _: SPECIAL_ACCOUNT, lambda _: "救助基金特设专户", FINANCE,
                            "归集救助基金，单独核算", "第七条", seen_by=WATCHES,
                        ),
                    ),
                ),
            ),
            form=BankAccount,
        ),
        Step(
            "operating", "开设救助基金专用账户", OPERATOR, "第七条第二款",
            (
                Outcome(
                    "open", "已开设", ends="两个账户已开立",
                    effects=(
                        OpenAccount(
                            lambda _: OPERATING_ACCOUNT, lambda _: "救助基金专用账户", OPERATOR,
                            "垫付抢救费用和丧葬费用", "第七条", seen_by=(FINANCE, *WATCHES),
                        ),
                    ),
                ),
            ),
            form=OperatingBankAccount,
        ),
    ),
    "市财政局开立特设专户，运行管理机构开设专用账户；单独核算，余额不得为负。",
    watches=WATCHES,
)  # fmt: skip


# --- 第八条 保险公司


class Contact(Facts):
    """联系方式。"""

    contact = InsurerEntry.contact


INSURER_LISTING = Procedure(
    "insurer", "登记交强险保险公司", DOC, "第八条",
    (
        Step(
            "list", "登记", REGULATOR, "第八条",
            (
                Outcome(
                    "list", "列入名录", ends="已列入",
                    effects=(
                        Enter(
                            INSURERS, lambda c: c.party("insurer").code,
                            lambda c: {"name": c.party("insurer").name, "contact": c.data["contact"]},
                            ACTIVE,
                        ),
                    ),
                ),
            ),
            form=Contact, parties=(INSURER,),
        ),
    ),
    "办理交强险业务的市级保险公司列入名录，此后每季度末自动开出一件转入。",
    subject=INSURERS, creates=True, watches=WATCHES,
    title=lambda c: f"登记保险公司：{c.party('insurer').name}",
)  # fmt: skip

INSURER_LEAVING = Procedure(
    "insurer_leaving", "保险公司不再办理交强险", DOC, "第八条",
    (
        Step(
            "leave", "注明不再办理", REGULATOR, "第八条",
            (
                Outcome(
                    "leave", "不再办理交强险业务", reasons=True, ends=LEFT,
                    effects=(Enter(INSURERS, lambda c: c.subject_key, None, LEFT),),
                ),
            ),
        ),
    ),
    "不再办理交强险业务的保险公司，注明后不再按季转入。",
    subject=INSURERS, watches=WATCHES,
    title=lambda c: f"不再办理交强险：{c.subject.get('name', '')}",
)  # fmt: skip


class Sent(Facts):
    """保险公司一个季度的提取和转入。"""

    premium = Premium.premium
    premium_rate = rate(
        "省人民政府确定的提取比例",
        clause="第六条第（一）项",
        gist="原文未写明，按省人民政府的规定填",
    )
    sent = money("本次转入的金额", clause="第八条", max="100亿元")
    sent_on = day("转账日", clause="第八条")
    receipt = words("银行转账凭证号", clause="第八条")


class Arrived(Facts):
    """特设专户到账。"""

    arrived = money("到账金额", clause="第八条", max="100亿元")
    arrived_on = day("到账日", clause="第八条")


class Owing(Facts):
    """警告时的欠缴情况。"""

    owed = LateInsurer.owed
    since_due = LateInsurer.since_due


def insurer_account(c: View) -> str:
    """All that an insurer pays in."""
    return f"rescue:insurer:{c.subject_key}"


def quarter_account(c: View) -> str:
    """What an insurer pays in for one quarter."""
    return f"{insurer_account(c)}:{c.key}"


def _so_far(c: View) -> str:
    """What came in for this quarter before, and now."""
    return yuan(amount(c.data, "arrived") - c.balance(quarter_account(c)))


def quarter_end(c: View) -> date:
    """The last day of the quarter that the case is about."""
    named = re.fullmatch(r"(\d{4})年第([一二三四])季度", str(c.data.get("period", "")))
    if named is None:  # opened by the clock on the day after it
        opened = c.event("opened")
        return (day_of(opened) if opened else c.today) - timedelta(days=1)
    within = date(int(named[1]), 3 * ("一二三四".index(named[2]) + 1), 1)
    return period_of("quarter", within).last


def _in_period(expect: bool, why: str) -> Decide:
    """Whether the time to transfer of the quarter is still running today."""
    return Decide(
        "still_time", premium_in_time,
        lambda c: {"workdays": elapsed(c, quarter_end(c), c.today)}, expect=expect, why=why,
    )  # fmt: skip


SHARE = Decide("share", premium_share, taken(premium_share))
SHORTFALL = Decide("shortfall", premium_shortfall, taken(premium_shortfall, transferred=_so_far))
FULL = Decide(
    "shortfall", premium_shortfall, taken(premium_shortfall, transferred=_so_far), expect="0元",
    why="到账的金额还不足应转入的金额",
)  # fmt: skip
STILL_OWING = Require(
    lambda c: amount(c.data, "shortfall") > 0, "已经足额，请选“足额到账”", "第八条"
)
_SEE_PREMIUM = (INSURER, REGULATOR, FINANCE)
BOOK_PREMIUM = (
    OpenAccount(
        insurer_account, lambda c: f"{c.party('insurer').name}转入的救助基金", None,
        "交强险保险费提取", "第八条", floor=None, seen_by=_SEE_PREMIUM,
    ),
    OpenAccount(
        quarter_account, lambda c: f"{c.party('insurer').name}{c.data.get('period', '')}转入", None,
        "交强险保险费提取", "第八条", parent=insurer_account, floor=None,
        seen_by=_SEE_PREMIUM,
    ),
    Transfer(quarter_account, special, lambda c: amount(c.data, "arrived"), "交强险提取", "第八条"),
)  # fmt: skip

CALL = Paper(
    "call", "催缴通知书", REGULATOR, (INSURER,),
    lambda c: (
        f"{c.party('insurer').name}{c.data.get('period', '')}的救助基金没有按时足额转入市特设专户{_owing_words(c)}。",
        "请立即足额转入；超过规定的工作日仍未足额上缴的，将给予警告并公告。",
    ),
    "第二十五条",
)  # fmt: skip
WARNING = Paper(
    "warning", "警告决定书", REGULATOR, (INSURER,),
    lambda c: (
        f"{c.party('insurer').name}{c.data.get('period', '')}救助基金经催缴仍欠缴{c.data['owed']}，给予警告，并予以公告。",
    ),
    "第二十五条",
)  # fmt: skip


def _owing_words(c: View) -> str:
    return f"，尚差{c.data['shortfall']}" if c.data.get("shortfall") else ""


def _called(c: View) -> bool:
    return c.event("call") is not None


def _by_arrival(c: View) -> Mapping[str, object]:
    """What the rule on warnings asks, as of the day on which the rest arrived."""
    called, arrived = c.event("call"), c.data.get("arrived_on")
    since = (
        elapsed(c, day_of(called), date.fromisoformat(str(arrived))) if called and arrived else None
    )
    return {
        "owed": c.data.get("share"),
        "called": _called(c),
        "since_call": since,
        "since_due": c.data.get("since_due"),
    }


SEND = Outcome(
    "sent", "已转账", ("confirm",), checks=(not_later("sent_on", "转账日", "第八条"),)
)  # fmt: skip
OVERDUE = Outcome(
    "overdue", "逾期未转入", ("call", "pay_late"), clause="第二十五条",
    effects=(
        Notify(
            (REGULATOR, FINANCE),
            lambda c: f"{c.party('insurer').name}{c.data.get('period', '')}的救助基金逾期未转入",
            "第二十五条",
        ),
    ),
)  # fmt: skip
ARRIVED = not_later("arrived_on", "到账日", "第八条")
CONFIRM = Step(
    "confirm", "核对到账", FINANCE, "第八条",
    (
        Outcome(
            "full", "足额到账", checks=(ARRIVED, SHARE, FULL), effects=BOOK_PREMIUM,
            closes=("rest", "call", "watch", "pay_late"), ends="已足额转入",
        ),
        Outcome(
            "early", "不足额，期限未满，由保险公司补足", ("rest",), when=lambda c: not _called(c),
            checks=(
                _in_period(True, "转入的期限已满，请选“期限已满仍不足额，请银保监局催缴”"),
                ARRIVED, SHARE, SHORTFALL, STILL_OWING,
            ),
            effects=(*BOOK_PREMIUM, Mark("quarter_ended", quarter_end)),
        ),
        Outcome(
            "short", "期限已满仍不足额，请银保监局催缴", ("call", "pay_late"),
            when=lambda c: not _called(c), clause="第二十五条", effects=BOOK_PREMIUM,
            checks=(
                _in_period(False, "转入的期限还没有满，不能催缴，请选“不足额，期限未满，由保险公司补足”"),
                ARRIVED, SHARE, SHORTFALL, STILL_OWING,
            ),
        ),
        Outcome(
            "still_short", "催缴后仍不足额", ("pay_late",), when=_called,
            checks=(ARRIVED, SHARE, SHORTFALL, STILL_OWING), effects=BOOK_PREMIUM, clause="第二十五条",
        ),
    ),
    form=Arrived, offers=lambda c: {"arrived": c.data.get("sent"), "arrived_on": c.data.get("sent_on")},
)  # fmt: skip

PREMIUM_TRANSFER = Procedure(
    "premium_transfer", "交强险提取资金转入", DOC, "第八条",
    (
        Step(
            "transfer", "汇总并转入特设专户", INSURER, "第八条",
            (SEND, OVERDUE), form=Sent, late="overdue",
        ),
        Step(
            "rest", "期限内补足", INSURER, "第八条", (SEND, OVERDUE), form=Sent, late="overdue",
            due=Within("premium_within", since="quarter_ended"),
            gist="到账不足额而期限未满的，仍在季度终了后的同一期限内补足",
        ),
        Step("pay_late", "补缴", INSURER, "第二十五条", (SEND,), form=Sent,
             due=Within("late_over", since="call")),
        CONFIRM,
        Step(
            "call", "催缴", REGULATOR, "第二十五条",
            (Outcome("call", "发出催缴通知", ("watch",), papers=(CALL,)),),
            gist="保险公司没有及时足额转入的，由银保监局催缴",
        ),
        Step(
            "watch", "查看催缴结果", REGULATOR, "第二十五条",
            (
                Outcome("overran", "超过期限仍未足额", ("warn",)),
                Outcome(
                    "settled", "已经足额",
                    checks=(
                        Require(
                            lambda c: c.data.get("shortfall") == "0元", "市财政局还没有确认足额到账",
                            "第二十五条",
                        ),
                    ),
                ),
            ),
            due=Within("late_over", since="call", reading="自催缴之日起算（按声明的读法）"),
            late="overran",
        ),
        Step(
            "warn", "警告并公告", REGULATOR, "第二十五条",
            (
                Outcome(
                    "warn", "给予警告，予以公告", papers=(WARNING,), ends="已警告并公告",
                    checks=(
                        Decide(
                            "measures", insurer_measures,
                            taken(
                                insurer_measures, called=_called,
                                since_call=lambda c: since_event(c, "call"),
                            ),
                            expect=["给予警告", "予以公告"], why="还没有到应当警告的时候",
                        ),
                    ),
                    effects=(
                        Enter(
                            WARNINGS, lambda c: c.key,
                            lambda c: {
                                "name": c.party("insurer").name,
                                "quarter": c.data.get("period"),
                                "owed": c.data["owed"],
                                "warned_on": c.today.isoformat(),
                            },
                            "已公告",
                        ),
                    ),
                ),
                Outcome(
                    "in_time", "期限内已经足额到账，不予警告", ends="已足额转入", incomplete=True,
                    checks=(
                        Require(
                            lambda c: c.data.get("shortfall") == "0元", "还没有足额到账", "第二十五条",
                        ),
                        Decide(
                            "measures", insurer_measures, _by_arrival, expect=[],
                            why="到账时已经超过期限，应当警告",
                        ),
                    ),
                ),
            ),
            form=Owing, optional=("since_due",), offers=lambda c: {"owed": c.data.get("shortfall")},
        ),
    ),
    "保险公司每季度终了后10个工作日内全额转入；逾期催缴，催缴后超过3个工作日仍不足额的警告并公告。",
    subject=INSURERS, watches=WATCHES, every=Every("quarter", "premium_within", INSURERS, live=(ACTIVE,)),
    sums=("premium", "share", "owed"), clock_only=True,
    title=lambda c: f"交强险提取资金转入：{c.subject.get('name', '')}",
)  # fmt: skip


# --- 第九条 罚款


class FineCount(Facts):
    """一年的罚款。"""

    fine_year = quantity("罚款所属年度", min=2000, max=2199, clause="第九条")
    last_year = Fines.last_year
    treasury_no = words("上缴国库的凭证号", clause="第九条")


class Moved(Facts):
    """划拨到特设专户。"""

    moved = money("划拨金额", clause="第九条", max="100亿元")
    moved_on = day("划拨日", clause="第九条")


FINES_DUE = Decide("fines_due", fines_to_transfer, taken(fines_to_transfer))


def _as_due(c: View) -> bool:
    """Whether what was moved is what is due; anything will do where the text is read as open."""
    due = c.data.get("fines_due")
    return not due or fen(c.data["moved"]) == fen(due)


FINES_TRANSFER = Procedure(
    "fines_transfer", "未投保交强险罚款划拨", DOC, "第九条",
    (
        Step(
            "count", "统计上年罚款并上缴国库", FINE_POLICE, "第九条",
            (Outcome("counted", "已单独统计并上缴", ("budget",)),), form=FineCount,
            parties=(LOCAL_FINANCE,),
        ),
        Step(
            "budget", "安排预算并划拨", LOCAL_FINANCE, "第九条",
            (
                Outcome(
                    "moved", "已划拨至特设专户", ("confirm",),
                    checks=(
                        FINES_DUE,
                        not_later("moved_on", "划拨日", "第九条"),
                        Require(_as_due, "划拨金额应与上年罚没收入相同", "第九条"),
                    ),
                ),
            ),
            form=Moved, gist="本年初划拨，原文没有写明日期",
        ),
        Step(
            "confirm", "核对到账", FINANCE, "第九条",
            (
                Outcome(
                    "arrived", "已到账", ends="已划拨",
                    effects=(
                        OPEN_TREASURY,
                        Transfer(treasury, special, lambda c: fen(c.data["moved"]), "罚款划拨", "第九条"),
                    ),
                ),
                Outcome("differs", "与划拨金额不符，退回", ("budget",), reasons=True),
            ),
        ),
    ),
    "公安部门单独统计上年罚款并缴入国库，财政部门年初按其安排预算划拨到特设专户。",
    watches=WATCHES, sums=("last_year", "moved"),
    title=lambda c: f"{c.data.get('fine_year', '')}年度罚款划拨",
)  # fmt: skip


# --- 第十条 划拨到专用账户


class Allocation(Facts):
    """一次划拨。"""

    allocated = money("划拨金额", clause="第十条")
    basis = words("根据的工作开展和资金使用情况", clause="第十条")


ALLOCATION = Procedure(
    "allocation", "特设专户向专用账户划拨", DOC, "第十条",
    (
        Step(
            "allocate", "划拨", FINANCE, "第十条",
            (
                Outcome(
                    "allocated", "已划拨", ("receive",),
                    checks=(
                        Require(lambda c: amount(c.data, "allocated") > 0, "划拨的金额应大于零", "第十条"),
                    ),
                    effects=(
                        Transfer(special, operating, lambda c: fen(c.data["allocated"]), "划拨", "第十条"),
                    ),
                ),
            ),
            form=Allocation,
        ),
        Step(
            "receive", "确认到账", OPERATOR, "第十条",
            (Outcome("received", "已到账", ends="已划拨"),),
        ),
    ),
    "市财政局根据工作开展和资金使用情况，从特设专户向专用账户划拨；特设专户不足的不能划拨。",
    watches=WATCHES, sums=("allocated",),
    title=lambda c: f"划拨{c.data.get('allocated', '')}到专用账户",
)  # fmt: skip


# --- 第六条 其他收入


class OtherIncome(Facts):
    """财政补助、孳息、捐款和其他资金。"""

    source = choice(
        "来源", [SOURCES[1][0], SOURCES[2][0], SOURCES[5][0], SOURCES[6][0]], clause="第六条"
    )
    income = money("金额", clause="第六条")
    payer = words("付款单位或者捐款人", clause="第六条")
    income_on = day("到账日", clause="第六条")


def _donors(_: View) -> str:
    return DONORS_ACCOUNT


def _into(c: View) -> str:
    return account_named(c.data.get("into"))


def _income(c: View) -> Mapping[str, object]:
    return {"source": c.data["source"]}


OTHER_INCOME = Procedure(
    "other_income", "登记财政补助、孳息、捐款和其他收入", DOC, "第六条",
    (
        Step(
            "book", "登记到账", FINANCE, "第六条",
            (
                Outcome(
                    "booked", "已入账", ends="已入账",
                    checks=(
                        Decide("into", income_account, _income),
                        not_later("income_on", "到账日", "第六条"),
                        Require(lambda c: amount(c.data, "income") > 0, "金额应大于零", "第六条"),
                    ),
                    effects=(
                        OpenAccount(
                            _donors, lambda _: "财政补助、孳息、捐款和其他来源", None, "其他收入的付款方",
                            "第六条", floor=None, seen_by=(FINANCE,),
                        ),
                        Transfer(_donors, _into, lambda c: fen(c.data["income"]), "其他收入", "第六条"),
                    ),
                ),
            ),
            form=OtherIncome,
        ),
    ),
    "财政补助、孳息、社会捐款和其他资金到账后登记入账。",
    watches=WATCHES, sums=("income",),
    title=lambda c: f"{c.data.get('source', '')}{c.data.get('income', '')}",
)  # fmt: skip
