"""Who takes part (角色), what is kept (台账), and what the procedures of 朔住建发〔2023〕65号 share."""

from collections.abc import Callable, Mapping, Sequence

from luoshi.policies.shuozhou.presale_funds.rules import (
    DOC,
    NODE_0,
    account_open,
    payable_under_measure,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Public,
    Register,
    Require,
    Role,
    View,
    fen,
    yuan,
)
from luoshi.rules import Facts, choice, day, money, rate, truth, words

# --- 谁办

SUPERVISOR = Role("supervisor", "监管部门", ("agency",), "第四条")
CITY = Role("city", "市住房和城乡建设局", ("agency",), "第四条", watches=True, sole=True)
CENTRAL = Role("central_bank", "人民银行分支机构", ("agency",), "第四条第二款", sole=True)
REGULATOR = Role("regulator", "金融监管部门", ("agency",), "第四条第二款", sole=True)
BANK = Role("bank", "监管银行", ("bank",), "第七条")
NEW_BANK = Role("new_bank", "变更后的监管银行", ("bank",), "第十一条")
DEVELOPER = Role("developer", "房地产开发企业", ("company",), "第八条")
BUYER = Role("buyer", "购房人", ("person",), "第十二条第三款")
FILING = Role("filing", "办理网签备案的有关部门", ("agency",), "第十三条")
AUTHORITY = Role("authority", "处理施工、监理单位的有关部门", ("agency",), "第二十九条")

# --- 记在哪里


class BankEntry(Facts):
    """监管银行名录的一行。"""

    name = words("监管银行", clause="第七条")
    supervisor_name = words("监管部门", clause="第七条")
    agreement_number = words("监管金融服务协议编号", clause="第七条")
    listed_on = day("列入名录的日期", clause="第七条")
    last_evaluated = day("上次考核评价的日期", clause="第七条第二款")
    evaluation = words("考核评价意见", clause="第七条第二款")


BANKS = Register(
    "banks", "监管银行名录", DOC, "第七条", BankEntry, (SUPERVISOR, BANK),
    Public("第七条", ("name", "supervisor_name", "listed_on"), lambda _, state: state == "在册"),
)  # fmt: skip


class AccountEntry(Facts):
    """一个监管账户和它所属的项目。"""

    project = words("项目名称", clause="第八条")
    scope = words("开户范围", clause="第十一条")
    developer_name = words("房地产开发企业", clause="第八条")
    bank_name = words("监管银行", clause="第十条第二款（三）")
    account_name = words("账户名称", clause="第十条第二款（三）")
    account_number = words("账号", clause="第十条第二款（三）")
    permit_number = words("商品房预售许可证号", clause="第八条")
    key_total = money("重点监管资金总额", clause="第十四条")
    required = money("应留存余额", clause="第十五条")
    adjustment = rate("项目节点留存比例的调整", min=-100, max=100, clause="第十六条")
    filed = truth("已取得项目综合竣工验收备案", clause="第十五条（六）")
    registered = truth("已完成不动产首次登记", clause="第十五条（七）")
    transferable = truth("购房人可单方办理不动产转移登记", clause="第十五条（七）")
    other_terms = truth("监管协议另有约定", clause="第十五条（七）")
    agreed_terms = words("监管协议另有约定的内容", clause="第十五条（七）")
    other_info = words("其他相关信息", clause="第十一条")
    suspended = truth("暂停监管资金拨付", clause="第二十七条")
    presale_suspended = truth("暂停商品房预售和合同网签备案", clause="第二十七条")
    frozen = truth("人民法院保全、执行", clause="第二十六条第二款")
    taken_over = truth("接管", clause="第二十一条")
    supervisor_code = words("监管部门的代码", clause="第四条")
    bank_code = words("监管银行的代码", clause="第九条")
    developer_code = words("房地产开发企业的代码", clause="第九条")
    at_site = truth("已在销售场所公示", clause="第十条第三款")


LIVE = "监管中"
PARTLY = "已解除，尚有留存"
LIFTED = "已解除"

ACCOUNTS = Register(
    "accounts", "监管账户台账", DOC, "第八条", AccountEntry,
    (SUPERVISOR, BANK, DEVELOPER, FILING, CITY),
    Public(
        "第十条第三款",
        ("project", "developer_name", "permit_number", "bank_name", "account_name", "account_number"),
        lambda _, state: state == LIVE,
    ),
)  # fmt: skip


class BuildingEntry(Facts):
    """一个单体工程。"""

    name = words("单体工程名称", clause="第十条第二款（一）")
    account = words("监管账户", clause="第十五条")
    building_key = money("单体工程重点监管额度", clause="第十条第二款（一）")
    node = words("节点", clause="第十五条")
    share = rate("留存比例", clause="第十五条")
    required = money("应留存余额", clause="第十五条")


