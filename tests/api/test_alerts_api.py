"""Monitoring and alerts for programs: readings, alerts, calls, answers, measures; each unit its own alone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from luoshi.api.operations import api
from luoshi.office import clock
from luoshi.office.alerts.models import (
    Alert,
    Answer,
    Attempt,
    Calling,
    Contact,
    MeasureTask,
    Reading,
    Relay,
)
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from tests.api.programs import Program, told
from tests.office.alerts.office import PLAN, RAIN, FloodOffice
from tests.office.cases.office import moment, unit

NOW = "2026-06-10T08:20"
AT = "2026-06-10T08:00:00+08:00"


class Programs:
    """A program for each unit of the flood office, for one that takes no part, and for nobody."""

    def __init__(self) -> None:
        self.office = FloodOffice()
        self.of = {code: Program(each) for code, each in self.office.units.items()}
        self.stranger = Program(unit("bank", "某银行", "bank"))
        self.nobody = Program(None)

    def __getitem__(self, code: str) -> Program:
        return self.of[code]


@pytest.fixture
def programs(store: str) -> Iterator[Programs]:
    """The flood office on a morning in June."""
    with clock.at(moment(NOW)):
        yield Programs()


def row(**more: Any) -> dict[str, Any]:
    """A reading as a program sends it."""
    return {"series": RAIN, "place": "南门站", "at": AT, "value": 52.5, **more}


def send(program: Program, *rows: Any, status: int = 200) -> Any:
    """Send a batch."""
    return program.post(
        "office/observations", {"readings": list(rows), "source": "水文中心"}, status
    )


# --- readings


def test_readings_are_taken_and_what_changed_is_told(programs: Programs) -> None:
    done = send(
        programs["hydrology"],
        row(),
        row(place="北门站", value="３毫米"),
        row(place="西门站", value=999),
    )
    assert (done["good"], done["doubtful"], done["again"]) == (2, 1, 0)
    assert [(one["before"], one["after"]) for one in done["changed"]] == [("", "orange")]
    again = send(programs["hydrology"], row())
    assert (again["good"], again["again"], again["changed"]) == (0, 1, [])
    found = programs["hydrology"].get("office/observations")
    assert found["count"] == 3
    assert {(one["place"], one["value"], one["state"]) for one in found["readings"]} == {
        ("南门站", "52.5", "good"), ("北门站", "3", "good"), ("西门站", "999", "doubtful"),
    }  # fmt: skip
    assert {one["source"] for one in found["readings"]} == {"水文中心"}
    standing = programs["flood"].get("office/standings")["standings"][0]
    assert (standing["level"], standing["level_label"]) == ("orange", "橙色预警")
    assert standing["receipt"]["result"] == "橙色预警"


def test_one_wrong_row_refuses_the_batch_and_names_every_one(programs: Programs) -> None:
    error = send(
        programs["hydrology"], row(), row(value="很多"), row(at="昨天"), row(series="no.such.series"),
        row(place=""), row(unit="x"), 7, row(value=None), row(at="2026-06-10T12:00"), status=422,
    )  # fmt: skip
    assert error["code"] == "refused"
    assert [each["row"] for each in error["detail"]["rows"]] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "1e400", "9" * 500, "", " ", "0x1", "1_0", "٣", True, [], {}, "1.23456", 1.23456, 1e300,
     "'; DROP TABLE", "-" * 40],
)  # fmt: skip
def test_what_is_no_number_is_refused(programs: Programs, value: Any) -> None:
    error = send(programs["hydrology"], row(value=value), status=422)
    assert error["detail"]["rows"][0]["row"] == 1
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "at",
    [
        "",
        "x",
        "2026-02-30",
        "0001-01-01T00:00",
        "9999-12-31T23:59:59Z",
        5,
        [],
        "2026-06-10T08:00+99:00",
    ],
)
def test_what_is_no_moment_is_refused(programs: Programs, at: Any) -> None:
    send(programs["hydrology"], row(at=at), status=422)
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "body",
    [{}, [], {"readings": []}, {"readings": {}}, {"readings": [1], "more": 1}, {"readings": [1], "source": 5},
     {"readings": [1], "source": "\0"}, {"readings": [1], "source": "长" * 61}],
)  # fmt: skip
def test_what_is_no_batch_is_bad_input(programs: Programs, body: Any) -> None:
    programs["hydrology"].post("office/observations", body, 400)


def test_a_batch_of_more_than_there_may_be_is_refused(programs: Programs) -> None:
    rows = [row(place="")] * 50_001
    response = programs["hydrology"].ask("POST", "office/observations", {"readings": rows})
    assert response.status_code in (400, 413)


def test_a_value_comes_as_exactly_as_it_was_sent(programs: Programs) -> None:
    send(programs["hydrology"], row(value=0.1), row(place="乙", value=29.999))
    assert sorted(Reading.objects.values_list("value", flat=True)) == [100, 29_999]


def test_observations_are_filtered(programs: Programs) -> None:
    send(programs["hydrology"], row(), row(at="2026-06-10T07:00", place="北门站"))
    program = programs["hydrology"]
    for query, count in (
        (f"series={RAIN}", 2), ("place=北门站", 1), ("from=2026-06-10T08:00:00%2B08:00", 1),
        ("to=2026-06-10T07:00", 1), ("state=doubtful", 0),
    ):  # fmt: skip
        assert program.get(f"office/observations?{query}")["count"] == count, query
    told(program.ask("GET", "office/observations?series=none"), 404)
    told(program.ask("GET", "office/observations?from=0001-01-01T00:00"), 400)
    told(program.ask("GET", "office/observations?place=%00"), 400)


def test_the_indicators_are_told_to_who_takes_part(programs: Programs) -> None:
    found = programs["hydrology"].get("office/indicators")["indicators"]
    assert [(one["series"], one["unit"], one["per"]) for one in found] == [(RAIN, "毫米", "雨量站")]
    assert programs.stranger.get("office/indicators")["count"] == 0


# --- alerts


def test_whoever_leads_sees_all_and_the_called_their_own(programs: Programs) -> None:
    alert = programs.office.issued("red")
    for code in ("flood", "hefeng"):
        listed = programs[code].get("office/alerts?state=in_force")["alerts"]
        assert [(one["key"], one["level"]) for one in listed] == [(alert.key, "red")]
    path = f"office/alerts/{alert.key}"
    whole = programs["flood"].get(path)
    assert whole["leads"]
    assert whole["content"][0]["value"] == "红色预警"
    assert [each["kind"] for each in whole["turns"]] == ["issue"]
    assert whole["calls"] == {"open": 8}
    calls = programs["flood"].get(f"{path}/calls?limit=200")
    assert calls["count"] == 8
    assert "0000-" not in str(calls)  # no telephone number of anybody
    own = programs["hefeng"].get(f"{path}/calls")
    assert {each["unit"] for each in own["calls"]} == {"hefeng"}
    tasks = programs["hefeng"].get(f"{path}/measures")
    assert {each["unit"] for each in tasks["measures"]} == {"hefeng"}
    assert programs["flood"].get(f"{path}/measures")["count"] > tasks["count"]
    assert programs["flood"].get(f"{path}/measures?state=done")["count"] == 0


def test_a_measure_is_done_by_whom_it_is_owed(programs: Programs) -> None:
    alert = programs.office.issued("orange")
    task = MeasureTask.objects.get(measure="close")
    path = f"office/measures/{task.pk}/done"
    body = {"evidence": "08:40 已封闭"}
    for other in (programs["hefeng"], programs["flood"], programs.stranger):
        other.post(path, body, 404)
    programs["city"].post(path, {"evidence": " "}, 400)
    programs["city"].post(path, {**body, "left": True}, 403)
    done = programs["city"].post(path, body)
    assert (done["state"], done["evidence"], done["alert"]) == ("done", "08:40 已封闭", alert.key)
    programs["city"].post(path, body, 422)
    programs["city"].post(f"office/measures/{2**53}/done", body, 404)
    left = MeasureTask.objects.get(measure="schools")
    told_left = programs["education"].post(
        f"office/measures/{left.pk}/done", {"evidence": "周日无课", "left": True}
    )
    assert told_left["state"] == "left"


# --- answers


def attempt(office: FloodOffice, code: str) -> Attempt:
    """The step that is under way of the call to the receivers of a unit."""
    found = office.call(code)
    return found.attempts.get(step=found.step)


def test_an_answer_by_its_token_ends_the_call(programs: Programs) -> None:
    programs.office.issued("orange")
    token = str(attempt(programs.office, "water").token)
    done = programs["flood"].post("office/answers", {"answers": [{"token": token, "note": "收到"}]})
    assert (done["ended"], done["late"], done["unknown"]) == (1, 0, 0)
    assert programs.office.call("water").state == "answered"
    assert Answer.objects.get().via == "reply"
    again = programs["flood"].post("office/answers", {"answers": [{"token": token}]})
    assert (again["ended"], again["late"]) == (0, 1)
    assert Entry.objects.filter(kind="alert.answers").count() == 2


def test_a_reply_is_matched_by_whom_it_comes_from(programs: Programs) -> None:
    programs.office.issued("orange")
    address = attempt(programs.office, "hefeng").address
    reply = {"kind": "wechat", "address": address, "text": "收到"}
    done = programs["flood"].post(
        "office/answers", {"answers": [reply, {**reply, "address": "none"}]}
    )
    assert (done["ended"], done["unknown"]) == (1, 1)
    assert done["answers"] == [{"row": 1, "matched": 1}, {"row": 2, "matched": 0}]
    assert programs.office.call("hefeng").state == "answered"
    assert programs.office.call("songbei").state == "open"


def test_a_reply_that_could_be_for_several_calls_is_for_all_of_one_alert(
    programs: Programs,
) -> None:
    programs.office.issued("red")
    rows = Attempt.objects.filter(calling__unit__code="hefeng", step=0)
    assert rows.count() == 2
    rows.update(kind="sms", address="13800000000")
    reply = {"kind": "sms", "address": "+86１３８００００００００", "text": "收到"}
    done = programs["flood"].post("office/answers", {"answers": [reply]})
    assert (done["ended"], done["answers"][0]["matched"]) == (2, 2)
    assert Calling.objects.filter(state="answered").count() == 2


def test_a_reply_with_a_number_is_for_that_call_alone(programs: Programs) -> None:
    programs.office.issued("red")
    rows = Attempt.objects.filter(calling__unit__code="hefeng", step=0)
    rows.update(kind="sms", address="13800000000")
    chosen = rows.order_by("pk")[0]
    reply = {"kind": "sms", "address": "13800000000", "text": f"1 {chosen.pk}"}
    programs["flood"].post("office/answers", {"answers": [reply]})
    assert set(Calling.objects.filter(state="answered")) == {chosen.calling}
    # another's number does not help somebody who was not called by it
    other = attempt(programs.office, "water")
    reply["text"] = f"1 {other.pk}"
    programs["flood"].post("office/answers", {"answers": [reply]})
    assert programs.office.call("water").state == "open"


def test_nobody_answers_for_a_unit_that_is_not_theirs(programs: Programs) -> None:
    programs.office.issued("orange")
    found = attempt(programs.office, "hefeng")
    answers = [
        {"token": str(found.token)},
        {"kind": found.kind, "address": found.address, "text": "收到"},
        {"kind": found.kind, "address": found.address, "text": f"1 {found.pk}"},
        {"token": str(uuid.uuid4())},
    ]
    for other in (programs["songbei"], programs.stranger):
        done = other.post("office/answers", {"answers": answers})
        assert (done["ended"], done["late"], done["unknown"]) == (0, 0, 4)
    assert programs.office.call("hefeng").state == "open"
    assert not Answer.objects.exists()
    done = programs["hefeng"].post("office/answers", {"answers": answers[:1]})
    assert done["ended"] == 1


@pytest.mark.parametrize(
    "answers",
    [None, [], "x", [1], [{}], [{"token": "x"}], [{"token": str(uuid.uuid4()), "kind": "sms", "address": "1"}],
     [{"kind": "sms"}], [{"kind": "pigeon", "address": "1"}], [{"token": 5}], [{"note": "x" * 2000}],
     [{"token": str(uuid.uuid4()), "more": 1}], [{"token": str(uuid.uuid4())}] * 1001],
)  # fmt: skip
def test_what_is_no_answer_is_bad_input(programs: Programs, answers: Any) -> None:
    programs["flood"].post("office/answers", {"answers": answers}, 400)


def test_an_answer_after_the_end_is_kept_as_late(programs: Programs) -> None:
    alert = programs.office.issued("orange")
    token = str(attempt(programs.office, "water").token)
    with clock.at(moment("2026-06-10T20:00")):
        programs.office.lifted(alert)
        done = programs["flood"].post("office/answers", {"answers": [{"token": token}]})
    assert (done["ended"], done["late"]) == (0, 1)


# --- what is another's


OPEN_TO_ALL = {
    "/api/office/indicators", "/api/office/observations", "/api/office/standings", "/api/office/alerts",
    "/api/office/readiness", "/api/office/answers",
}  # fmt: skip
"""Addresses that name nothing of one unit: a stranger is told nothing there."""


def operations() -> list[tuple[str, str]]:
    """Method and address of every operation of this part."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return [
        (method.upper(), path)
        for path, each in paths.items()
        for method, operation in each.items()
        if "监测预警" in operation.get("tags", [])
    ]


