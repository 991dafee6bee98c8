"""Where Luoshi keeps its data and finds its texts: four environment variables, checked here.

===================  =============================  ==========================================
variable             what it names                  where it is not set
===================  =============================  ==========================================
``LUOSHI_HOME``      the data folder                ``~/.local/share/luoshi``
``LUOSHI_GAZETTES``  the folder of gazette texts    ``../shared/gazettes`` where it exists,
                                                    else the specimen in the package
``DATABASE_URL``     the database                   ``luoshi.sqlite3`` in the data folder
``LUOSHI_FONTS``     a folder of fonts for papers   the PDF reader's own Song
===================  =============================  ==========================================

Nothing is created here, and nothing is remembered: each call reads the environment again.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

HOME = "LUOSHI_HOME"
GAZETTES = "LUOSHI_GAZETTES"
DATABASE = "DATABASE_URL"
FONTS = "LUOSHI_FONTS"

PACKAGE = Path(__file__).resolve().parent
SPECIMEN = PACKAGE / "specimen"

_NEIGHBOUR = Path("..") / "shared" / "gazettes"
_DATABASES = {"sqlite", "postgres", "postgresql"}
_IN_MEMORY = {"sqlite://:memory:", "sqlite:///:memory:"}


class ConfigurationError(Exception):
    """A setting that cannot be used: what is wrong, where it was set, and what to do."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(f"{what}（{where}）。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy


def home() -> Path:
    """The folder in which everything that must be kept is kept."""
    value = _setting(HOME)
    if value is None:
        return _expanded("~/.local/share/luoshi", HOME)
    path = _expanded(value, HOME)
    if not path.is_absolute():
        path = Path.cwd() / path
    if path.exists() and not path.is_dir():
        raise ConfigurationError(
            f"数据目录“{path}”是一个文件，不是目录",
            f"环境变量 {HOME}",
            f"请把 {HOME} 改为一个目录（不存在时会自动建立），或取消设置以使用默认目录。",
        )
    return path


def gazettes_folder() -> Path:
    """The folder of gazette texts: the one named, the neighbouring one, or the specimen."""
    value = _setting(GAZETTES)
    if value is not None:
        path = _expanded(value, GAZETTES)
        if not path.exists():
            raise ConfigurationError(
                f"公报目录“{path}”不存在",
                f"环境变量 {GAZETTES}",
                f"请把 {GAZETTES} 改为存放公报文本（.txt）的目录，或取消设置以使用自带的样例公报。",
            )
        if not path.is_dir():
            raise ConfigurationError(
                f"公报目录“{path}”是一个文件，不是目录",
                f"环境变量 {GAZETTES}",
                f"请把 {GAZETTES} 改为该文件所在的目录“{path.parent}”。",
            )
        return path.resolve()
    for base in (Path.cwd(), *_checkout()):
        candidate = (base / _NEIGHBOUR).resolve()
        if candidate.is_dir():
            return candidate
    return SPECIMEN


def fonts() -> Path | None:
    """The folder of fonts (仿宋、小标宋 …) that papers are set in; None where none is named."""
    value = _setting(FONTS)
    if value is None:
        return None
    path = _expanded(value, FONTS)
    if not path.is_dir():
        raise ConfigurationError(
            f"字体目录“{path}”不存在",
            f"环境变量 {FONTS}",
            f"请把 {FONTS} 改为存放字体文件的目录，或取消设置。",
        )
    return path


def database_url() -> str:
    """The address of the database, as a URL that names SQLite or PostgreSQL."""
    value = _setting(DATABASE)
    if value is None:
        return f"sqlite:///{quote(str(home() / 'luoshi.sqlite3'))}"
    if value in _IN_MEMORY:
        return value
    where = f"环境变量 {DATABASE}"
    example = (
        "请写成 postgres://用户:口令@主机:5432/库名 或 sqlite:////绝对路径/文件名，"
        "或取消设置以使用数据目录中的 SQLite 文件。"
    )
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ConfigurationError("数据库地址的主机或端口写错了", where, example) from error
    if parts.scheme not in _DATABASES:
        what = (
            f"不支持“{parts.scheme}”数据库" if "://" in value else "数据库地址缺少“类型://”的开头"
        )
        raise ConfigurationError(what, where, example)
    if not unquote(parts.path).strip("/"):
        missing = "文件名" if parts.scheme == "sqlite" else "库名"
        raise ConfigurationError(f"数据库地址缺少{missing}", where, example)
    return value


def _setting(name: str) -> str | None:
    """An environment variable; one that is empty or blank is as good as not set."""
    return os.environ.get(name, "").strip() or None


def _expanded(value: str, name: str) -> Path:
    if "\0" in value:  # the operating system would refuse it with an English ValueError
        raise ConfigurationError(
            "路径中含有空字符", f"环境变量 {name}", f"请重新设置 {name} 为一个普通的路径。"
        )
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise ConfigurationError(
            f"无法确定“{value}”中“~”所指的用户目录",
            f"环境变量 {name}",
            f"请把 {name} 设为一个绝对路径。",
        ) from error


def _checkout() -> tuple[Path, ...]:
    """The root of the source checkout that this package runs from, if it runs from one."""
    root = PACKAGE.parent.parent
    return (root,) if (root / "pyproject.toml").is_file() else ()