BUILDINGS = Register(
    "buildings", "单体工程台账", DOC, "第十五条", BuildingEntry, (SUPERVISOR, BANK, DEVELOPER)
)


class ContractEntry(Facts):
    """一份商品房预售合同。"""

    number = words("合同编号", clause="第十二条第二款")
    account = words("监管账户", clause="第十二条")
    project = words("项目名称", clause="第十二条")
    price = money("全部购房价款", clause="第十二条")
    due_now = money("合同约定到申请网签备案时应付的款项", clause="第十三条")
    own_paid = money("购房人自付、已存入监管账户的款项", clause="第十二条第三款")
    loan_paid = money("已到监管账户的按揭和公积金贷款", clause="第十二条第三款")
    filed_on = day("网签备案的日期", clause="第十三条")
    back_buyer = money("已退给购房人的款项", clause="第二十四条第二款")
    back_loan = money("已退给贷款银行的款项", clause="第二十四条第二款")


CONTRACTS = Register(
    "contracts", "预售合同收款台账", DOC, "第十二条", ContractEntry,
    (SUPERVISOR, BANK, DEVELOPER, BUYER, FILING),
)  # fmt: skip


class CreditEntry(Facts):
    """企业信用档案、企业信用信息系统的一条。"""

    company = words("企业名称", clause="第二十七条")
    conduct = words("违规行为", clause="第二十七条")
    handling = words("处理情况", clause="第二十七条")
    recorded_on = day("记入的日期", clause="第二十七条")


PUBLISHED = "向社会公示"

CREDIT = Register(
    "credit", "企业信用档案", DOC, "第二十七条", CreditEntry, (SUPERVISOR, DEVELOPER, AUTHORITY),
    Public(
        "第二十九条", ("company", "conduct", "handling", "recorded_on"),
        lambda _, state: state == PUBLISHED,
    ),
)  # fmt: skip


class PatrolEntry(Facts):
    """一次巡查。"""

    account = words("监管账户", clause="第二十五条")
    patrolled_on = day("巡查日期", clause="第二十五条")
    findings = words("巡查情况", clause="第二十五条")
    problems = truth("发现问题", clause="第二十五条")


PATROLS = Register("patrols", "预售项目巡查记录", DOC, "第二十五条", PatrolEntry, (SUPERVISOR,))


class StatementEntry(Facts):
    """一次对账。"""

    account = words("监管账户", clause="第二十六条")
    as_of_day = day("对账截止日", clause="第二十六条")
    bank_balance = money("银行账面余额", clause="第二十六条")
    book_balance = money("监管台账余额", clause="第二十六条")


STATEMENTS = Register(
    "statements", "对账记录", DOC, "第二十六条", StatementEntry, (SUPERVISOR, BANK)
)

PART = choice("资金部分", ["重点监管资金", "非重点监管资金"], clause="第十四条")

# --- 账户

DEPOSIT = "预售资金存入"
REFUND = "退款"


def ledger(key: str, leaf: str = "") -> str:
    """``presale:<key>``, or one of the accounts below and beside it."""
    return f"presale:{key}:{leaf}" if leaf else f"presale:{key}"


def leaf(name: str) -> Callable[[View], str]:
    """An account of the subject: key, free, or of the world outside."""
    return lambda v: ledger(v.subject_key, name)


def whole_account(v: View) -> str:
    """The supervised account of the subject."""
    return ledger(v.subject_key)


def balance_of(v: View, key: str, name: str = "") -> str:
    """A balance as a rule reads it."""
    return yuan(v.balance(ledger(key, name)))


def required_of(entry: Mapping[str, object]) -> int:
    """The balance that must stay, as it was last decided."""
    return fen(entry.get("required", "0元"))


def key_received(v: View, key: str) -> int:
    """What flowed into the key part, less what was refunded out of it."""
    account = ledger(key, "key")
    return v.turnover(account, DEPOSIT)[0] - v.turnover(account, REFUND)[1]


def reserved(v: View) -> int:
    """What was approved for payment and is not yet paid."""
    return sum(
        fen(each["granted"])
        for each in v.others("payout")
        if each["state"] == "open" and each.get("approved") is True
    )


