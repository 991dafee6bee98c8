"""How the database is opened: SQLite out of the box, PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

# Readers never wait for the one writer (WAL), a writer waits for another up to `timeout` seconds
# and takes its lock at the start of the transaction, so that no two can deadlock half-way.
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA cache_size=-65536;"
        "PRAGMA mmap_size=1073741824;"
        "PRAGMA temp_store=MEMORY;"
    ),
}


def settings_of(url: str) -> dict[str, Any]:
    """Django's description of the database at a URL that `luoshi.config` has checked."""
    if url.startswith("sqlite:"):
        return _sqlite(url)
    found: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    )
    return found


def _sqlite(url: str) -> dict[str, Any]:
    # Four slashes begin an absolute path, three a relative one.
    name = ":memory:" if ":memory:" in url else unquote(urlsplit(url).path)[1:]
    if name != ":memory:":
        path = Path(name).expanduser().absolute()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = str(path)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }
