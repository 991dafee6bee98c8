"""``luoshi serve``: load, migrate, and open the pages on an address of this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from luoshi import config, office
from luoshi.cli.failure import Failure, of_any
from luoshi.cli.loading import report, take_in
from luoshi.cli.screen import Page, note, print_failure

APPLICATION = "luoshi.api.wsgi:application"
THREADS = 2
"""Requests that one process works on at once; more of them only slow each other down."""


def serve(host: str, port: int, load: bool) -> None:
    """Run the server until it is told to stop."""
    address = check_address(host, port)
    office.migrate()
    if load:
        _load_beside()
    from django.conf import settings
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    connections.close_all()  # a forked process must not share them
    if settings.STATIC_ROOT:  # the middleware of static files wants to find its folder
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    server = Granian(
        APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=THREADS,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    server.on_startup(lambda: announce(host, port))
    with _worker_beside():
        server.serve()
    Page().say("落实已停止。")


@contextmanager
def _worker_beside() -> Generator[None]:
    """On SQLite the worker comes along; on PostgreSQL it is a service of its own, on any machine."""
    from django.db import connection

    if connection.vendor != "sqlite":
        note("期限由值守进程处理：请另行启动 luoshi worker（可以多个）。")
        yield
        return
    command = (
        "import sys; sys.argv[1:] = ['worker', '--beside']; from luoshi.cli import main; main()"
    )
    worker = subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _load_beside() -> None:
    """Load in a process of its own.

    Samples are judged with polars, whose threads do not come along when the server forks: whatever a forked
    process then asked of polars would wait for ever, and keep the database locked.
    """
    command = "from luoshi import office; from luoshi.cli import serving; office.migrate(); serving.load()"
    subprocess.run([sys.executable, "-c", command], stdin=subprocess.DEVNULL, check=False)


def load() -> None:
    """Take in the folder of gazettes; what is there already costs nothing."""
    folder = config.gazettes_folder()
    note(f"装入公报目录：{folder}")
    report(list(take_in([folder])), as_json=False)
    from luoshi.office.archive.ingest import read_again

    try:
        again = sum(1 for _ in read_again())
    except Exception as error:  # noqa: BLE001 - what was read before is still there to be shown
        print_failure(of_any(error), as_json=False)
        return
    if again:
        note(f"读取器已更新，重新读取了 {again} 份旧文本。")
    _load_samples()


def _load_samples() -> None:
    """An office without units begins with samples, marked as such; one that removed them does not."""
    from luoshi.office import sample

    if not sample.wanted():
        return
    loaded = sample.load(lambda label: note(f"装入样例：{label}"))
    note(
        f"样例单位 {loaded.units} 个、办件 {loaded.cases} 件，都标有“样例”。"
        "登录页可直接以样例身份进入；移除：luoshi sample remove"
    )


def workers() -> int:
    """How many processes: two for each processor, so that one that reads a long text leaves others.

    Both databases let many read at once; SQLite lets one write at a time.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    return min(2 * processors, 8)


def check_address(host: str, port: int) -> str:
    """The address in figures; refuses one that cannot be opened, before anything else is done."""
    where = f"{host}:{port}"
    try:
        every = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Failure(
            f"没有“{host}”这个地址", where, "请用 --host 127.0.0.1 或本机的另一个地址。"
        ) from error
    # A name like localhost has two addresses; browsers that try the other one come back to this.
    family, kind, protocol, _, address = min(every, key=lambda one: one[0] != socket.AF_INET)
    try:
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
            return str(address[0])
    except PermissionError as error:
        raise Failure(
            f"没有权限使用端口 {port}", where, "请用 --port 换一个 1024 以上的端口。"
        ) from error
    except OSError as error:
        raise Failure(
            f"端口 {port} 已被占用，或地址不属于本机",
            where,
            f"落实可能已在运行：先打开 http://{_shown(host)}:{port} 看看；"
            f"否则请用 luoshi serve --port {port + 1 if port < 65_535 else 8000} 换一个端口。",
        ) from error


def announce(host: str, port: int) -> None:
    """Say where the pages are."""
    Page().say((f"落实已启动：http://{_shown(host)}:{port} （按 Ctrl+C 停止）", "bold green"))
    if not _is_loopback(host) and not os.environ.get("LUOSHI_HOSTS"):
        note("其他机器要访问时，请先设置 LUOSHI_HOSTS=域名或地址（多个用逗号隔开）。")


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
