"""Drills: every scenario passes, in a sandbox that reaches nobody; a file that is wrong says where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from luoshi.cli.app import app
from luoshi.office import clock
from luoshi.office.alerts.drills import running, sandbox, scenario, stage
from luoshi.office.alerts.drills.scenario import BadScenario, scenarios, span
from luoshi.office.alerts.errors import AlertError, NotThere
from luoshi.office.alerts.models import Alert, Attempt, Channel, Reading
from luoshi.office.cases.models import Case
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from luoshi.policies.specimen.flood_calls.rules import DOC
from tests.office.cases.office import unit

NIGHT = scenario.POLICIES / "specimen/flood_calls/drills/night_rain.yaml"
SHORT: dict[str, Any] = {
    "name": "short", "title": "样例：一场短雨", "plan": "specimen.flood_calls.warning",
    "start": "2026-07-01T08:00", "lasts": "20m",
    "units": [
        {"code": "fo", "name": "市防办", "roles": ["flood_office"]},
        {"code": "director", "name": "市防办主任", "roles": ["director"]},
        {"code": "water", "name": "市水利局", "roles": ["water"]},
        {"code": "city", "name": "市城管局", "roles": ["city_management"]},
    ],
    "channels": [{"kind": "wechat"}, {"kind": "phone"}],
    "operator": "10s",
    "people": [
        {"unit": "water", "post": "预警接收人", "name": "甲", "channels": ["wechat", "phone"], "answers": {"wechat": "20s"}},
        {"unit": "city", "post": "预警接收人", "name": "乙", "channels": ["wechat", "phone"], "answers": {"phone": "10s"}},
    ],
    "readings": [{"values": [{"of": "hour_rain", "place": "一号站", "is": 45}]}],
    "conduct": [
        {"step": "draft", "outcome": "to_director", "takes": "2m",
         "data": {"areas": "全市", "lasts": "两小时", "advice": "转移", "phone": "演练"}},
        {"step": "sign", "outcome": "publish", "takes": "1m"},
    ],
    "expected": [{"level": "橙色预警", "by": "4m"}, {"answered": "all", "by": "10m"}],
}  # fmt: skip


@pytest.fixture
def box(db: None, settings: Any) -> None:
    """This process is a sandbox: its database is the tests' own and empty."""
    settings.LUOSHI_SANDBOX = True


def changed(**other: Any) -> dict[str, Any]:
    return {**SHORT, **other}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[object], Path]:
    """Writes a scenario to a file."""

    def write(what: object) -> Path:
        file = tmp_path / "script.yaml"
        text = what if isinstance(what, str) else yaml.safe_dump(what, allow_unicode=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, str]]:
    """The environment in which the sandbox began.

    A shell writes it down before it becomes the sandbox: whoever asks /proc may come before the program has
    begun, or after it has ended.
    """
    began, program = tmp_path / "environ", tmp_path / "python"
    program.write_text(f'#!/bin/sh\nenv -0 > "{began}"\nexec "{sys.executable}" "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))

    def read() -> dict[str, str]:
        rows = began.read_text("utf-8").split("\0")
        return dict(each.split("=", 1) for each in rows if each)

    return read


# --- what ships


@pytest.mark.parametrize("name", sorted(scenarios()))
def test_every_scenario_passes_as_fast_as_the_machine_can(box: None, name: str) -> None:
    told = running.run(scenarios()[name], 0)
    assert [each for each in told["expected"] if not each["met"]] == []
    assert told["passed"]
    assert told["expected"]
    assert told["drill"] is True
    assert told["alerts"]


def test_every_plan_has_a_scenario() -> None:
    assert {each.policy for each in scenarios().values()} >= {
        DOC.key, "shuozhou.heavy_pollution", "shuozhou.weather_calls", "shuozhou.coal_supply",
        "weihai.market_supply",
    }  # fmt: skip


# --- running


def test_people_answer_as_the_script_says(box: None, written: Callable[[object], Path]) -> None:
    told = running.run(scenario.read(written(SHORT)), 0)
    assert told["passed"]
    (alert,) = told["alerts"]
    (reach,) = alert["reach"]
    assert (reach["total"], reach["answered_by"]) == (2, {"wechat": 1, "phone": 1})
    # the second: three minutes on WeChat, then ten seconds until the operator has him, and ten more
    assert reach["slowest_seconds"] == pytest.approx(200, abs=1)
    assert told["simulated_hours"] == pytest.approx(1 / 3, abs=0.01)
    assert told["happened"][0]["what"] == "收到 1 条监测值"
    assert told["journal"]["entries"] > 0


def test_the_same_drill_ends_the_same(box: None, written: Callable[[object], Path]) -> None:
    told = running.run(scenario.read(written(SHORT)), 0)
    for model in (Attempt, Channel):
        assert model.objects.exists()
    assert {each.unit.name[:3] for each in Alert.objects.get().units.all()} == {stage.MARK}
    with pytest.raises(stage.NoSandbox):
        running.run(scenario.read(written(SHORT)), 0)  # a stage is used once
    assert told["passed"]


def test_a_channel_that_is_down_is_passed_over_at_once(
    box: None, written: Callable[[object], Path]
) -> None:
    down = [{"kind": "wechat", "down": [["0s", "10m"]]}, {"kind": "phone"}]
    told = running.run(
        scenario.read(written(changed(channels=down, expected=[{"answered": "乙"}]))), 0
    )
    assert told["passed"]
    (reach,) = told["alerts"][0]["reach"]
    assert (reach["answered"], reach["answered_by"]) == (1, {"phone": 1})
    assert reach["slowest_seconds"] <= 60


@pytest.mark.parametrize(
    "expected",
    [{"level": "红色预警"}, {"level": "橙色预警", "by": "2m"}, {"answered": 3}, {"answered": "丙"},
     {"state": "lifted"}, {"refused": "拒"}, {"overdue": "close"}, {"exhausted": 1}, {"report": "report"}],
)  # fmt: skip
def test_what_is_not_seen_is_not_passed(
    box: None, written: Callable[[object], Path], expected: dict[str, Any]
) -> None:
    told = running.run(scenario.read(written(changed(expected=[expected]))), 0)
    assert not told["passed"]
    assert [each["met"] for each in told["expected"]] == [False]


def test_what_officers_may_not_do_is_told_and_not_done(
    box: None, written: Callable[[object], Path]
) -> None:
    wrong = [{**SHORT["conduct"][0], "outcome": "to_mayor"}]
    script = changed(conduct=wrong, expected=[{"refused": "没有办成"}])
    told = running.run(scenario.read(written(script)), 0)
    assert told["passed"]
    assert not Alert.objects.exists()


def test_readings_that_cannot_be_taken_are_told(
    box: None, written: Callable[[object], Path]
) -> None:
    rows = [{"values": [{"of": "hour_rain", "place": "一号站", "is": "很大"}]}]
    script = changed(readings=rows, expected=[{"refused": "监测值未接收"}])
    told = running.run(scenario.read(written(script)), 0)
    assert told["passed"]
    assert not Reading.objects.exists()


def test_sixty_times_as_fast_as_life_in_a_sandbox(written: Callable[[object], Path]) -> None:
    file = written(changed(lasts="8m"))
    began, seen = time.monotonic(), list[float]()
    told = sandbox.play(str(file), 60, lambda each: seen.append(each["share"]))
    assert told["passed"]
    assert (told["speed"], seen) == (60, sorted(seen))
    assert (
        2 < told["seconds"] < time.monotonic() - began
    )  # the waiting for answers ran, the rest was skipped


# --- the sandbox


def test_a_real_office_is_no_sandbox(db: None, settings: Any) -> None:
    with pytest.raises(stage.NoSandbox, match="只能在隔离的沙箱里"):
        running.run(scenarios()["specimen-night-rain"], 0)
    settings.LUOSHI_SANDBOX = True
    unit("jia", "甲单位")
    with pytest.raises(stage.NoSandbox):
        running.run(scenarios()["specimen-night-rain"], 0)
    Unit.objects.all().delete()
    Channel.objects.create(key="wechat", kind="wechat", label="企业微信")
    with pytest.raises(stage.NoSandbox):
        stage.must_be_sandbox()
    assert clock.now().year != 2026 or not Case.objects.exists()


def test_nothing_of_the_office_goes_in_and_nothing_comes_out(
    db: None, monkeypatch: pytest.MonkeyPatch, written: Callable[[object], Path],
    inside: Callable[[], dict[str, str]],
) -> None:  # fmt: skip
    secrets = {
        "DATABASE_URL": "postgres://office/real", "LUOSHI_HOME": "/nowhere", "LUOSHI_CLOCK": "2001-01-01T00:00",
        "LUOSHI_ADDRESS": "https://office.example.org", "LUOSHI_SECRET_KEY": "s", "HTTPS_PROXY": "http://proxy",
        "DJANGO_SETTINGS_MODULE": "tests.settings", "SOMETHING_ELSE": "x",
    }  # fmt: skip
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with sandbox.opened(str(written(changed(lasts="8m"))), 0) as process:
        told = sandbox.follow(process, lambda _: None)
        env = inside()
        home = env["LUOSHI_HOME"]
        assert Path(home).is_dir()
    assert told["passed"]
    assert not Path(home).exists()
    assert env["DATABASE_URL"] == f"sqlite:///{home}/drill.sqlite3"
    assert env["LUOSHI_SANDBOX"] == "1"
    assert not {"LUOSHI_CLOCK", "LUOSHI_ADDRESS", "LUOSHI_SECRET_KEY", "HTTPS_PROXY", "SOMETHING_ELSE"} & set(env)  # fmt: skip
    for model in (Unit, Channel, Alert, Reading, Case, Entry):
        assert not model.objects.exists()


def test_a_sandbox_that_is_ended_says_so_and_is_gone(
    written: Callable[[object], Path], inside: Callable[[], dict[str, str]]
) -> None:
    with sandbox.opened(str(written(SHORT)), 1) as process:  # it will run for minutes
        assert process.stdout is not None
        assert process.stdout.readline()  # it runs
        home = inside()["LUOSHI_HOME"]
        assert Path(home).is_dir()
        process.kill()
        with pytest.raises(sandbox.DrillFailed, match="演练中断"):
            sandbox.follow(process, lambda _: None)
    assert not Path(home).exists()


def test_a_sandbox_whose_starter_is_killed_ends_and_leaves_nothing(
    written: Callable[[object], Path], tmp_path: Path
) -> None:
    script = (
        "import sys, time\n"
        "from luoshi.office.alerts.drills import sandbox\n"
        "with sandbox.opened(sys.argv[1], 1) as process:\n"
        "    print(process.pid, process.stdout.readline(), flush=True)\n"
        "    time.sleep(600)\n"
    )
    folder = tmp_path / "drills"
    folder.mkdir()
    env = {**os.environ, "TMPDIR": str(folder)}
    wanted = str(written(changed(lasts="30d")))
    starter = subprocess.Popen(
        [sys.executable, "-c", script, wanted], env=env, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    starter.stdout.readline()  # it runs
    assert list(folder.iterdir())
    starter.kill()
    starter.wait()
    until = time.monotonic() + 60
    while list(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.1)
    assert not list(folder.iterdir())
    starter.stdout.close()


@pytest.mark.parametrize("speed", [-1, 100_001, float("inf"), float("nan")])
def test_a_speed_that_cannot_be(speed: float) -> None:
    with pytest.raises(AlertError, match="不能用"):
        sandbox.play("specimen-night-rain", speed)


# --- what is written wrong


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in SHORT.items() if name != key}


def person(**other: Any) -> dict[str, Any]:
    return changed(people=[{**SHORT["people"][0], **other}])


def conduct(**other: Any) -> dict[str, Any]:
    return changed(conduct=[{**SHORT["conduct"][0], **other}])


WRONG: list[tuple[object, str]] = [
    ("", "读不了|缺少 plan"),
    ("- 1\n- 2\n", "读不了"),
    ("plan: [\n", "读不了"),
    ("plan: a\nplan: b\n", "读不了|没有预案"),
    (without("plan"), "开头：缺少 plan"),
    (without("name"), "开头：缺少 name"),
    (without("title"), "开头：缺少 title"),
    (without("start"), "开头：缺少 start"),
    (without("lasts"), "开头：缺少 lasts"),
    (changed(plan="gone"), "plan：没有预案“gone”"),
    (changed(wether="x"), "wether：不认识"),
    (changed(start="明天"), "start：不是时刻"),
    (changed(lasts="很久"), "lasts：“很久”不是时长"),
    (changed(lasts="2h 3x"), "不是时长"),
    (changed(lasts="0s"), "lasts：应比 0 长"),
    (changed(lasts="-1h"), "lasts：应比 0 长"),
    (changed(lasts="999999999999d"), "lasts：.*太长"),
    (changed(units="市防办"), "units：应是列表"),
    (changed(units=["市防办"]), "units 第 1 项：应是一组键和值"),
    (changed(units=[{"name": "市防办"}]), "units 第 1 项：缺少 code"),
    (changed(units=[{"code": "x", "name": "甲", "roles": ["king"]}]), "文件里没有角色 king"),
    (changed(units=[{"code": "x", "name": "甲", "roles": 3}]), "units 第 1 项：有一项的写法不对"),
    (changed(units=[*SHORT["units"], SHORT["units"][0]]), "units：有两个单位的 code 相同"),
    (person(unit="gone"), "people 第 1 项：没有单位 gone"),
    (person(answers={"wechat": "soon"}), "people 第 1 项：“soon”不是时长"),
    (person(answers=["wechat"]), "people 第 1 项：有一项的写法不对"),
    (person(tries="两次"), "people 第 1 项：有一项的写法不对"),
    (person(channels=5), "people 第 1 项：有一项的写法不对"),
    (changed(channels=[{"down": []}]), "channels 第 1 项：缺少 kind"),
    (changed(channels=[{"kind": "wechat", "down": [["1h"]]}]), "channels 第 1 项：有一项的写法不对"),
    (changed(channels=[{"kind": "wechat", "patience": "长"}]), "channels 第 1 项：有一项的写法不对"),
    (changed(start="9999-12-31T23:00"), "start：应在 2000 到 2199 年之间"),
    (changed(start="0001-01-01T00:00"), "start：应在 2000 到 2199 年之间"),
    (changed(lasts="1h-2h"), "不是时长"),
    (changed(name={"a": 1}), "开头：name 应是一个词"),
    (changed(name="x" * 81), "开头：name 应是 1 到 80 个"),
    (changed(units=[{"code": "x\0", "name": "甲"}]), "units 第 1 项：code 应是 1 到 40 个看得见的字"),
    (changed(people=[SHORT["people"][0]] * 20_001), "people：有 20001 项"),
    (person(tries=float("inf")), "people 第 1 项：有一项的写法不对"),
    (person(tries=-5), "people 第 1 项：tries 应在 1 到 100 之间"),
    (person(answers={"wechat": "-40s"}), "people 第 1 项：“-40s”不能是负的"),
    (person(channels=["telepathy"]), "people 第 1 项：没有“telepathy”这类渠道"),
    (person(channels="wechat"), "people 第 1 项：有一项的写法不对"),
    (changed(channels=[{"kind": "wechat"}, {"kind": "wechat"}]), "channels：有两个渠道的 kind 相同"),
    (changed(channels=[{"kind": "wechat", "patience": -5}]), "patience 应在 1 到 86400 之间"),
    (changed(channels=[{"kind": "wechat", "patience": float("inf")}]), "channels 第 1 项：有一项的写法不对"),
    (changed(readings=[{"values": [{"of": "hour_rain", "every": "400d", "is": [1] * 9000}]}]), "有一项的写法不对|离开始太远"),
    (changed(readings=[{"values": [{"of": "hour_rain", "is": [1] * 50_001}]}]), "监测值超过 50000 个"),
    (changed(readings=[{"values": [{"of": "hour_rain", "is": [[1]]}]}]), "is 中的每一个应是一个值"),
    (conduct(takes="-5m"), "conduct 第 1 项：“-5m”不能是负的"),
    (conduct(times=float("inf")), "conduct 第 1 项：有一项的写法不对"),
    (changed(readings=[{}]), "readings 第 1 项：缺少 values"),
    (changed(readings=[{"values": [{"of": "snow", "is": 1}]}]), "没有监测指标 snow"),
    (changed(readings=[{"values": ["hour_rain"]}]), "readings 第 1 项：缺少 of"),
    (changed(readings=[{"values": 5}]), "readings 第 1 项：有一项的写法不对"),
    (changed(readings=[{"at": "早上", "values": []}]), "readings 第 1 项：“早上”不是时长"),
    (conduct(step="gone"), "没有环节 gone"),
    (conduct(outcome="gone"), "没有环节 draft 或办法 gone"),
    (conduct(procedure="gone"), "conduct 第 1 项"),
    (conduct(takes="5"), "conduct 第 1 项：“5”不是时长"),
    (conduct(data=["x"]), "conduct 第 1 项：有一项的写法不对"),
    (conduct(parties={"county": "gone"}), "conduct 第 1 项：没有单位 gone"),
    (changed(measures=[{"unit": "gone"}]), "measures 第 1 项：没有单位 gone"),
    (changed(begins=[{"by": "fo", "procedure": "gone"}]), "begins 第 1 项"),
    (changed(relays=[{"unit": "water"}]), "relays 第 1 项：缺少 post"),
    (changed(relays=[{"unit": "gone", "post": "x"}]), "relays 第 1 项：没有单位 gone"),
    (changed(operator="慢"), "operator：“慢”不是时长"),
    (changed(expected=[{}]), "expected 第 1 项：没有说要看到什么"),
    (changed(expected=[{"state": "gone"}]), "expected 第 1 项：没有状态 gone"),
    (changed(expected=[{"level": "紫色预警"}]), "expected 第 1 项：没有级别 紫色预警"),
    (changed(expected=[{"answered": "all", "by": "soon"}]), "expected 第 1 项：“soon”不是时长"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "why"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_a_script_that_is_wrong_says_where(
    written: Callable[[object], Path], what: object, why: str
) -> None:
    with pytest.raises(BadScenario, match=why) as error:
        scenario.read(written(what))
    assert "script.yaml" in str(error.value)
    assert error.value.remedy


def test_lengths_of_time() -> None:
    wanted = {
        "40s": 40,
        "10m": 600,
        "2h": 7200,
        "3d": 259_200,
        "1h30m": 5400,
        "-90s": -90,
        "1.5h": 5400,
    }
    assert {each: span(each).total_seconds() for each in wanted} == wanted
    for wrong in ("", "5", "h", "1h 30m", "1w", "一小时", None, "1h-"):
        with pytest.raises(ValueError, match="不是时长"):
            span(wrong)


def test_a_scenario_by_its_name_or_its_file(written: Callable[[object], Path]) -> None:
    assert scenario.scenario("specimen-night-rain").lasts == timedelta(hours=48)
    assert scenario.scenario(str(written(SHORT))).name == "short"
    with pytest.raises(NotThere, match="没有演练“gone”"):
        scenario.scenario("gone")
    with pytest.raises(BadScenario, match="读不了"):
        scenario.scenario("gone.yaml")


# --- the command


def call(*words: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(app, list(words))
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.exit_code, told.stdout, told.stderr


def test_the_command_lists_what_there_is(db: None) -> None:
    code, out, _ = call("drill", "list", "--json")
    rows = json.loads(out)
    assert code == 0
    assert {each["name"] for each in rows} == set(scenarios())
    night = next(each for each in rows if each["name"] == "specimen-night-rain")
    assert (night["hours"], night["document"]) == (48, DOC.number)
    code, out, _ = call("drill", "list")
    assert code == 0
    assert "specimen-night-rain" in out


def test_the_command_runs_one_and_its_exit_code_tells(
    box: None, written: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(name: str, speed: float, progress: running.Progress) -> dict[str, Any]:
        """What the sandbox would say, without making one."""
        return running.run(scenario.scenario(name), speed, progress)

    monkeypatch.setattr(sandbox, "play", play)
    short = changed(expected=[{"level": "橙色预警"}, {"level": "红色预警"}])
    code, out, err = call("drill", "run", str(written(short)), "--speed", "0")
    assert code == 1
    assert "未达到" in out
    assert "没有达到脚本的全部要求" in err
    monkeypatch.setattr(sandbox, "play", lambda *_: {"passed": True})
    code, out, _ = call("drill", "run", "specimen-night-rain", "--json")
    assert (code, json.loads(out)) == (0, {"passed": True})


@pytest.mark.parametrize(
    ("words", "why"),
    [(("gone",), "没有演练“gone”"), (("specimen-night-rain", "--speed", "-1"), "不能用")],
)  # fmt: skip
def test_the_command_says_what_is_wrong(db: None, words: tuple[str, ...], why: str) -> None:
    code, out, err = call("drill", "run", *words)
    assert code != 0
    assert out == ""
    assert why in err
    assert os.environ.get("LUOSHI_SANDBOX") is None
