"""What is wrong with a request is said in Chinese, with fact, value and clause, and costs little."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest
from django.test import Client

from luoshi.api import asking, bodies
from tests.api.conftest import FACTS, ON, PAYMENT, TABLE, TABLE_ON, Post, data, error

EXPLAIN = f"rules/{PAYMENT}/explain"


def with_fact(name: str, written: str) -> bytes:
    """A question in which one fact is written exactly so."""
    facts = {**FACTS, name: "\0"}
    return orjson.dumps({"on": ON, "facts": facts}).replace(b'"\\u0000"', written.encode())


def test_the_facts_of_these_tests_are_good(post: Post) -> None:
    assert data(post(EXPLAIN, {"on": ON, "facts": FACTS}))["status"] == "computed"
    assert data(post(EXPLAIN, with_fact("cost", "1000")))["status"] == "computed"


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("cost", '"很多"', "wrong_type"),
        ("cost", "true", "wrong_type"),
        ("cost", "[1]", "wrong_type"),
        ("cost", '{"元": 1}', "wrong_type"),
        ("cost", '"1000亩"', "wrong_unit"),
        ("cost", "-0.01", "out_of_range"),
        ("cost", '"-1元"', "out_of_range"),
        ("cost", "1e15", "out_of_range"),
        ("cost", "NaN", "wrong_type"),
        ("cost", "Infinity", "wrong_type"),
        ("cost", "-Infinity", "wrong_type"),
        ("cost", "1e999999", "wrong_unit"),
        ("cost", "1e-999999", "wrong_unit"),
        ("cost", "9" * 400, "wrong_type"),
        ("cost", "9" * 100_000, "wrong_type"),
        ("cost", "0." + "3" * 100_000, "wrong_type"),
        ("cost", f'"{"9" * 100_000}"', "wrong_type"),
        ("cost", "1000.001", "wrong_type"),
        # As a float this would be 1000.01 and pass.
        ("cost", "1000.0100000000000000001", "wrong_type"),
        ("level", '"四级"', "wrong_type"),
        ("level", "3", "wrong_type"),
        ("level", f'"{"三" * 100_000}"', "wrong_type"),
    ],
)
def test_a_bad_fact_is_named_with_its_value_and_clause(
    name: str, written: str, code: str, post: Post
) -> None:
    told = error(post(EXPLAIN, with_fact(name, written)), 422, code)
    assert told["fact"] == name
    assert told["given"]
    assert told["clause"]
    assert told["remedy"]
    assert sum(map(len, told.values())) < 2_000


def test_a_number_is_taken_exactly_as_it_is_written(post: Post) -> None:
    for written in ("1000.01", "1.00001e3", '"1000.01元"', '"1,000.01"', '"0.100001万元"'):
        told = data(post(f"rules/{PAYMENT}/evaluate", with_fact("cost", written)))
        assert told["exact"] == "360", written
    told = data(post(f"rules/{PAYMENT}/evaluate", with_fact("cost", "1000.03")))
    assert told["exact"] == "360.01"  # 800.03 × 45 % = 360.0135


@pytest.mark.parametrize(
    ("question", "fact", "code"),
    [
        ({"facts": FACTS}, "on", "missing"),
        ({"on": "2024-02-30", "facts": FACTS}, "on", "wrong_type"),
        ({"on": 20240301, "facts": FACTS}, "on", "wrong_type"),
        ({"on": "1899-12-31", "facts": FACTS}, "on", "out_of_range"),
        ({"on": "9999-12-31", "facts": FACTS}, "on", "out_of_range"),
        ({"on": ON, "facts": {**FACTS, "age": 30}}, "age", "unknown_fact"),
        ({"on": ON, "facts": [FACTS]}, "facts", "wrong_type"),
        ({"on": ON, "facts": FACTS, "readings": {"nothing": "x"}}, "nothing", "unknown_reading"),
        ({"on": ON, "facts": FACTS, "readings": [1]}, "readings", "wrong_type"),
        ({"on": ON, "facts": FACTS, "overrides": {"no": "1%"}}, "no", "unknown_parameter"),
        ({"on": ON, "facts": FACTS, "overrides": {"annual_limit": []}}, "annual_limit", "wrong_type"),
        ({"on": ON, "facts": FACTS, "overrides": {"annual_limit": "1" * 100_000 + " x y"}},
         "annual_limit", "wrong_type"),
        ({"on": ON, "facts": FACTS, "overrides": {"annual_limit": True}}, "annual_limit", "wrong_type"),
        ({"on": ON, "facts": FACTS, "even_if_not_in_force": "yes"}, "", "wrong_type"),
        ({"on": ON, "facts": FACTS, "nonsense": 1}, "", "wrong_type"),
    ],
)  # fmt: skip
def test_a_bad_question_is_told_what_is_wrong(
    question: dict[str, Any], fact: str, code: str, post: Post
) -> None:
    assert error(post(EXPLAIN, question), 422, code)["fact"] == fact


def test_a_day_out_of_force_is_a_conflict_unless_it_is_asked_for(post: Post) -> None:
    question = {"on": "2022-06-30", "facts": FACTS}
    told = error(post(EXPLAIN, question), 409, "not_in_force")
    assert told["clause"]
    assert "even_if_not_in_force" in told["remedy"]
    computed = data(post(EXPLAIN, {**question, "even_if_not_in_force": True}))
    assert computed["in_force"] is False
    assert computed["warnings"]


@pytest.mark.parametrize("path", ["evaluate", "explain", "batch", "what-if"])
def test_an_unknown_rule_is_not_found(path: str, post: Post) -> None:
    body = {"on": ON, "facts": [FACTS] if path == "batch" else FACTS}
    told = error(post(f"rules/jinan.nothing.here/{path}", body), 404, "unknown_rule")
    assert told["fact"] == "jinan.nothing.here"
    assert "/api/rules" in told["remedy"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"   ", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b'{"on": "2024-03-01",}', 400, "bad_json"),
        (b"{'on': 1}", 400, "bad_json"),
        (b'{"on": 1} {"on": 2}', 400, "bad_json"),
        (b"\xff\xfe{}", 400, "bad_json"),
        ("问题".encode("gb18030"), 400, "bad_json"),
        (b'{"on": "\\ud800"}', 400, "bad_json"),
        (b'{"on": "2024-03-01", "on": "2024-03-02"}', 400, "bad_json"),
        (b'{"on": "2024-03-01", "facts": {"cost": 1, "cost": 2}}', 400, "bad_json"),
        (b'{"' + b"x" * 10_000 + b'": 1}', 400, "bad_json"),
        (b"null", 422, "wrong_type"),
        (b"[]", 422, "wrong_type"),
        (b'"question"', 422, "wrong_type"),
        (b"[" * 20_000 + b"]" * 20_000, 413, "too_large"),
        (b'{"facts":' * 20_000 + b"1" + b"}" * 20_000, 413, "too_large"),
        (b'{"facts": [' + b"[]," * 30_000 + b"1]}", 413, "too_large"),
        (b'{"facts": "' + b"x" * bodies.MOST_BYTES + b'"}', 413, "too_large"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else str(value),
)
@pytest.mark.parametrize("path", ["evaluate", "explain", "batch", "what-if"])
def test_what_is_no_question_is_refused(
    path: str, body: bytes, status: int, code: str, post: Post
) -> None:
    error(post(f"rules/{PAYMENT}/{path}", body), status, code)


def test_a_question_that_is_deeper_than_any_is_refused(post: Post) -> None:
    error(post(EXPLAIN, b'{"facts":' * 9 + b"1" + b"}" * 9), 413, "too_large")


def test_an_empty_body_is_no_json(client: Client) -> None:
    response = client.post(f"/api/{EXPLAIN}", content_type="application/json", CONTENT_LENGTH="")
    assert error(response, 400, "bad_json")["message"].startswith("请求是空的")


def test_keys_that_repeat_cost_no_more_than_reading_them(post: Post) -> None:
    names = b",".join(b'"k%d": 1' % number for number in range(200_000))
    error(post(EXPLAIN, b"{" + names + b',"k199999": 2}'), 400, "bad_json")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_only_json_is_taken(kind: str, post: Post) -> None:
    """A form of a foreign page can send the other kinds without asking; it cannot send this one."""
    error(post(EXPLAIN, {"on": ON, "facts": FACTS}, kind), 415, "wrong_content_type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_written_in_other_ways(kind: str, post: Post) -> None:
    data(post(EXPLAIN, {"on": ON, "facts": FACTS}, kind))


def test_a_body_in_chunks_is_refused(post: Post) -> None:
    question = {"on": ON, "facts": FACTS}
    response = post(EXPLAIN, question, **{"Transfer-Encoding": "chunked"})
    error(response, 411, "length_required")


@pytest.mark.parametrize("length", ["1000000000000", "999999999999999999999999", "-1", "x"])
def test_a_declared_length_is_refused_before_anything_is_read(length: str, client: Client) -> None:
    response = client.post(
        f"/api/{EXPLAIN}", b"{}", content_type="application/json", CONTENT_LENGTH=length
    )
    error(response, 413, "too_large")


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"]
)
def test_another_method_is_refused_with_what_is_allowed(method: str, client: Client) -> None:
    response: Any = client.generic(method, f"/api/{EXPLAIN}")
    told = error(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "POST"
    assert "POST" in told["remedy"]


@pytest.mark.parametrize(
    "path",
    ["", "nothing", "rules/", "rules/a/b/c", "rules/a/evaluate/", "receipts", "../api", "%00"],
)
def test_another_address_is_not_found_in_json(path: str, client: Client) -> None:
    error(client.get(f"/api/{path}"), 404, "not_found")


# --- tables


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({}, 422, "wrong_type"),
        ({"rows": []}, 422, "wrong_type"),
        ({"rows": 1_000_000_000}, 422, "wrong_type"),
        ({"rows": {"count": 1_000_000_000}}, 422, "wrong_type"),
        ({"rows": [1, 2]}, 422, "wrong_type"),
        ({"rows": [{}], "count": 1_000_000_000}, 422, "wrong_type"),
        ({"rows": [{"nothing": 1}]}, 422, "unknown_fact"),
        ({"rows": [{} for _ in range(10_001)]}, 413, "too_large"),
    ],
)
def test_a_table_that_is_none_is_refused(
    facts: dict[str, Any], status: int, code: str, post: Post
) -> None:
    told = error(post(f"rules/{TABLE}/evaluate", {"on": TABLE_ON, "facts": facts}), status, code)
    assert told["message"]


def test_a_large_table_is_answered_and_not_explained(post: Post) -> None:
    question = {"on": TABLE_ON, "facts": {"rows": [{}] * (asking.MOST_EXPLAINED_ROWS + 1)}}
    told = data(post(f"rules/{TABLE}/evaluate", question))
    assert (told["status"], len(told["result"])) == ("missing", asking.MOST_EXPLAINED_ROWS + 1)
    error(post(f"rules/{TABLE}/explain", question), 413, "too_large")


# --- batches


@pytest.mark.parametrize(
    ("body", "fact", "code"),
    [
        ({}, "facts", "wrong_type"),
        ({"cases": []}, "cases", "wrong_type"),
        ({"cases": {"0": {}}}, "cases", "wrong_type"),
        ({"cases": [{}], "on": ON}, "cases", "wrong_type"),
        ({"on": ON, "facts": FACTS}, "facts", "wrong_type"),
        ({"on": ON, "facts": [FACTS], "more": 1}, "", "wrong_type"),
        ({"on": ON, "facts": [FACTS], "explain": 1}, "explain", "wrong_type"),
    ],
)
def test_a_batch_that_is_none_is_refused(
    body: dict[str, Any], fact: str, code: str, post: Post
) -> None:
    assert error(post(f"rules/{PAYMENT}/batch", body), 422, code)["fact"] == fact


def test_a_batch_has_a_bound(post: Post) -> None:
    path = f"rules/{PAYMENT}/batch"
    most = [FACTS] * asking.MOST_CASES
    assert data(post(path, {"on": ON, "facts": most}))["answered"] == asking.MOST_CASES
    error(post(path, {"on": ON, "facts": [*most, FACTS]}), 413, "too_large")
    few = [FACTS] * (asking.MOST_EXPLAINED_ROWS + 1)
    error(post(path, {"on": ON, "facts": few, "explain": True}), 413, "too_large")


def test_the_rows_of_all_tables_of_a_batch_are_counted_together(post: Post) -> None:
    case = {"on": TABLE_ON, "facts": {"rows": [{}] * 6_000}}
    error(post(f"rules/{TABLE}/batch", {"cases": [case, case]}), 413, "too_large")


def test_the_rows_of_explained_tables_are_counted_together(post: Post) -> None:
    case = {"on": TABLE_ON, "facts": {"rows": [{}] * 300}}
    path = f"rules/{TABLE}/batch"
    error(post(path, {"explain": True, "cases": [case, case]}), 413, "too_large")
    assert data(post(path, {"explain": True, "cases": [case]}))["answered"] == 1


# --- receipts


def sealed(told: dict[str, Any]) -> dict[str, Any]:
    """A receipt whose seal fits, as anybody can make one."""
    receipt = {name: value for name, value in told["receipt"].items() if name != "digest"}
    whole = orjson.dumps({**told, "receipt": receipt}, option=orjson.OPT_SORT_KEYS)
    return {**told, "receipt": {**receipt, "digest": hashlib.sha256(whole).hexdigest()}}


@pytest.mark.parametrize(
    "change",
    [
        {"rule": ["a"]},
        {"rule": None},
        {"asked": []},
        {"asked": {}},
        {"parameters": None},
        {"parameters": [{"name": "annual_limit"}]},
        {"parameters": [{"name": "annual_limit", "value": "1" * 100_000 + " x y"}]},
        {"receipt": {"rule_version": 1, "documents": []}},
        {"receipt": {"rule_version": "1", "documents": [1]}},
        {"receipt": {"rule_version": "1", "documents": [{"number": "1"}]}},
    ],
    ids=str,
)
def test_a_forged_receipt_with_a_fitting_seal_breaks_nothing(
    change: dict[str, Any], post: Post
) -> None:
    told = data(post(EXPLAIN, {"on": ON, "facts": FACTS}))
    response = post("receipts/reproduce", sealed({**told, **change}))
    assert response.status_code == 422, response.content
    assert orjson.loads(response.content)["error"]["code"] in ("bad_receipt", "wrong_type")


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"1", b'{"receipt": []}', b'{"receipt": {"digest": 1}}']
)
def test_what_is_no_receipt_is_refused(body: bytes, post: Post) -> None:
    error(post("receipts/reproduce", body), 422, "bad_receipt")


def test_a_receipt_that_was_changed_is_refused(post: Post) -> None:
    told = data(post(EXPLAIN, {"on": ON, "facts": FACTS}))
    told["asked"]["facts"]["cost"] = "2000"
    error(post("receipts/reproduce", told), 422, "bad_receipt")
