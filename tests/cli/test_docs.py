"""The examples in the documentation are what the program says.

``LUOSHI_UPDATE_DOCS=1`` writes the answers anew instead of comparing them.
"""

import os
import re
import shlex
from pathlib import Path

import pytest

from luoshi.office.journal import headfile
from tests.cli.conftest import Call

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "cli.md"
EXAMPLE = re.compile(
    r"(?P<head>```console\n\$ luoshi (?P<words>[^\n]+)\n)(?P<answer>.*?)(?P<end>```)", re.S
)
READMES = ("README.md", "README.zh.md")
LINE = re.compile(r"^\.venv/bin/luoshi (.+)$", re.M)
PYTHON = re.compile(r"```python\n(.*?)```", re.S)
CUT = "…"


def uncounted(text: str) -> str:
    """The text without the counts in its tables: they change with every better reading."""
    return re.sub(r"(?m)^│.*$", lambda row: re.sub(r"\d+ *", "n ", row[0]), text)


def test_every_example(luoshi: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    def answered(match: re.Match[str]) -> str:
        if match["words"].startswith("serve"):
            return match[0]
        said = luoshi(*shlex.split(match["words"]))
        assert said.code == 0, said.err
        lines = [line.rstrip() for line in said.out.splitlines()]
        shown = match["answer"].splitlines()
        if shown[-1:] == [CUT]:
            lines = [*lines[: len(shown) - 1], CUT]
        return match["head"] + "".join(f"{line}\n" for line in lines) + match["end"]

    text = DOCS.read_text("utf-8")
    current = EXAMPLE.sub(answered, text)
    if os.environ.get("LUOSHI_UPDATE_DOCS"):
        DOCS.write_text(current, "utf-8")
    stated = DOCS.read_text("utf-8")
    assert uncounted(current) == uncounted(stated), "run this test with LUOSHI_UPDATE_DOCS=1"


@pytest.mark.parametrize("readme", READMES)
def test_every_line_of_the_readmes(
    luoshi: Call, readme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    headfile.path().unlink(missing_ok=True)  # of journals that other tests rolled back
    lines = LINE.findall((ROOT / readme).read_text("utf-8"))
    assert len(lines) >= 6
    for line in lines:
        said = luoshi(*shlex.split(line, comments=True))
        assert (said.code, "错误" in said.err) == (0, False), line  # progress is told there too
        assert said.out.strip(), line


@pytest.mark.parametrize("readme", READMES)
def test_the_lines_of_python_in_the_readmes_run(
    readme: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = PYTHON.findall((ROOT / readme).read_text("utf-8"))
    exec(code, {})
    assert "麓水发〔2025〕5号 第五条" in capsys.readouterr().out


def test_every_command_has_an_example() -> None:
    named = set(re.findall(r"luoshi ([a-z]+)", DOCS.read_text("utf-8")))
    assert named >= {
        "ingest", "gazettes", "documents", "show", "references", "status", "search", "contents",
        "repairs", "export", "doctor", "serve", "rules", "run", "explain", "interview", "compare",
        "reproduce", "check", "cases", "deadlines", "worker", "ledger", "journal", "replay", "units",
        "admin", "tokens", "sample",
    }  # fmt: skip


def test_the_lines_of_python_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = PYTHON.findall(DOCS.read_text("utf-8"))
    names: dict[str, object] = {}
    exec(code, names)
    said = {
        "issue.label": "云麓市人民政府公报 2025年第2期（总第14期）",
        "decree.number, str(decree.effective)": ("云麓市人民政府令第31号", "2025-07-01"),
        "clause.address": "云麓市人民政府令第31号 第十二条第（二）项",
        "clause.lines": (194, 194),
        "gazette.status_on(decree, decree.effective).state": "in force",
    }
    for expression, value in said.items():
        assert eval(expression, names) == value
    assert (tmp_path / "decree.xml").stat().st_size > 10_000
