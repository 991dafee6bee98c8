"""济政字〔2022〕83号 六第三段: returning a card, the money that is held for it, and the price of a gift."""

from collections.abc import Callable, Mapping, Sequence

from luoshi.policies.jinan.prepaid_cards import rules
from luoshi.policies.jinan.prepaid_cards.filing import WATCHING
from luoshi.policies.jinan.prepaid_cards.forms import (
    ACTIVE,
    BUYERS,
    RETURNED,
    GiftAnswer,
    GiftState,
    earned,
    issuer_of,
    leaf,
    means,
    name_of,
    own,
    rest_days,
    secured,
)
from luoshi.policies.jinan.prepaid_cards.registers import (
    CARDS,
    CONSUMER,
    ISSUER,
)
from luoshi.policies.jinan.prepaid_cards.rules import DOC
from luoshi.procedures import (
    Decide,
    Each,
    Enter,
    Hold,
    Mark,
    Notify,
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


def _return(c: View) -> dict[str, object]:
    return {
        "bought_on": c.subject.get("bought_on"), "asked_on": c.today.isoformat(),
        "rest_days": rest_days(c, c.data.get("plain_last")), "scannable": True,
    }  # fmt: skip


def _bearer(c: View) -> bool:
    """Whether the consumer who asks is the registered buyer, or nobody is registered."""
    return c.subject.get("buyer", "") in ("", c.party("consumer").code)


def _registered(c: View) -> str:
    """The registered buyer: whoever else asks with the code leaves no trace on the card."""
    return str(c.subject.get("buyer", ""))


def _card(state: str, data: Callable[[View], Mapping[str, object]] | None = None) -> Enter:
    """The card after a step of its refund."""
    return Enter(CARDS, lambda c: c.subject_key, data, state=state, roles={"consumer": _registered})


def _hold_name(c: View) -> str:
    return f"refund:{c.key}"


def _agreed(c: View) -> bool:
    """Whether the consumer has agreed to a price for the gift."""
    return c.event("price_agreed") is not None


def _refund(c: View) -> dict[str, object]:
    price = fen(c.subject["price"])
    return {
        "paid": yuan(price), "consumed": yuan(price - c.balance(leaf(c))), "gift": c.data.get("gift"),
        "price_agreed": _agreed(c), "gift_price": c.data.get("agreed_price") if _agreed(c) else None,
    }  # fmt: skip


def _paid_back(c: View) -> Sequence[Effect]:
    """The refund to the consumer, an agreed price of a gift to the operator, trust money by its contract."""
    refund = fen(c.data["refund"])
    rest = c.balance(leaf(c)) - refund
    return (
        Release(_hold_name, "六第三段"),
        Transfer(leaf, lambda _: BUYERS, lambda _: refund, "退卡", "六第三段"),
        Transfer(leaf, lambda _: earned(issuer_of(c)), lambda _: rest, "赠品价款", "六第三段"),
        *released(c, c.subject_key),
    )


def released(c: View, card: str) -> Sequence[Effect]:
    """The trust money of a card, given free by its contract."""
    account = f"{secured(issuer_of(c))}:{card}"
    held = c.balance(account)
    if not held:
        return ()
    return (
        Transfer(
            lambda _: account, lambda _: means(issuer_of(c)), lambda _: held, "按信托合同释放信托资金", "四"
        ),
    )  # fmt: skip


def closed_card(c: View) -> Mapping[str, object]:
    """What a card says when its money has gone back."""
    return {"balance": "0元", "fulfilled_on": c.today.isoformat()}


def _refund_letter(c: View) -> Sequence[str]:
    more, agreed = c.data.get("gift_due", "0元"), c.data.get("agreed_price", "")
    told = [
        f"{c.subject.get('name')}（编号{c.subject_key}）已办理退卡：{c.data['refund_kind']}，退还{c.data['refund']}。"
    ]
    if c.data.get("gift") == "没有退回":
        told.append(
            f"赠品没有退回，消费者同意的价款为{agreed}。"
            if _agreed(c)
            else "赠品没有退回；价款未经消费者同意，没有从余额中扣除。"
        )
    if fen(more):
        told.append(f"赠品价款另有{more}，由消费者另行支付。")
    return told


def _proposal(c: View) -> str:
    return f"{name_of(c)}提出赠品价款{c.data['gift_price']}，请答复是否同意；不同意的不从余额中扣除"


REFUND = Procedure(
    key="refund",
    label="无理由退卡",
    policy=DOC,
    clause="六第三段",
    gist="购卡之日起7日内可以无理由退卡；提出即留住余额，没有消费的全退，消费过的退余额，赠品退回或付合理价款",
    subject=CARDS,
    watches=WATCHING,
    sums=("refund",),
    title=lambda c: f"退卡：{c.subject.get('name', '')}",
    steps=(
        Step(
            "ask", "提出退卡", CONSUMER, "六第三段", gist="凭单卡二维码或者购卡人的账号",
            outcomes=(
                Outcome(
                    "ask", "退卡", to=("repay", "withdraw"),
                    checks=(
                        Require(_bearer, "这张卡登记有购卡人，应由购卡人本人退卡", "六第三段"),
                        Require(lambda c: c.subject.get("state") == ACTIVE, "这张卡没有激活，或者已经用完、退卡", "六第三段"),
                        Require(
                            lambda c: c.available(leaf(c)) == c.balance(leaf(c)), "这张卡已经在办理退卡", "六第三段"
                        ),
                        Decide(
                            "plain_last", rules.return_deadline,
                            lambda c: {"bought_on": c.subject.get("bought_on"), "rest_days": "0日"},
                        ),
                        Decide(
                            "may_return", rules.may_return, _return, expect=True,
                            why="已过无理由退卡的期限；可以与经营者协商，或者投诉",
                        ),
                    ),
                    effects=(
                        Hold(_hold_name, leaf, lambda c: c.available(leaf(c)), "六第三段"),
                        _card(ACTIVE, lambda c: {"refund_hold": _hold_name(c)}),
                    ),
                ),
            ),
        ),
        Step(
            "repay", "退款", ISSUER, "六第三段", form=GiftState, optional=("gift_price",),
            gist="原文未写明几日内退款；不退的，消费者可以投诉。赠品的价款要消费者同意才能从余额里扣",
            outcomes=(
                Outcome(
                    "repaid", "已退款", ends="已退卡", closes=("withdraw",),
                    checks=(
                        own("六第三段"),
                        Require(lambda c: c.subject.get("state") == ACTIVE, "这张卡已经用完或者退卡", "六第三段"),
                        Decide("refund_kind", rules.refund_kind, _refund),
                        Decide("refund", rules.refund_amount, _refund),
                        Decide("gift_due", rules.gift_payment, _refund),
                    ),
                    effects=(
                        Each(_paid_back),
                        _card(RETURNED, closed_card),
                    ),
                    papers=(Paper("refund", "退卡凭证", ISSUER, (CONSUMER,), _refund_letter, "六第三段"),),
                ),
                Outcome(
                    "propose", "提出赠品价款，请消费者答复", to=("agree",),
                    when=lambda c: c.subject.get("state") == ACTIVE and not _agreed(c),
                    checks=(
                        own("六第三段"),
                        Require(lambda c: c.data.get("gift") == "没有退回", "赠品没有或者已经退回的，不收价款", "六第三段"),
                        Require(lambda c: fen(c.data.get("gift_price", "0元")) > 0, "请填写所提的价款", "六第三段"),
                    ),
                    effects=(Notify((CONSUMER,), _proposal, "六第三段"),),
                ),
                Outcome(
                    "moot", "余额已经返还，无款可退", ends="无款可退", incomplete=True, reasons=True,
                    closes=("withdraw",), when=lambda c: c.subject.get("state") != ACTIVE,
                ),
            ),
        ),
        Step(
            "agree", "答复赠品价款", CONSUMER, "六第三段", form=GiftAnswer, optional=("agreed_price",),
            gist="合理价款由谁定原文未写明：消费者同意多少扣多少，不同意的不扣",
            offers=lambda c: {"agreed_price": c.data.get("gift_price", "")},
            outcomes=(
                Outcome(
                    "agree", "同意", to=("repay",),
                    checks=(
                        Require(lambda c: fen(c.data.get("agreed_price", "0元")) > 0, "请填写同意支付的价款", "六第三段"),
                    ),
                    effects=(
                        Mark("price_agreed"),
                        Notify((ISSUER,), lambda c: f"消费者同意支付赠品价款{c.data['agreed_price']}", "六第三段"),
                    ),
                ),
                Outcome(
                    "disagree", "不同意", to=("repay",), incomplete=True, reasons=True,
                    effects=(Notify((ISSUER,), lambda c: f"消费者不同意所提的赠品价款：{c.reasons}", "六第三段"),),
                ),
            ),
        ),
        Step(
            "withdraw", "撤回退卡", CONSUMER, "六第三段", gist="又不想退了的才办；撤回以后卡可以照常使用",
            outcomes=(
                Outcome(
                    "withdraw", "撤回", ends="消费者撤回", closes=("repay", "agree"),
                    checks=(Require(lambda c: c.subject.get("state") == ACTIVE, "这张卡已经退款", "六第三段"),),
                    effects=(
                        Release(_hold_name, "六第三段"),
                        Notify((ISSUER,), lambda c: f"消费者撤回了{c.subject.get('name', '')}的退卡", "六第三段"),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip
