"""The units of the rescue fund's sample (样例·丙市)."""

from __future__ import annotations

from luoshi.office.sample.book import Book

OF = "qingdao.rescue_fund."
FINANCE, POLICE, MEETING, OPERATOR = "rescue-czj", "rescue-gaj", "rescue-lxhy", "rescue-yxjg"
HOSPITAL_1, HOSPITAL_2, FUNERAL_HOME, TRAFFIC = (
    "rescue-yy1",
    "rescue-yy2",
    "rescue-byg",
    "rescue-jj",
)
INSURER_1, INSURER_2, REGULATOR, HEALTH = "rescue-bx1", "rescue-bx2", "rescue-ybj", "rescue-wjw"
FARMING, FINES, DISTRICT, KIN = "rescue-nyj", "rescue-fj", "rescue-qczj", "rescue-jqs"


def load(book: Book) -> None:
    """Every unit with its roles and one person."""
    roles = lambda *names: tuple(OF + each for each in names)  # noqa: E731 - short and local
    book.unit(FINANCE, "丙市财政局", "agency", *roles("finance", "fund_watch"), level="city", place="丙市",
              post="社保科")  # fmt: skip
    book.unit(POLICE, "丙市公安局", "agency", *roles("office", "daily_watch", "helper"), level="city",
              place="丙市", aliases=("丙市联席会议办公室",), post="联席会议办公室")  # fmt: skip
    book.unit(
        MEETING, "丙市救助基金联席会议", "agency", *roles("meeting"), place="丙市", post="召集人"
    )
    book.unit(OPERATOR, "丙市救助基金运行管理机构", "institution", *roles("operator", "applicant"),
              place="丙市", post="救助网点")  # fmt: skip
    book.unit(
        HOSPITAL_1, "丙市第一医院", "institution", *roles("applicant", "provider"), post="医保办"
    )
    book.unit(
        HOSPITAL_2, "丙市第二医院", "institution", *roles("applicant", "provider"), post="医保办"
    )
    book.unit(
        FUNERAL_HOME, "丙市殡仪馆", "institution", *roles("applicant", "provider"), post="业务科"
    )
    book.unit(TRAFFIC, "丙市交警大队", "agency", *roles("police"), parent=POLICE, post="事故中队")
    book.unit(INSURER_1, "第一财产保险丙市公司", "company", *roles("insurer"), post="车险部")
    book.unit(INSURER_2, "第二财产保险丙市公司", "company", *roles("insurer"), post="车险部")
    book.unit(REGULATOR, "丙市银保监局", "agency", *roles("regulator"), level="city", place="丙市")
    book.unit(HEALTH, "丙市卫生健康委", "agency", *roles("health"), level="city", place="丙市")
    book.unit(FARMING, "丙市农业农村局", "agency", *roles("helper"), level="city", place="丙市")
    book.unit(
        FINES, "丙市公安局甲区分局", "agency", *roles("fine_police"), parent=POLICE, place="甲区"
    )
    book.unit(
        DISTRICT, "甲区财政局", "agency", *roles("local_finance"), parent=FINANCE, place="甲区"
    )
    book.unit(KIN, "受害人近亲属", "person")
