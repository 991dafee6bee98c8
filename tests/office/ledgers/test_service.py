"""Posting, holding, reversing: what is done, what is refused and how it is said."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from luoshi.office import clock
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers import service
from luoshi.office.ledgers.errors import LedgerError, yuan
from luoshi.office.ledgers.models import Account, DayEnd, FloorChange, HoldMove, Leg, Posting

from .conftest import AT, CLAUSE, move

BAD = "样例办法 第二条"


def refused(act: Callable[[], object], *words: str, kind: str = "") -> LedgerError:
    """The refusal, which must say these words."""
    with pytest.raises(LedgerError) as caught:
        act()
    for each in words:
        assert each in str(caught.value)
    assert not kind or caught.value.kind == kind
    assert caught.value.remedy
    return caught.value


def sound() -> bool:
    return service.day_end(clock.today()).sound


def test_money_moves_and_parents_roll_up(books: str) -> None:
    posted = move("out", "permit:key", 100_00, key="k1")
    assert posted.pk
    assert (service.balance("permit:key"), service.balance("permit")) == (100_00, 100_00)
    move("permit:key", "permit:free", 30_00)
    assert [service.balance(code) for code in ("permit:key", "permit:free", "permit", "out")] == [
        70_00, 30_00, 100_00, -100_00,
    ]  # fmt: skip
    assert Posting.objects.get(key="k1").as_json()["legs"] == [
        {"account": "out", "name": "外部资金", "amount": -100_00},
        {"account": "permit:key", "name": "重点资金", "amount": 100_00},
    ]
    assert sound()


def test_several_legs(books: str) -> None:
    legs = [("out", -10), ("permit:key", 4), ("permit:free", 6)]
    posted = service.post(legs, memo="分账", clause=CLAUSE, key="k", at=AT)
    assert list(posted.legs.order_by("n").values_list("account__code", "amount")) == legs
    assert sound()


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ([("out", -5), ("supplier", 4)], "合计应为零"),
        ([("out", -5)], "2 至"),
        ([], "2 至"),
        ([("out", -5), ("out", 5)], "出现两次"),
        ([("out", 0), ("supplier", 0)], "不能记账"),
        ([("out", -1.5), ("supplier", 1.5)], "不是以分计的整数"),
        ([("out", True), ("supplier", -1)], "不是以分计的整数"),
        ([("out", -(10**16)), ("supplier", 10**16)], "不能记账"),
        ([("nowhere", -5), ("supplier", 5)], "没有账户“nowhere”"),
        ([("out", -5), ("permit", 5)], "不能直接记账"),
    ],
)
def test_bad_legs_are_refused(books: str, legs: list[tuple[str, int]], words: str) -> None:
    refused(lambda: service.post(legs, memo="转账", clause=CLAUSE, key="k", at=AT), words)
    assert not Posting.objects.exists()


def test_bad_words_are_refused(books: str) -> None:
    refused(lambda: move("out", "supplier", 1, memo=" "), "摘要不能为空")
    refused(lambda: move("out", "supplier", 1, key=" "), "幂等键不能为空")
    refused(lambda: move("out", "supplier", 1, key="k" * 201), "幂等键有 201 个字")
    refused(lambda: move("out", "supplier", 1, memo="a\0"), "不能保存的字符")
    refused(lambda: move("out", "supplier", 1, at=datetime(2024, 1, 1)), "没有时区")  # noqa: DTZ001


def test_a_floor_refuses_with_its_clause(books: str) -> None:
    move("out", "permit:key", 100_00)
    service.set_floor("permit:key", 80_00, why="节点留存 40%", clause=BAD, at=AT)
    error = refused(
        lambda: move("permit:key", "supplier", 20_01),
        "重点资金（permit:key）", "100.00元", "79.99元", "80.00元", "节点留存 40%", BAD, "20.00元",
        kind="floor",
    )  # fmt: skip
    assert error.clause == BAD
    move("permit:key", "supplier", 20_00)
    assert service.free("permit:key") == 0
    assert sound()


def test_a_floor_holds_on_every_level(books: str) -> None:
    move("out", "permit:key", 50_00)
    move("out", "permit:free", 50_00)
    service.set_floor("permit", 90_00, why="监管总额", clause=BAD, at=AT)
    refused(lambda: move("permit:free", "supplier", 10_01), "样例项目（permit）", BAD)
    assert service.free("permit:free") == 10_00
    move("permit:free", "permit:key", 50_00)  # within the group nothing leaves it
    move("permit:key", "supplier", 10_00)
    assert sound()


def test_a_floor_above_what_is_there_lets_money_in_only(books: str) -> None:
    move("out", "permit:key", 10_00)
    account = service.set_floor("permit:key", 110_00, why="预算的 110%", clause=BAD, at=AT)
    assert account.short == 100_00
    move("out", "permit:key", 20_00)
    refused(lambda: move("permit:key", "supplier", 1), "最多可动用 0.00元")
    refused(lambda: service.hold("h", "permit:key", 1, clause=BAD, at=AT), "低于底线")
    service.set_floor("permit:key", 5_00, why="竣工", clause=BAD, at=AT)
    service.set_floor("permit:key", 5_00, why="竣工", clause=BAD, at=AT)
    assert FloorChange.objects.count() == 2
    move("permit:key", "supplier", 25_00)


def test_a_floor_cannot_cover_a_deficit(books: str) -> None:
    move("out", "supplier", 10)
    refused(lambda: service.set_floor("out", 0, why="不得透支", clause=BAD, at=AT), "已经透支")
    service.set_floor("out", -10, why="授信", clause=BAD, at=AT)
    refused(lambda: move("out", "supplier", 1), "低于底线 -0.10元")


def test_the_same_key_posts_once(books: str) -> None:
    first = move("out", "supplier", 5, key="k")
    again = move("out", "supplier", 5, key="k", at=AT + timedelta(hours=1), actor="时钟")
    assert again.pk == first.pk
    assert service.balance("supplier") == 5
    refused(lambda: move("out", "supplier", 6, key="k"), "幂等键“k”已用于另一笔账", kind="key")
    refused(lambda: move("out", "supplier", 5, key="k", memo="另一笔"), "已用于另一笔账")
    assert service.balance("supplier") == 5


def test_a_repeated_request_is_answered_after_the_money_is_gone(books: str) -> None:
    move("out", "supplier", 5)
    first = move("supplier", "out", 5, key="k")
    assert move("supplier", "out", 5, key="k").pk == first.pk


def test_a_refusal_leaves_the_callers_transaction_whole(books: str) -> None:
    with transaction.atomic():
        move("out", "supplier", 5)
        refused(lambda: move("supplier", "out", 6), "低于底线")
        refused(lambda: move("supplier", "nowhere", 1), "没有账户")
        move("supplier", "out", 1)
    assert service.balance("supplier") == 4
    assert sound()


def test_holds(books: str) -> None:
    move("out", "permit:key", 100)
    service.hold("freeze", "permit:key", 60, clause=BAD, at=AT, case="C1")
    assert service.hold("freeze", "permit:key", 60, clause=BAD, at=AT).left == 60
    refused(lambda: service.hold("freeze", "permit:key", 61, clause=BAD, at=AT), "已用于")
    assert [service.available(code) for code in ("permit:key", "permit")] == [40, 40]
    refused(lambda: move("permit:key", "supplier", 41), "冻结 0.60元")
    refused(lambda: service.hold("more", "permit:key", 41, clause=BAD, at=AT), "低于底线")
    paid = service.pay_hold("freeze", "supplier", 25, memo="支付", clause=BAD, key="p", at=AT)
    assert (paid.case, service.balance("permit:key"), service.available("permit:key")) == (
        "C1", 75, 40,
    )  # fmt: skip
    again = service.pay_hold("freeze", "supplier", 25, memo="支付", clause=BAD, key="p", at=AT)
    assert again.pk == paid.pk
    refused(
        lambda: service.pay_hold("freeze", "supplier", 36, memo="支付", clause=BAD, key="q", at=AT),
        "只剩 0.35元",
    )
    assert service.release("freeze", at=AT).left == 0
    assert service.release("freeze", at=AT).left == 0
    assert service.available("permit") == 75
    refused(lambda: service.hold("freeze", "permit:key", 60, clause=BAD, at=AT), "已经解除")
    assert list(HoldMove.objects.values_list("kind", "amount")) == [
        ("placed", 60), ("paid", -25), ("released", -35),
    ]  # fmt: skip
    assert sound()


def test_all_of_a_hold_is_paid_once(books: str) -> None:
    move("out", "permit:key", 100)
    service.hold("h", "permit:key", 100, clause=BAD, at=AT)

    def pay(key: str) -> Posting:
        return service.pay_hold("h", "permit:free", memo="划转", clause=BAD, key=key, at=AT)

    assert pay("p").pk == pay("p").pk
    refused(lambda: pay("q"), "已经解除或支付完毕")
    assert service.balance("permit") == service.available("permit") == 100
    assert sound()


def test_an_account_without_floor_holds_only_what_is_there(books: str) -> None:
    refused(lambda: service.hold("h", "out", 1, clause=BAD, at=AT), "低于底线")
    move("out", "supplier", 50)
    move("supplier", "out", 50)
    service.open_account("bank", "银行", owner=None, purpose="往来", clause=CLAUSE, floor=None)
    move("out", "bank", 50)
    service.hold("h", "bank", 50, clause=BAD, at=AT)
    refused(lambda: move("bank", "out", 1), "低于底线")
    service.release("h", at=AT)
    move("bank", "out", 60)


def test_unknown_names(books: str) -> None:
    refused(lambda: service.release("h", at=AT), "没有名为“h”的冻结", kind="unknown")
    refused(lambda: service.balance("x"), "没有账户“x”", kind="unknown")
    refused(lambda: service.free("x"), "没有账户")
    refused(lambda: service.turnover("x"), "没有账户")
    refused(lambda: service.statement("x", date(2024, 1, 1), date(2024, 1, 1)), "没有账户")
    refused(lambda: service.set_floor("x", 1, why="y", clause="", at=AT), "没有账户")
    refused(lambda: service.reverse("k", reason="错", key="r", at=AT), "没有幂等键")


def test_a_reversal_happens_once(books: str) -> None:
    move("out", "permit:key", 100, key="k", memo="按揭入账")
    back = service.reverse("k", reason="记错账户", key="r", at=AT, actor="样例经办")
    assert back.reverses == Posting.objects.get(key="k")
    assert "记错账户" in back.memo
    assert service.balance("permit") == service.balance("out") == 0
    assert service.reverse("k", reason="记错账户", key="r", at=AT).pk == back.pk
    refused(lambda: service.reverse("k", reason="再来", key="s", at=AT), "已经冲正过")
    refused(lambda: service.reverse("r", reason="再来", key="s", at=AT), "不能再冲正")
    refused(lambda: service.reverse("k", reason="别的话", key="r", at=AT), "已用于另一笔账")
    assert service.turnover("permit") == (0, 0)
    assert Posting.objects.count() == 2
    assert sound()


def test_a_reversal_that_breaks_a_floor_is_refused(books: str) -> None:
    move("out", "permit:key", 100, key="k")
    move("permit:key", "supplier", 60)
    refused(lambda: service.reverse("k", reason="错", key="r", at=AT), "低于底线", kind="floor")
    move("out", "permit:key", 60)
    service.reverse("k", reason="错", key="r", at=AT)
    assert service.balance("permit:key") == 0


def test_the_database_refuses_to_change_or_delete(books: str) -> None:
    move("out", "permit:key", 100)
    service.hold("h", "permit:key", 1, clause=BAD, at=AT)
    service.set_floor("permit:key", 1, why="试验", clause=BAD, at=AT)
    for table in ("posting", "leg", "holdmove", "floorchange"):
        for statement in (
            f"UPDATE ledgers_{table} SET id = id",
            f"UPDATE ledgers_{table} SET sample = NOT sample",
            f"DELETE FROM ledgers_{table}",
        ):
            with (
                pytest.raises((IntegrityError, DatabaseError), match="账簿只能追加"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    assert sound()


def test_the_models_refuse_too(books: str) -> None:
    posted = move("out", "permit:key", 100)
    leg = Leg.objects.all()[0]
    for act in (
        posted.save,
        posted.delete,
        leg.save,
        leg.delete,
        Leg.objects.all().delete,
        Posting.objects.all().delete,
        lambda: Posting.objects.update(memo="x"),
        lambda: Leg.objects.bulk_update([leg], ["amount"]),
    ):
        refused(act, "只能追加", kind="state")


def test_opening_accounts(books: str) -> None:
    def again(**more: object) -> Account:
        words = {"owner": None, "purpose": "试验", "clause": CLAUSE, **more}
        return service.open_account("supplier", "样例供应商", **words)

    assert again().pk == Account.objects.get(code="supplier").pk
    refused(lambda: again(purpose="别的"), "已用于另一个账户", kind="key")
    refused(lambda: again(parent="nowhere"), "没有账户“nowhere”")
    move("out", "supplier", 1)

    def opened(code: str, **more: object) -> Account:
        words = {"owner": None, "purpose": "试验", "clause": CLAUSE, **more}
        return service.open_account(code, "新账户", **words)

    refused(lambda: opened("supplier:1", parent="supplier"), "已有账目")
    refused(lambda: opened("a b"), "不能用的字符")
    refused(lambda: opened("permit:s", parent="permit", sample=True), "互为上下级")
    deep = opened("permit:other:1", parent=opened("permit:other", parent="permit").code)
    move("out", deep.code, 7)
    assert service.balance("permit:other") == service.balance("permit") == 7
    assert sound()


def test_accounts_of_a_unit(books: str) -> None:
    unit = Unit.objects.get(code="sample-co")
    service.open_account(
        "permit:free:x", "分户", owner=None, purpose="x", clause="", parent="permit:free"
    )
    codes = [account.code for account in service.accounts_of(unit)]
    assert codes == ["permit", "permit:free", "permit:free:x", "permit:key"]
    assert json.dumps([account.as_json() for account in service.accounts_of(unit)])


def test_closing_accounts(books: str) -> None:
    move("out", "permit:key", 1)
    refused(lambda: service.close_account("permit:key"), "不能销户")
    move("permit:key", "out", 1, key="last")
    refused(lambda: service.close_account("permit"), "未销户")
    service.close_account("permit:key")
    refused(lambda: move("out", "permit:key", 1), "已销户", kind="state")
    assert move("permit:key", "out", 1, key="last").pk  # a repeated request still gets its answer
    service.close_account("permit:free")
    service.close_account("permit")


def test_samples_go_again_and_nothing_else(books: str) -> None:
    move("out", "supplier", 5)
    words = {"owner": None, "purpose": "样例", "clause": "", "sample": True}
    service.open_account("s", "样例户", floor=None, **words)
    service.open_account("g", "样例组", **words)
    service.open_account("g:1", "样例分户", parent="g", **words)
    refused(lambda: move("out", "g:1", 5), "样例账户和真实账户")
    move("s", "g:1", 5, key="x")
    service.reverse("x", reason="错", key="y", at=AT)
    move("s", "g:1", 5)
    service.hold("h", "g:1", 5, clause="", at=AT)
    service.set_floor("g", 0, why="试验", clause="", at=AT)
    assert service.remove_samples() == 3
    assert Posting.objects.count() == 1
    assert not Account.objects.filter(sample=True).exists()
    assert sound()


def test_turnover_by_memo(books: str) -> None:
    move("out", "permit:key", 10, memo="按揭入账")
    move("out", "permit:free", 5, memo="首付入账")
    move("permit:free", "supplier", 2, memo="支付")
    assert service.turnover("permit") == (15, 2)
    assert service.turnover("permit", "按揭") == (10, 0)


def test_a_statement_adds_up(books: str) -> None:
    days = [AT + timedelta(days=n) for n in range(4)]
    move("out", "permit:key", 100, at=days[0])
    move("permit:key", "supplier", 30, at=days[2], memo="支付", key="pay")
    move("out", "permit:key", 5, at=days[1], memo="补记")  # written later, counts before
    service.reverse("pay", reason="退回", key="back", at=days[3])
    told = service.statement("permit:key", days[1].date(), days[2].date())
    assert (told.opening, told.closing, told.came, told.went) == (100, 75, 5, -30)
    assert [(entry.amount, entry.balance) for entry in told.entries] == [(5, 105), (-30, 75)]
    assert told.entries[1].others == ("样例供应商",)
    assert told.entries[1].reversed
    assert [service.balance("permit", day.date()) for day in days] == [100, 105, 75, 105]
    whole = service.statement("permit", days[0].date(), days[3].date())
    assert (whole.opening, whole.closing) == (0, 105)
    assert whole.entries[-1].reverses == "pay"
    assert json.loads(json.dumps(whole.as_json()))["closing"] == 105
    refused(lambda: service.statement("permit", date(2024, 2, 2), date(2024, 2, 1)), "之后")


def test_the_day_counts_in_china(books: str) -> None:
    late = datetime.fromisoformat("2024-03-01T16:30:00+00:00")
    assert move("out", "supplier", 1, at=late).day == date(2024, 3, 2)


def test_the_check_finds_what_does_not_add_up(books: str) -> None:
    move("out", "permit:key", 100)
    today = clock.today()
    assert service.day_end(today).as_json()["sound"]
    Account.objects.filter(code="permit:key").update(balance=90)
    Account.objects.filter(code="supplier").update(held=3)
    kinds = [(each["kind"], each["where"]) for each in service.day_end(today).findings]
    assert kinds == [
        ("balance", "permit:key"), ("parent", "permit"), ("held", "supplier"), ("held", "supplier"),
    ]  # fmt: skip
    assert DayEnd.objects.count() == 1
    refused(lambda: service.day_end(today + timedelta(days=1)), "还没有到")


def test_the_check_finds_a_lost_leg(books: str) -> None:
    posting = move("out", "permit:key", 100)
    Leg.objects.bulk_create(
        [
            Leg(
                posting=posting,
                n=3,
                account=Account.objects.get(code="out"),
                amount=7,
                day=AT.date(),
            )
        ]
    )
    kinds = {each["kind"] for each in service.day_end(clock.today()).findings}
    assert kinds == {"total", "posting", "balance"}


def test_amounts_are_told_as_people_read_them() -> None:
    assert [yuan(fen) for fen in (0, 5, -123456789, 100)] == [
        "0.00元", "0.05元", "-1,234,567.89元", "1.00元",
    ]  # fmt: skip
