"""Help and misuse: in Chinese, quickly, with exit codes that scripts can trust."""

import re
import subprocess
import sys
from typing import get_args

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from luoshi import __version__
from luoshi.cli import values
from luoshi.cli.app import app
from luoshi.gazette.export import Format
from luoshi.gazette.model import KIND_LABELS
from tests.cli.conftest import Call

COMMANDS = list(get_command(app).commands)  # pyright: ignore[reportAttributeAccessIssue]
ENGLISH = re.compile(r"\b(?:usage|options|arguments|commands|show this|default|required)\b", re.I)


def help_of(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    return result.stdout


def test_every_command_is_there() -> None:
    assert set(COMMANDS) == {
        "duties", "targets", "calendar", "posts", "observe", "alerts", "drill", "channels", "cap",
        "ingest", "documents", "show", "references", "status", "search", "export", "contents",
        "gazettes", "repairs", "doctor", "restore", "serve", "verify", "coverage", "rules", "run",
        "explain", "interview", "compare", "reproduce", "check", "bulk",
        "cases", "deadlines", "worker", "journal", "replay", "sample", "ledger", "units",
        "admin", "tokens",
    }  # fmt: skip


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=lambda w: "".join(w))
def test_help_is_in_chinese(words: list[str]) -> None:
    text = help_of(*words)
    assert text.startswith(f"用法：{' '.join(['luoshi', *words])} ")
    assert not ENGLISH.search(text), text
    for line in re.findall(r"^  \S.*$", text, re.M):
        assert re.search(r"[一-鿿]", line), line


def test_the_first_page_names_every_command() -> None:
    assert re.findall(r"^  ([a-z]+) ", help_of(), re.M) == COMMANDS


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"luoshi {__version__}\n")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["nosuch"], "没有命令“nosuch”"),
        (["documents", "--colour"], "没有选项 --colour"),
        (["documents", "--year"], "选项 --year 用法不对"),
        (["documents", "--year", "二"], "“二”不是年份"),
        (["documents", "--kind", "novel"], "没有“novel”这个种类"),
        (["documents", "--in-force-on", "2024-02-30"], "“2024-02-30”不是日期"),
        (["documents", "甲"], "多余的参数：甲"),
        (["search", "甲", "--limit", "0"], "“0”不是 1 到 100000 之间的整数"),
        (["serve", "--port", "99999"], "“99999”不是 1 到 65535 之间的整数"),
        (["export", "甲", "--format", "docx"], "没有“docx”这种格式"),
        (["show"], "缺少参数 地址"),
        (["run"], "缺少参数 规则"),
        (["run", "甲", "--fact", "乙"], "“乙”要写成 名称=值"),
        (["ingest"], "缺少参数 路径"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_told_in_chinese(luoshi: Call, words: list[str], what: str) -> None:
    said = luoshi(*words)
    assert said.code == 2
    assert said.out == ""
    assert what in said.err
    assert "--help" in said.err
    said = luoshi(*words, "--json")
    assert (said.code, said.out) == (2, "")
    assert [set(error) for error in said.errors] == [{"what", "where", "remedy"}]


def test_without_a_command_the_help_is_shown() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "用法：luoshi" in result.stderr


def test_days_are_read_as_people_write_them() -> None:
    written = ["2024-01-15", "2024/1/15", "2024.1.15", "2024年1月15日", " 2024 年 1 月 15 日"]
    assert {values.day(text).isoformat() for text in written} == {"2024-01-15"}


def test_kinds_are_those_of_the_archive() -> None:
    assert values.KINDS == KIND_LABELS
    assert [values.kind(text) for text in ("办法", "Emergency-Plan", "方案、规划")] == [
        "rules", "emergency plan", "plan",
    ]  # fmt: skip
    assert get_args(values.Format) == get_args(Format)


def test_nothing_heavy_is_loaded_for_help() -> None:
    code = (
        "import sys; from luoshi.cli.app import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('django', 'lxml', 'rich', 'granian', 'luoshi.gazette', 'luoshi.rules', 'opencc', 'polars')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