def test_what_is_another_units_is_not_there(programs: Programs) -> None:
    programs.office.passes_on("hefeng", programs.office.contact("songbei").post)
    alert = programs.office.issued("orange")
    task = MeasureTask.objects.get(measure="close")
    found = operations()
    assert len(found) >= 11
    for method, path in found:
        address = (
            path.removeprefix("/api/").replace("{key}", alert.key).replace("{number}", str(task.pk))
        )
        body = (
            {"evidence": "x"}
            if "measures/" in path
            else {"readings": [row()]}
            if method == "POST"
            else None
        )
        missing = programs.nobody.ask(method, address, body)
        assert told(missing, 401)["code"] == "no_token"
        if path in OPEN_TO_ALL and method == "GET":
            answer = programs.stranger.get(address)
            rows = next(each for each in answer.values() if isinstance(each, list))
            assert rows == [], address
        elif path != "/api/office/answers":
            assert programs.stranger.ask(method, address, body).status_code == 404, address
    assert not Answer.objects.exists()
    task.refresh_from_db()
    assert task.state == "open"
    for code in ("YJ-0000-00000", "x", "'; DROP TABLE"):
        assert programs["flood"].ask("GET", f"office/alerts/{code}").status_code == 404


def test_a_relayed_call_is_seen_by_whom_it_concerns(programs: Programs) -> None:
    office = programs.office
    town = unit("town", "禾丰县某镇")
    Unit.objects.filter(pk=town.pk).update(parent=office.units["hefeng"])
    town.refresh_from_db()
    office.units["town"] = town
    office.passes_on("hefeng", office.staff("town", "镇值班室"))
    alert = office.issued("orange")
    office.answer("hefeng")
    assert Relay.objects.count() == 1
    path = f"office/alerts/{alert.key}/calls"
    assert {each["unit"] for each in programs["hefeng"].get(path)["calls"]} == {"hefeng", "town"}
    assert {each["unit"] for each in programs["songbei"].get(path)["calls"]} == {"songbei"}
    assert {each["unit"] for each in Program(town).get(path)["calls"]} == {"town"}


