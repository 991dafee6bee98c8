"""济政字〔2022〕83号 三、四、六第二段: card kinds, sales, consumption, exit, retention."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.policies.jinan.prepaid_cards import rules
from luoshi.policies.jinan.prepaid_cards.filing import WATCHING
from luoshi.policies.jinan.prepaid_cards.forms import (
    ACTIVE,
    BLANK,
    BUYERS,
    ERASED,
    REPAID,
    RETURNED,
    USED,
    CardApplication,
    CardSale,
    ExitNotice,
    Spend,
    earned,
    issuer_of,
    leaf,
    means,
    name_of,
    own,
    prepaid,
    secured,
    trust_leaf,
    trust_of,
)
from luoshi.policies.jinan.prepaid_cards.refunds import REFUND, closed_card, released
from luoshi.policies.jinan.prepaid_cards.registers import (
    AGENT,
    AUTHORITY,
    CARDS,
    CONSUMER,
    DEPOSITS,
    ENDED,
    EXITING,
    FILED,
    INSURANCES,
    ISSUER,
    ISSUERS,
    KINDS,
    SPENDING,
    TRUSTS,
)
from luoshi.policies.jinan.prepaid_cards.rules import DOC
from luoshi.procedures import (
    Decide,
    Each,
    Enter,
    Material,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Release,
    Require,
    Step,
    Transfer,
    View,
    fen,
    yuan,
)
from luoshi.procedures.model import Effect

FULFILLED = (USED, RETURNED, REPAID)
"""States of a card whose contract is fulfilled."""


# --- 发卡申请


def _asked_codes(c: View) -> dict[str, object]:
    return {
        "subject_code": c.subject.get("state") in (FILED, EXITING),
        "sample": c.provided("sample"),
        "cards": c.data["cards"],
        "exiting": c.subject.get("state") == EXITING,
    }


def kind_key(c: View) -> str:
    """The number of a card kind: that of the case which filed it."""
    return f"K{c.key}"


def _kind(c: View) -> Mapping[str, object]:
    return {
        "issuer": issuer_of(c), "issuer_name": name_of(c), "name": c.data["kind_name"],
        "cards": c.data["cards"], "filed_on": c.today.isoformat(),
    }  # fmt: skip


def _codes(c: View) -> Sequence[Effect]:
    """One entry, and so one code, for each card of the application."""
    return [_blank(c, number) for number in range(1, int(str(c.data["cards"])) + 1)]


def _blank(c: View, number: int) -> Enter:
    key = f"{kind_key(c)}-{number:05}"
    data = {
        "issuer": issuer_of(c), "issuer_name": name_of(c), "authority": c.subject["authority"],
        "kind": kind_key(c), "name": f"{c.data['kind_name']} {number:05}",
    }  # fmt: skip
    return Enter(CARDS, lambda _: key, lambda _: data, state=BLANK)


def _codes_letter(c: View) -> Sequence[str]:
    return (
        f"{name_of(c)}申请发行“{c.data['kind_name']}”{c.data['cards']}张，卡样已经备案，现核发单卡二维码{c.data['cards']}个。",
        "每销售一张卡，须先激活该卡的二维码。",
    )


CARD_FILING = Procedure(
    key="card_filing",
    label="发卡申请（发行备案）",
    policy=DOC,
    clause="三",
    gist="上传卡样和申请数量，一张卡核发一个单卡二维码；随时可以申请",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"发卡申请：{name_of(c)} {c.data.get('kind_name', '')}",
    steps=(
        Step(
            "apply", "上传卡样和申请数量", ISSUER, "三", form=CardApplication,
            materials=(Material("sample", "卡样", "三"),),
            outcomes=(
                Outcome(
                    "submit", "提交", to=("review",),
                    checks=(
                        own("三"),
                        Decide(
                            "codes_ready", rules.card_codes_ready, _asked_codes, expect=True,
                            why="没有主体二维码、卡样或数量，或者已公示终止业务",
                        ),
                    ),
                ),
            ),
        ),
        Step(
            "review", "核发单卡二维码", AUTHORITY, "三", gist="原文未写明办理期限",
            outcomes=(
                Outcome(
                    "issue", "核发", ends="已核发",
                    checks=(
                        Decide("codes_ready", rules.card_codes_ready, _asked_codes, expect=True),
                        Decide("codes", rules.card_codes, _asked_codes),
                    ),
                    effects=(Enter(KINDS, kind_key, _kind, state="在发"), Each(_codes)),
                    papers=(Paper("card_codes", "单卡二维码核发通知书", AUTHORITY, (ISSUER,), _codes_letter, "三"),),
                ),
                Outcome("return", "退回补正", to=("apply",), reasons=True),
                Outcome("refuse", "不予核发", reasons=True, ends="不予核发"),
            ),
        ),
    ),
)  # fmt: skip


# --- 销售（激活）


def _sellable(c: View) -> dict[str, object]:
    state = (c.entry("issuers", issuer_of(c)) or {}).get("state")
    return {
        "subject_filed": state in (FILED, EXITING), "has_code": True,
        "activated": c.subject.get("state") != BLANK, "exiting": state == EXITING,
    }  # fmt: skip


_SALE_CHECKS = (
    own("三"),
    Require(lambda c: fen(c.data["price"]) > 0, "购卡款应大于零", "三"),
    Decide("sellable", rules.may_sell, _sellable, expect=True),
)


def _sold(c: View) -> Mapping[str, object]:
    trust = trust_of(c)
    return {
        "price": c.data["price"], "balance": c.data["price"], "bought_on": c.today.isoformat(),
        "buyer": c.party("consumer").code,
        "trust_rate": trust["agreed_rate"] if trust else "",
    }  # fmt: skip


_SALE: tuple[Effect, ...] = (
    OpenAccount(
        leaf, lambda c: f"{c.subject.get('name')}（{c.subject_key}）", ISSUER, "单卡预收资金", "三",
        parent=lambda c: prepaid(issuer_of(c)), seen_by=(CONSUMER, AUTHORITY),
    ),
    Transfer(lambda c: BUYERS, leaf, lambda c: fen(c.data["price"]), "购卡", "三"),
    Enter(CARDS, lambda c: c.subject_key, _sold, state=ACTIVE),
)  # fmt: skip

CARD_SALE = Procedure(
    key="card_sale",
    label="销售预付卡（激活单卡二维码）",
    policy=DOC,
    clause="三",
    gist="每卖一张激活一个码，购卡款记入该卡；约定信托的，按约定比例存入信托",
    subject=CARDS,
    watches=WATCHING,
    sums=("price",),
    title=lambda c: f"售卡：{c.subject.get('name', '')}",
    steps=(
        Step(
            "sell", "销售并激活", ISSUER, "三", form=CardSale, parties=(CONSUMER, AGENT),
            gist="购卡人、代理发卡机构没有单位账号的可以不选",
            outcomes=(
                Outcome(
                    "sell", "激活", ends="已激活", when=lambda c: trust_of(c) is None,
                    checks=_SALE_CHECKS, effects=_SALE,
                ),
                Outcome(
                    "sell_trust", "激活，按比例存入信托", ends="已激活", clause="四",
                    when=lambda c: trust_of(c) is not None,
                    checks=(
                        *_SALE_CHECKS,
                        Decide(
                            "in_trust", rules.trust_deposit,
                            lambda c: {"paid": c.data["price"], "deposit_rate": (trust_of(c) or {})["agreed_rate"]},
                        ),
                    ),
                    effects=(
                        *_SALE,
                        OpenAccount(
                            trust_leaf, lambda c: f"{c.subject.get('name')}信托资金（{c.subject_key}）", ISSUER,
                            "购卡款按风控比例存入信托", "四", parent=lambda c: secured(issuer_of(c)),
                            seen_by=(AUTHORITY,),
                        ),
                        Transfer(
                            lambda c: means(issuer_of(c)), trust_leaf, lambda c: fen(c.data["in_trust"]),
                            "购卡款存入信托", "四",
                        ),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 消费


_SPEND_CHECKS = (
    own("三"),
    Require(lambda c: c.subject.get("state") == ACTIVE, "这张卡没有激活，或者已经用完、退卡", "三"),
    Require(lambda c: fen(c.data["amount"]) > 0, "消费金额应大于零", "三"),
    Require(
        lambda c: c.available(leaf(c)) == c.balance(leaf(c)),
        "消费者已经提出退卡，余额留作退款，不能再记消费",
        "六第三段",
    ),
)


def _line(c: View) -> Mapping[str, object]:
    """The record of a consumption, with what is left on the card after it."""
    return {
        "card": c.subject_key, "issuer_name": name_of(c), "what": c.data["what"],
        "amount": c.data["amount"], "left": yuan(c.balance(leaf(c))), "spent_on": c.today.isoformat(),
    }  # fmt: skip


def _spent(c: View) -> Sequence[Effect]:
    """What a consumption leaves on the card; an empty card is fulfilled."""
    left = c.balance(leaf(c))
    data = {"balance": yuan(left), "fulfilled_on": c.today.isoformat() if left == 0 else ""}
    return [
        Enter(CARDS, lambda _: c.subject_key, lambda _: data, state=USED if left == 0 else ACTIVE)
    ]


_CONSUMED = Transfer(
    leaf, lambda c: earned(issuer_of(c)), lambda c: fen(c.data["amount"]), "消费", "三"
)
_RECORDED = Enter(SPENDING, lambda c: c.key, _line, state="已记")


def _in_proportion(c: View) -> dict[str, object]:
    return {
        "consumed": c.data["amount"], "deposit_rate": c.subject["trust_rate"],
        "trust_balance": yuan(c.balance(trust_leaf(c))), "balance_before": yuan(c.balance(leaf(c))),
    }  # fmt: skip


CONSUMPTION = Procedure(
    key="consumption",
    label="消费",
    policy=DOC,
    clause="三",
    gist="逐笔记入预付卡大数据库；有信托的，每消费一笔按比例转入经营者",
    subject=CARDS,
    watches=(*WATCHING, CONSUMER),
    sums=("amount",),
    title=lambda c: f"消费：{c.subject.get('name', '')}",
    steps=(
        Step(
            "spend", "记一笔消费", ISSUER, "三", form=Spend,
            outcomes=(
                Outcome(
                    "book", "入账", ends="已入账", when=lambda c: not c.subject.get("trust_rate"),
                    checks=_SPEND_CHECKS, effects=(_CONSUMED, _RECORDED, Each(_spent)),
                ),
                Outcome(
                    "book_trust", "入账，信托按比例转入", ends="已入账", clause="四",
                    when=lambda c: bool(c.subject.get("trust_rate")),
                    checks=(*_SPEND_CHECKS, Decide("from_trust", rules.trust_transfer, _in_proportion)),
                    effects=(
                        _CONSUMED,
                        Transfer(
                            trust_leaf, lambda c: means(issuer_of(c)), lambda c: fen(c.data["from_trust"]),
                            "信托按比例转入", "四",
                        ),
                        _RECORDED,
                        Each(_spent),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 终止业务


def _exit(c: View) -> dict[str, object]:
    names = ("ends_on", "at_shop", "has_site", "on_site")
    return {"noticed_on": c.today.isoformat(), **{name: c.data.get(name) for name in names}}


def live_cards(c: View) -> Sequence[Mapping[str, object]]:
    """The cards of an operator that still hold money."""
    found = c.entries(CARDS.key, state=ACTIVE, issuer=issuer_of(c))
    return [each for each in found if c.balance(f"{prepaid(issuer_of(c))}:{each['key']}")]


def _all_back(c: View) -> Sequence[Effect]:
    """Every card's balance at once, its trust money by the contract, and the cards closed."""
    return [effect for each in live_cards(c) for effect in _one_back(c, each)]


