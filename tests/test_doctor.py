import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Page

from luoshi import config, doctor


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(config.HOME, str(tmp_path))
    return tmp_path


def test_every_check_has_a_remedy_where_something_is_wrong(
    store: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(config.GAZETTES, raising=False)
    found = doctor.checks()
    assert [check.name for check in found] == [
        "Python 版本",
        "数据目录",
        "公报目录",
        "数据库",
        "SQLite 全文检索",
        "繁简转换",
        "中文分词",
        "Akoma Ntoso 模式",
        "Chromium 浏览器",
        "服务端口",
    ]
    for check in found:
        assert check.detail
        assert bool(check.remedy) == (check.state != "ok"), check
    assert {check.name for check in found if check.state == "error"} == set()


def test_a_wrong_setting_is_told_and_the_rest_still_looked_at(
    db: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.GAZETTES, str(folder / "nothing"))
    monkeypatch.setenv(config.DATABASE, "oracle://db/x")
    found = {check.name: check for check in doctor.checks()}
    assert found["公报目录"].state == found["数据库"].state == "error"
    assert "不存在" in found["公报目录"].detail
    assert "oracle" in found["数据库"].detail
    assert found["中文分词"].state == "ok"


def test_a_data_folder_to_be_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.HOME, str(folder / "new" / "home"))
    check = doctor.check_home()
    assert check.state == "ok"
    assert "首次使用时建立" in check.detail
    assert not (folder / "new").exists()


def test_a_data_folder_below_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").touch()
    monkeypatch.setenv(config.HOME, str(folder / "file" / "home"))
    assert doctor.check_home().state == "error"


def test_a_data_folder_that_is_read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    check = doctor.check_home()
    assert check.state == "error"
    assert str(folder) in check.detail
    assert config.HOME in check.remedy


def test_gazettes_are_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.GAZETTES, str(folder))
    assert doctor.check_gazettes().state == "warning"
    (folder / "2024").mkdir()
    for name in ("a.txt", "2024/b.txt", "c.pdf"):
        (folder / name).touch()
    check = doctor.check_gazettes()
    assert check.state == "ok"
    assert "2 份" in check.detail


def test_a_database_that_has_no_tables_yet(store: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    check = doctor.check_database()
    assert check.state == "warning"
    assert "结构更新尚未执行" in check.detail
    assert "luoshi serve --load" in check.remedy


@pytest.mark.postgres
@pytest.mark.django_db(databases=["default", "postgres"])
def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    default = connections["default"]
    postgres = connections["postgres"]
    elsewhere: Any = {**postgres.settings_dict, "PORT": 1}
    silent = type(postgres)(elsewhere, "silent")
    monkeypatch.setenv(config.DATABASE, "postgres://user:s3cret@127.0.0.1:1/luoshi")
    connections["default"] = silent
    try:
        check = doctor.check_database()
    finally:
        connections["default"] = default
    assert check.state == "error"
    assert "127.0.0.1:1/luoshi" in check.detail
    assert "s3cret" not in check.detail
    assert config.DATABASE in check.remedy


def test_broken_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = ModuleType("rjieba")
    deaf.cut = list  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rjieba", deaf)
    monkeypatch.setitem(sys.modules, "opencc", None)
    assert doctor.check_segmenter().state == "error"
    assert doctor.check_script_conversion().state == "error"


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        taken = doctor.check_port("127.0.0.1", port)
    assert taken.state == "warning"
    assert str(port) in taken.detail
    assert doctor.check_port("127.0.0.1", port).state == "ok"
    assert doctor.check_port("127.0.0.1", 99_999).state == "error"
    assert doctor.check_port("host.invalid", port).state == "warning"


def test_no_browser(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))
    check = doctor.check_browser()
    assert check.state == "warning"
    assert "chromium" in check.remedy


def test_the_browser_opens_a_page(page: Page) -> None:
    page.set_content("<h1>落实</h1>")
    assert page.get_by_role("heading").inner_text() == "落实"
    assert page.evaluate("navigator.language") == "zh-CN"