def test_readiness_is_told(programs: Programs) -> None:
    found = programs["flood"].get("office/readiness")
    assert not programs.stranger.get("office/readiness")["troubles"]
    assert {each["plan"] for each in found["troubles"]} <= {PLAN}
    Contact.objects.filter(post=programs.office.contact("hefeng").post).delete()
    found = programs["flood"].get("office/readiness")
    assert not found["ready"]
    assert found["grave"] == sum(1 for each in found["troubles"] if each["grave"])
    assert [each["grave"] for each in found["troubles"]] == sorted(
        (each["grave"] for each in found["troubles"]), reverse=True
    )


def test_every_operation_is_described_in_chinese() -> None:
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    for method, path in operations():
        operation = paths[path][method.lower()]
        assert re.search("[一-鿿]", operation["summary"])
        assert re.search("[一-鿿]", operation["description"])
        if method == "POST":
            assert operation["requestBody"]["content"]["application/json"]["example"]


def test_alerts_are_listed_the_newest_first(programs: Programs) -> None:
    first = programs.office.issued("orange")
    with clock.at(moment(NOW) + timedelta(hours=8)):
        programs.office.lifted(first)
        found = programs["flood"].get("office/alerts")["alerts"]
    assert [(each["key"], each["state_label"]) for each in found] == [(first.key, "已解除")]
    assert Alert.objects.count() == 1
