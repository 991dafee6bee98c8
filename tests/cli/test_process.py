"""The program as a shell runs it: its own process, its own data folder, its exit codes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from luoshi.cli.failure import Failure
from luoshi.cli.serving import check_address, workers

PROGRAM = [sys.executable, "-c", "from luoshi.cli import main; main()"]
LEFT_OUT = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "LUOSHI_GAZETTES", "LUOSHI_HOSTS"}


@pytest.fixture
def environment(tmp_path: Path, specimen: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    folder = tmp_path / "gazettes"
    folder.mkdir()
    for path in specimen.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return {**kept, "LUOSHI_HOME": str(tmp_path / "home"), "LUOSHI_GAZETTES": str(folder)}


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_exit_codes_of_a_day(environment: dict[str, str], tmp_path: Path) -> None:
    empty = run(environment, "documents", "--json")
    assert (empty.returncode, empty.stdout) == (1, "[]\n")
    assert "档案是空的" in json.loads(empty.stderr)["error"]["what"]

    loaded = run(environment, "ingest", environment["LUOSHI_GAZETTES"])
    assert loaded.returncode == 0, loaded.stderr
    again = run(environment, "ingest", environment["LUOSHI_GAZETTES"], "--json")
    assert {one["state"] for one in json.loads(again.stdout)} == {"unchanged"}

    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00")
    refused = run(environment, "ingest", str(bad))
    assert refused.returncode == 1
    assert f"{bad} 第1行" in refused.stderr

    assert run(environment, "nosuch").returncode == 2
    assert run(environment, "search", "量子纠缠").returncode == 1
    assert run(environment, "--version").returncode == 0

    plain = {**environment, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    asked = run(plain, "status", "麓水发〔2025〕5号", "--on", "2025-08-01")
    assert asked.returncode == 0, asked.stderr
    listed = run(plain, "gazettes", "--json")
    assert listed.stdout.isascii()
    assert json.loads(listed.stdout) == json.loads(run(environment, "gazettes", "--json").stdout)
    assert (
        run(environment, "search", b"\xff\xfe".decode("utf-8", "surrogateescape")).returncode == 2
    )


def unread(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Exit code and errors of a command whose answer nobody reads, as with `| head`."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [*PROGRAM, *words],
            env=environment, stdout=gone, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    return done.returncode, done.stderr


def test_a_reader_that_leaves_early_is_no_error(environment: dict[str, str]) -> None:
    assert unread(environment, "ingest", environment["LUOSHI_GAZETTES"]) == (0, "")
    for words in (
        ["documents"],
        ["documents", "--json"],
        ["export", "麓水发〔2025〕5号"],
        ["--help"],
    ):
        assert unread(environment, *words) == (0, "")
    code, errors = unread(environment, "ingest", "nosuch.txt")
    assert code == 1
    assert "文件不存在" in errors


@pytest.mark.parametrize(("first", "bad"), [(0, 4000), (4000, 60_000)], ids=["whole", "tables"])
def test_a_damaged_database_is_called_so(
    environment: dict[str, str], tmp_path: Path, first: int, bad: int
) -> None:
    run(environment, "gazettes")
    file = tmp_path / "home" / "luoshi.sqlite3"
    data = file.read_bytes()
    file.write_bytes(data[:first] + b"\xa5" * bad + data[first + bad :])
    for words in (["gazettes"], ["doctor"]):
        said = run(environment, *words)
        assert said.returncode == 1
        assert "文件损坏" in said.stdout + said.stderr
        assert "请从备份恢复，或移走后重新入档" in said.stdout + said.stderr
        assert "DATABASE_URL" not in said.stdout + said.stderr


def test_a_server_that_does_not_answer(environment: dict[str, str]) -> None:
    url = "postgres://user:s3cret@127.0.0.1:1/luoshi"
    said = run({**environment, "DATABASE_URL": url}, "gazettes")
    assert said.returncode == 1
    assert "连接不上" in said.stderr
    assert "127.0.0.1:1/luoshi" in said.stderr
    assert "DATABASE_URL" in said.stderr
    assert "s3cret" not in said.stderr


def test_a_wrong_setting_is_told_in_chinese(environment: dict[str, str]) -> None:
    said = run({**environment, "DATABASE_URL": "mysql://localhost/x"}, "gazettes", "--json")
    assert said.returncode == 1
    assert "不支持" in json.loads(said.stderr)["error"]["what"]
    said = run({**environment, "LUOSHI_HOME": "/proc/nowhere"}, "gazettes")
    assert said.returncode == 1
    assert "办法：" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def server(
    environment: dict[str, str], port: int, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    log = tmp_path / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--load", "--port", str(port)],
            env=environment, stdout=out, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(url: str, process: subprocess.Popen[str], log: Path) -> None:
    end = time.monotonic() + 120  # its first run loads the samples
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer: {log.read_text('utf-8')}")


def test_serve(
    environment: dict[str, str], port: int, server: subprocess.Popen[str], tmp_path: Path
) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert "云麓市人民政府公报" in answer.read().decode()
    second = run(environment, "serve", "--port", str(port))
    assert second.returncode == 1
    assert f"端口 {port} 已被占用" in second.stderr
    assert "--port" in second.stderr
    server.send_signal(signal.SIGINT)
    assert server.wait(20) == 0
    log = (tmp_path / "server.log").read_text("utf-8")
    assert f"落实已启动：http://127.0.0.1:{port} " in log
    assert "落实已停止" in log
    assert not re.search("Traceback|Warning", log), log


def test_a_reading_is_judged_by_a_server_that_has_loaded_samples(
    environment: dict[str, str], port: int, server: subprocess.Popen[str]
) -> None:
    made = run(environment, "tokens", "make", "sample-yunlu-swzx", "对接程序", "--json")
    row = {
        "series": "specimen.flood_calls.hour_rain", "place": "样例三号站", "value": 400,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/office/observations",
        json.dumps({"readings": [row]}).encode(),
        {
            "Authorization": f"Bearer {json.loads(made.stdout)['token']}",
            "Content-Type": "application/json",
        },
    )
    # Threads of polars that were lost in a fork answer never; a busy machine answers late.
    with urllib.request.urlopen(request, timeout=30) as answer:
        told = json.load(answer)
    assert told["good"] == 1
    assert [(each["before"], each["after"]) for each in told["changed"]] == [("orange", "red")]
    assert server.poll() is None


def test_an_address_of_another_machine(environment: dict[str, str]) -> None:
    said = run(environment, "serve", "--host", "203.0.113.7", "--port", "8000")
    assert said.returncode == 1
    assert "不属于本机" in said.stderr


def test_names_of_this_machine_are_addresses_of_it(port: int) -> None:
    assert check_address("localhost", port) == "127.0.0.1"
    with pytest.raises(Failure, match=r"没有“nosuch\.invalid”这个地址"):
        check_address("nosuch.invalid", port)


def test_there_are_processes_to_spare() -> None:
    assert 2 <= workers() <= 8