def money_facts(v: View) -> dict[str, object]:
    """The account of the subject as the rules of 第十四条 and 第十五条 ask for it."""
    key, held = v.subject_key, reserved(v)
    if v.subject.get("state") == LIFTED:  # no amount is key money any more, nothing must stay
        nothing = dict.fromkeys(("key_total", "key_balance", "key_received", "key_paid", "required"), "0元")  # fmt: skip
        return {"balance": yuan(v.balance(ledger(key))), "first_node": True, **nothing}
    received = key_received(v, key)
    in_key = v.balance(ledger(key, "key"))
    return {
        "key_total": v.subject["key_total"],
        "balance": yuan(v.balance(ledger(key)) - held),
        "key_balance": yuan(in_key - held),
        "key_received": yuan(received),
        # What is set aside counts as paid: it leaves the balance too, and is no less free for it.
        "key_paid": yuan(max(received - in_key + held, 0)),
        "required": v.subject["required"],
        # A project that was accepted or registered as a whole is above ±0.00, whatever was reported.
        "first_node": is_set(v, "filed")
        or is_set(v, "registered")
        or any(e.get("node", NODE_0) != NODE_0 for e in buildings(v, key)),
    }


def releasable_facts(v: View) -> dict[str, object]:
    """What may be released: money that a court froze or that is set aside neither stays nor goes."""
    whole, in_key = v.available(ledger(v.subject_key)), v.available(ledger(v.subject_key, "key"))
    told = money_facts(v)
    return {
        "balance": yuan(whole), "key_balance": yuan(in_key),
        **{name: told[name] for name in ("required", "first_node")},
    }  # fmt: skip


def taking(names: Sequence[str]) -> Callable[[View], Mapping[str, object]]:
    """Some of :func:`money_facts`."""
    return lambda v: {name: value for name, value in money_facts(v).items() if name in names}


def buildings(v: View, key: str) -> Sequence[Mapping[str, object]]:
    """The buildings of an account."""
    return v.entries("buildings", account=key)


def is_set(v: View, name: str) -> bool:
    """Whether a mark stands on the account of the case."""
    return v.subject.get(name) is True


def change(**data: object) -> Enter:
    """Change what the account's entry says."""
    return Enter(ACCOUNTS, lambda v: v.subject_key, lambda _: data)


def project(label: str) -> Callable[[View], str]:
    """The title of a case: what it is, and for which project."""
    return lambda v: f"{label}：{v.subject.get('project', '')}"


def with_amount(label: str) -> Callable[[View], str]:
    """The same with the amount: an account has many such cases at once."""

    def title(v: View) -> str:
        whole, rest = divmod(fen(v.data.get("granted", v.data.get("amount", "0元"))), 100)
        return f"{label}：{v.subject.get('project', '')} {whole:,}{f'.{rest:02}' if rest else ''}元"

    return title


def _ours(v: View) -> bool:
    found = {role: v.party(role).code for role in ("supervisor", "bank", "developer")}
    return all(not code or v.subject.get(f"{role}_code") == code for role, code in found.items())


OURS = Require(_ours, "这个监管账户不是本单位监管、开立或者所属的", "第九条")
"""The entry is public, and only the three parties of its agreement act on it."""

SUPERVISED = Require(
    lambda v: v.subject.get("state") == LIVE, "这个账户不在监管中，不能办理", "第二条"
)
"""The account was published and supervision was not lifted."""

REPORTING = Require(
    lambda v: v.subject.get("state") in (LIVE, PARTLY), "这个账户不在监管中，不能办理", "第二条"
)
"""Nodes are found as long as something must stay on the account."""

OPEN = (
    Require(lambda v: not is_set(v, "suspended"), "已暂停这个账户的资金拨付", "第二十七条"),
    Decide(
        "not_stopped_by_court",
        payable_under_measure,
        lambda v: {"frozen": is_set(v, "frozen")},
        expect=True,
        why="人民法院已保全、执行账户资金",
    ),
    Require(lambda v: not is_set(v, "taken_over"), "账户已被接管，实施封闭管理", "第二十一条"),
    Decide(
        "open",
        account_open,
        lambda v: {name: is_set(v, name) for name in ("suspended", "frozen", "taken_over")},
        expect=True,
    ),
)
"""Nothing is paid while the account is suspended or taken over; what a court froze stays held."""


def same_bank(v: View) -> bool:
    """Whether the bank of the case still keeps the account (第十一条: it may have been changed)."""
    return v.party("bank").code == v.subject.get("bank_code", "")


def other_open(v: View, procedure: str, field: str) -> bool:
    """Whether another case of a procedure on this account is still open and says so."""
    return any(e["state"] == "open" and e.get(field) for e in v.others(procedure))


def resumed(v: View) -> dict[str, object]:
    """The marks of suspension when a case ends: they stay where another case asks for them."""
    presale = any(
        e["state"] == "open" and "可暂停商品房预售" in (e.get("consequences") or ())
        for e in v.others("correction")
    )
    # A correction that a bank's stop led to keeps it (suspend) until its own order decides.
    paying = other_open(v, "correction", "suspend") or other_open(v, "misuse", "found")
    return {"suspended": paying, "presale_suspended": presale}
