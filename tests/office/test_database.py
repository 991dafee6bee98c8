import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from luoshi.office.database import settings_of

LOOK = """
import json
import luoshi.office
first, second = luoshi.office.migrate(), luoshi.office.migrate()
from django.db import connection, transaction
def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]
with transaction.atomic():
    locked = connection.connection.in_transaction
print(json.dumps({
    "migrated": [first, second], "mode": pragma("journal_mode"), "busy": pragma("busy_timeout"),
    "synchronous": pragma("synchronous"), "keys": pragma("foreign_keys"), "locked": locked,
    "name": connection.settings_dict["NAME"],
}))
"""


def look(**variables: str) -> dict[str, object]:
    environment = {**os.environ, **variables}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("folder", ["home", "家 100%41?#x"])
def test_sqlite_out_of_the_box(tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    found = look(LUOSHI_HOME=str(home), DATABASE_URL="")
    assert found == {
        "migrated": [True, False],
        "mode": "wal",
        "busy": 30_000,
        "synchronous": 1,
        "keys": 1,
        "locked": True,
        "name": str(home / "luoshi.sqlite3"),
    }
    assert (home / "luoshi.sqlite3").is_file()
    assert home.stat().st_mode & 0o077 == 0


def test_sqlite_by_url(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "other.sqlite3"
    found = look(LUOSHI_HOME=str(tmp_path / "home"), DATABASE_URL=f"sqlite:///{path}")
    assert found["name"] == str(path)
    assert path.is_file()


def test_postgresql_by_url() -> None:
    found = settings_of("postgres://anna:secret@db.example:5433/archive")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "archive")
    assert (found["USER"], found["PASSWORD"]) == ("anna", "secret")


def test_processes_that_start_together_all_find_a_database(tmp_path: Path) -> None:
    variables = {"LUOSHI_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: look(**variables), range(3)))
    assert {one["name"] for one in found} == {str(tmp_path / "home" / "luoshi.sqlite3")}
