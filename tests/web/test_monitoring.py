"""Pages of monitoring: what is watched, what the readings say, readings by hand, many hours, and from files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lxml import html
from openpyxl import Workbook, load_workbook

from luoshi.office import clock
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.directory.models import Unit
from tests.office.alerts.office import RAIN, FloodOffice
from tests.office.cases.office import moment, unit
from tests.web.conftest import words
from tests.web.officed import HOSTILE
from tests.web.signed import client_of, employ

NOW = "2026-06-10T08:20"
SERIES = f"/office/monitoring/{RAIN}/"
IMPORT = f"{SERIES}import/"


class Rain:
    """The flood office with people at their browsers."""

    def __init__(self) -> None:
        self.office = FloodOffice()
        self.station = self.person("hydrology")
        self.flood = self.person("flood")
        self.viewer = client_of(employ(self.office.units["hydrology"], "viewer1", "viewer"))
        self.stranger = client_of(employ(unit("bank", "某银行", "bank"), "stranger1"))

    def person(self, code: str) -> Client:
        """A browser of somebody at a unit."""
        return client_of(employ(self.office.units[code], f"{code}1"))


@pytest.fixture
def rain(db: None) -> Iterator[Rain]:
    """The flood office on a morning in June."""
    with clock.at(moment(NOW)):
        yield Rain()


def seen(response: Any, status: int = 200) -> html.HtmlElement:
    """A page that has the form of every page."""
    text = response.content.decode()
    assert response.status_code == status, text[:3000]
    page = html.fromstring(text)
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)
    assert not page.xpath("//@style | //style | //script[not(@src)]")
    assert not [e for e in page.iter() for name in e.attrib if str(name).startswith("on")]
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        label = page.xpath("//label[@for=$id]", id=field.get("id")) or field.xpath(
            "ancestor::label"
        )
        assert label, html.tostring(field)
    for control in page.xpath("//button | //a"):
        assert control.get("aria-label") or words(control), html.tostring(control)
    heads = page.xpath("//main//*[self::h1 or self::h2 or self::h3]")
    levels = [int(name.tag[1]) for name in heads]
    assert all(after <= before + 1 for before, after in pairwise(levels)), [words(e) for e in heads]
    return page


def csv(*rows: str, name: str = "雨量.csv") -> SimpleUploadedFile:
    """A table to hand in."""
    return SimpleUploadedFile(name, "\n".join(rows).encode())


def xlsx(*rows: list[Any]) -> SimpleUploadedFile:
    """The same as a workbook."""
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return SimpleUploadedFile("雨量.xlsx", stream.getvalue())


def cells(response: HttpResponse) -> list[tuple[Any, ...]]:
    """The rows of a workbook that was sent."""
    assert response.status_code == 200
    return list(
        load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)
    )


# --- what is seen


def test_the_list_says_the_last_value_and_the_level_that_it_leads_to(rain: Rain) -> None:
    rain.office.rain(55)
    page = seen(rain.flood.get("/office/monitoring/"))
    row = words(page.xpath("//tbody/tr")[0])
    assert "1小时雨量" in row
    assert "55毫米" in row
    assert "样例一号站" in row
    assert "橙色预警" in row
    assert "2026-06-10 08:00" in row
    told = rain.flood.get("/office/monitoring.json").json()["series"]
    assert [(one["series"], one["value"], one["levels"][0]["colour"]) for one in told] == [
        (RAIN, "55", "orange")
    ]
    table = cells(rain.flood.get("/office/monitoring.xlsx"))
    assert table[1][1] == RAIN


def test_a_unit_that_takes_no_part_sees_nothing(rain: Rain) -> None:
    rain.office.rain(55)
    page = seen(rain.stranger.get("/office/monitoring/"))
    assert "没有可以查看的指标" in words(page)
    assert rain.stranger.get("/office/monitoring.json").json() == {"series": []}
    for path in (
        SERIES,
        SERIES[:-1] + ".json",
        SERIES[:-1] + ".xlsx",
        IMPORT,
        f"{IMPORT}template.xlsx",
    ):
        assert rain.stranger.get(path).status_code == 404, path
    form = {"act": "one", "place": "甲", "at": "2026-06-10T08:00", "value": "1"}
    assert rain.stranger.post(SERIES, form).status_code == 404
    assert rain.stranger.post(IMPORT, {"file": csv("x")}).status_code == 404
    assert Reading.objects.count() == 1
    assert Client().get("/office/monitoring/").status_code == 302
    assert Client().get("/office/monitoring.json").status_code == 401


def test_an_empty_series_says_what_to_do(rain: Rain) -> None:
    page = seen(rain.station.get(SERIES))
    assert "还没有监测值" in words(page)
    assert "还没有判断" in words(page)
    assert page.xpath("//input[@name='at']/@value") == ["2026-06-10T08:00"]


def test_the_page_explains_what_the_readings_say(rain: Rain) -> None:
    rain.office.rain(90)
    page = seen(rain.flood.get(SERIES))
    says = words(page.xpath("//section[@aria-labelledby='says']")[0])
    assert "红色预警" in says
    assert "第三条第（三）项" in says
    assert page.xpath("//section[@aria-labelledby='says']//ul[@class='steps']//li")
    assert page.xpath("//*[local-name()='svg'][@class='chart']")
    told = rain.flood.get(SERIES[:-1] + ".json").json()
    assert told["standings"][0]["level"] == "red"
    assert told["readings"][0]["value"] == "90"


def test_readings_of_samples_are_apart(db: None) -> None:
    with clock.at(moment(NOW)):
        rain = Rain()
        rain.office.rain(55)
        Unit.objects.filter(code="flood").update(sample=True)
        assert rain.flood.get("/office/monitoring.json").json()["series"][0]["value"] == ""


# --- entered by hand


def one(**more: str) -> dict[str, str]:
    """A reading as the page sends it."""
    return {"act": "one", "place": "南门站", "at": "2026-06-10T08:00", "value": "12.5", **more}


@pytest.mark.parametrize("value", ["12.5", "１２．５", "12.5毫米", " 12.5 毫米", "+12.5", "1.25e1"])
def test_a_reading_is_entered_however_it_is_written(rain: Rain, value: str) -> None:
    response = rain.station.post(SERIES, one(value=value))
    assert response.status_code == 302, response.content.decode()
    assert Reading.objects.get().value == 12_500
    assert Reading.objects.get().source == "云麓市水文中心填报"
    page = seen(rain.station.get(response.headers["Location"]))
    assert "已收下 1 条" in words(page)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("value", "", "没有填写数值"),
        ("value", "NaN", "应是数"),
        ("value", "1e99", "应是数"),
        ("value", "9" * 300, "应是数"),
        ("value", "12,5", "应是数"),
        ("value", "0x10", "应是数"),
        ("value", "٣", "应是数"),
        ("value", "1.23456", "最多三位小数"),
        ("value", HOSTILE, "应是数"),
        ("at", "昨天", "不是时刻"),
        ("at", "2026-02-30T08:00", "不是时刻"),
        ("at", "0001-01-01T00:00", "不是时刻"),
        ("at", "9999-12-31T23:59", "不是时刻"),
        ("at", "2026-06-10T25:00", "不是时刻"),
        ("at", "2026-06-11T08:00", "还没有到"),
        ("at", "2020-06-11T08:00", "离现在太远"),
        ("place", "", "要写明雨量站"),
        ("place", "站" * 61, "太长"),
    ],
)
def test_what_is_no_reading_is_refused_and_kept_in_the_form(
    rain: Rain, field: str, value: str, why: str
) -> None:
    page = seen(rain.station.post(SERIES, one(**{field: value})), 422)
    assert why in words(page.xpath("//*[@id='trouble']")[0])
    assert not Reading.objects.exists()
    if field != "place":
        assert page.xpath("//input[@name='place']/@value")[0] == "南门站"


def test_what_only_reads_sends_nothing(rain: Rain) -> None:
    assert not seen(rain.viewer.get(SERIES)).xpath(
        "//form[@method='post'][contains(@action,'monitoring')]"
    )
    assert rain.viewer.post(SERIES, one()).status_code == 403
    assert rain.viewer.post(IMPORT, {"file": csv("x")}).status_code == 403
    assert not Reading.objects.exists()


def test_a_form_without_its_mark_is_refused(rain: Rain) -> None:
    client = client_of(employ(rain.office.units["hydrology"], "marked1"), csrf=True)
    assert client.post(SERIES, one()).status_code == 403
    assert client.post(IMPORT, {"file": csv("x")}).status_code == 403


def test_many_hours_are_entered_at_once(rain: Rain) -> None:
    form = {"act": "hours", "place": "南门站", "begins": "2026-06-10T04:00", "hours": "1",
            "values": "1\n2，3.5 -\t40"}  # fmt: skip
    assert rain.station.post(SERIES, form).status_code == 302
    rows = Reading.objects.order_by("at").values_list("at", "value")
    hours = [(at.astimezone(clock.HERE).hour, value) for at, value in rows]
    assert hours == [(4, 1000), (5, 2000), (6, 3500), (8, 40_000)]


@pytest.mark.parametrize(
    ("values", "hours", "why"),
    [("", "1", "没有数值"), ("1 二 3", "1", "第 2 个"), ("1", "0", "间隔"), ("1", "x", "间隔"),
     ("1 " * 800, "1", "一次最多")],
)  # fmt: skip
def test_many_hours_with_one_that_is_none_are_refused_whole(
    rain: Rain, values: str, hours: str, why: str
) -> None:
    form = {"act": "hours", "place": "南门站", "begins": "2026-06-10T04:00", "hours": hours, "values": values}  # fmt: skip
    if hours == "0":
        form["hours"] = "999"
    page = seen(rain.station.post(SERIES, form), 422)
    assert why in words(page.xpath("//*[@id='trouble']")[0])
    assert not Reading.objects.exists()


# --- doubtful


def test_a_doubtful_reading_counts_when_an_officer_says_so(rain: Rain) -> None:
    rain.office.rain(600)
    assert not Standing.objects.filter(level="red").exists()
    assert "存疑" in words(seen(rain.station.get("/office/monitoring/")))
    page = seen(rain.station.get(SERIES))
    number = page.xpath("//input[@name='reading']/@value")[0]
    act = {"act": "settle", "reading": number, "good": "yes"}
    assert "写明理由" in words(seen(rain.station.post(SERIES, {**act, "why": " "}), 422))
    assert rain.viewer.post(SERIES, {**act, "why": "核实"}).status_code == 403
    assert rain.stranger.post(SERIES, {**act, "why": "核实"}).status_code == 404
    assert rain.station.post(SERIES, {**act, "why": "电话核实过"}).status_code == 302
    assert Reading.objects.get().state == "good"
    assert Standing.objects.get().level == "red"
    assert rain.station.post(SERIES, {**act, "why": "再来"}).status_code == 404


def test_a_doubtful_reading_may_be_refused(rain: Rain) -> None:
    rain.office.rain(600)
    number = str(Reading.objects.get().pk)
    act = {"act": "settle", "reading": number, "good": "no", "why": "仪器故障"}
    assert rain.station.post(SERIES, act).status_code == 302
    assert Reading.objects.get().state == "refused"
    page = seen(rain.station.get(SERIES))
    assert "不计入" in words(page)
    assert not page.xpath("//*[@id='doubtful']")


# --- from files


def confirmed(client: Client, page: html.HtmlElement) -> HttpResponse:
    """Press the button below a preview."""
    token = page.xpath("//input[@name='token']/@value")[0]
    name = page.xpath("//input[@name='name']/@value")[0]
    return client.post(IMPORT, {"token": token, "name": name})


def test_a_table_is_tried_then_taken_in(rain: Rain) -> None:
    file = csv(
        "雨量站,时刻,数值（毫米）", "南门站,2026-06-10 07:00,3", "北门站,2026年6月10日8时,52毫米"
    )
    page = seen(rain.station.post(IMPORT, {"file": file}))
    assert "2 条" in words(page)
    assert "橙色预警" in words(page)
    assert not Reading.objects.exists()
    assert not Standing.objects.exists()
    assert confirmed(rain.station, page).status_code == 302
    assert Reading.objects.count() == 2
    assert Standing.objects.get().level == "orange"
    again = seen(rain.station.post(IMPORT, {"file": csv("雨量站,时刻,数值", "南门站,2026-06-10 07:00,3")}))  # fmt: skip
    assert "以前报过" in words(again)


def test_a_workbook_with_true_dates_is_read(rain: Rain) -> None:
    at = moment("2026-06-10T07:00").replace(tzinfo=None)
    file = xlsx(
        ["雨量站", "时刻", "数值"], ["南门站", at, 0.1 + 0.2], ["南门站", at.replace(hour=6), 7]
    )
    page = seen(rain.station.post(IMPORT, {"file": file}))
    assert confirmed(rain.station, page).status_code == 302
    assert sorted(Reading.objects.values_list("value", flat=True)) == [300, 7000]


def test_a_file_with_one_wrong_row_is_refused_whole_with_its_row(rain: Rain) -> None:
    file = csv("雨量站,时刻,数值", "南门站,2026-06-10 07:00,52", "", "南门站,昨天,1", ",2026-06-10 06:00,1",
               "南门站,2026-06-10 05:00,很多")  # fmt: skip
    page = seen(rain.station.post(IMPORT, {"file": file}), 422)
    assert [words(each) for each in page.xpath("//tbody/tr/td[1]")] == ["4", "5", "6"]
    assert not page.xpath("//input[@name='token']")
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"", "没有选择文件|空的"),
        ("a.csv", b"   \n", "空的"),
        ("a.csv", "时刻\n2026-06-10 08:00".encode(), "没有“数值”"),
        ("a.csv", "数值\n1".encode(), "没有“时刻”"),
        ("a.csv", b"\xff\xff\x00\x00\x81", "文字"),
        ("a.xlsx", b"PK\x03\x04broken", "xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "xls"),
        ("a.csv", "时刻,数值\n".encode() + b'"' * 3 + b"a" * 200_000, "CSV|行"),
        ("a.json", b"{", "JSON"),
        ("a.json", b"[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_file_of_readings_is_refused(
    rain: Rain, name: str, data: bytes, why: str
) -> None:
    page = seen(rain.station.post(IMPORT, {"file": SimpleUploadedFile(name, data)}), 422)
    assert any(each in words(page) for each in why.split("|")), words(page)
    assert not Reading.objects.exists()


def test_a_hundred_thousand_rows_are_too_many_for_the_page(rain: Rain) -> None:
    rows = "\n".join(["雨量站,时刻,数值", *["南门站,2026-06-10 07:00,1"] * 100_000])
    page = seen(
        rain.station.post(IMPORT, {"file": SimpleUploadedFile("a.csv", rows.encode())}), 422
    )
    assert "超过 50000 行" in words(page)


def test_a_kept_file_is_its_bringers_alone(rain: Rain) -> None:
    page = seen(rain.station.post(IMPORT, {"file": csv("雨量站,时刻,数值", "南门站,2026-06-10 07:00,5")}))  # fmt: skip
    assert confirmed(rain.flood, page).status_code == 422
    assert not Reading.objects.exists()


def test_the_template_is_taken_as_it_is(rain: Rain) -> None:
    sheet = rain.station.get(f"{IMPORT}template.xlsx")
    assert cells(sheet)[0] == ("雨量站", "时刻", "数值（毫米）", "来源")
    page = seen(rain.station.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", sheet.content)}))
    assert confirmed(rain.station, page).status_code == 302


def test_hostile_words_stay_words(rain: Rain) -> None:
    place = HOSTILE[:60]
    assert rain.station.post(SERIES, one(place=place)).status_code == 302
    page = seen(rain.station.get(SERIES, {"place": place}))
    assert place in [words(each) for each in page.xpath("//td")]
    assert not page.xpath("//script[not(@src)] | //img")
    assert rain.station.get(SERIES, {"place": "\0"}).status_code == 400
    assert rain.station.get("/office/monitoring/" + "x" * 500 + "/").status_code == 404


# --- readiness


def test_readiness_tells_what_would_go_wrong_the_grave_first(rain: Rain) -> None:
    rain.office.contact("hefeng").delete()
    rain.office.contact("hefeng").delete()
    page = seen(rain.flood.get("/office/readiness/"))
    rows = [words(each) for each in page.xpath("//tbody/tr")]
    assert "要紧" in rows[0]
    assert any("禾丰县·预警接收人" in row and "没有人" in row for row in rows)
    told = rain.flood.get("/office/readiness.json").json()["troubles"]
    graves = [each["grave"] for each in told]
    assert graves == sorted(graves, reverse=True)
    assert len(cells(rain.flood.get("/office/readiness.xlsx"))) == len(told) + 1
    page = seen(rain.stranger.get("/office/readiness/"))
    assert "没有可以检查的预案" in words(page)
    assert rain.stranger.get("/office/readiness.json").json() == {"troubles": []}
