from pathlib import Path

import pytest

from luoshi import config


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No variable set, the user's own folder empty, and the work done in an empty folder."""
    for name in (config.HOME, config.GAZETTES, config.DATABASE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    here = tmp_path / "a" / "project"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    return tmp_path


def without_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As installed from a wheel: no source folder above the package."""
    monkeypatch.setattr(config, "PACKAGE", tmp_path / "lib" / "site-packages" / "luoshi")


def test_home_by_default(bare: Path) -> None:
    assert config.home() == bare / ".local/share/luoshi"


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_is_not_set(
    bare: Path, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    monkeypatch.setenv(config.HOME, blank)
    monkeypatch.setenv(config.DATABASE, blank)
    assert config.home() == bare / ".local/share/luoshi"
    assert config.database_url() == f"sqlite:///{bare}/.local/share/luoshi/luoshi.sqlite3"


def test_home_as_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.HOME, "~/落实 数据")
    assert config.home() == bare / "落实 数据"
    monkeypatch.setenv(config.HOME, "data")
    assert config.home() == bare / "a" / "project" / "data"


def test_home_that_is_a_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = bare / "file"
    file.touch()
    monkeypatch.setenv(config.HOME, str(file))
    with pytest.raises(config.ConfigurationError, match="是一个文件") as caught:
        config.home()
    assert str(file) in caught.value.what
    assert config.HOME in caught.value.where
    assert caught.value.remedy.startswith("请")


def test_home_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.HOME, "~nobody-of-this-name/luoshi")
    with pytest.raises(config.ConfigurationError, match="用户目录"):
        config.home()


def test_gazettes_as_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = bare / "公报"
    folder.mkdir()
    monkeypatch.setenv(config.GAZETTES, str(folder))
    assert config.gazettes_folder() == folder


def test_gazettes_beside_the_current_folder(bare: Path) -> None:
    folder = bare / "a" / "shared" / "gazettes"
    folder.mkdir(parents=True)
    assert config.gazettes_folder() == folder


def test_gazettes_beside_the_checkout(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = bare / "elsewhere" / "checkout"
    (checkout / "src" / "luoshi").mkdir(parents=True)
    (checkout / "pyproject.toml").touch()
    folder = bare / "elsewhere" / "shared" / "gazettes"
    folder.mkdir(parents=True)
    monkeypatch.setattr(config, "PACKAGE", checkout / "src" / "luoshi")
    assert config.gazettes_folder() == folder


def test_the_specimen_where_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_checkout(monkeypatch, tmp_path)
    assert config.gazettes_folder() == config.SPECIMEN
    assert list(config.SPECIMEN.glob("*.txt"))


@pytest.mark.parametrize(("make", "what"), [(False, "不存在"), (True, "是一个文件")])
def test_gazettes_that_cannot_be(
    bare: Path, monkeypatch: pytest.MonkeyPatch, make: bool, what: str
) -> None:
    place = bare / "texts"
    if make:
        place.touch()
    monkeypatch.setenv(config.GAZETTES, str(place))
    with pytest.raises(config.ConfigurationError, match=what) as caught:
        config.gazettes_folder()
    assert config.GAZETTES in str(caught.value)


def test_the_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.HOME, "/data/a b")
    assert config.database_url() == "sqlite:////data/a%20b/luoshi.sqlite3"


@pytest.mark.parametrize(
    "url",
    [
        "postgres://postgres@127.0.0.1:5432/test",
        "postgresql://user:p%40ss@db/luoshi",
        "sqlite:////tmp/x.sqlite3",
        "sqlite://:memory:",
    ],
)
def test_databases_that_can_be(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(config.DATABASE, url)
    assert config.database_url() == url


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mysql://root@db/x", "不支持“mysql”数据库"),
        ("luoshi.sqlite3", "缺少“类型://”"),
        ("postgres://db:54x2/luoshi", "主机或端口"),
        ("postgres://[db/luoshi", "主机或端口"),
        ("postgres://db", "缺少库名"),
        ("postgres://db/", "缺少库名"),
        ("sqlite://", "缺少文件名"),
    ],
)
def test_databases_that_cannot_be(monkeypatch: pytest.MonkeyPatch, url: str, what: str) -> None:
    monkeypatch.setenv(config.DATABASE, url)
    with pytest.raises(config.ConfigurationError, match=what) as caught:
        config.database_url()
    assert config.DATABASE in caught.value.where
    assert "postgres://" in caught.value.remedy


def test_an_error_never_prints_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.DATABASE, "postgres://user:s3cret@db:port/luoshi")
    with pytest.raises(config.ConfigurationError) as caught:
        config.database_url()
    assert "s3cret" not in str(caught.value)
