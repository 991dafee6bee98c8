"""Registers, accounts and cards with something in them, for tests of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.office import clock
from luoshi.office.cases import registers, service
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import AccountUnit, Case, Entry, EntryUnit
from luoshi.office.directory import admin
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import moment
from tests.web.officed import Desk
from tests.web.signed import settled

NOW = moment("2026-01-08T09:00")
RECIPIENTS = "specimen.rent_subsidy.recipients"
FORMULA = '=HYPERLINK("http://example.org";"点")'
HEAD = "交易日期,摘要,借方发生额(元),贷方发生额(元),余额,对方户名,对方账号,交易流水号"


@contextmanager
def standing() -> Iterator[None]:
    """Stand at the moment of these tests."""
    with clock.at(NOW):
        yield


def root() -> Any:
    """Who administers the office."""
    return settled(admin.create("root1", "样例管理员")[0])


def paid(desk: Desk, **facts: object) -> Case:
    """A subsidy that was published and paid."""
    case = desk.office.applied(**facts)
    service.act(case.key, "first_review", "pass", desk.office.county)
    service.act(case.key, "second_review", "pass", desk.office.city)
    with clock.at(NOW + timedelta(days=20)):
        fire(clock.now())
        return service.act(case.key, "pay", "paid", desk.office.finance, data={"amount": "3000元"})


def account(
    desk: Desk, code: str = "zhuanhu:1", name: str = "样例专户", who: str = "county"
) -> str:
    """An account of a unit, with the world outside beside it; 1,000.00 came, 300.50 went."""
    opened: dict[str, Any] = {"purpose": "试验", "clause": "样例办法 第一条"}
    ledgers.open_account("outside", "账外", owner=None, floor=None, **opened)
    ledgers.open_account(code, name, owner=getattr(desk.office, who).unit, **opened)
    move("outside", code, 1000_00, f"{code}:S0001")
    move(code, "outside", 300_50, f"{code}:S0002", memo=FORMULA)
    return code


def move(source: str, to: str, fen: int, key: str, memo: str = "拨付") -> None:
    """Post one amount."""
    ledgers.post([(source, -fen), (to, fen)], memo=memo, clause="样例办法 第一条", key=key, at=NOW)


def seen_by(desk: Desk, code: str, who: str) -> None:
    """Let another unit see an account."""
    AccountUnit.objects.create(account=code, unit=getattr(desk.office, who).unit)


def sheet(*lines: str, head: str = HEAD, name: str = "流水.csv", encoding: str = "utf-8") -> Any:
    """A bank's statement as a file."""
    return SimpleUploadedFile(name, "\n".join([head, *lines]).encode(encoding))


FIRST = "2026-01-08,入账,,1000.00,1000.00,账外,6200,S0001"
SECOND = "2026-01-08,支付,300.50,,699.50,账外,6201,S0002"
STRANGE = "2026-01-08,利息,,5.00,704.50,某行,6202,S0003"


def card(name: str = "样例购物卡", **data: object) -> Entry:
    """A card with 80.00 left of 100.00, and what was bought with it."""
    opened: dict[str, Any] = {"purpose": "预收资金", "clause": "济政字〔2022〕83号 四"}
    ledgers.open_account("buyers", "购卡人", owner=None, floor=None, **opened)
    ledgers.open_account("card:dian", "预收资金", owner=None, **opened)
    ledgers.open_account("card:dian:K1", "卡", owner=None, parent="card:dian", **opened)
    move("buyers", "card:dian:K1", 100_00, "k1")
    move("card:dian:K1", "buyers", 20_00, "k2")
    told = {"issuer": "dian", "issuer_name": "样例商店", "authority": "秘密的机关代码", "name": name,
            "bought_on": "2026-01-01", "price": "100元", **data}  # fmt: skip
    made = _entry("jinan.prepaid_cards.cards", "K1", told, "已激活", code=registers.new_code())
    spent: dict[str, object] = {
        "card": "K1",
        "what": "理发",
        "amount": "20元",
        "left": "80元",
        "spent_on": "2026-01-03",
    }
    _entry("jinan.prepaid_cards.spending", "S1", spent, "已记")
    _entry(
        "jinan.prepaid_cards.spending", "S2", {**spent, "card": "K2", "what": "别人的消费"}, "已记"
    )
    return made


def entry_of(desk: Desk, who: str, key: str, name: str, state: str = "公示") -> Entry:
    """An entry of the register of recipients that belongs to a unit."""
    made = _entry(
        RECIPIENTS, key, {"name": name, "degree": "硕士研究生", "monthly": "1000元"}, state
    )
    EntryUnit.objects.create(entry=made, role="county_hr", unit=getattr(desk.office, who).unit)
    return made


def _entry(register: str, key: str, data: dict[str, object], state: str, **more: Any) -> Entry:
    name = str(data.get("name", key))[:200]
    return Entry.objects.create(
        register=register, key=key, name=name, data=data, state=state, made=NOW, changed=NOW, **more
    )
