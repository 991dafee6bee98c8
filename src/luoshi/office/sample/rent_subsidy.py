"""The specimen city's rent subsidy (样例城市的租房补贴): one paid, one under review, one being supplemented."""

from __future__ import annotations

from datetime import datetime

from luoshi.office.cases.models import Case
from luoshi.office.sample.book import Book

LABEL = "云麓市租房补贴（样例城市）"
_OF = "specimen.rent_subsidy."
_PERSON = {
    "card": "6200 0000 0000 0001", "graduate": True, "born": "1999-05-01", "first_job": "2025-03-01",
    "work": "与用人单位签订劳动合同", "contract": 24, "business": 0, "insured": 10, "owns_home": False,
    "public_rental": False, "lease_filed": True, "degree": "硕士研究生", "in_raised_county": False,
    "months_received": 0,
}  # fmt: skip


def start(now: datetime) -> datetime:
    """Nine in the morning of the first day of the last application window."""
    month = now.month - (now.month - 1) % 3
    return now.replace(month=month, day=2, hour=9, minute=0, second=0, microsecond=0)


def load(book: Book) -> None:
    """Offices of the invented city, three applicants."""
    book.unit("yunlu-rsj", "云麓市人力资源和社会保障局", "agency", _OF + "city_hr", level="city",
              place="云麓市", aliases=("云麓市人社局",))  # fmt: skip
    book.unit("hefeng-rsj", "禾丰县人力资源和社会保障局", "agency", _OF + "county_hr", level="county",
              place="禾丰县", parent="yunlu-rsj", aliases=("禾丰县人社局",))  # fmt: skip
    book.unit("yunlu-czj", "云麓市财政局", "agency", _OF + "finance", level="city", place="云麓市")
    for code, name in (
        ("applicant-1", "申请人甲"),
        ("applicant-2", "申请人乙"),
        ("applicant-3", "申请人丙"),
    ):
        book.unit(code, name, "person")
    paid = _applied(book, "applicant-1", "申请人甲")
    book.after(days=1)
    book.act(paid, "first_review", "pass", "hefeng-rsj")
    book.act(paid, "second_review", "pass", "yunlu-rsj")
    book.after(days=12)  # the notice expires without an objection
    _applied(book, "applicant-2", "申请人乙")
    book.act(paid, "pay", "paid", "yunlu-czj", amount="3000元")
    lacking = _applied(book, "applicant-3", "申请人丙")
    book.act(lacking, "first_review", "gaps", "hefeng-rsj", reasons="租赁合同缺少网签备案页")


def _applied(book: Book, who: str, name: str) -> Case:
    case = book.start(_OF + "subsidy", who, parties={"county_hr": "hefeng-rsj"})
    book.hand_in(case, "apply", who, "id", "lease")
    data = {**_PERSON, "name": name, "applied": book.at.date().isoformat()}
    return book.act(case, "apply", "submit", who, **data)
