"""济政字〔2022〕83号 七 and what is public: look-up by code, yellow and red, unfiled cards, who sees what."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.office import clock, worker
from luoshi.office.cases import access, lookups, public, service
from luoshi.office.cases.deadlines import last_day
from luoshi.office.cases.errors import BadInput, NotAllowed, NotThere, Refused
from luoshi.office.cases.models import Act, Case, Deadline, Entry, IssuedPaper, Notice
from luoshi.office.sample import loading
from tests.office.cases.cards import OF, Cards, at, register
from tests.office.cases.office import moment

A = "济政字〔2022〕83号 "
HOLIDAY = "2023-09-27"
"""A Wednesday; the 28th is worked, then the holiday to 6 October, then Saturday and Sunday are worked."""


@pytest.fixture
def cards(store: str) -> Cards:
    """Two shops are filed, the second with the zone."""
    office = Cards()
    office.platform()
    with at("2023-03-10"):
        office.filed()
        office.filed(who=office.rival, authority=office.zone)
    return office


@pytest.fixture
def card(cards: Cards) -> Entry:
    """A card of the first shop that a consumer bought of an agent."""
    with at("2023-03-10"):
        return cards.sold("1000元", agent="agent")


def published(name: str) -> list[dict[str, Any]]:
    """What anybody sees of a register."""
    return [
        {field["name"]: field["value"] for field in each["data"]}
        if isinstance(each["data"], list)
        else each["data"]
        for each in public.listed(OF + name)
    ]


def light_of(case: Case) -> str:
    """The light of a complaint."""
    return Entry.objects.get(register=OF + "warnings", key=case.key).state


# --- the code of a card


def test_whoever_holds_the_code_sees_balance_and_records(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        cards.spend(card, "120.50元")
        found = lookups.look_up((card.code or "").lower())
    assert found is not None
    told = found.as_json()
    assert told["balance"] == "879.50元"
    (line,) = told["records"]
    assert (line["what"], line["amount"], line["left"]) == ("米面", "120.5元", "879.5元")
    assert told["clause"] == A + "七"
    assert set(told["procedures"]) == {OF + "refund", OF + "complaint"}
    assert "buyer" not in str(told)


def test_a_card_that_was_not_sold_yet_is_found_too(cards: Cards) -> None:
    with at("2023-03-10"):
        (blank,) = cards.cards(1)
        found = lookups.look_up(blank.code or "")
    assert found is not None
    assert found.as_json()["state"] == "未激活"


def test_a_code_that_belongs_to_nothing_warns(cards: Cards) -> None:
    assert lookups.look_up("23456789ABCDEFGHJKMN") is None
    with at("2023-03-10"):
        told = lookups.warning()
    assert told is not None
    assert told.words == "此卡非合规备案卡，请谨慎购买"
    assert (told.clause, told.procedure, told.in_force) == (A + "七", OF + "report_unfiled", True)
    with at("2026-01-05"):
        late = lookups.warning()
    assert late is not None
    assert not late.in_force


def test_the_key_of_a_card_is_no_permission_but_its_code_is(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        with pytest.raises(NotThere):
            cards.start("complaint", cards.other, card.key)
        assert cards.start("complaint", cards.other, card.code or "").state == "draft"
        assert cards.start("complaint", cards.buyer, card.key).state == "draft"


# --- yellow and red


def test_a_complaint_is_yellow_at_once_and_goes_to_three(cards: Cards, card: Entry) -> None:
    with at("2023-06-08"):
        case = cards.complain(card)
    assert light_of(case) == "黄灯"
    assert set(case.tasks.filter(state="open").values_list("step", flat=True)) == {
        "handle",
        "settle",
    }
    paper = IssuedPaper.objects.get(case=case)
    assert paper.title == "投诉转接单"
    told = set(Notice.objects.filter(case=case).values_list("unit__code", flat=True))
    assert {"shop", "agent", "district"} <= told
    assert not published("warnings")
    decided = Act.objects.get(case=case, step="complain").decisions[0]
    assert decided["result"] == ["发卡经营者", "代理发卡机构", "备案管理机关"]


RED = [
    # complained, the last working day
    ("2023-06-05", "2023-06-08"),  # Monday to Thursday
    ("2023-06-08", "2023-06-13"),  # over a weekend
    ("2023-06-10", "2023-06-14"),  # on a Saturday
    ("2023-06-20", "2023-06-26"),  # 22nd to 24th are a holiday, Sunday the 25th is worked
    (HOLIDAY, "2023-10-08"),  # over eight days, to a Sunday that is worked
]


@pytest.mark.parametrize(("day", "last"), RED)
def test_red_after_three_working_days_by_itself(
    cards: Cards, card: Entry, day: str, last: str
) -> None:
    with at(day):
        case = cards.complain(card)
    rows = Deadline.objects.filter(case=case)
    assert {last_day(row.at) for row in rows} == {last}
    assert {row.clause for row in rows} == {A + "七"}
    with at(f"{last}T23:59:59"):
        worker.once()
        assert light_of(case) == "黄灯"
        assert not published("warnings")
    with clock.at(rows[0].at):
        worker.once()
        worker.once()
    assert light_of(case) == "红灯"
    assert [each["name"] for each in published("warnings")] == ["样例超市"]
    supervision = Case.objects.get(procedure=OF + "supervision")
    assert supervision.subject is not None
    assert supervision.subject.key == case.key
    (task,) = supervision.tasks.all()
    assert task.unit == cards.city.unit
    notice = IssuedPaper.objects.get(case=case, title="红灯警示通报")
    assert notice.number
    act = Act.objects.get(case=case, step="settle")
    assert (act.kind, act.decisions[0]["result"]) == ("late", "红灯")


def test_settled_on_the_last_working_day_stays_off_red(cards: Cards, card: Entry) -> None:
    with at(HOLIDAY):
        case = cards.complain(card)
    with at("2023-10-07"):
        cards.act(case, "handle", "answered", cards.shop, answer="已经退款")
    with at("2023-10-08T23:59"):
        done = cards.act(case, "settle", "settled", cards.district, result="已经退款")
    with at("2023-10-09T00:00"):
        worker.once()
    assert (done.ended, light_of(case)) == ("已妥善处理", "已妥善处理")
    assert not published("warnings")
    assert not Case.objects.filter(procedure=OF + "supervision").exists()


def test_too_late_is_red_even_before_the_worker_looked(cards: Cards, card: Entry) -> None:
    with at("2023-06-05"):
        case = cards.complain(card)
    with at("2023-06-09T00:01"):
        with pytest.raises(Refused, match="应亮红灯") as refused:
            cards.act(case, "settle", "settled", cards.district, result="已经退款")
        assert refused.value.clause == A + "七"
        with pytest.raises(Refused):  # nobody turns it red by hand, and nobody turns it off
            cards.act(case, "settle", "red", cards.district)
    with at("2023-07-10"):  # a worker that stood still for a month
        assert worker.once().acted == 1
    assert light_of(case) == "红灯"


def test_the_shop_does_not_settle_its_own_complaint(cards: Cards, card: Entry) -> None:
    with at("2023-06-05"):
        case = cards.complain(card)
        for who in (cards.shop, cards.buyer, cards.agent, cards.city):
            with pytest.raises(NotAllowed):
                cards.act(case, "settle", "settled", who, result="好了")
        cards.act(case, "handle", "answered", cards.shop, answer="已经退款")
        assert light_of(case) == "黄灯"


def test_supervision_ends_and_the_red_light_stays_on_record(cards: Cards, card: Entry) -> None:
    with at("2023-06-05"):
        case = cards.complain(card)
    with at("2023-06-09T00:00"):
        worker.once()
    with at("2023-06-12"):
        supervision = Case.objects.get(procedure=OF + "supervision")
        cards.act(supervision, "supervise", "done", cards.city, result="已经督办")
        done = cards.act(case, "finish", "done", cards.district, result="已经退款")
    assert done.ended == "亮红灯后处理完毕"
    assert light_of(case) == "红灯（已督办）"
    (shown,) = published("warnings")
    assert shown == {"name": "样例超市", "red_on": "2023-06-09", "authority_name": "样例甲区商务局"}


def test_nobody_supervises_himself(cards: Cards) -> None:
    with at("2023-06-05"):
        case = cards.one("report_unfiled", "report", "send", cards.buyer, parties={"authority": "city"},
                         name="样例某店", address="样例路9号", bought_on="2023-06-01", complaint="扫不出来")  # fmt: skip
    with at("2023-06-09T00:00"):
        worker.once()
    assert light_of(case) == "红灯"
    assert not Case.objects.filter(procedure=OF + "supervision").exists()


# --- unfiled cards


SHOP_9: dict[str, Any] = {
    "name": "样例九号店", "address": "样例路9号", "launch_on": "2023-03-01",
    "issued_on": "2022-05-10", "filed_offline": False,
}  # fmt: skip


def test_a_report_of_a_card_that_cannot_be_scanned_is_yellow(cards: Cards) -> None:
    with at("2023-06-05"):
        case = cards.one("report_unfiled", "report", "send", cards.buyer, parties={"authority": "district"},
                         name="样例九号店", address="样例路9号", bought_on="2023-06-01", complaint="扫不出来")  # fmt: skip
        assert light_of(case) == "黄灯"
        paper = IssuedPaper.objects.get(case=case)
        assert (paper.title, paper.to) == ("投诉转接单", ["district"])
        shown = Act.objects.get(case=case, step="report").decisions[0]
        assert shown["result"] == "此卡非合规备案卡，请谨慎购买"
    with at("2023-06-08T23:00"):
        done = cards.act(case, "verify", "settled", cards.district, result="另行核实")
    assert done.ended == "已妥善处理"


def test_an_unfiled_card_is_shown_after_its_last_day_and_taken_down_after_filing(
    cards: Cards,
) -> None:
    with at("2023-05-30"), pytest.raises(Refused, match="备案期限还没有到") as refused:
        cards.one("unfiled", "verify", "publish", cards.district, **SHOP_9)
    assert refused.value.clause.startswith(A + "六第一段")
    with at("2023-05-31"):
        cards.one("unfiled", "verify", "publish", cards.district, **SHOP_9)
    (shown,) = published("non_compliant")
    assert shown == {"name": "样例九号店", "address": "样例路9号", "verified_on": "2023-05-31",
                     "authority_name": "样例甲区商务局"}  # fmt: skip
    (entry,) = register("non_compliant")
    with at("2023-06-05"):
        with pytest.raises(Refused, match="还没有完成备案"):
            cards.one(
                "delisting", "remove", "remove", cards.district, entry.key, filed_issuer="nobody"
            )
        case = cards.start("delisting", cards.district, entry.key)
        with pytest.raises(
            Refused, match="不是公示的这一家"
        ):  # another operator's filing does not help
            cards.act(case, "remove", "remove", cards.district, filed_issuer="shop")
        assert published("non_compliant")
        cards.act(
            case, "remove", "remove", cards.district, filed_issuer="shop", same_as="营业执照同号"
        )
    assert not published("non_compliant")
    entry.refresh_from_db()
    assert entry.data["removed_why"] == "营业执照同号"


# --- public notices


def test_what_the_document_orders_is_public_and_nothing_else(cards: Cards, card: Entry) -> None:
    with at("2023-03-13"):
        with pytest.raises(Refused, match="不必发布"):
            cards.one("risk_notice", "warn", "publish", cards.district, sector="餐饮", concentrated=False,
                      common=False, prominent=False, content="谨慎购卡")  # fmt: skip
        cards.one("risk_notice", "warn", "publish", cards.district, sector="餐饮", concentrated=True,
                  common=False, prominent=False, content="谨慎购卡")  # fmt: skip
        drawn = cards.one(
            "inspection", "draw", "drawn", cards.district, "shop", sampled=True, partners="样例部门"
        )
        cards.act(drawn, "inspect", "publish", cards.district, result="未发现问题")
        cards.one("risk_check", "measure", "kept", cards.district, "shop")
        cards.complain(card)
    assert published("launches") == [
        {"launch_on": "2023-03-01", "way": "政府网站", "announced_by": "样例市商务局"}
    ]
    assert {"name": "样例超市", "funds": "商业保险共保体"} in published("issuers")
    assert [each["name"] for each in published("risk_notices")] == ["餐饮"]
    assert [each["result"] for each in published("inspections")] == ["未发现问题"]
    assert {key.removeprefix(OF) for key in public.registers() if key.startswith(OF)} == {
        "launches", "issuers", "non_compliant", "warnings", "risk_notices", "inspections",
    }  # fmt: skip
    everything = str([public.listed(key) for key in public.registers()])
    assert "样例甲" not in everything.replace("样例甲区", "")
    assert "样例保单" not in everything


# --- who sees what


def test_who_sees_what(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        spent = cards.spend(card, "10元")
        case = cards.complain(card)
    sees = {
        "shop": cards.shop, "agent": cards.agent, "district": cards.district, "city": cards.city,
        "buyer": cards.buyer,
    }  # fmt: skip
    for name, who in sees.items():
        assert access.case(who, case.key) == case, name
    for who in (cards.rival, cards.zone, cards.bank, cards.insurer, cards.trustee, cards.other):
        for key in (case.key, spent.key):
            with pytest.raises(NotThere):
                access.case(who, key)
        assert not access.entries(who, OF + "cards").filter(key=card.key).exists()
        assert not access.accounts(who).filter(code__startswith="card:shop").exists()
    leaf = f"card:shop:{card.key}"
    assert {each.code for each in access.accounts(cards.buyer)} == {leaf}
    assert {leaf, "card:shop"} <= {each.code for each in access.accounts(cards.shop)}
    assert leaf in {each.code for each in access.accounts(cards.district)}
    assert access.entry(cards.buyer, OF + "cards", card.key) == card


def test_an_authority_acts_on_what_it_filed(cards: Cards) -> None:
    with at("2023-03-13"):
        for procedure, step, outcome, data in (
            ("risk_check", "measure", "kept", {}),
            ("inspection", "draw", "drawn", {"sampled": True, "partners": "样例部门"}),
        ):
            with pytest.raises((Refused, NotAllowed, NotThere)):
                cards.one(procedure, step, outcome, cards.zone, "shop", **data)
        with pytest.raises(NotAllowed):
            cards.start("launch", cards.shop)
        with pytest.raises(NotAllowed):
            cards.start("risk_notice", cards.bank)


def test_a_role_is_filled_by_units_that_have_it(cards: Cards) -> None:
    with at("2023-03-13"):
        for given in ("shop", "nobody"):
            with pytest.raises(BadInput, match="不能作为"):
                service.start(OF + "issuer_filing", cards.shop, parties={"authority": given})


# --- the sample


@pytest.mark.parametrize(
    ("now", "more"),
    [("2025-06-18T15:00", ["weekly_report"]), ("2025-12-31T09:00", []), ("2026-03-16T15:00", [])],
)
def test_the_sample_tells_the_whole_story(
    store: str, monkeypatch: pytest.MonkeyPatch, now: str, more: list[str]
) -> None:
    monkeypatch.setattr(loading, "SAMPLES", ("prepaid_cards",))
    with at(now):
        loading.load()
        worker.once()
        waiting = Case.objects.filter(state="open").values_list("procedure", flat=True)
        assert sorted(key.removeprefix(OF) for key in waiting) == [
            "card_filing", "complaint", "issuer_filing", "refund", *more,
        ]  # fmt: skip
        assert len(published("warnings")) == len(published("non_compliant")) == 1
        stars = {each.data["name"]: each.data["star"] for each in register("issuers")}
        assert stars["样例·第一超市"] in ("三星", "四星")
        assert not Deadline.objects.filter(state="late", met=None).exists()
        assert not Case.objects.filter(changed__gt=moment(now)).exists()
        loading.remove()
        assert not Case.objects.exists()