def _one_back(c: View, found: Mapping[str, Any]) -> Sequence[Effect]:
    card = str(found["key"])
    account = f"{prepaid(issuer_of(c))}:{card}"
    held = c.balance(account)
    asked = c.available(account) < held  # the money of a refund that is still to be paid
    return (
        *((Release(lambda _: str(found["refund_hold"]), "六第二段"),) if asked else ()),
        Transfer(lambda _: account, lambda _: BUYERS, lambda _: held, "终止业务返还", "六第二段"),
        *released(c, card),
        Enter(CARDS, lambda _: card, closed_card, state=REPAID),
    )


def _contracts_ended(c: View) -> Sequence[Effect]:
    """The contracts end with the business, and the weekly reports with them."""
    return [
        Enter(of, lambda _, key=str(each["key"]): key, state="已终止")
        for of in (DEPOSITS, INSURANCES, TRUSTS)
        for each in c.entries(of.key, state="有效", issuer=issuer_of(c))
    ]


def _exit_letter(c: View) -> Sequence[str]:
    return (
        f"本单位自{c.data['ends_on']}起终止预付卡业务，即日起停止销售新卡。",
        "卡内余额依照有关法规的规定一次性返还，请持卡人与本单位联系。",
    )


EXIT = Procedure(
    key="exit",
    label="终止预付卡业务",
    policy=DOC,
    clause="六第二段",
    gist="终止前至少30日公示并停售，余额一次性返还",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"终止业务：{name_of(c)}",
    steps=(
        Step(
            "notice", "公示终止业务", ISSUER, "六第二段", form=ExitNotice, optional=("on_site",),
            outcomes=(
                Outcome(
                    "publish", "公示，停止销售", to=("repay",),
                    checks=(
                        own("六第二段"),
                        Require(lambda c: c.subject.get("state") == FILED, "已经公示终止，或者没有备案", "六第二段"),
                        Decide("earliest", rules.earliest_end, lambda c: {"noticed_on": c.today.isoformat()}),
                        Decide(
                            "notice_fit", rules.exit_notice_fit, _exit, expect=True,
                            why="公示不够早，或者没有在规定的位置公示",
                        ),
                    ),
                    effects=(
                        Enter(
                            ISSUERS, lambda c: c.subject_key, lambda c: {"ends_on": c.data["ends_on"]}, state=EXITING
                        ),
                    ),
                    papers=(Paper("exit_notice", "终止预付卡业务公告", ISSUER, (AUTHORITY,), _exit_letter, "六第二段"),),
                ),
            ),
        ),
        Step(
            "repay", "一次性返还余额", ISSUER, "六第二段", gist="返还的期限依照有关法规，本文件没有写明",
            outcomes=(
                Outcome("repaid", "已全部返还", to=("end",), effects=(Each(_all_back),)),
            ),
        ),
        Step(
            "end", "终止业务", ISSUER, "六第二段",
            outcomes=(
                Outcome(
                    "end", "终止", ends="已终止",
                    checks=(
                        Require(
                            lambda c: c.today >= date.fromisoformat(str(c.data["ends_on"])),
                            "还没有到公示的终止之日", "六第二段",
                        ),
                        Require(lambda c: not live_cards(c), "还有卡内余额没有返还", "六第二段"),
                    ),
                    effects=(Enter(ISSUERS, lambda c: c.subject_key, state=ENDED), Each(_contracts_ended)),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 保存期满


def _kept(c: View) -> dict[str, object]:
    return {
        "fulfilled": c.subject.get("state") in FULFILLED,
        "fulfilled_on": c.subject.get("fulfilled_on"), "asked_on": c.today.isoformat(),
    }  # fmt: skip


def _erased_lines(c: View) -> Sequence[Effect]:
    """What was bought is struck out of every record of the card."""
    return [
        Enter(
            SPENDING, lambda _, key=str(each["key"]): key, lambda _: {"what": ERASED}, state=ERASED
        )
        for each in c.entries(SPENDING.key, card=c.subject_key)
    ]


def _erased(c: View) -> Mapping[str, object]:
    return {"buyer": ERASED if c.subject.get("buyer") else "", "erased_on": c.today.isoformat()}


DESTRUCTION = Procedure(
    key="destruction",
    label="购卡人交易信息保存期满（登记销毁）",
    policy=DOC,
    clause="六第二段",
    gist="合同履行完毕后至少保存3年，期满以后经营者才能销毁，原文没有要求必须销毁；平台抹去购卡人和消费内容，金额、日期和办件留痕不能删改",
    subject=CARDS,
    watches=WATCHING,
    title=lambda c: f"登记销毁交易信息：{c.subject.get('name', '')}",
    steps=(
        Step(
            "destroy", "登记销毁", ISSUER, "六第二段",
            gist="经营者销毁自己保存的交易信息以后登记；扫码不再显示消费流水，账簿只增不改，仍在",
            outcomes=(
                Outcome(
                    "destroy", "登记销毁", ends="已登记销毁",
                    checks=(
                        own("六第二段"),
                        Decide(
                            "may_destroy", rules.may_destroy, _kept, expect=True,
                            why="合同没有履行完毕，或者保存期未满",
                        ),
                    ),
                    effects=(
                        Each(_erased_lines),
                        Enter(CARDS, lambda c: c.subject_key, _erased, state="交易信息已销毁"),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip

CARD_PROCEDURES = (CARD_FILING, CARD_SALE, CONSUMPTION, REFUND, EXIT, DESTRUCTION)
"""In the order of a card's life."""
