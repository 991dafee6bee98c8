"""``luoshi admin``, ``units`` and ``tokens``: what is printed, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from luoshi.cli import directing
from luoshi.cli.failure import Failure, of_any
from luoshi.office.directory import tokens
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.directory.models import Unit

TABLE = "代码,名称,类别,别名\nzjj,云麓市住房和城乡建设局,机关,市住建局\n"


@pytest.fixture(autouse=True)
def database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directing, "open_archive", lambda: None)


def told(capsys: pytest.CaptureFixture[str]) -> object:
    return json.loads(capsys.readouterr().out)


def test_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    directing.admin_create("root1", "样例管理员", as_json=True)
    said = told(capsys)
    assert isinstance(said, dict)
    user = User.objects.get(username="root1")
    assert user.is_superuser
    assert user.check_password(said["password"])
    directing.admin_reset("root1", as_json=False)
    assert "临时口令" in capsys.readouterr().out
    with pytest.raises(DirectoryError) as refused:
        directing.admin_create("root1", "", as_json=False)
    failure = of_any(refused.value)
    assert failure.what.startswith("登录名")
    assert failure.where == "单位与人员"


def test_units(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    directing.units("", as_json=False)
    assert "还没有单位" in capsys.readouterr().err
    file = tmp_path / "单位.csv"
    file.write_text(TABLE, "utf-8")
    assert directing.units_import(file, dry=True, as_json=False) == 0
    assert not Unit.objects.exists()
    capsys.readouterr()
    assert directing.units_import(file, dry=False, as_json=True) == 0
    assert told(capsys) == {
        "taken_in": True,
        "lines": [
            {
                "line": 2,
                "code": "zjj",
                "name": "云麓市住房和城乡建设局",
                "state": "new",
                "errors": [],
            }
        ],
    }
    directing.units("市住建局", as_json=True)
    [unit] = told(capsys)  # type: ignore[misc]
    assert unit["aliases"] == ["市住建局"]
    directing.units("", as_json=False)
    assert "云麓市住房和城乡建设局" in capsys.readouterr().out
    file.write_text(TABLE + "b,乙局,衙门,\n", "utf-8")
    assert directing.units_import(file, dry=False, as_json=False) == 1
    assert "衙门" in capsys.readouterr().out
    with pytest.raises(OSError, match="没有"):
        directing.units_import(tmp_path / "没有.csv", dry=False, as_json=False)


def test_tokens(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "单位.csv"
    file.write_text(TABLE, "utf-8")
    directing.units_import(file, dry=False, as_json=True)
    capsys.readouterr()
    directing.tokens_make("市住建局", "核心系统", as_json=True)
    said = told(capsys)
    assert isinstance(said, dict)
    assert tokens.unit_of(said["token"]) == Unit.objects.get()
    directing.tokens("zjj", as_json=False)
    listed = capsys.readouterr().out
    assert "核心系统" in listed
    assert said["token"] not in listed
    with pytest.raises(Failure):
        directing.tokens_revoke("zjj", said["id"] + 1, as_json=False)
    directing.tokens_revoke("zjj", said["id"], as_json=False)
    assert tokens.unit_of(said["token"]) is None
