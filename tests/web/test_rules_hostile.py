"""Whatever is written into the pages of rules is shown as text, refused in Chinese, and kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from lxml import html

from luoshi.rules import Policy
from tests.web import ruled
from tests.web.conftest import Look, words
from tests.web.ruled import DECREE, DUTIES, FINE, PLACE, SURCHARGE

HOSTILE = "<script>window.ran=1</script><img src=x onerror=window.ran=1>\"'`=\u202e{{ 7|add:7 }}"
DAY = "2025-06-01"
SCRIPTS = {
    "/static/django_htmx/htmx-2.min.js",
    "/static/luoshi/luoshi.js",
    "/static/luoshi/rules.js",
}


def is_tame(body: str) -> None:
    """Nothing of it became markup."""
    page = html.fromstring(body)
    assert {s.get("src", "").split("?")[0] for s in page.xpath("//script")} <= SCRIPTS
    assert not page.xpath("//img | //iframe | //style | //@style")
    assert not [a for e in page.iter() for a in e.attrib if str(a).startswith("on")]
    assert not [h for h in page.xpath("//@href") if h.lower().lstrip().startswith("javascript")]


@pytest.mark.parametrize(
    ("key", "field", "value", "told", "clause"),
    [
        (FINE, "f.spaces", HOSTILE, "“泊位数”（spaces）读不懂", "第十八条"),
        (FINE, "f.spaces", "9" * 10_000, "“泊位数”（spaces）要填数", "第十八条"),
        (FINE, "f.spaces", "7元", "“泊位数”（spaces）的单位应是个，不是元", "第十八条"),
        (FINE, "f.spaces", "7尺", "“泊位数”（spaces）读不懂“7尺”", "第十八条"),
        (FINE, "f.spaces", "NaN", "“泊位数”（spaces）要填数", "第十八条"),
        (FINE, "f.spaces", "Infinity", "“泊位数”（spaces）要填数", "第十八条"),
        (FINE, "f.spaces", "1e9", "“泊位数”（spaces）", "第十八条"),
        (FINE, "f.spaces", "-1", "“泊位数”（spaces）应在0个至100000个之间", "第十八条"),
        (FINE, "f.spaces", "100001", "“泊位数”（spaces）应在0个至100000个之间", "第十八条"),
        (FINE, "f.spaces", "1.5", "“泊位数”（spaces）应是整数", "第十八条"),
        (FINE, "f.corrected", "也许", "“已按责令改正”（corrected）要填 是 或 否", "第十八条"),
        (DUTIES, "f.kind", HOSTILE, "“停车场类别”（kind）不在可选之列", "第十六条"),
        (DUTIES, "f.income", "0.001", "“收入”（income）最多2位小数", "第十六条"),
        (SURCHARGE, "f.surcharge", "0.99%", "“加收比例”（surcharge）应在1%至10%之间", "第十九条"),
        (SURCHARGE, "r.repeat", HOSTILE, "读法“再次违反”没有选项", "第十九条"),
        (FINE, "p.per_space", HOSTILE, "参数“每个泊位的罚款”的值太长", "第十八条"),
        (FINE, "p.per_space", "<b>元", "参数“每个泊位的罚款”读不懂", "第十八条"),
        (FINE, "p.per_space", "3年", "参数“每个泊位的罚款”的单位是元", "第十八条"),
        (FINE, "p.per_space", "9" * 5_000, "参数“每个泊位的罚款”的值太长", "第十八条"),
        (FINE, "p.nothing", "1", "没有参数“nothing”", "第十八条"),
        (DUTIES, "p.share[没有]", "1%", "没有“没有”这一项", "第十六条"),
        (FINE, "f.colour", "red", "“停车场的罚款”不问“colour”", "第十八条"),
        (FINE, HOSTILE, HOSTILE, "“停车场的罚款”不认识", "第十八条"),
        (FINE, "on", "2025-02-30", "事实发生日“2025-02-30”不是日期", "第二十二条"),
        (FINE, "on", HOSTILE, "不是日期", "第二十二条"),
        (FINE, "on", "0001-01-01", "事实发生日应在1900-01-01至2199-12-31之间", "第二十二条"),
        (FINE, "even", "2", "只能写 1", "第十八条"),
    ],
)
def test_refused_naming_fact_value_and_clause(
    archive: Path,
    parking: Policy,
    client: Client,
    key: str,
    field: str,
    value: str,
    told: str,
    clause: str,
) -> None:
    given = {"on": DAY, "f.corrected": "否", field: value}
    response = client.get(f"/rules/{key}/", given)
    assert response.status_code == 400
    body = response.content.decode()
    is_tame(body)
    [alert] = html.fromstring(body).xpath("//*[@role='alert']")
    assert told in words(alert)
    assert value[:20].strip() in words(alert) or value.split("<")[0] in words(alert)
    assert f"依据 {clause}" in words(alert)
    assert not html.fromstring(body).xpath("//*[contains(@class, 'answer')]")
    data = client.get(f"/rules/{key}.json", given)
    assert data.status_code == 400
    assert data.json()["error"]["what"]
    assert client.get(f"/rules/{key}/receipt.json", given).status_code == 400


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        (FINE, "f.spaces", HOSTILE),
        (FINE, "f.spaces", "9" * 10_000),
        (FINE, "f.corrected", "也许"),
        (DUTIES, "f.kind", HOSTILE),
        (FINE, "p.per_space", "<b>元"),
        (FINE, "on", "2025-02-30"),
    ],
)
def test_what_was_written_stays_in_the_form(
    db: None, parking: Policy, look: Look, key: str, field: str, value: str
) -> None:
    page = look(f"/rules/{key}/", 400, **{"on": DAY, "f.again": "是", field: value})
    [kept] = page.xpath("//*[@id=$name]", name=field)
    shown = (
        kept.xpath("./option[@selected]/text()") if kept.tag == "select" else [kept.get("value")]
    )
    assert shown == [value]
    assert kept.get("aria-invalid") == "true"
    assert kept.get("type") != "date", "a field for days would drop what is no day"


def test_everything_that_is_wrong_is_told_at_once(db: None, parking: Policy, look: Look) -> None:
    given = {"on": DAY, "f.corrected": "也许", "f.spaces": "-1", "p.most": "x"}
    page = look(f"/rules/{FINE}/", 400, **given)
    assert len(page.xpath("//ul[@class='troubles']/li")) == 3


def test_the_rest_of_the_form_goes_on(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{FINE}/", 400, **{"on": DAY, "f.corrected": "是", "f.spaces": "x"})
    notes = {note.get("id"): note.get("data-state") for note in page.xpath("//p[@data-state]")}
    assert notes == {"f.corrected-note": "given", "f.spaces-note": "wrong"}


def test_a_value_given_twice(db: None, parking: Policy, client: Client) -> None:
    response = client.get(f"/rules/{FINE}/?on={DAY}&f.corrected=否&f.spaces=7&f.spaces=8")
    assert response.status_code == 400
    assert "“f.spaces”写了 2 次" in response.content.decode()


def test_refused_answers_reach_the_reader_through_htmx(
    db: None, parking: Policy, client: Client
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "outcome"}
    response = client.get(f"/rules/{FINE}/", {"on": DAY, "f.spaces": HOSTILE}, headers=headers)
    assert response.status_code == 400
    is_tame(f"<div>{response.content.decode()}</div>")
    assert "读不懂" in response.content.decode()


def test_numbers_beyond_counting(db: None, parking: Policy, client: Client) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "3", "p.per_space": "9" * 38 + ".5元"}
    response = client.get(f"/rules/{FINE}/", given | {"p.most": "9" * 39 + "元"})
    assert response.status_code in (200, 400)
    is_tame(response.content.decode())


@pytest.mark.parametrize(
    "key", ["no.such.rule", HOSTILE.replace("/", ""), "长" * 3000, "..", "%00"]
)
def test_no_such_rule(db: None, parking: Policy, client: Client, key: str) -> None:
    response = client.get(f"/rules/{key}/")
    assert response.status_code == 404
    is_tame(response.content.decode())


def test_words_of_an_encoding_are_escaped_everywhere(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    ruled.encode(tmp_path / "hostile", monkeypatch, HOSTILE)
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "7", "f.again": "否", "f.surcharge": "5%"}
    for path, query in (
        ("/rules/", {"q": HOSTILE}),
        ("/rules/", {"clause": HOSTILE}),
        (f"/rules/{SURCHARGE}/", given),
        (
            f"/rules/{FINE}/",
            {"on": DAY, "f.corrected": "否", "f.spaces": "7", "p.per_space": "150元"},
        ),
        (f"/rules/{PLACE}/", {"on": DAY, "table": f"单位,组别,得分\n{HOSTILE[:20]},市直,9\n"}),
        (f"/rules/{PLACE}/", {"on": DAY, "table": f"单位,组别,得分\n甲,{HOSTILE},9\n"}),
        ("/clauses/", {"address": f"{DECREE} 第十八条"}),
    ):
        body = client.get(path, query).content.decode()
        is_tame(body)
        assert "window.ran=1" in body, path


def _sealed(told: dict[str, Any]) -> str:
    told["receipt"].pop("digest", None)
    whole = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    told["receipt"]["digest"] = hashlib.sha256(whole).hexdigest()
    return json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"receipt": 1}',
        HOSTILE,
        "[" * 100_000,
        '{"a":' * 2_000 + "1" + "}" * 2_000,
        "9" * 10_000,
        _sealed({"receipt": {}, "rule": FINE}),
        _sealed({"receipt": {}, "rule": FINE, "asked": []}),
        _sealed({"receipt": {}, "rule": ["x"], "asked": {"facts": {}}}),
        _sealed(
            {
                "receipt": {},
                "rule": HOSTILE,
                "result": 1,
                "asked": {
                    "facts": {},
                    "on": DAY,
                    "readings": {},
                    "overrides": {},
                    "even_if_not_in_force": False,
                },
            }
        ),
        _sealed(
            {
                "receipt": {"rule_version": 1, "documents": 7},
                "rule": FINE,
                "result": HOSTILE,
                "asked": {
                    "facts": {"corrected": True},
                    "on": DAY,
                    "readings": {},
                    "overrides": {},
                    "even_if_not_in_force": False,
                },
            }
        ),
    ],
)
def test_receipts_that_are_none(db: None, parking: Policy, client: Client, text: str) -> None:
    response = client.post("/rules/reproduce/", {"text": text})
    assert response.status_code == 400
    body = response.content.decode()
    is_tame(body)
    assert html.fromstring(body).xpath("//*[@role='alert']")


def test_too_much_is_not_read(db: None, parking: Policy, client: Client) -> None:
    for path in ("/rules/reproduce/", f"/rules/{PLACE}/"):
        response = client.post(path, {"text": "x" * (5 * 1024 * 1024)})
        assert response.status_code == 413
        assert "超过 4 MB" in response.content.decode()


def test_posts_need_the_mark_of_the_form(db: None, parking: Policy) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/rules/reproduce/", {"text": "{}"}).status_code == 403
    assert strict.post(f"/rules/{PLACE}/", {"t.0.unit": "甲"}).status_code == 403


def test_wrong_methods(db: None, parking: Policy, client: Client) -> None:
    assert client.post("/rules/").status_code == 405
    assert client.post(f"/rules/{FINE}/", {"f.spaces": "1"}).status_code == 405
    assert client.put(f"/rules/{FINE}/").status_code == 405
    assert client.head(f"/rules/{FINE}/", {"on": DAY}).status_code == 200
